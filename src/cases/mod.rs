//! The work of a field office, as rules: who may do what to a record, and what a record says about people.
//!
//! Entry points: [`State::after`] (the life of a record), [`Person::may`] (the table of rights), [`Summary::of`] (what
//! lists show), [`Consent::to`] (what people agreed to).
//!
//! # Invariants
//!
//! - Pure: no clock, no storage, no randomness.
//! - A rule that forbids something names itself in a [`ReviewError`]; nothing is half done.

pub mod answers;
mod consent;
pub mod names;
mod person;
mod state;
mod summary;

pub use consent::{Consent, ConsentLine, consent_lines};
pub use person::{EnforcedBy, Permission, Person};
pub use state::{ReviewError, State, Step};
pub use summary::{LINKS, Named, RELATIONS, Summary};
