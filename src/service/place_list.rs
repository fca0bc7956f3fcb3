//! A list of places as somebody hands it in: which column says what, and which rows fit to each other and to the office.

use std::collections::{BTreeMap, BTreeSet};

use super::{ServiceError, command::import::RefusedRow, job::Progress, table::Rows};
use crate::{
    assets,
    base::Message,
    cases::names::search_form,
    vault::{Bounds, Place},
};

/// The deepest level of a place.
const DEEPEST: u8 = 9;

/// Words for levels that are no number.
const LEVEL_WORDS: [(&str, u8); 4] = [("country", 0), ("pays", 0), ("site", 4), ("fmp", 5)];

/// Headings of columns, letters and digits alone.
const CODE: &[&str] = &["code", "pcode", "placecode", "admcode", "id"];
const NAME: &[&str] = &["name", "nameen", "placename", "label", "labelenglishen", "nom", "nombre"];
const PARENT: &[&str] = &["parent", "parentpcode", "parentcode", "pcodeparent", "liesin"];
const LEVEL: &[&str] = &["level", "adminlevel", "admlevel", "niveau", "nivel"];
/// The columns that say how far a place reaches.
const EDGES: [&str; 4] = ["south", "west", "north", "east"];

/// What was read of a list.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Rows read; a row of HXL tags is none.
    pub(super) n_rows: usize,
    /// Places, each after the one it lies in.
    pub(super) places: Vec<Place>,
    /// Countries that the rows lie in and that neither the list nor the office has.
    pub(super) countries: Vec<Place>,
    /// Rows refused, in order.
    pub(super) refused: Vec<RefusedRow>,
}

/// Column and text id of what is wrong with a row.
type Wrong = (&'static str, &'static str);

/// One row, understood by itself.
struct Draft {
    row: u32,
    place: Place,
    /// Whether the list says its level.
    has_level: bool,
}

/// Where the columns stand.
struct Columns {
    code: usize,
    name: usize,
    parent: usize,
    level: Option<usize>,
    edges: [Option<usize>; 4],
}

impl Columns {
    fn of(rows: &Rows) -> Result<Self, ServiceError> {
        let plain = |heading: &String| {
            let letters = heading.chars().filter(char::is_ascii_alphanumeric);
            letters.collect::<String>().to_ascii_lowercase()
        };
        let headings: Vec<String> = rows.header.iter().map(plain).collect();
        let at = |words: &[&str]| {
            words.iter().find_map(|word| headings.iter().position(|it| it == word))
        };
        let needed = |words: &[&str], column: &str| {
            at(words).ok_or_else(|| ServiceError::NoColumn { column: column.to_owned() })
        };
        Ok(Self {
            code: needed(CODE, "code")?,
            name: needed(NAME, "name")?,
            parent: needed(PARENT, "parent")?,
            level: at(LEVEL),
            edges: EDGES.map(|it| at(&[it])),
        })
    }
}

/// Reads a list of places beside those that the office has (`above`: the place above each, and its level).
///
/// A row may come before the one it lies in. A parent that is a country's code needs no row of its own.
///
/// # Errors
///
/// [`ServiceError::NoColumn`]; [`ServiceError::Cancelled`].
pub(super) fn read(rows: &Rows, above: &Above, progress: &Progress) -> Result<Read, ServiceError> {
    let columns = Columns::of(rows)?;
    let mut read = Read::default();
    let mut codes = BTreeSet::new();
    let mut drafts = Vec::new();
    progress.stage("job-places", u64::try_from(rows.rows.len()).unwrap_or(0));
    for (row, cells) in &rows.rows {
        progress.step()?;
        if is_tags(cells) {
            continue;
        }
        read.n_rows += 1;
        let draft = if rows.ragged.contains(row) {
            Err(("", "import-ragged"))
        } else {
            draft(*row, cells, &columns)
        };
        match draft {
            Ok(draft) if codes.insert(draft.place.code.clone()) => drafts.push(draft),
            Ok(_) => read.refuse(*row, ("code", "import-place-twice")),
            Err(wrong) => read.refuse(*row, wrong),
        }
    }
    fit(drafts, above, &codes, &mut read);
    read.refused.sort_by_key(|it| it.row);
    Ok(read)
}

