//! Creating, unlocking and locking.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use zeroize::Zeroizing;

use super::attempts::Attempts;
use super::audit::Act;
use super::connection::{self, Mode};
use super::folder::Folder;
use super::header::Header;
use super::keyring::{DataKey, Keyring, open_data_key};
use super::session::{Host, Notice, OfficeIdentity, Person};
use super::slot::{self, SlotSecret};
use super::view::{Part, View};
use super::witness::Witness;
use super::{Compartment, VaultError};
use crate::base::{DeviceId, RecordId, UserId};
use crate::crypto::{Passphrase, derive_key, hex};

/// An open vault, and the person who opened it. Dropping it closes it; [`Vault::lock`] says so in the audit log.
pub struct Vault {
    pub(crate) folder: Folder,
    pub(crate) header: Header,
    pub(crate) keyring: Keyring,
    pub(crate) secret: SlotSecret,
    pub(crate) slot: String,
    pub(crate) keys: BTreeMap<Compartment, (u32, DataKey)>,
    pub(crate) view: View,
    pub(crate) person: Person,
    pub(crate) host: Host,
    pub(crate) device: DeviceId,
    /// Records whose drafts have their audit line already.
    pub(crate) sittings: BTreeSet<RecordId>,
    pub(crate) rescue: bool,
    pub(crate) notices: Vec<Notice>,
    /// Attempts that failed under this login since the person was last here.
    pub(crate) failed: u32,
    witness: Witness,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("view", &self.view).finish_non_exhaustive()
    }
}

/// What was proved before any database is touched.
pub(crate) struct Proved {
    pub(crate) folder: Folder,
    pub(crate) header: Header,
    pub(crate) keyring: Keyring,
    pub(crate) secret: SlotSecret,
    pub(crate) slot: String,
    pub(crate) notices: Vec<Notice>,
}

impl Vault {
    /// Opens the vault in `folder` as `login`. Takes about a second: never on a thread that draws.
    ///
    /// # Errors
    ///
    /// [`VaultError::WrongPassphrase`] for an unknown login and for a wrong passphrase, after the same time;
    /// [`VaultError::Wait`] after too many of them;
    /// [`VaultError::InUse`], [`VaultError::NotAVault`], [`VaultError::HeaderDamaged`], [`VaultError::Damaged`],
    /// [`VaultError::TooNew`] (nothing was written), [`VaultError::ReadOnly`].
    pub fn unlock(
        folder: &Path,
        login: &str,
        passphrase: &str,
        host: Host,
    ) -> Result<Self, VaultError> {
        let folder = Folder::open(folder)?;
        let (header, from_copy) = Header::read(&folder)?;
        let passphrase = Passphrase::typed(passphrase);
        let mut attempts = Attempts::read(&folder);
        if let Some(ms) = attempts.pause_ms(host.clock.now()) {
            return Err(VaultError::Wait {
                seconds: u32::try_from((ms + 999) / 1000).unwrap_or(1),
            });
        }
        let opened = SlotSecret::open(&header, login, &passphrase, host.limits);
        if matches!(opened, Err(VaultError::WrongPassphrase)) {
            attempts.add(host.clock.now(), slot::hint_in_use(&header, login)?);
        }
        let (secret, slot) = opened?;
        let keyring = Keyring::open(&header, &secret.vmk, &secret.root)?;
        let user = keyring.active(secret.user).ok_or(VaultError::HeaderDamaged)?;
        if user.slot != slot || user.vk != hex::encode(&secret.signing.public()) {
            return Err(VaultError::HeaderDamaged);
        }
        let notices = if from_copy { vec![Notice::HeaderCopyUsed] } else { Vec::new() };
        let proved = Proved { folder, header, keyring, secret, slot, notices };
        Self::enter(proved, host, "session.unlock")
    }

    /// Opens the files of everything that the person holds.
    pub(crate) fn enter(proved: Proved, mut host: Host, action: &str) -> Result<Self, VaultError> {
        let Proved { folder, header, keyring, secret, slot, notices } = proved;
        let witness = Witness::read(host.config.as_deref(), &mut *host.entropy);
        let vault_id = header.id()?;
        let user = keyring.active(secret.user).ok_or(VaultError::HeaderDamaged)?;
        let person = Person::try_from(user)?;
        let signers = signers(&keyring);
        let mut vault = Self {
            device: witness.device(),
            view: View::new(BTreeMap::new(), signers, vault_id, folder.path().to_owned()),
            keys: data_keys(&keyring, &secret, &header.vault_id, &person)?,
            folder,
            header,
            keyring,
            secret,
            slot,
            person,
            host,
            sittings: BTreeSet::new(),
            rescue: false,
            notices,
            failed: 0,
            witness,
        };
        vault.open_parts()?;
        vault.remove_orphans();
        vault.compare_with_witness()?;
        if vault.rescue {
            vault.notices.push(Notice::Rescue);
        } else {
            vault.finish_cut_off_change()?;
            vault.take_attempts()?;
            vault.log_session(action)?;
        }
        Ok(vault)
    }

