//! The return case: a plausible one is accepted, and each of its rules speaks up when it is broken.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use waypost::assets;
use waypost::base::Instant;
use waypost::forms::{Definition, Environment, Form, Instance, Rule, Strength, compile};

/// 15 September 2026, ten in the morning.
const NOW: Instant = Instant(1_789_466_400_000);

fn definition() -> Definition {
    let form = assets::form("return_case").expect("built in");
    let sheets: Vec<_> =
        form.sheets.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    Definition::from_csv(&sheets).expect("sheets")
}

static FORM: LazyLock<Arc<Form>> = LazyLock::new(|| Arc::new(compile(&definition()).0));

/// A mother, her son and her husband, counselled on 10 September.
fn plausible() -> Value {
    json!({
        "case": {
            "avrr_case_no": "WR-2026/0147", "avrr_prog": "avrr", "project_code": "RR.0412 / invented donor",
            "host_country": "XWA", "host_office": "WR01", "stage": "counselling", "case_size": "3",
            "first_contact_date": "2026-09-01", "contact_channel": "in_person", "hear_about": "friends_family",
        },
        "counselling": {
            "counsel_date": "2026-09-10", "counsel_mode": "in_person", "counsel_lang": "amh",
            "interpreter_needed": "no", "counsel_confidential": "yes",
            "info_given": ["voluntariness", "right_to_withdraw", "data_protection", "travel"],
        },
        "applicants": [
            {
                "consent": consent("self"),
                "person": {
                    "m_rel_pa": "PA", "family_name": "Tamru", "given_names": "Selam", "sex": "female",
                    "birth_date": "1992-03-05", "birth_precision": "day", "m_birth_place": "Arada",
                    "nationality": ["ETH"], "marital": "M", "education": "PrimaryEducation",
                    "employment": "daily_labour",
                },
                "contact": { "phone": "+249905550417", "email": "s@invented.example",
                    "doc_type": "passport", "doc_number": "EP0000001", "doc_issue_country": "ETH",
                    "doc_expiry": "2029-01-31" },
                "family": { "m_travelling": "yes", "m_family_host": "no", "m_signature": "yes" },
                "migration": { "m_income_host": "120", "m_income_currency": "USD",
                    "m_left_home": "2024-03", "m_mig_reasons": ["unemployed"], "m_mig_cost": "900",
                    "m_mig_cost_currency": "USD", "m_mig_funding": ["family"] },
            },
            {
                "consent": consent("parent"),
                "person": {
                    "m_rel_pa": "SO", "family_name": "Dawit", "given_names": "Natan", "sex": "male",
                    "birth_date": "2018-11", "birth_precision": "month", "m_birth_place": "Arada",
                    "nationality": ["ETH"], "education": "PrimaryEducation",
                },
                "family": { "m_travelling": "yes", "m_minor_accomp": "both_parents", "m_birth_cert": "yes" },
            },
            {
                "consent": consent("self"),
                "person": {
                    "m_rel_pa": "HU", "family_name": "Bekele", "given_names": "Dawit", "sex": "male",
                    "age_stated": "36", "m_birth_place": "Harar", "nationality": ["ETH"], "marital": "M",
                },
                "family": { "m_travelling": "yes", "m_signature": "yes" },
            },
        ],
        "situation": {
            "host_status": "irregular_entry", "host_entry_date": "2024-05", "in_detention": "no",
        },
        "wish": {
            "app_return_country": "ETH", "return_motives": ["family", "no_job"], "wants_proceed": "yes",
            "next_appointment": "2026-10-01",
        },
    })
}

fn consent(by: &str) -> Value {
    let mut given = json!({
        "legal_basis": "consent", "consent_given": "yes", "consent_form": "written", "consent_by": by,
        "consent_language": "amh", "notice_read": "yes", "consent_date": "2026-09-10",
        "consent_document": "on paper, folder 12",
        "purposes": [
            { "purpose_code": "service", "purpose_answer": "yes" },
            { "purpose_code": "research_stats", "purpose_answer": "yes" },
        ],
    });
    if by == "parent" {
        given["guardian_name"] = json!("Selam Tamru");
        given["guardian_relation"] = json!("MO");
        given["child_assent"] = json!("yes");
    }
    given
}

