//! `audit …`

use serde_json::json;
use waypost::{
    base::Message,
    service::query::audit::{AuditLines, AuditVerify},
};

use crate::{args::Audit, failure::Failure, reply::Reply, session};

pub(crate) fn run(command: Audit) -> Result<Reply, Failure> {
    match command {
        Audit::Show { who } => {
            let mut service = session::unlock(&who)?;
            let compartments = service.session()?.compartments.clone();
            let mut lines = Vec::new();
            for compartment in compartments {
                let asked = AuditLines {
                    compartment: compartment.clone(),
                    before: None,
                    limit: usize::MAX,
                };
                for line in service.ask(asked)? {
                    lines.push((compartment.clone(), line));
                }
            }
            let mut reply = Reply::new(json!({
                "ok": true,
                "lines": lines.iter().map(|(compartment, line)| json!({
                    "compartment": compartment,
                    "seq": line.seq,
                    "at": line.at.utc().to_rfc3339(),
                    "by": line.by_login,
                    "command": line.command,
                    "record": line.record.map(|it| it.to_string()),
                    "revision": line.revision,
                    "fields": line.fields,
                })).collect::<Vec<_>>(),
            }));
            for (compartment, line) in &lines {
                let record = line.record.map(|it| it.to_string()).unwrap_or_default();
                let at = line.at.utc().format("%Y-%m-%d %H:%M:%S");
                reply = reply.plain(format!(
                    "{compartment} {} {at} {} {} {record}",
                    line.seq, line.by_login, line.command
                ));
            }
            Ok(reply)
        }
        Audit::Verify { who } => {
            let verdict = session::unlock(&who)?.ask(AuditVerify)?;
            let mut reply = Reply::new(json!({
                "ok": verdict.ok,
                "lines": verdict.lines,
                "head": verdict.heads.iter().map(|(compartment, seq, hash)| json!({
                    "compartment": compartment, "seq": seq, "hash": hash,
                })).collect::<Vec<_>>(),
                "findings": verdict.findings.iter().map(|it| json!({"code": it.code, "where": it.place})).collect::<Vec<_>>(),
            }))
            .answer(verdict.ok)
            .say(Message::new(if verdict.ok { "cli-audit-holds" } else { "cli-audit-broken" }).number("lines", verdict.lines));
            for finding in &verdict.findings {
                reply = reply
                    .plain(format!("{} {}", finding.code, finding.place))
                    .say(finding.advice.clone());
            }
            Ok(reply)
        }
    }
}
