//! Signatures: Ed25519 of persons, and minisign keys for files.

use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use zeroize::Zeroizing;

use super::{CryptoError, Namespace};
use crate::base::{Entropy, Sensitive};

/// A person's own signing key.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sensitive]")
    }
}

impl SigningKey {
    /// A new one.
    pub fn make(entropy: &mut dyn Entropy) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        entropy.fill(seed.as_mut());
        Self::from_seed(&seed)
    }

    /// The key of this seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Its seed, to be sealed.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs `bytes` as what `namespace` says they are.
    #[must_use]
    pub fn sign(&self, namespace: Namespace, bytes: &[u8]) -> [u8; 64] {
        let message = Zeroizing::new([namespace.label(), bytes].concat());
        self.0.sign(&message).to_bytes()
    }
}

/// Whether `signature` over `bytes` as `namespace` is by the holder of `public`. Strict: no malleable forms.
///
/// # Errors
///
/// [`CryptoError::NotAuthentic`].
pub fn verify(
    public: &[u8; 32],
    namespace: Namespace,
    bytes: &[u8],
    signature: &[u8; 64],
) -> Result<(), CryptoError> {
    let key = VerifyingKey::from_bytes(public).map_err(|_err| CryptoError::NotAuthentic)?;
    let message = [namespace.label(), bytes].concat();
    key.verify_strict(&message, &Signature::from_bytes(signature))
        .map_err(|_err| CryptoError::NotAuthentic)
}

/// A minisign key pair, as the texts of its two files.
#[derive(Clone, Debug)]
pub struct FileSigner {
    /// The secret key file, without a passphrase of its own: it is only ever stored sealed.
    pub secret: Sensitive<String>,
    /// The public key: one line of base64.
    pub public: String,
}

impl FileSigner {
    /// A new one, from the operating system's randomness.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Malformed`] where minisign could not make it.
    pub fn make() -> Result<Self, CryptoError> {
        let pair = minisign::KeyPair::generate_unencrypted_keypair()
            .map_err(|_err| CryptoError::Malformed)?;
        let secret = pair.sk.to_box(None).map_err(|_err| CryptoError::Malformed)?.into_string();
        Ok(Self { secret: Sensitive::new(secret), public: pair.pk.to_base64() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SeededEntropy;

    #[test]
    fn a_signature_for_one_purpose_holds_for_no_other() {
        let key = SigningKey::make(&mut SeededEntropy::new(3));
        let signature = key.sign(Namespace::Scheme, &[7; 32]);
        assert_eq!(verify(&key.public(), Namespace::Scheme, &[7; 32], &signature), Ok(()));
        assert!(verify(&key.public(), Namespace::Release, &[7; 32], &signature).is_err());
        assert!(verify(&key.public(), Namespace::Scheme, &[8; 32], &signature).is_err());
    }
}
