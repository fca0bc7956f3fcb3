//! What stands in a batch where a record's id stood in the vault.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::base::{Entropy, RecordId};

/// The key of one destination and one epoch; sealed in the keyring to the data officers.
///
/// With it the office finds a record again from a pseudonym; without it nobody does, and nobody can
/// tell that two destinations hold the same record.
#[derive(Clone)]
pub struct PseudonymKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PseudonymKey([sensitive])")
    }
}

impl PseudonymKey {
    /// A fresh key.
    pub fn make(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The key with these bytes, as the keyring keeps them.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// The bytes for the keyring.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The pseudonym of `record`: the first 16 bytes of HMAC-SHA256 as 26 lower-case base32 letters (RFC 4648, unpadded).
    #[must_use]
    pub fn derive_pseudonym(&self, record: &RecordId) -> String {
        // A key of any length is accepted by HMAC; `new` takes exactly one block without a way to fail.
        let mut block = Zeroizing::new([0; 64]);
        for (to, from) in block.iter_mut().zip(self.0.iter()) {
            *to = *from;
        }
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(record.bytes());
        let tag = mac.finalize().into_bytes();
        base32(tag.get(..16).unwrap_or_default())
    }
}

/// Lower-case base32 without padding (RFC 4648 §6).
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut n_bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        n_bits += 8;
        while n_bits >= 5 {
            n_bits -= 5;
            text.push(letter(LETTERS, held >> n_bits));
        }
        held &= (1 << n_bits) - 1;
    }
    if n_bits > 0 {
        text.push(letter(LETTERS, held << (5 - n_bits)));
    }
    text
}

fn letter(letters: &[u8; 32], five_bits: u32) -> char {
    usize::try_from(five_bits & 31)
        .ok()
        .and_then(|at| letters.get(at))
        .copied()
        .map_or('a', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SeededEntropy;

    #[test]
    fn base32_agrees_with_rfc_4648() {
        for (text, want) in
            [("", ""), ("f", "my"), ("fo", "mzxq"), ("foob", "mzxw6yq"), ("foobar", "mzxw6ytboi")]
        {
            assert_eq!(base32(text.as_bytes()), want);
        }
    }

    #[test]
    fn a_pseudonym_depends_on_record_and_key_alone() {
        let mut entropy = SeededEntropy::new(3);
        let (a, b) = (PseudonymKey::make(&mut entropy), PseudonymKey::make(&mut entropy));
        let record = RecordId::from_bytes([7; 16]);
        assert_eq!(a.derive_pseudonym(&record).len(), 26);
        assert_eq!(
            a.derive_pseudonym(&record),
            PseudonymKey::from_bytes(a.bytes()).derive_pseudonym(&record)
        );
        assert_ne!(a.derive_pseudonym(&record), b.derive_pseudonym(&record));
        assert_ne!(a.derive_pseudonym(&record), a.derive_pseudonym(&RecordId::from_bytes([8; 16])));
    }

    #[test]
    fn the_mac_is_hmac_sha256_with_a_32_byte_key() {
        // Zero key, sixteen zero bytes; computed with Python's hmac module.
        let key = PseudonymKey::from_bytes(&[0; 32]);
        assert_eq!(key.derive_pseudonym(&RecordId::from_bytes([0; 16])), WANT);
    }

    const WANT: &str = "qu6hia4tpwfweokwtmme5n4zh4";
}
