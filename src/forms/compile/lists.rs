//! The choices sheet.

use std::collections::{BTreeMap, BTreeSet};

use super::{Build, Fault, Place};
use crate::forms::{Choice, CodeList, LocalisedText, columns::Table};

/// Columns with a meaning; the others are for filters.
const KNOWN: &[&str] = &["list_name", "name"];

impl Build {
    /// Reads every list of a sheet; afterwards all stand in the order of their names.
    /// `may_repeat` says that the author knows of codes that stand twice in a list.
    pub(super) fn lists(&mut self, table: &Table<'_>, may_repeat: bool) {
        let columns: Vec<(&str, usize)> =
            table.plain().into_iter().filter(|(name, _)| !KNOWN.contains(name)).collect();
        let headings: Vec<String> = columns
            .iter()
            .map(|(_, at)| table.sheet.header.get(*at).map_or("", |it| it.trim()).to_owned())
            .collect();
        let before = std::mem::take(&mut self.form.lists);
        let mut lists: BTreeMap<String, CodeList> =
            before.into_iter().map(|list| (list.name.clone(), list)).collect();
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        let sheet =
            if table.sheet.name == "external_choices" { "external_choices" } else { "choices" };
        let place = |row: u32, column: &str| Place { sheet, row, column: table.heading(column) };
        for (row, cells) in &table.sheet.rows {
            let list_name = table.cell(cells, "list_name");
            let code = table.cell(cells, "name");
            if list_name.is_empty() {
                continue; // rows that only hold notes or dividing lines
            }
            if code.is_empty() {
                self.report(&place(*row, "name"), Fault::ChoiceNoCode, list_name);
                continue;
            }
            if !seen.insert((list_name.to_owned(), code.to_owned())) && !may_repeat {
                self.report(&place(*row, "name"), Fault::ChoiceTwice, code);
            }
            let neutral = self.neutral(table, cells, *row);
            let cell = |at: &usize| cells.get(*at).map_or("", |cell| cell.trim()).to_owned();
            let choice = Choice {
                code: code.to_owned(),
                label: self.text(&table.texts(cells, "label")),
                parent: Some(table.cell(cells, "parent").to_owned()).filter(|it| !it.is_empty()),
                neutral,
                row: *row,
                cells: columns.iter().map(|(_, at)| cell(at)).collect(),
            };
            let list = lists.entry(list_name.to_owned()).or_insert_with(|| CodeList {
                name: list_name.to_owned(),
                columns: headings.clone(),
                ..CodeList::default()
            });
            list.choices.push(choice);
        }
        self.form.lists = lists.into_values().collect();
        self.check_parents(table);
    }

    fn neutral(&mut self, table: &Table<'_>, cells: &[String], row: u32) -> bool {
        let text = table.cell(cells, "neutral");
        match text.to_lowercase().as_str() {
            "" | "no" | "false" => false,
            "yes" | "true" => true,
            _ => {
                // Other programs' forms may have such a column with a meaning of its own.
                if table.has("parent") {
                    self.report(&Place::choices(row, "neutral"), Fault::BadValue, text);
                }
                false
            }
        }
    }

    /// A broader code that no list has is a mistake where the form uses it as a hierarchy. That of a
    /// place stands in the list one level up.
    fn check_parents(&mut self, table: &Table<'_>) {
        if !table.has("parent") || !table.has("neutral") {
            return;
        }
        let all = self.form.lists.iter().flat_map(|list| &list.choices);
        let codes: BTreeSet<&str> = all.map(|choice| choice.code.as_str()).collect();
        let mut faults = Vec::new();
        for list in &self.form.lists {
            for choice in &list.choices {
                let Some(parent) = &choice.parent else { continue };
                if !codes.contains(parent.as_str()) {
                    faults
                        .push(Place::choices(choice.row, "parent").report(Fault::BadValue, parent));
                }
            }
        }
        self.diagnostics.extend(faults);
    }

    /// Makes sure that there is a list of this name: an empty one that is known to lie elsewhere
    /// where the sheet has none.
    pub(super) fn ensure_list(&mut self, name: &str) -> bool {
        let found = self.form.lists.binary_search_by(|list| list.name.as_str().cmp(name));
        if let Err(at) = found {
            let list = CodeList { name: name.to_owned(), is_external: true, ..CodeList::default() };
            self.form.lists.insert(at, list);
        }
        found.is_ok()
    }

    /// Adds the choice `other` to a list that lacks it.
    pub(super) fn add_other(&mut self, name: &str) {
        let label = self.fixed("Other");
        let found = self.form.lists.binary_search_by(|list| list.name.as_str().cmp(name));
        let Some(list) = found.ok().and_then(|at| self.form.lists.get_mut(at)) else {
            return; // made just before
        };
        if list.choice("other").is_none() {
            let cells = vec![String::new(); list.columns.len()];
            list.choices.push(Choice {
                code: "other".to_owned(),
                label,
                cells,
                ..Choice::default()
            });
        }
    }

    /// A text that `XLSForm` itself supplies, the same in every language.
    pub(super) fn fixed(&self, words: &str) -> LocalisedText {
        let all: Vec<(&str, &str)> =
            self.form.languages.iter().map(|it| (it.name.as_str(), words)).collect();
        self.text(&all)
    }
}
