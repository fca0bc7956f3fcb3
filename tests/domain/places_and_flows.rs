//! The forms about places and flows: a plausible answer is accepted, and each rule speaks up when it is broken.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use waypost::assets;
use waypost::base::Instant;
use waypost::forms::{
    Definition, Environment, Export, Form, Instance, Severity, Strength, compile,
};

/// 15 September 2026, ten in the morning.
const NOW: Instant = Instant(1_789_466_400_000);

fn form(id: &str) -> Arc<Form> {
    let built_in = assets::form(id).expect("built in");
    let sheets: Vec<_> =
        built_in.sheets.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let (form, found) = compile(&Definition::from_csv(&sheets).expect("sheets"));
    let wrong: Vec<_> = found.iter().filter(|it| it.severity != Severity::Note).collect();
    assert!(wrong.is_empty(), "{id}: {wrong:?}");
    Arc::new(form)
}

fn filled(form: &Arc<Form>, answers: &Value) -> Instance {
    let environment = Environment {
        now: NOW,
        offset_secs: 0,
        username: "enumerator".to_owned(),
        device: "desk".to_owned(),
        seed: 1,
        language: "English (en)".to_owned(),
    };
    let mut instance = Instance::new(Arc::clone(form), &environment);
    let refused = instance.fill(answers);
    assert!(refused.is_empty(), "{}: {refused:?}", form.id);
    instance
}

type Names = BTreeSet<String>;

/// Names of the questions that are wrong, hard and soft.
fn judged(instance: &Instance) -> (Names, Names) {
    let (mut hard, mut soft) = (Names::new(), Names::new());
    for violation in instance.violations() {
        let name = violation.path.name().to_owned();
        if violation.severity == Strength::Soft {
            soft.insert(name)
        } else {
            hard.insert(name)
        };
    }
    (hard, soft)
}