fn filled(answers: &Value) -> Instance {
    let env = Environment {
        now: NOW,
        offset_secs: 0,
        username: "officer".into(),
        device: "laptop".into(),
        seed: 1,
        language: "English (en)".into(),
    };
    let mut instance = Instance::new(FORM.clone(), &env);
    let errors = instance.fill(answers);
    assert!(errors.is_empty(), "{errors:?}");
    instance
}

/// Puts `value` at a JSON pointer, making the objects on the way; null takes the answer away.
fn put(answers: &mut Value, pointer: &str, value: &Value) {
    let (above, name) = pointer.rsplit_once('/').expect("a pointer");
    let place = answers.pointer_mut(above).unwrap_or_else(|| panic!("no {above}"));
    if value.is_null() {
        place.as_object_mut().expect("an object").remove(name);
    } else {
        place[name] = value.clone();
    }
}

/// The questions of which `instance` says something, by severity and rule.
fn said(instance: &Instance) -> BTreeSet<(String, &'static str)> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    instance
        .violations()
        .iter()
        .map(|violation| {
            let rule = match (violation.rule, violation.severity) {
                (Rule::Constraint, Strength::Hard) => "constraint",
                (Rule::Warning, Strength::Soft) => "warning",
                (Rule::Required, _) => "required",
                _ => "other",
            };
            (name(&violation.path.to_string()), rule)
        })
        .collect()
}

