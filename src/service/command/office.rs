//! An office is made, unlocked, locked, recovered, set up.

use std::path::PathBuf;

use super::{
    super::{
        Service, ServiceError, SessionView,
        permission::Permission,
        query::office::{HeadquartersView, ReadProfile},
        request::{Command, Request},
        settings,
    },
    forms::built_in,
};
use crate::{
    base::{Role, Sensitive},
    batch::same_words,
    crypto::KdfCost,
    vault::{self, Act, Compartment, NewOffice, NewPerson, RecoveryKey, Vault, VaultError},
};

/// Makes an office and unlocks it for its first person (administrator and supervisor, all compartments).
#[derive(Clone, Debug)]
pub struct CreateOffice {
    /// The folder; must not exist or be empty.
    pub folder: PathBuf,
    /// What people call the office.
    pub name: String,
    /// Its code, 2 to 8 capital letters and digits.
    pub code: String,
    /// Login of the first person.
    pub login: String,
    /// Their name; the login where empty.
    pub person: Sensitive<String>,
    /// Their passphrase.
    pub passphrase: Sensitive<String>,
}

/// A new office.
#[derive(Debug)]
pub struct OfficeCreated {
    /// Who is at the keyboard now.
    pub session: SessionView,
    /// The recovery key, shown once for printing. Nothing keeps it.
    pub recovery_key: Sensitive<String>,
}

/// Types the printed recovery key back: the office opens a copy of its keys with it. Until then set-up is not done.
#[derive(Clone, Debug)]
pub struct TryRecovery {
    /// The key as typed from paper.
    pub recovery_key: Sensitive<String>,
}

/// Unlocks a vault. Answers with who is at the keyboard.
#[derive(Clone, Debug)]
pub struct Unlock {
    /// Its folder.
    pub folder: PathBuf,
    /// The login as typed.
    pub login: String,
    /// The passphrase as typed.
    pub passphrase: Sensitive<String>,
}

/// Closes the database and wipes every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock;

/// Opens the vault with the printed recovery key and enrols a person again with a new passphrase.
#[derive(Clone, Debug)]
pub struct Recover {
    /// The vault's folder.
    pub folder: PathBuf,
    /// The printed key.
    pub recovery_key: Sensitive<String>,
    /// Whose slot to renew.
    pub login: String,
    /// Their name; the login where empty.
    pub person: Sensitive<String>,
    /// Their new passphrase.
    pub passphrase: Sensitive<String>,
}

/// Trusts a headquarters: its profile, and the eight words of its letter.
#[derive(Clone, Debug)]
pub struct AddHeadquarters {
    /// The profile file.
    pub profile: Vec<u8>,
    /// The signature file beside it.
    pub signature: String,
    /// The fingerprint as typed from the letter.
    pub fingerprint: String,
}

/// Changes the office's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSettings {
    /// Minutes until it locks itself: 1 to 15.
    pub idle_lock_minutes: u32,
}

/// Makes a demonstration office. A job; the vault is locked afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeDemonstration {
    /// The folder; must not exist or be empty.
    pub folder: PathBuf,
    /// How many persons.
    pub persons: usize,
    /// The same seed gives the same people.
    pub seed: u64,
}

/// A demonstration office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demonstration {
    /// Login, roles and the file that holds the passphrase.
    pub people: Vec<(String, Vec<Role>, PathBuf)>,
    /// Headquarters' private key.
    pub hq_identity: PathBuf,
    /// The office's public key.
    pub signer: PathBuf,
    /// How many records in each state.
    pub records: Vec<(crate::cases::State, usize)>,
}

/// Whether `code` may stand in file names and record numbers.
fn is_code(code: &str) -> bool {
    (2..=8).contains(&code.len())
        && code.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
}

/// The name to keep for somebody who may have given none.
pub(super) fn name_or_login(name: &Sensitive<String>, login: &str) -> Sensitive<String> {
    if name.expose().trim().is_empty() { Sensitive::from(login) } else { name.clone() }
}

impl Service {
    /// What one guess at a new passphrase shall cost.
    pub(super) fn cost(&self) -> Result<KdfCost, ServiceError> {
        match self.around.cost {
            Some(cost) => Ok(cost),
            None => Ok(KdfCost::calibrate().map_err(VaultError::from)?),
        }
    }

