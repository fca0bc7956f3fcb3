//! Headquarters, as the office knows it; trusting it by the words of its letter; the office's own public key.

use eframe::egui::{Id, ScrollArea, Ui};

use super::{Action, PickFor};
use crate::{
    base::{Message, Sensitive},
    service::query::office::{HeadquartersView, SignerView},
    ui::{
        cx::Cx,
        frame,
        loadable::Loadable,
        mark,
        screens::parts::{fact, failure_ui, narrow, panel, path_ui, small},
        text::{Direction, Field, Style, Text},
        theme::{Tokens, size, space},
        widgets::{self, Button, Question},
    },
};

/// View state.
#[derive(Debug, Default)]
pub struct Headquarters {
    /// The headquarters that is trusted.
    pub trusted: Loadable<Option<HeadquartersView>>,
    /// The office's public key.
    pub signer: Loadable<SignerView>,
    /// Where a profile lies, as typed.
    pub path: String,
    /// The profile that was read and is not yet trusted.
    pub read: Option<ReadView>,
    /// Where the public key is to be written, as typed.
    pub signer_path: String,
}

/// A profile that was read and is not yet trusted.
#[derive(Debug)]
pub struct ReadView {
    /// What it says.
    pub view: HeadquartersView,
    /// The words of the letter, as typed.
    pub words: String,
}

impl Headquarters {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.with_layout(frame::down(cx), |ui| {
                    self.trusted_ui(ui, cx);
                    mark::hairline(ui, 1.0);
                    let trust = self.profile_ui(ui, cx, free);
                    mark::hairline(ui, 1.0);
                    trust.or(self.signer_ui(ui, cx, free))
                })
                .inner
            })
            .inner
    }

    fn trusted_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        match &self.trusted {
            Loadable::Loading => {}
            Loadable::Failed(failure) => failure_ui(ui, cx, failure),
            Loadable::Ready(None) => {
                let (what, how) =
                    (cx.t("office-no-headquarters"), cx.t("office-no-headquarters-how"));
                widgets::empty(ui, cx, &what, &how, None);
            }
            Loadable::Ready(Some(view)) => {
                panel(ui, cx, (&cx.t("office-headquarters"), ""), |ui| {
                    narrow(ui, cx, 480.0, |ui| view_ui(ui, cx, view));
                    ui.add_space(space::XS);
                    words_ui(ui, cx, "office-fingerprint", &view.fingerprint);
                });
            }
        }
    }

    fn profile_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        let mut action = None;
        panel(ui, cx, (&cx.t("office-profile"), ""), |ui| {
            let width = ui.available_width().min(size::FORM);
            let hint = cx.t("office-profile-hint");
            let answer = path_ui(ui, cx, width, ("office-profile-path", &hint), &mut self.path);
            if answer.pick {
                action = Some(Action::Pick(PickFor::Profile));
            }
            ui.add_space(space::S);
            frame::row(ui, cx, size::CONTROL, |ui| {
                let given = free && !self.path.trim().is_empty();
                let words = cx.t("office-profile-read");
                let pressed = ui.add_enabled(given, Button::new(&words)).clicked();
                if given && (pressed || answer.entered) {
                    action = Some(Action::ReadProfile(self.path.trim().to_owned()));
                }
            });
            let Some(read) = &mut self.read else { return };
            ui.add_space(space::S);
            narrow(ui, cx, 480.0, |ui| view_ui(ui, cx, &read.view));
            ui.add_space(space::S);
            let (label, hint) = (cx.t("office-profile-words"), cx.t("office-profile-words-hint"));
            let typed = &mut read.words;
            Question::new(&label).hint(&hint).width(width).show(ui, cx, |ui, by| {
                let field = Field::new(typed).id(Id::unique("profile words")).width(width);
                ui.add(field.direction(Direction::Ltr).labelled_by(by))
            });
            ui.add_space(space::S);
            let given = free && read.words.split_whitespace().count() >= 8;
            let words = cx.t("office-profile-trust");
            if ui.add_enabled(given, Button::new(&words).primary()).clicked() {
                action = Some(Action::Trust(Sensitive::new(read.words.clone())));
            }
        });
        action
    }

    fn signer_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        let signer = match &self.signer {
            Loadable::Ready(signer) => signer,
            Loadable::Failed(failure) => {
                failure_ui(ui, cx, failure);
                return None;
            }
            Loadable::Loading => return None,
        };
        let mut action = None;
        panel(ui, cx, (&cx.t("office-signer"), ""), |ui| {
            let tokens = Tokens::of(ui);
            let width = ui.available_width().min(size::FORM);
            small(ui, &cx.t("office-signer-how"), tokens.ink2);
            ui.add_space(space::XS);
            words_ui(ui, cx, "office-fingerprint", &signer.fingerprint);
            let key = signer.public_key.lines().last().unwrap_or_default();
            ui.add(Text::new(key).style(Style::SMALL_CODE).direction(Direction::Ltr).wrap(width));
            ui.add_space(space::S);
            let hint = cx.t("export-write-hint");
            let path = &mut self.signer_path;
            let answer = path_ui(ui, cx, width, ("office-signer-path", &hint), path);
            if answer.pick {
                action = Some(Action::Pick(PickFor::Signer));
            }
            ui.add_space(space::S);
            let given = free && !path.trim().is_empty();
            let words = cx.t("office-signer-write");
            let pressed = ui.add_enabled(given, Button::new(&words)).clicked();
            if given && (pressed || answer.entered) {
                action = Some(Action::WriteSigner(path.trim().to_owned()));
            }
        });
        action
    }
}

fn view_ui(ui: &mut Ui, cx: &Cx<'_>, view: &HeadquartersView) {
    let ink = Tokens::of(ui).ink;
    let of = |text: &str, value: &str, ui: &mut Ui| {
        fact(ui, cx, (&cx.t(text), value), Style::BODY, ink);
    };
    of("office-profile-number", &view.profile.to_string(), ui);
    of("office-profile-office", &view.office, ui);
    of("office-profile-keys", &cx.texts.count(view.recipients.len()), ui);
    for it in &view.destinations {
        let words = Message::new("office-profile-destination")
            .text("purpose", it.purpose.clone())
            .text("profile", it.profile.clone());
        fact(ui, cx, (&it.id, &cx.m(&words)), Style::BODY, ink);
    }
}

/// Eight words, in a row that can be read out.
fn words_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, words: &str) {
    let tokens = Tokens::of(ui);
    let width = ui.available_width();
    ui.add(Text::new(&cx.t(label)).color(tokens.ink2));
    ui.add(Text::new(words).style(Style::CODE).direction(Direction::Ltr).wrap(width));
}
