//! The later forms of a return case carry its number and its documents, and are no second case.

use serde_json::{Value, json};
use waypost::{
    base::RecordId,
    forms::Rule,
    service::query::records::{CrossChecks, OpenRecord},
};

use crate::service::{Bureau, return_case};

/// The named checks that do not hold in a draft.
fn checks(bureau: &mut Bureau, record: RecordId) -> Vec<&'static str> {
    let view = bureau.service.ask(OpenRecord { record }).expect("opened");
    let cross = CrossChecks { record, form: view.summary.form, instance: view.instance };
    let cross = bureau.service.ask(cross).expect("compared");
    let name = |rule: &Rule| if let Rule::Check(name) = rule { Some(*name) } else { None };
    cross.violations.iter().filter_map(|it| name(&it.rule)).collect()
}

fn interview(round: &str, day: &str) -> Value {
    json!({"interview": {"avrr_case_no": "MA-1", "m_no": "1", "mon_round": round, "mon_date": day}})
}

#[test]
fn a_case_number_opens_one_case_and_links_as_many_forms_as_it_needs() {
    let mut bureau = Bureau::open();
    bureau.submitted("return_case", &return_case("Issaka", "MA-1"));
    let again = bureau.draft("return_case", &return_case("Moussa", "MA-1"));
    assert!(checks(&mut bureau, again).contains(&"X-106"));
    let first = bureau.draft("reintegration_monitoring", &interview("m3", "2026-05-04"));
    let second = bureau.draft("reintegration_monitoring", &interview("m6", "2026-08-04"));
    for record in [first, second] {
        assert!(!checks(&mut bureau, record).contains(&"X-106"));
    }
}

#[test]
fn the_same_document_is_a_second_person_only_in_another_case() {
    let mut bureau = Bureau::open();
    let mut case = return_case("Issaka", "MA-1");
    case["applicants"][0]["contact"] = json!({"doc_type": "passport", "doc_number": "WA 012345"});
    bureau.submitted("return_case", &case);
    let of = |number: &str| {
        json!({
            "application": {"avrr_case_no": number},
            "docs": [{"m_no": "1", "doc_type": "passport", "td_status": "valid_held", "doc_number": "WA012345"}],
        })
    };
    let own = bureau.draft("return_application", &of("MA-1"));
    assert!(!checks(&mut bureau, own).contains(&"X-109"));
    let other = bureau.draft("return_application", &of("MA-2"));
    assert!(checks(&mut bureau, other).contains(&"X-109"));
}
