//! A small batch of invented households, with figures worked out from its classes by hand.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::collections::BTreeMap;

use waypost::{
    base::{RecordId, SeededEntropy},
    batch::{
        Achieved, AchievedSensitive, CERTIFICATE_FORMAT, Certificate, Classes, CodeLabel, Column,
        ColumnKind, Contents, Criterion, FormRef, GENESIS, HierarchyRows, HqIdentity, JointHistory,
        Level, Loss, Model, Outcome, Output, Program, PseudonymKey, Risk, RiskFigures, Row,
        SchemeRef, SensitiveModel, SignerKey, Table, Withheld, v1,
    },
};

/// Classes of the data: (place, size band, quarter), and how many heads are adult, elderly, minor.
const CLASSES: [([&str; 3], [usize; 3]); 4] = [
    (["XW01", "1-3", "2026Q3"], [3, 2, 1]),
    (["XW01", "4+", "2026Q3"], [5, 0, 0]),
    (["XW02", "1-3", "2026Q2"], [4, 3, 0]),
    (["XW02", "4+", "2026Q3"], [6, 2, 1]),
];
const HEADS: [&str; 3] = ["adult", "elderly", "minor"];

fn both(en: &str, fr: &str) -> Vec<(String, String)> {
    vec![("en".to_owned(), en.to_owned()), ("fr".to_owned(), fr.to_owned())]
}

fn codes(list: &str, codes: &[(&str, &str, &str)]) -> ColumnKind {
    let codes = codes
        .iter()
        .map(|(code, en, fr)| CodeLabel { code: (*code).to_owned(), labels: both(en, fr) })
        .collect();
    ColumnKind::Codes { list: list.to_owned(), codes }
}

fn column(
    name: &str,
    labels: (&str, &str),
    hxl: &str,
    kind: ColumnKind,
    level: Option<u32>,
) -> Column {
    let treatment = if level.is_some() { "band" } else { "keep" };
    Column {
        name: name.to_owned(),
        labels: both(labels.0, labels.1),
        hxl: Some(hxl.to_owned()),
        kind,
        treatment: treatment.to_owned(),
        level,
    }
}

