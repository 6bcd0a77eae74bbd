//! The mirror against a record system in memory: what is asked for, what is noticed, what is never concluded.
#![expect(clippy::unwrap_used, reason = "a test")]
use std::sync::Arc;

use gigi_core::agency::{Shift, ShiftStatus};
use gigi_core::id::{CaregiverId, ShiftKey};
use gigi_core::policy::Policy;
use gigi_engine::ports::{Changes, Clock as _, Hint, People, PersonKind, Store as _};
use gigi_engine::testing::{
    CountedIds, FakePhones, FakeRecords, MemStore, RecordFault, TestClock, caregiver, client,
};
use gigi_engine::{Engine, EngineParts};
use jiff::{SignedDuration, Timestamp};

struct Office {
    engine: Engine,
    records: Arc<FakeRecords>,
    clock: Arc<TestClock>,
    store: Arc<MemStore>,
}

fn start() -> Timestamp {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

fn key(id: &str) -> ShiftKey {
    ShiftKey::new(id, start() + SignedDuration::from_hours(20))
}

fn shift(id: &str, client: &str) -> Shift {
    Shift {
        key: key(id),
        client: client.into(),
        caregiver: Some("c1".into()),
        end: start() + SignedDuration::from_hours(24),
        position: None,
        status: ShiftStatus::Scheduled,
    }
}

impl Office {
    /// Two caregivers, two clients, two shifts each.
    fn open() -> Self {
        let people = People {
            caregivers: vec![caregiver("c1"), caregiver("c2")],
            clients: vec![client("p1"), client("p2")],
            ..People::default()
        };
        let shifts = vec![shift("s1", "p1"), shift("s2", "p1"), shift("s3", "p2"), shift("s4", "p2")];
        let records = Arc::new(FakeRecords::new(people, shifts));
        let clock = Arc::new(TestClock::at(start()));
        let store = Arc::new(MemStore::new());
        Self { engine: engine(&records, &clock, &store), records, clock, store }
    }

    fn hours(&self, hours: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_hours(hours));
    }

    async fn turn(&self) -> gigi_engine::Turn {
        self.engine.sync_turn(&|_| ()).await.unwrap()
    }

    async fn shifts(&self) -> Vec<String> {
        let roster = self.engine.roster().await.unwrap();
        roster.shifts().iter().map(|s| s.key.appointment.to_string()).collect()
    }
}

fn engine(records: &Arc<FakeRecords>, clock: &Arc<TestClock>, store: &Arc<MemStore>) -> Engine {
    Engine::new(EngineParts {
        model: None,
        store: Arc::clone(store) as _,
        messenger: Arc::new(FakePhones::default()),
        records: Arc::clone(records) as _,
        clock: Arc::clone(clock) as _,
        ids: Arc::new(CountedIds::default()),
        policy: Arc::new(Policy::default()),
        agency: "9001".into(),
        owner: "this process".into(),
    })
}

#[tokio::test]
async fn after_the_first_read_only_changes_are_asked_for_and_everybody_once_a_day() {
    let office = Office::open();
    let first = office.turn().await;
    assert!(first.everything && first.is_whole());
    assert_eq!(
        (first.people, first.shifts, first.changes.people_new, first.changes.shifts_new),
        (4, 4, 4, 4)
    );
    office.hours(1);
    let second = office.turn().await;
    assert!(!second.everything && second.changes.is_empty(), "{}", second.changes);
    office.hours(24);
    office.turn().await;
    let overlap = SignedDuration::from_hours(12);
    assert_eq!(office.records.asked_since(), [None, Some(start() - overlap), None]);
}

#[tokio::test]
async fn a_restart_goes_on_where_the_last_process_was() {
    let office = Office::open();
    office.turn().await;
    let next = engine(&office.records, &office.clock, &office.store);
    assert!(next.is_mirrored().await.unwrap());
    let turn = next.sync_turn(&|_| ()).await.unwrap();
    assert!(!turn.everything);
    assert_eq!(turn.clients, 0, "all were read a moment ago");
}

