//! Writing: one transaction, one audit line.

use std::collections::BTreeSet;
use std::fmt;

use rusqlite::{Connection, TransactionBehavior};

use super::audit::{Act, Stamp, append};
use super::open::Vault;
use super::{Compartment, VaultError};
use crate::base::{DeviceId, Entropy, Instant, RecordId, UserId};

/// A transaction that is under way in one compartment. What is done through it happens as one, with one audit line, or not
/// at all.
pub struct Tx<'v> {
    pub(crate) conn: &'v Connection,
    pub(crate) entropy: &'v mut dyn Entropy,
    pub(crate) by: UserId,
    pub(crate) device: DeviceId,
    pub(crate) now: Instant,
    pub(crate) compartment: &'v Compartment,
    pub(crate) touched: BTreeSet<RecordId>,
    /// A record that has gone and is still to be named in the line.
    pub(crate) gone: Option<RecordId>,
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("compartment", self.compartment).finish_non_exhaustive()
    }
}

impl Tx<'_> {
    /// From here on rows are written in the name of somebody else; the line of audit stays that of whoever acts.
    pub const fn in_the_name_of(&mut self, author: UserId) {
        self.by = author;
    }

    /// Who writes.
    #[must_use]
    pub const fn by(&self) -> UserId {
        self.by
    }

    /// The time of everything in this transaction.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Where it is written.
    #[must_use]
    pub const fn compartment(&self) -> &Compartment {
        self.compartment
    }

    /// Randomness, for ids.
    pub fn entropy(&mut self) -> &mut dyn Entropy {
        self.entropy
    }

    /// How many records it has touched.
    #[must_use]
    pub fn n_touched(&self) -> usize {
        self.touched.len()
    }
}

impl Vault {
    /// Does `work` in one transaction of `compartment`, with one audit line for `act`.
    ///
    /// The line names the record where `work` touches exactly one, else their number. An error of `work` undoes all of it.
    ///
    /// # Errors
    ///
    /// What `work` answers; [`VaultError::NotCleared`], [`VaultError::Full`], [`VaultError::Unavailable`].
    pub fn write<T, E: From<VaultError>>(
        &mut self,
        compartment: &Compartment,
        act: &Act,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_versioned(compartment, act, None, work)
    }

    /// The same with a number of the caller's in the line's version field.
    pub(crate) fn write_versioned<T, E: From<VaultError>>(
        &mut self,
        compartment: &Compartment,
        act: &Act,
        version: Option<u32>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(compartment, |tx, stamp| {
            let answer = work(tx)?;
            let touched: Vec<RecordId> = tx.touched.iter().copied().collect();
            append(tx.conn, stamp, act, (&touched, tx.gone), version)?;
            Ok(answer)
        })
    }

    /// One transaction; the caller sees to its audit line.
    pub(crate) fn transact<T, E: From<VaultError>>(
        &mut self,
        compartment: &Compartment,
        work: impl FnOnce(&mut Tx<'_>, &Stamp<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let outcome = self.attempt(compartment, work);
        if let Err(Failure::Flush(err)) = outcome {
            // A failed flush leaves a connection that can no longer be trusted. The answer stays "not saved".
            if !matches!(err, VaultError::Full) {
                self.reopen()?;
            }
            return Err(err.into());
        }
        outcome.map_err(|failure| match failure {
            Failure::Work(err) => err,
            Failure::Flush(err) => err.into(),
        })
    }

    fn attempt<T, E: From<VaultError>>(
        &mut self,
        compartment: &Compartment,
        work: impl FnOnce(&mut Tx<'_>, &Stamp<'_>) -> Result<T, E>,
    ) -> Result<T, Failure<E>> {
        let (now, boot_ms) = (self.host.clock.now(), self.host.clock.monotonic_ms());
        let vault_id = self.view.vault_id;
        let own = |err: VaultError| Failure::Work(err.into());
        let part = self.view.part_mut(compartment).map_err(own)?;
        let transaction = part
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|err| own(err.into()))?;
        let stamp = Stamp {
            at: now,
            boot_ms,
            user: self.secret.user,
            device: self.device,
            signing: &self.secret.signing,
            vault_id: &vault_id,
            digest_key: &part.digest_key,
        };
        let mut tx = Tx {
            conn: &transaction,
            entropy: &mut *self.host.entropy,
            by: self.secret.user,
            device: self.device,
            now,
            compartment,
            touched: BTreeSet::new(),
            gone: None,
        };
        let answer = work(&mut tx, &stamp).map_err(Failure::Work)?;
        transaction.commit().map_err(|err| Failure::Flush(err.into()))?;
        Ok(answer)
    }
}

/// Where a transaction failed.
enum Failure<E> {
    /// Before the end: everything was undone.
    Work(E),
    /// At the end, when it was to be made durable.
    Flush(VaultError),
}
