//! When a draft is sent to the vault: at once when an answer is left, at the latest one second after the last key.

use crate::base::Instant;

/// How long text being typed may wait, in milliseconds.
const WAIT_MS: u64 = 1000;

/// The truth about saving, for the end of the keys bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was changed yet.
    #[default]
    Untouched,
    /// Something is not durable yet.
    Pending,
    /// Everything is durable, since then.
    Saved(Instant),
    /// The last attempt failed; the notice says why. It is tried again.
    Failed,
}

/// Decides when to send, and what may be said about it.
#[derive(Debug, Default)]
pub struct Autosave {
    /// First unsent change, by a clock that only rises.
    dirty_since: Option<u64>,
    left: bool,
    in_flight: bool,
    state: Saving,
}

impl Autosave {
    /// A letter was typed at `now_ms`.
    pub fn typed(&mut self, now_ms: u64) {
        self.dirty_since = Some(now_ms);
        self.state = Saving::Pending;
    }

    /// An answer was left: it is due at once.
    pub fn left(&mut self, now_ms: u64) {
        self.dirty_since.get_or_insert(now_ms);
        self.left = true;
        self.state = Saving::Pending;
    }

    /// Whether the draft is to be sent now.
    #[must_use]
    pub fn is_due(&self, now_ms: u64) -> bool {
        !self.in_flight
            && self
                .dirty_since
                .is_some_and(|since| self.left || now_ms.saturating_sub(since) >= WAIT_MS)
    }

    /// In how many milliseconds to look again; `None` while nothing waits.
    #[must_use]
    pub fn next_look_ms(&self, now_ms: u64) -> Option<u64> {
        let since = self.dirty_since.filter(|_| !self.in_flight)?;
        Some((since + WAIT_MS).saturating_sub(now_ms))
    }

    /// Whether anything would be lost if the screen went away without sending.
    #[must_use]
    pub const fn is_dirty(&self) -> bool {
        self.dirty_since.is_some()
    }

    /// The draft as it stands was handed over.
    pub const fn sent(&mut self) {
        self.dirty_since = None;
        self.left = false;
        self.in_flight = true;
    }

    /// The vault answered: durable since `at`, or not.
    pub fn answered(&mut self, outcome: Result<Instant, u64>) {
        self.in_flight = false;
        match outcome {
            Ok(at) if self.dirty_since.is_none() => self.state = Saving::Saved(at),
            Ok(_) => self.state = Saving::Pending,
            Err(now_ms) => {
                self.dirty_since = Some(now_ms);
                self.state = Saving::Failed;
            }
        }
    }

    /// What may be said.
    #[must_use]
    pub const fn saving(&self) -> Saving {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_is_sent_a_second_after_the_last_key_and_a_left_answer_at_once() {
        let mut it = Autosave::default();
        it.typed(0);
        it.typed(600);
        assert!(!it.is_due(1500));
        assert_eq!(it.next_look_ms(1500), Some(100));
        assert!(it.is_due(1600));
        it.left(1550);
        assert!(it.is_due(1551));
    }

    #[test]
    fn saved_is_said_only_when_everything_is_durable() {
        let mut it = Autosave::default();
        it.left(0);
        it.sent();
        assert_eq!(it.saving(), Saving::Pending);
        it.typed(5);
        assert!(!it.is_due(5000), "one at a time");
        it.answered(Ok(Instant(10)));
        assert_eq!(it.saving(), Saving::Pending);
        it.sent();
        it.answered(Ok(Instant(20)));
        assert_eq!(it.saving(), Saving::Saved(Instant(20)));
    }

    #[test]
    fn what_failed_is_tried_again() {
        let mut it = Autosave::default();
        it.left(0);
        it.sent();
        it.answered(Err(50));
        assert_eq!(it.saving(), Saving::Failed);
        assert!(it.is_due(1050));
    }
}
