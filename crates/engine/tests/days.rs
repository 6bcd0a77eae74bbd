//! Whole agency days by seed: people text, phones and WellSky fail, humans interfere, the process dies between any two
//! port calls; afterwards the invariants of `docs/testing.md` must hold, and planted bugs must be noticed.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gigi_core::agency::{Caregiver, Client, PersonName, Shift, ShiftStatus, Tongue};
use gigi_core::calendar::plus_minutes;
use gigi_core::callout::CallOut;
use gigi_core::case::{Case, Head, decide};
use gigi_core::clock::ClockTrouble;
use gigi_core::complaint::Complaint;
use gigi_core::handoff::Handoff;
use gigi_core::id::{CaregiverId, ShiftKey};
use gigi_core::inbound::InboundText;
use gigi_core::incident::Incident;
use gigi_core::lead::Lead;
use gigi_core::matching::Exclusion;
use gigi_core::phone::Phone;
use gigi_core::place::Place;
use gigi_core::policy::{Policy, Rung, WriteRoute};
use gigi_core::request::Request;
use gigi_core::round::Round;
use gigi_core::visit::Visit;
use gigi_engine::ports::{Arrival, Clock, Input, People, Store};
use gigi_engine::testing::{
    CountedIds, CrashPoint, FakePhones, FakeRecords, Flaw, MemStore, Mortal, PhoneFault, RecordFault,
    TestClock, caregiver, client,
};
use gigi_engine::{Engine, EngineParts};
use jiff::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const PEOPLE: usize = 12;
const CLIENTS: usize = 5;

fn phone(n: usize) -> Phone {
    Phone::parse(&format!("2025550{:03}", 100 + n)).unwrap()
}

fn policy(route: WriteRoute) -> Policy {
    let rung = |n: usize| Rung { name: format!("rung {n}"), phone: phone(90 + n), minutes: 5 };
    let mut policy = Policy { ladder: vec![rung(0), rung(1)], ..Policy::default() };
    policy.writing.route = route;
    policy.leads.route = route;
    policy.incidents.state = Some("CA".into());
    policy.checked().unwrap()
}

struct Process {
    name: &'static str,
    point: Arc<CrashPoint>,
    engine: Engine,
}

struct Day {
    seed: u64,
    rng: ChaCha8Rng,
    clock: Arc<TestClock>,
    store: Arc<MemStore>,
    phones: Arc<FakePhones>,
    records: Arc<FakeRecords>,
    ids: Arc<CountedIds>,
    policy: Arc<Policy>,
    /// Two processes on one store, each of which may die.
    processes: [Process; 2],
    texts: u64,
    /// Texts that arrive while the processes are at work.
    arriving: Vec<Arrival>,
    acked: BTreeSet<String>,
    stopped: BTreeMap<Phone, Timestamp>,
    answered: usize,
    shifts: Vec<Shift>,
    original: BTreeMap<ShiftKey, Option<CaregiverId>>,
}

