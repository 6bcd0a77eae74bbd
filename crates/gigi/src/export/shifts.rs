//! Shifts that somebody called out of or did not come to, as a log and as evidence packs for surveyors and payers: what was
//! done, when, and how it ended. No words of a message and nobody's reason: those are no business of who reads the file.
use gigi_core::calendar::hours_between;
use gigi_core::callout::{CallOut, OfferState};
use gigi_core::fact::Fact;
use gigi_core::texts::page_why;
use gigi_store::read::JournalEntry;
use jiff::Timestamp;

use super::stamp;
use crate::web::words::Names;

/// Columns of the log.
pub(super) const COLUMNS: [&str; 16] = [
    "number",
    "opened",
    "shift starts",
    "shift ends",
    "client",
    "scheduled caregiver",
    "became open by",
    "hours before the start",
    "asked",
    "said no",
    "first asked",
    "covered by",
    "WellSky showed it",
    "client told",
    "human woken",
    "outcome",
];

/// When what happened first, from the journal.
struct Moments {
    asked: Option<Timestamp>,
    confirmed: Option<Timestamp>,
    told: Option<Timestamp>,
    woken: Option<Timestamp>,
}

fn moments(journal: &[JournalEntry]) -> Moments {
    let first =
        |wanted: &dyn Fn(&Fact) -> bool| journal.iter().find(|e| e.facts.iter().any(wanted)).map(|e| e.at);
    let last = |wanted: &dyn Fn(&Fact) -> bool| {
        journal.iter().rev().find(|e| e.facts.iter().any(wanted)).map(|e| e.at)
    };
    Moments {
        asked: first(&|f| matches!(f, Fact::Offered { .. })),
        confirmed: last(&|f| matches!(f, Fact::Confirmed { .. })),
        told: last(&|f| matches!(f, Fact::ClientTold { .. })),
        woken: first(&|f| matches!(f, Fact::Paged { .. })),
    }
}

fn opened_by(c: &CallOut) -> &'static str {
    match (c.no_show, &c.reporter) {
        (true, _) => "nobody came",
        (false, Some(_)) => "a call-out",
        (false, None) => "no caregiver on the schedule",
    }
}

fn outcome(c: &CallOut, at: &Moments, now: Timestamp) -> String {
    let Some(shift) = &c.shift else { return "which shift was meant was not settled".into() };
    match (&c.winner, at.confirmed) {
        (Some(_), Some(when)) if when <= shift.key.start => "covered before the start".into(),
        (Some(_), Some(when)) => {
            format!("covered {} min after the start", when.duration_since(shift.key.start).as_mins())
        }
        _ if c.is_open() && now < shift.key.start => "still being looked for".into(),
        _ => match &c.phase {
            gigi_core::callout::Phase::Closed { how } => format!("not covered by Gigi: {how}"),
            _ => "not covered".into(),
        },
    }
}

/// One line of the log.
pub(super) fn columns(
    names: &Names<'_>,
    c: &CallOut,
    journal: &[JournalEntry],
    now: Timestamp,
) -> Vec<String> {
    let at = moments(journal);
    let when = |t: Option<Timestamp>| t.map(|t| stamp(names, t)).unwrap_or_default();
    let shift = c.shift.as_ref();
    let said_no = c.offers.iter().filter(|o| o.state == OfferState::Declined).count();
    vec![
        c.head.number.to_string(),
        stamp(names, c.head.opened),
        when(shift.map(|s| s.key.start)),
        when(shift.map(|s| s.end)),
        shift.map(|s| names.client(&s.client)).unwrap_or_default(),
        shift.and_then(|s| s.original.as_ref()).map(|id| names.caregiver(id)).unwrap_or_default(),
        opened_by(c).into(),
        shift.map(|s| format!("{:.1}", hours_between(c.head.opened, s.key.start))).unwrap_or_default(),
        c.offers.len().to_string(),
        said_no.to_string(),
        when(at.asked),
        c.winner.as_ref().map(|id| names.caregiver(id)).unwrap_or_default(),
        when(at.confirmed),
        when(at.told),
        when(at.woken),
        outcome(c, &at, now),
    ]
}

/// The evidence pack.
pub(super) fn pack(names: &Names<'_>, c: &CallOut, journal: &[JournalEntry], now: Timestamp) -> String {
    let values = columns(names, c, journal, now);
    let mut out = format!(
        "# Shift of case {}\n\n{}\n\nWritten {}.\n\n",
        c.head.number,
        names.policy.agency.name,
        stamp(names, now)
    );
    for (what, value) in COLUMNS.iter().zip(&values).skip(1).filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!("- {what}: {value}\n"));
    }
    out.push_str("\n## What was done\n\n");
    for entry in journal {
        for fact in &entry.facts {
            if let Some(words) = said(names, entry.at, fact) {
                out.push_str(&format!("- {} - {words}\n", stamp(names, entry.at)));
            }
        }
    }
    out
}

/// A fact without anybody's words or reasons.
fn said(names: &Names<'_>, at: Timestamp, fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::Understood { .. } | Fact::Ranked { .. } => return None,
        Fact::CalledOut { caregiver, .. } => format!("{} called out", names.caregiver(caregiver)),
        Fact::Paged { name, why } => format!("Woke {name}: {}", page_why(why)),
        other => names.fact(at, other).text,
    })
}
