//! Everything the mirror holds, indexed for questions that are asked thousands of times in a ranking.
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::{Caregiver, Client, Contact, PersonName, Shift};
use crate::area_code::AreaZones;
use crate::calendar::{DailyWindow, Zone};
use crate::id::{CaregiverId, ClientId, ShiftKey, TagId};
use crate::phone::Phone;
use crate::place::Point;

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
    /// What a ranking asks first of each of them, in the same order, side by side in memory.
    cards: Vec<Card>,
    /// How they are named to clients and staff, in the same order.
    short_names: Vec<Arc<str>>,
    /// What they work, one after the other.
    bookings: Vec<Booking>,
    /// Starts of the bookings, close together: looking one up for thousands of people reads little memory.
    starts: Vec<u32>,
    /// Seconds of the longest of them.
    longest: i64,
    /// Skills that few have.
    scarce: u128,
    /// Where the caregivers' numbers are at home, each zone once.
    areas: Vec<(AreaZones, Zone)>,
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
    pub(crate) place: Point,
    /// Seconds of the way from the visit before, when that was at most [`SAME_DAY`] ago and elsewhere: paid time.
    pub(crate) way: u32,
    at: u32,
}

/// What somebody works, by start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Works<'a> {
    bookings: &'a [Booking],
    starts: &'a [u32],
}

impl<'a> Works<'a> {
    /// All of it.
    pub(crate) fn iter(self) -> std::slice::Iter<'a, Booking> {
        self.bookings.iter()
    }

    /// How many begin before this second.
    pub(crate) fn before(self, second: i64) -> usize {
        let second = half(second);
        self.starts.partition_point(|start| *start < second)
    }

    /// What begins at this second or later.
    pub(crate) fn from(self, second: i64) -> &'a [Booking] {
        self.bookings.get(self.before(second)..).unwrap_or_default()
    }
}

/// Seconds since 1970 in half a word: good until 2106, and what is further off keeps its side.
fn half(second: i64) -> u32 {
    u32::try_from(second.max(0)).unwrap_or(u32::MAX)
}

/// Two visits no further apart than this are taken as one day of work, with a paid way between them.
pub(crate) const SAME_DAY: i64 = 6 * 3600;

/// A tag is scarce when at most one in so many of the active caregivers has it.
const SCARCE: usize = 6;

/// What a ranking asks of a caregiver before anything else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card {
    /// The beginning of her id.
    key: u128,
    /// Her skills, comparable with [`Roster::marks_of`].
    pub(crate) marks: u128,
    /// Where she starts from.
    pub(crate) home: Point,
    /// Her part of the bookings.
    works: (u32, u32),
    /// Active in WellSky.
    pub(crate) active: bool,
    /// Hired, not an applicant.
    pub(crate) hired: bool,
    /// Has a number for texts.
    pub(crate) has_phone: bool,
    /// Where that number's area code is at home.
    pub(crate) area: AreaZones,
}

