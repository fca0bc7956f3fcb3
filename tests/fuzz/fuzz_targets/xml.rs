//! Feeds `feed::xml`.
#![no_main]

#[path = "../feed.rs"]
#[allow(dead_code, reason = "each target has its own part")]
mod feed;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| feed::xml(bytes));
