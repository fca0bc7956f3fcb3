//! What released rows show, measured from them and the hierarchies alone: the figures of a certificate.
//!
//! Definitions are those by which a certificate is checked (§11 of the privacy design); the checker counts again
//! with code of its own, so nothing here is shared with it. Figures are over released rows only: else they would
//! tell how many were held back.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Hierarchy, PrivacyError, RequestFault,
    criteria::{Categories, alpha_share, distance_between, distinct_categories, entropy_of},
    loss::{Factors, Loss},
    microdata::Microdata,
    model::{Distance, Diversity, Model, SensitiveRule},
    number::{float, float_len},
    release::{Node, Release},
    report::{Achieved, LevelLoss, LossFigures, Measured, Recoding},
    risk::{class_figures, figures},
    scheme::{Scheme, neutral},
};

/// Rows as they leave.
#[derive(Clone, Default)]
pub struct Released {
    /// Per row its labels, one a quasi-identifier in their order.
    pub labels: Vec<Vec<String>>,
    /// Per row its sensitive values: one a rule of the model over an attribute that is no quasi-identifier, in their order.
    pub values: Vec<Vec<String>>,
}

/// Measures what leaves in `release`, whose candidates were `table`.
///
/// # Errors
///
/// Those of [`measure`].
pub fn measure_release(
    scheme: &Scheme,
    hierarchies: &[Hierarchy],
    table: &Microdata,
    release: &Release,
) -> Result<Measured, PrivacyError> {
    let rules = scheme.joint_rules().values;
    let value = |rule: &SensitiveRule, row: usize| {
        table.attribute(&rule.attribute).map_or("", |it| it.value(row)).to_owned()
    };
    let released = Released {
        labels: release.leaving.iter().map(|it| it.labels.clone()).collect(),
        values: release
            .leaving
            .iter()
            .map(|it| rules.iter().map(|rule| value(rule, it.row)).collect())
            .collect(),
    };
    let mut nodes = vec![scheme.levels()];
    let coarser = release.leaving.iter().any(|it| it.node == Node::Fallback);
    if coarser && scheme.fallback() != scheme.levels() {
        nodes.push(scheme.fallback());
    }
    let weights: Vec<f64> = scheme.attributes().iter().map(|it| it.weight).collect();
    measure(&released, hierarchies, &nodes, scheme.model(), &weights, scheme.gs_factor())
}

/// Measures `released` rows that stand at `nodes`, finest first.
///
/// # Errors
///
/// [`PrivacyError::Request`] where a row stands at none of the nodes, or has another number of cells;
/// [`PrivacyError::Parameter`] for weights or a factor out of range.
pub fn measure(
    released: &Released,
    hierarchies: &[Hierarchy],
    nodes: &[Vec<usize>],
    model: &Model,
    weights: &[f64],
    gs_factor: f64,
) -> Result<Measured, PrivacyError> {
    let stands = stands(released, hierarchies, nodes)?;
    let n = released.labels.len();
    let sizes: Vec<u64> =
        classes(&released.labels, None).values().map(|rows| rows.len() as u64).collect();
    let losses = Losses::new(released, hierarchies, nodes, &stands);
    let (score, shares) = losses.score(weights, gs_factor)?;
    let (_, plain) = losses.score(weights, 0.5)?;
    let base = nodes.first().cloned().unwrap_or_default();
    let classes = class_figures(sizes.iter().copied());
    let pairs: Vec<(u64, u64)> = sizes.iter().map(|size| (*size, *size)).collect();
    Ok(Measured {
        score: (n > 0).then_some(score),
        levels: hierarchies
            .iter()
            .zip(base)
            .zip(shares)
            .map(|((hierarchy, level), loss)| LevelLoss {
                attribute: hierarchy.attribute().to_owned(),
                level,
                top: hierarchy.top(),
                loss,
            })
            .collect(),
        recodings: recodings(nodes, &stands),
        k: classes.smallest,
        sensitive: sensitive(released, hierarchies, nodes, model),
        loss: LossFigures {
            mean_cell: plain.iter().sum::<f64>() / float_len(plain.len().max(1)),
            discernibility: sizes.iter().map(|size| float(*size) * float(*size)).sum(),
            average_class: classes.mean / f64::from(model.k.max(1)),
            nonuniform_entropy: None,
        },
        risk: figures(&pairs, u64::from(model.k)),
        classes,
    })
}

