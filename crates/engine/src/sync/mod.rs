//! The mirror: people and shifts pulled from WellSky, and what the pull means for open cases.
//!
//! | what | how | when |
//! | --- | --- | --- |
//! | people | who changed since the last read, half a day of overlap | every turn |
//! | everybody | whole lists, so that deletions are noticed | daily |
//! | shifts | client by client, as [`plan`] says | every turn, as many as fit |
//! | one person | because a webhook hinted at her | at once |
//!
//! A read that fails or comes back incomplete changes nothing, and a record that cannot be read is not gone.
mod plan;
mod status;

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt};
use gigi_core::callout::unassigned;
use gigi_core::case::{Case, CaseShift, Seen};
use gigi_core::id::{AppointmentId, ClientId};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;

use crate::engine::{Engine, EngineError};
use crate::perform::seen;
use crate::ports::{
    Arrival, Aside, Changes, Covered, Hint, Input, Lane, MirrorUpdate, Person, Read, Recorded, Whose,
};
use plan::Reach;
pub(crate) use status::Remembered;
pub use status::{Progress, SyncStatus, Turn};

/// Clients read at the same time.
const AT_ONCE: usize = 12;
/// Clients whose shifts are written together.
const CHUNK: usize = 48;
/// Requests for shifts in one turn: two a second, when a turn comes every five minutes.
const REQUESTS_A_TURN: usize = 600;
/// Whether WellSky takes the time of a watermark for UTC or for the agency's own is not documented; half a day covers
/// both, and clocks that differ.
const OVERLAP: SignedDuration = SignedDuration::from_hours(12);
/// Hours between two reads of everybody.
const EVERYBODY_HOURS: i64 = 24;
/// Days after which a shift is forgotten: continuity fades over 45.
const FORGET_DAYS: i64 = 60;
/// Hints followed in one go.
const HINTS: usize = 20;

const EVERYBODY: &str = "people/everybody";
const CHANGED: &str = "people/changed";
const EVERYTHING: &str = "everything";

/// Somebody's schedule to read.
struct Part {
    client: ClientId,
    from: Timestamp,
    until: Timestamp,
    marks: Vec<String>,
}

/// What came so far.
#[derive(Default)]
struct Tally {
    people: usize,
    clients: usize,
    failed: usize,
    shifts: usize,
    aside: usize,
    changes: Changes,
}

