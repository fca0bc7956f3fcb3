//! Figures of a release against the checker of certificates, which shares no line with the search.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use waypost::{
    base::{Entropy as _, SeededEntropy},
    batch::{
        Certificate, Files,
        certify::{Subject, certify, rows_root},
    },
    privacy::{
        AttributeRole, Candidates, Column, Control, Distance, Diversity, Hierarchy, Ledger,
        LevelRange, Microdata, Model, Node, Purpose, Scheme, SearchConfig, SensitiveRule,
        hierarchy::build, measure_release, release, report::Measured,
    },
};

fn table(seed: u64, n: usize, before: usize) -> Microdata {
    use AttributeRole::{QuasiIdentifier, Sensitive, Subject};
    let mut entropy = SeededEntropy::new(seed);
    let (mut age, mut sex, mut class, mut harm) = (vec![], vec![], vec![], vec![]);
    for _ in 0..n {
        age.push((entropy.below(50) + entropy.below(40)).to_string());
        sex.push(match entropy.below(30) {
            0 => "x",
            odd if odd % 2 == 1 => "f",
            _ => "m",
        });
        class.push(
            ["adult", "adult", "minor", "elder"][usize::try_from(entropy.below(4)).expect("small")],
        );
        harm.push(
            ["none", "none", "a", "b", "c"][usize::try_from(entropy.below(5)).expect("small")],
        );
    }
    Microdata::new(vec![
        Column::new("age", QuasiIdentifier, age),
        Column::new("sex", QuasiIdentifier, sex),
        Column::new("head", QuasiIdentifier, class),
        Column::new("harm", Sensitive, harm),
        Column::new("who", Subject, (before..before + n).map(|at| format!("{at:06}"))),
    ])
    .expect("a table")
}

fn hierarchies() -> Vec<Hierarchy> {
    let band = |text: &str| build::Band::parse_list(text).expect("bands");
    let ages = [band("0-17,18-39,40-59,60+"), band("0-39,40+")];
    vec![
        build::bands("age", 0..=99, &ages, &[""]).expect("a tree"),
        build::code_list("sex", [("f", ""), ("m", ""), ("x", "")], &[]).expect("a tree"),
        build::code_list("head", [("adult", ""), ("minor", ""), ("elder", "")], &[])
            .expect("a tree"),
    ]
}

fn model() -> Model {
    let order = ["none", "a", "b", "unused", "c"].map(str::to_owned).to_vec();
    let harm = vec![
        Diversity::Distinct { l: 2 },
        Diversity::Alpha { alpha: 0.8 },
        Diversity::Closeness { t: 0.6, distance: Distance::Ordered(order) },
        Diversity::Entropy { l: 1.3 },
        Diversity::Recursive { c: 6.0, l: 2 },
    ];
    let mut harm = SensitiveRule::new("harm", harm).neutral(["none"]);
    harm.groups.extend([("b", "bc"), ("c", "bc")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    let head = vec![Diversity::Distinct { l: 2 }, Diversity::Alpha { alpha: 0.8 }];
    Model::k_anonymity(5).with(harm).with(SensitiveRule::new("head", head).neutral(["adult"]))
}

fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("in memory");
    }
    writer.into_inner().expect("in memory")
}

fn hash(bytes: &[u8]) -> String {
    let hex = |byte: &u8| [byte >> 4, byte & 15].map(|it| char::from_digit(it.into(), 16));
    Sha256::digest(bytes).iter().flat_map(hex).flatten().collect()
}

fn criterion(it: &Diversity) -> serde_json::Value {
    use serde_json::json;
    match it {
        Diversity::Distinct { l } => json!({"model": "distinct_l", "l": l}),
        Diversity::Entropy { l } => json!({"model": "entropy_l", "l": l}),
        Diversity::Recursive { c, l } => json!({"model": "recursive_cl", "c": c, "l": l}),
        Diversity::Alpha { alpha } => json!({"model": "alpha", "alpha": alpha}),
        Diversity::Closeness { t, distance: Distance::Equal } => {
            json!({"model": "t_closeness", "t": t, "distance": "equal"})
        }
        Diversity::Closeness { t, distance: Distance::Ordered(order) } => {
            json!({"model": "t_closeness", "t": t, "distance": "ordered", "order": order})
        }
    }
}

