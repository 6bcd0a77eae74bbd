//! A process that dies: every call of a port counts down, and at zero the call never returns. The runner then drops the
//! whole engine, as `kill -9` would, and builds a new one over the same store.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use async_trait::async_trait;
use futures_util::future::{BoxFuture, pending};
use gigi_core::agency::{Roster, Shift};
use gigi_core::case::{AssignOutcome, Case};
use gigi_core::conversation::Conversation;
use gigi_core::effect::TimerName;
use gigi_core::id::{CaregiverId, CaseId, ClientId, ShiftKey};
use gigi_core::lead::{Change, ChangeOutcome, EnterOutcome, Prospect};
use gigi_core::matching::Reach;
use gigi_core::note::About;
use gigi_core::phone::Phone;
use gigi_core::visit::ClockIn;
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::ports::{
    Arrival, Changes, Commit, Committed, Consultation, DeliveredRow, Delivery, Hint, Lane, Messenger,
    MirrorUpdate, OutboxRow, OutgoingText, People, Person, PersonKind, Read, Received, RecordSystem,
    Recorded, Requests, SendError, Store, Stored, Versioned, Waiting,
};

/// Decides when the process dies.
#[derive(Debug, Default)]
pub struct CrashPoint {
    countdown: AtomicI64,
    died: Notify,
    pace: AtomicU64,
}

impl CrashPoint {
    /// A process whose calls take turns with those of another, at a pace that this seed decides.
    pub fn paced(seed: u64) -> Self {
        Self { pace: AtomicU64::new(seed | 1), ..Self::default() }
    }

    /// The process dies at the `calls`-th port call from now (before or after its effect, alternately); 0: it lives.
    pub fn arm(&self, calls: i64) {
        self.countdown.store(calls, Ordering::SeqCst);
    }

    /// Resolves when the process has died.
    pub async fn died(&self) {
        self.died.notified().await;
    }

    async fn pass(&self) {
        // xorshift: 0 stays 0, and then nobody is waited for.
        let mut x = self.pace.load(Ordering::SeqCst);
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.pace.store(x, Ordering::SeqCst);
        // Now and then a call stalls while the other process does a good deal of work: that is when updates get lost.
        let turns = if x >> 8 & 31 == 0 { 100 } else { x % 4 };
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        if self.countdown.load(Ordering::SeqCst) > 0 && self.countdown.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.died.notify_one();
            pending::<()>().await;
        }
    }
}

/// A port whose calls may be the process's last. Each call passes the crash point twice: before and after its effect.
#[derive(Debug)]
pub struct Mortal<T> {
    /// The real one.
    pub inner: Arc<T>,
    /// When to die.
    pub point: Arc<CrashPoint>,
}

impl<T> Mortal<T> {
    /// Wraps a port.
    pub fn new(inner: &Arc<T>, point: &Arc<CrashPoint>) -> Self {
        Self { inner: Arc::clone(inner), point: Arc::clone(point) }
    }

    async fn mortal<R>(&self, call: impl Future<Output = R> + Send) -> R {
        self.point.pass().await;
        let result = call.await;
        self.point.pass().await;
        result
    }
}

#[async_trait]
impl<T: Store> Store for Mortal<T> {
    async fn receive(&self, arrival: &Arrival) -> Stored<Received> {
        self.mortal(self.inner.receive(arrival)).await
    }
    async fn waiting(&self, limit: usize) -> Stored<Vec<Waiting>> {
        self.mortal(self.inner.waiting(limit)).await
    }
    async fn case(&self, id: CaseId) -> Stored<Option<Versioned<Case>>> {
        self.mortal(self.inner.case(id)).await
    }
    async fn active_cases(&self) -> Stored<Vec<Versioned<Case>>> {
        self.mortal(self.inner.active_cases()).await
    }
    async fn cases_of(&self, kind: &str, since: Timestamp) -> Stored<Vec<Case>> {
        self.mortal(self.inner.cases_of(kind, since)).await
    }
    async fn unwanted(&self, client: &ClientId) -> Stored<BTreeSet<CaregiverId>> {
        self.mortal(self.inner.unwanted(client)).await
    }
    async fn conversation(&self, phone: &Phone) -> Stored<Versioned<Conversation>> {
        self.mortal(self.inner.conversation(phone)).await
    }
    async fn reach(&self, now: Timestamp) -> Stored<BTreeMap<Phone, Reach>> {
        self.mortal(self.inner.reach(now)).await
    }
    async fn next_number(&self) -> Stored<u64> {
        self.mortal(self.inner.next_number()).await
    }
    async fn commit(&self, commit: &Commit) -> Stored<Committed> {
        self.mortal(self.inner.commit(commit)).await
    }
    async fn due_timers(&self, now: Timestamp, limit: usize) -> Stored<Vec<(CaseId, TimerName, Timestamp)>> {
        self.mortal(self.inner.due_timers(now, limit)).await
    }
    async fn timers_of(&self, case: CaseId) -> Stored<Vec<(TimerName, Timestamp)>> {
        self.mortal(self.inner.timers_of(case)).await
    }
    async fn next_due(&self) -> Stored<Option<Timestamp>> {
        self.mortal(self.inner.next_due()).await
    }
    async fn claim(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
    ) -> Stored<Vec<OutboxRow>> {
        self.mortal(self.inner.claim(now, owner, until, limit)).await
    }
    async fn begin(&self, id: i64, owner: &str, now: Timestamp) -> Stored<bool> {
        self.mortal(self.inner.begin(id, owner, now)).await
    }
    async fn delivered_row(&self, delivery: &Delivery) -> Stored<Option<DeliveredRow>> {
        self.mortal(self.inner.delivered_row(delivery)).await
    }
    async fn roster(&self) -> Stored<Roster> {
        self.mortal(self.inner.roster()).await
    }
    async fn roster_revision(&self) -> Stored<i64> {
        self.mortal(self.inner.roster_revision()).await
    }
    async fn mirror_as_of(&self) -> Stored<Option<Timestamp>> {
        self.mortal(self.inner.mirror_as_of()).await
    }
    async fn mirror(&self, update: &MirrorUpdate) -> Stored<Changes> {
        self.mortal(self.inner.mirror(update)).await
    }
    async fn marks(&self) -> Stored<BTreeMap<String, Timestamp>> {
        self.mortal(self.inner.marks()).await
    }
    async fn hint(&self, hint: &Hint) -> Stored<()> {
        self.mortal(self.inner.hint(hint)).await
    }
    async fn hints(&self, limit: usize) -> Stored<Vec<Hint>> {
        self.mortal(self.inner.hints(limit)).await
    }
    async fn consultation(&self, message: &str) -> Stored<Option<Consultation>> {
        self.mortal(self.inner.consultation(message)).await
    }
    async fn keep_consultation(&self, consultation: &Consultation) -> Stored<bool> {
        self.mortal(self.inner.keep_consultation(consultation)).await
    }
    async fn lease(&self, name: &str, owner: &str, now: Timestamp, until: Timestamp) -> Stored<bool> {
        self.mortal(self.inner.lease(name, owner, now, until)).await
    }
}

