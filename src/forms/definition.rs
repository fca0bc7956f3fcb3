//! A form as its author wrote it: sheets of text cells.

use std::{io::Cursor, sync::Arc};

use calamine::{Data, Reader as _, Xls};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::{Xml, XmlError, columns::Table, workbook};

/// The largest file that is read, in bytes, also once it is unpacked: far above any form, far below what would fill the memory.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// The most rows that a survey sheet may have: each may be wrong in several ways, and each is said.
const MAX_ROWS: usize = 50_000;

/// The sheet that holds an `XForm`, and what stands before the names of files beside the form. No
/// spreadsheet has such names.
const XFORM: &str = "xform:";
const FILE: &str = "file:";

/// One sheet: a header and rows of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name, in small letters.
    pub name: String,
    /// The texts of the first row.
    pub header: Vec<String>,
    /// The other rows that are not blank, each with its number as a spreadsheet shows it.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// A form as its author wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The questions.
    pub survey: Sheet,
    /// The code lists.
    pub choices: Sheet,
    /// Title, id, version and so on.
    pub settings: Sheet,
    /// Every other sheet, unchanged.
    pub others: Vec<Sheet>,
    /// The name of the file it came in, without its ending, where it says no id of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) file: String,
    #[serde(skip)]
    parsed: Parsed,
}

/// The `XForm` as it was read, so that it is not read twice. It follows from the sheets.
#[derive(Clone, Debug, Default)]
struct Parsed(Option<Arc<Xml>>);

