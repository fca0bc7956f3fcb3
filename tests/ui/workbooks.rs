//! Workbooks from the field, filled in by keyboard in the window.
//!
//! They are third-party data and lie beside the checkout; without them nothing is checked here.

use std::{fs, path::Path as File};

use eframe::egui::Key;
use waypost::{
    base::FormId,
    forms::Path,
    l10n::Locale,
    service::{ServiceError, command::forms::AddForm, query::office::FormSource},
    ui::{
        questions::{Kind, choices},
        route::Target,
        screens::{
            entry::{Sitting, Stop},
            entry_wiring::EntryPage,
        },
    },
};

use crate::{
    office::{Played, Stage, play, press, settle, type_in},
    service::Bureau,
    support::shared,
};

/// How many questions of each workbook are answered; the trafficking case form is filled to its end.
const SOME: usize = 3;
const WHOLE: &str = "iom_htcds.xlsx";

#[test]
fn workbooks_of_the_field_are_opened_and_filled_in() {
    let Some(folder) = shared("workbooks from the field, in the window") else { return };
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let forms = add_all(&mut bureau, &folder.join("data/xlsforms"));
    let mut left = forms.into_iter();
    let (name, form) = left.next().expect("a workbook that runs");
    let page = EntryPage::new(Target::New(form));
    let mut harness = play(Stage::new(bureau, "officer", Locale::En, page));
    let mut n_filled = fill(&mut harness, &name);
    for (name, form) in left {
        harness.state_mut().page = EntryPage::new(Target::New(form));
        settle(&mut harness);
        n_filled += fill(&mut harness, &name);
    }
    assert!(n_filled >= 30, "only {n_filled} workbooks could be filled in");
}

/// Adds every workbook that runs to the office.
fn add_all(bureau: &mut Bureau, folder: &File) -> Vec<(String, FormId)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|file| file.extension().is_some_and(|it| it == "xlsx"))
        .collect();
    files.sort();
    let mut forms = Vec::new();
    for file in files {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(&file).expect("readable");
        // A form that says no id has that of its file; without a name all of them would be versions of one form.
        let source = FormSource::Named(name.clone(), Box::new(FormSource::Workbook(bytes)));
        let add = AddForm { source, compartment: None };
        match bureau.service.ask(add) {
            Ok(added) => forms.push((name, added.key.id)),
            Err(ServiceError::FormRefused { .. }) => println!("{name}: refused"),
            // Without an id of its own it is named like another.
            Err(ServiceError::FormExists) => println!("{name}: named like another"),
            Err(err) => panic!("{name}: {err}"),
        }
    }
    forms
}

/// Answers at most so many questions in the order of Enter; answers with those that Enter came to.
pub(crate) fn type_through(harness: &mut Played<EntryPage>, limit: usize) -> Vec<Path> {
    let mut come_to = Vec::new();
    while come_to.len() < limit {
        let Some(here) = sitting(harness).at().cloned() else { break };
        if come_to.contains(&here) {
            break;
        }
        answer(harness);
        come_to.push(here);
        press(harness, Key::Enter);
    }
    come_to
}

/// Answers questions in the order of Enter; 1 where answers of theirs are stored.
fn fill(harness: &mut Played<EntryPage>, name: &str) -> usize {
    let limit = if name == WHOLE { usize::MAX } else { SOME };
    let come_to = type_through(harness, limit);
    settle(harness);
    if name == WHOLE {
        let stops = sitting(harness).sheet().stops.iter().map(Stop::path);
        let missed: Vec<_> = stops.filter(|it| !come_to.contains(*it)).collect();
        assert!(missed.is_empty(), "{name}: Enter did not come to {missed:?}");
    }
    let stored = harness.state().stored(sitting(harness).view().summary.id);
    let n_answered = come_to
        .iter()
        .filter(|path| {
            let text = sitting(harness).filling().text(path);
            !text.is_empty() && stored.instance.contains(path.name())
        })
        .count();
    println!("{name}: {} questions come to, {n_answered} answered", come_to.len());
    assert!(n_answered > 0 || come_to.is_empty(), "{name}: nothing could be answered");
    n_answered.min(1)
}

fn sitting(harness: &Played<EntryPage>) -> &Sitting {
    harness.state().page.screen().sitting().expect("a sitting")
}

/// Types at the question where the person is, as a person would.
fn answer(harness: &mut Played<EntryPage>) {
    let sitting = sitting(harness);
    let Some(question) = sitting.at().and_then(|path| sitting.question(path)) else { return };
    let text = match &question.kind {
        Kind::Line { .. } | Kind::Lines => "abc".to_owned(),
        Kind::Number { .. } => "3".to_owned(),
        Kind::Date(_) => "29/2/2024".to_owned(),
        Kind::Time => "13:45".to_owned(),
        Kind::Moment => "29/2/2024 13:45".to_owned(),
        Kind::Position => "9.5 40.25".to_owned(),
        Kind::Search | Kind::Many => {
            let all = choices(sitting.filling().instance(), &question.path, "en");
            all.first().map(|it| it.label.clone()).unwrap_or_default()
        }
        Kind::Segment(_) => return press(harness, Key::Num1),
        Kind::Boxes(_) | Kind::Agree => return press(harness, Key::Space),
        Kind::Shown | Kind::Note | Kind::Absent => return,
    };
    type_in(harness, &text);
}
