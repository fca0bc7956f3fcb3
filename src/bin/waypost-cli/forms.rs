//! `forms …`: would it run, what the office has, one filling-in.

use std::path::Path;

use serde_json::{Value, json};
use waypost::{
    base::Message,
    conformance::Material,
    l10n::Texts,
    service::{
        command::forms::AddForm,
        query::office::{CheckForm, FormCheck, ListForms},
    },
};

use crate::{
    args::Forms,
    failure::Failure,
    files,
    reply::{Reply, words},
    session,
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
