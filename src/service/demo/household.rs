//! A household's answers.

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

use super::{chance::Chance, families::Invented};
use crate::assets::DemoPlace;

/// Where a household stands in the officer's work.
pub(super) struct Setting<'a> {
    /// The day of the interview.
    pub(super) day: NaiveDate,
    /// Number of its card.
    pub(super) card: String,
    pub(super) places: &'a [DemoPlace],
}

/// The answers of a household.
pub(super) fn answers(people: &[Invented], setting: &Setting<'_>, chance: &mut Chance) -> Value {
    let day = setting.day;
    let mut form = Map::new();
    let mut put = |group: &str, value: Value| form.insert(group.to_owned(), value);
    put("consent", consent(day, chance));
    let host = chance.happens(6);
    let (registration, adm1) = registration(setting, host, chance);
    put("registration", registration);
    let mut household =
        json!({"respondent_is_head": "yes", "hh_size_declared": people.len().to_string()});
    if chance.happens(70) {
        household["hh_phone"] = json!(format!("+299{:08}", chance.between(10_000_000, 99_999_999)));
    }
    put("household", household);
    let members: Vec<Value> = people.iter().map(|it| member(it, day, chance)).collect();
    put("members", Value::Array(members));
    if !host {
        put("displacement", displacement(day, &adm1, chance));
    }
    put("shelter_income", shelter(host, chance));
    put("food_needs", needs(chance));
    put("intentions", intention(host, chance));
    Value::Object(form)
}

fn consent(day: NaiveDate, chance: &mut Chance) -> Value {
    let yes = |chance: &mut Chance, percent| if chance.happens(percent) { "yes" } else { "no" };
    json!({
        "legal_basis": "consent",
        "consent_language": chance.word(&[("fra", 5), ("ara", 3), ("amh", 2)]),
        "notice_read": "yes", "consent_given": "yes",
        "consent_form": "oral_certified", "consent_by": "self", "consent_date": day.to_string(),
        "purposes": {
            "purpose_service": "yes", "purpose_referral": "no", "purpose_authority_transfer": "no",
            "purpose_country_transfer": "no", "purpose_research_stats": yes(chance, 94),
            "purpose_donor_report": "no", "purpose_contact_later": yes(chance, 60),
            "purpose_photo_media": "no",
        },
    })
}

/// Registration, and the first level of the place: most households live in a few districts.
fn registration(setting: &Setting<'_>, host: bool, chance: &mut Chance) -> (Value, String) {
    let adm2 = chance.word(&[
        ("XW0101", 30),
        ("XW0102", 22),
        ("XW0203", 20),
        ("XW0304", 14),
        ("XW0401", 9),
        ("XW0502", 5),
    ]);
    let adm1 = adm2.get(..4).unwrap_or_default().to_owned();
    let inside: Vec<&DemoPlace> =
        setting.places.iter().filter(|it| it.level == 3 && it.parent == adm2).collect();
    let adm3 = chance.one_of(&inside).map_or("", |it| it.code);
    let site = setting.places.iter().find(|it| it.level == 4 && it.parent == adm3);
    let site = site.filter(|_| !host && chance.happens(60));
    let mut answers = json!({
        "reg_type": "new", "reg_method": "household", "reg_date": setting.day.to_string(),
        "card_no": setting.card, "current_adm1": adm1, "current_adm2": adm2, "current_adm3": adm3,
        "site_type": if site.is_some() { "camp" } else { "dispersed" },
        "population_cat": if host { "host" } else { chance.word(&[("idp", 84), ("returnee_idp", 16)]) },
    });
    if let Some(site) = site {
        answers["site_ssid"] = json!(site.code);
    }
    (answers, adm1)
}

fn member(person: &Invented, day: NaiveDate, chance: &mut Chance) -> Value {
    let mut answers = person.answers();
    let age = person.age(day);
    let mut put = |name: &str, value: Value| answers.insert(name.to_owned(), value);
    put("rel_hoh", json!(person.relation));
    put("m_present", json!("present"));
    put("m_chronic", json!(chance.word(&[("no", 90), ("yes", 10)])));
    if 15 <= age {
        put(
            "m_education",
            json!(chance.word(&[
                ("none", 30),
                ("PrimaryEducation", 40),
                ("LowerSecondaryEducation", 20),
                ("BachelorsOrEquivalentLevel", 10),
            ])),
        );
        put(
            "m_work",
            json!(chance.word(&[
                ("daily_labour", 40),
                ("self_employed", 20),
                ("unemployed_looking", 25),
                ("home_care", 15),
            ])),
        );
        put(
            "m_docs",
            json!([chance.word(&[("national_id", 60), ("none", 25), ("voter_card", 15)])]),
        );
    }
    Value::Object(answers)
}

fn displacement(day: NaiveDate, adm1: &str, chance: &mut Chance) -> Value {
    let origins: Vec<&str> =
        ["XW01", "XW02", "XW03", "XW04", "XW05"].into_iter().filter(|it| *it != adm1).collect();
    let here = day - Days::new(u64::from(chance.between(20, 170)));
    let left = here - Days::new(u64::from(chance.between(1, 40)));
    json!({
        "origin_adm1": chance.one_of(&origins), "disp_date": left.to_string(), "arrival_date": here.to_string(),
        "disp_reason": chance.word(&[
            ("conflict_displacement", 66), ("climate_floods", 20), ("climate_drought", 14),
        ]),
        "times_displaced": "1",
    })
}

fn shelter(host: bool, chance: &mut Chance) -> Value {
    let kind = if host {
        "own_house"
    } else {
        chance.word(&[("tent", 40), ("makeshift", 25), ("host_family", 20), ("school", 15)])
    };
    json!({
        "shelter_type": kind,
        "income_sources": [chance.word(&[("daily_labour", 50), ("aid", 30), ("trade", 20)])],
    })
}

/// Three different needs, most pressing first.
fn needs(chance: &mut Chance) -> Value {
    let mut needs: Vec<&str> = Vec::new();
    while needs.len() < 3 {
        let need = chance.word(&[
            ("food", 40),
            ("accommodation", 22),
            ("health", 18),
            ("drinking_water", 12),
            ("education", 8),
        ]);
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    let mut answers = json!({"food_source": "market_purchases"});
    for (name, need) in ["needs_top3_1", "needs_top3_2", "needs_top3_3"].into_iter().zip(needs) {
        answers[name] = json!(need);
    }
    answers
}

fn intention(host: bool, chance: &mut Chance) -> Value {
    let words: &[(&str, u32)] = if host {
        &[("stay", 1)]
    } else {
        &[("stay", 35), ("return_origin", 40), ("undecided", 25)]
    };
    json!({"intention": chance.word(words)})
}
