//! Who has unlocked the vault.

use crate::{
    base::{Instant, Message, Role, Sensitive, UserId},
    cases::{Permission, Person},
    vault::Notice,
};

/// Who is at the keyboard, for the window and the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionView {
    /// Who.
    pub user: UserId,
    /// The login they typed.
    pub login: String,
    /// Their name.
    pub name: Sensitive<String>,
    /// What they do here.
    pub roles: Vec<Role>,
    /// The compartments whose keys they hold, in order: `general`, `protection`, `health`.
    pub compartments: Vec<String>,
    /// Since when.
    pub since: Instant,
    /// The office.
    pub office: OfficeView,
    /// Failed attempts to unlock under this login since they last did.
    pub failed_attempts: u32,
    /// The vault opened in rescue mode: it reads, and frees space, and nothing else is sure.
    pub rescue: bool,
    /// What the person should be told, once.
    pub notices: Vec<Message>,
}

impl SessionView {
    /// Whether one of their roles brings `permission`.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.person().may(permission)
    }

    /// Who they are to the rules.
    #[must_use]
    pub fn person(&self) -> Person {
        Person { id: self.user, roles: self.roles.clone() }
    }
}

/// The office whose vault is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeView {
    /// What people call it.
    pub name: String,
    /// Its code: part of record numbers and of file names of batches.
    pub code: String,
    /// A demonstration office; every screen says so.
    pub demonstration: bool,
    /// Minutes without a key or the mouse until it locks itself.
    pub idle_lock_minutes: u32,
}

/// What the vault has to say on being opened, in words.
pub(super) fn notice(notice: &Notice) -> Message {
    match notice {
        Notice::HeaderCopyUsed => Message::new("notice-header-copy"),
        Notice::OlderThanLastTime(at) => {
            Message::new("notice-older-vault").text("day", at.utc().date_naive().to_string())
        }
        Notice::FailedAttempts { count, since: Some(since) } => {
            Message::new("notice-failed-attempts")
                .number("count", u64::from(*count))
                .text("day", since.utc().date_naive().to_string())
        }
        Notice::FailedAttempts { count, since: None } => {
            Message::new("notice-failed-attempts-ever").number("count", u64::from(*count))
        }
        Notice::Rescue => Message::new("notice-rescue"),
        Notice::CutOffChange { done: true } => Message::new("notice-change-done"),
        Notice::CutOffChange { done: false } => Message::new("notice-change-undone"),
    }
}
