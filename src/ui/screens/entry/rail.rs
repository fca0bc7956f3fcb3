//! The right rail: what is wrong, what is unlikely, who else it may be, what was said, what happened.

use std::sync::Arc;

use eframe::egui::{Align, Id, Key, Ui};
use egui_lucide::Lucide;

use super::{
    Action,
    compare::{Beside, COMPARE},
    sheet::Issue,
    sitting::Sitting,
};
use crate::{
    base::{CommentId, Message},
    cases::Permission,
    forms::Path,
    service::query::records::{Alike, Duplicate, Thread},
    ui::{
        cx::Cx,
        frame, keys,
        text::{self, Direction, Field, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, number_button, state_words},
    },
};

impl Sitting {
    pub(super) fn rail_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let sheet = Arc::clone(&self.sheet);
        let mut go = None;
        let mut action = None;
        frame::right_rail(ui, cx, |ui| {
            if self.view.editable {
                let all: Vec<&Issue> = sheet.shown_issues().collect();
                go = self.issues_ui(ui, cx, &all);
            } else {
                self.overrides_ui(ui, cx);
            }
            action = self.returned_ui(ui, cx).or_else(|| self.duplicates_ui(ui, cx));
            if let Some(asked) = self.comments_ui(ui, cx, &mut go) {
                action = Some(asked);
            }
            self.history_ui(ui, cx);
        });
        if let Some(path) = go {
            self.go_to(&path);
        }
        action
    }

    /// What is wrong and unlikely, for the corner under a grid.
    pub(super) fn corner_ui(&self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Path> {
        let mut go = None;
        for (hard, icon) in [(true, Lucide::CircleX), (false, Lucide::TriangleAlert)] {
            let issues: Vec<&Issue> =
                self.sheet.shown_issues().filter(|it| it.hard == hard).collect();
            if issues.is_empty() {
                continue;
            }
            frame::block(ui, cx, |ui| {
                head_ui(ui, cx, icon, hard, issues.len(), None);
                for issue in issues {
                    if issue_ui(ui, cx, issue) {
                        go = Some(issue.path.clone());
                    }
                }
            });
        }
        go
    }

    fn issues_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, all: &[&Issue]) -> Option<Path> {
        let mut go = None;
        let (errors, warnings): (Vec<&Issue>, Vec<&Issue>) = all.iter().partition(|it| it.hard);
        if !errors.is_empty() {
            frame::block(ui, cx, |ui| {
                head_ui(ui, cx, Lucide::CircleX, true, errors.len(), None);
                for issue in &errors {
                    if issue_ui(ui, cx, issue) {
                        go = Some(issue.path.clone());
                    }
                }
            });
        }
        if !warnings.is_empty() {
            let open = warnings.iter().filter(|it| it.reason.is_none()).count();
            frame::block(ui, cx, |ui| {
                head_ui(ui, cx, Lucide::TriangleAlert, false, warnings.len(), Some(open));
                for issue in &warnings {
                    if issue_ui(ui, cx, issue) {
                        go = Some(issue.path.clone());
                    }
                    self.reason_ui(ui, cx, issue);
                }
            });
        }
        if all.is_empty() {
            frame::block(ui, cx, |ui| {
                let words = if self.sheet.n_missing == 0 {
                    "entry-nothing-wrong"
                } else {
                    "entry-nothing-wrong-yet"
                };
                let color = Tokens::of(ui).ink3;
                let width = ui.available_width();
                ui.add(Text::new(&cx.t(words)).style(Style::SMALL).color(color).wrap(width));
            });
        }
        go
    }

    /// Under a warning: why it may stand, or a field to say so.
    fn reason_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, issue: &Issue) {
        let tokens = Tokens::of(ui);
        indented(ui, cx, |ui| {
            let width = ui.available_width();
            let key = (issue.path.clone(), issue.rule);
            let typed = self.reasons_typed.get(&key).is_some_and(|it| !it.is_empty());
            let kept = issue.reason.as_ref().filter(|_| !typed);
            if let Some(reason) = kept {
                let quoted = cx.m(&Message::new("entry-kept").text("reason", reason));
                ui.add(Text::new(&quoted).style(Style::SMALL).color(tokens.ink2).wrap(width));
                let words = cx.t("entry-take-back");
                if ui.add(Button::new(&words).compact().bare()).clicked() {
                    self.filling.set_reason(&issue.path, issue.rule, "");
                }
                return;
            }
            let name =
                name_of(cx, &Message::new("entry-reason-name").text("number", &issue.number));
            let text = self.reasons_typed.entry(key.clone()).or_default();
            let field = Field::new(text)
                .id(Id::unique(("reason", &issue.path, issue.rule)))
                .compact()
                .width(width)
                .hint(cx.t("entry-reason-hint"))
                .name(name);
            let response = ui.add(field);
            if response.changed() {
                // A reason is an answer: what is typed of it is saved like any other text.
                self.filling.type_reason(&issue.path, issue.rule, text);
            }
            if response.lost_focus() && !text.trim().is_empty() {
                self.filling.set_reason(&issue.path, issue.rule, text);
                self.reasons_typed.remove(&key);
            }
        });
    }

    /// What was kept in spite of a warning, for those who only read.
    fn overrides_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.view.overrides.is_empty() {
            return;
        }
        let tokens = Tokens::of(ui);
        frame::block(ui, cx, |ui| {
            head_ui(ui, cx, Lucide::TriangleAlert, false, self.view.overrides.len(), None);
            for kept in &self.view.overrides {
                let number = self.number(&kept.question);
                let quoted =
                    cx.m(&Message::new("entry-kept").text("reason", kept.reason.expose().as_str()));
                numbered(ui, cx, &number, "", |ui, width| {
                    ui.add(Text::new(&quoted).style(Style::SMALL).color(tokens.ink2).wrap(width));
                });
            }
        });
    }

    fn duplicates_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        if self.duplicates.is_empty() {
            return None;
        }
        let first = self.first_candidate(cx);
        let mut pressed = None;
        frame::block(ui, cx, |ui| {
            let tokens = Tokens::of(ui);
            let count = Message::new("entry-duplicates").number("n", self.duplicates.len() as u64);
            icon_head(ui, cx, Lucide::Copy, tokens.ink, &cx.m(&count));
            for duplicate in &self.duplicates {
                let id = duplicate.record.id;
                let answer = duplicate_ui(ui, cx, duplicate, first == Some(Beside::Record(id)));
                if let Some(answer) = answer {
                    pressed = Some((answer, id));
                }
            }
        });
        match pressed? {
            (Pressed::Compare, id) => self.compare(Beside::Record(id)),
            (Pressed::Look, id) => Some(Action::Look(id)),
        }
    }

    fn comments_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, go: &mut Option<Path>) -> Option<Action> {
        let threads = self.view.threads.clone();
        if threads.is_empty() && self.comment_typed.is_none() {
            return None;
        }
        let mut action = None;
        frame::block(ui, cx, |ui| {
            let tokens = Tokens::of(ui);
            let open = threads.iter().filter(|it| !it.settled).count();
            let count = Message::new("entry-comments").number("n", open as u64);
            icon_head(ui, cx, Lucide::MessageSquare, tokens.ink, &cx.m(&count));
            let (open, settled): (Vec<&Thread>, Vec<&Thread>) =
                threads.iter().partition(|it| !it.settled);
            for thread in open.into_iter().chain(settled) {
                if self.thread_ui(ui, cx, thread, &mut action) {
                    *go = Some(thread.question.clone());
                }
            }
            self.new_comment_ui(ui, cx, &mut action);
        });
        action
    }

    /// One thread; answers whether its number was pressed.
    fn thread_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        thread: &Thread,
        action: &mut Option<Action>,
    ) -> bool {
        let tokens = Tokens::of(ui);
        let number = self.number(&thread.question);
        let name = name_of(cx, &Message::new("entry-go-to").text("number", &number));
        let pressed = numbered(ui, cx, &number, &name, |ui, width| {
            for comment in &thread.comments {
                ui.add(Text::new(comment.text.expose()).wrap(width));
                let by = cx.m(&Message::new("entry-said-by")
                    .text("who", &comment.by_login)
                    .text("when", cx.when(comment.at)));
                ui.add(Text::new(&by).style(Style::SMALL).color(tokens.ink3).wrap(width));
            }
            if thread.settled {
                ui.add(Text::new(&cx.t("entry-settled")).style(Style::SMALL).color(tokens.ok));
            }
        });
        let mut back = false;
        if !thread.settled && cx.may(Permission::Enter) {
            let text = self.answers_typed.entry(thread.id).or_default();
            indented(ui, cx, |ui| {
                let width = ui.available_width();
                let name = name_of(cx, &Message::new("entry-answer-name").text("number", &number));
                let field = Field::new(text)
                    .id(answer_id(thread.id))
                    .compact()
                    .width(width)
                    .hint(cx.t("entry-answer-hint"))
                    .name(name);
                let response = ui.add(field);
                let enter = ui.input(|input| input.key_pressed(Key::Enter));
                let escape =
                    response.lost_focus() && keys::pressed(ui.ctx(), keys::plain(Key::Escape));
                back |= response.lost_focus() && (enter || escape);
                if response.lost_focus() && enter && !text.trim().is_empty() {
                    let text = std::mem::take(text);
                    *action = Some(Action::AnswerComment { thread: thread.id, text });
                }
            });
        }
        if back {
            self.come_back();
        }
        pressed
    }

    fn new_comment_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, action: &mut Option<Action>) {
        let Some((question, mut text)) = self.comment_typed.take() else { return };
        let number = self.number(&question);
        let (mut sent, mut left) = (false, false);
        numbered(ui, cx, &number, "", |ui, width| {
            let name = name_of(cx, &Message::new("entry-comment-name").text("number", &number));
            let field = Field::new(&mut text)
                .id(comment_id())
                .compact()
                .width(width)
                .hint(cx.t("entry-comment-hint"))
                .name(name);
            let response = ui.add(field);
            let enter = ui.input(|input| input.key_pressed(Key::Enter));
            let escape = response.lost_focus() && keys::pressed(ui.ctx(), keys::plain(Key::Escape));
            left = response.lost_focus() && (enter || escape);
            sent = left && enter && !text.trim().is_empty();
        });
        if left {
            self.come_back();
        }
        if sent {
            *action = Some(Action::Comment { question, text });
        } else if !left || !text.trim().is_empty() {
            // What was begun stays until it is sent or rubbed out.
            self.comment_typed = Some((question, text));
        }
    }

    /// Gives the focus to where a remark on the current question is written: the open thread there, else a new one.
    pub(super) fn comment(&mut self) {
        let Some(here) = self.at().cloned() else { return };
        let thread = self.view.threads.iter().find(|it| it.question == here && !it.settled);
        if let Some(thread) = thread {
            self.focus(answer_id(thread.id));
            return;
        }
        let begun = self.comment_typed.take().filter(|(question, _)| *question == here);
        self.comment_typed = Some(begun.unwrap_or_else(|| (here, String::new())));
        self.focus(comment_id());
    }

    fn history_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        frame::block(ui, cx, |ui| {
            let tokens = Tokens::of(ui);
            let count = Message::new("entry-history").number("n", self.view.history.len() as u64);
            let words = cx.m(&count);
            let button = Button::new(&words).icon(Lucide::Clock).bare().chosen(false);
            if ui.add(button).clicked() {
                self.history_open = !self.history_open;
            }
            if !self.history_open {
                return;
            }
            let width = ui.available_width();
            for line in self.view.history.iter().rev() {
                let words = cx.m(&Message::new("entry-history-line")
                    .text("what", history_words(cx, &line.command))
                    .text("who", &line.by_login)
                    .text("when", cx.when(line.at)));
                ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink2).wrap(width));
                if let Some(reason) = &line.reason {
                    let quoted =
                        cx.m(&Message::new("entry-kept").text("reason", reason.expose().as_str()));
                    ui.add(Text::new(&quoted).style(Style::SMALL).color(tokens.ink3).wrap(width));
                }
            }
        });
    }
}

