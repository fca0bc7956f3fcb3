//! The keys of a batch: the office signs with one, headquarters opens with the other.
//!
//! Signing is minisign (Ed25519 over `BLAKE2b`), sealing is age (X25519): both open with Debian's tools.

use std::{fmt, io::Cursor, str::FromStr};

use age::secrecy::ExposeSecret as _;
use ed25519_dalek::SigningKey;
use minisign::{PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};
use zeroize::{Zeroize as _, Zeroizing};

use super::{BatchError, fingerprint::fingerprint_words};
use crate::base::Entropy;

/// What the keyring's text of a signing key begins with.
const SECRET_PREFIX: &str = "waypost-signer/1:";
/// What a minisign key file begins with.
const KEY_FILE: &str = "untrusted comment:";
/// Bytes before the key number in one: algorithms, salt, limits.
const KEY_FILE_HEAD: usize = 54;
/// The untrusted first line of our signatures; minisign asks for one.
const UNTRUSTED: &str = "signature of a Waypost office";

/// The office's signing key, or headquarters' root key.
///
/// Held as seed and key number; the form that the library wants is made for one signature at a time.
#[derive(Clone)]
pub struct SignerKey {
    seed: Zeroizing<[u8; 32]>,
    number: [u8; 8],
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignerKey([sensitive])")
    }
}

impl SignerKey {
    /// A fresh key.
    pub fn make(entropy: &mut dyn Entropy) -> Self {
        let mut key = Self { seed: Zeroizing::new([0; 32]), number: [0; 8] };
        entropy.fill(key.seed.as_mut_slice());
        entropy.fill(&mut key.number);
        key
    }

    /// The key as one line of text, for the keyring; never for a file in clear.
    #[must_use]
    pub fn secret_text(&self) -> Zeroizing<String> {
        let mut digits = super::hash::hex(self.seed.as_slice());
        let text = format!("{SECRET_PREFIX}{}{digits}", super::hash::hex(&self.number));
        digits.zeroize();
        Zeroizing::new(text)
    }

    /// The key that [`Self::secret_text`] wrote, or that of a minisign key file without a passphrase.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotAKey`].
    pub fn from_secret_text(text: &str) -> Result<Self, BatchError> {
        let bad = BatchError::NotAKey("not a signing key");
        if text.starts_with(KEY_FILE) {
            return Self::from_key_file(text).ok_or(bad);
        }
        let digits = text.trim().strip_prefix(SECRET_PREFIX).ok_or(bad.clone())?;
        let bytes = Zeroizing::new(unhex::<40>(digits).ok_or(bad)?);
        let mut key = Self { seed: Zeroizing::new([0; 32]), number: [0; 8] };
        let (number, seed) = bytes.split_at(8);
        key.number.copy_from_slice(number);
        key.seed.copy_from_slice(seed);
        Ok(key)
    }

    /// The seed and number in minisign's own key file, as the keyring of an office holds it.
    fn from_key_file(text: &str) -> Option<Self> {
        let boxed = SecretKeyBox::from_string(text).ok()?;
        let secret = boxed.into_unencrypted_secret_key().ok()?;
        let bytes = Zeroizing::new(secret.to_bytes());
        let mut key = Self { seed: Zeroizing::new([0; 32]), number: [0; 8] };
        key.number.copy_from_slice(bytes.get(KEY_FILE_HEAD..KEY_FILE_HEAD + 8)?);
        key.seed.copy_from_slice(bytes.get(KEY_FILE_HEAD + 8..KEY_FILE_HEAD + 40)?);
        Some(key)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> SignerPublic {
        SignerPublic { number: self.number, key: self.verifying() }
    }

    /// The content of `office.pub`: what minisign reads with `-p`.
    #[must_use]
    pub fn public_text(&self) -> String {
        self.public().text()
    }

    /// A detached minisign signature over `data`; `trusted` stands in it and is signed too.
    ///
    /// # Errors
    ///
    /// [`BatchError::Crypto`].
    pub fn sign(&self, data: &[u8], trusted: &str) -> Result<String, BatchError> {
        let key = self.minisign()?;
        minisign::sign(None, &key, Cursor::new(data), Some(trusted), Some(UNTRUSTED))
            .map(SignatureBox::into_string)
            .map_err(|_err| BatchError::Crypto)
    }

    fn verifying(&self) -> [u8; 32] {
        SigningKey::from_bytes(&self.seed).verifying_key().to_bytes()
    }

    /// The unencrypted form of minisign's key file: "Ed", no derivation, "B2", salt and limits of zeros,
    /// number, seed and public key, and a check sum that is only read where the key is encrypted.
    fn minisign(&self) -> Result<SecretKey, BatchError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(158));
        bytes.extend_from_slice(b"Ed\0\0B2");
        bytes.extend_from_slice(&[0; 48]);
        bytes.extend_from_slice(&self.number);
        bytes.extend_from_slice(self.seed.as_slice());
        bytes.extend_from_slice(&self.verifying());
        bytes.extend_from_slice(&[0; 32]);
        SecretKey::from_bytes(&bytes).map_err(|_err| BatchError::Crypto)
    }
}

