//! What a reviewer sees and a certificate states, as plain values.

/// One node that a search looked at, for the plot of candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// One level per quasi-identifier.
    pub levels: Vec<usize>,
    /// The loss.
    pub score: f64,
    /// Records suppressed.
    pub suppressed: u64,
    /// Classes released.
    pub classes: u64,
    /// Classes over released records.
    pub mean_risk: f64,
    /// It keeps the suppression limit and the mean risk.
    pub feasible: bool,
}

/// What a search cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchStatistics {
    /// Nodes of the lattice.
    pub nodes: u64,
    /// Nodes grouped.
    pub grouped: u64,
    /// Nodes decided by a bound.
    pub bounded: u64,
    /// Nodes as good as the chosen one, itself included.
    pub tied: u64,
}
