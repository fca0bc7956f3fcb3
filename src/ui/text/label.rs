//! Words on the screen.

use std::sync::Arc;

use eframe::egui::{
    Align, Align2, Color32, Context, Galley, Pos2, Rect, Response, Sense, Ui, Vec2, Widget,
    WidgetInfo, accesskit::Role,
};
use egui_lucide::Lucide;

use super::{Direction, Fit, Laid, Mark, Style, TextRoom, room::Wanted};
use crate::ui::theme::Tokens;

/// A text as a widget: in the colour of ink, on one line, unless said otherwise.
///
/// A cut text shows whole in a tooltip.
#[must_use = "add it with `ui.add`"]
pub struct Text<'a> {
    words: &'a str,
    style: Style,
    color: Option<Color32>,
    direction: Direction,
    fit: Fit,
    marks: Vec<Mark>,
    fill_width: bool,
}

impl<'a> Text<'a> {
    /// Body text.
    pub const fn new(words: &'a str) -> Self {
        Self {
            words,
            style: Style::BODY,
            color: None,
            direction: Direction::Auto,
            fit: Fit::Line,
            marks: Vec::new(),
            fill_width: false,
        }
    }

    /// In another style.
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// In another colour.
    pub const fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// With a base direction.
    pub const fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// In lines of `width`.
    pub const fn wrap(mut self, width: f32) -> Self {
        self.fit = Fit::Wrap(width);
        self
    }

    /// On one line of at most `width`, cut with "…".
    pub const fn elide(mut self, width: f32) -> Self {
        self.fit = Fit::Elide(width);
        self
    }

    /// On one line of exactly `width`, cut with "…", standing at its own side.
    pub const fn cell(mut self, width: f32) -> Self {
        self.fit = Fit::Elide(width);
        self.fill_width = true;
        self
    }

    /// With a part marked.
    pub fn mark(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }
}

impl Widget for Text<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self { words: text, style, color, direction, fit, marks, fill_width } = self;
        let laid = room(ui.ctx(), |room| {
            room.laid(ui.ctx(), &Wanted { text, style, direction, fit, marks: &marks })
        });
        let mut size = laid.galley.rect.size();
        if let Fit::Elide(width) = fit
            && fill_width
        {
            size.x = width;
        }
        let (rect, mut response) = ui.allocate_exact_size(size, Sense::hover());
        let name = laid.galley.text().to_owned();
        response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), &name));
        if ui.is_rect_visible(rect) {
            let right = laid.rtl && (fill_width || matches!(fit, Fit::Wrap(_)));
            let x = if right { rect.right() - laid.galley.rect.width() } else { rect.left() };
            let color = color.unwrap_or_else(|| Tokens::of(ui).ink);
            ui.painter().galley(Pos2::new(x, rect.top()), Arc::clone(&laid.galley), color);
        }
        if laid.galley.elided {
            response = response.on_hover_ui(|ui| {
                ui.add(Text::new(text).wrap(360.0));
            });
        }
        response
    }
}

/// Lays `text` out, for painters and measuring.
#[must_use]
pub fn lay(ctx: &Context, text: &str, style: Style, direction: Direction, fit: Fit) -> Arc<Laid> {
    room(ctx, |room| room.laid(ctx, &Wanted { text, style, direction, fit, marks: &[] }))
}

/// Paints one line straight onto the painter, and says where. Give the part a name by `widget_info` of its widget.
pub fn paint(ui: &Ui, at: Pos2, align: Align2, text: &str, style: Style, color: Color32) -> Rect {
    paint_galley(
        ui,
        at,
        align,
        lay(ui.ctx(), text, style, Direction::Auto, Fit::Line).galley.clone(),
        color,
    )
}

/// Paints an icon of `size` points with its centre at `at`.
pub fn paint_icon(ui: &Ui, at: Pos2, icon: Lucide, size: f32, color: Color32) -> Rect {
    let galley = room(ui.ctx(), |room| room.icon(ui.ctx(), icon, size, false));
    paint_galley(ui, at, Align2::CENTER_CENTER, galley, color)
}

fn paint_galley(ui: &Ui, at: Pos2, align: Align2, galley: Arc<Galley>, color: Color32) -> Rect {
    let rect = align.anchor_size(at, galley.rect.size());
    let scale = ui.ctx().pixels_per_point();
    let corner = (rect.min * scale).round() / scale;
    ui.painter().galley(corner, galley, color);
    rect
}

/// An icon of 16 points beside a word. It says nothing to a screen reader: the word does.
pub fn icon(ui: &mut Ui, icon: Lucide, color: Color32) -> Response {
    sized_icon(ui, icon, 16.0, color, false)
}

/// An icon that points: mirrored where the interface runs from the right.
pub fn icon_mirrored(ui: &mut Ui, icon: Lucide, color: Color32) -> Response {
    let rtl = room(ui.ctx(), |room| room.is_rtl());
    sized_icon(ui, icon, 16.0, color, rtl)
}

fn sized_icon(ui: &mut Ui, icon: Lucide, size: f32, color: Color32, mirrored: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    if ui.is_rect_visible(rect) {
        let galley = room(ui.ctx(), |room| room.icon(ui.ctx(), icon, size, mirrored));
        let align = Align2([Align::Center, Align::Center]);
        paint_galley(ui, rect.center(), align, galley, color);
    }
    response
}

fn room<R>(ctx: &Context, f: impl FnOnce(&mut TextRoom) -> R) -> R {
    let handle = ctx.plugin::<TextRoom>();
    let mut room = handle.lock();
    f(&mut room)
}
