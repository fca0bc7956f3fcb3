//! Everything a person can ask of an office, as values.
//!
//! A [`Request`] goes in, its typed answer comes out: through [`Worker::ask`] from the window, through
//! [`Service::ask`] from the command line. Questions are in [`query`], what changes something in [`command`].
//!
//! # Invariants
//!
//! - A permission is declared by each request and checked here, before it runs.
//! - A command is one transaction and one line of audit, or nothing happened.
//! - Nothing personal stands in an error, a notice or a name of a file.

mod casework;
mod checks;
pub mod command;
mod demo;
mod derive;
mod duplicates;
pub mod error;
mod guard;
mod index;
mod intake;
pub mod job;
mod library;
mod mapping;
mod open_office;
mod people;
pub mod permission;
mod place_list;
mod places;
pub mod query;
mod release;
pub mod request;
mod session;
mod settings;
pub mod standalone;
mod suggest;
mod table;
pub mod worker;

pub use crate::vault::{harden, set_readable_by_others};
pub use error::{Needed, ServiceError, Thing};
pub use guard::{guarded, say_only_where_it_panicked};
pub use open_office::{Service, Surroundings};
pub use permission::{EnforcedBy, Permission};
pub use request::{Command, Job, Request};
pub use session::{OfficeView, SessionView};
pub use worker::{Busy, JobTicket, Notice, Ticket, Worker};
