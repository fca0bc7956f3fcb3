//! Many records at once, from a table.

use crate::base::{FormId, ImportId, Message};

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
    /// The first sheet of an `.xlsx` workbook.
    Workbook(Vec<u8>),
}

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
}

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
