//! Records that make one case: which form may be opened next, with what it begins, what is due.
//!
//! Which forms make a case stands in `assets/programmes/cases.csv`. A record belongs to the case whose number it gives.

mod carried;
mod due;
mod order;

pub(super) use carried::beginning;
pub(super) use due::{Due, all_due, due_dates, due_of};
pub(super) use order::{Opening, opening};

use std::sync::Arc;

use serde_json::Value;

use super::{
    ServiceError, command::records::answers_of, derive::facts_of, index::Line, open_office::Office,
};
use crate::{
    assets::{CaseStep, case_steps},
    base::RecordId,
    cases::{
        State,
        answers::{Group, find},
    },
    forms::{Environment, Instance},
    vault::RecordRow,
};

/// A record of a case, with its answers.
pub(super) struct CaseRecord {
    pub(super) row: RecordRow,
    pub(super) state: State,
    answers: Value,
}

impl CaseRecord {
    /// Its relevant answers.
    pub(super) fn answers(&self) -> &Group {
        static NOTHING: std::sync::LazyLock<Group> = std::sync::LazyLock::new(Group::new);
        self.answers.as_object().unwrap_or(&NOTHING)
    }

    /// The answer to a question outside repeats; empty where blank.
    pub(super) fn answer(&self, question: &str) -> &str {
        find(self.answers(), question).unwrap_or_default()
    }

    /// Whether somebody handed it in and nobody struck it out or sent it back.
    pub(super) const fn is_handed_in(&self) -> bool {
        is_handed_in(self.state)
    }
}

/// Whether a record in this state counts as handed in.
pub(super) const fn is_handed_in(state: State) -> bool {
    matches!(state, State::Submitted | State::Approved | State::Exported)
}

/// The records of one case that the person may see and that are not struck out, in the order of its steps.
pub(super) struct CaseFile {
    pub(super) case: &'static str,
    pub(super) number: String,
    pub(super) records: Vec<CaseRecord>,
}

impl CaseFile {
    /// The case of this number; `besides` is left out.
    pub(super) fn of(
        office: &mut Office,
        case: &'static str,
        number: &str,
        besides: Option<RecordId>,
    ) -> Result<Self, ServiceError> {
        let mut records = Vec::new();
        if !number.is_empty() {
            for step in steps(case) {
                let belongs = |line: &&Line| {
                    line.row.form.id.0 == step.form
                        && Some(line.row.id) != besides
                        && line.state != State::Void
                        && facts_of(&line.row).any(|it| it == (step.number, number))
                };
                let rows: Vec<(RecordRow, State)> = office
                    .lines()?
                    .iter()
                    .filter(belongs)
                    .map(|line| (line.row.clone(), line.state))
                    .collect();
                for (row, state) in rows {
                    let answers = answers(office, &row)?;
                    records.push(CaseRecord { row, state, answers });
                }
            }
        }
        Ok(Self { case, number: number.to_owned(), records })
    }

    /// Its records of one form.
    pub(super) fn of_form(&self, form: &str) -> impl Iterator<Item = &CaseRecord> {
        self.records.iter().filter(move |it| it.row.form.id.0 == form)
    }

    /// The record that opened it.
    pub(super) fn opening(&self) -> Option<&CaseRecord> {
        let opens = steps(self.case).find(CaseStep::opens)?;
        self.of_form(opens.form).next()
    }

    /// Its records of one form that were handed in, the oldest first.
    pub(super) fn handed_in(&self, form: &str) -> impl Iterator<Item = &CaseRecord> {
        self.of_form(form).filter(|it| it.is_handed_in())
    }
}

/// The steps of a kind of case.
pub(super) fn steps(case: &str) -> impl Iterator<Item = CaseStep> {
    case_steps().filter(move |it| it.case == case)
}

/// The step that a form is; `None` for one that belongs to no case.
pub(super) fn step_of(form: &str) -> Option<CaseStep> {
    case_steps().find(|it| it.form == form)
}

/// The relevant answers of a record as they stand.
pub(super) fn answers(office: &mut Office, row: &RecordRow) -> Result<Value, ServiceError> {
    let form = office.form(&row.form)?;
    let (json, _at) = answers_of(office, row.id)?;
    let instance = Instance::from_json(Arc::clone(&form), &Environment::default(), json.expose())?;
    Ok(instance.answers())
}
