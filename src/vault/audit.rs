//! The audit log: a chain of lines, each signed by the person who acted, in the same transaction as the act.
//!
//! A line holds names of fields, never values. Its `row_digest` is keyed, so that an exported head can't be
//! tested against a dictionary, and covers the record as it stood after the act: an old page put back shows.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::view::{Part, View, array};
use super::{Compartment, VaultError};
use crate::base::{DeviceId, Instant, RecordId, UserId};
use crate::crypto::{Namespace, SigningKey, hmac_sha256, sha256, verify};

/// What is done, for its audit line: the command's audit name and the names of the fields it touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    /// The audit name; it never changes.
    pub name: String,
    /// Names of fields, sorted when written.
    pub fields: Vec<String>,
}

impl Act {
    /// An act without fields.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), fields: Vec::new() }
    }

    /// The same, touching `fields`.
    #[must_use]
    pub fn fields<S: Into<String>>(mut self, fields: impl IntoIterator<Item = S>) -> Self {
        self.fields.extend(fields.into_iter().map(Into::into));
        self
    }
}

/// One line, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number in the compartment, from 1.
    pub seq: u64,
    /// When, by the wall clock.
    pub at: Instant,
    /// When, by the clock that only rises.
    pub boot_ms: u64,
    /// Who.
    pub user: UserId,
    /// On which computer.
    pub device: DeviceId,
    /// The command's audit name.
    pub action: String,
    /// Which record, where it was exactly one.
    pub record: Option<RecordId>,
    /// Its revision; where several records were touched, their number.
    pub record_version: u32,
    /// Names of the fields touched.
    pub fields: Vec<String>,
    /// Keyed digest of what was touched, as it stood afterwards.
    pub row_digest: [u8; 32],
    /// The hash of the line before.
    pub prev: [u8; 32],
    /// The hash of this line.
    pub hash: [u8; 32],
    /// The person's signature over the hash.
    pub signature: [u8; 64],
}

/// The last line of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Whose chain.
    pub compartment: Compartment,
    /// Its number; 0 for an empty chain.
    pub seq: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// A line is missing, or stands in the wrong place.
    Gap,
    /// A line was changed after it was written.
    Changed,
    /// A line is not signed by the person it names.
    NotSigned,
    /// A line names somebody who never worked here.
    Stranger,
    /// A record is not as its last line left it.
    Record(RecordId),
}

/// The result of checking a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// Whose chain.
    pub compartment: Compartment,
    /// Lines looked at.
    pub n_lines: u64,
    /// Live records compared with their last line.
    pub n_records: u64,
    /// The last line.
    pub head: AuditHead,
    /// What is wrong, at which line; empty when all is well.
    pub faults: Vec<(u64, AuditFault)>,
}

/// What a line is made from, beside its act.
pub(crate) struct Stamp<'a> {
    pub(crate) at: Instant,
    pub(crate) boot_ms: u64,
    pub(crate) user: UserId,
    pub(crate) device: DeviceId,
    pub(crate) signing: &'a SigningKey,
    pub(crate) vault_id: &'a [u8; 16],
    pub(crate) digest_key: &'a [u8; 32],
}

impl AuditLine {
    /// SHA-256 of the length-prefixed parts.
    fn computed_hash(&self) -> [u8; 32] {
        let record = self.record.map_or([0; 16], |id| *id.bytes());
        let fields = self.fields.join(",");
        let parts: [&[u8]; 12] = [
            b"waypost-vault/1 audit",
            &self.seq.to_le_bytes(),
            &self.at.0.to_le_bytes(),
            &self.boot_ms.to_le_bytes(),
            &self.user.0,
            &self.device.0,
            self.action.as_bytes(),
            &record,
            &self.record_version.to_le_bytes(),
            fields.as_bytes(),
            &self.row_digest,
            &self.prev,
        ];
        let mut entry = Vec::with_capacity(256);
        for part in parts {
            entry.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
            entry.extend_from_slice(part);
        }
        sha256(&[&entry])
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let fields: String = row.get(8)?;
        let record: [u8; 16] = row.get(6)?;
        Ok(Self {
            seq: row.get(0)?,
            at: Instant(row.get(1)?),
            boot_ms: row.get(2)?,
            user: UserId(row.get(3)?),
            device: DeviceId(row.get(4)?),
            action: row.get(5)?,
            record: (record != [0; 16]).then(|| RecordId::from_bytes(record)),
            record_version: row.get(7)?,
            fields: fields.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect(),
            row_digest: row.get(9)?,
            prev: row.get(10)?,
            hash: row.get(11)?,
            signature: row.get(12)?,
        })
    }
}

