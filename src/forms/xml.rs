//! XML as a tree in one piece of memory: `XForm`s, their records and their data.
//!
//! Entities other than the five of XML itself are refused, so none can grow; names and texts lie in one
//! buffer each, so that a list of places of thirty thousand lines costs a few megabytes.

use std::{borrow::Cow, collections::HashMap};

use quick_xml::{Reader, XmlVersion, events::Event};
use thiserror::Error;

/// How deep elements may nest.
const MAX_DEPTH: usize = 256;

/// How many attributes an element may have: each is compared with those before it.
const MAX_ATTRIBUTES: usize = 100;

/// How many elements, texts and attributes a document may have: ten times a list of every place of a country.
const MAX_NODES: usize = 3_000_000;

/// Bytes that are no XML that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum XmlError {
    /// Not well-formed, or not UTF-8. Export it again.
    #[error("not well-formed XML")]
    Malformed,
    /// An entity that XML itself does not have. Write the character itself.
    #[error("unknown entity")]
    Entity,
    /// Elements in elements, deeper than any form.
    #[error("too deeply nested")]
    TooDeep,
    /// More elements or attributes than any form. Leave out what nobody chooses from.
    #[error("too many elements or attributes")]
    TooMany,
}

/// The number of a node; in document order, attributes behind their element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct XmlId(pub u32);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlKind {
    /// The document itself.
    Document,
    /// An element.
    Element,
    /// A piece of text.
    Text,
    /// An attribute.
    Attribute,
    /// A comment or an instruction: in the tree, so that places count right.
    Other,
}

/// A document.
#[derive(Clone, Debug, Default)]
pub struct Xml {
    nodes: Vec<XmlNode>,
    names: Vec<String>,
    text: String,
}

#[derive(Clone, Copy, Debug)]
struct XmlNode {
    kind: XmlKind,
    name: u32,
    text: (u32, u32),
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
    first_attribute: u32,
}

/// No node.
const NONE: u32 = u32::MAX;

impl Xml {
    /// The document itself.
    pub const ROOT: XmlId = XmlId(0);

