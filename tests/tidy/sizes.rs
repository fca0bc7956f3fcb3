//! No file grows into a house of its own.

use std::fs;

use crate::source::{root, rust_files};

#[test]
fn no_source_file_is_over_600_lines() {
    let mut long = Vec::new();
    for file in rust_files(&root().join("src")) {
        let lines = fs::read_to_string(&file).expect("readable source").lines().count();
        if lines > 600 {
            long.push(format!("{}: {lines} lines", file.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
