//! The lattice of nodes: one level per quasi-identifier, numbered in mixed radix.

/// A node: one level per quasi-identifier, in their order.
pub(crate) type Levels = Vec<usize>;

/// All nodes between a lowest and a highest one.
#[derive(Clone, Debug)]
pub(crate) struct Lattice {
    lowest: Levels,
    /// How many levels each quasi-identifier may take.
    spans: Vec<usize>,
    strides: Vec<usize>,
    n_nodes: Option<usize>,
}

impl Lattice {
    /// The nodes from `lowest` to `highest`, both included; `lowest` is nowhere above `highest`.
    pub(crate) fn new(lowest: &[usize], highest: &[usize]) -> Self {
        let spans: Vec<usize> =
            lowest.iter().zip(highest).map(|(low, high)| high.saturating_sub(*low) + 1).collect();
        let n_nodes = spans.iter().try_fold(1_usize, |n, span| n.checked_mul(*span));
        let mut strides = vec![1_usize; spans.len()];
        for at in (1..spans.len()).rev() {
            strides[at - 1] = strides[at].saturating_mul(spans[at]);
        }
        Self { lowest: lowest.to_vec(), spans, strides, n_nodes }
    }

    /// How many nodes; `None` where the number does not fit.
    pub(crate) const fn n_nodes(&self) -> Option<usize> {
        self.n_nodes
    }

    /// How many steps from the lowest node to the highest.
    pub(crate) fn height(&self) -> usize {
        self.spans.iter().map(|span| span - 1).sum()
    }

    /// The levels of node `id`.
    pub(crate) fn levels(&self, id: usize) -> Levels {
        (0..self.spans.len()).map(|at| self.lowest[at] + self.step(id, at)).collect()
    }

    /// How far node `id` is above the lowest in attribute `at`.
    pub(crate) fn step(&self, id: usize, at: usize) -> usize {
        id / self.strides[at] % self.spans[at]
    }

    /// The nodes one level coarser in one attribute.
    pub(crate) fn coarser(&self, id: usize) -> impl Iterator<Item = usize> {
        (0..self.spans.len())
            .filter(move |at| self.step(id, *at) + 1 < self.spans[*at])
            .map(move |at| id + self.strides[at])
    }

    /// The nodes one level finer in one attribute.
    pub(crate) fn finer(&self, id: usize) -> impl Iterator<Item = usize> {
        (0..self.spans.len())
            .filter(move |at| self.step(id, *at) > 0)
            .map(move |at| id - self.strides[at])
    }

    /// The lowest node.
    pub(crate) fn lowest(&self) -> Levels {
        self.lowest.clone()
    }

    /// The highest node.
    pub(crate) fn highest(&self) -> Levels {
        self.lowest.iter().zip(&self.spans).map(|(low, span)| low + span - 1).collect()
    }

    /// The number of the node with `levels`, which lie in the lattice.
    pub(crate) fn id(&self, levels: &[usize]) -> usize {
        (0..self.spans.len()).map(|at| (levels[at] - self.lowest[at]) * self.strides[at]).sum()
    }

    /// The nodes of each height, lowest first.
    pub(crate) fn by_height(&self) -> Vec<Vec<u32>> {
        let mut heights = vec![Vec::new(); self.height() + 1];
        for id in 0..self.n_nodes.unwrap_or(0) {
            let height: usize = (0..self.spans.len()).map(|at| self.step(id, at)).sum();
            heights[height].push(super::super::number::code(id));
        }
        heights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_numbered_and_found_again() {
        let lattice = Lattice::new(&[1, 0], &[3, 1]);
        assert_eq!(lattice.n_nodes(), Some(6));
        for id in 0..6 {
            assert_eq!(lattice.id(&lattice.levels(id)), id);
        }
        assert_eq!((lattice.levels(0), lattice.levels(5)), (vec![1, 0], vec![3, 1]));
        assert_eq!(lattice.coarser(lattice.id(&[3, 0])).collect::<Vec<_>>(), [lattice.id(&[3, 1])]);
        assert_eq!(lattice.by_height().iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 2, 1]);
    }
}
