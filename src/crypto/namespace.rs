//! What a signature is about.

/// The kind and version of a signed thing; it stands before the signed bytes, so that a signature
/// made for one purpose holds for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// The header of a vault.
    Header,
    /// A signing key that may sign headers of a vault.
    Certificate,
    /// The hash of an audit line. The line itself begins with its kind and version, so nothing is put before its hash.
    AuditLine,
    /// An entry that its author hands in without being able to read it back.
    Intake,
    /// The SHA-256 of a release scheme that is to be frozen.
    Scheme,
    /// The SHA-256 of the checksums of a release.
    Release,
}

impl Namespace {
    /// What stands before the signed bytes.
    #[must_use]
    pub const fn label(self) -> &'static [u8] {
        match self {
            Self::Header => b"waypost-vault/1 header",
            Self::Certificate => b"waypost-vault/1 certificate",
            Self::AuditLine => b"",
            Self::Intake => b"waypost-vault/1 intake",
            Self::Scheme => b"waypost-batch/1 scheme",
            Self::Release => b"waypost-batch/1 release",
        }
    }
}
