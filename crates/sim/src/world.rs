//! The agency that exists only here: people, shifts, visits and what happened to them.
//!
//! A world is a function of (seed, [`AgencySize`], start instant, zone): the same three give the same world, byte for
//! byte. Ids are numbers inside and strings on the wire.

mod cast;
mod crowd;
mod generate;
mod places;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use cast::Role;
pub(crate) use record::{full_name, tag, tag_ids, usual_rates};

/// How big the agency is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AgencySize {
    /// 26 caregivers, 12 clients: everybody has a name worth knowing.
    #[default]
    Small,
    /// 5,000 caregivers, 20,000 visits.
    Large,
    /// 300 caregivers, about 160 visits a day, today and tomorrow included.
    Storm,
}

impl std::str::FromStr for AgencySize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "small" => Ok(Self::Small),
            "large" => Ok(Self::Large),
            "storm" => Ok(Self::Storm),
            other => Err(format!("agency is small, large or storm, not {other:?}")),
        }
    }
}

/// One occurrence of a shift. Every occurrence of a recurring series has the same `appointment_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ShiftKey {
    /// Appointment id on the wire.
    pub appointment_id: u64,
    /// Start of this occurrence.
    pub start: Timestamp,
}

/// Whether a shift still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ShiftStatus {
    /// It stands.
    Scheduled,
    /// The office cancelled it.
    Cancelled,
}

/// One visit in the schedule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shift {
    /// End; the start is in the key.
    pub end: Timestamp,
    /// Client id.
    pub client: u64,
    /// Who will go; `None` is an open shift.
    pub caregiver: Option<u64>,
    /// Whether it still stands.
    pub status: ShiftStatus,
    /// Latitude and longitude of the visit in degrees.
    pub position: (f64, f64),
    /// `scheduledItems` as they go over the wire.
    pub items: Value,
    /// `tasks` as they go over the wire.
    pub tasks: Value,
    /// Keys of a `PUT` that nobody here understands, kept as they came.
    pub extra: Map<String, Value>,
}

/// Who put a caregiver on a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Author {
    /// The generated schedule.
    Seed,
    /// A `PUT` through the API.
    Api,
    /// A human in the vendor's web page (control plane).
    Office,
}

/// One entry of the history of assignments, which only grows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assignment {
    /// The shift.
    #[serde(flatten)]
    pub shift: ShiftKey,
    /// Who is on it from now on; `None` took everybody off.
    pub caregiver: Option<u64>,
    /// Who did it.
    pub author: Author,
    /// When, in simulated time.
    pub at: Timestamp,
}

/// A care log: the visit that really happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Encounter {
    /// The shift it belongs to.
    pub shift: ShiftKey,
    /// Client id.
    pub client: u64,
    /// Caregiver id.
    pub caregiver: u64,
    /// Clock-in.
    pub start: Timestamp,
    /// Clock-out; `None` while in progress.
    pub end: Option<Timestamp>,
    /// Comment given at clock-out.
    pub comment: Option<String>,
    /// `rates` as they go over the wire.
    pub rates: Value,
    /// Task logs by id, as they go over the wire.
    pub tasklogs: Vec<Value>,
}

/// A patient, practitioner, relative or any other thing that is one JSON document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// The resource without `id` and `resourceType` left out: exactly what a read answers.
    pub body: Map<String, Value>,
    /// Creation, for the `created` filter.
    pub created: Timestamp,
    /// Last change, for the `updated` filter.
    pub updated: Timestamp,
}

/// Somebody with a phone, for the page that shows phones and for the people who answer by themselves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contact {
    /// E.164, `+12025550100`.
    pub number: String,
    /// Full name.
    pub name: String,
    /// What they are to the agency.
    pub role: Role,
    /// Id of the practitioner, patient, related person or admin.
    pub id: u64,
    /// Whether they write Spanish.
    pub spanish: bool,
}

/// The people a story can be told about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heroine {
    /// Keisha Example, whose only shift tomorrow starts at 07:00.
    pub caregiver: u64,
    /// Her number, E.164.
    pub number: String,
    /// Rosa Sample, the client of that shift.
    pub client: u64,
    /// That shift.
    pub shift: ShiftKey,
}