/// A message as an accessible name: without the marks that keep directions apart.
pub(super) fn name_of(cx: &Cx<'_>, message: &Message) -> String {
    cx.m(message).chars().filter(|it| !text::is_direction_mark(*it)).collect()
}

fn answer_id(thread: CommentId) -> Id {
    Id::unique(("answer", thread))
}

fn comment_id() -> Id {
    Id::unique("new comment")
}

/// The words for a command of the audit log; the name itself where there are none.
fn history_words(cx: &Cx<'_>, command: &str) -> String {
    cx.t(match command {
        "record.new" => "entry-did-new",
        "record.edit" => "entry-did-edit",
        "record.fill" => "entry-did-fill",
        "record.import" => "entry-did-import",
        "record.submit" => "entry-did-submit",
        "record.void" => "entry-did-void",
        "comment.add" => "entry-did-comment",
        "comment.answer" => "entry-did-answer",
        "comment.settle" => "entry-did-settle",
        "review.return" => "entry-did-return",
        "review.approve" => "entry-did-approve",
        "review.reopen" => "entry-did-reopen",
        other => return other.to_owned(),
    })
}

/// `1 error`, `2 warnings`, and how many of them wait for a reason.
fn head_ui(ui: &mut Ui, cx: &Cx<'_>, icon: Lucide, hard: bool, n: usize, open: Option<usize>) {
    let tokens = Tokens::of(ui);
    let (id, color) =
        if hard { ("entry-errors", tokens.error) } else { ("entry-warnings", tokens.warn) };
    frame::row(ui, cx, 24.0, |ui| {
        text::icon(ui, icon, color);
        let words = cx.m(&Message::new(id).number("n", n as u64));
        ui.add(Text::new(&words).style(Style::STRONG).color(color));
        if let Some(open) = open.filter(|it| *it > 0) {
            let words = cx.m(&Message::new("entry-need-reason").number("n", open as u64));
            let room = ui.available_width();
            ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink3).elide(room));
        }
    });
}

