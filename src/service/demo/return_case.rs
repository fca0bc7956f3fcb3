//! A return case's answers.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{chance::Chance, families::Invented};

/// The answers of a return case: one family, the principal applicant first.
pub(super) fn answers(
    people: &[Invented],
    number: &str,
    day: NaiveDate,
    chance: &mut Chance,
) -> Value {
    let first = day - Days::new(u64::from(chance.between(3, 40)));
    let applicants: Vec<Value> =
        (0..).zip(people).map(|(at, person)| applicant(at, person, day, chance)).collect();
    json!({
        "case": {
            "avrr_case_no": number, "avrr_prog": "avrr", "project_code": "RR-01",
            "host_country": chance.word(&[("MAR", 45), ("DZA", 35), ("TUN", 20)]),
            "host_office": "MA10", "stage": "counselling", "case_size": people.len().to_string(),
            "first_contact_date": first.to_string(),
            "contact_channel": chance.word(&[("in_person", 60), ("phone", 25), ("outreach", 15)]),
        },
        "counselling": {
            "counsel_date": day.to_string(), "counsel_lang": chance.word(&[("fra", 6), ("ara", 4)]),
            "counsel_confidential": "yes", "interpreter_needed": "no",
            "info_given": ["voluntariness", "right_to_withdraw", "data_protection", "complaint"],
        },
        "applicants": applicants,
        "situation": {
            "host_status": chance.word(&[("irregular_entry", 50), ("overstay", 30), ("stranded_transit", 20)]),
            "in_detention": "no",
        },
        "wish": {
            "app_return_country": "XWA",
            "return_motives": [chance.word(&[("family", 45), ("no_job", 35), ("homesick", 20)])],
            "wants_proceed": "yes",
        },
    })
}

fn applicant(at: usize, person: &Invented, day: NaiveDate, chance: &mut Chance) -> Value {
    let age = person.age(day);
    let mut about = Value::Object(person.answers());
    about["m_rel_pa"] = json!(relation(at, person));
    about["m_birth_place"] = json!(chance.word(&[("Koumba", 5), ("Jebozé", 3), ("Orouta", 2)]));
    about["nationality"] = json!(["XWA"]);
    let mut family = json!({"m_travelling": "yes"});
    if age < 18 {
        family["m_minor_accomp"] = json!("both_parents");
        family["m_birth_cert"] = json!("yes");
    }
    if 16 <= age {
        family["m_signature"] = json!("yes");
    }
    json!({"consent": consent(at, age, day, chance), "person": about, "family": family})
}

fn consent(at: usize, age: u32, day: NaiveDate, chance: &mut Chance) -> Value {
    let mut consent = json!({
        "legal_basis": "consent", "consent_language": "fra", "notice_read": "yes", "consent_given": "yes",
        "consent_date": day.to_string(), "consent_form": "oral_certified",
        "consent_by": if age < 18 { "parent" } else { "self" },
        "purposes": [
            {"purpose_code": "service", "purpose_answer": "yes"},
            {"purpose_code": "research_stats",
             "purpose_answer": if at == 0 && chance.happens(4) { "no" } else { "yes" }},
        ],
    });
    if age < 18 {
        consent["guardian_name"] = json!("the principal applicant");
        if 7 <= age {
            consent["child_assent"] = json!("yes");
        }
    }
    consent
}

/// The code of the case systems for who somebody is to the principal applicant.
fn relation(at: usize, person: &Invented) -> &'static str {
    match (at, person.relation, person.female) {
        (0, ..) => "PA",
        (_, "spouse", true) => "WI",
        (_, "spouse", false) => "HU",
        (_, "parent", true) => "MO",
        (_, "parent", false) => "FA",
        (_, _, true) => "DA",
        (..) => "SO",
    }
}
