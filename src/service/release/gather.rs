//! What a release needs from the vault, read on the vault's thread; the records themselves are read beside it.

use std::sync::Arc;

use crate::{
    base::{BatchNumber, FormId, FormKey, Instant, Sensitive},
    batch::{OfficeProfile, PseudonymKey},
    forms::Form,
    vault::{self, Compartment, RecordRow, VaultError, View},
};

use super::summary::CaseSummary;

use super::super::{
    Needed, Service, ServiceError, Thing,
    command::release::{Limits, Release},
    places::PlaceTree,
};

/// The destination where none is named.
const HEADQUARTERS: &str = "headquarters";

/// Everything that decides a release, as it stood when the work began.
pub(super) struct Gathered {
    /// Reads records while the vault's own connection goes on.
    pub(super) reader: View,
    pub(super) rows: Vec<RecordRow>,
    /// What later forms add to a row, where the rows are cases.
    pub(super) summary: Option<CaseSummary>,
    pub(super) form: Arc<Form>,
    pub(super) form_sha256: String,
    pub(super) compartment: Compartment,
    pub(super) places: Arc<PlaceTree>,
    pub(super) destination: Destination,
    pub(super) profile_seq: u64,
    pub(super) recipients: Vec<String>,
    pub(super) limits: Limits,
    /// Only records approved before this moment.
    pub(super) until: Option<Instant>,
    pub(super) epoch: u32,
    pub(super) scheme: Option<vault::Scheme>,
    pub(super) releases: Vec<vault::Release>,
    pub(super) waiting: Vec<vault::Waiting>,
    /// Batches of this form to this destination so far.
    pub(super) batches: Vec<BatchNumber>,
    pub(super) next: BatchNumber,
    pub(super) previous: Option<[u8; 32]>,
    pub(super) pseudonyms: PseudonymKey,
    pub(super) ledger_key: Sensitive<[u8; 32]>,
    pub(super) this_year: i32,
    pub(super) language: String,
}

impl std::fmt::Debug for Gathered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gathered").field("records", &self.rows.len()).finish_non_exhaustive()
    }
}

/// Where a batch goes, and under which promise.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    pub(super) id: String,
    pub(super) purpose: String,
    pub(super) profile: String,
}

impl Gathered {
    pub(super) fn of(release: &Release, service: &mut Service) -> Result<Self, ServiceError> {
        let clock = Arc::clone(&service.around.clock);
        let id = release.form.clone().ok_or(ServiceError::Unknown { what: Thing::Form })?;
        let office = service.office()?;
        let profile = pinned(office.vault.headquarters()?)?;
        let destination = destination(&profile, &release.destination)?;
        let key = office.library.current(&id)?.key.clone();
        let form = office.form(&key)?;
        let (row, _definition) = office.view().form(&key)?;
        let compartment = row.compartment.clone();
        let view = office.vault.view();
        let scheme = view.scheme(&compartment, &destination.id, &id)?;
        let epoch = scheme.as_ref().map_or(1, |it| it.epoch);
        let (batches, next, previous) =
            chain(view, &destination.id, &id, office.vault.batch_key()?.epoch)?;
        let rows = records_of(office, &id)?;
        let until = release.until.and_then(|day| end_of(day, clock.offset_secs()));
        let summary = CaseSummary::of(office, &id, &rows, until)?;
        let (pseudonym, ledger_key) = (
            office.vault.pseudonym_key(&destination.id, epoch)?,
            office.vault.ledger_key(&destination.id, epoch)?,
        );
        let view = office.vault.view();
        Ok(Self {
            releases: view.releases(&compartment, &destination.id, &id)?,
            waiting: view.waiting(&compartment, &destination.id, &id)?,
            reader: office.vault.reader()?,
            recipients: recipients(&profile, clock.today()),
            profile_seq: profile.profile_seq,
            form_sha256: crate::batch::hex(&row.sha256),
            places: Arc::clone(&office.places),
            pseudonyms: PseudonymKey::from_bytes(pseudonym.expose()),
            limits: release.limits.clone(),
            this_year: chrono::Datelike::year(&clock.today()),
            language: "en".to_owned(),
            rows,
            summary,
            form,
            compartment,
            destination,
            until,
            epoch,
            scheme,
            batches,
            next,
            previous,
            ledger_key,
        })
    }

    pub(super) fn form_key(&self) -> FormKey {
        self.form.key()
    }
}

fn pinned(headquarters: Option<vault::Headquarters>) -> Result<OfficeProfile, ServiceError> {
    let pinned = headquarters.ok_or(ServiceError::Missing { what: Needed::Headquarters })?;
    // Its signature was checked when it was pinned; since then the keyring's own vouches for it.
    Ok(serde_json::from_slice(&pinned.profile).map_err(|_err| VaultError::HeaderDamaged)?)
}

fn destination(profile: &OfficeProfile, wanted: &str) -> Result<Destination, ServiceError> {
    let wanted = if wanted.is_empty() { HEADQUARTERS } else { wanted };
    let found = profile.destinations.iter().find(|it| it.id == wanted);
    let found = found.ok_or(ServiceError::Unknown { what: Thing::Destination })?;
    Ok(Destination {
        id: found.id.clone(),
        purpose: found.purpose.clone(),
        profile: found.profile.clone(),
    })
}

fn recipients(profile: &OfficeProfile, today: chrono::NaiveDate) -> Vec<String> {
    let valid = profile
        .hq_recipients
        .iter()
        .filter(|it| it.from <= today && it.to.is_none_or(|to| today <= to));
    valid.map(|it| it.age_pk.clone()).collect()
}

type Chain = (Vec<BatchNumber>, BatchNumber, Option<[u8; 32]>);

/// Batches of this form so far, and what the next batch of the office follows.
fn chain(
    view: &View,
    destination: &str,
    form: &FormId,
    key_epoch: u32,
) -> Result<Chain, ServiceError> {
    let own = view
        .batches()?
        .into_iter()
        .filter(|it| it.destination == destination && it.form.id == *form)
        .map(|it| it.seq)
        .collect();
    let last = view.last_batch(key_epoch)?;
    let next = BatchNumber(last.as_ref().map_or(1, |it| it.seq.0 + 1));
    Ok((own, next, last.map(|it| it.batch_id)))
}

fn records_of(
    office: &mut super::super::open_office::Office,
    form: &FormId,
) -> Result<Vec<RecordRow>, ServiceError> {
    let lines = office.index()?.lines().iter();
    Ok(lines.filter(|line| line.row.form.id == *form).map(|line| line.row.clone()).collect())
}

/// The end of a civil day on a wall clock `offset_secs` east of Greenwich.
fn end_of(day: chrono::NaiveDate, offset_secs: i32) -> Option<Instant> {
    let midnight = day.succ_opt()?.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis();
    Some(Instant(midnight - i64::from(offset_secs) * 1000))
}
