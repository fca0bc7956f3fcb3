//! Records as XML: the one a form begins with, and those of other programs.

use std::sync::Arc;

use crate::forms::{
    Environment, Form, Instance, Item, ItemId, QuestionType,
    action::{Action, Target},
    xml::{Xml, XmlError, XmlId},
};

impl Instance {
    /// Puts the record that the form brings into a new filling-in.
    pub(in crate::forms) fn load_model(&mut self, form: &Form) {
        if let Some(model) = &form.model {
            self.load_element(form, (&model.xml, model.root), (0, ItemId(0)), true);
        }
    }

    /// A filling-in that goes on with a record of another program.
    ///
    /// # Errors
    ///
    /// [`XmlError`] where it is not XML.
    #[expect(clippy::needless_pass_by_value, reason = "a filling-in keeps its form")]
    pub fn from_xml(form: Arc<Form>, env: &Environment, source: &str) -> Result<Self, XmlError> {
        let xml = Xml::read(source)?;
        let root = xml.root_element().ok_or(XmlError::Malformed)?;
        let mut instance = Self::bare(Arc::clone(&form), env);
        instance.open_scope(&form, 0, 0, 0);
        for cell in instance.scopes.iter_mut().flat_map(|it| &mut it.cells) {
            cell.blank();
        }
        instance.load_element(&form, (&xml, root), (0, ItemId(0)), false);
        instance.run_load(&form, false);
        instance.begin();
        Ok(instance)
    }

    /// What the form's own record holds for the instance that a count has just added.
    pub(in crate::forms) fn load_default(&mut self, form: &Form, scope: u32, def: u32, new: u32) {
        let Some((model, way)) = form.model.as_ref().zip(form.scope(def)) else { return };
        if scope != 0 || way.defaults.is_empty() {
            return;
        }
        let place = self.scopes.get(new as usize).map_or(1, |it| it.place) as usize;
        let Some(item) = form.item(way.item) else { return };
        // The record is a copy of a part of the form: its elements are found again by their place.
        let like = model.xml.elements(model.root).filter(|it| model.xml.name(*it) == item.name());
        let mut own = like.filter(|it| model.xml.attribute(*it, "jr:template").is_none());
        if let Some(element) = own.nth(place - 1) {
            self.load_element(form, (&model.xml, element), (new, way.item), true);
        }
    }

    /// Puts the values below an element into a scope, at an item. A `fresh` record leaves repeats that
    /// a count governs to the count.
    fn load_element(
        &mut self,
        form: &Form,
        (xml, element): (&Xml, XmlId),
        (scope, above): (u32, ItemId),
        fresh: bool,
    ) {
        for child in xml.elements(element) {
            let named = form.child(above, xml.name(child));
            let found = named.and_then(|id| Some((id, form.place(id)?)));
            let Some((id, placed)) = found else { continue };
            match &placed.item {
                Item::Question(_) => {
                    let text = xml.text(child);
                    let text = if text.trim().is_empty() { "" } else { &*text };
                    let normal = normal(form, id, text);
                    if let Some(cell) = self.cell_mut(scope, placed.local) {
                        cell.set(&normal);
                    }
                }
                Item::Group(_) => self.load_element(form, (xml, child), (scope, id), fresh),
                Item::Repeat(repeat) => {
                    let left = fresh && repeat.has_count;
                    if xml.attribute(child, "jr:template").is_some() || left {
                        continue;
                    }
                    let new = self.new_instance(form, scope, placed.scope, false);
                    self.load_element(form, (xml, child), (new, id), fresh);
                }
            }
        }
    }

    /// Begins to change a record that was sent: it keeps the id it had, and gets a new one where the
    /// form gives ids.
    pub fn start_edit(&mut self) {
        let form = Arc::clone(&self.form);
        let Some(own) = meta(&form, "instanceID") else { return };
        let Some(placed) = form.place(own) else { return };
        let before = self.cell(0, placed.local).map_or_else(String::new, |it| it.value.to_string());
        if let Some(old) = meta(&form, "deprecatedID").and_then(|it| form.place(it)) {
            self.write(&form, 0, old.local, &before);
        }
        let gives = |it: &&Action| matches!(it.target, Target::Own(item) if item == own);
        for action in form.actions.iter().filter(gives) {
            self.run(&form, action, 0, 0);
        }
        self.recompute();
        self.changed.clear();
    }
}

/// The item of a name in the part of a record that is about the record itself.
fn meta(form: &Form, name: &str) -> Option<ItemId> {
    let local = |it: &ItemId| {
        let name = form.item(*it).map_or("", Item::name);
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    };
    let whole = form.items().iter().find(|it| local(it) == "meta")?;
    form.children(*whole).iter().find(|it| local(it) == name).copied()
}

/// A value of a record as it is stored here.
fn normal(form: &Form, id: ItemId, text: &str) -> String {
    let question = form.item(id).and_then(Item::question);
    match question.map(|it| &it.kind) {
        Some(QuestionType::Integer | QuestionType::Decimal) => text.trim().to_owned(),
        _ => text.to_owned(),
    }
}