/// Whose signature a batch must carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignerPublic {
    number: [u8; 8],
    key: [u8; 32],
}

impl SignerPublic {
    /// Reads a minisign public key: the two lines of `office.pub`, or its second line alone.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotAKey`].
    pub fn parse(text: &str) -> Result<Self, BatchError> {
        let bad = |_err| BatchError::NotAKey("not a minisign public key");
        let text = text.trim_start_matches('\u{feff}').trim();
        let key = if text.lines().count() == 1 {
            PublicKey::from_base64(text)
        } else {
            PublicKeyBox::from_string(text).and_then(PublicKeyBox::into_public_key)
        };
        Self::from_bytes(&key.map_err(bad)?.to_bytes())
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, BatchError> {
        let bad = BatchError::NotAKey("not a minisign public key");
        let rest = bytes.strip_prefix(b"Ed").filter(|rest| rest.len() == 40).ok_or(bad)?;
        let mut public = Self { number: [0; 8], key: [0; 32] };
        let (number, key) = rest.split_at(8);
        public.number.copy_from_slice(number);
        public.key.copy_from_slice(key);
        Ok(public)
    }

    /// The one line that names the key in a manifest: base64, as in the second line of `office.pub`.
    #[must_use]
    pub fn line(&self) -> String {
        self.minisign().map(|key| key.to_base64()).unwrap_or_default()
    }

    /// The content of `office.pub`: comment and key.
    #[must_use]
    pub fn text(&self) -> String {
        self.minisign()
            .and_then(|key| key.to_box().ok())
            .map(|it| it.to_string())
            .unwrap_or_default()
    }

    /// Eight words to compare with a letter or over the telephone.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint_words(&self.bytes())
    }

    /// Checks a detached signature over `data`; answers its trusted comment.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotAuthentic`] where it is not by this key, not over this data, not prehashed, or no signature.
    pub fn verify(&self, data: &[u8], signature: &str) -> Result<String, BatchError> {
        let key = self.minisign().ok_or(BatchError::Crypto)?;
        let not = BatchError::NotAuthentic;
        // The library cuts prefixes off by length; a text that is not ASCII has none of them.
        if !signature.is_ascii() || signature.len() > 2048 {
            return Err(not);
        }
        let parsed = SignatureBox::from_string(signature).map_err(|_err| not.clone())?;
        minisign::verify(&key, &parsed, Cursor::new(data), true, false, false)
            .map_err(|_err| not.clone())?;
        parsed.trusted_comment().map_err(|_err| not)
    }

    fn bytes(self) -> Vec<u8> {
        let mut bytes = b"Ed".to_vec();
        bytes.extend_from_slice(&self.number);
        bytes.extend_from_slice(&self.key);
        bytes
    }

    fn minisign(self) -> Option<PublicKey> {
        PublicKey::from_bytes(&self.bytes()).ok()
    }
}

