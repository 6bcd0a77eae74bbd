//! The store's contract in memory: what the SQL does, in the fewest lines that can be checked by reading.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use gigi_core::agency::{Caregiver, Client, Contact, Roster, Shift};
use gigi_core::case::Case;
use gigi_core::conversation::Conversation;
use gigi_core::effect::TimerName;
use gigi_core::id::{CaregiverId, CaseId, ClientId, EffectKey, ShiftKey};
use gigi_core::inbound::Outcome;
use gigi_core::matching::Reach;
use gigi_core::phone::Phone;
use jiff::Timestamp;

use crate::mirror::{Filed, people, shifts};
use crate::ports::{
    Arrival, Changes, Commit, Committed, Consultation, Consume, DeliveredRow, Delivery, DeliveryStatus,
    EffectEnd, Hint, JournalLine, MirrorUpdate, OutboxRow, Received, Store, Stored, Versioned, Waiting, Work,
};

/// Bugs planted on purpose, to prove that the simulation notices them (`docs/testing.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// An arrival with a known id is stored again.
    NoDedupe,
    /// Versions are not compared: the last writer wins.
    NoVersions,
    /// An arrival is acknowledged and forgotten, every tenth one.
    AckBeforeStore,
    /// Opt-outs are forgotten: nothing is kept back, neither at once nor when an effect begins.
    NoOptOutCheck,
    /// A begun effect is handed out again as if it had never been begun.
    ForgetsBegun,
    /// A new call-out can never be stored: stands for a text that conflicts for ever.
    RefusesCallOuts,
}

/// A store in memory. Everything it holds can be looked at by tests.
#[derive(Debug, Default)]
pub struct MemStore {
    held: Mutex<Held>,
    flaw: Option<Flaw>,
}

#[derive(Debug, Default)]
struct Held {
    inbox: Vec<(Arrival, Option<Outcome>)>,
    seen: BTreeSet<String>,
    received: u64,
    cases: BTreeMap<CaseId, Versioned<Case>>,
    conversations: BTreeMap<Phone, Versioned<Conversation>>,
    timers: BTreeMap<(CaseId, TimerName), Timestamp>,
    journal: Vec<(Timestamp, JournalLine)>,
    outbox: Vec<Row>,
    caregivers: Vec<Caregiver>,
    clients: Vec<Client>,
    contacts: Vec<Contact>,
    shifts: BTreeMap<ShiftKey, Shift>,
    as_of: Option<Timestamp>,
    revision: i64,
    marks: BTreeMap<String, Timestamp>,
    hints: Vec<Hint>,
    leases: BTreeMap<String, (String, Timestamp)>,
    numbers: u64,
    consultations: BTreeMap<String, Consultation>,
}

#[derive(Clone, Debug)]
struct Row {
    case: Option<CaseId>,
    key: String,
    work: Work,
    due: Timestamp,
    planned: Timestamp,
    priority: i32,
    attempts: u32,
    begun: Option<Timestamp>,
    lease: Option<(String, Timestamp)>,
    ended: Option<String>,
    provider_id: Option<String>,
    status: Option<DeliveryStatus>,
}

