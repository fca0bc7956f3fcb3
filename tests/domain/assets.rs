//! What is built in agrees with itself: forms, lists, hierarchies, languages.

use std::collections::{BTreeMap, BTreeSet};

use waypost::assets;

/// The rows of a sheet, each as column and cell.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| {
        head.iter().zip(record.iter()).map(|(c, v)| (c.to_owned(), v.to_owned())).collect()
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

fn sheet(form: &assets::BuiltInForm, name: &str) -> Vec<BTreeMap<String, String>> {
    let (_, bytes) = form.sheets.iter().find(|(known, _)| *known == name).expect("a sheet");
    rows(bytes)
}

fn cell<'r>(row: &'r BTreeMap<String, String>, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}

/// Code → the code above it.
fn parents(hierarchy: &str) -> BTreeMap<String, String> {
    let text = assets::hierarchy(hierarchy).expect("a hierarchy");
    let rows = rows(text.as_bytes());
    rows.iter().map(|row| (cell(row, "code").to_owned(), cell(row, "parent").to_owned())).collect()
}

#[test]
fn every_text_of_a_form_stands_in_english_and_french() {
    for form in assets::forms() {
        for (name, _) in form.sheets {
            for row in sheet(form, name) {
                for (column, english) in &row {
                    let Some(part) = column.strip_suffix("::English (en)") else { continue };
                    let french = cell(&row, &format!("{part}::French (fr)"));
                    let at = cell(&row, "name");
                    assert_eq!(english.is_empty(), french.is_empty(), "{}: {at} {part}", form.id);
                }
            }
        }
    }
}

#[test]
fn every_rule_has_a_message_and_every_question_a_class_and_a_treatment() {
    for form in assets::forms() {
        for row in sheet(form, "survey") {
            let (kind, at) = (cell(&row, "type"), cell(&row, "name"));
            for rule in ["constraint", "warning"] {
                let message = cell(&row, &format!("{rule}_message::English (en)"));
                assert_eq!(cell(&row, rule).is_empty(), message.is_empty(), "{}: {at}", form.id);
            }
            if !kind.starts_with("begin") && !kind.starts_with("end") && kind != "note" {
                assert!(!cell(&row, "data_class").is_empty(), "{}: {at} has no class", form.id);
                assert!(!cell(&row, "export").is_empty(), "{}: {at} has no treatment", form.id);
            }
        }
    }
}

#[test]
fn whatever_leaves_has_a_tag_and_a_plain_answer_that_leaves_has_a_reason() {
    for form in assets::forms() {
        for row in sheet(form, "survey") {
            let (export, at) = (cell(&row, "export"), cell(&row, "name"));
            if !["", "drop", "table"].contains(&export) {
                assert!(!cell(&row, "hxl").is_empty(), "{}: {at} has no tag", form.id);
                let plain = cell(&row, "data_class") == "plain";
                assert!(!plain || !cell(&row, "class_reason").is_empty(), "{}: {at}", form.id);
            }
        }
    }
}

#[test]
fn a_direct_identifier_never_leaves() {
    for form in assets::forms() {
        for row in sheet(form, "survey") {
            if cell(&row, "data_class").split(' ').any(|class| class == "direct") {
                assert_eq!(cell(&row, "export"), "drop", "{}: {}", form.id, cell(&row, "name"));
            }
        }
    }
}

#[test]
fn every_code_of_a_question_with_a_hierarchy_is_a_leaf_of_it() {
    for form in assets::forms() {
        let choices = sheet(form, "choices");
        for row in sheet(form, "survey") {
            let hierarchy = cell(&row, "hierarchy");
            let Some((_, list)) = cell(&row, "type").split_once(' ') else { continue };
            if hierarchy.is_empty() {
                continue;
            }
            let parents = parents(hierarchy);
            let above: BTreeSet<&str> = parents.values().map(String::as_str).collect();
            for choice in choices.iter().filter(|choice| cell(choice, "list_name") == list) {
                let code = cell(choice, "name");
                assert!(parents.contains_key(code), "{hierarchy} lacks {code} of {list}");
                assert!(!above.contains(code), "{code} of {list} stands above others");
            }
        }
    }
}

#[test]
fn a_hierarchy_is_a_tree_whose_leaves_stand_equally_deep() {
    for name in assets::hierarchies() {
        let parents = parents(name);
        let tops = parents.values().filter(|parent| parent.is_empty()).count();
        assert_eq!(tops, 1, "{name}");
        let depths: BTreeSet<usize> = assets::hierarchy_rows(name).iter().map(Vec::len).collect();
        assert_eq!(depths.len(), 1, "{name}: {depths:?}");
    }
}

#[test]
fn shared_lists_hold_the_same_codes_and_words_in_every_form() {
    let mut seen: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
    for form in assets::forms() {
        let mut lists: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
        for row in sheet(form, "choices") {
            let texts = ["name", "label::English (en)", "label::French (fr)"];
            let codes = lists.entry(cell(&row, "list_name").to_owned()).or_default();
            codes.push(texts.map(|column| cell(&row, column).to_owned()));
        }
        for (list, codes) in lists {
            let earlier = seen.entry(list.clone()).or_insert_with(|| codes.clone());
            let differs = earlier.iter().zip(&codes).find(|(one, other)| one != other);
            assert_eq!(differs, None, "list {list} of {}", form.id);
            assert_eq!(earlier.len(), codes.len(), "list {list} of {}", form.id);
        }
    }
}
