//! The engine: takes what is due, lets the core decide, commits, performs, until nothing is due.
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gigi_core::agency::Roster;
use gigi_core::id::{AgencyId, CaseId};
use gigi_core::policy::Policy;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, watch};

use crate::ports::{
    Arrival, ChatModel, Clock, Committed, Ids, Messenger, Received, RecordSystem, Store, StoreError,
};
use crate::sync::Remembered;

/// How long a claimed effect stays ours. Longer than any vendor call may take.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(90);
/// How often a step is decided again when documents moved under it.
const AGAIN: usize = 25;

/// What an engine is made of.
#[derive(Clone, Debug)]
pub struct EngineParts {
    /// Memory.
    pub store: Arc<dyn Store>,
    /// Texts.
    pub messenger: Arc<dyn Messenger>,
    /// WellSky.
    pub records: Arc<dyn RecordSystem>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// A hosted language model, if the agency has one.
    pub model: Option<Arc<dyn ChatModel>>,
    /// The agency's rules.
    pub policy: Arc<Policy>,
    /// Whose.
    pub agency: AgencyId,
    /// Name of this process among replicas, for leases.
    pub owner: String,
}

/// The engine could not go on. What was received stays received; the next run takes it up again.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Documents moved under a step too often.
    #[error("a step met a conflict {AGAIN} times in a row: {0}")]
    Contended(String),
}

/// Handle to the engine; clones share everything.
#[derive(Clone, Debug)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) parts: EngineParts,
    roster: Mutex<Option<(i64, Arc<Roster>)>>,
    pub(crate) plan: Mutex<Option<crate::ranking::Plan>>,
    activity: watch::Sender<u64>,
    in_hand: AtomicUsize,
    changes: broadcast::Sender<CaseId>,
    pub(crate) remembered: Remembered,
    pub(crate) clocks_seen: crate::clocks::ClocksSeen,
    pub(crate) evening: crate::evening::Asked,
    pub(crate) failures: crate::brake::Failures,
    /// Shifts filled since the start.
    pub(crate) filled: AtomicU64,
}

/// Counts what is in hand, also when it is dropped on the way.
struct InHand<'a>(&'a AtomicUsize);

