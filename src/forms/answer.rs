//! Answers: what each type of question takes, and how it is stored.

use std::sync::Arc;

use thiserror::Error;

use crate::base::Message;
use crate::expr::{parse_date, parse_number, parse_partial_date, parse_stamp};

use super::{
    Changes, Instance, Item, ItemId, Path, Question, QuestionType, instance::Located, offer::Offer,
};

/// The longest text that is taken, in bytes.
const MAX_TEXT: usize = 100_000;

/// An answer that was not taken; the value is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// There is no such node. The form is another one, or the instance has gone.
    #[error("no such node")]
    NoSuchNode,
    /// The node holds no answer of a person: a group, a note, a calculated value.
    #[error("not a question that takes an answer")]
    NotAnswerable,
    /// A rule of the form says that it may not be changed now.
    #[error("read only")]
    ReadOnly,
    /// Not a whole number.
    #[error("not a whole number")]
    NotInteger,
    /// Not a number.
    #[error("not a number")]
    NotNumber,
    /// Not a number between the bounds of the question.
    #[error("out of range")]
    OutOfRange,
    /// Not a day, or not one as exact as the question wants.
    #[error("not a date")]
    NotDate,
    /// Not a time of day.
    #[error("not a time")]
    NotTime,
    /// Not a moment.
    #[error("not a date and time")]
    NotDateTime,
    /// Not a position.
    #[error("not a position")]
    NotPosition,
    /// A code that is not offered now.
    #[error("not one of the choices")]
    NotAChoice,
    /// A value of another shape: a list where one value is wanted, an object where a text is.
    #[error("not a value of this kind")]
    WrongShape,
    /// Longer than anything that is typed.
    #[error("too long")]
    TooLong,
    /// An expression of the form says how many instances there are.
    #[error("the number of instances is given by the form")]
    Counted,
    /// More instances than any form needs.
    #[error("too many instances")]
    TooMany,
}

impl AnswerError {
    /// What to say to the person who answers.
    #[must_use]
    pub const fn message(self) -> Message {
        Message::new(match self {
            Self::NoSuchNode => "answer-no-such-node",
            Self::NotAnswerable => "answer-not-answerable",
            Self::ReadOnly => "answer-read-only",
            Self::NotInteger => "answer-not-integer",
            Self::NotNumber => "answer-not-number",
            Self::OutOfRange => "answer-out-of-range",
            Self::NotDate => "answer-not-date",
            Self::NotTime => "answer-not-time",
            Self::NotDateTime => "answer-not-date-time",
            Self::NotPosition => "answer-not-position",
            Self::NotAChoice => "answer-not-a-choice",
            Self::WrongShape => "answer-wrong-shape",
            Self::TooLong => "answer-too-long",
            Self::Counted => "answer-counted",
            Self::TooMany => "answer-too-many",
        })
    }
}

impl Instance {
    /// Takes an answer, as it is stored: an ISO date, a code, codes with spaces between them. The
    /// empty text is no answer. Everything that depends on it is recomputed.
    ///
    /// # Errors
    ///
    /// [`AnswerError`]; the value is as it was.
    pub fn answer(&mut self, path: &Path, text: &str) -> Result<Changes, AnswerError> {
        let Some(Located::Cell(scope, local)) = self.locate(path) else {
            return Err(AnswerError::NoSuchNode);
        };
        let item = self.item_of(scope, local).ok_or(AnswerError::NoSuchNode)?;
        let question =
            self.form.item(item).and_then(Item::question).ok_or(AnswerError::NotAnswerable)?;
        if !question.is_asked() {
            return Err(AnswerError::NotAnswerable);
        }
        if self.is_locked(path) {
            return Err(AnswerError::ReadOnly);
        }
        let stored = self.stored_form(item, scope, local, text)?;
        let before = self.n_recomputed;
        self.changed.clear();
        let form = Arc::clone(&self.form);
        self.write(&form, scope, local, &stored);
        self.recompute();
        Ok(self.take_changes(before))
    }

    /// Puts a value in as an action of the form would, also where a person may not.
    ///
    /// # Errors
    ///
    /// [`AnswerError::NoSuchNode`]; [`AnswerError::TooLong`].
    pub fn put(&mut self, path: &Path, text: &str) -> Result<Changes, AnswerError> {
        let Some(Located::Cell(scope, local)) = self.locate(path) else {
            return Err(AnswerError::NoSuchNode);
        };
        if text.len() > MAX_TEXT {
            return Err(AnswerError::TooLong);
        }
        let before = self.n_recomputed;
        let form = Arc::clone(&self.form);
        self.changed.clear();
        self.write(&form, scope, local, text);
        self.recompute();
        Ok(self.take_changes(before))
    }

    /// How `text` is stored as the answer of a node.
    pub(super) fn stored_form(
        &self,
        item: ItemId,
        scope: u32,
        local: u32,
        text: &str,
    ) -> Result<String, AnswerError> {
        let question =
            self.form.item(item).and_then(Item::question).ok_or(AnswerError::NotAnswerable)?;
        let kept = self.cell(scope, local).and_then(|cell| cell.offer.as_ref());
        let offered = |code: &str| self.offers(question, kept, code);
        stored_form(question, text, self.env.offset_secs, &offered)
            .map(|stored| self.in_list_order(question, stored))
    }

    fn offers(&self, question: &Question, kept: Option<&Offer>, code: &str) -> bool {
        if let Some(Offer::Made(all)) = kept {
            return all.iter().any(|it| it.code == code);
        }
        let Some(list) = question.list.as_ref().and_then(|name| self.form.list(name)) else {
            return true;
        };
        match kept {
            _ if list.is_external => true,
            None | Some(Offer::Made(_)) => list.choice(code).is_some(),
            Some(Offer::Listed(kept)) => kept
                .iter()
                .any(|at| list.choices.get(*at as usize).is_some_and(|it| it.code == code)),
        }
    }

