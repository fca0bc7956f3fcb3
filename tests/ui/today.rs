//! Today: what waits is named, and one key leads to each of it.

use eframe::egui::{Event, Key, Modifiers, accesskit::Role as Part};
use egui_kittest::{Harness, kittest::Queryable as _};
use waypost::{
    base::Role,
    cases::State,
    l10n::Locale,
    service::query::today::TodayView,
    ui::{
        loadable::Loadable,
        route::{Route, Target},
        screens::{
            entry_wiring::EntryPage,
            today::{Action, Today},
            today_wiring::TodayPage,
        },
    },
};

use crate::{
    office::{Stage, play},
    people::{cx, form, record, session},
    service::{Bureau, household},
    stage::{aloud, stage},
};

#[derive(Default)]
struct Shown {
    screen: Today,
    actions: Vec<Action>,
}

fn shown(view: TodayView, forms: usize) -> Harness<'static, Shown> {
    let mut shown = Shown::default();
    shown.screen.view = Loadable::Ready(view);
    let all = [form("household", "Household", "HH"), form("return_case", "Return case", "AVR")];
    shown.screen.new.forms = Loadable::Ready(all.into_iter().take(forms).collect());
    let session = session(&[Role::FieldOfficer]);
    stage(shown, false, move |ui, shown: &mut Shown| {
        let action = shown.screen.ui(ui, &cx(&session));
        shown.actions.extend(action);
    })
}

fn press(harness: &mut Harness<'_, Shown>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn waiting() -> TodayView {
    TodayView {
        returned: vec![record(1, "Yousif Adam Haroun", State::Returned)],
        returned_total: 1,
        drafts: vec![
            record(2, "Amna Ibrahim El Tahir", State::Draft),
            record(3, "Daoud Suleiman Bashir", State::Draft),
        ],
        drafts_total: 2,
        ..TodayView::default()
    }
}

#[test]
fn what_was_returned_stands_before_drafts_and_each_number_opens_its_line() {
    let view = waiting();
    let second = view.drafts.first().expect("a draft").id;
    let mut harness = shown(view, 1);
    harness.get_by_label("3 things wait for you");
    harness.get_by_label("2 comments wait for your answer");
    press(&mut harness, Key::Num2);
    let wanted = Action::Go(Route::Entry(Target::Open(second)));
    assert_eq!(harness.state().actions, [wanted]);
}

#[test]
fn arrows_and_enter_open_a_line_too() {
    let view = waiting();
    let first = view.returned.first().expect("a returned record").id;
    let mut harness = shown(view, 1);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().actions, [Action::Go(Route::Entry(Target::Open(first)))]);
}

#[test]
fn a_line_is_opened_by_the_pointer() {
    let mut harness = shown(waiting(), 1);
    harness
        .get_by_role_and_label(
            Part::Button,
            "Amna Ibrahim El Tahir HH-XWA-000002 · Household, 5 persons",
        )
        .click();
    harness.run();
    assert_eq!(harness.state().actions.len(), 1);
}

#[test]
fn an_empty_day_says_so_and_offers_a_new_record() {
    let mut harness = shown(TodayView::default(), 1);
    harness.get_by_label("Nothing waits for you");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run();
    let form = form("household", "Household", "HH").key.id;
    assert_eq!(harness.state().actions, [Action::Go(Route::Entry(Target::New(form)))]);
}

#[test]
fn where_there_are_several_forms_one_is_chosen_by_its_number() {
    let mut harness = shown(waiting(), 2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run();
    assert!(harness.state().actions.is_empty());
    harness.get_by_role_and_label(Part::MenuItem, "Return case");
    press(&mut harness, Key::Num2);
    let form = form("household", "Household", "HH").key.id;
    assert_eq!(harness.state().actions, [Action::Go(Route::Entry(Target::New(form)))]);
}

#[test]
fn letters_find_a_form_among_several_and_enter_takes_the_first() {
    let mut harness = shown(waiting(), 2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run();
    for letter in ["R", "é", "x"] {
        harness.event(Event::Text(letter.to_owned()));
    }
    harness.run();
    assert!(harness.query_by_role(Part::MenuItem).is_none());
    press(&mut harness, Key::Backspace);
    harness.get_by_role_and_label(Part::MenuItem, "Return case");
    assert!(harness.query_by_role_and_label(Part::MenuItem, "Household").is_none());
    press(&mut harness, Key::Enter);
    let form = form("return_case", "Return case", "AVR").key.id;
    assert_eq!(harness.state().actions, [Action::Go(Route::Entry(Target::New(form)))]);
}

#[test]
fn escape_closes_the_list_of_forms() {
    let mut harness = shown(waiting(), 2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run();
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_role_and_label(Part::MenuItem, "Return case").is_none());
    assert!(harness.state().actions.is_empty());
}

#[test]
fn a_draft_says_how_far_it_is_as_entry_counts_it() {
    let mut answers = household("Deng", "C-1");
    answers.as_object_mut().expect("answers").remove("displacement");
    let mut bureau = Bureau::open();
    let draft = bureau.draft("household_registration", &answers);
    let today = play(Stage::new(bureau, "officer", Locale::En, TodayPage::default()));
    let said = aloud(today.root());
    let counted = said
        .lines()
        .filter_map(|line| line.strip_prefix("Label "))
        .find(|line| line.split_once(" of ").is_some_and(|(n, _)| n.parse::<u32>().is_ok()));
    let counted = counted.unwrap_or_else(|| panic!("no count:\n{said}")).to_owned();

    let mut bureau = Bureau::open();
    let again = bureau.draft("household_registration", &answers);
    assert_ne!(draft, again);
    let page = EntryPage::new(Target::Open(again));
    let entry = play(Stage::new(bureau, "officer", Locale::En, page));
    let outline = aloud(entry.root());
    let (n, all) = counted.split_once(" of ").expect("two counts");
    let there = outline.contains(&format!("Label {n} of {all} answered"))
        || outline.contains(&format!("Label {n} of {all}"));
    assert!(there, "{counted} is not what entry says:\n{outline}");
}

#[test]
fn only_those_who_may_enter_are_offered_the_key_that_begins_a_record() {
    let mut screen = Today::default();
    screen.view = Loadable::Ready(waiting());
    screen.new.forms = Loadable::Ready(vec![form("household", "Household", "HH")]);
    let offered = |roles: &[Role]| {
        let session = session(roles);
        let cx = cx(&session);
        screen
            .keys()
            .into_iter()
            .filter(|it| it.needs.is_none_or(|right| cx.may(right)))
            .any(|it| it.text == "records-new")
    };
    assert!(offered(&[Role::FieldOfficer]));
    assert!(offered(&[Role::Supervisor]));
    assert!(!offered(&[Role::DataOfficer]));
    assert!(!offered(&[Role::Administrator]));
}
