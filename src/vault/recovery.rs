//! The printed recovery key: opens everything when nobody can unlock any more.

use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::connection::{self, Mode};
use super::folder::{Folder, read_small, write_whole};
use super::header::{FORMAT, Header};
use super::keyring::{Keyring, RECOVERY, Status, open_data_key, seal_data_key};
use super::open::{Proved, Vault};
use super::people::{enrol_again, set_seal};
use super::session::{Host, NewPerson};
use super::slot::SlotSecret;
use super::{Compartment, VaultError};
use crate::base::{Role, Sensitive};
use crate::crypto::{Identity, KdfCost, Recipient, SigningKey, hex, seal_to};

/// `AGE-SECRET-KEY-1…`, shown once, for printing. It is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryKey(Sensitive<String>);

impl RecoveryKey {
    pub(crate) const fn new(text: Sensitive<String>) -> Self {
        Self(text)
    }

    /// What somebody typed from the paper.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(Sensitive::new(text.trim().to_ascii_uppercase()))
    }

    /// The text to print.
    #[must_use]
    pub const fn text(&self) -> &Sensitive<String> {
        &self.0
    }

    fn identity(&self) -> Result<Identity, VaultError> {
        Identity::parse(self.0.expose()).map_err(|_err| VaultError::WrongRecoveryKey)
    }
}

/// What enrolling a person again needs beside the data keys.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Plain {
    format: String,
    vault_id: String,
    vmk: String,
    sign_seed: String,
    root_vk: String,
}

const LABEL: &str = " recovery";

/// Seals `recovery/keyring.age` and lets its signing key sign headers.
pub(crate) fn seal_keyring(
    folder: &Folder,
    keyring: &mut Keyring,
    vault_id: &str,
    secret: &SlotSecret,
    host: &mut Host,
) -> Result<(), VaultError> {
    let signing = SigningKey::make(&mut *host.entropy);
    keyring.certify(&signing.public(), &secret.signing);
    let plain = Plain {
        format: format!("{FORMAT}{LABEL}"),
        vault_id: vault_id.to_owned(),
        vmk: hex::encode(secret.vmk.as_ref()),
        sign_seed: hex::encode(signing.seed().as_ref()),
        root_vk: hex::encode(&secret.root),
    };
    let text = serde_json::to_vec(&plain).map_err(|_err| VaultError::HeaderDamaged)?;
    let text = Zeroizing::new(text);
    let recipient = Recipient::parse(&keyring.recovery_pk)?;
    write_whole(&folder.recovery_keyring(), &seal_to(&[recipient], &text)?)
}

/// Opens `recovery/keyring.age` with the printed key; the identity stands in for a person's.
fn open_keyring(
    folder: &Folder,
    header: &Header,
    key: &RecoveryKey,
) -> Result<SlotSecret, VaultError> {
    let identity = key.identity()?;
    let sealed =
        read_small(&folder.recovery_keyring()).map_err(|_err| VaultError::HeaderDamaged)?;
    let text = identity.open(&sealed).map_err(|_err| VaultError::WrongRecoveryKey)?;
    let plain: Plain = serde_json::from_slice(&text).map_err(|_err| VaultError::HeaderDamaged)?;
    let (Some(vmk), Some(seed), Some(root)) = (
        hex::decode_array(&plain.vmk).map(Zeroizing::new),
        hex::decode_array(&plain.sign_seed).map(Zeroizing::new),
        hex::decode_array(&plain.root_vk),
    ) else {
        return Err(VaultError::HeaderDamaged);
    };
    if plain.vault_id != header.vault_id || plain.format != format!("{FORMAT}{LABEL}") {
        return Err(VaultError::WrongRecoveryKey);
    }
    Ok(SlotSecret { vmk, identity, signing: SigningKey::from_seed(&seed), root, user: RECOVERY })
}

