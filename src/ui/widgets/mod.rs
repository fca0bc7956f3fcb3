//! Parts that every screen is made of.
//!
//! A short guide; `cx.t("id")` gives words, [`Tokens::of(ui)`](crate::ui::theme::Tokens::of) colours,
//! [`space`](crate::ui::theme::space) distances.
//!
//! - Words: `ui.add(Text::new(&cx.t("id")).style(Style::SECTION).color(tokens.ink2))`; cut with `.elide(w)`, in a
//!   cell with `.cell(w)`, in lines with `.wrap(w)`.
//! - Something to press: [`Button`] (`.primary()`, `.destructive()`, `.compact()`, `.keys("Ctrl N")`, `.icon(…)`).

mod button;
mod labelled;
mod notice;
mod segment;
mod strip;

pub use button::{Button, number_button};
pub use labelled::{Question, labelled};
pub use notice::{
    NoticeAnswer, ProgressView, bar_track, empty, kind_look, notice, progress,
    strip as notice_strip,
};
pub use segment::Segment;
