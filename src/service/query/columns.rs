//! What lists of one form show: the columns that its staff scan for (`assets/programmes/lists.csv`), known without opening a
//! record.

use std::collections::BTreeMap;

use super::{
    super::{ServiceError, derive::listed_answer, library::by_language, open_office::Office},
    records::{CellView, ColumnView},
};
use crate::{
    assets::list_rule,
    base::{FormId, Sensitive},
    forms::{Form, Question, QuestionType},
    vault::RecordRow,
};

impl Office {
    /// The columns of a list of one form.
    pub(super) fn columns(&mut self, id: &FormId) -> Result<Vec<ColumnView>, ServiceError> {
        let Some(rule) = list_rule(&id.0) else { return Ok(Vec::new()) };
        let key = self.library.current(id)?.key.clone();
        let form = self.form(&key)?;
        let column = |name: &str| {
            let question = asked(&form, name);
            ColumnView {
                question: name.to_owned(),
                heading: question.map(|it| by_language(&form, &it.label)).unwrap_or_default(),
                number: question.is_some_and(|it| is_number(&it.kind)),
            }
        };
        Ok(rule.columns().map(column).collect())
    }
}

/// What the columns of its form show of a record.
pub(super) fn cells(row: &RecordRow, form: &Form) -> Vec<CellView> {
    let Some(rule) = list_rule(&form.id) else { return Vec::new() };
    let cell = |name: &'static str| {
        let value = listed_answer(row, name);
        (!value.is_empty()).then(|| CellView {
            question: name.to_owned(),
            value: Sensitive::from(value),
            words: asked(form, name).map(|it| words(form, it, value)).unwrap_or_default(),
        })
    };
    rule.columns().filter(|it| !it.starts_with('@')).filter_map(cell).collect()
}

fn asked<'a>(form: &'a Form, name: &str) -> Option<&'a Question> {
    form.questions().map(|(_, it)| it).find(|it| it.name == name)
}

const fn is_number(kind: &QuestionType) -> bool {
    matches!(kind, QuestionType::Integer | QuestionType::Decimal | QuestionType::Date)
}

/// What the codes of an answer mean, by language, one after the other.
fn words(form: &Form, question: &Question, value: &str) -> BTreeMap<String, String> {
    let list = question.list.as_deref().and_then(|it| form.list(it));
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for code in value.split(' ') {
        let choice = list.and_then(|list| list.choices.iter().find(|it| it.code == code));
        for (language, label) in choice.map(|it| by_language(form, &it.label)).unwrap_or_default() {
            let text = words.entry(language).or_default();
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&label);
        }
    }
    words
}
