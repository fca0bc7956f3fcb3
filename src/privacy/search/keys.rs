//! Numbers that are equal exactly where rows agree on every column added.
//!
//! A key is the mixed-radix number of a row's codes. Where the next column would not fit into 64 bits, the
//! keys so far are replaced by their ranks: exact, never a hash.

use super::super::{Code, number::code};

/// Up to this many possible keys a table addressed directly by the key finds its class.
const DIRECT: u64 = 1 << 21;

/// Keys under construction, and the memory to group by them; reused from node to node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    /// The keys while they fit into 32 bits: half the memory to walk through.
    narrow: Vec<u32>,
    /// The keys from then on.
    wide: Vec<u64>,
    is_wide: bool,
    /// One more than the largest key possible.
    span: u64,
    /// By key, one more than its class; nothing but zeros between two groupings.
    direct: Vec<u32>,
    /// Open addressing: the key above, one more than its class below. For wide keys the class alone.
    slots: Vec<u64>,
    /// Per row, its class: valid after [`Keys::group`].
    pub(crate) class_of: Vec<u32>,
    /// Per class, its first row: valid after [`Keys::group`].
    pub(crate) first: Vec<u32>,
}

impl Keys {
    /// Starts anew with `n` rows that all agree.
    pub(crate) fn start(&mut self, n: usize) {
        self.narrow.clear();
        self.narrow.resize(n, 0);
        self.is_wide = false;
        self.span = 1;
    }

    /// Adds a column with `n_codes` distinct codes: those of `column`, or what `map` makes of them.
    pub(crate) fn add(&mut self, column: &[Code], n_codes: usize, map: Option<&[Code]>) {
        let n_codes = n_codes as u64;
        if n_codes < 2 {
            return;
        }
        if self.span.checked_mul(n_codes).is_none() {
            self.fold();
        }
        self.span = self.span.saturating_mul(n_codes);
        if !self.is_wide && u64::from(u32::MAX) < self.span {
            self.is_wide = true;
            self.wide.clear();
            self.wide.extend(self.narrow.iter().map(|key| u64::from(*key)));
        }
        if self.is_wide {
            append(&mut self.wide, n_codes, column, map, u64::from);
        } else {
            // Below the span, which fits.
            let n_codes = code(usize::try_from(n_codes).unwrap_or(usize::MAX));
            append(&mut self.narrow, n_codes, column, map, |it| it);
        }
    }

    /// The keys of all rows.
    fn rows(&self) -> impl ExactSizeIterator<Item = u64> {
        let n = if self.is_wide { self.wide.len() } else { self.narrow.len() };
        (0..n).map(|row| self.key(row))
    }

    fn key(&self, row: usize) -> u64 {
        if self.is_wide { self.wide[row] } else { u64::from(self.narrow[row]) }
    }

    /// Replaces keys by their ranks, which keeps their order.
    fn fold(&mut self) {
        let mut distinct: Vec<u64> = self.rows().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let rank = |key: u64| distinct.partition_point(|it| *it < key) as u64;
        let ranks: Vec<u64> = self.rows().map(rank).collect();
        self.span = (distinct.len() as u64).max(1);
        self.is_wide = true;
        self.wide = ranks;
    }

    /// Per row its class, classes in the order of their keys, and per class one of its rows.
    pub(crate) fn sorted(&self) -> (Vec<Code>, Vec<Code>) {
        let mut order: Vec<(u64, u32)> =
            self.rows().enumerate().map(|(row, key)| (key, code(row))).collect();
        order.sort_unstable();
        let (mut class_of, mut first) = (vec![0; order.len()], Vec::new());
        let mut last = None;
        for (key, row) in order {
            if last != Some(key) {
                last = Some(key);
                first.push(row);
            }
            class_of[row as usize] = code(first.len() - 1);
        }
        (class_of, first)
    }

    /// Fills [`Keys::class_of`] and [`Keys::first`]; classes in the order of their first row.
    pub(crate) fn group(&mut self) {
        self.class_of.clear();
        self.first.clear();
        if self.is_wide {
            self.group_wide();
        } else if self.span <= DIRECT {
            self.group_direct();
        } else {
            self.group_narrow();
        }
    }

