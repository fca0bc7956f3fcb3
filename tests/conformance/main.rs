//! Cases that other programs must agree on.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]

#[path = "../support/mod.rs"]
mod support;

mod xpath;
