//! Who has unlocked, and what they were told at the door.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Clock, Entropy, Instant, Role, Sensitive, UserId};
use crate::crypto::{KdfCost, Limits};

use super::Compartment;

/// What a vault needs from the program around it.
pub struct Host {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where keys and nonces come from.
    pub entropy: Box<dyn Entropy>,
    /// The user's settings folder, for `witness.json`; `None`: nothing is remembered.
    pub config: Option<PathBuf>,
    /// Which costs of key stretching are accepted: [`Limits::product`], except in tests.
    pub limits: Limits,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// A new office and its first person.
#[derive(Debug)]
pub struct NewOffice {
    /// Its name, as people say it.
    pub name: String,
    /// Its code, as it stands in batches: `OFF017`.
    pub code: String,
    /// Whether it holds invented people only.
    pub demo: bool,
    /// Who creates it; usually administrator and supervisor, holding every compartment.
    pub person: NewPerson,
    /// What one guess at a passphrase costs.
    pub cost: KdfCost,
}

/// A person to be enrolled.
#[derive(Debug)]
pub struct NewPerson {
    /// What they type to unlock.
    pub login: String,
    /// Their name.
    pub name: Sensitive<String>,
    /// What they do.
    pub roles: Vec<Role>,
    /// What they may read.
    pub compartments: Vec<Compartment>,
    /// Their own passphrase, typed by themselves.
    pub passphrase: Sensitive<String>,
}

/// A person of the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// What they type to unlock.
    pub login: String,
    /// Their name.
    pub name: Sensitive<String>,
    /// What they do.
    pub roles: Vec<Role>,
    /// What they may read.
    pub compartments: Vec<Compartment>,
    /// Their public signing key.
    pub public: [u8; 32],
    /// Whether they still work here.
    pub active: bool,
}

impl Person {
    /// Whether this person has `role`.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// Which office a vault belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeIdentity {
    /// The vault's 16 bytes.
    pub vault_id: [u8; 16],
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Whether it is a demonstration office; every screen says so.
    pub demo: bool,
}

/// What is to be told after unlocking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The header was damaged and its copy was used; a new header was not written.
    HeaderCopyUsed,
    /// This vault is older than the one last used on this computer, at that time.
    OlderThanLastTime(Instant),
    /// Attempts to unlock failed under this person's login.
    FailedAttempts {
        /// How many.
        count: u32,
        /// Since they last unlocked, where that is known.
        since: Option<Instant>,
    },
    /// There is no space left: read, and free some.
    Rescue,
    /// A change of people or keys had been cut off and was brought to an end, or undone.
    CutOffChange {
        /// Whether it had taken effect.
        done: bool,
    },
}
