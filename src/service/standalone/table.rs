//! Files as tables: which column is what, which file is whose hierarchy.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Config, StandaloneError,
    config::SensitiveColumn,
    run::NamedFile,
    sheet::{self, Coded},
};
use crate::{
    base::Message,
    privacy::{
        self, AttributeRole, CodedColumn, Hierarchy, Microdata, SensitiveRule,
        hierarchy::missing_values,
    },
};

/// A file with a header, and what its columns are.
pub(super) struct Sheet {
    pub(super) table: Microdata,
    /// Columns that leave, in the file's order.
    pub(super) leaving: Vec<String>,
}

/// What a column that the settings name is to be.
type Named<'a> = (&'a str, AttributeRole);

/// The columns that the settings name, quasi-identifiers first and in their order.
fn named(config: &Config) -> Vec<Named<'_>> {
    let quasi = config.quasi_names().map(|name| (name, AttributeRole::QuasiIdentifier));
    let sensitive = config.sensitive.iter().map(|it| it.rule.attribute.as_str());
    let plain = config.plain.iter().map(|name| (name.as_str(), AttributeRole::Plain));
    let subject = config.subject.as_deref().map(|name| (name, AttributeRole::Subject));
    let group = config.group.as_deref().map(|name| (name, AttributeRole::Group));
    quasi
        .chain(sensitive.map(|name| (name, AttributeRole::Sensitive)))
        .chain(plain)
        .chain(subject)
        .chain(group)
        .collect()
}

/// Reads the data: only the columns that the settings name.
pub(super) fn read(data: &NamedFile, config: &Config) -> Result<Sheet, StandaloneError> {
    let wanted = named(config);
    let table = columns(data, config.delimiter, &wanted)?;
    let header = sheet::header(&data.bytes, config.delimiter).map_err(|it| it.of(&data.name))?;
    let leaves = |name: &String| {
        let role = wanted.iter().find(|it| it.0 == name).map(|it| it.1);
        role.is_some_and(|it| !matches!(it, AttributeRole::Subject | AttributeRole::Group))
    };
    let leaving = header.into_iter().filter(leaves).collect();
    match table.n_records() {
        n @ (0 | 1) => Err(StandaloneError::TooFew { k: None, available: n as u64, groups: false }),
        _ => Ok(Sheet { table, leaving }),
    }
}

/// Reads the columns `wanted` of a file.
pub(super) fn columns(
    file: &NamedFile,
    delimiter: u8,
    wanted: &[Named<'_>],
) -> Result<Microdata, StandaloneError> {
    let header = sheet::header(&file.bytes, delimiter).map_err(|it| it.of(&file.name))?;
    let place = |name: &str| {
        let mut places = header.iter().enumerate().filter(|it| it.1 == name).map(|it| it.0);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(StandaloneError::Config(
                Message::new("err-cfg-column-twice").text("column", name),
            )),
            (None, _) => Err(no_column(file, delimiter, wanted, &header, name)),
        }
    };
    let places = wanted.iter().map(|(name, _role)| place(name)).collect::<Result<Vec<_>, _>>()?;
    let read = sheet::columns(&file.bytes, delimiter, &places).map_err(|it| it.of(&file.name))?;
    let coded = |((name, role), column): (&Named<'_>, Coded)| CodedColumn {
        name: (*name).to_owned(),
        role: *role,
        dictionary: column.dictionary,
        places: column.places,
    };
    Microdata::from_coded(wanted.iter().zip(read).map(coded).collect()).map_err(StandaloneError::of)
}

