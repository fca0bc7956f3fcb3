//! Forms filled in step by step.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value as Json;

use super::{Material, Wrong, expression::same_value, text};
use crate::{
    base::Instant,
    expr::parse_stamp,
    forms::{
        AnswerError, Definition, Environment, Form, Instance, Item, Path, QuestionType, Rule,
        compile, is_runnable,
    },
};

/// 2024-06-15T10:20:30-07:00, where a case does not say otherwise.
const NOW_MS: i64 = 1_718_472_030_000;

/// Where the engines of the field were asked: in Phoenix.
const OFFSET_SECS: i32 = -25_200;

/// What came where a sum over nothing is stored.
pub(super) const SUM: &str = "0, the sum of nothing";

/// What came where a pattern does not match the whole answer.
pub(super) const REGEX: &str = "constraint, by a pattern";

/// A form being filled in, and what every node should hold.
struct Story<'c> {
    form: Arc<Form>,
    env: Environment,
    instance: Instance,
    /// What the case has said of each node so far.
    expected: BTreeMap<String, &'c Json>,
    /// Whether the clock of the case may have gone on since it began.
    runs: bool,
    /// Whether values of the case come from chance.
    volatile: bool,
}

/// Runs the steps of one case.
pub(super) fn answer(case: &Json, material: &Material<'_>) -> Result<(), Wrong> {
    let steps = case.get("steps").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let want_error = steps.first().is_some_and(|it| it.get("error").is_some());
    let definition = definition(case, material).map_err(|got| wrong("a form", &got))?;
    let (form, found) = compile(&definition);
    if !is_runnable(&found) || want_error {
        let heavy = found.iter().filter(|it| it.severity == crate::forms::Severity::Error);
        let got: Vec<String> =
            heavy.map(|it| format!("{} {} {}", it.code, it.column, it.excerpt)).collect();
        return match (want_error, got.is_empty()) {
            (true, false) => Ok(()),
            (true, true) => Err(wrong("the form refused", "the form runs")),
            (false, _) => Err(wrong("the form runs", &got.join("; "))),
        };
    }
    let form = Arc::new(form);
    let env = Environment {
        now: Instant(began(steps).unwrap_or(NOW_MS)),
        offset_secs: OFFSET_SECS,
        seed: 7,
        ..Environment::default()
    };
    let edited = case.pointer("/init/editInstance").and_then(Json::as_str);
    let instance = match edited {
        Some(record) => {
            let mut begun = Instance::from_xml(Arc::clone(&form), &env, record)
                .map_err(|error| wrong("a record", &error.to_string()))?;
            begun.start_edit();
            begun
        }
        None => Instance::new(Arc::clone(&form), &env),
    };
    let volatile = case.get("volatile").is_some();
    let runs = volatile || case.get("seed").is_some();
    let mut story = Story { form, env, instance, expected: BTreeMap::new(), runs, volatile };
    for (at, step) in steps.iter().enumerate() {
        story.step(step).map_err(|it| Wrong {
            want: format!("step {at} {} {}: {}", text(step, "op"), text(step, "ref"), it.want),
            got: it.got,
        })?;
    }
    Ok(())
}

fn wrong(want: &str, got: &str) -> Wrong {
    Wrong { want: want.to_owned(), got: got.to_owned() }
}

/// The form of a case with the files beside it.
fn definition(case: &Json, material: &Material<'_>) -> Result<Definition, String> {
    let source = text(case, "form");
    let read = |bytes: &[u8]| Definition::from_xform(bytes).map_err(|error| error.to_string());
    let mut definition = if source.trim_start().starts_with('<') {
        read(source.as_bytes())?
    } else {
        let bytes = (material.file)(&format!("{source}.xml")).ok_or("no such form")?;
        let mut definition = read(&bytes)?;
        let itemsets = (material.file)(&format!("{source}.itemsets.csv"));
        if let Some(bytes) = itemsets {
            definition.attach("itemsets.csv", &bytes).map_err(|error| error.to_string())?;
        }
        definition
    };
    for resource in case.get("resources").and_then(Json::as_array).into_iter().flatten() {
        // What is no file that can be read is missing, as in the field.
        let name = text(resource, "fileName");
        let _taken = definition.attach(name, text(resource, "text").as_bytes()).is_ok();
    }
    Ok(definition)
}

