//! Which failures are worth another attempt, and what a write's failure means in the end.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::config::RetryPolicy;
use crate::error::Error;
use crate::exchange::{Failure, Fate};
use crate::route::Retry;

/// The attempts of one call.
pub(crate) struct Attempts {
    class: Retry,
    policy: RetryPolicy,
    delays: ExponentialBackoff,
    /// An attempt of a write may have been carried out, although we did not hear so.
    uncertain: bool,
}

impl Attempts {
    pub(crate) fn new(class: Retry, policy: RetryPolicy) -> Self {
        let delays = ExponentialBuilder::new()
            .with_min_delay(policy.min_delay)
            .with_max_delay(policy.max_delay)
            .with_max_times(policy.times)
            .with_jitter()
            .build();
        Attempts { class, policy, delays, uncertain: false }
    }

    /// How long to wait before the next attempt, or the final error.
    pub(crate) fn after(&mut self, failure: Failure) -> Result<Duration, Error> {
        self.uncertain |= self.class != Retry::Read && may_have_happened(&failure);
        if !self.worth_repeating(failure.fate) {
            return Err(self.settle(failure.error));
        }
        let asked = failure.error.context().and_then(|context| context.retry_after);
        if asked.is_some_and(|asked| asked > self.policy.max_retry_after) {
            return Err(self.settle(failure.error));
        }
        match self.delays.next() {
            Some(delay) => Ok(delay.max(asked.unwrap_or_default())),
            None => Err(self.settle(failure.error)),
        }
    }

    /// The error to return, given what earlier attempts may have done.
    pub(crate) fn settle(&self, error: Error) -> Error {
        if !self.uncertain {
            return error;
        }
        match error {
            Error::Misuse(misuse) => Error::Misuse(misuse),
            Error::RouteNotMatched(context)
            | Error::WritesNotAvailable(context)
            | Error::AuthRejected(context)
            | Error::Forbidden(context)
            | Error::NotFound(context)
            | Error::Validation(context)
            | Error::Throttled(context)
            | Error::Upstream(context)
            | Error::Decode(context)
            | Error::Transport(context)
            | Error::UnknownOutcome(context)
            | Error::Redirected(context) => Error::UnknownOutcome(context),
        }
    }

    fn worth_repeating(&self, fate: Fate) -> bool {
        match (self.class, fate) {
            (Retry::Create, _) => false,
            (_, Fate::NotSent | Fate::Answered(429 | 502 | 503 | 504)) => true,
            // A read whose connection broke is simply read again; one that took the whole time-out is not, the next
            // would take as long.
            (Retry::Read, Fate::Broken) => true,
            _ => false,
        }
    }
}

/// Whether a write that failed like this may have been carried out: silence, a broken connection, a gateway that
/// gave up waiting, a crash (which may come after the commit), or a success whose answer could not be read.
fn may_have_happened(failure: &Failure) -> bool {
    match failure.fate {
        Fate::NotSent => false,
        Fate::TimedOut | Fate::Broken => true,
        Fate::Answered(status) => matches!(status, 200..=299 | 500 | 502 | 504),
    }
}

/// Waits between two attempts of one call. Anything longer belongs to the caller's schedule.
#[expect(clippy::disallowed_methods, reason = "the pause of a retry, bounded by the retry policy")]
pub(crate) async fn pause(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Context;

    fn failure(fate: Fate, retry_after: Option<u64>) -> Failure {
        let context =
            Box::new(Context { retry_after: retry_after.map(Duration::from_secs), ..Context::default() });
        let error = match fate {
            Fate::Answered(429) => Error::Throttled(context),
            Fate::Answered(422) => Error::Validation(context),
            Fate::Answered(_) => Error::Upstream(context),
            _ => Error::Transport(context),
        };
        Failure { error, fate }
    }

    fn first(class: Retry, fate: Fate) -> Result<Duration, &'static str> {
        Attempts::new(class, RetryPolicy::default()).after(failure(fate, None)).map_err(|error| error.name())
    }

    #[test]
    fn reads_are_repeated_and_creates_never() {
        for fate in
            [Fate::NotSent, Fate::Broken, Fate::Answered(429), Fate::Answered(503), Fate::Answered(504)]
        {
            assert!(first(Retry::Read, fate).is_ok(), "{fate:?}");
            assert!(first(Retry::Create, fate).is_err(), "{fate:?}");
        }
        assert_eq!(first(Retry::Read, Fate::TimedOut), Err("transport"));
        assert_eq!(first(Retry::Read, Fate::Answered(500)), Err("upstream"));
        assert_eq!(first(Retry::Read, Fate::Answered(422)), Err("validation"));
    }

    #[test]
    fn a_write_into_silence_has_an_unknown_outcome() {
        for class in [Retry::Create, Retry::IdempotentWrite] {
            assert_eq!(first(class, Fate::TimedOut), Err("unknown_outcome"));
            assert_eq!(first(class, Fate::Broken), Err("unknown_outcome"));
            assert_eq!(first(class, Fate::Answered(500)), Err("unknown_outcome"));
            assert_eq!(first(class, Fate::Answered(422)), Err("validation"));
        }
        assert_eq!(first(Retry::Create, Fate::NotSent), Err("transport"));
        assert_eq!(first(Retry::Create, Fate::Answered(503)), Err("upstream"));
        assert_eq!(first(Retry::Create, Fate::Answered(504)), Err("unknown_outcome"));
    }

    #[test]
    fn an_uncertain_first_attempt_is_not_forgotten() {
        let mut attempts = Attempts::new(Retry::IdempotentWrite, RetryPolicy::default());
        assert!(attempts.after(failure(Fate::Answered(504), None)).is_ok());
        let end = attempts.after(failure(Fate::Answered(422), None)).unwrap_err();
        assert_eq!(end.name(), "unknown_outcome");
    }

    #[test]
    fn the_servers_wish_to_wait_counts_up_to_a_limit() {
        let mut attempts = Attempts::new(Retry::Read, RetryPolicy::default());
        assert!(attempts.after(failure(Fate::Answered(429), Some(7))).unwrap() >= Duration::from_secs(7));
        let error = attempts.after(failure(Fate::Answered(429), Some(3600))).unwrap_err();
        assert_eq!(error.context().and_then(|c| c.retry_after), Some(Duration::from_secs(3600)));
    }

    #[test]
    fn attempts_end() {
        let policy = RetryPolicy { times: 2, ..RetryPolicy::default() };
        let mut attempts = Attempts::new(Retry::Read, policy);
        assert!(attempts.after(failure(Fate::Answered(503), None)).is_ok());
        assert!(attempts.after(failure(Fate::Answered(503), None)).is_ok());
        assert_eq!(attempts.after(failure(Fate::Answered(503), None)).unwrap_err().name(), "upstream");
    }
}
