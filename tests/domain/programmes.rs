//! The forms of the programmes: a plausible record breaks no rule, and each rule speaks up when it is broken.
//!
//! What is answered and what is then broken stands in one file a form, `programmes/<id>.json`: `plausible` answers, `values`
//! that follow from them, and `cases`. A case sets answers by JSON pointer (`null` takes one away) and names every question
//! that is then wrong, with the rule. `again` says how many rows a list has: the last one is said again for those left.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};
use waypost::assets;
use waypost::base::Instant;
use waypost::forms::{Definition, Environment, Form, Instance, compile};

/// 24 November 2026, noon.
const NOW: Instant = Instant(1_795_521_600_000);

/// Form and what its file says.
const FORMS: [(&str, &str); 10] = [
    ("incident", include_str!("programmes/incident.json")),
    ("governance_indicators", include_str!("programmes/governance_indicators.json")),
    ("training_session", include_str!("programmes/training_session.json")),
    ("environment_research", include_str!("programmes/environment_research.json")),
    ("environment_workshop", include_str!("programmes/environment_workshop.json")),
    ("resettlement_case", include_str!("programmes/resettlement_case.json")),
    ("resettlement_movement", include_str!("programmes/resettlement_movement.json")),
    ("trafficking_case", include_str!("programmes/trafficking_case.json")),
    ("health_assessment", include_str!("programmes/health_assessment.json")),
    ("health_travel", include_str!("programmes/health_travel.json")),
];

fn told(text: &str) -> Value {
    let mut told: Value = serde_json::from_str(text).expect("a file of cases");
    let again = told["again"].as_object().cloned().unwrap_or_default();
    for (list, n) in again {
        let rows = told["plausible"][list].as_array_mut().expect("rows");
        let last = rows.last().cloned().expect("a row");
        rows.resize(n.as_u64().and_then(|n| n.try_into().ok()).expect("a number"), last);
    }
    told
}

fn definition(id: &str) -> Definition {
    let form = assets::form(id).expect("built in");
    let sheets: Vec<_> =
        form.sheets.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    Definition::from_csv(&sheets).expect("sheets")
}

fn compiled(id: &str) -> Arc<Form> {
    let (form, found) = compile(&definition(id));
    // That the wording of some languages is a draft is known, and said.
    let other: Vec<_> = found.iter().filter(|it| it.code != "FORM-42").collect();
    assert!(other.is_empty(), "{id}: {other:?}");
    Arc::new(form)
}

fn filled(form: &Arc<Form>, answers: &Value) -> Instance {
    let environment = Environment {
        now: NOW,
        offset_secs: 0,
        username: "officer".to_owned(),
        device: "desk".to_owned(),
        seed: 1,
        language: "English (en)".to_owned(),
    };
    let mut instance = Instance::new(Arc::clone(form), &environment);
    assert_eq!(instance.fill(answers), vec![], "answers that do not fit {}", form.id);
    instance
}

/// What is wrong, as `path: rule`.
fn broken(instance: &Instance) -> BTreeSet<String> {
    let violations = instance.violations();
    violations.iter().map(|it| format!("{}: {}", it.path, it.rule.word())).collect()
}

/// Sets one answer, making the groups on the way; `null` takes it away, an index one past the end appends.
fn set(answers: &mut Value, pointer: &str, to: &Value) {
    let (around, name) = pointer.rsplit_once('/').expect("a pointer");
    let mut at = answers;
    for step in around.split('/').skip(1) {
        at = match at {
            Value::Array(rows) => &mut rows[step.parse::<usize>().expect("an index")],
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => &mut at[step],
        };
    }
    match (at, to) {
        (Value::Array(rows), _) => {
            let index: usize = name.parse().expect("an index");
            rows.truncate(rows.len().max(index));
            if index == rows.len() { rows.push(to.clone()) } else { rows[index] = to.clone() }
        }
        (Value::Object(group), Value::Null) => {
            group.remove(name);
        }
        (group, _) => group[name] = to.clone(),
    }
}

#[test]
fn a_plausible_record_breaks_no_rule_and_its_calculations_follow() {
    for (id, text) in FORMS {
        let told = told(text);
        let instance = filled(&compiled(id), &told["plausible"]);
        assert_eq!(broken(&instance), BTreeSet::new(), "{id}");
        for (path, value) in told["values"].as_object().expect("values") {
            let found = instance.value(&path.parse().expect("a path"));
            assert_eq!(Some(found), value.as_str(), "{id}: {path}");
        }
    }
}

#[test]
fn each_rule_speaks_up_when_it_is_broken() {
    for (id, text) in FORMS {
        let (told, form) = (told(text), compiled(id));
        for case in told["cases"].as_array().expect("cases") {
            let mut answers = told["plausible"].clone();
            for (pointer, to) in case["set"].as_object().expect("what is set") {
                set(&mut answers, pointer, to);
            }
            let want = case["broken"].as_array().expect("what is broken");
            let want: BTreeSet<String> =
                want.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            assert_eq!(broken(&filled(&form, &answers)), want, "{id}: {}", case["set"]);
        }
    }
}

#[test]
fn no_rule_of_these_forms_goes_untested() {
    for (id, text) in FORMS {
        let told = told(text);
        let cases = told["cases"].as_array().expect("cases").iter();
        let tested: BTreeSet<(&str, &str)> = cases
            .filter_map(|case| case["broken"].as_array())
            .flatten()
            .filter_map(|it| it.as_str()?.rsplit('/').next()?.split_once(": "))
            .collect();
        let definition = definition(id);
        let column = |name: &str| definition.survey.header.iter().position(|it| it == name);
        for rule in ["constraint", "warning"] {
            let (Some(at), Some(name)) = (column(rule), column("name")) else { continue };
            for (_, row) in &definition.survey.rows {
                if row.get(at).is_some_and(|it| !it.is_empty()) {
                    let name = row[name].as_str();
                    assert!(tested.contains(&(name, rule)), "{id}: {rule} of {name}");
                }
            }
        }
    }
}

#[test]
fn a_new_assessment_asks_every_question_of_its_list() {
    let instance = filled(&compiled("governance_indicators"), &Value::Object(Map::new()));
    let value = |path: &str| instance.value(&path.parse().expect("a path")).to_owned();
    assert_eq!(value("questionnaire/n_asked"), "90");
    assert_eq!(value("indicators[1]/ind_code"), "1.1");
    assert_eq!(
        (value("indicators[90]/ind_code"), value("indicators[90]/ind_domain")),
        ("6.15".to_owned(), "D6".to_owned())
    );
    assert_eq!(value("indicators[91]/ind_code"), "");
}
