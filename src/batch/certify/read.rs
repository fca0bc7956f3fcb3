//! The certifier's own reading of CSV and hierarchies, and the tree hash over rows.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::batch::{BatchError, hash::hex};

/// One record of a CSV file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// As it stands in the file, without its line end.
    pub raw: &'a [u8],
    /// Its cells, unquoted.
    pub cells: Vec<String>,
}

const QUOTES: &str = "a quote that does not close, or stands inside a cell";

/// The records of an RFC 4180 file with LF or CRLF; a byte order mark is skipped.
///
/// # Errors
///
/// What is wrong with it, in words.
pub(super) fn records(bytes: &[u8], delimiter: u8) -> Result<Vec<Record<'_>>, &'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if std::str::from_utf8(bytes).is_err() || bytes.contains(&0) {
        return Err("not UTF-8 text");
    }
    let (mut found, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let (record, after) = record(rest, delimiter)?;
        found.push(record);
        rest = after;
    }
    let width = found.first().map_or(0, |it: &Record<'_>| it.cells.len());
    if found.iter().any(|it| it.cells.len() != width) {
        return Err("rows of different lengths");
    }
    Ok(found)
}

/// The first record of `text`, and what follows it.
fn record(text: &[u8], delimiter: u8) -> Result<(Record<'_>, &[u8]), &'static str> {
    let (mut cells, mut rest) = (Vec::new(), text);
    loop {
        let (cell, after) = cell(rest, delimiter)?;
        cells.push(String::from_utf8(cell).map_err(|_err| "not UTF-8 text")?);
        let length = text.len() - after.len();
        let raw = text.get(..length).unwrap_or_default();
        match after.split_first() {
            Some((byte, next)) if *byte == delimiter => rest = next,
            Some((b'\n', next)) => return Ok((Record { raw, cells }, next)),
            Some((b'\r', next)) => {
                let next = next.strip_prefix(b"\n").ok_or("a line end that is none")?;
                return Ok((Record { raw, cells }, next));
            }
            Some(_) => return Err(QUOTES),
            None => return Ok((Record { raw, cells }, after)),
        }
    }
}

/// The first cell of `text`, and the rest from its delimiter or line end on.
fn cell(text: &[u8], delimiter: u8) -> Result<(Vec<u8>, &[u8]), &'static str> {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let end = text.iter().position(|byte| [delimiter, b'\n', b'\r'].contains(byte));
        let (cell, rest) = text.split_at(end.unwrap_or(text.len()));
        return if cell.contains(&b'"') { Err(QUOTES) } else { Ok((cell.to_vec(), rest)) };
    };
    let (mut cell, mut rest) = (Vec::new(), quoted);
    loop {
        let at = rest.iter().position(|byte| *byte == b'"').ok_or(QUOTES)?;
        let (part, from_quote) = rest.split_at(at);
        cell.extend_from_slice(part);
        let after = from_quote.get(1..).unwrap_or_default();
        match after.strip_prefix(b"\"") {
            Some(more) => {
                cell.push(b'"');
                rest = more;
            }
            None => return Ok((cell, after)),
        }
    }
}

/// A hierarchy as read: for each level, which labels there are and how many leaves stand under each.
#[derive(Debug)]
pub(super) struct Ladder {
    /// Leaves under each label, level by level; level 0 are the leaves.
    pub levels: Vec<BTreeMap<String, u64>>,
    /// Number of leaves.
    pub n_leaves: u64,
    /// Labels with more than one parent, over all levels.
    pub n_torn: usize,
}

/// Reads a hierarchy: a row for each leaf, from the leaf to its broadest label, no header.
///
/// # Errors
///
/// What is wrong with it, in words.
pub(super) fn ladder(bytes: &[u8], delimiter: u8) -> Result<Ladder, &'static str> {
    let rows = records(bytes, delimiter)?;
    let top = rows.first().ok_or("an empty hierarchy")?.cells.len();
    let mut levels: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); top];
    let mut parents: BTreeMap<(usize, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        for (labels, label) in levels.iter_mut().zip(&row.cells) {
            *labels.entry(label.clone()).or_default() += 1;
        }
        for (level, pair) in row.cells.windows(2).enumerate() {
            if let [label, parent] = pair {
                parents.entry((level, label)).or_default().insert(parent);
            }
        }
    }
    if levels.first().is_some_and(|leaves| leaves.len() != rows.len()) {
        return Err("a value that stands twice");
    }
    let n_torn = parents.values().filter(|it| it.len() > 1).count();
    Ok(Ladder { levels, n_leaves: u64::try_from(rows.len()).unwrap_or(u64::MAX), n_torn })
}

