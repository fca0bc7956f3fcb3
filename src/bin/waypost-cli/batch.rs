//! `batch …`: what leaves, and what anybody can check about it.

use std::{fs, path::Path};

use serde_json::{Value, json};
use waypost::{
    base::{BatchNumber, FormId, Message, Sensitive},
    service::{
        command::release::{
            Limits, Release, RewriteBatch, RiskReport, RiskView, SealBatch, SecondPerson,
        },
        query::batches::{BatchState, CertifyBatch, ListBatches, UnpackBatch, VerifyBatch},
    },
};

use crate::{
    args::{self, Batch},
    failure::Failure,
    files,
    reply::Reply,
    session, stop,
};

pub(crate) fn run(command: Batch) -> Result<Reply, Failure> {
    match command {
        Batch::Risk { who, release } => {
            let form = release.form.clone();
            let release = wanted(release)?;
            let mut service = session::unlock(&who)?;
            let view = service
                .run(RiskReport { release }, stop::begun())
                .map_err(|err| Failure::of_form(err, &form))?;
            Ok(told(Reply::new(risk(&view)), &view))
        }
        Batch::Seal { who, release, out, second, second_passphrase_file } => {
            seal(&who, release, &out, second, second_passphrase_file.as_deref())
        }
        Batch::Verify { file, signer, after, identity } => {
            verify(&file, &signer, after, identity.as_deref())
        }
        Batch::Open { file, signer, identity, to } => open(&file, &signer, &identity, &to),
        Batch::Certify { folder } => certify(&folder),
        Batch::List { who } => list(&who),
        Batch::Rewrite { number, who, out } => rewrite(number, &who, &out),
    }
}

fn seal(
    who: &args::Who,
    release: args::Release,
    out: &Path,
    second: Option<String>,
    second_passphrase_file: Option<&Path>,
) -> Result<Reply, Failure> {
    let form = release.form.clone();
    let release = wanted(release)?;
    // What is sealed counts as exported: before that, the file must have a place.
    files::try_writable(out)?;
    let second = match second {
        Some(login) => {
            let passphrase = session::passphrase(second_passphrase_file)?;
            Some(SecondPerson { login, passphrase })
        }
        None => None,
    };
    let mut service = session::unlock(who)?;
    let sealed = service
        .run(SealBatch { release, dry_run: false, second }, stop::begun())
        .map_err(|err| Failure::of_form(err, &form))?;
    let batch = sealed.batch.as_ref();
    let out = files::target(out, batch.map_or("", |it| &it.file_name));
    files::write(&out, &sealed.sealed).map_err(|failure| match batch {
        Some(it) => Failure::SealedUnwritten { file: files::shown(&out), number: it.number.0 },
        None => failure,
    })?;
    let reply = Reply::new(json!({
        "batch": batch.map(|it| it.batch_id.clone()),
        "sequence": batch.map(|it| it.number.0),
        "records": sealed.risk.leaving,
        "held_back": held_back(&sealed.risk),
        "levels": levels(&sealed.risk),
        "risk": risk(&sealed.risk),
        "file": files::shown(&out),
        "bytes": sealed.sealed.len(),
    }))
    .say(
        Message::new("cli-batch-sealed")
            .number("records", sealed.risk.leaving)
            .text("file", files::shown(&out)),
    );
    Ok(told(reply, &sealed.risk))
}

fn rewrite(number: u64, who: &args::Who, out: &Path) -> Result<Reply, Failure> {
    let mut service = session::unlock(who)?;
    let bytes = service.ask(RewriteBatch { number: BatchNumber(number) })?;
    let listed = if out.is_dir() { service.ask(ListBatches)? } else { Vec::new() };
    let name = listed.iter().find(|it| it.number.0 == number).map_or("", |it| &it.file_name);
    let out = files::target(out, name);
    files::write(&out, &bytes)?;
    let reply =
        Reply::new(json!({"sequence": number, "file": files::shown(&out), "bytes": bytes.len()}));
    Ok(reply.say(
        Message::new("cli-batch-rewritten")
            .number("number", number)
            .text("file", files::shown(&out)),
    ))
}

fn wanted(release: args::Release) -> Result<Release, Failure> {
    let limits = release.config.as_deref().map(limits).transpose()?.unwrap_or_default();
    Ok(Release {
        form: Some(FormId(release.form)),
        destination: release.destination,
        until: release.until,
        limits,
    })
}

