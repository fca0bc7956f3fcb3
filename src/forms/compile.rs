//! From a definition to a form, with everything the author should know.

pub(super) mod files;
mod lists;
mod rows;
mod rules;
pub(super) mod survey;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    CodeList, Definition, Diagnostic, Environment, Form, Instance, Item, ItemId, Language,
    LocalisedText, Settings, Severity,
    action::Action,
    columns::Table,
    dependency,
    diagnostic::{Fault, Place},
    plan::{Home, Planner},
    text::{Part, Template, split},
};

/// Makes a form of `definition`. Never fails: the form holds what was understood, the diagnostics
/// say what was not, in the order of the sheets. It may be filled in unless one of them is an error.
#[must_use]
pub fn compile(definition: &Definition) -> (Form, Vec<Diagnostic>) {
    let (form, mut diagnostics) = match definition.xform() {
        Some(source) => super::xform::compile(source, definition),
        None => compile_sheets(definition),
    };
    if !is_runnable(&diagnostics) {
        return (form, diagnostics);
    }
    // Counts and calculations that grow beyond all measure show at once.
    let form = Arc::new(form);
    if Instance::new(Arc::clone(&form), &Environment::default()).is_exhausted() {
        diagnostics.push(Place::survey(0, "").report(Fault::TooCostly, &form.id));
    }
    (Arc::unwrap_or_clone(form), diagnostics)
}

fn compile_sheets(definition: &Definition) -> (Form, Vec<Diagnostic>) {
    let survey = Table::new(&definition.survey);
    let choices = Table::new(&definition.choices);
    let settings = Table::new(&definition.settings);
    let mut build = Build::default();
    build.languages(&[&survey, &choices, &settings], &settings);
    let repeats =
        first_row(&settings).map_or("", |row| settings.cell(row, "allow_choice_duplicates"));
    build.lists(&choices, survey::is_yes(repeats));
    if let Some(sheet) = definition.others.iter().find(|it| it.name == "external_choices") {
        build.lists(&Table::new(sheet), true);
    }
    build.files(definition);
    build.survey(&survey);
    build.settings(&settings, &definition.file);
    build.headings(&survey);
    build.finish(&survey)
}

/// A form in the making.
#[derive(Debug, Default)]
struct Build {
    form: Form,
    diagnostics: Vec<Diagnostic>,
    /// Expressions as they stand in the sheet, to be read when every name is known.
    raw_rules: Vec<rules::RawRule>,
    /// Texts with gaps, likewise.
    instance_name: Option<(String, u32)>,
}

impl Build {
    fn report(&mut self, place: &Place, fault: Fault, excerpt: &str) {
        self.diagnostics.push(place.report(fault, excerpt));
    }

    /// The languages of all headings; the default one first.
    fn languages(&mut self, tables: &[&Table<'_>], settings: &Table<'_>) {
        let mut names: Vec<String> = Vec::new();
        for name in tables.iter().flat_map(|table| table.languages()) {
            if !names.iter().any(|it| it == name) {
                names.push(name.to_owned());
            }
        }
        let wanted = first_row(settings).map_or("", |row| settings.cell(row, "default_language"));
        let mut languages: Vec<Language> = names.into_iter().map(language).collect();
        if languages.is_empty() {
            languages.push(Language::default());
        }
        let fits = |it: &Language| {
            let code = it.code.as_deref().is_some_and(|code| code == wanted);
            it.name == wanted || code || it.name.split(" (").next() == Some(wanted)
        };
        let spelled = |it: &Language| !it.name.is_empty();
        let first = languages.iter().position(fits).or_else(|| {
            // A heading without a language is the default one of its form, but says not which.
            let only_some = languages.iter().any(spelled);
            (only_some && !wanted.is_empty()).then(|| languages.iter().position(spelled)).flatten()
        });
        if let Some(first) = first {
            let chosen = languages.remove(first);
            languages.insert(0, chosen);
        }
        self.form.languages = languages;
    }

    /// The texts of one cell in every language; gaps are planned later.
    fn text(&self, texts: &[(&str, &str)]) -> LocalisedText {
        let mut by_language = vec![None; self.form.languages.len()];
        for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
            let at = self.form.languages.iter().position(|it| it.name == *name);
            let template = Template { source: (*text).to_owned(), parts: Vec::new() };
            if let Some(slot) = at.and_then(|at| by_language.get_mut(at)) {
                slot.get_or_insert(template);
            }
        }
        LocalisedText { by_language }
    }

