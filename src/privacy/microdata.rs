//! A table about people, as codes: one dictionary a column, every row a record.

use std::{collections::BTreeSet, fmt};

use super::{
    PrivacyError,
    error::RequestFault,
    number::{code, float_len},
};

/// A position in the sorted dictionary of a column.
pub type Code = u32;

/// What an attribute is to somebody who wants to know who a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeRole {
    /// May be known from elsewhere: forms classes. A sensitive rule may name it as well (`quasi sensitive`).
    QuasiIdentifier,
    /// Harms when learnt: kept, and must be diverse in each class.
    Sensitive,
    /// Harmless: kept.
    Plain,
    /// Whom k counts. Never leaves. At most one column; without it each record is a subject.
    Subject,
    /// The household or case around subjects. Never leaves. At most one column; without it each subject is a group.
    Group,
}

/// One column: its dictionary and a code a record.
#[derive(Clone, PartialEq, Eq)]
pub struct Attribute {
    name: String,
    role: AttributeRole,
    labels: Vec<String>,
    codes: Vec<Code>,
}

impl Attribute {
    fn new(name: String, role: AttributeRole, values: &[String]) -> Self {
        let mut labels: Vec<String> = values.to_vec();
        labels.sort_unstable();
        labels.dedup();
        let codes = values
            .iter()
            .map(|value| code(labels.binary_search(value).unwrap_or_else(|gap| gap)))
            .collect();
        Self { name, role, labels, codes }
    }

    /// A column from a dictionary in any order, each value once, and a place in it for each record.
    fn from_dictionary(
        name: String,
        role: AttributeRole,
        values: Vec<String>,
        places: Vec<Code>,
    ) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_unstable_by(|a, b| values[*a].cmp(&values[*b]));
        let mut code_of = vec![0; values.len()];
        for (at, value) in order.iter().enumerate() {
            code_of[*value] = code(at);
        }
        let mut values: Vec<Option<String>> = values.into_iter().map(Some).collect();
        let labels = order.into_iter().filter_map(|value| values[value].take()).collect();
        let mut codes = places;
        for place in &mut codes {
            *place = code_of[*place as usize];
        }
        Self { name, role, labels, codes }
    }

    /// The name of the column.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is.
    pub const fn role(&self) -> AttributeRole {
        self.role
    }

    /// The distinct values, sorted bytewise; a code is a position here. Blank is a value.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// One code a record, in the order of the records.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The value of record `row`; empty past the end.
    pub fn value(&self, row: usize) -> &str {
        self.codes
            .get(row)
            .and_then(|code| self.labels.get(*code as usize))
            .map_or("", String::as_str)
    }
}

impl fmt::Debug for Attribute {
    /// Values are about people and are not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("name", &self.name)
            .field("role", &self.role)
            .field("distinct", &self.labels.len())
            .finish_non_exhaustive()
    }
}

/// A column as it is handed in.
#[derive(Clone)]
pub struct Column {
    /// Its name, unique in the table.
    pub name: String,
    /// What it is.
    pub role: AttributeRole,
    /// One value a record.
    pub values: Vec<String>,
}

impl Column {
    /// A column of `values`.
    pub fn new(
        name: impl Into<String>,
        role: AttributeRole,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self { name: name.into(), role, values: values.into_iter().map(Into::into).collect() }
    }
}

/// A column as a dictionary and a place in it for each record: for large files, whose values repeat.
#[derive(Clone)]
pub struct CodedColumn {
    /// Its name, unique in the table.
    pub name: String,
    /// What it is.
    pub role: AttributeRole,
    /// Each value once, in any order.
    pub dictionary: Vec<String>,
    /// One place in the dictionary a record.
    pub places: Vec<Code>,
}

/// A table about people.
///
/// The order of quasi-identifiers is that of their columns: levels and ties follow it. Nothing that is
/// computed from a table depends on the order of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Microdata {
    attributes: Vec<Attribute>,
    n_records: usize,
}

impl Microdata {
    /// A table of `columns`, each with one value a record.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Ragged`] when columns differ in length; [`PrivacyError::Request`] when a name, the
    /// subject or the group is there twice.
    pub fn new(columns: Vec<Column>) -> Result<Self, PrivacyError> {
        let n_records =
            fitting(columns.iter().map(|it| (it.name.as_str(), it.role, it.values.len())))?;
        let attributes = columns
            .into_iter()
            .map(|column| Attribute::new(column.name, column.role, &column.values))
            .collect();
        Ok(Self { attributes, n_records })
    }

    /// The same from columns that are dictionaries already.
    ///
    /// # Errors
    ///
    /// Those of [`Microdata::new`]; [`PrivacyError::Ragged`] too for a place outside its dictionary.
    pub fn from_coded(columns: Vec<CodedColumn>) -> Result<Self, PrivacyError> {
        let n_records =
            fitting(columns.iter().map(|it| (it.name.as_str(), it.role, it.places.len())))?;
        for column in &columns {
            if column.places.iter().any(|place| column.dictionary.len() <= *place as usize) {
                return Err(PrivacyError::Ragged { attribute: column.name.clone() });
            }
        }
        let coded = |it: CodedColumn| {
            Attribute::from_dictionary(it.name, it.role, it.dictionary, it.places)
        };
        Ok(Self { attributes: columns.into_iter().map(coded).collect(), n_records })
    }

