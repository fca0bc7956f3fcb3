//! Many records at once, from a table.

use std::{collections::BTreeSet, sync::Arc};

use zeroize::Zeroizing;

use super::super::{
    Service, ServiceError, Thing, checks,
    derive::{self, Derived, facts_of},
    job::Progress,
    library::prefix,
    mapping::Mapping,
    permission::Permission,
    places::PlaceTree,
    request::{Command, Job, Request},
    table::Rows,
};
use crate::{
    base::{FormId, ImportId, Message, Sensitive},
    batch::sha256,
    cases::{ReviewError, State},
    forms::{AnswerError, Environment, Form, Instance, Path, Rule, Strength, Violation},
    vault::{Act, FormRow, NewImport, NewRecord, NewRevision, VaultError},
};

/// Reads a table into records, submitted in the importer's name. A job.
#[derive(Clone, Debug)]
pub struct Import {
    /// The table.
    pub table: Table,
    /// The mapping file: canonical JSON of the command line's contract.
    pub map: Vec<u8>,
    /// The form.
    pub form: FormId,
    /// Why soft rules that do not hold may stand.
    pub reason: Option<String>,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// A table as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Table {
    /// A CSV file, UTF-8, header row first.
    Csv(Vec<u8>),
    /// The first sheet of an `.xlsx` or `.xls` workbook.
    Workbook(Vec<u8>),
}

impl Table {
    /// A table by the first bytes of its file: a workbook, else CSV.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        let workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&OLE);
        if workbook { Self::Workbook(bytes) } else { Self::Csv(bytes) }
    }
}

/// How a workbook of the old kind (`.xls`) begins.
const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Rows read.
    pub read: usize,
    /// Records made (or that would be made).
    pub imported: usize,
    /// Rows refused, in order.
    pub refused: Vec<RefusedRow>,
    /// The import's id, `None` where nothing was stored.
    pub import: Option<ImportId>,
    /// Its number, to take it back by.
    pub number: Option<u32>,
    /// The first rows as they would come in; of a dry run alone.
    pub preview: Vec<PreviewRow>,
}

/// A row as it would come in.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRow {
    /// Its number in the file.
    pub row: u32,
    /// Question of the mapping, and the answer as it would be stored.
    pub answers: Vec<(String, Sensitive<String>)>,
    /// Why it would be refused.
    pub refused: Vec<RefusedRow>,
    /// What is unlikely in it, and would need a reason.
    pub doubts: Vec<RefusedRow>,
}

/// Rows of a preview.
const FIRST_ROWS: usize = 50;

/// A row that did not become a record.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedRow {
    /// Its number in the file, the header being 1.
    pub row: u32,
    /// A stable code: `X-18`, `required`, `constraint`, `type`.
    pub code: String,
    /// The column of the file, or the question where no column is meant.
    pub column: String,
    /// What is wrong.
    pub message: Message,
}

/// Takes an import back: its records are struck out. Refused where one of them was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoImport {
    /// Its number.
    pub number: u32,
    /// Into which form it was: compartments count their imports each for themselves.
    pub form: Option<FormId>,
}

impl Request for UndoImport {
    type Answer = usize;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<usize, ServiceError> {
        let office = service.office()?;
        let unknown = || ServiceError::Unknown { what: Thing::Import };
        let mut imports = office.view().imports()?;
        imports.retain(|it| {
            it.number == self.number && self.form.as_ref().is_none_or(|form| *form == it.form.id)
        });
        // Two compartments may have an import of that number each: then the form must be named.
        let only = imports.pop().filter(|_| imports.is_empty());
        let import = only.ok_or_else(unknown)?;
        if import.by != office.session.user && !office.session.may(Permission::Review) {
            return Err(ReviewError::NotOwn.into());
        }
        let form = office.library.current(&import.form.id)?.clone();
        let act = Act::new(Self::AUDIT_NAME);
        let n = office.vault.write(&form.compartment, &act, |tx| tx.undo_import(import.id))?;
        office.touched_many();
        Ok(usize::try_from(n).unwrap_or(usize::MAX))
    }
}

