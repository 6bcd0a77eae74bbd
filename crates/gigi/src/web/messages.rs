//! `GET /messages`: every text that came in, whether a case came of it or not. `GET /messages/{seq}`: the conversation
//! around one of them, how it was read and why, and the form to correct that. `POST /messages/{seq}/correct`: keeps a
//! correction with its author. `GET /corrections.tsv`: corrections as training lines, without people in them.
//!
//! Messages are named by their place in the inbox, so that no number stands in an address or in a proxy's log.
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use gigi_core::id::ShiftKey;
use gigi_core::inbound::{OutcomeKind, Understanding};
use gigi_core::language::{Intent, model};
use gigi_core::teaching::{Correction, rank};
use gigi_store::talk::TextEntry;
use jiff::Timestamp;
use serde::Serialize;

use super::door::Visitor;
use super::incident::{RESTRICTED, restricted};
use super::words::{Line, Names, plain};
use super::{Frame, PageError, Pages, show};

/// Texts on the list.
const LISTED: i64 = 100;
/// Texts of a conversation, each way.
const SHOWN: i64 = 60;

pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/messages", get(list))
        .route("/messages/{seq}", get(page))
        .route("/messages/{seq}/correct", post(correct))
        .route("/corrections.tsv", get(export))
        .route("/api/v1/messages/{seq}", get(json))
}

/// One text on the list.
#[derive(Clone, Debug, Serialize)]
struct Row {
    seq: i64,
    at: String,
    who: String,
    text: String,
    read: String,
    became: String,
    corrected: bool,
}

#[derive(Template)]
#[template(path = "messages.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    corrections: usize,
}

/// What became of a message, for people.
fn became(entry: &TextEntry) -> String {
    match &entry.outcome {
        None => "waits to be handled".into(),
        Some(o) => {
            let kind = match o.kind {
                OutcomeKind::Acted => "acted",
                OutcomeKind::Replied => "answered",
                OutcomeKind::Ignored => "no answer needed",
                OutcomeKind::HandedOver => "a person was asked",
            };
            format!("{kind}: {}", o.words)
        }
    }
}

fn understood(entry: &TextEntry) -> Option<&Understanding> {
    entry.outcome.as_ref().and_then(|o| o.understood.as_deref())
}

async fn list(State(pages): State<Pages>) -> Result<Response, PageError> {
    let roster = pages.engine.roster().await?;
    let names = Names { roster: &roster, policy: &pages.policy };
    let corrected = pages.store.corrections().await?;
    let hidden = restricted(&*pages.store).await?;
    let rows = pages
        .store
        .recent_texts(LISTED)
        .await?
        .into_iter()
        .map(|entry| Row {
            seq: entry.seq,
            at: names.time(entry.at),
            who: names.phone(&entry.text.from),
            read: match understood(&entry) {
                _ if hidden.contains(&entry.text.id) => String::new(),
                Some(of) => names.intents(of),
                None => String::new(),
            },
            became: if hidden.contains(&entry.text.id) {
                "a person was asked".into()
            } else {
                became(&entry)
            },
            corrected: corrected.iter().any(|(_, text)| text.seq == entry.seq),
            text: if hidden.contains(&entry.text.id) {
                RESTRICTED.into()
            } else {
                entry.text.body.expose().chars().take(300).collect()
            },
        })
        .collect();
    show(&ListPage { frame: pages.frame("messages").await?, rows, corrections: corrected.len() })
}

/// One box of the form.
#[derive(Clone, Debug, Serialize)]
struct Choice {
    value: String,
    label: String,
    on: bool,
}

/// The form, filled in with what was understood or corrected last.
#[derive(Clone, Debug, Serialize)]
struct FormView {
    intents: Vec<Choice>,
    shifts: Vec<Choice>,
    offers: Vec<Choice>,
}

fn form(names: &Names<'_>, of: &Understanding, last: Option<&Correction>) -> FormView {
    let read = &of.reading.intents;
    let mut all: Vec<Intent> = model::INTENTS.to_vec();
    all.sort_by_key(|i| rank(*i));
    let intents = all
        .into_iter()
        .map(|intent| Choice {
            value: serde_json::to_value(intent)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned))
                .unwrap_or_default(),
            label: plain(&intent),
            on: last.map_or_else(|| read.iter().any(|r| r.intent == intent), |c| c.intents.contains(&intent)),
        })
        .collect();
    let shifts = of
        .shifts
        .iter()
        .map(|s| {
            let bound = || read.iter().any(|r| r.shifts.iter().any(|id| *id == s.key.to_string()));
            Choice {
                value: s.key.to_string(),
                label: format!("{}, {}", names.range(s.key.start, s.end), names.client(&s.client)),
                on: last.map_or_else(bound, |c| c.shifts.contains(&s.key)),
            }
        })
        .collect();
    let offers = of
        .offers
        .iter()
        .map(|o| {
            let bound = || read.iter().any(|r| r.offers.iter().any(|code| *code == o.code.to_string()));
            Choice {
                value: o.code.to_string(),
                label: format!("#{} {}", o.code, names.range(o.shift.key.start, o.shift.end)),
                on: last.map_or_else(bound, |c| c.offers.contains(&o.code)),
            }
        })
        .collect();
    FormView { intents, shifts, offers }
}

