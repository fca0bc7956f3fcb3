//! What the vault, the service and the command line keep: real files, real processes.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/office.rs"]
mod office;

mod batch_tools;
mod vault;
