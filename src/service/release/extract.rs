//! Approved and consented records as a table of codes: the only bridge from cases to privacy.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::{
    base::RecordId,
    cases::{Consent, State},
    forms::{DataClass, Environment, Instance, Path, Step},
    privacy::{AttributeRole, Column, Hierarchy, Microdata},
    vault::{RecordRow, VaultError},
};

use super::{
    super::{ServiceError, command::release::HeldBack, job::Progress},
    gather::Gathered,
    leaving::{Leaving, leaving},
};

/// A record that may leave if enough others are like it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) record: RecordId,
    pub(super) revision: u32,
    /// Its tag in the ledger.
    pub(super) tag: String,
    /// Its answers as stored, one a column.
    pub(super) raw: Vec<String>,
    /// The finest that may leave of them.
    pub(super) labels: Vec<String>,
}

/// Everything that may leave, and why the rest may not.
#[derive(Debug)]
pub(super) struct Extract {
    pub(super) columns: Vec<Leaving>,
    /// Questions that stay back because what decides about them is stricter.
    pub(super) tainted: Vec<String>,
    pub(super) candidates: Vec<Candidate>,
    /// Ledger tags of records that left and may no longer be used.
    pub(super) withdrawn: Vec<String>,
    pub(super) held: BTreeMap<HeldBack, u64>,
    /// Records by their ledger tag.
    pub(super) records: BTreeMap<String, RecordId>,
}

impl Extract {
    /// Reads every record of the form.
    pub(super) fn of(from: &Gathered, progress: &Progress) -> Result<Self, ServiceError> {
        let (mut columns, mut tainted) = leaving(&from.form);
        if let Some(summary) = &from.summary {
            summary.add_columns(&mut columns, &mut tainted);
        }
        let released: BTreeSet<RecordId> =
            from.releases.iter().filter_map(|it| it.record).collect();
        let mut extract = Self {
            columns,
            tainted,
            candidates: Vec::new(),
            withdrawn: Vec::new(),
            held: BTreeMap::new(),
            records: BTreeMap::new(),
        };
        progress.stage("job-reading", u64::try_from(from.rows.len()).unwrap_or(0));
        for row in &from.rows {
            progress.step()?;
            let tag = tag(from, row.id);
            extract.records.insert(tag.clone(), row.id);
            match extract.look_at(from, row, &tag)? {
                Ok(candidate) => extract.candidates.push(candidate),
                Err(reason) => {
                    let gone = matches!(reason, HeldBack::Withdrawn | HeldBack::Void);
                    if gone && released.contains(&row.id) {
                        extract.withdrawn.push(tag);
                    }
                    *extract.held.entry(reason).or_default() += 1;
                }
            }
        }
        Ok(extract)
    }

    fn look_at(
        &self,
        from: &Gathered,
        row: &RecordRow,
        tag: &str,
    ) -> Result<Result<Candidate, HeldBack>, ServiceError> {
        let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
        match state {
            State::Draft | State::Returned | State::Submitted => {
                return Ok(Err(HeldBack::NotApproved));
            }
            State::Void => return Ok(Err(HeldBack::Void)),
            State::Approved | State::Exported => {}
        }
        if let (Some(until), Some(approved)) = (from.until, row.approved)
            && until <= approved
        {
            return Ok(Err(HeldBack::Later));
        }
        let Some(revision) = from.reader.latest_revision(row.id)? else {
            return Ok(Err(HeldBack::NotApproved));
        };
        let form = if row.form == from.form_key() {
            &from.form
        } else {
            return Ok(Err(HeldBack::OtherVersion));
        };
        let environment = Environment { language: from.language.clone(), ..Environment::default() };
        let instance =
            Instance::from_json(Arc::clone(form), &environment, revision.instance.expose())?;
        if let Some(reason) = without_consent(from, &instance) {
            return Ok(Err(reason));
        }
        let raw = self.raw(from, row, &instance)?;
        let labels =
            self.columns.iter().zip(&raw).map(|(it, raw)| it.label(raw, &from.places)).collect();
        Ok(Ok(Candidate {
            record: row.id,
            revision: row.revision,
            tag: tag.to_owned(),
            raw,
            labels,
        }))
    }

