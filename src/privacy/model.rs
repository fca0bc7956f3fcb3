//! What is asked of a release: how many alike, how diverse, at what risk.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    PrivacyError,
    error::RequestFault,
    microdata::{AttributeRole, Microdata},
};

/// Everything that each released class must meet, and the release as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Distinct subjects a class must hold at least. At least 1.
    pub k: u32,
    /// Distinct groups a class must hold at least. At least 1; usually the same as `k`.
    pub k_groups: u32,
    /// What is asked of sensitive attributes; all rules must pass.
    pub sensitive: Vec<SensitiveRule>,
    /// Classes over released records, at most. A condition on the whole release.
    pub max_mean_risk: Option<f64>,
}

impl Model {
    /// k subjects and k groups a class, and nothing else.
    pub const fn k_anonymity(k: u32) -> Self {
        Self { k, k_groups: k, sensitive: Vec::new(), max_mean_risk: None }
    }

    /// The same with `rule` as well.
    #[must_use]
    pub fn with(mut self, rule: SensitiveRule) -> Self {
        self.sensitive.push(rule);
        self
    }
}

/// What is asked of one sensitive attribute.
///
/// Where the attribute is a quasi-identifier too (`quasi sensitive`), it is tested on the classes over the
/// *other* quasi-identifiers, with its released labels: inside its own class it is constant.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitiveRule {
    /// The attribute.
    pub attribute: String,
    /// Values that harm nobody if known. A class that holds nothing else is safe.
    pub neutral: BTreeSet<String>,
    /// Value → the group of values it is counted as; a value that is not here is its own group.
    pub groups: BTreeMap<String, String>,
    /// The criteria; all must pass.
    pub criteria: Vec<Diversity>,
}

impl SensitiveRule {
    /// `criteria` for `attribute`, without neutral values or groups.
    pub fn new(attribute: impl Into<String>, criteria: Vec<Diversity>) -> Self {
        Self {
            attribute: attribute.into(),
            neutral: BTreeSet::new(),
            groups: BTreeMap::new(),
            criteria,
        }
    }

    /// The same with neutral values.
    #[must_use]
    pub fn neutral(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.neutral.extend(values.into_iter().map(Into::into));
        self
    }

    /// What `value` is counted as.
    pub fn group_of<'a>(&'a self, value: &'a str) -> &'a str {
        self.groups.get(value).map_or(value, String::as_str)
    }
}

/// A criterion over the sensitive values of a class.
#[derive(Clone, Debug, PartialEq)]
pub enum Diversity {
    /// At least `l` distinct groups of values, unless all are neutral.
    Distinct {
        /// How many.
        l: u32,
    },
    /// The entropy is at least that of `l` values evenly spread.
    Entropy {
        /// How many; need not be whole.
        l: f64,
    },
    /// At least `l` values, and the commonest has fewer than `c` times the records of the `l`-th and all rarer ones.
    Recursive {
        /// The factor.
        c: f64,
        /// How many.
        l: u32,
    },
    /// No value that is not neutral has more than this share of the class.
    Alpha {
        /// The share.
        alpha: f64,
    },
    /// The distribution is within `t` of that of all input records.
    Closeness {
        /// The distance allowed.
        t: f64,
        /// How it is measured.
        distance: Distance,
    },
}

/// How far apart two distributions are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Half the sum of differences: any value is as far from any other.
    Equal,
    /// Earth mover's distance along the order given, as a share of its length. Values not named come last, bytewise.
    Ordered(Vec<String>),
}

/// Checks that `model` makes sense for `table`.
///
/// # Errors
///
/// [`PrivacyError::TooFew`] when k is above the subjects or groups at hand, [`PrivacyError::Parameter`] for
/// a number out of range or one that the field's values cannot reach, [`PrivacyError::Request`] for a rule
/// over an attribute that is not there.
pub(crate) fn check(model: &Model, table: &Microdata) -> Result<(), PrivacyError> {
    if table.n_records() == 0 {
        let fault = RequestFault::NoRecords;
        return Err(PrivacyError::Request { attribute: String::new(), fault });
    }
    for (name, k, available) in
        [("k", model.k, table.n_subjects()), ("k_groups", model.k_groups, table.n_groups())]
    {
        if k == 0 {
            return Err(PrivacyError::Parameter { name, attainable: Some(1.0) });
        }
        if available < k as usize {
            return Err(PrivacyError::TooFew { k, available: available as u64 });
        }
    }
    within("max_mean_risk", model.max_mean_risk.unwrap_or(0.0), 0.0, 1.0)?;
    for rule in &model.sensitive {
        check_rule(rule, table)?;
    }
    Ok(())
}

