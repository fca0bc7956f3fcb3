//! The survey sheet: rows become a tree of groups, repeats and questions.

use std::str::FromStr as _;

use super::{
    Build, Fault, Place, files,
    rows::{APPEARANCES, RowKind, row_kind},
    rules::RawRule,
};
use crate::expr::ValueKind;
use crate::forms::{
    DataClass, Export, Form, Group, Item, ItemId, Question, QuestionType, Repeat, Unit,
    columns::Table,
    dependency::RuleKind,
    form::{Placed, ScopeDef, StartValue},
};

/// Columns of the survey sheet with a meaning.
const KNOWN: &[&str] = &[
    "type",
    "name",
    "required",
    "relevant",
    "appearance",
    "calculation",
    "constraint",
    "choice_filter",
    "default",
    "repeat_count",
    "trigger",
    "read_only",
    "parameters",
    "warning",
    "data_class",
    "export",
    "hierarchy",
    "hxl",
    "class_reason",
    "unit",
    "bind::type",
    "disabled",
    "save_to",
    "autoplay",
];

/// How deep groups and repeats may nest.
const MAX_DEPTH: usize = 50;

/// A group or repeat whose end has not come yet.
struct Open {
    item: ItemId,
    is_repeat: bool,
    row: u32,
}

/// What a question offers to choose from.
enum Offered {
    Nothing,
    /// The list of this name.
    List(String),
    /// The rows of the list of this name, with the codes and labels of other columns.
    Renamed(String),
    /// The answers to the question that this names.
    AnswersTo(String),
}

/// One row at hand.
struct Row<'t, 's> {
    table: &'t Table<'s>,
    number: u32,
    cells: &'t [String],
}

impl Row<'_, '_> {
    fn cell(&self, column: &str) -> &str {
        self.table.cell(self.cells, column)
    }

    fn place(&self, column: &str) -> Place {
        Place::survey(self.number, &self.table.heading(column))
    }

    fn optional(&self, column: &str) -> Option<String> {
        Some(self.cell(column).to_owned()).filter(|it| !it.is_empty())
    }
}

impl Build {
    /// Reads the rows into a tree.
    pub(super) fn survey(&mut self, table: &Table<'_>) {
        self.form.begin(Group::default());
        if !table.has("type") {
            self.report(&Place::survey(1, "type"), Fault::NoType, "type");
            return;
        }
        let mut open: Vec<Open> = Vec::new();
        for (number, cells) in &table.sheet.rows {
            let row = Row { table, number: *number, cells };
            let disabled = matches!(row.cell("disabled").to_lowercase().as_str(), "yes" | "true");
            let text = row.cell("type");
            if disabled || text.starts_with('#') {
                continue;
            }
            match row_kind(text) {
                None if row.cell("name").is_empty() => {}
                None => self.report(&row.place("type"), Fault::RowIgnored, row.cell("name")),
                Some(kind) => self.row(&row, kind, &mut open),
            }
        }
        for left in open {
            self.report(&Place::survey(left.row, "type"), Fault::Unbalanced, "begin");
        }
        for at in 0..self.form.placed.len() {
            let list = self.form.placed.get(at).and_then(|it| it.item.question()?.list.clone());
            let number = list.and_then(|name| {
                self.form.lists.binary_search_by(|it| it.name.as_str().cmp(&name)).ok() // made above
            });
            if let Some(placed) = self.form.placed.get_mut(at) {
                placed.list = number.and_then(|at| u32::try_from(at).ok()); // never so many
            }
        }
    }

    fn row(&mut self, row: &Row<'_, '_>, kind: RowKind, open: &mut Vec<Open>) {
        let parent = open.last().map_or(ItemId(0), |it| it.item);
        match kind {
            RowKind::BeginGroup | RowKind::BeginRepeat => {
                if open.len() == MAX_DEPTH {
                    self.report(&row.place("type"), Fault::TooDeep, row.cell("name"));
                }
                let is_repeat = kind == RowKind::BeginRepeat;
                // What lies too deep is put where it is not: the form is refused all the same.
                let deep = open.len() >= MAX_DEPTH;
                let item = if deep { parent } else { self.begin(row, parent, is_repeat) };
                open.push(Open { item, is_repeat, row: row.number });
            }
            RowKind::EndGroup | RowKind::EndRepeat => {
                let is_repeat = kind == RowKind::EndRepeat;
                if open.pop().is_none_or(|it| it.is_repeat != is_repeat) {
                    self.report(&row.place("type"), Fault::Unbalanced, row.cell("type"));
                }
            }
            RowKind::Question { kind, list, or_other, from_file } => {
                self.question(row, parent, kind, list, or_other, from_file);
            }
        }
    }

