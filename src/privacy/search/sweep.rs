//! The sweep: the whole lattice from coarse to fine, grouping only nodes that could still win.
//!
//! Every node ends in one of three ways: grouped; skipped because more records than the limit are known to be
//! outliers there; or skipped because its bound exceeds the incumbent. So no node outside the grouped
//! ones can be the optimum (§5.5 of the privacy design). A skipped node hands down what it inherited.

use std::ops::ControlFlow;

use super::{
    Alternative, Control, Progress,
    encode::Encoded,
    group::{Grouped, Grouper},
    lattice::{Lattice, Levels},
    projection::Projections,
};
use crate::privacy::{
    criteria::mean_risk,
    loss::Loss,
    number::{float, single_up},
};

/// Scores closer than this are the same.
pub(crate) const TIE: f64 = 1e-9;
/// The slack of a bound against [`TIE`]: wider than its rounding.
const SLACK: f64 = 1e-12;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// The least loss with at most so many outliers.
    LeastLoss { limit: u64 },
    /// The fewest outliers, and among those the least loss.
    FewestOutliers,
}

/// A node that may be the answer.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) levels: Levels,
    pub(crate) score: f64,
    pub(crate) grouped: Grouped,
}

/// How a sweep ended.
#[derive(Clone, Debug)]
pub(crate) struct Swept {
    /// All nodes within [`TIE`] of the best; empty where nothing is feasible.
    pub(crate) best: Vec<Offer>,
    /// Every grouped node, in the order of grouping.
    pub(crate) alternatives: Vec<Alternative>,
    /// Nodes grouped.
    pub(crate) grouped: u64,
    /// Nodes decided by a bound.
    pub(crate) bounded: u64,
    /// A lower bound on the score of whatever was not looked at; `None` where all was.
    pub(crate) open: Option<f64>,
}

/// The sweep over one lattice.
pub(crate) struct Sweep<'a> {
    table: &'a Encoded,
    lattice: &'a Lattice,
    loss: &'a Loss,
    projections: Option<&'a Projections>,
    grouper: Grouper<'a>,
    limit: u64,
    shrinking: bool,
    max_mean_risk: f64,
    max_groupings: u64,
    /// Per node, records known to be outliers at it and everything finer.
    lost: Vec<u32>,
    /// Per node and attribute, at most the sum of their shares.
    lost_shares: Vec<f32>,
    done: Vec<bool>,
    swept: Swept,
    progress: &'a mut dyn FnMut(Progress) -> Control,
    n_nodes: u64,
    passed: u64,
}

/// Why a sweep stops early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Enough: the best so far is the answer.
    Finish,
    /// Nothing is wanted any more.
    Cancel,
}

/// The fixed parts of a sweep.
pub(crate) struct Task<'a> {
    pub(crate) table: &'a Encoded,
    pub(crate) lattice: &'a Lattice,
    pub(crate) loss: &'a Loss,
    pub(crate) projections: Option<&'a Projections>,
    pub(crate) max_mean_risk: Option<f64>,
    pub(crate) max_groupings: u64,
}

impl<'a> Sweep<'a> {
    /// A sweep for `aim`; `n_nodes` is 0 where the lattice is too large for a table of its nodes.
    pub(crate) fn new(
        task: &Task<'a>,
        aim: Aim,
        n_nodes: usize,
        progress: &'a mut dyn FnMut(Progress) -> Control,
    ) -> Self {
        let (limit, shrinking) = match aim {
            Aim::LeastLoss { limit } => (limit, false),
            Aim::FewestOutliers => (task.table.records, true),
        };
        Self {
            table: task.table,
            lattice: task.lattice,
            loss: task.loss,
            projections: task.projections,
            grouper: Grouper::new(task.table),
            limit,
            shrinking,
            max_mean_risk: task.max_mean_risk.unwrap_or(f64::INFINITY),
            max_groupings: task.max_groupings,
            lost: vec![0; n_nodes],
            lost_shares: vec![0.0; n_nodes * task.table.dimensions.len()],
            done: vec![false; n_nodes],
            swept: Swept {
                best: Vec::new(),
                alternatives: Vec::new(),
                grouped: 0,
                bounded: 0,
                open: None,
            },
            progress,
            n_nodes: n_nodes as u64,
            passed: 0,
        }
    }

