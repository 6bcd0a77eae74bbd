//! Clients for whom hardly anybody could step in: the list that is looked at in the evening, not at five in the morning.
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Exclusion, Need, Reach, Widened, rank};
use crate::agency::{Priority, Roster, Shift};
use crate::id::{CaregiverId, ClientId, ShiftKey};
use crate::policy::Policy;

/// Fewer than so many people who could step in are too few.
const ENOUGH: usize = 2;

/// A client with too few people who could step in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Thin {
    /// Who.
    pub client: ClientId,
    /// How much an unfilled visit can hurt.
    pub priority: Priority,
    /// Visits in the days looked at.
    pub visits: usize,
    /// Visits with too few.
    pub thin: usize,
    /// The worst of them, the earliest of equals.
    pub worst: ShiftKey,
    /// Its end.
    pub end: Timestamp,
    /// Who could step in there.
    pub backups: Vec<CaregiverId>,
}

/// Clients with visits in the next `days` days for which fewer than two others pass every hard rule now; those with the
/// fewest first.
///
/// An approximation: "willing" is taken as "may be asked". Nobody is asked; schedules are as the mirror has them; each
/// visit is looked at by itself, so one person may be counted for two visits at the same hour.
pub fn thin_backups(
    policy: &Policy,
    roster: &Roster,
    reach: &BTreeMap<CaregiverId, Reach>,
    now: Timestamp,
    days: i64,
) -> Vec<Thin> {
    let until = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
    // What passes by itself until then does not count against anybody: she is asked that day, not now.
    let reach: BTreeMap<CaregiverId, Reach> = reach
        .iter()
        .map(|(id, r)| (id.clone(), Reach { open_offers: 0, offers_today: 0, paused: false, ..r.clone() }))
        .collect();
    let mut policy = policy.clone();
    policy.matching.spare_people_on_shift = false;
    policy.quiet.hours.until = policy.quiet.hours.from;
    let policy = &policy;
    let mut found: BTreeMap<ClientId, Thin> = BTreeMap::new();
    let mut visits: BTreeMap<ClientId, usize> = BTreeMap::new();
    let ahead = |s: &&Shift| s.is_on() && s.start() > now && s.start() < until;
    for shift in roster.shifts().iter().filter(ahead) {
        *visits.entry(shift.client.clone()).or_default() += 1;
        let need = Need {
            key: shift.key.clone(),
            client: shift.client.clone(),
            end: shift.end,
            position: shift.position,
            widened: Widened::default(),
        };
        let barred: BTreeMap<CaregiverId, Exclusion> =
            shift.caregiver.iter().map(|c| (c.clone(), Exclusion::CalledOut)).collect();
        let ranking = rank(policy, roster, &need, &barred, &reach, now);
        if ranking.candidates.len() >= ENOUGH {
            continue;
        }
        let backups: Vec<CaregiverId> = ranking.candidates.into_iter().map(|c| c.caregiver).collect();
        let thin = found.entry(shift.client.clone()).or_insert_with(|| Thin {
            client: shift.client.clone(),
            priority: policy.client(&shift.client).priority,
            visits: 0,
            thin: 0,
            worst: shift.key.clone(),
            end: shift.end,
            backups: backups.clone(),
        });
        thin.thin += 1;
        if backups.len() < thin.backups.len() {
            (thin.worst, thin.end, thin.backups) = (shift.key.clone(), shift.end, backups);
        }
    }
    let mut all: Vec<Thin> = found.into_values().collect();
    for thin in &mut all {
        thin.visits = visits.get(&thin.client).copied().unwrap_or_default();
    }
    all.sort_by(|a, b| {
        let key = |t: &Thin| (t.backups.len(), t.priority, t.worst.start);
        key(a).cmp(&key(b)).then_with(|| a.client.cmp(&b.client))
    });
    all
}
