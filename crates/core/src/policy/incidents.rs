//! Emergencies and suspected abuse: clocks of mandated reports by state: `[incidents]` in the policy file.
use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::complaints::Office;
use crate::calendar::{Zone, plus_minutes};

/// What follows a message about danger (`domain.md` 4.26 to 4.30).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Incidents {
    /// The state whose duties apply, two letters. Unset: the strictest usual duty, a report by phone within 24 hours.
    pub state: Option<String>,
    /// Duties of states that Gigi does not know, or knows otherwise than the agency's counsel.
    pub reports: BTreeMap<String, Duty>,
    /// Hours until the incident report stands.
    pub report_hours: i64,
    /// Minutes between reminders of a task that is overdue.
    pub remind_minutes: i64,
    /// Hours in which further messages of the same person, whatever they say, belong to the incident.
    pub join_hours: i64,
}

/// When a suspicion of abuse must be reported. Zero hours: at once. Counsel should check it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Hours until the report by phone.
    pub phone_hours: i64,
    /// Days until the report in writing; unset: none.
    #[serde(default)]
    pub written_days: Option<u32>,
    /// Those are days of work.
    #[serde(default)]
    pub working_days: bool,
    /// The agency must begin its own inquiry at once.
    #[serde(default)]
    pub inquiry: bool,
}

impl Default for Incidents {
    fn default() -> Self {
        Self { state: None, reports: BTreeMap::new(), report_hours: 24, remind_minutes: 240, join_hours: 12 }
    }
}

impl Incidents {
    /// The duty that applies.
    pub fn duty(&self) -> Duty {
        let state = self.state.as_deref().unwrap_or_default().to_ascii_uppercase();
        let known = match state.as_str() {
            // Phone at once or within 24 hours, SOC 341 within two working days (`domain.md 4.28`).
            "CA" => Duty { phone_hours: 24, written_days: Some(2), working_days: true, inquiry: false },
            // Inquiry at once, provider's report by the tenth day (`domain.md 4.29`).
            "TX" => Duty { phone_hours: 24, written_days: Some(10), working_days: false, inquiry: true },
            _ => Duty { phone_hours: 24, written_days: None, working_days: false, inquiry: false },
        };
        self.reports.get(&state).copied().unwrap_or(known)
    }

    /// What cannot be meant, in the words of the file.
    pub fn findings(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.report_hours < 1 || self.remind_minutes < 1 || self.join_hours < 0 {
            wrong.push("`incidents` needs hours and minutes of at least 1".to_owned());
        }
        let letters = |s: &str| s.len() == 2 && s.chars().all(|c| c.is_ascii_uppercase());
        if self.state.iter().chain(self.reports.keys()).any(|s| !letters(s)) {
            wrong.push("`incidents` names states by two capital letters, such as CA".to_owned());
        }
        if self.reports.values().any(|d| d.phone_hours < 0) {
            wrong.push("`incidents.reports` needs hours of at least 0".to_owned());
        }
        wrong
    }
}

impl Duty {
    /// When the report by phone must have been made.
    pub fn phone_due(&self, from: Timestamp) -> Timestamp {
        plus_minutes(from, self.phone_hours * 60)
    }

    /// When the report in writing must have left, if one must.
    pub fn written_due(&self, from: Timestamp, office: &Office, zone: &Zone) -> Option<Timestamp> {
        let days = self.written_days?;
        if self.working_days {
            return Some(office.plus_days(from, days, zone));
        }
        Some(zone.at(from).saturating_add(i64::from(days).days()).timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_its_clock_and_the_agency_may_know_better() {
        let zone = Zone::named("America/Los_Angeles").unwrap();
        let friday: Timestamp = "2026-11-20T20:00:00Z".parse().unwrap();
        let of = |state: &str| Incidents { state: Some(state.into()), ..Incidents::default() }.duty();
        let written = |d: Duty| d.written_due(friday, &Office::default(), &zone);
        let said = |at: Option<Timestamp>| at.map(|at| crate::calendar::say(at, &zone));
        assert_eq!(said(written(of("CA"))).as_deref(), Some("Tue 11/24 12:00p"), "two working days");
        assert_eq!(said(written(of("TX"))).as_deref(), Some("Mon 11/30 12:00p"), "the tenth day");
        assert!(of("TX").inquiry && written(of("OH")).is_none());
        let file: Incidents = toml::from_str(
            "state = \"OH\"\n[reports.OH]\nphone_hours = 0\nwritten_days = 5\nworking_days = true\n",
        )
        .unwrap();
        assert_eq!((file.duty().phone_hours, file.duty().written_days), (0, Some(5)));
        assert!(file.findings().is_empty());
    }
}