/// The whole simulated agency.
#[derive(Clone, Debug)]
pub struct World {
    /// What it grew from.
    pub seed: u64,
    /// How big it is.
    pub agency: AgencySize,
    /// Where it lives.
    pub zone: TimeZone,
    /// Its id on the wire.
    pub agency_id: u64,
    /// The present when it was generated.
    pub started: Timestamp,
    /// Caregivers and applicants.
    pub practitioners: BTreeMap<u64, Document>,
    /// Clients and prospects.
    pub patients: BTreeMap<u64, Document>,
    /// Relatives of clients.
    pub relatives: BTreeMap<u64, Document>,
    /// Everything else that is only a document, by collection name (`admins`, `adminTasks`, `locations`,
    /// `organizations`, `profileTags`, `referralsource`, `subscriptions`, `documentReferences`).
    pub collections: BTreeMap<&'static str, BTreeMap<u64, Document>>,
    /// The schedule.
    pub shifts: BTreeMap<ShiftKey, Shift>,
    /// The visits.
    pub encounters: BTreeMap<u64, Encounter>,
    /// Every assignment ever made, oldest first.
    pub history: Vec<Assignment>,
    /// Everybody with a phone, important people first.
    pub contacts: Vec<Contact>,
    /// Whose story the demo tells.
    pub heroine: Heroine,
    pub(crate) visit_of: BTreeMap<ShiftKey, u64>,
    pub(crate) next_id: BTreeMap<&'static str, u64>,
}

/// Why the office could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfficeError {
    /// No occurrence with this id and start.
    #[error("no shift {0} at {1}")]
    NoSuchShift(u64, Timestamp),
    /// No hired caregiver with this id.
    #[error("no caregiver {0}")]
    NoSuchCaregiver(u64),
}

impl World {
    /// Builds the agency. `started` is "now" for the schedule: past shifts have visits, future ones do not.
    pub fn generate(seed: u64, agency: AgencySize, zone: &TimeZone, started: Timestamp) -> Self {
        generate::world(seed, agency, zone, started)
    }

    /// A fresh id of a kind (`patients`, `encounter`, `tasklog`, ...).
    pub(crate) fn fresh_id(&mut self, kind: &'static str) -> u64 {
        let first = match kind {
            "patients" => 7_100_001,
            "practitioners" => 8_200_001,
            "appointment" => 55_500_001,
            "encounter" => 66_600_001,
            "relatedperson" => 440_001,
            "adminTasks" => 770_001,
            "tasklog" => 990_001,
            "referralsource" => 3_301,
            "subscriptions" => 789,
            "admins" => 501,
            "locations" => 31,
            "profileTags" => 45,
            _ => 1,
        };
        let next = self.next_id.entry(kind).or_insert(first);
        let id = *next;
        *next += 1;
        id
    }

    /// A collection by its name on the wire; empty when nothing is in it.
    pub(crate) fn collection(&mut self, name: &'static str) -> &mut BTreeMap<u64, Document> {
        match name {
            "patients" => &mut self.patients,
            "practitioners" => &mut self.practitioners,
            "relatedperson" => &mut self.relatives,
            other => self.collections.entry(other).or_default(),
        }
    }

    /// Keys of all occurrences of one appointment id, in order of time.
    pub fn occurrences(&self, appointment_id: u64) -> Vec<ShiftKey> {
        let from = ShiftKey { appointment_id, start: Timestamp::MIN };
        let until = ShiftKey { appointment_id, start: Timestamp::MAX };
        self.shifts.range(from..=until).map(|(key, _)| *key).collect()
    }

    /// The occurrence of an appointment id whose start is nearest to `now`, which is the one that a read by id shows.
    pub fn nearest(&self, appointment_id: u64, now: Timestamp) -> Option<ShiftKey> {
        self.occurrences(appointment_id)
            .into_iter()
            .min_by_key(|key| (key.start.duration_since(now).unsigned_abs(), key.start))
    }

    /// Puts `caregiver` on one occurrence and records who did it.
    pub(crate) fn assign(&mut self, key: ShiftKey, caregiver: Option<u64>, author: Author, at: Timestamp) {
        if let Some(shift) = self.shifts.get_mut(&key) {
            shift.caregiver = caregiver;
            self.history.push(Assignment { shift: key, caregiver, author, at });
        }
    }

    /// What the human in the vendor's web page does: assigns or clears one occurrence.
    ///
    /// # Errors
    /// [`OfficeError`] when the shift or the caregiver does not exist.
    pub fn office_assign(
        &mut self,
        key: ShiftKey,
        caregiver: Option<u64>,
        at: Timestamp,
    ) -> Result<(), OfficeError> {
        if !self.shifts.contains_key(&key) {
            return Err(OfficeError::NoSuchShift(key.appointment_id, key.start));
        }
        if let Some(id) = caregiver.filter(|id| !self.practitioners.contains_key(id)) {
            return Err(OfficeError::NoSuchCaregiver(id));
        }
        self.assign(key, caregiver, Author::Office, at);
        Ok(())
    }

    /// What the human in the vendor's web page does: cancels one occurrence.
    ///
    /// # Errors
    /// [`OfficeError::NoSuchShift`].
    pub fn office_cancel(&mut self, key: ShiftKey) -> Result<(), OfficeError> {
        match self.shifts.get_mut(&key) {
            Some(shift) => {
                shift.status = ShiftStatus::Cancelled;
                Ok(())
            }
            None => Err(OfficeError::NoSuchShift(key.appointment_id, key.start)),
        }
    }

