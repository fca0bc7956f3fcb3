//! What a run on a file of one's own did, on disk: the statement of a batch without the batch.
//!
//! Unlike a [`Certificate`] it may show the input, so it stays with whoever holds that. Field by field it says whether
//! [`super::certify`] derives it again (R) or whether it is attested only (A).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    AchievedSensitive, Certificate, Classes, HierarchyFile, JointHistory, Level, Loss, Model,
    Outcome, Output, Program, Recoding, Risk, RiskFigures, SensitiveModel, Warning, Withheld,
    certificate::Achieved,
};

/// The value of [`Report::format`].
pub const REPORT_FORMAT: &str = "waypost-privacy-report/1";

/// The report. Losses count suppressed records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// [`REPORT_FORMAT`].
    pub format: String,
    /// Who made it (A).
    pub program: Program,
    /// How the levels came about (A).
    pub result: ReportResult,
    /// Whether no node loses less (A).
    pub optimal: bool,
    /// Distance to the lower bound; 0 when optimal, none where there is no bound (A).
    pub gap: Option<f64>,
    /// The loss as one figure; none where nothing would do (R for whole columns with a balance of at least 0.5).
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
    pub model: ReportModel,
    /// The data that came in (A).
    pub input: Input,
    /// The data file (R).
    pub output: ReportOutput,
    /// The hierarchies used (R).
    pub hierarchies: Vec<HierarchyFile>,
    /// One entry a quasi-identifier, in their order (R).
    pub levels: Vec<Level>,
    /// Where rows stand at several nodes: the nodes, finest first; else empty (R as a cover).
    pub recodings: Vec<Recoding>,
    /// Records left out (A).
    pub suppressed: Suppressed,
    /// Equivalence classes (R).
    pub classes: Classes,
    /// Worst figures over the classes (R).
    pub achieved: ReportAchieved,
    /// What was lost (R but for the entropy).
    pub loss: Loss,
    /// What could be found out, and what can still be.
    pub risk: ReportRisk,
    /// What the search cost (A).
    pub search: SearchFigures,
    /// Where nothing keeps the limit: what would do.
    pub nearest: Option<Nearest>,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
}

/// How the levels came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportResult {
    /// The best node was found and proved.
    Optimum,
    /// The best one within the budget.
    Incumbent,
    /// A heuristic: tail, local.
    Heuristic,
    /// Nothing keeps the limit.
    None,
    /// Suppressing everybody loses least.
    AllSuppressed,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportModel {
    /// Smallest number of subjects in a class.
    pub k: u64,
    /// Smallest number of groups in a class.
    pub k_groups: u64,
    /// Members of the reference population that each class must have, where there is one.
    pub k_map: Option<u64>,
    /// Share of records that may be left out.
    pub suppression_limit: f64,
    /// Largest mean of 1/class size, where there is a limit.
    pub max_mean_risk: Option<f64>,
    /// What is asked of sensitive attributes.
    pub sensitive: Vec<SensitiveModel>,
}

/// The data that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Records.
    pub records: u64,
    /// Distinct subjects.
    pub subjects: u64,
    /// Distinct groups.
    pub groups: u64,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// The data file; without name and hashes where none was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportOutput {
    /// Its name.
    pub file: Option<String>,
    /// Between cells, of the hierarchies too.
    #[serde(default = "semicolon")]
    pub delimiter: char,
    /// Rows of data.
    pub records: u64,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// RFC 6962 tree hash over the rows as bytes without line end, sorted; header excluded.
    pub rows_root: Option<String>,
    /// SHA-256 over the classes in the order of their labels: the labels, the records, and per sensitive attribute how many
    /// groups of values there are and the records of each. Texts after their length, numbers as eight bytes, lowest first.
    pub classes_sha256: Option<String>,
}

const fn semicolon() -> char {
    ';'
}

/// Records left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppressed {
    /// How many.
    pub records: u64,
}

/// Worst figures over the classes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportAchieved {
    /// Size of the smallest class.
    pub k: u64,
    /// Members of the reference population in the class with fewest (A).
    pub k_map: Option<u64>,
    /// One entry a sensitive attribute.
    pub sensitive: Vec<ReportSensitive>,
}

