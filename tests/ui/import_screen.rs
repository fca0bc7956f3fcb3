//! Import of records: read, matched, tried, brought in, taken back, by keyboard.

use std::fs;

use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use waypost::{
    l10n::Locale,
    service::{
        command::forms::AddForm,
        query::{mapping::ListImports, office::FormSource},
    },
    ui::screens::import_wiring::ImportPage,
};

use crate::{
    office::{Played, Stage, play, press, press_with, settle, type_in},
    service::Bureau,
    stage::aloud,
};

const SURVEY: &str = "type,name,label::English (en),label::French (fr),required\n\
    text,well_no,Number of the well,Numéro du puits,yes\n\
    select_one state,condition,Condition,État,yes\n\
    date,visit_date,Date of the visit,Date de la visite,\n";
const CHOICES: &str = "list_name,name,label::English (en),label::French (fr)\n\
    state,good,Good,Bon\nstate,dry,Dried up,À sec\n";

fn opened(locale: Locale) -> Played<ImportPage> {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let sheets = [
        ("survey", SURVEY),
        ("choices", CHOICES),
        ("settings", "form_id,form_title,version\nwells,Wells,1\n"),
    ];
    let sheets = sheets.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).to_vec();
    let add = AddForm { source: FormSource::Sheets(sheets), compartment: None };
    bureau.service.ask(add).expect("added");
    play(Stage::new(bureau, "officer", locale, ImportPage::default()))
}

/// Waits for long work until the screen says `words`.
fn until(harness: &mut Played<ImportPage>, words: &str) {
    for _ in 0..400 {
        settle(harness);
        if aloud(harness.root()).contains(words) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("{words} is missing:\n{}", aloud(harness.root()));
}

#[test]
fn a_table_is_matched_tried_brought_in_and_taken_back_by_keyboard() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("visits.csv");
    let rows = "Numero du puits,Etat,Date de la visite\nW1,bon,13/02/2026\nW2,perdu,1/3/2026\n";
    fs::write(&file, rows).unwrap();
    let mut harness = opened(Locale::En);
    settle(&mut harness);
    harness.get_by_role_and_label(Role::EditableComboBox, "Form").click();
    harness.run_steps(3);
    type_in(&mut harness, "wells");
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Role::TextInput, "Table").click();
    harness.run_steps(3);
    type_in(&mut harness, &file.display().to_string());
    press(&mut harness, Key::Enter);
    until(&mut harness, "3 of 3 columns answer a question");
    let said = aloud(harness.root());
    assert!(said.contains("Row Etat") && said.contains("one value unknown"), "{said}");

    press(&mut harness, Key::F4);
    until(&mut harness, "2 rows: 1 would come in, 1 would be refused.");
    let said = aloud(harness.root());
    assert!(said.contains("Good") && said.contains("2026-02-13"), "{said}");
    press(&mut harness, Key::F4);
    until(&mut harness, "This is not the kind of answer");

    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    until(&mut harness, "2 rows read, 1 records came in, 1 rows were refused.");
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    let imports =
        harness.state().desk.worker.ask(ListImports).expect("room").wait().expect("listed");
    assert_eq!((imports[0].imported, imports[0].undone.is_some()), (1, true));
}

#[test]
fn what_a_value_means_is_chosen_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("visits.csv");
    fs::write(&file, "Numero du puits,Etat\nW2,perdu\n").unwrap();
    let mut harness = opened(Locale::Fr);
    settle(&mut harness);
    harness.get_by_role_and_label(Role::EditableComboBox, "Formulaire").click();
    harness.run_steps(3);
    type_in(&mut harness, "wells");
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Role::TextInput, "Tableau").click();
    harness.run_steps(3);
    type_in(&mut harness, &file.display().to_string());
    press(&mut harness, Key::Enter);
    until(&mut harness, "une valeur inconnue");
    harness.get_by_role_and_label(Role::Row, "Etat").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::EditableComboBox, "perdu").click();
    harness.run_steps(3);
    type_in(&mut harness, "sec");
    press(&mut harness, Key::Enter);
    harness.run_steps(3);
    let said = aloud(harness.root());
    assert!(!said.contains("une valeur inconnue"), "{said}");
}
