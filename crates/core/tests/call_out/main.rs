//! The call-out machine in users' words, and the rules that hold for every order of events.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::collections::{BTreeMap, BTreeSet};

use gigi_core::agency::Priority;
use gigi_core::calendar::plus_minutes;
use gigi_core::callout::{CallOut, Phase, Reply, Report};
use gigi_core::case::{
    AssignOutcome, Case, CaseShift, Command, Decision, Event, Head, Personal, Seen, TextOutcome, decide,
};
use gigi_core::effect::{Effect, Planned, TimerName, To};
use gigi_core::escalation::PageWhy;
use gigi_core::id::{CaregiverId, CaseId, EffectKey, ShiftKey};
use gigi_core::matching::{Candidate, Exclusion, Factors, Ranking};
use gigi_core::phone::Phone;
use gigi_core::policy::{Policy, Rung, WriteRoute};
use gigi_core::texts::Say;
use jiff::Timestamp;
use uuid::Uuid;

mod properties;

fn policy(route: WriteRoute) -> Policy {
    let rung = |n: u32| Rung {
        name: format!("rung {n}"),
        phone: Phone::parse(&format!("20255501{n}")).unwrap(),
        minutes: 5,
    };
    let mut policy = Policy { ladder: vec![rung(90), rung(91)], ..Policy::default() };
    policy.writing.route = route;
    policy.checked().unwrap()
}

fn noon() -> Timestamp {
    "2026-11-23T18:00:00Z".parse().unwrap()
}

fn shift() -> CaseShift {
    CaseShift {
        key: ShiftKey::new("555", "2026-11-24T13:00:00Z".parse().unwrap()),
        client: "7100001".into(),
        end: "2026-11-24T17:00:00Z".parse().unwrap(),
        area: Some("Oak Park".into()),
        position: None,
        priority: Priority::P1,
        original: Some("keisha".into()),
        client_short: "Rosa S.".into(),
    }
}

/// A case with its timers, driven by hand.
struct World {
    policy: Policy,
    case: Case,
    timers: BTreeMap<TimerName, Timestamp>,
    planned: Vec<Planned>,
    heard: Vec<(Event, Timestamp)>,
    now: Timestamp,
}

impl World {
    fn new(route: WriteRoute, now: Timestamp) -> Self {
        let head = Head::new(CaseId(Uuid::from_u128(1)), 12, "9001".into(), now);
        let case = Case::CallOut(Box::new(CallOut::blank(head)));
        Self {
            policy: policy(route),
            case,
            timers: BTreeMap::new(),
            planned: Vec::new(),
            heard: Vec::new(),
            now,
        }
    }

    fn called_out(route: WriteRoute, now: Timestamp) -> Self {
        let mut world = Self::new(route, now);
        let report = Report::of("keisha".into(), shift());
        world.hear(Event::Reported(report));
        world
    }

    /// Offers are out to so many people.
    fn offering(route: WriteRoute, people: usize) -> Self {
        let mut world = Self::called_out(route, noon());
        world.rank(people);
        world
    }

    fn hear(&mut self, event: Event) -> Vec<Effect> {
        let Decision { case, effects, timers, .. } = decide(&self.policy, &self.case, &event, self.now);
        self.heard.push((event, self.now));
        self.case = case;
        for t in timers {
            match t.due {
                Some(due) => self.timers.insert(t.name, due),
                None => self.timers.remove(&t.name),
            };
        }
        let done: Vec<Effect> = effects.iter().map(|p| p.effect.clone()).collect();
        self.planned.extend(effects);
        for effect in &done {
            if let Effect::Offer { no, .. } = effect {
                self.hear(Event::Admitted { no: *no, code: 4 });
            }
        }
        done
    }

    fn rank(&mut self, people: usize) -> Vec<Effect> {
        let ranking = ranking(people, self.now);
        self.hear(Event::Ranked { ranking, seen: Some(Seen::On { caregiver: Some("keisha".into()) }) })
    }

    fn yes(&mut self, no: u32) -> Vec<Effect> {
        self.hear(Event::Replied { no, reply: Reply::Accept, others: Vec::new() })
    }

    fn rechecked(&mut self, no: u32, failed: Option<Exclusion>) -> Vec<Effect> {
        let caregiver = who(no as usize - 1);
        self.hear(Event::Rechecked {
            caregiver,
            failed,
            seen: Some(Seen::On { caregiver: Some("keisha".into()) }),
        })
    }

