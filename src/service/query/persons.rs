//! Persons: everybody named in a record, in one list; and who is named in one.
//!
//! A person's line is the line of their record with the person in the head's place.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use super::{
    super::{
        Service, ServiceError, derive::spellings, index::Line, library::by_language,
        open_office::Office, permission::Permission, request::Request,
    },
    list::{Counts, Wanted, age},
    records::{Facets, Filter, MemberView, RecordSummary, Sort},
};
use crate::{
    base::{RecordId, Sensitive},
    cases::{RELATIONS, names},
    forms::Form,
    vault::{PersonRow, RecordRow},
};

/// A person: a record, and their place in it from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonId {
    /// In which record.
    pub record: RecordId,
    /// Which of those named in it.
    pub row: u32,
}

/// In which order persons are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonSort {
    /// By what is known of their records; the title is the person's own name.
    Of(Sort),
    /// By the name as it was first written.
    AsWritten,
    /// By age, the youngest first.
    Age,
    /// By sex.
    Sex,
}

impl Default for PersonSort {
    fn default() -> Self {
        Self::Of(Sort::default())
    }
}

/// The list of persons. A text is searched in each person's own names; one with a figure, in numbers of records too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListPersons {
    /// Of which records.
    pub filter: Filter,
    /// In which order.
    pub sort: PersonSort,
    /// The other way round.
    pub reversed: bool,
}

/// What a list holds; the lines themselves come by [`PersonRows`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonList {
    /// Every match, in order.
    pub ids: Vec<PersonId>,
    /// Persons that may be seen.
    pub total: usize,
    /// Counts for the filters, of persons.
    pub facets: Facets,
    /// How long it took.
    pub elapsed_ms: u64,
}

/// The lines of the persons in view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRows {
    /// Which; unknown ones are left out of the answer.
    pub ids: Vec<PersonId>,
}

impl Request for ListPersons {
    type Answer = PersonList;
    const NEEDS: Permission = Permission::Read;

    fn handle(self, service: &mut Service) -> Result<PersonList, ServiceError> {
        let start = service.around.clock.monotonic_ms();
        let offset = service.around.clock.offset_secs();
        let office = service.office()?;
        let of_records = Filter { text: Sensitive::default(), ..self.filter.clone() };
        let wanted = Wanted::of(&of_records, office)?;
        let looked_for = LookedFor::of(self.filter.text.expose(), office)?;
        let places = std::sync::Arc::clone(&office.places);
        let mut counts = Counts::default();
        let mut found = Vec::new();
        let mut total = 0;
        let (persons, index) = office.persons()?;
        for line in index.lines() {
            let named = persons.get(&line.row.id).map_or(&[][..], Vec::as_slice);
            total += named.len();
            let fits: Vec<&PersonRow> =
                named.iter().filter(|it| looked_for.fits(line.row.id, it)).collect();
            if fits.is_empty() {
                continue;
            }
            let year = line.row.updated.local(offset).year();
            let misses = wanted.misses(line, year);
            let place = line.row.summary.place.as_deref().map(|code| places.at_level(code, 1));
            counts.add(line, year, place, (&misses, fits.len()));
            if misses.is_empty() {
                found.extend(fits.into_iter().map(|it| (line, it)));
            }
        }
        let mut ids = sorted(found, self.sort);
        if self.sort == PersonSort::Of(Sort::Officer) {
            ids.sort_by_cached_key(|id| office.author_login(id.record));
        }
        if self.reversed {
            ids.reverse();
        }
        let facets = counts.facets(office)?;
        let elapsed_ms = service.around.clock.monotonic_ms().saturating_sub(start);
        Ok(PersonList { ids, total, facets, elapsed_ms })
    }
}

/// What persons are looked for by.
struct LookedFor {
    pieces: Vec<String>,
    /// Records whose numbers have a figure that was typed; everybody in them is found.
    records: Vec<RecordId>,
}

impl LookedFor {
    fn of(text: &str, office: &Office) -> Result<Self, ServiceError> {
        let pieces = names::pieces(text);
        let mut records = Vec::new();
        if text.chars().any(char::is_numeric) {
            let search = pieces.iter().cloned().map(Sensitive::new).collect();
            let asked = crate::vault::Filter { search, ..crate::vault::Filter::default() };
            records = office.view().ids(&asked, crate::vault::Sort::Updated)?;
            records.sort_unstable();
        }
        Ok(Self { pieces, records })
    }

