//! What a reviewer sees and a certificate states, as plain values.
//!
//! Figures of *before* are for the office alone; [`Measured`] is over released rows only and may leave.

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

/// What remains to be found out in one table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RiskFigures {
    /// Records.
    pub records: u64,
    /// Equivalence classes.
    pub classes: u64,
    /// Records that are alone in their class.
    pub unique_records: u64,
    /// Records in classes smaller than k.
    pub records_below_k: u64,
    /// 1 / smallest class: the risk of who is looked for (prosecutor). 0 without records.
    pub max: f64,
    /// Classes / records: the share of all who could be matched (marketer). 0 without records.
    pub mean: f64,
}

/// Sizes of classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassFigures {
    /// How many.
    pub count: u64,
    /// Records in the smallest; 0 where there is none.
    pub smallest: u64,
    /// Records in the largest.
    pub largest: u64,
    /// Records a class.
    pub mean: f64,
    /// (size, classes of that size), sizes ascending: the plot of class sizes.
    pub histogram: Vec<(u64, u64)>,
}

/// A class that stands out. For those who may see records; never leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorstClass {
    /// Its values, one a quasi-identifier.
    pub labels: Vec<String>,
    /// Distinct subjects in it.
    pub subjects: u64,
    /// Its rows in the table.
    pub rows: Vec<usize>,
}

/// Sets of at most three fields on which a record is alone, and on no smaller part of which it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MinimalUniques {
    /// How many such (record, set) pairs by the size of the set: one, two, three fields.
    pub by_size: [u64; 3],
    /// Records with at least one.
    pub records: u64,
    /// Per field, the pairs whose set holds it; in the order of quasi-identifiers.
    pub by_field: Vec<(String, u64)>,
    /// The sets that single out most records, with how many: most first.
    pub most_revealing: Vec<(Vec<String>, u64)>,
}

/// A table as it stands: what could be recognised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskReport {
    /// The figures.
    pub figures: RiskFigures,
    /// Sizes of classes.
    pub classes: ClassFigures,
    /// The smallest classes, smallest first.
    pub worst: Vec<WorstClass>,
    /// What singles records out.
    pub uniques: MinimalUniques,
}

/// Where one quasi-identifier stands in released rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelLoss {
    /// Its name.
    pub attribute: String,
    /// Its level at the first node.
    pub level: usize,
    /// The top of its hierarchy.
    pub top: usize,
    /// Its share in the loss, 0 to 1.
    pub loss: f64,
}

/// One of several nodes at which rows stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoding {
    /// A level for each quasi-identifier.
    pub levels: Vec<usize>,
    /// Rows that stand there: those that fit no earlier node.
    pub records: u64,
}

/// What of a sensitive attribute the worst class gives away.
#[derive(Clone, Debug, PartialEq)]
pub struct Achieved {
    /// The attribute.
    pub name: String,
    /// The values, as they leave, that harm nobody if known. Of a quasi-identifier: its labels.
    pub neutral: Vec<String>,
    /// Fewest distinct groups in a class that holds one which is not neutral; `None` without such a class.
    pub distinct_l: Option<u64>,
    /// Smallest effective number of groups, e to the entropy; `None` without rows.
    pub entropy_l: Option<f64>,
    /// Largest distance of a class from all released rows; `None` without rows.
    pub t: Option<f64>,
    /// Largest share of one group that is not neutral; `None` without rows.
    pub alpha: Option<f64>,
}

/// What was lost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LossFigures {
    /// Mean over the quasi-identifiers of their shares, suppression and recoding counted in full.
    pub mean_cell: f64,
    /// Sum of the squares of the class sizes, and for each suppressed record the number of all.
    pub discernibility: f64,
    /// Records a class, in units of k.
    pub average_class: f64,
    /// Bits lost by the frequencies of the input; `None` where that is not told.
    pub nonuniform_entropy: Option<f64>,
}

/// Everything that can be derived again from the released rows and the hierarchies alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The loss over the released rows; `None` without rows.
    pub score: Option<f64>,
    /// One entry a quasi-identifier, in their order.
    pub levels: Vec<LevelLoss>,
    /// Where rows stand at several nodes: the nodes, finest first. Else empty.
    pub recodings: Vec<Recoding>,
    /// Sizes of classes, in rows.
    pub classes: ClassFigures,
    /// Rows in the smallest class: the k that was reached; 0 without rows.
    pub k: u64,
    /// One entry a sensitive rule, in their order.
    pub sensitive: Vec<Achieved>,
    /// What was lost; discernibility without suppressed records.
    pub loss: LossFigures,
    /// What remains to be found out.
    pub risk: RiskFigures,
}

/// What became of a part of the people: suppression hits minorities first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subgroup {
    /// The value that makes the subgroup.
    pub value: String,
    /// Records of it.
    pub records: u64,
    /// Those of them that leave.
    pub leaving: u64,
}

/// How far released labels are from those of everybody, suppression alone: half the sum of differences of shares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variation {
    /// Per quasi-identifier, 0 to 1.
    pub one_way: Vec<(String, f64)>,
    /// The mean over pairs of quasi-identifiers, 0 to 1.
    pub two_way: f64,
}

/// One recoding, side by side. Internal: `before` never leaves the office.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The table as it stood.
    pub before: RiskReport,
    /// The rows that leave.
    pub after: Measured,
    /// What it costs over all records, suppressed ones included.
    pub utility: LossFigures,
    /// What suppression does to the distributions.
    pub variation: Variation,
    /// Per quasi-identifier, who leaves of each of its values.
    pub subgroups: Vec<(String, Vec<Subgroup>)>,
    /// Distinct subjects before.
    pub subjects: u64,
    /// Distinct groups before.
    pub groups: u64,
    /// Records suppressed.
    pub suppressed: u64,
}
