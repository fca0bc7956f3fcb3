//! What the pure rooms promise, through their public interface.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]

#[path = "../support/mod.rs"]
mod support;

mod assets;
mod batch;
mod batch_altered;
mod batch_hostile;
mod privacy;
