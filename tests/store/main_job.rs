//! The main job through the service: entered, submitted, returned with a comment, answered, approved.

use std::collections::BTreeMap;

use serde_json::json;
use waypost::{
    base::{CommentId, FormId, RecordId, Role, Sensitive},
    cases::{Permission, State},
    forms::{Environment, Instance, Path, Rule},
    service::{
        Service, ServiceError,
        command::{
            records::{
                DiscardDraft, FillRecord, NewRecord, Reasons, SaveDraft, Submission, Submit, Void,
            },
            review::{AnswerComment, Approve, Reopen, Return, SettleComment},
        },
        job::Progress,
        query::{
            audit::{AuditLines, AuditVerify},
            office::{ListForms, OpenForm, SearchPlaces},
            records::{
                CrossChecks, Filter, ListRecords, OpenRecord, RecordRows, RecordView, Sort, WhyNot,
            },
            review::ReviewQueue,
            today::Today,
        },
    },
};
use zeroize::Zeroizing;

use crate::service::{Bureau, household, places_of, return_case};

fn open(service: &mut Service, record: RecordId) -> RecordView {
    service.ask(OpenRecord { record }).expect("opened")
}

fn path(text: &str) -> Path {
    text.parse().expect("a path")
}

fn search(bureau: &mut Bureau, text: &str) -> Vec<RecordId> {
    let filter = Filter { text: Sensitive::from(text), ..Filter::default() };
    bureau.service.ask(ListRecords { filter, ..ListRecords::default() }).expect("a list").ids
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
fn a_household_goes_from_the_officer_to_approval_and_back_once() {
    let mut bureau = Bureau::open();
    let record = bureau.submitted("household_registration", &household("Tessema", "A-1"));

    bureau.become_("supervisor");
    let queue = bureau.service.ask(ReviewQueue::default()).unwrap();
    assert_eq!(queue.records.len(), 1);
    assert_eq!(queue.records[0].title.expose(), "Mariam Tessema");
    assert_eq!(queue.records[0].number, "HH-XWA-000001");
    assert_eq!(queue.records[0].members, 3);
    let view = open(&mut bureau.service, record);
    assert!(view.reviewable && !view.editable);
    assert_eq!(view.why_not, Some(WhyNot::Submitted));
    let question = path("registration/card_no");
    let comments = vec![(question.clone(), Sensitive::from("look at the card again"))];
    let returned =
        bureau.service.ask(Return { record, revision: view.revision, comments }).unwrap();
    assert_eq!(returned.state, State::Returned);

    bureau.become_("officer");
    let today = bureau.service.ask(Today).unwrap();
    assert_eq!((today.returned_total, today.drafts_total), (1, 0));
    assert_eq!(today.returned[0].open_comments, 1);
    let view = open(&mut bureau.service, record);
    assert!(view.editable);
    assert_eq!(view.threads[0].question, question);
    let mut instance =
        Instance::from_json(view.form, &Environment::default(), &view.instance).unwrap();
    instance.answer(&question, "A-17").unwrap();
    let saved = SaveDraft {
        record,
        base: view.revision,
        instance: instance.to_json(),
        at: Some(question.clone()),
        reasons: Reasons::new(),
    };
    bureau.service.ask(saved).unwrap();
    let thread = view.threads[0].id;
    let text = Sensitive::from("it was 17");
    bureau.service.ask(AnswerComment { record, thread, text }).unwrap();
    bureau.submit(record, view.revision);

    bureau.become_("supervisor");
    let view = open(&mut bureau.service, record);
    assert!(view.summary.submitted_again);
    assert_eq!(view.threads[0].comments.len(), 2);
    let before =
        Instance::from_json(view.form, &Environment::default(), &view.before.unwrap()).unwrap();
    assert_eq!(before.value(&question), "A-1");
    bureau.service.ask(SettleComment { record, thread }).unwrap();
    let approved = bureau.service.ask(Approve { record, revision: view.revision }).unwrap();
    assert_eq!(approved.state, State::Approved);
    let names: Vec<String> =
        open(&mut bureau.service, record).history.into_iter().map(|it| it.command).collect();
    assert_eq!(
        names,
        [
            "record.new",
            "record.submit",
            "review.return",
            "record.edit",
            "comment.answer",
            "record.submit",
            "comment.settle",
            "review.approve"
        ]
    );

    let reason = Sensitive::from("wrong place");
    let reopened = Reopen { record, revision: approved.revision, reason };
    assert_eq!(bureau.service.ask(reopened).unwrap().state, State::Returned);
    let verdict = bureau.service.ask(AuditVerify).unwrap();
    assert!(verdict.ok, "{:?}", verdict.findings);
    let lines = AuditLines { compartment: "general".to_owned(), before: None, limit: 3 };
    assert_eq!(bureau.service.ask(lines).unwrap()[0].command, "review.reopen");
}

#[test]
fn a_return_case_is_entered_and_found_by_any_spelling() {
    let mut bureau = Bureau::open();
    let case = bureau.submitted("return_case", &return_case("Mohammed", "MA-2026-001"));
    let mut other = household("Tessema", "A-1");
    other["members"][1]["other_names"] = json!("يوسف محمد");
    let other = bureau.submitted("household_registration", &other);
    assert_eq!(search(&mut bureau, "mohamed issa"), [case]);
    assert_eq!(search(&mut bureau, "MA-2026"), [case]);
    assert_eq!(search(&mut bureau, "HH-XWA-000001"), [other]);
    assert_eq!(search(&mut bureau, "yousef"), [other]);
    assert_eq!(search(&mut bureau, "محمد").len(), 2);
    assert_eq!(search(&mut bureau, "nobody"), []);
}

#[test]
fn a_draft_in_progress_is_listed_with_what_was_typed_and_resumed_where_it_stopped() {
    let mut bureau = Bureau::open();
    let form = FormId("household_registration".to_owned());
    let record = bureau.service.ask(NewRecord { form }).unwrap();
    let view = open(&mut bureau.service, record);
    assert!(view.editable && view.revision == 0);
    let mut instance =
        Instance::from_json(view.form, &Environment::default(), &view.instance).unwrap();
    assert!(instance.fill(&household("Haile", "A-9")).is_empty());
    let at = path("members[1]/family_name");
    let save = SaveDraft {
        record,
        base: 0,
        instance: instance.to_json(),
        at: Some(at.clone()),
        reasons: Reasons::new(),
    };
    bureau.service.ask(save).unwrap();
    assert_eq!(search(&mut bureau, "haile"), [record]);
    let rows = bureau.service.ask(RecordRows { ids: vec![record] }).unwrap();
    assert_eq!(rows[0].title.expose(), "Mariam Haile");
    bureau.become_("officer");
    assert_eq!(open(&mut bureau.service, record).resume_at, Some(at));
    assert_eq!(bureau.service.ask(Today).unwrap().drafts_total, 1);
    bureau.service.ask(DiscardDraft { record }).unwrap();
    assert!(matches!(bureau.service.ask(OpenRecord { record }), Err(ServiceError::Unknown { .. })));
}

#[test]
fn hard_rules_block_and_soft_ones_ask_for_a_reason() {
    let mut bureau = Bureau::open();
    let mut answers = household("Tessema", "A-1");
    answers["household"]["hh_size_declared"] = json!("4");
    answers["members"][1]["birth_date"] = json!("1985-01-01");
    let record = bureau.draft("household_registration", &answers);
    let submit = Submit { record, revision: 0, reasons: BTreeMap::new() };
    let Submission::Blocked { violations } = bureau.service.ask(submit).unwrap() else {
        panic!("it was taken");
    };
    let broken: Vec<_> = violations.iter().map(|it| (it.path.name(), it.rule)).collect();
    assert!(broken.contains(&("hh_size_declared", Rule::Constraint)), "{broken:?}");
    assert!(broken.contains(&("birth_date", Rule::Warning)), "{broken:?}");
    let fix = json!({"household": {"hh_size_declared": "3"}}).to_string();
    let fill = FillRecord { record: Some(record), form: None, answers: Zeroizing::new(fix) };
    bureau.service.ask(fill).unwrap();
    bureau.submit(record, 0);
    let overrides = open(&mut bureau.service, record).overrides;
    assert_eq!(overrides.len(), 1);
    assert_eq!(overrides[0].rule, "warning");
}

#[test]
fn nobody_approves_their_own_record_and_nobody_edits_somebody_elses() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    bureau.add("both", &[Role::FieldOfficer, Role::Supervisor]);
    bureau.become_("both");
    let record = bureau.submitted("household_registration", &household("Tessema", "A-1"));
    let refused = bureau.service.ask(Approve { record, revision: 1 }).unwrap_err();
    assert_eq!((refused.code(), refused.exit_code()), ("REVIEW-1", 3));
    let draft = bureau.draft("household_registration", &household("Haile", "A-2"));
    bureau.become_("officer");
    assert_eq!(open(&mut bureau.service, draft).why_not, Some(WhyNot::NotOwn));
    let instance = Zeroizing::new("{}".to_owned());
    let save = SaveDraft { record: draft, base: 0, instance, at: None, reasons: Reasons::new() };
    assert_eq!(bureau.service.ask(save).unwrap_err().code(), "REVIEW-2");
    let void = Void { record: draft, revision: 0, reason: Sensitive::from("x") };
    assert_eq!(bureau.service.ask(void).unwrap_err().code(), "REVIEW-2");
}

