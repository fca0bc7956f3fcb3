//! The header: whose record, where it stands, and what can be decided about it.

use eframe::egui::{Key, Ui, vec2};
use egui_lucide::Lucide;

use super::{Action, Asking, Reading, Review};
use crate::{
    base::Message,
    cases::{Permission, State},
    service::query::records::RecordSummary,
    ui::{
        cx::Cx,
        frame, keys,
        screens::record_words::title,
        text::{self, Direction, Style, Text},
        theme::{Tokens, space},
        widgets::{Button, state_chip, state_words},
    },
};

/// Narrower than this, the header has two lines.
const ONE_LINE: f32 = 560.0;

/// What was pressed in the header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Approve,
    Return,
    Reopen,
}

impl Review {
    pub(super) fn header_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut pressed = None;
        let free = !self.busy;
        let reading = self.reading();
        frame::header(
            ui,
            cx,
            |ui| {
                if let Some(reading) = reading {
                    name_ui(ui, cx, reading);
                } else {
                    ui.add(Text::new(&cx.t("shell-review")).style(Style::SECTION));
                }
            },
            |ui| {
                if let Some(reading) = reading {
                    pressed = ui.add_enabled_ui(free, |ui| buttons_ui(ui, cx, reading)).inner;
                }
            },
        );
        match pressed? {
            Pressed::Approve => self.approve(),
            Pressed::Return => self.ask_return(),
            Pressed::Reopen => self.ask_reopen(cx),
        }
    }

    /// Approves, where that may be done.
    pub(super) fn approve(&self) -> Option<Action> {
        let view = &self.reading()?.view;
        let may = view.reviewable && !self.busy;
        may.then_some(Action::Approve { record: view.summary.id, revision: view.revision })
    }

    /// Asks what is wrong, where the record may be returned.
    pub(super) fn ask_return(&mut self) -> Option<Action> {
        if self.busy || !self.reading()?.view.reviewable {
            return None;
        }
        // What stands in the field of comments goes along.
        let text = std::mem::take(&mut self.comment);
        self.asking = Some(Asking::to_return(text));
        None
    }

    /// Asks why it is unlocked, where that may be done.
    pub(super) fn ask_reopen(&mut self, cx: &Cx<'_>) -> Option<Action> {
        if !self.busy && can_reopen(cx, self.reading()?) {
            self.asking = Some(Asking::to_reopen());
        }
        None
    }
}

pub(super) fn can_reopen(cx: &Cx<'_>, reading: &Reading) -> bool {
    cx.may(Permission::Review)
        && matches!(reading.view.summary.state, State::Approved | State::Exported)
}

/// Name, number, state and hand-over on one line; where that is too wide, number and state stand under the name.
fn name_ui(ui: &mut Ui, cx: &Cx<'_>, reading: &Reading) {
    let tokens = Tokens::of(ui);
    let summary = &reading.view.summary;
    ui.spacing_mut().item_spacing.x = space::M;
    if ui.available_width() < ONE_LINE {
        name_lines_ui(ui, cx, summary);
        return;
    }
    let room = (ui.available_width() * 0.4).max(80.0);
    ui.add(Text::new(&title(cx, summary)).style(Style::SECTION).elide(room));
    let number = Text::new(&summary.number).style(Style::CODE).color(tokens.ink2);
    ui.add(number.direction(Direction::Ltr));
    state_chip(ui, cx, summary.state, summary.submitted_again);
    let when = summary.submitted.unwrap_or(summary.changed);
    let by = Message::new("review-by")
        .text("who", &summary.author_login)
        .text("when", cx.texts.date_time(when, cx.offset_secs));
    let room = ui.available_width();
    if room > 60.0 {
        ui.add(Text::new(&cx.m(&by)).style(Style::SMALL).color(tokens.ink2).elide(room));
    }
}

fn name_lines_ui(ui: &mut Ui, cx: &Cx<'_>, summary: &RecordSummary) {
    let width = ui.available_width();
    let lines = vec2(width, 42.0);
    ui.allocate_ui_with_layout(lines, frame::down(cx), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add(Text::new(&title(cx, summary)).style(Style::STRONG).elide(width));
        frame::row(ui, cx, 20.0, |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            state_words(ui, cx, summary.state, summary.submitted_again);
            let room = ui.available_width();
            let number = Text::new(&summary.number).style(Style::SMALL_CODE);
            ui.add(number.color(Tokens::of(ui).ink2).direction(Direction::Ltr).elide(room));
        });
    });
}

fn buttons_ui(ui: &mut Ui, cx: &Cx<'_>, reading: &Reading) -> Option<Pressed> {
    let mut pressed = None;
    let caption = |key| keys::caption(cx, keys::plain(key));
    if reading.view.reviewable {
        let (words, key) = (cx.t("review-approve"), caption(Key::A));
        if ui.add(Button::new(&words).primary().keys(&key)).clicked() {
            pressed = Some(Pressed::Approve);
        }
        let (words, key) = (cx.t("review-return"), caption(Key::R));
        if ui.add(Button::new(&words).keys(&key)).clicked() {
            pressed = Some(Pressed::Return);
        }
        return pressed;
    }
    if can_reopen(cx, reading) {
        let (words, key) = (cx.t("review-reopen"), caption(Key::O));
        if ui.add(Button::new(&words).keys(&key)).clicked() {
            pressed = Some(Pressed::Reopen);
        }
    }
    let tokens = Tokens::of(ui);
    let words = cx.t(why_not(cx, reading));
    let room = (ui.available_width() - 380.0).max(140.0);
    ui.spacing_mut().item_spacing.x = space::XS;
    ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink2).elide(room));
    text::icon(ui, Lucide::Info, tokens.ink2);
    ui.spacing_mut().item_spacing.x = space::M;
    pressed
}

/// Why it cannot be approved now.
fn why_not(cx: &Cx<'_>, reading: &Reading) -> &'static str {
    let summary = &reading.view.summary;
    match summary.state {
        State::Submitted if cx.session.is_some_and(|it| it.user == summary.author) => "review-own",
        State::Submitted => "review-not-allowed",
        State::Draft | State::Returned => "review-with-author",
        State::Approved => "review-approved-locked",
        State::Exported => "review-exported",
        State::Void => "review-void",
    }
}
