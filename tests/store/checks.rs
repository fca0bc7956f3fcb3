//! Named checks: each is broken once and kept once.

use serde_json::{Value, json};
use waypost::{
    base::{RecordId, Sensitive},
    forms::{Rule, Strength},
    service::{
        command::{
            forms::AddForm,
            records::{FillRecord, Submission, Submit, Void},
            review::Return,
        },
        job::Progress,
        query::{
            office::FormSource,
            records::{CrossChecks, OpenRecord},
        },
    },
};
use zeroize::Zeroizing;

use crate::service::{Bureau, household, places_of, return_case};

/// The named checks that do not hold, with their questions and whether they stop a submission.
fn broken(bureau: &mut Bureau, record: RecordId) -> Vec<(&'static str, String, Strength)> {
    let view = bureau.service.ask(OpenRecord { record }).expect("opened");
    let cross = CrossChecks { record, form: view.summary.form, instance: view.instance };
    let named = |rule| if let Rule::Check(name) = rule { Some(name) } else { None };
    let mut all: Vec<_> = bureau
        .service
        .ask(cross)
        .expect("checked")
        .violations
        .into_iter()
        .filter_map(|it| Some((named(it.rule)?, it.path.to_string(), it.severity)))
        .collect();
    all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    all
}

/// Those of one name.
fn of(name: &str, bureau: &mut Bureau, record: RecordId) -> Vec<(String, Strength)> {
    let all = broken(bureau, record).into_iter().filter(|it| it.0 == name);
    all.map(|(_, path, strength)| (path, strength)).collect()
}

fn one(path: &str, strength: Strength) -> Vec<(String, Strength)> {
    vec![(path.to_owned(), strength)]
}

fn change(bureau: &mut Bureau, record: RecordId, answers: &Value) {
    let answers = Zeroizing::new(answers.to_string());
    bureau.service.ask(FillRecord { record: Some(record), form: None, answers }).expect("filled");
}

/// The list of places in which `XW0101` lies in `above`; a district has its box.
fn import_places(bureau: &mut Bureau, above: &str) {
    bureau.become_("root");
    let csv = format!(
        "code,name,level,parent,south,west,north,east\n\
         XWA,Waranda,0,,-2,-12,8,-2\n\
         XW01,One,1,XWA,,,,\n\
         XW02,Two,1,XWA,,,,\n\
         XW0101,Centre,2,{above},-2,-12,-0.5,-10\n\
         XW0201,South,2,XW02,,,,\n\
         XW010101,Quarter,3,XW0101,,,,\n"
    );
    let done = bureau.service.run(places_of(csv.into_bytes()), &Progress::default()).expect("read");
    assert_eq!((done.places, done.refused.len()), (6, 0), "{:?}", done.refused);
    bureau.become_("officer");
}

/// An office's own form that asks for a place on two levels without filtering the second by the first.
fn visit() -> AddForm {
    let survey = "type,name,label::English (en),data_class\n\
        select_one places_adm1,current_adm1,Province,quasi\n\
        select_one places_adm2,current_adm2,District,quasi\n";
    let choices = "list_name,name,label::English (en),parent\n\
        places_adm1,XW01,One,XWA\nplaces_adm1,XW02,Two,XWA\n\
        places_adm2,XW0101,Centre,XW01\nplaces_adm2,XW0177,Hills,XW01\nplaces_adm2,not_listed,Not listed,\n";
    let settings = "form_title,form_id,version\nVisit,visit,1\n";
    let sheet = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let sheets =
        vec![sheet("survey", survey), sheet("choices", choices), sheet("settings", settings)];
    AddForm { source: FormSource::Sheets(sheets), compartment: None }
}

