//! The simulated WellSky Connect: one port, the route table of the vendor reference, section 7, behind the pipeline of
//! section 13.1: route, then token, then permission, then throttle, then the backend.

mod answer;
mod bundle;
mod gateway;
pub(crate) mod hooks;
mod office;
mod people;
mod route;
mod schedule;
mod token;
mod visits;

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request as HttpRequest, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::Value;

pub(crate) use answer::{Answer, Event, broken};
pub(crate) use hooks::Hooks;
pub(crate) use token::Tokens;

use crate::front::Core;
use crate::requests::{Plane, Request};
use crate::toggles::{
    AgencyParam, AppointmentOutage, AppointmentWrite, ContentTypeStrict, LostAnswer, SlashStrict, Toggles,
    WrongVerb,
};
use crate::world::World;
use route::{Match, Op};

/// Largest request body that is read; documents may have 10 MB.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// Everything an operation of the backend sees.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) toggles: &'a Toggles,
    pub(crate) now: Timestamp,
    pub(crate) query: &'a [(String, String)],
    pub(crate) body: &'a Value,
    /// Numbers of the path, in order.
    pub(crate) ids: Vec<u64>,
}

/// Serves one request of the data plane.
pub(crate) async fn handle(State(core): State<Arc<Core>>, request: HttpRequest<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_LIMIT).await;
    let now = core.clock.now();
    let toggles = core.toggles();
    let serial = core.next_serial();
    let (json, (answer, token_route)) = match bytes {
        Ok(bytes) => {
            let json: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            let answered = respond(&core, &parts, &bytes, &json, &toggles, now, serial);
            (json, answered)
        }
        // the connection broke or the body never ended; who still listens hears why
        Err(_) => (Value::Null, (gateway::too_large(), false)),
    };
    let lost = answer.lost;
    core.log(Request {
        number: 0,
        at: now,
        plane: Plane::Wellsky,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        authorized: parts.headers.contains_key("authorization"),
        body: if token_route { Value::Null } else { json },
        status: if lost == LostAnswer::Off { answer.status } else { 0 },
    });
    core.hooks.emit(&core, &answer.events, &toggles);
    wait(&core, &toggles, serial).await;
    if lost == LostAnswer::Hang {
        core.stopped().await;
    }
    let skewed = now.saturating_add(jiff::SignedDuration::from_secs(toggles.clock_skew_s)).unwrap_or(now);
    answer.into_response(skewed, serial)
}

/// Real latency, only when somebody asked for it.
#[expect(
    clippy::disallowed_methods,
    reason = "latency of a simulated network is real waiting; it is 0 by default"
)]
async fn wait(core: &Core, toggles: &Toggles, serial: u64) {
    let jitter = (core.dice(serial, 1) * toggles.jitter as f64) as u64;
    let millis = toggles.latency_ms + jitter;
    if millis > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
    }
}

/// The pipeline. The flag says whether this was the token route, whose body must not be kept.
fn respond(
    core: &Core,
    parts: &Parts,
    bytes: &Bytes,
    json: &Value,
    toggles: &Toggles,
    now: Timestamp,
    serial: u64,
) -> (Answer, bool) {
    let path = parts.uri.path();
    if let Some(canned) = toggles.answers.iter().find(|c| c.fits(parts.method.as_str(), path)) {
        return (Answer::canned(canned), path.contains("accesstoken"));
    }
    let writable = toggles.appointment_write != AppointmentWrite::Off;
    let (op, ids) = match route::find(&parts.method, path, writable) {
        Match::Route(op, ids) => (op, ids),
        Match::SlashMissing(op, ids) => match toggles.slash_strict {
            SlashStrict::Lenient => (op, ids),
            SlashStrict::NotFound => return (Answer::not_found(), false),
            SlashStrict::Gateway403 => return (gateway::no_route(&parts.headers, toggles), false),
            SlashStrict::Redirect301 => return (Answer::redirect(&format!("{path}/")), false),
        },
        Match::WrongVerb if toggles.wrong_verb == WrongVerb::MethodNotAllowed => {
            return (Answer::method_not_allowed(&parts.method), false);
        }
        Match::WrongVerb | Match::Nothing => return (gateway::no_route(&parts.headers, toggles), false),
    };
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    if op == Op::Token {
        return (core.tokens().issue(&core.config, core.world().seed, parts, bytes, toggles, now), true);
    }
    if let Some(refusal) = admission(core, parts, path, toggles, now, serial) {
        return (refusal, false);
    }
    let reading = parts.method == Method::GET || op.is_search();
    if !bytes.is_empty()
        && let Err(text) = content_type(&parts.headers, toggles)
    {
        return (Answer::error(415, text), false);
    }
    if !bytes.is_empty() && json.is_null() && parts.method != Method::GET {
        return (Answer::error(400, "JSON parse error"), false);
    }
    if !reading && toggles.emoji_422.0 && !plain(json) {
        return (Answer::error(422, "Text contains characters that are not allowed."), false);
    }
    if parts.method == Method::GET && op.is_unpublished_list() && !toggles.get_list_query.0 {
        return (Answer::method_not_allowed(&parts.method), false);
    }
    let given = query.iter().any(|(key, _)| key == "agencyId");
    if toggles.agency_param == AgencyParam::Required403 && !given {
        return (Answer::error(403, "agencyId is required."), false);
    }
    if op.is_appointment() && toggles.appointment_outage == AppointmentOutage::Gateway403 {
        return (gateway::no_route(&parts.headers, toggles), false);
    }
    let mut ids_read = Vec::new();
    for id in ids {
        match id.parse() {
            Ok(number) => ids_read.push(number),
            Err(_) => return (Answer::not_found(), false),
        }
    }
    let mut world = core.world();
    let mut call = Call { world: &mut world, toggles, now, query: &query, body: json, ids: ids_read };
    (backend(op, &mut call), false)
}

