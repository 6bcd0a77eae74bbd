//! Visits, task logs, admin tasks, subscriptions and the webhooks that follow.

use gigi_sim::toggles::{OFF, WebhookDelivery};
use serde_json::{Value, json};

use crate::{Inbox, World};

fn task() -> Value {
    json!({"status": "received", "description": "COVERAGE NEEDED", "executionDate": "2026-11-24",
        "dueDate": "2026-11-24T06:00:00", "requester": [{"resourceType": "Patient", "id": 7_100_001}], "owner": [501],
        "meta": {"tag": [{"code": "agencyId", "display": "9001"}]}})
}

#[tokio::test]
async fn clocking_in_twice_is_one_visit_and_clocking_out_needs_its_id() {
    let world = World::new().await;
    let appointment = world.sim.heroine().shift.appointment_id;
    let clock_in = async || {
        let body = json!({"resourceType": "Encounter", "period": {"start": "2026-11-24T13:02:00Z"}});
        world.post(&format!("/v1/encounter/{appointment}/clockin/"), body).await
    };
    let (status, first) = clock_in().await;
    assert_eq!((status, &first["clockedOut"], &first["status"]), (200, &json!(false), &json!("IN_PROGRESS")));
    assert!(first["id"].is_number());
    assert_eq!(clock_in().await.1["id"], first["id"]);
    let end = json!({"resourceType": "Encounter", "period": {"end": "2026-11-24T17:01:00Z"}, "generalComment": "Calm."});
    assert_eq!(world.put(&format!("/v1/encounter/{appointment}/clockout/"), end.clone()).await.0, 404);
    let path = format!("/v1/encounter/{}/", first["id"]);
    assert_eq!(world.put(&format!("{path}clockout/"), end.clone()).await, (200, json!({"success": true})));
    assert_eq!(world.put(&format!("{path}clockout/"), end).await.0, 200);
    let (_, visit) = world.get(&path).await;
    assert_eq!(
        (&visit["status"], &visit["period"]["end"]),
        (&json!("COMPLETE"), &json!("2026-11-24T17:01:00"))
    );
    assert_eq!(visit["participant"]["Individual"][0]["display"], "Keisha Example");
}

#[tokio::test]
async fn past_visits_are_found_newest_first_and_only_by_somebody() {
    let world = World::new().await;
    let rosa = world.sim.heroine().client;
    assert_eq!(world.post("/v1/encounter/_search/", json!({})).await.0, 422);
    let body = json!({"clientId": rosa, "startDate": "20261116", "endDate": "20261123"});
    let (_, found) = world.post("/v1/encounter/_search/?_count=5&_sort=-startDate", body).await;
    assert_eq!(found["totalRecords"], 8);
    assert!(found["entry"][0]["resource"]["period"]["start"].as_str().unwrap().starts_with("2026-11-23"));
}

#[tokio::test]
async fn a_note_on_a_visit_needs_words_and_a_willing_visit() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| t.tasklog_reject_share = 0.0);
    let path = "/v1/encounter/66600001/tasklog/";
    let note = json!({"resourceType": "TaskLog", "title": "Care alert", "description": "Later start tomorrow.",
        "status": "COMPLETE", "show_in_family_room": false, "recorded": "2026-11-23T18:00:00Z"});
    let (status, answer) = world.post(path, note.clone()).await;
    assert_eq!((status, &answer["success"]), (200, &json!(true)));
    assert!(answer["taskLogId"].is_number());
    let (_, list) = world.get(path).await;
    assert_eq!((&list["total"], &list["entry"][0]["title"]), (&json!(1), &json!("Care alert")));
    for (key, value) in
        [("title", json!("")), ("status", json!("NOT_COMPLETE")), ("description", json!("Hello 😷"))]
    {
        let mut bad = note.clone();
        bad[key] = value;
        assert_eq!(world.post(path, bad).await.0, 422, "{key}");
    }
    world.sim.edit_toggles(|t| (t.emoji_422, t.tasklog_reject_share) = (OFF, 1.0));
    assert_eq!(world.post(path, note).await.0, 422);
    assert_eq!(world.get("/v1/encounter/1/tasklog/").await.0, 404);
}

