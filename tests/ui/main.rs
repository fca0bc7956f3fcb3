//! The window, by accessible name, without a display.
#![allow(clippy::print_stdout, reason = "a test says what it skips and what it measured")]
#![allow(
    clippy::cast_precision_loss,
    clippy::similar_names,
    clippy::wildcard_enum_match_arm,
    reason = "counts are small, and a test names what it looks at"
)]
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/entry.rs"]
mod sitting;

#[path = "../support/service.rs"]
mod service;

mod batches;
mod demo;
mod entry;
mod entry_keys;
mod export;
mod import_screen;
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
mod violations;
mod widgets;
mod workbooks;
