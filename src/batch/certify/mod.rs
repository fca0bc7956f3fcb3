//! Recomputes the privacy statement of a batch from its files alone.
//!
//! Entry points: [`certify_batch`] for an opened batch, [`certify_report`] for what a run on a file of one's own wrote,
//! [`certify`] for a data file with its hierarchies.
//!
//! # Invariants
//!
//! - Shares no line with the search that made the release: own reading, own grouping, own arithmetic.
//! - Believes nothing: every figure that can be derived is derived and compared; one that does not match is a failed
//!   claim, not a warning.
//! - Never fails on data. What cannot be read is a failed claim too.
//!
//! A row of the file is one subject. How many groups (households, cases) stand behind a class cannot be seen in the file.

mod claims;
mod classes;
mod figures;
mod read;
mod standalone;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

pub use read::rows_root;
pub use standalone::certify_report;

use super::{BatchError, Certificate, Files, Manifest, hash::sha256_hex};

/// One statement, held against what the files say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// A stable name: the path in the certificate.
    pub name: String,
    /// What the certificate says.
    pub claimed: Value,
    /// What the files say; a text where nothing could be measured.
    pub measured: Value,
    /// Whether the two agree.
    pub ok: bool,
}

/// A certificate with the files it speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The statement.
    pub certificate: &'a Certificate,
    /// The files, by the names that the certificate uses.
    pub files: &'a Files,
    /// Between cells: `,` in a batch.
    pub delimiter: u8,
    /// Rows before the data: 2 in a batch, header and HXL tags.
    pub n_head_rows: usize,
    /// Whether the first column holds pseudonyms, in whose order the rows must stand.
    pub has_pseudonyms: bool,
    /// The smallest k that may be asked for: 3 in a batch.
    pub k_floor: u64,
    /// Records left out that its losses count; `None` in a batch, which does not tell.
    pub suppressed: Option<u64>,
}

impl<'a> Subject<'a> {
    /// The subject of a batch's certificate.
    #[must_use]
    pub const fn of_batch(files: &'a Files, certificate: &'a Certificate) -> Self {
        Self {
            certificate,
            files,
            delimiter: b',',
            n_head_rows: 2,
            has_pseudonyms: true,
            k_floor: 3,
            suppressed: None,
        }
    }
}

/// Holds every claim of a certificate against the files. Ordered as in the certificate.
#[must_use]
pub fn certify(subject: &Subject<'_>) -> Vec<Claim> {
    claims::all(subject)
}

/// Holds every claim of an opened batch against its files: manifest, hashes and certificate.
///
/// # Errors
///
/// [`BatchError::Malformed`] or [`BatchError::TooNew`] where there is no manifest to hold anything against.
pub fn certify_batch(files: &Files) -> Result<Vec<Claim>, BatchError> {
    let bytes = files.get("manifest.json").ok_or(BatchError::Malformed("no manifest"))?;
    let manifest = Manifest::from_bytes(bytes)?;
    let mut claims = Vec::new();
    let listed: BTreeMap<&str, &str> =
        manifest.files.iter().map(|file| (file.name.as_str(), file.sha256.as_str())).collect();
    for (name, want) in &listed {
        let got = files.get(*name).map_or_else(|| "missing".to_owned(), |bytes| sha256_hex(bytes));
        claims.push(Claim {
            name: format!("files.{name}"),
            ok: got == *want,
            claimed: (*want).into(),
            measured: got.into(),
        });
    }
    let unlisted: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|name| !listed.contains_key(name) && !name.starts_with("manifest.json"))
        .collect();
    claims.push(Claim {
        name: "files".to_owned(),
        ok: unlisted.is_empty(),
        claimed: listed.len().into(),
        measured: if unlisted.is_empty() {
            listed.len().into()
        } else {
            format!("not in the manifest: {}", unlisted.join(", ")).into()
        },
    });
    claims.push(Claim {
        name: "records".to_owned(),
        ok: manifest.records == manifest.privacy.output.records,
        claimed: manifest.records.into(),
        measured: manifest.privacy.output.records.into(),
    });
    claims.extend(certify(&Subject::of_batch(files, &manifest.privacy)));
    Ok(claims)
}
