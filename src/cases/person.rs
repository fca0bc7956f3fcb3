//! Who may do what: the table of rights of the four roles.

use crate::base::{Role, UserId};

/// A right that a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Anybody at the keyboard, also while the vault is locked.
    Anybody,
    /// Whoever has unlocked the vault.
    Unlocked,
    /// Reading the records of the compartments one is cleared for.
    Read,
    /// Entering, submitting, voiding one's own, importing.
    Enter,
    /// Commenting, returning, approving, reopening.
    Review,
    /// Measuring risk and sealing batches.
    Release,
    /// People, forms, places, headquarters.
    Administer,
}

/// By what a right is protected; the role editor shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnforcedBy {
    /// Without a sealed key the data cannot be decrypted.
    Key,
    /// Without the person's signing key the step does not verify.
    Signature,
    /// By this program alone.
    Screen,
}

impl Permission {
    /// Every right that depends on a role, in the order in which they are listed.
    pub const ALL: [Self; 5] =
        [Self::Read, Self::Enter, Self::Review, Self::Release, Self::Administer];

    /// Whether `role` brings this right.
    #[must_use]
    pub const fn comes_with(self, role: Role) -> bool {
        match self {
            Self::Anybody | Self::Unlocked => true,
            Self::Read => !matches!(role, Role::Administrator),
            Self::Enter => matches!(role, Role::FieldOfficer | Role::Supervisor),
            Self::Review => matches!(role, Role::Supervisor),
            Self::Release => matches!(role, Role::DataOfficer),
            Self::Administer => matches!(role, Role::Administrator),
        }
    }

    /// By what this right is protected.
    #[must_use]
    pub const fn enforced_by(self) -> EnforcedBy {
        match self {
            Self::Unlocked | Self::Read | Self::Release => EnforcedBy::Key,
            Self::Review | Self::Administer => EnforcedBy::Signature,
            Self::Anybody | Self::Enter => EnforcedBy::Screen,
        }
    }

    /// A stable word for texts and tests.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Unlocked => "unlocked",
            Self::Read => "read",
            Self::Enter => "enter",
            Self::Review => "review",
            Self::Release => "release",
            Self::Administer => "administer",
        }
    }
}

/// Somebody who works with the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they do here.
    pub roles: Vec<Role>,
}

impl Person {
    /// Whether one of their roles brings `permission`.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        matches!(permission, Permission::Anybody | Permission::Unlocked)
            || self.roles.iter().any(|role| permission.comes_with(*role))
    }
}