/// Which rows share all labels, those of the quasi-identifier `without` left out.
fn classes(labels: &[Vec<String>], without: Option<usize>) -> BTreeMap<Vec<&str>, Vec<usize>> {
    let mut classes: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (row, labels) in labels.iter().enumerate() {
        let kept = labels.iter().enumerate().filter(|(at, _)| Some(*at) != without);
        classes.entry(kept.map(|(_, label)| label.as_str()).collect()).or_default().push(row);
    }
    classes
}

/// At which of `nodes` each row stands: the first whose labels all its labels are.
fn stands(
    released: &Released,
    hierarchies: &[Hierarchy],
    nodes: &[Vec<usize>],
) -> Result<Vec<usize>, PrivacyError> {
    let refuse = |fault| PrivacyError::Request { attribute: String::new(), fault };
    let known: Vec<Vec<BTreeSet<&str>>> = nodes
        .iter()
        .map(|node| {
            hierarchies
                .iter()
                .zip(node)
                .map(|(it, level)| it.labels(*level).iter().map(String::as_str).collect())
                .collect()
        })
        .collect();
    let at_node = |row: &Vec<String>, node: &Vec<BTreeSet<&str>>| {
        row.len() == node.len()
            && row.iter().zip(node).all(|(label, labels)| labels.contains(label.as_str()))
    };
    if released.values.len() != released.labels.len() {
        return Err(refuse(RequestFault::Unknown));
    }
    released
        .labels
        .iter()
        .map(|row| {
            let node = known.iter().position(|node| at_node(row, node));
            node.ok_or_else(|| refuse(RequestFault::Levels))
        })
        .collect()
}

fn recodings(nodes: &[Vec<usize>], stands: &[usize]) -> Vec<Recoding> {
    if nodes.len() < 2 {
        return Vec::new();
    }
    let records = |at: usize| stands.iter().filter(|node| **node == at).count() as u64;
    nodes
        .iter()
        .enumerate()
        .map(|(at, levels)| Recoding { levels: levels.clone(), records: records(at) })
        .collect()
}

/// Per quasi-identifier, the sum of the shares of the domain that the rows' labels cover.
struct Losses {
    rows: f64,
    leaves: Vec<f64>,
    shares: Vec<f64>,
}

impl Losses {
    fn new(
        released: &Released,
        hierarchies: &[Hierarchy],
        nodes: &[Vec<usize>],
        stands: &[usize],
    ) -> Self {
        let leaves: Vec<f64> = hierarchies.iter().map(|it| float_len(it.n_leaves())).collect();
        let shares = hierarchies
            .iter()
            .enumerate()
            .map(|(at, hierarchy)| {
                let under: Vec<BTreeMap<&str, u32>> =
                    nodes.iter().map(|node| hierarchy.leaves_per_label(node[at])).collect();
                let covered = |(row, node): (&Vec<String>, &usize)| {
                    u64::from(under[*node].get(row[at].as_str()).copied().unwrap_or(0))
                };
                let sum: u64 = released.labels.iter().zip(stands).map(covered).sum();
                float(sum) / leaves[at]
            })
            .collect();
        Self { rows: float_len(released.labels.len()), leaves, shares }
    }

    /// The score, and the loss of each quasi-identifier.
    fn score(&self, weights: &[f64], gs_factor: f64) -> Result<(f64, Vec<f64>), PrivacyError> {
        let loss = Loss::new(Factors::new(gs_factor)?, self.rows, &self.leaves, weights)?;
        let each = self.shares.iter().enumerate();
        let each = each.map(|(at, shares)| loss.of_attribute(at, *shares, 0.0, 0.0)).collect();
        let score = loss.score(loss.product(0.0, self.shares.iter().map(|shares| (*shares, 0.0))));
        Ok((score, each))
    }
}

