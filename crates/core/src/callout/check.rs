//! A linter for cases: combinations that must not exist. Used by tests, by the simulation, and by `doctor` later.
use super::{CallOut, FillingState, OfferState, Phase};
use crate::effect::TimerName;

/// What is wrong with a stored call-out and its timers; empty when nothing is.
pub fn check(case: &CallOut, timers: &[TimerName]) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what| {
        if !holds {
            wrong.push(what);
        }
    };
    let has = |t| timers.contains(&t);
    let acked = case.escalation.as_ref().is_some_and(|e| e.acked.is_some());
    let accepted = |no: u32| case.offer(no).is_some_and(|o| o.state == OfferState::Accepted);
    match &case.phase {
        Phase::Triage => {
            must(case.shift.is_none(), "triage with a shift");
            must(
                has(TimerName::Answer) || case.escalation.is_some(),
                "a question without a timer or a human",
            );
        }
        Phase::Offering => {
            must(case.shift.is_some(), "offering without a shift");
            must(case.filling.is_none() && case.winner.is_none(), "offering with a claim");
            must(
                has(TimerName::Wave)
                    || has(TimerName::Pool)
                    || case.ranking.is_some()
                    || case.taken_over.is_some()
                    || acked
                    || case.escalation.is_some(),
                "an unfilled shift without a timer, a ranking on its way, or a human",
            );
            must(has(TimerName::End), "a search without an end");
            must(case.pool.is_none() || has(TimerName::Pool), "yeses that nobody chooses from");
        }
        Phase::Filling => {
            must(case.filling.as_ref().is_some_and(|f| accepted(f.no)), "a claim without a yes");
            must(
                case.filling.as_ref().is_none_or(|f| f.state != FillingState::Client)
                    || has(TimerName::Consent)
                    || case.escalation.is_some(),
                "a client is asked and nobody waits for her answer",
            );
            must(
                case.filling.as_ref().is_none_or(|f| f.state != FillingState::Office)
                    || has(TimerName::Entry),
                "an entry that nobody is reminded of",
            );
        }
        Phase::Filled => {
            must(case.winner.is_some() && case.filling.is_none(), "filled without a winner");
            must(!has(TimerName::Wave), "filled and still asking");
        }
        Phase::Closed { .. } => {
            must(timers.iter().all(|t| *t == TimerName::Ladder), "closed with a timer");
            must(case.offers.iter().all(|o| !o.state.is_open()), "closed with an open offer");
        }
    }
    must(
        case.pool.is_none() || case.phase == Phase::Offering,
        "yeses collected for a shift that is not open",
    );
    let winners = case.offers.iter().filter(|o| Some(&o.caregiver) == case.winner.as_ref()).count();
    must(case.winner.is_none() || winners > 0, "a winner who was never asked");
    wrong
}
