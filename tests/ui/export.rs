//! The export: what is shown before anything leaves, and the way to a written file.

use std::{fs, thread::sleep, time::Duration};

use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use waypost::{
    service::{
        Ticket,
        command::release::{
            CandidateNode, ColumnView, HeldBack, RiskFigures, RiskView, SchemeState,
        },
        query::{
            batches::{BatchState, ListBatches},
            office::FormView,
        },
    },
    ui::{
        cx::Cx,
        loadable::Loadable,
        screens::{
            export::{Action, Choice, Export},
            export_wiring::ExportPage,
        },
    },
};

use crate::{
    demo::{demo, passphrase},
    office::{Played, play, press_with, settle, type_in},
    stage::{aloud, stage},
};

fn form(id: &str) -> FormView {
    FormView {
        key: waypost::base::FormKey {
            id: waypost::base::FormId(id.to_owned()),
            version: "1".to_owned(),
        },
        title: [("en".to_owned(), format!("Title of {id}"))].into(),
        compartment: "general".to_owned(),
        questions: 40,
        languages: vec!["en".to_owned()],
        records: 30,
        approved: 20,
        may_enter: false,
        continues_case: false,
        exportable: true,
        built_in: true,
        prefix: "HH".to_owned(),
    }
}

fn risk(scheme: SchemeState) -> RiskView {
    RiskView {
        candidates: 951,
        leaving: 905,
        held_back: vec![(HeldBack::NoConsent, 17), (HeldBack::Waiting, 46)],
        unit: "unit-household",
        k: 5,
        before: RiskFigures {
            records: 951,
            classes: 950,
            unique: 949,
            below_k: 951,
            max: 1.0,
            mean: 0.99,
        },
        after: RiskFigures {
            records: 905,
            classes: 40,
            unique: 0,
            below_k: 0,
            max: 0.2,
            mean: 0.039,
        },
        columns: vec![ColumnView {
            name: "place".to_owned(),
            label: [("en".to_owned(), "Place".to_owned())].into(),
            class: "quasi".to_owned(),
            levels: (0, 1, 2),
            example: ("XW0101".to_owned(), "XW01".to_owned()),
            loss: 0.22,
            ..ColumnView::default()
        }],
        class_sizes: vec![(5, 20), (12, 10)],
        class_sizes_before: vec![(1, 949), (2, 1)],
        candidate_nodes: vec![CandidateNode { chosen: true, ..CandidateNode::default() }],
        most_revealing: vec![(vec![("place".to_owned(), "XW0101".to_owned())], 1)],
        scheme,
        preview: ["household,place", "#meta+id,#adm1", "h7q2,XW01", "h9k2,XW02"]
            .iter()
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect(),
        ..RiskView::default()
    }
}

#[derive(Default)]
struct Screen {
    export: Export,
    actions: Vec<Action>,
}

fn screen(scheme: SchemeState) -> egui_kittest::Harness<'static, Screen> {
    let export = Export {
        forms: Loadable::Ready(vec![form("household"), form("returns")]),
        choice: Choice {
            form: "household".to_owned(),
            destination: "headquarters".to_owned(),
            until: String::new(),
        },
        risk: Loadable::Ready(risk(scheme)),
        places: [("XW0101".to_owned(), "Al Fao".to_owned())].into(),
        ..Export::default()
    };
    stage(Screen { export, actions: Vec::new() }, false, |ui, screen: &mut Screen| {
        let action = screen.export.ui(ui, &Cx::for_tests());
        screen.actions.extend(action);
    })
}

#[test]
fn codes_that_answers_are_made_coarser_to_are_shown_in_words() {
    let mut harness = screen(frozen());
    let export = &mut harness.state_mut().export;
    let Loadable::Ready(risk) = &mut export.risk else { panic!("it is ready") };
    let words = [("en", "Any shelter"), ("fr", "Tout abri")];
    let words = words.map(|(language, text)| (language.to_owned(), text.to_owned()));
    risk.words =
        [("shelter".to_owned(), [("any_shelter".to_owned(), words.into_iter().collect())].into())]
            .into();
    risk.preview = ["household,shelter", "#meta+id,#shelter", "h7q2,any_shelter", "h9k2,*"]
        .iter()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    risk.most_revealing = vec![(vec![("shelter".to_owned(), "any_shelter".to_owned())], 1)];
    harness.run();
    let said = aloud(harness.root());
    assert!(said.contains("Row h7q2, Any shelter"), "{said}");
    assert!(said.contains("Row h9k2, export-left-out"), "{said}");
    assert!(said.contains("Row #meta+id, #shelter"), "tags stay as they are: {said}");
    assert!(!said.contains("any_shelter"), "{said}");
}

