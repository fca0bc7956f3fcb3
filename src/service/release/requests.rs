//! The requests of the export screen: risk, scheme, batch.

use chrono::NaiveDate;

use crate::{
    base::{BatchNumber, Instant, RecordId, Sensitive},
    batch::{AuditHead, Contents, FormRef, Recipient, SignerKey, hex, v1},
    cases::{Permission, State},
    privacy::{measure_release, report::Measured},
    vault::{Act, BatchRow, NewBatch, VaultError},
};

use super::{
    super::{
        Job, Needed, Service, ServiceError,
        casework::step_of,
        command::release::{
            FreezeScheme, HeldBack, ProposeScheme, ProposedScheme, RiskReport, RiskView,
            SchemeState, SealBatch, SealedBatch, SecondPerson,
        },
        job::Progress,
    },
    contents::contents,
    frozen::{Frozen, freeze},
    gather::Gathered,
    outbox::{batch_view, file_name},
    statement::certificate,
    view::risk_view,
    work::{Worked, ledger_head, ledger_lines, waiting_after, work},
};

/// What a job of a release works on.
#[derive(Debug)]
pub struct Prepared {
    from: Gathered,
    frozen: Option<Frozen>,
    scheme: SchemeState,
}

impl Prepared {
    fn of(
        release: &super::super::command::release::Release,
        service: &mut Service,
    ) -> Result<Self, ServiceError> {
        let from = Gathered::of(release, service)?;
        let office = service.office()?;
        if from.compartment.name() != "general" {
            return Err(ServiceError::Restricted);
        }
        // A later form of a case leaves only in the summary of the case.
        let in_summary = step_of(&from.form.id).is_some_and(|it| it.in_summary && !it.opens());
        if in_summary || super::leaving::leaving(&from.form).0.is_empty() {
            return Err(ServiceError::NothingMayLeave);
        }
        let frozen =
            from.scheme.as_ref().map(|row| Frozen::thaw(row, &office.vault)).transpose()?;
        let scheme = state_of(&from, frozen.as_ref());
        Ok(Self { from, frozen, scheme })
    }
}

fn state_of(from: &Gathered, frozen: Option<&Frozen>) -> SchemeState {
    match (&from.scheme, frozen) {
        (Some(row), Some(frozen)) => SchemeState::Frozen {
            epoch: row.epoch,
            since: row.frozen_at,
            signed_by: frozen.signers.iter().map(|it| it.login.clone()).collect(),
        },
        _ => SchemeState::None,
    }
}

fn viewed(prepared: Prepared, progress: &Progress) -> Result<(RiskView, Worked), ServiceError> {
    let Prepared { from, frozen, scheme } = prepared;
    let worked = work(&from, frozen, progress)?;
    let leaving = Gauged::of(&from, &worked)?;
    let view = risk_view(&from, &worked, &leaving.measured, &leaving.contents, scheme)?;
    Ok((view, worked))
}

/// What a release says about anybody, and exactly what leaves: worked out once, shown and sealed.
struct Gauged {
    measured: Measured,
    contents: Contents,
}

impl Gauged {
    fn of(from: &Gathered, worked: &Worked) -> Result<Self, ServiceError> {
        let Frozen { scheme, hierarchies, .. } = &worked.frozen;
        let (table, release) = (&worked.table, &worked.release);
        let measured = measure_release(scheme, hierarchies, table, release)?;
        let levels = (scheme.levels(), scheme.fallback());
        let levels = (levels.0.as_slice(), levels.1.as_slice());
        let contents = contents(from, &worked.extract, hierarchies, levels, release);
        Ok(Self { measured, contents })
    }
}

impl Job for RiskReport {
    type Answer = RiskView;
    type Prepared = Prepared;
    type Done = RiskView;
    const NEEDS: Permission = Permission::Release;

    fn prepare(self, service: &mut Service) -> Result<Prepared, ServiceError> {
        Prepared::of(&self.release, service)
    }

    fn run(prepared: Prepared, progress: &Progress) -> Result<RiskView, ServiceError> {
        viewed(prepared, progress).map(|(view, _)| view)
    }

