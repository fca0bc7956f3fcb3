//! Why a seal, a key or a signature was refused.

/// A cryptographic step that did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// The key does not open it, or somebody changed it: the two cannot be told apart.
    #[error("not authentic")]
    NotAuthentic,
    /// It does not have the shape of what it should be.
    #[error("malformed")]
    Malformed,
    /// The stated cost lies outside what this program accepts; nothing was computed.
    #[error("cost of key stretching outside the limits")]
    Cost,
    /// Not enough memory to stretch a passphrase: close other programs.
    #[error("not enough memory")]
    Memory,
}