    /// Reads a document in UTF-8.
    ///
    /// # Errors
    ///
    /// [`XmlError`].
    pub fn read(source: &str) -> Result<Self, XmlError> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let mut build = Builder { xml: Self::default(), open: Vec::new(), ids: HashMap::new() };
        build.push(XmlKind::Document, "", "", NONE);
        build.open.push(0);
        let mut reader = Reader::from_str(source);
        loop {
            match reader.read_event().map_err(|_err| XmlError::Malformed)? {
                Event::Eof => break,
                event => build.event(&event)?,
            }
        }
        if build.open.len() == 1 && build.xml.root_element().is_some() {
            Ok(build.xml)
        } else {
            Err(XmlError::Malformed)
        }
    }

    /// The outermost element.
    #[must_use]
    pub fn root_element(&self) -> Option<XmlId> {
        self.elements(Self::ROOT).next()
    }

    /// What a node is.
    #[must_use]
    pub fn kind(&self, at: XmlId) -> XmlKind {
        self.node(at).map_or(XmlKind::Other, |it| it.kind)
    }

    /// The name with its prefix; empty where it has none.
    #[must_use]
    pub fn name(&self, at: XmlId) -> &str {
        self.node(at).and_then(|it| self.names.get(it.name as usize)).map_or("", String::as_str)
    }

    /// The name without its prefix.
    #[must_use]
    pub fn local_name(&self, at: XmlId) -> &str {
        let name = self.name(at);
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// The node above.
    #[must_use]
    pub fn parent(&self, at: XmlId) -> Option<XmlId> {
        self.node(at).filter(|it| it.parent != NONE).map(|it| XmlId(it.parent))
    }

    /// The nodes below, in order.
    pub fn children(&self, at: XmlId) -> impl Iterator<Item = XmlId> {
        self.chain(self.node(at).map_or(NONE, |it| it.first))
    }

    /// The attributes, in order.
    pub fn attributes(&self, at: XmlId) -> impl Iterator<Item = XmlId> {
        self.chain(self.node(at).map_or(NONE, |it| it.first_attribute))
    }

    /// The elements directly below, in order.
    pub fn elements(&self, at: XmlId) -> impl Iterator<Item = XmlId> {
        self.children(at).filter(|it| self.kind(*it) == XmlKind::Element)
    }

    /// The first element directly below of this name, prefixes aside.
    #[must_use]
    pub fn element(&self, at: XmlId, name: &str) -> Option<XmlId> {
        self.elements(at).find(|it| self.local_name(*it) == name)
    }

    /// The value of an attribute, named with its prefix.
    #[must_use]
    pub fn attribute(&self, at: XmlId, name: &str) -> Option<&str> {
        self.attributes(at).find(|it| self.name(*it) == name).map(|it| self.own_text(it))
    }

    /// Whether an element has others in it.
    #[must_use]
    pub fn has_elements(&self, at: XmlId) -> bool {
        self.elements(at).next().is_some()
    }

    /// The text of a node and of all below it.
    #[must_use]
    pub fn text(&self, at: XmlId) -> Cow<'_, str> {
        match self.kind(at) {
            XmlKind::Text | XmlKind::Attribute => Cow::Borrowed(self.own_text(at)),
            XmlKind::Other => Cow::Borrowed(""),
            XmlKind::Document | XmlKind::Element => {
                let mut children = self.children(at);
                match (children.next(), children.next()) {
                    (None, _) => Cow::Borrowed(""),
                    (Some(only), None) => self.text(only),
                    _ => {
                        let mut all = String::new();
                        self.collect(at, &mut all);
                        Cow::Owned(all)
                    }
                }
            }
        }
    }

    /// An element and all below it as a document of its own, and that element in it.
    #[must_use]
    pub fn part(&self, at: XmlId) -> Option<(Self, XmlId)> {
        let mut build = Builder { xml: Self::default(), open: Vec::new(), ids: HashMap::new() };
        build.push(XmlKind::Document, "", "", NONE);
        build.copy(self, at, 0, &mut vec![NONE; self.names.len()]);
        let root = build.xml.root_element()?;
        Some((build.xml, root))
    }

    fn collect(&self, at: XmlId, out: &mut String) {
        match self.kind(at) {
            XmlKind::Text => out.push_str(self.own_text(at)),
            XmlKind::Attribute | XmlKind::Other => {}
            // As deep as the document, which is bounded.
            XmlKind::Document | XmlKind::Element => {
                self.children(at).for_each(|it| self.collect(it, out));
            }
        }
    }

    fn own_text(&self, at: XmlId) -> &str {
        let (from, to) = self.node(at).map_or((0, 0), |it| it.text);
        self.text.get(from as usize..to as usize).unwrap_or("")
    }

    fn node(&self, at: XmlId) -> Option<&XmlNode> {
        self.nodes.get(at.0 as usize)
    }

    fn chain(&self, first: u32) -> impl Iterator<Item = XmlId> {
        let some = |at: u32| (at != NONE).then_some(XmlId(at));
        std::iter::successors(some(first), move |it| self.node(*it).and_then(|it| some(it.next)))
    }
}

struct Builder {
    xml: Xml,
    open: Vec<u32>,
    /// The place of each name; only ever asked, never walked.
    ids: HashMap<String, u32>,
}

