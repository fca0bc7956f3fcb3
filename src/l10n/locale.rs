//! The languages of the interface.

use super::Direction;

/// A language in which every text of the interface exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// English, the reference.
    #[default]
    En,
    /// French.
    Fr,
}

impl Locale {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// Its tag: the folder under `assets/texts`, and what forms call it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// Its name in itself. The same in every language, so that whoever landed in a wrong one finds the way back.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
        }
    }

    /// Which way it is written.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::En | Self::Fr => Direction::LeftToRight,
        }
    }

    /// The language for a tag such as `fr`, `fr-CM` or `fr_FR.UTF-8`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.']).next().unwrap_or(tag);
        Self::ALL.into_iter().find(|it| it.tag().eq_ignore_ascii_case(language))
    }

    /// What parts thousands.
    pub(super) const fn thousands(self) -> &'static str {
        match self {
            Self::En => ",",
            Self::Fr => "\u{202F}",
        }
    }

    /// What parts whole and fraction.
    pub(super) const fn decimal(self) -> &'static str {
        match self {
            Self::En => ".",
            Self::Fr => ",",
        }
    }
}