impl Read {
    fn refuse(&mut self, row: u32, (column, id): Wrong) {
        self.refused.push(RefusedRow {
            row,
            code: "place".to_owned(),
            column: column.to_owned(),
            message: Message::new(id),
        });
    }
}

/// Whether a row holds HXL tags, which say what the columns are and are no place.
fn is_tags(cells: &[String]) -> bool {
    cells.iter().all(|it| it.is_empty() || it.starts_with('#'))
}

fn draft(row: u32, cells: &[String], columns: &Columns) -> Result<Draft, Wrong> {
    let cell = |at: usize| cells.get(at).map_or("", String::as_str);
    let [code, name, parent] = [columns.code, columns.name, columns.parent].map(cell);
    if code.is_empty() {
        return Err(("code", "import-place-code"));
    }
    let level = match columns.level.map_or("", cell) {
        "" => None,
        text => Some(level(text).ok_or(("level", "import-place-level"))?),
    };
    let name = if name.is_empty() { code } else { name };
    let place = Place {
        code: code.to_owned(),
        name: name.to_owned(),
        normalised: search_form(name),
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        level: level.unwrap_or(0),
        bounds: bounds(columns.edges.map(|it| it.map_or("", cell)))?,
    };
    Ok(Draft { row, place, has_level: level.is_some() })
}

fn level(text: &str) -> Option<u8> {
    let word = text.to_lowercase();
    let named = LEVEL_WORDS.iter().find(|(it, _)| *it == word).map(|(_, level)| *level);
    named.or_else(|| text.parse().ok()).filter(|it| *it <= DEEPEST) // no number: refused
}

/// How far a place reaches: all four edges, or none.
fn bounds(edges: [&str; 4]) -> Result<Option<Bounds>, Wrong> {
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

/// The place above each, and its level.
type Above = BTreeMap<String, (Option<String>, u8)>;

/// What the rows must fit to.
struct Fit<'a> {
    /// What the office has.
    office: &'a Above,
    /// The codes of the list.
    codes: &'a BTreeSet<String>,
    /// Codes of countries and their names.
    countries: BTreeMap<String, String>,
    /// What holds so far of the list.
    taken: Above,
}

/// Takes the rows whose parents are there, from the top down; the others are refused.
fn fit(drafts: Vec<Draft>, office: &Above, codes: &BTreeSet<String>, read: &mut Read) {
    let mut fit = Fit { office, codes, countries: countries(), taken: Above::new() };
    let mut waiting = drafts;
    loop {
        let before = waiting.len();
        let mut left = Vec::new();
        for draft in waiting {
            let parent = draft.place.parent.as_deref();
            if parent.is_some_and(|it| codes.contains(it) && !fit.taken.contains_key(it)) {
                left.push(draft);
                continue;
            }
            let row = draft.row;
            match fit.take(draft, read) {
                Ok(place) => read.places.push(place),
                Err(wrong) => read.refuse(row, wrong),
            }
        }
        waiting = left;
        if waiting.is_empty() || waiting.len() == before {
            break;
        }
    }
    for draft in waiting {
        read.refuse(draft.row, ("parent", "import-place-ring"));
    }
}

