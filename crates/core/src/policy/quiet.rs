//! Quiet hours: when no text leaves that nobody waits for (`domain.md 2.12`).
use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CaregiverRecord, Policy};
use crate::agency::{Identity, Roster};
use crate::area_code::AreaZones;
use crate::calendar::{DailyWindow, Zone};
use crate::effect::To;
use crate::id::CaregiverId;
use crate::phone::Phone;

/// Quiet hours (`domain.md 2.12`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quiet {
    /// No automated text to anybody in this window of the recipient's day, except as below. Her day is that of the zone
    /// in her record; where none is on file, it must be outside of the window both in the agency's zone and in each zone
    /// of her number's area code.
    pub hours: DailyWindow,
    /// The agency declares a shift urgent that starts within so many hours: offers for it may break quiet hours.
    pub urgent_within_hours: f64,
    /// Caregivers who are never texted in quiet hours, urgent or not.
    pub never: BTreeSet<CaregiverId>,
    /// Minutes after a person's own message in which an answer may go out at any hour.
    pub answer_within_minutes: i64,
}

impl Default for Quiet {
    fn default() -> Self {
        let hour = |h| jiff::civil::time(h, 0, 0, 0);
        Self {
            hours: DailyWindow { from: hour(21), until: hour(8) },
            urgent_within_hours: 6.0,
            never: BTreeSet::new(),
            answer_within_minutes: 60,
        }
    }
}

/// Looks for a moment that suits every zone; each look moves on to where one of them opens. Two days hold fewer.
const LOOKS: usize = 24;

impl Quiet {
    /// The first instant from `when` on that lies outside of quiet hours in every one of these zones. Where there is none
    /// within two days, because their days hardly meet: as the first of them says.
    pub fn next_outside_all<'z>(
        &self,
        when: Timestamp,
        zones: impl Iterator<Item = &'z Zone> + Clone,
    ) -> Timestamp {
        let mut at = when;
        for _ in 0..LOOKS {
            let open = zones.clone().map(|zone| self.hours.next_outside(at, zone)).max().unwrap_or(at);
            if open == at {
                return at;
            }
            at = open;
        }
        zones.clone().next().map_or(when, |zone| self.hours.next_outside(when, zone))
    }
}

