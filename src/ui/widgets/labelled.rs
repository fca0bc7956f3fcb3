//! A question above its field, and what is said under it.

use eframe::egui::{Id, Response, Ui};
use egui_lucide::Lucide;

use crate::ui::{
    cx::Cx,
    frame, mark,
    text::{self, Style, Text, Tone},
    theme::{Tokens, space},
};

/// A label above what `add` draws; `add` is given the label's id for `labelled_by`.
pub fn labelled(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &str,
    add: impl FnOnce(&mut Ui, Id) -> Response,
) -> Response {
    Question::new(label).show(ui, cx, add)
}

/// What stands around a field: its number, its question, and a line under it.
#[derive(Clone, Copy, Debug)]
#[must_use = "show it"]
pub struct Question<'a> {
    number: &'a str,
    label: &'a str,
    hint: &'a str,
    error: Option<&'a str>,
    warning: Option<&'a str>,
    width: Option<f32>,
}

impl<'a> Question<'a> {
    /// A question that asks `label`.
    pub const fn new(label: &'a str) -> Self {
        Self { number: "", label, hint: "", error: None, warning: None, width: None }
    }

    /// Its number: `C3`, the same in every language.
    pub const fn number(mut self, number: &'a str) -> Self {
        self.number = number;
        self
    }

    /// Under the field, unless there is something to correct.
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// What is wrong.
    pub const fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// What is unlikely.
    pub const fn warning(mut self, warning: Option<&'a str>) -> Self {
        self.warning = warning;
        self
    }

    /// At most this wide; the lines wrap.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// How the field's border is to speak.
    #[must_use]
    pub const fn tone(&self) -> Tone {
        match (self.error, self.warning) {
            (Some(_), _) => Tone::Error,
            (None, Some(_)) => Tone::Warning,
            (None, None) => Tone::Plain,
        }
    }

    /// Draws it around what `add` draws. The bar stands beside it while the field has the focus.
    pub fn show(
        self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        add: impl FnOnce(&mut Ui, Id) -> Response,
    ) -> Response {
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let whole = ui.scope(|ui| {
            ui.with_layout(frame::down(cx), |ui| {
                if let Some(width) = self.width {
                    ui.set_width(width);
                }
                ui.spacing_mut().item_spacing.y = space::XS;
                let label = self.label_ui(ui, cx, width);
                let response = add(ui, label);
                self.line_ui(ui, cx, width);
                response
            })
            .inner
        });
        let response = whole.inner;
        if response.has_focus() {
            let rect = whole.response.rect;
            let bottom = response.rect.bottom();
            let mut rect = rect.with_max_y(bottom);
            rect = if mark::is_rtl(ui) {
                rect.with_max_x(rect.right() + 12.0)
            } else {
                rect.with_min_x(rect.left() - 12.0)
            };
            mark::bar(ui, rect);
        }
        response
    }

    fn label_ui(&self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> Id {
        let tokens = Tokens::of(ui);
        if self.number.is_empty() {
            return ui.add(Text::new(self.label).wrap(width)).id;
        }
        ui.with_layout(frame::leading(cx).with_cross_align(eframe::egui::Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let small = Style { line: 20.0, ..Style::SMALL };
            let number = ui.add(Text::new(self.number).style(small).color(tokens.ink3));
            let left = (width - number.rect.width() - 10.0).max(60.0);
            ui.add(Text::new(self.label).wrap(left)).id
        })
        .inner
    }

    /// Error, warning or hint: one line of them.
    fn line_ui(&self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        let tokens = Tokens::of(ui);
        let (icon, color, words) = match (self.error, self.warning) {
            (Some(words), _) => (Some(Lucide::CircleX), tokens.error, words),
            (None, Some(words)) => (Some(Lucide::TriangleAlert), tokens.warn, words),
            (None, None) => (None, tokens.ink3, self.hint),
        };
        if words.is_empty() {
            return;
        }
        let Some(icon) = icon else {
            ui.add(Text::new(words).style(Style::SMALL).color(color).wrap(width));
            return;
        };
        ui.with_layout(frame::leading(cx).with_cross_align(eframe::egui::Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            text::icon(ui, icon, color);
            ui.add(
                Text::new(words).style(Style::SMALL).color(color).wrap((width - 20.0).max(60.0)),
            );
        });
    }
}
