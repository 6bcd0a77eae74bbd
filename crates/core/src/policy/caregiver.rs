//! What the agency knows about a caregiver and WellSky's API does not say: `[caregivers.8200001]` in the policy file.
//!
//! Everything is optional. What is not on file is *unknown*, which is not the same as no: [`Matching`](super::Matching)
//! says whether unknown only lowers the rank (the default) or rules out. What the law asks for (credentials, age) is
//! never assumed.
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::skills::{Level, Skill};
use crate::calendar::{DailyWindow, Zone};
use crate::id::{CaregiverId, ClientId, TagId};

/// One caregiver's record.
///
/// ```toml
/// [caregivers.8200001]
/// hours_wanted = 32
/// credentials = { cpr = "2027-03-31", tb = "2026-12-15" }
/// level = "aide"
/// skills = { hoyer = { verified_by = "Dana Office", on = "2026-02-01", until = "2027-01-31" } }
/// lift_pounds = 50
/// avoids = ["cats"]
/// drives = true
/// unavailable = [{ days = ["sunday"] }, { from = "2026-12-20", through = "2026-12-27" }]
/// exclude_clients = ["7100004"]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaregiverRecord {
    /// Hours she wants a week.
    pub hours_wanted: Option<f64>,
    /// The branch she belongs to; unset: what her profile tags say.
    pub branch: Option<String>,
    /// Date of birth: nobody under 18 is sent, whatever else is set (`domain.md 2.48`).
    pub born: Option<Date>,
    /// Certificates, checks and licences by the agency's own names, each with its last valid day (`domain.md 2.57`).
    pub credentials: BTreeMap<String, Date>,
    /// On a list of excluded persons (OIG LEIE, SAM.gov, a state's): out of every wave at once (`domain.md 2.58`).
    pub excluded_by_law: bool,
    /// On leave, suspended, or held back by HR; never shown to anybody but the office.
    pub hold: Option<Hold>,
    /// The level of care she gives; unset: the highest that her tags stand for.
    pub level: Option<Level>,
    /// Skills with who verified them, by the tag that a client's file names them with. One that counts is as good as the tag
    /// on her profile; one that has run out before a shift ends takes the tag away.
    pub skills: BTreeMap<TagId, Skill>,
    /// Symptoms that she reported until now count through this day and no longer; written without a report it is one
    /// (`domain.md 3.6`, H20). Never shown to anybody but the office.
    pub symptoms_until: Option<Date>,
    /// Most pounds she may lift.
    pub lift_pounds: Option<u32>,
    /// What she cannot be near. An empty list says that there is nothing.
    pub avoids: Option<BTreeSet<Presence>>,
    /// Whether she smokes.
    pub smokes: Option<bool>,
    /// Has licence, insurance and a car, and is willing to drive the client.
    pub drives: Option<bool>,
    /// For documented intimate care only (`domain.md 2.52`).
    pub sex: Option<Sex>,
    /// Languages she works in, in lower-case English words: `spanish`.
    pub languages: Option<BTreeSet<String>>,
    /// Longest way from home that she goes, minutes, shorter or longer than the agency's limit, which it replaces.
    pub max_travel_minutes: Option<f64>,
    /// Whether she works nights and lives in.
    pub overnight: Option<bool>,
    /// When she cannot work.
    pub unavailable: Vec<Unavailable>,
    /// Clients she does not go to (`domain.md 3.1`, H2).
    pub exclude_clients: BTreeSet<ClientId>,
    /// Other files of the same person, in other branches of the same employer: their visits count as hers
    /// (`domain.md 2.36`).
    pub same_as: BTreeSet<CaregiverId>,
    /// She agreed to be phoned about shifts by somebody of the office when she cannot be texted: no number that takes
    /// texts, or opted out of them.
    pub calls: bool,
    /// Her own zone: quiet hours are hers. Unset: both the agency's and that of her number's area code.
    pub zone: Option<Zone>,
}

/// Something in a home that some people cannot be near (`domain.md 3.4`, H5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Cats.
    Cats,
    /// Dogs.
    Dogs,
    /// Smoke.
    Smoke,
    /// Oxygen in use.
    Oxygen,
}

/// As the files of caregiver and client say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Not sent anywhere for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Last day of it; without one it stands until it is taken out of the file.
    #[serde(default)]
    pub through: Option<Date>,
}

/// When somebody cannot work: every week on these days, or in a range of dates; all day, or in these hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Unavailable {
    /// Weekdays in English, lower case; empty: every day of the range.
    #[serde(with = "weekdays")]
    pub days: Vec<Weekday>,
    /// First day; without one it has always been so.
    pub from: Option<Date>,
    /// Last day; without one it stays so.
    pub through: Option<Date>,
    /// Hours; without them the whole day.
    pub hours: Option<DailyWindow>,
}