    /// How many records.
    pub const fn n_records(&self) -> usize {
        self.n_records
    }

    /// All columns, in the order in which they were handed in.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The columns of `role`, in order.
    pub fn with_role(&self, role: AttributeRole) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(move |attribute| attribute.role == role)
    }

    /// The quasi-identifiers, in the order of levels and ties.
    pub fn quasi_identifiers(&self) -> impl Iterator<Item = &Attribute> {
        self.with_role(AttributeRole::QuasiIdentifier)
    }

    /// The column called `name`, subject and group left out.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let kept = |role| !matches!(role, AttributeRole::Subject | AttributeRole::Group);
        self.attributes.iter().find(|attribute| attribute.name == name && kept(attribute.role))
    }

    /// The number of the subject of each record; the record itself where no column says.
    pub fn subjects(&self) -> Vec<Code> {
        let rows = || (0..self.n_records).map(code).collect();
        self.with_role(AttributeRole::Subject).next().map_or_else(rows, |it| it.codes.clone())
    }

    /// The number of the group of each record; its subject where no column says.
    pub fn groups(&self) -> Vec<Code> {
        let subjects = || self.subjects();
        self.with_role(AttributeRole::Group).next().map_or_else(subjects, |it| it.codes.clone())
    }

    /// Distinct subjects.
    pub fn n_subjects(&self) -> usize {
        distinct(self.subjects())
    }

    /// Distinct groups.
    pub fn n_groups(&self) -> usize {
        distinct(self.groups())
    }

    /// The records at `rows`, in that order, with dictionaries of their own.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let attributes = self
            .attributes
            .iter()
            .map(|it| {
                let values: Vec<String> =
                    rows.iter().map(|row| it.value(*row).to_owned()).collect();
                Attribute::new(it.name.clone(), it.role, &values)
            })
            .collect();
        Self { attributes, n_records: rows.len() }
    }

    /// The share of records whose value of `attribute` is `value`; 0 without records.
    pub fn share(&self, attribute: &Attribute, value: &str) -> f64 {
        let Ok(at) = attribute.labels.binary_search_by(|label| label.as_str().cmp(value)) else {
            return 0.0;
        };
        let n = attribute.codes.iter().filter(|it| **it == code(at)).count();
        float_len(n) / float_len(self.n_records.max(1))
    }
}

/// How many records each column of (name, role, records) has, where they fit together.
fn fitting<'a>(
    columns: impl Iterator<Item = (&'a str, AttributeRole, usize)>,
) -> Result<usize, PrivacyError> {
    let (mut n_records, mut seen) = (None, BTreeSet::new());
    for (name, role, n) in columns {
        if *n_records.get_or_insert(n) != n || Code::try_from(n).is_err() {
            return Err(PrivacyError::Ragged { attribute: name.to_owned() });
        }
        let once = match role {
            AttributeRole::Subject => "\u{0}subject",
            AttributeRole::Group => "\u{0}group",
            AttributeRole::QuasiIdentifier | AttributeRole::Sensitive | AttributeRole::Plain => {
                name
            }
        };
        if !seen.insert(once) {
            let fault = RequestFault::Duplicate;
            return Err(PrivacyError::Request { attribute: name.to_owned(), fault });
        }
    }
    Ok(n_records.unwrap_or(0))
}

fn distinct(mut codes: Vec<Code>) -> usize {
    codes.sort_unstable();
    codes.dedup();
    codes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttributeRole::{Group, Plain, QuasiIdentifier, Subject};

    fn people() -> Microdata {
        Microdata::new(vec![
            Column::new("sex", QuasiIdentifier, ["f", "m", "f", ""]),
            Column::new("who", Subject, ["p1", "p2", "p1", "p3"]),
            Column::new("home", Group, ["h1", "h1", "h1", "h2"]),
        ])
        .expect("a table")
    }

    #[test]
    fn subjects_and_groups_are_counted_once() {
        assert_eq!((people().n_subjects(), people().n_groups()), (3, 2));
        let rows = people().select(&[0, 2]);
        assert_eq!((rows.n_records(), rows.n_subjects(), rows.n_groups()), (2, 1, 1));
    }

    #[test]
    fn blank_is_a_value_like_any_other() {
        let table = people();
        let sex = table.attribute("sex").expect("sex");
        assert_eq!(sex.labels(), ["", "f", "m"]);
        assert!((table.share(sex, "") - 0.25).abs() < 1e-12);
    }

    #[test]
    fn columns_must_fit_and_names_be_unique() {
        let short = vec![Column::new("a", Plain, ["1", "2"]), Column::new("b", Plain, ["1"])];
        assert_eq!(Microdata::new(short), Err(PrivacyError::Ragged { attribute: "b".to_owned() }));
        let twice = vec![Column::new("a", Plain, ["1"]), Column::new("a", QuasiIdentifier, ["1"])];
        assert!(matches!(Microdata::new(twice), Err(PrivacyError::Request { .. })));
    }

    #[test]
    fn printing_a_table_for_the_log_shows_no_value() {
        let shown = format!("{:?}", people());
        assert!(!shown.contains("p1") && shown.contains("sex"), "{shown}");
    }
}
