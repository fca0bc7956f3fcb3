//! Functions over several nodes.

use super::{Aggregate, digest};
use crate::expr::{Context, Document, Evaluator, Expr, Kind, Node, Nodes, Value};

impl<'d, D: Document + ?Sized> Evaluator<'d, D> {
    /// What a function over several nodes gives.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn aggregate(self, function: Aggregate, args: &'d [Expr], cx: Context) -> Value<'d> {
        let nodes = |at: usize| match args.get(at).map(|arg| self.eval(arg, cx)) {
            Some(Value::Nodes(nodes)) => nodes,
            _ => Nodes::None,
        };
        match function {
            Aggregate::Sum => match args.first() {
                Some(arg) => Value::Number(self.sum(arg, cx)),
                None => Value::Number(0.0),
            },
            Aggregate::Count => Value::Number(nodes(0).as_slice().len() as f64),
            Aggregate::CountNonEmpty => {
                let filled = |it: &&Node| !self.doc.text(**it).is_empty();
                Value::Number(nodes(0).as_slice().iter().filter(filled).count() as f64)
            }
            Aggregate::Position if args.is_empty() => Value::Number(cx.position as f64),
            Aggregate::Position => {
                let place = nodes(0).first().map_or(0, |node| self.doc.position(node));
                Value::Number(place as f64)
            }
            Aggregate::Last => Value::Number(cx.size as f64),
            Aggregate::IndexedRepeat => Value::Nodes(self.indexed_repeat(args, cx)),
            Aggregate::Randomize => Value::Nodes(self.randomize(&nodes(0), args, cx)),
        }
    }

    /// The sum over all nodes; a blank one counts as nothing, no nodes give 0.
    fn sum(self, arg: &'d Expr, cx: Context) -> f64 {
        match self.eval(arg, cx) {
            Value::Nodes(nodes) => {
                let filled = nodes.as_slice().iter().filter(|it| !self.doc.text(**it).is_empty());
                // Not `Iterator::sum`: that of nothing is -0.
                filled.fold(0.0, |sum, it| sum + self.doc.number(*it))
            }
            other => other.number(self.doc),
        }
    }

    /// The leaf inside the `n`-th instance of a repeat, inside the `m`-th of an inner one, and so on.
    fn indexed_repeat(self, args: &'d [Expr], cx: Context) -> Nodes {
        let [leaf, pairs @ ..] = args else {
            return Nodes::None;
        };
        let mut within: Option<Node> = None;
        for pair in pairs.chunks(2) {
            let [repeat, index] = pair else {
                return Nodes::None;
            };
            let around = |it: &Node| match within {
                Some(outer) => self.is_below(*it, outer),
                None => self.shares_parent_chain(*it, cx.current),
            };
            let all = self.everywhere(repeat, cx);
            let all: Vec<Node> = all.as_slice().iter().copied().filter(around).collect();
            let index = self.number(index, cx);
            let Some(instance) = nth(&all, index) else {
                return Nodes::None;
            };
            within = Some(instance);
        }
        let Some(outer) = within else {
            return Nodes::None;
        };
        let leaves = self.everywhere(leaf, cx);
        let inside = leaves.as_slice().iter().copied().find(|it| self.is_below(*it, outer));
        inside.map_or(Nodes::None, Nodes::One)
    }

    fn everywhere(self, arg: &'d Expr, cx: Context) -> Nodes {
        match &arg.kind {
            Kind::Path(path) => self.path_in(path, cx, true),
            _ => Nodes::None,
        }
    }

    fn is_below(self, node: Node, above: Node) -> bool {
        std::iter::successors(Some(node), |it| self.doc.parent(*it)).any(|it| it == above)
    }

    /// Whether the parent of `instance` stands around `current`, so that the instance is one of
    /// those that `current` can mean without saying of which outer instance.
    fn shares_parent_chain(self, instance: Node, current: Node) -> bool {
        self.doc.parent(instance).is_none_or(|parent| self.is_below(current, parent))
            || !self.repeats_around(instance)
    }

    /// Whether any node above `instance` has a like beside it.
    fn repeats_around(self, instance: Node) -> bool {
        let above = std::iter::successors(self.doc.parent(instance), |it| self.doc.parent(*it));
        above.into_iter().any(|it| {
            self.doc.parent(it).is_some_and(|parent| {
                let like = |other: &Node| self.doc.name(*other) == self.doc.name(it);
                self.doc.children(parent).iter().filter(|other| like(other)).count() > 1
            })
        })
    }

    /// The nodes in an order drawn by chance; with a seed, always the same, here and in the other engines
    /// of the field: each node changes places with one before it, drawn by Park and Miller's generator.
    fn randomize(self, nodes: &Nodes, args: &'d [Expr], cx: Context) -> Nodes {
        let seed = args.get(1).map_or_else(|| self.doc.random() >> 33, |it| self.seed(it, cx));
        let mut state = seed;
        let mut all: Vec<Node> = Vec::with_capacity(nodes.as_slice().len());
        for (at, node) in nodes.as_slice().iter().enumerate() {
            state = state * 16_807 % u64::from(PARK_MILLER);
            all.push(*node);
            all.swap(at, part(state, at + 1));
        }
        all.into()
    }

    /// Where the generator starts: a number as it is, other words by their hash.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a number beyond all seeds is the last of them"
    )]
    fn seed(self, seed: &'d Expr, cx: Context) -> u64 {
        let value = self.eval(seed, cx);
        let number = value.number(self.doc).trunc();
        let whole = if number.is_nan() {
            let text = value.into_text(self.doc);
            let hash = digest::hash(&text, "SHA-256").filter(|_| !text.is_empty());
            let first = hash.and_then(|it| it.first_chunk::<8>().copied());
            first.map_or(0, i64::from_be_bytes)
        } else {
            number.clamp(i64::MIN as f64, i64::MAX as f64) as i64
        };
        let rest = whole % i64::from(PARK_MILLER);
        let positive = if rest <= 0 { rest + i64::from(PARK_MILLER) - 1 } else { rest };
        positive.unsigned_abs()
    }
}

/// The modulus of Park and Miller's generator.
const PARK_MILLER: u32 = 0x7fff_ffff;

/// The part of `n` that `state` is of all states, from 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "from 0 up to n, which is small"
)]
fn part(state: u64, n: usize) -> usize {
    let unit = state.saturating_sub(1) as f64 / f64::from(PARK_MILLER - 1);
    ((unit * n as f64) as usize).min(n - 1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
fn nth(all: &[Node], index: f64) -> Option<Node> {
    if !(1.0..1e9).contains(&index) {
        return None;
    }
    all.get(index as usize - 1).copied()
}
