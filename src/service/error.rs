//! What can stop a request, with the codes and texts that people see. The only place that knows them.

use crate::{
    base::Message,
    batch::BatchError,
    cases::ReviewError,
    forms::{AnswerError, DefinitionError, Diagnostic, InstanceError, Path},
    privacy::PrivacyError,
    service::Permission,
    vault::VaultError,
};

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
    /// The vault could not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The batch or the profile is not what it should be.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The privacy model cannot be met, or the request for it makes no sense.
    #[error(transparent)]
    Privacy(#[from] PrivacyError),
    /// The destination names a privacy profile that this program does not know.
    #[error("unknown privacy profile")]
    NoProfile,
    /// The form continues a case. Open it from there.
    #[error("the form continues a case")]
    NeedsCase,
    /// No other form of the case can be opened.
    #[error("no next form")]
    NoNextForm,
    /// The case has its record of this form already.
    #[error("the case has its record of this form")]
    FormOfCaseThere,
    /// The case is closed.
    #[error("the case is closed")]
    CaseOver,
    /// Another form of the case must be handed in first, or does not let it go on.
    #[error("an earlier form of the case comes first")]
    NotYet {
        /// Its title.
        first: String,
    },
    /// Rows of a restricted form leave only under a profile of its own.
    #[error("a restricted form without its profile")]
    Restricted,
    /// The form says of no question that it may leave.
    #[error("no question of the form may leave")]
    NothingMayLeave,
    /// No record is approved and consented.
    #[error("no record may leave")]
    NothingToExport,
    /// Every approved and consented record has left already: none is new and none waits.
    #[error("nothing new may leave")]
    NothingNew,
    /// Everybody waits: too few are alike.
    #[error("everybody waits")]
    EverybodyWaits,
    /// The file is no form.
    #[error("not a form")]
    NotAForm(#[from] DefinitionError),
    /// The form would not run.
    #[error("the form would not run")]
    FormRefused {
        /// Why not, row by row.
        findings: Vec<Diagnostic>,
    },
    /// This version of the form is there already, with other content.
    #[error("this version of the form is there already")]
    FormExists,
    /// The stored answers of a record cannot be read.
    #[error("stored answers cannot be read")]
    Instance(#[from] InstanceError),
    /// The answers file is no JSON object.
    #[error("not an answers file")]
    NotAnswers,
    /// Some answers do not fit the form.
    #[error("answers do not fit the form")]
    Answers {
        /// Which, and why.
        wrong: Vec<(Path, AnswerError)>,
    },
    /// The mapping names a column that the table lacks.
    #[error("the table lacks a column")]
    NoColumn {
        /// Its header.
        column: String,
    },
    /// The mapping names a question that the form lacks, or one inside a repeat.
    #[error("the form lacks a question")]
    NoQuestion {
        /// Its name.
        question: String,
    },
    /// An office code has 2 to 8 capital letters and digits.
    #[error("not an office code")]
    OfficeCode,
    /// The words typed are not those of the profile's root key.
    #[error("the fingerprint differs")]
    OtherFingerprint,
    /// The profile is for another office.
    #[error("the profile is for another office")]
    OtherOffice,
    /// Nobody would be administrator any more.
    #[error("the last administrator")]
    LastAdministrator,
    /// The second person is the first.
    #[error("the second person must be somebody else")]
    SamePerson,
    /// A setting outside its range.
    #[error("setting out of range")]
    Setting,
    /// A file could not be read or written.
    #[error("file could not be read or written")]
    File(#[source] std::io::Error),
    /// The file is neither a CSV file nor a workbook.
    #[error("not a table")]
    NotATable,
    /// The mapping file does not have the shape of one.
    #[error("not a mapping file")]
    NotAMap,
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
    /// An import.
    Import,
    /// A frozen release scheme.
    Scheme,
    /// A case.
    Case,
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
        self.words().0
    }

    /// What happened, for the person.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "most texts have no gaps")]
    pub fn message(&self) -> Message {
        let message = Message::new(self.words().1);
        match self {
            Self::Review(ReviewError::WrongState { state, .. }) => {
                message.text("state", state.word())
            }
            Self::NotYet { first } => message.text("form", first),
            Self::NoColumn { column } => message.text("column", column),
            Self::NoQuestion { question } => message.text("question", question),
            Self::Answers { wrong } => {
                let is_unknown = |it: &&(Path, AnswerError)| it.1 == AnswerError::NoSuchNode;
                let mut unknown = wrong.iter().filter(is_unknown).peekable();
                // A misspelt name is said first: the other answers may be right.
                if unknown.peek().is_some() {
                    return Message::new("err-unknown-answers").text("questions", paths(unknown));
                }
                message.text("questions", paths(wrong.iter()))
            }
            Self::Privacy(PrivacyError::TooFew { k, available }) => {
                message.number("k", u64::from(*k)).number("available", *available)
            }
            Self::Vault(VaultError::Wait { seconds }) => {
                message.number("seconds", u64::from(*seconds))
            }
            Self::Bug { report } => message.text("report", format!("{report:05}")),
            _ => message,
        }
    }

    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn advice(&self) -> Option<Message> {
        let id = self.words().2;
        (!id.is_empty()).then(|| Message::new(id))
    }

    /// The exit code of the command line.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        self.words().3
    }

    /// Code, text id of what happened, text id of what to do, exit code.
    const fn words(&self) -> (&'static str, &'static str, &'static str, u8) {
        match self {
            Self::Locked => ("OFFICE-1", "err-locked", "fix-locked", 3),
            Self::NotAllowed { .. } | Self::Review(ReviewError::NotAllowed { .. }) => {
                ("RIGHT-1", "err-not-allowed", "fix-not-allowed", 3)
            }
            Self::NotCleared | Self::Vault(VaultError::NotCleared) => {
                ("RIGHT-2", "err-not-cleared", "fix-not-cleared", 3)
            }
            Self::Review(ReviewError::OwnRecord) => {
                ("REVIEW-1", "err-own-record", "fix-own-record", 3)
            }
            Self::Review(ReviewError::NotOwn) => ("REVIEW-2", "err-not-own", "fix-not-own", 3),
            Self::Review(ReviewError::WrongState { .. }) => {
                ("REVIEW-3", "err-wrong-state", "fix-open-again", 1)
            }
            Self::Unknown { what } => ("OFFICE-2", what.text(), "fix-open-again", 2),
            Self::Missing { what } => ("OFFICE-3", what.text(), "fix-missing", 2),
            Self::Busy => ("OFFICE-4", "err-busy", "fix-try-again", 5),
            Self::Cancelled => ("OFFICE-5", "err-cancelled", "", 7),
            Self::NoThread => ("OFFICE-6", "err-no-thread", "fix-try-again", 5),
            Self::OfficeCode => ("OFFICE-7", "err-code", "fix-code", 2),
            Self::LastAdministrator => {
                ("OFFICE-8", "err-last-administrator", "fix-last-administrator", 3)
            }
            Self::SamePerson => ("OFFICE-9", "err-same-person", "fix-same-person", 3),
            Self::Setting => ("OFFICE-10", "err-settings", "fix-settings", 2),
            Self::OtherFingerprint => ("HQ-1", "err-other-fingerprint", "fix-other-fingerprint", 1),
            Self::OtherOffice => ("HQ-2", "err-other-office", "fix-other-office", 1),
            Self::NotATable => ("FILE-1", "err-not-a-table", "fix-not-a-table", 4),
            Self::NotAMap => ("FILE-2", "err-not-a-map", "fix-not-a-map", 2),
            Self::NoColumn { .. } => ("FILE-3", "err-no-column", "fix-no-column", 2),
            Self::NoQuestion { .. } => ("FILE-4", "err-no-question", "fix-no-column", 2),
            Self::File(_) => ("FILE-5", "err-file", "fix-file", 5),
            Self::NotAnswers => ("FILE-6", "err-answers", "fix-answers-json", 4),
            Self::NotAForm(_) => ("FORM-1", "err-not-a-form", "fix-not-a-form", 4),
            Self::FormRefused { .. } => ("FORM-2", "err-form-refused", "fix-form-refused", 1),
            Self::FormExists => ("FORM-3", "err-form-exists", "fix-form-exists", 1),
            Self::Answers { .. } => ("FORM-4", "err-wrong-answers", "fix-answers", 2),
            Self::Instance(_) => ("FORM-5", "err-instance", "fix-restore", 4),
            Self::Vault(err) => vault_words(err),
            Self::Batch(err) => batch_words(err),
            Self::Privacy(err) => privacy_words(err),
            Self::NeedsCase => ("CASE-5", "err-needs-case", "fix-needs-case", 1),
            Self::NoNextForm => ("CASE-1", "err-no-next-form", "", 1),
            Self::FormOfCaseThere => {
                ("CASE-2", "err-form-of-case-there", "fix-form-of-case-there", 1)
            }
            Self::CaseOver => ("CASE-3", "err-case-over", "", 1),
            Self::NotYet { .. } => ("CASE-4", "err-not-yet", "fix-not-yet", 1),
            Self::NoProfile => ("PRIV-17", "err-no-profile", "fix-headquarters", 1),
            Self::Restricted => ("PRIV-21", "err-restricted", "fix-restricted", 3),
            Self::NothingMayLeave => ("PRIV-22", "err-nothing-may-leave", "fix-classify", 3),
            Self::NothingToExport => {
                ("PRIV-23", "err-nothing-to-export", "fix-nothing-to-export", 1)
            }
            Self::NothingNew => ("PRIV-27", "err-nothing-new", "fix-nothing-new", 1),
            Self::EverybodyWaits => ("PRIV-24", "err-everybody-waits", "fix-everybody-waits", 1),
            Self::Bug { .. } => ("BUG", "err-bug", "fix-bug", 70),
        }
    }
}

/// The questions of answers, one after the other.
fn paths<'a>(answers: impl Iterator<Item = &'a (Path, AnswerError)>) -> String {
    answers.map(|(path, _)| path.to_string()).collect::<Vec<_>>().join(", ")
}

