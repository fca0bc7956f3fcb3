//! The worked example of the privacy design: small enough to check by hand, and ARX gives the same.

use waypost::privacy::{
    AttributeRole::QuasiIdentifier, Column, Control, Hierarchy, LevelRange, Microdata, Model,
    Outcome, SearchConfig, recode, review, search, utility,
};

fn table() -> Microdata {
    let rows = [
        ("4", "F", "Alpha"),
        ("7", "F", "Alpha"),
        ("8", "M", "Alpha"),
        ("21", "M", "Beta"),
        ("24", "M", "Beta"),
        ("26", "F", "Beta"),
        ("29", "F", "Gamma"),
        ("31", "F", "Gamma"),
    ];
    Microdata::new(vec![
        Column::new("age", QuasiIdentifier, rows.map(|row| row.0)),
        Column::new("sex", QuasiIdentifier, rows.map(|row| row.1)),
        Column::new("place", QuasiIdentifier, rows.map(|row| row.2)),
    ])
    .expect("a table")
}

fn hierarchies() -> Vec<Hierarchy> {
    let tree =
        |name: &str, rows: Vec<Vec<String>>| Hierarchy::from_rows(name, &rows).expect("a tree");
    let row = |text: &str| text.split(';').map(str::to_owned).collect::<Vec<String>>();
    let age = |age: u32| {
        let (decade, half) = (age / 10 * 10, if age < 20 { "0-19" } else { "20-39" });
        row(&format!("{age};{decade}-{};{half};*", decade + 9))
    };
    vec![
        tree("age", (0..40).map(age).collect()),
        tree("sex", vec![row("F;*"), row("M;*")]),
        tree(
            "place",
            ["Alpha;North;*", "Beta;South;*", "Gamma;South;*", "Delta;North;*"].map(row).to_vec(),
        ),
    ]
}

#[track_caller]
fn check(k: u32, limit: f64, gs_factor: f64, weights: [f64; 3], want: ([usize; 3], f64, u64)) {
    let config = SearchConfig {
        ranges: weights.map(|weight| LevelRange { weight, ..LevelRange::default() }).to_vec(),
        suppression_limit: limit,
        gs_factor,
        ..SearchConfig::default()
    };
    let model = Model::k_anonymity(k);
    let outcome = search(&table(), &hierarchies(), &model, &config, &mut |_| Control::Continue);
    let Ok(Outcome::Found(found)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((found.levels.as_slice(), found.suppressed), (want.0.as_slice(), want.2));
    assert!((found.score - want.1).abs() < 1e-9, "{}", found.score);
    assert!(found.optimal);
}

#[test]
fn the_worked_example_has_the_scores_of_arx() {
    let even = [1.0; 3];
    check(2, 0.25, 0.5, even, ([2, 0, 1], 0.352_187_722_895, 1));
    check(2, 0.0, 0.5, even, ([2, 1, 0], 0.438_128_834_791, 0));
    check(2, 0.25, 0.25, even, ([2, 0, 0], 0.252_175_698_053, 2));
    check(2, 0.25, 0.75, even, ([2, 1, 0], 0.182_621_872_563, 0));
    check(2, 0.25, 0.5, [1.0, 0.5, 0.5], ([2, 0, 1], 0.258_158_880_977, 1));
    check(3, 0.5, 0.5, even, ([1, 1, 0], 0.526_591_341_836, 2));
}

#[test]
fn the_review_of_the_worked_example_by_hand() {
    let (table, trees, model) = (table(), hierarchies(), Model::k_anonymity(2));
    let config = SearchConfig { suppression_limit: 0.25, ..SearchConfig::default() };
    let outcome = search(&table, &trees, &model, &config, &mut |_| Control::Continue);
    let Ok(Outcome::Found(found)) = outcome else { panic!("{outcome:?}") };
    let report = review(&table, &trees, &model, &config, &found).expect("a report");
    // Before, all eight are alone; after, seven stand in three classes: two, two and three.
    assert_eq!((report.before.figures.unique_records, report.suppressed), (8, 1));
    assert_eq!(report.after.classes.histogram, [(2, 2), (3, 1)]);
    assert!((report.after.risk.mean - 3.0 / 7.0).abs() < 1e-12);
    // (0.5513 + 0.125 + 0.4167) / 3, the suppressed record counted in full.
    assert!((report.utility.mean_cell - (4.3 / 7.8 + 0.125 + 2.5 / 6.0) / 3.0).abs() < 1e-12);
    assert!((report.utility.discernibility - (4.0 + 4.0 + 9.0 + 8.0)).abs() < 1e-12);
    assert!((report.utility.average_class - 7.0 / 6.0).abs() < 1e-12);
    // Age: every value is unique. Three kept of the younger three, two and three … each label stands for its half.
    let recoded = recode(&table, &trees, &model, &found.levels).expect("a recoding");
    assert_eq!(recoded.kept, [true, true, false, true, true, true, true, true]);
    let bits = utility(&table, &trees, &model, &recoded).expect("figures").nonuniform_entropy;
    // Age: 2·log2(3) + 5·log2(5), and log2(8) suppressed. Sex: kept as it is, log2(8/3) suppressed.
    // Place: Alpha and its label hold three each; Beta (three) and Gamma (two) become South (five); log2(8/3) suppressed.
    let log = f64::log2;
    let age = 2.0 * log(3.0) + 5.0 * log(5.0) + 3.0;
    let place = 3.0 * log(5.0 / 3.0) + 2.0 * log(5.0 / 2.0) + log(8.0 / 3.0);
    let want = age + log(8.0 / 3.0) + place;
    assert!((bits.expect("told") - want).abs() < 1e-9, "{bits:?} {want}");
    let men = report.subgroups[1].1.iter().find(|it| it.value == "M").expect("men");
    assert_eq!((men.records, men.leaving), (3, 2));
}
