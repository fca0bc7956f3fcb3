//! Expressions of which two or three engines in the field say the same.
//!
//! The cases are third-party data and lie beside the checkout; without them nothing is checked here.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value as Json;
use waypost::expr::{Context, Evaluator, Node, Value, ValueKind, check, parse, write_number};

use crate::support::{shared, xml::Xml};

/// 2024-06-15T10:20:30-07:00.
const NOW_MS: i64 = 1_718_472_030_000;

/// Functions that this program leaves out on purpose, and node types that no form has.
const NOT_OURS: &[&str] = &[
    "digest(",
    "base64-decode(",
    "geofence(",
    "jr:itext(",
    "comment()",
    "processing-instruction(",
    "namespace-uri(",
];

/// Cases that this program answers otherwise, on purpose or for want of need.
const KNOWN: &[(&str, &str)] = &[
    ("xc7f0f9689012", "asked at a comment before the outermost element"),
    ("xea6e3a37c4ea", "asked at a comment before the outermost element"),
    ("x823e326a32e0", "the name of an instruction"),
    ("x2d683a58142c", "the name of an instruction"),
    ("x71602a64847f", "the name of an instruction"),
    ("x46694de0e13e", "refuses a length that is no number; here it is 0"),
    ("x02fbd75119e6", "a call without arguments is refused, also where it would not be asked"),
    ("x0b855b73748e", "a call without arguments is refused, also where it would not be asked"),
    ("x7b7389ff0c6e", "a call without arguments is refused, also where it would not be asked"),
    ("x9ad0ac84aa9d", "a call without arguments is refused, also where it would not be asked"),
    ("x2bd5714dcfa7", "a text is no day without date()"),
    ("x55a2b4834a50", "a text is no day without date()"),
    ("xa9babe6af837", "a text is no day without date()"),
    ("x39acdde71dc3", "a text is no day without date()"),
    ("x5b17ab860174", "a text is no day without date()"),
    ("x728b67820c80", "date() drops the time"),
];

/// What became of the cases of one file.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    not_ours: usize,
    known: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn case(&mut self, xml: &Xml, case: &Json) {
        if NOT_OURS.iter().any(|it| text(case, "expr").contains(it)) {
            self.not_ours += 1;
            return;
        }
        let id = text(case, "id");
        let known = KNOWN.iter().find(|(it, _)| *it == id);
        match (ask(xml, case), known) {
            (Ok(()), None) => self.passed += 1,
            (Err(_), Some(_)) => self.known += 1,
            (Err(why), None) => self.wrong.push(format!("{id} {why}")),
            (Ok(()), Some((_, why))) => self.wrong.push(format!("{id} passes now, drop: {why}")),
        }
    }

    /// Prints what became of the cases of `name`, and stops where one is answered wrongly.
    #[track_caller]
    fn finish(&self, name: &str) {
        let Self { passed, not_ours, known, wrong } = self;
        let n_wrong = wrong.len();
        println!(
            "{name}: {passed} passed, {n_wrong} failed, {known} known, {not_ours} not applicable"
        );
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

fn lines(file: &Path) -> Vec<Json> {
    let text = fs::read_to_string(file).expect("readable cases");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn text<'a>(case: &'a Json, field: &str) -> &'a str {
    case[field].as_str().unwrap_or("")
}

/// Asks one case; an answer that differs comes back in words.
fn ask(xml: &Xml, case: &Json) -> Result<(), String> {
    let source = text(case, "expr");
    let expect = &case["expect"];
    let wants_error = text(expect, "type") == "error";
    let expression = match parse(source) {
        Ok(expression) => expression,
        Err(_) if wants_error => return Ok(()),
        Err(error) => return Err(format!("{source}: {error}")),
    };
    let fatal = check(&expression).iter().any(|finding| finding.is_fatal());
    if wants_error {
        return if fatal { Ok(()) } else { Err(format!("{source}: should be refused")) };
    }
    let node = xml.at(text(case, "context")).ok_or_else(|| format!("{source}: no such context"))?;
    let got = Evaluator::new(xml).eval(&expression.root, Context::at(node));
    let (shown, fits) = compare(xml, got, expect);
    if fits { Ok(()) } else { Err(format!("{source}: got {shown}, want {}", expect["value"])) }
}

