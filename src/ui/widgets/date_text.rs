//! Dates as people type them.

use chrono::{Datelike as _, Days, NaiveDate};

use super::typed::with_latin_digits;

/// How much of a date is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// A day.
    #[default]
    Day,
    /// A month: stored as its first day.
    Month,
    /// A year: stored as its first day.
    Year,
    /// A day, or a month or a year where no more is known: stored as exact as it is.
    AsKnown,
}

/// Reads what was typed: `3/5/94`, `03051994`, `3.5`, `8/2026`, `1994`, `-3` (days ago), `2026-08-01`, or a word for today.
///
/// Digits of any script count. A year of two digits lies in the last hundred years. Less than was asked becomes the
/// first day of it.
#[must_use]
fn read(
    typed: &str,
    precision: Precision,
    today: NaiveDate,
    today_words: &str,
) -> Option<NaiveDate> {
    let typed = with_latin_digits(&typed.trim().to_lowercase());
    if today_words.split_whitespace().any(|it| it == typed) {
        return Some(rounded(today, precision));
    }
    if let Some(days) = typed.strip_prefix(['-', '\u{2212}']).and_then(|it| it.parse().ok()) {
        return today.checked_sub_days(Days::new(days)).map(|it| rounded(it, precision));
    }
    if let Some(days) = typed.strip_prefix('+').and_then(|it| it.parse().ok()) {
        return today.checked_add_days(Days::new(days)).map(|it| rounded(it, precision));
    }
    let parts: Vec<&str> =
        typed.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    if typed.chars().any(char::is_alphabetic) {
        return None;
    }
    let date = match (parts.as_slice(), precision) {
        ([year, month, day], _) if year.len() == 4 => date(year, month, day, today),
        ([day, month, year], _) => date(year, month, day, today),
        ([year, month], _) if year.len() == 4 => date(year, month, "1", today),
        ([month, year], Precision::Month) => date(year, month, "1", today),
        ([month, year], _) if year.len() == 4 => date(year, month, "1", today),
        ([day, month], Precision::Day | Precision::AsKnown) => {
            let this_year = today.year().to_string();
            date(&this_year, month, day, today)
        }
        ([alone], _) => read_alone(alone, precision, today),
        _ => None,
    }?;
    Some(rounded(date, precision))
}

/// Digits without signs between them.
fn read_alone(digits: &str, precision: Precision, today: NaiveDate) -> Option<NaiveDate> {
    let cut = |at: std::ops::Range<usize>| digits.get(at).unwrap_or_default();
    match (digits.len(), precision) {
        (8, _) => date(cut(4..8), cut(2..4), cut(0..2), today),
        (6, Precision::Month) => date(cut(2..6), cut(0..2), "1", today),
        (6, _) => date(cut(4..6), cut(2..4), cut(0..2), today),
        (4, _) | (1 | 2, Precision::Year) => date(digits, "1", "1", today),
        (1 | 2, Precision::Month) => {
            let this_year = today.year().to_string();
            date(&this_year, digits, "1", today)
        }
        (1 | 2, Precision::Day | Precision::AsKnown) => today.with_day(digits.parse().ok()?),
        _ => None,
    }
}

fn date(year: &str, month: &str, day: &str, today: NaiveDate) -> Option<NaiveDate> {
    let mut full: i32 = year.parse().ok()?;
    if year.len() <= 2 {
        full += 100 * (today.year() / 100);
        if full > today.year() {
            full -= 100;
        }
    }
    if !(1800..=2200).contains(&full) {
        return None;
    }
    NaiveDate::from_ymd_opt(full, month.parse().ok()?, day.parse().ok()?)
}

pub(super) fn rounded(date: NaiveDate, precision: Precision) -> NaiveDate {
    match precision {
        Precision::Day | Precision::AsKnown => Some(date),
        Precision::Month => date.with_day(1),
        Precision::Year => date.with_day(1).and_then(|it| it.with_month(1)),
    }
    .unwrap_or(date)
}

/// Reads what was typed into a field of `precision` as it is stored. Blank is blank; `None` is no date.
#[must_use]
pub(super) fn read_stored(
    typed: &str,
    precision: Precision,
    today: NaiveDate,
    today_words: &str,
) -> Option<String> {
    if typed.trim().is_empty() {
        return Some(String::new());
    }
    let exact = exactness(typed, precision);
    let date = read(typed, exact, today, today_words)?;
    Some(match (precision, exact) {
        (Precision::AsKnown, Precision::Year) => date.format("%Y").to_string(),
        (Precision::AsKnown, Precision::Month) => date.format("%Y-%m").to_string(),
        _ => date.to_string(),
    })
}

