//! From the paths of an expression to items of the form, once, before anything is filled in.
//!
//! A path of plain names always leads to the same item; only which instances of its repeats are
//! meant depends on where it is asked. That is one number: how many of the repeats around the
//! asking node the nodes found must share with it.

use std::collections::BTreeSet;

use crate::expr::{
    Aggregate, Axis, Expr, Expression, Finding, Function, Kind, Logic, PathExpr, Span, Start, Step,
    Test, check, parse,
};

use super::{
    Diagnostic, Form, Item, ItemId,
    diagnostic::{Fault, Place},
    lookup::{first_filter, lookup},
};

/// An expression with a plan for each of its paths.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub(super) expression: Expression,
    pub(super) plans: Vec<Plan>,
    pub(super) reads: Vec<Read>,
}

/// How the nodes of a path are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Plan {
    /// By walking the tree.
    #[default]
    Walk,
    /// All nodes of an item that share `common` repeats with the asking node, after `n_steps` steps.
    Items { target: ItemId, common: u8, n_steps: u32 },
    /// The code list of this number.
    List(u32),
    /// Other data of this number.
    Tree(u32),
    /// Nothing is there.
    Nothing,
}

/// An item that an expression reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Read {
    pub(super) item: ItemId,
    pub(super) common: u8,
}

/// What every compilation of one form shares.
#[derive(Debug)]
pub(super) struct Planner<'a> {
    pub(super) form: &'a Form,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Columns of lists by which rows are looked up.
    pub(super) indexes: BTreeSet<(u32, String)>,
    /// Whether a path may lead to nothing: an `XForm` was made by a program, not typed.
    pub(super) lenient: bool,
}

/// Where the expression of a rule is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    /// The item it belongs to.
    pub(super) item: ItemId,
    /// Whether it is asked in the scope around a repeat, not in each of its instances.
    pub(super) outside: bool,
    /// The code list whose choices it filters.
    pub(super) list: Option<u32>,
}

/// At what the steps of a relative path start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Here {
    Item(ItemId),
    Choice(Option<u32>),
    Unknown,
}

impl<'a> Planner<'a> {
    pub(super) const fn new(form: &'a Form, diagnostics: Vec<Diagnostic>, lenient: bool) -> Self {
        Self { form, diagnostics, indexes: BTreeSet::new(), lenient }
    }

    /// Reads and plans `source`; reports what is wrong with it at `place`.
    pub(super) fn compile(&mut self, source: &str, home: Home, place: &Place) -> Option<Compiled> {
        let source = straight_quotes(source);
        let source = source.as_ref();
        match parse(source) {
            Ok(expression) => Some(self.plan(expression, home, place)),
            Err(error) => {
                let excerpt = error.span.of(source).trim();
                let excerpt = if excerpt.is_empty() { source } else { excerpt };
                self.diagnostics.push(place.report(Fault::BadExpression, excerpt));
                None
            }
        }
    }

    /// Reads an expression that is asked at nodes which another one gives: it walks from there.
    pub(super) fn compile_at(&mut self, source: &str, place: &Place) -> Option<Compiled> {
        let expression = match parse(source) {
            Ok(expression) => expression,
            Err(_error) => {
                self.diagnostics.push(place.report(Fault::BadExpression, source));
                return None;
            }
        };
        let plans = vec![Plan::Walk; expression.n_paths as usize];
        Some(Compiled { expression, plans, reads: Vec::new() })
    }

    /// Adds to what is read everything below the nodes that an expression gives.
    pub(super) fn read_below(&self, compiled: &mut Compiled) {
        let mut open: Vec<Read> = compiled.reads.clone();
        while let Some(read) = open.pop() {
            for child in self.form.children(read.item) {
                let inner = Read { item: *child, common: read.common };
                open.push(inner);
                compiled.reads.push(inner);
            }
        }
        compiled.reads.sort_unstable();
        compiled.reads.dedup();
    }