    fn begin(&mut self, row: &Row<'_, '_>, parent: ItemId, is_repeat: bool) -> ItemId {
        let name = self.name(row, parent, Some("group"));
        let unit = row.cell("unit");
        let unit = (!unit.is_empty()).then(|| Unit::from_str(unit)).and_then(|unit| {
            let wrong = unit.is_err();
            if wrong {
                self.report(&row.place("unit"), Fault::BadValue, row.cell("unit"));
            }
            unit.ok() // reported
        });
        let group = Group {
            name,
            label: self.text(&row.table.texts(row.cells, "label")),
            hint: self.text(&row.table.texts(row.cells, "hint")),
            appearance: self.appearance(row),
            items: Vec::new(),
            letter: None,
            unit,
            row: row.number,
        };
        let count = row.cell("repeat_count");
        let item = if is_repeat {
            let is_fixed = is_yes(row.cell("bind::jr:noaddremove"));
            Item::Repeat(Repeat { group, has_count: !count.is_empty(), is_fixed })
        } else {
            Item::Group(group)
        };
        let id = place(&mut self.form, parent, item);
        self.rule(row, id, RuleKind::Relevant, "relevant");
        self.rule(row, id, RuleKind::ReadOnly, "read_only");
        if is_repeat {
            self.rule(row, id, RuleKind::Count, "repeat_count");
            if count.is_empty()
                && let Some(scope) = self.form.scopes.last_mut()
            {
                scope.n_initial = 1;
            }
        }
        id
    }

    fn question(
        &mut self,
        row: &Row<'_, '_>,
        parent: ItemId,
        kind: QuestionType,
        list: Option<String>,
        or_other: bool,
        from_file: bool,
    ) {
        let fallback =
            matches!(kind, QuestionType::Note | QuestionType::Unknown(_)) || kind.is_metadata();
        let word = row.cell("type").split_whitespace().next().unwrap_or("note");
        let name = self.name(row, parent, fallback.then_some(word));
        match &kind {
            QuestionType::Unknown(word) => {
                self.report(&row.place("type"), Fault::UnknownType, word);
            }
            QuestionType::Media(_) | QuestionType::Metadata => {
                self.report(&row.place("type"), Fault::NotCaptured, word);
            }
            _ => {}
        }
        let text = |column: &str| self.text(&row.table.texts(row.cells, column));
        let mut question = Question {
            name: name.clone(),
            number: String::new(),
            row: row.number,
            label: text("label"),
            hint: text("hint"),
            appearance: Vec::new(),
            list: None,
            or_other,
            parameters: parameters(row.cell("parameters")),
            constraint_message: text("constraint_message"),
            required_message: text("required_message"),
            warning_message: text("warning_message"),
            may_be_required: !is_no(row.cell("required")) && kind.takes_answer(),
            is_calculated: !row.cell("calculation").is_empty()
                && row.cell("trigger").is_empty()
                && kind.holds_value(),
            data_class: Vec::new(),
            export: Export::Drop,
            hierarchy: row.optional("hierarchy"),
            hxl: row.optional("hxl"),
            class_reason: row.optional("class_reason"),
            kind,
        };
        question.appearance = self.appearance(row);
        self.classes(row, &mut question);
        let offered = self.list(row, &mut question, list, from_file);
        let (list, kind) = (question.list.clone(), question.kind.clone());
        let id = place(&mut self.form, parent, Item::Question(Box::new(question)));
        self.question_rules(row, id, &kind, &offered);
        if or_other && let Some(list) = list {
            self.add_other(&list);
            self.other_question(row, parent, &name);
        }
    }