/// A conversation as its page shows it.
#[derive(Clone, Debug, Serialize)]
struct Talk {
    seq: i64,
    who: String,
    lines: Vec<Line>,
    form: Option<FormView>,
    became: String,
}

async fn talk(pages: &Pages, seq: i64) -> Result<Talk, PageError> {
    let entry = pages.store.text_at(seq).await?.ok_or(PageError::NotFound)?;
    let roster = pages.engine.roster().await?;
    let names = Names { roster: &roster, policy: &pages.policy };
    let mut lines: Vec<(Timestamp, u8, Line)> = Vec::new();
    let mut last = None;
    let hidden = restricted(&*pages.store).await?;
    let is_hidden = hidden.contains(&entry.text.id);
    for text in pages.store.texts_from(&entry.text.from, SHOWN).await? {
        let mut line = names.message(&text);
        if hidden.contains(&text.text.id) {
            line = Line {
                at: line.at,
                tone: line.tone,
                text: RESTRICTED.into(),
                seq: line.seq,
                ..Line::default()
            };
        }
        line.chosen = text.seq == seq;
        let corrections = pages.store.corrections_of(text.seq).await?;
        for correction in corrections.iter().filter(|_| !hidden.contains(&text.text.id)) {
            lines.push((correction.at, 2, names.correction(correction, understood(&text))));
        }
        if text.seq == seq {
            last = corrections.last().cloned();
        }
        lines.push((text.at, 0, line));
    }
    for effect in pages.store.texts_to(&entry.text.from, SHOWN).await? {
        lines.extend(names.effect(&effect).map(|line| (effect.planned, 1, line)));
    }
    // The tables come newest first; equal instants must come out oldest first.
    lines.reverse();
    lines.sort_by_key(|(at, after, _)| (*at, *after));
    Ok(Talk {
        seq,
        who: names.phone(&entry.text.from),
        lines: lines.into_iter().map(|(_, _, line)| line).collect(),
        form: understood(&entry).filter(|_| !is_hidden).map(|u| form(&names, u, last.as_ref())),
        became: if is_hidden { "a person was asked".into() } else { became(&entry) },
    })
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    frame: Frame,
    talk: Talk,
}

async fn page(State(pages): State<Pages>, Path(seq): Path<i64>) -> Result<Response, PageError> {
    show(&MessagePage { frame: pages.frame("messages").await?, talk: talk(&pages, seq).await? })
}

async fn json(State(pages): State<Pages>, Path(seq): Path<i64>) -> Result<Response, PageError> {
    Ok(axum::Json(talk(&pages, seq).await?).into_response())
}

async fn correct(
    State(pages): State<Pages>,
    Extension(Visitor(by)): Extension<Visitor>,
    Path(seq): Path<i64>,
    body: String,
) -> Result<Response, PageError> {
    let entry = pages.store.text_at(seq).await?.ok_or(PageError::NotFound)?;
    let Some(of) = understood(&entry) else { return Err(PageError::NotFound) };
    let (mut intents, mut shifts, mut offers, mut odd) = (Vec::new(), Vec::new(), Vec::new(), false);
    for (name, value) in url::form_urlencoded::parse(body.as_bytes()).take(200) {
        match name.as_ref() {
            "intent" => match serde_json::from_value(serde_json::Value::String(value.into_owned())) {
                Ok(intent) => intents.push(intent),
                Err(_) => odd = true,
            },
            "shift" => match ShiftKey::parse(&value) {
                Some(key) => shifts.push(key),
                None => odd = true,
            },
            "offer" => match value.parse() {
                Ok(code) => offers.push(code),
                Err(_) => odd = true,
            },
            _ => {}
        }
    }
    if odd {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, "That is not one of the choices.\n").into_response());
    }
    match Correction::new(of, &by, pages.clock.now(), intents, shifts, offers) {
        Ok(correction) => {
            pages.store.correct(seq, &correction).await?;
            metrics::counter!("gigi_corrections_total").increment(1);
            Ok(Redirect::to(&format!("/messages/{seq}")).into_response())
        }
        Err(why) => Ok((StatusCode::UNPROCESSABLE_ENTITY, format!("{why}\n")).into_response()),
    }
}

async fn export(State(pages): State<Pages>) -> Result<Response, PageError> {
    let lines = crate::teach::lines(&pages.store, &pages.policy).await?;
    let head = [
        (header::CONTENT_TYPE, "text/tab-separated-values; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"corrections-to-review.tsv\""),
    ];
    Ok((head, lines).into_response())
}
