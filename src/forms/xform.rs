//! Forms as `XForm`s: the record they begin with, its bindings, and the questions that show it.
//!
//! ODK Central, `KoboToolbox` and pyxform hand forms out like this. A form read here behaves as one read
//! from sheets: the record gives the tree, a binding the rules, a control the question.

mod body;
mod choices;
mod data;
mod load;
mod texts;

use std::{collections::BTreeMap, sync::Arc};

use super::{
    CodeList, Definition, Diagnostic, Form, Group, Item, ItemId, Language,
    action::{Action, Given, Target, When},
    compile::{files, ready},
    dependency::{self, Rule, RuleKind},
    diagnostic::{Fault, Place},
    form::Model,
    plan::{Home, Planner},
    xml::{Xml, XmlId},
};

use body::{At, Paths};
use texts::Texts;

/// An `XForm` in the making.
struct Reader<'x> {
    xml: &'x Xml,
    form: Form,
    paths: Paths,
    made: Vec<Made>,
    diagnostics: Vec<Diagnostic>,
    /// What stands before the names of what is about the record itself: `orx:`.
    meta_prefix: String,
    /// Nodes that get an id of their own in each record.
    ids: Vec<ItemId>,
}

/// An item of the record, its path, and what is said about it.
struct Made {
    item: ItemId,
    path: String,
    at: At,
}

/// The prefix of `OpenRosa`'s names in a form, with its colon; empty where it declares none.
fn meta_prefix(source: &str) -> String {
    let behind = "=\"http://openrosa.org/xforms\"";
    let before = source.find(behind).map_or("", |at| source.get(..at).unwrap_or(""));
    match before.rsplit_once("xmlns:") {
        Some((_, prefix)) if !prefix.contains(char::is_whitespace) => format!("{prefix}:"),
        _ => String::new(),
    }
}

/// Makes a form of an `XForm`. Never fails; see [`compile`](super::compile()).
pub(super) fn compile(source: &str, definition: &Definition) -> (Form, Vec<Diagnostic>) {
    let fault = |what: &str| {
        let found = Place::xform(what).report(Fault::NotAnXform, what);
        (Form::default(), vec![found])
    };
    let Some(xml) = definition.xml().or_else(|| Xml::read(source).ok().map(Arc::new)) else {
        return fault("xml");
    };
    let xml = xml.as_ref();
    let html = xml.root_element();
    let head = html.and_then(|it| xml.element(it, "head"));
    let Some(model) = head.and_then(|it| xml.element(it, "model")) else { return fault("model") };
    let body = html.and_then(|it| xml.element(it, "body"));
    let instances: Vec<XmlId> =
        xml.elements(model).filter(|it| xml.local_name(*it) == "instance").collect();
    let submission = xml.element(model, "submission");
    let method = submission.and_then(|it| xml.attribute(it, "method")).unwrap_or("post");
    let record = instances.first().and_then(|it| xml.elements(*it).next());
    let Some(record) = record else { return fault("instance") };
    let mut reader = Reader {
        xml,
        form: Form::default(),
        paths: Paths::read(xml, model, body, &format!("/{}", xml.name(record))),
        made: Vec::new(),
        diagnostics: Vec::new(),
        meta_prefix: meta_prefix(source),
        ids: Vec::new(),
    };
    let title = head.and_then(|it| xml.element(it, "title")).map(|it| xml.text(it).into_owned());
    reader.settings(record, &title.unwrap_or_default());
    files::read_files(&mut reader.form, definition);
    for instance in instances.iter().skip(1) {
        reader.data(*instance, definition);
    }
    if !matches!(method, "post" | "form-data-post") {
        reader.report("submission", Fault::BadValue, method);
    }
    reader.tree(record);
    reader.lists();
    reader.finish(model, body, record)
}

/// The path of names that `path` means at `context`: `/data/a`, without predicates.
fn absolute(context: &str, path: &str) -> String {
    if is_absolute(path) {
        return path.to_owned();
    }
    let mut plain = String::new();
    let mut depth = 0_usize;
    for c in path.trim().chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && !c.is_whitespace() => plain.push(c),
            _ => {}
        }
    }
    let plain = plain.strip_prefix("current()/").unwrap_or(&plain);
    let mut names: Vec<&str> = Vec::new();
    if !plain.starts_with('/') {
        names.extend(context.split('/').filter(|it| !it.is_empty()));
    }
    for name in plain.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.iter().flat_map(|it| ["/", it]).collect()
}

