//! What a read of the record system brings, and what it changes: the vocabulary of the mirror, and the comparison that
//! every store makes in the same way.
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use gigi_core::agency::{Caregiver, Client, Contact, Shift, ShiftStatus};
use gigi_core::id::{AppointmentId, CaregiverId, ClientId, ShiftKey};
use jiff::Timestamp;
use serde::Serialize;

/// A record that came and could not be read. Says where and why, never what it held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aside {
    /// `appointment`, `practitioner`, `patient`, `relatedperson`.
    pub resource: &'static str,
    /// Where in the answer, such as `entry[3].resource.start`.
    pub path: String,
    /// What was wrong there.
    pub reason: String,
    /// The record's id, if that much could be read: nothing is concluded from its absence.
    #[serde(skip)]
    pub id: Option<String>,
}

/// A complete list: everything came; what could not be read is set aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<T> {
    /// What could be read.
    pub items: Vec<T>,
    /// What could not.
    pub aside: Vec<Aside>,
}

impl<T> Default for Read<T> {
    fn default() -> Self {
        Self { items: Vec::new(), aside: Vec::new() }
    }
}

/// What the mirror pulls.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Caregivers and applicants.
    pub caregivers: Vec<Caregiver>,
    /// Clients and prospects.
    pub clients: Vec<Client>,
    /// Relatives: always all of them.
    pub contacts: Vec<Contact>,
    /// No relative has changed, so `contacts` was not read.
    pub contacts_unread: bool,
    /// What could not be read.
    pub aside: Vec<Aside>,
}

/// One person, read by id.
#[derive(Clone, Debug, PartialEq)]
pub enum Person {
    /// A caregiver or applicant.
    Caregiver(Box<Caregiver>),
    /// A client or prospect.
    Client(Box<Client>),
}

/// Whom a hint may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonKind {
    /// A caregiver or applicant.
    Caregiver,
    /// A client or prospect.
    Client,
}

impl PersonKind {
    /// As the store writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caregiver => "caregiver",
            Self::Client => "client",
        }
    }

    /// As the store wrote it.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Caregiver, Self::Client].into_iter().find(|k| k.as_str() == text)
    }
}

/// Somebody said that a person changed. Never believed: it leads to a read and to nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Caregiver or client.
    pub kind: PersonKind,
    /// The id that was named.
    pub id: String,
    /// When. A hint that comes again while the first is followed is a new one.
    pub at: Timestamp,
}

/// How a regular read may go about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Nothing else waits for the record system: the first read of everything.
    Alone,
    /// Others are in a hurry and must find half of the rate free.
    Beside,
}

/// Requests made to the record system since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Requests {
    /// By rankings, rechecks, looks, assignments, notes: everything that is not a regular read.
    pub direct: u64,
    /// By regular reads.
    pub regular: u64,
    /// The most that left within any one second.
    pub busiest_second: u64,
}

/// What the mirror changes in one go.
#[derive(Clone, Debug, Default)]
pub struct MirrorUpdate {
    /// When the record system was read.
    pub at: Option<Timestamp>,
    /// Caregivers; `Some` replaces everybody, unless the update is partial.
    pub caregivers: Option<Vec<Caregiver>>,
    /// Clients; `Some` replaces everybody, unless the update is partial.
    pub clients: Option<Vec<Client>>,
    /// All contacts; `Some` replaces everybody.
    pub contacts: Option<Vec<Contact>>,
    /// Only those who changed were asked for: nobody is gone because she is missing.
    pub partial: bool,
    /// Ids of people whose records came and could not be read: they are not gone either.
    pub kept: BTreeSet<String>,
    /// Shifts that were read.
    pub shifts: Vec<Shift>,
    /// What the read covered completely: shifts of these whose start lies inside and that are not in `shifts` are gone.
    pub covered: Vec<Covered>,
    /// Shifts that start before this are forgotten: nothing needs them any more.
    pub forget_before: Option<Timestamp>,
    /// When which part was read, kept for the next plan.
    pub marks: Vec<(String, Timestamp)>,
    /// Hints that were followed.
    pub followed: Vec<Hint>,
}

/// A part of the schedule that was read completely.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    /// Whose shifts.
    pub whose: Whose,
    /// First instant.
    pub from: Timestamp,
    /// First instant outside.
    pub until: Timestamp,
    /// Appointments of which a record could not be read: they are not gone.
    pub except: BTreeSet<AppointmentId>,
}

