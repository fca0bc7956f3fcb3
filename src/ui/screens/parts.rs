//! Small arrangements that several screens share: a fact and its figure, labelled fields, two panels side by side.

use eframe::egui::{
    Align, Align2, Color32, FocusDirection, Frame, Id, Key, Margin, Response, Sense, Stroke, Ui,
    WidgetInfo, accesskit::Role, vec2,
};
use egui_lucide::Lucide;
use zeroize::Zeroizing;

use crate::{
    base::Message,
    service::{command::import::RefusedRow, job::Seen},
    ui::{
        cx::Cx,
        frame,
        loadable::Failure,
        mark,
        notices::Kind,
        text::{self, Direction, Field, Style, Text},
        theme::{Tokens, size, space},
        widgets::{self, Button, Column, ProgressView, Question, Table, Width, notice_strip},
    },
};

/// What something is at the leading edge, its figure at the trailing one.
pub(super) fn fact(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (label, value): (&str, &str),
    style: Style,
    color: Color32,
) {
    frame::row(ui, cx, 22.0, |ui| {
        ui.with_layout(frame::trailing(cx), |ui| {
            ui.add(Text::new(value).style(style).color(color));
            let room = (ui.available_width() - space::S).max(40.0);
            ui.with_layout(frame::leading(cx), |ui| {
                ui.add(Text::new(label).style(style).color(color).elide(room));
            });
        });
    });
}

/// A sentence in small type, over the width there is.
pub(super) fn small(ui: &mut Ui, words: &str, color: Color32) {
    let width = ui.available_width();
    ui.add(Text::new(words).style(Style::SMALL).color(color).wrap(width));
}

/// A line of small type with an icon before it.
pub(super) fn icon_line(ui: &mut Ui, cx: &Cx<'_>, icon: Lucide, words: &str, color: Color32) {
    let width = ui.available_width();
    let layout = frame::leading(cx).with_cross_align(Align::Min);
    ui.allocate_ui_with_layout(vec2(width, 16.0), layout, |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::icon(ui, icon, color);
        let ink = Tokens::of(ui).ink2;
        ui.add(Text::new(words).style(Style::SMALL).color(ink).wrap((width - 24.0).max(60.0)));
    });
}

/// A part of the work with its margins: its name, what stands beside the name, and what `add` draws.
pub(super) fn panel<R>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (title, beside): (&str, &str),
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let width = ui.available_width();
    Frame::NONE
        .inner_margin(Margin::symmetric(16, 10))
        .show(ui, |ui| {
            ui.set_width(width - 32.0);
            ui.with_layout(frame::down(cx), |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                title_ui(ui, cx, title, beside);
                add(ui)
            })
            .inner
        })
        .inner
}

/// A column of at most `width`, so that a figure does not stand far from what it is about.
pub(super) fn narrow<R>(ui: &mut Ui, cx: &Cx<'_>, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let width = width.min(ui.available_width());
    ui.allocate_ui_with_layout(vec2(width, 0.0), frame::down(cx), |ui| {
        ui.set_max_width(width);
        add(ui)
    })
    .inner
}

/// The name of a part, and a fact beside it.
pub(super) fn title_ui(ui: &mut Ui, cx: &Cx<'_>, title: &str, beside: &str) {
    let color = Tokens::of(ui).ink3;
    frame::row(ui, cx, 22.0, |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.add(Text::new(title).style(Style::STRONG).elide(ui.available_width()));
        let room = ui.available_width().max(1.0);
        if !beside.is_empty() && room > 40.0 {
            ui.add(Text::new(beside).style(Style::SMALL).color(color).elide(room));
        }
    });
}

/// Two panels side by side with a hairline between; below each other where there is no room.
pub(super) fn halves(
    ui: &mut Ui,
    cx: &Cx<'_>,
    start: impl FnOnce(&mut Ui),
    end: impl FnOnce(&mut Ui),
) {
    let width = ui.available_width();
    if width < 600.0 {
        start(ui);
        mark::hairline(ui, 1.0);
        end(ui);
    } else {
        ui.spacing_mut().item_spacing.x = 0.0;
        let layout = frame::leading(cx).with_cross_align(Align::Min);
        let half = (width / 2.0).floor();
        let both = ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
            ui.allocate_ui_with_layout(vec2(half, 0.0), frame::down(cx), |ui| {
                ui.set_width(half);
                start(ui);
            });
            ui.allocate_ui_with_layout(vec2(width - half, 0.0), frame::down(cx), |ui| {
                ui.set_width(width - half);
                end(ui);
            });
        });
        let rect = both.response.rect;
        let stroke = Stroke::new(1.0, Tokens::of(ui).line);
        ui.painter().vline(rect.center().x.floor() + 0.5, rect.y_range(), stroke);
    }
    mark::hairline(ui, 1.0);
}

/// A labelled field of one line; Enter goes on to the next. Answers whether Enter was pressed.
pub(super) fn text_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    width: f32,
    (label, hint): (&'static str, &str),
    value: &mut String,
) -> bool {
    let words = cx.t(label);
    let response = Question::new(&words).hint(hint).width(width).show(ui, cx, |ui, by| {
        ui.add(Field::new(value).id(Id::unique(label)).width(width).labelled_by(by))
    });
    next_on_enter(ui, &response)
}

