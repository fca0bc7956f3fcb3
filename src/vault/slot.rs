//! Key slots: a passphrase in, a person's secrets out.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::VaultError;
use super::header::{Header, SealedSlot};
use crate::base::{Entropy, UserId};
use crate::crypto::{
    self, CryptoError, Identity, KdfCost, Limits, Passphrase, SigningKey, derive_key, hex, sha256,
    stretch,
};

/// What a slot holds.
#[derive(Clone)]
pub(crate) struct SlotSecret {
    /// The vault's master key: opens the keyring and nothing else.
    pub(crate) vmk: Zeroizing<[u8; 32]>,
    /// Opens what is sealed to this person.
    pub(crate) identity: Identity,
    /// Signs as this person.
    pub(crate) signing: SigningKey,
    /// Whose signature a header must bear, directly or through certificates.
    pub(crate) root: [u8; 32],
    /// Who it is.
    pub(crate) user: UserId,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Plain {
    vmk: String,
    age_id: String,
    sign_seed: String,
    root_vk: String,
    user: String,
}

/// The text by which slots are found: lower case, no space around it.
pub(crate) fn login_key(login: &str) -> String {
    login.trim().nfkc().flat_map(char::to_lowercase).collect()
}

/// 4 bytes that find the slot without naming the person.
fn hint(vault_id: &[u8; 16], login: &str) -> Result<String, VaultError> {
    let hash = sha256(&[vault_id, login_key(login).as_bytes()]);
    Ok(hex::encode(hash.first_chunk::<4>().ok_or(VaultError::HeaderDamaged)?))
}

/// The hint of `login`, where a slot has it.
pub(crate) fn hint_in_use(header: &Header, login: &str) -> Result<Option<String>, VaultError> {
    let hint = hint(&header.id()?, login)?;
    Ok(header.slots.iter().any(|slot| slot.hint == hint).then_some(hint))
}

impl SlotSecret {
    /// Seals it under a passphrase, in a new slot.
    pub(crate) fn seal(
        &self,
        vault_id: &[u8; 16],
        login: &str,
        passphrase: &Passphrase,
        cost: (KdfCost, Limits),
        entropy: &mut dyn Entropy,
    ) -> Result<SealedSlot, VaultError> {
        let mut id = [0; 16];
        entropy.fill(&mut id);
        self.seal_in(id, vault_id, login, passphrase, cost, entropy)
    }

    /// Seals it in the slot with this id.
    pub(crate) fn seal_in(
        &self,
        id: [u8; 16],
        vault_id: &[u8; 16],
        login: &str,
        passphrase: &Passphrase,
        (cost, limits): (KdfCost, Limits),
        entropy: &mut dyn Entropy,
    ) -> Result<SealedSlot, VaultError> {
        let (mut salt, mut nonce) = ([0; 16], [0; crypto::NONCE_LEN]);
        entropy.fill(&mut salt);
        entropy.fill(&mut nonce);
        let okm = stretch(passphrase, &salt, cost, limits)?;
        let plain = Plain {
            vmk: hex::encode(self.vmk.as_ref()),
            age_id: self.identity.text().expose().clone(),
            sign_seed: hex::encode(self.signing.seed().as_ref()),
            root_vk: hex::encode(&self.root),
            user: hex::encode(&self.user.0),
        };
        let bytes = serde_json::to_vec(&plain).map_err(|_err| VaultError::HeaderDamaged)?;
        let bytes = Zeroizing::new(bytes);
        let about = about(vault_id, &id, cost, &salt);
        Ok(SealedSlot {
            id: hex::encode(&id),
            hint: hint(vault_id, login)?,
            m: cost.memory_kib,
            t: cost.passes,
            p: cost.lanes,
            salt: hex::encode(&salt),
            commit: hex::encode(commit(vault_id, &id, &okm)?.as_ref()),
            nonce: hex::encode(&nonce),
            ct: hex::encode(&crypto::seal(&*kek(vault_id, &id, &okm)?, &nonce, &about, &bytes)?),
        })
    }

