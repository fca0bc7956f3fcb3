//! The thread that owns the vault, and the lane beside it for long work.
//!
//! [`Worker::ask`] never waits. An answer lies in its [`Ticket`] until it is taken; what nobody waits for is dropped,
//! except the failure of a command, which becomes a [`Notice`]. A panic ends one request and not the program.
//! [`Worker::close`] (and dropping) waits until all that was handed over has been done.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
};

use super::{
    Job, Request, Service, ServiceError,
    job::{Progress, Seen},
};

/// How many requests may wait.
pub const QUEUE: usize = 64;

/// Too many requests wait already. Keep the state and try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests wait")]
pub struct Busy;

/// A command that failed after its screen had gone.
#[derive(Debug)]
pub struct Notice {
    /// The audit name of the command.
    pub command: &'static str,
    /// Why.
    pub error: ServiceError,
}

type Outcome<A> = Result<A, ServiceError>;
type Letter = Box<dyn FnOnce(&mut Service) + Send>;
type Wake = Arc<dyn Fn() + Send + Sync>;

#[derive(Debug)]
struct Slot<A> {
    outcome: Mutex<Option<Outcome<A>>>,
    filled: Condvar,
}

/// Where an answer will appear. Dropping it means nobody waits any more.
#[derive(Debug)]
pub struct Ticket<A>(Arc<Slot<A>>);

impl<A> Ticket<A> {
    fn new() -> Self {
        Self(Arc::new(Slot { outcome: Mutex::new(None), filled: Condvar::new() }))
    }

    /// The answer, once, as soon as it is there. Never waits.
    #[must_use]
    pub fn take(&self) -> Option<Outcome<A>> {
        held(&self.0.outcome).take()
    }

