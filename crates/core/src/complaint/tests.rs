//! The machine in small steps, and its main rules on many random ones.
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::case::Command;
use crate::effect::{Effect, To};
use crate::fact::Fact;
use crate::id::CaseId;
use crate::language::grievance::{grievance, settled, third_new};
use crate::policy::Rung;
use crate::texts::{ComplaintLine, Say};

fn policy() -> Policy {
    let rung = |name: &str, n: u32| Rung {
        name: name.into(),
        phone: Phone::parse(&format!("20255501{n}")).unwrap(),
        minutes: 5,
    };
    Policy { ladder: vec![rung("Dana", 80), rung("Miguel", 81)], ..Policy::default() }
}

/// Monday 23 November 2026, 15:30 in Chicago.
fn monday() -> Timestamp {
    "2026-11-23T21:30:00Z".parse().unwrap()
}

fn saying(no: usize, text: &str) -> Saying {
    let said = grievance(text);
    Saying {
        words: Words { message: format!("SM{no}"), text: text.into() },
        third_new: third_new(text).is_some(),
        told: volunteered(text, &said),
        about: vec![("8200003".into(), Some("Keisha".into()))],
        answers: no > 0,
        settled: settled(text),
        wants_call: false,
        spared: Vec::new(),
        said,
    }
}

fn opening(text: &str) -> Opening {
    Opening {
        phone: Phone::parse("2025550132").unwrap(),
        tongue: Tongue::English,
        from: "client Rosa Sample".into(),
        party: Party::Client,
        client: Some("7100001".into()),
        caregiver: None,
        found: Found::default(),
        saying: saying(0, text),
    }
}

fn complained(text: &str) -> Event {
    Event::Complained { opening: Box::new(opening(text)) }
}

fn told(no: usize, text: &str) -> Event {
    Event::ComplaintTold { saying: Box::new(saying(no, text)) }
}

fn said(by: &str, command: Command) -> Event {
    Event::Said { by: by.into(), command }
}

fn blank() -> Complaint {
    Complaint::blank(Head::new(CaseId(Uuid::from_u128(1)), 7, "9001".into(), monday()))
}

fn step(case: &mut Complaint, event: &Event, now: Timestamp) -> Decision {
    let decision = decide(&policy(), case, event, now);
    let Case::Complaint(next) = decision.case.clone() else { unreachable!() };
    *case = *next;
    decision
}

fn lines(decision: &Decision) -> Vec<ComplaintLine> {
    let said = decision.effects.iter().filter_map(|p| match &p.effect {
        Effect::Text { say: Say::Complaint { lines }, .. } => Some(lines.clone()),
        _ => None,
    });
    said.flatten().collect()
}

fn pages(decision: &Decision) -> Vec<usize> {
    let rung = |e: &Effect| if let Effect::Page { rung, .. } = e { Some(*rung) } else { None };
    decision.effects.iter().filter_map(|p| rung(&p.effect)).collect()
}

#[test]
fn a_grave_one_wakes_at_night_and_a_bill_waits_for_the_office() {
    let night: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
    let grave = step(&mut blank(), &complained("she was asleep on the couch"), night);
    assert_eq!(pages(&grave), [0]);
    assert!(
        lines(&grave)
            .iter()
            .any(|l| matches!(l, ComplaintLine::Alerting { who: Some(d), .. } if d == "Dana"))
    );
    let mut case = blank();
    let bill = step(&mut case, &complained("this bill is wrong"), night);
    assert!(pages(&bill).is_empty(), "nobody is woken");
    assert!(lines(&bill).iter().any(|l| matches!(l, ComplaintLine::Asked { .. })));
    let opens: Timestamp = "2026-11-24T14:00:00Z".parse().unwrap();
    assert!(bill.timers.iter().any(|t| t.name == TimerName::Ladder && t.due == Some(opens)));
    assert_eq!(pages(&step(&mut case, &Event::Timer { name: TimerName::Ladder }, opens)), [0]);
}

