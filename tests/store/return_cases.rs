//! A return case over time: its forms in order, with what each begins, what is due.

use waypost::{
    base::{FormId, RecordId},
    forms::{Environment, Instance},
    service::{
        ServiceError,
        command::{
            cases::OpenNextForm,
            records::{FillRecord, NewRecord},
        },
        query::{
            cases::{CaseView, OpenCase, Opens, WhatIsDue},
            records::OpenRecord,
            today::Today,
        },
    },
};

use zeroize::Zeroizing;

use crate::{
    a_return_case::{answers, bureau, until},
    service::Bureau,
};

fn case(bureau: &mut Bureau, record: RecordId) -> CaseView {
    bureau.service.ask(OpenCase { record }).expect("a case")
}

/// How a form stands in the case.
fn opens(bureau: &mut Bureau, record: RecordId, form: &str) -> Opens {
    let view = case(bureau, record);
    view.steps.into_iter().find(|it| it.form.0 == form).expect("a step").opens
}

fn next(bureau: &mut Bureau, record: RecordId, form: &str) -> Result<RecordId, ServiceError> {
    bureau.service.ask(OpenNextForm { record, form: Some(FormId(form.to_owned())) })
}

/// The answers with which a record begins, as text.
fn begun(bureau: &mut Bureau, record: RecordId) -> serde_json::Value {
    let view = bureau.service.ask(OpenRecord { record }).expect("opened");
    Instance::from_json(view.form, &Environment::default(), &view.instance)
        .expect("readable")
        .answers()
}

#[test]
fn a_later_form_is_opened_only_when_the_earlier_one_was_handed_in_and_lets_the_case_go_on() {
    let mut bureau = bureau();
    let alone = bureau.service.ask(NewRecord { form: FormId("return_application".to_owned()) });
    assert!(matches!(alone, Err(ServiceError::NeedsCase)));
    let opening = bureau.draft("return_case", &answers("return_case"));
    assert!(matches!(
        opens(&mut bureau, opening, "return_screening"),
        Opens::After { says_otherwise: false, .. }
    ));
    assert!(matches!(
        next(&mut bureau, opening, "return_screening"),
        Err(ServiceError::NotYet { .. })
    ));
    bureau.submit(opening, 0);
    assert_eq!(opens(&mut bureau, opening, "return_screening"), Opens::Now);
    assert!(matches!(opens(&mut bureau, opening, "return_application"), Opens::After { .. }));
    let mut refused = answers("return_screening");
    refused["outcome"]["scr_outcome"] = "not_eligible".into();
    bureau.submitted("return_screening", &refused);
    assert!(matches!(
        opens(&mut bureau, opening, "return_application"),
        Opens::After { says_otherwise: true, .. }
    ));
    assert!(matches!(
        next(&mut bureau, opening, "return_screening"),
        Err(ServiceError::FormOfCaseThere)
    ));
}

#[test]
fn whoever_cannot_read_a_restricted_form_is_not_kept_waiting_for_it() {
    let mut bureau = bureau();
    bureau.become_("officer");
    let opening = bureau.submitted("return_case", &answers("return_case"));
    assert_eq!(opens(&mut bureau, opening, "return_application"), Opens::Now);
    let screening = next(&mut bureau, opening, "return_screening").expect("an entry to hand in");
    let known = begun(&mut bureau, screening);
    assert_eq!(known["persons"][0]["who"]["sex"], "male");
}

#[test]
fn a_later_form_begins_with_what_the_case_knows() {
    let mut bureau = bureau();
    let chain = until(&mut bureau, "return_application");
    let movement = next(&mut bureau, chain[0].1, "return_movement").expect("a draft");
    let known = begun(&mut bureau, movement);
    assert_eq!(known["case"]["avrr_case_no"], "MA-7");
    assert_eq!(known["case"]["app_date"], "2026-03-15");
    assert_eq!(known["pd_checklist"][0]["m_no"], "1");
    let fill = FillRecord {
        record: Some(movement),
        form: None,
        answers: Zeroizing::new(answers("return_movement").to_string()),
    };
    bureau.service.ask(fill).expect("filled in");
    bureau.submit(movement, 0);
    let arrival =
        bureau.service.ask(OpenNextForm { record: movement, form: None }).expect("a draft");
    let known = begun(&mut bureau, arrival);
    assert_eq!(known["case"]["arrival_date"], "2026-05-10");
    assert_eq!(known["case"]["case_size"], "1");
}

#[test]
fn what_is_due_follows_the_arrival_and_goes_when_it_was_done() {
    let mut bureau = bureau();
    let chain = until(&mut bureau, "return_movement");
    let all = |bureau: &mut Bureau| -> Vec<(&'static str, String)> {
        let due = case(bureau, chain[0].1).due;
        due.iter().map(|it| (it.text, it.on.to_string())).collect()
    };
    assert_eq!(
        all(&mut bureau),
        [
            ("due-return-arrival", "2026-05-17"),
            ("due-return-m3", "2026-08-10"),
            ("due-return-m6", "2026-11-10"),
            ("due-return-m12", "2027-05-10"),
            ("due-return-m18", "2027-11-10"),
        ]
        .map(|(text, on)| (text, on.to_owned()))
    );
    let soon = bureau.service.ask(WhatIsDue { until: None }).expect("a list");
    assert_eq!(
        soon.iter().map(|it| it.text).collect::<Vec<_>>(),
        ["due-return-arrival", "due-return-m3", "due-return-m6"]
    );
    bureau.submitted("return_arrival", &answers("return_arrival"));
    bureau.submitted("reintegration_monitoring", &answers("reintegration_monitoring"));
    bureau.submitted("reintegration_plan", &answers("reintegration_plan"));
    let today = bureau.service.ask(Today).expect("today");
    assert_eq!(today.due_total, 2);
    let texts: Vec<_> = today.due.iter().map(|it| (it.text, it.number.expose().as_str())).collect();
    assert_eq!(texts, [("due-return-m6", "MA-7"), ("due-return-item", "MA-7")]);
}

#[test]
fn nothing_is_due_or_opened_in_a_closed_case_but_its_own_review() {
    let mut bureau = bureau();
    let mut opening = answers("return_case");
    opening["case"]["stage"] = "withdrawn".into();
    let record = bureau.submitted("return_case", &opening);
    let mut closure = answers("return_closure");
    closure["closure"]["cl_reason"] = "withdrawn_before".into();
    closure["closure"]["cl_items_open"] = "0".into();
    closure["cl_values"] = serde_json::json!([]);
    bureau.submitted("return_closure", &closure);
    assert_eq!(opens(&mut bureau, record, "return_screening"), Opens::Over);
    let due = case(&mut bureau, record).due;
    assert_eq!(due.iter().map(|it| it.text).collect::<Vec<_>>(), ["due-return-review"]);
    assert!(matches!(next(&mut bureau, record, "return_screening"), Err(ServiceError::CaseOver)));
}
