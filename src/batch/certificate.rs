//! The privacy statement of a batch as it stands in the manifest: what was asked, what was reached, what it cost.
//!
//! Types on disk. Field by field they say whether [`super::certify`] derives them again from the opened
//! batch (R) or whether they are attested only (A). Nothing of before the release stands here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The value of [`Certificate::format`].
pub const CERTIFICATE_FORMAT: &str = "waypost-certificate/1";

/// The statement. All figures are over the released rows alone: else they would tell how many were held back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`CERTIFICATE_FORMAT`].
    pub format: String,
    /// Who made it (A).
    pub program: Program,
    /// How the levels came about (A).
    pub result: Outcome,
    /// Whether no node loses less (A).
    pub optimal: bool,
    /// Distance to the lower bound; 0 when optimal, none where a scheme was applied (A).
    pub gap: Option<f64>,
    /// The loss as one figure; none where nothing was released (R).
    pub score: Option<f64>,
    /// Name of the loss: `loss` (A).
    pub metric: String,
    /// The balance between recoding and suppressing, 0 to 1 (A).
    pub gs_factor: f64,
    /// Weight of each quasi-identifier; 1 where absent (A).
    pub weights: BTreeMap<String, f64>,
    /// `full_domain`, `tail` or `local` (A).
    pub mode: String,
    /// The rule for equal losses (A).
    pub ties: String,
    /// Seed of the order of rows, where they were shuffled (A).
    pub seed: Option<u64>,
    /// What was asked.
    pub model: Model,
    /// The data file (R). Filled in when the batch is written.
    pub output: Output,
    /// The hierarchies used (R). Filled in when the batch is written.
    pub hierarchies: Vec<HierarchyFile>,
    /// One entry a quasi-identifier, in their order (R).
    pub levels: Vec<Level>,
    /// Where rows stand at several nodes (scheme and fallback, tail, local): the nodes, finest first; else empty (R as a cover).
    pub recodings: Vec<Recoding>,
    /// Rows that wait or were left out (A).
    pub withheld: Withheld,
    /// Equivalence classes (R).
    pub classes: Classes,
    /// Worst figures over the classes (R).
    pub achieved: Achieved,
    /// What was lost (R but for the entropy).
    pub loss: Loss,
    /// What remains to be found out (R).
    pub risk: Risk,
    /// The rule over all batches to one destination (A; the chain by whoever holds the batches).
    pub joint_history: JointHistory,
    /// The frozen scheme that was applied (A).
    pub scheme: Option<SchemeRef>,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
}

/// The program that made a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// `waypost`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// How the levels came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The best node was found and proved.
    Optimum,
    /// The best one within the budget.
    Incumbent,
    /// A heuristic: tail, local.
    Heuristic,
    /// A frozen scheme was applied.
    Scheme,
}

/// What was asked of the release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Name of the profile the numbers come from (A).
    pub profile: String,
    /// Smallest number of subjects in a class.
    pub k: u64,
    /// Smallest number of groups in a class.
    pub k_groups: u64,
    /// Share of records that may be left out.
    pub suppression_limit: f64,
    /// Largest mean of 1/class size, where there is a limit.
    pub max_mean_risk: Option<f64>,
    /// What is asked of sensitive attributes.
    pub sensitive: Vec<SensitiveModel>,
}

/// What is asked of one sensitive attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitiveModel {
    /// The column.
    pub name: String,
    /// The criteria, all of which must hold in every class.
    pub models: Vec<Criterion>,
    /// Values that harm nobody if known.
    pub neutral: Vec<String>,
    /// Value → group that counts as one value; a value without an entry is its own group.
    pub groups: BTreeMap<String, String>,
}

/// A condition on the values of a sensitive attribute within a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "model", rename_all = "snake_case", deny_unknown_fields)]
pub enum Criterion {
    /// All values neutral, or at least `l` distinct groups.
    DistinctL {
        /// Groups of values.
        l: u64,
    },
    /// Entropy of the groups at least ln `l`.
    EntropyL {
        /// Effective number of groups.
        l: f64,
    },
    /// At least `l` groups, and the most frequent one rarer than `c` times the tail from the `l`-th on.
    RecursiveCl {
        /// The factor.
        c: f64,
        /// Groups of values.
        l: u64,
    },
    /// Distance between the class and all released rows at most `t`.
    TCloseness {
        /// The distance.
        t: f64,
        /// `equal` or `ordered`.
        distance: Distance,
        /// The order of the groups, for `ordered`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        order: Vec<String>,
    },
    /// No non-neutral group holds more than this share of a class.
    Alpha {
        /// The share.
        alpha: f64,
    },
}

/// How far apart two values of a sensitive attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// All equally far.
    Equal,
    /// By their place in an order.
    Ordered,
}

/// The data file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Its name in the batch.
    pub file: String,
    /// Rows of data.
    pub records: u64,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// RFC 6962 tree hash over the rows as bytes without line end, sorted; header and tag row excluded.
    pub rows_root: String,
}

