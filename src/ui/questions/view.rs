//! A question as it stands, in words.

use eframe::egui::Id;

use super::{Kind, Specials};
use crate::forms::{ItemId, Path};

/// How much room a question takes in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// One of three columns.
    Third,
    /// One of two.
    Half,
    /// The whole row.
    Whole,
}

/// A question, as it stands.
#[derive(Clone, Debug)]
pub struct QuestionView {
    /// Where.
    pub path: Path,
    /// What.
    pub item: ItemId,
    /// `C3`.
    pub number: String,
    /// What is asked.
    pub label: String,
    /// Help with it.
    pub hint: String,
    /// How it is answered.
    pub kind: Kind,
    /// The answer as a person reads it.
    pub shown: String,
    /// The same as short as a cell of a grid wants it.
    pub short: String,
    /// Whether a person may answer it now.
    pub asked: bool,
    /// What is wrong or unlikely about it, to be shown at the question.
    pub problem: Option<Problem>,
    /// How much room it takes.
    pub span: Span,
    /// What its list has beside answers.
    pub specials: Specials,
}

/// What is said under a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// It stops a submission.
    pub hard: bool,
    /// In words.
    pub text: String,
}

/// The id of the widget of a question.
#[must_use]
pub fn question_id(path: &Path) -> Id {
    Id::unique(("question", path))
}
