//! The marks that are painted by hand: ring, bar, stations of a route, key caps.
//!
//! All flat. Every painted part belongs to a widget that tells a screen reader about it.

use eframe::egui::{
    Align2, Color32, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2,
};

use super::{
    text::{self, Direction, Fit, Style, TextRoom},
    theme::{Tokens, size},
};

/// Whether the interface runs from the right.
#[must_use]
pub fn is_rtl(ui: &Ui) -> bool {
    ui.ctx().plugin::<TextRoom>().lock().is_rtl()
}

/// The ring of keyboard focus: 2 points of accent outside, with a point of air.
pub fn ring(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(2.0, Tokens::of(ui).accent);
    let painter = ui.painter().with_clip_rect(ui.clip_rect().expand(3.0));
    painter.rect_stroke(rect.expand(1.0), 5.0, stroke, StrokeKind::Outside);
}

/// The bar at the leading edge of whatever holds the focus.
pub fn bar(ui: &Ui, rect: Rect) {
    let x = if is_rtl(ui) { rect.right() - size::BAR } else { rect.left() };
    let bar = Rect::from_min_size(pos2(x, rect.top()), vec2(size::BAR, rect.height()));
    ui.painter().rect_filled(bar, 0.0, Tokens::of(ui).accent);
}

/// What a station of a route says, by shape first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Station {
    /// Hollow: not begun.
    #[default]
    Empty,
    /// Half full: begun.
    Half,
    /// Full: complete.
    Full,
    /// Diamond: complete, with a warning.
    Warning,
    /// Square: an error.
    Error,
    /// Large, accent: you are here.
    Here,
}

/// Paints a station over `under`, the colour it stands on.
pub fn station(painter: &Painter, at: Pos2, station: Station, tokens: &Tokens, under: Color32) {
    let hollow = |fill| painter.circle(at, 4.0, fill, Stroke::new(2.0, tokens.edge));
    match station {
        Station::Empty => {
            hollow(under);
        }
        Station::Full => {
            hollow(tokens.edge);
        }
        Station::Half => {
            hollow(under);
            let quarter = std::f32::consts::FRAC_PI_2;
            let around = |n: u8| at + Vec2::angled(quarter + quarter * f32::from(n) / 6.0) * 4.0;
            painter.add(Shape::convex_polygon(
                (0..=12).map(around).collect(),
                tokens.edge,
                Stroke::NONE,
            ));
        }
        Station::Warning => {
            let d = 6.5;
            let corners = [vec2(-d, 0.0), vec2(0.0, -d), vec2(d, 0.0), vec2(0.0, d)];
            let corners = corners.map(|it| at + it).to_vec();
            painter.add(Shape::convex_polygon(corners, tokens.warn, Stroke::NONE));
        }
        Station::Error => {
            painter.rect_filled(Rect::from_center_size(at, vec2(10.0, 10.0)), 2.0, tokens.error);
        }
        Station::Here => {
            painter.circle_filled(at, 6.0, tokens.accent);
        }
    }
}

/// The size of a key cap with this inscription.
#[must_use]
pub fn key_cap_size(ui: &Ui, keys: &str) -> Vec2 {
    let laid = text::lay(ui.ctx(), keys, Style::SMALL, Direction::Ltr, Fit::Line);
    vec2((laid.galley.rect.width() + 10.0).max(20.0).round(), 18.0)
}

/// Paints a key cap into `rect`; `on` is the colour of text on a filled button.
pub fn paint_key_cap(ui: &Ui, rect: Rect, keys: &str, on: Option<Color32>) {
    let tokens = Tokens::of(ui);
    let fill = if on.is_some() { Color32::TRANSPARENT } else { tokens.key };
    let stroke = Stroke::new(1.0, on.unwrap_or(tokens.edge));
    ui.painter().rect(rect, size::RADIUS, fill, stroke, StrokeKind::Inside);
    let color = on.unwrap_or(tokens.ink2);
    text::paint(ui, rect.center(), Align2::CENTER_CENTER, keys, Style::SMALL, color);
}

/// A key cap of its own, beside the word it belongs to.
pub fn key_cap(ui: &mut Ui, keys: &str) {
    let (rect, _) = ui.allocate_exact_size(key_cap_size(ui, keys), Sense::hover());
    if ui.is_rect_visible(rect) {
        paint_key_cap(ui, rect, keys, None);
    }
}

/// A hairline over the whole width, in the middle of a gap of `gap`.
pub fn hairline(ui: &mut Ui, gap: f32) {
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), gap.max(1.0)), Sense::hover());
    let y = rect.center().y.floor() + 0.5;
    ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, Tokens::of(ui).line));
}
