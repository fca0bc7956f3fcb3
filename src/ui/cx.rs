//! What a screen may know while it draws. Read-only, without a handle on anything.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::{notices::Notices, preferences::Preferences};
use crate::{
    base::{Instant, Message},
    cases::Permission,
    l10n::{Direction, Texts},
    service::SessionView,
};

/// What a screen may know while it draws.
#[derive(Clone, Copy, Debug)]
pub struct Cx<'a> {
    /// The texts of the language in use.
    pub texts: &'a Texts,
    /// Who is at the keyboard; `None` while locked.
    pub session: Option<&'a SessionView>,
    /// Today on the wall clock.
    pub today: NaiveDate,
    /// Seconds east of Greenwich of the wall clock.
    pub offset_secs: i32,
    /// Language, text size, theme.
    pub preferences: Preferences,
    /// What the strip above the work says.
    pub notices: &'a Notices,
}

impl Cx<'static> {
    /// For tests: ids instead of words, nobody at the keyboard, 24 November 2026.
    #[must_use]
    pub fn for_tests() -> Self {
        static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::ids(Direction::LeftToRight));
        Self::with_texts(&TEXTS)
    }

    /// The same in an interface that runs from the right.
    #[must_use]
    pub fn for_tests_rtl() -> Self {
        static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::ids(Direction::RightToLeft));
        Self::with_texts(&TEXTS)
    }

    fn with_texts(texts: &'static Texts) -> Self {
        static NOTICES: LazyLock<Notices> = LazyLock::new(Notices::default);
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
        let preferences = Preferences::default();
        Self { texts, session: None, today, offset_secs: 0, preferences, notices: &NOTICES }
    }
}

impl Cx<'_> {
    /// The text `id`, which has no gaps.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        self.texts.t(id)
    }

    /// A message in words.
    #[must_use]
    pub fn m(&self, message: &Message) -> String {
        self.texts.message(message)
    }

    /// Whether the interface runs from the right.
    #[must_use]
    pub const fn is_rtl(&self) -> bool {
        self.texts.direction().is_rtl()
    }

    /// The language's tag, as forms call it.
    #[must_use]
    pub const fn language(&self) -> &'static str {
        self.texts.locale().tag()
    }

    /// A point in time, as short as it stays clear today.
    #[must_use]
    pub fn when(&self, at: Instant) -> String {
        self.texts.when(at, self.offset_secs, self.today)
    }

    /// Whether the person at the keyboard has the right.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.session.is_some_and(|session| session.may(permission))
    }
}