    fn finish(done: RiskView, _service: &mut Service) -> Result<RiskView, ServiceError> {
        Ok(done)
    }
}

impl Job for ProposeScheme {
    type Answer = ProposedScheme;
    type Prepared = (Prepared, super::super::command::release::Release);
    type Done = ProposedScheme;
    const NEEDS: Permission = Permission::Release;

    fn prepare(self, service: &mut Service) -> Result<Self::Prepared, ServiceError> {
        let mut prepared = Prepared::of(&self.release, service)?;
        prepared.frozen = None;
        prepared.scheme = SchemeState::None;
        Ok((prepared, self.release))
    }

    fn run(
        (prepared, release): Self::Prepared,
        progress: &Progress,
    ) -> Result<ProposedScheme, ServiceError> {
        let (risk, worked) = viewed(prepared, progress)?;
        let scheme = &worked.frozen.scheme;
        let named = |level: fn(&crate::privacy::SchemeAttribute) -> usize| {
            let level = move |it: &crate::privacy::SchemeAttribute| {
                (it.name.clone(), u32::try_from(level(it)).unwrap_or(0))
            };
            scheme.attributes().iter().map(level).collect()
        };
        Ok(ProposedScheme {
            release,
            levels: named(|it| it.level),
            fallback: named(|it| it.fallback),
            optimal: worked.found.as_ref().is_some_and(|it| it.optimal),
            gap: worked.found.as_ref().map_or(0.0, |it| it.gap),
            risk,
        })
    }

    fn finish(
        done: ProposedScheme,
        _service: &mut Service,
    ) -> Result<ProposedScheme, ServiceError> {
        Ok(done)
    }
}

/// A scheme that was found and waits for two signatures.
#[derive(Debug)]
pub struct FreezeDone {
    from: Gathered,
    worked: Worked,
    second: SecondPerson,
}

impl Job for FreezeScheme {
    type Answer = SchemeState;
    type Prepared = (Prepared, SecondPerson);
    type Done = FreezeDone;
    const NEEDS: Permission = Permission::Release;
    const COMMAND: Option<&'static str> = Some(FREEZE);

    fn prepare(self, service: &mut Service) -> Result<Self::Prepared, ServiceError> {
        Ok((Prepared::of(&self.release, service)?, self.second))
    }

    fn run(
        (prepared, second): Self::Prepared,
        progress: &Progress,
    ) -> Result<FreezeDone, ServiceError> {
        let worked = work(&prepared.from, None, progress)?;
        Ok(FreezeDone { from: prepared.from, worked, second })
    }

    fn finish(done: FreezeDone, service: &mut Service) -> Result<SchemeState, ServiceError> {
        let Frozen { scheme, hierarchies, .. } = done.worked.frozen;
        let frozen = freeze(service, &done.from, scheme, hierarchies, &done.second, FREEZE)?;
        Ok(SchemeState::Frozen {
            epoch: done.from.epoch,
            since: service.now(),
            signed_by: frozen.signers.iter().map(|it| it.login.clone()).collect(),
        })
    }
}

/// What sealing works on.
#[derive(Debug)]
pub struct SealPrepared {
    prepared: Prepared,
    dry_run: bool,
    office: String,
    key_epoch: u32,
    signer: Sensitive<String>,
    audit_heads: Vec<AuditHead>,
    today: NaiveDate,
}

/// A batch that is sealed and not yet stored.
#[derive(Debug)]
pub struct SealDone {
    view: RiskView,
    sealed: Option<v1::Sealed>,
    from: Gathered,
    worked: Worked,
    key_epoch: u32,
}

/// The audit name of sealing.
const SEAL: &str = "batch.seal";

/// The audit name of freezing a scheme.
const FREEZE: &str = "scheme.freeze";

