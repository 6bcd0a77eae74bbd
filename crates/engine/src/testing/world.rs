//! The other side in memory: clock, ids, phones, WellSky; each with the faults that the simulation switches on.
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use gigi_core::agency::{Client, PersonName, Shift, Tongue};
use gigi_core::case::{AssignOutcome, Seen};
use gigi_core::id::{CaregiverId, CaseId, ClientId, ShiftKey};
use gigi_core::inbound::advice::Consult;
use gigi_core::lead::{Change, ChangeOutcome, EnterOutcome, Prospect};
use gigi_core::note::About;
use gigi_core::phone::Phone;
use gigi_core::visit::ClockIn;
use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use crate::ports::{
    Aside, ChatError, ChatModel, Clock, Consultation, Ids, Lane, Messenger, OutgoingText, People, Person,
    PersonKind, Read, RecordError, RecordSystem, Recorded, Requests, SendError,
};

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A clock that stands until it is set.
#[derive(Debug)]
pub struct TestClock(watch::Sender<Timestamp>);

impl TestClock {
    /// Stands at `start`.
    pub fn at(start: Timestamp) -> Self {
        Self(watch::Sender::new(start))
    }

    /// Moves to `now`; never back.
    pub fn set(&self, now: Timestamp) {
        self.0.send_modify(|held| *held = now.max(*held));
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn until(&self, at: Timestamp) {
        // The sender is this clock: it cannot be gone.
        let _ = self.0.subscribe().wait_for(|now| *now >= at).await;
    }
}

/// A hosted model that answers what was recorded, and nothing else.
#[derive(Debug)]
pub struct Replay(Vec<Consultation>);

impl Replay {
    /// Answers as these were answered.
    pub const fn new(recorded: Vec<Consultation>) -> Self {
        Self(recorded)
    }
}

#[async_trait]
impl ChatModel for Replay {
    fn name(&self) -> String {
        "replay".into()
    }

    async fn ask(&self, question: &Consult) -> Result<String, ChatError> {
        let found = self.0.iter().find(|c| c.asked == *question).and_then(|c| c.answer.as_ref());
        found.map(|a| a.expose().clone()).ok_or_else(|| ChatError { why: "not recorded".into() })
    }
}

/// Ids that count.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl Ids for CountedIds {
    fn case_id(&self, _now: Timestamp) -> CaseId {
        CaseId(Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + 1))
    }
}

/// What the provider does to the next text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneFault {
    /// Refuses the connection.
    Down,
    /// Takes the text and never answers.
    TakesAndHangs,
    /// Answers 5xx without taking it.
    Breaks,
    /// The number cannot be texted.
    BadNumber,
}

/// Phones and the provider before them: an append-only ledger of what was taken.
#[derive(Debug, Default)]
pub struct FakePhones {
    ledger: Mutex<Vec<(Timestamp, i64, Phone, String)>>,
    faults: Mutex<VecDeque<PhoneFault>>,
}

impl FakePhones {
    /// Every text taken: when, our row, number, words.
    pub fn ledger(&self) -> Vec<(Timestamp, i64, Phone, String)> {
        locked(&self.ledger).clone()
    }

    /// What was said to one number, in order.
    pub fn said_to(&self, phone: &Phone) -> Vec<String> {
        self.ledger().into_iter().filter(|(_, _, p, _)| p == phone).map(|(_, _, _, words)| words).collect()
    }

    /// The next texts meet these, one each.
    pub fn fault(&self, fault: PhoneFault) {
        locked(&self.faults).push_back(fault);
    }
}

#[async_trait]
impl Messenger for FakePhones {
    async fn send(&self, outbox: i64, text: &OutgoingText, now: Timestamp) -> Result<String, SendError> {
        let fault = locked(&self.faults).pop_front();
        let taken = || locked(&self.ledger).push((now, outbox, text.to.clone(), text.body.expose().clone()));
        match fault {
            None => {
                taken();
                Ok(format!("SM{outbox}"))
            }
            Some(PhoneFault::Down) => {
                Err(SendError::NotSent { why: "connection refused".into(), retry_after: None })
            }
            Some(PhoneFault::TakesAndHangs) => {
                taken();
                Err(SendError::Unknown { why: "time-out".into() })
            }
            Some(PhoneFault::Breaks) => Err(SendError::Unknown { why: "502".into() }),
            Some(PhoneFault::BadNumber) => Err(SendError::Refused { code: "21614".into(), opted_out: false }),
        }
    }

