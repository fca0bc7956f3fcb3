//! The refinement check: does another released column say more about a recoded one than its label does?
//!
//! A camp's name beside a district undoes the recoding of the camp. For each quasi-identifier Q below its top and each
//! other released column C: if within a released class one value of C predicts the next finer label of Q, which by
//! itself is open there, C refines Q and may not leave as it is.

use std::collections::BTreeMap;

use super::{
    Code, Hierarchy, PrivacyError,
    microdata::{Attribute, AttributeRole, Microdata},
    number::float,
    search::{encode::matching, keys::Keys},
};

/// A column predicts where it is right for more than this share of its records.
const PREDICTS: f64 = 0.95;
/// A label is open in a class where none has more than this share of it.
const OPEN: f64 = 0.8;

/// A column that says more about a quasi-identifier than its released label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refinement {
    /// The quasi-identifier.
    pub quasi: String,
    /// The column that refines it. A quasi-identifier counts with its released label.
    pub by: String,
    /// Records whose finer label it gives away.
    pub records: u64,
}

/// The refinements among what is released of `table` at `levels`, by quasi-identifier and then column.
///
/// `released` says row by row what leaves. Takes one grouping for each pair of columns.
///
/// # Errors
///
/// [`PrivacyError::Request`] where hierarchies and quasi-identifiers do not match, and
/// [`PrivacyError::NotInHierarchy`] for a value that has no label.
pub fn refinements(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    levels: &[usize],
    k: u32,
    released: &[bool],
) -> Result<Vec<Refinement>, PrivacyError> {
    let quasi: Vec<&Attribute> = table.quasi_identifiers().collect();
    matching(&quasi, hierarchies)?;
    let rows: Vec<usize> =
        (0..table.n_records()).filter(|row| released.get(*row).copied().unwrap_or(false)).collect();
    let at = |place: usize, level: usize| labels(quasi[place], &hierarchies[place], level, &rows);
    let mut columns: Vec<(String, Vec<Code>)> = Vec::new();
    for (place, level) in levels.iter().enumerate().take(quasi.len()) {
        columns.push((quasi[place].name().to_owned(), at(place, *level)?));
    }
    let n_quasi = columns.len();
    let kept = |role| matches!(role, AttributeRole::Plain | AttributeRole::Sensitive);
    for column in table.attributes().iter().filter(|it| kept(it.role())) {
        let codes = rows.iter().map(|row| column.codes()[*row]).collect();
        columns.push((column.name().to_owned(), codes));
    }
    let released: Vec<&[Code]> =
        columns.iter().take(n_quasi).map(|(_, codes)| codes.as_slice()).collect();
    let (class_of, n_classes) = joined(&released, rows.len());
    let mut found = Vec::new();
    for (place, level) in levels.iter().enumerate().take(n_quasi) {
        // At level 0 nothing finer exists; a quasi-identifier at its top is not released in any sense worth refining.
        if *level == 0 || hierarchies[place].top() <= *level {
            continue;
        }
        let finer = at(place, level - 1)?;
        let open = open_classes(&class_of, n_classes, &finer);
        for (at, (name, column)) in columns.iter().enumerate() {
            if at == place {
                continue;
            }
            let records = predicted(&class_of, column, &finer, &open, u64::from(k));
            if records > 0 {
                let quasi = quasi[place].name().to_owned();
                found.push(Refinement { quasi, by: name.clone(), records });
            }
        }
    }
    Ok(found)
}

/// The label codes of `rows` at `level`.
fn labels(
    attribute: &Attribute,
    hierarchy: &Hierarchy,
    level: usize,
    rows: &[usize],
) -> Result<Vec<Code>, PrivacyError> {
    let level = level.min(hierarchy.top());
    let of_value: Vec<Option<Code>> = attribute
        .labels()
        .iter()
        .map(|value| hierarchy.leaf(value).map(|leaf| hierarchy.label_code(leaf, level)))
        .collect();
    let values = of_value.iter().filter(|code| code.is_none()).count() as u64;
    let codes: Vec<Option<Code>> =
        rows.iter().map(|row| of_value[attribute.codes()[*row] as usize]).collect();
    let records = codes.iter().filter(|code| code.is_none()).count() as u64;
    if records > 0 {
        let attribute = attribute.name().to_owned();
        return Err(PrivacyError::NotInHierarchy { attribute, records, values });
    }
    Ok(codes.into_iter().flatten().collect())
}

