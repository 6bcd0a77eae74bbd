//! The simulator's time. Whoever starts the simulator decides what time it is; nothing here ticks by itself.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Answers "what time is it?" for the whole simulated world. The caller gives it: a demo passes its own fast clock, a
/// test passes [`fixed`].
pub type SimClock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A clock that always says `at` (until somebody advances the [`Clock`] around it).
pub fn fixed(at: Timestamp) -> SimClock {
    Arc::new(move || at)
}

/// The real time of the machine. Only `gigi sim` uses it: everything else passes a clock of its own.
#[expect(clippy::disallowed_methods, reason = "the one place of the simulator that reads the wall clock")]
pub fn wall() -> SimClock {
    Arc::new(Timestamp::now)
}

/// A [`SimClock`] that can also be pushed forward (`POST /clock` of the control plane). Clones share their time.
#[derive(Clone)]
pub struct Clock {
    base: SimClock,
    ahead_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that follows `base` and is not advanced yet.
    pub fn new(base: SimClock) -> Self {
        Self { base, ahead_seconds: Arc::new(AtomicI64::new(0)) }
    }

    /// The present of the simulated world.
    pub fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_secs(self.ahead_seconds.load(Ordering::SeqCst));
        (self.base)().saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }

    /// Moves the present by `seconds` (negative goes back) and returns the new present.
    pub fn advance(&self, seconds: i64) -> Timestamp {
        self.ahead_seconds.fetch_add(seconds, Ordering::SeqCst);
        self.now()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("now", &self.now()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stands_still_until_somebody_advances_it() {
        let start: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let clock = Clock::new(fixed(start));
        let same = clock.clone();
        assert_eq!(clock.now(), start);
        clock.advance(90);
        assert_eq!(same.now(), "2026-11-23T12:01:30Z".parse().unwrap());
    }
}
