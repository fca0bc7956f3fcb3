//! Mean risk: classes over released records, what sdcMicro prints as global risk. A condition on a whole release.

use super::float;

/// Classes over records; 0 where nothing is released.
pub(crate) fn mean_risk(classes: u64, records: u64) -> f64 {
    if records == 0 { 0.0 } else { float(classes) / float(records) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_percent_is_an_average_class_of_a_third_of_a_hundred() {
        assert!((mean_risk(3, 100) - 0.03).abs() < 1e-15);
        assert!(mean_risk(0, 0) < 1e-15);
    }
}
