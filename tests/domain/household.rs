//! The household registration form: it compiles, a plausible family passes, and every check fires on its own mistake.

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use waypost::base::Instant;
use waypost::forms::{
    Definition, Environment, Form, Instance, Item, Path, Rule, Severity, Strength, compile,
};

/// 24 November 2026, noon.
const NOW: Instant = Instant(1_795_521_600_000);

fn form() -> Arc<Form> {
    static FORM: OnceLock<Arc<Form>> = OnceLock::new();
    Arc::clone(FORM.get_or_init(compiled))
}

fn compiled() -> Arc<Form> {
    let built_in = waypost::assets::form("household_registration").expect("built in");
    let sheets: Vec<(String, Vec<u8>)> =
        built_in.sheets.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let definition = Definition::from_csv(&sheets).expect("three sheets");
    let (form, diagnostics) = compile(&definition);
    let wrong: Vec<String> = diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| format!("{} {} row {} {}: {}", it.code, it.sheet, it.row, it.column, it.excerpt))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Arc::new(form)
}

fn environment() -> Environment {
    Environment {
        now: NOW,
        offset_secs: 0,
        username: "officer".to_owned(),
        device: "desk".to_owned(),
        seed: 1,
        language: "English (en)".to_owned(),
    }
}

fn member(given: &str, relation: &str, sex: &str, more: Value) -> Value {
    let mut member = json!({
        "family_name": "El Tahir", "given_names": given, "rel_hoh": relation, "sex": sex, "m_present": "present"
    });
    if let (Some(member), Value::Object(more)) = (member.as_object_mut(), more) {
        member.extend(more);
    }
    member
}

/// Seven people in three generations, displaced in August, registered in November.
fn family() -> Value {
    json!({
        "consent": {
            "legal_basis": "consent", "consent_language": "ara", "notice_read": "yes", "consent_given": "yes",
            "consent_form": "thumbprint", "consent_by": "self", "consent_date": "2026-11-20", "consent_document": "Folder 12, sheet 4",
            "purposes": {
                "purpose_service": "yes", "purpose_referral": "no", "purpose_authority_transfer": "yes",
                "purpose_authority_transfer_recipient": "World Food Programme", "purpose_country_transfer": "no",
                "purpose_research_stats": "yes", "purpose_donor_report": "yes", "purpose_contact_later": "yes", "purpose_photo_media": "no"
            }
        },
        "registration": {
            "interview_mode": "inperson_mobile", "reg_type": "new", "reg_method": "individual", "reg_date": "2026-11-20", "card_no": "0417",
            "current_adm1": "XW01", "current_adm2": "XW0101", "current_adm3": "XW010101", "site_type": "camp", "site_ssid": "XWS001",
            "current_gps": "2.5 -11.5 0 12", "population_cat": "idp"
        },
        "household": {
            "respondent_is_head": "yes", "hh_size_declared": "7", "hh_phone": "+249 90 555 0417",
            "alt_collector": "Selam", "alt_collector_adult": "yes"
        },
        "members": [
            member("Amna", "head", "female", json!({"birth_date": "1980", "birth_precision": "year", "m_marital": "W", "m_chronic": "yes",
                "m_pregnant": "no", "m_lactating": "no", "m_docs": ["national_id", "ration_card"], "doc_number": "A 117", "doc_expiry": "2029-05-01",
                "wg": {"wg_see": "lot_difficulty", "wg_hear": "no_difficulty", "wg_walk": "no_difficulty", "wg_remember": "no_difficulty",
                       "wg_selfcare": "no_difficulty", "wg_communicate": "no_difficulty"}})),
            member("Khalid", "child", "male", json!({"birth_date": "2002-03-12", "birth_precision": "day", "m_marital": "M", "nationality": ["XWA"], "m_skills": "mason"})),
            member("Selam", "child_in_law", "female", json!({"birth_date": "2004-02-11", "m_marital": "M", "m_lactating": "yes", "m_pregnant": "no"})),
            member("Sara", "child", "female", json!({"age_stated": "17", "m_marital": "S", "m_uasc": "none", "m_school_now": "no", "m_school_barrier": "costs"})),
            member("Mustafa", "child", "male", json!({"birth_date": "2013-02-05", "m_school_now": "yes", "m_needs": ["none"]})),
            member("Heba", "child", "female", json!({"birth_date": "2017-10-30", "m_school_now": "yes"})),
            member("Yasin", "grandchild", "male", json!({"birth_date": "2026-01", "birth_precision": "month", "m_vaccinated": "yes", "m_birth_registered": "no"}))
        ],
        "displacement": {
            "origin_adm1": "XW02", "origin_adm2": "XW0203", "origin_place": "Al Daraja", "disp_date": "2026-08", "arrival_date": "2026-09-03",
            "disp_reason": "conflict_displacement", "times_displaced": "2", "prev_location": "XW0302"
        },
        "shelter_income": {
            "shelter_type": "tent", "shelter_sharing": "1", "tenure": "collective", "income_sources": ["aid", "daily_labour"], "income_any": "yes",
            "debt": "no", "docs_household": "1"
        },
        "food_needs": {
            "food_source": "food_assist_ngo", "coping_food": ["reduce_meals", "borrow_food"],
            "rcsi_1": "2", "rcsi_2": "1", "rcsi_3": "3", "rcsi_4": "1", "rcsi_5": "2",
            "needs_top3_1": "food", "needs_top3_2": "health", "needs_top3_3": "cash", "assistance_received": ["food", "water"]
        },
        "intentions": {"intention": "return_origin", "intention_dest": "XW02", "hlp_origin": "destroyed", "referral_needed": "no", "verified": "yes"}
    })
}

