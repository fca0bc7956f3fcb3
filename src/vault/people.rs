//! Creating an office; the people who work in it.

use std::fs;
use std::path::Path;

use zeroize::Zeroizing;

use super::connection::{self, Mode};
use super::folder::{Folder, write_whole};
use super::header::{FORMAT, Header, SealedKeyring};
use super::keyring::{Comp, Keyring, Office, Status, User, make_data_key, seal_data_key};
use super::keys;
use super::open::{Proved, Vault};
use super::recovery::{self, RecoveryKey};
use super::session::{Host, NewOffice, NewPerson, Person};
use super::slot::{SlotSecret, login_key};
use super::{Compartment, VaultError};
use crate::base::{Role, Sensitive, UserId};
use crate::crypto::{Identity, KdfCost, Passphrase, SigningKey, hex};

impl TryFrom<&User> for Person {
    type Error = VaultError;

    fn try_from(user: &User) -> Result<Self, VaultError> {
        let damaged = || VaultError::HeaderDamaged;
        Ok(Self {
            id: UserId(hex::decode_array(&user.id).ok_or_else(damaged)?),
            login: user.login.clone(),
            name: Sensitive::new(user.name.clone()),
            roles: user
                .roles
                .iter()
                .map(|word| word.parse().map_err(|_err| VaultError::HeaderDamaged))
                .collect::<Result<_, _>>()?,
            compartments: user.comps.iter().map(|name| name.parse()).collect::<Result<_, _>>()?,
            public: hex::decode_array(&user.vk).ok_or_else(damaged)?,
            active: user.status == Status::Active,
        })
    }
}

/// A person's new secrets, and their entry in the keyring.
fn enrol(
    new: &NewPerson,
    vmk: &Zeroizing<[u8; 32]>,
    root: Option<[u8; 32]>,
    host: &mut Host,
) -> (SlotSecret, User) {
    let signing = SigningKey::make(&mut *host.entropy);
    let identity = Identity::make();
    let id = UserId::make(&mut *host.entropy);
    let user = User {
        id: hex::encode(&id.0),
        login: new.login.trim().to_owned(),
        name: new.name.expose().clone(),
        roles: words(&new.roles),
        age_pk: identity.recipient().text().to_owned(),
        vk: hex::encode(&signing.public()),
        comps: new.compartments.iter().map(|it| it.name().to_owned()).collect(),
        status: Status::Active,
        slot: String::new(),
    };
    let root = root.unwrap_or_else(|| signing.public());
    (SlotSecret { vmk: vmk.clone(), identity, signing, root, user: id }, user)
}

fn words(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|role| role.word().to_owned()).collect()
}

fn chosen(new: &NewPerson, office: &str) -> Result<Passphrase, VaultError> {
    let names = [new.login.as_str(), new.name.expose().as_str(), office];
    Ok(Passphrase::chosen(new.passphrase.expose(), &names)?)
}

