//! The later forms of a return case: plausible answers are accepted, and each rule speaks up when it is broken.
//!
//! `tests/fixtures/return_forms.json` holds, for each form, plausible answers and what breaks them: question, rule,
//! and the changes as JSON pointers (null takes an answer away).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use waypost::assets;
use waypost::base::Instant;
use waypost::forms::{Definition, Environment, Form, Instance, Path, Rule, compile};

/// 15 September 2026, ten in the morning.
const NOW: Instant = Instant(1_789_466_400_000);

/// Rules that stand at every date or free text alike; one of each kind is broken by hand.
const EVERYWHERE: [&str; 2] =
    ["not(selected('1970-01-01 1900-01-01'", "not(regex(., '[\\s\\S]*(@|"];

fn cases() -> BTreeMap<String, Value> {
    serde_json::from_str(include_str!("../fixtures/return_forms.json")).expect("JSON")
}

fn definition(id: &str) -> Definition {
    let form = assets::form(id).expect("built in");
    let sheets: Vec<_> =
        form.sheets.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    Definition::from_csv(&sheets).expect("sheets")
}

fn form(id: &str) -> Arc<Form> {
    Arc::new(compile(&definition(id)).0)
}

fn filled(form: &Arc<Form>, answers: &Value) -> Instance {
    let env = Environment { now: NOW, language: "English (en)".into(), ..Environment::default() };
    let mut instance = Instance::new(Arc::clone(form), &env);
    let errors = instance.fill(answers);
    assert!(errors.is_empty(), "{}: {errors:?}", form.id);
    instance
}

/// The questions of which `instance` says something, with the rule.
fn said(instance: &Instance) -> BTreeSet<(String, String)> {
    let word = |rule: Rule| match rule {
        Rule::Constraint => "constraint",
        Rule::Warning => "warning",
        Rule::Required => "required",
        Rule::Type | Rule::Surplus | Rule::Check(_) => "other",
    };
    let told = instance.violations();
    told.iter().map(|it| (it.path.name().to_owned(), word(it.rule).to_owned())).collect()
}

fn put(answers: &mut Value, pointer: &str, value: &Value) {
    let (above, name) = pointer.rsplit_once('/').expect("a pointer");
    let place = answers.pointer_mut(above).unwrap_or_else(|| panic!("no {above}"));
    if let (true, Some(object)) = (value.is_null(), place.as_object_mut()) {
        object.remove(name);
    } else {
        place[name] = value.clone();
    }
}

/// Question, rule and changes.
fn broken(case: &Value) -> Vec<(String, String, BTreeMap<String, Value>)> {
    serde_json::from_value(case["broken"].clone()).expect("question, rule, changes")
}

/// The value of a question at the top of the form.
fn value(instance: &Instance, path: &str) -> String {
    instance.value(&path.parse::<Path>().expect("a path")).to_owned()
}

#[test]
fn each_later_form_of_a_case_runs_and_only_its_drafted_languages_are_noted() {
    for id in cases().keys() {
        let (form, diagnostics) = compile(&definition(id));
        let said: Vec<_> = diagnostics.iter().map(|it| (it.code, it.excerpt.as_str())).collect();
        assert_eq!(said, [("FORM-42", "es ar")], "{id}");
        assert_eq!(form.settings.case_type.as_deref(), Some("return"), "{id}");
        assert!(form.questions().any(|(_, it)| it.name == "avrr_case_no"), "{id} names no case");
    }
}

#[test]
fn plausible_answers_of_the_later_forms_break_no_rule() {
    for (id, case) in cases() {
        assert_eq!(said(&filled(&form(&id), &case["plausible"])), BTreeSet::new(), "{id}");
    }
}

