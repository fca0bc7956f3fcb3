//! The search: the recoding of whole columns that loses least and still keeps everyone safe.
//!
//! A node is one level per quasi-identifier; records in classes that fail the model are suppressed, up to a limit.
//! [`search`] finds the node with the least loss, proved for the whole lattice, and says so; where it is
//! stopped early or the lattice is too large it answers an incumbent with a gap, never calling it optimal.
//!
//! Deterministic: neither the order of rows nor time decides anything.

pub(crate) mod encode;
pub(crate) mod group;
pub(crate) mod keys;
pub(crate) mod lattice;
mod projection;
mod sweep;

pub use self::encode::Population;

use self::{
    encode::Encoded,
    lattice::Lattice,
    projection::Projections,
    sweep::{Aim, Offer, Stop, Sweep, Swept, Task},
};
use super::{
    PrivacyError,
    criteria::mean_risk,
    error::RequestFault,
    hierarchy::Hierarchy,
    loss::{Factors, Loss},
    microdata::Microdata,
    model::{self, Model, within},
    number::{float, share_of},
    report::{Alternative, SearchStatistics},
};

/// Which levels of one quasi-identifier may be used, and how much it matters.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRange {
    /// The finest level that may leave.
    pub lowest: usize,
    /// The coarsest; the top of its hierarchy where `None`.
    pub highest: Option<usize>,
    /// Its weight in the loss, relative to the largest. At least 0.
    pub weight: f64,
}

impl Default for LevelRange {
    fn default() -> Self {
        Self { lowest: 0, highest: None, weight: 1.0 }
    }
}

/// Which of several equally good nodes is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// The smallest sum of levels, then the smallest levels in the order of quasi-identifiers.
    #[default]
    FewestLevels,
    /// The smallest levels in the order of quasi-identifiers.
    FirstFields,
}

/// How to search.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchConfig {
    /// One a quasi-identifier, in their order; empty means every level and equal weights.
    pub ranges: Vec<LevelRange>,
    /// The share of input records that may be suppressed, 0..=1.
    pub suppression_limit: f64,
    /// How suppression is weighed against recoding, 0..=1; one half counts both in full.
    pub gs_factor: f64,
    /// What decides between equals.
    pub ties: Ties,
    /// Above so many nodes there is no sweep, only an incumbent.
    pub max_nodes: usize,
    /// After so many groupings the best so far is the answer.
    pub max_groupings: Option<u64>,
    /// How many of the nodes looked at are kept for the plot.
    pub n_alternatives: usize,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self {
            ranges: Vec::new(),
            suppression_limit: 0.05,
            gs_factor: 0.5,
            ties: Ties::FewestLevels,
            max_nodes: 5_000_000,
            max_groupings: None,
            n_alternatives: 500,
        }
    }
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Nodes grouped so far.
    pub grouped: u64,
    /// Nodes decided so far.
    pub decided: u64,
    /// Nodes of the lattice; 0 where it is too large to be swept.
    pub nodes: u64,
    /// The best score so far.
    pub best: Option<f64>,
}

/// What to do next; asked after every grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Go on.
    Continue,
    /// Stop and answer the best so far.
    Finish,
    /// Stop and answer nothing.
    Cancel,
}

/// The node that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// One level per quasi-identifier, in their order.
    pub levels: Vec<usize>,
    /// Its loss.
    pub score: f64,
    /// No other node is better: all were decided.
    pub optimal: bool,
    /// How much better an unseen node could be at most; 0 where `optimal`.
    pub gap: f64,
    /// Records suppressed.
    pub suppressed: u64,
    /// Records released.
    pub released: u64,
    /// Classes released.
    pub classes: u64,
    /// Subjects of the smallest of them.
    pub smallest_class: u32,
    /// Classes over released records.
    pub mean_risk: f64,
    /// Nodes looked at, best first: for the plot of candidates.
    pub alternatives: Vec<Alternative>,
    /// What the search cost.
    pub statistics: SearchStatistics,
}

/// How a search ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A node, the best where it says so.
    Found(Found),
    /// Suppressing everybody loses least: nothing can leave.
    AllSuppressed(Found),
    /// No node keeps the suppression limit (and the mean risk).
    Nothing {
        /// What would do: the node with the fewest records suppressed. `None` where the mean risk is what fails.
        nearest: Option<Box<Found>>,
        /// What the search cost.
        statistics: SearchStatistics,
    },
}

