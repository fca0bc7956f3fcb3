//! Check boxes: one, and a list of several that can be chosen together.

use eframe::egui::{
    EventFilter, Id, Key, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Widget, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use super::strip::{self, Part};
use crate::ui::{
    keys, mark,
    text::{Style, Tone},
    theme::{Tokens, size},
};

/// Paints the box itself with its centre at `at`.
fn paint_box(ui: &Ui, rect: Rect, checked: bool, hovered: bool) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    if checked {
        painter.rect_filled(rect, size::RADIUS, tokens.accent);
        let unit = rect.width() / 16.0;
        let at = |x: f32, y: f32| rect.min + vec2(x, y) * unit;
        let tick = vec![at(3.5, 8.5), at(6.5, 11.5), at(12.5, 5.0)];
        painter.add(Shape::line(tick, Stroke::new(2.0, tokens.on_accent)));
    } else {
        let edge = if hovered { tokens.ink2 } else { tokens.edge };
        let stroke = Stroke::new(1.0, edge);
        painter.rect(rect, size::RADIUS, tokens.field, stroke, StrokeKind::Inside);
    }
}

/// One check box with its words.
#[must_use = "add it with `ui.add`"]
pub struct CheckBox<'a> {
    checked: &'a mut bool,
    words: &'a str,
    count: &'a str,
    width: Option<f32>,
    parts: Option<(egui_lucide::Lucide, eframe::egui::Color32)>,
}

impl<'a> CheckBox<'a> {
    /// A check box called `words`.
    pub const fn new(checked: &'a mut bool, words: &'a str) -> Self {
        Self { checked, words, count: "", width: None, parts: None }
    }

    /// A count at the end of the line: what a filter would leave.
    pub const fn count(mut self, count: &'a str) -> Self {
        self.count = count;
        self
    }

    /// Of this width.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// With an icon before the words, both in `color`: a state.
    pub const fn icon(mut self, icon: egui_lucide::Lucide, color: eframe::egui::Color32) -> Self {
        self.parts = Some((icon, color));
        self
    }
}

impl Widget for CheckBox<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let color = self.parts.map_or(tokens.ink, |it| it.1);
        let end: Vec<Part> = (!self.count.is_empty())
            .then(|| Part::words(ui, self.count, Style::SMALL, tokens.ink3))
            .into_iter()
            .collect();
        let mut parts = vec![Part::Gap(size::ICON + 8.0)];
        if let Some((icon, color)) = self.parts {
            parts.push(Part::Icon { icon, size: size::ICON, color });
            parts.push(Part::Gap(4.0));
        }
        let room = self
            .width
            .map_or(f32::INFINITY, |width| width - strip::width(&parts) - strip::width(&end) - 8.0);
        parts.push(if room.is_finite() {
            Part::cut(ui, self.words, Style::BODY, color, room)
        } else {
            Part::words(ui, self.words, Style::BODY, color)
        });
        let width = self.width.unwrap_or_else(|| strip::width(&parts));
        let (rect, mut response) =
            ui.allocate_exact_size(vec2(width, size::COMPACT), Sense::click());
        if response.clicked() {
            *self.checked = !*self.checked;
            response.mark_changed();
        }
        let checked = *self.checked;
        response.widget_info(|| {
            WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), checked, self.words)
        });
        if ui.is_rect_visible(rect) {
            let x = if mark::is_rtl(ui) { rect.right() - size::ICON } else { rect.left() };
            let at = pos2(x, rect.center().y - size::ICON / 2.0);
            let square = Rect::from_min_size(at, vec2(size::ICON, size::ICON));
            paint_box(ui, square, checked, response.hovered());
            strip::paint(ui, rect, &parts);
            strip::paint_trailing(ui, rect, &end);
            if response.has_focus() {
                mark::ring(ui, square);
            }
        }
        response
    }
}

/// Several of some: a list of check boxes with one Tab stop. Arrows move, Space or a digit checks.
#[must_use = "add it with `ui.add`"]
pub struct CheckList<'a> {
    id: Id,
    name: &'a str,
    words: &'a [String],
    checked: &'a mut Vec<bool>,
    width: f32,
    columns: usize,
    tone: Tone,
}

impl<'a> CheckList<'a> {
    /// A list called `name`; `checked` has one flag a word.
    pub const fn new(
        id: Id,
        name: &'a str,
        words: &'a [String],
        checked: &'a mut Vec<bool>,
    ) -> Self {
        Self { id, name, words, checked, width: 332.0, columns: 1, tone: Tone::Plain }
    }

