//! Two plots: bars of classes, and a cloud of candidates. Flat, two series at most, values written beside the marks.

use eframe::egui::{
    Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role,
    pos2, vec2,
};

use crate::ui::{
    text::{self, Style},
    theme::Tokens,
};

/// What a series stands for; gives its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// As entered.
    Entered,
    /// What leaves.
    Leaves,
    /// Held back.
    Held,
}

impl Series {
    /// Fill and line.
    #[must_use]
    pub const fn look(self, tokens: &Tokens) -> (Color32, Color32) {
        match self {
            Self::Entered => (tokens.press, tokens.edge),
            Self::Leaves => (tokens.accent, tokens.accent),
            Self::Held => (tokens.warn_wash, tokens.warn),
        }
    }
}

/// One group of bars over a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars<'a> {
    /// What stands under it.
    pub label: &'a str,
    /// Up to three bars: series, height, and what is written over it.
    pub bars: Vec<(Series, f64, String)>,
}

/// A dashed line with its name on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit<'a> {
    /// Between which groups (bars: before this group), or at which height (cloud).
    pub at: f64,
    /// Its name.
    pub name: &'a str,
}

/// A point of a cloud.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// To the right.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Allowed: full; else hollow.
    pub allowed: bool,
    /// The chosen one is ringed.
    pub chosen: bool,
}

/// An axis: its end, its ticks with their words, and its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis<'a> {
    /// From 0 to here.
    pub max: f64,
    /// Where, and what is written there.
    pub ticks: Vec<(f64, String)>,
    /// What is measured.
    pub name: &'a str,
}

const LEFT: f32 = 44.0;
const BOTTOM: f32 = 40.0;
const TOP: f32 = 18.0;

/// Places inside a plot. Time and numbers run from left to right in every language.
struct Area {
    rect: Rect,
    x_max: f64,
    y_max: f64,
}

#[expect(clippy::cast_possible_truncation, reason = "pixels")]
impl Area {
    fn new(whole: Rect, x_max: f64, y_max: f64) -> Self {
        let rect = Rect::from_min_max(whole.min + vec2(LEFT, TOP), whole.max - vec2(8.0, BOTTOM));
        Self { rect, x_max: x_max.max(f64::EPSILON), y_max: y_max.max(f64::EPSILON) }
    }

    fn x(&self, value: f64) -> f32 {
        self.rect.left() + self.rect.width() * (value / self.x_max).clamp(0.0, 1.0) as f32
    }

    fn y(&self, value: f64) -> f32 {
        self.rect.bottom() - self.rect.height() * (value / self.y_max).clamp(0.0, 1.0) as f32
    }

    fn at(&self, x: f64, y: f64) -> Pos2 {
        pos2(self.x(x), self.y(y))
    }
}

fn y_axis(ui: &Ui, area: &Area, axis: &Axis<'_>) {
    let tokens = Tokens::of(ui);
    for (value, words) in &axis.ticks {
        let y = area.y(*value).floor() + 0.5;
        ui.painter().hline(area.rect.x_range(), y, Stroke::new(1.0, tokens.line));
        let at = pos2(area.rect.left() - 8.0, y);
        text::paint(ui, at, Align2::RIGHT_CENTER, words, Style::SMALL, tokens.ink2);
    }
}

fn x_name(ui: &Ui, area: &Area, name: &str) {
    let at = pos2(area.rect.center().x, area.rect.bottom() + 22.0);
    text::paint(ui, at, Align2::CENTER_TOP, name, Style::SMALL, Tokens::of(ui).ink3);
}

fn dashed(ui: &Ui, from: Pos2, to: Pos2) {
    let stroke = Stroke::new(1.0, Tokens::of(ui).ink);
    ui.painter().extend(Shape::dashed_line(&[from, to], stroke, 4.0, 3.0));
}

/// Bars in groups. `name` is what a screen reader says of the whole; its numbers stand in the table beside it.
pub fn bar_plot(
    ui: &mut Ui,
    name: &str,
    height: f32,
    groups: &[Bars<'_>],
    axis: &Axis<'_>,
    x_label: &str,
    limit: Option<Limit<'_>>,
) {
    let tokens = Tokens::of(ui);
    let (whole, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    #[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
    let n_groups = groups.len().max(1) as f64;
    let area = Area::new(whole, n_groups, axis.max);
    y_axis(ui, &area, axis);
    let slot = area.x(1.0) - area.x(0.0);
    for (left, group) in (0_u32..).zip(groups) {
        let left = area.x(f64::from(left));
        let centre = left + slot / 2.0;
        let at = pos2(centre, area.rect.bottom() + 4.0);
        text::paint(ui, at, Align2::CENTER_TOP, group.label, Style::SMALL, tokens.ink2);
        #[expect(clippy::cast_precision_loss, reason = "three bars at most")]
        let n_bars = group.bars.len().max(1) as f32;
        let width = ((slot * 0.72) / n_bars).min(20.0).floor().max(3.0);
        let mut x = centre - width * n_bars / 2.0;
        for (series, value, words) in &group.bars {
            let (fill, line) = series.look(tokens);
            let bar =
                Rect::from_min_max(pos2(x, area.y(*value)), pos2(x + width, area.rect.bottom()));
            ui.painter().rect(bar, 0.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
            let color = if *series == Series::Held { tokens.warn } else { tokens.ink };
            let over = pos2(bar.center().x, bar.top() - 2.0);
            text::paint(ui, over, Align2::CENTER_BOTTOM, words, Style::SMALL, color);
            x += width;
        }
    }
    if let Some(limit) = limit {
        let x = area.x(limit.at).floor() + 0.5;
        dashed(ui, pos2(x, whole.top()), pos2(x, area.rect.bottom()));
        let at = pos2(x + 6.0, whole.top());
        text::paint(ui, at, Align2::LEFT_TOP, limit.name, Style::SMALL, tokens.ink);
    }
    x_name(ui, &area, x_label);
}

/// A cloud of dots: full = allowed, hollow = not, the chosen one ringed.
pub fn scatter(
    ui: &mut Ui,
    name: &str,
    height: f32,
    dots: &[Dot],
    (x_axis, vertical): (&Axis<'_>, &Axis<'_>),
    limit: Option<Limit<'_>>,
) {
    let tokens = Tokens::of(ui);
    let (whole, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let area = Area::new(whole, x_axis.max, vertical.max);
    y_axis(ui, &area, vertical);
    for (value, words) in &x_axis.ticks {
        let at = pos2(area.x(*value), area.rect.bottom() + 4.0);
        text::paint(ui, at, Align2::CENTER_TOP, words, Style::SMALL, tokens.ink2);
    }
    for dot in dots {
        let at = area.at(dot.x, dot.y);
        if dot.allowed {
            ui.painter().circle_filled(at, 2.5, tokens.edge);
        } else {
            ui.painter().circle_stroke(at, 2.5, Stroke::new(1.0, tokens.edge));
        }
    }
    for dot in dots.iter().filter(|it| it.chosen) {
        let at = area.at(dot.x, dot.y);
        ui.painter().circle_filled(at, 4.5, tokens.accent);
        ui.painter().circle_stroke(at, 7.5, Stroke::new(2.0, tokens.accent));
    }
    if let Some(limit) = limit {
        let y = area.y(limit.at).floor() + 0.5;
        dashed(ui, pos2(area.rect.left(), y), pos2(area.rect.right(), y));
        let at = pos2(area.rect.right(), y - 2.0);
        text::paint(ui, at, Align2::RIGHT_BOTTOM, limit.name, Style::SMALL, tokens.ink);
    }
    x_name(ui, &area, x_axis.name);
}
