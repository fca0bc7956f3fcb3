//! Expressions, read when every name of the form is known.

use super::{Fault, Place};
use crate::forms::{
    ItemId, QuestionType,
    action::{Action, Given, Target, When},
    dependency::{Rule, RuleKind},
    form::StartValue,
    plan::{Home, Planner},
};

/// The text of one expression, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct RawRule {
    item: ItemId,
    /// None for what a new node holds.
    kind: Option<RuleKind>,
    source: String,
    column: &'static str,
    place: Place,
    /// The questions whose change sets the value, where it does not follow what it reads.
    trigger: String,
}

impl RawRule {
    pub(super) fn new(
        item: ItemId,
        kind: RuleKind,
        source: &str,
        column: &'static str,
        place: Place,
    ) -> Self {
        let trigger = String::new();
        Self { item, kind: Some(kind), source: source.to_owned(), column, place, trigger }
    }

    pub(super) fn start(item: ItemId, source: &str, place: Place) -> Self {
        let trigger = String::new();
        Self { item, kind: None, source: source.to_owned(), column: "default", place, trigger }
    }

    /// A value that is set whenever one of the questions named in `trigger` changes.
    pub(super) fn triggered(item: ItemId, source: &str, trigger: &str, place: Place) -> Self {
        let (source, trigger) = (source.to_owned(), trigger.to_owned());
        Self { item, kind: None, source, column: "calculation", place, trigger }
    }
}

/// Reads and plans every expression.
pub(super) fn compile(planner: &mut Planner<'_>, raw: Vec<RawRule>) -> Compilation {
    let mut done = Compilation::default();
    for raw in raw {
        let Some(kind) = raw.kind else {
            if raw.trigger.is_empty() {
                start_value(planner, &raw, &mut done);
            } else {
                triggered(planner, &raw, &mut done);
            }
            continue;
        };
        let rules = &mut done.rules;
        let Some(placed) = planner.form.place(raw.item) else { continue };
        let is_repeat = matches!(placed.item, crate::forms::Item::Repeat(_));
        let outside = is_repeat && matches!(kind, RuleKind::Count | RuleKind::Relevant);
        let list = (kind == RuleKind::Choices).then_some(placed.list).flatten();
        let home = Home { item: raw.item, outside, list };
        let outer = planner.form.scope(placed.scope).and_then(|it| it.parent);
        let scope = if outside { outer.unwrap_or(0) } else { placed.scope };
        let mut source = raw.source.as_str();
        if kind == RuleKind::Choices
            && planner
                .form
                .lists
                .get(list.unwrap_or(u32::MAX) as usize)
                .is_none_or(|it| it.is_external)
        {
            continue; // what lies elsewhere can't be filtered here; said already
        }
        if kind == RuleKind::Count {
            source = source.trim();
        }
        if let Some(compiled) = planner.compile(source, home, &raw.place) {
            let (item, column) = (raw.item, raw.column);
            rules.push(Rule { item, kind, scope, compiled, column, itemset: None });
        }
    }
    done
}

/// The actions of a question whose calculation waits for others to change.
#[expect(clippy::similar_names, reason = "a rule as written, and as read")]
fn triggered(planner: &mut Planner<'_>, raw: &RawRule, done: &mut Compilation) {
    let home = Home { item: raw.item, outside: false, list: None };
    let given = if raw.source.is_empty() {
        Some(Given::Text(String::new()))
    } else {
        planner.compile(&raw.source, home, &raw.place).map(|it| Given::Asked(Box::new(it)))
    };
    let Some(value) = given else { return };
    // The question itself, as seen from each of those that set it.
    let names: Vec<String> = planner.form.names(raw.item).into_iter().map(str::to_owned).collect();
    let path = format!("/data/{}", names.join("/"));
    for trigger in raw.trigger.split(',').map(str::trim).filter(|it| !it.is_empty()) {
        let named = planner.compile(trigger, home, &raw.place);
        let Some(read) = named.and_then(|it| it.reads.first().copied()) else { continue };
        let from = Home { item: read.item, outside: false, list: None };
        let Some(target) = planner.compile(&path, from, &raw.place) else { continue };
        done.actions.push(Action {
            when: When { changed: true, ..When::default() },
            home: read.item,
            target: Target::Path(Box::new(target)),
            value: value.clone(),
        });
    }
}

/// Every expression of a form, read.
#[derive(Debug, Default)]
pub(super) struct Compilation {
    pub(super) rules: Vec<Rule>,
    pub(super) starts: Vec<(ItemId, StartValue)>,
    pub(super) actions: Vec<Action>,
}

/// A default is an expression where it reads an answer or calls a function, and a text otherwise.
fn start_value(planner: &mut Planner<'_>, raw: &RawRule, done: &mut Compilation) {
    let is_date = planner
        .form
        .item(raw.item)
        .and_then(|it| it.question())
        .is_some_and(|it| it.kind == QuestionType::Date);
    let call = raw.source.split_once('(').is_some_and(|(name, rest)| {
        rest.contains(')')
            && crate::expr::Function::named(name.trim()) != crate::expr::Function::Unknown
    });
    if !raw.source.contains("${") && !call {
        let day = is_date.then(|| crate::expr::parse_date(&raw.source)).flatten();
        let text = day.map_or_else(|| raw.source.clone(), |day| day.to_string());
        done.starts.push((raw.item, StartValue::Fixed(text)));
        return;
    }
    let home = Home { item: raw.item, outside: false, list: None };
    if raw.source.contains("last-saved#") {
        planner.diagnostics.push(raw.place.report(Fault::NoData, &raw.source));
        return;
    }
    let Some(compiled) = planner.compile(&raw.source, home, &raw.place) else { return };
    let around = planner.form.repeat_of(raw.item).unwrap_or_default();
    done.actions.push(Action {
        when: When { first_load: true, new_repeat: around != ItemId(0), ..When::default() },
        home: around,
        target: Target::Own(raw.item),
        value: Given::Asked(Box::new(compiled)),
    });
}
