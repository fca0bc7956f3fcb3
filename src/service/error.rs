//! What can stop a request, with the codes and texts that people see. The only place that knows them.

use crate::{base::Message, cases::ReviewError, service::Permission};

/// A request that was not done. Nothing was half done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The vault is locked. Unlock it.
    #[error("the vault is locked")]
    Locked,
    /// None of the person's roles brings the right.
    #[error("the person may not do this")]
    NotAllowed {
        /// The right that is missing.
        needed: Permission,
    },
    /// The form or record lies in a compartment for which the person is not cleared.
    #[error("not cleared for the compartment")]
    NotCleared,
    /// A rule of review forbids it.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// No such thing in this office.
    #[error("there is no such {what:?}")]
    Unknown {
        /// What was asked for.
        what: Thing,
    },
    /// Something that must be written is empty.
    #[error("{what:?} is missing")]
    Missing {
        /// What is missing.
        what: Needed,
    },
    /// Too many requests wait. Try again.
    #[error("too many requests wait")]
    Busy,
    /// The person stopped it.
    #[error("stopped by the user")]
    Cancelled,
    /// The operating system gave no thread for long work.
    #[error("no thread to be had")]
    NoThread,
    /// The program made a mistake.
    #[error("a bug, report {report}")]
    Bug {
        /// The number under which it was reported.
        report: u32,
    },
}

/// What a request may name that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A record.
    Record,
    /// A comment.
    Comment,
    /// A form, or a version of it.
    Form,
    /// A question of a form.
    Question,
    /// A person of the office.
    Person,
    /// A batch.
    Batch,
    /// A destination of batches.
    Destination,
    /// A frozen release scheme.
    Scheme,
}

/// What a request may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// A written reason.
    Reason,
    /// At least one comment.
    Comment,
    /// A login.
    Login,
    /// A role.
    Role,
    /// A second person.
    SecondPerson,
    /// A headquarters to seal for.
    Headquarters,
}

impl ServiceError {
    /// A stable code for support, documents and tests.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Locked => "OFFICE-1",
            Self::NotAllowed { .. } | Self::Review(ReviewError::NotAllowed { .. }) => "RIGHT-1",
            Self::NotCleared => "RIGHT-2",
            Self::Review(ReviewError::OwnRecord) => "REVIEW-1",
            Self::Review(ReviewError::NotOwn) => "REVIEW-2",
            Self::Review(ReviewError::WrongState { .. }) => "REVIEW-3",
            Self::Unknown { .. } => "OFFICE-2",
            Self::Missing { .. } => "OFFICE-3",
            Self::Busy => "OFFICE-4",
            Self::Cancelled => "OFFICE-5",
            Self::NoThread => "OFFICE-6",
            Self::Bug { .. } => "BUG",
        }
    }

    /// What happened, for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Locked => Message::new("err-locked"),
            Self::NotAllowed { .. } | Self::Review(ReviewError::NotAllowed { .. }) => {
                Message::new("err-not-allowed")
            }
            Self::NotCleared => Message::new("err-not-cleared"),
            Self::Review(ReviewError::OwnRecord) => Message::new("err-own-record"),
            Self::Review(ReviewError::NotOwn) => Message::new("err-not-own"),
            Self::Review(ReviewError::WrongState { state, .. }) => {
                Message::new("err-wrong-state").text("state", state.word())
            }
            Self::Unknown { what } => Message::new(what.text()),
            Self::Missing { what } => Message::new(what.text()),
            Self::Busy => Message::new("err-busy"),
            Self::Cancelled => Message::new("err-cancelled"),
            Self::NoThread => Message::new("err-no-thread"),
            Self::Bug { report } => Message::new("err-bug").text("report", format!("{report:05}")),
        }
    }

    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn advice(&self) -> Option<Message> {
        let id = match self {
            Self::Locked => "fix-locked",
            Self::NotAllowed { .. } | Self::Review(ReviewError::NotAllowed { .. }) => {
                "fix-not-allowed"
            }
            Self::NotCleared => "fix-not-cleared",
            Self::Review(ReviewError::OwnRecord) => "fix-own-record",
            Self::Review(ReviewError::NotOwn) => "fix-not-own",
            Self::Review(ReviewError::WrongState { .. }) | Self::Unknown { .. } => "fix-open-again",
            Self::Missing { .. } => "fix-missing",
            Self::Busy | Self::NoThread => "fix-try-again",
            Self::Bug { .. } => "fix-bug",
            Self::Cancelled => return None,
        };
        Some(Message::new(id))
    }

    /// The exit code of the command line.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Locked | Self::NotAllowed { .. } | Self::NotCleared => 3,
            Self::Review(ReviewError::WrongState { .. }) => 1,
            Self::Review(_) => 3,
            Self::Unknown { .. } | Self::Missing { .. } => 2,
            Self::Busy | Self::NoThread => 5,
            Self::Cancelled => 7,
            Self::Bug { .. } => 70,
        }
    }
}

impl Thing {
    const fn text(self) -> &'static str {
        match self {
            Self::Record => "err-unknown-record",
            Self::Comment => "err-unknown-comment",
            Self::Form => "err-unknown-form",
            Self::Question => "err-unknown-question",
            Self::Person => "err-unknown-person",
            Self::Batch => "err-unknown-batch",
            Self::Destination => "err-unknown-destination",
            Self::Scheme => "err-unknown-scheme",
        }
    }
}

impl Needed {
    const fn text(self) -> &'static str {
        match self {
            Self::Reason => "err-missing-reason",
            Self::Comment => "err-missing-comment",
            Self::Login => "err-missing-login",
            Self::Role => "err-missing-role",
            Self::SecondPerson => "err-missing-second-person",
            Self::Headquarters => "err-missing-headquarters",
        }
    }
}