impl<'a> InHand<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Engine {
    /// Puts the parts together. Nothing runs until [`Engine::run_until_idle`].
    pub fn new(parts: EngineParts) -> Self {
        let (changes, _) = broadcast::channel(256);
        let activity = watch::Sender::new(0);
        let inner = Inner {
            parts,
            roster: Mutex::new(None),
            plan: Mutex::new(None),
            activity,
            in_hand: AtomicUsize::new(0),
            changes,
            remembered: Remembered::default(),
            clocks_seen: crate::clocks::ClocksSeen::default(),
            evening: crate::evening::Asked::default(),
            failures: crate::brake::Failures::default(),
            filled: AtomicU64::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Whether a hosted language model may be asked.
    pub fn has_model(&self) -> bool {
        self.parts().model.is_some()
    }

    pub(crate) fn parts(&self) -> &EngineParts {
        &self.inner.parts
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.parts().clock.now()
    }

    /// Stores what arrived. When this returns, it is durable and the sender may be told 200.
    ///
    /// # Errors
    /// The store's; then nothing was stored and the sender must be told to try again.
    pub async fn receive(&self, arrival: Arrival) -> Result<Received, EngineError> {
        let received = self.parts().store.receive(&arrival).await?;
        if received == Received::New {
            self.stirred();
        }
        Ok(received)
    }

    /// Handles arrivals, due timers and due effects until nothing is due now. Texts go before timers and timers before
    /// effects, so that a yes that has arrived counts before the wave that would make it late.
    ///
    /// # Errors
    /// The store's. Everything that was committed stays; the rest is taken up by the next run.
    pub async fn run_until_idle(&self) -> Result<(), EngineError> {
        loop {
            self.decide_until_idle().await?;
            let asked = self.consult_due().await?;
            if self.perform_due(16).await? + asked == 0 {
                return Ok(());
            }
        }
    }

    /// Handles arrivals and due timers until none is left; never talks to a vendor, so that no vendor's silence keeps a
    /// text waiting. The service runs this beside several [`Engine::perform_due`].
    ///
    /// # Errors
    /// As [`Engine::run_until_idle`].
    pub async fn decide_until_idle(&self) -> Result<(), EngineError> {
        let mut conflicts = 0;
        loop {
            let mut busy = false;
            self.knock().await?;
            for waiting in self.parts().store.waiting(32).await? {
                // A text about which a hosted model is being asked stays where it is.
                let Some(committed) = self.arrival(&waiting).await? else { continue };
                busy = true;
                match self.settled(committed, &mut conflicts, "arrival") {
                    Ok(true) => {}
                    Ok(false) => break,
                    // One text that cannot be handled must not keep the others waiting for ever: a human reads it.
                    Err(contended) => {
                        conflicts = 0;
                        self.by_hand(&waiting, contended).await?;
                        self.failed().await?;
                        break;
                    }
                }
            }
            if busy {
                continue;
            }
            for (case, name, due) in self.parts().store.due_timers(self.now(), 32).await? {
                busy = true;
                let committed = self.timer(case, name, due).await?;
                // An earlier timer of the batch may have moved or cleared this one: look again at what is due.
                if !self.settled(committed, &mut conflicts, name.as_str())? {
                    break;
                }
            }
            if !busy {
                return Ok(());
            }
        }
    }

    /// Claims at most so many due effects and performs them one after another; returns how many there were.
    ///
    /// # Errors
    /// As [`Engine::run_until_idle`].
    pub async fn perform_due(&self, most: usize) -> Result<usize, EngineError> {
        let _held = InHand::new(&self.inner.in_hand);
        let now = self.now();
        let until = now.saturating_add(LEASE).unwrap_or(now);
        let rows = self.parts().store.claim(now, &self.parts().owner, until, most).await?;
        let count = rows.len();
        for row in rows {
            self.perform(row).await?;
        }
        Ok(count)
    }

    /// Whether an effect is being claimed or performed by this process at this moment. What moves a clock by hand waits
    /// for this: a claimed effect is not due, and not done either.
    pub fn is_performing(&self) -> bool {
        self.inner.in_hand.load(Ordering::SeqCst) > 0
    }

    /// Whether a step is done. When it met a conflict, what is due is looked up again; too many in a row are an error.
    fn settled(&self, committed: Committed, conflicts: &mut usize, what: &str) -> Result<bool, EngineError> {
        if committed == Committed::Done {
            *conflicts = 0;
            return Ok(true);
        }
        metrics::counter!("gigi_commit_conflicts_total").increment(1);
        *conflicts += 1;
        if *conflicts >= AGAIN { Err(EngineError::Contended(what.to_owned())) } else { Ok(false) }
    }

    /// When something is due next: a timer, an effect, the end of a lease, the evening's round.
    ///
    /// # Errors
    /// The store's.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, EngineError> {
        let stored = self.parts().store.next_due().await?;
        Ok([stored, self.next_evening()].into_iter().flatten().min())
    }

    /// Counts up whenever this process received or committed something: what loops wait on between the instants of
    /// [`Engine::next_due`]. What another replica did is not seen here, so a loop also looks by itself now and then.
    pub fn activity(&self) -> watch::Receiver<u64> {
        self.inner.activity.subscribe()
    }

    pub(crate) fn stirred(&self) {
        self.inner.activity.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// Cases as they change, for pages. A receiver that lags misses some and should refresh everything.
    pub fn changes(&self) -> broadcast::Receiver<CaseId> {
        self.inner.changes.subscribe()
    }

    pub(crate) fn changed(&self, case: CaseId) {
        // Nobody listening is fine.
        let _ = self.inner.changes.send(case);
    }

    /// Takes or renews a named lease for work that only one replica does.
    ///
    /// # Errors
    /// The store's.
    pub async fn lease(&self, name: &str, seconds: i64) -> Result<bool, EngineError> {
        let now = self.now();
        let until = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
        Ok(self.parts().store.lease(name, &self.parts().owner, now, until).await?)
    }

    /// When WellSky was read last. Asked for by itself, because the roster in memory is only renewed when something
    /// in it has changed.
    ///
    /// # Errors
    /// The store's.
    pub async fn mirror_as_of(&self) -> Result<Option<Timestamp>, EngineError> {
        Ok(self.parts().store.mirror_as_of().await?)
    }

    /// The mirror of people and shifts, kept in memory while it does not change.
    ///
    /// # Errors
    /// The store's.
    pub async fn roster(&self) -> Result<Arc<Roster>, EngineError> {
        let revision = self.parts().store.roster_revision().await?;
        let cached = {
            let held = self.inner.roster.lock().unwrap_or_else(PoisonError::into_inner);
            held.as_ref().filter(|(r, _)| *r == revision).map(|(_, roster)| Arc::clone(roster))
        };
        if let Some(roster) = cached {
            return Ok(roster);
        }
        let roster = Arc::new(self.parts().store.roster().await?);
        *self.inner.roster.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((revision, Arc::clone(&roster)));
        Ok(roster)
    }
}