    async fn find(
        &self,
        outbox: i64,
        _text: &OutgoingText,
        _since: Timestamp,
    ) -> Result<Option<String>, SendError> {
        Ok(locked(&self.ledger)
            .iter()
            .find(|(_, id, _, _)| *id == outbox)
            .map(|(_, id, _, _)| format!("SM{id}")))
    }

    fn is_live(&self) -> bool {
        true
    }
}

/// What WellSky does to the next calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFault {
    /// Does not answer.
    Down,
    /// Takes a write and does not answer.
    WritesAndHangs,
    /// Refuses a write.
    Refuses,
}

/// A schedule in memory, with the history of who put whom on which shift.
#[derive(Debug, Default)]
pub struct FakeRecords {
    held: Mutex<Schedule>,
}

#[derive(Debug, Default)]
struct Schedule {
    people: People,
    shifts: BTreeMap<ShiftKey, Shift>,
    history: Vec<(ShiftKey, Option<CaregiverId>, &'static str)>,
    faults: VecDeque<RecordFault>,
    clock_ins: Vec<(ClientId, ClockIn)>,
    /// Ids of appointments and people whose records cannot be read.
    unreadable: BTreeSet<String>,
    /// Ids of people whose file was changed.
    touched: BTreeSet<String>,
    since: Vec<Option<Timestamp>>,
    calls: u64,
    regular: u64,
}

/// What is set aside of a list: the records with these ids.
fn aside(
    resource: &'static str,
    ids: impl Iterator<Item = String>,
    unreadable: &BTreeSet<String>,
) -> Vec<Aside> {
    ids.filter(|id| unreadable.contains(id))
        .map(|id| Aside {
            resource,
            path: "entry[0].resource.start".into(),
            reason: "not an instant".into(),
            id: Some(id),
        })
        .collect()
}

impl FakeRecords {
    /// An agency.
    pub fn new(people: People, shifts: Vec<Shift>) -> Self {
        let shifts = shifts.into_iter().map(|s| (s.key.clone(), s)).collect();
        Self { held: Mutex::new(Schedule { people, shifts, ..Schedule::default() }) }
    }

    /// The next call meets this.
    pub fn fault(&self, fault: RecordFault) {
        locked(&self.held).faults.push_back(fault);
    }

    /// Somebody in the office changes a shift.
    pub fn office(&self, key: &ShiftKey, caregiver: Option<CaregiverId>) {
        let mut held = locked(&self.held);
        if let Some(s) = held.shifts.get_mut(key) {
            s.caregiver.clone_from(&caregiver);
            held.history.push((key.clone(), caregiver, "office"));
        }
    }

    /// Somebody clocks in.
    pub fn clock_in(&self, client: ClientId, clock: ClockIn) {
        locked(&self.held).clock_ins.push((client, clock));
    }

    /// Somebody in the office takes a shift out of the schedule.
    pub fn remove(&self, key: &ShiftKey) {
        locked(&self.held).shifts.remove(key);
    }

    /// Somebody in the office changes files. Those who are named count as changed for reads of changes.
    pub fn files(&self, touched: &[&str], change: impl FnOnce(&mut People)) {
        let mut held = locked(&self.held);
        held.touched.extend(touched.iter().map(|id| (*id).to_owned()));
        change(&mut held.people);
    }

    /// From now on the record of this appointment or person cannot be read.
    pub fn spoil(&self, id: &str) {
        locked(&self.held).unreadable.insert(id.to_owned());
    }

    /// Since when each read of people asked for changes; `None` asked for everybody.
    pub fn asked_since(&self) -> Vec<Option<Timestamp>> {
        locked(&self.held).since.clone()
    }

    /// Who is on a shift.
    pub fn on(&self, key: &ShiftKey) -> Option<CaregiverId> {
        locked(&self.held).shifts.get(key).and_then(|s| s.caregiver.clone())
    }

