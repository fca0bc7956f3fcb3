//! From the tree to a value.

use std::borrow::Cow;

use super::{
    Document, Expr, Expression, Kind, Node, Nodes, Operator, PathExpr, Start, Value, parse_date,
    parse_number, parse_stamp, steps,
    value::{local_days, typed},
};

/// Where an expression is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The node for which the expression or the predicate is asked.
    pub here: Node,
    /// The node for which the whole expression is asked.
    pub current: Node,
    /// The place of `here` among the nodes in question, from 1.
    pub position: usize,
    /// How many nodes are in question.
    pub size: usize,
}

impl Context {
    /// At `node`, on its own.
    #[must_use]
    pub const fn at(node: Node) -> Self {
        Self { here: node, current: node, position: 1, size: 1 }
    }
}

/// The nodes a document found for a path, and how many steps of the path that took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPlan {
    /// What was found.
    pub nodes: Nodes,
    /// How many steps are done.
    pub n_steps: usize,
}

/// Evaluates expressions over one document.
#[derive(Debug)]
pub struct Evaluator<'d, D: ?Sized> {
    pub(super) doc: &'d D,
}

impl<D: ?Sized> Clone for Evaluator<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: ?Sized> Copy for Evaluator<'_, D> {}

impl<'d, D: Document + ?Sized> Evaluator<'d, D> {
    /// Over `doc`.
    pub const fn new(doc: &'d D) -> Self {
        Self { doc }
    }

    /// What `expression` gives at `node`.
    pub fn value(self, expression: &'d Expression, node: Node) -> Value<'d> {
        self.eval(&expression.root, Context::at(node))
    }

    /// What `expr` gives at `cx`.
    pub fn eval(self, expr: &'d Expr, cx: Context) -> Value<'d> {
        match &expr.kind {
            Kind::Number(number) => Value::Number(*number),
            Kind::Text(text) => Value::Text(Cow::Borrowed(text)),
            Kind::Negate(inner) => Value::Number(-self.eval(inner, cx).number(self.doc)),
            Kind::Binary(operator, left, right) => self.binary(*operator, left, right, cx),
            Kind::Call(function, args) => self.call(*function, args, cx),
            Kind::Path(path) => Value::Nodes(self.path(path, cx)),
        }
    }

    /// What `expr` gives, as text.
    pub(super) fn text(self, expr: &'d Expr, cx: Context) -> Cow<'d, str> {
        self.eval(expr, cx).into_text(self.doc)
    }

    /// What `expr` gives, as a number.
    pub(super) fn number(self, expr: &'d Expr, cx: Context) -> f64 {
        self.eval(expr, cx).number(self.doc)
    }

    /// What `expr` gives, as yes or no.
    pub(super) fn truth(self, expr: &'d Expr, cx: Context) -> bool {
        self.eval(expr, cx).truth(self.doc)
    }

    fn binary(self, operator: Operator, left: &'d Expr, right: &'d Expr, cx: Context) -> Value<'d> {
        match operator {
            Operator::Or => Value::Bool(self.truth(left, cx) || self.truth(right, cx)),
            Operator::And => Value::Bool(self.truth(left, cx) && self.truth(right, cx)),
            Operator::Union => self.union(left, right, cx),
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Modulo => {
                let (a, b) = (self.number(left, cx), self.number(right, cx));
                Value::Number(match operator {
                    Operator::Add => a + b,
                    Operator::Subtract => a - b,
                    Operator::Multiply => a * b,
                    Operator::Divide => a / b,
                    _ => a % b,
                })
            }
            Operator::Equal | Operator::Unequal => {
                let (mut a, mut b) = (self.eval(left, cx), self.eval(right, cx));
                if matches!(a, Value::Bool(_)) || matches!(b, Value::Bool(_)) {
                    (a, b) = (Value::Bool(a.truth(self.doc)), Value::Bool(b.truth(self.doc)));
                }
                Value::Bool(self.compare(&a, &b, &|a, b| self.equal(a, b, operator)))
            }
            Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
                let (a, b) = (self.eval(left, cx), self.eval(right, cx));
                Value::Bool(self.compare(&a, &b, &|a, b| self.ordered(a, b, operator)))
            }
        }
    }

    fn union(self, left: &'d Expr, right: &'d Expr, cx: Context) -> Value<'d> {
        let mut all = Vec::new();
        for side in [left, right] {
            if let Value::Nodes(nodes) = self.eval(side, cx) {
                all.extend_from_slice(nodes.as_slice());
            }
        }
        all.sort_unstable();
        all.dedup();
        Value::Nodes(all.into())
    }

