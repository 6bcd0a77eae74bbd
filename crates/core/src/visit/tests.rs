use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::{CaseId, ClientId, ShiftKey};
use crate::policy::{ClientRules, Rung};

fn at(minutes: i64) -> Timestamp {
    plus_minutes("2026-11-24T13:00:00Z".parse().unwrap(), minutes)
}

fn policy(ladder: bool) -> Policy {
    let rung = Rung { name: "Dana".into(), phone: Phone::parse("2025550190").unwrap(), minutes: 5 };
    let mut policy = Policy { ladder: if ladder { vec![rung] } else { Vec::new() }, ..Policy::default() };
    policy.clients.insert(ClientId::from("p1"), ClientRules::default());
    policy
}

fn someone(priority: Priority) -> Expected {
    Expected {
        shift: CaseShift {
            key: ShiftKey::new("55", at(0)),
            client: "p1".into(),
            end: at(240),
            area: None,
            position: None,
            priority,
            original: Some("c1".into()),
            client_short: "Rosa S.".into(),
        },
        caregiver: "c1".into(),
        short_name: "Ada E.".into(),
        before: Some("c0".into()),
    }
}

fn blank() -> Visit {
    Visit::blank(Head::new(CaseId(Uuid::from_u128(1)), 7, "9001".into(), at(0)))
}

fn words(no: usize) -> Words {
    Words { message: format!("SM{no}"), text: "words".into() }
}

fn nobody_came(no: usize, relative: bool) -> Doubt {
    Doubt::NobodyCame { phone: Phone::parse("2025550132").unwrap(), relative, words: words(no) }
}

fn late(no: usize, minutes: Option<i64>) -> Doubt {
    Doubt::Late { minutes, may_ask: false, words: words(no) }
}

struct Played {
    case: Visit,
    step: Option<Timestamp>,
    promise: Option<Timestamp>,
}

impl Played {
    fn hear(&mut self, policy: &Policy, event: &Event, now: Timestamp) -> Decision {
        let decision = decide(policy, &self.case, event, now);
        for timer in &decision.timers {
            match timer.name {
                TimerName::Step => self.step = timer.due,
                TimerName::Promise => self.promise = timer.due,
                _ => {}
            }
        }
        let Case::Visit(next) = decision.case.clone() else { unreachable!() };
        self.case = *next;
        decision
    }
}

fn lines(decision: &Decision) -> Vec<VisitLine> {
    let line = |p: &Planned| match &p.effect {
        Effect::Text { say: Say::Visit { line }, .. } => Some(line.clone()),
        _ => None,
    };
    decision.effects.iter().filter_map(line).collect()
}

fn pages(decision: &Decision) -> usize {
    decision.effects.iter().filter(|p| matches!(p.effect, Effect::Page { .. })).count()
}

/// What may happen, at a minute after the start.
fn happenings() -> impl Strategy<Value = Vec<(i64, u8, i64)>> {
    prop::collection::vec((0_i64..200, 0_u8..8, 1_i64..90), 1..12).prop_map(|mut all| {
        all.sort_by_key(|(minute, ..)| *minute);
        all
    })
}

