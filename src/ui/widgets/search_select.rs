//! One of many: type to find, by label or code; the list stands under the field.

use std::{ops::Range, sync::Arc};

use eframe::egui::{
    Align2, Frame, Id, Key, Modifiers, Pos2, Rect, Response, ScrollArea, Sense, Ui, UiBuilder,
    WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;
use zeroize::Zeroizing;

use super::{
    find::{Rank, find, sounds_like},
    typed::{Look, is_left, look_methods, taken},
    under::Under,
};
use crate::{
    base::Message,
    cases::names,
    ui::{
        cx::Cx,
        frame, keys, mark,
        text::{self, Field, Mark, Marking, Style, Text, TextRoom},
        theme::{Tokens, size, space},
    },
};

/// The width where nothing else is said.
const USUAL: f32 = 216.0;

/// Room for the arrow at the end.
const END: f32 = 22.0;

/// How many rows of the list are seen at once.
const SEEN: usize = 8;

/// One thing that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// What is stored.
    pub code: &'a str,
    /// What is read.
    pub label: &'a str,
    /// What tells it from others of that name: a place's parent. May be empty.
    pub note: &'a str,
}

/// A field that finds one of many. Returns a response that is `changed` when another code was chosen.
///
/// The list opens with the focus. Typing narrows it, arrows move, Enter takes what is lit and leaves the field,
/// Esc closes the list, an emptied field is blank. Leaving with half a word keeps what was chosen before,
/// unless exactly one thing fits.
#[must_use = "show it"]
pub struct SearchSelect<'a> {
    id: Id,
    chosen: &'a mut String,
    items: &'a [Item<'a>],
    hint: &'a str,
    footer: &'a [(&'a str, &'a str)],
    look: Look<'a>,
}

/// What it remembers between frames, in egui's memory, which is wiped on lock.
#[derive(Clone, Default)]
struct State {
    open: bool,
    had_focus: bool,
    typed: Option<Arc<Zeroizing<String>>>,
    /// The row that is lit, once something was typed or an arrow pressed.
    lit: Option<usize>,
    /// Rows for `typed`, best first.
    found: Arc<Vec<Found>>,
    found_for: Option<(Arc<Zeroizing<String>>, usize)>,
    /// How the items sound; worked out once somebody typed what no label has.
    forms: Arc<Vec<String>>,
    /// What was found differs from what was typed by letters: it is offered, never taken by itself.
    guessed: bool,
}

struct Found {
    item: usize,
    range: Range<usize>,
}

