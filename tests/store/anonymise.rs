//! The anonymiser on files of one's own, as a process: the worked example, the golden results, files of other shapes.
#![allow(
    clippy::format_collect,
    clippy::needless_pass_by_value,
    clippy::needless_for_each,
    clippy::assigning_clones,
    clippy::doc_markdown,
    reason = "a test is written for reading"
)]

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    cli::{Said, command, text},
    desk::{Desk, PEOPLE, settings},
    support::shared,
};

#[track_caller]
fn near(got: &Value, want: f64) {
    let got = got.as_f64().expect("a number");
    assert!((got - want).abs() < 1e-6, "{got} {want}");
}

#[track_caller]
fn check_worked(more: Value, levels: [u64; 3], score: f64, suppressed: u64) {
    let desk = Desk::new();
    let report = desk.anonymise("people.csv", &settings(&more)).yes();
    let got: Vec<u64> = report["levels"]
        .as_array()
        .expect("levels")
        .iter()
        .map(|it| it["level"].as_u64().expect("a level"))
        .collect();
    assert_eq!(got, levels);
    near(&report["score"], score);
    assert_eq!(report["suppressed"]["records"], suppressed);
    assert_eq!(report["result"], "optimum");
    assert_eq!(desk.report(), report);
    desk.certify().yes();
}

#[test]
fn the_worked_example_comes_out_as_written() {
    check_worked(json!({}), [2, 0, 1], 0.352_187_722_895, 1);
    check_worked(json!({"suppression_limit": 0}), [2, 1, 0], 0.438_128_834_791, 0);
    check_worked(json!({"gs_factor": 0.25}), [2, 0, 0], 0.252_175_698_053, 2);
    check_worked(json!({"gs_factor": 0.75}), [2, 1, 0], 0.182_621_872_563, 0);
    let weights = json!({"age": 1, "sex": 0.5, "place": 0.5});
    check_worked(json!({"weights": weights}), [2, 0, 1], 0.258_158_880_977, 1);
    check_worked(json!({"k": 3, "suppression_limit": 0.5}), [1, 1, 0], 0.526_591_341_836, 2);
}

#[test]
fn rows_are_sorted_or_shuffled_by_a_seed_and_never_in_the_order_of_the_input() {
    let desk = Desk::new();
    desk.anonymise("people.csv", &settings(&json!({}))).yes();
    let sorted = desk.read("out.csv");
    let rows: Vec<&str> = sorted.lines().collect();
    assert_eq!(rows[0], "age;sex;place");
    assert!(rows[1..].is_sorted() && rows.len() == 8, "{rows:?}");
    // The same people in another order are the same file.
    let mut people: Vec<&str> = PEOPLE.lines().skip(1).collect();
    people.reverse();
    desk.put("other.csv", format!("age;sex;place\n{}\n", people.join("\n")));
    desk.anonymise("other.csv", &settings(&json!({}))).yes();
    assert_eq!(desk.read("out.csv"), sorted);
    let shuffled = |seed: &str| {
        let mut command =
            desk.command(&desk.at("people.csv"), &desk.at("trees"), &settings(&json!({})));
        Said::of(&command.args(["--seed", seed]).output().expect("it runs")).yes();
        desk.certify().yes();
        desk.read("out.csv")
    };
    let [one, again, other] = ["7", "7", "8"].map(shuffled);
    assert!(one == again && one != other && one.len() == sorted.len());
}

