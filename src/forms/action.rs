//! Actions: values that are set when something happens, and may then be changed.
//!
//! Calculated defaults, the `trigger` column and the `setvalue` of an `XForm` are the same thing.

use crate::expr::{Evaluator, Node, Value};

use super::{
    Form, Instance, ItemId,
    plan::Compiled,
    view::{View, cell_of, node},
};

/// The most changes that one answer may set off: two questions that set each other must end.
const MAX_EVENTS: usize = 1_000;

/// A value that is set when something happens.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub(super) when: When,
    /// The form, the repeat or the question at which it stands.
    pub(super) home: ItemId,
    pub(super) target: Target,
    pub(super) value: Given,
}

/// When it is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four moments, each on its own")]
pub(super) struct When {
    /// When the filling-in begins.
    pub(super) first_load: bool,
    /// Whenever it is opened.
    pub(super) load: bool,
    /// When an instance of the repeat is added.
    pub(super) new_repeat: bool,
    /// When the value of the question changes.
    pub(super) changed: bool,
}

/// What is set.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A question in the same scope.
    Own(ItemId),
    /// The first node of a path.
    Path(Box<Compiled>),
}

/// To what.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Text(String),
    Asked(Box<Compiled>),
}

impl Instance {
    /// Runs the actions of the form's opening, in the order of the form.
    pub(super) fn run_load(&mut self, form: &Form, first: bool) {
        for action in &form.actions {
            if !(action.when.load || (first && action.when.first_load)) {
                continue;
            }
            let Some(placed) = form.place(action.home) else { continue };
            let mut all = Vec::new();
            self.below(form, 0, placed.scope, &mut all);
            for scope in all {
                self.run(form, action, scope, placed.local);
            }
        }
    }

    /// Runs the actions of a new instance of a repeat.
    pub(super) fn run_new_repeat(&mut self, form: &Form, scope: u32) {
        let Some(def) = self.scopes.get(scope as usize).map(|it| it.def) else { return };
        for action in form.actions.iter().filter(|it| it.when.new_repeat) {
            if let Some(placed) = form.place(action.home).filter(|it| it.scope == def) {
                self.run(form, action, scope, placed.local);
            }
        }
    }

    /// Runs the actions of questions whose value has changed, and of those changed by them.
    pub(super) fn run_changed(&mut self, form: &Form) {
        for _event in 0..MAX_EVENTS {
            self.drain(form);
            if self.events.is_empty() {
                return;
            }
            let (scope, local) = self.events.remove(0);
            let Some(item) = self.item_of(scope, local) else { continue };
            for action in form.actions.iter().filter(|it| it.when.changed && it.home == item) {
                self.run(form, action, scope, local);
            }
        }
        self.events.clear();
    }

    pub(super) fn run(&mut self, form: &Form, action: &Action, scope: u32, local: u32) {
        let target = match &action.target {
            Target::Own(item) => form.place(*item).map(|it| (scope, it.local)),
            Target::Path(compiled) => {
                let view = View::new(self, form, compiled);
                match Evaluator::new(&view).value(&compiled.expression, node(scope, local)) {
                    Value::Nodes(nodes) => nodes.first().and_then(cell_of),
                    _ => None,
                }
            }
        };
        let Some((scope, local)) = target else { return };
        self.n_recomputed += 1;
        let text = match &action.value {
            Given::Text(text) => text.clone(),
            Given::Asked(compiled) => {
                let view = View::new(self, form, compiled);
                let value = Evaluator::new(&view).value(&compiled.expression, node(scope, local));
                value.into_stored(&view).into_owned()
            }
        };
        self.write(form, scope, local, &text);
    }

    /// The text of an id in the language of the filling-in, its gaps filled at `at`.
    pub(super) fn itext(&self, id: &str, at: Node) -> Option<String> {
        let text = self.form.itext.get(id)?;
        let template = text.template(self.form.language(&self.env.language))?;
        Some(self.fill_gaps(template, at))
    }
}
