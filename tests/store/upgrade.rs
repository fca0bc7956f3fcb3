//! Versions of a form: what open records would lose or need is said before anything changes, and nothing is thrown away.

use std::sync::Arc;

use serde_json::json;
use waypost::{
    base::{FormId, RecordId},
    cases::State,
    forms::{Environment, Instance, Loss},
    service::{
        command::{
            forms::AddForm,
            review::Approve,
            upgrade::{UpgradeRecords, UpgradeReport},
        },
        job::Progress,
        query::{office::FormSource, records::OpenRecord},
    },
};

use crate::{cli::Office, service::Bureau};

const FIRST: &str = "type,name,label,required\ntext,well_no,Number,yes\nselect_one state,condition,Condition,\n\
    select_multiple use,uses,Uses,\ntext,owner,Owner,\n";
const SECOND: &str = "type,name,label,required\ntext,well_no,Number,yes\nselect_one state,condition,Condition,\n\
    select_multiple use,uses,Uses,\ninteger,depth,Depth,yes\n";

fn sheets(version: &str) -> Vec<(String, Vec<u8>)> {
    let (survey, states) = match version {
        "1" => (FIRST, "state,good,Good\nstate,salty,Salty\nstate,dry,Dry\n"),
        _ => (SECOND, "state,good,Good\nstate,dry,Dry\n"),
    };
    let choices = format!("list_name,name,label\n{states}use,drink,Drink\nuse,wash,Wash\n");
    let settings = format!("form_id,form_title,version\nwells,Wells,{version}\n");
    [("survey", survey.to_owned()), ("choices", choices), ("settings", settings)]
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .to_vec()
}

fn add(bureau: &mut Bureau, version: &str) {
    bureau.become_("root");
    let source = FormSource::Sheets(sheets(version));
    bureau.service.ask(AddForm { source, compartment: None }).expect("added");
    bureau.become_("officer");
}

fn upgrade(bureau: &mut Bureau, to: Option<&str>, dry_run: bool) -> UpgradeReport {
    bureau.become_("root");
    let to = to.map(|it| FormSource::Sheets(sheets(it)));
    let asked = UpgradeRecords { form: FormId("wells".to_owned()), to, dry_run };
    let report = bureau.service.run(asked, &Progress::default()).expect("a report");
    bureau.become_("officer");
    report
}

fn read(bureau: &mut Bureau, record: RecordId) -> (String, Instance) {
    let view = bureau.service.ask(OpenRecord { record }).expect("readable");
    let instance =
        Instance::from_json(Arc::clone(&view.form), &Environment::default(), &view.instance);
    (view.form.version.clone(), instance.expect("readable"))
}

#[test]
fn what_open_records_would_lose_or_need_is_said_first_and_nothing_is_thrown_away() {
    let mut bureau = Bureau::open();
    add(&mut bureau, "1");
    let draft = bureau.draft(
        "wells",
        &json!({"well_no": "W1", "condition": "salty", "uses": ["drink", "wash"], "owner": "Ali"}),
    );
    let submitted = bureau.submitted("wells", &json!({"well_no": "W2", "condition": "good"}));
    let approved = bureau.submitted("wells", &json!({"well_no": "W3"}));
    bureau.become_("supervisor");
    bureau.service.ask(Approve { record: approved, revision: 1 }).expect("approved");

    // A version that the office does not have yet: nothing is added by asking.
    let dry = upgrade(&mut bureau, Some("2"), true);
    assert_eq!((dry.version.as_str(), dry.records.len(), dry.upgraded), ("2", 2, 1));
    let of = |report: &UpgradeReport, record| {
        report.records.iter().find(|it| it.record == record).expect("in it").clone()
    };
    let first = of(&dry, draft);
    assert_eq!(
        first.lost,
        [("condition".to_owned(), Loss::Choice), ("owner".to_owned(), Loss::Question)]
    );
    assert_eq!(first.needed, ["depth"]);
    let second = of(&dry, submitted);
    assert_eq!((second.state, second.moves), (State::Submitted, false), "it needs an answer");
    assert_eq!(read(&mut bureau, draft).0, "1", "a dry run changes nothing");

    add(&mut bureau, "2");
    let done = upgrade(&mut bureau, None, false);
    assert_eq!(done.upgraded, 1);
    let (version, instance) = read(&mut bureau, draft);
    assert_eq!(version, "2");
    let earlier: Vec<_> = instance.earlier_answers().collect();
    assert_eq!(earlier, [("condition", "salty"), ("owner", "Ali")]);
    assert_eq!(instance.answers(), json!({"well_no": "W1", "uses": ["drink", "wash"]}));
    assert_eq!(read(&mut bureau, submitted).0, "1");
    assert_eq!(read(&mut bureau, approved).0, "1");
    // Nothing is left to do but what stays.
    let again = upgrade(&mut bureau, None, true);
    assert_eq!((again.records.len(), again.upgraded), (1, 0));
}

#[test]
fn the_command_line_says_no_where_a_record_would_lose_or_need_an_answer() {
    let office = Office::copy();
    let folder = |version: &str| {
        let folder = office.home.path().join(format!("wells-{version}"));
        std::fs::create_dir(&folder).unwrap();
        for (name, bytes) in sheets(version) {
            std::fs::write(folder.join(format!("{name}.csv")), bytes).unwrap();
        }
        folder.to_str().unwrap().to_owned()
    };
    office.run("admin", &["forms", "add", &folder("1")]).yes();
    let answers = office.file("a.json", r#"{"well_no":"W1","owner":"Ali"}"#);
    let add = ["records", "add", "--form", "wells", "--answers", answers.to_str().unwrap()];
    let made = office.run("officer", &add).yes();
    let second = folder("2");
    let dry = office.run("admin", &["forms", "upgrade", "wells", "--to", &second, "--dry-run"]);
    assert_eq!(dry.code, 1, "{}", dry.error);
    assert_eq!(dry.json["records"][0]["lost"][0]["question"], "owner");
    assert_eq!(dry.json["records"][0]["needed"][0], "depth");
    let done = office.run("admin", &["forms", "upgrade", "wells", "--to", &second]).yes();
    assert_eq!(done["upgraded"], 1);
    let id = made["record"].as_str().unwrap();
    let shown = office.run("officer", &["records", "show", id]).yes();
    assert_eq!(shown["records"][0]["earlier"]["owner"], "Ali");
    assert_eq!(shown["records"][0]["answers"]["well_no"], "W1");
    office.run("officer", &["forms", "upgrade", "wells"]).refused(3, "RIGHT-1");
}
