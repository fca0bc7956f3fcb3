//! Exactly what leaves: head, HXL tags, rows.

use eframe::egui::{Frame, Id, Margin, Panel, Stroke, Ui};

use super::{Export, words::Vocabulary};
use crate::{
    base::Message,
    ui::{
        cx::Cx,
        screens::parts::title_ui,
        text::{Direction, Style, Text},
        theme::Tokens,
        widgets::{Column, Table, Width},
    },
};

/// Least and greatest width of a column.
const WIDTHS: std::ops::RangeInclusive<f32> = 64.0..=220.0;

impl Export {
    /// The pane under everything.
    pub(super) fn preview_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Self { risk, form, places, row: selected, .. } = self;
        let Some(risk) = risk.ready() else { return };
        let Some((head, rows)) = risk.preview.split_first() else { return };
        if rows.len() < 2 {
            return;
        }
        let tokens = Tokens::of(ui);
        let height = (ui.available_height() * 0.26).clamp(130.0, 220.0);
        let from = (form.as_deref(), Some(risk), &*places);
        let words: Vec<_> = head.iter().map(|name| Vocabulary::of(cx, name, from)).collect();
        // The second line of the file holds the tags: they are no answers.
        let shown = |row: usize, column: usize| -> Option<String> {
            let cell = rows.get(row)?.get(column)?;
            Some(if row == 0 { cell.clone() } else { words.get(column)?.words(cx, cell) })
        };
        let panel = Panel::bottom("export preview").default_size(height);
        panel.frame(Frame::NONE.fill(tokens.page)).show(ui, |ui| {
            let rect = ui.max_rect();
            let stroke = Stroke::new(1.0, tokens.edge);
            ui.painter().hline(rect.x_range(), rect.top().floor() + 0.5, stroke);
            let beside = Message::new("export-preview-count")
                .number("n", u64::try_from(rows.len() - 1).unwrap_or(0))
                .number("all", risk.leaving)
                .number("columns", u64::try_from(head.len()).unwrap_or(0));
            Frame::NONE
                .inner_margin(Margin { left: 16, right: 16, top: 6, bottom: 0 })
                .show(ui, |ui| title_ui(ui, cx, &cx.t("export-preview"), &cx.m(&beside)));
            let columns: Vec<Column> = head
                .iter()
                .enumerate()
                .map(|(at, name)| {
                    let cells = (0..rows.len().min(30)).filter_map(|row| shown(row, at));
                    Column::text(name, Width::Exact(width(cells, name)))
                })
                .collect();
            let name = cx.t("export-preview");
            let id = Id::unique("export preview table");
            let _seen =
                Table::new(id, &name, &columns, rows.len(), selected).row_height(26.0).show(
                    ui,
                    cx,
                    |row| {
                        let cells = (0..head.len()).filter_map(|column| shown(row, column));
                        cells.collect::<Vec<_>>().join(", ")
                    },
                    |ui, row, column| {
                        let words = shown(row, column).unwrap_or_default();
                        let color = if row == 0 { tokens.ink3 } else { tokens.ink };
                        let style = if column == 0 { Style::SMALL_CODE } else { Style::SMALL };
                        let text = Text::new(&words).style(style).color(color);
                        let plain = row == 0 || column == 0;
                        let direction = if plain { Direction::Ltr } else { Direction::Auto };
                        let room = ui.available_width();
                        ui.add(text.direction(direction).elide(room));
                    },
                );
        });
    }
}

/// As wide as the longest of the first cells.
fn width(cells: impl Iterator<Item = String>, name: &str) -> f32 {
    let longest = cells.map(|it| it.chars().count()).chain([name.chars().count()]).max();
    #[expect(clippy::cast_precision_loss, reason = "a few dozen letters")]
    let wide = longest.unwrap_or(0) as f32 * 7.0 + 18.0;
    wide.clamp(*WIDTHS.start(), *WIDTHS.end())
}
