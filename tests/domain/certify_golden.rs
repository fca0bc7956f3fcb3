//! The certifier's arithmetic against figures that others worked out: ARX 3.9.2 and an exhaustive search.

use crate::made_batch as made;
use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;
use waypost::batch::{
    AchievedSensitive, Certificate, Claim, Criterion, Files, HierarchyFile, Level, Output,
    SensitiveModel,
    certify::{Subject, certify},
};

/// A delimited file without quotes.
fn table(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

fn text_of(rows: &[Vec<String>]) -> Vec<u8> {
    rows.iter().flat_map(|row| (row.join(";") + "\n").into_bytes()).collect()
}

/// The model of a sensitive attribute as a configuration writes it.
fn sensitive(config: &Value) -> SensitiveModel {
    SensitiveModel {
        name: config["name"].as_str().unwrap().to_owned(),
        models: serde_json::from_value::<Vec<Criterion>>(config["models"].clone()).unwrap(),
        neutral: serde_json::from_value(config["neutral"].clone()).unwrap(),
        groups: BTreeMap::new(),
    }
}

/// A certificate with the figures of an entry.
fn expected(config: &Value, expect: &Value) -> Certificate {
    let mut certificate = made::certificate();
    certificate.output = Output { file: "out.csv".to_owned(), ..Output::default() };
    certificate.model.k = config["k"].as_u64().unwrap();
    certificate.model.sensitive =
        config["sensitive"].as_array().unwrap().iter().map(sensitive).collect();
    let unknown = |model: &SensitiveModel| AchievedSensitive {
        name: model.name.clone(),
        distinct_l: None,
        entropy_l: None,
        t: None,
        alpha: None,
    };
    certificate.achieved.sensitive = certificate.model.sensitive.iter().map(unknown).collect();
    certificate.gs_factor = config["gs_factor"].as_f64().unwrap();
    let weights = config["weights"].as_object().unwrap();
    certificate.weights =
        weights.iter().map(|(name, weight)| (name.clone(), weight.as_f64().unwrap())).collect();
    certificate.score = expect["score"].as_f64();
    certificate.loss.mean_cell = expect["mean_cell_loss"].as_f64().unwrap();
    certificate.classes.count = expect["classes"].as_u64().unwrap();
    certificate.classes.smallest = expect["smallest_class"].as_u64().unwrap();
    certificate
}

/// The data of one entry recoded to its optimum, with a certificate that says what the entry expects.
fn recoded(folder: &Path, entry: &Value) -> (Files, Certificate) {
    let (config, expect) = (&entry["config"], &entry["expect"]);
    let names: Vec<&str> = config["quasi_identifiers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().or_else(|| it["name"].as_str()).unwrap())
        .collect();
    let data = table(&folder.join(entry["data"].as_str().unwrap()));
    let columns: Vec<usize> =
        names.iter().map(|n| data[0].iter().position(|it| it == n).unwrap()).collect();
    let (mut files, mut ladders) = (Files::new(), Vec::new());
    let (mut levels, mut hierarchies) = (Vec::new(), Vec::new());
    for (at, name) in names.iter().enumerate() {
        let file = entry["hierarchies"].as_str().unwrap().replace('*', name);
        let rows = table(&folder.join(&file));
        let level = usize::try_from(expect["levels"][at].as_u64().unwrap()).unwrap();
        let top = u32::try_from(rows[0].len() - 1).unwrap();
        files.insert(file.clone(), text_of(&rows));
        hierarchies.push(HierarchyFile {
            attribute: (*name).to_owned(),
            file,
            sha256: String::new(),
            levels: top + 1,
            leaves: rows.len() as u64,
        });
        levels.push(Level {
            attribute: (*name).to_owned(),
            level: u32::try_from(level).unwrap(),
            top,
            loss: 0.0,
        });
        ladders.push(
            rows.into_iter()
                .map(|row| (row[0].clone(), row[level].clone()))
                .collect::<BTreeMap<_, _>>(),
        );
    }
    let kept: Vec<usize> = config["sensitive"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| data[0].iter().position(|name| *name == it["name"]).unwrap())
        .collect();
    let header = columns.iter().chain(&kept).map(|column| data[0][*column].clone());
    let mut rows = vec![header.collect::<Vec<String>>()];
    for row in &data[1..] {
        let recode =
            |(column, ladder): (&usize, &BTreeMap<String, String>)| ladder[&row[*column]].clone();
        let mut cells: Vec<String> = columns.iter().zip(&ladders).map(recode).collect();
        cells.extend(kept.iter().map(|column| row[*column].clone()));
        rows.push(cells);
    }
    files.insert("out.csv".to_owned(), text_of(&rows));
    let certificate = Certificate { levels, hierarchies, ..expected(config, expect) };
    (files, certificate)
}

#[test]
fn score_loss_and_classes_are_those_of_others() {
    let Some(shared) = crate::support::shared("the certifier held against golden results") else {
        return;
    };
    let folder = shared.join("data/sdc");
    let golden: Value =
        serde_json::from_slice(&fs::read(folder.join("golden.json")).unwrap()).unwrap();
    let mut n_checked = 0;
    for entry in golden["entries"].as_array().unwrap() {
        let is_whole = entry["expect"]["suppressed_records"].as_u64() == Some(0);
        // The large file is slow in an unoptimised build: the small one, and those with models, balance or weights of their own.
        let is_special = entry["config"]["gs_factor"] != 0.5
            || entry["config"]["weights"].as_object().is_some_and(|it| !it.is_empty());
        let has_models = entry["config"]["sensitive"].as_array().is_some_and(|it| !it.is_empty());
        if !is_whole || !(is_special || has_models || entry["records"] == 10_000) {
            continue;
        }
        let (files, certificate) = recoded(&folder, entry);
        let subject = Subject {
            delimiter: b';',
            n_head_rows: 1,
            has_pseudonyms: false,
            k_floor: 1,
            ..Subject::of_batch(&files, &certificate)
        };
        let claims = certify(&subject);
        let wanted = ["score", "loss.mean_cell", "classes.count", "classes.smallest", "model.k"];
        let compared: Vec<&Claim> = claims
            .iter()
            .filter(|it| {
                wanted.contains(&it.name.as_str())
                    || it.name.ends_with("rows_elsewhere")
                    || it.name.starts_with("model.occupation")
            })
            .collect();
        assert!(compared.len() > wanted.len(), "{}: {claims:?}", entry["id"]);
        let wrong: Vec<&&Claim> = compared.iter().filter(|claim| !claim.ok).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", entry["id"]);
        n_checked += 1;
    }
    assert!(n_checked >= 8, "{n_checked} entries");
    println!("{n_checked} golden entries");
}
