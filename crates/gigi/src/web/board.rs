//! `GET /`: the board.
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gigi_core::calendar::hours_between;
use gigi_core::case::Case;
use gigi_core::effect::TimerName;
use gigi_core::escalation::PageWhy;
use gigi_core::lead::Topic;
use gigi_core::texts::page_why;
use gigi_engine::SyncStatus;
use gigi_engine::ports::Store as _;
use jiff::Timestamp;
use serde::Serialize;

use super::words::{Names, span};
use super::{Frame, PageError, Pages};

/// Cases looked at; older settled ones are found by their number.
const MOST: i64 = 200;
/// Settled cases shown.
const SETTLED: usize = 20;

/// One case on the board.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// The number people use.
    pub number: u64,
    /// `call_out`, `handoff`, `lead`, `request`, `complaint`, `incident`, `visit`, `clock` or `day`.
    pub kind: &'static str,
    /// One word.
    pub phase: &'static str,
    /// Whether it is open.
    pub open: bool,
    /// Somebody was woken and nobody has said that she has it.
    pub waits_for_human: bool,
    /// Whose visit and when, or who wrote.
    pub title: String,
    /// What happened.
    pub what: String,
    /// Where it stands.
    pub stands: String,
    /// How long until the start, if there is a shift ahead.
    pub lead: Option<String>,
    /// When it was opened.
    pub opened: String,
    /// What comes first among cards that wait for a human: danger, then who is alone now, then by the start.
    #[serde(skip)]
    pub rank: (u8, Timestamp),
}

/// One case in a few words.
pub fn card(names: &Names<'_>, case: &Case, timers: &[(TimerName, Timestamp)], now: Timestamp) -> Card {
    let head = case.head();
    let shift = case.shift();
    let (title, what, stands) = match case {
        Case::CallOut(c) => {
            let title = shift.map_or_else(
                || "Shift not known yet".to_owned(),
                |s| format!("{}, {}", names.client(&s.client), names.range(s.key.start, s.end)),
            );
            let what =
                c.reporter.as_ref().map(|r| format!("{} called out", names.caregiver(r))).unwrap_or_else(
                    || {
                        if shift.is_some() { "nobody is on it in WellSky".into() } else { String::new() }
                    },
                );
            (title, what, names.stands(c, timers))
        }
        Case::Handoff(h) => {
            let last = h.words.last().map(|w| w.text.expose().clone()).unwrap_or_default();
            let stands = match (&h.closed, h.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
                (Some(how), _) => format!("Closed: {how}"),
                (None, Some(ack)) => format!("{} has it", ack.by),
                (None, None) if h.why == Some(PageWhy::Message) => "nobody has taken it yet".into(),
                (None, None) => h.why.as_ref().map(page_why).unwrap_or_default().to_owned(),
            };
            (format!("Message from {}", h.from.expose()), format!("\u{201c}{last}\u{201d}"), stands)
        }
        Case::Lead(l) => {
            let who = l
                .told
                .of(Topic::Name)
                .map_or_else(|| l.phone.as_ref().map(|p| names.phone(p)).unwrap_or_default(), str::to_owned);
            let last = l.words.last().map(|w| w.text.expose().clone()).unwrap_or_default();
            let stands = match (&l.closed, l.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
                (Some(how), _) => format!("Closed: {how}"),
                (None, Some(ack)) => format!("{} has it", ack.by),
                (None, None) if l.escalation.is_none() => "being asked what is needed".into(),
                (None, None) => l.why.as_ref().map(page_why).unwrap_or_default().to_owned(),
            };
            let kind = if l.professional { "Referral" } else { "Care wanted" };
            (format!("{kind}: {who}"), format!("\u{201c}{last}\u{201d}"), stands)
        }
        Case::Request(r) => names.request_card(r),
        Case::Complaint(c) => super::complaint::card(names, c),
        Case::Incident(i) => super::incident::card(names, i),
        Case::Visit(v) => super::visits::visit_card(names, v, timers),
        Case::Clock(c) => super::visits::clock_card(names, c),
        Case::Day(d) => super::visits::day_card(names, d),
    };
    let lead = case
        .watches()
        .map(|s| s.key.start)
        .filter(|s| *s > now)
        .map(|s| span(s.duration_since(now).as_secs()));
    Card {
        number: head.number,
        kind: case.kind(),
        phase: case.phase(),
        open: case.is_open(),
        waits_for_human: case.waits_for_human(),
        title,
        what,
        stands,
        lead,
        opened: names.time(head.opened),
        rank: (grave(case, now), case.watches().map_or(head.opened, |s| s.key.start)),
    }
}

