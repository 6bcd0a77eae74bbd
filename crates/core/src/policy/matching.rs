//! Numbers of the hard rules and of the score (`domain.md` 3.1–3.8, 3.19–3.29).
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::caregiver::Presence;
use super::skills::Level;
use crate::agency::Priority;
use crate::id::TagId;
use crate::matching::overtime::WorkState;

/// Hard rules and score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Matching {
    /// Weights by lead time.
    pub weights: Vec<WeightRow>,
    /// Tags of a client that a caregiver must carry as well. Unset: every tag of the client that at least one
    /// caregiver carries.
    pub required_tags: Option<BTreeSet<TagId>>,
    /// Profile tags that say what a record could say, by tag.
    pub tag_meanings: BTreeMap<TagId, TagMeaning>,
    /// Profile tags that stand for a level of care: which a caregiver with the tag gives, and which a client with it needs.
    /// Such a tag is no skill of its own: a higher level does a lower one's work (`domain.md 3.3`).
    pub tag_levels: BTreeMap<TagId, Level>,
    /// Credentials that everybody must have on file, valid through the end of the shift. What is missing counts as
    /// expired (`domain.md 2.57`).
    pub credentials: BTreeSet<String>,
    /// Whether a date of birth must be on file. One that is on file and says under 18 rules out in any case.
    pub age_on_file: bool,
    /// What is not on file, where a client needs it.
    pub unknown: Unknown,
    /// Points taken off for each such thing.
    pub unknown_points: f64,
    /// Minutes added to the travel between two visits.
    pub buffer_minutes: i64,
    /// Minutes assumed between two visits when a place is not known.
    pub unknown_travel_minutes: i64,
    /// Longest travel from home, minutes; a caregiver's record may name another limit, shorter or longer
    /// (`domain.md 3.6`, H15).
    pub max_travel_minutes: f64,
    /// The same to a client whose home is rural, minutes; never less than `max_travel_minutes`.
    pub rural_travel_minutes: f64,
    /// Cities whose clients are rural, as their files in WellSky write them. There is no list of ZIP codes
    /// (`domain.md 2.54`).
    pub rural_cities: BTreeSet<String>,
    /// Branches whose clients are rural: those with a tag that stands for one in `agency.branch_tags`.
    pub rural_branches: BTreeSet<String>,
    /// Days for which somebody who reported symptoms of her own is sent to nobody, from her word to the start of a visit
    /// (`domain.md 3.6`, H20).
    pub symptom_days: u32,
    /// The same for a client whose defences are weak.
    pub symptom_days_immunocompromised: u32,
    /// How much longer the way may be once a search is widened.
    pub widened_travel: f64,
    /// Minutes to get ready before travelling when the shift starts soon.
    pub ready_minutes: i64,
    /// The same for a start of the way between 22:00 and 06:00.
    pub ready_at_night_minutes: i64,
    /// Minutes that a client accepts a late start of a replacement.
    pub allowed_lateness_minutes: i64,
    /// Less notice than this makes a call-out a late one, hours (`domain.md 4.8`).
    pub late_notice_hours: f64,
    /// Rest between two days of work, hours (house rule of `domain.md 2.46`, like the next two).
    pub rest_hours: f64,
    /// Most hours of work within any 24.
    pub most_hours_in_24: f64,
    /// The same for a shift on which she drives the client (`domain.md 2.46`).
    pub most_hours_in_24_driving: f64,
    /// Most days of work in a row.
    pub most_days_in_a_row: u32,
    /// Most hours in a week without overtime; the law of `state` may say less.
    pub week_hours: f64,
    /// Hours in a week that nobody passes, overtime or not (such as the 66 of California's IHSS).
    pub hard_week_hours: Option<f64>,
    /// Whether overtime is offered at all.
    pub allow_overtime: bool,
    /// Whose overtime law applies beside the federal one.
    pub state: WorkState,
    /// First day of the legal workweek: 1 = Monday … 7 = Sunday.
    pub week_starts: i8,
    /// When a workday begins.
    #[serde(with = "crate::calendar::hh_mm")]
    pub workday_starts: Time,
    /// Whether people who are with a client now are asked only once that visit is over, unless the shift is urgent.
    pub spare_people_on_shift: bool,
}

/// Longest that a report of symptoms may count, days; a conversation keeps it as long.
pub(crate) const SYMPTOM_DAYS: u32 = 30;

