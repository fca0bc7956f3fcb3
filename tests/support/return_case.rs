//! A return case of one man from counselling to closure, each form with plausible answers that agree with the others.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use serde_json::{Value, json};
use waypost::{
    base::{RecordId, Role, Sensitive},
    service::command::people::AddPerson,
};

use crate::service::{Bureau, PASSPHRASE, return_case};

/// The number of the case.
pub const NUMBER: &str = "MA-7";

/// The forms of the case in the order in which they are handed in.
pub const CHAIN: [&str; 9] = [
    "return_case",
    "return_screening",
    "return_application",
    "return_movement",
    "return_arrival",
    "reintegration_plan",
    "return_psychosocial",
    "reintegration_monitoring",
    "return_closure",
];

/// An office with `cleared`, who enters for every compartment, and `chief`, who reviews for every one; `cleared` is at the
/// keyboard.
pub fn bureau() -> Bureau {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    for (login, role) in [("cleared", Role::FieldOfficer), ("chief", Role::Supervisor)] {
        let person = AddPerson {
            login: login.to_owned(),
            name: Sensitive::default(),
            roles: vec![role],
            compartments: ["general", "protection", "health"].map(str::to_owned).to_vec(),
            passphrase: Sensitive::from(PASSPHRASE),
        };
        bureau.service.ask(person).expect("a person");
    }
    bureau.become_("cleared");
    bureau
}

/// Hands in the forms of the case up to `last`, that one included; answers with their records.
pub fn until(bureau: &mut Bureau, last: &str) -> Vec<(&'static str, RecordId)> {
    let end = CHAIN.iter().position(|it| *it == last).expect("a form of the case");
    let forms = CHAIN.iter().take(end + 1);
    forms.map(|form| (*form, bureau.submitted(form, &answers(form)))).collect()
}

/// Plausible answers of a form of the case.
pub fn answers(form: &str) -> Value {
    match form {
        "return_case" => counselling(),
        "return_screening" => screening(),
        "return_application" => application(),
        "return_movement" => movement(),
        "return_arrival" => arrival(),
        "reintegration_plan" => plan(),
        "return_psychosocial" => json!({
            "case": {"avrr_case_no": NUMBER, "m_no": "1"},
            "pss_sessions": [{"ps_date": "2026-06-20", "ps_kind": "individual"}],
            "outcome": {"pss_completed": "yes"},
        }),
        "reintegration_monitoring" => interview("m3", "2026-08-10"),
        "return_closure" => json!({
            "closure": {"avrr_case_no": NUMBER, "cl_date": "2026-11-05", "cl_reason": "absconded", "cl_items_open": "1"},
            "cl_values": [{"cl_currency": "EUR", "cl_total_value": "800"}],
            "handing_back": {"cl_documents_held": "no", "cl_feedback": "no", "cl_retention": "2028-11-05"},
        }),
        other => panic!("{other} is no form of the case"),
    }
}

fn counselling() -> Value {
    let mut case = return_case("Issaka", NUMBER);
    case["case"]["first_contact_date"] = json!("2026-03-01");
    case["case"]["dest_office"] = json!("XW10");
    case["counselling"]["counsel_date"] = json!("2026-03-10");
    let applicant = &mut case["applicants"][0];
    applicant["consent"]["consent_date"] = json!("2026-03-10");
    let lines = [
        "service",
        "research_stats",
        "referral",
        "authority_transfer",
        "country_transfer",
        "consulate_transfer",
        "carrier_transfer",
        "contact_later",
    ];
    let line = |code: &&str| {
        let mut line = json!({"purpose_code": code, "purpose_answer": "yes"});
        if code.ends_with("_transfer") || *code == "referral" {
            line["purpose_recipient"] = json!("the one named in the notice");
            line["purpose_date"] = json!("2026-03-10");
        }
        line
    };
    applicant["consent"]["purposes"] = lines.iter().map(line).collect();
    case
}

