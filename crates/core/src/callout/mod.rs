//! The call-out machine: from "I can't make my 7a" to a filled shift, or to a human in time.
//!
//! ```text
//!            ShiftChosen            Ranked → Offer…            Replied(Accept)
//!  Triage ───────────────▶ Offering ◀──────────────▶ Filling ──────────────────▶ Filled ──▶ Closed
//!     │                       │    recheck failed, │ Recheck → Assign → read back    │
//!     │                       │    withdrew        │                                 │ Withdrew: reopened
//!     ▼                       ▼                    ▼                                 ▼
//!   a human hears, by the ladder, at the latest at the policy's clock before the start (`domain.md 4.17`)
//! ```
//!
//! Rules that hold whatever happens:
//! * Silence alone advances: every wave sets the timer of the next.
//! * The first valid yes *claims* the shift under the case's version; nobody is told "confirmed" before WellSky shows it.
//! * A yes that comes second is told so at once and kept in order of arrival; if the claim falls, the next one moves up.
//! * While the shift is unfilled there is a timer or a human (see [`check`]).
mod absent;
mod accept;
pub mod case;
pub mod check;
mod consent;
mod moved;
mod open;
mod parts;
mod pool;
mod search;
mod staff;
mod unassigned;
mod voice;
mod widen;
mod wish;

use jiff::Timestamp;

pub use case::{
    Call, CallOut, CallResult, Filling, FillingState, Hours, Moved, Offer, OfferState, Part, Phase, Pooled,
    Reply, Report,
};
pub use unassigned::unassigned;

use crate::calendar::hours_between;
use crate::case::{Case, CaseShift, Decision, Event};
use crate::effect::{Effect, OfferedShift, Planned, Purpose, Timer, TimerName, To};
use crate::escalation::{Escalation, PageWhy};
use crate::fact::Fact;
use crate::id::{CaregiverId, EffectKey};
use crate::policy::Policy;
use crate::texts::{Say, StaffNote, When};

/// One decision in the making: the next state and what has been collected so far.
struct Step<'a> {
    policy: &'a Policy,
    now: Timestamp,
    case: CallOut,
    out: Decision,
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &CallOut, event: &Event, now: Timestamp) -> Decision {
    let placeholder = Case::CallOut(Box::new(before.clone()));
    let mut step = Step { policy, now, case: before.clone(), out: Decision::nothing(placeholder) };
    step.hear(event);
    step.out.case = Case::CallOut(Box::new(step.case));
    step.out
}

