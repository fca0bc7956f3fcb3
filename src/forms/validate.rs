//! Answers that break a rule. Data, not errors: a person typing is never wrong to try.

use crate::base::Message;

use super::{Instance, Item, LocalisedText, Path, Question, answer::stored_form, instance::Cell};

/// Which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// An answer is required.
    Required,
    /// The constraint of the question.
    Constraint,
    /// The soft check of the question: true more often than not.
    Warning,
    /// The value is not one of the question's type; it came from outside.
    Type,
    /// There are more instances than the form's count says.
    Surplus,
    /// A named check in code.
    Check(&'static str),
}

/// Whether it stops a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It must be put right.
    Hard,
    /// It may stand, with a reason.
    Soft,
}

impl Rule {
    /// The word of the command line and of the vault.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Constraint => "constraint",
            Self::Warning => "warning",
            Self::Type => "type",
            Self::Surplus => "surplus",
            Self::Check(name) => name,
        }
    }
}

impl Strength {
    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
        }
    }
}

/// One answer that breaks a rule.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Where.
    pub path: Path,
    /// Which rule.
    pub rule: Rule,
    /// Whether it stops a submission.
    pub severity: Strength,
    /// What the author says about it, gaps unfilled; [`Instance::violation_text`] fills them.
    pub text: Option<LocalisedText>,
    /// What this program says about it.
    pub message: Message,
}

impl Instance {
    /// Every answer that breaks a rule, in document order, at most one violation a node. Nodes that
    /// are not relevant break none.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        self.collect_violations(0, super::ItemId(0), &mut found);
        found
    }

    fn collect_violations(&self, scope: u32, above: super::ItemId, found: &mut Vec<Violation>) {
        for id in self.form.children(above) {
            let (Some(item), Some(placed)) = (self.form.item(*id), self.form.place(*id)) else {
                continue;
            };
            match item {
                Item::Repeat(_) => {
                    for instance in self.instances(scope, placed.scope) {
                        if self.cell(*instance, 0).is_none_or(|cell| !cell.relevant) {
                            continue;
                        }
                        if self.scope_is_surplus(*instance) {
                            let path = self.path_of(*instance, 0);
                            found.push(violation(
                                path,
                                Rule::Surplus,
                                Strength::Hard,
                                None,
                                "violation-surplus",
                            ));
                        }
                        self.collect_violations(*instance, *id, found);
                    }
                }
                Item::Group(_) => {
                    if self.cell(scope, placed.local).is_some_and(|cell| cell.relevant) {
                        self.collect_violations(scope, *id, found);
                    }
                }
                Item::Question(question) => {
                    let cell = self.cell(scope, placed.local).filter(|cell| cell.relevant);
                    let broken = cell.and_then(|cell| self.broken(question, cell));
                    if let Some((rule, strength, text, message)) = broken {
                        let path = self.path_of(scope, placed.local);
                        let text = text.filter(|text| !text.is_empty()).cloned();
                        found.push(violation(path, rule, strength, text, message));
                    }
                }
            }
        }
    }

    fn broken<'a>(
        &self,
        question: &'a Question,
        cell: &Cell,
    ) -> Option<(Rule, Strength, Option<&'a LocalisedText>, &'static str)> {
        use Strength::{Hard, Soft};
        if !question.kind.takes_answer() {
            return None;
        }
        if cell.value.is_empty() {
            let missing = cell.required && question.is_asked();
            return missing.then_some((
                Rule::Required,
                Hard,
                Some(&question.required_message),
                "violation-required",
            ));
        }
        if !question.is_calculated && !self.is_of_type(question, cell) {
            return Some((Rule::Type, Hard, None, "violation-type"));
        }
        if !cell.valid {
            return Some((
                Rule::Constraint,
                Hard,
                Some(&question.constraint_message),
                "violation-constraint",
            ));
        }
        (!cell.plausible).then_some((
            Rule::Warning,
            Soft,
            Some(&question.warning_message),
            "violation-warning",
        ))
    }

    fn is_of_type(&self, question: &Question, cell: &Cell) -> bool {
        let list = question.list.as_ref().and_then(|name| self.form.list(name));
        let offered =
            |code: &str| list.is_none_or(|list| list.is_external || list.choice(code).is_some());
        stored_form(question, &cell.value, self.env.offset_secs, &offered).is_ok()
    }
}

fn violation(
    path: Path,
    rule: Rule,
    severity: Strength,
    text: Option<LocalisedText>,
    message: &'static str,
) -> Violation {
    Violation { path, rule, severity, text, message: Message::new(message) }
}
