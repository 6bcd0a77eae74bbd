//! The machine in small steps, and its main rules on many random ones.
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::calendar::plus_minutes;
use crate::case::Command;
use crate::effect::Effect;
use crate::fact::Fact;
use crate::id::CaseId;
use crate::policy::Rung;

fn policy(state: Option<&str>) -> Policy {
    let rung = |name: &str, n: u32| Rung {
        name: name.into(),
        phone: Phone::parse(&format!("20255501{n}")).unwrap(),
        minutes: 5,
    };
    let mut policy = Policy { ladder: vec![rung("Dana", 80), rung("Miguel", 81)], ..Policy::default() };
    policy.incidents.state = state.map(str::to_owned);
    policy
}

fn monday() -> Timestamp {
    "2026-11-23T21:30:00Z".parse().unwrap()
}

fn alarm(no: usize, kind: Kind, spared: Vec<usize>) -> Event {
    Event::Endangered {
        alarm: Box::new(Alarm {
            kind,
            phone: Phone::parse("2025550132").unwrap(),
            from: "family of Rosa Sample".into(),
            client: Some("7100001".into()),
            caregiver: None,
            words: Words { message: format!("SM{no}"), text: "words".into() },
            spared,
        }),
    }
}

fn blank() -> Incident {
    Incident::blank(Head::new(CaseId(Uuid::from_u128(1)), 7, "9001".into(), monday()))
}

fn step(policy: &Policy, case: &mut Incident, event: &Event, now: Timestamp) -> Decision {
    let decision = decide(policy, case, event, now);
    let Case::Incident(next) = decision.case.clone() else { unreachable!() };
    *case = *next;
    decision
}

fn said(by: &str, command: Command) -> Event {
    Event::Said { by: by.into(), command }
}

fn done(task: Task) -> Command {
    Command::Task { task, note: Redacted::new("reported, number 4711".into()), done: true }
}

fn pages(decision: &Decision) -> Vec<usize> {
    let rung = |e: &Effect| if let Effect::Page { rung, .. } = e { Some(*rung) } else { None };
    decision.effects.iter().filter_map(|p| rung(&p.effect)).collect()
}

fn task_names(case: &Incident) -> Vec<Task> {
    case.todo.iter().map(|t| t.task).collect()
}

#[test]
fn b62_a_suspicion_sets_the_clocks_of_the_state_and_spares_whom_it_accuses() {
    let texas = policy(Some("TX"));
    let mut case = blank();
    let first = step(&texas, &mut case, &alarm(1, Kind::Abuse, vec![0]), monday());
    assert_eq!(pages(&first), [1], "the accused is not woken");
    assert!(task_names(&case).starts_with(&[Task::ReportByPhone, Task::Inquiry, Task::WrittenReport]));
    step(&texas, &mut case, &said("Dana", Command::Acknowledge), monday());
    assert!(case.escalation.as_ref().unwrap().is_waiting(), "nor may she take it");
    assert!(case.is_restricted());
}

#[test]
fn an_emergency_that_turns_out_to_be_abuse_keeps_its_tasks_and_gets_those_of_abuse() {
    let ohio = policy(None);
    let mut case = blank();
    step(&ohio, &mut case, &alarm(1, Kind::Medical, vec![]), monday());
    step(&ohio, &mut case, &said("Dana", Command::Acknowledge), monday());
    let graver = step(&ohio, &mut case, &alarm(2, Kind::Abuse, vec![]), monday());
    assert_eq!(pages(&graver), [0], "woken again");
    assert_eq!(task_names(&case), [Task::NextOfKin, Task::IncidentReport, Task::ReportByPhone]);
    step(&ohio, &mut case, &alarm(3, Kind::Medical, vec![]), monday());
    assert_eq!(case.kind, Kind::Abuse, "never less grave");
    let twice = step(&ohio, &mut case, &alarm(3, Kind::Medical, vec![]), monday());
    assert!(twice.effects.is_empty(), "a message that comes twice counts once");
}

#[test]
fn the_report_is_reminded_of_until_a_human_records_it() {
    let california = policy(Some("CA"));
    let mut case = blank();
    step(&california, &mut case, &alarm(1, Kind::Abuse, vec![]), monday());
    step(&california, &mut case, &said("Dana", Command::Acknowledge), monday());
    let (mut now, mut woken) = (monday(), 0);
    for _ in 0..40 {
        let Some(next) = case.open_tasks().map(|t| t.remind).min() else { break };
        now = next.max(now);
        let decision = step(&california, &mut case, &Event::Timer { name: TimerName::Deadline }, now);
        woken += pages(&decision).len();
        step(&california, &mut case, &said("Dana", Command::Acknowledge), now);
        if now.duration_since(monday()).as_hours() > 72 {
            break;
        }
    }
    assert!(woken > 5, "{woken}");
    for task in Task::ALL {
        step(&california, &mut case, &said("Dana", done(task)), now);
    }
    let after = step(&california, &mut case, &Event::Timer { name: TimerName::Deadline }, now);
    assert!(pages(&after).is_empty() && after.timers.iter().all(|t| t.due.is_none()));
    let report = case.todo.iter().find(|t| t.task == Task::ReportByPhone).unwrap();
    assert_eq!(report.kept(now), Some(false), "it came after the clock");
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let kinds = prop::sample::select(vec![Kind::Medical, Kind::Peril, Kind::Abuse]);
    let by = prop::sample::select(vec!["Dana", "Miguel", "board"]);
    let task = prop::sample::select(Task::ALL.to_vec());
    let command = prop_oneof![
        Just(Command::Acknowledge),
        Just(Command::TakeOver),
        Just(Command::Close { how: "all done".into() }),
        task.prop_map(done),
    ];
    let words = |no: usize| Words { message: format!("M{no}"), text: "more".into() };
    let event = prop_oneof![
        2 => (1usize..20, kinds, any::<bool>()).prop_map(|(no, k, dana)| alarm(no, k, if dana { vec![0] } else { vec![] })),
        2 => (1usize..20).prop_map(move |no| Event::MoreWords { why: PageWhy::Message, words: words(no) }),
        3 => (by, command).prop_map(|(by, command)| said(by, command)),
        3 => prop::sample::select(TimerName::ALL.to_vec()).prop_map(|name| Event::Timer { name }),
    ];
    prop::collection::vec(event, 0..40)
}

proptest! {
    #[test]
    fn b66_only_a_human_closes_it_and_only_when_nothing_is_owed(events in events(), minutes in 1i64..2000) {
        let (policy, mut case, mut now, mut words) = (policy(Some("TX")), blank(), monday(), 0);
        for event in std::iter::once(&alarm(1, Kind::Abuse, vec![0])).chain(&events) {
            let decision = step(&policy, &mut case, event, now);
            prop_assert!(case.words.len() >= words, "words are kept");
            words = case.words.len();
            prop_assert!(pages(&decision).iter().all(|rung| *rung != 0), "the accused is never woken");
            if !case.is_open() {
                prop_assert_eq!(case.open_tasks().count(), 0);
                prop_assert!(!case.closed.as_ref().unwrap().1.starts_with("Gigi"));
            }
            let closes = decision.facts.iter().any(|f| matches!(f, Fact::Closed { .. }));
            let by_human = matches!(event, Event::Said { command: Command::Close { .. }, .. });
            prop_assert!(!closes || by_human);
            let stored = serde_json::to_string(&decision.case).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Case>(&stored).unwrap(), &decision.case);
            now = plus_minutes(now, minutes);
        }
    }
}