#[test]
fn whom_it_is_about_is_not_woken_and_cannot_take_it() {
    let mut case = blank();
    let mut about = opening("Dana was rude to me on the phone");
    about.saying.spared = vec![0];
    let first = step(&mut case, &Event::Complained { opening: Box::new(about) }, monday());
    assert_eq!(pages(&first), [1]);
    let refused = step(&mut case, &said("Dana", Command::Acknowledge), monday());
    assert!(case.owner.is_none() && case.escalation.as_ref().unwrap().is_waiting());
    assert!(matches!(refused.facts[0], Fact::Complaint { what: Happened::ClaimRefused { owner: None, .. } }));
    step(&mut case, &said("Miguel", Command::Acknowledge), monday());
    assert_eq!(case.owner.as_ref().unwrap().by, "Miguel");
}

#[test]
fn b68_one_owner_and_a_missed_call_wakes_somebody_else() {
    let mut case = blank();
    step(&mut case, &complained("she was asleep"), monday());
    step(&mut case, &said("Dana", Command::Acknowledge), monday());
    step(&mut case, &said("Miguel", Command::TakeOver), monday());
    assert_eq!(case.owner.as_ref().unwrap().by, "Dana", "a claimed one stays with its owner");
    let late = crate::calendar::plus_minutes(monday(), 31);
    let missed = step(&mut case, &Event::Timer { name: TimerName::Deadline }, late);
    assert_eq!(pages(&missed), [1], "not the owner who let it pass");
    let call = case.deadlines.iter().find(|d| d.step == Step::Call).unwrap();
    assert_eq!(call.kept(), Some(false));
    let note = Redacted::new("spoke with her".to_owned());
    step(&mut case, &said("Dana", Command::Did { step: Step::Call, note }), late);
    assert!(case.deadlines.iter().any(|d| d.step == Step::Call && d.done.is_some() && d.missed));
}

#[test]
fn who_is_not_wanted_is_barred_at_once_until_a_human_lifts_it_even_after_the_end() {
    let mut case = blank();
    let first = step(&mut case, &complained("she was rude, dont send her again"), monday());
    assert!(lines(&first).iter().any(|l| matches!(l, ComplaintLine::Excluded { .. })));
    let client: ClientId = "7100001".into();
    assert_eq!(case.bars(&client).count(), 1);
    assert_eq!(case.bars(&"7100002".into()).count(), 0, "only there");
    step(&mut case, &said("Dana", Command::Close { how: "settled".into() }), monday());
    assert_eq!(case.bars(&client).count(), 1, "it outlives the case");
    step(&mut case, &said("Dana", Command::LiftExclusion), monday());
    assert_eq!(case.bars(&client).count(), 0);
}

#[test]
fn a_filter_never_rests_on_origin() {
    let mut case = blank();
    let first = step(&mut case, &complained("don't send Keisha again, no more black caregivers"), monday());
    assert!(case.barred.is_empty() && lines(&first).contains(&ComplaintLine::Manager));
    assert_eq!(case.why, Some(PageWhy::ManagerAsked));
    let mut case = blank();
    step(&mut case, &complained("dont send Keisha again"), monday());
    step(&mut case, &told(1, "no more black caregivers i said"), monday());
    assert_eq!(case.bars(&"7100001".into()).count(), 0, "what stood is taken back");
}

fn resolved(case: &mut Complaint) -> Decision {
    step(case, &complained("she was rude"), monday());
    step(case, &said("Dana", Command::Acknowledge), monday());
    let notes = Redacted::new("apologised, other person from Friday on".to_owned());
    step(case, &said("Dana", Command::Resolve { notes, cause: Cause::Caregiver }), monday())
}

#[test]
fn it_is_closed_with_the_complainant_or_after_silence_that_the_record_names() {
    let mut case = blank();
    let asked = resolved(&mut case);
    assert_eq!(lines(&asked), [ComplaintLine::IsItSettled]);
    let mut silent = case.clone();
    step(&mut case, &told(1, "ok"), monday());
    assert!(case.closed.as_ref().unwrap().1.contains("agrees"));
    step(&mut silent, &Event::Timer { name: TimerName::Settle }, monday());
    assert!(silent.closed.as_ref().unwrap().1.contains("no answer in 3 days"));
}

