//! Keeping an instance up to date: what an answer can change is asked again, in dependency order.

use std::sync::Arc;

use crate::expr::{Document as _, Evaluator, Node, Value, parse_number};

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

/// The most cells that counts may make: repeats in repeats multiply.
const MAX_CELLS: usize = 300_000;

/// The longest text that a calculation may give, in bytes: each may double the one before.
const MAX_CALCULATED: usize = 100_000;

/// How many nodes one recomputation may look at: far above any form, below a second.
pub(super) const FUEL: u64 = 3_000_000;

impl Instance {
    /// Asks everything that waits, and what then waits, until nothing does.
    pub(super) fn recompute(&mut self) {
        let form = Arc::clone(&self.form);
        self.fuel.set(FUEL);
        for (scope, def) in std::mem::take(&mut self.held_back) {
            self.queue_count(&form, scope, def);
        }
        self.run_changed(&form);
    }

    /// Queues the count of a repeat.
    fn queue_count(&mut self, form: &Form, scope: u32, def: u32) {
        let item = form.scope(def).map(|it| it.item);
        let counts = |it: &Rule| it.kind == RuleKind::Count && Some(it.item) == item;
        let rule = form.graph.rules.iter().position(counts).and_then(|it| u32::try_from(it).ok());
        if let Some(rule) = rule {
            self.queue.push(rule, scope);
        }
    }

