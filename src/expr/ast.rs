//! The tree of an expression.

use super::Function;

/// Where something stands in the source, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// From the start of this to the end of `other`.
    #[must_use]
    pub const fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }

    /// The piece of `source` that it covers.
    #[must_use]
    pub fn of(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// What an expression gives, as far as can be said before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A day or a moment.
    Date,
    /// Nodes of the document.
    Nodes,
    /// Depends on what is in the document.
    Any,
}

/// A whole expression, as written and as understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// The text.
    pub source: String,
    /// The tree.
    pub root: Expr,
    /// How many [`PathExpr`]s are in the tree; their ids run from 0 below this.
    pub n_paths: u32,
}

/// One node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// What it gives.
    pub ty: Type,
}

/// What a node of the tree is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number as written.
    Number(f64),
    /// A text as written.
    Text(String),
    /// A minus sign before a value.
    Negate(Box<Expr>),
    /// Two values and an operator between them.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// A function and its arguments.
    Call(Function, Vec<Expr>),
    /// A way to nodes.
    Path(Box<PathExpr>),
}

/// What stands between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `or`
    Or,
    /// `and`
    And,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `div`
    Divide,
    /// `mod`
    Modulo,
    /// `|`
    Union,
}

/// A way to nodes: where it starts, and what is followed from there.
#[derive(Clone, Debug, PartialEq)]
pub struct PathExpr {
    /// Its number within the expression, so that a document can keep a prepared plan for it.
    pub id: u32,
    /// Where it starts.
    pub start: Start,
    /// Conditions on the start itself: `(…)[1]`.
    pub predicates: Vec<Expr>,
    /// What is followed, in order.
    pub steps: Vec<Step>,
}

/// Where a path starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// `/…`: at the document.
    Root,
    /// At the node for which the expression, or the predicate, is asked.
    Here,
    /// `current()`: at the node for which the whole expression is asked.
    Current,
    /// `${name}`.
    Reference(String),
    /// `instance('name')`.
    Instance(String),
    /// At the nodes that another expression gives.
    Value(Box<Expr>),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// In which direction.
    pub axis: Axis,
    /// Which nodes.
    pub test: Test,
    /// Which of them; each is asked at the node, with its position in the direction of the axis.
    pub predicates: Vec<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// In which direction a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// To the children.
    Child,
    /// To the parent.
    Parent,
    /// To the node itself.
    SelfNode,
    /// To the node and all below it.
    DescendantOrSelf,
    /// To all below it.
    Descendant,
    /// To the parent, its parent, and so on.
    Ancestor,
    /// The same, from the node itself.
    AncestorOrSelf,
    /// To later children of the same parent.
    FollowingSibling,
    /// To earlier children of the same parent, the nearest first.
    PrecedingSibling,
    /// To the attributes.
    Attribute,
}

/// Which nodes a step takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Those of this name.
    Name(String),
    /// Any that have a name: `*`.
    AnyName,
    /// Any at all: `node()`.
    AnyNode,
    /// Texts: `text()`.
    Text,
}

impl Expr {
    /// Calls `visit` for this node and everything below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match &self.kind {
            Kind::Number(_) | Kind::Text(_) => {}
            Kind::Negate(inner) => inner.walk(visit),
            Kind::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Kind::Call(_, args) => args.iter().for_each(|arg| arg.walk(visit)),
            Kind::Path(path) => path.walk(visit),
        }
    }
}

impl PathExpr {
    /// Calls `visit` for every expression inside the path.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        if let Start::Value(inner) = &self.start {
            inner.walk(visit);
        }
        self.predicates.iter().for_each(|it| it.walk(visit));
        self.steps.iter().flat_map(|step| &step.predicates).for_each(|it| it.walk(visit));
    }
}
