//! The functions of the language: their names, what they take, what they give.

mod aggregate;
mod date;
mod digest;
mod geo;
mod number;
mod select;
pub(super) mod text;

pub(super) use geo::is_way;

use super::{Context, Document, Evaluator, Expr, Node, Type, Value};

/// A function, by the area it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Choosing, deciding.
    Logic(Logic),
    /// Calculating.
    Number(Number),
    /// Texts.
    Text(Text),
    /// Days and moments.
    Date(Date),
    /// Answers of choice questions.
    Select(Select),
    /// Over several nodes.
    Aggregate(Aggregate),
    /// A name that is no function here; it gives a blank, and [`check`](super::check()) says so.
    Unknown,
}

/// Functions that choose or decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the ODK XForms specification")]
pub enum Logic {
    If,
    Coalesce,
    Once,
    True,
    False,
    Boolean,
    BooleanFromString,
    Not,
    Pulldata,
    Absent,
}

/// Functions that calculate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the ODK XForms specification")]
pub enum Number {
    Number,
    Int,
    Round,
    Floor,
    Ceiling,
    Abs,
    Pow,
    Sqrt,
    Exp,
    Exp10,
    Log,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Pi,
    Random,
    Min,
    Max,
    Area,
    Distance,
    Geofence,
}

/// Functions on texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the ODK XForms specification")]
pub enum Text {
    String,
    Concat,
    Join,
    Length,
    Contains,
    StartsWith,
    EndsWith,
    Substring,
    Substr,
    Before,
    After,
    Translate,
    NormalizeSpace,
    Regex,
    Uuid,
    Name,
    LocalName,
    Digest,
    Base64Decode,
    Itext,
}

/// Functions on days and moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the ODK XForms specification")]
pub enum Date {
    Today,
    Now,
    Date,
    DateTime,
    DecimalDateTime,
    DecimalTime,
    Format,
}

/// Functions on answers of choice questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the ODK XForms specification")]
pub enum Select {
    Selected,
    SelectedAt,
    CountSelected,
    Checklist,
    WeightedChecklist,
    ChoiceName,
}

/// Functions over several nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the ODK XForms specification")]
pub enum Aggregate {
    Sum,
    Count,
    CountNonEmpty,
    Position,
    Last,
    IndexedRepeat,
    Randomize,
}

/// No upper bound on arguments.
const ANY: usize = usize::MAX;

