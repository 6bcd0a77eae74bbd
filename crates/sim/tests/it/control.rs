//! The control plane over HTTP, and starting and stopping.

use gigi_sim::{AgencySize, ShiftKey, Sim};
use serde_json::{Value, json};

use crate::{World, config, http};

async fn control(world: &World, method: &str, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}{path}", world.sim.control_url());
    let request = world.http.request(method.parse().unwrap(), url);
    let request = if body.is_null() { request } else { request.json(&body) };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

#[tokio::test]
async fn toggles_clock_and_log_are_there_for_everybody() {
    let world = World::new().await;
    let (_, toggles) = control(&world, "GET", "/toggles", Value::Null).await;
    assert_eq!((&toggles["appointment_write"], &toggles["emoji_422"]), (&json!("off"), &json!("on")));
    let (status, toggles) =
        control(&world, "PUT", "/toggles", json!({"appointment_write": "on_single"})).await;
    assert_eq!((status, &toggles["appointment_write"]), (200, &json!("on_single")));
    assert_eq!(control(&world, "PUT", "/toggles", json!({"apointment_write": "off"})).await.0, 422);
    let (_, now) = control(&world, "POST", "/clock", json!({"advance_seconds": 60})).await;
    assert_eq!(now["now"], "2026-11-23T18:01:00Z");
    world.get("/v1/locations/").await;
    let (_, log) = control(&world, "GET", "/requests", Value::Null).await;
    assert_eq!(log["requests"][1]["path"], "/v1/locations/");
}

#[tokio::test]
async fn the_office_works_over_http_too() {
    let world = World::new().await;
    let shift = world.sim.heroine().shift;
    let body = json!({"appointment_id": shift.appointment_id.to_string(), "start": shift.start, "caregiver_id": "8200012"});
    assert_eq!(control(&world, "POST", "/office/assign", body.clone()).await.0, 200);
    assert_eq!(world.sim.assignee(shift), Some(Some(8_200_012)));
    let mut wrong = body;
    wrong["start"] = json!("2026-11-24T14:00:00Z");
    assert_eq!(control(&world, "POST", "/office/assign", wrong).await.0, 404);
    let cancel = json!({"appointment_id": shift.appointment_id, "start": shift.start});
    assert_eq!(control(&world, "POST", "/office/cancel", cancel).await.0, 200);
    let (_, state) = control(&world, "GET", "/state", Value::Null).await;
    let history = state["world"]["history"].as_array().unwrap();
    assert_eq!(history.last().unwrap()["author"], "office");
}

#[tokio::test]
async fn a_reset_gives_the_world_of_its_seed() {
    let world = World::new().await;
    let before = world.sim.state();
    world.sim.office_assign(world.sim.heroine().shift, None).unwrap();
    let (status, _) = control(&world, "POST", "/reset", json!({"seed": 1, "agency": "small"})).await;
    assert_eq!((status, world.sim.state() == before), (200, true));
    assert_eq!(world.get("/v1/locations/").await.0, 401, "tokens are gone");
    control(&world, "POST", "/reset", json!({"agency": "storm"})).await;
    assert_eq!(world.sim.with_world(|w| w.agency), AgencySize::Storm);
}

#[tokio::test]
async fn phones_show_who_they_are_and_what_they_do_next() {
    let world = World::new().await;
    let (_, phones) = control(&world, "GET", "/phones", Value::Null).await;
    let keisha = phones.as_array().unwrap().iter().find(|p| p["number"] == "+12025550100").unwrap();
    assert_eq!((&keisha["name"], &keisha["role"]), (&json!("Keisha Example"), &json!("caregiver")));
    assert_eq!(keisha["next_shifts"][0]["local"], "Tue Nov 24, 7:00 AM - 11:00 AM");
    assert_eq!(keisha["next_shifts"][0]["client"], "Rosa Sample");
    let (_, text) =
        control(&world, "POST", "/text", json!({"from": "+12025550100", "text": "im sick"})).await;
    assert_eq!(text["attempts"][0]["status"], Value::Null, "nobody has set a webhook yet");
    let (_, screen) = control(&world, "GET", "/phones/+12025550100", Value::Null).await;
    assert_eq!(screen[0]["text"], "im sick");
}

#[tokio::test]
async fn a_stopped_world_answers_nobody() {
    let sim = Sim::start(config()).await.unwrap();
    let url = sim.wellsky_url();
    sim.stop().await;
    assert!(http().get(url).send().await.is_err());
}

#[tokio::test]
async fn a_shift_that_does_not_exist_has_no_assignee() {
    let world = World::new().await;
    let key = ShiftKey { appointment_id: 1, start: world.sim.now() };
    assert_eq!(world.sim.assignee(key), None);
}
