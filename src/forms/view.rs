//! An instance and its code lists as the document of an expression.

use std::{borrow::Cow, cell::Cell};

use crate::expr::{
    Context, Document, Evaluator, Node, Nodes, PathExpr, PathPlan, Surroundings, Value, ValueKind,
    day_number, parse_number, parse_partial_date, parse_stamp,
};

use super::{
    Choice, CodeList, Form, Instance, Item, ItemId,
    lookup::{first_filter, rows_where},
    plan::{Compiled, Plan},
    xml::{Xml, XmlId},
};

/// The node above the form itself.
const ROOT: Node = Node(1 << 62);

/// Nodes of code lists have this bit: then 31 bits for the list, 24 for the choice, 8 for the column.
const LIST: u64 = 1 << 63;

/// Nodes of other data have this bit: then 20 bits for the tree, 32 for its node.
const TREE: u64 = 1 << 61;

const LIST_SHIFT: u32 = 32;
const CHOICE_SHIFT: u32 = 8;

/// The node of a cell.
pub(super) fn node(scope: u32, local: u32) -> Node {
    Node((u64::from(scope) << 31) | u64::from(local))
}

pub(super) fn cell_of(node: Node) -> Option<(u32, u32)> {
    if node.0 & (LIST | ROOT.0 | TREE) != 0 {
        return None;
    }
    let scope = u32::try_from(node.0 >> 31).ok()?; // 31 bits
    let local = u32::try_from(node.0 & 0x7fff_ffff).ok()?; // 31 bits
    Some((scope, local))
}

/// A node of a code list: the list, the choice counted from 1, the column counted from 1.
/// Choice 0 is the list itself: column 0 its document, column 1 its `root`.
#[derive(Clone, Copy)]
struct ListNode {
    list: u32,
    choice: u32,
    column: u32,
}

impl ListNode {
    fn node(self) -> Node {
        let list = u64::from(self.list) << LIST_SHIFT;
        Node(LIST | list | (u64::from(self.choice) << CHOICE_SHIFT) | u64::from(self.column))
    }

    fn of(node: Node) -> Option<Self> {
        if node.0 & LIST == 0 {
            return None;
        }
        let part = |shift: u32, mask: u64| u32::try_from((node.0 >> shift) & mask).unwrap_or(0);
        Some(Self {
            list: part(LIST_SHIFT, 0x3fff_ffff),
            choice: part(CHOICE_SHIFT, 0xff_ffff),
            column: part(0, 0xff),
        })
    }
}

/// The place of a choice in the list `source`, where the node is one of its rows.
pub(super) fn choice_of(node: Node, source: u32) -> Option<u32> {
    ListNode::of(node).filter(|it| it.list == source)?.choice.checked_sub(1)
}

fn tree_of(node: Node) -> Option<(usize, XmlId)> {
    if node.0 & (LIST | ROOT.0) != 0 || node.0 & TREE == 0 {
        return None;
    }
    let tree = usize::try_from((node.0 >> 32) & 0xf_ffff).ok()?; // 20 bits
    Some((tree, XmlId(u32::try_from(node.0 & 0xffff_ffff).ok()?))) // 32 bits
}

fn tree_node(tree: usize, at: XmlId) -> Node {
    Node(TREE | (u64::try_from(tree).unwrap_or(0) << 32) | u64::from(at.0))
}

/// An instance as one expression of its form sees it.
pub(super) struct View<'a> {
    instance: &'a Instance,
    form: &'a Form,
    compiled: &'a Compiled,
    n_random: Cell<u64>,
}

impl<'a> View<'a> {
    pub(super) const fn new(
        instance: &'a Instance,
        form: &'a Form,
        compiled: &'a Compiled,
    ) -> Self {
        Self { instance, form, compiled, n_random: Cell::new(0) }
    }

    /// The node of a choice, counted from 0.
    pub(super) fn choice(list: u32, at: u32) -> Node {
        ListNode { list, choice: at + 1, column: 0 }.node()
    }