/// The few settings that a batch may change; any other key is a mistake.
fn limits(path: &Path) -> Result<Limits, Failure> {
    let text = files::read_text(path)?;
    let wrong = |key: &str| Failure::Usage(Message::new("err-config").text("key", key));
    let Ok(Value::Object(config)) = serde_json::from_str(&text) else { return Err(wrong("{}")) };
    let mut limits = Limits::default();
    for (key, value) in &config {
        let count =
            || value.as_u64().and_then(|it| u32::try_from(it).ok()).ok_or_else(|| wrong(key));
        let share =
            || value.as_f64().filter(|it| (0.0..=1.0).contains(it)).ok_or_else(|| wrong(key));
        match key.as_str() {
            "k" => limits.k = Some(count()?),
            "k_groups" => limits.k_groups = Some(count()?),
            "suppression_limit" => limits.suppression_limit = Some(share()?),
            "max_mean_risk" => limits.max_mean_risk = Some(share()?),
            "weights" => {
                for (name, weight) in value.as_object().ok_or_else(|| wrong(key))? {
                    let weight =
                        weight.as_f64().filter(|it| *it >= 0.0).ok_or_else(|| wrong(key))?;
                    limits.weights.insert(name.clone(), weight);
                }
            }
            _ => return Err(wrong(key)),
        }
    }
    Ok(limits)
}

