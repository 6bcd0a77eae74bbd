//! Complaints: office hours, clocks of each class, who hears: `[complaints]` in the policy file.
use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::caregiver::weekdays;
use crate::calendar::{Zone, hh_mm, plus_minutes};

/// Clocks of complaints (`domain.md 4.31`). Minutes and days of the classes that wake somebody run day and night; the
/// days of a first call are days of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Complaints {
    /// When somebody is in the office.
    pub office: Office,
    /// Minutes until a human has phoned about a complaint of class C1 (safety).
    pub c1_call_minutes: i64,
    /// The same for C2 (a visit missed now, asleep, medication, privacy, discrimination).
    pub c2_call_minutes: i64,
    /// Business days until a human has phoned about C3 (quality, attitude, lateness).
    pub c3_call_days: u32,
    /// Business days until C4 (bills, preferences) is answered.
    pub c4_call_days: u32,
    /// Days until there is a plan for C1 to C3.
    pub plan_days: i64,
    /// Days until the written answer has left.
    pub answer_days: i64,
    /// Days until it is settled.
    pub close_days: i64,
    /// Days within which a second complaint about the same client's care climbs a class.
    pub repeat_days: i64,
    /// So many different caregivers within seven days make a complaint about new faces climb a class.
    pub new_faces: usize,
    /// Minutes that a question to the complainant may stay unanswered before a human goes on.
    pub silent_minutes: i64,
    /// Days of silence after "is it settled?" from which it counts as settled; the record says so.
    pub settle_days: i64,
    /// A caregiver who is not wanted any more and has a visit there within so many hours wakes a human at any hour.
    pub visit_soon_hours: i64,
}

impl Default for Complaints {
    fn default() -> Self {
        Self {
            office: Office::default(),
            c1_call_minutes: 5,
            c2_call_minutes: 30,
            c3_call_days: 1,
            c4_call_days: 2,
            plan_days: 3,
            answer_days: 10,
            close_days: 30,
            repeat_days: 30,
            new_faces: 3,
            silent_minutes: 30,
            settle_days: 3,
            visit_soon_hours: 24,
        }
    }
}

impl Complaints {
    /// What cannot be meant, in the words of the file.
    pub fn findings(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let minutes = [self.c1_call_minutes, self.c2_call_minutes, self.silent_minutes];
        let days = [self.plan_days, self.answer_days, self.close_days, self.settle_days];
        if minutes.iter().chain(&days).any(|n| *n < 1) || self.c3_call_days < 1 || self.c4_call_days < 1 {
            wrong.push("`complaints` needs minutes and days of at least 1".to_owned());
        }
        if self.office.days.is_empty() || self.office.from >= self.office.until {
            wrong.push("`complaints.office` needs at least one day, and `from` before `until`".to_owned());
        }
        wrong
    }
}

/// When somebody is in the office, in the agency's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Office {
    /// Weekdays in English, lower case.
    #[serde(with = "weekdays")]
    pub days: Vec<Weekday>,
    /// Opens.
    #[serde(with = "hh_mm")]
    pub from: Time,
    /// Closes.
    #[serde(with = "hh_mm")]
    pub until: Time,
    /// Days on which nobody is there, such as holidays.
    pub closed: BTreeSet<Date>,
}

impl Default for Office {
    fn default() -> Self {
        use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        Self {
            days: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            from: jiff::civil::time(8, 0, 0, 0),
            until: jiff::civil::time(17, 0, 0, 0),
            closed: BTreeSet::new(),
        }
    }
}

/// Days looked through for one on which the office is open; a policy that closes it for longer is taken by the clock.
const FAR: usize = 400;

impl Office {
    fn works(&self, day: Date) -> bool {
        self.days.contains(&day.weekday()) && !self.closed.contains(&day)
    }

    fn instant(day: Date, time: Time, zone: &Zone) -> Option<Timestamp> {
        day.to_datetime(time).to_zoned_datetime(zone.tz().clone()).ok().map(|at| at.timestamp())
    }

    /// `when`, if somebody is there then; otherwise the next opening.
    pub fn next_open(&self, when: Timestamp, zone: &Zone) -> Timestamp {
        let mut day = zone.at(when).date();
        for _ in 0..FAR {
            if self.works(day)
                && let Some(from) = Self::instant(day, self.from, zone)
                && let Some(until) = Self::instant(day, self.until, zone)
                && when < until
            {
                return when.max(from);
            }
            day = day.saturating_add(1.day());
        }
        when
    }

    /// So many days of work later, counted from `when` or the next opening: what comes in on Friday at 16:00 is due on
    /// Monday at 16:00, what comes in on Friday night on Tuesday at the opening.
    pub fn plus_days(&self, when: Timestamp, days: u32, zone: &Zone) -> Timestamp {
        let from = self.next_open(when, zone);
        let (mut day, time, mut left) = (zone.at(from).date(), zone.at(from).time(), days);
        for _ in 0..FAR {
            if left == 0 {
                return Self::instant(day, time, zone).unwrap_or(from);
            }
            day = day.saturating_add(1.day());
            left -= u32::from(self.works(day));
        }
        plus_minutes(from, i64::from(days) * 24 * 60)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chicago() -> Zone {
        Zone::named("America/Chicago").unwrap()
    }

    #[test]
    fn weekends_and_holidays_are_no_days_of_work() {
        let (zone, mut office) = (chicago(), Office::default());
        let due = |office: &Office, from: &str, days| {
            let due = office.plus_days(from.parse().unwrap(), days, &zone);
            crate::calendar::say(due, &zone)
        };
        assert_eq!(due(&office, "2026-11-20T22:00:00Z", 1), "Mon 11/23 4:00p", "Friday at four");
        assert_eq!(due(&office, "2026-11-21T02:00:00Z", 1), "Tue 11/24 8:00a", "Friday night");
        assert_eq!(due(&office, "2026-11-22T18:00:00Z", 2), "Wed 11/25 8:00a", "Sunday");
        office.closed.insert(jiff::civil::date(2026, 11, 26));
        assert_eq!(due(&office, "2026-11-25T18:00:00Z", 1), "Fri 11/27 12:00p", "Thanksgiving between");
        // The clocks go back on 1 November: the same hour of the day counts.
        assert_eq!(due(&office, "2026-10-30T20:00:00Z", 1), "Mon 11/2 3:00p");
    }

    proptest! {
        #[test]
        fn a_day_of_work_later_somebody_is_there(secs in 1_767_225_600i64..1_830_297_600, days in 1u32..12) {
            let (zone, office) = (chicago(), Office::default());
            let when = Timestamp::from_second(secs).unwrap();
            let due = office.plus_days(when, days, &zone);
            prop_assert!(due > when);
            prop_assert_eq!(office.next_open(due, &zone), due);
            prop_assert!(office.plus_days(when, days + 1, &zone) > due);
        }
    }
}
