//! Rules about the source itself.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]
#![allow(clippy::print_stdout, reason = "a test says what it measured")]

mod checks;
mod forms;
mod layers;
mod sizes;
mod source;
mod texts;
mod words;
