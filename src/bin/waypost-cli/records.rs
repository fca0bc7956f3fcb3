//! `records …`: enter, review.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::{Value, json};
use waypost::{
    base::{FormId, Message, RecordId, Sensitive},
    cases::State,
    forms::{Environment, Instance, Path as QuestionPath, Violation},
    l10n::Texts,
    service::{
        Service,
        command::{
            records::{FillRecord, Stepped, Submission, Submit, Void},
            review::{AnswerComment, Approve, Comment, Reopen, Return},
        },
        query::fill::FillForm,
        query::records::{Filter, ListRecords, OpenRecord, RecordRows, RecordSummary, RecordView},
    },
};
use zeroize::Zeroizing;

use crate::{
    args::{Records, Who},
    cases,
    failure::Failure,
    files, import,
    reply::{Reply, words},
    session,
};

pub(crate) fn run(command: Records, texts: &Texts) -> Result<Reply, Failure> {
    match command {
        Records::Add { who, form, answers, submit, reasons } => {
            let answers = files::read_text(&answers)?;
            let reasons = reasons_file(reasons.as_deref())?;
            let mut service = session::unlock(&who)?;
            let asked = FillRecord { record: None, form: Some(FormId(form.clone())), answers };
            let filled = service.ask(asked).map_err(|err| Failure::of_form(err, &form))?;
            if submit {
                return submitted(&mut service, filled.record, filled.revision, reasons, texts);
            }
            let at = (filled.record, filled.state, filled.revision);
            stand(&mut service, at, &filled.violations, texts)
        }
        Records::Edit { id, who, answers } => edit(&id, &who, &answers, texts),
        Records::Import { file, who, form, map, reason, dry_run } => {
            import::import(&file, &who, &form, map.as_deref(), (reason, dry_run), texts)
        }
        Records::Map { file, who, form } => import::map(&file, &who, &form),
        Records::Imports { who } => import::list(&who),
        Records::UndoImport { number, who, form } => import::undo(number, &who, form),
        Records::List { who, state, form, search } => list(&who, state.as_deref(), form, search),
        Records::Show { id, who } => {
            let mut service = session::unlock(&who)?;
            let record = record(&mut service, &id)?;
            let view = service.ask(OpenRecord { record })?;
            Ok(shown(&view))
        }
        Records::Case { id, who } => cases::show(&id, &who, texts),
        Records::Next { id, who, form } => cases::next(&id, &who, form, texts),
        Records::Due { who, until } => cases::due(&who, until, texts),
        Records::Submit { id, who, reasons } => {
            let reasons = reasons_file(reasons.as_deref())?;
            let mut service = session::unlock(&who)?;
            let record = record(&mut service, &id)?;
            let revision = revision(&mut service, record)?;
            submitted(&mut service, record, revision, reasons, texts)
        }
        Records::Return { id, who, questions, comment_files } => {
            send_back(&id, &who, &questions, &comment_files)
        }
        Records::Comment { id, who, question: name, comment_file } => {
            comment((&id, &who), &name, &comment_file, texts)
        }
        Records::Approve { ids, who } => approve(&ids, &who),
        Records::Reopen { id, who, reason_file } => {
            let reason = files::read_remark(&reason_file)?;
            let mut service = session::unlock(&who)?;
            let record = record(&mut service, &id)?;
            let revision = revision(&mut service, record)?;
            Ok(stepped(&service.ask(Reopen { record, revision, reason })?))
        }
        Records::Void { id, who, reason_file } => {
            let reason = files::read_remark(&reason_file)?;
            let mut service = session::unlock(&who)?;
            let record = record(&mut service, &id)?;
            let revision = revision(&mut service, record)?;
            Ok(stepped(&service.ask(Void { record, revision, reason })?))
        }
    }
}

/// Fills answers into a record; a list that is given replaces the whole list.
fn edit(id: &str, who: &Who, answers: &Path, texts: &Texts) -> Result<Reply, Failure> {
    let answers = files::read_text(answers)?;
    let mut service = session::unlock(who)?;
    let record = record(&mut service, id)?;
    let filled = service.ask(FillRecord { record: Some(record), form: None, answers })?;
    let at = (filled.record, filled.state, filled.revision);
    stand(&mut service, at, &filled.violations, texts)
}

