//! What a person reads: labels with their gaps filled, answers by their labels.

use super::{
    Choice, Instance, Item, LocalisedText, Path, Violation,
    instance::Located,
    offer::Offer,
    text::{Part, Template},
    view::node,
};
use crate::expr::Node;

impl Instance {
    /// The label of a node in a language; its name where the author gave none.
    #[must_use]
    pub fn label(&self, path: &Path, language: &str) -> String {
        let Some(item) = self.item(path) else { return String::new() };
        if item.label().is_empty() {
            return item.name().to_owned();
        }
        self.filled(item.label(), path, language)
    }

    /// The hint of a node in a language; empty where there is none.
    #[must_use]
    pub fn hint(&self, path: &Path, language: &str) -> String {
        self.item(path).map_or_else(String::new, |item| self.filled(item.hint(), path, language))
    }

    /// What the author says about a violation; none where the author says nothing.
    #[must_use]
    pub fn violation_text(&self, violation: &Violation, language: &str) -> Option<String> {
        violation.text.as_ref().map(|text| self.filled(text, &violation.path, language))
    }

    /// The choices that a node offers now, in the order of their list.
    #[must_use]
    pub fn choices(&self, path: &Path) -> Vec<&Choice> {
        let Some(item) = self.item(path).and_then(Item::question) else { return Vec::new() };
        if let Some(Offer::Made(all)) = self.cell_at(path).and_then(|cell| cell.offer.as_ref()) {
            return all.iter().collect();
        }
        let Some(list) = item.list.as_ref().and_then(|name| self.form.list(name)) else {
            return Vec::new();
        };
        match self.cell_at(path).and_then(|cell| cell.offer.as_ref()) {
            Some(Offer::Listed(kept)) => {
                kept.iter().filter_map(|at| list.choices.get(*at as usize)).collect()
            }
            _ => list.choices.iter().collect(),
        }
    }

    /// The label of a choice in a language; its code where the author gave none.
    #[must_use]
    pub fn choice_label(&self, choice: &Choice, language: &str) -> String {
        if choice.label.is_empty() {
            return choice.code.clone();
        }
        self.filled(&choice.label, &Path::default(), language)
    }

    /// The answer of a node as a person reads it: labels for codes, with commas between them.
    #[must_use]
    pub fn shown(&self, path: &Path, language: &str) -> String {
        let value = self.value(path);
        let list = self
            .item(path)
            .and_then(Item::question)
            .and_then(|it| Some((it, self.form.list(it.list.as_ref()?)?)));
        let Some((question, list)) = list else { return value.to_owned() };
        // In a cascade the same code may stand for another place elsewhere in the list.
        let narrowed = self.cell_at(path).is_some_and(|cell| cell.offer.is_some());
        let offered = if narrowed { self.choices(path) } else { Vec::new() };
        let label = |code: &str| {
            let choice =
                offered.iter().copied().find(|it| it.code == code).or_else(|| list.choice(code));
            choice.map_or_else(|| code.to_owned(), |choice| self.choice_label(choice, language))
        };
        if question.kind.is_list() {
            value.split_ascii_whitespace().map(label).collect::<Vec<_>>().join(", ")
        } else if value.is_empty() {
            String::new()
        } else {
            label(value)
        }
    }

    /// The name of the instance, as the form's settings make it; the form's title where they don't.
    #[must_use]
    pub fn instance_name(&self, language: &str) -> String {
        let named = self.form.instance_name.as_ref().map(|it| self.ask_text(it, node(0, 0)));
        named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| self.title(language))
    }

    /// The title of the form in a language; its id where the author gave none.
    #[must_use]
    pub fn title(&self, language: &str) -> String {
        if self.form.title.is_empty() {
            return self.form.id.clone();
        }
        self.filled(&self.form.title, &Path::default(), language)
    }

    /// A text of this form at a node, with its gaps filled.
    #[must_use]
    pub fn filled(&self, text: &LocalisedText, path: &Path, language: &str) -> String {
        let Some(template) = text.template(self.form.language(language)) else {
            return String::new();
        };
        self.fill_gaps(template, self.node_for_text(path))
    }

    /// The words of a text with its gaps filled at a node.
    pub(super) fn fill_gaps(&self, template: &Template, at: Node) -> String {
        template
            .parts
            .iter()
            .map(|part| match part {
                Part::Words(words) => words.clone(),
                Part::Gap(compiled) => self.ask_text(compiled, at),
            })
            .collect()
    }

    /// Where the gaps of a text at `path` are asked; for a repeat as a whole, around it.
    fn node_for_text(&self, path: &Path) -> Node {
        match self.locate(path) {
            Some(Located::Cell(scope, local)) => node(scope, local),
            Some(Located::Slot(scope, _)) => node(scope, 0),
            None => node(0, 0),
        }
    }
}