fn filled() -> Instance {
    let mut instance = Instance::new(form(), &environment());
    let errors = instance.fill(&family());
    assert!(errors.is_empty(), "{errors:?}");
    instance
}

/// `rel_hoh#3` is the third node of that name in the order of the form; a name alone is the first.
fn path(instance: &Instance, name: &str) -> Path {
    let (name, number) = name.split_once('#').unwrap_or((name, "1"));
    let number: usize = number.parse().expect("a number");
    let mut found = instance
        .nodes()
        .into_iter()
        .filter(|node| matches!(node.item, Item::Question(_)))
        .map(|node| node.path)
        .filter(|path| last(path) == name);
    found.nth(number - 1).unwrap_or_else(|| panic!("no node {name} {number}"))
}

fn last(path: &Path) -> String {
    let text = path.to_string();
    let step = text.rsplit('/').next().unwrap_or_default();
    step.split('[').next().unwrap_or_default().to_owned()
}

fn set(instance: &mut Instance, changes: &[(&str, &str)]) {
    for (name, text) in changes {
        let path = path(instance, name);
        instance.answer(&path, text).unwrap_or_else(|error| panic!("{name} = {text}: {error}"));
    }
}

/// What is wrong, as `name` for hard and `~name` for soft, in the order of the form.
fn wrong(instance: &Instance) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for violation in instance.violations() {
        assert!(
            violation.text.is_some() || violation.rule == Rule::Required,
            "a check without its author's words"
        );
        let mark = if violation.severity == Strength::Soft { "~" } else { "" };
        found.push(format!("{mark}{}", last(&violation.path)));
    }
    found
}

#[test]
fn a_plausible_family_passes_every_check() {
    assert_eq!(wrong(&filled()), Vec::<String>::new());
}

