//! Rows that are alike, and what that gives away.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::real;
use crate::batch::{Classes, Criterion, Distance, RiskFigures, SensitiveModel};

/// The data file in columns' order.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Place of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|it| it == name)
    }

    /// The cell, or nothing where there is no such column.
    pub(super) fn cell(row: &[String], column: usize) -> &str {
        row.get(column).map(String::as_str).unwrap_or_default()
    }

    /// Classes of rows with the same cells in `columns`: their rows, classes in order of their cells.
    pub(super) fn classes(&self, columns: &[usize]) -> Vec<Vec<&[String]>> {
        let mut classes: BTreeMap<Vec<&str>, Vec<&[String]>> = BTreeMap::new();
        for row in &self.rows {
            let key = columns.iter().map(|column| Self::cell(row, *column)).collect();
            classes.entry(key).or_default().push(row.as_slice());
        }
        classes.into_values().collect()
    }
}

/// Sizes of classes as numbers.
pub(super) fn sizes(classes: &[Vec<&[String]>]) -> Vec<u64> {
    classes.iter().map(|class| u64::try_from(class.len()).unwrap_or(u64::MAX)).collect()
}

/// The figures of the certificate's `classes`.
pub(super) fn describe(sizes: &[u64]) -> Classes {
    let mut histogram: BTreeMap<u64, u64> = BTreeMap::new();
    for size in sizes {
        *histogram.entry(*size).or_default() += 1;
    }
    let count = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
    let records: u64 = sizes.iter().sum();
    Classes {
        count,
        smallest: sizes.iter().min().copied().unwrap_or(0),
        largest: sizes.iter().max().copied().unwrap_or(0),
        mean: if count == 0 { 0.0 } else { real(records) / real(count) },
        histogram: histogram.into_iter().collect(),
    }
}

/// The figures of the certificate's `risk`.
pub(super) fn risk(sizes: &[u64], k: u64) -> RiskFigures {
    let records: u64 = sizes.iter().sum();
    let classes = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
    RiskFigures {
        records,
        classes,
        unique_records: sizes.iter().filter(|size| **size == 1).sum(),
        records_below_k: sizes.iter().filter(|size| **size < k).sum(),
        max: sizes.iter().min().map_or(0.0, |smallest| 1.0 / real(*smallest)),
        mean: if records == 0 { 0.0 } else { real(classes) / real(records) },
    }
}

/// How the values of one sensitive attribute count: by groups, some of which harm nobody.
#[derive(Debug)]
pub(super) struct Grouping<'a> {
    model: &'a SensitiveModel,
    /// Groups of which at least one value is not neutral: the stricter reading.
    harmful: BTreeSet<&'a str>,
}

impl<'a> Grouping<'a> {
    /// The grouping of `model` over its own values and those that occur.
    pub(super) fn new(model: &'a SensitiveModel, occurring: impl Iterator<Item = &'a str>) -> Self {
        let values = occurring.chain(model.groups.keys().map(String::as_str));
        let harmful = values
            .filter(|value| !model.neutral.iter().any(|neutral| neutral == value))
            .map(|value| model.groups.get(value).map_or(value, String::as_str))
            .collect();
        Self { model, harmful }
    }

    /// Counts `values`.
    pub(super) fn spread<'b>(&self, values: impl Iterator<Item = &'b str>) -> Spread {
        let mut spread = Spread::default();
        for value in values {
            let group = self.model.groups.get(value).map_or(value, String::as_str);
            *spread.counts.entry(group.to_owned()).or_default() += 1;
            spread.n += 1;
        }
        let exposed =
            spread.counts.iter().filter(|(group, _n)| self.harmful.contains(group.as_str()));
        spread.n_most_exposed = exposed.map(|(_group, n)| *n).max().unwrap_or(0);
        spread
    }
}

/// How often each group of values of a sensitive attribute occurs in a class.
#[derive(Debug, Default)]
pub(super) struct Spread {
    /// Group → rows.
    pub counts: BTreeMap<String, u64>,
    n_most_exposed: u64,
    n: u64,
}

impl Spread {
    /// Whether knowing any of its values harms nobody.
    pub(super) const fn is_neutral(&self) -> bool {
        self.n_most_exposed == 0
    }

    /// Distinct groups.
    pub(super) fn distinct(&self) -> u64 {
        u64::try_from(self.counts.len()).unwrap_or(u64::MAX)
    }

    /// Effective number of groups: e to the entropy.
    pub(super) fn entropy_l(&self) -> f64 {
        let shares = self.counts.values().map(|count| real(*count) / real(self.n));
        (-shares.map(|share| share * share.ln()).sum::<f64>()).exp()
    }

    /// Largest share of one group that is not neutral; 0 where all are.
    pub(super) fn alpha(&self) -> f64 {
        real(self.n_most_exposed) / real(self.n.max(1))
    }

    /// Machanavajjhala's recursive (c, l): most frequent group < c × (the l-th and all rarer ones).
    pub(super) fn is_recursive(&self, c: f64, l: u64) -> bool {
        let mut counts: Vec<u64> = self.counts.values().copied().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let from = usize::try_from(l.saturating_sub(1)).unwrap_or(usize::MAX);
        let tail: u64 = counts.iter().skip(from).sum();
        l <= self.distinct() && counts.first().is_some_and(|most| real(*most) < c * real(tail))
    }

    /// Distance from `all`: half the sum of differences, or along an order; groups it does not name come last, bytewise.
    pub(super) fn distance(&self, all: &Self, kind: Distance, order: &[String]) -> f64 {
        let difference = |group: &String| {
            let share = |spread: &Self| {
                real(spread.counts.get(group).copied().unwrap_or(0)) / real(spread.n)
            };
            share(self) - share(all)
        };
        match kind {
            Distance::Equal => all.counts.keys().map(|it| difference(it).abs()).sum::<f64>() / 2.0,
            Distance::Ordered => {
                let (mut cumulated, mut sum) = (0.0, 0.0);
                let mut unnamed = all.counts.keys().filter(|group| !order.contains(group));
                let order: Vec<&String> = order.iter().chain(unnamed.by_ref()).collect();
                for group in &order {
                    cumulated += difference(group);
                    sum += f64::abs(cumulated);
                }
                let steps = u64::try_from(order.len()).unwrap_or(1).saturating_sub(1).max(1);
                sum / real(steps)
            }
        }
    }
}

/// The distance and order that a model's t is measured with.
pub(super) fn distance_of(model: &SensitiveModel) -> (Distance, &[String]) {
    for criterion in &model.models {
        if let Criterion::TCloseness { distance, order, .. } = criterion {
            return (*distance, order);
        }
    }
    (Distance::Equal, &[])
}
