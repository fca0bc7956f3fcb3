//! What the entry screen draws: the relevant part of an instance, with its words, as it stands after the last change.
//!
//! Everything here is worked out once per change and then only read, so that drawing stays cheap.

use eframe::egui::Id;

use crate::{
    forms::{ItemId, Path},
    ui::{
        mark::Station,
        questions::{QuestionView, question_id},
    },
};

/// The relevant part of an instance, in words.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// Where Enter stops, in order.
    pub stops: Vec<Stop>,
    /// What is wrong or unlikely, in the order of the questions.
    pub issues: Vec<Issue>,
    /// Questions that have an answer.
    pub n_answered: usize,
    /// Questions that are asked.
    pub n_asked: usize,
    /// Required answers that are missing.
    pub n_missing: usize,
}

/// A section of a form: a group or repeat of the outermost level, or a run of questions between them.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its letter.
    pub letter: String,
    /// Its name.
    pub title: String,
    /// What a hint says about it.
    pub hint: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
    /// Where in [`Sheet::stops`] it begins and ends.
    pub stops: std::ops::Range<usize>,
    /// What its shape says.
    pub station: Station,
    /// Questions that have an answer.
    pub n_answered: usize,
    /// Questions that are asked.
    pub n_asked: usize,
    /// It is nothing but a list of people or things.
    pub n_rows: Option<usize>,
}

/// One thing in a section.
#[derive(Clone, Debug)]
pub enum Block {
    /// The name of a group inside, and its hint.
    Heading(String, String),
    /// Something asked, or shown.
    Question(Box<QuestionView>),
    /// A list of people or things.
    Repeat(Box<RepeatView>),
}

/// A list of people or things.
#[derive(Clone, Debug)]
pub struct RepeatView {
    /// Where.
    pub path: Path,
    /// What it is called.
    pub label: String,
    /// Help with it.
    pub hint: String,
    /// Whether a person may add to it.
    pub may_add: bool,
    /// The questions that stand in columns.
    pub columns: Vec<Column>,
    /// The people or things.
    pub rows: Vec<Row>,
}

/// A question that stands in a column of a list.
#[derive(Clone, Debug)]
pub struct Column {
    /// Which.
    pub item: ItemId,
    /// Its number.
    pub number: String,
    /// Its name at the head.
    pub label: String,
    /// In points.
    pub width: f32,
    /// Numbers stand on the right.
    pub is_number: bool,
}

/// One person or thing of a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where.
    pub path: Path,
    /// Who: the answers that name them; empty where none is given yet.
    pub title: String,
    /// What stands in each column; `None` where it does not apply.
    pub cells: Vec<Option<QuestionView>>,
    /// Everything else that is asked about them.
    pub others: Vec<Block>,
}

/// Where Enter stops.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// At a question.
    Question(Path),
    /// At the empty last line of a list.
    Add(Path),
}

impl Stop {
    /// The id of the widget that stands there.
    #[must_use]
    pub fn id(&self) -> Id {
        match self {
            Self::Question(path) => question_id(path),
            Self::Add(path) => Id::unique(("add", path)),
        }
    }

    /// The path of the question or list.
    #[must_use]
    pub const fn path(&self) -> &Path {
        match self {
            Self::Question(path) | Self::Add(path) => path,
        }
    }

    /// The outermost list in which it stands.
    #[must_use]
    pub fn list(&self) -> Option<Path> {
        let path = self.path();
        let keyed = path.0.iter().position(|step| step.key.is_some());
        match (keyed, self) {
            (Some(at), _) => {
                let mut steps: Vec<_> = path.0.iter().take(at + 1).cloned().collect();
                if let Some(last) = steps.last_mut() {
                    last.key = None;
                }
                Some(Path(steps))
            }
            (None, Self::Add(path)) => Some(path.clone()),
            (None, Self::Question(_)) => None,
        }
    }
}

/// Something wrong or unlikely, for the rail.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// At which question.
    pub path: Path,
    /// Its number.
    pub number: String,
    /// About whom, inside a list.
    pub who: String,
    /// The word of the rule that does not hold.
    pub rule: &'static str,
    /// In words.
    pub text: String,
    /// It stops a submission.
    pub hard: bool,
    /// An answer is required and there is none.
    pub missing: bool,
    /// Whether it is put before the person already: a blank that nobody has come to yet is no mistake.
    pub shown: bool,
    /// Why it may stand.
    pub reason: Option<String>,
}

impl Sheet {
    /// The issues that are put before the person, first the hard ones, then the open ones.
    pub fn shown_issues(&self) -> impl Iterator<Item = &Issue> {
        let of = |rank: u8| self.issues.iter().filter(move |it| it.shown && it.rank() == rank);
        of(0).chain(of(1)).chain(of(2))
    }

    /// The place of a stop.
    #[must_use]
    pub fn place(&self, stop: &Stop) -> Option<usize> {
        self.stops.iter().position(|it| it == stop)
    }

    /// The section in which a stop stands.
    #[must_use]
    pub fn section_of(&self, stop: &Stop) -> Option<usize> {
        let at = self.place(stop)?;
        self.sections.iter().position(|it| it.stops.contains(&at))
    }

    /// The list at a path.
    #[must_use]
    pub fn list(&self, path: &Path) -> Option<&RepeatView> {
        find_list(self.sections.iter().flat_map(|it| &it.blocks), path)
    }

    /// The question at a path.
    #[must_use]
    pub fn question(&self, path: &Path) -> Option<&QuestionView> {
        find_question(self.sections.iter().flat_map(|it| &it.blocks), path)
    }
}

impl Issue {
    const fn rank(&self) -> u8 {
        match (self.hard, self.reason.is_some()) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        }
    }
}

fn find_list<'a>(blocks: impl Iterator<Item = &'a Block>, path: &Path) -> Option<&'a RepeatView> {
    for block in blocks {
        if let Block::Repeat(list) = block {
            if list.path == *path {
                return Some(list);
            }
            for row in &list.rows {
                if let Some(found) = find_list(row.others.iter(), path) {
                    return Some(found);
                }
            }
        }
    }
    None
}

fn find_question<'a>(
    blocks: impl Iterator<Item = &'a Block>,
    path: &Path,
) -> Option<&'a QuestionView> {
    for block in blocks {
        match block {
            Block::Question(question) if question.path == *path => return Some(question),
            Block::Question(_) | Block::Heading(..) => {}
            Block::Repeat(list) => {
                for row in &list.rows {
                    let cell = row.cells.iter().flatten().find(|it| it.path == *path);
                    if let Some(found) = cell.or_else(|| find_question(row.others.iter(), path)) {
                        return Some(found);
                    }
                }
            }
        }
    }
    None
}