#[test]
fn what_follows_from_the_answers_is_calculated() {
    let instance = filled();
    let expected = [
        ("current_adm0", "XWA"),
        ("retention_review", "2027-11-01"),
        ("hh_size_calc", "7"),
        ("head_member_no", "1"),
        ("head_sex", "female"),
        ("head_age", "46"),
        ("head_age_class", "adult"),
        ("head_name", "Amna El Tahir"),
        ("n_m_0_4", "1"),
        ("n_m_5_17", "1"),
        ("n_m_18_59", "1"),
        ("n_m_60", "0"),
        ("n_f_0_4", "0"),
        ("n_f_5_17", "2"),
        ("n_f_18_59", "2"),
        ("n_f_60", "0"),
        ("n_present", "7"),
        ("children_school", "2"),
        ("rcsi_score", "12"),
        ("age", "46"),
        ("age#2", "24"),
        ("age#4", "17"),
        ("age#7", "0"),
        ("age_months#7", "10"),
        ("wg_disability", "yes"),
        ("wg_disability#2", ""),
        ("member_no#3", "3"),
    ];
    for (name, value) in expected {
        assert_eq!(instance.value(&path(&instance, name)), value, "{name}");
    }
    assert_eq!(instance.instance_name("en"), "Amna El Tahir");
}

