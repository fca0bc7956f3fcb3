//! The audit log.

use super::{
    super::{
        Service, ServiceError, intake,
        job::Progress,
        open_office::Office,
        permission::Permission,
        request::{Job, Request},
    },
    office::{CheckOffice, Finding, OfficeCheck},
};
use crate::{
    base::{Instant, Message, RecordId, UserId},
    batch::hex,
    crypto::hex::decode_array,
    vault::{self, AuditFault, AuditLine, Compartment, View},
};

/// Lines of the audit log, latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLines {
    /// Whose: `general`, `protection`, `health`.
    pub compartment: String,
    /// Only lines before this number; the latest where `None`.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: usize,
}

/// One line: who did what, never with what value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLineView {
    /// Its number in the chain.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// Whose login.
    pub by_login: String,
    /// The audit name of the command.
    pub command: String,
    /// The record, where one was meant.
    pub record: Option<RecordId>,
    /// Its revision.
    pub revision: u32,
    /// Names of the questions touched.
    pub fields: Vec<String>,
}

/// Checks chain, signatures, and the digest of every record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditVerify;

/// What the check of the audit log found.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditVerdict {
    /// Whether everything holds.
    pub ok: bool,
    /// Lines read.
    pub lines: u64,
    /// Head of each compartment's chain: name, last number, hash in hexadecimal.
    pub heads: Vec<(String, u64, String)>,
    /// What does not hold.
    pub findings: Vec<Finding>,
}

impl Request for AuditLines {
    type Answer = Vec<AuditLineView>;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<Vec<AuditLineView>, ServiceError> {
        let office = service.office()?;
        let compartment = office.compartment(&self.compartment)?;
        let lines = office.audit_lines(&compartment, self.before, self.limit)?;
        Ok(lines
            .into_iter()
            .map(|line| AuditLineView {
                seq: line.seq,
                at: line.at,
                by_login: office.login(line.user),
                command: line.action,
                record: line.record,
                revision: line.record_version,
                fields: office.named(line.fields),
            })
            .collect())
    }
}

impl Office {
    /// The latest lines that the person may see, before number `before`.
    fn audit_lines(
        &self,
        compartment: &Compartment,
        mut before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<AuditLine>, ServiceError> {
        let mut seen = Vec::new();
        while seen.len() < limit {
            let some = u32::try_from(limit - seen.len()).unwrap_or(u32::MAX);
            let lines = self.view().audit(compartment, before, some)?;
            let Some(last) = lines.last() else { break };
            before = Some(last.seq);
            seen.extend(lines.into_iter().filter(|it| self.shows(it)));
        }
        Ok(seen)
    }

    /// Whether a line is shown. What is written for a compartment that its author does not hold stands in the log of
    /// `general`, because nobody else's log is theirs to write; it is there for its author, and for who reads the record.
    fn shows(&self, line: &AuditLine) -> bool {
        !line.action.starts_with(intake::AUDIT_NAMES)
            || line.user == self.session.user
            || line.record.is_some_and(|it| self.view().record(it).is_ok())
    }

    /// Fields of a line, people in them by their login.
    fn named(&self, fields: Vec<String>) -> Vec<String> {
        let login = |id: &str| decode_array(id).map(|id| self.login(UserId(id)));
        fields.into_iter().map(|it| login(&it).filter(|it| !it.is_empty()).unwrap_or(it)).collect()
    }
}

impl Request for AuditVerify {
    type Answer = AuditVerdict;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<AuditVerdict, ServiceError> {
        let office = service.office()?;
        let compartments: Vec<_> = office.view().compartments().cloned().collect();
        let mut verdict =
            AuditVerdict { ok: true, lines: 0, heads: Vec::new(), findings: Vec::new() };
        for compartment in compartments {
            let report = office.view().verify_audit(&compartment)?;
            verdict.lines += report.n_lines;
            verdict.heads.push((compartment.to_string(), report.head.seq, hex(&report.head.hash)));
            let faults = report.faults.iter();
            verdict.findings.extend(faults.map(|(seq, fault)| finding(&compartment, *seq, *fault)));
        }
        verdict.ok = verdict.findings.is_empty();
        Ok(verdict)
    }
}

/// What does not hold in a chain, without a value.
fn finding(compartment: &Compartment, seq: u64, fault: AuditFault) -> Finding {
    match fault {
        AuditFault::Record(record) => Finding {
            code: "AUDIT-2",
            place: format!("{compartment}:record:{record}"),
            advice: Message::new("finding-record"),
        },
        AuditFault::Gap | AuditFault::Changed | AuditFault::NotSigned | AuditFault::Stranger => {
            Finding {
                code: "AUDIT-1",
                place: format!("{compartment}:audit:{seq}"),
                advice: Message::new("finding-audit"),
            }
        }
    }
}

impl Job for CheckOffice {
    type Answer = OfficeCheck;
    type Prepared = View;
    type Done = OfficeCheck;
    const NEEDS: Permission = Permission::Unlocked;

    fn prepare(self, service: &mut Service) -> Result<View, ServiceError> {
        Ok(service.office()?.vault.reader()?)
    }

    fn run(view: View, progress: &Progress) -> Result<OfficeCheck, ServiceError> {
        progress.stage("job-checking", 0);
        let report = view.check()?;
        progress.check()?;
        let findings: Vec<Finding> = report.findings.into_iter().map(found).collect();
        // Little space is a warning: what is stored is whole.
        let ok = findings.iter().all(|it| it.code == "VAULT-14");
        Ok(OfficeCheck { ok, findings })
    }

    fn finish(done: OfficeCheck, _: &mut Service) -> Result<OfficeCheck, ServiceError> {
        Ok(done)
    }
}

fn found(what: vault::Finding) -> Finding {
    match what {
        vault::Finding::Pages(compartment) => Finding {
            code: "VAULT-6",
            place: format!("{compartment}:pages"),
            advice: Message::new("finding-pages"),
        },
        vault::Finding::Audit(compartment, seq, fault) => finding(&compartment, seq, fault),
        vault::Finding::Space(bytes) => Finding {
            code: "VAULT-14",
            place: format!("space:{bytes}"),
            advice: Message::new("finding-space"),
        },
    }
}
