//! Entry, by keyboard: answers, dates, lists, saving, problems, comments, reading.

use std::collections::BTreeMap;

use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};
use waypost::{
    base::{FormId, Sensitive},
    cases::State,
    forms::Path,
    l10n::Locale,
    service::{command::review::Return, query::records::OpenRecord},
    ui::{
        action::ShellAction,
        autosave::Saving,
        page::Page as _,
        questions::{Kind, choices},
        route::{Tab, Target},
        screens::{
            entry::{Issue, Stop},
            entry_wiring::EntryPage,
        },
    },
};

use crate::{
    office::{
        Look, Played, Stage, play, play_at, press, press_with, settle, type_at_once, type_in,
    },
    picture,
    service::{Bureau, household},
    sitting::{
        HOUSEHOLD, draft, enter, go_on_to, here, new_household, opened, question, record, value,
    },
};

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

#[test]
fn dates_are_typed_as_people_type_them() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::E);
    go_on_to(&mut harness, "displacement/arrival_date");
    type_in(&mut harness, "3/9/26");
    enter(&mut harness);
    assert_eq!(value(&harness, "displacement/arrival_date"), "2026-09-03");
    press_with(&mut harness, Modifiers::SHIFT, Key::Enter);
    type_in(&mut harness, "-3");
    enter(&mut harness);
    assert_eq!(value(&harness, "displacement/arrival_date"), "2026-11-06");
    press_with(&mut harness, Modifiers::SHIFT, Key::Enter);
    type_in(&mut harness, "soon");
    enter(&mut harness);
    assert_eq!(value(&harness, "displacement/arrival_date"), "2026-11-06", "it keeps what it had");
    let problem = question(&harness, "displacement/arrival_date", |it| it.problem.clone());
    assert!(problem.is_some_and(|it| it.hard), "and says that it cannot read this");
}

#[test]
fn a_list_is_found_in_by_code_and_esc_closes_it_before_it_leaves() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    go_on_to(&mut harness, "consent/consent_language");
    type_in(&mut harness, "arab");
    press(&mut harness, Key::Escape);
    assert!(harness.state().asked.is_empty(), "{:?}", harness.state().asked);
    assert_eq!(value(&harness, "consent/consent_language"), "fra", "Esc chose nothing");
    type_in(&mut harness, "som");
    enter(&mut harness);
    assert_eq!(value(&harness, "consent/consent_language"), "som");
    press(&mut harness, Key::Escape);
    assert_eq!(harness.state().asked, [ShellAction::Go(Tab::Records.route())]);
}

#[test]
fn people_are_entered_in_a_grid_by_keyboard() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::COMMAND, Key::M);
    assert!(here(&harness).starts_with("members[1]/"), "{}", here(&harness));
    for _ in 0..6 {
        press_with(&mut harness, Modifiers::COMMAND, Key::ArrowDown);
    }
    type_in(&mut harness, "Gebremedhin");
    assert_eq!(value(&harness, "members[4]/family_name"), "Gebremedhin", "no letter is lost");
    enter(&mut harness);
    assert_eq!(here(&harness), "members[4]/given_names");
    type_in(&mut harness, "Selam");
    go_on_to(&mut harness, "members[4]/rel_hoh");
    type_in(&mut harness, "grandch");
    enter(&mut harness);
    assert_eq!(value(&harness, "members[4]/rel_hoh"), "grandchild");
    assert_eq!(here(&harness), "members[4]/sex");
    go_on_to(&mut harness, "members[4]/birth_date");
    type_in(&mut harness, "2020");
    enter(&mut harness);
    assert_eq!(value(&harness, "members[4]/birth_date"), "2020", "no more exact than typed");
    assert_eq!(here(&harness), "members[4]/birth_precision");
    // A child of six has no marital status: it is skipped.
    for _ in 0..8 {
        enter(&mut harness);
        assert_ne!(here(&harness), "members[4]/m_marital");
    }
    press_with(&mut harness, Modifiers::COMMAND, Key::Delete);
    assert_eq!(value(&harness, "members[4]/given_names"), "");
    press_with(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(value(&harness, "members[4]/given_names"), "Selam");
    settle(&mut harness);
    let stored = harness.state().stored(record);
    assert!(stored.instance.contains("Gebremedhin"));
}

