//! How records are listed, filtered and counted: over the index in memory, names through the vault's own index.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;

use super::{
    super::{
        Service, ServiceError, SessionView,
        derive::spellings,
        index::{Index, Line, number_of},
        library::by_language,
        open_office::Office,
        permission::Permission,
        request::Request,
    },
    records::{Facets, Filter, ListRecords, RecordList, RecordRows, RecordSummary, Sort},
};
use crate::{
    base::{FormId, RecordId, Sensitive, UserId},
    cases::{State, names},
    vault::{self, RecordRow, VaultError},
};

impl Request for ListRecords {
    type Answer = RecordList;
    const NEEDS: Permission = Permission::Read;

    fn handle(self, service: &mut Service) -> Result<RecordList, ServiceError> {
        let start = service.around.clock.monotonic_ms();
        let offset = service.around.clock.offset_secs();
        let office = service.office()?;
        office.flush()?;
        let wanted = Wanted::of(&self.filter, office)?;
        let places = std::sync::Arc::clone(&office.places);
        let mut counts = Counts::default();
        let mut found: Vec<RecordId> = Vec::new();
        let index = office.index()?;
        for line in index.lines() {
            let year = line.row.updated.local(offset).year();
            let misses = wanted.misses(line, year);
            if misses.is_empty() {
                found.push(line.row.id);
            }
            let place = line.row.summary.place.as_deref().map(|code| places.at_level(code, 1));
            counts.add(line, year, place, (&misses, 1));
        }
        let total = index.lines().len();
        sort(&mut found, index, self.sort, self.reversed);
        if self.sort == Sort::Officer {
            let login = |id: &RecordId| office.author_login(*id);
            found.sort_by_cached_key(login);
            if self.reversed {
                found.reverse();
            }
        }
        let facets = counts.facets(office)?;
        let columns = match self.filter.forms.as_slice() {
            [form] => office.columns(form)?,
            _ => Vec::new(),
        };
        let elapsed_ms = service.around.clock.monotonic_ms().saturating_sub(start);
        Ok(RecordList { ids: found, total, facets, columns, elapsed_ms })
    }
}

/// Which filter a record does not pass.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Text,
    State,
    Form,
    Place,
    Officer,
    Year,
}

/// A filter, made ready.
pub(super) struct Wanted {
    text: Option<BTreeSet<RecordId>>,
    states: Vec<State>,
    forms: Vec<FormId>,
    places: Option<BTreeSet<String>>,
    officers: Vec<UserId>,
    years: Vec<i32>,
}

impl Wanted {
    pub(super) fn of(filter: &Filter, office: &Office) -> Result<Self, VaultError> {
        let pieces = names::pieces(filter.text.expose());
        let text = if pieces.is_empty() {
            None
        } else {
            let search = pieces.into_iter().map(Sensitive::new).collect();
            let asked = vault::Filter { search, ..vault::Filter::default() };
            Some(office.view().ids(&asked, vault::Sort::Updated)?.into_iter().collect())
        };
        let places = (!filter.places.is_empty()).then(|| office.places.within(&filter.places));
        Ok(Self {
            text,
            places,
            states: filter.states.clone(),
            forms: filter.forms.clone(),
            officers: filter.officers.clone(),
            years: filter.years.clone(),
        })
    }

    /// Every filter that `line` does not pass.
    pub(super) fn misses(&self, line: &Line, year: i32) -> Vec<Dimension> {
        let row = &line.row;
        let place = row.summary.place.as_ref();
        let passes = [
            (Dimension::Text, self.text.as_ref().is_none_or(|ids| ids.contains(&row.id))),
            (Dimension::State, self.states.is_empty() || self.states.contains(&line.state)),
            (Dimension::Form, self.forms.is_empty() || self.forms.contains(&row.form.id)),
            (
                Dimension::Place,
                self.places.as_ref().is_none_or(|it| place.is_some_and(|code| it.contains(code))),
            ),
            (Dimension::Officer, self.officers.is_empty() || self.officers.contains(&row.author)),
            (Dimension::Year, self.years.is_empty() || self.years.contains(&year)),
        ];
        passes.into_iter().filter(|(_, passes)| !passes).map(|(dimension, _)| dimension).collect()
    }
}

/// Counts for the filters while the lines go by.
#[derive(Default)]
pub(super) struct Counts {
    states: BTreeMap<State, usize>,
    forms: BTreeMap<FormId, usize>,
    places: BTreeMap<String, usize>,
    officers: BTreeMap<UserId, usize>,
    years: BTreeMap<i32, usize>,
}

impl Counts {
    /// A record counts `n` times for a filter's choices where no *other* filter leaves it out.
    pub(super) fn add(
        &mut self,
        line: &Line,
        year: i32,
        place: Option<&str>,
        (misses, n): (&[Dimension], usize),
    ) {
        let counts = |dimension| misses.iter().all(|it| *it == dimension);
        if counts(Dimension::State) {
            *self.states.entry(line.state).or_default() += n;
        }
        if counts(Dimension::Form) {
            *self.forms.entry(line.row.form.id.clone()).or_default() += n;
        }
        if counts(Dimension::Officer) {
            *self.officers.entry(line.row.author).or_default() += n;
        }
        if counts(Dimension::Year) {
            *self.years.entry(year).or_default() += n;
        }
        if let Some(place) = place
            && counts(Dimension::Place)
        {
            *self.places.entry(place.to_owned()).or_default() += n;
        }
    }

