//! What is inside a batch, from whom, for whom, and what it follows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BatchError, Certificate, canonical::to_canonical};

/// The value of [`Manifest::format`], and the trusted comment of both signatures.
pub const BATCH_FORMAT: &str = "waypost-batch/1";
/// What [`Manifest::prev`] says in the first batch of a key epoch.
pub const GENESIS: &str = "genesis";

/// The members of an opened batch by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// `manifest.json`. Its SHA-256 is the batch id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`BATCH_FORMAT`].
    pub format: String,
    /// Code of the office.
    pub office: String,
    /// Public key of the office: the second line of `office.pub`.
    pub signer: String,
    /// Which of its keys, from 1.
    pub key_epoch: u32,
    /// Number of the batch in the epoch, from 1.
    pub seq: u64,
    /// Id of batch `seq` − 1, or [`GENESIS`].
    pub prev: String,
    /// Day of sealing, UTC, without a time.
    pub created: String,
    /// Version of the program that wrote it.
    pub app_version: String,
    /// The form.
    pub form: FormRef,
    /// Whom it is for.
    pub destination: String,
    /// The consent line that opens the export.
    pub purpose: String,
    /// The office profile in force.
    pub profile_seq: u64,
    /// Rows of data.
    pub records: u64,
    /// Every member but the manifest and its signature, by name.
    pub files: Vec<FileEntry>,
    /// Whom it is sealed to.
    pub recipients: Vec<String>,
    /// Pseudonyms of earlier rows to be erased.
    pub tombstones: Vec<String>,
    /// Consent of a second person.
    pub approvals: Vec<Approval>,
    /// How far the audit logs had come.
    pub audit_heads: Vec<AuditHead>,
    /// The privacy statement.
    pub privacy: Certificate,
}

/// One version of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRef {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its definition.
    pub sha256: String,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
}

/// What a second person agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// What was approved.
    pub what: Approved,
    /// The person's public key.
    pub vk: String,
    /// The signature over SHA-256 of it.
    pub signature: String,
}

/// What an [`Approval`] is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approved {
    /// The frozen scheme.
    Scheme,
    /// This release: its `SHA256SUMS`.
    Release,
}

/// The last line of one audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditHead {
    /// The compartment.
    pub compartment: String,
    /// Number of the line.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

/// The one field that every version of a manifest has.
#[derive(Deserialize)]
struct Format {
    format: String,
}

impl Manifest {
    /// The canonical bytes.
    ///
    /// # Errors
    ///
    /// [`BatchError::Unfit`] where a number is not finite.
    pub fn to_bytes(&self) -> Result<Vec<u8>, BatchError> {
        to_canonical(self)
    }

    /// Reads `manifest.json`.
    ///
    /// # Errors
    ///
    /// [`BatchError::TooNew`] for another format, [`BatchError::Malformed`] for what does not parse.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BatchError> {
        let bad = |_err| BatchError::Malformed("the manifest does not parse");
        let probe: Format = serde_json::from_slice(bytes).map_err(bad)?;
        if probe.format != BATCH_FORMAT {
            return Err(if probe.format.starts_with("waypost-batch/") {
                BatchError::TooNew
            } else {
                BatchError::Malformed("the manifest is of another format")
            });
        }
        serde_json::from_slice(bytes).map_err(bad)
    }
}