impl<'a> SearchSelect<'a> {
    /// A field over `items`; `chosen` is a code, empty while nothing is chosen.
    pub const fn new(id: Id, chosen: &'a mut String, items: &'a [Item<'a>]) -> Self {
        Self { id, chosen, items, hint: "", footer: &[], look: Look::new() }
    }

    /// Shown while nothing is chosen.
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// What else can be answered: words and the key for it, under the list. The caller handles the keys.
    pub const fn footer(mut self, footer: &'a [(&'a str, &'a str)]) -> Self {
        self.footer = footer;
        self
    }

    look_methods!();

    /// Draws it.
    pub fn show(mut self, ui: &mut Ui, cx: &Cx<'_>) -> Response {
        let mut state: State = ui.data(|data| data.get_temp(self.id)).unwrap_or_default();
        let focused = ui.memory(|memory| memory.has_focus(self.id));
        if focused {
            self.list_keys(ui, &mut state);
        }
        let mut response = self.field_ui(ui, cx, &mut state);
        if response.has_focus() && !state.had_focus {
            state.open = true;
        }
        if response.clicked() {
            state.open = true;
        }
        if is_left(&response, state.had_focus) && !Under::new(self.id).is_pressed(ui) {
            if self.settle(&mut state) {
                response.mark_changed();
            }
            state = State::default();
        }
        if response.has_focus() || state.open {
            self.refresh(&mut state);
        }
        if state.open
            && let Some(item) = self.list_ui(ui, cx, &response, &mut state)
        {
            if self.choose(item) {
                response.mark_changed();
            }
            state = State { had_focus: true, ..State::default() };
            ui.ctx().plugin::<TextRoom>().lock().caret_to_end(self.id);
        }
        state.had_focus = response.has_focus();
        ui.data_mut(|data| data.insert_temp(self.id, state));
        if response.has_focus() { response } else { self.whole_ui(ui, response) }
    }

    /// Under the pointer, the whole label where the field cuts it.
    fn whole_ui(&self, ui: &Ui, field: Response) -> Response {
        let (label, fit) = (self.label(), text::Fit::Line);
        let laid = text::lay(ui.ctx(), label, Style::BODY, text::Direction::Auto, fit);
        if laid.galley.rect.width() <= field.rect.width() - END - 2.0 * space::S {
            return field;
        }
        field.on_hover_ui(|ui| {
            ui.add(Text::new(label).wrap(360.0));
        })
    }

    /// What is shown of the chosen code; a code that the list lacks is shown as it is.
    fn label(&self) -> &str {
        let code = self.chosen.as_str();
        self.items.iter().find(|it| it.code == code).map_or(code, |it| it.label)
    }

    /// Sets the code; answers whether it is another.
    fn choose(&mut self, item: usize) -> bool {
        let Some(item) = self.items.get(item) else { return false };
        if item.code == self.chosen.as_str() {
            return false;
        }
        item.code.clone_into(self.chosen);
        true
    }

    /// On leaving: takes what is lit, or the only one that fits, or a blank. Answers whether the code changed.
    fn settle(&mut self, state: &mut State) -> bool {
        self.refresh(state);
        let lit = state.lit.and_then(|n| state.found.get(n)).map(|it| it.item);
        match &state.typed {
            None => lit.is_some_and(|item| self.choose(item)),
            Some(typed) if typed.trim().is_empty() => {
                let changed = !self.chosen.is_empty();
                self.chosen.clear();
                changed
            }
            Some(typed) => {
                let exact = self.items.iter().position(|it| {
                    it.code.eq_ignore_ascii_case(typed.trim()) || it.label == typed.trim()
                });
                let only = (state.found.len() == 1 && !state.guessed)
                    .then(|| state.found.first())
                    .flatten();
                let item = lit.or(exact).or(only.map(|it| it.item));
                item.is_some_and(|item| self.choose(item))
            }
        }
    }

    fn refresh(&self, state: &mut State) {
        let typed = state.typed.clone().unwrap_or_default();
        let key = (Arc::clone(&typed), self.items.len());
        if state.found_for.as_ref().is_some_and(|it| *it.0 == *key.0 && it.1 == key.1) {
            return;
        }
        let mut found: Vec<(Rank, Found)> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(item, it)| {
                let (rank, range) = find(it.label, it.code, &typed)?;
                Some((rank, Found { item, range }))
            })
            .collect();
        found.sort_by_key(|it| it.0);
        state.guessed = false;
        if found.is_empty() && 2 < typed.trim().chars().count() {
            self.refresh_by_sound(&typed, state);
            state.found_for = Some(key);
            return;
        }
        state.found = Arc::new(found.into_iter().map(|it| it.1).collect());
        state.found_for = Some(key);
    }

    /// What is written otherwise than it was typed: in another script, with other vowels, or with a letter off.
    fn refresh_by_sound(&self, typed: &str, state: &mut State) {
        if state.forms.len() != self.items.len() {
            let forms = self.items.iter().map(|it| names::search_form(it.label));
            state.forms = Arc::new(forms.collect());
        }
        let (pieces, words) = (names::pieces(typed), names::words(typed));
        let mut found: Vec<(usize, usize)> = state
            .forms
            .iter()
            .enumerate()
            .filter_map(|(item, form)| Some((sounds_like(form, &pieces, &words)?, item)))
            .collect();
        found.sort_unstable();
        state.guessed = found.first().is_some_and(|it| 0 < it.0);
        if state.guessed {
            state.lit = None;
        }
        let found = found.into_iter().map(|(_, item)| Found { item, range: 0..0 });
        state.found = Arc::new(found.collect());
    }