/// A caregiver as a ranking sees her.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) caregiver: &'a Caregiver,
    pub(crate) card: &'a Card,
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
        let mut bookings: Vec<Booking> = Vec::with_capacity(shifts.len());
        let mut cards = Vec::with_capacity(caregivers.len());
        for c in &caregivers {
            let from = bookings.len();
            book(&mut bookings, by_caregiver.get(&c.id), &shifts, &clients);
            cards.push(Card {
                key: prefix(&c.id),
                marks: marked(&skills, &c.tags).0,
                home: Point::of(c.home),
                works: (position(from), position(bookings.len())),
                active: c.active,
                hired: c.hired,
                has_phone: c.text_to.is_some(),
                area: c.text_to.as_ref().map(Phone::zones).unwrap_or_default(),
            });
        }
        let scarce = scarce(&cards);
        let area = cards.iter().fold(AreaZones::default(), |all, card| all.and(card.area));
        let areas = area.each().map(|(one, zone)| (one, zone.clone())).collect();
        Self {
            short_names: caregivers.iter().map(|c| c.name.short().into()).collect(),
            caregivers,
            cards,
            longest: longest(&bookings),
            starts: starts(&bookings),
            bookings,
            scarce,
            areas,
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

    /// Puts other people on shifts: the roster becomes what [`Roster::new`] makes of the changed schedule, at the cost of
    /// the schedules that changed. A shift that is not there is passed over.
    pub(crate) fn reassign(&mut self, changes: &[(ShiftKey, CaregiverId)], as_of: Timestamp) {
        let mut concerned = BTreeSet::new();
        for (key, caregiver) in changes {
            let from = self.shifts.partition_point(|s| s.start() < key.start);
            let rest = self.shifts.get_mut(from..).into_iter().flatten().enumerate();
            let mut then = rest.take_while(|(_, s)| s.start() == key.start);
            let Some((at, shift)) = then.find(|(_, s)| s.key == *key) else { continue };
            let at = position(from + at);
            if let Some(before) = shift.caregiver.replace(caregiver.clone()) {
                if let Some(hers) = self.by_caregiver.get_mut(&before) {
                    hers.retain(|one| *one != at);
                    if hers.is_empty() {
                        self.by_caregiver.remove(&before);
                    }
                }
                concerned.insert(before);
            }
            let hers = self.by_caregiver.entry(caregiver.clone()).or_default();
            hers.insert(hers.partition_point(|one| *one < at), at);
            concerned.insert(caregiver.clone());
        }
        let mut bookings = Vec::with_capacity(self.bookings.len() + changes.len());
        for (c, card) in self.caregivers.iter().zip(&mut self.cards) {
            let from = bookings.len();
            if concerned.contains(&c.id) {
                book(&mut bookings, self.by_caregiver.get(&c.id), &self.shifts, &self.clients);
            } else {
                let as_before = self.bookings.get(card.works.0 as usize..card.works.1 as usize);
                bookings.extend_from_slice(as_before.unwrap_or_default());
            }
            card.works = (position(from), position(bookings.len()));
        }
        self.longest = longest(&bookings);
        self.starts = starts(&bookings);
        self.bookings = bookings;
        self.as_of = Some(as_of);
    }

    /// All caregivers, by id.
    pub fn caregivers(&self) -> impl ExactSizeIterator<Item = &Caregiver> {
        self.caregivers.iter()
    }

    /// All caregivers as a ranking sees them, by id.
    pub(crate) fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        let rows = self.caregivers.iter().zip(&self.cards);
        rows.map(|(caregiver, card)| Listed { caregiver, card })
    }

    /// One of them.
    pub(crate) fn listed_as(&self, id: &CaregiverId) -> Option<Listed<'_>> {
        let at = self.position(id)?;
        let (caregiver, card) = (self.caregivers.get(at)?, self.cards.get(at)?);
        Some(Listed { caregiver, card })
    }

    /// What she works, by start; cancelled shifts are left out.
    pub(crate) fn works(&self, card: &Card) -> Works<'_> {
        let range = card.works.0 as usize..card.works.1 as usize;
        let both = self.bookings.get(range.clone()).zip(self.starts.get(range));
        both.map(|(bookings, starts)| Works { bookings, starts }).unwrap_or_default()
    }

    /// How she is named to clients and staff: `Ada E.`
    pub(crate) fn short_name(&self, at: usize) -> Arc<str> {
        self.short_names.get(at).map_or_else(|| "".into(), Arc::clone)
    }

    /// Where she stands in the list of all caregivers.
    pub(crate) fn position(&self, id: &CaregiverId) -> Option<usize> {
        let key = prefix(id);
        let from = self.cards.partition_point(|card| card.key < key);
        // Ids longer than a key may share one: among those whole ids are compared.
        let equal = (from..).take_while(|at| self.cards.get(*at).is_some_and(|card| card.key == key));
        equal.into_iter().find(|at| self.caregivers.get(*at).is_some_and(|c| c.id == *id))
    }

    /// Who stands there.
    pub(crate) fn listed_at(&self, at: usize) -> Option<&Caregiver> {
        self.caregivers.get(at)
    }

    /// What a map says of each caregiver, in the order of the list; empty where the map says nothing of anybody.
    pub(crate) fn aligned<'a, V>(&self, map: &'a BTreeMap<CaregiverId, V>) -> Vec<Option<&'a V>> {
        if map.is_empty() {
            return Vec::new();
        }
        let mut beside = Beside::new(map);
        self.listed().map(|listed| beside.of(listed)).collect()
    }

    /// Seconds of the longest visit on anybody's schedule.
    pub(crate) const fn longest(&self) -> i64 {
        self.longest
    }

    /// Skills that at most one in six of the active caregivers has, as bits.
    pub(crate) const fn scarce(&self) -> u128 {
        self.scarce
    }

    /// Where the caregivers' numbers are at home, as far as the instant lies in this window of the day there.
    pub(crate) fn areas_in(&self, window: &DailyWindow, when: Timestamp) -> AreaZones {
        let inside = self.areas.iter().filter(|(_, zone)| window.contains(when, zone));
        inside.fold(AreaZones::default(), |all, (one, _)| all.and(*one))
    }

    /// These tags as bits; `None` when some of them have none, and then the tags themselves must be compared.
    pub(crate) fn marks_of(&self, tags: &BTreeSet<TagId>) -> Option<u128> {
        let (marks, whole) = marked(&self.skills, tags);
        whole.then_some(marks)
    }

    /// The bits of those of these tags that have one.
    pub(crate) fn known_marks_of(&self, tags: &BTreeSet<TagId>) -> u128 {
        marked(&self.skills, &tags.intersection(&self.skills).cloned().collect()).0
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
        self.position(id).and_then(|at| self.caregivers.get(at))
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

/// A map of caregivers, walked side by side with the list of them: both are sorted, so nothing is looked up.
pub(crate) struct Beside<'a, V> {
    rest: std::collections::btree_map::Iter<'a, CaregiverId, V>,
    /// The key of the next one; the largest there is when there is none.
    key: u128,
    next: Option<(&'a CaregiverId, &'a V)>,
}

