//! The controls of an `XForm`: what is asked, in which way.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bind, absolute};
use crate::forms::xml::{Xml, XmlId};

/// What shows the node of a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Control {
    pub(super) at: XmlId,
}

/// Every control, by the path of its node.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    pub(super) controls: BTreeMap<String, Control>,
    /// Groups that show a node.
    pub(super) groups: BTreeMap<String, XmlId>,
    pub(super) repeats: BTreeMap<String, XmlId>,
    pub(super) counts: BTreeMap<String, String>,
    pub(super) fixed: BTreeSet<String>,
}

/// The words for questions.
const CONTROLS: &[&str] =
    &["input", "select", "select1", "trigger", "upload", "range", "rank", "secret"];

impl Body {
    pub(super) fn read(
        xml: &Xml,
        body: Option<XmlId>,
        root: &str,
        binds: &BTreeMap<String, Bind>,
    ) -> Self {
        let mut all = Self::default();
        if let Some(body) = body {
            all.below(xml, body, root, binds);
        }
        all
    }

    fn below(&mut self, xml: &Xml, at: XmlId, context: &str, binds: &BTreeMap<String, Bind>) {
        for child in xml.elements(at) {
            let word = xml.local_name(child);
            let path = path_of(xml, child, context, binds);
            if CONTROLS.contains(&word) {
                let path = path.unwrap_or_default();
                self.controls.entry(path).or_insert(Control { at: child });
            } else if word == "repeat" {
                let path = path.unwrap_or_default();
                if let Some(count) = xml.attribute(child, "jr:count") {
                    self.counts.insert(path.clone(), count.trim().to_owned());
                }
                if xml.attribute(child, "jr:noAddRemove").is_some_and(|it| it.contains("true")) {
                    self.fixed.insert(path.clone());
                }
                self.repeats.insert(path.clone(), child);
                self.below(xml, child, &path, binds);
            } else if word == "group" {
                if let Some(path) = &path {
                    self.groups.insert(path.clone(), child);
                }
                self.below(xml, child, path.as_deref().unwrap_or(context), binds);
            }
        }
    }

    /// Every `setvalue` in the body, with the path of the node around it.
    pub(super) fn setvalues(xml: &Xml, at: XmlId, root: &str) -> Vec<(XmlId, String)> {
        let mut found = Vec::new();
        let mut open = vec![(at, root.to_owned())];
        while let Some((at, context)) = open.pop() {
            let mut inner = Vec::new();
            for child in xml.elements(at) {
                if xml.local_name(child) == "setvalue" {
                    found.push((child, context.clone()));
                } else {
                    let path = path_of(xml, child, &context, &BTreeMap::new());
                    inner.push((child, path.unwrap_or_else(|| context.clone())));
                }
            }
            open.extend(inner.into_iter().rev());
        }
        found
    }
}

/// The path of the node that an element shows.
fn path_of(xml: &Xml, at: XmlId, context: &str, binds: &BTreeMap<String, Bind>) -> Option<String> {
    if let Some(id) = xml.attribute(at, "bind") {
        let named = |it: &(&String, &Bind)| {
            it.1.at.is_some_and(|bind| xml.attribute(bind, "id") == Some(id))
        };
        return binds.iter().find(named).map(|(path, _)| path.clone());
    }
    let path = xml.attribute(at, "ref").or_else(|| xml.attribute(at, "nodeset"))?;
    Some(absolute(context, path))
}
