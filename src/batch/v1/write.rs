//! Writing: the files, their certificate proved from the files alone, then manifest, signatures and seal.

use std::io::Write as _;

use chrono::NaiveDate;
use zstd::stream::write::Encoder;

use super::{
    Limits, MANIFEST, MANIFEST_SIGNATURE, Names, PACKAGE, PAYLOAD, PAYLOAD_SIGNATURE, SUMS, sums,
};
use crate::batch::{
    Approval, AuditHead, BATCH_FORMAT, BatchError, Certificate, Claim, Contents, FileEntry, Files,
    FormRef, HierarchyFile, Manifest, Output, Recipient, SignerKey,
    archive::{len, write_archive},
    certify::{Subject, certify, rows_root},
    columns::to_csv,
    datapackage::data_package,
    hash::{sha256, sha256_hex},
};

/// Compression level; the same content gives the same bytes only at one level.
const LEVEL: i32 = 9;

/// Who sends what to whom; everything of the manifest that does not follow from the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Code of the office.
    pub office: String,
    /// Which of its keys signs, from 1.
    pub key_epoch: u32,
    /// Number of the batch, from 1.
    pub seq: u64,
    /// Id of the batch before, or [`crate::batch::GENESIS`].
    pub prev: String,
    /// Today, UTC.
    pub created: NaiveDate,
    /// Version of the program.
    pub app_version: String,
    /// The form.
    pub form: FormRef,
    /// Whom it is for.
    pub destination: String,
    /// The consent line that opens the export.
    pub purpose: String,
    /// The office profile in force.
    pub profile_seq: u64,
    /// Pseudonyms of earlier rows to be erased.
    pub tombstones: Vec<String>,
    /// Consent of a second person.
    pub approvals: Vec<Approval>,
    /// How far the audit logs have come.
    pub audit_heads: Vec<AuditHead>,
}

/// Finished files with a certificate that follows from them. Not yet signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    files: Files,
    listing: Vec<FileEntry>,
    certificate: Certificate,
    claims: Vec<Claim>,
    records: u64,
}

/// A sealed batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed {
    /// The content of `OFFICE-000123.waypost`.
    pub bytes: Vec<u8>,
    /// Its manifest.
    pub manifest: Manifest,
    /// SHA-256 of the manifest: the same for the same content.
    pub batch_id: String,
}

/// Writes the files of a batch and proves `statement` from them.
///
/// [`Certificate::output`] and [`Certificate::hierarchies`] are filled in here; what stands in them does not matter.
///
/// # Errors
///
/// [`BatchError::Unfit`] for contents that no batch may have; [`BatchError::CertificateFails`] with every claim of
/// `statement` that does not follow from the files.
pub fn prepare(contents: &Contents, statement: Certificate) -> Result<Prepared, BatchError> {
    contents.check()?;
    let mut files = Files::new();
    files.insert(contents.data_file(), contents.data_csv()?);
    files.insert(format!("codebook/{}.csv", contents.form), contents.codebook_csv()?);
    for table in &contents.tables {
        files.insert(format!("tables/{}.csv", table.name), table.csv()?);
    }
    for hierarchy in &contents.hierarchies {
        files.insert(contents.hierarchy_file(&hierarchy.attribute), to_csv(&hierarchy.rows)?);
    }
    files.insert(PACKAGE.to_owned(), data_package(contents, &files)?);
    let certificate = complete(contents, &files, statement)?;
    let claims = certify(&Subject::of_batch(&files, &certificate));
    let failing: Vec<String> =
        claims.iter().filter(|claim| !claim.ok).map(|claim| claim.name.clone()).collect();
    if !failing.is_empty() {
        return Err(BatchError::CertificateFails { claims: failing });
    }
    let sums = sums(&list(&files));
    files.insert(SUMS.to_owned(), sums);
    let mut names = Names::default();
    for name in files.keys() {
        names
            .take(name)
            .map_err(|_err| BatchError::unfit("a file name that no batch has", name))?;
    }
    let records = u64::try_from(contents.rows.len()).unwrap_or(u64::MAX);
    Ok(Prepared { listing: list(&files), files, certificate, claims, records })
}

/// `statement` with what is said about the files taken from the files.
fn complete(
    contents: &Contents,
    files: &Files,
    statement: Certificate,
) -> Result<Certificate, BatchError> {
    let data_file = contents.data_file();
    let data = files.get(&data_file).map(Vec::as_slice).unwrap_or_default();
    let output = Output {
        records: u64::try_from(contents.rows.len()).unwrap_or(u64::MAX),
        columns: std::iter::once(crate::batch::columns::PSEUDONYM.to_owned())
            .chain(contents.columns.iter().map(|column| column.name.clone()))
            .collect(),
        sha256: sha256_hex(data),
        rows_root: rows_root(data, b',', 2)?,
        file: data_file,
    };
    let hierarchy = |attribute: &String, rows: &Vec<Vec<String>>| {
        let file = contents.hierarchy_file(attribute);
        HierarchyFile {
            attribute: attribute.clone(),
            sha256: sha256_hex(files.get(&file).map(Vec::as_slice).unwrap_or_default()),
            file,
            levels: u32::try_from(rows.first().map_or(0, Vec::len)).unwrap_or(0),
            leaves: u64::try_from(rows.len()).unwrap_or(0),
        }
    };
    let hierarchies =
        contents.hierarchies.iter().map(|it| hierarchy(&it.attribute, &it.rows)).collect();
    Ok(Certificate { output, hierarchies, ..statement })
}

