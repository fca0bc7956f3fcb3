//! What an expression is asked about: nodes in a tree, and the world around them.

use std::borrow::Cow;

use crate::base::Instant;

use super::{Nodes, PathExpr, eval::PathPlan};

/// A node of a document. Only the document knows what the number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub u64);

/// As what the text of a node is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueKind {
    /// As it stands.
    #[default]
    Text,
    /// As a number; then 0 is "no".
    Number,
    /// As a day; a month or a year stands for its first day.
    Date,
    /// As a moment.
    DateTime,
}

/// The world around a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Now.
    pub now: Instant,
    /// Seconds east of Greenwich of the wall clock.
    pub offset_secs: i32,
}

/// A tree of nodes with texts.
pub trait Document {
    /// The node above the outermost element.
    fn root(&self) -> Node;

    /// The node above; none above the root.
    fn parent(&self, node: Node) -> Option<Node>;

    /// The nodes below, in order. Nodes that count as absent are left out.
    fn children(&self, node: Node) -> Vec<Node>;

    /// The name; empty for the root and for pieces of text.
    fn name(&self, node: Node) -> &str;

    /// The text of the node and of all below it.
    fn text(&self, node: Node) -> Cow<'_, str>;

    /// As what the text is read.
    fn kind(&self, _node: Node) -> ValueKind {
        ValueKind::Text
    }

    /// The attributes, in order.
    fn attributes(&self, _node: Node) -> Vec<Node> {
        Vec::new()
    }

    /// The root of another document that belongs to this one.
    fn instance(&self, _name: &str) -> Option<Node> {
        None
    }

    /// Where the document has prepared the path: the nodes, and how many steps they have taken.
    ///
    /// `whole` asks for the nodes in every instance of a repeat, not only in the instance around `current`.
    fn planned(&self, _path: &PathExpr, _current: Node, _whole: bool) -> Option<PathPlan> {
        None
    }

    /// The nodes that `${name}` means, where [`Document::planned`] knows nothing better.
    fn referenced(&self, _name: &str, _current: Node) -> Nodes {
        Nodes::None
    }

    /// The place of a node among its like, from 1.
    fn position(&self, node: Node) -> usize {
        let Some(parent) = self.parent(node) else {
            return 1;
        };
        let like = self.children(parent).into_iter().filter(|it| self.name(*it) == self.name(node));
        like.take_while(|it| *it != node).count() + 1
    }

    /// What a person reads for `code` at a question; none where it has no such choice.
    fn choice_label(&self, _code: &str, _question: &str, _current: Node) -> Option<String> {
        None
    }

    /// The text of this id in the language of the document.
    fn itext(&self, _id: &str, _current: Node) -> Option<String> {
        None
    }

    /// `column` of the first row of another document whose `key` is `value`.
    fn pulled(&self, _name: &str, _column: &str, _key: &str, _value: &str) -> Option<String> {
        None
    }

    /// The text of a node as a number; NaN where it is none. A day is a number of days.
    fn number(&self, node: Node) -> f64 {
        super::value::node_number(self, node)
    }

    /// Notes that so many nodes are looked at; false where that is more than may be, and nothing is.
    fn spend(&self, _n: usize) -> bool {
        true
    }

    /// The world around.
    fn surroundings(&self) -> Surroundings;

    /// 64 random bits.
    fn random(&self) -> u64;
}
