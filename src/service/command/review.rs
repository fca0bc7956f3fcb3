//! Review: comments, return, approval, reopening.

use super::{
    super::{
        Needed, Service, ServiceError, Thing,
        open_office::Office,
        permission::Permission,
        request::{Command, Request},
    },
    records::{Stepped, with_reason},
};
use crate::{
    base::{CommentId, RecordId, Sensitive},
    cases::{ReviewError, State, Step},
    forms::Path,
    vault::{self, Act, NewComment, RecordRow, VaultError},
};

/// Accepts the record as it stands at `revision`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approve {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen. A later one in the vault is refused as stale.
    pub revision: u32,
}

/// Sends it back to its author, with what is wrong at which question. Open comments on it count, the author's own notes
/// excepted; there must be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// New comments, by question.
    pub comments: Vec<(Path, Sensitive<String>)>,
}

/// Remarks on a question: a reviewer on any record, an officer on their own until it is approved, as a note to the
/// reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The record.
    pub record: RecordId,
    /// The question.
    pub question: Path,
    /// The remark.
    pub text: Sensitive<String>,
}

/// Answers a remark, in its thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerComment {
    /// The record.
    pub record: RecordId,
    /// The thread's first comment.
    pub thread: CommentId,
    /// The answer.
    pub text: Sensitive<String>,
}

/// Nobody waits for an answer any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettleComment {
    /// The record.
    pub record: RecordId,
    /// The thread's first comment.
    pub thread: CommentId,
}

/// Unlocks an approved or exported record, with a reason: it goes back to its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopen {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// Why.
    pub reason: Sensitive<String>,
}

/// The record and the state it comes into by `step`.
fn after(
    office: &Office,
    record: RecordId,
    step: Step,
) -> Result<(RecordRow, State), ServiceError> {
    let row = office.record(record)?;
    let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
    let state = state.after(step, &office.session.person(), row.author)?;
    Ok((row, state))
}

impl Request for Approve {
    type Answer = Stepped;
    const NEEDS: Permission = Permission::Review;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Stepped, ServiceError> {
        let office = service.office()?;
        let (row, state) = after(office, self.record, Step::Approve)?;
        let act = Act::new(Self::AUDIT_NAME);
        office.vault.write(&row.compartment, &act, |tx| {
            tx.set_state(self.record, self.revision, state.word())
        })?;
        office.touched(self.record)?;
        Ok(Stepped { record: self.record, state, revision: self.revision })
    }
}

impl Command for Approve {
    const AUDIT_NAME: &'static str = "review.approve";
}

impl Request for Return {
    type Answer = Stepped;
    const NEEDS: Permission = Permission::Review;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Stepped, ServiceError> {
        let office = service.office()?;
        let (row, state) = after(office, self.record, Step::Return)?;
        let mut new = Vec::with_capacity(self.comments.len());
        for (question, text) in &self.comments {
            new.push(new_comment(office, &row, question, text, None)?);
        }
        if new.is_empty() && !has_open_question(office, &row)? {
            return Err(ServiceError::Missing { what: Needed::Comment });
        }
        let act = Act::new(Self::AUDIT_NAME).fields(new.iter().map(|it| it.question.clone()));
        office.vault.write(&row.compartment, &act, |tx| {
            for comment in &new {
                tx.add_comment(self.record, comment)?;
            }
            tx.set_state(self.record, self.revision, state.word())
        })?;
        office.touched(self.record)?;
        Ok(Stepped { record: self.record, state, revision: self.revision })
    }
}

/// Whether somebody else than the author waits for an answer.
fn has_open_question(office: &Office, row: &RecordRow) -> Result<bool, ServiceError> {
    let comments = office.view().comments(row.id)?;
    let open: Vec<CommentId> = comments
        .iter()
        .filter(|it| it.answers.is_none() && it.resolved.is_none())
        .map(|it| it.id)
        .collect();
    let in_open = |it: &vault::Comment| open.contains(&it.answers.unwrap_or(it.id));
    Ok(comments.iter().any(|it| it.by != row.author && in_open(it)))
}

