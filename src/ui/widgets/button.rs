//! Buttons: plain, primary, destructive, and those that are only words.

use eframe::egui::{
    Color32, Rect, Response, Sense, Stroke, StrokeKind, Ui, Widget, WidgetInfo, accesskit::Role,
    response::Flags, vec2,
};
use egui_lucide::Lucide;

use super::strip::{self, Part};
use crate::ui::{
    mark,
    text::Style,
    theme::{Tokens, size},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Primary,
    Destructive,
    /// Words without a box: a row of other ways, a tab.
    Bare,
}

/// A button; the key that does the same stands inside it.
#[must_use = "add it with `ui.add`"]
pub struct Button<'a> {
    words: &'a str,
    kind: Kind,
    icon: Option<Lucide>,
    keys: Option<&'a str>,
    compact: bool,
    chosen: bool,
    width: Option<f32>,
    name: Option<&'a str>,
}

impl<'a> Button<'a> {
    /// A plain button.
    pub const fn new(words: &'a str) -> Self {
        Self {
            words,
            kind: Kind::Plain,
            icon: None,
            keys: None,
            compact: false,
            chosen: false,
            width: None,
            name: None,
        }
    }

    /// The one thing to do next; one a screen.
    pub const fn primary(mut self) -> Self {
        self.kind = Kind::Primary;
        self
    }

    /// Takes something away. Never filled; its words end in "…" when a question follows.
    pub const fn destructive(mut self) -> Self {
        self.kind = Kind::Destructive;
        self
    }

    /// Without a box.
    pub const fn bare(mut self) -> Self {
        self.kind = Kind::Bare;
        self
    }

    /// With an icon before the words.
    pub const fn icon(mut self, icon: Lucide) -> Self {
        self.icon = Some(icon);
        self
    }

    /// With the key that does the same.
    pub const fn keys(mut self, keys: &'a str) -> Self {
        self.keys = Some(keys);
        self
    }

    /// 24 points high, for rails, filters and messages.
    pub const fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// Shown as chosen.
    pub const fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// Of a fixed width.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Its accessible name, where the words alone would not say it.
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    fn parts(&self, ui: &Ui, ink: Color32) -> Vec<Part> {
        let tokens = Tokens::of(ui);
        let base = if self.compact { Style::SMALL } else { Style::BODY };
        let style = if self.kind == Kind::Primary || self.chosen { base.strong() } else { base };
        let mut parts = Vec::new();
        if let Some(icon) = self.icon {
            let size = if self.compact { 14.0 } else { size::ICON };
            parts.push(Part::Icon { icon, size, color: ink });
            if !self.words.is_empty() {
                parts.push(Part::Gap(8.0));
            }
        }
        if !self.words.is_empty() {
            parts.push(Part::words(ui, self.words, style, ink));
        }
        if let Some(keys) = self.keys {
            parts.push(Part::Gap(8.0));
            let on = (self.kind == Kind::Primary).then_some(tokens.on_accent);
            parts.push(Part::cap(ui, keys, on));
        }
        parts
    }

    fn ink(&self, tokens: &Tokens) -> Color32 {
        match self.kind {
            Kind::Primary => tokens.on_accent,
            Kind::Destructive => tokens.error,
            Kind::Plain | Kind::Bare if self.chosen => tokens.accent,
            Kind::Plain | Kind::Bare => tokens.ink,
        }
    }

    fn paint_box(&self, ui: &Ui, rect: Rect, response: &Response) {
        let tokens = Tokens::of(ui);
        let down = response.is_pointer_button_down_on();
        let over = response.hovered();
        let pick = |rest, hover, press| {
            if down {
                press
            } else if over {
                hover
            } else {
                rest
            }
        };
        let (fill, stroke) = match self.kind {
            Kind::Primary => (
                pick(tokens.accent, tokens.accent_hover, tokens.accent_press),
                Color32::TRANSPARENT,
            ),
            Kind::Destructive => (pick(tokens.field, tokens.hover, tokens.press), tokens.error),
            Kind::Plain if self.chosen => (tokens.accent_wash, tokens.edge),
            Kind::Plain => {
                let edge = if over || down { tokens.ink2 } else { tokens.edge };
                (pick(tokens.field, tokens.hover, tokens.press), edge)
            }
            Kind::Bare => {
                (pick(Color32::TRANSPARENT, tokens.hover, tokens.press), Color32::TRANSPARENT)
            }
        };
        ui.painter().rect(rect, size::RADIUS, fill, Stroke::new(1.0, stroke), StrokeKind::Inside);
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let parts = self.parts(ui, self.ink(Tokens::of(ui)));
        let height = if self.compact { size::COMPACT } else { size::CONTROL };
        let pad = if self.words.is_empty() {
            7.0
        } else if self.compact || self.kind == Kind::Bare {
            8.0
        } else {
            12.0
        };
        let tail = if self.keys.is_some() && self.kind != Kind::Bare { 6.0 } else { pad };
        let content = strip::width(&parts);
        let width = self.width.unwrap_or(content + pad + tail);
        let (rect, mut response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
        if response.gained_focus() {
            // The Enter that brought the focus here belongs to the field before: it presses nothing.
            response.flags.remove(Flags::FAKE_PRIMARY_CLICKED);
        }
        let name = self.name.unwrap_or(self.words);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), name);
            info.selected = self.chosen.then_some(true);
            info
        });
        if ui.is_rect_visible(rect) {
            self.paint_box(ui, rect, &response);
            let free = (width - content - pad - tail).max(0.0) / 2.0;
            let (left, right) = if mark::is_rtl(ui) { (tail, pad) } else { (pad, tail) };
            let mut inner = rect;
            inner.min.x += left + free;
            inner.max.x -= right + free;
            strip::paint(ui, inner, &parts);
            if response.has_focus() {
                mark::ring(ui, rect);
            }
        }
        response
    }
}

/// A question's number as a button: `C3`.
pub fn number_button(ui: &mut Ui, number: &str, name: &str) -> Response {
    let tokens = Tokens::of(ui);
    let parts = [Part::words(ui, number, Style::SMALL, tokens.accent)];
    let width = strip::width(&parts) + 12.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if ui.is_rect_visible(rect) {
        let fill = if response.hovered() { tokens.hover } else { tokens.key };
        let stroke = Stroke::new(1.0, tokens.line);
        ui.painter().rect(rect, size::RADIUS, fill, stroke, StrokeKind::Inside);
        strip::paint(ui, rect.shrink2(vec2(6.0, 0.0)), &parts);
        if response.has_focus() {
            mark::ring(ui, rect);
        }
    }
    response
}
