//! t: how far the values of a class are from those of everybody. Source: Li et al., *t-closeness* (2007).

use super::{Code, float};

/// Half the sum of differences of shares.
pub(super) fn equal(counts: &[u32], overall: &[f64]) -> f64 {
    let n = f64::from(counts.iter().sum::<u32>().max(1));
    counts.iter().zip(overall).map(|(count, q)| (f64::from(*count) / n - q).abs()).sum::<f64>()
        / 2.0
}

/// Earth mover's distance along `order`, as a share of its length; 0 for fewer than two categories.
pub(super) fn ordered(counts: &[u32], overall: &[f64], order: &[Option<Code>]) -> f64 {
    let n = f64::from(counts.iter().sum::<u32>().max(1));
    let (mut carried, mut moved) = (0.0_f64, 0.0);
    for at in order {
        if let Some(at) = at.map(|at| at as usize) {
            carried += f64::from(counts[at]) / n - overall[at];
        }
        moved += carried.abs();
    }
    let steps = order.len().saturating_sub(1);
    if steps == 0 { 0.0 } else { moved / float(steps as u64) }
}

/// The share of everybody's values that `m` records of `counts` cannot cover, however they are chosen.
pub(super) fn missing(counts: &[u32], overall: &[f64], m: u32) -> f64 {
    let m = f64::from(m);
    counts.iter().zip(overall).map(|(count, q)| (q - f64::from(*count) / m).max(0.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_what_must_be_moved_and_in_order_how_far() {
        let overall = [0.5, 0.25, 0.25];
        assert!((equal(&[2, 0, 0], &overall) - 0.5).abs() < 1e-12);
        assert!(
            (ordered(&[2, 0, 0], &overall, &[Some(0), Some(1), Some(2)]) - 0.375).abs() < 1e-12
        );
        assert!(equal(&[2, 1, 1], &overall) < 1e-12);
        assert!(ordered(&[5], &[1.0], &[Some(0)]) < 1e-12);
    }

    #[test]
    fn records_of_one_value_leave_the_others_uncovered() {
        assert!((missing(&[4, 0, 0], &[0.5, 0.25, 0.25], 4) - 0.5).abs() < 1e-12);
    }
}
