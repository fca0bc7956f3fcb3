//! Checks of the plan, the interviews and the closure of a return case.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use super::{
    persons::agrees_for,
    returns::{Around, carried},
    said::{Said, day, text},
};
use crate::{
    cases::answers::{Group, codes, find_number, members},
    forms::Strength::{Hard, Soft},
};

/// Rounds of interviews in their order.
const ROUNDS: [&str; 6] = ["baseline", "m3", "m6", "m12", "m18", "endline"];

fn is_delivered(item: &Group) -> bool {
    matches!(text(item, "it_status"), "delivered" | "delivered_part")
}

fn no_of(group: &Group, question: &str) -> Option<usize> {
    text(group, question).parse().ok() // blank
}

pub(super) fn plan(said: &mut Said<'_>, around: &Around<'_>) {
    let nowhere = text(around.case, "dest_office").is_empty();
    said.check(nowhere, ("X-105", Hard), "avrr_case_no", "check-no-destination");
    let arrived = said.day("arrival_date");
    if arrived.is_some() {
        carried(said, "arrival_date", around.departed());
        let received = around.form("return_arrival").is_some();
        said.check(!received, ("X-89", Hard), "arrival_date", "check-plan-before-profile");
    }
    let items = said.lines("items");
    let first = items
        .iter()
        .filter(|it| is_delivered(it))
        .filter_map(|it| day(it, "it_delivered_date"))
        .min();
    let baseline = around.file.handed_in("reintegration_monitoring").any(|it| {
        it.answer("mon_round") == "baseline"
            && day(it.answers(), "mon_date").is_some_and(|on| first.is_none_or(|first| on <= first))
    });
    let told = said.answer("rp_baseline_rss").to_owned();
    let wrong = matches!(told.as_str(), "yes" | "no") && (told == "yes") != baseline;
    said.check(wrong, ("X-91", Soft), "rp_baseline_rss", "check-baseline");
    for (at, item) in items.iter().enumerate() {
        let beyond = no_of(item, "it_beneficiary").is_some_and(|no| around.people.len() < no);
        said.check_line(
            beyond,
            ("X-119", Soft),
            ("items", at, "it_beneficiary"),
            "check-nobody-there",
        );
        let unneeded = text(item, "it_type") == "medical" && no_health_need(around);
        said.check_line(unneeded, ("X-87", Soft), ("items", at, "it_type"), "check-no-health-need");
    }
    for (at, referral) in said.lines("referrals").iter().enumerate() {
        let no = no_of(referral, "rf_person").unwrap_or(0);
        said.check_line(
            around.people.len() < no,
            ("X-119", Soft),
            ("referrals", at, "rf_person"),
            "check-nobody-there",
        );
        let agreed = agrees_for(&around.people, no, "referral");
        said.check_line(
            !agreed,
            ("X-113", Hard),
            ("referrals", at, "rf_service"),
            "check-no-purpose",
        );
        let health = matches!(text(referral, "rf_service"), "med_treatment" | "med_psychiatric");
        said.check_line(
            health && no_health_need(around),
            ("X-87", Soft),
            ("referrals", at, "rf_service"),
            "check-no-health-need",
        );
    }
}

/// Whether a screening that the person may read saw no health need of anybody.
fn no_health_need(around: &Around<'_>) -> bool {
    let screening = around.form("return_screening").filter(|_| around.sees_protection);
    screening.is_some_and(|it| {
        members(it, "persons").iter().all(|it| text(it, "scr_health_need") == "none")
    })
}

