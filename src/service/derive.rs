//! From answers to what the vault's columns hold: the line in lists, the people, what they agreed to.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use crate::{
    assets::{ListRule, list_rule},
    base::{Instant, Sensitive},
    cases::{
        Summary,
        answers::{codes, find},
        consent_lines,
        names::search_form,
    },
    forms::{Environment, Form, Instance, InstanceError, Strength, Violation},
    vault::{ConsentRow, PersonRow, RecordRow},
};

use super::{casework::due_dates, index::number_of};

/// What parts a name from the same name in another script, within one column.
const OTHER_SPELLING: char = '\u{1f}';

/// What ends a fact within the column by which records are found.
const FACT_END: char = '\u{1e}';

/// Everything derived from one filling-in.
pub(super) struct Derived {
    pub(super) summary: crate::vault::Summary,
    pub(super) people: Vec<PersonRow>,
    pub(super) consents: Vec<ConsentRow>,
}

/// Derives from stored answers, keeping the record's number.
pub(super) fn from_json(
    form: &Arc<Form>,
    json: &str,
    row: &RecordRow,
    today: NaiveDate,
) -> Result<Derived, InstanceError> {
    let instance = Instance::from_json(Arc::clone(form), &Environment::default(), json)?;
    Ok(from_instance(&instance, number_of(row), &instance.violations(), today))
}

/// Derives from a filling-in; `number` is the record's.
pub(super) fn from_instance(
    instance: &Instance,
    number: &str,
    violations: &[Violation],
    today: NaiveDate,
) -> Derived {
    let answers = instance.answers();
    let mut facts = Summary::of(&answers, today);
    let form = instance.form().id.as_str();
    let rule = list_rule(form);
    facts.facts.extend(due_dates(form, &answers));
    facts.facts.extend(rule.iter().flat_map(|it| listed(it, &answers)));
    let named = instance.instance_name("");
    let title = [facts.title(), named.as_str(), facts.numbers().next().unwrap_or_default()]
        .into_iter()
        .find(|it| !it.trim().is_empty())
        .unwrap_or_default();
    let hard = count(violations.iter().filter(|it| it.severity == Strength::Hard));
    let summary = crate::vault::Summary {
        title: Sensitive::from(title),
        search: Sensitive::new(search_text(number, &facts, rule.as_ref(), &answers)),
        place: facts.place.take(),
        date: facts.date.take(),
        n_persons: count(facts.people.iter()),
        n_errors: hard,
        n_warnings: count(violations.iter()) - hard,
        n_overrides: 0,
    };
    let people = facts
        .people
        .iter()
        .map(|named| PersonRow {
            row: named.row,
            names: Sensitive::new(format!("{}{OTHER_SPELLING}{}", named.names, named.as_written)),
            names_normalised: Sensitive::from(named.search_form.as_str()),
            sex: some(&named.sex),
            birth_from: some(&named.birth_from),
            birth_to: some(&named.birth_to),
            phone_hash: None,
            role: named.role.clone(),
        })
        .collect();
    let consents = consent_lines(&answers)
        .into_iter()
        .map(|line| ConsentRow {
            person_row: line.person_row,
            purpose: line.purpose,
            given: line.given,
            form: line.form,
            at: line.at,
            withdrawn: line.withdrawn.map(|day| midnight(&day)),
        })
        .collect();
    Derived { summary, people, consents }
}

/// Two spellings of a stored name.
pub(super) fn spellings(person: &PersonRow) -> (&str, &str) {
    let names = person.names.expose();
    names.split_once(OTHER_SPELLING).unwrap_or((names, ""))
}

/// By what a record is found: its number on the first line, facts to compare on the second, then all that is searched.
fn search_text(
    number: &str,
    facts: &Summary,
    rule: Option<&ListRule>,
    answers: &serde_json::Value,
) -> String {
    let mut text = format!("{number}\n");
    for (name, value) in &facts.facts {
        // A control character would end the fact early; nobody types one.
        let value = value.replace(|it: char| it.is_control(), " ");
        text.extend([name.as_str(), "=", &value]);
        text.push(FACT_END);
    }
    text.push('\n');
    text.push_str(&search_form(number));
    for word in facts.numbers() {
        text.push_str(&search_form(word));
    }
    for named in &facts.people {
        text.push_str(&named.search_form);
        text.push_str(&search_form(&named.phone));
    }
    for question in rule.iter().flat_map(|it| it.search()) {
        text.push_str(&search_form(&said(answers, question)));
    }
    text
}

/// What lists know of the record beside its line, as facts: the question's name after a point, and the answer.
fn listed(rule: &ListRule, answers: &serde_json::Value) -> Vec<(String, String)> {
    let known = rule.known().map(|question| (format!(".{question}"), said(answers, question)));
    known.filter(|(_, answer)| !answer.is_empty()).collect()
}

/// The answer to a question outside repeats, several codes with blanks between; empty where there is none.
fn said(answers: &serde_json::Value, question: &str) -> String {
    let Some(group) = answers.as_object() else { return String::new() };
    match find(group, question) {
        Some(answer) => answer.to_owned(),
        None => codes(group, question).join(" "),
    }
}

/// The answer to a question that lists know; empty where the record has none.
pub(super) fn listed_answer<'a>(row: &'a RecordRow, question: &str) -> &'a str {
    let own = |(name, _): &(&str, &str)| name.strip_prefix('.') == Some(question);
    facts_of(row).find(own).map_or("", |(_, answer)| answer)
}

/// The facts of a record, name and value.
pub(super) fn facts_of(row: &RecordRow) -> impl Iterator<Item = (&str, &str)> {
    let line = row.summary.search.expose().lines().nth(1).unwrap_or_default();
    line.split(FACT_END).filter_map(|fact| fact.split_once('='))
}

/// The beginning of a civil day; the epoch where the day is not known.
fn midnight(day: &str) -> Instant {
    let day = day.parse::<NaiveDate>().ok();
    day.map_or(Instant(0), |day| Instant(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()))
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
