//! The thread that owns the vault, and the lane beside it for long work.
//!
//! [`Worker::ask`] never waits. An answer lies in its [`Ticket`] until it is taken; what nobody takes is dropped,
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

type Notices = Arc<Mutex<Vec<Notice>>>;

/// Where one answer lies until it is taken; held by its ticket and by whoever works on it.
struct Slot<A> {
    outcome: Mutex<Option<Outcome<A>>>,
    filled: Condvar,
    /// The audit name of the command it answers, and where its failure goes if nobody takes it.
    unread: Option<(&'static str, Notices, Wake)>,
}

impl<A> std::fmt::Debug for Slot<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}

/// The last holder goes: nobody took the answer, whether the ticket went before it came or after.
impl<A> Drop for Slot<A> {
    fn drop(&mut self) {
        let outcome = self.outcome.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        match (outcome, self.unread.take()) {
            // Whoever stopped something knows that it did not happen.
            (None | Some(Ok(_) | Err(ServiceError::Cancelled)), _) | (_, None) => {}
            (Some(Err(error)), Some((command, notices, wake))) => {
                held(&notices).push(Notice { command, error });
                wake();
            }
        }
    }
}

/// Where an answer will appear. Dropping it means nobody waits any more.
#[derive(Debug)]
pub struct Ticket<A>(Arc<Slot<A>>);

