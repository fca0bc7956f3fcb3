//! The audit log.

use crate::base::{Instant, RecordId};

/// Lines of the audit log, latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLines {
    /// Whose: `general`, `protection`, `health`.
    pub compartment: String,
    /// Only lines before this number; the latest where `None`.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: usize,
}

/// One line: who did what, never with what value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLineView {
    /// Its number in the chain.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// Whose login.
    pub by_login: String,
    /// The audit name of the command.
    pub command: String,
    /// The record, where one was meant.
    pub record: Option<RecordId>,
    /// Its revision.
    pub revision: u32,
    /// Names of the questions touched.
    pub fields: Vec<String>,
}

/// Checks chain, signatures, and the digest of every record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditVerify;

/// What the check of the audit log found.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditVerdict {
    /// Whether everything holds.
    pub ok: bool,
    /// Lines read.
    pub lines: u64,
    /// Head of each compartment's chain: name, last number, hash in hexadecimal.
    pub heads: Vec<(String, u64, String)>,
    /// What does not hold.
    pub findings: Vec<super::office::Finding>,
}