#[test]
fn a_place_is_in_the_offices_list_and_lies_in_the_one_chosen_above_it() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    bureau.service.ask(visit()).expect("a form");
    bureau.become_("officer");
    let mut draft =
        |adm2: &str| bureau.draft("visit", &json!({"current_adm1": "XW01", "current_adm2": adm2}));
    let (known, gone, beside) = (draft("XW0101"), draft("XW0177"), draft("not_listed"));
    for record in [known, gone, beside] {
        assert_eq!(of("X-14", &mut bureau, record), [], "no list: nothing to compare with");
    }
    import_places(&mut bureau, "XW01");
    assert_eq!(of("X-14", &mut bureau, known), []);
    assert_eq!(of("X-14", &mut bureau, beside), []);
    assert_eq!(of("X-14", &mut bureau, gone), one("current_adm2", Strength::Hard));
    import_places(&mut bureau, "XW02");
    assert_eq!(of("X-14", &mut bureau, known), one("current_adm2", Strength::Hard));
}

#[test]
fn a_position_lies_in_the_box_of_its_district() {
    let mut bureau = Bureau::open();
    import_places(&mut bureau, "XW01");
    let mut answers = household("Tessema", "A-1");
    answers["registration"]["current_gps"] = json!("-1.0 -11.0 0 12");
    let record = bureau.draft("household_registration", &answers);
    assert_eq!(of("X-15", &mut bureau, record), []);
    let outside = json!({"registration": {"current_gps": "-0.4 -11.0 0 12"}});
    change(&mut bureau, record, &outside);
    let gps = "registration/current_gps";
    assert_eq!(of("X-15", &mut bureau, record), one(gps, Strength::Soft));
}

#[test]
fn edges_of_a_place_are_degrees_and_come_together() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let csv = b"code,name,level,parent,south,west,north,east\nA,A,0,,1,2,,4\nB,B,0,,5,0,4,1\nC,C,0,,91,0,92,1\nD,D,0,,1,x,2,3\n";
    let done = bureau.service.run(places_of(&csv[..]), &Progress::default()).expect("read");
    let columns: Vec<&str> = done.refused.iter().map(|it| it.column.as_str()).collect();
    assert_eq!((columns, done.places), (vec!["north", "south", "south", "west"], 0));
}

fn incident(main: &str, id: &str, kind: &str, n: &str) -> Value {
    json!({
        "scope": {"scope_check": "yes"},
        "incident": {"main_id": main, "incident_id": id, "incident_type": kind},
        "people": {"n_dead_missing": n}
    })
}

#[test]
fn split_records_count_no_more_than_their_main_record_reports() {
    let mut bureau = Bureau::open();
    let (main, split) = ("2026.MMP0028", "split_incident");
    let whole = bureau.draft("incident", &incident(main, main, "incident", "10"));
    let first = bureau.draft("incident", &incident(main, "2026.MMP002801", split, "6"));
    let second = bureau.draft("incident", &incident(main, "2026.MMP002802", split, "4"));
    bureau.draft("incident", &incident("2026.MMP0029", "2026.MMP002901", split, "50"));
    for record in [whole, first, second] {
        assert_eq!(of("X-23", &mut bureau, record), []);
    }
    change(&mut bureau, second, &json!({"people": {"n_dead_missing": "5"}}));
    for record in [whole, first, second] {
        let total = one("people/n_dead_missing", Strength::Soft);
        assert_eq!(of("X-23", &mut bureau, record), total);
    }
}

