//! Failed attempts to unlock, until the next success takes them into the audit log.
//!
//! `attempts.json` names nobody: times, and the hints of slots, which the header shows anyway. Of a login that nobody has
//! nothing is kept, in whatever form: people type their passphrase there. The file is no defence against somebody who
//! copies the folder; it slows down guessing at this keyboard, and the person is told. What was taken into the audit
//! log is signed and in its chain; what is still in the file can be lost with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};

use super::VaultError;
use super::audit::Act;
use super::folder::{Folder, read_small, write_whole};
use super::open::Vault;
use super::session::Notice;
use crate::base::{Instant, UserId};
use crate::crypto::hex;

/// The audit name of failed attempts. Its field is the person's id, or [`NOBODY`]; its version is how many there were.
pub(crate) const FAILED: &str = "session.failed";
/// Stands for a login that nobody has.
const NOBODY: &str = "unknown";
/// So many may fail without a pause.
const FREE: usize = 5;
/// No pause is longer.
const LONGEST_MS: i64 = 5 * 60 * 1000;
/// More are not kept one by one: with the pauses, that is days of trying.
const KEPT: usize = 1000;
/// How far back in the audit log a person's last unlocking is looked for: a few busy weeks.
const LINES: u64 = 20_000;

#[derive(Default, Serialize, Deserialize)]
struct File {
    attempts: Vec<Attempt>,
}

#[derive(Serialize, Deserialize)]
struct Attempt {
    at: i64,
    /// Empty for a login that nobody has.
    hint: String,
}

/// What failed since the last success.
pub(crate) struct Attempts {
    path: PathBuf,
    file: File,
}

impl Attempts {
    /// A file that cannot be read is begun anew.
    pub(crate) fn read(folder: &Folder) -> Self {
        let path = folder.attempts();
        let bytes = read_small(&path).unwrap_or_default();
        Self { path, file: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    /// How long nobody may try, after too many failures in a row.
    pub(crate) fn pause_ms(&mut self, now: Instant) -> Option<i64> {
        let n_over = self.file.attempts.len().checked_sub(FREE)?;
        let pause = 1_i64.checked_shl(u32::try_from(n_over).ok()?).filter(|it| 0 < *it);
        let pause = pause.and_then(|it| it.checked_mul(1000)).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        let last = self.file.attempts.last_mut()?;
        if now.0 < last.at {
            // The clock was set back; the pause begins again by the new one.
            last.at = now.0;
            self.write();
            return Some(pause);
        }
        Some(last.at + pause - now.0).filter(|left| 0 < *left)
    }

    /// One more, with the hint of its slot.
    pub(crate) fn add(&mut self, at: Instant, hint: Option<String>) {
        self.file.attempts.push(Attempt { at: at.0, hint: hint.unwrap_or_default() });
        let surplus = self.file.attempts.len().saturating_sub(KEPT);
        self.file.attempts.drain(..surplus);
        self.write();
    }

    /// Where it cannot be written, on a full disk or a folder that is read-only, people may still try.
    fn write(&self) {
        let bytes = serde_json::to_vec(&self.file).unwrap_or_default();
        let _kept = write_whole(&self.path, &bytes);
    }

    /// How many for each hint.
    fn counts(&self) -> BTreeMap<&str, u32> {
        let mut counts = BTreeMap::new();
        for attempt in &self.file.attempts {
            *counts.entry(attempt.hint.as_str()).or_insert(0) += 1;
        }
        counts
    }

    fn forget(self) {
        // What cannot be removed now is told twice, which is better than never.
        let _gone = fs::remove_file(self.path);
    }
}

impl Vault {
    /// Takes what failed into the audit log, and tells the person what failed under their login since they were last here.
    pub(crate) fn take_attempts(&mut self) -> Result<(), VaultError> {
        let attempts = Attempts::read(&self.folder);
        let compartment = self.view.compartments().next().cloned();
        let mut own = 0;
        for (hint, count) in attempts.counts() {
            let who = self.holder(hint);
            match &compartment {
                Some(compartment) => {
                    let who = who.map_or_else(|| NOBODY.to_owned(), |it| hex::encode(&it.0));
                    let act = Act::new(FAILED).fields([who]);
                    self.append_line(compartment, &act, Some(count))?;
                }
                None if who == Some(self.secret.user) => own += count,
                None => {}
            }
        }
        if compartment.is_some() {
            attempts.forget();
        }
        let (failed, since) = self.failed_since_last_time()?;
        self.failed = own + failed;
        if 0 < self.failed {
            self.notices.push(Notice::FailedAttempts { count: self.failed, since });
        }
        Ok(())
    }

    /// Whose slot has this hint.
    fn holder(&self, hint: &str) -> Option<UserId> {
        let slot = self.header.slots.iter().find(|it| it.hint == hint)?;
        let user = self.keyring.users.iter().find(|it| it.slot == slot.id)?;
        hex::decode_array(&user.id).map(UserId)
    }

    /// What the audit log says of this person's login since they last unlocked, and when that was.
    fn failed_since_last_time(&self) -> Result<(u32, Option<Instant>), VaultError> {
        let (user, id) = (self.secret.user.0, hex::encode(&self.secret.user.0));
        let (mut count, mut since) = (0, None);
        for (_compartment, part) in self.view.parts() {
            let last: Option<(u64, i64)> = part
                .conn
                .prepare_cached(
                    "select seq, at from audit where user = ?1 and action = 'session.unlock'
                     and seq > (select max(seq) from audit) - ?2 order by seq desc limit 1",
                )?
                .query_row((user, LINES), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            count += part
                .conn
                .prepare_cached(
                    "select coalesce(sum(record_version), 0) from audit where action = ?1 and fields = ?2
                     and seq > max(?3, coalesce((select max(seq) from audit), 0) - ?4)",
                )?
                .query_row((FAILED, &id, last.map_or(0, |it| it.0), LINES), |row| {
                    row.get::<_, u32>(0)
                })?;
            since = since.max(last.map(|it| Instant(it.1)));
        }
        Ok((count, since))
    }

    /// How many attempts failed under this person's login since they were last here.
    #[must_use]
    pub const fn failed_attempts(&self) -> u32 {
        self.failed
    }
}