/// The members with length and hash, by name.
fn list(files: &Files) -> Vec<FileEntry> {
    let entry = |(name, bytes): (&String, &Vec<u8>)| FileEntry {
        name: name.clone(),
        bytes: len(bytes),
        sha256: sha256_hex(bytes),
    };
    files.iter().map(entry).collect()
}

impl Prepared {
    /// The files, `SHA256SUMS` among them.
    #[must_use]
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// The certificate as it will stand in the manifest.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Each claim of the certificate with what was measured. All hold.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// What a second person signs who approves this release: SHA-256 of `SHA256SUMS`.
    #[must_use]
    pub fn sums_sha256(&self) -> [u8; 32] {
        sha256(self.files.get(SUMS).map(Vec::as_slice).unwrap_or_default())
    }

    /// Signs and encrypts.
    ///
    /// # Errors
    ///
    /// [`BatchError::Unfit`] without a recipient; [`BatchError::TooLarge`] for what no reader would take.
    pub fn seal(
        &self,
        meta: Meta,
        signer: &SignerKey,
        recipients: &[Recipient],
    ) -> Result<Sealed, BatchError> {
        let history = &self.certificate.joint_history;
        if (history.batch, &history.parent) != (meta.seq, &meta.prev) {
            return Err(BatchError::Unfit {
                what: "a certificate of another place in the sequence",
                at: None,
            });
        }
        let manifest = self.manifest(meta, signer, recipients);
        let bytes = manifest.to_bytes()?;
        let batch_id = sha256_hex(&bytes);
        let mut files = self.files.clone();
        files
            .insert(MANIFEST_SIGNATURE.to_owned(), signer.sign(&bytes, BATCH_FORMAT)?.into_bytes());
        files.insert(MANIFEST.to_owned(), bytes);
        let payload = seal_payload(&files, recipients)?;
        let signature = signer.sign(&payload, BATCH_FORMAT)?;
        let outer = [(PAYLOAD, payload.as_slice()), (PAYLOAD_SIGNATURE, signature.as_bytes())];
        let bytes = write_archive(outer)?;
        if len(&bytes) > Limits::default().sealed {
            return Err(BatchError::TooLarge("the sealed file"));
        }
        Ok(Sealed { bytes, manifest, batch_id })
    }

    fn manifest(&self, meta: Meta, signer: &SignerKey, recipients: &[Recipient]) -> Manifest {
        Manifest {
            format: BATCH_FORMAT.to_owned(),
            office: meta.office,
            signer: signer.public().line(),
            key_epoch: meta.key_epoch,
            seq: meta.seq,
            prev: meta.prev,
            created: meta.created.to_string(),
            app_version: meta.app_version,
            form: meta.form,
            destination: meta.destination,
            purpose: meta.purpose,
            profile_seq: meta.profile_seq,
            records: self.records,
            files: self.listing.clone(),
            recipients: recipients.iter().map(ToString::to_string).collect(),
            tombstones: meta.tombstones,
            approvals: meta.approvals,
            audit_heads: meta.audit_heads,
            privacy: self.certificate.clone(),
        }
    }
}

/// The files as archive, compressed, encrypted.
fn seal_payload(files: &Files, recipients: &[Recipient]) -> Result<Vec<u8>, BatchError> {
    let archive =
        write_archive(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))?;
    let compressed = compress(&archive)?;
    let keys = recipients.iter().map(|it| it.age() as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(keys)
        .map_err(|_err| BatchError::Unfit { what: "no recipient", at: None })?;
    let refused = |_err| BatchError::Crypto;
    let mut writer = encryptor.wrap_output(Vec::new()).map_err(refused)?;
    writer.write_all(&compressed).map_err(refused)?;
    let payload = writer.finish().map_err(refused)?;
    let limits = Limits::default();
    if len(&archive) > limits.expanded_of(len(&payload)) || files.len() > limits.members {
        return Err(BatchError::TooLarge("the unpacked batch"));
    }
    Ok(payload)
}

fn compress(archive: &[u8]) -> Result<Vec<u8>, BatchError> {
    let refused = |_err| BatchError::Crypto;
    let mut encoder = Encoder::new(Vec::new(), LEVEL).map_err(refused)?;
    encoder.include_checksum(true).map_err(refused)?;
    encoder.include_contentsize(true).map_err(refused)?;
    encoder.set_pledged_src_size(Some(len(archive))).map_err(refused)?;
    encoder.write_all(archive).map_err(refused)?;
    encoder.finish().map_err(refused)
}
