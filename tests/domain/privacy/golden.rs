//! The golden file: optima found by exhaustive search and by ARX, on real and on invented tables.
//!
//! The whole file takes minutes without optimisation, so by default the small lattices are searched and every
//! twentieth of the large ones; `WAYPOST_GOLDEN=all` runs every entry and prints what each cost.

use std::{collections::BTreeMap, fs, path::Path, time::Instant};

use serde_json::Value;
use waypost::privacy::{
    AttributeRole::{QuasiIdentifier, Sensitive},
    Column, Control, Distance, Diversity, Found, Hierarchy, LevelRange, Microdata, Model, Outcome,
    PrivacyError, SearchConfig, SensitiveRule, Ties, recode, search, utility,
};

use crate::support::shared;

/// Records times nodes up to which a lattice is small.
const SMALL: u64 = 40_000_000;

/// A table as text: header and columns.
pub(super) struct Sheet {
    header: Vec<String>,
    columns: Vec<Vec<String>>,
}

impl Sheet {
    pub(super) fn read(path: &Path) -> Self {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("a table");
        let header: Vec<String> =
            reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let mut columns = vec![Vec::new(); header.len()];
        for record in reader.records() {
            for (column, cell) in columns.iter_mut().zip(record.expect("a row").iter()) {
                column.push(cell.to_owned());
            }
        }
        Self { header, columns }
    }

    pub(super) fn column(&self, name: &str) -> Vec<String> {
        let at = self.header.iter().position(|it| it == name).expect("a column");
        self.columns[at].clone()
    }
}

pub(super) fn hierarchy(shared: &Path, pattern: &str, attribute: &str) -> Hierarchy {
    let path = shared.join("data/sdc").join(pattern.replace('*', attribute));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_path(path)
        .expect("a hierarchy");
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    Hierarchy::from_rows(attribute, &rows).expect("a tree")
}

