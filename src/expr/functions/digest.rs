//! Fingerprints and codings of texts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// The hash of a text by the name of its algorithm; none where the name is none.
pub(super) fn hash(text: &str, algorithm: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    Some(match algorithm {
        "MD5" => md5::Md5::digest(bytes).to_vec(),
        "SHA-1" => sha1::Sha1::digest(bytes).to_vec(),
        "SHA-256" => Sha256::digest(bytes).to_vec(),
        "SHA-384" => Sha384::digest(bytes).to_vec(),
        "SHA-512" => Sha512::digest(bytes).to_vec(),
        _ => return None,
    })
}

/// A hash in letters: `base64`, where nothing is said, or `hex`.
pub(super) fn write(hash: &[u8], coding: &str) -> Option<String> {
    match coding {
        "" | "base64" => Some(STANDARD.encode(hash)),
        "hex" => Some({
            let digit = |half: u8| char::from_digit(u32::from(half), 16);
            hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
        }),
        _ => None,
    }
}

/// The text that a base64 text holds, white space aside; what is not base64 holds none, and what is not
/// UTF-8 is marked.
pub(super) fn decode(text: &str) -> String {
    let code: String = text.split_whitespace().collect();
    let bytes = STANDARD.decode(code).unwrap_or_default(); // no base64
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standards() {
        let hex = |algorithm: &str| write(&hash("abc", algorithm)?, "hex");
        assert_eq!(hex("MD5").as_deref(), Some("900150983cd24fb0d6963f7d28e17f72"));
        assert_eq!(hex("SHA-1").as_deref(), Some("a9993e364706816aba3e25717850c26c9cd0d89d"));
        assert_eq!(hex("CRC"), None);
        assert_eq!(
            hash("abc", "SHA-256").and_then(|it| write(&it, "")).as_deref(),
            Some("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
        );
        assert_eq!(decode("aGVsbG8="), "hello");
        assert_eq!(decode("?"), "");
    }
}
