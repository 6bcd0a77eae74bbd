//! `GET /cases/{number}`: the time-line of one case. `POST /cases/{number}/{command}`: what a human says about it
//! (`acknowledge`, `take_over`, `resume`, `close`); stored like any other arrival, answered 303 back to the page.
use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use gigi_core::case::{Case, Command};
use gigi_core::effect::TimerName;
use gigi_core::fact::Fact;
use gigi_core::lead::Record;
use gigi_core::phone::Phone;
use gigi_core::texts::question;
use gigi_engine::ports::{Arrival, Input, Store as _};
use gigi_store::talk::TextEntry;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::board::{Card, card};
use super::door::Visitor;
use super::words::{Line, Names};
use super::{Frame, PageError, Pages, show};

/// Longest remark on closing, bytes.
const LONGEST_REMARK: usize = 300;

pub(crate) fn routes() -> Router<Pages> {
    Router::new().route("/cases/{number}", get(page)).route("/cases/{number}/{command}", post(say))
}

/// A case with its whole history.
#[derive(Clone, Debug, Serialize)]
pub struct History {
    /// In a few words.
    #[serde(flatten)]
    pub card: Card,
    /// Everything that happened, oldest first.
    pub lines: Vec<Line>,
    /// What is due, and when.
    pub timers: Vec<(String, String)>,
    /// For a lead: what is known, by question.
    pub told: Vec<(&'static str, String)>,
    /// For a lead: questions without an answer.
    pub missing: Vec<&'static str>,
    /// For visits, clock corrections and the evening's round: what is known, line by line.
    pub rows: Vec<(String, String)>,
    /// Whether a human works it.
    #[serde(skip)]
    pub taken_over: bool,
    /// Overtime would bring more people, and a human may allow it.
    pub overtime_left: bool,
    /// The client must say whether the replacement may come.
    pub asks_client: bool,
}

/// Texts of a number that a case is looked through for.
const LOOKED_THROUGH: i64 = 300;

/// The texts of the numbers that a case has heard from, each number read once.
#[derive(Default)]
struct Heard(BTreeMap<Phone, Vec<TextEntry>>);

impl Heard {
    async fn text(
        &mut self,
        pages: &Pages,
        from: &Phone,
        message: &str,
    ) -> Result<Option<&TextEntry>, PageError> {
        if !self.0.contains_key(from) {
            self.0.insert(from.clone(), pages.store.texts_from(from, LOOKED_THROUGH).await?);
        }
        Ok(self.0.get(from).and_then(|texts| texts.iter().find(|t| t.text.id == message)))
    }
}

/// Puts a case's history together.
pub(crate) async fn history(pages: &Pages, number: i64) -> Result<History, PageError> {
    let case = pages.store.case_by_number(number).await?.ok_or(PageError::NotFound)?;
    let roster = pages.engine.roster().await?;
    let names = Names { roster: &roster, policy: &pages.policy };
    let mut timers = pages.store.timers_of(case.id()).await?;
    timers.sort_by_key(|(_, at)| *at);
    let mut lines: Vec<(Timestamp, u8, Line)> = Vec::new();
    let mut heard = Heard::default();
    for entry in pages.store.journal_of(case.id()).await? {
        for fact in &entry.facts {
            let mut line = names.fact(entry.at, fact);
            if let Fact::Understood { message, from, .. } = fact
                && let Some(text) = heard.text(pages, from, message).await?
            {
                line.seq = Some(text.seq);
                if let Some(of) = text.outcome.as_ref().and_then(|o| o.understood.as_deref()) {
                    line.reasons = names.reading(of);
                }
                for said in pages.store.corrections_of(text.seq).await? {
                    let of = text.outcome.as_ref().and_then(|o| o.understood.as_deref());
                    lines.push((said.at, 2, names.correction(&said, of)));
                }
            }
            lines.push((entry.at, 0, line));
        }
    }
    for effect in pages.store.effects_of(case.id()).await? {
        lines.extend(names.effect(&effect).map(|line| (effect.planned, 1, line)));
    }
    // Stable: facts of one instant stay in the order of the journal, the texts that they led to follow.
    lines.sort_by_key(|(at, after, _)| (*at, *after));
    let named = |t: TimerName| match t {
        TimerName::Wave => "ask the next people",
        TimerName::Human if matches!(case, Case::Lead(_)) => "wake a human",
        TimerName::Answer if matches!(case, Case::Lead(_)) => "remind her once, then wake a human",
        TimerName::Human => "wake a human if still unfilled",
        TimerName::Client => "tell the client if still unfilled",
        TimerName::Ladder => "wake the next on the ladder",
        TimerName::Look => "look at WellSky",
        TimerName::Consent => "have the client phoned if she has not answered",
        TimerName::Entry => "remind the office to enter it",
        TimerName::Answer => "wake a human if the question stays unanswered",
        TimerName::End => "close the case",
        TimerName::Step if matches!(case, Case::Day(_)) => "look who has not confirmed, and remind",
        TimerName::Step => "do what silence leads to",
        TimerName::Promise => "text the client, as she was told",
    };
    Ok(History {
        card: card(&names, &case, &timers, pages.clock.now()),
        lines: lines.into_iter().map(|(_, _, line)| line).collect(),
        timers: timers.into_iter().map(|(t, at)| (named(t).to_owned(), names.time(at))).collect(),
        told: lead_told(&case),
        missing: match &case {
            Case::Lead(l) => l.told.missing().map(|t| question(t, false)).collect(),
            _ => Vec::new(),
        },
        rows: super::visits::rows(&names, &case),
        taken_over: matches!(&case, Case::CallOut(c) if c.taken_over.is_some())
            || matches!(&case, Case::Visit(v) if v.taken_over.is_some()),
        asks_client: matches!(&case, Case::CallOut(c) if c.is_with_client()),
        overtime_left: matches!(&case, Case::CallOut(c) if c.wants_overtime_allowed()),
    })
}

/// Number, record and answers of somebody who asks for care.
fn lead_told(case: &Case) -> Vec<(&'static str, String)> {
    let Case::Lead(lead) = case else { return Vec::new() };
    let record = match &lead.record {
        Record::Not => "not entered".to_owned(),
        Record::Entering { .. } => "being entered, not shown yet".to_owned(),
        Record::Shown { id, existed: true } => format!("was there before, id {id}"),
        Record::Shown { id, existed: false } => format!("entered and read back, id {id}"),
        Record::ByHand => "not entered by Gigi: please enter her by hand".to_owned(),
    };
    let phone = lead.phone.as_ref().map(|p| ("Phone", p.spoken()));
    let answers = lead.told.all().map(|(t, words)| (question(t, false), words.to_owned()));
    phone.into_iter().chain([("WellSky", record)]).chain(answers).collect()
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    case: History,
}

async fn page(State(pages): State<Pages>, Path(number): Path<i64>) -> Result<Response, PageError> {
    show(&CasePage { frame: pages.frame("case").await?, case: history(&pages, number).await? })
}

#[derive(Debug, Deserialize)]
struct Said {
    /// On closing: how it was settled.
    #[serde(default)]
    how: String,
}

async fn say(
    State(pages): State<Pages>,
    Extension(Visitor(by)): Extension<Visitor>,
    Path((number, command)): Path<(i64, String)>,
    Form(said): Form<Said>,
) -> Result<Response, PageError> {
    let how = said.how.trim();
    let command = match command.as_str() {
        "acknowledge" => Command::Acknowledge,
        "take_over" => Command::TakeOver,
        "resume" => Command::Resume,
        "allow_overtime" => Command::AllowOvertime,
        "find_cover" => Command::FindCover,
        "client_agrees" => Command::ClientAgrees,
        "client_refuses" => Command::ClientRefuses,
        "close" if how.is_empty() => {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, "Say how it was settled.\n").into_response());
        }
        "close" if how.len() > LONGEST_REMARK => {
            return Ok(
                (StatusCode::UNPROCESSABLE_ENTITY, "Say it in 300 letters or fewer.\n").into_response()
            );
        }
        "close" => Command::Close { how: how.to_owned() },
        _ => return Err(PageError::NotFound),
    };
    let case = pages.store.case_by_number(number).await?.ok_or(PageError::NotFound)?.id();
    let at = pages.clock.now();
    let arrival = Arrival {
        // A click twice in the same microsecond is the same click.
        dedupe: format!("board/{case}/{at}"),
        thread: format!("case/{case}"),
        at,
        what: Input::Command { case, by, command },
    };
    pages.engine.receive(arrival).await?;
    Ok(Redirect::to(&format!("/cases/{number}")).into_response())
}
