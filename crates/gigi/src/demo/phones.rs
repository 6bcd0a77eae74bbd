//! The demo's phones: a page on which one texts as any of the invented people, and the same for programs.
//!
//! | route | does |
//! | --- | --- |
//! | `GET /phones?as=2025550100` | the page |
//! | `GET /demo/phones` | everybody's phone with what is on its screen, as JSON |
//! | `POST /demo/text {"from","text"}` | somebody texts the agency; answers when the webhook was answered |
//! | `POST /demo/clock/advance {"seconds"}` | time passes, and what becomes due on the way happens when it is due |
//! | `POST /demo/people {"answer"}` | whether people answer offers by themselves |
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{Json, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use gigi_core::phone::Phone;
use gigi_engine::ports::{Clock as _, Store as _};
use gigi_sim::phones::{Phone as Owner, Writer};
use gigi_sim::{Role, Sim};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use crate::clock::DemoClock;
use crate::web::{Frame, PageError, Pages, show};

/// Longest text that one can send, characters; longer than any carrier takes in one message.
const LONGEST_TEXT: usize = 1_600;
/// Longest jump of the clock.
const LONGEST_JUMP: i64 = 14 * 86_400;
/// What the story begins with.
const SUGGESTION: &str = "cant make my 7a tmrw, been sick all nite";

/// What the demo's routes need.
#[derive(Clone)]
pub(crate) struct Demo {
    pub(crate) pages: Pages,
    pub(crate) sim: Sim,
    pub(crate) clock: Arc<DemoClock>,
}

pub(crate) fn routes(demo: Demo) -> Router {
    Router::new()
        .route("/phones", get(page))
        .route("/demo/phones", get(phones))
        .route("/demo/text", post(text))
        .route("/demo/clock/advance", post(advance))
        .route("/demo/people", post(people))
        .with_state(demo)
}

struct Entry {
    digits: String,
    number: String,
    name: String,
    messages: usize,
    next: String,
}

struct Bubble {
    side: &'static str,
    text: String,
    at: String,
}

#[derive(Template)]
#[template(path = "phones.html")]
struct PhonesPage {
    frame: Frame,
    /// Where the story begins, while it has not begun.
    hint: Option<String>,
    people_answer: bool,
    groups: Vec<(&'static str, Vec<Entry>)>,
    chosen: Entry,
    shifts: Vec<String>,
    bubbles: Vec<Bubble>,
    suggestion: &'static str,
}

fn entry(owner: &Owner) -> Entry {
    Entry {
        digits: owner.number.trim_start_matches("+1").to_owned(),
        number: owner.number.clone(),
        name: owner.name.clone(),
        messages: owner.messages,
        next: owner.next_shifts.first().map(|s| s.local.clone()).unwrap_or_default(),
    }
}

const GROUPS: [(Role, &str); 6] = [
    (Role::Caregiver, "Caregivers"),
    (Role::Coordinator, "Office"),
    (Role::Client, "Clients"),
    (Role::Family, "Families"),
    (Role::Applicant, "Applicants"),
    (Role::Prospect, "Asked about care"),
];

async fn page(State(demo): State<Demo>, RawQuery(query): RawQuery) -> Result<Response, PageError> {
    let directory = demo.sim.directory();
    let heroine = demo.sim.heroine();
    let wanted = query
        .as_deref()
        .and_then(|q| {
            url::form_urlencoded::parse(q.as_bytes()).find(|(k, _)| k == "as").map(|(_, v)| v.into_owned())
        })
        .map_or_else(|| heroine.number.clone(), |digits| format!("+1{digits}"));
    let owner = directory.iter().find(|p| p.number == wanted).ok_or(PageError::NotFound)?;
    let leading = directory.iter().find(|p| p.number == heroine.number);
    let hers = demo.sim.assignee(heroine.shift) == Some(Some(heroine.caregiver));
    let zone = demo.pages.policy.agency.zone.clone();
    let bubble = |b: gigi_sim::phones::Bubble| Bubble {
        side: match b.writer {
            Writer::Agency => "agency",
            Writer::Owner => "me",
            Writer::Carrier => "carrier",
        },
        text: b.text,
        at: zone.at(b.at).strftime("%a %-I:%M:%S %p").to_string(),
    };
    let bubbles: Vec<Bubble> =
        demo.sim.carrier().phones().conversation(&owner.number).into_iter().map(bubble).collect();
    let of = |role: Role| directory.iter().filter(|p| p.role == role).take(60).map(entry).collect::<Vec<_>>();
    show(&PhonesPage {
        frame: demo.pages.frame("phones").await?,
        hint: leading.filter(|_| hers).map(|p| {
            let start = zone.at(heroine.shift.start).strftime("%A %-I:%M %p").to_string();
            format!("{} works {start}: pick her phone and text that she cannot come.", p.name)
        }),
        people_answer: demo.sim.carrier().phones().people(|p| p.is_on()),
        groups: GROUPS
            .into_iter()
            .map(|(role, title)| (title, of(role)))
            .filter(|(_, list)| !list.is_empty())
            .collect(),
        chosen: entry(owner),
        shifts: owner
            .next_shifts
            .iter()
            .take(3)
            .map(|s| match (owner.role, &s.caregiver) {
                (Role::Caregiver, _) => format!("{} with {}", s.local, s.client),
                (_, Some(caregiver)) => format!("{}: {caregiver} comes", s.local),
                (_, None) => format!("{}: nobody assigned", s.local),
            })
            .collect(),
        suggestion: if owner.number == heroine.number && bubbles.is_empty() { SUGGESTION } else { "" },
        bubbles,
    })
}

async fn phones(State(demo): State<Demo>) -> Response {
    let mut talks: BTreeMap<String, _> = demo.sim.carrier().phones().conversations();
    let phones: Vec<_> = demo
        .sim
        .directory()
        .into_iter()
        .map(|p| {
            let messages = talks.remove(&p.number).unwrap_or_default();
            json!({
                "number": p.number, "name": p.name, "role": p.role, "person_id": p.person_id, "spanish": p.spanish,
                "next_shifts": p.next_shifts, "messages": messages,
            })
        })
        .collect();
    // Numbers that belong to nobody have phones too.
    let strangers: Vec<_> =
        talks.into_iter().map(|(number, messages)| json!({"number": number, "messages": messages})).collect();
    Json(json!({"now": demo.clock.now(), "phones": phones, "strangers": strangers})).into_response()
}

fn refused(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"error": why}))).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    from: String,
    text: String,
}

