//! Wishes about the schedule and questions to the office: `[requests]` in the policy file.
use jiff::civil::{Time, Weekday};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::calendar::Zone;

/// Clocks of requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Requests {
    /// Hours before a visit from which a wish about it wakes somebody at any hour.
    pub soon_hours: f64,
    /// Minutes until an unanswered question to the asker is given to a human.
    pub answer_minutes: i64,
    /// Minutes until the other caregiver or the client must have answered, before a human phones.
    pub consent_minutes: i64,
    /// Minutes between two looks at WellSky while a human is to change something there.
    pub look_minutes: i64,
    /// Minutes, in the agency's hours, until a human is reminded of it.
    pub entry_minutes: i64,
    /// The office is asked to have answered pay questions at this time on the next working day.
    #[serde(with = "crate::calendar::hh_mm")]
    pub answered_by: Time,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            soon_hours: 24.0,
            answer_minutes: 30,
            consent_minutes: 60,
            look_minutes: 5,
            entry_minutes: 60,
            answered_by: jiff::civil::time(17, 0, 0, 0),
        }
    }
}

impl Requests {
    /// When the office is asked to have answered: the next working day's hour.
    pub fn due(&self, now: Timestamp, zone: &Zone) -> Timestamp {
        let mut day = zone.at(now).date().saturating_add(1.day());
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.saturating_add(1.day());
        }
        let at = day.to_datetime(self.answered_by).to_zoned_datetime(zone.tz().clone());
        at.map_or(now, |z| z.timestamp())
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let minutes = [self.answer_minutes, self.consent_minutes, self.look_minutes, self.entry_minutes];
        let short = minutes.iter().any(|m| *m < 1) || !(0.0..=24.0 * 14.0).contains(&self.soon_hours);
        short
            .then(|| "`requests` needs minutes of at least 1 and `soon_hours` of 0 to 336".to_owned())
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b74_a_pay_question_of_friday_night_is_due_on_monday() {
        let zone = Zone::named("America/Chicago").unwrap();
        let friday: Timestamp = "2026-11-28T03:00:00Z".parse().unwrap();
        assert_eq!(Requests::default().due(friday, &zone).to_string(), "2026-11-30T23:00:00Z");
    }
}