impl SealBatch {
    /// Where no scheme is frozen yet, the best one found now is, by this person and a second one.
    fn with_scheme(
        &self,
        prepared: &mut Prepared,
        service: &mut Service,
    ) -> Result<(), ServiceError> {
        if prepared.frozen.is_some() || self.dry_run {
            return Ok(());
        }
        let second =
            self.second.as_ref().ok_or(ServiceError::Missing { what: Needed::SecondPerson })?;
        let worked = work(&prepared.from, None, &Progress::default())?;
        let Frozen { scheme, hierarchies, .. } = worked.frozen;
        let frozen = freeze(service, &prepared.from, scheme, hierarchies, second, FREEZE)?;
        prepared.scheme = SchemeState::Frozen {
            epoch: prepared.from.epoch,
            since: service.now(),
            signed_by: frozen.signers.iter().map(|it| it.login.clone()).collect(),
        };
        prepared.frozen = Some(frozen);
        Ok(())
    }
}

impl Job for SealBatch {
    type Answer = SealedBatch;
    type Prepared = SealPrepared;
    type Done = SealDone;
    const NEEDS: Permission = Permission::Release;
    const COMMAND: Option<&'static str> = Some(SEAL);

    fn prepare(self, service: &mut Service) -> Result<SealPrepared, ServiceError> {
        let mut prepared = Prepared::of(&self.release, service)?;
        self.with_scheme(&mut prepared, service)?;
        let today = service.now().utc().date_naive();
        let office = service.office()?;
        let key = office.vault.batch_key()?;
        let audit_heads = office
            .view()
            .audit_heads()?
            .into_iter()
            .map(|it| AuditHead {
                compartment: it.compartment.name().to_owned(),
                seq: it.seq,
                hash: hex(&it.hash),
            })
            .collect();
        Ok(SealPrepared {
            prepared,
            dry_run: self.dry_run,
            office: office.session.office.code.clone(),
            key_epoch: key.epoch,
            signer: key.secret,
            audit_heads,
            today,
        })
    }

    fn run(prepared: SealPrepared, progress: &Progress) -> Result<SealDone, ServiceError> {
        let SealPrepared { prepared, dry_run, office, key_epoch, signer, audit_heads, today } =
            prepared;
        let Prepared { from, frozen, scheme } = prepared;
        let worked = work(&from, frozen, progress)?;
        let leaving = Gauged::of(&from, &worked)?;
        let view = risk_view(&from, &worked, &leaving.measured, &leaving.contents, scheme)?;
        if dry_run {
            return Ok(SealDone { view, sealed: None, from, worked, key_epoch });
        }
        if worked.release.leaving.is_empty() {
            let waits = |reason| worked.held.get(&reason).is_some_and(|it| 0 < *it);
            let stays =
                waits(HeldBack::Waiting) || waits(HeldBack::Correction) || waits(HeldBack::Unfit);
            return Err(if stays {
                ServiceError::EverybodyWaits
            } else {
                ServiceError::NothingNew
            });
        }
        progress.stage("job-sealing", 0);
        let sender = (office, key_epoch, audit_heads, today);
        let sealed = seal(&from, &worked, leaving, &signer, sender)?;
        progress.check()?;
        Ok(SealDone { view, sealed: Some(sealed), from, worked, key_epoch })
    }

    fn finish(done: SealDone, service: &mut Service) -> Result<SealedBatch, ServiceError> {
        let SealDone { view, sealed, from, worked, key_epoch } = done;
        let Some(sealed) = sealed else {
            return Ok(SealedBatch { batch: None, sealed: Vec::new(), risk: view });
        };
        let now = service.now();
        let row = store(service, &from, &worked, &sealed, key_epoch, now)?;
        let office = service.office()?;
        office.touched_many();
        let login = office.session.login.clone();
        let manifest = sealed.manifest.to_bytes()?;
        let batch = batch_view(&row, &manifest, login)?;
        debug_assert_eq!(
            batch.file_name,
            file_name(&row.office, row.seq),
            "one name for one batch"
        );
        Ok(SealedBatch { batch: Some(batch), sealed: sealed.bytes, risk: view })
    }
}

type Sender = (String, u32, Vec<AuditHead>, NaiveDate);

