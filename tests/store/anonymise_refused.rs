//! What the anonymiser refuses on files of one's own: a code, an exit code, a sentence, and nothing written.
#![allow(
    clippy::format_collect,
    clippy::needless_pass_by_value,
    clippy::doc_markdown,
    clippy::assigning_clones,
    reason = "a test is written for reading"
)]

use std::{process::Stdio, thread, time::Duration};

use serde_json::{Value, json};

use crate::{
    cli::{Said, bare, command, text},
    desk::{Desk, PEOPLE, ages, settings},
};

#[track_caller]
fn check_config(more: Value, code: &str, words: &str) {
    let said = Desk::new().check_refused("people.csv", &settings(&more), 2, code);
    assert!(said.error.contains(words), "{}", said.error);
}

#[test]
fn settings_that_make_no_sense_are_named() {
    check_config(json!({"quasi_identifiers": []}), "PRIV-13", "no quasi-identifier");
    check_config(json!({"quasi_identifiers": null}), "PRIV-13", "quasi_identifiers");
    check_config(json!({"quasi_identifiers": ["age", "height"]}), "PRIV-13", "height");
    check_config(json!({"quasi_identifiers": ["age", "age"]}), "PRIV-13", "age");
    check_config(json!({"sensitive": [{"name": "sex", "models": []}]}), "PRIV-13", "sex");
    check_config(json!({"plain": ["place"]}), "PRIV-13", "place");
    check_config(json!({"colour": 1}), "PRIV-13", "colour");
    check_config(json!({"metric": "entropy"}), "PRIV-13", "metric");
    check_config(json!({"format": "waypost-privacy-config/2"}), "PRIV-13", "format");
    check_config(json!({"hierarchies": {"height": "x.csv"}}), "PRIV-13", "height");
    let levels = json!({"quasi_identifiers": [{"name": "age", "min_level": 3, "max_level": 2}]});
    check_config(levels, "PRIV-13", "age");
    let high = json!({"quasi_identifiers": [{"name": "sex", "max_level": 9}]});
    check_config(high, "PRIV-13", "sex");
}

#[test]
fn numbers_out_of_range_name_what_can_be_met() {
    check_config(json!({"suppression_limit": 1.5}), "PRIV-15", "suppression_limit");
    check_config(json!({"suppression_limit": -0.5}), "PRIV-15", "suppression_limit");
    check_config(json!({"gs_factor": 2}), "PRIV-15", "gs_factor");
    check_config(json!({"max_mean_risk": 7}), "PRIV-15", "max_mean_risk");
    check_config(json!({"k": 0}), "PRIV-15", "1");
    check_config(json!({"weights": {"age": -1}}), "PRIV-15", "weights.age");
    check_config(json!({"weights": {"age": 0, "sex": 0, "place": 0}}), "PRIV-15", "weight");
    let rule = |model: Value| json!({"quasi_identifiers": ["age", "place"], "sensitive": [{"name": "sex", "models": [model]}]});
    check_config(rule(json!({"model": "distinct_l", "l": 3})), "PRIV-15", "2");
    check_config(rule(json!({"model": "entropy_l", "l": 2.5})), "PRIV-15", "2");
    check_config(rule(json!({"model": "alpha", "alpha": 0.4})), "PRIV-15", "0.5");
    check_config(rule(json!({"model": "alpha", "alpha": 1.4})), "PRIV-15", "alpha");
    check_config(rule(json!({"model": "t_closeness", "t": -1})), "PRIV-15", "t");
    check_config(rule(json!({"model": "recursive_cl", "c": 0, "l": 2})), "PRIV-15", "c");
}

#[test]
fn too_few_people_are_counted() {
    check_config(json!({"k": 11}), "PRIV-14", "k is 11, the file has 8 people");
    check_config(json!({"k": 9, "suppression_limit": 1}), "PRIV-14", "9");
    let desk = Desk::new();
    desk.put("one.csv", "age;sex;place\n4;F;Alpha\n");
    desk.put("none.csv", "age;sex;place\n");
    for name in ["one.csv", "none.csv"] {
        desk.check_refused(name, &settings(&json!({"k": 1})), 2, "PRIV-14");
    }
}