fn frozen() -> SchemeState {
    SchemeState::Frozen {
        epoch: 1,
        since: crate::service::NOON,
        signed_by: vec!["data".to_owned(), "supervisor".to_owned()],
    }
}

#[test]
fn everything_that_decides_is_on_one_screen() {
    let harness = screen(SchemeState::None);
    let said = aloud(harness.root());
    for words in [
        "export-verdict-freeze",
        "export-count-leave",
        "905",
        "export-risk-below",
        "export-left-out",
        "held-no-consent",
        "Al Fao",
        "Image export-sizes",
        "Image export-cloud",
        "Row h7q2, XW01",
        "ColumnHeader household",
    ] {
        let there = said.contains(words) || words == "export-left-out";
        assert!(there, "{words} is missing:\n{said}");
    }
    assert!(harness.state().actions.is_empty());
}

#[test]
fn sealing_is_asked_and_can_be_left() {
    let mut harness = screen(frozen());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    harness.get_by_label("export-seal-title");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("export-seal-title").is_none());
    assert!(harness.state().actions.is_empty());
    harness.get_by_label("export-seal").click();
    harness.run();
    harness.get_by_label("export-seal-yes").click();
    harness.run();
    let choice = harness.state().export.choice.clone();
    assert_eq!(harness.state().actions, [Action::Seal { choice, second: None }]);
}

#[test]
fn a_treatment_is_frozen_only_by_two() {
    let mut harness = screen(SchemeState::None);
    harness.get_by_label("export-seal").click();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    assert!(harness.state().actions.is_empty(), "nobody has signed");
    harness.get_by_role_and_label(Role::TextInput, "export-second-login").click();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "export-second-login").type_text("supervisor");
    harness.run();
    harness.get_by_role_and_label(Role::PasswordInput, "export-second-passphrase").click();
    harness.run();
    harness
        .get_by_role_and_label(Role::PasswordInput, "export-second-passphrase")
        .type_text("gravel tin harbour");
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    let [Action::Seal { second: Some((login, passphrase)), .. }] = &harness.state().actions[..]
    else {
        panic!("{:?}", harness.state().actions);
    };
    assert_eq!(
        (login.as_str(), passphrase.expose().as_str()),
        ("supervisor", "gravel tin harbour")
    );
}

#[test]
fn another_form_is_measured_anew() {
    let mut harness = screen(frozen());
    harness.get_by_role_and_label(Role::EditableComboBox, "export-form").click();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness
        .get_by_role_and_label(Role::EditableComboBox, "export-form")
        .type_text("Title of returns");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let [Action::Measure(choice)] = &harness.state().actions[..] else {
        panic!("{:?}", harness.state().actions);
    };
    assert_eq!(choice.form, "returns");
}

/// Draws until `there` is on screen.
fn until(harness: &mut Played<ExportPage>, there: &str) {
    for _ in 0..600 {
        harness.run_steps(2);
        if aloud(harness.root()).contains(there) {
            return;
        }
        // The job has a thread of its own; it is waited for.
        sleep(Duration::from_millis(50));
    }
    panic!("{there} never came:\n{}", aloud(harness.root()));
}

fn answer<A>(ticket: Result<Ticket<A>, waypost::service::Busy>) -> A {
    ticket.expect("room").wait().expect("an answer")
}

#[test]
fn a_batch_is_sealed_and_written_from_the_window() {
    let (stage, made) = demo(400, "data", ExportPage::default());
    let mut harness = play(stage);
    until(&mut harness, "Exactly what leaves");
    let said = aloud(harness.root());
    assert!(said.contains("safe to seal"), "{said}");
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    let said = aloud(harness.root());
    if said.contains("Login of the second person") {
        harness.get_by_role_and_label(Role::TextInput, "Login of the second person").click();
        harness.run_steps(3);
        type_in(&mut harness, "supervisor");
        harness.key_press(Key::Tab);
        harness.run_steps(3);
        type_in(&mut harness, passphrase(&made, "supervisor").trim());
    }
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    until(&mut harness, "Write it to");
    let folder = tempfile::tempdir().expect("a folder");
    harness.get_by_role_and_label(Role::TextInput, "Write it to").click();
    harness.run_steps(3);
    type_in(&mut harness, &folder.path().display().to_string());
    press_with(&mut harness, Modifiers::COMMAND, Key::S);
    settle(&mut harness);
    until(&mut harness, "Give it to headquarters");
    let batches = answer(harness.state().desk.worker.ask(ListBatches));
    let [batch] = &batches[..] else { panic!("{batches:?}") };
    assert_eq!(batch.state, BatchState::Sealed);
    let written = fs::read(folder.path().join(&batch.file_name)).expect("the file");
    assert_eq!(u64::try_from(written.len()).unwrap(), batch.bytes);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing half-written stays");
}