/// Finds the recoding of `table` with the least loss that meets `model`.
///
/// `hierarchies` stand in the order of the quasi-identifiers. `progress` is asked after every grouping, which is
/// never longer than one pass over the table.
///
/// # Errors
///
/// [`PrivacyError`]: a request that makes no sense, a value that its hierarchy lacks, more subjects asked for than
/// there are, or [`PrivacyError::Cancelled`].
pub fn search(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    model: &Model,
    config: &SearchConfig,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, PrivacyError> {
    model::check(model, table)?;
    within("suppression_limit", config.suppression_limit, 0.0, 1.0)?;
    let encoded = Encoded::new(table, hierarchies, model)?;
    search_encoded(&encoded, hierarchies, model, config, progress)
}

/// [`search`] over a table that was made ready before.
pub(crate) fn search_encoded(
    encoded: &Encoded,
    hierarchies: &[Hierarchy],
    model: &Model,
    config: &SearchConfig,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, PrivacyError> {
    within("suppression_limit", config.suppression_limit, 0.0, 1.0)?;
    let ranges = checked_ranges(&config.ranges, hierarchies)?;
    let lowest: Vec<usize> = ranges.iter().map(|range| range.lowest).collect();
    let tops = ranges.iter().zip(hierarchies);
    let highest: Vec<usize> = tops.map(|(it, tree)| it.highest.unwrap_or(tree.top())).collect();
    let weights: Vec<f64> = ranges.iter().map(|range| range.weight).collect();
    let loss = loss(encoded, config.gs_factor, &weights)?;
    let lattice = Lattice::new(&lowest, &highest);
    let limit = share_of(config.suppression_limit, encoded.records);
    let n_nodes = lattice.n_nodes().filter(|n| *n <= config.max_nodes);
    let projections = n_nodes.map(|_| Projections::new(encoded, model.k));
    let task = Task {
        table: encoded,
        lattice: &lattice,
        loss: &loss,
        projections: projections.as_ref(),
        max_mean_risk: model.max_mean_risk,
        max_groupings: config.max_groupings.unwrap_or(u64::MAX),
    };
    let swept = run(&task, Aim::LeastLoss { limit }, n_nodes, progress)?;
    let nodes = lattice.n_nodes().unwrap_or(usize::MAX) as u64;
    match found(encoded, config, &swept, nodes) {
        Some(found) if found.released == 0 => Ok(Outcome::AllSuppressed(found)),
        Some(found) => Ok(Outcome::Found(found)),
        None => {
            let statistics = statistics(&swept, nodes);
            let fewest = run(&task, Aim::FewestOutliers, n_nodes, progress)?;
            let nearest = found(encoded, config, &fewest, nodes).map(Box::new);
            Ok(Outcome::Nothing { nearest, statistics })
        }
    }
}

fn run(
    task: &Task<'_>,
    aim: Aim,
    n_nodes: Option<usize>,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Swept, PrivacyError> {
    let sweep = Sweep::new(task, aim, n_nodes.unwrap_or(0), progress);
    let swept = if n_nodes.is_some() { sweep.run() } else { sweep.run_descent() };
    swept.map_err(|_stop: Stop| PrivacyError::Cancelled)
}

/// The loss over the attributes of `table`.
pub(crate) fn loss(table: &Encoded, gs_factor: f64, weights: &[f64]) -> Result<Loss, PrivacyError> {
    let leaves: Vec<f64> = table.dimensions.iter().map(|it| it.n_leaves).collect();
    Loss::new(Factors::new(gs_factor)?, float(table.records), &leaves, weights)
}

/// One range a hierarchy, each within its levels.
pub(crate) fn checked_ranges(
    ranges: &[LevelRange],
    hierarchies: &[Hierarchy],
) -> Result<Vec<LevelRange>, PrivacyError> {
    if ranges.is_empty() {
        return Ok(vec![LevelRange::default(); hierarchies.len()]);
    }
    let refuse = |attribute: &str| PrivacyError::Request {
        attribute: attribute.to_owned(),
        fault: RequestFault::Levels,
    };
    if ranges.len() != hierarchies.len() {
        return Err(refuse(""));
    }
    for (range, hierarchy) in ranges.iter().zip(hierarchies) {
        let highest = range.highest.unwrap_or(hierarchy.top());
        if hierarchy.top() < highest || highest < range.lowest {
            return Err(refuse(hierarchy.attribute()));
        }
    }
    Ok(ranges.to_vec())
}

fn found(table: &Encoded, config: &SearchConfig, swept: &Swept, nodes: u64) -> Option<Found> {
    let chosen: &Offer = sweep::choose(&swept.best, config.ties == Ties::FirstFields)?;
    let released = table.records - chosen.grouped.outliers;
    let gap = swept.open.map_or(0.0, |open| (chosen.score - open).max(0.0));
    Some(Found {
        levels: chosen.levels.clone(),
        score: chosen.score,
        optimal: gap <= 0.0,
        gap,
        suppressed: chosen.grouped.outliers,
        released,
        classes: chosen.grouped.classes,
        smallest_class: chosen.grouped.smallest,
        mean_risk: mean_risk(chosen.grouped.classes, released),
        alternatives: alternatives(swept, config.n_alternatives),
        statistics: statistics(swept, nodes),
    })
}

/// The nodes looked at: feasible ones first, each sort by score and then by levels.
fn alternatives(swept: &Swept, keep: usize) -> Vec<Alternative> {
    let mut all = swept.alternatives.clone();
    all.sort_by(|a, b| {
        let by_score = a.score.total_cmp(&b.score).then_with(|| a.levels.cmp(&b.levels));
        b.feasible.cmp(&a.feasible).then(by_score)
    });
    all.truncate(keep);
    all
}

fn statistics(swept: &Swept, nodes: u64) -> SearchStatistics {
    SearchStatistics {
        nodes,
        grouped: swept.grouped,
        bounded: swept.bounded,
        tied: swept.best.len() as u64,
    }
}
