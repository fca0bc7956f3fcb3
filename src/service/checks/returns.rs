//! Checks of the later forms of a return case against the case.

use chrono::NaiveDate;

use super::{
    super::{
        ServiceError,
        casework::{CaseFile, Opening, step_of},
        open_office::Office,
    },
    persons::{Applicant, adults_agree, agrees_for, applicants, expiry, has_document, line_no},
    plans,
    said::{Said, day, text},
};
use crate::{
    assets::Again,
    base::RecordId,
    cases::answers::{Group, find, members},
    forms::{
        Instance,
        Strength::{Hard, Soft},
        Violation,
    },
};

/// What the checks of a form look at.
pub(super) struct Around<'a> {
    pub(super) file: &'a CaseFile,
    /// What the form that opened the case says.
    pub(super) case: &'a Group,
    pub(super) people: Vec<Applicant<'a>>,
    pub(super) today: NaiveDate,
    /// Whether the person may read `protection`, and so knows whether a screening is there.
    pub(super) sees_protection: bool,
}

impl<'a> Around<'a> {
    /// What a form of the case says, the one handed in last.
    pub(super) fn form(&self, form: &str) -> Option<&'a Group> {
        self.file.handed_in(form).last().map(super::super::casework::CaseRecord::answers)
    }

    /// The movement with which they left.
    pub(super) fn departed(&self) -> Option<&'a Group> {
        let all = self.file.handed_in("return_movement");
        all.filter(|it| it.answer("mv_result") == "departed")
            .last()
            .map(super::super::casework::CaseRecord::answers)
    }

    pub(super) fn documents(&self) -> Vec<&'a Group> {
        self.form("return_application").map(|it| members(it, "docs")).unwrap_or_default()
    }
}

/// Everything that does not hold between a later form of a case and the case.
pub(super) fn in_case(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let form = instance.form().id.as_str();
    let Some(step) = step_of(form).filter(|it| !it.opens()) else { return Ok(Vec::new()) };
    let mut said = Said::of(instance, step.number);
    let number = said.answer(step.number).to_owned();
    if number.is_empty() {
        return Ok(Vec::new());
    }
    let file = CaseFile::of(office, step.case, &number, Some(record))?;
    let Some(opening) = file.opening() else {
        said.check(true, ("X-105", Hard), step.number, "check-no-case");
        return Ok(said.broken);
    };
    let stands = file
        .of_form(form)
        .any(|it| !matches!(step.again, Again::When(when) if when.is(it.answer(when.question))));
    let only = !matches!(step.again, Again::Always);
    said.check(only && stands, ("X-112", Hard), step.number, "check-one-a-case");
    if let Opening::Blocked(_) = office.opening(&file, &step) {
        said.check(true, ("X-125", Hard), step.number, "check-not-yet");
    }
    let around = Around {
        file: &file,
        case: opening.answers(),
        people: applicants(opening.answers()),
        today: office.clock.today(),
        sees_protection: office.compartment("protection").is_ok(),
    };
    match form {
        "return_screening" => screening(&mut said, &around),
        "return_application" => application(&mut said, &around),
        "return_movement" => movement(&mut said, &around),
        "return_arrival" => arrival(&mut said, &around),
        "reintegration_plan" => plans::plan(&mut said, &around),
        "return_psychosocial" => counselling(&mut said, &around),
        "reintegration_monitoring" => plans::interview(&mut said, &around),
        "return_closure" => plans::closure(&mut said, &around),
        _ => {}
    }
    let mut broken = said.broken;
    if form == "return_screening" {
        broken.extend(super::referred::from_screening(office, &number, instance)?);
    }
    Ok(broken)
}

/// no two lines are about the same person.
fn one_line_a_person(said: &mut Said<'_>, repeat: &'static str) {
    let lines = said.lines(repeat);
    for (at, line) in lines.iter().enumerate() {
        let again =
            lines.iter().take(at).any(|it| line_no(line) != 0 && line_no(it) == line_no(line));
        said.check_line(again, ("X-110", Hard), (repeat, at, "m_no"), "check-person-twice");
    }
}

