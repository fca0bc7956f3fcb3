//! The office's forms, as added, and its settings.

use std::io::Read as _;

use rusqlite::{OptionalExtension as _, Row, params};

use super::view::{View, array};
use super::write::Tx;
use super::{Compartment, VaultError};
use crate::base::{FormId, FormKey, Instant, Sensitive, UserId};
use crate::crypto::sha256;

/// The largest definition, in bytes: what any reader of forms takes in, with room for its structure.
const MAX_DEFINITION: u64 = 256 << 20;

/// A form to be added.
#[derive(Clone, Debug)]
pub struct NewForm {
    /// Its id and version.
    pub key: FormKey,
    /// Its title in its default language.
    pub title: String,
    /// Where its records go.
    pub compartment: Compartment,
    /// The definition, in the stored form of its room.
    pub definition: Vec<u8>,
}

/// A form of the office, without its definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRow {
    /// Its id and version.
    pub key: FormKey,
    /// Its title in its default language.
    pub title: String,
    /// Where its records go.
    pub compartment: Compartment,
    /// SHA-256 of its definition.
    pub sha256: [u8; 32],
    /// When it was added.
    pub added: Instant,
    /// By whom.
    pub added_by: UserId,
    /// Since when it is no longer offered.
    pub retired: Option<Instant>,
}

const COLUMNS: &str = "id, version, title, compartment, sha256, added, added_by, retired";

fn read_form(row: &Row<'_>) -> rusqlite::Result<FormRow> {
    let compartment: String = row.get(3)?;
    Ok(FormRow {
        key: FormKey { id: FormId(row.get(0)?), version: row.get(1)? },
        title: row.get(2)?,
        // Only names that parse are ever stored.
        compartment: compartment.parse().unwrap_or_else(|_err| Compartment::general()),
        sha256: array(row, 4)?,
        added: Instant(row.get(5)?),
        added_by: UserId(array(row, 6)?),
        retired: row.get::<_, Option<i64>>(7)?.map(Instant),
    })
}

impl Tx<'_> {
    /// Adds a version of a form. Forms are kept in `general`.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] where that version is there with another definition; the same one again is no error.
    pub fn add_form(&mut self, new: &NewForm) -> Result<(), VaultError> {
        let hash = sha256(&[&new.definition]);
        let present: Option<[u8; 32]> = self
            .conn
            .prepare_cached("select sha256 from form where id = ?1 and version = ?2")?
            .query_row(params![new.key.id.0, new.key.version], |row| row.get(0))
            .optional()?;
        match present {
            Some(present) if present == hash => return Ok(()),
            Some(_other) => return Err(VaultError::Conflict),
            None => {}
        }
        self.conn
            .prepare_cached(
                "insert into form (id, version, title, compartment, definition, sha256, added, added_by)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                new.key.id.0,
                new.key.version,
                new.title,
                new.compartment.name(),
                packed(&new.definition)?,
                hash,
                self.now.0,
                self.by.0,
            ])?;
        Ok(())
    }

    /// No longer offers a version of a form; its records stay.
    pub fn retire_form(&mut self, key: &FormKey) -> Result<(), VaultError> {
        let n_changed = self
            .conn
            .prepare_cached("update form set retired = ?3 where id = ?1 and version = ?2")?
            .execute(params![key.id.0, key.version, self.now.0])?;
        if n_changed == 0 { Err(VaultError::NotFound) } else { Ok(()) }
    }

    /// Sets a setting of the office; settings are kept in `general`.
    pub fn set_setting(&mut self, key: &str, value: &str) -> Result<(), VaultError> {
        self.conn
            .prepare_cached("insert into setting (key, value) values (?1, ?2) on conflict (key) do update set value = ?2")?
            .execute(params![key, value])?;
        Ok(())
    }
}

/// A definition as it is stored. Forms repeat the same lists of countries and words: packed, a new office with every
/// built-in form is a tenth as large, which a nearly full disk and each backup feel.
fn packed(definition: &[u8]) -> Result<Vec<u8>, VaultError> {
    // Only memory is written to.
    zstd::encode_all(definition, 9).map_err(|_err| VaultError::Damaged)
}

/// The other way; the hash beside it tells whether it is what was added.
fn unpacked(stored: &[u8]) -> Result<Vec<u8>, VaultError> {
    let mut definition = Vec::new();
    let read = zstd::Decoder::new(stored)
        .and_then(|it| it.take(MAX_DEFINITION).read_to_end(&mut definition));
    read.map(|_n_bytes| definition).map_err(|_err| VaultError::Damaged)
}

impl View {
    /// The forms of the office, by id and version.
    pub fn forms(&self) -> Result<Vec<FormRow>, VaultError> {
        let mut statement = self
            .general()?
            .prepare_cached(&format!("select {COLUMNS} from form order by id, version"))?;
        let forms = statement.query_map([], read_form)?;
        Ok(forms.collect::<Result<_, _>>()?)
    }

    /// A form and its definition.
    pub fn form(&self, key: &FormKey) -> Result<(FormRow, Vec<u8>), VaultError> {
        let mut statement = self.general()?.prepare_cached(&format!(
            "select {COLUMNS}, definition from form where id = ?1 and version = ?2"
        ))?;
        let (form, stored) = statement.query_row(params![key.id.0, key.version], |row| {
            Ok((read_form(row)?, row.get::<_, Vec<u8>>(8)?))
        })?;
        let definition = unpacked(&stored)?;
        if sha256(&[&definition]) == form.sha256 {
            Ok((form, definition))
        } else {
            Err(VaultError::Damaged)
        }
    }

    /// A setting of the office.
    pub fn setting(&self, key: &str) -> Result<Option<Sensitive<String>>, VaultError> {
        let value: Option<String> = self
            .general()?
            .prepare_cached("select value from setting where key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        Ok(value.map(Sensitive::new))
    }
}