    fn assigned(&mut self, no: u32, outcome: AssignOutcome) -> Vec<Effect> {
        self.hear(Event::Assigned { caregiver: who(no as usize - 1), outcome })
    }

    fn call_out(&self) -> &CallOut {
        self.case.as_call_out().unwrap()
    }
}

fn who(at: usize) -> CaregiverId {
    CaregiverId::new(format!("c{at}"))
}

fn ranking(people: usize, at: Timestamp) -> Ranking {
    let candidate = |n: usize| Candidate {
        caregiver: who(n),
        score: 50.0 - n as f64,
        factors: Factors::default(),
        minutes_away: Some(12),
        chance: 0.25,
        short_name: gigi_core::private::Redacted::new(format!("C{n} X.").into()),
        premium_hours: 0.0,
        gaps: Vec::new(),
        wording: gigi_core::matching::Wording::Plain,
    };
    Ranking {
        weights: gigi_core::policy::WeightRow::default(),
        together: None,
        at,
        data_age_seconds: Some(1),
        fresh: true,
        candidates: (0..people).map(candidate).collect(),
        // Vera has no number that takes texts.
        excluded: [(Exclusion::NoPhone, vec!["vera".into()])].into(),
    }
}

fn said(effects: &[Effect]) -> Vec<(To, Say)> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Text { to, say, .. } => Some((to.clone(), say.clone())),
            _ => None,
        })
        .collect()
}

fn tells(effects: &[Effect], caregiver: &str, matches: fn(&Say) -> bool) -> bool {
    said(effects).iter().any(|(to, say)| *to == To::Caregiver(caregiver.into()) && matches(say))
}

#[test]
fn b26_a_yes_is_checked_written_read_back_and_only_then_confirmed() {
    let mut world = World::offering(WriteRoute::Api, 8);
    let first = world.yes(2);
    assert!(tells(&first, "c1", |s| matches!(s, Say::Confirming { .. })));
    assert!(first.iter().any(|e| matches!(e, Effect::Recheck { .. })));
    assert!(world.rechecked(2, None).iter().any(|e| matches!(e, Effect::Assign { .. })));
    let done = world.assigned(2, AssignOutcome::Shown);
    assert!(tells(&done, "c1", |s| matches!(s, Say::Confirmed { .. })));
    assert!(tells(&done, "c0", |s| matches!(s, Say::Filled { .. })), "the others hear that it is filled");
    assert!(said(&done).iter().any(|(to, s)| matches!((to, s), (To::Client(_), Say::ClientCover { .. }))));
    assert_eq!(world.call_out().phase, Phase::Filled);
}

#[test]
fn s5_two_say_yes_in_the_same_second_and_one_is_told_so_at_once() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.yes(1);
    let second = world.yes(2);
    assert!(tells(&second, "c1", |s| matches!(s, Say::SomebodyFirst { .. })));
    world.rechecked(1, None);
    world.assigned(1, AssignOutcome::Shown);
    let third = world.yes(3);
    assert!(tells(&third, "c2", |s| matches!(s, Say::Filled { .. })), "b36: a late yes hears the truth");
    assert_eq!(world.call_out().winner, Some(who(0)));
}

#[test]
fn b36_a_yes_after_somebody_elses_still_counts_as_a_yes_of_hers() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.yes(1);
    world.rechecked(1, None);
    world.assigned(1, AssignOutcome::Shown);
    let late = Event::Replied { no: 3, reply: Reply::Accept, others: Vec::new() };
    let personal = decide(&world.policy, &world.case, &late, world.now).personal;
    assert!(personal.contains(&Personal::SaidYes { caregiver: who(2) }), "{personal:?}");
    assert!(personal.contains(&Personal::Lost { caregiver: who(2) }), "and is no win: {personal:?}");
}

#[test]
fn s9_a_yes_that_breaks_a_rule_is_refused_and_the_next_in_line_moves_up() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.yes(1);
    world.yes(2);
    let refused = world.rechecked(1, Some(Exclusion::Overlap));
    assert!(tells(&refused, "c0", |s| matches!(s, Say::CannotGive { .. })));
    assert!(tells(&refused, "c1", |s| matches!(s, Say::Confirming { .. })));
}