/// 0: danger. 1: somebody is alone now or soon. 2: a word was given, or a person may leave. 3: everything else.
fn grave(case: &Case, now: Timestamp) -> u8 {
    const SOON_HOURS: f64 = 4.0;
    let soon = case.shift().is_some_and(|s| hours_between(now, s.key.start) < SOON_HOURS);
    match case {
        Case::Incident(_) => 0,
        Case::Handoff(h) if matches!(h.why, Some(PageWhy::Emergency)) => 0,
        Case::Visit(v) if v.missing.is_some() => 1,
        Case::CallOut(_) if soon => 1,
        Case::Complaint(c) if c.class.is_urgent() => 2,
        Case::Lead(l) if l.told.is_hot() => 2,
        Case::CallOut(_) => 2,
        Case::Visit(_) if soon => 2,
        _ => 3,
    }
}

/// Every recent case, newest change first.
pub(crate) async fn cards(pages: &Pages) -> Result<Vec<Card>, PageError> {
    let roster = pages.engine.roster().await?;
    let names = Names { roster: &roster, policy: &pages.policy };
    let now = pages.clock.now();
    let mut cards = Vec::new();
    for case in pages.store.recent_cases(MOST).await? {
        let timers = if case.is_open() { pages.store.timers_of(case.id()).await? } else { Vec::new() };
        cards.push(card(&names, &case, &timers, now));
    }
    Ok(cards)
}

/// What the mirror and the shifts cost in requests.
fn requests(status: &SyncStatus) -> String {
    let read = match &status.last {
        Some(turn) => format!("{} requests at the last read of WellSky ({})", turn.requests, turn.changes),
        None => "WellSky was not read since the start".into(),
    };
    match status.requests_per_filled() {
        Some(each) => format!("{read}; {each:.0} per filled shift, {} filled since the start", status.filled),
        None => format!("{read}; {} for open shifts, none filled yet", status.requests.direct),
    }
}

/// Records that could not be read: where and why, nothing of what they held.
fn set_aside(status: &SyncStatus) -> Option<String> {
    let (_, latest) = status.aside.first()?;
    let records = if status.aside.len() == 1 { "record" } else { "records" };
    Some(format!(
        "{} {records} of WellSky could not be read and {} set aside, the latest: {} {}, {}",
        status.aside.len(),
        if status.aside.len() == 1 { "was" } else { "were" },
        latest.resource,
        latest.path,
        latest.reason
    ))
}

#[derive(Template)]
#[template(path = "board.html")]
struct Board {
    frame: Frame,
    waiting: Vec<Card>,
    open: Vec<Card>,
    in_hand: Vec<Card>,
    coming: Vec<Card>,
    watched: Vec<Card>,
    settled: Vec<Card>,
    wellsky: String,
    aside: Option<String>,
}

/// See the module.
pub(crate) async fn show(State(pages): State<Pages>) -> Result<Response, PageError> {
    let (mut waiting, mut open, mut watched, mut settled) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut coming, mut in_hand) = (Vec::new(), Vec::new());
    for card in cards(&pages).await? {
        match (card.open, card.waits_for_human, card.phase) {
            (_, true, _) => waiting.push(card),
            (true, _, "filled") => watched.push(card),
            (true, ..) if matches!(card.kind, "visit" | "clock" | "day") => coming.push(card),
            (true, ..) if card.kind == "call_out" => open.push(card),
            (true, ..) => in_hand.push(card),
            _ => settled.push(card),
        }
    }
    settled.truncate(SETTLED);
    waiting.sort_by_key(|card| card.rank);
    let status = pages.engine.sync_status();
    let wellsky = requests(&status);
    let aside = set_aside(&status);
    super::show(&Board {
        frame: pages.frame("board").await?,
        waiting,
        open,
        in_hand,
        coming,
        watched,
        settled,
        wellsky,
        aside,
    })
}
