//! What an expression gives, and how one kind of value is read as another.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::{
    Document, Node, Stamp, ValueKind, day_number,
    number::push_number,
    parse_number, parse_partial_date, parse_stamp,
    time::{instant_days, write_stamp},
    write_number,
};

/// What an expression gives. Borrows from the document and the expression where it can.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'d> {
    /// Yes or no.
    Bool(bool),
    /// A number, or NaN where there is none.
    Number(f64),
    /// A text.
    Text(Cow<'d, str>),
    /// A civil day.
    Date(NaiveDate),
    /// A moment.
    Stamp(Stamp),
    /// Nodes of the document, in its order.
    Nodes(Nodes),
}

/// Some nodes. The common case of one takes no memory of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// Nothing.
    None,
    /// One.
    One(Node),
    /// Several, in document order.
    Many(Vec<Node>),
}

impl Nodes {
    /// The nodes as a slice.
    #[must_use]
    pub const fn as_slice(&self) -> &[Node] {
        match self {
            Self::None => &[],
            Self::One(node) => std::slice::from_ref(node),
            Self::Many(nodes) => nodes.as_slice(),
        }
    }

    /// The first one.
    #[must_use]
    pub fn first(&self) -> Option<Node> {
        self.as_slice().first().copied()
    }
}

impl From<Vec<Node>> for Nodes {
    fn from(nodes: Vec<Node>) -> Self {
        match nodes.as_slice() {
            [] => Self::None,
            [one] => Self::One(*one),
            _ => Self::Many(nodes),
        }
    }
}

impl<'d> Value<'d> {
    /// A text that is its own.
    #[must_use]
    pub const fn text(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    /// The value as text. Of several nodes, the first; of none, the empty text.
    #[must_use]
    pub fn into_text<D: Document + ?Sized>(self, doc: &'d D) -> Cow<'d, str> {
        match self {
            Self::Bool(yes) => Cow::Borrowed(if yes { "true" } else { "false" }),
            Self::Number(number) => Cow::Owned(write_number(number)),
            Self::Text(text) => text,
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Stamp(stamp) => Cow::Owned(write_stamp(stamp)),
            Self::Nodes(nodes) => nodes.first().map_or(Cow::Borrowed(""), |node| doc.text(node)),
        }
    }

    /// The value as it is stored in a node: like text, but not a number is blank.
    #[must_use]
    pub fn into_stored<D: Document + ?Sized>(self, doc: &'d D) -> Cow<'d, str> {
        match self {
            Self::Number(number) if number.is_nan() => Cow::Borrowed(""),
            other => other.into_text(doc),
        }
    }

    /// The value as it is stored, at the end of `out`; the answer is that text as a number.
    pub fn store<D: Document + ?Sized>(&self, doc: &D, out: &mut String) -> f64 {
        match self {
            Self::Number(number) if number.is_nan() => f64::NAN,
            Self::Number(number) => {
                push_number(*number, out);
                if number.is_finite() { *number } else { f64::NAN }
            }
            other => {
                let from = out.len();
                match other {
                    Self::Text(text) => out.push_str(text),
                    Self::Nodes(nodes) => {
                        if let Some(node) = nodes.first() {
                            out.push_str(&doc.text(node));
                        }
                    }
                    other => out.push_str(&other.clone().into_text(doc)),
                }
                parse_number(out.get(from..).unwrap_or(""))
            }
        }
    }

    /// The value as a number. A day is the number of days since 1970, a moment the same on the local
    /// wall clock; a text that looks like a day is not a number.
    #[must_use]
    pub fn number<D: Document + ?Sized>(&self, doc: &D) -> f64 {
        match self {
            Self::Bool(yes) => f64::from(u8::from(*yes)),
            Self::Number(number) => *number,
            Self::Text(text) => parse_number(text),
            Self::Date(date) => day_number(*date),
            Self::Stamp(stamp) => local_days(*stamp, doc),
            Self::Nodes(nodes) => nodes.first().map_or(f64::NAN, |node| doc.number(node)),
        }
    }

    /// The value as yes or no. A node counts by what it holds: nothing and the number 0 are no.
    #[must_use]
    pub fn truth<D: Document + ?Sized>(&self, doc: &D) -> bool {
        match self {
            Self::Bool(yes) => *yes,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::Date(_) | Self::Stamp(_) => true,
            Self::Nodes(nodes) => nodes.first().is_some_and(|node| {
                let text = doc.text(node);
                let zero = doc.kind(node) == ValueKind::Number && parse_number(&text) == 0.0;
                !text.is_empty() && !zero
            }),
        }
    }
}

/// What one node stands for: its text, read as its kind.
pub(super) fn typed<D: Document + ?Sized>(doc: &D, node: Node) -> Value<'_> {
    let text = doc.text(node);
    let as_date = match doc.kind(node) {
        ValueKind::Text | ValueKind::Number => None,
        ValueKind::Date => parse_partial_date(&text).map(Value::Date),
        ValueKind::DateTime => parse_stamp(&text, doc.surroundings().offset_secs).map(Value::Stamp),
    };
    as_date.unwrap_or(Value::Text(text))
}

pub(super) fn node_number<D: Document + ?Sized>(doc: &D, node: Node) -> f64 {
    match doc.kind(node) {
        ValueKind::Text | ValueKind::Number => parse_number(&doc.text(node)),
        ValueKind::Date | ValueKind::DateTime => typed(doc, node).number(doc),
    }
}

/// Days on the local wall clock, so that a day and a moment of the same place compare.
pub(super) fn local_days<D: Document + ?Sized>(stamp: Stamp, doc: &D) -> f64 {
    instant_days(stamp) + f64::from(doc.surroundings().offset_secs) / 86_400.0
}