#[async_trait]
impl<T: Messenger> Messenger for Mortal<T> {
    async fn send(&self, outbox: i64, text: &OutgoingText, now: Timestamp) -> Result<String, SendError> {
        self.mortal(self.inner.send(outbox, text, now)).await
    }
    async fn find(
        &self,
        outbox: i64,
        text: &OutgoingText,
        since: Timestamp,
    ) -> Result<Option<String>, SendError> {
        self.mortal(self.inner.find(outbox, text, since)).await
    }
    fn is_live(&self) -> bool {
        self.inner.is_live()
    }
}

#[async_trait]
impl<T: RecordSystem> RecordSystem for Mortal<T> {
    async fn shift(&self, key: &ShiftKey, client: &ClientId) -> Recorded<Option<Shift>> {
        self.mortal(self.inner.shift(key, client)).await
    }
    async fn schedule_of(
        &self,
        who: &CaregiverId,
        from: Timestamp,
        until: Timestamp,
    ) -> Recorded<Vec<Shift>> {
        self.mortal(self.inner.schedule_of(who, from, until)).await
    }
    async fn visits_to(
        &self,
        client: &ClientId,
        from: Timestamp,
        until: Timestamp,
        lane: Lane,
    ) -> Recorded<Read<Shift>> {
        self.mortal(self.inner.visits_to(client, from, until, lane)).await
    }
    async fn clock_ins(
        &self,
        client: &ClientId,
        from: Timestamp,
        until: Timestamp,
    ) -> Recorded<Vec<ClockIn>> {
        self.mortal(self.inner.clock_ins(client, from, until)).await
    }
    async fn people(&self, since: Option<Timestamp>, lane: Lane) -> Recorded<People> {
        self.mortal(self.inner.people(since, lane)).await
    }
    async fn person(&self, kind: PersonKind, id: &str) -> Recorded<Option<Person>> {
        self.mortal(self.inner.person(kind, id)).await
    }
    fn requests(&self) -> Requests {
        self.inner.requests()
    }
    async fn assign(
        &self,
        key: &ShiftKey,
        client: &ClientId,
        caregiver: &CaregiverId,
        expected: &BTreeSet<Option<CaregiverId>>,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> AssignOutcome {
        self.mortal(self.inner.assign(key, client, caregiver, expected, still_ours)).await
    }
    async fn note(&self, client: &ClientId, title: &str, text: &str, now: Timestamp) -> Recorded<String> {
        self.mortal(self.inner.note(client, title, text, now)).await
    }
    async fn enter_prospect(
        &self,
        prospect: &Prospect,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> EnterOutcome {
        self.mortal(self.inner.enter_prospect(prospect, still_ours)).await
    }
    async fn change_prospect(
        &self,
        id: &ClientId,
        change: &Change,
        still_ours: &(dyn Fn() -> BoxFuture<'static, bool> + Send + Sync),
    ) -> ChangeOutcome {
        self.mortal(self.inner.change_prospect(id, change, still_ours)).await
    }
    async fn ask_office(
        &self,
        about: &About,
        text: &str,
        due: Timestamp,
        now: Timestamp,
    ) -> Recorded<String> {
        self.mortal(self.inner.ask_office(about, text, due, now)).await
    }
}
