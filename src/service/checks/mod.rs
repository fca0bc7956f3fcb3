//! Named checks: what an expression of a form cannot say, for it needs other records, places or words.
//!
//! Their names are those of the forms' notes: `X-nn` from the programmes' catalogue, `C-nn` our own.

use std::collections::BTreeSet;

use super::{
    ServiceError,
    derive::facts_of,
    duplicates::{self, Found},
    index::Line,
    open_office::Office,
    people::{People, in_repeat},
};
use crate::{
    base::{Message, RecordId},
    cases::{State, names::fold},
    forms::{
        DataClass, Instance, NodeView, Path, Question, QuestionType, Rule, Strength, Violation,
    },
};

/// Numbers that no two records of a form share: question and check.
const UNIQUE: [(&str, &str, &str); 3] = [
    ("card_no", "C-01", "check-card-known"),
    ("avrr_case_no", "X-106", "check-case-known"),
    ("incident_id", "C-03", "check-incident-known"),
];

/// Everything that does not hold in `instance`, which is or becomes the answers of `record`.
pub(super) fn all(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut violations = instance.violations();
    violations.extend(own(instance));
    violations.extend(elsewhere(office, record, instance)?.0);
    Ok(violations)
}

/// The word under which a rule is stored with its reason.
pub(super) fn rule_word(rule: &Rule) -> String {
    match rule {
        Rule::Required => "required",
        Rule::Constraint => "constraint",
        Rule::Warning => "warning",
        Rule::Type => "type",
        Rule::Surplus => "count",
        Rule::Check(name) => name,
    }
    .to_owned()
}

fn broken(path: Path, name: &'static str, severity: Strength, id: &'static str) -> Violation {
    Violation {
        path,
        rule: Rule::Check(name),
        severity,
        text: None,
        message: Message::new(id).text("rule", name),
    }
}

/// What of [`UNIQUE`] holds for a form: the later forms of a case carry its number as their link, and share it.
pub(super) fn unique_in(
    form: &str,
) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let opens_case = form == "return_case";
    UNIQUE.into_iter().filter(move |(question, ..)| opens_case || *question != "avrr_case_no")
}

/// Checks that need nothing but the record itself.
pub(super) fn own(instance: &Instance) -> Vec<Violation> {
    let nodes: Vec<NodeView<'_>> =
        instance.nodes().into_iter().filter(|node| node.relevant).collect();
    let mut violations = Vec::new();
    violations.extend(other_is_listed(instance, &nodes));
    violations.extend(names_in_text(instance, &nodes));
    violations.extend(purposes_twice(instance, &nodes));
    violations
}

