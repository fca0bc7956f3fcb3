//! Requests that make no sense, and data that cannot meet them: each has its answer, and nothing is released.

use waypost::privacy::{
    AttributeRole::{Plain, QuasiIdentifier, Sensitive, Subject},
    Column, Control, Diversity, Hierarchy, LevelRange, Microdata, Model, Outcome, PrivacyError,
    RequestFault, SearchConfig, SensitiveRule,
    hierarchy::build,
    search,
};

fn sexes(values: &[&str]) -> Microdata {
    Microdata::new(vec![
        Column::new("sex", QuasiIdentifier, values.iter().copied()),
        Column::new("note", Plain, values.iter().map(|_| "")),
    ])
    .expect("a table")
}

fn tree() -> Hierarchy {
    build::code_list("sex", [("f", ""), ("m", "")], &[]).expect("a tree")
}

fn run(
    table: &Microdata,
    trees: &[Hierarchy],
    config: &SearchConfig,
) -> Result<Outcome, PrivacyError> {
    search(table, trees, &Model::k_anonymity(2), config, &mut |_| Control::Continue)
}

#[track_caller]
fn check(table: &Microdata, trees: &[Hierarchy], want: PrivacyError) {
    assert_eq!(run(table, trees, &SearchConfig::default()), Err(want));
}

fn request(attribute: &str, fault: RequestFault) -> PrivacyError {
    PrivacyError::Request { attribute: attribute.to_owned(), fault }
}

#[test]
fn a_value_that_its_hierarchy_lacks_is_counted_blank_included() {
    let attribute = "sex".to_owned();
    let want = PrivacyError::NotInHierarchy { attribute, records: 3, values: 2 };
    assert!(!want.to_string().contains('?'), "no value is printed");
    check(&sexes(&["f", "?", "", "?", "m"]), &[tree()], want);
}

#[test]
fn hierarchies_must_be_those_of_the_quasi_identifiers() {
    let table = sexes(&["f", "m"]);
    check(&table, &[], request("sex", RequestFault::NoHierarchy));
    check(&table, &[tree().renamed("age")], request("sex", RequestFault::NoHierarchy));
    check(&table, &[tree(), tree()], request("sex", RequestFault::Unknown));
    let nothing = Microdata::new(vec![Column::new("note", Plain, ["", ""])]).expect("a table");
    check(&nothing, &[], request("", RequestFault::NoQuasiIdentifier));
}

#[test]
fn no_record_or_one_is_no_success() {
    check(&sexes(&[]), &[tree()], request("", RequestFault::NoRecords));
    check(&sexes(&["f"]), &[tree()], PrivacyError::TooFew { k: 2, available: 1 });
    let one_person = Microdata::new(vec![
        Column::new("sex", QuasiIdentifier, ["f", "f", "f"]),
        Column::new("who", Subject, ["p", "p", "p"]),
    ]);
    check(&one_person.expect("a table"), &[tree()], PrivacyError::TooFew { k: 2, available: 1 });
}

#[test]
fn limits_and_levels_out_of_range_are_refused() {
    let table = sexes(&["f", "f", "m", "m"]);
    for limit in [-0.1, 1.1, f64::NAN] {
        let config = SearchConfig { suppression_limit: limit, ..SearchConfig::default() };
        let got = run(&table, &[tree()], &config);
        assert!(matches!(got, Err(PrivacyError::Parameter { name: "suppression_limit", .. })));
    }
    for (lowest, highest) in [(2, None), (1, Some(0)), (0, Some(7))] {
        let range = LevelRange { lowest, highest, weight: 1.0 };
        let config = SearchConfig { ranges: vec![range], ..SearchConfig::default() };
        assert_eq!(run(&table, &[tree()], &config), Err(request("sex", RequestFault::Levels)));
    }
}

#[test]
fn a_minimum_level_is_never_undercut() {
    let table = sexes(&["f", "f", "m", "m"]);
    let range = LevelRange { lowest: 1, ..LevelRange::default() };
    let config = SearchConfig { ranges: vec![range], ..SearchConfig::default() };
    let Ok(Outcome::Found(found)) = run(&table, &[tree()], &config) else { panic!("found") };
    assert_eq!(found.levels, [1]);
    assert!(found.score > 0.9);
}

#[test]
fn where_nothing_keeps_the_limit_what_would_do_is_named() {
    let table = sexes(&["f", "f", "f", "m"]);
    let range = LevelRange { highest: Some(0), ..LevelRange::default() };
    let config =
        SearchConfig { ranges: vec![range], suppression_limit: 0.1, ..SearchConfig::default() };
    let Ok(Outcome::Nothing { nearest: Some(nearest), .. }) = run(&table, &[tree()], &config)
    else {
        panic!("nothing");
    };
    assert_eq!((nearest.levels.as_slice(), nearest.suppressed), ([0].as_slice(), 1));
}

#[test]
fn a_rule_over_a_column_that_is_not_there_is_refused() {
    let table = Microdata::new(vec![
        Column::new("sex", QuasiIdentifier, ["f", "f", "m", "m"]),
        Column::new("harm", Sensitive, ["a", "b", "a", "b"]),
        Column::new("note", Plain, ["", "", "", ""]),
    ])
    .expect("a table");
    for name in ["missing", "note"] {
        let rule = SensitiveRule::new(name, vec![Diversity::Distinct { l: 2 }]);
        let model = Model::k_anonymity(2).with(rule);
        let config = SearchConfig::default();
        let got = search(&table, &[tree()], &model, &config, &mut |_| Control::Continue);
        assert_eq!(got, Err(request(name, RequestFault::Unknown)));
    }
}
