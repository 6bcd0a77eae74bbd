//! Simulated phones: what everybody sees on their screen, and who they are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde::Serialize;

use crate::front::locked;
use crate::people::{DueText, People};
use crate::world::{Contact, Role, Shift, ShiftKey, ShiftStatus, World};

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Writer {
    /// The agency, that is the software under test.
    Agency,
    /// The owner of the phone.
    Owner,
    /// The carrier by itself, after STOP, START or HELP.
    Carrier,
}

/// A message on the screen of a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bubble {
    /// Who wrote it.
    pub writer: Writer,
    /// The words.
    pub text: String,
    /// When, in simulated time.
    pub at: Timestamp,
}

/// A phone in the directory.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Phone {
    /// E.164.
    pub number: String,
    /// Full name of the owner.
    pub name: String,
    /// What the owner is to the agency.
    pub role: Role,
    /// Id of the owner in WellSky.
    pub person_id: String,
    /// Whether the owner writes Spanish.
    pub spanish: bool,
    /// The next visits that concern the owner, at most five, soonest first.
    pub next_shifts: Vec<NextShift>,
    /// How many messages are on the screen.
    pub messages: usize,
}

/// A visit to come, in words for a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NextShift {
    /// Appointment id.
    pub appointment_id: u64,
    /// Start in UTC.
    pub start: Timestamp,
    /// `Tue Nov 24, 7:00 AM - 11:00 AM` where the agency lives.
    pub local: String,
    /// Client's name.
    pub client: String,
    /// Caregiver's name; `None` while nobody is on it.
    pub caregiver: Option<String>,
}

#[derive(Default)]
struct State {
    owners: BTreeMap<String, Contact>,
    talks: BTreeMap<String, Vec<Bubble>>,
    people: People,
}

/// All phones of the simulated world. Clones share everything.
#[derive(Clone, Default)]
pub struct Phones {
    state: Arc<Mutex<State>>,
}

impl Phones {
    pub(crate) fn reset(&self, world: &World) {
        let mut state = locked(&self.state);
        let on = state.people.is_on();
        let mut people = People::new(world.seed);
        people.set_on(on);
        let owners = world.contacts.iter().map(|c| (c.number.clone(), c.clone())).collect();
        *state = State { owners, talks: BTreeMap::new(), people };
    }

    /// What is on the screen of a phone, oldest first.
    pub fn conversation(&self, number: &str) -> Vec<Bubble> {
        locked(&self.state).talks.get(number).cloned().unwrap_or_default()
    }

    /// Every conversation that has at least one message, by number.
    pub fn conversations(&self) -> BTreeMap<String, Vec<Bubble>> {
        locked(&self.state).talks.clone()
    }

    /// Reads or changes the people who answer by themselves.
    pub fn people<T>(&self, look: impl FnOnce(&mut People) -> T) -> T {
        look(&mut locked(&self.state).people)
    }

    /// The texts that people have decided to send by now; each is returned once.
    pub fn due(&self, now: Timestamp) -> Vec<DueText> {
        locked(&self.state).people.tick(now)
    }

    /// A message of the agency appears on a phone. Only caregivers may answer it by themselves.
    pub(crate) fn heard(&self, number: &str, text: &str, at: Timestamp) {
        let mut state = locked(&self.state);
        state.add(number, Writer::Agency, text, at);
        let owner = state.owners.get(number).filter(|o| o.role == Role::Caregiver).map(|o| o.spanish);
        if let Some(spanish) = owner {
            state.people.hear(number, spanish, text, at);
        }
    }

    pub(crate) fn wrote(&self, number: &str, text: &str, at: Timestamp) {
        locked(&self.state).add(number, Writer::Owner, text, at);
    }

    pub(crate) fn carrier_said(&self, number: &str, text: &str, at: Timestamp) {
        locked(&self.state).add(number, Writer::Carrier, text, at);
    }

    /// Everybody's phone with their next visits as of `now`.
    pub(crate) fn directory(&self, world: &World, now: Timestamp) -> Vec<Phone> {
        let mut of_caregiver: BTreeMap<u64, Vec<(ShiftKey, &Shift)>> = BTreeMap::new();
        let mut of_client: BTreeMap<u64, Vec<(ShiftKey, &Shift)>> = BTreeMap::new();
        let ahead = world.shifts.iter().filter(|(_, s)| s.end > now && s.status == ShiftStatus::Scheduled);
        for (key, shift) in ahead {
            of_client.entry(shift.client).or_default().push((*key, shift));
            if let Some(id) = shift.caregiver {
                of_caregiver.entry(id).or_default().push((*key, shift));
            }
        }
        let state = locked(&self.state);
        let describe = |contact: &Contact| {
            let mut shifts = match contact.role {
                Role::Caregiver => of_caregiver.get(&contact.id).cloned(),
                Role::Client => of_client.get(&contact.id).cloned(),
                Role::Family => relative_of(world, contact.id).and_then(|id| of_client.get(&id).cloned()),
                _ => None,
            }
            .unwrap_or_default();
            shifts.sort_by_key(|(key, _)| key.start);
            Phone {
                number: contact.number.clone(),
                name: contact.name.clone(),
                role: contact.role,
                person_id: contact.id.to_string(),
                spanish: contact.spanish,
                next_shifts: shifts
                    .into_iter()
                    .take(5)
                    .map(|(key, shift)| in_words(world, key, shift))
                    .collect(),
                messages: state.talks.get(&contact.number).map_or(0, Vec::len),
            }
        };
        world.contacts.iter().map(describe).collect()
    }
}

impl State {
    fn add(&mut self, number: &str, writer: Writer, text: &str, at: Timestamp) {
        let bubble = Bubble { writer, text: text.to_owned(), at };
        self.talks.entry(number.to_owned()).or_default().push(bubble);
    }
}

fn relative_of(world: &World, id: u64) -> Option<u64> {
    let reference = world.relatives.get(&id)?.body.get("patient")?["reference"].as_str()?;
    reference.strip_prefix("Patient/")?.parse().ok()
}

fn in_words(world: &World, key: ShiftKey, shift: &Shift) -> NextShift {
    let start = key.start.to_zoned_datetime(world.zone.clone());
    let end = shift.end.to_zoned_datetime(world.zone.clone());
    NextShift {
        appointment_id: key.appointment_id,
        start: key.start,
        local: format!("{} - {}", start.strftime("%a %b %-d, %-I:%M %p"), end.strftime("%-I:%M %p")),
        client: world.name_of(shift.client).unwrap_or_default(),
        caregiver: shift.caregiver.and_then(|id| world.name_of(id)),
    }
}
