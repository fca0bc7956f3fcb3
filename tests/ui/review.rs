//! Review, by single letters: comments, return, approval, reopening; what changed since the return is marked.

use eframe::egui::{Key, Modifiers, accesskit::Role as Part};
use egui_kittest::kittest::Queryable as _;
use serde_json::json;
use waypost::{
    base::{RecordId, Sensitive},
    cases::State,
    forms::Path,
    l10n::Locale,
    service::{
        command::{
            office::{Lock, Unlock},
            records::{FillRecord, Submission, Submit},
            review::{Approve, Return},
        },
        query::records::{OpenRecord, RecordView},
    },
    ui::{action::ShellAction, notices::Kind, screens::review_wiring::ReviewPage},
};
use zeroize::Zeroizing;

use crate::{
    office::{Look, Played, Stage, play, play_at, press, press_with, settle, type_in},
    service::{Bureau, PASSPHRASE, household},
};

const HOUSEHOLD: &str = "household_registration";

fn submitted(bureau: &mut Bureau, family: &str, card: &str) -> RecordId {
    bureau.submitted(HOUSEHOLD, &household(family, card))
}

fn reviewing(bureau: Bureau, record: Option<RecordId>) -> Played<ReviewPage> {
    play(Stage::new(bureau, "supervisor", Locale::En, ReviewPage::new(record)))
}

fn stored(harness: &Played<ReviewPage>, record: RecordId) -> RecordView {
    harness.state().desk.worker.ask(OpenRecord { record }).expect("room").wait().expect("a record")
}

fn state(harness: &Played<ReviewPage>, record: RecordId) -> State {
    stored(harness, record).summary.state
}

/// What the shell was asked to say last: its kind, its text id or code.
fn said(harness: &Played<ReviewPage>) -> Option<(Kind, &'static str)> {
    harness.state().asked.iter().rev().find_map(|it| match it {
        ShellAction::Notice(notice) => {
            Some((notice.kind, notice.code.unwrap_or(notice.message.id)))
        }
        _ => None,
    })
}

fn path(text: &str) -> Path {
    text.parse().expect("a path")
}

/// Somebody else at the same keyboard for a moment.
fn become_(harness: &Played<ReviewPage>, bureau: &std::path::Path, login: &str) {
    let worker = &harness.state().desk.worker;
    worker.ask(Lock).expect("room").wait().expect("locked");
    let unlock = Unlock {
        folder: bureau.to_owned(),
        login: login.to_owned(),
        passphrase: Sensitive::from(PASSPHRASE),
    };
    worker.ask(unlock).expect("room").wait().expect("unlocked");
}

#[test]
fn the_longest_wait_is_opened_and_approval_goes_on_to_the_next() {
    let mut bureau = Bureau::open();
    let first = submitted(&mut bureau, "Deng", "C-1");
    let second = submitted(&mut bureau, "Osman", "C-2");
    let mut harness = reviewing(bureau, None);
    harness.get_by_label("2 to review");
    assert_eq!(harness.state().page.screen().open(), Some(first));
    press(&mut harness, Key::A);
    settle(&mut harness);
    assert_eq!(state(&harness, first), State::Approved);
    assert_eq!(harness.state().page.screen().open(), Some(second));
    assert_eq!(said(&harness), Some((Kind::Done, "review-did-approve")));
    harness.get_by_label("1 to review");
}

#[test]
fn a_return_asks_for_a_comment_and_carries_it_to_the_question_in_sight() {
    let mut bureau = Bureau::open();
    let record = submitted(&mut bureau, "Deng", "C-1");
    let mut harness = reviewing(bureau, None);
    press(&mut harness, Key::ArrowDown);
    let here = harness.state().page.screen().reading().expect("it").here().cloned();
    press(&mut harness, Key::R);
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    assert_eq!(state(&harness, record), State::Submitted, "nothing was written yet");
    type_in(&mut harness, "Which day?");
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    let view = stored(&harness, record);
    assert_eq!(view.summary.state, State::Returned);
    let thread = view.threads.first().expect("a thread");
    assert_eq!(Some(&thread.question), here.as_ref());
    assert_eq!(thread.comments.first().expect("a remark").text.expose(), "Which day?");
}

