//! Keys that data officers use, each person's signature, and headquarters.

use super::VaultError;
use super::keyring::{KeyKind, Keyring, Profile, SealedKey, open_key};
use super::open::Vault;
use super::session::Host;
use super::slot::SlotSecret;
use crate::base::{Sensitive, UserId};
use crate::crypto::{self, FileSigner, Namespace, hex, seal_to};
use zeroize::Zeroizing;

/// The office's key for signing batches.
#[derive(Clone, Debug)]
pub struct BatchKey {
    /// Its epoch; a new one begins a new sequence.
    pub epoch: u32,
    /// The text of its minisign secret key file.
    pub secret: Sensitive<String>,
    /// Its public key: one line of base64.
    pub public: String,
}

/// Headquarters, as pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headquarters {
    /// The profile's number; a lower one is refused.
    pub profile_seq: u64,
    /// The root key that was compared by its words.
    pub root: String,
    /// The profile, as it came.
    pub profile: Vec<u8>,
}

/// The keys of a new office: its batch key, and those for its first destination.
pub(crate) fn create(
    keyring: &mut Keyring,
    secret: &SlotSecret,
    host: &mut Host,
) -> Result<(), VaultError> {
    let signer = FileSigner::make()?;
    add(keyring, secret, (KeyKind::Batch, "", 1), &signer.public, signer.secret.expose())?;
    add_destination(keyring, secret, host, "headquarters", 1)
}

fn add_destination(
    keyring: &mut Keyring,
    secret: &SlotSecret,
    host: &mut Host,
    destination: &str,
    epoch: u32,
) -> Result<(), VaultError> {
    for kind in [KeyKind::Pseudonym, KeyKind::Ledger] {
        if find(keyring, kind, destination, epoch).is_some() {
            continue;
        }
        let mut key = Zeroizing::new([0; 32]);
        host.entropy.fill(key.as_mut());
        let text = Zeroizing::new(hex::encode(key.as_ref()));
        add(keyring, secret, (kind, destination, epoch), "", &text)?;
    }
    Ok(())
}

fn add(
    keyring: &mut Keyring,
    secret: &SlotSecret,
    (kind, destination, epoch): (KeyKind, &str, u32),
    public: &str,
    text: &str,
) -> Result<(), VaultError> {
    let sealed = seal_to(&keyring.key_holders(&secret.root)?, text.as_bytes())?;
    keyring.keys.push(SealedKey {
        kind,
        destination: destination.to_owned(),
        epoch,
        public: public.to_owned(),
        sealed: hex::encode(&sealed),
    });
    Ok(())
}

fn find<'a>(
    keyring: &'a Keyring,
    kind: KeyKind,
    destination: &str,
    epoch: u32,
) -> Option<&'a SealedKey> {
    keyring
        .keys
        .iter()
        .find(|key| key.kind == kind && key.destination == destination && key.epoch == epoch)
}

/// Seals every key again, to those who are data officers now. Keys that `secret` does not open stay as they are.
pub(crate) fn reseal(keyring: &mut Keyring, secret: &SlotSecret) -> Result<(), VaultError> {
    let holders = keyring.key_holders(&secret.root)?;
    for key in &mut keyring.keys {
        if let Ok(text) = open_key(key, &secret.identity) {
            key.sealed = hex::encode(&seal_to(&holders, text.expose().as_bytes())?);
        }
    }
    Ok(())
}

impl Vault {
    /// The office's batch key of the latest epoch.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotCleared`] for somebody to whom it is not sealed.
    pub fn batch_key(&self) -> Result<BatchKey, VaultError> {
        let key = self.latest_batch_key()?;
        Ok(BatchKey {
            epoch: key.epoch,
            secret: open_key(key, &self.secret.identity)?,
            public: key.public.clone(),
        })
    }

    /// The public half of it, which everybody may see.
    pub fn batch_public_key(&self) -> Result<String, VaultError> {
        Ok(self.latest_batch_key()?.public.clone())
    }