/// Changes to an answer, by place; null takes it away.
type Changes<'a> = &'a [(&'a str, Value)];

fn changed(mut answers: Value, changes: Changes<'_>) -> Value {
    for (place, value) in changes {
        let (group, name) = place.rsplit_once('/').expect("a place");
        let group = answers.pointer_mut(group).and_then(Value::as_object_mut).expect("a group");
        if value.is_null() {
            group.remove(name);
        } else {
            group.insert((*name).to_owned(), value.clone());
        }
    }
    answers
}

fn names(list: &[&str]) -> Names {
    list.iter().map(|it| (*it).to_owned()).collect()
}

#[track_caller]
fn check(form: &Arc<Form>, plausible: &Value, changes: Changes<'_>, hard: &[&str], soft: &[&str]) {
    let got = judged(&filled(form, &changed(plausible.clone(), changes)));
    assert_eq!(got, (names(hard), names(soft)), "{}: {changes:?}", form.id);
}

/// What a question holds after `changes`.
fn held(form: &Arc<Form>, plausible: &Value, changes: Changes<'_>, name: &str) -> String {
    let instance = filled(form, &changed(plausible.clone(), changes));
    let node = instance.nodes().into_iter().find(|node| node.path.name() == name).expect("a node");
    if node.relevant { instance.value(&node.path).to_owned() } else { String::new() }
}

/// A woman and a man who agree to speak about the place and not to be named.
fn informants() -> Value {
    json!({
        "notice_read": "yes", "ki_count": 2,
        "ki_list": [
            { "ki_consent": "yes", "ki_contact_consent": "no", "ki_sex": "female", "ki_role": "women_comm_rep" },
            { "ki_consent": "yes", "ki_contact_consent": "no", "ki_sex": "male", "ki_role": "elder" },
        ],
    })
}

fn location() -> Value {
    json!({
        "assessment": { "interview_mode": "inperson_mobile", "round_code": "R12",
            "assessment_date": "2026-05-20", "arr_period_start": "2026-01" },
        "location": { "current_adm1": "XW01", "current_adm2": "XW0101", "current_adm3": "XW010101",
            "loc_ssid": "XWL0012", "loc_name": "Jebozé", "loc_gps": "1.5 -11.2 0 8", "loc_access": "yes" },
        "informants": informants(),
        "estimate": { "ki_confidence": "confident" },
        "idps": {
            "arr_any": "yes", "idp_ind": 60, "idp_hh": 12, "idp_men": 14, "idp_women": 16,
            "idp_children": 30, "idp_males": 29, "idp_females": 31, "arr_ind_period": 20,
            "arr_main_month": "2026-03", "idp_reason": "climate_floods", "idp_origin_rel": "diff_adm2",
            "idp_origin_adm2_stated": "XW0102", "idp_site_type": "camp",
            "loc_site_types": ["camp", "dispersed"], "idp_needs_1": "food", "idp_needs_2": "cash",
            "idp_ind_previous": 50,
        },
        "departures": { "dep_any": "yes", "dep_ind": 10, "dep_hh": 2, "dep_month": "2026-04",
            "dep_known": "yes", "dep_internal": "both", "dep_dest_adm1": "XW02" },
        "returns": { "ret_any": "yes", "ret_ind": 9, "ret_hh": 3, "ret_men": 2, "ret_women": 3,
            "ret_children": 4, "ret_month": "2026-02", "ret_from_rel": "diff_adm0", "ret_from_country": "TCD" },
    })
}

#[test]
fn each_rule_of_a_location_speaks_up_when_it_is_broken() {
    let form = form("location_baseline");
    let base = location();
    let check = |changes: Changes<'_>, hard: &[&str], soft: &[&str]| {
        check(&form, &base, changes, hard, soft);
    };
    check(&[], &[], &[]);
    check(&[("/assessment/round_code", json!("Round of Selam"))], &["round_code"], &[]);
    check(&[("/location/loc_gps", json!("0 0"))], &["loc_gps"], &[]);
    check(&[("/location/loc_gps", json!("1.5 -11.2 0 80"))], &[], &["loc_gps"]);
    check(&[("/location/loc_gps", json!(null))], &["loc_gps"], &[]);
    check(
        &[("/assessment/interview_mode", json!("phone")), ("/location/loc_gps", json!(null))],
        &[],
        &[],
    );
    check(&[("/informants/ki_count", json!(3))], &["ki_count"], &[]);
    let unlisted = [("/location/current_adm3", json!("not_listed"))];
    check(&unlisted, &["current_unlisted_name", "current_unlisted_reason"], &[]);
    check(&[("/idps/idp_hh", json!(61))], &["idp_hh"], &[]);
    check(&[("/idps/idp_hh", json!(4))], &[], &["idp_hh"]);
    check(&[("/idps/idp_men", json!(15))], &["idp_children"], &[]);
    check(&[("/idps/idp_females", json!(30))], &[], &["idp_females"]);
    check(&[("/idps/arr_ind_period", json!(61))], &[], &["arr_ind_period"]);
    check(&[("/idps/arr_main_month", json!("2025-12"))], &[], &["arr_main_month"]);
    check(&[("/idps/arr_main_month", json!("2026-06"))], &["arr_main_month"], &[]);
    check(&[("/idps/idp_reason", json!("other"))], &["idp_reason_other"], &[]);
    check(&[("/idps/loc_site_types", json!(["dispersed"]))], &["loc_site_types"], &[]);
    check(&[("/idps/loc_site_types", json!(["camp", "dnk"]))], &["loc_site_types"], &[]);
    check(&[("/idps/idp_ind_previous", json!(39))], &[], &["change_since_round"]);
    check(&[("/idps/idp_ind_previous", json!(8))], &[], &["change_since_round", "dep_ind"]);
    check(&[("/departures/dep_hh", json!(11))], &["dep_hh"], &[]);
    check(&[("/departures/dep_month", json!("2025-12"))], &["dep_month"], &[]);
    check(&[("/returns/ret_children", json!(5))], &["ret_children"], &[]);
    check(&[("/returns/ret_from_country", json!("XWA"))], &["ret_from_country"], &[]);
    check(&[("/assessment/arr_period_start", json!(null))], &["arr_period_start"], &[]);
    check(&[("/returns/obs_note", json!("Ring 0905550417"))], &[], &["obs_note"]);
}

#[test]
fn without_arrivals_those_who_are_there_are_still_counted() {
    let form = form("location_baseline");
    let none = [
        ("/idps/arr_any", json!("no")),
        ("/idps/arr_ind_period", json!(null)),
        ("/idps/arr_main_month", json!(null)),
    ];
    check(&form, &location(), &none, &[], &[]);
    assert_eq!(held(&form, &location(), &none, "idp_hh"), "12");
}

#[test]
fn the_origin_of_a_location_cannot_contradict_its_relation() {
    let form = form("location_baseline");
    let origin = |relation: &str, name: &str| {
        let changes = [
            ("/idps/idp_origin_rel", json!(relation)),
            ("/idps/idp_origin_adm2_stated", json!(null)),
        ];
        held(&form, &location(), &changes, name)
    };
    assert_eq!(held(&form, &location(), &[], "idp_origin_adm1"), "XW01");
    assert_eq!(held(&form, &location(), &[], "idp_origin_adm2"), "XW0102");
    assert_eq!(origin("same_adm3", "idp_origin_adm3"), "XW010101");
    assert_eq!(origin("diff_adm3", "idp_origin_adm2"), "XW0101");
    assert_eq!(origin("diff_adm0", "idp_origin_adm1"), "");
}

#[test]
fn nobody_who_agrees_means_nothing_about_the_place() {
    let form = form("location_baseline");
    let mut base = location();
    for group in ["estimate", "idps", "departures", "returns"] {
        base[group] = json!({});
    }
    let informants =
        json!({ "notice_read": "yes", "ki_count": 1, "ki_list": [{ "ki_consent": "no" }] });
    let instance = filled(&form, &changed(base, &[("/informants", informants)]));
    let (hard, soft) = judged(&instance);
    assert!(hard.contains("ki_agreed"), "{hard:?}");
    assert_eq!(soft, names(&["ki_count"]));
    let asked = |name: &str| {
        instance.nodes().into_iter().any(|node| node.relevant && node.path.name() == name)
    };
    assert!(!asked("arr_any") && !asked("ki_name") && !asked("ki_sex"));
}

fn site() -> Value {
    json!({
        "assessment": { "interview_mode": "inperson_paper", "round_code": "R12",
            "assessment_date": "2026-05-20", "obs_first": "yes" },
        "site": { "current_adm1": "XW01", "current_adm2": "XW0101", "current_adm3": "XW010101",
            "site_listed": "XWS001", "current_gps": "1.5 -11.2 0 8", "open_date": "2025-03",
            "site_open": "yes", "site_class": "planned", "site_type": "camp", "site_access": "seasonal" },
        "informants": informants(),
        "management": { "smc": "yes", "sma": "no", "committees": ["women_committee"] },
        "origins": { "origin1_adm1": "XW02", "origin1_adm2": "XW0201", "origin2_adm1": "XW02",
            "origin2_adm2": "XW0202" },
        "population": { "idp_hh": 100, "m_lt1": 10, "m_1_5": 20, "m_6_17": 60, "m_18_59": 100, "m_60": 10,
            "f_lt1": 10, "f_1_5": 20, "f_6_17": 60, "f_18_59": 110, "f_60": 10 },
        "groups": { "pregnant": 9, "lactating": 12, "disabled": 20, "uasc": 3, "hh_child": 2 },
        "movement": { "arrival_first": "2025-03-10", "arrival_last": "2026-05-01", "arrived_3m": 30,
            "departed_3m": 5 },
        "shelter": { "shelter_common": "tent", "sh_outside": "none", "sh_tents": "all", "nfi_top3_1": "soap" },
        "wash": { "water_loc": "on_site_lt20", "water_drink": "piped", "latrines_m": 5, "latrines_f": 5,
            "latrines_mixed": 0 },
        "health": { "health_access": "yes", "health_loc": "mobile", "health_top3": ["fever", "malaria"] },
        "protection": { "protection_private": "yes", "incidents": ["no_incidents"] },
        "information": { "needs_top3_1": "food" },
    })
}

#[test]
fn each_rule_of_a_site_speaks_up_when_it_is_broken() {
    let form = form("site_assessment");
    let base = site();
    let check = |changes: Changes<'_>, hard: &[&str], soft: &[&str]| {
        check(&form, &base, changes, hard, soft);
    };
    check(&[], &[], &[]);
    check(&[("/assessment/obs_first", json!("no"))], &["first_record"], &[]);
    let unlisted = [("/site/site_listed", json!("not_listed"))];
    check(&unlisted, &["site_new_ssid", "site_new_name", "site_new_reason"], &[]);
    check(&[("/site/open_date", json!("2026-06"))], &["open_date", "arrival_first"], &[]);
    check(&[("/management/committees", json!(["elder"]))], &[], &["committees"]);
    check(&[("/management/committees", json!(["dnk", "women_committee"]))], &["committees"], &[]);
    check(&[("/origins/origin2_adm2", json!("XW0201"))], &["origin2_adm1"], &[]);
    check(&[("/population/idp_hh", json!(411))], &["idp_ind"], &[]);
    check(&[("/population/ind_given", json!(460))], &[], &["ind_given"]);
    check(&[("/population/f_60", json!(null))], &["ind_given"], &[]);
    check(&[("/groups/pregnant", json!(171))], &["pregnant"], &[]);
    check(&[("/groups/lactating", json!(61))], &[], &["lactating"]);
    check(&[("/groups/disabled", json!(411))], &["disabled"], &[]);
    check(&[("/groups/uasc", json!(181))], &["uasc"], &[]);
    check(&[("/groups/hh_child", json!(101))], &["hh_child"], &[]);
    check(&[("/movement/arrival_first", json!("2024-02-01"))], &["arrival_first"], &[]);
    check(&[("/movement/arrival_last", json!("2025-03-01"))], &["arrival_last"], &[]);
    check(&[("/movement/arrived_3m", json!(411))], &["arrived_3m"], &[]);
    check(&[("/shelter/sh_outside", json!("all"))], &["sh_outside", "sh_tents"], &[]);
    let nowhere = [
        ("/shelter/sh_tents", json!("none")),
        ("/shelter/sh_makeshift", json!("none")),
        ("/shelter/sh_solid", json!("none")),
    ];
    check(&nowhere, &["sh_solid"], &[]);
    check(
        &[("/wash/latrines_m", json!(0)), ("/wash/latrines_f", json!(8))],
        &[],
        &["latrines_total"],
    );
    check(&[("/wash/latrines_f", json!(101))], &[], &["latrines_total"]);
    check(&[("/health/health_loc", json!("none"))], &[], &["health_loc"]);
    check(&[("/health/health_top3", json!(["fever", "dnk"]))], &["health_top3"], &[]);
    check(&[("/protection/incidents", json!(["no_incidents", "uxo"]))], &["incidents"], &[]);
}

