//! The incident form and the map that brings published incidents in.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use waypost::base::Instant;
use waypost::forms::{
    Definition, Environment, Form, Instance, Path, Question, Severity, Strength, compile,
};

use crate::support;

/// 24 November 2026, noon.
const NOW: Instant = Instant(1_795_521_600_000);

fn form() -> Arc<Form> {
    static FORM: OnceLock<Arc<Form>> = OnceLock::new();
    Arc::clone(FORM.get_or_init(|| {
        let built_in = waypost::assets::form("incident").expect("built in");
        let sheets: Vec<(String, Vec<u8>)> = built_in
            .sheets
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
            .collect();
        let (form, diagnostics) = compile(&Definition::from_csv(&sheets).expect("three sheets"));
        let wrong: Vec<_> =
            diagnostics.iter().filter(|it| it.severity == Severity::Error).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        Arc::new(form)
    }))
}

fn blank() -> Instance {
    let environment = Environment {
        now: NOW,
        offset_secs: 0,
        username: "importer".to_owned(),
        device: "desk".to_owned(),
        seed: 1,
        language: "English (en)".to_owned(),
    };
    Instance::new(form(), &environment)
}

/// The map as `records import` reads it.
fn map() -> BTreeMap<String, Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/maps/missing_migrants.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the map")).expect("a map")
}

/// What is hard and what is soft about the answers, by the names of the questions.
fn judged(answers: &BTreeMap<String, String>) -> (Vec<String>, Vec<String>) {
    judged_in(&mut blank(), answers)
}

/// The same in an instance that may hold another incident. All questions of the map are answered
/// for each, so that nothing of the one before stays.
fn judged_in(
    instance: &mut Instance,
    answers: &BTreeMap<String, String>,
) -> (Vec<String>, Vec<String>) {
    let (mut hard, mut soft) = (Vec::new(), Vec::new());
    for (path, name) in paths() {
        let text = answers.get(name).map_or("", String::as_str);
        if instance.value(path) != text && instance.answer(path, text).is_err() {
            hard.push(name.clone());
            instance.answer(path, "").expect("blank is always taken");
        }
    }
    for violation in instance.violations() {
        let name = violation.path.name().to_owned();
        if violation.severity == Strength::Soft {
            soft.push(name);
        } else if !hard.contains(&name) {
            hard.push(name);
        }
    }
    (hard, soft)
}

/// Where each question that somebody answers stands, in the order of the form.
fn paths() -> &'static [(Path, String)] {
    static PATHS: OnceLock<Vec<(Path, String)>> = OnceLock::new();
    PATHS.get_or_init(|| {
        let instance = blank();
        let nodes = instance
            .nodes()
            .into_iter()
            .map(|node| {
                let asked = node.item.question().is_some_and(Question::is_asked);
                (node.path, node.item.name().to_owned(), asked)
            })
            .collect::<Vec<_>>();
        nodes
            .into_iter()
            .filter(|(_, _, asked)| *asked)
            .map(|(path, name, _)| (path, name))
            .collect()
    })
}

