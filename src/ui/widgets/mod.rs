//! Parts that every screen is made of.
//!
//! A short guide; `cx.t("id")` gives words, `Tokens::of(ui)` colours, [`space`](crate::ui::theme::space) distances.
//! Ids are `Id::unique("what")` or `Id::unique(("what", n))`.
//!
//! - Where things stand: [`frame::header`](crate::ui::frame::header), `left_rail`, `right_rail`, then `work`. Lines that
//!   mirror: `frame::row(ui, cx, height, |ui| …)`; its end: `ui.with_layout(frame::trailing(cx), |ui| …)`, outermost
//!   first. A block of a rail with its hairline: `frame::block`. Never `ui.horizontal`.
//! - Words: `ui.add(Text::new(&cx.t("id")).style(Style::SECTION).color(tokens.ink2))`; cut with `.elide(w)`, in a
//!   cell with `.cell(w)`, in lines with `.wrap(w)`. Never `ui.label`.
//! - Something to press: [`Button`] (`.primary()`, `.destructive()`, `.compact()`, `.bare()`, `.keys(&caption)`,
//!   `.icon(Lucide::…)`). Captions come from `keys::caption(cx, keys::ctrl(Key::N))`, the key itself from
//!   `keys::pressed(ui.ctx(), …)` before the widgets are drawn.
//! - A question with its field: [`Question::new(label)`](Question)`.number("C3").error(…).hint(…).width(w).show(ui, cx,
//!   |ui, label| ui.add(Field::new(&mut text).id(id).labelled_by(label).tone(…)))`. It draws the bar while the field
//!   has the focus. A field's Enter: `if r.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))`.
//! - Fields: [`Field`](crate::ui::text::Field) (`.rows(4)`, `.secret(false)`, `.hint`), [`NumberField`], [`DateField`]
//!   (stores ISO), [`SearchSelect`] over [`Item`]s (stores the code), [`Segment`] (index), [`CheckBox`], [`CheckList`].
//!   All answer with a response that is `changed`. `DateField` and `SearchSelect` are drawn with `.show(ui, cx)`.
//! - Lists: [`Table`] over [`Column`]s; [`list_keys`] for arrows beside a search field; [`route`] for sections.
//! - Said by the program: [`notice_strip`], [`empty`], [`progress`], [`Dialog`], [`state_chip`], [`state_words`],
//!   [`chip`]; the shell's own notices by `ShellAction::from(Notice::done(…))`.
//! - Plots: [`bar_plot`], [`scatter`].
//!
//! Tests find all of these by role and name; a text field is `Role::TextInput`, a search field
//! `Role::EditableComboBox`, a segment `Role::RadioGroup` with `Role::RadioButton`s, rows are `Role::Row`.

mod button;
mod calendar;
mod checks;
mod chip;
mod date_field;
mod date_text;
mod dialog;
mod find;
mod labelled;
mod notice;
mod number_field;
mod plot;
mod route;
mod search_select;
mod segment;
mod strip;
mod table;
mod typed;
mod under;

pub use button::{Button, number_button};
pub use checks::{CheckBox, CheckList};
pub use chip::{chip, icon_words, state_chip, state_look, state_words};
pub use date_field::DateField;
pub use date_text::{Precision, written as written_date};
pub use dialog::{Answer, Dialog};
pub use find::{Rank, find};
pub use labelled::{Question, labelled};
pub use notice::{
    NoticeAnswer, ProgressView, bar_track, empty, kind_look, notice, progress,
    strip as notice_strip,
};
pub use number_field::NumberField;
pub use plot::{Axis, Bars, Dot, Limit, Series, bar_plot, scatter};
pub use route::{Stop, route};
pub use search_select::{Item, SearchSelect};
pub use segment::Segment;
pub use table::{Column, Sort, Table, TableResponse, Width, list_keys};
pub use typed::Look;