#[test]
fn other_delimiters_quotes_marks_line_ends_and_scripts_are_read_the_same_way() {
    let desk = Desk::new();
    let plain = desk.anonymise("people.csv", &settings(&json!({}))).yes();
    for (name, delimiter, mark, end) in [
        ("comma", ",", "", "\n"),
        ("tab", "\t", "\u{feff}", "\r\n"),
        ("bar", "|", "\u{feff}", "\n"),
    ] {
        let turn = |text: &str| {
            let quoted = |line: &str| {
                let cells: Vec<String> =
                    line.split(';').map(|cell| format!("\"{cell}\"")).collect();
                cells.join(delimiter) + end
            };
            mark.to_owned() + &text.lines().map(quoted).collect::<String>()
        };
        let data = desk.put(&format!("{name}.csv"), turn(PEOPLE));
        for tree in ["x_age", "sex", "x_place"] {
            let rows = desk.read(&format!("trees/{tree}.csv"));
            desk.put(&format!("{name}/{tree}.csv"), turn(&rows));
        }
        let config = settings(&json!({"delimiter": delimiter}));
        let report = desk.anonymise_files(&data, &desk.at(name), &config).yes();
        assert_eq!(report["score"], plain["score"], "{name}");
        assert_eq!(report["classes"], plain["classes"], "{name}");
        desk.certify_with(&desk.at(name)).yes();
    }
    // Names and labels in any script, with quotes, delimiters and line ends in them; one column; blank as a value.
    let odd = "\"العمر;\"\"1\"\"\";名\nأ;\"x\ny\"\nأ;\"x\ny\"\nب;\nب;\n";
    desk.put("odd.csv", odd);
    desk.put("odd/العمر;\"1\".csv", "أ;\"*;\"\nب;\"*;\"\n");
    desk.put("odd/名.csv", "\"x\ny\";*\n;*\n");
    let config = json!({
        "format": "waypost-privacy-config/1", "quasi_identifiers": ["名", "العمر;\"1\""], "k": 2,
    });
    let report = desk.anonymise_files(&desk.at("odd.csv"), &desk.at("odd"), &config).yes();
    assert_eq!(report["suppressed"]["records"], 0);
    desk.certify_with(&desk.at("odd")).yes();
    let one = json!({"format": "waypost-privacy-config/1", "quasi_identifiers": ["名"], "k": 2});
    desk.anonymise_files(&desk.at("odd.csv"), &desk.at("odd"), &one).yes();
    assert_eq!(desk.read("out.csv"), "名\n\"\"\n\"\"\n\"x\ny\"\n\"x\ny\"\n");
    desk.certify_with(&desk.at("odd")).yes();
}

#[test]
fn hierarchies_are_found_by_pattern_by_several_names_and_by_the_settings() {
    let desk = Desk::new();
    let pattern = desk.at("trees").join("*.csv");
    desk.anonymise_files(&desk.at("people.csv"), &pattern, &settings(&json!({}))).yes();
    desk.certify_with(&pattern).yes();
    // The longer name takes its file, and the settings may name another.
    desk.put("trees/x_my_place.csv", "nothing at all");
    desk.check_twice_refused();
    desk.put("named.csv", desk.read("trees/x_place.csv"));
    let named = settings(&json!({"hierarchies": {"place": "named.csv"}}));
    let report = desk.anonymise("people.csv", &named).yes();
    assert_eq!(report["hierarchies"][2]["file"], "named.csv");
}

impl Desk {
    fn check_twice_refused(&self) {
        for name in ["out.csv", "report.json"] {
            fs::remove_file(self.at(name)).expect("removed");
        }
        self.check_refused("people.csv", &settings(&json!({})), 2, "PRIV-13");
    }
}

#[test]
fn k_counts_people_and_households_not_rows() {
    let desk = Desk::new();
    let rows: String =
        (0..12).map(|n| format!("{};F;Alpha;p{};h{}\n", n % 3, n / 2, n / 6)).collect();
    desk.put("owned.csv", format!("age;sex;place;who;home\n{rows}"));
    let own = |k: u32, k_groups: u32| {
        let more = json!({
            "subject": "who", "group": "home", "k": k, "k_groups": k_groups, "suppression_limit": 0,
        });
        desk.anonymise("owned.csv", &settings(&more))
    };
    let report = own(6, 2).yes();
    assert_eq!(report["input"]["subjects"], 6);
    assert_eq!(report["input"]["groups"], 2);
    assert_eq!(desk.read("out.csv").lines().next(), Some("age;sex;place"));
    own(7, 2).refused(2, "PRIV-14");
    own(6, 3).refused(2, "PRIV-14");
}

