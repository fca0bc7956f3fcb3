//! The queue at the leading side: the longest wait first.

use eframe::egui::{Margin, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, accesskit::Role, vec2};
use egui_lucide::Lucide;

use crate::{
    base::{Instant, Message, RecordId},
    service::query::{records::RecordSummary, review::ReviewQueueView},
    ui::{
        cx::Cx,
        frame, mark,
        screens::record_words::{counted, title},
        text::{self, Direction, Style, Text},
        theme::{Tokens, space},
        widgets::icon_words,
    },
};

/// Height of an entry.
const LINE: f32 = 52.0;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Draws the queue; answers with the record that was pressed.
pub(super) fn ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    queue: &ReviewQueueView,
    open: Option<RecordId>,
    now: Instant,
) -> Option<RecordId> {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let margin = Margin { left: 16, right: 16, top: 8, bottom: 6 };
    eframe::egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
        frame::row(ui, cx, 24.0, |ui| {
            let words = counted(cx, "review-queue", queue.records.len());
            ui.add(Text::new(&words).style(Style::STRONG));
            ui.with_layout(frame::trailing(cx), |ui| {
                let room = ui.available_width();
                let order = cx.t("review-order");
                ui.add(Text::new(&order).style(Style::SMALL).color(tokens.ink3).elide(room));
            });
        });
    });
    let line = ui.max_rect();
    let y = ui.cursor().top().floor() - 0.5;
    ui.painter().hline(line.x_range(), y, Stroke::new(1.0, tokens.edge));
    let mut pressed = None;
    // Entries are all of one height: those out of sight are only space.
    for record in &queue.records {
        if entry_ui(ui, cx, record, open == Some(record.id), now) {
            pressed = Some(record.id);
        }
    }
    pressed
}

fn entry_ui(ui: &mut Ui, cx: &Cx<'_>, record: &RecordSummary, here: bool, now: Instant) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    let name = title(cx, record);
    response.widget_info(|| {
        let words = format!("{name}, {}", record.number);
        WidgetInfo::selected(Role::Button, true, here, words)
    });
    let seen = ui.data(|data| data.get_temp::<RecordId>(eframe::egui::Id::unique("queue seen")));
    if here && seen != Some(record.id) {
        ui.data_mut(|data| data.insert_temp(eframe::egui::Id::unique("queue seen"), record.id));
        ui.scroll_to_rect(rect, None);
    }
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    if here {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_wash);
        mark::bar(ui, rect);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let y = rect.bottom().floor() - 0.5;
    ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, tokens.line));
    let inner = rect.shrink2(vec2(space::L, 6.0));
    let (top, bottom) = inner.split_top_bottom_at_fraction(0.5);
    let style = if here { Style::STRONG } else { Style::BODY };
    let wait = record.submitted.map_or_else(String::new, |at| waited(cx, at, now));
    two_ends(ui, cx, top, |ui| {
        ui.add(Text::new(&wait).style(Style::SMALL).color(tokens.ink3));
        let room = ui.available_width();
        ui.with_layout(frame::leading(cx), |ui| {
            ui.add(Text::new(&name).style(style).elide(room));
        });
    });
    two_ends(ui, cx, bottom, |ui| {
        if record.open_comments > 0 {
            let n = cx.texts.count(record.open_comments as usize);
            icon_words(ui, &n, Lucide::MessageSquare, tokens.info);
        }
        if record.overrides > 0 {
            let n = cx.texts.count(record.overrides as usize);
            icon_words(ui, &n, Lucide::TriangleAlert, tokens.warn);
        }
        let room = ui.available_width();
        ui.with_layout(frame::leading(cx), |ui| {
            let by = format!("{} · ", text::isolate(&record.author_login));
            let small = Style::SMALL;
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add(Text::new(&by).style(small).color(tokens.ink2).elide(room * 0.45));
            let room = ui.available_width();
            let number = Text::new(&record.number).style(Style::SMALL_CODE).color(tokens.ink2);
            ui.add(number.direction(Direction::Ltr).elide(room));
        });
    });
    if response.has_focus() {
        mark::ring(ui, rect.shrink(3.0));
    }
    response.clicked()
}

fn two_ends(ui: &mut Ui, cx: &Cx<'_>, place: Rect, add: impl FnOnce(&mut Ui)) {
    // A child that does not move the entry after it.
    let mut ui = ui.new_child(UiBuilder::new().max_rect(place).layout(frame::trailing(cx)));
    ui.spacing_mut().item_spacing.x = space::S;
    add(&mut ui);
}

/// How long something has waited: `3 d`, `18 h`, `less than an hour`.
fn waited(cx: &Cx<'_>, since: Instant, now: Instant) -> String {
    let hours = u64::try_from((now.0 - since.0).max(0) / HOUR_MS).unwrap_or(0);
    let message = match hours {
        0 => Message::new("review-wait-now"),
        1..48 => Message::new("review-wait-hours").number("n", hours),
        _ => Message::new("review-wait-days").number("n", hours / 24),
    };
    cx.m(&message)
}
