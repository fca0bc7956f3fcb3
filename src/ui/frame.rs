//! The frame that screens stand in: header, rails, work. It mirrors with the language.
//!
//! A screen calls [`header`], then [`left_rail`] and [`right_rail`], then [`work`] last. Where the window is narrow
//! or the text large, rails become drawers that F6 opens; nothing is dropped.

use eframe::egui::{
    Align, CentralPanel, Context, Frame, Id, Layout, Margin, Panel, Rect, ScrollArea, Sense,
    Stroke, Ui, UiBuilder, WidgetInfo, accesskit::Role, vec2,
};

use super::{
    cx::Cx,
    keys, mark,
    theme::{Tokens, size, space},
    widgets::{self, NoticeAnswer},
};

/// A pane beside the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rail {
    /// Where am I.
    Left,
    /// What is wrong, what is known.
    Right,
}

fn drawer_id() -> Id {
    Id::unique("drawer")
}

/// Whether `rail` is a drawer at this width and text size.
#[must_use]
pub fn is_drawer(ui: &Ui, rail: Rail) -> bool {
    let (width, zoom) = (ui.ctx().content_rect().width(), ui.ctx().zoom_factor());
    match rail {
        Rail::Right => width < 1200.0 || zoom >= 1.49,
        Rail::Left => width < 900.0 || zoom >= 1.74,
    }
}

/// The drawer that is open.
fn open_drawer(ui: &Ui) -> Option<Rail> {
    ui.ctx().data(|data| data.get_temp::<Option<Rail>>(drawer_id())).flatten()
}

fn set_drawer(ui: &Ui, rail: Option<Rail>) {
    ui.ctx().data_mut(|data| data.insert_temp(drawer_id(), rail));
}

/// A row whose parts stand from the leading edge, mirrored with the language.
pub fn row<R>(ui: &mut Ui, cx: &Cx<'_>, height: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, leading(cx), |ui| {
        ui.set_min_size(size);
        add(ui)
    })
    .inner
}

/// Side by side from the leading edge, centred on the line.
#[must_use]
pub fn leading(cx: &Cx<'_>) -> Layout {
    if cx.is_rtl() {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    }
}

/// Side by side from the trailing edge, centred on the line. Add the outermost first.
#[must_use]
pub fn trailing(cx: &Cx<'_>) -> Layout {
    if cx.is_rtl() {
        Layout::left_to_right(Align::Center)
    } else {
        Layout::right_to_left(Align::Center)
    }
}

/// Below each other, standing at the leading edge.
#[must_use]
pub fn down(cx: &Cx<'_>) -> Layout {
    Layout::top_down(if cx.is_rtl() { Align::Max } else { Align::Min })
}

/// The header of a screen: what this is at its start; the blocking fact and the primary action at its end.
///
/// `end` adds from the trailing edge: the primary action first.
pub fn header(ui: &mut Ui, cx: &Cx<'_>, start: impl FnOnce(&mut Ui), end: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::NONE.fill(tokens.page).inner_margin(Margin::symmetric(16, 0));
    Panel::top("header").exact_size(size::HEADER).show_separator_line(false).frame(frame).show(
        ui,
        |ui| {
            bottom_line(ui, tokens.line);
            ui.scope_builder(UiBuilder::new().max_rect(ui.max_rect()).layout(trailing(cx)), |ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                end(ui);
                ui.scope_builder(
                    UiBuilder::new().max_rect(ui.available_rect_before_wrap()).layout(leading(cx)),
                    start,
                );
            });
        },
    );
}

/// A hairline at the bottom of the panel that is being drawn, over its whole width.
pub(super) fn bottom_line(ui: &Ui, color: eframe::egui::Color32) {
    let rect = ui.clip_rect();
    let y = ui.max_rect().bottom().floor() - 0.5;
    ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, color));
}

/// The left rail: *where am I*. Scrolls by itself; `margin` of 0 lets rows reach its edges.
pub fn left_rail(ui: &mut Ui, cx: &Cx<'_>, add: impl FnOnce(&mut Ui)) {
    rail(ui, cx, Rail::Left, add);
}

/// The right rail: *what is wrong, what is known*.
pub fn right_rail(ui: &mut Ui, cx: &Cx<'_>, add: impl FnOnce(&mut Ui)) {
    rail(ui, cx, Rail::Right, add);
}

