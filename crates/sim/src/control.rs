//! The control plane: what a test, a demo or a curious person may do to the simulated world, over HTTP (design 1.6).
//! Its own port, JSON, no authentication; it only ever listens where its starter says.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::front::Core;
use crate::twilio::CarrierFaults;
use crate::wellsky::hooks::CRITERIA;
use crate::world::{AgencySize, OfficeError, ShiftKey};

/// The routes of the control plane.
pub(crate) fn router(core: Arc<Core>) -> Router {
    Router::new()
        .route("/reset", post(reset))
        .route("/toggles", get(toggles).put(set_toggles))
        .route("/clock", get(time).post(advance))
        .route("/requests", get(requests))
        .route("/state", get(state))
        .route("/office/assign", post(assign))
        .route("/office/cancel", post(cancel))
        .route("/office/complete", post(complete))
        .route("/office/task", post(reword))
        .route("/office/admin", post(admin))
        .route("/webhooks", get(webhooks))
        .route("/webhooks/fire", post(fire))
        .route("/webhooks/release", post(release))
        .route("/tokens/revoke", post(revoke))
        .route("/phones", get(phones))
        .route("/phones/{number}", get(conversation))
        .route("/text", post(text))
        .route("/tick", post(tick))
        .route("/people", post(people))
        .route("/carrier", get(carrier))
        .route("/carrier/faults", get(faults).put(set_faults))
        .with_state(core)
}

type Shared = State<Arc<Core>>;

fn refused(status: StatusCode, error: impl std::fmt::Display) -> Response {
    (status, Json(json!({"error": error.to_string()}))).into_response()
}

/// Ids are written as strings or numbers.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    optional_id(deserializer)?.ok_or_else(|| serde::de::Error::custom("an id is needed"))
}

fn optional_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Number(n) => n.as_u64().map(Some).ok_or_else(|| serde::de::Error::custom("not an id")),
        Value::String(s) if s.is_empty() => Ok(None),
        Value::String(s) => s.parse().map(Some).map_err(serde::de::Error::custom),
        _ => Err(serde::de::Error::custom("not an id")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    seed: Option<u64>,
    agency: Option<AgencySize>,
}

async fn reset(State(core): Shared, Json(wanted): Json<Reset>) -> Json<Value> {
    let (seed, agency) = {
        let world = core.world();
        (wanted.seed.unwrap_or(world.seed), wanted.agency.unwrap_or(world.agency))
    };
    core.reset(seed, agency);
    Json(json!({"seed": seed, "agency": agency}))
}

async fn toggles(State(core): Shared) -> Json<Value> {
    Json(json!(core.toggles()))
}

async fn set_toggles(State(core): Shared, Json(changes): Json<Value>) -> Response {
    match core.toggles().patched(&changes) {
        Ok(toggles) => {
            core.set_toggles(toggles.clone());
            Json(json!(toggles)).into_response()
        }
        Err(reason) => refused(StatusCode::UNPROCESSABLE_ENTITY, reason),
    }
}

