//! Reads the checkout: files, and the names of ours that a file mentions.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The top of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file at `place` (a folder, or a module's single file), in order.
pub(crate) fn rust_files(place: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let alone = place.with_extension("rs");
    if alone.is_file() {
        found.push(alone);
    }
    let mut folders = vec![place.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// `source` without comments and without what stands between quotes.
pub(crate) fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                for skipped in chars.by_ref() {
                    if skipped == '\n' {
                        code.push('\n');
                        break;
                    }
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                for skipped in chars.by_ref() {
                    if last == '*' && skipped == '/' {
                        break;
                    }
                    last = skipped;
                }
            }
            '"' => {
                let raw_hashes = raw_hashes(&code);
                code.push('"');
                skip_string(&mut chars, raw_hashes);
                code.push('"');
            }
            // A character literal may be a quote; a lifetime may not.
            '\'' if !before.is_alphanumeric() => {
                let mut ahead = chars.clone();
                match (ahead.next(), ahead.next()) {
                    (Some('\\'), _) => {
                        chars.next();
                        chars.next();
                        while chars.next_if(|it| *it != '\'').is_some() {}
                        chars.next();
                    }
                    (Some(_), Some('\'')) => {
                        chars.next();
                        chars.next();
                    }
                    _ => code.push('\''),
                }
            }
            _ => code.push(c),
        }
        before = c;
    }
    code
}

/// How many `#` stand between an `r` and the quote that follows `code`; `None` for an ordinary string.
fn raw_hashes(code: &str) -> Option<usize> {
    let bare = code.trim_end_matches('#');
    let hashes = code.len() - bare.len();
    let letters = bare.chars().rev().take_while(|it| it.is_alphanumeric()).collect::<String>();
    matches!(letters.as_str(), "r" | "rb").then_some(hashes)
}

fn skip_string(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, raw_hashes: Option<usize>) {
    while let Some(c) = chars.next() {
        match (c, raw_hashes) {
            ('\\', None) => {
                chars.next();
            }
            ('"', None) => return,
            ('"', Some(hashes)) => {
                let mut ahead = chars.clone();
                if (0..hashes).all(|_| ahead.next() == Some('#')) {
                    *chars = ahead;
                    return;
                }
            }
            _ => {}
        }
    }
}

/// Every path that begins with `crate::` or climbs out of a module with `super::`, as rooms: `["vault", "error"]`.
///
/// Nested `use crate::{a::b, c}` gives one path a leaf. `module` is where the file stands: `["ui", "screens"]`.
pub(crate) fn own_paths(code: &str, module: &[String]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (start, word) in [("crate::", false), ("super::", true)] {
        let mut from = 0;
        while let Some(found) = code[from..].find(start) {
            let at = from + found;
            from = at + start.len();
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let mut base = if word { module.to_vec() } else { Vec::new() };
            let mut rest = &code[at..];
            if word {
                while let Some(shorter) = rest.strip_prefix("super::") {
                    base.pop();
                    rest = shorter;
                }
            } else {
                rest = &rest[start.len()..];
            }
            leaves(&mut rest, base, &mut paths);
        }
    }
    paths
}

/// Reads one use tree from the front of `rest`.
fn leaves(rest: &mut &str, mut base: Vec<String>, paths: &mut Vec<Vec<String>>) {
    loop {
        *rest = rest.trim_start();
        if let Some(inner) = rest.strip_prefix('{') {
            *rest = inner;
            while !rest.trim_start().starts_with('}') {
                let before = rest.len();
                leaves(rest, base.clone(), paths);
                *rest = rest.trim_start();
                *rest = rest.strip_prefix(',').unwrap_or(rest);
                if rest.len() == before {
                    return;
                }
            }
            *rest = rest.trim_start().strip_prefix('}').unwrap_or(rest);
            return;
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if !name.is_empty() && name != "self" {
            base.push(name.to_owned());
        }
        *rest = after;
        if let Some(deeper) = rest.strip_prefix("::") {
            *rest = deeper;
            continue;
        }
        if let Some(renamed) = rest.trim_start().strip_prefix("as ") {
            let end =
                renamed.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(renamed.len());
            *rest = &renamed[end..];
        }
        paths.push(base);
        return;
    }
}

#[test]
fn nested_uses_and_super_are_resolved() {
    let module = ["ui".to_owned(), "screens".to_owned()];
    let code = "use crate::{base::{Clock, Instant as I}, vault}; use super::super::batch::v1; fn f() { crate::privacy::x() }";
    let got: Vec<String> = own_paths(code, &module).iter().map(|it| it.join("/")).collect();
    assert_eq!(got, ["base/Clock", "base/Instant", "vault", "privacy/x", "batch/v1"]);
}

#[test]
fn comments_and_strings_are_not_code() {
    let code = code_only(
        "a(\"crate::vault \\\" x\"); // crate::vault\nlet c = '\"'; b(r#\"crate::\"x\"#); /* crate::y */ d",
    );
    assert!(!code.contains("crate::"), "{code}");
    assert!(code.contains(" d") && code.contains("b("), "{code}");
}
