//! Reading: the signature before anything else, then everything before anything is handed out.

use std::{
    collections::BTreeMap,
    io::{BufReader, Read},
};

use age::DecryptError;
use sha2::{Digest as _, Sha256};
use zstd::stream::read::Decoder;

use super::{
    Limits, MANIFEST, MANIFEST_SIGNATURE, Names, PACKAGE, PAYLOAD, PAYLOAD_SIGNATURE, SUMS, sums,
};
use crate::batch::{
    BATCH_FORMAT, BatchError, FileEntry, Files, HqIdentity, Manifest, SignerPublic,
    archive::{Visit, len, read_archive, read_error, read_member, split_archive},
    hash::{hex, sha256_hex},
};

/// The largest window the decompressor may ask for: 16 MB. Level 9 takes 8.
const WINDOW_LOG_MAX: u32 = 24;
/// The largest `manifest.json`, signature or `SHA256SUMS`.
const SMALL_MEMBER: u64 = 16 << 20;

/// A batch whose outer signature holds. Still closed.
#[derive(Clone, Copy, Debug)]
pub struct Verified<'a> {
    payload: &'a [u8],
    signer: SignerPublic,
    limits: Limits,
}

/// A batch that was opened and agrees with its manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What it says of itself, signed.
    pub manifest: Manifest,
    /// SHA-256 of the manifest.
    pub batch_id: String,
    /// Every member with its length and hash, sorted, the manifest and its signature included.
    pub listing: Vec<FileEntry>,
    /// Every member; empty where it was unpacked into a folder.
    pub files: Files,
}

/// Checks structure and signature of a sealed file. No secret key is needed, nothing is decrypted.
///
/// # Errors
///
/// [`BatchError::Malformed`], [`BatchError::TooLarge`], [`BatchError::NotAuthentic`], [`BatchError::TooNew`].
pub fn verify<'a>(sealed: &'a [u8], signer: &SignerPublic) -> Result<Verified<'a>, BatchError> {
    verify_within(sealed, signer, Limits::default())
}

/// [`verify`] with limits of one's own.
///
/// # Errors
///
/// As [`verify`].
pub fn verify_within<'a>(
    sealed: &'a [u8],
    signer: &SignerPublic,
    limits: Limits,
) -> Result<Verified<'a>, BatchError> {
    if len(sealed) > limits.sealed {
        return Err(BatchError::TooLarge("the sealed file"));
    }
    let members = split_archive(sealed, 2)?;
    let [(first, payload), (second, signature)] = members.as_slice() else {
        return Err(BatchError::Malformed("not two members"));
    };
    if first != PAYLOAD || second != PAYLOAD_SIGNATURE {
        return Err(BatchError::Malformed("other members than a batch has"));
    }
    check_signature(signer, payload, signature)?;
    Ok(Verified { payload, signer: *signer, limits })
}

fn check_signature(signer: &SignerPublic, data: &[u8], signature: &[u8]) -> Result<(), BatchError> {
    let signature = std::str::from_utf8(signature).map_err(|_err| BatchError::NotAuthentic)?;
    match signer.verify(data, signature)?.as_str() {
        BATCH_FORMAT => Ok(()),
        other if other.starts_with("waypost-batch/") => Err(BatchError::TooNew),
        // Signed by the office, but as something else: not a batch.
        _ => Err(BatchError::NotAuthentic),
    }
}

