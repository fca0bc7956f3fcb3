//! A list of people as a grid: one row a person, a cell a question, everything by keyboard.

use std::sync::Arc;

use eframe::egui::{
    Align2, Frame, Id, Margin, Panel, Rect, ScrollArea, Sense, Shape, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::{
    body::{Drawn, into_view},
    keyboard,
    rail::name_of,
    sheet::{Column, RepeatView, Row, Stop},
    sitting::Sitting,
};
use crate::{
    base::Message,
    forms::Path,
    ui::{
        cx::Cx,
        frame, keys, mark,
        questions::{Asked, Kind, Outcome, QuestionView, cell_ui},
        text::{self, Direction, Field, Fit, Style, Text},
        theme::{Tokens, size, space},
        widgets::Button,
    },
};

/// A row of a grid.
const ROW: f32 = 30.0;
/// The heads of columns: two lines.
const HEAD: f32 = 41.0;
/// The column of running numbers.
const NUMBER: f32 = 32.0;
/// What stands under the grid.
const BELOW: f32 = 262.0;

/// A grid that is being drawn.
struct Grid<'a> {
    list: &'a RepeatView,
    widths: Vec<f32>,
}

impl Sitting {
    /// The grid over the whole work, with everything else about the current person under it.
    pub(super) fn roster_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, path: &Path) {
        let sheet = Arc::clone(&self.sheet);
        let Some(list) = sheet.list(path) else { return };
        let mut drawn = Drawn::default();
        frame::work(ui, cx, |ui| {
            self.removed_ui(ui, cx, &mut drawn);
            self.below_ui(ui, cx, list, &mut drawn);
            let width = ui.available_width() - NUMBER - 6.0;
            let grid = Grid { list, widths: widths(&list.columns, width) };
            ScrollArea::both().auto_shrink(false).id_salt("grid").show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                self.grid_ui(ui, cx, &grid, &mut drawn);
            });
        });
        self.take_drawn(ui, drawn, cx);
    }

    /// After a line was removed: who it was, and the way back.
    fn removed_ui(&self, ui: &mut Ui, cx: &Cx<'_>, drawn: &mut Drawn) {
        let Some((_, who)) = &self.removed else { return };
        let words = if who.is_empty() {
            cx.t("entry-removed-unnamed")
        } else {
            cx.m(&Message::new("entry-removed").text("who", who))
        };
        let tokens = Tokens::of(ui);
        Frame::NONE.fill(tokens.info_wash).inner_margin(Margin::symmetric(16, 4)).show(ui, |ui| {
            frame::row(ui, cx, size::CONTROL, |ui| {
                ui.add(Text::new(&words).color(tokens.info));
                let caption = keys::caption(cx, keyboard::UNDO);
                let undo = cx.t("entry-undo");
                drawn.undo = ui.add(Button::new(&undo).compact().keys(&caption)).clicked();
            });
        });
    }

    /// Which row the person is in.
    fn current<'a>(&self, list: &'a RepeatView) -> Option<(usize, &'a Row)> {
        let here = self.here.as_ref()?.path();
        list.rows.iter().enumerate().find(|(_, row)| here.0.starts_with(&row.path.0))
    }

    fn grid_ui(&self, ui: &mut Ui, cx: &Cx<'_>, grid: &Grid<'_>, drawn: &mut Drawn) {
        heads_ui(ui, cx, grid);
        let current = self.current(grid.list).map(|it| it.0);
        for (n, row) in grid.list.rows.iter().enumerate() {
            self.person_ui(ui, cx, grid, n, row, current == Some(n), drawn);
        }
        if grid.list.may_add {
            self.ghost_ui(ui, cx, grid, drawn);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one line of a grid")]
    fn person_ui(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        grid: &Grid<'_>,
        n: usize,
        row: &Row,
        current: bool,
        drawn: &mut Drawn,
    ) {
        let tokens = Tokens::of(ui);
        let (line, response) = line(ui, grid);
        let number = cx.texts.count(n + 1);
        let name = format!("{number} {}", row.title);
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, current, name.trim()));
        let fill = if current { tokens.accent_wash } else { tokens.field };
        ui.painter().rect_filled(line, 0.0, fill);
        let rtl = cx.is_rtl();
        let head = part(line, 0.0, NUMBER, rtl);
        if !current {
            ui.painter().rect_filled(head, 0.0, tokens.page);
        }
        let style = if current { Style::STRONG } else { Style::BODY };
        let color = if current { tokens.accent } else { tokens.ink3 };
        let align = if rtl { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
        let x = if rtl { head.left() + 10.0 } else { head.right() - 10.0 };
        text::paint(ui, pos2(x, head.center().y), align, &number, style, color);
        let mut along = NUMBER;
        for ((column, width), cell) in grid.list.columns.iter().zip(&grid.widths).zip(&row.cells) {
            let rect = part(line, along, *width, rtl);
            match cell {
                Some(question) => self.cell_ui(ui, cx, question, column, rect, current, drawn),
                None => skipped_ui(ui, rect),
            }
            along += width;
        }
        lines(ui, grid, line, rtl);
        if current {
            mark::bar(ui, line);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one cell of a grid")]
    fn cell_ui(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        question: &QuestionView,
        column: &Column,
        rect: Rect,
        current: bool,
        drawn: &mut Drawn,
    ) {
        let tokens = Tokens::of(ui);
        let stop = Stop::Question(question.path.clone());
        let here = self.here.as_ref() == Some(&stop);
        let inner = rect.shrink2(vec2(space::S, 0.0));
        let focused = ui.memory(|memory| memory.has_focus(stop.id()));
        if question.asked && (here || focused) {
            ui.painter().rect_filled(rect, 0.0, tokens.field);
            let builder = UiBuilder::new().max_rect(inner).layout(frame::down(cx));
            let mut child = ui.new_child(builder);
            child.set_clip_rect(child.clip_rect().intersect(rect.expand(1.0)));
            let asked = Asked {
                question,
                text: self.filling.text(&question.path),
                choices: self.choices(&question.path),
                current: true,
            };
            let outcome = cell_ui(&mut child, cx, &asked, inner.width());
            if self.scrolls() {
                into_view(ui, rect, question.kind.is_searched());
            }
            drawn.outcomes.push((stop, outcome));
            let stroke = Stroke::new(2.0, tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, stroke, StrokeKind::Inside);
        } else {
            self.still_cell_ui(ui, question, column, rect, current, drawn);
        }
        if let Some(problem) = &question.problem {
            let color = if problem.hard { tokens.error } else { tokens.warn };
            corner(ui, rect, cx.is_rtl(), color);
        }
    }

    /// A cell that is not being filled in: its answer as text, and a place for the focus.
    fn still_cell_ui(
        &self,
        ui: &Ui,
        question: &QuestionView,
        column: &Column,
        rect: Rect,
        current: bool,
        drawn: &mut Drawn,
    ) {
        let tokens = Tokens::of(ui);
        let stop = Stop::Question(question.path.clone());
        let id = stop.id();
        let shown = if question.short.is_empty() {
            self.filling.text(&question.path)
        } else {
            &question.short
        };
        if question.asked {
            let response = ui.interact(rect, id, Sense::click());
            response.widget_info(|| {
                let mut info = WidgetInfo::labeled(Role::TextInput, true, &question.label);
                info.current_text_value = Some(shown.to_owned());
                info
            });
            if response.clicked() {
                response.request_focus();
                let outcome = Outcome { focused: true, ..Outcome::default() };
                drawn.outcomes.push((stop, outcome));
            } else if response.has_focus() {
                drawn.outcomes.push((stop, Outcome { focused: true, ..Outcome::default() }));
            }
            if response.hovered() && !current {
                ui.painter().rect_filled(rect, 0.0, tokens.hover);
            }
        }
        let inner = rect.shrink2(vec2(space::S, 0.0));
        let direction = if column.is_number { Direction::Ltr } else { Direction::Auto };
        let laid = text::lay(ui.ctx(), shown, Style::BODY, direction, Fit::Elide(inner.width()));
        let ink = if question.asked { tokens.ink } else { tokens.ink2 };
        let right = column.is_number || laid.rtl;
        let x = if right { inner.right() - laid.galley.rect.width() } else { inner.left() };
        let at = pos2(x.round(), (rect.center().y - laid.galley.rect.height() / 2.0).round());
        ui.painter().galley(at, Arc::clone(&laid.galley), ink);
        if laid.galley.elided {
            let whole = ui.interact(rect, id.with("whole"), Sense::hover());
            whole.on_hover_ui(|ui| {
                ui.add(Text::new(shown).wrap(360.0));
            });
        }
    }

    /// The empty last line: typing there adds a person.
    fn ghost_ui(&self, ui: &mut Ui, cx: &Cx<'_>, grid: &Grid<'_>, drawn: &mut Drawn) {
        let tokens = Tokens::of(ui);
        let stop = Stop::Add(grid.list.path.clone());
        let (rect, _) = line(ui, grid);
        ui.painter().rect_filled(rect, 0.0, tokens.field);
        let number = cx.texts.count(grid.list.rows.len() + 1);
        let rtl = cx.is_rtl();
        let head = part(rect, 0.0, NUMBER, rtl);
        text::paint(ui, head.center(), Align2::CENTER_CENTER, &number, Style::BODY, tokens.ink3);
        let inner = part(rect, NUMBER + space::S, 360.0, rtl);
        let builder = UiBuilder::new().max_rect(inner).layout(frame::down(cx));
        let mut child = ui.new_child(builder);
        let mut text = String::new();
        let name = name_of(cx, &Message::new("entry-add-to").text("what", &grid.list.label));
        let field = Field::new(&mut text)
            .id(stop.id())
            .frameless()
            .width(inner.width())
            .hint(cx.t("entry-add-hint"))
            .name(name);
        let response = child.add(field);
        let here = self.here.as_ref() == Some(&stop);
        if here && self.scrolls() {
            into_view(ui, rect, false);
        }
        if response.has_focus() {
            mark::bar(ui, rect);
        }
        let stroke = Stroke::new(1.0, tokens.line);
        ui.painter().hline(rect.x_range(), rect.bottom().floor() - 0.5, stroke);
        let focused = response.has_focus();
        let enter = (response.lost_focus() || (focused && !response.gained_focus()))
            && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        let typed = (!text.is_empty()).then_some(text);
        drawn.outcomes.push((stop, Outcome { focused, typed, enter, ..Outcome::default() }));
    }

    /// Everything else about the current person, and what is wrong.
    fn below_ui(&self, ui: &mut Ui, cx: &Cx<'_>, list: &RepeatView, drawn: &mut Drawn) {
        let tokens = Tokens::of(ui);
        let Some((n, row)) = self.current(list) else { return };
        let height = BELOW.max(ui.available_height() * 0.42).min(ui.available_height() * 0.62);
        let frame = Frame::NONE.fill(tokens.page);
        Panel::bottom("below the grid").exact_size(height).frame(frame).show(ui, |ui| {
            mark::hairline(ui, 1.0);
            if !frame::is_drawer(ui, frame::Rail::Right) {
                let side = if cx.is_rtl() { Panel::left("issues") } else { Panel::right("issues") };
                let fill = Frame::NONE.fill(tokens.ground);
                side.exact_size(size::RIGHT_RAIL).frame(fill).show(ui, |ui| {
                    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                        ui.with_layout(frame::down(cx), |ui| {
                            drawn.go = self.corner_ui(ui, cx);
                        });
                    });
                });
            }
            ScrollArea::vertical().auto_shrink(false).id_salt("others").show(ui, |ui| {
                Frame::NONE.inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| {
                    ui.with_layout(frame::down(cx), |ui| {
                        let width = (ui.available_width() - 6.0).min(size::FORM).floor();
                        ui.spacing_mut().item_spacing.y = 0.0;
                        let number = cx.texts.count(n + 1);
                        frame::row(ui, cx, 28.0, |ui| {
                            ui.add(Text::new(&number).style(Style::STRONG));
                            ui.add(Text::new(&row.title).style(Style::STRONG));
                            let words = cx.t("entry-other-questions");
                            ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink3));
                        });
                        self.blocks_ui(ui, cx, &row.others, width, true, drawn);
                        ui.add_space(height / 3.0);
                    });
                });
            });
        });
    }

    /// A list inside a person: its rows one below the other, each with its questions.
    pub(super) fn sub_list_ui(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        list: &RepeatView,
        width: f32,
        drawn: &mut Drawn,
    ) {
        let tokens = Tokens::of(ui);
        frame::row(ui, cx, 28.0, |ui| {
            ui.add(Text::new(&list.label).style(Style::STRONG));
            let count = cx.m(&Message::new("entry-rows").number("n", list.rows.len() as u64));
            ui.add(Text::new(&count).style(Style::SMALL).color(tokens.ink3));
        });
        let grid = Grid { list, widths: widths(&list.columns, width - NUMBER) };
        ScrollArea::horizontal().id_salt(&list.path).auto_shrink([false, true]).show(ui, |ui| {
            ui.with_layout(frame::down(cx), |ui| self.grid_ui(ui, cx, &grid, drawn));
        });
        let current = self.current(list);
        if let Some((_, row)) = current.filter(|it| !it.1.others.is_empty()) {
            ui.add_space(space::S);
            self.blocks_ui(ui, cx, &row.others, width, true, drawn);
        }
        if let Some((_, row)) = current {
            ui.add_space(space::S);
            let words = cx.t("entry-remove-line");
            if ui.add(Button::new(&words).compact().destructive()).clicked() {
                drawn.remove = Some(row.path.clone());
            }
        }
    }
}

