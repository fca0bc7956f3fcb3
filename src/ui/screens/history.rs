//! What happened to a record, on a route.

use eframe::egui::{Ui, pos2, vec2};

use super::record_words::deed;
use crate::{
    service::query::records::HistoryLine,
    ui::{
        cx::Cx,
        frame,
        mark::{self, Station},
        text::{Style, Text},
        theme::{Tokens, space},
    },
};

/// The latest of what happened that fit.
const DEEDS: usize = 12;

/// What happened, oldest first, on a route.
pub(super) fn history_ui(ui: &mut Ui, cx: &Cx<'_>, history: &[HistoryLine]) {
    ui.add(Text::new(&cx.t("records-history")).style(Style::STRONG));
    ui.add_space(space::XS);
    ui.spacing_mut().item_spacing.y = 0.0;
    let told: Vec<(&HistoryLine, &'static str)> =
        history.iter().filter_map(|it| Some((it, deed(&it.command)?))).collect();
    let skipped = told.len().saturating_sub(DEEDS);
    let last = told.len().saturating_sub(skipped + 1);
    for (n, (line, id)) in told.into_iter().skip(skipped).enumerate() {
        deed_ui(ui, cx, line, id, (n == 0, n == last));
    }
}

fn deed_ui(ui: &mut Ui, cx: &Cx<'_>, line: &HistoryLine, id: &str, (first, last): (bool, bool)) {
    let tokens = Tokens::of(ui);
    frame::row(ui, cx, 28.0, |ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 28.0), eframe::egui::Sense::hover());
        let centre = pos2(rect.center().x.floor(), rect.center().y);
        let top = if first { centre.y } else { rect.top() };
        let bottom = if last { centre.y } else { rect.bottom() };
        let stroke = eframe::egui::Stroke::new(2.0, tokens.line);
        ui.painter().vline(centre.x, top..=bottom, stroke);
        let station = if last { Station::Here } else { Station::Full };
        mark::station(ui.painter(), centre, station, tokens, tokens.ground);
        ui.with_layout(frame::trailing(cx), |ui| {
            let when = cx.when(line.at);
            ui.add(Text::new(&when).style(Style::SMALL).color(tokens.ink3));
            ui.with_layout(frame::leading(cx), |ui| {
                ui.add(Text::new(&cx.t(id)));
                let width = ui.available_width();
                let by = Text::new(&line.by_login).style(Style::SMALL).color(tokens.ink3);
                ui.add(by.elide(width));
            });
        });
    });
}
