//! A message that needs a person: from an unknown number, not understood, a client's, an emergency.
//!
//! The machine is small on purpose: it wakes people until one says that she has it, keeps the words, and never closes
//! itself.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::{Case, Command, Decision, Event, Head, TextOutcome, Words};
use crate::effect::{Timer, TimerName};
use crate::escalation::{Ack, Climb, Escalation, PageWhy};
use crate::fact::Fact;
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::Say;

/// A message that needs a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    /// Common part.
    pub head: Head,
    /// Who wrote, as far as known.
    pub from: Redacted<String>,
    /// What was written, word by word.
    pub words: Vec<Words>,
    /// The most urgent reason so far.
    pub why: Option<PageWhy>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// How it ended.
    pub closed: Option<String>,
}

impl Handoff {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self { head, from: Redacted::default(), words: Vec::new(), why: None, escalation: None, closed: None }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        match (&self.closed, self.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
            (Some(_), _) => "closed",
            (None, Some(_)) => "with_human",
            (None, None) => "needs_human",
        }
    }
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &Handoff, event: &Event, now: Timestamp) -> Decision {
    let mut case = before.clone();
    let mut out = Decision::nothing(Case::Handoff(Box::new(before.clone())));
    match event {
        Event::HandedOver { why, words, from } if case.why.is_none() => {
            case.from = from.clone();
            case.words.push(words.clone());
            begin(policy, &mut case, &mut out, why, now);
        }
        Event::HandedOver { why, words, .. } | Event::MoreWords { why, words } if case.is_open() => {
            case.words.push(words.clone());
            let worse = urgent(why) && !case.why.as_ref().is_some_and(urgent);
            // That one wants to be phoned, or is a machine, is news about an ordinary message; either is told once.
            let news = matches!(why, PageWhy::WantsCall | PageWhy::Loop)
                && case.why.as_ref().is_some_and(|known| !urgent(known) && known != why);
            let again = urgent(why) && case.escalation.as_ref().is_some_and(|e| e.acked.is_some());
            if worse || again || news {
                begin(policy, &mut case, &mut out, why, now);
            }
        }
        Event::Heard { fact } => out.facts.push(fact.clone()),
        Event::Timer { name: TimerName::Ladder } if case.is_open() => {
            match (&mut case.escalation, case.why.clone()) {
                (Some(e), Some(why)) if e.is_waiting() => {
                    let climb = e.next(policy, now);
                    wake(policy, &mut case.head, &mut out, climb, &why);
                }
                // Held until the end of quiet hours: now it begins.
                (None, Some(why)) => wake_from_start(policy, &mut case, &mut out, &why, now),
                _ => {}
            }
        }
        Event::Texted { key, outcome: TextOutcome::Failed { why: trouble } }
            if key.0.starts_with("page/") =>
        {
            out.facts.push(Fact::Trouble { what: "page".into(), why: trouble.clone() });
            if let (Some(e), Some(why), true) = (&mut case.escalation, case.why.clone(), before.is_open())
                && e.is_waiting()
            {
                let climb = e.next(policy, now);
                wake(policy, &mut case.head, &mut out, climb, &why);
            }
        }
        Event::Said { by, command } if case.is_open() => match command {
            Command::Acknowledge | Command::TakeOver => {
                let why = case.why.clone().unwrap_or(PageWhy::Message);
                let e = case.escalation.get_or_insert_with(|| Escalation::start(policy, why, now).0);
                e.acked = Some(Ack { by: by.clone(), at: now });
                out.facts.push(Fact::Acknowledged { by: by.clone() });
                out.timers.push(Timer { name: TimerName::Ladder, due: None });
            }
            Command::Close { how } => {
                case.closed = Some(how.clone());
                out.facts.push(Fact::Closed { how: format!("{by}: {how}") });
                out.timers.push(Timer { name: TimerName::Ladder, due: None });
            }
            // What is said about other kinds of case.
            _ => {}
        },
        _ => {}
    }
    out.case = Case::Handoff(Box::new(case));
    out
}

const fn urgent(why: &PageWhy) -> bool {
    matches!(
        why,
        PageWhy::Emergency
            | PageWhy::Safety
            | PageWhy::NotHandled
            | PageWhy::Failing
            | PageWhy::Leaving
            | PageWhy::NoShift
            | PageWhy::WhichShift
            | PageWhy::CloseStart
            | PageWhy::NobodyCame
    )
}

/// Urgent ones wake people now; the others wait for the end of quiet hours.
fn begin(policy: &Policy, case: &mut Handoff, out: &mut Decision, why: &PageWhy, now: Timestamp) {
    case.why = Some(why.clone());
    let open = policy.quiet.hours.next_outside(now, &policy.agency.zone);
    if urgent(why) || open == now {
        wake_from_start(policy, case, out, why, now);
    } else {
        out.facts.push(Fact::HeldUntil { until: open });
        out.timers.push(Timer { name: TimerName::Ladder, due: Some(open) });
    }
}

fn wake_from_start(policy: &Policy, case: &mut Handoff, out: &mut Decision, why: &PageWhy, now: Timestamp) {
    let (escalation, climb) = Escalation::start(policy, why.clone(), now);
    case.escalation = Some(escalation);
    wake(policy, &mut case.head, out, climb, why);
}

fn wake(policy: &Policy, head: &mut Head, out: &mut Decision, climb: Climb, why: &PageWhy) {
    let say = Say::Page { case: head.number, start: None, priority: None, why: why.clone() };
    out.wake(policy, head, climb, why, say);
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::case::Case;
    use crate::effect::Effect;
    use crate::id::CaseId;
    use crate::phone::Phone;
    use crate::policy::Rung;

    fn policy() -> Policy {
        let rung = |n| Rung {
            name: format!("rung {n}"),
            phone: Phone::parse(&format!("20255501{n}")).unwrap(),
            minutes: 5,
        };
        Policy { ladder: vec![rung(90), rung(91)], ..Policy::default() }
    }

    fn handed_over(why: PageWhy, now: Timestamp) -> Decision {
        let head = Head::new(CaseId(Uuid::from_u128(1)), 7, "9001".into(), now);
        let words = Words { message: "SM1".into(), text: "she fell".into() };
        decide(
            &policy(),
            &Handoff::blank(head),
            &Event::HandedOver { why, words, from: "unknown".into() },
            now,
        )
    }

    #[test]
    fn an_emergency_wakes_somebody_at_any_hour_until_she_answers() {
        let night: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let first = handed_over(PageWhy::Emergency, night);
        assert!(matches!(first.effects[0].effect, Effect::Page { rung: 0, .. }));
        let Case::Handoff(case) = first.case else { unreachable!() };
        let next = decide(&policy(), &case, &Event::Timer { name: TimerName::Ladder }, night);
        assert!(matches!(next.effects[0].effect, Effect::Page { rung: 1, .. }));
        let Case::Handoff(case) = next.case else { unreachable!() };
        let said = Event::Said { by: "Dana".into(), command: Command::Acknowledge };
        let taken = decide(&policy(), &case, &said, night);
        let Case::Handoff(case) = taken.case else { unreachable!() };
        assert!(
            decide(&policy(), &case, &Event::Timer { name: TimerName::Ladder }, night).effects.is_empty()
        );
        assert!(case.is_open(), "only a human closes it");
    }

    #[test]
    fn b17_an_ordinary_message_waits_for_the_morning() {
        let night: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let held = handed_over(PageWhy::Message, night);
        assert!(held.effects.is_empty());
        assert_eq!(held.timers[0].due, Some("2026-11-24T14:00:00Z".parse().unwrap()));
    }
}
