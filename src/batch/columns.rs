//! What is put into a batch, as plain values, and its CSV files: data, tables, codebook, hierarchies.
//!
//! UTF-8, LF, RFC 4180. Data and tables carry HXL tags in their second row (HXL 1.1).

use std::collections::BTreeSet;

use super::BatchError;

/// Name of the first column of a data file.
pub const PSEUDONYM: &str = "pseudonym";
/// HXL tag of the first column of a data file.
const PSEUDONYM_TAG: &str = "#meta+id";
/// Tags under which libhxl's default schema takes nothing but numbers.
const NUMBER_TAGS: [&str; 6] =
    ["#affected", "#inneed", "#population", "#reached", "#targeted", "#value"];

/// Everything that leaves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// The form, as it names the files: its id.
    pub form: String,
    /// Title of the form per language, the default one first: (language code, text).
    pub titles: Vec<(String, String)>,
    /// The columns after the pseudonym.
    pub columns: Vec<Column>,
    /// The rows, in any order; they are written in pseudonym order, so that the order tells nothing.
    pub rows: Vec<Row>,
    /// Aggregate tables.
    pub tables: Vec<Table>,
    /// The hierarchies of the columns that were recoded.
    pub hierarchies: Vec<HierarchyRows>,
}

/// One row of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From [`super::PseudonymKey::derive_pseudonym`].
    pub pseudonym: String,
    /// A cell for each column; empty where there is no answer.
    pub cells: Vec<String>,
}

/// One column of data or of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name: the question's.
    pub name: String,
    /// The question per language: (language code, text).
    pub labels: Vec<(String, String)>,
    /// Its HXL tag with attributes.
    pub hxl: Option<String>,
    /// What stands in it.
    pub kind: ColumnKind,
    /// What was done to it: the word of the form's `export` column.
    pub treatment: String,
    /// Level of its hierarchy at which it was released; none where it has none.
    pub level: Option<u32>,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// Whole numbers, with the bounds of the form where it has some.
    Integer {
        /// Smallest value.
        min: Option<i64>,
        /// Largest value.
        max: Option<i64>,
    },
    /// Numbers.
    Decimal,
    /// Days.
    Date,
    /// One of these codes, in every row that is not blank. Bands and levels of a hierarchy are codes too.
    Codes {
        /// Name of the code list.
        list: String,
        /// The codes that may occur.
        codes: Vec<CodeLabel>,
    },
}

/// A code with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLabel {
    /// The code as it stands in the data.
    pub code: String,
    /// Its label per language: (language code, text).
    pub labels: Vec<(String, String)>,
}

/// One aggregate table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name; the file is `tables/<name>.csv`.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, in order.
    pub rows: Vec<Vec<String>>,
}

/// One generalisation hierarchy: a row for each value, from the value itself to its broadest label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HierarchyRows {
    /// The column it belongs to.
    pub attribute: String,
    /// Rows of equal length.
    pub rows: Vec<Vec<String>>,
}

impl Contents {
    /// Name of the data file.
    #[must_use]
    pub fn data_file(&self) -> String {
        format!("data/{}.csv", self.form)
    }

    /// Name of the file of `attribute`'s hierarchy.
    #[must_use]
    pub fn hierarchy_file(&self, attribute: &str) -> String {
        format!("hierarchies/{}/{attribute}.csv", self.form)
    }

    /// Refuses what no batch may look like.
    ///
    /// # Errors
    ///
    /// [`BatchError::Unfit`] with the column, never with a value.
    pub(super) fn check(&self) -> Result<(), BatchError> {
        check_columns(&self.columns)?;
        if let Some(column) = self.columns.iter().find(|it| it.name == PSEUDONYM) {
            return Err(BatchError::unfit("a column with the pseudonym's name", &column.name));
        }
        let mut seen = BTreeSet::new();
        for row in &self.rows {
            if row.pseudonym.is_empty() || !seen.insert(row.pseudonym.as_str()) {
                return Err(BatchError::unfit(
                    "a pseudonym that is blank or stands twice",
                    PSEUDONYM,
                ));
            }
            check_cells(&self.columns, &row.cells)?;
        }
        for table in &self.tables {
            check_columns(&table.columns)?;
            table.rows.iter().try_for_each(|cells| check_cells(&table.columns, cells))?;
        }
        for hierarchy in &self.hierarchies {
            let attribute = &hierarchy.attribute;
            if !self.columns.iter().any(|column| column.name == *attribute) {
                return Err(BatchError::unfit("a hierarchy without a column", attribute));
            }
        }
        Ok(())
    }

