//! People of the office.

use crate::base::{Role, Sensitive};

/// Adds somebody. They type their own passphrase at this keyboard.
#[derive(Clone, Debug)]
pub struct AddPerson {
    /// Their login.
    pub login: String,
    /// What they do.
    pub roles: Vec<Role>,
    /// Compartments they are cleared for; whoever adds them must hold these.
    pub compartments: Vec<String>,
    /// Their passphrase.
    pub passphrase: Sensitive<String>,
}

/// Removes somebody: their slot and their keys go. What they read stays read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovePerson {
    /// Their login.
    pub login: String,
}
