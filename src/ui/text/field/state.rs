//! What a field remembers between frames: caret, scroll, undo.

use std::ops::Range;

use parley::Selection;
use zeroize::Zeroizing;

use super::super::{Mark, Marking};

/// How many steps can be undone.
const STEPS: usize = 50;
/// Typing that pauses longer begins a new step.
const GROUP_SECS: f64 = 1.0;

/// What kind of change a step of undo holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Typing,
    Erasing,
    Other,
}

/// A syllable that was overtaken by its space.
pub(crate) struct Owed {
    pub(crate) syllable: Zeroizing<String>,
    /// Where it belongs.
    pub(crate) at: usize,
    /// Since when, in egui's seconds.
    pub(crate) since: f64,
}

/// The state of one field. It lives in the room, not in egui's memory, and is wiped on lock.
#[derive(Default)]
pub(crate) struct FieldState {
    pub(crate) selection: Selection,
    pub(crate) scroll: f32,
    /// What an input method shows and has not settled.
    pub(crate) preedit: Option<Range<usize>>,
    /// The last syllable it showed.
    pub(crate) open: Zeroizing<String>,
    pub(crate) owed: Option<Owed>,
    pub(crate) undo: Vec<(Zeroizing<String>, usize)>,
    pub(crate) redo: Vec<(Zeroizing<String>, usize)>,
    pub(crate) last: Option<(Change, f64)>,
    /// When it was last touched, in egui's seconds.
    pub(crate) touched: f64,
    /// It had the focus in the frame before.
    pub(crate) had_focus: bool,
    /// The caret goes to the end at the next frame.
    pub(crate) to_end: bool,
}

impl FieldState {
    /// Keeps `text` as a step that can be gone back to.
    pub(crate) fn remember(&mut self, text: &str, change: Change, now: f64) {
        let same = change != Change::Other
            && self.last.is_some_and(|(last, at)| last == change && now - at < GROUP_SECS);
        self.last = Some((change, now));
        if !same {
            self.undo.push((Zeroizing::new(text.to_owned()), self.selection.focus().index()));
            self.redo.clear();
            if self.undo.len() > STEPS {
                self.undo.remove(0);
            }
        }
    }

    /// What is underlined: the text an input method has not settled.
    pub(crate) fn marks(&self, masked: bool) -> Vec<Mark> {
        self.preedit
            .iter()
            .filter(|_| !masked)
            .map(|range| Mark { range: range.clone(), marking: Marking::Underline })
            .collect()
    }
}
