//! The text room: any script, both directions, inside stock egui.
//!
//! egui shapes letters but does not order them. Here parley lays text out, swash draws the glyphs, and both go
//! into egui's own atlas through its public rasteriser hook; the result is an ordinary galley.
//!
//! Entry points: [`TextRoom::install`] once; [`Text`] for words on the screen; [`Field`] for words that are typed;
//! [`lay`] and [`paint`] for painters; [`icon`] for icons.
//!
//! # Invariants
//!
//! - Every text that may hold a name goes through this room. What slips past (a foreign widget) is repaired at
//!   the end of a pass and counted in [`TextRoom::repaired`].
//! - The caller's string is the only copy that stays: undo histories are wiped by [`TextRoom::wipe`], layouts
//!   live one pass longer than they are seen.
//! - Nothing is reordered in storage. Direction marks are dropped from what is typed; joiners are kept.
//! - No widget is created while the room's plugin is locked: debug builds of egui call every plugin from there.

mod direction;
mod field;
mod galley;
mod glyphs;
mod icon;
mod label;
mod net;
mod room;
mod spoken;
mod style;

pub use direction::{Direction, has_rtl, is_direction_mark, isolate};
pub(super) use field::after_leaving_key;
pub use field::{Field, Tone};
pub use label::{Text, icon, icon_mirrored, lay, paint, paint_icon};
pub use room::{Laid, TextRoom};
pub use style::{Fit, Mark, Marking, Style};