#[test]
fn each_rule_of_the_later_forms_speaks_up_when_it_is_broken() {
    for (id, case) in cases() {
        let form = form(&id);
        for (question, rule, changes) in broken(&case) {
            let mut answers = case["plausible"].clone();
            for (pointer, value) in &changes {
                put(&mut answers, pointer, value);
            }
            let said = said(&filled(&form, &answers));
            assert!(
                said.contains(&(question.clone(), rule.clone())),
                "{id}: {question} {rule}: {said:?}"
            );
        }
    }
}

#[test]
fn no_rule_of_the_later_forms_goes_untested() {
    for (id, case) in cases() {
        let tested: BTreeSet<_> =
            broken(&case).into_iter().map(|(name, rule, _)| (name, rule)).collect();
        let survey = definition(&id).survey;
        let column = |name: &str| survey.header.iter().position(|it| it == name).expect("a column");
        for (_, row) in &survey.rows {
            let cell = |name: &str| row.get(column(name)).map_or("", String::as_str);
            for rule in ["constraint", "warning"] {
                let source = cell(rule);
                let own = !source.is_empty() && !EVERYWHERE.iter().any(|it| source.starts_with(it));
                let name = cell("name").to_owned();
                let known = tested.contains(&(name.clone(), rule.to_owned()));
                assert!(!own || known, "{id}: {name} {rule}");
            }
        }
    }
}

#[test]
fn dates_that_stand_for_none_and_numbers_in_texts_are_doubted() {
    let movement = json!({"case": {"app_date": "1970-01-01"}, "departure": {"staff_note": "a@invented.example"}});
    let said = said(&filled(&form("return_movement"), &movement));
    for question in ["app_date", "staff_note"] {
        assert!(said.contains(&(question.to_owned(), "warning".to_owned())), "{said:?}");
    }
}

#[test]
fn the_plan_sums_its_items_in_its_own_currency_and_names_the_main_one() {
    let plan = filled(&form("reintegration_plan"), &cases()["reintegration_plan"]["plausible"]);
    // 100 EUR, 60,000 ETB at 0.0175, and 300 EUR that is only planned.
    assert_eq!(value(&plan, "summary/planned_total"), "1450");
    assert_eq!(value(&plan, "summary/delivered_total"), "1150");
    assert_eq!(value(&plan, "summary/items_open"), "1");
    assert_eq!(value(&plan, "summary/value_delivered_usd"), "1265");
    assert_eq!(value(&plan, "summary/main_type"), "business_group");
    assert_eq!(value(&plan, "summary/main_modality"), "in_kind");
}

#[test]
fn sustainability_scores_follow_the_weights_and_are_blank_where_too_little_is_answered() {
    let form = form("reintegration_monitoring");
    let mut answers = cases()["reintegration_monitoring"]["plausible"].clone();
    let scores = |answers: &Value| {
        let instance = filled(&form, answers);
        ["econ", "social", "psy", "composite"]
            .map(|it| value(&instance, &format!("scores/rss_{it}")))
    };
    // Economic: .75, 1 - .75, 1, 1 - .25, .5, .75, 1, 0 over eight; looking for work does not count.
    // Social: eight times .75, a document 1, no children. Psychosocial: .75 .5 .75 .75 1 .75 0 1 1 over nine.
    assert_eq!(scores(&answers), ["0.63", "0.78", "0.72", "0.71"]);
    for item in ["rss_p1", "rss_p2", "rss_p3"] {
        answers["psychosocial"][item] = json!("pnta");
    }
    assert_eq!(scores(&answers), ["0.63", "0.78", "", ""]);
}

#[test]
fn a_satisfaction_mean_counts_no_blank_as_zero() {
    let form = form("reintegration_monitoring");
    let mut answers = cases()["reintegration_monitoring"]["plausible"].clone();
    let mean = |answers: &Value| value(&filled(&form, answers), "assistance/sat_total");
    assert_eq!(mean(&answers), "4"); // satisfied 4, ok 3, very satisfied 5
    answers["assistance"]["sat_return"] = Value::Null;
    assert_eq!(mean(&answers), "");
}
