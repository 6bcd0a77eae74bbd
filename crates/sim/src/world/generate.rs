//! Grows an agency from a seed: people first, then the schedule, then the visits that already happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use super::cast::{self, Part, Role};
use super::crowd;
use super::places::PLACES;
use super::record::{self, Person};
use super::{
    AgencySize, Assignment, Author, Contact, Document, Encounter, Heroine, Shift, ShiftKey, ShiftStatus,
    World,
};

pub(super) fn world(seed: u64, agency: AgencySize, zone: &TimeZone, started: Timestamp) -> World {
    let mut build = Builder {
        rng: ChaCha8Rng::seed_from_u64(seed),
        today: started.to_zoned_datetime(zone.clone()).date(),
        covering: BTreeSet::new(),
        seats: BTreeMap::new(),
        world: World {
            seed,
            agency,
            zone: zone.clone(),
            agency_id: 9001,
            started,
            practitioners: BTreeMap::new(),
            patients: BTreeMap::new(),
            relatives: BTreeMap::new(),
            collections: BTreeMap::new(),
            shifts: BTreeMap::new(),
            encounters: BTreeMap::new(),
            history: Vec::new(),
            contacts: Vec::new(),
            heroine: Heroine {
                caregiver: 0,
                number: String::new(),
                client: 0,
                shift: ShiftKey { appointment_id: 0, start: started },
            },
            visit_of: BTreeMap::new(),
            next_id: BTreeMap::new(),
        },
    };
    build.agency();
    build.cast();
    build.cast_schedule();
    if let Some(scale) = crowd::scale(agency) {
        build.crowd(&scale);
    }
    build.visits();
    build.catalogues();
    build.world
}

pub(super) struct Builder {
    pub(super) rng: ChaCha8Rng,
    today: Date,
    /// (caregiver, day) pairs on which somebody helps out, so that nobody is asked twice.
    covering: BTreeSet<(u64, i64)>,
    /// Position of each client's home.
    seats: BTreeMap<u64, (f64, f64)>,
    pub(super) world: World,
}

/// A visit of a caregiver's regular day: from hour to hour, the second one on the next day when not later.
#[derive(Clone, Copy)]
pub(super) struct Slot(pub(super) i8, pub(super) i8);

impl Builder {
    fn document(&mut self, body: Map<String, Value>) -> Document {
        let days = self.rng.random_range(30..700);
        let created = self
            .world
            .started
            .saturating_sub(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MIN);
        Document { body, created, updated: created }
    }

    fn put(&mut self, kind: &'static str, mut body: Map<String, Value>) -> u64 {
        let id = self.world.fresh_id(kind);
        body.insert("id".into(), json!(id.to_string()));
        let document = self.document(body);
        self.world.collection(kind).insert(id, document);
        id
    }

    fn agency(&mut self) {
        let organization = object(
            json!({"resourceType": "Organization", "id": "9001", "name": "Example Home Care",
            "subdomain": "example", "address": [{"line": ["1 Office Plaza"], "city": "Oak Park", "state": "IL",
            "postalCode": "60302"}]}),
        );
        let document = self.document(organization);
        self.world.collection("organizations").insert(9001, document);
        for (name, place) in [("Main office", PLACES[0]), ("South office", PLACES[5])] {
            self.put(
                "locations",
                object(
                    json!({"resourceType": "Location", "name": name, "address": {"line": ["1 Office Plaza"],
                    "city": place.city, "state": "IL", "postalCode": place.zip}}),
                ),
            );
        }
        for (name, kind) in cast::TAGS {
            self.put(
                "profileTags",
                object(json!({"resourceType": "ProfileTag", "name": name, "type": kind})),
            );
        }
        for (index, (given, family, job)) in cast::OFFICE.iter().enumerate() {
            let digits = format!("20255501{}", 80 + index);
            let id = self.put(
                "admins",
                object(json!({"resourceType": "AgencyAdmin", "active": true, "title": job,
                    "name": [{"family": family, "given": [given]}],
                    "telecom": [{"system": "phone", "use": "mobile", "value": digits}]})),
            );
            self.contact(&digits, format!("{given} {family}"), Role::Coordinator, id, false);
        }
        for (name, kind) in [
            ("Lakeside Test Hospital", "14"),
            ("Prairie Test Assisted Living", "5"),
            ("Dr. Test", "18"),
            ("Internet", "16"),
            ("Word of mouth", "22"),
        ] {
            self.put(
                "referralsource",
                object(json!({"resourceType": "ReferralSource", "name": name, "type": kind, "active": true,
                    "meta": {"tag": [{"code": "agencyId", "display": "9001"}]}})),
            );
        }
    }

