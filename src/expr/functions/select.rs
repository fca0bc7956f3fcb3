//! Functions on answers of choice questions: codes with spaces between them.

use super::Select;
use crate::expr::{
    Context, Document, Evaluator, Expr, Kind, Node, Nodes, PathExpr, Start, Test, Value,
};

impl<'d, D: Document + ?Sized> Evaluator<'d, D> {
    /// What a function on answers of choice questions gives.
    pub(super) fn select(self, function: Select, args: &'d [Expr], cx: Context) -> Value<'d> {
        let text = |at: usize| args.get(at).map(|arg| self.text(arg, cx)).unwrap_or_default();
        match function {
            Select::Selected => {
                let (answer, code) = (text(0), text(1));
                let code = code.trim();
                let chosen = answer.split_ascii_whitespace().any(|it| it == code);
                Value::Bool(chosen || (code.is_empty() && answer.trim().is_empty()))
            }
            Select::SelectedAt => {
                let place = args.get(1).map_or(f64::NAN, |arg| self.number(arg, cx));
                Value::text(nth(&text(0), place).to_owned())
            }
            Select::CountSelected => Value::Number(count(&text(0))),
            Select::Checklist => self.checklist(args, cx),
            Select::WeightedChecklist => self.weighted_checklist(args, cx),
            Select::ChoiceName => {
                let question =
                    args.get(1).map(|arg| self.question_name(arg, cx)).unwrap_or_default();
                let code = text(0);
                let label = self.doc.choice_label(code.trim(), &question, cx.current);
                Value::text(label.unwrap_or_default())
            }
        }
    }

    /// The question that the second argument of `jr:choice-name` names: a path in quotation marks or a path.
    fn question_name(self, arg: &'d Expr, cx: Context) -> String {
        match &arg.kind {
            Kind::Path(path) => path_name(path).unwrap_or_default(),
            _ => self.text(arg, cx).into_owned(),
        }
    }

    /// Whether at least `least` and at most `most` hold; -1 means no bound.
    fn checklist(self, args: &'d [Expr], cx: Context) -> Value<'d> {
        let [least, most, rest @ ..] = args else {
            return Value::Bool(false);
        };
        let yes = |arg: &'d Expr| match self.eval(arg, cx) {
            Value::Nodes(nodes) => {
                nodes.as_slice().iter().map(|it| f64::from(self.holds(*it))).sum()
            }
            other => f64::from(other.truth(self.doc)),
        };
        let n: f64 = rest.iter().map(yes).sum();
        Value::Bool(within(n, self.number(least, cx), self.number(most, cx)))
    }

    /// The same with a weight after each.
    fn weighted_checklist(self, args: &'d [Expr], cx: Context) -> Value<'d> {
        let [least, most, rest @ ..] = args else {
            return Value::Bool(false);
        };
        let weight = |pair: &'d [Expr]| match pair {
            [holds, weight] => f64::from(self.truth(holds, cx)) * self.number(weight, cx),
            _ => 0.0,
        };
        let sum: f64 = rest.chunks(2).map(weight).sum();
        Value::Bool(within(sum, self.number(least, cx), self.number(most, cx)))
    }

    /// Whether a node of a checklist holds.
    fn holds(self, node: Node) -> bool {
        Value::Nodes(Nodes::One(node)).truth(self.doc)
    }
}

/// The name of the last step, or of the reference.
fn path_name(path: &PathExpr) -> Option<String> {
    match (path.steps.last().map(|step| &step.test), &path.start) {
        (Some(Test::Name(name)), _) | (None, Start::Reference(name)) => Some(name.clone()),
        _ => None,
    }
}

fn within(n: f64, least: f64, most: f64) -> bool {
    (least < 0.0 || n >= least) && (most < 0.0 || n <= most)
}

#[expect(clippy::cast_precision_loss, reason = "answers are short")]
fn count(answer: &str) -> f64 {
    answer.split_ascii_whitespace().count() as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
fn nth(answer: &str, place: f64) -> &str {
    if !(0.0..1e6).contains(&place) {
        return "";
    }
    answer.split_ascii_whitespace().nth(place as usize).unwrap_or("")
}