#[test]
fn s7_the_winner_whose_car_died_is_let_go_and_the_search_goes_on() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.yes(1);
    world.rechecked(1, None);
    world.assigned(1, AssignOutcome::Shown);
    let after = world.hear(Event::Withdrew { caregiver: who(0) });
    assert!(tells(&after, "c0", |s| matches!(s, Say::WithdrawalHeard { .. })));
    assert!(after.iter().any(|e| matches!(e, Effect::Page { .. })), "b24: the coordinator hears");
    assert!(after.iter().any(|e| matches!(e, Effect::Rank)));
    assert!(
        said(&after).iter().any(|(to, s)| matches!((to, s), (To::Client(_), Say::ClientArranging { .. })))
    );
    assert_eq!(world.call_out().barred.get(&who(0)), Some(&Exclusion::Withdrew));
}

#[test]
fn s8_silence_alone_sends_the_next_wave() {
    let mut world = World::offering(WriteRoute::Api, 3);
    let first = world.call_out().offers.len();
    let due = world.timers[&TimerName::Wave];
    world.now = due;
    assert!(world.hear(Event::Timer { name: TimerName::Wave }).iter().any(|e| matches!(e, Effect::Rank)));
    let offers = world.rank(8);
    let to: BTreeSet<_> = offers
        .iter()
        .filter_map(|e| match e {
            Effect::Offer { to, .. } => Some(to.clone()),
            _ => None,
        })
        .collect();
    let next: BTreeSet<_> = (first..first + to.len()).map(who).collect();
    assert!(!to.is_empty() && to == next, "nobody is asked twice: {to:?} after {first}");
}

#[test]
fn s12_what_a_human_entered_in_wellsky_stands() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.yes(1);
    world.rechecked(1, None);
    let seen = Seen::On { caregiver: Some("by-hand".into()) };
    let after = world.assigned(1, AssignOutcome::Conflict { seen });
    assert!(tells(&after, "c0", |s| matches!(s, Say::NoLongerOpen { .. })));
    assert!(!said(&after).iter().any(|(_, s)| matches!(s, Say::Confirmed { .. })));
    assert!(!world.case.is_open());
}

#[test]
fn s13_wellsky_down_leaves_the_yes_pending_and_wakes_a_human() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.yes(1);
    world.rechecked(1, None);
    let after = world.assigned(1, AssignOutcome::Waiting { why: "503".into() });
    assert!(after.iter().any(|e| matches!(e, Effect::Page { say: Say::PageEnter { .. }, .. })));
    let later = world.assigned(1, AssignOutcome::Shown);
    assert!(tells(&later, "c0", |s| matches!(s, Say::Confirmed { .. })));
}

#[test]
fn b47_a_refused_write_goes_to_the_office_and_nobody_is_confirmed() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.yes(1);
    world.rechecked(1, None);
    let after = world.assigned(1, AssignOutcome::Refused { why: "403".into() });
    assert!(after.iter().any(|e| matches!(e, Effect::AskOffice { .. })));
    assert!(!said(&after).iter().any(|(_, s)| matches!(s, Say::Confirmed { .. })));
    world.now = world.timers[&TimerName::Look];
    assert!(world.hear(Event::Timer { name: TimerName::Look }).iter().any(|e| matches!(e, Effect::Look)));
    let shown = world.hear(Event::Looked { seen: Some(Seen::On { caregiver: Some(who(0)) }) });
    assert!(tells(&shown, "c0", |s| matches!(s, Say::Confirmed { .. })));
}

#[test]
fn the_office_route_wakes_somebody_again_when_the_entry_is_missing() {
    let mut world = World::offering(WriteRoute::Office, 8);
    world.yes(1);
    assert!(world.rechecked(1, None).iter().any(|e| matches!(e, Effect::Page { rung: 0, .. })));
    world.hear(Event::Said { by: "Dana".into(), command: Command::Acknowledge });
    world.now = world.timers[&TimerName::Entry];
    let again = world.hear(Event::Timer { name: TimerName::Entry });
    assert!(again.iter().any(|e| matches!(e, Effect::Page { .. })));
}

#[test]
fn b4_a_call_out_close_to_the_start_pages_at_once_and_searches_at_once() {
    let mut world = World::new(WriteRoute::Api, plus_minutes(shift().key.start, -45));
    let report = Report::of("keisha".into(), shift());
    let effects = world.hear(Event::Reported(report));
    assert!(effects.iter().any(|e| matches!(e, Effect::Page { .. })));
    assert!(effects.iter().any(|e| matches!(e, Effect::Rank)));
}

#[test]
fn b46_nobody_to_ask_wakes_a_human_with_the_reason() {
    let mut world = World::called_out(WriteRoute::Api, noon());
    let effects = world.rank(0);
    let why = |e: &Effect| matches!(e, Effect::Page { say: Say::Page { why: PageWhy::NobodyLeft, .. }, .. });
    assert!(effects.iter().any(why));
}

