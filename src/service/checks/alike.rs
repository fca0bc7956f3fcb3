//! Records that may be about the same people, as checks: and C-02.

use std::collections::BTreeSet;

use super::{
    super::{derive::facts_of, duplicates::Found},
    broken, node_named,
};
use crate::forms::{Instance, Path, Strength, Violation};

/// Stages at which a case is over.
const OVER: [&str; 2] = ["withdrawn", "closed"];

/// Of the records that were found: X-109 for open cases of return, X-43 for those of the same form of everything else.
pub(super) fn possible_duplicates(instance: &Instance, found: &[Found]) -> Vec<Violation> {
    let of_cases = instance.form().settings.case_type.as_deref() == Some("return");
    let check = if of_cases { "X-109" } else { "X-43" };
    let is_over = |it: &Found| {
        facts_of(&it.row).any(|(name, stage)| name == "stage" && OVER.contains(&stage))
    };
    let mut told: BTreeSet<Path> = BTreeSet::new();
    comparable(instance, found)
        .filter(|it| it.is_telling() && !(of_cases && is_over(it)))
        .filter(|it| told.insert(it.question.clone()))
        .map(|it| broken(it.question.clone(), check, Strength::Soft, "check-duplicate"))
        .collect()
}

/// Those that say the same kind of thing; a later form of a case may be about the people of another case.
///
/// the same document in records of one case is no duplicate; the search leaves records of the own case out.
fn comparable<'a>(instance: &'a Instance, found: &'a [Found]) -> impl Iterator<Item = &'a Found> {
    let form = instance.form();
    let of_case = form.settings.case_type.as_deref() == Some("return");
    found.iter().filter(move |it| {
        let other = it.row.form.id.0.as_str();
        other == form.id || (of_case && other == "return_case")
    })
}

/// C-02: an update, a split, a card given again need an earlier record of the household.
pub(super) fn update_of_nothing(instance: &Instance, found: &[Found]) -> Option<Violation> {
    const OF_EARLIER: [&str; 7] =
        ["update", "split", "merge", "transfer", "deregister", "card_replacement", "newborn"];
    let path = node_named(instance, "reg_type")?;
    let of_earlier = OF_EARLIER.contains(&instance.value(&path));
    (of_earlier && comparable(instance, found).next().is_none())
        .then(|| broken(path, "C-02", Strength::Soft, "check-no-earlier-record"))
}
