//! What can be said about an expression before it runs.

use super::{
    Expr, Expression, Function, Kind, Span, Type,
    functions::{Aggregate, Logic, Number, Text, is_way},
};

/// Something an author should know about an expression that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A function that needs nodes is given something else: it could only ever give nothing.
    NotNodes(Span),
    /// The pattern of `regex` is none that this program can match.
    BadPattern(Span),
    /// The function takes more or fewer arguments.
    Arguments(Span),
    /// A text that is no position where positions are measured.
    NotPoints(Span),
    /// A number is compared with a text that is no number: never true.
    NeverEqual(Span),
    /// The function looks into data that does not come with the form; it gives a blank.
    NoData(Span),
    /// The function is not known to ODK Collect.
    NotInCollect(Span),
    /// The function is not known here.
    UnknownFunction(Span),
}

impl Finding {
    /// Whether an expression with this can't do what its author wants.
    #[must_use]
    pub const fn is_fatal(self) -> bool {
        matches!(
            self,
            Self::NotNodes(_)
                | Self::BadPattern(_)
                | Self::NotPoints(_)
                | Self::Arguments(_)
                | Self::UnknownFunction(_)
        )
    }

    /// Where it stands.
    #[must_use]
    pub const fn span(self) -> Span {
        match self {
            Self::NotNodes(span)
            | Self::BadPattern(span)
            | Self::NotPoints(span)
            | Self::Arguments(span)
            | Self::NeverEqual(span)
            | Self::NoData(span)
            | Self::NotInCollect(span)
            | Self::UnknownFunction(span) => span,
        }
    }
}

/// What an author should know about `expression`, in the order of the source.
#[must_use]
pub fn check(expression: &Expression) -> Vec<Finding> {
    let mut findings = Vec::new();
    expression.root.walk(&mut |expr| {
        if let Kind::Call(function, args) = &expr.kind {
            check_call(*function, args, expr.span, &mut findings);
        }
        if let Kind::Binary(super::Operator::Equal, left, right) = &expr.kind {
            let never = |a: &Expr, b: &Expr| {
                a.ty == Type::Number
                    && matches!(&b.kind, Kind::Text(text) if super::parse_number(text).is_nan())
            };
            if never(left, right) || never(right, left) {
                findings.push(Finding::NeverEqual(expr.span));
            }
        }
        if let Kind::Binary(super::Operator::Union, left, right) = &expr.kind {
            for side in [left, right].into_iter().filter(|side| !may_be_nodes(side)) {
                findings.push(Finding::NotNodes(side.span));
            }
        }
    });
    findings
}

fn check_call(function: Function, args: &[Expr], span: Span, findings: &mut Vec<Finding>) {
    if !function.takes(args.len()) {
        findings.push(Finding::Arguments(span));
    }
    match function {
        Function::Aggregate(
            Aggregate::Sum
            | Aggregate::Count
            | Aggregate::CountNonEmpty
            | Aggregate::Position
            | Aggregate::Randomize,
        )
        | Function::Text(Text::Name | Text::LocalName) => {
            let first = args.first().filter(|arg| !may_be_nodes(arg));
            findings.extend(first.map(|arg| Finding::NotNodes(arg.span)));
        }
        Function::Aggregate(Aggregate::IndexedRepeat) => {
            let paths = args.iter().take(1).chain(args.iter().skip(1).step_by(2));
            let wrong = paths.filter(|arg| !matches!(arg.kind, Kind::Path(_)));
            findings.extend(wrong.map(|arg| Finding::NotNodes(arg.span)));
        }
        Function::Number(Number::Distance | Number::Area | Number::Geofence) => {
            let wrong = |arg: &&Expr| match &arg.kind {
                Kind::Text(text) => !text.is_empty() && !is_way(text),
                _ => false,
            };
            findings.extend(args.iter().filter(wrong).map(|arg| Finding::NotPoints(arg.span)));
        }
        Function::Text(Text::Regex) => {
            if let Some(Expr { kind: Kind::Text(pattern), span, .. }) = args.get(1)
                && super::functions::text::whole(pattern).is_none()
            {
                findings.push(Finding::BadPattern(*span));
            }
        }
        Function::Unknown => findings.push(Finding::UnknownFunction(span)),
        Function::Logic(Logic::Absent) => findings.push(Finding::NoData(span)),
        Function::Number(Number::Floor | Number::Ceiling)
        | Function::Aggregate(Aggregate::Last) => findings.push(Finding::NotInCollect(span)),
        _ => {}
    }
}

const fn may_be_nodes(expr: &Expr) -> bool {
    matches!(expr.ty, Type::Nodes | Type::Any)
}
