//! Entries for a compartment that the person at the keyboard does not hold: they write one, hand it in, and do not read
//! it back. Whoever is cleared takes it in when they unlock.
//!
//! As a draft it is kept beside the records, not among them: it can be resumed by its author, and stands in no list, search or
//! count. Once handed in it has gone from their sight altogether.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    ServiceError, command::records::Reasons, derive, library::prefix, open_office::Office,
};
use crate::{
    base::{FormId, FormKey, Instant, Message, RecordId, Sensitive},
    cases::State,
    forms::{Environment, Instance, Path, Violation},
    vault::{Act, Compartment, Entry, FormRow, NewRecord, NewRevision, RecordRow, VaultError},
};

/// What the audit names of entries begin with, those of the vault among them.
pub(super) const AUDIT_NAMES: &str = "intake.";

/// Audit names. They never change.
const BEGIN: &str = "intake.new";
const HAND_IN: &str = "intake.hand-in";
const DISCARD: &str = "intake.discard";
const TAKE_IN: &str = "intake.take-in";

/// What is inside the seal.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Written {
    form: String,
    version: String,
    created: i64,
    instance: String,
    /// The question to resume at.
    position: Option<String>,
    /// Path, rule and reason of each soft rule that stands with a reason.
    reasons: Vec<(String, String, String)>,
}

/// A draft of the person at the keyboard.
pub(super) struct OwnEntry {
    compartment: Compartment,
    at: Instant,
    written: Written,
}

/// The person's own drafts, by record.
pub(super) type OwnEntries = BTreeMap<RecordId, OwnEntry>;

/// Reads the person's own drafts, once a session.
pub(super) fn own(vault: &crate::vault::Vault) -> Result<OwnEntries, ServiceError> {
    let entries = match vault.own_entries() {
        // Whoever does not hold `general` enters nothing.
        Err(VaultError::NotCleared) => Vec::new(),
        entries => entries?,
    };
    let own = |it: Entry| {
        let written = serde_json::from_str(it.text.expose()).ok()?;
        Some((it.record, OwnEntry { compartment: it.compartment, at: it.at, written }))
    };
    Ok(entries.into_iter().filter_map(own).collect())
}

impl OwnEntry {
    fn form(&self) -> FormKey {
        FormKey { id: FormId(self.written.form.clone()), version: self.written.version.clone() }
    }

    fn text(&self) -> Result<Zeroizing<String>, VaultError> {
        let text = serde_json::to_string(&self.written).map_err(|_err| VaultError::Damaged)?;
        Ok(Zeroizing::new(text))
    }

    /// Its answers, and the question to resume at.
    pub(super) fn answers(&self) -> (Sensitive<String>, Option<String>) {
        (Sensitive::from(self.written.instance.as_str()), self.written.position.clone())
    }

    /// Path, rule and reason of each soft rule that may stand.
    pub(super) fn reasons(&self) -> impl Iterator<Item = (String, String, Sensitive<String>)> {
        let kept = self.written.reasons.iter();
        kept.map(|(path, rule, why)| (path.clone(), rule.clone(), Sensitive::from(why.as_str())))
    }
}

impl Office {
    /// Whether `record` is an entry of the person's own for a compartment they do not hold.
    pub(super) fn is_entry(&self, record: RecordId) -> bool {
        self.entries.contains_key(&record)
    }

    /// Whether the person can enter for `compartment`, were it only to hand it in.
    pub(super) fn takes(&self, compartment: &Compartment) -> bool {
        self.compartment(compartment.name()).is_ok() || self.is_handed_in(compartment)
    }

    /// Whether what the person enters for `compartment` is handed in.
    pub(super) fn is_handed_in(&self, compartment: &Compartment) -> bool {
        self.holds_general()
            && self.compartment(compartment.name()).is_err()
            && self.vault.has_compartment(compartment)
    }

    /// Begins an entry.
    pub(super) fn begin_entry(
        &mut self,
        form: &FormRow,
        instance: &Instance,
    ) -> Result<RecordId, ServiceError> {
        let record = self.vault.make_record_id();
        let written = Written {
            form: form.key.id.0.clone(),
            version: form.key.version.clone(),
            created: self.clock.now().0,
            instance: instance.to_json().to_string(),
            position: None,
            reasons: Vec::new(),
        };
        let mut entry =
            OwnEntry { compartment: form.compartment.clone(), at: self.clock.now(), written };
        let place = (record, &form.compartment);
        entry.at = self.vault.save_entry(place, &entry.text()?, Some(BEGIN))?;
        self.entries.insert(record, entry);
        Ok(record)
    }

    /// Saves what was answered so far.
    pub(super) fn save_own_entry(
        &mut self,
        record: RecordId,
        instance: &str,
        position: Option<String>,
        reasons: Option<&Reasons>,
    ) -> Result<(), ServiceError> {
        let entry = self.entries.get_mut(&record).ok_or(VaultError::NotFound)?;
        instance.clone_into(&mut entry.written.instance);
        entry.written.position = position;
        if let Some(reasons) = reasons {
            let one = |((path, rule), why): (&(Path, String), &Sensitive<String>)| {
                (path.to_string(), rule.clone(), why.expose().clone())
            };
            entry.written.reasons = reasons.iter().map(one).collect();
        }
        entry.at = self.vault.save_entry((record, &entry.compartment), &entry.text()?, None)?;
        Ok(())
    }

