//! Everything the mirror holds, indexed for questions that are asked thousands of times in a ranking.
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Caregiver, Client, Contact, Shift};
use crate::id::{CaregiverId, ClientId, ShiftKey, TagId};
use crate::phone::Phone;

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
    caregivers: BTreeMap<CaregiverId, Caregiver>,
    clients: BTreeMap<ClientId, Client>,
    shifts: Vec<Shift>,
    by_caregiver: BTreeMap<CaregiverId, Vec<u32>>,
    by_client: BTreeMap<ClientId, Vec<u32>>,
    by_phone: BTreeMap<Phone, BTreeSet<Identity>>,
    skills: BTreeSet<TagId>,
    /// When the oldest part of this picture was read from WellSky; `None` before the first pull.
    pub as_of: Option<Timestamp>,
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
        Self {
            caregivers: caregivers.into_iter().map(|c| (c.id.clone(), c)).collect(),
            clients: clients.into_iter().map(|c| (c.id.clone(), c)).collect(),
            shifts,
            by_caregiver,
            by_client,
            by_phone,
            skills,
            as_of,
        }
    }

    /// All caregivers, by id.
    pub fn caregivers(&self) -> impl Iterator<Item = &Caregiver> {
        self.caregivers.values()
    }

    /// All clients, by id.
    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values()
    }

    /// One caregiver.
    pub fn caregiver(&self, id: &CaregiverId) -> Option<&Caregiver> {
        self.caregivers.get(id)
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
