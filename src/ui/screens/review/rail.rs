//! What is said about the record: the thread of the question in sight, the other threads, warnings kept, history.

use eframe::egui::{Align, Color32, Id, Key, Rect, Sense, Stroke, Ui, pos2, vec2};
use egui_lucide::Lucide;

use super::{Action, Opened, Reading, Review};
use crate::{
    base::{Message, Sensitive},
    cases::Permission,
    forms::Path,
    service::query::records::{CommentView, OverrideView, Thread},
    ui::{
        cx::Cx,
        frame, keys,
        mark::{self, Station},
        screens::history::history_ui,
        text::{self, Field, Style, Text},
        theme::{Tokens, space},
        widgets::{Button, number_button},
    },
};

/// The field in which a remark is written.
pub(super) fn comment_id() -> Id {
    Id::unique("review comment")
}

impl Review {
    pub(super) fn rail_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let Self { record: Opened::Reading(reading), comment, write, .. } = self else {
            frame::right_rail(ui, cx, |_| ());
            return None;
        };
        let mut action = None;
        let mut go = None;
        frame::right_rail(ui, cx, |ui| {
            action = here_ui(ui, cx, reading, comment, write);
            for thread in others(reading) {
                frame::block(ui, cx, |ui| {
                    if head_ui(ui, cx, reading, &thread.question, Some(thread)) {
                        go = Some(thread.question.clone());
                    }
                    thread_ui(ui, cx, thread);
                });
            }
            if let Some(question) = warnings_ui(ui, cx, reading) {
                go = Some(question);
            }
            frame::block(ui, cx, |ui| history_ui(ui, cx, &reading.view.history));
        });
        if let Some(question) = go {
            reading.look_at(question);
        }
        action
    }
}

/// Threads on other questions than the one in sight, open ones first.
fn others(reading: &Reading) -> Vec<&Thread> {
    let mut threads: Vec<&Thread> =
        reading.view.threads.iter().filter(|it| Some(&it.question) != reading.here()).collect();
    threads.sort_by_key(|it| it.settled);
    threads
}

/// The question in sight: what was said, and the field to say more.
fn here_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    reading: &Reading,
    comment: &mut String,
    write: &mut bool,
) -> Option<Action> {
    let threads = reading.threads_at(reading.here());
    let record = reading.view.summary.id;
    let open = threads.iter().find(|it| !it.settled).map(|it| it.id);
    let mut action = None;
    frame::block(ui, cx, |ui| {
        if let Some(here) = reading.here() {
            head_ui(ui, cx, reading, here, threads.first().copied());
        } else {
            let width = ui.available_width();
            ui.add(Text::new(&cx.t("review-whole")).style(Style::STRONG).wrap(width));
        }
        for thread in &threads {
            thread_ui(ui, cx, thread);
        }
        if !cx.may(Permission::Review) {
            return;
        }
        ui.add_space(space::S);
        if let Some(text) = field_ui(ui, cx, reading, comment, write) {
            action = Some(if let Some(thread) = open {
                Action::Answer { record, thread, text }
            } else {
                let question = reading.here().cloned().unwrap_or_else(|| Path(Vec::new()));
                Action::Comment { record, question, text }
            });
        }
        if let Some(thread) = open {
            ui.add_space(space::XS);
            frame::row(ui, cx, 24.0, |ui| {
                let (words, key) = (cx.t("review-settled"), keys::plain(Key::S));
                let caption = keys::caption(cx, key);
                if ui.add(Button::new(&words).compact().keys(&caption)).clicked() {
                    action = Some(Action::Settle { record, thread });
                }
                ui.with_layout(frame::trailing(cx), |ui| {
                    let words = cx.t("review-kept-for-good");
                    let ink3 = Tokens::of(ui).ink3;
                    let room = ui.available_width();
                    ui.add(Text::new(&words).style(Style::SMALL).color(ink3).elide(room));
                });
            });
        }
    });
    action
}

/// The field; answers with what was written and sent by Enter.
fn field_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    reading: &Reading,
    comment: &mut String,
    write: &mut bool,
) -> Option<Sensitive<String>> {
    let name = match reading.here() {
        Some(here) => {
            cx.m(&Message::new("entry-comment-name").text("number", reading.number(here)))
        }
        None => cx.t("review-comment-whole"),
    };
    let width = ui.available_width();
    let caption = keys::caption(cx, keys::plain(Key::C));
    let cap = mark::key_cap_size(ui, &caption);
    let field = ui.add(
        Field::new(comment)
            .id(comment_id())
            .name(name)
            .hint(cx.t("entry-comment-hint"))
            .trailing(cap.x + 6.0)
            .width(width),
    );
    let x =
        if mark::is_rtl(ui) { field.rect.left() + 6.0 } else { field.rect.right() - 6.0 - cap.x };
    let place = Rect::from_min_size(pos2(x, field.rect.center().y - cap.y / 2.0), cap);
    mark::paint_key_cap(ui, place, &caption, None);
    if std::mem::take(write) {
        field.request_focus();
    }
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    let sent = field.lost_focus() && enter && !comment.trim().is_empty();
    sent.then(|| Sensitive::new(comment.trim().to_owned()))
}

