//! Dates, typed or taken from a calendar.

use chrono::NaiveDate;
use eframe::egui::{Id, Response, Ui};

use super::{Asked, Outcome, Place, question_id, tone};
use crate::ui::{
    cx::Cx,
    text::{Direction, Field, Tone},
    widgets::{DateField, Precision, read_date, written_date},
};

/// A day, a month or a year that is stored as its first day.
pub(super) fn ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    precision: Precision,
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let id = question_id(&question.path);
    let mut iso = full(asked.text);
    let mut field = DateField::new(id, &mut iso).precision(precision).tone(tone(question));
    field = match place.label {
        Some(label) => field.labelled_by(label),
        None => field.name(&question.label),
    };
    if place.cell {
        field = field.frameless().width(place.width);
    }
    let response = field.show(ui, cx);
    if response.changed() {
        outcome.answered = Some(iso);
    }
    outcome.misread = Some(DateField::unreadable(ui, id));
    response
}

/// `2026-08` and `2026` as their first day.
fn full(stored: &str) -> String {
    match stored.len() {
        4 => format!("{stored}-01-01"),
        7 => format!("{stored}-01"),
        _ => stored.to_owned(),
    }
}

/// What a field of a partly known date remembers while it is typed in.
#[derive(Clone, Default)]
struct Typing {
    text: Option<zeroize::Zeroizing<String>>,
    misread: bool,
    had_focus: bool,
}

/// A date of which perhaps only the month or the year is known; it is stored as exact as it was typed.
pub(super) fn partial_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let id = question_id(&question.path);
    let mut typing: Typing = ui.data(|data| data.get_temp(typing_id(id))).unwrap_or_default();
    let mut text = typing.text.clone().unwrap_or_else(|| written_partial(asked.text).into());
    let tone = if typing.misread { Tone::Error } else { tone(question) };
    let mut field = Field::new(&mut text)
        .id(id)
        .direction(Direction::Ltr)
        .width(question.kind.width().min(place.width))
        .tone(tone);
    field = match place.label {
        Some(label) => field.labelled_by(label),
        None => field.name(&question.label),
    };
    if place.cell {
        field = field.frameless().width(place.width);
    }
    let response = ui.add(field);
    if response.changed() {
        typing.text = Some(text.clone());
        typing.misread = false;
    }
    let left = response.lost_focus() || (typing.had_focus && !response.has_focus());
    if left && let Some(typed) = typing.text.take() {
        let read = read_partial(&typed, cx.today, &cx.t("date-today-words"));
        typing.misread = read.is_none();
        match read {
            Some(stored) => outcome.answered = Some(stored).filter(|it| it != asked.text),
            None => typing.text = Some(typed),
        }
    }
    typing.had_focus = response.has_focus();
    outcome.misread = Some(typing.misread);
    ui.data_mut(|data| data.insert_temp(typing_id(id), typing));
    response
}

fn typing_id(id: Id) -> Id {
    id.with("typing")
}

/// A stored date, month or year as it is typed.
#[must_use]
pub(super) fn written_partial(stored: &str) -> String {
    match stored.split_once('-') {
        Some((year, month)) if stored.len() == 7 => format!("{month}/{year}"),
        Some(_) => written_date(stored, Precision::Day),
        None => stored.to_owned(),
    }
}

/// Reads a date, month or year as it was typed, no more exact than that. Blank is blank; `None` is no date.
fn read_partial(typed: &str, today: NaiveDate, today_words: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(String::new());
    }
    let parts: Vec<usize> = typed
        .split(|c: char| !c.is_numeric())
        .filter(|it| !it.is_empty())
        .map(|it| it.chars().count())
        .collect();
    let relative = typed.starts_with(['-', '+', '\u{2212}']);
    match parts.as_slice() {
        [4] if !relative => read_date(typed, Precision::Year, today, today_words)
            .map(|it| it.format("%Y").to_string()),
        [1 | 2, 4] | [4, 1 | 2] => read_date(typed, Precision::Month, today, today_words)
            .map(|it| it.format("%Y-%m").to_string()),
        _ => read_date(typed, Precision::Day, today, today_words).map(|it| it.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let got = read_partial(typed, today, "today t");
            assert_eq!(got.as_deref(), want, "{typed}");
        }
    }

    #[test]
    fn what_is_stored_is_written_as_it_is_typed() {
        assert_eq!(written_partial("1994"), "1994");
        assert_eq!(written_partial("1994-03"), "03/1994");
        assert_eq!(written_partial("1994-05-03"), "03/05/1994");
        assert_eq!(written_partial(""), "");
    }
}