fn rows(lines: &[&[&str]]) -> Vec<Vec<String>> {
    lines.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

/// 27 households in four classes of 6, 5, 7 and 9.
pub(crate) fn contents() -> Contents {
    Contents {
        form: "p6a".to_owned(),
        titles: both("Household registration", "Enregistrement de ménage"),
        columns: columns(),
        rows: households(),
        tables: vec![members()],
        hierarchies: hierarchies(),
    }
}

fn households() -> Vec<Row> {
    let key = PseudonymKey::make(&mut SeededEntropy::new(17));
    let mut all = Vec::new();
    for (labels, counts) in CLASSES {
        for (head, n) in HEADS.iter().zip(counts) {
            for _ in 0..n {
                let id = RecordId::from_bytes([u8::try_from(all.len()).unwrap(); 16]);
                let cells = labels.iter().chain([head]).map(|cell| (*cell).to_owned()).collect();
                all.push(Row { pseudonym: key.derive_pseudonym(&id), cells });
            }
        }
    }
    all
}

fn columns() -> Vec<Column> {
    vec![
        column(
            "adm1",
            ("Province", "Province"),
            "#adm1+code",
            codes("places", &[("XW01", "North", "Nord"), ("XW02", "South", "Sud")]),
            Some(1),
        ),
        column(
            "size_band",
            ("Size, in bands", "Taille, par tranches"),
            "#group+type",
            codes("size", &[("1-3", "1-3", "1-3"), ("4+", "4 or more", "4 ou plus")]),
            Some(1),
        ),
        column(
            "quarter",
            ("Arrival, \"quarter\"", "Arrivée, trimestre"),
            "#date+start",
            codes("quarters", &[("2026Q2", "2026Q2", "2026Q2"), ("2026Q3", "2026Q3", "2026Q3")]),
            Some(0),
        ),
        column(
            "head_age_class",
            ("Age class of the head", "Classe d'âge du chef"),
            "#indicator+head_age",
            codes(
                "age_class",
                &[
                    ("adult", "Adult", "Adulte"),
                    ("elderly", "60 or over", "60 et plus"),
                    ("minor", "Minor", "Mineur"),
                ],
            ),
            None,
        ),
    ]
}

fn members() -> Table {
    Table {
        name: "members".to_owned(),
        columns: vec![
            column("adm1", ("Province", "Province"), "#adm1+code", ColumnKind::Text, None),
            column(
                "women",
                ("Women", "Femmes"),
                "#affected+idps+ind+f",
                ColumnKind::Integer { min: Some(0), max: None },
                None,
            ),
        ],
        rows: rows(&[&["XW01", "24"], &["XW02", "31"]]),
    }
}

fn hierarchies() -> Vec<HierarchyRows> {
    vec![
        HierarchyRows {
            attribute: "adm1".to_owned(),
            rows: rows(&[
                &["XW0101", "XW01", "*"],
                &["XW0102", "XW01", "*"],
                &["XW0201", "XW02", "*"],
                &["XW0202", "XW02", "*"],
            ]),
        },
        HierarchyRows {
            attribute: "size_band".to_owned(),
            rows: rows(&[
                &["1", "1-3", "*"],
                &["2", "1-3", "*"],
                &["3", "1-3", "*"],
                &["4", "4+", "*"],
                &["5", "4+", "*"],
            ]),
        },
        HierarchyRows {
            attribute: "quarter".to_owned(),
            rows: rows(&[&["2026Q2", "2026"], &["2026Q3", "2026"]]),
        },
    ]
}

fn model() -> Model {
    Model {
        profile: "headquarters".to_owned(),
        k: 5,
        k_groups: 5,
        suppression_limit: 0.05,
        max_mean_risk: None,
        sensitive: vec![SensitiveModel {
            name: "head_age_class".to_owned(),
            models: vec![Criterion::DistinctL { l: 2 }, Criterion::Alpha { alpha: 0.8 }],
            neutral: vec!["adult".to_owned()],
            groups: BTreeMap::new(),
        }],
    }
}

fn classes() -> Classes {
    Classes {
        count: 4,
        smallest: 5,
        largest: 9,
        mean: 27.0 / 4.0,
        histogram: vec![(5, 1), (6, 1), (7, 1), (9, 1)],
    }
}

/// Adults are neutral, so the class of five adults is neutral as a whole.
fn achieved() -> Achieved {
    let t_of_the_adults = (1.0 - 18.0 / 27.0 + 7.0 / 27.0 + 2.0 / 27.0) / 2.0;
    Achieved {
        k: 5,
        sensitive: vec![AchievedSensitive {
            name: "head_age_class".to_owned(),
            distinct_l: Some(2),
            // The five adults: one value.
            entropy_l: Some(1.0),
            t: Some(t_of_the_adults),
            alpha: Some(3.0 / 7.0),
        }],
    }
}

fn risk() -> Risk {
    Risk {
        after: RiskFigures {
            records: 27,
            classes: 4,
            unique_records: 0,
            records_below_k: 0,
            max: 0.2,
            mean: 4.0 / 27.0,
        },
    }
}

/// The statement for [`contents`], worked out by hand from its classes.
pub(crate) fn certificate() -> Certificate {
    // adm1: 2 of 4 leaves under each label: (27·1/2 − 27/4) / (27 − 27/4) = 1/3.
    let place = 1.0_f64 / 3.0;
    // size: 13 rows with 3 of 5 leaves, 14 with 2 of 5: (13·0.6 + 14·0.4 − 27/5) / (27 − 27/5).
    let size = (13.0 * 0.6 + 14.0 * 0.4 - 5.4) / (27.0 - 5.4);
    let level = |attribute: &str, level, top, loss| Level {
        attribute: attribute.to_owned(),
        level,
        top,
        loss,
    };
    Certificate {
        format: CERTIFICATE_FORMAT.to_owned(),
        program: Program { name: "waypost".to_owned(), version: "0.1.0".to_owned() },
        result: Outcome::Scheme,
        optimal: false,
        gap: None,
        score: Some(((1.0 + place) * (1.0 + size)).powf(1.0 / 3.0) - 1.0),
        metric: "loss".to_owned(),
        gs_factor: 0.5,
        weights: BTreeMap::new(),
        mode: "full_domain".to_owned(),
        ties: "fewest_levels".to_owned(),
        seed: None,
        model: model(),
        output: Output::default(),
        hierarchies: Vec::new(),
        levels: vec![
            level("adm1", 1, 2, place),
            level("size_band", 1, 2, size),
            level("quarter", 0, 1, 0.0),
        ],
        recodings: Vec::new(),
        withheld: Withheld::BelowK,
        classes: classes(),
        achieved: achieved(),
        loss: Loss {
            mean_cell: (place + size) / 3.0,
            discernibility: 25.0 + 36.0 + 49.0 + 81.0,
            average_class: 27.0 / 4.0 / 5.0,
            nonuniform_entropy: None,
        },
        risk: risk(),
        joint_history: JointHistory {
            batch: 1,
            parent: GENESIS.to_owned(),
            ..JointHistory::default()
        },
        scheme: Some(SchemeRef {
            epoch: 2026,
            sha256: "00".repeat(32),
            fallback: None,
            signed_by: Vec::new(),
        }),
        warnings: Vec::new(),
    }
}

/// Who sends it.
pub(crate) fn meta() -> v1::Meta {
    v1::Meta {
        office: "OFF017".to_owned(),
        key_epoch: 1,
        seq: 1,
        prev: GENESIS.to_owned(),
        created: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        app_version: "0.1.0".to_owned(),
        form: FormRef { id: "p6a".to_owned(), version: "1".to_owned(), sha256: "11".repeat(32) },
        destination: "headquarters".to_owned(),
        purpose: "research_stats".to_owned(),
        profile_seq: 1,
        tombstones: Vec::new(),
        approvals: Vec::new(),
        audit_heads: Vec::new(),
    }
}

/// The office's key of these tests.
pub(crate) fn signer() -> SignerKey {
    SignerKey::make(&mut SeededEntropy::new(5))
}

/// A sealed batch and the identity that opens it.
pub(crate) fn sealed() -> (v1::Sealed, HqIdentity) {
    let identity = HqIdentity::make();
    let prepared = v1::prepare(&contents(), certificate()).expect("contents and certificate fit");
    let sealed =
        prepared.seal(meta(), &signer(), &[identity.recipient()]).expect("it can be sealed");
    (sealed, identity)
}