proptest! {
    /// The main rules: being late alone never reopens a shift (S2); a shift is opened at most once; a time that the
    /// client was promised has a timer; nothing that is open is without a timer or a human; nobody is "alerted" without a
    /// page.
    #[test]
    fn s2_b77_silence_words_and_time_in_any_order(
        happenings in happenings(),
        first in any::<bool>(),
        ladder in any::<bool>(),
    ) {
        let policy = policy(ladder);
        let expected = someone(if first { Priority::P1 } else { Priority::P3 });
        let mut played = Played { case: blank(), step: None, promise: None };
        let (mut opened, mut evidence) = (0, false);
        for (no, (minute, what, number)) in happenings.iter().enumerate() {
            let now = at(*minute);
            let mut events = Vec::new();
            while let Some(due) = played.step.filter(|d| *d <= now && played.case.is_open()) {
                let decision = played.hear(&policy, &Event::Timer { name: TimerName::Step }, due);
                opened += decision.opens.len();
                prop_assert!(played.step.is_none_or(|next| next > due), "a timer that does not move");
            }
            if let Some(due) = played.promise.filter(|d| *d <= now && played.case.is_open()) {
                played.promise = None;
                let told = lines(&played.hear(&policy, &Event::Timer { name: TimerName::Promise }, due));
                prop_assert_eq!(told.len(), 1, "a promise is kept with a text");
            }
            let doubted = |doubt| Event::Doubted { expected: Box::new(expected.clone()), doubt };
            if played.case.expected.is_none() || *what < 4 {
                let doubt = match what % 4 {
                    0 => late(no, Some(*number)),
                    1 => late(no, None),
                    2 => nobody_came(no, number % 2 == 0),
                    _ => Doubt::NoClockIn,
                };
                evidence |= what % 4 > 1;
                events.push(doubted(doubt));
            } else {
                evidence |= *what == 5;
                events.push(match what {
                    4 => Event::TurnedUp { sign: Sign::Says },
                    5 => Event::ClientAnswered { agrees: number % 2 == 0 },
                    6 => Event::Said { by: "Dana".into(), command: Command::Acknowledge },
                    _ => Event::TurnedUp { sign: Sign::Client },
                });
            }
            for event in events {
                let decision = played.hear(&policy, &event, now);
                opened += decision.opens.len();
                for line in lines(&decision) {
                    if let VisitLine::NobodyCame { alert: true, .. } | VisitLine::Relative { alert: true } = line {
                        prop_assert!(pages(&decision) > 0, "nobody is alerted");
                    }
                    if let VisitLine::NobodyCame { next, .. } | VisitLine::StillLooking { next, .. } = line {
                        prop_assert!(played.promise == Some(next) || !played.case.is_open(), "a time that no timer keeps");
                    }
                }
            }
            let case = &played.case;
            prop_assert!(!case.is_open() || played.step.is_some() || case.escalation.is_some(), "left to nobody");
            prop_assert!(opened <= 1);
            prop_assert!(opened == 0 || evidence, "late is not missing");
            prop_assert!(case.is_open() || played.step.is_none());
            let stored = serde_json::to_string(case).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Visit>(&stored).unwrap(), case);
        }
    }
}

#[test]
fn b54_whoever_is_there_is_asked_to_stay_and_nobody_hears_why() {
    let policy = policy(true);
    let mut played = Played { case: blank(), step: None, promise: None };
    let event = Event::Doubted { expected: Box::new(someone(Priority::P2)), doubt: late(1, Some(20)) };
    let decision = played.hear(&policy, &event, at(-20));
    let to = decision.effects.iter().find_map(|p| match &p.effect {
        Effect::Text { to, say: Say::Visit { line: VisitLine::PleaseStay }, .. } => Some(to.clone()),
        _ => None,
    });
    assert_eq!(to, Some(To::Caregiver("c0".into())));
    assert!(lines(&decision).iter().any(|l| matches!(l, VisitLine::ClientLate { minutes: 20, .. })));
    assert_eq!(pages(&decision), 0);
    let again = played.hear(&policy, &event, at(-19));
    assert!(again.effects.is_empty(), "the same message twice (b50)");
}

#[test]
fn s2_a_late_caregiver_of_whom_nobody_complains_is_not_replaced() {
    let policy = policy(true);
    let mut played = Played { case: blank(), step: None, promise: None };
    let event = Event::Doubted { expected: Box::new(someone(Priority::P2)), doubt: late(1, Some(20)) };
    let mut opens = played.hear(&policy, &event, at(-20)).opens.len();
    while let Some(due) = played.step {
        opens += played.hear(&policy, &Event::Timer { name: TimerName::Step }, due).opens.len();
    }
    assert_eq!(opens, 0);
    assert!(!played.case.is_open());
}

#[test]
fn b60_ten_minutes_more_counts_from_now() {
    let policy = policy(true);
    let mut played = Played { case: blank(), step: None, promise: None };
    let event = Event::Doubted { expected: Box::new(someone(Priority::P2)), doubt: late(1, Some(10)) };
    played.hear(&policy, &event, at(12));
    assert_eq!(played.case.eta, Some(at(22)));
}

#[test]
fn a_clock_in_of_a_series_counts_for_its_own_day_only() {
    let shift = Shift {
        key: ShiftKey::new("55", at(0)),
        client: "p1".into(),
        caregiver: Some("c1".into()),
        end: at(240),
        position: None,
        status: crate::agency::ShiftStatus::Scheduled,
    };
    let clock = |appointment: Option<&str>, minutes| ClockIn {
        appointment: appointment.map(AppointmentId::from),
        caregivers: vec!["c1".into()],
        at: at(minutes),
        out: None,
    };
    assert!(clock(Some("55"), 3).begins(&shift) && clock(None, -20).begins(&shift));
    assert!(!clock(Some("55"), 3 - 24 * 60).begins(&shift), "yesterday's occurrence");
    assert!(!clock(Some("56"), 3).begins(&shift));
}
