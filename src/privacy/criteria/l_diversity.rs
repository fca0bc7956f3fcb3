//! l: how many different sensitive values a class holds, and how evenly.
//!
//! Source: Machanavajjhala et al., *l-diversity* (2007), definitions 3 to 5.

use super::{BOUND_TOLERANCE, TOLERANCE};

/// How many categories occur.
pub(crate) fn distinct(counts: &[u32]) -> u32 {
    counts.iter().map(|count| u32::from(*count > 0)).sum()
}

/// At least `l` categories, or none that is not neutral.
pub(super) fn distinct_passes(counts: &[u32], neutral: &[bool], l: u32) -> bool {
    l <= distinct(counts)
        || counts.iter().zip(neutral).all(|(count, neutral)| *count == 0 || *neutral)
}

/// The whole class where it has `l` categories; else only its neutral records can be released.
pub(super) fn distinct_keepable(counts: &[u32], neutral: &[bool], l: u32) -> u32 {
    if l <= distinct(counts) {
        return counts.iter().sum();
    }
    counts.iter().zip(neutral).filter(|(_, neutral)| **neutral).map(|(count, _)| count).sum()
}

/// The entropy of the class is at least `ln_l`.
pub(super) fn entropy_passes(counts: &[u32], ln_l: f64) -> bool {
    entropy(counts) >= ln_l - TOLERANCE
}

/// The entropy of `counts`, in natural units.
pub(crate) fn entropy(counts: &[u32]) -> f64 {
    let n = f64::from(counts.iter().sum::<u32>());
    counts.iter().filter(|count| **count > 0).map(|count| term(f64::from(*count) / n)).sum()
}

/// Some `m` records of `counts` could have the entropy `ln_l`: the most even distribution in which no
/// category has more records than there are (water-filling) reaches it.
pub(super) fn entropy_allows(counts: &[u32], m: u32, ln_l: f64) -> bool {
    let mut caps: Vec<u32> = counts.iter().copied().filter(|count| *count > 0).collect();
    caps.sort_unstable();
    let (mut left, mut waiting, mut best) = (1.0_f64, caps.len(), 0.0);
    for cap in caps {
        let even = left / super::float(waiting as u64);
        let part = (f64::from(cap) / f64::from(m)).min(even);
        best += term(part);
        left -= part;
        waiting -= 1;
    }
    best >= ln_l - BOUND_TOLERANCE
}

fn term(part: f64) -> f64 {
    if part > 0.0 { -part * part.ln() } else { 0.0 }
}

/// At least `l` categories, and the commonest rarer than `c` times the `l`-th and all after it.
pub(super) fn recursive_passes(counts: &[u32], c: f64, l: u32) -> bool {
    let mut sorted: Vec<u32> = counts.iter().copied().filter(|count| *count > 0).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let rare: u32 = sorted.iter().skip((l as usize).saturating_sub(1)).sum();
    let common = sorted.first().copied().unwrap_or(0);
    l as usize <= sorted.len() && f64::from(common) < c * f64::from(rare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_of_neutral_values_is_safe() {
        assert!(distinct_passes(&[7, 0], &[true, false], 2));
        assert!(!distinct_passes(&[0, 7], &[true, false], 2));
        assert!(distinct_passes(&[6, 1], &[true, false], 2));
    }

    #[test]
    fn three_values_evenly_spread_have_the_entropy_of_three() {
        assert!(entropy_passes(&[4, 4, 4], 3.0_f64.ln()));
        assert!(!entropy_passes(&[4, 4, 5], 3.0_f64.ln()));
    }

    #[test]
    fn the_commonest_value_is_weighed_against_the_rare_ones() {
        assert!(recursive_passes(&[5, 3, 2], 3.0, 3));
        assert!(!recursive_passes(&[6, 3, 2], 3.0, 3));
        assert!(!recursive_passes(&[1, 1], 9.0, 3));
    }
}
