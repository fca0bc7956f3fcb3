//! The expression language of forms: text → tree → value.
//!
//! The language is `XPath` 1.0 as ODK `XForms` uses it, with `XLSForm`'s `${name}`. Entry points:
//! [`parse`] makes an [`Expression`], [`check()`] says what is wrong with it before it ever runs,
//! [`Evaluator`] gives it a [`Value`] over a [`Document`].
//!
//! # Invariants
//!
//! - Pure: no clock, no files, no global randomness; all that comes through [`Document`].
//! - Evaluation never fails and never panics: a value that can't be had is blank or not a number.
//! - Every node of the tree knows where it stands in the source ([`Span`]).
//!
//! Terms and semantics follow the ODK `XForms` specification and `XPath` 1.0; where the engines in the
//! field disagree, `date('1970-01-02')` is a civil day, `regex` matches the whole value, and a node
//! stands for its typed value.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "most functions and rules have a word for a few kinds and treat the others alike"
)]

mod ast;
mod check;
mod document;
mod error;
mod eval;
mod functions;
mod number;
mod parse;
mod steps;
mod time;
mod token;
mod value;

pub use ast::{Axis, Expr, Expression, Kind, Operator, PathExpr, Span, Start, Step, Test, Type};
pub use check::{Finding, check};
pub use document::{Document, Node, Surroundings, ValueKind};
pub use error::{SyntaxError, Trouble};
pub use eval::{Context, Evaluator, PathPlan};
pub use functions::{
    Aggregate, Date as DateFunction, Function, Logic, Number as NumberFunction, Select,
    Text as TextFunction,
};
pub use number::{parse_number, write_number};
pub use parse::parse;
pub use time::{Stamp, day_number, from_day_number, parse_date, parse_partial_date, parse_stamp};
pub use value::{Nodes, Value};
