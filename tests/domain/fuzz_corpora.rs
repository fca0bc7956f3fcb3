//! The corpora of the fuzz targets, through the same functions: what was once found stays mended.

use std::{fs, path::Path};

#[expect(unreachable_pub, reason = "the targets name its functions from outside")]
#[path = "../fuzz/feed.rs"]
mod feed;

/// Feeds every file of a corpus.
fn replay(target: &str, feed: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut n_files = 0;
    for entry in fs::read_dir(folder).expect("a corpus") {
        feed(&fs::read(entry.expect("an entry").path()).expect("readable"));
        n_files += 1;
    }
    assert!(n_files > 0, "{target} has no corpus");
}

#[test]
fn expressions_of_the_corpus_are_read_and_asked() {
    replay("expression", feed::expression);
}

#[test]
fn workbooks_of_the_corpus_are_read_and_filled_in() {
    replay("workbook", feed::workbook);
}

#[test]
fn xml_of_the_corpus_is_read_and_filled_in() {
    replay("xml", feed::xml);
}