    /// `data/<form>.csv`: header, tags, rows in pseudonym order.
    pub(super) fn data_csv(&self) -> Result<Vec<u8>, BatchError> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| a.pseudonym.cmp(&b.pseudonym));
        let names = self.columns.iter().map(|it| it.name.as_str());
        let tags: Vec<String> = (0..self.columns.len()).map(|at| self.tag(at)).collect();
        let mut lines: Vec<Vec<&str>> = vec![
            std::iter::once(PSEUDONYM).chain(names).collect(),
            std::iter::once(PSEUDONYM_TAG).chain(tags.iter().map(String::as_str)).collect(),
        ];
        lines.extend(rows.iter().map(|row| {
            std::iter::once(row.pseudonym.as_str())
                .chain(row.cells.iter().map(String::as_str))
                .collect()
        }));
        to_csv(&lines)
    }

    /// The tag that is written over a column; empty where it has none.
    ///
    /// Under `#date` only days, months, quarters and years may stand. A column with broader labels, such as those of
    /// rows at the fallback, is tagged `#meta+date` instead: the rest of its tag still says which date it is.
    pub(super) fn tag(&self, column: usize) -> String {
        let tag = self.columns.get(column).and_then(|it| it.hxl.as_deref()).unwrap_or_default();
        let is_date =
            |row: &Row| row.cells.get(column).is_none_or(|it| it.is_empty() || is_hxl_date(it));
        match tag.strip_prefix("#date") {
            Some(attributes) if !self.rows.iter().all(is_date) => format!("#meta+date{attributes}"),
            Some(_) | None => tag.to_owned(),
        }
    }

    /// `codebook/<form>.csv`: a line for each question, then one for each of its codes.
    pub(super) fn codebook_csv(&self) -> Result<Vec<u8>, BatchError> {
        let languages: Vec<String> = languages(&self.columns);
        let mut header = vec!["question".to_owned()];
        header.extend(languages.iter().map(|it| format!("label::{it}")));
        header.extend(["list".to_owned(), "code".to_owned()]);
        header.extend(languages.iter().map(|it| format!("code_label::{it}")));
        header.extend(["treatment".to_owned(), "level".to_owned()]);
        let mut lines = vec![header];
        for column in &self.columns {
            let nothing: (&str, &[CodeLabel]) = ("", &[]);
            let (list, codes) = match &column.kind {
                ColumnKind::Codes { list, codes } => (list.as_str(), codes.as_slice()),
                ColumnKind::Text
                | ColumnKind::Integer { .. }
                | ColumnKind::Decimal
                | ColumnKind::Date => nothing,
            };
            let blank = CodeLabel { code: String::new(), labels: Vec::new() };
            for code in std::iter::once(&blank).chain(codes) {
                let mut line = vec![column.name.clone()];
                line.extend(languages.iter().map(|it| in_language(&column.labels, it)));
                line.extend([list.to_owned(), code.code.clone()]);
                line.extend(languages.iter().map(|it| in_language(&code.labels, it)));
                let level = column.level.map(|level| level.to_string()).unwrap_or_default();
                line.extend([column.treatment.clone(), level]);
                lines.push(line);
            }
        }
        to_csv(&lines)
    }
}

impl Table {
    /// `tables/<name>.csv`: header, tags, rows.
    pub(super) fn csv(&self) -> Result<Vec<u8>, BatchError> {
        let mut lines: Vec<Vec<&str>> = vec![
            self.columns.iter().map(|it| it.name.as_str()).collect(),
            self.columns.iter().map(|it| it.hxl.as_deref().unwrap_or_default()).collect(),
        ];
        lines.extend(self.rows.iter().map(|row| row.iter().map(String::as_str).collect()));
        to_csv(&lines)
    }
}

/// A year, quarter (`2026Q3`), month or day.
fn is_hxl_date(text: &str) -> bool {
    let digits =
        |part: &str, n: usize| part.len() == n && part.bytes().all(|it| it.is_ascii_digit());
    let Some((year, rest)) = text.split_at_checked(4) else { return false };
    let is_quarter = || rest.strip_prefix('Q').is_some_and(|it| ["1", "2", "3", "4"].contains(&it));
    let is_month = || rest.strip_prefix('-').is_some_and(|it| digits(it, 2));
    digits(year, 4)
        && (rest.is_empty()
            || is_quarter()
            || is_month()
            || text.parse::<chrono::NaiveDate>().is_ok())
}

/// The languages of the labels, in order of appearance.
fn languages(columns: &[Column]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (language, _text) in columns.iter().flat_map(|it| &it.labels) {
        if !found.contains(language) {
            found.push(language.clone());
        }
    }
    found
}

fn in_language(labels: &[(String, String)], language: &str) -> String {
    labels
        .iter()
        .find(|(it, _text)| it == language)
        .map(|(_it, text)| text.clone())
        .unwrap_or_default()
}

