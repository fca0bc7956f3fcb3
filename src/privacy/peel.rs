//! Peeling: finest nodes first, every class that passes is released from what is left (§5.7 of the privacy design).
//!
//! What is left only shrinks, so a node at which nothing can be released stays so, and all that are finer with it. A walk
//! up from such a node finds the coarsest of its kind by halving: whole parts of the lattice are never looked at.
//!
//! Loses least, and is weakest against a second release: for files that stay inside and are released once.

use super::{
    Code, Control, PrivacyError, Progress,
    number::{code, float, share_of},
    search::{
        LevelRange, SearchConfig,
        encode::Encoded,
        group::{Grouper, Memory, Prospect},
        lattice::Lattice,
    },
    study::{Placed, Study},
    tail::highest,
};

/// What peeling did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peeled {
    /// Where each record stands.
    pub placed: Placed,
    /// Nodes of the lattice.
    pub nodes: u64,
    /// Nodes looked at.
    pub grouped: u64,
}

impl Study<'_> {
    /// Peels the table. A lattice above the nodes of `config`, what is left when it is told to finish, and what is left
    /// beyond `limit` of all records, is recoded top down.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Request`] as for [`Study::tail`]; [`PrivacyError::Cancelled`].
    pub fn peel(
        &self,
        config: &SearchConfig,
        limit: f64,
        progress: &mut dyn FnMut(Progress) -> Control,
    ) -> Result<Peeled, PrivacyError> {
        let ranges = self.local_ranges(config)?;
        let lowest: Vec<usize> = ranges.iter().map(|it| it.lowest).collect();
        let lattice = Lattice::new(&lowest, &highest(&ranges, self.hierarchies));
        let Some(n_nodes) = lattice.n_nodes().filter(|n| *n <= config.max_nodes) else {
            let placed = self.top_down(config, limit)?;
            return Ok(Peeled { placed, nodes: u64::MAX, grouped: 0 });
        };
        let most = config.max_groupings.unwrap_or(u64::MAX);
        let mut peeler = Peeler::new(&self.encoded, &lattice, &ranges, n_nodes, progress, most);
        let control = peeler.run();
        if control == Control::Cancel {
            return Err(PrivacyError::Cancelled);
        }
        let Peeler { placed, grouped, .. } = peeler;
        let mut placed = placed;
        let lost = |placed: &Placed| -> u64 {
            let tuples = placed.of_tuple.iter().zip(&self.encoded.counts);
            tuples.filter(|it| it.0.is_none()).map(|it| u64::from(*it.1)).sum()
        };
        placed.put_in_order();
        let allowed = share_of(limit, self.encoded.records);
        if (control == Control::Finish && lost(&placed) > 0) || allowed < lost(&placed) {
            placed = self.tail(placed, config, limit)?;
        }
        Ok(Peeled { placed, nodes: n_nodes as u64, grouped })
    }
}

struct Peeler<'a> {
    lattice: &'a Lattice,
    /// Per attribute and level above the lowest, what the loss gains.
    marginal: Vec<Vec<f64>>,
    dead: Vec<bool>,
    /// What is left.
    left: Encoded,
    /// Per tuple of `left`, its number in the table.
    number: Vec<Code>,
    memory: Memory,
    /// Per tuple of `left`, whether it passed at the last look that found one that did.
    passing: Vec<bool>,
    placed: Placed,
    grouped: u64,
    max_groupings: u64,
    progress: &'a mut dyn FnMut(Progress) -> Control,
    control: Control,
}

impl<'a> Peeler<'a> {
    fn new(
        table: &Encoded,
        lattice: &'a Lattice,
        ranges: &[LevelRange],
        n_nodes: usize,
        progress: &'a mut dyn FnMut(Progress) -> Control,
        max_groupings: u64,
    ) -> Self {
        let n = float(table.records);
        let marginal = table
            .dimensions
            .iter()
            .zip(ranges)
            .map(|(dimension, range)| {
                let span = n - n / dimension.n_leaves;
                let of_level = |shares: f64| if span > 0.0 { shares / span } else { 0.0 };
                let levels = dimension.levels.iter();
                levels.map(|level| range.weight * of_level(level.shares)).collect()
            })
            .collect();
        Self {
            lattice,
            marginal,
            dead: vec![false; n_nodes],
            number: (0..table.n_tuples()).map(code).collect(),
            left: table.clone(),
            memory: Memory::default(),
            passing: Vec::new(),
            placed: Placed { nodes: Vec::new(), of_tuple: vec![None; table.n_tuples()] },
            grouped: 0,
            max_groupings,
            progress,
            control: Control::Continue,
        }
    }

