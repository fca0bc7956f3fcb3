//! Entry: what F3, Ctrl D and F4 bring from lists and other records, and words that are cut.

use eframe::egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use serde_json::json;
use waypost::{
    base::{FormId, Sensitive},
    forms::Path,
    l10n::Locale,
    service::{command::review::Return, query::records::OpenRecord},
    ui::{action::ShellAction, route::Target, screens::entry_wiring::EntryPage},
};

use crate::{
    office::{Played, Stage, play, press, press_with, settle, type_in},
    service::household,
    sitting::{HOUSEHOLD, draft, enter, go_on_to, here, new_household, opened, value},
};

#[test]
fn a_place_that_is_in_no_list_is_taken_with_its_name_and_why() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::B);
    go_on_to(&mut harness, "registration/current_adm3");
    assert!(0 < harness.query_all_by_role_and_label(Role::Label, "Not in the list").count());
    press(&mut harness, Key::F3);
    assert_eq!(value(&harness, "registration/current_adm3"), "not_listed");
    assert_eq!(here(&harness), "registration/current_unlisted_name");
    type_in(&mut harness, "Wadi Halfa");
    enter(&mut harness);
    assert_eq!(here(&harness), "registration/current_unlisted_reason");
    type_in(&mut harness, "on no map yet");
    enter(&mut harness);
    settle(&mut harness);
    let stored = harness.state().stored(record);
    for words in ["not_listed", "Wadi Halfa", "on no map yet"] {
        assert!(stored.instance.contains(words), "{words}");
    }
    let known = value(&harness, "registration/current_adm2");
    assert_eq!(stored.summary.place.map(|it| it.code), Some(known), "it lies in what is known");
}

#[test]
fn f3_goes_to_the_text_of_other_and_does_nothing_where_a_list_is_whole() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::E);
    go_on_to(&mut harness, "displacement/disp_reason");
    press(&mut harness, Key::F3);
    assert_eq!(value(&harness, "displacement/disp_reason"), "other");
    assert_eq!(here(&harness), "displacement/disp_reason_other");
    press_with(&mut harness, Modifiers::ALT, Key::A);
    let before = value(&harness, "consent/legal_basis");
    press(&mut harness, Key::F3);
    assert_eq!(value(&harness, "consent/legal_basis"), before);
    assert_eq!(here(&harness), "consent/legal_basis");
}

#[test]
fn ctrl_d_repeats_what_the_last_record_of_the_form_has_there() {
    let (bureau, _last) = draft(|it| it["consent"]["consent_language"] = json!("som"));
    let page = EntryPage::new(Target::New(FormId(HOUSEHOLD.to_owned())));
    let mut harness = play(Stage::new(bureau, "officer", Locale::En, page));
    for (path, want) in [("consent/legal_basis", "consent"), ("consent/consent_language", "som")] {
        assert_eq!(here(&harness), path);
        press_with(&mut harness, Modifiers::COMMAND, Key::D);
        settle(&mut harness);
        assert_eq!(value(&harness, path), want);
    }
    assert_ne!(here(&harness), "consent/consent_language", "it goes on");
    assert_eq!(harness.state().asked, []);
}

#[test]
fn ctrl_d_says_so_where_there_is_nothing_to_repeat() {
    let mut harness = new_household();
    press_with(&mut harness, Modifiers::COMMAND, Key::D);
    settle(&mut harness);
    assert_eq!(value(&harness, "consent/legal_basis"), "");
    assert_eq!(here(&harness), "consent/legal_basis");
    let [ShellAction::Notice(notice)] = harness.state().asked.as_slice() else {
        panic!("{:?}", harness.state().asked)
    };
    assert_eq!(notice.message.id, "entry-no-last");
}

/// The lines of the comparison, as they are read aloud.
fn compared(harness: &Played<EntryPage>) -> Vec<String> {
    use egui_kittest::kittest::NodeT as _;
    let rows = harness.query_all_by_role(Role::Row);
    rows.filter_map(|it| it.accesskit_node().label()).collect()
}

