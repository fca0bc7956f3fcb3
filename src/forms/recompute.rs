//! Keeping an instance up to date: what an answer can change is asked again, in dependency order.

use std::{cmp::Reverse, sync::Arc};

use zeroize::Zeroizing;

use crate::expr::{Context, Document as _, Evaluator, Node, Value};

use super::{
    Form, Instance, Item, ItemId, QuestionType,
    dependency::{Reader, Rule, RuleKind},
    form::StartValue,
    instance::{Cell, Scope, Slot},
    plan::Compiled,
    view::{View, node},
};

/// The most instances that a count may ask for: a slip of the finger must not fill the memory.
const MAX_COUNT: f64 = 1_000.0;

impl Instance {
    /// Asks everything that waits, and what then waits, until nothing does.
    pub(super) fn recompute(&mut self) {
        let form = Arc::clone(&self.form);
        loop {
            let mut last = None;
            while let Some(Reverse(next)) = self.queue.pop() {
                if last == Some(next) {
                    continue;
                }
                last = Some(next);
                let (at, scope) = next;
                let alive = self.scopes.get(scope as usize).is_some_and(|it| it.alive);
                if let Some(rule) = form.graph.rules.get(at as usize).filter(|_| alive) {
                    self.apply(&form, rule, scope);
                }
            }
            let Some(scope) = self.fresh.pop() else { return };
            self.calculated_defaults(&form, scope);
        }
    }

    /// Queues every rule of every scope.
    pub(super) fn queue_all(&mut self) {
        for scope in 0..self.scopes.len() {
            self.queue_scope(u32::try_from(scope).unwrap_or(u32::MAX));
        }
    }

    fn queue_scope(&mut self, scope: u32) {
        let def = self.scopes.get(scope as usize).map_or(0, |it| it.def);
        let rules = self.form.graph.by_scope.get(def as usize);
        self.queue.extend(rules.into_iter().flatten().map(|rule| Reverse((*rule, scope))));
    }

    /// Queues every rule that reads `item`, which has changed in `scope`.
    pub(super) fn queue_readers(&mut self, item: ItemId, scope: u32) {
        let form = Arc::clone(&self.form);
        for reader in form.graph.readers.get(item.0 as usize).into_iter().flatten() {
            self.queue_reader(&form, *reader, scope);
        }
    }

    fn queue_reader(&mut self, form: &Form, reader: Reader, scope: u32) {
        let Some(rule) = form.graph.rules.get(reader.rule as usize) else { return };
        let mut from = scope;
        // Up to the scope that both share, …
        let (from, from_def) = loop {
            let Some(at) = self.scopes.get(from as usize) else { return };
            let depth = form.scope(at.def).map_or(0, |it| it.depth);
            if depth <= reader.common && is_around(form, at.def, rule.scope) {
                break (from, at.def);
            }
            if from == 0 {
                break (0, 0);
            }
            from = at.parent;
        };
        if from_def == rule.scope {
            self.queue.push(Reverse((reader.rule, from)));
            return;
        }
        // … and down to every instance in which the rule is asked.
        let mut all = Vec::new();
        self.below(form, from, rule.scope, &mut all);
        self.queue.extend(all.into_iter().map(|it| Reverse((reader.rule, it))));
    }

    /// Every living scope of definition `def` below `from`.
    pub(super) fn below(&self, form: &Form, from: u32, def: u32, out: &mut Vec<u32>) {
        let Some(at) = self.scopes.get(from as usize) else { return };
        if at.def == def {
            out.push(from);
            return;
        }
        // The child of `at` on the way to `def`.
        let mut way = def;
        while let Some(parent) = form.scope(way).and_then(|it| it.parent) {
            if parent == at.def {
                for instance in self.instances(from, way) {
                    self.below(form, *instance, def, out);
                }
                return;
            }
            way = parent;
        }
    }

