//! What each role may do, and by what each right is protected.

use crate::base::Role;
pub use crate::cases::{EnforcedBy, Permission};

/// One line of the table that the role editor shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// What may be done.
    pub permission: Permission,
    /// By whom, in the order of [`Role::ALL`].
    pub roles: [bool; 4],
    /// Protected by what.
    pub by: EnforcedBy,
}

/// The table of rights: one line a permission, one column a role.
#[must_use]
pub fn rights() -> Vec<Right> {
    Permission::ALL
        .into_iter()
        .map(|permission| Right {
            permission,
            roles: Role::ALL.map(|role| permission.comes_with(role)),
            by: permission.enforced_by(),
        })
        .collect()
}