/// Name, function, fewest and most arguments, what it gives.
#[rustfmt::skip]
const TABLE: &[(&str, Function, usize, usize, Type)] = &[
    ("if", Function::Logic(Logic::If), 3, 3, Type::Any),
    ("coalesce", Function::Logic(Logic::Coalesce), 2, ANY, Type::Any),
    ("once", Function::Logic(Logic::Once), 1, 1, Type::Any),
    ("true", Function::Logic(Logic::True), 0, 0, Type::Bool),
    ("false", Function::Logic(Logic::False), 0, 0, Type::Bool),
    ("boolean", Function::Logic(Logic::Boolean), 1, 1, Type::Bool),
    ("boolean-from-string", Function::Logic(Logic::BooleanFromString), 1, 1, Type::Bool),
    ("not", Function::Logic(Logic::Not), 1, 1, Type::Bool),
    ("pulldata", Function::Logic(Logic::Pulldata), 4, 4, Type::Text),
    ("search", Function::Logic(Logic::Absent), 1, ANY, Type::Text),
    ("number", Function::Number(Number::Number), 0, 1, Type::Number),
    ("int", Function::Number(Number::Int), 1, 1, Type::Number),
    ("round", Function::Number(Number::Round), 1, 2, Type::Number),
    ("floor", Function::Number(Number::Floor), 1, 1, Type::Number),
    ("ceiling", Function::Number(Number::Ceiling), 1, 1, Type::Number),
    ("abs", Function::Number(Number::Abs), 1, 1, Type::Number),
    ("pow", Function::Number(Number::Pow), 2, 2, Type::Number),
    ("sqrt", Function::Number(Number::Sqrt), 1, 1, Type::Number),
    ("exp", Function::Number(Number::Exp), 1, 1, Type::Number),
    ("exp10", Function::Number(Number::Exp10), 1, 1, Type::Number),
    ("log", Function::Number(Number::Log), 1, 1, Type::Number),
    ("log10", Function::Number(Number::Log10), 1, 1, Type::Number),
    ("sin", Function::Number(Number::Sin), 1, 1, Type::Number),
    ("cos", Function::Number(Number::Cos), 1, 1, Type::Number),
    ("tan", Function::Number(Number::Tan), 1, 1, Type::Number),
    ("asin", Function::Number(Number::Asin), 1, 1, Type::Number),
    ("acos", Function::Number(Number::Acos), 1, 1, Type::Number),
    ("atan", Function::Number(Number::Atan), 1, 1, Type::Number),
    ("atan2", Function::Number(Number::Atan2), 2, 2, Type::Number),
    ("pi", Function::Number(Number::Pi), 0, 0, Type::Number),
    ("random", Function::Number(Number::Random), 0, 0, Type::Number),
    ("area", Function::Number(Number::Area), 1, 1, Type::Number),
    ("enclosed-area", Function::Number(Number::Area), 1, 1, Type::Number),
    ("distance", Function::Number(Number::Distance), 1, ANY, Type::Number),
    ("geofence", Function::Number(Number::Geofence), 2, 2, Type::Bool),
    ("min", Function::Number(Number::Min), 1, ANY, Type::Number),
    ("max", Function::Number(Number::Max), 1, ANY, Type::Number),
    ("string", Function::Text(Text::String), 0, 1, Type::Text),
    ("concat", Function::Text(Text::Concat), 0, ANY, Type::Text),
    ("join", Function::Text(Text::Join), 1, ANY, Type::Text),
    ("string-length", Function::Text(Text::Length), 0, 1, Type::Number),
    ("contains", Function::Text(Text::Contains), 2, 2, Type::Bool),
    ("starts-with", Function::Text(Text::StartsWith), 2, 2, Type::Bool),
    ("ends-with", Function::Text(Text::EndsWith), 2, 2, Type::Bool),
    ("substring", Function::Text(Text::Substring), 2, 3, Type::Text),
    ("substr", Function::Text(Text::Substr), 2, 3, Type::Text),
    ("substring-before", Function::Text(Text::Before), 2, 2, Type::Text),
    ("substring-after", Function::Text(Text::After), 2, 2, Type::Text),
    ("translate", Function::Text(Text::Translate), 3, 3, Type::Text),
    ("normalize-space", Function::Text(Text::NormalizeSpace), 0, 1, Type::Text),
    ("regex", Function::Text(Text::Regex), 2, 2, Type::Bool),
    ("uuid", Function::Text(Text::Uuid), 0, 1, Type::Text),
    ("name", Function::Text(Text::Name), 0, 1, Type::Text),
    ("local-name", Function::Text(Text::LocalName), 0, 1, Type::Text),
    ("digest", Function::Text(Text::Digest), 2, 3, Type::Text),
    ("base64-decode", Function::Text(Text::Base64Decode), 1, 1, Type::Text),
    ("jr:itext", Function::Text(Text::Itext), 1, 1, Type::Text),
    ("today", Function::Date(Date::Today), 0, 0, Type::Date),
    ("now", Function::Date(Date::Now), 0, 0, Type::Date),
    ("date", Function::Date(Date::Date), 1, 1, Type::Date),
    ("date-time", Function::Date(Date::DateTime), 1, 1, Type::Date),
    ("decimal-date-time", Function::Date(Date::DecimalDateTime), 1, 1, Type::Number),
    ("decimal-time", Function::Date(Date::DecimalTime), 1, 1, Type::Number),
    ("format-date", Function::Date(Date::Format), 2, 2, Type::Text),
    ("format-date-time", Function::Date(Date::Format), 2, 2, Type::Text),
    ("selected", Function::Select(Select::Selected), 2, 2, Type::Bool),
    ("selected-at", Function::Select(Select::SelectedAt), 2, 2, Type::Text),
    ("count-selected", Function::Select(Select::CountSelected), 1, 1, Type::Number),
    ("checklist", Function::Select(Select::Checklist), 2, ANY, Type::Bool),
    ("weighted-checklist", Function::Select(Select::WeightedChecklist), 3, ANY, Type::Bool),
    ("jr:choice-name", Function::Select(Select::ChoiceName), 2, 2, Type::Text),
    ("sum", Function::Aggregate(Aggregate::Sum), 1, 1, Type::Number),
    ("count", Function::Aggregate(Aggregate::Count), 1, 1, Type::Number),
    ("count-non-empty", Function::Aggregate(Aggregate::CountNonEmpty), 1, 1, Type::Number),
    ("position", Function::Aggregate(Aggregate::Position), 0, 1, Type::Number),
    ("last", Function::Aggregate(Aggregate::Last), 0, 0, Type::Number),
    ("indexed-repeat", Function::Aggregate(Aggregate::IndexedRepeat), 3, 7, Type::Text),
    ("randomize", Function::Aggregate(Aggregate::Randomize), 1, 2, Type::Nodes),
];

