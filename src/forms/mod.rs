//! Declarative forms: `XLSForm` tables in, a form that can be filled in out.
//!
//! A [`Definition`] is what the author wrote. [`compile()`] makes a [`Form`] of it, which never
//! changes, with everything the author should know as [`Diagnostic`]s. An [`Instance`] is one
//! filling-in: answers go in, and values, relevance, choices and [`Violation`]s follow.
//!
//! # Invariants
//!
//! - Pure: no file, no clock, no window. The world comes in as an [`Environment`].
//! - `compile` never fails; a form can be filled in unless a diagnostic is an error.
//! - After every change an instance is what a full recomputation would make it.
//!
//! Terms and columns are `XLSForm`'s; semantics are those of the ODK `XForms` specification. A date
//! question whose appearance has the word `partial` takes a day, a month or a year as the answer
//! (`1994-03-05`, `1994-03`, `1994`), one with `month-year` also a month, one with `year` also a
//! year; in calculations each stands for its first day.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "most functions and rules have a word for a few kinds and treat the others alike"
)]

mod action;
mod answer;
mod code_list;
mod columns;
mod compile;
mod cycle;
mod definition;
mod dependency;
mod describe;
mod diagnostic;
mod form;
mod instance;
mod json;
mod lookup;
mod offer;
mod path;
mod plan;
mod question;
mod queue;
mod recompute;
mod repeat;
mod text;
mod upgrade;
mod validate;
mod view;
mod workbook;
mod xform;
mod xml;

pub use answer::AnswerError;
pub use code_list::{Choice, CodeList};
pub use compile::{compile, is_runnable};
pub use definition::{Definition, DefinitionError, Sheet};
pub use diagnostic::{Diagnostic, Severity};
pub use form::{Form, Group, Item, ItemId, Language, Repeat, Settings};
pub use instance::{Changes, Environment, Instance, NodeView};
pub use json::InstanceError;
pub use path::{Path, PathError, Step};
pub use question::{DataClass, Export, Media, Question, QuestionType, Unit};
pub use text::LocalisedText;
pub use upgrade::{Loss, Upgraded};
pub use validate::{Rule, Strength, Violation};
pub use workbook::first_sheet;
pub use xml::{Xml, XmlError, XmlId, XmlKind};