    /// The title in every language; one without a language is in the default one.
    fn title(&self, table: &Table<'_>, row: &[String]) -> LocalisedText {
        let languages = &self.form.languages;
        let default = languages.first().map_or("", |it| it.name.as_str());
        let mut texts = table.texts(row, "form_title");
        if languages.iter().all(|it| !it.name.is_empty()) {
            texts.iter_mut().filter(|it| it.0.is_empty()).for_each(|it| it.0 = default);
        }
        self.text(&texts)
    }

    fn settings(&mut self, table: &Table<'_>, file: &str) {
        let row = first_row(table).unwrap_or(&[]);
        let optional =
            |column: &str| Some(table.cell(row, column).to_owned()).filter(|it| !it.is_empty());
        self.form.title = self.title(table, row);
        let file = if file.is_empty() { "form" } else { file };
        self.form.id = optional("form_id").unwrap_or_else(|| file.to_owned());
        table.cell(row, "version").clone_into(&mut self.form.version);
        self.form.settings = Settings {
            compartment: optional("compartment"),
            purpose: optional("purpose"),
            case_type: optional("case_type"),
            stage: optional("stage"),
            instance_name: optional("instance_name"),
            draft_languages: table
                .cell(row, "draft_languages")
                .split([' ', ',', ';'])
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect(),
        };
        let drafts = self.form.settings.draft_languages.join(" ");
        if !drafts.is_empty() {
            let row = table.sheet.rows.first().map_or(2, |row| row.0);
            let place = Place::settings(row, &table.heading("draft_languages"));
            self.report(&place, Fault::Unreviewed, &drafts);
        }
        let number = table.sheet.rows.first().map_or(2, |row| row.0);
        self.instance_name = optional("instance_name").map(|source| (source, number));
    }

    /// Reads every expression, orders the rules, and looks back over the whole.
    fn finish(mut self, survey: &Table<'_>) -> (Form, Vec<Diagnostic>) {
        self.check_survey(survey);
        let mut names: BTreeMap<String, Vec<ItemId>> = BTreeMap::new();
        for (id, item, _) in self.form.walk() {
            names.entry(item.name().to_owned()).or_default().push(id);
        }
        self.form.names = names;
        self.form.lists.iter_mut().for_each(CodeList::sort_codes);
        let mut form = std::mem::take(&mut self.form);
        let mut texts = take_texts(&mut form);
        let mut planner = Planner::new(&form, self.diagnostics, false);
        let compiled = rules::compile(&mut planner, self.raw_rules);
        let home = Home { item: ItemId(0), outside: false, list: None };
        let instance_name = self.instance_name.and_then(|(source, row)| {
            planner.compile(&source, home, &Place::settings(row, "instance_name"))
        });
        for (_, text, home, place) in &mut texts {
            plan_text(&mut planner, text, *home, place);
        }
        let (mut diagnostics, indexes) = (planner.diagnostics, planner.indexes);
        put_texts(&mut form, texts);
        ready(&mut form, indexes, compiled.actions);
        let (graph, stuck) = dependency::order(&form, compiled.rules);
        for rule in stuck {
            let place = Place::survey(form.item(rule.item).map_or(0, Item::row), rule.column);
            diagnostics.push(place.report(Fault::Cycle, &rule.compiled.expression.source));
        }
        for (item, start) in compiled.starts {
            if let Some(placed) = form.placed.get_mut(item.0 as usize) {
                placed.start = start;
            }
        }
        form.graph = graph;
        form.instance_name = instance_name;
        diagnostics
            .sort_by_key(|it| (sheet_order(&it.sheet), it.row, std::cmp::Reverse(it.severity)));
        diagnostics.dedup();
        (form, diagnostics)
    }
}