async fn time(State(core): Shared) -> Json<Value> {
    Json(json!({"now": core.clock.now()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: i64,
}

async fn advance(State(core): Shared, Json(wanted): Json<Advance>) -> Json<Value> {
    Json(json!({"now": core.clock.advance(wanted.advance_seconds)}))
}

async fn requests(State(core): Shared) -> Json<Value> {
    let (requests, busiest) = core.requests();
    Json(json!({"busiest_second": busiest, "requests": requests}))
}

async fn state(State(core): Shared) -> Json<Value> {
    let world = core.world().dump();
    Json(
        json!({"now": core.clock.now(), "toggles": core.toggles(), "world": world, "carrier": core.carrier.dump(),
        "webhooks": core.hooks.deliveries()}),
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assign {
    #[serde(deserialize_with = "id")]
    appointment_id: u64,
    start: Timestamp,
    #[serde(default, deserialize_with = "optional_id")]
    caregiver_id: Option<u64>,
}

fn office(outcome: Result<(), OfficeError>) -> Response {
    match outcome {
        Ok(()) => Json(json!({"ok": true})).into_response(),
        Err(error) => refused(StatusCode::NOT_FOUND, error),
    }
}

async fn assign(State(core): Shared, Json(wanted): Json<Assign>) -> Response {
    let key = ShiftKey { appointment_id: wanted.appointment_id, start: wanted.start };
    let now = core.clock.now();
    let outcome = core.world().office_assign(key, wanted.caregiver_id, now);
    office(outcome)
}

async fn cancel(State(core): Shared, Json(wanted): Json<Assign>) -> Response {
    let key = ShiftKey { appointment_id: wanted.appointment_id, start: wanted.start };
    let outcome = core.world().office_cancel(key);
    office(outcome)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Complete {
    #[serde(deserialize_with = "id")]
    task_id: u64,
}

async fn complete(State(core): Shared, Json(wanted): Json<Complete>) -> Response {
    if core.complete_task(wanted.task_id) {
        Json(json!({"ok": true})).into_response()
    } else {
        refused(StatusCode::NOT_FOUND, format!("no admin task {}", wanted.task_id))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reword {
    #[serde(deserialize_with = "id")]
    task_id: u64,
    description: String,
}

async fn reword(State(core): Shared, Json(wanted): Json<Reword>) -> Response {
    if core.reword_task(wanted.task_id, &wanted.description) {
        Json(json!({"ok": true})).into_response()
    } else {
        refused(StatusCode::NOT_FOUND, format!("no admin task {}", wanted.task_id))
    }
}

/// Somebody new in the office, or somebody who leaves.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Admin {
    New { given: String, family: String },
    Gone { deactivate: u64 },
}

async fn admin(State(core): Shared, Json(wanted): Json<Admin>) -> Response {
    match wanted {
        Admin::New { given, family } => Json(json!({"id": core.add_admin(&given, &family)})).into_response(),
        Admin::Gone { deactivate } if core.deactivate_admin(deactivate) => {
            Json(json!({"ok": true})).into_response()
        }
        Admin::Gone { deactivate } => refused(StatusCode::NOT_FOUND, format!("no admin {deactivate}")),
    }
}

async fn webhooks(State(core): Shared) -> Json<Value> {
    Json(json!(core.hooks.deliveries()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fire {
    criteria: String,
    #[serde(deserialize_with = "id")]
    id: u64,
}

async fn fire(State(core): Shared, Json(wanted): Json<Fire>) -> Response {
    if !CRITERIA.contains(&wanted.criteria.as_str()) {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, format!("no criteria {:?}", wanted.criteria));
    }
    let subscribers = core.fire(&wanted.criteria, wanted.id);
    core.courier.settled().await;
    Json(json!({"subscribers": subscribers})).into_response()
}

async fn release(State(core): Shared) -> Json<Value> {
    core.hooks.release(&core);
    core.courier.settled().await;
    Json(json!({"ok": true}))
}

async fn revoke(State(core): Shared) -> Json<Value> {
    core.tokens().revoke_all();
    Json(json!({"ok": true}))
}

async fn phones(State(core): Shared) -> Json<Value> {
    Json(json!(core.directory()))
}

async fn conversation(State(core): Shared, Path(number): Path<String>) -> Json<Value> {
    Json(json!(core.carrier.phones().conversation(&number)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    from: String,
    text: String,
}

async fn text(State(core): Shared, Json(wanted): Json<Text>) -> Json<Value> {
    Json(json!(core.carrier.text(&wanted.from, &wanted.text).await))
}

async fn tick(State(core): Shared) -> Json<Value> {
    Json(json!(core.tick().await))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleWanted {
    on: bool,
}

async fn people(State(core): Shared, Json(wanted): Json<PeopleWanted>) -> Json<Value> {
    core.carrier.phones().people(|people| people.set_on(wanted.on));
    Json(json!({"on": wanted.on}))
}

async fn carrier(State(core): Shared) -> Json<Value> {
    Json(core.carrier.dump())
}

async fn faults(State(core): Shared) -> Json<CarrierFaults> {
    Json(core.carrier.faults())
}

async fn set_faults(State(core): Shared, Json(wanted): Json<CarrierFaults>) -> Json<CarrierFaults> {
    core.carrier.edit_faults(|faults| *faults = wanted);
    Json(core.carrier.faults())
}
