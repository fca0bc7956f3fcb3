//! What belongs to this computer and not to the office: language, text size, theme.

use crate::l10n::Locale;

/// How light the window is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Brightness {
    /// As the computer is set.
    #[default]
    System,
    /// Warm paper.
    Light,
    /// For the night.
    Dark,
}

/// Preferences. Nothing here says who works with the program, or on what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    /// The language of the interface.
    pub locale: Locale,
    /// Light or dark.
    pub brightness: Brightness,
    /// Text size, 0.8 to 2.0.
    pub zoom: f32,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { locale: Locale::En, brightness: Brightness::System, zoom: 1.0 }
    }
}

impl Preferences {
    /// Sizes that are offered.
    pub const ZOOMS: [f32; 7] = [0.8, 0.9, 1.0, 1.25, 1.5, 1.75, 2.0];

    /// The same, `steps` sizes larger or smaller.
    #[must_use]
    pub fn zoomed(self, larger: bool) -> Self {
        let near = |a: f32, b: f32| (a - b).abs() < 0.01;
        let mut zooms = Self::ZOOMS.into_iter();
        let next = if larger {
            zooms.find(|it| *it > self.zoom && !near(*it, self.zoom))
        } else {
            zooms.rev().find(|it| *it < self.zoom && !near(*it, self.zoom))
        };
        Self { zoom: next.unwrap_or(self.zoom), ..self }
    }
}

/// Where preferences are kept between starts.
pub trait KeepPreferences {
    /// Keeps them. Failing to is not worth a word: they are asked for again.
    fn keep(&mut self, preferences: &Preferences);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_grows_and_shrinks_in_steps_and_stays_in_bounds() {
        let mut it = Preferences::default();
        it = it.zoomed(true);
        assert!((it.zoom - 1.25).abs() < 0.001);
        for _ in 0..10 {
            it = it.zoomed(true);
        }
        assert!((it.zoom - 2.0).abs() < 0.001);
        for _ in 0..10 {
            it = it.zoomed(false);
        }
        assert!((it.zoom - 0.8).abs() < 0.001);
    }
}
