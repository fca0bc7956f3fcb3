//! The lines of the table that are at hand: those in view and a page around them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use crate::{base::RecordId, service::query::records::RecordSummary};

/// Lines are asked for so many at a time.
const PAGE: usize = 64;

/// More lines than this are not kept.
const KEPT: usize = 2048;

/// Lines by record. Those of an earlier list are shown until they have been read again.
#[derive(Debug, Default)]
pub struct Rows {
    known: BTreeMap<RecordId, RecordSummary>,
    /// Asked for since the list came; those that are gone too.
    fresh: BTreeSet<RecordId>,
}

impl Rows {
    /// The line of a record, where it is at hand.
    #[must_use]
    pub fn of(&self, record: RecordId) -> Option<&RecordSummary> {
        self.known.get(&record)
    }

    /// What is to be asked for so that `seen` of `ids` is at hand.
    #[must_use]
    pub fn missing(&self, ids: &[RecordId], seen: &Range<usize>) -> Vec<RecordId> {
        let in_view = ids.get(seen.start..seen.end.min(ids.len())).unwrap_or_default();
        if in_view.iter().all(|it| self.fresh.contains(it)) {
            return Vec::new();
        }
        let first = seen.start / PAGE * PAGE;
        let last = (seen.end.div_ceil(PAGE) * PAGE).min(ids.len());
        let pages = ids.get(first..last).unwrap_or_default();
        pages.iter().filter(|it| !self.fresh.contains(it)).copied().collect()
    }

    /// Takes in the answer to `asked`.
    pub fn put(&mut self, asked: &[RecordId], lines: Vec<RecordSummary>) {
        if self.known.len() > KEPT {
            self.known.clear();
            self.fresh.clear();
        }
        self.fresh.extend(asked);
        self.known.extend(lines.into_iter().map(|it| (it.id, it)));
    }

    /// Another list came: everything is read again as it comes into view.
    pub fn age(&mut self) {
        self.fresh.clear();
    }
}
