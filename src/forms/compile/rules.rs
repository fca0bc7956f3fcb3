//! Expressions, read when every name of the form is known.

use super::{Fault, Place};
use crate::forms::{
    Form, ItemId, QuestionType,
    action::{Action, Given, Target, When},
    dependency::{Itemset, Rule, RuleKind},
    form::StartValue,
    plan::{Home, Planner},
};

/// The text of one expression, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct RawRule {
    item: ItemId,
    way: Way,
    source: String,
    column: &'static str,
    place: Place,
}

/// What the expression is for.
#[derive(Clone, Debug)]
enum Way {
    /// It is kept up to date.
    Kept(RuleKind),
    /// It gives what a new node holds.
    Start,
    /// It is set whenever one of the questions named here changes.
    Triggered(String),
    /// It filters choices that the answers to the question named here make.
    MadeOf(String),
    /// It filters the rows of a list, which come in an order drawn by chance where a seed is given; the
    /// empty seed is none.
    RowsOf { list: String, seed: Option<String> },
}

impl RawRule {
    pub(super) fn new(
        item: ItemId,
        kind: RuleKind,
        source: &str,
        column: &'static str,
        place: Place,
    ) -> Self {
        Self { item, way: Way::Kept(kind), source: source.to_owned(), column, place }
    }

    pub(super) fn start(item: ItemId, source: &str, place: Place) -> Self {
        Self { item, way: Way::Start, source: source.to_owned(), column: "default", place }
    }

    /// A value that is set whenever one of the questions named in `trigger` changes.
    pub(super) fn triggered(item: ItemId, source: &str, trigger: &str, place: Place) -> Self {
        let way = Way::Triggered(trigger.to_owned());
        Self { item, way, source: source.to_owned(), column: "calculation", place }
    }

    /// Choices that the answers to the question `named` make, where `filter` holds.
    pub(super) fn made(item: ItemId, filter: &str, named: &str, place: Place) -> Self {
        let way = Way::MadeOf(named.to_owned());
        Self { item, way, source: filter.to_owned(), column: "type", place }
    }

    /// The rows of `list` where `filter` holds, in an order drawn by chance where there is a seed.
    pub(super) fn rows(
        item: ItemId,
        filter: &str,
        list: &str,
        seed: Option<String>,
        place: Place,
    ) -> Self {
        let way = Way::RowsOf { list: list.to_owned(), seed };
        Self { item, way, source: filter.to_owned(), column: "parameters", place }
    }
}

/// Reads and plans every expression.
pub(super) fn compile(planner: &mut Planner<'_>, raw: Vec<RawRule>) -> Compilation {
    let mut done = Compilation::default();
    for raw in raw {
        match &raw.way {
            Way::Kept(kind) => done.rules.extend(kept(planner, &raw, *kind)),
            Way::Start => start_value(planner, &raw, &mut done),
            Way::Triggered(trigger) => triggered(planner, &raw, trigger, &mut done),
            Way::MadeOf(named) => done.rules.extend(made(planner, &raw, named)),
            Way::RowsOf { list, seed } => {
                done.rules.extend(rows(planner, &raw, list, seed.as_deref()));
            }
        }
    }
    done
}

/// An expression that is kept up to date.
fn kept(planner: &mut Planner<'_>, raw: &RawRule, kind: RuleKind) -> Option<Rule> {
    let placed = planner.form.place(raw.item)?;
    let is_repeat = matches!(placed.item, crate::forms::Item::Repeat(_));
    let outside = is_repeat && matches!(kind, RuleKind::Count | RuleKind::Relevant);
    let list = (kind == RuleKind::Choices).then_some(placed.list).flatten();
    let outer = planner.form.scope(placed.scope).and_then(|it| it.parent);
    let scope = if outside { outer.unwrap_or(0) } else { placed.scope };
    if kind == RuleKind::Choices {
        // What lies elsewhere can't be filtered here; said already.
        planner.form.lists.get(list? as usize).filter(|it| !it.is_external)?;
    }
    let home = Home { item: raw.item, outside, list };
    let compiled = planner.compile(raw.source.trim(), home, &raw.place)?;
    let (item, column) = (raw.item, raw.column);
    Some(Rule { item, kind, scope, compiled, column, itemset: None })
}

/// The rule of a question whose choices are the answers to another: `select_one ${name}`.
fn made(planner: &mut Planner<'_>, raw: &RawRule, named: &str) -> Option<Rule> {
    let form = planner.form;
    let home = Home { item: raw.item, outside: false, list: None };
    // Every answer counts, so that several are no fault.
    let named = planner.compile(&format!("count({named})"), home, &raw.place)?;
    let source = named.reads.first()?.item;
    let around = form.parent(source)?;
    let value = form.item(source)?.name();
    let filter = match raw.source.as_str() {
        "" => format!("./{value} != ''"),
        filter => seen_from(form, around, filter),
    };
    let path: String = form.names(around).iter().flat_map(|it| ["/", it]).collect();
    let nodes = format!("/{}{path}[{filter}]", form.root_name());
    let mut rule = itemset(planner, raw, &nodes, None, (value, value))?;
    planner.read_below(&mut rule.compiled);
    Some(rule)
}

