//! Records: searched while typing, filtered, sorted, opened; 100,000 rows cost what 30 cost.

use std::time::Instant as Stopwatch;

use eframe::egui::{Key, Modifiers, accesskit::Role as Part};
use egui_kittest::{Harness, kittest::Queryable as _};
use waypost::{
    base::{OsEntropy, RecordId, Role},
    cases::State,
    l10n::Locale,
    service::query::records::{Facets, RecordList, RecordSummary, Sort},
    ui::{
        loadable::Loadable,
        route::{Route, Target},
        screens::{
            records::{Action, Listing, Records},
            records_wiring::RecordsPage,
        },
    },
};

use crate::{
    office::{Stage, play, settle, type_in},
    people::{ME, NOW, cx, form, record, session},
    service::{Bureau, household},
    stage::{aloud, stage},
};

#[derive(Default)]
struct Shown {
    screen: Records,
    actions: Vec<Action>,
}

fn shown(records: Vec<RecordSummary>, roles: &[Role]) -> Harness<'static, Shown> {
    let mut shown = Shown::default();
    let list = RecordList {
        ids: records.iter().map(|it| it.id).collect(),
        total: 100_318,
        facets: Facets {
            states: State::ALL.iter().map(|it| (*it, 7)).collect(),
            officers: vec![(ME, "hanan".to_owned(), 12)],
            years: vec![(2026, 30)],
            ..Facets::default()
        },
        elapsed_ms: 62,
        ..RecordList::default()
    };
    let listing = Listing::from(list);
    let ids = listing.ids.clone();
    shown.screen.put_list(Loadable::Ready(listing));
    shown.screen.rows.put(&ids, records.into_iter().map(|it| (it.id.into(), it)).collect());
    shown.screen.new.forms = Loadable::Ready(vec![form("household", "Household", "HH")]);
    let session = session(roles);
    stage(shown, false, move |ui, shown: &mut Shown| {
        let action = shown.screen.ui(ui, &cx(&session));
        shown.actions.extend(action);
    })
}

fn three() -> Vec<RecordSummary> {
    vec![
        record(1, "Amna Yahya Ismail", State::Draft),
        record(2, "Amna Abdelrahman", State::Submitted),
        record(3, "Daoud Suleiman Bashir", State::Exported),
    ]
}

fn press(harness: &mut Harness<'_, Shown>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

#[test]
fn typing_searches_at_once_and_escape_clears_the_search() {
    let mut harness = shown(three(), &[Role::FieldOfficer]);
    harness.get_by_label("of 100,318 records");
    harness.get_by_label("62 ms");
    harness.get_by_role_and_label(Part::TextInput, "Search records").type_text("amna");
    harness.run();
    assert_eq!(harness.state().actions, [Action::Search]);
    assert_eq!(harness.state().screen.query().filter.text.expose(), "amna");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().actions, [Action::Search, Action::Search]);
    assert_eq!(harness.state().screen.query().filter.text.expose(), "");
}

#[test]
fn arrows_move_through_rows_from_the_search_field_and_enter_opens() {
    let rows = three();
    let second = rows.get(1).expect("a row").id;
    let mut harness = shown(rows, &[Role::FieldOfficer]);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().actions, [Action::Go(Route::Entry(Target::Open(second)))]);
}

#[test]
fn a_supervisor_opens_what_was_submitted_in_review() {
    let rows = three();
    let second = rows.get(1).expect("a row").id;
    let mut harness = shown(rows, &[Role::Supervisor]);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().actions, [Action::Go(Route::Review(Some(second)))]);
}

#[test]
fn a_filter_counts_and_is_chosen_by_key_or_pointer() {
    let mut harness = shown(three(), &[Role::FieldOfficer]);
    press(&mut harness, Modifiers::ALT, Key::S);
    press(&mut harness, Modifiers::NONE, Key::Space);
    assert_eq!(harness.state().screen.query().filter.states, [State::Draft]);
    harness.get_by_role_and_label(Part::CheckBox, "2026").click();
    harness.run();
    assert_eq!(harness.state().screen.query().filter.years, [2026]);
    press(&mut harness, Modifiers::ALT, Key::C);
    assert!(harness.state().screen.query().filter.states.is_empty());
    assert!(harness.state().actions.iter().all(|it| *it == Action::Search));
    assert_eq!(harness.state().actions.len(), 3);
}

#[test]
fn a_head_sorts_and_sorts_the_other_way_when_pressed_again() {
    let mut harness = shown(three(), &[Role::FieldOfficer]);
    for reversed in [false, true] {
        harness.get_by_role_and_label(Part::ColumnHeader, "Name").click();
        for _ in 0..40 {
            harness.step();
        }
        let query = harness.state().screen.query();
        assert_eq!((query.sort, query.reversed), (Sort::Title, reversed));
    }
    press(&mut harness, Modifiers::NONE, Key::F7);
    assert_eq!(harness.state().screen.query().sort, Sort::Number);
    press(&mut harness, Modifiers::SHIFT, Key::F7);
    assert!(harness.state().screen.query().reversed);
}

