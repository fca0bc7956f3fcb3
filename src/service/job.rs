//! Long work: how far it is, and how it is stopped.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::ServiceError;

/// How far a job is; shared between the one who works and the one who watches. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    stage: Mutex<&'static str>,
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

/// A look at a [`Progress`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Text id of what is being done: `job-reading`, `job-searching`, …; empty before it starts.
    pub stage: &'static str,
    /// Steps done in this stage.
    pub done: u64,
    /// Steps of this stage; 0 where nobody knows.
    pub total: u64,
    /// Whether somebody asked to stop.
    pub cancelled: bool,
}

impl Progress {
    /// Begins a stage of `total` steps (0: unknown).
    pub fn stage(&self, stage: &'static str, total: u64) {
        *self.0.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
    }

    /// One step more.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Cancelled`] where somebody asked to stop.
    pub fn step(&self) -> Result<(), ServiceError> {
        self.0.done.fetch_add(1, Ordering::Relaxed);
        self.check()
    }

    /// Whether to go on.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Cancelled`] where somebody asked to stop.
    pub fn check(&self) -> Result<(), ServiceError> {
        if self.0.cancelled.load(Ordering::Relaxed) {
            return Err(ServiceError::Cancelled);
        }
        Ok(())
    }

    /// Sets the steps of this stage, once they are known.
    pub fn total(&self, total: u64) {
        self.0.total.store(total, Ordering::Relaxed);
    }

    /// Sets the steps done.
    pub fn at(&self, done: u64) {
        self.0.done.store(done, Ordering::Relaxed);
    }

    /// Asks the worker to stop as soon as nothing is half done.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// How far it is.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen {
            stage: *self.0.stage.lock().unwrap_or_else(PoisonError::into_inner),
            done: self.0.done.load(Ordering::Relaxed),
            total: self.0.total.load(Ordering::Relaxed),
            cancelled: self.0.cancelled.load(Ordering::Relaxed),
        }
    }
}
