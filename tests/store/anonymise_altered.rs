//! A report holds on what was written with it, and on nothing else: a dozen alterations, with repaired hashes too.
#![allow(
    clippy::format_collect,
    clippy::naive_bytecount,
    clippy::assigning_clones,
    reason = "a test is written for reading"
)]

use std::fs;

use serde_json::{Value, json};
use waypost::batch::{certify::rows_root, sha256_hex};

use crate::desk::{Desk, settings};

/// Sixty people with something to hide, anonymised.
fn written() -> Desk {
    let desk = Desk::new();
    let harms = ["none", "beaten", "robbed", "lost"];
    let rows: String = (0..60)
        .map(|n| {
            let (age, place) = (n * 7 % 40, ["Alpha", "Beta", "Gamma", "Delta"][n * n % 4]);
            format!("{age};{};{place};{}\n", ["F", "M"][n % 2], harms[n * 11 % 13 % 4])
        })
        .collect();
    desk.put("harm.csv", format!("age;sex;place;harm\n{rows}"));
    let config = settings(&json!({
        "k": 4, "suppression_limit": 0.2,
        "sensitive": [{"name": "harm", "neutral": ["none"], "models": [
            {"model": "distinct_l", "l": 2}, {"model": "t_closeness", "t": 0.6, "distance": "equal"},
        ]}],
    }));
    let report = desk.anonymise("harm.csv", &config).yes();
    assert!(report["classes"]["count"].as_u64() > Some(2), "{report}");
    desk.certify().yes();
    desk
}

/// Makes the hashes and the number of rows right again.
fn repair(desk: &Desk) {
    let data = fs::read(desk.at("out.csv")).expect("a file");
    let mut report = desk.report();
    report["output"]["sha256"] = sha256_hex(&data).into();
    if let Ok(root) = rows_root(&data, b';', 1) {
        report["output"]["rows_root"] = root.into();
    }
    let n = data.iter().filter(|byte| **byte == b'\n').count() - 1;
    report["output"]["records"] = n.into();
    for entry in report["hierarchies"].as_array_mut().expect("hierarchies") {
        let file = desk.at("trees").join(entry["file"].as_str().expect("a name"));
        let file = fs::read(file).expect("a hierarchy");
        entry["sha256"] = sha256_hex(&file).into();
    }
    fs::write(desk.at("report.json"), report.to_string()).expect("written");
}

#[track_caller]
fn check_refused(desk: &Desk, what: &str) {
    let said = desk.certify();
    assert_eq!(said.code, 1, "{what}: {} {}", said.error, said.json);
    assert_eq!(said.json["ok"], false);
    let failed =
        said.json["claims"].as_array().expect("claims").iter().filter(|it| it["ok"] == false);
    assert!(failed.count() > 0, "{what}");
}

/// Both as it stands and with repaired hashes.
#[track_caller]
fn check_data(what: &str, alter: impl Fn(&mut Vec<String>)) {
    let desk = written();
    let mut rows: Vec<String> = desk.read("out.csv").lines().map(str::to_owned).collect();
    let before = rows.clone();
    alter(&mut rows);
    assert_ne!(before, rows, "{what}");
    fs::write(desk.at("out.csv"), rows.join("\n") + "\n").expect("written");
    check_refused(&desk, what);
    repair(&desk);
    check_refused(&desk, &format!("{what}, hashes repaired"));
}

#[track_caller]
fn check_report(what: &str, alter: impl Fn(&mut Value)) {
    let desk = written();
    let mut report = desk.report();
    let before = report.clone();
    alter(&mut report);
    assert_ne!(before, report, "{what}");
    fs::write(desk.at("report.json"), report.to_string()).expect("written");
    check_refused(&desk, what);
    repair(&desk);
    // A hash alone is repaired by this; everything else must still fail.
    if !what.contains("hash") {
        check_refused(&desk, &format!("{what}, hashes repaired"));
    }
}

fn set(row: &mut String, column: usize, value: &str) {
    let mut cells: Vec<&str> = row.split(';').collect();
    cells[column] = value;
    *row = cells.join(";");
}

