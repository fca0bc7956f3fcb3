//! What left: frozen schemes, the ledger of releases, who waits, and the chain of batches.
//!
//! The ledger and the schemes of a form lie in the form's compartment, the chain of batches in `general`. For a form of
//! `general` ledger and batch are one transaction. For another compartment the ledger is written first: rows of a batch that is
//! not in the chain never left, and [`Tx::forget_releases_from`] clears them before the next one.

use rusqlite::{OptionalExtension as _, Row, params};

use super::view::{View, array, maybe_array};
use super::write::Tx;
use super::{Compartment, VaultError};
use crate::base::{BatchNumber, FormId, FormKey, Instant, RecordId, UserId};

/// A release scheme to be frozen.
#[derive(Clone, Debug)]
pub struct NewScheme {
    /// For whom.
    pub destination: String,
    /// Of which form.
    pub form: FormId,
    /// From 1; a new one re-releases the whole register.
    pub epoch: u32,
    /// The scheme, canonical JSON of its room.
    pub levels: String,
    /// The coarser one for those who wait.
    pub fallback: String,
    /// SHA-256 of what was signed.
    pub sha256: [u8; 32],
    /// The two signatures, JSON.
    pub signatures: String,
}

/// A frozen scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Its number.
    pub id: i64,
    /// For whom.
    pub destination: String,
    /// Of which form.
    pub form: FormId,
    /// Its epoch.
    pub epoch: u32,
    /// The scheme, canonical JSON of its room.
    pub levels: String,
    /// The coarser one.
    pub fallback: String,
    /// SHA-256 of what was signed.
    pub sha256: [u8; 32],
    /// When it was frozen.
    pub frozen_at: Instant,
    /// The two signatures, JSON.
    pub signatures: String,
}

/// One line of the ledger: what left about one subject in one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// To whom.
    pub destination: String,
    /// In which epoch.
    pub epoch: u32,
    /// Keyed tag of the subject.
    pub subject: [u8; 32],
    /// Its record, while the vault keeps it.
    pub record: Option<RecordId>,
    /// Of which form.
    pub form: FormId,
    /// In which batch.
    pub batch: BatchNumber,
    /// The labels that left.
    pub labels: String,
    /// Its history class.
    pub class: i64,
    /// When it was withdrawn.
    pub withdrawn: Option<Instant>,
}

/// A record that waits until enough others are like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// To whom it would go.
    pub destination: String,
    /// Of which form.
    pub form: FormId,
    /// Which record.
    pub record: RecordId,
    /// The batch in which it first had to wait.
    pub since_batch: BatchNumber,
}

/// A batch that was sealed.
#[derive(Clone, Debug)]
pub struct NewBatch {
    /// The epoch of the batch key.
    pub key_epoch: u32,
    /// Its number; it must follow the last one.
    pub seq: BatchNumber,
    /// The office's code.
    pub office: String,
    /// SHA-256 of its manifest.
    pub batch_id: [u8; 32],
    /// The id of the one before; it must be that.
    pub prev: Option<[u8; 32]>,
    /// Of which form.
    pub form: FormKey,
    /// For whom.
    pub destination: String,
    /// The scheme that was applied.
    pub scheme: Option<i64>,
    /// Rows that leave.
    pub n_records: u32,
    /// Its manifest.
    pub manifest: Vec<u8>,
    /// The sealed file.
    pub file: Vec<u8>,
}

/// A batch in the outbox, without its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// The epoch of the batch key.
    pub key_epoch: u32,
    /// Its number.
    pub seq: BatchNumber,
    /// The office's code.
    pub office: String,
    /// SHA-256 of its manifest.
    pub batch_id: [u8; 32],
    /// The id of the one before.
    pub prev: Option<[u8; 32]>,
    /// Of which form.
    pub form: FormKey,
    /// For whom.
    pub destination: String,
    /// The scheme that was applied.
    pub scheme: Option<i64>,
    /// Rows that left.
    pub n_records: u32,
    /// When it was sealed.
    pub sealed_at: Instant,
    /// By whom.
    pub sealed_by: UserId,
    /// `sealed` or `handed-over`.
    pub state: String,
    /// Since when.
    pub state_at: Instant,
    /// Bytes of the sealed file.
    pub n_bytes: u64,
}

const BATCH: &str = "key_epoch, seq, office, batch_id, prev, form, form_version, destination, scheme, records, sealed_at,
    sealed_by, state, state_at, length(file)";
const RELEASE: &str = "destination, epoch, subject, record, form, batch, labels, class, withdrawn";

fn number(value: i64) -> BatchNumber {
    BatchNumber(value.unsigned_abs())
}

fn stored(number: BatchNumber) -> Result<i64, VaultError> {
    i64::try_from(number.0).map_err(|_err| VaultError::Conflict)
}

