//! The mapping file of an import: which column answers which question.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ServiceError, table::Rows};

/// Where one question's answers stand: an entry of the mapping file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Header of the column.
    pub column: String,
    /// Their value to ours; what is not named stays as it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Cells that mean: no answer. An empty cell always does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blank: Vec<String>,
    /// How dates are written there, in the words of `strftime`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What parts several codes within a cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
}

/// A mapping as the file that [`Import`](super::command::import::Import) takes.
#[must_use]
pub fn map_json(map: &BTreeMap<String, Source>) -> Vec<u8> {
    // Texts and lists of texts: there is nothing that could not be written.
    serde_json::to_vec_pretty(map).unwrap_or_default()
}

/// A mapping, fitted to a table.
#[derive(Debug)]
pub(super) struct Mapping {
    /// Question, position of the column, source.
    columns: Vec<(String, usize, Source)>,
}

impl Mapping {
    /// Reads a mapping and finds its columns in `rows`.
    ///
    /// # Errors
    ///
    /// [`ServiceError::NotAMap`]; [`ServiceError::NoColumn`] with the first column that the table lacks.
    pub(super) fn read(map: &[u8], rows: &Rows) -> Result<Self, ServiceError> {
        let map: BTreeMap<String, Source> =
            serde_json::from_slice(map).map_err(|_err| ServiceError::NotAMap)?;
        if map.is_empty() {
            return Err(ServiceError::NotAMap);
        }
        let columns = map
            .into_iter()
            .map(|(question, source)| match rows.column(&source.column) {
                Some(at) => Ok((question, at, source)),
                None => Err(ServiceError::NoColumn { column: source.column }),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { columns })
    }

    /// Questions that the mapping answers.
    pub(super) fn questions(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(question, ..)| question.as_str())
    }

    /// The column that answers `question`; the question itself where none does.
    pub(super) fn column_of<'a>(&'a self, question: &'a str) -> &'a str {
        let found = self.columns.iter().find(|(name, ..)| name == question);
        found.map_or(question, |(_, _, source)| &source.column)
    }

    /// The answers of one row that are not blank: question and answer as stored.
    pub(super) fn answers<'a>(
        &'a self,
        cells: &'a [String],
    ) -> impl Iterator<Item = (&'a str, String)> {
        self.columns.iter().filter_map(|(question, at, source)| {
            let cell = cells.get(*at)?;
            if cell.is_empty() || source.blank.contains(cell) {
                return None;
            }
            Some((question.as_str(), source.ours(cell)))
        })
    }
}

impl Source {
    fn ours(&self, cell: &str) -> String {
        if let Some(mark) = self.split.as_deref().filter(|it| !it.is_empty()) {
            let pieces = cell.split(mark).map(str::trim).filter(|it| !it.is_empty());
            let ours = pieces.map(|it| self.values.get(it).map_or(it, String::as_str));
            return ours.collect::<Vec<_>>().join(" ");
        }
        if let Some(ours) = self.values.get(cell) {
            return ours.clone();
        }
        let Some(format) = &self.date else { return cell.to_owned() };
        // A date that does not parse stays as it is and is refused by its question.
        NaiveDate::parse_from_str(cell, format)
            .map_or_else(|_err| cell.to_owned(), |it| it.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::command::import::Table;

    #[test]
    fn cells_become_answers_as_the_mapping_says() {
        let table =
            Table::Csv(b"Sex,Born,Name,Note\nF,3/5/1994,Amina,NA\nX,soon,Bilal,\n".to_vec());
        let rows = Rows::read(&table).unwrap();
        let map = br#"{"sex":{"column":"Sex","values":{"F":"female"}},"note":{"column":"Note","blank":["NA"]},
            "birth_date":{"column":"Born","date":"%d/%m/%Y"}}"#;
        let mapping = Mapping::read(map, &rows).unwrap();
        let answers: Vec<Vec<_>> = rows
            .rows
            .iter()
            .map(|(_, cells)| mapping.answers(cells).map(|(q, a)| format!("{q}={a}")).collect())
            .collect();
        assert_eq!(
            answers,
            [vec!["birth_date=1994-05-03", "sex=female"], vec!["birth_date=soon", "sex=X"]]
        );
        assert_eq!(mapping.column_of("sex"), "Sex");
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let rows = Rows::read(&Table::Csv(b"a\n1\n".to_vec())).unwrap();
        let wrong = Mapping::read(br#"{"q":{"column":"b"}}"#, &rows);
        assert!(matches!(wrong, Err(ServiceError::NoColumn { column }) if column == "b"));
        assert!(matches!(
            Mapping::read(br#"{"q":{"colum":"a"}}"#, &rows),
            Err(ServiceError::NotAMap)
        ));
    }
}