#[test]
fn f8_goes_to_what_is_wrong_and_a_reason_keeps_what_is_unlikely() {
    let (bureau, record) = draft(|it| it["members"][2]["birth_date"] = json!("2016-01-01"));
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    let open = |harness: &Played<EntryPage>| {
        let sitting = harness.state().page.screen().sitting().expect("a sitting");
        let open: Vec<String> = sitting
            .sheet()
            .shown_issues()
            .filter(|it| it.reason.is_none())
            .map(|it| it.path.to_string())
            .collect();
        open
    };
    let issues = open(&harness);
    assert!(issues.contains(&"members[3]/birth_date".to_owned()), "{issues:?}");
    press(&mut harness, Key::F8);
    assert!(issues.contains(&here(&harness)), "{}", here(&harness));
    let page = &mut harness.state_mut().page;
    for issue in &issues {
        let path = issue.parse().expect("a path");
        let sitting = page.screen_mut().sitting_mut().expect("a sitting");
        sitting.filling_mut().set_reason(&path, "warning", "seen on the certificate");
    }
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    assert_eq!(harness.state().stored(record).summary.state, State::Submitted);
    assert!(harness.state().asked.contains(&ShellAction::Go(Tab::Today.route())));
}

#[test]
fn typed_text_is_sent_a_second_after_the_last_key() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::C);
    go_on_to(&mut harness, "household/alt_collector");
    settle(&mut harness);
    type_in(&mut harness, "Hadiza");
    settle(&mut harness);
    assert!(!harness.state().stored(record).instance.contains("Hadiza"));
    assert_eq!(harness.state().page.saving(), Some(Saving::Pending));
    harness.state().clock.advance_ms(1_000);
    settle(&mut harness);
    assert!(harness.state().stored(record).instance.contains("Hadiza"));
    assert!(matches!(harness.state().page.saving(), Some(Saving::Saved(_))));
}

#[test]
fn a_record_is_resumed_where_it_was_left() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::C);
    go_on_to(&mut harness, "household/hh_phone");
    type_in(&mut harness, "+249905550417");
    enter(&mut harness);
    settle(&mut harness);
    let stored = harness.state().stored(record);
    assert_eq!(stored.resume_at.map(|it| it.to_string()), Some(here(&harness)));
}

#[test]
fn a_comment_of_the_reviewer_is_answered_at_its_question() {
    let (mut bureau, record) = draft(|_| ());
    bureau.submit(record, 0);
    bureau.become_("supervisor");
    let revision = bureau.service.ask(OpenRecord { record }).expect("a record").revision;
    let question: Path = "household/hh_size_declared".parse().expect("a path");
    let comments = vec![(question, Sensitive::from("Three or four?"))];
    bureau.service.ask(Return { record, revision, comments }).expect("returned");
    let mut harness = opened(bureau, record);
    assert_eq!(here(&harness), "household/hh_size_declared", "it opens at the open remark");
    harness.get_by_label("Three or four?");
    press(&mut harness, Key::F2);
    let answer = harness.get_by_role_and_label(Role::TextInput, "Answer the comment on C4");
    assert!(answer.is_focused());
    type_in(&mut harness, "Three; the fourth left.");
    enter(&mut harness);
    settle(&mut harness);
    assert_eq!(harness.state().asked, []);
    let thread = harness.state().stored(record).threads.remove(0);
    assert_eq!(thread.comments.len(), 2);
    harness.get_by_label("Three; the fourth left.");
}

