//! Names of things: newtypes over time-ordered UUIDs, and the few that are shorter.

use std::{fmt, str::FromStr};

use uuid::{Builder, Uuid};

use super::{Entropy, Instant};

/// A text that is no id of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct IdError;

macro_rules! uuid_id {
    ($(#[$doc:meta] $name:ident),* $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new one: UUIDv7, so later ones sort later.
            pub fn make(now: Instant, entropy: &mut dyn Entropy) -> Self {
                let mut random = [0; 10];
                entropy.fill(&mut random);
                let ms = u64::try_from(now.0).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
            }

            /// The 16 bytes as stored.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id with these 16 bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text).map(Self).map_err(|_err| IdError)
            }
        }
    )*};
}

uuid_id! {
    /// One submission of a form.
    RecordId,
    /// What several records belong to: a return case, a household over time.
    CaseId,
    /// One remark on a question.
    CommentId,
    /// One import of many records.
    ImportId,
}

macro_rules! short_id {
    ($(#[$doc:meta] $name:ident),* $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 8]);

        impl $name {
            /// A new, random one.
            pub fn make(entropy: &mut dyn Entropy) -> Self {
                let mut bytes = [0; 8];
                entropy.fill(&mut bytes);
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    )*};
}

short_id! {
    /// A person who works with this office's vault.
    UserId,
    /// The computer on which something was entered.
    DeviceId,
}

/// The id of a form, as its settings sheet gives it: `household_registration`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormId(pub String);

impl fmt::Display for FormId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One version of a form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormKey {
    /// The form.
    pub id: FormId,
    /// Its version, as the settings sheet gives it.
    pub version: String,
}

/// The number of a batch in its office's sequence, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchNumber(pub u64);

/// What a person does in an office; one person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Enters and submits.
    FieldOfficer,
    /// Reviews.
    Supervisor,
    /// Exports.
    DataOfficer,
    /// Looks after people, forms, places, headquarters.
    Administrator,
}

impl Role {
    /// Every role, in the order in which they are listed.
    pub const ALL: [Self; 4] =
        [Self::FieldOfficer, Self::Supervisor, Self::DataOfficer, Self::Administrator];

    /// The word of the command line and of the keyring.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FieldOfficer => "field-officer",
            Self::Supervisor => "supervisor",
            Self::DataOfficer => "data-officer",
            Self::Administrator => "administrator",
        }
    }
}

impl FromStr for Role {
    type Err = IdError;

    fn from_str(word: &str) -> Result<Self, IdError> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or(IdError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SeededEntropy;

    #[test]
    fn later_ids_sort_later_and_read_back() {
        let mut entropy = SeededEntropy::new(1);
        let early = RecordId::make(Instant(1_000), &mut entropy);
        let late = RecordId::make(Instant(2_000), &mut entropy);
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!("x".parse::<RecordId>(), Err(IdError));
    }
}