    fn question_rules(
        &mut self,
        row: &Row<'_, '_>,
        id: ItemId,
        kind: &QuestionType,
        offered: &Offered,
    ) {
        self.rule(row, id, RuleKind::Relevant, "relevant");
        if kind.holds_value() {
            let trigger = row.cell("trigger");
            if trigger.is_empty() {
                self.rule(row, id, RuleKind::Calculate, "calculation");
            } else {
                let (source, place) = (row.cell("calculation"), row.place("trigger"));
                self.raw_rules.push(RawRule::triggered(id, source, trigger, place));
            }
        }
        let (filter, parameters) = (row.cell("choice_filter"), || row.place("parameters"));
        match offered {
            Offered::Nothing => {}
            Offered::AnswersTo(named) => {
                let place = row.place("type");
                self.raw_rules.push(RawRule::made(id, filter, named, place));
            }
            Offered::List(list) => match shuffled(row.cell("parameters")) {
                Some(seed) => {
                    self.raw_rules.push(RawRule::rows(id, filter, list, Some(seed), parameters()));
                }
                None => self.rule(row, id, RuleKind::Choices, "choice_filter"),
            },
            Offered::Renamed(list) => {
                let seed = shuffled(row.cell("parameters"));
                self.raw_rules.push(RawRule::rows(id, filter, list, seed, parameters()));
            }
        }
        if kind.takes_answer() {
            self.rule(row, id, RuleKind::Required, "required");
            self.rule(row, id, RuleKind::ReadOnly, "read_only");
            self.rule(row, id, RuleKind::Warning, "warning");
            self.rule(row, id, RuleKind::Constraint, "constraint");
        }
        let default = row.cell("default");
        if kind.holds_value() && !default.is_empty() {
            let place = row.place("default");
            self.raw_rules.push(RawRule::start(id, default, place));
        }
    }

    /// Notes the expression of a column, to be read when every name is known.
    fn rule(&mut self, row: &Row<'_, '_>, item: ItemId, kind: RuleKind, column: &'static str) {
        let source = match kind {
            RuleKind::Required | RuleKind::ReadOnly if is_no(row.cell(column)) => "",
            RuleKind::Required | RuleKind::ReadOnly if is_yes(row.cell(column)) => "true()",
            _ => row.cell(column),
        };
        if !source.is_empty() {
            self.raw_rules.push(RawRule::new(item, kind, source, column, row.place(column)));
        }
    }

    /// The text question beside a choice question with `or_other`.
    fn other_question(&mut self, row: &Row<'_, '_>, parent: ItemId, name: &str) {
        let condition = format!("selected(../{name}, 'other')");
        let question = Question {
            name: format!("{name}_other"),
            kind: QuestionType::Text,
            number: String::new(),
            row: row.number,
            label: self.fixed("Specify other."),
            hint: crate::forms::LocalisedText::default(),
            appearance: Vec::new(),
            list: None,
            or_other: false,
            parameters: Vec::new(),
            constraint_message: crate::forms::LocalisedText::default(),
            required_message: crate::forms::LocalisedText::default(),
            warning_message: crate::forms::LocalisedText::default(),
            may_be_required: false,
            is_calculated: false,
            // Free text may say anything about a person.
            data_class: if self.form.is_classified {
                vec![DataClass::Sensitive]
            } else {
                Vec::new()
            },
            export: Export::Drop,
            hierarchy: None,
            hxl: None,
            class_reason: None,
        };
        let id = place(&mut self.form, parent, Item::Question(Box::new(question)));
        self.raw_rules.push(RawRule::new(
            id,
            RuleKind::Relevant,
            &condition,
            "relevant",
            row.place("type"),
        ));
    }

    /// The name of the row; reports one that can't be used. `fallback` names rows that need none.
    fn name(&mut self, row: &Row<'_, '_>, parent: ItemId, fallback: Option<&str>) -> String {
        let name = row.cell("name");
        if name.is_empty() {
            if fallback.is_none() {
                self.report(&row.place("name"), Fault::NoName, row.cell("type"));
            }
            return format!("{}_{}", fallback.unwrap_or("question"), row.number);
        }
        let start = |c: char| c == '_' || c.is_alphabetic();
        let more = |c: char| start(c) || c.is_numeric() || matches!(c, '-' | '.');
        if !name.starts_with(start) || !name.chars().all(more) {
            self.report(&row.place("name"), Fault::BadName, name);
        } else if self.form.child(parent, name).is_some() {
            self.report(&row.place("name"), Fault::NameTwice, name);
        }
        name.to_owned()
    }