impl Day {
    fn new(seed: u64, flaw: Option<Flaw>) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let start: Timestamp = "2026-11-23T20:00:00Z".parse().unwrap();
        let home = |rng: &mut ChaCha8Rng| {
            Some(Place {
                latitude: 41.88 + rng.random_range(0.0..0.06),
                longitude: -87.80 + rng.random_range(0.0..0.06),
            })
        };
        let caregivers = (0..PEOPLE)
            .map(|n| Caregiver {
                name: PersonName::new(&format!("C{n}"), "Example"),
                text_to: Some(phone(n)),
                phones: vec![phone(n)],
                home: home(&mut rng),
                tongue: if n % 4 == 3 { Tongue::Spanish } else { Tongue::English },
                ..caregiver(&format!("c{n}"))
            })
            .collect();
        let clients = (0..CLIENTS)
            .map(|n| Client {
                name: PersonName::new(&format!("P{n}"), "Sample"),
                text_to: Some(phone(40 + n)),
                phones: vec![phone(40 + n)],
                home: home(&mut rng),
                city: Some("Oak Park".into()),
                ..client(&format!("p{n}"))
            })
            .collect();
        // Tomorrow: one shift a client, different hours, so that "my shift" is clear to each caregiver.
        let shifts: Vec<Shift> = (0..CLIENTS)
            .map(|n| Shift {
                key: ShiftKey::new(
                    format!("s{n}").as_str(),
                    plus_minutes(start, 17 * 60 + 60 * i64::try_from(n).unwrap()),
                ),
                client: format!("p{n}").as_str().into(),
                caregiver: Some(CaregiverId::new(format!("c{n}"))),
                end: plus_minutes(start, 21 * 60 + 60 * i64::try_from(n).unwrap()),
                position: None,
                status: ShiftStatus::Scheduled,
            })
            .collect();
        let original = shifts.iter().map(|s| (s.key.clone(), s.caregiver.clone())).collect();
        let records =
            Arc::new(FakeRecords::new(People { caregivers, clients, ..People::default() }, shifts.clone()));
        let clock = Arc::new(TestClock::at(start));
        let store = Arc::new(flaw.map_or_else(MemStore::new, MemStore::flawed));
        let (phones, ids) = (Arc::default(), Arc::default());
        let route = if rng.random_bool(0.7) { WriteRoute::Api } else { WriteRoute::Office };
        let policy = Arc::new(policy(route));
        let processes = ["this process", "that process"].map(|name| {
            let point = Arc::new(CrashPoint::paced(rng.random()));
            let engine = start_engine(name, &store, &phones, &records, &clock, &ids, &policy, &point);
            Process { name, point, engine }
        });
        Self {
            seed,
            rng,
            clock,
            store,
            phones,
            records,
            ids,
            policy,
            processes,
            texts: 0,
            arriving: Vec::new(),
            acked: BTreeSet::new(),
            stopped: BTreeMap::new(),
            answered: 0,
            shifts,
            original,
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Both processes run until idle, side by side, and texts come in meanwhile; when one dies on the way, a new one takes
    /// over.
    async fn run(&mut self) {
        for _ in 0..40 {
            let arriving: Vec<_> =
                self.arriving.drain(..).map(|text| (self.rng.random_range(0..80), text)).collect();
            let late = !arriving.is_empty();
            let store = &self.store;
            let web = async {
                let mut acked = Vec::new();
                for (turns, text) in arriving {
                    for _ in 0..turns {
                        tokio::task::yield_now().await;
                    }
                    store.receive(&text).await.unwrap();
                    acked.push(text.dedupe);
                }
                acked
            };
            let [a, b] = &self.processes;
            let (a, b, acked) =
                tokio::join!(lives(a, a.engine.run_until_idle()), lives(b, b.engine.run_until_idle()), web);
            self.acked.extend(acked);
            let alive = [a, b].map(|ended| ended.map(Result::unwrap).is_some());
            if alive == [true, true] && !late {
                return;
            }
            for (which, _) in alive.iter().enumerate().filter(|(_, alive)| !**alive) {
                self.restart(which);
            }
        }
        panic!("seed {}: the engines do not come to rest", self.seed);
    }

    fn restart(&mut self, which: usize) {
        let at = self.now();
        let process = &mut self.processes[which];
        process.point.arm(0);
        process.engine = start_engine(
            process.name,
            &self.store,
            &self.phones,
            &self.records,
            &self.clock,
            &self.ids,
            &self.policy,
            &process.point,
        );
        // A restart takes a while; leases of the dead process run out in the meantime.
        self.clock.set(plus_minutes(at, 2));
    }

    async fn text(&mut self, from: Phone, body: &str) {
        self.texts += 1;
        let id = format!("SM{}", self.texts);
        let copies = if self.rng.random_bool(0.2) { 2 } else { 1 };
        for _ in 0..copies {
            let received_at = self.now();
            let text =
                InboundText { id: id.clone(), from: from.clone(), body: body.into(), opt: None, received_at };
            let arrival = Arrival {
                dedupe: format!("fake/{id}"),
                thread: from.e164().to_owned(),
                at: received_at,
                what: Input::Text(text),
            };
            if body != "STOP" && self.rng.random_bool(0.5) {
                self.arriving.push(arrival);
                continue;
            }
            let which = self.rng.random_range(0..2);
            let process = &self.processes[which];
            match lives(process, process.engine.receive(arrival)).await {
                Some(received) => {
                    received.unwrap();
                    self.acked.insert(format!("fake/{id}"));
                }
                None => self.restart(which),
            }
        }
        if body == "STOP" {
            self.run().await;
            if self.acked.contains(&format!("fake/{id}")) {
                self.stopped.entry(from).or_insert_with(|| self.clock.now());
            }
        }
    }

    /// People read their phones and answer what they were asked.
    async fn people_answer(&mut self) {
        let ledger = self.phones.ledger();
        let new: Vec<_> = ledger.iter().skip(self.answered).cloned().collect();
        self.answered = ledger.len();
        for (_, _, to, words) in new {
            if words.contains("Reply with the numbers") || words.contains("Responda con los numeros") {
                let codes: Vec<&str> = words.split('#').skip(1).filter_map(|w| w.split(' ').next()).collect();
                let answer = match self.rng.random_range(0..10) {
                    0..=2 => codes.join(" and "),
                    3..=4 => format!("TAKE {}", codes[0]),
                    5 => "all".to_owned(),
                    6 => "PASS".to_owned(),
                    _ => continue,
                };
                self.text(to, &answer).await;
            } else if let Some(code) =
                words.split("TAKE ").nth(1).and_then(|rest| rest.chars().next()).filter(char::is_ascii_digit)
            {
                let answer = match self.rng.random_range(0..10) {
                    0..=3 => Some(format!("TAKE {code}")),
                    4..=5 => Some(format!("PASS {code}")),
                    6 if self.rng.random_bool(0.3) => Some("STOP".to_owned()),
                    _ => None,
                };
                if let Some(answer) = answer {
                    self.text(to, &answer).await;
                }
            } else if words.starts_with("Case ") && words.contains("Reply OK") && self.rng.random_bool(0.5) {
                let number: String = words.chars().skip(5).take_while(char::is_ascii_digit).collect();
                self.text(to, &format!("OK {number}")).await;
                self.office_enters(&words);
            }
        }
    }

    /// A human enters what the page asks for.
    fn office_enters(&mut self, words: &str) {
        let appointment = words.split("on shift ").nth(1).and_then(|r| r.split_whitespace().next());
        let who = words.split(": ").nth(1).and_then(|r| r.split(' ').next()).map(str::to_lowercase);
        if let (Some(appointment), Some(who)) = (appointment, who)
            && let Some(shift) = self.shifts.iter().find(|s| s.key.appointment.as_str() == appointment)
        {
            self.records.office(&shift.key.clone(), Some(CaregiverId::new(who)));
        }
    }

    /// What else arrives on a day: from caregivers, clients and strangers.
    async fn other_matters(&mut self) {
        let (from, words) = match self.rng.random_range(0..12) {
            0 => (phone(60), "hi do you do home care for my mom in Oak Park"),
            1 => (phone(60), "Mary Sample"),
            2 => (phone(60), "Oak Park, my doctor told me about you"),
            3 => (phone(61), "Juan Sample, need someone for my dad tonight"),
            4 => (phone(40), "the girl you sent was rude to me"),
            5 => (phone(41), "I fell and I cant get up"),
            6 => (phone(42), "nobody came this morning"),
            7 => (phone(43), "please cancel my visit tomorrow"),
            8 => (phone(43), "OK"),
            9 => (phone(0), "running 20 late"),
            10 => (phone(1), "app wont let me clock in"),
            _ => (phone(2), "can C7 take my shift tomorrow"),
        };
        self.text(from, words).await;
    }

    fn faults(&mut self) {
        if self.rng.random_bool(0.1) {
            let fault = match self.rng.random_range(0..4) {
                0 => PhoneFault::Down,
                1 => PhoneFault::TakesAndHangs,
                2 => PhoneFault::Breaks,
                _ => PhoneFault::BadNumber,
            };
            self.phones.fault(fault);
        }
        if self.rng.random_bool(0.1) {
            let fault = match self.rng.random_range(0..3) {
                0 => RecordFault::Down,
                1 => RecordFault::WritesAndHangs,
                _ => RecordFault::Refuses,
            };
            self.records.fault(fault);
        }
        if self.rng.random_bool(0.3) {
            let which = self.rng.random_range(0..2);
            self.processes[which].point.arm(self.rng.random_range(1..120));
        }
    }

    async fn live(mut self) -> Self {
        self.processes[0].engine.sync_people().await.unwrap();
        self.processes[0].engine.sync_shifts(1, 7).await.unwrap();
        let mut sick: Vec<usize> = (0..CLIENTS).filter(|_| self.rng.random_bool(0.6)).collect();
        let end = plus_minutes(self.now(), 26 * 60);
        let mut steps = 0;
        while self.now() < end {
            steps += 1;
            assert!(steps < 5_000, "seed {}: too many steps", self.seed);
            self.faults();
            if let Some(n) = sick.pop() {
                self.text(phone(n), "I'm sick and can't make my shift tomorrow").await;
                // Flu: others write in the same minute.
                while self.rng.random_bool(0.5)
                    && let Some(n) = sick.pop()
                {
                    self.text(phone(n), "I'm sick and can't make my shift tomorrow").await;
                }
            } else if self.rng.random_bool(0.02) {
                let n = self.rng.random_range(0..PEOPLE);
                self.text(phone(n), "sorry my car died, i cant make it").await;
            } else if self.rng.random_bool(0.01) {
                let n = self.rng.random_range(0..CLIENTS);
                let by_hand = CaregiverId::new(format!("c{}", CLIENTS + self.rng.random_range(0..3)));
                let key = self.shifts[n].key.clone();
                self.records.office(&key, Some(by_hand));
            } else if self.rng.random_bool(0.12) {
                self.other_matters().await;
            }
            self.run().await;
            self.people_answer().await;
            self.run().await;
            let next = self.store_next_due().await.unwrap_or(end);
            let jump = plus_minutes(self.now(), self.rng.random_range(1..20));
            self.clock.set(next.max(plus_minutes(self.now(), 0)).min(jump));
            if self.rng.random_bool(0.3) {
                self.clock.set(jump);
            }
        }
        // All faults off; the rest is finished.
        for process in &self.processes {
            process.point.arm(0);
        }
        for _ in 0..60 {
            self.run().await;
            self.clock.set(plus_minutes(self.now(), 3));
        }
        self
    }

    async fn store_next_due(&self) -> Option<Timestamp> {
        self.store.next_due().await.unwrap()
    }

    /// The checker: everything that is broken, in words.
    fn broken(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let arrivals = self.store.all_arrivals();
        // I2, I11: what was acknowledged is there, once, with one outcome.
        let mut ids = BTreeMap::<&str, usize>::new();
        for (arrival, outcome) in &arrivals {
            *ids.entry(&arrival.dedupe).or_default() += 1;
            if outcome.is_none() {
                wrong.push(format!("I2: {} has no outcome", arrival.dedupe));
            }
        }
        wrong.extend(ids.iter().filter(|(_, n)| **n > 1).map(|(id, _)| format!("I2: {id} is stored twice")));
        wrong.extend(
            self.acked
                .iter()
                .filter(|id| !ids.contains_key(id.as_str()))
                .map(|id| format!("I11: {id} was lost")),
        );
        // I3: no text twice.
        let mut sent = BTreeMap::<i64, usize>::new();
        for (_, row, _, _) in self.phones.ledger() {
            *sent.entry(row).or_default() += 1;
        }
        wrong.extend(
            sent.iter()
                .filter(|(_, n)| **n > 1)
                .map(|(row, n)| format!("I3: outbox {row} was sent {n} times")),
        );
        // b52: no shift is offered to anybody more often than her case asked her, in whatever text.
        let zone = &self.policy.agency.zone;
        for shift in &self.shifts {
            let named = gigi_core::calendar::say_range(shift.start(), shift.end, zone);
            let hours = named.split(' ').next_back().unwrap_or_default().to_owned();
            for n in 0..PEOPLE {
                let calls = self.store.all_cases();
                let made = calls
                    .iter()
                    .filter_map(Case::as_call_out)
                    .filter(|c| c.shift.as_ref().is_some_and(|s| s.key == shift.key))
                    .flat_map(|c| &c.offers)
                    .filter(|o| o.caregiver == CaregiverId::new(format!("c{n}")) && o.code.is_some())
                    .count();
                let offered = |w: &str| {
                    let offer =
                        w.contains("open shift") || w.contains("turno libre") || w.contains("turnos libres");
                    offer && w.contains(&hours)
                };
                let told = self.phones.said_to(&phone(n)).iter().filter(|w| offered(w)).count();
                if told > made {
                    wrong.push(format!(
                        "b52: c{n} was offered {} {told} times, asked {made} times",
                        shift.key
                    ));
                }
            }
        }
        // I4: silence after an opt-out, but for its one confirmation.
        for (at, _, to, words) in self.phones.ledger() {
            if self.stopped.get(&to).is_some_and(|stop| at > *stop)
                && !words.contains("no more texts")
                && !words.contains("no recibira mas")
            {
                wrong.push(format!("I4: a text after an opt-out: {words}"));
            }
        }
        // I1: what a human put there is not overwritten, but for somebody who then says that she cannot come.
        let withdrew = |key: &ShiftKey, who: &Option<CaregiverId>| {
            self.store.all_cases().iter().filter_map(Case::as_call_out).any(|c| {
                c.shift.as_ref().is_some_and(|s| s.key == *key)
                    && who.as_ref().is_some_and(|w| {
                        let out = c.barred.get(w);
                        matches!(out, Some(Exclusion::Withdrew | Exclusion::Declined))
                            || c.reporter.as_ref() == Some(w)
                    })
            })
        };
        let mut by_hand = BTreeMap::<ShiftKey, Option<CaregiverId>>::new();
        for (key, who, author) in self.records.history() {
            if author == "office" {
                by_hand.insert(key, who);
            } else if by_hand.get(&key).is_some_and(|entered| !withdrew(&key, entered)) {
                wrong.push(format!("I1: {key} was entered by hand and overwritten"));
            }
        }
        // I7: nobody is on two shifts at once through us.
        for a in &self.shifts {
            for b in &self.shifts {
                let ours = |s: &Shift| {
                    self.records.on(&s.key) != self.original[&s.key] && !by_hand.contains_key(&s.key)
                };
                let same =
                    self.records.on(&a.key).is_some() && self.records.on(&a.key) == self.records.on(&b.key);
                if a.key < b.key
                    && a.overlaps(b.start(), b.end, jiff::SignedDuration::ZERO)
                    && same
                    && (ours(a) || ours(b))
                    && !by_hand.contains_key(&a.key)
                    && !by_hand.contains_key(&b.key)
                {
                    wrong.push(format!("I7: {} and {} overlap and have the same caregiver", a.key, b.key));
                }
            }
        }
        // I9: the journal, decided again from the beginning, gives the stored case: no update was lost.
        for case in self.store.all_cases() {
            let head = case.head();
            let head = Head::new(head.id, head.number, head.agency.clone(), head.opened);
            let mut replayed = match case {
                Case::CallOut(_) => Case::CallOut(Box::new(CallOut::blank(head))),
                Case::Handoff(_) => Case::Handoff(Box::new(Handoff::blank(head))),
                Case::Lead(_) => Case::Lead(Box::new(Lead::blank(head))),
                Case::Request(_) => Case::Request(Box::new(Request::blank(head))),
                Case::Complaint(_) => Case::Complaint(Box::new(Complaint::blank(head))),
                Case::Incident(_) => Case::Incident(Box::new(Incident::blank(head))),
                Case::Visit(_) => Case::Visit(Box::new(Visit::blank(head))),
                Case::Clock(_) => Case::Clock(Box::new(ClockTrouble::blank(head))),
                Case::Day(_) => Case::Day(Box::new(Round::blank(head))),
            };
            for (at, line) in self.store.all_journal().iter().filter(|(_, line)| line.case == case.id()) {
                replayed = decide(&self.policy, &replayed, &line.event, *at).case;
            }
            if replayed != case {
                wrong.push(format!("I9: case {} is not what its journal says", case.head().number));
            }
        }
        // One prospect a number, and none that is claimed and not there.
        let (prospects, clocks) = (self.records.prospects(), self.store.watched());
        let mut numbers: Vec<_> = prospects.iter().map(|(_, phone)| phone.clone()).collect();
        numbers.sort();
        numbers.dedup();
        if numbers.len() != prospects.len() {
            wrong.push(format!("a prospect was entered twice: {prospects:?}"));
        }
        for case in self.store.all_cases() {
            let number = case.head().number;
            if let Case::Lead(lead) = &case
                && let gigi_core::lead::Record::Shown { id, .. } = &lead.record
                && prospects.iter().all(|(known, _)| known != id)
            {
                wrong.push(format!("case {number} claims a prospect whom WellSky does not show"));
            }
            // I5 of the other kinds: whatever is open and nobody has, a clock watches, unless nobody is left to wake.
            let watched = clocks.contains(&case.id());
            let woken = case.escalation().is_some();
            let waits = !matches!(case, Case::CallOut(_) | Case::Day(_));
            if case.is_open() && waits && !watched && !woken {
                wrong.push(format!(
                    "I5: case {number} ({}) is open, and no clock and no human watches it",
                    case.kind()
                ));
            }
        }
        // I6 and the cases themselves. Whoever was confirmed may call out later; then the later case has the word.
        let cases = self.store.all_cases();
        let replaced = |c: &CallOut, key: &ShiftKey| {
            cases.iter().filter_map(Case::as_call_out).any(|later| {
                later.head.number > c.head.number && later.shift.as_ref().is_some_and(|s| s.key == *key)
            })
        };
        for case in &cases {
            let Case::CallOut(c) = case else { continue };
            if let (Some(winner), Some(shift)) = (&c.winner, &c.shift)
                && self.records.on(&shift.key).as_ref() != Some(winner)
                && !replaced(c, &shift.key)
                && !by_hand.contains_key(&shift.key)
            {
                wrong.push(format!(
                    "I6: case {} is confirmed to somebody WellSky does not show",
                    c.head.number
                ));
            }
            // I5: an unfilled shift has woken a human before its start.
            if c.winner.is_none()
                && let Some(shift) = &c.shift
                && !by_hand.contains_key(&shift.key)
                && !matches!(&c.phase, gigi_core::callout::Phase::Closed { how } if how.contains("can come after all") || how.contains("in WellSky"))
            {
                // Who calls out after the start leaves no time before it: then somebody hears soon (days move in steps of up to 20 minutes).
                let deadline = shift.key.start.max(plus_minutes(c.head.opened, 45));
                let prefix = format!("Case {} ", c.head.number);
                let paged = self.phones.ledger().iter().any(|(at, _, to, words)| {
                    words.starts_with(&prefix) && *at < deadline && (*to == phone(90) || *to == phone(91))
                }) || self
                    .phones
                    .ledger()
                    .iter()
                    .any(|(_, _, _, words)| words.starts_with(&format!("Case {}:", c.head.number)));
                if !paged {
                    wrong.push(format!("I5: case {} was unfilled and nobody was woken", c.head.number));
                }
            }
        }
        wrong
    }
}

/// The work of a process; `None` when it died over it.
async fn lives<T>(process: &Process, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = process.point.died() => None,
        done = work => Some(done),
    }
}

