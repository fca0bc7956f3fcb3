//! What the vault, the service and the command line keep: real files, real processes.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]
#![allow(clippy::print_stdout, reason = "a test says what it skips")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/batch.rs"]
mod made_batch;

#[path = "../support/office.rs"]
mod office;

mod batch_tools;
#[path = "../support/service.rs"]
mod service;

mod command_line;
mod demo;
mod export;
mod import;
mod kill;
mod main_job;
mod return_links;
mod rights;
mod vault;
mod vault_audit;
mod vault_files;
mod vault_header;
mod vault_people;
mod vault_records;
