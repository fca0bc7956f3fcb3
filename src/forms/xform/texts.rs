//! The words of an `XForm`: written at their control, or by id in several languages.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Made, Reader};
use crate::{
    expr::parse,
    forms::{
        Form, Item, ItemId, Language, LocalisedText,
        diagnostic::Place,
        plan::{Home, Planner},
        text::{Part, Template},
        xml::{Xml, XmlId, XmlKind},
    },
};

/// The `itext` of a form.
pub(super) struct Texts<'x> {
    xml: &'x Xml,
    /// The language and its texts: the element of each id.
    translations: Vec<(String, BTreeMap<&'x str, XmlId>)>,
}

impl<'x> Texts<'x> {
    pub(super) fn new(xml: &'x Xml) -> Self {
        let find = |at: XmlId, name: &str| xml.element(at, name);
        let itext = xml
            .root_element()
            .and_then(|it| find(it, "head"))
            .and_then(|it| find(it, "model"))
            .and_then(|it| find(it, "itext"));
        let all = itext.map(|it| xml.elements(it)).into_iter().flatten();
        let mut translations: Vec<(bool, String, BTreeMap<&str, XmlId>)> = all
            .map(|translation| {
                let texts = xml.elements(translation);
                let by_id = texts.filter_map(|it| Some((xml.attribute(it, "id")?, it))).collect();
                let language = xml.attribute(translation, "lang").unwrap_or("").to_owned();
                (xml.attribute(translation, "default").is_some(), language, by_id)
            })
            .collect();
        translations.sort_by_key(|(default, ..)| !default);
        let translations = translations.into_iter().map(|(_, name, texts)| (name, texts)).collect();
        Self { xml, translations }
    }

    /// The languages, the default one first.
    pub(super) fn languages(&self) -> Vec<Language> {
        self.translations
            .iter()
            .map(|(name, _)| crate::forms::compile::language(name.clone()))
            .collect()
    }

    /// The element with the words of an id, for each language.
    fn values(&self, id: &str) -> Vec<Option<XmlId>> {
        let value = |texts: &BTreeMap<&str, XmlId>| {
            let text = *texts.get(id)?;
            let values =
                || self.xml.elements(text).filter(|it| self.xml.local_name(*it) == "value");
            let plain = values().find(|it| self.xml.attribute(*it, "form").is_none());
            let form =
                |word: &str| values().find(|it| self.xml.attribute(*it, "form") == Some(word));
            plain.or_else(|| form("long")).or_else(|| form("guidance"))
        };
        self.translations.iter().map(|(_, texts)| value(texts)).collect()
    }

    fn ids(&self) -> impl Iterator<Item = &'x str> {
        self.translations.iter().flat_map(|(_, texts)| texts.keys().copied())
    }
}

/// The same words in every language.
pub(super) fn fixed(form: &Form, words: &str) -> LocalisedText {
    let template = (!words.trim().is_empty()).then(|| Template::plain(words.to_owned()));
    LocalisedText { by_language: vec![template; form.languages.len().max(1)] }
}

/// The id in `jr:itext('id')`, where it is written out.
pub(super) fn itext_id(reference: &str) -> Option<&str> {
    let inner = reference.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?.trim();
    let quote = inner.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    inner.strip_prefix(quote)?.strip_suffix(quote)
}

/// The words of a form, read. They are put into it when nothing looks at the form any more.
#[derive(Default)]
pub(super) struct Words {
    items: Vec<(ItemId, ItemWords)>,
    /// The labels of choices: of which list, and of which choice.
    pub(super) choices: Vec<(usize, usize, LocalisedText)>,
    /// The lists whose labels have been read by their ids.
    pub(super) lists_done: BTreeSet<usize>,
    itext: BTreeMap<String, LocalisedText>,
}

/// What is said about one item.
struct ItemWords {
    label: LocalisedText,
    hint: LocalisedText,
    constraint: LocalisedText,
    required: LocalisedText,
}

impl Words {
    pub(super) fn put_into(self, form: &mut Form) {
        for (item, words) in self.items {
            let Some(placed) = form.placed.get_mut(item.0 as usize) else { continue };
            match &mut placed.item {
                Item::Question(question) => {
                    (question.label, question.hint) = (words.label, words.hint);
                    question.constraint_message = words.constraint;
                    question.required_message = words.required;
                }
                other => {
                    if let Some(group) = other.group_mut() {
                        (group.label, group.hint) = (words.label, words.hint);
                    }
                }
            }
        }
        for (list, at, text) in self.choices {
            if let Some(choice) = form.lists.get_mut(list).and_then(|it| it.choices.get_mut(at)) {
                choice.label = text;
            }
        }
        form.itext = self.itext;
    }
}

