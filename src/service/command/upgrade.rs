//! Open records, brought to the current version of their form.

use std::sync::Arc;

use super::super::{
    Service, ServiceError, Thing,
    job::Progress,
    permission::Permission,
    query::office::{CheckForm, FormSource},
    request::Job,
};
use super::forms::{AddForm, definition};
use crate::{
    base::{FormId, FormKey, RecordId, Sensitive},
    cases::State,
    forms::{Environment, Form, Instance, Loss, Upgraded},
    vault::{Act, FormRow, VaultError},
};

/// Brings every record of a form that is not approved yet to its current version. A job.
///
/// Drafts and returned records come along whatever the new version asks: their authors answer it. What was handed in comes
/// along only where it loses and needs nothing; else it stays at its version, and is told.
#[derive(Clone, Debug)]
pub struct UpgradeRecords {
    /// The form.
    pub form: FormId,
    /// A version that the office does not have yet; it is added first.
    pub to: Option<FormSource>,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What came of it, or would.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpgradeReport {
    /// The version that records come to.
    pub version: String,
    /// Records that were looked at, in order of their numbers.
    pub records: Vec<RecordUpgrade>,
    /// Records that came along (or would).
    pub upgraded: usize,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// One record under the new version. No answers: whoever keeps the forms may not read records.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordUpgrade {
    /// Which.
    pub record: RecordId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// The version that it has.
    pub version: String,
    /// Questions whose answers have no place any more, and why.
    pub lost: Vec<(String, Loss)>,
    /// Questions that need an answer.
    pub needed: Vec<String>,
    /// Questions whose answers break a rule that they kept.
    pub broken: Vec<String>,
    /// It comes along.
    pub moves: bool,
}

/// One record as it stands.
struct Standing {
    record: RecordId,
    number: String,
    state: State,
    form: Arc<Form>,
    text: Sensitive<String>,
    position: Option<String>,
}

/// What an upgrade works on.
pub struct UpgradeWork {
    row: FormRow,
    target: Arc<Form>,
    standing: Vec<Standing>,
    environment: Environment,
    dry_run: bool,
}

/// What is to be stored.
pub struct UpgradeDone {
    row: FormRow,
    report: UpgradeReport,
    /// Records with a text of their own: a choice was put aside.
    rewritten: Vec<Rewritten>,
    version: String,
}

struct Rewritten {
    record: RecordId,
    before: Sensitive<String>,
    after: zeroize::Zeroizing<String>,
    position: Option<String>,
}

impl std::fmt::Debug for UpgradeWork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpgradeWork").field("records", &self.standing.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for UpgradeDone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpgradeDone").field("report", &self.report).finish_non_exhaustive()
    }
}

/// The audit name of an upgrade.
const AUDIT_NAME: &str = "record.upgrade";

impl Job for UpgradeRecords {
    type Answer = UpgradeReport;
    type Prepared = UpgradeWork;
    type Done = UpgradeDone;
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(AUDIT_NAME);

    fn prepare(self, service: &mut Service) -> Result<UpgradeWork, ServiceError> {
        let environment = service.environment("en")?;
        let row = service.office()?.library.current(&self.form)?.clone();
        service.office()?.compartment(row.compartment.name())?;
        let target = match self.to {
            None => service.office()?.form(&row.key)?,
            Some(source) => service.target(&row, source, self.dry_run)?,
        };
        let version = target.key().version;
        let office = service.office()?;
        let open =
            |state: State| matches!(state, State::Draft | State::Submitted | State::Returned);
        let lines: Vec<_> = office
            .lines()?
            .iter()
            .filter(|it| it.row.form.id == self.form && it.row.form.version != version)
            .filter(|it| open(it.state))
            .map(|it| (it.row.id, it.number().to_owned(), it.state, it.row.form.clone()))
            .collect();
        let mut standing = Vec::with_capacity(lines.len());
        for (record, number, state, key) in lines {
            let form = office.form(&key)?;
            let (text, position) = match office.view().draft(record)? {
                Some(draft) => (draft.instance, draft.position),
                None => match office.view().latest_revision(record)? {
                    Some(revision) => (revision.instance, None),
                    None => continue,
                },
            };
            standing.push(Standing { record, number, state, form, text, position });
        }
        standing.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(UpgradeWork { row, target, standing, environment, dry_run: self.dry_run })
    }

