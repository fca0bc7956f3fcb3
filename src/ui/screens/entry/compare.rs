//! Two records side by side, question by question: this one beside what it was when it was returned, or beside one
//! that may be about the same people.

use std::sync::Arc;

use eframe::egui::{Frame, Id, Key, Margin, Ui};
use egui_lucide::Lucide;

use super::{
    Action,
    build::build,
    filling::Filling,
    pairing::{Line, lines, shown},
    sitting::Sitting,
};
use crate::{
    base::{Message, RecordId},
    forms::{Instance, Path},
    service::query::records::RecordView,
    ui::{
        cx::Cx,
        frame,
        keys::{self, Shortcut},
        mark,
        text::{self, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, Column, Segment, Table, Width, empty},
    },
};

/// The key that lays this record beside another, and takes it away again.
pub(super) const COMPARE: Shortcut = keys::plain(Key::F4);

/// What a record is laid beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Itself, as it stood when it was returned.
    Returned,
    /// Another record.
    Record(RecordId),
}

/// Two records side by side.
pub(super) struct Comparison {
    beside: Beside,
    theirs: Option<Filling>,
    lines: Option<Vec<Line>>,
    /// What is alike is shown too.
    all: bool,
    selected: Option<usize>,
}

impl Sitting {
    /// What this record can be laid beside, with the words for it.
    fn candidates(&self, cx: &Cx<'_>) -> Vec<(Beside, String)> {
        let returned =
            self.view.before.is_some().then(|| (Beside::Returned, cx.t("entry-when-returned")));
        let others = self
            .duplicates
            .iter()
            .map(|it| (Beside::Record(it.record.id), it.record.number.clone()));
        returned.into_iter().chain(others).collect()
    }

    /// What F4 compares with.
    pub(super) fn first_candidate(&self, cx: &Cx<'_>) -> Option<Beside> {
        self.candidates(cx).first().map(|it| it.0)
    }

    /// Lays this record beside another; that one may have to be asked for.
    pub(super) fn compare(&mut self, beside: Beside) -> Option<Action> {
        let theirs = match beside {
            Beside::Returned => {
                let instance = self.filling.instance();
                let before = self.view.before.as_ref()?;
                let form = Arc::clone(&self.view.form);
                let read = Instance::from_json(form, instance.environment(), before);
                // What it was and cannot be read any more, cannot be compared.
                Some(Filling::new(read.ok()?, self.filling.language()))
            }
            Beside::Record(_) => None,
        };
        let all = self.comparison.as_ref().is_some_and(|it| it.all);
        self.comparison = Some(Comparison { beside, theirs, lines: None, all, selected: None });
        self.focus(table_id());
        match beside {
            Beside::Returned => None,
            Beside::Record(record) => Some(Action::Compare(record)),
        }
    }

    /// The record to compare with has come.
    pub fn set_beside(&mut self, view: &RecordView) {
        let environment = self.filling.instance().environment();
        let read = Instance::from_json(Arc::clone(&view.form), environment, &view.instance);
        let theirs = read.ok().map(|it| Filling::new(it, self.filling.language()));
        if theirs.is_none() {
            self.end_comparison();
        }
        if let Some(comparison) = &mut self.comparison
            && comparison.beside == Beside::Record(view.summary.id)
        {
            comparison.theirs = theirs;
            comparison.lines = None;
            // Before, there was no table that could hold it.
            self.focus(table_id());
        }
    }

    /// Back to the questions.
    pub fn end_comparison(&mut self) {
        if self.comparison.take().is_some()
            && let Some(here) = self.here.clone()
        {
            self.go(here);
        }
    }

