//! The record and the further data of an `XForm`.

use super::{At, Made, Reader};
use crate::{
    expr::ValueKind,
    forms::{
        DataClass, Definition, Export, Group, Item, ItemId, LocalisedText, Media, Question,
        QuestionType, Repeat,
        compile::{files, survey},
        diagnostic::Fault,
        form::StartValue,
        xml::XmlId,
    },
};

impl Reader<'_> {
    /// A further `instance`: rows of a list, or a tree; its own, or a file beside the form.
    pub(super) fn data(&mut self, instance: XmlId, definition: &Definition) {
        let Some(id) = self.xml.attribute(instance, "id").map(str::to_owned) else { return };
        let Some(source) = self.xml.attribute(instance, "src").map(str::to_owned) else {
            let Some(root) = self.xml.elements(instance).next() else { return };
            match files::list_of_rows(&id, self.xml, root) {
                Some(list) => files::add_list(&mut self.form, list),
                None => {
                    if let Some((xml, _)) = self.xml.part(root) {
                        self.form.trees.push((id, xml));
                    }
                }
            }
            return;
        };
        let file = source.rsplit('/').next().unwrap_or("");
        let stem = survey::file_stem(file);
        let known = definition.files().any(|(it, _)| it == file);
        if !known {
            // What was last saved is a record of its own: there is none yet.
            if !source.contains("last-saved") {
                self.report(&id, Fault::NoData, &source);
            }
            return;
        }
        if stem != id {
            if let Some(list) = self.form.list(stem).cloned() {
                let list = crate::forms::CodeList { name: id, ..list };
                files::add_list(&mut self.form, list);
            } else if let Some(at) = self.form.trees.iter().position(|(it, _)| it == stem) {
                let tree = self.form.trees.get(at).map(|(_, xml)| xml.clone());
                self.form.trees.extend(tree.map(|it| (id, it)));
            }
        }
    }

    /// The items of the record, in document order.
    pub(super) fn tree(&mut self, record: XmlId) {
        let path = format!("/{}", self.xml.name(record));
        let at = self.paths.at(&path);
        self.made.push(Made { item: ItemId(0), path: path.clone(), at });
        self.below(record, ItemId(0), &path);
        self.add_meta(&path);
    }

    fn below(&mut self, element: XmlId, parent: ItemId, path: &str) {
        let children: Vec<XmlId> = self.xml.elements(element).collect();
        for child in &children {
            let name = self.xml.name(*child).to_owned();
            if self.form.child(parent, &name).is_some() {
                continue;
            }
            let path = format!("{path}/{name}");
            let like = || children.iter().copied().filter(|it| self.xml.name(*it) == name);
            let at = self.paths.at(&path);
            if at.repeat.is_some() {
                let template = like().find(|it| self.is_template(*it)).unwrap_or(*child);
                let initial: Vec<XmlId> = like().filter(|it| !self.is_template(*it)).collect();
                self.repeat(template, &initial, parent, Made { item: parent, path, at });
            } else if self.xml.has_elements(*child) {
                let group = Group { name, appearance: self.looks(at), ..Group::default() };
                let item = survey::place(&mut self.form, parent, Item::Group(group));
                self.made.push(Made { item, path: path.clone(), at });
                self.below(*child, item, &path);
            } else {
                self.leaf(*child, parent, name, path, at);
            }
        }
    }

    pub(super) fn is_template(&self, at: XmlId) -> bool {
        self.xml.attribute(at, "jr:template").is_some()
    }

    fn repeat(&mut self, template: XmlId, initial: &[XmlId], parent: ItemId, made: Made) {
        let Made { path, at, .. } = made;
        let name = self.xml.name(template).to_owned();
        let group = Group { name, appearance: self.looks(at), ..Group::default() };
        let says = |name: &str| self.xml.attribute(at.repeat?, name);
        let has_count = says("jr:count").is_some();
        let is_fixed = says("jr:noAddRemove").is_some_and(|it| it.contains("true"));
        let item = Item::Repeat(Repeat { group, has_count, is_fixed });
        let item = survey::place(&mut self.form, parent, item);
        let defaults = initial.to_vec();
        if let Some(scope) = self.form.scopes.last_mut() {
            let n = u32::try_from(initial.len()).unwrap_or(0);
            scope.n_initial = if has_count { 0 } else { n };
            if has_count {
                scope.defaults = defaults;
            }
        }
        self.made.push(Made { item, path: path.clone(), at });
        self.below(template, item, &path);
    }

    fn looks(&self, at: At) -> Vec<String> {
        let at = at.control.or(at.repeat).or(at.group);
        let text = at.and_then(|it| self.xml.attribute(it, "appearance")).unwrap_or("");
        text.split_whitespace().map(str::to_lowercase).collect()
    }

    fn leaf(&mut self, element: XmlId, parent: ItemId, name: String, path: String, at: At) {
        let kind = self.question_type(at);
        let start = self.xml.text(element).into_owned();
        let mut question = plain_question(name, kind);
        question.appearance = self.looks(at);
        question.is_calculated = self.bound(at, "calculate").is_some();
        question.may_be_required =
            self.bound(at, "required").is_some_and(|it| !it.starts_with("false"));
        if let Some(control) = at.control {
            let parameter = |name: &str| {
                let value = self.xml.attribute(control, name)?;
                Some((name.to_owned(), value.trim().to_owned()))
            };
            question.parameters =
                ["start", "end", "step"].into_iter().filter_map(parameter).collect();
        }
        let read_as = match self.bound(at, "type").map(type_word) {
            Some("int" | "integer" | "decimal") => Some(ValueKind::Number),
            Some("date") => Some(ValueKind::Date),
            Some("dateTime") => Some(ValueKind::DateTime),
            _ => None,
        };
        let is_whole = matches!(self.bound(at, "type").map(type_word), Some("int" | "integer"));
        let id = survey::place(&mut self.form, parent, Item::Question(Box::new(question)));
        if let Some(placed) = self.form.placed.get_mut(id.0 as usize) {
            if !start.trim().is_empty() {
                placed.start = StartValue::Fixed(start);
            }
            if let Some(kind) = read_as {
                placed.kind = kind;
            }
            placed.is_whole = is_whole;
        }
        if self.bound(at, "jr:preload") == Some("uid") {
            self.ids.push(id);
        }
        self.made.push(Made { item: id, path, at });
    }

    /// What the control and the binding of a path make of its node.
    fn question_type(&self, at: At) -> QuestionType {
        let bound = self.bound(at, "type").map_or("string", type_word);
        let Some(control) = at.control else { return self.hidden(at) };
        let read_only = self.bound(at, "readonly").is_some_and(|it| it.starts_with("true"));
        match self.xml.local_name(control) {
            "select1" => QuestionType::SelectOne,
            "select" => QuestionType::SelectMultiple,
            "rank" => QuestionType::Rank,
            "trigger" => QuestionType::Acknowledge,
            "range" => QuestionType::Range,
            "upload" => {
                let media = self.xml.attribute(control, "mediatype").unwrap_or("");
                QuestionType::Media(match media.split('/').next().unwrap_or("") {
                    "image" => Media::Image,
                    "audio" => Media::Audio,
                    "video" => Media::Video,
                    _ => Media::File,
                })
            }
            _ => match bound {
                "int" | "integer" => QuestionType::Integer,
                "decimal" => QuestionType::Decimal,
                "date" => QuestionType::Date,
                "time" => QuestionType::Time,
                "dateTime" => QuestionType::DateTime,
                "geopoint" => QuestionType::Geopoint,
                _ if read_only && self.bound(at, "calculate").is_none() => QuestionType::Note,
                _ => QuestionType::Text,
            },
        }
    }

    /// What a node without a control holds.
    fn hidden(&self, at: At) -> QuestionType {
        let parameter = self.bound(at, "jr:preloadParams").unwrap_or("");
        match (self.bound(at, "jr:preload"), parameter) {
            (Some("timestamp"), "start") => QuestionType::Start,
            (Some("timestamp"), "end") => QuestionType::End,
            (Some("date"), "today") => QuestionType::Today,
            (Some("property"), "username") => QuestionType::Username,
            (Some("property"), "deviceid") => QuestionType::DeviceId,
            (Some("property"), _) => QuestionType::Metadata,
            _ if self.bound(at, "calculate").is_some() => QuestionType::Calculate,
            _ => QuestionType::Hidden,
        }
    }

    /// Every record has an id of its own.
    fn add_meta(&mut self, root: &str) {
        let children = self.form.children(ItemId(0)).to_vec();
        let prefix = self.meta_prefix.clone();
        let whole = format!("{prefix}meta");
        let named = |it: &ItemId| {
            self.form.item(*it).is_some_and(|it| it.name() == "meta" || it.name() == whole)
        };
        let meta = children.iter().copied().find(named);
        let name = meta.and_then(|it| self.form.item(it)).map_or(&*whole, |it| it.name());
        let name = name.to_owned();
        let prefix = if name.contains(':') { prefix } else { String::new() };
        let meta = meta.unwrap_or_else(|| {
            let group = Group { name: name.clone(), ..Group::default() };
            survey::place(&mut self.form, ItemId(0), Item::Group(group))
        });
        for plain in ["instanceID", "deprecatedID"] {
            let id = format!("{prefix}{plain}");
            if self.form.child(meta, &id).is_none() && self.form.child(meta, plain).is_none() {
                let question = plain_question(id.clone(), QuestionType::Hidden);
                let item = survey::place(&mut self.form, meta, Item::Question(Box::new(question)));
                let path = format!("{root}/{name}/{id}");
                self.made.push(Made { item, at: self.paths.at(&path), path });
                if plain == "instanceID" {
                    self.ids.push(item);
                }
            }
        }
    }

    /// Every list of choices that stands at its question.
    pub(super) fn lists(&mut self) {
        let made = std::mem::take(&mut self.made);
        for Made { item, path, at } in &made {
            if let Some(control) = at.control {
                self.list(*item, path, control);
            }
        }
        self.made = made;
        for at in 0..self.form.placed.len() {
            let list = self.form.placed.get(at).and_then(|it| it.item.question()?.list.clone());
            let number = list.and_then(|name| {
                self.form.lists.binary_search_by(|it| it.name.as_str().cmp(&name)).ok() // none such
            });
            if let Some(placed) = self.form.placed.get_mut(at) {
                placed.list = number.and_then(|it| u32::try_from(it).ok()); // never so many
            }
        }
    }
}

/// The word of a type without its prefix.
fn type_word(text: &str) -> &str {
    text.rsplit_once(':').map_or(text, |(_, word)| word)
}

fn plain_question(name: String, kind: QuestionType) -> Question {
    let none = LocalisedText::default;
    Question {
        name,
        kind,
        number: String::new(),
        row: 0,
        label: none(),
        hint: none(),
        appearance: Vec::new(),
        list: None,
        or_other: false,
        parameters: Vec::new(),
        constraint_message: none(),
        required_message: none(),
        warning_message: none(),
        may_be_required: false,
        is_calculated: false,
        data_class: Vec::<DataClass>::new(),
        export: Export::Drop,
        hierarchy: None,
        hxl: None,
        class_reason: None,
    }
}
