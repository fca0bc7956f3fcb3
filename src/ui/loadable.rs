//! Data that a screen shows and does not own: asked for, here, or failed.

use crate::{
    base::Message,
    service::{ServiceError, Ticket},
};

/// Data that a screen shows and does not own.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Loadable<T> {
    /// Asked for, or about to be.
    #[default]
    Loading,
    /// Here.
    Ready(T),
    /// It did not come.
    Failed(Failure),
}

/// Why data did not come, in words-to-be.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Stable code for support.
    pub code: &'static str,
    /// What happened.
    pub message: Message,
    /// What to do about it.
    pub advice: Option<Message>,
}

impl From<&ServiceError> for Failure {
    fn from(error: &ServiceError) -> Self {
        Self { code: error.code(), message: error.message(), advice: error.advice() }
    }
}

impl<T> Loadable<T> {
    /// The data, where it is here.
    pub const fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(data) => Some(data),
            Self::Loading | Self::Failed(_) => None,
        }
    }

    /// The data to be changed, where it is here.
    pub const fn ready_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Ready(data) => Some(data),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

impl<T> From<Result<T, ServiceError>> for Loadable<T> {
    fn from(outcome: Result<T, ServiceError>) -> Self {
        match outcome {
            Ok(data) => Self::Ready(data),
            Err(error) => Self::Failed(Failure::from(&error)),
        }
    }
}

/// Takes the answer out of `ticket` if it has come; the ticket is then gone.
pub fn take_ready<A>(ticket: &mut Option<Ticket<A>>) -> Option<Result<A, ServiceError>> {
    let answer = ticket.as_ref()?.take()?;
    *ticket = None;
    Some(answer)
}