    /// F4 opens and closes, Esc closes.
    pub(super) fn comparison_keys(&mut self, ui: &Ui, cx: &Cx<'_>) -> Option<Action> {
        let ctx = ui.ctx();
        if self.comparison.is_some() {
            let closed =
                keys::pressed(ctx, COMPARE) || keys::pressed(ctx, keys::plain(Key::Escape));
            if closed {
                self.end_comparison();
            }
            return None;
        }
        if !keys::pressed(ctx, COMPARE) {
            return None;
        }
        let first = self.first_candidate(cx)?;
        self.compare(first)
    }

    /// The two records, in place of the questions.
    pub(super) fn comparison_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let candidates = self.candidates(cx);
        let sheet = Arc::clone(&self.sheet);
        let mut comparison = self.comparison.take()?;
        if let (None, Some(theirs)) = (&comparison.lines, &comparison.theirs) {
            let by_path = comparison.beside == Beside::Returned;
            comparison.lines = Some(lines(&sheet, &build(theirs, cx), by_path));
        }
        let mut chosen = None;
        let mut go = None;
        let closed = frame::work(ui, cx, |ui| {
            let closed = comparison.bar_ui(ui, cx, &candidates, &mut chosen);
            go = comparison.table_ui(ui, cx, &candidates);
            closed
        });
        self.comparison = Some(comparison);
        if closed || go.is_some() {
            self.end_comparison();
        }
        if let Some(path) = go {
            self.go_to(&path);
        }
        self.compare(chosen?)
    }

    /// In the rail of a record that came back: the way to what it was.
    pub(super) fn returned_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        if self.view.before.is_none() || !self.view.editable {
            return None;
        }
        let pressed = frame::block(ui, cx, |ui| {
            let words = cx.t("entry-since-return");
            let width = ui.available_width();
            ui.add(Text::new(&words).style(Style::STRONG).wrap(width));
            let caption = keys::caption(cx, COMPARE);
            let words = cx.t("entry-compare");
            ui.add(Button::new(&words).compact().keys(&caption)).clicked()
        });
        if pressed { self.compare(Beside::Returned) } else { None }
    }
}

impl Comparison {
    /// With what, what is shown, and the way back. Answers whether that was pressed.
    fn bar_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        candidates: &[(Beside, String)],
        chosen: &mut Option<Beside>,
    ) -> bool {
        let margin = Margin::symmetric(16, 8);
        let closed = Frame::NONE.inner_margin(margin).show(ui, |ui| {
            frame::row(ui, cx, size::COMPACT, |ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                if candidates.len() > 1 {
                    let words: Vec<String> = candidates.iter().map(|it| it.1.clone()).collect();
                    let before = candidates.iter().position(|it| it.0 == self.beside);
                    let mut at = before;
                    let name = cx.t("entry-compare-with");
                    let id = Id::unique("compare with");
                    ui.add(Segment::new(id, &name, &words, &mut at).compact());
                    if at != before {
                        *chosen = at.and_then(|it| candidates.get(it)).map(|it| it.0);
                    }
                }
                if let Some(lines) = &self.lines {
                    let n = lines.iter().filter(|it| it.differs()).count();
                    let of = lines.iter().filter(|it| !it.is_head).count();
                    let words = [("entry-differ", n), ("entry-compare-all", of)]
                        .map(|(id, n)| cx.m(&Message::new(id).number("n", n as u64)));
                    let mut at = Some(usize::from(self.all));
                    let name = cx.t("entry-compare-shown");
                    let id = Id::unique("compare shown");
                    ui.add(Segment::new(id, &name, &words, &mut at).compact());
                    self.all = at == Some(1);
                }
                let back = ui.with_layout(frame::trailing(cx), |ui| {
                    let caption = keys::caption(cx, keys::plain(Key::Escape));
                    let words = cx.t("entry-back");
                    ui.add(Button::new(&words).compact().keys(&caption)).clicked()
                });
                back.inner
            })
        });
        mark::hairline(ui, 1.0);
        closed.inner
    }

    /// The lines; answers with the question that was chosen.
    fn table_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        candidates: &[(Beside, String)],
    ) -> Option<Path> {
        let shown = shown(self.lines.as_deref()?, self.all);
        if shown.is_empty() {
            let (strong, how) = (cx.t("entry-nothing-differs"), cx.t("entry-nothing-differs-how"));
            empty(ui, cx, &strong, &how, None);
            return None;
        }
        if ui.memory(|memory| memory.focused().is_none()) {
            ui.memory_mut(|memory| memory.request_focus(table_id()));
        }
        let theirs = candidates.iter().find(|it| it.0 == self.beside);
        let columns = [
            Column::text("", Width::Exact(54.0)),
            Column::text(cx.t("entry-question"), Width::Share(1.0, 150.0)),
            Column::text(cx.t("entry-this-record"), Width::Share(1.0, 120.0)),
            Column::text("", Width::Exact(32.0)),
            Column::text(
                theirs.map(|it| it.1.clone()).unwrap_or_default(),
                Width::Share(1.0, 120.0),
            ),
        ];
        let name = cx.t("entry-compare");
        let (asked_not, blank) = (cx.t("entry-not-asked"), cx.t("entry-was-blank"));
        let table = Table::new(table_id(), &name, &columns, shown.len(), &mut self.selected);
        let out = table.show(
            ui,
            cx,
            |row| shown.get(row).map(|it| it.aloud(&asked_not, &blank)).unwrap_or_default(),
            |ui, row, column| {
                if let Some(line) = shown.get(row) {
                    line.cell_ui(ui, column, &asked_not, &blank);
                }
            },
        );
        let line = out.opened.and_then(|row| shown.get(row))?;
        (!line.is_head && line.here.is_some()).then(|| line.path.clone())
    }
}

