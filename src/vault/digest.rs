//! What a record is, in one number: the canonical bytes behind an audit line's digest.
//!
//! Left out: the draft (a sitting is one line, not one per answer), what is derived and can be rebuilt (persons,
//! titles and counts for lists).

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::VaultError;
use crate::base::RecordId;
use crate::crypto::hmac_sha256;

/// The tables of a record's truth, each in a fixed order of rows.
const PARTS: &[&str] = &[
    "select form, form_version, state, author, owner, case_id, origin_device, revision, base_revision, created,
     submitted, approved, exported, import from record where id = ?1",
    "select revision, by, at, instance, reason from revision where record = ?1 order by revision desc limit 1",
    "select person_row, purpose, given, form, at, withdrawn from consent where record = ?1 order by person_row, purpose",
    "select revision, question, rule, reason, by, at from override where record = ?1 order by revision, question, rule",
    "select id, question, by, at, text, answers, resolved from comment where record = ?1 order by id",
];

/// The keyed digest of the record `id` as it stands.
pub(crate) fn of_record(
    conn: &Connection,
    key: &[u8; 32],
    id: RecordId,
) -> Result<[u8; 32], VaultError> {
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(1024));
    bytes.extend_from_slice(id.bytes());
    for (number, sql) in (0_u8..).zip(PARTS) {
        let mut statement = conn.prepare_cached(sql)?;
        let n_columns = statement.column_count();
        let mut rows = statement.query([id.bytes()])?;
        while let Some(row) = rows.next()? {
            bytes.push(number);
            put_row(&mut bytes, row, n_columns)?;
        }
    }
    Ok(hmac_sha256(key, &[&bytes]))
}

fn put_row(bytes: &mut Vec<u8>, row: &Row<'_>, n_columns: usize) -> Result<(), VaultError> {
    for column in 0..n_columns {
        let number;
        let (kind, value): (u8, &[u8]) = match row.get_ref(column)? {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(value) => {
                number = value.to_le_bytes();
                (1, &number)
            }
            ValueRef::Real(value) => {
                number = value.to_le_bytes();
                (2, &number)
            }
            ValueRef::Text(value) => (3, value),
            ValueRef::Blob(value) => (4, value),
        };
        bytes.push(kind);
        bytes.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend_from_slice(value);
    }
    Ok(())
}
