//! The middle: which lines are shown, and the record as text.

use eframe::egui::{Frame, Id, Margin, Ui, pos2, vec2};

use super::Reading;
use crate::{
    base::Message,
    ui::{
        cx::Cx,
        frame, mark,
        screens::entry::{Only, record_body_ui},
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::Segment,
    },
};

/// What can be shown, in order.
pub(super) const CHOICES: [(Only, &str); 4] = [
    (Only::All, "review-all"),
    (Only::Changed, "review-changed"),
    (Only::Commented, "review-commented"),
    (Only::Warned, "review-warned"),
];

pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, reading: &mut Reading) {
    ui.spacing_mut().item_spacing.y = 0.0;
    Frame::NONE.inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| choice_ui(ui, cx, reading));
    mark::hairline(ui, 1.0);
    let Reading { view, body, only, .. } = &*reading;
    if let Some(pressed) = record_body_ui(ui, cx, body, view, reading.here(), *only) {
        reading.look_at(pressed);
    }
}

fn choice_ui(ui: &mut Ui, cx: &Cx<'_>, reading: &mut Reading) {
    let tokens = Tokens::of(ui);
    let words = CHOICES
        .map(|(only, id)| cx.m(&Message::new(id).text("n", cx.texts.count(reading.count(only)))));
    let changed = reading.count(Only::Changed);
    frame::row(ui, cx, size::COMPACT, |ui| {
        let mut chosen = CHOICES.iter().position(|it| it.0 == reading.only);
        let name = cx.t("review-show");
        let id = Id::unique("review show");
        let width = ui.available_width();
        ui.add(Segment::new(id, &name, &words, &mut chosen).compact().max_width(width));
        if let Some((only, _)) = chosen.and_then(|n| CHOICES.get(n)) {
            reading.only = *only;
        }
        if changed > 0 && reading.view.before.is_some() {
            ui.with_layout(frame::trailing(cx), |ui| {
                let words = cx.m(&Message::new("review-changed-since").number("n", changed as u64));
                let room = (ui.available_width() - 20.0).max(20.0);
                ui.spacing_mut().item_spacing.x = space::XS;
                ui.add(Text::new(&words).style(Style::SMALL).elide(room));
                let (dot, _) =
                    ui.allocate_exact_size(vec2(10.0, 16.0), eframe::egui::Sense::hover());
                let at = pos2(dot.center().x, dot.center().y);
                ui.painter().circle_filled(at, 3.5, tokens.info);
            });
        }
    });
}