fn screening() -> Value {
    let no = |names: &[&str]| -> Value {
        Value::Object(names.iter().map(|it| ((*it).to_owned(), json!("no"))).collect())
    };
    let well = ["wg_see", "wg_hear", "wg_walk", "wg_remember", "wg_selfcare", "wg_communicate"];
    let well: serde_json::Map<String, Value> =
        well.iter().map(|it| ((*it).to_owned(), json!("no_difficulty"))).collect();
    json!({
        "case": {"avrr_case_no": NUMBER, "scr_date": "2026-03-12", "scr_private": "yes"},
        "persons": [{
            "who": {"m_no": "1", "sex": "male", "age": "32"},
            "vulnerability": {"scr_needs": ["none"], "scr_violence": "none"},
            "exploitation": no(&["exp_false_promise", "exp_forced", "exp_hours", "exp_fees", "exp_movement", "exp_threat", "exp_docs"]),
            "trafficking": {"scr_vot": "none", "scr_health_need": "none"},
            "functioning": well,
            "free_will": {"scr_capacity_decide": "yes", "scr_voluntariness": "yes"},
        }],
        "risk": {
            "scr_single_parent": "no", "scr_individual": "low", "scr_household": "low", "scr_community": "none",
            "scr_structural": "low", "scr_return_risk": "low", "scr_safety_country": "open",
        },
        "outcome": {"scr_outcome": "eligible", "scr_decided_by": "S1"},
    })
}

fn application() -> Value {
    json!({
        "application": {
            "avrr_case_no": NUMBER, "app_screening_cleared": "yes", "app_date": "2026-03-15",
            "app_return_adm1_text": "Harari", "app_return_place": "near the market",
        },
        "declaration": {
            "app_can_read": "yes", "app_needs_representative": "no", "app_declaration": "yes",
            "app_declaration_date": "2026-03-15",
        },
        "authority": {
            "app_authority_check": "clear", "app_authority_date": "2026-03-16", "app_authority_answered": "2026-03-18",
            "app_vol_deadline": "2026-06-30",
        },
        "docs": [{
            "m_no": "1", "doc_type": "passport", "td_status": "valid_held", "doc_number": "EP0000001",
            "doc_issue_date": "2024-02-01", "doc_expiry": "2029-01-31", "doc_original_place": "applicant",
        }],
        "decision": {"app_decision": "eligible", "app_decision_date": "2026-03-20"},
    })
}

fn movement() -> Value {
    json!({
        "case": {
            "avrr_case_no": NUMBER, "mv_no": "M-12", "app_date": "2026-03-15", "app_declaration_date": "2026-03-15",
            "planned_departure": "2026-05-10",
        },
        "fitness": {"pd_medical": "fit_to_travel", "pd_fit": "fit", "pd_fit_date": "2026-05-08", "pd_child_alone": "no"},
        "preparation": {
            "pd_orientation": "yes", "pd_handover": "yes", "pd_cash_amount": "150", "pd_cash_currency": "EUR",
            "pd_cash_receipt": "yes",
        },
        "pd_checklist": [{
            "m_no": "1", "ck_document_exists": "yes", "ck_document_delivered": "yes", "ck_document_received": "yes",
            "ck_fit": "yes", "ck_activities": "yes",
        }],
        "movement": {"mv_kind": "commercial_air", "mv_group": "individual", "mv_transit": ["TUR"], "mv_ticket": "XY7"},
        "mv_legs": [{
            "leg_carrier": "A", "leg_number": "1", "leg_from": "CMN", "leg_to": "ADD",
            "leg_departure": "2026-05-10T08:00:00.000Z", "leg_arrival": "2026-05-10T13:00:00.000Z",
        }],
        "departure": {
            "mv_signoff": "yes", "actual_departure": "2026-05-10", "arrival_date": "2026-05-10",
            "mv_result": "departed", "mv_incident": "none",
        },
    })
}

fn arrival() -> Value {
    json!({
        "case": {
            "avrr_case_no": NUMBER, "arrival_date": "2026-05-10", "case_size": "1", "ar_identified_by": "case_notice",
            "ar_accomp_children": "0",
        },
        "help": {
            "ar_met": "yes", "ar_info": "no", "ar_onward": "not_needed", "ar_accommodation": "no", "ar_medical": "no",
            "ar_inkind": ["none"],
        },
        "account": {"ar_confirmed": ["met"], "ar_problem_airport": "none", "ar_child_handover": "not_needed"},
        "settled": {
            "ar_contact": "+251 90 555 0417", "ar_actual_country": "XWA", "ar_actual_place": "XW01",
            "ar_actual_adm2": "XW0101", "ar_same_community": "yes", "ar_office_visit": "2026-05-20",
        },
    })
}

