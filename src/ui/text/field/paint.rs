//! Where a field's text stands, the mouse on it, and what is painted.

#![expect(clippy::cast_possible_truncation, reason = "parley measures in f64, the screen in f32")]

use std::sync::Arc;

use eframe::egui::{
    IMEPurpose, Painter, Pos2, Rect, Response, Stroke, StrokeKind, Ui, Vec2, output::IMEOutput,
    pos2, text_selection::visuals::paint_text_cursor, vec2,
};
use parley::{BoundingBox, Selection};

use super::{
    super::{Fit, galley::left_edge, room::Wanted},
    Tone,
    edit::Work,
};
use crate::ui::{
    mark,
    theme::{Tokens, size},
};

/// Where the field stands on the screen.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) rect: Rect,
    inner: Rect,
    line: f32,
    scale: f32,
    /// The corner of the layout.
    pub(super) start: Pos2,
    /// The text stands on the right whatever its direction.
    pub(super) numeric: bool,
}

impl Place {
    pub(super) fn new(rect: Rect, pad: Vec2, line: f32, scale: f32) -> Self {
        Self { rect, inner: rect.shrink2(pad), line, scale, start: rect.min, numeric: false }
    }

    /// Keeps room for parts at the start and the end of the line.
    pub(super) fn reserve(&mut self, leading: f32, trailing: f32, rtl: bool) {
        let (left, right) = if rtl { (trailing, leading) } else { (leading, trailing) };
        self.inner.min.x += left;
        self.inner.max.x -= right;
    }

    fn to_layout(self, at: Pos2) -> (f32, f32) {
        ((at.x - self.start.x) * self.scale, (at.y - self.start.y) * self.scale)
    }

    pub(super) fn to_screen(self, area: BoundingBox) -> Rect {
        let at = |x: f64, y: f64| self.start + vec2(x as f32, y as f32) / self.scale;
        Rect::from_min_max(at(area.x0, area.y0), at(area.x1, area.y1))
    }
}

/// What a field shows beside its text.
pub(super) struct Look<'a> {
    pub(super) hint: &'a str,
    pub(super) tone: Tone,
    pub(super) framed: bool,
}

impl Work<'_> {
    /// Where the text starts: a short line stands at the side of its direction, a long one scrolls with the caret.
    pub(super) fn start(&self, place: &Place) -> Pos2 {
        if self.many {
            return place.inner.min;
        }
        let free = place.inner.width() - self.laid.layout.full_width() / place.scale - 1.0;
        let x = if free < 0.0 {
            -self.state.scroll
        } else if self.laid.rtl || place.numeric {
            free
        } else {
            0.0
        };
        pos2(place.inner.left() + x, place.inner.center().y - place.line / 2.0)
    }

    /// Keeps the caret of a long line in sight.
    pub(super) fn scroll(&mut self, place: &Place) {
        let layout = &self.laid.layout;
        let caret = self.state.selection.focus().geometry(layout, 1.0).x0 as f32 / place.scale;
        let (full, room) = (layout.full_width() / place.scale, place.inner.width() - 2.0);
        let scroll = self.state.scroll.clamp((caret - room).max(0.0), caret.max(0.0));
        self.state.scroll = scroll.min((full - room).max(0.0));
    }

    pub(super) fn mouse(&mut self, ui: &Ui, response: &Response, place: &Place) {
        let Some(pointer) = ui.input(|it| it.pointer.interact_pos()) else { return };
        let (x, y) = place.to_layout(pointer);
        let (layout, old) = (&self.laid.layout, self.state.selection);
        let pressed = response.contains_pointer() && ui.input(|it| it.pointer.primary_pressed());
        self.state.selection = if response.triple_clicked() {
            Selection::hard_line_from_point(layout, x, y)
        } else if response.double_clicked() {
            Selection::word_from_point(layout, x, y)
        } else if pressed && ui.input(|it| it.modifiers.shift) {
            old.shift_click_extension(layout, x, y)
        } else if pressed {
            Selection::from_point(layout, x, y)
        } else if response.dragged() && ui.input(|it| it.pointer.is_decidedly_dragging()) {
            old.extend_to_point(layout, x, y)
        } else {
            return;
        };
        self.state.touched = self.now;
        if pressed {
            response.request_focus();
        }
    }

    pub(super) fn paint(&mut self, ui: &Ui, response: &Response, place: &Place, look: &Look<'_>) {
        let tokens = Tokens::of(ui);
        if look.framed {
            paint_frame(ui, response, place.rect, look.tone);
        }
        let clip = place.inner.expand2(vec2(2.0, 4.0)).intersect(place.rect);
        let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
        if response.has_focus() {
            self.state.selection.geometry_with(&self.laid.layout, |area, _| {
                painter.rect_filled(place.to_screen(area), 0.0, tokens.accent_wash);
            });
        }
        if self.text.is_empty() && !look.hint.is_empty() {
            self.paint_hint(&painter, place, look.hint, tokens);
        } else {
            let at = place.start + vec2(left_edge(&self.laid.layout) / place.scale, 0.0);
            painter.galley(snap(at, place.scale), Arc::clone(&self.laid.galley), tokens.ink);
        }
        if response.has_focus() {
            self.paint_caret(ui, &painter, place);
        }
    }

    fn paint_hint(&mut self, painter: &Painter, place: &Place, hint: &str, tokens: &Tokens) {
        let fit = Fit::Elide(place.inner.width());
        let wanted = Wanted {
            text: hint,
            style: self.style,
            direction: super::Direction::Auto,
            fit,
            marks: &[],
        };
        let laid = self.room.laid(self.ctx, &wanted);
        let x = if laid.rtl {
            place.inner.right() - laid.galley.rect.width()
        } else {
            place.inner.left()
        };
        painter.galley(
            snap(pos2(x, place.start.y), place.scale),
            Arc::clone(&laid.galley),
            tokens.ink3,
        );
    }

    fn paint_caret(&self, ui: &Ui, painter: &Painter, place: &Place) {
        let mut caret =
            place.to_screen(self.state.selection.focus().geometry(&self.laid.layout, 1.0));
        if self.text.is_empty() {
            let at_end = self.laid.rtl || place.numeric;
            let x = if at_end { place.inner.right() - 1.0 } else { place.inner.left() };
            caret = Rect::from_min_size(pos2(x, place.start.y), vec2(1.0, place.line));
        }
        paint_text_cursor(ui, painter, caret, self.now - self.state.touched);
        let purpose = if self.secret { IMEPurpose::Password } else { IMEPurpose::Normal };
        ui.output_mut(|output| {
            output.ime = Some(IMEOutput {
                purpose,
                rect: place.inner,
                cursor_rect: caret,
                should_interrupt_composition: false,
            });
        });
    }
}

/// Border and fill of anything that is typed into or chosen from.
pub(super) fn paint_frame(ui: &Ui, response: &Response, rect: Rect, tone: Tone) {
    let tokens = Tokens::of(ui);
    let stroke = match tone {
        Tone::Error => Stroke::new(2.0, tokens.error),
        Tone::Warning => Stroke::new(2.0, tokens.warn),
        Tone::Plain if response.hovered() => Stroke::new(1.0, tokens.ink2),
        Tone::Plain => Stroke::new(1.0, tokens.edge),
    };
    ui.painter().rect(rect, size::RADIUS, tokens.field, stroke, StrokeKind::Inside);
    if response.has_focus() {
        mark::ring(ui, rect);
    }
}

fn snap(at: Pos2, scale: f32) -> Pos2 {
    (at * scale).round() / scale
}