impl<'a, V> Beside<'a, V> {
    pub(crate) fn new(map: &'a BTreeMap<CaregiverId, V>) -> Self {
        let mut beside = Self { rest: map.iter(), key: u128::MAX, next: None };
        beside.step();
        beside
    }

    fn step(&mut self) {
        self.next = self.rest.next();
        self.key = self.next.map_or(u128::MAX, |(id, _)| prefix(id));
    }

    /// What the map says of her. Must be asked of everybody in the order of the list.
    #[inline]
    pub(crate) fn of(&mut self, listed: Listed<'_>) -> Option<&'a V> {
        if listed.card.key < self.key { None } else { self.found(listed) }
    }

    fn found(&mut self, listed: Listed<'_>) -> Option<&'a V> {
        loop {
            let (id, value) = self.next?;
            if self.key > listed.card.key {
                return None;
            }
            let whole = match listed.card.key.cmp(&self.key) {
                // Ids longer than a key may share one.
                Ordering::Equal => listed.caregiver.id.compare(id),
                unequal => unequal,
            };
            if whole == Ordering::Less {
                return None;
            }
            self.step();
            if whole == Ordering::Equal {
                return Some(value);
            }
        }
    }
}

/// The first sixteen bytes of an id, comparable like the id itself.
fn prefix(id: &CaregiverId) -> u128 {
    let bytes = id.as_str().as_bytes();
    // An id of half a key or more is its beginning and its end, laid over one another: vendors' ids are nearly all so.
    if let Some(whole) = bytes.first_chunk() {
        return u128::from_be_bytes(*whole);
    }
    let whole = |first: u64, last: u64, size: usize| {
        u128::from(first) << (128 - 8 * size) | u128::from(last) << (128 - 8 * bytes.len())
    };
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return whole(u64::from_be_bytes(*first), u64::from_be_bytes(*last), 8);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return whole(u32::from_be_bytes(*first).into(), u32::from_be_bytes(*last).into(), 4);
    }
    bytes.iter().rev().fold(0, |key, byte| key >> 8 | u128::from(*byte) << 120)
}

/// A place in a list, as it is kept.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn starts(bookings: &[Booking]) -> Vec<u32> {
    bookings.iter().map(|b| half(b.start)).collect()
}

fn longest(bookings: &[Booking]) -> i64 {
    bookings.iter().map(|b| b.end - b.start).max().unwrap_or(0)
}

/// Lays out one person's schedule; cancelled shifts are left out.
fn book(
    bookings: &mut Vec<Booking>,
    hers: Option<&Vec<u32>>,
    shifts: &[Shift],
    clients: &BTreeMap<ClientId, Client>,
) {
    let from = bookings.len();
    for at in hers.into_iter().flatten() {
        let Some(shift) = shifts.get(*at as usize).filter(|s| s.is_on()) else { continue };
        let home = || clients.get(&shift.client).and_then(|c| c.home);
        let place = Point::of(shift.position.or_else(home));
        let start = shift.start().as_second();
        let before = bookings.get(from..).and_then(<[Booking]>::last);
        let elsewhere =
            before.filter(|b| shifts.get(b.at as usize).is_some_and(|s| s.client != shift.client));
        let way = elsewhere.map_or(0, |b| way(b, start, place));
        bookings.push(Booking { start, end: shift.end.as_second(), place, way, at: *at });
    }
}