/// What was asked of sensitive attributes, and what was reached.
fn sensitive(
    scheme: &Scheme,
    measured: &Measured,
) -> (Vec<serde_json::Value>, Vec<serde_json::Value>) {
    use serde_json::json;
    let asked = scheme
        .model()
        .sensitive
        .iter()
        .zip(&measured.sensitive)
        .map(|(rule, achieved)| {
            let models: Vec<_> = rule.criteria.iter().map(criterion).collect();
            json!({"name": rule.attribute, "models": models, "neutral": achieved.neutral, "groups": rule.groups})
        })
        .collect();
    let achieved = measured
        .sensitive
        .iter()
        .map(|it| {
            json!({"name": it.name, "distinct_l": it.distinct_l, "entropy_l": it.entropy_l, "t": it.t, "alpha": it.alpha})
        })
        .collect();
    (asked, achieved)
}

/// The certificate that the figures make, by the words of its format.
fn certificate(
    scheme: &Scheme,
    measured: &Measured,
    files: &Files,
    n_waiting: usize,
) -> Certificate {
    use serde_json::json;
    let data = &files["data.csv"];
    let trees: Vec<_> = hierarchies()
        .iter()
        .map(|it| {
            let file = format!("{}.csv", it.attribute());
            json!({"attribute": it.attribute(), "sha256": hash(&files[&file]), "file": file,
                "levels": it.n_levels(), "leaves": it.n_leaves()})
        })
        .collect();
    let levels: Vec<_> = measured
        .levels
        .iter()
        .map(|it| json!({"attribute": it.attribute, "level": it.level, "top": it.top, "loss": it.loss}))
        .collect();
    let recodings: Vec<_> = measured
        .recodings
        .iter()
        .map(|it| json!({"levels": it.levels, "records": it.records}))
        .collect();
    let (asked, achieved) = sensitive(scheme, measured);
    let weights: BTreeMap<&str, f64> =
        scheme.attributes().iter().map(|it| (it.name.as_str(), it.weight)).collect();
    let (classes, risk, loss) = (&measured.classes, &measured.risk, &measured.loss);
    let withheld = match n_waiting {
        1..5 => json!("below k"),
        n => json!(n),
    };
    let value = json!({
        "format": "waypost-certificate/1", "program": {"name": "waypost", "version": "0"},
        "result": "scheme", "optimal": false, "gap": null, "score": measured.score, "metric": "loss",
        "gs_factor": scheme.gs_factor(), "weights": weights, "mode": "full_domain",
        "ties": "fewest_levels", "seed": null,
        "model": {"profile": "headquarters", "k": 5, "k_groups": 5, "suppression_limit": 0.05,
            "max_mean_risk": null, "sensitive": asked},
        "output": {"file": "data.csv", "records": measured.risk.records,
            "columns": ["age", "sex", "head", "harm"], "sha256": hash(data),
            "rows_root": rows_root(data, b',', 1).expect("a table")},
        "hierarchies": trees, "levels": levels, "recodings": recodings, "withheld": withheld,
        "classes": {"count": classes.count, "smallest": classes.smallest, "largest": classes.largest,
            "mean": classes.mean, "histogram": classes.histogram},
        "achieved": {"k": measured.k, "sensitive": achieved},
        "loss": {"mean_cell": loss.mean_cell, "discernibility": loss.discernibility,
            "average_class": loss.average_class, "nonuniform_entropy": loss.nonuniform_entropy},
        "risk": {"after": {"records": risk.records, "classes": risk.classes,
            "unique_records": risk.unique_records, "records_below_k": risk.records_below_k,
            "max": risk.max, "mean": risk.mean}},
        "joint_history": {"batch": 1, "parent": "genesis", "ledger_before": "", "ledger_after": "",
            "below_k": 0, "overridden": 0},
        "scheme": null, "warnings": [],
    });
    serde_json::from_value(value).expect("a certificate")
}