pub(super) fn texts(value: &Value) -> Vec<String> {
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    value.as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn whole(value: &Value) -> u64 {
    value.as_u64().expect("a whole number")
}

fn short(value: &Value) -> u32 {
    whole(value).try_into().expect("a small number")
}

fn criterion(value: &Value) -> Diversity {
    match value["model"].as_str().expect("a model") {
        "distinct_l" => Diversity::Distinct { l: short(&value["l"]) },
        "entropy_l" => Diversity::Entropy { l: number(&value["l"]) },
        "recursive_cl" => Diversity::Recursive { c: number(&value["c"]), l: short(&value["l"]) },
        "alpha" => Diversity::Alpha { alpha: number(&value["alpha"]) },
        "t_closeness" => {
            let distance = match value["distance"].as_str() {
                Some("ordered") => Distance::Ordered(texts(&value["order"])),
                _ => Distance::Equal,
            };
            Diversity::Closeness { t: number(&value["t"]), distance }
        }
        other => panic!("unknown model {other}"),
    }
}

fn model(config: &Value) -> Model {
    let mut model = Model::k_anonymity(short(&config["k"]));
    model.max_mean_risk = config["max_mean_risk"].as_f64();
    for field in config["sensitive"].as_array().expect("a list") {
        let criteria = field["models"].as_array().expect("a list").iter().map(criterion).collect();
        let name = field["name"].as_str().expect("a name");
        model = model.with(SensitiveRule::new(name, criteria).neutral(texts(&field["neutral"])));
    }
    model
}

fn configured(config: &Value, quasi: &[String]) -> SearchConfig {
    let weight = |name: &String| config["weights"].get(name).map_or(1.0, number);
    SearchConfig {
        ranges: quasi
            .iter()
            .map(|name| LevelRange { weight: weight(name), ..LevelRange::default() })
            .collect(),
        suppression_limit: number(&config["suppression_limit"]),
        gs_factor: number(&config["gs_factor"]),
        ties: match config["ties"].as_str() {
            Some("first_fields") => Ties::FirstFields,
            _ => Ties::FewestLevels,
        },
        ..SearchConfig::default()
    }
}

fn run(shared: &Path, sheet: &Sheet, entry: &Value) -> Result<Outcome, PrivacyError> {
    let config = &entry["config"];
    let quasi = texts(&config["quasi_identifiers"]);
    let model = model(config);
    let column = |name: &str, role| Column::new(name, role, sheet.column(name));
    let columns = quasi
        .iter()
        .map(|name| column(name, QuasiIdentifier))
        .chain(model.sensitive.iter().map(|rule| column(&rule.attribute, Sensitive)))
        .collect();
    let table = Microdata::new(columns)?;
    let pattern = entry["hierarchies"].as_str().expect("a pattern");
    let trees: Vec<Hierarchy> = quasi.iter().map(|name| hierarchy(shared, pattern, name)).collect();
    let outcome =
        search(&table, &trees, &model, &configured(config, &quasi), &mut |_| Control::Continue)?;
    if let Outcome::Found(found) = &outcome {
        let recoded = recode(&table, &trees, &model, &found.levels)?;
        assert_eq!(recoded.n_suppressed() as u64, found.suppressed);
        let lost = utility(&table, &trees, &model, &recoded)?.mean_cell;
        let want = number(&entry["expect"]["mean_cell_loss"]);
        assert!((lost - want).abs() < 1e-6, "{} {lost}", entry["id"]);
    }
    Ok(outcome)
}

fn differs(found: &Found, want: &Value) -> Option<String> {
    let levels: Vec<usize> = serde_json::from_value(want["levels"].clone()).expect("levels");
    let same = found.levels == levels
        && (found.score - number(&want["score"])).abs() < 1e-6
        && found.suppressed == whole(&want["suppressed_records"])
        && found.released == whole(&want["released_records"])
        && found.classes == whole(&want["classes"])
        && u64::from(found.smallest_class) == whole(&want["smallest_class"])
        && want["mean_risk_after"]
            .as_f64()
            .is_none_or(|risk| (found.mean_risk - risk).abs() < 1e-6)
        && want["tied"].as_u64().is_none_or(|tied| tied == found.statistics.tied)
        && found.optimal;
    (!same).then(|| format!("got {:?} {} -{}", found.levels, found.score, found.suppressed))
}

fn wrong(outcome: Result<Outcome, PrivacyError>, want: &Value) -> Option<String> {
    match (want["result"].as_str().expect("a result"), outcome) {
        ("optimum", Ok(Outcome::Found(found)))
        | ("all_suppressed", Ok(Outcome::AllSuppressed(found))) => differs(&found, want),
        ("none", Ok(Outcome::Nothing { .. })) | ("error", Err(PrivacyError::TooFew { .. })) => None,
        (want, got) => Some(format!("wanted {want}, got {got:?}")),
    }
}

#[test]
fn optima_are_those_of_exhaustive_search_and_of_arx() {
    let Some(shared) = shared("golden optima of the anonymiser") else { return };
    let text = fs::read_to_string(shared.join("data/sdc/golden.json")).expect("the golden file");
    let golden: Value = serde_json::from_str(&text).expect("the golden file");
    let entries: Vec<&Value> = golden["entries"].as_array().expect("entries").iter().collect();
    let all = std::env::var("WAYPOST_GOLDEN").is_ok_and(|which| which == "all");
    let small = |entry: &Value| whole(&entry["records"]) * whole(&entry["nodes"]) <= SMALL;
    let mut sheets: BTreeMap<&str, Sheet> = BTreeMap::new();
    let (start, mut ran, mut bad) = (Instant::now(), 0, Vec::new());
    for (at, entry) in entries.iter().enumerate() {
        if !all && !small(entry) && at % 20 != 2 {
            continue;
        }
        let data = entry["data"].as_str().expect("a file");
        let sheet =
            sheets.entry(data).or_insert_with(|| Sheet::read(&shared.join("data/sdc").join(data)));
        let begun = Instant::now();
        let outcome = run(&shared, sheet, entry);
        if all {
            println!("{} {:?} {}", entry["id"], begun.elapsed(), cost(&outcome));
        }
        if let Some(why) = wrong(outcome, &entry["expect"]) {
            bad.push(format!("{}: {why}", entry["id"]));
        }
        ran += 1;
    }
    println!("{ran} of {} golden entries in {:?}", entries.len(), start.elapsed());
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(ran >= 40, "only {ran} entries");
}

fn cost(outcome: &Result<Outcome, PrivacyError>) -> String {
    match outcome {
        Ok(Outcome::Found(found) | Outcome::AllSuppressed(found)) => {
            format!("{} of {} nodes grouped", found.statistics.grouped, found.statistics.nodes)
        }
        Ok(Outcome::Nothing { statistics, .. }) => format!("{} nodes grouped", statistics.grouped),
        Err(_) => "refused".to_owned(),
    }
}
