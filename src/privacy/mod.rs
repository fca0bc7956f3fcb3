//! Statistical disclosure control: what may leave, how the least loss is found, what was disclosed before.
//!
//! A [`Microdata`] table comes in with a role for each attribute and a [`Hierarchy`] for each quasi-identifier.
//! [`search()`] finds the recoding that meets a [`Model`] with the least loss.
//!
//! # Invariants
//!
//! - Pure: no clock, no files, no randomness. Same input, same output, whatever the order of rows.
//! - Knows nothing of cases, forms or storage. Values arrive as text of a column.
//! - Records that fail are left out, never starred.
//!
//! Terms follow Hundepool et al., *Statistical Disclosure Control* (2012), ch. 3.

mod assess;
mod criteria;
mod error;
mod field_class;
pub mod hierarchy;
mod history;
mod loss;
mod measure;
mod microdata;
mod model;
pub mod multi_select;
mod number;
mod peel;
mod profile;
mod refinement;
mod release;
pub mod report;
mod review;
mod risk;
mod scheme;
mod scheme_format;
pub mod search;
mod study;
mod tail;
mod taint;
mod uniques;
mod utility;

pub use assess::{Assessment, InputSpread};
pub use error::{HierarchyFault, PrivacyError, RequestFault};
pub use field_class::{FieldClass, Treatment};
pub use hierarchy::Hierarchy;
pub use history::{HistoryClass, JointRules, Labels, Ledger, LedgerEntry};
pub use measure::{Released, measure, measure_release};
pub use microdata::{Attribute, AttributeRole, Code, CodedColumn, Column, Microdata};
pub use model::{Distance, Diversity, Model, SensitiveRule};
pub use peel::Peeled;
pub use profile::{CellLimits, FLOOR, Overrides, Profile};
pub use refinement::{Refinement, refinements};
pub use release::{
    Candidates, Leaving, Node, PATIENCE, Reason, Release, Staying, Waits, release, unfit,
};
pub use review::review;
pub use risk::{by_subgroup, risk, risk_figures};
pub use scheme::{Proposal, Purpose, Scheme, SchemeAttribute};
pub use search::{
    Control, Found, LevelRange, Outcome, Population, Progress, SearchConfig, Ties, search,
};
pub use study::{Placed, Study};
pub use taint::{FieldGraph, Taint, taints};
pub use utility::{Recoded, recode, utility, variation};
