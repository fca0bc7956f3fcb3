//! Export: the risk, the frozen scheme, the sealed batch.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::{BatchNumber, FormId, Instant, Sensitive};

use super::super::query::batches::BatchView;

/// Which records, for whom, under what limits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Release {
    /// The form.
    pub form: Option<FormId>,
    /// The destination; `headquarters` where empty.
    pub destination: String,
    /// Only records approved on or before this day.
    pub until: Option<NaiveDate>,
    /// Limits of this batch; never below the profile's floor.
    pub limits: Limits,
}

/// The only knobs of a batch; `None` and empty leave the profile's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Least class size, in persons or cases.
    pub k: Option<u32>,
    /// Least class size, in households or cases around them.
    pub k_groups: Option<u32>,
    /// Share of records that a scheme may leave out.
    pub suppression_limit: Option<f64>,
    /// Greatest mean risk.
    pub max_mean_risk: Option<f64>,
    /// What matters most: weight by question.
    pub weights: BTreeMap<String, f64>,
}

/// What could be recognised, before and after. A job; nothing is written.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskReport {
    /// Which records.
    pub release: Release,
}

/// Words by question, by code, by language.
pub type Words = BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>;

/// The data officer's screen before a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskView {
    /// Approved, consented records not yet released: new and waiting.
    pub candidates: u64,
    /// Records that would leave now.
    pub leaving: u64,
    /// Records held back, by reason, without identifiers.
    pub held_back: Vec<(HeldBack, u64)>,
    /// Whom k counts: text id of the unit (`unit-household`, `unit-case`, `unit-person`).
    pub unit: &'static str,
    /// The least class size asked for.
    pub k: u32,
    /// Before any treatment.
    pub before: RiskFigures,
    /// As it would leave.
    pub after: RiskFigures,
    /// Each question that leaves.
    pub columns: Vec<ColumnView>,
    /// Share of each quasi-identifier's detail lost, mean, 0 to 1.
    pub mean_cell_loss: f64,
    /// Sizes of classes as they would leave: size, how many.
    pub class_sizes: Vec<(u32, u64)>,
    /// Sizes of classes as entered: size, how many.
    pub class_sizes_before: Vec<(u32, u64)>,
    /// The questions that together single out most records, with how many.
    pub revealing_questions: Vec<(Vec<String>, u64)>,
    /// The treatments that were looked at, for the plot; empty under a frozen scheme.
    pub candidate_nodes: Vec<CandidateNode>,
    /// The least classes before treatment, in words: label by question.
    pub most_revealing: Vec<(Vec<(String, String)>, u64)>,
    /// The frozen scheme that applies.
    pub scheme: SchemeState,
    /// Exactly what would leave: header, then at most [`RiskView::PREVIEW`] rows.
    pub preview: Vec<Vec<String>>,
    /// Words of the broader codes that answers are made coarser to: by question, code and language.
    pub words: Words,
    /// Something the data officer should know.
    pub warnings: Vec<crate::base::Message>,
    /// The report of the privacy room: JSON of `privacy.md` §11, internal.
    pub report: String,
}

impl RiskView {
    /// Rows of the preview.
    pub const PREVIEW: usize = 200;
}

/// One treatment that a search looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CandidateNode {
    /// Detail lost, 0 to 1.
    pub loss: f64,
    /// Mean of 1 / class size.
    pub mean_risk: f64,
    /// Records it would hold back.
    pub held_back: u64,
    /// It keeps the limits.
    pub feasible: bool,
    /// It is the one that was chosen.
    pub chosen: bool,
}

/// Risk of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RiskFigures {
    /// Records.
    pub records: u64,
    /// Equivalence classes.
    pub classes: u64,
    /// Records alone in their class.
    pub unique: u64,
    /// Records in classes below k.
    pub below_k: u64,
    /// 1 / smallest class.
    pub max: f64,
    /// Mean of 1 / class size.
    pub mean: f64,
}

