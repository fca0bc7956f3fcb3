//! The type scale, and what may be marked inside a text.

use std::ops::Range;

/// Size, line height, weight and family of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// In points.
    pub size: f32,
    /// Height of a line, in points. The same for every script.
    pub line: f32,
    /// 400 or 600.
    pub weight: f32,
    /// The code font: record numbers, file names, fingerprints.
    pub code: bool,
}

impl Style {
    /// The unlock screen's name.
    pub const TITLE: Self = Self::new(28.0, 36.0, 600.0);
    /// The name of a screen, of a dialog's subject, of a batch.
    pub const HEADING: Self = Self::new(20.0, 28.0, 600.0);
    /// A section of a form, a record's title in the header.
    pub const SECTION: Self = Self::new(16.0, 24.0, 600.0);
    /// Questions, answers, cells, buttons.
    pub const BODY: Self = Self::new(14.0, 20.0, 400.0);
    /// The one strong word of a line.
    pub const STRONG: Self = Self::new(14.0, 20.0, 600.0);
    /// Hints, counts, key caps, chips, question numbers.
    pub const SMALL: Self = Self::new(12.0, 16.0, 400.0);
    /// Heads of columns.
    pub const SMALL_STRONG: Self = Self::new(12.0, 16.0, 600.0);
    /// Record numbers, file names.
    pub const CODE: Self = Self { code: true, ..Self::BODY };
    /// The same, small.
    pub const SMALL_CODE: Self = Self { code: true, ..Self::SMALL };

    const fn new(size: f32, line: f32, weight: f32) -> Self {
        Self { size, line, weight, code: false }
    }

    /// The same at 600.
    #[must_use]
    pub const fn strong(self) -> Self {
        Self { weight: 600.0, ..self }
    }
}

impl Default for Style {
    fn default() -> Self {
        Self::BODY
    }
}

/// How a part of a text is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Marking {
    /// Underlined: what a search found, what an input method has not settled.
    Underline,
    /// Struck through: the answer before, a void record.
    Strike,
}

/// A marked part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Which bytes.
    pub range: Range<usize>,
    /// How.
    pub marking: Marking,
}

/// What becomes of a text that is longer than its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fit {
    /// One line, as long as it is.
    Line,
    /// Lines of this width.
    Wrap(f32),
    /// One line of this width; what does not fit is replaced by "…" at the logical end.
    Elide(f32),
}
