//! Dates as people type them.

use chrono::{Datelike as _, Days, NaiveDate};

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
}

/// Reads what was typed: `3/5/94`, `03051994`, `3.5`, `8/2026`, `1994`, `-3` (days ago), `2026-08-01`, or a word for today.
///
/// Digits of any script count. A year of two digits lies in the last hundred years. Less than was asked becomes the
/// first day of it.
#[must_use]
pub fn read(
    typed: &str,
    precision: Precision,
    today: NaiveDate,
    today_words: &str,
) -> Option<NaiveDate> {
    let typed: String = typed.trim().to_lowercase().chars().map(latin_digit).collect();
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
        ([day, month], Precision::Day) => {
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
        (1 | 2, Precision::Day) => today.with_day(digits.parse().ok()?),
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

fn rounded(date: NaiveDate, precision: Precision) -> NaiveDate {
    match precision {
        Precision::Day => Some(date),
        Precision::Month => date.with_day(1),
        Precision::Year => date.with_day(1).and_then(|it| it.with_month(1)),
    }
    .unwrap_or(date)
}

/// A stored date as it is typed; empty where nothing is stored.
#[must_use]
pub fn written(iso: &str, precision: Precision) -> String {
    NaiveDate::parse_from_str(iso, "%Y-%m-%d").map_or_else(
        |_| String::new(),
        |date| match precision {
            Precision::Day => date.format("%d/%m/%Y").to_string(),
            Precision::Month => date.format("%m/%Y").to_string(),
            Precision::Year => date.format("%Y").to_string(),
        },
    )
}

/// Arabic and Persian digits as 0 to 9.
pub(super) fn latin_digit(c: char) -> char {
    let zero = match c {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        '\u{09E6}'..='\u{09EF}' => 0x09E6,
        '\u{1040}'..='\u{1049}' => 0x1040,
        _ => return c,
    };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
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
}
