//! Entry of records, set up: a household new or complete, and where the person is.

use eframe::egui::Key;
use serde_json::Value;
use waypost::{
    base::{FormId, RecordId},
    l10n::Locale,
    ui::{questions::QuestionView, route::Target, screens::entry_wiring::EntryPage},
};

use crate::{
    office::{Played, Stage, play},
    service::{Bureau, household},
};

/// The form with which most is tried.
pub(crate) const HOUSEHOLD: &str = "household_registration";

/// A new household, with an officer before its first question.
pub(crate) fn new_household() -> Played<EntryPage> {
    let page = EntryPage::new(Target::New(FormId(HOUSEHOLD.to_owned())));
    play(Stage::new(Bureau::open(), "officer", Locale::En, page))
}

/// A record that the officer has opened.
pub(crate) fn opened(bureau: Bureau, record: RecordId) -> Played<EntryPage> {
    let page = EntryPage::new(Target::Open(record));
    play(Stage::new(bureau, "officer", Locale::En, page))
}

/// What a question holds, by its path.
pub(crate) fn value(harness: &Played<EntryPage>, path: &str) -> String {
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    sitting.filling().text(&path.parse().expect("a path")).to_owned()
}

/// The question where the person is.
pub(crate) fn here(harness: &Played<EntryPage>) -> String {
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    sitting.at().map(ToString::to_string).unwrap_or_default()
}

/// The record on the screen.
pub(crate) fn record(harness: &Played<EntryPage>) -> RecordId {
    harness.state().page.screen().sitting().expect("a sitting").view().summary.id
}

/// Presses Enter, as somebody who goes on at once.
pub(crate) fn enter(harness: &mut Played<EntryPage>) {
    harness.key_press(Key::Enter);
    harness.run_steps(2);
}

/// A complete household of three, as a draft of the officer.
pub(crate) fn draft(change: impl FnOnce(&mut Value)) -> (Bureau, RecordId) {
    let mut bureau = Bureau::open();
    let mut answers = household("Osman", "GX-1");
    change(&mut answers);
    let record = bureau.draft(HOUSEHOLD, &answers);
    (bureau, record)
}

/// Presses Enter until a question is come to.
pub(crate) fn go_on_to(harness: &mut Played<EntryPage>, path: &str) {
    for _ in 0..60 {
        if here(harness) == path {
            return;
        }
        enter(harness);
    }
    panic!("Enter never came to {path}, but to {}", here(harness));
}

/// Something about a question that is asked.
pub(crate) fn question<T>(
    harness: &Played<EntryPage>,
    path: &str,
    read: impl FnOnce(&QuestionView) -> T,
) -> T {
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    read(sitting.question(&path.parse().expect("a path")).expect("it is asked"))
}