/// What not being on file means where a client needs it (`domain.md 3.8`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// Asked, at a lower rank, and the office sees what is missing.
    #[default]
    Warn,
    /// Not asked.
    Fail,
}

/// What a profile tag says, beside being a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagMeaning {
    /// A caregiver with it cannot be near cats.
    AvoidsCats,
    /// …dogs.
    AvoidsDogs,
    /// …smoke.
    AvoidsSmoke,
    /// …oxygen.
    AvoidsOxygen,
    /// A client with it has cats.
    HasCats,
    /// …dogs.
    HasDogs,
    /// …smoke.
    HasSmoke,
    /// …oxygen.
    HasOxygen,
    /// A caregiver with it drives clients in her car.
    Drives,
    /// A client with it is driven.
    NeedsDriver,
    /// A label of the office that says nothing about who may go.
    Label,
}

impl TagMeaning {
    /// What a caregiver with it cannot be near.
    pub const fn avoids(self) -> Option<Presence> {
        match self {
            Self::AvoidsCats => Some(Presence::Cats),
            Self::AvoidsDogs => Some(Presence::Dogs),
            Self::AvoidsSmoke => Some(Presence::Smoke),
            Self::AvoidsOxygen => Some(Presence::Oxygen),
            _ => None,
        }
    }

    /// What is in the home of a client with it.
    pub const fn has(self) -> Option<Presence> {
        match self {
            Self::HasCats => Some(Presence::Cats),
            Self::HasDogs => Some(Presence::Dogs),
            Self::HasSmoke => Some(Presence::Smoke),
            Self::HasOxygen => Some(Presence::Oxygen),
            _ => None,
        }
    }
}

/// Weights of the score for one range of lead times. They sum to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightRow {
    /// Lower bound of the lead, hours.
    pub from_hours: f64,
    /// Visits to this client, fading over 45 days.
    pub continuity: f64,
    /// What the client said about her.
    pub preference: f64,
    /// Estimated travel minutes.
    pub travel: f64,
    /// Hours wanted against hours scheduled.
    pub hours: f64,
    /// Hours that would be paid at a premium.
    pub overtime: f64,
    /// Visits kept against late cancellations and no-shows, protected absences left out.
    pub reliability: f64,
    /// Offers received lately against the others.
    pub fairness: f64,
    /// Keeps the only one with a rare skill free.
    pub skills: f64,
    /// How often she says yes.
    pub response: f64,
}

impl WeightRow {
    /// All of them.
    pub const fn parts(&self) -> [f64; 9] {
        let Self { continuity, preference, travel, hours, overtime, .. } = *self;
        [
            continuity,
            preference,
            travel,
            hours,
            overtime,
            self.reliability,
            self.fairness,
            self.skills,
            self.response,
        ]
    }

    /// For a client who cannot be left alone: .04 more for known faces and for reliability, taken from overtime and then
    /// from fairness (`domain.md 3.27`). The sum stays what it was.
    #[must_use]
    pub fn for_client(mut self, priority: Priority) -> Self {
        if priority == Priority::P1 {
            let from_overtime = self.overtime.min(0.08);
            let from_fairness = self.fairness.min(0.08 - from_overtime);
            let more = (from_overtime + from_fairness) / 2.0;
            self.overtime -= from_overtime;
            self.fairness -= from_fairness;
            self.continuity += more;
            self.reliability += more;
        }
        self
    }
}

/// In the order of [`WeightRow::parts`].
const fn row(from_hours: f64, parts: [f64; 9]) -> WeightRow {
    let [continuity, preference, travel, hours, overtime, reliability, fairness, skills, response] = parts;
    WeightRow {
        from_hours,
        continuity,
        preference,
        travel,
        hours,
        overtime,
        reliability,
        fairness,
        skills,
        response,
    }
}

