//! Places of the office.

use super::{
    super::{
        Service, ServiceError,
        job::Progress,
        permission::Permission,
        place_list::{self, Read},
        request::Job,
        table::Rows,
    },
    import::{RefusedRow, Table},
};
use crate::vault::{Act, Compartment};

/// Reads a list of places into the office. A job.
///
/// The list is the global table of P-codes as OCHA publishes it, or any table with the columns `code`, `name` and
/// `parent`; `level` follows from the parent where it is not said. Where the list says how far a place reaches (`south`,
/// `west`, `north`, `east`, in degrees), positions are compared with it. A place whose code is there already gets the new
/// name; none is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPlaces {
    /// The list.
    pub table: Table,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacesImported {
    /// Rows read.
    pub read: usize,
    /// Places new or renamed.
    pub places: usize,
    /// Countries that were added because places lie in them.
    pub countries: usize,
    /// Rows refused, with the reason.
    pub refused: Vec<RefusedRow>,
}

/// What an import of places works on.
#[derive(Debug)]
pub struct PlacesWork {
    table: Table,
    above: std::collections::BTreeMap<String, (Option<String>, u8)>,
    dry_run: bool,
}

/// What was read, not yet stored.
#[derive(Debug)]
pub struct PlacesRead {
    read: Read,
    dry_run: bool,
}

/// The audit name of an import of places.
const AUDIT_NAME: &str = "office.places.import";

impl Job for ImportPlaces {
    type Answer = PlacesImported;
    type Prepared = PlacesWork;
    type Done = PlacesRead;
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(AUDIT_NAME);

    fn prepare(self, service: &mut Service) -> Result<PlacesWork, ServiceError> {
        let office = service.office()?;
        office.compartment(Compartment::general().name())?;
        Ok(PlacesWork { table: self.table, above: office.places.above(), dry_run: self.dry_run })
    }

    fn run(work: PlacesWork, progress: &Progress) -> Result<PlacesRead, ServiceError> {
        let rows = Rows::read(&work.table)?;
        let read = place_list::read(&rows, &work.above, progress)?;
        Ok(PlacesRead { read, dry_run: work.dry_run })
    }

    fn finish(done: PlacesRead, service: &mut Service) -> Result<PlacesImported, ServiceError> {
        let PlacesRead { read, dry_run } = done;
        let Read { n_rows, mut places, countries, refused } = read;
        let answer = PlacesImported {
            read: n_rows,
            places: places.len(),
            countries: countries.len(),
            refused,
        };
        if dry_run || places.is_empty() {
            return Ok(answer);
        }
        places.splice(0..0, countries);
        let office = service.office()?;
        let act = Act::new(AUDIT_NAME);
        office.vault.write(&Compartment::general(), &act, |tx| tx.put_places(&places))?;
        office.refresh()?;
        Ok(answer)
    }
}