/// One hierarchy in the batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HierarchyFile {
    /// The column it belongs to.
    pub attribute: String,
    /// Its name in the batch.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Number of levels, the values themselves included.
    pub levels: u32,
    /// Number of values.
    pub leaves: u64,
}

/// Where one quasi-identifier stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The column.
    pub attribute: String,
    /// Level released; 0 is the value itself.
    pub level: u32,
    /// Highest level there is.
    pub top: u32,
    /// Its share in the loss, 0 to 1.
    pub loss: f64,
}

/// One of several nodes at which rows stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recoding {
    /// A level for each quasi-identifier, in their order.
    pub levels: Vec<u32>,
    /// Rows that stand there: those that fit no earlier node of the list.
    pub records: u64,
}

/// How many rows wait or were left out: exact when 0 or at least k, else only that it is fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value", into = "serde_json::Value")]
pub enum Withheld {
    /// This many.
    Count(u64),
    /// At least one and fewer than k.
    BelowK,
}

const BELOW_K: &str = "below k";

impl Withheld {
    /// How `n` may be told where the model asks for `k`.
    #[must_use]
    pub const fn of(n: u64, k: u64) -> Self {
        if n == 0 || n >= k { Self::Count(n) } else { Self::BelowK }
    }

    /// The most that may stand behind it where the model asks for `k`.
    #[must_use]
    pub const fn at_most(self, k: u64) -> u64 {
        match self {
            Self::Count(n) => n,
            Self::BelowK => k.saturating_sub(1),
        }
    }
}

impl From<Withheld> for serde_json::Value {
    fn from(withheld: Withheld) -> Self {
        match withheld {
            Withheld::Count(n) => n.into(),
            Withheld::BelowK => BELOW_K.into(),
        }
    }
}

impl TryFrom<serde_json::Value> for Withheld {
    type Error = &'static str;

    fn try_from(value: serde_json::Value) -> Result<Self, &'static str> {
        if value.as_str() == Some(BELOW_K) {
            return Ok(Self::BelowK);
        }
        value.as_u64().map(Self::Count).ok_or("neither a number nor \"below k\"")
    }
}

/// Equivalence classes over the quasi-identifiers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// How many.
    pub count: u64,
    /// Records in the smallest; 0 where there is none.
    pub smallest: u64,
    /// Records in the largest.
    pub largest: u64,
    /// Records a class.
    pub mean: f64,
    /// (size, classes of that size), sizes ascending.
    pub histogram: Vec<(u64, u64)>,
}

/// Worst figures over the classes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Achieved {
    /// Size of the smallest class.
    pub k: u64,
    /// One entry a sensitive attribute.
    pub sensitive: Vec<AchievedSensitive>,
}

/// Worst figures of one sensitive attribute, over groups of values, in all classes; none where there is no class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AchievedSensitive {
    /// The column.
    pub name: String,
    /// Fewest distinct groups in a class that holds a group which is not neutral; none where there is no such class.
    pub distinct_l: Option<u64>,
    /// Smallest effective number of groups, e to the entropy.
    pub entropy_l: Option<f64>,
    /// Largest distance from all released rows; equal distance unless the model has an order.
    pub t: Option<f64>,
    /// Largest share of one group that is not neutral.
    pub alpha: Option<f64>,
}

/// What was lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// Mean over the quasi-identifiers of their shares.
    pub mean_cell: f64,
    /// Sum of the squares of the class sizes.
    pub discernibility: f64,
    /// Records a class, in units of k.
    pub average_class: f64,
    /// Bits lost, by the frequencies of the input (A; none where not told).
    pub nonuniform_entropy: Option<f64>,
}

/// What remains to be found out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Of the released rows.
    pub after: RiskFigures,
}

/// Risk figures of one table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskFigures {
    /// Rows.
    pub records: u64,
    /// Equivalence classes.
    pub classes: u64,
    /// Rows in classes of one.
    pub unique_records: u64,
    /// Rows in classes smaller than k.
    pub records_below_k: u64,
    /// 1 / smallest class; 0 without rows.
    pub max: f64,
    /// Classes / rows; 0 without rows.
    pub mean: f64,
}

/// The rule over all batches of one form to one destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointHistory {
    /// Number of this batch in the sequence.
    pub batch: u64,
    /// `batch_id` of the one before, or `genesis`.
    pub parent: String,
    /// Head of the ledger before.
    pub ledger_before: String,
    /// Head of the ledger after.
    pub ledger_after: String,
    /// Subjects whose history fewer than k share. Must be 0.
    pub below_k: u64,
    /// Rows for which a data officer and a second person overruled the rule.
    pub overridden: u64,
}

/// The frozen scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeRef {
    /// Its epoch.
    pub epoch: u32,
    /// SHA-256 of the scheme as frozen.
    pub sha256: String,
    /// Levels of the coarser node for rows that waited too long, where there is one.
    pub fallback: Option<Vec<u32>>,
    /// Public keys of the two who froze it.
    pub signed_by: Vec<String>,
}

/// What a reader should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// A stable code.
    pub code: String,
    /// The column, where it is about one.
    pub attribute: Option<String>,
    /// In English.
    pub text: String,
}
