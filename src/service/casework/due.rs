//! What is due, and when: dates of records with what the programmes' rules add to them (`assets/programmes/due.csv`).
//!
//! The dates are derived with the line that lists show of a record, so that nothing is opened to find what is due.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months, NaiveDate};
use serde_json::Value;

use super::{CaseFile, is_handed_in, step_of, steps};
use crate::{
    assets::{Again, DueRule, Earlier, Later, due_rules},
    base::{FormId, RecordId},
    cases::{
        State,
        answers::{Group, find, repeats},
    },
    service::{ServiceError, derive::facts_of, index::Line, open_office::Office},
};

/// Under which fact a date stands: the text's id and the day, with a semicolon between.
pub(in super::super) const FACT: &str = "due";

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Due {
    pub(in super::super) record: RecordId,
    /// The id of its text.
    pub(in super::super) text: &'static str,
    pub(in super::super) on: NaiveDate,
    /// The form that settles it, where one does.
    pub(in super::super) next: Option<FormId>,
}

/// The dates in the answers of a form at which something is due, as facts of its record.
pub(in super::super) fn due_dates(form: &str, answers: &Value) -> Vec<(String, String)> {
    let Some(answers) = answers.as_object() else { return Vec::new() };
    let mut dates = BTreeSet::new();
    for rule in due_rules().filter(|it| it.form == form) {
        let in_lines = repeats(answers).into_iter().flat_map(|(_, lines)| lines);
        // A date in several lines, each its own; the last of a series that goes on stands for it.
        for group in std::iter::once(answers).chain(in_lines) {
            if let Some(day) = due_in(group, &rule) {
                dates.insert((rule.text, day));
            }
        }
    }
    dates.into_iter().map(|(text, day)| (FACT.to_owned(), format!("{text};{day}"))).collect()
}

fn due_in(group: &Group, rule: &DueRule) -> Option<NaiveDate> {
    let from: NaiveDate = find(group, rule.question)?.get(..10)?.parse().ok()?;
    let settled = rule.unless.is_some_and(|it| it.is(find(group, it.question).unwrap_or_default()));
    if settled { None } else { later(from, rule.add) }
}

fn later(from: NaiveDate, add: Later) -> Option<NaiveDate> {
    match add {
        Later::Months(months) => from.checked_add_months(Months::new(months)),
        Later::Days(days) if days < 0 => from.checked_sub_days(Days::new(days.unsigned_abs())),
        Later::Days(days) => from.checked_add_days(Days::new(days.unsigned_abs())),
    }
}

/// The facts of a line that say when something is due.
fn dates_of(line: &Line) -> impl Iterator<Item = (&str, NaiveDate)> {
    // Most records have none: looking for the word is much cheaper than taking every fact apart.
    let has_some = line.row.summary.search.expose().contains("due=due-");
    let facts = has_some.then(|| facts_of(&line.row)).into_iter().flatten();
    facts.filter(|(name, _)| *name == FACT).filter_map(|(_, value)| {
        let (text, day) = value.split_once(';')?;
        Some((text, day.parse().ok()?))
    })
}

/// What is due until `until` in all records that the person may see, the earliest first.
pub(in super::super) fn all_due(
    office: &mut Office,
    until: NaiveDate,
) -> Result<Vec<Due>, ServiceError> {
    let rules: Vec<DueRule> = due_rules().collect();
    let lines = office.lines()?;
    let mut due = Vec::new();
    let mut numbers: BTreeSet<(&str, String)> = BTreeSet::new();
    for line in lines.iter().filter(|it| counts(it.state)) {
        for (text, on) in dates_of(line).filter(|(_, on)| *on <= until) {
            let rule = rules.iter().find(|it| it.text == text && it.form == line.row.form.id.0);
            let Some(rule) = rule else { continue };
            let case = case_of(line);
            numbers.extend(case.clone());
            due.push((line.row.id, rule, on, case));
        }
    }
    let settled = Settled::of(lines, &numbers);
    let mut due: Vec<Due> = due
        .into_iter()
        .filter(|(_, rule, _, case)| !case.as_ref().is_some_and(|it| settled.is(it, rule)))
        .map(|(record, rule, on, _)| Due { record, text: rule.text, on, next: next_of(rule) })
        .collect();
    due.sort_by_key(|it| (it.on, it.record));
    Ok(due)
}

/// What is due in one case, the earliest first.
pub(in super::super) fn due_of(
    office: &mut Office,
    file: &CaseFile,
) -> Result<Vec<Due>, ServiceError> {
    let all = all_due(office, NaiveDate::MAX)?;
    Ok(all
        .into_iter()
        .filter(|it| file.records.iter().any(|own| own.row.id == it.record))
        .collect())
}

/// Whether what a record in this state says is due.
const fn counts(state: State) -> bool {
    !matches!(state, State::Void | State::Draft)
}

fn next_of(rule: &DueRule) -> Option<FormId> {
    rule.next.map(|it| FormId(it.form.to_owned()))
}

/// The kind of case and its number, where the record belongs to one.
fn case_of(line: &Line) -> Option<(&'static str, String)> {
    let step = step_of(&line.row.form.id.0)?;
    let (_, number) = facts_of(&line.row).find(|(name, _)| *name == step.number)?;
    Some((step.case, number.to_owned()))
}

/// What was handed in for cases of which something is due.
struct Settled<'a> {
    forms: BTreeMap<(&'static str, String), Vec<&'a Line>>,
}

impl<'a> Settled<'a> {
    fn of(lines: &'a [Line], numbers: &BTreeSet<(&'static str, String)>) -> Self {
        let mut forms: BTreeMap<_, Vec<&Line>> = BTreeMap::new();
        if !numbers.is_empty() {
            for line in lines.iter().filter(|it| is_handed_in(it.state)) {
                if let Some(case) = case_of(line).filter(|it| numbers.contains(it)) {
                    forms.entry(case).or_default().push(line);
                }
            }
        }
        Self { forms }
    }

    fn is(&self, case: &(&'static str, String), rule: &DueRule) -> bool {
        let lines = self.forms.get(case).map_or(&[][..], Vec::as_slice);
        let says = |line: &Line, earlier: &Earlier| {
            line.row.form.id.0 == earlier.form
                && earlier.says.is_none_or(|wanted| {
                    facts_of(&line.row).any(|(name, answer)| {
                        name.strip_prefix('.') == Some(wanted.question) && wanted.is(answer)
                    })
                })
        };
        let last = steps(case.0).find(|it| it.again == Again::Closes).map(|it| it.form);
        let closed = last.is_some_and(|form| {
            rule.form != form && lines.iter().any(|it| it.row.form.id.0 == form)
        });
        closed || rule.next.is_some_and(|next| lines.iter().any(|it| says(it, &next)))
    }
}
