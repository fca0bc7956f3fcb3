//! What a filling-in says, and where to say that it does not hold.

use chrono::NaiveDate;
use serde_json::Value;

use super::broken;
use crate::{
    cases::answers::{Group, find, find_number, members},
    forms::{Instance, NodeView, Path, Strength, Violation},
    service::people::in_repeat,
};

/// The answers of a filling-in, and what was found wrong with them.
pub(super) struct Said<'a> {
    nodes: Vec<NodeView<'a>>,
    answers: Value,
    /// Where something is told whose own question is not asked.
    fallback: &'static str,
    pub(super) broken: Vec<Violation>,
}

impl<'a> Said<'a> {
    pub(super) fn of(instance: &'a Instance, fallback: &'static str) -> Self {
        let nodes = instance.nodes().into_iter().filter(|it| it.relevant).collect();
        Self { nodes, answers: instance.answers(), fallback, broken: Vec::new() }
    }

    pub(super) fn group(&self) -> &Group {
        static NOTHING: std::sync::LazyLock<Group> = std::sync::LazyLock::new(Group::new);
        self.answers.as_object().unwrap_or(&NOTHING)
    }

    /// The answer to a question outside repeats; empty where blank.
    pub(super) fn answer(&self, question: &str) -> &str {
        find(self.group(), question).unwrap_or_default()
    }

    /// The day answered to a question.
    pub(super) fn day(&self, question: &str) -> Option<NaiveDate> {
        day(self.group(), question)
    }

    /// The number answered to a question.
    pub(super) fn number(&self, question: &str) -> Option<f64> {
        find_number(self.group(), question)
    }

    /// The lines of a repeat.
    pub(super) fn lines(&self, repeat: &str) -> Vec<Group> {
        members(self.group(), repeat).into_iter().cloned().collect()
    }

    /// Notes that a check does not hold at a question, where `wrong`.
    pub(super) fn check(
        &mut self,
        wrong: bool,
        (check, strength): (&'static str, Strength),
        question: &str,
        text: &'static str,
    ) {
        if wrong {
            self.tell(None, (check, strength), question, text);
        }
    }

    /// The same at the question in a line of a repeat, counted from 0.
    pub(super) fn check_line(
        &mut self,
        wrong: bool,
        (check, strength): (&'static str, Strength),
        (repeat, line, question): (&str, usize, &str),
        text: &'static str,
    ) {
        if wrong {
            self.tell(Some((repeat, line)), (check, strength), question, text);
        }
    }

    fn tell(
        &mut self,
        line: Option<(&str, usize)>,
        (check, strength): (&'static str, Strength),
        question: &str,
        text: &'static str,
    ) {
        let named = |name: &str| {
            let mut all = self.nodes.iter().filter(move |it| it.path.name() == name);
            all.next().map(|it| it.path.clone())
        };
        let at = match line {
            None => named(question),
            Some((repeat, line)) => self.in_line(repeat, line, question),
        };
        if let Some(path) = at.or_else(|| named(self.fallback)) {
            let again = self.broken.iter().any(|it| it.path == path && it.rule.word() == check);
            if !again {
                self.broken.push(broken(path, check, strength, text));
            }
        }
    }

    fn in_line(&self, repeat: &str, line: usize, question: &str) -> Option<Path> {
        let of = |path: &Path| in_repeat(path).filter(|it| it.name() == repeat);
        let mut rows: Vec<Path> = Vec::new();
        for row in self.nodes.iter().filter_map(|it| of(&it.path)) {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        let row = rows.into_iter().nth(line)?;
        let own = |it: &&NodeView<'_>| {
            it.path.name() == question && in_repeat(&it.path).as_ref() == Some(&row)
        };
        self.nodes.iter().find(own).map(|it| it.path.clone())
    }
}

/// The day answered to a question in a group.
pub(super) fn day(group: &Group, question: &str) -> Option<NaiveDate> {
    find(group, question)?.get(..10)?.parse().ok() // blank, or a month alone
}

/// The answer to a question in a group; empty where blank.
pub(super) fn text<'a>(group: &'a Group, question: &str) -> &'a str {
    find(group, question).unwrap_or_default()
}
