//! Brings a compartment's file to the current schema.

use rusqlite::{Connection, TransactionBehavior};

use super::VaultError;
use super::connection::APPLICATION_ID;

/// One step.
struct Migration {
    /// The `user_version` after it.
    version: u32,
    /// What it does; its first lines say why.
    sql: &'static str,
}

/// Every step ever released, in order. Never edited, never dropped: `migrations/CHECKSUMS`.
const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, sql: include_str!("../../migrations/0001_initial.sql") }];

/// The schema that this program knows.
pub const LATEST: u32 = 1;

/// Refuses a file of another program, or of a later version of this one. Writes nothing.
pub(crate) fn check_version(conn: &Connection) -> Result<(), VaultError> {
    let application: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(VaultError::Damaged);
    }
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if LATEST < found {
        return Err(VaultError::TooNew { found, supported: LATEST });
    }
    Ok(())
}

/// Applies every migration that the file lacks, in order, each in a transaction of its own.
///
/// Returns the version found before. Safe to run on every start.
///
/// # Errors
///
/// As [`check_version`]; a step that fails leaves the version before it.
pub(crate) fn migrate(conn: &mut Connection) -> Result<u32, VaultError> {
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in MIGRATIONS.iter().filter(|it| found < it.version) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        tx.execute_batch(migration.sql)?;
        tx.pragma_update(None, "user_version", migration.version)?;
        tx.commit()?;
    }
    Ok(found)
}
