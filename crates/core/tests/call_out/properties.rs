//! What holds for every order of events.
use std::collections::BTreeSet;

use gigi_core::calendar::plus_minutes;
use gigi_core::callout::check::check;
use gigi_core::callout::{CallResult, Phase, Reply, Report};
use gigi_core::case::{AssignOutcome, Command, Event, Seen, TextOutcome, decide};
use gigi_core::effect::{Effect, TimerName, To};
use gigi_core::id::EffectKey;
use gigi_core::matching::Exclusion;
use gigi_core::policy::{CaregiverRecord, ClientRules, WriteRoute};
use gigi_core::texts::Say;
use proptest::prelude::*;

use super::{World, noon, ranking, said, shift, who};

fn any_event() -> impl Strategy<Value = Event> {
    let reply = prop_oneof![
        4 => Just(Reply::Accept), 2 => Just(Reply::Decline), 1 => Just(Reply::Counter),
        1 => Just(Reply::Question), 1 => Just(Reply::Hold),
        2 => (13i64..18).prop_map(|hour| Reply::Part { from: Some(plus_minutes(noon(), (hour + 6) * 60)), until: None })
    ];
    let seen = prop_oneof![
        6 => Just(Some(Seen::On { caregiver: Some("keisha".into()) })),
        1 => Just(Some(Seen::On { caregiver: None })),
        1 => Just(Some(Seen::On { caregiver: Some("by-hand".into()) })),
        3 => (0usize..6).prop_map(|n| Some(Seen::On { caregiver: Some(who(n)) })),
        1 => Just(Some(Seen::Cancelled)), 1 => Just(Some(Seen::Gone)), 2 => Just(None)
    ];
    let outcome = prop_oneof![
        4 => Just(AssignOutcome::Shown),
        1 => Just(AssignOutcome::Refused { why: "403".into() }),
        1 => Just(AssignOutcome::Waiting { why: "503".into() }),
        1 => seen.clone().prop_filter_map("a conflict shows something", |s| s.map(|seen| AssignOutcome::Conflict { seen }))
    ];
    let failed = prop_oneof![4 => Just(None), 1 => Just(Some(Exclusion::Overlap))];
    let command = prop_oneof![
        Just(Command::Acknowledge),
        Just(Command::TakeOver),
        Just(Command::Resume),
        Just(Command::ClientAgrees),
        Just(Command::ClientRefuses),
        (0usize..6).prop_map(|n| Command::CannotCome { caregiver: who(n) }),
        prop::sample::select(vec![CallResult::Accepts, CallResult::Declines, CallResult::NoAnswer]).prop_map(
            |result| { Command::Called { caregiver: "vera".into(), short_name: "Vera X.".into(), result } }
        ),
        Just(Command::Close { how: "settled".into() })
    ];
    prop_oneof![
        4 => (0usize..10, seen.clone()).prop_map(|(n, seen)| Event::Ranked { ranking: ranking(n, noon()), seen }),
        6 => (1u32..8, reply).prop_map(|(no, reply)| Event::Replied { no, reply, others: Vec::new() }),
        4 => (0usize..6, failed, seen.clone())
            .prop_map(|(n, failed, seen)| Event::Rechecked { caregiver: who(n), failed, seen }),
        4 => (0usize..6, outcome).prop_map(|(n, outcome)| Event::Assigned { caregiver: who(n), outcome }),
        2 => seen.prop_map(|seen| Event::Looked { seen }),
        1 => (0usize..6).prop_map(|n| Event::Withdrew { caregiver: who(n) }),
        1 => Just(Event::Retracted),
        2 => any::<bool>().prop_map(|agrees| Event::ClientAnswered { agrees }),
        1 => Just(Event::ClientWantsMove { window: None }),
        1 => any::<bool>().prop_map(|sure| Event::ClientSkips { sure }),
        1 => Just(Event::ClientKeeps { by: "Dana".into() }),
        1 => Just(Event::Repeated),
        1 => (1u32..8).prop_map(|no| Event::NotAdmitted { no, why: Exclusion::OptedOut }),
        2 => (1u32..8).prop_map(|no| Event::Texted {
            key: EffectKey(format!("offer/{no}")), outcome: TextOutcome::Failed { why: "30003".into() } }),
        5 => prop::sample::select(TimerName::ALL.to_vec()).prop_map(|name| Event::Timer { name }),
        3 => command.prop_map(|command| Event::Said { by: "Dana".into(), command }),
    ]
}

