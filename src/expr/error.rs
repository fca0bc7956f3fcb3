//! What can be wrong with the text of an expression.

use thiserror::Error;

use super::Span;

/// Why a text is no expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// A quotation mark without its partner.
    #[error("a text is not closed")]
    OpenText,
    /// A character that means nothing here.
    #[error("unexpected character")]
    Character,
    /// `${` without a name and `}`.
    #[error("a reference is not closed")]
    OpenReference,
    /// A value was expected, something else stands there.
    #[error("a value is missing")]
    NoValue,
    /// Two values without an operator between them.
    #[error("an operator is missing")]
    NoOperator,
    /// A bracket without its partner.
    #[error("a bracket is not closed")]
    OpenBracket,
    /// Comments and instructions: forms have none.
    #[error("forms have no such nodes")]
    NodeType,
    /// Brackets in brackets, deeper than any form needs.
    #[error("too deeply nested")]
    TooDeep,
    /// There is nothing.
    #[error("empty expression")]
    Empty,
}

/// A text is no expression: why, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{trouble}")]
pub struct SyntaxError {
    /// Why.
    pub trouble: Trouble,
    /// Where in the source.
    pub span: Span,
}
