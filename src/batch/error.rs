//! Why a batch was not made, not believed or not opened.

use thiserror::Error;

/// What did not happen, by what the caller can do next. Nothing was half done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BatchError {
    /// The file does not have the shape of a batch. Ask the office to write it again.
    #[error("not a batch: {0}")]
    Malformed(&'static str),
    /// More than a batch may hold; hostile, or not a batch at all.
    #[error("over the limit: {0}")]
    TooLarge(&'static str),
    /// Changed on the way, cut off, or signed by another key than the one given. Do not use it.
    #[error("not what the office signed")]
    NotAuthentic,
    /// Sealed to other recipients than the identity given.
    #[error("not sealed to this key")]
    NotForThisKey,
    /// Written by a later version of the program. Update it.
    #[error("made by a later version")]
    TooNew,
    /// The signed manifest and the file beside it differ. Do not use it.
    #[error("{file} is not what the manifest says")]
    Disagrees {
        /// The member of the batch.
        file: String,
        /// SHA-256 in the manifest, or empty where it does not name the file.
        want: String,
        /// SHA-256 of the file as it stands, or empty where it is missing.
        got: String,
    },
    /// A text given as a key is none.
    #[error("not a key: {0}")]
    NotAKey(&'static str),
    /// What was handed over for a batch cannot be one: the caller's mistake.
    #[error("cannot be put into a batch: {what}{}", at.as_deref().map(|at| format!(" ({at})")).unwrap_or_default())]
    Unfit {
        /// The rule that is broken.
        what: &'static str,
        /// The column or file it is broken at; never a value.
        at: Option<String>,
    },
    /// What the certificate says does not follow from the finished files. Nothing was sealed.
    #[error("the certificate does not hold: {}", claims.join(", "))]
    CertificateFails {
        /// The names of the claims that fail.
        claims: Vec<String>,
    },
    /// The opened batch could not be written down. Nothing is left of it; make room and try again.
    #[error("cannot write: {0}")]
    Storage(std::io::ErrorKind),
    /// A cryptographic library refused: no randomness, no memory.
    #[error("the cryptographic library refused")]
    Crypto,
}

impl BatchError {
    /// A rule about contents that `at` breaks.
    pub(crate) fn unfit(what: &'static str, at: impl Into<String>) -> Self {
        Self::Unfit { what, at: Some(at.into()) }
    }
}
