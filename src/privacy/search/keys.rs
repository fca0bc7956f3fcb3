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
    rows: Vec<u64>,
    /// One more than the largest key possible.
    span: u64,
    map: Vec<u64>,
    slots: Vec<u32>,
    /// Per row, its class: valid after [`Keys::group`].
    pub(crate) class_of: Vec<u32>,
    /// Per class, its first row: valid after [`Keys::group`].
    pub(crate) first: Vec<u32>,
}

impl Keys {
    /// Starts anew with `n` rows that all agree.
    pub(crate) fn start(&mut self, n: usize) {
        self.rows.clear();
        self.rows.resize(n, 0);
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
        match map {
            None => {
                for (key, at) in self.rows.iter_mut().zip(column) {
                    *key = *key * n_codes + u64::from(*at);
                }
            }
            Some(map) => {
                self.map.clear();
                self.map.extend(map.iter().map(|it| u64::from(*it)));
                for (key, at) in self.rows.iter_mut().zip(column) {
                    *key = *key * n_codes + self.map[*at as usize];
                }
            }
        }
    }

    /// Replaces keys by their ranks, which keeps their order.
    fn fold(&mut self) {
        let mut distinct = self.rows.clone();
        distinct.sort_unstable();
        distinct.dedup();
        for key in &mut self.rows {
            *key = distinct.partition_point(|it| it < key) as u64;
        }
        self.span = (distinct.len() as u64).max(1);
    }

    /// Per row its class, classes in the order of their keys, and per class one of its rows.
    pub(crate) fn sorted(&self) -> (Vec<Code>, Vec<Code>) {
        let mut order: Vec<(u64, u32)> =
            self.rows.iter().enumerate().map(|(row, key)| (*key, code(row))).collect();
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
        if self.span <= DIRECT { self.group_direct() } else { self.group_hashed() }
    }

    #[expect(clippy::cast_possible_truncation, reason = "keys are below DIRECT here")]
    fn group_direct(&mut self) {
        let span = self.span as usize;
        if self.slots.len() < span {
            self.slots.resize(span, 0);
        }
        self.slots[..span].fill(0);
        for (row, key) in self.rows.iter().enumerate() {
            let slot = &mut self.slots[*key as usize];
            if *slot == 0 {
                self.first.push(code(row));
                *slot = code(self.first.len());
            }
            self.class_of.push(*slot - 1);
        }
    }

    fn group_hashed(&mut self) {
        let capacity = (2 * self.rows.len()).next_power_of_two();
        if self.slots.len() < capacity {
            self.slots.resize(capacity, 0);
        }
        self.slots[..capacity].fill(0);
        for (row, key) in self.rows.iter().enumerate() {
            // Fibonacci hashing, then linear probing; the key itself decides.
            let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize & (capacity - 1);
            let class = loop {
                let slot = self.slots[at];
                if slot == 0 {
                    self.first.push(code(row));
                    self.slots[at] = code(self.first.len());
                    break code(self.first.len() - 1);
                }
                if self.rows[self.first[slot as usize - 1] as usize] == *key {
                    break slot - 1;
                }
                at = (at + 1) & (capacity - 1);
            };
            self.class_of.push(class);
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
