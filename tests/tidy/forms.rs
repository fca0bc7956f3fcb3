//! Rules about the forms that come with the program: what an author can forget without any engine noticing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::root;

const ENGLISH: &str = "::English (en)";
const FRENCH: &str = "::French (fr)";

/// One CSV sheet: its header, and its rows with the line each begins on in a spreadsheet.
struct Sheet {
    place: String,
    header: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

impl Sheet {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).expect("a readable sheet");
        let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect();
        let header = cells(reader.headers().expect("a header"));
        let rows = reader.records().enumerate();
        let rows = rows.map(|(index, row)| (index + 2, cells(&row.expect("a row")))).collect();
        let place = path.strip_prefix(root()).unwrap_or(path).display().to_string();
        Self { place, header, rows }
    }

    fn get<'row>(&self, row: &'row [String], column: &str) -> &'row str {
        let found = self.header.iter().position(|name| name == column);
        found.and_then(|index| row.get(index)).map_or("", String::as_str)
    }
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("assets/forms")).expect("the forms");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    assert!(!folders.is_empty(), "no form found");
    folders
}

/// Every survey and choices sheet, and the hierarchies, whose broader codes people read too.
fn sheets() -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for folder in folders() {
        sheets.extend(
            ["survey", "choices", "settings"]
                .map(|name| Sheet::read(&folder.join(format!("{name}.csv")))),
        );
    }
    let entries = fs::read_dir(root().join("assets/hierarchies")).expect("the hierarchies");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    sheets.extend(files.iter().map(|file| Sheet::read(file)));
    sheets
}

#[test]
fn what_a_form_says_in_english_it_says_in_french() {
    let mut broken = Vec::new();
    for sheet in sheets() {
        for column in sheet.header.iter().filter_map(|name| name.strip_suffix(ENGLISH)) {
            for (line, row) in &sheet.rows {
                let english = sheet.get(row, &format!("{column}{ENGLISH}"));
                let french = sheet.get(row, &format!("{column}{FRENCH}"));
                if english.trim().is_empty() != french.trim().is_empty() {
                    broken.push(format!(
                        "{} line {line}, {column}: {english:?}, {french:?}",
                        sheet.place
                    ));
                }
            }
        }
    }
    assert!(broken.is_empty(), "said in one language only:\n{}", broken.join("\n"));
}

#[test]
fn what_people_see_has_a_label_and_what_refuses_says_why() {
    let mut broken = Vec::new();
    for folder in folders() {
        let survey = Sheet::read(&folder.join("survey.csv"));
        let choices = Sheet::read(&folder.join("choices.csv"));
        let hidden = [
            "calculate",
            "hidden",
            "start",
            "end",
            "today",
            "username",
            "deviceid",
            "end_group",
            "end_repeat",
        ];
        let label = format!("label{ENGLISH}");
        for (line, row) in &survey.rows {
            let kind = survey.get(row, "type");
            let mut miss =
                |what: &str| broken.push(format!("{} line {line}: {what}", survey.place));
            if !kind.is_empty() && !hidden.contains(&kind) && survey.get(row, &label).is_empty() {
                miss("no label");
            }
            for rule in ["constraint", "warning"] {
                let message = format!("{rule}_message{ENGLISH}");
                if survey.get(row, rule).is_empty() != survey.get(row, &message).is_empty() {
                    miss(&format!("{rule} without its message, or the message without it"));
                }
            }
        }
        for (line, row) in &choices.rows {
            if choices.get(row, &label).is_empty() {
                broken.push(format!("{} line {line}: no label", choices.place));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_form_carries_the_lists_that_its_questions_use_and_no_others() {
    for folder in folders() {
        let survey = Sheet::read(&folder.join("survey.csv"));
        let choices = Sheet::read(&folder.join("choices.csv"));
        let used: BTreeSet<&str> = survey
            .rows
            .iter()
            .filter_map(|(_, row)| survey.get(row, "type").strip_prefix("select_"))
            .filter_map(|kind| kind.split_whitespace().nth(1))
            .collect();
        let given: BTreeSet<&str> =
            choices.rows.iter().map(|(_, row)| choices.get(row, "list_name")).collect();
        assert_eq!(used, given, "{}", survey.place);
    }
}
