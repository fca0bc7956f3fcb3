//! The named checks of the later forms of a return case: each is kept by one plausible case and broken once.

use std::sync::Arc;

use serde_json::{Value, json};
use waypost::{
    base::{FormId, OsEntropy, RecordId},
    crypto::Limits,
    forms::{Rule, Strength},
    service::{
        command::{office::Lock, records::FillRecord},
        query::records::{CrossChecks, OpenRecord},
    },
    vault::{Act, Filter, Host, NewRevision, Vault},
};
use zeroize::Zeroizing;

use crate::{
    a_return_case::{CHAIN, NUMBER, answers, bureau, interview},
    service::{Bureau, PASSPHRASE},
};

/// What of the case stands before the form under test: form and changes to its plausible answers.
type Before = &'static [(&'static str, &'static [(&'static str, &'static str)])];

/// The form under test, what stands before it beside the chain, changes to its answers, the check that breaks, hard or not.
struct Case {
    form: &'static str,
    changes: &'static [(&'static str, &'static str)],
    earlier: Before,
    check: &'static str,
    strength: Strength,
}

const fn broken(
    form: &'static str,
    check: &'static str,
    strength: Strength,
    changes: &'static [(&'static str, &'static str)],
    earlier: Before,
) -> Case {
    Case { form, changes, earlier, check, strength }
}

use Strength::{Hard, Soft};

/// A child beside the man: what the case says of it.
const CHILD: &str = r#"{"consent":{"legal_basis":"consent","consent_given":"yes","consent_by":"guardian","consent_date":"2026-03-10"},
 "person":{"m_rel_pa":"DA","family_name":"Issaka","given_names":"Sala","sex":"female","birth_date":"2016-03-05","birth_precision":"day"},
 "family":{"m_travelling":"yes","m_minor_accomp":"alone"}}"#;