impl Fit<'_> {
    /// A row whose parent is not to come any more, as a place.
    fn take(&mut self, draft: Draft, read: &mut Read) -> Result<Place, Wrong> {
        let Draft { mut place, has_level, .. } = draft;
        let above = match &place.parent {
            None => None,
            Some(code) => Some(self.level_of(code, read).ok_or(("parent", "import-place-parent"))?),
        };
        if !has_level {
            place.level = above.map_or(0, |it| it.saturating_add(1));
        }
        if DEEPEST < place.level {
            return Err(("level", "import-place-level"));
        }
        if above.is_some_and(|it| place.level <= it) {
            return Err(("level", "import-place-above"));
        }
        if self.lies_in_itself(&place) {
            return Err(("parent", "import-place-ring"));
        }
        self.taken.insert(place.code.clone(), (place.parent.clone(), place.level));
        Ok(place)
    }

    /// The level of a place of the list or the office, or of a country, which is then added.
    fn level_of(&mut self, code: &str, read: &mut Read) -> Option<u8> {
        let known = if self.codes.contains(code) { &self.taken } else { self.office };
        if let Some((_, level)) = known.get(code).or_else(|| self.taken.get(code)) {
            return Some(*level);
        }
        let name = self.countries.get(code)?;
        read.countries.push(country(code, name));
        self.taken.insert(code.to_owned(), (None, 0));
        Some(0)
    }

    /// Whether the way up from a place comes back to it.
    fn lies_in_itself(&self, place: &Place) -> bool {
        let mut at = place.parent.as_deref();
        // Levels fall on the way up, so that it ends; what an older list left behind may not.
        for _ in 0..=usize::from(DEEPEST) + 1 {
            match at {
                None => return false,
                Some(code) if code == place.code => return true,
                Some(code) => {
                    let known = self.taken.get(code).or_else(|| self.office.get(code));
                    at = known.and_then(|it| it.0.as_deref());
                }
            }
        }
        true
    }
}

fn country(code: &str, name: &str) -> Place {
    Place {
        code: code.to_owned(),
        name: name.to_owned(),
        normalised: search_form(name),
        parent: None,
        level: 0,
        bounds: None,
    }
}

/// Codes of countries and their names.
fn countries() -> BTreeMap<String, String> {
    let text = assets::code_list("countries").unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let name = reader.headers().ok().and_then(|it| it.iter().position(|it| it == "en"));
    let lines = reader.records().filter_map(Result::ok);
    lines.filter_map(|line| Some((line.get(0)?.to_owned(), line.get(name?)?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::command::import::Table;

    fn reads(csv: &str, above: &[(&str, u8)]) -> Read {
        let rows = Rows::read(&Table::Csv(csv.as_bytes().to_vec())).unwrap();
        let above = above.iter().map(|(code, level)| ((*code).to_owned(), (None, *level)));
        read(&rows, &above.collect(), &Progress::default()).unwrap()
    }

    fn refused(read: &Read) -> Vec<(u32, &str)> {
        read.refused.iter().map(|it| (it.row, it.message.id)).collect()
    }

    #[test]
    fn the_table_of_ocha_is_read_as_it_is() {
        let read = reads(
            "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n\
             #country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start\n\
             AFG,2,AF0101,Paghman,AF01,2019\nAFG,1,AF01,Kabul,AFG,2019\n",
            &[],
        );
        assert_eq!(refused(&read), []);
        let places: Vec<_> = read.places.iter().map(|it| (it.code.as_str(), it.level)).collect();
        assert_eq!((read.n_rows, places), (2, vec![("AF01", 1), ("AF0101", 2)]));
        assert_eq!(read.countries[0].name, "Afghanistan");
    }

    #[test]
    fn levels_follow_from_parents_and_every_refusal_has_its_row() {
        let read = reads(
            "code,name,parent\nN1,Nord,N\nN,Pays,\nN1,Nord,N\nX,Lost,Y\nA,Ring,B\nB,Ring,A\n,No,N\nT9,Deep,T\nZ,New,N1\n",
            &[("T", 9)],
        );
        let places: Vec<_> = read.places.iter().map(|it| (it.code.as_str(), it.level)).collect();
        assert_eq!(places, [("N", 0), ("N1", 1), ("Z", 2)]);
        assert_eq!(
            refused(&read),
            [
                (4, "import-place-twice"),
                (5, "import-place-parent"),
                (6, "import-place-ring"),
                (7, "import-place-ring"),
                (8, "import-place-code"),
                (9, "import-place-level"),
            ]
        );
    }

    #[test]
    fn a_place_lies_above_what_lies_in_it() {
        let read = reads("code,name,parent,level\nA,A,,2\nB,B,A,2\nC,C,A,fmp\n", &[]);
        assert_eq!(refused(&read), [(3, "import-place-above")]);
        assert_eq!(read.places.last().map(|it| it.level), Some(5));
    }
}
