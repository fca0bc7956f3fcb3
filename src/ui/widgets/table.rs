//! A table that draws only what is seen: 100,000 rows cost what 30 cost.

use std::ops::Range;

use eframe::egui::{
    EventFilter, Id, Key, Layout, Modifiers, Rect, Response, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;

use super::strip::{self, Part};
use crate::ui::{
    cx::Cx,
    frame, mark,
    text::Style,
    theme::{Tokens, size},
};

/// Air at each side of a cell.
const PAD: f32 = 8.0;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// So many points.
    Exact(f32),
    /// A share of what is left, and the least it may be.
    Share(f32, f32),
}

/// A column's head.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What stands in it.
    pub title: String,
    /// How wide it is.
    pub width: Width,
    /// Numbers, dates and sizes stand at the trailing side.
    pub trailing: bool,
    /// Whether pressing the head sorts.
    pub sortable: bool,
}

impl Column {
    /// A column of text.
    #[must_use]
    pub fn text(title: impl Into<String>, width: Width) -> Self {
        Self { title: title.into(), width, trailing: false, sortable: false }
    }

    /// A column of numbers, dates or sizes.
    #[must_use]
    pub fn number(title: impl Into<String>, width: Width) -> Self {
        Self { title: title.into(), width, trailing: true, sortable: false }
    }

    /// Whose head sorts.
    #[must_use]
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }
}

/// By which column a table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: usize,
    /// Smallest first.
    pub ascending: bool,
}

/// What happened on a table in this frame.
#[derive(Debug, Default)]
pub struct TableResponse {
    /// The head that was pressed.
    pub sort: Option<usize>,
    /// The row that was double-clicked, or on which Enter was pressed.
    pub opened: Option<usize>,
    /// Another row was selected.
    pub changed: bool,
    /// The rows that were drawn: what to have at hand.
    pub seen: Range<usize>,
}

/// A table. `cell` draws one cell; `name` says what a row is called.
#[must_use = "show it"]
pub struct Table<'a> {
    id: Id,
    name: &'a str,
    columns: &'a [Column],
    rows: usize,
    selected: &'a mut Option<usize>,
    sort: Option<Sort>,
    row_height: f32,
}

#[derive(Clone, Copy, Default)]
struct Scroll {
    offset: f32,
    height: f32,
    shown: Option<usize>,
}

impl<'a> Table<'a> {
    /// A table called `name` of `rows` rows.
    pub const fn new(
        id: Id,
        name: &'a str,
        columns: &'a [Column],
        rows: usize,
        selected: &'a mut Option<usize>,
    ) -> Self {
        Self { id, name, columns, rows, selected, sort: None, row_height: size::ROW }
    }

    /// How it is sorted.
    pub const fn sort(mut self, sort: Option<Sort>) -> Self {
        self.sort = sort;
        self
    }

    /// Rows of another height.
    pub const fn row_height(mut self, height: f32) -> Self {
        self.row_height = height;
        self
    }

    /// Draws it in all the space there is. `cell(ui, row, column)` draws into a cell of `ui.available_width()`.
    pub fn show(
        mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        name: impl Fn(usize) -> String,
        mut cell: impl FnMut(&mut Ui, usize, usize),
    ) -> TableResponse {
        let mut out = TableResponse::default();
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let widths = self.widths(ui.available_width());
        let total: f32 = widths.iter().sum();
        ScrollArea::horizontal().id_salt(self.id.with("across")).auto_shrink(false).show(
            ui,
            |ui| {
                ui.set_min_width(total);
                let rect = ui.available_rect_before_wrap();
                let focus = ui.interact(rect, self.id, Sense::focusable_noninteractive());
                focus.widget_info(|| WidgetInfo::labeled(Role::Table, ui.is_enabled(), self.name));
                out.sort = self.head_ui(ui, cx, &widths);
                if focus.has_focus() {
                    self.keys(ui, &mut out);
                }
                self.body_ui(ui, cx, &widths, &focus, &name, &mut cell, &mut out);
            },
        );
        out
    }