    /// The vendor's catalogues.
    fn catalogues(&mut self) {
        for name in ["Acetaminophen 500 mg", "Lisinopril 10 mg", "Metformin 500 mg"] {
            self.put("medication", object(json!({"resourceType": "Medication", "name": name})));
        }
        for name in ["Peanuts", "Penicillin", "Latex"] {
            self.put(
                "allergyintolerance",
                object(json!({"resourceType": "AllergyIntolerance", "name": name})),
            );
        }
    }

    pub(super) fn contact(&mut self, digits: &str, name: String, role: Role, id: u64, spanish: bool) {
        self.world.contacts.push(Contact { number: format!("+1{digits}"), name, role, id, spanish });
    }

    fn created(&mut self) -> String {
        let days = self.rng.random_range(30..700);
        let day = self.today.checked_sub(days.days()).unwrap_or(self.today);
        format!("{day} 17:20:00")
    }

    fn birth(&mut self, years: std::ops::Range<i16>) -> String {
        let year = self.today.year() - self.rng.random_range(years);
        format!("{year}-{:02}-{:02}", self.rng.random_range(1..=12), self.rng.random_range(1..=28))
    }

    fn street(&mut self) -> String {
        let name = ["Test Way", "Sample Avenue", "Example Court", "Invented Street"];
        format!(
            "{} {}",
            self.rng.random_range(1..400),
            name.choose(&mut self.rng).copied().unwrap_or("Test Way")
        )
    }

    fn home(&mut self, client: u64, place: usize) {
        let place = PLACES[place % PLACES.len()];
        let mut near = |middle: f64| round(middle + self.rng.random_range(-0.008..0.008));
        let position = (near(place.latitude), near(place.longitude));
        self.seats.insert(client, position);
    }

