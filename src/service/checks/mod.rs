//! Named checks: what an expression of a form cannot say, for it needs other records, places or words.
//!
//! Their names are those of the forms' notes: `X-nn` from the programmes' catalogue, `C-nn` our own. One file a family:
//! what was written freely, numbers, places, incidents, cases, people that are alike, the later forms of a return case
//! (returns, plans, referred), places and flows, and the smaller programmes (offices).

mod alike;
mod cases;
mod geography;
mod incidents;
mod numbers;
mod offices;
mod persons;
mod places;
mod places_and_flows;
mod plans;
mod referred;
mod returns;
mod said;
mod words;

pub(super) use numbers::unique_in;

use super::{
    ServiceError,
    duplicates::{self, Found},
    index::Line,
    open_office::Office,
    people::People,
    places::PlaceTree,
};
use crate::{
    base::{Message, RecordId},
    cases::State,
    forms::{Instance, NodeView, Path, Rule, Strength, Violation},
};

/// Everything that does not hold in `instance`, which is or becomes the answers of `record`.
pub(super) fn all(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut violations = instance.violations();
    violations.extend(own(instance, &office.places));
    violations.extend(elsewhere(office, record, instance)?.0);
    Ok(violations)
}

/// Checks that need nothing but the record itself and the office's list of places.
pub(super) fn own(instance: &Instance, list: &PlaceTree) -> Vec<Violation> {
    let nodes: Vec<NodeView<'_>> =
        instance.nodes().into_iter().filter(|node| node.relevant).collect();
    let mut violations = Vec::new();
    violations.extend(words::other_is_listed(instance, &nodes));
    violations.extend(words::names_in_text(instance, &nodes));
    violations.extend(cases::purposes_twice(instance, &nodes));
    violations.extend(offices::participants_twice(instance));
    violations.extend(places::in_the_list(instance, &nodes, list));
    violations.extend(places::in_the_district(instance, &nodes, list));
    violations.extend(incidents::far_from_country(instance, list));
    violations
}

/// Checks against the other records of the office, and those that may be about the same people.
pub(super) fn elsewhere(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<(Vec<Violation>, Vec<Found>), ServiceError> {
    let people = People::of(instance, office.clock.today());
    let mut violations = numbers::unique_numbers(office, record, instance)?;
    violations.extend(incidents::incident_near(office, record, instance)?);
    violations.extend(incidents::split_exceeds_total(office, record, instance)?);
    violations.extend(cases::stage_goes_back(office, record, instance)?);
    violations.extend(cases::linked(office, record, instance, &people)?);
    violations.extend(returns::in_case(office, record, instance)?);
    violations.extend(of_form(office, record, instance, &people)?);
    let found = duplicates::find(office, record, instance, &people)?;
    violations.extend(alike::possible_duplicates(instance, &found));
    violations.extend(alike::update_of_nothing(instance, &found));
    Ok((violations, found))
}

/// The checks of one form against records of its own kind and of those beside it.
fn of_form(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
    people: &People,
) -> Result<Vec<Violation>, ServiceError> {
    match instance.form().id.as_str() {
        "location_baseline" => places_and_flows::location(office, record, instance),
        "site_assessment" => places_and_flows::site(office, record, instance),
        "flow_registry" => places_and_flows::registry(office, record, instance),
        "flow_survey" => places_and_flows::survey(office, record, instance),
        "flow_trafficking_module" => places_and_flows::module(office, record, instance),
        "resettlement_movement" => offices::movement(office, record, instance),
        "resettlement_case" => {
            let mut broken = offices::other_case(office, record, instance)?;
            broken.extend(offices::known_person(office, record, instance, people)?);
            Ok(broken)
        }
        "trafficking_case" => {
            let mut broken = referred::screened_otherwise(office, record, instance)?;
            broken.extend(offices::known_person(office, record, instance, people)?);
            Ok(broken)
        }
        "governance_indicators" | "environment_research" => {
            offices::earlier(office, record, instance)
        }
        "health_assessment" => offices::assessment(office, record, instance),
        "health_travel" => offices::travel(office, record, instance),
        _ => Ok(Vec::new()),
    }
}

fn broken(path: Path, name: &'static str, severity: Strength, id: &'static str) -> Violation {
    Violation {
        path,
        rule: Rule::Check(name),
        severity,
        text: None,
        message: Message::new(id).text("rule", name),
    }
}

/// Whether a line is another record that counts: not this one, not struck out.
pub(super) fn is_other(line: &Line, record: RecordId) -> bool {
    line.row.id != record && line.state != State::Void
}

/// The first relevant node with this name.
pub(super) fn node_named(instance: &Instance, name: &str) -> Option<Path> {
    let found = instance.nodes().into_iter().find(|it| it.relevant && it.path.name() == name);
    found.map(|it| it.path)
}