    fn open_parts(&mut self) -> Result<(), VaultError> {
        let mut parts = BTreeMap::new();
        for (compartment, (generation, key)) in &self.keys {
            let path = self.folder.database(compartment, *generation);
            let (conn, rescue) = connection::open_or_rescue(&path, key)?;
            self.rescue |= rescue;
            parts.insert(compartment.clone(), Part { conn, digest_key: digest_key(key)? });
        }
        self.view = self.view_of(parts);
        Ok(())
    }

    fn view_of(&self, parts: BTreeMap<Compartment, Part>) -> View {
        View::new(parts, signers(&self.keyring), self.view.vault_id, self.folder.path().to_owned())
    }

    /// Closes and opens the files again: after a failed flush nothing that a connection says can be relied on.
    pub(crate) fn reopen(&mut self) -> Result<(), VaultError> {
        self.view = self.view_of(BTreeMap::new());
        self.open_parts()
    }

    /// Files of generations that the header does not name are leftovers of a cut-off rotation.
    fn remove_orphans(&self) {
        for comp in &self.keyring.comps {
            let Ok(compartment) = comp.name.parse::<Compartment>() else { continue };
            let next = self.folder.database(&compartment, comp.generation + 1);
            if next.is_file() {
                // Where it cannot go now, it goes at the next start.
                let _gone = std::fs::remove_file(next);
            }
        }
    }

    /// What can be read.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// A second view, for long work on another thread; at most one at a time.
    ///
    /// # Errors
    ///
    /// [`VaultError::Full`] in rescue mode, where one connection holds each file alone.
    pub fn reader(&self) -> Result<View, VaultError> {
        if self.rescue {
            return Err(VaultError::Full);
        }
        let mut parts = BTreeMap::new();
        for (compartment, (generation, key)) in &self.keys {
            let path = self.folder.database(compartment, *generation);
            let conn = connection::open(&path, key, Mode::Read)?;
            parts.insert(compartment.clone(), Part { conn, digest_key: digest_key(key)? });
        }
        Ok(self.view_of(parts))
    }

    /// Who unlocked it.
    #[must_use]
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// Whose vault it is.
    #[must_use]
    pub fn office(&self) -> OfficeIdentity {
        OfficeIdentity {
            vault_id: self.view.vault_id,
            name: self.keyring.office.name.clone(),
            code: self.keyring.office.code.clone(),
            demo: self.keyring.office.demo,
        }
    }

    /// This computer.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// What the person should be told, once.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Whether it was opened without space to write.
    #[must_use]
    pub const fn in_rescue(&self) -> bool {
        self.rescue
    }

    /// Says so in the audit log, brings everything into the main files, closes and wipes.
    ///
    /// # Errors
    ///
    /// What could not be written; the vault is closed all the same.
    pub fn lock(mut self) -> Result<(), VaultError> {
        let said = if self.rescue { Ok(()) } else { self.log_session("session.lock") };
        for (_compartment, part) in self.view.parts() {
            connection::checkpoint(&part.conn)?;
        }
        said
    }

    fn log_session(&mut self, action: &str) -> Result<(), VaultError> {
        let compartments: Vec<Compartment> = self.view.compartments().cloned().collect();
        for compartment in compartments {
            self.append_line(&compartment, &Act::new(action), None)?;
        }
        self.remember()
    }

    /// A line of its own, about no record.
    pub(crate) fn append_line(
        &mut self,
        compartment: &Compartment,
        act: &Act,
        version: Option<u32>,
    ) -> Result<(), VaultError> {
        self.write_versioned(compartment, act, version, |_tx| Ok::<(), VaultError>(()))
    }

    /// Tells this computer where the vault stands.
    pub(crate) fn remember(&mut self) -> Result<(), VaultError> {
        let heads = self.view.audit_heads()?;
        let now = self.host.clock.now();
        self.witness.remember(
            &self.header.vault_id,
            &self.secret.vmk,
            (self.header.gener, &heads, now),
        )
    }

