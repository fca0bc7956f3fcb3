//! Keys, seals and signatures, each bound to what it is for.
//!
//! Entry points: [`Passphrase`] and [`KdfCost`] (a person's secret → a key), [`seal`] and [`open`] (one key),
//! [`Identity`] and [`seal_to`] (public keys), [`SigningKey`] (signatures under a [`Namespace`]).
//!
//! # Invariants
//!
//! - Nothing here knows what is sealed. Whoever calls says so in the additional data or the namespace.
//! - Secrets live in [`Sensitive`](crate::base::Sensitive) or `Zeroizing` memory; comparisons take constant time.
//! - Errors carry no value and do not tell why a key was refused.

mod envelope;
mod error;
mod hash;
pub mod hex;
mod kdf;
mod namespace;
mod passphrase;
mod recipient;
mod signature;

pub use envelope::{NONCE_LEN, open, seal};
pub use error::CryptoError;
pub use hash::{derive_key, hmac_sha256, same, sha256};
pub use kdf::{KdfCost, Limits, StretchedKey, stretch};
pub use namespace::Namespace;
pub use passphrase::{Passphrase, PassphraseError};
pub use recipient::{Identity, Recipient, seal_to};
pub use signature::{FileSigner, SigningKey, verify};
