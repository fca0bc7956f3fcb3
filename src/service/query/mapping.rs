//! A table before it is imported: its columns, the questions of a form, and which would answer which.

use std::collections::BTreeMap;

use super::super::{
    Service, ServiceError,
    command::import::Table,
    job::Progress,
    permission::Permission,
    request::{Job, Request},
    suggest,
    table::Rows,
};
pub use super::super::{
    mapping::{Source, map_json},
    suggest::DATES as DATE_FORMATS,
};
use crate::{
    base::{FormId, ImportId, Instant, Sensitive},
    forms::Form,
};

/// Values of a column that are shown.
const SHOWN: usize = 60;

/// Proposes which column answers which question. A job.
#[derive(Clone, Debug)]
pub struct SuggestMapping {
    /// The table.
    pub table: Table,
    /// The form.
    pub form: FormId,
}

/// The answer of [`SuggestMapping`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestion {
    /// Rows of the table.
    pub rows: usize,
    /// Its columns, in order.
    pub columns: Vec<ColumnView>,
    /// The questions that a row can answer, in order.
    pub targets: Vec<TargetView>,
    /// Question to column.
    pub map: BTreeMap<String, Source>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnView {
    /// Its heading.
    pub name: String,
    /// Values in it, the most frequent first, and how often each stands.
    pub values: Vec<(Sensitive<String>, usize)>,
    /// How many values there are.
    pub n_values: usize,
}

/// A question that a row can answer.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetView {
    /// Its name, or the names of its groups and its own.
    pub name: String,
    /// The number a person reads: `C3`.
    pub number: String,
    /// What is asked, by language.
    pub label: BTreeMap<String, String>,
    /// What it takes.
    pub kind: TargetKind,
    /// Whether a row must answer it, be it under conditions.
    pub required: bool,
    /// The part of the form it stands in, by language.
    pub section: BTreeMap<String, String>,
}

/// What a question takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// Words, a position, a time.
    Words,
    /// A number.
    Number,
    /// A day.
    Date,
    /// Codes of a list.
    Choice {
        /// The list.
        choices: Vec<ChoiceView>,
        /// Any of them.
        several: bool,
    },
}

/// A code and what a person reads for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceView {
    /// What is stored.
    pub code: String,
    /// What is read, by language.
    pub label: BTreeMap<String, String>,
}

/// What a proposal works on.
#[derive(Debug)]
pub struct SuggestWork {
    table: Table,
    form: std::sync::Arc<Form>,
}

impl Job for SuggestMapping {
    type Answer = Suggestion;
    type Prepared = SuggestWork;
    type Done = Suggestion;
    const NEEDS: Permission = Permission::Enter;

    fn prepare(self, service: &mut Service) -> Result<SuggestWork, ServiceError> {
        let office = service.office()?;
        let row = office.library.current(&self.form)?.clone();
        // Said before anything is mapped: an import is a list of records, which only who is cleared may hold.
        office.compartment(row.compartment.name())?;
        Ok(SuggestWork { table: self.table, form: office.form(&row.key)? })
    }

    fn run(work: SuggestWork, progress: &Progress) -> Result<Suggestion, ServiceError> {
        progress.stage("job-reading-table", 0);
        let rows = Rows::read(&work.table)?;
        let targets = suggest::targets(&work.form);
        let map = suggest::suggest(&targets, &rows);
        let mut columns = Vec::new();
        progress.stage("job-reading-table", u64::try_from(rows.header.len()).unwrap_or(0));
        for (at, name) in rows.header.iter().enumerate() {
            progress.step()?;
            let values = suggest::distinct(&rows, at);
            columns.push(ColumnView {
                name: name.clone(),
                n_values: values.len(),
                values: values
                    .into_iter()
                    .take(SHOWN)
                    .map(|(value, n)| (Sensitive::new(value), n))
                    .collect(),
            });
        }
        Ok(Suggestion { rows: rows.rows.len(), columns, targets, map })
    }

    fn finish(done: Suggestion, _: &mut Service) -> Result<Suggestion, ServiceError> {
        Ok(done)
    }
}

/// How one column would answer one question: its dates, values and blanks, as the cells show them. A job.
#[derive(Clone, Debug)]
pub struct SuggestColumn {
    /// The table.
    pub table: Table,
    /// The form.
    pub form: FormId,
    /// The heading of the column.
    pub column: String,
    /// The question.
    pub question: String,
}

impl Job for SuggestColumn {
    type Answer = (String, Source);
    type Prepared = (Self, SuggestWork);
    type Done = (String, Source);
    const NEEDS: Permission = Permission::Enter;

    fn prepare(self, service: &mut Service) -> Result<(Self, SuggestWork), ServiceError> {
        let whole = SuggestMapping { table: self.table.clone(), form: self.form.clone() };
        Ok((self, whole.prepare(service)?))
    }

    fn run(
        (asked, work): (Self, SuggestWork),
        _: &Progress,
    ) -> Result<(String, Source), ServiceError> {
        let rows = Rows::read(&work.table)?;
        let no_column = || ServiceError::NoColumn { column: asked.column.clone() };
        let at = rows.column(&asked.column).ok_or_else(no_column)?;
        let targets = suggest::targets(&work.form);
        let target = targets
            .iter()
            .find(|it| it.name == asked.question)
            .ok_or_else(|| ServiceError::NoQuestion { question: asked.question.clone() })?;
        Ok((asked.question.clone(), suggest::source(&rows, at, target)))
    }

    fn finish(done: (String, Source), _: &mut Service) -> Result<(String, Source), ServiceError> {
        Ok(done)
    }
}

/// The imports that were done, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListImports;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportView {
    /// Its id.
    pub id: ImportId,
    /// Its number in its compartment.
    pub number: u32,
    /// Into which form.
    pub form: FormId,
    /// By whom.
    pub by_login: String,
    /// When.
    pub at: Instant,
    /// Rows read.
    pub read: u32,
    /// Records that came in.
    pub imported: u32,
    /// Rows refused.
    pub refused: u32,
    /// When it was taken back.
    pub undone: Option<Instant>,
}

impl Request for ListImports {
    type Answer = Vec<ImportView>;
    const NEEDS: Permission = Permission::Enter;

    fn handle(self, service: &mut Service) -> Result<Vec<ImportView>, ServiceError> {
        let office = service.office()?;
        let mut imports = office.view().imports()?;
        imports.sort_by_key(|it| std::cmp::Reverse((it.at, it.id)));
        let view = |it: crate::vault::Import| ImportView {
            id: it.id,
            number: it.number,
            form: it.form.id,
            by_login: office.login(it.by),
            at: it.at,
            read: it.n_read,
            imported: it.n_imported,
            refused: it.n_refused,
            undone: it.undone,
        };
        Ok(imports.into_iter().map(view).collect())
    }
}