/// A labelled secret field. Answers whether Enter was pressed.
pub(super) fn secret_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    width: f32,
    (label, error): (&'static str, Option<&str>),
    value: &mut Zeroizing<String>,
) -> bool {
    let words = cx.t(label);
    let question = Question::new(&words).error(error).width(width);
    let tone = question.tone();
    let response = question.show(ui, cx, |ui, by| {
        let field = Field::new(value).id(Id::unique(label)).secret(false).direction(Direction::Ltr);
        ui.add(field.tone(tone).width(width).labelled_by(by))
    });
    next_on_enter(ui, &response)
}

fn next_on_enter(ui: &Ui, response: &Response) -> bool {
    let entered = response.lost_focus() && ui.input(|it| it.key_pressed(Key::Enter));
    if entered {
        ui.memory_mut(|it| it.move_focus(FocusDirection::Next));
    }
    entered
}

/// What was done on a field for a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PathAnswer {
    /// Enter was pressed in it.
    pub(super) entered: bool,
    /// The dialog is wanted.
    pub(super) pick: bool,
}

/// A path, typed or chosen.
pub(super) fn path_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    width: f32,
    (label, hint): (&'static str, &str),
    path: &mut String,
) -> PathAnswer {
    let words = cx.t(label);
    let choose = cx.t("common-choose-file");
    let mut answer = PathAnswer::default();
    let response = Question::new(&words).hint(hint).width(width).show(ui, cx, |ui, by| {
        ui.allocate_ui_with_layout(vec2(width, size::CONTROL), frame::trailing(cx), |ui| {
            answer.pick = ui.add(Button::new("").icon(Lucide::FolderOpen).name(&choose)).clicked();
            let field = Field::new(path)
                .id(Id::unique(label))
                .direction(Direction::Ltr)
                .width(ui.available_width())
                .labelled_by(by);
            ui.add(field)
        })
        .inner
    });
    answer.entered = response.lost_focus() && ui.input(|it| it.key_pressed(Key::Enter));
    answer
}

/// What did not happen, and what to do about it.
pub(super) fn failure_ui(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) {
    notice_strip(ui, cx, Kind::Error, &failure_words(cx, failure), |_| {});
}

/// The same as one sentence.
pub(super) fn failure_words(cx: &Cx<'_>, failure: &Failure) -> String {
    let mut words = cx.m(&failure.message);
    if let Some(advice) = &failure.advice {
        words.push(' ');
        words.push_str(&cx.m(advice));
    }
    words.push_str(" (");
    words.push_str(failure.code);
    words.push(')');
    words
}

/// How far long work is. Answers whether to stop it.
pub(super) fn job_ui(ui: &mut Ui, cx: &Cx<'_>, seen: Seen) -> bool {
    let title = cx.t(if seen.stage.is_empty() { "job-starting" } else { seen.stage });
    let detail = if seen.total == 0 {
        cx.t("job-nothing-yet")
    } else {
        cx.m(&Message::new("common-count-of").number("n", seen.done).number("all", seen.total))
    };
    let view = ProgressView { title: &title, done: seen.done, total: seen.total, detail: &detail };
    widgets::progress(ui, cx, &view)
}

/// The rows of a file that were refused: number, column and what is wrong.
pub(super) fn refused_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    refused: &[RefusedRow],
    selected: &mut Option<usize>,
) {
    let columns = [
        Column::number(cx.t("office-refused-row"), Width::Exact(70.0)),
        Column::text(cx.t("office-refused-column"), Width::Exact(190.0)),
        Column::text(cx.t("office-refused-why"), Width::Share(1.0, 320.0)),
    ];
    let name = cx.t("office-refused");
    let table = Table::new(Id::unique("refused rows"), &name, &columns, refused.len(), selected);
    let _seen = table.show(
        ui,
        cx,
        |row| refused.get(row).map(|it| it.row.to_string()).unwrap_or_default(),
        |ui, row, column| {
            let Some(it) = refused.get(row) else { return };
            let words = match column {
                0 => it.row.to_string(),
                1 => it.column.clone(),
                _ => cx.m(&it.message),
            };
            let room = ui.available_width();
            ui.add(Text::new(&words).elide(room));
        },
    );
}

/// A line of the left rail. Answers whether it was chosen.
pub(super) fn part_ui(ui: &mut Ui, words: &str, here: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), here, words));
    if here {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_wash);
        mark::bar(ui, rect);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let inner = rect.shrink2(vec2(space::L, 0.0));
    let (at, align) = if mark::is_rtl(ui) {
        (inner.right_center(), Align2::RIGHT_CENTER)
    } else {
        (inner.left_center(), Align2::LEFT_CENTER)
    };
    let style = if here { Style::STRONG } else { Style::BODY };
    text::paint(ui, at, align, words, style, tokens.ink);
    if response.has_focus() {
        mark::ring(ui, rect.shrink(3.0));
    }
    response.clicked()
}
