//! One filling-in of a form: values and repeat instances.

use std::{cell, collections::BTreeMap, fmt, sync::Arc};

use zeroize::Zeroizing;

use crate::{base::Instant, expr::parse_number};

use super::{Form, Item, ItemId, Path, QuestionType, Step, offer::Offer, queue::Queue};

/// The world around a filling-in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Now.
    pub now: Instant,
    /// Seconds east of Greenwich of the wall clock.
    pub offset_secs: i32,
    /// The login of who fills in.
    pub username: String,
    /// The id of the computer.
    pub device: String,
    /// What `random()` and `uuid()` start from.
    pub seed: u64,
    /// The language in which `jr:choice-name` speaks: a code or a name of the form's languages.
    pub language: String,
}

/// What the device fills in at the beginning.
const METADATA: [QuestionType; 5] = [
    QuestionType::Start,
    QuestionType::End,
    QuestionType::Today,
    QuestionType::Username,
    QuestionType::DeviceId,
];

/// One filling-in of a form.
///
/// `Debug` shows nothing of the answers; values are wiped from memory when they go.
#[derive(Clone)]
pub struct Instance {
    pub(super) form: Arc<Form>,
    pub(super) env: Environment,
    /// Every scope that ever was; a number is never used again.
    pub(super) scopes: Vec<Scope>,
    /// What waits to be recomputed: rule and scope, in the order of the rules.
    pub(super) queue: Queue,
    /// Nodes whose change sets others, and has not done so yet.
    pub(super) events: Vec<(u32, u32)>,
    /// Counts that would have grown twice in one round: scope and repeat.
    pub(super) held_back: Vec<(u32, u32)>,
    /// Where the text of a calculation is put together.
    pub(super) scratch: Zeroizing<String>,
    pub(super) n_cells: usize,
    /// How many nodes may still be looked at in this recomputation.
    pub(super) fuel: cell::Cell<u64>,
    /// Whether a bound on work was ever reached, so that values are not what the form says.
    pub(super) exhausted: cell::Cell<bool>,
    /// Cells whose value has changed since the last change from outside.
    pub(super) changed: Vec<(u32, u32)>,
    pub(super) n_recomputed: u64,
    /// How often everything that waited was asked.
    pub(super) n_rounds: u64,
    /// Answers to questions that the form does not have any more, by path.
    pub(super) unknown: BTreeMap<String, Zeroizing<String>>,
}

/// The nodes of the form itself, or of one instance of a repeat.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) def: u32,
    pub(super) key: u32,
    pub(super) parent: u32,
    /// The place among the instances of its repeat, from 1.
    pub(super) place: u32,
    pub(super) alive: bool,
    pub(super) cells: Vec<Cell>,
    pub(super) slots: Vec<Slot>,
}

/// One node.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "six facts that are independent of each other")]
pub(super) struct Cell {
    pub(super) value: Zeroizing<String>,
    /// The number that the value spells; not a number where it spells none.
    pub(super) number: f64,
    /// What its own condition says.
    pub(super) own: bool,
    /// Whether that and all conditions around it hold.
    pub(super) relevant: bool,
    pub(super) required: bool,
    pub(super) read_only: bool,
    /// Whether its constraint holds, or it is blank.
    pub(super) valid: bool,
    /// Whether its soft check holds, or it is blank.
    pub(super) plausible: bool,
    /// The choices that its filter leaves; none where it has no filter.
    pub(super) offer: Option<Offer>,
}

/// The instances of one repeat within a scope.
#[derive(Clone)]
pub(super) struct Slot {
    pub(super) instances: Vec<u32>,
    pub(super) next_key: u32,
    pub(super) relevant: bool,
    /// How many there should be, where an expression says so.
    pub(super) wanted: Option<u32>,
    /// In which recomputation a count last added instances.
    pub(super) grown: u64,
}

/// What one answer brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The nodes whose value is another now, the answered one first; [`Instance::changed`] names them.
    cells: Vec<(u32, u32)>,
    /// How many expressions were asked.
    pub n_recomputed: u64,
}

