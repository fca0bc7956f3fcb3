//! Files that a person names: read whole, or written whole or not at all. Drawing never touches a disk.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use super::super::{
    Service, ServiceError, permission::Permission, query::office::FormSource, request::Request,
};

/// No file that is read whole may be larger: 256 MB, the limit of a batch.
const LARGEST: u64 = 256 << 20;

/// Reads a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// Which.
    pub path: PathBuf,
}

/// Reads headquarters' profile, and the signature in the file beside it (`….minisig`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadProfileFiles {
    /// The profile file.
    pub path: PathBuf,
}

/// The answer of [`ReadProfileFiles`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileFiles {
    /// The profile file.
    pub profile: Vec<u8>,
    /// The signature file.
    pub signature: String,
}

/// Reads a form: an `.xlsx` workbook, or a folder with one CSV file a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFormFiles {
    /// The workbook or the folder.
    pub path: PathBuf,
}

/// Writes a file that may leave the office: a sealed batch, a certificate, a public key. Never overwrites another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteFile {
    /// Where: a file, or a folder in which it gets `name`.
    pub path: PathBuf,
    /// The name it has in a folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The whole file.
fn read(path: &Path) -> Result<Vec<u8>, ServiceError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(ServiceError::File)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(ServiceError::File)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(ServiceError::File(io::ErrorKind::FileTooLarge.into()));
    }
    Ok(bytes)
}

/// The CSV sheets of a folder, in order of name.
fn sheets(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, ServiceError> {
    let mut sheets = Vec::new();
    for entry in fs::read_dir(folder).map_err(ServiceError::File)? {
        let path = entry.map_err(ServiceError::File)?.path();
        let csv = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
        if let Some(name) = path.file_stem().filter(|_| csv) {
            sheets.push((name.to_string_lossy().into_owned(), read(&path)?));
        }
    }
    sheets.sort();
    Ok(sheets)
}

impl Request for ReadFile {
    type Answer = Vec<u8>;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, _: &mut Service) -> Result<Vec<u8>, ServiceError> {
        read(&self.path)
    }
}

impl Request for ReadProfileFiles {
    type Answer = ProfileFiles;
    const NEEDS: Permission = Permission::Administer;

    fn handle(self, _: &mut Service) -> Result<ProfileFiles, ServiceError> {
        let profile = read(&self.path)?;
        let mut beside = self.path.into_os_string();
        beside.push(".minisig");
        let signature = String::from_utf8(read(Path::new(&beside))?)
            .map_err(|_err| ServiceError::File(io::ErrorKind::InvalidData.into()))?;
        Ok(ProfileFiles { profile, signature })
    }
}

impl Request for ReadFormFiles {
    type Answer = FormSource;
    const NEEDS: Permission = Permission::Administer;

    fn handle(self, _: &mut Service) -> Result<FormSource, ServiceError> {
        let source = if self.path.is_dir() {
            FormSource::Sheets(sheets(&self.path)?)
        } else {
            FormSource::Workbook(read(&self.path)?)
        };
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(FormSource::Named(name, Box::new(source)))
    }
}

impl Request for WriteFile {
    type Answer = PathBuf;
    const NEEDS: Permission = Permission::Unlocked;

    /// Answers where it was written. A file that holds the same already is left as it is.
    fn handle(self, _: &mut Service) -> Result<PathBuf, ServiceError> {
        let path = if self.path.is_dir() { self.path.join(&self.name) } else { self.path };
        if path.exists() {
            return if read(&path)? == self.bytes {
                Ok(path)
            } else {
                Err(ServiceError::File(io::ErrorKind::AlreadyExists.into()))
            };
        }
        let mut beside = path.clone().into_os_string();
        beside.push(".part");
        let beside = Path::new(&beside);
        let written = flushed(beside, &self.bytes).and_then(|()| fs::rename(beside, &path));
        if written.is_err() {
            // What is left of a half-written file is of no use to anybody.
            drop(fs::remove_file(beside));
        }
        written.map_err(ServiceError::File)?;
        Ok(path)
    }
}

fn flushed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