    fn list(&self, node: ListNode) -> Option<&'a CodeList> {
        self.form.lists.get(node.list as usize)
    }

    fn is_relevant(&self, scope: u32, local: u32) -> bool {
        self.instance.cell(scope, local).is_some_and(|cell| cell.relevant)
    }

    /// The relevant nodes of `target` that share `common` repeats with scope `at`.
    fn resolve(&self, target: ItemId, common: u8, at: u32) -> Nodes {
        let Some(placed) = self.form.place(target) else { return Nodes::None };
        let mut from = at;
        loop {
            let Some(scope) = self.instance.scopes.get(from as usize) else { return Nodes::None };
            if self.form.scope(scope.def).map_or(0, |it| it.depth) <= common {
                if scope.def == placed.scope {
                    let relevant = self.is_relevant(from, placed.local);
                    return if relevant {
                        Nodes::One(node(from, placed.local))
                    } else {
                        Nodes::None
                    };
                }
                break;
            }
            from = scope.parent;
        }
        let mut scopes = Vec::new();
        self.instance.below(self.form, from, placed.scope, &mut scopes);
        let relevant = scopes.into_iter().filter(|it| self.is_relevant(*it, placed.local));
        relevant.map(|it| node(it, placed.local)).collect::<Vec<_>>().into()
    }

    fn list_children(&self, at: ListNode) -> Vec<Node> {
        let Some(list) = self.list(at) else { return Vec::new() };
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match (at.choice, at.column) {
            (0, 0) => vec![ListNode { column: 1, ..at }.node()],
            (0, _) => (1..=count(list.choices.len()))
                .map(|choice| ListNode { choice, column: 0, ..at }.node())
                .collect(),
            (_, 0) => (1..=count(list.columns.len() + 2))
                .map(|column| ListNode { column, ..at }.node())
                .collect(),
            _ => Vec::new(),
        }
    }

    fn list_text(&self, at: ListNode) -> Cow<'_, str> {
        let choice = self.list(at).zip(at.choice.checked_sub(1));
        let Some(choice) = choice.and_then(|(list, no)| list.choices.get(no as usize)) else {
            return Cow::Borrowed("");
        };
        match at.column {
            0 => Cow::Borrowed(""),
            1 => Cow::Borrowed(&choice.code),
            2 => Cow::Borrowed(choice.label.source(self.language()).unwrap_or("")),
            column => {
                Cow::Borrowed(choice.cells.get(column as usize - 3).map_or("", String::as_str))
            }
        }
    }

    fn tree(&self, tree: usize) -> Option<&'a Xml> {
        self.form.trees.get(tree).map(|(_, xml)| xml)
    }

    /// The rows that a path into a list can only mean, where an index tells.
    fn rows(&self, list_no: u32, path: &PathExpr, current: Node) -> Option<Nodes> {
        let list = self.form.lists.get(list_no as usize)?;
        let found = first_filter(path)?;
        let evaluator = Evaluator::new(self);
        let key = evaluator.eval(found.key, Context::at(current));
        let rows = rows_where(self, list, found.column, &key)?;
        let rows: Vec<Node> = rows.iter().map(|at| Self::choice(list_no, *at)).collect();
        let conditions = path.steps.get(1).map_or(&[][..], |it| &it.predicates);
        Some(evaluator.filter(rows.into(), conditions, current))
    }

    fn language(&self) -> usize {
        self.form.language(&self.instance.env.language)
    }
}