#[test]
fn her_no_opens_it_again_and_nobody_is_asked_twice() {
    let mut case = blank();
    resolved(&mut case);
    let again = step(&mut case, &told(1, "no, she came back today"), monday());
    assert!(case.resolution.is_none() && case.is_open());
    assert!(!pages(&again).is_empty());
    step(&mut case, &said("Dana", Command::Acknowledge), monday());
    let notes = Redacted::new("again".to_owned());
    let second = step(&mut case, &said("Dana", Command::Resolve { notes, cause: Cause::Other }), monday());
    assert!(lines(&second).is_empty() && case.settling == Settling::ByHand);
}

#[test]
fn b77_silence_counts_only_where_the_question_left() {
    let mut case = blank();
    resolved(&mut case);
    let Settling::Asked { key } = case.settling.clone() else { panic!("asked") };
    let shadowed = Event::Texted { key, outcome: TextOutcome::Shadowed };
    let decision = step(&mut case, &shadowed, monday());
    assert_eq!(case.settling, Settling::ByHand);
    assert!(decision.timers.iter().any(|t| t.name == TimerName::Settle && t.due.is_none()));
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let words = prop::sample::select(vec![
        "she was rude",
        "asleep again",
        "dont send her again",
        "no more black caregivers",
        "yesterday",
        "ok",
        "no",
        "we will cancel the service",
        "thank you",
        "the bill",
        "still going on",
    ]);
    let by = prop::sample::select(vec!["Dana", "Miguel", "somebody at the board"]);
    let command = prop_oneof![
        Just(Command::Acknowledge),
        Just(Command::TakeOver),
        Just(Command::Resume),
        Just(Command::ConfirmExclusion),
        Just(Command::LiftExclusion),
        prop::sample::select(Step::ALL.to_vec())
            .prop_map(|step| Command::Did { step, note: Redacted::new("done".into()) }),
        Just(Command::Resolve { notes: Redacted::new("all said".into()), cause: Cause::Other }),
    ];
    let event = prop_oneof![
        4 => (1usize..40, words).prop_map(|(no, text)| told(no, text)),
        3 => (by, command).prop_map(|(by, command)| said(by, command)),
        3 => prop::sample::select(TimerName::ALL.to_vec()).prop_map(|name| Event::Timer { name }),
    ];
    prop::collection::vec(event, 0..40)
}

proptest! {
    #[test]
    fn b61_b76_nothing_is_asked_twice_and_no_claim_is_made_without_a_page(events in events(), step_minutes in 1i64..3000) {
        let (mut case, mut now, mut asked) = (blank(), monday(), Vec::new());
        for event in std::iter::once(&complained("she was rude")).chain(&events) {
            let owner = case.owner.clone();
            let class = case.class;
            let decision = step(&mut case, event, now);
            let said = lines(&decision);
            asked.extend(said.iter().filter_map(|l| if let ComplaintLine::Ask { topic } = l { Some(*topic) } else { None }));
            let claims = said.iter().any(|l| matches!(l, ComplaintLine::Alerting { .. } | ComplaintLine::Reopened { who: Some(_), .. }));
            prop_assert!(!claims || !pages(&decision).is_empty(), "{said:?}");
            prop_assert!(case.class <= class || matches!(event, Event::Complained { .. }), "it never gets less grave");
            let takes = matches!(event, Event::Said { command: Command::Resume, .. });
            prop_assert!(takes || owner.is_none() || owner == case.owner, "an owner is not replaced");
            for p in &decision.effects {
                if let Effect::Text { to, .. } = &p.effect {
                    prop_assert!(matches!(to, To::Writer { .. } | To::Rung(_)), "nobody else is texted");
                }
            }
            let closed_by_gigi = case.closed.as_ref().is_some_and(|(_, how)| how.contains("settled") );
            prop_assert!(!closed_by_gigi || case.resolution.is_some(), "closed only after a human resolved it");
            let stored = serde_json::to_string(&decision.case).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Case>(&stored).unwrap(), &decision.case);
            now = crate::calendar::plus_minutes(now, step_minutes);
        }
        let mut once = asked.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), asked.len());
        prop_assert!(asked.len() <= policy().language.questions as usize);
        if case.wishes.contains(&Wish::Protected) {
            prop_assert!(case.barred.iter().all(|b| b.lifted.is_some() || b.confirmed.is_some()));
        }
    }
}
