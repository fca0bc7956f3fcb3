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
    /// The places of the choices, in the order of their codes; of equal codes the first first.
    pub(super) by_code: Vec<u32>,
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
        if self.by_code.len() != self.choices.len() {
            return self.choices.iter().find(|choice| choice.code == code);
        }
        let code_at = |at: &u32| self.choices.get(*at as usize).map_or("", |it| &it.code);
        let from = self.by_code.partition_point(|at| code_at(at) < code);
        let found = self.choices.get(*self.by_code.get(from)? as usize)?;
        (found.code == code).then_some(found)
    }

    /// Gets the list ready for looking up codes.
    pub(super) fn sort_codes(&mut self) {
        let n = u32::try_from(self.choices.len()).unwrap_or(u32::MAX);
        self.by_code = (0..n).collect();
        let choices = &self.choices;
        self.by_code.sort_by_key(|at| choices.get(*at as usize).map_or("", |it| &it.code));
    }

    /// The cell of a further column.
    #[must_use]
    pub fn cell<'a>(&self, choice: &'a Choice, column: &str) -> &'a str {
        let at = self.columns.iter().position(|it| it == column);
        at.and_then(|at| choice.cells.get(at)).map_or("", String::as_str)
    }
}
