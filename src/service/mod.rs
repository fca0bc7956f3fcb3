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

pub mod awaited;
pub mod command;
pub mod error;
pub mod job;
mod open_office;
pub mod permission;
pub mod query;
pub mod request;
mod session;
pub mod worker;

pub use error::{Needed, ServiceError, Thing};
pub use open_office::Service;
pub use permission::{EnforcedBy, Permission};
pub use request::{Command, Job, Request};
pub use session::{OfficeView, SessionView};
pub use worker::{Busy, JobTicket, Notice, Ticket, Worker};