/// an answer carried over is still that of the earlier form.
pub(super) fn carried(said: &mut Said<'_>, question: &str, earlier: Option<&Group>) {
    let (own, theirs) =
        (said.answer(question).to_owned(), earlier.and_then(|it| find(it, question)));
    let differs = theirs.is_some_and(|theirs| theirs != own);
    said.check(differs, ("X-105", Hard), question, "check-carried-differs");
}

/// How a spouse stands to the principal applicant.
const SPOUSES: [&str; 5] = ["HU", "WI", "MW", "NM", "NF"];

fn screening(said: &mut Said<'_>, around: &Around<'_>) {
    one_line_a_person(said, "persons");
    let lines = said.lines("persons");
    let before = said
        .day("scr_date")
        .zip(day(around.case, "counsel_date"))
        .is_some_and(|(own, from)| own < from);
    said.check(before, ("X-76", Hard), "scr_date", "check-order");
    said.check(lines.len() != around.people.len(), ("X-77", Soft), "m_no", "check-not-everybody");
    for (at, line) in lines.iter().enumerate() {
        let Some(person) = around.people.iter().find(|it| it.no == line_no(line)) else {
            said.check_line(true, ("X-105", Hard), ("persons", at, "m_no"), "check-nobody-there");
            continue;
        };
        let sex = text(line, "sex");
        said.check_line(
            !sex.is_empty() && sex != person.says("sex"),
            ("X-105", Soft),
            ("persons", at, "sex"),
            "check-person-differs",
        );
        let own: Option<f64> = text(line, "age").parse().ok();
        let far = own.zip(person.age()).is_some_and(|(own, theirs)| 1.0 < (own - theirs).abs());
        said.check_line(far, ("X-105", Soft), ("persons", at, "age"), "check-person-differs");
        said.check_line(
            !person.consents(),
            ("X-07", Hard),
            ("persons", at, "m_no"),
            "check-no-consent",
        );
    }
    let spouse = around.people.iter().any(|it| SPOUSES.contains(&it.says("m_rel_pa")));
    let child = around.people.iter().any(Applicant::is_minor);
    said.check(
        said.answer("scr_single_parent") == "yes" && (spouse || !child),
        ("X-111", Soft),
        "scr_single_parent",
        "check-single-parent",
    );
}

#[expect(clippy::too_many_lines, reason = "the checks of one form, read from top to bottom")]
fn application(said: &mut Said<'_>, around: &Around<'_>) {
    let people = &around.people;
    let movement = around.form("return_movement");
    let planned = movement.and_then(|it| day(it, "planned_departure"));
    let before = said
        .day("app_date")
        .zip(day(around.case, "counsel_date"))
        .is_some_and(|(own, from)| own < from);
    said.check(before, ("X-76", Hard), "app_date", "check-order");
    let late = said.day("app_withdraw_date").zip(planned).is_some_and(|(own, day)| day < own);
    said.check(late, ("X-76", Hard), "app_withdraw_date", "check-withdrawn-late");
    if around.sees_protection {
        said.check(
            !is_cleared(around),
            ("X-80", Hard),
            "app_screening_cleared",
            "check-not-cleared",
        );
    }
    let lines = said.lines("docs");
    let documents: Vec<&Group> = lines.iter().collect();
    let on =
        movement.and_then(|it| day(it, "actual_departure")).or(planned).unwrap_or(around.today);
    let early = matches!(text(around.case, "stage"), "counselling" | "application" | "evaluation");
    let strength = if early { Soft } else { Hard };
    let undocumented = people.iter().any(|it| it.travels() && !has_document(&documents, it.no, on));
    said.check(undocumented, ("X-77", strength), "doc_type", "check-no-document");
    said.check(
        people.iter().any(|it| lacks_papers(*it, &documents)),
        ("X-78", Hard),
        "app_declaration",
        "check-child-papers",
    );
    let alone = people.iter().any(Applicant::is_child_alone);
    said.check(
        alone && said.answer("app_needs_representative") != "yes",
        ("X-79", Hard),
        "app_needs_representative",
        "check-child-alone",
    );
    let asked = !matches!(said.answer("app_authority_check"), "" | "not_needed");
    said.check(
        asked && !adults_agree(people, "authority_transfer"),
        ("X-113", Hard),
        "app_authority_check",
        "check-no-purpose",
    );
    for (at, line) in lines.iter().enumerate() {
        let told = !text(line, "td_request_date").is_empty();
        said.check_line(
            told && !agrees_for(people, line_no(line), "consulate_transfer"),
            ("X-113", Hard),
            ("docs", at, "td_request_date"),
            "check-no-purpose",
        );
    }
    let signs = |it: &&Applicant<'_>| {
        it.is_adult() || (it.is_child_alone() && it.age().is_some_and(|age| 16.0 <= age))
    };
    let unsigned = people.iter().filter(signs).any(|it| it.says("m_signature") != "yes");
    said.check(unsigned, ("X-114", Hard), "app_declaration", "check-unsigned");
    let overdue =
        planned.zip(said.day("app_vol_deadline")).is_some_and(|(planned, end)| end < planned);
    said.check(overdue, ("X-115", Soft), "app_vol_deadline", "check-after-deadline");
}

