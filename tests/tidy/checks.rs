//! Every check that a form's notes name exists: in code, or for the catalogue of the programmes in some form.

use std::{collections::BTreeSet, fs};

use regex::Regex;

use crate::source::{root, rust_files};

/// The notes of every form.
fn notes() -> Vec<(String, String)> {
    let folders = fs::read_dir(root().join("assets/forms")).expect("the forms");
    let notes = folders.map(|it| {
        let folder = it.expect("a folder").path();
        let text = fs::read_to_string(folder.join("notes.md")).expect("notes");
        (folder.display().to_string(), text)
    });
    notes.collect()
}

/// The checks that the code names.
fn in_code() -> BTreeSet<String> {
    let code = Regex::new(r"\b[XC]-\d+\b").expect("a pattern");
    let mut found = BTreeSet::new();
    for file in rust_files(&root().join("src/service/checks")) {
        let source = fs::read_to_string(file).expect("readable source");
        found.extend(code.find_iter(&source).map(|it| it.as_str().to_owned()));
    }
    found
}

#[test]
fn every_named_check_of_the_notes_exists_in_code() {
    let known = in_code();
    let row = Regex::new(r"(?m)^\| ([XC]-\d+)").expect("a pattern");
    let mut missing = Vec::new();
    for (form, text) in notes() {
        let Some((_, after)) = text.split_once("## Named checks") else { continue };
        let section = after.split("\n## ").next().unwrap_or_default();
        for found in row.captures_iter(section).filter(|it| !known.contains(&it[1])) {
            missing.push(format!("{form}: {}", &found[1]));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_check_of_the_catalogue_is_an_expression_or_a_named_check() {
    let known = in_code();
    let code = Regex::new(r"\bX-\d+\b").expect("a pattern");
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (_, text) in notes() {
        told.extend(code.find_iter(&text).map(|it| it.as_str().to_owned()));
    }
    let all: Vec<String> = (1..=105).map(|n| format!("X-{n:02}")).collect();
    // When a record begins and ends is the program's own to say: its times only go forward.
    let missing: Vec<&String> = all
        .iter()
        .filter(|it| !told.contains(*it) && !known.contains(*it) && *it != "X-01")
        .collect();
    let named = all.iter().filter(|it| known.contains(*it)).count();
    println!("{} of 105 checks stand, {named} of them compare records", 105 - missing.len());
    assert!(missing.is_empty(), "{missing:?}");
}