/// The worst class of each rule; one over a quasi-identifier looks at the classes over the others.
fn sensitive(
    released: &Released,
    hierarchies: &[Hierarchy],
    nodes: &[Vec<usize>],
    model: &Model,
) -> Vec<Achieved> {
    let mut n_values = 0;
    model
        .sensitive
        .iter()
        .map(|rule| {
            let place = hierarchies.iter().position(|it| it.attribute() == rule.attribute);
            let (rule, column, at) = if let Some(at) = place {
                let levels = nodes.iter().filter_map(|node| node.get(at).copied()).collect();
                let neutral = neutral(rule, &hierarchies[at], &levels);
                (SensitiveRule { neutral, ..rule.clone() }, &released.labels, at)
            } else {
                n_values += 1;
                (rule.clone(), &released.values, n_values - 1)
            };
            let cells: Vec<&str> =
                column.iter().map(|row| row.get(at).map_or("", String::as_str)).collect();
            let rows: Vec<Vec<usize>> = classes(&released.labels, place).into_values().collect();
            achieved(&rule, &cells, &rows)
        })
        .collect()
}

fn achieved(rule: &SensitiveRule, cells: &[&str], classes: &[Vec<usize>]) -> Achieved {
    let distinct: BTreeSet<&str> = cells.iter().copied().collect();
    let categories = Categories::new(rule, distinct.iter().copied());
    let of_value: BTreeMap<&str, u32> =
        distinct.into_iter().zip(categories.of_value.iter().copied()).collect();
    let count = |rows: &mut dyn Iterator<Item = usize>| {
        let mut counts = vec![0_u32; categories.names.len()];
        for row in rows {
            if let Some(category) = of_value.get(cells[row]) {
                counts[*category as usize] += 1;
            }
        }
        counts
    };
    let all = count(&mut (0..cells.len()));
    let counts: Vec<Vec<u32>> =
        classes.iter().map(|rows| count(&mut rows.iter().copied())).collect();
    worst(rule, &categories, &counts, &all)
}

/// The worst figures over the classes with these counts; distances are from `all`.
pub(super) fn worst(
    rule: &SensitiveRule,
    categories: &Categories,
    counts: &[Vec<u32>],
    all: &[u32],
) -> Achieved {
    let alpha = |counts: &Vec<u32>| alpha_share(counts, &categories.neutral);
    Achieved {
        name: rule.attribute.clone(),
        neutral: rule.neutral.iter().cloned().collect(),
        distinct_l: counts
            .iter()
            .filter(|counts| alpha(counts) > 0.0)
            .map(|counts| u64::from(distinct_categories(counts)))
            .min(),
        entropy_l: counts.iter().map(|counts| entropy_of(counts).exp()).reduce(f64::min),
        t: largest_distance(rule, categories, counts, all),
        alpha: counts.iter().map(alpha).reduce(f64::max),
    }
}

/// The largest distance of a class from `all`, measured as the rule's first t does.
pub(super) fn largest_distance(
    rule: &SensitiveRule,
    categories: &Categories,
    counts: &[Vec<u32>],
    all: &[u32],
) -> Option<f64> {
    let distance = rule.criteria.iter().find_map(|criterion| match criterion {
        Diversity::Closeness { distance, .. } => Some(distance),
        Diversity::Distinct { .. }
        | Diversity::Entropy { .. }
        | Diversity::Recursive { .. }
        | Diversity::Alpha { .. } => None,
    });
    let distance = distance.unwrap_or(&Distance::Equal);
    let apart = |counts: &Vec<u32>| distance_between(counts, all, distance, &categories.names);
    counts.iter().map(apart).reduce(f64::max)
}