#[test]
fn what_changed_meanwhile_is_refused_and_left_as_it_is() {
    let mut bureau = Bureau::open();
    let record = bureau.submitted("household_registration", &household("Tessema", "A-1"));
    bureau.become_("supervisor");
    let stale = bureau.service.ask(Approve { record, revision: 0 }).unwrap_err();
    assert_eq!((stale.code(), stale.exit_code()), ("VAULT-3", 1));
    assert_eq!(open(&mut bureau.service, record).summary.state, State::Submitted);
    let again = bureau.service.ask(Return { record, revision: 1, comments: Vec::new() });
    assert_eq!(again.unwrap_err().code(), "OFFICE-3");
    let nowhere = vec![(path("registration/nothing"), Sensitive::from("?"))];
    let again = bureau.service.ask(Return { record, revision: 1, comments: nowhere });
    assert_eq!(again.unwrap_err().message().id, "err-unknown-question");
    assert_eq!(open(&mut bureau.service, record).threads.len(), 0);
}

#[test]
fn a_reason_is_kept_with_what_was_struck_out() {
    let mut bureau = Bureau::open();
    let record = bureau.submitted("household_registration", &household("Tessema", "A-1"));
    let empty = Void { record, revision: 1, reason: Sensitive::from(" ") };
    assert_eq!(bureau.service.ask(empty).unwrap_err().code(), "OFFICE-3");
    let void = Void { record, revision: 1, reason: Sensitive::from("entered twice") };
    let done = bureau.service.ask(void).unwrap();
    assert_eq!((done.state, done.revision), (State::Void, 2));
    let history = open(&mut bureau.service, record).history;
    let last = history.last().unwrap();
    assert_eq!(last.reason.as_ref().unwrap().expose(), "entered twice");
}