impl Vault {
    /// Makes a new office in `folder`, which must be empty or absent, and opens it as its first person.
    ///
    /// The recovery key is answered once and kept nowhere: it is to be printed, and tried with [`Vault::try_recovery`].
    ///
    /// # Errors
    ///
    /// [`VaultError::Passphrase`], [`VaultError::FolderNotEmpty`], [`VaultError::Full`], [`VaultError::ReadOnly`]. Nothing is
    /// left in the folder then.
    pub fn create(
        folder: &Path,
        new: &NewOffice,
        host: Host,
    ) -> Result<(Self, RecoveryKey), VaultError> {
        let passphrase = chosen(&new.person, &new.name)?;
        host.limits.check(new.cost)?;
        let place = Folder::create(folder)?;
        match build(place, new, &passphrase, host) {
            Ok(built) => Ok(built),
            Err(err) => {
                // The folder was empty before; what a failed attempt left in it is of no use to anybody.
                for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                    let path = entry.path();
                    let _gone = if path.is_dir() {
                        fs::remove_dir_all(path)
                    } else {
                        fs::remove_file(path)
                    };
                }
                Err(err)
            }
        }
    }

    /// Enrols a person, who typed their own passphrase. They get the compartments that are asked for; whoever enrols must
    /// hold them.
    ///
    /// # Errors
    ///
    /// [`VaultError::LoginTaken`], [`VaultError::Passphrase`], [`VaultError::NotCleared`].
    pub fn add_person(&mut self, new: &NewPerson, cost: KdfCost) -> Result<UserId, VaultError> {
        let passphrase = chosen(new, &self.keyring.office.name)?;
        self.expect_free(&new.login)?;
        if new.compartments.iter().any(|it| !self.keys.contains_key(it)) {
            return Err(VaultError::NotCleared);
        }
        let held = self.keys.clone();
        let id =
            self.change_header("office.people.add", false, |keyring, header, host, secret| {
                let (person, mut user) = enrol(new, &secret.vmk, Some(secret.root), host);
                let cost = (cost, host.limits);
                let slot = person.seal(
                    &header.id()?,
                    &new.login,
                    &passphrase,
                    cost,
                    &mut *host.entropy,
                )?;
                user.slot.clone_from(&slot.id);
                header.slots.push(slot);
                keyring.users.push(user);
                if new.roles.contains(&Role::Administrator) {
                    keyring.certify(&person.signing.public(), &secret.signing);
                }
                for (compartment, (generation, key)) in &held {
                    let members = keyring.members(compartment)?;
                    let sealed =
                        seal_data_key(key, &header.vault_id, compartment, *generation, &members)?;
                    set_seal(keyring, compartment, &sealed);
                }
                keys::reseal(keyring, secret)?;
                Ok(person.user)
            })?;
        let identity = self.secret.identity.clone();
        self.reseal_entries(&identity)?;
        Ok(id)
    }

    /// Everybody, also those who left, in the order in which they came.
    pub fn people(&self) -> Result<Vec<Person>, VaultError> {
        self.keyring.users.iter().map(Person::try_from).collect()
    }

    /// Changes what a person does.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotFound`]; [`VaultError::Conflict`] where nobody would be administrator any more.
    pub fn set_roles(&mut self, person: UserId, roles: &[Role]) -> Result<(), VaultError> {
        self.change_header("office.people.roles", false, |keyring, _header, _host, secret| {
            let user = active_mut(keyring, person)?;
            user.roles = words(roles);
            let vk = hex::decode_array(&user.vk).ok_or(VaultError::HeaderDamaged)?;
            let certified = keyring.is_certified(&vk, &secret.root);
            if roles.contains(&Role::Administrator) && !certified {
                keyring.certify(&vk, &secret.signing);
            } else if !roles.contains(&Role::Administrator) {
                revoke(keyring, &vk);
            }
            expect_administrator(keyring)?;
            keys::reseal(keyring, secret)
        })
    }

    /// Lets a person go: their slot and their seals are dropped, and no copy of the header keeps them.
    ///
    /// What they could read before, an old copy of the folder still shows them; new keys for the compartments come with
    /// rotation.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotFound`]; [`VaultError::Conflict`] for oneself, and where nobody would be administrator any more.
    pub fn remove_person(&mut self, person: UserId) -> Result<(), VaultError> {
        if person == self.secret.user {
            return Err(VaultError::Conflict);
        }
        let held = self.keys.clone();
        self.change_header("office.people.remove", true, |keyring, header, _host, secret| {
            let user = active_mut(keyring, person)?;
            user.status = Status::Left;
            let slot = std::mem::take(&mut user.slot);
            let vk = hex::decode_array(&user.vk).ok_or(VaultError::HeaderDamaged)?;
            header.slots.retain(|it| it.id != slot);
            revoke(keyring, &vk);
            expect_administrator(keyring)?;
            for (compartment, (generation, key)) in &held {
                let members = keyring.members(compartment)?;
                let sealed =
                    seal_data_key(key, &header.vault_id, compartment, *generation, &members)?;
                set_seal(keyring, compartment, &sealed);
            }
            keys::reseal(keyring, secret)
        })
    }

    /// Changes the own passphrase. The data, the keyring and its signature stay as they are.
    ///
    /// # Errors
    ///
    /// [`VaultError::WrongPassphrase`] where `old` is not the present one; [`VaultError::Passphrase`].
    pub fn change_passphrase(
        &mut self,
        old: &str,
        new: &str,
        cost: KdfCost,
    ) -> Result<(), VaultError> {
        let login = self.person.login.clone();
        let names =
            [login.as_str(), self.person.name.expose().as_str(), self.keyring.office.name.as_str()];
        let passphrase = Passphrase::chosen(new, &names)?;
        let (_secret, slot) =
            SlotSecret::open(&self.header, &login, &Passphrase::typed(old), self.host.limits)?;
        if slot != self.slot {
            return Err(VaultError::WrongPassphrase);
        }
        let vault_id = self.header.id()?;
        let cost = (cost, self.host.limits);
        // The keyring names the slot, and only an administrator may change that: the new slot keeps the id.
        let id = hex::decode_array(&slot).ok_or(VaultError::HeaderDamaged)?;
        let sealed = self.secret.seal_in(
            id,
            &vault_id,
            &login,
            &passphrase,
            cost,
            &mut *self.host.entropy,
        )?;
        let mut header = self.header.clone();
        header.slots.retain(|it| it.id != slot);
        header.slots.push(sealed);
        self.header = header.write(&self.folder, true)?;
        Ok(())
    }

    fn expect_free(&self, login: &str) -> Result<(), VaultError> {
        let wanted = login_key(login);
        let taken = wanted.is_empty()
            || self
                .keyring
                .users
                .iter()
                .any(|it| it.status == Status::Active && login_key(&it.login) == wanted);
        if taken { Err(VaultError::LoginTaken) } else { Ok(()) }
    }
}

fn active_mut(keyring: &mut Keyring, person: UserId) -> Result<&mut User, VaultError> {
    let id = hex::encode(&person.0);
    let found =
        keyring.users.iter_mut().find(|user| user.id == id && user.status == Status::Active);
    found.ok_or(VaultError::NotFound)
}

fn revoke(keyring: &mut Keyring, vk: &[u8; 32]) {
    let vk = hex::encode(vk);
    keyring.certs.retain(|cert| cert.vk != vk);
}