/// When the case began, as its own clock values say.
fn began(steps: &[Json]) -> Option<i64> {
    let nodes = steps.first()?.pointer("/state/set")?.as_object()?;
    let stamps = nodes.values().filter(|it| text(it, "type") == "dateTime");
    let mut stamps = stamps.filter_map(|it| parse_stamp(text(it, "value"), OFFSET_SECS));
    stamps.next().map(|it| it.timestamp_millis())
}

impl<'c> Story<'c> {
    fn step(&mut self, step: &'c Json) -> Result<(), Wrong> {
        match text(step, "op") {
            "init" | "next" | "prev" | "begin" => {}
            "answer" => self.answer(step)?,
            "add-repeat" => {
                let repeat = self.path(text(step, "ref"), true)?;
                if let Err(error) = self.instance.add_repeat(&repeat) {
                    return Err(wrong("an instance more", &error.to_string()));
                }
            }
            "remove-repeat" => {
                let instance = self.path(text(step, "ref"), false)?;
                if let Err(error) = self.instance.remove_repeat(&instance) {
                    return Err(wrong("an instance less", &error.to_string()));
                }
            }
            "set-language" => self.instance.set_language(text(step, "language")),
            "new-instance" => self.instance = Instance::new(Arc::clone(&self.form), &self.env),
            "save-and-reload" => self.reload(false)?,
            "edit-finalised" => self.reload(true)?,
            other => return Err(wrong("a step known here", other)),
        }
        self.compare(step)
    }

    fn reload(&mut self, edits: bool) -> Result<(), Wrong> {
        let stored = if edits { self.instance.finalised() } else { self.instance.to_json() };
        let form = Arc::clone(&self.form);
        self.instance = Instance::from_json(form, &self.env, &stored)
            .map_err(|error| wrong("its own record", &error.to_string()))?;
        if edits {
            self.instance.start_edit();
        }
        Ok(())
    }

