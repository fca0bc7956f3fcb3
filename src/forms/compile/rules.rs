//! Expressions, read when every name of the form is known.

use super::{Fault, Place};
use crate::forms::{
    ItemId, QuestionType,
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
}

impl RawRule {
    pub(super) fn new(
        item: ItemId,
        kind: RuleKind,
        source: &str,
        column: &'static str,
        place: Place,
    ) -> Self {
        Self { item, kind: Some(kind), source: source.to_owned(), column, place }
    }

    pub(super) fn start(item: ItemId, source: &str, place: Place) -> Self {
        Self { item, kind: None, source: source.to_owned(), column: "default", place }
    }
}

/// Reads and plans every expression.
pub(super) fn compile(
    planner: &mut Planner<'_>,
    raw: Vec<RawRule>,
) -> (Vec<Rule>, Vec<(ItemId, StartValue)>) {
    let mut rules = Vec::new();
    let mut starts = Vec::new();
    for raw in raw {
        let Some(kind) = raw.kind else {
            starts.push((raw.item, start_value(planner, &raw)));
            continue;
        };
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
            rules.push(Rule { item: raw.item, kind, scope, compiled, column: raw.column });
        }
    }
    (rules, starts)
}

/// A default is an expression where it reads an answer or calls a function, and a text otherwise.
fn start_value(planner: &mut Planner<'_>, raw: &RawRule) -> StartValue {
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
        return StartValue::Fixed(day.map_or_else(|| raw.source.clone(), |day| day.to_string()));
    }
    let home = Home { item: raw.item, outside: false, list: None };
    if raw.source.contains("last-saved#") {
        planner.diagnostics.push(raw.place.report(Fault::NoData, &raw.source));
        return StartValue::Blank;
    }
    let compiled = planner.compile(&raw.source, home, &raw.place);
    compiled.map_or(StartValue::Blank, |it| StartValue::Calculated(Box::new(it)))
}
