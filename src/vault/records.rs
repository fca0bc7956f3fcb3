//! Records and their revisions.

use rusqlite::{OptionalExtension as _, Row, params};

use super::view::{View, array, maybe_array};
use super::write::Tx;
use super::{Compartment, VaultError};
use crate::base::{
    CaseId, DeviceId, FormId, FormKey, ImportId, Instant, RecordId, Sensitive, UserId,
};

/// A record that is begun.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// Its id; `None` draws one.
    pub id: Option<RecordId>,
    /// Which form it fills in.
    pub form: FormKey,
    /// The case that it belongs to.
    pub case: Option<CaseId>,
    /// The import that brings it.
    pub import: Option<ImportId>,
    /// Who wrote it, where that is somebody else than who stores it now.
    pub author: Option<UserId>,
    /// When it was begun, where that was earlier.
    pub created: Option<Instant>,
    /// What lists show of it.
    pub summary: Summary,
}

/// What lists show of a record, and search in; given by who knows its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// What a person calls it.
    pub title: Sensitive<String>,
    /// Normalised text by which it is found, beside its persons' names; empty: none.
    pub search: Sensitive<String>,
    /// Its place.
    pub place: Option<String>,
    /// Its own date, ISO: of the interview, of the incident.
    pub date: Option<String>,
    /// Persons in it.
    pub n_persons: u32,
    /// Hard checks that do not hold.
    pub n_errors: u32,
    /// Soft checks that do not hold.
    pub n_warnings: u32,
    /// Soft checks overridden with a reason.
    pub n_overrides: u32,
}

/// A record without its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Its id.
    pub id: RecordId,
    /// Where it lies.
    pub compartment: Compartment,
    /// Which form it fills in.
    pub form: FormKey,
    /// `draft`, `submitted`, `returned`, `approved`, `exported`, `void`.
    pub state: String,
    /// Who entered it.
    pub author: UserId,
    /// Whose work it is now.
    pub owner: UserId,
    /// The case that it belongs to.
    pub case: Option<CaseId>,
    /// The computer on which it was begun.
    pub origin_device: DeviceId,
    /// Its latest revision; 0 before the first submission.
    pub revision: u32,
    /// The revision on which that one was based.
    pub base_revision: u32,
    /// When it was begun.
    pub created: Instant,
    /// When it was last changed.
    pub updated: Instant,
    /// When it was last submitted.
    pub submitted: Option<Instant>,
    /// When it was approved.
    pub approved: Option<Instant>,
    /// When it first left in a batch.
    pub exported: Option<Instant>,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// What lists show of it.
    pub summary: Summary,
    /// Comments not yet settled.
    pub open_comments: u32,
}

/// One revision: the truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1.
    pub revision: u32,
    /// Who submitted it.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// Every answer, canonical JSON.
    pub instance: Sensitive<String>,
    /// Why, where a reason is asked for.
    pub reason: Option<Sensitive<String>>,
}

/// A revision to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewRevision<'a> {
    /// The revision that it is based on; another one in the vault is [`VaultError::Stale`].
    pub based_on: u32,
    /// Every answer, canonical JSON.
    pub instance: &'a str,
    /// Why.
    pub reason: Option<&'a str>,
}

/// The columns of a [`RecordRow`], of a table named `r`.
pub(crate) const COLUMNS: &str = "r.id, r.form, r.form_version, r.state, r.author, r.owner, r.case_id, r.origin_device,
    r.revision, r.base_revision, r.created, r.updated, r.submitted, r.approved, r.exported, r.import, r.title, r.search,
    r.place, r.date, r.n_persons, r.n_errors, r.n_warnings, r.n_overrides, r.open_comments";

