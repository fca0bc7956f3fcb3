//! The work of one frame on one field: keys, and what they do to the text.

use std::{borrow::Cow, ops::Range, sync::Arc};

use eframe::egui::{Context, Event, EventFilter, Key, Modifiers, Response, Ui};
use parley::{Affinity, Cursor, Selection};
use zeroize::{Zeroize as _, Zeroizing};

use super::{
    super::{Direction, Fit, Laid, Style, TextRoom, direction::is_direction_mark, room::Wanted},
    paint::Place,
    state::{Change, FieldState},
};

const BULLET: &str = "•";

/// What is on screen for `text`.
pub(super) fn shown(text: &str, masked: bool) -> Cow<'_, str> {
    if masked { Cow::Owned(BULLET.repeat(text.chars().count())) } else { Cow::Borrowed(text) }
}

/// The work of one frame on one field.
#[expect(clippy::struct_excessive_bools, reason = "each says another thing about the field")]
pub(crate) struct Work<'a> {
    pub(super) ctx: &'a Context,
    pub(crate) room: &'a mut TextRoom,
    pub(crate) state: FieldState,
    pub(super) text: &'a mut String,
    pub(super) style: Style,
    pub(super) direction: Direction,
    pub(super) fit: Fit,
    /// Never undone, never copied, never spoken.
    pub(crate) secret: bool,
    /// Shown as bullets.
    pub(super) masked: bool,
    pub(super) many: bool,
    pub(super) takes_enter: bool,
    pub(super) keeps_escape: bool,
    pub(super) now: f64,
    pub(crate) laid: Arc<Laid>,
    pub(super) changed: bool,
}

