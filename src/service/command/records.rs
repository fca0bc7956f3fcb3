//! Entering and submitting.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::{
    base::{FormId, Instant, RecordId, Sensitive},
    cases::State,
    service::awaited::{Path, Violation},
};

/// Begins a record: an empty draft of the form's current version. Answers with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// The form.
    pub form: FormId,
}

/// Saves what was answered so far. When its answer is there, it is durable.
#[derive(Clone, Debug, PartialEq)]
pub struct SaveDraft {
    /// The record.
    pub record: RecordId,
    /// The revision it was opened at; a later one in the vault is refused as stale.
    pub base: u32,
    /// All answers: `forms::Instance::to_json`.
    pub instance: Zeroizing<String>,
    /// The question to resume at.
    pub at: Option<Path>,
}

/// A draft is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Since when.
    pub at: Instant,
}

/// Hands the record in for review: every check runs, also against other records.
#[derive(Clone, Debug, PartialEq)]
pub struct Submit {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// Why each soft rule that does not hold may stand, by question path; one reason covers the question.
    pub reasons: BTreeMap<String, Sensitive<String>>,
}

/// What came of a submission.
#[derive(Clone, Debug, PartialEq)]
pub enum Submission {
    /// It waits for review now.
    Submitted {
        /// Its new revision.
        revision: u32,
        /// Soft rules that stand with a reason.
        overridden: Vec<Violation>,
    },
    /// It stays as it was: these do not hold. Hard ones must be answered, soft ones answered or given a reason.
    Blocked {
        /// What does not hold.
        violations: Vec<Violation>,
    },
}

/// A step of a record, done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stepped {
    /// The record.
    pub record: RecordId,
    /// Where it stands now.
    pub state: State,
    /// Its revision now.
    pub revision: u32,
}

/// Fills answers into an open record from a script: the answers file of the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct FillRecord {
    /// The record; a new one of the form where `None`.
    pub record: Option<RecordId>,
    /// The form of a new record.
    pub form: Option<FormId>,
    /// The answers file, JSON.
    pub answers: Zeroizing<String>,
}

/// What came of filling in.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The record.
    pub record: RecordId,
    /// Where it stands.
    pub state: State,
    /// Its revision.
    pub revision: u32,
    /// What does not hold yet.
    pub violations: Vec<Violation>,
}

/// Strikes a record out, with a reason. It is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Throws a draft away that was never submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscardDraft {
    /// The record.
    pub record: RecordId,
}