    /// Shares out what the exact columns leave.
    fn widths(&self, available: f32) -> Vec<f32> {
        let (mut exact, mut shares) = (0.0, 0.0);
        for column in self.columns {
            match column.width {
                Width::Exact(width) => exact += width,
                Width::Share(share, _) => shares += share,
            }
        }
        let left = (available - exact).max(0.0);
        self.columns
            .iter()
            .map(|column| match column.width {
                Width::Exact(width) => width,
                Width::Share(share, least) => {
                    (left * share / f32::max(shares, 0.001)).floor().max(least)
                }
            })
            .collect()
    }

    /// The cells of a line, in order of columns.
    fn cells(line: Rect, widths: &[f32], rtl: bool) -> impl Iterator<Item = Rect> {
        let mut at = 0.0;
        widths.iter().map(move |width| {
            let x = if rtl { line.right() - at - width } else { line.left() + at };
            at += width;
            Rect::from_min_size(pos2(x, line.top()), vec2(*width, line.height()))
        })
    }

    fn head_ui(&self, ui: &mut Ui, cx: &Cx<'_>, widths: &[f32]) -> Option<usize> {
        let tokens = Tokens::of(ui);
        let (line, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
        let mut pressed = None;
        for (n, (column, rect)) in
            self.columns.iter().zip(Self::cells(line, widths, cx.is_rtl())).enumerate()
        {
            let sense = if column.sortable { Sense::CLICK } else { Sense::hover() };
            let head = ui.interact(rect, self.id.with(("head", n)), sense);
            head.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &column.title));
            if head.clicked() {
                pressed = Some(n);
            }
            let color = if column.sortable && head.hovered() { tokens.accent } else { tokens.ink };
            let sorted = self.sort.filter(|it| it.column == n);
            let room = rect.width() - 2.0 * PAD - if sorted.is_some() { 18.0 } else { 0.0 };
            let mut parts = vec![Part::cut(ui, &column.title, Style::SMALL_STRONG, color, room)];
            if let Some(sort) = sorted {
                let icon = if sort.ascending { Lucide::ArrowUp } else { Lucide::ArrowDown };
                parts.push(Part::Gap(4.0));
                parts.push(Part::Icon { icon, size: 14.0, color: tokens.ink2 });
            }
            let inner = rect.shrink2(vec2(PAD, 0.0));
            if column.trailing {
                strip::paint_trailing(ui, inner, &parts);
            } else {
                strip::paint(ui, inner, &parts);
            }
        }
        let y = line.bottom().floor() - 0.5;
        ui.painter().hline(line.x_range(), y, Stroke::new(1.0, tokens.edge));
        pressed
    }

    fn keys(&mut self, ui: &Ui, out: &mut TableResponse) {
        let filter = EventFilter {
            vertical_arrows: true,
            horizontal_arrows: false,
            tab: false,
            escape: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let scroll: Scroll = ui.data(|data| data.get_temp(self.id)).unwrap_or_default();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "rows on a screen"
        )]
        let page = (scroll.height / self.row_height).floor().max(1.0) as usize;
        out.changed |= move_by_keys(ui, self.rows, page, self.selected, true);
        if ui.input(|input| input.key_pressed(Key::Enter)) {
            out.opened = *self.selected;
        }
    }

    /// Where to scroll so that a row that was just selected is seen.
    fn offset(&self, scroll: &Scroll) -> Option<f32> {
        let row = self.selected.filter(|row| scroll.shown != Some(*row))?;
        if scroll.height <= 0.0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "rows of a table")]
        let top = row as f32 * self.row_height;
        let bottom = top + self.row_height;
        if top < scroll.offset {
            Some(top)
        } else if bottom > scroll.offset + scroll.height {
            Some(bottom - scroll.height)
        } else {
            None
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one frame of one table")]
    fn body_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        widths: &[f32],
        focus: &Response,
        name: &dyn Fn(usize) -> String,
        cell: &mut dyn FnMut(&mut Ui, usize, usize),
        out: &mut TableResponse,
    ) {
        let mut scroll: Scroll = ui.data(|data| data.get_temp(self.id)).unwrap_or_default();
        let mut area = ScrollArea::vertical().id_salt(self.id.with("down")).auto_shrink(false);
        if let Some(offset) = self.offset(&scroll) {
            area = area.vertical_scroll_offset(offset);
        }
        let shown = area.show_rows(ui, self.row_height, self.rows, |ui, seen| {
            for row in seen.clone() {
                self.row_ui(ui, cx, row, widths, focus, name, cell, out);
            }
            out.seen = seen;
        });
        scroll.offset = shown.state.clamped_offset().y;
        scroll.height = shown.inner_rect.height();
        scroll.shown = *self.selected;
        ui.data_mut(|data| data.insert_temp(self.id, scroll));
    }

    #[expect(clippy::too_many_arguments, reason = "one frame of one row")]
    fn row_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        row: usize,
        widths: &[f32],
        focus: &Response,
        name: &dyn Fn(usize) -> String,
        cell: &mut dyn FnMut(&mut Ui, usize, usize),
        out: &mut TableResponse,
    ) {
        let tokens = Tokens::of(ui);
        let size = vec2(ui.available_width(), self.row_height);
        let (_, line) = ui.allocate_space(size);
        let response = ui.interact(line, self.id.with(("row", row)), Sense::CLICK);
        let selected = *self.selected == Some(row);
        response
            .widget_info(|| WidgetInfo::selected(Role::Row, ui.is_enabled(), selected, name(row)));
        if response.clicked() {
            focus.request_focus();
            out.changed |= !selected;
            *self.selected = Some(row);
        }
        if response.double_clicked() {
            out.opened = Some(row);
        }
        if selected {
            ui.painter().rect_filled(line, 0.0, tokens.accent_wash);
            mark::bar(ui, line);
        } else if response.hovered() {
            ui.painter().rect_filled(line, 0.0, tokens.hover);
        }
        let y = line.bottom().floor() - 0.5;
        ui.painter().hline(line.x_range(), y, Stroke::new(1.0, tokens.line));
        for (n, rect) in Self::cells(line, widths, cx.is_rtl()).enumerate() {
            let trailing = self.columns.get(n).is_some_and(|it| it.trailing);
            let layout: Layout = if trailing { frame::trailing(cx) } else { frame::leading(cx) };
            let inner = rect.shrink2(vec2(PAD, 0.0));
            let builder = UiBuilder::new().id_salt((row, n)).max_rect(inner).layout(layout);
            let mut place = ui.new_child(builder);
            place.spacing_mut().item_spacing.x = 6.0;
            cell(&mut place, row, n);
        }
    }
}

/// Arrows and pages on a list of `rows`; takes the keys, so that a search field beside it does not see them.
///
/// Answers whether another row was selected. A screen calls it before it draws its search field.
pub fn list_keys(ui: &Ui, rows: usize, page: usize, selected: &mut Option<usize>) -> bool {
    move_by_keys(ui, rows, page, selected, false)
}

/// `ends`: Home and End too.
fn move_by_keys(
    ui: &Ui,
    rows: usize,
    page: usize,
    selected: &mut Option<usize>,
    ends: bool,
) -> bool {
    let last = rows.saturating_sub(1);
    let taken = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let next = if taken(Key::ArrowDown) {
        selected.map_or(0, |row| row + 1)
    } else if taken(Key::ArrowUp) {
        selected.map_or(0, |row| row.saturating_sub(1))
    } else if taken(Key::PageDown) {
        selected.unwrap_or(0) + page
    } else if taken(Key::PageUp) {
        selected.unwrap_or(0).saturating_sub(page)
    } else if ends && taken(Key::Home) {
        0
    } else if ends && taken(Key::End) {
        last
    } else {
        return false;
    };
    if rows == 0 {
        return false;
    }
    let next = Some(next.min(last));
    let changed = *selected != next;
    *selected = next;
    changed
}