impl MemStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// A store with a planted bug.
    pub fn flawed(flaw: Flaw) -> Self {
        Self { flaw: Some(flaw), ..Self::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    /// Every case.
    pub fn all_cases(&self) -> Vec<Case> {
        self.held().cases.values().map(|c| c.doc.clone()).collect()
    }

    /// Every arrival with its outcome, in order.
    pub fn all_arrivals(&self) -> Vec<(Arrival, Option<Outcome>)> {
        self.held().inbox.clone()
    }

    /// The journal, in order.
    pub fn all_journal(&self) -> Vec<(Timestamp, JournalLine)> {
        self.held().journal.clone()
    }

    /// Every outbox row: name, tries, how it ended.
    pub fn all_effects(&self) -> Vec<(String, u32, Option<String>)> {
        self.held().outbox.iter().map(|r| (r.key.clone(), r.attempts, r.ended.clone())).collect()
    }

    /// Cases that a clock watches.
    pub fn watched(&self) -> BTreeSet<CaseId> {
        self.held().timers.keys().map(|(case, _)| *case).collect()
    }

    /// Outbox rows that were neither performed nor given up: name and number of tries.
    pub fn pending(&self) -> Vec<(String, u32)> {
        self.held().outbox.iter().filter(|r| r.ended.is_none()).map(|r| (r.key.clone(), r.attempts)).collect()
    }
}

fn refile<T: Filed>(known: &mut Vec<T>, read: &[T], update: &MirrorUpdate) -> Changes {
    let found = people(known, read, update);
    known.retain(|p| {
        !found.delete.iter().any(|id| id == p.file()) && !found.put.iter().any(|new| new.file() == p.file())
    });
    known.extend(found.put);
    found.changes
}

#[async_trait]
impl Store for MemStore {
    async fn receive(&self, arrival: &Arrival) -> Stored<Received> {
        let mut held = self.held();
        held.received += 1;
        if self.has(Flaw::AckBeforeStore) && held.received.is_multiple_of(10) {
            return Ok(Received::New);
        }
        if !held.seen.insert(arrival.dedupe.clone()) && !self.has(Flaw::NoDedupe) {
            return Ok(Received::Duplicate);
        }
        held.inbox.push((arrival.clone(), None));
        Ok(Received::New)
    }

    async fn waiting(&self, limit: usize) -> Stored<Vec<Waiting>> {
        let held = self.held();
        let mut threads = BTreeSet::new();
        let pending = held.inbox.iter().enumerate().filter(|(_, (_, outcome))| outcome.is_none());
        Ok(pending
            .filter(|(_, (a, _))| threads.insert(a.thread.clone()))
            .take(limit)
            .map(|(at, (a, _))| Waiting { seq: i64::try_from(at).unwrap_or(i64::MAX), arrival: a.clone() })
            .collect())
    }

    async fn case(&self, id: CaseId) -> Stored<Option<Versioned<Case>>> {
        Ok(self.held().cases.get(&id).cloned())
    }

    async fn active_cases(&self) -> Stored<Vec<Versioned<Case>>> {
        let held = self.held();
        let mut active: Vec<_> =
            held.cases.values().filter(|c| c.doc.is_open() || c.doc.waits_for_human()).cloned().collect();
        active.sort_by_key(|c| (c.doc.head().opened, c.doc.head().number));
        Ok(active)
    }

    async fn cases_of(&self, kind: &str, since: Timestamp) -> Stored<Vec<Case>> {
        let held = self.held();
        let of = |c: &&Versioned<Case>| c.doc.kind() == kind && c.doc.head().opened >= since;
        let mut found: Vec<Case> = held.cases.values().filter(of).map(|c| c.doc.clone()).collect();
        found.sort_by_key(|c| (c.head().opened, c.head().number));
        Ok(found)
    }

    async fn unwanted(&self, client: &ClientId) -> Stored<BTreeSet<CaregiverId>> {
        let held = self.held();
        let unwanted = held.cases.values().flat_map(|c| c.doc.unwanted());
        Ok(unwanted.filter(|(of, _)| *of == client).map(|(_, who)| who.clone()).collect())
    }

    async fn conversation(&self, phone: &Phone) -> Stored<Versioned<Conversation>> {
        let clean = || Versioned { doc: Conversation::new(phone.clone()), version: 0 };
        Ok(self.held().conversations.get(phone).cloned().unwrap_or_else(clean))
    }

    async fn reach(&self, now: Timestamp) -> Stored<BTreeMap<Phone, Reach>> {
        Ok(self.held().conversations.iter().map(|(p, c)| (p.clone(), c.doc.reach(now))).collect())
    }

    async fn next_number(&self) -> Stored<u64> {
        let mut held = self.held();
        held.numbers += 1;
        Ok(held.numbers)
    }

    async fn commit(&self, commit: &Commit) -> Stored<Committed> {
        let mut held = self.held();
        let checks = !self.has(Flaw::NoVersions);
        let version = |found: Option<i64>, read: i64| found.unwrap_or(0) == read || !checks;
        let stale =
            commit.cases.iter().any(|c| !version(held.cases.get(&c.doc.id()).map(|h| h.version), c.version))
                || commit
                    .conversations
                    .iter()
                    .any(|c| !version(held.conversations.get(&c.doc.phone).map(|h| h.version), c.version));
        let taken = commit.cases.iter().any(|c| {
            c.doc.is_open()
                && c.doc.slot().is_some_and(|s| {
                    held.cases.values().any(|h| {
                        h.doc.id() != c.doc.id()
                            && h.doc.is_open()
                            && h.doc.slot().is_some_and(|other| other == s)
                            && commit
                                .cases
                                .iter()
                                .all(|also| also.doc.id() != h.doc.id() || also.doc.is_open())
                    })
                })
        });
        let consumed = match &commit.consume {
            Consume::Arrival { seq, .. } => {
                usize::try_from(*seq).ok().and_then(|at| held.inbox.get(at)).is_none_or(|(_, o)| o.is_some())
            }
            Consume::Timer { case, name, due } => held.timers.get(&(*case, *name)) != Some(due),
            Consume::Effect { id, owner, .. } => held
                .row(*id)
                .is_none_or(|r| r.ended.is_some() || r.lease.as_ref().is_none_or(|(o, _)| o != owner)),
        };
        let refused = self.has(Flaw::RefusesCallOuts)
            && commit.cases.iter().any(|c| c.version == 0 && c.doc.as_call_out().is_some());
        let left = commit.rewritten.iter().any(|new| {
            new.must
                && !held.outbox.iter().any(|r| r.key == new.key && r.ended.is_none() && r.begun.is_none())
        });
        if stale || taken || consumed || refused || left {
            return Ok(Committed::Conflict);
        }
        held.apply(commit, !self.has(Flaw::NoOptOutCheck));
        Ok(Committed::Done)
    }

    async fn due_timers(&self, now: Timestamp, limit: usize) -> Stored<Vec<(CaseId, TimerName, Timestamp)>> {
        let held = self.held();
        let mut due: Vec<_> = held
            .timers
            .iter()
            .filter(|(_, t)| **t <= now)
            .map(|((case, name), t)| (*case, *name, *t))
            .collect();
        due.sort_by_key(|(case, name, t)| (*t, *case, *name));
        due.truncate(limit);
        Ok(due)
    }

    async fn timers_of(&self, case: CaseId) -> Stored<Vec<(TimerName, Timestamp)>> {
        let held = self.held();
        Ok(held.timers.iter().filter(|((c, _), _)| *c == case).map(|((_, n), t)| (*n, *t)).collect())
    }

    async fn next_due(&self) -> Stored<Option<Timestamp>> {
        let held = self.held();
        let rows = held.outbox.iter().filter(|r| r.ended.is_none());
        let effects = rows.map(|r| r.lease.as_ref().map_or(r.due, |(_, until)| (*until).max(r.due)));
        Ok(held.timers.values().copied().chain(effects).min())
    }

    async fn claim(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
    ) -> Stored<Vec<OutboxRow>> {
        let mut held = self.held();
        let mut due: Vec<usize> = (0..held.outbox.len())
            .filter(|at| {
                held.outbox.get(*at).is_some_and(|r| {
                    r.ended.is_none() && r.due <= now && r.lease.as_ref().is_none_or(|(_, t)| *t <= now)
                })
            })
            .collect();
        due.sort_by_key(|at| held.outbox.get(*at).map(|r| (r.priority, r.due, *at)));
        let forgets = self.has(Flaw::ForgetsBegun);
        let rows = due.into_iter().take(limit).filter_map(|at| {
            let row = held.outbox.get_mut(at)?;
            row.lease = Some((owner.to_owned(), until));
            Some(OutboxRow {
                id: i64::try_from(at).ok()?,
                case: row.case,
                key: row.key.clone(),
                work: row.work.clone(),
                attempts: row.attempts,
                begun: row.begun.filter(|_| !forgets),
                planned: row.planned,
            })
        });
        Ok(rows.collect())
    }

    async fn begin(&self, id: i64, owner: &str, now: Timestamp) -> Stored<bool> {
        let mut held = self.held();
        let opted_out = held.row(id).and_then(|r| r.work.text.as_ref()).is_some_and(|t| {
            !t.despite_opt_out && held.conversations.get(&t.to).is_some_and(|c| c.doc.opted_out.is_some())
        }) && !self.has(Flaw::NoOptOutCheck);
        let Some(row) = usize::try_from(id).ok().and_then(|at| held.outbox.get_mut(at)) else {
            return Ok(false);
        };
        let ours = row.lease.as_ref().is_some_and(|(o, until)| o == owner && *until > now);
        if row.ended.is_some() || !ours {
            return Ok(false);
        }
        if opted_out {
            row.ended = Some("withdrawn: opted out".into());
            return Ok(false);
        }
        row.begun = Some(now);
        row.attempts += 1;
        Ok(true)
    }

    async fn delivered_row(&self, delivery: &Delivery) -> Stored<Option<DeliveredRow>> {
        let held = self.held();
        let found = held.outbox.iter().enumerate().find(|(at, r)| {
            delivery.outbox.is_some_and(|id| i64::try_from(*at) == Ok(id))
                || r.provider_id.as_ref() == Some(&delivery.provider_id)
        });
        Ok(found.map(|(at, r)| DeliveredRow {
            id: i64::try_from(at).unwrap_or(i64::MAX),
            case: r.case,
            key: r.case.and_then(|c| r.key.strip_prefix(&format!("{c}/")).map(|k| EffectKey(k.to_owned()))),
            makes: r.work.makes.clone(),
            status: r.status,
        }))
    }

    async fn roster(&self) -> Stored<Roster> {
        let held = self.held();
        let shifts = held.shifts.values().cloned().collect();
        Ok(Roster::new(held.caregivers.clone(), held.clients.clone(), &held.contacts, shifts, held.as_of))
    }

    async fn roster_revision(&self) -> Stored<i64> {
        Ok(self.held().revision)
    }

    async fn mirror_as_of(&self) -> Stored<Option<Timestamp>> {
        Ok(self.held().as_of)
    }

    async fn mirror(&self, update: &MirrorUpdate) -> Stored<Changes> {
        let mut held = self.held();
        let mut changes = Changes::default();
        if let Some(read) = &update.caregivers {
            changes += refile(&mut held.caregivers, read, update);
        }
        if let Some(read) = &update.clients {
            changes += refile(&mut held.clients, read, update);
        }
        if let Some(new) = &update.contacts {
            held.contacts.clone_from(new);
        }
        let found = shifts(&held.shifts, update);
        for key in found.delete.iter().filter_map(|key| ShiftKey::parse(key)) {
            held.shifts.remove(&key);
        }
        held.shifts.extend(found.put.into_iter().map(|s| (s.key.clone(), s)));
        changes += found.changes;
        if let Some(before) = update.forget_before {
            held.shifts.retain(|key, _| key.start >= before);
        }
        held.marks.extend(update.marks.iter().cloned());
        held.hints.retain(|h| !update.followed.contains(h));
        held.as_of = update.at.or(held.as_of);
        // More often than it must: whoever then reads the roster again gives another process a turn, and the simulated
        // days become richer.
        held.revision += 1;
        Ok(changes)
    }

    async fn marks(&self) -> Stored<BTreeMap<String, Timestamp>> {
        Ok(self.held().marks.clone())
    }

    async fn hint(&self, hint: &Hint) -> Stored<()> {
        let mut held = self.held();
        held.hints.retain(|h| (h.kind, &h.id) != (hint.kind, &hint.id));
        held.hints.push(hint.clone());
        Ok(())
    }

    async fn hints(&self, limit: usize) -> Stored<Vec<Hint>> {
        Ok(self.held().hints.iter().take(limit).cloned().collect())
    }

    async fn consultation(&self, message: &str) -> Stored<Option<Consultation>> {
        Ok(self.held().consultations.get(message).cloned())
    }

    async fn keep_consultation(&self, consultation: &Consultation) -> Stored<bool> {
        let mut held = self.held();
        if consultation.ended.is_none() && held.consultations.contains_key(&consultation.message) {
            return Ok(false);
        }
        held.consultations.insert(consultation.message.clone(), consultation.clone());
        Ok(true)
    }

    async fn lease(&self, name: &str, owner: &str, now: Timestamp, until: Timestamp) -> Stored<bool> {
        let mut held = self.held();
        let free = held.leases.get(name).is_none_or(|(o, t)| o == owner || *t <= now);
        if free {
            held.leases.insert(name.to_owned(), (owner.to_owned(), until));
        }
        Ok(free)
    }
}

impl Held {
    fn row(&self, id: i64) -> Option<&Row> {
        usize::try_from(id).ok().and_then(|at| self.outbox.get(at))
    }

    fn apply(&mut self, commit: &Commit, silences: bool) {
        match &commit.consume {
            Consume::Arrival { seq, outcome } => {
                if let Some(row) = usize::try_from(*seq).ok().and_then(|at| self.inbox.get_mut(at)) {
                    row.1 = Some(outcome.clone());
                }
            }
            Consume::Timer { case, name, .. } => {
                self.timers.remove(&(*case, *name));
            }
            Consume::Effect { id, end, .. } => {
                if let Some(row) = usize::try_from(*id).ok().and_then(|at| self.outbox.get_mut(at)) {
                    row.lease = None;
                    match end {
                        EffectEnd::Done { provider_id, how } => {
                            row.provider_id = provider_id.clone().or(row.provider_id.take());
                            row.ended = Some(how.clone());
                        }
                        EffectEnd::Failed { why } => row.ended = Some(format!("failed: {why}")),
                        EffectEnd::Retry { due, unknown, .. } => {
                            row.due = *due;
                            row.begun = row.begun.filter(|_| *unknown);
                        }
                    }
                }
            }
        }
        for case in &commit.cases {
            let stored = Versioned { doc: case.doc.clone(), version: case.version + 1 };
            self.cases.insert(case.doc.id(), stored);
        }
        for c in &commit.conversations {
            let mut stored = Versioned { doc: c.doc.clone(), version: c.version + 1 };
            if !silences {
                stored.doc.opted_out = None;
            }
            self.conversations.insert(c.doc.phone.clone(), stored);
        }
        for (case, name, due) in &commit.timers {
            match due {
                Some(due) => self.timers.insert((*case, *name), *due),
                None => self.timers.remove(&(*case, *name)),
            };
        }
        self.journal.extend(commit.journal.iter().map(|l| (commit.at, l.clone())));
        for row in &mut self.outbox {
            let to = row.work.text.as_ref().filter(|t| !t.despite_opt_out).map(|t| &t.to);
            let silenced = silences && commit.silenced.is_some() && to == commit.silenced.as_ref();
            if row.ended.is_none() && row.begun.is_none() && (silenced || commit.withdrawn.contains(&row.key))
            {
                row.ended = Some("withdrawn".into());
            }
        }
        for new in &commit.rewritten {
            let unbegun = |r: &&mut Row| r.key == new.key && r.ended.is_none() && r.begun.is_none();
            if let Some(row) = self.outbox.iter_mut().find(unbegun) {
                row.key.clone_from(&new.becomes);
                row.work = new.work.clone();
                row.lease = None;
            }
        }
        for new in &commit.outbox {
            if self.outbox.iter().all(|r| r.key != new.key) {
                self.outbox.push(Row {
                    case: new.case,
                    key: new.key.clone(),
                    work: new.work.clone(),
                    due: new.due,
                    planned: commit.at,
                    priority: new.priority,
                    attempts: 0,
                    begun: None,
                    lease: None,
                    ended: None,
                    provider_id: None,
                    status: None,
                });
            }
        }
        for row in self.outbox.iter_mut().filter(|_| commit.release) {
            let held = row.ended.is_none() && row.attempts == 0 && row.key.contains("/offer/");
            if held && row.due > commit.at {
                row.due = commit.at;
            }
        }
        if let Some(delivery) = &commit.delivery
            && let Some(row) =
                delivery.outbox.and_then(|id| usize::try_from(id).ok()).and_then(|at| self.outbox.get_mut(at))
        {
            row.status = row.status.max(Some(delivery.status));
            row.provider_id.get_or_insert_with(|| delivery.provider_id.clone());
        }
    }
}