impl<A> Ticket<A> {
    fn new(unread: Option<(&'static str, Notices, Wake)>) -> Self {
        Self(Arc::new(Slot { outcome: Mutex::new(None), filled: Condvar::new(), unread }))
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
    notices: Notices,
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
        let ticket = self.lanes.ticket(R::COMMAND);
        let answer = Arc::clone(&ticket.0);
        let lanes = self.lanes.clone();
        self.post(Box::new(move |service| {
            let outcome = guarded(service, |service| service.ask(request));
            lanes.put(answer, outcome);
        }))?;
        Ok(ticket)
    }

    /// Starts long work.
    ///
    /// # Errors
    ///
    /// [`Busy`] when [`QUEUE`] requests wait already.
    pub fn begin<J: Job>(&self, job: J) -> Result<JobTicket<J::Answer>, Busy> {
        let (ticket, progress) = (self.lanes.ticket(J::COMMAND), Progress::default());
        let answer = Arc::clone(&ticket.0);
        let (lanes, watched) = (self.lanes.clone(), progress.clone());
        self.post(Box::new(move |service| {
            match guarded(service, |service| service.prepare(job)) {
                Ok(prepared) => lanes.clone().beside::<J>(prepared, watched, answer),
                Err(error) => lanes.put(answer, Err(error)),
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
            let barrier = Ticket::new(None);
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
    /// A new ticket; where it is one of a command, a failure that nobody takes becomes a notice.
    fn ticket<A>(&self, command: Option<&'static str>) -> Ticket<A> {
        let unread = |command| (command, Arc::clone(&self.notices), Arc::clone(&self.wake));
        Ticket::new(command.map(unread))
    }

    /// Puts `outcome` where it is waited for, and wakes whoever looks there.
    fn put<A>(&self, slot: Arc<Slot<A>>, outcome: Outcome<A>) {
        fill(&slot, outcome);
        drop(slot);
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
                    lanes.put(slot, outcome);
                })
            };
            // The vault's thread outlives every job: `finish` joins jobs first.
            drop(lanes.inbox.send(Some(letter)));
        });
        match thread {
            Ok(thread) => held(&jobs).push(thread),
            Err(_) => self.put(unstarted, Err(ServiceError::NoThread)),
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::{
        base::{FixedClock, Instant},
        cases::Permission,
        service::{Needed, Surroundings, Thing},
    };

    fn worker() -> (Worker, Arc<AtomicUsize>) {
        let clock = Arc::new(FixedClock::at(Instant(0)));
        let service = Service::new(Surroundings::for_tests(clock));
        let woken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&woken);
        let worker = Worker::start(service, move || {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        (worker.unwrap(), woken)
    }

    /// A request made of a function.
    struct Do<F>(F);

    impl<A, F> Request for Do<F>
    where
        A: Send + 'static,
        F: FnOnce() -> Outcome<A> + Send + 'static,
    {
        type Answer = A;
        const NEEDS: Permission = Permission::Anybody;
        const COMMAND: Option<&'static str> = Some("test.do");

        fn handle(self, _: &mut Service) -> Outcome<A> {
            (self.0)()
        }
    }

    struct Count(u64);

    impl Job for Count {
        type Answer = u64;
        type Prepared = u64;
        type Done = u64;
        const NEEDS: Permission = Permission::Anybody;

        fn prepare(self, _: &mut Service) -> Outcome<u64> {
            Ok(self.0)
        }

        fn run(to: u64, progress: &Progress) -> Outcome<u64> {
            progress.stage("job-reading", to);
            for _ in 0..to {
                progress.step()?;
                thread::yield_now();
            }
            Ok(progress.seen().done)
        }

        fn finish(done: u64, _: &mut Service) -> Outcome<u64> {
            Ok(done)
        }
    }

    #[test]
    fn a_panic_ends_one_request_and_not_the_worker() {
        let (worker, _) = worker();
        let broken = worker.ask(Do(|| -> Outcome<()> { panic!("a bug") })).unwrap();
        assert!(matches!(broken.wait(), Err(ServiceError::Bug { .. })));
        assert_eq!(worker.ask(Do(|| Ok(7))).unwrap().wait().unwrap(), 7);
    }

    #[test]
    fn a_failed_command_that_nobody_waits_for_becomes_a_notice() {
        let (worker, woken) = worker();
        // The worker is held until the ticket is gone.
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let held_up = worker.ask(Do(move || Ok(gate.recv().is_ok()))).unwrap();
        drop(
            worker
                .ask(Do(|| -> Outcome<()> { Err(ServiceError::Unknown { what: Thing::Record }) }))
                .unwrap(),
        );
        open.send(()).unwrap();
        assert!(held_up.wait().unwrap());
        let waited = worker
            .ask(Do(|| -> Outcome<()> { Err(ServiceError::Missing { what: Needed::Reason }) }));
        assert!(waited.unwrap().wait().is_err());
        let notices = worker.notices();
        let [notice] = notices.as_slice() else { panic!("one notice: {notices:?}") };
        assert_eq!((notice.command, notice.error.code()), ("test.do", "OFFICE-2"));
        worker.close();
        // Once an answer, and once for the notice.
        assert_eq!(woken.load(Ordering::SeqCst), 4);
    }

    #[test]
    fn a_failure_that_came_before_its_ticket_was_dropped_becomes_a_notice_too() {
        let (worker, woken) = worker();
        let unread = worker
            .ask(Do(|| -> Outcome<()> { Err(ServiceError::Unknown { what: Thing::Record }) }))
            .unwrap();
        let read = worker
            .ask(Do(|| -> Outcome<()> { Err(ServiceError::Missing { what: Needed::Reason }) }))
            .unwrap();
        let stopped = worker.ask(Do(|| -> Outcome<()> { Err(ServiceError::Cancelled) })).unwrap();
        // Answered in order: what was asked before this has its answer.
        assert_eq!(worker.ask(Do(|| Ok(1))).unwrap().wait().unwrap(), 1);
        assert!(worker.notices().is_empty(), "somebody may still look");
        assert!(read.take().unwrap().is_err());
        drop((unread, read, stopped));
        let notices = worker.notices();
        let [notice] = notices.as_slice() else { panic!("one notice: {notices:?}") };
        assert_eq!((notice.command, notice.error.code()), ("test.do", "OFFICE-2"));
        worker.close();
        assert_eq!(woken.load(Ordering::SeqCst), 5);
    }

    #[test]
    fn closing_waits_for_all_that_was_handed_over() {
        let (worker, _) = worker();
        let done = Arc::new(AtomicUsize::new(0));
        for _ in 0..10 {
            let done = Arc::clone(&done);
            drop(worker.ask(Do(move || {
                done.fetch_add(1, Ordering::SeqCst);
                Ok(())
            })));
        }
        let job = worker.begin(Count(1_000)).unwrap();
        worker.close();
        assert_eq!(done.load(Ordering::SeqCst), 10);
        assert_eq!(job.take().unwrap().unwrap(), 1_000);
    }

    #[test]
    fn the_queue_is_bounded_and_asking_never_waits() {
        let (worker, _) = worker();
        let gate = Arc::new(Mutex::new(()));
        let shut = gate.lock().unwrap();
        let waits = Arc::clone(&gate);
        let mut asked = vec![worker.ask(Do(move || {
            drop(waits.lock());
            Ok(())
        }))];
        while asked.last().is_some_and(Result::is_ok) {
            asked.push(worker.ask(Do(|| Ok(()))));
        }
        assert!((QUEUE..=QUEUE + 2).contains(&asked.len()), "{}", asked.len());
        drop(shut);
        for ticket in asked.into_iter().flatten() {
            ticket.wait().unwrap();
        }
    }

    #[test]
    fn long_work_can_be_stopped_while_requests_are_answered() {
        let (worker, _) = worker();
        let job = worker.begin(Count(u64::MAX)).unwrap();
        assert_eq!(worker.ask(Do(|| Ok(1))).unwrap().wait().unwrap(), 1);
        job.cancel();
        assert!(matches!(job.wait(), Err(ServiceError::Cancelled)));
    }
}