impl RecordRow {
    pub(crate) fn read(row: &Row<'_>, compartment: &Compartment) -> rusqlite::Result<Self> {
        Ok(Self {
            id: RecordId::from_bytes(array(row, 0)?),
            compartment: compartment.clone(),
            form: FormKey { id: FormId(row.get(1)?), version: row.get(2)? },
            state: row.get(3)?,
            author: UserId(array(row, 4)?),
            owner: UserId(array(row, 5)?),
            case: maybe_array(row, 6)?.map(CaseId::from_bytes),
            origin_device: DeviceId(array(row, 7)?),
            revision: row.get(8)?,
            base_revision: row.get(9)?,
            created: Instant(row.get(10)?),
            updated: Instant(row.get(11)?),
            submitted: row.get::<_, Option<i64>>(12)?.map(Instant),
            approved: row.get::<_, Option<i64>>(13)?.map(Instant),
            exported: row.get::<_, Option<i64>>(14)?.map(Instant),
            import: maybe_array(row, 15)?.map(ImportId::from_bytes),
            summary: Summary {
                title: Sensitive::new(row.get(16)?),
                search: Sensitive::new(row.get::<_, Option<String>>(17)?.unwrap_or_default()),
                place: row.get(18)?,
                date: row.get(19)?,
                n_persons: row.get(20)?,
                n_errors: row.get(21)?,
                n_warnings: row.get(22)?,
                n_overrides: row.get(23)?,
            },
            open_comments: row.get(24)?,
        })
    }
}

impl View {
    /// A record without its answers.
    pub fn record(&self, id: RecordId) -> Result<RecordRow, VaultError> {
        self.row_of(&self.locate(id)?, id)
    }

    /// The same where the compartment is known.
    pub(crate) fn row_of(
        &self,
        compartment: &Compartment,
        id: RecordId,
    ) -> Result<RecordRow, VaultError> {
        let mut statement = self
            .part(compartment)?
            .conn
            .prepare_cached(&format!("select {COLUMNS} from record r where r.id = ?1"))?;
        Ok(statement.query_row([id.bytes()], |row| RecordRow::read(row, compartment))?)
    }

    /// Its latest revision; `None` before the first submission.
    pub fn latest_revision(&self, id: RecordId) -> Result<Option<Revision>, VaultError> {
        let mut statement = self.part_of(id)?.conn.prepare_cached(
            "select revision, by, at, instance, reason from revision where record = ?1 order by revision desc limit 1",
        )?;
        Ok(statement.query_row([id.bytes()], read_revision).optional()?)
    }

    /// All its revisions, oldest first.
    pub fn revisions(&self, id: RecordId) -> Result<Vec<Revision>, VaultError> {
        let mut statement = self.part_of(id)?.conn.prepare_cached(
            "select revision, by, at, instance, reason from revision where record = ?1 order by revision",
        )?;
        let revisions = statement.query_map([id.bytes()], read_revision)?;
        Ok(revisions.collect::<Result<_, _>>()?)
    }
}

fn read_revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        revision: row.get(0)?,
        by: UserId(array(row, 1)?),
        at: Instant(row.get(2)?),
        instance: Sensitive::new(row.get(3)?),
        reason: row.get::<_, Option<String>>(4)?.map(Sensitive::new),
    })
}

