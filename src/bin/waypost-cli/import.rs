//! `records import`, `map`, `imports`, `undo-import`: tables to records, and back.

use std::path::Path;

use serde_json::{Value, json};
use waypost::{
    base::{FormId, Message},
    l10n::Texts,
    service::{
        Service,
        command::import::{Import, Imported, Table, UndoImport},
        query::mapping::{ListImports, SuggestMapping, Suggestion, map_json},
    },
};

use crate::{
    args::Who,
    failure::Failure,
    files,
    reply::{Reply, words},
    session, stop,
};

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Brings a table in.
pub(crate) fn import(
    file: &Path,
    who: &Who,
    form: &str,
    map: Option<&Path>,
    (reason, dry_run): (Option<String>, bool),
    texts: &Texts,
) -> Result<Reply, Failure> {
    let table = Table::of(files::read(file)?);
    let map = map.map(files::read).transpose()?;
    let mut service = session::unlock(who)?;
    let map = match map {
        Some(map) => map,
        None => map_json(&proposed(&mut service, &table, form)?.map),
    };
    let asked = Import { table, map, form: FormId(form.to_owned()), reason, dry_run };
    let done = service.run(asked, stop::begun()).map_err(|err| Failure::of_form(err, form))?;
    Ok(imported(&done, texts))
}

fn imported(done: &Imported, texts: &Texts) -> Reply {
    let mut reply = Reply::new(json!({
        "read": done.read,
        "imported": done.imported,
        "refused": done.refused.iter().map(|it| json!({
            "row": it.row, "code": it.code, "column": it.column, "message": words(texts, &it.message),
        })).collect::<Vec<_>>(),
        "import": done.import.map(|it| it.to_string()),
        "number": done.number,
    }))
    // Rows that were refused are an outcome of their own; only where no row came in is the answer no.
    .answer(0 < done.imported || done.refused.is_empty())
    .say(
        Message::new("cli-imported")
            .number("read", count(done.read))
            .number("imported", count(done.imported))
            .number("refused", count(done.refused.len())),
    );
    for it in &done.refused {
        let message = words(texts, &it.message);
        reply = reply.plain(format!("  {:>6}  {:<12} {}: {message}", it.row, it.code, it.column));
    }
    if let Some(number) = done.number {
        reply = reply.say(Message::new("cli-import-number").number("number", u64::from(number)));
    }
    reply
}

fn proposed(service: &mut Service, table: &Table, form: &str) -> Result<Suggestion, Failure> {
    let asked = SuggestMapping { table: table.clone(), form: FormId(form.to_owned()) };
    service.run(asked, stop::begun()).map_err(|err| Failure::of_form(err, form))
}

/// Proposes a mapping; it is the document itself, so that it can be kept as a file and corrected.
pub(crate) fn map(file: &Path, who: &Who, form: &str) -> Result<Reply, Failure> {
    let table = Table::of(files::read(file)?);
    let proposal = proposed(&mut session::unlock(who)?, &table, form)?;
    let map = map_json(&proposal.map);
    let value: Value = serde_json::from_slice(&map).unwrap_or_default();
    let out: Vec<&str> = proposal
        .columns
        .iter()
        .filter(|column| proposal.map.values().all(|it| it.column != column.name))
        .map(|it| it.name.as_str())
        .collect();
    let left = Message::new("cli-columns-left").text("columns", out.join(", "));
    let reply = Reply::new(value).answer(!proposal.map.is_empty());
    let reply = reply.plain(String::from_utf8_lossy(&map).into_owned());
    Ok(if out.is_empty() { reply } else { reply.say(left) })
}

/// Lists the imports that were done.
pub(crate) fn list(who: &Who) -> Result<Reply, Failure> {
    let imports = session::unlock(who)?.ask(ListImports)?;
    let mut reply = Reply::new(json!({
        "imports": imports.iter().map(|it| json!({
            "number": it.number, "form": it.form.0, "by": it.by_login, "at": it.at.0, "read": it.read,
            "imported": it.imported, "refused": it.refused, "undone": it.undone.is_some(),
        })).collect::<Vec<_>>(),
    }));
    for it in &imports {
        let mark = if it.undone.is_some() { "-" } else { "+" };
        reply = reply.plain(format!(
            "{mark} {:>4}  {:<28} {:>7} {:>7}  {}",
            it.number, it.form.0, it.imported, it.refused, it.by_login
        ));
    }
    Ok(reply)
}

/// Takes an import back.
pub(crate) fn undo(number: u32, who: &Who, form: Option<String>) -> Result<Reply, Failure> {
    let records = session::unlock(who)?.ask(UndoImport { number, form: form.map(FormId) })?;
    Ok(Reply::new(json!({"import": number, "records": records}))
        .say(Message::new("import-was-undone").number("records", count(records))))
}
