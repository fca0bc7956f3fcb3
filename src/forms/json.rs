//! Instances as JSON: as they are stored, and as answers from and for other programs.

use std::{fmt::Write as _, sync::Arc};

use serde_json::{Map, Value};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{AnswerError, Environment, Form, Instance, Item, ItemId, Path, instance::Located};

/// The version of the stored shape.
const VERSION: u64 = 1;

/// A stored instance that can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InstanceError {
    /// Not intact. Restore it.
    #[error("stored instance is damaged")]
    Damaged,
    /// Written by a later version of the program. Update the program.
    #[error("stored instance is from a later version")]
    TooNew,
}

impl Instance {
    /// The instance as it is stored: every value, relevant or not, with the keys of all instances.
    ///
    /// `{"v":1,"data":{question:text, group:{…}, repeat:{"next":4,"of":[{"key":1,"data":{…}}]}},"unknown":{path:text}}`;
    /// blank values are left out. The same instance always gives the same text.
    #[must_use]
    pub fn to_json(&self) -> Zeroizing<String> {
        let values = self.scopes.iter().flat_map(|it| &it.cells).map(|it| it.value.len() + 64);
        let unknown = self.unknown.iter().map(|(path, text)| path.len() + text.len() + 16);
        let length: usize = values.chain(unknown).sum();
        // Big enough at once: a text that grows leaves copies behind.
        let mut out = Zeroizing::new(String::with_capacity(length * 2 + 256));
        out.push_str("{\"v\":1,\"data\":");
        self.write_group(0, ItemId(0), &mut out);
        out.push_str(",\"unknown\":{");
        for (at, (path, text)) in self.unknown.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_text(path, &mut out);
            out.push(':');
            write_text(text, &mut out);
        }
        out.push_str("}}");
        out
    }

    /// The same without the answers that are not relevant: as a record is sent.
    #[must_use]
    pub fn finalised(&self) -> Zeroizing<String> {
        let mut copy = self.clone();
        for cell in copy.scopes.iter_mut().flat_map(|it| &mut it.cells) {
            if !cell.relevant {
                cell.blank();
            }
        }
        copy.to_json()
    }

    fn write_group(&self, scope: u32, above: ItemId, out: &mut String) {
        out.push('{');
        let mut first = true;
        for id in self.form.children(above) {
            let (Some(item), Some(placed)) = (self.form.item(*id), self.form.place(*id)) else {
                continue;
            };
            let value = self.cell(scope, placed.local).map_or("", |cell| &cell.value);
            if matches!(item, Item::Question(_)) && value.is_empty() {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            write_text(item.name(), out);
            out.push(':');
            match item {
                Item::Question(_) => write_text(value, out),
                Item::Group(_) => self.write_group(scope, *id, out),
                Item::Repeat(_) => self.write_repeat(scope, placed.scope, *id, out),
            }
        }
        out.push('}');
    }

    fn write_repeat(&self, scope: u32, def: u32, id: ItemId, out: &mut String) {
        let next = self.slot(scope, def).map_or(1, |slot| slot.next_key);
        // Writing to a text can't fail.
        write!(out, "{{\"next\":{next},\"of\":[").unwrap_or_default();
        for (at, instance) in self.instances(scope, def).iter().enumerate() {
            let key = self.scopes.get(*instance as usize).map_or(0, |it| it.key);
            let comma = if at > 0 { "," } else { "" };
            write!(out, "{comma}{{\"key\":{key},\"data\":").unwrap_or_default();
            self.write_group(*instance, id, out);
            out.push('}');
        }
        out.push_str("]}");
    }

    /// The instance of its stored text. What the form does not know any more is kept aside and
    /// written back; what it calculates is calculated anew.
    ///
    /// # Errors
    ///
    /// [`InstanceError`].
    #[expect(clippy::needless_pass_by_value, reason = "a filling-in keeps its form")]
    pub fn from_json(
        form: Arc<Form>,
        env: &Environment,
        text: &str,
    ) -> Result<Self, InstanceError> {
        let stored: Value = serde_json::from_str(text).map_err(|_err| InstanceError::Damaged)?;
        let Value::Object(mut stored) = stored else { return Err(InstanceError::Damaged) };
        match stored.get("v").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(later) if later > VERSION => return Err(InstanceError::TooNew),
            _ => return Err(InstanceError::Damaged),
        }
        let Some(Value::Object(data)) = stored.remove("data") else {
            return Err(InstanceError::Damaged);
        };
        let mut instance = Self::bare(Arc::clone(&form), env);
        instance.open_scope(&form, 0, 0, 0);
        for cell in instance.scopes.iter_mut().flat_map(|it| &mut it.cells) {
            cell.blank();
        }
        if let Some(Value::Object(unknown)) = stored.remove("unknown") {
            for (path, text) in unknown {
                instance.keep_unknown(path, text);
            }
        }
        instance.read_group(0, ItemId(0), data, "")?;
        instance.queue_all();
        instance.run_load(&form, false);
        instance.begin();
        Ok(instance)
    }

    fn keep_unknown(&mut self, path: String, value: Value) {
        let text = match value {
            Value::String(text) => text,
            Value::Null => return,
            other => other.to_string(),
        };
        self.unknown.insert(path, Zeroizing::new(text));
    }

    fn read_group(
        &mut self,
        scope: u32,
        above: ItemId,
        data: Map<String, Value>,
        path: &str,
    ) -> Result<(), InstanceError> {
        let form = Arc::clone(&self.form);
        for (name, value) in data {
            let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            let known = form.child(above, &name).and_then(|id| Some((id, form.place(id)?)));
            match (known.map(|(id, placed)| (id, placed, &placed.item)), value) {
                (Some((_, placed, Item::Question(_))), Value::String(text)) => {
                    if let Some(cell) = self.cell_mut(scope, placed.local) {
                        cell.set(&text);
                    }
                }
                (Some((id, _, Item::Group(_))), Value::Object(data)) => {
                    self.read_group(scope, id, data, &path)?;
                }
                (Some((id, placed, Item::Repeat(_))), Value::Object(data))
                    if data.contains_key("of") =>
                {
                    self.read_repeat(scope, placed.scope, id, data, &path)?;
                }
                (_, value) => self.keep_unknown(path, value),
            }
        }
        Ok(())
    }

    fn read_repeat(
        &mut self,
        scope: u32,
        def: u32,
        id: ItemId,
        mut data: Map<String, Value>,
        path: &str,
    ) -> Result<(), InstanceError> {
        let Some(Value::Array(instances)) = data.remove("of") else {
            return Err(InstanceError::Damaged);
        };
        let number = |value: Option<&Value>| {
            value
                .and_then(Value::as_u64)
                .and_then(|it| u32::try_from(it).ok())
                .ok_or(InstanceError::Damaged)
        };
        let mut next = number(data.get("next"))?;
        let mut seen = Vec::new();
        for instance in instances {
            let Value::Object(mut instance) = instance else { return Err(InstanceError::Damaged) };
            let key = number(instance.get("key"))?;
            let Some(Value::Object(data)) = instance.remove("data") else {
                return Err(InstanceError::Damaged);
            };
            if seen.contains(&key) {
                return Err(InstanceError::Damaged);
            }
            seen.push(key);
            next = next.max(key.saturating_add(1));
            let form = Arc::clone(&self.form);
            let new = self.open_scope(&form, def, scope, key);
            for cell in self.scopes.get_mut(new as usize).into_iter().flat_map(|it| &mut it.cells) {
                cell.blank();
            }
            self.append(scope, def, new);
            self.read_group(new, id, data, &format!("{path}[{key}]"))?;
        }
        if let Some(slot) = self.slot_mut(scope, def) {
            slot.next_key = next;
        }
        Ok(())
    }

    /// The answers as other programs read them: groups as objects, repeats as arrays, several codes
    /// as an array, all else as text. Only what is relevant and not blank.
    #[must_use]
    pub fn answers(&self) -> Value {
        Value::Object(self.group_answers(0, ItemId(0)))
    }

    fn group_answers(&self, scope: u32, above: ItemId) -> Map<String, Value> {
        let mut out = Map::new();
        for id in self.form.children(above) {
            let (Some(item), Some(placed)) = (self.form.item(*id), self.form.place(*id)) else {
                continue;
            };
            let value = match item {
                Item::Repeat(_) => {
                    let instances = self.instances(scope, placed.scope).iter();
                    let relevant =
                        instances.filter(|it| self.cell(**it, 0).is_some_and(|it| it.relevant));
                    let all: Vec<Value> =
                        relevant.map(|it| Value::Object(self.group_answers(*it, *id))).collect();
                    (!all.is_empty()).then_some(Value::Array(all))
                }
                Item::Group(_) => {
                    let relevant = self.cell(scope, placed.local).is_some_and(|it| it.relevant);
                    let inner = if relevant { self.group_answers(scope, *id) } else { Map::new() };
                    (!inner.is_empty()).then_some(Value::Object(inner))
                }
                Item::Question(question) => {
                    let cell = self
                        .cell(scope, placed.local)
                        .filter(|it| it.relevant && !it.value.is_empty());
                    cell.map(|cell| {
                        if question.kind.is_list() {
                            cell.value.split_ascii_whitespace().map(Value::from).collect()
                        } else {
                            Value::from(cell.value.as_str())
                        }
                    })
                }
            };
            if let Some(value) = value {
                out.insert(item.name().to_owned(), value);
            }
        }
        out
    }

    /// Takes the answers of a file: groups as objects, repeats as arrays of objects, several codes
    /// as an array. In the order of the form, whatever that of the file; a repeat gets as many
    /// instances as its array has, and no fewer than its count says. Answers with what was not taken; calculated values are not
    /// taken and not complained about.
    pub fn fill(&mut self, answers: &Value) -> Vec<(Path, AnswerError)> {
        let mut refused = Vec::new();
        // The first round gives filters and counts what they depend on; the second checks against them.
        for _round in 0..2 {
            refused.clear();
            match answers {
                Value::Object(map) => {
                    self.fill_group(&Path::default(), ItemId(0), map, &mut refused);
                }
                _ => refused.push((Path::default(), AnswerError::WrongShape)),
            }
            if refused.is_empty() {
                break;
            }
        }
        self.changed.clear();
        refused
    }

    fn fill_group(
        &mut self,
        path: &Path,
        above: ItemId,
        map: &Map<String, Value>,
        refused: &mut Vec<(Path, AnswerError)>,
    ) {
        let form = Arc::clone(&self.form);
        for id in form.children(above) {
            let Some(item) = form.item(*id) else { continue };
            let Some(value) = map.get(item.name()) else { continue };
            let path = path.join(item.name());
            match (item, value) {
                (Item::Group(_), Value::Object(map)) => self.fill_group(&path, *id, map, refused),
                (Item::Repeat(_), Value::Array(all)) => self.fill_repeat(&path, *id, all, refused),
                (Item::Question(question), value) => {
                    if question.is_calculated
                        || matches!(question.kind, super::QuestionType::Calculate)
                    {
                        continue;
                    }
                    if let Err(error) = self.fill_question(&path, value) {
                        refused.push((path, error));
                    }
                }
                _ => refused.push((path, AnswerError::WrongShape)),
            }
        }
        for name in map.keys().filter(|name| form.child(above, name).is_none()) {
            refused.push((path.join(name), AnswerError::NoSuchNode));
        }
    }

    fn fill_repeat(
        &mut self,
        path: &Path,
        id: ItemId,
        all: &[Value],
        refused: &mut Vec<(Path, AnswerError)>,
    ) {
        let Some(Located::Slot(scope, def)) = self.locate(path) else { return };
        let form = Arc::clone(&self.form);
        while self.instances(scope, def).len() < all.len() {
            self.new_instance(&form, scope, def, true);
            self.recompute();
        }
        // Where an expression says how many there are, the rows of a shorter array leave the others blank.
        let wanted = self.slot(scope, def).and_then(|it| it.wanted).map_or(0, |it| it as usize);
        while self.instances(scope, def).len() > all.len().max(wanted) {
            let Some(last) = self.instances(scope, def).last().copied() else { break };
            self.drop_scope(&form, last);
            self.recompute();
        }
        for (path, value) in self.repeat_instances(path).into_iter().zip(all) {
            match value {
                Value::Object(map) => self.fill_group(&path, id, map, refused),
                _ => refused.push((path, AnswerError::WrongShape)),
            }
        }
    }

    fn fill_question(&mut self, path: &Path, value: &Value) -> Result<(), AnswerError> {
        let text = Zeroizing::new(answer_text(value)?);
        let Some(Located::Cell(scope, local)) = self.locate(path) else {
            return Err(AnswerError::NoSuchNode);
        };
        let item = self.item_of(scope, local).ok_or(AnswerError::NoSuchNode)?;
        let question =
            self.form.item(item).and_then(Item::question).ok_or(AnswerError::NotAnswerable)?;
        if !question.kind.holds_value() {
            return Err(AnswerError::NotAnswerable);
        }
        let stored = self.stored_form(item, scope, local, &text)?;
        let form = Arc::clone(&self.form);
        self.write(&form, scope, local, &stored);
        self.recompute();
        Ok(())
    }
}

/// The text of one value of an answers file.
fn answer_text(value: &Value) -> Result<String, AnswerError> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(yes) => Ok(yes.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(codes) => {
            let code = |it: &Value| match it {
                Value::String(text) if !text.contains(char::is_whitespace) => Ok(text.clone()),
                Value::Number(number) => Ok(number.to_string()),
                _ => Err(AnswerError::WrongShape),
            };
            Ok(codes.iter().map(code).collect::<Result<Vec<_>, _>>()?.join(" "))
        }
        Value::Object(_) => Err(AnswerError::WrongShape),
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if u32::from(c) < 0x20 => {
                // Writing to a text can't fail.
                write!(out, "\\u{:04x}", u32::from(c)).unwrap_or_default();
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
