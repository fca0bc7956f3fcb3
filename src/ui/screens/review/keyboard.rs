//! Single letters, while nothing is being written.

use eframe::egui::{Context, Event, Key, Ui};

use super::{Action, Review, body::CHOICES, rail::comment_id};
use crate::ui::{
    cx::Cx,
    keys::{self, KeyHint},
};

/// Takes a letter out of this frame, with the text it would type.
fn letter(ctx: &Context, key: Key) -> bool {
    let pressed = keys::pressed(ctx, keys::plain(key));
    if pressed {
        ctx.input_mut(|input| input.events.retain(|it| !matches!(it, Event::Text(_))));
    }
    pressed
}

impl Review {
    pub(super) fn keys_pressed(&mut self, ui: &Ui, cx: &Cx<'_>) -> Option<Action> {
        let ctx = ui.ctx();
        let modal = ctx.memory(|memory| memory.top_modal_layer().is_some());
        let writing = ctx.memory(|memory| memory.has_focus(comment_id()));
        if modal || writing || self.asking.is_some() {
            return None;
        }
        for (key, after) in [(Key::J, true), (Key::K, false)] {
            if letter(ctx, key)
                && let Some(next) = self.neighbour(after)
            {
                self.show(Some(next));
            }
        }
        if letter(ctx, Key::A) {
            return self.approve();
        }
        if letter(ctx, Key::R) {
            return self.ask_return();
        }
        if letter(ctx, Key::O) {
            return self.ask_reopen(cx);
        }
        if letter(ctx, Key::C) {
            self.write = self.reading().is_some();
        }
        if letter(ctx, Key::S) {
            return self.settle();
        }
        self.lines_pressed(ctx);
        None
    }

    /// Moves over the record's lines.
    fn lines_pressed(&mut self, ctx: &Context) {
        let super::Opened::Reading(reading) = &mut self.record else { return };
        for (key, after) in [(Key::N, true), (Key::P, false)] {
            if letter(ctx, key) {
                reading.next_notable(after);
            }
        }
        let arrows = ctx.memory(|memory| memory.focused().is_none());
        for (key, down) in [(Key::ArrowDown, true), (Key::ArrowUp, false)] {
            if arrows && keys::pressed(ctx, keys::plain(key)) {
                reading.move_line(down);
            }
        }
        let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4];
        for (key, (only, _)) in digits.into_iter().zip(CHOICES) {
            if letter(ctx, key) {
                reading.only = only;
            }
        }
    }

    /// Settles the first open thread of the question in sight.
    pub(super) fn settle(&self) -> Option<Action> {
        let reading = self.reading()?;
        let threads = reading.threads_at(reading.here());
        let thread = threads.first().filter(|it| !it.settled)?.id;
        Some(Action::Settle { record: reading.view.summary.id, thread })
    }
}

/// The keys that work now.
pub(super) fn hints(review: &Review) -> Vec<KeyHint> {
    let plain = keys::plain;
    let queue = KeyHint::several([plain(Key::J), plain(Key::K)], "review-key-queue");
    let Some(reading) = review.reading() else { return vec![queue] };
    let mut hints = vec![KeyHint::several([plain(Key::N), plain(Key::P)], "review-key-next")];
    hints.push(KeyHint::new(plain(Key::C), "review-key-comment"));
    let threads = reading.threads_at(reading.here());
    if threads.iter().any(|it| !it.settled) {
        hints.push(KeyHint::new(plain(Key::S), "review-key-settled"));
    }
    if reading.view.reviewable {
        hints.push(KeyHint::new(plain(Key::A), "review-key-approve"));
        hints.push(KeyHint::new(plain(Key::R), "review-key-return"));
    }
    hints.push(queue);
    hints.push(KeyHint::several([plain(Key::Num1), plain(Key::Num4)], "review-key-show"));
    hints
}
