//! Checks of places, points and respondents against other records, C-61, C-71 to C-75.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{
    super::{ServiceError, derive::facts_of, open_office::Office},
    geography::Position,
    referred::{of_form, that_say},
    said::{Said, day, text},
};
use crate::{
    base::RecordId,
    cases::answers::{Group, find_number},
    forms::{
        Instance,
        Strength::{Hard, Soft},
        Violation,
    },
};

/// A visit that begins further than this from the place is told of.
const NEAR_KM: f64 = 1.0;

/// What two entries of one group at a point have in common.
const SAME_GROUP: [&str; 8] = [
    "obs_time",
    "transport",
    "dep_country",
    "dest_country",
    "n_m_adult",
    "n_f_adult",
    "n_m_child",
    "n_f_child",
];

/// What two interviews of one person have in common.
const SAME_JOURNEY: [&str; 7] = [
    "fms_fmp",
    "fms_fmp_new",
    "f_sex",
    "f_nationality",
    "f_dep_country",
    "f_dest_country",
    "f_dep_date",
];

/// Of a location baseline.
pub(super) fn location(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "loc_ssid");
    let (code, round) = (said.answer("loc_ssid").to_owned(), said.answer("round_code").to_owned());
    let position = |question| Position::read(said.answer(question));
    let far =
        position("start_gps").zip(position("loc_gps")).is_some_and(|(a, b)| NEAR_KM < a.km_to(b));
    said.check(far, ("X-15", Soft), "loc_gps", "check-visit-far");
    if code.is_empty() {
        return Ok(said.broken);
    }
    let others = that_say(office, ("location_baseline", record), &[(".loc_ssid", &code)])?;
    let twice = others.iter().any(|(_, it)| text(it, "round_code") == round);
    said.check(twice, ("X-55", Soft), "loc_ssid", "check-location-twice");
    let on = said.day("assessment_date");
    let last = others
        .iter()
        .filter(|(_, it)| text(it, "round_code") != round)
        .filter(|(_, it)| day(it, "assessment_date").zip(on).is_some_and(|(a, b)| a < b))
        .max_by_key(|(_, it)| day(it, "assessment_date"));
    let before = last.and_then(|(_, it)| find_number(it, "idp_ind"));
    let left = said.number("dep_ind").zip(before).is_some_and(|(left, before)| before < left);
    said.check(left, ("X-52", Soft), "dep_ind", "check-more-left");
    let now = said.number("idp_ind");
    let jumps = now.zip(before).is_some_and(|(a, b)| 0.0 < b && b / 2.0 < (a - b).abs());
    let typed = said.number("idp_ind_previous").zip(before);
    let otherwise = typed.is_some_and(|(a, b)| (a - b).abs() > 0.5);
    said.check(jumps || otherwise, ("X-56", Soft), "idp_ind", "check-change");
    let of_round = [(".location_ssid", code.as_str()), (".round_code", round.as_str())];
    let sites = that_say(office, ("site_assessment", record), &of_round)?;
    let sum = sum_of_sites(sites.iter().map(|(_, it)| it));
    said.check(now.is_some_and(|it| it < sum), ("X-67", Soft), "idp_ind", "check-sites-more");
    Ok(said.broken)
}

/// The people of the open sites among these, the first interview of each.
fn sum_of_sites<'a>(sites: impl Iterator<Item = &'a Group>) -> f64 {
    let mut by_site: BTreeMap<&str, f64> = BTreeMap::new();
    for site in sites.filter(|it| text(it, "site_open") != "no" && text(it, "obs_first") != "no") {
        let people = find_number(site, "idp_ind").or_else(|| find_number(site, "ind_given"));
        by_site.entry(text(site, "site_ssid")).or_insert(people.unwrap_or(0.0));
    }
    by_site.values().sum()
}

/// Of a site assessment.
pub(super) fn site(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "site_ssid");
    let (code, round) = (said.answer("site_ssid").to_owned(), said.answer("round_code").to_owned());
    let of_round = [(".site_ssid", code.as_str()), (".round_code", round.as_str())];
    let others = if code.is_empty() {
        Vec::new()
    } else {
        that_say(office, ("site_assessment", record), &of_round)?
    };
    let first = said.answer("obs_first").to_owned();
    said.check(
        first == "yes" && !others.is_empty(),
        ("X-64", Soft),
        "obs_first",
        "check-not-first",
    );
    if first == "no" {
        let number = said.answer("first_record").to_owned();
        let named = with_number(office, &number)?;
        let other = others.iter().find(|(id, _)| Some(*id) == named);
        said.check(other.is_none(), ("X-64", Soft), "first_record", "check-no-first");
        if let Some((_, other)) = other {
            let together = |question: &str| {
                said.number(question).unwrap_or(0.0) + find_number(other, question).unwrap_or(0.0)
            };
            let one_sided = together("ki_women") < 0.5 || together("ki_men") < 0.5;
            said.check(one_sided, ("X-64", Soft), "ki_women", "check-one-sided");
        }
    }
    location_total(office, record, &mut said, &round)?;
    let unlisted = said.answer("site_listed") == "not_listed";
    let fresh = said.answer("site_new_ssid").to_owned();
    if unlisted && !fresh.is_empty() {
        let listed = office.places.known(&fresh).is_some();
        let name = said.answer("site_new_name").to_owned();
        let taken = that_say(office, ("site_assessment", record), &[(".site_ssid", &fresh)])?;
        let other = taken.iter().any(|(_, it)| {
            let theirs = text(it, "site_new_name");
            !theirs.is_empty() && theirs != name
        });
        said.check(listed || other, ("C-61", Soft), "site_new_ssid", "check-site-code");
    }
    Ok(said.broken)
}