impl Command for UndoImport {
    const AUDIT_NAME: &'static str = "record.undo-import";
}

/// The audit name of an import.
const AUDIT_NAME: &str = "record.import";
/// The reason that stands with a soft rule where the importer gave none.
const NO_REASON: &str = "import";
/// What an import works on.
#[derive(Debug)]
pub struct ImportWork {
    rows: Rows,
    mapping: Mapping,
    form: Arc<Form>,
    row: FormRow,
    environment: Environment,
    today: chrono::NaiveDate,
    /// Numbers that the office has already: question and number.
    taken: BTreeSet<(String, String)>,
    paths: Vec<(String, Path)>,
    sha256: [u8; 32],
    reason: String,
    dry_run: bool,
    first_number: u64,
    office_code: String,
    places: Arc<PlaceTree>,
}

/// Records ready to be stored.
pub struct ImportDone {
    records: Vec<Ready>,
    answer: Imported,
    row: FormRow,
    sha256: [u8; 32],
    reason: String,
    dry_run: bool,
}

impl std::fmt::Debug for ImportDone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportDone").field("records", &self.records.len()).finish_non_exhaustive()
    }
}

/// One record ready to be stored.
struct Ready {
    json: Zeroizing<String>,
    derived: Derived,
    overridden: Vec<(String, String)>,
}

impl Job for Import {
    type Answer = Imported;
    type Prepared = ImportWork;
    type Done = ImportDone;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(AUDIT_NAME);

    fn prepare(self, service: &mut Service) -> Result<ImportWork, ServiceError> {
        let environment = service.environment("en")?;
        let rows = Rows::read(&self.table)?;
        let mapping = Mapping::read(&self.map, &rows)?;
        let office = service.office()?;
        let row = office.library.current(&self.form)?.clone();
        office.compartment(row.compartment.name())?;
        let form = office.form(&row.key)?;
        let paths = mapping
            .questions()
            .map(|question| Ok((question.to_owned(), path_of(&form, question)?)))
            .collect::<Result<_, ServiceError>>()?;
        let lines = office.lines()?;
        let taken = lines
            .iter()
            .filter(|it| it.row.form.id == row.key.id && it.state != State::Void)
            .flat_map(|it| facts_of(&it.row))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let first_number = office.first_number(&prefix(&row.key.id))?;
        let (Table::Csv(bytes) | Table::Workbook(bytes)) = &self.table;
        Ok(ImportWork {
            rows,
            mapping,
            form,
            row,
            environment,
            today: office.clock.today(),
            taken,
            paths,
            sha256: sha256(bytes),
            reason: self.reason.unwrap_or_else(|| NO_REASON.to_owned()),
            dry_run: self.dry_run,
            first_number,
            office_code: office.session.office.code.clone(),
            places: Arc::clone(&office.places),
        })
    }

    fn run(mut work: ImportWork, progress: &Progress) -> Result<ImportDone, ServiceError> {
        let rows = std::mem::take(&mut work.rows);
        progress.stage("job-importing", u64::try_from(rows.rows.len()).unwrap_or(0));
        let mut answer = Imported { read: rows.rows.len(), ..Imported::default() };
        let mut records = Vec::with_capacity(rows.rows.len());
        let mut number = work.first_number;
        for (row, cells) in &rows.rows {
            progress.step()?;
            let ragged = rows.ragged.binary_search(row).is_ok();
            let filled = work.filled(cells, ragged);
            if work.dry_run && answer.preview.len() < FIRST_ROWS {
                answer.preview.push(work.preview(*row, &filled));
            }
            if let Some(first) = filled.refused.first() {
                answer.refused.push(first.at(*row));
            } else {
                records.push(work.ready(&filled, number));
                number += 1;
            }
        }
        answer.imported = records.len();
        let ImportWork { row, sha256, reason, dry_run, .. } = work;
        Ok(ImportDone { records, answer, row, sha256, reason, dry_run })
    }

