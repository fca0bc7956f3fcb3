//! One release, worked out beside the vault: who leaves, who waits, what it says about anybody.

use std::collections::BTreeMap;

use crate::{
    base::{BatchNumber, RecordId},
    privacy::{
        self, Candidates, Control, Diversity, Found, Hierarchy, Ledger, LedgerEntry, Microdata,
        Model, Purpose, Reason, SearchConfig, SensitiveRule,
    },
    vault::{self, VaultError},
};

use super::{
    super::{ServiceError, command::release::HeldBack, job::Progress},
    extract::Extract,
    frozen::{Frozen, unhex},
    gather::Gathered,
};

/// Numbers of a privacy profile. Sources: `PROFILES`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Profile {
    pub(super) name: &'static str,
    k: u32,
    l: u32,
    alpha: f64,
    max_mean_risk: Option<f64>,
}

/// No setting goes below this many alike.
const FLOOR: u32 = 3;

/// The share of records that a scheme may leave waiting.
const SUPPRESSION_LIMIT: f64 = 0.05;

/// k of `headquarters`: the organisation's own practice; k of `trafficking` and `public`: Counter-Trafficking Data
/// Collaborative; mean risk of `public`: Humanitarian Data Exchange.
const PROFILES: [Profile; 3] = [
    Profile { name: "headquarters", k: 5, l: 2, alpha: 0.8, max_mean_risk: None },
    Profile { name: "trafficking", k: 11, l: 2, alpha: 0.8, max_mean_risk: None },
    Profile { name: "public", k: 11, l: 2, alpha: 0.8, max_mean_risk: Some(0.03) },
];

impl Profile {
    pub(super) fn named(name: &str) -> Result<&'static Self, ServiceError> {
        PROFILES.iter().find(|it| it.name == name).ok_or(ServiceError::NoProfile)
    }
}

/// The model that `extract` must meet.
pub(super) fn model(
    from: &Gathered,
    extract: &Extract,
    profile: &Profile,
) -> Result<Model, ServiceError> {
    let k = from.limits.k.unwrap_or(profile.k);
    let k_groups = from.limits.k_groups.unwrap_or(k);
    if k.min(k_groups) < FLOOR {
        return Err(privacy::PrivacyError::BelowFloor { name: "k", floor: FLOOR }.into());
    }
    let mut model = Model { k_groups, ..Model::k_anonymity(k) };
    model.max_mean_risk = from.limits.max_mean_risk.or(profile.max_mean_risk);
    for column in extract.columns.iter().filter(|it| it.sensitive) {
        let criteria =
            vec![Diversity::Distinct { l: profile.l }, Diversity::Alpha { alpha: profile.alpha }];
        let mut rule = SensitiveRule::new(column.name.clone(), criteria)
            .neutral(column.neutral(column.form(&from.form)));
        rule.groups = column.groups(column.form(&from.form));
        model = model.with(rule);
    }
    Ok(model)
}

/// How a scheme is searched under the limits of this batch.
pub(super) fn search_config(from: &Gathered, extract: &Extract) -> SearchConfig {
    let weight = |name: &str| from.limits.weights.get(name).copied().unwrap_or(1.0);
    let range =
        |name: &str| privacy::LevelRange { weight: weight(name), ..privacy::LevelRange::default() };
    SearchConfig {
        ranges: extract.columns.iter().filter(|it| it.quasi).map(|it| range(&it.name)).collect(),
        suppression_limit: from.limits.suppression_limit.unwrap_or(SUPPRESSION_LIMIT),
        ..SearchConfig::default()
    }
}

/// A scheme searched on the records at hand.
pub(super) fn propose(
    from: &Gathered,
    table: &Microdata,
    hierarchies: &[Hierarchy],
    (model, config, profile): (&Model, &SearchConfig, &Profile),
    progress: &Progress,
) -> Result<privacy::Proposal, ServiceError> {
    let purpose = Purpose {
        form: from.form.id.clone(),
        destination: from.destination.id.clone(),
        epoch: from.epoch,
        profile: profile.name.to_owned(),
    };
    progress.stage("job-searching", 0);
    let mut watch = |at: privacy::Progress| {
        progress.total(at.nodes);
        progress.at(at.decided);
        if progress.check().is_err() { Control::Cancel } else { Control::Continue }
    };
    Ok(privacy::Scheme::propose(purpose, table, hierarchies, model, config, &mut watch)?)
}

/// One batch as it would leave now.
#[derive(Debug)]
pub(super) struct Worked {
    pub(super) extract: Extract,
    pub(super) table: Microdata,
    pub(super) frozen: Frozen,
    /// The node behind a scheme that is not frozen yet.
    pub(super) found: Option<Found>,
    pub(super) release: privacy::Release,
    /// Why the rest stays, the waiting included.
    pub(super) held: BTreeMap<HeldBack, u64>,
}

impl Worked {
    /// Whether a column is recoded by the scheme.
    pub(super) fn is_quasi(&self, name: &str) -> bool {
        self.frozen.scheme.attributes().iter().any(|it| it.name == name)
    }
}

