//! Bytes as lower-case hexadecimal text.

use std::fmt::Write as _;

/// The text of `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ok = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes of `text`; `None` where it is no even run of lower-case hexadecimal digits.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match *pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}

/// The `N` bytes of `text`; `None` where it holds another number of them.
#[must_use]
pub fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_output_reads_back() {
        assert_eq!(decode(&encode(&[0, 9, 171, 255])), Some(vec![0, 9, 171, 255]));
        assert_eq!(decode("AB"), None);
        assert_eq!(decode("abc"), None);
        assert_eq!(decode_array::<1>("abcd"), None);
    }
}