/// Returns a record to its author, with the comment of the file at the same place on each question.
fn send_back(
    id: &str,
    who: &Who,
    questions: &[String],
    comment_files: &[PathBuf],
) -> Result<Reply, Failure> {
    if questions.len() != comment_files.len() {
        return Err(Failure::Usage(Message::new("err-comment-per-question")));
    }
    let comments = questions
        .iter()
        .zip(comment_files)
        .map(|(name, file)| Ok((question(name)?, files::read_remark(file)?)))
        .collect::<Result<_, Failure>>()?;
    let mut service = session::unlock(who)?;
    let record = record(&mut service, id)?;
    let revision = revision(&mut service, record)?;
    let done = service.ask(Return { record, revision, comments });
    Ok(stepped(&done.map_err(|err| Failure::of_question(err, &questions.join(", ")))?))
}

/// The record with this id, or with this number, as people say it.
pub(crate) fn record(service: &mut Service, id: &str) -> Result<RecordId, Failure> {
    if let Ok(record) = id.parse() {
        return Ok(record);
    }
    let filter = Filter { text: Sensitive::new(id.to_owned()), ..Filter::default() };
    let found = service.ask(ListRecords { filter, ..ListRecords::default() })?;
    for ids in found.ids.chunks(PAGE) {
        let rows = service.ask(RecordRows { ids: ids.to_vec() })?;
        if let Some(row) = rows.iter().find(|it| it.number.eq_ignore_ascii_case(id)) {
            return Ok(row.id);
        }
    }
    Err(Failure::Usage(Message::new("err-not-a-record").text("id", id)))
}

fn question(name: &str) -> Result<QuestionPath, Failure> {
    name.parse()
        .map_err(|_err| Failure::Usage(Message::new("err-not-a-question").text("question", name)))
}

/// The revision as it stands: a script does what the record is now, not what it was on a screen.
fn revision(service: &mut Service, record: RecordId) -> Result<u32, Failure> {
    Ok(service.ask(OpenRecord { record })?.revision)
}

type Reasons = BTreeMap<String, Sensitive<String>>;

fn reasons_file(path: Option<&Path>) -> Result<Reasons, Failure> {
    let Some(path) = path else { return Ok(Reasons::new()) };
    let text = files::read_text(path)?;
    let read: BTreeMap<String, String> = serde_json::from_str(&text).map_err(|_err| {
        Failure::Malformed(Message::new("err-reasons-file").text("file", files::shown(path)))
    })?;
    Ok(read.into_iter().map(|(question, reason)| (question, Sensitive::new(reason))).collect())
}

fn violations(found: &[(&Violation, String)]) -> Value {
    found
        .iter()
        .map(|(it, said)| {
            json!({
                "question": it.path.to_string(), "rule": it.rule.word(), "severity": it.severity.word(),
                "message": said,
            })
        })
        .collect()
}

/// What the form's author says about it, gaps filled, else what this program says.
fn said(it: &Violation, instance: Option<&Instance>, texts: &Texts) -> String {
    let authors = instance.and_then(|at| at.violation_text(it, texts.locale().tag()));
    authors.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| words(texts, &it.message))
}

/// Where a record stands, and what does not hold.
pub(crate) fn stand(
    service: &mut Service,
    (record, state, revision): (RecordId, State, u32),
    found: &[Violation],
    texts: &Texts,
) -> Result<Reply, Failure> {
    let view = service.ask(OpenRecord { record })?;
    Ok(stands(&view, (record, state, revision), found, texts))
}