impl Sitting {
    /// Adds a line to a list; what was typed is its first answer.
    pub(super) fn add_row(&mut self, list: &Path, typed: &str, cx: &Cx<'_>) {
        let list = self.innermost(list);
        let Some(row) = self.filling.add(&list) else { return };
        self.refresh(cx);
        let first = self.sheet.stops.iter().find(|it| it.path().0.starts_with(&row.0)).cloned();
        let Some(first) = first else { return };
        if !typed.is_empty() {
            let takes_words = self.sheet.question(first.path());
            if takes_words.is_some_and(|it| matches!(it.kind, Kind::Line { .. })) {
                self.filling.type_in(first.path(), typed);
                self.refresh(cx);
                self.go_on_typing(first.path());
            }
        }
        self.go(first);
    }

    /// The innermost list around where the person is, inside `list`.
    fn innermost(&self, list: &Path) -> Path {
        let Some(here) = &self.here else { return list.clone() };
        if let Stop::Add(path) = here {
            return path.clone();
        }
        let path = here.path();
        let keyed = path.0.iter().rposition(|step| step.key.is_some());
        keyed.map_or_else(
            || list.clone(),
            |at| {
                let mut steps: Vec<_> = path.0.iter().take(at + 1).cloned().collect();
                if let Some(last) = steps.last_mut() {
                    last.key = None;
                }
                Path(steps)
            },
        )
    }

