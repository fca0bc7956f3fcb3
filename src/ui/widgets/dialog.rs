//! Dialogs: only for what cannot be undone, or needs a second person.

use eframe::egui::{Context, Frame, Id, Key, Modal, Ui};

use super::Button;
use crate::ui::{
    cx::Cx,
    frame, keys,
    text::{Style, Text},
    theme::{DARK, LIGHT, scrim, shadow, size, space},
};

/// What the person answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Do it.
    Yes,
    /// Leave it; also Esc and a click outside.
    No,
}

/// A dialog with a verb in its title and on its button.
#[derive(Clone, Copy, Debug)]
#[must_use = "show it"]
pub struct Dialog<'a> {
    id: &'a str,
    title: &'a str,
    yes: &'a str,
    no: Option<&'a str>,
    destructive: bool,
    enabled: bool,
}

impl<'a> Dialog<'a> {
    /// Asks `title`; `yes` is the verb on the button.
    pub const fn new(id: &'a str, title: &'a str, yes: &'a str) -> Self {
        Self { id, title, yes, no: None, destructive: false, enabled: true }
    }

    /// Other words than "Cancel" for the safe answer.
    pub const fn no(mut self, no: &'a str) -> Self {
        self.no = Some(no);
        self
    }

    /// It takes something away.
    pub const fn destructive(mut self) -> Self {
        self.destructive = true;
        self
    }

    /// Whether it may be answered with yes yet.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Draws it over everything; `add` draws what it is about.
    ///
    /// Ctrl Enter says yes, Esc says no. Enter presses whatever has the focus.
    pub fn show(self, ctx: &Context, cx: &Cx<'_>, add: impl FnOnce(&mut Ui)) -> Option<Answer> {
        let id = Id::unique(("dialog", self.id));
        let tokens = if ctx.global_style().visuals.dark_mode { &DARK } else { &LIGHT };
        let frame = Frame::NONE
            .fill(tokens.raised)
            .stroke((1.0, tokens.edge))
            .corner_radius(size::RADIUS)
            .shadow(shadow())
            .inner_margin(16);
        let modal = Modal::new(id).backdrop_color(scrim()).frame(frame);
        let shown = modal.show(ctx, |ui| {
            ui.set_width(size::DIALOG - 32.0);
            ui.with_layout(frame::down(cx), |ui| {
                ui.add(Text::new(self.title).style(Style::STRONG).wrap(size::DIALOG - 32.0));
                add(ui);
                ui.add_space(space::S);
                self.buttons_ui(ui, cx)
            })
            .inner
        });
        if shown.should_close() {
            return Some(Answer::No);
        }
        shown.inner
    }

    fn buttons_ui(self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Answer> {
        frame::row(ui, cx, size::CONTROL, |ui| {
            ui.with_layout(frame::trailing(cx), |ui| {
                let key = keys::ctrl(Key::Enter);
                let caption = keys::caption(cx, key);
                let yes = Button::new(self.yes).keys(&caption);
                let yes = if self.destructive { yes.destructive() } else { yes.primary() };
                let pressed = ui.add_enabled(self.enabled, yes).clicked();
                let by_key = self.enabled && keys::pressed(ui.ctx(), key);
                let no = self.no.map_or_else(|| cx.t("common-cancel"), str::to_owned);
                let escape = keys::caption(cx, keys::plain(Key::Escape));
                if ui.add(Button::new(&no).keys(&escape)).clicked() {
                    return Some(Answer::No);
                }
                (pressed || by_key).then_some(Answer::Yes)
            })
            .inner
        })
    }
}
