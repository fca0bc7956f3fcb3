//! The keys of the entry screen.

use eframe::egui::{Context, Event, FocusDirection, Key};

use super::{Action, sheet::Stop, sitting::Sitting};
use crate::{
    forms::Path,
    ui::{
        cx::Cx,
        keys::{self, KeyHint, Shortcut},
        questions::{DECLINED, Kind, UNKNOWN, UNLISTED},
    },
};

pub(super) const SUBMIT: Shortcut = keys::ctrl(Key::Enter);
pub(super) const GRID: Shortcut = keys::ctrl(Key::M);
pub(super) const UNDO: Shortcut =
    Shortcut::new(eframe::egui::Modifiers::COMMAND.plus(eframe::egui::Modifiers::SHIFT), Key::Z);
pub(super) const REMOVE: Shortcut = keys::ctrl(Key::Delete);
pub(super) const INSERT: Shortcut = keys::ctrl(Key::I);
pub(super) const SAME: Shortcut = keys::ctrl(Key::D);
const COMMENT: Shortcut = keys::plain(Key::F2);
const PROBLEM: Shortcut = keys::plain(Key::F8);
const BACK: Shortcut = keys::shift(Key::Enter);

/// Whether Esc was pressed and nothing took it.
pub(super) fn left(ctx: &Context) -> bool {
    keys::pressed(ctx, keys::plain(Key::Escape))
}

impl Sitting {
    /// Keys that the screen takes before its fields see them.
    pub(super) fn keys(&mut self, ctx: &Context, cx: &Cx<'_>) -> Option<Action> {
        if self.had_focus() && ctx.input(|input| input.key_pressed(Key::Escape)) {
            self.hold_focus(ctx);
            self.escaped = true;
        }
        if keys::pressed(ctx, SUBMIT) {
            return self.submit();
        }
        if keys::pressed(ctx, BACK) {
            self.step(true, cx);
        }
        self.tab(ctx, cx);
        if keys::pressed(ctx, PROBLEM) {
            self.go_to_next_issue();
        }
        if keys::pressed(ctx, COMMENT) {
            self.comment();
        }
        if keys::pressed(ctx, GRID) {
            self.toggle_grid();
        }
        if self.here.as_ref().is_some_and(|it| it.list().is_none()) && keys::pressed(ctx, SAME) {
            return self.at().cloned().map(Action::SameAsLast);
        }
        self.section_keys(ctx);
        self.special_keys(ctx, cx);
        if keys::pressed(ctx, UNLISTED) {
            self.unlisted(cx);
        }
        self.grid_keys(ctx, cx);
        if self.kind_here() == Some(&Kind::Lines)
            && self.had_focus()
            && keys::pressed(ctx, keys::plain(Key::Enter))
        {
            self.step(false, cx);
        }
        None
    }

    /// Tab goes on as Enter does, without choosing; behind the last question it leaves them.
    fn tab(&mut self, ctx: &Context, cx: &Cx<'_>) {
        if !self.had_focus() {
            return;
        }
        let back = ctx.input(|input| input.modifiers.shift_only() && input.key_pressed(Key::Tab));
        let forth = ctx.input(|input| input.modifiers.is_none() && input.key_pressed(Key::Tab));
        if back || forth {
            let before = self.here.clone();
            self.step(back, cx);
            if self.here != before {
                ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            }
        }
    }

    /// Asks to hand the record in; the wiring flushes the draft first.
    pub(super) fn submit(&mut self) -> Option<Action> {
        if self.submitting {
            return None;
        }
        if let Some(Stop::Question(here)) = self.here.clone() {
            self.filling.leave(&here);
        }
        self.filling.all_due();
        self.submitting = true;
        Some(Action::Submit)
    }

