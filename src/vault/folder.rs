//! The folder of a vault: what lies where, the lock, and writing a file so that it is whole or not there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Compartment, VaultError};

/// More bytes than any header needs: 2 KB a person.
const HEADER_LIMIT: u64 = 4 * 1024 * 1024;
/// How often the lock is tried before the vault is said to be open elsewhere.
const LOOKS: u32 = 10;
/// The time between two tries.
const PAUSE: Duration = Duration::from_millis(30);

/// A vault's folder, locked for this process until it is dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// The operating system releases the lock when this is closed, whatever ends the process.
    _lock: File,
}

impl Folder {
    /// Makes the folder of a new vault and locks it. It may exist already, but must be empty.
    pub(crate) fn create(path: &Path) -> Result<Self, VaultError> {
        fs::create_dir_all(path)?;
        if fs::read_dir(path)?.next().is_some() {
            return Err(VaultError::FolderNotEmpty);
        }
        private(path)?;
        let folder = Self::lock(path)?;
        fs::create_dir(folder.recovery())?;
        private(&folder.recovery())?;
        Ok(folder)
    }

    /// Locks the folder of a vault that exists.
    pub(crate) fn open(path: &Path) -> Result<Self, VaultError> {
        let is_vault = path.join("vault.hdr").is_file() || path.join("vault.hdr.bak").is_file();
        if is_vault { Self::lock(path) } else { Err(VaultError::NotAVault) }
    }

    fn lock(path: &Path) -> Result<Self, VaultError> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("vault.lock"))?;
        for _look in 0..LOOKS {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { path: path.to_owned(), _lock: lock }),
                // A process that is just ending, or just beginning, holds it for a moment longer than it needs it.
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(err)) => return Err(err.into()),
            }
        }
        Err(VaultError::InUse)
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// `vault.hdr`
    pub(crate) fn header(&self) -> PathBuf {
        self.path.join("vault.hdr")
    }

    /// `vault.hdr.bak`
    pub(crate) fn header_copy(&self) -> PathBuf {
        self.path.join("vault.hdr.bak")
    }

    /// `attempts.json`
    pub(crate) fn attempts(&self) -> PathBuf {
        self.path.join("attempts.json")
    }

    /// `general.7.db`
    pub(crate) fn database(&self, compartment: &Compartment, generation: u32) -> PathBuf {
        self.path.join(format!("{compartment}.{generation}.db"))
    }

    /// `recovery/`
    pub(crate) fn recovery(&self) -> PathBuf {
        self.path.join("recovery")
    }

    /// `recovery/general.7.age`
    pub(crate) fn recovery_seal(&self, compartment: &Compartment, generation: u32) -> PathBuf {
        self.recovery().join(format!("{compartment}.{generation}.age"))
    }

    /// `recovery/keyring.age`: what enrolling a person again needs beside the data keys.
    pub(crate) fn recovery_keyring(&self) -> PathBuf {
        self.recovery().join("keyring.age")
    }
}

/// Reads a small file whole; longer than any header is an error.
pub(crate) fn read_small(path: &Path) -> Result<Vec<u8>, VaultError> {
    let mut bytes = Vec::new();
    File::open(path)?.take(HEADER_LIMIT + 1).read_to_end(&mut bytes)?;
    if HEADER_LIMIT < u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        return Err(VaultError::HeaderDamaged);
    }
    Ok(bytes)
}

/// Writes a file whole or not at all: beside, flushed, renamed, the folder flushed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let part = path.with_extension("part");
    let written = (|| {
        let mut file = create_private(&part)?;
        file.write_all(bytes)?;
        file.sync_all()
    })();
    if let Err(err) = written {
        // The old file stands; what is left beside it is of no use to anybody.
        let _gone = fs::remove_file(&part);
        return Err(err.into());
    }
    fs::rename(&part, path)?;
    flush_folder(path)?;
    Ok(())
}

/// Makes the folder that holds `path` remember what was renamed or removed in it.
pub(crate) fn flush_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _other => Ok(()),
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> std::io::Result<File> {
    File::create(path)
}

#[cfg(unix)]
fn private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