    /// Plans an expression that has been read.
    pub(super) fn plan(&mut self, expression: Expression, home: Home, place: &Place) -> Compiled {
        for finding in check(&expression) {
            let fault = match finding {
                Finding::NotNodes(_) | Finding::BadPattern(_) | Finding::NotPoints(_) => {
                    Fault::WrongUse
                }
                Finding::Arguments(_) => Fault::BadExpression,
                Finding::NeverEqual(_) => Fault::NeverEqual,
                Finding::NoData(_) => Fault::NoData,
                Finding::NotInCollect(_) => Fault::NotInCollect,
                Finding::UnknownFunction(_) => Fault::UnknownFunction,
            };
            let excerpt = finding.span().of(&expression.source);
            self.diagnostics.push(place.report(fault, excerpt));
        }
        let plans = vec![Plan::Walk; expression.n_paths as usize];
        let mut visit = Visit {
            planner: self,
            home,
            place,
            source: &expression.source,
            plans,
            reads: Vec::new(),
        };
        let here = home.list.map_or(Here::Item(home.item), |list| Here::Choice(Some(list)));
        visit.expr(&expression.root, here, u8::MAX, false);
        if let Some((list, found)) = home.list.zip(lookup(&expression.root)) {
            visit.planner.indexes.insert((list, found.column.to_owned()));
        }
        let Visit { plans, mut reads, .. } = visit;
        reads.sort_unstable();
        reads.dedup();
        Compiled { expression, plans, reads }
    }
}

struct Visit<'v, 'a> {
    planner: &'v mut Planner<'a>,
    home: Home,
    place: &'v Place,
    source: &'v str,
    plans: Vec<Plan>,
    reads: Vec<Read>,
}

/// How far the static part of a path has come.
#[derive(Clone, Copy)]
struct Reached {
    item: ItemId,
    common: u8,
    /// Whether the path started at the asking node: then every instance below a shared one is meant.
    relative: bool,
}