    /// The full width.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// In so many columns, filled downwards.
    pub const fn columns(mut self, columns: usize) -> Self {
        self.columns = columns;
        self
    }

    /// How its border speaks.
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    fn keys(&mut self, ui: &Ui, response: &Response, lit: &mut usize) -> bool {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            tab: false,
            escape: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let last = self.words.len().saturating_sub(1);
        let digits = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        let mut toggled = None;
        for (key, modifiers) in keys::pressed_here(ui, response) {
            let digit = digits.iter().position(|it| *it == key).filter(|n| *n <= last);
            match (key, digit) {
                (Key::ArrowDown | Key::ArrowRight, _) => *lit = (*lit + 1).min(last),
                (Key::ArrowUp | Key::ArrowLeft, _) => *lit = lit.saturating_sub(1),
                (Key::Space, _) => toggled = Some(*lit),
                (_, Some(n)) if modifiers.is_none() => {
                    *lit = n;
                    toggled = Some(n);
                }
                _ => {}
            }
        }
        toggled.is_some_and(|n| self.toggle(n))
    }

    fn toggle(&mut self, n: usize) -> bool {
        let Some(flag) = self.checked.get_mut(n) else { return false };
        *flag = !*flag;
        true
    }

    #[expect(clippy::cast_precision_loss, reason = "a few dozen rows")]
    fn cell(&self, rect: Rect, rows: usize, n: usize, rtl: bool) -> Rect {
        let width = rect.width() / self.columns.max(1) as f32;
        let (column, row) = ((n / rows.max(1)) as f32, (n % rows.max(1)) as f32);
        let x =
            if rtl { rect.right() - (column + 1.0) * width } else { rect.left() + column * width };
        let at = pos2(x, rect.top() + row * size::COMPACT);
        Rect::from_min_size(at, vec2(width, size::COMPACT))
    }

    fn paint(&self, ui: &Ui, cell: Rect, n: usize, hovered: bool, lit: bool) {
        let tokens = Tokens::of(ui);
        let rtl = mark::is_rtl(ui);
        let x = if rtl { cell.right() - size::ICON } else { cell.left() };
        let at = pos2(x, cell.center().y - size::ICON / 2.0);
        let square = Rect::from_min_size(at, vec2(size::ICON, size::ICON));
        paint_box(ui, square, self.checked.get(n).copied().unwrap_or(false), hovered);
        let words = self.words.get(n).map_or("", String::as_str);
        let room = cell.width() - size::ICON - 16.0;
        let parts =
            [Part::Gap(size::ICON + 8.0), Part::cut(ui, words, Style::BODY, tokens.ink, room)];
        strip::paint(ui, cell, &parts);
        if lit {
            mark::ring(ui, square);
        }
    }
}

impl Widget for CheckList<'_> {
    fn ui(mut self, ui: &mut Ui) -> Response {
        self.checked.resize(self.words.len(), false);
        let rows = self.words.len().div_ceil(self.columns.max(1));
        #[expect(clippy::cast_precision_loss, reason = "a few dozen rows")]
        let height = rows as f32 * size::COMPACT;
        let (_, rect) = ui.allocate_space(vec2(self.width, height));
        let mut response = ui.interact(rect, self.id, Sense::focusable_noninteractive());
        let mut lit = ui.data(|data| data.get_temp::<usize>(self.id)).unwrap_or(0);
        if response.has_focus() && ui.is_enabled() && self.keys(ui, &response, &mut lit) {
            response.mark_changed();
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Group, ui.is_enabled(), self.name));
        let rtl = mark::is_rtl(ui);
        for n in 0..self.words.len() {
            let cell = self.cell(rect, rows, n, rtl);
            let part = ui.interact(cell, self.id.with(n), Sense::CLICK);
            if part.clicked() && self.toggle(n) {
                lit = n;
                response.request_focus();
                response.mark_changed();
            }
            let checked = self.checked.get(n).copied().unwrap_or(false);
            let words = self.words.get(n).map_or("", String::as_str);
            part.widget_info(|| {
                WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), checked, words)
            });
            if ui.is_rect_visible(cell) {
                self.paint(ui, cell, n, part.hovered(), response.has_focus() && lit == n);
            }
        }
        let stroke = match self.tone {
            Tone::Plain => Stroke::NONE,
            Tone::Error => Stroke::new(2.0, Tokens::of(ui).error),
            Tone::Warning => Stroke::new(2.0, Tokens::of(ui).warn),
        };
        ui.painter().rect_stroke(rect.expand(4.0), size::RADIUS, stroke, StrokeKind::Inside);
        ui.data_mut(|data| data.insert_temp(self.id, lit));
        response
    }
}