#[test]
fn a_reason_is_saved_as_it_is_typed_and_there_again_after_leaving() {
    let (bureau, record) = draft(|it| it["members"][2]["birth_date"] = json!("2016-01-01"));
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::C);
    let number = {
        let sitting = harness.state().page.screen().sitting().expect("a sitting");
        let issue = sitting.sheet().shown_issues().find(|it| it.rule == "warning");
        issue.expect("a warning").number.clone()
    };
    let name = format!("Why {number} may stand");
    harness.get_by_role_and_label(Role::TextInput, &name).focus();
    harness.run_steps(2);
    type_in(&mut harness, "It stands on the certi");
    settle(&mut harness);
    assert!(harness.state().stored(record).reasons.is_empty(), "a second has not passed");
    assert_eq!(harness.state().page.saving(), Some(Saving::Pending));
    let stage = harness.state_mut();
    stage.page.leave(&stage.desk);
    let reasons = harness.state().stored(record).reasons;
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons.values().next().expect("one").expose(), "It stands on the certi");

    harness.state_mut().page = EntryPage::new(Target::Open(record));
    settle(&mut harness);
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    let issue = sitting.sheet().shown_issues().find(|it| it.rule == "warning");
    assert_eq!(issue.expect("a warning").reason.as_deref(), Some("It stands on the certi"));
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    let stored = harness.state().stored(record);
    assert_eq!(stored.summary.state, State::Submitted);
    assert_eq!(stored.overrides[0].reason.expose(), "It stands on the certi");
}

#[test]
fn f2_begins_a_note_to_the_reviewer_and_comes_back_to_the_question() {
    let (bureau, record) = draft(|_| ());
    let mut harness = opened(bureau, record);
    press_with(&mut harness, Modifiers::ALT, Key::C);
    go_on_to(&mut harness, "household/hh_size_declared");
    let note = "Comment on C4";
    press(&mut harness, Key::F2);
    assert!(harness.get_by_role_and_label(Role::TextInput, note).is_focused());
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_role_and_label(Role::TextInput, note).is_none(), "nothing begun");
    assert_eq!(harness.state().asked, [], "Esc left the note, not the record");
    press(&mut harness, Key::F2);
    type_in(&mut harness, "A fourth is away until spring.");
    enter(&mut harness);
    settle(&mut harness);
    assert_eq!(harness.state().asked, []);
    let threads = harness.state().stored(record).threads;
    assert_eq!(threads.len(), 1);
    assert_eq!(threads[0].question.to_string(), "household/hh_size_declared");
    assert_eq!(here(&harness), "household/hh_size_declared");
    type_in(&mut harness, "4");
    assert_eq!(value(&harness, "household/hh_size_declared"), "4", "the focus came back");
}

#[test]
fn what_may_not_be_changed_is_read_as_text() {
    let (mut bureau, record) = draft(|_| ());
    bureau.submit(record, 0);
    let harness = opened(bureau, record);
    harness.get_by_label("It waits for review and can only be read.");
    let line = harness.get_by_role_and_label(Role::Row, "A2 Language of the notice French");
    assert!(line.rect().height() > 20.0);
    assert!(harness.query_by_role(Role::EditableComboBox).is_none());
    assert!(harness.query_by_role(Role::RadioGroup).is_none());
}

/// Answers whatever stands here with a code, a date or words, as a hand would.
fn answer_here(harness: &mut Played<EntryPage>, answers: &BTreeMap<String, String>) {
    let path = here(harness);
    let Some(answer) = answers.get(&path).cloned() else { return };
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    let parsed: Path = path.parse().expect("a path");
    let kind = sitting.question(&parsed).expect("it is asked").kind.clone();
    let offered = choices(sitting.filling().instance(), &parsed, "en");
    let label = offered.into_iter().find(|it| it.code == answer).map(|it| it.label);
    if let Kind::Segment(words) = kind
        && !path.starts_with("members")
    {
        let at = words.iter().position(|it| it.code == answer).expect("it is offered");
        let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
        press(harness, keys[at]);
    } else {
        type_at_once(harness, &label.unwrap_or(answer));
    }
}

