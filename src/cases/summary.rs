//! What a record says about people: derived from its answers, rebuilt at will.
//!
//! The names of questions are those of the person block that all forms share (`family_name`, `given_names`,
//! `other_names`, `sex`, `birth_date`, `age`, `phone`).

use chrono::{Datelike as _, NaiveDate};
use serde_json::Value;
use zeroize::Zeroize;

use super::{
    answers::{Group, codes, find, find_number, repeats},
    names::search_form,
};

/// Somebody named in a record.
#[derive(Clone, Default, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct Named {
    /// Position in the record, from 0.
    pub row: u32,
    /// Given names and family name as written.
    pub names: String,
    /// Another spelling or script, as written.
    pub as_written: String,
    /// What is searched.
    pub search_form: String,
    /// Sex: a code of the form's list.
    pub sex: String,
    /// Earliest possible birth date, ISO.
    pub birth_from: String,
    /// Latest possible birth date, ISO.
    pub birth_to: String,
    /// Digits of a telephone number.
    pub phone: String,
    /// `head`, `principal`, or the code of the relationship.
    pub role: String,
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Named").field("row", &self.row).finish_non_exhaustive()
    }
}

/// What lists show of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Everybody named in it, the head or principal first.
    pub people: Vec<Named>,
    /// Code of the place it belongs to.
    pub place: Option<String>,
    /// The day it is about, ISO.
    pub date: Option<String>,
    /// What other records are compared with: name of the fact and its value.
    ///
    /// Numbers on cards and cases under their question's name, `phone`, `doc_number`, `stage`, `link` (the number of a case
    /// that the record names), `event` (day, latitude, longitude, causes) and `toll` (kind of record, dead and missing),
    /// with semicolons between.
    pub facts: Vec<(String, String)>,
}

/// Names of questions that say who somebody is to the head.
pub const RELATIONS: [&str; 4] = ["rel_hoh", "rel_pa", "m_rel_pa", "relation"];
/// Codes that make somebody the head.
const HEADS: [&str; 6] = ["head", "pa", "PA", "principal", "hoh", "self"];
/// Where a record belongs, finest first: the place of registration, not of origin.
const PLACES: [&str; 12] = [
    "current_adm3",
    "current_adm2",
    "current_adm1",
    "adm3",
    "adm2",
    "adm1",
    "event_adm1",
    "incident_country",
    "host_country",
    "session_adm1",
    "asylum_country",
    "mgi_country",
];
/// The day it is about.
const DATES: [&str; 8] = [
    "reg_date",
    "counsel_date",
    "assessment_date",
    "incident_date",
    "consent_date",
    "start_date",
    "ws_start",
    "planned_departure",
];
/// Numbers that people write on cards.
const NUMBERS: [&str; 14] = [
    "card_no",
    "avrr_case_no",
    "rst_case_no",
    "incident_id",
    "main_id",
    "case_no",
    "hh_id",
    "ha_no",
    "movement_no",
    "session_id",
    "ws_id",
    "mgi_id",
    "pub_doi",
    "pub_id",
];

/// Questions that name a case kept in another record.
pub const LINKS: [&str; 3] = ["linked_case", "linked_case_no", "ha_case_link"];

impl Summary {
    /// Reads relevant answers; `today` turns ages into birth dates.
    #[must_use]
    pub fn of(answers: &Value, today: NaiveDate) -> Self {
        let Some(form) = answers.as_object() else { return Self::default() };
        let mut people = Vec::new();
        if let Some(named) = named(form, today) {
            people.push(named);
        }
        for (_, members) in repeats(form) {
            people.extend(members.into_iter().filter_map(|member| named(member, today)));
        }
        // A record is about its head; whoever else is named follows as written.
        people.sort_by_key(|it| !HEADS.contains(&it.role.as_str()));
        if let Some(phone) = find(form, "hh_phone")
            && let Some(head) = people.first_mut()
            && head.phone.is_empty()
        {
            head.phone = digits(phone);
        }
        for (row, named) in (0..).zip(&mut people) {
            named.row = row;
        }
        let first = |names: &[&str]| {
            let known = names.iter().filter_map(|it| find(form, it));
            // A place that no list has lies at least in the next larger one.
            known.filter(|it| *it != "not_listed").map(str::to_owned).next()
        };
        Self { place: first(&PLACES), date: first(&DATES), facts: facts(form, &people), people }
    }

    /// Numbers that people write on cards, by the name of their question.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        let on_card = self.facts.iter().filter(|(name, _)| NUMBERS.contains(&name.as_str()));
        on_card.map(|(_, value)| value.as_str())
    }

    /// The name by which the record is known; empty where nobody is named.
    #[must_use]
    pub fn title(&self) -> &str {
        self.people.first().map_or("", |head| head.names.as_str())
    }
}