impl PartialEq for Parsed {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Parsed {}

/// Bytes that are no form definition.
#[derive(Debug, Error)]
pub enum DefinitionError {
    /// There is no sheet named survey. It is not a form, or it is named differently.
    #[error("no survey sheet")]
    NoSurvey,
    /// Larger than any form, or unpacks to more. Choose another file.
    #[error("larger than any form")]
    TooLarge,
    /// Not a workbook that can be read. Save it again as .xlsx.
    #[error("not a workbook")]
    Workbook(#[source] calamine::Error),
    /// The rows of a CSV sheet can't be told apart. Save it again as CSV in UTF-8.
    #[error("sheet is not CSV in UTF-8")]
    Csv(#[source] csv::Error),
    /// Not XML that can be read. Export it again.
    #[error("not XML")]
    Xml(#[from] XmlError),
    /// The stored form is not intact.
    #[error("stored form is damaged")]
    Damaged(#[source] serde_json::Error),
}

impl Definition {
    /// Reads one CSV text for each sheet; the name is that of the file, with or without `.csv`.
    ///
    /// # Errors
    ///
    /// [`DefinitionError::Csv`], [`DefinitionError::TooLarge`], [`DefinitionError::NoSurvey`].
    pub fn from_csv(sheets: &[(String, Vec<u8>)]) -> Result<Self, DefinitionError> {
        let mut read = Vec::new();
        for (name, bytes) in sheets {
            read.push(csv_sheet(&sheet_name(name), bytes)?);
        }
        Self::from_sheets(read)
    }

    /// Reads an `.xlsx` or `.xls` workbook.
    ///
    /// # Errors
    ///
    /// [`DefinitionError::Workbook`], [`DefinitionError::TooLarge`], [`DefinitionError::NoSurvey`].
    pub fn from_xlsx(bytes: &[u8]) -> Result<Self, DefinitionError> {
        if bytes.len() > MAX_BYTES {
            return Err(DefinitionError::TooLarge);
        }
        Self::from_sheets(if bytes.starts_with(OLD_WORKBOOK) {
            old_sheets(bytes).map_err(|error| DefinitionError::Workbook(error.into()))?
        } else {
            sheets(bytes)?
        })
    }

    /// Reads a form as one file, whatever it is: an `.xlsx` or `.xls` workbook, or an `XForm`.
    ///
    /// # Errors
    ///
    /// [`DefinitionError`].
    pub fn from_file(bytes: &[u8]) -> Result<Self, DefinitionError> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match text.iter().find(|it| !it.is_ascii_whitespace()) {
            Some(b'<') => Self::from_xform(bytes),
            _ => Self::from_xlsx(bytes),
        }
    }

    /// Reads an `XForm`, as ODK Central and `KoboToolbox` hand them out.
    ///
    /// # Errors
    ///
    /// [`DefinitionError::TooLarge`], [`DefinitionError::Xml`].
    pub fn from_xform(bytes: &[u8]) -> Result<Self, DefinitionError> {
        if bytes.len() > MAX_BYTES {
            return Err(DefinitionError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_err| XmlError::Malformed)?;
        let xml = Xml::read(text)?;
        let outermost = xml.root_element().map_or("", |it| xml.local_name(it));
        if outermost != "html" {
            return Err(DefinitionError::NoSurvey);
        }
        let mut definition = Self::default();
        definition.others.push(whole(XFORM, text));
        definition.parsed = Parsed(Some(Arc::new(xml)));
        Ok(definition)
    }

    /// Puts a file beside the form that its questions choose from or look into: CSV, XML or `GeoJSON`.
    ///
    /// # Errors
    ///
    /// [`DefinitionError::TooLarge`], [`DefinitionError::Csv`], [`DefinitionError::Xml`].
    pub fn attach(&mut self, file: &str, bytes: &[u8]) -> Result<(), DefinitionError> {
        if bytes.len() > MAX_BYTES {
            return Err(DefinitionError::TooLarge);
        }
        let name = format!("{FILE}{file}");
        let sheet = if file.to_lowercase().ends_with(".csv") {
            csv_sheet(&name, bytes)?
        } else {
            let text = std::str::from_utf8(bytes).map_err(|_err| XmlError::Malformed)?;
            whole(&name, text)
        };
        self.others.retain(|it| it.name != name);
        self.others.push(sheet);
        Ok(())
    }

    /// The same, come in a file or folder of this name: the id of a form that says none, as pyxform has it.
    #[must_use]
    pub fn named(mut self, file: &str) -> Self {
        let settings = Table::new(&self.settings);
        let row = self.settings.rows.first().map_or(&[][..], |(_, row)| row.as_slice());
        if settings.cell(row, "form_id").is_empty() && self.xform().is_none() {
            let name = file.trim().rsplit(['/', '\\']).next().unwrap_or("");
            name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim().clone_into(&mut self.file);
        }
        self
    }

    /// The text of the `XForm`, where the form was written as one.
    pub(super) fn xform(&self) -> Option<&str> {
        let sheet = self.others.iter().find(|it| it.name == XFORM)?;
        sheet.rows.first()?.1.first().map(String::as_str)
    }

    /// The `XForm` where it has just been read.
    pub(super) fn xml(&self) -> Option<Arc<Xml>> {
        self.parsed.0.clone()
    }

    /// The files beside the form, by name.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &Sheet)> {
        self.others.iter().filter_map(|it| Some((it.name.strip_prefix(FILE)?, it)))
    }

    /// The form of its stored bytes.
    ///
    /// # Errors
    ///
    /// [`DefinitionError::Damaged`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DefinitionError> {
        serde_json::from_slice(bytes).map_err(DefinitionError::Damaged)
    }

    /// The bytes as stored: the same definition always gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Texts and numbers can always be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The hash of [`Definition::to_bytes`].
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }

    fn from_sheets(sheets: Vec<Sheet>) -> Result<Self, DefinitionError> {
        let mut definition = Self::default();
        let mut found = false;
        for sheet in sheets {
            match sheet.name.as_str() {
                "survey" if sheet.rows.len() > MAX_ROWS => return Err(DefinitionError::TooLarge),
                "survey" => {
                    found = true;
                    definition.survey = sheet;
                }
                "choices" => definition.choices = sheet,
                "settings" => definition.settings = sheet,
                _ => definition.others.push(sheet),
            }
        }
        for (name, sheet) in [
            ("survey", &mut definition.survey),
            ("choices", &mut definition.choices),
            ("settings", &mut definition.settings),
        ] {
            name.clone_into(&mut sheet.name);
        }
        if found { Ok(definition) } else { Err(DefinitionError::NoSurvey) }
    }
}

/// How a file of the old `.xls` kind begins.
const OLD_WORKBOOK: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Every sheet of an `.xlsx` workbook.
fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, DefinitionError> {
    let mut book = workbook::open(bytes)?;
    let mut read = Vec::new();
    for name in book.sheet_names() {
        let lines = workbook::lines(&mut book, &name)?;
        let lines = lines.into_iter().map(|(at, line)| (at + 1, line));
        read.push(sheet_of(&sheet_name(&name), lines));
    }
    Ok(read)
}

/// Every sheet of an `.xls` workbook.
fn old_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, calamine::XlsError> {
    let mut book = Xls::new(Cursor::new(bytes))?;
    let mut read = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name)?;
        let first = range.start().map_or(0, |(row, _)| row);
        let lines = (first + 1..).zip(range.rows().map(<[Data]>::to_vec));
        read.push(sheet_of(&sheet_name(&name), lines));
    }
    Ok(read)
}

