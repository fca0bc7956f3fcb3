//! Input methods.

use eframe::egui::ImeEvent;
use parley::Affinity;

use super::{
    edit::Work,
    state::{Change, Owed},
};

/// How long a syllable may come after its space, in seconds.
const LATE_SECS: f64 = 0.3;

impl Work<'_> {
    pub(super) fn ime(&mut self, event: &ImeEvent) {
        match event {
            ImeEvent::Preedit { text, .. } => self.compose(text, false),
            ImeEvent::Commit(text) => self.compose(text, true),
            ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
                let range = self.selected();
                let before = self.text.get(..range.start).unwrap_or_default();
                let after = self.text.get(range.end..).unwrap_or_default();
                let start = before
                    .char_indices()
                    .rev()
                    .take(*before_chars)
                    .last()
                    .map_or(range.start, |(at, _)| at);
                let length: usize = after.chars().take(*after_chars).map(char::len_utf8).sum();
                self.replace(start..range.end + length, "", Change::Erasing);
            }
            _ => {}
        }
    }

    fn compose(&mut self, text: &str, commit: bool) {
        if text.is_empty() && self.state.preedit.is_none() {
            return; // some platforms send empty ones all the time
        }
        let range = self.state.preedit.clone().unwrap_or_else(|| self.selected());
        if self.state.preedit.is_none() && !self.secret {
            self.state.remember(self.text, Change::Other, self.now);
        }
        let late = self.late(text, commit, range.start);
        if !commit && !text.is_empty() {
            text.clone_into(&mut self.state.open);
        } else if commit {
            let open = std::mem::take(&mut self.state.open);
            if !open.is_empty() && *open != *text && !text.chars().any(char::is_alphanumeric) {
                self.state.owed = Some(Owed { syllable: open, at: range.start, since: self.now });
            }
        }
        if self.text.get(range.clone()).is_none() {
            return;
        }
        if let Some(at) = late {
            self.text.replace_range(range.clone(), "");
            self.text.insert_str(at, text);
        } else {
            self.text.replace_range(range.clone(), text);
        }
        let end = range.start + text.len();
        self.state.preedit = (!commit && !text.is_empty()).then_some(range.start..end);
        self.changed = true;
        self.relay();
        self.place_caret(end, Affinity::Upstream);
    }

    /// Where `text` belongs, if it is the syllable that XIM with ibus hands over after the space that ends it.
    fn late(&mut self, text: &str, commit: bool, start: usize) -> Option<usize> {
        let now = self.now;
        let owed = self.state.owed.take_if(|it| commit || now - it.since > LATE_SECS)?;
        (*owed.syllable == *text && owed.at <= start && now - owed.since <= LATE_SECS)
            .then_some(owed.at)
    }
}
