//! How much a recoding loses: Iyengar's loss, as ARX 3.9.2 computes it (§5.1 of the privacy design).
//!
//! A cell costs the share of its hierarchy's leaves that its label covers, a suppressed cell up to 1; sums are
//! normalised per attribute and joined by a geometric mean. With shares from trees the score only falls
//! as labels get finer, which the bounds of the search rest on.
//!
//! Sources: Iyengar, KDD 2002; ARX `MetricMDNMLoss`, `ILMultiDimensionalGeometricMean`.

use super::{PrivacyError, error::RequestFault, model::within};

/// How a suppressed cell is weighed against a recoded one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Factors {
    /// Weight of recoding.
    pub(crate) recoding: f64,
    /// Weight of suppression.
    pub(crate) suppression: f64,
}

impl Factors {
    /// The two factors of ARX's single `gs_factor` in 0..=1: below one half recoding counts in full.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Parameter`] outside 0..=1.
    pub(crate) fn new(gs_factor: f64) -> Result<Self, PrivacyError> {
        within("gs_factor", gs_factor, 0.0, 1.0)?;
        let recoding = if gs_factor <= 0.5 { 1.0 } else { 2.0 - 2.0 * gs_factor };
        Ok(Self { recoding, suppression: (2.0 * gs_factor).min(1.0) })
    }
}

/// The loss over `n` records of attributes with given domains and weights.
#[derive(Clone, Debug)]
pub(crate) struct Loss {
    factors: Factors,
    records: f64,
    attributes: Vec<Attribute>,
}

#[derive(Clone, Debug)]
struct Attribute {
    /// What even unrecoded cells cost: `recoding`·n / leaves.
    least: f64,
    /// Relative to the largest weight.
    weight: f64,
}

impl Loss {
    /// The loss over `records` records of attributes with `leaves[j]` leaves and `weights[j]`.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Parameter`] for a weight below 0 or all 0; [`PrivacyError::Request`] when the two differ in length.
    pub(crate) fn new(
        factors: Factors,
        records: f64,
        leaves: &[f64],
        weights: &[f64],
    ) -> Result<Self, PrivacyError> {
        if leaves.len() != weights.len() {
            let fault = RequestFault::NoHierarchy;
            return Err(PrivacyError::Request { attribute: String::new(), fault });
        }
        for weight in weights {
            within("weight", *weight, 0.0, f64::MAX)?;
        }
        let largest = weights.iter().copied().fold(0.0, f64::max);
        if largest <= 0.0 {
            return Err(PrivacyError::Parameter { name: "weight", attainable: Some(1.0) });
        }
        let attributes = leaves
            .iter()
            .zip(weights)
            .map(|(leaves, weight)| Attribute {
                least: factors.recoding * records / leaves,
                weight: weight / largest,
            })
            .collect();
        Ok(Self { factors, records, attributes })
    }

    /// The normalised loss of attribute `at`, 0 to 1.
    ///
    /// `shares` is the sum of shares over all records, `outliers` the records suppressed, and
    /// `outlier_shares` the sum of shares over those.
    pub(crate) fn of_attribute(
        &self,
        at: usize,
        shares: f64,
        outliers: f64,
        outlier_shares: f64,
    ) -> f64 {
        let Factors { recoding, suppression } = self.factors;
        let sum = recoding * shares + suppression * (outliers - recoding * outlier_shares);
        let least = self.attributes[at].least;
        let span = self.records - least;
        // One leaf: nothing to lose.
        if span <= 0.0 { 0.0 } else { ((sum - least) / span).max(0.0) }
    }

    /// The product Π (1 + w·x) behind the score: comparing it saves the root.
    pub(crate) fn product(&self, outliers: f64, sums: impl Iterator<Item = (f64, f64)>) -> f64 {
        sums.enumerate()
            .map(|(at, (shares, outlier_shares))| {
                let x = self.of_attribute(at, shares, outliers, outlier_shares);
                1.0 + self.attributes[at].weight * x
            })
            .product()
    }

    /// The score of a product.
    pub(crate) fn score(&self, product: f64) -> f64 {
        product.powf(1.0 / super::number::float_len(self.attributes.len().max(1))) - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first row of the worked example of the privacy design, by hand.
    #[test]
    fn the_worked_example_by_hand() {
        let factors = Factors::new(0.5).expect("a factor");
        let loss = Loss::new(factors, 8.0, &[40.0, 2.0, 4.0], &[1.0; 3]).expect("a loss");
        // Seven records at half the domain, one suppressed.
        let sums = [(4.0, 0.5), (4.0, 0.5), (4.0, 0.5)];
        let score = loss.score(loss.product(1.0, sums.into_iter()));
        assert!((score - 0.352_187_722_895).abs() < 1e-10, "{score}");
    }

    #[test]
    fn factors_and_weights_out_of_range_are_refused() {
        assert!(Factors::new(1.1).is_err());
        let factors = Factors::new(0.75).expect("a factor");
        assert_eq!(factors, Factors { recoding: 0.5, suppression: 1.0 });
        assert!(Loss::new(factors, 8.0, &[2.0], &[0.0]).is_err());
        assert!(Loss::new(factors, 8.0, &[2.0], &[-1.0]).is_err());
    }
}