#[test]
fn a_reference_population_decides_where_one_is_given() {
    let desk = Desk::new();
    let camp: String = (0..30).map(|n| format!("{};{};Alpha\n", n, ["F", "M"][n % 2])).collect();
    desk.put("camp.csv", format!("age;sex;place\n{camp}"));
    let rows = "4;F;Alpha\n7;M;Alpha\n22;F;Alpha\n";
    desk.put("few.csv", format!("age;sex;place\n{rows}"));
    let more =
        |k: u32| json!({"k": 1, "k_map": {"k": k, "file": "camp.csv"}, "suppression_limit": 0});
    let report = desk.anonymise("few.csv", &settings(&more(5))).yes();
    // Five women of a decade stand in the camp: ages need no more than that.
    assert_eq!(report["levels"][0]["level"], 1);
    assert_eq!(report["achieved"]["k_map"], 5);
    assert_eq!(report["achieved"]["k"], 1);
    let report = desk.anonymise("few.csv", &settings(&more(10))).yes();
    assert!(report["achieved"]["k_map"].as_u64() >= Some(10), "{report}");
    assert_eq!(desk.anonymise("few.csv", &settings(&more(31))).code, 1);
}

#[test]
fn sensitive_columns_groups_and_neutral_values_count() {
    let desk = Desk::new();
    let harms = ["none", "beaten", "burnt", "none", "robbed", "beaten", "none", "none"];
    let rows: String = PEOPLE
        .lines()
        .skip(1)
        .zip(harms)
        .map(|(row, harm)| format!("note;{row};{harm};kept\n"))
        .collect();
    desk.put("harm.csv", format!("note;age;sex;place;harm;flag\n{rows}"));
    desk.put("groups.csv", "beaten;violence\nburnt;violence\nrobbed;loss\n");
    let more = json!({
        "plain": ["flag"], "suppression_limit": 0.5,
        "sensitive": [{"name": "harm", "neutral": ["none"], "groups": "groups.csv", "models": [
            {"model": "distinct_l", "l": 2}, {"model": "alpha", "alpha": 0.5},
        ]}],
    });
    let report = desk.anonymise("harm.csv", &settings(&more)).yes();
    let achieved = &report["achieved"]["sensitive"][0];
    assert!(achieved["distinct_l"].as_u64() >= Some(2), "{achieved}");
    assert!(achieved["alpha"].as_f64() <= Some(0.5), "{achieved}");
    assert_eq!(achieved["overall"], json!({"loss": 1, "none": 4, "violence": 3}));
    // Columns without a role are dropped, the others stand in the file's order.
    assert_eq!(desk.read("out.csv").lines().next(), Some("age;sex;place;harm;flag"));
    desk.certify().yes();
}

#[test]
fn a_report_has_every_field_that_is_promised() {
    let desk = Desk::new();
    let report = desk.anonymise("people.csv", &settings(&json!({}))).yes();
    for place in [
        "/program/version",
        "/gap",
        "/metric",
        "/gs_factor",
        "/weights",
        "/mode",
        "/ties",
        "/seed",
        "/model/k_groups",
        "/model/max_mean_risk",
        "/model/sensitive",
        "/input/sha256",
        "/output/rows_root",
        "/output/columns",
        "/hierarchies/0/leaves",
        "/levels/0/top",
        "/levels/0/loss",
        "/recodings",
        "/classes/histogram",
        "/classes/largest",
        "/achieved/k",
        "/loss/discernibility",
        "/loss/average_class",
        "/loss/nonuniform_entropy",
        "/risk/before/unique_records",
        "/risk/after/mean",
        "/search/nodes",
        "/search/grouped",
        "/search/bound",
        "/search/tied",
        "/search/cpu_ms",
        "/warnings",
        "/search/alternatives/0/loss/discernibility",
        "/search/alternatives/0/loss/average_class",
        "/search/alternatives/0/loss/nonuniform_entropy",
    ] {
        assert!(report.pointer(place).is_some(), "{place}");
    }
    assert_eq!(report["search"]["nodes"], 24);
    // The chosen node stands among the alternatives with the same figures.
    let chosen = &report["search"]["alternatives"][0];
    for (name, figure) in report["loss"].as_object().expect("losses") {
        near(&chosen["loss"][name], figure.as_f64().expect("a figure"));
    }
}