fn plan() -> Value {
    let item = |kind: &str, amount: &str, status: &str, day: Option<&str>| {
        let mut item = json!({
            "it_type": kind, "it_modality": "cash", "it_desc": "help", "it_beneficiary": "1",
            "it_direct_or_referral": "direct", "it_amount": amount, "it_currency": "EUR", "it_status": status,
        });
        if let Some(day) = day {
            item["it_delivered_date"] = json!(day);
            item["it_receipt"] = json!("folder 3");
        }
        item
    };
    let mut training = item("training", "300", "planned", None);
    training["it_planned_date"] = json!("2026-11-15");
    training["training"] = json!({"training_status": "ongoing"});
    json!({
        "case": {
            "avrr_case_no": NUMBER, "rp_plan_version": "1", "arrival_date": "2026-05-10", "rp_counsel_date": "2026-05-20",
        },
        "profile": {
            "rp_skills_sector": "G", "rp_education": "PrimaryEducation", "rp_language_local": "yes",
            "rp_family_support": "some", "rp_housing_now": "family", "rp_pss_need": "no",
        },
        "household": {"rp_hh_men": "1", "rp_hh_women": "1", "rp_hh_boys": "1", "rp_hh_girls": "0"},
        "money": {
            "rp_currency_now": "ETB", "rp_income_now": "1000", "rp_income_family": "2500", "rp_savings": "0",
            "rp_debt": "no",
        },
        "plan": {
            "rp_services": ["train_financial"], "rp_baseline_rss": "no", "rp_plan_date": "2026-06-01", "rp_goal": "a tailor's shop",
            "rp_dimensions": ["economic"], "rp_level": ["individual"], "rp_budget": "2000", "rp_budget_currency": "EUR",
            "rp_usd_rate": "1.1", "rp_signed": "yes", "rp_approval": "S1 2026-06-02",
        },
        "items": [item("cash_basic_needs", "800", "delivered", Some("2026-06-06")), training],
        "referrals": [{
            "rf_date": "2026-09-01", "rf_person": "1", "rf_service": "legal_aid", "rf_org": "Legal aid centre",
            "rf_org_type": "NGO", "rf_status": "received", "rf_feedback": "papers in order",
        }],
    })
}

/// An interview of the first person.
pub fn interview(round: &str, day: &str) -> Value {
    json!({
        "interview": {
            "avrr_case_no": NUMBER, "m_no": "1", "arrival_date": "2026-05-10", "mon_date": day, "mon_round": round,
            "mon_mode": "phone", "mon_consent": "yes",
        },
        "economic": {
            "mon_income": "100", "mon_income_currency": "ETB", "rss_e1": "satisfied", "rss_e2": "often", "rss_e3": "yes",
            "rss_e4": "rarely", "rss_e5": "spending_larger", "rss_e6": "good", "rss_e7": "yes", "rss_e8": ["none"],
            "rss_e9": "yes", "rss_e10": ["salary"], "mon_basic_needs": "yes",
        },
        "social": {
            "rss_s1": "good", "rss_s2": "good", "rss_s3": "good", "rss_s5": "good", "rss_s7": "good", "rss_s8": "good",
            "rss_s9": "good", "rss_s10": "good", "rss_s4": "no_children", "rss_s6": "yes", "mon_service_equal": "same",
        },
        "psychosocial": {
            "rss_p1": "often", "rss_p2": "fair", "rss_p3": "agree", "rss_p4": "often", "rss_p5": "never",
            "rss_p6": "rarely", "rss_p7": "rarely", "rss_p8": "no", "rss_p9": "yes", "mon_intention": "stay",
        },
        "assistance": {
            "mon_satisfaction": "satisfied", "sat_return": "ok", "sat_economic": "very_satisfied",
            "mon_services": ["social_protection"], "mon_pss_case": "no",
        },
    })
}
