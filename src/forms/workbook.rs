//! The first sheet of a workbook that holds records and not a form.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xls, Xlsx};

/// The lines of the first sheet of an `.xlsx` or `.xls` workbook as text, the header's first, each with its number as a spreadsheet
/// shows it. `None` where the bytes are no workbook with a sheet.
///
/// Unlike in a form's definition, a moment keeps its time of day, and yes and no are written as an answer writes them.
#[must_use]
pub fn first_sheet(bytes: &[u8]) -> Option<Vec<(u32, Vec<String>)>> {
    let sheet = sheet(bytes)?;
    let first = sheet.start().map_or(0, |(row, _)| row);
    let lines = sheet.rows().map(|line| line.iter().map(cell).collect());
    Some((first + 1..).zip(lines).collect())
}

/// The first sheet, of either kind of workbook.
fn sheet(bytes: &[u8]) -> Option<Range<Data>> {
    if let Ok(mut book) = Xlsx::new(Cursor::new(bytes)) {
        return book.worksheet_range_at(0)?.ok();
    }
    Xls::new(Cursor::new(bytes)).ok()?.worksheet_range_at(0)?.ok()
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
