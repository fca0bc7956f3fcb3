//! What belongs to this computer and not to the office: language, text size, theme, the window's place.

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

/// Where the window stands, in points of a text size of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its upper left corner, where the desktop says so.
    pub corner: Option<[f32; 2]>,
    /// Its width and height without the desktop's frame.
    pub size: [f32; 2],
    /// It fills the screen; size and corner are those it goes back to.
    pub maximised: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self { corner: None, size: [1280.0, 800.0], maximised: false }
    }
}

impl Place {
    /// The least a window may be.
    pub const LEAST: [f32; 2] = [1024.0, 680.0];
    /// No screen is larger: what lies beyond is a mistake in the file.
    const GREATEST: f32 = 16_000.0;

    /// The same within what a screen can be.
    #[must_use]
    pub fn within_reason(self) -> Self {
        let [width, height] = self.size;
        let [least_width, least_height] = Self::LEAST;
        let size =
            [width.clamp(least_width, Self::GREATEST), height.clamp(least_height, Self::GREATEST)];
        let fits = |it: &[f32; 2]| it.iter().all(|at| at.is_finite() && at.abs() < Self::GREATEST);
        Self { size, corner: self.corner.filter(fits), ..self }
    }
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
    /// Where the window stood; `None` before the first time.
    pub place: Option<Place>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { locale: Locale::En, brightness: Brightness::System, zoom: 1.0, place: None }
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