/// The same of a record that was read before: whoever hands one in for others may not see it any more.
fn stands(
    view: &RecordView,
    (record, state, revision): (RecordId, State, u32),
    found: &[Violation],
    texts: &Texts,
) -> Reply {
    let environment = Environment::default();
    let instance = Instance::from_json(Arc::clone(&view.form), &environment, &view.instance).ok();
    let found: Vec<_> = found.iter().map(|it| (it, said(it, instance.as_ref(), texts))).collect();
    let number = &view.summary.number;
    let mut reply = Reply::new(json!({
        "record": record.to_string(), "number": number, "state": state.word(), "revision": revision,
        "violations": violations(&found),
    }))
    .plain(format!("{record} {number} {} {revision}", state.word()));
    for (it, said) in &found {
        reply =
            reply.plain(format!("  {} {} {} {said}", it.severity.word(), it.path, it.rule.word()));
    }
    reply
}

fn submitted(
    service: &mut Service,
    record: RecordId,
    revision: u32,
    reasons: Reasons,
    texts: &Texts,
) -> Result<Reply, Failure> {
    let view = service.ask(OpenRecord { record })?;
    Ok(match service.ask(Submit { record, revision, reasons })? {
        Submission::Submitted { revision, overridden } => {
            stands(&view, (record, State::Submitted, revision), &overridden, texts)
        }
        Submission::Blocked { violations } => {
            stands(&view, (record, view.summary.state, revision), &violations, texts)
                .answer(false)
                .say(Message::new("cli-submit-blocked"))
        }
    })
}

fn stepped(done: &Stepped) -> Reply {
    Reply::new(json!({
        "record": done.record.to_string(), "state": done.state.word(), "revision": done.revision, "refused": [],
    }))
    .plain(format!("{} {} {}", done.record, done.state.word(), done.revision))
}

/// Answers the open thread on the question where there is one, else begins one.
fn comment(
    (id, who): (&str, &Who),
    name: &str,
    file: &Path,
    texts: &Texts,
) -> Result<Reply, Failure> {
    let (question, text) = (question(name)?, files::read_remark(file)?);
    let mut service = session::unlock(who)?;
    let record = record(&mut service, id)?;
    let view = service.ask(OpenRecord { record })?;
    let open = view.threads.iter().find(|it| it.question == question && !it.settled);
    if let Some(thread) = open {
        service.ask(AnswerComment { record, thread: thread.id, text })?;
    } else {
        let begun = service.ask(Comment { record, question, text });
        begun.map_err(|err| Failure::of_question(err, name))?;
    }
    stand(&mut service, (record, view.summary.state, view.revision), &[], texts)
}

fn approve(ids: &[String], who: &Who) -> Result<Reply, Failure> {
    let mut service = session::unlock(who)?;
    let records = ids.iter().map(|it| record(&mut service, it)).collect::<Result<Vec<_>, _>>()?;
    let alone = records.len() == 1;
    let (mut approved, mut refused) = (Vec::new(), Vec::new());
    for record in records {
        let done = revision(&mut service, record)
            .and_then(|revision| service.ask(Approve { record, revision }).map_err(Failure::from));
        match done {
            Ok(done) => approved.push(done),
            // One record that is refused is the command's own outcome, with its exit code.
            Err(failure) if alone => return Err(failure),
            Err(failure) => refused.push((record, failure)),
        }
    }
    let mut reply = Reply::new(json!({
        "state": State::Approved.word(),
        "revision": approved.last().map(|it| it.revision),
        "approved": approved.iter().map(|it| it.record.to_string()).collect::<Vec<_>>(),
        "refused": refused.iter().map(|(record, failure)| json!({"record": record.to_string(), "code": failure.code()})).collect::<Vec<_>>(),
    }))
    .answer(refused.is_empty());
    for it in &approved {
        reply = reply.plain(format!("{} approved {}", it.record, it.revision));
    }
    for (record, failure) in &refused {
        reply = reply.plain(format!("{record} {}", failure.code())).say(failure.message());
    }
    Ok(reply)
}

/// Lines asked for at a time.
const PAGE: usize = 500;

