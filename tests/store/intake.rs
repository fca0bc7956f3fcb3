//! Entries for a compartment that their author does not hold: written, handed in, never read back.

use std::collections::BTreeMap;

use serde_json::json;
use waypost::{
    base::{FormId, RecordId, Role, Sensitive},
    cases::State,
    crypto::{Identity, KdfCost},
    forms::{Environment, Instance},
    service::{
        ServiceError,
        command::{
            forms::AddForm,
            people::AddPerson,
            records::{DiscardDraft, NewRecord, SaveDraft, Submission, Submit},
            review::Approve,
        },
        query::{
            audit::{AuditLines, AuditVerify},
            office::{FormSource, ListForms},
            records::{Filter, ListRecords, OpenRecord, RecordRows},
            today::Today,
        },
    },
    vault::{Compartment, Vault},
};

use crate::{
    cli::Office as Processes,
    office::{Office, PASSPHRASE, files, occurrences, person, raw_connection},
    service::Bureau,
};

const SURVEY: &str = "type,name,label::English (en),data_class,required\n\
    text,family_name,Family name,direct,\ntext,story,Story,sensitive,yes\n";
const SETTINGS: &str = "form_title,form_id,version,compartment\nScreening,screening,1,protection\n";
const STORY: &str = "Zyqwa was held for a month";

/// A bureau with a restricted form and `cleared`, a supervisor who holds its compartment; `officer` is at the keyboard.
fn bureau() -> Bureau {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let sheets = [("survey", SURVEY), ("settings", SETTINGS)];
    let sheets = sheets.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let add = AddForm { source: FormSource::Sheets(sheets.to_vec()), compartment: None };
    bureau.service.ask(add).expect("a form");
    let cleared = AddPerson {
        login: "cleared".to_owned(),
        name: Sensitive::default(),
        roles: vec![Role::Supervisor],
        compartments: vec!["general".to_owned(), "protection".to_owned()],
        passphrase: Sensitive::from(PASSPHRASE),
    };
    bureau.service.ask(cleared).expect("a person");
    bureau.become_("officer");
    bureau
}

fn screening() -> FormId {
    FormId("screening".to_owned())
}

/// An entry with a story in it, saved and not handed in.
fn entry(bureau: &mut Bureau) -> RecordId {
    let record = bureau.service.ask(NewRecord { form: screening() }).expect("a draft");
    let view = bureau.service.ask(OpenRecord { record }).expect("opened");
    assert!(view.editable && !view.reviewable && view.revision == 0);
    let mut instance =
        Instance::from_json(view.form, &Environment::default(), &view.instance).expect("readable");
    assert!(instance.fill(&json!({"family_name": "Zyqwamara", "story": STORY})).is_empty());
    let at = "story".parse().ok();
    let save =
        SaveDraft { record, base: 0, instance: instance.to_json(), at, reasons: BTreeMap::new() };
    bureau.service.ask(save).expect("saved");
    record
}

fn hand_in(bureau: &mut Bureau, record: RecordId) {
    let submit = Submit { record, revision: 0, reasons: BTreeMap::new() };
    let done = bureau.service.ask(submit).expect("an answer");
    assert!(matches!(done, Submission::Submitted { .. }), "{done:?}");
}

/// Nothing that is listed, counted or found shows an entry to whoever is at the keyboard.
fn assert_not_listed(bureau: &mut Bureau, record: RecordId) {
    for text in ["", "zyqwamara", "story", "S-XWA"] {
        let filter = Filter { text: Sensitive::from(text), ..Filter::default() };
        let list = bureau.service.ask(ListRecords { filter, ..ListRecords::default() }).unwrap();
        assert_eq!((list.ids.len(), list.total), (0, 0), "{text}");
        assert!(list.facets.forms.is_empty() && list.facets.states.iter().all(|(_, n)| *n == 0));
    }
    assert!(bureau.service.ask(RecordRows { ids: vec![record] }).unwrap().is_empty());
    let today = bureau.service.ask(Today).unwrap();
    assert_eq!((today.records, today.to_review, today.entered_today), (0, 0, 0));
}

fn assert_unknown(bureau: &mut Bureau, record: RecordId) {
    let opened = bureau.service.ask(OpenRecord { record });
    assert!(matches!(opened, Err(ServiceError::Unknown { .. })), "{opened:?}");
}

fn notices(bureau: &Bureau) -> Vec<&'static str> {
    bureau.service.session().unwrap().notices.iter().map(|it| it.id).collect()
}