impl Work<'_> {
    /// Takes the frame's events in.
    pub(super) fn turn(&mut self, ui: &Ui, response: &Response, place: &mut Place) {
        if std::mem::take(&mut self.state.to_end) {
            self.place_caret(self.text.len(), Affinity::Upstream);
        }
        place.start = self.start(place);
        self.mouse(ui, response, place);
        if response.lost_focus() {
            self.state.preedit = None;
        }
        let had_focus = std::mem::replace(&mut self.state.had_focus, response.has_focus());
        if ui.is_enabled() && response.has_focus() {
            self.keys(ui, response);
        } else if ui.is_enabled() && had_focus {
            self.last_letters(ui);
        }
        self.scroll(place);
        place.start = self.start(place);
    }

    pub(crate) fn shown(&self) -> Cow<'_, str> {
        shown(self.text, self.masked)
    }

    /// An index into what is shown, as an index into the text.
    fn real(&self, index: usize) -> usize {
        if !self.masked {
            return index.min(self.text.len());
        }
        self.text.char_indices().nth(index / BULLET.len()).map_or(self.text.len(), |(at, _)| at)
    }

    pub(super) fn relay(&mut self) {
        let shown = shown(self.text, self.masked);
        let marks = self.state.marks(self.masked);
        let wanted = Wanted {
            text: &shown,
            style: self.style,
            direction: self.direction,
            fit: self.fit,
            marks: &marks,
        };
        self.laid = self.room.laid(self.ctx, &wanted);
    }

    /// Puts the caret at `real` bytes of the text.
    pub(super) fn place_caret(&mut self, real: usize, affinity: Affinity) {
        let before = self.text.get(..real).unwrap_or(self.text);
        let index = if self.masked { before.chars().count() * BULLET.len() } else { real };
        self.state.selection = Cursor::from_byte_index(&self.laid.layout, index, affinity).into();
    }

    pub(super) fn selected(&self) -> Range<usize> {
        let range = self.state.selection.text_range();
        self.real(range.start)..self.real(range.end)
    }

    pub(super) fn replace(&mut self, range: Range<usize>, new: &str, change: Change) {
        if (range.is_empty() && new.is_empty()) || self.text.get(range.clone()).is_none() {
            return;
        }
        if !self.secret && self.state.preedit.is_none() {
            self.state.remember(self.text, change, self.now);
        }
        self.text.replace_range(range.clone(), new);
        self.changed = true;
        self.relay();
        // The caret belongs to the letter just typed; after erasing, to the place.
        let affinity = if new.is_empty() { Affinity::Downstream } else { Affinity::Upstream };
        self.place_caret(range.start + new.len(), affinity);
    }

    fn insert(&mut self, new: &str, change: Change) {
        let one_line = !self.many;
        let clean: Zeroizing<String> = Zeroizing::new(
            new.chars()
                .map(|c| if one_line && matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
                .filter(|c| !is_direction_mark(*c) && (*c == '\n' || !c.is_control()))
                .collect(),
        );
        let range = self.selected();
        let change = if range.is_empty() { change } else { Change::Other };
        self.replace(range, &clean, change);
    }

    /// Undo and redo.
    fn swap(&mut self, back: bool) {
        let here = (Zeroizing::new(self.text.clone()), self.state.selection.focus().index());
        let state = &mut self.state;
        let (from, to) = if back {
            (&mut state.undo, &mut state.redo)
        } else {
            (&mut state.redo, &mut state.undo)
        };
        if let Some((old, caret)) = from.pop() {
            to.push(here);
            self.text.zeroize();
            self.text.push_str(&old);
            self.state.last = None;
            self.changed = true;
            self.relay();
            self.place_caret(caret.min(self.text.len()), Affinity::Downstream);
        }
    }

    fn erase(&mut self, forward: bool, word: bool) {
        let selected = self.selected();
        if !selected.is_empty() {
            return self.replace(selected, "", Change::Other);
        }
        let at = selected.start;
        let (before, after) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        let range = match (forward, word) {
            (true, true) => at..at + word_end(after),
            (true, false) => {
                let [_, next] = self.state.selection.focus().logical_clusters(&self.laid.layout);
                next.map_or(at..at, |it| {
                    self.real(it.text_range().start)..self.real(it.text_range().end)
                })
            }
            (false, true) => word_start(before)..at,
            (false, false) => before.char_indices().next_back().map_or(at, |(start, _)| start)..at,
        };
        self.replace(range, "", Change::Erasing);
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        let (shift, command) = (modifiers.shift, modifiers.command);
        let word = if cfg!(target_os = "macos") { modifiers.alt } else { modifiers.ctrl };
        match key {
            Key::Backspace => return self.erase(false, word),
            Key::Delete => return self.erase(true, word),
            Key::Enter if self.many => return self.insert("\n", Change::Other),
            Key::Z if command && !self.secret => return self.swap(!shift),
            Key::Y if command && !self.secret => return self.swap(false),
            _ => {}
        }
        let (layout, selection) = (&self.laid.layout, self.state.selection);
        let inside = selection.is_collapsed() || shift;
        let moved = match key {
            Key::ArrowLeft if word => selection.previous_visual_word(layout, shift),
            Key::ArrowRight if word => selection.next_visual_word(layout, shift),
            Key::ArrowLeft if !inside => edge(&self.laid, selection, true),
            Key::ArrowRight if !inside => edge(&self.laid, selection, false),
            Key::ArrowLeft => selection.previous_visual(layout, shift),
            Key::ArrowRight => selection.next_visual(layout, shift),
            Key::ArrowUp => selection.previous_line(layout, shift),
            Key::ArrowDown => selection.next_line(layout, shift),
            Key::Home if command => selection.move_lines(layout, isize::MIN, shift),
            Key::End if command => selection.move_lines(layout, isize::MAX, shift),
            Key::Home => selection.line_start(layout, shift),
            Key::End => selection.line_end(layout, shift),
            Key::A if command => all(&self.laid),
            _ => return,
        };
        self.state.selection = moved;
        self.state.last = None;
    }

    fn keys(&mut self, ui: &Ui, response: &Response) {
        let gained = response.gained_focus();
        if gained && !ui.input(|it| it.pointer.any_down()) {
            self.state.selection = all(&self.laid); // came by key: typing replaces, an arrow keeps
        }
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            tab: false,
            escape: self.keeps_escape,
        };
        ui.memory_mut(|it| it.set_focus_lock_filter(response.id, filter));
        let events = ui.input(|it| it.events.clone());
        let first = if gained { after_leaving_key(&events) } else { 0 };
        for event in events.into_iter().skip(first).filter(|it| takes(filter, it)) {
            self.state.touched = self.now;
            match &event {
                Event::Text(text) if !text.is_empty() && text != "\n" && text != "\r" => {
                    self.insert(text, Change::Typing);
                }
                Event::Paste(text) => self.insert(text, Change::Other),
                Event::Copy | Event::Cut if !self.secret && !self.selected().is_empty() => {
                    ui.copy_text(self.text.get(self.selected()).unwrap_or_default().to_owned());
                    if event == Event::Cut {
                        self.insert("", Change::Other);
                    }
                }
                Event::Key { key: Key::Enter, pressed: true, .. }
                    if !self.many && self.takes_enter => {}
                Event::Key { key: Key::Enter, pressed: true, .. } if !self.many => {
                    response.surrender_focus();
                    break;
                }
                Event::Key { key, pressed: true, modifiers, .. } => self.key(*key, *modifiers),
                Event::Ime(ime) => self.ime(ime),
                _ => {}
            }
        }
    }
}