impl Tx<'_> {
    /// Begins a record, in state `draft`, owned by its author.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] for an id that is taken.
    pub fn insert_record(&mut self, new: &NewRecord) -> Result<RecordId, VaultError> {
        let id = new.id.unwrap_or_else(|| RecordId::make(self.now, self.entropy));
        let author = new.author.unwrap_or(self.by);
        let created = new.created.unwrap_or(self.now);
        self.conn
            .prepare_cached(
                "insert into record (id, form, form_version, state, author, owner, case_id, origin_device, created, updated, import)
                 values (?1, ?2, ?3, 'draft', ?4, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                id.bytes(),
                new.form.id.0,
                new.form.version,
                author.0,
                new.case.map(|it| *it.bytes()),
                self.device.0,
                created.0,
                self.now.0,
                new.import.map(|it| *it.bytes()),
            ])?;
        self.put_summary(id, &new.summary)?;
        self.touched.insert(id);
        Ok(id)
    }

    /// Replaces what lists show of a record.
    pub fn put_summary(&mut self, id: RecordId, summary: &Summary) -> Result<(), VaultError> {
        let search = summary.search.expose();
        let n_changed = self
            .conn
            .prepare_cached(
                "update record set title = ?2, search = ?3, place = ?4, date = ?5, n_persons = ?6, n_errors = ?7,
                 n_warnings = ?8, n_overrides = ?9, updated = max(updated, ?10) where id = ?1",
            )?
            .execute(params![
                id.bytes(),
                summary.title.expose(),
                (!search.is_empty()).then_some(search),
                summary.place,
                summary.date,
                summary.n_persons,
                summary.n_errors,
                summary.n_warnings,
                summary.n_overrides,
                self.now.0,
            ])?;
        if n_changed == 0 { Err(VaultError::NotFound) } else { Ok(()) }
    }

    /// Adds a revision and drops the draft. Its number is answered.
    ///
    /// # Errors
    ///
    /// [`VaultError::Stale`] where the record has another revision than the one it is based on.
    pub fn add_revision(&mut self, id: RecordId, new: NewRevision<'_>) -> Result<u32, VaultError> {
        self.expect_revision(id, new.based_on)?;
        let revision = new.based_on + 1;
        self.conn
            .prepare_cached(
                "insert into revision (record, revision, by, at, instance, reason) values (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![id.bytes(), revision, self.by.0, self.now.0, new.instance, new.reason])?;
        self.conn
            .prepare_cached(
                "update record set revision = ?2, base_revision = ?3, updated = ?4 where id = ?1",
            )?
            .execute(params![id.bytes(), revision, new.based_on, self.now.0])?;
        self.drop_draft(id)?;
        self.touched.insert(id);
        Ok(revision)
    }

    /// Brings a record into `state`, and stamps `submitted`, `approved` or `exported` with the present.
    ///
    /// # Errors
    ///
    /// [`VaultError::Stale`] where the record has another revision than `revision`; [`VaultError::Conflict`] for a word that
    /// is no state.
    pub fn set_state(
        &mut self,
        id: RecordId,
        revision: u32,
        state: &str,
    ) -> Result<(), VaultError> {
        self.expect_revision(id, revision)?;
        self.conn
            .prepare_cached(
                "update record set state = ?2, updated = ?3,
                 submitted = case when ?2 = 'submitted' then ?3 else submitted end,
                 approved = case when ?2 = 'approved' then ?3 when ?2 = 'exported' then approved else null end,
                 exported = case when ?2 = 'exported' then coalesce(exported, ?3) else exported end
                 where id = ?1",
            )?
            .execute(params![id.bytes(), state, self.now.0])?;
        self.touched.insert(id);
        Ok(())
    }

    /// Brings a record to another version of its form.
    pub fn set_form_version(&mut self, id: RecordId, version: &str) -> Result<(), VaultError> {
        let n_changed = self
            .conn
            .prepare_cached("update record set form_version = ?2, updated = ?3 where id = ?1")?
            .execute(params![id.bytes(), version, self.now.0])?;
        self.touched.insert(id);
        if n_changed == 0 { Err(VaultError::NotFound) } else { Ok(()) }
    }

    /// Gives a record to somebody else.
    pub fn set_owner(&mut self, id: RecordId, owner: UserId) -> Result<(), VaultError> {
        let n_changed = self
            .conn
            .prepare_cached("update record set owner = ?2, updated = ?3 where id = ?1")?
            .execute(params![id.bytes(), owner.0, self.now.0])?;
        self.touched.insert(id);
        if n_changed == 0 { Err(VaultError::NotFound) } else { Ok(()) }
    }

    /// Puts a record into a case, or takes it out.
    pub fn set_case(&mut self, id: RecordId, case: Option<CaseId>) -> Result<(), VaultError> {
        let n_changed = self
            .conn
            .prepare_cached("update record set case_id = ?2, updated = ?3 where id = ?1")?
            .execute(params![id.bytes(), case.map(|it| *it.bytes()), self.now.0])?;
        self.touched.insert(id);
        if n_changed == 0 { Err(VaultError::NotFound) } else { Ok(()) }
    }

    /// Removes a record that was never submitted, with its draft.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] for a record that has a revision: that one is voided, not removed.
    pub fn discard_record(&mut self, id: RecordId) -> Result<(), VaultError> {
        if self.revision_of(id)? != 0 {
            return Err(VaultError::Conflict);
        }
        self.conn.prepare_cached("delete from record where id = ?1")?.execute([id.bytes()])?;
        self.touched.remove(&id);
        self.gone = Some(id);
        Ok(())
    }

    /// State and latest revision of a record, as they stand in this transaction.
    pub fn state_of(&self, id: RecordId) -> Result<(String, u32), VaultError> {
        Ok(self
            .conn
            .prepare_cached("select state, revision from record where id = ?1")?
            .query_row([id.bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn revision_of(&self, id: RecordId) -> Result<u32, VaultError> {
        self.state_of(id).map(|(_state, revision)| revision)
    }

    fn expect_revision(&self, id: RecordId, expected: u32) -> Result<(), VaultError> {
        if self.revision_of(id)? == expected { Ok(()) } else { Err(VaultError::Stale { expected }) }
    }
}
