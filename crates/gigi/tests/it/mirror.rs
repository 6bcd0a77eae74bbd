//! The mirror over the wire: what WellSky is asked, and what is made of odd answers and of webhooks.
use std::sync::Arc;

use gigi::clock::SystemClock;
use gigi_core::policy::WriteRoute;
use gigi_engine::ports::Clock as _;
use gigi_engine::{Progress, Turn};
use gigi_sim::toggles::{Canned, ErrorRate, Spoiled};
use gigi_sim::{Sim, SimConfig};
use gigi_wellsky::{Client, Config, PatientFilter};
use serde_json::{Value, json};

use crate::agency::{Agency, HOOK_SECRET};

impl Agency {
    async fn turn(&self) -> Turn {
        let turn = self.engine().sync_turn(&|_| ()).await.unwrap();
        self.rest().await;
        turn
    }

    /// Bodies of the searches of a collection since there were so many requests.
    fn searched(&self, collection: &str, since: usize) -> Vec<Value> {
        let path = format!("/v1/{collection}/_search/");
        self.sim.requests().into_iter().skip(since).filter(|r| r.path == path).map(|r| r.body).collect()
    }

    /// WellSky calls; the status it gets.
    async fn hook(&self, criteria: &str, secret: &str, payload: Value) -> u16 {
        let url = format!("{}/webhooks/wellsky/{criteria}", self.url);
        let sent = self.http.post(url).bearer_auth(secret).json(&payload).send().await.unwrap();
        sent.status().as_u16()
    }

    fn rename_rosa(&self) -> u64 {
        let rosa = self.sim.heroine().client;
        let now = self.sim.now();
        self.sim.edit_world(|world| {
            let file = world.patients.get_mut(&rosa).unwrap();
            file.body.insert("name".into(), json!([{"family": "Renamed", "given": ["Rosa"]}]));
            file.updated = now;
        });
        rosa
    }

    async fn family_of(&self, client: u64) -> String {
        let roster = self.engine().roster().await.unwrap();
        roster.client(&client.to_string().as_str().into()).unwrap().name.family.expose().clone()
    }
}

#[tokio::test]
async fn after_the_first_read_wellsky_is_asked_only_who_changed() {
    let agency = Agency::open(WriteRoute::Api).await;
    let first = agency.turn().await;
    assert!(first.everything && first.is_whole());
    assert!(first.changes.people_new == 0, "the harness had read them: {}", first.changes);
    let rosa = agency.rename_rosa();
    agency.minutes(60).await;
    let before = agency.sim.requests().len();
    let second = agency.turn().await;
    assert!(!second.everything);
    assert_eq!(second.changes.people_changed, 1, "{}", second.changes);
    assert_eq!(agency.family_of(rosa).await, "Renamed");
    for collection in ["patients", "practitioners", "relatedperson"] {
        let asked = agency.searched(collection, before);
        assert!(!asked.is_empty(), "{collection}");
        let since = asked[0]["updated"].as_str().unwrap();
        assert!(since.starts_with("ge2026-11-23T"), "{collection}: {since}");
    }
    let before = agency.sim.requests().len();
    let third = agency.turn().await;
    assert_eq!(third.changes, gigi_engine::mirror::Changes::default(), "nothing is reported twice");
    let new = u64::try_from(agency.sim.requests().len() - before).unwrap();
    assert_eq!(third.requests, new, "every request of the turn is counted");
}

#[tokio::test]
async fn a_visit_that_is_gone_in_wellsky_goes_and_one_that_cannot_be_seen_stays() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.turn().await;
    let known = agency.engine().roster().await.unwrap().shifts().len();
    let empty = json!({"resourceType": "Bundle", "totalRecords": 7, "entry": []});
    let canned = |status, body| Canned { path: "/v1/appointment/".into(), status, body, ..Canned::default() };
    for answer in [canned(200, empty), canned(200, json!({"message": "hello"})), canned(500, Value::Null)] {
        agency.sim.edit_toggles(|t| t.answers = vec![answer]);
        agency.minutes(120).await;
        let turn = agency.turn().await;
        assert!(turn.clients == 0 && turn.clients_failed > 0 && turn.changes.is_empty(), "{turn:?}");
        assert_eq!(agency.engine().roster().await.unwrap().shifts().len(), known);
    }
    agency.sim.edit_toggles(|t| t.answers = Vec::new());
    let shift = agency.sim.heroine().shift;
    agency.sim.edit_world(|world| world.shifts.remove(&shift));
    agency.minutes(120).await;
    let turn = agency.turn().await;
    assert_eq!(turn.changes.shifts_gone, 1, "{}", turn.changes);
    assert_eq!(agency.engine().roster().await.unwrap().shifts().len(), known - 1);
}