/// X-67 from the side of the site: the sites of its location hold more people than the location.
fn location_total(
    office: &mut Office,
    record: RecordId,
    said: &mut Said<'_>,
    round: &str,
) -> Result<(), ServiceError> {
    let location = said.answer("location_ssid").to_owned();
    if location.is_empty() {
        return Ok(());
    }
    let of_location = [(".loc_ssid", location.as_str()), (".round_code", round)];
    let baseline = that_say(office, ("location_baseline", record), &of_location)?;
    let total = baseline.first().and_then(|(_, it)| find_number(it, "idp_ind"));
    let of_sites = [(".location_ssid", location.as_str()), (".round_code", round)];
    let sites = that_say(office, ("site_assessment", record), &of_sites)?;
    let own = said.group().clone();
    let sum = sum_of_sites(sites.iter().map(|(_, it)| it).chain([&own]));
    said.check(total.is_some_and(|it| it < sum), ("X-67", Soft), "idp_ind", "check-sites-more");
    Ok(())
}

/// The record with the number that people say.
fn with_number(office: &mut Office, number: &str) -> Result<Option<RecordId>, ServiceError> {
    let wanted = number.trim();
    let lines = office.lines()?.iter();
    let mut found =
        lines.filter(|it| !wanted.is_empty() && it.number().eq_ignore_ascii_case(wanted));
    Ok(found.next().map(|it| it.row.id))
}

/// Of an entry of the flow registry.
pub(super) fn registry(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "obs_date");
    let lines = said.lines("nationalities");
    for (at, line) in lines.iter().enumerate() {
        let code = text(line, "nationality");
        let again =
            !code.is_empty() && lines.iter().take(at).any(|it| text(it, "nationality") == code);
        let place = ("nationalities", at, "nationality");
        said.check_line(again, ("X-69", Hard), place, "check-nationality-twice");
    }
    let (point, Some(on)) = (said.answer("fmp_point").to_owned(), said.day("obs_date")) else {
        return Ok(said.broken);
    };
    if point.is_empty() {
        return Ok(said.broken);
    }
    let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
    for row in of_form(office, "flow_registry", Some(record))? {
        if facts_of(&row).any(|it| it == (".fmp_point", point.as_str())) {
            let day = facts_of(&row).find(|(name, _)| *name == ".obs_date");
            days.extend(day.and_then(|(_, day)| day.parse::<NaiveDate>().ok()));
        }
    }
    let month = on.checked_sub_days(Days::new(28)).unwrap_or(on);
    let busy = days.range(month..on).count() >= 14;
    said.check(busy && !days.contains(&on), ("C-71", Soft), "obs_date", "check-point-quiet");
    let day = on.to_string();
    let same = [(".fmp_point", point.as_str()), (".obs_date", day.as_str())];
    let others = that_say(office, ("flow_registry", record), &same)?;
    let twice = others.iter().any(|(_, it)| {
        SAME_GROUP.iter().all(|question| text(it, question) == said.answer(question))
    });
    said.check(twice, ("C-72", Soft), "n_total", "check-entered-twice");
    Ok(said.broken)
}

/// Of an interview of the flow survey.
pub(super) fn survey(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "fms_date");
    let day = said.answer("fms_date").to_owned();
    let age = said.answer("f_age").to_owned();
    if day.is_empty() || age.is_empty() {
        return Ok(said.broken);
    }
    let others =
        that_say(office, ("flow_survey", record), &[(".fms_date", &day), (".f_age", &age)])?;
    let twice = others.iter().any(|(_, it)| {
        SAME_JOURNEY.iter().all(|question| text(it, question) == said.answer(question))
    });
    said.check(twice, ("C-73", Soft), "fms_prev", "check-entered-twice");
    Ok(said.broken)
}

/// Of the trafficking module: the interview that it belongs to.
pub(super) fn module(
    office: &mut Office,
    record: RecordId,
    instance: &Instance,
) -> Result<Vec<Violation>, ServiceError> {
    let mut said = Said::of(instance, "survey_record");
    let number = said.answer("survey_record").to_owned();
    if number.is_empty() {
        return Ok(said.broken);
    }
    let again =
        that_say(office, ("flow_trafficking_module", record), &[(".survey_record", &number)])?;
    said.check(!again.is_empty(), ("C-75", Hard), "survey_record", "check-module-twice");
    if office.compartment("protection").is_err() || !office.holds_general() {
        return Ok(said.broken);
    }
    let interview = with_number(office, &number)?;
    let agrees = that_say(office, ("flow_survey", record), &[])?.into_iter().any(|(id, it)| {
        Some(id) == interview
            && text(&it, "fms_consent") == "yes"
            && ["fms_adm1", "fms_date"]
                .iter()
                .all(|question| text(&it, question) == said.answer(question))
    });
    said.check(!agrees, ("C-74", Soft), "survey_record", "check-no-interview");
    Ok(said.broken)
}
