//! Functions that calculate. Those that are no arithmetic come from a library: the system's differ in the last digit.

use super::{Number, geo};
use crate::expr::{Context, Document, Evaluator, Expr, Value, number::round_to, parse_number};

impl<'d, D: Document + ?Sized> Evaluator<'d, D> {
    /// What a calculating function gives.
    pub(super) fn calculate(self, function: Number, args: &'d [Expr], cx: Context) -> f64 {
        let arg = |at: usize| args.get(at).map_or(f64::NAN, |arg| self.number(arg, cx));
        match function {
            Number::Number if args.is_empty() => parse_number(&self.doc.text(cx.here)),
            Number::Number => arg(0),
            Number::Int => arg(0).trunc(),
            Number::Round => round_to(arg(0), if args.len() > 1 { arg(1) } else { 0.0 }),
            Number::Floor => arg(0).floor(),
            Number::Ceiling => arg(0).ceil(),
            Number::Abs => arg(0).abs(),
            Number::Pow => libm::pow(arg(0), arg(1)),
            Number::Sqrt => arg(0).sqrt(),
            Number::Exp => libm::exp(arg(0)),
            Number::Exp10 => libm::pow(10.0, arg(0)),
            Number::Log => libm::log(arg(0)),
            Number::Log10 => libm::log10(arg(0)),
            Number::Sin => libm::sin(arg(0)),
            Number::Cos => libm::cos(arg(0)),
            Number::Tan => libm::tan(arg(0)),
            Number::Asin => libm::asin(arg(0)),
            Number::Acos => libm::acos(arg(0)),
            Number::Atan => libm::atan(arg(0)),
            Number::Atan2 => libm::atan2(arg(0), arg(1)),
            Number::Pi => std::f64::consts::PI,
            Number::Random => unit(self.doc.random()),
            Number::Area => geo::area(&self.points(args, cx)),
            Number::Distance => geo::distance(&self.points(args, cx)),
            Number::Geofence => f64::from(u8::from(self.is_inside(args, cx))),
            Number::Min => self.extreme(args, cx, f64::min),
            Number::Max => self.extreme(args, cx, f64::max),
        }
    }

    /// The least or greatest of all arguments and all their nodes; NaN where one is not a number.
    fn extreme(self, args: &'d [Expr], cx: Context, better: fn(f64, f64) -> f64) -> f64 {
        let mut best = None;
        for arg in args {
            for number in self.numbers(arg, cx) {
                if number.is_nan() {
                    return f64::NAN;
                }
                best = Some(best.map_or(number, |so_far| better(so_far, number)));
            }
        }
        best.unwrap_or(f64::NAN)
    }

    /// Whether the position of the first argument lies in the shape of the second.
    pub(super) fn is_inside(self, args: &'d [Expr], cx: Context) -> bool {
        let points = |at: usize| args.get(at).map(|it| geo::points(&self.text(it, cx)));
        match (points(0).as_deref(), points(1).as_deref()) {
            (Some([point]), Some(shape)) => geo::contains(shape, *point),
            _ => false,
        }
    }

    /// Every point of the arguments: of a trace, of a shape, of several positions.
    fn points(self, args: &'d [Expr], cx: Context) -> Vec<geo::Point> {
        let texts = args.iter().flat_map(|arg| self.texts(arg, cx));
        texts.flat_map(|text| geo::points(&text)).collect()
    }

    /// Every number of an argument: one of a value, one of each node.
    pub(super) fn numbers(self, arg: &'d Expr, cx: Context) -> Vec<f64> {
        match self.eval(arg, cx) {
            Value::Nodes(nodes) => nodes.as_slice().iter().map(|it| self.doc.number(*it)).collect(),
            other => vec![other.number(self.doc)],
        }
    }
}

/// A number from 0 up to but not 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}