    fn fits(&self, record: RecordId, person: &PersonRow) -> bool {
        let names = person.names_normalised.expose();
        self.pieces.iter().all(|it| names.contains(it.as_str()))
            || self.records.binary_search(&record).is_ok()
    }
}

/// The persons in order; persons of one record as they stand in it.
fn sorted(mut found: Vec<(&Line, &PersonRow)>, by: PersonSort) -> Vec<PersonId> {
    match by {
        PersonSort::Of(Sort::Changed) => {
            found.sort_by_key(|(line, _)| std::cmp::Reverse((line.row.updated, line.row.id)));
        }
        PersonSort::Of(Sort::Number) => {
            found.sort_by(|a, b| a.0.number().cmp(b.0.number()));
        }
        PersonSort::Of(Sort::Title) => found.sort_by_cached_key(|(_, person)| {
            let name = names::fold(spellings(person).0);
            (name.is_empty(), name)
        }),
        PersonSort::Of(Sort::State) => found.sort_by_key(|(line, _)| line.state),
        PersonSort::Of(Sort::Place) => found.sort_by_key(|(line, _)| {
            let place = line.row.summary.place.as_deref();
            (place.is_none(), place)
        }),
        // By logins, which the caller knows.
        PersonSort::Of(Sort::Officer) => {}
        PersonSort::AsWritten => found.sort_by_key(|(_, person)| {
            let written = spellings(person).1;
            (written.is_empty(), written)
        }),
        PersonSort::Age => found.sort_by_key(|(_, person)| {
            let born = person.birth_to.as_deref();
            (born.is_none(), std::cmp::Reverse(born))
        }),
        PersonSort::Sex => found.sort_by_key(|(_, person)| {
            let sex = person.sex.as_deref();
            (sex.is_none(), sex)
        }),
    }
    found
        .into_iter()
        .map(|(line, person)| PersonId { record: line.row.id, row: person.row })
        .collect()
}

impl Request for PersonRows {
    type Answer = Vec<(PersonId, RecordSummary)>;
    const NEEDS: Permission = Permission::Read;

    fn handle(self, service: &mut Service) -> Result<Self::Answer, ServiceError> {
        let office = service.office()?;
        let today = office.clock.today();
        let mut lines = Vec::with_capacity(self.ids.len());
        for id in self.ids {
            let (persons, index) = office.persons()?;
            let named = persons.get(&id.record).map_or(&[][..], Vec::as_slice);
            let person = named.iter().find(|it| it.row == id.row).cloned();
            let row = index.line(id.record).map(|line: &Line| line.row.clone());
            let (Some(person), Some(row)) = (person, row) else { continue };
            let mut line = office.summary(&row)?;
            let (name, written) = spellings(&person);
            line.title = Sensitive::from(name);
            line.as_written = Sensitive::from(written);
            line.age = age_of(&person, today);
            line.sex = person.sex.clone().unwrap_or_default();
            lines.push((id, line));
        }
        Ok(lines)
    }
}

fn age_of(person: &PersonRow, today: NaiveDate) -> Option<u32> {
    age(person.birth_to.as_deref()?, today)
}

/// Everybody named in a record, the head or principal first.
pub(super) fn members(
    office: &mut Office,
    row: &RecordRow,
) -> Result<Vec<MemberView>, ServiceError> {
    let today = office.clock.today();
    let form = office.form(&row.form)?;
    let people = office.people_of(row)?;
    let member = |person: &PersonRow| {
        let (name, written) = spellings(person);
        MemberView {
            name: Sensitive::from(name),
            as_written: Sensitive::from(written),
            relation: relation(&form, &person.role),
            age: age_of(person, today),
            sex: person.sex.clone().unwrap_or_default(),
        }
    };
    Ok(people.iter().map(member).collect())
}

/// A relationship in words: a label of the form's list, by language.
fn relation(form: &Form, code: &str) -> BTreeMap<String, String> {
    let asked = form.questions().filter(|(_, it)| RELATIONS.contains(&it.name.as_str()));
    let mut lists = asked.filter_map(|(_, it)| form.list(it.list.as_ref()?));
    let choice = lists.find_map(|list| list.choice(code));
    choice.map(|it| by_language(form, &it.label)).unwrap_or_default()
}