fn read_batch(row: &Row<'_>) -> rusqlite::Result<BatchRow> {
    Ok(BatchRow {
        key_epoch: row.get(0)?,
        seq: number(row.get(1)?),
        office: row.get(2)?,
        batch_id: array(row, 3)?,
        prev: maybe_array(row, 4)?,
        form: FormKey { id: FormId(row.get(5)?), version: row.get(6)? },
        destination: row.get(7)?,
        scheme: row.get(8)?,
        n_records: row.get(9)?,
        sealed_at: Instant(row.get(10)?),
        sealed_by: UserId(array(row, 11)?),
        state: row.get(12)?,
        state_at: Instant(row.get(13)?),
        n_bytes: row.get::<_, i64>(14)?.unsigned_abs(),
    })
}

fn read_release(row: &Row<'_>) -> rusqlite::Result<Release> {
    Ok(Release {
        destination: row.get(0)?,
        epoch: row.get(1)?,
        subject: array(row, 2)?,
        record: maybe_array(row, 3)?.map(RecordId::from_bytes),
        form: FormId(row.get(4)?),
        batch: number(row.get(5)?),
        labels: row.get(6)?,
        class: row.get(7)?,
        withdrawn: row.get::<_, Option<i64>>(8)?.map(Instant),
    })
}

