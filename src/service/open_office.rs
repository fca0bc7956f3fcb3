//! The open office: what a request works on.

use std::sync::Arc;

use crate::{
    base::{Clock, Entropy},
    cases::Permission,
};

use super::{Job, Request, ServiceError, SessionView, job::Progress};

/// An office as this program holds it: locked at first.
pub struct Service {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Box<dyn Entropy>,
    pub(super) session: Option<SessionView>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("open", &self.session.is_some()).finish_non_exhaustive()
    }
}

impl Service {
    /// A service with no vault open.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, entropy: Box<dyn Entropy>) -> Self {
        Self { clock, entropy, session: None }
    }

    /// Checks the permission, does it, answers.
    ///
    /// # Errors
    ///
    /// Whatever stopped it; nothing was changed.
    pub fn ask<R: Request>(&mut self, request: R) -> Result<R::Answer, ServiceError> {
        self.allow(R::NEEDS)?;
        request.handle(self)
    }

    /// Does long work here and now; for scripts and tests.
    ///
    /// # Errors
    ///
    /// Whatever stopped it; nothing was changed.
    pub fn run<J: Job>(&mut self, job: J, progress: &Progress) -> Result<J::Answer, ServiceError> {
        let prepared = self.prepare(job)?;
        let done = J::run(prepared, progress)?;
        self.finish::<J>(done)
    }

    pub(super) fn prepare<J: Job>(&mut self, job: J) -> Result<J::Prepared, ServiceError> {
        self.allow(J::NEEDS)?;
        job.prepare(self)
    }

    pub(super) fn finish<J: Job>(&mut self, done: J::Done) -> Result<J::Answer, ServiceError> {
        self.allow(J::NEEDS)?;
        J::finish(done, self)
    }

    /// Who is at the keyboard.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Locked`].
    pub fn session(&self) -> Result<&SessionView, ServiceError> {
        self.session.as_ref().ok_or(ServiceError::Locked)
    }

    fn allow(&self, needed: Permission) -> Result<(), ServiceError> {
        if needed == Permission::Anybody || self.session()?.may(needed) {
            return Ok(());
        }
        Err(ServiceError::NotAllowed { needed })
    }

    /// A number for a mistake of ours; it says nothing about anybody.
    pub(super) fn report_bug(&mut self) -> ServiceError {
        let report = u32::try_from(self.entropy.below(100_000)).unwrap_or(0);
        ServiceError::Bug { report }
    }
}