/// A sheet whose one cell is a whole text.
fn whole(name: &str, text: &str) -> Sheet {
    Sheet {
        name: name.to_owned(),
        header: vec!["text".to_owned()],
        rows: vec![(1, vec![text.to_owned()])],
    }
}

fn sheet_name(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.strip_suffix(".csv").map_or(name.clone(), str::to_owned)
}

fn csv_sheet(name: &str, bytes: &[u8]) -> Result<Sheet, DefinitionError> {
    let n_cells = bytes.iter().filter(|it| matches!(it, b',' | b'\n')).count();
    if bytes.len() > MAX_BYTES || n_cells > workbook::MAX_CELLS {
        return Err(DefinitionError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    // The reader counts lines and leaves blank ones out; a spreadsheet counts rows.
    let mut row = 1;
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(DefinitionError::Csv)?;
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let before =
            bytes.get(start..).unwrap_or(&[]).iter().take_while(|it| matches!(it, b'\r' | b'\n'));
        row += u32::try_from(before.filter(|it| **it == b'\n').count()).unwrap_or(0);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if at == 0 {
            sheet.header = cells;
        } else {
            push_row(&mut sheet, row, cells);
        }
        row += 1;
    }
    Ok(sheet)
}

/// A sheet of numbered lines; the first is its header.
fn sheet_of(name: &str, lines: impl Iterator<Item = (u32, Vec<Data>)>) -> Sheet {
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    for (at, (row, cells)) in lines.enumerate() {
        let cells: Vec<String> = cells.iter().map(cell_text).collect();
        if at == 0 {
            sheet.header = cells;
        } else {
            push_row(&mut sheet, row, cells);
        }
    }
    sheet
}

fn push_row(sheet: &mut Sheet, row: u32, mut cells: Vec<String>) {
    while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    if !cells.is_empty() {
        sheet.rows.push((row, cells));
    }
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(moment) => excel_date(moment.as_f64()),
    }
}

/// A day that a spreadsheet holds as a number, back in writing.
fn excel_date(serial: f64) -> String {
    // 25,569 days from 1899-12-30, where spreadsheets count from, to 1970-01-01.
    let day = crate::expr::from_day_number(serial - 25_569.0);
    day.map_or_else(|| serial.to_string(), |day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Definition {
        Definition::from_csv(&[("survey.csv".to_owned(), text.as_bytes().to_vec())])
            .expect("a survey")
    }

    #[test]
    fn rows_carry_the_number_a_spreadsheet_shows() {
        let definition = csv("type,name\n\ntext,\"a\nb\"\ntext,c\n");
        let rows: Vec<u32> = definition.survey.rows.iter().map(|row| row.0).collect();
        assert_eq!(rows, [3, 4]);
    }

    #[test]
    fn stored_bytes_read_back_and_hash_alike() {
        let definition = csv("type,name\ntext,a\n");
        let back = Definition::from_bytes(&definition.to_bytes()).expect("own bytes");
        assert_eq!(back, definition);
        assert_eq!(back.sha256(), definition.sha256());
        assert!(Definition::from_bytes(b"{").is_err());
    }

    #[test]
    fn a_form_without_an_id_has_that_of_its_file() {
        let id = |definition: Definition| crate::forms::compile(&definition).0.id;
        assert_eq!(id(csv("type,name,label\ntext,a,A\n")), "form");
        assert_eq!(
            id(csv("type,name,label\ntext,a,A\n").named("out/water points.v2.xlsx")),
            "water points.v2"
        );
        let sheet = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let own =
            [sheet("survey", "type,name,label\ntext,a,A\n"), sheet("settings", "form_id\nown\n")];
        let own = Definition::from_csv(&own).expect("a survey");
        assert_eq!(own.clone().named("other.xlsx").to_bytes(), own.to_bytes());
        assert_eq!(id(own.named("other.xlsx")), "own");
    }

    #[test]
    fn without_a_survey_there_is_no_form() {
        let none = Definition::from_csv(&[("choices".to_owned(), b"a,b\n".to_vec())]);
        assert!(matches!(none, Err(DefinitionError::NoSurvey)));
        assert!(matches!(Definition::from_xlsx(b"PK"), Err(DefinitionError::Workbook(_))));
    }
}
