//! What can be read: every compartment that a person holds, through one connection each.
//!
//! The vault has one [`View`] for its own thread; [`Vault::reader`](super::Vault::reader) makes the second one, for long work.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension as _, Row};
use zeroize::Zeroizing;

use super::{Compartment, VaultError};
use crate::base::{RecordId, UserId};

/// Read access to every compartment that the session holds. It can go to another thread.
pub struct View {
    parts: BTreeMap<Compartment, Part>,
    /// Everybody's public signing key, also of those who left.
    pub(crate) signers: BTreeMap<UserId, [u8; 32]>,
    pub(crate) vault_id: [u8; 16],
    /// Where the vault lies.
    pub(crate) folder: PathBuf,
}

/// One open compartment.
pub(crate) struct Part {
    pub(crate) conn: Connection,
    pub(crate) digest_key: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.parts.keys()).finish()
    }
}

impl View {
    pub(crate) const fn new(
        parts: BTreeMap<Compartment, Part>,
        signers: BTreeMap<UserId, [u8; 32]>,
        vault_id: [u8; 16],
        folder: PathBuf,
    ) -> Self {
        Self { parts, signers, vault_id, folder }
    }

    /// The compartments that are open, by name.
    pub fn compartments(&self) -> impl Iterator<Item = &Compartment> {
        self.parts.keys()
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = (&Compartment, &Part)> {
        self.parts.iter()
    }

    pub(crate) fn part(&self, compartment: &Compartment) -> Result<&Part, VaultError> {
        self.parts.get(compartment).ok_or(VaultError::NotCleared)
    }

    pub(crate) fn part_mut(&mut self, compartment: &Compartment) -> Result<&mut Part, VaultError> {
        self.parts.get_mut(compartment).ok_or(VaultError::NotCleared)
    }

    pub(crate) fn general(&self) -> Result<&Connection, VaultError> {
        Ok(&self.part(&Compartment::general())?.conn)
    }

    /// Which compartment a record lies in.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotFound`] also where it lies in one that this person does not hold.
    pub fn locate(&self, record: RecordId) -> Result<Compartment, VaultError> {
        for (compartment, part) in &self.parts {
            let found = part
                .conn
                .prepare_cached("select 1 from record where id = ?1")?
                .query_row([record.bytes()], |_row| Ok(()))
                .optional()?;
            if found.is_some() {
                return Ok(compartment.clone());
            }
        }
        Err(VaultError::NotFound)
    }

    pub(crate) fn part_of(&self, record: RecordId) -> Result<&Part, VaultError> {
        self.part(&self.locate(record)?)
    }
}

/// A blob of exactly `N` bytes.
pub(crate) fn array<const N: usize>(row: &Row<'_>, column: usize) -> rusqlite::Result<[u8; N]> {
    row.get(column)
}

/// The same where it may be absent.
pub(crate) fn maybe_array<const N: usize>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<[u8; N]>> {
    row.get(column)
}
