//! One step of a path, in any direction.

use super::{Axis, Document, Evaluator, Node, Nodes, Step, Test};

/// The nodes that `step` leads to from any of `nodes`.
pub(super) fn follow<'d, D: Document + ?Sized>(
    evaluator: Evaluator<'d, D>,
    nodes: &Nodes,
    step: &'d Step,
    current: Node,
) -> Nodes {
    let doc = evaluator.doc;
    let mut found = Vec::new();
    for node in nodes.as_slice() {
        let mut along = along(doc, *node, step.axis);
        if !doc.spend(along.len()) {
            return Nodes::None;
        }
        along.retain(|it| passes(doc, *it, &step.test, step.axis));
        let kept = if step.predicates.is_empty() {
            along
        } else {
            evaluator.filter(along.into(), &step.predicates, current).as_slice().to_vec()
        };
        found.extend(kept);
    }
    let forward = matches!(
        step.axis,
        Axis::Child | Axis::SelfNode | Axis::Descendant | Axis::DescendantOrSelf | Axis::Attribute
    );
    // One start and a forward axis give document order already, and documents need not number by it.
    if !forward || (nodes.as_slice().len() > 1 && step.axis != Axis::Child) {
        found.sort_unstable();
        found.dedup();
    }
    found.into()
}

/// The nodes along an axis, nearest first.
fn along<D: Document + ?Sized>(doc: &D, node: Node, axis: Axis) -> Vec<Node> {
    match axis {
        Axis::Child => doc.children(node),
        Axis::Parent => doc.parent(node).into_iter().collect(),
        Axis::SelfNode => vec![node],
        Axis::Attribute => doc.attributes(node),
        Axis::Descendant => below(doc, node),
        Axis::DescendantOrSelf => {
            let mut all = vec![node];
            all.extend(below(doc, node));
            all
        }
        Axis::Ancestor => above(doc, node).skip(1).collect(),
        Axis::AncestorOrSelf => above(doc, node).collect(),
        Axis::FollowingSibling => siblings(doc, node).1,
        Axis::PrecedingSibling => {
            let mut before = siblings(doc, node).0;
            before.reverse();
            before
        }
    }
}

fn above<D: Document + ?Sized>(doc: &D, node: Node) -> impl Iterator<Item = Node> {
    std::iter::successors(Some(node), |it| doc.parent(*it))
}

fn below<D: Document + ?Sized>(doc: &D, node: Node) -> Vec<Node> {
    let mut found = Vec::new();
    let mut open = doc.children(node);
    open.reverse();
    while let Some(next) = open.pop() {
        found.push(next);
        open.extend(doc.children(next).into_iter().rev());
    }
    found
}

/// The children of the same parent before and after `node`.
fn siblings<D: Document + ?Sized>(doc: &D, node: Node) -> (Vec<Node>, Vec<Node>) {
    let mut before = doc.parent(node).map(|parent| doc.children(parent)).unwrap_or_default();
    let Some(at) = before.iter().position(|it| *it == node) else {
        return (Vec::new(), Vec::new()); // an attribute has no siblings
    };
    let after = before.split_off(at + 1);
    before.pop();
    (before, after)
}

fn passes<D: Document + ?Sized>(doc: &D, node: Node, test: &Test, axis: Axis) -> bool {
    match test {
        Test::AnyNode => true,
        Test::AnyName => !doc.name(node).is_empty(),
        Test::Name(name) => doc.name(node) == name,
        Test::Text => {
            doc.name(node).is_empty() && doc.parent(node).is_some() && axis != Axis::Attribute
        }
    }
}