/// Seconds of paid way from a visit to the next.
fn way(before: &Booking, start: i64, place: Point) -> u32 {
    let gap = start - before.end;
    if !(0..SAME_DAY).contains(&gap) {
        return 0;
    }
    let minutes = before.place.minutes_to(place).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "minutes of travel")]
    let seconds = (minutes * 60.0) as i64;
    u32::try_from(seconds.min(gap)).unwrap_or(0)
}

fn scarce(cards: &[Card]) -> u128 {
    let mut held = [0_usize; 128];
    let mut working = 0;
    for card in cards.iter().filter(|c| c.active && c.hired) {
        working += 1;
        let mut left = card.marks;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            if let Some(count) = held.get_mut(bit as usize) {
                *count += 1;
            }
        }
    }
    let rare = held.iter().enumerate().filter(|(_, count)| **count > 0 && **count * SCARCE <= working);
    rare.fold(0, |bits, (bit, _)| bits | 1 << bit)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::agency::{ShiftStatus, Tongue};
    use crate::place::Place;

    fn caregiver(n: usize) -> Caregiver {
        Caregiver {
            id: CaregiverId::new(format!("82{n:03}")),
            name: PersonName::new("Ada", "Example"),
            text_to: None,
            phones: Vec::new(),
            home: None,
            city: None,
            tongue: Tongue::English,
            tags: BTreeSet::new(),
            active: true,
            hired: true,
            hours_wanted: None,
        }
    }

    prop_compose! {
        /// Visits of six caregivers to four clients; one of the caregivers has no file.
        fn visit()(at in 0_i64..200, hours in 1_i64..9, who in prop::option::of(0_usize..7), client in 0_usize..4,
            is_on in prop::bool::weighted(0.9)) -> Shift {
            let start = crate::calendar::plus_minutes(Timestamp::UNIX_EPOCH, at * 60);
            Shift {
                key: ShiftKey::new(format!("55{client}").as_str(), start),
                client: ClientId::new(format!("71{client}")),
                caregiver: who.map(|n| CaregiverId::new(format!("82{n:03}"))),
                end: crate::calendar::plus_minutes(start, hours * 60),
                position: Some(Place { latitude: 41.8 + at as f64 / 1e4, longitude: -87.7 }),
                status: if is_on { ShiftStatus::Scheduled } else { ShiftStatus::Cancelled },
            }
        }
    }

    proptest! {
        #[test]
        fn ids_are_in_the_order_of_their_keys(ids in prop::collection::vec("[0-9a-c]{0,20}", 2..12)) {
            for id in &ids {
                let mut plain = [0; 16];
                plain.iter_mut().zip(id.bytes()).for_each(|(to, byte)| *to = byte);
                prop_assert_eq!(prefix(&CaregiverId::new(id.as_str())), u128::from_be_bytes(plain), "{}", id);
            }
        }

        #[test]
        fn a_roster_that_changes_is_the_roster_of_the_changed_schedule(
            visits in prop::collection::vec(visit(), 1..60),
            changes in prop::collection::vec((0_usize..60, 0_usize..7), 0..12),
        ) {
            let caregivers: Vec<Caregiver> = (0..6).map(caregiver).collect();
            let build = |shifts: Vec<Shift>| Roster::new(caregivers.clone(), Vec::new(), &[], shifts, None);
            let mut changed = build(visits);
            let mut shifts = changed.shifts().to_vec();
            let mut said = vec![(ShiftKey::new("none", Timestamp::UNIX_EPOCH), CaregiverId::new("82001"))];
            for (at, who) in changes {
                let (at, who) = (at % shifts.len(), CaregiverId::new(format!("82{who:03}")));
                shifts[at].caregiver = Some(who.clone());
                said.push((shifts[at].key.clone(), who));
            }
            changed.reassign(&said, Timestamp::UNIX_EPOCH);
            let mut built = build(shifts);
            built.as_of = Some(Timestamp::UNIX_EPOCH);
            prop_assert_eq!(format!("{changed:?}"), format!("{built:?}"));
        }
    }
}