impl Builder {
    fn event(&mut self, event: &Event<'_>) -> Result<(), XmlError> {
        let here = self.open.last().copied().unwrap_or(NONE);
        if self.xml.nodes.len() > MAX_NODES {
            return Err(XmlError::TooMany);
        }
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let element = self.push(XmlKind::Element, tag.name().as_ref(), "", here);
                for (at, attribute) in tag.attributes().enumerate() {
                    if at == MAX_ATTRIBUTES {
                        return Err(XmlError::TooMany);
                    }
                    let attribute = attribute.map_err(|_err| XmlError::Malformed)?;
                    let name = attribute.key.as_ref();
                    if name.starts_with("xmlns") {
                        continue;
                    }
                    let value = attribute
                        .normalized_value(XmlVersion::Implicit1_0)
                        .map_err(|_err| XmlError::Entity)?;
                    self.push(XmlKind::Attribute, name, &value, element);
                }
                if matches!(event, Event::Start(_)) {
                    if self.open.len() >= MAX_DEPTH {
                        return Err(XmlError::TooDeep);
                    }
                    self.open.push(element);
                }
            }
            Event::End(_) => {
                self.open.pop();
            }
            Event::Text(text) => self.say(&text.xml10_content(), here),
            Event::CData(text) if here != 0 => {
                self.push(XmlKind::Text, "", &text.xml10_content(), here);
            }
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_err| XmlError::Malformed)?;
                match (character, &*reference.xml10_content()) {
                    (Some(character), _) => self.say(character.encode_utf8(&mut [0; 4]), here),
                    (None, name) => {
                        let text = quick_xml::escape::resolve_predefined_entity(name)
                            .ok_or(XmlError::Entity)?;
                        self.say(text, here);
                    }
                }
            }
            Event::Comment(_) | Event::PI(_) => {
                self.push(XmlKind::Other, "", "", here);
            }
            Event::CData(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof => {}
        }
        Ok(())
    }

    /// Copies a node of another document with all below it; as deep as that document, which is bounded.
    /// `names` says where each of its names stands here already.
    fn copy(&mut self, from: &Xml, at: XmlId, parent: u32, names: &mut [u32]) {
        let new = self.copy_one(from, at, parent, names);
        for attribute in from.attributes(at) {
            self.copy_one(from, attribute, new, names);
        }
        for child in from.children(at) {
            self.copy(from, child, new, names);
        }
    }

    fn copy_one(&mut self, from: &Xml, at: XmlId, parent: u32, names: &mut [u32]) -> u32 {
        let old = from.node(at).map_or(0, |it| it.name as usize);
        let name = match names.get(old).copied() {
            Some(known) if known != NONE => known,
            _ => self.name(from.name(at)),
        };
        if let Some(slot) = names.get_mut(old) {
            *slot = name;
        }
        self.push_as(from.kind(at), name, from.own_text(at), parent)
    }

    /// Text behind other text is one text.
    fn say(&mut self, text: &str, here: u32) {
        if here == 0 || text.is_empty() {
            return;
        }
        let end = count(self.xml.text.len());
        let last = self.xml.nodes.get(here as usize).map_or(NONE, |it| it.last);
        if let Some(before) = self.xml.nodes.get_mut(last as usize)
            && before.kind == XmlKind::Text
            && before.text.1 == end
        {
            self.xml.text.push_str(text);
            before.text.1 = count(self.xml.text.len());
            return;
        }
        self.push(XmlKind::Text, "", text, here);
    }

    fn push(&mut self, kind: XmlKind, name: &str, text: &str, parent: u32) -> u32 {
        let name = self.name(name);
        self.push_as(kind, name, text, parent)
    }

    /// The place of a name.
    fn name(&mut self, name: &str) -> u32 {
        // The document comes first, and has no name; nor has any text.
        if name.is_empty() && !self.xml.names.is_empty() {
            return 0;
        }
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = count(self.xml.names.len());
        self.xml.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn push_as(&mut self, kind: XmlKind, name: u32, text: &str, parent: u32) -> u32 {
        let at = count(self.xml.nodes.len());
        let from = count(self.xml.text.len());
        self.xml.text.push_str(text);
        let text = (from, count(self.xml.text.len()));
        let last = if kind == XmlKind::Attribute {
            self.xml.attributes(XmlId(parent)).last().map_or(NONE, |it| it.0)
        } else {
            self.xml.nodes.get(parent as usize).map_or(NONE, |it| it.last)
        };
        if let Some(last) = self.xml.nodes.get_mut(last as usize) {
            last.next = at;
        }
        if let Some(above) = self.xml.nodes.get_mut(parent as usize) {
            if kind == XmlKind::Attribute {
                if above.first_attribute == NONE {
                    above.first_attribute = at;
                }
            } else {
                if above.first == NONE {
                    above.first = at;
                }
                above.last = at;
            }
        }
        self.xml.nodes.push(XmlNode {
            kind,
            name,
            text,
            parent,
            first: NONE,
            last: NONE,
            next: NONE,
            first_attribute: NONE,
        });
        at
    }
}

/// A size as a number of 32 bits: files are read up to 64 MB.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_texts_and_attributes_are_found() {
        let xml = Xml::read("<a x='1' y=\"2 &amp; 3\">b&lt;<c/>&#65;<!-- - --><d>e</d></a>");
        let xml = xml.expect("well-formed");
        let a = xml.root_element().expect("an element");
        assert_eq!(xml.attribute(a, "y"), Some("2 & 3"));
        assert_eq!(xml.text(a), "b<Ae");
        assert_eq!(xml.children(a).count(), 5);
        assert_eq!(xml.element(a, "d").map(|it| xml.text(it).into_owned()), Some("e".to_owned()));
    }

    #[test]
    fn entities_of_its_own_and_endless_depth_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert_eq!(Xml::read(bomb).err(), Some(XmlError::Entity));
        assert_eq!(Xml::read(&"<a>".repeat(100_000)).err(), Some(XmlError::TooDeep));
        for broken in ["", "<a>", "<a></b>", "<a", "text"] {
            assert_eq!(Xml::read(broken).err(), Some(XmlError::Malformed), "{broken}");
        }
    }
}
