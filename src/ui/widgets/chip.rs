//! The state of a record: icon and word, with a wash in headers.

use eframe::egui::{Color32, Response, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use egui_lucide::Lucide;

use super::strip::{self, Part};
use crate::{
    cases::State,
    ui::{
        cx::Cx,
        text::Style,
        theme::{Tokens, size},
    },
};

/// Text id, icon, colour and wash of a state.
#[must_use]
pub const fn state_look(
    state: State,
    again: bool,
    tokens: &Tokens,
) -> (&'static str, Lucide, Color32, Color32) {
    match state {
        State::Draft => ("state-draft", Lucide::PencilLine, tokens.ink2, tokens.hover),
        State::Submitted if again => {
            ("state-submitted-again", Lucide::Send, tokens.info, tokens.info_wash)
        }
        State::Submitted => ("state-submitted", Lucide::Send, tokens.info, tokens.info_wash),
        State::Returned => ("state-returned", Lucide::Undo2, tokens.warn, tokens.warn_wash),
        State::Approved => ("state-approved", Lucide::Check, tokens.ok, tokens.ok_wash),
        State::Exported => ("state-exported", Lucide::PackageCheck, tokens.sent, tokens.sent_wash),
        State::Void => ("state-void", Lucide::Ban, tokens.ink3, tokens.hover),
    }
}

/// The chip of a record's state, for headers. `again`: it came back after a return.
pub fn state_chip(ui: &mut Ui, cx: &Cx<'_>, state: State, again: bool) -> Response {
    let (text, icon, color, wash) = state_look(state, again, Tokens::of(ui));
    chip(ui, &cx.t(text), icon, color, wash)
}

/// The same in a list: no fill, at most `width` wide.
pub fn state_words(ui: &mut Ui, cx: &Cx<'_>, state: State, again: bool) -> Response {
    let (text, icon, color, _) = state_look(state, again, Tokens::of(ui));
    icon_words(ui, &cx.t(text), icon, color)
}

/// A chip of 22: icon and word on a wash.
pub fn chip(ui: &mut Ui, words: &str, icon: Lucide, color: Color32, wash: Color32) -> Response {
    let parts = parts(ui, words, icon, color);
    let width = strip::width(&parts) + 14.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 22.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, size::RADIUS, wash);
        strip::paint(ui, rect.shrink2(vec2(7.0, 0.0)), &parts);
    }
    response
}

/// Icon and small word, both in `color`.
pub fn icon_words(ui: &mut Ui, words: &str, icon: Lucide, color: Color32) -> Response {
    let parts = parts(ui, words, icon, color);
    let (rect, response) = ui.allocate_exact_size(vec2(strip::width(&parts), 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    if ui.is_rect_visible(rect) {
        strip::paint(ui, rect, &parts);
    }
    response
}

fn parts(ui: &Ui, words: &str, icon: Lucide, color: Color32) -> [Part; 3] {
    [
        Part::Icon { icon, size: 14.0, color },
        Part::Gap(5.0),
        Part::words(ui, words, Style::SMALL, color),
    ]
}
