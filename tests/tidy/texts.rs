//! Every text in every language: known, used, with the same gaps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use fluent_bundle::FluentResource;
use regex::Regex;

use crate::source::{root, rust_files};

const LOCALES: [&str; 2] = ["en", "fr"];

/// Id to the names of its gaps, from every file of a language.
fn texts(locale: &str) -> BTreeMap<String, BTreeSet<String>> {
    let head = Regex::new(r"^([a-z][a-z0-9-]*) *=").expect("a pattern");
    let gap = Regex::new(r"\$([a-z_]+)").expect("a pattern");
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let folder = root().join("assets/texts").join(locale);
    for entry in fs::read_dir(folder).expect("a folder of texts") {
        let path = entry.expect("an entry").path();
        let source = fs::read_to_string(&path).expect("readable texts");
        let parsed = FluentResource::try_new(source.clone());
        assert!(parsed.is_ok(), "{}: {:?}", path.display(), parsed.err().map(|it| it.1));
        let mut id = String::new();
        for line in source.lines().filter(|it| !it.starts_with('#')) {
            if let Some(found) = head.captures(line) {
                found[1].clone_into(&mut id);
                let twice = texts.insert(id.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{}: {id} stands twice", path.display());
            }
            for found in gap.captures_iter(line) {
                texts.entry(id.clone()).or_default().insert(found[1].to_owned());
            }
        }
    }
    texts
}

/// Every piece of source that may name a text.
fn sources() -> Vec<(String, String)> {
    rust_files(&root().join("src"))
        .into_iter()
        .map(|path| {
            let source = fs::read_to_string(&path).expect("readable source");
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<&str> =
                code.lines().filter(|it| !it.trim_start().starts_with("//")).collect();
            let code = code.join("\n");
            (path.display().to_string(), code)
        })
        .collect()
}

/// Every literal of the source that looks like an id.
fn literals() -> BTreeMap<String, String> {
    let literal = Regex::new(r#""([a-z][a-z0-9]*(?:-[a-z0-9]+)+)""#).expect("a pattern");
    let mut found = BTreeMap::new();
    for (file, code) in sources() {
        for id in literal.captures_iter(&code) {
            found.entry(id[1].to_owned()).or_insert_with(|| file.clone());
        }
    }
    found
}

#[test]
fn every_language_has_the_same_texts_with_the_same_gaps() {
    let [reference, others @ ..] = LOCALES.map(texts);
    for other in others {
        let missing: Vec<_> = reference.keys().filter(|id| !other.contains_key(*id)).collect();
        let surplus: Vec<_> = other.keys().filter(|id| !reference.contains_key(*id)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "missing {missing:?}, surplus {surplus:?}"
        );
        for (id, gaps) in &reference {
            assert_eq!(Some(gaps), other.get(id), "gaps of {id}");
        }
    }
}

#[test]
fn every_text_that_is_named_exists() {
    let texts = texts("en");
    let named = Regex::new(r#"(?:\.t\(|Message::new\(|Arg::Id\()\s*"([^"]+)""#).expect("a pattern");
    let mut unknown = Vec::new();
    for (file, code) in sources() {
        for id in named.captures_iter(&code).map(|it| it[1].to_owned()) {
            if !texts.contains_key(&id) {
                unknown.push(format!("{file}: {id}"));
            }
        }
    }
    // Ids that travel as values are known by their family: `err-…`, `shell-…`.
    let families: BTreeSet<&str> = texts.keys().filter_map(|id| id.split('-').next()).collect();
    // An appearance of XLSForm.
    let words = ["month-year"];
    for (id, file) in literals() {
        let family = id.split('-').next().unwrap_or_default();
        let of_ours = ["err", "fix", "shell", "state", "role", "key", "job", "month", "weekday"];
        if families.contains(family)
            && of_ours.contains(&family)
            && !texts.contains_key(&id)
            && !words.contains(&id.as_str())
        {
            unknown.push(format!("{file}: {id}"));
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

#[test]
fn every_text_is_used() {
    let mut literals = literals();
    // What is due says its text in a table.
    let due = fs::read_to_string(root().join("assets/programmes/due.csv")).expect("a table");
    let ids = due.lines().filter_map(|it| it.split_once(',')).map(|(id, _)| id.to_owned());
    literals.extend(ids.map(|id| (id, "due.csv".to_owned())));
    let unused: Vec<String> =
        texts("en").into_keys().filter(|id| !literals.contains_key(id)).collect();
    assert!(unused.is_empty(), "{}", unused.join("\n"));
}

#[test]
fn the_gaps_of_a_text_are_those_that_the_code_fills() {
    let texts = texts("en");
    let message = Regex::new(r#"Message::new\(\s*"([^"]+)"\s*\)"#).expect("a pattern");
    let filled = Regex::new(r#"^\s*\.(?:text|number)\(\s*"([a-z_]+)""#).expect("a pattern");
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        for found in message.captures_iter(&code) {
            let Some(gaps) = texts.get(&found[1]) else { continue };
            let mut rest = &code[found.get(0).expect("whole").end()..];
            let mut given = BTreeSet::new();
            while let Some(call) = filled.captures(rest) {
                given.insert(call[1].to_owned());
                rest = after_call(&rest[call.get(0).expect("whole").end()..]);
            }
            // A message that is filled in elsewhere begins without a gap here.
            if !given.is_empty() && !given.is_subset(gaps) {
                wrong.push(format!("{file}: {} fills {given:?}, has {gaps:?}", &found[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What follows the call whose inside `rest` begins in.
fn after_call(rest: &str) -> &str {
    let mut depth = 1;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[at + 1..];
        }
    }
    ""
}
