//! Code lists: what can be chosen.

use super::LocalisedText;

/// A named list of choices.
#[derive(Clone, Debug, Default)]
pub struct CodeList {
    /// Its name on the choices sheet.
    pub name: String,
    /// The choices, in the order of the sheet.
    pub choices: Vec<Choice>,
    /// The headings of further columns, for filters.
    pub columns: Vec<String>,
    /// Whether the list is kept elsewhere, so that it is not known here what can be chosen.
    pub is_external: bool,
}

/// One choice.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What a person reads.
    pub label: LocalisedText,
    /// The broader code in the same list.
    pub parent: Option<String>,
    /// Whether knowing this value of a sensitive question harms nobody.
    pub neutral: bool,
    /// The row on the choices sheet.
    pub row: u32,
    /// The cells of the further columns, in the order of [`CodeList::columns`].
    pub cells: Vec<String>,
}

impl CodeList {
    /// The choice with this code.
    #[must_use]
    pub fn choice(&self, code: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.code == code)
    }

    /// The cell of a further column.
    #[must_use]
    pub fn cell<'a>(&self, choice: &'a Choice, column: &str) -> &'a str {
        let at = self.columns.iter().position(|it| it == column);
        at.and_then(|at| choice.cells.get(at)).map_or("", String::as_str)
    }
}
