//! An office is made, unlocked, locked, recovered, set up.

use std::path::PathBuf;

use crate::base::Sensitive;

/// Makes an office and unlocks it for its first person (administrator and supervisor, all compartments).
#[derive(Clone, Debug)]
pub struct CreateOffice {
    /// The folder; must not exist or be empty.
    pub folder: PathBuf,
    /// What people call the office.
    pub name: String,
    /// Its code, 2 to 8 capital letters and digits.
    pub code: String,
    /// Login of the first person.
    pub login: String,
    /// Their passphrase.
    pub passphrase: Sensitive<String>,
}

/// A new office.
#[derive(Debug)]
pub struct OfficeCreated {
    /// Who is at the keyboard now.
    pub session: super::super::SessionView,
    /// The recovery key, shown once for printing. Nothing keeps it.
    pub recovery_key: Sensitive<String>,
}

/// Types the printed recovery key back: the office opens a copy of its keys with it. Until then set-up is not done.
#[derive(Clone, Debug)]
pub struct TryRecovery {
    /// The key as typed from paper.
    pub recovery_key: Sensitive<String>,
}

/// Unlocks a vault. Answers with who is at the keyboard.
#[derive(Clone, Debug)]
pub struct Unlock {
    /// Its folder.
    pub folder: PathBuf,
    /// The login as typed.
    pub login: String,
    /// The passphrase as typed.
    pub passphrase: Sensitive<String>,
}

/// Closes the database and wipes every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock;

/// Opens the vault with the printed recovery key and enrols a person again with a new passphrase.
#[derive(Clone, Debug)]
pub struct Recover {
    /// The vault's folder.
    pub folder: PathBuf,
    /// The printed key.
    pub recovery_key: Sensitive<String>,
    /// Whose slot to renew.
    pub login: String,
    /// Their new passphrase.
    pub passphrase: Sensitive<String>,
}

/// Trusts a headquarters: its profile, and the eight words of its letter.
#[derive(Clone, Debug)]
pub struct AddHeadquarters {
    /// The profile file.
    pub profile: Vec<u8>,
    /// The fingerprint as typed from the letter.
    pub fingerprint: String,
}

/// Changes the office's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSettings {
    /// Minutes until it locks itself: 1 to 15.
    pub idle_lock_minutes: u32,
}

/// Makes a demonstration office. A job; the vault is locked afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeDemonstration {
    /// The folder; must not exist or be empty.
    pub folder: PathBuf,
    /// How many persons.
    pub persons: usize,
    /// The same seed gives the same people.
    pub seed: u64,
}

/// A demonstration office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demonstration {
    /// Login, roles and the file that holds the passphrase.
    pub people: Vec<(String, Vec<crate::base::Role>, PathBuf)>,
    /// Headquarters' private key.
    pub hq_identity: PathBuf,
    /// The office's public key.
    pub signer: PathBuf,
    /// How many records in each state.
    pub records: Vec<(crate::cases::State, usize)>,
}
