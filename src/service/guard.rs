//! A panic ends one request and not the program, and nobody reads its text.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use super::ServiceError;
use crate::base::{Entropy, OsEntropy};

/// From now on a panic prints where it happened and nothing else: its own text may hold what somebody typed.
pub fn say_only_where_it_panicked() {
    set_hook(Box::new(|panic| {
        let place = panic.location().map(|it| format!("{}:{}", it.file(), it.line()));
        #[expect(clippy::print_stderr, reason = "the one line for support")]
        {
            eprintln!("waypost: panic at {}", place.unwrap_or_default());
        }
    }));
}

/// Does `work`; a panic in it becomes [`ServiceError::Bug`].
///
/// # Errors
///
/// What `work` answers.
pub fn guarded<T, E: From<ServiceError>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(ServiceError::bug(&mut OsEntropy).into()))
}

impl ServiceError {
    /// A mistake of ours, under a number that says nothing about anybody.
    pub(super) fn bug(entropy: &mut dyn Entropy) -> Self {
        Self::Bug { report: u32::try_from(entropy.below(100_000)).unwrap_or(0) }
    }
}
