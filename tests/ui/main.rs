//! The window, by accessible name, without a display.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/service.rs"]
mod service;

mod batches;
mod demo;
mod entry;
mod export;
mod office;
mod office_screen;
mod people;
mod picture;
mod records;
mod review;
mod shell;
mod stage;
mod text;
mod today;
mod unlock;
mod widgets;
