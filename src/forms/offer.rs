//! What a choice question offers now: the choices that its filter leaves, in their order.

use crate::expr::{Context, Evaluator, Expression, Node, Value};

use super::{
    Choice, Form, Instance, Item, LocalisedText,
    dependency::{Itemset, Rule},
    lookup::{lookup, rows_where},
    text::Template,
    view::{View, choice_of, node},
};

/// The choices of a question.
#[derive(Clone, Debug)]
pub(super) enum Offer {
    /// Those at these places of its list.
    Listed(Vec<u32>),
    /// Those that other answers of the form make.
    Made(Vec<Choice>),
}

impl Instance {
    /// Which choices the filter leaves; an answer that is not among them any more is cleared.
    pub(super) fn filter_choices(&mut self, form: &Form, rule: &Rule, scope: u32, local: u32) {
        let list_no = form.place(rule.item).and_then(|it| it.list);
        let offer = match &rule.itemset {
            Some(itemset) => self.itemset(form, rule, itemset, node(scope, local)),
            None => self.filtered(form, rule, list_no, node(scope, local)),
        };
        let list = list_no.and_then(|it| form.lists.get(it as usize));
        let offered = |code: &str| match &offer {
            Offer::Made(all) => all.iter().any(|it| it.code == code),
            Offer::Listed(places) => places.iter().any(|at| {
                list.and_then(|it| it.choices.get(*at as usize)).is_some_and(|it| it.code == code)
            }),
        };
        let Some(cell) = self.cell(scope, local) else { return };
        let several =
            form.item(rule.item).and_then(Item::question).is_some_and(|it| it.kind.is_list());
        let left = if cell.value.is_empty() {
            String::new()
        } else if several {
            let codes = cell.value.split_ascii_whitespace().filter(|code| offered(code));
            codes.collect::<Vec<_>>().join(" ")
        } else if offered(&cell.value) {
            cell.value.to_string()
        } else {
            String::new()
        };
        if let Some(cell) = self.cell_mut(scope, local) {
            cell.offer = Some(offer);
        }
        self.write(form, scope, local, &left);
    }

    /// The places of the choices for which the filter holds.
    fn filtered(&self, form: &Form, rule: &Rule, list_no: Option<u32>, current: Node) -> Offer {
        let found = list_no.and_then(|no| Some((no, form.lists.get(no as usize)?)));
        let Some((list_no, list)) = found else { return Offer::Listed(Vec::new()) };
        let view = View::new(self, form, &rule.compiled);
        let evaluator = Evaluator::new(&view);
        let size = list.choices.len();
        let filter = &rule.compiled.expression.root;
        let keeps = |at: &u32| {
            let here = View::choice(list_no, *at);
            let cx = Context { here, current, position: *at as usize + 1, size };
            evaluator.eval(filter, cx).truth(&view)
        };
        let candidates = lookup(filter).and_then(|found| {
            let key = evaluator.eval(found.key, Context::at(current));
            rows_where(&view, list, found.column, &key)
        });
        match candidates {
            Some(rows) => Offer::Listed(rows.iter().copied().filter(keeps).collect()),
            None => {
                Offer::Listed((0..u32::try_from(size).unwrap_or(u32::MAX)).filter(keeps).collect())
            }
        }
    }

    /// The choices of an `itemset`: nodes of a list, or of the filling-in itself.
    fn itemset(&self, form: &Form, rule: &Rule, itemset: &Itemset, current: Node) -> Offer {
        let view = View::new(self, form, &rule.compiled);
        let Value::Nodes(nodes) = Evaluator::new(&view).value(&rule.compiled.expression, current)
        else {
            return Offer::Listed(Vec::new());
        };
        if let Some(source) = itemset.source {
            let places = nodes.as_slice().iter().filter_map(|it| choice_of(*it, source));
            return Offer::Listed(places.collect());
        }
        let text = |compiled: &super::plan::Compiled, at: Node| {
            let view = View::new(self, form, compiled);
            let cx = Context { here: at, current, position: 1, size: 1 };
            let expression: &Expression = &compiled.expression;
            Evaluator::new(&view).eval(&expression.root, cx).into_stored(&view).into_owned()
        };
        let made = nodes.as_slice().iter().map(|at| {
            let code = text(&itemset.value, *at);
            let label = text(&itemset.label, *at);
            let label = LocalisedText { by_language: vec![Some(Template::plain(label))] };
            Choice { code, label, ..Choice::default() }
        });
        Offer::Made(made.filter(|it| !it.code.is_empty()).collect())
    }
}