#[test]
fn a_comment_is_written_with_c_and_settled_with_s_and_letters_in_it_decide_nothing() {
    let mut bureau = Bureau::open();
    let record = submitted(&mut bureau, "Deng", "C-1");
    let mut harness = reviewing(bureau, None);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::C);
    type_in(&mut harness, "ask again");
    press(&mut harness, Key::A);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    let view = stored(&harness, record);
    assert_eq!(view.summary.state, State::Submitted);
    let thread = view.threads.first().expect("a thread");
    assert_eq!((thread.comments.len(), thread.settled), (1, false));
    harness.get_by_label("ask again");
    press(&mut harness, Key::S);
    settle(&mut harness);
    assert!(stored(&harness, record).threads.iter().all(|it| it.settled));
    harness.get_by_label("Settled");
}

#[test]
fn ones_own_record_says_why_it_cannot_be_approved() {
    let mut bureau = Bureau::open();
    bureau.become_("supervisor");
    let record = submitted(&mut bureau, "Deng", "C-1");
    let mut harness = reviewing(bureau, None);
    harness.get_by_label("You wrote this record: another supervisor reviews it.");
    assert!(harness.query_by_role_and_label(Part::Button, "Approve").is_none());
    press(&mut harness, Key::A);
    settle(&mut harness);
    assert_eq!(state(&harness, record), State::Submitted);
}

/// Returned with a remark on the card's number, mended, and handed in again.
fn mended(bureau: &mut Bureau) -> RecordId {
    let record = submitted(bureau, "Deng", "C-1");
    bureau.become_("supervisor");
    let comments = vec![(path("registration/card_no"), Sensitive::from("Another card?"))];
    bureau.service.ask(Return { record, revision: 1, comments }).expect("returned");
    bureau.become_("officer");
    let answers = Zeroizing::new(json!({"registration": {"card_no": "C-77"}}).to_string());
    let fill = FillRecord { record: Some(record), form: None, answers };
    bureau.service.ask(fill).expect("changed");
    bureau.submit(record, 1);
    record
}

#[test]
fn what_changed_since_the_return_is_marked_and_looked_at_with_n() {
    let mut bureau = Bureau::open();
    mended(&mut bureau);
    let mut harness = reviewing(bureau, None);
    harness.get_by_label("one changed since you returned it");
    harness.get_by_label("Submitted again");
    let looked = |harness: &Played<ReviewPage>| {
        harness.state().page.screen().reading().expect("it").looked()
    };
    let before = looked(&harness);
    for _ in 0..before.1 {
        press(&mut harness, Key::N);
    }
    assert_eq!(looked(&harness), (before.1, before.1));
    press(&mut harness, Key::Num2);
    harness.get_by_label("C-1");
    harness.get_by_label("C-77");
}

#[test]
fn a_record_that_somebody_changed_meanwhile_is_not_approved_and_told_in_words() {
    let mut bureau = Bureau::open();
    let record = submitted(&mut bureau, "Deng", "C-1");
    let folder = bureau.folder();
    let mut harness = reviewing(bureau, None);
    let comments = vec![(Path(Vec::new()), Sensitive::from("Once more"))];
    let worker = std::sync::Arc::clone(&harness.state().desk.worker);
    let back = Return { record, revision: 1, comments };
    worker.ask(back).expect("room").wait().expect("returned");
    become_(&harness, &folder, "officer");
    let again = Submit { record, revision: 1, reasons: std::collections::BTreeMap::default() };
    let again = worker.ask(again).expect("room").wait().expect("an answer");
    if let Submission::Blocked { violations } = again {
        let reasons =
            violations.iter().map(|it| (it.path.to_string(), Sensitive::from("seen"))).collect();
        let submit = Submit { record, revision: 1, reasons };
        worker.ask(submit).expect("room").wait().expect("submitted");
    }
    become_(&harness, &folder, "supervisor");
    press(&mut harness, Key::A);
    settle(&mut harness);
    assert_eq!(state(&harness, record), State::Submitted);
    assert_eq!(said(&harness), Some((Kind::Error, "VAULT-3")));
}

