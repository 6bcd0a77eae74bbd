//! `GET /cases/{number}`: the time-line of one case. `POST /cases/{number}/{command}`: what a human says about it
//! (`acknowledge`, `take_over`, `resume`, `approve`, `decline`, `close`; for a complaint `did_…`, `resolve`, for an incident
//! `task_…`, `skip_…`; for a caregiver who was phoned `called_…`, for one who cannot come after all `cannot_come`); stored
//! like any other arrival, answered 303 back to the page.
use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use gigi_core::callout::CallResult;
use gigi_core::case::{Case, Command};
use gigi_core::complaint::Step;
use gigi_core::effect::{Effect, TimerName};
use gigi_core::fact::Fact;
use gigi_core::id::CaregiverId;
use gigi_core::incident::Task;
use gigi_core::lead::{Record, Stage};
use gigi_core::phone::Phone;
use gigi_core::private::Redacted;
use gigi_core::request;
use gigi_core::texts::question;
use gigi_engine::ports::{Arrival, Input, Store as _, Stored};
use gigi_store::SqlStore;
use gigi_store::talk::TextEntry;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::board::{Card, card};
use super::complaint::{self, ComplaintView};
use super::door::Visitor;
use super::incident::{self, IncidentView, RESTRICTED};
use super::words::{Line, Names, plain};
use super::{Frame, PageError, Pages, show};

/// Longest remark on closing, bytes.
const LONGEST_REMARK: usize = 300;

pub(crate) fn routes() -> Router<Pages> {
    Router::new().route("/cases/{number}", get(page)).route("/cases/{number}/{command}", post(say))
}

