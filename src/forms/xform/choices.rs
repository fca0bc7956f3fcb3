//! Choices of an `XForm`: written at their question, rows of a list, or other answers.

use super::{
    Made, Reader,
    texts::{Texts, Words, itext_id},
};
use crate::{
    expr::{Expr, Kind, Start, Test, parse},
    forms::{
        Choice, CodeList, Item, ItemId,
        compile::files,
        dependency::{Itemset, Rule, RuleKind},
        diagnostic::Place,
        plan::{Home, Planner},
        xml::XmlId,
    },
};

impl Reader<'_> {
    /// Gives a choice question its list.
    pub(super) fn list(&mut self, item: ItemId, path: &str, control: XmlId) {
        let xml = self.xml;
        let written: Vec<XmlId> =
            xml.elements(control).filter(|it| xml.local_name(*it) == "item").collect();
        let name = if let Some(itemset) = self.itemset(control) {
            self.list_of_itemset(itemset)
        } else if written.is_empty() {
            self.external(control)
        } else {
            let value = |it: &XmlId| {
                let code = xml.element(*it, "value").map(|it| xml.text(it).trim().to_owned());
                Choice { code: code.unwrap_or_default(), ..Choice::default() }
            };
            let choices = written.iter().map(value).collect();
            files::add_list(
                &mut self.form,
                CodeList { name: path.to_owned(), choices, ..CodeList::default() },
            );
            Some(path.to_owned())
        };
        if let Some(placed) = self.form.placed.get_mut(item.0 as usize)
            && let Item::Question(question) = &mut placed.item
        {
            question.list = name;
        }
    }

    pub(super) fn itemset(&self, control: XmlId) -> Option<XmlId> {
        self.xml.element(control, "itemset")
    }

    /// The list of a question that chooses from a file by a query.
    fn external(&self, control: XmlId) -> Option<String> {
        let query = self.xml.attribute(control, "query")?;
        source_list(query).filter(|it| self.form.list(it).is_some())
    }

    /// The list whose rows an itemset shows; a copy with other codes and labels where it asks for
    /// those of further columns. None where its nodes are no rows.
    fn list_of_itemset(&mut self, itemset: XmlId) -> Option<String> {
        let source = source_list(self.xml.attribute(itemset, "nodeset")?)?;
        let list = self.form.list(&source)?;
        let reference = |name: &str| {
            let at = self.xml.element(itemset, name)?;
            self.xml.attribute(at, "ref").map(|it| it.trim().trim_start_matches("./").to_owned())
        };
        let (value, label) = (reference("value")?, reference("label").unwrap_or_default());
        if value == "name" && (label == "label" || label.starts_with("jr:itext(")) {
            return Some(source);
        }
        let copy = files::renamed(&self.form, list, &value, &label);
        let name = copy.name.clone();
        files::add_list(&mut self.form, copy);
        Some(name)
    }

    /// The rule that says which choices a question offers.
    pub(super) fn itemset_rule(
        &self,
        planner: &mut Planner<'_>,
        item: ItemId,
        path: &str,
        control: Option<XmlId>,
    ) -> Option<Rule> {
        let control = control?;
        let placed = self.form.place(item)?;
        let place = Place::xform_at(path, "itemset");
        let home = Home { item, outside: false, list: None };
        let (nodeset, itemset) = match self.itemset(control) {
            Some(itemset) => (self.xml.attribute(itemset, "nodeset")?, Some(itemset)),
            None => (self.xml.attribute(control, "query")?, None),
        };
        let mut compiled = planner.compile(nodeset, home, &place)?;
        let reference = |name: &str| {
            let at = itemset.and_then(|it| self.xml.element(it, name));
            at.and_then(|it| self.xml.attribute(it, "ref")).unwrap_or(name).to_owned()
        };
        let source = source_list(nodeset)
            .and_then(|name| {
                self.form.lists.binary_search_by(|it| it.name.as_str().cmp(&name)).ok() // none such
            })
            .and_then(|it| u32::try_from(it).ok()); // never so many
        if source.is_none() {
            planner.read_below(&mut compiled);
        }
        let value = planner.compile_at(&reference("value"), &place)?;
        let label = planner.compile_at(&reference("label"), &place)?;
        let itemset = Some(Box::new(Itemset { source, value, label }));
        let (scope, kind, column) = (placed.scope, RuleKind::Choices, "itemset");
        Some(Rule { item, kind, scope, compiled, column, itemset })
    }

    /// The words of every choice.
    pub(super) fn choice_texts(
        &self,
        planner: &mut Planner<'_>,
        texts: &Texts<'_>,
        words: &mut Words,
    ) {
        for Made { item, path, at } in &self.made {
            let Some(control) = at.control else { continue };
            if let Some(itemset) = self.itemset(control) {
                let label = self.xml.element(itemset, "label");
                let reference = label.and_then(|it| self.xml.attribute(it, "ref")).unwrap_or("");
                self.itext_labels(planner, texts, words, *item, reference);
                continue;
            }
            let written = self.xml.elements(control);
            let written = written.filter(|it| self.xml.local_name(*it) == "item");
            let list = self.form.lists.binary_search_by(|it| it.name.as_str().cmp(path));
            let Ok(list) = list else { continue };
            for (at, choice) in written.enumerate() {
                if let Some(label) = self.xml.element(choice, "label") {
                    let text = self.element(planner, texts, *item, label);
                    words.choices.push((list, at, text));
                }
            }
        }
    }

    /// Labels that a list gives by id: `jr:itext(itextId)`.
    fn itext_labels(
        &self,
        planner: &mut Planner<'_>,
        texts: &Texts<'_>,
        words: &mut Words,
        item: ItemId,
        reference: &str,
    ) {
        let column = reference.trim().strip_prefix("jr:itext(").and_then(|it| it.strip_suffix(')'));
        let Some(column) = column.map(str::trim).filter(|_| itext_id(reference).is_none()) else {
            return;
        };
        let number = self.form.place(item).and_then(|it| it.list).map(|it| it as usize);
        let Some(number) = number.filter(|it| words.lists_done.insert(*it)) else { return };
        let Some(list) = self.form.lists.get(number) else { return };
        let Some(column) = list.columns.iter().position(|it| it == column) else { return };
        for (at, choice) in list.choices.iter().enumerate().filter(|(_, it)| it.label.is_empty()) {
            let id = choice.cells.get(column).map_or("", String::as_str);
            let text = self.by_id(planner, texts, ItemId(0), id);
            words.choices.push((number, at, text));
        }
    }
}

/// The list whose rows a nodeset names: `instance('list')/root/item[…]`, in any order.
fn source_list(nodeset: &str) -> Option<String> {
    let expression = parse(nodeset).ok()?; // reported when it is compiled
    let mut expr: &Expr = &expression.root;
    if let Kind::Call(_, args) = &expr.kind {
        expr = args.first()?;
    }
    let Kind::Path(path) = &expr.kind else { return None };
    let named =
        path.steps.len() == 2 && path.steps.iter().all(|it| matches!(it.test, Test::Name(_)));
    match &path.start {
        Start::Instance(name) if named => Some(name.clone()),
        _ => None,
    }
}