impl Unavailable {
    /// Whether any minute of the interval falls into it. Looks at every local day that the interval touches, and at the
    /// day before for hours that cross midnight.
    pub fn meets(&self, (start, end): (Timestamp, Timestamp), zone: &Zone) -> bool {
        let (mut day, last) = (zone.at(start).date().saturating_sub(1.day()), zone.at(end).date());
        while day <= last {
            if self.is_on(day) {
                let at = |date: Date, time| date.to_datetime(time).to_zoned_datetime(zone.tz().clone());
                let next = day.saturating_add(1.day());
                let midnight = jiff::civil::Time::midnight();
                let (from, until) = match self.hours {
                    None => (at(day, midnight), at(next, midnight)),
                    Some(h) => (at(day, h.from), at(if h.until <= h.from { next } else { day }, h.until)),
                };
                if let (Ok(from), Ok(until)) = (from, until)
                    && from.timestamp() < end
                    && start < until.timestamp()
                {
                    return true;
                }
            }
            day = day.saturating_add(1.day());
        }
        false
    }

    fn is_on(&self, day: Date) -> bool {
        (self.days.is_empty() || self.days.contains(&day.weekday()))
            && self.from.is_none_or(|from| from <= day)
            && self.through.is_none_or(|through| day <= through)
    }
}

impl CaregiverRecord {
    /// Whether she is on hold on this day.
    pub fn is_held(&self, day: Date) -> bool {
        self.hold.as_ref().is_some_and(|h| h.through.is_none_or(|through| day <= through))
    }

    /// What cannot be meant, in the words of the file.
    pub(super) fn findings(&self, id: &CaregiverId) -> Vec<String> {
        let wrong = |(tag, skill): (&TagId, &Skill)| {
            Some(format!("`caregivers.{id}.skills.{tag}` {}", skill.finding()?))
        };
        self.skills.iter().filter_map(wrong).collect()
    }

    /// Whether she has had her 18th birthday by this day; `None` when her date of birth is not on file.
    pub fn is_grown(&self, day: Date) -> Option<bool> {
        self.born.map(|born| born.saturating_add(18.years()) <= day)
    }
}

pub(super) mod weekdays {
    use jiff::civil::Weekday;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];

    pub(in crate::policy) fn serialize<S: Serializer>(days: &[Weekday], s: S) -> Result<S::Ok, S::Error> {
        let name = |day: &Weekday| NAMES.iter().find(|(_, d)| d == day).map(|(name, _)| *name);
        days.iter().filter_map(name).collect::<Vec<_>>().serialize(s)
    }

    pub(in crate::policy) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Weekday>, D::Error> {
        let day = |name: String| {
            let found = NAMES.iter().find(|(known, _)| *known == name.to_lowercase());
            let wrong = || D::Error::custom(format!("`{name}` is not a weekday such as monday"));
            found.map(|(_, day)| *day).ok_or_else(wrong)
        };
        Vec::<String>::deserialize(d)?.into_iter().map(day).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, until: &str) -> (Timestamp, Timestamp) {
        (from.parse().unwrap(), until.parse().unwrap())
    }

    #[test]
    fn sundays_and_the_night_before_school_are_not_free() {
        let zone = Zone::named("America/Chicago").unwrap();
        let record: CaregiverRecord = toml::from_str(
            r#"unavailable = [{ days = ["sunday"] }, { days = ["monday"], hours = { from = "22:00", until = "06:00" } },
               { from = "2026-12-20", through = "2026-12-27" }]"#,
        )
        .unwrap();
        let free = |from, until| !record.unavailable.iter().any(|u| u.meets(hours(from, until), &zone));
        // Sunday 29 November ends at 06:00 UTC on Monday.
        assert!(!free("2026-11-30T05:00:00Z", "2026-11-30T09:00:00Z"));
        assert!(free("2026-11-30T06:00:00Z", "2026-11-30T10:00:00Z"));
        // Monday night, into Tuesday morning.
        assert!(!free("2026-12-01T11:30:00Z", "2026-12-01T14:00:00Z"));
        assert!(free("2026-12-01T12:00:00Z", "2026-12-01T14:00:00Z"));
        assert!(!free("2026-12-23T12:00:00Z", "2026-12-23T14:00:00Z"));
        assert!(free("2026-12-28T12:00:00Z", "2026-12-28T14:00:00Z"));
        assert!(toml::from_str::<CaregiverRecord>("unavailable = [{ days = [\"sunnday\"] }]").is_err());
    }

    #[test]
    fn a_hold_ends_and_a_birthday_counts() {
        let record: CaregiverRecord =
            toml::from_str("born = \"2008-11-25\"\nhold = { through = \"2026-12-01\" }").unwrap();
        let day = |d| jiff::civil::date(2026, 11, d);
        assert_eq!((record.is_grown(day(24)), record.is_grown(day(25))), (Some(false), Some(true)));
        assert!(record.is_held(day(30)) && !record.is_held(jiff::civil::date(2026, 12, 2)));
    }
}
