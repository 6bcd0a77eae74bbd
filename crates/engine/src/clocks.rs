//! Clock-ins, read around the starts of visits: only those clients whose visit has begun within the hour and whose
//! caregiver has not been seen yet (`docs/decisions/0017-clock-ins.md`). Nothing is ever written.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use futures_util::stream::{self, StreamExt as _};
use gigi_core::agency::Shift;
use gigi_core::calendar::plus_minutes;
use gigi_core::id::{ClientId, ShiftKey};
use gigi_core::visit::ClockIn;
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, EngineError};
use crate::ports::{Arrival, Input};

/// Visits that began longer ago are not looked at, unless somebody's coming is in doubt there.
const BEGUN_MINUTES: i64 = 60;
/// Hours back to which clock-ins of these clients prove that clock-ins can be seen at all.
const PROOF_HOURS: i64 = 36;
/// From so many visits begun on, none of them with a clock-in, it is the reader that is blind and not all of them late.
const MANY: usize = 4;

/// What is remembered between reads. Lost with the process: then the same is read once more.
#[derive(Debug, Default)]
pub(crate) struct ClocksSeen(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    seen: BTreeSet<ShiftKey>,
    last: Option<Timestamp>,
}

/// One read of clock-ins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClocksRead {
    /// Clients who were asked about.
    pub clients: usize,
    /// Clients whose clock-ins could not be read.
    pub failed: usize,
    /// Visits begun with a clock-in.
    pub seen: usize,
    /// Visits begun without one.
    pub missing: usize,
    /// Clock-ins cannot be seen: nothing was concluded from their absence.
    pub blind: bool,
}

/// Clients whose care logs are read at the same time.
const AT_ONCE: usize = 8;

/// Care logs of the past, for a rehearsal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CareLogs {
    /// By client; clients that could not be read are not in it.
    pub logs: BTreeMap<ClientId, Vec<ClockIn>>,
    /// Clients whose logs could not be read.
    pub failed: BTreeSet<ClientId>,
}

impl Engine {
    /// Reads the care logs of these clients from WellSky. `progress` hears how many clients are done.
    pub async fn care_logs(
        &self,
        clients: BTreeSet<ClientId>,
        from: Timestamp,
        until: Timestamp,
        progress: &(dyn Fn(usize) + Sync),
    ) -> CareLogs {
        let mut found = CareLogs::default();
        let records = &self.parts().records;
        let mut reads = stream::iter(clients)
            .map(async |client| {
                let logs = records.clock_ins(&client, from, until).await;
                (client, logs)
            })
            .buffer_unordered(AT_ONCE);
        while let Some((client, logs)) = reads.next().await {
            match logs {
                Ok(logs) => drop(found.logs.insert(client, logs)),
                Err(_) => drop(found.failed.insert(client)),
            }
            progress(found.logs.len() + found.failed.len());
        }
        found
    }

    /// Reads clock-ins once. What is missing or has come becomes an arrival, once each. Does nothing unless the policy
    /// says so.
    ///
    /// # Errors
    /// The store's.
    pub async fn read_clocks(&self) -> Result<ClocksRead, EngineError> {
        let visits = &self.parts().policy.visits;
        let mut read = ClocksRead::default();
        if !visits.clock_ins {
            return Ok(read);
        }
        let (now, roster) = (self.now(), self.roster().await?);
        let active = self.parts().store.active_cases().await?;
        let doubted: BTreeSet<ShiftKey> = active
            .iter()
            .filter(|c| c.doc.is_open())
            .filter(|c| c.doc.as_visit().is_some() || c.doc.as_call_out().is_some_and(|c| c.no_show))
            .filter_map(|c| c.doc.shift().map(|s| s.key.clone()))
            .collect();
        let known = {
            let mut memory = self.clocks();
            let day_ago = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
            memory.seen.retain(|key| key.start > day_ago);
            memory.seen.clone()
        };
        let asked_after = visits.ask_minutes.min(visits.first_priority_minutes);
        let (from, until) = (plus_minutes(now, -BEGUN_MINUTES), plus_minutes(now, -asked_after));
        let due = |s: &&Shift| {
            let begun = s.start() >= from && s.start() <= until || doubted.contains(&s.key);
            s.is_on() && s.caregiver.is_some() && s.end > now && begun && !known.contains(&s.key)
        };
        let mut by_client: BTreeMap<ClientId, Vec<Shift>> = BTreeMap::new();
        for shift in roster.shifts().iter().filter(due) {
            by_client.entry(shift.client.clone()).or_default().push(shift.clone());
        }
        let back = now.saturating_sub(SignedDuration::from_hours(PROOF_HOURS)).unwrap_or(now);
        let (mut seen, mut missing): (Vec<(ShiftKey, Timestamp)>, Vec<Shift>) = (Vec::new(), Vec::new());
        for (client, shifts) in by_client {
            read.clients += 1;
            let Ok(found) = self.parts().records.clock_ins(&client, back, now).await else {
                read.failed += 1;
                continue;
            };
            if let Some(latest) = found.iter().map(|c| c.at).max() {
                let mut memory = self.clocks();
                memory.last = memory.last.max(Some(latest));
            }
            for shift in shifts {
                match found.iter().find(|c: &&ClockIn| c.begins(&shift)) {
                    Some(clock) => seen.push((shift.key, clock.at)),
                    None => missing.push(shift),
                }
            }
        }
        (read.seen, read.missing) = (seen.len(), missing.len());
        for (key, at) in seen {
            self.clocks().seen.insert(key.clone());
            if doubted.contains(&key) {
                self.clock_arrival(&key, Some(at), now).await?;
            }
        }
        let proof = self.clocks().last.is_some_and(|last| last >= back);
        let seen_today = known.iter().any(|k| k.start > plus_minutes(now, -6 * 60)) || read.seen > 0;
        read.blind = (read.failed > 0 && read.failed == read.clients)
            || (!missing.is_empty() && (!proof || (missing.len() >= MANY && !seen_today)));
        if read.blind {
            self.clocks_blind(now).await?;
            return Ok(read);
        }
        for shift in missing {
            let priority = self.parts().policy.client(&shift.client).priority;
            let after = visits.for_client(visits.ask_minutes, priority);
            if plus_minutes(shift.start(), after) <= now {
                self.clock_arrival(&shift.key, None, now).await?;
            }
        }
        Ok(read)
    }

    /// Whether the policy wants clock-ins read.
    pub fn reads_clocks(&self) -> bool {
        self.parts().policy.visits.clock_ins
    }

    /// Seconds between two reads.
    pub fn clocks_every(&self) -> i64 {
        self.parts().policy.visits.read_every_minutes.max(1) * 60
    }

    fn clocks(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.inner.clocks_seen.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn clock_arrival(
        &self,
        shift: &ShiftKey,
        at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        let what = if at.is_some() { "in" } else { "missing" };
        let arrival = Arrival {
            // Said once, by whichever replica and after whatever restart.
            dedupe: format!("clock/{what}/{shift}"),
            thread: format!("clock/{shift}"),
            at: now,
            what: Input::Clock { shift: shift.clone(), at },
        };
        self.receive(arrival).await.map(|_| ())
    }

    /// Said once a day, to one human, instead of a page about every visit.
    async fn clocks_blind(&self, now: Timestamp) -> Result<(), EngineError> {
        let day = self.parts().policy.agency.zone.at(now).date();
        let dedupe = format!("clock/blind/{day}");
        let arrival = Arrival { dedupe, thread: "clock/blind".into(), at: now, what: Input::ClocksBlind };
        self.receive(arrival).await.map(|_| ())
    }
}
