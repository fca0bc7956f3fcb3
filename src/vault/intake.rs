//! Entries for a compartment that their author does not hold: written, handed in, and not read back.
//!
//! They lie in `general`, each sealed as an age file: a draft to its author alone, what was handed in to the members of
//! its compartment and to recovery. Whoever takes one in learns from the author's signature inside the seal that it is
//! theirs: everybody can seal to a public key, but nobody can sign for somebody else.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::audit::{Act, append};
use super::open::Vault;
use super::view::array;
use super::{Compartment, VaultError};
use crate::base::{Instant, RecordId, Sensitive, UserId};
use crate::crypto::{Identity, Namespace, Recipient, hex, seal_to, verify};

/// What stands in each seal, so that it is not taken for another thing.
const FORMAT: &str = "waypost-intake/1";
/// The audit name of a sitting at such an entry.
const SITTING: &str = "intake.edit";

/// An entry for a compartment, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The record that it becomes.
    pub record: RecordId,
    /// Where that record will lie.
    pub compartment: Compartment,
    /// Who wrote it.
    pub author: UserId,
    /// When it was last written, or handed in.
    pub at: Instant,
    /// What was written: the service's own JSON.
    pub text: Sensitive<String>,
}

/// What lies there for the compartments that a person holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedIn {
    /// Those that open and are their author's.
    pub entries: Vec<Entry>,
    /// How many do not open, or are signed by nobody they name.
    pub broken: u32,
}

/// The inside of a seal.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Plain {
    format: String,
    record: String,
    compartment: String,
    author: String,
    at: i64,
    text: String,
    sig: String,
}

/// A row as it lies there.
struct Sealed {
    record: RecordId,
    compartment: Compartment,
    author: UserId,
    at: Instant,
    bytes: Vec<u8>,
}

impl Sealed {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let compartment: String = row.get(1)?;
        Ok(Self {
            record: RecordId::from_bytes(array(row, 0)?),
            // Only names that parse are ever stored; another one is held by nobody.
            compartment: compartment.parse().unwrap_or_else(|_err| Compartment::general()),
            author: UserId(array(row, 2)?),
            at: Instant(row.get(3)?),
            bytes: row.get(4)?,
        })
    }

    /// What the author signed.
    fn signed_bytes(&self, text: &str) -> Vec<u8> {
        let parts: [&[u8]; 5] = [
            self.record.bytes(),
            self.compartment.name().as_bytes(),
            &self.author.0,
            &self.at.0.to_le_bytes(),
            text.as_bytes(),
        ];
        let mut bytes = Vec::with_capacity(text.len() + 64);
        for part in parts {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }

    /// Opens it; `key` is the public key of the person it names.
    fn open(&self, identity: &Identity, key: &[u8; 32]) -> Result<Entry, VaultError> {
        let text = identity.open(&self.bytes).map_err(|_err| VaultError::NotCleared)?;
        let plain: Plain = serde_json::from_slice(&text).map_err(|_err| VaultError::Damaged)?;
        let is_this = plain.format == FORMAT
            && plain.record == hex::encode(self.record.bytes())
            && plain.compartment == self.compartment.name()
            && plain.author == hex::encode(&self.author.0)
            && plain.at == self.at.0;
        let signature = hex::decode_array(&plain.sig).filter(|_| is_this);
        let signature = signature.ok_or(VaultError::Damaged)?;
        let signed = Zeroizing::new(self.signed_bytes(&plain.text));
        verify(key, Namespace::Intake, &signed, &signature).map_err(|_err| VaultError::Damaged)?;
        Ok(Entry {
            record: self.record,
            compartment: self.compartment.clone(),
            author: self.author,
            at: self.at,
            text: Sensitive::from(plain.text.as_str()),
        })
    }
}

impl Vault {
    /// An id for a record that is yet to be.
    pub fn make_record_id(&mut self) -> RecordId {
        RecordId::make(self.host.clock.now(), &mut *self.host.entropy)
    }

    /// Whether the office has this compartment, whoever holds it.
    #[must_use]
    pub fn has_compartment(&self, compartment: &Compartment) -> bool {
        self.keyring.comps.iter().any(|it| it.name == compartment.name())
    }

    /// Writes the draft of an entry: durable when this returns, and readable by nobody else.
    ///
    /// The first one in a session carries an audit line: `begun` where the entry is new.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotCleared`] without `general`; [`VaultError::Full`] and the like: then the draft before stands.
    pub fn save_entry(
        &mut self,
        (record, compartment): (RecordId, &Compartment),
        text: &str,
        begun: Option<&str>,
    ) -> Result<Instant, VaultError> {
        let own = [self.secret.identity.recipient()];
        let (sealed, at) = self.seal_entry(record, compartment, text, &own)?;
        let line = match begun {
            Some(name) => Some(Act::new(name)),
            None => (!self.sittings.contains(&record)).then(|| Act::new(SITTING)),
        };
        self.put_entry((record, compartment), &sealed, (at, false), line.as_ref())?;
        self.sittings.insert(record);
        Ok(at)
    }