/// Releases three batches and has each certified from its rows alone; answers at how many nodes rows stood.
fn check(seed: u64, weights: [f64; 3], gs_factor: f64) -> usize {
    let (trees, model) = (hierarchies(), model());
    let config = SearchConfig {
        ranges: weights.map(|weight| LevelRange { weight, ..LevelRange::default() }).to_vec(),
        gs_factor,
        ..SearchConfig::default()
    };
    let purpose = Purpose {
        form: "f".to_owned(),
        destination: "headquarters".to_owned(),
        epoch: 1,
        profile: "headquarters".to_owned(),
    };
    let first = table(seed, 600, 0);
    let mut go_on = |_| Control::Continue;
    let proposal = Scheme::propose(purpose, &first, &trees, &model, &config, &mut go_on);
    let scheme = proposal.expect("a scheme").scheme;
    let (mut ledger, mut most_nodes, mut all) = (Ledger::default(), 1, vec![first]);
    for batch in 1..=6_u64 {
        all.push(table(seed + batch, 80, usize::try_from(batch).expect("small") * 1_000));
        // Those who waited come again.
        let people = joined(&all, &ledger);
        let candidates = Candidates { table: &people, withdrawn: &[], ordered: &[] };
        let out = release(&scheme, &trees, &candidates, &ledger, batch).expect("a batch");
        let measured = measure_release(&scheme, &trees, &people, &out).expect("figures");
        let mut files: Files =
            trees.iter().map(|it| (format!("{}.csv", it.attribute()), csv(it.rows()))).collect();
        let harm = people.attribute("harm").expect("harm");
        let header = ["age", "sex", "head", "harm"].map(str::to_owned).to_vec();
        let rows = out
            .leaving
            .iter()
            .map(|it| it.labels.iter().cloned().chain([harm.value(it.row).to_owned()]).collect());
        let mut rows: Vec<Vec<String>> = rows.collect();
        rows.sort();
        files.insert("data.csv".to_owned(), csv([header].into_iter().chain(rows)));
        let certificate = certificate(&scheme, &measured, &files, out.staying.len());
        let subject = Subject {
            certificate: &certificate,
            files: &files,
            delimiter: b',',
            n_head_rows: 1,
            has_pseudonyms: false,
            k_floor: 3,
            suppressed: None,
        };
        let failed: Vec<_> = certify(&subject).into_iter().filter(|claim| !claim.ok).collect();
        assert!(failed.is_empty(), "seed {seed} batch {batch}: {failed:#?}");
        if out.leaving.iter().any(|it| it.node == Node::Fallback) {
            most_nodes = 2;
        }
        ledger = out.ledger;
    }
    most_nodes
}

/// The tables one under the other, those already out left out.
fn joined(tables: &[Microdata], ledger: &Ledger) -> Microdata {
    let names = ["age", "sex", "head", "harm", "who"];
    let roles = [
        AttributeRole::QuasiIdentifier,
        AttributeRole::QuasiIdentifier,
        AttributeRole::QuasiIdentifier,
        AttributeRole::Sensitive,
        AttributeRole::Subject,
    ];
    let mut columns: Vec<Column> =
        names.iter().zip(roles).map(|(name, role)| Column::new(*name, role, [""; 0])).collect();
    for table in tables {
        let who = table.with_role(AttributeRole::Subject).next().expect("who");
        for row in 0..table.n_records() {
            if ledger.has_released(who.value(row)) {
                continue;
            }
            for (column, attribute) in columns.iter_mut().zip(table.attributes()) {
                column.values.push(attribute.value(row).to_owned());
            }
        }
    }
    Microdata::new(columns).expect("a table")
}

#[test]
fn figures_of_batches_are_those_that_the_checker_derives() {
    let runs = [
        check(1, [1.0; 3], 0.5),
        check(2, [1.0, 0.5, 0.25], 0.5),
        check(3, [1.0; 3], 0.75),
        check(4, [2.0, 1.0, 1.0], 0.2),
    ];
    assert!(runs.contains(&2), "no run used the fallback");
}