fn icon_head(ui: &mut Ui, cx: &Cx<'_>, icon: Lucide, color: eframe::egui::Color32, words: &str) {
    frame::row(ui, cx, 24.0, |ui| {
        text::icon(ui, icon, color);
        ui.add(Text::new(words).style(Style::STRONG).color(color));
    });
}

/// One issue with its number as a button; answers whether that was pressed.
fn issue_ui(ui: &mut Ui, cx: &Cx<'_>, issue: &Issue) -> bool {
    let name = name_of(cx, &Message::new("entry-go-to").text("number", &issue.number));
    numbered(ui, cx, &issue.number, &name, |ui, width| {
        let words = if issue.who.is_empty() {
            issue.text.clone()
        } else {
            cx.m(&Message::new("entry-about").text("who", &issue.who).text("text", &issue.text))
        };
        ui.add(Text::new(&words).wrap(width));
    })
}

/// A number as a button, and what is said beside it.
fn numbered(
    ui: &mut Ui,
    cx: &Cx<'_>,
    number: &str,
    name: &str,
    add: impl FnOnce(&mut Ui, f32),
) -> bool {
    ui.with_layout(frame::leading(cx).with_cross_align(Align::Min), |ui| {
        let name = if name.is_empty() { number } else { name };
        let shown = if number.is_empty() { "–" } else { number };
        let pressed = number_button(ui, shown, name).clicked();
        let width = ui.available_width().max(80.0);
        ui.with_layout(frame::down(cx), |ui| {
            ui.set_width(width);
            add(ui, width);
        });
        pressed
    })
    .inner
}

