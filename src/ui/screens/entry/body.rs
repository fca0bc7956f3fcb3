//! The middle: sections of questions in a grid of three columns or two.

use std::sync::Arc;

use eframe::egui::{
    Frame, Id, Margin, Rect, ScrollArea, Stroke, Ui, UiBuilder, pos2, style::ScrollAnimation, vec2,
};

use super::{
    keyboard,
    sheet::{Block, RepeatView, Section, Stop},
    sitting::Sitting,
};
use crate::{
    base::Message,
    forms::Path,
    ui::{
        cx::Cx,
        frame, keys, mark,
        notices::Kind,
        questions::{Asked, Outcome, QuestionView, Span, question_id, question_ui},
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, notice_strip},
    },
};

/// Room kept under the current question for its list.
const LIST: f32 = 280.0;

/// What happened while questions were drawn.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) outcomes: Vec<(Stop, Outcome)>,
    pub(super) open: Option<Path>,
    pub(super) go: Option<Path>,
    pub(super) remove: Option<Path>,
    pub(super) undo: bool,
}

impl Sitting {
    pub(super) fn body_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(body) = &self.body {
            frame::work(ui, cx, |ui| {
                super::record_body_ui(ui, cx, body, &self.view, None, super::Only::All);
            });
            return;
        }
        let sheet = Arc::clone(&self.sheet);
        let mut drawn = Drawn::default();
        let unread = self.is_unread_later(cx);
        frame::work(ui, cx, |ui| {
            if unread {
                Frame::NONE.inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| {
                    notice_strip(ui, cx, Kind::News, &cx.t("entry-not-read-back"), |_| {});
                });
            }
            ScrollArea::vertical().auto_shrink(false).id_salt("questions").show(ui, |ui| {
                Frame::NONE.inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| {
                    ui.with_layout(frame::down(cx), |ui| {
                        let width = (ui.available_width() - 6.0).min(size::FORM).floor();
                        ui.spacing_mut().item_spacing.y = 0.0;
                        for section in &sheet.sections {
                            self.section_ui(ui, cx, section, width, &mut drawn);
                        }
                        // The last question can be scrolled into the middle too.
                        ui.add_space(ui.clip_rect().height() / 3.0);
                    });
                });
            });
        });
        self.take_drawn(ui, drawn, cx);
    }

    /// Whether this is sealed for others: the person is not cleared for the form's compartment.
    fn is_unread_later(&self, cx: &Cx<'_>) -> bool {
        let compartment = self.view.form.settings.compartment.as_deref().unwrap_or("general");
        cx.session.is_some_and(|it| !it.compartments.iter().any(|held| held == compartment))
    }

    /// Takes in what happened.
    pub(super) fn take_drawn(&mut self, ui: &Ui, drawn: Drawn, cx: &Cx<'_>) {
        self.scroll = self.scroll.saturating_sub(1);
        let by_pointer = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        for (stop, outcome) in drawn.outcomes {
            self.take(&stop, outcome, by_pointer, cx);
        }
        if let Some(list) = drawn.open {
            self.open_list(&list);
        }
        if let Some(path) = drawn.go {
            self.go_to(&path);
        }
        if let Some(row) = drawn.remove {
            self.remove(&row);
        }
        if drawn.undo {
            self.undo_remove();
        }
    }

    fn section_ui(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        section: &Section,
        width: f32,
        drawn: &mut Drawn,
    ) {
        ui.add_space(space::S);
        heading_ui(ui, cx, section, width, drawn);
        if !section.hint.is_empty() {
            let color = Tokens::of(ui).ink3;
            ui.add(Text::new(&section.hint).style(Style::SMALL).color(color).wrap(width));
        }
        ui.add_space(space::S);
        self.blocks_ui(ui, cx, &section.blocks, width, false, drawn);
        ui.add_space(space::M);
    }

    /// Draws blocks in rows of questions. Lists inside stand open where `inside` a list, else as one line.
    pub(super) fn blocks_ui(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        blocks: &[Block],
        width: f32,
        inside: bool,
        drawn: &mut Drawn,
    ) {
        let mut row: Vec<&QuestionView> = Vec::new();
        for block in blocks {
            match block {
                Block::Question(question) => {
                    if !fits(&row, question) {
                        self.row_ui(ui, cx, &row, width, drawn);
                        row.clear();
                    }
                    row.push(question);
                }
                Block::Heading(title, hint) => {
                    self.row_ui(ui, cx, &row, width, drawn);
                    row.clear();
                    ui.add_space(space::XS);
                    ui.add(Text::new(title).style(Style::STRONG).wrap(width));
                    if !hint.is_empty() {
                        let color = Tokens::of(ui).ink3;
                        ui.add(Text::new(hint).style(Style::SMALL).color(color).wrap(width));
                    }
                    ui.add_space(space::S);
                }
                Block::Repeat(list) => {
                    self.row_ui(ui, cx, &row, width, drawn);
                    row.clear();
                    if inside {
                        self.sub_list_ui(ui, cx, list, width, drawn);
                    } else {
                        list_line_ui(ui, cx, list, drawn);
                    }
                    ui.add_space(space::M);
                }
            }
        }
        self.row_ui(ui, cx, &row, width, drawn);
    }

    /// One row of questions, side by side.
    fn row_ui(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        row: &[&QuestionView],
        width: f32,
        drawn: &mut Drawn,
    ) {
        if row.is_empty() {
            return;
        }
        let known = row.first().map(|it| question_id(&it.path).with("row"));
        let live = row.iter().any(|it| self.is_live(&it.path));
        if let Some(height) = known.filter(|_| !live).and_then(|id| self.height_of(ui, id, width)) {
            ui.allocate_space(vec2(width, height));
            return;
        }
        let widths = widths(row, width);
        let origin = ui.cursor();
        let top = origin.top();
        let mut along = 0.0;
        let mut bottom = top;
        for (question, width) in row.iter().zip(widths) {
            let left =
                if cx.is_rtl() { origin.right() - along - width } else { origin.left() + along };
            let rect = Rect::from_min_size(pos2(left, top), vec2(width, 4000.0));
            let builder = UiBuilder::new().max_rect(rect).layout(frame::down(cx));
            let mut child = ui.new_child(builder);
            let outcome = self.asked_ui(&mut child, cx, question, width);
            bottom = bottom.max(child.min_rect().bottom());
            if question.asked {
                drawn.outcomes.push((Stop::Question(question.path.clone()), outcome));
            }
            along += width + space::L;
        }
        let height = bottom - top + space::M;
        if let Some(id) = known {
            let stamp = (self.generation(), width.to_bits(), height);
            ui.data_mut(|data| data.insert_temp(id, stamp));
        }
        ui.allocate_space(vec2(width, height));
    }

    /// The height of a row that is out of view and has not changed since it was drawn: it need not be drawn again.
    fn height_of(&self, ui: &Ui, id: Id, width: f32) -> Option<f32> {
        let (generation, bits, height) = ui.data(|data| data.get_temp::<(u64, u32, f32)>(id))?;
        let rect = Rect::from_min_size(ui.cursor().min, vec2(width, height));
        let near = ui.clip_rect().expand(200.0).intersects(rect);
        (!near && generation == self.generation() && bits == width.to_bits()).then_some(height)
    }

    fn asked_ui(&self, ui: &mut Ui, cx: &Cx<'_>, question: &QuestionView, width: f32) -> Outcome {
        let current = self.at() == Some(&question.path);
        let asked = Asked {
            question,
            text: self.filling.text(&question.path),
            choices: self.choices(&question.path),
            current,
        };
        let outcome = question_ui(ui, cx, &asked, width);
        if current && self.scrolls() {
            into_view(ui, outcome.rect, question.kind.is_searched());
        }
        outcome
    }
}

