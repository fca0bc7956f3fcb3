//! One row a case: what the later forms of a case add to the row of the form that opens it, once they are approved.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    base::{FormId, Instant, RecordId},
    cases::State,
    forms::{Environment, Form, Instance},
    vault::{Compartment, RecordRow},
};

use super::{
    super::{
        ServiceError,
        casework::{step_of, steps},
        derive::facts_of,
        open_office::Office,
    },
    gather::Gathered,
    leaving::{Leaving, leaving},
};

/// Stages at which a case is over: what it says itself stands.
const OVER: [&str; 2] = ["closed", "withdrawn"];

/// What later forms add, by the record that opens the case.
pub(super) struct CaseSummary {
    /// Later forms, in the order of the case.
    forms: Vec<Arc<Form>>,
    /// The approved record of each later form, the last one, by the record of the case and the form's id.
    records: BTreeMap<(RecordId, String), RecordRow>,
    /// The stages of those records.
    stages: BTreeMap<RecordId, BTreeSet<String>>,
}

impl CaseSummary {
    /// Gathers what stands beside the cases `rows`; `None` where the rows of the form are no cases.
    pub(super) fn of(
        office: &mut Office,
        form: &FormId,
        rows: &[RecordRow],
        until: Option<Instant>,
    ) -> Result<Option<Self>, ServiceError> {
        let Some(opening) = step_of(&form.0).filter(|it| it.in_summary && it.opens()) else {
            return Ok(None);
        };
        let number = |row: &RecordRow| {
            let own = facts_of(row).find(|(name, _)| *name == opening.number);
            own.map(|(_, number)| number.to_owned())
        };
        let cases: BTreeMap<String, RecordId> = rows
            .iter()
            .filter(|it| it.state != State::Void.word())
            .filter_map(|it| Some((number(it)?, it.id)))
            .collect();
        let mut summary =
            Self { forms: Vec::new(), records: BTreeMap::new(), stages: BTreeMap::new() };
        for step in steps(opening.case).filter(|it| !it.opens()) {
            let Ok(row) = office.library.current(&FormId(step.form.to_owned())).cloned() else {
                continue;
            };
            // A restricted form adds nothing, not even that it is there.
            if row.compartment != Compartment::general() {
                continue;
            }
            let form = office.form(&row.key)?;
            let mut approved: Vec<RecordRow> = office
                .lines()?
                .iter()
                .filter(|it| it.row.form == row.key && it.state == State::Approved)
                .filter(|it| until.is_none_or(|until| it.row.approved.is_some_and(|at| at < until)))
                .map(|it| it.row.clone())
                .collect();
            approved.sort_by_key(|it| (it.approved, it.id));
            for record in approved {
                let Some(case) = number(&record).and_then(|it| cases.get(&it)) else { continue };
                summary.stages.entry(*case).or_default().extend(form.settings.stage.clone());
                summary.records.insert((*case, form.id.clone()), record);
            }
            summary.forms.push(form);
        }
        Ok(Some(summary))
    }

    /// Adds what leaves of the later forms.
    pub(super) fn add_columns(&self, columns: &mut Vec<Leaving>, tainted: &mut Vec<String>) {
        for form in &self.forms {
            let (own, kept) = leaving(form);
            columns.extend(own.into_iter().map(|mut it| {
                it.home = Some(Arc::clone(form));
                it
            }));
            tainted.extend(kept);
        }
    }

    /// The later forms of a case, filled in, by their ids; of those from which something leaves.
    pub(super) fn instances(
        &self,
        from: &Gathered,
        case: RecordId,
    ) -> Result<BTreeMap<String, Instance>, ServiceError> {
        let mut instances = BTreeMap::new();
        for form in self.forms.iter().filter(|it| !leaving(it).0.is_empty()) {
            let Some(row) = self.records.get(&(case, form.id.clone())) else { continue };
            let Some(revision) = from.reader.latest_revision(row.id)? else { continue };
            let environment =
                Environment { language: from.language.clone(), ..Environment::default() };
            let instance =
                Instance::from_json(Arc::clone(form), &environment, revision.instance.expose())?;
            instances.insert(form.id.clone(), instance);
        }
        Ok(instances)
    }

    /// The status of a case: the furthest stage of the forms that were approved for it; every other answer as it is.
    pub(super) fn furthest(
        &self,
        form: &Form,
        column: &Leaving,
        case: RecordId,
        own: &str,
    ) -> String {
        let stages =
            self.stages.get(&case).filter(|_| column.name == "stage" && !OVER.contains(&own));
        let list = column.question.list.as_deref().and_then(|it| form.list(it));
        let (Some(stages), Some(list)) = (stages, list) else { return own.to_owned() };
        let known = list.choices.iter().map(|it| it.code.as_str());
        let mut reached = known.filter(|it| *it == own || stages.contains(*it));
        reached.next_back().unwrap_or(own).to_owned()
    }
}