    /// Looks at the whole lattice.
    ///
    /// # Errors
    ///
    /// [`Stop::Cancel`] when the person stopped it.
    pub(crate) fn run(mut self) -> Result<Swept, Stop> {
        if let ControlFlow::Break(stop) = self.search() {
            if stop == Stop::Cancel {
                return Err(stop);
            }
            self.swept.open = Some(self.open_bound());
        }
        Ok(self.swept)
    }

    /// Only descends from the top: for lattices too large to sweep. What it finds is not known to be the best.
    ///
    /// # Errors
    ///
    /// [`Stop::Cancel`] when the person stopped it.
    pub(crate) fn run_descent(mut self) -> Result<Swept, Stop> {
        if self.descend() == ControlFlow::Break(Stop::Cancel) {
            return Err(Stop::Cancel);
        }
        self.swept.open = Some(self.bound(&self.lattice.lowest(), 0.0, &[]).1);
        Ok(self.swept)
    }

    fn search(&mut self) -> ControlFlow<Stop> {
        self.descend()?;
        for nodes in self.lattice.by_height().into_iter().rev() {
            for id in nodes {
                self.passed += 1;
                self.visit(id as usize)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// From the top, always to the best of the next finer nodes while the score falls: a first incumbent.
    fn descend(&mut self) -> ControlFlow<Stop> {
        let lowest = self.lattice.lowest();
        let mut here = self.lattice.highest();
        let mut score = self.group(&here)?;
        loop {
            let mut next: Option<(f64, Levels)> = None;
            for at in 0..here.len() {
                if here[at] == lowest[at] {
                    continue;
                }
                let mut finer = here.clone();
                finer[at] -= 1;
                let found = self.group(&finer)?;
                if next.as_ref().is_none_or(|(best, _)| found < *best) {
                    next = Some((found, finer));
                }
            }
            match next {
                Some((found, finer)) if found < score => (score, here) = (found, finer),
                _ => return ControlFlow::Continue(()),
            }
        }
    }

    /// Decides node `id`: by what it inherits, by its bound, or by grouping it.
    fn visit(&mut self, id: usize) -> ControlFlow<Stop> {
        if self.done[id] {
            return ControlFlow::Continue(());
        }
        let levels = self.lattice.levels(id);
        let product = self.inherit(id, &levels);
        let projected = self.projections.map_or(0, |projections| projections.outliers(&levels));
        if self.limit < u64::from(self.lost[id]).max(projected) {
            self.swept.bounded += 1;
            return ControlFlow::Continue(());
        }
        // Where fewest outliers come first, the loss only decides among nodes that cannot have fewer than the best.
        let decides = !self.shrinking || self.limit <= u64::from(self.lost[id]);
        if let Some(best) = self.swept.best.first()
            && decides
            && best.score + TIE + SLACK < self.loss.score(product)
        {
            self.swept.bounded += 1;
            return ControlFlow::Continue(());
        }
        self.group(&levels).map_continue(|_score| ())
    }

    /// Takes over what is lost from the coarser neighbour that gives the highest bound, which is returned as a product.
    fn inherit(&mut self, id: usize, levels: &[usize]) -> f64 {
        let width = levels.len();
        let mut best = (self.bound(levels, 0.0, &[]).0, None);
        for from in self.lattice.coarser(id) {
            let lost = self.lost[from];
            if self.limit < u64::from(lost) {
                best = (f64::INFINITY, Some(from));
                break;
            }
            let shares = &self.lost_shares[from * width..(from + 1) * width];
            let product = self.bound(levels, f64::from(lost), shares).0;
            if best.0 < product || best.1.is_none() {
                best = (product, Some(from));
            }
        }
        if let Some(from) = best.1 {
            self.lost[id] = self.lost[from];
            self.lost_shares.copy_within(from * width..(from + 1) * width, id * width);
        }
        best.0
    }

    /// A lower bound on the score at `levels` when `lost` records with at most `shares` are outliers there, as
    /// product and as score.
    fn bound(&self, levels: &[usize], lost: f64, shares: &[f32]) -> (f64, f64) {
        let product = self.loss.product(
            lost,
            levels.iter().enumerate().map(|(at, level)| {
                let gone = shares.get(at).map_or(0.0, |it| f64::from(*it));
                (self.table.dimensions[at].levels[*level].shares, gone.min(lost))
            }),
        );
        (product, self.loss.score(product))
    }

    /// Groups the node at `levels`, offers it, and answers its score: infinite where it is not feasible.
    fn group(&mut self, levels: &[usize]) -> ControlFlow<Stop, f64> {
        if !self.done.is_empty() && self.done[self.lattice.id(levels)] {
            return ControlFlow::Continue(f64::INFINITY);
        }
        if self.max_groupings <= self.swept.grouped {
            return ControlFlow::Break(Stop::Finish);
        }
        let grouped = self.grouper.group(levels);
        self.swept.grouped += 1;
        if !self.done.is_empty() {
            self.keep_lost(self.lattice.id(levels), &grouped);
        }
        let outliers = float(grouped.outliers);
        let score = self.loss.score(self.loss.product(
            outliers,
            levels.iter().enumerate().map(|(at, level)| {
                let shares = self.table.dimensions[at].levels[*level].shares;
                (shares, grouped.outlier_shares[at])
            }),
        ));
        let score = self.offer(levels, score, grouped);
        let best = self.swept.best.first().map(|offer| offer.score);
        let progress = Progress {
            grouped: self.swept.grouped,
            decided: self.passed,
            nodes: self.n_nodes,
            best,
        };
        match (self.progress)(progress) {
            Control::Continue => ControlFlow::Continue(score),
            Control::Finish => ControlFlow::Break(Stop::Finish),
            Control::Cancel => ControlFlow::Break(Stop::Cancel),
        }
    }

    fn keep_lost(&mut self, id: usize, grouped: &Grouped) {
        self.done[id] = true;
        self.lost[id] = u32::try_from(grouped.lost).unwrap_or(u32::MAX);
        let width = grouped.lost_shares.len();
        let kept = &mut self.lost_shares[id * width..(id + 1) * width];
        for (kept, share) in kept.iter_mut().zip(&grouped.lost_shares) {
            *kept = single_up(*share);
        }
    }

    /// Keeps the node if it is feasible and as good as the best; answers its score, or infinity.
    fn offer(&mut self, levels: &[usize], score: f64, grouped: Grouped) -> f64 {
        let released = self.table.records - grouped.outliers;
        let risk = mean_risk(grouped.classes, released);
        let feasible = grouped.outliers <= self.limit && risk <= self.max_mean_risk + SLACK;
        self.swept.alternatives.push(Alternative {
            levels: levels.to_vec(),
            score,
            suppressed: grouped.outliers,
            classes: grouped.classes,
            mean_risk: risk,
            feasible,
        });
        if !feasible {
            return f64::INFINITY;
        }
        let best = &mut self.swept.best;
        if self.shrinking && grouped.outliers < self.limit {
            self.limit = grouped.outliers;
            best.clear();
        }
        best.push(Offer { levels: levels.to_vec(), score, grouped });
        best.sort_by(|a, b| a.score.total_cmp(&b.score));
        let least = best.first().map_or(score, |offer| offer.score);
        best.retain(|offer| offer.score <= least + TIE);
        score
    }

    /// After an early stop: the smallest bound of the nodes that were not decided.
    fn open_bound(&mut self) -> f64 {
        let mut open = f64::INFINITY;
        for nodes in self.lattice.by_height().into_iter().rev() {
            for id in nodes {
                let id = id as usize;
                if self.done[id] {
                    continue;
                }
                let levels = self.lattice.levels(id);
                let product = self.inherit(id, &levels);
                if u64::from(self.lost[id]) <= self.limit {
                    open = open.min(self.loss.score(product));
                }
            }
        }
        open
    }
}

/// The node of `offers` that the rule for ties chooses.
pub(crate) fn choose(offers: &[Offer], first_fields: bool) -> Option<&Offer> {
    offers.iter().min_by_key(|offer| {
        let sum: usize = if first_fields { 0 } else { offer.levels.iter().sum() };
        (sum, offer.levels.clone())
    })
}