    /// Visits every node once, finest first.
    fn run(&mut self) -> Control {
        let n_nodes = self.dead.len();
        let mut order: Vec<(f64, usize)> =
            (0..n_nodes).map(|id| (self.loss(&self.lattice.levels(id)), id)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_loss, id) in order {
            if self.left.counts.iter().all(|n| *n == 0) {
                break;
            }
            if self.dead[id] {
                continue;
            }
            let levels = self.lattice.levels(id);
            match self.look(&levels) {
                Prospect::Passes => self.release(levels),
                Prospect::Dead => self.bury(levels),
                Prospect::Open => {}
            }
            if self.control != Control::Continue {
                break;
            }
        }
        if self.placed.nodes.is_empty() {
            self.placed.nodes.push(self.lattice.highest());
        }
        self.control
    }

    fn loss(&self, levels: &[usize]) -> f64 {
        levels.iter().zip(&self.marginal).map(|(level, losses)| losses[*level]).sum()
    }

    fn look(&mut self, levels: &[usize]) -> Prospect {
        let mut grouper = Grouper::with_memory(&self.left, std::mem::take(&mut self.memory));
        let prospect = grouper.prospect(levels);
        self.grouped += 1;
        let progress =
            Progress { grouped: self.grouped, decided: self.grouped, nodes: 0, best: None };
        let control = (self.progress)(progress);
        if self.control == Control::Continue {
            let spent = self.max_groupings <= self.grouped;
            self.control =
                if spent && control == Control::Continue { Control::Finish } else { control };
        }
        if prospect == Prospect::Passes {
            self.passing = grouper.verdicts().map(|(_, passes)| passes).collect();
        }
        self.memory = grouper.into_memory();
        prospect
    }

    /// Releases the classes that passed at the last look.
    fn release(&mut self, levels: Vec<usize>) {
        let node = code(self.placed.nodes.len());
        self.placed.nodes.push(levels);
        let keep: Vec<bool> = self.passing.iter().map(|passes| !passes).collect();
        for (tuple, keep) in self.number.iter().zip(&keep) {
            if !keep {
                self.placed.of_tuple[*tuple as usize] = Some(node);
            }
        }
        let mut kept = keep.iter();
        self.number.retain(|_| kept.next().copied().unwrap_or(true));
        self.left.retain(&keep);
    }

    /// Marks everything finer than the coarsest dead node above `levels`, which is dead itself.
    fn bury(&mut self, levels: Vec<usize>) {
        let path = self.way_up(&levels);
        let (mut low, mut high) = (0, path.len());
        // path[low] is dead, path[high] is not or is past the end.
        while low + 1 < high && self.control == Control::Continue {
            let middle = usize::midpoint(low, high);
            if self.look(&path[middle]) == Prospect::Dead { low = middle } else { high = middle }
        }
        let mut coarsest = path[low].clone();
        let top = self.lattice.highest();
        for at in 0..coarsest.len() {
            while coarsest[at] < top[at] && self.control == Control::Continue {
                coarsest[at] += 1;
                if self.look(&coarsest) != Prospect::Dead {
                    coarsest[at] -= 1;
                    break;
                }
            }
        }
        let mut open = vec![self.lattice.id(&coarsest)];
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut self.dead[id], true) {
                open.extend(self.lattice.finer(id));
            }
        }
    }

    /// From `levels` to the top, each time in the attribute that costs least.
    fn way_up(&self, levels: &[usize]) -> Vec<Vec<usize>> {
        let top = self.lattice.highest();
        let mut path = vec![levels.to_vec()];
        let mut here = levels.to_vec();
        loop {
            let cost =
                |at: &usize| self.marginal[*at][here[*at] + 1] - self.marginal[*at][here[*at]];
            let next = (0..here.len())
                .filter(|at| here[*at] < top[*at])
                .min_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.cmp(b)));
            let Some(at) = next else { return path };
            here[at] += 1;
            path.push(here.clone());
        }
    }
}
