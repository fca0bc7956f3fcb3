//! One filling-in as the screen holds it: the instance, and what is known about it beside its answers.

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use crate::{
    base::Message,
    forms::{AnswerError, Instance, Item, Path, QuestionType, Violation},
    service::command::records::Reasons,
};

/// What a change of an answer asks of autosave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing.
    #[default]
    None,
    /// Text is being typed.
    Typed,
    /// An answer was given whole, or left.
    Left,
}

/// One filling-in.
pub struct Filling {
    instance: Instance,
    language: String,
    /// Text that is no answer (yet): what a field holds while the instance keeps its last answer.
    typed: BTreeMap<Path, (Zeroizing<String>, Option<AnswerError>)>,
    /// Questions that were left at least once.
    visited: BTreeSet<Path>,
    /// Everything is due: somebody asked to submit.
    all_due: bool,
    /// Why rules that do not hold may stand, by question and the rule's word.
    reasons: BTreeMap<(Path, String), String>,
    elsewhere: Vec<Violation>,
    change: Change,
    /// Rises with every change; what was worked out for an older one is stale.
    generation: u64,
}

impl std::fmt::Debug for Filling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filling").field("generation", &self.generation).finish_non_exhaustive()
    }
}

impl Filling {
    /// A filling-in whose words are in `language`.
    #[must_use]
    pub fn new(instance: Instance, language: &str) -> Self {
        Self {
            instance,
            language: language.to_owned(),
            typed: BTreeMap::new(),
            visited: BTreeSet::new(),
            all_due: false,
            reasons: BTreeMap::new(),
            elsewhere: Vec::new(),
            change: Change::None,
            generation: 1,
        }
    }

    /// The answers.
    #[must_use]
    pub const fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The language of its words.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Rises with every change.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// What autosave should know; asking clears it.
    pub const fn take_change(&mut self) -> Change {
        std::mem::replace(&mut self.change, Change::None)
    }

    fn changed(&mut self, change: Change) {
        self.change = self.change.max(change);
        self.generation += 1;
    }

    /// What the field of a question holds: what is being typed, else the answer.
    #[must_use]
    pub fn text(&self, path: &Path) -> &str {
        self.typed.get(path).map_or_else(|| self.instance.value(path), |it| &it.0)
    }

    /// Takes what is typed so far; it is the answer as soon as it can be one.
    pub fn type_in(&mut self, path: &Path, text: &str) {
        let taken = self.instance.answer(path, text);
        let error = taken.err();
        self.typed.insert(path.clone(), (Zeroizing::new(text.to_owned()), error));
        self.changed(Change::Typed);
    }

    /// Takes a whole answer. Answers whether it was taken.
    pub fn answer(&mut self, path: &Path, text: &str) -> bool {
        self.typed.remove(path);
        let taken = self.instance.answer(path, text);
        if let Err(error) = taken {
            self.typed.insert(path.clone(), (Zeroizing::new(text.to_owned()), Some(error)));
        }
        self.changed(Change::Left);
        taken_is_ok(self.typed.get(path))
    }

    /// What a field holds cannot be read as an answer, or can again.
    pub fn misread_in(&mut self, path: &Path, misread: bool) {
        let known = self.typed.get(path).is_some_and(|it| it.1.is_some());
        if known == misread {
            return;
        }
        if misread {
            let kept = Zeroizing::new(self.instance.value(path).to_owned());
            self.typed.insert(path.clone(), (kept, Some(AnswerError::NotDate)));
        } else {
            self.typed.remove(path);
        }
        self.generation += 1;
    }

    /// A question was left.
    pub fn leave(&mut self, path: &Path) {
        let new = self.visited.insert(path.clone());
        let settled = self.typed.get(path).is_some_and(|it| it.1.is_none());
        if settled {
            self.typed.remove(path);
            self.changed(Change::Left);
        } else if new {
            self.generation += 1;
        }
    }

    /// Whether the question was left once.
    #[must_use]
    pub fn is_visited(&self, path: &Path) -> bool {
        self.visited.contains(path)
    }

    /// Whether a missing answer is to be told.
    #[must_use]
    pub fn is_due(&self, path: &Path) -> bool {
        self.all_due || self.visited.contains(path)
    }

    /// From now on every missing answer is told.
    pub const fn all_due(&mut self) {
        self.all_due = true;
        self.generation += 1;
    }

