//! Checks of what was written freely.

use std::collections::BTreeSet;

use super::broken;
use crate::{
    cases::names::fold,
    forms::{DataClass, Instance, NodeView, Question, QuestionType, Strength, Violation},
};

/// X-04, second half: the text behind `other` equals a label of the list.
pub(super) fn other_is_listed(instance: &Instance, nodes: &[NodeView<'_>]) -> Vec<Violation> {
    let form = instance.form();
    let listed = |base: &str, text: &str| {
        let near = |name: &str| name == base || name.starts_with(&format!("{base}_"));
        let lists = form.questions().filter(|(_, it)| it.kind.is_choice() && near(&it.name));
        let mut choices =
            lists.filter_map(|(_, it)| form.list(it.list.as_ref()?)).flat_map(|list| &list.choices);
        choices.any(|choice| {
            (0..form.languages.len())
                .any(|at| choice.label.source(at).is_some_and(|it| fold(it) == text))
        })
    };
    nodes
        .iter()
        .filter_map(|node| {
            let base = node.path.name().strip_suffix("_other")?;
            let text = fold(instance.value(&node.path));
            (!text.is_empty() && listed(base, &text))
                .then(|| broken(node.path.clone(), "X-04", Strength::Soft, "check-other-listed"))
        })
        .collect()
}

/// Questions with the name of somebody.
const NAMES: [&str; 4] = ["family_name", "given_names", "ki_name", "smc_contact"];

/// Free texts that hold what people say, beside those marked as sensitive.
const FREE: [&str; 6] =
    ["m_skills", "idp_reason_other", "obs_note", "occupation", "site_new_reason", "staff_note"];

/// a free text holds the name of somebody of the same record.
pub(super) fn names_in_text(instance: &Instance, nodes: &[NodeView<'_>]) -> Vec<Violation> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for node in nodes.iter().filter(|it| NAMES.contains(&it.path.name())) {
        names.extend(
            fold(instance.value(&node.path))
                .split(' ')
                .filter(|it| 3 < it.len())
                .map(str::to_owned),
        );
    }
    let is_free = |question: &Question| {
        question.kind == QuestionType::Text
            && (question.data_class.contains(&DataClass::Sensitive)
                || FREE.contains(&question.name.as_str()))
    };
    nodes
        .iter()
        .filter(|node| node.item.question().is_some_and(is_free))
        .filter(|node| fold(instance.value(&node.path)).split(' ').any(|word| names.contains(word)))
        .map(|node| broken(node.path.clone(), "X-08", Strength::Soft, "check-name-in-text"))
        .collect()
}
