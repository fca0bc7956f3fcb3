//! The criteria of a class, compiled for counting: does it pass, and what of it could ever leave.
//!
//! `passes` decides a class. `keepable` bounds what finer recodings of a *failing* class can still release:
//! every criterion here is closed under the union of disjoint passing classes, so whatever is released
//! of a class at any finer node is, together, one passing set (§5.4, lemma 3 of the privacy design).

mod alpha;
mod k_anonymity;
mod l_diversity;
mod mean_risk;
mod t_closeness;

pub(crate) use alpha::share as alpha_share;
pub(crate) use l_diversity::{distinct as distinct_categories, entropy as entropy_of};
pub(crate) use mean_risk::mean_risk;

use std::collections::BTreeSet;

use super::{
    Code,
    model::{Distance, Diversity, Model, SensitiveRule},
    number::{code, float},
};

/// The slack of a comparison of two computed fractions.
const TOLERANCE: f64 = 1e-12;
/// The slack of a bound: wider than [`TOLERANCE`], so that rounding never makes a bound too tight.
const BOUND_TOLERANCE: f64 = 1e-9;

/// How many a class holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) records: u32,
    pub(crate) subjects: u32,
    pub(crate) groups: u32,
    /// Members of the reference population with the same labels; 0 without one.
    pub(crate) population: u32,
}

/// The whole model, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Criteria {
    k: u32,
    k_groups: u32,
    /// Members of the reference population who must share the labels, where there is one.
    k_population: u32,
    /// One a sensitive rule over an attribute that is no quasi-identifier.
    pub(crate) fields: Vec<FieldCriteria>,
}

impl Criteria {
    pub(crate) fn new(
        model: &Model,
        k_population: Option<u32>,
        fields: Vec<FieldCriteria>,
    ) -> Self {
        let k_population = k_population.unwrap_or(0);
        Self { k: model.k, k_groups: model.k_groups, k_population, fields }
    }

    /// A class of so many records could pass at all.
    pub(crate) const fn may_pass(&self, records: u32) -> bool {
        self.k <= records && self.k_groups <= records
    }

    /// The class of `size`, with `counts` records a value for each field, may be released.
    pub(crate) fn passes(&self, size: Size, counts: &[&[u32]]) -> bool {
        k_anonymity::passes(size, self.k, self.k_groups)
            && self.k_population <= size.population
            && self.fields.iter().zip(counts).all(|(field, counts)| field.passes(counts))
    }

    /// At most so many records of a failing class can be released at any finer node.
    pub(crate) fn keepable(&self, size: Size, counts: &[&[u32]]) -> u32 {
        if size.population < self.k_population {
            return 0;
        }
        let least = k_anonymity::keepable(size, self.k, self.k_groups);
        self.fields
            .iter()
            .zip(counts)
            .map(|(field, counts)| field.keepable(self.k, counts))
            .fold(least, u32::min)
    }
}

/// The criteria of one sensitive attribute over its categories (groups of values).
#[derive(Clone, Debug)]
pub(crate) struct FieldCriteria {
    tests: Vec<Test>,
    /// Per category: harms nobody if known.
    neutral: Vec<bool>,
    /// Per category: its share of all input records.
    overall: Vec<f64>,
}

#[derive(Clone, Debug)]
enum Test {
    Distinct { l: u32 },
    Entropy { ln_l: f64 },
    Recursive { c: f64, l: u32 },
    Alpha { alpha: f64 },
    Equal { t: f64 },
    Ordered { t: f64, order: Vec<Option<Code>> },
}

/// The values of one attribute as the categories that a rule counts.
#[derive(Clone, Debug)]
pub(crate) struct Categories {
    /// The distinct groups of values, sorted.
    pub(crate) names: Vec<String>,
    /// Per value of the attribute's dictionary, its category.
    pub(crate) of_value: Vec<Code>,
    /// Per category: all its values are neutral, those that occur and those that the rule names.
    pub(crate) neutral: Vec<bool>,
}

impl Categories {
    /// The categories of the values `labels` under `rule`.
    ///
    /// A group that holds one value which is not neutral is not neutral: the stricter reading.
    pub(crate) fn new<'a>(
        rule: &'a SensitiveRule,
        labels: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        let names: BTreeSet<&str> = labels.clone().map(|value| rule.group_of(value)).collect();
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut neutral = vec![true; names.len()];
        let of_value = labels
            .map(|value| {
                let group = rule.group_of(value);
                let at = names.partition_point(|name| name.as_str() < group);
                neutral[at] &= rule.neutral.contains(value);
                code(at)
            })
            .collect();
        for (value, group) in &rule.groups {
            if let Ok(at) = names.binary_search(group) {
                neutral[at] &= rule.neutral.contains(value);
            }
        }
        Self { names, of_value, neutral }
    }
}

