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
    /// Why rules that do not hold may stand, by question and rule.
    pub reasons: Vec<DraftReason>,
}

/// Why a rule that does not hold may stand, before the record is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftReason {
    /// The question's path.
    pub question: String,
    /// The rule's word.
    pub rule: String,
    /// Why.
    pub reason: Sensitive<String>,
}

/// A draft to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewDraft<'a> {
    /// Every answer, canonical JSON.
    pub instance: &'a str,
    /// The path of the question at which the person is.
    pub position: Option<&'a str>,
    /// What lists show of the record, where that has changed.
    pub summary: Option<&'a Summary>,
    /// All reasons, ordered by question and rule; `None`: those of the draft before.
    pub reasons: Option<&'a [DraftReason]>,
}

impl Vault {
    /// Writes the draft of a record without touching the reasons kept with it: [`Vault::keep_draft`].
    ///
    /// # Errors
    ///
    /// Those of [`Vault::keep_draft`].
    pub fn save_draft(
        &mut self,
        compartment: &Compartment,
        record: RecordId,
        instance: &str,
        position: Option<&str>,
        summary: Option<&Summary>,
    ) -> Result<(), VaultError> {
        let draft = NewDraft { instance, position, summary, reasons: None };
        self.keep_draft(compartment, record, draft)
    }

    /// Writes the draft of a record: durable when this returns.
    ///
    /// The first draft of a record in a session carries an audit line; the others don't.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotFound`] for a record that is not there; [`VaultError::Full`] and the like: then the draft before stands.
    pub fn keep_draft(
        &mut self,
        compartment: &Compartment,
        record: RecordId,
        draft: NewDraft<'_>,
    ) -> Result<(), VaultError> {
        let first = !self.sittings.contains(&record);
        self.transact(compartment, |tx, stamp| {
            tx.put_draft(record, draft.instance, draft.position)?;
            if let Some(reasons) = draft.reasons {
                tx.put_reasons(record, reasons)?;
            }
            if let Some(summary) = draft.summary {
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

    /// Replaces the reasons kept with the draft of a record.
    fn put_reasons(&mut self, record: RecordId, reasons: &[DraftReason]) -> Result<(), VaultError> {
        if read_reasons(self.conn, record)? == reasons {
            return Ok(());
        }
        self.conn
            .prepare_cached("delete from draft_reason where record = ?1")?
            .execute([record.bytes()])?;
        let mut statement = self.conn.prepare_cached(
            "insert into draft_reason (record, question, rule, reason) values (?1, ?2, ?3, ?4)",
        )?;
        for one in reasons {
            statement.execute(params![
                record.bytes(),
                one.question,
                one.rule,
                one.reason.expose()
            ])?;
        }
        Ok(())
    }

    /// Drops the draft of a record, its reasons with it; the record and its revisions stay.
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
            reasons: Vec::new(),
        })
    });
    let Some(draft) = draft.optional()? else { return Ok(None) };
    Ok(Some(Draft { reasons: read_reasons(conn, record)?, ..draft }))
}

fn read_reasons(conn: &Connection, record: RecordId) -> Result<Vec<DraftReason>, VaultError> {
    let mut statement = conn.prepare_cached(
        "select question, rule, reason from draft_reason where record = ?1 order by question, rule",
    )?;
    let reasons = statement.query_map([record.bytes()], |row| {
        Ok(DraftReason {
            question: row.get(0)?,
            rule: row.get(1)?,
            reason: Sensitive::new(row.get(2)?),
        })
    })?;
    Ok(reasons.collect::<Result<_, _>>()?)
}
