//! Sealing: the question before it, and where the file goes after it.

use std::fmt;

use eframe::egui::{Id, Key, Ui};
use zeroize::Zeroizing;

use super::{Action, Export, counted, destination_words};
use crate::{
    base::{BatchNumber, Message, Sensitive},
    ui::{
        cx::Cx,
        frame, keys,
        loadable::Failure,
        notices::Kind,
        route::Route,
        screens::parts::{fact, failure_ui, narrow, panel, path_ui, secret_ui, small, text_ui},
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Answer, Button, Dialog, notice_strip},
    },
};

/// What the second person types at this keyboard.
#[derive(Default)]
pub struct Second {
    /// Their login.
    pub login: String,
    /// Their passphrase.
    pub passphrase: Zeroizing<String>,
    /// Why the last attempt failed.
    pub failure: Option<Failure>,
    /// The dialog was drawn once: the first field has had the focus.
    pub shown: bool,
}

impl fmt::Debug for Second {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Second").finish_non_exhaustive()
    }
}

/// A batch that was just sealed. The vault keeps its file.
#[derive(Clone, Debug)]
pub struct SealedView {
    /// Its number.
    pub number: BatchNumber,
    /// The name its file has.
    pub file_name: String,
    /// Rows in it.
    pub records: u64,
    /// Text id of what the rows are about.
    pub unit: &'static str,
    /// Those that wait for a later batch.
    pub waiting: u64,
    /// Size of the file.
    pub bytes: u64,
    /// Where it is to be written, as typed.
    pub path: String,
    /// It is being written.
    pub writing: bool,
    /// Where it was written.
    pub written: Option<String>,
}

impl Export {
    /// The question before sealing; with login and passphrase of a second person where a treatment is frozen.
    pub(super) fn dialog_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let needs_second = self.needs_second();
        let risk = self.risk.ready()?;
        let (unit, leaving, waits) = (risk.unit, risk.leaving, super::waiting(risk));
        let choice = self.choice.clone();
        let destination = destination_words(cx, &choice.destination);
        let second = self.second.as_mut()?;
        let title = cx.m(&counted("export-seal-title", cx, unit, leaving));
        let yes = cx.t("export-seal-yes");
        let filled = !second.login.trim().is_empty() && !second.passphrase.is_empty();
        let mut dialog = Dialog::new("seal", &title, &yes);
        dialog = dialog.enabled(!needs_second || filled);
        let mut entered = false;
        let answer = dialog.show(ui.ctx(), cx, |ui| {
            let tokens = Tokens::of(ui);
            let width = size::DIALOG - 32.0;
            let how = Message::new("export-seal-how").text("destination", destination);
            ui.add(Text::new(&cx.m(&how)).color(tokens.ink2).wrap(width));
            if waits > 0 {
                let words = cx.m(&Message::new("export-seal-waits").number("n", waits));
                ui.add(Text::new(&words).color(tokens.ink2).wrap(width));
            }
            if !needs_second {
                return;
            }
            ui.add_space(space::S);
            ui.add(Text::new(&cx.t("export-second-how")).color(tokens.ink2).wrap(width));
            ui.add_space(space::XS);
            if let Some(failure) = &second.failure {
                failure_ui(ui, cx, failure);
            }
            if !second.shown {
                second.shown = true;
                let first = if second.login.is_empty() {
                    "export-second-login"
                } else {
                    "export-second-passphrase"
                };
                ui.memory_mut(|it| it.request_focus(Id::unique(first)));
            }
            text_ui(ui, cx, width, ("export-second-login", ""), &mut second.login);
            entered = secret_ui(
                ui,
                cx,
                width,
                ("export-second-passphrase", None),
                &mut second.passphrase,
            );
        });
        let yes = answer == Some(Answer::Yes) || (entered && filled);
        if !yes {
            if answer == Some(Answer::No) {
                self.second = None;
            }
            return None;
        }
        let second = self.second.take()?;
        let second = needs_second.then(|| {
            (second.login.trim().to_owned(), Sensitive::new(second.passphrase.to_string()))
        });
        Some(Action::Seal { choice, second })
    }

    /// What was sealed, and where it is to be written.
    pub(super) fn sealed_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let sealed = self.sealed.as_mut()?;
        let title = cx.m(&Message::new("export-sealed-title").number("n", sealed.number.0));
        let mut action = None;
        panel(ui, cx, (&title, ""), |ui| {
            let tokens = Tokens::of(ui);
            let width = ui.available_width().min(size::FORM);
            narrow(ui, cx, 400.0, |ui| facts_ui(ui, cx, sealed));
            ui.add_space(space::S);
            small(ui, &cx.t("export-sealed-kept"), tokens.ink2);
            ui.add_space(space::L);
            if let Some(path) = &sealed.written {
                let words = cx.m(&Message::new("export-written").text("path", path));
                notice_strip(ui, cx, Kind::Done, &words, |_| {});
                ui.add_space(space::M);
                action = done_ui(ui, cx);
                return;
            }
            let hint = cx.t("export-write-hint");
            if sealed.path.is_empty() && ui.memory(|it| it.focused().is_none()) {
                ui.memory_mut(|it| it.request_focus(Id::unique("export-write-where")));
            }
            let answer = path_ui(ui, cx, width, ("export-write-where", &hint), &mut sealed.path);
            if answer.pick {
                action = Some(Action::Pick(sealed.file_name.clone()));
            }
            ui.add_space(space::M);
            frame::row(ui, cx, size::CONTROL, |ui| {
                let key = keys::ctrl(Key::S);
                let caption = keys::caption(cx, key);
                let words = cx.t("export-write");
                let may = !sealed.writing && !sealed.path.trim().is_empty();
                let button = Button::new(&words).primary().keys(&caption);
                let pressed = ui.add_enabled(may, button).clicked();
                if may && (pressed || answer.entered || keys::pressed(ui.ctx(), key)) {
                    action = Some(Action::Write(sealed.path.trim().to_owned()));
                }
                if ui.add(Button::new(&cx.t("export-write-later"))).clicked() {
                    action = Some(Action::Go(Route::Batches));
                }
            });
        });
        action
    }
}

fn facts_ui(ui: &mut Ui, cx: &Cx<'_>, sealed: &SealedView) {
    let ink = Tokens::of(ui).ink;
    let line = |text: &str, value: &str, style: Style, ui: &mut Ui| {
        fact(ui, cx, (&cx.t(text), value), style, ink);
    };
    let rows = cx.m(&Message::new(sealed.unit).number("n", sealed.records));
    line("export-sealed-rows", &rows, Style::BODY, ui);
    let waits = cx.texts.count(usize::try_from(sealed.waiting).unwrap_or(usize::MAX));
    line("export-sealed-waiting", &waits, Style::BODY, ui);
    line("export-sealed-file", &sealed.file_name, Style::CODE, ui);
    line("export-sealed-size", &cx.texts.size(sealed.bytes), Style::BODY, ui);
}

fn done_ui(ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
    frame::row(ui, cx, size::CONTROL, |ui| {
        if ui.add(Button::new(&cx.t("export-to-batches")).primary()).clicked() {
            return Some(Action::Go(Route::Batches));
        }
        ui.add(Button::new(&cx.t("export-again"))).clicked().then_some(Action::Again)
    })
}
