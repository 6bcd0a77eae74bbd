//! What the care logs of the past say about call-outs.
//!
//! WellSky keeps no call-outs. It keeps the schedule as it stands now, and who clocked in. Where somebody else clocked in
//! than the schedule names, the planned caregiver did not work the visit and another did: a call-out, or as good as one.
//! Everything else says less than it seems to: an office that changed the schedule left no trace in it, a visit without a
//! clock-in may be one that nobody came to or one that nobody clocked, and a cancelled visit may have been cancelled by
//! either side. These are counted and not played.
use std::collections::BTreeMap;

use crate::agency::{Shift, ShiftStatus};
use crate::calendar::hours_between;
use crate::fnv;
use crate::id::{CaregiverId, ClientId};
use crate::storm::dice::Dice;
use crate::visit::ClockIn;
use jiff::Timestamp;

use super::{Agency, PastCallOut, notice};

/// What was read from care logs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Somebody else came: to be rehearsed. When it was said is not known; hours of notice are modelled.
    pub past: Vec<PastCallOut>,
    /// Who came instead, in the same order; more than one where several clocked in.
    pub came: Vec<Vec<CaregiverId>>,
    /// Visits to which the planned caregiver came.
    pub kept: usize,
    /// Visits without any clock-in.
    pub unseen: usize,
    /// Visits that were cancelled, by whomever.
    pub cancelled: usize,
    /// Visits without a caregiver on the schedule.
    pub unassigned: usize,
    /// Visits that cannot be told from another of the same client at the same time.
    pub unclear: usize,
}

impl History {
    /// Visits that were looked at.
    pub fn visits(&self) -> usize {
        self.past.len() + self.kept + self.unseen + self.cancelled + self.unassigned + self.unclear
    }
}

/// Reads the visits that lie between these instants and are over at `until`.
pub fn call_outs(
    agency: &Agency,
    logs: &BTreeMap<ClientId, Vec<ClockIn>>,
    from: Timestamp,
    until: Timestamp,
    seed: u64,
) -> History {
    let mut history = History::default();
    let mut by_client: BTreeMap<&ClientId, Vec<&Shift>> = BTreeMap::new();
    for shift in agency.shifts.iter().filter(|s| s.start() >= from && s.end <= until) {
        by_client.entry(&shift.client).or_default().push(shift);
    }
    for (client, shifts) in by_client {
        let logs = logs.get(client).map(Vec::as_slice).unwrap_or_default();
        for shift in &shifts {
            let Some(planned) = &shift.caregiver else {
                history.unassigned += 1;
                continue;
            };
            if shift.status == ShiftStatus::Cancelled {
                history.cancelled += 1;
                continue;
            }
            // Logs of this visit; whoever clocked in first is she who came.
            let hers = logs.iter().filter(|log| belongs(log, shift));
            let came: Vec<&CaregiverId> = hers.flat_map(|log| &log.caregivers).collect();
            // Two people at one client's at once: whose log is whose is a guess.
            let double = |other: &&&Shift| {
                other.key != shift.key
                    && other.is_on()
                    && other.start() < shift.end
                    && shift.start() < other.end
            };
            if came.is_empty() {
                history.unseen += 1;
            } else if came.contains(&planned) {
                history.kept += 1;
            } else if shifts.iter().any(|other| double(&other)) {
                history.unclear += 1;
            } else {
                let mut dice = Dice::new(seed ^ start_bits(shift));
                dice.bits();
                let at = shift.start().saturating_sub(notice(&mut dice)).unwrap_or(shift.start());
                history.past.push(PastCallOut { at, shift: shift.key.clone(), caregiver: planned.clone() });
                history.came.push(came.into_iter().cloned().collect());
            }
        }
    }
    history
}

/// Whether a log is of this visit, whoever wrote it: its appointment within its hours (a series shares one id), or, on a
/// log without an appointment, a clock-in near the start.
fn belongs(log: &ClockIn, shift: &Shift) -> bool {
    let early = hours_between(log.at, shift.start());
    match &log.appointment {
        Some(id) => *id == shift.key.appointment && early <= 2.0 && log.at < shift.end,
        None => early.abs() <= 1.0,
    }
}

