//! `forms …`: would it run, what the office has, one filling-in.

use std::path::Path;

use serde_json::{Value, json};
use waypost::{
    base::{FormId, Message},
    conformance::Material,
    forms::Loss,
    l10n::Texts,
    service::{
        command::{
            forms::AddForm,
            upgrade::{RecordUpgrade, UpgradeRecords},
        },
        query::office::{CheckForm, FormCheck, ListForms},
    },
};

use crate::{
    args::{Forms, Who},
    failure::Failure,
    files,
    reply::{Reply, words},
    session, stop,
};

pub(crate) fn run(command: Forms, texts: &Texts) -> Result<Reply, Failure> {
    match command {
        Forms::List { who } => listed(&mut session::unlock(&who)?),
        Forms::Add { file, who, compartment } => {
            let source = files::form_source(&file)?;
            let mut service = session::unlock(&who)?;
            let check = service.ask(CheckForm { source: source.clone() })?;
            if !check.runs {
                return Ok(verdict(&check, texts));
            }
            service.ask(AddForm { source, compartment })?;
            Ok(verdict(&check, texts))
        }
        Forms::Upgrade { id, who, to, dry_run } => upgrade(&id, &who, to.as_deref(), dry_run),
        Forms::Check { file } => {
            let source = files::form_source(&file)?;
            Ok(verdict(&session::service().ask(CheckForm { source })?, texts))
        }
        Forms::Conformance { file, docs, forms } => {
            conformance(&file, docs.as_deref(), forms.as_deref())
        }
        Forms::Fill { file, answers } => crate::records::fill(&file, &answers, texts),
    }
}

/// Brings open records to the current version, or says what would come of it.
fn upgrade(id: &str, who: &Who, to: Option<&Path>, dry_run: bool) -> Result<Reply, Failure> {
    let to = to.map(files::form_source).transpose()?;
    let mut service = session::unlock(who)?;
    let asked = UpgradeRecords { form: FormId(id.to_owned()), to, dry_run };
    let done = service.run(asked, stop::begun()).map_err(|err| Failure::of_form(err, id))?;
    let rough = |it: &&RecordUpgrade| !it.lost.is_empty() || !it.needed.is_empty() || !it.moves;
    let n_rough = done.records.iter().filter(rough).count();
    let yes = if dry_run { n_rough == 0 } else { done.records.iter().all(|it| it.moves) };
    let count = |n: usize| u64::try_from(n).unwrap_or(0);
    let text = if dry_run { "cli-upgrade-would" } else { "cli-upgrade-did" };
    let mut reply = Reply::new(json!({
        "version": done.version, "dry_run": dry_run, "upgraded": done.upgraded,
        "records": done.records.iter().map(record_json).collect::<Vec<_>>(),
    }))
    .answer(yes)
    .say(
        Message::new(text)
            .text("version", done.version.clone())
            .number("records", count(done.records.len()))
            .number("upgraded", count(done.upgraded))
            .number("rough", count(n_rough)),
    );
    for it in done.records.iter().filter(rough) {
        let lost: Vec<&str> = it.lost.iter().map(|(question, _)| question.as_str()).collect();
        reply = reply.plain(format!(
            "  {:<16} {:<10} -{} !{} {}",
            it.number,
            it.state.word(),
            lost.join(","),
            it.needed.join(","),
            if it.moves { "" } else { "=" }
        ));
    }
    Ok(reply)
}

fn record_json(it: &RecordUpgrade) -> Value {
    let why = |why: Loss| match why {
        Loss::Question => "question",
        Loss::Choice => "choice",
        Loss::NotAsked => "not-asked",
    };
    let lost: Vec<Value> = it
        .lost
        .iter()
        .map(|(question, loss)| json!({"question": question, "why": why(*loss)}))
        .collect();
    json!({
        "record": it.record.to_string(), "number": it.number, "state": it.state.word(),
        "version": it.version, "lost": lost, "needed": it.needed, "broken": it.broken,
        "upgraded": it.moves,
    })
}