impl<'a> Visit<'_, 'a> {
    fn form(&self) -> &'a Form {
        self.planner.form
    }

    fn report(&mut self, fault: Fault, span: Span) {
        let excerpt = span.of(self.source);
        self.planner.diagnostics.push(self.place.report(fault, excerpt));
    }

    /// `ceiling` bounds what reads share with the rule; `several` says that several nodes are welcome.
    fn expr(&mut self, expr: &Expr, here: Here, ceiling: u8, several: bool) {
        match &expr.kind {
            Kind::Number(_) | Kind::Text(_) => {}
            Kind::Negate(inner) => self.expr(inner, here, ceiling, false),
            Kind::Binary(operator, left, right) => {
                let union = *operator == crate::expr::Operator::Union;
                self.expr(left, here, ceiling, union && several);
                self.expr(right, here, ceiling, union && several);
            }
            Kind::Call(function, args) => self.call(*function, args, here, ceiling),
            Kind::Path(path) => self.path(path, expr.span, here, ceiling, several, false),
        }
    }

    fn call(&mut self, function: Function, args: &[Expr], here: Here, ceiling: u8) {
        if function == Function::Logic(Logic::Pulldata) {
            self.pulldata(args);
        }
        let several = takes_several(function);
        let position = function == Function::Aggregate(Aggregate::Position);
        let indexed = function == Function::Aggregate(Aggregate::IndexedRepeat);
        for (at, arg) in args.iter().enumerate() {
            // The leaf and the repeats of `indexed-repeat` are looked for everywhere.
            let ceiling = if indexed && (at == 0 || at % 2 == 1) { 0 } else { ceiling };
            match &arg.kind {
                Kind::Path(path) if position => {
                    self.path(path, arg.span, here, ceiling, true, true);
                }
                _ => self.expr(arg, here, ceiling, several),
            }
        }
    }

    /// Notes by which column `pulldata` looks, or that there is nothing to look into.
    fn pulldata(&mut self, args: &[Expr]) {
        let [source, _, key, _] = args else { return };
        let (Kind::Text(name), Kind::Text(column)) = (&source.kind, &key.kind) else { return };
        let name = name.strip_suffix(".csv").unwrap_or(name);
        let form = self.form();
        let found = form.lists.binary_search_by(|list| list.name.as_str().cmp(name)).ok();
        let known = found.filter(|at| form.lists.get(*at).is_some_and(|it| !it.is_external));
        if let Some(list) = known.and_then(|at| u32::try_from(at).ok()) {
            self.planner.indexes.insert((list, column.clone()));
        } else if form.trees.iter().all(|(it, _)| it != name) {
            self.report(Fault::NoData, source.span);
        }
    }

    fn path(
        &mut self,
        path: &PathExpr,
        span: Span,
        here: Here,
        ceiling: u8,
        several: bool,
        own: bool,
    ) {
        let reached = match &path.start {
            Start::Root if !starts_plainly(path) => return self.anywhere(path, ceiling),
            Start::Root => self.root(path),
            Start::Reference(name) => self.reference(name, span).map(|item| (item, 0, false)),
            Start::Here => match here {
                Here::Item(item) => Some((item, 0, true)),
                Here::Choice(list) => return self.choice_path(path, list, ceiling),
                Here::Unknown => return self.predicates(path, Here::Unknown, ceiling),
            },
            Start::Current => Some((self.home.item, 0, true)),
            Start::Instance(name) => return self.instance_path(path, name, span, ceiling),
            Start::Value(inner) => {
                self.expr(inner, here, ceiling, true);
                return self.predicates(path, Here::Unknown, ceiling);
            }
        };
        let Some((item, n_steps, relative)) = reached else {
            self.set(path, Plan::Nothing);
            return self.predicates(path, Here::Unknown, ceiling);
        };
        let start =
            Reached { item, common: if relative { self.depth(item) } else { u8::MAX }, relative };
        self.follow(path, start, n_steps, span, ceiling, several, own);
    }

    /// The item of an absolute path's first step, and that one step is done.
    fn root(&self, path: &PathExpr) -> Option<(ItemId, usize, bool)> {
        let found = self.planner.form.place(ItemId(0));
        found.and(path.steps.first()).map(|_| (ItemId(0), 1, false))
    }

    /// A path that looks for nodes wherever they are: it reads all of the names in it.
    fn anywhere(&mut self, path: &PathExpr, ceiling: u8) {
        for step in &path.steps {
            let Test::Name(name) = &step.test else { continue };
            for item in self.planner.form.names.get(name).into_iter().flatten() {
                self.reads.push(Read { item: *item, common: 0 });
            }
        }
        self.predicates(path, Here::Unknown, ceiling);
    }

    /// The item that `${name}` means: the nearest of that name.
    fn reference(&mut self, name: &str, span: Span) -> Option<ItemId> {
        if name.starts_with("last-saved#") {
            self.report(Fault::NoData, span);
            return None;
        }
        let Some(items) = self.planner.form.names.get(name) else {
            self.report(Fault::UnknownName, span);
            return None;
        };
        let above: Vec<ItemId> = self.above(self.home.item);
        let nearness =
            |item: &ItemId| self.above(*item).iter().filter(|it| above.contains(it)).count();
        let best = items.iter().map(nearness).max()?;
        let mut nearest = items.iter().copied().filter(|item| nearness(item) == best);
        let chosen = nearest.next()?;
        if nearest.next().is_some() {
            self.report(Fault::ManyOfName, span);
        }
        Some(chosen)
    }

    fn above(&self, item: ItemId) -> Vec<ItemId> {
        std::iter::successors(Some(item), |it| self.form().parent(*it)).collect()
    }

    /// Goes on from an item as far as the steps are plain names, and notes what is read.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one walk; it has no life outside it"
    )]
    fn follow(
        &mut self,
        path: &PathExpr,
        start: Reached,
        done: usize,
        span: Span,
        ceiling: u8,
        several: bool,
        own: bool,
    ) {
        let mut reached = start;
        let mut plan = None;
        if !path.predicates.is_empty() {
            reached = self.narrowed(reached, own);
            let here = Here::Item(reached.item);
            let inner = self.common(reached, own).min(ceiling);
            path.predicates.iter().for_each(|it| self.expr(it, here, inner, false));
            plan = Some(self.plan_of(reached, done, own));
        }
        for (at, step) in path.steps.iter().enumerate().skip(done) {
            let Some(next) = self.step(reached, step) else {
                plan.get_or_insert_with(|| self.plan_of(reached, at, true));
                let missing = matches!(&step.test, Test::Name(_)) && step.axis == Axis::Child;
                if missing {
                    let bare = matches!(path.start, Start::Here) && path.steps.len() == 1;
                    let fault =
                        if self.planner.lenient { Fault::NoNode } else { Fault::UnknownName };
                    self.report(if bare { Fault::BareName } else { fault }, span);
                } else {
                    self.read_below(reached, ceiling);
                }
                self.set(path, plan.unwrap_or_default());
                return self.late_predicates(path, at, ceiling);
            };
            if step.predicates.is_empty() {
                reached = next;
                continue;
            }
            plan.get_or_insert_with(|| self.plan_of(reached, at, true));
            reached = self.narrowed(next, false);
            let inner = self.common(reached, false).min(ceiling);
            step.predicates
                .iter()
                .for_each(|it| self.expr(it, Here::Item(reached.item), inner, false));
        }
        let filtered = plan.is_some();
        let common = self.common(reached, own);
        let plan = plan.unwrap_or_else(|| self.plan_of(reached, path.steps.len(), own));
        self.set(path, plan);
        self.read(reached.item, common.min(ceiling), own);
        if !filtered && !several && ceiling > 0 && common < self.form().depth(reached.item) {
            self.report(Fault::SeveralNodes, span);
        }
    }

    /// The same item with every instance of its innermost repeat in question.
    fn narrowed(&self, reached: Reached, own: bool) -> Reached {
        let outer = self.form().depth(reached.item).saturating_sub(1);
        Reached { common: self.common(reached, own).min(outer), ..reached }
    }

    fn step(&self, reached: Reached, step: &Step) -> Option<Reached> {
        let item = match (step.axis, &step.test) {
            (Axis::SelfNode, Test::AnyNode) => reached.item,
            (Axis::Parent, Test::AnyNode) => self.form().parent(reached.item)?,
            (Axis::Child, Test::Name(name)) => self.form().child(reached.item, name)?,
            _ => return None,
        };
        let up = step.axis == Axis::Parent;
        let common = if up { reached.common.min(self.depth(item)) } else { reached.common };
        Some(Reached { item, common, ..reached })
    }

    /// The depth of the scope in which the rule sees an item's node.
    fn depth(&self, item: ItemId) -> u8 {
        let depth = self.form().depth(item);
        if self.home.outside && item == self.home.item { depth.saturating_sub(1) } else { depth }
    }

    /// How many repeats the nodes share with the asking node.
    fn common(&self, reached: Reached, own: bool) -> u8 {
        if reached.relative {
            return reached.common.min(self.form().depth(reached.item));
        }
        let is_repeat = matches!(self.form().item(reached.item), Some(Item::Repeat(_)));
        let chain = |item: ItemId| -> Vec<u32> {
            let scope = self.form().place(item).map(|it| it.scope);
            let mut chain: Vec<u32> =
                std::iter::successors(scope, |it| self.form().scope(*it)?.parent).collect();
            chain.reverse();
            chain
        };
        let mut home = chain(self.home.item);
        if self.home.outside {
            home.pop();
        }
        let mut there = chain(reached.item);
        if is_repeat && !own {
            there.pop();
        }
        let shared = home.iter().zip(&there).take_while(|(a, b)| a == b).count().saturating_sub(1);
        reached.common.min(u8::try_from(shared).unwrap_or(u8::MAX))
    }

    fn plan_of(&self, reached: Reached, n_steps: usize, own: bool) -> Plan {
        let n_steps = u32::try_from(n_steps).unwrap_or(u32::MAX);
        Plan::Items { target: reached.item, common: self.common(reached, own), n_steps }
    }

    fn set(&mut self, path: &PathExpr, plan: Plan) {
        if let Some(slot) = self.plans.get_mut(path.id as usize) {
            *slot = plan;
        }
    }

    fn read(&mut self, item: ItemId, common: u8, own: bool) {
        // A place among its like changes when any of them comes or goes.
        let common = if own { common.saturating_sub(1) } else { common };
        self.reads.push(Read { item, common });
    }

    fn read_below(&mut self, reached: Reached, ceiling: u8) {
        let common = self.common(reached, true).min(ceiling);
        let mut open = vec![reached.item];
        while let Some(item) = open.pop() {
            self.reads.push(Read { item, common });
            open.extend_from_slice(self.form().children(item));
        }
    }

    /// Every predicate of a path whose nodes are not known beforehand.
    fn predicates(&mut self, path: &PathExpr, here: Here, ceiling: u8) {
        path.predicates.iter().for_each(|it| self.expr(it, here, ceiling, false));
        path.steps
            .iter()
            .flat_map(|it| &it.predicates)
            .for_each(|it| self.expr(it, here, ceiling, false));
    }

    fn late_predicates(&mut self, path: &PathExpr, from: usize, ceiling: u8) {
        let late = path.steps.iter().skip(from).flat_map(|it| &it.predicates);
        late.for_each(|it| self.expr(it, Here::Unknown, ceiling, false));
    }

    fn instance_path(&mut self, path: &PathExpr, name: &str, span: Span, ceiling: u8) {
        let found = self.form().lists.binary_search_by(|list| list.name.as_str().cmp(name));
        let list = found.ok().and_then(|at| u32::try_from(at).ok()); // no such list
        if list.is_none()
            && let Some(tree) = self.form().trees.iter().position(|(it, _)| it == name)
        {
            self.set(path, Plan::Tree(u32::try_from(tree).unwrap_or(u32::MAX)));
            return self.predicates(path, Here::Unknown, ceiling);
        }
        let external =
            list.and_then(|at| self.form().lists.get(at as usize)).is_none_or(|it| it.is_external);
        if external {
            self.report(Fault::NoData, span);
        }
        if let Some((list, found)) = list.zip(first_filter(path)) {
            self.planner.indexes.insert((list, found.column.to_owned()));
        }
        self.set(path, list.map_or(Plan::Nothing, Plan::List));
        self.predicates(path, Here::Choice(list), ceiling);
    }

    /// A path from a choice: its first step names a column.
    fn choice_path(&mut self, path: &PathExpr, list: Option<u32>, ceiling: u8) {
        let known =
            list.and_then(|at| self.form().lists.get(at as usize)).filter(|it| !it.is_external);
        if let (Some(list), Some(step)) = (known, path.steps.first())
            && let (Axis::Child, Test::Name(name)) = (step.axis, &step.test)
            && !matches!(name.as_str(), "name" | "label")
            && !list.columns.contains(name)
        {
            self.report(Fault::UnknownFilterColumn, step.span);
        }
        self.predicates(path, Here::Choice(list), ceiling);
    }
}

/// Whether a path from the root begins with the name of the outermost element.
fn starts_plainly(path: &PathExpr) -> bool {
    path.steps.first().is_some_and(|first| {
        let named = matches!(first.test, Test::Name(_) | Test::AnyName);
        first.axis == Axis::Child && first.predicates.is_empty() && named
    })
}

/// Word processors put curly quotation marks where the author typed straight ones.
fn straight_quotes(source: &str) -> std::borrow::Cow<'_, str> {
    if !source.contains(['\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}']) {
        return source.into();
    }
    source.replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"").into()
}

/// Functions for which several nodes are as good as one.
const fn takes_several(function: Function) -> bool {
    use crate::expr::Select;
    matches!(
        function,
        Function::Aggregate(_)
            | Function::Select(Select::Checklist | Select::WeightedChecklist)
            | Function::Text(crate::expr::TextFunction::Concat | crate::expr::TextFunction::Join)
            | Function::Number(crate::expr::NumberFunction::Min | crate::expr::NumberFunction::Max)
            | Function::Logic(Logic::Coalesce)
    )
}
