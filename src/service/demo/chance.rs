//! Choices that repeat with the seed.

use crate::base::{Entropy as _, SeededEntropy};

/// A source of choices.
pub(super) struct Chance(SeededEntropy);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// A number from `from` to `to`, both possible.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        let span = u64::from(to.saturating_sub(from)) + 1;
        from + u32::try_from(self.0.below(span)).unwrap_or(0)
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(super) fn happens(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of `these`, all alike.
    pub(super) fn one_of<'a, T: ?Sized>(&mut self, these: &[&'a T]) -> Option<&'a T> {
        let at = self.0.below(u64::try_from(these.len()).unwrap_or(0));
        these.get(usize::try_from(at).unwrap_or(0)).copied()
    }

    /// One of `words` by weight.
    pub(super) fn word(&mut self, words: &[(&'static str, u32)]) -> &'static str {
        let all = words.iter().map(|(_, weight)| weight).sum::<u32>();
        let mut drawn = self.between(1, all.max(1));
        for (word, weight) in words {
            if drawn <= *weight {
                return word;
            }
            drawn -= weight;
        }
        ""
    }
}
