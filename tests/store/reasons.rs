//! Why a rule that does not hold may stand: an answer of the officer, durable like any other.

use std::collections::BTreeMap;

use serde_json::json;
use waypost::{
    base::{RecordId, Sensitive},
    forms::{Environment, Instance, Rule},
    service::{
        Service,
        command::records::{FillRecord, Reasons, SaveDraft, Submission, Submit},
        query::records::{OpenRecord, RecordView},
    },
    vault::{DraftReason, LATEST, NewDraft},
};
use zeroize::Zeroizing;

use crate::{
    office::{Office, begin, files, raw_connection},
    service::{Bureau, household},
};

const WHY: &str = "seen on the certificate";

fn open(service: &mut Service, record: RecordId) -> RecordView {
    service.ask(OpenRecord { record }).expect("opened")
}

/// A household one of whom was born on a first of January: a soft rule asks whether that is the real day.
fn unlikely() -> (Bureau, RecordId) {
    let mut bureau = Bureau::open();
    let mut answers = household("Tessema", "A-1");
    answers["members"][1]["birth_date"] = json!("1985-01-01");
    let record = bureau.draft("household_registration", &answers);
    (bureau, record)
}

fn save(bureau: &mut Bureau, record: RecordId, reasons: &[(&str, &str, &str)]) {
    let view = open(&mut bureau.service, record);
    let key = |path: &str, rule: &str| (path.parse().expect("a path"), rule.to_owned());
    let reasons: Reasons =
        reasons.iter().map(|(path, rule, why)| (key(path, rule), Sensitive::from(*why))).collect();
    let save =
        SaveDraft { record, base: view.revision, instance: view.instance, at: None, reasons };
    bureau.service.ask(save).expect("saved");
}

fn submit(bureau: &mut Bureau, record: RecordId) -> Submission {
    let submit = Submit { record, revision: 0, reasons: BTreeMap::new() };
    bureau.service.ask(submit).expect("an answer")
}

#[test]
fn a_reason_outlives_the_session_and_goes_to_the_reviewer() {
    let (mut bureau, record) = unlikely();
    save(&mut bureau, record, &[("members[2]/birth_date", "warning", WHY)]);
    bureau.become_("officer");
    let kept = open(&mut bureau.service, record).reasons;
    let kept: Vec<_> =
        kept.iter().map(|((path, rule), why)| (path.to_string(), rule, why)).collect();
    assert_eq!(
        kept,
        [("members[2]/birth_date".to_owned(), &"warning".to_owned(), &Sensitive::from(WHY))]
    );
    for (file, bytes) in files(&bureau.folder()) {
        assert!(!bytes.windows(WHY.len()).any(|it| it == WHY.as_bytes()), "in clear in {file:?}");
    }
    let Submission::Submitted { overridden, .. } = submit(&mut bureau, record) else {
        panic!("the reason was not used");
    };
    assert_eq!(overridden.len(), 1);
    bureau.become_("supervisor");
    let overrides = open(&mut bureau.service, record).overrides;
    assert_eq!(overrides.len(), 1);
    assert_eq!(overrides[0].reason.expose(), WHY);
    assert_eq!(overrides[0].by_login, "officer");
}

#[test]
fn a_reason_counts_for_its_own_rule_and_question_alone() {
    let (mut bureau, record) = unlikely();
    let reasons = [
        ("members[2]/birth_date", "X-43", WHY),
        ("members[1]/birth_date", "warning", WHY),
        ("members[2]/birth_date", "warning", " "),
    ];
    save(&mut bureau, record, &reasons);
    let Submission::Blocked { violations } = submit(&mut bureau, record) else {
        panic!("it was taken");
    };
    assert_eq!(violations.len(), 1, "{violations:?}");
    assert_eq!(violations[0].rule, Rule::Warning);
}

#[test]
fn a_reason_taken_back_is_gone() {
    let (mut bureau, record) = unlikely();
    save(&mut bureau, record, &[("members[2]/birth_date", "warning", WHY)]);
    save(&mut bureau, record, &[]);
    assert!(open(&mut bureau.service, record).reasons.is_empty());
    assert!(matches!(submit(&mut bureau, record), Submission::Blocked { .. }));
}

#[test]
fn answers_filled_in_by_a_script_leave_reasons_as_they_are() {
    let (mut bureau, record) = unlikely();
    save(&mut bureau, record, &[("members[2]/birth_date", "warning", WHY)]);
    let answers = Zeroizing::new(json!({"household": {"hh_phone": "+249905550417"}}).to_string());
    bureau.service.ask(FillRecord { record: Some(record), form: None, answers }).expect("filled");
    assert_eq!(open(&mut bureau.service, record).reasons.len(), 1);
    // What lists show is brought up to date in passing: that leaves them too.
    let view = open(&mut bureau.service, record);
    let instance = Instance::from_json(view.form, &Environment::default(), &view.instance);
    assert!(instance.is_ok());
    bureau.become_("officer");
    assert!(matches!(submit(&mut bureau, record), Submission::Submitted { .. }));
}

#[test]
fn an_office_of_an_earlier_schema_is_brought_up_to_date_with_its_drafts() {
    let (office, mut vault, recovery) = Office::create();
    let general = waypost::vault::Compartment::general();
    let id = begin(&mut vault, &general, "Hassan");
    vault.save_draft(&general, id, "{\"size\":3}", Some("size"), None).expect("saved");
    drop(vault);
    let first_schema = "drop table draft_reason; drop table intake;
        alter table place drop column south; alter table place drop column west;
        alter table place drop column north; alter table place drop column east;
        PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)";
    let conn = raw_connection(&office, &recovery, "general");
    conn.execute_batch(first_schema).expect("as it was");
    drop(conn);

    let mut vault = office.unlock("root").expect("brought up to date");
    let draft = vault.view().draft(id).expect("read").expect("a draft");
    assert_eq!((draft.instance.expose().as_str(), draft.reasons.len()), ("{\"size\":3}", 0));
    let reason = DraftReason {
        question: "size".to_owned(),
        rule: "warning".to_owned(),
        reason: Sensitive::from(WHY),
    };
    let draft = NewDraft {
        instance: "{}",
        position: None,
        summary: None,
        reasons: Some(std::slice::from_ref(&reason)),
    };
    vault.keep_draft(&general, id, draft).expect("saved");
    assert_eq!(vault.view().draft(id).unwrap().unwrap().reasons, [reason]);
    assert!(vault.view().places().expect("read").is_empty());
    drop(vault);
    let conn = raw_connection(&office, &recovery, "general");
    let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, LATEST);
}
