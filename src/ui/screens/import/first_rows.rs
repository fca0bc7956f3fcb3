//! The first rows of the file, as they would come in, with everything that is wrong with them.

use eframe::egui::{Id, Ui};
use egui_lucide::Lucide;

use super::Import;
use crate::{
    base::Message,
    service::{command::import::PreviewRow, query::mapping::TargetKind},
    ui::{
        cx::Cx,
        frame, mark,
        screens::{
            parts::{icon_line, panel, small, text_ui, title_ui},
            record_words::in_language,
        },
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Column, Table, Width, icon_words},
    },
};

impl Import {
    /// The table of first rows.
    pub(super) fn first_rows_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let done = self.outcome.as_ref().or(self.tried.as_ref());
        panel(ui, cx, (&cx.t("import-first-rows"), ""), |ui| {
            let words = done.map_or_else(
                || Message::new("import-not-tried"),
                |it| {
                    Message::new("import-would")
                        .number("read", n(it.read))
                        .number("imported", n(it.imported))
                        .number("refused", n(it.refused.len()))
                },
            );
            small(ui, &cx.m(&words), Tokens::of(ui).ink2);
            ui.add_space(space::S);
            let width = ui.available_width().min(size::FORM);
            let hint = cx.t("import-reason-hint");
            text_ui(ui, cx, width, ("import-reason", &hint), &mut self.reason);
        });
        mark::hairline(ui, 1.0);
        let Some(rows) = done.map(|it| &it.preview).filter(|it| !it.is_empty()) else { return };
        let read = self.read.as_ref();
        let label = |question: &str| {
            let target = read.and_then(|it| it.targets.iter().find(|it| it.name == question));
            target.map_or(question, |it| in_language(cx, &it.label)).to_owned()
        };
        let questions: Vec<&String> = self.map.keys().collect();
        let mut heads = vec![
            Column::number(cx.t("office-refused-row"), Width::Exact(60.0)),
            Column::text(cx.t("import-verdict"), Width::Exact(170.0)),
        ];
        heads.extend(questions.iter().map(|it| Column::text(label(it), Width::Exact(140.0))));
        let name = cx.t("import-first-rows");
        let id = Id::unique("import first rows");
        let mut selected = self.selected_row;
        let table = Table::new(id, &name, &heads, rows.len(), &mut selected);
        let _seen = table.show(
            ui,
            cx,
            |row| rows.get(row).map(|it| it.row.to_string()).unwrap_or_default(),
            |ui, row, at| {
                let Some(row) = rows.get(row) else { return };
                let room = ui.available_width();
                match at {
                    0 => {
                        ui.add(Text::new(&row.row.to_string()));
                    }
                    1 => verdict_ui(ui, cx, row),
                    _ => {
                        let question = questions.get(at - 2).map(|it| it.as_str());
                        let answer = row.answers.iter().find(|it| Some(it.0.as_str()) == question);
                        let words = answer.map(|it| self.shown(cx, &it.0, it.1.expose()));
                        ui.add(Text::new(&words.unwrap_or_default()).elide(room));
                    }
                }
            },
        );
        self.selected_row = selected;
    }

    /// An answer in words: the labels of codes.
    fn shown(&self, cx: &Cx<'_>, question: &str, answer: &str) -> String {
        let target =
            self.read.as_ref().and_then(|it| it.targets.iter().find(|it| it.name == question));
        let Some(TargetKind::Choice { choices, .. }) = target.map(|it| &it.kind) else {
            return answer.to_owned();
        };
        let label = |code: &str| {
            let choice = choices.iter().find(|it| it.code == code);
            choice.map_or(code, |it| in_language(cx, &it.label)).to_owned()
        };
        answer.split_whitespace().map(label).collect::<Vec<_>>().join(", ")
    }

    /// Everything that is wrong with the selected row.
    pub(super) fn row_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let done = self.outcome.as_ref().or(self.tried.as_ref());
        let row = done.zip(self.selected_row).and_then(|(it, at)| it.preview.get(at));
        let Some(row) = row else { return };
        frame::block(ui, cx, |ui| {
            let tokens = Tokens::of(ui);
            let words = Message::new("import-row").number("row", u64::from(row.row));
            title_ui(ui, cx, &cx.m(&words), "");
            if row.refused.is_empty() && row.doubts.is_empty() {
                icon_line(ui, cx, Lucide::Check, &cx.t("import-row-fine"), tokens.ok);
            }
            let all = row.refused.iter().map(|it| (it, Lucide::CircleX, tokens.error));
            let doubts = row.doubts.iter().map(|it| (it, Lucide::TriangleAlert, tokens.warn));
            for (it, icon, color) in all.chain(doubts) {
                icon_line(ui, cx, icon, &it.column, color);
                small(ui, &cx.m(&it.message), tokens.ink2);
                ui.add_space(space::XS);
            }
        });
        frame::block(ui, cx, |ui| {
            let tokens = Tokens::of(ui);
            for (question, answer) in &row.answers {
                let target = self
                    .read
                    .as_ref()
                    .and_then(|it| it.targets.iter().find(|it| it.name == *question));
                let label = target.map_or(question.as_str(), |it| in_language(cx, &it.label));
                small(ui, label, tokens.ink3);
                let width = ui.available_width();
                let words = self.shown(cx, question, answer.expose());
                ui.add(Text::new(&words).style(Style::BODY).wrap(width));
            }
        });
    }
}

fn verdict_ui(ui: &mut Ui, cx: &Cx<'_>, row: &PreviewRow) {
    let tokens = Tokens::of(ui);
    let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let (words, icon, color) = if !row.refused.is_empty() {
        let words = Message::new("import-row-refused").number("n", n(row.refused.len()));
        (cx.m(&words), Lucide::CircleX, tokens.error)
    } else if !row.doubts.is_empty() {
        let words = Message::new("import-row-doubts").number("n", n(row.doubts.len()));
        (cx.m(&words), Lucide::TriangleAlert, tokens.warn)
    } else {
        (cx.t("import-row-fine"), Lucide::Check, tokens.ok)
    };
    icon_words(ui, &words, icon, color);
}
