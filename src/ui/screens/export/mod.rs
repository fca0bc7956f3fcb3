//! Export: choose, see the risk before and after, what was made coarser, who waits and why, exactly what leaves, seal.
//!
//! One screen, no wizard. Nothing leaves the vault until somebody presses *Seal*; the sealed file is then kept in it
//! and written wherever the person says.

mod choose;
mod figures;
mod plots;
mod preview;
mod rail;
mod seal;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use eframe::egui::{Frame, Key, Margin, ScrollArea, Ui};
use egui_lucide::Lucide;

pub use choose::Choice;
pub use seal::{SealedView, Second};
pub(in crate::ui) use words::destination_words;

use super::parts;
use crate::{
    base::{BatchNumber, Message, Sensitive},
    forms::Form,
    service::{
        command::release::{HeldBack, RiskView, SchemeState},
        job::Seen,
        query::office::{DestinationView, FormView},
    },
    ui::{
        cx::Cx,
        frame,
        keys::{self, KeyHint},
        loadable::{Failure, Loadable},
        notices::Kind,
        route::Route,
        text::{Style, Text},
        theme::{Tokens, space},
        widgets::{self, Button, chip, notice_strip},
    },
};

/// View state.
#[derive(Debug, Default)]
pub struct Export {
    /// Forms of which something may leave.
    pub forms: Loadable<Vec<FormView>>,
    /// Where batches go.
    pub destinations: Vec<DestinationView>,
    /// Form, destination and number of the batches that left.
    pub earlier: Vec<(String, String, BatchNumber)>,
    /// Names of places by code.
    pub places: BTreeMap<String, String>,
    /// The chosen form, compiled: it gives codes their words.
    pub form: Option<Arc<Form>>,
    /// What is chosen.
    pub choice: Choice,
    /// The risk of what is chosen.
    pub risk: Loadable<RiskView>,
    /// Limits that the privacy profile sets.
    pub limits: Limits,
    /// Long work, and how far it is.
    pub job: Option<(Work, Seen)>,
    /// What is asked before sealing, while the dialog is open.
    pub second: Option<Second>,
    /// Why sealing or writing did not happen.
    pub failure: Option<Failure>,
    /// The batch that was just sealed.
    pub sealed: Option<SealedView>,
    /// The row of the preview that is selected.
    pub row: Option<usize>,
}

/// Long work of this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Measuring the risk.
    Measuring,
    /// Sealing a batch.
    Sealing,
}

/// Limits that the profile sets, where it sets any.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Share of records that a treatment may leave waiting.
    pub held_back: Option<f64>,
    /// Greatest mean risk.
    pub mean_risk: Option<f64>,
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Measure what is chosen.
    Measure(Choice),
    /// Stop the long work.
    Cancel,
    /// Seal what is chosen; with a second person where a treatment is to be frozen.
    Seal {
        /// What.
        choice: Choice,
        /// Login and passphrase of the second person.
        second: Option<(String, Sensitive<String>)>,
    },
    /// Choose where the sealed file goes.
    Pick(String),
    /// Write the sealed file there.
    Write(String),
    /// Back to choosing.
    Again,
    /// Another screen.
    Go(Route),
}

