//! What the vault, the service and the command line keep: real files, real processes.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test stops here")]
#![allow(clippy::print_stdout, reason = "a test says what it skips")]

#[path = "../support/mod.rs"]
mod support;

/// What the program has: freed memory is wiped.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

#[path = "../support/batch.rs"]
mod made_batch;

#[path = "../support/office.rs"]
mod office;

#[path = "../support/cli.rs"]
mod cli;

#[path = "../support/desk.rs"]
mod desk;

#[path = "../support/disk.rs"]
mod disk;

#[path = "../support/service.rs"]
mod service;

#[path = "../support/return_case.rs"]
mod a_return_case;

mod anonymise;
mod anonymise_altered;
mod anonymise_local;
mod anonymise_refused;
mod bad_input;
mod batch_tools;
mod checks;
mod command_line;
mod demo;
mod export;
mod hostile_forms;
mod import;
mod intake;
mod kill;
mod main_job;
mod memory;
mod places;
mod plaintext;
mod reasons;
mod remarks;
mod return_cases;
mod return_checks;
mod return_links;
mod rights;
mod second_engine;
mod uncleared;
mod upgrade;
mod vault;
mod vault_audit;
mod vault_files;
mod vault_header;
mod vault_people;
mod vault_records;