impl Default for Matching {
    fn default() -> Self {
        Self {
            weights: vec![
                row(12.0, [0.28, 0.14, 0.14, 0.12, 0.12, 0.10, 0.06, 0.04, 0.00]),
                row(4.0, [0.22, 0.12, 0.20, 0.10, 0.10, 0.12, 0.06, 0.03, 0.05]),
                row(f64::MIN, [0.15, 0.08, 0.35, 0.04, 0.06, 0.17, 0.03, 0.02, 0.10]),
            ],
            required_tags: None,
            tag_meanings: BTreeMap::new(),
            tag_levels: BTreeMap::new(),
            credentials: BTreeSet::new(),
            age_on_file: false,
            unknown: Unknown::default(),
            unknown_points: 4.0,
            buffer_minutes: 10,
            unknown_travel_minutes: 20,
            max_travel_minutes: 45.0,
            rural_travel_minutes: 75.0,
            rural_cities: BTreeSet::new(),
            rural_branches: BTreeSet::new(),
            symptom_days: 2,
            symptom_days_immunocompromised: 5,
            widened_travel: 1.5,
            ready_minutes: 20,
            ready_at_night_minutes: 45,
            allowed_lateness_minutes: 15,
            late_notice_hours: 4.0,
            rest_hours: 8.0,
            most_hours_in_24: 16.0,
            most_hours_in_24_driving: 12.0,
            most_days_in_a_row: 6,
            week_hours: 40.0,
            hard_week_hours: None,
            allow_overtime: false,
            state: WorkState::default(),
            week_starts: 7,
            workday_starts: Time::midnight(),
            spare_people_on_shift: true,
        }
    }
}

impl Matching {
    /// What cannot be meant, in the words of the file.
    pub(super) fn findings(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (at, w) in self.weights.iter().enumerate() {
            let sum: f64 = w.parts().iter().sum();
            if w.parts().iter().any(|p| !(0.0..=1.0).contains(p)) || (sum - 1.0).abs() > 0.011 {
                wrong.push(format!(
                    "`matching.weights[{at}]` must be between 0 and 1 and sum to 1, they sum to {sum:.2}"
                ));
            }
        }
        if !(1..=7).contains(&self.week_starts) {
            wrong.push("`matching.week_starts` is a weekday, 1 (Monday) to 7 (Sunday)".to_owned());
        }
        let positive = [
            ("max_travel_minutes", self.max_travel_minutes),
            ("rural_travel_minutes", self.rural_travel_minutes),
            ("week_hours", self.week_hours),
            ("most_hours_in_24", self.most_hours_in_24),
            ("most_hours_in_24_driving", self.most_hours_in_24_driving),
            ("hard_week_hours", self.hard_week_hours.unwrap_or(1.0)),
        ];
        for (name, value) in positive {
            if !(value > 0.0 && value.is_finite()) {
                wrong.push(format!("`matching.{name}` must be above 0"));
            }
        }
        if !(self.widened_travel >= 1.0 && self.widened_travel.is_finite()) {
            wrong.push("`matching.widened_travel` must be at least 1".to_owned());
        }
        if !(0.0..=24.0).contains(&self.rest_hours) {
            wrong.push("`matching.rest_hours` must be between 0 and 24".to_owned());
        }
        if !(0.0..=100.0).contains(&self.unknown_points) {
            wrong.push("`matching.unknown_points` must be between 0 and 100".to_owned());
        }
        if self.symptom_days > SYMPTOM_DAYS || self.symptom_days_immunocompromised > SYMPTOM_DAYS {
            wrong.push(format!(
                "`matching.symptom_days` must be at most {SYMPTOM_DAYS}: for longer there is `hold`"
            ));
        }
        if self.symptom_days_immunocompromised < self.symptom_days {
            wrong.push(
                "`matching.symptom_days_immunocompromised` must not be below `matching.symptom_days`"
                    .to_owned(),
            );
        }
        for tag in self.tag_levels.keys() {
            let listed = self.required_tags.as_ref().is_some_and(|tags| tags.contains(tag));
            if listed || self.tag_meanings.contains_key(tag) {
                wrong.push(format!(
                    "`matching.tag_levels` names tag {tag}, which `required_tags` or `tag_meanings` names as well"
                ));
            }
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_who_cannot_be_left_alone_weighs_known_faces_more_and_the_sum_stays() {
        for row in Matching::default().weights {
            let shifted = row.for_client(Priority::P1);
            assert!((shifted.parts().iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!((shifted.continuity - row.continuity - 0.04).abs() < 1e-9);
            assert!((shifted.reliability - row.reliability - 0.04).abs() < 1e-9);
            assert!(shifted.parts().iter().all(|p| *p >= 0.0));
            assert_eq!(row.for_client(Priority::P2), row);
        }
    }
}
