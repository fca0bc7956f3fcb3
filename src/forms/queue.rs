//! What waits to be asked, in the order of the rules.

use std::{cmp::Reverse, collections::BinaryHeap};

/// Rules with the scopes in which they wait. Those of the form itself are one bit each: an answer on
/// which a thousand calculations depend sets a thousand bits and sorts nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    /// Of the outermost scope.
    root: Vec<u64>,
    /// No word before this one has a bit.
    from: usize,
    /// Of all other scopes.
    heap: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Queue {
    pub(super) fn push(&mut self, rule: u32, scope: u32) {
        if scope != 0 {
            self.heap.push(Reverse((rule, scope)));
            return;
        }
        let word = rule as usize / 64;
        if self.root.len() <= word {
            self.root.resize(word + 1, 0);
        }
        if let Some(bits) = self.root.get_mut(word) {
            *bits |= 1 << (rule % 64);
        }
        self.from = self.from.min(word);
    }

    /// The first that waits, with its scope; whatever waits twice comes once.
    pub(super) fn pop(&mut self) -> Option<(u32, u32)> {
        while self.from < self.root.len() && self.root.get(self.from) == Some(&0) {
            self.from += 1;
        }
        let own = self.root.get(self.from).map(|bits| {
            let word = u32::try_from(self.from).unwrap_or(u32::MAX);
            word * 64 + bits.trailing_zeros()
        });
        let other = self.heap.peek().map(|Reverse(next)| *next);
        match (own, other) {
            (Some(rule), other) if other.is_none_or(|(at, _)| rule <= at) => {
                if let Some(bits) = self.root.get_mut(self.from) {
                    *bits &= *bits - 1;
                }
                Some((rule, 0))
            }
            (_, Some(next)) => {
                while self.heap.peek() == Some(&Reverse(next)) {
                    self.heap.pop();
                }
                Some(next)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_come_in_their_order_and_once() {
        let mut queue = Queue::default();
        for (rule, scope) in [(70, 0), (3, 2), (3, 1), (200, 0), (3, 1), (3, 0), (70, 0), (71, 1)] {
            queue.push(rule, scope);
        }
        let mut order: Vec<(u32, u32)> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [(3, 0), (3, 1), (3, 2), (70, 0), (71, 1), (200, 0)]);
        queue.push(1, 0);
        order = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [(1, 0)]);
    }
}