const COLUMNS: &str = "seq, at, boot_ms, user, device, action, record, record_version, fields, row_digest, prev, hash, signature";

/// Number and hash of the last line.
pub(crate) fn head(conn: &Connection, vault_id: &[u8; 16]) -> Result<(u64, [u8; 32]), VaultError> {
    let last = conn
        .prepare_cached("select seq, hash from audit order by seq desc limit 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(last.unwrap_or((0, sha256(&[b"waypost-vault/1 audit", vault_id]))))
}

/// Adds a line inside a transaction that is under way. `touched` are the records it changed; `gone` is one that it removed.
pub(crate) fn append(
    conn: &Connection,
    stamp: &Stamp<'_>,
    act: &Act,
    (touched, gone): (&[RecordId], Option<RecordId>),
    version: Option<u32>,
) -> Result<u64, VaultError> {
    let (seq, prev) = head(conn, stamp.vault_id)?;
    let seq = seq + 1;
    let mut digests = Vec::with_capacity(touched.len());
    for id in touched {
        let digest = super::digest::of_record(conn, stamp.digest_key, *id)?;
        conn.prepare_cached("insert into audit_record (record, seq, digest) values (?1, ?2, ?3)")?
            .execute(params![id.bytes(), seq, digest])?;
        digests.push((*id, digest));
    }
    let record = if let [only] = touched { Some(*only) } else { None };
    let record_version = match (version, record) {
        (Some(version), _) => version,
        (None, Some(id)) => conn
            .prepare_cached("select revision from record where id = ?1")?
            .query_row([id.bytes()], |row| row.get(0))?,
        (None, None) => u32::try_from(touched.len()).unwrap_or(u32::MAX),
    };
    let mut fields = act.fields.clone();
    fields.sort_unstable();
    fields.dedup();
    let mut line = AuditLine {
        seq,
        at: stamp.at,
        boot_ms: stamp.boot_ms,
        user: stamp.user,
        device: stamp.device,
        action: act.name.clone(),
        record: record.or(gone.filter(|_id| touched.is_empty())),
        record_version,
        fields,
        row_digest: digest_of_all(stamp.digest_key, &digests),
        prev,
        hash: [0; 32],
        signature: [0; 64],
    };
    line.hash = line.computed_hash();
    line.signature = stamp.signing.sign(Namespace::AuditLine, &line.hash);
    insert(conn, &line)?;
    Ok(seq)
}

fn insert(conn: &Connection, line: &AuditLine) -> Result<(), VaultError> {
    conn.prepare_cached(&format!(
        "insert into audit ({COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    ))?
    .execute(params![
        line.seq,
        line.at.0,
        line.boot_ms,
        line.user.0,
        line.device.0,
        line.action,
        line.record.map_or([0; 16], |id| *id.bytes()),
        line.record_version,
        line.fields.join(","),
        line.row_digest,
        line.prev,
        line.hash,
        line.signature
    ])?;
    Ok(())
}

/// One record: its digest. Several or none: a digest over all of them.
fn digest_of_all(key: &[u8; 32], digests: &[(RecordId, [u8; 32])]) -> [u8; 32] {
    if let [(_id, digest)] = digests {
        return *digest;
    }
    let mut all = Vec::with_capacity(digests.len() * 48);
    for (id, digest) in digests {
        all.extend_from_slice(id.bytes());
        all.extend_from_slice(digest);
    }
    hmac_sha256(key, &[b"many", &all])
}

impl View {
    /// Lines of a compartment, newest first, before line `before`.
    pub fn audit(
        &self,
        compartment: &Compartment,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditLine>, VaultError> {
        let part = self.part(compartment)?;
        let mut statement = part.conn.prepare_cached(&format!(
            "select {COLUMNS} from audit where seq < ?1 order by seq desc limit ?2"
        ))?;
        let before = before.unwrap_or(i64::MAX.unsigned_abs());
        let lines = statement.query_map(params![before, limit], AuditLine::read)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The lines that touched a record, oldest first; also those that touched it together with others.
    pub fn audit_of(&self, record: RecordId) -> Result<Vec<AuditLine>, VaultError> {
        let part = self.part_of(record)?;
        let mut statement = part.conn.prepare_cached(&format!(
            "select {COLUMNS} from audit where seq in
             (select seq from audit_record where record = ?1 union select seq from audit where record = ?1)
             order by seq"
        ))?;
        let lines = statement.query_map([record.bytes()], AuditLine::read)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The last line of each compartment that is open.
    pub fn audit_heads(&self) -> Result<Vec<AuditHead>, VaultError> {
        self.parts().map(|(compartment, part)| self.head_of(compartment, part)).collect()
    }

    fn head_of(&self, compartment: &Compartment, part: &Part) -> Result<AuditHead, VaultError> {
        let (seq, hash) = head(&part.conn, &self.vault_id)?;
        Ok(AuditHead { compartment: compartment.clone(), seq, hash })
    }

    /// Checks a whole chain: numbers, hashes, signatures, and that every live record is as its last line left it.
    pub fn verify_audit(&self, compartment: &Compartment) -> Result<AuditReport, VaultError> {
        let part = self.part(compartment)?;
        let mut faults = Vec::new();
        let mut n_lines = 0;
        let mut prev = sha256(&[b"waypost-vault/1 audit", &self.vault_id]);
        let mut statement =
            part.conn.prepare(&format!("select {COLUMNS} from audit order by seq"))?;
        for line in statement.query_map([], AuditLine::read)? {
            let line = line?;
            n_lines += 1;
            if line.seq != n_lines || line.prev != prev {
                faults.push((line.seq, AuditFault::Gap));
            }
            faults.extend(self.fault_of(part, &line)?.map(|fault| (line.seq, fault)));
            prev = line.hash;
        }
        let (n_records, wrong) = compare_records(part)?;
        faults.extend(wrong);
        let head = self.head_of(compartment, part)?;
        Ok(AuditReport { compartment: compartment.clone(), n_lines, n_records, head, faults })
    }

    fn fault_of(&self, part: &Part, line: &AuditLine) -> Result<Option<AuditFault>, VaultError> {
        let mut statement = part.conn.prepare_cached(
            "select record, digest from audit_record where seq = ?1 order by record",
        )?;
        let digests: Vec<(RecordId, [u8; 32])> = statement
            .query_map([line.seq], |row| Ok((RecordId::from_bytes(row.get(0)?), row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let touched = digest_of_all(&part.digest_key, &digests);
        if line.hash != line.computed_hash() || line.row_digest != touched {
            return Ok(Some(AuditFault::Changed));
        }
        let Some(key) = self.signers.get(&line.user) else { return Ok(Some(AuditFault::Stranger)) };
        let signed = verify(key, Namespace::AuditLine, &line.hash, &line.signature);
        Ok(signed.is_err().then_some(AuditFault::NotSigned))
    }
}

/// How many live records there are, and which are not as their last line left them.
fn compare_records(part: &Part) -> Result<(u64, Vec<(u64, AuditFault)>), VaultError> {
    let mut statement =
        part.conn.prepare("select record, max(seq), digest from audit_record group by record")?;
    let last: BTreeMap<RecordId, (u64, [u8; 32])> = statement
        .query_map([], |row| Ok((RecordId::from_bytes(row.get(0)?), (row.get(1)?, row.get(2)?))))?
        .collect::<Result<_, _>>()?;
    let mut statement = part.conn.prepare("select id from record order by id")?;
    let ids: Vec<RecordId> = statement
        .query_map([], |row| Ok(RecordId::from_bytes(array(row, 0)?)))?
        .collect::<Result<_, _>>()?;
    let mut wrong = Vec::new();
    for id in &ids {
        let digest = super::digest::of_record(&part.conn, &part.digest_key, *id)?;
        let (seq, recorded) = last.get(id).copied().unwrap_or((0, [0; 32]));
        if recorded != digest {
            wrong.push((seq, AuditFault::Record(*id)));
        }
    }
    Ok((u64::try_from(ids.len()).unwrap_or(u64::MAX), wrong))
}