    /// Shifts of one caregiver that end after `from`, soonest first.
    pub fn shifts_of(&self, caregiver: u64, from: Timestamp) -> Vec<(ShiftKey, &Shift)> {
        let mut found: Vec<_> = self
            .shifts
            .iter()
            .filter(|(_, s)| {
                s.caregiver == Some(caregiver) && s.end > from && s.status == ShiftStatus::Scheduled
            })
            .map(|(key, shift)| (*key, shift))
            .collect();
        found.sort_by_key(|(key, _)| key.start);
        found
    }

    /// Shifts of one client that end after `from`, soonest first.
    pub fn shifts_for(&self, client: u64, from: Timestamp) -> Vec<(ShiftKey, &Shift)> {
        let mut found: Vec<_> = self
            .shifts
            .iter()
            .filter(|(_, s)| s.client == client && s.end > from && s.status == ShiftStatus::Scheduled)
            .map(|(key, shift)| (*key, shift))
            .collect();
        found.sort_by_key(|(key, _)| key.start);
        found
    }

    /// Hired, active caregivers with a mobile who have no shift between `from` and `until` (nor within `rest` of it).
    pub fn free_caregivers(&self, from: Timestamp, until: Timestamp, rest: SignedDuration) -> Vec<u64> {
        let from = from.saturating_sub(rest).unwrap_or(Timestamp::MIN);
        let until = until.saturating_add(rest).unwrap_or(Timestamp::MAX);
        let busy: BTreeSet<u64> = self
            .shifts
            .iter()
            .filter(|(key, s)| s.status == ShiftStatus::Scheduled && key.start < until && s.end > from)
            .filter_map(|(_, s)| s.caregiver)
            .collect();
        let reachable: BTreeSet<u64> =
            self.contacts.iter().filter(|c| c.role == Role::Caregiver).map(|c| c.id).collect();
        self.practitioners
            .iter()
            .filter(|(id, doc)| record::is_working(&doc.body) && !busy.contains(id) && reachable.contains(id))
            .map(|(id, _)| *id)
            .collect()
    }

    /// The full name of a practitioner or patient.
    pub fn name_of(&self, id: u64) -> Option<String> {
        let doc = self.practitioners.get(&id).or_else(|| self.patients.get(&id))?;
        Some(record::full_name(&doc.body))
    }

    /// Everything, for asserts (`GET /state`).
    pub fn dump(&self) -> Value {
        let documents = |docs: &BTreeMap<u64, Document>| -> Vec<Value> {
            docs.values().map(|doc| Value::Object(doc.body.clone())).collect()
        };
        let shifts: Vec<Value> = self
            .shifts
            .iter()
            .map(|(key, shift)| json!({"appointment_id": key.appointment_id, "start": key.start, "shift": shift}))
            .collect();
        let encounters: Vec<Value> =
            self.encounters.iter().map(|(id, visit)| json!({"id": id, "encounter": visit})).collect();
        let collections: Map<String, Value> = self
            .collections
            .iter()
            .map(|(name, docs)| ((*name).to_owned(), json!(documents(docs))))
            .collect();
        json!({
            "seed": self.seed, "agency": self.agency, "agency_id": self.agency_id, "started": self.started,
            "zone": self.zone.iana_name(),
            "practitioners": documents(&self.practitioners),
            "patients": documents(&self.patients),
            "relatedpersons": documents(&self.relatives),
            "collections": collections,
            "shifts": shifts, "encounters": encounters, "history": self.history,
            "contacts": self.contacts, "heroine": self.heroine,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("America/Chicago").unwrap()
    }

    fn small(seed: u64) -> World {
        World::generate(seed, AgencySize::Small, &zone(), "2026-11-23T18:00:00Z".parse().unwrap())
    }

    #[test]
    fn the_same_seed_gives_the_same_agency_and_another_seed_another_one() {
        assert_eq!(small(7).dump().to_string(), small(7).dump().to_string());
        assert_ne!(small(7).dump().to_string(), small(8).dump().to_string());
    }

    #[test]
    fn the_small_agency_has_everything_the_reference_asks_for() {
        let world = small(1);
        let is = |d: &Document, flag| tag(&d.body, flag).is_some_and(|t| t.eq_ignore_ascii_case("true"));
        let hired = world.practitioners.values().filter(|d| is(d, "isHired")).count();
        let clients = world.patients.values().filter(|d| is(d, "isClient")).count();
        assert_eq!((hired, world.practitioners.len() - hired), (26, 6));
        assert_eq!((clients, world.patients.len() - clients), (12, 6));
        assert!(world.relatives.len() >= 10);
        assert_eq!(world.collections["admins"].len(), 4);
        assert_eq!(world.collections["locations"].len(), 2);
        assert_eq!(world.collections["profileTags"].len(), 8);
        assert!(world.shifts.values().any(|s| s.caregiver.is_none()), "an open shift");
        assert!(world.encounters.values().any(|e| e.end.is_none()), "a visit in progress at noon");
        let single = world.occurrences(world.heroine.shift.appointment_id);
        assert_eq!(single.len(), 1, "the demo's shift is not part of a series");
        assert!(world.shifts.keys().any(|k| world.occurrences(k.appointment_id).len() > 5), "a series");
        let mut numbers: Vec<&str> = world.contacts.iter().map(|c| c.number.as_str()).collect();
        assert!(numbers.iter().all(|n| n.starts_with("+120255501")));
        numbers.sort_unstable();
        let before = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), before, "no two people share a phone");
    }