#[test]
fn a_closed_site_asks_for_its_closing_date_and_ends() {
    let form = form("site_assessment");
    let mut base = json!({ "assessment": site()["assessment"], "site": site()["site"] });
    for name in ["site_class", "site_type", "site_access"] {
        base["site"].as_object_mut().expect("a group").remove(name);
    }
    let closed = ("/site/site_open", json!("no"));
    check(&form, &base, std::slice::from_ref(&closed), &["close_date"], &[]);
    check(&form, &base, &[closed.clone(), ("/site/close_date", json!("2026-04-30"))], &[], &[]);
    check(&form, &base, &[closed, ("/site/close_date", json!("2025-02-01"))], &["close_date"], &[]);
}

#[test]
fn incidents_are_not_asked_in_a_group() {
    let form = form("site_assessment");
    let in_group =
        [("/protection/protection_private", json!("no")), ("/protection/incidents", json!(null))];
    let instance = filled(&form, &changed(site(), &in_group));
    for name in ["incidents", "recruiters"] {
        let node = instance.nodes().into_iter().find(|it| it.path.name() == name).expect("a node");
        assert!(!node.relevant, "{name}");
    }
}

fn group() -> Value {
    json!({
        "point": { "fmp_adm1": "XW01", "fmp_adm2": "XW0106", "fmp_code": "XWF02", "obs_date": "2026-05-03",
            "survey_mode": "interview_group", "participation": "yes" },
        "journey": { "flow_dir": "outflow", "transport": "bus", "dep_country": "XWA", "dep_adm1": "XW02",
            "dest_country": "ITA" },
        "people": { "n_m_adult": 20, "n_f_adult": 3, "n_m_child": 1, "n_f_child": 0, "n_under5": 1,
            "n_elderly": 2 },
        "nationalities": [
            { "nationality": "XWA", "nationality_n": 20 }, { "nationality": "MLI", "nationality_n": 4 },
        ],
        "movement": { "reason": "conflict" },
    })
}