#[expect(clippy::too_many_arguments, reason = "everything that two processes share")]
fn start_engine(
    name: &str,
    store: &Arc<MemStore>,
    phones: &Arc<FakePhones>,
    records: &Arc<FakeRecords>,
    clock: &Arc<TestClock>,
    ids: &Arc<CountedIds>,
    policy: &Arc<Policy>,
    point: &Arc<CrashPoint>,
) -> Engine {
    Engine::new(EngineParts {
        model: None,
        store: Arc::new(Mortal::new(store, point)),
        messenger: Arc::new(Mortal::new(phones, point)),
        records: Arc::new(Mortal::new(records, point)),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        ids: Arc::clone(ids) as _,
        policy: Arc::clone(policy),
        agency: "9001".into(),
        owner: name.into(),
    })
}

fn day(seed: u64, flaw: Option<Flaw>) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { Day::new(seed, flaw).live().await.broken() })
}

fn seeds() -> u64 {
    std::env::var("GIGI_SEEDS").ok().and_then(|s| s.parse().ok()).unwrap_or(200)
}

/// Two hundred days with crashes, in four tests that run side by side.
fn every_promise_is_kept(part: u64) {
    for seed in (part..seeds()).step_by(4) {
        let broken = day(seed, None);
        assert!(broken.is_empty(), "seed {seed}: {broken:#?}");
    }
}