/// Gets a form ready for looking up rows and for setting values.
pub(super) fn ready(form: &mut Form, indexes: BTreeSet<(u32, String)>, actions: Vec<Action>) {
    for (list, column) in indexes {
        if let Some(list) = form.lists.get_mut(list as usize) {
            list.sort_column(&column);
        }
    }
    for action in actions.iter().filter(|it| it.when.changed) {
        if let Some(placed) = form.placed.get_mut(action.home.0 as usize) {
            placed.has_trigger = true;
        }
    }
    form.actions = actions;
}

fn sheet_order(sheet: &str) -> usize {
    ["survey", "choices", "external_choices", "settings"]
        .iter()
        .position(|it| *it == sheet)
        .unwrap_or(4)
}

fn first_row<'a>(table: &Table<'a>) -> Option<&'a [String]> {
    table.sheet.rows.first().map(|(_, row)| row.as_slice())
}

/// `French (fr)` → the name and its code.
pub(super) fn language(name: String) -> Language {
    let code = name.rsplit_once('(').and_then(|(_, rest)| rest.trim().strip_suffix(')'));
    let short = name.len() == 2 && name.bytes().all(|b| b.is_ascii_lowercase());
    let code = code.map(|code| code.trim().to_owned()).or_else(|| short.then(|| name.clone()));
    Language { name, code }
}

/// A text with its place among all of the form, where its gaps are asked, and where it stands.
type PlacedText = (usize, LocalisedText, Home, Place);

/// Takes every text that has words out of the form, so that their gaps can be planned over it.
fn take_texts(form: &mut Form) -> Vec<PlacedText> {
    let mut texts = Vec::new();
    let mut at = 0;
    each_text(form, &mut |text, home, (sheet, row, column)| {
        if !text.is_empty() {
            let place = Place { sheet, row, column: column.to_owned() };
            texts.push((at, std::mem::take(text), home, place));
        }
        at += 1;
    });
    texts
}

/// Puts them back.
fn put_texts(form: &mut Form, texts: Vec<PlacedText>) {
    let mut texts = texts.into_iter().peekable();
    let mut at = 0;
    each_text(form, &mut |slot, _home, _place| {
        if let Some((_, text, ..)) = texts.next_if(|it| it.0 == at) {
            *slot = text;
        }
        at += 1;
    });
}

/// Sheet, row and column.
type Cell = (&'static str, u32, &'static str);

/// Visits every text of the form, always in the same order.
fn each_text(form: &mut Form, visit: &mut dyn FnMut(&mut LocalisedText, Home, Cell)) {
    let root = Home { item: ItemId(0), outside: false, list: None };
    visit(&mut form.title, root, ("settings", 2, "form_title"));
    for (item, placed) in (0..).map(ItemId).zip(&mut form.placed) {
        let home = Home { item, outside: false, list: None };
        let row = placed.item.row();
        let mut visit = |text: &mut LocalisedText, column: &'static str| {
            visit(text, home, ("survey", row, column));
        };
        match &mut placed.item {
            Item::Question(question) => {
                visit(&mut question.label, "label");
                visit(&mut question.hint, "hint");
                visit(&mut question.constraint_message, "constraint_message");
                visit(&mut question.required_message, "required_message");
                visit(&mut question.warning_message, "warning_message");
            }
            other => {
                if let Some(group) = other.group_mut() {
                    visit(&mut group.label, "label");
                    visit(&mut group.hint, "hint");
                }
            }
        }
    }
    for choice in form.lists.iter_mut().flat_map(|it| &mut it.choices) {
        visit(&mut choice.label, root, ("choices", choice.row, "label"));
    }
}

fn plan_text(planner: &mut Planner<'_>, text: &mut LocalisedText, home: Home, place: &Place) {
    for template in text.by_language.iter_mut().flatten() {
        template.parts = split(&template.source)
            .into_iter()
            .map(|part| match part {
                Ok(words) => Part::Words(words.to_owned()),
                Err(gap) => Part::Gap(Box::new(planner.plan(gap, home, place))),
            })
            .collect();
    }
}

/// Whether a form with these diagnostics can be filled in.
#[must_use]
pub fn is_runnable(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|it| it.severity != Severity::Error)
}
