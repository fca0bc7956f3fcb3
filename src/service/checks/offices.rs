//! Checks of resettlement, training, health and the programmes without people against other records: C-31, C-32, C-34,
//! C-37 to C-40, C-96 to C-98, X-38, X-104, X-105.

use std::collections::BTreeSet;

use super::{
    super::{ServiceError, casework, derive::facts_of, open_office::Office, people::People},
    cases::is_like,
    referred::{of_form, that_say},
    returns::carried,
    said::{Said, day, text},
};
use crate::{
    base::RecordId,
    cases::answers::{Group, codes, members},
    forms::{
        Instance,
        Strength::{Hard, Soft},
        Violation,
    },
};

/// Of a movement of resettlement: the case that it moves.
#[expect(clippy::too_many_lines, reason = "the checks of one form, read from top to bottom")]
pub(super) fn movement(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "rst_case_no");
    let number = said.answer("rst_case_no").to_owned();
    let file = casework::CaseFile::of(office, "resettlement", &number, Some(record))?;
    let Some(case) = file.opening().map(casework::CaseRecord::answers) else {
        return Ok(said.broken); // said by what holds for every later form of a case
    };
    for question in ["decision_date", "medical_status", "medical_valid_until"] {
        carried(&mut said, question, Some(case));
    }
    let members = members(case, "members");
    let movers: Vec<usize> =
        codes(said.group(), "movers").iter().filter_map(|it| it.parse().ok()).collect();
    let size = text(case, "case_size").parse().unwrap_or(members.len());
    let gone = |status: &str| matches!(status, "departed" | "arrived");
    let elsewhere: BTreeSet<usize> = file
        .of_form("resettlement_movement")
        .filter(|it| gone(it.answer("rst_status")))
        .flat_map(|it| codes(it.answers(), "movers"))
        .filter_map(|it| it.parse().ok())
        .collect();
    let again = gone(said.answer("rst_status")) && movers.iter().any(|it| elsewhere.contains(it));
    let beyond = movers.iter().any(|it| size < *it);
    said.check(beyond || again, ("C-38", Hard), "movers", "check-movers");
    let moving = || {
        members.iter().enumerate().filter(|(at, _)| movers.contains(&(at + 1))).map(|(_, it)| *it)
    };
    let alone: Vec<&Group> = moving()
        .filter(|it| {
            codes(it, "specific_needs")
                .iter()
                .any(|need| matches!(*need, "unaccompanied_child" | "separated_child"))
        })
        .collect();
    let settled = alone.iter().all(|it| {
        let guardian = !codes(it, "specific_needs").contains(&"unaccompanied_child")
            || !text(it, "umc_guardian").is_empty();
        text(it, "bid_done") == "yes" && guardian
    });
    let told = said.answer("child_alone") == "yes";
    said.check(!alone.is_empty() && !told, ("X-38", Hard), "child_alone", "check-child-alone");
    let cleared = said.answer("child_cleared") == "yes";
    said.check(
        !alone.is_empty() && cleared && !settled,
        ("X-38", Hard),
        "child_cleared",
        "check-child-not-cleared",
    );
    let planned = said.day("planned_departure");
    let expires = moving()
        .filter_map(|it| day(it, "doc_expiry"))
        .any(|end| planned.is_some_and(|on| end <= on));
    said.check(expires, ("X-11", Soft), "planned_departure", "check-document-expires");
    let latest = file.of_form("resettlement_movement").all(|it| {
        day(it.answers(), "planned_departure").zip(planned).is_none_or(|(other, own)| other <= own)
    });
    let status = said.answer("rst_status").to_owned();
    let differs = !status.is_empty() && text(case, "rst_status") != status;
    said.check(latest && differs, ("C-39", Soft), "rst_status", "check-status-differs");
    let assisted = codes(said.group(), "special_assist").iter().any(|it| *it != "none");
    let agreed = moving().chain(members.first().copied()).any(|it| {
        crate::cases::answers::members(it, "purposes").into_iter().any(|line| {
            text(line, "purpose_code") == "carrier_transfer"
                && text(line, "purpose_answer") == "yes"
        })
    });
    said.check(assisted && !agreed, ("C-40", Hard), "special_assist", "check-no-purpose");
    Ok(said.broken)
}