    /// Hands an entry in: from now on only those who hold its compartment open it.
    ///
    /// # Errors
    ///
    /// As [`Vault::save_entry`].
    pub fn hand_in(
        &mut self,
        (record, compartment): (RecordId, &Compartment),
        text: &str,
        name: &str,
    ) -> Result<(), VaultError> {
        let holders = self.entry_holders(compartment)?;
        let (sealed, at) = self.seal_entry(record, compartment, text, &holders)?;
        self.put_entry((record, compartment), &sealed, (at, true), Some(&Act::new(name)))
    }

    /// The person's own drafts of entries.
    pub fn own_entries(&self) -> Result<Vec<Entry>, VaultError> {
        let (user, public) = (self.secret.user, self.secret.signing.public());
        let rows = self.entry_rows(false)?.into_iter().filter(|it| it.author == user);
        // One that does not open was begun with keys that the person no longer has.
        Ok(rows.filter_map(|it| it.open(&self.secret.identity, &public).ok()).collect())
    }

    /// What was handed in for the compartments that the person holds, in the order in which it was begun.
    pub fn handed_in(&self) -> Result<HandedIn, VaultError> {
        let mut found = HandedIn::default();
        for row in
            self.entry_rows(true)?.iter().filter(|it| self.keys.contains_key(&it.compartment))
        {
            let key = self.view.signers.get(&row.author);
            match key.and_then(|key| row.open(&self.secret.identity, key).ok()) {
                Some(entry) => found.entries.push(entry),
                None => found.broken += 1,
            }
        }
        Ok(found)
    }

    /// Removes an entry, with its audit line.
    pub fn remove_entry(&mut self, record: RecordId, name: &str) -> Result<(), VaultError> {
        self.write(&Compartment::general(), &Act::new(name), |tx| {
            tx.conn
                .prepare_cached("delete from intake where id = ?1")?
                .execute([record.bytes()])?;
            tx.gone = Some(record);
            Ok(())
        })
    }

    /// Seals what lies there to those who hold its compartment now, as far as `identity` opens it.
    pub(crate) fn reseal_entries(&mut self, identity: &Identity) -> Result<(), VaultError> {
        let rows = match self.entry_rows(true) {
            Err(VaultError::NotCleared) => return Ok(()),
            rows => rows?,
        };
        for row in rows {
            let Ok(text) = identity.open(&row.bytes) else { continue };
            let sealed = seal_to(&self.entry_holders(&row.compartment)?, &text)?;
            self.put_sealed(&row, &sealed)?;
        }
        Ok(())
    }

    fn put_sealed(&mut self, row: &Sealed, sealed: &[u8]) -> Result<(), VaultError> {
        self.write(&Compartment::general(), &Act::new("intake.reseal"), |tx| {
            tx.conn
                .prepare_cached("update intake set sealed = ?2 where id = ?1")?
                .execute(params![row.record.bytes(), sealed])?;
            tx.gone = Some(row.record);
            Ok(())
        })
    }

    /// The members of a compartment, and recovery, so that nothing is lost with the last of them.
    fn entry_holders(&self, compartment: &Compartment) -> Result<Vec<Recipient>, VaultError> {
        let mut holders = self.keyring.members(compartment)?;
        holders.push(Recipient::parse(&self.keyring.recovery_pk)?);
        Ok(holders)
    }

    fn entry_rows(&self, handed_in: bool) -> Result<Vec<Sealed>, VaultError> {
        let mut statement = self.view.general()?.prepare_cached(
            "select id, compartment, author, at, sealed from intake where handed_in = ?1 order by id",
        )?;
        let rows = statement.query_map([handed_in], Sealed::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Signed by the person, then sealed.
    fn seal_entry(
        &self,
        record: RecordId,
        compartment: &Compartment,
        text: &str,
        recipients: &[Recipient],
    ) -> Result<(Vec<u8>, Instant), VaultError> {
        let (author, at) = (self.secret.user, self.host.clock.now());
        let row =
            Sealed { record, compartment: compartment.clone(), author, at, bytes: Vec::new() };
        let signed = Zeroizing::new(row.signed_bytes(text));
        let plain = Plain {
            format: FORMAT.to_owned(),
            record: hex::encode(record.bytes()),
            compartment: compartment.name().to_owned(),
            author: hex::encode(&author.0),
            at: at.0,
            text: text.to_owned(),
            sig: hex::encode(&self.secret.signing.sign(Namespace::Intake, &signed)),
        };
        let json = serde_json::to_vec(&plain).map_err(|_err| VaultError::Damaged)?;
        Ok((seal_to(recipients, &Zeroizing::new(json))?, at))
    }

    fn put_entry(
        &mut self,
        (record, compartment): (RecordId, &Compartment),
        sealed: &[u8],
        (at, handed_in): (Instant, bool),
        line: Option<&Act>,
    ) -> Result<(), VaultError> {
        self.transact(&Compartment::general(), |tx, stamp| {
            tx.conn
                .prepare_cached(
                    "insert into intake (id, compartment, author, at, handed_in, sealed) values (?1, ?2, ?3, ?4, ?5, ?6)
                     on conflict (id) do update set at = ?4, handed_in = ?5, sealed = ?6",
                )?
                .execute(params![
                    record.bytes(),
                    compartment.name(),
                    tx.by.0,
                    at.0,
                    handed_in,
                    sealed
                ])?;
            if let Some(act) = line {
                append(tx.conn, stamp, act, (&[], Some(record)), None)?;
            }
            Ok(())
        })
    }
}
