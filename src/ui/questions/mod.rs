//! Questions: one file for each way of answering.
//!
//! A [`QuestionView`] says what is asked and how ([`Kind`]); [`question_ui`] draws it above its field, [`cell_ui`]
//! draws its field alone, for grids. Both answer with an [`Outcome`]: what was typed or chosen, and whether Enter was
//! pressed. Nothing here changes an answer.

mod date;
mod kind;
mod number;
mod position;
mod read_only;
mod search;
mod select_multiple;
mod select_one;
mod text;
mod view;

use eframe::egui::{Id, Key, Rect, Response, Ui};

pub use kind::{Choice, Kind, Special, Specials, choices};
pub use read_only::{in_cell, in_words};
pub use select_one::{DECLINED, UNKNOWN, UNLISTED};
pub use view::{Problem, QuestionView, Span, question_id};

use super::{
    cx::Cx,
    text::Tone,
    widgets::{self, Look, Question},
};

/// A question that is put now.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a QuestionView,
    /// What its field holds.
    pub text: &'a str,
    /// What can be chosen, where the question is the current one and has a list to find in.
    pub choices: &'a [Choice],
    /// Whether it is the current question.
    pub current: bool,
}

/// What happened at a question in this frame.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// It holds the focus.
    pub focused: bool,
    /// Text was typed: the whole text now.
    pub typed: Option<String>,
    /// An answer was given whole: as stored.
    pub answered: Option<String>,
    /// What stands in the field can (not) be read.
    pub misread: Option<bool>,
    /// Enter was pressed in it.
    pub enter: bool,
    /// Where it stands.
    pub rect: Rect,
}

impl Default for Outcome {
    fn default() -> Self {
        Self {
            focused: false,
            typed: None,
            answered: None,
            misread: None,
            enter: false,
            rect: Rect::NOTHING,
        }
    }
}

/// Where a field stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The room for it, in points.
    width: f32,
    /// In a cell that draws its own border.
    cell: bool,
    /// The label above it.
    label: Option<Id>,
}

impl Place {
    /// How the field of a question looks here; `usual` is the width of its kind.
    fn look(self, question: &QuestionView, usual: f32) -> Look<'_> {
        let look = Look::new().tone(tone(question));
        let look = match self.label {
            Some(label) => look.labelled_by(label),
            None => look.name(&question.label),
        };
        if self.cell {
            look.frameless().width(self.width)
        } else {
            look.width(self.width.min(usual))
        }
    }
}

/// Draws a question with its number above its field and its hint or problem under it, `width` wide.
pub fn question_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &Asked<'_>, width: f32) -> Outcome {
    let mut outcome = Outcome::default();
    let question = asked.question;
    if question.kind == Kind::Note {
        read_only::note(ui, &question.label, width);
        return outcome;
    }
    let hint = read_only::hint(cx, question);
    let problem = question.problem.as_ref();
    let error = problem.filter(|it| it.hard).map(|it| it.text.as_str());
    let warning = problem.filter(|it| !it.hard).map(|it| it.text.as_str());
    let shown = Question::new(&question.label)
        .number(&question.number)
        .hint(&hint)
        .error(error)
        .warning(warning)
        .width(width);
    let whole = ui.scope(|ui| {
        shown.show(ui, cx, |ui, label| {
            let place = Place { width, cell: false, label: Some(label) };
            field_ui(ui, cx, asked, place, &mut outcome)
        })
    });
    finish(ui, &whole.inner, &mut outcome);
    outcome.rect = whole.response.rect;
    outcome
}

/// Draws the field of a question alone, inside a cell `width` wide.
pub fn cell_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &Asked<'_>, width: f32) -> Outcome {
    let mut outcome = Outcome::default();
    let place = Place { width, cell: true, label: None };
    let response = field_ui(ui, cx, asked, place, &mut outcome);
    finish(ui, &response, &mut outcome);
    outcome.rect = response.rect;
    outcome
}

fn finish(ui: &Ui, response: &Response, outcome: &mut Outcome) {
    outcome.focused = response.has_focus();
    let here = response.lost_focus() || (response.has_focus() && !response.gained_focus());
    outcome.enter = here && ui.input(|input| input.key_pressed(Key::Enter));
}

fn field_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    match &asked.question.kind {
        Kind::Line { .. } | Kind::Lines | Kind::Time | Kind::Moment => {
            text::ui(ui, asked, place, outcome)
        }
        Kind::Number { decimals } => number::ui(ui, asked, *decimals, place, outcome),
        Kind::Date(precision) => date::ui(ui, cx, asked, *precision, place, outcome),
        Kind::Segment(words) if !place.cell => {
            select_one::segment_ui(ui, cx, asked, words, place, outcome)
        }
        Kind::Segment(_) | Kind::Search => search::ui(ui, cx, asked, place, outcome),
        Kind::Boxes(words) => select_multiple::boxes_ui(ui, asked, words, place, outcome),
        Kind::Many => select_multiple::many_ui(ui, cx, asked, place, outcome),
        Kind::Position => position::ui(ui, asked, place, outcome),
        Kind::Agree => select_one::agree_ui(ui, cx, asked, outcome),
        Kind::Shown | Kind::Note | Kind::Absent => read_only::ui(ui, cx, asked, place),
    }
}

/// How the border of a question's field speaks.
const fn tone(question: &QuestionView) -> Tone {
    match &question.problem {
        Some(Problem { hard: true, .. }) => Tone::Error,
        Some(Problem { hard: false, .. }) => Tone::Warning,
        None => Tone::Plain,
    }
}

/// A choice as the search field takes it.
fn item(choice: &Choice) -> widgets::Item<'_> {
    widgets::Item { code: &choice.code, label: &choice.label, note: &choice.note }
}