impl FieldCriteria {
    /// The criteria of `rule` over `categories`, of which `counts` records each were handed in.
    pub(crate) fn new(rule: &SensitiveRule, categories: &Categories, counts: &[u32]) -> Self {
        let n = float(counts.iter().map(|count| u64::from(*count)).sum::<u64>().max(1));
        Self {
            tests: rule.criteria.iter().map(|it| Test::new(it, &categories.names)).collect(),
            neutral: categories.neutral.clone(),
            overall: counts.iter().map(|count| f64::from(*count) / n).collect(),
        }
    }

    /// A class with `counts` records a category passes every criterion.
    pub(crate) fn passes(&self, counts: &[u32]) -> bool {
        self.tests.iter().all(|test| match test {
            Test::Distinct { l } => l_diversity::distinct_passes(counts, &self.neutral, *l),
            Test::Entropy { ln_l } => l_diversity::entropy_passes(counts, *ln_l),
            Test::Recursive { c, l } => l_diversity::recursive_passes(counts, *c, *l),
            Test::Alpha { alpha } => alpha::passes(counts, &self.neutral, *alpha),
            Test::Equal { t } => t_closeness::equal(counts, &self.overall) <= t + TOLERANCE,
            Test::Ordered { t, order } => {
                t_closeness::ordered(counts, &self.overall, order) <= t + TOLERANCE
            }
        })
    }

    /// At most so many records of a failing class with `counts` belong to passing classes at any finer node;
    /// 0 where no passing set of at least `k` could be made of them.
    pub(crate) fn keepable(&self, k: u32, counts: &[u32]) -> u32 {
        let n: u32 = counts.iter().sum();
        let least = self.tests.iter().map(|test| self.keepable_by(test, k, counts, n)).min();
        let least = least.unwrap_or(n);
        if least < k { 0 } else { least }
    }

    fn keepable_by(&self, test: &Test, k: u32, counts: &[u32], n: u32) -> u32 {
        let allows = |m: u32| match test {
            Test::Entropy { ln_l } => l_diversity::entropy_allows(counts, m, *ln_l),
            Test::Alpha { alpha } => alpha::allows(counts, &self.neutral, m, *alpha),
            Test::Equal { t } => {
                t_closeness::missing(counts, &self.overall, m) <= t + BOUND_TOLERANCE
            }
            Test::Ordered { t, order } => {
                let steps = float(order.len().saturating_sub(1) as u64);
                t_closeness::missing(counts, &self.overall, m) <= t * steps + BOUND_TOLERANCE
            }
            Test::Distinct { .. } | Test::Recursive { .. } => true,
        };
        match test {
            Test::Distinct { l } => l_diversity::distinct_keepable(counts, &self.neutral, *l),
            Test::Recursive { l, .. } if l_diversity::distinct(counts) < *l => 0,
            Test::Recursive { .. }
            | Test::Entropy { .. }
            | Test::Alpha { .. }
            | Test::Equal { .. }
            | Test::Ordered { .. } => largest(k, n, allows),
        }
    }
}

impl Test {
    fn new(criterion: &Diversity, categories: &[String]) -> Self {
        match criterion {
            Diversity::Distinct { l } => Self::Distinct { l: *l },
            Diversity::Entropy { l } => Self::Entropy { ln_l: l.ln() },
            Diversity::Recursive { c, l } => Self::Recursive { c: *c, l: *l },
            Diversity::Alpha { alpha } => Self::Alpha { alpha: *alpha },
            Diversity::Closeness { t, distance: Distance::Equal } => Self::Equal { t: *t },
            Diversity::Closeness { t, distance: Distance::Ordered(order) } => {
                Self::Ordered { t: *t, order: in_order(order, categories) }
            }
        }
    }
}

/// How far `counts` are from `all`, categories being called `names`.
pub(crate) fn distance_between(
    counts: &[u32],
    all: &[u32],
    distance: &Distance,
    names: &[String],
) -> f64 {
    let n = float(all.iter().map(|count| u64::from(*count)).sum::<u64>().max(1));
    let overall: Vec<f64> = all.iter().map(|count| f64::from(*count) / n).collect();
    match distance {
        Distance::Equal => t_closeness::equal(counts, &overall),
        Distance::Ordered(order) => t_closeness::ordered(counts, &overall, &in_order(order, names)),
    }
}