    /// Hands an entry in. After this the person sees it no more.
    pub(super) fn hand_in_entry(
        &mut self,
        record: RecordId,
        instance: &Instance,
        overridden: &[(String, String, Sensitive<String>)],
    ) -> Result<(), ServiceError> {
        let entry = self.entries.get(&record).ok_or(VaultError::NotFound)?;
        let mut written = entry.written.clone();
        written.instance = instance.to_json().to_string();
        written.position = None;
        let reason = |(path, rule, reason): &(String, String, Sensitive<String>)| {
            (path.clone(), rule.clone(), reason.expose().clone())
        };
        written.reasons = overridden.iter().map(reason).collect();
        let last = OwnEntry { compartment: entry.compartment.clone(), at: entry.at, written };
        self.vault.hand_in((record, &last.compartment), &last.text()?, HAND_IN)?;
        self.entries.remove(&record);
        Ok(())
    }

    /// Throws an entry away that was not handed in.
    pub(super) fn discard_entry(&mut self, record: RecordId) -> Result<(), ServiceError> {
        self.vault.remove_entry(record, DISCARD)?;
        self.entries.remove(&record);
        Ok(())
    }

    /// The line of an entry, as if it were a record: a draft.
    pub(super) fn entry_row(&self, record: RecordId) -> Result<RecordRow, ServiceError> {
        let entry = self.entries.get(&record).ok_or(VaultError::NotFound)?;
        let user = self.session.user;
        let key = entry.form();
        let mut row = RecordRow {
            id: record,
            compartment: entry.compartment.clone(),
            state: State::Draft.word().to_owned(),
            author: user,
            owner: user,
            case: None,
            origin_device: self.vault.device(),
            revision: 0,
            base_revision: 0,
            created: Instant(entry.written.created),
            updated: entry.at,
            submitted: None,
            approved: None,
            exported: None,
            import: None,
            summary: crate::vault::Summary::default(),
            open_comments: 0,
            form: key,
        };
        // Its number is drawn where it is taken in, among those that only the cleared see.
        let number = format!("{}-{}", prefix(&row.form.id), self.session.office.code);
        row.summary.search = Sensitive::new(number);
        Ok(row)
    }

    /// The lines of the person's own entries, with what they hold so far.
    pub(super) fn entry_rows(&mut self) -> Result<Vec<RecordRow>, ServiceError> {
        let records: Vec<RecordId> = self.entries.keys().copied().collect();
        let today = self.clock.today();
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            let mut row = self.entry_row(record)?;
            let form = self.form(&row.form)?;
            let Some(entry) = self.entries.get(&record) else { continue };
            let (json, _at) = entry.answers();
            // One that cannot be read keeps the bare line.
            if let Ok(derived) = derive::from_json(&form, json.expose(), &row, today) {
                row.summary = derived.summary;
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Takes in what was handed in for the compartments that the person holds; what cannot be taken in is left where it
    /// is. What there is to say about it is answered.
    pub(super) fn take_in(&mut self, around: &Environment) -> Result<Vec<Message>, ServiceError> {
        let found = match self.vault.handed_in() {
            Err(VaultError::NotCleared) => return Ok(Vec::new()),
            found => found?,
        };
        let (mut taken, mut left) = (0_u64, u64::from(found.broken));
        for entry in &found.entries {
            match self.take(entry, around) {
                Ok(()) => taken += 1,
                Err(_stays) => left += 1,
            }
        }
        if 0 < taken {
            self.touched_many();
        }
        let said = [("notice-intake-taken", taken), ("notice-intake-left", left)];
        let said = said.into_iter().filter(|(_, count)| 0 < *count);
        Ok(said.map(|(id, count)| Message::new(id).number("count", count)).collect())
    }

    /// First the record, then the entry goes: cut off in between, the next one to unlock finds the record and goes on.
    fn take(&mut self, entry: &Entry, around: &Environment) -> Result<(), ServiceError> {
        match self.view().locate(entry.record) {
            Ok(_there) => {}
            Err(VaultError::NotFound) => self.file(entry, around)?,
            Err(err) => return Err(err.into()),
        }
        Ok(self.vault.remove_entry(entry.record, TAKE_IN)?)
    }

    /// Stores an entry as a submitted record: its author's work, and the care of whoever takes it in.
    fn file(&mut self, entry: &Entry, around: &Environment) -> Result<(), ServiceError> {
        let written: Written =
            serde_json::from_str(entry.text.expose()).map_err(|_err| VaultError::Damaged)?;
        let key = FormKey { id: FormId(written.form.clone()), version: written.version.clone() };
        let form = self.form(&key)?;
        let instance = Instance::from_json(form, around, &written.instance)?;
        let number = self.next_number(&prefix(&key.id))?;
        let none: [Violation; 0] = [];
        let mut derived = derive::from_instance(&instance, &number, &none, self.clock.today());
        derived.summary.n_overrides = u32::try_from(written.reasons.len()).unwrap_or(u32::MAX);
        let reasons: Vec<_> = written
            .reasons
            .iter()
            .map(|(path, rule, reason)| {
                (path.clone(), rule.clone(), Sensitive::from(reason.as_str()))
            })
            .collect();
        let new = NewRecord {
            id: Some(entry.record),
            form: key,
            case: None,
            import: None,
            author: Some(entry.author),
            created: Some(Instant(written.created)),
            summary: derived.summary,
        };
        let carer = self.session.user;
        self.vault.write(&entry.compartment, &Act::new(TAKE_IN), |tx| {
            tx.in_the_name_of(entry.author);
            let record = tx.insert_record(&new)?;
            let first = NewRevision { based_on: 0, instance: &written.instance, reason: None };
            let revision = tx.add_revision(record, first)?;
            tx.put_persons(record, &derived.people)?;
            tx.put_consents(record, &derived.consents)?;
            tx.add_overrides(record, revision, &reasons)?;
            tx.set_state(record, revision, State::Submitted.word())?;
            // Its author could not open it if it were returned.
            tx.set_owner(record, carer)
        })?;
        Ok(())
    }
}