/// `value` lies between `low` and `high`, both allowed.
pub(crate) fn within(
    name: &'static str,
    value: f64,
    low: f64,
    high: f64,
) -> Result<(), PrivacyError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let attainable = value.is_finite().then(|| value.clamp(low, high));
    Err(PrivacyError::Parameter { name, attainable })
}

fn check_rule(rule: &SensitiveRule, table: &Microdata) -> Result<(), PrivacyError> {
    let refuse = |fault| PrivacyError::Request { attribute: rule.attribute.clone(), fault };
    let attribute =
        table.attribute(&rule.attribute).ok_or_else(|| refuse(RequestFault::Unknown))?;
    if !matches!(attribute.role(), AttributeRole::Sensitive | AttributeRole::QuasiIdentifier) {
        return Err(refuse(RequestFault::Unknown));
    }
    let groups: BTreeSet<&str> =
        attribute.labels().iter().map(|value| rule.group_of(value)).collect();
    let has_neutral = attribute.labels().iter().any(|value| rule.neutral.contains(value));
    let distinct = f64::from(u32::try_from(groups.len()).unwrap_or(u32::MAX));
    // With a neutral value at hand a class can be safe without l values, so l is only too much without one.
    let reachable = |l: f64| {
        if l <= distinct || has_neutral {
            return Ok(());
        }
        Err(PrivacyError::Parameter { name: "l", attainable: Some(distinct) })
    };
    for criterion in &rule.criteria {
        match criterion {
            Diversity::Distinct { l } => {
                within("l", f64::from(*l), 1.0, f64::MAX)?;
                reachable(f64::from(*l))?;
            }
            Diversity::Entropy { l } => {
                within("l", *l, 1.0, f64::MAX)?;
                reachable(*l)?;
            }
            Diversity::Recursive { c, l } => {
                within("c", *c, f64::MIN_POSITIVE, f64::MAX)?;
                within("l", f64::from(*l), 1.0, f64::MAX)?;
                reachable(f64::from(*l))?;
            }
            Diversity::Alpha { alpha } => {
                within("alpha", *alpha, 0.0, 1.0)?;
                if !has_neutral && *alpha < 1.0 / distinct - 1e-12 {
                    let attainable = Some(1.0 / distinct);
                    return Err(PrivacyError::Parameter { name: "alpha", attainable });
                }
            }
            Diversity::Closeness { t, .. } => within("t", *t, 0.0, 1.0)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Column;

    fn table() -> Microdata {
        Microdata::new(vec![
            Column::new("age", AttributeRole::QuasiIdentifier, ["1", "2", "3", "4"]),
            Column::new("harm", AttributeRole::Sensitive, ["no", "yes", "no", "no"]),
        ])
        .expect("a table")
    }

    #[track_caller]
    fn check_parameter(criterion: Diversity, want: Option<f64>) {
        let model = Model::k_anonymity(2).with(SensitiveRule::new("harm", vec![criterion]));
        let got = match check(&model, &table()) {
            Err(PrivacyError::Parameter { attainable, .. }) => attainable,
            other => panic!("{other:?}"),
        };
        assert_eq!(got, want);
    }

    #[test]
    fn what_cannot_be_met_names_what_can() {
        check_parameter(Diversity::Distinct { l: 3 }, Some(2.0));
        check_parameter(Diversity::Alpha { alpha: 0.4 }, Some(0.5));
        check_parameter(Diversity::Closeness { t: 1.5, distance: Distance::Equal }, Some(1.0));
        check_parameter(Diversity::Entropy { l: f64::NAN }, None);
        let too_many = check(&Model::k_anonymity(5), &table());
        assert_eq!(too_many, Err(PrivacyError::TooFew { k: 5, available: 4 }));
    }

    #[test]
    fn a_neutral_value_makes_any_l_possible() {
        let rule = SensitiveRule::new("harm", vec![Diversity::Distinct { l: 3 }]).neutral(["no"]);
        assert_eq!(check(&Model::k_anonymity(2).with(rule), &table()), Ok(()));
    }
}
