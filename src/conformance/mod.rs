//! Cases that other engines of the field agree on, run against this one.
//!
//! A file of cases holds one JSON object a line: an expression over a document, or a form with the steps
//! of filling it in and what every node holds after each. [`run`] says which pass, which fail with what
//! was expected and what came, and which say nothing about this program, each with its reason.

mod decision;
mod document;
mod expression;
mod scenario;

use std::collections::BTreeMap;

use serde_json::Value as Json;
use thiserror::Error;

use crate::forms::Xml;

/// What became of the cases of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many passed.
    pub passed: usize,
    /// Those that did not.
    pub failed: Vec<Failure>,
    /// The ids of those that say nothing about this program, by reason.
    pub not_applicable: BTreeMap<String, Vec<String>>,
}

/// A case that did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its id.
    pub id: String,
    /// What was expected.
    pub want: String,
    /// What came.
    pub got: String,
}

/// A file that holds no cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CaseError {
    /// A line is no JSON object.
    #[error("line {0} is no case")]
    Line(usize),
    /// The documents are neither one JSON object nor one a line.
    #[error("not a file of documents")]
    Documents,
}

/// What cases refer to.
pub struct Material<'m> {
    /// The document file, where there is one.
    pub docs: Option<&'m str>,
    /// The bytes of a form or of a file beside it, by name without a folder.
    pub file: &'m dyn Fn(&str) -> Option<Vec<u8>>,
    /// Decisions about single cases: `id<TAB>reason`, one a line.
    pub decided: &'m str,
}

/// A case that can't be answered as it wants: what was wanted, what came.
struct Wrong {
    want: String,
    got: String,
}

/// Runs every case of a file.
///
/// # Errors
///
/// [`CaseError`] where the files hold something else.
pub fn run(cases: &str, material: &Material<'_>) -> Result<Report, CaseError> {
    let docs = documents(material.docs.unwrap_or(""))?;
    let decided: BTreeMap<&str, &str> = material
        .decided
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let mut report = Report::default();
    for (at, line) in cases.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case: Json = serde_json::from_str(line).map_err(|_err| CaseError::Line(at + 1))?;
        let Json::Object(_) = &case else { return Err(CaseError::Line(at + 1)) };
        let id = match text(&case, "id") {
            "" => format!("line {}", at + 1),
            id => id.to_owned(),
        };
        let general = reason(&case);
        if let Some(reason) = general.or_else(|| decided.get(id.as_str()).copied()) {
            report.not_applicable.entry(reason.to_owned()).or_default().push(id);
            continue;
        }
        match answer(&case, &docs, material) {
            Ok(()) => report.passed += 1,
            Err(wrong) => match decision::decision(&case, &wrong) {
                Some(reason) => {
                    report.not_applicable.entry(reason.to_owned()).or_default().push(id);
                }
                None => report.failed.push(Failure { id, want: wrong.want, got: wrong.got }),
            },
        }
    }
    Ok(report)
}

/// Why a case says nothing about this program, whatever it is; none where it does.
fn reason(case: &Json) -> Option<&'static str> {
    if text(case, "level") == "extended" {
        return Some("level extended");
    }
    if case.get("answers").is_some() {
        return Some("the engines differ, so no answer is expected");
    }
    let expr = text(case, "expr");
    let full = ["comment()", "processing-instruction(", "namespace-uri(", "namespace::", "lang("];
    if full.iter().any(|it| expr.contains(it)) {
        return Some("full XPath: node types, namespaces");
    }
    None
}

fn answer(
    case: &Json,
    docs: &BTreeMap<String, Json>,
    material: &Material<'_>,
) -> Result<(), Wrong> {
    if case.get("steps").is_some() {
        return scenario::answer(case, material);
    }
    if case.get("expect").is_some() {
        let doc = docs.get(text(case, "doc"));
        return expression::answer(case, doc);
    }
    if case.get("expr").is_some() {
        return expression::reads(text(case, "expr"));
    }
    Err(Wrong { want: "a kind of case known here".to_owned(), got: "another".to_owned() })
}

/// The documents of a file: one object, or one a line.
#[expect(clippy::single_match_else, reason = "both shapes are of equal weight")]
fn documents(source: &str) -> Result<BTreeMap<String, Json>, CaseError> {
    if source.trim().is_empty() {
        return Ok(BTreeMap::new());
    }
    let all: Vec<Json> = match serde_json::from_str(source) {
        Ok(one @ Json::Object(_)) => vec![one],
        _ => {
            let lines = source.lines().filter(|it| !it.trim().is_empty());
            let all: Result<_, _> = lines.map(serde_json::from_str).collect();
            all.map_err(|_err| CaseError::Documents)?
        }
    };
    let named = all.into_iter().map(|doc| (text(&doc, "doc").to_owned(), doc));
    Ok(named.filter(|(_, doc)| Xml::read(text(doc, "xml")).is_ok()).collect())
}

fn text<'j>(json: &'j Json, field: &str) -> &'j str {
    json.get(field).and_then(Json::as_str).unwrap_or("")
}