    pub(super) fn caregiver(
        &mut self,
        part: &Part,
        phones: Vec<(&'static str, String)>,
        active: bool,
        hired: bool,
    ) -> u64 {
        let id = self.world.fresh_id("practitioners");
        let place = PLACES[part.place % PLACES.len()];
        let status = if hired { "100" } else { ["10", "15", "18", "20", "40", "60"][(id % 6) as usize] };
        let person = Person {
            id,
            resource: "Practitioner",
            given: part.given,
            family: part.family,
            gender: part.gender,
            birth: self.birth(22..64),
            active,
            phones,
            email: Some(email(part.given, part.family, id)),
            address: Some((self.street(), place.city, place.zip)),
            spanish: part.spanish,
            flag: ("isHired", hired),
            status: status.to_owned(),
            location: if part.place == 5 { 32 } else { 31 },
            tags: part.tags.to_vec(),
            agency: 9001,
            created: self.created(),
        };
        let document = self.document(person.body());
        self.world.practitioners.insert(id, document);
        id
    }

    pub(super) fn client(
        &mut self,
        part: &Part,
        phones: Vec<(&'static str, String)>,
        active: bool,
        status: String,
    ) -> u64 {
        let id = self.world.fresh_id("patients");
        let place = PLACES[part.place % PLACES.len()];
        let person = Person {
            id,
            resource: "Patient",
            given: part.given,
            family: part.family,
            gender: part.gender,
            birth: self.birth(71..97),
            active,
            phones,
            email: None,
            address: Some((self.street(), place.city, place.zip)),
            spanish: part.spanish,
            flag: ("isClient", true),
            status,
            location: if part.place == 5 { 32 } else { 31 },
            tags: part.tags.to_vec(),
            agency: 9001,
            created: self.created(),
        };
        let document = self.document(person.body());
        self.world.patients.insert(id, document);
        self.home(id, part.place);
        id
    }

    /// The people of the small agency, with their phones in 202-555-0100..0199.
    fn cast(&mut self) {
        let line = |n: usize| format!("20255501{n:02}");
        for (index, part) in cast::CAREGIVERS.iter().enumerate() {
            // one caregiver is known by her home phone only, one has no phone on record at all
            let phones = match index {
                17 => vec![("home", line(index))],
                22 => Vec::new(),
                3 => vec![("mobile", line(index)), ("work", line(90))],
                _ => vec![("mobile", line(index))],
            };
            let texted = !phones.is_empty();
            let id = self.caregiver(part, phones, index < 24, true);
            if texted {
                let name = format!("{} {}", part.given, part.family);
                self.contact(&line(index), name, Role::Caregiver, id, part.spanish);
            }
            if index == 21
                && let Some(doc) = self.world.practitioners.get_mut(&id)
            {
                doc.body.remove("address");
            }
        }
        for index in 0..6 {
            let given = cast::GIVEN[index * 3];
            let part = Part {
                given: given.0,
                family: cast::FAMILY[index * 5],
                gender: given.1,
                place: index + 2,
                spanish: index == 2,
                tags: &[],
            };
            let id = self.caregiver(&part, vec![("mobile", line(26 + index))], true, false);
            self.contact(
                &line(26 + index),
                format!("{} {}", part.given, part.family),
                Role::Applicant,
                id,
                part.spanish,
            );
        }
        for (index, part) in cast::CLIENTS.iter().enumerate() {
            let kind = if index % 3 == 1 { "home" } else { "mobile" };
            let status = if index % 4 == 3 { "None" } else { "80" };
            let id = self.client(part, vec![(kind, line(32 + index))], index != 11, status.to_owned());
            let name = format!("{} {}", part.given, part.family);
            self.contact(&line(32 + index), name, Role::Client, id, part.spanish);
        }
        for (index, status) in ["1", "10", "20", "40", "70", "90"].iter().enumerate() {
            let given = cast::GIVEN[index * 4 + 1];
            let part = Part {
                given: given.0,
                family: cast::FAMILY[index * 6 + 3],
                gender: given.1,
                place: index,
                spanish: false,
                tags: &[],
            };
            let id = self.client(&part, vec![("mobile", line(44 + index))], true, (*status).to_owned());
            if let Some(doc) = self.world.patients.get_mut(&id) {
                set_tag(&mut doc.body, "isClient", record::spelled(id, false));
            }
            self.contact(
                &line(44 + index),
                format!("{} {}", part.given, part.family),
                Role::Prospect,
                id,
                false,
            );
        }
        let clients: Vec<u64> = self.world.patients.keys().copied().collect();
        for (index, (given, family, client, relation)) in cast::RELATIVES.iter().enumerate() {
            let digits = line(50 + index);
            let patient = clients[*client];
            let id = self.put(
                "relatedperson",
                object(json!({"resourceType": "RelatedPerson", "patient": {"reference": format!("Patient/{patient}")},
                    "name": [{"given": [given], "family": family}], "relationship": {"coding": [{"code": relation}]},
                    "telecom": [{"system": "phone", "use": "mobile", "value": digits}],
                    "address": [{"city": "Oak Park", "state": "IL"}],
                    "emergencyContact": true, "primaryContact": true, "payer": false, "poa": *relation == "SPS"})),
            );
            self.contact(
                &digits,
                format!("{given} {family}"),
                Role::Family,
                id,
                cast::CLIENTS[*client].spanish,
            );
        }
    }

    fn visit(
        &mut self,
        id: u64,
        client: u64,
        caregiver: Option<u64>,
        day: i64,
        slot: Slot,
    ) -> Option<ShiftKey> {
        let date = self.today.checked_add(day.days()).ok()?;
        let last = if slot.1 > slot.0 { date } else { date.tomorrow().ok()? };
        let start = self.world.zone.to_timestamp(date.at(slot.0, 0, 0, 0)).ok()?;
        let end = self.world.zone.to_timestamp(last.at(slot.1, 0, 0, 0)).ok()?;
        let key = ShiftKey { appointment_id: id, start };
        let tasks = json!([{"id": "401", "description": "Help with the meal", "status": "NOT_COMPLETE"}]);
        let shift = Shift {
            end,
            client,
            caregiver,
            status: ShiftStatus::Scheduled,
            position: self.seats.get(&client).copied().unwrap_or((41.8945, -87.7898)),
            items: json!([{"id": "301", "name": "Meal preparation"}]),
            tasks,
            extra: Map::new(),
        };
        self.world.shifts.insert(key, shift);
        self.world.history.push(Assignment {
            shift: key,
            caregiver,
            author: Author::Seed,
            at: self.world.started,
        });
        Some(key)
    }

    /// Visits on `days`: all with one appointment id when `series`. Some past ones were done by one of `helpers`.
    pub(super) fn plan(
        &mut self,
        client: u64,
        caregiver: u64,
        days: &[i64],
        slot: Slot,
        series: bool,
        helpers: &[u64],
    ) {
        let shared = if series { self.world.fresh_id("appointment") } else { 0 };
        for day in days {
            let id = if series { shared } else { self.world.fresh_id("appointment") };
            let mut who = caregiver;
            if *day < 0 && self.rng.random_bool(0.15) {
                let helper = helpers.choose(&mut self.rng).copied();
                if let Some(helper) = helper.filter(|h| self.covering.insert((*h, *day))) {
                    who = helper;
                }
            }
            self.visit(id, client, Some(who), *day, slot);
        }
    }

    /// The schedule of the small agency; every kind of shift occurs.
    fn cast_schedule(&mut self) {
        let c: Vec<u64> = self.world.practitioners.keys().copied().collect();
        let p: Vec<u64> = self.world.patients.keys().copied().collect();
        let helpers: Vec<u64> = c[11..24].to_vec();
        let all: Vec<i64> = (-14..=14).collect();
        let weekend = |day: &i64| {
            self.today.checked_add(day.days()).is_ok_and(|d| d.weekday().to_monday_zero_offset() >= 5)
        };
        let (weekends, weekdays): (Vec<i64>, Vec<i64>) = all.iter().partition(|day| weekend(day));

        // Rosa: every morning a visit of its own, mostly Keisha, sometimes one of three others
        for day in &all {
            let who = match day {
                -3 | -10 => c[11],
                -5 => c[12],
                -8 | -12 => c[13],
                _ => c[0],
            };
            self.covering.insert((who, *day));
            let id = self.world.fresh_id("appointment");
            let key = self.visit(id, p[0], Some(who), *day, Slot(7, 11));
            if let (1, Some(shift)) = (*day, key) {
                let number = "+12025550100".to_owned();
                self.world.heroine = Heroine { caregiver: c[0], number, client: p[0], shift };
            }
        }
        for (who, day) in [(16, -14), (16, -12), (16, -7), (16, -6), (17, -14), (17, -13), (17, -11)] {
            self.covering.insert((c[who], day));
        }
        // a series on weekdays and another at weekends
        self.plan(p[1], c[1], &weekdays, Slot(9, 13), true, &helpers);
        self.plan(p[1], c[9], &weekends, Slot(9, 13), true, &helpers);
        // nights, which cross the change of clocks when it is near
        self.plan(p[2], c[3], &all, Slot(22, 6), true, &[]);
        // two shifts on the same day
        self.plan(p[3], c[4], &all, Slot(8, 10), true, &helpers);
        self.plan(p[4], c[4], &all, Slot(14, 18), false, &helpers);
        // back to back
        self.plan(p[5], c[5], &all, Slot(8, 12), false, &helpers);
        self.plan(p[6], c[5], &all, Slot(12, 16), true, &helpers);
        // around the clock
        self.plan(p[7], c[6], &all, Slot(7, 15), true, &helpers);
        self.plan(p[7], c[7], &all, Slot(15, 23), true, &helpers);
        self.plan(p[7], c[8], &all, Slot(23, 7), true, &[]);
        self.plan(p[8], c[2], &weekdays, Slot(10, 14), false, &helpers);
        self.plan(p[9], c[10], &all, Slot(18, 20), false, &helpers);
        // nobody yet
        for day in [1, 3, 5] {
            let id = self.world.fresh_id("appointment");
            self.visit(id, p[8], None, day, Slot(15, 18));
        }
        // on hold since five days, and gone since nine
        self.plan(p[10], c[16], &[-14, -12, -7, -6], Slot(13, 16), false, &[]);
        self.plan(p[11], c[17], &[-14, -13, -11], Slot(13, 16), false, &[]);
    }

    /// Care logs of everything that began before now.
    fn visits(&mut self) {
        let now = self.world.started;
        let begun: Vec<(ShiftKey, Timestamp, u64, u64)> = self
            .world
            .shifts
            .iter()
            .filter(|(key, _)| key.start <= now)
            .filter_map(|(key, s)| s.caregiver.map(|who| (*key, s.end, s.client, who)))
            .collect();
        for (shift, end, client, caregiver) in begun {
            let id = self.world.fresh_id("encounter");
            let late = SignedDuration::from_mins(self.rng.random_range(-4..6));
            let over = SignedDuration::from_mins(self.rng.random_range(-3..7));
            let start = shift.start.saturating_add(late).unwrap_or(shift.start).min(now);
            let finished = (end <= now).then(|| end.saturating_add(over).unwrap_or(end).min(now));
            let visit = Encounter {
                shift,
                client,
                caregiver,
                start,
                end: finished,
                comment: None,
                rates: record::usual_rates(),
                tasklogs: Vec::new(),
            };
            self.world.encounters.insert(id, visit);
            self.world.visit_of.insert(shift, id);
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn round(degrees: f64) -> f64 {
    (degrees * 10_000.0).round() / 10_000.0
}

fn email(given: &str, family: &str, id: u64) -> String {
    let plain: String = format!("{given}.{family}")
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
        .collect();
    format!("{plain}.{}@example.org", id % 10_000)
}

fn set_tag(body: &mut Map<String, Value>, code: &str, display: &str) {
    if record::tag(body, code).is_none() {
        return;
    }
    if let Some(tags) = body.get_mut("meta").and_then(|m| m["tag"].as_array_mut()) {
        for tag in tags.iter_mut().filter(|t| t["code"] == code) {
            tag["display"] = json!(display);
        }
    }
}
