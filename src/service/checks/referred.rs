//! what a screening says leads to a case of protection or an assessment of health.
//!
//! Told only to those who may read the compartment that would hold it.

use super::{
    super::{
        ServiceError,
        casework::{CaseFile, answers},
        derive::facts_of,
        open_office::Office,
    },
    cases::is_like,
    persons::line_no,
    said::{Said, text},
};
use crate::{
    base::RecordId,
    cases::{
        State,
        answers::{Group, members},
    },
    forms::{Instance, Strength::Soft, Violation},
    vault::PersonRow,
};

/// Of a screening: whoever is a victim, is ill or is a child alone is known where they are helped.
pub(super) fn from_screening(
    office: &mut Office,
    number: &str,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "avrr_case_no");
    let file = CaseFile::of(office, "return", number, None)?;
    let Some(opening) = file.opening() else { return Ok(Vec::new()) };
    let persons = office.view().persons(opening.row.id)?;
    let protected = people_of(office, "trafficking_case")?;
    let examined = office.compartment("health").is_ok();
    let assessed = examined && linked(office, "health_assessment", number)?;
    let plan = file.handed_in("reintegration_plan").last();
    let referrals = plan.map(|it| members(it.answers(), "referrals")).unwrap_or_default();
    for (at, line) in said.lines("persons").iter().enumerate() {
        let no = line_no(line);
        let own = persons.iter().find(|it| usize::try_from(it.row).is_ok_and(|row| row + 1 == no));
        let is_case = own.is_some_and(|own| protected.iter().any(|it| is_same(own, it)));
        let victim = !matches!(text(line, "scr_vot"), "" | "none");
        let check = ("X-87", Soft);
        said.check_line(
            victim && !is_case,
            check,
            ("persons", at, "scr_vot"),
            "check-no-protection-case",
        );
        let ill = !matches!(text(line, "scr_health_need"), "" | "none");
        said.check_line(
            ill && examined && !assessed,
            check,
            ("persons", at, "scr_health_need"),
            "check-no-assessment",
        );
        let referred = referrals.iter().any(|it| text(it, "rf_person").parse() == Ok(no));
        let alone = text(line, "scr_umc") == "yes";
        said.check_line(
            alone && !is_case && !referred,
            check,
            ("persons", at, "scr_umc_bid"),
            "check-no-protection-case",
        );
    }
    Ok(said.broken)
}

/// Of a case of protection: a screening that says victim of the same person names the case, which is this one.
///
/// The other way round: a screening says victim, and nobody like them has a case. Told at the number of a case whose
/// person is in no such screening only where one of the same name is.
pub(super) fn screened_otherwise(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "case_no");
    let own = super::super::people::People::of(instance, office.clock.today());
    let Some(own) = own.0.first() else { return Ok(Vec::new()) };
    let not_a_victim = said.answer("tip_status") == "NotAVictimOfTrafficking";
    let rows: Vec<_> = of_form(office, "return_screening", Some(record))?;
    let mut contradicts = false;
    for row in rows {
        let screening = answers(office, &row)?;
        let Some(group) = screening.as_object() else { continue };
        let file = CaseFile::of(office, "return", text(group, "avrr_case_no"), None)?;
        let Some(opening) = file.opening() else { continue };
        let persons = office.view().persons(opening.row.id)?;
        contradicts |= members(group, "persons").into_iter().any(|line| {
            let person = persons.get(line_no(line).wrapping_sub(1));
            !matches!(text(line, "scr_vot"), "" | "none")
                && person.is_some_and(|it| is_like(own, it) && same_name(own, it))
        });
    }
    said.check(
        contradicts && not_a_victim,
        ("X-87", Soft),
        "tip_status",
        "check-screened-otherwise",
    );
    Ok(said.broken)
}

fn same_name(own: &super::super::people::Somebody, other: &PersonRow) -> bool {
    crate::cases::names::search_form(&own.names).trim() == first_name(other)
}

fn first_name(person: &PersonRow) -> &str {
    person.names_normalised.expose().trim()
}

/// Two rows of the same name and not of different sex.
fn is_same(a: &PersonRow, b: &PersonRow) -> bool {
    first_name(a) == first_name(b) && (a.sex.is_none() || b.sex.is_none() || a.sex == b.sex)
}

/// Everybody in records of a form that are not struck out.
fn people_of(office: &mut Office, form: &str) -> Result<Vec<PersonRow>, ServiceError> {
    let mut people = Vec::new();
    for row in of_form(office, form, None)? {
        people.extend(office.view().persons(row.id)?);
    }
    Ok(people)
}

/// Whether a record of a form names the case of this number.
fn linked(office: &mut Office, form: &str, number: &str) -> Result<bool, ServiceError> {
    let rows = of_form(office, form, None)?;
    Ok(rows.iter().any(|row| facts_of(row).any(|it| it == ("link", number))))
}

/// The records of a form that are not struck out.
pub(super) fn of_form(
    office: &mut Office,
    form: &str,
    besides: Option<RecordId>,
) -> Result<Vec<crate::vault::RecordRow>, ServiceError> {
    let lines = office.lines()?.iter();
    let own = lines.filter(|it| {
        it.row.form.id.0 == form && it.state != State::Void && Some(it.row.id) != besides
    });
    Ok(own.map(|it| it.row.clone()).collect())
}

/// Records of a form of which `fact` says so, with what they say.
pub(super) fn that_say(
    office: &mut Office,
    (form, besides): (&str, RecordId),
    facts: &[(&str, &str)],
) -> Result<Vec<(RecordId, Group)>, ServiceError> {
    let mut found = Vec::new();
    for row in of_form(office, form, Some(besides))? {
        if facts.iter().all(|wanted| facts_of(&row).any(|it| it == *wanted)) {
            let said = answers(office, &row)?;
            found.push((row.id, said.as_object().cloned().unwrap_or_default()));
        }
    }
    Ok(found)
}