impl Verified<'_> {
    /// Opens the batch into memory.
    ///
    /// # Errors
    ///
    /// As [`Self::check`]; [`BatchError::TooLarge`] above [`Limits::in_memory`].
    pub fn open(&self, identity: &HqIdentity) -> Result<Opened, BatchError> {
        let mut opened = self.check(identity)?;
        let total: u64 = opened.listing.iter().map(|file| file.bytes).sum();
        if total > self.limits.in_memory {
            return Err(BatchError::TooLarge("held in memory"));
        }
        let limit = self.limits.in_memory;
        let mut files = Files::new();
        self.walk(identity, &mut |name, size, content| {
            files.insert(name.to_owned(), read_member(size, content, limit)?);
            Ok(())
        })?;
        opened.files = files;
        Ok(opened)
    }

    /// Decrypts once from end to end, keeps nothing but the manifest, and holds every member against it.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotForThisKey`], [`BatchError::NotAuthentic`], [`BatchError::TooNew`],
    /// [`BatchError::Disagrees`], [`BatchError::Malformed`], [`BatchError::TooLarge`].
    pub fn check(&self, identity: &HqIdentity) -> Result<Opened, BatchError> {
        let (mut kept, mut listing) = (Files::new(), Vec::new());
        self.walk(identity, &mut |name, size, content| {
            let mut hash = Sha256::new();
            if [SUMS, MANIFEST, MANIFEST_SIGNATURE].contains(&name) {
                let bytes = read_member(size, content, SMALL_MEMBER)?;
                hash.update(&bytes);
                kept.insert(name.to_owned(), bytes);
            } else {
                hash_member(&mut hash, size, content)?;
            }
            let sha256 = hex(&hash.finalize());
            listing.push(FileEntry { name: name.to_owned(), bytes: size, sha256 });
            Ok(())
        })?;
        let member = |name: &str| {
            kept.get(name).map(Vec::as_slice).ok_or(BatchError::Malformed("a member is missing"))
        };
        let (bytes, signature) = (member(MANIFEST)?, member(MANIFEST_SIGNATURE)?);
        check_signature(&self.signer, bytes, signature)?;
        let manifest = Manifest::from_bytes(bytes)?;
        if manifest.signer != self.signer.line() {
            return Err(BatchError::NotAuthentic);
        }
        if !manifest.recipients.contains(&identity.recipient().to_string()) {
            return Err(BatchError::NotForThisKey);
        }
        agree(&manifest, &listing)?;
        if member(SUMS)? != sums(&listing) {
            return Err(BatchError::Malformed("SHA256SUMS is not that of the members"));
        }
        let batch_id = sha256_hex(bytes);
        Ok(Opened { manifest, batch_id, listing, files: Files::new() })
    }

    /// Decrypts and decompresses within the limits, handing out one member after the other.
    pub(super) fn walk(
        &self,
        identity: &HqIdentity,
        visit: &mut Visit<'_>,
    ) -> Result<(), BatchError> {
        let decryptor =
            age::Decryptor::new_buffered(self.payload).map_err(|err| age_error(&err))?;
        let plain = decryptor
            .decrypt(std::iter::once(identity.age() as &dyn age::Identity))
            .map_err(|err| age_error(&err))?;
        let unpacks = |_err| BatchError::Malformed("the payload is not compressed as it should be");
        let mut decoder =
            Decoder::with_buffer(BufReader::new(plain)).map_err(unpacks)?.single_frame();
        decoder.window_log_max(WINDOW_LOG_MAX).map_err(unpacks)?;
        let left = self.limits.expanded_of(len(self.payload));
        let mut bounded = Bounded { inner: &mut decoder, left };
        let mut names = Names::default();
        read_archive(&mut bounded, self.limits.members, &mut |name, size, content| {
            names.take(name)?;
            visit(name, size, content)
        })?;
        let mut after = [0; 1];
        match decoder.finish().read(&mut after) {
            Ok(0) => Ok(()),
            Ok(_) => Err(BatchError::Malformed("something after the end of the payload")),
            Err(err) => Err(read_error(&err)),
        }
    }
}

fn age_error(err: &DecryptError) -> BatchError {
    if matches!(err, DecryptError::NoMatchingKeys) {
        BatchError::NotForThisKey
    } else {
        BatchError::Malformed("the payload is no age file")
    }
}

fn hash_member(hash: &mut Sha256, size: u64, content: &mut dyn Read) -> Result<(), BatchError> {
    let (mut buffer, mut seen) = (vec![0; 1 << 16], 0);
    loop {
        let n = content.read(&mut buffer).map_err(|err| read_error(&err))?;
        let part = buffer.get(..n).unwrap_or_default();
        if part.is_empty() {
            let cut_off = BatchError::Malformed("the archive is cut off");
            return if seen == size { Ok(()) } else { Err(cut_off) };
        }
        seen += len(part);
        hash.update(part);
    }
}

/// Every member is in the manifest with its length and hash, and every file of the manifest is there.
fn agree(manifest: &Manifest, listing: &[FileEntry]) -> Result<(), BatchError> {
    let mut wanted: BTreeMap<&str, &FileEntry> =
        manifest.files.iter().map(|file| (file.name.as_str(), file)).collect();
    if wanted.len() != manifest.files.len() {
        return Err(BatchError::Malformed("a file stands twice in the manifest"));
    }
    for file in
        listing.iter().filter(|it| ![MANIFEST, MANIFEST_SIGNATURE].contains(&it.name.as_str()))
    {
        let want = wanted.remove(file.name.as_str());
        if want != Some(file) {
            let want = want.map(|it| it.sha256.clone()).unwrap_or_default();
            return Err(BatchError::Disagrees {
                file: file.name.clone(),
                want,
                got: file.sha256.clone(),
            });
        }
    }
    if let Some(missing) = wanted.into_values().next() {
        let (file, want) = (missing.name.clone(), missing.sha256.clone());
        return Err(BatchError::Disagrees { file, want, got: String::new() });
    }
    if listing.iter().any(|file| file.name == PACKAGE) {
        return Ok(());
    }
    Err(BatchError::Malformed("a member is missing"))
}

/// Gives an error instead of the byte that is one too many.
struct Bounded<'a> {
    inner: &'a mut dyn Read,
    left: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = u64::try_from(n)
            .ok()
            .and_then(|n| self.left.checked_sub(n))
            .ok_or_else(|| std::io::Error::other(BatchError::TooLarge("the unpacked batch")))?;
        Ok(n)
    }
}
