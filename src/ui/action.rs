//! What a screen asks of the shell.

use super::{notices::Notice, preferences::Preferences, route::Route};
use crate::service::SessionView;

/// What a screen asks of the shell. Few: everything else is the screen's own.
#[derive(Clone, Debug, PartialEq)]
pub enum ShellAction {
    /// Show another screen.
    Go(Route),
    /// Say something.
    Notice(Box<Notice>),
    /// Somebody unlocked the office.
    Unlocked(Box<SessionView>),
    /// The session changed: roles, the office's settings.
    Session(Box<SessionView>),
    /// Lock the office.
    Lock,
    /// Keep and apply these preferences.
    Prefer(Preferences),
    /// Close the window.
    Quit,
}

impl From<Notice> for ShellAction {
    fn from(notice: Notice) -> Self {
        Self::Notice(Box::new(notice))
    }
}