impl Policy {
    /// The zones that the records of one person say, her other files' among them; nothing where none is on file.
    pub(crate) fn zones_on_file<'p>(
        &'p self,
        record: &'p CaregiverRecord,
    ) -> impl Iterator<Item = &'p Zone> + Clone {
        let others = record.same_as.iter().filter_map(|id| self.caregivers.get(id)?.zone.as_ref());
        record.zone.iter().chain(others)
    }

    /// From when on a text that nobody waits for may leave: outside of quiet hours where its receiver is.
    ///
    /// A client's home is where the visits are, and the office is where the agency is. Of a caregiver it is what her record says.
    /// Of everybody else, and of a caregiver without a zone on file, nothing is known but the number, and people move with
    /// their numbers: neither the agency's zone nor the area code's may be in quiet hours.
    pub fn may_text_from(&self, roster: &Roster, to: &To, phone: &Phone, when: Timestamp) -> Timestamp {
        let owners = match to {
            To::Caregiver(id) => vec![Identity::Caregiver(id.clone())],
            To::Client(id) => vec![Identity::Client(id.clone())],
            // Whoever is on the ladder works where the agency is, whatever number she brought with her.
            To::Rung(_) => return self.next_outside(when, AreaZones::default()),
            To::Phone(_) | To::Prospect { .. } | To::Writer { .. } => roster.who_has(phone),
        };
        let record = match owners.as_slice() {
            [Identity::Client(_)] => return self.next_outside(when, AreaZones::default()),
            [Identity::Caregiver(id)] => self.caregivers.get(id),
            _ => None,
        };
        match record.map(|record| self.zones_on_file(record)).filter(|zones| zones.clone().next().is_some()) {
            Some(zones) => self.quiet.next_outside_all(when, zones),
            None => self.next_outside(when, phone.zones()),
        }
    }

    /// The first instant from `when` on outside of the agency's quiet hours and of those of an area code.
    fn next_outside(&self, when: Timestamp, area: AreaZones) -> Timestamp {
        let mut zones = vec![&self.agency.zone];
        zones.extend(area.zones());
        self.quiet.next_outside_all(when, zones.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn leaves(policy: &str, to: &To, number: &str, when: &str) -> Timestamp {
        let policy: Policy = toml::from_str(policy).unwrap();
        policy.may_text_from(&Roster::default(), to, &Phone::parse(number).unwrap(), at(when))
    }

    /// The agency is in Chicago, where it is 8:30 on a Monday; in Los Angeles it is half past six.
    #[test]
    fn a_caregiver_who_kept_her_los_angeles_number_is_left_in_peace_until_both_have_had_breakfast() {
        let (her, morning) = (To::Caregiver("8200001".into()), "2026-11-23T14:30:00Z");
        assert_eq!(leaves("", &her, "310-555-0101", morning), at("2026-11-23T16:00:00Z"));
        assert_eq!(leaves("", &her, "312-555-0101", morning), at(morning));
        // Her record knows where she lives.
        let moved = "[caregivers.8200001]\nzone = \"America/Chicago\"";
        assert_eq!(leaves(moved, &her, "310-555-0101", morning), at(morning));
        // Or another file of hers.
        let other =
            "[caregivers.8200001]\nsame_as = [\"8300001\"]\n[caregivers.8300001]\nzone = \"America/Chicago\"";
        assert_eq!(leaves(other, &her, "310-555-0101", morning), at(morning));
        // Past nine in the evening in Chicago, and in New York since an hour.
        let evening = "2026-11-24T02:30:00Z";
        assert_eq!(leaves("", &her, "310-555-0101", evening), at(evening), "half past eight in Chicago");
        assert_eq!(leaves("", &her, "212-555-0101", evening), at("2026-11-24T14:00:00Z"));
    }

    #[test]
    fn a_client_is_at_home_where_the_visits_are_whatever_her_number_says() {
        let morning = "2026-11-23T14:30:00Z";
        assert_eq!(leaves("", &To::Client("7100001".into()), "310-555-0101", morning), at(morning));
        let night = "2026-11-23T13:30:00Z";
        assert_eq!(
            leaves("", &To::Client("7100001".into()), "310-555-0101", night),
            at("2026-11-23T14:00:00Z")
        );
        // Of somebody who asks for care only the number is known.
        let number = To::Phone(Phone::parse("310-555-0101").unwrap());
        assert_eq!(leaves("", &number, "310-555-0101", morning), at("2026-11-23T16:00:00Z"));
    }

    #[test]
    fn whoever_is_on_the_ladder_works_where_the_agency_is() {
        let morning = "2026-11-23T14:30:00Z";
        assert_eq!(leaves("", &To::Rung(0), "310-555-0101", morning), at(morning));
    }

    #[test]
    fn where_two_days_never_meet_the_agencys_counts() {
        let policy = "[quiet]\nhours = { from = \"14:00\", until = \"10:00\" }";
        let her = To::Caregiver("8200001".into());
        let opens = leaves(policy, &her, "671-555-0101", "2026-11-23T12:00:00Z");
        assert_eq!(opens, at("2026-11-23T16:00:00Z"), "ten in Chicago");
    }

    proptest! {
        /// Whatever number she kept: a text leaves when it is day in the agency's zone and in each of the code's.
        #[test]
        fn no_text_leaves_in_the_night_of_the_agency_or_of_the_number(
            code in prop::sample::select(vec![202_u16, 208, 310, 312, 602, 671, 701, 787, 808, 850, 907, 928]),
            secs in 1_767_225_600_i64..1_830_297_600,
        ) {
            let policy = Policy::default();
            let phone = Phone::parse(&format!("{code}5550101")).unwrap();
            let when = Timestamp::from_second(secs).unwrap();
            let open = policy.may_text_from(&Roster::default(), &To::Caregiver("1".into()), &phone, when);
            prop_assert!(open >= when && open.duration_since(when) <= jiff::SignedDuration::from_hours(26));
            for zone in phone.zones().zones().chain([&policy.agency.zone]) {
                prop_assert!(!policy.quiet.hours.contains(open, zone), "{code} {open} {}", zone.name());
            }
        }
    }
}