pub(super) fn interview(said: &mut Said<'_>, around: &Around<'_>) {
    let no = no_of(said.group(), "m_no").unwrap_or(0);
    let person = around.people.iter().find(|it| it.no == no);
    said.check(person.is_none(), ("X-105", Hard), "m_no", "check-nobody-there");
    carried(said, "arrival_date", around.departed());
    let withdrawn = person.is_some_and(|it| it.says("consent_withdrawn") == "yes");
    let agreed = agrees_for(&around.people, no, "contact_later") && !withdrawn;
    said.check(!agreed, ("X-07", Hard), "mon_consent", "check-no-contact");
    let others: Vec<&Group> = around
        .file
        .of_form("reintegration_monitoring")
        .map(super::super::casework::CaseRecord::answers)
        .filter(|it| no_of(it, "m_no") == Some(no))
        .collect();
    let (on, round) = (said.day("mon_date"), said.answer("mon_round").to_owned());
    let same = others.iter().any(|it| {
        (!round.is_empty() && text(it, "mon_round") == round)
            || on.zip(day(it, "mon_date")).is_some_and(|(a, b)| quarter(a) == quarter(b))
    });
    said.check(same, ("X-90", Hard), "mon_date", "check-interviewed-already");
    said.check(out_of_order(&others, on, &round), ("X-91", Soft), "mon_round", "check-rounds");
    let plan = around.form("reintegration_plan");
    let items = plan.map(|it| members(it, "items")).unwrap_or_default();
    let before = |item: &&&Group| {
        is_delivered(item) && day(item, "it_delivered_date").zip(on).is_some_and(|(a, b)| a < b)
    };
    let delivered: Vec<&&Group> = items.iter().filter(before).collect();
    said.check(
        round == "baseline" && !delivered.is_empty(),
        ("X-91", Soft),
        "mon_round",
        "check-baseline-late",
    );
    said.check(school_differs(said, around, on), ("X-93", Soft), "rss_s4", "check-school");
    said.check(income_jumps(said, &others, on), ("X-120", Soft), "mon_income", "check-income");
    let services = codes(said.group(), "mon_services");
    let missing = !services.is_empty()
        && delivered.iter().any(|it| !is_named(text(it, "it_type"), &services));
    said.check(missing, ("X-121", Soft), "mon_services", "check-services");
    let troubled = said.answer("mon_pss_case") == "yes"
        || said.answer("rss_p8") == "yes"
        || said.answer("rss_p7") == "very_often";
    let referrals = plan.map(|it| members(it, "referrals")).unwrap_or_default();
    let referred =
        referrals.iter().any(|it| day(it, "rf_date").zip(on).is_some_and(|(a, b)| b <= a));
    said.check(troubled && !referred, ("X-87", Soft), "mon_pss_case", "check-no-referral");
}

fn quarter(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month0() / 3)
}

/// an interview of an earlier round took place after this one, or one of a later round before.
fn out_of_order(others: &[&Group], on: Option<NaiveDate>, round: &str) -> bool {
    let place = |round: &str| ROUNDS.iter().position(|it| *it == round);
    let Some((on, own)) = on.zip(place(round)) else { return false };
    others.iter().any(|it| {
        let other = day(it, "mon_date").zip(place(text(it, "mon_round")));
        other.is_some_and(|(day, other)| (other < own && on < day) || (own < other && day < on))
    })
}

/// "no school-age children" is said exactly where nobody of the case is of that age.
fn school_differs(said: &Said<'_>, around: &Around<'_>, on: Option<NaiveDate>) -> bool {
    let counselled = day(around.case, "counsel_date");
    let Some(years) = on.zip(counselled).and_then(|(on, from)| on.years_since(from)) else {
        return false;
    };
    let child = around
        .people
        .iter()
        .filter_map(super::persons::Applicant::age)
        .any(|age| (6.0..18.0).contains(&(age + f64::from(years))));
    let told = said.answer("rss_s4");
    !told.is_empty() && (told == "no_children") == child
}

/// income differs from that of the last interview by a factor above five.
fn income_jumps(said: &Said<'_>, others: &[&Group], on: Option<NaiveDate>) -> bool {
    let currency = said.answer("mon_income_currency");
    let same = |it: &&&Group| text(it, "mon_income_currency") == currency;
    let last = others
        .iter()
        .filter(same)
        .filter(|it| day(it, "mon_date").zip(on).is_some_and(|(a, b)| a < b))
        .max_by_key(|it| day(it, "mon_date"));
    let both = said.number("mon_income").zip(last.and_then(|it| find_number(it, "mon_income")));
    both.is_some_and(|(a, b)| 0.0 < a && 0.0 < b && (5.0 * a < b || 5.0 * b < a))
}

