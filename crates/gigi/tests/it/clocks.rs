//! Clock-ins: read where a start is near, missed only where they can be seen; trouble with them kept for correction.
use gigi_core::policy::WriteRoute;
use gigi_sim::toggles::Canned;

use crate::agency::{Agency, DANA, ROSA};
use crate::lateness::patient;

/// Searches for visits that took place.
fn reads(agency: &Agency) -> usize {
    agency.sim.requests().iter().filter(|r| r.path.contains("encounter/_search")).count()
}

/// The heroine clocks in.
fn clocks_in(agency: &Agency, at: &str) {
    let heroine = agency.sim.heroine();
    agency.sim.edit_world(|w| {
        let usual = w.encounters.values().next().unwrap().clone();
        let visit = gigi_sim::world::Encounter {
            shift: heroine.shift,
            client: heroine.client,
            caregiver: heroine.caregiver,
            start: at.parse().unwrap(),
            end: None,
            comment: None,
            tasklogs: Vec::new(),
            ..usual
        };
        w.encounters.insert(66_999_001, visit);
    });
}

/// Somebody clocked in for the same client the day before: clock-ins can be seen.
fn proven(agency: &Agency) {
    let heroine = agency.sim.heroine();
    agency.sim.edit_world(|w| {
        let mut visit = w.encounters.values().next().unwrap().clone();
        visit.client = heroine.client;
        visit.shift.appointment_id = 55_999_002;
        visit.start = "2026-11-23T13:02:00Z".parse().unwrap();
        visit.end = Some("2026-11-23T17:00:00Z".parse().unwrap());
        w.encounters.insert(66_999_000, visit);
    });
}

/// Cases about the heroine's client that somebody is searched for. Nobody in the simulator clocks in on Tuesday, so other
/// visits are missed as well.
async fn searches(agency: &Agency) -> usize {
    let rosas = |c: &serde_json::Value| c["title"].as_str().unwrap().starts_with("Rosa Sample");
    agency.cases().await.iter().filter(|c| rosas(c) && c["kind"] == "call_out").count()
}

async fn read(agency: &Agency) -> gigi_engine::ClocksRead {
    let read = agency.engine().read_clocks().await.unwrap();
    agency.rest().await;
    read
}

#[tokio::test]
async fn b60_a_missing_clock_in_is_asked_about_paged_asked_of_the_client_and_becomes_a_no_show() {
    let agency = patient(|p| p.visits.clock_ins = true).await;
    proven(&agency);
    let keisha = agency.sim.heroine();
    agency.until("2026-11-24T13:07:00Z").await;
    read(&agency).await;
    assert!(agency.told(&keisha.number).is_empty(), "seven minutes are no doubt");
    agency.until("2026-11-24T13:11:00Z").await;
    let before = reads(&agency);
    let found = read(&agency).await;
    assert!(!found.blind && found.missing >= 1, "{found:?}");
    assert_eq!(reads(&agency) - before, found.clients, "one request a client whose visit has just begun");
    assert!(found.clients < 8, "not everybody: {found:?}");
    assert!(
        agency.last(&keisha.number).contains("are you there, and ok?"),
        "{}",
        agency.last(&keisha.number)
    );
    read(&agency).await;
    assert_eq!(agency.told(&keisha.number).len(), 1, "asked once");
    agency.until("2026-11-24T13:16:00Z").await;
    assert!(
        agency.told(DANA).iter().any(|t| t.contains("no clock-in and no answer")),
        "{:?}",
        agency.told(DANA)
    );
    agency.until("2026-11-24T13:21:00Z").await;
    assert!(agency.last(ROSA).contains("has your caregiver come"), "{}", agency.last(ROSA));
    assert_eq!(searches(&agency).await, 0);
    agency.until("2026-11-24T13:32:00Z").await;
    assert_eq!(searches(&agency).await, 1, "{:?}", agency.cases().await);
}

#[tokio::test]
async fn b60_the_client_says_ok_and_nothing_is_searched() {
    let agency = patient(|p| p.visits.clock_ins = true).await;
    proven(&agency);
    agency.until("2026-11-24T13:11:00Z").await;
    read(&agency).await;
    agency.until("2026-11-24T13:21:00Z").await;
    agency.text(ROSA, "ok").await;
    agency.minutes(30).await;
    assert!(searches(&agency).await == 0 && agency.told(ROSA).len() == 1, "{:?}", agency.told(ROSA));
}

#[tokio::test]
async fn a_clock_in_settles_it_and_is_read_no_more() {
    let agency = patient(|p| p.visits.clock_ins = true).await;
    proven(&agency);
    let keisha = agency.sim.heroine();
    agency.until("2026-11-24T13:11:00Z").await;
    read(&agency).await;
    clocks_in(&agency, "2026-11-24T13:12:00Z");
    agency.minutes(3).await;
    read(&agency).await;
    let open = agency
        .cases()
        .await
        .into_iter()
        .filter(|c| c["open"] == true && c["title"].as_str().unwrap().contains("Rosa"));
    assert_eq!(open.count(), 0);
    agency.minutes(30).await;
    assert!(searches(&agency).await == 0 && agency.told(ROSA).is_empty(), "{:?}", agency.told(ROSA));
    assert_eq!(agency.told(&keisha.number).len(), 1);
}

