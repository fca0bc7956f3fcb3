//! Reading a filling-in by the names of its questions, whatever groups they stand in.
//!
//! Works on the shape in which `forms::Instance::answers` gives relevant answers: a group is an object, a repeat an
//! array of objects, everything else text.

use serde_json::{Map, Value};

/// A group, a member of a repeat, or the whole form.
pub type Group = Map<String, Value>;

/// The first answer to `name` in `group` and the groups within, repeats excepted; `None` where blank.
#[must_use]
pub fn find<'a>(group: &'a Group, name: &str) -> Option<&'a str> {
    if let Some(answer) = group.get(name).and_then(Value::as_str) {
        return Some(answer).filter(|it| !it.is_empty());
    }
    group.values().filter_map(Value::as_object).find_map(|inner| find(inner, name))
}

/// The number answered to `name`.
#[must_use]
pub fn find_number(group: &Group, name: &str) -> Option<f64> {
    find_value(group, name).and_then(|value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

/// The first value under `name`, of whatever kind, repeats excepted.
#[must_use]
pub fn find_value<'a>(group: &'a Group, name: &str) -> Option<&'a Value> {
    if let Some(value) = group.get(name) {
        return Some(value);
    }
    group.values().filter_map(Value::as_object).find_map(|inner| find_value(inner, name))
}

/// The members of the repeat `name`, wherever it stands outside other repeats.
#[must_use]
pub fn members<'a>(group: &'a Group, name: &str) -> Vec<&'a Group> {
    find_value(group, name)
        .and_then(Value::as_array)
        .map(|members| members.iter().filter_map(Value::as_object).collect())
        .unwrap_or_default()
}

/// The codes of a `select_multiple`.
#[must_use]
pub fn codes<'a>(group: &'a Group, name: &str) -> Vec<&'a str> {
    match find_value(group, name) {
        Some(Value::Array(codes)) => codes.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(codes)) => codes.split_whitespace().collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
            Vec::new()
        }
    }
}

/// Every repeat in `group` outside other repeats: name and members, in the order of names.
#[must_use]
pub fn repeats(group: &Group) -> Vec<(&str, Vec<&Group>)> {
    let mut found = Vec::new();
    for (name, value) in group {
        match value {
            Value::Array(members) if members.iter().any(Value::is_object) => {
                found.push((name.as_str(), members.iter().filter_map(Value::as_object).collect()));
            }
            Value::Object(inner) => found.extend(repeats(inner)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {}
        }
    }
    found
}