fn held_back(view: &RiskView) -> Value {
    view.held_back
        .iter()
        .map(|(reason, count)| (reason.word().to_owned(), json!(count)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn levels(view: &RiskView) -> Value {
    view.columns
        .iter()
        .map(|it| json!({"attribute": it.name, "level": it.levels.1, "top": it.levels.2, "loss": it.loss}))
        .collect()
}

fn risk(view: &RiskView) -> Value {
    let figures = |it: waypost::service::command::release::RiskFigures| {
        json!({
            "records": it.records, "classes": it.classes, "unique_records": it.unique,
            "records_below_k": it.below_k, "max": it.max, "mean": it.mean,
        })
    };
    json!({
        "candidates": view.candidates,
        "records": view.leaving,
        "held_back": held_back(view),
        "k": view.k,
        "risk": {"before": figures(view.before), "after": figures(view.after)},
        "levels": levels(view),
        "loss": {"mean_cell": view.mean_cell_loss},
        "classes": {"histogram": view.class_sizes},
        "report": serde_json::from_str::<Value>(&view.report).unwrap_or(Value::Null),
    })
}

/// The figures in words.
fn told(mut reply: Reply, view: &RiskView) -> Reply {
    reply = reply.say(
        Message::new("cli-risk-summary")
            .number("candidates", view.candidates)
            .number("leaving", view.leaving)
            .number("before", view.before.below_k)
            .number("after", view.after.below_k)
            .number("k", u64::from(view.k)),
    );
    if !view.held_back.is_empty() {
        reply = reply.say(Message::new("cli-held-back-heading"));
    }
    for (reason, count) in &view.held_back {
        reply = reply.plain(format!("  {count:>7}  {}", reason.word()));
    }
    if !view.columns.is_empty() {
        reply = reply.say(Message::new("cli-levels-heading"));
    }
    for column in &view.columns {
        reply =
            reply.plain(format!("  {:<24} {}/{}", column.name, column.levels.1, column.levels.2));
    }
    reply
}

fn verify(
    file: &Path,
    signer: &Path,
    after: Option<String>,
    identity: Option<&Path>,
) -> Result<Reply, Failure> {
    let sealed = files::read(file)?;
    let signer = files::read_text(signer)?.to_string();
    let mut service = session::service();
    let identity = identity.map(files::read_remark).transpose()?;
    if after.is_some() && identity.is_none() {
        return Err(Failure::Usage(Message::new("err-after-needs-identity")));
    }
    let verdict = service.ask(VerifyBatch { sealed, signer, after, identity })?;
    let ok = verdict.ok;
    let mut reply = Reply::new(json!({
        "ok": ok,
        "signed": verdict.signed,
        "format": verdict.format,
        "office": verdict.office,
        "sequence": verdict.sequence.map(|it| it.0),
        "previous": verdict.previous,
    }))
    .answer(ok)
    .say(Message::new(match (ok, verdict.signed) {
        (true, _) => "cli-batch-holds",
        (false, true) => "cli-batch-out-of-chain",
        (false, false) => "cli-batch-does-not-hold",
    }));
    for finding in verdict.findings {
        reply = reply.say(finding);
    }
    Ok(reply)
}

fn open(file: &Path, signer: &Path, identity: &Path, to: &Path) -> Result<Reply, Failure> {
    let sealed = files::read(file)?;
    let signer = files::read_text(signer)?.to_string();
    let identity: Sensitive<String> = files::read_remark(identity)?;
    let opened =
        session::service().ask(UnpackBatch { sealed, signer, identity, to: to.to_owned() })?;
    let listed: Vec<Value> = opened
        .files
        .iter()
        .map(|(name, bytes, sha256)| json!({"name": name, "bytes": bytes, "sha256": sha256}))
        .collect();
    let count = u64::try_from(listed.len()).unwrap_or(0);
    let mut reply = Reply::new(json!({
        "files": listed, "office": opened.office, "sequence": opened.sequence.0,
        "batch": opened.batch_id, "previous": opened.previous,
    }))
    .say(Message::new("cli-batch-opened").number("files", count).text("folder", files::shown(to)));
    for (name, bytes, _) in &opened.files {
        reply = reply.plain(format!("  {bytes:>9}  {name}"));
    }
    Ok(reply)
}

fn certify(folder: &Path) -> Result<Reply, Failure> {
    let mut files = Vec::new();
    collect(folder, folder, &mut files)?;
    files.sort();
    let leftovers: Vec<String> =
        files.iter().map(|(name, _)| name.clone()).filter(|it| is_leftover(it)).collect();
    files.retain(|(name, _)| !is_leftover(name));
    let certified = session::service().ask(CertifyBatch { files })?;
    let mut reply = Reply::new(json!({
        "ok": certified.ok,
        "claims": certified.claims.iter().map(|it| json!({
            "name": it.name, "claimed": it.claimed, "measured": it.measured, "ok": it.ok,
        })).collect::<Vec<_>>(),
    }))
    .answer(certified.ok)
    .say(Message::new(if certified.ok {
        "cli-certificate-holds"
    } else {
        "cli-certificate-does-not-hold"
    }));
    let (holding, failing): (Vec<_>, Vec<_>) = certified.claims.iter().partition(|it| it.ok);
    for claim in failing {
        reply = reply.plain(format!("  {:<40} {} ≠ {}", claim.name, claim.claimed, claim.measured));
    }
    if !certified.ok {
        let count = u64::try_from(holding.len()).unwrap_or(0);
        reply = reply.say(Message::new("cli-claims-that-hold").number("count", count));
    }
    for claim in holding {
        let agreed = agreement(&claim.claimed, &claim.measured);
        reply = reply.plain(format!("  {:<40} {agreed}", claim.name));
    }
    if !leftovers.is_empty() {
        let files = leftovers.join(", ");
        reply = reply.say(Message::new("cli-certify-leftovers").text("files", files));
    }
    Ok(reply)
}

/// How a claim that holds reads: `5 = 5`, and `5 ≤ 15` where at least 5 was asked for.
fn agreement(claimed: &str, measured: &str) -> String {
    let (Ok(asked), Ok(found)) = (claimed.parse::<f64>(), measured.parse::<f64>()) else {
        return format!("{claimed} = {measured}");
    };
    let within = SHOWN_ALIKE * asked.abs().max(1.0);
    match asked - found {
        apart if apart.abs() <= within => format!("{claimed} = {claimed}"),
        apart if apart < 0.0 => format!("{claimed} ≤ {measured}"),
        _ => format!("{claimed} ≥ {measured}"),
    }
}

/// Figures of a claim that holds print alike where they differ by less than this: the widest tolerance of a claim.
const SHOWN_ALIKE: f64 = 1e-6;

/// What the steps that open a batch by hand leave beside it: never a member of a batch.
fn is_leftover(name: &str) -> bool {
    let end = Path::new(name).extension().and_then(|it| it.to_str());
    matches!(name, "payload.age" | "payload.tar.zst" | "payload.tar")
        || (!name.contains(std::path::is_separator)
            && matches!(end, Some("minisig" | "pub" | "key" | "waypost")))
}

/// Every file below `folder`, with its name from `top` on.
fn collect(top: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|_err| Failure::Unreadable(files::shown(folder)))?;
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            collect(top, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(top) {
            files.push((name.to_string_lossy().into_owned(), files::read(&path)?));
        }
    }
    Ok(())
}

fn list(who: &args::Who) -> Result<Reply, Failure> {
    let batches = session::unlock(who)?.ask(ListBatches)?;
    let word = |state| match state {
        BatchState::Sealed => "sealed",
        BatchState::HandedOver => "handed-over",
    };
    let mut reply = Reply::new(json!({
        "batches": batches.iter().map(|it| json!({
            "sequence": it.number.0, "batch": it.batch_id, "previous": it.previous, "file": it.file_name,
            "form": it.form.id.0, "version": it.form.version, "destination": it.destination,
            "records": it.records, "sealed_at": it.sealed_at.utc().to_rfc3339(), "sealed_by": it.sealed_by,
            "state": word(it.state), "bytes": it.bytes,
        })).collect::<Vec<_>>(),
    }));
    for it in &batches {
        reply = reply.plain(format!(
            "{}  {:>7}  {}  {}",
            it.file_name,
            it.records,
            word(it.state),
            it.form.id
        ));
    }
    Ok(reply)
}