#[test]
fn two_hundred_days_with_crashes_keep_every_promise_0() {
    every_promise_is_kept(0);
}

#[test]
fn two_hundred_days_with_crashes_keep_every_promise_1() {
    every_promise_is_kept(1);
}

#[test]
fn two_hundred_days_with_crashes_keep_every_promise_2() {
    every_promise_is_kept(2);
}

#[test]
fn two_hundred_days_with_crashes_keep_every_promise_3() {
    every_promise_is_kept(3);
}

#[test]
fn the_same_seed_gives_the_same_day() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ledger = |seed| runtime.block_on(async { Day::new(seed, None).live().await.phones.ledger() });
    assert_eq!(ledger(7), ledger(7));
    assert!(!ledger(7).is_empty(), "something happens in a day");
}

#[test]
fn planted_bugs_are_noticed() {
    for flaw in
        [Flaw::NoDedupe, Flaw::NoVersions, Flaw::AckBeforeStore, Flaw::NoOptOutCheck, Flaw::ForgetsBegun]
    {
        let noticed = (0..seeds())
            .any(|seed| std::panic::catch_unwind(|| day(seed, Some(flaw))).map_or(true, |b| !b.is_empty()));
        assert!(noticed, "{flaw:?} goes unnoticed: the simulation is blind");
    }
}

