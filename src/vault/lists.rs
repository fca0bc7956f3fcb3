//! Lists, counts and searching, over columns alone: no instance is opened.
//!
//! A list runs over every compartment that is open and is merged; a page follows the last row of the page before
//! (keyset), so that row 90,000 costs what row 1 costs.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::records::{COLUMNS, RecordRow};
use super::view::{View, array};
use super::{Compartment, VaultError};
use crate::base::{CaseId, FormId, ImportId, Instant, RecordId, Sensitive, UserId};

/// One line of a list.
pub type RecordSummary = RecordRow;

/// Which records; an empty one means all. Conditions hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Any of these states; empty: any.
    pub states: Vec<String>,
    /// Of this form, of whichever version.
    pub form: Option<FormId>,
    /// In any of these places; empty: anywhere.
    pub places: Vec<String>,
    /// Whose work it is now.
    pub owner: Option<UserId>,
    /// Who entered it.
    pub author: Option<UserId>,
    /// Of this case.
    pub case: Option<CaseId>,
    /// Brought by this import.
    pub import: Option<ImportId>,
    /// Changed at this time or later.
    pub updated_from: Option<Instant>,
    /// Changed before this time.
    pub updated_until: Option<Instant>,
    /// Approved before this time.
    pub approved_until: Option<Instant>,
    /// With comments that are not settled.
    pub open_comments: bool,
    /// Only in this compartment.
    pub compartment: Option<Compartment>,
    /// Pieces of normalised names: each must occur in the name of one and the same person, or all in the record's own text.
    pub search: Vec<Sensitive<String>>,
}

/// By what a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Last changed first.
    #[default]
    Updated,
    /// Last begun first.
    Created,
    /// By title.
    Title,
    /// By place.
    Place,
    /// By form.
    Form,
    /// By state.
    State,
    /// By the record's own date, latest first.
    Date,
}

/// By what records are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// By state.
    State,
    /// By form.
    Form,
    /// By place; none is the empty text.
    Place,
    /// By owner, in hexadecimal.
    Owner,
}

impl Sort {
    const fn column(self) -> &'static str {
        match self {
            Self::Updated => "r.updated",
            Self::Created => "r.created",
            Self::Title => "r.title",
            Self::Place => "coalesce(r.place, '')",
            Self::Form => "r.form",
            Self::State => "r.state",
            Self::Date => "coalesce(r.date, '')",
        }
    }

    const fn descends(self) -> bool {
        matches!(self, Self::Updated | Self::Created | Self::Date)
    }
}

/// A `where` and what stands in its gaps.
struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    fn of(filter: &Filter) -> Self {
        let mut it = Self { sql: "1".to_owned(), values: Vec::new() };
        it.any_of("r.state", &filter.states);
        it.any_of("r.place", &filter.places);
        if let Some(form) = &filter.form {
            it.and("r.form = ?", Value::Text(form.0.clone()));
        }
        let ids = [
            ("r.owner = ?", filter.owner.map(|it| it.0.to_vec())),
            ("r.author = ?", filter.author.map(|it| it.0.to_vec())),
            ("r.case_id = ?", filter.case.map(|it| it.bytes().to_vec())),
            ("r.import = ?", filter.import.map(|it| it.bytes().to_vec())),
        ];
        for (sql, id) in ids {
            if let Some(id) = id {
                it.and(sql, Value::Blob(id));
            }
        }
        let times = [
            ("r.updated >= ?", filter.updated_from),
            ("r.updated < ?", filter.updated_until),
            ("r.approved < ?", filter.approved_until),
        ];
        for (sql, time) in times {
            if let Some(time) = time {
                it.and(sql, Value::Integer(time.0));
            }
        }
        if filter.open_comments {
            it.sql.push_str(" and r.open_comments > 0");
        }
        it.search(&filter.search);
        it
    }

    fn and(&mut self, sql: &str, value: Value) {
        self.sql.push_str(" and ");
        self.sql.push_str(sql);
        self.values.push(value);
    }

    fn any_of(&mut self, column: &str, words: &[String]) {
        if words.is_empty() {
            return;
        }
        let gaps = vec!["?"; words.len()].join(", ");
        self.sql.push_str(&format!(" and {column} in ({gaps})"));
        self.values.extend(words.iter().cloned().map(Value::Text));
    }

    /// Both scans run over covering indexes: names and record ids only.
    fn search(&mut self, pieces: &[Sensitive<String>]) {
        let pieces: Vec<&String> =
            pieces.iter().map(Sensitive::expose).filter(|it| !it.is_empty()).collect();
        if pieces.is_empty() {
            return;
        }
        let in_all =
            |column: &str| vec![format!("instr({column}, ?) > 0"); pieces.len()].join(" and ");
        self.sql.push_str(&format!(
            " and r.id in (select record from person where {}
              union select id from record where search is not null and {})",
            in_all("names_normalised"),
            in_all("search")
        ));
        for _scan in 0..2 {
            self.values.extend(pieces.iter().map(|it| Value::Text((*it).clone())));
        }
    }
}

