//! Everything the mirror holds, indexed for questions that are asked thousands of times in a ranking.
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Caregiver, Client, Contact, PersonName, Shift};
use crate::id::{CaregiverId, ClientId, ShiftKey, TagId};
use crate::phone::Phone;
use crate::place::Place;

/// Who a number may belong to. A number on two files is two identities, and then nobody is sure who texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// A caregiver or applicant.
    Caregiver(CaregiverId),
    /// A client.
    Client(ClientId),
    /// A relative on this client's file.
    Contact(ClientId),
}

/// One consistent picture of people and shifts, with its age.
///
/// A snapshot: building it costs a sort, asking it costs a look-up. It holds past shifts too (continuity, hours).
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// By id.
    caregivers: Vec<Caregiver>,
    /// What each of them works, in the same order: all that a ranking asks of a shift, side by side in memory.
    bookings: Vec<Vec<Booking>>,
    /// Their skills, in the same order: one bit for each of the first 128 of the vocabulary.
    marks: Vec<u128>,
    clients: BTreeMap<ClientId, Client>,
    shifts: Vec<Shift>,
    by_caregiver: BTreeMap<CaregiverId, Vec<u32>>,
    by_client: BTreeMap<ClientId, Vec<u32>>,
    by_phone: BTreeMap<Phone, BTreeSet<Identity>>,
    skills: BTreeSet<TagId>,
    relatives: Vec<PersonName>,
    /// When the oldest part of this picture was read from WellSky; `None` before the first pull.
    pub as_of: Option<Timestamp>,
}

/// A shift on somebody's schedule, as a ranking needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Booking {
    /// Seconds since 1970, like the end: compared thousands of times in a ranking.
    pub(crate) start: i64,
    pub(crate) end: i64,
    /// Where: the shift's own coordinates, or the client's home.
    pub(crate) place: Option<Place>,
    at: u32,
}

/// A caregiver as a ranking sees her.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) caregiver: &'a Caregiver,
    /// What she works, by start; cancelled shifts are left out.
    pub(crate) works: &'a [Booking],
    /// Her skills, comparable with [`Roster::marks_of`].
    pub(crate) marks: u128,
}

