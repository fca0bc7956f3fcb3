//! A case over time: its forms in the order of its stages, which may be opened, and what is due.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::{
    super::{
        Service, ServiceError, Thing,
        casework::{self, CaseFile, Due, Opening},
        derive::facts_of,
        open_office::Office,
        permission::Permission,
        request::Request,
    },
    records::RecordSummary,
};
use crate::{
    assets::CaseStep,
    base::{FormId, RecordId, Sensitive},
};

/// The case to which a record belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenCase {
    /// Any record of it.
    pub record: RecordId,
}

/// A case, whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseView {
    /// The kind of case: `return`.
    pub case: String,
    /// Its number; empty while the record has none.
    pub number: Sensitive<String>,
    /// Its forms in the order in which they are opened.
    pub steps: Vec<StepView>,
    /// What is due, the earliest first.
    pub due: Vec<DueView>,
}

/// A form of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// The form.
    pub form: FormId,
    /// Its title by language.
    pub title: BTreeMap<String, String>,
    /// Its records that are not struck out, the oldest first.
    pub records: Vec<RecordSummary>,
    /// Whether another one may be opened.
    pub opens: Opens,
}

/// Whether a form of a case may be opened now, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// It may.
    Now,
    /// Its record is there already.
    Done,
    /// Another form must be handed in first.
    After {
        /// The title of that form by language.
        title: BTreeMap<String, String>,
        /// It was handed in, but what it says does not let the case go on.
        says_otherwise: bool,
    },
    /// The case is closed.
    Over,
    /// The person may not enter for its compartment, or the office does not have it.
    Never,
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct DueView {
    /// The record whose date it is.
    pub record: RecordSummary,
    /// The id of the text that says what it is.
    pub text: &'static str,
    /// When.
    pub on: NaiveDate,
    /// The form that settles it, where one does.
    pub next: Option<FormId>,
    /// The number of the case, where it belongs to one.
    pub number: Sensitive<String>,
}

/// What is due until a day, in all records that the person may see; the earliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhatIsDue {
    /// The last day; `None`: two weeks from now.
    pub until: Option<NaiveDate>,
}

/// How far ahead people look.
const AHEAD: Days = Days::new(14);

impl Request for OpenCase {
    type Answer = CaseView;
    const NEEDS: Permission = Permission::Read;

    fn handle(self, service: &mut Service) -> Result<CaseView, ServiceError> {
        let office = service.office()?;
        let (file, _step) = office.case_of(self.record)?;
        let mut steps = Vec::new();
        for step in casework::steps(file.case) {
            if let Some(view) = office.step_view(&file, &step)? {
                steps.push(view);
            }
        }
        let due = casework::due_of(office, &file)?;
        let due = due.iter().map(|it| office.due_view(it)).collect::<Result<_, _>>()?;
        let number = Sensitive::from(file.number.as_str());
        Ok(CaseView { case: file.case.to_owned(), number, steps, due })
    }
}

impl Request for WhatIsDue {
    type Answer = Vec<DueView>;
    const NEEDS: Permission = Permission::Read;

    fn handle(self, service: &mut Service) -> Result<Vec<DueView>, ServiceError> {
        let office = service.office()?;
        let until = self.until.unwrap_or_else(|| office.clock.today() + AHEAD);
        let due = casework::all_due(office, until)?;
        due.iter().map(|it| office.due_view(it)).collect()
    }
}

impl Office {
    /// The case of a record, and the step that the record's form is.
    pub(in super::super) fn case_of(
        &mut self,
        record: RecordId,
    ) -> Result<(CaseFile, CaseStep), ServiceError> {
        self.flush()?;
        let row = self.record(record)?;
        let step = casework::step_of(&row.form.id.0);
        let step = step.ok_or(ServiceError::Unknown { what: Thing::Case })?;
        let number = facts_of(&row).find(|(name, _)| *name == step.number);
        let number = number.map(|(_, it)| it.to_owned()).unwrap_or_default();
        Ok((CaseFile::of(self, step.case, &number, None)?, step))
    }

    /// Whether `step` may be opened in the case.
    pub(in super::super) fn opening(&self, file: &CaseFile, step: &CaseStep) -> Opening {
        let sees = |form: &str| {
            let row = self.library.current(&FormId(form.to_owned()));
            row.is_ok_and(|it| self.view().compartments().any(|held| *held == it.compartment))
        };
        casework::opening(file, step, sees)
    }

    fn step_view(
        &mut self,
        file: &CaseFile,
        step: &CaseStep,
    ) -> Result<Option<StepView>, ServiceError> {
        let id = FormId(step.form.to_owned());
        // An office need not have every form of a case.
        let Ok(row) = self.library.current(&id).cloned() else { return Ok(None) };
        let title = self.title_of_form(&id)?;
        let records =
            file.of_form(step.form).map(|it| self.summary(&it.row)).collect::<Result<_, _>>()?;
        let opens = match self.opening(file, step) {
            Opening::Done => Opens::Done,
            Opening::Over => Opens::Over,
            _ if step.opens() || file.number.is_empty() => Opens::Never,
            _ if !self.session.may(Permission::Enter) || !self.takes(&row.compartment) => {
                Opens::Never
            }
            Opening::Open => Opens::Now,
            Opening::Blocked(earlier) => Opens::After {
                title: self.title_of_form(&FormId(earlier.form.to_owned()))?,
                says_otherwise: file.handed_in(earlier.form).next().is_some(),
            },
        };
        Ok(Some(StepView { form: id, title, records, opens }))
    }

    /// The title by language of the current version of a form.
    pub(in super::super) fn title_of_form(
        &mut self,
        id: &FormId,
    ) -> Result<BTreeMap<String, String>, ServiceError> {
        let key = self.library.current(id)?.key.clone();
        Ok(self.facts(&key)?.title.clone())
    }

    /// What lists show of something that is due.
    pub(super) fn due_view(&mut self, due: &Due) -> Result<DueView, ServiceError> {
        let row = self.record(due.record)?;
        let step = casework::step_of(&row.form.id.0);
        let number = step
            .and_then(|step| facts_of(&row).find(|(name, _)| *name == step.number))
            .map(|(_, number)| Sensitive::from(number))
            .unwrap_or_default();
        Ok(DueView {
            record: self.summary(&row)?,
            text: due.text,
            on: due.on,
            next: due.next.clone(),
            number,
        })
    }

    /// What is due in the next two weeks; at most `limit` of it, and how much that is in all.
    pub(super) fn due_soon(&mut self, limit: usize) -> Result<(Vec<DueView>, usize), ServiceError> {
        let until = self.clock.today() + AHEAD;
        let due = casework::all_due(self, until)?;
        let shown = due.iter().take(limit).map(|it| self.due_view(it));
        Ok((shown.collect::<Result<_, _>>()?, due.len()))
    }
}