/// The words for what a vault refuses.
const fn vault_words(err: &VaultError) -> (&'static str, &'static str, &'static str, u8) {
    match err {
        VaultError::WrongPassphrase => {
            ("VAULT-1", "err-wrong-passphrase", "fix-wrong-passphrase", 3)
        }
        VaultError::Wait { .. } => ("VAULT-18", "err-wait", "fix-wait", 3),
        VaultError::TooNew { .. } => ("VAULT-2", "err-too-new", "fix-too-new", 1),
        VaultError::Stale { .. } => ("VAULT-3", "err-stale", "fix-stale", 1),
        VaultError::InUse => ("VAULT-4", "err-in-use", "fix-in-use", 6),
        VaultError::HeaderDamaged => ("VAULT-5", "err-header-damaged", "fix-restore", 4),
        VaultError::Damaged => ("VAULT-6", "err-damaged", "fix-restore", 4),
        VaultError::NotAVault => ("VAULT-7", "err-not-a-vault", "fix-not-a-vault", 2),
        VaultError::FolderNotEmpty => {
            ("VAULT-8", "err-folder-not-empty", "fix-folder-not-empty", 2)
        }
        VaultError::Passphrase(_) => ("VAULT-9", "err-passphrase-weak", "fix-passphrase-weak", 2),
        VaultError::WrongRecoveryKey => ("VAULT-10", "err-wrong-recovery", "fix-wrong-recovery", 3),
        VaultError::NotFound => ("VAULT-11", "err-not-found", "fix-open-again", 2),
        VaultError::LoginTaken => ("VAULT-12", "err-login-taken", "fix-login-taken", 2),
        VaultError::Conflict => ("VAULT-13", "err-conflict", "fix-conflict", 1),
        VaultError::Full => ("VAULT-14", "err-disk-full", "fix-disk-full", 5),
        VaultError::ReadOnly => ("VAULT-15", "err-read-only", "fix-read-only", 5),
        VaultError::Memory => ("VAULT-16", "err-no-memory", "fix-no-memory", 5),
        VaultError::Unavailable => ("VAULT-17", "err-unavailable", "fix-unavailable", 5),
        VaultError::NotCleared => ("RIGHT-2", "err-not-cleared", "fix-not-cleared", 3),
    }
}