    /// Arrows, Enter and Esc, before the field sees them.
    fn list_keys(&self, ui: &Ui, state: &mut State) {
        let plain = |key| taken(ui, Modifiers::NONE, key);
        if taken(ui, Modifiers::ALT, Key::ArrowDown) {
            state.open = true;
        }
        let (up, down) = (plain(Key::ArrowUp), plain(Key::ArrowDown));
        if up || down {
            self.refresh(state);
            state.open = true;
            let last = state.found.len().saturating_sub(1);
            let now = state.found.iter().position(|it| {
                self.items.get(it.item).is_some_and(|it| it.code == self.chosen.as_str())
            });
            state.lit = Some(match state.lit.or(now) {
                None => 0,
                Some(n) if up => n.saturating_sub(1),
                Some(n) => (n + 1).min(last),
            });
        }
        if state.open && plain(Key::Escape) {
            *state = State { had_focus: true, ..State::default() };
        }
    }

    fn field_ui(&self, ui: &mut Ui, cx: &Cx<'_>, state: &mut State) -> Response {
        let before = state.typed.clone();
        let label = self.label();
        let mut text =
            before.as_deref().map_or_else(|| Zeroizing::new(label.to_owned()), Clone::clone);
        let count = self.count(cx, state);
        let count_width = count.as_ref().map_or(0.0, |it| it.1);
        let field = Field::new(&mut text)
            .id(self.id)
            .trailing(END + count_width)
            .keeps_escape(state.open)
            .hint(self.hint);
        let response = ui.add(self.look.dress(field, USUAL));
        ui.ctx().accesskit_node_builder(self.id, |node| {
            node.set_role(Role::EditableComboBox);
            node.set_expanded(state.open);
        });
        if response.changed() {
            let empty = text.trim().is_empty();
            state.typed = Some(Arc::new(text));
            state.open = true;
            state.lit = (!empty).then_some(0);
        }
        Self::paint_end(ui, response.rect, count.as_ref().map(|it| it.0.as_str()));
        let mut response = response;
        // What was typed is not yet an answer: only a chosen code is a change.
        response.flags.set(eframe::egui::response::Flags::CHANGED, false);
        response
    }

    /// `3 of 189`, and the room it takes.
    fn count(&self, cx: &Cx<'_>, state: &State) -> Option<(String, f32)> {
        let open = state.open && state.typed.is_some() && self.look.width_or(USUAL) > 200.0;
        if !open {
            return None;
        }
        let message = Message::new("common-count-of")
            .number("n", state.found.len() as u64)
            .number("all", self.items.len() as u64);
        Some((cx.m(&message), 84.0))
    }