impl Document for View<'_> {
    fn root(&self) -> Node {
        ROOT
    }

    fn parent(&self, at: Node) -> Option<Node> {
        if let Some(list) = ListNode::of(at) {
            return match (list.choice, list.column) {
                (0, 0) => None,
                (0, _) => Some(ListNode { column: 0, ..list }.node()),
                (_, 0) => Some(ListNode { choice: 0, column: 1, ..list }.node()),
                _ => Some(ListNode { column: 0, ..list }.node()),
            };
        }
        if let Some((tree, id)) = tree_of(at) {
            return self.tree(tree)?.parent(id).map(|it| tree_node(tree, it));
        }
        let (scope, local) = cell_of(at)?;
        let item = self.instance.item_of(scope, local)?;
        let Some(parent) = self.form.parent(item) else { return Some(ROOT) };
        let outer =
            if local == 0 { self.instance.scopes.get(scope as usize)?.parent } else { scope };
        Some(node(outer, self.form.place(parent)?.local))
    }

    fn children(&self, at: Node) -> Vec<Node> {
        if let Some(list) = ListNode::of(at) {
            return self.list_children(list);
        }
        if let Some((no, id)) = tree_of(at) {
            let Some(tree) = self.tree(no) else { return Vec::new() };
            return tree.children(id).map(|it| tree_node(no, it)).collect();
        }
        let Some((scope, local)) = cell_of(at) else { return vec![node(0, 0)] };
        let Some(item) = self.instance.item_of(scope, local) else { return Vec::new() };
        let mut found = Vec::new();
        for child in self.form.children(item) {
            let Some(placed) = self.form.place(*child) else { continue };
            if matches!(placed.item, Item::Repeat(_)) {
                found
                    .extend(self.instance.instances(scope, placed.scope).iter().map(|it| (*it, 0)));
            } else {
                found.push((scope, placed.local));
            }
        }
        found.retain(|(scope, local)| self.is_relevant(*scope, *local));
        found.into_iter().map(|(scope, local)| node(scope, local)).collect()
    }

    fn name(&self, at: Node) -> &str {
        if let Some(list_node) = ListNode::of(at) {
            return match (list_node.choice, list_node.column) {
                (0, 0) => "",
                (0, _) => "root",
                (_, 0) => "item",
                (_, 1) => "name",
                (_, 2) => "label",
                (_, no) => self
                    .list(list_node)
                    .and_then(|it| it.columns.get(no as usize - 3))
                    .map_or("", String::as_str),
            };
        }
        if let Some((tree, id)) = tree_of(at) {
            return self.tree(tree).map_or("", |it| it.name(id));
        }
        let Some((scope, local)) = cell_of(at) else { return "" };
        match self.instance.item_of(scope, local) {
            Some(ItemId(0)) => self.form.root_name(),
            Some(item) => self.form.item(item).map_or("", Item::name),
            None => "",
        }
    }

    fn text(&self, at: Node) -> Cow<'_, str> {
        if let Some(list) = ListNode::of(at) {
            return self.list_text(list);
        }
        if let Some((tree, id)) = tree_of(at) {
            return self.tree(tree).map_or(Cow::Borrowed(""), |it| it.text(id));
        }
        let cell = cell_of(at).and_then(|(scope, local)| self.instance.cell(scope, local));
        Cow::Borrowed(cell.filter(|cell| cell.relevant).map_or("", |cell| &cell.value))
    }

    fn kind(&self, at: Node) -> ValueKind {
        let item = cell_of(at).and_then(|(scope, local)| self.instance.item_of(scope, local));
        item.and_then(|it| self.form.place(it)).map_or(ValueKind::Text, |it| it.kind)
    }

    fn number(&self, at: Node) -> f64 {
        let Some((scope, local)) = cell_of(at) else { return parse_number(&self.text(at)) };
        let Some(cell) = self.instance.cell(scope, local) else { return f64::NAN };
        match self.kind(at) {
            _ if !cell.relevant || cell.value.is_empty() => f64::NAN,
            ValueKind::Text | ValueKind::Number => cell.number,
            ValueKind::Date => parse_partial_date(&cell.value).map_or(cell.number, day_number),
            ValueKind::DateTime => {
                let around = self.instance.env.offset_secs;
                let stamp = parse_stamp(&cell.value, around).map(Value::Stamp);
                stamp.map_or(cell.number, |it| it.number(self))
            }
        }
    }

    fn attributes(&self, at: Node) -> Vec<Node> {
        let Some((no, id)) = tree_of(at) else { return Vec::new() };
        let Some(tree) = self.tree(no) else { return Vec::new() };
        tree.attributes(id).map(|it| tree_node(no, it)).collect()
    }

    fn spend(&self, n: usize) -> bool {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        let left = self.instance.fuel.get();
        self.instance.fuel.set(left.saturating_sub(n));
        if left < n {
            self.instance.exhausted.set(true);
        }
        left >= n
    }

    fn planned(&self, path: &PathExpr, current: Node, whole: bool) -> Option<PathPlan> {
        match *self.compiled.plans.get(path.id as usize)? {
            Plan::Walk => None,
            Plan::Nothing => Some(PathPlan { nodes: Nodes::None, n_steps: usize::MAX }),
            Plan::Tree(tree) => {
                let nodes = Nodes::One(tree_node(tree as usize, Xml::ROOT));
                Some(PathPlan { nodes, n_steps: 0 })
            }
            Plan::List(list) => {
                if let Some(rows) = self.rows(list, path, current) {
                    return Some(PathPlan { nodes: rows, n_steps: 2 });
                }
                let root = ListNode { list, choice: 0, column: 0 }.node();
                Some(PathPlan { nodes: Nodes::One(root), n_steps: 0 })
            }
            Plan::Items { target, common, n_steps } => {
                let (scope, _) = cell_of(current)?;
                let nodes = self.resolve(target, if whole { 0 } else { common }, scope);
                Some(PathPlan { nodes, n_steps: n_steps as usize })
            }
        }
    }

    fn position(&self, at: Node) -> usize {
        let Some((scope, 0)) = cell_of(at) else { return 1 };
        let Some(own) = self.instance.scopes.get(scope as usize) else { return 1 };
        own.place as usize
    }

    fn choice_label(&self, code: &str, question: &str, _current: Node) -> Option<String> {
        let name = question.trim().trim_start_matches("${").trim_end_matches('}').trim();
        let name = name.rsplit('/').next().unwrap_or(name).trim();
        let mut items = self.form.names.get(name)?.iter();
        let list = |id: &ItemId| self.form.list(self.form.item(*id)?.question()?.list.as_ref()?);
        let choice = items.find_map(list)?.choice(code)?;
        choice.label.source(self.language()).map(str::to_owned)
    }

    fn itext(&self, id: &str, current: Node) -> Option<String> {
        self.instance.itext(id, current)
    }

    fn pulled(&self, name: &str, column: &str, key: &str, value: &str) -> Option<String> {
        let name = name.strip_suffix(".csv").unwrap_or(name);
        if let Some(list) = self.form.list(name) {
            let cell = |choice: &Choice, column: &str| match column {
                "name" => choice.code.clone(),
                "label" => choice.label.source(self.language()).unwrap_or("").to_owned(),
                other => list.cell(choice, other).to_owned(),
            };
            let row = match list.rows(key, value) {
                Some(rows) => list.choices.get(*rows.first()? as usize),
                None => list.choices.iter().find(|it| cell(it, key) == value),
            };
            return row.map(|it| cell(it, column));
        }
        let (_, tree) = self.form.trees.iter().find(|(it, _)| it == name)?;
        let text = |row: XmlId, column: &str| match column.strip_prefix('@') {
            Some(name) => tree.attribute(row, name).map(Cow::Borrowed),
            None => tree.element(row, column).map(|it| tree.text(it)),
        };
        let mut rows = tree.root_element().map(|it| tree.elements(it)).into_iter().flatten();
        let row = rows.find(|it| text(*it, key).is_some_and(|it| it == value))?;
        text(row, column).map(Cow::into_owned)
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { now: self.instance.env.now, offset_secs: self.instance.env.offset_secs }
    }

    fn random(&self) -> u64 {
        self.n_random.set(self.n_random.get() + 1);
        bits(self.instance.env.seed, self.instance.n_recomputed, self.n_random.get())
    }
}

/// `SplitMix64` over the seed, how much was asked before, and how often in this asking.
fn bits(seed: u64, asked: u64, often: u64) -> u64 {
    let mut bits = seed;
    for part in [asked, often] {
        bits = bits.wrapping_add(part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
    }
    bits
}