/// What other records are compared with.
fn facts(form: &Group, people: &[Named]) -> Vec<(String, String)> {
    let mut facts: Vec<(String, String)> = Vec::new();
    for name in NUMBERS {
        facts.extend(find(form, name).map(|value| (name.to_owned(), value.to_owned())));
    }
    let phones = people.iter().map(|it| it.phone.as_str()).filter(|it| 5 < it.len());
    facts.extend(phones.map(|it| ("phone".to_owned(), it.to_owned())));
    for member in repeats(form).into_iter().flat_map(|(_, members)| members) {
        let number = find(member, "doc_number").map(|it| it.to_uppercase().replace([' ', '-'], ""));
        facts.extend(number.map(|it| ("doc_number".to_owned(), it)));
    }
    let members = repeats(form).into_iter().flat_map(|(_, members)| members);
    for group in std::iter::once(form).chain(members) {
        let named = LINKS.iter().filter_map(|it| find(group, it));
        facts.extend(named.map(|it| ("link".to_owned(), it.to_owned())));
    }
    facts.extend(find(form, "stage").map(|it| ("stage".to_owned(), it.to_owned())));
    if let (Some(kind), Some(n)) =
        (find(form, "incident_type"), find_number(form, "n_dead_missing"))
    {
        facts.push(("toll".to_owned(), format!("{kind};{n}")));
    }
    if let (Some(day), Some(lat), Some(lon)) =
        (find(form, "incident_date"), find_number(form, "latitude"), find_number(form, "longitude"))
    {
        let causes = codes(form, "cause_category").join(" ");
        facts.push(("event".to_owned(), format!("{day};{lat};{lon};{causes}")));
    }
    facts.dedup();
    facts
}

/// The person that a group describes, where it names one.
fn named(group: &Group, today: NaiveDate) -> Option<Named> {
    let part = |name| find(group, name).unwrap_or_default();
    let names = [part("given_names"), part("family_name")].join(" ").trim().to_owned();
    let as_written = part("other_names").to_owned();
    if names.is_empty() && as_written.is_empty() {
        return None;
    }
    let (birth_from, birth_to) = births(group, today);
    Some(Named {
        row: 0,
        search_form: search_form(&format!("{names} {as_written}")),
        names,
        as_written,
        sex: part("sex").to_owned(),
        birth_from,
        birth_to,
        phone: digits(part("phone")),
        role: RELATIONS.iter().find_map(|it| find(group, it)).unwrap_or_default().to_owned(),
    })
}

/// The days between which somebody was born, from a date as precise as it was given, else from an age.
fn births(group: &Group, today: NaiveDate) -> (String, String) {
    let date = find(group, "birth_date").unwrap_or_default();
    let parts: Vec<&str> = date.split('-').collect();
    let precision = find(group, "birth_precision").unwrap_or("day");
    let year = parts.first().and_then(|it| it.parse::<i32>().ok());
    let month = parts.get(1).and_then(|it| it.parse::<u32>().ok());
    match (year, month, parts.len(), precision) {
        (Some(_), Some(_), 3, "day") => (date.to_owned(), date.to_owned()),
        (Some(year), Some(month), 2 | 3, "day" | "month") => {
            let last = NaiveDate::from_ymd_opt(year, month, 1)
                .and_then(|it| it.checked_add_months(chrono::Months::new(1)))
                .and_then(|it| it.pred_opt());
            let from = format!("{year:04}-{month:02}-01");
            (from.clone(), last.map_or(from, |it| it.to_string()))
        }
        (Some(year), ..) => (format!("{year:04}-01-01"), format!("{year:04}-12-31")),
        (None, ..) => by_age(group, today),
    }
}

fn by_age(group: &Group, today: NaiveDate) -> (String, String) {
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the range just checked")]
    let years =
        find_number(group, "age").filter(|it| (0.0..=130.0).contains(it)).map(|it| it as i32);
    let Some(years) = years else { return Default::default() };
    let born = |back: i32| today.with_year(today.year() - back).unwrap_or(today).to_string();
    (born(years + 1), born(years))
}

fn digits(phone: &str) -> String {
    phone
        .chars()
        .filter_map(|it| it.to_digit(10))
        .filter_map(|it| char::from_digit(it, 10))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    #[test]
    fn the_head_comes_first_and_gives_the_title() {
        let answers = json!({
            "place": {"current_adm1": "XW01", "current_adm2": "XW0103"},
            "contact": {"hh_phone": "+235 66 00"},
            "members": [
                {"family_name": "Deng", "given_names": "Ayen", "rel_hoh": "child", "age": "7"},
                {"who": {"family_name": "Deng", "given_names": "Mary"}, "rel_hoh": "head", "sex": "female",
                 "birth_date": "1990-05", "birth_precision": "month"},
            ],
        });
        let summary = Summary::of(&answers, today());
        assert_eq!(summary.title(), "Mary Deng");
        assert_eq!(summary.place.as_deref(), Some("XW0103"));
        let unlisted = json!({"place": {"current_adm2": "XW0103", "current_adm3": "not_listed"}});
        assert_eq!(Summary::of(&unlisted, today()).place.as_deref(), Some("XW0103"));
        let [head, child] = summary.people.as_slice() else { panic!("two people") };
        assert_eq!(
            (head.birth_from.as_str(), head.birth_to.as_str()),
            ("1990-05-01", "1990-05-31")
        );
        assert_eq!(head.phone, "2356600");
        assert_eq!(
            (child.birth_from.as_str(), child.birth_to.as_str()),
            ("2018-11-24", "2019-11-24")
        );
    }

    #[test]
    fn an_empty_draft_names_nobody() {
        assert_eq!(Summary::of(&json!({}), today()).title(), "");
    }
}
