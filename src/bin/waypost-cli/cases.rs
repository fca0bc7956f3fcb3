//! `records case|next|due`: a case over time.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};
use waypost::{
    base::{FormId, Message},
    l10n::Texts,
    service::{
        command::cases::OpenNextForm,
        query::{
            cases::{DueView, OpenCase, Opens, StepView, WhatIsDue},
            records::OpenRecord,
        },
    },
};

use crate::{
    args::Who,
    failure::Failure,
    records::{line, record, stand},
    reply::{Reply, words},
    session,
};

/// The case of a record.
pub(crate) fn show(id: &str, who: &Who, texts: &Texts) -> Result<Reply, Failure> {
    let mut service = session::unlock(who)?;
    let record = record(&mut service, id)?;
    let view = service.ask(OpenCase { record })?;
    let mut reply = Reply::new(json!({
        "case": view.case, "number": view.number.expose(),
        "steps": view.steps.iter().map(|it| step(it, texts)).collect::<Vec<_>>(),
        "due": view.due.iter().map(|it| what(it, texts)).collect::<Vec<_>>(),
    }));
    for it in &view.steps {
        let records: Vec<String> =
            it.records.iter().map(|it| format!("{} {}", it.number, it.state.word())).collect();
        let records = if records.is_empty() { why(it, texts) } else { records.join(", ") };
        reply = reply.plain(format!("{:<26} {:<6} {records}", it.form.0, word(&it.opens)));
    }
    for it in &view.due {
        reply = reply.plain(due_line(it, texts));
    }
    Ok(reply)
}

/// Opens the next form of a case.
pub(crate) fn next(
    id: &str,
    who: &Who,
    form: Option<String>,
    texts: &Texts,
) -> Result<Reply, Failure> {
    let mut service = session::unlock(who)?;
    let record = record(&mut service, id)?;
    let begun = service.ask(OpenNextForm { record, form: form.map(FormId) })?;
    let view = service.ask(OpenRecord { record: begun })?;
    stand(&mut service, (begun, view.summary.state, view.revision), &[], texts)
}

/// Everything that is due.
pub(crate) fn due(who: &Who, until: Option<NaiveDate>, texts: &Texts) -> Result<Reply, Failure> {
    let mut service = session::unlock(who)?;
    let due = service.ask(WhatIsDue { until })?;
    let found: Vec<Value> = due.iter().map(|it| what(it, texts)).collect();
    let reply = Reply::new(json!({"due": found}));
    Ok(due.iter().fold(reply, |reply, it| reply.plain(due_line(it, texts))))
}

fn due_line(it: &DueView, texts: &Texts) -> String {
    let what = words(texts, &Message::new(it.text));
    format!("{} {:<16} {what}", it.on, it.record.number)
}

fn step(it: &StepView, texts: &Texts) -> Value {
    json!({
        "form": it.form.0, "title": in_language(&it.title, texts), "opens": word(&it.opens), "why": why(it, texts),
        "records": it.records.iter().map(line).collect::<Vec<_>>(),
    })
}

fn what(it: &DueView, texts: &Texts) -> Value {
    json!({
        "what": it.text, "message": words(texts, &Message::new(it.text)), "on": it.on.to_string(),
        "record": it.record.id.to_string(), "number": it.record.number,
        "case": it.number.expose(), "next": it.next.as_ref().map(|it| &it.0),
    })
}

const fn word(opens: &Opens) -> &'static str {
    match opens {
        Opens::Now => "now",
        Opens::Done => "done",
        Opens::After { .. } => "after",
        Opens::Over => "over",
        Opens::Never => "never",
    }
}

/// Why a form cannot be opened, as a sentence; empty where it can or is there.
fn why(it: &StepView, texts: &Texts) -> String {
    match &it.opens {
        Opens::Now | Opens::Done => String::new(),
        Opens::After { title, says_otherwise } => {
            let id = if *says_otherwise { "case-otherwise-why" } else { "case-after-why" };
            words(texts, &Message::new(id).text("form", in_language(title, texts)))
        }
        Opens::Over => words(texts, &Message::new("case-over-why")),
        Opens::Never => words(texts, &Message::new("case-never-why")),
    }
}

fn in_language<'a>(title: &'a BTreeMap<String, String>, texts: &Texts) -> &'a str {
    let own = title.get(texts.locale().tag()).or_else(|| title.get("en"));
    own.or_else(|| title.values().next()).map_or("", String::as_str)
}
