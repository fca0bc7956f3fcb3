//! What the pure rooms promise, through their public interface.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]
#![allow(clippy::print_stdout, reason = "a test says what it skips")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/batch.rs"]
mod made_batch;

mod assets;
mod batch;
mod batch_altered;
mod batch_hostile;
mod certify_golden;
mod expr;
mod form_choices;
mod form_events;
mod forms;
mod fuzz_corpora;
mod hostile_forms;
mod household;
mod incident;
mod places_and_flows;
mod privacy;
mod programmes;
mod return_case;
mod return_forms;
mod workbooks;