#[test]
fn the_table_of_rights_holds_for_every_request() {
    let mut bureau = Bureau::open();
    let record = bureau.submitted("household_registration", &household("Tessema", "A-1"));
    let not_allowed =
        |outcome: Result<(), ServiceError>| matches!(outcome, Err(ServiceError::NotAllowed { .. }));
    let s = &mut bureau.service;
    assert!(not_allowed(s.ask(Approve { record, revision: 1 }).map(drop)));
    assert!(not_allowed(s.ask(ReviewQueue::default()).map(drop)));
    let thread = CommentId::from_bytes([0; 16]);
    assert!(not_allowed(s.ask(SettleComment { record, thread }).map(drop)));
    assert!(s.ask(ListForms).is_ok());
    assert!(s.session().unwrap().may(Permission::Enter));
    bureau.become_("data");
    let form = FormId("household_registration".to_owned());
    assert!(not_allowed(bureau.service.ask(NewRecord { form }).map(drop)));
    assert!(bureau.service.ask(ListRecords::default()).is_ok());
}

#[test]
fn the_same_family_again_is_told_while_it_is_entered() {
    let mut bureau = Bureau::open();
    let first = bureau.submitted("household_registration", &household("Tessema", "A-1"));
    let second = bureau.draft("household_registration", &household("Tesema", "A-2"));
    let view = open(&mut bureau.service, second);
    let cross = CrossChecks { record: second, form: view.summary.form, instance: view.instance };
    let cross = bureau.service.ask(cross).unwrap();
    assert_eq!(cross.duplicates.len(), 1);
    assert_eq!(cross.duplicates[0].record.id, first);
    assert_eq!(cross.violations.iter().filter(|it| it.rule == Rule::Check("X-43")).count(), 1);
    let same_card = bureau.draft("household_registration", &household("Other", "A-1"));
    let submit = Submit { record: same_card, revision: 0, reasons: BTreeMap::new() };
    let Submission::Blocked { violations } = bureau.service.ask(submit).unwrap() else {
        panic!("it was taken");
    };
    assert!(violations.iter().any(|it| it.rule == Rule::Check("C-01")), "{violations:?}");
}