impl Roster {
    /// Builds the indexes. Shifts may come in any order; a key that comes twice is taken once, the later entry wins.
    pub fn new(
        caregivers: Vec<Caregiver>,
        clients: Vec<Client>,
        contacts: &[Contact],
        shifts: Vec<Shift>,
        as_of: Option<Timestamp>,
    ) -> Self {
        let mut by_phone: BTreeMap<Phone, BTreeSet<Identity>> = BTreeMap::new();
        let mut skills = BTreeSet::new();
        for c in &caregivers {
            skills.extend(c.tags.iter().cloned());
            for p in &c.phones {
                by_phone.entry(p.clone()).or_default().insert(Identity::Caregiver(c.id.clone()));
            }
        }
        for c in &clients {
            for p in &c.phones {
                by_phone.entry(p.clone()).or_default().insert(Identity::Client(c.id.clone()));
            }
        }
        for c in contacts {
            for p in &c.phones {
                by_phone.entry(p.clone()).or_default().insert(Identity::Contact(c.client.clone()));
            }
        }
        let keyed: BTreeMap<ShiftKey, Shift> = shifts.into_iter().map(|s| (s.key.clone(), s)).collect();
        let mut shifts: Vec<Shift> = keyed.into_values().collect();
        shifts.sort_by(|a, b| a.start().cmp(&b.start()).then_with(|| a.key.cmp(&b.key)));
        let mut by_caregiver: BTreeMap<CaregiverId, Vec<u32>> = BTreeMap::new();
        let mut by_client: BTreeMap<ClientId, Vec<u32>> = BTreeMap::new();
        for (at, shift) in shifts.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            if let Some(c) = &shift.caregiver {
                by_caregiver.entry(c.clone()).or_default().push(at);
            }
            by_client.entry(shift.client.clone()).or_default().push(at);
        }
        // An id that comes twice is taken once, the later entry wins.
        let caregivers: BTreeMap<CaregiverId, Caregiver> =
            caregivers.into_iter().map(|c| (c.id.clone(), c)).collect();
        let caregivers: Vec<Caregiver> = caregivers.into_values().collect();
        let clients: BTreeMap<ClientId, Client> = clients.into_iter().map(|c| (c.id.clone(), c)).collect();
        let booking = |at: u32| {
            let shift: &Shift = shifts.get(at as usize)?;
            let home = || clients.get(&shift.client).and_then(|c| c.home);
            let place = shift.position.or_else(home);
            shift.is_on().then(|| Booking {
                start: shift.start().as_second(),
                end: shift.end.as_second(),
                place,
                at,
            })
        };
        let bookings = caregivers
            .iter()
            .map(|c| by_caregiver.get(&c.id).into_iter().flatten().filter_map(|at| booking(*at)).collect())
            .collect();
        let marks = caregivers.iter().map(|c| marked(&skills, &c.tags).0).collect();
        Self {
            caregivers,
            bookings,
            marks,
            clients,
            shifts,
            by_caregiver,
            by_client,
            by_phone,
            skills,
            relatives: contacts.iter().map(|c| c.name.clone()).collect(),
            as_of,
        }
    }

    /// All caregivers, by id.
    pub fn caregivers(&self) -> impl Iterator<Item = &Caregiver> {
        self.caregivers.iter()
    }

    /// All caregivers as a ranking sees them, by id.
    pub(crate) fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        let works = self.bookings.iter().map(Vec::as_slice);
        let rows = self.caregivers.iter().zip(works).zip(&self.marks);
        rows.map(|((caregiver, works), marks)| Listed { caregiver, works, marks: *marks })
    }

    /// One of them.
    pub(crate) fn listed_as(&self, id: &CaregiverId) -> Option<Listed<'_>> {
        let at = self.caregivers.binary_search_by(|c| c.id.cmp(id)).ok()?;
        let works = self.bookings.get(at).map(Vec::as_slice).unwrap_or_default();
        let marks = self.marks.get(at).copied().unwrap_or_default();
        self.caregivers.get(at).map(|caregiver| Listed { caregiver, works, marks })
    }

    /// These tags as bits; `None` when some of them have none, and then the tags themselves must be compared.
    pub(crate) fn marks_of(&self, tags: &BTreeSet<TagId>) -> Option<u128> {
        let (marks, whole) = marked(&self.skills, tags);
        whole.then_some(marks)
    }

    /// The shift behind a booking.
    pub(crate) fn booked(&self, booking: &Booking) -> Option<&Shift> {
        self.shifts.get(booking.at as usize)
    }

    /// All clients, by id.
    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values()
    }

    /// One caregiver.
    pub fn caregiver(&self, id: &CaregiverId) -> Option<&Caregiver> {
        self.caregivers.binary_search_by(|c| c.id.cmp(id)).ok().and_then(|at| self.caregivers.get(at))
    }

    /// One client.
    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        self.clients.get(id)
    }

    /// All shifts, by start.
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// One shift.
    pub fn shift(&self, key: &ShiftKey) -> Option<&Shift> {
        let from = self.shifts.partition_point(|s| s.start() < key.start);
        self.shifts.get(from..)?.iter().take_while(|s| s.start() == key.start).find(|s| s.key == *key)
    }

    fn pick<'a>(&'a self, list: Option<&'a Vec<u32>>) -> impl DoubleEndedIterator<Item = &'a Shift> {
        list.map(Vec::as_slice).unwrap_or_default().iter().filter_map(|at| self.shifts.get(*at as usize))
    }

    /// A caregiver's shifts by start, past ones included.
    pub fn shifts_of(&self, caregiver: &CaregiverId) -> impl DoubleEndedIterator<Item = &Shift> {
        self.pick(self.by_caregiver.get(caregiver))
    }

    /// A client's shifts by start, past ones included.
    pub fn visits_to(&self, client: &ClientId) -> impl DoubleEndedIterator<Item = &Shift> {
        self.pick(self.by_client.get(client))
    }

    /// Names of relatives and other contacts on clients' files.
    pub fn relatives(&self) -> impl Iterator<Item = &PersonName> {
        self.relatives.iter()
    }

    /// Everybody who has this number on file.
    pub fn who_has(&self, phone: &Phone) -> Vec<Identity> {
        self.by_phone.get(phone).map(|ids| ids.iter().cloned().collect()).unwrap_or_default()
    }

    /// The vocabulary of skills: tags that at least one caregiver carries. A client's tag outside of it is a label of
    /// the office, not a need that somebody could meet.
    pub fn skills(&self) -> &BTreeSet<TagId> {
        &self.skills
    }
}

/// A bit for each tag that is among the first 128 of the vocabulary, and whether all of them are. Both sets are in the
/// same order, so they are walked side by side.
fn marked(skills: &BTreeSet<TagId>, tags: &BTreeSet<TagId>) -> (u128, bool) {
    let mut marks = 0;
    let mut wanted = tags.iter().peekable();
    for (bit, skill) in skills.iter().enumerate().take(128) {
        if wanted.next_if(|tag| *tag == skill).is_some() {
            marks |= 1 << bit;
        }
    }
    (marks, wanted.peek().is_none())
}
