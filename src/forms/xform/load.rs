//! Records as XML: the one a form begins with, and those of other programs.

use std::sync::Arc;

use crate::forms::{
    Environment, Form, Instance, Item, ItemId, QuestionType,
    view::bits,
    xml::{Xml, XmlError, XmlId},
};

impl Instance {
    /// Puts the record that the form brings into a new filling-in.
    pub(in crate::forms) fn load_model(&mut self, form: &Form) {
        if let Some(model) = &form.model {
            self.load_element(form, &model.xml, model.root, 0, ItemId(0));
        }
        self.set_instance_id(form);
    }

    /// A filling-in that goes on with a record of another program.
    ///
    /// # Errors
    ///
    /// [`XmlError`] where it is not XML.
    pub fn from_xml(form: Arc<Form>, env: &Environment, source: &str) -> Result<Self, XmlError> {
        let xml = Xml::read(source)?;
        let root = xml.root_element().ok_or(XmlError::Malformed)?;
        let mut instance = Self::bare(Arc::clone(&form), env);
        instance.open_scope(&form, 0, 0, 0);
        for cell in instance.scopes.iter_mut().flat_map(|it| &mut it.cells) {
            cell.blank();
        }
        instance.load_element(&form, &xml, root, 0, ItemId(0));
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
            self.load_element(form, &model.xml, element, new, way.item);
        }
    }

    fn load_element(&mut self, form: &Form, xml: &Xml, element: XmlId, scope: u32, above: ItemId) {
        for child in xml.elements(element) {
            let named = form.child(above, xml.name(child));
            let found = named.and_then(|id| Some((id, form.place(id)?)));
            let Some((id, placed)) = found else { continue };
            match &placed.item {
                Item::Question(_) => {
                    let text = xml.text(child);
                    let text = if text.trim().is_empty() { "" } else { &*text };
                    let normal = self.normal(form, id, text);
                    if let Some(cell) = self.cell_mut(scope, placed.local) {
                        cell.set(&normal);
                    }
                }
                Item::Group(_) => self.load_element(form, xml, child, scope, id),
                Item::Repeat(repeat) => {
                    let counted = repeat.has_count && form.model.is_some();
                    if xml.attribute(child, "jr:template").is_some() || (counted && self.is_new()) {
                        continue;
                    }
                    let new = self.new_instance(form, scope, placed.scope, false);
                    self.load_element(form, xml, child, new, id);
                }
            }
        }
    }

    /// Whether nothing has been asked yet.
    const fn is_new(&self) -> bool {
        self.n_recomputed == 0
    }

    /// A value of a record as it is stored here.
    fn normal(&self, form: &Form, id: ItemId, text: &str) -> String {
        let question = form.item(id).and_then(Item::question);
        match question.map(|it| &it.kind) {
            Some(QuestionType::Integer | QuestionType::Decimal) => text.trim().to_owned(),
            _ => text.to_owned(),
        }
    }

    /// Begins to change a record that was sent: it gets a new id and keeps the one before.
    pub fn start_edit(&mut self) {
        let form = Arc::clone(&self.form);
        let Some(own) = meta(&form, "instanceID").and_then(|it| form.place(it)) else { return };
        let before = self.cell(0, own.local).map_or_else(String::new, |it| it.value.to_string());
        if let Some(old) = meta(&form, "deprecatedID").and_then(|it| form.place(it)) {
            self.write(&form, 0, old.local, &before);
        }
        if let Some(cell) = self.cell_mut(0, own.local) {
            cell.blank();
        }
        self.set_instance_id(&form);
        self.recompute();
        self.changed.clear();
    }

    /// Gives a new record its id.
    fn set_instance_id(&mut self, form: &Form) {
        let Some(placed) = meta(form, "instanceID").and_then(|it| form.place(it)) else { return };
        if self.cell(0, placed.local).is_some_and(|it| it.value.is_empty()) {
            let id = format!("uuid:{}", self.new_uuid());
            if let Some(cell) = self.cell_mut(0, placed.local) {
                cell.set(&id);
            }
        }
    }

    /// A random id of version 4.
    fn new_uuid(&self) -> String {
        let half = |no: u64| u128::from(bits(self.env.seed, self.n_recomputed, no));
        let bits = (half(1) << 64) | half(2);
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().hyphenated().to_string()
    }
}

/// The item of a name in the part of a record that is about the record itself.
fn meta(form: &Form, name: &str) -> Option<ItemId> {
    let plain = form.find(&["meta", name]).or_else(|| form.find(&["orx:meta", name]));
    plain.or_else(|| {
        let name = format!("orx:{name}");
        form.find(&["orx:meta", &name]).or_else(|| form.find(&["meta", &name]))
    })
}