/// One thing that a human owes.
#[derive(Clone, Debug, Serialize)]
pub struct Owed {
    /// The name in the address.
    pub name: &'static str,
    /// In words.
    pub words: &'static str,
    /// When it is due.
    pub due: String,
    /// Done, missed or late, open.
    pub stands: String,
    /// It is still to be done, by a click.
    pub open: bool,
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
    /// For a lead or a request: what is known, by question.
    pub told: Vec<(&'static str, String)>,
    /// For a lead: questions without an answer.
    pub missing: Vec<&'static str>,
    /// For a complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complaint: Option<ComplaintView>,
    /// For an incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentView>,
    /// For visits, clock corrections and the evening's round: what is known, line by line.
    pub rows: Vec<(String, String)>,
    /// Whether a human works it.
    #[serde(skip)]
    pub taken_over: bool,
    /// Stages that a prospect may be moved to: value and words.
    #[serde(skip)]
    pub stages: Vec<(String, &'static str)>,
    /// Overtime would bring more people, and a human may allow it.
    pub overtime_left: bool,
    /// Caregivers who cannot be texted and are to be phoned.
    pub calls: Vec<ToCall>,
    /// Who said yes, for the click that she cannot come after all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_yes: Option<SaidYes>,
    /// The client must say whether the replacement may come.
    pub asks_client: bool,
    /// A human may say yes or no to what was asked.
    pub decides: bool,
}

/// Somebody to be phoned about a shift.
#[derive(Clone, Debug, Serialize)]
pub struct ToCall {
    /// Her id, for the click.
    pub id: String,
    /// Her name.
    pub name: String,
    /// Her number.
    pub number: String,
    /// She was called before, and did not answer.
    pub tried: bool,
}

/// Whoever has the shift, or is being entered.
#[derive(Clone, Debug, Serialize)]
pub struct SaidYes {
    /// Her id, for the click.
    pub id: String,
    /// Her name.
    pub name: String,
}

/// Texts of a number that a case is looked through for.
const LOOKED_THROUGH: i64 = 300;

/// The texts of the numbers that a case has heard from, each number read once.
#[derive(Default)]
struct Heard(BTreeMap<Phone, Vec<TextEntry>>);

impl Heard {
    async fn text(&mut self, store: &SqlStore, from: &Phone, message: &str) -> Stored<Option<&TextEntry>> {
        if !self.0.contains_key(from) {
            self.0.insert(from.clone(), store.texts_from(from, LOOKED_THROUGH).await?);
        }
        Ok(self.0.get(from).and_then(|texts| texts.iter().find(|t| t.text.id == message)))
    }
}

/// Everything that happened in a case, oldest first. Words that are restricted stand only in the time-line of their own
/// incident.
pub(crate) async fn lines(
    store: &SqlStore,
    names: &Names<'_>,
    case: &Case,
) -> Stored<Vec<(Timestamp, Line)>> {
    let hidden = match case.as_incident() {
        Some(_) => BTreeSet::new(),
        None => incident::restricted(store).await?,
    };
    let mut lines: Vec<(Timestamp, u8, Line)> = Vec::new();
    let mut heard = Heard::default();
    for entry in store.journal_of(case.id()).await? {
        for fact in &entry.facts {
            let mut line = names.fact(entry.at, fact);
            if let Fact::Understood { message, from, .. } = fact
                && let Some(text) = heard.text(store, from, message).await?
            {
                line.seq = Some(text.seq);
                let of = text.outcome.as_ref().and_then(|o| o.understood.as_deref());
                if hidden.contains(message) {
                    line = Line {
                        at: line.at,
                        tone: line.tone,
                        text: RESTRICTED.into(),
                        seq: line.seq,
                        ..Line::default()
                    };
                } else {
                    if let Some(of) = of {
                        line.reasons = names.reading(of);
                    }
                    for said in store.corrections_of(text.seq).await? {
                        lines.push((said.at, 2, names.correction(&said, of)));
                    }
                }
            }
            lines.push((entry.at, 0, line));
        }
    }
    for effect in store.effects_of(case.id()).await? {
        let line = match &effect.work.effect {
            Effect::Note { note, .. } => Some(names.note(&effect, note, case.head().number)),
            _ => names.effect(&effect),
        };
        lines.extend(line.map(|line| (effect.planned, 1, line)));
    }
    // Stable: facts of one instant stay in the order of the journal, the texts that they led to follow.
    lines.sort_by_key(|(at, after, _)| (*at, *after));
    Ok(lines.into_iter().map(|(at, _, line)| (at, line)).collect())
}

/// Puts a case's history together.
pub(crate) async fn history(pages: &Pages, number: i64) -> Result<History, PageError> {
    let case = pages.store.case_by_number(number).await?.ok_or(PageError::NotFound)?;
    let roster = pages.engine.roster().await?;
    let names = Names { roster: &roster, policy: &pages.policy };
    let mut timers = pages.store.timers_of(case.id()).await?;
    timers.sort_by_key(|(_, at)| *at);
    let lines = lines(&pages.store, &names, &case).await?;
    let now = pages.clock.now();
    let named = |t: TimerName| match t {
        TimerName::Wave => "ask the next people",
        TimerName::Human if matches!(case, Case::Lead(_) | Case::Request(_)) => "wake a human",
        TimerName::Answer if matches!(case, Case::Request(_)) => {
            "give it to the office if she does not answer"
        }
        TimerName::Consent if matches!(case, Case::Request(_)) => "have somebody phone if nobody answers",
        TimerName::Entry if matches!(case, Case::Request(_)) => "remind the office of the change in WellSky",
        TimerName::Answer if matches!(case, Case::Lead(_)) => "remind her once, then wake a human",
        TimerName::Answer if matches!(case, Case::Complaint(_)) => "go on without an answer",
        TimerName::Human => "wake a human if still unfilled",
        TimerName::Client => "tell the client if still unfilled",
        TimerName::Ladder => "wake the next on the ladder",
        TimerName::Look => "look at WellSky",
        TimerName::Consent => "have the client phoned if she has not answered",
        TimerName::Entry => "remind the office to enter it",
        TimerName::Answer => "wake a human if the question stays unanswered",
        TimerName::End => "close the case",
        TimerName::Deadline if matches!(case, Case::Incident(_)) => "remind of what is to be done",
        TimerName::Deadline => "wake somebody if the next deadline has passed",
        TimerName::Settle => "take silence for settled",
        TimerName::Step if matches!(case, Case::Day(_)) => "look who has not confirmed, and remind",
        TimerName::Step => "do what silence leads to",
        TimerName::Promise => "text the client, as she was told",
        TimerName::Pool => "choose among those who said yes",
    };
    Ok(History {
        card: card(&names, &case, &timers, now),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        complaint: case.as_complaint().map(|c| complaint::view(&names, c, now)),
        incident: case.as_incident().map(|i| incident::view(&names, i, now)),
        timers: timers.into_iter().map(|(t, at)| (named(t).to_owned(), names.time(at))).collect(),
        told: told(&names, &case).into_iter().chain(colleague(pages, &names, &case).await?).collect(),
        missing: match &case {
            Case::Lead(l) => l.told.missing().map(|t| question(t, false)).collect(),
            _ => Vec::new(),
        },
        rows: super::visits::rows(&names, &case)
            .into_iter()
            .chain(bridge(pages, &names, &case, now).await?)
            .collect(),
        taken_over: matches!(&case, Case::CallOut(c) if c.taken_over.is_some())
            || matches!(&case, Case::Visit(v) if v.taken_over.is_some()),
        asks_client: match &case {
            Case::CallOut(c) => c.is_with_client() || c.asks_move(),
            Case::Request(r) => r.is_open() && r.stage == request::Stage::Client,
            _ => false,
        },
        calls: calls(&names, &case),
        said_yes: case
            .as_call_out()
            .and_then(|c| c.has_it())
            .map(|who| SaidYes { id: who.to_string(), name: names.caregiver(who) }),
        decides: matches!(&case, Case::Request(r) if r.waits_for_office()),
        stages: match &case {
            Case::Lead(l) if matches!(l.record, Record::Shown { .. }) && l.is_open() => {
                Stage::ALL.iter().map(|s| (plain(s).replace(' ', "_"), s.name())).collect()
            }
            _ => Vec::new(),
        },
        overtime_left: matches!(&case, Case::CallOut(c) if c.wants_overtime_allowed()),
    })
}

/// Whether the rules let the named colleague take the shift: for whoever decides about a swap.
async fn colleague(
    pages: &Pages,
    names: &Names<'_>,
    case: &Case,
) -> Result<Option<(&'static str, String)>, PageError> {
    let Case::Request(request) = case else { return Ok(None) };
    let with = request.asking.as_ref().and_then(|a| a.with.as_ref());
    let Some(((who, _), shift)) = with.zip(request.shift()).filter(|_| request.is_open()) else {
        return Ok(None);
    };
    let broken = pages.engine.rules_broken(shift, who).await?;
    let rules: Vec<String> = broken.iter().map(|why| format!("{} {}", why.code(), why.words())).collect();
    let name = names.caregiver(who);
    Ok(Some((
        "Rules",
        if rules.is_empty() {
            format!("{name} breaks none")
        } else {
            format!("{name}: {}", rules.join("; "))
        },
    )))
}

/// Who could cover until a late caregiver is there, for the human who decides about it.
async fn bridge(
    pages: &Pages,
    names: &Names<'_>,
    case: &Case,
    now: Timestamp,
) -> Result<Option<(String, String)>, PageError> {
    const MOST: usize = 3;
    let Some((visit, shift)) = case.as_visit().filter(|v| v.is_open()).and_then(|v| Some((v, v.shift()?)))
    else {
        return Ok(None);
    };
    let late = visit.eta.is_none_or(|eta| {
        eta.duration_since(shift.key.start).as_mins() > pages.policy.visits.page_late(shift.priority)
    });
    if !late || shift.end <= now {
        return Ok(None);
    }
    let found = pages.engine.who_could(shift, MOST).await?;
    let one = |(who, minutes): &(CaregiverId, Option<u32>)| {
        let way = minutes.map_or_else(String::new, |m| format!(", about {m} min away"));
        let phone = names.roster.caregiver(who).and_then(|c| c.text_to.as_ref());
        let phone = phone.map_or_else(String::new, |p| format!(", {}", p.spoken()));
        format!("{}{way}{phone}", names.caregiver(who))
    };
    let list = if found.is_empty() {
        "nobody whom the rules allow".to_owned()
    } else {
        found.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    Ok(Some(("Could bridge the time, nobody was asked".into(), list)))
}

/// Who is to be phoned, with her number as the mirror has it.
fn calls(names: &Names<'_>, case: &Case) -> Vec<ToCall> {
    let number = |id: &CaregiverId| {
        let known = names.roster.caregiver(id);
        let phone = known.and_then(|c| c.phones.first().or(c.text_to.as_ref()));
        phone.map_or_else(|| "no number on file".to_owned(), Phone::spoken)
    };
    let open = case.as_call_out().into_iter().flat_map(gigi_core::callout::CallOut::calls_to_make);
    open.map(|call| ToCall {
        id: call.caregiver.to_string(),
        name: names.caregiver(&call.caregiver),
        number: number(&call.caregiver),
        tried: call.result.is_some(),
    })
    .collect()
}

/// What is known about a lead or a request, by question.
fn told(names: &Names<'_>, case: &Case) -> Vec<(&'static str, String)> {
    let lead = match case {
        Case::Lead(lead) => lead,
        Case::Request(request) => return names.request_told(request),
        _ => return Vec::new(),
    };
    let record = match &lead.record {
        Record::Not => "not entered".to_owned(),
        Record::Entering { .. } => "being entered, not shown yet".to_owned(),
        Record::Shown { id, existed: true } => format!("was there before, id {id}"),
        Record::Shown { id, existed: false } => format!("entered and read back, id {id}"),
        Record::Client { id } => format!("her number is on a client's file, id {id}; nothing was written"),
        Record::ByHand => "not entered by Gigi: please enter her by hand".to_owned(),
    };
    let phone = lead.phone.as_ref().map(|p| ("Phone", p.spoken()));
    let answers = lead.told.all().map(|(t, words)| (question(t, false), words.to_owned()));
    let stage = match (&lead.stage, lead.given.stage) {
        (Some(asked), given) if given == Some(*asked) => Some(format!("{}, shown by WellSky", asked.name())),
        (Some(asked), _) => Some(format!("{}, not shown by WellSky yet", asked.name())),
        (None, _) => None,
    };
    let stage = match lead.not_taken {
        Some(refused) => {
            let so_far = stage.map_or_else(String::new, |s| format!(" ({s})"));
            Some(format!("WellSky did not take \"{}\": please move her there{so_far}", refused.name()))
        }
        None => stage,
    };
    let stage = stage.map(|s| ("Stage", s));
    phone.into_iter().chain([("WellSky", record)]).chain(stage).chain(answers).collect()
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
    /// On closing: how it was settled; for a step or a task, with what result.
    #[serde(default)]
    how: String,
    /// On marking a call: who was called; on a withdrawal: who cannot come.
    #[serde(default)]
    who: String,
    /// On resolving a complaint: its root cause.
    #[serde(default)]
    cause: String,
    /// Where a prospect stands.
    #[serde(default)]
    stage: String,
}

/// What a click on a complaint or an incident says; `None`: no such thing.
fn grievance(command: &str, how: &str, cause: &str) -> Option<Command> {
    let note = || Redacted::new(how.to_owned());
    Some(match command {
        "resolve" => {
            let cause = serde_json::from_value(serde_json::Value::String(cause.to_owned())).ok()?;
            Command::Resolve { notes: note(), cause }
        }
        "confirm_exclusion" => Command::ConfirmExclusion,
        "lift_exclusion" => Command::LiftExclusion,
        _ => match command.split_once('_')? {
            ("did", step) => Command::Did { step: Step::parse(step)?, note: note() },
            ("task", task) => Command::Task { task: Task::parse(task)?, note: note(), done: true },
            ("skip", task) => Command::Task { task: Task::parse(task)?, note: note(), done: false },
            _ => return None,
        },
    })
}

async fn say(
    State(pages): State<Pages>,
    Extension(Visitor(by)): Extension<Visitor>,
    Path((number, command)): Path<(i64, String)>,
    Form(said): Form<Said>,
) -> Result<Response, PageError> {
    let how = said.how.trim();
    let clicked = command;
    let command = match clicked.as_str() {
        "acknowledge" => Command::Acknowledge,
        "take_over" => Command::TakeOver,
        "resume" => Command::Resume,
        "allow_overtime" => Command::AllowOvertime,
        "find_cover" => Command::FindCover,
        "client_agrees" => Command::ClientAgrees,
        "client_refuses" => Command::ClientRefuses,
        "approve" => Command::Approve,
        "cannot_come" => Command::CannotCome { caregiver: CaregiverId::new(said.who.trim()) },
        "stage" => {
            let stage = serde_json::from_value(serde_json::Value::String(said.stage.clone()));
            Command::Stage { stage: stage.map_err(|_| PageError::NotFound)? }
        }
        "close" | "decline" if how.is_empty() => {
            return Ok(
                (StatusCode::UNPROCESSABLE_ENTITY, "Say how it was settled, or why not.\n").into_response()
            );
        }
        _ if how.len() > LONGEST_REMARK => {
            return Ok(
                (StatusCode::UNPROCESSABLE_ENTITY, "Say it in 300 letters or fewer.\n").into_response()
            );
        }
        "decline" => Command::Decline { why: how.to_owned() },
        "close" => Command::Close { how: how.to_owned() },
        called if CallResult::parse(called.strip_prefix("called_").unwrap_or_default()).is_some() => {
            let result =
                called.strip_prefix("called_").and_then(CallResult::parse).ok_or(PageError::NotFound)?;
            let caregiver = CaregiverId::new(said.who.trim());
            let roster = pages.engine.roster().await?;
            let name = roster.caregiver(&caregiver).ok_or(PageError::NotFound)?.name.short();
            Command::Called { caregiver, short_name: Redacted::new(name), result }
        }
        other => {
            let said = grievance(other, how, said.cause.trim()).ok_or(PageError::NotFound)?;
            let silent = matches!(said, Command::Resolve { .. } | Command::Task { .. }) && how.is_empty();
            if silent {
                let why = "Say what was done, or why it is not needed.\n";
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, why).into_response());
            }
            said
        }
    };
    let case = pages.store.case_by_number(number).await?.ok_or(PageError::NotFound)?.id();
    let at = pages.clock.now();
    let arrival = Arrival {
        // The same click twice in the same microsecond is one.
        dedupe: format!("board/{case}/{clicked}/{at}"),
        thread: format!("case/{case}"),
        at,
        what: Input::Command { case, by, command },
    };
    pages.engine.receive(arrival).await?;
    Ok(Redirect::to(&format!("/cases/{number}")).into_response())
}