impl View {
    fn in_scope<'a>(
        &'a self,
        filter: &'a Filter,
    ) -> impl Iterator<Item = (&'a Compartment, &'a super::view::Part)> {
        self.parts()
            .filter(|(name, _part)| filter.compartment.as_ref().is_none_or(|only| only == *name))
    }

    /// A page of a list, last changed first, after the row with that time and id.
    pub fn list(
        &self,
        filter: &Filter,
        after: Option<(Instant, RecordId)>,
        limit: u32,
    ) -> Result<Vec<RecordSummary>, VaultError> {
        let mut all = Vec::new();
        for (compartment, part) in self.in_scope(filter) {
            let mut condition = Condition::of(filter);
            if let Some((at, id)) = after {
                condition.sql.push_str(" and (r.updated, r.id) < (?, ?)");
                condition.values.extend([Value::Integer(at.0), Value::Blob(id.bytes().to_vec())]);
            }
            condition.values.push(Value::Integer(limit.into()));
            let mut statement = part.conn.prepare_cached(&format!(
                "select {COLUMNS} from record r where {} order by r.updated desc, r.id desc limit ?",
                condition.sql
            ))?;
            let rows = statement.query_map(params_from_iter(condition.values), |row| {
                RecordRow::read(row, compartment)
            })?;
            for row in rows {
                all.push(row?);
            }
        }
        all.sort_by(|a: &RecordRow, b| (b.updated, b.id).cmp(&(a.updated, a.id)));
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    /// The ids of a whole list, in order: what a virtual table scrolls over. 16 bytes a row.
    pub fn ids(&self, filter: &Filter, sort: Sort) -> Result<Vec<RecordId>, VaultError> {
        let direction = if sort.descends() { "desc" } else { "asc" };
        let mut lists: Vec<Vec<(Value, RecordId)>> = Vec::new();
        for (_compartment, part) in self.in_scope(filter) {
            let condition = Condition::of(filter);
            let mut statement = part.conn.prepare_cached(&format!(
                "select {column}, r.id from record r where {} order by {column} {direction}, r.id {direction}",
                condition.sql,
                column = sort.column()
            ))?;
            let rows = statement.query_map(params_from_iter(condition.values), |row| {
                Ok((row.get(0)?, RecordId::from_bytes(array(row, 1)?)))
            })?;
            lists.push(rows.collect::<Result<_, _>>()?);
        }
        let mut all: Vec<(Value, RecordId)> = lists.concat();
        if 1 < lists.len() {
            all.sort_by(|a, b| {
                let order = compare(&a.0, &b.0).then(a.1.cmp(&b.1));
                if sort.descends() { order.reverse() } else { order }
            });
        }
        Ok(all.into_iter().map(|(_key, id)| id).collect())
    }

    /// The rows of these records, in the same order; one that has gone meanwhile is left out.
    pub fn rows(&self, ids: &[RecordId]) -> Result<Vec<RecordSummary>, VaultError> {
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            match self.record(*id) {
                Ok(row) => rows.push(row),
                Err(VaultError::NotFound) => {}
                Err(err) => return Err(err),
            }
        }
        Ok(rows)
    }

    /// How many records.
    pub fn count(&self, filter: &Filter) -> Result<u64, VaultError> {
        let mut n_records = 0;
        for (_compartment, part) in self.in_scope(filter) {
            let condition = Condition::of(filter);
            let mut statement = part.conn.prepare_cached(&format!(
                "select count(*) from record r where {}",
                condition.sql
            ))?;
            n_records += statement
                .query_row(params_from_iter(condition.values), |row| row.get::<_, i64>(0))?;
        }
        Ok(n_records.unsigned_abs())
    }

    /// How many records of each kind, by name of the kind.
    pub fn counts(&self, filter: &Filter, by: Group) -> Result<BTreeMap<String, u64>, VaultError> {
        let column = match by {
            Group::State => "r.state",
            Group::Form => "r.form",
            Group::Place => "coalesce(r.place, '')",
            Group::Owner => "lower(hex(r.owner))",
        };
        let mut counts = BTreeMap::new();
        for (_compartment, part) in self.in_scope(filter) {
            let condition = Condition::of(filter);
            let mut statement = part.conn.prepare_cached(&format!(
                "select {column}, count(*) from record r where {} group by 1",
                condition.sql
            ))?;
            let rows = statement.query_map(params_from_iter(condition.values), |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
            })?;
            for row in rows {
                let (kind, n_records) = row?;
                *counts.entry(kind).or_insert(0) += n_records.unsigned_abs();
            }
        }
        Ok(counts)
    }
}

/// Numbers by size, texts by code point; a column holds only one kind.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _other => Ordering::Equal,
    }
}
