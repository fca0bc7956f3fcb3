//! Works a [`Sheet`] out of an instance.

use std::{iter::Peekable, vec::IntoIter};

use super::{
    filling::Filling,
    sheet::{Block, Column, Issue, RepeatView, Row, Section, Sheet, Stop},
};
use crate::{
    forms::{DataClass, Form, Item, ItemId, NodeView, Path, Question, Rule, Strength},
    ui::{
        cx::Cx,
        mark::Station,
        questions::{Kind, Problem, QuestionView, Span, Specials, in_cell, in_words},
    },
};

/// The width that columns of a list may take together.
const ROOM_FOR_COLUMNS: f32 = 1008.0;

/// Labels longer than this want more than a third of a row, or than half of it.
const LONG: usize = 25;
const VERY_LONG: usize = 42;

struct Builder<'a> {
    filling: &'a Filling,
    cx: &'a Cx<'a>,
    issues: Vec<Issue>,
    stops: Vec<Stop>,
    n_asked: usize,
    n_answered: usize,
}

type Nodes<'a> = Peekable<IntoIter<NodeView<'a>>>;

/// The relevant part of what is being filled in, in words.
#[must_use]
pub(super) fn build(filling: &Filling, cx: &Cx<'_>) -> Sheet {
    let mut builder = Builder {
        filling,
        cx,
        issues: issues(filling, cx),
        stops: Vec::new(),
        n_asked: 0,
        n_answered: 0,
    };
    let mut nodes = filling.instance().nodes().into_iter().peekable();
    let mut sections = Vec::new();
    while nodes.peek().is_some() {
        let section = builder.section(&mut nodes);
        sections.extend(section.filter(|it| !it.blocks.is_empty()));
    }
    for issue in &mut builder.issues {
        issue.who = who(&sections, &issue.path);
    }
    for section in &mut sections {
        section.station = builder.station(section);
    }
    Sheet {
        n_missing: builder.issues.iter().filter(|it| it.missing).count(),
        sections,
        stops: builder.stops,
        issues: builder.issues,
        n_answered: builder.n_answered,
        n_asked: builder.n_asked,
    }
}

/// What is broken, in words; several rules of one question are several issues.
fn issues(filling: &Filling, cx: &Cx<'_>) -> Vec<Issue> {
    let instance = filling.instance();
    let number = |path: &Path| match instance.item(path) {
        Some(Item::Question(question)) => question.number.clone(),
        Some(Item::Repeat(repeat)) => repeat.group.letter.clone().unwrap_or_default(),
        Some(Item::Group(group)) => group.letter.clone().unwrap_or_default(),
        None => String::new(),
    };
    let mut issues: Vec<Issue> = filling
        .misread()
        .map(|(path, message)| Issue {
            path: path.clone(),
            number: number(path),
            who: String::new(),
            rule: Rule::Type.word(),
            text: cx.m(&message),
            hard: true,
            missing: false,
            shown: true,
            reason: None,
        })
        .collect();
    let local = instance.violations();
    for violation in local.iter().chain(filling.elsewhere()) {
        let path = &violation.path;
        let missing = violation.rule == Rule::Required;
        if issues.iter().any(|it| it.path == *path && (missing || it.hard)) {
            continue;
        }
        let words = instance.violation_text(violation, filling.language());
        issues.push(Issue {
            path: path.clone(),
            number: number(path),
            who: String::new(),
            rule: violation.rule.word(),
            text: words.unwrap_or_else(|| cx.m(&violation.message)),
            hard: violation.severity == Strength::Hard,
            missing,
            shown: !missing || filling.is_due(path),
            reason: filling.reason(path, violation.rule.word()).map(str::to_owned),
        });
    }
    let order: Vec<Path> = instance.nodes().into_iter().map(|it| it.path).collect();
    issues.sort_by_key(|it| order.iter().position(|path| *path == it.path));
    issues
}

/// The person or thing that an issue inside a list is about.
fn who(sections: &[Section], path: &Path) -> String {
    let mut blocks: Vec<&Block> = sections.iter().flat_map(|it| &it.blocks).collect();
    while let Some(block) = blocks.pop() {
        let Block::Repeat(list) = block else { continue };
        for row in &list.rows {
            if path.0.starts_with(&row.path.0) {
                if !row.title.is_empty() {
                    return row.title.clone();
                }
                blocks.extend(&row.others);
            }
        }
    }
    String::new()
}

