//! Imports of many records, remembered so that one can be taken back.

use rusqlite::{Row, params};

use super::VaultError;
use super::view::{View, array};
use super::write::Tx;
use crate::base::{FormId, FormKey, ImportId, Instant, RecordId, UserId};

/// An import to be remembered; its records bear its id.
#[derive(Clone, Debug)]
pub struct NewImport {
    /// Its id, drawn before the records are stored.
    pub id: ImportId,
    /// Into which form.
    pub form: FormKey,
    /// Rows read.
    pub n_read: u32,
    /// Records that came in.
    pub n_imported: u32,
    /// Rows refused.
    pub n_refused: u32,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

/// An import that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Its number in the compartment, from 1.
    pub number: u32,
    /// Into which form.
    pub form: FormKey,
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// Rows read.
    pub n_read: u32,
    /// Records that came in.
    pub n_imported: u32,
    /// Rows refused.
    pub n_refused: u32,
    /// When it was taken back.
    pub undone: Option<Instant>,
}

fn read_import(row: &Row<'_>) -> rusqlite::Result<Import> {
    Ok(Import {
        id: ImportId::from_bytes(array(row, 0)?),
        number: row.get(1)?,
        form: FormKey { id: FormId(row.get(2)?), version: row.get(3)? },
        by: UserId(array(row, 4)?),
        at: Instant(row.get(5)?),
        n_read: row.get(6)?,
        n_imported: row.get(7)?,
        n_refused: row.get(8)?,
        undone: row.get::<_, Option<i64>>(9)?.map(Instant),
    })
}

impl Tx<'_> {
    /// Remembers an import and gives it its number.
    pub fn add_import(&mut self, new: &NewImport) -> Result<u32, VaultError> {
        let number: u32 = self
            .conn
            .prepare_cached("select coalesce(max(number), 0) + 1 from import")?
            .query_row([], |row| row.get(0))?;
        self.conn
            .prepare_cached(
                "insert into import (id, number, form, version, by, at, read, imported, refused, sha256)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                new.id.bytes(),
                number,
                new.form.id.0,
                new.form.version,
                self.by.0,
                self.now.0,
                new.n_read,
                new.n_imported,
                new.n_refused,
                new.sha256,
            ])?;
        Ok(number)
    }

    /// Takes an import back: its records become `void`. How many is answered.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] where one of them was approved or left in a batch, or it was taken back already.
    pub fn undo_import(&mut self, import: ImportId) -> Result<u32, VaultError> {
        let records: Vec<(RecordId, u32, String)> = self
            .conn
            .prepare_cached("select id, revision, state from record where import = ?1 order by id")?
            .query_map([import.bytes()], |row| {
                Ok((RecordId::from_bytes(array(row, 0)?), row.get(1)?, row.get(2)?))
            })?
            .collect::<Result<_, _>>()?;
        if records.iter().any(|(_id, _revision, state)| state == "approved" || state == "exported")
        {
            return Err(VaultError::Conflict);
        }
        let n_changed = self
            .conn
            .prepare_cached("update import set undone = ?2 where id = ?1 and undone is null")?
            .execute(params![import.bytes(), self.now.0])?;
        if n_changed == 0 {
            return Err(VaultError::Conflict);
        }
        for (id, revision, _state) in &records {
            self.set_state(*id, *revision, "void")?;
        }
        Ok(u32::try_from(records.len()).unwrap_or(u32::MAX))
    }
}

impl View {
    /// The imports into every open compartment, oldest first.
    pub fn imports(&self) -> Result<Vec<Import>, VaultError> {
        let mut imports = Vec::new();
        for (_compartment, part) in self.parts() {
            let mut statement = part.conn.prepare_cached(
                "select id, number, form, version, by, at, read, imported, refused, undone from import order by number",
            )?;
            for import in statement.query_map([], read_import)? {
                imports.push(import?);
            }
        }
        Ok(imports)
    }
}