impl Vault {
    /// Tries the printed key on this vault: every compartment is opened with it, beside the vault that is open. How many is
    /// answered.
    ///
    /// # Errors
    ///
    /// [`VaultError::WrongRecoveryKey`] for another key or a mistyped one.
    pub fn try_recovery(&self, key: &RecoveryKey) -> Result<usize, VaultError> {
        let secret = open_keyring(&self.folder, &self.header, key)?;
        let keyring = Keyring::open(&self.header, &secret.vmk, &secret.root)?;
        for comp in &keyring.comps {
            let compartment: Compartment = comp.name.parse()?;
            let sealed = read_small(&self.folder.recovery_seal(&compartment, comp.generation))?;
            let data_key = open_data_key(
                &sealed,
                &secret.identity,
                &self.header.vault_id,
                &compartment,
                comp.generation,
            )?;
            let path = self.folder.database(&compartment, comp.generation);
            drop(connection::open(&path, &data_key, Mode::Read)?);
        }
        Ok(keyring.comps.len())
    }

    /// Opens the vault in `folder` with the printed key and enrols `person` as an administrator who holds everything; the
    /// slot of somebody with the same login is replaced.
    ///
    /// # Errors
    ///
    /// [`VaultError::WrongRecoveryKey`], [`VaultError::Passphrase`], and as [`Vault::unlock`].
    pub fn recover(
        folder: &Path,
        key: &RecoveryKey,
        person: &NewPerson,
        cost: KdfCost,
        mut host: Host,
    ) -> Result<Self, VaultError> {
        let folder = Folder::open(folder)?;
        let (mut header, _from_copy) = Header::read(&folder)?;
        let recovery = open_keyring(&folder, &header, key)?;
        let mut keyring = Keyring::open(&header, &recovery.vmk, &recovery.root)?;
        let mut roles = person.roles.clone();
        if !roles.contains(&Role::Administrator) {
            roles.push(Role::Administrator);
        }
        let mut compartments = Vec::new();
        for comp in &keyring.comps {
            compartments.push(comp.name.parse()?);
        }
        let person = NewPerson {
            login: person.login.clone(),
            name: person.name.clone(),
            roles,
            compartments,
            passphrase: person.passphrase.clone(),
        };
        let (secret, slot) =
            enrol_again(&mut keyring, &mut header, &person, &recovery, cost, &mut host)?;
        for comp in keyring.comps.clone() {
            let compartment: Compartment = comp.name.parse()?;
            let sealed = read_small(&folder.recovery_seal(&compartment, comp.generation))
                .map_err(|_err| VaultError::HeaderDamaged)?;
            let data_key = open_data_key(
                &sealed,
                &recovery.identity,
                &header.vault_id,
                &compartment,
                comp.generation,
            )?;
            let members = keyring.members(&compartment)?;
            let sealed = seal_data_key(
                &data_key,
                &header.vault_id,
                &compartment,
                comp.generation,
                &members,
            )?;
            set_seal(&mut keyring, &compartment, &sealed);
        }
        super::keys::reseal(&mut keyring, &recovery)?;
        keyring.seal(&mut header, &recovery.vmk, &mut *host.entropy)?;
        header.sign(RECOVERY, &recovery.signing)?;
        let header = header.write(&folder, true)?;
        let proved = Proved { folder, header, keyring, secret, slot, notices: Vec::new() };
        let mut vault = Self::enter(proved, host, "office.recover")?;
        vault.reseal_entries(&recovery.identity)?;
        Ok(vault)
    }
}

/// People with this login leave when one is enrolled again.
pub(crate) fn replace_login(keyring: &mut Keyring, header: &mut Header, wanted: &str) {
    for user in
        keyring.users.iter_mut().filter(|user| super::slot::login_key(&user.login) == wanted)
    {
        if user.status == Status::Active {
            user.status = Status::Left;
            let slot = std::mem::take(&mut user.slot);
            header.slots.retain(|it| it.id != slot);
        }
    }
}