fn listed(service: &mut waypost::service::Service) -> Result<Reply, Failure> {
    let forms = service.ask(ListForms)?;
    let mut reply = Reply::new(json!({
        "forms": forms.iter().map(|it| json!({
            "id": it.key.id.0, "version": it.key.version, "title": title(&it.title), "records": it.records,
            "compartment": it.compartment, "questions": it.questions, "languages": it.languages,
        })).collect::<Vec<_>>(),
    }));
    for it in &forms {
        reply = reply.plain(format!(
            "{:<28} {:<12} {:>7}  {}",
            it.key.id,
            it.key.version,
            it.records,
            title(&it.title)
        ));
    }
    Ok(reply)
}

/// What was decided about single cases, each with its reason.
const DECIDED: &str = include_str!("../../../tests/conformance/not_applicable.tsv");

fn conformance(file: &Path, docs: Option<&Path>, forms: Option<&Path>) -> Result<Reply, Failure> {
    let cases = files::read_text(file)?;
    let docs = docs.map(files::read_text).transpose()?;
    let beside = |name: &str| {
        let folder = forms?;
        let places = [folder.join("xform").join(name), folder.join(name)];
        places.iter().find(|it| it.is_file()).and_then(|it| files::read(it).ok()) // no such form
    };
    let material =
        Material { docs: docs.as_deref().map(String::as_str), file: &beside, decided: DECIDED };
    let report = waypost::conformance::run(&cases, &material).map_err(|_err| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Failure::Malformed(Message::new("err-file-no-cases").text("file", name))
    })?;
    let counts: serde_json::Map<String, Value> = report
        .not_applicable
        .iter()
        .map(|(reason, ids)| (reason.clone(), ids.len().into()))
        .collect();
    let failed: Vec<Value> = report
        .failed
        .iter()
        .map(|it| json!({"id": it.id, "got": it.got, "want": it.want}))
        .collect();
    let n_other: usize = report.not_applicable.values().map(Vec::len).sum();
    let count = |n: usize| u64::try_from(n).unwrap_or(0);
    let mut reply = Reply::new(json!({
        "passed": report.passed, "failed": failed, "not_applicable": counts,
        "not_applicable_ids": report.not_applicable,
    }))
    .answer(report.failed.is_empty())
    .say(
        Message::new("cli-conformance")
            .number("passed", count(report.passed))
            .number("failed", count(report.failed.len()))
            .number("other", count(n_other)),
    );
    for (reason, ids) in &report.not_applicable {
        reply = reply.plain(format!("{:>6}  {reason}", ids.len()));
    }
    for it in &report.failed {
        reply = reply.plain(format!("{}\n  {}\n  {}", it.id, it.want, it.got));
    }
    Ok(reply)
}

fn title(titles: &std::collections::BTreeMap<String, String>) -> String {
    titles.get("en").or_else(|| titles.values().next()).cloned().unwrap_or_default()
}

fn verdict(check: &FormCheck, texts: &Texts) -> Reply {
    let findings: Vec<Value> = check
        .findings
        .iter()
        .map(|it| {
            json!({
                "code": it.code, "severity": it.severity.word(), "sheet": it.sheet, "row": it.row,
                "column": it.column, "message": words(texts, &it.message),
                "advice": words(texts, &it.advice), "excerpt": it.excerpt,
            })
        })
        .collect();
    let word = if check.runs { "runs" } else { "refused" };
    let mut reply = Reply::new(json!({
        "verdict": word, "id": check.key.id.0, "version": check.key.version, "title": title(&check.title),
        "questions": check.questions, "findings": findings,
    }))
    .answer(check.runs)
    .say(
        Message::new(if check.runs { "cli-form-runs" } else { "cli-form-refused" })
            .number("questions", u64::try_from(check.questions).unwrap_or(0))
            .number("findings", u64::try_from(findings.len()).unwrap_or(0)),
    );
    for it in &check.findings {
        reply = reply
            .plain(format!(
                "{} {} {}!{}:{} {}",
                it.severity.word(),
                it.code,
                it.sheet,
                it.column,
                it.row,
                it.excerpt
            ))
            .say(it.message.clone())
            .say(it.advice.clone());
    }
    reply
}