#[test]
fn an_entry_is_resumed_by_its_author_alone_until_it_is_handed_in() {
    let mut bureau = bureau();
    let record = entry(&mut bureau);
    assert_not_listed(&mut bureau, record);
    bureau.become_("officer");
    assert_not_listed(&mut bureau, record);
    let today = bureau.service.ask(Today).unwrap();
    assert_eq!((today.drafts_total, today.drafts[0].id), (1, record));
    let view = bureau.service.ask(OpenRecord { record }).unwrap();
    assert!(view.instance.contains(STORY));
    assert_eq!(view.resume_at.map(|it| it.to_string()).as_deref(), Some("story"));
    for login in ["supervisor", "cleared", "root"] {
        bureau.become_(login);
        assert_unknown(&mut bureau, record);
        assert_eq!(bureau.service.ask(Today).unwrap().drafts_total, 0);
        assert!(!notices(&bureau).iter().any(|it| it.starts_with("notice-intake")));
    }
    bureau.become_("officer");
    bureau.service.ask(DiscardDraft { record }).unwrap();
    assert_unknown(&mut bureau, record);
    bureau.become_("officer");
    assert_eq!(bureau.service.ask(Today).unwrap().drafts_total, 0);
}

#[test]
fn what_was_handed_in_is_gone_for_its_author_and_comes_to_the_cleared() {
    let mut bureau = bureau();
    let blank = bureau.service.ask(NewRecord { form: screening() }).expect("a draft");
    let submit = Submit { record: blank, revision: 0, reasons: BTreeMap::new() };
    let blocked = bureau.service.ask(submit).expect("an answer");
    assert!(matches!(blocked, Submission::Blocked { .. }), "hard rules hold here too");
    bureau.service.ask(DiscardDraft { record: blank }).unwrap();

    let record = entry(&mut bureau);
    hand_in(&mut bureau, record);
    for login in ["officer", "supervisor", "data"] {
        if login != "officer" {
            bureau.become_(login);
        }
        assert_unknown(&mut bureau, record);
        assert_eq!(bureau.service.ask(Today).unwrap().drafts_total, 0);
        assert_not_listed(&mut bureau, record);
    }
    bureau.become_("officer");
    assert_unknown(&mut bureau, record);

    bureau.become_("cleared");
    assert_eq!(notices(&bureau), ["notice-intake-taken"]);
    assert_eq!(bureau.service.ask(ListRecords::default()).unwrap().ids, [record]);
    let view = bureau.service.ask(OpenRecord { record }).unwrap();
    assert!(view.instance.contains(STORY) && view.reviewable);
    let summary = &view.summary;
    assert_eq!((summary.state, summary.author_login.as_str()), (State::Submitted, "officer"));
    assert_eq!((summary.number.as_str(), view.revision), ("S-XWA-000001", 1));
    let history: Vec<_> =
        view.history.iter().map(|it| (it.command.as_str(), it.by_login.as_str())).collect();
    assert_eq!(history, [("intake.take-in", "cleared")]);
    bureau.service.ask(Approve { record, revision: 1 }).expect("it is another's work");
    let lines = AuditLines { compartment: "general".to_owned(), before: None, limit: 50 };
    let lines = bureau.service.ask(lines).unwrap();
    let mut about: Vec<_> = lines.iter().filter(|it| it.record == Some(record)).collect();
    about.reverse();
    let about: Vec<_> =
        about.iter().map(|it| (it.command.as_str(), it.by_login.as_str())).collect();
    assert_eq!(
        about,
        [("intake.new", "officer"), ("intake.hand-in", "officer"), ("intake.take-in", "cleared")]
    );
    let verdict = bureau.service.ask(AuditVerify).unwrap();
    assert!(verdict.ok, "{:?}", verdict.findings);
    bureau.become_("cleared");
    assert_eq!(notices(&bureau), [""; 0], "once");
    bureau.become_("officer");
    assert_unknown(&mut bureau, record);
    assert_not_listed(&mut bureau, record);
    let forms = bureau.service.ask(ListForms).unwrap();
    assert!(forms.iter().all(|it| it.records == 0));
}

/// An office with `root`, who holds everything, and `amina`, who holds `general`; her entry is handed in.
fn handed_in() -> (Office, waypost::vault::RecoveryKey, RecordId) {
    let (office, mut vault, recovery) = Office::create();
    let general = [Compartment::general()];
    let amina = person("amina", &[Role::FieldOfficer], &general);
    vault.add_person(&amina, KdfCost::for_tests()).expect("enrolled");
    vault.lock().expect("locked");
    let mut vault = office.unlock("amina").expect("unlocked");
    let record = vault.make_record_id();
    let place = (record, &Compartment::protection());
    vault.save_entry(place, STORY, Some("intake.new")).expect("saved");
    assert_eq!(vault.own_entries().unwrap()[0].text.expose(), STORY);
    vault.hand_in(place, STORY, "intake.hand-in").expect("handed in");
    assert!(vault.own_entries().unwrap().is_empty(), "it is not read back");
    assert!(vault.handed_in().unwrap().entries.is_empty());
    vault.lock().expect("locked");
    (office, recovery, record)
}

