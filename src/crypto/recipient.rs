//! Sealing to public keys: age files, X25519 recipients.

use std::io::{Read as _, Write as _};

use age::secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::CryptoError;
use crate::base::Sensitive;

/// The secret half: opens what was sealed to its [`Recipient`]. `AGE-SECRET-KEY-1…`
#[derive(Clone)]
pub struct Identity(age::x25519::Identity);

/// The public half: `age1…`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient(String);

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sensitive]")
    }
}

impl Identity {
    /// A new one, from the operating system's randomness.
    #[must_use]
    pub fn make() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Reads `AGE-SECRET-KEY-1…`; white space around it and the case of its letters do not matter.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Malformed`], also where one character was copied wrongly.
    pub fn parse(text: &str) -> Result<Self, CryptoError> {
        let upper = Zeroizing::new(text.trim().to_ascii_uppercase());
        upper.parse().map(Self).map_err(|_err: &'static str| CryptoError::Malformed)
    }

    /// `AGE-SECRET-KEY-1…`
    #[must_use]
    pub fn text(&self) -> Sensitive<String> {
        Sensitive::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Its public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public().to_string())
    }

    /// Opens an age file sealed to it.
    ///
    /// # Errors
    ///
    /// [`CryptoError::NotAuthentic`] where it was sealed to others, or changed; nothing of it is given out then.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let decryptor =
            age::Decryptor::new_buffered(sealed).map_err(|_err| CryptoError::Malformed)?;
        let mut reader = decryptor
            .decrypt(std::iter::once(&self.0 as &dyn age::Identity))
            .map_err(|_err| CryptoError::NotAuthentic)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
        reader.read_to_end(&mut plain).map_err(|_err| CryptoError::NotAuthentic)?;
        Ok(plain)
    }
}

impl Recipient {
    /// Reads `age1…`
    ///
    /// # Errors
    ///
    /// [`CryptoError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, CryptoError> {
        let known: age::x25519::Recipient =
            text.trim().parse().map_err(|_err: &'static str| CryptoError::Malformed)?;
        Ok(Self(known.to_string()))
    }

    /// `age1…`
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Seals `plain` so that each of `recipients` opens it: a binary age file.
///
/// # Errors
///
/// [`CryptoError::Malformed`] for no recipient.
pub fn seal_to(recipients: &[Recipient], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let keys: Vec<age::x25519::Recipient> = recipients
        .iter()
        .map(|it| it.0.parse().map_err(|_err: &'static str| CryptoError::Malformed))
        .collect::<Result<_, _>>()?;
    let encryptor =
        age::Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient))
            .map_err(|_err| CryptoError::Malformed)?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|_err| CryptoError::Malformed)?;
    writer.write_all(plain).map_err(|_err| CryptoError::Malformed)?;
    writer.finish().map_err(|_err| CryptoError::Malformed)?;
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recipient_opens_and_nobody_else() {
        let (a, b, c) = (Identity::make(), Identity::make(), Identity::make());
        let sealed = seal_to(&[a.recipient(), b.recipient()], b"key").unwrap();
        assert_eq!(a.open(&sealed).unwrap().as_slice(), b"key");
        assert_eq!(b.open(&sealed).unwrap().as_slice(), b"key");
        assert_eq!(c.open(&sealed), Err(CryptoError::NotAuthentic));
        assert!(seal_to(&[], b"key").is_err());
    }

    #[test]
    fn one_wrong_character_of_a_printed_key_is_noticed() {
        let text = Identity::make().text();
        let reread = Identity::parse(&format!(" {}\n", text.expose().to_lowercase())).unwrap();
        assert_eq!(reread.text(), text);
        let wrong = text.expose().replacen('Q', "P", 1);
        assert!(wrong == *text.expose() || Identity::parse(&wrong).is_err());
    }
}