    fn apply(&mut self, form: &Form, rule: &Rule, scope: u32) {
        self.n_recomputed += 1;
        let Some(placed) = form.place(rule.item) else { return };
        let is_repeat = matches!(placed.item, Item::Repeat(_));
        match rule.kind {
            RuleKind::Calculate => {
                let text = self.ask_stored(form, &rule.compiled, node(scope, placed.local));
                self.write(scope, placed.local, text);
            }
            RuleKind::Relevant if is_repeat => {
                let around = form.place(placed.parent).map_or(0, |it| it.local);
                let holds = self.ask_truth(form, &rule.compiled, node(scope, around));
                if let Some(slot) =
                    self.slot_mut(scope, placed.scope).filter(|it| it.relevant != holds)
                {
                    slot.relevant = holds;
                    for instance in self.instances(scope, placed.scope).to_vec() {
                        self.set_own(instance, 0, holds);
                    }
                }
            }
            RuleKind::Relevant => {
                let holds = self.ask_truth(form, &rule.compiled, node(scope, placed.local));
                self.set_own(scope, placed.local, holds);
            }
            RuleKind::Count => {
                let around = form.place(placed.parent).map_or(0, |it| it.local);
                let number = self.ask_number(form, &rule.compiled, node(scope, around));
                self.adjust_count(scope, placed.scope, number);
            }
            RuleKind::Choices => self.filter_choices(form, rule, scope, placed.local),
            RuleKind::Required | RuleKind::ReadOnly | RuleKind::Constraint | RuleKind::Warning => {
                let holds = self.ask_truth(form, &rule.compiled, node(scope, placed.local));
                if let Some(cell) = self.cell_mut(scope, placed.local) {
                    match rule.kind {
                        RuleKind::Required => cell.required = holds,
                        RuleKind::ReadOnly => cell.read_only = holds,
                        // Of a blank answer nothing is asked; that is decided where violations are listed, for a
                        // rule that does not read its own answer is not asked again when it changes.
                        RuleKind::Constraint => cell.valid = holds,
                        _ => cell.plausible = holds,
                    }
                }
            }
        }
    }

    fn ask_stored(&self, form: &Form, compiled: &Compiled, at: Node) -> String {
        let view = View::new(self, form, compiled);
        Evaluator::new(&view).value(&compiled.expression, at).into_stored(&view).into_owned()
    }

    fn ask_truth(&self, form: &Form, compiled: &Compiled, at: Node) -> bool {
        let view = View::new(self, form, compiled);
        Evaluator::new(&view).value(&compiled.expression, at).truth(&view)
    }

    fn ask_number(&self, form: &Form, compiled: &Compiled, at: Node) -> f64 {
        let view = View::new(self, form, compiled);
        Evaluator::new(&view).value(&compiled.expression, at).number(&view)
    }

    /// Puts `text` into a cell and queues all that reads it.
    pub(super) fn write(&mut self, scope: u32, local: u32, text: String) {
        let text = Zeroizing::new(text);
        let Some(cell) = self.cell_mut(scope, local) else { return };
        if *cell.value == *text {
            return;
        }
        cell.value = text;
        self.changed.push((scope, local));
        if let Some(item) = self.item_of(scope, local) {
            self.queue_readers(item, scope);
        }
    }

    /// Notes what the condition of a node says, and carries it to all below.
    fn set_own(&mut self, scope: u32, local: u32, holds: bool) {
        let Some(cell) = self.cell_mut(scope, local) else { return };
        if cell.own == holds {
            return;
        }
        cell.own = holds;
        let form = Arc::clone(&self.form);
        let mut open = vec![(scope, local)];
        while let Some((scope, local)) = open.pop() {
            let Some(item) = self.item_of(scope, local) else { continue };
            let around = self.around_is_relevant(&form, scope, local, item);
            let Some(cell) = self.cell_mut(scope, local) else { continue };
            let relevant = cell.own && around;
            if cell.relevant == relevant {
                continue;
            }
            cell.relevant = relevant;
            self.queue_readers(item, scope);
            for child in form.children(item) {
                let Some(placed) = form.place(*child) else { continue };
                if matches!(placed.item, Item::Repeat(_)) {
                    open.extend(self.instances(scope, placed.scope).iter().map(|it| (*it, 0)));
                } else {
                    open.push((scope, placed.local));
                }
            }
        }
    }

    fn around_is_relevant(&self, form: &Form, scope: u32, local: u32, item: ItemId) -> bool {
        let Some(parent) = form.parent(item) else { return true };
        let outer = if local == 0 {
            self.scopes.get(scope as usize).map_or(0, |it| it.parent)
        } else {
            scope
        };
        let place = form.place(parent).map_or(0, |it| it.local);
        self.cell(outer, place).is_some_and(|cell| cell.relevant)
    }