/// Whether a path is as plain as nearly all are: names behind slashes.
fn is_absolute(path: &str) -> bool {
    let plain = |name: &str| {
        !name.starts_with('.')
            && !name.is_empty()
            && !name.bytes().any(|it| it == b'[' || it == b']' || !it.is_ascii_graphic())
    };
    path.strip_prefix('/').is_some_and(|it| it.split('/').all(plain))
}

impl Reader<'_> {
    fn settings(&mut self, record: XmlId, title: &str) {
        let xml = self.xml;
        let own = |name: &str| {
            let found = xml.attributes(record).find(|it| xml.local_name(*it) == name);
            found.map(|it| xml.text(it).into_owned()).filter(|it| !it.is_empty())
        };
        self.form.id = own("id").unwrap_or_else(|| xml.name(record).to_owned());
        self.form.version = own("version").unwrap_or_default();
        let texts = Texts::new(xml);
        self.form.languages = texts.languages();
        if self.form.languages.is_empty() {
            self.form.languages.push(Language::default());
        }
        self.form.title = texts::fixed(&self.form, title);
        self.form.begin(Group { name: xml.name(record).to_owned(), ..Group::default() });
    }

    /// The expression of a binding's attribute, where it says anything.
    fn bound(&self, at: At, name: &str) -> Option<&str> {
        self.xml.attribute(at.bind?, name).map(str::trim).filter(|it| !it.is_empty())
    }

    fn report(&mut self, path: &str, fault: Fault, excerpt: &str) {
        self.diagnostics.push(Place::xform(path).report(fault, excerpt));
    }

    /// Reads every expression and text, orders the rules, and looks back over the whole.
    fn finish(
        mut self,
        model: XmlId,
        body: Option<XmlId>,
        record: XmlId,
    ) -> (Form, Vec<Diagnostic>) {
        let actions = self.actions(model, body);
        let mut names: BTreeMap<String, Vec<ItemId>> = BTreeMap::new();
        for (id, item, _) in self.form.walk() {
            names.entry(item.name().to_owned()).or_default().push(id);
        }
        self.form.names = names;
        self.form.lists.iter_mut().for_each(CodeList::sort_codes);
        super::form::number(&mut self.form);
        let diagnostics = std::mem::take(&mut self.diagnostics);
        let whole = &self.form;
        let mut planner = Planner::new(whole, diagnostics, true);
        let rules = self.rules(&mut planner);
        let root = Home { item: ItemId(0), outside: false, list: None };
        let given = planner.compile("concat('uuid:', uuid())", root, &Place::xform("instanceID"));
        let ids = given.into_iter().flat_map(|given| {
            let id = |item: &ItemId| Action {
                when: When { first_load: true, ..When::default() },
                home: whole.repeat_of(*item).unwrap_or_default(),
                target: Target::Own(*item),
                value: Given::Asked(Box::new(given.clone())),
            };
            self.ids.iter().map(id).collect::<Vec<_>>()
        });
        let ids: Vec<Action> = ids.collect();
        let actions = actions.into_iter().filter_map(|it| it.compile(&mut planner));
        let actions: Vec<Action> = ids.into_iter().chain(actions).collect();
        let words = self.texts(&mut planner);
        let (mut diagnostics, indexes) = (planner.diagnostics, planner.indexes);
        let mut form = self.form;
        words.put_into(&mut form);
        ready(&mut form, indexes, actions);
        let (graph, stuck) = dependency::order(&form, rules);
        for rule in stuck {
            let path = form.names(rule.item).join("/");
            let place = Place::xform_at(&path, rule.column);
            diagnostics.push(place.report(Fault::Cycle, &rule.compiled.expression.source));
        }
        form.graph = graph;
        form.model = self.xml.part(record).map(|(xml, root)| Model { xml, root });
        diagnostics.dedup();
        (form, diagnostics)
    }

    /// The rules of every binding, and of every choice question.
    fn rules(&self, planner: &mut Planner<'_>) -> Vec<Rule> {
        let mut rules = Vec::new();
        for Made { item, path, at } in &self.made {
            let Some(placed) = self.form.place(*item) else { continue };
            let is_repeat = matches!(placed.item, Item::Repeat(_));
            let outer = self.form.scope(placed.scope).and_then(|it| it.parent).unwrap_or(0);
            let mut add = |kind: RuleKind, source: &str, column: &'static str| {
                let outside = is_repeat && matches!(kind, RuleKind::Count | RuleKind::Relevant);
                let home = Home { item: *item, outside, list: None };
                let scope = if outside { outer } else { placed.scope };
                let place = Place::xform_at(path, column);
                if let Some(compiled) = planner.compile(source, home, &place) {
                    let item = *item;
                    rules.push(Rule { item, kind, scope, compiled, column, itemset: None });
                }
            };
            for (kind, column) in [
                (RuleKind::Relevant, "relevant"),
                (RuleKind::Calculate, "calculate"),
                (RuleKind::Required, "required"),
                (RuleKind::ReadOnly, "readonly"),
                (RuleKind::Constraint, "constraint"),
            ] {
                let known = self.bound(*at, column);
                let never = matches!(known, Some("false()" | "false"))
                    && matches!(kind, RuleKind::Required | RuleKind::ReadOnly);
                if let Some(source) = known.filter(|_| !never) {
                    add(kind, if source == "true" { "true()" } else { source }, column);
                }
            }
            if let Some(count) = at.repeat.and_then(|it| self.xml.attribute(it, "jr:count")) {
                add(RuleKind::Count, count.trim(), "jr:count");
            }
            rules.extend(self.itemset_rule(planner, *item, path, at.control));
        }
        rules
    }

    /// The `setvalue`s of the form, in document order.
    fn actions(&mut self, model: XmlId, body: Option<XmlId>) -> Vec<RawAction> {
        let mut found = Vec::new();
        let root = self.xml.elements(model).filter(|it| self.xml.local_name(*it) == "setvalue");
        let root: Vec<(XmlId, String)> =
            root.map(|it| (it, format!("/{}", self.form.root_name()))).collect();
        let path = format!("/{}", self.form.root_name());
        let inner = body.map(|it| self.paths.setvalues(self.xml, it, &path)).unwrap_or_default();
        for (element, context) in root.into_iter().chain(inner) {
            let attribute = |name: &str| self.xml.attribute(element, name).map(str::to_owned);
            let events = attribute("event").or_else(|| attribute("ev:event")).unwrap_or_default();
            let mut when = When::default();
            let mut unknown = Vec::new();
            for event in events.split_whitespace() {
                match event {
                    "odk-instance-first-load" | "xforms-ready" => when.first_load = true,
                    "odk-instance-load" => when.load = true,
                    "odk-new-repeat" => when.new_repeat = true,
                    "xforms-value-changed" => when.changed = true,
                    other => unknown.push(other.to_owned()),
                }
            }
            for event in unknown {
                self.report(&context, Fault::BadEvent, &event);
            }
            let target = attribute("ref").unwrap_or_default();
            let target = match attribute("bind") {
                Some(id) if target.is_empty() => {
                    self.paths.of_id(&id).unwrap_or_default().to_owned()
                }
                _ => target,
            };
            let path = absolute(&context, &target);
            let (Some(home), Some(item)) = (self.find(&context), self.find(&path)) else {
                self.report(&context, Fault::NoNode, &target);
                continue;
            };
            let value = attribute("value").filter(|it| !it.trim().is_empty());
            let text = self.xml.text(element).into_owned();
            found.push(RawAction { when, home, item, target, value, text, context });
        }
        found
    }

    /// The item at a path of names.
    fn find(&self, path: &str) -> Option<ItemId> {
        let names: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).skip(1).collect();
        self.form.find(&names)
    }
}

/// A `setvalue`, not yet read.
struct RawAction {
    when: When,
    home: ItemId,
    item: ItemId,
    target: String,
    value: Option<String>,
    text: String,
    context: String,
}

impl RawAction {
    fn compile(self, planner: &mut Planner<'_>) -> Option<Action> {
        let place = Place::xform_at(&self.context, "setvalue");
        let home = Home { item: self.home, outside: false, list: None };
        let target = planner.compile(&self.target, home, &place)?;
        let at = Home { item: self.item, outside: false, list: None };
        let value = match self.value {
            Some(source) => Given::Asked(Box::new(planner.compile(&source, at, &place)?)),
            None => Given::Text(self.text),
        };
        let target = Target::Path(Box::new(target));
        Some(Action { when: self.when, home: self.home, target, value })
    }
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn paths_are_found_from_where_they_stand() {
        assert_eq!(absolute("", "/data/a[position() = 2]/b"), "/data/a/b");
        assert_eq!(absolute("/data/r", "q"), "/data/r/q");
        assert_eq!(absolute("/data/r/q", " ../other "), "/data/r/other");
        assert_eq!(absolute("/data/r", "current()/../x"), "/data/x");
    }
}
