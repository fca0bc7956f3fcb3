//! How a question is answered.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is no special case is a line of text")]

use super::Span;
use crate::{
    forms::{Form, Instance, Item, Path, Question, QuestionType},
    ui::widgets::Precision,
};

/// The code for what a list lacks.
const NOT_LISTED: &str = "not_listed";
/// Up to so many choices stand side by side.
const SEGMENT: usize = 5;
/// Up to so many choices stand as check boxes.
const BOXES: usize = 12;
/// A segment is no wider than half a row.
const SEGMENT_WIDTH: f32 = 332.0;

/// One thing that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What is read.
    pub label: String,
    /// What tells it from others of that name.
    pub note: String,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A line of text.
    Line {
        /// Never reordered: a number, an address.
        ltr: bool,
    },
    /// Several lines.
    Lines,
    /// A number.
    Number {
        /// With a fraction.
        decimals: bool,
    },
    /// A date, typed.
    Date(Precision),
    /// A time of day, typed.
    Time,
    /// A date with a time, typed.
    Moment,
    /// One of a few, side by side.
    Segment(Vec<Choice>),
    /// One of many, found by typing.
    Search,
    /// Several of some.
    Boxes(Vec<Choice>),
    /// Several of many, found by typing.
    Many,
    /// A position, typed.
    Position,
    /// Agreement.
    Agree,
    /// Nothing to answer: the value is worked out, or may not be changed now.
    Shown,
    /// Words to read.
    Note,
    /// Something that cannot be captured here.
    Absent,
}

impl Kind {
    /// How `question` is answered at `path`.
    #[must_use]
    pub fn of(
        instance: &Instance,
        path: &Path,
        question: &Question,
        asked: bool,
        language: &str,
    ) -> Self {
        match &question.kind {
            QuestionType::Note => return Self::Note,
            QuestionType::Media(_) | QuestionType::Unknown(_) => return Self::Absent,
            _ if !asked => return Self::Shown,
            _ => {}
        }
        let external = question
            .list
            .as_ref()
            .and_then(|name| instance.form().list(name))
            .is_some_and(|it| it.is_external);
        match &question.kind {
            QuestionType::Integer => Self::Number { decimals: false },
            QuestionType::Decimal | QuestionType::Range => Self::Number { decimals: true },
            QuestionType::Date if question.looks("partial") => Self::Date(Precision::AsKnown),
            QuestionType::Date if question.looks("year") => Self::Date(Precision::Year),
            QuestionType::Date if question.looks("month-year") => Self::Date(Precision::Month),
            QuestionType::Date => Self::Date(Precision::Day),
            QuestionType::Time => Self::Time,
            QuestionType::DateTime => Self::Moment,
            QuestionType::Geopoint => Self::Position,
            QuestionType::Acknowledge => Self::Agree,
            QuestionType::SelectOne | QuestionType::SelectMultiple | QuestionType::Rank
                if external =>
            {
                Self::Line { ltr: true }
            }
            QuestionType::SelectOne => Self::one(instance, path, question, language),
            QuestionType::SelectMultiple => Self::several(instance, path, question, language),
            QuestionType::Rank => Self::Many,
            _ if question.looks("multiline") => Self::Lines,
            _ => Self::Line { ltr: is_identifier(question) },
        }
    }

    fn one(instance: &Instance, path: &Path, question: &Question, language: &str) -> Self {
        // The whole list decides, so that the field stays what it is while a filter narrows it.
        let listed = n_choices(instance.form(), question);
        if listed > SEGMENT + 2 || question.looks("autocomplete") {
            return Self::Search;
        }
        let mut words = choices(instance, path, language);
        words.retain(|it| !is_unknown(&it.code) && !is_declined(&it.code));
        let fits = segment_width(&words) <= SEGMENT_WIDTH;
        if words.is_empty() || words.len() > SEGMENT || !fits {
            return Self::Search;
        }
        Self::Segment(words)
    }

    fn several(instance: &Instance, path: &Path, question: &Question, language: &str) -> Self {
        if n_choices(instance.form(), question) > BOXES {
            Self::Many
        } else {
            Self::Boxes(choices(instance, path, language))
        }
    }

