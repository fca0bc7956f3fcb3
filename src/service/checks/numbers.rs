//! Numbers that no two records of a form share: C-01, C-03 and X-106.

use super::{
    super::{ServiceError, derive::facts_of, index::Line, open_office::Office},
    broken, is_other, node_named,
};
use crate::{
    base::RecordId,
    forms::{Instance, Strength, Violation},
};

/// Question, check, and what is said about it.
const UNIQUE: [(&str, &str, &str); 3] = [
    ("card_no", "C-01", "check-card-known"),
    ("avrr_case_no", "X-106", "check-case-known"),
    ("incident_id", "C-03", "check-incident-known"),
];

/// What of these holds for a form: the later forms of a case carry its number as their link, and share it.
pub(in super::super) fn unique_in(
    form: &str,
) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let opens_case = form == "return_case";
    UNIQUE.into_iter().filter(move |(question, ..)| opens_case || *question != "avrr_case_no")
}

/// Numbers of `instance` that another record of the form has, struck out ones excepted.
pub(super) fn unique_numbers(
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