    /// Removes the line in which the person is; it can be undone.
    pub(super) fn remove_row(&mut self, list: &Path) {
        let list = self.innermost(list);
        let row =
            self.sheet.list(&list).and_then(|it| self.current(it)).map(|it| it.1.path.clone());
        if let Some(row) = row {
            self.remove(&row);
        }
    }

    pub(super) fn remove(&mut self, row: &Path) {
        let mut list = row.clone();
        if let Some(last) = list.0.last_mut() {
            last.key = None;
        }
        let title = self
            .sheet
            .list(&list)
            .and_then(|it| it.rows.iter().find(|it| it.path == *row))
            .map_or_else(String::new, |it| it.title.clone());
        if let Some(before) = self.filling.remove(row) {
            self.removed = Some((Box::new(before), title));
            self.go(Stop::Add(list));
        }
    }

    /// Puts the line back that was removed last.
    pub(super) fn undo_remove(&mut self) {
        if let Some((before, _)) = self.removed.take() {
            self.filling.restore(*before);
        }
    }

    /// Whether the person is in a cell of the grid, not in a question under it.
    pub(super) fn is_cell_here(&self, list: &Path) -> bool {
        let list = self.innermost(list);
        let (Some(list), Some(at)) = (self.sheet.list(&list), self.at()) else {
            return matches!(self.here, Some(Stop::Add(_)));
        };
        list.rows.iter().any(|row| row.cells.iter().flatten().any(|it| it.path == *at))
    }

