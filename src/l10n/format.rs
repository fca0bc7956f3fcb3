//! Numbers, dates and times as a language writes them.

use chrono::{Datelike as _, NaiveDate, Timelike as _};

use super::{Locale, Texts};
use crate::base::Instant;

const MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];

const SHORT_MONTHS: [&str; 12] = [
    "month-short-january",
    "month-short-february",
    "month-short-march",
    "month-short-april",
    "month-short-may",
    "month-short-june",
    "month-short-july",
    "month-short-august",
    "month-short-september",
    "month-short-october",
    "month-short-november",
    "month-short-december",
];

/// Monday first.
const WEEKDAYS: [&str; 7] = [
    "weekday-monday",
    "weekday-tuesday",
    "weekday-wednesday",
    "weekday-thursday",
    "weekday-friday",
    "weekday-saturday",
    "weekday-sunday",
];

/// Monday first.
const SHORT_WEEKDAYS: [&str; 7] = [
    "weekday-short-monday",
    "weekday-short-tuesday",
    "weekday-short-wednesday",
    "weekday-short-thursday",
    "weekday-short-friday",
    "weekday-short-saturday",
    "weekday-short-sunday",
];

/// `value` with exactly `decimals` digits after the sign, half away from zero.
pub(super) fn number(locale: Locale, value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::with_capacity(plain.len() + 4);
    if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('\u{2212}');
    }
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push_str(locale.thousands());
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push_str(locale.decimal());
        out.push_str(fraction);
    }
    out
}

impl Texts {
    /// A count: `100,318`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn count(&self, n: usize) -> String {
        number(self.locale(), n as f64, 0)
    }

    /// A number with `decimals` digits after the sign.
    #[must_use]
    pub fn number(&self, value: f64, decimals: usize) -> String {
        number(self.locale(), value, decimals)
    }

    /// A share of one as a percentage: `0.2` is `20.0 %`.
    #[must_use]
    pub fn percent(&self, share: f64, decimals: usize) -> String {
        format!("{}\u{A0}%", number(self.locale(), share * 100.0, decimals))
    }

    /// A size of a file: `21 kB`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^53")]
    pub fn size(&self, bytes: u64) -> String {
        let (divisor, unit) = match bytes {
            0..1_000 => (1.0, "B"),
            1_000..1_000_000 => (1e3, "kB"),
            1_000_000..1_000_000_000 => (1e6, "MB"),
            _ => (1e9, "GB"),
        };
        let value = bytes as f64 / divisor;
        let decimals = usize::from(value < 10.0 && divisor > 1.0 && value.fract() >= 0.05);
        format!("{}\u{A0}{unit}", number(self.locale(), value, decimals))
    }

    /// `24 Nov 2026`.
    #[must_use]
    pub fn date(&self, date: NaiveDate) -> String {
        format!("{} {}", self.day(date), date.year())
    }

    /// A day of this year: `24 Nov`.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> String {
        format!("{}\u{A0}{}", date.day(), self.t(pick(&SHORT_MONTHS, date.month0())))
    }

    /// `Tuesday 24 November`.
    #[must_use]
    pub fn long_day(&self, date: NaiveDate) -> String {
        let weekday = self.t(pick(&WEEKDAYS, date.weekday().num_days_from_monday()));
        format!("{weekday} {} {}", date.day(), self.t(pick(&MONTHS, date.month0())))
    }

    /// `November 2026`.
    #[must_use]
    pub fn long_month(&self, date: NaiveDate) -> String {
        format!("{} {}", self.t(pick(&MONTHS, date.month0())), date.year())
    }

    /// `Nov`.
    #[must_use]
    pub fn short_month(&self, date: NaiveDate) -> String {
        self.t(pick(&SHORT_MONTHS, date.month0()))
    }

    /// The seven heads of a calendar, Monday first.
    #[must_use]
    pub fn weekdays(&self) -> [String; 7] {
        SHORT_WEEKDAYS.map(|id| self.t(id))
    }

    /// As it is typed: `24/11/2026`.
    #[must_use]
    pub fn typed_date(&self, date: NaiveDate) -> String {
        date.format("%d/%m/%Y").to_string()
    }

    /// As it is typed: `11/2026`.
    #[must_use]
    pub fn typed_month(&self, date: NaiveDate) -> String {
        date.format("%m/%Y").to_string()
    }

    /// On a wall clock `offset_secs` east of Greenwich: `09:41`.
    #[must_use]
    pub fn clock(&self, at: Instant, offset_secs: i32) -> String {
        let at = at.local(offset_secs);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// The same to the second: `09:41:07`.
    #[must_use]
    pub fn clock_secs(&self, at: Instant, offset_secs: i32) -> String {
        let at = at.local(offset_secs);
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }

    /// When something was, as short as it stays clear on the day `today`: `09:41`, `23 Nov`, `23 Nov 2025`.
    #[must_use]
    pub fn when(&self, at: Instant, offset_secs: i32, today: NaiveDate) -> String {
        let day = at.local(offset_secs).date_naive();
        if day == today {
            self.clock(at, offset_secs)
        } else if day.year() == today.year() {
            self.day(day)
        } else {
            self.date(day)
        }
    }

    /// Date and time: `23 Nov 2026, 16:42`.
    #[must_use]
    pub fn date_time(&self, at: Instant, offset_secs: i32) -> String {
        format!(
            "{}, {}",
            self.date(at.local(offset_secs).date_naive()),
            self.clock(at, offset_secs)
        )
    }
}

fn pick<const N: usize>(ids: &[&'static str; N], n: u32) -> &'static str {
    usize::try_from(n).ok().and_then(|n| ids.get(n)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(number(Locale::En, 100_318.0, 0), "100,318");
        assert_eq!(number(Locale::Fr, 1_234_567.89, 1), "1\u{202F}234\u{202F}567,9");
        assert_eq!(number(Locale::En, -0.04, 1), "0.0");
        assert_eq!(number(Locale::En, -17.0, 0), "\u{2212}17");
        assert_eq!(number(Locale::En, 999.0, 0), "999");
    }

    #[test]
    fn dates_follow_the_language() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        let (en, fr) = (Texts::new(Locale::En), Texts::new(Locale::Fr));
        assert_eq!(en.long_day(date), "Tuesday 24 November");
        assert_eq!(fr.long_day(date), "mardi 24 novembre");
        assert_eq!(en.date(date), "24\u{A0}Nov 2026");
        assert_eq!(en.typed_date(date), "24/11/2026");
    }

    #[test]
    fn a_time_is_as_short_as_it_stays_clear() {
        let today = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day");
        let en = Texts::new(Locale::En);
        assert_eq!(en.when(Instant(9 * 3_600_000), 3600, today), "10:00");
        assert_eq!(en.when(Instant(86_400_000), 0, today), "2\u{A0}Jan");
    }

    #[test]
    fn sizes_are_short() {
        let en = Texts::new(Locale::En);
        assert_eq!(en.size(21_400), "21\u{A0}kB");
        assert_eq!(en.size(1_500_000), "1.5\u{A0}MB");
        assert_eq!(en.size(512), "512\u{A0}B");
    }
}
