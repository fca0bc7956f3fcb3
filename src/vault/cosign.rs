//! A second person signs at the same keyboard.

use crate::crypto::{Namespace, Passphrase};

use super::{Person, Vault, VaultError, slot::SlotSecret};

impl Vault {
    /// The public signing key of the person who unlocked.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.secret.signing.public()
    }

    /// Signs `bytes` as what `namespace` says for the person whose login and passphrase are typed now. Their keys are
    /// wiped before this returns; the session stays that of the first person. Takes about a second.
    ///
    /// # Errors
    ///
    /// [`VaultError::WrongPassphrase`] for an unknown login and for a wrong passphrase, after the same time.
    pub fn sign_as(
        &self,
        login: &str,
        passphrase: &str,
        namespace: Namespace,
        bytes: &[u8],
    ) -> Result<(Person, [u8; 64]), VaultError> {
        let passphrase = Passphrase::typed(passphrase);
        let (secret, _slot) = SlotSecret::open(&self.header, login, &passphrase, self.host.limits)?;
        let user = self.keyring.active(secret.user).ok_or(VaultError::WrongPassphrase)?;
        let person = Person::try_from(user)?;
        if person.public != secret.signing.public() {
            return Err(VaultError::HeaderDamaged);
        }
        let signature = secret.signing.sign(namespace, bytes);
        Ok((person, signature))
    }
}