#[test]
fn an_approved_record_is_reopened_with_a_reason() {
    let mut bureau = Bureau::open();
    let record = submitted(&mut bureau, "Deng", "C-1");
    bureau.become_("supervisor");
    bureau.service.ask(Approve { record, revision: 1 }).expect("approved");
    let mut harness = reviewing(bureau, Some(record));
    harness.get_by_label("Approved: locked until it is reopened.");
    press(&mut harness, Key::O);
    type_in(&mut harness, "A member was left out");
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    let view = stored(&harness, record);
    assert_eq!(view.summary.state, State::Returned);
    assert!(
        view.history.iter().any(|it| {
            it.reason.as_ref().is_some_and(|it| it.expose() == "A member was left out")
        })
    );
    harness.get_by_label("It is with its author now.");
}

#[test]
fn an_empty_queue_says_what_comes_here() {
    let harness = reviewing(Bureau::open(), None);
    harness.get_by_label("Records that were handed in come here.");
    harness.get_by_label("Nothing to review");
}

#[test]
fn a_remark_that_was_begun_is_still_there_when_its_record_is_shown_again() {
    let mut bureau = Bureau::open();
    submitted(&mut bureau, "Deng", "C-1");
    submitted(&mut bureau, "Osman", "C-2");
    let mut harness = reviewing(bureau, None);
    press(&mut harness, Key::C);
    type_in(&mut harness, "half a sen");
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::J);
    settle(&mut harness);
    let name = "Comment on the record as a whole";
    let field = |harness: &Played<ReviewPage>| {
        harness.get_by_role_and_label(Part::TextInput, name).value().unwrap_or_default()
    };
    assert_eq!(field(&harness), "");
    press(&mut harness, Key::K);
    settle(&mut harness);
    assert_eq!(field(&harness), "half a sen");
}

#[test]
fn j_and_k_move_through_the_queue() {
    let mut bureau = Bureau::open();
    let first = submitted(&mut bureau, "Deng", "C-1");
    let second = submitted(&mut bureau, "Osman", "C-2");
    let mut harness = reviewing(bureau, None);
    press(&mut harness, Key::J);
    settle(&mut harness);
    assert_eq!(harness.state().page.screen().open(), Some(second));
    press(&mut harness, Key::K);
    settle(&mut harness);
    assert_eq!(harness.state().page.screen().open(), Some(first));
}

#[test]
fn at_twice_the_size_in_a_small_window_nothing_of_the_header_overlaps() {
    for size in [[1024.0, 680.0], [1280.0, 720.0]] {
        let mut bureau = Bureau::open();
        let record = submitted(&mut bureau, "Abdelrahman Suleiman", "C-1");
        let number = stored_number(&mut bureau, record);
        let page = ReviewPage::new(Some(record));
        let look = Look { size: Some(size), zoom: Some(2.0), ..Look::default() };
        let harness = play_at(Stage::new(bureau, "supervisor", Locale::Fr, page), look);
        let button = harness.get_by_role_and_label(Part::Button, "Renvoyer").rect();
        let header = |label: &str| {
            let found = harness.query_all_by_label(label).map(|it| it.rect());
            found.filter(|it| it.top() < 100.0).min_by(|a, b| a.top().total_cmp(&b.top()))
        };
        for label in ["Soumis", number.as_str()] {
            let rect = header(label).unwrap_or_else(|| panic!("{label} is not in the header"));
            assert!(
                rect.right() <= button.left(),
                "{label} at {rect} meets the button at {button}"
            );
        }
    }
}

fn stored_number(bureau: &mut Bureau, record: RecordId) -> String {
    bureau.service.ask(OpenRecord { record }).expect("a record").summary.number
}

#[test]
fn a_question_that_is_cut_shows_whole_under_the_pointer() {
    let mut bureau = Bureau::open();
    let record = submitted(&mut bureau, "Deng", "C-1");
    let mut harness = reviewing(bureau, Some(record));
    let view = stored(&harness, record);
    let long = view
        .form
        .questions()
        .filter_map(|(_, it)| it.label.source(0))
        .filter(|it| it.chars().count() > 40 && !it.contains('$'))
        .find(|it| harness.query_all_by_label_contains(it).next().is_some())
        .expect("a long question")
        .to_owned();
    let row = harness.query_all_by_label_contains(&long).next().expect("its line").rect();
    let before = harness.query_all_by_label(&long).count();
    harness.hover_at(eframe::egui::pos2(row.left() + 120.0, row.center().y));
    for _ in 0..90 {
        harness.step();
    }
    assert!(harness.query_all_by_label(&long).count() > before, "no tooltip says {long}");
}
