//! Named sets of limits, each number with its source, and the floor that nothing undercuts.

use super::{
    PrivacyError,
    model::{Diversity, Model, SensitiveRule, within},
};

/// No setting goes below: fewer alike is nobody hidden.
pub const FLOOR: u32 = 3;

/// Limits of tables made from full records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellLimits {
    /// Persons a cell must hold.
    pub persons: u32,
    /// Households or participants a cell must hold.
    pub households: u32,
    /// The largest share one contributor may have.
    pub dominance: f64,
}

/// What a destination asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// `headquarters`, `trafficking`, `public`.
    pub name: &'static str,
    /// Subjects a class must hold.
    pub k: u32,
    /// Groups a class must hold.
    pub k_groups: u32,
    /// Largest mean risk; shown only, not asked for, where `None`.
    pub max_mean_risk: Option<f64>,
    /// Distinct groups of sensitive values.
    pub l: u32,
    /// Largest share of one harmful value.
    pub alpha: f64,
    /// Limits of tables.
    pub cells: CellLimits,
    /// Where the numbers come from.
    pub source: &'static str,
}

/// An office's own limits; `None` leaves the profile's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Subjects a class must hold.
    pub k: Option<u32>,
    /// Groups a class must hold; k where only that is given.
    pub k_groups: Option<u32>,
    /// Largest mean risk.
    pub max_mean_risk: Option<f64>,
}

const CELLS: CellLimits = CellLimits { persons: 10, households: 5, dominance: 0.8 };

impl Profile {
    /// A batch to our own headquarters. k = 5 implies a mean risk of 20 % at most, which is shown.
    pub const HEADQUARTERS: Self = Self {
        name: "headquarters",
        k: 5,
        k_groups: 5,
        max_mean_risk: None,
        l: 2,
        alpha: 0.8,
        cells: CELLS,
        source: "office practice: k 5 for headquarters",
    };

    /// Trafficking records and whatever derives from them.
    pub const TRAFFICKING: Self = Self {
        name: "trafficking",
        k: 11,
        k_groups: 11,
        max_mean_risk: None,
        l: 2,
        alpha: 0.8,
        cells: CellLimits { persons: 11, ..CELLS },
        source: "Counter Trafficking Data Collaborative, global dataset: k 11",
    };

    /// A public file.
    pub const PUBLIC: Self = Self {
        name: "public",
        k: 11,
        k_groups: 11,
        max_mean_risk: Some(0.03),
        l: 2,
        alpha: 0.8,
        cells: CELLS,
        source: "HDX guidance on statistical disclosure control: risk 3 %; CTDC: k 11",
    };

    /// Every profile for records.
    pub const ALL: [Self; 3] = [Self::HEADQUARTERS, Self::TRAFFICKING, Self::PUBLIC];

    /// The profile called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }

    /// The profile with an office's own limits.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::BelowFloor`] for k or `k_groups` under [`FLOOR`]; [`PrivacyError::Parameter`] for a mean risk
    /// outside 0..=1.
    pub fn with(mut self, own: &Overrides) -> Result<Self, PrivacyError> {
        self.k = own.k.unwrap_or(self.k);
        self.k_groups = own.k_groups.or(own.k).unwrap_or(self.k_groups);
        for (name, k) in [("k", self.k), ("k_groups", self.k_groups)] {
            if k < FLOOR {
                return Err(PrivacyError::BelowFloor { name, floor: FLOOR });
            }
        }
        if let Some(risk) = own.max_mean_risk {
            within("max_mean_risk", risk, 0.0, 1.0)?;
            self.max_mean_risk = Some(risk);
        }
        Ok(self)
    }

    /// The criteria for a sensitive attribute.
    pub fn criteria(&self) -> Vec<Diversity> {
        vec![Diversity::Distinct { l: self.l }, Diversity::Alpha { alpha: self.alpha }]
    }

    /// The model for a form whose sensitive attributes are `rules`; a rule without criteria gets the profile's.
    pub fn model(&self, rules: impl IntoIterator<Item = SensitiveRule>) -> Model {
        let sensitive = rules.into_iter().map(|mut rule| {
            if rule.criteria.is_empty() {
                rule.criteria = self.criteria();
            }
            rule
        });
        Model {
            k: self.k,
            k_groups: self.k_groups,
            sensitive: sensitive.collect(),
            max_mean_risk: self.max_mean_risk,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_setting_undercuts_the_floor() {
        let own = |k, k_groups| Overrides { k, k_groups, max_mean_risk: None };
        let raised = Profile::HEADQUARTERS.with(&own(Some(7), None)).expect("allowed");
        assert_eq!((raised.k, raised.k_groups), (7, 7));
        for low in [own(Some(2), None), own(Some(5), Some(1))] {
            let got = Profile::PUBLIC.with(&low);
            assert!(matches!(got, Err(PrivacyError::BelowFloor { floor: 3, .. })), "{got:?}");
        }
    }

    #[test]
    fn profiles_are_found_by_name_and_are_above_the_floor() {
        for profile in Profile::ALL {
            assert_eq!(Profile::named(profile.name), Some(profile.clone()));
            assert!(FLOOR <= profile.k && FLOOR <= profile.k_groups);
        }
        assert_eq!(Profile::named("tables"), None);
    }

    #[test]
    fn a_rule_without_criteria_gets_those_of_the_profile() {
        let model = Profile::HEADQUARTERS.model([SensitiveRule::new("harm", Vec::new())]);
        assert_eq!(model.sensitive[0].criteria, Profile::HEADQUARTERS.criteria());
    }
}
