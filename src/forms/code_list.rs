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
    /// The same in the order of a further column, for those that filters ask for.
    pub(super) by_column: Vec<(usize, Vec<u32>)>,
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
        let first = self.rows("name", code)?.first()?;
        self.choices.get(*first as usize)
    }

    /// Gets the list ready for looking up codes.
    pub(super) fn sort_codes(&mut self) {
        self.by_code = self.sorted(&|choice| &choice.code);
    }

    /// Gets the list ready for looking up a further column.
    pub(super) fn sort_column(&mut self, column: &str) {
        let Some(at) = self.columns.iter().position(|it| it == column) else { return };
        if self.by_column.iter().all(|(it, _)| *it != at) {
            let places = self.sorted(&|choice| choice.cells.get(at).map_or("", String::as_str));
            self.by_column.push((at, places));
        }
    }

    fn sorted(&self, text: &dyn Fn(&Choice) -> &str) -> Vec<u32> {
        let n = u32::try_from(self.choices.len()).unwrap_or(u32::MAX);
        let mut keyed: Vec<(&str, u32)> = self.choices.iter().map(text).zip(0..n).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, at)| at).collect()
    }

    /// The places of the choices whose column holds `text`, in the order of the list; none where the
    /// list is not ready for that column.
    pub(super) fn rows(&self, column: &str, text: &str) -> Option<&[u32]> {
        let (places, cell) = if column == "name" {
            (&self.by_code, None)
        } else {
            let at = self.columns.iter().position(|it| it == column)?;
            (&self.by_column.iter().find(|(it, _)| *it == at)?.1, Some(at))
        };
        if places.len() != self.choices.len() {
            return None;
        }
        let text_at = |place: &u32| {
            self.choices.get(*place as usize).map_or("", |it| match cell {
                None => it.code.as_str(),
                Some(at) => it.cells.get(at).map_or("", String::as_str),
            })
        };
        let from = places.partition_point(|it| text_at(it) < text);
        let behind = places.get(from..)?;
        behind.get(..behind.partition_point(|it| text_at(it) == text))
    }

    /// The cell of a further column.
    #[must_use]
    pub fn cell<'a>(&self, choice: &'a Choice, column: &str) -> &'a str {
        let at = self.columns.iter().position(|it| it == column);
        at.and_then(|at| choice.cells.get(at)).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_code_and_by_column_in_their_order() {
        let row = |code: &str, parent: &str| Choice {
            code: code.to_owned(),
            cells: vec![parent.to_owned()],
            ..Choice::default()
        };
        let mut list = CodeList {
            choices: vec![row("c", "x"), row("a", "y"), row("b", "x"), row("a", "x")],
            columns: vec!["parent".to_owned()],
            ..CodeList::default()
        };
        assert_eq!(list.rows("parent", "x"), None);
        list.sort_codes();
        list.sort_column("parent");
        assert_eq!(list.rows("parent", "x"), Some(&[0, 2, 3][..]));
        assert_eq!(list.rows("parent", "z"), Some(&[][..]));
        assert_eq!(list.rows("name", "a"), Some(&[1, 3][..]));
        assert_eq!(list.choice("a").map(|it| it.cells[0].as_str()), Some("y"));
    }
}
