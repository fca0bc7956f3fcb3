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
    vault::{Act, Compartment, Place},
};

/// Reads a list of places (CSV with the columns `code`, `name`, `level`, `parent`) into the office.
///
/// `name_en` does for `name`. A place whose code is there already gets the new name; none is removed.
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
        let office = service.office()?;
        let mut codes: BTreeSet<String> = office.places.all().map(|it| it.code).collect();
        let mut answer = PlacesImported { read: rows.rows.len(), ..PlacesImported::default() };
        let mut places = Vec::new();
        for (row, cells) in &rows.rows {
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            match place([cell(code), cell(name), cell(level), cell(parent)], &codes) {
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
    })
}