/// RFC 6962 tree hash over the rows of a data file as bytes without line end, sorted, as hexadecimal digits.
///
/// The first `n_head_rows` are not part of it. No rows give the hash of nothing.
///
/// Source: RFC 6962 §2.1.
///
/// # Errors
///
/// [`BatchError::Malformed`] where the file is no CSV.
pub fn rows_root(data: &[u8], delimiter: u8, n_head_rows: usize) -> Result<String, BatchError> {
    let records = records(data, delimiter).map_err(BatchError::Malformed)?;
    Ok(tree_hash(records.iter().skip(n_head_rows).map(|record| record.raw).collect()))
}

/// RFC 6962 tree hash of `rows`, which are sorted first.
pub(super) fn tree_hash(mut rows: Vec<&[u8]>) -> String {
    rows.sort_unstable();
    let leaves: Vec<[u8; 32]> = rows.iter().map(|row| hash(&[&[0], row])).collect();
    hex(&root(&leaves))
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize().into()
}

fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => hash(&[]),
        [leaf] => *leaf,
        more => {
            // The largest power of two below their number.
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            hash(&[&[1], &root(left), &root(right)])
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_read_as_rfc_4180_says() {
        let all = records(b"a,\"b,\"\"c\"\"\"\r\n\"d\ne\",\n", b',').unwrap();
        assert_eq!(all[0].cells, ["a", "b,\"c\""]);
        assert_eq!(all[1].cells, ["d\ne", ""]);
        assert_eq!(all[1].raw, b"\"d\ne\",");
        for bad in
            [&b"a\"b\n"[..], b"\"a\n", b"\"a\"b\n", b"a,b\nc\n", b"a\rb\n", b"\xff\n", b"a\0\n"]
        {
            assert!(records(bad, b',').is_err(), "{bad:?}");
        }
    }

    proptest! {
        /// What the batch's writer writes, the certifier's reader reads: two programs, one meaning.
        #[test]
        fn what_one_writes_the_other_reads(
            table in prop::collection::vec(prop::collection::vec("[a,;\"\r\n é*]{0,5}", 3), 1..6),
        ) {
            let bytes = crate::batch::columns::to_csv(&table).unwrap();
            let read = records(&bytes, b',').unwrap();
            prop_assert_eq!(read.into_iter().map(|it| it.cells).collect::<Vec<_>>(), table);
        }

        /// No bytes make the reader panic, and it loses none of them.
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(read) = records(&bytes, b',') {
                prop_assert!(read.iter().map(|it| it.raw.len()).sum::<usize>() <= bytes.len());
            }
        }
    }

    /// Vectors of the certificate-transparency project's reference tests.
    #[test]
    fn the_tree_hash_is_that_of_rfc_6962() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(tree_hash(Vec::new()), empty);
        assert_eq!(
            tree_hash(vec![b""]),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        // Two leaves, already sorted: the empty one and a zero byte.
        assert_eq!(
            tree_hash(vec![b"\x00", b""]),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
    }

    #[test]
    fn a_label_with_two_parents_is_counted() {
        let good = ladder(b"1,low,*\n2,low,*\n3,high,*\n", b',').unwrap();
        assert_eq!((good.n_torn, good.n_leaves, good.levels[1]["low"]), (0, 3, 2));
        let torn = ladder(b"1,low,a\n2,low,b\n", b',').unwrap();
        assert_eq!(torn.n_torn, 1);
        assert!(ladder(b"1,a\n1,b\n", b',').is_err());
        assert!(ladder(b"", b',').is_err());
    }
}