/// A question that leaves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnView {
    /// The question's name.
    pub name: String,
    /// Its label by language.
    pub label: BTreeMap<String, String>,
    /// Class word: `quasi`, `sensitive`, `plain`, `quasi sensitive`.
    pub class: String,
    /// The word of the form's `export` column.
    pub treatment: String,
    /// Finest level the form allows, the level released, the highest.
    pub levels: (u32, u32, u32),
    /// One example as it is stored and as it leaves.
    pub example: (String, String),
    /// Share of its detail lost, 0 to 1.
    pub loss: f64,
}

/// Why a record stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeldBack {
    /// Not approved.
    NotApproved,
    /// No consent for the purpose.
    NoConsent,
    /// Consent withdrawn.
    Withdrawn,
    /// Approved after the last day asked for.
    Later,
    /// It left in an earlier batch.
    Released,
    /// Too few alike: it waits.
    Waiting,
    /// It changed after it left; the correction waits.
    Correction,
    /// An answer the scheme knows no level for.
    Unfit,
    /// Entered with another version of the form than the one that leaves.
    OtherVersion,
    /// Struck out.
    Void,
}

impl HeldBack {
    /// The word of the command line and of texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotApproved => "not-approved",
            Self::NoConsent => "no-consent",
            Self::Withdrawn => "withdrawn",
            Self::Later => "later",
            Self::Released => "released",
            Self::Waiting => "waiting",
            Self::Correction => "correction",
            Self::Unfit => "unfit",
            Self::OtherVersion => "other-version",
            Self::Void => "void",
        }
    }
}

/// The frozen scheme of a form and destination.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SchemeState {
    /// None yet: one must be frozen by two people before the first batch.
    #[default]
    None,
    /// Frozen.
    Frozen {
        /// Its epoch.
        epoch: u32,
        /// Since when.
        since: Instant,
        /// Logins of the two people.
        signed_by: Vec<String>,
    },
}

/// Searches the scheme that loses least on the records at hand. A job; nothing is written.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposeScheme {
    /// Which records.
    pub release: Release,
}

/// A scheme not yet frozen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProposedScheme {
    /// Which records it was searched on.
    pub release: Release,
    /// Level by question.
    pub levels: Vec<(String, u32)>,
    /// Coarser level by question, for those who waited long.
    pub fallback: Vec<(String, u32)>,
    /// What a batch under it would look like.
    pub risk: RiskView,
    /// Whether no scheme loses less; else how far off at most.
    pub optimal: bool,
    /// The gap to the best possible.
    pub gap: f64,
}

/// Searches the scheme that loses least on the records at hand and freezes it: the data officer at the keyboard and a
/// supervisor who types their own passphrase sign it. A job.
#[derive(Clone, Debug)]
pub struct FreezeScheme {
    /// Which records it is searched on.
    pub release: Release,
    /// The second person.
    pub second: SecondPerson,
}

/// Somebody else who signs at the same keyboard.
#[derive(Clone, Debug)]
pub struct SecondPerson {
    /// Their login.
    pub login: String,
    /// Their passphrase.
    pub passphrase: Sensitive<String>,
}

/// Anonymises, checks, signs and encrypts. A job.
#[derive(Clone, Debug)]
pub struct SealBatch {
    /// Which records.
    pub release: Release,
    /// Only say what would happen.
    pub dry_run: bool,
    /// The second person, where a scheme must be frozen first.
    pub second: Option<SecondPerson>,
}

/// A sealed batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SealedBatch {
    /// Its line in the outbox; `None` for a dry run.
    pub batch: Option<BatchView>,
    /// The sealed file; empty for a dry run. It is kept in the vault as well.
    pub sealed: Vec<u8>,
    /// What left and what did not.
    pub risk: RiskView,
}

/// The stored file again, byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RewriteBatch {
    /// Its number.
    pub number: BatchNumber,
}

/// Somebody gave it to headquarters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// Its number.
    pub number: BatchNumber,
}