    fn finish(done: ImportDone, service: &mut Service) -> Result<Imported, ServiceError> {
        let ImportDone { records, mut answer, row, sha256, reason, dry_run } = done;
        if dry_run || records.is_empty() {
            return Ok(answer);
        }
        let now = service.now();
        let id = ImportId::make(now, service.entropy());
        let office = service.office()?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let import = NewImport {
            id,
            form: row.key.clone(),
            n_read: count(answer.read),
            n_imported: count(answer.imported),
            n_refused: count(answer.refused.len()),
            sha256,
        };
        let number = office.vault.write(&row.compartment, &Act::new(AUDIT_NAME), |tx| {
            let number = tx.add_import(&import)?;
            for ready in records {
                let overridden: Vec<_> = ready
                    .overridden
                    .into_iter()
                    .map(|(path, rule)| (path, rule, Sensitive::from(reason.as_str())))
                    .collect();
                let record = tx.insert_record(&NewRecord {
                    id: None,
                    form: row.key.clone(),
                    case: None,
                    import: Some(id),
                    author: None,
                    created: None,
                    summary: ready.derived.summary,
                })?;
                let new = NewRevision { based_on: 0, instance: &ready.json, reason: None };
                let revision = tx.add_revision(record, new)?;
                tx.put_persons(record, &ready.derived.people)?;
                tx.put_consents(record, &ready.derived.consents)?;
                tx.add_overrides(record, revision, &overridden)?;
                tx.set_state(record, revision, State::Submitted.word())?;
            }
            Ok::<_, VaultError>(number)
        })?;
        office.touched_many();
        (answer.import, answer.number) = (Some(id), Some(number));
        Ok(answer)
    }
}