    /// The answers of a row, those of the later forms of its case among them.
    fn raw(
        &self,
        from: &Gathered,
        row: &RecordRow,
        instance: &Instance,
    ) -> Result<Vec<String>, ServiceError> {
        let mut later = match &from.summary {
            Some(summary) => summary.instances(from, row.id)?,
            None => BTreeMap::new(),
        };
        let mut cell = |column: &Leaving| {
            if let Some(home) = &column.home {
                return later.get_mut(&home.id).map(|it| answer(it, column)).unwrap_or_default();
            }
            let own = answer(instance, column);
            from.summary
                .as_ref()
                .map_or_else(|| own.clone(), |it| it.furthest(&from.form, column, row.id, &own))
        };
        Ok(self.columns.iter().map(&mut cell).collect())
    }

    /// The hierarchies of the quasi-identifiers, over what is there and what may come.
    pub(super) fn hierarchies(&self, from: &Gathered) -> Result<Vec<Hierarchy>, ServiceError> {
        let mut trees = Vec::new();
        for (at, column) in self.columns.iter().enumerate().filter(|(_, it)| it.quasi) {
            let mut labels: BTreeSet<&str> = self
                .candidates
                .iter()
                .filter_map(|it| it.labels.get(at))
                .map(String::as_str)
                .collect();
            let (this_year, next_year) =
                (from.this_year.to_string(), (from.this_year + 1).to_string());
            if column.is_calendar() {
                labels.extend([this_year.as_str(), next_year.as_str()]);
            }
            let rows = column.tree(column.form(&from.form), &labels, &from.places);
            trees.push(Hierarchy::from_rows(column.name.clone(), &rows)?);
        }
        Ok(trees)
    }

    /// Takes out, and counts, records with an answer for which the hierarchies have no label.
    pub(super) fn drop_unfit(&mut self, hierarchies: &[Hierarchy]) {
        let places: Vec<usize> =
            self.columns.iter().enumerate().filter(|(_, it)| it.quasi).map(|(at, _)| at).collect();
        let fits = |it: &Candidate| {
            places.iter().zip(hierarchies).all(|(at, tree)| {
                it.labels.get(*at).is_some_and(|label| tree.leaf(label).is_some())
            })
        };
        let before = self.candidates.len();
        self.candidates.retain(fits);
        let dropped = u64::try_from(before - self.candidates.len()).unwrap_or(0);
        if dropped > 0 {
            *self.held.entry(HeldBack::Unfit).or_default() += dropped;
        }
    }

    /// The candidates as they stand before a scheme: finest labels, or answers as entered.
    pub(super) fn table(&self, as_entered: bool) -> Result<Microdata, ServiceError> {
        let mut columns = vec![Column::new(
            "",
            AttributeRole::Subject,
            self.candidates.iter().map(|it| it.tag.clone()),
        )];
        for (at, column) in self.columns.iter().enumerate() {
            let role = if column.quasi {
                AttributeRole::QuasiIdentifier
            } else if column.sensitive {
                AttributeRole::Sensitive
            } else {
                AttributeRole::Plain
            };
            let cells = self.candidates.iter().map(|it| {
                let from = if as_entered { &it.raw } else { &it.labels };
                from.get(at).cloned().unwrap_or_default()
            });
            columns.push(Column::new(column.name.clone(), role, cells));
        }
        Ok(Microdata::new(columns)?)
    }
}

/// The tag of a record in the ledger of this destination and epoch.
pub(super) fn tag(from: &Gathered, record: RecordId) -> String {
    crate::batch::hex(&keyed(from.ledger_key.expose(), record.bytes()))
}

fn keyed(key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length; this one is 32 bytes.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// Why the record may not be used for the form's purpose, if it may not.
fn without_consent(from: &Gathered, instance: &Instance) -> Option<HeldBack> {
    let purpose = from.form.settings.purpose.as_deref();
    let names_people =
        || from.form.questions().any(|(_, it)| it.data_class.contains(&DataClass::Direct));
    if purpose.is_none() && names_people() {
        // A form that names people and no purpose asked nobody.
        return Some(HeldBack::NoConsent);
    }
    let purpose = purpose.map(|own| {
        if from.destination.purpose.is_empty() { own } else { &from.destination.purpose }
    });
    match Consent::to(purpose, &instance.answers()) {
        Consent::Given => None,
        Consent::Missing | Consent::Refused => Some(HeldBack::NoConsent),
        Consent::Withdrawn => Some(HeldBack::Withdrawn),
    }
}

/// The answer to a question outside repeats; blank where it does not apply.
fn answer(instance: &Instance, column: &Leaving) -> String {
    let path =
        Path(column.names.iter().map(|name| Step { name: name.clone(), key: None }).collect());
    if instance.is_relevant(&path) { instance.value(&path).to_owned() } else { String::new() }
}