impl<'a> Builder<'a> {
    /// The next section, with everything below it.
    fn section(&mut self, nodes: &mut Nodes<'a>) -> Option<Section> {
        let first = nodes.peek()?;
        let from = self.stops.len();
        let (asked, answered) = (self.n_asked, self.n_answered);
        let mut section = Section::default();
        match first.item {
            Item::Question(_) => {
                section.title = self.filling.instance().title(self.filling.language());
                while let Some(node) = nodes.next_if(|it| matches!(it.item, Item::Question(_))) {
                    if section.letter.is_empty()
                        && let Item::Question(question) = node.item
                    {
                        let letter = question.number.trim_end_matches(|c: char| c.is_ascii_digit());
                        letter.clone_into(&mut section.letter);
                    }
                    section.blocks.extend(self.question_block(&node));
                }
            }
            Item::Group(group) => {
                let node = nodes.next()?;
                self.name_section(&mut section, &node, group.letter.as_deref());
                section.blocks = self.blocks(nodes, node.depth + 1);
                if !node.relevant {
                    section.blocks.clear();
                }
            }
            Item::Repeat(repeat) => {
                let node = nodes.next()?;
                self.name_section(&mut section, &node, repeat.group.letter.as_deref());
                let list = self.list(nodes, &node);
                section.n_rows = list.as_ref().map(|it| it.rows.len());
                section.blocks.extend(list.map(|it| Block::Repeat(Box::new(it))));
            }
        }
        section.stops = from..self.stops.len();
        section.n_asked = self.n_asked - asked;
        section.n_answered = self.n_answered - answered;
        Some(section)
    }

    fn name_section(&self, section: &mut Section, node: &NodeView<'_>, letter: Option<&str>) {
        let (instance, language) = (self.filling.instance(), self.filling.language());
        section.title = instance.label(&node.path, language);
        section.hint = instance.hint(&node.path, language);
        letter.unwrap_or_default().clone_into(&mut section.letter);
    }

