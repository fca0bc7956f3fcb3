//! Checks against the office's list of places.

use std::collections::BTreeSet;

use super::{
    super::{library::PLACE_LISTS, places::PlaceTree},
    broken,
    geography::Position,
};
use crate::forms::{Instance, ItemId, NodeView, Path, Question, QuestionType, Strength, Violation};

/// a place that the office's list lacks, or that does not lie where the answer one level up says.
///
/// A level of which the list knows no place is not checked, nor what a form offers beside places (`not_listed`).
pub(super) fn in_the_list(
    instance: &Instance,
    nodes: &[NodeView<'_>],
    places: &PlaceTree,
) -> Vec<Violation> {
    let broken = |path: &Path, id| broken(path.clone(), "X-14", Strength::Hard, id);
    let mut violations = Vec::new();
    for node in nodes {
        let Some((question, level)) = place_question(node) else { continue };
        let code = instance.value(&node.path);
        if code.is_empty() || is_beside_places(instance, question, code) || !places.has(level) {
            continue;
        }
        match places.known(code).filter(|it| it.level == level) {
            None => violations.push(broken(&node.path, "check-place-unknown")),
            Some(place) => {
                let above = one_level_up(instance, nodes, node, level);
                let above = above.map(|it| instance.value(it));
                // What a form offers beside places (`not_listed`) holds no place.
                let above = above.filter(|it| places.known(it).is_some());
                if above.is_some_and(|it| place.parent.as_deref() != Some(it)) {
                    violations.push(broken(&node.path, "check-place-outside"));
                }
            }
        }
    }
    violations
}

/// The question of a node that asks for a place, and the administrative level of that place.
fn place_question<'a>(node: &NodeView<'a>) -> Option<(&'a Question, u8)> {
    let question = node.item.question()?;
    let list = question.list.as_deref()?;
    let (_, level) = PLACE_LISTS.iter().find(|(name, _)| *name == list)?;
    Some((question, *level))
}

/// Whether the form offers a code that is no place: one that lies in none.
fn is_beside_places(instance: &Instance, question: &Question, code: &str) -> bool {
    let list = question.list.as_ref().and_then(|it| instance.form().list(it));
    let choice = list.and_then(|it| it.choices.iter().find(|it| it.code == code));
    choice.is_some_and(|it| it.parent.as_deref().unwrap_or_default().is_empty())
}

/// The question one level up: `current_adm1` for `current_adm2` beside it, else the one by which the choices are filtered.
fn one_level_up<'a>(
    instance: &Instance,
    nodes: &'a [NodeView<'_>],
    node: &NodeView<'_>,
    level: u8,
) -> Option<&'a Path> {
    let above = level.checked_sub(1)?;
    let group = node.path.parent();
    let role = node.path.name().strip_suffix(&format!("adm{level}"));
    let named = role.map(|role| format!("{role}adm{above}"));
    let reads: BTreeSet<ItemId> = instance.form().reads(node.id);
    nodes
        .iter()
        .filter(|it| it.path.parent() == group)
        .find(|it| {
            let Some((_, up)) = place_question(it) else { return false };
            match named.as_deref() {
                Some(name) => up == above && it.path.name() == name,
                // A site or a point may lie in a place of any level above it.
                None => up < level && reads.contains(&it.id),
            }
        })
        .map(|it| &it.path)
}

/// a position outside the box of the district in which it is said to lie.
///
/// `current_gps` belongs to `current_adm2` beside it, and so for every other beginning.
pub(super) fn in_the_district(
    instance: &Instance,
    nodes: &[NodeView<'_>],
    places: &PlaceTree,
) -> Vec<Violation> {
    let is_outside = |node: &NodeView<'_>| -> Option<bool> {
        if node.item.question()?.kind != QuestionType::Geopoint {
            return None;
        }
        let role = node.path.name().strip_suffix("_gps")?;
        let district = node.path.parent()?.join(&format!("{role}_adm2"));
        let bounds = places.bounds(instance.value(&district))?;
        Some(!Position::read(instance.value(&node.path))?.is_in(&bounds))
    };
    nodes
        .iter()
        .filter(|it| is_outside(it) == Some(true))
        .map(|it| broken(it.path.clone(), "X-15", Strength::Soft, "check-position-outside"))
        .collect()
}