    /// Every change: shift, who, by `gigi` or `office`.
    pub fn history(&self) -> Vec<(ShiftKey, Option<CaregiverId>, &'static str)> {
        locked(&self.held).history.clone()
    }

    /// Prospects on file, with their numbers.
    pub fn prospects(&self) -> Vec<(ClientId, Phone)> {
        let held = locked(&self.held);
        let prospects = held.people.clients.iter().filter(|c| !c.is_client);
        prospects.flat_map(|c| c.phones.iter().map(|p| (c.id.clone(), p.clone()))).collect()
    }

    /// The call that follows is one of the regular reads.
    fn regular(&self) {
        locked(&self.held).regular += 1;
    }

    fn read<T>(&self, ask: impl FnOnce(&Schedule) -> T) -> Recorded<T> {
        let mut held = locked(&self.held);
        held.calls += 1;
        if held.faults.front() == Some(&RecordFault::Down) {
            held.faults.pop_front();
            return Err(RecordError { why: "WellSky does not answer".into(), transient: true });
        }
        Ok(ask(&held))
    }
}

#[async_trait]
impl RecordSystem for FakeRecords {
    async fn shift(&self, key: &ShiftKey, _client: &ClientId) -> Recorded<Option<Shift>> {
        self.read(|s| s.shifts.get(key).cloned())
    }

    async fn schedule_of(
        &self,
        who: &CaregiverId,
        from: Timestamp,
        until: Timestamp,
    ) -> Recorded<Vec<Shift>> {
        let hers = |s: &&Shift| s.caregiver.as_ref() == Some(who) && s.start() >= from && s.start() < until;
        self.read(|s| s.shifts.values().filter(hers).cloned().collect())
    }

    async fn visits_to(
        &self,
        client: &ClientId,
        from: Timestamp,
        until: Timestamp,
        _lane: Lane,
    ) -> Recorded<Read<Shift>> {
        self.regular();
        let hers = |s: &&Shift| s.client == *client && s.start() >= from && s.start() < until;
        self.read(|s| {
            let ids = s.shifts.values().filter(hers).map(|s| s.key.appointment.to_string());
            let readable = |x: &&Shift| !s.unreadable.contains(x.key.appointment.as_str());
            Read {
                aside: aside("appointment", ids, &s.unreadable),
                items: s.shifts.values().filter(hers).filter(readable).cloned().collect(),
            }
        })
    }

    async fn clock_ins(
        &self,
        client: &ClientId,
        from: Timestamp,
        until: Timestamp,
    ) -> Recorded<Vec<ClockIn>> {
        self.regular();
        let hers = |(who, c): &&(ClientId, ClockIn)| who == client && c.at >= from && c.at <= until;
        self.read(|s| s.clock_ins.iter().filter(hers).map(|(_, c)| c.clone()).collect())
    }

    async fn people(&self, since: Option<Timestamp>, _lane: Lane) -> Recorded<People> {
        self.regular();
        locked(&self.held).since.push(since);
        self.read(|s| {
            let mut people = s.people.clone();
            let wanted = |id: &str| since.is_none() || s.touched.contains(id);
            people.caregivers.retain(|c| wanted(c.id.as_str()));
            people.clients.retain(|c| wanted(c.id.as_str()));
            people.contacts_unread = since.is_some();
            let ids = people.caregivers.iter().map(|c| c.id.to_string());
            people.aside = aside("practitioner", ids, &s.unreadable);
            people.caregivers.retain(|c| !s.unreadable.contains(c.id.as_str()));
            people
        })
    }

    async fn person(&self, kind: PersonKind, id: &str) -> Recorded<Option<Person>> {
        self.regular();
        self.read(|s| match kind {
            PersonKind::Caregiver => {
                let her = s.people.caregivers.iter().find(|c| c.id.as_str() == id);
                her.map(|c| Person::Caregiver(Box::new(c.clone())))
            }
            PersonKind::Client => {
                let her = s.people.clients.iter().find(|c| c.id.as_str() == id);
                her.map(|c| Person::Client(Box::new(c.clone())))
            }
        })
    }

