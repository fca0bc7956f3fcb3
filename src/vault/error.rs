//! What a vault refuses, by what can be done about it.

use rusqlite::ErrorCode;

use crate::crypto::{CryptoError, PassphraseError};

/// A vault operation that did not happen. Nothing was half done.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The login and the passphrase do not open this vault. Ask again.
    #[error("login or passphrase rejected")]
    WrongPassphrase,
    /// Too many attempts failed in a row. Wait.
    #[error("too many failed attempts, {seconds} s to wait")]
    Wait {
        /// How long.
        seconds: u32,
    },
    /// The new passphrase is not good enough. Choose another.
    #[error("passphrase not accepted")]
    Passphrase(#[from] PassphraseError),
    /// The recovery key is not the one of this vault, or was mistyped.
    #[error("recovery key rejected")]
    WrongRecoveryKey,
    /// There is no vault in this folder. Choose another folder.
    #[error("no vault here")]
    NotAVault,
    /// The folder for a new vault holds something already. Choose another folder.
    #[error("folder is not empty")]
    FolderNotEmpty,
    /// The vault is open in another process. Close it there.
    #[error("vault is open elsewhere")]
    InUse,
    /// The header and its copy are not intact. Restore the header from a backup; the data is untouched.
    #[error("header is damaged")]
    HeaderDamaged,
    /// A compartment's file is not intact. Restore from a backup.
    #[error("vault is damaged")]
    Damaged,
    /// A later program wrote it. Update the program; the vault was left untouched.
    #[error("vault version {found} is later than {supported}")]
    TooNew {
        /// The version in the file.
        found: u32,
        /// The latest version that this program knows.
        supported: u32,
    },
    /// Somebody else changed this record first. Open it again and look.
    #[error("record changed since revision {expected}")]
    Stale {
        /// The revision that the caller had read.
        expected: u32,
    },
    /// No such thing in the compartments that this person holds. Reload the list.
    #[error("not found")]
    NotFound,
    /// This person holds no key for that. Ask somebody who does.
    #[error("no key for that")]
    NotCleared,
    /// A person with this login exists already. Choose another login.
    #[error("login is taken")]
    LoginTaken,
    /// What is to be stored contradicts what is stored: a code used twice, a word outside its list.
    #[error("contradicts what is stored")]
    Conflict,
    /// No space left. Free some and try again; what was acknowledged is safe.
    #[error("disk is full")]
    Full,
    /// The folder cannot be written to.
    #[error("folder is read-only")]
    ReadOnly,
    /// Not enough memory to stretch the passphrase. Close other programs.
    #[error("not enough memory")]
    Memory,
    /// The device does not answer. Check it and try again.
    #[error("vault is not reachable")]
    Unavailable,
}

impl From<rusqlite::Error> for VaultError {
    /// The text of SQLite's error is dropped: it can hold what somebody typed.
    fn from(err: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        if matches!(err, E::QueryReturnedNoRows) {
            return Self::NotFound;
        }
        if matches!(
            err,
            E::FromSqlConversionFailure(..)
                | E::InvalidColumnType(..)
                | E::IntegralValueOutOfRange(..)
        ) {
            return Self::Damaged;
        }
        match err.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged,
            Some(ErrorCode::ConstraintViolation) => Self::Conflict,
            Some(ErrorCode::OutOfMemory) => Self::Memory,
            _other => Self::Unavailable,
        }
    }
}

impl From<CryptoError> for VaultError {
    fn from(err: CryptoError) -> Self {
        match err {
            CryptoError::Memory => Self::Memory,
            CryptoError::NotAuthentic | CryptoError::Malformed | CryptoError::Cost => {
                Self::HeaderDamaged
            }
        }
    }
}

impl From<std::io::Error> for VaultError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "kinds are added with every Rust")]
    fn from(err: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        match err.kind() {
            K::StorageFull | K::QuotaExceeded => Self::Full,
            K::PermissionDenied | K::ReadOnlyFilesystem => Self::ReadOnly,
            _other => Self::Unavailable,
        }
    }
}