/// the screening lets the case go on, and everybody decides freely.
fn is_cleared(around: &Around<'_>) -> bool {
    around.form("return_screening").is_some_and(|it| {
        let free = |line: &&Group| {
            ["scr_voluntariness", "scr_capacity_decide"]
                .into_iter()
                .all(|question| matches!(text(line, question), "" | "yes"))
        };
        matches!(text(it, "scr_outcome"), "eligible" | "eligible_conditions")
            && members(it, "persons").iter().all(free)
    })
}

/// a child without proof of birth, or without the consent of the parent who does not travel.
fn lacks_papers(person: Applicant<'_>, documents: &[&Group]) -> bool {
    let proof = person.says("m_birth_cert") == "yes"
        || documents.iter().any(|it| {
            line_no(it) == person.no
                && matches!(text(it, "doc_type"), "birth_certificate" | "family_book")
        });
    let consent = person.says("m_minor_accomp") != "one_parent"
        || matches!(person.says("m_other_parent_consent"), "obtained" | "not_needed");
    person.is_minor() && !(proof && consent)
}

#[expect(clippy::too_many_lines, reason = "the checks of one form, read from top to bottom")]
fn movement(said: &mut Said<'_>, around: &Around<'_>) {
    one_line_a_person(said, "pd_checklist");
    let application = around.form("return_application");
    carried(said, "app_date", application);
    carried(said, "app_declaration_date", application);
    let (planned, left) = (said.day("planned_departure"), said.day("actual_departure"));
    let decided = application.and_then(|it| day(it, "app_decision_date"));
    let allowed = application
        .is_some_and(|it| matches!(text(it, "app_decision"), "eligible" | "eligible_conditions"));
    let undecided = !allowed || decided.zip(left).is_some_and(|(decided, left)| left < decided);
    said.check(
        left.is_some() && undecided,
        ("X-76", Hard),
        "actual_departure",
        "check-not-decided",
    );
    let lines = said.lines("pd_checklist");
    let documents = around.documents();
    for person in around.people.iter().filter(|it| it.travels()) {
        let listed = lines.iter().any(|it| line_no(it) == person.no);
        if let Some(left) = left {
            let ready = listed && has_document(&documents, person.no, left);
            said.check(!ready, ("X-77", Hard), "actual_departure", "check-traveller-not-ready");
        }
        let ends = documents
            .iter()
            .filter(|it| line_no(it) == person.no)
            .filter_map(|it| expiry(it))
            .max();
        let soon = ends.zip(planned).is_some_and(|(end, planned)| end <= planned);
        said.check(soon, ("X-11", Soft), "planned_departure", "check-document-expires");
    }
    for person in around.people.iter().filter(|it| it.is_child_alone()) {
        let cleared = !around.sees_protection
            || around.form("return_screening").is_some_and(|it| {
                members(it, "persons").iter().any(|it| {
                    line_no(it) == person.no
                        && text(it, "scr_umc_bid") == "return_in_interest"
                        && !text(it, "scr_umc_receiver").is_empty()
                })
            });
        let wrong = left.is_some() && !(cleared && said.answer("pd_child_alone") == "yes");
        said.check(wrong, ("X-79", Hard), "pd_child_alone", "check-child-alone");
    }
    said.check(
        said.answer("pd_handover") == "yes" && !adults_agree(&around.people, "country_transfer"),
        ("X-113", Hard),
        "pd_handover",
        "check-no-purpose",
    );
    said.check(
        !said.answer("pd_fit_date").is_empty()
            && !around.people.iter().any(|it| it.agrees("carrier_transfer")),
        ("X-113", Hard),
        "pd_fit_date",
        "check-no-purpose",
    );
    let deadline = application.and_then(|it| day(it, "app_vol_deadline"));
    let overdue = planned.zip(deadline).is_some_and(|(planned, end)| end < planned);
    said.check(overdue, ("X-115", Soft), "planned_departure", "check-after-deadline");
    let twice = said.answer("mv_result") == "departed"
        && around.file.of_form("return_movement").any(|it| it.answer("mv_result") == "departed");
    said.check(twice, ("X-117", Hard), "mv_result", "check-left-twice");
}

