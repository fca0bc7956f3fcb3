//! The office's places: provinces, districts, sites.

use rusqlite::{OptionalExtension as _, Row, params};

use super::VaultError;
use super::view::View;
use super::write::Tx;

/// A place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its code, for ever: `XW0101`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name, normalised for searching.
    pub normalised: String,
    /// The place that it lies in.
    pub parent: Option<String>,
    /// How deep: 0 is the country.
    pub level: u8,
}

fn read_place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        code: row.get(0)?,
        name: row.get(1)?,
        normalised: row.get(2)?,
        parent: row.get(3)?,
        level: row.get(4)?,
    })
}

impl Tx<'_> {
    /// Adds places, or changes their names; codes are never removed. Places are kept in `general`.
    pub fn put_places(&mut self, places: &[Place]) -> Result<(), VaultError> {
        let mut statement = self.conn.prepare_cached(
            "insert into place (code, name, normalised, parent, level) values (?1, ?2, ?3, ?4, ?5)
             on conflict (code) do update set name = ?2, normalised = ?3, parent = ?4, level = ?5",
        )?;
        for place in places {
            statement.execute(params![
                place.code,
                place.name,
                place.normalised,
                place.parent,
                place.level
            ])?;
        }
        Ok(())
    }
}

impl View {
    /// All places, by code.
    pub fn places(&self) -> Result<Vec<Place>, VaultError> {
        let mut statement = self.general()?.prepare_cached(
            "select code, name, normalised, parent, level from place order by code",
        )?;
        let places = statement.query_map([], read_place)?;
        Ok(places.collect::<Result<_, _>>()?)
    }

    /// A place.
    pub fn place(&self, code: &str) -> Result<Option<Place>, VaultError> {
        let mut statement = self.general()?.prepare_cached(
            "select code, name, normalised, parent, level from place where code = ?1",
        )?;
        Ok(statement.query_row([code], read_place).optional()?)
    }

    /// Places whose code begins with `text` or whose normalised name holds it, by level and code.
    pub fn find_places(&self, text: &str, limit: u32) -> Result<Vec<Place>, VaultError> {
        let mut statement = self.general()?.prepare_cached(
            "select code, name, normalised, parent, level from place
             where instr(normalised, lower(?1)) > 0 or substr(code, 1, length(?1)) = upper(?1)
             order by level, code limit ?2",
        )?;
        let places = statement.query_map(params![text, limit], read_place)?;
        Ok(places.collect::<Result<_, _>>()?)
    }
}