    fn requests(&self) -> Requests {
        let held = locked(&self.held);
        let direct = held.calls.saturating_sub(held.regular);
        Requests { direct, regular: held.regular, busiest_second: 0 }
    }

    async fn assign(
        &self,
        key: &ShiftKey,
        _client: &ClientId,
        caregiver: &CaregiverId,
        expected: &BTreeSet<Option<CaregiverId>>,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> AssignOutcome {
        let found = match self.read(|s| s.shifts.get(key).cloned()) {
            Ok(found) => found,
            Err(e) => return AssignOutcome::Waiting { why: e.why },
        };
        let Some(found) = found else { return AssignOutcome::Conflict { seen: Seen::Gone } };
        if found.caregiver.as_ref() == Some(caregiver) {
            return AssignOutcome::Shown;
        }
        if !expected.contains(&found.caregiver) {
            return AssignOutcome::Conflict { seen: Seen::On { caregiver: found.caregiver } };
        }
        if !still_ours().await {
            return AssignOutcome::Waiting { why: "the lease is not ours".into() };
        }
        let mut held = locked(&self.held);
        match held.faults.pop_front() {
            Some(RecordFault::Down) => {
                return AssignOutcome::Waiting { why: "WellSky does not answer".into() };
            }
            Some(RecordFault::Refuses) => return AssignOutcome::Refused { why: "403".into() },
            fault => {
                if let Some(s) = held.shifts.get_mut(key) {
                    s.caregiver = Some(caregiver.clone());
                }
                held.history.push((key.clone(), Some(caregiver.clone()), "gigi"));
                if fault == Some(RecordFault::WritesAndHangs) {
                    return AssignOutcome::Waiting { why: "time-out after the write".into() };
                }
            }
        }
        AssignOutcome::Shown
    }

    async fn note(&self, _client: &ClientId, _title: &str, _text: &str, _now: Timestamp) -> Recorded<String> {
        self.read(|_| "task log".to_owned())
    }

    async fn enter_prospect(
        &self,
        prospect: &Prospect,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> EnterOutcome {
        let known = |s: &Schedule| {
            let same = |c: &&Client| c.phones.contains(&prospect.phone);
            s.people.clients.iter().find(same).map(|c| (c.id.clone(), c.is_client))
        };
        match self.read(known) {
            Err(e) => return EnterOutcome::Waiting { why: e.why },
            Ok(Some((id, true))) => return EnterOutcome::IsClient { id },
            Ok(Some((id, false))) => return EnterOutcome::Shown { id, existed: true },
            Ok(None) => {}
        }
        if !still_ours().await {
            return EnterOutcome::Waiting { why: "the lease is not ours".into() };
        }
        let mut held = locked(&self.held);
        let fault = held.faults.pop_front();
        if fault == Some(RecordFault::Refuses) {
            return EnterOutcome::Refused { why: "403".into() };
        }
        let id = ClientId::new(format!("prospect-{}", held.people.clients.len()));
        if fault != Some(RecordFault::Down) {
            held.people.clients.push(Client {
                id: id.clone(),
                name: PersonName::new(prospect.first.expose(), prospect.last.expose()),
                text_to: Some(prospect.phone.clone()),
                phones: vec![prospect.phone.clone()],
                home: None,
                city: None,
                tongue: Tongue::English,
                tags: BTreeSet::new(),
                active: true,
                is_client: false,
            });
        }
        match fault {
            Some(_) => EnterOutcome::Waiting { why: "WellSky does not answer".into() },
            None => EnterOutcome::Shown { id, existed: false },
        }
    }

    async fn change_prospect(
        &self,
        _id: &ClientId,
        _change: &Change,
        _still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> ChangeOutcome {
        match self.read(|_| ()) {
            Ok(()) => ChangeOutcome::Shown,
            Err(e) => ChangeOutcome::Waiting { why: e.why },
        }
    }

    async fn ask_office(
        &self,
        _about: &About,
        _text: &str,
        _due: Timestamp,
        _now: Timestamp,
    ) -> Recorded<String> {
        self.read(|_| "admin task".to_owned())
    }
}