proptest! {
    /// Whatever happens in whatever order: the case is one that may exist, nobody is told "confirmed" who is not the
    /// winner that WellSky shows, effects have unique names, and the same events give the same case again (I9).
    #[test]
    fn every_order_of_events_leaves_a_case_that_may_exist(
        office in any::<bool>(),
        pooled in any::<bool>(),
        asks_client in any::<bool>(),
        events in prop::collection::vec((any_event(), 0i64..40), 1..60),
    ) {
        let route = if office { WriteRoute::Office } else { WriteRoute::Api };
        let mut world = World::called_out(route, noon());
        world.policy.pool.from_hours = if pooled { 1.0 } else { 0.0 };
        let rules = ClientRules { confirm_changes: asks_client, text: Some(true), ..ClientRules::default() };
        world.policy.clients.insert(shift().client, rules);
        world.policy.caregivers.insert("vera".into(), CaregiverRecord { calls: true, ..CaregiverRecord::default() });
        for (event, minutes) in events {
            world.now = plus_minutes(world.now, minutes);
            // A timer fires only when it is set.
            if let Event::Timer { name } = &event
                && world.timers.remove(name).is_none()
            {
                continue;
            }
            let shown = matches!(&event,
                Event::Assigned { outcome: AssignOutcome::Shown, .. } | Event::Looked { seen: Some(Seen::On { .. }) });
            let unwanted = world.call_out().unwanted;
            let effects = world.hear(event.clone());
            // A visit that the client does not want is not written for anybody.
            let writes = effects.iter().any(|e| matches!(e, Effect::Assign { .. } | Effect::AskOffice { .. }));
            prop_assert!(!writes || !world.call_out().unwanted || !unwanted, "{event:?}");
            let timers: Vec<_> = world.timers.keys().copied().collect();
            let wrong = check(world.call_out(), &timers);
            prop_assert!(wrong.is_empty(), "{wrong:?} after {event:?}");
            for (to, say) in said(&effects) {
                if matches!(say, Say::IsYours { .. }) {
                    prop_assert_eq!(Some(to.clone()), world.call_out().winner.clone().map(To::Caregiver));
                }
                if matches!(say, Say::Confirmed { .. }) {
                    prop_assert!(shown);
                    prop_assert_eq!(to, To::Caregiver(world.call_out().winner.clone().unwrap()));
                }
            }
        }
        let names: BTreeSet<_> = world.planned.iter().map(|p| p.key.clone()).collect();
        prop_assert_eq!(names.len(), world.planned.len());
        let mut again = World::new(route, noon());
        again.policy = world.policy.clone();
        for (event, at) in world.heard.clone() {
            again.case = decide(&again.policy, &again.case, &event, at).case;
        }
        prop_assert_eq!(again.case, world.case);
    }
    /// P2, `domain.md` part 0, 19: whatever people do, a visit of somebody who cannot be left alone ends unfilled only with
    /// a human of the agency who said that she has it, or because WellSky or a human's word settled it.
    #[test]
    fn b44_p1_no_visit_ends_unfilled_without_a_named_human(
        events in prop::collection::vec((any_event(), 0i64..90), 1..60),
    ) {
        let mut world = World::called_out(WriteRoute::Api, noon());
        for (event, minutes) in events {
            world.now = plus_minutes(world.now, minutes);
            if let Event::Timer { name } = &event
                && world.timers.remove(name).is_none()
            {
                continue;
            }
            let unfilled = world.call_out().is_unfilled();
            let named = world.call_out().escalation.as_ref().and_then(|e| e.acked.as_ref().map(|a| a.by.clone()));
            world.hear(event.clone());
            let Phase::Closed { how } = &world.call_out().phase else { continue };
            let settled = matches!(&event,
                Event::Ranked { .. } | Event::Rechecked { .. } | Event::Assigned { .. } | Event::Looked { .. }
                    | Event::Retracted | Event::Said { command: Command::Close { .. }, .. });
            prop_assert!(!unfilled || settled || named.as_deref() == Some("Dana"), "{how} after {event:?}");
            break;
        }
        // And while it is open and unfilled, somebody is woken in time: a timer runs, or a human is being woken or has it.
        let case = world.call_out();
        if case.is_unfilled() {
            let waits = [TimerName::Human, TimerName::Ladder, TimerName::End].iter().any(|t| world.timers.contains_key(t));
            prop_assert!(waits, "{:?}", world.timers);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// L8: in silence the gaps between waves never grow as the start comes nearer.
    #[test]
    fn l8_gaps_between_waves_shrink_with_the_time_left(lead_minutes in 30i64..72 * 60) {
        let start = shift().key.start;
        let mut world = World::new(WriteRoute::Api, plus_minutes(start, -lead_minutes));
        // Nights hold waves back on purpose; here only the table is looked at.
        world.policy.quiet.hours.until = world.policy.quiet.hours.from;
        let report = Report::of("keisha".into(), shift());
        world.hear(Event::Reported(report));
        let mut waves = Vec::new();
        let mut asked = 0;
        for _ in 0..400 {
            if world.call_out().ranking.is_some() {
                world.rank(600);
                waves.push(world.now);
                let offers = world.call_out().offers.len();
                prop_assert!(offers > asked, "every wave asks somebody");
                asked = offers;
            }
            let Some(due) = world.timers.remove(&TimerName::Wave) else { break };
            if due >= start {
                break;
            }
            world.now = due;
            world.hear(Event::Timer { name: TimerName::Wave });
        }
        let gaps: Vec<i64> = waves.windows(2).map(|w| w[1].duration_since(w[0]).as_secs()).collect();
        prop_assert!(gaps.windows(2).all(|two| two[1] <= two[0]), "{gaps:?}");
    }
}