    /// The same column, one line up or down.
    pub(super) fn along_column(&mut self, list: &Path, down: bool) {
        let path = self.innermost(list);
        let sheet = Arc::clone(&self.sheet);
        let Some(list) = sheet.list(&path) else { return };
        let add = Stop::Add(path.clone());
        let Some((at, row)) = self.current(list) else {
            let bottom = list.rows.last().filter(|_| !down);
            if let Some(cell) = bottom.and_then(|it| it.cells.iter().flatten().find(|it| it.asked))
            {
                self.go(Stop::Question(cell.path.clone()));
            }
            return;
        };
        let column = row
            .cells
            .iter()
            .position(|it| it.as_ref().is_some_and(|it| Some(&it.path) == self.at()));
        let mut next = at;
        loop {
            next = match (down, next.checked_sub(1)) {
                (true, _) => next + 1,
                (false, Some(above)) => above,
                (false, None) => return,
            };
            let Some(row) = list.rows.get(next) else {
                if list.may_add {
                    self.go(add);
                }
                return;
            };
            let cell = column.and_then(|at| row.cells.get(at)).and_then(Option::as_ref);
            if let Some(cell) = cell.filter(|it| it.asked) {
                self.go(Stop::Question(cell.path.clone()));
                return;
            }
        }
    }

    /// Takes the answer of the line above.
    pub(super) fn same_as_above(&mut self, list: &Path, cx: &Cx<'_>) {
        let path = self.innermost(list);
        let sheet = Arc::clone(&self.sheet);
        let (Some(list), Some(at)) = (sheet.list(&path), self.at().cloned()) else { return };
        let Some((n, row)) = self.current(list) else { return };
        let above = n.checked_sub(1).and_then(|n| list.rows.get(n));
        let Some(above) = above else { return };
        let inside = at.0.get(row.path.0.len()..).unwrap_or_default();
        let source = Path(above.path.0.iter().chain(inside).cloned().collect());
        let value = self.filling.text(&source).to_owned();
        if !value.is_empty() {
            self.filling.answer(&at, &value);
            self.refresh(cx);
            self.step(false, cx);
        }
    }
}

