//! Minimal unique combinations: the fewest fields that single a record out (the raw material of SUDA2).
//!
//! A record counts for a set of at most three fields where it is alone on the set and on no part of it.
//!
//! Source: Manning, Haglin and Keane, *Data Mining and Knowledge Discovery* 16 (2008).

use std::collections::BTreeMap;

use super::{microdata::Attribute, report::MinimalUniques, search::keys::Keys};

/// How many of the most revealing sets are kept.
const N_REVEALING: usize = 10;

/// Which records are alone on which set of fields.
type Alone = BTreeMap<Vec<usize>, Vec<bool>>;

/// The minimal unique combinations of `n` records over `fields`. Takes one grouping a set of at most three fields.
pub(crate) fn minimal_uniques(fields: &[&Attribute], n: usize) -> MinimalUniques {
    let mut keys = Keys::default();
    let (mut alone, mut found) = (Alone::new(), vec![false; n]);
    let mut by_field = vec![0_u64; fields.len()];
    let (mut by_size, mut revealing) = ([0_u64; 3], Vec::new());
    for set in sets(fields.len()) {
        let unique = unique_on(&set, fields, n, &mut keys);
        let parts: Vec<&Vec<bool>> = parts(&set).filter_map(|part| alone.get(&part)).collect();
        let mut records = 0;
        for (row, unique) in unique.iter().enumerate() {
            if *unique && !parts.iter().any(|part| part[row]) {
                records += 1;
                found[row] = true;
            }
        }
        by_size[set.len() - 1] += records;
        for field in &set {
            by_field[*field] += records;
        }
        if records > 0 {
            revealing.push((set.clone(), records));
        }
        if set.len() < 3 {
            alone.insert(set, unique);
        }
    }
    // Most records first; of equals the smaller set, then the earlier fields.
    revealing.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0))));
    let name = |field: usize| fields[field].name().to_owned();
    MinimalUniques {
        by_size,
        records: found.iter().filter(|found| **found).count() as u64,
        by_field: by_field.into_iter().enumerate().map(|(at, n)| (name(at), n)).collect(),
        most_revealing: revealing
            .into_iter()
            .take(N_REVEALING)
            .map(|(set, records)| (set.into_iter().map(name).collect(), records))
            .collect(),
    }
}

/// All sets of one, two, three of `n` fields, smaller ones first.
fn sets(n: usize) -> Vec<Vec<usize>> {
    let one = (0..n).map(|a| vec![a]);
    let two = (0..n).flat_map(|a| (a + 1..n).map(move |b| vec![a, b]));
    let three = (0..n)
        .flat_map(move |a| (a + 1..n).flat_map(move |b| (b + 1..n).map(move |c| vec![a, b, c])));
    one.chain(two).chain(three).collect()
}

/// The proper parts of a set that are not empty.
fn parts(set: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let one = set.iter().filter(|_| set.len() > 1).map(|field| vec![*field]);
    let pairs = (0..set.len()).filter(|_| set.len() == 3).map(|without| {
        set.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, it)| *it).collect()
    });
    one.chain(pairs)
}

/// Which records are alone on `set`.
fn unique_on(set: &[usize], fields: &[&Attribute], n: usize, keys: &mut Keys) -> Vec<bool> {
    keys.start(n);
    for field in set {
        keys.add(fields[*field].codes(), fields[*field].labels().len(), None);
    }
    keys.group();
    let mut sizes = vec![0_u32; keys.first.len()];
    for class in &keys.class_of {
        sizes[*class as usize] += 1;
    }
    keys.class_of.iter().map(|class| sizes[*class as usize] == 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::{AttributeRole::QuasiIdentifier, Column, Microdata};

    #[test]
    fn a_set_counts_only_where_no_part_of_it_does() {
        let table = Microdata::new(vec![
            Column::new("a", QuasiIdentifier, ["1", "2", "2", "3", "3"]),
            Column::new("b", QuasiIdentifier, ["x", "x", "y", "y", "x"]),
        ])
        .expect("a table");
        let fields: Vec<&Attribute> = table.quasi_identifiers().collect();
        let uniques = minimal_uniques(&fields, 5);
        // The first is alone by "a"; the other four only by both.
        assert_eq!(uniques.by_size, [1, 4, 0]);
        assert_eq!(uniques.records, 5);
        assert_eq!(uniques.by_field, [("a".to_owned(), 5), ("b".to_owned(), 4)]);
        assert_eq!(uniques.most_revealing[0], (vec!["a".to_owned(), "b".to_owned()], 4));
    }
}