fn compare(xml: &Xml, got: Value<'_>, expect: &Json) -> (String, bool) {
    let want = &expect["value"];
    match text(expect, "type") {
        "boolean" => {
            let got = got.truth(xml);
            (got.to_string(), want.as_bool() == Some(got))
        }
        "number" => {
            let number = got.number(xml);
            let fits = match want.as_str() {
                Some("-0") => number == 0.0,
                Some(text) => write_number(number) == text,
                None => want
                    .as_f64()
                    .is_some_and(|want| (number - want).abs() <= want.abs() * 1e-12 + 1e-9),
            };
            (number.to_string(), fits)
        }
        "number-rounded" => {
            let factor = expect["factor"].as_f64().unwrap_or(1.0);
            let number = (got.number(xml) * factor).round() / factor;
            let fits = want.as_f64().is_some_and(|want| (number - want).abs() <= 1e-12);
            (number.to_string(), fits)
        }
        "string" => {
            let text = got.into_stored(xml).into_owned();
            let fits =
                want.as_str() == Some(&text) || (want.as_str() == Some("NaN") && text.is_empty());
            (text, fits)
        }
        "string-length" => {
            let length = got.into_text(xml).chars().count() as u64;
            (length.to_string(), want.as_u64() == Some(length))
        }
        "string-matches" => {
            let text = got.into_text(xml).into_owned();
            let pattern = regex::Regex::new(want.as_str().unwrap_or("")).expect("a pattern");
            let fits = pattern.is_match(&text);
            (text, fits)
        }
        _ => compare_nodes(xml, &got, expect),
    }
}

fn compare_nodes(xml: &Xml, got: &Value<'_>, expect: &Json) -> (String, bool) {
    let Value::Nodes(nodes) = got else { return ("no nodes".to_owned(), false) };
    let mut nodes: Vec<Node> = nodes.as_slice().to_vec();
    let mut want: Vec<Node> = if let Json::Array(all) = &expect["value"] {
        all.iter().filter_map(|it| xml.at(text(it, "path"))).collect()
    } else {
        xml.at(text(&expect["value"], "path")).into_iter().collect()
    };
    match text(expect, "type") {
        "first-node" => nodes.truncate(1),
        "nodeset-unordered" => {
            nodes.sort_unstable();
            want.sort_unstable();
        }
        _ => {}
    }
    (format!("{nodes:?}"), nodes == want)
}

#[test]
fn core_expressions_give_what_the_peers_agree_on() {
    let Some(folder) = shared("expressions of other engines") else { return };
    let docs: BTreeMap<String, String> = lines(&folder.join("data/xpath/expressions-docs.jsonl"))
        .iter()
        .map(|doc| (text(doc, "doc").to_owned(), text(doc, "xml").to_owned()))
        .collect();
    let mut tally = Tally::default();
    for case in lines(&folder.join("data/xpath/expressions.jsonl")) {
        if text(&case, "level") != "core" {
            continue;
        }
        let xml = Xml::read(&docs[text(&case, "doc")], NOW_MS, -25_200);
        tally.case(&xml, &case);
    }
    tally.finish("expressions, level core");
}

#[test]
fn the_grid_of_operators_and_functions_gives_what_the_peers_agree_on() {
    let Some(folder) = shared("the grid of expressions") else { return };
    let doc = fs::read_to_string(folder.join("data/xpath/grid-doc.json")).expect("the document");
    let doc: Json = serde_json::from_str(&doc).expect("JSON");
    let mut xml = Xml::read(text(&doc, "xml"), NOW_MS, 0);
    for (path, kind) in doc["types"].as_object().expect("types") {
        xml.read_as(
            path,
            match kind.as_str() {
                Some("int" | "decimal") => ValueKind::Number,
                Some("date") => ValueKind::Date,
                Some("dateTime") => ValueKind::DateTime,
                _ => ValueKind::Text,
            },
        );
    }
    let mut tally = Tally::default();
    for case in lines(&folder.join("data/xpath/grid.jsonl")) {
        tally.case(&xml, &case);
    }
    tally.finish("grid");
}

#[test]
fn every_expression_of_real_forms_is_read() {
    let Some(folder) = shared("expressions of real forms") else { return };
    let mut refused = Vec::new();
    let cases = lines(&folder.join("data/xpath/real-expressions.jsonl"));
    for case in &cases {
        if let Err(error) = parse(text(case, "expr")) {
            refused.push(format!("{}: {error} at {}", text(case, "expr"), error.span.start));
        }
    }
    println!("real expressions: {} read, {} refused", cases.len() - refused.len(), refused.len());
    for line in &refused {
        println!("  {line}");
    }
    assert!(refused.is_empty());
}
