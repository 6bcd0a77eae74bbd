//! Past call-outs from WellSky's care logs ([`gigi_core::rehearsal::history`] says what they can tell).
use std::collections::BTreeSet;

use anyhow::bail;
use gigi_core::id::ClientId;
use gigi_core::rehearsal::history::{History, call_outs};
use gigi_core::rehearsal::{Agency, PastCallOut};
use gigi_engine::Engine;
use jiff::{SignedDuration, Timestamp};

use crate::progress::Shown;

/// What the care logs gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// To be rehearsed.
    pub past: Vec<PastCallOut>,
    /// What they do not tell, in words.
    pub remarks: Vec<String>,
}

/// Reads the care logs of every client who had a visit in these days, one search each.
///
/// # Errors
/// When no client's logs can be read.
pub async fn read(
    engine: &Engine,
    agency: &Agency,
    days: i64,
    now: Timestamp,
    seed: u64,
) -> anyhow::Result<Past> {
    let from = now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now);
    let over = agency.shifts.iter().filter(|s| s.start() >= from && s.end <= now);
    let clients: BTreeSet<ClientId> = over.map(|s| s.client.clone()).collect();
    let (shown, all) = (Shown::new(), clients.len());
    let found = engine.care_logs(clients, from, now, &|done| shown.count(done, all, "care logs")).await;
    drop(shown);
    if found.logs.is_empty() && all > 0 {
        bail!("WellSky shows no client's care logs");
    }
    // Of a client who could not be read nothing is concluded.
    let mut readable = agency.clone();
    readable.shifts.retain(|s| !found.failed.contains(&s.client));
    let history = call_outs(&readable, &found.logs, from, now, seed);
    let remarks = remarks(&history, found.failed.len());
    Ok(Past { past: history.past, remarks })
}

fn remarks(history: &History, failed: usize) -> Vec<String> {
    let mut remarks = vec![
        format!(
            "{} visits are over: to {} the planned caregiver clocked in, to {} somebody else; {} have no clock-in, {} are \
             cancelled, {} have nobody on the schedule, {} cannot be told apart",
            history.visits(),
            history.kept,
            history.past.len(),
            history.unseen,
            history.cancelled,
            history.unassigned,
            history.unclear
        ),
        "only visits that somebody else came to are rehearsed, so none of them was left unfilled in life; a schedule that \
         was changed by hand shows none of it, and when a call-out was said is not in WellSky: hours of notice are modelled"
            .to_owned(),
    ];
    if failed > 0 {
        remarks.push(format!(
            "the care logs of {failed} clients could not be read: nothing is concluded about them"
        ));
    }
    remarks
}