fn expect_administrator(keyring: &Keyring) -> Result<(), VaultError> {
    let administrator = Role::Administrator.word();
    let found = keyring.users.iter().any(|user| {
        user.status == Status::Active && user.roles.iter().any(|role| role == administrator)
    });
    if found { Ok(()) } else { Err(VaultError::Conflict) }
}

pub(super) fn set_seal(keyring: &mut Keyring, compartment: &Compartment, sealed: &[u8]) {
    if let Some(comp) = keyring.comps.iter_mut().find(|comp| comp.name == compartment.name()) {
        comp.sealed = hex::encode(sealed);
    }
}

fn build(
    folder: Folder,
    new: &NewOffice,
    passphrase: &Passphrase,
    mut host: Host,
) -> Result<(Vault, RecoveryKey), VaultError> {
    let (mut vault_id, mut vmk) = ([0; 16], Zeroizing::new([0; 32]));
    host.entropy.fill(&mut vault_id);
    host.entropy.fill(vmk.as_mut());
    let recovery = Identity::make();
    let (secret, user) = enrol(&new.person, &vmk, None, &mut host);
    let mut keyring = Keyring {
        office: Office { name: new.name.clone(), code: new.code.clone(), demo: new.demo },
        users: vec![user],
        comps: Vec::new(),
        keys: Vec::new(),
        certs: Vec::new(),
        profile: None,
        recovery_pk: recovery.recipient().text().to_owned(),
    };
    let mut header = Header {
        format: FORMAT.to_owned(),
        vault_id: hex::encode(&vault_id),
        gener: 0,
        slots: Vec::new(),
        keyring: SealedKeyring { n: String::new(), ct: String::new() },
        signer: String::new(),
        sig: String::new(),
        sum: String::new(),
    };
    for compartment in Compartment::of_a_new_office() {
        create_compartment(&folder, &mut keyring, &header.vault_id, &compartment, &mut host)?;
    }
    recovery::seal_keyring(&folder, &mut keyring, &header.vault_id, &secret, &mut host)?;
    keys::create(&mut keyring, &secret, &mut host)?;
    let cost = (new.cost, host.limits);
    let slot = secret.seal(&vault_id, &new.person.login, passphrase, cost, &mut *host.entropy)?;
    let slot_id = slot.id.clone();
    if let [user] = keyring.users.as_mut_slice() {
        user.slot.clone_from(&slot_id);
    }
    header.slots.push(slot);
    keyring.seal(&mut header, &vmk, &mut *host.entropy)?;
    header.sign(secret.user, &secret.signing)?;
    // Until the header is there, the folder is no vault.
    let header = header.write(&folder, true)?;
    let proved = Proved { folder, header, keyring, secret, slot: slot_id, notices: Vec::new() };
    Ok((Vault::enter(proved, host, "office.create")?, RecoveryKey::new(recovery.text())))
}

/// One more compartment: file, key, seals to its members and to recovery.
fn create_compartment(
    folder: &Folder,
    keyring: &mut Keyring,
    vault_id: &str,
    compartment: &Compartment,
    host: &mut Host,
) -> Result<(), VaultError> {
    let key = make_data_key(&mut *host.entropy);
    let path = folder.database(compartment, 1);
    // Made before SQLite does, so that it is its owner's alone.
    write_whole(&path, &[])?;
    let conn = connection::open(&path, &key, Mode::Create)?;
    connection::checkpoint(&conn)?;
    drop(conn);
    let recovery = [crate::crypto::Recipient::parse(&keyring.recovery_pk)?];
    let sealed = seal_data_key(&key, vault_id, compartment, 1, &recovery)?;
    write_whole(&folder.recovery_seal(compartment, 1), &sealed)?;
    // Where nobody holds it yet, only recovery does.
    let mut members = keyring.members(compartment)?;
    if members.is_empty() {
        members.extend(recovery);
    }
    let sealed = seal_data_key(&key, vault_id, compartment, 1, &members)?;
    keyring.comps.push(Comp {
        name: compartment.name().to_owned(),
        generation: 1,
        sealed: hex::encode(&sealed),
    });
    Ok(())
}

/// Enrols a person with the recovery key instead of an administrator; who had the login before leaves.
pub(super) fn enrol_again(
    keyring: &mut Keyring,
    header: &mut Header,
    new: &NewPerson,
    recovery: &SlotSecret,
    cost: KdfCost,
    host: &mut Host,
) -> Result<(SlotSecret, String), VaultError> {
    let passphrase = chosen(new, &keyring.office.name)?;
    recovery::replace_login(keyring, header, &login_key(&new.login));
    let (secret, mut user) = enrol(new, &recovery.vmk, Some(recovery.root), host);
    let cost = (cost, host.limits);
    let slot = secret.seal(&header.id()?, &new.login, &passphrase, cost, &mut *host.entropy)?;
    user.slot.clone_from(&slot.id);
    let id = slot.id.clone();
    header.slots.push(slot);
    keyring.users.push(user);
    keyring.certify(&secret.signing.public(), &recovery.signing);
    Ok((secret, id))
}