#[tokio::test]
async fn f32_one_bad_record_is_set_aside_with_its_place_and_the_rest_is_mirrored() {
    let agency = Agency::open(WriteRoute::Api).await;
    let known = agency.engine().roster().await.unwrap().shifts().len();
    agency.sim.edit_toggles(|t| {
        t.spoiled = Some(Spoiled {
            resource: "appointment".into(),
            index: 0,
            field: "start".into(),
            value: json!("call Grace Sample"),
        });
    });
    let turn = agency.turn().await;
    assert!(turn.set_aside > 0 && turn.is_whole(), "{turn:?}");
    assert_eq!(turn.changes.shifts_gone, 0, "nothing is gone because it could not be read");
    assert!(agency.engine().roster().await.unwrap().shifts().len() >= known);
    let board = agency.get("/").await.text().await.unwrap();
    assert!(board.contains("appointment entry[0].resource.start"), "{board}");
    assert!(!board.contains("Grace"));
}

#[tokio::test]
async fn s12_f33_a_visit_that_a_human_reassigns_while_offers_are_out_is_found_by_the_turn() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.turn().await;
    let offers = agency.call_out().await;
    let other = agency.sim.with_world(|w| *w.practitioners.keys().next_back().unwrap());
    agency.sim.office_assign(agency.sim.heroine().shift, Some(other)).unwrap();
    let turn = agency.turn().await;
    assert_eq!(
        turn.changes.shifts_reassigned, 1,
        "an open case is looked at in every turn: {}",
        turn.changes
    );
    let (late, code) = &offers[0];
    agency.text(late, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(other), "{}", agency.history(1).await);
    assert!(!agency.last(late).contains("confirmed"), "{}", agency.last(late));
}

#[tokio::test]
async fn an_unreadable_record_does_not_end_a_call_out() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.turn().await;
    let (winner, code) = agency.call_out().await[0].clone();
    // Every record of every list, so hers too.
    let start = agency.sim.heroine().shift.start;
    agency.sim.edit_toggles(|t| {
        t.spoiled = Some(Spoiled {
            resource: "appointment".into(),
            index: 0,
            field: "start".into(),
            value: json!(0),
        });
    });
    agency.turn().await;
    assert!(agency.sim.now() < start);
    let history = agency.history(1).await;
    assert!(!history.contains("not on the schedule any more"), "{history}");
    agency.sim.edit_toggles(|t| t.spoiled = None);
    agency.text(&winner, &format!("TAKE {code}")).await;
    agency.minutes(5).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)), "{}", agency.history(1).await);
}

#[tokio::test]
async fn a_hook_of_wellsky_leads_to_a_read_of_that_person() {
    let agency = Agency::open(WriteRoute::Api).await;
    let rosa = agency.rename_rosa();
    // The payload lies about the name; nobody looks.
    let payload = json!({"resourceType": "Patient", "id": rosa, "name": [{"family": "Forged"}]});
    let before = agency.sim.requests().len();
    assert_eq!(agency.hook("patient.name.changed", HOOK_SECRET, payload.clone()).await, 200);
    assert_eq!(agency.hook("patient.name.changed", HOOK_SECRET, payload).await, 200, "duplicates are fine");
    assert_ne!(agency.family_of(rosa).await, "Renamed");
    assert!(agency.engine().follow_hints().await.unwrap());
    assert_eq!(agency.family_of(rosa).await, "Renamed");
    let read: Vec<String> = agency.sim.requests().into_iter().skip(before).map(|r| r.path).collect();
    assert_eq!(read, [format!("/v1/patients/{rosa}/")], "one read, of that person");
}

