//! What each target does with its bytes. The same functions replay the corpora in every run of the tests.

use std::{borrow::Cow, sync::Arc};

use waypost::{
    base::Instant,
    expr::{Document, Evaluator, Node, Surroundings, check, parse},
    forms::{Definition, Environment, Instance, compile, is_runnable},
};

/// A document of one blank node: every function meets nothing.
struct Bare;

impl Document for Bare {
    fn root(&self) -> Node {
        Node(0)
    }

    fn parent(&self, _node: Node) -> Option<Node> {
        None
    }

    fn children(&self, _node: Node) -> Vec<Node> {
        Vec::new()
    }

    fn name(&self, _node: Node) -> &'static str {
        ""
    }

    fn text(&self, _node: Node) -> Cow<'_, str> {
        Cow::Borrowed("2024-02-29")
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { now: Instant::default(), offset_secs: 3_600 }
    }

    fn random(&self) -> u64 {
        7
    }
}

/// An expression: read, looked over, and asked.
pub fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse(text) {
        Ok(expression) => {
            for finding in check(&expression) {
                std::hint::black_box(finding.span().of(text).len());
            }
            let stored = Evaluator::new(&Bare).value(&expression, Node(0)).into_stored(&Bare);
            std::hint::black_box(stored.len());
        }
        Err(error) => {
            std::hint::black_box(error.span.of(text).len());
        }
    }
}

/// A workbook, made to a form and filled in where it runs.
pub fn workbook(bytes: &[u8]) {
    if let Ok(definition) = Definition::from_xlsx(bytes) {
        form(&definition);
    }
}

/// XML: an `XForm` where it is one, and a record of a form that asks one question.
pub fn xml(bytes: &[u8]) {
    if let Ok(definition) = Definition::from_xform(bytes) {
        form(&definition);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let sheet = ("survey".to_owned(), b"type,name,label\ntext,a,A\n".to_vec());
    let Ok(definition) = Definition::from_csv(&[sheet]) else { return };
    let (form, _) = compile(&definition);
    if let Ok(record) = Instance::from_xml(Arc::new(form), &Environment::default(), text) {
        std::hint::black_box(record.to_json().len());
    }
}

fn form(definition: &Definition) {
    let (form, found) = compile(definition);
    if is_runnable(&found) {
        let instance = Instance::new(Arc::new(form), &Environment::default());
        for node in instance.nodes() {
            std::hint::black_box(instance.label(&node.path, "en").len());
        }
        std::hint::black_box(instance.to_json().len());
    }
}
