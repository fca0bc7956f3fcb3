//! A table that somebody hands in: CSV or a workbook, as text, row by row.

use super::{ServiceError, command::import::Table};
use crate::forms::first_sheet;

/// The rows of a table under its header.
#[derive(Debug, Default)]
#[expect(clippy::struct_field_names, reason = "a table of rows has rows")]
pub(super) struct Rows {
    /// Names of columns, trimmed.
    pub(super) header: Vec<String>,
    /// Number in the file (the header is 1) and cells, trimmed; never more than a blank short of the header.
    pub(super) rows: Vec<(u32, Vec<String>)>,
    /// Numbers of rows with another count of cells than the header.
    pub(super) ragged: Vec<u32>,
}

impl Rows {
    /// Reads `table`; wholly blank rows are left out.
    ///
    /// # Errors
    ///
    /// [`ServiceError::NotATable`].
    pub(super) fn read(table: &Table) -> Result<Self, ServiceError> {
        match table {
            Table::Csv(bytes) => Self::csv(bytes),
            Table::Workbook(bytes) => Self::workbook(bytes),
        }
    }

    fn csv(bytes: &[u8]) -> Result<Self, ServiceError> {
        let text = std::str::from_utf8(bytes).map_err(|_err| ServiceError::NotATable)?;
        if text.contains('\0') {
            return Err(ServiceError::NotATable);
        }
        let text = text.trim_start_matches('\u{feff}');
        let mut builder = csv::ReaderBuilder::new();
        builder.flexible(true).delimiter(delimiter(text));
        let mut reader = builder.from_reader(text.as_bytes());
        let header: Vec<String> =
            reader.headers().map_err(|_err| ServiceError::NotATable)?.iter().map(trim).collect();
        let mut rows = Self { header, ..Self::default() };
        for (number, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|_err| ServiceError::NotATable)?;
            rows.push(number, record.iter().map(trim).collect());
        }
        rows.checked()
    }

    fn workbook(bytes: &[u8]) -> Result<Self, ServiceError> {
        let trimmed = |line: Vec<String>| line.iter().map(|it| trim(it)).collect::<Vec<_>>();
        let mut lines = first_sheet(bytes).ok_or(ServiceError::NotATable)?.into_iter();
        let (_, header) = lines.next().ok_or(ServiceError::NotATable)?;
        let mut rows = Self { header: trimmed(header), ..Self::default() };
        for (number, line) in lines {
            rows.push(number, trimmed(line));
        }
        rows.checked()
    }

    fn push(&mut self, number: u32, cells: Vec<String>) {
        if cells.iter().all(String::is_empty) {
            return;
        }
        if cells.len() != self.header.len() {
            self.ragged.push(number);
        }
        self.rows.push((number, cells));
    }

    fn checked(self) -> Result<Self, ServiceError> {
        if self.header.iter().all(String::is_empty) {
            return Err(ServiceError::NotATable);
        }
        Ok(self)
    }

    /// Where the column `name` stands.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|it| it == name)
    }
}

/// What parts the cells: the mark that stands most often in the header, outside quotes. Spreadsheets write semicolons
/// where the comma is the decimal mark.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let plain: String = header.split('"').step_by(2).collect();
    let count = |mark: &u8| plain.matches(char::from(*mark)).count();
    let often = [b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',');
    if count(&b',') < count(&often) { often } else { b',' }
}

/// A cell without the blanks and marks around it.
fn trim(cell: &str) -> String {
    cell.trim_matches(|it: char| it.is_whitespace() || it == '\u{feff}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_file_is_read_with_its_row_numbers() {
        let rows = Rows::csv("\u{feff}a,b\n1, 2 \n\n,\n\"x\ny\",3,4\n".as_bytes()).unwrap();
        assert_eq!(rows.header, ["a", "b"]);
        let first: Vec<_> = rows.rows.iter().map(|(_, cells)| cells.join("|")).collect();
        assert_eq!(first, ["1|2", "x\ny|3|4"]);
        assert_eq!(rows.ragged.len(), 1);
    }

    #[test]
    fn semicolons_and_tabs_part_cells_where_the_header_has_them() {
        for text in ["\"a,b,c\";d\n1;2,5\n", "\"a,b,c\"\td\n1\t2,5\n"] {
            let rows = Rows::csv(text.as_bytes()).unwrap();
            assert_eq!(rows.header, ["a,b,c", "d"]);
            assert_eq!(rows.rows[0].1, ["1", "2,5"]);
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for bytes in [b"".as_slice(), b"\xff\xfe", b"a\0b\n1"] {
            assert!(matches!(Rows::csv(bytes), Err(ServiceError::NotATable)), "{bytes:?}");
        }
        assert!(matches!(Rows::workbook(b"PK"), Err(ServiceError::NotATable)));
    }
}