/// Of whatever lists people: the same document or person in another record of the form.
pub(super) fn known_person(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
    people: &People,
) -> Result<Vec<Violation>, ServiceError> {
    let form = instance.form().id.as_str();
    let (check, questions): (&'static str, &[&str]) = match form {
        "trafficking_case" => ("C-31", &["id_number", "doc_number"]),
        "resettlement_case" => ("C-37", &["doc_number", "unhcr_indiv_no"]),
        _ => return Ok(Vec::new()),
    };
    let mut said = Said::of(instance, "family_name");
    let numbers = |group: &Group| -> BTreeSet<(String, String)> {
        let lines = crate::cases::answers::repeats(group).into_iter().flat_map(|(_, lines)| lines);
        let all = std::iter::once(group).chain(lines);
        all.flat_map(|it| questions.iter().map(move |question| (*question, text(it, question))))
            .filter(|(_, value)| !value.is_empty())
            .map(|(question, value)| {
                (question.to_owned(), value.to_uppercase().replace([' ', '-'], ""))
            })
            .collect()
    };
    let own = numbers(said.group());
    for row in of_form(office, form, Some(record))? {
        let answers = casework::answers(office, &row)?;
        let theirs = answers.as_object().map(&numbers).unwrap_or_default();
        let same = own.intersection(&theirs).next().map(|(question, _)| question.clone());
        let persons = office.view().persons(row.id)?;
        let named = people.0.iter().any(|here| {
            let name = crate::cases::names::search_form(&here.names);
            !here.birth.0.is_empty()
                && persons.iter().any(|it| {
                    it.birth_from.is_some()
                        && is_like(here, it)
                        && it.names_normalised.expose().trim() == name.trim()
                })
        });
        let question = same.as_deref().unwrap_or("family_name").to_owned();
        said.check(same.is_some() || named, (check, Soft), &question, "check-duplicate");
    }
    Ok(said.broken)
}

/// Of what names an earlier record of its own kind: an assessment of governance, a publication.
pub(super) fn earlier(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let form = instance.form().id.as_str();
    let mut said = Said::of(instance, "mgi_id");
    match form {
        "governance_indicators" => {
            let before = said.answer("mgi_prev_id").to_owned();
            let known = !before.is_empty()
                && !that_say(office, (form, record), &[("mgi_id", &before)])?.is_empty();
            said.check(
                !before.is_empty() && !known,
                ("C-32", Soft),
                "mgi_prev_id",
                "check-no-earlier-assessment",
            );
        }
        "environment_research" => {
            let id = said.answer("pub_id").to_owned();
            let again =
                !id.is_empty() && !that_say(office, (form, record), &[("pub_id", &id)])?.is_empty();
            said.check(again, ("C-34", Soft), "pub_id", "check-publication-twice");
        }
        _ => {}
    }
    Ok(said.broken)
}

