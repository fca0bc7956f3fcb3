//! Batches: what left, and the stored file again.

use std::fs;

use eframe::egui::{Key, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use waypost::{
    base::Sensitive,
    service::{
        command::release::{Release, SealBatch, SecondPerson},
        query::{
            batches::{BatchState, BatchView, ListBatches},
            office::ListForms,
        },
    },
    ui::screens::batches_wiring::BatchesPage,
};

use crate::{
    demo::{demo, passphrase},
    office::{Played, play, press, press_with, settle, type_in},
    stage::aloud,
};

fn list(harness: &Played<BatchesPage>) -> Vec<BatchView> {
    harness.state().desk.worker.ask(ListBatches).expect("room").wait().expect("batches")
}

/// The batches of a demonstration office that has sealed one.
fn sealed() -> Played<BatchesPage> {
    let (stage, made) = demo(400, "data", BatchesPage::default());
    let worker = &stage.desk.worker;
    let forms = worker.ask(ListForms).expect("room").wait().expect("forms");
    let form = forms.into_iter().find(|it| it.key.id.0 == "household_registration");
    let second = SecondPerson {
        login: "supervisor".to_owned(),
        passphrase: Sensitive::new(passphrase(&made, "supervisor")),
    };
    let release = Release {
        form: Some(form.expect("a form that may leave").key.id),
        destination: "headquarters".to_owned(),
        ..Release::default()
    };
    let seal = SealBatch { release, dry_run: false, second: Some(second) };
    worker.begin(seal).expect("room").wait().expect("sealed");
    play(stage)
}

#[test]
fn a_batch_is_shown_with_its_certificate_written_again_and_handed_over() {
    let mut harness = sealed();
    let batch = list(&harness).remove(0);
    let said = aloud(harness.root());
    for words in ["Batch 1", "Sealed, still here", "Smallest class", "Read it out", "data"] {
        assert!(said.contains(words), "{words} is missing:\n{said}");
    }
    press(&mut harness, Key::J);
    assert!(aloud(harness.root()).contains("\"achieved\""), "the certificate as JSON");
    press(&mut harness, Key::J);

    press(&mut harness, Key::W);
    let folder = tempfile::tempdir().expect("a folder");
    harness.get_by_role_and_label(Role::TextInput, "Write it to").click();
    harness.run_steps(3);
    type_in(&mut harness, &folder.path().display().to_string());
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    let written = fs::read(folder.path().join(&batch.file_name)).expect("the file");
    assert_eq!(u64::try_from(written.len()).unwrap(), batch.bytes);

    press(&mut harness, Key::H);
    harness.get_by_label("Mark as handed over");
    press_with(&mut harness, eframe::egui::Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    assert_eq!(list(&harness)[0].state, BatchState::HandedOver);
    assert!(aloud(harness.root()).contains("Handed over"));
    assert!(harness.query_by_label("Mark as handed over").is_none(), "it is not asked again");
}

#[test]
fn an_office_without_batches_says_how_one_is_made() {
    let (stage, _) = demo(20, "data", BatchesPage::default());
    let mut harness = play(stage);
    harness.get_by_label("The batches of this office come here.");
    press_with(&mut harness, eframe::egui::Modifiers::COMMAND, Key::N);
    let asked = format!("{:?}", harness.state().asked);
    assert!(asked.contains("Go(Export)"), "{asked}");
}
