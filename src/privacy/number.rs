//! Conversions between counts, codes and fractions, in one place with their reasons.

use super::Code;

/// A count as a fraction's numerator; exact below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts of records stay far below 2^53")]
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}

/// A length as a fraction's numerator; exact below 2⁵³.
pub(crate) const fn float_len(length: usize) -> f64 {
    float(length as u64)
}

/// A position as a code. Tables hold fewer than 2³² rows and labels: [`super::Microdata::new`] sees to it.
pub(crate) fn code(position: usize) -> Code {
    Code::try_from(position).unwrap_or(Code::MAX)
}

/// A fraction of `count`, rounded down, with the tolerance of the suppression limit.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the product lies between 0 and count"
)]
pub(crate) fn share_of(fraction: f64, count: u64) -> u64 {
    (fraction * float(count) + 1e-9).floor().clamp(0.0, float(count)) as u64
}

/// A fraction as a single-precision number that is not below it; for sums that may only err upwards.
#[expect(clippy::cast_possible_truncation, reason = "rounded up right after")]
pub(crate) fn single_up(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) < value { near.next_up() } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_precision_never_rounds_a_sum_down() {
        for value in [0.0, 0.1, 1.0 / 3.0, 12_345.678_9, 16_777_217.0] {
            assert!(value <= f64::from(single_up(value)), "{value}");
        }
    }

    #[test]
    fn a_limit_of_five_percent_of_a_hundred_is_five() {
        assert_eq!(share_of(0.05, 100), 5);
        assert_eq!(share_of(0.0, 100), 0);
        assert_eq!(share_of(1.0, 7), 7);
    }
}