/// One node of an instance, as it stands.
#[derive(Clone, Debug)]
pub struct NodeView<'a> {
    /// Its path. That of a repeat as a whole has no key at its last step; its instances have.
    pub path: Path,
    /// Its item.
    pub id: ItemId,
    /// Its item.
    pub item: &'a Item,
    /// How many groups, repeats and repeat instances are around it.
    pub depth: usize,
    /// Whether it is asked at all.
    pub relevant: bool,
}

/// A path, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Located {
    /// A node: scope and place in it.
    Cell(u32, u32),
    /// A repeat as a whole: the scope around it, and its own definition.
    Slot(u32, u32),
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instance").field("form", &self.form.key()).finish_non_exhaustive()
    }
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            value: Zeroizing::default(),
            number: f64::NAN,
            own: true,
            relevant: true,
            required: false,
            read_only: false,
            valid: true,
            plausible: true,
            offer: None,
        }
    }
}

impl Cell {
    /// Takes the value out, before anything has read it.
    pub(super) fn blank(&mut self) {
        self.value = Zeroizing::default();
        self.number = f64::NAN;
    }

    /// Puts a value in, before anything has read it.
    pub(super) fn set(&mut self, text: &str) {
        self.value = Zeroizing::new(text.to_owned());
        self.number = parse_number(text);
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self { instances: Vec::new(), next_key: 1, relevant: true, wanted: None, grown: 0 }
    }
}

impl Instance {
    /// A new filling-in: defaults in place, everything computed. A repeat without a count starts
    /// with one instance.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a filling-in keeps its form")]
    pub fn new(form: Arc<Form>, env: &Environment) -> Self {
        let mut instance = Self::bare(Arc::clone(&form), env);
        instance.open_scope(&form, 0, 0, 0);
        if form.model.is_some() {
            instance.load_model(&form);
        } else {
            instance.open_inner(&form, 0, 0);
        }
        instance.set_metadata(&METADATA);
        instance.run_load(&form, true);
        instance.begin();
        instance
    }

    /// Asks everything for the first time. What a calculation gives now is no change that sets others.
    pub(super) fn begin(&mut self) {
        self.recompute();
        self.events.clear();
        self.changed.clear();
    }

