//! Drafts: every answer is durable at once, with one audit line per sitting.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::audit::{Act, append};
use super::open::Vault;
use super::records::Summary;
use super::view::{View, array};
use super::write::Tx;
use super::{Compartment, VaultError};
use crate::base::{Instant, RecordId, Sensitive, UserId};

/// The audit name of a sitting: somebody began to write at a record.
const SITTING: &str = "record.edit";

/// Unsaved work, which is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Whose.
    pub by: UserId,
    /// When it was last written.
    pub at: Instant,
    /// Every answer, canonical JSON.
    pub instance: Sensitive<String>,
    /// The question at which they were: its path.
    pub position: Option<String>,
}

impl Vault {
    /// Writes the draft of a record: durable when this returns.
    ///
    /// `position` is the path of the question at which the person is; `summary`, where it has changed, is what lists show.
    /// The first draft of a record in a session carries an audit line; the others don't.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotFound`] for a record that is not there; [`VaultError::Full`] and the like: then the draft before stands.
    pub fn save_draft(
        &mut self,
        compartment: &Compartment,
        record: RecordId,
        instance: &str,
        position: Option<&str>,
        summary: Option<&Summary>,
    ) -> Result<(), VaultError> {
        let first = !self.sittings.contains(&record);
        self.transact(compartment, |tx, stamp| {
            tx.put_draft(record, instance, position)?;
            if let Some(summary) = summary {
                tx.put_summary(record, summary)?;
            }
            if first {
                append(tx.conn, stamp, &Act::new(SITTING), (&[record], None), None)?;
            }
            Ok::<(), VaultError>(())
        })?;
        self.sittings.insert(record);
        Ok(())
    }

    /// Ends the sittings of a session: the next draft of each record has a line again.
    pub fn end_sittings(&mut self) {
        self.sittings.clear();
    }
}

impl Tx<'_> {
    /// Writes a draft as part of a larger step.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] for a record that is not there.
    pub fn put_draft(
        &mut self,
        record: RecordId,
        instance: &str,
        position: Option<&str>,
    ) -> Result<(), VaultError> {
        self.conn
            .prepare_cached(
                "insert into draft (record, by, at, instance, position) values (?1, ?2, ?3, ?4, ?5)
                 on conflict (record) do update set by = ?2, at = ?3, instance = ?4, position = ?5",
            )?
            .execute(params![record.bytes(), self.by.0, self.now.0, instance, position])?;
        Ok(())
    }

    /// Drops the draft of a record; the record and its revisions stay.
    pub fn drop_draft(&mut self, record: RecordId) -> Result<(), VaultError> {
        self.conn
            .prepare_cached("delete from draft where record = ?1")?
            .execute([record.bytes()])?;
        Ok(())
    }

    /// The draft of a record, as it stands in this transaction.
    pub fn draft(&self, record: RecordId) -> Result<Option<Draft>, VaultError> {
        read(self.conn, record)
    }
}

impl View {
    /// The draft of a record.
    pub fn draft(&self, record: RecordId) -> Result<Option<Draft>, VaultError> {
        read(&self.part_of(record)?.conn, record)
    }
}

fn read(conn: &Connection, record: RecordId) -> Result<Option<Draft>, VaultError> {
    let mut statement =
        conn.prepare_cached("select by, at, instance, position from draft where record = ?1")?;
    let draft = statement.query_row([record.bytes()], |row| {
        Ok(Draft {
            by: UserId(array(row, 0)?),
            at: Instant(row.get(1)?),
            instance: Sensitive::new(row.get(2)?),
            position: row.get(3)?,
        })
    });
    Ok(draft.optional()?)
}
