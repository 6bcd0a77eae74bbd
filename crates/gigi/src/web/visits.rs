//! Who comes: cards and rows of visits in doubt, clock corrections and the evening's round; `GET /backups`, and
//! `GET /clock-corrections.csv`.
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gigi_core::case::Case;
use gigi_core::clock::{ClockTrouble, Side};
use gigi_core::effect::TimerName;
use gigi_core::round::{Answer, Round};
use gigi_core::texts::page_why;
use gigi_core::visit::Visit;
use gigi_engine::ports::StoreError;
use gigi_store::SqlStore;
use jiff::Timestamp;

use super::words::Names;
use super::{Frame, PageError, Pages, show};
use crate::backups::{DAYS, thin};

/// Cases looked through for corrections.
const MOST: i64 = 5_000;

pub(crate) fn routes() -> Router<Pages> {
    Router::new().route("/backups", get(backups)).route("/clock-corrections.csv", get(corrections))
}

/// Title, what happened, where it stands.
type Words = (String, String, String);

pub(crate) fn visit_card(names: &Names<'_>, visit: &Visit, timers: &[(TimerName, Timestamp)]) -> Words {
    let Some(expected) = &visit.expected else { return Words::default() };
    let shift = &expected.shift;
    let title = format!("{}, {}", names.client(&shift.client), names.range(shift.key.start, shift.end));
    let who = names.caregiver(&expected.caregiver);
    let what = match (visit.missing, visit.no_clock, visit.eta) {
        (Some(_), ..) => format!("{who} is not there, says the home"),
        (None, Some(_), _) => format!("no clock-in of {who}"),
        (None, None, Some(eta)) => format!("{who} is late, expected {}", names.time(eta)),
        (None, None, None) => format!("{who} is late"),
    };
    let next = timers.iter().find(|(name, _)| *name == TimerName::Step);
    let stands = match (&visit.closed, &visit.taken_over, visit.escalation.as_ref()) {
        (Some(how), ..) => format!("Closed: {how}"),
        (None, Some(ack), _) => format!("{} works it, Gigi stands back", ack.by),
        (None, None, Some(e)) => match &e.acked {
            Some(ack) => format!("{} has it", ack.by),
            None => page_why(&e.why).to_owned(),
        },
        (None, None, None) => {
            next.map_or_else(String::new, |(_, at)| format!("looked at again {}", names.time(*at)))
        }
    };
    (title, what, stands)
}

pub(crate) fn clock_card(names: &Names<'_>, clock: &ClockTrouble) -> Words {
    let Some(claim) = clock.claims.last() else { return Words::default() };
    let shift = &claim.shift;
    let title = format!("{}, {}", names.caregiver(&claim.caregiver), names.range(shift.key.start, shift.end));
    let end = if claim.side == Side::In { "clock-in" } else { "clock-out" };
    let said = claim.claimed.map(|t| format!(", says {}", names.time(t))).unwrap_or_default();
    let stands = match (&clock.closed, clock.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
        (Some(how), _) => format!("Closed: {how}"),
        (None, Some(ack)) => format!("{} has it", ack.by),
        (None, None) => "to be corrected in WellSky by hand".into(),
    };
    (title, format!("{end} to be corrected{said}"), stands)
}

pub(crate) fn day_card(names: &Names<'_>, round: &Round) -> Words {
    let day = round.day.map(|d| d.strftime("%a %-m/%-d").to_string()).unwrap_or_default();
    let silent = round.count(&[Answer::AtRisk, Answer::Reminded]);
    let (all, yes) =
        (round.rows.iter().map(|r| r.shifts.len()).sum::<usize>(), round.count(&[Answer::Confirmed]));
    let stands = match (&round.closed, round.cut) {
        (Some(how), _) => format!("Closed: {how}"),
        (None, true) if silent > 0 => format!("{silent} shift(s) at risk: no word"),
        (None, true) => "everybody answered".into(),
        (None, false) => match round.cutoff {
            Some(cutoff) => format!("answers count until {}", names.time(cutoff)),
            None => String::new(),
        },
    };
    (format!("Shifts of {day}"), format!("{yes} of {all} shift(s) confirmed"), stands)
}

