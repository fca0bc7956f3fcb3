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
    conn.authorizer(Some(|context: AuthContext<'_>| judge(&context.action)))?;
    Ok(())
}

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

/// Brings everything into the main file, so that a closed vault is one file a compartment.
pub(crate) fn checkpoint(conn: &Connection) -> Result<(), VaultError> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_row| Ok(()))?;
    Ok(())
}
