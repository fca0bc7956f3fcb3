//! What an `XForm` says about each path: its binding, its control, the group or repeat that shows it.

use std::collections::HashMap;

use super::absolute;
use crate::forms::xml::{Xml, XmlId};

/// What is said about the nodes of one path.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct At {
    /// Its binding.
    pub(super) bind: Option<XmlId>,
    /// The question that asks for it.
    pub(super) control: Option<XmlId>,
    /// The group that shows it.
    pub(super) group: Option<XmlId>,
    pub(super) repeat: Option<XmlId>,
}

/// Every path that a binding or a control names. Only ever asked, never walked.
#[derive(Clone, Debug, Default)]
pub(super) struct Paths {
    paths: HashMap<String, At>,
    /// The paths of bindings that have an id.
    by_id: HashMap<String, String>,
}

/// The words for questions.
const CONTROLS: &[&str] =
    &["input", "select", "select1", "trigger", "upload", "range", "rank", "secret"];

impl Paths {
    pub(super) fn read(xml: &Xml, model: XmlId, body: Option<XmlId>, root: &str) -> Self {
        let mut all = Self::default();
        for bind in xml.elements(model).filter(|it| xml.local_name(*it) == "bind") {
            let path = xml.attribute(bind, "nodeset").or_else(|| xml.attribute(bind, "ref"));
            let Some(path) = path.map(|it| absolute("", it)) else { continue };
            if let Some(id) = xml.attribute(bind, "id") {
                all.by_id.entry(id.to_owned()).or_insert_with(|| path.clone());
            }
            all.paths.entry(path).or_default().bind = Some(bind);
        }
        if let Some(body) = body {
            all.below(xml, body, root);
        }
        all
    }

    /// What is said about a path.
    pub(super) fn at(&self, path: &str) -> At {
        self.paths.get(path).copied().unwrap_or_default()
    }

    /// The path of the binding of this id.
    pub(super) fn of_id(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(String::as_str)
    }

    fn below(&mut self, xml: &Xml, at: XmlId, context: &str) {
        for child in xml.elements(at) {
            let word = xml.local_name(child);
            let path = self.path_of(xml, child, context);
            if CONTROLS.contains(&word) {
                let at = self.paths.entry(path.unwrap_or_default()).or_default();
                at.control.get_or_insert(child);
            } else if word == "repeat" {
                let path = path.unwrap_or_default();
                self.below(xml, child, &path);
                self.paths.entry(path).or_default().repeat = Some(child);
            } else if word == "group" {
                self.below(xml, child, path.as_deref().unwrap_or(context));
                if let Some(path) = path {
                    self.paths.entry(path).or_default().group = Some(child);
                }
            }
        }
    }

    /// Every `setvalue` in the body, with the path of the node around it.
    pub(super) fn setvalues(&self, xml: &Xml, at: XmlId, root: &str) -> Vec<(XmlId, String)> {
        let mut found = Vec::new();
        let mut open = vec![(at, root.to_owned())];
        while let Some((at, context)) = open.pop() {
            let mut inner = Vec::new();
            for child in xml.elements(at) {
                if xml.local_name(child) == "setvalue" {
                    found.push((child, context.clone()));
                } else if xml.has_elements(child) {
                    let path = self.path_of(xml, child, &context);
                    inner.push((child, path.unwrap_or_else(|| context.clone())));
                }
            }
            open.extend(inner.into_iter().rev());
        }
        found
    }

    /// The path of the node that an element shows.
    fn path_of(&self, xml: &Xml, at: XmlId, context: &str) -> Option<String> {
        if let Some(id) = xml.attribute(at, "bind") {
            return self.of_id(id).map(str::to_owned);
        }
        let path = xml.attribute(at, "ref").or_else(|| xml.attribute(at, "nodeset"))?;
        Some(absolute(context, path))
    }
}