const TABLE: &[Case] = &[
    broken("return_screening", "X-105", Hard, &[("/case/avrr_case_no", "\"MA-9\"")], &[]),
    broken("return_screening", "X-105", Soft, &[("/persons/0/who/sex", "\"female\"")], &[]),
    broken("return_screening", "X-105", Hard, &[("/persons/0/who/m_no", "\"4\"")], &[]),
    broken("return_screening", "X-76", Hard, &[("/case/scr_date", "\"2026-03-01\"")], &[]),
    broken(
        "return_screening",
        "X-87",
        Soft,
        &[("/persons/0/trafficking/scr_vot", "\"identified\"")],
        &[],
    ),
    broken(
        "return_screening",
        "X-87",
        Soft,
        &[("/persons/0/trafficking/scr_health_need", "\"physical\"")],
        &[],
    ),
    broken("return_screening", "X-111", Soft, &[("/risk/scr_single_parent", "\"yes\"")], &[]),
    broken("return_screening", "X-77", Soft, &[], &[("return_case", &[("/applicants/1", CHILD)])]),
    broken(
        "return_screening",
        "X-07",
        Hard,
        &[],
        &[(
            "return_case",
            &[
                ("/applicants/0/consent/consent_withdrawn", "\"yes\""),
                ("/applicants/0/consent/withdrawn_date", "\"2026-03-11\""),
            ],
        )],
    ),
    broken("return_application", "X-76", Hard, &[("/application/app_date", "\"2026-03-02\"")], &[]),
    broken(
        "return_application",
        "X-80",
        Hard,
        &[],
        &[("return_screening", &[("/outcome/scr_outcome", "\"not_eligible\"")])],
    ),
    broken(
        "return_application",
        "X-125",
        Hard,
        &[],
        &[("return_screening", &[("/outcome/scr_outcome", "\"not_eligible\"")])],
    ),
    broken("return_application", "X-77", Soft, &[("/docs/0/doc_expiry", "\"2026-03-20\"")], &[]),
    broken(
        "return_application",
        "X-78",
        Hard,
        &[],
        &[("return_case", &[("/applicants/1", CHILD)])],
    ),
    broken(
        "return_application",
        "X-79",
        Hard,
        &[],
        &[("return_case", &[("/applicants/1", CHILD)])],
    ),
    broken(
        "return_application",
        "X-113",
        Hard,
        &[],
        &[("return_case", &[("/applicants/0/consent/purposes/3/purpose_answer", "\"no\"")])],
    ),
    broken(
        "return_application",
        "X-114",
        Hard,
        &[],
        &[("return_case", &[("/applicants/0/family/m_signature", "\"no\"")])],
    ),
    broken("return_movement", "X-105", Hard, &[("/case/app_date", "\"2026-03-16\"")], &[]),
    broken(
        "return_movement",
        "X-76",
        Hard,
        &[],
        &[("return_application", &[("/decision/app_decision_date", "\"2026-05-20\"")])],
    ),
    broken("return_movement", "X-77", Hard, &[("/pd_checklist/0/m_no", "\"2\"")], &[]),
    broken("return_movement", "X-79", Hard, &[], &[("return_case", &[("/applicants/1", CHILD)])]),
    broken(
        "return_movement",
        "X-11",
        Soft,
        &[],
        &[("return_application", &[("/docs/0/doc_expiry", "\"2026-05-10\"")])],
    ),
    broken(
        "return_movement",
        "X-113",
        Hard,
        &[],
        &[("return_case", &[("/applicants/0/consent/purposes/4/purpose_answer", "\"no\"")])],
    ),
    broken(
        "return_movement",
        "X-115",
        Soft,
        &[],
        &[("return_application", &[("/authority/app_vol_deadline", "\"2026-04-30\"")])],
    ),
    broken("return_arrival", "X-105", Hard, &[("/case/arrival_date", "\"2026-05-11\"")], &[]),
    broken("return_arrival", "X-105", Hard, &[("/case/case_size", "\"2\"")], &[]),
    broken(
        "return_arrival",
        "X-119",
        Soft,
        &[
            ("/settled/ar_actual_country", "\"SOM\""),
            ("/settled/ar_actual_place", "null"),
            ("/settled/ar_actual_adm2", "null"),
            ("/settled/ar_actual_text", "\"Hargeisa\""),
        ],
        &[],
    ),
    broken("return_arrival", "X-118", Soft, &[("/case/ar_accomp_children", "\"1\"")], &[]),
    broken("return_arrival", "X-79", Hard, &[], &[("return_case", &[("/applicants/1", CHILD)])]),
    broken(
        "reintegration_plan",
        "X-105",
        Hard,
        &[],
        &[("return_case", &[("/case/dest_office", "null")])],
    ),
    broken("reintegration_plan", "X-91", Soft, &[("/plan/rp_baseline_rss", "\"yes\"")], &[]),
    broken(
        "reintegration_plan",
        "X-113",
        Hard,
        &[],
        &[("return_case", &[("/applicants/0/consent/purposes/2/purpose_answer", "\"no\"")])],
    ),
    broken("reintegration_plan", "X-119", Soft, &[("/items/0/it_beneficiary", "\"3\"")], &[]),
    broken("reintegration_plan", "X-87", Soft, &[("/items/0/it_type", "\"medical\"")], &[]),
    broken("return_psychosocial", "X-105", Hard, &[("/case/m_no", "\"2\"")], &[]),
    broken(
        "return_psychosocial",
        "X-76",
        Soft,
        &[("/pss_sessions/0/ps_date", "\"2026-02-01\"")],
        &[],
    ),
    broken("reintegration_monitoring", "X-105", Hard, &[("/interview/m_no", "\"2\"")], &[]),
    broken(
        "reintegration_monitoring",
        "X-07",
        Hard,
        &[],
        &[("return_case", &[("/applicants/0/consent/purposes/7/purpose_answer", "\"no\"")])],
    ),
    broken(
        "reintegration_monitoring",
        "X-91",
        Soft,
        &[("/interview/mon_round", "\"baseline\"")],
        &[],
    ),
    broken("reintegration_monitoring", "X-93", Soft, &[("/social/rss_s4", "\"all\"")], &[]),
    broken(
        "reintegration_monitoring",
        "X-121",
        Soft,
        &[("/assistance/mon_services", "[\"biz_grant\"]")],
        &[],
    ),
    broken(
        "reintegration_monitoring",
        "X-87",
        Soft,
        &[("/assistance/mon_pss_case", "\"yes\"")],
        &[("reintegration_plan", &[("/referrals", "[]")])],
    ),
    broken("return_closure", "X-105", Hard, &[], &[]),
    broken("return_closure", "X-76", Hard, &[("/closure/cl_date", "\"2026-05-12\"")], &[]),
    broken("return_closure", "X-122", Soft, &[("/closure/cl_items_open", "\"3\"")], &[]),
    broken("return_closure", "X-122", Soft, &[("/cl_values/0/cl_total_value", "\"750\"")], &[]),
    broken(
        "return_closure",
        "X-123",
        Hard,
        &[],
        &[("return_application", &[("/docs/0/doc_original_place", "\"iom\"")])],
    ),
    broken("return_closure", "X-124", Soft, &[("/closure/cl_reason", "\"ineligible\"")], &[]),
];