#[test]
fn each_rule_of_a_group_speaks_up_when_it_is_broken() {
    let form = form("flow_registry");
    let base = group();
    let check = |changes: Changes<'_>, hard: &[&str], soft: &[&str]| {
        check(&form, &base, changes, hard, soft);
    };
    check(&[], &[], &[]);
    check(&[("/point/obs_date", json!("2026-09-16"))], &["obs_date"], &[]);
    check(&[("/point/fmp_code", json!("not_listed"))], &["fmp_code_new"], &[]);
    check(&[("/journey/dest_country", json!("XWA"))], &[], &["dest_country"]);
    let at_home =
        [("/journey/dest_country", json!("XWA")), ("/journey/flow_dir", json!("internal"))];
    check(&at_home, &[], &[]);
    check(&[("/people/n_f_child", json!(null))], &["n_f_child"], &[]);
    check(&[("/people/n_under5", json!(2))], &["n_under5"], &[]);
    check(&[("/people/n_uac", json!(2))], &["n_uac"], &[]);
    check(&[("/people/n_elderly", json!(24))], &["n_elderly"], &[]);
    check(&[("/people/n_m_adult", json!(21))], &["nationalities_n"], &[]);
    check(&[("/people/n_m_adult", json!(198))], &["nationalities_n"], &["n_total"]);
    check(&[("/movement/reason", json!(null))], &["reason"], &[]);
}

