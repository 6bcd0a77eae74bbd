//! The evening's round: opened once a day, however often processes die and whoever does it.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::sync::Arc;

use gigi_core::agency::{Caregiver, PersonName, Shift, ShiftStatus};
use gigi_core::case::Case;
use gigi_core::id::{CaregiverId, ShiftKey};
use gigi_core::phone::Phone;
use gigi_core::policy::Policy;
use gigi_engine::ports::{Clock, People};
use gigi_engine::testing::{
    CountedIds, CrashPoint, FakePhones, FakeRecords, MemStore, Mortal, TestClock, caregiver, client,
};
use gigi_engine::{Engine, EngineParts};
use jiff::{SignedDuration, Timestamp};

const PEOPLE: usize = 4;

fn phone(n: usize) -> Phone {
    Phone::parse(&format!("2025550{:03}", 100 + n)).unwrap()
}

fn agency() -> (People, Vec<Shift>) {
    let caregivers = (0..PEOPLE).map(|n| Caregiver {
        name: PersonName::new(&format!("C{n}"), "Example"),
        text_to: Some(phone(n)),
        phones: vec![phone(n)],
        ..caregiver(&format!("c{n}"))
    });
    let start: Timestamp = "2026-11-24T13:00:00Z".parse().unwrap();
    let shift = |n: usize| {
        let start = start + SignedDuration::from_hours(i64::try_from(n).unwrap());
        Shift {
            key: ShiftKey::new(format!("s{n}").as_str(), start),
            client: "p1".into(),
            caregiver: Some(CaregiverId::new(format!("c{n}"))),
            end: start + SignedDuration::from_hours(1),
            position: None,
            status: ShiftStatus::Scheduled,
        }
    };
    let people =
        People { caregivers: caregivers.collect(), clients: vec![client("p1")], ..People::default() };
    (people, (0..PEOPLE).map(shift).collect())
}

struct Parts {
    store: Arc<MemStore>,
    phones: Arc<FakePhones>,
    records: Arc<FakeRecords>,
    clock: Arc<TestClock>,
    ids: Arc<CountedIds>,
    policy: Arc<Policy>,
}

impl Parts {
    fn engine(&self, name: &str, point: &Arc<CrashPoint>) -> Engine {
        Engine::new(EngineParts {
            model: None,
            store: Arc::new(Mortal::new(&self.store, point)),
            messenger: Arc::new(Mortal::new(&self.phones, point)),
            records: Arc::new(Mortal::new(&self.records, point)),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            ids: Arc::clone(&self.ids) as _,
            policy: Arc::clone(&self.policy),
            agency: "9001".into(),
            owner: name.into(),
        })
    }
}

#[tokio::test]
async fn b49_b50_two_processes_that_die_anywhere_ask_everybody_once() {
    for crash in 1..90 {
        let (people, shifts) = agency();
        let mut policy = Policy::default();
        policy.confirm.enabled = true;
        let parts = Parts {
            store: Arc::new(MemStore::new()),
            phones: Arc::default(),
            records: Arc::new(FakeRecords::new(people, shifts)),
            clock: Arc::new(TestClock::at("2026-11-23T22:00:00Z".parse().unwrap())),
            ids: Arc::default(),
            policy: Arc::new(policy),
        };
        let points = [3, 7].map(|seed| Arc::new(CrashPoint::paced(seed)));
        let one = parts.engine("one", &points[0]);
        one.sync_people().await.unwrap();
        one.sync_shifts(1, 7).await.unwrap();
        let evening: Timestamp = "2026-11-23T23:00:00Z".parse().unwrap();
        assert_eq!(one.next_due().await.unwrap(), Some(evening), "the engine wakes up for it");
        parts.clock.set(evening);
        let two = parts.engine("two", &points[1]);
        points[0].arm(crash);
        let first = async {
            tokio::select! {
                biased;
                () = points[0].died() => {}
                done = one.run_until_idle() => done.unwrap(),
            }
        };
        let (_, second) = tokio::join!(first, two.run_until_idle());
        second.unwrap();
        // Leases of the dead one run out, and it is started again.
        parts.clock.set(evening + SignedDuration::from_mins(3));
        points[0].arm(0);
        let again = parts.engine("one", &points[0]);
        again.run_until_idle().await.unwrap();
        two.run_until_idle().await.unwrap();
        for n in 0..PEOPLE {
            let said = parts.phones.said_to(&phone(n));
            assert_eq!(said.len(), 1, "crash at call {crash}, caregiver {n}: {said:?}");
        }
        let rounds = parts.store.all_cases().iter().filter(|c| matches!(c, Case::Day(_))).count();
        assert_eq!(rounds, 1, "crash at call {crash}");
    }
}