/// Scrolls so that `rect`, with room for its list, stands in the middle two thirds.
pub(super) fn into_view(ui: &Ui, rect: Rect, with_list: bool) {
    let height = ui.clip_rect().height();
    let rect = if with_list { rect.with_max_y(rect.bottom() + LIST) } else { rect };
    let wanted = rect.expand2(vec2(0.0, height / 6.0));
    let wanted = wanted.with_max_y(wanted.bottom().min(wanted.top() + height));
    ui.scroll_to_rect_animation(wanted, None, ScrollAnimation::none());
}

/// Whether `next` still fits into the row.
fn fits(row: &[&QuestionView], next: &QuestionView) -> bool {
    let is_whole = |it: &QuestionView| it.span == Span::Whole;
    let is_half = |it: &&&QuestionView| it.span == Span::Half;
    if row.is_empty() {
        return true;
    }
    if is_whole(next) || row.iter().any(|it| is_whole(it)) {
        return false;
    }
    let halves = row.iter().filter(is_half).count() + usize::from(next.span == Span::Half);
    row.len() < if halves > 0 { 2 } else { 3 }
}

/// How wide each question of a row is: thirds; halves; one third and the two thirds beside it.
fn widths(row: &[&QuestionView], width: f32) -> Vec<f32> {
    let third = ((width - 2.0 * space::L) / 3.0).floor();
    let half = ((width - space::L) / 2.0).floor();
    let narrow = width < 420.0;
    row.iter()
        .map(|it| match it.span {
            _ if narrow && row.len() == 1 => width,
            Span::Whole => width,
            Span::Half => half,
            Span::Third if row.iter().any(|it| it.span == Span::Half) => half,
            Span::Third => third,
        })
        .collect()
}

