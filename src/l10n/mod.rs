//! Words in a language: looks up [`Message`](crate::base::Message)s, writes numbers and dates.
//!
//! Entry points: [`Texts`], [`Locale`].
//!
//! # Invariants
//!
//! - Every value put into a sentence is isolated (FSI … PDI), so that it keeps its own direction. Nothing is
//!   reordered here: what stands left of what is decided where text is laid out.
//! - A text that a language lacks is shown in English; an id that nobody has is shown as itself.

mod bundle;
mod direction;
mod format;
mod locale;

pub use bundle::Texts;
pub use direction::Direction;
pub use locale::Locale;
