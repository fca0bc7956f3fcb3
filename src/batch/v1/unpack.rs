//! An opened batch as files in a folder: all of it or nothing.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use super::{Limits, Opened, Verified, allowed};
use crate::batch::{BatchError, Files, HqIdentity, archive::len};

impl Verified<'_> {
    /// Opens the batch into the folder `to`, which must not exist or be empty.
    ///
    /// Everything is checked first; then it is written beside `to` under another name and put in place at the end.
    /// Memory does not grow with the size of the batch. [`Opened::files`] stays empty.
    ///
    /// # Errors
    ///
    /// As [`Verified::check`]; [`BatchError::Storage`].
    pub fn unpack(&self, identity: &HqIdentity, to: &Path) -> Result<Opened, BatchError> {
        let opened = self.check(identity)?;
        let is_taken = fs::read_dir(to).is_ok_and(|mut inside| inside.next().is_some());
        if is_taken || to.is_file() {
            return Err(BatchError::Storage(std::io::ErrorKind::AlreadyExists));
        }
        let beside = partial_name(to)?;
        let written = self.write_all(identity, &beside).and_then(|()| put_in_place(&beside, to));
        if written.is_err() {
            // The first failure is the one to tell; what cannot be removed now was never put in place.
            drop(fs::remove_dir_all(&beside));
        }
        written.map(|()| opened)
    }

    fn write_all(&self, identity: &HqIdentity, folder: &Path) -> Result<(), BatchError> {
        fs::create_dir_all(folder.parent().unwrap_or(folder)).map_err(|err| storage(&err))?;
        fs::create_dir(folder).map_err(|err| storage(&err))?;
        self.walk(identity, &mut |name, _size, content| {
            // Names were held against the allow-list: one or two plain parts below the folder.
            let path = folder.join(name);
            write_file(&path, content).map_err(|err| storage(&err))
        })
    }
}

/// The content of a sealed file, for [`super::verify`]; a file that is too large is not read.
///
/// # Errors
///
/// [`BatchError::Storage`], [`BatchError::TooLarge`].
pub fn read_sealed(path: &Path) -> Result<Vec<u8>, BatchError> {
    let limit = Limits::default().sealed;
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|err| storage(&err))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|err| storage(&err))?;
    if len(&bytes) > limit { Err(BatchError::TooLarge("the sealed file")) } else { Ok(bytes) }
}

/// The members of a batch that lies opened in `folder`, for [`crate::batch::certify::certify_batch`].
///
/// Only what a batch may have is read; other files, links and folders are not looked at.
///
/// # Errors
///
/// [`BatchError::Storage`] where `folder` cannot be read; [`BatchError::TooLarge`] above what is held in memory.
pub fn read_folder(folder: &Path) -> Result<Files, BatchError> {
    let mut files = Files::new();
    let mut left = Limits::default().in_memory;
    collect(folder, "", &mut left, &mut files)?;
    Ok(files)
}

fn collect(
    folder: &Path,
    prefix: &str,
    left: &mut u64,
    files: &mut Files,
) -> Result<(), BatchError> {
    for entry in fs::read_dir(folder).map_err(|err| storage(&err))? {
        let entry = entry.map_err(|err| storage(&err))?;
        // Of the entry itself: a link is neither file nor folder.
        let kind = entry.file_type().map_err(|err| storage(&err))?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else {
            continue;
        };
        if kind.is_dir() && prefix.matches('/').count() < 2 {
            collect(&entry.path(), &format!("{name}/"), left, files)?;
        } else if kind.is_file() && allowed(&name) {
            let mut bytes = Vec::new();
            let file = fs::File::open(entry.path()).map_err(|err| storage(&err))?;
            file.take(*left + 1).read_to_end(&mut bytes).map_err(|err| storage(&err))?;
            *left = left.checked_sub(len(&bytes)).ok_or(BatchError::TooLarge("held in memory"))?;
            files.insert(name, bytes);
        }
    }
    Ok(())
}

/// A name beside `to` that only an unfinished unpacking has.
fn partial_name(to: &Path) -> Result<PathBuf, BatchError> {
    let invalid = BatchError::Storage(std::io::ErrorKind::InvalidInput);
    let mut name = std::ffi::OsString::from(".");
    name.push(to.file_name().ok_or(invalid)?);
    name.push(".partial");
    let beside = to.with_file_name(name);
    // Left behind by a run that was killed: nothing in it was ever handed out.
    if beside.is_dir() {
        fs::remove_dir_all(&beside).map_err(|err| storage(&err))?;
    }
    Ok(beside)
}

fn put_in_place(beside: &Path, to: &Path) -> Result<(), BatchError> {
    if to.is_dir() {
        fs::remove_dir(to).map_err(|err| storage(&err))?;
    }
    fs::rename(beside, to).map_err(|err| storage(&err))
}

fn write_file(path: &Path, content: &mut dyn Read) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(path)?;
    std::io::copy(content, &mut file)?;
    file.sync_all()
}

fn storage(err: &std::io::Error) -> BatchError {
    BatchError::Storage(err.kind())
}
