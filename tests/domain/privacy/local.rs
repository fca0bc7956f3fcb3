//! Recoding in parts: peeling against visiting every node, and what holds of any of it.
#![allow(
    clippy::needless_for_each,
    clippy::format_collect,
    reason = "a test is written for reading"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use waypost::privacy::{
    AttributeRole::{QuasiIdentifier, Sensitive},
    Column, Control, Diversity, Hierarchy, Microdata, Model, SearchConfig, SensitiveRule, Study,
};

/// Four leaves: shares are exact numbers, so that equal losses are equal in any order of adding.
const LEAVES: [[&str; 3]; 4] =
    [["a", "ab", "*"], ["b", "ab", "*"], ["c", "cd", "*"], ["d", "cd", "*"]];
const SHARES: [f64; 3] = [0.25, 0.5, 1.0];
const VALUES: [&str; 3] = ["x", "y", "z"];

type Rows = Vec<([usize; 3], usize)>;

fn table(rows: &Rows) -> Microdata {
    let quasi = |at: usize| {
        Column::new(
            format!("q{at}"),
            QuasiIdentifier,
            rows.iter().map(move |row| LEAVES[row.0[at]][0]),
        )
    };
    let value = Column::new("value", Sensitive, rows.iter().map(|row| VALUES[row.1]));
    Microdata::new(vec![quasi(0), quasi(1), quasi(2), value]).expect("a table")
}

fn trees() -> Vec<Hierarchy> {
    let rows: Vec<Vec<String>> =
        LEAVES.iter().map(|leaf| leaf.iter().map(|it| (*it).to_owned()).collect()).collect();
    (0..3).map(|at| Hierarchy::from_rows(format!("q{at}"), &rows).expect("a tree")).collect()
}

fn model(k: u32, l: u32) -> Model {
    let model = Model::k_anonymity(k);
    if l < 2 {
        return model;
    }
    model.with(SensitiveRule::new("value", vec![Diversity::Distinct { l }]))
}

fn label(row: &[usize; 3], levels: [usize; 3]) -> [&'static str; 3] {
    [0, 1, 2].map(|at| LEAVES[row[at]][levels[at]])
}

/// Whether rows may be released together.
fn passes(rows: &[usize], all: &Rows, k: u32, l: u32) -> bool {
    let values: BTreeSet<usize> = rows.iter().map(|row| all[*row].1).collect();
    k as usize <= rows.len() && (l < 2 || l as usize <= values.len())
}

/// Peeling without a thought: every node in its order, every class of what is left.
fn peeled(rows: &Rows, k: u32, l: u32) -> Vec<(Vec<String>, u64)> {
    let n = f64::from(u32::try_from(rows.len()).expect("few"));
    let mut nodes: Vec<(f64, [usize; 3])> = Vec::new();
    for x in 0..3 {
        for y in 0..3 {
            for z in 0..3 {
                let levels = [x, y, z];
                let loss = levels.iter().map(|level| n * SHARES[*level] / (n - n / 4.0)).sum();
                nodes.push((loss, levels));
            }
        }
    }
    nodes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut left: BTreeSet<usize> = (0..rows.len()).collect();
    let mut out: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for (_loss, levels) in nodes {
        let mut classes: BTreeMap<[&str; 3], Vec<usize>> = BTreeMap::new();
        for row in &left {
            classes.entry(label(&rows[*row].0, levels)).or_default().push(*row);
        }
        for (labels, members) in classes {
            if passes(&members, rows, k, l) {
                let labels: Vec<String> = labels.iter().map(|it| (*it).to_owned()).collect();
                *out.entry(labels).or_default() += members.len() as u64;
                members.iter().for_each(|row| assert!(left.remove(row)));
            }
        }
    }
    out.into_iter().collect()
}

fn any_rows() -> impl Strategy<Value = Rows> {
    prop::collection::vec(([0..4_usize, 0..4_usize, 0..4_usize], 0..3_usize), 8..60)
}

fn sorted(rows: Vec<(Vec<&str>, u64)>) -> Vec<(Vec<String>, u64)> {
    let owned = rows
        .into_iter()
        .map(|(cells, n)| (cells.into_iter().map(str::to_owned).collect::<Vec<_>>(), n));
    let mut rows: Vec<_> = owned.collect();
    rows.sort();
    rows
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}

const QUASI: [&str; 3] = ["q0", "q1", "q2"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// What is never looked at changes nothing.
    #[test]
    fn peeling_is_that_of_visiting_every_node(rows in any_rows(), k in 1..6_u32, l in 1..4_u32) {
        let (table, trees, model) = (table(&rows), trees(), model(k, l));
        let Ok(study) = Study::new(&table, &trees, &model, None) else { return Ok(()) };
        let done = study.peel(&SearchConfig::default(), 1.0, &mut |_| Control::Continue);
        let placed = done.expect("peeled").placed;
        let got = sorted(study.rows(&placed, &QUASI).expect("rows"));
        prop_assert_eq!(got, peeled(&rows, k, l));
    }

    /// Every class of the whole file passes, whoever would be suppressed included, and the order of records decides nothing.
    #[test]
    fn every_class_of_a_tail_passes_over_the_whole_file(
        rows in any_rows(), k in 2..6_u32, l in 1..3_u32, start in [0..3_usize, 0..3_usize, 0..3_usize],
    ) {
        let run = |rows: &Rows| {
            let (table, trees, model) = (table(rows), trees(), model(k, l));
            let study = Study::new(&table, &trees, &model, None).ok()?;
            let base = study.place(&start).expect("placed");
            let placed = study.tail(base, &SearchConfig::default(), 0.0).expect("recoded");
            let columns = ["q0", "q1", "q2", "value"];
            Some(sorted(study.rows(&placed, &columns).expect("rows")))
        };
        let Some(out) = run(&rows) else { return Ok(()) };
        let mut classes: BTreeMap<&[String], (u64, BTreeSet<&String>)> = BTreeMap::new();
        for (cells, n) in &out {
            let class = classes.entry(&cells[..3]).or_default();
            class.0 += n;
            class.1.insert(&cells[3]);
        }
        for (n, values) in classes.values() {
            prop_assert!(u64::from(k) <= *n && l as usize <= values.len());
        }
        // Nobody is lost where all together may leave.
        let everybody: Vec<usize> = (0..rows.len()).collect();
        if passes(&everybody, &rows, k, l) {
            prop_assert_eq!(out.iter().map(|it| it.1).sum::<u64>(), rows.len() as u64);
        }
        let mut turned = rows;
        turned.reverse();
        prop_assert_eq!(Some(out), run(&turned));
    }
}