/// What is known about such a case, line by line.
pub(crate) fn rows(names: &Names<'_>, case: &Case) -> Vec<(String, String)> {
    let row = |what: &str, words: String| (what.to_owned(), words);
    match case {
        Case::Visit(v) => {
            let said = v.words.iter().map(|w| row("Said", w.text.expose().clone()));
            let eta = v.eta.map(|t| row("Expected", names.time(t)));
            let stays = v.stays.as_ref().map(|c| row("Asked to stay", names.caregiver(c)));
            let promise = v.promise.map(|t| row("Client hears by", names.time(t)));
            eta.into_iter().chain(stays).chain(promise).chain(said).collect()
        }
        Case::Clock(c) => c
            .claims
            .iter()
            .map(|claim| {
                let end = if claim.side == Side::In { "Clock-in" } else { "Clock-out" };
                let time = claim.claimed.map_or_else(|| "no time said".to_owned(), |t| names.time(t));
                (format!("{end}: {time}"), claim.words.text.expose().clone())
            })
            .collect(),
        Case::Day(d) => {
            let mut rows: Vec<_> = d.rows.iter().flat_map(|r| r.shifts.iter().map(move |b| (r, b))).collect();
            rows.sort_by_key(|(_, b)| (rank(b.answer), b.shift.key.start));
            rows.into_iter()
                .map(|(r, b)| {
                    let stands = match b.answer {
                        Answer::Asked if r.unreached => "text did not arrive",
                        Answer::Asked => "asked",
                        Answer::Confirmed => "confirmed",
                        Answer::Cannot => "called out",
                        Answer::AtRisk if r.unreached => "at risk: text did not arrive",
                        Answer::AtRisk => "at risk: no word",
                        Answer::Reminded => "at risk: reminded",
                    };
                    let shift = names.range(b.shift.key.start, b.shift.end);
                    let client = names.client(&b.shift.client);
                    (names.caregiver(&r.caregiver), format!("{shift}, {client}: {stands}"))
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What needs somebody first.
const fn rank(answer: Answer) -> u8 {
    match answer {
        Answer::AtRisk | Answer::Reminded => 0,
        Answer::Cannot => 1,
        Answer::Asked => 2,
        Answer::Confirmed => 3,
    }
}

/// A client on the page.
struct Line {
    client: String,
    priority: String,
    visits: usize,
    thin: usize,
    worst: String,
    backups: String,
}

#[derive(Template)]
#[template(path = "backups.html")]
struct Backups {
    frame: Frame,
    thin: Vec<Line>,
}

async fn backups(State(pages): State<Pages>) -> Result<Response, PageError> {
    let found = thin(&pages.engine, &pages.policy, pages.clock.now(), DAYS).await?;
    let roster = pages.engine.roster().await?;
    let names = Names { roster: &roster, policy: &pages.policy };
    let line = |t: &gigi_core::matching::Thin| Line {
        client: names.client(&t.client),
        priority: format!("{:?}", t.priority),
        visits: t.visits,
        thin: t.thin,
        worst: names.range(t.worst.start, t.end),
        backups: if t.backups.is_empty() { "nobody".into() } else { names.list(&t.backups) },
    };
    show(&Backups { frame: pages.frame("backups").await?, thin: found.iter().map(line).collect() })
}

async fn corrections(State(pages): State<Pages>) -> Result<Response, PageError> {
    let text = csv(&pages.store, &pages.policy).await?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response())
}

/// Every claim about clock times that is not settled, one line each: for whoever corrects them in WellSky.
///
/// # Errors
/// The store's.
pub async fn csv(store: &SqlStore, policy: &gigi_core::policy::Policy) -> Result<String, StoreError> {
    let zone = &policy.agency.zone;
    let local = |t: Timestamp| zone.at(t).strftime("%Y-%m-%d %H:%M").to_string();
    let mut out =
        "case,caregiver_id,caregiver,appointment,visit_start,visit_end,which,claimed,received,words\n"
            .to_owned();
    for case in store.recent_cases(MOST).await? {
        let Case::Clock(clock) = &case else { continue };
        if !clock.is_open() {
            continue;
        }
        for claim in &clock.claims {
            let cells = [
                clock.head.number.to_string(),
                claim.caregiver.to_string(),
                claim.name.expose().clone(),
                claim.shift.key.appointment.to_string(),
                local(claim.shift.key.start),
                local(claim.shift.end),
                if claim.side == Side::In { "in" } else { "out" }.to_owned(),
                claim.claimed.map(local).unwrap_or_default(),
                local(claim.at),
                claim.words.text.expose().clone(),
            ];
            out.push_str(&cells.map(|c| cell(&c)).join(","));
            out.push('\n');
        }
    }
    Ok(out)
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let safe =
        if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", safe.replace('"', "\"\"").replace(['\n', '\r'], " "))
}