/// The widths of columns, stretched where there is room.
fn widths(columns: &[Column], room: f32) -> Vec<f32> {
    let wanted: f32 = columns.iter().map(|it| it.width).sum();
    let stretch = (room / wanted.max(1.0)).clamp(1.0, 1.6);
    columns.iter().map(|it| (it.width * stretch).floor()).collect()
}

/// Room for one line of the grid.
fn line(ui: &mut Ui, grid: &Grid<'_>) -> (Rect, eframe::egui::Response) {
    let width = NUMBER + grid.widths.iter().sum::<f32>();
    ui.allocate_exact_size(vec2(width.max(420.0), ROW), Sense::hover())
}

/// A part of a line, `along` from its start.
fn part(line: Rect, along: f32, width: f32, rtl: bool) -> Rect {
    let left = if rtl { line.right() - along - width } else { line.left() + along };
    Rect::from_min_size(pos2(left, line.top()), vec2(width, line.height()))
}

/// Hairlines around the cells of a line.
fn lines(ui: &Ui, grid: &Grid<'_>, line: Rect, rtl: bool) {
    let stroke = Stroke::new(1.0, Tokens::of(ui).line);
    ui.painter().hline(line.x_range(), line.bottom().floor() - 0.5, stroke);
    let mut along = 0.0;
    for width in std::iter::once(&NUMBER).chain(&grid.widths) {
        let rect = part(line, along, *width, rtl);
        let x = if rtl { rect.left() } else { rect.right() };
        ui.painter().vline(x.floor() - 0.5, line.y_range(), stroke);
        along += width;
    }
}

fn heads_ui(ui: &mut Ui, cx: &Cx<'_>, grid: &Grid<'_>) {
    let tokens = Tokens::of(ui);
    let width = (NUMBER + grid.widths.iter().sum::<f32>()).max(420.0);
    let (line, _) = ui.allocate_exact_size(vec2(width, HEAD), Sense::hover());
    ui.painter().rect_filled(line, 0.0, tokens.page);
    let rtl = cx.is_rtl();
    let mut along = NUMBER;
    for (n, (column, width)) in grid.list.columns.iter().zip(&grid.widths).enumerate() {
        let rect = part(line, along, *width, rtl);
        let inner = rect.shrink2(vec2(space::S - 1.0, 4.0));
        let response = ui.interact(rect, Id::unique(("head", &grid.list.path, n)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &column.label));
        let number = [column.number.as_str(), " "].concat();
        let label = if inner.width() > 90.0 {
            [&number, column.label.as_str()].concat()
        } else {
            column.label.clone()
        };
        let fit = Fit::Wrap(inner.width());
        let laid = text::lay(ui.ctx(), &label, Style::SMALL_STRONG, Direction::Auto, fit);
        let painter = ui.painter().with_clip_rect(inner.intersect(ui.clip_rect()));
        let free = (inner.height() - laid.galley.rect.height()).max(0.0) / 2.0;
        let x = if column.is_number || rtl {
            inner.right() - laid.galley.rect.width()
        } else {
            inner.left()
        };
        painter.galley(pos2(x, inner.top() + free), Arc::clone(&laid.galley), tokens.ink2);
        let whole = [&number, column.label.as_str()].concat();
        response.on_hover_ui(|ui| {
            ui.add(Text::new(&whole).wrap(300.0));
        });
        along += width;
    }
    let stroke = Stroke::new(1.0, tokens.edge);
    ui.painter().hline(line.x_range(), line.bottom().floor() - 0.5, stroke);
}

/// A cell that does not apply: grey, with a dash.
fn skipped_ui(ui: &Ui, rect: Rect) {
    let tokens = Tokens::of(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.ground);
    text::paint(ui, rect.center(), Align2::CENTER_CENTER, "–", Style::BODY, tokens.ink3);
}

/// The filled corner of a cell with something wrong or unlikely in it.
fn corner(ui: &Ui, rect: Rect, rtl: bool, color: eframe::egui::Color32) {
    let (x, inward) = if rtl { (rect.left(), 8.0) } else { (rect.right(), -8.0) };
    let top = rect.top();
    let corners = vec![pos2(x, top), pos2(x + inward, top), pos2(x, top + 8.0)];
    ui.painter().add(Shape::convex_polygon(corners, color, Stroke::NONE));
}