/// Token, permission and throttle, in that order.
fn admission(
    core: &Core,
    parts: &Parts,
    path: &str,
    toggles: &Toggles,
    now: Timestamp,
    serial: u64,
) -> Option<Answer> {
    if !core.tokens().accepts(&parts.headers, toggles, now) {
        return Some(gateway::unauthorized());
    }
    let resource = path.split('/').nth(2).unwrap_or_default();
    if toggles.deny_resource.as_deref() == Some(resource) {
        return Some(gateway::denied());
    }
    let dice = core.dice(serial, 0);
    let rate = toggles.error_rate;
    if dice < rate.too_many {
        return Some(gateway::throttled());
    }
    if dice < rate.too_many + rate.unavailable {
        return Some(Answer::json(503, serde_json::json!({"message": "Service Unavailable"})));
    }
    if dice < rate.too_many + rate.unavailable + rate.timed_out {
        return Some(gateway::timed_out());
    }
    None
}

fn content_type(headers: &HeaderMap, toggles: &Toggles) -> Result<(), &'static str> {
    let given = headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let wanted = match toggles.content_type_strict {
        ContentTypeStrict::Off => return Ok(()),
        ContentTypeStrict::JsonOnly => "application/json",
        ContentTypeStrict::FhirOnly => "application/fhir+json",
    };
    if given.starts_with(wanted) { Ok(()) } else { Err("Unsupported media type in request.") }
}

/// Whether all text is free of emoji and control characters.
fn plain(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            text.chars().all(|c| c <= '\u{FFFF}' && (c >= ' ' || matches!(c, '\t' | '\r' | '\n')))
        }
        Value::Array(items) => items.iter().all(plain),
        Value::Object(map) => map.values().all(plain),
        _ => true,
    }
}

fn backend(op: Op, call: &mut Call<'_>) -> Answer {
    match op {
        Op::Token => Answer::not_found(),
        Op::List("appointment") | Op::Search("appointment") => schedule::search(call),
        Op::Read("appointment") => schedule::read(call),
        Op::Update("appointment") => schedule::update(call),
        Op::Search("encounter") => visits::search(call),
        Op::Read("encounter") => visits::read(call),
        Op::Create("encounter") => visits::create(call),
        Op::Update("encounter") => visits::update(call),
        Op::Delete("encounter") => visits::delete(call),
        Op::ClockIn => visits::clock_in(call),
        Op::ClockOut => visits::clock_out(call),
        Op::TasklogList => visits::tasklogs(call),
        Op::TasklogCreate => visits::add_tasklog(call),
        Op::TasklogUpdate => visits::change_tasklog(call),
        Op::TaskUpdate => visits::change_task(call),
        Op::Search("chargeitem") => visits::hours(call),
        Op::CareActivities => office::care_activities(call),
        Op::CarePlan => office::care_plan(call),
        Op::DocumentsOf => office::documents_of(call),
        Op::RelativeRemove => people::remove_relative(call),
        Op::RelativesOf => people::relatives_of(call),
        Op::List(name @ ("patients" | "practitioners"))
        | Op::Search(name @ ("patients" | "practitioners")) => people::search(call, name),
        Op::Create(name @ ("patients" | "practitioners")) => people::create(call, name),
        Op::Update(name @ ("patients" | "practitioners")) => people::update(call, name),
        Op::Delete(name @ ("patients" | "practitioners")) => people::deactivate(call, name),
        Op::Create("adminTasks") => office::create_task(call),
        Op::Create("subscriptions") => office::create_subscription(call),
        Op::Create("documentReferences") => office::create_document(call),
        Op::List(name) | Op::Search(name) => office::search(call, name),
        Op::Read(name) => office::read(call, name),
        Op::Create(name) => office::create(call, name),
        Op::Update(name) => office::update(call, name),
        Op::Delete(name) => office::delete(call, name),
    }
}

/// The dead legacy host: every path is a page that says so.
pub(crate) async fn legacy(State(core): State<Arc<Core>>, request: HttpRequest<Body>) -> Response {
    core.log(Request {
        number: 0,
        at: core.clock.now(),
        plane: Plane::Legacy,
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        authorized: request.headers().contains_key("authorization"),
        body: Value::Null,
        status: 404,
    });
    let page = "<html><head><title>Page Not Found</title></head><body><h1>Page Not Found</h1></body></html>";
    Response::builder()
        .status(StatusCode::NOT_FOUND)
        .header("content-type", "text/html")
        .body(Body::from(page))
        .unwrap_or_default()
}