async fn text(State(demo): State<Demo>, Json(wanted): Json<Text>) -> Response {
    let Ok(from) = Phone::parse(&wanted.from) else {
        return refused("`from` is not a US phone number");
    };
    if wanted.text.trim().is_empty() || wanted.text.chars().count() > LONGEST_TEXT {
        return refused("`text` must have 1 to 1600 characters");
    }
    let received = demo.sim.carrier().text(from.e164(), &wanted.text).await;
    let status = received.attempts.last().and_then(|a| a.status);
    Json(json!({"sid": received.sid, "webhook_status": status})).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: i64,
}

async fn advance(State(demo): State<Demo>, Json(wanted): Json<Advance>) -> Response {
    if !(0..=LONGEST_JUMP).contains(&wanted.seconds) {
        return refused("`seconds` must be 0 to 1209600 (two weeks)");
    }
    let end = demo.clock.now().saturating_add(SignedDuration::from_secs(wanted.seconds));
    let end = end.unwrap_or_else(|_| demo.clock.now());
    let step = (wanted.seconds / 120).clamp(10, 600);
    // What has arrived already happens before time passes.
    settled(&demo, demo.clock.now()).await;
    loop {
        let left = end.duration_since(demo.clock.now()).as_secs();
        if left <= 0 {
            break;
        }
        let now = demo.clock.advance(left.min(step));
        demo.sim.tick().await;
        if !settled(&demo, now).await {
            break;
        }
    }
    Json(json!({"now": demo.clock.now()})).into_response()
}

/// Waits until nothing is due at this instant, but not for ever: what is retried later stays due.
async fn settled(demo: &Demo, now: Timestamp) -> bool {
    let mut activity = demo.pages.engine.activity();
    for _ in 0..200 {
        demo.sim.settle().await;
        let waiting = demo.pages.store.waiting(1).await.map(|w| w.len());
        let due = demo.pages.engine.next_due().await;
        match (waiting, due) {
            (Ok(0), Ok(due)) if due.is_none_or(|t| t > now) && !demo.pages.engine.is_performing() => {
                return true;
            }
            (Ok(_), Ok(_)) => {}
            _ => return false,
        }
        // Either something stirs or a moment passes; both are reasons to look again.
        let _ = tokio::time::timeout(Duration::from_millis(10), activity.changed()).await;
    }
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    answer: bool,
}

async fn people(State(demo): State<Demo>, Json(wanted): Json<People>) -> Response {
    demo.sim.carrier().phones().people(|p| p.set_on(wanted.answer));
    Json(json!({"answer": wanted.answer})).into_response()
}
