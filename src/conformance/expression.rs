//! Expressions over a document.

use std::cell::Cell;

use serde_json::Value as Json;

use super::{
    Wrong,
    document::{Plain, id},
    text,
};
use crate::{
    expr::{
        Context, Evaluator, Node, Value, ValueKind, check, parse, parse_number, parse_partial_date,
        write_number,
    },
    forms::Xml,
};

/// 2024-06-15T10:20:30-07:00, when the engines of the field were asked.
const NOW_MS: i64 = 1_718_472_030_000;

/// Where they were asked: in Phoenix, but for documents that say how their nodes are read.
const OFFSET_SECS: i32 = -25_200;

/// Whether an expression can be read at all.
pub(super) fn reads(source: &str) -> Result<(), Wrong> {
    match parse(source) {
        Ok(_) => Ok(()),
        Err(error) => Err(Wrong { want: "an expression".to_owned(), got: error.to_string() }),
    }
}

/// Asks one case.
pub(super) fn answer(case: &Json, doc: Option<&Json>) -> Result<(), Wrong> {
    let expect = case.get("expect").unwrap_or(&Json::Null);
    let want = expect.get("value").map_or_else(|| text(expect, "type").to_owned(), Json::to_string);
    let wrong = |got: String| Wrong { want: want.clone(), got };
    let Some(doc) = doc else { return Err(wrong("no such document".to_owned())) };
    let Ok(xml) = Xml::read(text(doc, "xml")) else { return Err(wrong("no XML".to_owned())) };
    let types = doc.get("types").and_then(Json::as_object);
    let mut plain = Plain {
        xml: &xml,
        kinds: Vec::new(),
        form_root: None,
        now_ms: NOW_MS,
        offset_secs: if types.is_some() { 0 } else { OFFSET_SECS },
        language: text(case, "lang").to_owned(),
        n_random: Cell::new(0),
    };
    for (path, kind) in types.into_iter().flatten() {
        plain.read_as(
            path,
            match kind.as_str() {
                Some("int" | "decimal") => ValueKind::Number,
                Some("date") => ValueKind::Date,
                Some("dateTime") => ValueKind::DateTime,
                _ => ValueKind::Text,
            },
        );
    }
    plain.form_root = plain.at(text(case, "root")).filter(|_| case.get("root").is_some()).map(id);
    let wants_error = text(expect, "type") == "error";
    let expression = match parse(text(case, "expr")) {
        Ok(expression) => expression,
        Err(_) if wants_error => return Ok(()),
        Err(error) => return Err(wrong(error.to_string())),
    };
    if wants_error {
        let fatal = check(&expression).iter().any(|finding| finding.is_fatal());
        return if fatal { Ok(()) } else { Err(wrong("an answer".to_owned())) };
    }
    let Some(node) = plain.at(text(case, "context")) else {
        return Err(wrong("no such context".to_owned()));
    };
    let measured = ["area(", "distance("].iter().any(|it| text(case, "expr").contains(it));
    let got = Evaluator::new(&plain).eval(&expression.root, Context::at(node));
    let (shown, fits) = compare(&plain, got, expect, measured);
    if fits { Ok(()) } else { Err(wrong(shown)) }
}

/// Whether two numbers are the same; lengths and areas on the Earth to one in a thousand.
fn near(want: f64, got: f64, measured: bool) -> bool {
    let slack = if measured { 1e-3 } else { 1e-12 };
    (got - want).abs() <= want.abs() * slack + 1e-9
}

fn compare(doc: &Plain<'_>, got: Value<'_>, expect: &Json, measured: bool) -> (String, bool) {
    let want = expect.get("value").unwrap_or(&Json::Null);
    match text(expect, "type") {
        "boolean" => {
            let got = got.truth(doc);
            (got.to_string(), want.as_bool() == Some(got))
        }
        "number" => {
            let number = got.number(doc);
            let fits = match want.as_str() {
                Some("-0") => number == 0.0,
                Some(text) => write_number(number) == text,
                None => want.as_f64().is_some_and(|want| near(want, number, measured)),
            };
            (write_number(number), fits)
        }
        "number-rounded" => {
            let factor = expect.get("factor").and_then(Json::as_f64).unwrap_or(1.0);
            let number = (got.number(doc) * factor).round() / factor;
            let fits = want.as_f64().is_some_and(|want| near(want, number, measured));
            (write_number(number), fits)
        }
        "string" => {
            let text = got.into_stored(doc).into_owned();
            let same = want.as_str() == Some(&text);
            let same = same
                || (measured
                    && want
                        .as_str()
                        .is_some_and(|it| near(parse_number(it), parse_number(&text), true)));
            (text.clone(), same || (want.as_str() == Some("NaN") && text.is_empty()))
        }
        "string-length" => {
            let length = got.into_text(doc).chars().count();
            let fits = want.as_u64() == u64::try_from(length).ok(); // never so long
            (length.to_string(), fits)
        }
        "string-matches" => {
            let text = got.into_text(doc).into_owned();
            let pattern = regex::Regex::new(want.as_str().unwrap_or("")).ok(); // none matches
            let fits = pattern.is_some_and(|it| it.is_match(&text));
            (text, fits)
        }
        _ => nodes(doc, &got, expect),
    }
}

fn nodes(doc: &Plain<'_>, got: &Value<'_>, expect: &Json) -> (String, bool) {
    let Value::Nodes(nodes) = got else {
        // A text of the form's languages is a text here, where others give its node.
        let only = expect.pointer("/value/0/value").and_then(Json::as_str);
        let got = got.clone().into_text(doc).into_owned();
        let fits = only == Some(&*got) && expect.pointer("/value/1").is_none();
        return (got, fits);
    };
    let mut nodes: Vec<Node> = nodes.as_slice().to_vec();
    let value = expect.get("value").unwrap_or(&Json::Null);
    let mut want: Vec<Node> = if let Json::Array(all) = value {
        all.iter().filter_map(|it| doc.at(text(it, "path"))).collect()
    } else {
        doc.at(text(value, "path")).filter(|_| !value.is_null()).into_iter().collect()
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

/// Whether two texts are the same value, however a number or a day is written.
pub(super) fn same_value(want: &str, got: &str) -> bool {
    if want == got {
        return true;
    }
    let number = |text: &str| text.trim().parse::<f64>().ok(); // no number
    let parts = |text: &str| -> Vec<String> {
        text.split([' ', ';']).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    let (mut a, mut b) = (parts(want), parts(got));
    let near = |(a, b): (&String, &String)| match (number(a), number(b)) {
        (Some(a), Some(b)) => {
            (a - b).abs()
                <= 1e-9
                    + a.abs().max(b.abs())
                        * 1e-3
                        * f64::from(u8::from(a.fract() != 0.0 && b.fract() != 0.0))
        }
        _ => a == b || parse_partial_date(a).is_some_and(|it| Some(it) == parse_partial_date(b)),
    };
    if a.len() == b.len() && a.iter().zip(&b).all(near) {
        return true;
    }
    a.sort_unstable();
    b.sort_unstable();
    a == b
}
