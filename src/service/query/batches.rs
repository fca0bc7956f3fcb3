//! Batches: what left, and what anybody can check about them.

use crate::base::{BatchNumber, FormKey, Instant, Sensitive};

/// The outbox, latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListBatches;

/// What became of a batch. There is no *acknowledged* until headquarters' receipts can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BatchState {
    /// The file was made and is kept.
    Sealed,
    /// Somebody said that it was given to headquarters.
    HandedOver,
}

/// One batch of the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchView {
    /// Its number in the office's sequence.
    pub number: BatchNumber,
    /// SHA-256 of its manifest, in hexadecimal.
    pub batch_id: String,
    /// The one before it, or `genesis`.
    pub previous: String,
    /// The name its file has: `XWA-000001.waypost`.
    pub file_name: String,
    /// Size of the sealed file.
    pub bytes: u64,
    /// Which form.
    pub form: FormKey,
    /// For whom.
    pub destination: String,
    /// Rows in it.
    pub records: u64,
    /// When it was sealed.
    pub sealed_at: Instant,
    /// By whose login.
    pub sealed_by: String,
    /// What became of it.
    pub state: BatchState,
    /// Its certificate: canonical JSON of `privacy.md` §11.
    pub certificate: String,
    /// Levels released: question, level, highest level.
    pub levels: Vec<(String, u32, u32)>,
}

/// Checks a sealed file: signature, structure, chain. Needs no vault.
#[derive(Clone, Debug)]
pub struct VerifyBatch {
    /// The file.
    pub sealed: Vec<u8>,
    /// The office's public key (text of the `.pub` file).
    pub signer: String,
    /// The batch before it, where its chain is to be checked; needs `identity`.
    pub after: Option<String>,
    /// Headquarters' private key, to look inside as well: sequence and chain stand inside the encryption.
    pub identity: Option<Sensitive<String>>,
}

/// What a sealed file says about itself, verified as far as that goes without the recipient's key.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchVerdict {
    /// Whether everything holds that was looked at.
    pub ok: bool,
    /// Whether the office signed it and it is whole: the chain may still be broken.
    pub signed: bool,
    /// Format word.
    pub format: String,
    /// Office, sequence and previous batch, where they stand outside the encryption or were opened.
    pub office: Option<String>,
    /// Its number.
    pub sequence: Option<BatchNumber>,
    /// The batch before it.
    pub previous: Option<String>,
    /// What does not hold, as text ids.
    pub findings: Vec<crate::base::Message>,
}

/// Opens a sealed file after verifying it. Needs no vault.
#[derive(Clone, Debug)]
pub struct OpenBatch {
    /// The file.
    pub sealed: Vec<u8>,
    /// The office's public key (text of the `.pub` file).
    pub signer: String,
    /// Headquarters' private key (text of the identity file).
    pub identity: Sensitive<String>,
}

/// What was in a batch: verified, decrypted, every hash compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedBatch {
    /// Name within the batch and content, in order of name.
    pub files: Vec<(String, Vec<u8>)>,
    /// Office code.
    pub office: String,
    /// Its number.
    pub sequence: BatchNumber,
    /// SHA-256 of its manifest.
    pub batch_id: String,
    /// The one before it.
    pub previous: String,
}

/// Opens a sealed file into a folder, after verifying it: all of it or nothing. Needs no vault.
#[derive(Clone, Debug)]
pub struct UnpackBatch {
    /// The file.
    pub sealed: Vec<u8>,
    /// The office's public key (text of the `.pub` file).
    pub signer: String,
    /// Headquarters' private key (text of the identity file).
    pub identity: Sensitive<String>,
    /// A folder that does not exist yet, or is empty.
    pub to: std::path::PathBuf,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpackedBatch {
    /// Name within the batch, length and SHA-256, in order of name.
    pub files: Vec<(String, u64, String)>,
    /// Office code.
    pub office: String,
    /// Its number.
    pub sequence: BatchNumber,
    /// SHA-256 of its manifest.
    pub batch_id: String,
    /// The one before it.
    pub previous: String,
}

/// Recomputes the privacy statement from an opened batch alone. Needs no vault.
#[derive(Clone, Debug)]
pub struct CertifyBatch {
    /// Name within the batch and content.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What a batch claims about itself, and what was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// Whether every claim holds.
    pub ok: bool,
    /// The claims.
    pub claims: Vec<ClaimView>,
}

/// One claim of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimView {
    /// Its name: `k`, `sha256`, `levels.shelter_type`.
    pub name: String,
    /// What the certificate says.
    pub claimed: String,
    /// What the files say.
    pub measured: String,
    /// Whether they agree.
    pub ok: bool,
}