/// what was delivered is named among the services that somebody says they had.
fn is_named(item: &str, services: &[&str]) -> bool {
    let wanted: &[&str] = match item {
        "business_individual" => &["biz_grant", "mat_tools", "mat_land", "fin_loan"],
        "business_group" => &["biz_community", "biz_grant", "mat_tools", "mat_land"],
        "training" => {
            &["train_financial", "train_advanced", "train_referred", "train_safe_migration"]
        }
        "job_placement" | "wage_subsidy" => &["job_placement"],
        "education" => &["edu_admission", "edu_stipend", "edu_other"],
        "housing" => &["housing_land", "housing_loan", "housing_other"],
        "medical" => &["med_treatment", "med_psychiatric"],
        "psychosocial" => &["pss_individual", "pss_family", "pss_trauma"],
        "legal_docs" => &["legal_aid", "legal_compensation", "legal_arbitration", "legal_family"],
        "childcare" => &["child_care"],
        "family_mediation" => &["legal_family", "pss_family"],
        "community_project" => &["biz_community", "other"],
        "cash_basic_needs" | "food_nfi" => &["social_protection", "other"],
        _ => return true,
    };
    wanted.iter().any(|it| services.contains(it))
}

pub(super) fn closure(said: &mut Said<'_>, around: &Around<'_>) {
    let stage = text(around.case, "stage");
    said.check(
        !matches!(stage, "closed" | "withdrawn"),
        ("X-105", Hard),
        "avrr_case_no",
        "check-stage-open",
    );
    let latest = latest_day(around);
    let early = said.day("cl_date").zip(latest).is_some_and(|(own, latest)| own < latest);
    said.check(early, ("X-76", Hard), "cl_date", "check-closed-early");
    let plan = around.form("reintegration_plan");
    let open = plan.and_then(|it| find_number(it, "items_open"));
    let differs = said.number("cl_items_open").zip(open).is_some_and(|(a, b)| (a - b).abs() > 0.5);
    said.check(differs, ("X-122", Soft), "cl_items_open", "check-items-open");
    if let Some(plan) = plan {
        said.check(values_differ(said, plan), ("X-122", Soft), "cl_total_value", "check-values");
    }
    let held = around.documents().iter().any(|it| text(it, "doc_original_place") == "iom");
    let kept = said.answer("cl_documents_held") == "yes";
    said.check(held && !kept, ("X-123", Hard), "cl_documents_held", "check-documents-held");
    let refused = around
        .form("return_application")
        .is_some_and(|it| text(it, "app_decision") == "not_eligible")
        || around
            .form("return_screening")
            .is_some_and(|it| text(it, "scr_outcome") == "not_eligible");
    let agrees = match said.answer("cl_reason") {
        "withdrawn_before" => stage == "withdrawn" && around.departed().is_none(),
        "completed" => open.is_some_and(|it| it < 0.5),
        "ineligible" => refused,
        _ => true,
    };
    said.check(!agrees, ("X-124", Soft), "cl_reason", "check-reason");
}

/// The last day on which something happened in the case.
fn latest_day(around: &Around<'_>) -> Option<NaiveDate> {
    const DAYS: [&str; 7] = [
        "counsel_date",
        "scr_date",
        "app_decision_date",
        "actual_departure",
        "arrival_date",
        "ar_office_visit",
        "mon_date",
    ];
    let records = around.file.records.iter().map(super::super::casework::CaseRecord::answers);
    let days = records.flat_map(|it| {
        let items = members(it, "items").into_iter().filter_map(|it| day(it, "it_delivered_date"));
        DAYS.iter().filter_map(move |question| day(it, question)).chain(items)
    });
    days.max()
}

/// the values by currency are not those of what was delivered.
fn values_differ(said: &Said<'_>, plan: &Group) -> bool {
    let mut wanted: BTreeMap<&str, f64> = BTreeMap::new();
    for item in members(plan, "items").into_iter().filter(|it| is_delivered(it)) {
        *wanted.entry(text(item, "it_currency")).or_default() +=
            find_number(item, "it_amount").unwrap_or(0.0);
    }
    let lines = said.lines("cl_values");
    let told: BTreeMap<&str, f64> = lines
        .iter()
        .map(|it| (text(it, "cl_currency"), find_number(it, "cl_total_value").unwrap_or(0.0)))
        .collect();
    let same = |(a, b): ((&&str, &f64), (&&str, &f64))| a.0 == b.0 && (a.1 - b.1).abs() < 0.005;
    told.len() != lines.len() || told.len() != wanted.len() || !told.iter().zip(&wanted).all(same)
}