/// Under the words of a numbered line.
fn indented(ui: &mut Ui, cx: &Cx<'_>, add: impl FnOnce(&mut Ui)) {
    let margin = if cx.is_rtl() {
        eframe::egui::Margin { right: 36, ..eframe::egui::Margin::ZERO }
    } else {
        eframe::egui::Margin { left: 36, ..eframe::egui::Margin::ZERO }
    };
    eframe::egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
        ui.with_layout(frame::down(cx), |ui| {
            ui.set_width(ui.available_width());
            add(ui);
        });
    });
    ui.add_space(space::XS);
}

/// What was pressed at a possible duplicate.
enum Pressed {
    Compare,
    Look,
}

/// A record that may be about the same people; F4 compares with the `first`.
fn duplicate_ui(ui: &mut Ui, cx: &Cx<'_>, duplicate: &Duplicate, first: bool) -> Option<Pressed> {
    let tokens = Tokens::of(ui);
    let record = &duplicate.record;
    frame::row(ui, cx, 22.0, |ui| {
        let room = ui.available_width() - 110.0;
        ui.add(Text::new(record.title.expose()).style(Style::STRONG).elide(room));
        ui.with_layout(frame::trailing(cx), |ui| {
            state_words(ui, cx, record.state, record.submitted_again);
        });
    });
    let small = |ui: &mut Ui, words: &str| {
        ui.add(Text::new(words).style(Style::SMALL).color(tokens.ink2));
    };
    ui.add(
        Text::new(&record.number)
            .style(Style::SMALL_CODE)
            .direction(Direction::Ltr)
            .color(tokens.ink2),
    );
    let place = record.place.as_ref().map_or(String::new(), |it| it.name.clone());
    let when = cx.when(record.changed);
    let line = cx.m(&Message::new("entry-duplicate-line")
        .text("place", place)
        .text("when", when)
        .number("n", u64::from(record.members)));
    small(ui, &line);
    for alike in &duplicate.because {
        let words = cx.t(match alike {
            Alike::Name => "entry-alike-name",
            Alike::Birth => "entry-alike-birth",
            Alike::Phone => "entry-alike-phone",
            Alike::Place => "entry-alike-place",
        });
        frame::row(ui, cx, 18.0, |ui| {
            text::icon(ui, Lucide::Equal, tokens.ok);
            ui.add(Text::new(&words).style(Style::SMALL));
        });
    }
    let (compare, look) = (cx.t("entry-compare"), cx.t("entry-look-at-it"));
    let name = name_of(cx, &Message::new("entry-compare-name").text("number", &record.number));
    let caption = keys::caption(cx, COMPARE);
    let mut button = Button::new(&compare).compact().name(&name);
    if first {
        button = button.keys(&caption);
    }
    ui.add_space(space::XS);
    frame::row(ui, cx, size::COMPACT, |ui| {
        let compare = ui.add(button).clicked();
        let look = ui.add(Button::new(&look).compact()).clicked();
        match (compare, look) {
            (true, _) => Some(Pressed::Compare),
            (false, true) => Some(Pressed::Look),
            (false, false) => None,
        }
    })
}