#[test]
fn an_incident_lies_within_500_km_of_its_country() {
    let mut bureau = Bureau::open();
    let mut far = |country: &str, lat: &str, lon: &str| -> Vec<(String, Strength)> {
        let answers = json!({
            "scope": {"scope_check": "yes"},
            "incident": {"incident_country": country},
            "place": {"latitude": lat, "longitude": lon}
        });
        let record = bureau.draft("incident", &answers);
        of("X-25", &mut bureau, record)
    };
    let told = one("place/latitude", Strength::Soft);
    assert_eq!(far("MLT", "35.9", "14.4"), []);
    assert_eq!(far("MLT", "32.9", "13.2"), [], "340 km off, at sea or in Libya");
    assert_eq!(far("MLT", "48.8", "2.3"), told);
    assert_eq!(far("LBY", "24.0", "12.0"), []);
    assert_eq!(far("MEX", "-32.5", "-99.2"), told, "a sign too many");
    assert_eq!(far("FJI", "-17.8", "-179.9"), [], "over the meridian of 180 degrees");
    assert_eq!(far("XWA", "60.0", "60.0"), [], "nobody knows where an invented country lies");
    import_places(&mut bureau, "XW01");
    let answers = json!({
        "scope": {"scope_check": "yes"},
        "incident": {"incident_country": "XWA"},
        "place": {"latitude": "60.0", "longitude": "60.0"}
    });
    let record = bureau.draft("incident", &answers);
    assert_eq!(of("X-25", &mut bureau, record), told, "but for the office's own list");
}

/// A training with one participant who belongs to a case.
fn training(case: &str, sex: &str, birth: &str) -> Value {
    json!({
        "counting": {"list_used": "yes"},
        "participants": [{
            "consent": {"part_list_consent": "yes"},
            "person": {
                "family_name": "Toure", "given_names": "Awa", "sex": sex, "birth_date": birth, "linked_case": case
            }
        }]
    })
}

#[test]
fn a_linked_case_is_there_and_sex_and_year_of_birth_agree_on_both_sides() {
    let mut bureau = Bureau::open();
    let case = bureau.submitted("return_case", &return_case("Issaka", "MA-2026-001"));
    let link = "participants[1]/person/linked_case";
    let mut check = |case: &str, sex: &str, birth: &str| {
        let record = bureau.draft("training_session", &training(case, sex, birth));
        let found = of("X-105", &mut bureau, record);
        let void = Void { record, revision: 0, reason: Sensitive::from("only tried") };
        bureau.service.ask(void).expect("struck out");
        found
    };
    assert_eq!(check("MA-2026-001", "male", "1994-12-31"), []);
    assert_eq!(check("MA-2026-001", "male", "1994"), []);
    assert_eq!(check("MA-2026-001", "female", "1994-03-05"), one(link, Strength::Soft));
    assert_eq!(check("MA-2026-001", "male", "1995-03-05"), one(link, Strength::Soft));
    assert_eq!(check("MA-2026-777", "male", "1994-03-05"), one(link, Strength::Soft));
    assert_eq!(of("X-105", &mut bureau, case), [], "what was struck out says nothing");
}

#[test]
fn a_case_number_belongs_to_one_case_that_is_not_struck_out() {
    let mut bureau = Bureau::open();
    let first = bureau.draft("return_case", &return_case("Issaka", "MA-1"));
    let second = bureau.draft("return_case", &return_case("Haile", "MA-1"));
    assert_eq!(of("X-106", &mut bureau, second), one("case/avrr_case_no", Strength::Hard));
    let void = Void { record: first, revision: 0, reason: Sensitive::from("entered twice") };
    bureau.service.ask(void).expect("struck out");
    assert_eq!(of("X-106", &mut bureau, second), []);
}

#[test]
fn the_stage_of_a_case_goes_forward_only_except_to_its_ends() {
    let mut bureau = Bureau::open();
    let mut answers = return_case("Issaka", "MA-1");
    answers["case"]["stage"] = json!("application");
    let record = bureau.submitted("return_case", &answers);
    bureau.become_("supervisor");
    let comments = vec![("case/stage".parse().expect("a path"), Sensitive::from("is this right?"))];
    bureau.service.ask(Return { record, revision: 1, comments }).expect("returned");
    bureau.become_("officer");
    let mut at = |stage: &str| {
        change(&mut bureau, record, &json!({"case": {"stage": stage}}));
        of("X-107", &mut bureau, record)
    };
    assert_eq!(at("application"), []);
    assert_eq!(at("counselling"), one("case/stage", Strength::Hard));
    assert_eq!(at("withdrawn"), []);
}

