//! Clocks and ids of the running service.
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use gigi_core::id::CaseId;
use gigi_engine::ports::{Clock, Ids};
use jiff::{SignedDuration, Timestamp};

/// The wall clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the wall clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that starts where it is told, runs so many times faster, and can be moved on.
#[derive(Debug)]
pub struct DemoClock {
    state: Mutex<(Timestamp, Instant)>,
    speed: f64,
}

impl DemoClock {
    /// Starts at `start`; `speed` 1 is real time.
    #[expect(clippy::disallowed_methods, reason = "measures how much real time has passed")]
    pub fn new(start: Timestamp, speed: f64) -> Self {
        Self { state: Mutex::new((start, Instant::now())), speed }
    }

    /// Moves on by so many seconds at once.
    pub fn advance(&self, seconds: i64) -> Timestamp {
        let now = self.now();
        let moved = now.saturating_add(SignedDuration::from_secs(seconds.max(0))).unwrap_or(now);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = moved;
        moved
    }
}

impl Clock for DemoClock {
    #[expect(clippy::disallowed_methods, reason = "measures how much real time has passed")]
    fn now(&self) -> Timestamp {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let real = Instant::now();
        let passed = real.duration_since(state.1).mul_f64(self.speed);
        let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::ZERO);
        *state = (state.0.saturating_add(passed).unwrap_or(state.0), real);
        state.0
    }
}

/// UUIDv7, ordered by time.
#[derive(Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn case_id(&self, now: Timestamp) -> CaseId {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let (seconds, nanos) = (millis / 1000, u32::try_from(millis % 1000 * 1_000_000).unwrap_or_default());
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        CaseId(uuid::Uuid::new_v7(stamp))
    }
}

/// A name for this process among replicas and among its own earlier runs, for leases.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place outside of time where something random is wanted"
)]
pub fn process_name() -> String {
    uuid::Uuid::now_v7().to_string()
}