#[test]
fn filters_count_what_each_choice_would_show() {
    let mut bureau = Bureau::open();
    bureau.submitted("household_registration", &household("Tessema", "A-1"));
    bureau.draft("household_registration", &household("Haile", "A-2"));
    bureau.submitted("return_case", &return_case("Issaka", "MA-1"));
    let filter = Filter { states: vec![State::Submitted], ..Filter::default() };
    let list = ListRecords { filter, sort: Sort::Title, reversed: false };
    let list = bureau.service.ask(list).unwrap();
    assert_eq!((list.ids.len(), list.total), (2, 3));
    let count = |state| list.facets.states.iter().find(|(it, _)| *it == state).unwrap().1;
    assert_eq!((count(State::Submitted), count(State::Draft)), (2, 1));
    assert_eq!(list.facets.forms.iter().map(|(.., n)| *n).collect::<Vec<_>>(), [1, 1]);
    let titles: Vec<_> = bureau.service.ask(RecordRows { ids: list.ids }).unwrap();
    let titles: Vec<_> = titles.iter().map(|it| it.title.expose().as_str()).collect();
    assert_eq!(titles, ["Issa Issaka", "Mariam Tessema"]);
}

#[test]
fn the_offices_own_places_take_the_place_of_the_forms() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let csv = b"code,name,level,parent\nTD,Tchad,0,\nTD01,Lac,1,TD\nTD0101,Mamdi,2,TD01\nTD9,Nowhere,1,XX\n".to_vec();
    let done = bureau.service.run(places_of(csv), &Progress::default()).unwrap();
    assert_eq!((done.read, done.places), (4, 3));
    assert_eq!(done.refused[0].column, "parent");
    let id = FormId("household_registration".to_owned());
    let form = bureau.service.ask(OpenForm { id, version: None }).unwrap();
    let codes = |list: &str| -> Vec<String> {
        form.list(list).unwrap().choices.iter().map(|it| it.code.clone()).collect()
    };
    assert_eq!(codes("places_adm1"), ["TD01"]);
    assert_eq!(codes("places_adm2"), ["not_listed", "TD0101"]);
    assert!(codes("sites").contains(&"not_listed".to_owned()));
    let found = SearchPlaces { text: "mam".to_owned(), inside: None, level: None, limit: 9 };
    assert_eq!(bureau.service.ask(found).unwrap()[0].code, "TD0101");
}
