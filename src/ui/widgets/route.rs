//! The route: a line with stations, for anything that goes in order.

use eframe::egui::{Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::strip::{self, Part};
use crate::ui::{
    mark::{self, Station},
    text::{Style, Text},
    theme::Tokens,
};

/// One stop on a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop<'a> {
    /// What its shape says.
    pub station: Station,
    /// Its letter or number; may be empty.
    pub number: &'a str,
    /// Its name.
    pub label: &'a str,
    /// What stands at the end of the line: `8/8`.
    pub count: &'a str,
    /// What a screen reader says of the station: `complete`, `has an error`.
    pub state: &'a str,
}

const ROW: f32 = 30.0;
const CENTRE: f32 = 24.0;

/// The outline of a form, the stages of a case: one row a stop. Answers with the stop that was pressed.
pub fn route(ui: &mut Ui, stops: &[Stop<'_>], here: Option<usize>) -> Option<usize> {
    let mut pressed = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    for (n, stop) in stops.iter().enumerate() {
        let ends = (n == 0, n + 1 == stops.len());
        if stop_ui(ui, stop, here == Some(n), ends) {
            pressed = Some(n);
        }
    }
    pressed
}

fn stop_ui(ui: &mut Ui, stop: &Stop<'_>, here: bool, (first, last): (bool, bool)) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = [stop.number, stop.label, stop.count, stop.state].join(" ");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, here, name.trim()));
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let under = if here {
        tokens.accent_wash
    } else if response.hovered() {
        tokens.hover
    } else {
        tokens.ground
    };
    ui.painter().rect_filled(rect, 0.0, under);
    if here {
        mark::bar(ui, rect);
    }
    let rtl = mark::is_rtl(ui);
    let x = if rtl { rect.right() - CENTRE } else { rect.left() + CENTRE };
    let centre = pos2(x, rect.center().y);
    let top = if first { centre.y } else { rect.top() };
    let bottom = if last { centre.y } else { rect.bottom() };
    ui.painter().vline(x, top..=bottom, Stroke::new(2.0, tokens.line));
    let station = if here { Station::Here } else { stop.station };
    mark::station(ui.painter(), centre, station, tokens, under);
    let inner = Rect::from_min_max(
        rect.min + vec2(if rtl { 12.0 } else { 40.0 }, 0.0),
        rect.max - vec2(if rtl { 40.0 } else { 12.0 }, 0.0),
    );
    let end = [Part::words(ui, stop.count, Style::SMALL, tokens.ink3)];
    let (style, color) = if here {
        (Style::STRONG, tokens.ink)
    } else if stop.station == Station::Empty {
        (Style::BODY, tokens.ink2)
    } else {
        (Style::BODY, tokens.ink)
    };
    let mut parts = Vec::new();
    if !stop.number.is_empty() {
        parts.push(Part::words(ui, stop.number, style, color));
        parts.push(Part::Gap(8.0));
    }
    let room = inner.width() - strip::width(&parts) - strip::width(&end) - 8.0;
    let is_cut = room < strip::width(&[Part::words(ui, stop.label, style, color)]);
    parts.push(Part::cut(ui, stop.label, style, color, room));
    strip::paint(ui, inner, &parts);
    strip::paint_trailing(ui, inner, &end);
    if response.has_focus() {
        mark::ring(ui, rect.shrink(3.0));
    }
    let clicked = response.clicked();
    if is_cut {
        response.on_hover_ui(|ui| {
            ui.add(Text::new(stop.label).wrap(300.0));
        });
    }
    clicked
}
