//! `vault.hdr`: who can open the vault, before anything of it is opened.
//!
//! JSON: one slot a person, the sealed keyring, and a signature over all but the slots (a person changes the
//! own passphrase without anybody else). `sum` is no protection: it tells an accident from a wrong passphrase.

use serde::{Deserialize, Serialize};

use super::VaultError;
use super::folder::{Folder, read_small, write_whole};
use crate::base::UserId;
use crate::crypto::{self, Namespace, SigningKey, hex, sha256};

/// The format that this program writes.
pub(crate) const FORMAT: &str = "waypost-vault/1";
const FORMAT_STEM: &str = "waypost-vault/";

/// The file, as it stands; every value is text or a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) format: String,
    /// 16 bytes.
    pub(crate) vault_id: String,
    /// Rises with every change of the keyring.
    pub(crate) gener: u64,
    pub(crate) slots: Vec<SealedSlot>,
    pub(crate) keyring: SealedKeyring,
    /// 8 bytes: the person who signed; `ff…` is the recovery key.
    pub(crate) signer: String,
    /// 64 bytes.
    pub(crate) sig: String,
    /// The first 8 bytes of SHA-256 over the file with an empty `sum`.
    pub(crate) sum: String,
}

/// One person's slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealedSlot {
    pub(crate) id: String,
    pub(crate) hint: String,
    pub(crate) m: u32,
    pub(crate) t: u32,
    pub(crate) p: u32,
    pub(crate) salt: String,
    pub(crate) commit: String,
    pub(crate) nonce: String,
    pub(crate) ct: String,
}

/// The keyring under the vault's master key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealedKeyring {
    pub(crate) n: String,
    pub(crate) ct: String,
}

/// What is signed. The fields stand in the order of their names: that is what makes the text canonical.
#[derive(Serialize)]
struct Signed<'a> {
    format: &'a str,
    gener: u64,
    keyring: SignedKeyring<'a>,
    sig: &'a str,
    signer: &'a str,
    vault_id: &'a str,
}

#[derive(Serialize)]
struct SignedKeyring<'a> {
    ct: &'a str,
    n: &'a str,
}

/// What every version of the format has.
#[derive(Deserialize)]
struct AnyVersion {
    format: String,
}

impl Header {
    /// Reads and checks the shape and the sum of a header.
    ///
    /// # Errors
    ///
    /// [`VaultError::TooNew`] for a later format, else [`VaultError::HeaderDamaged`].
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        if let Ok(AnyVersion { format }) = serde_json::from_slice(bytes)
            && let Some(version) = format.strip_prefix(FORMAT_STEM)
            && let Ok(found) = version.parse::<u32>()
            && 1 < found
        {
            return Err(VaultError::TooNew { found, supported: 1 });
        }
        let header: Self =
            serde_json::from_slice(bytes).map_err(|_err| VaultError::HeaderDamaged)?;
        let intact = header.format == FORMAT
            && header.sum == header.sum()?
            && hex::decode_array::<16>(&header.vault_id).is_some();
        if intact { Ok(header) } else { Err(VaultError::HeaderDamaged) }
    }

    /// Reads the header, or its copy where the header itself is damaged. `true`: it was the copy.
    pub(crate) fn read(folder: &Folder) -> Result<(Self, bool), VaultError> {
        match read_small(&folder.header()).and_then(|bytes| Self::parse(&bytes)) {
            Ok(header) => Ok((header, false)),
            Err(VaultError::TooNew { found, supported }) => {
                Err(VaultError::TooNew { found, supported })
            }
            Err(_damaged) => {
                let copy = read_small(&folder.header_copy()).and_then(|bytes| Self::parse(&bytes));
                copy.map(|header| (header, true)).map_err(|_err| VaultError::HeaderDamaged)
            }
        }
    }

    /// Writes it, keeping the present one as the copy; with `forget`, the copy becomes the new one too, so that no
    /// removed slot lives on in it.
    pub(crate) fn write(mut self, folder: &Folder, forget: bool) -> Result<Self, VaultError> {
        self.sum = self.sum()?;
        let bytes = self.bytes()?;
        if !forget
            && let Ok(present) = read_small(&folder.header())
            && Self::parse(&present).is_ok()
        {
            write_whole(&folder.header_copy(), &present)?;
        }
        write_whole(&folder.header(), &bytes)?;
        if forget {
            write_whole(&folder.header_copy(), &bytes)?;
        }
        Ok(self)
    }

    /// Signs it as `signer`.
    pub(crate) fn sign(&mut self, signer: UserId, key: &SigningKey) -> Result<(), VaultError> {
        self.signer = hex::encode(&signer.0);
        let signature = key.sign(Namespace::Header, &self.signed_bytes()?);
        self.sig = hex::encode(&signature);
        Ok(())
    }

    /// Whether the holder of `public` signed it.
    pub(crate) fn verify(&self, public: &[u8; 32]) -> Result<(), VaultError> {
        let signature = hex::decode_array(&self.sig).ok_or(VaultError::HeaderDamaged)?;
        crypto::verify(public, Namespace::Header, &self.signed_bytes()?, &signature)
            .map_err(|_err| VaultError::HeaderDamaged)
    }

    /// The 16 bytes that name this vault.
    pub(crate) fn id(&self) -> Result<[u8; 16], VaultError> {
        hex::decode_array(&self.vault_id).ok_or(VaultError::HeaderDamaged)
    }

    /// Canonical JSON without slots and sum, with an empty signature: sorted keys, no spaces.
    fn signed_bytes(&self) -> Result<Vec<u8>, VaultError> {
        let signed = Signed {
            format: &self.format,
            gener: self.gener,
            keyring: SignedKeyring { ct: &self.keyring.ct, n: &self.keyring.n },
            sig: "",
            signer: &self.signer,
            vault_id: &self.vault_id,
        };
        serde_json::to_vec(&signed).map_err(|_err| VaultError::HeaderDamaged)
    }

    fn sum(&self) -> Result<String, VaultError> {
        let bytes = Self { sum: String::new(), ..self.clone() }.bytes()?;
        Ok(hex::encode(sha256(&[&bytes]).first_chunk::<8>().ok_or(VaultError::HeaderDamaged)?))
    }

    fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec_pretty(self).map_err(|_err| VaultError::HeaderDamaged)
    }
}
