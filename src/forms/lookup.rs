//! Finding rows of a long list without reading it: a filter that asks for one value of a column.

use crate::expr::{
    Aggregate, Axis, Document as _, Expr, Function, Kind, NumberFunction, Operator, PathExpr,
    Start, Test, TextFunction, Value, ValueKind,
};

use super::{CodeList, view::View};

/// A condition `column = key` of a filter, whose key is the same for every row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lookup<'e> {
    pub(super) column: &'e str,
    pub(super) key: &'e Expr,
}

/// The first such condition that must hold where `filter` does.
pub(super) fn lookup(filter: &Expr) -> Option<Lookup<'_>> {
    match &filter.kind {
        Kind::Binary(Operator::And, left, right) => lookup(left).or_else(|| lookup(right)),
        Kind::Binary(Operator::Equal, left, right) => {
            let pair =
                |column: &'_ Expr, key: &'_ Expr| own_column(column).is_some() && is_fixed(key);
            if pair(left, right) {
                Some(Lookup { column: own_column(left)?, key: right })
            } else if pair(right, left) {
                Some(Lookup { column: own_column(right)?, key: left })
            } else {
                None
            }
        }
        _ => None,
    }
}

/// The rows that a path `instance('list')/root/item[…]` can only mean, where its first condition
/// says so and none asks for a place among all rows.
pub(super) fn first_filter(path: &PathExpr) -> Option<Lookup<'_>> {
    let [root, item, ..] = path.steps.as_slice() else { return None };
    let plain = root.axis == Axis::Child && root.predicates.is_empty();
    let named = item.axis == Axis::Child && matches!(item.test, Test::Name(_) | Test::AnyName);
    if !plain || !named || !path.predicates.is_empty() {
        return None;
    }
    let first = item.predicates.first()?;
    if asks_for_place(first) { None } else { lookup(first) }
}

/// The column that a path of one step names.
fn own_column(expr: &Expr) -> Option<&str> {
    let Kind::Path(path) = &expr.kind else { return None };
    let steps = match path.steps.as_slice() {
        [first, rest @ ..] if first.axis == Axis::SelfNode && first.predicates.is_empty() => rest,
        steps => steps,
    };
    match (&path.start, steps) {
        (Start::Here, [step]) if step.axis == Axis::Child && step.predicates.is_empty() => {
            match &step.test {
                Test::Name(name) => Some(name),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether an expression gives the same for every row.
fn is_fixed(expr: &Expr) -> bool {
    let mut fixed = true;
    expr.walk(&mut |it| match &it.kind {
        Kind::Path(path) => fixed &= !matches!(path.start, Start::Here),
        Kind::Call(function, args) => fixed &= !args.is_empty() && !function.is_volatile(),
        _ => {}
    });
    fixed
}

fn asks_for_place(expr: &Expr) -> bool {
    let mut asks = false;
    expr.walk(&mut |it| {
        asks |= matches!(
            &it.kind,
            Kind::Call(
                Function::Aggregate(Aggregate::Position | Aggregate::Last | Aggregate::Randomize)
                    | Function::Number(NumberFunction::Random)
                    | Function::Text(TextFunction::Uuid),
                _
            )
        );
    });
    asks
}

/// The places of the rows whose `column` is the text `key`; none where only reading all of them can
/// tell.
pub(super) fn rows_where<'l>(
    view: &View<'_>,
    list: &'l CodeList,
    column: &str,
    key: &Value<'_>,
) -> Option<&'l [u32]> {
    match key {
        Value::Text(text) => list.rows(column, text),
        Value::Nodes(nodes) => match nodes.as_slice() {
            [] => list.rows(column, ""),
            [one] if matches!(view.kind(*one), ValueKind::Text | ValueKind::Number) => {
                list.rows(column, &view.text(*one))
            }
            _ => None,
        },
        _ => None,
    }
}
