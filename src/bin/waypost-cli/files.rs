//! Reading and writing files that the person names.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use waypost::{
    assets,
    base::{Message, Sensitive},
    service::query::office::FormSource,
};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// No file that is read whole may be larger: 256 MB, the limit of a batch.
const LARGEST: u64 = 256 << 20;

/// The whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |_err| Failure::Unreadable(shown(path));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(Failure::Malformed(
            Message::new("err-file-too-large").text("file", shown(path)),
        ));
    }
    Ok(bytes)
}

/// The whole file as text; its memory is wiped.
pub(crate) fn read_text(path: &Path) -> Result<Zeroizing<String>, Failure> {
    String::from_utf8(read(path)?).map(Zeroizing::new).map_err(|_err| {
        Failure::Malformed(Message::new("err-file-not-text").text("file", shown(path)))
    })
}

/// The whole file as a remark or a reason, without the line end of its last line.
pub(crate) fn read_remark(path: &Path) -> Result<Sensitive<String>, Failure> {
    Ok(Sensitive::new(read_text(path)?.trim_end().to_owned()))
}

/// Writes a file that nobody else may read: beside it first, flushed, then renamed.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    let written = write_flushed(beside, bytes).and_then(|()| fs::rename(beside, path));
    written.map_err(|_err| {
        // What is left of a half-written file is of no use to anybody.
        let _gone = fs::remove_file(beside);
        Failure::Unwritable(shown(path))
    })
}

/// Whether a file could be written at `path`, or into it where it is a folder: tried with an empty file beside it.
pub(crate) fn try_writable(path: &Path) -> Result<(), Failure> {
    let unwritable = || Failure::Unwritable(shown(path));
    let folder = match path.parent() {
        _ if path.is_dir() => path,
        // A name that ends in a separator is a folder that is not there.
        _ if path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) => {
            return Err(unwritable());
        }
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let probe = folder.join(format!("waypost-{}.part", std::process::id()));
    let written = OpenOptions::new().write(true).create_new(true).open(&probe);
    let written = written.and_then(|mut file| file.write_all(b"-").and_then(|()| file.sync_all()));
    let removed = fs::remove_file(&probe);
    written.and(removed).map_err(|_err| unwritable())
}

/// The file to write: `name` in `path` where that is a folder, else `path` itself.
pub(crate) fn target(path: &Path, name: &str) -> PathBuf {
    if path.is_dir() { path.join(name) } else { path.to_owned() }
}

fn write_flushed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A form as a workbook or an `XForm`, a folder of CSV sheets, or the id of a built-in form.
pub(crate) fn form_source(path: &Path) -> Result<FormSource, Failure> {
    let named = |source| FormSource::Named(shown(path), Box::new(source));
    if path.is_dir() {
        return sheets(path).map(FormSource::Sheets).map(named);
    }
    if let Some(built_in) = path.to_str().and_then(assets::form) {
        let sheet = |(name, bytes): &(&str, &[u8])| ((*name).to_owned(), bytes.to_vec());
        return Ok(FormSource::Sheets(built_in.sheets.iter().map(sheet).collect()));
    }
    let kind = path.extension().map(|it| it.to_ascii_lowercase().to_string_lossy().into_owned());
    match kind.as_deref() {
        Some("xlsx" | "xls" | "xml") => read(path).map(FormSource::Workbook).map(named),
        _ => Err(Failure::Unreadable(shown(path))),
    }
}

/// The CSV sheets of a folder, in order of name.
fn sheets(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let entries = fs::read_dir(folder).map_err(|_err| Failure::Unreadable(shown(folder)))?;
    let mut paths: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "csv"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name =
                path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
            Ok((name, read(path)?))
        })
        .collect()
}

/// The last part of a path: the folders above may hold a person's name.
pub(crate) fn shown(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |it| it.to_string_lossy().into_owned())
}
