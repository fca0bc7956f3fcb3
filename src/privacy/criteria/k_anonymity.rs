//! k: how many subjects and groups are alike. Source: Sweeney (2002), definition 2.

use super::Size;

/// At least `k` distinct subjects of at least `k_groups` distinct groups.
pub(super) const fn passes(size: Size, k: u32, k_groups: u32) -> bool {
    k <= size.subjects && k_groups <= size.groups
}

/// All of a class that is large enough, nothing of one that is not: every part of it is smaller still.
pub(super) const fn keepable(size: Size, k: u32, k_groups: u32) -> u32 {
    if passes(size, k, k_groups) { size.records } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_rows_of_one_household_are_one_household() {
        let size = Size { records: 10, subjects: 6, groups: 1, population: 0 };
        assert!(passes(size, 5, 1));
        assert!(!passes(size, 5, 2));
        assert_eq!(keepable(size, 5, 2), 0);
    }
}
