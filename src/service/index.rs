//! What lists know of every record of the session, in memory, so that a filter costs no query.
//!
//! Holds what the columns hold and no answers; wiped when the vault is locked.

use std::{cell::OnceCell, collections::BTreeSet};

use crate::{
    base::{RecordId, Sensitive},
    cases::{State, names},
    vault::{Filter, RecordRow, VaultError, View},
};

/// Every record that the person may see, by id.
#[derive(Default)]
pub(super) struct Index {
    lines: Vec<Line>,
    /// Drafts whose lines are older than their answers.
    pub(super) stale: BTreeSet<RecordId>,
}

/// One record.
pub(super) struct Line {
    pub(super) row: RecordRow,
    pub(super) state: State,
    folded: OnceCell<Sensitive<String>>,
}

impl Line {
    fn of(row: RecordRow) -> Result<Self, VaultError> {
        let state = row.state.parse().map_err(|_err| VaultError::Damaged)?;
        Ok(Self { row, state, folded: OnceCell::new() })
    }

    /// The number people say.
    pub(super) fn number(&self) -> &str {
        number_of(&self.row)
    }

    /// The title as it sorts.
    pub(super) fn folded(&self) -> &str {
        self.folded
            .get_or_init(|| Sensitive::new(names::fold(self.row.summary.title.expose())))
            .expose()
    }
}

/// The number people say of a record: the first line of what it is found by.
pub(super) fn number_of(row: &RecordRow) -> &str {
    row.summary.search.expose().lines().next().unwrap_or_default()
}

impl Index {
    pub(super) fn of(view: &View) -> Result<Self, VaultError> {
        let rows = view.list(&Filter::default(), None, i32::MAX.unsigned_abs())?;
        let mut lines = rows.into_iter().map(Line::of).collect::<Result<Vec<_>, _>>()?;
        lines.sort_unstable_by_key(|line| line.row.id);
        Ok(Self { lines, stale: BTreeSet::new() })
    }

    /// All records, in the order in which they were begun.
    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(super) fn line(&self, record: RecordId) -> Option<&Line> {
        let at = self.lines.binary_search_by_key(&record, |line| line.row.id);
        // Not there: a record that went meanwhile.
        at.ok().and_then(|at| self.lines.get(at))
    }

    /// Reads one record again, or forgets it where it went.
    pub(super) fn refresh(&mut self, view: &View, record: RecordId) -> Result<(), VaultError> {
        let at = self.lines.binary_search_by_key(&record, |line| line.row.id);
        match (view.record(record), at) {
            (Ok(row), Ok(at)) => {
                if let Some(line) = self.lines.get_mut(at) {
                    *line = Line::of(row)?;
                }
            }
            (Ok(row), Err(at)) => self.lines.insert(at, Line::of(row)?),
            (Err(VaultError::NotFound), Ok(at)) => {
                self.lines.remove(at);
            }
            (Err(VaultError::NotFound), Err(_)) => {}
            (Err(err), _) => return Err(err),
        }
        Ok(())
    }

    /// One above the highest number that begins with `prefix`.
    pub(super) fn next_number(&self, prefix: &str) -> u64 {
        let own = |line: &Line| -> Option<u64> {
            let (before, number) = line.number().rsplit_once('-')?;
            let (before, _office) = before.split_once('-')?;
            (before == prefix).then(|| number.parse().ok())?
        };
        self.lines.iter().filter_map(own).max().unwrap_or(0) + 1
    }
}