    /// Everything at `depth` and below, up to the next thing above it.
    fn blocks(&mut self, nodes: &mut Nodes<'a>, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some(node) = nodes.next_if(|it| it.depth >= depth) {
            if !node.relevant && !matches!(node.item, Item::Question(_)) {
                while nodes.next_if(|it| it.depth > node.depth).is_some() {}
                continue;
            }
            match node.item {
                Item::Question(_) => blocks.extend(self.question_block(&node)),
                Item::Group(_) => {
                    let language = self.filling.language();
                    let inside = self.blocks(nodes, node.depth + 1);
                    if !inside.is_empty() {
                        if !node.item.label().is_empty() {
                            let instance = self.filling.instance();
                            blocks.push(Block::Heading(
                                instance.label(&node.path, language),
                                instance.hint(&node.path, language),
                            ));
                        }
                        blocks.extend(inside);
                    }
                }
                Item::Repeat(_) => {
                    blocks.extend(self.list(nodes, &node).map(|it| Block::Repeat(Box::new(it))));
                }
            }
        }
        blocks
    }

    fn question_block(&mut self, node: &NodeView<'a>) -> Option<Block> {
        let Item::Question(question) = node.item else { return None };
        if !node.relevant || !question.kind.is_shown() {
            return None;
        }
        Some(Block::Question(Box::new(self.question(node, question))))
    }

    fn question(&mut self, node: &NodeView<'a>, question: &Question) -> QuestionView {
        let (instance, language) = (self.filling.instance(), self.filling.language());
        let path = &node.path;
        let asked = !instance.is_read_only(path);
        let value = self.filling.text(path);
        if asked {
            self.stops.push(Stop::Question(path.clone()));
            self.n_asked += 1;
            self.n_answered += usize::from(!value.is_empty());
        }
        let label = instance.label(path, language);
        let kind = Kind::of(instance, path, question, asked, language);
        let problem = self
            .issues
            .iter()
            .filter(|it| it.path == *path && it.shown && it.reason.is_none())
            .min_by_key(|it| !it.hard)
            .map(|it| Problem { hard: it.hard, text: it.text.clone() });
        let specials = if matches!(kind, Kind::Segment(_) | Kind::Search) {
            Specials::of(instance, path, language)
        } else {
            Specials::default()
        };
        let shown = instance.shown(path, language);
        QuestionView {
            span: span(&kind, &label),
            item: node.id,
            number: question.number.clone(),
            hint: instance.hint(path, language),
            short: in_cell(&question.kind, &shown),
            shown: in_words(self.cx, &question.kind, &shown),
            path: path.clone(),
            label,
            kind,
            asked,
            problem,
            specials,
        }
    }

    /// A list; `None` where it does not apply.
    fn list(&mut self, nodes: &mut Nodes<'a>, node: &NodeView<'a>) -> Option<RepeatView> {
        let (instance, language) = (self.filling.instance(), self.filling.language());
        if !node.relevant {
            while nodes.next_if(|it| it.depth > node.depth).is_some() {}
            return None;
        }
        let columns = self.columns(node);
        let mut rows = Vec::new();
        while let Some(row) = nodes.next_if(|it| it.depth > node.depth) {
            let blocks = self.blocks(nodes, row.depth + 1);
            rows.push(self.row(row.path, blocks, &columns));
        }
        let may_add = instance.may_add(&node.path);
        if may_add {
            self.stops.push(Stop::Add(node.path.clone()));
        }
        Some(RepeatView {
            path: node.path.clone(),
            label: instance.label(&node.path, language),
            hint: instance.hint(&node.path, language),
            may_add,
            columns,
            rows,
        })
    }

    /// The questions of a list that stand in columns: those of the group that names people, as many as there is room for.
    fn columns(&self, node: &NodeView<'a>) -> Vec<Column> {
        let instance = self.filling.instance();
        let form = instance.form();
        let inside: Vec<_> = form
            .walk()
            .filter(|(id, _, _)| form.repeat_of(*id) == Some(node.id))
            .filter_map(|(id, item, _)| Some((id, item.question()?)))
            .filter(|(_, it)| it.kind.is_shown())
            .collect();
        let group = naming_group(form, &inside);
        let language = form.language(self.filling.language());
        let mut room = ROOM_FOR_COLUMNS;
        let mut columns = Vec::new();
        for (item, question) in inside {
            let width = Kind::column_width(form, question);
            if form.parent(item) != group || width <= 0.0 {
                continue;
            }
            if width > room {
                break;
            }
            room -= width;
            columns.push(Column {
                item,
                number: question.number.clone(),
                label: question.label.source(language).unwrap_or(&question.name).to_owned(),
                width,
                is_number: Kind::is_number(question),
            });
        }
        columns
    }

    fn row(&self, path: Path, blocks: Vec<Block>, columns: &[Column]) -> Row {
        let mut cells: Vec<Option<QuestionView>> = columns.iter().map(|_| None).collect();
        let mut others = Vec::new();
        let form = self.filling.instance().form();
        for block in blocks {
            let Block::Question(question) = block else {
                others.push(block);
                continue;
            };
            let column = columns.iter().position(|it| it.item == question.item);
            match column.and_then(|at| cells.get_mut(at)) {
                Some(cell) => *cell = Some(*question),
                None => others.push(Block::Question(question)),
            }
        }
        let names: Vec<&str> = cells
            .iter()
            .flatten()
            .filter(|it| {
                let question = form.item(it.item).and_then(Item::question);
                question.is_some_and(|it| it.data_class.contains(&DataClass::Direct))
            })
            .map(|it| it.shown.as_str())
            .filter(|it| !it.is_empty())
            .take(2)
            .collect();
        let title = names.join(" ");
        Row { path, title, cells, others }
    }

    /// What the shape of a section says.
    fn station(&self, section: &Section) -> Station {
        let stops = self.stops.get(section.stops.clone()).unwrap_or_default();
        let inside = |path: &Path| {
            stops.iter().any(|it| it.path() == path || path.0.starts_with(&it.path().0))
                || section.blocks.iter().any(|it| holds(it, path))
        };
        let mine = || self.issues.iter().filter(|it| inside(&it.path));
        let left = stops.iter().any(|it| {
            matches!(it, Stop::Question(path)
            if self.filling.text(path).is_empty() && !self.filling.is_visited(path))
        });
        let missing = mine().any(|it| it.missing);
        if mine().any(|it| it.hard && it.shown) {
            Station::Error
        } else if section.n_answered == 0 {
            Station::Empty
        } else if missing || left {
            Station::Half
        } else if mine().any(|it| !it.hard) {
            Station::Warning
        } else {
            Station::Full
        }
    }
}

/// The group of a list that says who each line is about: the one with most names in it, else the first.
fn naming_group(form: &Form, inside: &[(ItemId, &Question)]) -> Option<ItemId> {
    let names =
        |it: &Question| it.data_class.contains(&DataClass::Direct) && it.name.contains("name");
    let mut best: Option<(usize, ItemId)> = None;
    for (id, _) in inside {
        let Some(group) = form.parent(*id) else { continue };
        let n =
            inside.iter().filter(|(id, it)| form.parent(*id) == Some(group) && names(it)).count();
        if best.is_none_or(|(most, _)| n > most) {
            best = Some((n, group));
        }
    }
    best.map(|it| it.1)
}

fn holds(block: &Block, path: &Path) -> bool {
    match block {
        Block::Heading(..) => false,
        Block::Question(question) => question.path == *path,
        Block::Repeat(list) => {
            let len = list.path.0.len();
            path.0.len() >= len
                && path.0.iter().zip(&list.path.0).take(len).all(|(a, b)| a.name == b.name)
        }
    }
}

fn span(kind: &Kind, label: &str) -> Span {
    let by_label = match label.chars().count() {
        n if n > VERY_LONG => Span::Whole,
        n if n > LONG => Span::Half,
        _ => Span::Third,
    };
    by_label.max(kind.span())
}
