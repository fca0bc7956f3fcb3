//! The rows that leave, as bytes, in an order that tells nothing.

use sha2::{Digest as _, Sha256};

use super::sheet::write_row;

/// A finished file and what certifies it.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) rows_root: String,
}

/// Writes distinct `rows` as often as each occurs, under `columns`: sorted bytewise, or shuffled from there by `seed`.
pub(super) fn write(
    columns: &[&str],
    rows: &[(Vec<&str>, u64)],
    delimiter: u8,
    seed: Option<u64>,
) -> Written {
    let mut lines: Vec<(Vec<u8>, u64)> = rows
        .iter()
        .map(|(cells, count)| {
            let mut line = Vec::new();
            write_row(cells, delimiter, &mut line);
            (line, *count)
        })
        .collect();
    lines.sort_unstable();
    let length: u64 = lines.iter().map(|(line, count)| (line.len() as u64 + 1) * count).sum();
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 256);
    write_row(columns, delimiter, &mut bytes);
    bytes.push(b'\n');
    let mut push = |line: &[u8]| {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    };
    match seed {
        None => {
            for (line, count) in &lines {
                (0..*count).for_each(|_| push(line));
            }
        }
        Some(seed) => {
            let all = lines.iter().enumerate();
            let mut order: Vec<usize> =
                all.flat_map(|(at, (_, count))| (0..*count).map(move |_| at)).collect();
            shuffle(&mut order, seed);
            for at in order {
                push(&lines[at].0);
            }
        }
    }
    Written { bytes, rows_root: rows_root(&lines) }
}

/// Fisher and Yates's shuffle, by numbers that follow from `seed` alone. They hide nothing: whoever knows the seed can
/// sort the rows again, and learns no more than the sorted file says.
fn shuffle(order: &mut [usize], seed: u64) {
    let mut state = seed;
    for at in (1..order.len()).rev() {
        // splitmix64 (Steele, Lea and Flood, 2014).
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let below = (u128::from(mixed) * (at as u128 + 1)) >> 64;
        order.swap(at, usize::try_from(below).unwrap_or(0));
    }
}

/// RFC 6962 tree hash over sorted lines, each as often as it occurs, in hexadecimal digits.
///
/// Level by level, an odd last node rising as it is: the same tree as that of the standard. Equal neighbours hash alike
/// and are hashed once.
fn rows_root(lines: &[(Vec<u8>, u64)]) -> String {
    let mut level: Vec<[u8; 32]> = Vec::new();
    for (line, count) in lines {
        let leaf: [u8; 32] = Sha256::new().chain_update([0]).chain_update(line).finalize().into();
        level.extend((0..*count).map(|_| leaf));
    }
    if level.is_empty() {
        return crate::batch::sha256_hex(b"");
    }
    while level.len() > 1 {
        let mut last: Option<([[u8; 32]; 2], [u8; 32])> = None;
        let mut above = Vec::with_capacity(level.len().div_ceil(2));
        for pair in level.chunks(2) {
            let [left, right] = pair else {
                above.extend_from_slice(pair);
                continue;
            };
            let both = [*left, *right];
            let hash = match last {
                Some((known, hash)) if known == both => hash,
                _ => Sha256::new()
                    .chain_update([1])
                    .chain_update(left)
                    .chain_update(right)
                    .finalize()
                    .into(),
            };
            last = Some((both, hash));
            above.push(hash);
        }
        level = above;
    }
    level.first().map(|root| crate::batch::hex(root)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_hash_is_the_certifiers_for_every_small_number_of_rows() {
        for n in 1..40_u64 {
            let rows = [(vec!["a", "b"], n), (vec!["a", "c"], n / 3), (vec!["", ""], n % 2)];
            let written = write(&["x", "y"], &rows, b';', None);
            let theirs = crate::batch::certify::rows_root(&written.bytes, b';', 1);
            assert_eq!(theirs.expect("a file"), written.rows_root, "{n}");
        }
    }

    #[test]
    fn a_seed_shuffles_the_same_rows_the_same_way() {
        let rows: Vec<(Vec<&str>, u64)> =
            ["a", "b", "c", "d", "e"].iter().map(|it| (vec![*it], 2)).collect();
        let [sorted, one, again, other] =
            [None, Some(1), Some(1), Some(2)].map(|seed| write(&["x"], &rows, b';', seed));
        assert_eq!(one.bytes, again.bytes);
        assert!(one.bytes != sorted.bytes && one.bytes != other.bytes);
        assert_eq!(one.rows_root, sorted.rows_root);
        let lines = |bytes: &[u8]| -> Vec<u8> {
            let mut lines: Vec<u8> = bytes.to_vec();
            lines.sort_unstable();
            lines
        };
        assert_eq!(lines(&one.bytes), lines(&sorted.bytes));
    }
}