/// Letter and name of a section, a line to the end; a list has its door there.
fn heading_ui(ui: &mut Ui, cx: &Cx<'_>, section: &Section, width: f32, drawn: &mut Drawn) {
    let tokens = Tokens::of(ui);
    let whole = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width.min(whole), 28.0), frame::leading(cx), |ui| {
        ui.set_min_size(vec2(width.min(whole), 28.0));
        ui.add(Text::new(&section.letter).style(Style::SECTION));
        let room = ui.available_width() - 220.0;
        ui.add(Text::new(&section.title).style(Style::SECTION).elide(room.max(80.0)));
        let list = section.blocks.iter().find_map(|it| match it {
            Block::Repeat(list) if section.n_rows.is_some() => Some(list),
            Block::Heading(..) | Block::Question(_) | Block::Repeat(_) => None,
        });
        if let Some(list) = list {
            let count = cx.m(&Message::new("entry-rows").number("n", list.rows.len() as u64));
            ui.add(Text::new(&count).color(tokens.ink2));
        }
        ui.with_layout(frame::trailing(cx), |ui| {
            if let Some(list) = list {
                let caption = keys::caption(cx, keyboard::GRID);
                let words = cx.t("entry-open-grid");
                if ui.add(Button::new(&words).compact().keys(&caption)).clicked() {
                    drawn.open = Some(list.path.clone());
                }
            }
            let line = ui.available_rect_before_wrap();
            let y = line.center().y.floor() + 0.5;
            ui.painter().hline(line.x_range(), y, Stroke::new(1.0, tokens.line));
        });
    });
}

/// A list inside a section: who is in it, and its door.
fn list_line_ui(ui: &mut Ui, cx: &Cx<'_>, list: &RepeatView, drawn: &mut Drawn) {
    let tokens = Tokens::of(ui);
    let names: Vec<&str> =
        list.rows.iter().map(|it| it.title.as_str()).filter(|it| !it.is_empty()).collect();
    let width = ui.available_width().min(size::FORM);
    // Lines without a name to show are counted in the heading.
    let words = if list.rows.is_empty() { cx.t("entry-nobody") } else { names.join(" · ") };
    if !words.is_empty() {
        ui.add(Text::new(&words).color(tokens.ink2).wrap(width));
    }
    let problem = |it: &QuestionView| it.problem.as_ref().is_some_and(|it| it.hard);
    let n =
        list.rows.iter().flat_map(|it| it.cells.iter().flatten()).filter(|it| problem(it)).count();
    if n > 0 {
        let words = cx.m(&Message::new("entry-errors").number("n", n as u64));
        ui.add(Text::new(&words).style(Style::SMALL).color(tokens.error));
    }
    if drawn.open.is_none() && !list.hint.is_empty() {
        ui.add(Text::new(&list.hint).style(Style::SMALL).color(tokens.ink3).wrap(width));
    }
    mark::hairline(ui, 1.0);
}
