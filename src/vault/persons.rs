//! What is derived from a record's answers: its persons, consents and overridden checks.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::VaultError;
use super::view::{View, array};
use super::write::Tx;
use crate::base::{Instant, RecordId, Sensitive, UserId};

/// A person in a record; derived, rebuilt from the answers at will.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// Their place in the record, from 0.
    pub row: u32,
    /// Their names, as written.
    pub names: Sensitive<String>,
    /// The same, normalised for searching.
    pub names_normalised: Sensitive<String>,
    /// Code of the sex question.
    pub sex: Option<String>,
    /// The earliest day on which they can have been born, ISO.
    pub birth_from: Option<String>,
    /// The latest.
    pub birth_to: Option<String>,
    /// Keyed hash of a telephone number.
    pub phone_hash: Option<Vec<u8>>,
    /// Head, member, principal applicant: a code of the form.
    pub role: String,
}

/// A consent in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// Whose, as [`PersonRow::row`].
    pub person_row: u32,
    /// For what.
    pub purpose: String,
    /// Given, or refused.
    pub given: bool,
    /// How: written, spoken, by a guardian; a code of the form.
    pub form: String,
    /// On which day, ISO.
    pub at: String,
    /// When it was taken back.
    pub withdrawn: Option<Instant>,
}

/// A soft check that was overridden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverrideRow {
    /// In which revision.
    pub revision: u32,
    /// The question's path.
    pub question: String,
    /// Which check.
    pub rule: String,
    /// Why it does not matter here.
    pub reason: Sensitive<String>,
    /// Who said so.
    pub by: UserId,
    /// When.
    pub at: Instant,
}

impl Tx<'_> {
    /// Replaces the persons of a record.
    pub fn put_persons(
        &mut self,
        record: RecordId,
        persons: &[PersonRow],
    ) -> Result<(), VaultError> {
        self.conn
            .prepare_cached("delete from person where record = ?1")?
            .execute([record.bytes()])?;
        let mut statement = self.conn.prepare_cached(
            "insert into person (record, row, names, names_normalised, sex, birth_from, birth_to, phone_hash, role)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for person in persons {
            statement.execute(params![
                record.bytes(),
                person.row,
                person.names.expose(),
                person.names_normalised.expose(),
                person.sex,
                person.birth_from,
                person.birth_to,
                person.phone_hash,
                person.role,
            ])?;
        }
        Ok(())
    }

    /// Replaces the consents of a record; what was withdrawn stays withdrawn.
    pub fn put_consents(
        &mut self,
        record: RecordId,
        consents: &[ConsentRow],
    ) -> Result<(), VaultError> {
        self.conn
            .prepare_cached("delete from consent where record = ?1 and withdrawn is null")?
            .execute([record.bytes()])?;
        let mut statement = self.conn.prepare_cached(
            "insert into consent (record, person_row, purpose, given, form, at, withdrawn)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing",
        )?;
        for consent in consents {
            statement.execute(params![
                record.bytes(),
                consent.person_row,
                consent.purpose,
                consent.given,
                consent.form,
                consent.at,
                consent.withdrawn.map(|it| it.0),
            ])?;
        }
        self.touched.insert(record);
        Ok(())
    }

    /// Takes consents for `purpose` back, now. How many there were is answered.
    pub fn withdraw_consent(
        &mut self,
        record: RecordId,
        purpose: &str,
    ) -> Result<usize, VaultError> {
        self.touched.insert(record);
        Ok(self
            .conn
            .prepare_cached(
                "update consent set withdrawn = ?3 where record = ?1 and purpose = ?2 and withdrawn is null",
            )?
            .execute(params![record.bytes(), purpose, self.now.0])?)
    }

    /// Adds the overridden checks of a revision: path, check, reason.
    pub fn add_overrides(
        &mut self,
        record: RecordId,
        revision: u32,
        overrides: &[(String, String, Sensitive<String>)],
    ) -> Result<(), VaultError> {
        let mut statement = self.conn.prepare_cached(
            "insert into override (record, revision, question, rule, reason, by, at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             on conflict do update set reason = ?5, by = ?6, at = ?7",
        )?;
        for (question, rule, reason) in overrides {
            statement.execute(params![
                record.bytes(),
                revision,
                question,
                rule,
                reason.expose(),
                self.by.0,
                self.now.0
            ])?;
        }
        self.touched.insert(record);
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    Ok(PersonRow {
        row: row.get(0)?,
        names: Sensitive::new(row.get(1)?),
        names_normalised: Sensitive::new(row.get(2)?),
        sex: row.get(3)?,
        birth_from: row.get(4)?,
        birth_to: row.get(5)?,
        phone_hash: row.get(6)?,
        role: row.get(7)?,
    })
}

impl View {
    /// The persons of a record, in order.
    pub fn persons(&self, record: RecordId) -> Result<Vec<PersonRow>, VaultError> {
        let mut statement = self.part_of(record)?.conn.prepare_cached(
            "select row, names, names_normalised, sex, birth_from, birth_to, phone_hash, role from person
             where record = ?1 order by row",
        )?;
        let persons = statement.query_map([record.bytes()], read)?;
        Ok(persons.collect::<Result<_, _>>()?)
    }

    /// The persons of every record of every open compartment, each record's in order.
    pub fn all_persons(&self) -> Result<BTreeMap<RecordId, Vec<PersonRow>>, VaultError> {
        let mut all: BTreeMap<RecordId, Vec<PersonRow>> = BTreeMap::new();
        for (_compartment, part) in self.parts() {
            let mut statement = part.conn.prepare_cached(
                "select row, names, names_normalised, sex, birth_from, birth_to, phone_hash, role, record from person
                 order by record, row",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                all.entry(RecordId::from_bytes(array(row, 8)?)).or_default().push(read(row)?);
            }
        }
        Ok(all)
    }

    /// The consents of a record.
    pub fn consents(&self, record: RecordId) -> Result<Vec<ConsentRow>, VaultError> {
        let mut statement = self.part_of(record)?.conn.prepare_cached(
            "select person_row, purpose, given, form, at, withdrawn from consent where record = ?1
             order by person_row, purpose",
        )?;
        let consents = statement.query_map([record.bytes()], |row| {
            Ok(ConsentRow {
                person_row: row.get(0)?,
                purpose: row.get(1)?,
                given: row.get(2)?,
                form: row.get(3)?,
                at: row.get(4)?,
                withdrawn: row.get::<_, Option<i64>>(5)?.map(Instant),
            })
        })?;
        Ok(consents.collect::<Result<_, _>>()?)
    }

    /// The overridden checks of a record, of all revisions.
    pub fn overrides(&self, record: RecordId) -> Result<Vec<OverrideRow>, VaultError> {
        let mut statement = self.part_of(record)?.conn.prepare_cached(
            "select revision, question, rule, reason, by, at from override where record = ?1
             order by revision, question, rule",
        )?;
        let overrides = statement.query_map([record.bytes()], |row| {
            Ok(OverrideRow {
                revision: row.get(0)?,
                question: row.get(1)?,
                rule: row.get(2)?,
                reason: Sensitive::new(row.get(3)?),
                by: UserId(array(row, 4)?),
                at: Instant(row.get(5)?),
            })
        })?;
        Ok(overrides.collect::<Result<_, _>>()?)
    }
}
