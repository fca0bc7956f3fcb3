//! A document of plain XML, as an expression sees it.

use std::{borrow::Cow, cell::Cell};

use crate::{
    base::Instant,
    expr::{Document, Node, Surroundings, ValueKind},
    forms::{Xml, XmlId, XmlKind},
};

/// A document, and the moment at which it is asked.
pub(super) struct Plain<'x> {
    pub(super) xml: &'x Xml,
    /// How nodes are read that are no texts.
    pub(super) kinds: Vec<(XmlId, ValueKind)>,
    /// The node at which absolute paths begin, where it is not the outermost one.
    pub(super) form_root: Option<XmlId>,
    pub(super) now_ms: i64,
    pub(super) offset_secs: i32,
    pub(super) language: String,
    pub(super) n_random: Cell<u64>,
}

impl Plain<'_> {
    /// The node at `/1/4/@id`: children are counted from 1, texts and comments among them.
    #[expect(clippy::single_match_else, reason = "both ways are of equal weight")]
    pub(super) fn at(&self, context: &str) -> Option<Node> {
        let mut at = Xml::ROOT;
        for step in context.split('/').filter(|it| !it.is_empty()) {
            at = match step.strip_prefix('@') {
                Some(name) => self.xml.attributes(at).find(|it| self.xml.name(*it) == name)?,
                None => {
                    let place = step.parse::<usize>().ok()?.checked_sub(1)?; // no number: no node
                    self.xml.children(at).nth(place)?
                }
            };
        }
        Some(node(at))
    }

    /// Says how the nodes at a path of names below the outermost element are read.
    pub(super) fn read_as(&mut self, path: &str, kind: ValueKind) {
        let mut found: Vec<XmlId> = self.xml.root_element().into_iter().collect();
        for name in path.split('/') {
            let below = found.iter().flat_map(|it| self.xml.elements(*it));
            found = below.filter(|it| self.xml.name(*it) == name).collect();
        }
        self.kinds.extend(found.into_iter().map(|it| (it, kind)));
    }
}

pub(super) const fn node(at: XmlId) -> Node {
    Node(at.0 as u64)
}

pub(super) fn id(node: Node) -> XmlId {
    XmlId(u32::try_from(node.0).unwrap_or(u32::MAX))
}

impl Document for Plain<'_> {
    fn root(&self) -> Node {
        node(self.form_root.unwrap_or(Xml::ROOT))
    }

    fn parent(&self, at: Node) -> Option<Node> {
        self.xml.parent(id(at)).map(node)
    }

    fn children(&self, at: Node) -> Vec<Node> {
        self.xml.children(id(at)).map(node).collect()
    }

    fn attributes(&self, at: Node) -> Vec<Node> {
        self.xml.attributes(id(at)).map(node).collect()
    }

    fn name(&self, at: Node) -> &str {
        self.xml.name(id(at))
    }

    fn text(&self, at: Node) -> Cow<'_, str> {
        self.xml.text(id(at))
    }

    fn kind(&self, at: Node) -> ValueKind {
        let own = self.kinds.iter().find(|(it, _)| *it == id(at));
        own.map_or(ValueKind::Text, |(_, kind)| *kind)
    }

    fn instance(&self, name: &str) -> Option<Node> {
        let mut open = vec![Xml::ROOT];
        while let Some(at) = open.pop() {
            if self.xml.local_name(at) == "instance" && self.xml.attribute(at, "id") == Some(name) {
                return Some(node(at));
            }
            open.extend(self.xml.elements(at));
        }
        None
    }

    fn itext(&self, text: &str, _current: Node) -> Option<String> {
        let mut open = vec![Xml::ROOT];
        while let Some(at) = open.pop() {
            let own = self.xml.attribute(at, "lang");
            if self.xml.local_name(at) == "translation"
                && (self.language.is_empty() || own == Some(&self.language))
            {
                let found =
                    self.xml.elements(at).find(|it| self.xml.attribute(*it, "id") == Some(text));
                let value = found.and_then(|it| self.xml.element(it, "value"));
                return value.map(|it| self.xml.text(it).into_owned());
            }
            let inner: Vec<XmlId> = self.xml.elements(at).collect();
            open.extend(inner.into_iter().rev());
        }
        None
    }

    fn position(&self, at: Node) -> usize {
        let Some(parent) = self.xml.parent(id(at)) else { return 1 };
        let is_element = |it: &XmlId| self.xml.kind(*it) == XmlKind::Element;
        let like = self.xml.children(parent).filter(is_element);
        let like = like.filter(|it| self.xml.name(*it) == self.xml.name(id(at)));
        like.take_while(|it| *it != id(at)).count() + 1
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { now: Instant(self.now_ms), offset_secs: self.offset_secs }
    }

    fn random(&self) -> u64 {
        self.n_random.set(self.n_random.get() + 1);
        self.n_random.get().wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}