    /// Waits for the answer. For scripts and tests; a screen never waits.
    ///
    /// # Errors
    ///
    /// Whatever stopped the request.
    pub fn wait(self) -> Outcome<A> {
        let mut outcome = held(&self.0.outcome);
        loop {
            if let Some(outcome) = outcome.take() {
                return outcome;
            }
            outcome = self.0.filled.wait(outcome).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Where the answer of long work will appear, and how far it is.
#[derive(Debug)]
pub struct JobTicket<A> {
    ticket: Ticket<A>,
    progress: Progress,
}

impl<A> JobTicket<A> {
    /// The answer, once, as soon as it is there. Never waits.
    #[must_use]
    pub fn take(&self) -> Option<Outcome<A>> {
        self.ticket.take()
    }

    /// How far it is.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.progress.seen()
    }

    /// Asks to stop; the answer is then [`ServiceError::Cancelled`], or whatever was done before.
    pub fn cancel(&self) {
        self.progress.cancel();
    }

    /// Waits for the answer. For scripts and tests.
    ///
    /// # Errors
    ///
    /// Whatever stopped the work.
    pub fn wait(self) -> Outcome<A> {
        self.ticket.wait()
    }
}

/// What every lane shares.
#[derive(Clone)]
struct Lanes {
    inbox: SyncSender<Option<Letter>>,
    wake: Wake,
    notices: Arc<Mutex<Vec<Notice>>>,
    jobs: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

/// The one owner of the [`Service`].
pub struct Worker {
    lanes: Lanes,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

impl Worker {
    /// Starts the thread; `wake` is called whenever an answer has arrived.
    ///
    /// # Errors
    ///
    /// Where the operating system gives no thread.
    pub fn start(
        service: Service,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let (inbox, letters) = sync_channel(QUEUE);
        let thread = thread::Builder::new()
            .name("waypost-vault".to_owned())
            .spawn(move || serve(service, &letters))?;
        let lanes =
            Lanes { inbox, wake: Arc::new(wake), notices: Arc::default(), jobs: Arc::default() };
        Ok(Self { lanes, thread: Some(thread) })
    }

    /// Hands a request over. Never waits.
    ///
    /// # Errors
    ///
    /// [`Busy`] when [`QUEUE`] requests wait already; the caller keeps its state and may try again.
    pub fn ask<R: Request>(&self, request: R) -> Result<Ticket<R::Answer>, Busy> {
        let ticket = Ticket::new();
        let answer = Arc::clone(&ticket.0);
        let lanes = self.lanes.clone();
        self.post(Box::new(move |service| {
            let outcome = guarded(service, |service| service.ask(request));
            lanes.put(&answer, outcome, R::COMMAND);
        }))?;
        Ok(ticket)
    }

    /// Starts long work.
    ///
    /// # Errors
    ///
    /// [`Busy`] when [`QUEUE`] requests wait already.
    pub fn begin<J: Job>(&self, job: J) -> Result<JobTicket<J::Answer>, Busy> {
        let (ticket, progress) = (Ticket::new(), Progress::default());
        let answer = Arc::clone(&ticket.0);
        let (lanes, watched) = (self.lanes.clone(), progress.clone());
        self.post(Box::new(move |service| {
            match guarded(service, |service| service.prepare(job)) {
                Ok(prepared) => lanes.clone().beside::<J>(prepared, watched, answer),
                Err(error) => lanes.put(&answer, Err(error), J::COMMAND),
            }
        }))?;
        Ok(JobTicket { ticket, progress })
    }

    /// Commands that failed while nobody was looking, since the last time this was asked.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        std::mem::take(&mut *held(&self.lanes.notices))
    }

    /// Waits until all that was handed over has been done, then ends the thread.
    pub fn close(mut self) {
        self.finish();
    }

    fn post(&self, letter: Letter) -> Result<(), Busy> {
        self.lanes.inbox.try_send(Some(letter)).map_err(|err| match err {
            TrySendError::Full(_) | TrySendError::Disconnected(_) => Busy,
        })
    }

    fn finish(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        loop {
            let barrier = Ticket::new();
            let passed = Arc::clone(&barrier.0);
            let letter: Letter = Box::new(move |_| fill(&passed, Ok(())));
            if self.lanes.inbox.send(Some(letter)).is_err() || barrier.wait().is_err() {
                break;
            }
            let jobs = std::mem::take(&mut *held(&self.lanes.jobs));
            if jobs.is_empty() {
                break;
            }
            for job in jobs {
                // A job that panicked has answered with a report number already.
                drop(job.join());
            }
        }
        drop(self.lanes.inbox.send(None));
        drop(thread.join());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Lanes {
    /// Puts `outcome` where it is waited for; a failed command that nobody waits for becomes a notice.
    fn put<A>(&self, slot: &Arc<Slot<A>>, outcome: Outcome<A>, command: Option<&'static str>) {
        match (outcome, command) {
            (Err(error), Some(command)) if Arc::strong_count(slot) == 1 => {
                held(&self.notices).push(Notice { command, error });
            }
            (outcome, _) => fill(slot, outcome),
        }
        (self.wake)();
    }

    /// Runs the long part on a thread of its own and hands the rest back to the vault's thread.
    fn beside<J: Job>(self, prepared: J::Prepared, progress: Progress, slot: Arc<Slot<J::Answer>>) {
        let jobs = Arc::clone(&self.jobs);
        let (lanes, unstarted) = (self.clone(), Arc::clone(&slot));
        let thread = thread::Builder::new().name("waypost-job".to_owned()).spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(|| J::run(prepared, &progress)));
            let letter: Letter = {
                let lanes = lanes.clone();
                Box::new(move |service| {
                    let outcome = match done {
                        Ok(Ok(done)) => guarded(service, |service| service.finish::<J>(done)),
                        Ok(Err(error)) => Err(error),
                        Err(_) => Err(service.report_bug()),
                    };
                    lanes.put(&slot, outcome, J::COMMAND);
                })
            };
            // The vault's thread outlives every job: `finish` joins jobs first.
            drop(lanes.inbox.send(Some(letter)));
        });
        match thread {
            Ok(thread) => held(&jobs).push(thread),
            Err(_) => self.put(&unstarted, Err(ServiceError::NoThread), J::COMMAND),
        }
    }
}

fn serve(mut service: Service, letters: &Receiver<Option<Letter>>) {
    while let Ok(Some(letter)) = letters.recv() {
        letter(&mut service);
    }
}

/// Runs `work`; a panic in it becomes a bug with a report number.
fn guarded<A>(service: &mut Service, work: impl FnOnce(&mut Service) -> Outcome<A>) -> Outcome<A> {
    catch_unwind(AssertUnwindSafe(|| work(service))).unwrap_or_else(|_| Err(service.report_bug()))
}

fn fill<A>(slot: &Arc<Slot<A>>, outcome: Outcome<A>) {
    *held(&slot.outcome) = Some(outcome);
    slot.filled.notify_all();
}

/// A lock that a panic elsewhere cannot spoil: what it guards is replaced whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