/// A column is not there: or the whole header is one cell because cells are divided by something else.
fn no_column(
    file: &NamedFile,
    delimiter: u8,
    wanted: &[Named<'_>],
    header: &[String],
    name: &str,
) -> StandaloneError {
    let others = [b';', b',', b'\t', b'|'].into_iter().filter(|it| *it != delimiter);
    let reads_by = |other: u8| {
        sheet::header(&file.bytes, other).is_ok_and(|names| {
            let all = wanted.iter().all(|(name, _)| names.iter().any(|it| it == name));
            all || (header.len() == 1 && names.len() > 1)
        })
    };
    if others.into_iter().any(reads_by) {
        let (file, fault) = (file.name.clone(), "csv-delimiter");
        return StandaloneError::Malformed { file, line: 1, fault };
    }
    StandaloneError::Config(
        Message::new("err-cfg-no-column").text("column", name).text("columns", header.join(", ")),
    )
}

/// Which of `files`, named without their folders, holds the hierarchy of each quasi-identifier of `config`: its place.
///
/// A file serves `A` where its name without `.csv` is `A` or ends in `_A`; one that fits a longer name too is that one's.
///
/// # Errors
///
/// [`StandaloneError::Config`] where none or two are left.
pub fn choose(
    config: &Config,
    files: &[String],
) -> Result<BTreeMap<String, usize>, StandaloneError> {
    let stem = |file: &'_ String| file.strip_suffix(".csv").map(str::to_owned);
    let stems: Vec<Option<String>> = files.iter().map(stem).collect();
    let fits = |stem: &str, name: &str| {
        stem.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('_'))
    };
    let mut chosen = BTreeMap::new();
    for name in config.quasi_names().filter(|name| !config.hierarchies.contains_key(*name)) {
        let is_own = |stem: &str| {
            let longer = |other: &str| other.len() > name.len() && fits(stem, other);
            fits(stem, name) && !config.quasi_names().any(longer)
        };
        let own: Vec<usize> =
            (0..files.len()).filter(|at| stems[*at].as_deref().is_some_and(is_own)).collect();
        let wrong = |message: Message| StandaloneError::Config(message.text("attribute", name));
        match own.as_slice() {
            [one] => chosen.insert(name.to_owned(), *one),
            [] => return Err(wrong(Message::new("err-cfg-no-hierarchy"))),
            many => {
                let names: Vec<&str> = many.iter().map(|at| files[*at].as_str()).collect();
                let message = Message::new("err-cfg-two-hierarchies");
                return Err(wrong(message.text("files", names.join(", "))));
            }
        };
    }
    Ok(chosen)
}

/// The hierarchy of `attribute` in `file`, as it stands.
pub(super) fn hierarchy(
    attribute: &str,
    file: &NamedFile,
    delimiter: u8,
) -> Result<Hierarchy, StandaloneError> {
    let rows = sheet::rows(&file.bytes, delimiter).map_err(|it| it.of(&file.name))?;
    Hierarchy::from_rows(attribute, &rows).map_err(StandaloneError::of)
}

/// Some of the values of `attribute` that `hierarchy` lacks, for the screen.
pub(super) fn examples(
    table: &Microdata,
    attribute: &str,
    hierarchies: &[Hierarchy],
) -> Vec<String> {
    let hierarchy = hierarchies.iter().find(|it| it.attribute() == attribute);
    let (Some(column), Some(hierarchy)) = (table.attribute(attribute), hierarchy) else {
        return Vec::new();
    };
    missing_values(hierarchy, column.labels()).into_iter().take(5).collect()
}

/// The rule of a sensitive column, its groups read from their file.
pub(super) fn rule(
    column: &SensitiveColumn,
    groups: Option<&NamedFile>,
    delimiter: u8,
) -> Result<SensitiveRule, StandaloneError> {
    let mut rule = column.rule.clone();
    let Some(file) = groups else { return Ok(rule) };
    let rows = sheet::rows(&file.bytes, delimiter).map_err(|it| it.of(&file.name))?;
    for (at, row) in rows.into_iter().enumerate() {
        let [value, group] = row.as_slice() else {
            let (file, line) = (file.name.clone(), at as u64 + 1);
            return Err(StandaloneError::Malformed { file, line, fault: "csv-ragged" });
        };
        rule.groups.insert(value.clone(), group.clone());
    }
    Ok(rule)
}

/// What could be recognised in `data` as it stands, as a script reads it.
///
/// # Errors
///
/// [`StandaloneError`] for a file or settings that make no sense.
pub fn risk(data: &NamedFile, config: &Config) -> Result<Value, StandaloneError> {
    let wanted: Vec<Named<'_>> =
        config.quasi_names().map(|name| (name, AttributeRole::QuasiIdentifier)).collect();
    let table = columns(data, config.delimiter, &wanted)?;
    if table.n_records() == 0 {
        return Err(StandaloneError::TooFew { k: None, available: 0, groups: false });
    }
    let report = privacy::risk(&table, config.k, 0).map_err(StandaloneError::of)?;
    let (figures, classes, uniques) = (report.figures, report.classes, report.uniques);
    Ok(json!({
        "format": "waypost-privacy-risk/1",
        "risk": {
            "records": figures.records, "classes": figures.classes,
            "unique_records": figures.unique_records, "records_below_k": figures.records_below_k,
            "max": figures.max, "mean": figures.mean,
        },
        "minimal_uniques": {
            "by_size": uniques.by_size, "records": uniques.records,
            "by_field": uniques.by_field.into_iter().collect::<BTreeMap<_, _>>(),
        },
        "classes": {
            "count": classes.count, "smallest": classes.smallest, "largest": classes.largest,
            "mean": classes.mean, "histogram": classes.histogram,
        },
    }))
}
