//! The office: people, forms, places, headquarters, health.

use std::fs;

use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use waypost::{
    l10n::Locale,
    service::query::office::{ListForms, ListPeople, PersonView},
    ui::screens::office_wiring::OfficePage,
};

use crate::{
    office::{Played, Stage, play, press, press_with, settle, type_in},
    service::{Bureau, PASSPHRASE},
    stage::aloud,
};

fn opened() -> Played<OfficePage> {
    play(Stage::new(Bureau::open(), "root", Locale::En, OfficePage::default()))
}

fn turn_to(harness: &mut Played<OfficePage>, part: &str) {
    harness.get_by_role_and_label(Role::Button, part).click();
    harness.run_steps(3);
    settle(harness);
}

fn click(harness: &mut Played<OfficePage>, button: &str) {
    harness.get_by_role_and_label(Role::Button, button).click();
    harness.run_steps(3);
    settle(harness);
}

fn fill(harness: &mut Played<OfficePage>, role: Role, label: &str, text: &str) {
    harness.get_by_role_and_label(role, label).click();
    harness.run_steps(3);
    type_in(harness, text);
}

/// Waits for long work until the screen says `words`.
fn until(harness: &mut Played<OfficePage>, words: &str) {
    for _ in 0..400 {
        settle(harness);
        if aloud(harness.root()).contains(words) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("{words} is missing:\n{}", aloud(harness.root()));
}

fn people(harness: &Played<OfficePage>) -> Vec<PersonView> {
    harness.state().desk.worker.ask(ListPeople).expect("room").wait().expect("people")
}

#[test]
fn rights_say_by_what_they_are_protected() {
    let harness = opened();
    let said = aloud(harness.root());
    for words in [
        "Row officer",
        "Row supervisor",
        "Review and approve",
        "protected by signature",
        "protected by key",
        "protected by this screen",
    ] {
        assert!(said.contains(words), "{words} is missing:\n{said}");
    }
}

#[test]
fn somebody_new_types_their_own_passphrase_twice_and_can_be_removed() {
    let mut harness = opened();
    press_with(&mut harness, Modifiers::COMMAND, Key::N);
    fill(&mut harness, Role::TextInput, "Name", "Mariam Deng");
    fill(&mut harness, Role::TextInput, "Login", "mariam");
    harness.get_by_role_and_label(Role::CheckBox, "Supervisor").click();
    harness.run_steps(3);
    fill(&mut harness, Role::PasswordInput, "Passphrase", PASSPHRASE);
    fill(&mut harness, Role::PasswordInput, "The same passphrase again", "gravel tin harvest");
    harness.get_by_label("The two passphrases are not the same.");
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    assert!(people(&harness).iter().all(|it| it.login != "mariam"), "they differ");
    harness.get_by_role_and_label(Role::PasswordInput, "The same passphrase again").click();
    harness.run_steps(3);
    press_with(&mut harness, Modifiers::COMMAND, Key::A);
    type_in(&mut harness, PASSPHRASE);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    let added = people(&harness).into_iter().find(|it| it.login == "mariam").expect("added");
    assert_eq!(
        (added.name.expose().as_str(), &added.compartments[..]),
        ("Mariam Deng", &["general".to_owned()][..])
    );

    harness.get_by_role_and_label(Role::Row, "mariam").click();
    harness.run_steps(3);
    click(&mut harness, "Remove\u{2026}");
    harness.get_by_label_contains("They can no longer unlock");
    press(&mut harness, Key::Escape);
    assert!(people(&harness).iter().any(|it| it.login == "mariam" && it.active));
    click(&mut harness, "Remove\u{2026}");
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    settle(&mut harness);
    assert!(!people(&harness).iter().any(|it| it.login == "mariam" && it.active));
}

#[test]
fn a_form_is_checked_row_by_row_before_it_is_added() {
    let mut harness = opened();
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    sheet("survey.csv", "type,name,label\ntext,a,A\nbegin_group,g,G\ninteger,b,B\n");
    sheet("settings.csv", "form_id,form_title,version\nwells,Wells,1\n");
    turn_to(&mut harness, "Forms");
    assert!(aloud(harness.root()).contains("Row household_registration"));
    press_with(&mut harness, Modifiers::COMMAND, Key::N);
    fill(&mut harness, Role::TextInput, "Form", &folder.path().display().to_string());
    click(&mut harness, "Check it");
    let said = aloud(harness.root());
    assert!(said.contains("would not run"), "{said}");
    assert!(said.contains("survey") && said.contains("Row FORM-"), "{said}");
    assert!(harness.query_by_label("Add it to the office").is_none(), "{said}");

    sheet("survey.csv", "type,name,label\ntext,a,A\ninteger,b,B\n");
    click(&mut harness, "Check it");
    click(&mut harness, "Add it to the office");
    let forms = harness.state().desk.worker.ask(ListForms).expect("room").wait().expect("forms");
    assert!(forms.iter().any(|it| it.key.id.0 == "wells"), "{}", aloud(harness.root()));
}

#[test]
fn places_are_taken_in_and_found() {
    let mut harness = opened();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("places.csv");
    fs::write(&file, "code,name,level,parent\nTD,Tchad,0,\nTD01,Lac,1,TD\nTD9,Nowhere,1,XX\n")
        .unwrap();
    turn_to(&mut harness, "Places");
    harness.get_by_label("The office has no places yet.");
    fill(&mut harness, Role::TextInput, "List of places", &file.display().to_string());
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    // Rows that were refused are listed with their number and reason.
    until(&mut harness, "Row 4");
    let said = aloud(harness.root());
    assert!(said.contains("There is no place with the parent"), "{said}");
    fill(&mut harness, Role::TextInput, "Find by name or code", "làc");
    settle(&mut harness);
    let said = aloud(harness.root());
    assert!(said.contains("Row Lac") && !said.contains("Row Tchad"), "{said}");
}

#[test]
fn the_offices_key_is_written_and_the_office_checked() {
    let mut harness = opened();
    turn_to(&mut harness, "Headquarters");
    harness.get_by_label("This office does not know its headquarters yet.");
    let folder = tempfile::tempdir().expect("a folder");
    fill(&mut harness, Role::TextInput, "Write it to", &folder.path().display().to_string());
    click(&mut harness, "Write the key");
    let key = fs::read_to_string(folder.path().join("XWA.pub")).expect("the key");
    assert!(key.contains("minisign"), "{key}");
    turn_to(&mut harness, "Check");
    assert!(aloud(harness.root()).contains("office.people.add"));
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    until(&mut harness, "Everything holds");
}