fn list(
    who: &Who,
    state: Option<&str>,
    form: Option<String>,
    search: Option<String>,
) -> Result<Reply, Failure> {
    let mut service = session::unlock(who)?;
    let filter = Filter {
        text: Sensitive::new(search.unwrap_or_default()),
        states: state.iter().filter_map(|it| it.parse().ok()).collect(),
        forms: form.into_iter().map(FormId).collect(),
        ..Filter::default()
    };
    let found = service.ask(ListRecords { filter, ..ListRecords::default() })?;
    let mut rows: Vec<RecordSummary> = Vec::new();
    for ids in found.ids.chunks(PAGE) {
        rows.extend(service.ask(RecordRows { ids: ids.to_vec() })?);
    }
    let mut reply = Reply::new(json!({
        "total": found.total,
        "records": rows.iter().map(line).collect::<Vec<_>>(),
    }));
    for row in &rows {
        reply = reply.plain(format!(
            "{} {:<16} {:<10} {:<12} {}",
            row.id,
            row.number,
            row.state.word(),
            row.author_login,
            row.title.expose(),
        ));
    }
    Ok(reply)
}

pub(crate) fn line(row: &RecordSummary) -> Value {
    json!({
        "record": row.id.to_string(), "number": row.number, "form": row.form.id.0, "version": row.form.version,
        "state": row.state.word(), "title": row.title.expose(), "author": row.author_login, "revision": row.revision,
        "place": row.place.as_ref().map(|it| it.code.clone()), "members": row.members, "errors": row.errors,
        "columns": row.cells.iter().map(|it| (it.question.clone(), json!(it.value.expose()))).collect::<serde_json::Map<_, _>>(),
        "overrides": row.overrides, "open_comments": row.open_comments, "changed": row.changed.utc().to_rfc3339(),
    })
}

fn shown(view: &RecordView) -> Reply {
    let environment = Environment::default();
    let instance = Instance::from_json(Arc::clone(&view.form), &environment, &view.instance);
    let earlier: serde_json::Map<String, Value> = instance
        .iter()
        .flat_map(Instance::earlier_answers)
        .map(|(path, text)| (path.to_owned(), text.into()))
        .collect();
    let answers = instance.map(|it| it.answers()).unwrap_or_default();
    let mut json = line(&view.summary);
    if let Value::Object(fields) = &mut json {
        fields.insert("answers".to_owned(), answers.clone());
        fields.insert("earlier".to_owned(), earlier.into());
        fields.insert(
            "comments".to_owned(),
            view.threads
                .iter()
                .map(|it| json!({
                    "question": it.question.to_string(), "settled": it.settled,
                    "comments": it.comments.iter().map(|said| json!({
                        "by": said.by_login, "at": said.at.utc().to_rfc3339(), "text": said.text.expose(),
                    })).collect::<Vec<_>>(),
                }))
                .collect(),
        );
        fields.insert(
            "history".to_owned(),
            view.history
                .iter()
                .map(|it| json!({
                    "at": it.at.utc().to_rfc3339(), "by": it.by_login, "command": it.command, "revision": it.revision,
                }))
                .collect(),
        );
    }
    let pretty = serde_json::to_string_pretty(&json).unwrap_or_default();
    Reply::new(json!({"records": [json]})).plain(pretty)
}

/// `forms fill`: one filling-in without a vault.
pub(crate) fn fill(form: &Path, answers: &Path, texts: &Texts) -> Result<Reply, Failure> {
    let source = files::form_source(form)?;
    let answers: Zeroizing<String> = files::read_text(answers)?;
    let filled = session::service().ask(FillForm {
        source,
        answers,
        language: texts.locale().tag().to_owned(),
    })?;
    let blocked = filled.violations.iter().any(|it| it.hard);
    let violations: Vec<Value> = filled
        .violations
        .iter()
        .map(|it| {
            let severity = if it.hard { "hard" } else { "soft" };
            let authors = Some(it.words.clone()).filter(|text| !text.trim().is_empty());
            let said = authors.unwrap_or_else(|| words(texts, &it.message));
            json!({"question": it.question, "rule": it.rule, "severity": severity, "message": said})
        })
        .collect();
    Ok(Reply::new(json!({
        "values": filled.values, "relevant": filled.relevant, "violations": violations,
    }))
    .answer(!blocked)
    .plain(serde_json::to_string_pretty(&filled.values).unwrap_or_default()))
}