    #[test]
    fn keisha_works_only_at_seven_tomorrow_and_five_others_could_go() {
        for (seed, size) in [(1, AgencySize::Small), (5, AgencySize::Storm)] {
            let world = World::generate(seed, size, &zone(), "2026-11-23T18:00:00Z".parse().unwrap());
            let heroine = &world.heroine;
            assert_eq!(world.name_of(heroine.caregiver).as_deref(), Some("Keisha Example"));
            assert_eq!(world.name_of(heroine.client).as_deref(), Some("Rosa Sample"));
            let start = heroine.shift.start.to_zoned_datetime(zone());
            assert_eq!(start.strftime("%Y-%m-%d %H:%M").to_string(), "2026-11-24 07:00");
            let tomorrow: Vec<_> = world
                .shifts_of(heroine.caregiver, world.started)
                .into_iter()
                .filter(|(k, _)| k.start.to_zoned_datetime(zone()).date() == start.date())
                .collect();
            assert_eq!(tomorrow.len(), 1);
            let shift = &world.shifts[&heroine.shift];
            let needed = tag_ids(&world.patients[&heroine.client].body);
            let free: Vec<u64> = world
                .free_caregivers(heroine.shift.start, shift.end, SignedDuration::from_hours(1))
                .into_iter()
                .filter(|id| needed.is_subset(&tag_ids(&world.practitioners[id].body)))
                .collect();
            assert!(free.len() >= 5, "{size:?}: only {} free and able", free.len());
            let knows_her =
                world.encounters.values().any(|e| e.client == heroine.client && free.contains(&e.caregiver));
            assert!(knows_her, "one of them has been there before");
        }
    }

    #[test]
    fn nobody_is_in_two_places_at_once() {
        for size in [AgencySize::Small, AgencySize::Storm] {
            let world = World::generate(3, size, &zone(), "2026-11-23T18:00:00Z".parse().unwrap());
            let mut busy: BTreeMap<u64, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
            for (key, shift) in &world.shifts {
                if let Some(id) = shift.caregiver {
                    busy.entry(id).or_default().push((key.start, shift.end));
                }
            }
            for (id, mut times) in busy {
                times.sort();
                for pair in times.windows(2) {
                    assert!(pair[0].1 <= pair[1].0, "{size:?}: {id} overlaps {pair:?}");
                }
            }
        }
    }

    #[test]
    fn an_overnight_shift_crosses_the_change_of_clocks_when_it_is_near() {
        let world = World::generate(1, AgencySize::Small, &zone(), "2026-10-28T18:00:00Z".parse().unwrap());
        let hours: BTreeSet<i64> = world
            .shifts
            .iter()
            .filter(|(k, _)| k.start.to_zoned_datetime(zone()).hour() == 22)
            .map(|(k, s)| s.end.duration_since(k.start).as_hours())
            .collect();
        assert_eq!(hours, BTreeSet::from([8, 9]), "the night of 1 November 2026 has one hour more");
    }

    #[test]
    fn the_large_agency_has_five_thousand_caregivers_and_twenty_thousand_visits() {
        let world = World::generate(1, AgencySize::Large, &zone(), "2026-11-23T18:00:00Z".parse().unwrap());
        assert!(world.practitioners.len() >= 5_000);
        assert!(world.shifts.len() >= 20_000, "{}", world.shifts.len());
    }

    #[test]
    fn the_storm_has_a_hundred_and_fifty_shifts_tomorrow() {
        let world = World::generate(1, AgencySize::Storm, &zone(), "2026-11-23T18:00:00Z".parse().unwrap());
        let tomorrow = world
            .shifts
            .keys()
            .filter(|k| k.start.to_zoned_datetime(zone()).date() == jiff::civil::date(2026, 11, 24))
            .count();
        assert!(tomorrow >= 150, "{tomorrow}");
        let mut numbers: Vec<&str> = world.contacts.iter().map(|c| c.number.as_str()).collect();
        let before = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), before);
    }
}
