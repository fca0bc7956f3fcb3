//! What several test programs need: where third-party data lies, clocks that stand, folders that go away.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

pub(crate) mod filling;
pub(crate) mod scenario;
pub(crate) mod xml;

use std::path::PathBuf;

/// The folder with third-party test data, or `None` with a line that says what is skipped.
///
/// It stands beside the checkout (`../shared`) or where `WAYPOST_SHARED` says.
pub fn shared(what: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
    let folder = std::env::var_os("WAYPOST_SHARED").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {what} (no third-party data beside the checkout)");
    None
}