    /// Whether `holds` for the two values; of several nodes it is enough that it holds for one
    /// (`XPath` 1.0 §3.4). No nodes at all count as one blank.
    fn compare(
        self,
        a: &Value<'d>,
        b: &Value<'d>,
        holds: &dyn Fn(&Value<'d>, &Value<'d>) -> bool,
    ) -> bool {
        match (a, b) {
            (Value::Nodes(nodes), _) => self.each(nodes, &|value| self.compare(value, b, holds)),
            (_, Value::Nodes(nodes)) => self.each(nodes, &|value| holds(a, value)),
            _ => holds(a, b),
        }
    }

    fn each(self, nodes: &Nodes, holds: &dyn Fn(&Value<'d>) -> bool) -> bool {
        match nodes.as_slice() {
            [] => holds(&Value::Text(Cow::Borrowed(""))),
            many if !self.doc.spend(many.len()) => false,
            some => some.iter().any(|node| holds(&typed(self.doc, *node))),
        }
    }

    #[expect(clippy::float_cmp, reason = "the language compares numbers exactly")]
    fn equal(self, a: &Value<'d>, b: &Value<'d>, operator: Operator) -> bool {
        let same = match (a, b) {
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Number(_), _) | (_, Value::Number(_)) => {
                a.number(self.doc) == b.number(self.doc)
            }
            _ => match (self.days(a), self.days(b)) {
                (Some(a), Some(b)) => a == b,
                _ => a.clone().into_text(self.doc) == b.clone().into_text(self.doc),
            },
        };
        same == (operator == Operator::Equal)
    }

    fn ordered(self, a: &Value<'d>, b: &Value<'d>, operator: Operator) -> bool {
        let (Some(a), Some(b)) = (self.days(a), self.days(b)) else { return false };
        match operator {
            Operator::Less => a < b,
            Operator::LessEqual => a <= b,
            Operator::Greater => a > b,
            _ => a >= b,
        }
    }

    /// A value as what can come before or after another: a text that spells a day is one here, so
    /// that a calculated day compares with `today() - 30`.
    fn days(self, value: &Value<'d>) -> Option<f64> {
        match value {
            Value::Text(text) if text.contains('T') => {
                let stamp = parse_stamp(text, self.doc.surroundings().offset_secs)?;
                Some(local_days(stamp, self.doc))
            }
            Value::Text(text) => match parse_date(text) {
                Some(date) => Some(super::day_number(date)),
                None => Some(parse_number(text)).filter(|it| !it.is_nan()),
            },
            other => Some(other.number(self.doc)),
        }
    }

    /// The nodes that a path leads to.
    pub(super) fn path(self, path: &'d PathExpr, cx: Context) -> Nodes {
        self.path_in(path, cx, false)
    }

    /// The same; `whole` asks for every instance of a repeat.
    pub(super) fn path_in(self, path: &'d PathExpr, cx: Context, whole: bool) -> Nodes {
        let at = if matches!(path.start, Start::Here) { cx.here } else { cx.current };
        let planned = self.doc.planned(path, at, whole);
        let (mut nodes, n_steps) = match planned {
            Some(plan) => (plan.nodes, plan.n_steps),
            None => (self.start(&path.start, cx), 0),
        };
        if n_steps == 0 {
            nodes = self.filter(nodes, &path.predicates, cx.current);
        }
        for step in path.steps.iter().skip(n_steps) {
            nodes = steps::follow(self, &nodes, step, cx.current);
        }
        nodes
    }

    fn start(self, start: &'d Start, cx: Context) -> Nodes {
        match start {
            Start::Root => Nodes::One(self.doc.root()),
            Start::Here => Nodes::One(cx.here),
            Start::Current => Nodes::One(cx.current),
            Start::Reference(name) => self.doc.referenced(name, cx.current),
            Start::Instance(name) => self.doc.instance(name).map_or(Nodes::None, Nodes::One),
            Start::Value(inner) => match self.eval(inner, cx) {
                Value::Nodes(nodes) => nodes,
                _ => Nodes::None,
            },
        }
    }

    /// Those of `nodes` for which every predicate holds; a number means a place.
    pub fn filter(self, nodes: Nodes, predicates: &'d [Expr], current: Node) -> Nodes {
        predicates.iter().fold(nodes, |nodes, predicate| {
            let all = nodes.as_slice();
            let size = all.len();
            if !self.doc.spend(size) {
                return Nodes::None;
            }
            let keep = |(at, node): (usize, &Node)| {
                let cx = Context { here: *node, current, position: at + 1, size };
                self.chosen(predicate, cx).then_some(*node)
            };
            all.iter().enumerate().filter_map(keep).collect::<Vec<_>>().into()
        })
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "places are small whole numbers"
    )]
    fn chosen(self, predicate: &'d Expr, cx: Context) -> bool {
        match self.eval(predicate, cx) {
            Value::Number(place) => place == cx.position as f64,
            other => other.truth(self.doc),
        }
    }
}