/// Reads the records, applies the frozen scheme or the best one found, and asks the ledger.
pub(super) fn work(
    from: &Gathered,
    frozen: Option<Frozen>,
    progress: &Progress,
) -> Result<Worked, ServiceError> {
    let mut extract = Extract::of(from, progress)?;
    let profile = Profile::named(&from.destination.profile)?;
    if extract.candidates.is_empty() {
        return Err(ServiceError::NothingToExport);
    }
    let (frozen, found) = if let Some(frozen) = frozen {
        (frozen, None)
    } else {
        let hierarchies = extract.hierarchies(from)?;
        let table = extract.table(false)?;
        let model = model(from, &extract, profile)?;
        let config = search_config(from, &extract);
        let proposal = propose(from, &table, &hierarchies, (&model, &config, profile), progress)?;
        let frozen = Frozen { id: None, scheme: proposal.scheme, hierarchies, signers: Vec::new() };
        (frozen, Some(proposal.found))
    };
    extract.drop_unfit(&frozen.hierarchies);
    let table = extract.table(false)?;
    let ledger = ledger(from)?;
    progress.stage("job-grouping", 0);
    let withdrawn: Vec<String> =
        extract.withdrawn.iter().filter(|tag| ledger.has_released(tag)).cloned().collect();
    let candidates = Candidates { table: &table, withdrawn: &withdrawn, ordered: &[] };
    let release =
        privacy::release(&frozen.scheme, &frozen.hierarchies, &candidates, &ledger, from.next.0)?;
    let mut held = extract.held.clone();
    for staying in &release.staying {
        let reason = match staying.why {
            Reason::Released => HeldBack::Released,
            Reason::Waits(_) => HeldBack::Waiting,
            Reason::Correction(_) => HeldBack::Correction,
        };
        *held.entry(reason).or_default() += 1;
    }
    Ok(Worked { extract, table, frozen, found, release, held })
}

/// What one line of the ledger's table says beside subject, batch and class.
#[derive(serde::Serialize, serde::Deserialize)]
struct Line {
    group: String,
    labels: Vec<Vec<String>>,
    values: Vec<Vec<String>>,
    ordered: bool,
}

/// The ledger of this form and destination.
fn ledger(from: &Gathered) -> Result<Ledger, ServiceError> {
    let mut entries = Vec::new();
    // Lines of a batch that never came into the chain are leftovers of a cut-off seal.
    for row in from.releases.iter().filter(|it| it.batch < from.next) {
        let line: Line = serde_json::from_str(&row.labels).map_err(|_err| VaultError::Damaged)?;
        entries.push(LedgerEntry {
            subject: crate::batch::hex(&row.subject),
            group: line.group,
            batch: row.batch.0,
            labels: line.labels,
            values: line.values,
            ordered: line.ordered,
        });
    }
    let waiting =
        from.waiting.iter().map(|it| (super::extract::tag(from, it.record), it.since_batch.0));
    Ok(Ledger::replay(from.batches.iter().map(|it| it.0), entries, waiting))
}

/// The new lines of the ledger as the vault keeps them.
pub(super) fn ledger_lines(
    from: &Gathered,
    worked: &Worked,
) -> Result<Vec<vault::Release>, ServiceError> {
    let mut lines = Vec::new();
    for (entry, class) in &worked.release.entries {
        let line = Line {
            group: entry.group.clone(),
            labels: entry.labels.clone(),
            values: entry.values.clone(),
            ordered: entry.ordered,
        };
        lines.push(vault::Release {
            destination: from.destination.id.clone(),
            epoch: from.epoch,
            subject: unhex(&entry.subject).ok_or(VaultError::Damaged)?,
            record: worked.extract.records.get(&entry.subject).copied(),
            form: from.form_key().id,
            batch: from.next,
            labels: serde_json::to_string(&line).map_err(|_err| VaultError::Damaged)?,
            class: i64::from(*class),
            withdrawn: None,
        });
    }
    Ok(lines)
}

/// Who waits after this batch: the batch since which, by record.
pub(super) fn waiting_after(worked: &Worked) -> Vec<(RecordId, BatchNumber)> {
    let waiting = worked.release.ledger.waiting();
    waiting
        .iter()
        .filter_map(|(tag, since)| Some((*worked.extract.records.get(tag)?, BatchNumber(*since))))
        .collect()
}

/// The head of a ledger: SHA-256 over its lines in order.
pub(super) fn ledger_head<'a>(lines: impl IntoIterator<Item = &'a vault::Release>) -> String {
    let mut lines: Vec<Vec<u8>> = lines
        .into_iter()
        .map(|it| {
            [
                &it.batch.0.to_be_bytes()[..],
                &it.subject,
                &it.class.to_be_bytes(),
                it.labels.as_bytes(),
            ]
            .concat()
        })
        .collect();
    lines.sort();
    crate::batch::sha256_hex(&lines.concat())
}