fn check_columns(columns: &[Column]) -> Result<(), BatchError> {
    let mut seen = BTreeSet::new();
    for column in columns {
        if column.name.is_empty() || !seen.insert(column.name.as_str()) {
            return Err(BatchError::unfit("a column without a name of its own", &column.name));
        }
        if let Some(tag) = &column.hxl {
            check_tag(tag, &column.kind).map_err(|what| BatchError::unfit(what, &column.name))?;
        }
    }
    Ok(())
}

/// A tag is `#word` with `+attributes`; one that libhxl takes for a number must not stand over codes or text.
fn check_tag(tag: &str, kind: &ColumnKind) -> Result<(), &'static str> {
    let mut parts = tag.split('+').map(str::trim_end);
    let hashtag = parts.next().unwrap_or_default();
    let attributes: Vec<&str> = parts.map(str::trim).collect();
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !hashtag.strip_prefix('#').is_some_and(word) || !attributes.iter().all(|it| word(it)) {
        return Err("no HXL tag");
    }
    let wants_number = NUMBER_TAGS.contains(&hashtag) || attributes.contains(&"num");
    let is_number = matches!(kind, ColumnKind::Integer { .. } | ColumnKind::Decimal);
    if wants_number && !is_number {
        return Err("an HXL tag for numbers over something else");
    }
    Ok(())
}

/// As many cells as columns, each of its column's kind or blank.
fn check_cells(columns: &[Column], cells: &[String]) -> Result<(), BatchError> {
    if cells.len() != columns.len() {
        return Err(BatchError::Unfit { what: "a row with too few or too many cells", at: None });
    }
    for (column, cell) in columns.iter().zip(cells) {
        if !cell.is_empty() && !fits(&column.kind, cell) {
            return Err(BatchError::unfit("a cell that is not of its column's kind", &column.name));
        }
    }
    Ok(())
}

fn fits(kind: &ColumnKind, cell: &str) -> bool {
    match kind {
        ColumnKind::Text => true,
        ColumnKind::Integer { min, max } => cell.parse::<i64>().is_ok_and(|number| {
            min.is_none_or(|min| min <= number) && max.is_none_or(|max| number <= max)
        }),
        ColumnKind::Decimal => cell.parse::<f64>().is_ok_and(f64::is_finite),
        ColumnKind::Date => cell.parse::<chrono::NaiveDate>().is_ok(),
        ColumnKind::Codes { codes, .. } => codes.iter().any(|it| it.code == cell),
    }
}

/// Rows as RFC 4180 with LF.
pub(super) fn to_csv<T: AsRef<[u8]>>(lines: &[Vec<T>]) -> Result<Vec<u8>, BatchError> {
    let refused = |_err| BatchError::Unfit { what: "rows that are no table", at: None };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .flexible(false)
        .from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).map_err(refused)?;
    }
    writer.into_inner().map_err(|_err| BatchError::Crypto)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_never_stands_under_a_tag_for_numbers() {
        let codes = ColumnKind::Codes { list: "size".to_owned(), codes: Vec::new() };
        let number = ColumnKind::Integer { min: None, max: None };
        assert!(check_tag("#group+type", &codes).is_ok());
        assert!(check_tag("#affected +idps +ind", &number).is_ok());
        assert!(check_tag("#affected+type", &codes).is_err());
        assert!(check_tag("#indicator+hh_size+num", &codes).is_err());
        for bad in ["affected", "#", "#a b", "#Affected", "#date+", "#date++x", ""] {
            assert!(check_tag(bad, &number).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_dates_stand_under_the_tag_for_dates() {
        for good in ["2026", "2026Q3", "2026-11", "2026-11-24"] {
            assert!(is_hxl_date(good), "{good}");
        }
        for bad in ["*", "", "2026Q5", "2026-Q3", "20 6", "2026Q1-2026Q2", "2026-13-01", "été 2026"]
        {
            assert!(!is_hxl_date(bad), "{bad}");
        }
        let column = Column {
            name: "arrival".to_owned(),
            labels: Vec::new(),
            hxl: Some("#date+start".to_owned()),
            kind: ColumnKind::Text,
            treatment: "quarter".to_owned(),
            level: Some(1),
        };
        let row = |cell: &str| Row { pseudonym: cell.to_owned(), cells: vec![cell.to_owned()] };
        let mut contents = Contents {
            columns: vec![column],
            rows: vec![row("2026Q3"), row("")],
            ..Contents::default()
        };
        assert_eq!(contents.tag(0), "#date+start");
        contents.rows.push(row("*"));
        assert_eq!(contents.tag(0), "#meta+date+start");
    }

    #[test]
    fn commas_quotes_and_line_ends_are_quoted() {
        let csv = to_csv(&[vec!["a,b", "c\"d"], vec!["e\nf", ""]]).unwrap();
        assert_eq!(String::from_utf8(csv).unwrap(), "\"a,b\",\"c\"\"d\"\n\"e\nf\",\n");
    }
}