#[test]
fn a_spent_budget_answers_an_incumbent_with_its_gap() {
    let desk = Desk::new();
    let best = desk.anonymise("people.csv", &settings(&json!({}))).yes();
    let best = best["score"].as_f64().expect("a score");
    for budget in [json!({"nodes": 5}), json!({"groupings": 4}), json!({"seconds": 0})] {
        let report = desk.anonymise("people.csv", &settings(&json!({"budget": budget}))).yes();
        assert_eq!(report["result"], "incumbent", "{budget}");
        assert_eq!(report["optimal"], false);
        let (score, gap) = (report["score"].as_f64(), report["gap"].as_f64());
        let (score, gap) = (score.expect("a score"), gap.expect("a gap"));
        assert!(gap > 0.0 && score - gap <= best + 1e-9 && best <= score + 1e-9, "{budget}");
        desk.certify().yes();
    }
}

/// What a golden entry says that the report does not.
fn wrong(report: &Value, want: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut same = |name: &str, got: &Value, want: &Value| {
        let alike = match (got.as_f64(), want.as_f64()) {
            (Some(got), Some(want)) => (got - want).abs() < 1e-6,
            _ => got == want,
        };
        if !alike && !want.is_null() {
            wrong.push(format!("{name}: {got} for {want}"));
        }
    };
    let levels: Vec<&Value> =
        report["levels"].as_array().into_iter().flatten().map(|it| &it["level"]).collect();
    same("levels", &json!(levels), &want["levels"]);
    same("result", &report["result"], &want["result"]);
    same("score", &report["score"], &want["score"]);
    same("suppressed", &report["suppressed"]["records"], &want["suppressed_records"]);
    same("released", &report["output"]["records"], &want["released_records"]);
    same("classes", &report["classes"]["count"], &want["classes"]);
    same("smallest", &report["classes"]["smallest"], &want["smallest_class"]);
    same("mean cell", &report["loss"]["mean_cell"], &want["mean_cell_loss"]);
    same("mean risk", &report["risk"]["after"]["mean"], &want["mean_risk_after"]);
    same("tied", &report["search"]["tied"], &want["tied"]);
    wrong
}

/// Runs one golden entry as a process, and certifies what it wrote.
fn golden_entry(folder: &Path, entry: &Value) -> Vec<String> {
    let desk = Desk::new();
    let trees = folder.join(entry["hierarchies"].as_str().expect("a pattern"));
    let data = folder.join(entry["data"].as_str().expect("a file"));
    let said = desk.anonymise_files(&data, &trees, &entry["config"]);
    let want = &entry["expect"];
    let exit = match want["result"].as_str() {
        Some("optimum") => 0,
        Some("error") => 2,
        _ => 1,
    };
    let mut bad = Vec::new();
    if said.code != exit {
        bad.push(format!("exit {} {}", said.code, said.error));
    }
    if want["result"] == "error" {
        bad.extend((said.json["error"]["code"] != want["code"]).then(|| said.error.clone()));
    } else {
        bad.extend(wrong(&desk.report(), want));
    }
    if exit == 0 {
        let held = desk.certify_with(&trees);
        bad.extend((held.code != 0).then(|| format!("not certified: {}", held.json)));
    } else if desk.at("out.csv").exists() {
        bad.push("something was written".to_owned());
    }
    bad
}

