//! The keyring: who works here, who holds which compartment, which keys are sealed to whom.
//!
//! It lies in the header under the vault's master key, so that a found laptop names nobody. Everybody who unlocks
//! reads it; only the root and those whom it certified may change it, by the header's signature.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::header::{FORMAT, Header, SealedKeyring};
use super::{Compartment, VaultError};
use crate::base::{Entropy, Role, Sensitive, UserId};
use crate::crypto::{self, Identity, Namespace, Recipient, SigningKey, hex, seal_to, verify};

/// The signer id of the recovery key, which is nobody's.
pub(crate) const RECOVERY: UserId = UserId([0xff; 8]);

/// Everything under the master key.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keyring {
    pub(crate) office: Office,
    pub(crate) users: Vec<User>,
    pub(crate) comps: Vec<Comp>,
    pub(crate) keys: Vec<SealedKey>,
    pub(crate) certs: Vec<Cert>,
    /// The pinned profile of headquarters, as it came.
    pub(crate) profile: Option<Profile>,
    pub(crate) recovery_pk: String,
}

/// Which office this is.
#[derive(Clone, Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Office {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) demo: bool,
}

/// One person, also after leaving: old signatures must stay checkable.
#[derive(Clone, Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
    pub(crate) age_pk: String,
    pub(crate) vk: String,
    pub(crate) comps: Vec<String>,
    pub(crate) status: Status,
    /// The slot that opens as this person; empty after leaving.
    pub(crate) slot: String,
}

/// Whether a person still works here.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    Active,
    Left,
}

/// One compartment and its key, sealed to its members.
#[derive(Clone, Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comp {
    pub(crate) name: String,
    #[serde(rename = "gen")]
    pub(crate) generation: u32,
    pub(crate) sealed: String,
}

/// What a key of the keyring is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Zeroize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyKind {
    Batch,
    Pseudonym,
    Ledger,
}

/// A key that data officers use, sealed to them.
#[derive(Clone, Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealedKey {
    pub(crate) kind: KeyKind,
    pub(crate) destination: String,
    pub(crate) epoch: u32,
    /// The public half of a batch key; empty for others.
    pub(crate) public: String,
    pub(crate) sealed: String,
}

/// A key that may sign headers, by leave of another that may.
#[derive(Clone, Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cert {
    pub(crate) vk: String,
    pub(crate) may: String,
    pub(crate) by: String,
    pub(crate) sig: String,
}

/// Headquarters, as pinned.
#[derive(Clone, Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    pub(crate) seq: u64,
    pub(crate) root: String,
    pub(crate) bytes: String,
}

/// The only thing certificates allow so far.
const MAY: &str = "header";

impl Keyring {
    /// Opens the keyring of `header` and checks who signed it.
    ///
    /// # Errors
    ///
    /// [`VaultError::HeaderDamaged`] where it was changed, or signed by somebody who may not.
    pub(crate) fn open(
        header: &Header,
        vmk: &[u8; 32],
        root: &[u8; 32],
    ) -> Result<Self, VaultError> {
        let nonce = hex::decode_array(&header.keyring.n).ok_or(VaultError::HeaderDamaged)?;
        let sealed = hex::decode(&header.keyring.ct).ok_or(VaultError::HeaderDamaged)?;
        let bytes = crypto::open(vmk, &nonce, &about(header)?, &sealed)?;
        let keyring: Self =
            serde_json::from_slice(&bytes).map_err(|_err| VaultError::HeaderDamaged)?;
        header.verify(&keyring.signer(header, root)?)?;
        Ok(keyring)
    }

    /// The key that must have signed `header`: known to the keyring, and the root's or certified.
    fn signer(&self, header: &Header, root: &[u8; 32]) -> Result<[u8; 32], VaultError> {
        let key = if header.signer == hex::encode(&RECOVERY.0) {
            self.certs.iter().find(|cert| self.users.iter().all(|user| user.vk != cert.vk))
        } else {
            None
        }
        .map(|cert| cert.vk.as_str())
        .or_else(|| {
            self.users.iter().find(|user| user.id == header.signer).map(|user| user.vk.as_str())
        });
        let key = key.and_then(hex::decode_array).ok_or(VaultError::HeaderDamaged)?;
        if self.is_certified(&key, root) { Ok(key) } else { Err(VaultError::HeaderDamaged) }
    }

    /// Whether `key` may sign headers: it is the root, or a chain of certificates leads to the root.
    pub(crate) fn is_certified(&self, key: &[u8; 32], root: &[u8; 32]) -> bool {
        let mut key = *key;
        // Each step uses a certificate; more steps than certificates would be a ring.
        for _step in 0..=self.certs.len() {
            if key == *root {
                return true;
            }
            let vk = hex::encode(&key);
            let Some(by) =
                self.certs.iter().filter(|it| it.vk == vk && it.may == MAY).find_map(Cert::checked)
            else {
                return false;
            };
            key = by;
        }
        false
    }

    /// Lets `vk` sign headers, by `key`.
    pub(crate) fn certify(&mut self, vk: &[u8; 32], key: &SigningKey) {
        let sig = key.sign(Namespace::Certificate, &Cert::bytes(vk));
        self.certs.push(Cert {
            vk: hex::encode(vk),
            may: MAY.to_owned(),
            by: hex::encode(&key.public()),
            sig: hex::encode(&sig),
        });
    }