/// How exact a date is that was typed where no more than is known is asked: `1994` is a year, `3/1994` a month.
fn exactness(typed: &str, precision: Precision) -> Precision {
    if precision != Precision::AsKnown {
        return precision;
    }
    let parts: Vec<usize> = typed
        .split(|c: char| !c.is_numeric())
        .filter(|it| !it.is_empty())
        .map(|it| it.chars().count())
        .collect();
    let relative = typed.trim().starts_with(['-', '+', '\u{2212}']);
    match parts.as_slice() {
        [4] if !relative => Precision::Year,
        [1 | 2, 4] | [4, 1 | 2] => Precision::Month,
        _ => Precision::Day,
    }
}

/// A stored date as it is typed: `03/05/1994`, or `05/1994` and `1994` where no more is stored or asked; empty where
/// nothing is stored.
#[must_use]
pub fn written(stored: &str, precision: Precision) -> String {
    let Some((date, exact)) = stored_date(stored) else { return String::new() };
    let pattern = match (precision, exact) {
        (Precision::Year, _) | (_, Precision::Year) => "%Y",
        (Precision::Month, _) | (_, Precision::Month) => "%m/%Y",
        (Precision::Day | Precision::AsKnown, _) => "%d/%m/%Y",
    };
    date.format(pattern).to_string()
}

/// What is stored, as a day, and how exact it is: `1994` and `1994-05` stand for their first day.
pub(super) fn stored_date(stored: &str) -> Option<(NaiveDate, Precision)> {
    let (whole, exact) = match stored.len() {
        4 => (format!("{stored}-01-01"), Precision::Year),
        7 => (format!("{stored}-01"), Precision::Month),
        _ => (stored.to_owned(), Precision::Day),
    };
    let date = NaiveDate::parse_from_str(&whole, "%Y-%m-%d").ok()?; // a blank is no date
    Some((date, exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, precision: Precision, want: &str) {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        let got =
            read(typed, precision, today, "today t").map(|it| it.to_string()).unwrap_or_default();
        assert_eq!(got, want, "{typed}");
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for (typed, want) in [
            ("3/5/94", "1994-05-03"),
            ("3/5/26", "2026-05-03"),
            ("3.5.1994", "1994-05-03"),
            ("03051994", "1994-05-03"),
            ("030594", "1994-05-03"),
            ("1994-05-03", "1994-05-03"),
            ("today", "2026-11-24"),
            ("T", "2026-11-24"),
            ("-3", "2026-11-21"),
            ("+7", "2026-12-01"),
            ("1994", "1994-01-01"),
            ("8/1994", "1994-08-01"),
            ("3/5", "2026-05-03"),
            ("7", "2026-11-07"),
            ("٠٣/٠٩/٢٠٢٦", "2026-09-03"),
            ("۳/۵/۹۴", "1994-05-03"),
            ("31/2/2026", ""),
            ("3/13/94", ""),
            ("May", ""),
            ("", ""),
        ] {
            check(typed, Precision::Day, want);
        }
    }

    #[test]
    fn months_and_years_become_their_first_day() {
        check("08/2026", Precision::Month, "2026-08-01");
        check("8/26", Precision::Month, "2026-08-01");
        check("082026", Precision::Month, "2026-08-01");
        check("8", Precision::Month, "2026-08-01");
        check("1994", Precision::Year, "1994-01-01");
        check("94", Precision::Year, "1994-01-01");
        assert_eq!(written("2026-08-01", Precision::Month), "08/2026");
        assert_eq!(written("", Precision::Day), "");
    }

    #[test]
    fn a_date_is_stored_as_exact_as_it_was_typed() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        for (typed, want) in [
            ("1994", Some("1994")),
            ("3/1994", Some("1994-03")),
            ("1994-03", Some("1994-03")),
            ("3/5/94", Some("1994-05-03")),
            ("today", Some("2026-11-24")),
            ("-3", Some("2026-11-21")),
            ("", Some("")),
            ("13/1994", None),
            ("May", None),
        ] {
            let got = read_stored(typed, Precision::AsKnown, today, "today t");
            assert_eq!(got.as_deref(), want, "{typed}");
        }
        let month = read_stored("8/2026", Precision::Month, today, "today t");
        assert_eq!(month.as_deref(), Some("2026-08-01"));
    }

    #[test]
    fn what_is_stored_is_written_as_it_is_typed() {
        for (stored, want) in
            [("1994", "1994"), ("1994-03", "03/1994"), ("1994-05-03", "03/05/1994"), ("", "")]
        {
            assert_eq!(written(stored, Precision::AsKnown), want);
        }
        assert_eq!(written("2026-08", Precision::Month), "08/2026");
    }
}
