//! Review: comments, return, approval, reopening.

use crate::{
    base::{CommentId, RecordId, Sensitive},
    service::awaited::Path,
};

/// Accepts the record as it stands at `revision`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approve {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen. A later one in the vault is refused as stale.
    pub revision: u32,
}

/// Sends it back to its author, with what is wrong at which question. Open comments on it count; there must be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// New comments, by question.
    pub comments: Vec<(Path, Sensitive<String>)>,
}

/// Remarks on a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The record.
    pub record: RecordId,
    /// The question.
    pub question: Path,
    /// The remark.
    pub text: Sensitive<String>,
}

/// Answers a remark, in its thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerComment {
    /// The record.
    pub record: RecordId,
    /// The thread's first comment.
    pub thread: CommentId,
    /// The answer.
    pub text: Sensitive<String>,
}

/// Nobody waits for an answer any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettleComment {
    /// The record.
    pub record: RecordId,
    /// The thread's first comment.
    pub thread: CommentId,
}

/// Unlocks an approved or exported record, with a reason: it goes back to its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopen {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// Why.
    pub reason: Sensitive<String>,
}