#[tokio::test]
async fn an_admin_task_has_the_one_shape_that_was_ever_accepted() {
    let world = World::new().await;
    let (status, made) = world.post("/v1/adminTasks/", task()).await;
    assert_eq!(status, 201);
    let path = format!("/v1/adminTasks/{}/", made["id"].as_str().unwrap());
    assert_eq!(world.get(&path).await.1["description"], "COVERAGE NEEDED");
    assert_eq!(world.sim.admin_tasks().len(), 1);
    for key in ["title", "priority"] {
        let mut bad = task();
        bad[key] = json!("x");
        assert_eq!(world.post("/v1/adminTasks/", bad).await.0, 422);
    }
    for key in ["status", "description", "requester", "meta"] {
        let mut bad = task();
        bad.as_object_mut().unwrap().remove(key);
        assert_eq!(world.post("/v1/adminTasks/", bad).await.0, 422, "{key}");
    }
    let mut agency = task();
    agency["requester"] = json!([9001]);
    assert_eq!(world.post("/v1/adminTasks/", agency).await.0, 201);
}

async fn subscribe(world: &World, url: &str, criteria: &str) {
    let body = json!({"resourceType": "Subscription", "status": "active", "criteria": criteria, "reason": "sync",
        "channel": {"type": "rest-hook", "endpoint": format!("{url}/hooks/{criteria}"), "payload": "application/fhir+json",
            "header": ["Authorization: Bearer made-up"]},
        "meta": {"tag": [{"code": "agencyId", "display": "9001"}]}});
    let (status, made) = world.post("/v1/subscriptions/", body).await;
    assert_eq!(status, 201);
    assert!(made["id"].is_number());
}

#[tokio::test]
async fn subscribers_hear_a_stub_with_their_own_header() {
    let world = World::new().await;
    let (inbox, url) = Inbox::start().await;
    subscribe(&world, &url, "admintask.created").await;
    subscribe(&world, &url, "practitioner.telecom.changed").await;
    let (_, made) = world.post("/v1/adminTasks/", task()).await;
    world.sim.settle().await;
    let keisha = world.sim.heroine().caregiver;
    let phone = json!({"telecom": [{"system": "phone", "use": "mobile", "value": "2025550190"}]});
    world.put(&format!("/v1/practitioners/{keisha}/"), phone).await;
    world.sim.settle().await;
    let posts = inbox.posts();
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[0].path, "/hooks/admintask.created");
    assert_eq!(posts[0].headers["authorization"], "Bearer made-up");
    let stub: Value = serde_json::from_str(&posts[0].body).unwrap();
    assert_eq!(stub["id"].to_string(), made["id"].as_str().unwrap());
    assert_eq!(posts[1].body, format!("{{\"id\":{keisha},\"resourceType\":\"Practitioner\"}}"));
    assert_eq!(world.get("/v1/subscriptions/").await.1["totalRecords"], 2);
}

#[tokio::test]
async fn webhooks_are_lost_doubled_swapped_or_forged_when_told() {
    let world = World::new().await;
    let (inbox, url) = Inbox::start().await;
    subscribe(&world, &url, "patient.created").await;
    for (toggle, ids) in [
        (WebhookDelivery::Drop, vec![]),
        (WebhookDelivery::Duplicate, vec![1, 1, 2, 2]),
        (WebhookDelivery::Reorder, vec![2, 1]),
        (WebhookDelivery::WrongHeader, vec![1, 2]),
    ] {
        let before = inbox.posts().len();
        world.sim.edit_toggles(|t| t.webhook = toggle);
        for id in [1, 2] {
            assert_eq!(world.sim.fire("patient.created", id), 1);
            world.sim.settle().await;
        }
        let new = inbox.posts().split_off(before);
        let seen: Vec<u64> = new
            .iter()
            .map(|p| serde_json::from_str::<Value>(&p.body).unwrap()["id"].as_u64().unwrap())
            .collect();
        assert_eq!(seen, ids, "{toggle:?}");
        if toggle == WebhookDelivery::WrongHeader {
            assert_eq!(new[0].headers["authorization"], "wrong");
        }
    }
    assert_eq!(world.sim.webhooks().len(), 10);
}
