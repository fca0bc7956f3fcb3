//! The columns of the file, and what each of them answers.

use eframe::egui::{Id, Key, Ui};
use egui_lucide::Lucide;

use super::Import;
use crate::{
    base::Message,
    service::query::mapping::{ColumnView, Source, TargetKind, TargetView},
    ui::{
        cx::Cx,
        keys,
        screens::{parts::small, record_words::in_language},
        text::{Style, Text},
        theme::Tokens,
        widgets::{Column, Table, Width, icon_words},
    },
};

/// The field that says which question a column answers.
pub(super) fn question_id() -> Id {
    Id::unique("import question")
}

/// Values of a column that no code is known for.
pub(super) fn unknown_values(column: &ColumnView, target: &TargetView, source: &Source) -> usize {
    let TargetKind::Choice { choices, .. } = &target.kind else { return 0 };
    let known = |cell: &str| {
        source.values.contains_key(cell)
            || source.blank.iter().any(|it| it == cell)
            || choices.iter().any(|it| it.code == cell)
    };
    let whole = |cell: &str| match source.split.as_deref().filter(|it| !it.is_empty()) {
        Some(mark) => cell.split(mark).all(|it| known(it.trim())),
        None => known(cell),
    };
    column.values.iter().filter(|(value, _)| !whole(value.expose())).count()
}

impl Import {
    /// How many columns answer something, and which questions are still without one.
    pub(super) fn standing_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(read) = &self.read else { return };
        let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let standing = Message::new("import-standing")
            .number("mapped", n(self.map.len()))
            .number("columns", n(read.columns.len()));
        ui.add(Text::new(&cx.m(&standing)).wrap(ui.available_width()));
        let missing: Vec<String> = read
            .targets
            .iter()
            .filter(|it| it.required && !self.map.contains_key(&it.name))
            .map(|it| in_language(cx, &it.label).to_owned())
            .collect();
        if missing.is_empty() {
            return;
        }
        let more = missing.len().saturating_sub(8);
        let mut words = missing.into_iter().take(8).collect::<Vec<_>>().join(", ");
        if 0 < more {
            words.push('\u{2026}');
        }
        let line = Message::new("import-without").text("questions", words).number("more", n(more));
        small(ui, &cx.m(&line), Tokens::of(ui).ink3);
    }

    /// The table of columns.
    pub(super) fn columns_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(read) = &self.read else { return };
        let heads = [
            Column::text(cx.t("import-column"), Width::Share(1.0, 150.0)),
            Column::text(cx.t("import-examples"), Width::Share(1.2, 170.0)),
            Column::text(cx.t("import-question"), Width::Share(1.4, 190.0)),
            Column::text(cx.t("import-read-as"), Width::Exact(190.0)),
        ];
        let name = cx.t("import-columns");
        let mut selected = self.selected;
        let table = Table::new(
            Id::unique("import columns"),
            &name,
            &heads,
            read.columns.len(),
            &mut selected,
        )
        .row_height(30.0);
        let answer = table.show(
            ui,
            cx,
            |row| read.columns.get(row).map(|it| it.name.clone()).unwrap_or_default(),
            |ui, row, at| {
                if let Some(column) = read.columns.get(row) {
                    self.cell_ui(ui, cx, column, at);
                }
            },
        );
        self.selected = selected;
        let free = ui.memory(eframe::egui::Memory::focused).is_none();
        let enter = free && keys::pressed(ui.ctx(), keys::plain(Key::Enter));
        if answer.opened.is_some() || enter {
            ui.memory_mut(|it| it.request_focus(question_id()));
        }
    }

    fn cell_ui(&self, ui: &mut Ui, cx: &Cx<'_>, column: &ColumnView, at: usize) {
        let tokens = Tokens::of(ui);
        let room = ui.available_width();
        let found = self.question_of(&column.name);
        match (at, found) {
            (0, _) => {
                ui.add(Text::new(&column.name).elide(room));
            }
            (1, _) => {
                let few = column.values.iter().take(4).map(|it| it.0.expose().as_str());
                let words = few.collect::<Vec<_>>().join(" · ");
                ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink3).elide(room));
            }
            (2, Some((target, _))) => {
                let label = in_language(cx, &target.label);
                let words = if target.number.is_empty() {
                    label.to_owned()
                } else {
                    format!("{}  {label}", target.number)
                };
                ui.add(Text::new(&words).elide(room));
            }
            (2, None) => {
                ui.add(Text::new(&cx.t("import-stays-out")).color(tokens.ink3).elide(room));
            }
            (_, Some((target, source))) => {
                let unknown = unknown_values(column, target, source);
                if 0 < unknown {
                    let n = u64::try_from(unknown).unwrap_or(u64::MAX);
                    let words = cx.m(&Message::new("import-unknown-values").number("n", n));
                    icon_words(ui, &words, Lucide::TriangleAlert, tokens.warn);
                } else {
                    let words = read_as(cx, target, source);
                    ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink2).elide(room));
                }
            }
            (_, None) => {}
        }
    }
}

/// In one line, how the cells of a column are read.
fn read_as(cx: &Cx<'_>, target: &TargetView, source: &Source) -> String {
    match &target.kind {
        TargetKind::Choice { .. } => cx.t("import-as-codes"),
        TargetKind::Date => match source.date.as_deref() {
            Some(format) => super::detail::date_example(format),
            None => super::detail::date_example("%Y-%m-%d"),
        },
        TargetKind::Number => cx.t("import-as-numbers"),
        TargetKind::Words => cx.t("import-as-words"),
    }
}