    /// Which choices the filter leaves; an answer that is not among them any more is cleared.
    fn filter_choices(&mut self, form: &Form, rule: &Rule, scope: u32, local: u32) {
        let Some(list_no) = form.place(rule.item).and_then(|it| it.list) else { return };
        let Some(list) = form.lists.get(list_no as usize) else { return };
        let kept: Vec<u32> = {
            let view = View::new(self, form, &rule.compiled);
            let evaluator = Evaluator::new(&view);
            let current = node(scope, local);
            let size = list.choices.len();
            let keeps = |at: &u32| {
                let here = View::choice(list_no, *at);
                let cx = Context { here, current, position: *at as usize + 1, size };
                evaluator.eval(&rule.compiled.expression.root, cx).truth(&view)
            };
            (0..u32::try_from(size).unwrap_or(u32::MAX)).filter(keeps).collect()
        };
        let offered = |code: &str| {
            kept.iter().any(|at| list.choices.get(*at as usize).is_some_and(|it| it.code == code))
        };
        let Some(cell) = self.cell(scope, local) else { return };
        let several =
            form.item(rule.item).and_then(Item::question).is_some_and(|it| it.kind.is_list());
        let left = if several {
            let codes = cell.value.split_ascii_whitespace().filter(|code| offered(code));
            codes.collect::<Vec<_>>().join(" ")
        } else if offered(&cell.value) {
            cell.value.to_string()
        } else {
            String::new()
        };
        if let Some(cell) = self.cell_mut(scope, local) {
            cell.choices = Some(kept);
        }
        self.write(scope, local, left);
    }

