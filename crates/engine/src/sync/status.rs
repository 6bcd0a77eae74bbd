//! What is shown of the mirror's work: changes, requests, records set aside. Numbers and places, never people.
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::engine::Engine;
use crate::ports::{Aside, Changes, Requests};

/// Records set aside that are remembered.
const MOST: usize = 20;
/// Hours for which they are: whatever is still broken comes again with the daily read.
const HOURS: i64 = 25;

/// One turn of the mirror.
#[derive(Clone, Debug, Serialize)]
pub struct Turn {
    /// When it began.
    pub at: Timestamp,
    /// Everything was read, not only what was due.
    pub everything: bool,
    /// People could be read.
    pub people_read: bool,
    /// Caregivers and clients that came.
    pub people: usize,
    /// Clients whose schedule was read.
    pub clients: usize,
    /// Clients whose schedule could not be read: nothing of theirs was changed.
    pub clients_failed: usize,
    /// Shifts that came.
    pub shifts: usize,
    /// What changed.
    pub changes: Changes,
    /// Records that came and could not be read.
    pub set_aside: usize,
    /// Requests that it took.
    pub requests: u64,
}

impl Turn {
    /// Whether everything that was asked for came.
    pub fn is_whole(&self) -> bool {
        self.people_read && self.clients_failed == 0
    }
}

/// How far a turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// People are being read.
    People,
    /// Schedules are being read.
    Clients {
        /// So many are in the mirror.
        done: usize,
        /// Of so many.
        all: usize,
        /// With so many shifts.
        shifts: usize,
    },
}

/// What the mirror did since the start of this process.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SyncStatus {
    /// The last turn.
    pub last: Option<Turn>,
    /// The latest records that could not be read, with the time of the last try.
    pub aside: Vec<(Timestamp, Aside)>,
    /// Shifts that were filled.
    pub filled: u64,
    /// Requests made.
    pub requests: Requests,
}

impl SyncStatus {
    /// Requests that a filled shift took: everything that is not a regular read (rankings, rechecks, looks, assignments,
    /// notes), of call-outs that came to nothing too, divided by the shifts that were filled. `None` before the first.
    pub fn requests_per_filled(&self) -> Option<f64> {
        (self.filled > 0).then(|| self.requests.direct as f64 / self.filled as f64)
    }
}

/// What is remembered between turns.
#[derive(Debug, Default)]
pub(crate) struct Remembered(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    last: Option<Turn>,
    aside: VecDeque<(Timestamp, Aside)>,
}

impl Remembered {
    pub(crate) fn note(&self, now: Timestamp, records: &[Aside]) {
        for record in records {
            metrics::counter!("wellsky_records_set_aside_total", "resource" => record.resource).increment(1);
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for record in records {
            let same = |known: &Aside| {
                (known.resource, &known.path, &known.reason, &known.id)
                    == (record.resource, &record.path, &record.reason, &record.id)
            };
            held.aside.retain(|(_, known)| !same(known));
            held.aside.push_front((now, record.clone()));
        }
        held.aside.truncate(MOST);
    }

    pub(crate) fn end(&self, turn: &Turn) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).last = Some(turn.clone());
    }
}

impl Engine {
    /// What the mirror did since the start of this process.
    pub fn sync_status(&self) -> SyncStatus {
        let oldest = self.now().saturating_sub(SignedDuration::from_hours(HOURS)).unwrap_or(Timestamp::MIN);
        let held = self.inner.remembered.0.lock().unwrap_or_else(PoisonError::into_inner);
        SyncStatus {
            last: held.last.clone(),
            aside: held.aside.iter().filter(|(at, _)| *at >= oldest).cloned().collect(),
            filled: self.inner.filled.load(Ordering::Relaxed),
            requests: self.parts().records.requests(),
        }
    }

    /// Brings the numbers of [`Engine::sync_status`] into the metrics.
    pub(crate) fn show_requests(&self) {
        let status = self.sync_status();
        metrics::gauge!("wellsky_requests", "lane" => "direct").set(status.requests.direct as f64);
        metrics::gauge!("wellsky_requests", "lane" => "regular").set(status.requests.regular as f64);
        metrics::gauge!("wellsky_busiest_second").set(status.requests.busiest_second as f64);
        if let Some(turn) = &status.last {
            metrics::gauge!("gigi_sync_requests").set(turn.requests as f64);
        }
        if let Some(each) = status.requests_per_filled() {
            metrics::gauge!("wellsky_requests_per_filled_shift").set(each);
        }
    }
}