    /// How much room it takes in a row of questions.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Lines | Self::Boxes(_) | Self::Note => Span::Whole,
            Self::Line { ltr: false } | Self::Many | Self::Position | Self::Absent => Span::Half,
            Self::Segment(words) if segment_width(words) > 216.0 => Span::Half,
            Self::Segment(_)
            | Self::Line { ltr: true }
            | Self::Number { .. }
            | Self::Date(_)
            | Self::Time
            | Self::Moment
            | Self::Search
            | Self::Agree
            | Self::Shown => Span::Third,
        }
    }

    /// How wide its field is at most, in points.
    #[must_use]
    pub const fn width(&self) -> f32 {
        match self {
            Self::Number { .. } => 72.0,
            Self::Date(Precision::Month) => 110.0,
            Self::Date(Precision::Year) | Self::Time => 96.0,
            Self::Date(Precision::Day | Precision::AsKnown) => 132.0,
            Self::Moment | Self::Search | Self::Line { ltr: true } => 216.0,
            Self::Line { ltr: false } | Self::Segment(_) | Self::Many | Self::Position => 332.0,
            Self::Lines
            | Self::Boxes(_)
            | Self::Agree
            | Self::Shown
            | Self::Note
            | Self::Absent => 680.0,
        }
    }

    /// Whether a list is found in by typing.
    #[must_use]
    pub const fn is_searched(&self) -> bool {
        matches!(self, Self::Search | Self::Many | Self::Segment(_))
    }

    /// How wide a column of this question is in a grid; 0 where it does not fit into one.
    #[must_use]
    pub fn column_width(form: &Form, question: &Question) -> f32 {
        match &question.kind {
            QuestionType::Text if question.looks("multiline") => 0.0,
            QuestionType::Text => 118.0,
            QuestionType::Integer | QuestionType::Range => 58.0,
            QuestionType::Decimal => 76.0,
            QuestionType::Date => 104.0,
            QuestionType::Time => 70.0,
            QuestionType::SelectOne => match n_choices(form, question) {
                0..=4 => 72.0,
                5..=7 => 86.0,
                _ => 126.0,
            },
            _ => 0.0,
        }
    }

    /// Whether its answers are numbers and stand on the right.
    #[must_use]
    pub const fn is_number(question: &Question) -> bool {
        matches!(question.kind, QuestionType::Integer | QuestionType::Decimal | QuestionType::Range)
    }
}

/// How wide a segment of these words is about, in points: words are measured before there is anything to draw on.
#[expect(clippy::cast_precision_loss, reason = "a few letters")]
fn segment_width(words: &[Choice]) -> f32 {
    words.iter().map(|it| it.label.chars().count() as f32 * 7.2 + 40.0).sum()
}

fn n_choices(form: &Form, question: &Question) -> usize {
    question.list.as_ref().and_then(|name| form.list(name)).map_or(0, |it| it.choices.len())
}

/// Text that is no language: numbers of papers and telephones, addresses of mail.
fn is_identifier(question: &Question) -> bool {
    let words = ["phone", "email", "number", "card", "currency", "url", "document_no"];
    question.looks("numbers")
        || words.iter().any(|it| question.name.contains(it))
        || question.name.ends_with("_no")
        || question.name.ends_with("_id")
}

fn is_unknown(code: &str) -> bool {
    matches!(code, "dnk" | "dont_know" | "do_not_know" | "unknown")
}

fn is_declined(code: &str) -> bool {
    matches!(code, "pnta" | "prefer_not" | "prefer_not_to_say" | "no_answer")
}

/// What can be chosen at `path` now.
#[must_use]
pub fn choices(instance: &Instance, path: &Path, language: &str) -> Vec<Choice> {
    let form = instance.form();
    let places = || form.lists.iter().filter(|it| it.name.starts_with("places"));
    let is_place = |list: &str| list.starts_with("places");
    let of_places = instance
        .item(path)
        .and_then(Item::question)
        .and_then(|it| it.list.as_deref())
        .is_some_and(is_place);
    let mut choices: Vec<Choice> = instance
        .choices(path)
        .into_iter()
        .map(|choice| {
            let parent = choice.parent.as_deref().filter(|_| of_places);
            let parent = parent.and_then(|code| places().find_map(|list| list.choice(code)));
            Choice {
                code: choice.code.clone(),
                label: instance.choice_label(choice, language),
                note: parent.map_or_else(String::new, |it| instance.choice_label(it, language)),
            }
        })
        .collect();
    // The office's own places were put behind it.
    choices.sort_by_key(|it| it.code == NOT_LISTED);
    choices
}

/// Code and words of a way not to answer.
pub type Special = (String, String);

/// What the list of a question has beside its answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Specials {
    /// "Does not know".
    pub unknown: Option<Special>,
    /// "Prefers not to answer".
    pub declined: Option<Special>,
    /// The code of "not in the list", or of "other".
    pub unlisted: Option<String>,
}

impl Specials {
    /// Those of the list of the question at `path`, as it is offered now.
    #[must_use]
    pub fn of(instance: &Instance, path: &Path, language: &str) -> Self {
        let offered = instance.choices(path);
        let find = |fits: fn(&str) -> bool| offered.iter().find(|it| fits(&it.code));
        let special = |fits| {
            let choice = find(fits)?;
            Some((choice.code.clone(), instance.choice_label(choice, language)))
        };
        let unlisted = find(|it| it == NOT_LISTED).or_else(|| find(|it| it == "other"));
        Self {
            unknown: special(is_unknown),
            declined: special(is_declined),
            unlisted: unlisted.map(|it| it.code.clone()),
        }
    }
}
