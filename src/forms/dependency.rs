//! Who must be recomputed after whom.

use std::collections::{BTreeMap, BTreeSet};

use super::{Form, Item, ItemId, cycle::on_circles, plan::Compiled};

/// One expression of the form that is kept up to date.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) item: ItemId,
    pub(super) kind: RuleKind,
    /// The scope for each of whose instances it is asked.
    pub(super) scope: u32,
    pub(super) compiled: Compiled,
    /// The heading of its column, for the author.
    pub(super) column: &'static str,
    /// What the nodes of a choice rule stand for, where it names nodes and is no filter of rows.
    pub(super) itemset: Option<Box<Itemset>>,
}

/// How the nodes of an `itemset` become choices.
#[derive(Clone, Debug)]
pub(super) struct Itemset {
    /// The code list whose rows the nodes are; none where they are made as they are asked.
    pub(super) source: Option<u32>,
    pub(super) value: Compiled,
    pub(super) label: Compiled,
}

/// What a rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RuleKind {
    Count,
    Relevant,
    Calculate,
    Choices,
    Required,
    ReadOnly,
    Constraint,
    Warning,
}

/// Every rule, each after all on which it depends.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) rules: Vec<Rule>,
    /// For each item, the rules that read it.
    pub(super) readers: Vec<Vec<Reader>>,
    /// For each scope, the rules asked there.
    pub(super) by_scope: Vec<Vec<u32>>,
}

/// A rule that reads an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reader {
    pub(super) rule: u32,
    /// How many repeats the two nodes share.
    pub(super) common: u8,
    /// Whether the rule is asked in the very scope in which the item lies.
    pub(super) same_scope: bool,
}

/// Orders `rules`. Those that wait for each other come back beside the graph, and are not in it.
pub(super) fn order(form: &Form, rules: Vec<Rule>) -> (Graph, Vec<Rule>) {
    let (mut sorted, mut stuck) = sort(form, rules, &[]);
    // Clearing an answer that is no longer offered may go in circles: each round only takes away. And
    // how many instances there are may follow from what is in them: a count grows once an answer.
    for ignored in [&[RuleKind::Choices][..], &[RuleKind::Choices, RuleKind::Count]] {
        if !stuck.is_empty() {
            sorted.append(&mut stuck);
            (sorted, stuck) = sort(form, sorted, ignored);
        }
    }
    let mut graph = Graph {
        rules: sorted,
        readers: vec![Vec::new(); form.placed.len()],
        by_scope: vec![Vec::new(); form.scopes.len()],
    };
    for (at, rule) in graph.rules.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        for read in &rule.compiled.reads {
            let place = form.place(read.item);
            let depth = place.and_then(|it| form.scope(it.scope)).map_or(0, |it| it.depth);
            let same = place.is_some_and(|it| it.scope == rule.scope) && depth <= read.common;
            if let Some(readers) = graph.readers.get_mut(read.item.0 as usize) {
                readers.push(Reader { rule: at, common: read.common, same_scope: same });
            }
        }
        if let Some(asked) = graph.by_scope.get_mut(rule.scope as usize) {
            asked.push(at);
        }
    }
    (graph, stuck)
}

/// Kahn's order, the author's order where there is a choice.
/// Those kinds of rules that are `ignored` count as writing nothing.
fn sort(form: &Form, mut rules: Vec<Rule>, ignored: &[RuleKind]) -> (Vec<Rule>, Vec<Rule>) {
    rules.sort_by_key(|rule| (rule.item, rule.kind));
    let mut writers: BTreeMap<(ItemId, RuleKind), usize> = BTreeMap::new();
    for (at, rule) in rules.iter().enumerate() {
        writers.insert((rule.item, rule.kind), at);
    }
    let before: Vec<BTreeSet<usize>> = rules
        .iter()
        .map(|rule| {
            let read = rule.compiled.reads.iter().flat_map(|read| writes(form, read.item));
            let wanted = read.filter(|(_, kind)| !ignored.contains(kind));
            wanted.filter_map(|writer| writers.get(&writer).copied()).collect()
        })
        .collect();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); rules.len()];
    for (at, needs) in before.iter().enumerate() {
        for need in needs {
            if let Some(list) = after.get_mut(*need) {
                list.push(at);
            }
        }
    }
    let mut waiting: Vec<usize> = before.iter().map(BTreeSet::len).collect();
    let mut ready: BTreeSet<usize> =
        (0..rules.len()).filter(|at| waiting.get(*at) == Some(&0)).collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first() {
        order.push(next);
        for follower in after.get(next).into_iter().flatten() {
            if let Some(left) = waiting.get_mut(*follower) {
                *left -= 1;
                if *left == 0 {
                    ready.insert(*follower);
                }
            }
        }
    }
    let on_cycle = if order.len() < rules.len() { on_circles(&after) } else { Vec::new() };
    let mut rules: Vec<Option<Rule>> = rules.into_iter().map(Some).collect();
    let mut take = |at: usize| rules.get_mut(at).and_then(Option::take);
    let stuck: Vec<Rule> = on_cycle.into_iter().filter_map(&mut take).collect();
    let sorted: Vec<Rule> = order.into_iter().filter_map(&mut take).collect();
    // What only waits behind a cycle is of no use either, but is no cycle: it comes last.
    let behind = rules.into_iter().flatten();
    let sorted = sorted.into_iter().chain(behind).collect();
    (sorted, stuck)
}

/// The rules that decide what an expression sees of an item: its value, its relevance and that of
/// all around it, how many of it there are.
fn writes(form: &Form, item: ItemId) -> Vec<(ItemId, RuleKind)> {
    let mut all = vec![(item, RuleKind::Calculate), (item, RuleKind::Choices)];
    for above in std::iter::successors(Some(item), |it| form.parent(*it)) {
        all.push((above, RuleKind::Relevant));
        if matches!(form.item(above), Some(Item::Repeat(_))) {
            all.push((above, RuleKind::Count));
        }
    }
    all
}

impl Form {
    /// The calculation of an item, as its author wrote it.
    #[must_use]
    pub fn calculation(&self, id: ItemId) -> Option<&str> {
        self.source(id, RuleKind::Calculate)
    }

    /// The constraint of an item, as its author wrote it.
    #[must_use]
    pub fn constraint(&self, id: ItemId) -> Option<&str> {
        self.source(id, RuleKind::Constraint)
    }

    fn source(&self, id: ItemId, kind: RuleKind) -> Option<&str> {
        let rule = self.graph.rules.iter().find(|it| it.item == id && it.kind == kind)?;
        Some(&rule.compiled.expression.source)
    }

    /// The items that decide whether an item is asked, what it holds or what can be chosen in it: those that its own
    /// and its groups' `relevant`, and its `calculation` and `choice_filter`, read. One step; not what those read in turn.
    #[must_use]
    pub fn reads(&self, id: ItemId) -> BTreeSet<ItemId> {
        let around: BTreeSet<ItemId> =
            std::iter::successors(Some(id), |it| self.parent(*it)).collect();
        let decides = |rule: &&Rule| match rule.kind {
            RuleKind::Relevant => around.contains(&rule.item),
            RuleKind::Calculate | RuleKind::Choices => rule.item == id,
            RuleKind::Count
            | RuleKind::Required
            | RuleKind::ReadOnly
            | RuleKind::Constraint
            | RuleKind::Warning => false,
        };
        let rules = self.graph.rules.iter().filter(decides);
        rules.flat_map(|rule| rule.compiled.reads.iter().map(|read| read.item)).collect()
    }
}
