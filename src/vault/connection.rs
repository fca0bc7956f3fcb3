//! Opening one compartment's file: the exact order matters.
//!
//! The key is proved before (by its seal), so "not a database" means damage here, never a wrong passphrase.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::VaultError;
use super::keyring::DataKey;
use super::migrate;
use crate::crypto::hex;

/// `WAYP`: which program the file belongs to.
pub(crate) const APPLICATION_ID: i32 = 0x5741_5950;

/// What is being opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A new file.
    Create,
    /// The one writing connection.
    Write,
    /// The one reading connection.
    Read,
    /// There is no space for the shared index: one connection, which holds the file alone.
    Rescue,
}

/// Opens the file at `path` under `key`, brings it to the current schema, and shuts what is not needed.
///
/// # Errors
///
/// [`VaultError::TooNew`] before anything was written; [`VaultError::Damaged`], [`VaultError::Full`] and the like.
pub(crate) fn open(path: &Path, key: &DataKey, mode: Mode) -> Result<Connection, VaultError> {
    let mut conn = connect(path, key, mode)?;
    if mode != Mode::Read {
        migrate::migrate(&mut conn)?;
    }
    guard(&mut conn)?;
    Ok(conn)
}

/// The same, and where there is no space for the shared index, in rescue mode. `true`: it is in rescue mode.
pub(crate) fn open_or_rescue(path: &Path, key: &DataKey) -> Result<(Connection, bool), VaultError> {
    match open(path, key, Mode::Write) {
        Err(VaultError::Full) => Ok((open(path, key, Mode::Rescue)?, true)),
        other => Ok((other?, false)),
    }
}

/// A keyed connection with its pragmas, not yet guarded.
fn connect(path: &Path, key: &DataKey, mode: Mode) -> Result<Connection, VaultError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    if mode == Mode::Create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    } else if !path.is_file() {
        return Err(VaultError::Damaged);
    }
    let conn = Connection::open_with_flags(path, flags)?;
    let key = Zeroizing::new(hex::encode(key.as_ref()));
    conn.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", key.as_str())))?;
    conn.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA cipher_memory_security = ON")?;
    if mode == Mode::Rescue {
        conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
    }
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_row| Ok(())).map_err(first_read)?;
    if mode == Mode::Create {
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    migrate::check_version(&conn)?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_row| Ok(())).map_err(first_read)?;
    conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536",
    )?;
    if mode == Mode::Read {
        conn.execute_batch("PRAGMA query_only = ON")?;
    }
    conn.set_prepared_statement_cache_capacity(96);
    Ok(conn)
}

/// A full disk shows first as a shared index that cannot be made.
fn first_read(err: rusqlite::Error) -> VaultError {
    const NO_SPACE: [i32; 3] = [
        rusqlite::ffi::SQLITE_IOERR_SHMSIZE,
        rusqlite::ffi::SQLITE_IOERR_SHMOPEN,
        rusqlite::ffi::SQLITE_IOERR_WRITE,
    ];
    match err.sqlite_error() {
        Some(found) if NO_SPACE.contains(&found.extended_code) => VaultError::Full,
        _other => err.into(),
    }
}

/// From here on nothing can attach a file, change a key or make readable temporary files.
fn guard(conn: &mut Connection) -> Result<(), VaultError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Without it, binding a value throws a prepared statement away, for the value might make another plan better. Preparing
    // costs hundreds of allocations, and with memory security each is a system call.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.authorizer(Some(|context: AuthContext<'_>| judge(&context.action)))?;
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "denied is what is named")]
fn judge(action: &AuthAction<'_>) -> Authorization {
    const PRAGMAS: [&str; 8] = [
        "key",
        "rekey",
        "hexkey",
        "hexrekey",
        "temp_store",
        "temp_store_directory",
        "journal_mode",
        "writable_schema",
    ];
    let denied = match action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => true,
        AuthAction::Pragma { pragma_name, .. } => {
            PRAGMAS.iter().any(|it| pragma_name.eq_ignore_ascii_case(it))
        }
        AuthAction::Function { function_name } => {
            function_name.eq_ignore_ascii_case("load_extension")
        }
        _other => false,
    };
    if denied { Authorization::Deny } else { Authorization::Allow }
}

/// Brings everything into the main file, so that a closed vault is one file a compartment. `false`: a reader was in the way.
pub(crate) fn checkpoint(conn: &Connection) -> Result<bool, VaultError> {
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn guarded() -> (tempfile::TempDir, Connection) {
        let home = tempfile::tempdir().unwrap();
        let conn = open(&home.path().join("general.1.db"), &Zeroizing::new([7; 32]), Mode::Create)
            .unwrap();
        (home, conn)
    }

    #[test]
    fn what_could_make_readable_files_is_refused() {
        let (home, conn) = guarded();
        for sql in [
            "PRAGMA temp_store = FILE",
            "PRAGMA temp_store_directory = '/tmp'",
            "PRAGMA journal_mode = DELETE",
            "PRAGMA rekey = 'x'",
            "PRAGMA writable_schema = ON",
            "DETACH main",
        ] {
            assert!(conn.execute_batch(sql).is_err(), "{sql}");
        }
        let attach = format!("ATTACH '{}' AS plain", home.path().join("plain.db").display());
        assert!(conn.execute_batch(&attach).is_err());
    }

    #[test]
    fn the_connection_is_as_safe_as_was_measured() {
        let (home, conn) = guarded();
        let number =
            |name: &str| -> i64 { conn.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
        assert_eq!(number("synchronous"), 2);
        assert_eq!(number("foreign_keys"), 1);
        assert_eq!(number("secure_delete"), 1);
        assert_eq!(number("trusted_schema"), 0);
        // SQLCipher answers its own pragmas in text.
        let memory: String =
            conn.pragma_query_value(None, "cipher_memory_security", |row| row.get(0)).unwrap();
        assert_eq!(memory, "1");
        // Even asking for the journal mode is refused here; a write shows it.
        conn.execute_batch("create table seen (x integer) strict").unwrap();
        let mut files = std::fs::read_dir(home.path()).unwrap().filter_map(Result::ok);
        assert!(files.any(|it| it.file_name().to_string_lossy().ends_with("-wal")));
        let options: Vec<String> = conn
            .prepare("PRAGMA compile_options")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for want in ["TEMP_STORE=3", "OMIT_LOAD_EXTENSION", "DQS=0", "SECURE_DELETE"] {
            assert!(options.iter().any(|it| it == want), "{want} in {options:?}");
        }
        assert!(3_051_003 <= rusqlite::version_number());
        let cipher: String = conn.query_row("PRAGMA cipher_version", [], |row| row.get(0)).unwrap();
        assert!(cipher.starts_with("4."), "{cipher}");
    }

    #[test]
    fn audit_lines_are_neither_changed_nor_removed() {
        let (_home, conn) = guarded();
        conn.execute(
            "insert into audit values (1, 0, 0, zeroblob(8), zeroblob(8), 'x', zeroblob(16), 0, '', zeroblob(32),
             zeroblob(32), zeroblob(32), zeroblob(64))",
            [],
        )
        .unwrap();
        assert!(conn.execute("update audit set action = 'y'", []).is_err());
        assert!(conn.execute("delete from audit", []).is_err());
    }
}
