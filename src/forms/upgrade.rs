//! A filling-in of one version of a form under another version of it.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{
    Environment, Form, Instance, InstanceError, Path, Question, Rule, Strength, Violation,
};

/// Why an answer has no place in another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The question is gone.
    Question,
    /// The choice is gone, or is not offered there any more.
    Choice,
    /// The question is not asked there any more.
    NotAsked,
}

/// A filling-in under another version.
#[derive(Debug)]
pub struct Upgraded {
    /// The filling-in. What it has no place for is kept aside: [`Instance::earlier_answers`].
    pub instance: Instance,
    /// Answers that it has no place for.
    pub lost: Vec<(Path, Loss)>,
    /// Questions that must be answered now and are not.
    pub needed: Vec<Path>,
    /// Rules that do not hold and did before.
    pub broken: Vec<Violation>,
    /// The text differs from what was read: a choice was put aside.
    pub is_rewritten: bool,
}

impl Upgraded {
    /// Whether nothing is lost, needed or broken hard.
    #[must_use]
    pub fn is_smooth(&self) -> bool {
        let hard = |it: &Violation| it.severity == Strength::Hard;
        self.lost.is_empty() && self.needed.is_empty() && !self.broken.iter().any(hard)
    }
}

impl Instance {
    /// Answers of an earlier version that this form has no place for: path and text, by path.
    pub fn earlier_answers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.unknown.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The same filling-in under another version of its form; nothing of it is thrown away.
    ///
    /// # Errors
    ///
    /// [`InstanceError`].
    pub fn upgraded(
        &self,
        form: Arc<Form>,
        environment: &Environment,
    ) -> Result<Upgraded, InstanceError> {
        let mut next = Self::from_json(form, environment, &self.to_json())?;
        let mut lost = Vec::new();
        let mut aside = Vec::new();
        for node in self.nodes() {
            let Some(question) = node.item.question() else { continue };
            let value = self.value(&node.path);
            if value.is_empty() || !node.relevant || !question.is_asked() {
                continue;
            }
            let Some(there) = next.item(&node.path).and_then(super::Item::question).cloned() else {
                lost.push((node.path, Loss::Question));
                continue;
            };
            let left = next.left_of(&there, &node.path, value);
            if left.as_deref().is_some_and(|it| it != value) {
                aside.push((node.path.clone(), value.to_owned(), left.unwrap_or_default()));
                lost.push((node.path, Loss::Choice));
            } else if !next.is_relevant(&node.path) {
                lost.push((node.path, Loss::NotAsked));
            }
        }
        let is_rewritten = !aside.is_empty();
        for (path, value, left) in aside {
            next.unknown.insert(path.to_string(), Zeroizing::new(value));
            // The node is there: its question was found.
            let _put = next.put(&path, &left);
        }
        let before = self.violations();
        let new = |it: &Violation| {
            !before.iter().any(|old| (&old.path, &old.rule) == (&it.path, &it.rule))
        };
        let (needed, broken): (Vec<_>, Vec<_>) =
            next.violations().into_iter().filter(new).partition(|it| it.rule == Rule::Required);
        let needed = needed.into_iter().map(|it| it.path).collect();
        Ok(Upgraded { instance: next, lost, needed, broken, is_rewritten })
    }

    /// What is left of a choice in this version: the codes that its list still has and that are offered. `None` where the
    /// question takes no choice.
    fn left_of(&self, question: &Question, path: &Path, value: &str) -> Option<String> {
        if !question.kind.is_choice() {
            return None;
        }
        let list = question.list.as_deref().and_then(|it| self.form().list(it))?;
        if list.is_external {
            return None;
        }
        let stands = self.value(path);
        let kept = |code: &&str| {
            list.choice(code).is_some() && stands.split_whitespace().any(|it| it == *code)
        };
        let codes = value.split_whitespace().filter(kept);
        Some(codes.collect::<Vec<_>>().join(" "))
    }
}
