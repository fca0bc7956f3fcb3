//! Notices: what happened, what was kept, what to do. They push the work down and cover nothing.

use super::{action::ShellAction, loadable::Failure};
use crate::{base::Message, service::ServiceError};

/// How long a notice that is no error stays, in seconds.
const STAY_SECS: f64 = 6.0;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something was done.
    Done,
    /// News.
    News,
    /// Something unlikely.
    Warning,
    /// Something did not happen. Stays until it is answered.
    Error,
}

/// A notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What it is about.
    pub kind: Kind,
    /// What happened.
    pub message: Message,
    /// What was kept and what to do.
    pub advice: Option<Message>,
    /// Stable code, for errors.
    pub code: Option<&'static str>,
    /// Text id of the one thing to do about it, and what it does.
    pub action: Option<(&'static str, ShellAction)>,
}

impl Notice {
    /// Something was done.
    #[must_use]
    pub const fn done(message: Message) -> Self {
        Self { kind: Kind::Done, message, advice: None, code: None, action: None }
    }

    /// A warning.
    #[must_use]
    pub const fn warning(message: Message) -> Self {
        Self { kind: Kind::Warning, message, advice: None, code: None, action: None }
    }

    /// Something did not happen.
    #[must_use]
    pub fn failed(error: &ServiceError) -> Self {
        Self::from(Failure::from(error))
    }

    /// The same with something to do about it.
    #[must_use]
    pub fn with_action(mut self, text: &'static str, action: ShellAction) -> Self {
        self.action = Some((text, action));
        self
    }
}

impl From<Failure> for Notice {
    fn from(failure: Failure) -> Self {
        let Failure { code, message, advice } = failure;
        Self { kind: Kind::Error, message, advice, code: Some(code), action: None }
    }
}

/// The notices on screen, oldest first.
#[derive(Debug, Default)]
pub struct Notices(Vec<(Notice, f64)>);

impl Notices {
    /// Shows `notice` from `now`, in egui's seconds. The same notice twice is one.
    pub fn push(&mut self, notice: Notice, now: f64) {
        self.0.retain(|(shown, _)| *shown != notice);
        self.0.push((notice, now));
    }

    /// Takes away what has been long enough; answers in how many seconds the next one goes.
    pub fn tick(&mut self, now: f64) -> Option<f64> {
        self.0.retain(|(notice, since)| notice.kind == Kind::Error || now - since < STAY_SECS);
        self.0
            .iter()
            .filter(|(notice, _)| notice.kind != Kind::Error)
            .map(|(_, since)| since + STAY_SECS - now)
            .min_by(f64::total_cmp)
    }

    /// Takes the notice at `n` away.
    pub fn answer(&mut self, n: usize) -> Option<Notice> {
        (n < self.0.len()).then(|| self.0.remove(n).0)
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What is shown.
    pub fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.0.iter().map(|(notice, _)| notice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_stays_and_other_notices_go() {
        let mut notices = Notices::default();
        notices.push(Notice::done(Message::new("shell-lock")), 10.0);
        notices.push(Notice::failed(&ServiceError::Locked), 10.0);
        assert!(notices.tick(12.0).is_some_and(|left| (left - 4.0).abs() < 1e-9));
        assert_eq!(notices.tick(16.0), None);
        assert_eq!(notices.iter().count(), 1);
        assert!(notices.answer(0).is_some());
        assert_eq!(notices.answer(0), None);
    }
}
