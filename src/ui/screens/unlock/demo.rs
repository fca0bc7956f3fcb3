//! An office of invented people, to learn and to show.

use std::path::PathBuf;

use eframe::egui::{Id, Ui};

use super::{Action, FolderFor, Unlock, Way, busy_ui, folder_ui};
use crate::{
    base::{Message, Role},
    service::job::Seen,
    ui::{
        bars::role_text,
        cx::Cx,
        frame,
        text::{Direction, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, NumberField, ProgressView, Question, progress},
    },
};

/// What is typed for a demonstration, how far it is, and who works there.
#[derive(Debug)]
pub struct Demo {
    /// Its folder, empty or new.
    pub folder: String,
    /// How many persons, as typed.
    pub persons: String,
    /// How far it is, while it is made.
    pub seen: Option<Seen>,
    /// Who works there, once it is made.
    pub people: Vec<DemoPerson>,
}

impl Default for Demo {
    fn default() -> Self {
        Self { folder: String::new(), persons: "2000".to_owned(), seen: None, people: Vec::new() }
    }
}

/// Somebody of the demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// Their login.
    pub login: String,
    /// What they do.
    pub roles: Vec<Role>,
    /// The file with their passphrase.
    pub file: String,
}

impl Unlock {
    pub(super) fn demo_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> Option<Action> {
        let tokens = Tokens::of(ui);
        ui.add(Text::new(&cx.t("unlock-demo")).style(Style::SECTION));
        let how = cx.t("unlock-demo-how");
        ui.add(Text::new(&how).style(Style::SMALL).color(tokens.ink3).wrap(width));
        ui.add_space(space::S);
        if let Some(seen) = self.demo.seen {
            return making_ui(ui, cx, width, seen);
        }
        if !self.demo.people.is_empty() {
            self.people_ui(ui, cx, width);
            return None;
        }
        let pick = folder_ui(ui, cx, width, "unlock-new-folder", &mut self.demo.folder);
        ui.add_space(space::S);
        let label = cx.t("unlock-demo-persons");
        Question::new(&label).width(width).show(ui, cx, |ui, by| {
            let field = NumberField::new(Id::unique("demo persons"), &mut self.demo.persons);
            ui.add(field.width(96.0).labelled_by(by))
        });
        ui.add_space(space::M);
        let words = cx.t("unlock-demo-do");
        let persons = self.demo.persons.parse().ok().filter(|it| (10..=100_000).contains(it));
        let ready = self.busy.is_none() && persons.is_some();
        let pressed = frame::row(ui, cx, size::CONTROL, |ui| {
            let pressed = ui.add_enabled(ready, Button::new(&words).primary()).clicked();
            busy_ui(ui, cx, self.busy, "unlock-demo-takes");
            pressed
        });
        let folder = PathBuf::from(self.demo.folder.trim());
        persons
            .filter(|_| pressed)
            .map(|persons| Action::Demonstrate { folder, persons })
            .or(pick.then_some(Action::Pick(FolderFor::Demonstration)))
    }

    /// Who works there, and where their passphrases lie; a press makes them the one who unlocks.
    fn people_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        let tokens = Tokens::of(ui);
        let mut chosen = None;
        for person in &self.demo.people {
            let roles: Vec<String> = person.roles.iter().map(|it| cx.t(role_text(*it))).collect();
            let words = format!("{} · {}", person.login, roles.join(", "));
            if ui.add(Button::new(&words).width(width)).clicked() {
                chosen = Some(person.login.clone());
            }
            let file = Text::new(&person.file).style(Style::SMALL_CODE).color(tokens.ink3);
            ui.add(file.direction(Direction::Ltr).wrap(width));
            ui.add_space(space::S);
        }
        if let Some(login) = chosen {
            let folder = std::mem::take(&mut self.demo.folder);
            self.turn_to(Way::Unlock);
            (self.folder, self.login) = (folder, login);
        }
    }
}

fn making_ui(ui: &mut Ui, cx: &Cx<'_>, width: f32, seen: Seen) -> Option<Action> {
    let title = cx.t("job-demonstration");
    let detail = Message::new("common-count-of").number("n", seen.done).number("all", seen.total);
    let detail = cx.m(&detail);
    let view = ProgressView { title: &title, done: seen.done, total: seen.total, detail: &detail };
    ui.scope(|ui| {
        ui.set_max_width(width);
        progress(ui, cx, &view).then_some(Action::StopDemonstration)
    })
    .inner
}
