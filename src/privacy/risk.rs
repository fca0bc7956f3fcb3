//! What could be recognised in a table as it stands, before anything is done to it or after.
//!
//! The size of a class is its distinct subjects: two rows of one person are one person.

use std::collections::BTreeMap;

use super::{
    Code, PrivacyError, RequestFault,
    microdata::{Attribute, AttributeRole, Microdata},
    number::float,
    report::{ClassFigures, RiskFigures, RiskReport, WorstClass},
    search::keys::Keys,
    uniques::minimal_uniques,
};

/// Measures `table` on its quasi-identifiers; `n_worst` of its smallest classes are shown.
///
/// # Errors
///
/// [`PrivacyError::Request`] without a quasi-identifier.
pub fn risk(table: &Microdata, k: u32, n_worst: usize) -> Result<RiskReport, PrivacyError> {
    let quasi: Vec<&Attribute> = table.quasi_identifiers().collect();
    let keys = keys(table)?;
    // Classes in the order of their values, so that equals among the worst stand in a fixed order.
    let (class_of, first) = keys.sorted();
    let mut rows = vec![Vec::new(); first.len()];
    for (row, class) in class_of.iter().enumerate() {
        rows[*class as usize].push(row);
    }
    let subjects = subjects_per_class(table, &class_of, first.len());
    let sizes: Vec<(u64, u64)> =
        rows.iter().zip(&subjects).map(|(rows, n)| (rows.len() as u64, *n)).collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|class| (subjects[*class], *class));
    let worst = order
        .into_iter()
        .take(n_worst)
        .map(|class| WorstClass {
            labels: quasi.iter().map(|it| it.value(rows[class][0]).to_owned()).collect(),
            subjects: subjects[class],
            rows: rows[class].clone(),
        })
        .collect();
    Ok(RiskReport {
        figures: figures(&sizes, u64::from(k)),
        classes: class_figures(sizes.iter().map(|(rows, _)| *rows)),
        worst,
        uniques: minimal_uniques(&quasi, table.n_records()),
    })
}

/// The figures of [`risk`] alone: what can be said at the cost of one grouping.
///
/// # Errors
///
/// Those of [`risk`].
pub fn risk_figures(table: &Microdata, k: u32) -> Result<RiskFigures, PrivacyError> {
    let mut keys = keys(table)?;
    keys.group();
    let mut rows = vec![0_u64; keys.first.len()];
    for class in &keys.class_of {
        rows[*class as usize] += 1;
    }
    let own = table.with_role(AttributeRole::Subject).next().is_none();
    let subjects =
        if own { rows.clone() } else { subjects_per_class(table, &keys.class_of, rows.len()) };
    let sizes: Vec<(u64, u64)> = rows.into_iter().zip(subjects).collect();
    Ok(figures(&sizes, u64::from(k)))
}

/// Keys that are equal where records agree on every quasi-identifier.
fn keys(table: &Microdata) -> Result<Keys, PrivacyError> {
    let mut keys = Keys::default();
    keys.start(table.n_records());
    for attribute in table.quasi_identifiers() {
        keys.add(attribute.codes(), attribute.labels().len(), None);
    }
    if table.quasi_identifiers().next().is_none() {
        let fault = RequestFault::NoQuasiIdentifier;
        return Err(PrivacyError::Request { attribute: String::new(), fault });
    }
    Ok(keys)
}

/// Distinct subjects of each class.
fn subjects_per_class(table: &Microdata, class_of: &[Code], n_classes: usize) -> Vec<u64> {
    let mut pairs: Vec<(Code, Code)> = class_of.iter().copied().zip(table.subjects()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut subjects = vec![0; n_classes];
    for (class, _) in pairs {
        subjects[class as usize] += 1;
    }
    subjects
}

/// The figures of classes of (rows, subjects).
pub(crate) fn figures(sizes: &[(u64, u64)], k: u64) -> RiskFigures {
    let records: u64 = sizes.iter().map(|(rows, _)| rows).sum();
    let below = |least: u64| sizes.iter().filter(|it| it.1 < least).map(|(rows, _)| rows).sum();
    let classes = sizes.len() as u64;
    let smallest = sizes.iter().map(|(_, subjects)| *subjects).min();
    RiskFigures {
        records,
        classes,
        unique_records: below(2),
        records_below_k: below(k),
        max: smallest.map_or(0.0, |smallest| 1.0 / float(smallest)),
        mean: if records == 0 { 0.0 } else { float(classes) / float(records) },
    }
}

/// The sizes of classes and how often each occurs.
pub(crate) fn class_figures(sizes: impl Iterator<Item = u64>) -> ClassFigures {
    let mut histogram: BTreeMap<u64, u64> = BTreeMap::new();
    for size in sizes {
        *histogram.entry(size).or_default() += 1;
    }
    let count: u64 = histogram.values().sum();
    let records: u64 = histogram.iter().map(|(size, n)| size * n).sum();
    ClassFigures {
        count,
        smallest: histogram.keys().next().copied().unwrap_or(0),
        largest: histogram.keys().next_back().copied().unwrap_or(0),
        mean: if count == 0 { 0.0 } else { float(records) / float(count) },
        histogram: histogram.into_iter().collect(),
    }
}

/// What leaves of each value of `attribute`: `leaving` says it row by row. Values in their order.
pub fn by_subgroup(attribute: &Attribute, leaving: &[bool]) -> Vec<super::report::Subgroup> {
    let mut counts = vec![(0_u64, 0_u64); attribute.labels().len()];
    for (row, value) in attribute.codes().iter().enumerate() {
        let count = &mut counts[*value as usize];
        count.0 += 1;
        count.1 += u64::from(leaving.get(row).copied().unwrap_or(false));
    }
    attribute
        .labels()
        .iter()
        .zip(counts)
        .map(|(value, (records, leaving))| super::report::Subgroup {
            value: value.clone(),
            records,
            leaving,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::{
        AttributeRole::{QuasiIdentifier, Subject},
        Column,
    };

    #[test]
    fn two_rows_of_one_person_are_one_person() {
        let table = Microdata::new(vec![
            Column::new("sex", QuasiIdentifier, ["f", "f", "m", "m", "m"]),
            Column::new("who", Subject, ["1", "1", "2", "3", "4"]),
        ])
        .expect("a table");
        let report = risk(&table, 3, 1).expect("figures");
        assert_eq!(report.figures.unique_records, 2);
        assert_eq!(report.figures.records_below_k, 2);
        assert!((report.figures.max - 1.0).abs() < 1e-12);
        assert_eq!(report.worst[0].rows, [0, 1]);
        assert_eq!(report.classes.histogram, [(2, 1), (3, 1)]);
    }

    #[test]
    fn subgroups_are_counted_as_they_leave() {
        let table = Microdata::new(vec![Column::new("sex", QuasiIdentifier, ["f", "m", "f"])]);
        let table = table.expect("a table");
        let sex = table.attribute("sex").expect("sex");
        let parts = by_subgroup(sex, &[true, true, false]);
        let shown: Vec<(&str, u64, u64)> =
            parts.iter().map(|it| (it.value.as_str(), it.records, it.leaving)).collect();
        assert_eq!(shown, [("f", 2, 1), ("m", 1, 1)]);
    }
}
