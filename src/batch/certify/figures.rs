//! What was lost, from the released rows and the hierarchies.
//!
//! Source of the loss: Iyengar, *Transforming data to satisfy privacy constraints* (KDD 2002), normalised and combined
//! by a geometric mean as in ARX 3.9.2.

use std::collections::BTreeMap;

use super::{classes::Table, read::Ladder};

/// A count as a real number.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn real(n: u64) -> f64 {
    n as f64
}

/// One quasi-identifier: its column and its hierarchy.
#[derive(Debug)]
pub(super) struct Axis {
    pub column: usize,
    pub ladder: Ladder,
}

impl Axis {
    /// Whether `label` stands at `level`.
    fn is_at(&self, label: &str, level: u32) -> bool {
        self.leaves_under(label, level).is_some()
    }

    fn leaves_under(&self, label: &str, level: u32) -> Option<u64> {
        let level = usize::try_from(level).ok()?;
        self.ladder.levels.get(level)?.get(label).copied()
    }
}

/// At which of `nodes` each row stands: the first whose labels are all at its levels.
pub(super) fn nodes_of_rows(
    table: &Table,
    axes: &[Axis],
    nodes: &[Vec<u32>],
) -> Vec<Option<usize>> {
    let fits = |labels: &[&str], node: &[u32]| {
        node.len() == axes.len()
            && axes
                .iter()
                .zip(labels)
                .zip(node)
                .all(|((axis, label), level)| axis.is_at(label, *level))
    };
    // Rows with the same labels stand at the same node.
    let mut known: BTreeMap<Vec<&str>, Option<usize>> = BTreeMap::new();
    table
        .rows
        .iter()
        .map(|row| {
            let labels: Vec<&str> = axes.iter().map(|axis| Table::cell(row, axis.column)).collect();
            if let Some(node) = known.get(&labels) {
                return *node;
            }
            let node = nodes.iter().position(|node| fits(&labels, node));
            known.insert(labels, node);
            node
        })
        .collect()
}

/// Rows whose label in one column is not at `level`.
pub(super) fn strangers(table: &Table, axis: &Axis, level: u32) -> usize {
    table.rows.iter().filter(|row| !axis.is_at(Table::cell(row, axis.column), level)).count()
}

/// Each axis' share in the loss, 0 to 1, over rows that stand at `nodes`, and `suppressed` records that cost all there is;
/// rows that stand nowhere are not counted.
///
/// For n rows, D leaves and shares s of a row's label: (g·Σs − g·n/D) / (n − g·n/D), g = 1 up to a balance of 0.5 and
/// 2 − 2·`gs_factor` above; 0 where nothing can be lost.
pub(super) fn losses(
    table: &Table,
    axes: &[Axis],
    nodes: &[Vec<u32>],
    stands: &[Option<usize>],
    gs_factor: f64,
    suppressed: u64,
) -> Vec<f64> {
    let g = if gs_factor <= 0.5 { 1.0 } else { 2.0 - 2.0 * gs_factor };
    let of_axis = |(at, axis): (usize, &Axis)| {
        let (mut sum, mut n) = (0.0, 0.0);
        for (row, stand) in table.rows.iter().zip(stands) {
            let level = stand.and_then(|stand| nodes.get(stand)).and_then(|node| node.get(at));
            let leaves =
                level.and_then(|level| axis.leaves_under(Table::cell(row, axis.column), *level));
            if let Some(leaves) = leaves {
                sum += real(leaves) / real(axis.ladder.n_leaves);
                n += 1.0;
            }
        }
        n += real(suppressed);
        let least = g * n / real(axis.ladder.n_leaves);
        let most = n - least;
        if most <= 0.0 { 0.0 } else { ((g * sum + real(suppressed) - least) / most).max(0.0) }
    };
    axes.iter().enumerate().map(of_axis).collect()
}

/// The losses as one figure: geometric mean of 1 + weighted losses, less 1. Weights are divided by the largest.
pub(super) fn score(losses: &[f64], weights: &[f64]) -> f64 {
    if losses.is_empty() {
        return 0.0;
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let product: f64 =
        losses.iter().zip(weights).map(|(loss, weight)| 1.0 + loss * weight / scale).product();
    let d = real(u64::try_from(losses.len()).unwrap_or(1));
    product.powf(1.0 / d) - 1.0
}