#[tokio::test]
async fn a_blind_reader_says_so_once_and_misses_nobody() {
    for down in [false, true] {
        let agency = Agency::open_with(WriteRoute::Api, |p| p.visits.clock_ins = true).await;
        if down {
            let path = "/v1/encounter/_search".to_owned();
            let canned = Canned { path, status: 503, ..Canned::default() };
            agency.sim.edit_toggles(|t| t.answers.push(canned));
        } else {
            agency.sim.edit_world(|w| w.encounters.clear());
        }
        agency.until("2026-11-24T14:15:00Z").await;
        for _ in 0..4 {
            read(&agency).await;
            agency.text(DANA, "ok").await;
            agency.minutes(3).await;
        }
        let told = agency.told(DANA);
        assert_eq!(told.iter().filter(|t| t.contains("clock-ins cannot be seen")).count(), 1, "{told:?}");
        assert!(agency.told(&agency.sim.heroine().number).is_empty());
        assert!(agency.cases().await.iter().all(|c| c["kind"] == "handoff"), "{:?}", agency.cases().await);
    }
}

#[tokio::test]
async fn off_unless_the_agency_wants_it() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T13:30:00Z").await;
    let before = reads(&agency);
    assert_eq!(read(&agency).await, gigi_engine::ClocksRead::default());
    assert_eq!(reads(&agency), before);
}

#[tokio::test]
async fn b56_s26_trouble_at_the_door_is_kept_with_its_visit_and_clocks_nobody() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T14:05:00Z").await;
    let keisha = agency.sim.heroine();
    let clocked = |agency: &Agency| {
        let mut all = agency.sim.state()["encounters"].clone();
        for visit in all.as_array_mut().unwrap() {
            // Notes may be added to a visit.
            visit["encounter"]["tasklogs"] = serde_json::Value::Null;
        }
        all
    };
    let before = clocked(&agency);
    agency.text(&keisha.number, "no signal here, app wouldn't let me clock in, got here at 7:02").await;
    let told = agency.last(&keisha.number);
    assert!(told.contains("clock-in for Tue 11/24 7:00a-11:00a, you say 7:02a"), "{told}");
    assert!(told.contains("a person looks at your hours"), "{told}");
    assert!(agency.last(DANA).contains("needs correcting"), "{}", agency.last(DANA));
    assert_eq!(clocked(&agency), before, "nobody is clocked in by machine");
    let csv = agency.get("/clock-corrections.csv").await.text().await.unwrap();
    assert!(csv.lines().count() == 2 && csv.contains("\"in\",\"2026-11-24 07:02\""), "{csv}");
    agency.text(&keisha.number, "still cant clock in").await;
    assert_eq!(agency.cases().await.len(), 1, "one visit, one correction");
    assert_eq!(agency.click(1, "close", "entered by hand").await, 303);
    let csv = agency.get("/clock-corrections.csv").await.text().await.unwrap();
    assert_eq!(csv.lines().count(), 1, "settled ones are gone: {csv}");
}

#[tokio::test]
async fn b57_s26_the_clock_out_of_a_night_belongs_to_the_day_on_which_it_began() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    // Her next visit becomes a night, from eleven on Tuesday until seven on Wednesday.
    agency.sim.edit_world(|w| {
        let mut shift = w.shifts[&keisha.shift].clone();
        shift.end = "2026-11-25T13:00:00Z".parse().unwrap();
        let start = "2026-11-25T05:00:00Z".parse().unwrap();
        w.shifts.insert(gigi_sim::ShiftKey { appointment_id: 55_999_003, start }, shift);
    });
    agency.look_at_wellsky().await;
    agency.until("2026-11-25T15:00:00Z").await;
    agency.text(&keisha.number, "forgot to clock out this morning, left at 7").await;
    let told = agency.last(&keisha.number);
    assert!(told.contains("clock-out for Tue 11/24 11:00p-Wed 7:00a, you say 7:00a"), "{told}");
    agency.text(&keisha.number, "also forgot to clock out last night, it was 7:05am").await;
    assert_eq!(agency.cases().await.len(), 1, "{:?}", agency.cases().await);
}

#[tokio::test]
async fn b57_clocking_off_the_schedule_is_a_persons_business() {
    let agency = Agency::open(WriteRoute::Api).await;
    let idle = agency.sim.with_world(|w| {
        let soon = "2026-11-26T00:00:00Z".parse().unwrap();
        let free =
            w.free_caregivers("2026-11-22T00:00:00Z".parse().unwrap(), soon, jiff::SignedDuration::ZERO);
        let number = |id: &u64| w.contacts.iter().find(|c| c.id == *id).map(|c| c.number.clone());
        free.iter().find_map(number)
    });
    let Some(idle) = idle else { return };
    agency.text(&idle, "app wont let me clock in").await;
    assert!(agency.cases().await.iter().all(|c| c["kind"] == "handoff"), "{:?}", agency.cases().await);
}