    fn section_keys(&mut self, ctx: &Context) {
        let here = self.section();
        if keys::pressed(ctx, keys::ctrl(Key::PageDown)) {
            self.go_to_section(here.map_or(0, |it| it + 1));
        }
        if keys::pressed(ctx, keys::ctrl(Key::PageUp)) {
            self.go_to_section(here.map_or(0, |it| it.saturating_sub(1)));
        }
        let letters: Vec<String> = self.sheet.sections.iter().map(|it| it.letter.clone()).collect();
        for (at, letter) in letters.iter().enumerate() {
            if let Some(key) = Key::from_name(letter)
                && letter.len() == 1
                && keys::pressed(ctx, keys::alt(key))
            {
                self.go_to_section(at);
            }
        }
    }

    /// "Does not know" and "prefers not to answer", where the list of the question has them.
    fn special_keys(&mut self, ctx: &Context, cx: &Cx<'_>) {
        for (shortcut, is_unknown) in [(UNKNOWN, true), (DECLINED, false)] {
            if !keys::pressed(ctx, shortcut) {
                continue;
            }
            let Some(path) = self.at().cloned() else { continue };
            let specials = self.sheet.question(&path).map(|it| &it.specials);
            let code = specials
                .and_then(|it| if is_unknown { it.unknown.clone() } else { it.declined.clone() });
            if let Some((code, _)) = code {
                self.filling.answer(&path, &code);
                self.refresh(cx);
                self.step(false, cx);
            }
        }
    }

    /// "Not in the list", where the form has it: chosen, and on to the question that asks what it is, then.
    fn unlisted(&mut self, cx: &Cx<'_>) {
        let Some(path) = self.at().cloned() else { return };
        let Some(question) = self.sheet.question(&path) else { return };
        let Some(code) = question.specials.unlisted.clone() else { return };
        let item = question.item;
        let was_chosen = self.filling.text(&path) == code;
        let before = if was_chosen { Vec::new() } else { self.sheet.stops.clone() };
        self.filling.answer(&path, &code);
        self.refresh(cx);
        let form = self.filling.instance().form();
        let line = path.0.iter().rposition(|it| it.key.is_some()).map_or(0, |at| at + 1);
        let line = path.0.get(..line).unwrap_or_default();
        let asks = |stop: &&Stop| {
            let view = self.sheet.question(stop.path());
            stop.path().0.starts_with(line)
                && !before.contains(stop)
                && view.is_some_and(|it| {
                    matches!(it.kind, Kind::Line { .. } | Kind::Lines)
                        && form.reads(it.item).contains(&item)
                })
        };
        let next = self.sheet.stops.iter().find(asks).cloned();
        match next {
            Some(stop) => self.go(stop),
            None => self.step(false, cx),
        }
    }

    /// Into the list of people, or back to the questions.
    fn toggle_grid(&mut self) {
        if let Some(list) = self.here.as_ref().and_then(Stop::list) {
            let add = Stop::Add(list.clone());
            let after = self
                .sheet
                .stops
                .iter()
                .rposition(|it| *it == add || it.list().as_ref() == Some(&list));
            let next = after.and_then(|at| self.sheet.stops.get(at + 1)).cloned();
            let before = self.sheet.stops.iter().rev().find(|it| it.list().is_none()).cloned();
            if let Some(stop) = next.or(before) {
                self.go(stop);
            }
            return;
        }
        let at = self.section().unwrap_or(0);
        let from = self.sheet.sections.get(at).map_or(0, |it| it.stops.start);
        let lists = || self.sheet.stops.iter().filter(|it| it.list().is_some());
        let ahead = self.sheet.stops.iter().skip(from).find(|it| it.list().is_some());
        let list = ahead.or_else(|| lists().next()).and_then(Stop::list);
        if let Some(list) = list {
            self.open_list(&list);
        }
    }

    /// Goes to the first question of a list that has no answer, else to its first.
    pub(super) fn open_list(&mut self, list: &Path) {
        let inside: Vec<Stop> = self
            .sheet
            .stops
            .iter()
            .filter(|it| it.list().as_ref() == Some(list))
            .cloned()
            .collect();
        let blank = |it: &&Stop| match it {
            Stop::Question(path) => {
                self.filling.text(path).is_empty() && !self.filling.is_visited(path)
            }
            Stop::Add(_) => true,
        };
        if let Some(stop) = inside.iter().find(blank).or(inside.first()) {
            self.go(stop.clone());
        }
    }

