//! Forms of the office.

use super::super::query::office::FormSource;

/// Adds a form, or a new version of one. Refused where it would not run.
#[derive(Clone, Debug)]
pub struct AddForm {
    /// The form's files.
    pub source: FormSource,
    /// Where its records are sealed; else as its settings say, else `general`.
    pub compartment: Option<String>,
}
