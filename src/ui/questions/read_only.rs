//! What is only read: notes, values that are worked out, answers that may not be changed now.

use chrono::NaiveDate;
use eframe::egui::{Response, Ui};

use super::{Asked, Kind, Place, QuestionView};
use crate::{
    forms::QuestionType,
    ui::{
        cx::Cx,
        frame,
        text::{Style, Text},
        theme::{Tokens, size},
        widgets::{Precision, written_date},
    },
};

/// Words to read, over the whole width.
pub(super) fn note(ui: &mut Ui, words: &str, width: f32) {
    ui.add(Text::new(words).color(Tokens::of(ui).ink2).wrap(width));
}

/// The answer as text, with where it comes from.
pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, asked: &Asked<'_>, place: Place) -> Response {
    let tokens = Tokens::of(ui);
    let question = asked.question;
    let absent = question.kind == Kind::Absent;
    let origin = cx.t(if absent { "entry-not-captured" } else { "entry-worked-out" });
    frame::row(ui, cx, size::CONTROL, |ui| {
        let shown = if question.shown.is_empty() { "–" } else { &question.shown };
        let answer = ui.add(Text::new(shown).elide(place.width));
        if !place.cell {
            let room = (place.width - answer.rect.width() - 8.0).max(40.0);
            ui.add(Text::new(&origin).style(Style::SMALL).color(tokens.ink3).elide(room));
        }
        answer
    })
}

/// What stands under a field while nothing is wrong.
pub(super) fn hint(_cx: &Cx<'_>, question: &QuestionView) -> String {
    question.hint.clone()
}

/// An answer as a person reads it: dates as the language writes them, the rest as the form shows it.
#[must_use]
pub fn in_words(cx: &Cx<'_>, kind: &QuestionType, shown: &str) -> String {
    if matches!(kind, QuestionType::Date | QuestionType::Today) {
        date_in_words(cx, shown)
    } else {
        shown.to_owned()
    }
}

fn date_in_words(cx: &Cx<'_>, stored: &str) -> String {
    let parse = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(); // shown as it is stored
    match stored.len() {
        7 => parse(&format!("{stored}-01")).map(|it| cx.texts.long_month(it)),
        10 => parse(stored).map(|it| cx.texts.date(it)),
        _ => None,
    }
    .unwrap_or_else(|| stored.to_owned())
}

/// An answer as short as a cell of a grid wants it: dates as they are typed.
#[must_use]
pub fn in_cell(kind: &QuestionType, shown: &str) -> String {
    if matches!(kind, QuestionType::Date | QuestionType::Today) {
        written_date(shown, Precision::AsKnown)
    } else {
        shown.to_owned()
    }
}