fn rail(ui: &mut Ui, cx: &Cx<'_>, which: Rail, add: impl FnOnce(&mut Ui)) {
    if is_drawer(ui, which) && open_drawer(ui) != Some(which) {
        return;
    }
    let tokens = Tokens::of(ui);
    let (name, width) = match which {
        Rail::Left => ("left rail", size::LEFT_RAIL),
        Rail::Right => ("right rail", size::RIGHT_RAIL),
    };
    let on_left = (which == Rail::Left) != cx.is_rtl();
    let panel = if on_left { Panel::left(name) } else { Panel::right(name) };
    let frame = Frame::NONE.fill(tokens.ground);
    let width = width.min(ui.available_width() * 0.6);
    panel.default_size(width).size_range(180.0..=480.0).frame(frame).show(ui, |ui| {
        pane_anchor(ui, cx, which);
        ScrollArea::vertical().auto_shrink(false).id_salt(name).show(ui, |ui| {
            ui.with_layout(down(cx), |ui| {
                ui.set_width(ui.available_width());
                add(ui);
            });
        });
    });
}

/// The work: everything that is left, under the notices. Call it last.
pub fn work<R>(ui: &mut Ui, cx: &Cx<'_>, add: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = Frame::NONE.fill(Tokens::of(ui).page);
    CentralPanel::default()
        .frame(frame)
        .show(ui, |ui| {
            notices_ui(ui, cx);
            ui.with_layout(down(cx), add).inner
        })
        .inner
}

/// What a person did with a notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answered {
    /// Which, from the oldest.
    pub(super) n: usize,
    /// Its action was chosen; else it was only read.
    pub(super) act: bool,
}

fn notices_ui(ui: &mut Ui, cx: &Cx<'_>) {
    for (n, notice) in cx.notices.iter().enumerate() {
        let answer = Frame::NONE
            .inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 })
            .show(ui, |ui| widgets::notice(ui, cx, notice))
            .inner;
        if let Some(answer) = answer {
            let answered = Answered { n, act: answer == NoticeAnswer::Act };
            ui.ctx().data_mut(|data| data.insert_temp(Id::unique("notice answer"), answered));
        }
    }
}

/// The answer to a notice in this frame, once. The shell alone asks.
pub(super) fn take_notice_answer(ctx: &Context) -> Option<Answered> {
    ctx.data_mut(|data| data.remove_temp(Id::unique("notice answer")))
}

/// A block of a rail with the rail's margins, closed by a hairline.
pub fn block<R>(ui: &mut Ui, cx: &Cx<'_>, add: impl FnOnce(&mut Ui) -> R) -> R {
    let width = ui.available_width();
    let inner = Frame::NONE
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(width - 32.0);
            ui.with_layout(down(cx), add).inner
        })
        .inner;
    mark::hairline(ui, 1.0);
    inner
}

/// Something at the start of a pane that F6 can give the focus to; Tab goes on from there.
fn pane_anchor(ui: &mut Ui, cx: &Cx<'_>, which: Rail) {
    let rect = Rect::from_min_size(ui.max_rect().min, vec2(ui.available_width(), 1.0));
    let (id, text) = anchor(which);
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    let name = cx.t(text);
    response.widget_info(|| WidgetInfo::labeled(Role::Pane, true, &name));
    if response.has_focus() {
        mark::bar(ui, ui.max_rect());
    }
}

fn anchor(which: Rail) -> (Id, &'static str) {
    match which {
        Rail::Left => (Id::unique("left rail anchor"), "shell-left-pane"),
        Rail::Right => (Id::unique("right rail anchor"), "shell-right-pane"),
    }
}

/// F6: opens the next drawer, or gives the focus to the next pane; Esc closes a drawer.
pub(super) fn handle_keys(ui: &Ui) {
    let open = open_drawer(ui);
    if open.is_some() && keys::pressed(ui.ctx(), keys::plain(eframe::egui::Key::Escape)) {
        set_drawer(ui, None);
    }
    if !keys::pressed(ui.ctx(), keys::PANE) {
        return;
    }
    let focus = ui.memory(eframe::egui::Memory::focused);
    let here = [Rail::Right, Rail::Left].into_iter().find(|it| focus == Some(anchor(*it).0));
    let next = match here.or(open) {
        None => Some(Rail::Right),
        Some(Rail::Right) => Some(Rail::Left),
        Some(Rail::Left) => None,
    };
    set_drawer(ui, next.filter(|it| is_drawer(ui, *it)));
    match next {
        Some(rail) => ui.memory_mut(|memory| memory.request_focus(anchor(rail).0)),
        None => ui.memory_mut(|memory| {
            if let Some(id) = focus {
                memory.surrender_focus(id);
            }
        }),
    }
}
