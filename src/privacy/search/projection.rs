//! Pair projections: on any two attributes a class lies inside its projection, so records in a projected cell
//! of fewer than k are outliers at every node with those two levels.
//!
//! At suppression limit 0 this alone decides nearly every node.

use super::{encode::Encoded, keys::Keys};

/// For each pair of attributes and each pair of their levels, the records in cells below k.
#[derive(Clone, Debug)]
pub(crate) struct Projections {
    pairs: Vec<Pair>,
}

#[derive(Clone, Debug)]
struct Pair {
    attributes: [usize; 2],
    /// By level of the first, then of the second.
    outliers: Vec<Vec<u64>>,
}

impl Projections {
    /// All pairs of `table`, counting records: a cell with fewer than `k` records has fewer than `k` subjects.
    pub(crate) fn new(table: &Encoded, k: u32) -> Self {
        let n = table.dimensions.len();
        let pairs = (0..n)
            .flat_map(|a| (a + 1..n).map(move |b| [a, b]))
            .map(|attributes| Pair::new(table, k, attributes))
            .collect();
        Self { pairs }
    }

    /// At least so many records are outliers at `levels`, and at everything finer.
    pub(crate) fn outliers(&self, levels: &[usize]) -> u64 {
        self.pairs
            .iter()
            .map(|pair| {
                let [a, b] = pair.attributes;
                pair.outliers[levels[a]][levels[b]]
            })
            .max()
            .unwrap_or(0)
    }
}

impl Pair {
    fn new(table: &Encoded, k: u32, attributes: [usize; 2]) -> Self {
        let [a, b] = attributes;
        // Distinct pairs of values with their records: every level is counted from these.
        let mut keys = Keys::default();
        keys.start(table.n_tuples());
        keys.add(&table.columns[a], table.dimensions[a].levels[0].map.len(), None);
        keys.add(&table.columns[b], table.dimensions[b].levels[0].map.len(), None);
        keys.group();
        let mut counts = vec![0_u64; keys.first.len()];
        for (class, count) in keys.class_of.iter().zip(&table.counts) {
            counts[*class as usize] += u64::from(*count);
        }
        let cells: Vec<[u32; 2]> = keys
            .first
            .iter()
            .map(|tuple| [table.columns[a][*tuple as usize], table.columns[b][*tuple as usize]])
            .collect();
        let (first, second) = (&table.dimensions[a].levels, &table.dimensions[b].levels);
        let mut sums: Vec<u64> = Vec::new();
        let outliers = first
            .iter()
            .map(|x| {
                second
                    .iter()
                    .map(|y| {
                        sums.clear();
                        sums.resize(x.n_labels * y.n_labels, 0);
                        for ([v, w], count) in cells.iter().zip(&counts) {
                            let at = x.map[*v as usize] as usize * y.n_labels;
                            sums[at + y.map[*w as usize] as usize] += count;
                        }
                        sums.iter().filter(|sum| **sum < u64::from(k)).sum()
                    })
                    .collect()
            })
            .collect();
        Self { attributes, outliers }
    }
}