fn arrival(said: &mut Said<'_>, around: &Around<'_>) {
    carried(said, "arrival_date", around.departed());
    carried(said, "case_size", Some(around.case));
    carried(said, "app_return_adm1", around.form("return_application"));
    let country = said.answer("ar_actual_country");
    let wished = [Some(around.case), around.form("return_application")];
    let wished = wished.into_iter().flatten().find_map(|it| find(it, "app_return_country"));
    said.check(
        !country.is_empty() && wished.is_some_and(|it| it != country),
        ("X-119", Soft),
        "ar_actual_country",
        "check-other-country",
    );
    said.check(
        around.people.iter().any(Applicant::is_child_alone)
            && said.answer("ar_child_handover") == "not_needed",
        ("X-79", Hard),
        "ar_child_handover",
        "check-child-alone",
    );
    let children = around.people.iter().skip(1).filter(|it| it.travels() && it.is_minor()).count();
    let told = said.number("ar_accomp_children");
    #[expect(clippy::cast_precision_loss, reason = "people of a case")]
    let differs = told.is_some_and(|it| (it - children as f64).abs() > 0.5);
    said.check(differs, ("X-118", Soft), "ar_accomp_children", "check-children-differ");
}

fn counselling(said: &mut Said<'_>, around: &Around<'_>) {
    let no: usize = said.answer("m_no").parse().unwrap_or(0);
    let person = around.people.iter().find(|it| it.no == no);
    said.check(person.is_none(), ("X-105", Hard), "m_no", "check-nobody-there");
    let consents = person.is_none_or(Applicant::consents);
    said.check(!consents, ("X-07", Hard), "m_no", "check-no-consent");
    for (at, line) in said.lines("pss_sessions").iter().enumerate() {
        let early = day(line, "ps_date")
            .zip(day(around.case, "counsel_date"))
            .is_some_and(|(own, from)| own < from);
        said.check_line(early, ("X-76", Soft), ("pss_sessions", at, "ps_date"), "check-order");
    }
    let again = around
        .file
        .of_form("return_psychosocial")
        .any(|it| it.answer("m_no") == said.answer("m_no"));
    said.check(again, ("X-112", Soft), "m_no", "check-one-a-person");
}