#[tokio::test]
async fn what_the_office_does_shows_as_changes_and_what_is_gone_goes() {
    let office = Office::open();
    office.turn().await;
    office.records.office(&key("s1"), Some(CaregiverId::from("c2")));
    office.records.remove(&key("s2"));
    office.records.files(&["c1", "c2"], |people| {
        people.caregivers[0].active = false;
        people.caregivers.truncate(1);
    });
    office.hours(2);
    let turn = office.turn().await;
    let expected =
        Changes { shifts_reassigned: 1, shifts_gone: 1, people_deactivated: 1, ..Changes::default() };
    assert_eq!(turn.changes, expected, "a read of changes does not show who is gone");
    assert_eq!(office.shifts().await, ["s1", "s3", "s4"]);
    office.hours(24);
    assert_eq!(office.turn().await.changes, Changes { people_gone: 1, ..Changes::default() });
    assert_eq!(office.engine.roster().await.unwrap().caregivers().count(), 1);
}

#[tokio::test]
async fn f26_a_read_that_fails_deletes_nothing_and_is_done_again() {
    let office = Office::open();
    office.turn().await;
    office.records.remove(&key("s1"));
    office.records.files(&[], |people| people.caregivers.clear());
    office.hours(25);
    for _ in 0..3 {
        office.records.fault(RecordFault::Down);
    }
    let turn = office.turn().await;
    assert!(!turn.people_read && turn.clients_failed == 2 && turn.changes.is_empty());
    assert_eq!(office.shifts().await.len(), 4);
    assert_eq!(office.engine.roster().await.unwrap().caregivers().count(), 2);
    let turn = office.turn().await;
    assert_eq!((turn.changes.shifts_gone, turn.changes.people_gone), (1, 2));
}

#[tokio::test]
async fn f32_a_record_that_cannot_be_read_is_set_aside_and_not_gone() {
    let office = Office::open();
    office.turn().await;
    office.records.spoil("s1");
    office.records.spoil("c1");
    office.records.remove(&key("s2"));
    office.hours(25);
    let turn = office.turn().await;
    assert_eq!((turn.set_aside, turn.changes.shifts_gone, turn.changes.people_gone), (2, 1, 0));
    assert!(turn.is_whole(), "the rest goes on");
    assert_eq!(office.shifts().await, ["s1", "s3", "s4"]);
    let aside = office.engine.sync_status().aside;
    assert!(aside.iter().any(|(_, a)| a.resource == "appointment" && a.path == "entry[0].resource.start"));
    office.hours(30);
    assert!(office.engine.sync_status().aside.is_empty(), "what was not seen again for a day is forgotten");
}

#[tokio::test]
async fn a_hint_leads_to_a_read_of_that_person_and_a_forged_one_to_nothing() {
    let office = Office::open();
    office.turn().await;
    let hint = |id: &str| Hint { kind: PersonKind::Caregiver, id: id.to_owned(), at: office.clock.now() };
    office.records.files(&[], |people| people.caregivers[0].city = Some("Springfield".into()));
    office.engine.hint(&hint("c1")).await.unwrap();
    office.engine.hint(&hint("c1")).await.unwrap();
    office.engine.hint(&hint("nobody")).await.unwrap();
    assert_eq!(office.store.hints(9).await.unwrap().len(), 2, "one hint per person is kept");
    office.records.fault(RecordFault::Down);
    assert!(!office.engine.follow_hints().await.unwrap());
    assert_eq!(office.store.hints(9).await.unwrap().len(), 2, "they wait until it can be read");
    assert!(office.engine.follow_hints().await.unwrap());
    assert_eq!(office.store.hints(9).await.unwrap(), []);
    let roster = office.engine.roster().await.unwrap();
    assert_eq!(roster.caregiver(&"c1".into()).unwrap().city.as_deref(), Some("Springfield"));
    assert_eq!(roster.caregivers().count(), 2);
}

#[tokio::test]
async fn requests_of_a_turn_are_counted_apart_from_those_of_work() {
    let office = Office::open();
    assert_eq!(office.turn().await.requests, 3, "everybody, and two clients");
    let status = office.engine.sync_status();
    assert_eq!((status.requests.direct, status.requests.regular), (0, 3));
    assert_eq!(status.requests_per_filled(), None);
}