fn changed(form: &str, changes: &[(&str, &str)]) -> Value {
    let mut answers = answers(form);
    for (pointer, text) in changes {
        let value: Value = serde_json::from_str(text).expect("JSON");
        let (above, name) = pointer.rsplit_once('/').expect("a pointer");
        let place = answers.pointer_mut(above).unwrap_or_else(|| panic!("{form}: no {above}"));
        match (place, name.parse::<usize>()) {
            (Value::Array(lines), Ok(at)) if lines.len() <= at => lines.push(value),
            (Value::Array(lines), Ok(at)) => lines[at] = value,
            (Value::Object(fields), _) if value.is_null() => drop(fields.remove(name)),
            (place, _) => place[name] = value,
        }
    }
    answers
}

/// The named checks that do not hold in a record, with whether they stop a submission.
fn told(bureau: &mut Bureau, record: RecordId) -> Vec<(&'static str, Strength)> {
    let view = bureau.service.ask(OpenRecord { record }).expect("opened");
    let cross = CrossChecks { record, form: view.summary.form, instance: view.instance };
    let cross = bureau.service.ask(cross).expect("checked");
    let named = |rule| if let Rule::Check(name) = rule { Some(name) } else { None };
    cross.violations.iter().filter_map(|it| Some((named(it.rule)?, it.severity))).collect()
}

/// The answers of a form of the case with another number.
fn numbered(answers: &Value, number: &str) -> Value {
    let text = answers.to_string().replace(&format!("\"{NUMBER}\""), &format!("\"{number}\""));
    serde_json::from_str(&text).expect("JSON")
}

/// Makes every draft one that was handed in, whatever does not hold: checks look at what stands.
fn hand_all_in(bureau: &mut Bureau) {
    bureau.service.ask(Lock).expect("locked");
    let clock = Arc::<waypost::base::FixedClock>::clone(&bureau.clock);
    let host =
        Host { clock, entropy: Box::new(OsEntropy), config: None, limits: Limits::for_tests() };
    let mut vault = Vault::unlock(&bureau.folder(), "cleared", PASSPHRASE, host).expect("a vault");
    let filter = Filter { states: vec!["draft".to_owned()], ..Filter::default() };
    for row in vault.view().list(&filter, None, u32::MAX >> 1).expect("a list") {
        let draft = vault.view().draft(row.id).expect("read").expect("a draft");
        vault
            .write(&row.compartment, &Act::new("record.submit"), |tx| {
                let new =
                    NewRevision { based_on: 0, instance: draft.instance.expose(), reason: None };
                let revision = tx.add_revision(row.id, new)?;
                tx.set_state(row.id, revision, "submitted")
            })
            .expect("handed in");
    }
    vault.lock().expect("closed");
    bureau.become_("cleared");
}

