//! What every field that is typed into has in common: how it looks and what it is called, the keys it takes before its
//! text does, digits of any script, and when it is left.

use eframe::egui::{Id, Key, Modifiers, Response, Ui};

use crate::ui::text::{Field, Tone};

/// How a field looks and what it is called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look<'a> {
    width: Option<f32>,
    tone: Tone,
    compact: bool,
    frameless: bool,
    name: Option<&'a str>,
    labelled_by: Option<Id>,
}

/// The methods of [`Look`], for a field that has one as `look`.
macro_rules! look_methods {
    () => {
        /// The full width.
        pub const fn width(mut self, width: f32) -> Self {
            self.look = self.look.width(width);
            self
        }

        /// How its border speaks.
        pub const fn tone(mut self, tone: $crate::ui::text::Tone) -> Self {
            self.look = self.look.tone(tone);
            self
        }

        /// 24 points high.
        pub const fn compact(mut self) -> Self {
            self.look = self.look.compact();
            self
        }

        /// Without border: a cell of a grid draws its own.
        pub const fn frameless(mut self) -> Self {
            self.look = self.look.frameless();
            self
        }

        /// Its accessible name, where no label stands above it.
        pub const fn name(mut self, name: &'a str) -> Self {
            self.look = self.look.name(name);
            self
        }

        /// Named by the label with this id.
        pub const fn labelled_by(mut self, label: eframe::egui::Id) -> Self {
            self.look = self.look.labelled_by(label);
            self
        }

        /// All of these at once.
        pub const fn look(mut self, look: $crate::ui::widgets::Look<'a>) -> Self {
            self.look = look;
            self
        }
    };
}
pub(super) use look_methods;

impl<'a> Look<'a> {
    /// As its kind looks: framed, 30 points high, with nothing to say.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            width: None,
            tone: Tone::Plain,
            compact: false,
            frameless: false,
            name: None,
            labelled_by: None,
        }
    }

    /// The full width.
    #[must_use]
    pub const fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// How its border speaks.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// 24 points high.
    #[must_use]
    pub const fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// Without border: a cell of a grid draws its own.
    #[must_use]
    pub const fn frameless(mut self) -> Self {
        self.frameless = true;
        self
    }

    /// Its accessible name, where no label stands above it.
    #[must_use]
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Named by the label with this id.
    #[must_use]
    pub const fn labelled_by(mut self, label: Id) -> Self {
        self.labelled_by = Some(label);
        self
    }

    /// The width, or that of its kind.
    #[must_use]
    pub fn width_or(&self, usual: f32) -> f32 {
        self.width.unwrap_or(usual)
    }

    /// A field that looks like this; `usual` is the width of its kind.
    pub fn dress<'t>(&self, field: Field<'t>, usual: f32) -> Field<'t> {
        let mut field = field.width(self.width_or(usual)).tone(self.tone);
        if self.compact {
            field = field.compact();
        }
        if self.frameless {
            field = field.frameless();
        }
        if let Some(name) = self.name {
            field = field.name(name);
        }
        match self.labelled_by {
            Some(label) => field.labelled_by(label),
            None => field,
        }
    }
}

/// Takes a key before the text sees it; answers whether it was pressed.
pub(super) fn taken(ui: &Ui, modifiers: Modifiers, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(modifiers, key))
}

/// Whether a field is left in this frame; `had_focus` says how it was in the last one.
pub(super) fn is_left(field: &Response, had_focus: bool) -> bool {
    field.lost_focus() || (had_focus && !field.has_focus())
}

/// What was typed, with the digits 0 to 9 for those of any script.
pub(super) fn with_latin_digits(typed: &str) -> String {
    typed.chars().map(latin_digit).collect()
}

/// What was typed, as a number is stored: letters are not taken, a comma is a point.
pub(super) fn number(typed: &str, decimals: bool) -> String {
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

/// Digits of other scripts as 0 to 9.
fn latin_digit(c: char) -> char {
    let zero = match c {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        '\u{09E6}'..='\u{09EF}' => 0x09E6,
        '\u{1040}'..='\u{1049}' => 0x1040,
        _ => return c,
    };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_any_script_are_stored_alike() {
        assert_eq!(number("٨", false), "8");
        assert_eq!(number("12,5", true), "12.5");
        assert_eq!(number("12,5", false), "125");
        assert_eq!(number("\u{2212}3x", false), "-3");
        assert_eq!(number("1.2.3", true), "1.23");
        assert_eq!(with_latin_digits("۳/۵/۹۴ x"), "3/5/94 x");
    }
}
