//! What a human owes a complainant, and until when (`domain.md 4.31`).
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::grade::Class;
use crate::calendar::{Zone, plus_minutes};
use crate::policy::Complaints;

/// One thing that a human does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Phones the complainant.
    Call,
    /// A manager knows.
    Manager,
    /// There is a plan.
    Plan,
    /// The written answer has left.
    Answer,
    /// It is settled.
    Close,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Call, Self::Manager, Self::Plan, Self::Answer, Self::Close];

    /// The name in addresses and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Manager => "manager",
            Self::Plan => "plan",
            Self::Answer => "answer",
            Self::Close => "close",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// A step with its clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// What.
    pub step: Step,
    /// Until when.
    pub due: Timestamp,
    /// When it was done, and by whom.
    #[serde(default)]
    pub done: Option<(Timestamp, String)>,
    /// It passed undone, and somebody else was woken.
    #[serde(default)]
    pub missed: bool,
}

impl Deadline {
    /// Whether it was done in time; `None` while that is open.
    pub fn kept(&self) -> Option<bool> {
        match &self.done {
            Some((at, _)) => Some(*at <= self.due),
            None => self.missed.then_some(false),
        }
    }
}

/// The deadlines of a class, counted from `from`.
pub fn deadlines(rules: &Complaints, class: Class, from: Timestamp, zone: &Zone) -> Vec<Deadline> {
    let days = |n: i64| zone.at(from).saturating_add(n.days()).timestamp();
    let end_of_day = || {
        let tomorrow = zone.at(from).date().saturating_add(1.day());
        let midnight = tomorrow.to_zoned_datetime(zone.tz().clone()).map_or(from, |at| at.timestamp());
        // Late in the evening the same day is a few minutes.
        midnight.max(plus_minutes(from, 60))
    };
    let call = match class {
        Class::C1 => plus_minutes(from, rules.c1_call_minutes),
        Class::C2 => plus_minutes(from, rules.c2_call_minutes),
        Class::C3 => rules.office.plus_days(from, rules.c3_call_days, zone),
        Class::C4 => rules.office.plus_days(from, rules.c4_call_days, zone),
    };
    let mut steps = vec![(Step::Call, call)];
    if class.is_urgent() {
        steps.push((Step::Manager, end_of_day()));
    }
    if class != Class::C4 {
        steps.push((Step::Plan, days(rules.plan_days)));
    }
    steps.push((Step::Answer, days(rules.answer_days)));
    steps.push((Step::Close, days(rules.close_days)));
    steps.into_iter().map(|(step, due)| Deadline { step, due, done: None, missed: false }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b68_clocks_of_each_class() {
        let zone = Zone::named("America/Chicago").unwrap();
        let from: Timestamp = "2026-11-20T22:00:00Z".parse().unwrap();
        let said = |class| {
            let all = deadlines(&Complaints::default(), class, from, &zone);
            let one = |d: &Deadline| format!("{} {}", d.step.name(), crate::calendar::say(d.due, &zone));
            all.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            said(Class::C2),
            "call Fri 11/20 4:30p, manager Sat 11/21 12:00a, plan Mon 11/23 4:00p, answer Mon 11/30 4:00p, close Sun 12/20 4:00p"
        );
        assert_eq!(
            said(Class::C3),
            "call Mon 11/23 4:00p, plan Mon 11/23 4:00p, answer Mon 11/30 4:00p, close Sun 12/20 4:00p"
        );
        assert!(said(Class::C1).starts_with("call Fri 11/20 4:05p, manager"));
        assert!(said(Class::C4).starts_with("call Tue 11/24 4:00p, answer"));
    }
}