impl Tx<'_> {
    /// Keeps a frozen scheme.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] where that epoch has one already: a frozen scheme is only applied.
    pub fn add_scheme(&mut self, new: &NewScheme) -> Result<i64, VaultError> {
        self.conn
            .prepare_cached(
                "insert into scheme (destination, form, epoch, levels, fallback, sha256, frozen_at, signatures)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                new.destination, new.form.0, new.epoch, new.levels, new.fallback, new.sha256, self.now.0, new.signatures
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Adds lines to the ledger.
    pub fn add_releases(&mut self, releases: &[Release]) -> Result<(), VaultError> {
        let mut statement = self.conn.prepare_cached(&format!(
            "insert into release ({RELEASE}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        ))?;
        for it in releases {
            statement.execute(params![
                it.destination,
                it.epoch,
                it.subject,
                it.record.map(|id| *id.bytes()),
                it.form.0,
                stored(it.batch)?,
                it.labels,
                it.class,
                it.withdrawn.map(|at| at.0),
            ])?;
        }
        Ok(())
    }

    /// Clears ledger lines of batches from `first` on, which never came into the chain. How many is answered.
    pub fn forget_releases_from(&mut self, first: BatchNumber) -> Result<usize, VaultError> {
        Ok(self
            .conn
            .prepare_cached("delete from release where batch >= ?1")?
            .execute([stored(first)?])?)
    }

    /// Sets the class of a subject's history on all its lines for one destination and form, when a later label extends it.
    pub fn set_release_class(
        &mut self,
        destination: &str,
        form: &FormId,
        subject: &[u8; 32],
        class: i64,
    ) -> Result<(), VaultError> {
        self.conn
            .prepare_cached("update release set class = ?4 where destination = ?1 and form = ?2 and subject = ?3")?
            .execute(params![destination, form.0, subject, class])?;
        Ok(())
    }

    /// Replaces who waits for one destination and form; who waited already keeps the batch since which.
    pub fn put_waiting(
        &mut self,
        destination: &str,
        form: &FormId,
        since: BatchNumber,
        records: &[RecordId],
    ) -> Result<(), VaultError> {
        let mut before = std::collections::BTreeMap::new();
        let mut statement = self.conn.prepare_cached(
            "select record, since_batch from waiting where destination = ?1 and form = ?2",
        )?;
        for row in statement.query_map(params![destination, form.0], |row| {
            Ok((array::<16>(row, 0)?, row.get::<_, i64>(1)?))
        })? {
            let (record, batch) = row?;
            before.insert(record, batch);
        }
        self.conn
            .prepare_cached("delete from waiting where destination = ?1 and form = ?2")?
            .execute(params![destination, form.0])?;
        let mut insert = self.conn.prepare_cached(
            "insert into waiting (destination, form, record, since_batch) values (?1, ?2, ?3, ?4)",
        )?;
        let since = stored(since)?;
        for record in records {
            let batch = before.get(record.bytes()).copied().unwrap_or(since);
            insert.execute(params![destination, form.0, record.bytes(), batch])?;
        }
        Ok(())
    }

    /// Puts a sealed batch into the outbox, which is kept in `general`.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] where its number or its `prev` does not follow the last batch: it would be a fork.
    pub fn add_batch(&mut self, new: &NewBatch) -> Result<(), VaultError> {
        let last: Option<(i64, [u8; 32])> = self
            .conn
            .prepare_cached(
                "select seq, batch_id from batch where key_epoch = ?1 order by seq desc limit 1",
            )?
            .query_row([new.key_epoch], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let seq = stored(new.seq)?;
        if seq != last.map_or(1, |(seq, _id)| seq + 1) || new.prev != last.map(|(_seq, id)| id) {
            return Err(VaultError::Conflict);
        }
        self.conn
            .prepare_cached(
                "insert into batch (key_epoch, seq, office, batch_id, prev, form, form_version, destination, scheme, records,
                 sealed_at, sealed_by, state, state_at, manifest, file)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'sealed', ?11, ?13, ?14)",
            )?
            .execute(params![
                new.key_epoch,
                seq,
                new.office,
                new.batch_id,
                new.prev,
                new.form.id.0,
                new.form.version,
                new.destination,
                new.scheme,
                new.n_records,
                self.now.0,
                self.by.0,
                new.manifest,
                new.file,
            ])?;
        Ok(())
    }

    /// Says that a batch was handed over: `sealed` or `handed-over`.
    pub fn set_batch_state(
        &mut self,
        key_epoch: u32,
        seq: BatchNumber,
        state: &str,
    ) -> Result<(), VaultError> {
        let n_changed = self
            .conn
            .prepare_cached(
                "update batch set state = ?3, state_at = ?4 where key_epoch = ?1 and seq = ?2",
            )?
            .execute(params![key_epoch, stored(seq)?, state, self.now.0])?;
        if n_changed == 0 { Err(VaultError::NotFound) } else { Ok(()) }
    }
}

impl View {
    /// The scheme of the latest epoch, for one destination and form.
    pub fn scheme(
        &self,
        compartment: &Compartment,
        destination: &str,
        form: &FormId,
    ) -> Result<Option<Scheme>, VaultError> {
        let mut statement = self.part(compartment)?.conn.prepare_cached(
            "select id, destination, form, epoch, levels, fallback, sha256, frozen_at, signatures from scheme
             where destination = ?1 and form = ?2 order by epoch desc limit 1",
        )?;
        let scheme = statement.query_row(params![destination, form.0], |row| {
            Ok(Scheme {
                id: row.get(0)?,
                destination: row.get(1)?,
                form: FormId(row.get(2)?),
                epoch: row.get(3)?,
                levels: row.get(4)?,
                fallback: row.get(5)?,
                sha256: array(row, 6)?,
                frozen_at: Instant(row.get(7)?),
                signatures: row.get(8)?,
            })
        });
        Ok(scheme.optional()?)
    }

    /// The ledger of one destination and form, by batch and subject.
    pub fn releases(
        &self,
        compartment: &Compartment,
        destination: &str,
        form: &FormId,
    ) -> Result<Vec<Release>, VaultError> {
        let mut statement = self.part(compartment)?.conn.prepare_cached(&format!(
            "select {RELEASE} from release where destination = ?1 and form = ?2 order by batch, subject"
        ))?;
        let releases = statement.query_map(params![destination, form.0], read_release)?;
        Ok(releases.collect::<Result<_, _>>()?)
    }

    /// Who waits, for one destination and form, by record.
    pub fn waiting(
        &self,
        compartment: &Compartment,
        destination: &str,
        form: &FormId,
    ) -> Result<Vec<Waiting>, VaultError> {
        let mut statement = self.part(compartment)?.conn.prepare_cached(
            "select destination, form, record, since_batch from waiting where destination = ?1 and form = ?2 order by record",
        )?;
        let waiting = statement.query_map(params![destination, form.0], |row| {
            Ok(Waiting {
                destination: row.get(0)?,
                form: FormId(row.get(1)?),
                record: RecordId::from_bytes(array(row, 2)?),
                since_batch: number(row.get(3)?),
            })
        })?;
        Ok(waiting.collect::<Result<_, _>>()?)
    }

    /// The outbox, latest first.
    pub fn batches(&self) -> Result<Vec<BatchRow>, VaultError> {
        let mut statement = self.general()?.prepare_cached(&format!(
            "select {BATCH} from batch order by key_epoch desc, seq desc"
        ))?;
        let batches = statement.query_map([], read_batch)?;
        Ok(batches.collect::<Result<_, _>>()?)
    }

    /// The last batch of a key epoch: what the next one follows.
    pub fn last_batch(&self, key_epoch: u32) -> Result<Option<BatchRow>, VaultError> {
        let mut statement = self.general()?.prepare_cached(&format!(
            "select {BATCH} from batch where key_epoch = ?1 order by seq desc limit 1"
        ))?;
        Ok(statement.query_row([key_epoch], read_batch).optional()?)
    }

    /// Manifest and sealed file of a batch, as they were when it was sealed.
    pub fn batch_file(
        &self,
        key_epoch: u32,
        seq: BatchNumber,
    ) -> Result<(Vec<u8>, Vec<u8>), VaultError> {
        let mut statement = self
            .general()?
            .prepare_cached("select manifest, file from batch where key_epoch = ?1 and seq = ?2")?;
        Ok(statement
            .query_row(params![key_epoch, stored(seq)?], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}