/// Per row the number of its combination of `columns`, and how many combinations there are.
fn joined(columns: &[&[Code]], n: usize) -> (Vec<Code>, usize) {
    let mut keys = Keys::default();
    keys.start(n);
    for column in columns {
        let n_codes = column.iter().max().map_or(1, |most| *most as usize + 1);
        keys.add(column, n_codes, None);
    }
    let (class_of, first) = keys.sorted();
    (class_of, first.len())
}

/// The classes in which no finer label has more than [`OPEN`] of the records.
fn open_classes(class_of: &[Code], n_classes: usize, finer: &[Code]) -> Vec<bool> {
    let mut sizes = vec![0_u64; n_classes];
    let mut counts: BTreeMap<(Code, Code), u64> = BTreeMap::new();
    for (class, label) in class_of.iter().zip(finer) {
        sizes[*class as usize] += 1;
        *counts.entry((*class, *label)).or_default() += 1;
    }
    let mut open = vec![true; n_classes];
    for ((class, _), count) in counts {
        let class = class as usize;
        open[class] &= float(count) <= OPEN * float(sizes[class]);
    }
    open
}

/// Records whose finer label follows from their value of `column` within their class.
fn predicted(class_of: &[Code], column: &[Code], finer: &[Code], open: &[bool], k: u64) -> u64 {
    let mut counts: BTreeMap<(Code, Code), BTreeMap<Code, u64>> = BTreeMap::new();
    for ((class, value), label) in class_of.iter().zip(column).zip(finer) {
        if open[*class as usize] {
            *counts.entry((*class, *value)).or_default().entry(*label).or_default() += 1;
        }
    }
    let given_away = |labels: &BTreeMap<Code, u64>| {
        let n: u64 = labels.values().sum();
        let most = labels.values().max().copied().unwrap_or(0);
        if k <= n && PREDICTS * float(n) < float(most) { n } else { 0 }
    };
    counts.values().map(given_away).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::{
        AttributeRole::{Plain, QuasiIdentifier},
        Column,
        hierarchy::build,
    };

    fn table(camp: impl Fn(usize) -> String) -> Microdata {
        let place = (0..60).map(|row| format!("XW01{:02}", row % 3 + 1));
        Microdata::new(vec![
            Column::new("place", QuasiIdentifier, place),
            Column::new("camp", Plain, (0..60).map(camp)),
        ])
        .expect("a table")
    }

    fn check(table: &Microdata, level: usize) -> Vec<Refinement> {
        let codes = ["XW0101", "XW0102", "XW0103", "XW0201"];
        let place = build::place_codes("place", codes, &[4], &[]).expect("a tree");
        refinements(table, &[place], &[level], 5, &[true; 60]).expect("a check")
    }

    #[test]
    fn a_camp_beside_its_district_is_found() {
        let got = check(&table(|row| format!("camp {}", row % 3)), 1);
        let want = Refinement { quasi: "place".to_owned(), by: "camp".to_owned(), records: 60 };
        assert_eq!(got, [want]);
    }

    #[test]
    fn a_column_that_knows_nothing_finer_passes() {
        assert_eq!(check(&table(|row| format!("shelter {}", row % 7)), 1), []);
        assert_eq!(check(&table(|row| format!("camp {}", row % 3)), 0), []);
    }

    #[test]
    fn a_value_of_fewer_than_k_records_predicts_nothing() {
        // Each of fifteen camps lies in one place and has four people.
        assert_eq!(check(&table(|row| format!("camp {}", row % 15)), 1), []);
    }
}
