//! Notices, empty places, progress: what the program says about itself.

use eframe::egui::{
    Color32, Frame, Margin, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;

use super::Button;
use crate::ui::{
    cx::Cx,
    frame,
    keys::{self, Shortcut},
    mark,
    notices::{Kind, Notice},
    text::{self, Style, Text},
    theme::{Tokens, size, space},
};

/// What the person did with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeAnswer {
    /// It was read.
    Dismiss,
    /// Its action was chosen.
    Act,
}

/// Icon, text colour and wash of a kind of notice.
#[must_use]
pub const fn kind_look(kind: Kind, tokens: &Tokens) -> (Lucide, Color32, Color32) {
    match kind {
        Kind::Done => (Lucide::Check, tokens.ok, tokens.ok_wash),
        Kind::News => (Lucide::Info, tokens.info, tokens.info_wash),
        Kind::Warning => (Lucide::TriangleAlert, tokens.warn, tokens.warn_wash),
        Kind::Error => (Lucide::CircleX, tokens.error, tokens.error_wash),
    }
}

/// A strip that says what happened, what was kept and what to do.
pub fn notice(ui: &mut Ui, cx: &Cx<'_>, notice: &Notice) -> Option<NoticeAnswer> {
    let mut words = cx.m(&notice.message);
    if let Some(advice) = &notice.advice {
        words.push(' ');
        words.push_str(&cx.m(advice));
    }
    if let Some(code) = notice.code {
        words.push_str(" (");
        words.push_str(code);
        words.push(')');
    }
    strip(ui, cx, notice.kind, &words, |ui| {
        let mut answer = None;
        if notice.kind == Kind::Error {
            let close = cx.t("shell-dismiss");
            if ui.add(Button::new("").icon(Lucide::X).bare().compact().name(&close)).clicked() {
                answer = Some(NoticeAnswer::Dismiss);
            }
        }
        if let Some((text, _)) = &notice.action
            && ui.add(Button::new(&cx.t(text)).compact()).clicked()
        {
            answer = Some(NoticeAnswer::Act);
        }
        answer
    })
}

/// A strip of its own inside a screen: icon, sentence, and what `end` adds from the trailing edge.
pub fn strip<R>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    kind: Kind,
    words: &str,
    end: impl FnOnce(&mut Ui) -> R,
) -> R {
    let tokens = Tokens::of(ui);
    let (icon, color, wash) = kind_look(kind, tokens);
    let frame =
        Frame::NONE.fill(wash).corner_radius(size::RADIUS).inner_margin(Margin::symmetric(12, 8));
    let response = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let size = vec2(ui.available_width(), 20.0);
        ui.allocate_ui_with_layout(
            size,
            frame::leading(cx).with_cross_align(eframe::egui::Align::Min),
            |ui| {
                text::icon(ui, icon, color);
                let layout = frame::trailing(cx).with_cross_align(eframe::egui::Align::Min);
                ui.with_layout(layout, |ui| {
                    let answer = end(ui);
                    let width = ui.available_width();
                    ui.with_layout(frame::down(cx), |ui| ui.add(Text::new(words).wrap(width)));
                    answer
                })
                .inner
            },
        )
        .inner
    });
    let live = response.response;
    live.widget_info(|| WidgetInfo::labeled(Role::Alert, true, words));
    response.inner
}

/// What stands where nothing is yet: what comes here, how, and the action that brings it.
///
/// Answers whether the action was chosen.
pub fn empty(
    ui: &mut Ui,
    cx: &Cx<'_>,
    what: &str,
    how: &str,
    action: Option<(&str, Option<Shortcut>)>,
) -> bool {
    let tokens = Tokens::of(ui);
    Frame::NONE
        .inner_margin(Margin::symmetric(16, 16))
        .show(ui, |ui| {
            ui.with_layout(frame::down(cx), |ui| {
                let width = ui.available_width().min(size::FORM);
                ui.add(Text::new(what).style(Style::STRONG).wrap(width));
                ui.add(Text::new(how).color(tokens.ink2).wrap(width));
                let Some((words, key)) = action else { return false };
                ui.add_space(space::S);
                let caption = key.map(|it| keys::caption(cx, it));
                let mut button = Button::new(words);
                if let Some(caption) = &caption {
                    button = button.keys(caption);
                }
                ui.add(button).clicked() || key.is_some_and(|it| keys::pressed(ui.ctx(), it))
            })
            .inner
        })
        .inner
}

/// How far long work is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProgressView<'a> {
    /// What is being done.
    pub title: &'a str,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 where nobody knows.
    pub total: u64,
    /// What stands under the bar: done of total, time left.
    pub detail: &'a str,
}

/// Title, share, a bar of 4, detail and a button to stop. Answers whether to stop (the button, or Esc).
pub fn progress(ui: &mut Ui, cx: &Cx<'_>, view: &ProgressView<'_>) -> bool {
    let tokens = Tokens::of(ui);
    let share = share(view.done, view.total);
    frame::row(ui, cx, 20.0, |ui| {
        ui.add(Text::new(view.title));
        ui.with_layout(frame::trailing(cx), |ui| {
            if view.total > 0 {
                ui.add(Text::new(&cx.texts.percent(f64::from(share), 0)));
            }
        });
    });
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, view.title);
        info.value = (view.total > 0).then_some(f64::from(share) * 100.0);
        info
    });
    bar_track(ui, rect, share, tokens.accent);
    frame::row(ui, cx, size::COMPACT, |ui| {
        ui.add(Text::new(view.detail).style(Style::SMALL).color(tokens.ink3));
        ui.with_layout(frame::trailing(cx), |ui| {
            let escape = keys::plain(eframe::egui::Key::Escape);
            let caption = keys::caption(cx, escape);
            let clicked =
                ui.add(Button::new(&cx.t("common-cancel")).compact().keys(&caption)).clicked();
            clicked || keys::pressed(ui.ctx(), escape)
        })
        .inner
    })
}

/// A track with its leading share filled. Belongs to a widget that says the number.
pub fn bar_track(ui: &Ui, rect: Rect, share: f32, color: Color32) {
    let tokens = Tokens::of(ui);
    ui.painter().rect_filled(rect, 2, tokens.line);
    let width = rect.width() * share.clamp(0.0, 1.0);
    let min = if mark::is_rtl(ui) { pos2(rect.right() - width, rect.top()) } else { rect.min };
    ui.painter().rect_filled(Rect::from_min_size(min, vec2(width, rect.height())), 2, color);
}

#[expect(clippy::cast_precision_loss, reason = "a share of a bar")]
fn share(done: u64, total: u64) -> f32 {
    if total == 0 { 0.0 } else { (done.min(total) as f32) / (total as f32) }
}