#[test]
fn the_selected_record_stays_selected_in_another_list() {
    let rows = three();
    let third = rows.get(2).expect("a row").clone();
    let mut harness = shown(rows, &[Role::FieldOfficer]);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    let ids = vec![third.id];
    let list = RecordList { ids, total: 3, ..RecordList::default() };
    harness.state_mut().screen.put_list(Loadable::Ready(list.into()));
    assert_eq!(harness.state().screen.wanted_preview(), Some(third.id));
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().actions, [Action::Go(Route::Entry(Target::Open(third.id)))]);
}

#[test]
fn a_search_that_finds_nothing_says_how_to_go_on() {
    let mut harness = shown(Vec::new(), &[Role::FieldOfficer]);
    harness.get_by_label("The records of this office come here.");
    harness.get_by_role_and_label(Part::TextInput, "Search records").type_text("zz");
    harness.run();
    harness.get_by_label("No record fits.");
    harness.get_by_label("Clear filters").click();
    harness.run();
    assert_eq!(harness.state().screen.query().filter.text.expose(), "");
}

#[test]
fn only_the_lines_in_view_are_asked_for_among_100_000() {
    let mut harness = many();
    let wanted = harness.state().screen.wanted_rows();
    assert!((20..=128).contains(&wanted.len()), "{}", wanted.len());
    for _ in 0..100 {
        harness.key_press(Key::PageDown);
        harness.step();
    }
    harness.run();
    assert_ne!(harness.state().screen.wanted_rows(), wanted);
    assert!(harness.query_all_by_role(Part::Row).count() < 40);
}

#[test]
fn three_hundred_frames_over_100_000_rows_are_timed() {
    let mut harness = many();
    let start = Stopwatch::now();
    for frame in 0..300 {
        if frame % 5 == 0 {
            harness.key_press(Key::PageDown);
        }
        let wanted = harness.state().screen.wanted_rows();
        let lines = wanted.iter().map(|id| (*id, line_of(id.record))).collect();
        harness.state_mut().screen.rows.put(&wanted, lines);
        harness.step();
    }
    let spent = start.elapsed();
    println!("300 frames over 100,000 rows: {spent:.1?}, {:.2?} each", spent / 300);
    assert!(harness.state().screen.wanted_rows().len() <= 128);
}

fn many() -> Harness<'static, Shown> {
    let mut shown = Shown::default();
    let ids = (0..100_000).map(|_| RecordId::make(NOW, &mut OsEntropy)).collect();
    let list = RecordList { ids, total: 100_000, ..RecordList::default() };
    shown.screen.put_list(Loadable::Ready(list.into()));
    let session = session(&[Role::FieldOfficer]);
    stage(shown, false, move |ui, shown: &mut Shown| {
        let action = shown.screen.ui(ui, &cx(&session));
        shown.actions.extend(action);
    })
}

fn line_of(id: RecordId) -> RecordSummary {
    RecordSummary { id, ..record(7, "Amna Yahya Ismail", State::Approved) }
}

/// A household of three and a draft of one person, with an officer at the table.
fn office() -> crate::office::Played<RecordsPage> {
    let mut bureau = Bureau::open();
    bureau.submitted("household_registration", &household("Deng", "C-1"));
    let mut answers = household("Osman", "C-2");
    answers["members"].as_array_mut().expect("members").truncate(1);
    bureau.draft("household_registration", &answers);
    play(Stage::new(bureau, "officer", Locale::En, RecordsPage::new("")))
}

fn rows(harness: &crate::office::Played<RecordsPage>) -> Vec<String> {
    let said = aloud(harness.root());
    said.lines().filter_map(|it| it.strip_prefix("Row ")).map(str::to_owned).collect()
}

#[test]
fn persons_are_listed_searched_and_sorted_as_records_are() {
    let mut harness = office();
    assert_eq!(rows(&harness).len(), 2);
    harness.get_by_role_and_label(Part::RadioButton, "Persons").click();
    settle(&mut harness);
    harness.get_by_label("of 4 persons");
    assert_eq!(rows(&harness).len(), 4, "those of a draft too");
    harness.get_by_role_and_label(Part::ColumnHeader, "Age").click();
    settle(&mut harness);
    let first = rows(&harness).into_iter().next().expect("a row");
    assert!(first.starts_with("Salma Deng"), "the youngest first: {first}");
    harness.get_by_role_and_label(Part::TextInput, "Search records").focus();
    harness.run_steps(2);
    type_in(&mut harness, "yusuf");
    settle(&mut harness);
    let found = rows(&harness);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found.iter().all(|it| it.starts_with("Yusuf Deng")), "{found:?}");
    harness.key_press(Key::F4);
    settle(&mut harness);
    let found = rows(&harness);
    assert!(found.iter().all(|it| it.starts_with("Mariam Deng")), "the record: {found:?}");
}

#[test]
fn the_preview_names_everybody_in_the_record() {
    let mut harness = office();
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    let said = aloud(harness.root());
    for words in ["3 members", "Label Yusuf Deng", "Label Salma Deng", "Label M, 41", "Label F, 10"]
    {
        assert!(said.contains(words), "{words} is missing:\n{said}");
    }
}

#[test]
fn only_heads_that_sort_can_be_pressed() {
    let mut harness = shown(three(), &[Role::FieldOfficer]);
    for head in ["Age", "Sex", "As written"] {
        harness.get_by_role_and_label(Part::ColumnHeader, head).click();
        harness.run_steps(40);
    }
    assert!(harness.state().actions.is_empty());
}
