//! Numbers that no two records of a form share: C-01, C-03, C-30, C-31, C-33, C-35, C-36, C-41, C-95, X-97 and X-106.

use super::{
    super::{ServiceError, derive::facts_of, index::Line, open_office::Office},
    broken, is_other, node_named,
};
use crate::{
    base::RecordId,
    forms::{Instance, Strength, Violation},
};

/// Form, question, check, and what is said about it. Later forms of a case carry its number as their link, and share it.
const UNIQUE: [(&str, &str, &str, &str); 11] = [
    ("", "card_no", "C-01", "check-card-known"),
    ("return_case", "avrr_case_no", "X-106", "check-case-known"),
    ("", "incident_id", "C-03", "check-incident-known"),
    ("trafficking_case", "case_no", "C-30", "check-case-known"),
    ("governance_indicators", "mgi_id", "C-31", "check-number-known"),
    ("training_session", "session_id", "C-33", "check-number-known"),
    ("environment_workshop", "ws_id", "C-35", "check-number-known"),
    ("resettlement_case", "rst_case_no", "C-36", "check-case-known"),
    ("resettlement_movement", "movement_no", "C-41", "check-number-known"),
    ("health_assessment", "ha_no", "C-95", "check-number-known"),
    ("environment_research", "pub_doi", "X-97", "check-doi-known"),
];

/// What of these holds for a form.
pub(in super::super) fn unique_in(
    form: &str,
) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    UNIQUE
        .into_iter()
        .filter(move |(of, ..)| of.is_empty() || *of == form)
        .map(|(_, question, check, id)| (question, check, id))
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