    fn run(work: UpgradeWork, progress: &Progress) -> Result<UpgradeDone, ServiceError> {
        let UpgradeWork { row, target, standing, environment, dry_run } = work;
        progress.stage("job-upgrading", u64::try_from(standing.len()).unwrap_or(0));
        let version = target.key().version;
        let mut report =
            UpgradeReport { version: version.clone(), dry_run, ..UpgradeReport::default() };
        let mut rewritten = Vec::new();
        for it in standing {
            progress.step()?;
            let old = Instance::from_json(Arc::clone(&it.form), &environment, it.text.expose())?;
            let next = old.upgraded(Arc::clone(&target), &environment)?;
            let moves = it.state != State::Submitted || next.is_smooth();
            report.upgraded += usize::from(moves);
            report.records.push(line(&it, &next, moves));
            if moves && next.is_rewritten {
                rewritten.push(Rewritten {
                    record: it.record,
                    before: it.text,
                    after: next.instance.to_json(),
                    position: it.position,
                });
            }
        }
        Ok(UpgradeDone { row, report, rewritten, version })
    }

    fn finish(done: UpgradeDone, service: &mut Service) -> Result<UpgradeReport, ServiceError> {
        let UpgradeDone { row, mut report, mut rewritten, version } = done;
        if report.dry_run || report.upgraded == 0 {
            return Ok(report);
        }
        let office = service.office()?;
        // What was written at a record meanwhile goes before: it keeps its version until the next time.
        let mut stale = Vec::new();
        for it in &rewritten {
            let draft = office.view().draft(it.record)?;
            if draft.is_some_and(|draft| draft.instance != it.before) {
                stale.push(it.record);
            }
        }
        rewritten.retain(|it| !stale.contains(&it.record));
        for it in report.records.iter_mut().filter(|it| stale.contains(&it.record)) {
            it.moves = false;
        }
        let moved: Vec<RecordId> =
            report.records.iter().filter(|it| it.moves).map(|it| it.record).collect();
        report.upgraded = moved.len();
        office.vault.write(&row.compartment, &Act::new(AUDIT_NAME), |tx| {
            for record in moved {
                tx.set_form_version(record, &version)?;
            }
            for it in &rewritten {
                tx.put_draft(it.record, &it.after, it.position.as_deref())?;
            }
            Ok::<(), VaultError>(())
        })?;
        office.touched_many();
        Ok(report)
    }
}

fn line(it: &Standing, next: &Upgraded, moves: bool) -> RecordUpgrade {
    RecordUpgrade {
        record: it.record,
        number: it.number.clone(),
        state: it.state,
        version: it.form.key().version,
        lost: next.lost.iter().map(|(path, why)| (path.to_string(), *why)).collect(),
        needed: next.needed.iter().map(ToString::to_string).collect(),
        broken: next.broken.iter().map(|it| it.path.to_string()).collect(),
        moves,
    }
}

impl Service {
    /// A version that is handed in: compiled, and added unless only asked about.
    fn target(
        &mut self,
        row: &FormRow,
        source: FormSource,
        dry_run: bool,
    ) -> Result<Arc<Form>, ServiceError> {
        let definition = definition(&source)?;
        let check = self.ask(CheckForm { source: source.clone() })?;
        if !check.runs {
            return Err(ServiceError::FormRefused { findings: check.findings });
        }
        if check.key.id != row.key.id {
            return Err(ServiceError::Unknown { what: Thing::Form });
        }
        if dry_run {
            let office = self.office()?;
            return Ok(office.library.compiled(definition, &check.key.id, &office.places));
        }
        let compartment = Some(row.compartment.to_string());
        let added: FormKey = self.ask(AddForm { source, compartment })?.key;
        self.office()?.form(&added)
    }
}
