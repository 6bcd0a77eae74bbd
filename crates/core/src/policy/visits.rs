//! When somebody's coming is in doubt, and who says in the evening that she comes: `[visits]` and `[confirm]` in the
//! policy file.
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::agency::Priority;

/// Thresholds of lateness and no-shows (`domain.md` 4.22, 5.20), in minutes. Those that count from the start count from
/// the moment at which a late caregiver said she would be there, once she has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Visits {
    /// Whether clock-ins are read from WellSky. No public source shows how soon they arrive there
    /// (`docs/decisions/0017-clock-ins.md`).
    pub clock_ins: bool,
    /// Minutes between reads of clock-ins.
    pub read_every_minutes: i64,
    /// Without a clock-in the caregiver is asked so long after the start.
    pub ask_minutes: i64,
    /// A human is asked to phone her.
    pub call_minutes: i64,
    /// The client is asked whether she has come.
    pub client_minutes: i64,
    /// It is a no-show, and somebody else is searched for.
    pub no_show_minutes: i64,
    /// Clients who cannot be left alone (P1): all but the last of these, and a no-show that the client reports.
    pub first_priority_minutes: i64,
    /// When the client herself says that nobody came, it is a no-show so long after the start.
    pub reported_no_show_minutes: i64,
    /// The caregiver has so long to answer before a reported no-show is acted on.
    pub reply_minutes: i64,
    /// A client who was told so hears again after so long.
    pub update_minutes: i64,
    /// Up to here lateness is only logged.
    pub log_minutes: i64,
    /// The client hears of any lateness, also of what is only logged.
    pub tell_client_always: bool,
    /// Lateness beyond this wakes a human.
    pub page_late_minutes: i64,
    /// The same for clients who cannot be left alone.
    pub page_late_first_priority_minutes: i64,
    /// So long after she said she would be there, a late caregiver is asked whether she is.
    pub arrival_minutes: i64,
    /// A replacement who accepted with fewer hours left keeps the next yes on standby until the start.
    pub risky_hours: f64,
}

impl Default for Visits {
    fn default() -> Self {
        Self {
            clock_ins: false,
            read_every_minutes: 3,
            ask_minutes: 10,
            call_minutes: 15,
            client_minutes: 20,
            no_show_minutes: 30,
            first_priority_minutes: 5,
            reported_no_show_minutes: 15,
            reply_minutes: 5,
            update_minutes: 15,
            log_minutes: 15,
            tell_client_always: false,
            page_late_minutes: 30,
            page_late_first_priority_minutes: 15,
            arrival_minutes: 10,
            risky_hours: 12.0,
        }
    }
}

impl Visits {
    /// One of the thresholds for a client of this priority.
    pub fn for_client(&self, minutes: i64, priority: Priority) -> i64 {
        if priority == Priority::P1 { minutes.min(self.first_priority_minutes) } else { minutes }
    }

    /// Beyond how many minutes lateness wakes a human.
    pub fn page_late(&self, priority: Priority) -> i64 {
        if priority == Priority::P1 {
            self.page_late_minutes.min(self.page_late_first_priority_minutes)
        } else {
            self.page_late_minutes
        }
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let least = [
            self.read_every_minutes,
            self.ask_minutes,
            self.first_priority_minutes,
            self.reported_no_show_minutes,
            self.reply_minutes,
            self.update_minutes,
            self.arrival_minutes,
        ];
        if least.iter().any(|m| *m < 1) {
            wrong.push("`visits` needs minutes of at least 1".to_owned());
        }
        let order = [self.ask_minutes, self.call_minutes, self.client_minutes, self.no_show_minutes];
        if order.is_sorted_by(|a, b| a <= b) && self.log_minutes <= self.page_late_minutes {
            return wrong;
        }
        wrong.push(
            "`visits`: ask, call, client and no_show must not decrease, nor log and page_late".to_owned(),
        );
        wrong
    }
}

/// One text an evening to everybody who works the next day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Confirm {
    /// Off until the agency has told its caregivers that such a text comes.
    pub enabled: bool,
    /// When it goes out, in the agency's zone.
    #[serde(with = "crate::calendar::hh_mm")]
    pub at: Time,
    /// Silence until then is a risk.
    #[serde(with = "crate::calendar::hh_mm")]
    pub cutoff: Time,
    /// Hours before the start at which somebody who did not answer is reminded, once.
    pub remind_hours: i64,
    /// A silent shift with a client who cannot be left alone that starts before this wakes a human in the evening.
    #[serde(with = "crate::calendar::hh_mm")]
    pub early_until: Time,
}

impl Default for Confirm {
    fn default() -> Self {
        let hour = |h| jiff::civil::time(h, 0, 0, 0);
        Self { enabled: false, at: hour(17), cutoff: hour(20), remind_hours: 2, early_until: hour(9) }
    }
}

impl Confirm {
    pub(super) fn findings(&self) -> Vec<String> {
        if self.at < self.cutoff && self.remind_hours >= 1 {
            return Vec::new();
        }
        vec!["`confirm` needs `at` before `cutoff` and `remind_hours` of at least 1".to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_out_of_order_are_refused() {
        assert!(Visits::default().findings().is_empty() && Confirm::default().findings().is_empty());
        assert_eq!(Visits { no_show_minutes: 12, ..Visits::default() }.findings().len(), 1);
        assert_eq!(Visits { reply_minutes: 0, ..Visits::default() }.findings().len(), 1);
        let backwards: Confirm = toml::from_str("at = \"20:00\"\ncutoff = \"17:00\"").unwrap();
        assert_eq!(backwards.findings().len(), 1);
    }

    #[test]
    fn clients_who_cannot_be_left_alone_are_looked_after_sooner() {
        let visits = Visits::default();
        assert_eq!(visits.for_client(visits.client_minutes, Priority::P1), 5);
        assert_eq!(visits.for_client(visits.client_minutes, Priority::P2), 20);
        assert_eq!((visits.page_late(Priority::P1), visits.page_late(Priority::P3)), (15, 30));
    }
}
