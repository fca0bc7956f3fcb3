//! Functions on days and moments.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use super::Date;
use crate::expr::{
    Context, Document, Evaluator, Expr, Node, Stamp, Value, ValueKind, from_day_number, parse_date,
    parse_number, parse_partial_date, parse_stamp,
    time::{from_instant_days, instant_days, parse_time, split_offset},
    value::typed,
};

impl<'d, D: Document + ?Sized> Evaluator<'d, D> {
    /// What a function on days and moments gives.
    pub(super) fn date_function(self, function: Date, args: &'d [Expr], cx: Context) -> Value<'d> {
        let around = self.doc.surroundings();
        let now = around.now.local(around.offset_secs);
        let blank = || Value::text(String::new());
        let value = args.first().map_or_else(blank, |arg| self.eval(arg, cx));
        match function {
            Date::Today => Value::Date(now.date_naive()),
            Date::Now => Value::Stamp(now),
            Date::Date => self.day(&value).map_or_else(blank, Value::Date),
            Date::DateTime => match self.moment(value) {
                Some(Moment::Day(day)) => Value::Date(day),
                Some(Moment::Stamp(stamp)) => Value::Stamp(stamp),
                None => blank(),
            },
            Date::DecimalDateTime => {
                let stamp = self.moment(value).and_then(|it| it.stamp(around.offset_secs));
                Value::Number(stamp.map_or(f64::NAN, instant_days))
            }
            Date::DecimalTime => {
                Value::Number(time_of_day(&value.into_text(self.doc), around.offset_secs))
            }
            Date::Format => {
                let form = args.get(1).map(|arg| self.text(arg, cx)).unwrap_or_default();
                let moment = self.moment(value).map(|it| it.civil(around.offset_secs));
                Value::text(moment.map_or_else(String::new, |moment| format(moment, &form)))
            }
        }
    }

    /// The civil day of a value; the time of a moment is dropped.
    fn day(self, value: &Value<'d>) -> Option<NaiveDate> {
        match value {
            Value::Date(day) => Some(*day),
            Value::Stamp(stamp) => Some(stamp.date_naive()),
            Value::Bool(_) => None,
            Value::Text(text) => {
                parse_date(text).or_else(|| self.day_of_number(parse_number(text)))
            }
            Value::Number(number) => self.day_of_number(*number),
            Value::Nodes(nodes) => {
                let node = nodes.first()?;
                self.partial(node).or_else(|| self.day(&typed(self.doc, node)))
            }
        }
    }

    fn partial(self, node: Node) -> Option<NaiveDate> {
        let dated = self.doc.kind(node) == ValueKind::Date;
        dated.then(|| parse_partial_date(&self.doc.text(node))).flatten()
    }

    /// A whole number is a civil day; one with a fraction is a moment, whose local day counts.
    fn day_of_number(self, number: f64) -> Option<NaiveDate> {
        if number.fract() == 0.0 {
            return from_day_number(number);
        }
        let offset_secs = self.doc.surroundings().offset_secs;
        from_instant_days(number, offset_secs).map(|stamp| stamp.date_naive())
    }

    fn moment(self, value: Value<'d>) -> Option<Moment> {
        let offset_secs = self.doc.surroundings().offset_secs;
        match value {
            Value::Date(day) => Some(Moment::Day(day)),
            Value::Stamp(stamp) => Some(Moment::Stamp(stamp)),
            Value::Bool(_) => None,
            Value::Number(number) if number.fract() == 0.0 => {
                from_day_number(number).map(Moment::Day)
            }
            Value::Number(number) => {
                let stamp = from_instant_days(number, offset_secs)?;
                // What began as a day comes back as one.
                let midnight = stamp.time() == NaiveTime::MIN;
                Some(if midnight { Moment::Day(stamp.date_naive()) } else { Moment::Stamp(stamp) })
            }
            Value::Text(text) if text.contains('T') => {
                parse_stamp(&text, offset_secs).map(Moment::Stamp)
            }
            Value::Text(text) => parse_date(&text).map(Moment::Day).or_else(|| {
                let number = parse_number(&text);
                (!number.is_nan()).then(|| self.moment(Value::Number(number))).flatten()
            }),
            Value::Nodes(nodes) => {
                let node = nodes.first()?;
                match self.partial(node) {
                    Some(day) => Some(Moment::Day(day)),
                    None => self.moment(typed(self.doc, node)),
                }
            }
        }
    }
}

/// A day without a time, or a moment.
enum Moment {
    Day(NaiveDate),
    Stamp(Stamp),
}

impl Moment {
    fn stamp(&self, offset_secs: i32) -> Option<Stamp> {
        match self {
            Self::Day(day) => parse_stamp(&day.to_string(), offset_secs),
            Self::Stamp(stamp) => Some(*stamp),
        }
    }

    /// What a clock and calendar at `offset_secs` show; a moment is shown there, too.
    fn civil(&self, offset_secs: i32) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::Stamp(stamp) => chrono::FixedOffset::east_opt(offset_secs).map_or_else(
                || stamp.naive_local(),
                |local| stamp.with_timezone(&local).naive_local(),
            ),
        }
    }
}

/// The part of a day that a time of day is on the wall clock.
fn time_of_day(text: &str, offset_secs: i32) -> f64 {
    let time = text.split_once('T').map_or(text, |(_, time)| time);
    let here = chrono::FixedOffset::east_opt(offset_secs);
    let found = here.and_then(|here| split_offset(time, here));
    let found = found.and_then(|(time, offset)| Some((parse_time(time)?, offset)));
    found.map_or(f64::NAN, |(time, offset)| {
        let secs = f64::from(time.num_seconds_from_midnight()) + f64::from(time.nanosecond()) / 1e9;
        let shift = f64::from(offset_secs - offset.local_minus_utc());
        (secs + shift).rem_euclid(86_400.0) / 86_400.0
    })
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// `form` with its `%` words filled in, as the ODK `XForms` specification lists them. Names of months
/// and days are the English ones: what an expression gives must not depend on who looks at it.
fn format(moment: NaiveDateTime, form: &str) -> String {
    let mut out = String::new();
    let mut rest = form.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let month = MONTHS.get(moment.month0() as usize).copied().unwrap_or("");
        let day = DAYS.get(moment.weekday().num_days_from_sunday() as usize).copied().unwrap_or("");
        let Some(word) = rest.next() else {
            out.push('%');
            break;
        };
        // Writing to a text can't fail.
        match word {
            'Y' => write!(out, "{:04}", moment.year()),
            'y' => write!(out, "{:02}", moment.year().rem_euclid(100)),
            'm' => write!(out, "{:02}", moment.month()),
            'n' => write!(out, "{}", moment.month()),
            'b' => out.write_str(month.get(..3).unwrap_or(month)),
            'B' => out.write_str(month),
            'd' => write!(out, "{:02}", moment.day()),
            'e' => write!(out, "{}", moment.day()),
            'a' => out.write_str(day.get(..3).unwrap_or(day)),
            'A' => out.write_str(day),
            'W' => write!(out, "{}", moment.iso_week().week()),
            'w' => write!(out, "{}", moment.weekday().num_days_from_sunday()),
            'H' => write!(out, "{:02}", moment.hour()),
            'h' => write!(out, "{}", moment.hour()),
            'M' => write!(out, "{:02}", moment.minute()),
            'S' => write!(out, "{:02}", moment.second()),
            '3' => write!(out, "{:03}", moment.nanosecond() / 1_000_000),
            '%' => out.write_str("%"),
            other => write!(out, "%{other}"),
        }
        .unwrap_or_default();
    }
    out
}
