//! What people agreed to, read from the answers of the consent block.

use serde_json::Value;

use super::answers::{Group, find, find_number, find_value, members, repeats};

/// Whether a record may be used for a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consent {
    /// Everybody who must agree has agreed.
    Given,
    /// Somebody who must agree was not asked.
    Missing,
    /// Somebody said no.
    Refused,
    /// Somebody took it back.
    Withdrawn,
}

/// One line of what somebody agreed to, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentLine {
    /// Position of the person, 0 for the record as a whole.
    pub person_row: u32,
    /// The purpose's code; `record` for being recorded at all.
    pub purpose: String,
    /// Yes or no.
    pub given: bool,
    /// Form of consent: a code.
    pub form: String,
    /// When, ISO date.
    pub at: String,
    /// When it was taken back, ISO date; empty where it stands but the day is not known.
    pub withdrawn: Option<String>,
}

/// From which age somebody agrees for themselves.
const ADULT: u32 = 18;

/// The name of the repeat with one line a purpose.
const PURPOSES: &str = "purposes";

impl Consent {
    /// Whether `answers` allow `purpose`. `None`: nobody needs to agree (the form names no purpose).
    ///
    /// Where members consent for themselves (return cases), every adult must have said yes.
    #[must_use]
    pub fn to(purpose: Option<&str>, answers: &Value) -> Self {
        let (Some(purpose), Some(form)) = (purpose, answers.as_object()) else {
            return Self::Given;
        };
        let people: Vec<&Group> = repeats(form)
            .into_iter()
            .filter(|(_, group)| group.iter().any(|it| find(it, "consent_given").is_some()))
            .flat_map(|(_, group)| group)
            .collect();
        let adults: Vec<&Group> = people.into_iter().filter(|it| is_adult(it)).collect();
        // The worst answer counts; where nobody consents for themselves, the form's own answer does.
        adults
            .into_iter()
            .map(|it| of_one(it, purpose))
            .max()
            .unwrap_or_else(|| of_one(form, purpose))
    }
}

/// Somebody whose age is not known is taken for an adult: the stricter reading.
fn is_adult(member: &Group) -> bool {
    find_number(member, "age").is_none_or(|age| f64::from(ADULT) <= age)
}

fn of_one(group: &Group, purpose: &str) -> Consent {
    if find(group, "consent_withdrawn") == Some("yes") {
        return Consent::Withdrawn;
    }
    if find(group, "consent_given") == Some("no") {
        return Consent::Refused;
    }
    // A form may ask each purpose as a question of its own, or gather one line a purpose in a repeat.
    let own = find(group, &format!("purpose_{purpose}"));
    let line = || {
        members(group, PURPOSES).into_iter().find(|it| code(it) == Some(purpose)).and_then(answer)
    };
    match own.or_else(line) {
        Some("yes") => Consent::Given,
        Some("no") => Consent::Refused,
        Some(_) | None => Consent::Missing,
    }
}

/// The purpose of one line.
fn code(line: &Group) -> Option<&str> {
    find(line, "purpose_code").or_else(|| find(line, "purpose"))
}

/// The answer of one line.
fn answer(line: &Group) -> Option<&str> {
    ["purpose_answer", "purpose_given", "purpose_agreed"]
        .into_iter()
        .find_map(|name| find(line, name))
}

/// Every line of consent in `answers`, for the vault's table.
#[must_use]
pub fn consent_lines(answers: &Value) -> Vec<ConsentLine> {
    let Some(form) = answers.as_object() else { return Vec::new() };
    let mut lines = lines_of(form, 0);
    for (name, group) in repeats(form) {
        if name == PURPOSES {
            continue;
        }
        for (row, member) in (1..).zip(group) {
            lines.extend(lines_of(member, row));
        }
    }
    lines.dedup_by(|a, b| (a.person_row, &a.purpose) == (b.person_row, &b.purpose));
    lines
}

fn lines_of(group: &Group, person_row: u32) -> Vec<ConsentLine> {
    let text = |name| find(group, name).unwrap_or_default().to_owned();
    let withdrawn =
        (find(group, "consent_withdrawn") == Some("yes")).then(|| text("withdrawn_date"));
    let line = |purpose: &str, given| ConsentLine {
        person_row,
        purpose: purpose.to_owned(),
        given,
        form: text("consent_form"),
        at: text("consent_date"),
        withdrawn: withdrawn.clone(),
    };
    let mut lines = Vec::new();
    if let Some(given) = find(group, "consent_given") {
        lines.push(line("record", given == "yes"));
    }
    for purpose in members(group, PURPOSES) {
        if let (Some(code), Some(given)) = (code(purpose), answer(purpose)) {
            lines.push(line(code, given == "yes"));
        }
    }
    let questions = find_value(group, PURPOSES).and_then(Value::as_object);
    for (name, given) in questions.into_iter().flatten() {
        if let (Some(code), Some(given @ ("yes" | "no"))) =
            (name.strip_prefix("purpose_"), given.as_str())
        {
            lines.push(line(code, given == "yes"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line(code: &str, given: &str) -> Value {
        json!({"purpose_code": code, "purpose_answer": given})
    }

    #[test]
    fn only_a_yes_for_the_very_purpose_counts() {
        let ask = |answers: &Value| Consent::to(Some("research_stats"), answers);
        let with = |given| json!({"consent": {"consent_given": "yes", "purposes": [line("service", "yes"), line("research_stats", given)]}});
        assert_eq!(ask(&with("yes")), Consent::Given);
        assert_eq!(ask(&with("no")), Consent::Refused);
        assert_eq!(ask(&json!({"consent_given": "yes"})), Consent::Missing);
        assert_eq!(ask(&json!({"consent_given": "no"})), Consent::Refused);
        assert_eq!(
            ask(&json!({"consent": {"purposes": {"purpose_research_stats": "yes"}}})),
            Consent::Given
        );
        let mut withdrawn = with("yes");
        withdrawn["consent"]["consent_withdrawn"] = json!("yes");
        assert_eq!(ask(&withdrawn), Consent::Withdrawn);
    }

    #[test]
    fn in_a_return_case_every_adult_must_agree() {
        let member = |age: &str, given: &str| json!({"age": age, "consent_given": "yes", "purposes": [line("research_stats", given)]});
        let ask =
            |people: Vec<Value>| Consent::to(Some("research_stats"), &json!({"members": people}));
        assert_eq!(
            ask(vec![member("40", "yes"), member("38", "yes"), json!({"age": "6"})]),
            Consent::Given
        );
        assert_eq!(ask(vec![member("40", "yes"), member("38", "no")]), Consent::Refused);
        assert_eq!(ask(vec![member("40", "yes"), json!({"age": "38"})]), Consent::Missing);
    }

    #[test]
    fn a_form_without_a_purpose_asks_nobody() {
        assert_eq!(Consent::to(None, &json!({})), Consent::Given);
    }
}
