//! The locked screen: gestures in, actions out; no vault.

use std::path::PathBuf;

use eframe::egui::{Key, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use waypost::{
    base::{Message, Sensitive},
    ui::{
        cx::Cx,
        loadable::Failure,
        screens::unlock::{Action, Unlock, Way},
    },
};

use crate::stage::{aloud, stage};

#[derive(Default)]
struct Stage {
    screen: Unlock,
    actions: Vec<Action>,
}

fn on_stage(screen: Unlock) -> Harness<'static, Stage> {
    stage(Stage { screen, actions: Vec::new() }, false, |ui, stage| {
        let cx = Cx::for_tests();
        stage.actions.extend(stage.screen.ui(ui, &cx));
    })
}

fn type_text(harness: &mut Harness<'_, Stage>, role: Role, name: &str, text: &str) {
    harness.get_by_role_and_label(role, name).focus();
    harness.run();
    harness.get_by_role_and_label(role, name).type_text(text);
    harness.run();
}

#[test]
fn login_and_passphrase_are_typed_and_enter_unlocks() {
    let mut harness = on_stage(Unlock::at(Some(&PathBuf::from("office"))));
    assert!(harness.get_by_role_and_label(Role::TextInput, "unlock-login").is_focused());
    type_text(&mut harness, Role::TextInput, "unlock-login", "hanan");
    harness.key_press(Key::Enter);
    harness.run();
    type_text(&mut harness, Role::PasswordInput, "unlock-passphrase", "five words");
    harness.key_press(Key::Enter);
    harness.run();
    let want = Action::Unlock {
        folder: PathBuf::from("office"),
        login: "hanan".to_owned(),
        passphrase: Sensitive::from("five words"),
    };
    assert_eq!(harness.state().actions, [want]);
}

#[test]
fn nothing_is_asked_twice_while_the_vault_is_busy() {
    let screen = Unlock { busy: Some("unlock-busy-unlocking"), ..Unlock::at(None) };
    let mut harness = on_stage(screen);
    harness.get_by_role_and_label(Role::Button, "unlock-unlock").click();
    harness.run();
    assert_eq!(harness.state().actions, []);
    harness.get_by_label("unlock-busy-unlocking");
}

#[test]
fn what_failed_is_told_in_words() {
    let failure = Failure {
        code: "OFFICE-1",
        message: Message::new("err-wrong-passphrase"),
        advice: Some(Message::new("fix-wrong-passphrase")),
    };
    let harness = on_stage(Unlock { failure: Some(failure), ..Unlock::at(None) });
    harness.get_by_role_and_label(Role::Alert, "err-wrong-passphrase fix-wrong-passphrase");
}

#[test]
fn after_a_wrong_passphrase_the_next_one_is_typed_at_once() {
    let mut harness = on_stage(Unlock::at(None));
    type_text(&mut harness, Role::PasswordInput, "unlock-passphrase", "wrong");
    harness.key_press(Key::Enter);
    harness.run();
    let screen = &mut harness.state_mut().screen;
    screen.passphrase.clear();
    screen.retry = true;
    harness.run();
    let field = harness.get_by_role_and_label(Role::PasswordInput, "unlock-passphrase");
    assert!(field.is_focused());
    harness.event(eframe::egui::Event::Text("right".to_owned()));
    harness.run();
    assert_eq!(harness.state().screen.passphrase.as_str(), "right");
}

#[test]
fn two_passphrases_that_differ_make_no_office() {
    let mut harness = on_stage(Unlock { way: Way::Create, ..Unlock::at(None) });
    type_text(&mut harness, Role::PasswordInput, "unlock-passphrase", "one");
    type_text(&mut harness, Role::PasswordInput, "unlock-passphrase-again", "two");
    harness.get_by_role_and_label(Role::Button, "unlock-create-do").click();
    harness.run();
    assert_eq!(harness.state().actions, []);
    assert!(aloud(harness.root()).contains("unlock-passphrases-differ"));
}

#[test]
fn escape_goes_back_and_forgets_what_was_typed() {
    let mut harness = on_stage(Unlock { way: Way::Create, ..Unlock::at(None) });
    type_text(&mut harness, Role::PasswordInput, "unlock-passphrase", "one");
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state().screen.way, Way::Unlock);
    assert!(harness.state().screen.new.passphrase.is_empty());
}

#[test]
fn the_locked_screen_as_it_is_read_aloud_names_nobody() {
    let harness = on_stage(Unlock::at(None));
    let aloud = aloud(harness.root());
    for line in [
        "TextInput unlock-folder",
        "Button unlock-choose-folder",
        "TextInput unlock-login",
        "PasswordInput unlock-passphrase",
        "CheckBox unlock-show",
        "Button unlock-unlock",
        "RadioGroup settings-language: English",
        "Button unlock-create",
        "Button unlock-demo",
        "Button unlock-forgotten",
    ] {
        assert!(aloud.lines().any(|it| it == line), "{line}\n{aloud}");
    }
}