impl Engine {
    /// Pulls everybody; `false` when WellSky cannot be read: then the mirror stays as it is, with its age.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_people(&self) -> Result<bool, EngineError> {
        self.read_people(None, Lane::Beside, &mut Tally::default()).await
    }

    /// Pulls the shifts of every client that start between so many days back and ahead (either may be negative); returns
    /// how many clients could not be read. Shifts of open cases that changed are told to their cases.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_shifts(&self, days_back: i64, days_ahead: i64) -> Result<usize, EngineError> {
        let now = self.now();
        let shifted = |days: i64| now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
        let (from, until) = (shifted(-days_back), shifted(days_ahead));
        let clients = plan::clients(&*self.roster().await?, now);
        let parts =
            clients.into_iter().map(|client| Part { client, from, until, marks: Vec::new() }).collect();
        let mut tally = Tally::default();
        self.read_clients(parts, Lane::Beside, &mut tally, &|_| ()).await?;
        self.begin_unassigned().await?;
        Ok(tally.failed)
    }

    /// Reads everything once, whatever was read before.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_everything(&self, progress: &(dyn Fn(Progress) + Sync)) -> Result<Turn, EngineError> {
        self.turn(true, progress).await
    }

    /// Reads what is due: everything at first, afterwards who changed and the schedules whose turn it is.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_turn(&self, progress: &(dyn Fn(Progress) + Sync)) -> Result<Turn, EngineError> {
        self.turn(false, progress).await
    }

    async fn turn(&self, all: bool, progress: &(dyn Fn(Progress) + Sync)) -> Result<Turn, EngineError> {
        let began = self.now();
        let before = self.parts().records.requests().regular;
        let marks = self.parts().store.marks().await?;
        let first = !marks.contains_key(EVERYTHING);
        let lane = if all || first { Lane::Alone } else { Lane::Beside };
        let mut tally = Tally::default();

        progress(Progress::People);
        let everybody =
            marks.get(EVERYBODY).is_none_or(|at| began.duration_since(*at).as_hours() >= EVERYBODY_HOURS);
        let since = marks.get(CHANGED).filter(|_| !all && !everybody);
        let since = since.map(|at| at.saturating_sub(OVERLAP).unwrap_or(*at));
        let people_read = self.read_people(since, lane, &mut tally).await?;

        let roster = self.roster().await?;
        let wanted: Vec<(ClientId, Reach)> = if all {
            plan::clients(&roster, began).into_iter().map(|c| (c, Reach::Whole)).collect()
        } else {
            let active = self.parts().store.active_cases().await?;
            let with_case: BTreeSet<ClientId> =
                active.iter().filter_map(|c| c.doc.watches().map(|s| s.client.clone())).collect();
            let requests = if first { usize::MAX } else { REQUESTS_A_TURN };
            plan::plan(began, &roster, &marks, &with_case, requests)
        };
        drop(roster);
        let part = |(client, reach): (ClientId, Reach)| {
            let (from, until) = reach.window(began);
            Part { marks: reach.marks(&client), client, from, until }
        };
        self.read_clients(wanted.into_iter().map(part).collect(), lane, &mut tally, progress).await?;
        self.begin_unassigned().await?;

        let turn = Turn {
            at: began,
            everything: all || first,
            people_read,
            people: tally.people,
            clients: tally.clients,
            clients_failed: tally.failed,
            shifts: tally.shifts,
            changes: tally.changes,
            set_aside: tally.aside,
            requests: self.parts().records.requests().regular.saturating_sub(before),
        };
        if turn.everything && turn.is_whole() {
            let marks = vec![(EVERYTHING.to_owned(), began)];
            self.parts().store.mirror(&MirrorUpdate { marks, ..MirrorUpdate::default() }).await?;
        }
        self.inner.remembered.end(&turn);
        self.show_requests();
        if turn.everything || !turn.changes.is_empty() || turn.set_aside > 0 {
            tracing::info!(
                clients = turn.clients,
                failed = turn.clients_failed,
                requests = turn.requests,
                set_aside = turn.set_aside,
                "WellSky was read: {}",
                turn.changes
            );
        }
        Ok(turn)
    }

    /// Whether everything was read once, in this run or an earlier one.
    ///
    /// # Errors
    /// The store's.
    pub async fn is_mirrored(&self) -> Result<bool, EngineError> {
        Ok(self.parts().store.marks().await?.contains_key(EVERYTHING))
    }

    /// Keeps a hint that somebody's file has changed. When this returns, it is durable.
    ///
    /// # Errors
    /// The store's.
    pub async fn hint(&self, hint: &Hint) -> Result<(), EngineError> {
        Ok(self.parts().store.hint(hint).await?)
    }

    /// Reads the people that hints are about; `false` when WellSky cannot be read: the hints stay.
    ///
    /// # Errors
    /// The store's.
    pub async fn follow_hints(&self) -> Result<bool, EngineError> {
        for hint in self.parts().store.hints(HINTS).await? {
            let mut update = MirrorUpdate { partial: true, ..MirrorUpdate::default() };
            match self.parts().records.person(hint.kind, &hint.id).await {
                Ok(Some(Person::Caregiver(her))) => update.caregivers = Some(vec![*her]),
                Ok(Some(Person::Client(her))) => update.clients = Some(vec![*her]),
                // A forged or outdated id; whoever is gone is noticed by the read of everybody.
                Ok(None) => {}
                Err(e) if e.transient => {
                    tracing::warn!(error = %e, "a hint of WellSky could not be followed yet");
                    return Ok(false);
                }
                Err(e) => tracing::warn!(error = %e, "a hint of WellSky leads to nothing that can be read"),
            }
            update.followed = vec![hint];
            self.apply(&update).await?;
        }
        Ok(true)
    }

    /// Writes what was read into the mirror; what that changed is counted.
    pub(crate) async fn apply(&self, update: &MirrorUpdate) -> Result<Changes, EngineError> {
        let changes = self.parts().store.mirror(update).await?;
        for (what, count) in changes.each().filter(|(_, n)| *n > 0) {
            metrics::counter!("gigi_mirror_changes_total", "what" => what).increment(count);
        }
        Ok(changes)
    }

    fn set_aside(&self, records: &[Aside], tally: &mut Tally) {
        tally.aside += records.len();
        self.inner.remembered.note(self.now(), records);
    }

    async fn read_people(
        &self,
        since: Option<Timestamp>,
        lane: Lane,
        tally: &mut Tally,
    ) -> Result<bool, EngineError> {
        let began = self.now();
        let people = match self.parts().records.people(since, lane).await {
            Ok(people) => people,
            Err(e) => {
                tracing::warn!(error = %e, "people could not be read from WellSky, the mirror keeps its age");
                return Ok(false);
            }
        };
        self.set_aside(&people.aside, tally);
        tally.people = people.caregivers.len() + people.clients.len();
        // A record without even an id could be anybody's: then nobody is gone.
        let nameless = people.aside.iter().any(|a| a.id.is_none());
        let mut marks = vec![(CHANGED.to_owned(), began)];
        if since.is_none() {
            marks.push((EVERYBODY.to_owned(), began));
        }
        let days = SignedDuration::from_hours(24 * FORGET_DAYS);
        let update = MirrorUpdate {
            at: Some(began),
            caregivers: Some(people.caregivers),
            clients: Some(people.clients),
            contacts: (!people.contacts_unread).then_some(people.contacts),
            partial: since.is_some() || nameless,
            kept: people.aside.into_iter().filter_map(|a| a.id).collect(),
            forget_before: since.is_none().then(|| began.saturating_sub(days).unwrap_or(began)),
            marks,
            ..MirrorUpdate::default()
        };
        tally.changes += self.apply(&update).await?;
        Ok(true)
    }

    /// Reads some schedules side by side and writes them in chunks while the next ones come: what was read does not pile
    /// up in memory.
    async fn read_clients(
        &self,
        parts: Vec<Part>,
        lane: Lane,
        tally: &mut Tally,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(), EngineError> {
        let all = parts.len();
        let records = &self.parts().records;
        let (sender, mut receiver) = mpsc::channel(CHUNK);
        let reading = async move {
            let mut reads = stream::iter(parts)
                .map(|part| async move {
                    let read = records.visits_to(&part.client, part.from, part.until, lane).await;
                    (part, read)
                })
                .buffer_unordered(AT_ONCE);
            while let Some(read) = reads.next().await {
                // Nobody takes it any more: the writing failed.
                if sender.send(read).await.is_err() {
                    return;
                }
            }
        };
        let writing = async move {
            let mut chunk = Vec::with_capacity(CHUNK);
            loop {
                let next = receiver.recv().await;
                let ended = next.is_none();
                chunk.extend(next);
                if chunk.len() >= CHUNK || (ended && !chunk.is_empty()) {
                    self.write_chunk(std::mem::take(&mut chunk), tally).await?;
                    let done = tally.clients + tally.failed;
                    progress(Progress::Clients { done, all, shifts: tally.shifts });
                }
                if ended {
                    return Ok::<(), EngineError>(());
                }
            }
        };
        let ((), written) = futures_util::future::join(reading, writing).await;
        written
    }

    async fn write_chunk(
        &self,
        chunk: Vec<(Part, Recorded<Read<gigi_core::agency::Shift>>)>,
        tally: &mut Tally,
    ) -> Result<(), EngineError> {
        let now = self.now();
        let mut update = MirrorUpdate { at: Some(now), ..MirrorUpdate::default() };
        let mut failed = 0;
        for (part, read) in chunk {
            let Ok(read) = read else {
                failed += 1;
                continue;
            };
            self.set_aside(&read.aside, tally);
            update.shifts.extend(read.items);
            update.marks.extend(part.marks.into_iter().map(|mark| (mark, now)));
            // A record without even an id could be any shift: then none is gone.
            if read.aside.iter().all(|a| a.id.is_some()) {
                let except = read.aside.into_iter().filter_map(|a| a.id.map(AppointmentId::new)).collect();
                let (whose, from, until) = (Whose::Client(part.client), part.from, part.until);
                update.covered.push(Covered { whose, from, until, except });
            }
            tally.clients += 1;
        }
        if failed > 0 {
            tally.failed += failed;
            tracing::warn!(
                clients = failed,
                "schedules of some clients could not be read, the mirror keeps their age"
            );
        }
        tally.shifts += update.shifts.len();
        // First told, then mirrored: after a crash in between, it is told again.
        self.tell_cases(&update).await?;
        if !update.marks.is_empty() || !update.covered.is_empty() || !update.shifts.is_empty() {
            tally.changes += self.apply(&update).await?;
        }
        Ok(())
    }

    /// Begins with shifts that nobody works, as far as the policy says.
    async fn begin_unassigned(&self) -> Result<(), EngineError> {
        let policy = &self.parts().policy;
        if policy.unassigned.within_hours <= 0.0 {
            return Ok(());
        }
        let (now, roster) = (self.now(), self.roster().await?);
        let active = self.parts().store.active_cases().await?;
        let worked = active
            .iter()
            .filter_map(|c| {
                c.doc.as_call_out().filter(|c| c.is_open())?.shift.as_ref().map(|s| s.key.clone())
            })
            .collect();
        for shift in unassigned(policy, &roster, &worked, now) {
            // Once a day: what a human closed today is not begun again by the next look.
            let day = policy.agency.zone.at(now).date();
            let dedupe = format!("unassigned/{}/{day}", shift.key);
            let thread = format!("shift/{}", shift.key);
            self.receive(Arrival { dedupe, thread, at: now, what: Input::Unassigned { shift } }).await?;
        }
        Ok(())
    }

    async fn tell_cases(&self, update: &MirrorUpdate) -> Result<(), EngineError> {
        for case in self.parts().store.active_cases().await? {
            let Some(shift) =
                case.doc.watches().filter(|_| case.doc.is_open() && !matches!(case.doc, Case::Clock(_)))
            else {
                continue;
            };
            let was_read = update.covered.iter().any(|c| {
                c.whose == Whose::Client(shift.client.clone())
                    && (c.from..c.until).contains(&shift.key.start)
                    && !c.except.contains(&shift.key.appointment)
            });
            if !was_read {
                continue;
            }
            let seen = seen(update.shifts.iter().find(|s| s.key == shift.key));
            if as_expected(&case.doc, shift, &seen) {
                continue;
            }
            let at = self.now();
            let dedupe = format!("seen/{}/{at}", shift.key);
            let what = Input::ShiftSeen { shift: shift.key.clone(), seen };
            self.receive(Arrival { dedupe, thread: format!("case/{}", case.doc.id()), at, what }).await?;
        }
        Ok(())
    }
}

/// Whether the schedule shows what a case expects of its shift.
fn as_expected(case: &Case, shift: &CaseShift, seen: &Seen) -> bool {
    let call_out = match case {
        Case::CallOut(c) => c,
        Case::Visit(v) => {
            return matches!(seen, Seen::On { caregiver: Some(c) } if v.expects(c));
        }
        _ => return matches!(seen, Seen::On { caregiver } if *caregiver == shift.original),
    };
    let expected = match seen {
        Seen::On { caregiver } => call_out.expected().contains(caregiver),
        Seen::Cancelled | Seen::Gone => false,
    };
    let confirmed = match (&call_out.winner, seen) {
        (Some(winner), Seen::On { caregiver }) => caregiver.as_ref() == Some(winner),
        (Some(_), _) => false,
        (None, _) => true,
    };
    expected && confirmed
}