    /// The same without the actions of changed questions.
    pub(super) fn drain(&mut self, form: &Form) {
        self.n_rounds += 1;
        while let Some((at, scope)) = self.queue.pop() {
            let alive = self.scopes.get(scope as usize).is_some_and(|it| it.alive);
            if let Some(rule) = form.graph.rules.get(at as usize).filter(|_| alive) {
                self.apply(form, rule, scope);
            }
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
        for rule in self.form.graph.by_scope.get(def as usize).into_iter().flatten() {
            self.queue.push(*rule, scope);
        }
    }

    /// Queues every rule that reads `item`, which has changed in `scope`.
    pub(super) fn queue_readers(&mut self, form: &Form, item: ItemId, scope: u32) {
        for reader in form.graph.readers.get(item.0 as usize).into_iter().flatten() {
            if reader.same_scope {
                self.queue.push(reader.rule, scope);
            } else {
                self.queue_reader(form, *reader, scope);
            }
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
            self.queue.push(reader.rule, from);
            return;
        }
        // … and down to every instance in which the rule is asked.
        let mut all = Vec::new();
        self.below(form, from, rule.scope, &mut all);
        for scope in all {
            self.queue.push(reader.rule, scope);
        }
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
            RuleKind::Calculate => self.calculate(form, rule, scope, placed.local),
            RuleKind::Relevant if is_repeat => {
                let around = form.place(placed.parent).map_or(0, |it| it.local);
                let holds = self.ask_truth(form, &rule.compiled, node(scope, around));
                if let Some(slot) =
                    self.slot_mut(scope, placed.scope).filter(|it| it.relevant != holds)
                {
                    slot.relevant = holds;
                    for instance in self.instances(scope, placed.scope).to_vec() {
                        self.set_own(form, instance, 0, holds);
                    }
                }
            }
            RuleKind::Relevant => {
                let holds = self.ask_truth(form, &rule.compiled, node(scope, placed.local));
                self.set_own(form, scope, placed.local, holds);
            }
            RuleKind::Count => {
                let around = form.place(placed.parent).map_or(0, |it| it.local);
                let number = self.ask_number(form, &rule.compiled, node(scope, around));
                self.adjust_count(form, scope, placed.scope, number);
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

    /// Asks a calculation and stores what it gives.
    fn calculate(&mut self, form: &Form, rule: &Rule, scope: u32, local: u32) {
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        let is_whole = form.place(rule.item).is_some_and(|it| it.is_whole);
        let mut number = {
            let view = View::new(self, form, &rule.compiled);
            let value = Evaluator::new(&view).value(&rule.compiled.expression, node(scope, local));
            value.store(&view, &mut text)
        };
        if let Some(whole) = text.find('.').filter(|_| is_whole && number.is_finite()) {
            text.truncate(whole);
            number = number.trunc();
        }
        if text.len() > MAX_CALCULATED {
            text.clear();
            self.exhausted.set(true);
        }
        self.write_as(form, rule.item, (scope, local), &text, number);
        self.scratch = text;
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
    pub(super) fn write(&mut self, form: &Form, scope: u32, local: u32, text: &str) {
        if let Some(item) = self.item_of(scope, local) {
            self.write_as(form, item, (scope, local), text, parse_number(text));
        }
    }

    /// The same, where the item and the number that the text spells are known.
    fn write_as(
        &mut self,
        form: &Form,
        item: ItemId,
        (scope, local): (u32, u32),
        text: &str,
        number: f64,
    ) {
        let Some(cell) = self.cell_mut(scope, local) else { return };
        if cell.value.as_str() == text {
            return;
        }
        // What the buffer held is wiped with it.
        cell.value.clear();
        cell.value.push_str(text);
        cell.number = number;
        self.changed.push((scope, local));
        if form.place(item).is_some_and(|it| it.has_trigger) {
            self.events.push((scope, local));
        }
        self.queue_readers(form, item, scope);
    }

    /// Notes what the condition of a node says, and carries it to all below.
    fn set_own(&mut self, form: &Form, scope: u32, local: u32, holds: bool) {
        let Some(cell) = self.cell_mut(scope, local) else { return };
        if cell.own == holds {
            return;
        }
        cell.own = holds;
        let mut open = vec![(scope, local)];
        while let Some((scope, local)) = open.pop() {
            let Some(item) = self.item_of(scope, local) else { continue };
            let around = self.around_is_relevant(form, scope, local, item);
            let Some(cell) = self.cell_mut(scope, local) else { continue };
            let relevant = cell.own && around;
            if cell.relevant == relevant {
                continue;
            }
            cell.relevant = relevant;
            self.queue_readers(form, item, scope);
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

    /// As many instances as a count says. Missing ones are added at once; of those too many, only
    /// blank ones at the end go by themselves: answers are a person's to drop.
    fn adjust_count(&mut self, form: &Form, scope: u32, def: u32, number: f64) {
        if number.is_nan() {
            return; // not answered yet
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let wanted = number.clamp(0.0, MAX_COUNT).floor() as u32;
        if number > MAX_COUNT {
            self.exhausted.set(true);
        }
        if let Some(slot) = self.slot_mut(scope, def) {
            slot.wanted = Some(wanted);
        }
        // A count that reads what it makes may never have enough: it grows once an answer.
        let missing = self.instances(scope, def).len() < wanted as usize;
        let round = self.n_rounds;
        let again = self.slot(scope, def).is_some_and(|slot| slot.grown == round);
        if missing && again {
            self.held_back.push((scope, def));
            return;
        }
        if let Some(slot) = self.slot_mut(scope, def).filter(|_| missing) {
            slot.grown = round;
        }
        while self.instances(scope, def).len() < wanted as usize {
            if self.n_cells > MAX_CELLS {
                self.exhausted.set(true);
                return;
            }
            self.new_instance(form, scope, def, true);
        }
        while self.instances(scope, def).len() > wanted as usize {
            let Some(last) = self.instances(scope, def).last().copied() else { return };
            if self.holds_answers(last) {
                return;
            }
            self.drop_scope(form, last);
        }
    }

    /// Adds an instance of a repeat behind the others; its rules wait to be asked.
    pub(super) fn new_instance(
        &mut self,
        form: &Form,
        scope: u32,
        def: u32,
        with_inner: bool,
    ) -> u32 {
        let key = self.slot_mut(scope, def).map_or(1, |slot| {
            slot.next_key += 1;
            slot.next_key - 1
        });
        let new = self.open_scope(form, def, scope, key);
        self.append(scope, def, new);
        for item in form.scope(def).map_or(&[][..], |it| &it.cells) {
            self.queue_readers(form, *item, new);
        }
        if with_inner {
            self.load_default(form, scope, def, new);
            self.open_inner(form, new, def);
            self.run_new_repeat(form, new);
        }
        new
    }

    /// Puts a scope behind the other instances of its repeat.
    pub(super) fn append(&mut self, scope: u32, def: u32, new: u32) {
        let Some(slot) = self.slot_mut(scope, def) else { return };
        slot.instances.push(new);
        let place = u32::try_from(slot.instances.len()).unwrap_or(u32::MAX);
        if let Some(new) = self.scopes.get_mut(new as usize) {
            new.place = place;
        }
    }

    /// The instances with which the repeats inside a new scope begin.
    pub(super) fn open_inner(&mut self, form: &Form, scope: u32, def: u32) {
        for inner in form.scope(def).map_or(&[][..], |it| &it.repeats) {
            for _instance in 0..form.scope(*inner).map_or(0, |it| it.n_initial) {
                self.new_instance(form, scope, *inner, true);
            }
        }
    }

    /// Makes the cells of a scope, with the values that new nodes hold.
    pub(super) fn open_scope(&mut self, form: &Form, def: u32, parent: u32, key: u32) -> u32 {
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
            let mut cell = Cell { relevant: own && around, ..Cell::default() };
            if let Some(StartValue::Fixed(text)) = form.place(*item).map(|it| &it.start) {
                cell.set(text);
            }
            cell
        };
        let mut cells: Vec<Cell> = scope.cells.iter().map(cell).collect();
        if let Some(first) = cells.first_mut() {
            first.own = own;
        }
        self.n_cells += cells.len();
        let slots = vec![Slot::default(); scope.repeats.len()];
        self.scopes.push(Scope { def, key, parent, place: 1, alive: true, cells, slots });
        self.queue_scope(id);
        id
    }

    /// Takes an instance and all below it away; what read them waits to be asked.
    pub(super) fn drop_scope(&mut self, form: &Form, scope: u32) {
        let Some(gone) = self.scopes.get(scope as usize) else { return };
        let (def, parent) = (gone.def, gone.parent);
        for inner in form.scope(def).map_or(&[][..], |it| &it.repeats) {
            for instance in self.instances(scope, *inner).to_vec() {
                self.drop_scope(form, instance);
            }
        }
        for item in form.scope(def).map_or(&[][..], |it| &it.cells) {
            self.queue_readers(form, *item, scope);
        }
        let mut left = Vec::new();
        if let Some(slot) = self.slot_mut(parent, def) {
            slot.instances.retain(|it| *it != scope);
            left.clone_from(&slot.instances);
        }
        for (place, instance) in (1..).zip(left) {
            if let Some(it) = self.scopes.get_mut(instance as usize) {
                it.place = place;
            }
        }
        if let Some(gone) = self.scopes.get_mut(scope as usize) {
            gone.alive = false;
            let cells = std::mem::take(&mut gone.cells);
            self.n_cells = self.n_cells.saturating_sub(cells.len());
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
                self.write(&form, scope, placed.local, &text);
            }
        }
    }

    /// What an expression gives at a node, as text for a person.
    pub(super) fn ask_text(&self, compiled: &Compiled, at: Node) -> String {
        self.fuel.set(FUEL);
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
