//! Cases of which two or three engines in the field say the same.
//!
//! The cases are third-party data and lie beside the checkout; without them nothing is checked here.
//! `not_applicable.tsv` lists those that say nothing about this program, and `failing.tsv` those that it
//! gets wrong, each with its reason: both must be as the run is.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use waypost::conformance::{Material, Report, run};

use crate::support::shared;

const DECIDED: &str = include_str!("not_applicable.tsv");
const FAILING: &str = include_str!("failing.tsv");

/// The file of cases, and that of its documents.
const FILES: &[(&str, Option<&str>)] = &[
    ("xpath/expressions.jsonl", Some("xpath/expressions-docs.jsonl")),
    ("xpath/grid.jsonl", Some("xpath/grid-doc.json")),
    ("xpath/real-expressions.jsonl", None),
    ("scenarios/scenarios.jsonl", None),
    ("scenarios/real-form-walks.jsonl", None),
];

fn table(text: &'static str) -> BTreeMap<&'static str, &'static str> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once('\t').expect("id, tab, reason")).collect()
}

fn report(data: &Path, cases: &str, docs: Option<&str>) -> Report {
    let read = |name: &str| fs::read_to_string(data.join(name)).expect("readable cases");
    let docs = docs.map(read);
    let forms = data.join("xlsforms");
    let file = |name: &str| {
        let places = [forms.join("xform").join(name), forms.join(name)];
        places.iter().find_map(|it| fs::read(it).ok())
    };
    let material = Material { docs: docs.as_deref(), file: &file, decided: DECIDED };
    run(&read(cases), &material).expect("cases")
}

#[test]
fn at_least_98_of_100_applicable_cases_of_other_engines_pass() {
    let Some(folder) = shared("cases of other engines") else { return };
    let data = folder.join("data");
    let (mut passed, mut failed) = (0, Vec::new());
    let mut set_aside: BTreeSet<String> = BTreeSet::new();
    for (cases, docs) in FILES {
        let report = report(&data, cases, *docs);
        let n_other: usize = report.not_applicable.values().map(Vec::len).sum();
        println!(
            "{cases}: {} passed, {} failed, {n_other} not applicable",
            report.passed,
            report.failed.len()
        );
        passed += report.passed;
        for it in &report.failed {
            println!("  {}\n    want {}\n    got  {}", it.id, it.want, it.got);
        }
        failed.extend(report.failed.into_iter().map(|it| it.id));
        set_aside.extend(report.not_applicable.into_values().flatten());
    }
    let known = table(FAILING);
    let new: Vec<&String> = failed.iter().filter(|it| !known.contains_key(it.as_str())).collect();
    assert!(new.is_empty(), "failing and not in failing.tsv: {new:?}");
    let mended: Vec<&&str> = known.keys().filter(|id| failed.iter().all(|it| it != *id)).collect();
    assert!(mended.is_empty(), "passing, and still in failing.tsv: {mended:?}");
    let decided = table(DECIDED);
    let listed: BTreeSet<String> = decided.keys().map(|it| (*it).to_owned()).collect();
    assert_eq!(listed, set_aside, "not_applicable.tsv lists what is set aside");
    assert!(failed.len() * 50 <= passed + failed.len(), "{passed} passed, {} failed", failed.len());
}