/// X-04, second half: the text behind `other` equals a label of the list.
fn other_is_listed(instance: &Instance, nodes: &[NodeView<'_>]) -> Vec<Violation> {
    let form = instance.form();
    let listed = |base: &str, text: &str| {
        let near = |name: &str| name == base || name.starts_with(&format!("{base}_"));
        let lists = form.questions().filter(|(_, it)| it.kind.is_choice() && near(&it.name));
        let mut choices =
            lists.filter_map(|(_, it)| form.list(it.list.as_ref()?)).flat_map(|list| &list.choices);
        choices.any(|choice| {
            (0..form.languages.len())
                .any(|at| choice.label.source(at).is_some_and(|it| fold(it) == text))
        })
    };
    nodes
        .iter()
        .filter_map(|node| {
            let base = node.path.name().strip_suffix("_other")?;
            let text = fold(instance.value(&node.path));
            (!text.is_empty() && listed(base, &text))
                .then(|| broken(node.path.clone(), "X-04", Strength::Soft, "check-other-listed"))
        })
        .collect()
}

/// a free text holds the name of somebody of the same record.
fn names_in_text(instance: &Instance, nodes: &[NodeView<'_>]) -> Vec<Violation> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for node in nodes.iter().filter(|it| matches!(it.path.name(), "family_name" | "given_names")) {
        names.extend(
            fold(instance.value(&node.path))
                .split(' ')
                .filter(|it| 3 < it.len())
                .map(str::to_owned),
        );
    }
    let is_free = |question: &Question| {
        question.kind == QuestionType::Text
            && (question.data_class.contains(&DataClass::Sensitive) || question.name == "m_skills")
    };
    nodes
        .iter()
        .filter(|node| node.item.question().is_some_and(is_free))
        .filter(|node| fold(instance.value(&node.path)).split(' ').any(|word| names.contains(word)))
        .map(|node| broken(node.path.clone(), "X-08", Strength::Soft, "check-name-in-text"))
        .collect()
}

/// two lines of one person's purposes name the same purpose.
fn purposes_twice(instance: &Instance, nodes: &[NodeView<'_>]) -> Vec<Violation> {
    let mut seen: BTreeSet<(Option<Path>, String)> = BTreeSet::new();
    let mut violations = Vec::new();
    for node in nodes.iter().filter(|it| it.path.name() == "purpose_code") {
        let code = instance.value(&node.path).to_owned();
        let person = in_repeat(&node.path).and_then(|it| it.parent());
        if !code.is_empty() && !seen.insert((person, code)) {
            violations.push(broken(
                node.path.clone(),
                "X-108",
                Strength::Hard,
                "check-purpose-twice",
            ));
        }
    }
    violations
}

/// Checks against the other records of the office, and those that may be about the same people.
pub(super) fn elsewhere(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<(Vec<Violation>, Vec<Found>), ServiceError> {
    let people = People::of(instance, office.clock.today());
    let mut violations = unique_numbers(office, record, instance)?;
    violations.extend(incident_near(office, record, instance)?);
    violations.extend(stage_goes_back(office, record, instance)?);
    let found = duplicates::find(office, record, instance, &people)?;
    let of_return = instance.form().settings.case_type.as_deref() == Some("return");
    let check = if of_return { "X-109" } else { "X-43" };
    let mut told: BTreeSet<Path> = BTreeSet::new();
    for one in found.iter().filter(|it| it.is_telling()) {
        if told.insert(one.question.clone()) {
            violations.push(broken(one.question.clone(), check, Strength::Soft, "check-duplicate"));
        }
    }
    violations.extend(update_of_nothing(instance, &found));
    Ok((violations, found))
}

/// Whether a line is another record that counts: not this one, not struck out.
pub(super) fn is_other(line: &Line, record: RecordId) -> bool {
    line.row.id != record && line.state != State::Void
}

/// The first relevant node with this name.
pub(super) fn node_named(instance: &Instance, name: &str) -> Option<Path> {
    let found = instance.nodes().into_iter().find(|it| it.relevant && it.path.name() == name);
    found.map(|it| it.path)
}

fn unique_numbers(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut violations = Vec::new();
    for (question, check, id) in unique_in(&instance.form().id) {
        let Some(path) = node_named(instance, question) else { continue };
        let value = instance.value(&path);
        if value.is_empty() {
            continue;
        }
        let same = |line: &&Line| {
            is_other(line, record)
                && line.row.form.id.0 == instance.form().id
                && facts_of(&line.row).any(|it| it == (question, value))
        };
        if office.lines()?.iter().any(|line| same(&line)) {
            violations.push(broken(path, check, Strength::Hard, id));
        }
    }
    Ok(violations)
}

/// another incident within three days and 50 km with a cause in common.
fn incident_near(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let Some(path) = node_named(instance, "incident_id") else { return Ok(Vec::new()) };
    let facts = crate::cases::Summary::of(&instance.answers(), office.clock.today()).facts;
    let event = facts.iter().find(|(name, _)| name == "event").and_then(|(_, it)| Event::of(it));
    let Some(event) = event else { return Ok(Vec::new()) };
    let near = office.lines()?.iter().filter(|line| is_other(line, record)).any(|line| {
        facts_of(&line.row)
            .filter(|(name, _)| *name == "event")
            .filter_map(|(_, fact)| Event::of(fact))
            .any(|other| event.is_near(&other))
    });
    Ok(near
        .then(|| broken(path, "X-24", Strength::Soft, "check-incident-near"))
        .into_iter()
        .collect())
}

/// When, where and why something happened.
struct Event {
    day: chrono::NaiveDate,
    lat: f64,
    lon: f64,
    causes: BTreeSet<String>,
}

impl Event {
    fn of(fact: &str) -> Option<Self> {
        let mut parts = fact.split(';');
        Some(Self {
            day: parts.next()?.parse().ok()?,
            lat: parts.next()?.parse().ok()?,
            lon: parts.next()?.parse().ok()?,
            causes: parts.next()?.split(' ').map(str::to_owned).collect(),
        })
    }

    fn is_near(&self, other: &Self) -> bool {
        (self.day - other.day).num_days().abs() <= 3
            && !self.causes.is_disjoint(&other.causes)
            && self.km_to(other) <= 50.0
    }

    /// Great-circle distance (haversine), Earth's mean radius.
    fn km_to(&self, other: &Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let (dlat, dlon) = (b - a, (other.lon - self.lon).to_radians());
        let h = (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * 6_371.0 * h.sqrt().min(1.0).asin()
    }
}

/// the stage of a case goes forward only, except to its two ends.
fn stage_goes_back(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let form = instance.form();
    let Some(path) = node_named(instance, "stage") else { return Ok(Vec::new()) };
    let list =
        form.questions().find(|(_, it)| it.name == "stage").and_then(|(_, it)| it.list.clone());
    let Some(list) = list.and_then(|it| form.list(&it)) else { return Ok(Vec::new()) };
    let rank = |code: &str| list.choices.iter().position(|it| it.code == code);
    let now = instance.value(&path);
    if matches!(now, "withdrawn" | "closed") || office.view().locate(record).is_err() {
        return Ok(Vec::new());
    }
    let mut furthest = None;
    for revision in office.view().revisions(record)? {
        let before = Instance::from_json(
            std::sync::Arc::clone(form),
            instance.environment(),
            revision.instance.expose(),
        )?;
        furthest = furthest.max(rank(before.value(&path)));
    }
    let back = rank(now).is_some() && rank(now) < furthest;
    Ok(back
        .then(|| broken(path, "X-107", Strength::Hard, "check-stage-back"))
        .into_iter()
        .collect())
}

/// C-02: an update, a split, a card given again need an earlier record of the household.
fn update_of_nothing(instance: &Instance, found: &[Found]) -> Option<Violation> {
    const OF_EARLIER: [&str; 7] =
        ["update", "split", "merge", "transfer", "deregister", "card_replacement", "newborn"];
    let path = node_named(instance, "reg_type")?;
    let of_earlier = OF_EARLIER.contains(&instance.value(&path));
    (of_earlier && found.is_empty())
        .then(|| broken(path, "C-02", Strength::Soft, "check-no-earlier-record"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_are_near_in_time_place_and_cause_together() {
        let event = |text: &str| Event::of(text).unwrap();
        let one = event("2024-05-10;35.5;14.5;drowning");
        assert!(one.is_near(&event("2024-05-13;35.5;15.0;drowning violence")));
        assert!(!one.is_near(&event("2024-05-14;35.5;14.5;drowning")));
        assert!(!one.is_near(&event("2024-05-10;35.5;15.1;drowning")));
        assert!(!one.is_near(&event("2024-05-10;35.5;14.5;violence")));
        assert!((one.km_to(&event("2024-05-10;36.5;14.5;x")) - 111.2).abs() < 0.1);
    }
}
