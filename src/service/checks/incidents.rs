//! Checks of incidents: X-23 (second half), X-24 and X-25.

use std::collections::BTreeSet;

use super::{
    super::{ServiceError, derive::facts_of, open_office::Office, places::PlaceTree},
    broken,
    geography::Position,
    is_other, node_named,
};
use crate::{
    assets::country_outline,
    base::RecordId,
    cases::Summary,
    forms::{Instance, Strength, Violation},
    vault::Bounds,
};

/// How far from its country an incident may lie, in kilometres: at sea it may be far.
const FAR_KM: f64 = 500.0;

/// a position further than 500 km from the country named.
///
/// Where the office's own list says how far the country reaches, that counts. Countries of which nobody knows are not checked.
pub(super) fn far_from_country(instance: &Instance, places: &PlaceTree) -> Option<Violation> {
    let path = node_named(instance, "latitude")?;
    let value = |name| node_named(instance, name).map(|it| instance.value(&it).to_owned());
    let country = value("incident_country")?;
    let longitude = value("longitude")?;
    let at = Position::read(&format!("{} {longitude}", instance.value(&path)))?;
    let boxes: Vec<Bounds> = match places.bounds(&country) {
        Some(bounds) => vec![bounds],
        None => country_outline(&country)
            .map(|[south, west, north, east]| Bounds { south, west, north, east })
            .collect(),
    };
    let is_far = !boxes.is_empty() && boxes.iter().all(|it| FAR_KM < at.km_to_box(it));
    is_far.then(|| broken(path, "X-25", Strength::Soft, "check-far-from-country"))
}

/// X-23, second half: the split records of one main incident count more dead and missing than its main record reports.
pub(super) fn split_exceeds_total(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Option<Violation>, ServiceError> {
    let Some(path) = node_named(instance, "n_dead_missing") else { return Ok(None) };
    let facts = Summary::of(&instance.answers(), office.clock.today()).facts;
    let fact = |name: &str| facts.iter().find(|(it, _)| it == name).map(|(_, it)| it.as_str());
    let (Some(main), Some(own)) = (fact("main_id"), fact("toll").and_then(Toll::of)) else {
        return Ok(None);
    };
    let mut tolls = vec![own];
    for line in office.lines()?.iter().filter(|it| is_other(it, record)) {
        if facts_of(&line.row).any(|it| it == ("main_id", main)) {
            let toll = facts_of(&line.row).find(|(name, _)| *name == "toll");
            tolls.extend(toll.and_then(|(_, it)| Toll::of(it)));
        }
    }
    Ok(Toll::split_is_more(&tolls)
        .then(|| broken(path, "X-23", Strength::Soft, "check-split-more")))
}

/// How many dead and missing a record counts.
#[derive(Clone, Copy)]
struct Toll {
    is_split: bool,
    n: f64,
}

impl Toll {
    fn of(fact: &str) -> Option<Self> {
        let (kind, n) = fact.split_once(';')?;
        Some(Self { is_split: kind == "split_incident", n: n.parse().ok()? })
    }

    /// Whether the split records add up to more than the largest total reported; `false` where none is.
    fn split_is_more(tolls: &[Self]) -> bool {
        let total = tolls.iter().filter(|it| !it.is_split).map(|it| it.n).reduce(f64::max);
        let split: f64 = tolls.iter().filter(|it| it.is_split).map(|it| it.n).sum();
        total.is_some_and(|total| total < split)
    }
}

/// another incident within three days and 50 km with a cause in common.
pub(super) fn incident_near(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let Some(path) = node_named(instance, "incident_id") else { return Ok(Vec::new()) };
    let facts = Summary::of(&instance.answers(), office.clock.today()).facts;
    let event = facts.iter().find(|(name, _)| name == "event").and_then(|(_, it)| Event::of(it));
    let Some(event) = event else { return Ok(Vec::new()) };
    let near = office.lines()?.iter().filter(|line| is_other(line, record)).any(|line| {
        facts_of(&line.row)
            .filter(|(name, _)| *name == "event")
            .filter_map(|(_, fact)| Event::of(fact))
            .any(|other| event.is_near(&other))
    });
    Ok(near
        .then(|| broken(path, "X-24", Strength::Soft, "check-incident-near"))
        .into_iter()
        .collect())
}

/// When, where and why something happened.
struct Event {
    day: chrono::NaiveDate,
    at: Position,
    causes: BTreeSet<String>,
}

impl Event {
    fn of(fact: &str) -> Option<Self> {
        let mut parts = fact.split(';');
        Some(Self {
            day: parts.next()?.parse().ok()?,
            at: Position { lat: parts.next()?.parse().ok()?, lon: parts.next()?.parse().ok()? },
            causes: parts.next()?.split(' ').map(str::to_owned).collect(),
        })
    }

    fn is_near(&self, other: &Self) -> bool {
        (self.day - other.day).num_days().abs() <= 3
            && !self.causes.is_disjoint(&other.causes)
            && self.at.km_to(other.at) <= 50.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_are_near_in_time_place_and_cause_together() {
        let event = |text: &str| Event::of(text).unwrap();
        let one = event("2024-05-10;35.5;14.5;drowning");
        assert!(one.is_near(&event("2024-05-13;35.5;15.0;drowning violence")));
        assert!(!one.is_near(&event("2024-05-14;35.5;14.5;drowning")));
        assert!(!one.is_near(&event("2024-05-10;35.5;15.1;drowning")));
        assert!(!one.is_near(&event("2024-05-10;35.5;14.5;violence")));
    }

    #[test]
    fn split_records_are_compared_with_a_total_that_somebody_reported() {
        let more = |facts: &[&str]| {
            let tolls: Vec<_> = facts.iter().filter_map(|it| Toll::of(it)).collect();
            Toll::split_is_more(&tolls)
        };
        assert!(more(&["incident;10", "split_incident;6", "split_incident;5"]));
        assert!(!more(&["incident;11", "split_incident;6", "split_incident;5"]));
        assert!(!more(&["split_incident;6", "split_incident;5"]));
        assert!(!more(&["incident;10"]));
    }
}
