//! Time, handed in: nothing below the binaries reads the computer's clock by itself.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, FixedOffset, Local, NaiveDate, Offset as _, Utc};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The same point as a date and time in UTC; the epoch where the number is outside chrono's range.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The same point on a wall clock `offset_secs` east of Greenwich.
    #[must_use]
    pub fn local(self, offset_secs: i32) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(offset_secs).unwrap_or_else(|| Utc.fix());
        self.utc().with_timezone(&offset)
    }
}

/// What time it is, and where.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;

    /// Seconds east of Greenwich of this computer's wall clock, now.
    fn offset_secs(&self) -> i32;

    /// Milliseconds that only ever rise, also while the wall clock is set back; for idle times.
    fn monotonic_ms(&self) -> u64;

    /// The civil day on the wall clock.
    fn today(&self) -> NaiveDate {
        self.now().local(self.offset_secs()).date_naive()
    }
}

/// The computer's clock.
#[derive(Debug)]
pub struct SystemClock {
    start: std::time::Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: std::time::Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant(Utc::now().timestamp_millis())
    }

    fn offset_secs(&self) -> i32 {
        Local::now().offset().fix().local_minus_utc()
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock for tests and demonstrations: it stands until it is moved. UTC.
#[derive(Debug)]
pub struct FixedClock {
    now_ms: AtomicI64,
}

impl FixedClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub const fn at(now: Instant) -> Self {
        Self { now_ms: AtomicI64::new(now.0) }
    }

    /// Moves the clock by `ms` milliseconds, back where negative.
    pub fn advance_ms(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.now_ms.load(Ordering::SeqCst))
    }

    fn offset_secs(&self) -> i32 {
        0
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.now().0).unwrap_or(0)
    }
}
