//! The window, by accessible name, without a display.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]

#[path = "../support/mod.rs"]
mod support;

mod stage;
mod text;
mod widgets;