    fn appearance(&mut self, row: &Row<'_, '_>) -> Vec<String> {
        let text = row.cell("appearance");
        if text.starts_with("search(") || text.contains(" search(") {
            self.report(&row.place("appearance"), Fault::NoData, text);
            return vec!["search".to_owned()];
        }
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        if let Some(word) = words.iter().find(|it| !APPEARANCES.contains(&it.as_str())) {
            self.report(&row.place("appearance"), Fault::UnknownAppearance, word);
        }
        words
    }

    /// What the columns of data protection say.
    fn classes(&mut self, row: &Row<'_, '_>, question: &mut Question) {
        for word in row.cell("data_class").split_whitespace() {
            match DataClass::from_str(word) {
                Ok(class) => question.data_class.push(class),
                Err(_word) => self.report(&row.place("data_class"), Fault::BadValue, word),
            }
        }
        match Export::from_str(row.cell("export")) {
            Ok(export) => question.export = export,
            Err(_word) => self.report(&row.place("export"), Fault::BadValue, row.cell("export")),
        }
        self.form.is_classified |= !question.data_class.is_empty();
    }

    /// Gives a choice question its list; answers with what it offers.
    fn list(
        &mut self,
        row: &Row<'_, '_>,
        question: &mut Question,
        list: Option<String>,
        from_file: bool,
    ) -> Offered {
        if !question.kind.is_choice() {
            return Offered::Nothing;
        }
        let name = list.unwrap_or_default();
        if is_reference(&name) {
            return Offered::AnswersTo(name);
        }
        let name = if from_file { file_stem(&name).to_owned() } else { name };
        let found = self.ensure_list(&name);
        let external = from_file || row.cell("type").contains("_external");
        if external && !found {
            self.report(&row.place("type"), Fault::NoData, &name);
        } else if !found {
            self.report(&row.place("type"), Fault::NoList, &name);
        }
        let (value, label) = (question.parameter("value"), question.parameter("label"));
        let source = self.form.list(&name).filter(|it| from_file && !it.is_external);
        let renamed = source.filter(|_| value.is_some() || label.is_some()).map(|source| {
            let (value, label) = (value.unwrap_or("name"), label.unwrap_or("label"));
            files::renamed(&self.form, source, value, label)
        });
        if let Some(copy) = renamed {
            question.list = Some(copy.name.clone());
            files::add_list(&mut self.form, copy);
            return Offered::Renamed(name);
        }
        question.list = Some(name.clone());
        Offered::List(name)
    }

    /// Columns that mean nothing here.
    pub(super) fn headings(&mut self, table: &Table<'_>) {
        for (column, _) in table.plain() {
            if !KNOWN.contains(&column) && !column.contains("::") {
                self.report(
                    &Place::survey(1, &table.heading(column)),
                    Fault::UnknownColumn,
                    column,
                );
            }
        }
    }

    /// Looks back over the whole sheet: labels, translations, classes, numbers.
    pub(super) fn check_survey(&mut self, table: &Table<'_>) {
        super::super::form::number(&mut self.form);
        let mut found = Vec::new();
        let n_languages = self.form.languages.len();
        let mut asked = 0;
        for (_, question) in self.form.questions() {
            asked += usize::from(question.kind.is_shown());
            let mut report = |column: &str, fault: Fault| {
                let place = Place::survey(question.row, &table.heading(column));
                found.push(place.report(fault, &question.name));
            };
            if question.kind.takes_answer() {
                let label = &question.label;
                if label.is_empty() && question.hint.is_empty() {
                    report("label", Fault::NoLabel);
                } else if !label.is_empty() && !(0..n_languages).all(|at| label.has(at)) {
                    report("label", Fault::NoTranslation);
                }
                if self.form.is_classified {
                    classified(question, &mut report);
                }
            }
        }
        if asked == 0 && table.has("type") {
            found.push(Place::survey(0, "").report(Fault::NoQuestion, ""));
        } else if !self.form.is_classified {
            found.push(Place::survey(1, "data_class").report(Fault::DenyAll, "data_class"));
        }
        self.diagnostics.extend(found);
    }
}

