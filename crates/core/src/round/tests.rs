use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::CaseId;
use crate::phone::Phone;
use crate::policy::Rung;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn policy() -> Policy {
    let rung = Rung { name: "Dana".into(), phone: Phone::parse("2025550190").unwrap(), minutes: 5 };
    let mut policy = Policy { ladder: vec![rung], ..Policy::default() };
    policy.confirm.enabled = true;
    policy
}

fn booked(caregiver: usize, hour: i64, priority: Priority) -> Booked {
    let start = crate::calendar::plus_minutes(at("2026-11-24T06:00:00Z"), 60 * hour);
    let shift = CaseShift {
        key: ShiftKey::new(format!("s{caregiver}-{hour}").as_str(), start),
        client: "p1".into(),
        end: crate::calendar::plus_minutes(start, 60),
        area: None,
        position: None,
        priority,
        original: None,
        client_short: "Rosa S.".into(),
    };
    Booked { shift, answer: Answer::Asked }
}

fn row(n: usize, hours: &[i64], priority: Priority) -> Row {
    Row {
        caregiver: CaregiverId::new(format!("c{n}")),
        short_name: "Ada E.".into(),
        shifts: hours.iter().map(|h| booked(n, *h, priority)).collect(),
        unreached: false,
    }
}

struct Played {
    case: Round,
    step: Option<Timestamp>,
    texts: Vec<(CaregiverId, VisitLine)>,
    pages: usize,
}

impl Played {
    fn begin(rows: Vec<Row>) -> Self {
        let head = Head::new(CaseId(Uuid::from_u128(1)), 7, "9001".into(), at("2026-11-23T23:00:00Z"));
        let mut played = Self { case: Round::blank(head), step: None, texts: Vec::new(), pages: 0 };
        let day = jiff::civil::date(2026, 11, 24);
        played.hear(&Event::Evening { day, rows }, at("2026-11-23T23:00:00Z"));
        played
    }

    fn hear(&mut self, event: &Event, now: Timestamp) {
        let decision = decide(&policy(), &self.case, event, now);
        for planned in &decision.effects {
            match &planned.effect {
                Effect::Text { to: To::Caregiver(to), say: Say::Visit { line }, .. } => {
                    self.texts.push((to.clone(), line.clone()));
                }
                Effect::Page { .. } => self.pages += 1,
                _ => {}
            }
        }
        for timer in &decision.timers {
            if timer.name == TimerName::Step {
                self.step = timer.due;
            }
        }
        let Case::Day(next) = decision.case else { unreachable!() };
        self.case = *next;
    }
}

proptest! {
    /// One evening text each, at most one reminder a shift, none to whoever answered, and the case ends.
    #[test]
    fn b75_nobody_is_asked_more_than_once_and_reminded_more_than_once(
        hours in prop::collection::vec(prop::collection::btree_set(0_i64..23, 1..4), 1..5),
        answers in prop::collection::vec((0_usize..5, any::<bool>()), 0..6),
    ) {
        let rows: Vec<Row> = hours
            .iter()
            .enumerate()
            .map(|(n, hours)| row(n, &hours.iter().copied().collect::<Vec<_>>(), Priority::P2))
            .collect();
        let people = rows.len();
        let mut played = Played::begin(rows.clone());
        prop_assert_eq!(played.texts.len(), people);
        for (who, early) in &answers {
            let Some(row) = rows.get(*who).filter(|_| *early) else { continue };
            let shifts = row.shifts.iter().map(|b| b.shift.key.clone()).collect();
            let event = Event::Confirmed { caregiver: row.caregiver.clone(), shifts };
            played.hear(&event, at("2026-11-24T01:00:00Z"));
        }
        let mut steps = 0;
        while let Some(due) = played.step {
            steps += 1;
            prop_assert!(steps < 60, "it does not end");
            played.hear(&Event::Timer { name: TimerName::Step }, due);
        }
        prop_assert!(!played.case.is_open());
        for (n, row) in rows.iter().enumerate() {
            let told = |line: fn(&VisitLine) -> bool| {
                played.texts.iter().filter(|(to, l)| *to == row.caregiver && line(l)).count()
            };
            prop_assert_eq!(told(|l| matches!(l, VisitLine::Evening { .. })), 1);
            let answered = answers.iter().any(|(who, early)| *early && *who == n);
            let reminders = told(|l| matches!(l, VisitLine::Reminder { .. }));
            let most = if answered { 0 } else { row.shifts.len() };
            prop_assert!(reminders <= most);
        }
        prop_assert_eq!(played.pages, 0, "nobody is woken for clients who can be alone");
        let stored = serde_json::to_string(&played.case).unwrap();
        prop_assert_eq!(serde_json::from_str::<Round>(&stored).unwrap(), played.case);
    }
}

#[test]
fn an_early_client_who_cannot_be_left_alone_wakes_somebody_in_the_evening_and_a_late_one_does_not() {
    for (hour, pages) in [(7, 1), (15, 0)] {
        let mut played = Played::begin(vec![row(1, &[hour], Priority::P1)]);
        played.hear(&Event::Timer { name: TimerName::Step }, at("2026-11-24T02:00:00Z"));
        assert_eq!(played.pages, pages, "at {hour}");
    }
}

#[test]
fn the_evening_is_between_the_hour_and_the_cut_off_and_comes_once_a_day() {
    let policy = policy();
    let day = |d| Some(jiff::civil::date(2026, 11, d));
    assert_eq!(evening(&policy, at("2026-11-23T22:59:00Z")), None);
    assert_eq!(evening(&policy, at("2026-11-23T23:00:00Z")), day(24));
    assert_eq!(evening(&policy, at("2026-11-24T02:00:00Z")), None, "nobody is texted at night");
    assert_eq!(evening(&Policy::default(), at("2026-11-23T23:00:00Z")), None, "off unless switched on");
    let due = |now: &str, done| next_evening(&policy, at(now), done);
    assert_eq!(due("2026-11-23T15:00:00Z", None), Some(at("2026-11-23T23:00:00Z")));
    assert_eq!(due("2026-11-23T23:30:00Z", None), Some(at("2026-11-23T23:30:00Z")));
    assert_eq!(due("2026-11-23T23:30:00Z", day(24)), Some(at("2026-11-24T23:00:00Z")));
    assert_eq!(due("2026-11-24T03:00:00Z", None), Some(at("2026-11-24T23:00:00Z")));
}
