//! Days and moments: civil days without a time zone, moments with their offset.

use chrono::{
    DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset as _,
    TimeZone as _, Utc,
};

/// A moment, with the offset of the wall clock on which it was read.
pub type Stamp = DateTime<FixedOffset>;

/// How many milliseconds a day has.
const DAY_MS: f64 = 86_400_000.0;

/// Days from 1970-01-01, which is 0. A civil day: the same everywhere.
///
/// ```
/// # use waypost::expr::{day_number, parse_date};
/// assert_eq!(parse_date("1970-01-02").map(day_number), Some(1.0));
/// ```
#[must_use]
pub fn day_number(date: NaiveDate) -> f64 {
    f64::from(date.num_days_from_ce() - EPOCH_FROM_CE)
}

/// 1970-01-01, counted as chrono counts.
const EPOCH_FROM_CE: i32 = 719_163;

/// The civil day of a day number; its fraction is dropped downwards.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
pub fn from_day_number(number: f64) -> Option<NaiveDate> {
    let number = number.floor();
    if !(-1e8..=1e8).contains(&number) {
        return None;
    }
    NaiveDate::from_num_days_from_ce_opt(EPOCH_FROM_CE.checked_add(number as i32)?)
}

/// The day that `text` begins with: `2024-03-05`, also `2024-3-5`, with or without a time after it.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    let (negative, digits) = day.strip_prefix('-').map_or((false, day), |rest| (true, rest));
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let plain =
        |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some()
        || year.len() < 4
        || !plain(year, 5)
        || !plain(month, 2)
        || !plain(day, 2)
    {
        return None;
    }
    let year: i32 = year.parse().ok()?; // not a number: no date
    NaiveDate::from_ymd_opt(
        if negative { -year } else { year },
        month.parse().ok()?,
        day.parse().ok()?,
    )
}

/// The first day of a day, a month (`1994-03`) or a year (`1994`).
///
/// ```
/// # use waypost::expr::{parse_date, parse_partial_date};
/// assert_eq!(parse_partial_date("1994-03"), parse_date("1994-03-01"));
/// assert_eq!(parse_partial_date("94"), None);
/// ```
#[must_use]
pub fn parse_partial_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    match text.len() {
        4 => parse_date(&format!("{text}-01-01")),
        7 => parse_date(&format!("{text}-01")),
        _ => parse_date(text),
    }
}

/// The moment that `text` spells: `2024-03-05T13:45:00.000+01:00`. Without an offset it is
/// `offset_secs`, without a time it is midnight.
#[must_use]
pub fn parse_stamp(text: &str, offset_secs: i32) -> Option<Stamp> {
    let text = text.trim();
    let local = FixedOffset::east_opt(offset_secs).unwrap_or_else(|| Utc.fix());
    let date = parse_date(text)?;
    let Some((_, time)) = text.split_once('T') else {
        return local.from_local_datetime(&date.and_time(NaiveTime::MIN)).single();
    };
    let (time, offset) = split_offset(time, local)?;
    offset.from_local_datetime(&NaiveDateTime::new(date, parse_time(time)?)).single()
}

/// A time of day: `13:45`, `13:45:10`, `13:45:10.250`.
pub(super) fn parse_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M:%S", "%H:%M"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(text.trim(), form).ok()) // the next form may fit
}

/// A time and the offset behind it: `Z`, `+01:00`, `+0100`, `+01`; `otherwise` without one.
pub(super) fn split_offset(time: &str, otherwise: FixedOffset) -> Option<(&str, FixedOffset)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, Utc.fix()));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, otherwise));
    };
    let (time, offset) = time.split_at(at);
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let part =
        |from: usize| digits.get(from..from + 2).map_or(Some(0), |it| it.parse::<i32>().ok());
    if part(0)? > 14 || part(2)? > 59 {
        return None;
    }
    let secs = part(0)? * 3600 + part(2)? * 60;
    let secs = if offset.starts_with('-') { -secs } else { secs };
    Some((time, FixedOffset::east_opt(secs)?))
}

/// Days since the epoch in Greenwich, with the time of day as fraction.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of any civil date fit")]
pub(super) fn instant_days(stamp: Stamp) -> f64 {
    stamp.timestamp_millis() as f64 / DAY_MS
}

/// The moment of so many days since the epoch in Greenwich.
#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
pub(super) fn from_instant_days(days: f64, offset_secs: i32) -> Option<Stamp> {
    if days.is_nan() || days.abs() > 1e8 {
        return None;
    }
    let local = FixedOffset::east_opt(offset_secs).unwrap_or_else(|| Utc.fix());
    DateTime::from_timestamp_millis((days * DAY_MS).round() as i64)
        .map(|it| it.with_timezone(&local))
}

/// `2024-03-05T13:45:00.000+01:00`, as ODK stores it.
pub(super) fn write_stamp(stamp: Stamp) -> String {
    stamp.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_days_that_are_none() {
        for text in
            ["0000-00-00", "2023-02-29", "2024-13-01", "24-01-01", "2024-01-01-01", "", "2024-1-+2"]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
        assert!(parse_date("2024-2-9").is_some());
    }

    #[test]
    fn moments_keep_their_offset() {
        let stamp = parse_stamp("2024-02-29T13:45:00.000+01:00", 0).expect("a moment");
        assert_eq!(write_stamp(stamp), "2024-02-29T13:45:00.000+01:00");
        let local = parse_stamp("2024-02-29T13:45", -25_200).expect("a moment");
        assert_eq!(write_stamp(local), "2024-02-29T13:45:00.000-07:00");
        assert_eq!(from_day_number(day_number(stamp.date_naive())), Some(stamp.date_naive()));
    }
}
