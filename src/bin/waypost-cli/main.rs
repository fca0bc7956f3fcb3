//! The command line: a second face of the same service, without a window and without a thread.

mod args;
mod audit;
mod batch;
mod cases;
mod failure;
mod files;
mod forms;
mod import;
mod office;
mod privacy;
mod records;
mod reply;
mod session;
mod stop;

use std::process::ExitCode;

use clap::{Parser as _, error::ErrorKind};
use waypost::{
    l10n::{Locale, Texts},
    service::guarded,
};

use crate::{
    args::{Cli, Noun},
    failure::Failure,
    reply::{Reply, tell},
};

/// Freed memory is wiped: what was typed does not outlive its use.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    waypost::service::harden();
    waypost::service::say_only_where_it_panicked();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(err) => {
            let usage = !matches!(err.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            // Nothing can be said where standard output is gone.
            let _gone = err.print();
            return ExitCode::from(if usage { 2 } else { 0 });
        }
    };
    let locale = if cli.language == "fr" { Locale::Fr } else { Locale::En };
    let (json, texts) = (cli.json, Texts::new(locale));
    stop::listen(json, locale);
    tell(guarded(|| run(cli.noun, &texts)), json, &texts)
}

fn run(noun: Noun, texts: &Texts) -> Result<Reply, Failure> {
    match noun {
        Noun::Office(command) => office::run(command, texts),
        Noun::Forms(command) => forms::run(command, texts),
        Noun::Records(command) => records::run(command, texts),
        Noun::Batch(command) => batch::run(command),
        Noun::Privacy(command) => privacy::run(command),
        Noun::Audit(command) => audit::run(command),
    }
}