    /// Makes an office with every built-in form and works on it from now on.
    pub(in super::super) fn create(
        &mut self,
        folder: &std::path::Path,
        new: &NewOffice,
    ) -> Result<RecoveryKey, ServiceError> {
        self.leave()?;
        let host = self.host();
        let (mut vault, recovery) = Vault::create(folder, new, host)?;
        let forms = built_in()?;
        let act = Act::new(super::forms::AddForm::AUDIT_NAME);
        vault.write(&Compartment::general(), &act, |tx| {
            forms.iter().try_for_each(|form| tx.add_form(form))
        })?;
        self.enter(vault)?;
        Ok(recovery)
    }
}

impl Request for CreateOffice {
    type Answer = OfficeCreated;
    const NEEDS: Permission = Permission::Anybody;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<OfficeCreated, ServiceError> {
        if !is_code(&self.code) {
            return Err(ServiceError::OfficeCode);
        }
        let new = NewOffice {
            name: self.name,
            code: self.code,
            demo: false,
            person: NewPerson {
                name: name_or_login(&self.person, &self.login),
                login: self.login,
                roles: vec![Role::Administrator, Role::Supervisor],
                compartments: Compartment::of_a_new_office().to_vec(),
                passphrase: self.passphrase,
            },
            cost: service.cost()?,
        };
        let recovery = service.create(&self.folder, &new)?;
        Ok(OfficeCreated {
            session: service.session()?.clone(),
            recovery_key: recovery.text().clone(),
        })
    }
}

impl Command for CreateOffice {
    const AUDIT_NAME: &'static str = "office.create";
}

impl Request for TryRecovery {
    type Answer = ();
    const NEEDS: Permission = Permission::Administer;

    fn handle(self, service: &mut Service) -> Result<(), ServiceError> {
        let key = RecoveryKey::typed(self.recovery_key.expose());
        service.office()?.vault.try_recovery(&key)?;
        Ok(())
    }
}

impl Request for Unlock {
    type Answer = SessionView;
    const NEEDS: Permission = Permission::Anybody;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<SessionView, ServiceError> {
        service.leave()?;
        let host = service.host();
        let vault = Vault::unlock(&self.folder, &self.login, self.passphrase.expose(), host)?;
        service.enter(vault).cloned()
    }
}

impl Command for Unlock {
    const AUDIT_NAME: &'static str = "session.unlock";
}

impl Request for Lock {
    type Answer = ();
    const NEEDS: Permission = Permission::Anybody;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<(), ServiceError> {
        service.leave()
    }
}

impl Command for Lock {
    const AUDIT_NAME: &'static str = "session.lock";
}

impl Request for Recover {
    type Answer = SessionView;
    const NEEDS: Permission = Permission::Anybody;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<SessionView, ServiceError> {
        service.leave()?;
        let person = NewPerson {
            name: name_or_login(&self.person, &self.login),
            login: self.login,
            roles: vec![Role::Administrator, Role::Supervisor],
            compartments: Vec::new(),
            passphrase: self.passphrase,
        };
        let key = RecoveryKey::typed(self.recovery_key.expose());
        let (cost, host) = (service.cost()?, service.host());
        let vault = Vault::recover(&self.folder, &key, &person, cost, host)?;
        service.enter(vault).cloned()
    }
}

impl Command for Recover {
    const AUDIT_NAME: &'static str = "office.recover";
}

impl Request for AddHeadquarters {
    type Answer = HeadquartersView;
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<HeadquartersView, ServiceError> {
        let read = ReadProfile { profile: self.profile.clone(), signature: self.signature };
        let view = service.ask(read)?;
        if !same_words(&self.fingerprint, &view.fingerprint) {
            return Err(ServiceError::OtherFingerprint);
        }
        let office = service.office()?;
        if view.office != office.session.office.code {
            return Err(ServiceError::OtherOffice);
        }
        office.vault.set_headquarters(&vault::Headquarters {
            profile_seq: view.profile,
            root: view.root.clone(),
            profile: self.profile,
        })?;
        for destination in &view.destinations {
            office.vault.add_destination(&destination.id, 1)?;
        }
        Ok(view)
    }
}

impl Command for AddHeadquarters {
    const AUDIT_NAME: &'static str = "office.headquarters.add";
}

impl Request for ChangeSettings {
    type Answer = ();
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<(), ServiceError> {
        if !settings::IDLE_LOCK_RANGE.contains(&self.idle_lock_minutes) {
            return Err(ServiceError::Setting);
        }
        let office = service.office()?;
        let act = Act::new(Self::AUDIT_NAME).fields([settings::IDLE_LOCK]);
        office.vault.write(&Compartment::general(), &act, |tx| {
            tx.set_setting(settings::IDLE_LOCK, &self.idle_lock_minutes.to_string())
        })?;
        office.refresh()
    }
}

impl Command for ChangeSettings {
    const AUDIT_NAME: &'static str = "office.settings";
}