    pub(super) fn facets(self, office: &mut Office) -> Result<Facets, ServiceError> {
        let mut forms = Vec::with_capacity(self.forms.len());
        for (id, n) in self.forms {
            forms.push((id.clone(), title_of(office, &id)?, n));
        }
        let mut places: Vec<_> =
            self.places.into_iter().map(|(code, n)| (office.places.place(&code), n)).collect();
        places.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.code.cmp(&b.0.code)));
        let mut officers: Vec<_> =
            self.officers.into_iter().map(|(id, n)| (id, office.login(id), n)).collect();
        officers.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        let states = State::ALL.map(|it| (it, self.states.get(&it).copied().unwrap_or(0))).to_vec();
        Ok(Facets {
            states,
            forms,
            places,
            officers,
            years: self.years.into_iter().rev().collect(),
        })
    }
}

/// The title by language of the current version of a form.
fn title_of(office: &mut Office, id: &FormId) -> Result<BTreeMap<String, String>, ServiceError> {
    let key = office.library.current(id)?.key.clone();
    let form = office.form(&key)?;
    Ok(by_language(&form, &form.title))
}

/// Orders `found`; officers are ordered by the caller, who knows their logins.
fn sort(found: &mut [RecordId], index: &Index, by: Sort, reversed: bool) {
    let text = |id: &RecordId, of: fn(&Line) -> &str| {
        index.line(*id).map(of).unwrap_or_default().to_owned()
    };
    match by {
        Sort::Changed => {
            found.sort_by_cached_key(|id| {
                std::cmp::Reverse(index.line(*id).map(|line| (line.row.updated, *id)))
            });
        }
        Sort::Number => found.sort_by_cached_key(|id| text(id, Line::number)),
        Sort::Title => found.sort_by_cached_key(|id| {
            let title = text(id, Line::folded);
            (title.is_empty(), title)
        }),
        Sort::State => found.sort_by_cached_key(|id| index.line(*id).map(|line| line.state)),
        Sort::Place => found.sort_by_cached_key(|id| {
            let place = index.line(*id).and_then(|line| line.row.summary.place.clone());
            (place.is_none(), place)
        }),
        Sort::Officer => return,
    }
    if reversed {
        found.reverse();
    }
}

impl Request for RecordRows {
    type Answer = Vec<RecordSummary>;
    const NEEDS: Permission = Permission::Read;

    fn handle(self, service: &mut Service) -> Result<Vec<RecordSummary>, ServiceError> {
        let office = service.office()?;
        office.flush()?;
        let mut rows = Vec::with_capacity(self.ids.len());
        for row in office.view().rows(&self.ids)? {
            rows.push(office.summary(&row)?);
        }
        Ok(rows)
    }
}

impl Office {
    pub(super) fn author_login(&mut self, record: RecordId) -> String {
        // A record that went meanwhile sorts first; it is no longer in the list when it is drawn.
        let author =
            self.index().ok().and_then(|index| index.line(record)).map(|line| line.row.author);
        author.map(|it| self.login(it)).unwrap_or_default()
    }

    /// The line that lists show of a record.
    pub(in super::super) fn summary(
        &mut self,
        row: &RecordRow,
    ) -> Result<RecordSummary, ServiceError> {
        let form = self.form(&row.form)?;
        let is_entry = self.is_entry(row.id);
        let mut people = if is_entry { Vec::new() } else { self.view().persons(row.id)? };
        if people.is_empty() && row.summary.n_persons > 0 && !is_entry {
            people = self.people_of(row)?;
        }
        let head = people.first();
        let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
        let today = self.clock.today();
        Ok(RecordSummary {
            id: row.id,
            number: number_of(row).to_owned(),
            form: row.form.clone(),
            form_title: by_language(&form, &form.title),
            title: row.summary.title.clone(),
            as_written: head.map(|it| Sensitive::from(spellings(it).1)).unwrap_or_default(),
            state,
            submitted_again: state == State::Submitted && 1 < row.revision,
            author: row.author,
            author_login: self.login(row.author),
            place: row.summary.place.as_deref().map(|code| self.places.place(code)),
            members: row.summary.n_persons,
            errors: row.summary.n_errors,
            overrides: row.summary.n_overrides,
            open_comments: row.open_comments,
            age: head.and_then(|it| age(it.birth_to.as_deref()?, today)),
            sex: head.and_then(|it| it.sex.clone()).unwrap_or_default(),
            changed: row.updated,
            submitted: row.submitted,
            revision: row.revision,
            demonstration: self.session.office.demonstration,
            cells: super::columns::cells(row, &form),
        })
    }
}

/// Completed years of somebody born at the latest on `born`.
pub(super) fn age(born: &str, today: chrono::NaiveDate) -> Option<u32> {
    born.parse::<chrono::NaiveDate>().ok().and_then(|born| today.years_since(born))
}

impl SessionView {
    /// Whether the record is one of this person's own.
    pub(in super::super) fn owns(&self, row: &RecordRow) -> bool {
        row.owner == self.user
    }
}
