//! Sealing under one key: XChaCha20-Poly1305 with random nonces.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::CryptoError;

/// Bytes of a nonce: long enough to be drawn at random for ever.
pub const NONCE_LEN: usize = 24;

/// Seals `plain` under `key`; `about` is authenticated with it and must be the same at opening.
///
/// # Errors
///
/// [`CryptoError::Malformed`] for more than 2³⁸ bytes.
pub fn seal(
    key: &[u8; 32],
    nonce: &[u8; NONCE_LEN],
    about: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad: about })
        .map_err(|_err| CryptoError::Malformed)
}

/// Opens what [`seal`] made.
///
/// # Errors
///
/// [`CryptoError::NotAuthentic`] under another key, nonce or `about`, and when a bit was changed.
pub fn open(
    key: &[u8; 32],
    nonce: &[u8; NONCE_LEN],
    about: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: about })
        .map(Zeroizing::new)
        .map_err(|_err| CryptoError::NotAuthentic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_the_same_key_nonce_and_subject() {
        let sealed = seal(&[1; 32], &[2; 24], b"slot", b"secret").unwrap();
        assert_eq!(open(&[1; 32], &[2; 24], b"slot", &sealed).unwrap().as_slice(), b"secret");
        assert_eq!(open(&[3; 32], &[2; 24], b"slot", &sealed), Err(CryptoError::NotAuthentic));
        assert_eq!(open(&[1; 32], &[3; 24], b"slot", &sealed), Err(CryptoError::NotAuthentic));
        assert_eq!(open(&[1; 32], &[2; 24], b"keys", &sealed), Err(CryptoError::NotAuthentic));
    }
}