    /// Whether a bound on work was reached since it began: a form whose counts or calculations grow
    /// beyond anything that can be meant.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.exhausted.get()
    }

    pub(super) fn bare(form: Arc<Form>, env: &Environment) -> Self {
        Self {
            form,
            env: env.clone(),
            scopes: Vec::new(),
            queue: Queue::default(),
            events: Vec::new(),
            held_back: Vec::new(),
            scratch: Zeroizing::default(),
            n_cells: 0,
            fuel: cell::Cell::new(super::recompute::FUEL),
            exhausted: cell::Cell::new(false),
            changed: Vec::new(),
            n_recomputed: 0,
            n_rounds: 0,
            unknown: BTreeMap::new(),
        }
    }

    /// Speaks another language from now on: a code or a name of the form's languages. What was calculated
    /// stays as it is.
    pub fn set_language(&mut self, language: &str) {
        language.clone_into(&mut self.env.language);
    }

    /// The form.
    #[must_use]
    pub const fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// The world around it.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.env
    }

    /// How many expressions were asked since it began.
    #[must_use]
    pub const fn n_recomputed(&self) -> u64 {
        self.n_recomputed
    }

    /// The value at `path` as stored; empty where it is blank or there is no such node.
    #[must_use]
    pub fn value(&self, path: &Path) -> &str {
        self.cell_at(path).map_or("", |cell| &cell.value)
    }

    /// Whether the node is asked at all: its condition and all around it hold.
    #[must_use]
    pub fn is_relevant(&self, path: &Path) -> bool {
        match self.locate(path) {
            Some(Located::Cell(scope, local)) => {
                self.cell(scope, local).is_some_and(|it| it.relevant)
            }
            Some(Located::Slot(scope, def)) => self.slot_is_relevant(scope, def),
            None => false,
        }
    }

    /// Whether an answer is required now.
    #[must_use]
    pub fn is_required(&self, path: &Path) -> bool {
        self.cell_at(path).is_some_and(|cell| cell.required && cell.relevant)
    }

    /// Whether a person may not change the value now: it is calculated, or a rule says so.
    #[must_use]
    pub fn is_read_only(&self, path: &Path) -> bool {
        let asked = self.item(path).and_then(Item::question).is_some_and(super::Question::is_asked);
        !asked || self.is_locked(path)
    }

    /// Whether a rule of the node or of a group around it says that its value may not be changed.
    #[must_use]
    pub fn is_locked(&self, path: &Path) -> bool {
        let Some(Located::Cell(scope, local)) = self.locate(path) else { return true };
        let (mut scope, mut item) = (scope, self.item_of(scope, local));
        while let Some(id) = item {
            let Some(placed) = self.form.place(id) else { return false };
            if self.cell(scope, placed.local).is_some_and(|it| it.read_only) {
                return true;
            }
            if matches!(placed.item, Item::Repeat(_)) {
                scope = self.scopes.get(scope as usize).map_or(0, |it| it.parent);
            }
            item = self.form.parent(id);
        }
        false
    }

    /// The item that `path` leads to.
    #[must_use]
    pub fn item(&self, path: &Path) -> Option<&Item> {
        self.form.item(self.item_id(path)?)
    }

    /// The number of that item.
    #[must_use]
    pub fn item_id(&self, path: &Path) -> Option<ItemId> {
        match self.locate(path)? {
            Located::Cell(scope, local) => self.item_of(scope, local),
            Located::Slot(_, def) => self.form.scope(def).map(|it| it.item),
        }
    }

    /// Every node in document order: groups, repeats as a whole, their instances, questions.
    #[must_use]
    pub fn nodes(&self) -> Vec<NodeView<'_>> {
        let mut nodes = Vec::new();
        self.collect(0, ItemId(0), &Path::default(), 0, &mut nodes);
        nodes
    }

    fn collect<'a>(
        &'a self,
        scope: u32,
        above: ItemId,
        path: &Path,
        depth: usize,
        out: &mut Vec<NodeView<'a>>,
    ) {
        for id in self.form.children(above) {
            let (Some(item), Some(placed)) = (self.form.item(*id), self.form.place(*id)) else {
                continue;
            };
            let path = path.join(item.name());
            if !matches!(item, Item::Repeat(_)) {
                let relevant = self.cell(scope, placed.local).is_some_and(|it| it.relevant);
                out.push(NodeView { path: path.clone(), id: *id, item, depth, relevant });
                self.collect(scope, *id, &path, depth + 1, out);
                continue;
            }
            let relevant = self.slot_is_relevant(scope, placed.scope);
            out.push(NodeView { path: path.clone(), id: *id, item, depth, relevant });
            for instance in self.instances(scope, placed.scope) {
                let Some(inner) = self.scopes.get(*instance as usize) else { continue };
                let path = path.clone().with_key(inner.key);
                let relevant = inner.cells.first().is_some_and(|it| it.relevant);
                out.push(NodeView {
                    path: path.clone(),
                    id: *id,
                    item,
                    depth: depth + 1,
                    relevant,
                });
                self.collect(*instance, *id, &path, depth + 2, out);
            }
        }
    }

    /// Every value with its item and whether it is asked, in no order that means anything: one pass
    /// over the cells.
    pub fn values(&self) -> impl Iterator<Item = (ItemId, &str, bool)> {
        self.scopes.iter().filter(|it| it.alive).flat_map(|scope| {
            let items = self.form.scope(scope.def).map_or(&[][..], |it| &it.cells);
            let cells = items.iter().zip(&scope.cells);
            cells.map(|(item, cell)| (*item, cell.value.as_str(), cell.relevant))
        })
    }

    /// Notes that it is saved now: what the form keeps as its end is this moment.
    pub fn set_end(&mut self, now: Instant) {
        self.env.now = now;
        self.set_metadata(&[QuestionType::End]);
        self.recompute();
        self.changed.clear();
    }

    pub(super) fn cell(&self, scope: u32, local: u32) -> Option<&Cell> {
        self.scopes.get(scope as usize)?.cells.get(local as usize)
    }

    pub(super) fn cell_mut(&mut self, scope: u32, local: u32) -> Option<&mut Cell> {
        self.scopes.get_mut(scope as usize)?.cells.get_mut(local as usize)
    }

    pub(super) fn cell_at(&self, path: &Path) -> Option<&Cell> {
        match self.locate(path)? {
            Located::Cell(scope, local) => self.cell(scope, local),
            Located::Slot(..) => None,
        }
    }

    pub(super) fn item_of(&self, scope: u32, local: u32) -> Option<ItemId> {
        let def = self.form.scope(self.scopes.get(scope as usize)?.def)?;
        def.cells.get(local as usize).copied()
    }

    pub(super) fn slot(&self, scope: u32, def: u32) -> Option<&Slot> {
        let at = self.form.scope(def)?.slot;
        self.scopes.get(scope as usize)?.slots.get(at as usize)
    }

    pub(super) fn slot_mut(&mut self, scope: u32, def: u32) -> Option<&mut Slot> {
        let at = self.form.scope(def)?.slot;
        self.scopes.get_mut(scope as usize)?.slots.get_mut(at as usize)
    }

    pub(super) fn instances(&self, scope: u32, def: u32) -> &[u32] {
        self.slot(scope, def).map_or(&[], |slot| &slot.instances)
    }

    fn slot_is_relevant(&self, scope: u32, def: u32) -> bool {
        let own = self.slot(scope, def).is_some_and(|slot| slot.relevant);
        let around = self.form.scope(def).and_then(|it| self.form.parent(it.item));
        let local = around.and_then(|it| self.form.place(it)).map_or(0, |it| it.local);
        own && self.cell(scope, local).is_some_and(|cell| cell.relevant)
    }

    /// Finds the node of a path.
    pub(super) fn locate(&self, path: &Path) -> Option<Located> {
        let mut item = ItemId(0);
        let mut scope = 0;
        let mut found = Located::Cell(0, 0);
        for step in &path.0 {
            let Located::Cell(..) = found else { return None };
            item = self.form.child(item, &step.name)?;
            let placed = self.form.place(item)?;
            found = match (&placed.item, step.key) {
                (Item::Repeat(_), None) => Located::Slot(scope, placed.scope),
                (Item::Repeat(_), Some(key)) => {
                    let has =
                        |it: &&u32| self.scopes.get(**it as usize).is_some_and(|it| it.key == key);
                    scope = *self.instances(scope, placed.scope).iter().find(has)?;
                    Located::Cell(scope, 0)
                }
                (_, None) => Located::Cell(scope, placed.local),
                (_, Some(_)) => return None,
            };
        }
        Some(found)
    }

    /// The path of a node.
    pub(super) fn path_of(&self, scope: u32, local: u32) -> Path {
        let mut steps = Vec::new();
        let (mut scope, mut item) = (scope, self.item_of(scope, local));
        while let Some(id) = item.filter(|it| it.0 != 0) {
            let Some(placed) = self.form.place(id) else { break };
            let is_repeat = matches!(placed.item, Item::Repeat(_));
            let around = self.scopes.get(scope as usize);
            let key = around.filter(|_| is_repeat).map(|it| it.key);
            steps.push(Step { name: placed.item.name().to_owned(), key });
            if is_repeat {
                scope = around.map_or(0, |it| it.parent);
            }
            item = Some(placed.parent);
        }
        steps.reverse();
        Path(steps)
    }

    /// What happened since `before` expressions had been asked.
    pub(super) fn take_changes(&mut self, before: u64) -> Changes {
        let cells = std::mem::take(&mut self.changed);
        Changes { cells, n_recomputed: self.n_recomputed - before }
    }

    /// The nodes that an answer changed, the answered one first.
    #[must_use]
    pub fn changed(&self, changes: &Changes) -> Vec<Path> {
        changes.cells.iter().map(|(scope, local)| self.path_of(*scope, *local)).collect()
    }
}
