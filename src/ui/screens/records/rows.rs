//! The lines of the table that are at hand: those in view and a page around them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::LineId;
use crate::service::query::records::RecordSummary;

/// Lines are asked for so many at a time.
const PAGE: usize = 64;

/// More lines than this are not kept.
const KEPT: usize = 2048;

/// Lines by what they are about. Those of an earlier list are shown until they have been read again.
#[derive(Debug, Default)]
pub struct Rows {
    known: BTreeMap<LineId, RecordSummary>,
    /// Asked for since the list came; those that are gone too.
    fresh: BTreeSet<LineId>,
}

impl Rows {
    /// A line, where it is at hand.
    #[must_use]
    pub fn of(&self, id: LineId) -> Option<&RecordSummary> {
        self.known.get(&id)
    }

    /// What is to be asked for so that `seen` of `ids` is at hand.
    #[must_use]
    pub fn missing(&self, ids: &[LineId], seen: &Range<usize>) -> Vec<LineId> {
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
    pub fn put(&mut self, asked: &[LineId], lines: Vec<(LineId, RecordSummary)>) {
        if self.known.len() > KEPT {
            self.known.clear();
            self.fresh.clear();
        }
        self.fresh.extend(asked);
        self.known.extend(lines);
    }

    /// Another list came: everything is read again as it comes into view.
    pub fn age(&mut self) {
        self.fresh.clear();
    }
}