/// Question, rule, and the answers that break it: where and what.
type Broken = (&'static str, &'static str, Vec<(&'static str, Value)>);

fn broken() -> Vec<Broken> {
    let mut all = broken_in_the_case();
    all.extend(broken_consent());
    all.extend(broken_person());
    all.extend(broken_journey());
    all.extend(broken_situation());
    all
}

fn broken_in_the_case() -> Vec<Broken> {
    vec![
        ("avrr_case_no", "constraint", vec![("/case/avrr_case_no", json!("WR 2026"))]),
        ("case_size", "constraint", vec![("/case/case_size", json!("2"))]),
        (
            "first_contact_date",
            "constraint",
            vec![("/case/first_contact_date", json!("2026-09-16"))],
        ),
        ("first_contact_date", "warning", vec![("/case/first_contact_date", json!("1970-01-01"))]),
        ("counsel_date", "constraint", vec![("/counselling/counsel_date", json!("2026-08-31"))]),
        (
            "counsel_date",
            "warning",
            vec![
                ("/case/first_contact_date", json!("1900-01-01")),
                ("/counselling/counsel_date", json!("1970-01-01")),
            ],
        ),
        (
            "counsel_confidential",
            "warning",
            vec![("/counselling/counsel_confidential", json!("no"))],
        ),
        ("info_given", "constraint", vec![("/counselling/info_given", json!(["travel"]))]),
        ("staff_note", "warning", vec![("/summary", json!({ "staff_note": "call 0905 550 417" }))]),
    ]
}

fn broken_consent() -> Vec<Broken> {
    vec![
        ("consent_by", "constraint", vec![("/applicants/1/consent/consent_by", json!("self"))]),
        ("child_assent", "warning", vec![("/applicants/1/consent/child_assent", json!("no"))]),
        ("notice_read", "constraint", vec![("/applicants/0/consent/notice_read", json!("no"))]),
        (
            "consent_date",
            "constraint",
            vec![("/applicants/0/consent/consent_date", json!("2026-09-11"))],
        ),
        (
            "consent_date",
            "warning",
            vec![("/applicants/0/consent/consent_date", json!("1970-01-01"))],
        ),
        (
            "purpose_date",
            "constraint",
            vec![("/applicants/0/consent/purposes/0/purpose_date", json!("2026-09-16"))],
        ),
        (
            "purpose_date",
            "warning",
            vec![("/applicants/0/consent/purposes/0/purpose_date", json!("1970-01-01"))],
        ),
        (
            "consent_withdrawn",
            "warning",
            vec![
                ("/applicants/0/consent/consent_withdrawn", json!("yes")),
                ("/applicants/0/consent/withdrawn_date", json!("2026-09-12")),
            ],
        ),
        (
            "withdrawn_date",
            "constraint",
            vec![
                ("/applicants/0/consent/consent_withdrawn", json!("yes")),
                ("/applicants/0/consent/withdrawn_date", json!("2026-09-09")),
            ],
        ),
        (
            "withdrawn_date",
            "warning",
            vec![
                ("/applicants/0/consent/consent_date", json!("1900-01-01")),
                ("/applicants/0/consent/consent_withdrawn", json!("yes")),
                ("/applicants/0/consent/withdrawn_date", json!("1970-01-01")),
            ],
        ),
        (
            "retention_review",
            "warning",
            vec![("/applicants/2/consent/purposes/1/purpose_code", json!("donor_report"))],
        ),
    ]
}

fn broken_person() -> Vec<Broken> {
    vec![
        ("m_rel_pa", "constraint", vec![("/applicants/2/person/m_rel_pa", json!("PA"))]),
        (
            "birth_date",
            "constraint",
            vec![("/applicants/1/person/birth_date", json!("2026-09-12"))],
        ),
        ("birth_date", "warning", vec![("/applicants/0/person/birth_date", json!("1992-01-01"))]),
        (
            "age_stated",
            "constraint",
            vec![
                ("/applicants/2/person/birth_date", json!("1988")),
                ("/applicants/2/person/birth_precision", json!("year")),
                ("/applicants/2/person/age_stated", json!("30")),
            ],
        ),
        (
            "age_months_stated",
            "constraint",
            vec![
                ("/applicants/1/person/birth_date", Value::Null),
                ("/applicants/1/person/birth_precision", Value::Null),
                ("/applicants/1/person/age_stated", json!("1")),
                ("/applicants/1/person/age_months_stated", json!("30")),
            ],
        ),
        (
            "nationality",
            "constraint",
            vec![("/applicants/0/person/nationality", json!(["ETH", "stateless"]))],
        ),
        ("nationality", "warning", vec![("/applicants/1/person/nationality", json!(["ERI"]))]),
        ("marital", "warning", vec![("/applicants/0/person/marital", json!("S"))]),
        ("phone", "constraint", vec![("/applicants/0/contact/phone", json!("ask the brother"))]),
        ("email", "constraint", vec![("/applicants/0/contact/email", json!("s@invented"))]),
    ]
}

fn broken_journey() -> Vec<Broken> {
    vec![
        ("doc_expiry", "warning", vec![("/applicants/0/contact/doc_expiry", json!("2026-09-09"))]),
        (
            "m_minor_accomp",
            "warning",
            vec![("/applicants/1/family/m_minor_accomp", json!("alone"))],
        ),
        (
            "m_other_parent_consent",
            "warning",
            vec![
                ("/applicants/1/family/m_minor_accomp", json!("one_parent")),
                ("/applicants/1/family/m_other_parent_consent", json!("refused")),
            ],
        ),
        ("m_birth_cert", "warning", vec![("/applicants/1/family/m_birth_cert", json!("no"))]),
        ("m_family_host", "warning", vec![("/applicants/0/family/m_family_host", json!("yes"))]),
        (
            "m_signature",
            "warning",
            vec![
                ("/case/stage", json!("pre_return")),
                ("/applicants/2/family/m_signature", json!("no")),
            ],
        ),
        (
            "m_income_host",
            "constraint",
            vec![("/applicants/0/migration/m_income_host", json!("-1"))],
        ),
        (
            "m_income_currency",
            "constraint",
            vec![("/applicants/0/migration/m_income_currency", json!("dollars"))],
        ),
        (
            "m_left_home",
            "constraint",
            vec![("/applicants/0/migration/m_left_home", json!("2024-06"))],
        ),
        (
            "m_left_home",
            "warning",
            vec![("/applicants/0/migration/m_left_home", json!("1970-01-01"))],
        ),
        (
            "m_mig_reasons",
            "constraint",
            vec![("/applicants/0/migration/m_mig_reasons", json!(["unemployed", "pnta"]))],
        ),
        ("m_mig_cost", "constraint", vec![("/applicants/0/migration/m_mig_cost", json!("-900"))]),
        (
            "m_mig_cost_currency",
            "constraint",
            vec![("/applicants/0/migration/m_mig_cost_currency", json!("usd"))],
        ),
    ]
}

fn broken_situation() -> Vec<Broken> {
    vec![
        (
            "asylum_withdraw_ack",
            "warning",
            vec![
                ("/situation/host_status", json!("asylum_pending")),
                ("/situation/asylum_withdraw_ack", json!("no")),
            ],
        ),
        (
            "host_entry_date",
            "constraint",
            vec![("/situation/host_entry_date", json!("2026-09-12"))],
        ),
        (
            "host_entry_date",
            "warning",
            vec![
                ("/situation/host_entry_date", json!("1970-01-01")),
                ("/applicants/0/migration/m_left_home", json!("1969-01")),
            ],
        ),
        ("app_return_country", "constraint", vec![("/wish/app_return_country", json!("DJI"))]),
        ("app_return_country", "warning", vec![("/case/host_country", json!("ETH"))]),
        (
            "return_motives",
            "constraint",
            vec![("/wish/return_motives", json!(["family", "no_job", "health", "homesick"]))],
        ),
        (
            "return_motive_text",
            "warning",
            vec![("/wish/return_motive_text", json!("a@invented.example"))],
        ),
        ("prev_return", "warning", vec![("/wish/prev_return", json!("yes"))]),
        ("next_appointment", "constraint", vec![("/wish/next_appointment", json!("2026-09-09"))]),
        ("counsel_note", "warning", vec![("/wish/counsel_note", json!("at 9.0320, 38.7469"))]),
    ]
}

#[test]
fn the_form_compiles_without_errors_or_warnings() {
    let (_, diagnostics) = compile(&definition());
    let said: Vec<_> =
        diagnostics.iter().map(|it| (it.code, it.row, &it.column, &it.excerpt)).collect();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn the_form_speaks_english_and_french_down_to_its_title() {
    let codes: Vec<_> = FORM.languages.iter().map(|it| it.code.as_deref()).collect();
    assert_eq!(codes, [Some("en"), Some("fr")]);
    assert_eq!(FORM.title.source(0), Some("Return case: counselling and applicants"));
    assert_eq!(FORM.title.source(1), Some("Dossier de retour\u{a0}: conseil et demandeurs"));
}

#[test]
fn a_plausible_case_breaks_no_rule() {
    assert_eq!(said(&filled(&plausible())), BTreeSet::new());
}

#[test]
fn each_rule_speaks_up_when_it_is_broken() {
    for (question, rule, changes) in broken() {
        let mut answers = plausible();
        for (pointer, value) in &changes {
            put(&mut answers, pointer, value);
        }
        let said = said(&filled(&answers));
        assert!(said.contains(&(question.to_owned(), rule)), "{question} {rule}: {said:?}");
    }
}

#[test]
fn no_rule_of_the_form_goes_untested() {
    let tested: BTreeSet<_> =
        broken().into_iter().map(|(name, rule, _)| (name.to_owned(), rule)).collect();
    let definition = definition();
    let column =
        |name: &str| definition.survey.header.iter().position(|it| it == name).expect("column");
    let mut written = BTreeSet::new();
    for rule in ["constraint", "warning"] {
        for (_, row) in &definition.survey.rows {
            if row.get(column(rule)).is_some_and(|cell| !cell.is_empty()) {
                written.insert((row[column("name")].clone(), rule));
            }
        }
    }
    assert_eq!(written, tested);
}

fn value(instance: &Instance, path: &str) -> String {
    instance.value(&path.parse().expect("a path")).to_owned()
}

#[test]
fn the_summary_of_a_case_follows_from_its_people() {
    let instance = filled(&plausible());
    let summary = |name: &str| value(&instance, &format!("summary/{name}"));
    assert_eq!(summary("pa_name"), "Selam Tamru");
    assert_eq!((summary("pa_sex"), summary("pa_age")), ("female".to_owned(), "34".to_owned()));
    assert_eq!(summary("members_listed"), "3");
    assert_eq!(value(&instance, "situation/stay_duration"), "28");
    assert_eq!(value(&instance, "applicants[1]/consent/retention_review"), "2028-09-09");
    assert_eq!(instance.instance_name("en"), "WR-2026/0147 Selam Tamru");
}

#[test]
fn age_is_counted_on_the_day_of_the_counselling_however_little_is_known() {
    for (birth, age) in [
        ("2008-09-10", "18"),
        ("2008-09-11", "17"),
        ("2008-09", "18"),
        ("2008-10", "17"),
        ("2008", "18"),
    ] {
        let mut answers = plausible();
        put(&mut answers, "/applicants/1/person/birth_date", &json!(birth));
        put(&mut answers, "/applicants/1/person/birth_precision", &Value::Null);
        let instance = filled(&answers);
        assert_eq!(value(&instance, "applicants[2]/person/age"), age, "born {birth}");
    }
}

#[test]
fn a_refusal_keeps_nothing_about_the_person() {
    let mut instance = filled(&plausible());
    let consent = "applicants[1]/consent/consent_given".parse().expect("a path");
    instance.answer(&consent, "no").expect("an answer");
    let kept = instance.answers();
    let text = kept.pointer("/applicants/0").expect("the person").to_string();
    assert!(!text.contains("Tamru") && !text.contains("1992-03-05"), "{text}");
    assert!(text.contains(r#""purpose_research_stats":"no""#), "{text}");
    assert!(kept.pointer("/applicants/0/person").is_none_or(|it| *it == json!({})), "{text}");
    assert!(kept.pointer("/situation").is_none_or(|it| *it == json!({})), "{text}");
}

#[test]
fn statistics_are_open_when_each_adult_said_yes_and_shut_by_a_withdrawal() {
    let line = |answers: &Value, person: u32| {
        value(&filled(answers), &format!("applicants[{person}]/consent/purpose_research_stats"))
    };
    let mut answers = plausible();
    assert_eq!((line(&answers, 1), line(&answers, 3)), ("yes".to_owned(), "yes".to_owned()));
    put(&mut answers, "/applicants/2/consent/purposes/1/purpose_answer", &json!("no"));
    assert_eq!(line(&answers, 3), "no");
    put(&mut answers, "/applicants/2/consent/purposes/1/purpose_code", &json!("donor_report"));
    assert_eq!(line(&answers, 3), "not_asked");
    put(&mut answers, "/applicants/0/consent/consent_withdrawn", &json!("yes"));
    assert_eq!(line(&answers, 1), "no");
    let child = "applicants[2]/consent/purpose_research_stats".parse().expect("a path");
    assert!(!filled(&answers).is_relevant(&child));
}

#[test]
fn a_new_person_is_met_with_what_the_case_knows() {
    let mut answers = plausible();
    for person in 0..2 {
        put(&mut answers, &format!("/applicants/{person}/consent/consent_language"), &Value::Null);
        put(&mut answers, &format!("/applicants/{person}/person/m_rel_pa"), &Value::Null);
    }
    let instance = filled(&answers);
    assert_eq!(value(&instance, "applicants[1]/person/m_rel_pa"), "PA");
    assert_eq!(value(&instance, "applicants[2]/person/m_rel_pa"), "");
    assert_eq!(value(&instance, "applicants[2]/consent/consent_language"), "amh");
}