    fn latest_batch_key(&self) -> Result<&SealedKey, VaultError> {
        let batch = self.keyring.keys.iter().filter(|key| key.kind == KeyKind::Batch);
        batch.max_by_key(|key| key.epoch).ok_or(VaultError::NotFound)
    }

    /// The key of pseudonyms for a destination and epoch.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotFound`] for a destination or epoch without keys; [`VaultError::NotCleared`].
    pub fn pseudonym_key(
        &self,
        destination: &str,
        epoch: u32,
    ) -> Result<Sensitive<[u8; 32]>, VaultError> {
        self.bare_key(KeyKind::Pseudonym, destination, epoch)
    }

    /// The key of subject tags in the ledger, for a destination and epoch.
    ///
    /// # Errors
    ///
    /// As [`Vault::pseudonym_key`].
    pub fn ledger_key(
        &self,
        destination: &str,
        epoch: u32,
    ) -> Result<Sensitive<[u8; 32]>, VaultError> {
        self.bare_key(KeyKind::Ledger, destination, epoch)
    }

    fn bare_key(
        &self,
        kind: KeyKind,
        destination: &str,
        epoch: u32,
    ) -> Result<Sensitive<[u8; 32]>, VaultError> {
        let key = find(&self.keyring, kind, destination, epoch).ok_or(VaultError::NotFound)?;
        let text = open_key(key, &self.secret.identity)?;
        hex::decode_array(text.expose()).map(Sensitive::new).ok_or(VaultError::HeaderDamaged)
    }

    /// Makes the keys of a destination and epoch where there are none. Administrators only.
    pub fn add_destination(&mut self, destination: &str, epoch: u32) -> Result<(), VaultError> {
        self.change_header("office.keys.add", false, |keyring, _header, host, secret| {
            add_destination(keyring, secret, host, destination, epoch)
        })
    }

    /// Signs `bytes` as what `namespace` says, with the person's own key.
    #[must_use]
    pub fn sign(&self, namespace: Namespace, bytes: &[u8]) -> [u8; 64] {
        self.secret.signing.sign(namespace, bytes)
    }

    /// Whether `person`, who works or worked here, signed that.
    ///
    /// # Errors
    ///
    /// [`VaultError::NotFound`] for a stranger; [`VaultError::Conflict`] where the signature does not hold.
    pub fn verify(
        &self,
        person: UserId,
        namespace: Namespace,
        bytes: &[u8],
        signature: &[u8; 64],
    ) -> Result<(), VaultError> {
        let key = self.view.signers.get(&person).ok_or(VaultError::NotFound)?;
        crypto::verify(key, namespace, bytes, signature).map_err(|_err| VaultError::Conflict)
    }

    /// Headquarters, where a profile was added.
    pub fn headquarters(&self) -> Result<Option<Headquarters>, VaultError> {
        let Some(profile) = &self.keyring.profile else { return Ok(None) };
        Ok(Some(Headquarters {
            profile_seq: profile.seq,
            root: profile.root.clone(),
            profile: hex::decode(&profile.bytes).ok_or(VaultError::HeaderDamaged)?,
        }))
    }

    /// Pins headquarters' profile. Who calls has checked its signature and its words. Administrators only.
    ///
    /// # Errors
    ///
    /// [`VaultError::Conflict`] for another root than the pinned one, and for a lower number; [`VaultError::NotCleared`].
    pub fn set_headquarters(&mut self, new: &Headquarters) -> Result<(), VaultError> {
        if let Some(pinned) = &self.keyring.profile
            && (pinned.root != new.root || new.profile_seq < pinned.seq)
        {
            return Err(VaultError::Conflict);
        }
        self.change_header("office.headquarters.add", false, |keyring, _header, _host, _secret| {
            keyring.profile = Some(Profile {
                seq: new.profile_seq,
                root: new.root.clone(),
                bytes: hex::encode(&new.profile),
            });
            Ok(())
        })
    }
}