/// The words for what disclosure control refuses.
const fn privacy_words(err: &PrivacyError) -> (&'static str, &'static str, &'static str, u8) {
    match err {
        PrivacyError::NotInHierarchy { .. } => {
            ("PRIV-11", "err-not-in-hierarchy", "fix-hierarchy", 4)
        }
        PrivacyError::Hierarchy { .. } => ("PRIV-12", "err-hierarchy", "fix-hierarchy", 4),
        PrivacyError::Request { .. } | PrivacyError::Ragged { .. } => {
            ("PRIV-13", "err-privacy-request", "fix-support", 2)
        }
        PrivacyError::TooFew { .. } => ("PRIV-14", "err-too-few", "fix-too-few", 2),
        PrivacyError::Parameter { .. } | PrivacyError::BelowFloor { .. } => {
            ("PRIV-15", "err-privacy-parameter", "fix-privacy-parameter", 2)
        }
        PrivacyError::NothingFeasible => ("PRIV-18", "err-nothing-feasible", "fix-too-few", 1),
        PrivacyError::SchemeMismatch { .. } => ("PRIV-19", "err-scheme-mismatch", "fix-scheme", 1),
        PrivacyError::SchemeFormat => ("PRIV-25", "err-too-new", "fix-too-new", 1),
        PrivacyError::JointHistory { .. } => {
            ("PRIV-26", "err-joint-history", "fix-joint-history", 1)
        }
        PrivacyError::Cancelled => ("OFFICE-5", "err-cancelled", "", 7),
    }
}