/// Of an assessment of health.
pub(super) fn assessment(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "ha_no");
    for (repeat, questions) in
        [("ex_findings", &["find_system"][..]), ("vacc", &["vacc_code", "vacc_date"])]
    {
        let lines = said.lines(repeat);
        let key = |line: &Group| -> Vec<String> {
            questions.iter().map(|it| text(line, it).to_owned()).collect()
        };
        for (at, line) in lines.iter().enumerate() {
            let own = key(line);
            let again = own.iter().all(|it| !it.is_empty())
                && lines.iter().take(at).any(|it| key(it) == own);
            let question = questions.first().copied().unwrap_or_default();
            said.check_line(again, ("C-97", Soft), (repeat, at, question), "check-line-twice");
        }
    }
    let document = said.answer("doc_number").to_owned();
    if !document.is_empty() {
        let on = said.day("ha_date");
        let dest = said.answer("ha_dest").to_owned();
        let valid =
            that_say(office, ("health_assessment", record), &[])?.into_iter().any(|(_, it)| {
                text(&it, "doc_number") == document
                    && text(&it, "ha_dest") == dest
                    && day(&it, "ha_valid_until").zip(on).is_some_and(|(until, on)| on < until)
            });
        said.check(valid, ("C-96", Soft), "doc_number", "check-still-valid");
    }
    let link = said.answer("ha_case_link").to_owned();
    if !link.is_empty() && office.holds_general() {
        let end = said.day("ha_valid_until");
        let mut early = false;
        for (form, number) in
            [("resettlement_movement", "rst_case_no"), ("return_movement", "avrr_case_no")]
        {
            early |= that_say(office, (form, record), &[(number, &link)])?.iter().any(|(_, it)| {
                day(it, "planned_departure").zip(end).is_some_and(|(on, end)| end < on)
            });
        }
        said.check(early, ("X-104", Soft), "ha_valid_until", "check-validity-ends");
    }
    Ok(said.broken)
}

/// Of a check before departure: the assessment that it follows.
pub(super) fn travel(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "ha_no");
    let number = said.answer("ha_no").to_owned();
    if number.is_empty() {
        return Ok(said.broken);
    }
    let known = that_say(office, ("health_assessment", record), &[("ha_no", &number)])?;
    let age = said.number("age");
    let fits = |it: &&(RecordId, Group)| {
        let close = age
            .zip(crate::cases::answers::find_number(&it.1, "age"))
            .is_none_or(|(a, b)| (a - b).abs() <= 1.0);
        close
            && ["ha_dest", "sex"]
                .iter()
                .all(|question| text(&it.1, question) == said.answer(question))
    };
    let found = known.iter().find(fits).map(|it| it.1.clone());
    said.check(found.is_none(), ("C-98", Soft), "ha_no", "check-no-such-assessment");
    let (end, on) = (found.and_then(|it| day(&it, "ha_valid_until")), said.day("pe_departure"));
    let early = end.zip(on).is_some_and(|(end, on)| end < on);
    said.check(early, ("X-104", Soft), "pe_departure", "check-validity-ends");
    Ok(said.broken)
}

/// X-108 of a training: the same names and year of birth twice among its participants.
pub(super) fn participants_twice(instance: &Instance) -> Vec<Violation> {
    let mut said = Said::of(instance, "session_id");
    let lines = said.lines("participants");
    let key = |line: &Group| {
        let year = text(line, "birth_date").get(..4).unwrap_or_default().to_owned();
        let names = [text(line, "given_names"), text(line, "family_name")].join(" ");
        (crate::cases::names::fold(&names), year)
    };
    for (at, line) in lines.iter().enumerate() {
        let own = key(line);
        let again = !own.0.is_empty() && lines.iter().take(at).any(|it| key(it) == own);
        said.check_line(
            again,
            ("X-108", Soft),
            ("participants", at, "family_name"),
            "check-participant-twice",
        );
    }
    said.broken
}

/// X-105 of resettlement: a linked case is another case of the office.
pub(super) fn other_case(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "rst_case_no");
    let numbers: Vec<String> = of_form(office, "resettlement_case", Some(record))?
        .iter()
        .filter_map(|row| facts_of(row).find(|(name, _)| *name == "rst_case_no"))
        .map(|(_, number)| number.to_owned())
        .collect();
    for (at, line) in said.lines("linked_cases").iter().enumerate() {
        let link = text(line, "linked_case");
        let unknown = !link.is_empty() && !numbers.iter().any(|it| it == link);
        said.check_line(
            unknown,
            ("X-105", Soft),
            ("linked_cases", at, "linked_case"),
            "check-link-unknown",
        );
    }
    Ok(said.broken)
}
