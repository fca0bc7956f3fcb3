//! Workbooks, read within bounds: what a small file unpacks to, and how far apart its cells lie, is nobody's guess.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, copy, sink},
};

use calamine::{Data, Reader as _, Xlsx};

use super::{DefinitionError, definition::MAX_BYTES};

/// The most cells that a sheet may have, blank ones between others included.
pub(super) const MAX_CELLS: usize = 2_000_000;

/// An `.xlsx` workbook; refused where it unpacks to more than any form.
pub(super) fn open(bytes: &[u8]) -> Result<Xlsx<Cursor<&[u8]>>, DefinitionError> {
    let unpacked = unpacked(bytes);
    if unpacked.is_some_and(|it| it > MAX_BYTES as u64) {
        return Err(DefinitionError::TooLarge);
    }
    Xlsx::new(Cursor::new(bytes)).map_err(|error| DefinitionError::Workbook(error.into()))
}

/// How many bytes an archive unpacks to, counted and not believed; only just too many where they are too many.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?; // no archive: said when it is read
    let mut sum = 0;
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index(at) else { continue };
        let most = (MAX_BYTES as u64 + 1).saturating_sub(sum);
        sum += copy(&mut file.take(most), &mut sink()).unwrap_or(0); // a broken part is no longer read
    }
    Some(sum)
}

/// The lines of a sheet that are not blank, each with its number from 0.
pub(super) fn lines(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
) -> Result<BTreeMap<u32, Vec<Data>>, DefinitionError> {
    let wrong = |error: calamine::XlsxError| DefinitionError::Workbook(error.into());
    let mut lines: BTreeMap<u32, Vec<Data>> = BTreeMap::new();
    let (mut n_cells, mut first) = (0, usize::MAX);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(wrong)?;
    while let Some(cell) = cells.next_cell().map_err(wrong)? {
        let value = Data::from(cell.get_value().clone());
        if value == Data::Empty {
            continue;
        }
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        first = first.min(column);
        let line = lines.entry(row).or_default();
        n_cells += column.saturating_add(1).saturating_sub(line.len());
        if n_cells > MAX_CELLS {
            return Err(DefinitionError::TooLarge);
        }
        if line.len() <= column {
            line.resize(column + 1, Data::Empty);
        }
        if let Some(slot) = line.get_mut(column) {
            *slot = value;
        }
    }
    // A sheet may leave its first columns blank.
    for line in lines.values_mut() {
        line.drain(..first.min(line.len()));
    }
    Ok(lines)
}

/// The lines of the first sheet of an `.xlsx` workbook as text, the header's first, each with its number as a spreadsheet
/// shows it. `None` where the bytes are no workbook with a sheet.
///
/// Unlike in a form's definition, a moment keeps its time of day, and yes and no are written as an answer writes them.
#[must_use]
pub fn first_sheet(bytes: &[u8]) -> Option<Vec<(u32, Vec<String>)>> {
    let mut book = open(bytes).ok()?; // said as one refusal
    let name = book.sheet_names().first().cloned()?;
    let lines = lines(&mut book, &name).ok()?; // the same
    Some(lines.into_iter().map(|(at, line)| (at + 1, line.iter().map(cell).collect())).collect())
}

fn cell(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => if *yes { "true" } else { "false" }.to_owned(),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::Error(_) | Data::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::*;

    #[test]
    fn a_cell_is_text_as_an_answer_is_written() {
        let moment =
            |serial| Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
        let cells = [Data::Bool(true), Data::Float(3.0), moment(46_350.0), moment(46_350.5)];
        let texts = ["true", "3", "2026-11-24", "2026-11-24T12:00:00"];
        assert_eq!(cells.map(|it| cell(&it)), texts);
    }

    #[test]
    fn bytes_that_are_no_workbook_have_no_sheet() {
        assert_eq!(first_sheet(b"PK"), None);
    }
}