#[test]
fn f4_lays_a_possible_duplicate_beside_the_record_and_enter_goes_to_the_question() {
    let (mut bureau, first) = draft(|_| ());
    let mut answers = household("Osman", "GX-2");
    answers["household"]["hh_phone"] = json!("+249905550417");
    let second = bureau.draft(HOUSEHOLD, &answers);
    assert_ne!(first, second);
    let mut harness = opened(bureau, second);
    harness.get_by_role_and_label(Role::Label, "1 possible duplicate");
    press(&mut harness, Key::F4);
    settle(&mut harness);
    let lines = compared(&harness);
    assert!(lines.iter().any(|it| it.ends_with("GX-2 ≠ GX-1")), "{lines:?}");
    assert!(!lines.iter().any(|it| it.contains(" = ")), "only what differs: {lines:?}");
    let card = lines.iter().position(|it| it.ends_with("GX-2 ≠ GX-1")).expect("a line");
    for _ in 0..=card {
        press(&mut harness, Key::ArrowDown);
    }
    press(&mut harness, Key::Enter);
    assert_eq!(here(&harness), "registration/card_no");
    assert!(compared(&harness).is_empty(), "the questions are back");
    press(&mut harness, Key::F4);
    settle(&mut harness);
    press(&mut harness, Key::Escape);
    assert!(compared(&harness).is_empty());
    assert_eq!(harness.state().asked, [], "Esc closed the comparison and left nothing");
    assert_eq!(here(&harness), "registration/card_no");
}

#[test]
fn f4_shows_what_changed_since_a_record_was_returned() {
    let (mut bureau, record) = draft(|_| ());
    bureau.submit(record, 0);
    bureau.become_("supervisor");
    let revision = bureau.service.ask(OpenRecord { record }).expect("a record").revision;
    let question: Path = "household/hh_size_declared".parse().expect("a path");
    let comments = vec![(question, Sensitive::from("Three or four?"))];
    bureau.service.ask(Return { record, revision, comments }).expect("returned");
    let mut harness = opened(bureau, record);
    press(&mut harness, Key::F4);
    harness.get_by_label("Nothing differs.");
    press(&mut harness, Key::F4);
    press_with(&mut harness, Modifiers::ALT, Key::C);
    go_on_to(&mut harness, "household/hh_size_declared");
    type_in(&mut harness, "4");
    enter(&mut harness);
    press(&mut harness, Key::F4);
    let lines = compared(&harness);
    assert_eq!(lines.len(), 2, "a section and its one line: {lines:?}");
    assert!(lines.iter().any(|it| it.ends_with("4 ≠ 3")), "{lines:?}");
}

#[test]
fn a_question_that_is_cut_shows_whole_under_the_pointer() {
    use egui_kittest::kittest::NodeT as _;
    let (mut bureau, record) = draft(|_| ());
    bureau.submit(record, 0);
    let mut harness = opened(bureau, record);
    let label = "Registration and assistance by this organisation";
    let long = |it: &egui_kittest::Node<'_>| {
        it.accesskit_node().label().is_some_and(|it| it.contains(label))
    };
    let row = harness.query_all_by_role(Role::Row).find(long).map(|it| it.rect());
    let row = row.expect("a line with a long question");
    let whole = |harness: &Played<EntryPage>| {
        harness.query_all_by_role_and_label(Role::Label, label).count()
    };
    assert_eq!(whole(&harness), 0);
    harness.hover_at(row.left_center() + eframe::egui::vec2(100.0, 0.0));
    harness.run_steps(60);
    assert_eq!(whole(&harness), 1);
}

#[test]
fn a_letter_held_with_alt_is_not_typed_into_the_field_it_leaves() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::C);
    go_on_to(&mut harness, "household/alt_collector");
    let before = value(&harness, "household/alt_collector");
    // As a window sends it: the key, and the letter beside it.
    let modifiers = Modifiers::ALT;
    let (key, pressed, repeat) = (Key::E, true, false);
    let input = harness.input_mut();
    input.events.push(Event::Key { key, physical_key: None, pressed, repeat, modifiers });
    input.events.push(Event::Text("e".to_owned()));
    harness.step();
    harness.run_steps(3);
    assert!(here(&harness).starts_with("displacement/"), "{}", here(&harness));
    assert_eq!(value(&harness, "household/alt_collector"), before);
}