/// What a form that says what its answers tell about people must say at each question.
fn classified(question: &Question, report: &mut dyn FnMut(&str, Fault)) {
    if question.data_class.is_empty() {
        report("data_class", Fault::NoDataClass);
    }
    if !matches!(question.export, Export::Drop) && question.hxl.is_none() {
        report("hxl", Fault::NoHxl);
    }
    let plain = question.data_class.contains(&DataClass::Plain) && question.export != Export::Drop;
    if plain && question.class_reason.is_none() {
        report("class_reason", Fault::NoReason);
    }
}

/// As what the answers of a question are read.
const fn value_kind(kind: &QuestionType) -> ValueKind {
    match kind {
        QuestionType::Integer | QuestionType::Decimal | QuestionType::Range => ValueKind::Number,
        QuestionType::Date | QuestionType::Today => ValueKind::Date,
        QuestionType::DateTime | QuestionType::Start | QuestionType::End => ValueKind::DateTime,
        _ => ValueKind::Text,
    }
}

/// Puts an item into the form, and its cell into its scope.
pub(in crate::forms) fn place(form: &mut Form, parent: ItemId, item: Item) -> ItemId {
    let id = ItemId(u32::try_from(form.placed.len()).unwrap_or(u32::MAX));
    let mut scope = form.place(parent).map_or(0, |it| it.scope);
    if matches!(item, Item::Repeat(_)) {
        let outer = scope;
        scope = u32::try_from(form.scopes.len()).unwrap_or(u32::MAX);
        let (depth, slot) = form.scopes.get_mut(outer as usize).map_or((0, 0), |it| {
            it.repeats.push(scope);
            (it.depth, it.repeats.len() - 1)
        });
        form.scopes.push(ScopeDef {
            item: id,
            parent: Some(outer),
            depth: depth.saturating_add(1),
            slot: u32::try_from(slot).unwrap_or(u32::MAX),
            ..ScopeDef::default()
        });
    }
    let local = form.scopes.get_mut(scope as usize).map_or(0, |it| {
        it.cells.push(id);
        it.cells.len() - 1
    });
    if let Some(above) = form.placed.get_mut(parent.0 as usize) {
        above.by_name.entry(item.name().to_owned()).or_insert(id);
        if let Some(group) = above.item.group_mut() {
            group.items.push(id);
        }
    }
    let local = u32::try_from(local).unwrap_or(u32::MAX);
    let by_name = std::collections::BTreeMap::new();
    let kind = item.question().map(|it| value_kind(&it.kind));
    let is_whole = item.question().is_some_and(|it| it.kind == QuestionType::Integer);
    form.placed.push(Placed {
        item,
        parent,
        scope,
        local,
        by_name,
        list: None,
        start: StartValue::Blank,
        kind: kind.unwrap_or_default(),
        is_whole,
        has_trigger: false,
    });
    id
}

/// Whether a text is `${name}` and nothing else.
fn is_reference(text: &str) -> bool {
    text.strip_prefix("${").and_then(|it| it.strip_suffix('}')).is_some_and(|it| !it.contains('$'))
}

/// The name of a file without its ending.
pub(in crate::forms) fn file_stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// `start=0 end=10;step=2` → pairs.
fn parameters(text: &str) -> Vec<(String, String)> {
    text.split([' ', ';', ','])
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .collect()
}

/// The seed of choices in an order drawn by chance, empty where none is given; none where they keep theirs.
fn shuffled(text: &str) -> Option<String> {
    let all = parameters(text);
    let value = |name: &str| all.iter().find(|(it, _)| it == name).map(|(_, it)| it.as_str());
    is_yes(value("randomize")?).then(|| value("seed").unwrap_or("").to_owned())
}

pub(super) fn is_yes(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "yes" | "true" | "true()" | "1")
}

pub(super) fn is_no(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "" | "no" | "false" | "false()" | "0")
}
