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
const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../../migrations/0001_initial.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/0002_intake.sql") },
    Migration { version: 3, sql: include_str!("../../migrations/0003_draft_reasons.sql") },
    Migration { version: 4, sql: include_str!("../../migrations/0004_place_boxes.sql") },
];

/// The schema that this program knows.
pub const LATEST: u32 = 4;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_of_the_first_version_is_brought_to_the_latest_with_what_it_holds() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(MIGRATIONS[0].sql).unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        conn.execute("insert into setting values ('idle', '5')", []).unwrap();
        assert_eq!(migrate(&mut conn).unwrap(), 1);
        assert_eq!(migrate(&mut conn).unwrap(), LATEST, "again is no harm");
        let kept: String =
            conn.query_row("select value from setting", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "5");
        let n_entries: u32 =
            conn.query_row("select count(*) from intake", [], |row| row.get(0)).unwrap();
        assert_eq!(n_entries, 0);
        assert_eq!(MIGRATIONS.last().map(|it| it.version), Some(LATEST));
    }
}