/// The same number for the same visit in every run.
fn start_bits(shift: &Shift) -> u64 {
    let hash = fnv::of(fnv::NOTHING, shift.key.appointment.as_str().bytes());
    hash ^ shift.start().as_second().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::plus_minutes;
    use crate::id::{AppointmentId, ShiftKey};

    fn shift(appointment: &str, start: &str, caregiver: Option<&str>) -> Shift {
        let start: Timestamp = start.parse().unwrap();
        Shift {
            key: ShiftKey::new(appointment, start),
            client: ClientId::new("71"),
            caregiver: caregiver.map(CaregiverId::new),
            end: plus_minutes(start, 240),
            position: None,
            status: ShiftStatus::Scheduled,
        }
    }

    fn log(appointment: Option<&str>, who: &str, at: &str) -> ClockIn {
        ClockIn {
            appointment: appointment.map(AppointmentId::new),
            caregivers: vec![CaregiverId::new(who)],
            at: at.parse().unwrap(),
            out: None,
        }
    }

    fn read(shifts: Vec<Shift>, logs: Vec<ClockIn>) -> History {
        let agency = Agency { shifts, ..Agency::default() };
        let logs = BTreeMap::from([(ClientId::new("71"), logs)]);
        let at = |text: &str| text.parse().unwrap();
        call_outs(&agency, &logs, at("2026-11-01T00:00:00Z"), at("2026-11-20T00:00:00Z"), 1)
    }

    #[test]
    fn somebody_else_clocked_in_is_a_call_out_and_nothing_else_is() {
        let mut cancelled = shift("6", "2026-11-07T13:00:00Z", Some("82"));
        cancelled.status = ShiftStatus::Cancelled;
        let history = read(
            vec![
                shift("1", "2026-11-02T13:00:00Z", Some("82")),
                shift("2", "2026-11-03T13:00:00Z", Some("82")),
                shift("3", "2026-11-04T13:00:00Z", Some("82")),
                shift("4", "2026-11-05T13:00:00Z", None),
                cancelled,
                shift("7", "2026-11-25T13:00:00Z", Some("82")),
            ],
            vec![
                log(Some("1"), "82", "2026-11-02T13:02:00Z"),
                log(Some("2"), "83", "2026-11-03T12:58:00Z"),
                log(Some("7"), "84", "2026-11-25T13:00:00Z"),
            ],
        );
        assert_eq!((history.kept, history.unseen, history.unassigned, history.cancelled), (1, 1, 1, 1));
        assert_eq!((history.past.len(), history.visits()), (1, 5), "the last is not over yet");
        assert_eq!(history.past[0].shift.appointment, AppointmentId::new("2"));
        assert_eq!(history.past[0].caregiver, CaregiverId::new("82"));
        assert!(history.past[0].at < history.past[0].shift.start);
        assert_eq!(history.came[0], [CaregiverId::new("83")]);
    }

    #[test]
    fn a_series_shares_its_id_and_a_log_without_one_is_told_by_its_time() {
        let history = read(
            vec![
                shift("1", "2026-11-02T13:00:00Z", Some("82")),
                shift("1", "2026-11-03T13:00:00Z", Some("82")),
                shift("2", "2026-11-04T13:00:00Z", Some("82")),
            ],
            vec![
                log(Some("1"), "83", "2026-11-03T13:00:00Z"),
                log(None, "83", "2026-11-04T13:20:00Z"),
                log(None, "83", "2026-11-04T16:00:00Z"),
            ],
        );
        assert_eq!((history.past.len(), history.unseen), (2, 1));
    }

    #[test]
    fn two_at_one_home_are_not_guessed() {
        let two = || {
            vec![
                shift("1", "2026-11-02T13:00:00Z", Some("82")),
                shift("2", "2026-11-02T13:00:00Z", Some("83")),
            ]
        };
        let swapped =
            vec![log(Some("1"), "83", "2026-11-02T13:00:00Z"), log(Some("2"), "82", "2026-11-02T13:00:00Z")];
        let history = read(two(), swapped);
        assert_eq!((history.past.len(), history.unclear), (0, 2));
        let history = read(two(), vec![log(None, "83", "2026-11-02T13:00:00Z")]);
        assert_eq!((history.past.len(), history.kept, history.unclear), (0, 1, 1));
    }
}