    fn answer(&mut self, step: &Json) -> Result<(), Wrong> {
        let path = self.path(text(step, "ref"), false)?;
        let stored = text(step, "stored");
        let value = match step.get("value") {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Number(number)) => number.to_string(),
            Some(Json::Array(all)) => {
                let codes: Vec<&str> = all.iter().filter_map(Json::as_str).collect();
                codes.join(" ")
            }
            _ => stored.to_owned(),
        };
        match self.instance.answer(&path, &value) {
            Ok(_) => Ok(()),
            Err(AnswerError::NotAnswerable | AnswerError::ReadOnly) => self
                .instance
                .put(&path, &value)
                .map(|_| ())
                .map_err(|it| wrong(&value, &it.to_string())),
            // An engine that takes nothing where this one refuses.
            Err(_) if stored.is_empty() => {
                let cleared = self.instance.answer(&path, "");
                cleared.map(|_| ()).map_err(|it| wrong("a blank", &it.to_string()))
            }
            Err(error) => Err(wrong(&format!("{value} taken"), &error.to_string())),
        }
    }

    /// The path of a reference: its numbers are places, a path's are keys.
    fn path(&self, reference: &str, whole: bool) -> Result<Path, Wrong> {
        let mut path = Path::default();
        let steps: Vec<&str> = reference.split('/').filter(|it| !it.is_empty()).skip(1).collect();
        for (at, step) in steps.iter().enumerate() {
            let (name, place) = match step.split_once('[') {
                Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<usize>().ok()), // no place
                None => (*step, None),
            };
            path = path.join(name);
            let is_last = at + 1 == steps.len();
            let repeats = matches!(self.instance.item(&path), Some(Item::Repeat(_)));
            if repeats && !(is_last && whole) {
                let all = self.instance.repeat_instances(&path);
                let found = all.into_iter().nth(place.unwrap_or(1).saturating_sub(1));
                path = found.ok_or_else(|| wrong(reference, "no such instance"))?;
            }
        }
        Ok(path)
    }

    /// Compares every node that the step names, and the value and relevance of all others.
    fn compare(&mut self, step: &'c Json) -> Result<(), Wrong> {
        let Some(state) = step.get("state") else { return Ok(()) };
        for gone in state.get("removed").and_then(Json::as_array).into_iter().flatten() {
            self.expected.remove(gone.as_str().unwrap_or(""));
        }
        let set = state.get("set").and_then(Json::as_object);
        for (reference, node) in set.into_iter().flatten() {
            self.expected.insert(reference.clone(), node);
        }
        for (reference, node) in &self.expected {
            self.value(reference, node)?;
        }
        let broken: BTreeMap<Path, (Rule, String)> = self
            .instance
            .violations()
            .into_iter()
            .map(|it| {
                let text = self.instance.violation_text(&it, self.language());
                (it.path, (it.rule, text.unwrap_or_default()))
            })
            .collect();
        for (reference, node) in set.into_iter().flatten() {
            self.looks(reference, node, &broken)?;
        }
        Ok(())
    }

    fn language(&self) -> &str {
        &self.instance.environment().language
    }

    /// Value, relevance, and how many instances there are.
    fn value(&self, reference: &str, node: &Json) -> Result<(), Wrong> {
        if let Some(range) = reference.strip_suffix("#range") {
            let repeat = self.path(range, true)?;
            let n = self.instance.repeat_instances(&repeat).len();
            let want = node.get("count").and_then(Json::as_u64);
            if want != u64::try_from(n).ok() {
                // never so many
                return Err(wrong(&format!("{reference} × {}", want.unwrap_or(0)), &n.to_string()));
            }
            return Ok(());
        }
        let path = self.path(reference, false)?;
        let kind = text(node, "kind");
        let Some(item) = self.instance.item(&path) else {
            return Err(wrong(&format!("{reference}, {kind}"), "no such node"));
        };
        let relevant = node.get("relevant") != Some(&Json::Bool(false));
        if kind != "root" && self.instance.is_relevant(&path) != relevant {
            let word = |yes: bool| if yes { "relevant" } else { "not relevant" };
            return Err(wrong(&format!("{reference} {}", word(relevant)), word(!relevant)));
        }
        let Some(want) = node.get("value").and_then(Json::as_str) else { return Ok(()) };
        let Item::Question(question) = item else { return Ok(()) };
        if !relevant && want.is_empty() {
            return Ok(()); // the value stays for when it is asked again, and counts as blank
        }
        let got = self.instance.value(&path);
        let ordered = question.kind == QuestionType::Rank;
        let fits = if ordered { want == got } else { same_value(want, got) };
        if fits || self.is_of_the_moment(want, got, text(node, "type")) {
            return Ok(());
        }
        let sums = |source: &str| source.contains("sum(");
        let id = self.instance.item_id(&path);
        let nothing = want.is_empty() && got == "0";
        let got = match id.and_then(|it| self.form.calculation(it)) {
            Some(source) if nothing && sums(source) => SUM,
            _ => got,
        };
        Err(wrong(&format!("{reference} = {want}"), got))
    }

    /// Whether two values are what a clock or chance gave: then only their kind is compared.
    fn is_of_the_moment(&self, want: &str, got: &str, kind: &str) -> bool {
        let shape = |text: &str| -> String {
            text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
        };
        if want.contains("<uuid>") {
            let (before, after) = want.split_once("<uuid>").unwrap_or(("", ""));
            let inner = got.strip_prefix(before).and_then(|it| it.strip_suffix(after));
            return inner.is_some_and(|it| it.len() == 36);
        }
        let clock = matches!(kind, "dateTime" | "date" | "time");
        let chance = self.runs && want.parse::<f64>().is_ok() && got.parse::<f64>().is_ok();
        (chance && self.volatile)
            || (self.runs || clock)
                && !got.is_empty()
                && shape(want) == shape(got)
                && want.len() > 7
            || (clock && self.runs && want.is_empty() != got.is_empty())
    }

    fn asks_regex(&self, path: &Path) -> bool {
        let source = self.instance.item_id(path).and_then(|it| self.form.constraint(it));
        source.is_some_and(|it| it.contains("regex("))
    }

    /// What a person sees of a node.
    #[expect(
        clippy::similar_names,
        clippy::too_many_lines,
        reason = "one thing after the other that a node shows"
    )]
    fn looks(
        &self,
        reference: &str,
        node: &Json,
        broken: &BTreeMap<Path, (Rule, String)>,
    ) -> Result<(), Wrong> {
        let kind = text(node, "kind");
        if reference.ends_with("#range") || kind == "root" {
            return Ok(());
        }
        let path = self.path(reference, false)?;
        let say = |what: &str, want: &str, got: &str| {
            if squeezed(want) == squeezed(got) {
                Ok(())
            } else {
                Err(wrong(&format!("{reference} {what} {want}"), got))
            }
        };
        let flag = |name: &str| node.get(name) == Some(&Json::Bool(true));
        if self.instance.is_relevant(&path) {
            let word = |yes: bool| if yes { "yes" } else { "no" };
            let required = self.instance.is_required(&path);
            say("required", word(flag("required")), word(required))?;
            let locked = self.instance.is_locked(&path);
            say("read-only", word(flag("readonly")), word(locked))?;
            // What nobody can answer here breaks no rule.
            let asked = self.instance.item(&path).and_then(Item::question);
            let asked = asked.is_none_or(|it| it.kind.takes_answer());
            let invalid = node.pointer("/invalid/by").and_then(Json::as_str).unwrap_or("");
            let (rule, message) = match broken.get(&path) {
                Some((Rule::Constraint, _)) if invalid.is_empty() && self.asks_regex(&path) => {
                    (REGEX, "")
                }
                Some((rule @ (Rule::Required | Rule::Constraint), message)) => {
                    (rule.word(), message.as_str())
                }
                _ => ("", ""),
            };
            if asked {
                say("invalid", invalid, rule)?;
            }
            if let Some(want) = node.pointer("/invalid/message").and_then(Json::as_str)
                && asked
            {
                say("message", want, message)?;
            }
        }
        if let Some(want) = node.get("label").and_then(Json::as_str) {
            let none = self.instance.item(&path).is_none_or(|it| it.label().is_empty());
            let label = self.instance.label(&path, self.language());
            say("label", want, if none { "" } else { &label })?;
        }
        if let Some(want) = node.get("hint").and_then(Json::as_str) {
            say("hint", want, &self.instance.hint(&path, self.language()))?;
        }
        if let Some(want) = node.get("choices").and_then(Json::as_array) {
            let want: Vec<String> = want
                .iter()
                .map(|it| {
                    let part = |at: usize| it.get(at).and_then(Json::as_str).unwrap_or("");
                    format!("{} {}", part(0), part(1))
                })
                .collect();
            let choices = self.instance.choices(&path).into_iter();
            let got: Vec<String> = choices
                .map(|it| {
                    let none = it.label.is_empty();
                    let label = self.instance.choice_label(it, self.language());
                    let label = if none { String::new() } else { label };
                    format!("{} {label}", it.code)
                })
                .collect();
            say("choices", &want.join(", "), &got.join(", "))?;
        }
        Ok(())
    }
}

/// A text with one blank where there were several.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
