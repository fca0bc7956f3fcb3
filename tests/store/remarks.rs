//! Remarks on questions that an officer begins: notes to the reviewer.

use waypost::{
    base::{RecordId, Sensitive},
    cases::State,
    forms::Path,
    service::{
        Service, ServiceError,
        command::review::{AnswerComment, Approve, Comment, Return, SettleComment},
        query::{
            audit::AuditLines,
            records::{OpenRecord, RecordView},
        },
    },
};

use crate::service::{Bureau, household};
use waypost::base::Role;

fn open(service: &mut Service, record: RecordId) -> RecordView {
    service.ask(OpenRecord { record }).expect("opened")
}

fn card() -> Path {
    "registration/card_no".parse().expect("a path")
}

fn note(bureau: &mut Bureau, record: RecordId) -> Result<waypost::base::CommentId, ServiceError> {
    let text = Sensitive::from("The card is torn; the last digit is a guess.");
    bureau.service.ask(Comment { record, question: card(), text })
}

#[test]
fn an_officer_leaves_a_note_at_a_question_and_the_reviewer_answers_it() {
    let mut bureau = Bureau::open();
    let record = bureau.draft("household_registration", &household("Tessema", "A-1"));
    let thread = note(&mut bureau, record).expect("kept");
    let lines = AuditLines { compartment: "general".to_owned(), before: None, limit: 1 };
    assert_eq!(bureau.service.ask(lines).unwrap()[0].command, "comment.add");
    bureau.submit(record, 0);
    bureau.become_("supervisor");
    let view = open(&mut bureau.service, record);
    assert_eq!(view.threads.len(), 1);
    assert_eq!((&view.threads[0].question, view.threads[0].settled), (&card(), false));
    assert_eq!(view.threads[0].comments[0].by_login, "officer");
    let answer = AnswerComment { record, thread, text: Sensitive::from("Then leave it blank.") };
    bureau.service.ask(answer).expect("answered");
    bureau.service.ask(SettleComment { record, thread }).expect("settled");
    assert!(open(&mut bureau.service, record).threads[0].settled);
}

#[test]
fn a_note_of_the_author_alone_is_no_reason_to_return_a_record() {
    let mut bureau = Bureau::open();
    let record = bureau.submitted("household_registration", &household("Tessema", "A-1"));
    let thread = note(&mut bureau, record).expect("kept");
    bureau.become_("supervisor");
    let back = Return { record, revision: 1, comments: Vec::new() };
    assert_eq!(bureau.service.ask(back.clone()).unwrap_err().code(), "OFFICE-3");
    let answer = AnswerComment { record, thread, text: Sensitive::from("Ask again, please.") };
    bureau.service.ask(answer).expect("answered");
    assert_eq!(bureau.service.ask(back).expect("returned").state, State::Returned);
}

#[test]
fn an_officer_remarks_on_their_own_records_only_and_not_on_approved_ones() {
    let mut bureau = Bureau::open();
    let record = bureau.submitted("household_registration", &household("Tessema", "A-1"));
    bureau.become_("root");
    bureau.add("other", &[Role::FieldOfficer]);
    bureau.become_("other");
    assert_eq!(note(&mut bureau, record).unwrap_err().code(), "REVIEW-2");
    bureau.become_("data");
    assert!(matches!(note(&mut bureau, record), Err(ServiceError::NotAllowed { .. })));
    bureau.become_("supervisor");
    bureau.service.ask(Approve { record, revision: 1 }).expect("approved");
    bureau.become_("officer");
    assert_eq!(note(&mut bureau, record).unwrap_err().code(), "REVIEW-3");
    assert!(open(&mut bureau.service, record).threads.is_empty());
}
