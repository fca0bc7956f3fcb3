//! The parts of a vault that have keys of their own.

use std::{fmt, str::FromStr};

use super::VaultError;

/// A part of the vault with a key, a file and an audit chain of its own.
///
/// A new office has `general`, `protection` and `health`; older ones may lack the last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Compartment(String);

impl Compartment {
    /// What everybody in the office may read.
    #[must_use]
    pub fn general() -> Self {
        Self("general".to_owned())
    }

    /// Trafficking and abuse, screening: only for people cleared for it.
    #[must_use]
    pub fn protection() -> Self {
        Self("protection".to_owned())
    }

    /// Where health records lie.
    #[must_use]
    pub fn health() -> Self {
        Self("health".to_owned())
    }

    /// The compartments of a new office.
    #[must_use]
    pub fn of_a_new_office() -> [Self; 3] {
        [Self::general(), Self::protection(), Self::health()]
    }

    /// Its name, as it stands in file names, forms and the keyring.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Compartment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Compartment {
    type Err = VaultError;

    /// 1 to 24 lower-case letters, for the name becomes part of a file name.
    fn from_str(name: &str) -> Result<Self, VaultError> {
        let fits = (1..=24).contains(&name.len()) && name.bytes().all(|it| it.is_ascii_lowercase());
        if fits { Ok(Self(name.to_owned())) } else { Err(VaultError::NotFound) }
    }
}
