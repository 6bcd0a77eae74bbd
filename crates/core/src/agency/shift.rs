//! A shift.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::hours_between;
use crate::id::{CaregiverId, ClientId, ShiftKey};
use crate::place::Place;

/// What the schedule says about a shift. Completion is not here: it shows on the visit, not on the appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftStatus {
    /// On the schedule (also what an unassigned shift says).
    Scheduled,
    /// Will not happen.
    Cancelled,
    /// A word that the vendor's documents do not have; treated as scheduled, shown as it is.
    Unknown(String),
}

/// One visit on the schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Identity: appointment and start.
    pub key: ShiftKey,
    /// Whose home.
    pub client: ClientId,
    /// Who works it; `None` is an open shift.
    pub caregiver: Option<CaregiverId>,
    /// End, an instant.
    pub end: Timestamp,
    /// Where, if the schedule has coordinates.
    pub position: Option<Place>,
    /// Status.
    pub status: ShiftStatus,
}

impl Shift {
    /// Start, an instant.
    pub fn start(&self) -> Timestamp {
        self.key.start
    }

    /// Elapsed hours.
    pub fn hours(&self) -> f64 {
        hours_between(self.start(), self.end)
    }

    /// Whether it still counts for anybody's day.
    pub fn is_on(&self) -> bool {
        self.status != ShiftStatus::Cancelled
    }

    /// Whether the two intervals, the other one widened by `buffer` on both sides, share time.
    pub fn overlaps(&self, start: Timestamp, end: Timestamp, buffer: jiff::SignedDuration) -> bool {
        let widened_start = start.saturating_sub(buffer).unwrap_or(start);
        let widened_end = end.saturating_add(buffer).unwrap_or(end);
        self.start() < widened_end && widened_start < self.end
    }
}