#[test]
fn a_group_that_does_not_answer_is_counted_and_no_more() {
    let form = form("flow_registry");
    let base = json!({
        "point": group()["point"],
        "journey": { "flow_dir": "outflow", "transport": "bus" },
        "people": { "n_m_adult": 4, "n_f_adult": 0, "n_m_child": 0, "n_f_child": 0 },
    });
    let refused = [("/point/participation", json!("no"))];
    check(&form, &base, &refused, &[], &[]);
    assert_eq!(held(&form, &base, &refused, "n_total"), "4");
    assert_eq!(held(&form, &base, &refused, "n_uac"), "", "blank is not zero");
}

#[test]
fn forced_displacement_follows_from_the_reason() {
    let form = form("flow_registry");
    for (reason, forced) in
        [("safety", "yes"), ("disaster", "yes"), ("economic", "no"), ("dnk", "dnk")]
    {
        let changes = [("/movement/reason", json!(reason))];
        assert_eq!(held(&form, &group(), &changes, "forced"), forced, "{reason}");
    }
}

fn interview() -> Value {
    json!({
        "interview": { "fms_adm1": "XW01", "fms_adm2": "XW0106", "fms_fmp": "XWF02", "fms_date": "2026-05-03" },
        "consent": { "notice_read": "yes", "fms_prev": "no", "fms_consent": "yes" },
        "respondent": { "direction": "outflow", "f_sex": "male", "f_age": 24, "f_nationality": "XWA" },
        "departure": { "f_origin_country": "XWA", "f_origin_adm1": "XW02", "f_dep_country": "XWA",
            "f_dep_date": "2026-01", "f_reasons": ["economic", "education"] },
        "journey": {
            "f_travel_with": ["non_family"], "f_group_size": 3, "f_transport": "bus", "f_cost": "500_1000",
            "f_transit": [
                { "f_transit_country": "MLI", "f_transit_months": 1 },
                { "f_transit_country": "DZA", "f_transit_months": 2 },
            ],
        },
        "destination": { "f_dest_country": "ITA" },
        "situation": { "f_needs": ["food", "cash", "shelter"] },
    })
}

