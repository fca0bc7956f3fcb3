//! Places of the office.

/// Reads a list of places (CSV: `code,name,level,parent`) into the office; places of the same code are renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPlaces {
    /// The file.
    pub csv: Vec<u8>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacesImported {
    /// Rows read.
    pub read: usize,
    /// Places new or renamed.
    pub places: usize,
    /// Rows refused, with the reason.
    pub refused: Vec<super::import::RefusedRow>,
}
