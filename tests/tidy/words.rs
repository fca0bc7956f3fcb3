//! Words: what may not stand in the project, and what a screen may not say by itself.

use std::{fs, process::Command};

use crate::source::{root, rust_files};

/// Every file under version control, with its text; binary files are left out.
fn tracked() -> Vec<(String, String)> {
    let listed = Command::new("git").arg("ls-files").current_dir(root()).output();
    let Ok(listed) = listed else { return Vec::new() };
    String::from_utf8_lossy(&listed.stdout)
        .lines()
        .filter_map(|name| Some((name.to_owned(), fs::read_to_string(root().join(name)).ok()?)))
        .collect()
}

#[test]
fn no_path_of_a_developers_machine_is_in_the_project() {
    let homes = ["/ro", "ot/"].concat();
    let work = ["/wo", "rk/"].concat();
    // How an expression reaches a code list: instance('…')/…/item.
    let list = [&homes, "item"].concat();
    let broken: Vec<String> = tracked()
        .into_iter()
        .filter(|(_, text)| text.replace(&list, "").contains(&homes) || text.contains(&work))
        .map(|(name, _)| name)
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn screens_hold_no_words_of_their_own() {
    let mut broken = Vec::new();
    for file in rust_files(&root().join("src/ui")) {
        let source = fs::read_to_string(&file).expect("readable source");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in source.lines().enumerate() {
            let spoken =
                ["label(\"", "button(\"", "heading(\"", "hint_text(\"", "on_hover_text(\""];
            if spoken.iter().any(|call| line.contains(call)) {
                broken.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn nothing_is_left_for_later_without_a_word() {
    let marks = ["to", "do!("].concat();
    let unfinished = ["unimpl", "emented!("].concat();
    let ignored = ["#[ig", "nore"].concat();
    let mut broken = Vec::new();
    for folder in ["src", "tests"] {
        for file in rust_files(&root().join(folder)) {
            let source = fs::read_to_string(&file).expect("readable source");
            if [&marks, &unfinished, &ignored].iter().any(|it| source.contains(*it)) {
                broken.push(file.display().to_string());
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