    fn paint_end(ui: &Ui, rect: Rect, count: Option<&str>) {
        let tokens = Tokens::of(ui);
        let rtl = mark::is_rtl(ui);
        let inset = |by: f32| if rtl { rect.left() + by } else { rect.right() - by };
        text::paint_icon(
            ui,
            pos2(inset(16.0), rect.center().y),
            Lucide::ChevronDown,
            size::ICON,
            tokens.ink2,
        );
        if let Some(count) = count {
            let align = if rtl { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
            let at: Pos2 = pos2(inset(32.0), rect.center().y);
            text::paint(ui, at, align, count, Style::SMALL, tokens.ink3);
        }
    }

    /// The list under the field. Answers with the item that was clicked.
    fn list_ui(&self, ui: &Ui, cx: &Cx<'_>, field: &Response, state: &mut State) -> Option<usize> {
        let width = self.look.width_or(USUAL).max(USUAL);
        let shown = Under::new(self.id).show(ui, cx, field, (width, 0), |ui| {
            let tokens = Tokens::of(ui);
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(space::XS);
            let clicked = self.rows_ui(ui, cx, state);
            if state.found.is_empty() {
                Frame::NONE.inner_margin(8).show(ui, |ui| {
                    ui.add(Text::new(&cx.t("common-nothing-found")).color(tokens.ink2));
                });
            }
            ui.add_space(space::XS);
            self.footer_ui(ui, cx);
            clicked
        });
        shown.flatten()
    }

    fn rows_ui(&self, ui: &mut Ui, cx: &Cx<'_>, state: &mut State) -> Option<usize> {
        #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
        let height = state.found.len().min(SEEN) as f32 * size::ROW;
        let mut clicked = None;
        // The least as well: a list that grows while it is open would stay in the room of the shorter one.
        let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        area.auto_shrink([false, true]).show_rows(ui, size::ROW, state.found.len(), |ui, seen| {
            for n in seen {
                let Some(found) = state.found.get(n) else { continue };
                if self.row_ui(ui, cx, found, state.lit == Some(n)) {
                    clicked = Some(found.item);
                }
            }
        });
        clicked
    }

    fn row_ui(&self, ui: &mut Ui, cx: &Cx<'_>, found: &Found, lit: bool) -> bool {
        let tokens = Tokens::of(ui);
        let Some(item) = self.items.get(found.item) else { return false };
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::CLICK);
        let chosen = item.code == self.chosen.as_str();
        response
            .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, item.label));
        if lit {
            ui.painter().rect_filled(rect, 0.0, tokens.accent_wash);
            mark::bar(ui, rect);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, tokens.hover);
        }
        let inner = rect.shrink2(vec2(space::S + 1.0, 0.0));
        ui.scope_builder(UiBuilder::new().max_rect(inner).layout(frame::leading(cx)), |ui| {
            let style = if chosen { Style::STRONG } else { Style::BODY };
            let width = inner.width() - if lit { 60.0 } else { 0.0 };
            let mut label = Text::new(item.label).style(style).elide(width);
            if !found.range.is_empty() {
                let range = found.range.clone();
                label = label.mark(Mark { range, marking: Marking::Underline });
            }
            ui.add(label);
            if !item.note.is_empty() {
                let left = ui.available_width() - if lit { 60.0 } else { 0.0 };
                ui.add(Text::new(item.note).color(tokens.ink3).elide(left.max(1.0)));
            }
            if lit {
                let caption = keys::caption(cx, keys::plain(Key::Enter));
                ui.with_layout(frame::trailing(cx), |ui| mark::key_cap(ui, &caption));
            }
        });
        if lit && !ui.clip_rect().contains_rect(rect) {
            ui.scroll_to_rect(rect, None);
        }
        response.clicked()
    }

    fn footer_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.footer.is_empty() {
            return;
        }
        let tokens = Tokens::of(ui);
        mark::hairline(ui, 1.0);
        Frame::NONE.inner_margin(vec2(8.0, 4.0)).show(ui, |ui| {
            for ways in in_rows(ui, self.footer) {
                frame::row(ui, cx, 22.0, |ui| {
                    for (words, key) in ways {
                        ui.add(Text::new(words).style(Style::SMALL).color(tokens.ink3));
                        mark::key_cap(ui, key);
                        ui.add_space(space::S);
                    }
                });
            }
        });
    }
}

/// Words with their keys, as many in a row as there is room for.
fn in_rows<'w>(ui: &Ui, ways: &'w [(&'w str, &'w str)]) -> Vec<&'w [(&'w str, &'w str)]> {
    let width = |words: &str| {
        let fit = text::Fit::Line;
        text::lay(ui.ctx(), words, Style::SMALL, text::Direction::Auto, fit).galley.rect.width()
    };
    let room = ui.available_width();
    let (mut rows, mut rest) = (Vec::new(), ways);
    while !rest.is_empty() {
        let mut taken = 0.0;
        let fitting = rest.iter().take_while(|(words, key)| {
            // A key cap has air around its letters.
            taken += width(words) + width(key) + 16.0 + 3.0 * space::S;
            taken - space::S <= room
        });
        let (row, left) = rest.split_at(fitting.count().max(1));
        rows.push(row);
        rest = left;
    }
    rows
}