    fn group_direct(&mut self) {
        let span = usize::try_from(self.span).unwrap_or(usize::MAX);
        if self.direct.len() < span {
            self.direct.resize(span, 0);
        }
        let table = self.direct.as_mut_slice();
        for (row, key) in self.narrow.iter().enumerate() {
            let slot = &mut table[*key as usize];
            if *slot == 0 {
                self.first.push(code(row));
                *slot = code(self.first.len());
            }
            self.class_of.push(*slot - 1);
        }
        // Only what was touched is cleared: most tables are far larger than the rows.
        for row in &self.first {
            table[self.narrow[*row as usize] as usize] = 0;
        }
    }

    /// Clears the slots for the rows at hand, and answers how many are used.
    fn clear_slots(&mut self, n: usize) -> usize {
        let capacity = (2 * n).next_power_of_two();
        if self.slots.len() < capacity {
            self.slots.resize(capacity, 0);
        }
        self.slots[..capacity].fill(0);
        capacity
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half of a slot is a class")]
    fn group_narrow(&mut self) {
        let capacity = self.clear_slots(self.narrow.len());
        let table = &mut self.slots[..capacity];
        let (mask, shift) = (capacity - 1, 32 - capacity.trailing_zeros().min(31));
        for (row, key) in self.narrow.iter().enumerate() {
            // Fibonacci hashing, then linear probing; the key itself decides.
            let mut at = (key.wrapping_mul(0x9E37_79B1) >> shift) as usize & mask;
            let class = loop {
                let slot = table[at];
                if slot == 0 {
                    self.first.push(code(row));
                    let class = code(self.first.len());
                    table[at] = u64::from(*key) << 32 | u64::from(class);
                    break class - 1;
                }
                if (slot >> 32) as u32 == *key {
                    break slot as u32 - 1;
                }
                at = (at + 1) & mask;
            };
            self.class_of.push(class);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "hashes are cut, slots hold classes")]
    fn group_wide(&mut self) {
        let capacity = self.clear_slots(self.wide.len());
        let table = &mut self.slots[..capacity];
        let mask = capacity - 1;
        for (row, key) in self.wide.iter().enumerate() {
            let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize & mask;
            let class = loop {
                let slot = table[at] as u32;
                if slot == 0 {
                    self.first.push(code(row));
                    let class = code(self.first.len());
                    table[at] = u64::from(class);
                    break class - 1;
                }
                if self.wide[self.first[slot as usize - 1] as usize] == *key {
                    break slot - 1;
                }
                at = (at + 1) & mask;
            };
            self.class_of.push(class);
        }
    }
}

/// Makes `keys` the mixed-radix numbers with one digit of `n_codes` more.
fn append<K: Copy + std::ops::Mul<Output = K> + std::ops::Add<Output = K>>(
    keys: &mut [K],
    n_codes: K,
    column: &[Code],
    map: Option<&[Code]>,
    widen: impl Fn(Code) -> K,
) {
    match map {
        None => {
            for (key, at) in keys.iter_mut().zip(column) {
                *key = *key * n_codes + widen(*at);
            }
        }
        Some(map) => {
            for (key, at) in keys.iter_mut().zip(column) {
                *key = *key * n_codes + widen(map[*at as usize]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_grouping_and_sorting_agree() {
        let rows = 500_u32;
        let column: Vec<Code> = (0..rows).map(|row| row * 7 % 13).collect();
        let other: Vec<Code> = (0..rows).map(|row| row * 5 % 11).collect();
        for wide in [13, 1 << 30] {
            let mut keys = Keys::default();
            keys.start(rows as usize);
            keys.add(&column, wide, None);
            keys.add(&other, 11, None);
            let (sorted, first) = keys.sorted();
            keys.group();
            assert_eq!((first.len(), keys.first.len()), (143, 143));
            for row in 0..rows as usize {
                let same = |classes: &[Code]| classes[row] == classes[0];
                assert_eq!(same(&sorted), same(&keys.class_of));
            }
        }
    }

    #[test]
    fn columns_wider_than_a_key_are_folded_exactly() {
        let column: Vec<Code> = (0..200).collect();
        let mut keys = Keys::default();
        keys.start(200);
        for _ in 0..9 {
            keys.add(&column, 1 << 31, None);
        }
        keys.group();
        assert_eq!(keys.first.len(), 200);
        assert_eq!(keys.sorted().0, column);
    }
}