impl Function {
    /// The function of this name, [`Function::Unknown`] where there is none.
    #[must_use]
    pub fn named(name: &str) -> Self {
        TABLE.iter().find(|row| row.0 == name).map_or(Self::Unknown, |row| row.1)
    }

    /// Its name in the language.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.0)
    }

    /// Whether it takes so many arguments.
    #[must_use]
    pub fn takes(self, n_args: usize) -> bool {
        if self == Self::Unknown {
            return true;
        }
        let odd_needed = self == Self::Aggregate(Aggregate::IndexedRepeat);
        let fits = self.row().is_some_and(|row| (row.2..=row.3).contains(&n_args));
        fits && (!odd_needed || n_args % 2 == 1)
    }

    /// What it gives.
    #[must_use]
    pub fn gives(self) -> Type {
        self.row().map_or(Type::Any, |row| row.4)
    }

    /// Whether two askings may differ although nothing was answered between them.
    #[must_use]
    pub const fn is_volatile(self) -> bool {
        matches!(
            self,
            Self::Number(Number::Random)
                | Self::Text(Text::Uuid)
                | Self::Date(Date::Now | Date::Today)
                | Self::Aggregate(Aggregate::Randomize)
        )
    }

    fn row(self) -> Option<&'static (&'static str, Self, usize, usize, Type)> {
        TABLE.iter().find(|row| row.1 == self)
    }
}

impl<'d, D: Document + ?Sized> Evaluator<'d, D> {
    /// What `function` gives for `args` at `cx`.
    pub(super) fn call(self, function: Function, args: &'d [Expr], cx: Context) -> Value<'d> {
        match function {
            Function::Logic(it) => self.logic(it, args, cx),
            Function::Number(Number::Geofence) => Value::Bool(self.is_inside(args, cx)),
            Function::Number(it) => Value::Number(self.calculate(it, args, cx)),
            Function::Text(it) => self.text_function(it, args, cx),
            Function::Date(it) => self.date_function(it, args, cx),
            Function::Select(it) => self.select(it, args, cx),
            Function::Aggregate(it) => self.aggregate(it, args, cx),
            Function::Unknown => Value::text(String::new()),
        }
    }

    fn logic(self, function: Logic, args: &'d [Expr], cx: Context) -> Value<'d> {
        let truth = |at: usize| args.get(at).is_some_and(|arg| self.truth(arg, cx));
        match function {
            Logic::If => {
                let taken = if truth(0) { args.get(1) } else { args.get(2) };
                taken.map_or_else(|| Value::text(String::new()), |arg| self.eval(arg, cx))
            }
            Logic::Coalesce => {
                let filled = |arg: &'d Expr| {
                    let value = self.eval(arg, cx);
                    (!value.clone().into_stored(self.doc).is_empty()).then_some(value)
                };
                args.iter().find_map(filled).unwrap_or_else(|| Value::text(String::new()))
            }
            Logic::Once => {
                // A node with others below it has no value of its own.
                let named = |it: &Node| !self.doc.name(*it).is_empty();
                let inner = self.doc.children(cx.current).iter().any(named);
                let own = if inner { "".into() } else { self.doc.text(cx.current) };
                match args.first() {
                    Some(arg) if own.is_empty() => self.eval(arg, cx),
                    _ => Value::Text(own),
                }
            }
            Logic::True => Value::Bool(true),
            Logic::False => Value::Bool(false),
            Logic::Boolean => Value::Bool(truth(0)),
            Logic::BooleanFromString => {
                let text = args.first().map(|arg| self.text(arg, cx)).unwrap_or_default();
                Value::Bool(text == "true" || text == "1")
            }
            Logic::Not => Value::Bool(!truth(0)),
            Logic::Pulldata => {
                let text = |at: usize| args.get(at).map(|it| self.text(it, cx)).unwrap_or_default();
                let found = self.doc.pulled(&text(0), &text(1), &text(2), &text(3));
                Value::text(found.unwrap_or_default())
            }
            Logic::Absent => Value::text(String::new()),
        }
    }

    /// The text of an argument; of the node itself where there is none.
    fn text_or_here(self, args: &'d [Expr], cx: Context) -> std::borrow::Cow<'d, str> {
        args.first().map_or_else(|| self.doc.text(cx.here), |arg| self.text(arg, cx))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_there_once() {
        for (at, row) in TABLE.iter().enumerate() {
            assert!(TABLE.iter().skip(at + 1).all(|other| other.0 != row.0), "{}", row.0);
            assert!(row.2 <= row.3);
        }
    }
}
