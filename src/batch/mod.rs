//! The batch: what leaves the office, sealed to headquarters, signed by the office.
//!
//! Knows columns, rows and files; nothing of cases, forms or the vault. What may leave was decided before.
//!
//! Entry points: [`v1::prepare`] then [`v1::Prepared::seal`] to write; [`v1::verify`] then [`v1::Verified::open`] or
//! [`v1::Verified::unpack`] to read; [`certify::certify_batch`] to recompute the privacy statement of an opened batch.
//!
//! # Invariants
//!
//! - Nothing is sealed whose certificate does not follow from the finished files.
//! - The signature is checked before anything is decrypted; nothing is handed out before all of it was checked.
//! - The same content is the same manifest and so the same batch id; the sealed bytes differ each time.
//! - Everything opens with Debian's `tar`, `minisign`, `age`, `zstd` and `sha256sum`.

mod archive;
mod canonical;
mod certificate;
pub mod certify;
mod columns;
mod datapackage;
mod error;
mod fingerprint;
mod hash;
mod keys;
mod manifest;
mod profile;
mod pseudonym;
mod report;
pub mod v1;

pub use canonical::to_canonical;
pub use certificate::{
    Achieved, AchievedSensitive, CERTIFICATE_FORMAT, Certificate, Classes, Criterion, Distance,
    HierarchyFile, JointHistory, Level, Loss, Model, Outcome, Output, Program, Recoding, Risk,
    RiskFigures, SchemeRef, SensitiveModel, Warning, Withheld,
};
pub use certify::Claim;
pub use columns::{CodeLabel, Column, ColumnKind, Contents, HierarchyRows, PSEUDONYM, Row, Table};
pub use error::BatchError;
pub use fingerprint::{fingerprint_words, same_words};
pub use hash::{hex, sha256, sha256_hex};
pub use keys::{HqIdentity, Recipient, SignerKey, SignerPublic};
pub use manifest::{
    Approval, Approved, AuditHead, BATCH_FORMAT, FileEntry, Files, FormRef, GENESIS, Manifest,
};
pub use profile::{
    Destination, HqRecipient, KdfFloor, OfficeProfile, PROFILE_FORMAT, RecipientType,
    RetentionRule, Supervisor,
};
pub use pseudonym::PseudonymKey;
pub use report::{
    Alternative, Input, Nearest, REPORT_FORMAT, Report, ReportAchieved, ReportModel, ReportOutput,
    ReportResult, ReportRisk, ReportSensitive, SearchFigures, Suppressed,
};