    /// Text that stands in a field and is no answer.
    pub(super) fn misread(&self) -> impl Iterator<Item = (&Path, Message)> {
        self.typed.iter().filter_map(|(path, (_, error))| {
            let error = (*error)?;
            // While it is being typed it may still become one.
            self.visited.contains(path).then(|| (path, self.words(path, error)))
        })
    }

    fn words(&self, path: &Path, error: AnswerError) -> Message {
        Message::new(match error {
            AnswerError::NotInteger => "entry-not-integer",
            AnswerError::NotNumber => "entry-not-number",
            AnswerError::OutOfRange => "entry-out-of-range",
            AnswerError::NotDate => match self.instance.item(path).and_then(Item::question) {
                Some(question) if question.kind == QuestionType::Date => "entry-not-date",
                Some(_) | None => "entry-not-moment",
            },
            AnswerError::NotTime => "entry-not-time",
            AnswerError::NotDateTime => "entry-not-moment",
            AnswerError::NotPosition => "entry-not-position",
            AnswerError::NotAChoice => "entry-not-choice",
            AnswerError::TooLong => "entry-too-long",
            AnswerError::NoSuchNode
            | AnswerError::NotAnswerable
            | AnswerError::ReadOnly
            | AnswerError::WrongShape
            | AnswerError::Counted
            | AnswerError::TooMany => "entry-not-taken",
        })
    }

    /// What the office's other records say against it.
    #[must_use]
    pub fn elsewhere(&self) -> &[Violation] {
        &self.elsewhere
    }

    /// Takes in what the office's other records say against it.
    pub fn set_elsewhere(&mut self, violations: Vec<Violation>) {
        self.elsewhere = violations;
        self.generation += 1;
    }

    /// Why a soft rule at a question may stand.
    #[must_use]
    pub fn reason(&self, path: &Path, rule: &str) -> Option<&str> {
        self.reasons.get(&(path.clone(), rule.to_owned())).map(String::as_str)
    }

    /// All reasons, by question and the rule's word.
    #[must_use]
    pub const fn reasons(&self) -> &BTreeMap<(Path, String), String> {
        &self.reasons
    }

    /// Takes in the reasons that were stored; there is nothing to save about them.
    pub(super) fn read_reasons(&mut self, reasons: &Reasons) {
        let texts = reasons.iter().map(|(key, it)| (key.clone(), it.expose().clone()));
        self.reasons = texts.collect();
        self.generation += 1;
    }

    /// Takes a reason as far as it is typed, or takes it back where it is blank.
    pub(super) fn type_reason(&mut self, path: &Path, rule: &str, reason: &str) {
        self.put_reason(path, rule, reason, Change::Typed);
    }

    /// Gives a reason, or takes it back where it is blank.
    pub fn set_reason(&mut self, path: &Path, rule: &str, reason: &str) {
        self.put_reason(path, rule, reason, Change::Left);
    }

    fn put_reason(&mut self, path: &Path, rule: &str, reason: &str, change: Change) {
        let key = (path.clone(), rule.to_owned());
        if reason.trim().is_empty() {
            self.reasons.remove(&key);
        } else {
            self.reasons.insert(key, reason.trim().to_owned());
        }
        self.changed(change);
    }

    /// Adds a person or thing to a list and answers with its path.
    pub fn add(&mut self, list: &Path) -> Option<Path> {
        let added = self.instance.add_repeat(list).ok()?; // a list that the form counts by itself takes none
        self.changed(Change::Left);
        Some(added)
    }

    /// Removes a person or thing; answers with all answers as they stood, to undo it.
    pub fn remove(&mut self, row: &Path) -> Option<Instance> {
        let before = self.instance.clone();
        self.instance.remove_repeat(row).ok()?; // a list that the form counts by itself loses none
        self.typed.retain(|path, _| !path.0.starts_with(&row.0));
        self.changed(Change::Left);
        Some(before)
    }

    /// Puts all answers back as they stood.
    pub fn restore(&mut self, instance: Instance) {
        self.instance = instance;
        self.typed.clear();
        self.changed(Change::Left);
    }
}

fn taken_is_ok(typed: Option<&(Zeroizing<String>, Option<AnswerError>)>) -> bool {
    typed.is_none()
}
