//! Cases that other programs must agree on.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]
#![allow(clippy::print_stdout, reason = "a test says what it skips")]

#[path = "../support/mod.rs"]
mod support;

mod cases;
