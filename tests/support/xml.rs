//! A small XML tree for conformance cases: enough for the documents that peers test with.

use std::{borrow::Cow, cell::Cell};

use waypost::{
    base::Instant,
    expr::{Document, Node, Surroundings, ValueKind},
};

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Document,
    Element,
    Text(String),
    Attribute(String),
    /// A comment or an instruction: in the tree, so that places count right, but never asked for.
    Other,
}

#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    name: String,
    parent: Option<usize>,
    children: Vec<usize>,
    attributes: Vec<usize>,
    read_as: ValueKind,
}

/// A document, and the moment at which it is asked.
#[derive(Clone, Debug)]
pub(crate) struct Xml {
    entries: Vec<Entry>,
    now_ms: i64,
    offset_secs: i32,
    n_random: Cell<u64>,
}

impl Xml {
    /// Reads `source`; `now_ms` and `offset_secs` are what its clock shows.
    pub(crate) fn read(source: &str, now_ms: i64, offset_secs: i32) -> Self {
        let mut xml = Self { entries: Vec::new(), now_ms, offset_secs, n_random: Cell::new(0) };
        xml.push(Kind::Document, "", None);
        let mut open = vec![0];
        let mut rest = source;
        while let Some(at) = rest.find('<') {
            let here = *open.last().expect("the document");
            if !rest[..at].is_empty() && here != 0 {
                xml.push(Kind::Text(unescape(&rest[..at])), "", Some(here));
            }
            rest = xml.markup(&rest[at..], &mut open);
        }
        xml
    }

    /// Says how the nodes at a path of names below the outermost element are read.
    pub(crate) fn read_as(&mut self, path: &str, kind: ValueKind) {
        let mut found = self.entries[0].children.clone();
        for name in path.split('/') {
            let below = found.iter().flat_map(|it| self.entries[*it].children.clone());
            found = below.filter(|it| self.entries[*it].name == name).collect();
        }
        for at in found {
            self.entries[at].read_as = kind;
        }
    }

    /// The node at `/1/4/@id`: children are counted from 1, texts and comments among them.
    pub(crate) fn at(&self, context: &str) -> Option<Node> {
        let mut at = 0;
        for step in context.split('/').filter(|it| !it.is_empty()) {
            let entry = self.entries.get(at)?;
            at = match step.strip_prefix('@') {
                Some(name) => {
                    *entry.attributes.iter().find(|it| self.entries[**it].name == name)?
                }
                None => *entry.children.get(step.parse::<usize>().ok()?.checked_sub(1)?)?,
            };
        }
        Some(Node(at as u64))
    }

    fn push(&mut self, kind: Kind, name: &str, parent: Option<usize>) -> usize {
        let at = self.entries.len();
        let is_attribute = matches!(kind, Kind::Attribute(_));
        let (name, read_as) = (name.to_owned(), ValueKind::Text);
        let entry = Entry { kind, name, parent, children: vec![], attributes: vec![], read_as };
        self.entries.push(entry);
        if let Some(parent) = parent {
            let above = &mut self.entries[parent];
            if is_attribute { above.attributes.push(at) } else { above.children.push(at) }
        }
        at
    }

    /// Reads one `<…>`; answers with what is behind it.
    fn markup<'s>(&mut self, source: &'s str, open: &mut Vec<usize>) -> &'s str {
        let here = *open.last().expect("the document");
        for (start, end) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")] {
            let Some(inner) = source.strip_prefix(start) else { continue };
            let (inner, after) = inner.split_once(end).expect("closed markup");
            if start == "<![CDATA[" {
                self.push(Kind::Text(inner.to_owned()), "", Some(here));
            } else if start != "<!" && !inner.starts_with("xml version") {
                self.push(Kind::Other, "", Some(here));
            }
            return after;
        }
        let (tag, after) = source[1..].split_once('>').expect("a closed tag");
        if tag.starts_with('/') {
            open.pop();
            return after;
        }
        let is_empty = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let element = self.push(Kind::Element, name, Some(here));
        let mut rest = attributes.trim();
        while let Some((name, from)) = rest.split_once('=') {
            let from = from.trim_start();
            let quote = from.chars().next().expect("a quotation mark");
            let (value, behind) = from[1..].split_once(quote).expect("a closed value");
            if !name.starts_with("xmlns") {
                let value = Kind::Attribute(unescape(value));
                self.push(value, name.trim(), Some(element));
            }
            rest = behind.trim_start();
        }
        if !is_empty {
            open.push(element);
        }
        after
    }

    fn entry(&self, node: Node) -> &Entry {
        &self.entries[usize::try_from(node.0).expect("a node of this document")]
    }

    fn nodes(all: &[usize]) -> Vec<Node> {
        all.iter().map(|it| Node(*it as u64)).collect()
    }
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&apos;", "'").replace("&amp;", "&")
}

impl Document for Xml {
    fn root(&self) -> Node {
        Node(0)
    }

    fn parent(&self, node: Node) -> Option<Node> {
        self.entry(node).parent.map(|it| Node(it as u64))
    }

    fn children(&self, node: Node) -> Vec<Node> {
        Self::nodes(&self.entry(node).children)
    }

    fn attributes(&self, node: Node) -> Vec<Node> {
        Self::nodes(&self.entry(node).attributes)
    }

    fn name(&self, node: Node) -> &str {
        &self.entry(node).name
    }

    fn text(&self, node: Node) -> Cow<'_, str> {
        let entry = self.entry(node);
        match &entry.kind {
            Kind::Text(text) | Kind::Attribute(text) => Cow::Borrowed(text),
            Kind::Other => Cow::Borrowed(""),
            Kind::Document | Kind::Element => {
                let texts = entry.children.iter().map(|it| self.text(Node(*it as u64)));
                Cow::Owned(texts.collect())
            }
        }
    }

    fn kind(&self, node: Node) -> ValueKind {
        self.entry(node).read_as
    }

    fn instance(&self, name: &str) -> Option<Node> {
        let named = |it: &&Entry| it.name == "id" && it.kind == Kind::Attribute(name.to_owned());
        let owner = self.entries.iter().find(named)?.parent?;
        (self.entries[owner].name == "instance").then_some(Node(owner as u64))
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { now: Instant(self.now_ms), offset_secs: self.offset_secs }
    }

    fn random(&self) -> u64 {
        self.n_random.set(self.n_random.get() + 1);
        self.n_random.get().wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}
