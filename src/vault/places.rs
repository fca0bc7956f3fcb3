//! The office's places: provinces, districts, sites.

use rusqlite::{OptionalExtension as _, Row, params};

use super::VaultError;
use super::view::View;
use super::write::Tx;

/// How far a place reaches, in degrees. Where `west` is east of `east`, it reaches over the meridian of 180°.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The southern edge.
    pub south: f64,
    /// The western edge.
    pub west: f64,
    /// The northern edge.
    pub north: f64,
    /// The eastern edge.
    pub east: f64,
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
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
    /// How far it reaches, where its list says so.
    pub bounds: Option<Bounds>,
}

fn read_place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        code: row.get(0)?,
        name: row.get(1)?,
        normalised: row.get(2)?,
        parent: row.get(3)?,
        level: row.get(4)?,
        bounds: read_bounds(row)?,
    })
}

/// All four edges, or none.
fn read_bounds(row: &Row<'_>) -> rusqlite::Result<Option<Bounds>> {
    let edge = |at: usize| row.get::<_, Option<f64>>(at);
    Ok(match (edge(5)?, edge(6)?, edge(7)?, edge(8)?) {
        (Some(south), Some(west), Some(north), Some(east)) => {
            Some(Bounds { south, west, north, east })
        }
        _ => None,
    })
}

impl Tx<'_> {
    /// Adds places, or changes them; codes are never removed. Places are kept in `general`.
    ///
    /// A place that comes without bounds keeps those that it has.
    pub fn put_places(&mut self, places: &[Place]) -> Result<(), VaultError> {
        let mut statement = self.conn.prepare_cached(
            "insert into place (code, name, normalised, parent, level, south, west, north, east)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             on conflict (code) do update set name = ?2, normalised = ?3, parent = ?4, level = ?5,
             south = coalesce(?6, south), west = coalesce(?7, west), north = coalesce(?8, north), east = coalesce(?9, east)",
        )?;
        for place in places {
            statement.execute(params![
                place.code,
                place.name,
                place.normalised,
                place.parent,
                place.level,
                place.bounds.map(|it| it.south),
                place.bounds.map(|it| it.west),
                place.bounds.map(|it| it.north),
                place.bounds.map(|it| it.east),
            ])?;
        }
        Ok(())
    }
}

impl View {
    /// All places, by code.
    pub fn places(&self) -> Result<Vec<Place>, VaultError> {
        let mut statement = self.general()?.prepare_cached(
            "select code, name, normalised, parent, level, south, west, north, east from place order by code",
        )?;
        let places = statement.query_map([], read_place)?;
        Ok(places.collect::<Result<_, _>>()?)
    }

    /// A place.
    pub fn place(&self, code: &str) -> Result<Option<Place>, VaultError> {
        let mut statement = self.general()?.prepare_cached(
            "select code, name, normalised, parent, level, south, west, north, east from place where code = ?1",
        )?;
        Ok(statement.query_row([code], read_place).optional()?)
    }

    /// Places whose code begins with `text` or whose normalised name holds it, by level and code.
    pub fn find_places(&self, text: &str, limit: u32) -> Result<Vec<Place>, VaultError> {
        let mut statement = self.general()?.prepare_cached(
            "select code, name, normalised, parent, level, south, west, north, east from place
             where instr(normalised, lower(?1)) > 0 or substr(code, 1, length(?1)) = upper(?1)
             order by level, code limit ?2",
        )?;
        let places = statement.query_map(params![text, limit], read_place)?;
        Ok(places.collect::<Result<_, _>>()?)
    }
}