impl Covered {
    /// Whether a shift that was not in the read is gone from this part.
    fn misses(&self, shift: &Shift) -> bool {
        let inside = self.from <= shift.start() && shift.start() < self.until;
        let ours = match &self.whose {
            Whose::Client(client) => inside && shift.client == *client,
            Whose::Caregiver(caregiver) => inside && shift.caregiver.as_ref() == Some(caregiver),
            Whose::Shift(key) => shift.key == *key,
        };
        ours && !self.except.contains(&shift.key.appointment)
    }
}

/// Whose shifts a read covers.
#[derive(Clone, Debug, PartialEq)]
pub enum Whose {
    /// A client's.
    Client(ClientId),
    /// A caregiver's. A shift of hers that is not there any more may have gone to somebody else: its caregiver is
    /// cleared, not the shift.
    Caregiver(CaregiverId),
    /// One shift's, by itself.
    Shift(ShiftKey),
}

macro_rules! changes {
    ($($(#[$doc:meta])* $field:ident),+ $(,)?) => {
        /// What a read changed, in numbers.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        pub struct Changes { $($(#[$doc])* pub $field: u64),+ }

        impl Changes {
            /// Name and number of each.
            pub fn each(&self) -> impl Iterator<Item = (&'static str, u64)> {
                [$((stringify!($field), self.$field)),+].into_iter()
            }
        }

        impl AddAssign for Changes {
            fn add_assign(&mut self, other: Self) {
                $(self.$field += other.$field;)+
            }
        }
    };
}
changes! {
    /// Shifts that were not there before.
    shifts_new,
    /// Shifts whose appointment has another start now.
    shifts_moved,
    /// Shifts with another caregiver, or with none any more.
    shifts_reassigned,
    /// Shifts that say they will not happen.
    shifts_cancelled,
    /// Shifts with another end, place or status.
    shifts_changed,
    /// Shifts that are gone from a part of the schedule that was read whole.
    shifts_gone,
    /// People who were not there before.
    people_new,
    /// People whose file says something else.
    people_changed,
    /// People who are not active any more.
    people_deactivated,
    /// People who are gone from a read of everybody.
    people_gone,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let some: Vec<String> = self
            .each()
            .filter(|(_, n)| *n > 0)
            .map(|(what, n)| format!("{n} {}", what.replace('_', " ")))
            .collect();
        f.write_str(if some.is_empty() { "nothing changed" } else { "" })?;
        f.write_str(&some.join(", "))
    }
}

/// What must be written so that the mirror shows what was read.
#[derive(Debug, PartialEq)]
pub struct Difference<T> {
    /// To write.
    pub put: Vec<T>,
    /// To remove, by key.
    pub delete: Vec<String>,
    /// In numbers.
    pub changes: Changes,
}

/// Compares the shifts that were read with those that are known. `known` must hold whatever is known of the covered
/// parts and of every shift that was read.
pub fn shifts(known: &BTreeMap<ShiftKey, Shift>, update: &MirrorUpdate) -> Difference<Shift> {
    let read: BTreeMap<&ShiftKey, &Shift> = update.shifts.iter().map(|s| (&s.key, s)).collect();
    let mut found = Difference { put: Vec::new(), delete: Vec::new(), changes: Changes::default() };
    let mut gone: BTreeMap<&AppointmentId, u64> = BTreeMap::new();
    for shift in known.values().filter(|s| !read.contains_key(&s.key)) {
        let mut missing = update.covered.iter().filter(|c| c.misses(shift)).peekable();
        if missing.peek().is_none() {
            continue;
        }
        if missing.all(|c| matches!(c.whose, Whose::Caregiver(_))) {
            // It may have gone to somebody else: her name goes, the shift stays.
            found.changes.shifts_reassigned += 1;
            found.put.push(Shift { caregiver: None, ..shift.clone() });
        } else {
            *gone.entry(&shift.key.appointment).or_default() += 1;
            found.changes.shifts_gone += 1;
            found.delete.push(shift.key.to_string());
        }
    }
    for shift in read.into_values() {
        let changes = &mut found.changes;
        match known.get(&shift.key) {
            Some(before) if before == shift => continue,
            Some(before) if shift.status == ShiftStatus::Cancelled && before.status != shift.status => {
                changes.shifts_cancelled += 1;
            }
            Some(before) if before.caregiver != shift.caregiver => changes.shifts_reassigned += 1,
            Some(_) => changes.shifts_changed += 1,
            None => match gone.get_mut(&shift.key.appointment).filter(|n| **n > 0) {
                Some(elsewhere) => {
                    *elsewhere -= 1;
                    changes.shifts_gone -= 1;
                    changes.shifts_moved += 1;
                }
                None => changes.shifts_new += 1,
            },
        }
        found.put.push(shift.clone());
    }
    found
}

/// Somebody with a file.
pub trait Filed: PartialEq + Clone {
    /// Her id.
    fn file(&self) -> &str;
    /// Whether she is active.
    fn is_active(&self) -> bool;
}

impl Filed for Caregiver {
    fn file(&self) -> &str {
        self.id.as_str()
    }
    fn is_active(&self) -> bool {
        self.active
    }
}

impl Filed for Client {
    fn file(&self) -> &str {
        self.id.as_str()
    }
    fn is_active(&self) -> bool {
        self.active
    }
}

/// Compares people who were read with those who are known.
pub fn people<T: Filed>(known: &[T], read: &[T], update: &MirrorUpdate) -> Difference<T> {
    let before: BTreeMap<&str, &T> = known.iter().map(|p| (p.file(), p)).collect();
    let now: BTreeMap<&str, &T> = read.iter().map(|p| (p.file(), p)).collect();
    let mut found = Difference { put: Vec::new(), delete: Vec::new(), changes: Changes::default() };
    for (id, person) in &now {
        match before.get(id) {
            Some(same) if same == person => continue,
            Some(was) if was.is_active() && !person.is_active() => found.changes.people_deactivated += 1,
            Some(_) => found.changes.people_changed += 1,
            None => found.changes.people_new += 1,
        }
        found.put.push((*person).clone());
    }
    if !update.partial {
        let gone = before.keys().filter(|id| !now.contains_key(*id) && !update.kept.contains(**id));
        found.delete.extend(gone.map(|id| (*id).to_owned()));
        found.changes.people_gone += u64::try_from(found.delete.len()).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn shift(id: &str, start: &str, caregiver: Option<&str>) -> Shift {
        Shift {
            key: ShiftKey::new(id, at(start)),
            client: "7100001".into(),
            caregiver: caregiver.map(CaregiverId::from),
            end: at("2026-11-30T00:00:00Z"),
            position: None,
            status: ShiftStatus::Scheduled,
        }
    }

    fn known(shifts: &[Shift]) -> BTreeMap<ShiftKey, Shift> {
        shifts.iter().map(|s| (s.key.clone(), s.clone())).collect()
    }

    fn read(shifts: Vec<Shift>, whose: Whose) -> MirrorUpdate {
        let covered = Covered {
            whose,
            from: at("2026-11-23T00:00:00Z"),
            until: at("2026-11-29T00:00:00Z"),
            except: BTreeSet::new(),
        };
        MirrorUpdate { shifts, covered: vec![covered], ..MirrorUpdate::default() }
    }

    #[test]
    fn new_moved_reassigned_cancelled_and_gone_are_told_apart() {
        let before = known(&[
            shift("same", "2026-11-24T13:00:00Z", Some("1")),
            shift("moved", "2026-11-24T14:00:00Z", Some("1")),
            shift("reassigned", "2026-11-24T15:00:00Z", Some("1")),
            shift("cancelled", "2026-11-24T16:00:00Z", Some("1")),
            shift("gone", "2026-11-24T17:00:00Z", Some("1")),
            shift("outside", "2026-11-29T13:00:00Z", Some("1")),
        ]);
        let cancelled =
            Shift { status: ShiftStatus::Cancelled, ..shift("cancelled", "2026-11-24T16:00:00Z", Some("1")) };
        let update = read(
            vec![
                shift("same", "2026-11-24T13:00:00Z", Some("1")),
                shift("moved", "2026-11-25T14:00:00Z", Some("1")),
                shift("reassigned", "2026-11-24T15:00:00Z", None),
                cancelled,
                shift("new", "2026-11-24T18:00:00Z", None),
            ],
            Whose::Client("7100001".into()),
        );
        let found = shifts(&before, &update);
        let one = Changes {
            shifts_new: 1,
            shifts_moved: 1,
            shifts_reassigned: 1,
            shifts_cancelled: 1,
            shifts_gone: 1,
            ..Changes::default()
        };
        assert_eq!(found.changes, one);
        assert_eq!((found.put.len(), found.delete.len()), (4, 2), "what is as it was is not written");
    }

    #[test]
    fn an_appointment_that_could_not_be_read_is_not_gone() {
        let before = known(&[shift("5", "2026-11-24T13:00:00Z", Some("1"))]);
        let mut update = read(vec![], Whose::Client("7100001".into()));
        update.covered[0].except.insert("5".into());
        assert_eq!(shifts(&before, &update).delete, Vec::<String>::new());
    }

    #[test]
    fn a_shift_that_left_a_caregivers_list_stays_and_is_open() {
        let before = known(&[shift("5", "2026-11-24T13:00:00Z", Some("1"))]);
        let found = shifts(&before, &read(vec![], Whose::Caregiver("1".into())));
        assert_eq!(found.put[0].caregiver, None);
        assert!(found.delete.is_empty());
    }
}