/// The answers by path, with keys for the lines of lists.
fn by_path(answers: &Value) -> BTreeMap<String, String> {
    fn walk(at: &str, value: &Value, out: &mut BTreeMap<String, String>) {
        let join =
            |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") };
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    walk(&join(name), value, out);
                }
            }
            Value::Array(rows) => {
                for (n, row) in rows.iter().enumerate() {
                    walk(&format!("{at}[{}]", n + 1), row, out);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                let text = value.as_str().expect("a text");
                out.insert(at.to_owned(), text.to_owned());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk("", answers, &mut out);
    out
}

#[test]
fn a_whole_household_is_entered_by_keyboard_alone() {
    let mut harness = new_household();
    let record = record(&harness);
    let mut answers = by_path(&household("Osman", "GX-7"));
    answers.insert("displacement/disp_date".to_owned(), "2026-07-01".to_owned()); // a month

    for _ in 0..400 {
        let stop = {
            let sitting = harness.state().page.screen().sitting().expect("a sitting");
            sitting.here().cloned().expect("somewhere")
        };
        if let Stop::Add(list) = &stop {
            let sitting = harness.state().page.screen().sitting().expect("a sitting");
            let n = sitting.filling().instance().repeat_instances(list).len();
            if let Some(name) = answers.get(&format!("{list}[{}]/family_name", n + 1)) {
                type_at_once(&mut harness, name);
                harness.run_steps(2);
            }
        } else {
            answer_here(&mut harness, &answers);
        }
        enter(&mut harness);
        let sitting = harness.state().page.screen().sitting().expect("a sitting");
        if sitting.here() == Some(&stop) {
            break; // the last question
        }
    }
    for (path, want) in &answers {
        assert_eq!(value(&harness, path), *want, "{path}");
    }
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    let sitting = harness.state().page.screen().sitting().expect("a sitting");
    let left: Vec<&Issue> = sitting.sheet().issues.iter().filter(|it| it.hard).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(harness.state().stored(record).summary.state, State::Submitted);
}

#[test]
fn a_list_inside_a_person_is_filled_in_where_its_turn_comes() {
    let page = EntryPage::new(Target::New(FormId("return_case".to_owned())));
    let mut harness = play(Stage::new(Bureau::open(), "officer", Locale::En, page));
    press_with(&mut harness, Modifiers::COMMAND, Key::M);
    go_on_to(&mut harness, "applicants[1]/consent/consent_given");
    press(&mut harness, Key::Num1);
    assert_eq!(value(&harness, "applicants[1]/consent/consent_given"), "yes");
    let line = "applicants[1]/consent/purposes[1]/purpose_code";
    go_on_to(&mut harness, line);
    type_in(&mut harness, "service");
    enter(&mut harness);
    assert_eq!(value(&harness, line), "service");
    assert_eq!(here(&harness), "applicants[1]/consent/purposes[1]/purpose_answer");
}

/// Pictures to be looked at, where somebody asks for them.
#[test]
fn it_can_be_looked_at() {
    if picture::folder().is_none() {
        return;
    }
    let looks = [
        ("entry-light", Locale::En, Look::default()),
        ("entry-dark", Locale::En, Look { dark: true, ..Look::default() }),
        ("entry-french", Locale::Fr, Look::default()),
        ("entry-small", Locale::En, Look { size: Some([1280.0, 720.0]), ..Look::default() }),
        ("entry-mirrored", Locale::En, Look { rtl: true, ..Look::default() }),
        (
            "entry-200",
            Locale::En,
            Look { size: Some([1024.0, 680.0]), zoom: Some(2.0), ..Look::default() },
        ),
    ];
    for (name, locale, look) in looks {
        let mut bureau = Bureau::open();
        let mut answers = household("Osman", "GX-1");
        answers["household"]["hh_size_declared"] = json!("4");
        answers["members"][1]["other_names"] = json!("خالد عثمان الزين");
        let record = bureau.draft(HOUSEHOLD, &answers);
        let page = EntryPage::new(Target::Open(record));
        let textures = look.textures.clone();
        let mut harness = play_at(Stage::new(bureau, "officer", locale, page), look);
        picture::take(&harness, &textures, name);
        harness.state().clock.advance_ms(2_000);
        settle(&mut harness);
        press_with(&mut harness, Modifiers::ALT, Key::E);
        type_in(&mut harness, "al");
        picture::take(&harness, &textures, &format!("{name}-list"));
        press_with(&mut harness, Modifiers::COMMAND, Key::M);
        picture::take(&harness, &textures, &format!("{name}-grid"));
        press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
        settle(&mut harness);
        picture::take(&harness, &textures, &format!("{name}-submit"));
    }
}
