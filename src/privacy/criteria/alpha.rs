//! α: how far a class points at one harmful value. Source: Wong et al., *(α, k)-anonymity* (2006).

use super::TOLERANCE;

/// No category that is not neutral has more than the share `alpha` of the class.
pub(super) fn passes(counts: &[u32], neutral: &[bool], alpha: f64) -> bool {
    let most = alpha * f64::from(counts.iter().sum::<u32>());
    counts
        .iter()
        .zip(neutral)
        .all(|(count, neutral)| *neutral || f64::from(*count) <= most + TOLERANCE)
}

/// Some `m` records of `counts` could pass: the neutral ones, and of each other category at most `alpha`·m.
pub(super) fn allows(counts: &[u32], neutral: &[bool], m: u32, alpha: f64) -> bool {
    let most = alpha * f64::from(m);
    let usable: f64 = counts
        .iter()
        .zip(neutral)
        .map(|(count, neutral)| {
            let count = f64::from(*count);
            if *neutral { count } else { count.min(most) }
        })
        .sum();
    usable >= f64::from(m) - super::BOUND_TOLERANCE
}

/// The largest share of a category that is not neutral; 0 where all are.
pub(crate) fn share(counts: &[u32], neutral: &[bool]) -> f64 {
    let n = f64::from(counts.iter().sum::<u32>().max(1));
    let harmful = counts.iter().zip(neutral).filter(|(_, neutral)| !**neutral);
    f64::from(harmful.map(|(count, _)| *count).max().unwrap_or(0)) / n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_of_five_is_the_limit_of_eight_tenths() {
        assert!(passes(&[1, 4], &[false, false], 0.8));
        assert!(!passes(&[1, 5], &[false, false], 0.8));
        assert!(passes(&[5, 1], &[true, false], 0.8));
        assert!((share(&[5, 1], &[true, false]) - 1.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn five_of_one_value_and_one_of_another_can_give_five_records() {
        assert!(allows(&[1, 5], &[false, false], 5, 0.8));
        assert!(!allows(&[1, 5], &[false, false], 6, 0.8));
    }
}