    /// Keys that work inside a list.
    fn grid_keys(&mut self, ctx: &Context, cx: &Cx<'_>) {
        if keys::pressed(ctx, UNDO) {
            self.undo_remove();
        }
        let Some(list) = self.here.as_ref().and_then(Stop::list) else { return };
        if keys::pressed(ctx, INSERT) {
            self.add_row(&list, "", cx);
        }
        if keys::pressed(ctx, REMOVE) {
            self.remove_row(&list);
        }
        if keys::pressed(ctx, SAME) {
            self.same_as_above(&list, cx);
        }
        for (key, down) in [(Key::ArrowUp, false), (Key::ArrowDown, true)] {
            if keys::pressed(ctx, keys::ctrl(key)) {
                self.along_column(&list, down);
            }
        }
        let takes_arrows = self.kind_here().is_none_or(|it| !it.is_searched());
        if takes_arrows && self.is_cell_here(&list) {
            for (key, down) in [(Key::ArrowUp, false), (Key::ArrowDown, true)] {
                if keys::pressed(ctx, keys::plain(key)) {
                    self.along_column(&list, down);
                }
            }
        }
        self.digit(ctx, &list, cx);
    }

    /// In a cell, 1 to 5 answer what has no more choices than that.
    fn digit(&mut self, ctx: &Context, list: &Path, cx: &Cx<'_>) {
        let Some(Kind::Segment(words)) = self.kind_here().cloned() else { return };
        if !self.had_focus() || !self.is_cell_here(list) {
            return;
        }
        let digit = ctx.input_mut(|input| {
            let at = input.events.iter().position(|event| {
                matches!(event, Event::Text(text)
                if text.len() == 1 && text.chars().all(|c| c.is_ascii_digit()))
            })?;
            let Event::Text(text) = input.events.remove(at) else { return None };
            text.parse::<usize>().ok() // a digit always is one
        });
        let choice = digit.and_then(|n| n.checked_sub(1)).and_then(|n| words.get(n));
        if let (Some(choice), Some(path)) = (choice, self.at().cloned()) {
            self.filling.answer(&path, &choice.code);
            self.refresh(cx);
            self.step(false, cx);
        }
    }

    /// The keys that work now.
    #[must_use]
    pub(super) fn key_hints(&self) -> Vec<KeyHint> {
        if self.comparison.is_some() {
            return vec![
                KeyHint::several(
                    [keys::plain(Key::ArrowUp), keys::plain(Key::ArrowDown)],
                    "entry-key-lines",
                ),
                KeyHint::new(keys::plain(Key::Enter), "entry-key-to-question"),
                KeyHint::new(keys::plain(Key::Escape), "entry-key-questions"),
            ];
        }
        if !self.view.editable {
            return vec![KeyHint::new(keys::plain(Key::Escape), "entry-key-leave-read")];
        }
        let in_list = self.here.as_ref().and_then(Stop::list).is_some();
        let mut hints = vec![
            KeyHint::new(
                keys::plain(Key::Enter),
                if in_list { "entry-key-next-cell" } else { "entry-key-next" },
            ),
            KeyHint::new(BACK, "entry-key-back"),
        ];
        if in_list {
            hints.push(KeyHint::new(SAME, "entry-key-same"));
            hints.push(KeyHint::new(REMOVE, "entry-key-remove"));
        }
        hints.push(KeyHint::new(PROBLEM, "entry-key-problem"));
        if in_list {
            hints.push(KeyHint::new(GRID, "entry-key-questions"));
        } else {
            hints.push(KeyHint::new(COMMENT, "entry-key-comment"));
            hints.push(KeyHint::new(SAME, "entry-key-same-last"));
            hints.push(KeyHint::new(keys::PANE, "entry-key-pane"));
        }
        hints.push(KeyHint::new(keys::plain(Key::Escape), "entry-key-leave"));
        hints
    }
}