#[test]
fn each_check_of_a_later_form_is_told_where_it_does_not_hold() {
    let mut bureau = bureau();
    let number = |at: usize| format!("MA-{}", 100 + at);
    for (at, case) in TABLE.iter().enumerate() {
        for earlier in CHAIN.iter().take_while(|it| **it != case.form) {
            let changes =
                case.earlier.iter().find(|it| it.0 == *earlier).map_or(&[][..], |it| it.1);
            // Interviews and counselling change nothing for the forms after them.
            if !matches!(*earlier, "return_psychosocial") {
                bureau.draft(earlier, &numbered(&changed(earlier, changes), &number(at)));
            }
        }
    }
    hand_all_in(&mut bureau);
    let mut missed = Vec::new();
    for (at, case) in TABLE.iter().enumerate() {
        let answers = numbered(&changed(case.form, case.changes), &number(at));
        let fill = FillRecord {
            record: None,
            form: Some(FormId(case.form.to_owned())),
            answers: Zeroizing::new(answers.to_string()),
        };
        let record = match bureau.service.ask(fill) {
            Ok(filled) => filled.record,
            Err(err) => {
                missed.push(format!("{} {}: {err:?}", case.form, case.check));
                continue;
            }
        };
        let told = told(&mut bureau, record);
        if !told.contains(&(case.check, case.strength)) {
            missed.push(format!("{} {} {:?}: {told:?}", case.form, case.check, case.changes));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_plausible_case_breaks_none_of_them() {
    let mut bureau = bureau();
    for form in CHAIN {
        let mut answers = answers(form);
        if form == "return_case" {
            answers["case"]["stage"] = json!("closed");
        }
        let record = bureau.draft(form, &answers);
        assert_eq!(told(&mut bureau, record), [], "{form}");
        if form != "return_closure" {
            bureau.submit(record, 0);
        }
    }
}

#[test]
fn a_second_record_of_a_kind_is_told() {
    let mut bureau = bureau();
    for form in CHAIN.iter().take(8) {
        bureau.submitted(form, &answers(form));
    }
    for form in ["return_screening", "return_application", "return_arrival", "reintegration_plan"] {
        let again = bureau.draft(form, &answers(form));
        assert!(told(&mut bureau, again).contains(&("X-112", Hard)), "{form}");
    }
    let again = bureau.draft("return_movement", &answers("return_movement"));
    assert!(told(&mut bureau, again).contains(&("X-117", Hard)));
    let again = bureau.draft("return_psychosocial", &answers("return_psychosocial"));
    assert!(told(&mut bureau, again).contains(&("X-112", Soft)));
    let same_quarter = bureau.draft("reintegration_monitoring", &interview("m6", "2026-09-30"));
    assert!(told(&mut bureau, same_quarter).contains(&("X-90", Hard)));
    let next = bureau.draft("reintegration_monitoring", &interview("m12", "2026-10-01"));
    assert!(!told(&mut bureau, next).contains(&("X-90", Hard)));
    let mut richer = interview("m6", "2026-10-02");
    richer["economic"]["mon_income"] = json!("501");
    let richer = bureau.draft("reintegration_monitoring", &richer);
    assert!(told(&mut bureau, richer).contains(&("X-120", Soft)));
    let early = bureau.draft("reintegration_monitoring", &interview("m6", "2026-06-01"));
    assert!(told(&mut bureau, early).contains(&("X-91", Soft)));
    let mut twice = answers("return_screening");
    let line = twice["persons"][0].clone();
    twice["persons"].as_array_mut().expect("lines").push(line);
    let twice = bureau.draft("return_screening", &twice);
    assert!(told(&mut bureau, twice).contains(&("X-110", Hard)));
}

#[test]
fn a_plan_after_the_arrival_waits_for_what_was_said_on_arrival() {
    let mut bureau = bureau();
    for form in CHAIN.iter().take(4) {
        bureau.submitted(form, &answers(form));
    }
    let plan = bureau.draft("reintegration_plan", &answers("reintegration_plan"));
    assert!(told(&mut bureau, plan).contains(&("X-89", Hard)));
}
