//! From a passphrase to a key: Argon2id, so dear that guessing does not pay.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::{CryptoError, Passphrase};

/// What one guess costs: memory, passes, lanes (RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes, worked through in parallel where there are cores.
    pub lanes: u32,
}

impl KdfCost {
    /// 256 MiB, 3 passes, 4 lanes: what an office uses that did not calibrate.
    #[must_use]
    pub const fn usual() -> Self {
        Self { memory_kib: 256 * 1024, passes: 3, lanes: 4 }
    }

    /// 64 MiB, 3 passes, 4 lanes (RFC 9106's second choice): the least that is accepted; for demonstration offices.
    #[must_use]
    pub const fn floor() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 }
    }

    /// 8 MiB, 1 pass, for tests alone: [`Limits::product`] refuses it.
    #[must_use]
    pub const fn for_tests() -> Self {
        Self { memory_kib: 8 * 1024, passes: 1, lanes: 1 }
    }

    /// The cost that takes this computer about a second: 64 MiB to 1 GiB, 3 passes, 4 lanes.
    ///
    /// Stretches one passphrase at the floor to measure; about 0.3 s.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Memory`] where even the floor does not fit.
    pub fn calibrate() -> Result<Self, CryptoError> {
        let floor = Self::floor();
        let start = Instant::now();
        argon2id(floor, b"measuring this computer", &[0; 16])?;
        let took = start.elapsed().max(Duration::from_millis(1));
        let times = u32::try_from(1_000 / took.as_millis().max(1)).unwrap_or(1).clamp(1, 16);
        Ok(Self { memory_kib: floor.memory_kib.saturating_mul(times), ..floor })
    }
}

/// Which costs are accepted, before anything is allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The least memory in KiB.
    pub least_kib: u32,
    /// The most memory in KiB.
    pub most_kib: u32,
}

impl Limits {
    /// 64 MiB to 2 GiB: below is a downgrade, above is a memory bomb.
    #[must_use]
    pub const fn product() -> Self {
        Self { least_kib: 65_536, most_kib: 2_097_152 }
    }

    /// From 8 MiB: for tests alone. The binaries never name it.
    #[must_use]
    pub const fn for_tests() -> Self {
        Self { least_kib: 8_192, most_kib: 2_097_152 }
    }

    /// Whether `cost` may be paid.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Cost`].
    pub const fn check(&self, cost: KdfCost) -> Result<(), CryptoError> {
        let memory = self.least_kib <= cost.memory_kib && cost.memory_kib <= self.most_kib;
        let work = 1 <= cost.passes && cost.passes <= 16 && 1 <= cost.lanes && cost.lanes <= 16;
        if memory && work { Ok(()) } else { Err(CryptoError::Cost) }
    }
}

/// What a passphrase becomes; keys are derived from it with HKDF.
pub type StretchedKey = Zeroizing<[u8; 32]>;

/// Stretches a passphrase. Takes about a second: never on a thread that draws.
///
/// # Errors
///
/// [`CryptoError::Cost`] outside `limits`, before any work; [`CryptoError::Memory`].
pub fn stretch(
    passphrase: &Passphrase,
    salt: &[u8; 16],
    cost: KdfCost,
    limits: Limits,
) -> Result<StretchedKey, CryptoError> {
    limits.check(cost)?;
    argon2id(cost, passphrase.bytes(), salt)
}

fn argon2id(cost: KdfCost, secret: &[u8], salt: &[u8; 16]) -> Result<StretchedKey, CryptoError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|_err| CryptoError::Cost)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, key.as_mut())
        .map_err(|err| {
            let memory = err == argon2::Error::OutOfMemory;
            if memory { CryptoError::Memory } else { CryptoError::Cost }
        })?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cheap_or_monstrous_cost_is_refused_before_any_work() {
        let limits = Limits::product();
        assert_eq!(limits.check(KdfCost::for_tests()), Err(CryptoError::Cost));
        assert_eq!(
            limits.check(KdfCost { memory_kib: 64 * 1024 * 1024, ..KdfCost::floor() }),
            Err(CryptoError::Cost)
        );
        assert_eq!(limits.check(KdfCost { passes: 0, ..KdfCost::floor() }), Err(CryptoError::Cost));
        assert_eq!(limits.check(KdfCost::usual()), Ok(()));
    }
}