#[test]
fn each_rule_of_an_interview_speaks_up_when_it_is_broken() {
    let form = form("flow_survey");
    let base = interview();
    let check = |changes: Changes<'_>, hard: &[&str], soft: &[&str]| {
        check(&form, &base, changes, hard, soft);
    };
    check(&[], &[], &[]);
    check(&[("/respondent/f_age", json!(13))], &["child_assent", "f_age", "minor_protocol"], &[]);
    check(&[("/departure/f_dep_date", json!("2026-06"))], &["f_dep_date"], &["f_transit_total"]);
    check(&[("/departure/f_dep_date", json!("2026-04"))], &[], &["f_transit_total"]);
    check(&[("/departure/f_reasons", json!(["dnk", "safety"]))], &["f_reasons"], &[]);
    check(&[("/journey/f_travel_with", json!(["alone"]))], &[], &["f_group_size"]);
    check(
        &[("/journey/f_travel_with", json!(["alone", "spouse"]))],
        &["f_travel_with"],
        &["f_group_size"],
    );
    check(&[("/situation/f_needs", json!(["food", "none"]))], &["f_needs"], &[]);
    let child = [
        ("/respondent/f_age", json!(16)),
        ("/respondent/minor_protocol", json!("yes")),
        ("/respondent/child_assent", json!("no")),
    ];
    check(&child, &["child_assent"], &["f_age"]);
    assert_eq!(held(&form, &base, &child, "purpose_research_stats"), "no");
    assert_eq!(held(&form, &base, &[], "purpose_research_stats"), "yes");
}

#[test]
fn who_took_part_before_or_says_no_is_asked_nothing_else() {
    let form = form("flow_survey");
    for consent in [
        json!({ "notice_read": "yes", "fms_prev": "yes" }),
        json!({ "notice_read": "yes", "fms_prev": "no", "fms_consent": "no" }),
    ] {
        let answers = json!({ "interview": interview()["interview"], "consent": consent });
        check(&form, &answers, &[], &[], &[]);
        assert_eq!(held(&form, &answers, &[], "purpose_research_stats"), "no");
    }
}

fn module() -> Value {
    json!({
        "interview": { "survey_record": "FS-XWA-000012", "fms_adm1": "XW01", "fms_date": "2026-05-03" },
        "consent": { "ht_alone": "yes", "ht_referral_sheet": "yes", "notice_read": "yes", "ht_consent": "yes" },
        "module": { "ht_unpaid": "no", "ht_forced_work": "pnta", "ht_confined": "no", "ht_marriage": "no",
            "ht_violence": "no", "ht_organs": "no" },
    })
}

#[test]
fn a_positive_answer_of_the_trafficking_module_wants_a_referral() {
    let form = form("flow_trafficking_module");
    let yes = ("/module/ht_confined", json!("yes"));
    check(&form, &module(), &[], &[], &[]);
    assert_eq!(held(&form, &module(), &[], "ht_any"), "no");
    check(&form, &module(), std::slice::from_ref(&yes), &["ht_referral_offered"], &[]);
    assert_eq!(held(&form, &module(), std::slice::from_ref(&yes), "ht_any"), "yes");
    let not_offered = [yes.clone(), ("/module/ht_referral_offered", json!("no"))];
    check(&form, &module(), &not_offered, &[], &["ht_referral_offered"]);
    let offered = [yes, ("/module/ht_referral_offered", json!("yes"))];
    check(&form, &module(), &offered, &[], &[]);
}

#[test]
fn the_trafficking_module_is_asked_only_alone_and_with_the_referral_sheet() {
    let form = form("flow_trafficking_module");
    for question in ["ht_alone", "ht_referral_sheet"] {
        let place = format!("/consent/{question}");
        let changes = [
            (place.as_str(), json!("no")),
            ("/consent/notice_read", json!(null)),
            ("/consent/ht_consent", json!(null)),
            ("/module", json!({})),
        ];
        check(&form, &module(), &changes, &[question], &[]);
    }
}

#[test]
fn the_trafficking_module_is_sealed_apart_and_no_row_of_it_leaves() {
    let form = form("flow_trafficking_module");
    assert_eq!(form.settings.compartment.as_deref(), Some("protection"));
    for (_, question) in form.questions() {
        let stays = matches!(question.export, Export::Drop | Export::Table);
        assert!(stays, "{}", question.name);
    }
}