/// Writes the files, proves the certificate from them, signs and encrypts.
fn seal(
    from: &Gathered,
    worked: &Worked,
    Gauged { measured, contents }: Gauged,
    signer: &Sensitive<String>,
    (office, key_epoch, audit_heads, created): Sender,
) -> Result<v1::Sealed, ServiceError> {
    let plan = &worked.frozen;
    let old = from.releases.iter().filter(|it| it.batch < from.next);
    let new = ledger_lines(from, worked)?;
    let heads = (ledger_head(old.clone()), ledger_head(old.chain(&new)));
    let waiting = worked.held.get(&HeldBack::Waiting).copied().unwrap_or(0);
    let statement = certificate(from, worked, &measured, heads, waiting);
    let prepared = v1::prepare(&contents, statement)?;
    let record_of = |tag: &String| worked.extract.records.get(tag);
    let tombstones = worked.release.tombstones.iter().filter_map(record_of);
    let meta = v1::Meta {
        office,
        key_epoch,
        seq: from.next.0,
        prev: from.previous.map_or_else(|| crate::batch::GENESIS.to_owned(), |id| hex(&id)),
        created,
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        form: FormRef {
            id: from.form.id.clone(),
            version: from.form.version.clone(),
            sha256: from.form_sha256.clone(),
        },
        destination: from.destination.id.clone(),
        purpose: from.destination.purpose.clone(),
        profile_seq: from.profile_seq,
        tombstones: tombstones.map(|record| from.pseudonyms.derive_pseudonym(record)).collect(),
        approvals: plan.approvals(),
        audit_heads,
    };
    let recipients =
        from.recipients.iter().map(|it| it.parse::<Recipient>()).collect::<Result<Vec<_>, _>>()?;
    if recipients.is_empty() {
        return Err(ServiceError::Missing { what: Needed::Headquarters });
    }
    Ok(prepared.seal(meta, &SignerKey::from_secret_text(signer.expose())?, &recipients)?)
}

/// Batch, ledger, waiting pool, states and the audit line, as one.
fn store(
    service: &mut Service,
    from: &Gathered,
    worked: &Worked,
    sealed: &v1::Sealed,
    key_epoch: u32,
    now: Instant,
) -> Result<BatchRow, ServiceError> {
    let lines = ledger_lines(from, worked)?;
    let waiting: Vec<RecordId> =
        waiting_after(worked).into_iter().map(|(record, _)| record).collect();
    let batch_id: [u8; 32] = super::frozen::unhex(&sealed.batch_id).ok_or(VaultError::Damaged)?;
    let manifest = sealed.manifest.to_bytes()?;
    let new = NewBatch {
        key_epoch,
        seq: from.next,
        office: sealed.manifest.office.clone(),
        batch_id,
        prev: from.previous,
        form: from.form_key(),
        destination: from.destination.id.clone(),
        scheme: worked.frozen.id,
        n_records: u32::try_from(worked.release.leaving.len()).unwrap_or(u32::MAX),
        manifest,
        file: sealed.bytes.clone(),
    };
    let form = from.form_key().id;
    let leaving: Vec<_> = worked
        .release
        .leaving
        .iter()
        .filter_map(|it| worked.extract.candidates.get(it.row))
        .collect();
    let office = service.office()?;
    let act = Act::new(SEAL);
    office.vault.write(&from.compartment, &act, |tx| {
        tx.forget_releases_from(from.next)?;
        tx.add_batch(&new)?;
        tx.add_releases(&lines)?;
        tx.put_waiting(&from.destination.id, &form, from.next, &waiting)?;
        for candidate in &leaving {
            // A record that somebody changed meanwhile is stale: then nothing leaves, and the export is done again.
            tx.set_state(candidate.record, candidate.revision, State::Exported.word())?;
        }
        Ok::<_, VaultError>(())
    })?;
    Ok(BatchRow {
        key_epoch,
        seq: BatchNumber(from.next.0),
        office: new.office,
        batch_id,
        prev: new.prev,
        form: new.form,
        destination: new.destination,
        scheme: new.scheme,
        n_records: new.n_records,
        sealed_at: now,
        sealed_by: office.session.user,
        state: "sealed".to_owned(),
        state_at: now,
        n_bytes: u64::try_from(new.file.len()).unwrap_or(u64::MAX),
    })
}
