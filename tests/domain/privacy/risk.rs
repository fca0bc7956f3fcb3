//! Risk figures against those of the golden file, one of which sdcMicro prints as global risk.

use std::fs;

use serde_json::Value;
use waypost::privacy::{AttributeRole::QuasiIdentifier, Column, Microdata, risk};

use super::golden::{Sheet, hierarchy, texts};
use crate::support::shared;

#[test]
fn risk_figures_are_those_of_the_golden_file() {
    let Some(shared) = shared("golden risk figures") else { return };
    let text = fs::read_to_string(shared.join("data/sdc/golden.json")).expect("the golden file");
    let golden: Value = serde_json::from_str(&text).expect("the golden file");
    let tables = golden["risk"].as_array().expect("risk tables");
    assert_eq!(tables.len(), 6);
    for case in tables {
        let sheet =
            Sheet::read(&shared.join("data/sdc").join(case["data"].as_str().expect("a file")));
        let names = texts(&case["quasi_identifiers"]);
        let levels: Option<Vec<usize>> =
            serde_json::from_value(case["levels"].clone()).expect("levels or none");
        let columns = names.iter().enumerate().map(|(at, name)| {
            let mut values = sheet.column(name);
            if let (Some(levels), Some(pattern)) = (&levels, case["hierarchies"].as_str()) {
                let tree = hierarchy(&shared, pattern, name);
                for value in &mut values {
                    *value = tree.label(value, levels[at]).expect("a label").to_owned();
                }
            }
            Column::new(name.as_str(), QuasiIdentifier, values)
        });
        let table = Microdata::new(columns.collect()).expect("a table");
        let k = u32::try_from(case["k"].as_u64().expect("k")).expect("small");
        let got = risk(&table, k, 3).expect("figures");
        let want = &case["expect"];
        let whole = |key: &str| want[key].as_u64().expect("a number");
        let figures = got.figures;
        assert_eq!(
            [figures.records, figures.classes, figures.unique_records, figures.records_below_k],
            ["records", "classes", "unique_records", "records_below_k"].map(whole)
        );
        for (got, key) in [(figures.max, "max"), (figures.mean, "mean")] {
            assert!((got - want[key].as_f64().expect("a number")).abs() < 1e-9, "{key} {got}");
        }
        let uniques = &want["minimal_uniques"];
        let by_size: Vec<u64> = serde_json::from_value(uniques["by_size"].clone()).expect("sizes");
        assert_eq!(got.uniques.by_size.to_vec(), by_size);
        assert_eq!(Some(got.uniques.records), uniques["records"].as_u64());
        for (field, n) in &got.uniques.by_field {
            assert_eq!(Some(*n), uniques["by_field"][field].as_u64(), "{field}");
        }
        assert!(got.worst.len() == 3 && got.worst[0].subjects == got.classes.smallest);
    }
}
