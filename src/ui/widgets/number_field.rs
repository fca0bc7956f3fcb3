//! A number that is typed: digits of any script, a comma or a point.

use eframe::egui::{Align2, Id, Response, Ui, Widget, pos2};

use super::typed::{Look, look_methods, number};
use crate::ui::{
    mark,
    text::{self, Field, Style},
    theme::Tokens,
};

/// A field for a number. Its text is stored with digits 0 to 9 and a point; letters are not taken.
#[must_use = "add it with `ui.add`"]
pub struct NumberField<'a> {
    id: Id,
    number: &'a mut String,
    decimals: bool,
    unit: &'a str,
    look: Look<'a>,
}

impl<'a> NumberField<'a> {
    /// A whole number.
    pub const fn new(id: Id, number: &'a mut String) -> Self {
        Self { id, number, decimals: false, unit: "", look: Look::new() }
    }

    /// With a fraction.
    pub const fn decimals(mut self) -> Self {
        self.decimals = true;
        self
    }

    /// With a unit after it.
    pub const fn unit(mut self, unit: &'a str) -> Self {
        self.unit = unit;
        self
    }

    look_methods!();
}

impl Widget for NumberField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let unit_width = if self.unit.is_empty() {
            0.0
        } else {
            let fit = text::Fit::Line;
            let laid = text::lay(ui.ctx(), self.unit, Style::BODY, text::Direction::Auto, fit);
            laid.galley.rect.width() + 6.0
        };
        let field = Field::new(self.number).id(self.id).numeric().trailing(unit_width);
        let response = ui.add(self.look.dress(field, if self.decimals { 108.0 } else { 72.0 }));
        if response.changed() {
            let clean = number(self.number, self.decimals);
            if clean != *self.number {
                *self.number = clean;
            }
        }
        if !self.unit.is_empty() {
            let rect = response.rect;
            let (x, align) = if mark::is_rtl(ui) {
                (rect.left() + 8.0, Align2::LEFT_CENTER)
            } else {
                (rect.right() - 8.0, Align2::RIGHT_CENTER)
            };
            let color = Tokens::of(ui).ink3;
            text::paint(ui, pos2(x, rect.center().y), align, self.unit, Style::BODY, color);
        }
        response
    }
}