impl Reader<'_> {
    /// Reads the words of every control, binding and choice.
    pub(super) fn texts(&self, planner: &mut Planner<'_>) -> Words {
        let texts = Texts::new(self.xml);
        let mut words = Words::default();
        for Made { item, at: said, .. } in &self.made {
            let Some(at) = said.control.or(said.group).or(said.repeat) else { continue };
            let mut shown = |name: &str| self.words(planner, &texts, *item, at, name);
            let (label, hint) = (shown("label"), shown("hint"));
            let mut said = |name: &str| self.said(planner, &texts, *item, *said, name);
            let (constraint, required) = (said("jr:constraintMsg"), said("jr:requiredMsg"));
            words.items.push((*item, ItemWords { label, hint, constraint, required }));
        }
        self.choice_texts(planner, &texts, &mut words);
        for id in texts.ids() {
            if !words.itext.contains_key(id) {
                // An id begins with the path of its node: `/data/a:label`.
                let path = id.split(':').next().unwrap_or("");
                let item = self.find(path).unwrap_or_default();
                let text = self.by_id(planner, &texts, item, id);
                words.itext.insert(id.to_owned(), text);
            }
        }
        words
    }

    /// The words of the first element `name` in a control.
    fn words(
        &self,
        planner: &mut Planner<'_>,
        texts: &Texts<'_>,
        item: ItemId,
        at: XmlId,
        name: &str,
    ) -> LocalisedText {
        match self.xml.element(at, name) {
            Some(element) => self.element(planner, texts, item, element),
            None => LocalisedText::default(),
        }
    }

    /// The words of a label: by id, by an expression, or as they stand.
    pub(super) fn element(
        &self,
        planner: &mut Planner<'_>,
        texts: &Texts<'_>,
        item: ItemId,
        element: XmlId,
    ) -> LocalisedText {
        if let Some(reference) = self.xml.attribute(element, "ref") {
            return self.reference(planner, texts, item, reference);
        }
        let template = self.template(planner, item, element);
        LocalisedText { by_language: vec![template; self.form.languages.len().max(1)] }
    }

    fn reference(
        &self,
        planner: &mut Planner<'_>,
        texts: &Texts<'_>,
        item: ItemId,
        reference: &str,
    ) -> LocalisedText {
        if let Some(id) = itext_id(reference) {
            return self.by_id(planner, texts, item, id);
        }
        let place = Place::xform_at(&self.form.names(item).join("/"), "label");
        let home = Home { item, outside: false, list: None };
        let gap = planner.compile(reference, home, &place).map(|it| Part::Gap(Box::new(it)));
        let template = gap.map(|it| Template { source: reference.to_owned(), parts: vec![it] });
        LocalisedText { by_language: vec![template; self.form.languages.len().max(1)] }
    }

    pub(super) fn by_id(
        &self,
        planner: &mut Planner<'_>,
        texts: &Texts<'_>,
        item: ItemId,
        id: &str,
    ) -> LocalisedText {
        let values = texts.values(id).into_iter();
        let by_language = values.map(|it| self.template(planner, item, it?)).collect();
        LocalisedText { by_language }
    }

    /// A message of a binding.
    fn said(
        &self,
        planner: &mut Planner<'_>,
        texts: &Texts<'_>,
        item: ItemId,
        at: At,
        name: &str,
    ) -> LocalisedText {
        match self.bound(at, name) {
            None => LocalisedText::default(),
            Some(text) if text.starts_with("jr:itext(") => {
                self.reference(planner, texts, item, text)
            }
            Some(text) => fixed(&self.form, text),
        }
    }

    /// The words below an element, with a gap for each `output`.
    fn template(&self, planner: &mut Planner<'_>, item: ItemId, at: XmlId) -> Option<Template> {
        let mut template = Template { source: String::new(), parts: Vec::new() };
        let mut open: Vec<XmlId> = self.xml.children(at).collect();
        open.reverse();
        while let Some(next) = open.pop() {
            match self.xml.kind(next) {
                XmlKind::Text => {
                    let words = self.xml.text(next).into_owned();
                    template.source.push_str(&words);
                    template.parts.push(Part::Words(words));
                }
                XmlKind::Element if self.xml.local_name(next) == "output" => {
                    let value = self.xml.attribute(next, "value");
                    let Some(value) = value.or_else(|| self.xml.attribute(next, "ref")) else {
                        continue;
                    };
                    let place = Place::xform_at(&self.form.names(item).join("/"), "output");
                    let home = Home { item, outside: false, list: None };
                    template.source.extend(["${", value, "}"]);
                    if parse(value).is_ok()
                        && let Some(gap) = planner.compile(value, home, &place)
                    {
                        template.parts.push(Part::Gap(Box::new(gap)));
                    }
                }
                XmlKind::Element => {
                    let mut inner: Vec<XmlId> = self.xml.children(next).collect();
                    inner.reverse();
                    open.extend(inner);
                }
                _ => {}
            }
        }
        (!template.parts.is_empty()).then_some(template)
    }
}
