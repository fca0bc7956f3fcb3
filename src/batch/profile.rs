//! The office profile: what headquarters tells an office, signed with headquarters' root key.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BatchError, Recipient, SignerKey, SignerPublic, canonical::to_canonical};

/// The value of [`OfficeProfile::format`], and the trusted comment of its signature.
pub const PROFILE_FORMAT: &str = "waypost-profile/1";

/// Whom batches are sealed to, who may sign them, what may be sent where. A file of JSON with a minisign signature beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeProfile {
    /// [`PROFILE_FORMAT`].
    pub format: String,
    /// Number of this profile; a lower one than the last is refused.
    pub profile_seq: u64,
    /// SHA-256 of the profile before, or `genesis`.
    pub prev: String,
    /// Code of the office.
    pub office: String,
    /// Public key of headquarters' root. On the first import its words are compared with a letter; from then on it is fixed.
    pub root: String,
    /// Keys of headquarters, with the days between which they are used.
    pub hq_recipients: Vec<HqRecipient>,
    /// The kind of all of them; kinds are never mixed.
    pub recipient_type: RecipientType,
    /// Public keys the office may sign batches with.
    pub office_batch_keys: Vec<String>,
    /// People whose approval headquarters accepts.
    pub supervisors: Vec<Supervisor>,
    /// How long records are kept.
    pub retention: Vec<RetentionRule>,
    /// The least that a passphrase must be stretched.
    pub kdf_floor: Option<KdfFloor>,
    /// The oldest version of the program that may be used.
    pub min_app_version: Option<String>,
    /// Where batches may go.
    pub destinations: Vec<Destination>,
    /// The next root key, where it changes.
    pub new_root: Option<String>,
}

/// One key of headquarters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HqRecipient {
    /// `age1…`.
    pub age_pk: String,
    /// First day of use.
    pub from: NaiveDate,
    /// Last day of use; without end where none.
    pub to: Option<NaiveDate>,
}

/// Kinds of recipients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientType {
    /// age X25519.
    X25519,
}

/// A person whose approval counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervisor {
    /// Public key.
    pub vk: String,
}

/// How long records of one form are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// The form.
    pub form: String,
    /// Months after the last change.
    pub months: u32,
}

/// The least cost of stretching a passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfFloor {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

/// Where batches may go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// Its id, as in the manifest.
    pub id: String,
    /// The consent line that must be "yes".
    pub purpose: String,
    /// The privacy profile, by its name.
    pub profile: String,
}

impl OfficeProfile {
    /// The bytes to keep, and a signature over them.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotAKey`] where `root` is not the key that the profile names.
    pub fn sign(&self, root: &SignerKey) -> Result<(Vec<u8>, String), BatchError> {
        if self.root != root.public().line() {
            return Err(BatchError::NotAKey("not the profile's root key"));
        }
        let bytes = to_canonical(self)?;
        let signature = root.sign(&bytes, PROFILE_FORMAT)?;
        Ok((bytes, signature))
    }

    /// Reads a profile whose signature is by the root key it names itself.
    ///
    /// That it is the right root is for the caller: the pinned one, or on the first import the one whose
    /// [`Self::fingerprint`] stands in headquarters' letter.
    ///
    /// # Errors
    ///
    /// [`BatchError::TooNew`], [`BatchError::Malformed`], [`BatchError::NotAuthentic`], [`BatchError::NotAKey`].
    pub fn read(bytes: &[u8], signature: &str) -> Result<Self, BatchError> {
        let bad = |_err| BatchError::Malformed("the profile does not parse");
        let probe: serde_json::Value = serde_json::from_slice(bytes).map_err(bad)?;
        let format = probe.get("format").and_then(serde_json::Value::as_str).unwrap_or_default();
        if format != PROFILE_FORMAT {
            let later = format.starts_with("waypost-profile/");
            return Err(if later {
                BatchError::TooNew
            } else {
                BatchError::Malformed("no profile")
            });
        }
        let profile: Self = serde_json::from_slice(bytes).map_err(bad)?;
        if SignerPublic::parse(&profile.root)?.verify(bytes, signature)? != PROFILE_FORMAT {
            return Err(BatchError::NotAuthentic);
        }
        profile
            .hq_recipients
            .iter()
            .try_for_each(|it| it.age_pk.parse::<Recipient>().map(|_key| ()))?;
        Ok(profile)
    }

    /// The root key's eight words.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotAKey`].
    pub fn fingerprint(&self) -> Result<String, BatchError> {
        SignerPublic::parse(&self.root).map(|root| root.fingerprint())
    }

    /// The keys in use on `day`.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotAKey`].
    pub fn recipients_on(&self, day: NaiveDate) -> Result<Vec<Recipient>, BatchError> {
        let in_use = |it: &&HqRecipient| it.from <= day && it.to.is_none_or(|to| day <= to);
        self.hq_recipients.iter().filter(in_use).map(|it| it.age_pk.parse()).collect()
    }
}