/// The order `named` as categories, `None` for a value that does not occur: the distance counts it all the same.
/// Categories it does not name come after, bytewise.
fn in_order(named: &[String], categories: &[String]) -> Vec<Option<Code>> {
    let place = |name: &String| categories.binary_search(name).ok();
    let rest = (0..categories.len()).filter(|at| !named.contains(&categories[*at])).map(Some);
    named.iter().map(place).chain(rest).map(|at| at.map(code)).collect()
}

/// The largest m between `k` and `n` that `allows`, which holds for every smaller m where it holds for one; 0 if none.
fn largest(k: u32, n: u32, allows: impl Fn(u32) -> bool) -> u32 {
    let mut low = k.max(1);
    if n < low || !allows(low) {
        return 0;
    }
    let mut high = n;
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if allows(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field(criteria: Vec<Diversity>, neutral: &[&str], overall: &[u32]) -> FieldCriteria {
        let rule = SensitiveRule::new("s", criteria).neutral(neutral.iter().copied());
        let names = ["a", "b", "c", "d"];
        let categories = Categories::new(&rule, names.iter().copied());
        FieldCriteria::new(&rule, &categories, overall)
    }

    /// Every class with at most the given counts, as counts.
    fn parts(counts: &[u32]) -> Vec<Vec<u32>> {
        counts.iter().fold(vec![Vec::new()], |done, count| {
            done.iter()
                .flat_map(|part| {
                    (0..=*count).map(|n| part.iter().copied().chain([n]).collect::<Vec<u32>>())
                })
                .collect()
        })
    }

    fn any_criterion() -> impl Strategy<Value = Diversity> {
        let order = ["c", "a", "d", "b"].map(str::to_owned).to_vec();
        prop_oneof![
            (1..4_u32).prop_map(|l| Diversity::Distinct { l }),
            (1.0..3.5_f64).prop_map(|l| Diversity::Entropy { l }),
            (0.5..4.0_f64, 1..4_u32).prop_map(|(c, l)| Diversity::Recursive { c, l }),
            (0.1..1.0_f64).prop_map(|alpha| Diversity::Alpha { alpha }),
            (0.0..0.8_f64).prop_map(|t| Diversity::Closeness { t, distance: Distance::Equal }),
            (0.0..0.8_f64).prop_map(move |t| {
                Diversity::Closeness { t, distance: Distance::Ordered(order.clone()) }
            }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// What a failing class is said to keep is never below its largest passing part.
        #[test]
        fn keepable_is_never_below_the_largest_passing_part(
            counts in prop::collection::vec(0..4_u32, 4),
            rest in prop::collection::vec(0..9_u32, 4),
            criteria in prop::collection::vec(any_criterion(), 1..3),
            neutral in prop::sample::subsequence(vec!["a", "b", "c"], 0..3),
            k in 1..5_u32,
        ) {
            let overall: Vec<u32> = counts.iter().zip(&rest).map(|(a, b)| a + b).collect();
            let field = field(criteria, &neutral, &overall);
            let passing = parts(&counts)
                .into_iter()
                .filter(|part| k <= part.iter().sum() && field.passes(part))
                .map(|part| part.iter().sum::<u32>())
                .max();
            prop_assert!(passing.unwrap_or(0) <= field.keepable(k, &counts));
        }

        /// Two disjoint passing classes pass together: what the bound rests on.
        #[test]
        fn passing_classes_pass_together(
            one in prop::collection::vec(0..5_u32, 4),
            other in prop::collection::vec(0..5_u32, 4),
            criterion in any_criterion(),
            neutral in prop::sample::subsequence(vec!["a", "b", "c"], 0..3),
        ) {
            let both: Vec<u32> = one.iter().zip(&other).map(|(a, b)| a + b).collect();
            prop_assume!(one.iter().sum::<u32>() > 0 && other.iter().sum::<u32>() > 0);
            let field = field(vec![criterion], &neutral, &both);
            if field.passes(&one) && field.passes(&other) {
                prop_assert!(field.passes(&both));
            }
        }
    }

    #[test]
    fn a_group_with_one_harmful_value_is_harmful() {
        let mut rule = SensitiveRule::new("s", Vec::new()).neutral(["a", "c"]);
        rule.groups.insert("a".to_owned(), "g".to_owned());
        rule.groups.insert("b".to_owned(), "g".to_owned());
        let categories = Categories::new(&rule, ["a", "b", "c"].into_iter());
        assert_eq!(categories.names, ["c", "g"]);
        assert_eq!(categories.neutral, [true, false]);
        assert_eq!(categories.of_value, [1, 1, 0]);
    }

    #[test]
    fn the_order_of_values_may_be_given_in_part() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let first = ["c", "z"].map(str::to_owned);
        assert_eq!(in_order(&first, &names), [Some(2), None, Some(0), Some(1)]);
    }
}
