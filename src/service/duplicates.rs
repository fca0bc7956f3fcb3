//! Records that may be about the same people: by name in any spelling, birth, telephone and place.

use super::{
    ServiceError, checks,
    derive::facts_of,
    open_office::Office,
    people::{People, Somebody},
    query::records::Alike,
};
use crate::{
    base::{RecordId, Sensitive},
    cases::names::pieces,
    forms::{Instance, Path},
    vault::{self, RecordRow},
};

/// A record that may be about the same people.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) row: RecordRow,
    /// Where in the open record the person stands.
    pub(super) question: Path,
    pub(super) because: Vec<Alike>,
    pub(super) score: u8,
}

impl Found {
    /// Whether so much is alike that the officer should say why it is another household.
    pub(super) fn is_telling(&self) -> bool {
        70 <= self.score
    }
}

/// How many people of a record are looked for elsewhere, and how many records are looked at for each.
const PEOPLE: usize = 6;
const RECORDS: usize = 20;
/// How many records are told of at most.
const TOLD: usize = 10;

/// Records of the office that may be about the same people, most alike first.
pub(super) fn find(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
    people: &People,
) -> Result<Vec<Found>, ServiceError> {
    let place = ["current_adm3", "current_adm2"]
        .into_iter()
        .find_map(|it| checks::node_named(instance, it))
        .map(|path| instance.value(&path).to_owned());
    let mut found: Vec<Found> = Vec::new();
    for somebody in people.0.iter().take(PEOPLE) {
        // A single word is everybody's name.
        if somebody.names.split_whitespace().count() < 2 {
            continue;
        }
        for row in named_alike(office, record, &somebody.names)? {
            let one = compare(office, row, somebody, place.as_deref())?;
            keep(&mut found, one);
        }
    }
    for (question, row) in same_numbers(office, record, instance, people)? {
        let one = Found { row, question, because: vec![Alike::Phone], score: 70 };
        keep(&mut found, one);
    }
    // People stand in several forms of one case: that is no second person.
    let case = checks::node_named(instance, "avrr_case_no").map(|it| instance.value(&it));
    if let Some(number) = case.filter(|it| !it.is_empty()) {
        found.retain(|it| !facts_of(&it.row).any(|fact| fact == ("avrr_case_no", number)));
    }
    found.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.row.id.cmp(&b.row.id)));
    found.truncate(TOLD);
    Ok(found)
}

/// Keeps the best reason for each record, and every likeness.
fn keep(found: &mut Vec<Found>, one: Found) {
    let Some(known) = found.iter_mut().find(|it| it.row.id == one.row.id) else {
        found.push(one);
        return;
    };
    known.because.extend(one.because);
    known.because.sort_unstable();
    known.because.dedup();
    if known.score < one.score {
        (known.score, known.question) = (one.score, one.question);
    }
}

fn named_alike(
    office: &mut Office,
    record: RecordId,
    names: &str,
) -> Result<Vec<RecordRow>, ServiceError> {
    let search = pieces(names).into_iter().map(Sensitive::new).collect();
    let filter = vault::Filter { search, ..vault::Filter::default() };
    let ids = office.view().ids(&filter, vault::Sort::Updated)?;
    let index = office.index()?;
    let lines = ids.iter().filter_map(|id| index.line(*id));
    Ok(lines
        .filter(|it| checks::is_other(it, record))
        .take(RECORDS)
        .map(|it| it.row.clone())
        .collect())
}

fn compare(
    office: &Office,
    row: RecordRow,
    somebody: &Somebody,
    place: Option<&str>,
) -> Result<Found, ServiceError> {
    let wanted = pieces(&somebody.names);
    let mut because = vec![Alike::Name];
    let mut score = 40;
    for person in office.view().persons(row.id)? {
        let same_name = wanted.iter().all(|it| person.names_normalised.expose().contains(it));
        let (from, to) = (person.birth_from.as_deref(), person.birth_to.as_deref());
        if same_name && overlaps(&somebody.birth, (from, to)) {
            because.push(Alike::Birth);
            score = 70;
            break;
        }
    }
    if place.is_some() && row.summary.place.as_deref() == place {
        because.push(Alike::Place);
        score += 10;
    }
    Ok(Found { row, question: somebody.question.clone(), because, score })
}

/// Whether two people can have been born on the same day; `false` where nobody knows.
fn overlaps(a: &(String, String), b: (Option<&str>, Option<&str>)) -> bool {
    match b {
        (Some(from), Some(to)) if !a.0.is_empty() => a.0.as_str() <= to && from <= a.1.as_str(),
        _ => false,
    }
}

/// Records with a telephone or document number of this one, and where it stands here.
fn same_numbers(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
    people: &People,
) -> Result<Vec<(Path, RecordRow)>, ServiceError> {
    let summary = crate::cases::Summary::of(&instance.answers(), office.clock.today());
    let own: Vec<(&str, &str)> = summary
        .facts
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| matches!(*name, "phone" | "doc_number"))
        .collect();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    // A document stands in several forms of one case: that is no second person.
    let case = summary.facts.iter().find(|(name, _)| name == "avrr_case_no");
    let case = case.map(|(name, value)| (name.as_str(), value.as_str()));
    let of_same_case =
        |row: &RecordRow| case.is_some_and(|it| facts_of(row).any(|fact| fact == it));
    let place_of = |(name, value): (&str, &str)| {
        let somebody = people.0.iter().find(|it| name == "phone" && it.phone == value);
        let question = somebody.map(|it| it.question.clone());
        question.or_else(|| checks::node_named(instance, name)).unwrap_or_default()
    };
    let mut found = Vec::new();
    for line in office.lines()?.iter().filter(|it| checks::is_other(it, record)) {
        if of_same_case(&line.row) {
            continue;
        }
        if let Some(fact) = facts_of(&line.row).find(|fact| own.contains(fact)) {
            found.push((place_of(fact), line.row.clone()));
        }
    }
    Ok(found)
}