impl Step<'_> {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Heard { fact } => self.fact(fact.clone()),
            Event::Reported(report) => self.reported(report),
            Event::Unassigned { shift } => self.unassigned(shift),
            Event::ShiftChosen { shift } => self.shift_chosen(shift),
            Event::ChoiceNarrowed { options } => self.choice_narrowed(options),
            Event::ChoiceUnclear => self.choice_unclear(),
            Event::Repeated => self.repeated(),
            Event::Ranked { ranking, seen } => self.ranked(ranking, seen.as_ref()),
            Event::Admitted { no, code } => self.admitted(*no, *code),
            Event::NotAdmitted { no, why } => self.not_admitted(*no, *why),
            Event::Texted { key, outcome } => self.texted(key, outcome),
            Event::Replied { no, reply, others } => {
                self.replied(*no, reply);
                self.with_others(others);
            }
            Event::Withdrew { caregiver } => self.withdrew(caregiver),
            Event::Retracted => self.retracted(),
            Event::Rechecked { caregiver, failed, seen } => self.rechecked(caregiver, *failed, seen.as_ref()),
            Event::Assigned { caregiver, outcome } => self.assigned(caregiver, outcome),
            Event::ClientAnswered { agrees } => self.client_answered(*agrees, None),
            Event::ClientWantsMove { window } => self.client_wants_move(*window),
            Event::ClientSkips { sure } => self.client_skips(*sure),
            Event::ClientKeeps { by } => self.client_keeps(by),
            Event::TurnedUp { sign } => self.turned_up(*sign),
            Event::DidNotCome { caregiver } => self.did_not_come(caregiver),
            Event::Looked { seen } => self.looked(seen.as_ref()),
            Event::Timer { name } => self.timer(*name),
            Event::Said { by, command } => self.said(by, command),
            Event::HandedOver { .. }
            | Event::Inquired { .. }
            | Event::Told { .. }
            | Event::Entered { .. }
            | Event::Changed { .. }
            | Event::Noted { .. }
            | Event::Requested { .. }
            | Event::Picked { .. }
            | Event::Agreed { .. }
            | Event::Complained { .. }
            | Event::ComplaintTold { .. }
            | Event::Endangered { .. }
            | Event::Doubted { .. }
            | Event::CannotCome
            | Event::ClockClaimed { .. }
            | Event::Evening { .. }
            | Event::Confirmed { .. }
            | Event::CannotWork { .. }
            | Event::MoreWords { .. } => {}
        }
    }

    // -- collecting --

    fn fact(&mut self, fact: Fact) {
        self.out.facts.push(fact);
    }

    fn plan(&mut self, kind: &str, effect: Effect) -> EffectKey {
        let key = self.case.head.key(kind);
        self.out.effects.push(Planned { key: key.clone(), effect });
        key
    }

    fn text(&mut self, to: To, say: Say, purpose: Purpose) {
        self.plan("text", Effect::Text { to, say, purpose });
    }

    fn answer(&mut self, caregiver: &CaregiverId, say: Say) {
        if self.case.is_by_voice(caregiver) {
            // Whoever phones her tells her.
            return;
        }
        self.text(To::Caregiver(caregiver.clone()), say, Purpose::Answer);
    }

    /// News for the first rung that need no answer.
    fn note_staff(&mut self, what: StaffNote) {
        if self.policy.ladder.is_empty() {
            return;
        }
        let say = Say::StaffNote {
            case: Some(self.case.head.number),
            start: self.case.shift.as_ref().map(|s| s.key.start),
            what,
        };
        self.text(To::Rung(0), say, Purpose::Notice);
    }

    fn set(&mut self, name: TimerName, due: Timestamp) {
        if name == TimerName::Wave {
            self.case.next_wave = Some(due);
        }
        self.out.timers.push(Timer { name, due: Some(due) });
    }

    fn clear(&mut self, name: TimerName) {
        if name == TimerName::Wave {
            self.case.next_wave = None;
        }
        self.out.timers.push(Timer { name, due: None });
    }

    // -- humans --

    /// Wakes a human: a climb begins, or the rung that is being woken hears the new reason.
    fn escalate(&mut self, why: PageWhy) {
        let climb = match &mut self.case.escalation {
            Some(e) if e.is_waiting() && e.why == why => return,
            Some(e) if e.is_waiting() => e.renew(self.policy, why.clone(), self.now),
            _ => {
                let (escalation, climb) = Escalation::start(self.policy, why.clone(), self.now);
                self.case.escalation = Some(escalation);
                climb
            }
        };
        self.wake(climb, &why);
    }

    fn wake(&mut self, climb: crate::escalation::Climb, why: &PageWhy) {
        let say = match (&self.case.shift, &self.case.filling, why) {
            (
                Some(shift),
                Some(f),
                PageWhy::EnterAssignment | PageWhy::WriteRefused | PageWhy::WellskyDown,
            ) => Say::PageEnter {
                case: self.case.head.number,
                when: when(shift),
                appointment: shift.key.appointment.to_string(),
                caregiver: f.short_name.expose().clone(),
            },
            (shift, ..) => Say::Page {
                case: self.case.head.number,
                start: shift.as_ref().map(|s| s.key.start),
                priority: shift.as_ref().map(|s| s.priority),
                why: why.clone(),
            },
        };
        self.out.wake(self.policy, &mut self.case.head, climb, why, say);
    }

    // -- the shift --

    /// Hours until the start, negative afterwards.
    fn lead(&self) -> f64 {
        self.case.shift.as_ref().map_or(0.0, |s| hours_between(self.now, s.key.start))
    }

    fn when(&self) -> Option<When> {
        self.case.shift.as_ref().map(when)
    }
}

fn when(shift: &CaseShift) -> When {
    When { start: shift.key.start, end: shift.end }
}

/// What somebody may know who has not accepted.
fn offered(shift: &CaseShift) -> OfferedShift {
    OfferedShift { key: shift.key.clone(), end: shift.end, area: shift.area.clone() }
}
