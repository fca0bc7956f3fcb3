//! Numbers as texts.

use std::fmt::Write as _;

/// The number that `text` spells, or NaN: an optional minus sign, digits, a point (`XPath` 1.0 §4.4).
///
/// White space around it is ignored; `+5`, `1e3`, and the empty text are no numbers.
///
/// ```
/// # use waypost::expr::parse_number;
/// assert_eq!(parse_number(" -2.50 "), -2.5);
/// assert!(parse_number("").is_nan());
/// assert!(parse_number("1e3").is_nan());
/// ```
#[must_use]
pub fn parse_number(text: &str) -> f64 {
    let text = text.trim();
    // Nearly every number of a form is short and whole.
    if (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.bytes().fold(0.0, |sum, b| sum * 10.0 + f64::from(b - b'0'));
    }
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let plain = unsigned.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !plain || !unsigned.bytes().any(|b| b.is_ascii_digit()) {
        return f64::NAN;
    }
    text.parse().unwrap_or(f64::NAN)
}

/// `number` in plain digits, as few as say exactly which number it is.
///
/// ```
/// # use waypost::expr::write_number;
/// assert_eq!(write_number(1e10), "10000000000");
/// assert_eq!(write_number(-0.0), "0");
/// assert_eq!(write_number(f64::NAN), "NaN");
/// ```
#[must_use]
pub fn write_number(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let mut text = String::new();
    push_number(number, &mut text);
    text
}

/// The same at the end of `out`.
#[expect(clippy::float_cmp, reason = "whole or not, exactly")]
pub(super) fn push_number(number: f64, out: &mut String) {
    #[expect(clippy::cast_possible_truncation, reason = "bounded, and whole")]
    let whole = (number.abs() < 1e15 && number.trunc() == number).then_some(number as i64);
    // Writing to a text can't fail.
    match whole {
        Some(whole) => write!(out, "{whole}"),
        None if number.is_finite() => write!(out, "{number}"),
        None => out.write_str(&write_number(number)),
    }
    .unwrap_or_default();
}

/// `number` rounded to `places` decimals, half towards +∞, as the decimal digits say.
///
/// `1.005` to two places is `1.01` although its binary value lies below; negative places round to tens.
pub(super) fn round_to(number: f64, places: f64) -> f64 {
    if !number.is_finite() || places.is_nan() {
        return number;
    }
    let places = places.clamp(-300.0, 300.0).trunc();
    let shifted = shift(number, places);
    let below = shifted.floor();
    let rounded = if shifted - below < 0.5 { below } else { below + 1.0 };
    shift(rounded, -places)
}

/// `number` · 10^`by`, done on the digits: a multiplication would disturb them.
fn shift(number: f64, by: f64) -> f64 {
    let text = format!("{number:e}");
    let Some((digits, exponent)) = text.split_once('e') else {
        return number;
    };
    let exponent = exponent.parse::<f64>().unwrap_or(0.0) + by;
    format!("{digits}e{exponent:.0}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_the_digits_say() {
        for (number, places, want) in [
            (2.5, 0.0, 3.0),
            (-2.5, 0.0, -2.0),
            (1.005, 2.0, 1.01),
            (1234.5, -2.0, 1200.0),
            (0.1 + 0.2, 1.0, 0.3),
            (-0.4, 0.0, 0.0),
            (7.0, 3.0, 7.0),
        ] {
            assert!((round_to(number, places) - want).abs() < 1e-12, "{number} {places}");
        }
        assert!(round_to(f64::NAN, 0.0).is_nan());
    }

    #[test]
    fn only_plain_numbers_are_numbers() {
        for text in ["", "-", ".", "1.2.3", "+5", "1e3", "0x1", "abc", "1 2", "٣"] {
            assert!(parse_number(text).is_nan(), "{text}");
        }
        assert!((parse_number(".5") - 0.5).abs() < 1e-12);
        assert!((parse_number("5.") - 5.0).abs() < 1e-12);
    }
}
