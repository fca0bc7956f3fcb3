//! Settings of an office, as the vault keeps them.

use std::ops::RangeInclusive;

/// Minutes without a key or the mouse until the office locks itself.
pub(super) const IDLE_LOCK: &str = "idle_lock_minutes";
/// What it is where nobody changed it.
pub(super) const IDLE_LOCK_DEFAULT: u32 = 5;
/// What it may be.
pub(super) const IDLE_LOCK_RANGE: RangeInclusive<u32> = 1..=15;
