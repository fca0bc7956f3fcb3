//! The base direction of a text, and the signs that steer it.

/// The base direction of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// By the first strong letter; without one, the direction of the interface. Names, places, notes.
    #[default]
    Auto,
    /// Telephone numbers, codes, dates, amounts, addresses of mail: never reordered.
    Ltr,
    /// Always from the right.
    Rtl,
}

/// Does this text need the bidirectional algorithm?
#[must_use]
pub fn has_rtl(text: &str) -> bool {
    text.chars().any(|c| {
        strong(c) == Some(true) || matches!(c, '\u{0600}'..='\u{06FF}') || is_direction_mark(c)
    })
}

/// `Some(true)` for a right-to-left letter, `Some(false)` for another letter, `None` for digits, marks and signs.
pub(super) fn strong(c: char) -> Option<bool> {
    let rtl = matches!(c,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}');
    c.is_alphabetic().then_some(rtl)
}

/// Direction marks, embeddings, isolates: they steer the order, and belong into no stored name.
#[must_use]
pub fn is_direction_mark(c: char) -> bool {
    matches!(c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Puts a value into a sentence of the other direction without disturbing it (FSI … PDI).
#[must_use]
pub fn isolate(value: &str) -> String {
    format!("\u{2068}{value}\u{2069}")
}