#[test]
fn altered_rows_are_found() {
    check_data("a row deleted", |rows| drop(rows.remove(3)));
    check_data("a row doubled", |rows| {
        let row = rows[2].clone();
        rows.push(row);
    });
    check_data("labels of two rows swapped", |rows| {
        let ends = |row: &String| row.rsplit_once(';').expect("cells").1.to_owned();
        let at = (2..rows.len())
            .find(|at| {
                rows[*at].split(';').next() != rows[1].split(';').next()
                    && ends(&rows[*at]) != ends(&rows[1])
            })
            .expect("another row");
        let label = |row: &String| row.split(';').next().expect("a label").to_owned();
        let (one, two) = (label(&rows[1]), label(&rows[at]));
        set(&mut rows[1], 0, &two);
        set(&mut rows[at], 0, &one);
    });
    check_data("a label of another level", |rows| set(&mut rows[4], 0, "7"));
    check_data("a label that is none", |rows| set(&mut rows[4], 1, "X"));
    check_data("a class thinned below k", |rows| {
        let key = |row: &String| row.rsplit_once(';').expect("cells").0.to_owned();
        let first = key(&rows[1]);
        let mut kept = 0;
        rows.retain(|row| {
            kept += u64::from(key(row) == first);
            key(row) != first || kept < 4
        });
    });
    check_data("a sensitive value flipped", |rows| {
        let value = if rows[1].ends_with("none") { "lost" } else { "none" };
        set(&mut rows[1], 3, value);
    });
    check_data("a column renamed", |rows| rows[0] = rows[0].replace("place", "town"));
    check_data("a cell too many", |rows| rows[5].push_str(";x"));
}

#[test]
fn an_altered_report_is_found() {
    check_report("the hash of the file", |it| it["output"]["sha256"] = "00".repeat(32).into());
    check_report("the hash of the rows", |it| it["output"]["rows_root"] = "00".repeat(32).into());
    check_report("the histogram", |it| it["classes"]["histogram"][0][1] = json!(999));
    check_report("a level", |it| {
        let level = it["levels"][0]["level"].as_u64().expect("a level");
        it["levels"][0]["level"] = (if level == 0 { 1 } else { level - 1 }).into();
    });
    check_report("k lower", |it| it["model"]["k"] = json!(3));
    check_report("k higher", |it| it["model"]["k"] = json!(40));
    check_report("the number of classes", |it| it["classes"]["count"] = json!(1));
    check_report("the score", |it| it["score"] = json!(0.01));
    check_report("the diversity reached", |it| {
        it["achieved"]["sensitive"][0]["distinct_l"] = json!(3);
    });
    check_report("the diversity asked for", |it| {
        it["model"]["sensitive"][0]["models"][0]["l"] = json!(5);
    });
    check_report("the risk", |it| it["risk"]["after"]["max"] = json!(0.001));
    check_report("the loss", |it| it["loss"]["mean_cell"] = json!(0.001));
    check_report("who was left out", |it| it["suppressed"]["records"] = json!(59));
    check_report("who came in", |it| it["input"]["records"] = json!(6000));
    check_report("the result", |it| it["result"] = json!("none"));
    check_report("a field left out", |it| drop(it.as_object_mut().expect("fields").remove("risk")));
    check_report("a field too many", |it| it["signed"] = json!(true));
}

#[test]
fn an_altered_hierarchy_is_found() {
    for (what, file, from, to) in [
        ("a leaf moved to another parent", "x_place.csv", "Beta;South", "Beta;North"),
        ("a leaf taken away", "x_age.csv", "39;30-39;20-39;*\n", ""),
        ("a label with two parents", "x_age.csv", "15;10-19;0-19;*", "15;10-19;20-39;*"),
    ] {
        let desk = written();
        let tree = desk.read(&format!("trees/{file}"));
        assert!(tree.contains(from), "{what}");
        desk.put(&format!("trees/{file}"), tree.replace(from, to));
        check_refused(&desk, what);
    }
    let desk = written();
    fs::remove_file(desk.at("trees/sex.csv")).expect("removed");
    check_refused(&desk, "a hierarchy missing");
    // With its hash repaired, a domain with fewer leaves is still another one.
    let desk = written();
    let tree = desk.read("trees/x_age.csv");
    desk.put("trees/x_age.csv", tree.replace("39;30-39;20-39;*\n", ""));
    repair(&desk);
    check_refused(&desk, "a leaf taken away, hashes repaired");
    let desk = written();
    desk.put("trees/x_age.csv", tree.replace("15;10-19;0-19;*", "15;10-19;20-39;*"));
    repair(&desk);
    check_refused(&desk, "a label with two parents, hashes repaired");
}

#[test]
fn what_is_no_report_is_told_apart() {
    let desk = written();
    fs::write(desk.at("report.json"), "{ not json").expect("written");
    desk.certify().refused(4, "CLI-4");
    fs::write(desk.at("report.json"), "{\"format\":\"something/1\"}").expect("written");
    check_refused(&desk, "another format");
}