impl Command for Return {
    const AUDIT_NAME: &'static str = "review.return";
}

/// A comment on a question that the record's form has, with something written in it.
fn new_comment(
    office: &mut Office,
    row: &RecordRow,
    question: &Path,
    text: &Sensitive<String>,
    answers: Option<CommentId>,
) -> Result<NewComment, ServiceError> {
    if text.expose().trim().is_empty() {
        return Err(ServiceError::Missing { what: Needed::Comment });
    }
    let form = office.form(&row.form)?;
    if !question.0.is_empty() && !Office::has_question(&form, question) {
        return Err(ServiceError::Unknown { what: Thing::Question });
    }
    Ok(NewComment { question: question.to_string(), text: text.clone(), answers })
}

/// Checks that the person may remark on a record that nobody has asked them about.
fn may_remark(office: &Office, row: &RecordRow) -> Result<(), ServiceError> {
    if office.session.may(Permission::Review) {
        return Ok(());
    }
    if !office.session.owns(row) {
        return Err(ReviewError::NotOwn.into());
    }
    let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
    match state {
        State::Draft | State::Returned | State::Submitted => Ok(()),
        State::Approved | State::Exported | State::Void => {
            Err(ReviewError::WrongState { state, step: Step::Submit }.into())
        }
    }
}

impl Request for Comment {
    type Answer = CommentId;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<CommentId, ServiceError> {
        let office = service.office()?;
        let row = office.record(self.record)?;
        may_remark(office, &row)?;
        let new = new_comment(office, &row, &self.question, &self.text, None)?;
        let act = Act::new(Self::AUDIT_NAME).fields([new.question.clone()]);
        let comment =
            office.vault.write(&row.compartment, &act, |tx| tx.add_comment(self.record, &new))?;
        office.touched(self.record)?;
        Ok(comment)
    }
}

impl Command for Comment {
    const AUDIT_NAME: &'static str = "comment.add";
}

/// The question of the thread that begins with `thread`.
fn question_of(office: &Office, record: RecordId, thread: CommentId) -> Result<Path, ServiceError> {
    let comments = office.view().comments(record)?;
    let first = comments.into_iter().find(|it| it.id == thread && it.answers.is_none());
    let first = first.ok_or(ServiceError::Unknown { what: Thing::Comment })?;
    first.question.parse().map_err(|_err| VaultError::Damaged.into())
}

impl Request for AnswerComment {
    type Answer = CommentId;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<CommentId, ServiceError> {
        let office = service.office()?;
        let row = office.record(self.record)?;
        let question = question_of(office, self.record, self.thread)?;
        let new = new_comment(office, &row, &question, &self.text, Some(self.thread))?;
        let act = Act::new(Self::AUDIT_NAME).fields([new.question.clone()]);
        let comment =
            office.vault.write(&row.compartment, &act, |tx| tx.add_comment(self.record, &new))?;
        office.touched(self.record)?;
        Ok(comment)
    }
}

impl Command for AnswerComment {
    const AUDIT_NAME: &'static str = "comment.answer";
}

impl Request for SettleComment {
    type Answer = ();
    const NEEDS: Permission = Permission::Review;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<(), ServiceError> {
        let office = service.office()?;
        let row = office.record(self.record)?;
        let question = question_of(office, self.record, self.thread)?;
        let act = Act::new(Self::AUDIT_NAME).fields([question.to_string()]);
        office
            .vault
            .write(&row.compartment, &act, |tx| tx.settle_comment(self.record, self.thread))?;
        office.touched(self.record)
    }
}

impl Command for SettleComment {
    const AUDIT_NAME: &'static str = "comment.settle";
}

impl Request for Reopen {
    type Answer = Stepped;
    const NEEDS: Permission = Permission::Review;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Stepped, ServiceError> {
        let office = service.office()?;
        with_reason(
            office,
            self.record,
            self.revision,
            Step::Reopen,
            &self.reason,
            Self::AUDIT_NAME,
        )
    }
}

impl Command for Reopen {
    const AUDIT_NAME: &'static str = "review.reopen";
}
