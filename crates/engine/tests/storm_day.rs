//! A storm in the engine: hundreds of shifts are open at once, everybody is asked and people answer by chance. Nobody is
//! booked twice, no shift is given twice, nobody is asked more often than the agency allows.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::collections::BTreeMap;
use std::sync::Arc;

use gigi_core::agency::{Caregiver, Client, PersonName, Shift, ShiftStatus};
use gigi_core::calendar::plus_minutes;
use gigi_core::case::Case;
use gigi_core::id::{CaregiverId, ShiftKey};
use gigi_core::inbound::InboundText;
use gigi_core::phone::Phone;
use gigi_core::place::Place;
use gigi_core::policy::{Policy, Rung, WriteRoute};
use gigi_engine::ports::{Arrival, Clock, Input, People, Store};
use gigi_engine::testing::{CountedIds, FakePhones, FakeRecords, MemStore, TestClock, caregiver, client};
use gigi_engine::{Engine, EngineParts};
use jiff::{SignedDuration, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Area codes whose 555-01xx numbers are reserved for fiction.
const AREAS: [u32; 8] = [202, 212, 213, 303, 312, 404, 512, 617];

fn phone(n: usize) -> Phone {
    Phone::parse(&format!("{}55501{:02}", AREAS[n / 100 % AREAS.len()], n % 100)).unwrap()
}

struct Storm {
    rng: ChaCha8Rng,
    clock: Arc<TestClock>,
    store: Arc<MemStore>,
    phones: Arc<FakePhones>,
    records: Arc<FakeRecords>,
    engine: Engine,
    shifts: Vec<Shift>,
    read: usize,
    texts: usize,
}

impl Storm {
    /// So many shifts of tomorrow without anybody, and so many people who could work.
    fn new(seed: u64, open: usize, people: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let start: Timestamp = "2026-11-23T15:00:00Z".parse().unwrap();
        let home = |rng: &mut ChaCha8Rng| {
            Some(Place {
                latitude: 41.80 + rng.random_range(0.0..0.16),
                longitude: -87.85 + rng.random_range(0.0..0.16),
            })
        };
        let people = (0..people).map(|n| Caregiver {
            name: PersonName::new(&format!("C{n}"), "Example"),
            text_to: Some(phone(n)),
            phones: vec![phone(n)],
            home: home(&mut rng),
            ..caregiver(&format!("c{n}"))
        });
        let caregivers = people.collect();
        let clients: Vec<Client> = (0..open)
            .map(|n| Client {
                name: PersonName::new(&format!("P{n}"), "Sample"),
                home: home(&mut rng),
                city: Some("Oak Park".into()),
                ..client(&format!("p{n}"))
            })
            .collect();
        let shifts: Vec<Shift> = (0..open)
            .map(|n| {
                let begins = plus_minutes(start, 20 * 60 + 30 * i64::try_from(n % 16).unwrap());
                Shift {
                    key: ShiftKey::new(format!("s{n}").as_str(), begins),
                    client: format!("p{n}").as_str().into(),
                    caregiver: None,
                    end: plus_minutes(begins, 4 * 60),
                    position: None,
                    status: ShiftStatus::Scheduled,
                }
            })
            .collect();
        let records =
            Arc::new(FakeRecords::new(People { caregivers, clients, ..People::default() }, shifts.clone()));
        let rung = Rung { name: "Dana".into(), phone: Phone::parse("617-555-0199").unwrap(), minutes: 5 };
        let mut policy = Policy { ladder: vec![rung], ..Policy::default() };
        policy.writing.route = WriteRoute::Api;
        policy.unassigned.within_hours = 48.0;
        policy.unassigned.at_once = open;
        policy.clock.text_clients = false;
        let (clock, store, phones) =
            (Arc::new(TestClock::at(start)), Arc::new(MemStore::new()), Arc::default());
        let engine = Engine::new(EngineParts {
            model: None,
            store: Arc::clone(&store) as _,
            messenger: Arc::clone(&phones) as _,
            records: Arc::clone(&records) as _,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            ids: Arc::new(CountedIds::default()),
            policy: Arc::new(policy.checked().unwrap()),
            agency: "9001".into(),
            owner: "this process".into(),
        });
        Self { rng, clock, store, phones, records, engine, shifts, read: 0, texts: 0 }
    }

    /// People read what came and answer by chance, also to several shifts in one text.
    async fn people_answer(&mut self) {
        let new: Vec<_> = self.phones.ledger().into_iter().skip(self.read).collect();
        self.read += new.len();
        for (_, _, to, words) in new {
            let several = words.contains("Reply with the numbers");
            if !several && !words.contains("Reply TAKE") {
                continue;
            }
            let codes: Vec<&str> = words.split('#').skip(1).filter_map(|w| w.split(' ').next()).collect();
            let code = words.split("TAKE ").nth(1).and_then(|w| w.split(' ').next()).unwrap_or_default();
            let answer = match self.rng.random_range(0..10) {
                0..=2 if several => codes.join(" and "),
                3..=4 if several => codes[0].to_owned(),
                0..=4 => format!("TAKE {code}"),
                5..=6 => "PASS".to_owned(),
                _ => continue,
            };
            self.texts += 1;
            let (id, received_at) = (format!("SM{}", self.texts), self.clock.now());
            let thread = to.e164().to_owned();
            let text = InboundText {
                id: id.clone(),
                from: to,
                body: answer.as_str().into(),
                opt: None,
                received_at,
            };
            let arrival =
                Arrival { dedupe: format!("fake/{id}"), thread, at: received_at, what: Input::Text(text) };
            self.engine.receive(arrival).await.unwrap();
        }
    }

    fn cases(&self) -> Vec<Case> {
        self.store.all_cases()
    }

    async fn check_caps(&self) {
        let mut asked: BTreeMap<Phone, usize> = BTreeMap::new();
        for (_, _, to, words) in self.phones.ledger() {
            if words.contains("open shift") {
                *asked.entry(to).or_default() += 1;
            }
        }
        for (phone, texts) in asked {
            assert!(texts <= 6, "{texts} offer texts to one person in a day");
            let open = self.store.conversation(&phone).await.unwrap().doc.open.len();
            assert!(open <= 3, "{open} offers open to one person");
        }
    }

    fn check_bookings(&self) {
        let on: Vec<(&Shift, Option<CaregiverId>)> =
            self.shifts.iter().map(|s| (s, self.records.on(&s.key))).collect();
        for (a, who) in &on {
            let Some(who) = who else { continue };
            let both = |(b, other): &&(&Shift, Option<CaregiverId>)| {
                b.key != a.key
                    && other.as_ref() == Some(who)
                    && a.overlaps(b.start(), b.end, SignedDuration::ZERO)
            };
            assert_eq!(on.iter().find(both), None, "{who} is on two shifts at once");
        }
        let mut written: BTreeMap<ShiftKey, usize> = BTreeMap::new();
        for (key, who, _) in self.records.history() {
            *written.entry(key).or_default() += usize::from(who.is_some());
        }
        assert!(written.values().all(|n| *n <= 1), "a shift was given twice");
        let confirmed =
            self.phones.ledger().iter().filter(|(_, _, _, w)| w.contains("confirmed for")).count();
        assert_eq!(
            confirmed,
            written.values().sum::<usize>(),
            "everybody who has one was told, and nobody else"
        );
    }
}

/// How many are filled after five hours.
#[expect(clippy::print_stdout, reason = "prints the figures of the test")]
async fn storm(seed: u64, open: usize, people: usize) -> usize {
    let mut storm = Storm::new(seed, open, people);
    storm.engine.sync_people().await.unwrap();
    storm.engine.sync_shifts(1, 3).await.unwrap();
    storm.engine.run_until_idle().await.unwrap();
    assert_eq!(storm.cases().len(), open, "every open shift is worked");
    let end = plus_minutes(storm.clock.now(), 5 * 60);
    while storm.clock.now() < end {
        storm.people_answer().await;
        storm.engine.run_until_idle().await.unwrap();
        storm.check_caps().await;
        let soon = plus_minutes(storm.clock.now(), 10);
        let due = storm.engine.next_due().await.unwrap().unwrap_or(soon);
        storm.clock.set(due.min(soon).max(plus_minutes(storm.clock.now(), 1)));
    }
    storm.check_bookings();
    let filled = storm.shifts.iter().filter(|s| storm.records.on(&s.key).is_some()).count();
    let asked = storm.phones.ledger().iter().filter(|(_, _, _, w)| w.contains("open shift")).count();
    println!(
        "{open} shifts open at once, {people} people: {filled} filled after five hours, {asked} offer texts"
    );
    filled
}

#[tokio::test]
async fn l19_two_hundred_and_twenty_open_shifts_book_nobody_twice_and_keep_the_caps() {
    let filled = storm(7, 220, 660).await;
    assert!(filled >= 176, "{filled} of 220 filled");
}

#[tokio::test]
async fn l19_where_people_are_few_nobody_is_booked_twice_either() {
    for seed in 1..=5 {
        let filled = storm(seed, 60, 25).await;
        assert!(filled >= 20, "{filled} of 60 filled by 25 people");
    }
}