fn sealed(office: &Office, recovery: &waypost::vault::RecoveryKey) -> Vec<u8> {
    let conn = raw_connection(office, recovery, "general");
    conn.query_row("select sealed from intake", [], |row| row.get(0)).expect("a row")
}

#[test]
fn the_key_of_general_does_not_open_an_entry_and_recovery_does() {
    let (office, recovery, _record) = handed_in();
    let bytes = sealed(&office, &recovery);
    assert_eq!(occurrences(&bytes, STORY.as_bytes()), 0);
    let identity = Identity::parse(recovery.text().expose()).expect("a key");
    let opened = identity.open(&bytes).expect("recovery opens it");
    assert_eq!(occurrences(&opened, STORY.as_bytes()), 1);
    for (path, bytes) in files(&office.folder()) {
        assert_eq!(occurrences(&bytes, STORY.as_bytes()), 0, "{}", path.display());
    }
}

#[test]
fn nobody_hands_in_for_somebody_else() {
    let (office, recovery, record) = handed_in();
    let root = office.unlock("root").expect("unlocked");
    let (id, found) = (root.person().id, root.handed_in().unwrap());
    assert_eq!((found.entries.len(), found.broken), (1, 0));
    assert_eq!((found.entries[0].record, found.entries[0].text.expose().as_str()), (record, STORY));
    drop(root);
    // Whoever holds the key of `general` can write any row, but the author signed which entry it is.
    let conn = raw_connection(&office, &recovery, "general");
    conn.execute("update intake set author = ?1", [id.0]).expect("changed");
    drop(conn);
    let found = office.unlock("root").expect("unlocked").handed_in().unwrap();
    assert_eq!((found.entries.len(), found.broken), (0, 1));
}

#[test]
fn who_is_cleared_later_and_who_recovers_the_office_open_what_lies_there() {
    let (office, recovery, record) = handed_in();
    let mut vault = office.unlock("root").expect("unlocked");
    let later = person("later", &[Role::Supervisor], &Compartment::of_a_new_office());
    vault.add_person(&later, KdfCost::for_tests()).expect("enrolled");
    vault.lock().expect("locked");
    let vault = office.unlock("later").expect("unlocked");
    assert_eq!(vault.handed_in().unwrap().entries[0].record, record);
    vault.lock().expect("locked");

    let new = person("new", &[Role::Administrator], &[]);
    let vault =
        Vault::recover(&office.folder(), &recovery, &new, KdfCost::for_tests(), office.host());
    let vault = vault.expect("recovered");
    let found = vault.handed_in().unwrap();
    assert_eq!((found.entries.len(), found.broken), (1, 0));
    let report = vault.view().verify_audit(&Compartment::general()).unwrap();
    assert_eq!(report.faults, []);
}

#[test]
fn the_command_line_hands_in_as_the_window_does() {
    let office = Processes::copy();
    let form = office.home.path().join("form");
    std::fs::create_dir(&form).expect("a folder");
    std::fs::write(form.join("survey.csv"), SURVEY).expect("written");
    std::fs::write(form.join("settings.csv"), SETTINGS).expect("written");
    office.run("admin", &["forms", "add", form.to_str().expect("a name")]).yes();
    let answers = office.file("answers.json", json!({"story": STORY}).to_string());
    let answers = answers.to_str().expect("a name");
    let add = ["records", "add", "--form", "screening", "--answers", answers, "--submit"];
    let added = office.run("officer", &add).yes();
    let record = added["record"].as_str().expect("an id").to_owned();
    office.run("officer", &["records", "show", &record]).refused(2, "OFFICE-2");
    let listed = office.run("officer", &["records", "list", "--form", "screening"]).yes();
    assert_eq!(listed["records"], json!([]));

    let pass = office.file("office/demo/cleared.pass", "gravel tin harbour moth quiet\n");
    let new = ["--new-login", "cleared", "--role", "supervisor", "--clearance", "protection"];
    let file = ["--new-passphrase-file", pass.to_str().expect("a name")];
    office.run("admin", &[["office", "people", "add"].as_slice(), &new, &file].concat()).yes();
    let shown = office.run("cleared", &["records", "show", &record]);
    assert!(shown.error.contains("handed in for you came in"), "{}", shown.error);
    let shown = shown.yes();
    assert_eq!(shown["records"][0]["answers"]["story"], STORY);
    assert_eq!(shown["records"][0]["author"], "officer");
    assert_eq!(office.run("cleared", &["office", "check"]).yes()["ok"], true);
}