/// A mistake, what is answered otherwise for it, and what is then wrong: hard by its name, soft with a `~` before it.
type Mistake = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const MISTAKES: &[Mistake] = &[
    ("the notice was not read", &[("notice_read", "no")], &["notice_read"]),
    ("consent after the registration", &[("consent_date", "2026-11-21")], &["consent_date"]),
    (
        "consent tomorrow",
        &[("reg_date", "2026-11-25"), ("consent_date", "2026-11-25")],
        &["consent_date", "reg_date"],
    ),
    ("a date that stands for none", &[("consent_date", "1970-01-01")], &["~consent_date"]),
    ("no paper for a thumbprint", &[("consent_document", "")], &["consent_document"]),
    (
        "a transfer to nobody",
        &[("purpose_authority_transfer_recipient", "")],
        &["purpose_authority_transfer_recipient"],
    ),
    ("a purpose without an answer", &[("purpose_research_stats", "")], &["purpose_research_stats"]),
    (
        "withdrawn before it was given",
        &[("consent_withdrawn", "yes"), ("withdrawn_date", "2026-11-19")],
        &["withdrawn_date"],
    ),
    ("a guardian without a name", &[("consent_by", "guardian")], &["guardian_name"]),
    (
        "a minor as respondent consents",
        &[
            ("respondent_is_head", "no"),
            ("respondent_relation", "child"),
            ("respondent_adult", "no"),
        ],
        &["consent_by"],
    ),
    (
        "a child heads the household and consents",
        &[
            ("birth_date", "2012-05-06"),
            ("birth_precision", ""),
            ("m_marital", "S"),
            ("rel_hoh#2", "sibling"),
            ("rel_hoh#4", "sibling"),
            ("rel_hoh#5", "sibling"),
            ("rel_hoh#6", "sibling"),
            ("child_assent", "yes"),
            ("m_uasc", "none"),
        ],
        &["consent_by", "~head_age_class"],
    ),
    ("registered tomorrow", &[("reg_date", "2026-11-25")], &["reg_date"]),
    (
        "a site that is not in the list and has no name",
        &[("site_ssid", "not_listed")],
        &["current_place_name"],
    ),
    ("a position at 0, 0", &[("current_gps", "0 0 0 5")], &["current_gps"]),
    ("a position under a roof", &[("current_gps", "2.5 -11.5 0 78")], &["~current_gps"]),
    ("one declared too many", &[("hh_size_declared", "8")], &["hh_size_declared"]),
    (
        "the respondent is nobody in the list",
        &[
            ("respondent_is_head", "no"),
            ("respondent_relation", "parent"),
            ("respondent_adult", "no"),
            ("consent_by", "representative"),
            ("guardian_name", "O. B."),
        ],
        &["respondent_relation"],
    ),
    ("a telephone in words", &[("hh_phone", "ask the neighbour")], &["hh_phone"]),
    ("a child collects", &[("alt_collector_adult", "no")], &["alt_collector_adult"]),
    ("two heads", &[("rel_hoh#2", "head")], &["rel_hoh", "rel_hoh"]),
    ("no head", &[("rel_hoh", "non_relative")], &["head_member_no"]),
    (
        "a child older than the head",
        &[("birth_date", "2000"), ("m_uasc#4", "none")],
        &["~rel_hoh", "~rel_hoh"],
    ),
    (
        "a spouse of 13",
        &[("rel_hoh#5", "spouse"), ("m_marital#5", "M")],
        &["~rel_hoh", "~m_marital"],
    ),
    ("born tomorrow", &[("birth_date#6", "2026-11-25")], &["birth_date"]),
    (
        "born 130 years ago",
        &[
            ("birth_date#2", "1896-01-02"),
            ("birth_precision#2", "day"),
            ("rel_hoh#2", "non_relative"),
        ],
        &["birth_date"],
    ),
    ("born on 1 January", &[("birth_date#2", "2002-01-01")], &["~birth_date"]),
    ("a year that nobody says how sure it is", &[("birth_precision", "")], &["birth_precision"]),
    ("neither age nor birth", &[("age_stated#4", "")], &["n_present", "age_stated"]),
    ("an age of 121", &[("age_stated#4", "121"), ("rel_hoh#4", "non_relative")], &["age_stated"]),
    ("an age that the year of birth contradicts", &[("age_stated", "44")], &["age_stated"]),
    (
        "months that the age contradicts",
        &[("birth_date#7", ""), ("age_stated#7", "1"), ("age_months_stated#7", "11")],
        &["age_months_stated"],
    ),
    ("stateless and a national", &[("nationality", "XWA stateless")], &["nationality"]),
    (
        "single beside a spouse",
        &[("rel_hoh#2", "spouse"), ("birth_date#2", "1979-03-12"), ("m_marital", "S")],
        &["~m_marital"],
    ),
    (
        "breastfeeding without a baby",
        &[("birth_date#7", "2021-01"), ("m_vaccinated#7", "")],
        &["~m_lactating"],
    ),
    ("no needs and a need", &[("m_needs#5", "disability none")], &["m_needs"]),
    ("separated from the parent in the list", &[("m_uasc#5", "separated")], &["~m_uasc"]),
    ("unaccompanied with adult relatives", &[("m_uasc#7", "unaccompanied")], &["~m_uasc"]),
    ("no documents and a passport", &[("m_docs", "passport none")], &["m_docs"]),
    ("an expired passport", &[("doc_expiry", "2020-01-02")], &["~doc_expiry"]),
    ("a telephone among the skills", &[("m_skills#2", "mason, call 0905550417")], &["~m_skills"]),
    ("gone without a date", &[("m_present#2", "missing")], &["m_exit_date"]),
    (
        "gone before arriving",
        &[("m_present#2", "missing"), ("m_exit_date#2", "2026-08-01")],
        &["m_exit_date"],
    ),
    (
        "displaced next month",
        &[("disp_date", "2026-12"), ("arrival_date", "2026-11-20")],
        &["disp_date", "arrival_date"],
    ),
    ("displaced on a date that stands for none", &[("disp_date", "1970-01")], &["~disp_date"]),
    ("arrived before leaving", &[("arrival_date", "2026-07-31")], &["arrival_date"]),
    ("arrived after the registration", &[("arrival_date", "2026-11-21")], &["arrival_date"]),
    (
        "arrived on a date that stands for none",
        &[("disp_date", "1969-12"), ("arrival_date", "1970-01-01")],
        &["~arrival_date"],
    ),
    (
        "a telephone number of a place in no list",
        &[
            ("current_adm3", "not_listed"),
            ("site_ssid", "not_listed"),
            ("current_place_name", "Koro"),
            ("current_unlisted_name", "Koro"),
            ("current_unlisted_reason", "call 0711 234 567"),
        ],
        &["~current_unlisted_reason"],
    ),
    (
        "a place of origin in no list, with nobody's word why",
        &[("origin_adm2", "not_listed"), ("origin_unlisted_name", "Koro")],
        &["origin_unlisted_reason"],
    ),
    (
        "an address of a place of origin in no list",
        &[
            ("origin_adm2", "not_listed"),
            ("origin_unlisted_name", "Koro"),
            ("origin_unlisted_reason", "write a@b.org"),
        ],
        &["~origin_unlisted_reason"],
    ),
    (
        "an address of an earlier place in no list",
        &[
            ("prev_location", "not_listed"),
            ("prev_unlisted_name", "Koro"),
            ("prev_unlisted_reason", "write a@b.org"),
        ],
        &["~prev_unlisted_reason"],
    ),
    ("another reason without words", &[("disp_reason", "other")], &["disp_reason_other"]),
    (
        "an address as the reason",
        &[("disp_reason", "other"), ("disp_reason_other", "write a@b.org")],
        &["~disp_reason_other"],
    ),
    ("displaced 30 times", &[("times_displaced", "30")], &["times_displaced"]),
    ("displaced twice from nowhere", &[("prev_location", "")], &["prev_location"]),
    ("40 households in a tent", &[("shelter_sharing", "40")], &["shelter_sharing"]),
    ("no income and an income", &[("income_sources", "aid none")], &["income_sources"]),
    (
        "four sources",
        &[("income_sources", "agriculture livestock salary aid")],
        &["income_sources"],
    ),
    ("more papers than people", &[("docs_household", "8")], &["docs_household"]),
    ("fewer papers than listed", &[("docs_household", "0")], &["~docs_household"]),
    ("no action and an action", &[("coping_food", "no_action borrow_food")], &["coping_food"]),
    ("eight days a week", &[("rcsi_1", "8")], &["rcsi_1"]),
    ("no need named", &[("needs_top3_1", "")], &["needs_top3_1"]),
    ("another need without words", &[("needs_top3_3", "other")], &["needs_other"]),
    (
        "a number as a need",
        &[("needs_top3_3", "other"), ("needs_other", "ring +249 90 555 04 17")],
        &["~needs_other"],
    ),
    ("no help and help", &[("assistance_received", "food none")], &["assistance_received"]),
    ("home is elsewhere", &[("intention_dest", "XW03")], &["~intention_dest"]),
    (
        "unknown and a reason",
        &[("intention", "stay"), ("no_return_reason", "insecurity dnk")],
        &["no_return_reason"],
    ),
    ("a position in the note", &[("staff_note", "behind 12.34 56.78")], &["~staff_note"]),
];