impl Work<'_> {
    /// The focus has gone in this frame. On a busy computer letters and the Tab that follows them arrive together:
    /// what was typed before the Tab still belongs here.
    fn last_letters(&mut self, ui: &Ui) {
        let events = ui.input(|it| it.events.clone());
        let is_tab = |it: &Event| matches!(it, Event::Key { key: Key::Tab, pressed: true, .. });
        let Some(tab) = events.iter().position(is_tab) else { return };
        for event in events.into_iter().take(tab) {
            match &event {
                Event::Text(text) if text != "\n" && text != "\r" => {
                    self.insert(text, Change::Typing);
                }
                Event::Key { key: Key::Backspace, pressed: true, modifiers, .. } => {
                    self.key(Key::Backspace, *modifiers);
                }
                _ => {}
            }
        }
    }
}

/// Whether a field takes the event: Tab and, unless it is wanted, Esc move the focus.
fn takes(filter: EventFilter, event: &Event) -> bool {
    match event {
        Event::Key { key: Key::Tab, .. } => filter.tab,
        Event::Key { key: Key::Escape, .. } => filter.escape,
        _ => true,
    }
}

/// Where in `events` what belongs to a part begins that has just been given the focus: after the key that gave it.
pub(crate) fn after_leaving_key(events: &[Event]) -> usize {
    let leaves =
        |it: &Event| matches!(it, Event::Key { key: Key::Tab | Key::Enter, pressed: true, .. });
    events.iter().rposition(leaves).map_or(0, |at| at + 1)
}

fn all(laid: &Laid) -> Selection {
    Selection::from_byte_index(&laid.layout, 0_usize, Affinity::Downstream).move_lines(
        &laid.layout,
        isize::MAX,
        true,
    )
}

/// Parley 0.12 jumps over a last word of one letter, so words to erase are found here: from space to space.
fn word_start(before: &str) -> usize {
    let mut chars = before.trim_end().char_indices().rev();
    chars.find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
}

fn word_end(after: &str) -> usize {
    let body = after.trim_start();
    body.find(char::is_whitespace).map_or(after.len(), |at| after.len() - body.len() + at)
}

/// The left or right end of a selection, as seen.
fn edge(laid: &Laid, selection: Selection, left: bool) -> Selection {
    let place = |cursor: Cursor| {
        let it = cursor.geometry(&laid.layout, 0.0);
        (it.y0, it.x0)
    };
    let (anchor, focus) = (selection.anchor(), selection.focus());
    if (place(anchor) < place(focus)) == left { anchor.into() } else { focus.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_erased_from_space_to_space() {
        assert_eq!(word_start("Amina Ali "), 6);
        assert_eq!(word_start("Amina"), 0);
        assert_eq!(word_end(" Ali rest"), 4);
        assert_eq!(word_end("x"), 1);
    }
}