#[tokio::test]
async fn a_hint_survives_a_crash_and_an_outage() {
    let mut agency = Agency::open(WriteRoute::Api).await;
    let rosa = agency.rename_rosa();
    assert_eq!(agency.hook("patient.name.changed", HOOK_SECRET, json!({"id": rosa})).await, 200);
    agency.crash().await;
    agency.sim.edit_toggles(|t| t.error_rate = ErrorRate { unavailable: 1.0, ..ErrorRate::default() });
    assert!(!agency.engine().follow_hints().await.unwrap());
    agency.sim.edit_toggles(|t| t.error_rate = ErrorRate::default());
    assert!(agency.engine().follow_hints().await.unwrap());
    assert_eq!(agency.family_of(rosa).await, "Renamed");
}

#[tokio::test]
async fn a_forged_hook_does_nothing() {
    let agency = Agency::open(WriteRoute::Api).await;
    let rosa = agency.sim.heroine().client;
    let before = agency.sim.requests().len();
    let people = agency.engine().roster().await.unwrap().clients().count();
    let hint = |id: Value| json!({"resourceType": "Patient", "id": id});
    assert_eq!(agency.hook("patient.created", "guessed", hint(json!(rosa))).await, 403);
    assert_eq!(agency.hook("patient.created", "", hint(json!(rosa))).await, 403);
    assert_eq!(agency.hook("appointment.changed", HOOK_SECRET, hint(json!(rosa))).await, 404);
    assert_eq!(agency.hook("patient.created", HOOK_SECRET, hint(json!("../admins"))).await, 400);
    assert_eq!(agency.hook("encounter.clockout.changed", HOOK_SECRET, hint(json!(1))).await, 200);
    assert!(agency.engine().follow_hints().await.unwrap());
    assert_eq!(agency.sim.requests().len(), before, "none of them led to a request");
    // Somebody who knows the secret and invents an id costs one read.
    assert_eq!(agency.hook("patient.created", HOOK_SECRET, hint(json!(99))).await, 200);
    assert!(agency.engine().follow_hints().await.unwrap());
    assert_eq!(agency.sim.requests().len(), before + 1);
    assert_eq!(agency.engine().roster().await.unwrap().clients().count(), people);
}

#[tokio::test]
async fn requests_of_a_filled_shift_are_counted_and_shown() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.turn().await;
    let before = agency.sim.requests().len();
    let (winner, code) = agency.call_out().await[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)));
    let made = agency.sim.requests().into_iter().skip(before).filter(|r| r.path.starts_with("/v1/")).count();
    let status = agency.engine().sync_status();
    assert_eq!((status.filled, status.requests.direct), (1, u64::try_from(made).unwrap()));
    let board = agency.get("/").await.text().await.unwrap();
    assert!(board.contains(&format!("{made} per filled shift, 1 filled since the start")), "{board}");
}

#[tokio::test]
async fn progress_ends_at_all_clients() {
    let agency = Agency::open(WriteRoute::Api).await;
    let last = std::sync::Mutex::new(None);
    let turn = agency.engine().sync_everything(&|p| *last.lock().unwrap() = Some(p)).await.unwrap();
    let (clients, shifts) = (turn.clients, turn.shifts);
    assert_eq!(last.into_inner().unwrap(), Some(Progress::Clients { done: clients, all: clients, shifts }));
}

#[tokio::test]
async fn g8_at_full_speed_no_second_at_wellsky_holds_more_than_a_hundred_requests() {
    let http = gigi::http::client().unwrap();
    // The simulator's window is exact on the real clock.
    let sim = Sim::start(SimConfig::new(http.clone(), Arc::new(|| SystemClock.now()))).await.unwrap();
    let (id, secret, agency) = sim.credentials();
    let config = Config::new(id, secret, agency).host(sim.wellsky_url()).rate(100, 100).in_flight(64);
    let client = Client::new(config, http, Arc::new(|| SystemClock.now())).unwrap();
    let reads = (0..250).map(|_| async { client.search_patients(&PatientFilter::default()).await });
    for read in futures_util::future::join_all(reads).await {
        assert!(read.unwrap().complete);
    }
    assert!(sim.requests().len() > 250, "with the token");
    assert!(sim.busiest_second() <= 100, "{}", sim.busiest_second());
    assert!(client.busiest_second() <= 100);
}
