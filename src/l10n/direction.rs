//! Which way a language is written.

/// The direction of an interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right.
    #[default]
    LeftToRight,
    /// From right to left: the whole frame mirrors.
    RightToLeft,
}

impl Direction {
    /// Whether the frame mirrors.
    #[must_use]
    pub const fn is_rtl(self) -> bool {
        matches!(self, Self::RightToLeft)
    }
}
