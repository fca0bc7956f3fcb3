//! Places of the office.

use std::collections::BTreeSet;

use super::{
    super::{
        Service, ServiceError,
        permission::Permission,
        request::{Command, Request},
        table::Rows,
    },
    import::{RefusedRow, Table},
};
use crate::{
    base::Message,
    cases::names::search_form,
    vault::{Act, Bounds, Compartment, Place},
};

/// Reads a list of places (CSV with the columns `code`, `name`, `level`, `parent`) into the office.
///
/// `name_en` does for `name`. Where the list says how far a place reaches (`south`, `west`, `north`, `east`, in degrees),
/// positions are compared with it. A place whose code is there already gets the new name; none is removed.
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
    pub refused: Vec<RefusedRow>,
}

impl Request for ImportPlaces {
    type Answer = PlacesImported;
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<PlacesImported, ServiceError> {
        let rows = Rows::read(&Table::Csv(self.csv))?;
        let name = rows.column("name").or_else(|| rows.column("name_en"));
        let (Some(code), Some(name), Some(level), Some(parent)) =
            (rows.column("code"), name, rows.column("level"), rows.column("parent"))
        else {
            return Err(ServiceError::NotATable);
        };
        let edges = EDGES.map(|it| rows.column(it));
        let office = service.office()?;
        let mut codes: BTreeSet<String> = office.places.all().map(|it| it.code).collect();
        let mut answer = PlacesImported { read: rows.rows.len(), ..PlacesImported::default() };
        let mut places = Vec::new();
        for (row, cells) in &rows.rows {
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            let place = place([cell(code), cell(name), cell(level), cell(parent)], &codes);
            let bounds = bounds(edges.map(|it| it.map(cell).unwrap_or_default()));
            match place.and_then(|it| Ok(Place { bounds: bounds?, ..it })) {
                Ok(place) => {
                    codes.insert(place.code.clone());
                    places.push(place);
                }
                Err((column, id)) => answer.refused.push(RefusedRow {
                    row: *row,
                    code: "place".to_owned(),
                    column: column.to_owned(),
                    message: Message::new(id),
                }),
            }
        }
        answer.places = places.len();
        let act = Act::new(Self::AUDIT_NAME);
        office.vault.write(&Compartment::general(), &act, |tx| tx.put_places(&places))?;
        office.refresh()?;
        Ok(answer)
    }
}

impl Command for ImportPlaces {
    const AUDIT_NAME: &'static str = "office.places.import";
}

/// One row as a place, or the column that is wrong and why.
fn place(
    [code, name, level, parent]: [&str; 4],
    known: &BTreeSet<String>,
) -> Result<Place, (&'static str, &'static str)> {
    if code.is_empty() {
        return Err(("code", "import-place-code"));
    }
    let level: u8 = level.parse().map_err(|_err| ("level", "import-place-level"))?;
    if 9 < level {
        return Err(("level", "import-place-level"));
    }
    if !parent.is_empty() && !known.contains(parent) {
        return Err(("parent", "import-place-parent"));
    }
    let name = if name.is_empty() { code } else { name };
    Ok(Place {
        code: code.to_owned(),
        name: name.to_owned(),
        normalised: search_form(name),
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        level,
        bounds: None,
    })
}

/// The columns that say how far a place reaches.
const EDGES: [&str; 4] = ["south", "west", "north", "east"];

/// How far a place reaches: all four edges, or none.
fn bounds(edges: [&str; 4]) -> Result<Option<Bounds>, (&'static str, &'static str)> {
    if edges.iter().all(|it| it.is_empty()) {
        return Ok(None);
    }
    let edge = |text: &str, column: &'static str, most: f64| {
        let degrees = text.parse().ok().filter(|it: &f64| it.abs() <= most); // not a number: refused
        degrees.ok_or((column, "import-place-edge"))
    };
    let [south, west, north, east] = edges;
    let bounds = Bounds {
        south: edge(south, "south", 90.0)?,
        west: edge(west, "west", 180.0)?,
        north: edge(north, "north", 90.0)?,
        east: edge(east, "east", 180.0)?,
    };
    if bounds.south <= bounds.north {
        Ok(Some(bounds))
    } else {
        Err(("south", "import-place-edge"))
    }
}
