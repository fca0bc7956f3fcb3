//! The anonymiser on any CSV file, without an office: settings and files in, rows and a report out.
//!
//! Knows bytes and names of files, not where they lie: whoever calls reads and writes them. Nothing is written for a run
//! that is refused or stopped.

mod config;
mod error;
mod output;
mod report;
mod run;
mod sheet;
mod table;

pub use config::{Config, Mode};
pub use error::StandaloneError;
pub use run::{Material, NamedFile, Run, Watch, anonymise};
pub use table::{choose, risk};