/// The golden results, and the folder they lie in. Without optimisation the small tables alone, or all by `WAYPOST_GOLDEN=all`.
fn golden(what: &str) -> Option<(std::path::PathBuf, Value, bool)> {
    let folder = shared(what)?.join("data/sdc");
    let golden = fs::read(folder.join("golden.json")).expect("the golden file");
    let all = std::env::var("WAYPOST_GOLDEN").is_ok_and(|which| which == "all");
    Some((folder, serde_json::from_slice(&golden).expect("the golden file"), all))
}

#[test]
fn golden_results_come_out_of_the_command_line() {
    let Some((folder, golden, all)) = golden("golden results by the command line") else { return };
    let (mut ran, mut bad) = (0, Vec::new());
    for (at, entry) in golden["entries"].as_array().expect("entries").iter().enumerate() {
        let small = entry["records"].as_u64() < Some(5_000) && at % 4 == 0;
        if all || small || at == 127 {
            ran += 1;
            let id = &entry["id"];
            bad.extend(golden_entry(&folder, entry).into_iter().map(|it| format!("{id} {it}")));
        }
    }
    println!("{ran} golden entries as processes");
    assert!(bad.is_empty() && ran >= 4, "{ran}: {}", bad.join("\n"));
}

#[test]
fn golden_risk_tables_come_out_of_the_command_line() {
    let Some((folder, golden, _all)) = golden("golden risk tables by the command line") else {
        return;
    };
    let desk = Desk::new();
    for entry in golden["risk"].as_array().expect("tables") {
        let data = folder.join(entry["data"].as_str().expect("a file"));
        let data = match entry["levels"].as_array() {
            None => data,
            Some(levels) => desk.put("recoded.csv", recoded(&folder, entry, &data, levels)),
        };
        let config = json!({
            "format": "waypost-privacy-config/1", "delimiter": entry["delimiter"],
            "quasi_identifiers": entry["quasi_identifiers"], "k": entry["k"],
        });
        let config = desk.put("risk.json", config.to_string());
        let mut ask = command(desk.home.path());
        ask.args(["privacy", "risk", "--data", text(&data), "--config", text(&config)]);
        let got = Said::of(&ask.output().expect("it runs")).yes();
        let want = &entry["expect"];
        for name in ["records", "classes", "unique_records", "records_below_k", "max", "mean"] {
            near(&got["risk"][name], want[name].as_f64().expect("a figure"));
        }
        assert_eq!(got["minimal_uniques"], want["minimal_uniques"]);
        assert_eq!(got["format"], "waypost-privacy-risk/1");
    }
}

/// The table of a risk entry with its quasi-identifiers at the entry's levels.
fn recoded(folder: &Path, entry: &Value, data: &Path, levels: &[Value]) -> String {
    let names = entry["quasi_identifiers"].as_array().expect("names");
    let table = fs::read_to_string(data).expect("a table");
    let mut rows = table.lines().map(|row| row.split(';').map(str::to_owned).collect::<Vec<_>>());
    let header = rows.next().expect("a header");
    let pattern = entry["hierarchies"].as_str().expect("a pattern");
    let mut turns = Vec::new();
    for (name, level) in names.iter().zip(levels) {
        let name = name.as_str().expect("a name");
        let level = usize::try_from(level.as_u64().expect("a level")).expect("a level");
        let tree = fs::read_to_string(folder.join(pattern.replace('*', name))).expect("a tree");
        let turn: std::collections::BTreeMap<String, String> = tree
            .lines()
            .map(|row| {
                let cells: Vec<&str> = row.split(';').collect();
                (cells[0].to_owned(), cells[level].to_owned())
            })
            .collect();
        turns.push((header.iter().position(|it| it == name).expect("a column"), turn));
    }
    let mut out = header.join(";") + "\n";
    for mut row in rows {
        for (at, turn) in &turns {
            row[*at] = turn[&row[*at]].clone();
        }
        out += &(row.join(";") + "\n");
    }
    out
}