#[track_caller]
fn check_data(data: &[u8], code: &str, words: &str) {
    let desk = Desk::new();
    desk.put("bad.csv", data);
    let exit = if code == "PRIV-13" { 2 } else { 4 };
    let said = desk.check_refused("bad.csv", &settings(&json!({})), exit, code);
    assert!(said.error.contains(words), "{}", said.error);
    // The same in French, as one line.
    let mut french = desk.command(&desk.at("bad.csv"), &desk.at("trees"), &settings(&json!({})));
    let said = Said::of(&french.args(["--language", "fr"]).output().expect("it runs"));
    said.refused(exit, code);
}

#[test]
fn a_malformed_file_is_refused_with_its_line() {
    let with = |line: &str| format!("{PEOPLE}{line}").into_bytes();
    check_data(&with("4;\"F;Alpha\n"), "PRIV-16", "line 10");
    check_data(&with("4;F\"x\";Alpha\n"), "PRIV-16", "line 10");
    check_data(&with("4;F\n"), "PRIV-16", "line 10");
    check_data(&with("4;F;Alpha;x\n"), "PRIV-16", "line 10");
    check_data(&with("4;F;Al\0pha\n"), "PRIV-16", "line 10");
    check_data(&[PEOPLE.as_bytes(), b"4;F;Alph\xe4\n"].concat(), "PRIV-16", "line 10");
    check_data(PEOPLE.replace(';', ",").as_bytes(), "PRIV-16", "line 1");
    check_data(b"", "PRIV-16", "line 1");
    check_data(PEOPLE.replacen("sex", "age", 1).as_bytes(), "PRIV-13", "age");
    check_data(PEOPLE.replacen("sex", "gender", 1).as_bytes(), "PRIV-13", "gender");
}

#[test]
fn a_value_that_its_hierarchy_lacks_is_counted_and_shown() {
    let more = format!("{PEOPLE}4;F;Atlantis\n4;F;\n4;M;Atlantis\n");
    check_data(more.as_bytes(), "PRIV-11", "3 records hold 2 values of place");
    check_data(more.as_bytes(), "PRIV-11", "\"Atlantis\"");
}

#[track_caller]
fn check_tree(name: &str, tree: &str, exit: i32, code: &str, words: &str) {
    let desk = Desk::new();
    desk.put(&format!("trees/{name}.csv"), tree);
    let said = desk.check_refused("people.csv", &settings(&json!({})), exit, code);
    assert!(said.error.contains(words), "{}", said.error);
}

#[test]
fn a_hierarchy_that_is_none_is_refused_with_what_is_wrong() {
    let torn = ages().replace("15;10-19;0-19;*", "15;10-19;20-39;*");
    check_tree("x_age", &torn, 4, "PRIV-12", "10-19 at level 1 has two parents, 0-19 and 20-39");
    check_tree("x_age", "", 4, "PRIV-12", "empty");
    check_tree("sex", "F;*\nM\n", 4, "PRIV-12", "Row 2");
    check_tree("sex", "F;*\nM;*\nF;*\n", 4, "PRIV-12", "Row 3");
    check_tree("sex", "F;\"*\nM;*\n", 4, "PRIV-16", "line 1");
    check_tree("y_sex", "F;*\nM;*\n", 2, "PRIV-13", "y_sex.csv");
    let desk = Desk::new();
    std::fs::remove_file(desk.at("trees/sex.csv")).expect("removed");
    desk.check_refused("people.csv", &settings(&json!({})), 2, "PRIV-13");
}