#[test]
fn a_text_that_can_never_be_stored_as_what_it_is_reaches_a_human_and_blocks_nobody() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let phones = runtime.block_on(async {
        let mut day = Day::new(1, Some(Flaw::RefusesCallOuts));
        day.processes[0].engine.sync_people().await.unwrap();
        day.processes[0].engine.sync_shifts(1, 7).await.unwrap();
        day.text(phone(0), "I'm sick and can't make my shift tomorrow").await;
        day.text(phone(40), "who comes tomorrow?").await;
        day.run().await;
        day.phones.ledger()
    });
    let told = |to: &Phone, words: &str| phones.iter().any(|(_, _, t, said)| t == to && said.contains(words));
    assert!(told(&phone(90), "could not be handled by machine"), "{phones:?}");
    assert!(told(&phone(40), "Your visit is Tue 11/24"), "the next text is answered: {phones:?}");
}

/// The simulation is only worth something when its days are full: cases are opened, filled, escalated, withdrawn.
#[test]
fn the_days_are_full() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut cases, mut filled, mut offers, mut paged, mut together) = (0, 0, 0, 0, 0);
    let mut kinds = BTreeSet::new();
    for seed in 0..20 {
        let day = runtime.block_on(Day::new(seed, None).live());
        let several = |w: &str| w.contains("open shifts:") || w.contains("turnos libres:");
        together += day.phones.ledger().iter().filter(|(_, _, _, words)| several(words)).count();
        for case in day.store.all_cases() {
            paged += usize::from(case.escalation().is_some());
            kinds.insert(case.kind());
            let Case::CallOut(c) = case else { continue };
            cases += 1;
            offers += c.offers.len();
            filled += usize::from(c.winner.is_some());
        }
    }
    println!(
        "20 days: {cases} call-outs, {filled} filled by Gigi, {offers} offers, {together} texts with several, {paged} cases that \
         woke somebody"
    );
    let all = ["call_out", "clock", "complaint", "handoff", "incident", "lead", "request", "visit"];
    assert!(all.iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    assert!(together > 10, "several shifts in one text happen: {together}");
    assert!(cases > 20 && filled > 10 && offers > 40 && paged > 5, "{cases} {filled} {offers} {paged}");
}

/// `GIGI_SEED=16 cargo test -p gigi-engine --test days tell -- --ignored --nocapture` prints a day.
#[test]
#[ignore = "a tool: prints the day of GIGI_SEED"]
fn tell_one_day() {
    let seed = std::env::var("GIGI_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let day = runtime.block_on(Day::new(seed, None).live());
    for (at, line) in day.store.all_journal() {
        println!("{at} {} {:?}", line.case, line.event);
    }
    for (at, row, to, words) in day.phones.ledger() {
        println!("{at} #{row} {to:?} {words}");
    }
    for effect in day.store.all_effects() {
        println!("{effect:?}");
    }
    println!("pending: {:?}\n{:#?}", day.store.pending(), day.broken());
}
