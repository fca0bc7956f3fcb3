//! Peeling: finest nodes first, every class that passes is released from what is left (§5.7 of the privacy design).
//!
//! What is left only shrinks, so a node at which nothing can be released stays so, and all that are finer with it: a walk
//! up from such a node finds a coarsest one of its kind. And what cannot be released at a node cannot be at a finer one:
//! the few tuples that can are remembered, and no others are looked at below.
//!
//! Loses least, and is weakest against a second release: for files that stay inside and are released once.

use std::collections::VecDeque;

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

/// What could still leave at one node, and so at all that are finer: no other tuple need be looked at there.
struct Known {
    levels: Vec<usize>,
    tuples: Vec<Code>,
}

/// How many nodes are remembered.
const N_KNOWN: usize = 1_024;
/// How many tuples are remembered with them.
const N_TUPLES: usize = 8_000_000;

struct Peeler<'a> {
    table: &'a Encoded,
    lattice: &'a Lattice,
    /// Per attribute and level above the lowest, what the loss gains.
    marginal: Vec<Vec<f64>>,
    dead: Vec<bool>,
    /// What is left, or was when it was last drawn up.
    left: Encoded,
    /// Per tuple of `left`, its number in the table.
    number: Vec<Code>,
    /// Tuples were released since `left` was drawn up.
    is_stale: bool,
    gone: Vec<bool>,
    known: VecDeque<Known>,
    n_known_tuples: usize,
    memory: Memory,
    /// The tuples that passed at the last look that found some.
    passing: Vec<Code>,
    placed: Placed,
    grouped: u64,
    max_groupings: u64,
    progress: &'a mut dyn FnMut(Progress) -> Control,
    control: Control,
}

impl<'a> Peeler<'a> {
    fn new(
        table: &'a Encoded,
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
        let number: Vec<Code> = (0..table.n_tuples()).map(code).collect();
        Self {
            table,
            lattice,
            marginal,
            dead: vec![false; n_nodes],
            left: table.pick(&number),
            number,
            is_stale: false,
            gone: vec![false; table.n_tuples()],
            known: VecDeque::new(),
            n_known_tuples: 0,
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
        let mut n_left = self.table.n_tuples();
        for (_loss, id) in order {
            if n_left == 0 {
                break;
            }
            if self.dead[id] {
                continue;
            }
            let levels = self.lattice.levels(id);
            match self.look(&levels) {
                Prospect::Passes => {
                    n_left -= self.passing.len();
                    self.release(levels);
                }
                Prospect::Dead => self.bury(&levels),
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

    /// What could leave at `levels`, seen over the fewest tuples that are known to matter there.
    fn look(&mut self, levels: &[usize]) -> Prospect {
        self.grouped += 1;
        let mut alive = Vec::new();
        let (part, numbers) = if let Some(at) = self.narrowest(levels) {
            let tuples = self.known_at(at);
            (Some(self.table.pick(&tuples)), tuples)
        } else {
            self.draw_up();
            (None, self.number.clone())
        };
        let memory = std::mem::take(&mut self.memory);
        let mut grouper = Grouper::with_memory(part.as_ref().unwrap_or(&self.left), memory);
        let prospect = grouper.prospect(levels, &mut alive);
        let verdicts: Vec<bool> = grouper.verdicts().map(|(_, passes)| passes).collect();
        self.memory = grouper.into_memory();
        let chosen = |flags: &[bool]| -> Vec<Code> {
            numbers.iter().zip(flags).filter(|it| *it.1).map(|it| *it.0).collect()
        };
        if prospect == Prospect::Passes {
            self.passing = chosen(&verdicts);
        }
        let n_alive = alive.iter().filter(|alive| **alive).count();
        if prospect != Prospect::Dead && 3 * n_alive < 2 * numbers.len() {
            self.remember(levels, chosen(&alive));
        }
        self.ask();
        prospect
    }

    /// Tells how far it is, and hears whether to go on.
    fn ask(&mut self) {
        let decided = self.grouped;
        let progress = Progress { grouped: self.grouped, decided, nodes: 0, best: None };
        let control = (self.progress)(progress);
        if self.control == Control::Continue {
            let spent = control == Control::Continue && self.max_groupings <= self.grouped;
            self.control = if spent { Control::Finish } else { control };
        }
    }

    /// The place of what is remembered of a node above `levels` with the fewest tuples, if they are few.
    fn narrowest(&self, levels: &[usize]) -> Option<usize> {
        let above = |it: &Known| it.levels.iter().zip(levels).all(|(above, level)| level <= above);
        let all = self.known.iter().enumerate().filter(|it| above(it.1));
        let least = all.min_by_key(|it| it.1.tuples.len())?;
        (3 * least.1.tuples.len() < 2 * self.number.len()).then_some(least.0)
    }

    /// The tuples remembered at `at` that are still left.
    fn known_at(&mut self, at: usize) -> Vec<Code> {
        let (gone, tuples) = (&self.gone, &mut self.known[at].tuples);
        let before = tuples.len();
        tuples.retain(|tuple| !gone[*tuple as usize]);
        self.n_known_tuples -= before - tuples.len();
        tuples.clone()
    }

    fn remember(&mut self, levels: &[usize], tuples: Vec<Code>) {
        self.n_known_tuples += tuples.len();
        self.known.push_back(Known { levels: levels.to_vec(), tuples });
        while N_KNOWN < self.known.len() || N_TUPLES < self.n_known_tuples {
            let Some(oldest) = self.known.pop_front() else { return };
            self.n_known_tuples -= oldest.tuples.len();
        }
    }

    /// Leaves out what was released since.
    fn draw_up(&mut self) {
        if std::mem::replace(&mut self.is_stale, false) {
            let gone = &self.gone;
            self.number.retain(|tuple| !gone[*tuple as usize]);
            self.left = self.table.pick(&self.number);
        }
    }

    /// Releases what passed at the last look.
    fn release(&mut self, levels: Vec<usize>) {
        let node = code(self.placed.nodes.len());
        self.placed.nodes.push(levels);
        for tuple in &self.passing {
            self.placed.of_tuple[*tuple as usize] = Some(node);
            self.gone[*tuple as usize] = true;
        }
        self.is_stale = true;
    }

    /// Marks everything finer than a coarsest dead node above `levels`, which is dead itself.
    fn bury(&mut self, levels: &[usize]) {
        let mut coarsest = levels.to_vec();
        let top = self.lattice.highest();
        let mut closed = vec![false; coarsest.len()];
        // Each time in the attribute that costs least: what is finer there is visited next.
        while self.control == Control::Continue {
            let cost = |at: &usize| {
                self.marginal[*at][coarsest[*at] + 1] - self.marginal[*at][coarsest[*at]]
            };
            let next = (0..coarsest.len())
                .filter(|at| !closed[*at] && coarsest[*at] < top[*at])
                .min_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.cmp(b)));
            let Some(at) = next else { break };
            coarsest[at] += 1;
            if self.look(&coarsest) != Prospect::Dead {
                coarsest[at] -= 1;
                closed[at] = true;
            }
        }
        let mut open = vec![self.lattice.id(&coarsest)];
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut self.dead[id], true) {
                open.extend(self.lattice.finer(id));
            }
        }
    }
}
