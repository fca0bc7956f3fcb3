//! Checks of cases and what is linked to them.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    super::{
        ServiceError,
        derive::facts_of,
        open_office::Office,
        people::{People, Somebody, in_repeat},
    },
    broken, is_other, node_named,
};
use crate::{
    base::RecordId,
    cases::LINKS,
    forms::{Instance, NodeView, Path, Strength, Violation},
    vault::{PersonRow, RecordRow},
};

/// Questions that hold the number of a case.
const CASE_NUMBERS: [&str; 2] = ["avrr_case_no", "rst_case_no"];

/// a case that a record names is not there; or sex or year of birth differ between a case and what names it.
pub(super) fn linked(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
    people: &People,
) -> Result<Vec<Violation>, ServiceError> {
    let broken = |path: &Path, id| broken(path.clone(), "X-105", Strength::Soft, id);
    let mut violations = Vec::new();
    let links = instance.nodes();
    for node in links.iter().filter(|it| it.relevant && LINKS.contains(&it.path.name())) {
        let number = instance.value(&node.path);
        if number.is_empty() {
            continue;
        }
        let cases = naming(office, record, &CASE_NUMBERS, number)?;
        if cases.is_empty() {
            violations.push(broken(&node.path, "check-link-unknown"));
        } else if let Some(here) = named_beside(people, &node.path)
            && !cases_have(office, &cases, |person| is_like(here, person))?
        {
            violations.push(broken(&node.path, "check-link-differs"));
        }
    }
    for question in CASE_NUMBERS {
        let Some(path) = node_named(instance, question) else { continue };
        let number = instance.value(&path);
        if number.is_empty() || people.0.is_empty() {
            continue;
        }
        for row in naming(office, record, &["link"], number)? {
            let like = |person: &PersonRow| people.0.iter().any(|here| is_like(here, person));
            if !cases_have(office, std::slice::from_ref(&row), like)? {
                violations.push(broken(&path, "check-link-differs"));
                break;
            }
        }
    }
    Ok(violations)
}

/// Other records with `value` as a fact under one of `names`.
fn naming(
    office: &mut Office,
    record: RecordId,
    names: &[&str],
    value: &str,
) -> Result<Vec<RecordRow>, ServiceError> {
    let lines = office.lines()?.iter().filter(|it| is_other(it, record));
    let says =
        |row: &RecordRow| facts_of(row).any(|(name, it)| names.contains(&name) && it == value);
    Ok(lines.filter(|it| says(&it.row)).map(|it| it.row.clone()).collect())
}

/// Whom a link is about: the person in whose line it stands, else the one whom the record is about.
fn named_beside<'a>(people: &'a People, link: &Path) -> Option<&'a Somebody> {
    let Some(row) = in_repeat(link) else { return people.0.first() };
    people.0.iter().find(|it| it.question.0.starts_with(&row.0))
}

/// Whether one of the people of these records is as wanted; `true` where nobody is known in any of them.
fn cases_have(
    office: &Office,
    rows: &[RecordRow],
    wanted: impl Fn(&PersonRow) -> bool,
) -> Result<bool, ServiceError> {
    let mut nobody = true;
    for row in rows {
        let people = office.view().persons(row.id)?;
        if people.iter().any(&wanted) {
            return Ok(true);
        }
        nobody &= people.is_empty();
    }
    Ok(nobody)
}

/// Whether sex and year of birth are not against two being one; what nobody knows is against nothing.
pub(super) fn is_like(here: &Somebody, there: &PersonRow) -> bool {
    let sex = there.sex.as_deref().unwrap_or_default();
    let same_sex = here.sex.is_empty() || sex.is_empty() || here.sex == sex;
    let year = |day: &str| day.get(..4).map(str::to_owned);
    let years = |from: &str, to: &str| Some((year(from)?, year(to)?));
    let (from, to) = (there.birth_from.as_deref(), there.birth_to.as_deref());
    let born_there = from.zip(to).and_then(|(from, to)| years(from, to));
    let same_year = match (years(&here.birth.0, &here.birth.1), born_there) {
        (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
        (None, _) | (_, None) => true,
    };
    same_sex && same_year
}

/// the stage of a case goes forward only, except to its two ends.
pub(super) fn stage_goes_back(
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
            Arc::clone(form),
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

/// two lines of one person's purposes name the same purpose.
pub(super) fn purposes_twice(instance: &Instance, nodes: &[NodeView<'_>]) -> Vec<Violation> {
    let mut seen: BTreeSet<(Option<Path>, String)> = BTreeSet::new();
    let mut violations = Vec::new();
    for node in nodes.iter().filter(|it| it.path.name() == "purpose_code") {
        let code = instance.value(&node.path).to_owned();
        let person = in_repeat(&node.path).and_then(|it| it.parent());
        // Help is referred more than once, each time with its own agreement.
        let repeats = code == "referral" && instance.form().id == "trafficking_case";
        if !code.is_empty() && !repeats && !seen.insert((person, code)) {
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