/// The words for what a batch refuses.
const fn batch_words(err: &BatchError) -> (&'static str, &'static str, &'static str, u8) {
    match err {
        BatchError::Malformed(_) => ("BATCH-1", "err-batch-malformed", "fix-batch-again", 4),
        BatchError::TooLarge(_) => ("BATCH-2", "err-batch-too-large", "fix-batch-again", 4),
        BatchError::NotAuthentic => ("BATCH-3", "err-batch-not-authentic", "fix-batch-again", 1),
        BatchError::NotForThisKey => ("BATCH-4", "err-batch-not-for-key", "fix-batch-key", 1),
        BatchError::TooNew => ("BATCH-5", "err-too-new", "fix-too-new", 1),
        BatchError::Disagrees { .. } => ("BATCH-6", "err-batch-disagrees", "fix-batch-again", 1),
        BatchError::NotAKey(_) => ("BATCH-7", "err-not-a-key", "fix-batch-key", 2),
        BatchError::Unfit { .. } => ("BATCH-8", "err-batch-unfit", "fix-support", 70),
        BatchError::CertificateFails { .. } => ("BATCH-9", "err-certificate", "fix-support", 1),
        BatchError::Storage(std::io::ErrorKind::AlreadyExists) => {
            ("BATCH-10", "err-folder-not-empty", "fix-folder-not-empty", 5)
        }
        BatchError::Storage(_) => ("BATCH-10", "err-file", "fix-file", 5),
        BatchError::Crypto => ("BATCH-11", "err-crypto", "fix-try-again", 5),
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
            Self::Import => "err-unknown-import",
            Self::Scheme => "err-unknown-scheme",
            Self::Case => "err-unknown-case",
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