#[test]
fn where_nothing_would_do_the_report_alone_says_what_would() {
    let desk = Desk::new();
    let config = settings(&json!({
        "suppression_limit": 0, "quasi_identifiers": [{"name": "age", "max_level": 0}, "sex", "place"],
    }));
    let said = desk.anonymise("people.csv", &config);
    assert_eq!((said.code, &said.json["result"]), (1, &json!("none")));
    assert!(desk.report()["score"].is_null() && !desk.at("out.csv").exists());
    let limit = said.json["nearest"]["suppression_limit"].as_f64().expect("a limit");
    let again = settings(&json!({
        "suppression_limit": limit, "gs_factor": 0.5,
        "quasi_identifiers": [{"name": "age", "max_level": 0}, "sex", "place"],
    }));
    let again = desk.anonymise("people.csv", &again);
    assert_ne!(again.json["result"], "none", "{}", again.json);
    // Suppression for nothing: everybody out loses least.
    let desk = Desk::new();
    let said =
        desk.anonymise("people.csv", &settings(&json!({"gs_factor": 0, "suppression_limit": 1})));
    assert_eq!((said.code, &said.json["result"]), (1, &json!("all_suppressed")));
    assert_eq!(said.json["suppressed"]["records"], 8);
    assert!(desk.at("report.json").exists() && !desk.at("out.csv").exists());
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let desk = Desk::new();
    let data = desk.at("people.csv");
    let config = desk.put("cfg.json", settings(&json!({})).to_string());
    let trees = desk.at("trees");
    let report = desk.at("report.json");
    let ask = |out: &str, report: &str| {
        bare(&[
            "privacy",
            "anonymise",
            "--data",
            text(&data),
            "--hierarchies",
            text(&trees),
            "--config",
            text(&config),
            "--out",
            out,
            "--report",
            report,
        ])
    };
    ask(text(&data), text(&report)).refused(2, "CLI-1");
    ask(text(&report), text(&report)).refused(2, "CLI-1");
    ask(text(&desk.at("no/such/out.csv")), text(&report)).refused(5, "CLI-3");
    assert_eq!(desk.read("people.csv"), PEOPLE);
    assert!(!report.exists());
    let missing = desk.at("missing.csv");
    let mut command = desk.command(&missing, &trees, &settings(&json!({})));
    Said::of(&command.output().expect("it runs")).refused(2, "CLI-2");
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_and_nothing_is_written() {
    use rustix::process::{Pid, Signal, kill_process};
    let desk = Desk::new();
    // Large enough to take a while: eight attributes of five levels, nothing certain early.
    let tree: String = (0..64)
        .map(|leaf| format!("v{leaf};a{};b{};c{};*\n", leaf / 2, leaf / 8, leaf / 32))
        .collect();
    let names: Vec<String> = (0..8).map(|at| format!("q{at}")).collect();
    for name in &names {
        desk.put(&format!("wide/{name}.csv"), &tree);
    }
    let mut state = 1_u64;
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 64
    };
    let rows: String = (0..6_000)
        .map(|_| (0..9).map(|_| format!("v{}", draw())).collect::<Vec<_>>().join(";") + "\n")
        .collect();
    let data = desk.put("wide.csv", format!("{};s\n{rows}", names.join(";")));
    let config = settings(&json!({
        "quasi_identifiers": names, "k": 5, "suppression_limit": 1,
        "sensitive": [{"name": "s", "models": [{"model": "t_closeness", "t": 0.2}]}],
    }));
    let mut run = desk.command(&data, &desk.at("wide"), &config);
    let child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    thread::sleep(Duration::from_millis(1_500));
    let pid = Pid::from_raw(i32::try_from(child.id()).expect("a number")).expect("a process");
    kill_process(pid, Signal::INT).expect("signalled");
    let said = Said::of(&child.wait_with_output().expect("it ends"));
    assert_eq!(said.code, 7, "{}", said.error);
    assert!(!desk.at("out.csv").exists() && !desk.at("report.json").exists());
}

#[test]
fn risk_needs_a_table_too() {
    let desk = Desk::new();
    let config = desk.put("cfg.json", settings(&json!({})).to_string());
    for (data, exit, code) in [
        ("age;sex;place\n", 2, "PRIV-14"),
        ("age;sex;place\n1;2\n", 4, "PRIV-16"),
        ("age;sex\n1;2\n", 2, "PRIV-13"),
    ] {
        let data = desk.put("x.csv", data);
        let mut ask = command(desk.home.path());
        ask.args(["privacy", "risk", "--data", text(&data), "--config", text(&config)]);
        Said::of(&ask.output().expect("it runs")).refused(exit, code);
    }
}