#[test]
fn every_check_fires_on_its_own_mistake_and_on_nothing_else() {
    let family = filled();
    let mut surprises = Vec::new();
    for (title, changes, expected) in MISTAKES {
        let mut instance = family.clone();
        set(&mut instance, changes);
        let got = wrong(&instance);
        let mut wanted: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        let mut sorted = got.clone();
        sorted.sort();
        wanted.sort();
        if sorted != wanted {
            surprises.push(format!("{title}: wanted {wanted:?}, got {got:?}"));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn more_than_twenty_members_are_asked_about() {
    let mut answers = family();
    let members = answers["members"].as_array_mut().expect("members");
    for number in 8..=21 {
        members.push(member(
            &format!("Guest {number}"),
            "non_relative",
            "male",
            json!({"age_stated": "30"}),
        ));
    }
    answers["household"]["hh_size_declared"] = json!("21");
    let mut instance = Instance::new(form(), &environment());
    assert!(instance.fill(&answers).is_empty());
    assert_eq!(wrong(&instance), ["~hh_size_declared"]);
}

#[test]
fn a_registration_on_a_date_that_stands_for_none_is_asked_about() {
    let mut answers = family();
    answers["members"] = json!([member("Amna", "head", "female", json!({"age_stated": "46"}))]);
    answers["household"]["hh_size_declared"] = json!("1");
    answers["displacement"]["disp_date"] = json!("1969-12");
    answers["displacement"]["arrival_date"] = json!("1969-12-30");
    answers["consent"]["consent_date"] = json!("1969-12-31");
    answers["registration"]["reg_date"] = json!("1970-01-01");
    answers["food_needs"]["rcsi_4"] = json!("");
    answers["shelter_income"]["docs_household"] = json!("0");
    let mut instance = Instance::new(form(), &environment());
    assert!(instance.fill(&answers).is_empty());
    assert_eq!(wrong(&instance), ["~reg_date"]);
}

#[test]
fn every_constraint_and_every_warning_has_its_mistake() {
    let form = form();
    let fired: Vec<&str> =
        MISTAKES.iter().flat_map(|(_, _, expected)| expected.iter().copied()).collect();
    // Asked of nobody whom they could concern, alike in five questions, or in a test of its own.
    let by_construction =
        ["m_school_now", "~hh_size_declared", "~reg_date", "rcsi_2", "rcsi_3", "rcsi_4", "rcsi_5"];
    let mut silent = Vec::new();
    for (_, question) in form.questions() {
        let name = question.name.as_str();
        if !question.constraint_message.is_empty() && !fired.contains(&name) {
            silent.push(name.to_owned());
        }
        if !question.warning_message.is_empty() && !fired.contains(&format!("~{name}").as_str()) {
            silent.push(format!("~{name}"));
        }
    }
    silent.retain(|name| !by_construction.contains(&name.as_str()));
    assert!(silent.is_empty(), "no mistake in the table for {silent:?}");
}

#[test]
fn refusing_consent_closes_the_form() {
    let mut instance = filled();
    set(&mut instance, &[("consent_given", "no"), ("consent_form", "refused")]);
    assert_eq!(wrong(&instance), Vec::<String>::new());
    let answers = instance.answers();
    let kept: Vec<&str> =
        answers.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(kept, ["consent"], "a section outlived the refusal");
    for name in ["guardian_name", "consent_document", "purpose_research_stats"] {
        assert!(!instance.is_relevant(&path(&instance, name)), "{name}");
    }
}

#[test]
fn what_is_not_asked_of_somebody_is_not_relevant() {
    let mut instance = filled();
    let cases = [
        ("m_pregnant", true),
        ("m_pregnant#2", false),
        ("m_pregnant#6", false),
        ("m_marital#6", false),
        ("m_uasc#2", false),
        ("m_uasc#5", true),
        ("wg_see#7", false),
        ("m_vaccinated#7", true),
        ("m_vaccinated#6", false),
        ("m_school_barrier#4", true),
        ("m_school_barrier#5", false),
        ("age_stated#2", false),
        ("age_stated#4", true),
        ("consent_closed", false),
    ];
    for (name, relevant) in cases {
        assert_eq!(instance.is_relevant(&path(&instance, name)), relevant, "{name}");
    }
    set(&mut instance, &[("population_cat", "host")]);
    assert!(
        !instance.is_relevant(&path(&instance, "disp_reason")),
        "a host household was not displaced"
    );
}

#[test]
fn a_ranked_need_leaves_out_the_earlier_ones() {
    let mut instance = filled();
    let codes = |instance: &Instance, name: &str| -> Vec<String> {
        instance.choices(&path(instance, name)).iter().map(|choice| choice.code.clone()).collect()
    };
    let third = codes(&instance, "needs_top3_3");
    for gone in ["food", "health", "none", "dnk", "pnta"] {
        assert!(!third.iter().any(|code| code == gone), "{gone}");
    }
    assert_eq!(third.len(), 37 - 5);
    set(&mut instance, &[("needs_top3_1", "none")]);
    assert!(!instance.is_relevant(&path(&instance, "needs_top3_2")), "none stands alone");
}

#[test]
fn places_follow_one_another() {
    let mut instance = filled();
    let site = path(&instance, "site_ssid");
    let offered: Vec<String> = instance.choices(&site).iter().map(|it| it.code.clone()).collect();
    assert_eq!(offered, ["XWS001", "not_listed"]);
    set(&mut instance, &[("current_adm1", "XW05")]);
    assert_eq!(
        instance.value(&path(&instance, "current_adm2")),
        "",
        "a district of another region stays chosen"
    );
    assert_eq!(wrong(&instance), ["current_adm2", "current_adm3", "site_ssid"]);
}
