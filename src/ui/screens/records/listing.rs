//! What the table lists: records, or everybody named in them.

use crate::{
    base::RecordId,
    service::query::{
        persons::{PersonId, PersonList},
        records::{ColumnView, Facets, RecordList},
    },
};

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineId {
    /// Which record.
    pub record: RecordId,
    /// Which of those named in it; `None` where the line is about the record.
    pub person: Option<u32>,
}

impl From<RecordId> for LineId {
    fn from(record: RecordId) -> Self {
        Self { record, person: None }
    }
}

impl From<PersonId> for LineId {
    fn from(id: PersonId) -> Self {
        Self { record: id.record, person: Some(id.row) }
    }
}

/// What the table lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// Every line, in order.
    pub ids: Vec<LineId>,
    /// How many there would be without a filter.
    pub total: usize,
    /// Counts for the filters.
    pub facets: Facets,
    /// What a list of one form alone shows.
    pub columns: Vec<ColumnView>,
    /// How long it took.
    pub elapsed_ms: u64,
    /// Its lines are about persons.
    pub of_persons: bool,
}

impl From<RecordList> for Listing {
    fn from(list: RecordList) -> Self {
        let RecordList { ids, total, facets, columns, elapsed_ms } = list;
        let ids = ids.into_iter().map(LineId::from).collect();
        Self { ids, total, facets, columns, elapsed_ms, of_persons: false }
    }
}

impl From<PersonList> for Listing {
    fn from(list: PersonList) -> Self {
        let PersonList { ids, total, facets, elapsed_ms } = list;
        let ids = ids.into_iter().map(LineId::from).collect();
        Self { ids, total, facets, columns: Vec::new(), elapsed_ms, of_persons: true }
    }
}