    /// Seals it into `header`, one generation later. The header must be signed after that.
    pub(crate) fn seal(
        &self,
        header: &mut Header,
        vmk: &[u8; 32],
        entropy: &mut dyn Entropy,
    ) -> Result<(), VaultError> {
        header.gener += 1;
        let mut nonce = [0; crypto::NONCE_LEN];
        entropy.fill(&mut nonce);
        let bytes = serde_json::to_vec(self).map_err(|_err| VaultError::HeaderDamaged)?;
        let bytes = Zeroizing::new(bytes);
        let sealed = crypto::seal(vmk, &nonce, &about(header)?, &bytes)?;
        header.keyring = SealedKeyring { n: hex::encode(&nonce), ct: hex::encode(&sealed) };
        Ok(())
    }

    /// The person with this id who still works here.
    pub(crate) fn active(&self, id: UserId) -> Option<&User> {
        let id = hex::encode(&id.0);
        self.users.iter().find(|user| user.id == id && user.status == Status::Active)
    }

    /// The public keys of the members of `compartment`.
    pub(crate) fn members(&self, compartment: &Compartment) -> Result<Vec<Recipient>, VaultError> {
        let mut members = Vec::new();
        for user in self.users.iter().filter(|user| user.status == Status::Active) {
            if user.comps.iter().any(|name| name == compartment.name()) {
                members.push(Recipient::parse(&user.age_pk)?);
            }
        }
        Ok(members)
    }

    /// Whom data officers' keys are sealed to: them, the custodian who can seal them to the next one, and recovery.
    ///
    /// The custodian is the first person of the office, or, after that one left, the first administrator.
    pub(crate) fn key_holders(&self, root: &[u8; 32]) -> Result<Vec<Recipient>, VaultError> {
        let root = hex::encode(root);
        let has = |user: &User, role: Role| user.roles.iter().any(|word| word == role.word());
        let active = || self.users.iter().filter(|user| user.status == Status::Active);
        let custodian = active()
            .find(|user| user.vk == root)
            .or_else(|| active().find(|user| has(user, Role::Administrator)));
        let mut holders = vec![Recipient::parse(&self.recovery_pk)?];
        for user in active() {
            let is_custodian = custodian.is_some_and(|it| it.id == user.id);
            if is_custodian || has(user, Role::DataOfficer) {
                holders.push(Recipient::parse(&user.age_pk)?);
            }
        }
        Ok(holders)
    }
}

impl Cert {
    fn bytes(vk: &[u8; 32]) -> Vec<u8> {
        [vk.as_slice(), MAY.as_bytes()].concat()
    }

    /// The key that gave leave, if its signature holds.
    fn checked(&self) -> Option<[u8; 32]> {
        let (vk, by) = (hex::decode_array(&self.vk)?, hex::decode_array(&self.by)?);
        let sig = hex::decode_array(&self.sig)?;
        verify(&by, Namespace::Certificate, &Self::bytes(&vk), &sig).is_ok().then_some(by)
    }
}

fn about(header: &Header) -> Result<Vec<u8>, VaultError> {
    Ok([b"waypost-vault/1 keyring".as_slice(), &header.id()?, &header.gener.to_le_bytes()].concat())
}

/// The key of one compartment's file.
pub(crate) type DataKey = Zeroizing<[u8; 32]>;

/// A new one.
pub(crate) fn make_data_key(entropy: &mut dyn Entropy) -> DataKey {
    let mut key = Zeroizing::new([0; 32]);
    entropy.fill(key.as_mut());
    key
}

/// The label by which a sealed key says what it is the key of.
fn label(vault_id: &str, compartment: &Compartment, generation: u32) -> String {
    format!("{FORMAT} dek vault={vault_id} compartment={compartment} gen={generation}")
}

/// Seals a data key, with its label, to `recipients`: the text that Debian's `age -d` prints.
pub(crate) fn seal_data_key(
    key: &DataKey,
    vault_id: &str,
    compartment: &Compartment,
    generation: u32,
    recipients: &[Recipient],
) -> Result<Vec<u8>, VaultError> {
    let text = Zeroizing::new(format!(
        "{}\n{}\n",
        label(vault_id, compartment, generation),
        Zeroizing::new(hex::encode(key.as_ref())).as_str()
    ));
    Ok(seal_to(recipients, text.as_bytes())?)
}

/// Opens a sealed data key and checks that it is the key of this compartment of this vault.
///
/// # Errors
///
/// [`VaultError::NotCleared`] where it is not sealed to `identity`; [`VaultError::HeaderDamaged`] where the label differs.
pub(crate) fn open_data_key(
    sealed: &[u8],
    identity: &Identity,
    vault_id: &str,
    compartment: &Compartment,
    generation: u32,
) -> Result<DataKey, VaultError> {
    let text = identity.open(sealed).map_err(|_err| VaultError::NotCleared)?;
    let text = std::str::from_utf8(&text).map_err(|_err| VaultError::HeaderDamaged)?;
    let mut lines = text.lines();
    if lines.next() != Some(label(vault_id, compartment, generation).as_str()) {
        return Err(VaultError::HeaderDamaged);
    }
    lines.next().and_then(hex::decode_array).map(Zeroizing::new).ok_or(VaultError::HeaderDamaged)
}

/// Opens a key of the keyring: its text.
pub(crate) fn open_key(
    key: &SealedKey,
    identity: &Identity,
) -> Result<Sensitive<String>, VaultError> {
    let sealed = hex::decode(&key.sealed).ok_or(VaultError::HeaderDamaged)?;
    let text = identity.open(&sealed).map_err(|_err| VaultError::NotCleared)?;
    std::str::from_utf8(&text).map(Sensitive::from).map_err(|_err| VaultError::HeaderDamaged)
}
