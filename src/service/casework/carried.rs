//! With what a later form of a case begins: answers that the case already gave.

use serde_json::{Map, Value};

use super::{CaseFile, CaseRecord};
use crate::{
    assets::{Carried, CaseStep},
    cases::answers::{find, members},
    forms::{Form, ItemId},
    vault::Compartment,
};

/// The answers of a new record of `step`, in the shape of an answers file.
///
/// What lies in another compartment than `general` or that of the new record is not copied out of it.
pub(in super::super) fn beginning(
    file: &CaseFile,
    step: &CaseStep,
    form: &Form,
    compartment: &Compartment,
) -> Value {
    let readable = |it: &&CaseRecord| {
        it.is_handed_in()
            && (it.row.compartment == Compartment::general() || it.row.compartment == *compartment)
    };
    let earlier: Vec<&CaseRecord> = file.records.iter().filter(readable).collect();
    let mut answers = Map::new();
    for carried in step.carried() {
        match carried {
            Carried::Question(name) if name == step.number => {
                put(&mut answers, form, name, Value::from(file.number.as_str()));
            }
            Carried::Question(name) => {
                let said = earlier.iter().rev().map(|it| it.answer(name)).find(|it| !it.is_empty());
                if let Some(said) = said {
                    put(&mut answers, form, name, Value::from(said));
                }
            }
            Carried::Lines { lines, of } => {
                let members = earlier.iter().map(|it| members(it.answers(), of));
                let Some(members) = members.into_iter().find(|it| !it.is_empty()) else { continue };
                let lines_of = members.into_iter().filter(|it| travels(it));
                let all: Vec<Value> =
                    lines_of.map(|it| Value::Object(line(form, lines, it))).collect();
                put(&mut answers, form, lines, Value::Array(all));
            }
        }
    }
    Value::Object(answers)
}

/// Somebody of whom nothing says that they stay.
fn travels(member: &Map<String, Value>) -> bool {
    find(member, "m_travelling") != Some("no")
}

/// The line of a repeat, with those answers of `member` whose questions it asks.
fn line(form: &Form, repeat: &str, member: &Map<String, Value>) -> Map<String, Value> {
    let mut answers = Map::new();
    for (id, question) in form.questions() {
        let inside =
            form.repeat_of(id).and_then(|it| form.names(it).last().copied()) == Some(repeat);
        if !inside || question.is_calculated {
            continue;
        }
        if let Some(said) = find(member, &question.name) {
            let names = form.names(id);
            let from = names.iter().position(|it| *it == repeat).map_or(0, |at| at + 1);
            put_at(&mut answers, names.get(from..).unwrap_or_default(), Value::from(said));
        }
    }
    answers
}

/// Puts a value where `form` has the question or repeat of this name.
fn put(answers: &mut Map<String, Value>, form: &Form, name: &str, value: Value) {
    let found = form.walk().map(|(id, ..)| id).find(|id: &ItemId| {
        form.repeat_of(*id).is_none_or(|repeat| repeat == *id)
            && form.item(*id).is_some_and(|it| it.name() == name)
    });
    if let Some(id) = found {
        put_at(answers, &form.names(id), value);
    }
}

fn put_at(answers: &mut Map<String, Value>, names: &[&str], value: Value) {
    match names {
        [] => {}
        [name] => {
            answers.insert((*name).to_owned(), value);
        }
        [group, rest @ ..] => {
            let inner =
                answers.entry((*group).to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                put_at(inner, rest, value);
            }
        }
    }
}
