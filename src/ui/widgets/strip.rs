//! Parts in a row inside one painted control: icon, words, key cap. Mirrored where the interface runs from the right.

use std::sync::Arc;

use eframe::egui::{Color32, Pos2, Rect, Ui, pos2, vec2};
use egui_lucide::Lucide;

use crate::ui::{
    mark,
    text::{self, Direction, Fit, Laid, Style},
};

/// One part of a strip.
pub(super) enum Part {
    Icon { icon: Lucide, size: f32, color: Color32 },
    Words { laid: Arc<Laid>, color: Color32 },
    Cap { keys: String, size: eframe::egui::Vec2, on: Option<Color32> },
    Gap(f32),
}

impl Part {
    pub(super) fn words(ui: &Ui, text: &str, style: Style, color: Color32) -> Self {
        Self::Words { laid: text::lay(ui.ctx(), text, style, Direction::Auto, Fit::Line), color }
    }

    /// Words of at most `width`.
    pub(super) fn cut(ui: &Ui, text: &str, style: Style, color: Color32, width: f32) -> Self {
        let fit = Fit::Elide(width.max(1.0));
        Self::Words { laid: text::lay(ui.ctx(), text, style, Direction::Auto, fit), color }
    }

    pub(super) fn cap(ui: &Ui, keys: &str, on: Option<Color32>) -> Self {
        Self::Cap { keys: keys.to_owned(), size: mark::key_cap_size(ui, keys), on }
    }

    fn width(&self) -> f32 {
        match self {
            Self::Icon { size, .. } => *size,
            Self::Words { laid, .. } => laid.galley.rect.width(),
            Self::Cap { size, .. } => size.x,
            Self::Gap(width) => *width,
        }
    }
}

/// The width of all parts.
pub(super) fn width(parts: &[Part]) -> f32 {
    parts.iter().map(Part::width).sum::<f32>().ceil()
}

/// Paints `parts` from the leading edge of `rect`, in the middle of its height.
pub(super) fn paint(ui: &Ui, rect: Rect, parts: &[Part]) {
    let rtl = mark::is_rtl(ui);
    let y = rect.center().y;
    let mut x = if rtl { rect.right() } else { rect.left() };
    for part in parts {
        let width = part.width();
        let left = if rtl { x - width } else { x };
        paint_part(ui, pos2(left, y), part);
        x = if rtl { left } else { left + width };
    }
}

/// Paints `parts` so that they end at the trailing edge of `rect`.
pub(super) fn paint_trailing(ui: &Ui, rect: Rect, parts: &[Part]) {
    let width = width(parts);
    let min = if mark::is_rtl(ui) { rect.left() } else { rect.right() - width };
    paint(ui, Rect::from_min_size(pos2(min, rect.top()), vec2(width, rect.height())), parts);
}

fn paint_part(ui: &Ui, at: Pos2, part: &Part) {
    match part {
        Part::Icon { icon, size, color } => {
            text::paint_icon(ui, at + vec2(size / 2.0, 0.0), *icon, *size, *color);
        }
        Part::Words { laid, color } => {
            let scale = ui.ctx().pixels_per_point();
            let corner = at - vec2(0.0, laid.galley.rect.height() / 2.0);
            let corner = (corner * scale).round() / scale;
            ui.painter().galley(corner, Arc::clone(&laid.galley), *color);
        }
        Part::Cap { keys, size, on } => {
            let rect = Rect::from_min_size(at - vec2(0.0, size.y / 2.0), *size);
            mark::paint_key_cap(ui, rect, keys, *on);
        }
        Part::Gap(_) => {}
    }
}
