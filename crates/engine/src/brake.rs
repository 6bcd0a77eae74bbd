//! The brake (`behaviours` b80): when several things fail within minutes that no single phone number explains, nobody new
//! is asked and nothing is written until it has been quiet for as long, and a human hears at once.
//!
//! What counts: a write that WellSky refused, a text given up although the provider found nothing wrong with the number, a
//! message that could not be handled. A WellSky that does not answer is no failure: it is waited for. Alerts, answers and
//! the clocks that wake people go on.
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use gigi_core::calendar::plus_minutes;
use gigi_core::effect::Effect;
use gigi_core::policy::Brake as Rule;
use jiff::Timestamp;

use crate::engine::{Engine, EngineError};
use crate::ports::{Arrival, Input};

/// When things failed, newest last; each process counts its own.
#[derive(Debug, Default)]
pub(crate) struct Failures(Mutex<VecDeque<Timestamp>>);

impl Failures {
    /// One more. `true`: with this one the brake takes hold.
    fn add(&self, rule: &Rule, now: Timestamp) -> bool {
        let held_before = self.hold(rule, now);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push_back(now);
        drop(seen);
        !held_before && self.hold(rule, now)
    }

    /// Whether it holds.
    fn hold(&self, rule: &Rule, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|at| plus_minutes(*at, rule.minutes) > now);
        rule.failures > 0 && seen.len() >= rule.failures
    }
}

impl Engine {
    /// Something failed for good.
    pub(crate) async fn failed(&self) -> Result<(), EngineError> {
        let (rule, now) = (self.parts().policy.brake, self.now());
        if !self.inner.failures.add(&rule, now) {
            return Ok(());
        }
        tracing::error!(
            failures = rule.failures,
            minutes = rule.minutes,
            "the brake holds: nothing new is begun"
        );
        let dedupe = format!("brake/{}/{now}", self.parts().owner);
        self.receive(Arrival { dedupe, thread: "brake".into(), at: now, what: Input::Failing }).await?;
        Ok(())
    }

    /// Whether an effect must wait for the brake.
    pub(crate) fn is_braked(&self, effect: &Effect) -> bool {
        let begins = matches!(
            effect,
            Effect::Offer { .. }
                | Effect::Assign { .. }
                | Effect::EnterProspect { .. }
                | Effect::ChangeProspect { .. }
        );
        begins && self.inner.failures.hold(&self.parts().policy.brake, self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b80_three_within_five_minutes_hold_and_five_quiet_minutes_let_go() {
        let (rule, failures) = (Rule::default(), Failures::default());
        let at = |minutes: i64| plus_minutes("2026-11-24T18:00:00Z".parse().unwrap(), minutes);
        assert!(!failures.add(&rule, at(0)) && !failures.add(&rule, at(4)));
        assert!(!failures.add(&rule, at(6)), "the first is too long ago");
        assert!(failures.add(&rule, at(7)), "three within five minutes");
        assert!(!failures.add(&rule, at(8)), "said once");
        assert!(failures.hold(&rule, at(10)));
        assert!(!failures.hold(&rule, at(12)));
        let off = Rule { failures: 0, ..rule };
        assert!((0..9).all(|minute| !Failures::default().add(&off, at(minute))));
    }
}