#[test]
fn b17_nobody_is_asked_at_night_for_a_shift_that_can_wait() {
    let mut world = World::called_out(WriteRoute::Api, "2026-11-23T05:30:00Z".parse().unwrap());
    let effects = world.rank(8);
    assert!(!effects.iter().any(|e| matches!(e, Effect::Offer { .. })));
    assert_eq!(
        world.timers[&TimerName::Wave],
        "2026-11-23T14:00:00Z".parse().unwrap(),
        "eight in the morning"
    );
}

#[test]
fn b9_the_same_call_out_twice_is_one_case() {
    let mut world = World::offering(WriteRoute::Api, 8);
    let before = world.call_out().offers.len();
    let again = world.hear(Event::Repeated);
    assert!(tells(&again, "keisha", |s| matches!(s, Say::CallOutKnown { covered: false, .. })));
    assert_eq!((world.call_out().offers.len(), again.len()), (before, 1));
}

#[test]
fn b37_a_yes_after_the_offers_time_is_told_so() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.now = plus_minutes(world.call_out().offers[0].expires, 1);
    let late = world.yes(1);
    assert!(tells(&late, "c0", |s| matches!(s, Say::Expired { .. })));
    assert_eq!(world.call_out().phase, Phase::Offering);
}

#[test]
fn b14_when_no_text_gets_out_a_human_hears_that_nobody_was_asked() {
    let mut world = World::offering(WriteRoute::Api, 3);
    let mut pages = Vec::new();
    for no in 1..=3 {
        let outcome = TextOutcome::Failed { why: "30005".into() };
        pages.extend(world.hear(Event::Texted { key: EffectKey(format!("offer/{no}")), outcome }));
    }
    assert!(
        pages
            .iter()
            .any(|e| matches!(e, Effect::Page { say: Say::Page { why: PageWhy::NobodyReached, .. }, .. }))
    );
}

#[test]
fn a_false_alarm_puts_her_back_while_nobody_else_has_said_yes() {
    let mut world = World::offering(WriteRoute::Api, 3);
    let back = world.hear(Event::Retracted);
    assert!(tells(&back, "keisha", |s| matches!(s, Say::StillOn { .. })));
    assert!(tells(&back, "c0", |s| matches!(s, Say::NoLongerOpen { .. })));
    let mut world = World::offering(WriteRoute::Api, 3);
    world.yes(1);
    let back = world.hear(Event::Retracted);
    assert!(tells(&back, "keisha", |s| matches!(s, Say::SomebodyElseHasIt { .. })));
}

#[test]
fn b15_a_coordinator_who_takes_over_stops_the_waves_and_can_hand_back() {
    let mut world = World::offering(WriteRoute::Api, 8);
    world.hear(Event::Said { by: "Dana".into(), command: Command::TakeOver });
    assert!(!world.timers.contains_key(&TimerName::Wave));
    let yes = world.yes(1);
    assert!(tells(&yes, "c0", |s| matches!(s, Say::OfficeHasIt { .. })));
    let resumed = world.hear(Event::Said { by: "Dana".into(), command: Command::Resume });
    assert!(tells(&resumed, "c0", |s| matches!(s, Say::Confirming { .. })), "the yes was kept");
}

#[test]
fn b15_a_yes_said_while_a_human_has_the_shift_is_chosen_from_with_those_collected_before() {
    let mut world = World::called_out(WriteRoute::Api, noon());
    world.policy.pool.from_hours = 1.0;
    world.rank(8);
    assert!(world.call_out().offers.len() > 2, "somebody has not answered yet");
    assert!(tells(&world.yes(1), "c0", |say| matches!(say, Say::InTheRunning { .. })));
    world.hear(Event::Said { by: "Dana".into(), command: Command::TakeOver });
    assert!(tells(&world.yes(2), "c1", |say| matches!(say, Say::OfficeHasIt { .. })));
    world.hear(Event::Said { by: "Dana".into(), command: Command::Resume });
    assert_eq!(world.call_out().phase, Phase::Offering, "the second claims nothing ahead of the first");
    assert!(world.timers.contains_key(&TimerName::Pool));
    let chosen = world.hear(Event::Timer { name: TimerName::Pool });
    assert!(tells(&chosen, "c0", |say| matches!(say, Say::Chosen { .. })));
    assert!(tells(&chosen, "c1", |say| matches!(say, Say::NotChosen { .. })));
}