fn incident(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let plain = [
        ("scope_check", "yes"),
        ("entered_from", "published"),
        ("main_id", "2026.MMP0028"),
        ("incident_id", "2026.MMP0028"),
        ("incident_type", "incident"),
        ("incident_date", "2026-05-03"),
        ("date_precision", "day"),
        ("incident_region", "mediterranean"),
        ("route", "central_med"),
        ("location_text", "Off the coast"),
        ("latitude", "33.5"),
        ("longitude", "12.1"),
        ("n_dead", "3"),
        ("n_missing", "9"),
        ("n_dead_missing", "12"),
        ("n_female", "4"),
        ("n_male", "5"),
        ("n_children", "2"),
        ("cause_category", "drowning"),
        ("source_quality", "4"),
    ];
    plain
        .iter()
        .chain(changes)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// What is answered otherwise, and what is then hard and soft.
type Case =
    (&'static [(&'static str, &'static str)], &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    (&[], &[], &[]),
    (&[("n_dead", ""), ("n_dead_missing", "9")], &[], &[]),
    (&[("n_dead_missing", "13")], &["n_dead_missing"], &[]),
    (&[("n_dead", ""), ("n_dead_missing", "8"), ("n_male", "")], &["n_dead_missing"], &[]),
    (
        &[
            ("n_dead", ""),
            ("n_missing", ""),
            ("n_dead_missing", "0"),
            ("n_male", ""),
            ("n_female", ""),
            ("n_children", ""),
        ],
        &["n_dead_missing"],
        &[],
    ),
    (&[("n_children", "13")], &["n_children"], &[]),
    (&[("source_quality", "45")], &["source_quality"], &[]),
    (&[("source_quality", "")], &["source_quality"], &[]),
    (&[("incident_date", "2026-11-25")], &["incident_date"], &[]),
    (&[("longitude", "181")], &["longitude"], &[]),
    (&[("n_male", "9")], &[], &["n_male"]),
    (&[("n_male", ""), ("n_female", "13")], &[], &["n_female"]),
    (
        &[("n_missing", "-1"), ("n_dead_missing", "2"), ("n_male", ""), ("n_female", "")],
        &[],
        &["n_missing"],
    ),
    (
        &[
            ("n_dead", "0"),
            ("n_missing", "0"),
            ("n_dead_missing", "0"),
            ("n_male", ""),
            ("n_female", ""),
            ("n_children", ""),
        ],
        &[],
        &["n_dead_missing"],
    ),
    (&[("n_survivors", "-2")], &[], &["n_survivors"]),
    (&[("main_id", "MMP28")], &[], &["main_id"]),
    (&[("incident_type", "split_incident"), ("incident_id", "2026.MMP9")], &[], &["incident_id"]),
    (&[("cause_category", "drowning violence")], &[], &["cause_category"]),
];

#[test]
fn each_check_of_an_incident_fires_on_its_own_mistake() {
    for (changes, hard, soft) in CASES {
        let (got_hard, got_soft) = judged(&incident(changes));
        assert_eq!(
            (got_hard, got_soft),
            (
                hard.iter().map(|it| (*it).to_owned()).collect(),
                soft.iter().map(|it| (*it).to_owned()).collect()
            ),
            "{changes:?}"
        );
    }
}

#[test]
fn what_the_office_writes_itself_is_complete_and_what_is_published_may_lack_something() {
    let (hard, _) = judged(&incident(&[("entered_from", "office")]));
    assert_eq!(
        hard,
        ["coord_precision", "source_org", "source_type"],
        "no precision and no source"
    );
    let (hard, soft) = judged(&incident(&[("n_on_board", "11")]));
    assert_eq!((hard, soft), (vec!["n_on_board".to_owned()], vec![]), "twelve died or are missing");
}

#[test]
fn out_of_scope_nothing_else_is_asked() {
    let (hard, soft) = judged(&BTreeMap::from([
        ("scope_check".to_owned(), "no".to_owned()),
        ("entered_from".to_owned(), "office".to_owned()),
    ]));
    assert_eq!((hard, soft), (vec![], vec![]));
}

#[test]
fn the_geographical_group_follows_from_the_country_and_an_origin_leaves_only_for_a_group() {
    let mut instance = blank();
    let answers = [
        ("incident_country", "FRA"),
        ("incident_region", "europe"),
        ("origin_region", "014"),
        ("n_dead_missing", "12"),
    ];
    judged_in(&mut instance, &incident(&answers));
    let value = |instance: &Instance, name: &str| {
        let node = instance.nodes().into_iter().find(|it| it.path.name() == name);
        instance.value(&node.expect("a question").path).to_owned()
    };
    assert_eq!(value(&instance, "unsd_group"), "155");
    assert_eq!(value(&instance, "origin_region_out"), "014");
    judged_in(&mut instance, &incident(&[("origin_region", "014"), ("n_dead_missing", "2")]));
    assert_eq!(value(&instance, "unsd_group"), "uncategorized", "at sea");
    assert_eq!(value(&instance, "origin_region_out"), "");
}

#[test]
fn the_map_names_questions_and_codes_that_the_form_has() {
    let form = form();
    for (name, rule) in map() {
        let (_, question) = form
            .questions()
            .find(|(_, it)| it.name == name)
            .unwrap_or_else(|| panic!("no question {name}"));
        assert!(rule["column"].is_string(), "{name}");
        let Some(values) = rule["values"].as_object() else { continue };
        let list = form.list(question.list.as_deref().expect("a list")).expect("the list");
        for ours in values.values() {
            for code in ours.as_str().expect("a code").split(' ') {
                assert!(list.choice(code).is_some(), "{name}: {code}");
            }
        }
    }
}

#[test]
fn of_the_published_incidents_only_the_impossible_ones_are_refused() {
    let Some(shared) = support::shared("the published incidents") else { return };
    let mut reader =
        csv::Reader::from_path(shared.join("missing_migrants/mmp_europe_2014-2026.csv"))
            .or_else(|_| {
                csv::Reader::from_path(
                    shared.join("data/missing_migrants/mmp_europe_2014-2026.csv"),
                )
            })
            .expect("the incidents");
    let header = reader.headers().expect("a header").clone();
    let map = map();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let (mut read, mut rows) = (0, 0);
    let mut instance = blank();
    for (number, row) in reader.records().enumerate() {
        let row = row.expect("a row");
        let of = |column: &str| {
            header.iter().position(|it| it == column).and_then(|at| row.get(at)).unwrap_or_default()
        };
        read += 1;
        // Without optimisation all of them take minutes: the ones that a hard check may refuse, and some of the others.
        let in_doubt = of("Source Quality").len() != 1 || of("No. minors") != "NA";
        if !in_doubt && number % 20 != 0 {
            continue;
        }
        let mut answers = BTreeMap::new();
        for (name, rule) in &map {
            let at = header.iter().position(|it| rule["column"] == it).expect("the column");
            let theirs = row.get(at).unwrap_or_default().trim();
            let blank = rule["blank"].as_array().is_some_and(|it| it.iter().any(|it| it == theirs));
            let ours = rule["values"][theirs].as_str().unwrap_or(theirs);
            answers.insert(name.clone(), if blank { String::new() } else { ours.to_owned() });
        }
        let (hard, _) = judged_in(&mut instance, &answers);
        rows += usize::from(!hard.is_empty());
        for name in hard {
            *refused.entry(name).or_default() += 1;
        }
    }
    assert_eq!((read, rows), (6_802, 40), "{refused:?}");
    let expected = [("n_children", 2), ("source_quality", 38)];
    assert_eq!(refused, expected.map(|(name, count)| (name.to_owned(), count)).into());
}