    /// Several codes are stored in the order of their list, so that the same answer is the same text.
    fn in_list_order(&self, question: &Question, stored: String) -> String {
        let list = question.list.as_ref().and_then(|name| self.form.list(name));
        let Some(list) = list
            .filter(|it| question.kind == QuestionType::SelectMultiple && !it.choices.is_empty())
        else {
            return stored;
        };
        let chosen: Vec<&str> = stored.split_ascii_whitespace().collect();
        let mut ordered: Vec<&str> = Vec::new();
        for choice in &list.choices {
            if chosen.contains(&choice.code.as_str()) && !ordered.contains(&choice.code.as_str()) {
                ordered.push(&choice.code);
            }
        }
        ordered.join(" ")
    }
}

/// How `text` is stored as an answer of `question`, or why it is none.
pub(super) fn stored_form(
    question: &Question,
    text: &str,
    offset_secs: i32,
    offered: &dyn Fn(&str) -> bool,
) -> Result<String, AnswerError> {
    if text.len() > MAX_TEXT {
        return Err(AnswerError::TooLong);
    }
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(String::new());
    }
    match &question.kind {
        QuestionType::Integer => integer(trimmed),
        QuestionType::Decimal => {
            let number = parse_number(trimmed);
            if number.is_finite() { Ok(trimmed.to_owned()) } else { Err(AnswerError::NotNumber) }
        }
        QuestionType::Range => in_range(question, trimmed),
        QuestionType::Date | QuestionType::Today => date(question, trimmed),
        QuestionType::Time => time(trimmed),
        QuestionType::DateTime | QuestionType::Start | QuestionType::End => {
            let stamp = trimmed.contains('T').then(|| parse_stamp(trimmed, offset_secs)).flatten();
            let stamp = stamp.ok_or(AnswerError::NotDateTime)?;
            Ok(stamp.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string())
        }
        QuestionType::SelectOne => {
            if offered(trimmed) {
                Ok(trimmed.to_owned())
            } else {
                Err(AnswerError::NotAChoice)
            }
        }
        QuestionType::SelectMultiple | QuestionType::Rank => {
            let codes: Vec<&str> = trimmed.split_ascii_whitespace().collect();
            if codes.iter().all(|code| offered(code)) {
                Ok(codes.join(" "))
            } else {
                Err(AnswerError::NotAChoice)
            }
        }
        QuestionType::Geopoint => position(trimmed),
        QuestionType::Acknowledge => match trimmed.to_lowercase().as_str() {
            "ok" | "yes" | "true" => Ok("OK".to_owned()),
            _ => Err(AnswerError::NotAChoice),
        },
        _ => Ok(text.to_owned()),
    }
}

fn integer(text: &str) -> Result<String, AnswerError> {
    let plain = text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
    let number = text.parse::<i64>().map_err(|_err| AnswerError::NotInteger)?;
    if plain { Ok(number.to_string()) } else { Err(AnswerError::NotInteger) }
}

fn in_range(question: &Question, text: &str) -> Result<String, AnswerError> {
    let number = parse_number(text);
    if !number.is_finite() {
        return Err(AnswerError::NotNumber);
    }
    let bound =
        |name: &str, otherwise: f64| question.parameter(name).map_or(otherwise, parse_number);
    let (from, to) = (bound("start", 1.0), bound("end", 10.0));
    // A bound that is no number bounds nothing.
    if number < from.min(to) || number > from.max(to) {
        return Err(AnswerError::OutOfRange);
    }
    Ok(text.to_owned())
}

/// A day; a month or a year where the appearance says so.
fn date(question: &Question, text: &str) -> Result<String, AnswerError> {
    let partial = question.looks("partial");
    let as_exact = match text.len() {
        4 => partial || question.looks("year"),
        7 => partial || question.looks("year") || question.looks("month-year"),
        _ => true,
    };
    let full = parse_date(text).filter(|_| !text.contains('T'));
    match (full, parse_partial_date(text)) {
        (Some(day), _) => Ok(day.to_string()),
        (None, Some(_)) if as_exact && !text.contains('T') => Ok(text.to_owned()),
        _ => Err(AnswerError::NotDate),
    }
}

fn time(text: &str) -> Result<String, AnswerError> {
    let (clock, offset) = match text.find(['+', '-', 'Z']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let digits = offset.trim_start_matches(['+', '-']);
    let known_offset = matches!(offset, "" | "Z")
        || chrono::NaiveTime::parse_from_str(digits, "%H:%M").is_ok()
        || (digits.len() == 2 && digits.parse::<u8>().is_ok_and(|it| it < 24));
    let known = ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f"]
        .iter()
        .any(|form| chrono::NaiveTime::parse_from_str(clock, form).is_ok());
    if known && known_offset { Ok(text.to_owned()) } else { Err(AnswerError::NotTime) }
}

/// Latitude and longitude, then altitude and accuracy where they are known.
fn position(text: &str) -> Result<String, AnswerError> {
    let parts: Vec<f64> =
        text.split([' ', ',']).filter(|it| !it.is_empty()).map(parse_number).collect();
    let fits = match parts.as_slice() {
        [latitude, longitude, rest @ ..] => {
            (-90.0..=90.0).contains(latitude)
                && (-180.0..=180.0).contains(longitude)
                && rest.len() <= 2
                && rest.iter().all(|it| it.is_finite())
        }
        _ => false,
    };
    if !fits {
        return Err(AnswerError::NotPosition);
    }
    Ok(text.split([' ', ',']).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" "))
}