/// A question's number, what it asks in full, and how its thread stands; answers whether the number was pressed.
fn head_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    reading: &Reading,
    question: &Path,
    thread: Option<&Thread>,
) -> bool {
    let tokens = Tokens::of(ui);
    let number = reading.number(question);
    let name = cx.m(&Message::new("entry-go-to").text("number", &number));
    let whole = cx.t("review-whole");
    let label = if question.0.is_empty() { &whole } else { reading.body.label(question) };
    ui.with_layout(frame::leading(cx).with_cross_align(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let pressed = number_button(ui, &number, &name).clicked();
        let stands = thread.map(|it| stands(it, reading, tokens));
        let room = if stands.is_some() { 72.0 } else { 0.0 };
        let width = (ui.available_width() - room).max(80.0);
        ui.add(Text::new(label).style(Style::STRONG).wrap(width));
        if let Some((id, color)) = stands {
            ui.with_layout(frame::trailing(cx).with_cross_align(Align::Min), |ui| {
                let style = Style { line: 20.0, ..Style::SMALL };
                ui.add(Text::new(&cx.t(id)).style(style).color(color));
            });
        }
        pressed
    })
    .inner
}

/// How a thread stands: settled, a note of the author's, answered by the author, or open.
fn stands(thread: &Thread, reading: &Reading, tokens: &Tokens) -> (&'static str, Color32) {
    let author = reading.view.summary.author;
    if thread.settled {
        ("entry-settled", tokens.ok)
    } else if thread.comments.iter().all(|it| it.by == author) {
        ("review-note", tokens.info)
    } else if thread.comments.last().is_some_and(|it| it.by == author) {
        ("review-answered", tokens.info)
    } else {
        ("review-open", tokens.info)
    }
}

/// A thread is a route: one station a remark.
fn thread_ui(ui: &mut Ui, cx: &Cx<'_>, thread: &Thread) {
    let last = thread.comments.len().saturating_sub(1);
    for (n, comment) in thread.comments.iter().enumerate() {
        comment_ui(ui, cx, comment, n == last);
    }
}

fn comment_ui(ui: &mut Ui, cx: &Cx<'_>, comment: &CommentView, last: bool) {
    let tokens = Tokens::of(ui);
    let layout = frame::leading(cx).with_cross_align(Align::Min);
    let shown = ui.with_layout(layout, |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let (station, _) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
        let width = ui.available_width().max(80.0);
        ui.with_layout(frame::down(cx), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add(Text::new(comment.text.expose()).wrap(width));
            let by = cx.m(&Message::new("entry-said-by")
                .text("who", &comment.by_login)
                .text("when", cx.texts.date_time(comment.at, cx.offset_secs)));
            ui.add(Text::new(&by).style(Style::SMALL).color(tokens.ink3).wrap(width));
            ui.add_space(space::XS);
        });
        station
    });
    let centre = pos2(shown.inner.center().x.floor(), shown.inner.center().y);
    if !last {
        let bottom = shown.response.rect.bottom() + 14.0;
        ui.painter().vline(centre.x, centre.y..=bottom, Stroke::new(2.0, tokens.line));
    }
    mark::station(ui.painter(), centre, Station::Full, tokens, tokens.ground);
}

/// Warnings that the author kept, with why; answers with the question whose number was pressed.
fn warnings_ui(ui: &mut Ui, cx: &Cx<'_>, reading: &Reading) -> Option<Path> {
    let kept = &reading.view.overrides;
    if kept.is_empty() {
        return None;
    }
    let tokens = Tokens::of(ui);
    let mut go = None;
    frame::block(ui, cx, |ui| {
        frame::row(ui, cx, 24.0, |ui| {
            text::icon(ui, Lucide::TriangleAlert, tokens.warn);
            let words = cx.m(&Message::new("review-warnings").number("n", kept.len() as u64));
            ui.add(Text::new(&words).style(Style::STRONG).color(tokens.warn));
        });
        for one in kept {
            if warning_ui(ui, cx, reading, one) {
                go = Some(one.question.clone());
            }
        }
    });
    go
}

fn warning_ui(ui: &mut Ui, cx: &Cx<'_>, reading: &Reading, kept: &OverrideView) -> bool {
    let tokens = Tokens::of(ui);
    let number = reading.number(&kept.question);
    let name = cx.m(&Message::new("entry-go-to").text("number", &number));
    ui.with_layout(frame::leading(cx).with_cross_align(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let pressed = number_button(ui, &number, &name).clicked();
        let width = ui.available_width().max(80.0);
        ui.with_layout(frame::down(cx), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add(Text::new(reading.body.label(&kept.question)).wrap(width));
            let reason =
                cx.m(&Message::new("entry-kept").text("reason", kept.reason.expose().as_str()));
            ui.add(Text::new(&reason).style(Style::SMALL).color(tokens.ink2).wrap(width));
        });
        pressed
    })
    .inner
}
