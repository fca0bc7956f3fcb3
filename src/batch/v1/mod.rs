//! Version 1 of the container.
//!
//! ```text
//! OFFICE-000123.waypost         ustar, exactly two members
//!   payload.age                 age over zstd over ustar, members sorted bytewise
//!   payload.age.minisig         by the office; trusted comment "waypost-batch/1"
//! ```
//!
//! Entry points: [`prepare`] and [`Prepared::seal`] to write, [`verify`] and [`Verified::open`] to read.

mod read;
mod unpack;
mod write;

pub use read::{Opened, Verified, verify, verify_within};
pub use unpack::{read_folder, read_sealed};
pub use write::{Meta, Prepared, Sealed, prepare};

use std::collections::BTreeSet;

use super::{BatchError, FileEntry};

const PAYLOAD: &str = "payload.age";
const PAYLOAD_SIGNATURE: &str = "payload.age.minisig";
const SUMS: &str = "SHA256SUMS";
const MANIFEST: &str = "manifest.json";
const MANIFEST_SIGNATURE: &str = "manifest.json.minisig";
const PACKAGE: &str = "datapackage.json";

/// What a reader takes, and a writer does not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the sealed file.
    pub sealed: u64,
    /// Bytes of the archive inside.
    pub expanded: u64,
    /// Bytes of the archive inside where it is held in memory ([`Verified::open`]).
    pub in_memory: u64,
    /// Members of the archive inside.
    pub members: usize,
    /// Expanded bytes for each sealed one; asked from the first mebibyte on.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sealed: 256 << 20,
            expanded: 2 << 30,
            in_memory: 128 << 20,
            members: 10_000,
            ratio: 200,
        }
    }
}

impl Limits {
    /// Bytes that `sealed` ones may become.
    const fn expanded_of(&self, sealed: u64) -> u64 {
        let by_ratio = sealed.saturating_mul(self.ratio);
        let by_ratio = if by_ratio < 1 << 20 { 1 << 20 } else { by_ratio };
        if by_ratio < self.expanded { by_ratio } else { self.expanded }
    }
}

/// Whether a member may have this name: one of the fixed ones, or a CSV file in one of the four folders.
fn allowed(name: &str) -> bool {
    if [SUMS, MANIFEST, MANIFEST_SIGNATURE, PACKAGE].contains(&name) {
        return true;
    }
    let Some(stem) = name.strip_suffix(".csv") else { return false };
    let parts: Vec<&str> = stem.split('/').collect();
    match parts.as_slice() {
        ["data" | "tables" | "codebook", file] => plain(file),
        ["hierarchies", form, question] => plain(form) && plain(question),
        _ => false,
    }
}

/// Letters, digits, `_`, `-`, and dots inside.
fn plain(part: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (1..=90).contains(&part.len())
        && part.split('.').all(|bit| !bit.is_empty() && bit.chars().all(inside))
}

/// Checks that names are allowed, ascend bytewise and differ in more than case.
#[derive(Default)]
struct Names {
    last: Option<String>,
    folded: BTreeSet<String>,
}

impl Names {
    fn take(&mut self, name: &str) -> Result<(), BatchError> {
        if !allowed(name) {
            return Err(BatchError::Malformed("a member that no batch has"));
        }
        if self.last.as_deref().is_some_and(|last| last.as_bytes() >= name.as_bytes()) {
            return Err(BatchError::Malformed("members out of order"));
        }
        self.last = Some(name.to_owned());
        if self.folded.insert(name.to_ascii_lowercase()) {
            Ok(())
        } else {
            Err(BatchError::Malformed("two members with one name"))
        }
    }
}

/// `SHA256SUMS`: every member but itself, the manifest and its signature, as `sha256sum -c` reads it.
///
/// The manifest cannot be among them: a release approval inside it signs these sums. Its signature covers it,
/// and it lists this file.
fn sums(files: &[FileEntry]) -> Vec<u8> {
    let lines = files
        .iter()
        .filter(|file| ![SUMS, MANIFEST, MANIFEST_SIGNATURE].contains(&file.name.as_str()))
        .map(|file| format!("{}  {}\n", file.sha256, file.name));
    lines.collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_a_batch_are_allowed() {
        for good in [
            "data/p6a.csv",
            "data/p6a.members.csv",
            "hierarchies/p6a/age.csv",
            "SHA256SUMS",
            "tables/t-1.csv",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in [
            "data/.csv",
            "data/../x.csv",
            "/data/x.csv",
            "data/x",
            "data/x/y.csv",
            "x.csv",
            "hierarchies/x.csv",
            "data/x.csv/",
            "data\\x.csv",
            "data/é.csv",
            "data/x..csv",
            "manifest.json/",
            "",
        ] {
            assert!(!allowed(bad), "{bad}");
        }
    }

    #[test]
    fn names_that_a_folder_without_case_would_mix_up_are_refused() {
        let mut names = Names::default();
        assert!(names.take("data/A.csv").is_ok());
        assert!(names.take("data/a.csv").is_err());
        assert!(names.take("codebook/a.csv").is_err());
    }
}