#[test]
fn a_person_has_one_line_a_purpose() {
    let mut bureau = Bureau::open();
    let mut answers = return_case("Issaka", "MA-1");
    let record = bureau.draft("return_case", &answers);
    assert_eq!(of("X-108", &mut bureau, record), []);
    answers["applicants"][0]["consent"]["purposes"][1]["purpose_code"] = json!("service");
    let record = bureau.draft("return_case", &answers);
    let line = "applicants[1]/consent/purposes[2]/purpose_code";
    assert_eq!(of("X-108", &mut bureau, record), one(line, Strength::Hard));
}

#[test]
fn the_same_person_in_another_open_case_is_told_and_in_a_closed_one_not() {
    let mut bureau = Bureau::open();
    let mut first = return_case("Issaka", "MA-1");
    first["applicants"][0]["contact"] = json!({"doc_type": "passport", "doc_number": "P 123-456"});
    let open = bureau.submitted("return_case", &first);
    let name = "applicants[1]/person/family_name";
    let same_name = bureau.draft("return_case", &return_case("Issaka", "MA-2"));
    assert_eq!(of("X-109", &mut bureau, same_name), one(name, Strength::Soft));
    let mut other = return_case("Haile", "MA-3");
    other["applicants"][0]["person"]["birth_date"] = json!("1970-01-02");
    other["applicants"][0]["contact"] = json!({"doc_type": "passport", "doc_number": "p123456"});
    let same_number = bureau.draft("return_case", &other);
    let number = "applicants[1]/contact/doc_number";
    assert_eq!(of("X-109", &mut bureau, same_number), one(number, Strength::Soft));
    bureau.become_("supervisor");
    let comments = vec![("case/stage".parse().expect("a path"), Sensitive::from("is it over?"))];
    bureau.service.ask(Return { record: open, revision: 1, comments }).expect("returned");
    bureau.become_("officer");
    change(&mut bureau, open, &json!({"case": {"stage": "closed"}}));
    assert_eq!(of("X-109", &mut bureau, same_number), []);
    assert_eq!(of("X-109", &mut bureau, same_name), []);
    let mut family = household("Issaka", "A-1");
    family["members"][0]["given_names"] = json!("Issa");
    family["members"][0]["birth_date"] = json!("1994-03-05");
    let elsewhere = bureau.draft("household_registration", &family);
    assert_eq!(of("X-43", &mut bureau, elsewhere), [], "a household is no second case");
}

#[test]
fn a_hard_named_check_stops_a_submission_and_a_soft_one_asks_why() {
    let mut bureau = Bureau::open();
    import_places(&mut bureau, "XW01");
    let mut answers = household("Tessema", "A-1");
    answers["registration"]["current_gps"] = json!("7.0 -3.0 0 12");
    let record = bureau.draft("household_registration", &answers);
    let submit = Submit { record, revision: 0, reasons: std::collections::BTreeMap::new() };
    let Submission::Blocked { violations } = bureau.service.ask(submit).expect("an answer") else {
        panic!("it was taken");
    };
    let named: Vec<_> = violations.iter().map(|it| (it.rule, it.severity)).collect();
    assert_eq!(named, [(Rule::Check("X-15"), Strength::Soft)]);
    let mut answers = household("Other", "A-1");
    answers["registration"]["current_gps"] = json!("7.0 -3.0 0 12");
    let twice = bureau.draft("household_registration", &answers);
    let why = Sensitive::from("they moved yesterday");
    let reasons = [("current_gps".to_owned(), why)].into();
    let submit = Submit { record: twice, revision: 0, reasons };
    let Submission::Blocked { violations } = bureau.service.ask(submit).expect("an answer") else {
        panic!("it was taken");
    };
    let named: Vec<_> = violations.iter().map(|it| (it.rule, it.severity)).collect();
    assert_eq!(named, [(Rule::Check("C-01"), Strength::Hard)]);
}