/// Worst figures of one sensitive attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSensitive {
    /// The column.
    pub name: String,
    /// Fewest distinct groups in a class that holds a group which is not neutral.
    pub distinct_l: Option<u64>,
    /// Smallest effective number of groups, e to the entropy.
    pub entropy_l: Option<f64>,
    /// Largest distance from all released rows.
    pub t: Option<f64>,
    /// Largest share of one group that is not neutral.
    pub alpha: Option<f64>,
    /// Largest distance from all input records (A).
    pub t_input: Option<f64>,
    /// Group of values → input records (A; never fewer than were released).
    pub overall: BTreeMap<String, u64>,
}

/// What could be found out, and what can still be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportRisk {
    /// Of the input (A).
    pub before: RiskFigures,
    /// Of the released rows (R).
    pub after: RiskFigures,
}

/// What the search cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchFigures {
    /// Nodes of the lattice.
    pub nodes: u64,
    /// Nodes grouped.
    pub grouped: u64,
    /// No node loses less than this; none where there is no bound.
    pub bound: Option<f64>,
    /// Nodes as good as the chosen one, itself included.
    pub tied: u64,
    /// Processor time of the whole run up to the report, in milliseconds; none where it cannot be measured.
    pub cpu_ms: Option<f64>,
    /// The best nodes that were looked at, the chosen one among them.
    pub alternatives: Vec<Alternative>,
}

/// A node that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// A level for each quasi-identifier, in their order.
    pub levels: Vec<u32>,
    /// The loss as one figure.
    pub score: f64,
    /// Records that would be left out.
    pub suppressed: u64,
    /// Classes that would be released.
    pub classes: u64,
    /// Classes over released records.
    pub mean_risk: f64,
    /// It keeps the limits.
    pub feasible: bool,
    /// What it loses by other measures, never optimised.
    pub loss: Loss,
}

/// What would do where nothing keeps the limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nearest {
    /// The smallest limit that would do.
    pub suppression_limit: f64,
    /// The best node at that limit.
    pub levels: Vec<u32>,
    /// Its loss.
    pub score: f64,
    /// Records left out there.
    pub suppressed: u64,
}

impl Report {
    /// What of it is also said of a batch, in a batch's words: what [`super::certify`] holds against files.
    pub(super) fn statement(&self) -> Certificate {
        let told = |it: &ReportSensitive| AchievedSensitive {
            name: it.name.clone(),
            distinct_l: it.distinct_l,
            entropy_l: it.entropy_l,
            t: it.t,
            alpha: it.alpha,
        };
        Certificate {
            format: self.format.clone(),
            program: self.program.clone(),
            result: Outcome::Heuristic,
            optimal: self.optimal,
            gap: self.gap,
            score: self.score,
            metric: self.metric.clone(),
            gs_factor: self.gs_factor,
            weights: self.weights.clone(),
            mode: self.mode.clone(),
            ties: self.ties.clone(),
            seed: self.seed,
            model: Model {
                profile: String::new(),
                k: self.model.k,
                k_groups: self.model.k_groups,
                suppression_limit: self.model.suppression_limit,
                max_mean_risk: self.model.max_mean_risk,
                sensitive: self.model.sensitive.clone(),
            },
            output: Output {
                file: self.output.file.clone().unwrap_or_default(),
                records: self.output.records,
                columns: self.output.columns.clone(),
                sha256: self.output.sha256.clone().unwrap_or_default(),
                rows_root: self.output.rows_root.clone().unwrap_or_default(),
            },
            hierarchies: self.hierarchies.clone(),
            levels: self.levels.clone(),
            recodings: self.recodings.clone(),
            withheld: Withheld::Count(self.suppressed.records),
            classes: self.classes.clone(),
            achieved: Achieved {
                k: self.achieved.k,
                sensitive: self.achieved.sensitive.iter().map(told).collect(),
            },
            loss: self.loss.clone(),
            risk: Risk { after: self.risk.after.clone() },
            joint_history: JointHistory::default(),
            scheme: None,
            warnings: self.warnings.clone(),
        }
    }
}