impl Line {
    fn words<'w>(answer: Option<&'w str>, not_asked: &'w str, blank: &'w str) -> &'w str {
        match answer {
            None => not_asked,
            Some("") => blank,
            Some(words) => words,
        }
    }

    fn aloud(&self, not_asked: &str, blank: &str) -> String {
        if self.is_head {
            return [self.number.as_str(), &self.label].join(" ").trim().to_owned();
        }
        let sign = if self.differs() { "≠" } else { "=" };
        let here = Self::words(self.here.as_deref(), not_asked, blank);
        let there = Self::words(self.there.as_deref(), not_asked, blank);
        [self.number.as_str(), &self.label, here, sign, there].join(" ")
    }

    fn cell_ui(&self, ui: &mut Ui, column: usize, not_asked: &str, blank: &str) {
        let tokens = Tokens::of(ui);
        let width = ui.available_width();
        let differs = self.differs();
        let answer = |ui: &mut Ui, answer: Option<&str>| {
            let has_words = answer.is_some_and(|it| !it.is_empty());
            let color = if has_words { tokens.ink } else { tokens.ink3 };
            let style = if differs && has_words { Style::STRONG } else { Style::BODY };
            let words = Self::words(answer, not_asked, blank);
            ui.add(Text::new(words).style(style).color(color).cell(width));
        };
        match (column, self.is_head) {
            (0, _) => {
                let number = Text::new(&self.number).style(Style::SMALL).color(tokens.ink3);
                ui.add(number.cell(width));
            }
            (1, _) => {
                let style = if self.is_head { Style::STRONG } else { Style::BODY };
                let color = if self.is_head { tokens.ink } else { tokens.ink2 };
                ui.add(Text::new(&self.label).style(style).color(color).cell(width));
            }
            (2, false) => answer(ui, self.here.as_deref()),
            (3, false) => {
                let (icon, color) = if differs {
                    (Lucide::EqualNot, tokens.warn)
                } else {
                    (Lucide::Equal, tokens.ok)
                };
                text::icon(ui, icon, color);
            }
            (4, false) => answer(ui, self.there.as_deref()),
            _ => {}
        }
    }
}

fn table_id() -> Id {
    Id::unique("comparison")
}
