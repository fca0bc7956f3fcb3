//! Which room may name which: the architecture as a test.

use std::fs;

use crate::source::{code_only, own_paths, root, rust_files};

/// What each layer may name, itself aside. The order is the order to read in.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("assets", &["base"]),
    ("l10n", &["base", "assets"]),
    ("expr", &["base"]),
    ("forms", &["base", "expr"]),
    ("conformance", &["base", "expr", "forms"]),
    ("cases", &["base", "forms"]),
    ("privacy", &["base"]),
    ("crypto", &["base"]),
    ("vault", &["base", "crypto", "forms", "cases"]),
    ("batch", &["base", "crypto"]),
    (
        "service",
        &["base", "assets", "expr", "forms", "cases", "privacy", "crypto", "vault", "batch"],
    ),
    ("ui", &["base", "forms", "cases", "l10n", "assets", "service", "privacy::report"]),
];

/// Crates that only one layer may name.
const OWNERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["vault"]),
    ("egui", &["ui"]),
    ("eframe", &["ui", "bin"]),
    ("parley", &["ui"]),
    ("swash", &["ui"]),
    ("rfd", &["ui"]),
    ("clap", &["bin"]),
    ("ctrlc", &["bin"]),
    ("age", &["batch", "crypto"]),
    ("minisign", &["batch", "crypto"]),
    ("calamine", &["forms"]),
    ("strsim", &["cases"]),
    ("fluent_bundle", &["l10n"]),
    // A pause is no thread.
    ("thread::Builder", &["service"]),
];

#[test]
fn layers_point_one_way() {
    let mut broken = Vec::new();
    for (layer, allowed) in LAYERS {
        let place = root().join("src").join(layer);
        for file in rust_files(&place) {
            let module: Vec<String> = file
                .strip_prefix(root().join("src"))
                .expect("below src")
                .with_extension("")
                .components()
                .map(|it| it.as_os_str().to_string_lossy().into_owned())
                .filter(|it| it != "mod")
                .collect();
            let source = fs::read_to_string(&file).expect("readable source");
            for path in own_paths(&code_only(&source), &module) {
                let Some(room) = path.first() else { continue };
                let known = LAYERS.iter().any(|(name, _)| name == room);
                let full = path.join("::");
                let may = room == layer
                    || allowed.iter().any(|it| {
                        *it == room || full == *it || full.starts_with(&format!("{it}::"))
                    });
                if known && !may {
                    broken.push(format!("{}: {layer} may not use {full}", file.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_room_has_its_row() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    for line in lib.lines() {
        let Some(name) = line.strip_prefix("pub mod ").and_then(|it| it.strip_suffix(';')) else {
            continue;
        };
        assert!(LAYERS.iter().any(|(layer, _)| *layer == name), "no row for {name}");
    }
}

#[test]
fn outside_crates_have_one_owner() {
    let mut broken = Vec::new();
    for file in rust_files(&root().join("src")) {
        let relative = file.strip_prefix(root().join("src")).expect("below src");
        let room = relative
            .components()
            .next()
            .expect("a room")
            .as_os_str()
            .to_string_lossy()
            .replace(".rs", "");
        let code = code_only(&fs::read_to_string(&file).expect("readable source"));
        for (outside, owners) in OWNERS {
            let named = code.match_indices(&format!("{outside}::")).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if named && !owners.contains(&room.as_str()) {
                broken.push(format!("{}: {outside} belongs to {owners:?}", relative.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn certify_and_the_search_share_nothing() {
    for file in rust_files(&root().join("src/batch")) {
        let code = code_only(&fs::read_to_string(&file).expect("readable source"));
        assert!(!code.contains("privacy::"), "{} names the privacy room", file.display());
    }
}