    /// As many instances as a count says. Missing ones are added at once; of those too many, only
    /// blank ones at the end go by themselves: answers are a person's to drop.
    fn adjust_count(&mut self, scope: u32, def: u32, number: f64) {
        if number.is_nan() {
            return; // not answered yet
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let wanted = number.clamp(0.0, MAX_COUNT).floor() as u32;
        if let Some(slot) = self.slot_mut(scope, def) {
            slot.wanted = Some(wanted);
        }
        while self.instances(scope, def).len() < wanted as usize {
            self.new_instance(scope, def, true);
        }
        while self.instances(scope, def).len() > wanted as usize {
            let Some(last) = self.instances(scope, def).last().copied() else { return };
            if self.holds_answers(last) {
                return;
            }
            self.drop_scope(last);
        }
    }

    /// Adds an instance of a repeat behind the others; its rules wait to be asked.
    pub(super) fn new_instance(&mut self, scope: u32, def: u32, with_inner: bool) -> u32 {
        let key = self.slot_mut(scope, def).map_or(1, |slot| {
            slot.next_key += 1;
            slot.next_key - 1
        });
        let new = self.open_scope(def, scope, key, with_inner);
        if let Some(slot) = self.slot_mut(scope, def) {
            slot.instances.push(new);
        }
        let form = Arc::clone(&self.form);
        for item in form.scope(def).map_or(&[][..], |it| &it.cells) {
            self.queue_readers(*item, new);
        }
        new
    }

    /// Makes the cells of a scope, with the values that new nodes hold.
    pub(super) fn open_scope(&mut self, def: u32, parent: u32, key: u32, with_inner: bool) -> u32 {
        let form = Arc::clone(&self.form);
        let id = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        let Some(scope) = form.scope(def) else { return id };
        let (own, around) = if scope.parent.is_none() {
            (true, true)
        } else {
            let outer = form.parent(scope.item).and_then(|it| form.place(it));
            let place = outer.map_or(0, |it| it.local);
            let own = self.slot(parent, def).is_none_or(|it| it.relevant);
            (own, self.cell(parent, place).is_none_or(|it| it.relevant))
        };
        let cell = |item: &ItemId| {
            let value = match form.place(*item).map(|it| &it.start) {
                Some(StartValue::Fixed(text)) => Zeroizing::new(text.clone()),
                _ => Zeroizing::default(),
            };
            Cell { value, relevant: own && around, ..Cell::default() }
        };
        let mut cells: Vec<Cell> = scope.cells.iter().map(cell).collect();
        if let Some(first) = cells.first_mut() {
            first.own = own;
        }
        let slots = vec![Slot::default(); scope.repeats.len()];
        self.scopes.push(Scope { def, key, parent, alive: true, cells, slots });
        self.queue_scope(id);
        if with_inner {
            self.fresh.push(id);
            for inner in &scope.repeats {
                let item = form.scope(*inner).and_then(|it| form.item(it.item));
                if matches!(item, Some(Item::Repeat(repeat)) if !repeat.has_count) {
                    self.new_instance(id, *inner, true);
                }
            }
        }
        id
    }

    /// Takes an instance and all below it away; what read them waits to be asked.
    pub(super) fn drop_scope(&mut self, scope: u32) {
        let form = Arc::clone(&self.form);
        let Some(gone) = self.scopes.get(scope as usize) else { return };
        let (def, parent) = (gone.def, gone.parent);
        for inner in form.scope(def).map_or(&[][..], |it| &it.repeats) {
            for instance in self.instances(scope, *inner).to_vec() {
                self.drop_scope(instance);
            }
        }
        for item in form.scope(def).map_or(&[][..], |it| &it.cells) {
            self.queue_readers(*item, scope);
        }
        if let Some(slot) = self.slot_mut(parent, def) {
            slot.instances.retain(|it| *it != scope);
        }
        if let Some(gone) = self.scopes.get_mut(scope as usize) {
            gone.alive = false;
            gone.cells = Vec::new();
        }
    }

    /// Whether a person has answered anything in an instance or below it.
    pub(super) fn holds_answers(&self, scope: u32) -> bool {
        let Some(at) = self.scopes.get(scope as usize) else { return false };
        let def = self.form.scope(at.def);
        let items = def.map_or(&[][..], |it| &it.cells);
        let answered = at.cells.iter().zip(items).any(|(cell, item)| {
            let asked = self
                .form
                .item(*item)
                .and_then(Item::question)
                .is_some_and(super::Question::is_asked);
            let fixed = match self.form.place(*item).map(|it| &it.start) {
                Some(StartValue::Fixed(text)) => *text == *cell.value,
                _ => false,
            };
            asked && !cell.value.is_empty() && !fixed
        });
        answered
            || at.slots.iter().flat_map(|slot| &slot.instances).any(|it| self.holds_answers(*it))
    }

    /// Asks the calculated defaults of a new scope, in document order.
    fn calculated_defaults(&mut self, form: &Form, scope: u32) {
        let Some(def) = self.scopes.get(scope as usize).filter(|it| it.alive).map(|it| it.def)
        else {
            return;
        };
        for item in form.scope(def).map_or(&[][..], |it| &it.cells) {
            let Some(placed) = form.place(*item) else { continue };
            let StartValue::Calculated(compiled) = &placed.start else { continue };
            self.n_recomputed += 1;
            let text = self.ask_stored(form, compiled, node(scope, placed.local));
            self.write(scope, placed.local, text);
        }
    }

    /// Fills in what the device knows, for questions of these types.
    pub(super) fn set_metadata(&mut self, kinds: &[QuestionType]) {
        let form = Arc::clone(&self.form);
        let now = self.env.now.local(self.env.offset_secs);
        for (id, question) in form.questions().filter(|(_, it)| kinds.contains(&it.kind)) {
            let text = match question.kind {
                QuestionType::Start | QuestionType::End => {
                    now.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
                }
                QuestionType::Today => now.date_naive().to_string(),
                QuestionType::Username => self.env.username.clone(),
                QuestionType::DeviceId => self.env.device.clone(),
                _ => continue,
            };
            let Some(placed) = form.place(id) else { continue };
            let mut all = Vec::new();
            self.below(&form, 0, placed.scope, &mut all);
            for scope in all {
                self.write(scope, placed.local, text.clone());
            }
        }
    }

    /// What an expression gives at a node, as text for a person.
    pub(super) fn ask_text(&self, compiled: &Compiled, at: Node) -> String {
        let view = View::new(self, &self.form, compiled);
        match Evaluator::new(&view).value(&compiled.expression, at) {
            Value::Nodes(nodes) => {
                nodes.first().map(|it| view.text(it).into_owned()).unwrap_or_default()
            }
            other => other.into_stored(&view).into_owned(),
        }
    }
}

/// Whether scopes of `outer` stand around those of `inner`, or are the same.
fn is_around(form: &Form, outer: u32, inner: u32) -> bool {
    std::iter::successors(Some(inner), |it| form.scope(*it).and_then(|it| it.parent))
        .any(|it| it == outer)
}
