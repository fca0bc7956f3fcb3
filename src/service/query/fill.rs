//! One filling-in without a vault.

use std::sync::Arc;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::{
    base::Message,
    cases::Permission,
    forms::{Environment, Instance, Severity, compile},
};

use super::super::{Request, Service, ServiceError};
use super::office::FormSource;

/// Fills answers into an empty instance of a form. Needs no vault.
#[derive(Clone, Debug)]
pub struct FillForm {
    /// The form's files.
    pub source: FormSource,
    /// The answers file, JSON.
    pub answers: Zeroizing<String>,
    /// The language of what a form's author says.
    pub language: String,
}

/// A filling-in as the engine sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct FilledForm {
    /// Relevant answers, calculated ones among them: groups as objects, repeats as arrays.
    pub values: Value,
    /// Paths of the questions that apply.
    pub relevant: Vec<String>,
    /// What does not hold.
    pub violations: Vec<ViolationView>,
}

/// A rule that an answer breaks, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct ViolationView {
    /// The question's path.
    pub question: String,
    /// The rule: `required`, `constraint`, `warning`, `type`, `X-43`.
    pub rule: &'static str,
    /// It stops a submission.
    pub hard: bool,
    /// What the form's author says about it, gaps filled; empty where nothing.
    pub words: String,
    /// What this program says about it.
    pub message: Message,
}

impl Request for FillForm {
    type Answer = FilledForm;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, service: &mut Service) -> Result<FilledForm, ServiceError> {
        let (form, findings) = compile(&crate::service::command::forms::definition(&self.source)?);
        if findings.iter().any(|it| it.severity == Severity::Error) {
            return Err(ServiceError::FormRefused { findings });
        }
        let answers: Value =
            serde_json::from_str(&self.answers).map_err(|_err| ServiceError::NotAnswers)?;
        let environment = Environment {
            now: service.now(),
            language: self.language.clone(),
            ..Environment::default()
        };
        let mut instance = Instance::new(Arc::new(form), &environment);
        let wrong = instance.fill(&answers);
        if !wrong.is_empty() {
            return Err(ServiceError::Answers { wrong });
        }
        let applies = |it: &crate::forms::NodeView<'_>| it.relevant && it.item.question().is_some();
        let relevant = instance
            .nodes()
            .iter()
            .filter(|it| applies(it))
            .map(|it| it.path.to_string())
            .collect();
        let violations = instance
            .violations()
            .iter()
            .map(|it| ViolationView {
                question: it.path.to_string(),
                rule: it.rule.word(),
                hard: it.severity == crate::forms::Strength::Hard,
                words: instance.violation_text(it, &self.language).unwrap_or_default(),
                message: it.message.clone(),
            })
            .collect();
        Ok(FilledForm { values: instance.answers(), relevant, violations })
    }
}