/// The rule of a question that offers the rows of a list under other names, or in an order drawn by chance.
fn rows(planner: &mut Planner<'_>, raw: &RawRule, list: &str, seed: Option<&str>) -> Option<Rule> {
    let number = planner.form.lists.binary_search_by(|it| it.name.as_str().cmp(list)).ok()?; // said already
    planner.form.lists.get(number).filter(|it| !it.is_external)?;
    let filter = if raw.source.is_empty() { String::new() } else { format!("[{}]", raw.source) };
    let plain = format!("instance('{list}')/root/item{filter}");
    let nodes = match seed {
        None => plain,
        Some("") => format!("randomize({plain})"),
        Some(seed) => format!("randomize({plain}, {seed})"),
    };
    itemset(planner, raw, &nodes, u32::try_from(number).ok(), ("name", "label")) // never so many
}

/// A rule that offers nodes: rows of the list `source`, or those of the filling-in.
fn itemset(
    planner: &mut Planner<'_>,
    raw: &RawRule,
    nodes: &str,
    source: Option<u32>,
    (value, label): (&str, &str),
) -> Option<Rule> {
    let home = Home { item: raw.item, outside: false, list: None };
    let compiled = planner.compile(nodes, home, &raw.place)?;
    let value = planner.compile_at(value, &raw.place)?;
    let label = planner.compile_at(label, &raw.place)?;
    let itemset = Some(Box::new(Itemset { source, value, label }));
    let scope = planner.form.place(raw.item)?.scope;
    let (item, kind, column) = (raw.item, RuleKind::Choices, raw.column);
    Some(Rule { item, kind, scope, compiled, column, itemset })
}

/// A filter of nodes of `around`: what it names inside that group is meant in the node at hand.
fn seen_from(form: &Form, around: ItemId, filter: &str) -> String {
    let depth = form.names(around).len();
    let below = |it: &&ItemId| {
        std::iter::successors(form.parent(**it), |it| form.parent(*it)).any(|it| it == around)
    };
    let inside = |name: &str| {
        let item = form.names.get(name)?.iter().find(below)?;
        Some(format!("./{}", form.names(*item).get(depth..)?.join("/")))
    };
    let mut out = String::new();
    let mut rest = filter;
    while let Some((before, from)) = rest.split_once("${") {
        out.push_str(before);
        let Some((name, after)) = from.split_once('}') else {
            return out + "${" + from;
        };
        out.push_str(&inside(name.trim()).unwrap_or_else(|| format!("${{{name}}}")));
        rest = after;
    }
    out + rest
}

/// The actions of a question whose calculation waits for others to change.
#[expect(clippy::similar_names, reason = "a rule as written, and as read")]
fn triggered(planner: &mut Planner<'_>, raw: &RawRule, trigger: &str, done: &mut Compilation) {
    let home = Home { item: raw.item, outside: false, list: None };
    let given = if raw.source.is_empty() {
        Some(Given::Text(String::new()))
    } else {
        planner.compile(&raw.source, home, &raw.place).map(|it| Given::Asked(Box::new(it)))
    };
    let Some(value) = given else { return };
    // The question itself, as seen from each of those that set it.
    let names: Vec<String> = planner.form.names(raw.item).into_iter().map(str::to_owned).collect();
    let path = format!("/{}/{}", planner.form.root_name(), names.join("/"));
    for trigger in trigger.split(',').map(str::trim).filter(|it| !it.is_empty()) {
        let named = planner.compile(trigger, home, &raw.place);
        let Some(read) = named.and_then(|it| it.reads.first().copied()) else { continue };
        let from = Home { item: read.item, outside: false, list: None };
        let Some(target) = planner.compile(&path, from, &raw.place) else { continue };
        done.actions.push(Action {
            when: When { changed: true, ..When::default() },
            home: read.item,
            target: Target::Path(Box::new(target)),
            value: value.clone(),
        });
    }
}

/// Every expression of a form, read.
#[derive(Debug, Default)]
pub(super) struct Compilation {
    pub(super) rules: Vec<Rule>,
    pub(super) starts: Vec<(ItemId, StartValue)>,
    pub(super) actions: Vec<Action>,
}

/// A default is an expression where it reads an answer or calls a function, and a text otherwise.
fn start_value(planner: &mut Planner<'_>, raw: &RawRule, done: &mut Compilation) {
    let is_date = planner
        .form
        .item(raw.item)
        .and_then(|it| it.question())
        .is_some_and(|it| it.kind == QuestionType::Date);
    let call = raw.source.split_once('(').is_some_and(|(name, rest)| {
        rest.contains(')')
            && crate::expr::Function::named(name.trim()) != crate::expr::Function::Unknown
    });
    if !raw.source.contains("${") && !call {
        let day = is_date.then(|| crate::expr::parse_date(&raw.source)).flatten();
        let text = day.map_or_else(|| raw.source.clone(), |day| day.to_string());
        done.starts.push((raw.item, StartValue::Fixed(text)));
        return;
    }
    let home = Home { item: raw.item, outside: false, list: None };
    if raw.source.contains("last-saved#") {
        planner.diagnostics.push(raw.place.report(Fault::NoData, &raw.source));
        return;
    }
    let Some(compiled) = planner.compile(&raw.source, home, &raw.place) else { return };
    let around = planner.form.repeat_of(raw.item).unwrap_or_default();
    done.actions.push(Action {
        when: When { first_load: true, new_repeat: around != ItemId(0), ..When::default() },
        home: around,
        target: Target::Own(raw.item),
        value: Given::Asked(Box::new(compiled)),
    });
}