impl Export {
    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        let mut hints = vec![KeyHint::new(keys::PANE, "export-key-pane")];
        if self.may_seal() {
            hints.push(KeyHint::new(keys::ctrl(Key::Enter), "export-key-seal"));
        }
        if self.job.is_some() {
            hints.push(KeyHint::new(keys::plain(Key::Escape), "export-key-stop"));
        }
        hints
    }

    /// What stands in the bar of keys.
    #[must_use]
    pub fn fact(&self, cx: &Cx<'_>) -> String {
        cx.t(match self.sealed.as_ref().map(|it| it.written.is_some()) {
            None => "export-nothing-left",
            Some(false) => "export-sealed-fact",
            Some(true) => "export-written-fact",
        })
    }

    /// Whether something could be sealed now.
    fn may_seal(&self) -> bool {
        self.job.is_none()
            && self.sealed.is_none()
            && self.risk.ready().is_some_and(|it| it.leaving > 0)
    }

    /// Whether a second person has to sign first.
    fn needs_second(&self) -> bool {
        self.risk.ready().is_some_and(|it| it.scheme == SchemeState::None)
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        if self.second.is_none()
            && self.may_seal()
            && keys::pressed(ui.ctx(), keys::ctrl(Key::Enter))
        {
            self.second = Some(Second::default());
        }
        self.header_ui(ui, cx);
        let mut action = self.dialog_ui(ui, cx);
        if self.forms.ready().is_some_and(Vec::is_empty) {
            frame::work(ui, cx, |ui| {
                widgets::empty(ui, cx, &cx.t("export-no-form"), &cx.t("export-no-form-how"), None);
            });
            return action;
        }
        if self.sealed.is_none() {
            frame::right_rail(ui, cx, |ui| self.right_ui(ui, cx));
            self.preview_ui(ui, cx);
        }
        frame::left_rail(ui, cx, |ui| {
            if let Some(choice) = self.choose_ui(ui, cx) {
                action = Some(Action::Measure(choice));
            }
        });
        let worked = frame::work(ui, cx, |ui| {
            ScrollArea::vertical()
                .id_salt("export work")
                .auto_shrink(false)
                .show(ui, |ui| ui.with_layout(frame::down(cx), |ui| self.work_ui(ui, cx)).inner)
                .inner
        });
        worked.or(action)
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let may = self.may_seal();
        let unit = self.risk.ready().map(|it| (it.unit, it.leaving));
        let mut pressed = false;
        frame::header(
            ui,
            cx,
            |ui| {
                ui.add(Text::new(&cx.t("export-title")).style(Style::SECTION));
                let room = (ui.available_width() - 190.0).max(80.0);
                ui.add(Text::new(&self.subject(cx)).color(Tokens::of(ui).ink2).elide(room));
                self.verdict_ui(ui, cx);
            },
            |ui| {
                if let Some((unit, n)) = unit.filter(|_| may) {
                    let caption = keys::caption(cx, keys::ctrl(Key::Enter));
                    let words = cx.m(&counted("export-seal", cx, unit, n));
                    pressed = ui.add(Button::new(&words).primary().keys(&caption)).clicked();
                }
            },
        );
        if pressed {
            self.second = Some(Second::default());
        }
    }

    /// Form and destination in words.
    fn subject(&self, cx: &Cx<'_>) -> String {
        let Some(form) = self.chosen_form() else { return String::new() };
        cx.m(&Message::new("export-subject")
            .text("form", in_language(cx, &form.title))
            .text("destination", destination_words(cx, &self.choice.destination)))
    }

    fn chosen_form(&self) -> Option<&FormView> {
        self.forms.ready()?.iter().find(|it| it.key.id.0 == self.choice.form)
    }

    /// The verdict in words.
    fn verdict_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let tokens = Tokens::of(ui);
        if let Some(sealed) = &self.sealed {
            let words = cx.m(&Message::new("export-verdict-sealed").number("n", sealed.number.0));
            chip(ui, &words, Lucide::LockKeyhole, tokens.info, tokens.info_wash);
            return;
        }
        match &self.risk {
            Loadable::Ready(risk) if risk.leaving == 0 && waiting(risk) == 0 => {
                let words = cx.t("export-verdict-none-new");
                chip(ui, &words, Lucide::Check, tokens.info, tokens.info_wash);
            }
            Loadable::Ready(risk) if risk.leaving == 0 => {
                let words = cx.t("export-verdict-waits");
                chip(ui, &words, Lucide::Hourglass, tokens.warn, tokens.warn_wash);
            }
            Loadable::Ready(risk) if risk.scheme == SchemeState::None => {
                let words = cx.t("export-verdict-freeze");
                chip(ui, &words, Lucide::ShieldCheck, tokens.ok, tokens.ok_wash);
            }
            Loadable::Ready(_) => {
                let words = cx.t("export-verdict-safe");
                chip(ui, &words, Lucide::ShieldCheck, tokens.ok, tokens.ok_wash);
            }
            Loadable::Failed(_) => {
                let words = cx.t("export-verdict-nothing");
                chip(ui, &words, Lucide::TriangleAlert, tokens.warn, tokens.warn_wash);
            }
            Loadable::Loading => {}
        }
    }

    fn work_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let margin = Margin { left: 16, right: 16, top: 12, bottom: 0 };
        if let Some((_, seen)) = self.job {
            Frame::NONE.inner_margin(margin).show(ui, |ui| {
                if parts::job_ui(ui, cx, seen) {
                    action = Some(Action::Cancel);
                }
            });
        }
        if let Some(failure) = self.failure.as_ref().filter(|_| self.second.is_none()) {
            Frame::NONE.inner_margin(margin).show(ui, |ui| parts::failure_ui(ui, cx, failure));
            ui.add_space(space::S);
        }
        if self.sealed.is_some() {
            return self.sealed_ui(ui, cx).or(action);
        }
        match &self.risk {
            Loadable::Failed(failure) => {
                Frame::NONE.inner_margin(margin).show(ui, |ui| {
                    let words = parts::failure_words(cx, failure);
                    notice_strip(ui, cx, Kind::Warning, &words, |_| {});
                });
            }
            Loadable::Ready(risk) => {
                parts::halves(
                    ui,
                    cx,
                    |ui| self.risk_ui(ui, cx, risk),
                    |ui| self.coarser_ui(ui, cx, risk),
                );
                parts::halves(
                    ui,
                    cx,
                    |ui| plots::sizes_ui(ui, cx, risk),
                    |ui| self.treatment_ui(ui, cx, risk),
                );
            }
            Loadable::Loading => {}
        }
        action
    }

    /// What a question is called.
    fn question_words(&self, cx: &Cx<'_>, name: &str) -> String {
        let column = self.risk.ready().and_then(|it| it.columns.iter().find(|it| it.name == name));
        let words = column.map(|it| in_language(cx, &it.label)).unwrap_or_default();
        if words.is_empty() { name.to_owned() } else { words }
    }
}

/// The text of a language; of the first there is where that one is missing.
pub(in crate::ui) fn in_language(cx: &Cx<'_>, texts: &BTreeMap<String, String>) -> String {
    texts.get(cx.language()).or_else(|| texts.values().next()).cloned().unwrap_or_default()
}

/// A sentence with a number of households, persons or cases in the gap `what`.
fn counted(id: &'static str, cx: &Cx<'_>, unit: &'static str, n: u64) -> Message {
    Message::new(id).text("what", cx.m(&Message::new(unit).number("n", n)))
}

/// The number of records held back for one reason.
fn held(risk: &RiskView, reason: HeldBack) -> u64 {
    risk.held_back.iter().filter(|(it, _)| *it == reason).map(|(_, n)| n).sum()
}

/// Those that are safe to look at and must wait: too few alike, or a correction.
fn waiting(risk: &RiskView) -> u64 {
    held(risk, HeldBack::Waiting) + held(risk, HeldBack::Correction)
}

/// A share as a percentage: with a decimal only where it is small.
fn in_percent(cx: &Cx<'_>, share: f64) -> String {
    cx.texts.percent(share, usize::from(share > 0.0 && share < 0.1))
}
