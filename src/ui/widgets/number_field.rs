//! A number that is typed: digits of any script, a comma or a point.

use eframe::egui::{Align2, Id, Response, Ui, pos2};

use super::date_text::latin_digit;
use crate::ui::{
    mark,
    text::{self, Field, Style, Tone},
    theme::Tokens,
};

/// A field for a number. Its text is stored with digits 0 to 9 and a point; letters are not taken.
#[must_use = "add it with `ui.add`"]
pub struct NumberField<'a> {
    id: Id,
    number: &'a mut String,
    decimals: bool,
    unit: &'a str,
    width: f32,
    tone: Tone,
    compact: bool,
    framed: bool,
    name: Option<&'a str>,
    labelled_by: Option<Id>,
}

impl<'a> NumberField<'a> {
    /// A whole number.
    pub const fn new(id: Id, number: &'a mut String) -> Self {
        Self {
            id,
            number,
            decimals: false,
            unit: "",
            width: 72.0,
            tone: Tone::Plain,
            compact: false,
            framed: true,
            name: None,
            labelled_by: None,
        }
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

    /// The full width.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// How its border speaks.
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// 24 points high.
    pub const fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// Without border: a cell of a grid draws its own.
    pub const fn frameless(mut self) -> Self {
        self.framed = false;
        self
    }

    /// Its accessible name, where no label stands above it.
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Named by the label with this id.
    pub const fn labelled_by(mut self, label: Id) -> Self {
        self.labelled_by = Some(label);
        self
    }
}

impl eframe::egui::Widget for NumberField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let unit_width = if self.unit.is_empty() {
            0.0
        } else {
            let fit = text::Fit::Line;
            let laid = text::lay(ui.ctx(), self.unit, Style::BODY, text::Direction::Auto, fit);
            laid.galley.rect.width() + 6.0
        };
        let mut field = Field::new(self.number)
            .id(self.id)
            .numeric()
            .width(self.width)
            .trailing(unit_width)
            .tone(self.tone);
        if self.compact {
            field = field.compact();
        }
        if !self.framed {
            field = field.frameless();
        }
        if let Some(name) = self.name {
            field = field.name(name);
        }
        if let Some(label) = self.labelled_by {
            field = field.labelled_by(label);
        }
        let response = ui.add(field);
        if response.changed() {
            let clean = cleaned(self.number, self.decimals);
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

/// What was typed, as a number is stored.
fn cleaned(typed: &str, decimals: bool) -> String {
    let mut clean = String::with_capacity(typed.len());
    for c in typed.chars().map(latin_digit) {
        match c {
            '0'..='9' => clean.push(c),
            '-' | '\u{2212}' if clean.is_empty() => clean.push('-'),
            '.' | ',' | '\u{066B}' if decimals && !clean.contains('.') => clean.push('.'),
            _ => {}
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_any_script_are_stored_alike() {
        assert_eq!(cleaned("٨", false), "8");
        assert_eq!(cleaned("12,5", true), "12.5");
        assert_eq!(cleaned("12,5", false), "125");
        assert_eq!(cleaned("\u{2212}3x", false), "-3");
        assert_eq!(cleaned("1.2.3", true), "1.23");
    }
}
