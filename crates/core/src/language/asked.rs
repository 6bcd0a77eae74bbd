//! Which days a question about the schedule is about: "when do I work this week", "am I on for sat?", "cuando viene?".
use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::Message;
use super::context::Context;
use super::day::plus;
use super::phrases::rule;

rule!(PLACE = words [r"where", r"wheres", r"address", r"which house", r"donde", r"direccion"]);
rule!(AGAIN = words [r"next (?:shift|visit|client|time)", r"proxim[oa] (?:turno|visita)"]);

/// How far ahead a habit ("do I work saturdays?") is looked up, days.
const HABIT_DAYS: i64 = 14;

/// What a question about the schedule asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedDays {
    /// The days it names, in the sender's zone; none: whatever comes next.
    pub days: BTreeSet<Date>,
    /// It asks for the very next visit only.
    pub next: bool,
    /// It asks where.
    pub place: bool,
}

/// Reads the days of a question. A day that may mean two dates counts as both: an answer about both is right.
pub fn asked_days(message: &Message) -> AskedDays {
    let context = Context::new(message);
    let when = &context.when;
    let said = when.days.iter().chain(&when.fringe);
    let mut days: BTreeSet<Date> = said.flat_map(|day| day.options.iter().copied()).collect();
    let today = context.today();
    let on = |weekday: Weekday| {
        (0..HABIT_DAYS).map(move |n| plus(today, n)).filter(move |date| date.weekday() == weekday)
    };
    days.extend(when.habits.iter().flat_map(|weekday| on(*weekday)));
    days.retain(|date| *date >= plus(today, -1));
    let flat = &context.text.flat;
    AskedDays { days, next: when.next_shift || AGAIN.is(flat), place: PLACE.is(flat) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Sender;

    fn asked(text: &str) -> AskedDays {
        asked_days(&Message {
            id: "1".into(),
            // A Monday afternoon.
            at: "2026-11-23T21:30:00Z".parse().unwrap(),
            zone: "America/Chicago".into(),
            sender: Sender::Caregiver,
            text: text.into(),
            shifts: Vec::new(),
            offers: Vec::new(),
            thread: Vec::new(),
        })
    }

    #[test]
    fn b58_the_days_that_are_asked_about() {
        let days = |text: &str| asked(text).days.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(days("what time do i work tmrw"), ["2026-11-24"]);
        assert_eq!(days("am i on for sat?"), ["2026-11-28"]);
        assert_eq!(days("when do i work this week").len(), 7);
        assert_eq!(days("cuando trabajo el jueves"), ["2026-11-26"]);
        assert_eq!(days("do i work saturdays"), ["2026-11-28", "2026-12-05"]);
        assert!(days("when is she coming?").is_empty());
    }

    #[test]
    fn b32_where_is_another_question_than_when() {
        assert!(asked("where do i go tmrw").place);
        assert!(!asked("when do i work").place);
        assert!(asked("when is my next shift").next);
    }
}
