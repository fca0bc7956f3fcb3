//! Lists, counts and searching, over columns alone: no instance is opened.
//!
//! A list runs over every compartment that is open and is merged; a page follows the last row of the page before
//! (keyset), so that row 90,000 costs what row 1 costs.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::records::RecordRow;
use super::view::{Part, View, array};
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
        self.sql.extend([" and ", column, " in (", &gaps, ")"]);
        self.values.extend(words.iter().cloned().map(Value::Text));
    }
}

/// Records that a search found; up to [`FEW`] are looked up one by one, more are recognised while walking the list.
struct Hits(Vec<[u8; 16]>);

const FEW: usize = 256;

impl Hits {
    /// `None` where nothing is searched for.
    ///
    /// Both scans run over covering indexes: names and record ids, and no table row is opened.
    fn of(part: &Part, filter: &Filter) -> Result<Option<Self>, VaultError> {
        let pieces: Vec<&str> = filter
            .search
            .iter()
            .map(|it| it.expose().as_str())
            .filter(|it| !it.is_empty())
            .collect();
        if pieces.is_empty() {
            return Ok(None);
        }
        let in_all =
            |column: &str| vec![format!("instr({column}, ?) > 0"); pieces.len()].join(" and ");
        let scans = [
            format!("select record from person where {}", in_all("names_normalised")),
            format!("select id from record where search is not null and {}", in_all("search")),
        ];
        let mut found = Vec::new();
        for scan in scans {
            let mut statement = part.conn.prepare_cached(&scan)?;
            let mut rows = statement.query(params_from_iter(&pieces))?;
            while let Some(row) = rows.next()? {
                found.push(array(row, 0)?);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(Self(found)))
    }
}

/// Hands each record of `part` that fits to `each`, until that answers `false`: first its id, then `columns`.
///
/// They come in the order of `order`, except where a search found few: those come by id.
fn visit(
    part: &Part,
    filter: &Filter,
    mut condition: Condition,
    (columns, order): (&str, &str),
    mut each: impl FnMut(&Row<'_>) -> Result<bool, VaultError>,
) -> Result<(), VaultError> {
    let hits = Hits::of(part, filter)?;
    if let Some(Hits(few)) = hits.as_ref().filter(|hits| hits.0.len() <= FEW) {
        condition.sql.push_str(" and r.id = ?");
        let sql = format!("select r.id, {columns} from record r where {}", condition.sql);
        let mut statement = part.conn.prepare_cached(&sql)?;
        for id in few {
            let values = condition.values.iter().cloned().chain([Value::Blob(id.to_vec())]);
            let mut rows = statement.query(params_from_iter(values))?;
            if let Some(row) = rows.next()?
                && !each(row)?
            {
                break;
            }
        }
        return Ok(());
    }
    let sql = format!("select r.id, {columns} from record r where {} {order}", condition.sql);
    let mut statement = part.conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(condition.values))?;
    while let Some(row) = rows.next()? {
        let fits = match &hits {
            Some(Hits(many)) => many.binary_search(&array(row, 0)?).is_ok(),
            None => true,
        };
        if fits && !each(row)? {
            break;
        }
    }
    Ok(())
}

impl View {
    fn in_scope<'a>(
        &'a self,
        filter: &'a Filter,
    ) -> impl Iterator<Item = (&'a Compartment, &'a Part)> {
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
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut all: Vec<(i64, RecordId, &Compartment)> = Vec::new();
        for (compartment, part) in self.in_scope(filter) {
            let mut condition = Condition::of(filter);
            if let Some((at, id)) = after {
                condition.sql.push_str(" and (r.updated, r.id) < (?, ?)");
                condition.values.extend([Value::Integer(at.0), Value::Blob(id.bytes().to_vec())]);
            }
            let mut n_rows = 0;
            visit(
                part,
                filter,
                condition,
                ("r.updated", "order by r.updated desc, r.id desc"),
                |row| {
                    all.push((row.get(1)?, RecordId::from_bytes(array(row, 0)?), compartment));
                    n_rows += 1;
                    // Few hits come in another order, so all of them are looked at.
                    Ok(n_rows < limit.max(FEW))
                },
            )?;
        }
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.truncate(limit);
        all.into_iter().map(|(_updated, id, compartment)| self.row_of(compartment, id)).collect()
    }

    /// The ids of a whole list, in order: what a virtual table scrolls over. 16 bytes a row.
    pub fn ids(&self, filter: &Filter, sort: Sort) -> Result<Vec<RecordId>, VaultError> {
        let direction = if sort.descends() { "desc" } else { "asc" };
        let order = format!("order by {} {direction}, r.id {direction}", sort.column());
        let mut all: Vec<(Value, RecordId)> = Vec::new();
        let mut n_parts = 0;
        for (_compartment, part) in self.in_scope(filter) {
            n_parts += 1;
            visit(part, filter, Condition::of(filter), (sort.column(), &order), |row| {
                all.push((row.get(1)?, RecordId::from_bytes(array(row, 0)?)));
                Ok(true)
            })?;
        }
        if 1 < n_parts || !filter.search.is_empty() {
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
            if filter.search.is_empty() {
                let condition = Condition::of(filter);
                let sql = format!("select count(*) from record r where {}", condition.sql);
                let mut statement = part.conn.prepare_cached(&sql)?;
                n_records += statement
                    .query_row(params_from_iter(condition.values), |row| row.get::<_, u64>(0))?;
                continue;
            }
            visit(part, filter, Condition::of(filter), ("1", ""), |_row| {
                n_records += 1;
                Ok(true)
            })?;
        }
        Ok(n_records)
    }

    /// How many records of each kind, by name of the kind.
    pub fn counts(&self, filter: &Filter, by: Group) -> Result<BTreeMap<String, u64>, VaultError> {
        let column = match by {
            Group::State => "r.state",
            Group::Form => "r.form",
            Group::Place => "coalesce(r.place, '')",
            Group::Owner => "lower(hex(r.owner))",
        };
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (_compartment, part) in self.in_scope(filter) {
            if filter.search.is_empty() {
                let condition = Condition::of(filter);
                let sql = format!(
                    "select {column}, count(*) from record r where {} group by 1",
                    condition.sql
                );
                let mut statement = part.conn.prepare_cached(&sql)?;
                let mut rows = statement.query(params_from_iter(condition.values))?;
                while let Some(row) = rows.next()? {
                    *counts.entry(row.get(0)?).or_insert(0) += row.get::<_, u64>(1)?;
                }
                continue;
            }
            visit(part, filter, Condition::of(filter), (column, ""), |row| {
                *counts.entry(row.get(1)?).or_insert(0) += 1;
                Ok(true)
            })?;
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