/// Whom a batch is sealed to: an `age1…` public key of headquarters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient(age::x25519::Recipient);

impl Recipient {
    pub(super) const fn age(&self) -> &age::x25519::Recipient {
        &self.0
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Recipient {
    type Err = BatchError;

    fn from_str(text: &str) -> Result<Self, BatchError> {
        let bad = |_err| BatchError::NotAKey("not an age X25519 recipient");
        text.trim().parse().map(Self).map_err(bad)
    }
}

/// Headquarters' secret key.
#[derive(Clone)]
pub struct HqIdentity(age::x25519::Identity);

impl fmt::Debug for HqIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HqIdentity([sensitive])")
    }
}

impl HqIdentity {
    /// A fresh identity, from the operating system's randomness (the age library takes no other).
    #[must_use]
    pub fn make() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Reads a key file as `age-keygen` writes it: comment lines, then `AGE-SECRET-KEY-1…`.
    ///
    /// # Errors
    ///
    /// [`BatchError::NotAKey`] where there is none or more than one.
    pub fn parse(text: &str) -> Result<Self, BatchError> {
        let mut keys =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (Some(line), None) = (keys.next(), keys.next()) else {
            return Err(BatchError::NotAKey("not one age identity"));
        };
        line.parse().map(Self).map_err(|_err| BatchError::NotAKey("not an age X25519 identity"))
    }

    /// The content of a key file: the public key in a comment, then the secret one.
    #[must_use]
    pub fn secret_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "# public key: {}\n{}\n",
            self.recipient(),
            self.0.to_string().expose_secret()
        ))
    }

    /// The public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }

    pub(super) const fn age(&self) -> &age::x25519::Identity {
        &self.0
    }
}

/// `N` bytes from twice as many hexadecimal digits.
fn unhex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    if digits.len() != N * 2 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SeededEntropy;

    #[test]
    fn a_key_file_of_minisign_is_read() {
        let pair = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
        let file = pair.sk.to_box(None).unwrap().into_string();
        let key = SignerKey::from_secret_text(&file).unwrap();
        assert_eq!(key.public().line(), pair.pk.to_base64());
    }

    #[test]
    fn a_key_comes_back_from_its_text_and_signs_the_same() {
        let key = SignerKey::make(&mut SeededEntropy::new(1));
        let again = SignerKey::from_secret_text(&key.secret_text()).unwrap();
        assert_eq!(key.public(), again.public());
        let signature = again.sign(b"data", "note").unwrap();
        let public = SignerPublic::parse(&key.public_text()).unwrap();
        assert_eq!(public, SignerPublic::parse(&public.line()).unwrap());
        assert_eq!(public.verify(b"data", &signature).as_deref(), Ok("note"));
        assert_eq!(public.verify(b"date", &signature), Err(BatchError::NotAuthentic));
        let other = SignerKey::make(&mut SeededEntropy::new(2)).public();
        assert_eq!(other.verify(b"data", &signature), Err(BatchError::NotAuthentic));
        assert_eq!(
            public.verify(b"data", &signature.replace("note", "nota")),
            Err(BatchError::NotAuthentic)
        );
    }

    #[test]
    fn what_is_no_key_is_refused_without_a_panic() {
        for text in
            ["", "x", "untrusted comment: é\nRWQ", "waypost-signer/1:zz", "AGE-SECRET-KEY-1"]
        {
            assert!(SignerPublic::parse(text).is_err());
            assert!(SignerKey::from_secret_text(text).is_err());
            assert!(HqIdentity::parse(text).is_err());
            assert!(text.parse::<Recipient>().is_err());
        }
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let (key, identity) = (SignerKey::make(&mut SeededEntropy::new(1)), HqIdentity::make());
        assert_eq!(format!("{key:?}{identity:?}"), "SignerKey([sensitive])HqIdentity([sensitive])");
        let again = HqIdentity::parse(&identity.secret_text()).unwrap();
        assert_eq!(again.recipient(), identity.recipient());
    }
}
