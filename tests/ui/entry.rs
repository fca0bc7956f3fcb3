//! Entry, by keyboard: answers, dates, lists, saving, problems, comments, reading.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use waypost::{
    base::{FormId, RecordId},
    l10n::Locale,
    ui::{autosave::Saving, page::Page as _, route::Target, screens::entry_wiring::EntryPage},
};

use crate::{
    office::{Played, Stage, play, press, press_with, settle, type_in},
    service::Bureau,
};

const HOUSEHOLD: &str = "household_registration";

fn new_household() -> Played<EntryPage> {
    let page = EntryPage::new(Target::New(FormId(HOUSEHOLD.to_owned())));
    play(Stage::new(Bureau::open(), "officer", Locale::En, page))
}

fn opened(bureau: Bureau, record: RecordId) -> Played<EntryPage> {
    let page = EntryPage::new(Target::Open(record));
    play(Stage::new(bureau, "officer", Locale::En, page))
}

/// What a question holds, by its path.
fn value(harness: &Played<EntryPage>, path: &str) -> String {
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    sitting.filling().text(&path.parse().expect("a path")).to_owned()
}

/// The question where the person is.
fn here(harness: &Played<EntryPage>) -> String {
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    sitting.at().map(ToString::to_string).unwrap_or_default()
}

fn record(harness: &Played<EntryPage>) -> RecordId {
    harness.state().page.screen().sitting().expect("a sitting").view().summary.id
}

fn enter(harness: &mut Played<EntryPage>) {
    press(harness, Key::Enter);
}

#[test]
fn a_new_record_opens_at_its_first_question() {
    let harness = new_household();
    assert_eq!(here(&harness), "consent/legal_basis");
    harness.get_by_label("Household registration");
}

#[test]
fn enter_goes_to_the_next_question_that_applies_and_shift_enter_back() {
    let mut harness = new_household();
    type_in(&mut harness, "conse");
    enter(&mut harness);
    assert_eq!(value(&harness, "consent/legal_basis"), "consent");
    assert_eq!(here(&harness), "consent/consent_language");
    type_in(&mut harness, "fren");
    enter(&mut harness);
    assert_eq!(value(&harness, "consent/consent_language"), "fra");
    assert_eq!(here(&harness), "consent/interpreter_used");
    press_with(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert_eq!(here(&harness), "consent/consent_language");
}

#[test]
fn saved_is_said_only_after_the_office_has_answered() {
    let mut harness = new_household();
    let saving = |harness: &Played<EntryPage>| harness.state().page.saving();
    assert_eq!(saving(&harness), Some(Saving::Untouched));
    type_in(&mut harness, "conse");
    enter(&mut harness);
    assert_ne!(saving(&harness), Some(Saving::Untouched));
    settle(&mut harness);
    assert!(matches!(saving(&harness), Some(Saving::Saved(_))));
    let stored = harness.state().stored(record(&harness));
    assert!(stored.instance.contains("legal_basis"));
}
