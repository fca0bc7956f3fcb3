//! What gives codes their words: the form's lists, the built-in hierarchies, the office's places.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Export, in_language};
use crate::{
    forms::{CodeList, Form},
    service::command::release::RiskView,
    ui::cx::Cx,
};

/// The words for the answers of one question.
#[derive(Clone, Copy, Default)]
pub(super) struct Vocabulary<'a> {
    list: Option<&'a CodeList>,
    /// In the form's count.
    language: usize,
    broader: Option<&'a BTreeMap<String, BTreeMap<String, String>>>,
    places: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Vocabulary<'a> {
    /// Of `question`, from what has come so far.
    pub(super) fn of(
        cx: &Cx<'_>,
        question: &str,
        (form, risk, places): (
            Option<&'a Form>,
            Option<&'a RiskView>,
            &'a BTreeMap<String, String>,
        ),
    ) -> Self {
        let list = form.and_then(|form| {
            let (_, question) = form.questions().find(|(_, it)| it.name == question)?;
            form.list(question.list.as_ref()?)
        });
        Self {
            list,
            language: form.map_or(0, |it| it.language(cx.language())),
            broader: risk.and_then(|it| it.words.get(question)),
            places: Some(places),
        }
    }

    /// An answer as a person reads it; a code that nobody knows stays as it is.
    pub(super) fn words(&self, cx: &Cx<'_>, code: &str) -> String {
        let choice = self.list.and_then(|it| it.choice(code));
        if let Some(label) = choice.and_then(|it| it.label.source(self.language)) {
            return label.to_owned();
        }
        let broader = self.broader.and_then(|it| it.get(code)).map(|it| in_language(cx, it));
        if let Some(label) = broader.filter(|it| !it.is_empty()) {
            return label;
        }
        if let Some(name) = self.places.and_then(|it| it.get(code)) {
            return name.clone();
        }
        if let Ok(day) = code.parse::<NaiveDate>() {
            return cx.texts.date(day);
        }
        // The top of every hierarchy: nothing of the answer is left.
        if code == "*" { cx.t("export-left-out") } else { code.to_owned() }
    }
}

/// Where a batch goes, in words; what headquarters called otherwise keeps that name.
pub(in crate::ui) fn destination_words(cx: &Cx<'_>, id: &str) -> String {
    if id == "headquarters" { cx.t("export-headquarters") } else { id.to_owned() }
}

impl Export {
    /// An answer of a question as a person reads it.
    pub(super) fn answer_words(&self, cx: &Cx<'_>, question: &str, code: &str) -> String {
        let from = (self.form.as_deref(), self.risk.ready(), &self.places);
        Vocabulary::of(cx, question, from).words(cx, code)
    }
}
