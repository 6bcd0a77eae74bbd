//! Trouble with clocking in or out, recorded for correction (`domain.md 5.13`; b56, b57, S26). Gigi clocks nobody in or
//! out and promises no pay: what she says is kept with the shift it belongs to, and a person corrects it.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::{Case, CaseShift, Command, Decision, Event, Head, TextOutcome, Words};
use crate::effect::{Effect, Planned, Purpose, Timer, TimerName, To};
use crate::escalation::{Ack, Escalation, PageWhy};
use crate::fact::Fact;
use crate::id::CaregiverId;
use crate::note::{About, Note};
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::{Say, VisitLine, When};

/// Which end of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Clock-in.
    In,
    /// Clock-out.
    Out,
}

/// What she says about her clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockClaim {
    /// Who.
    pub caregiver: CaregiverId,
    /// How she is named to staff.
    pub name: Redacted<String>,
    /// The visit it belongs to: one over midnight belongs to the day on which it began.
    pub shift: CaseShift,
    /// Which end.
    pub side: Side,
    /// The time she says; without one her text's own time is all there is.
    pub claimed: Option<Timestamp>,
    /// The message.
    pub words: Words,
    /// When it came.
    pub at: Timestamp,
}

/// Clock times of one visit that need correcting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockTrouble {
    /// Common part.
    pub head: Head,
    /// Everything she said, in order.
    pub claims: Vec<ClockClaim>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// How it ended.
    pub closed: Option<String>,
}

impl ClockTrouble {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self { head, claims: Vec::new(), escalation: None, closed: None }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The visit.
    pub fn shift(&self) -> Option<&CaseShift> {
        self.claims.first().map(|c| &c.shift)
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        match (&self.closed, self.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
            (Some(_), _) => "closed",
            (None, Some(_)) => "with_human",
            (None, None) => "to_correct",
        }
    }
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &ClockTrouble, event: &Event, now: Timestamp) -> Decision {
    let mut case = before.clone();
    let mut out = Decision::nothing(Case::Clock(Box::new(before.clone())));
    match event {
        Event::Heard { fact } => out.facts.push(fact.clone()),
        Event::ClockClaimed { claim } if case.is_open() => {
            if case.claims.iter().any(|c| c.words.message == claim.words.message) {
                return out;
            }
            let first = case.claims.is_empty();
            case.claims.push((**claim).clone());
            let (caregiver, side, claimed) = (claim.caregiver.clone(), claim.side, claim.claimed);
            out.facts.push(Fact::ClockClaimed { caregiver: caregiver.clone(), side, claimed });
            let when = When { start: claim.shift.key.start, end: claim.shift.end };
            let line = VisitLine::ClockNoted { when, out: side == Side::Out, claimed };
            let effect = Effect::Text {
                to: To::Caregiver(caregiver),
                say: Say::Visit { line },
                purpose: Purpose::Answer,
            };
            out.effects.push(Planned { key: case.head.key("text"), effect });
            let when = When { start: claim.shift.key.start, end: claim.shift.end };
            let note = Note::Clock { when, out: side == Side::Out, claimed };
            out.note(policy, &mut case.head, About::client(&claim.shift.client), note, None);
            if first {
                let open = policy.quiet.hours.next_outside(now, &policy.agency.zone);
                if open == now {
                    wake(policy, &mut case, &mut out, now);
                } else {
                    out.facts.push(Fact::HeldUntil { until: open });
                    out.timers.push(Timer { name: TimerName::Ladder, due: Some(open) });
                }
            }
        }
        Event::Timer { name: TimerName::Ladder } if case.is_open() => wake(policy, &mut case, &mut out, now),
        Event::Texted { key, outcome: TextOutcome::Failed { why } } => {
            let page = out.trouble(key, why);
            if page && case.is_open() {
                wake(policy, &mut case, &mut out, now);
            }
        }
        Event::Said { by, command } if case.is_open() => match command {
            Command::Acknowledge | Command::TakeOver => {
                let e = case
                    .escalation
                    .get_or_insert_with(|| Escalation::start(policy, PageWhy::ClockTrouble, now).0);
                e.acked = Some(Ack { by: by.clone(), at: now });
                out.facts.push(Fact::Acknowledged { by: by.clone() });
                out.timers.push(Timer { name: TimerName::Ladder, due: None });
            }
            Command::Close { how } => {
                case.closed = Some(how.clone());
                case.escalation = case.escalation.take().filter(|e| !e.is_waiting());
                out.facts.push(Fact::Closed { how: format!("{by}: {how}") });
                out.timers.push(Timer { name: TimerName::Ladder, due: None });
            }
            _ => {}
        },
        _ => {}
    }
    out.case = Case::Clock(Box::new(case));
    out
}

/// The first rung, or the next one; nothing once somebody has it.
fn wake(policy: &Policy, case: &mut ClockTrouble, out: &mut Decision, now: Timestamp) {
    let why = PageWhy::ClockTrouble;
    let climb = match &mut case.escalation {
        Some(e) if e.is_waiting() => e.next(policy, now),
        Some(_) => return,
        None => {
            let (escalation, climb) = Escalation::start(policy, why.clone(), now);
            case.escalation = Some(escalation);
            climb
        }
    };
    let start = case.shift().map(|s| s.key.start);
    let say = Say::Page { case: case.head.number, start, priority: None, why: why.clone() };
    out.wake(policy, &mut case.head, climb, &why, say);
}