    fn compare_with_witness(&mut self) -> Result<(), VaultError> {
        let Some(memory) = self.witness.memory(&self.header.vault_id, &self.secret.vmk) else {
            return Ok(());
        };
        let mut older = self.header.gener < memory.gener;
        for (compartment, part) in self.view.parts() {
            let Some((seq, hash)) = memory.heads.get(compartment.name()) else { continue };
            if *seq == 0 {
                continue;
            }
            let found: Option<[u8; 32]> = rusqlite::OptionalExtension::optional(
                part.conn
                    .prepare_cached("select hash from audit where seq = ?1")?
                    .query_row([seq], |row| row.get(0)),
            )?;
            older |= found.is_none_or(|found| hex::encode(&found) != *hash);
        }
        if older {
            self.notices.push(Notice::OlderThanLastTime(crate::base::Instant(memory.at)));
        }
        Ok(())
    }

    /// A change of the header says before what it will do, and after that it did: where the second line is missing, the
    /// header itself tells whether it took effect.
    fn finish_cut_off_change(&mut self) -> Result<(), VaultError> {
        let Some((compartment, part)) = self.view.parts().next() else { return Ok(()) };
        let compartment = compartment.clone();
        let last = rusqlite::OptionalExtension::optional(
            part.conn
                .prepare_cached(
                    "select action, record_version from audit
                     where record = zeroblob(16) and (action like '%:intent' or action like '%:done' or action like '%:undone')
                     order by seq desc limit 1",
                )?
                .query_row([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?))),
        )?;
        let Some((action, generation)) = last else { return Ok(()) };
        let Some(name) = action.strip_suffix(":intent") else { return Ok(()) };
        let done = u64::from(generation) <= self.header.gener;
        let act = Act::new(format!("{name}:{}", if done { "done" } else { "undone" }));
        self.append_line(&compartment, &act, Some(generation))?;
        self.notices.push(Notice::CutOffChange { done });
        Ok(())
    }

    /// Changes the keyring: intent line, header, completion line. `forget`: no copy keeps what was removed.
    pub(crate) fn change_header<T>(
        &mut self,
        action: &str,
        forget: bool,
        change: impl FnOnce(&mut Keyring, &mut Header, &mut Host, &SlotSecret) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        if !self.keyring.is_certified(&self.secret.signing.public(), &self.secret.root) {
            return Err(VaultError::NotCleared);
        }
        let (mut keyring, mut header) = (self.keyring.clone(), self.header.clone());
        let answer = change(&mut keyring, &mut header, &mut self.host, &self.secret)?;
        keyring.seal(&mut header, &self.secret.vmk, &mut *self.host.entropy)?;
        header.sign(self.secret.user, &self.secret.signing)?;
        let generation = u32::try_from(header.gener).unwrap_or(u32::MAX);
        let compartment = self.view.compartments().next().cloned();
        if let Some(compartment) = &compartment {
            self.append_line(compartment, &Act::new(format!("{action}:intent")), Some(generation))?;
        }
        self.header = header.write(&self.folder, forget)?;
        self.keyring = keyring;
        self.view.signers = signers(&self.keyring);
        if let Some(user) = self.keyring.active(self.secret.user) {
            self.person = Person::try_from(user)?;
        }
        if let Some(compartment) = &compartment {
            self.append_line(compartment, &Act::new(format!("{action}:done")), Some(generation))?;
        }
        self.remember()?;
        Ok(answer)
    }
}

impl Drop for Vault {
    /// Closed without a line: the program ends, or [`Vault::lock`] has just written it.
    fn drop(&mut self) {
        for (_compartment, part) in self.view.parts() {
            // What is not in the main file yet is in the log beside it, and safe.
            let _merged = connection::checkpoint(&part.conn);
        }
    }
}

/// Everybody's public signing keys.
pub(crate) fn signers(keyring: &Keyring) -> BTreeMap<UserId, [u8; 32]> {
    keyring
        .users
        .iter()
        .filter_map(|user| {
            Some((UserId(hex::decode_array(&user.id)?), hex::decode_array(&user.vk)?))
        })
        .collect()
}

/// The keys of everything that the person holds.
fn data_keys(
    keyring: &Keyring,
    secret: &SlotSecret,
    vault_id: &str,
    person: &Person,
) -> Result<BTreeMap<Compartment, (u32, DataKey)>, VaultError> {
    let mut keys = BTreeMap::new();
    for comp in &keyring.comps {
        let compartment: Compartment = comp.name.parse()?;
        if !person.compartments.contains(&compartment) {
            continue;
        }
        let sealed = hex::decode(&comp.sealed).ok_or(VaultError::HeaderDamaged)?;
        let key =
            open_data_key(&sealed, &secret.identity, vault_id, &compartment, comp.generation)?;
        keys.insert(compartment, (comp.generation, key));
    }
    Ok(keys)
}

/// The key of digests in audit lines.
fn digest_key(key: &DataKey) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    Ok(derive_key(b"", key.as_ref(), &[b"waypost-vault/1 rowdigest"])?)
}