/// Where a question named in a mapping stands: its name, or the names of its groups and its own with `/` between.
fn path_of(form: &Form, question: &str) -> Result<Path, ServiceError> {
    let names = if question.contains('/') {
        question.split('/').map(str::to_owned).collect()
    } else {
        let found = form.questions().find(|(_, it)| it.name == question);
        let (id, _) =
            found.ok_or_else(|| ServiceError::NoQuestion { question: question.to_owned() })?;
        form.names(id).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let path = names.iter().fold(Path::default(), |path, name| path.join(name));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = form.find(&names).filter(|id| form.repeat_of(*id).is_none());
    // One row is one record: a question inside a repeat has no cell of its own.
    found.map(|_| path).ok_or_else(|| ServiceError::NoQuestion { question: question.to_owned() })
}

/// Why a row did not become a record.
struct Refusal {
    code: String,
    column: String,
    message: Message,
}

impl Refusal {
    fn new(code: &str, column: &str, message: Message) -> Self {
        Self { code: code.to_owned(), column: column.to_owned(), message }
    }

    fn at(&self, row: u32) -> RefusedRow {
        let Self { code, column, message } = self;
        let (code, column, message) = (code.clone(), column.clone(), message.clone());
        RefusedRow { row, code, column, message }
    }
}

/// One row, filled in: what refuses it, and what is only unlikely.
struct Filled {
    instance: Instance,
    refused: Vec<Refusal>,
    soft: Vec<Violation>,
}

impl ImportWork {
    /// One row filled in, and everything that refuses it.
    fn filled(&mut self, cells: &[String], ragged: bool) -> Filled {
        let mut instance = Instance::new(Arc::clone(&self.form), &self.environment);
        let mut refused = Vec::new();
        if ragged {
            refused.push(Refusal::new("ragged", "", Message::new("import-ragged")));
            return Filled { instance, refused, soft: Vec::new() };
        }
        // Choices may depend on answers that come later in the mapping: what fails is tried once more.
        let mut again = Vec::new();
        for (question, answer) in self.mapping.answers(cells) {
            let Some((_, path)) = self.paths.iter().find(|(name, _)| name == question) else {
                continue;
            };
            if instance.answer(path, &answer).is_err() {
                again.push((question, path, answer));
            }
        }
        for (question, path, answer) in again {
            if let Err(err) = instance.answer(path, &answer) {
                refused.push(self.untaken(question, err));
            }
        }
        let mut violations = instance.violations();
        violations.extend(checks::own(&instance, &self.places));
        let (hard, soft): (Vec<_>, Vec<_>) =
            violations.into_iter().partition(|it| it.severity == Strength::Hard);
        refused.extend(hard.iter().map(|it| self.broken(it)));
        refused.extend(self.taken(&instance));
        Filled { instance, refused, soft }
    }

    /// A row that nothing refuses, ready to be stored.
    fn ready(&self, filled: &Filled, number: u64) -> Ready {
        let Filled { instance, soft, .. } = filled;
        let prefix = prefix(&self.row.key.id);
        let number = format!("{prefix}-{}-{number:06}", self.office_code);
        let mut derived = derive::from_instance(instance, &number, &[], self.today);
        derived.summary.n_overrides = u32::try_from(soft.len()).unwrap_or(u32::MAX);
        let overridden =
            soft.iter().map(|it| (it.path.to_string(), it.rule.word().to_owned())).collect();
        Ready { json: instance.to_json(), derived, overridden }
    }

    /// A row as it is shown before anything is stored.
    fn preview(&self, row: u32, filled: &Filled) -> PreviewRow {
        let answer = |(name, path): &(String, Path)| {
            (name.clone(), Sensitive::from(filled.instance.value(path)))
        };
        PreviewRow {
            row,
            answers: self.paths.iter().map(answer).collect(),
            refused: filled.refused.iter().map(|it| it.at(row)).collect(),
            doubts: filled.soft.iter().map(|it| self.broken(it).at(row)).collect(),
        }
    }

    fn untaken(&self, question: &str, err: AnswerError) -> Refusal {
        let code = if err == AnswerError::NotAChoice { "choice" } else { "type" };
        let code = named_rule(&self.form.id, question).unwrap_or(code);
        Refusal::new(code, self.mapping.column_of(question), Message::new("import-type"))
    }

    fn broken(&self, violation: &Violation) -> Refusal {
        let question = violation.path.name();
        let (code, id) = match violation.rule {
            Rule::Required => ("required", "import-required"),
            Rule::Constraint => {
                (named_rule(&self.form.id, question).unwrap_or("constraint"), "import-constraint")
            }
            Rule::Warning => ("warning", "import-warning"),
            Rule::Type | Rule::Surplus => ("type", "import-type"),
            Rule::Check(name) => (name, "import-check"),
        };
        Refusal::new(code, self.mapping.column_of(question), Message::new(id).text("rule", code))
    }

    /// Numbers that the office or an earlier row of the file has already.
    fn taken(&mut self, instance: &Instance) -> Vec<Refusal> {
        let mut refused = Vec::new();
        for (question, code, id) in checks::unique_in(&instance.form().id) {
            let Some((_, path)) = self.paths.iter().find(|(name, _)| name == question) else {
                continue;
            };
            let value = instance.value(path);
            if !value.is_empty() && !self.taken.insert((question.to_owned(), value.to_owned())) {
                let column = self.mapping.column_of(question);
                refused.push(Refusal::new(code, column, Message::new(id).text("rule", code)));
            }
        }
        refused
    }
}

/// The catalogue's name of a rule that a form has as an expression.
fn named_rule(form: &str, question: &str) -> Option<&'static str> {
    match (form, question) {
        ("incident", "n_dead_missing") => Some("X-18"),
        ("incident", "n_children") => Some("X-20"),
        ("incident", "source_quality") => Some("source-quality"),
        _ => None,
    }
}