    /// Opens the slot of `login` and says which it was.
    ///
    /// Takes as long for a login that nobody has as for a wrong passphrase.
    ///
    /// # Errors
    ///
    /// [`VaultError::WrongPassphrase`] for both; [`VaultError::HeaderDamaged`] for a cost outside the limits.
    pub(crate) fn open(
        header: &Header,
        login: &str,
        passphrase: &Passphrase,
        limits: Limits,
    ) -> Result<(Self, String), VaultError> {
        let vault_id = header.id()?;
        let hint = hint(&vault_id, login)?;
        for slot in &header.slots {
            limits.check(slot.cost())?;
        }
        let mut tried = false;
        for slot in header.slots.iter().filter(|slot| slot.hint == hint) {
            tried = true;
            if let Some(secret) = slot.open(&vault_id, passphrase, limits)? {
                return Ok((secret, slot.id.clone()));
            }
        }
        if !tried {
            // The same work as for a login that exists, so that the time tells nothing.
            let cost = header.slots.first().map_or_else(KdfCost::usual, SealedSlot::cost);
            let _wasted = stretch(passphrase, &[0; 16], cost, limits)?;
        }
        Err(VaultError::WrongPassphrase)
    }
}

impl SealedSlot {
    const fn cost(&self) -> KdfCost {
        KdfCost { memory_kib: self.m, passes: self.t, lanes: self.p }
    }

    /// `None`: another passphrase.
    fn open(
        &self,
        vault_id: &[u8; 16],
        passphrase: &Passphrase,
        limits: Limits,
    ) -> Result<Option<SlotSecret>, VaultError> {
        let damaged = VaultError::HeaderDamaged;
        let (Some(id), Some(salt), Some(nonce), Some(commitment), Some(sealed)) = (
            hex::decode_array::<16>(&self.id),
            hex::decode_array::<16>(&self.salt),
            hex::decode_array(&self.nonce),
            hex::decode_array(&self.commit),
            hex::decode(&self.ct),
        ) else {
            return Err(damaged);
        };
        let okm = stretch(passphrase, &salt, self.cost(), limits)?;
        if !crypto::same(&*commit(vault_id, &id, &okm)?, &commitment) {
            return Ok(None);
        }
        // The passphrase is proved by now: what does not open from here on was changed.
        let about = about(vault_id, &id, self.cost(), &salt);
        let bytes = crypto::open(&*kek(vault_id, &id, &okm)?, &nonce, &about, &sealed)?;
        let plain: Plain =
            serde_json::from_slice(&bytes).map_err(|_err| VaultError::HeaderDamaged)?;
        let (Some(vmk), Some(seed), Some(root), Some(user)) = (
            hex::decode_array(&plain.vmk).map(Zeroizing::new),
            hex::decode_array(&plain.sign_seed).map(Zeroizing::new),
            hex::decode_array(&plain.root_vk),
            hex::decode_array(&plain.user),
        ) else {
            return Err(damaged);
        };
        Ok(Some(SlotSecret {
            vmk,
            identity: Identity::parse(&plain.age_id)?,
            signing: SigningKey::from_seed(&seed),
            root,
            user: UserId(user),
        }))
    }
}

fn kek(
    vault_id: &[u8; 16],
    slot: &[u8; 16],
    okm: &[u8; 32],
) -> Result<Zeroizing<[u8; 32]>, CryptoError> {
    derive_key(vault_id, okm, &[b"waypost-vault/1 slot kek", slot])
}

fn commit(
    vault_id: &[u8; 16],
    slot: &[u8; 16],
    okm: &[u8; 32],
) -> Result<Zeroizing<[u8; 32]>, CryptoError> {
    derive_key(vault_id, okm, &[b"waypost-vault/1 slot commit", slot])
}

fn about(vault_id: &[u8; 16], slot: &[u8; 16], cost: KdfCost, salt: &[u8; 16]) -> Vec<u8> {
    let mut about = b"waypost-vault/1 slot".to_vec();
    about.extend_from_slice(vault_id);
    about.extend_from_slice(slot);
    for number in [cost.memory_kib, cost.passes, cost.lanes] {
        about.extend_from_slice(&number.to_le_bytes());
    }
    about.extend_from_slice(salt);
    about
}
