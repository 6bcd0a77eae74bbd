//! Everything the engine needs from outside, on one screen: [`Store`], [`Messenger`], [`RecordSystem`], [`Clock`],
//! [`Ids`], [`ChatModel`]. Held as `Arc<dyn …>`; each has at least two implementations (a test's among them).
use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use gigi_core::agency::{Roster, Shift};
use gigi_core::case::{AssignOutcome, Case, Event, TextOutcome};
use gigi_core::conversation::Conversation;
use gigi_core::effect::{Effect, TimerName};
use gigi_core::fact::Fact;
use gigi_core::id::{CaregiverId, CaseId, ClientId, EffectKey, ShiftKey};
use gigi_core::inbound::advice::Consult;
use gigi_core::inbound::{Form, InboundText, Outcome};
use gigi_core::lead::{Change, ChangeOutcome, EnterOutcome, Prospect};
use gigi_core::matching::Reach;
use gigi_core::note::About;
use gigi_core::phone::Phone;
use gigi_core::private::Redacted;
use gigi_core::visit::ClockIn;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use crate::mirror::{
    Aside, Changes, Covered, Hint, Lane, MirrorUpdate, People, Person, PersonKind, Read, Requests, Whose,
};

// ---------------------------------------------------------------- time and ids

/// The only source of "now".
#[async_trait]
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The current instant.
    fn now(&self) -> Timestamp;

    /// Returns once it is that late, for limits on what a vendor may take; anything longer is a timer in the store. A
    /// clock that somebody may move is looked at every twentieth of a second.
    async fn until(&self, at: Timestamp) {
        while let Ok(left) = std::time::Duration::try_from(at.duration_since(self.now()))
            && !left.is_zero()
        {
            let step = left.min(std::time::Duration::from_millis(50));
            // Running out of time is what is wanted.
            let _ = tokio::time::timeout(step, std::future::pending::<()>()).await;
        }
    }
}

/// The only source of new ids.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// A new case id, UUIDv7 in production.
    fn case_id(&self, now: Timestamp) -> CaseId;
}

// ---------------------------------------------------------------- what arrives

/// Something from outside that must not be lost. Stored before the sender is told 200.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Unique per agency: provider and its id (`twilio/SM…`), or our own. A second arrival with the same is dropped.
    pub dedupe: String,
    /// Arrivals with the same thread are handled in the order they came (a phone number, a case).
    pub thread: String,
    /// When it was received.
    pub at: Timestamp,
    /// What.
    pub what: Input,
}

/// Everything that can arrive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "input")]
pub enum Input {
    /// A text.
    Text(InboundText),
    /// The web form of somebody who asks for care. The text is the form in words, from her number.
    Form {
        /// In words.
        text: InboundText,
        /// By field.
        form: Form,
    },
    /// The provider says how far a text of ours is.
    Delivery(Delivery),
    /// A word from the board.
    Command {
        /// Which case.
        case: CaseId,
        /// Who.
        by: String,
        /// What.
        command: gigi_core::case::Command,
    },
    /// The schedule shows a shift without a caregiver, and no case is about it.
    Unassigned {
        /// The shift.
        shift: gigi_core::case::CaseShift,
    },
    /// Clock-ins were read: a visit has one, or still none.
    Clock {
        /// Which.
        shift: ShiftKey,
        /// Clocked in at; `None`: not yet.
        at: Option<Timestamp>,
    },
    /// Several things failed within minutes: the brake holds.
    Failing,
    /// Clock-ins cannot be seen today.
    ClocksBlind,
    /// It is evening: who comes on this day?
    Evening {
        /// The next day.
        day: jiff::civil::Date,
    },
    /// WellSky changed a shift that a case works on; found by the mirror.
    ShiftSeen {
        /// Which.
        shift: ShiftKey,
        /// What it shows.
        seen: gigi_core::case::Seen,
    },
}

/// How far one of our texts is. Order of arrival is not guaranteed; a status never goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Provider's id of the text.
    pub provider_id: String,
    /// Our outbox row, from the callback's URL; proves that a text of unknown fate was taken.
    pub outbox: Option<i64>,
    /// How far.
    pub status: DeliveryStatus,
    /// Provider's error code.
    pub error: Option<String>,
}

/// Ranked as in `domain.md 1.9`; a later one replaces an earlier one, never the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// In the provider's queue.
    Queued,
    /// Handed to the carrier.
    Sent,
    /// On the phone.
    Delivered,
    /// Will not arrive.
    Failed,
}

/// Whether an arrival was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Stored.
    New,
    /// Stored before; nothing changed.
    Duplicate,
}

/// An arrival waiting to be handled.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Order of arrival.
    pub seq: i64,
    /// The arrival.
    pub arrival: Arrival,
}

// ---------------------------------------------------------------- the outbox

/// One effect in the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    /// Row id; part of the status callback's URL.
    pub id: i64,
    /// The case, if the effect belongs to one.
    pub case: Option<CaseId>,
    /// Unique name: case and effect key, or the message that is answered.
    pub key: String,
    /// What to do.
    pub work: Work,
    /// How often it was begun.
    pub attempts: u32,
    /// When it was begun last, if it was: its outcome is unknown until the vendor was asked.
    pub begun: Option<Timestamp>,
    /// When it was planned.
    pub planned: Timestamp,
}

/// What an outbox row holds: the effect, and for texts the finished words and the number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// The effect.
    pub effect: Effect,
    /// For texts.
    pub text: Option<OutgoingText>,
    /// For a text that makes the offers of several cases: every one of them, so that each hears how the text ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub makes: Vec<(CaseId, EffectKey)>,
}

/// A text ready to leave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutgoingText {
    /// To.
    pub to: Phone,
    /// Words.
    pub body: Redacted<String>,
    /// Not worth sending after this instant.
    pub expires: Option<Timestamp>,
    /// Staff alerts and the one confirmation of an opt-out leave even to numbers that opted out.
    pub despite_opt_out: bool,
}

/// A new outbox row.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEffect {
    /// Unique name; an insert with a name that exists does nothing.
    pub key: String,
    /// The case, if any.
    pub case: Option<CaseId>,
    /// What.
    pub work: Work,
    /// Not before this instant.
    pub due: Timestamp,
    /// Lower goes first among those due.
    pub priority: i32,
}

/// Another content for a text that is planned and has not begun.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewritten {
    /// Its name.
    pub key: String,
    /// Its name from now on.
    pub becomes: String,
    /// What it does now.
    pub work: Work,
    /// If it has begun (or is gone), nothing of the commit holds: what joined it would be lost. Otherwise it then stays
    /// what it is.
    pub must: bool,
}

/// What became of a begun effect.
#[derive(Clone, Debug, PartialEq)]
pub enum EffectEnd {
    /// Done; the text says how (provider's id, channel), without client data.
    Done {
        /// Provider's id of a text, kept to match callbacks.
        provider_id: Option<String>,
        /// How.
        how: String,
    },
    /// Tried again at this instant. `unknown`: it may have happened.
    Retry {
        /// When.
        due: Timestamp,
        /// Whether the vendor must be asked first.
        unknown: bool,
        /// Why.
        why: String,
    },
    /// Given up.
    Failed {
        /// Why.
        why: String,
    },
}

// ---------------------------------------------------------------- the commit

/// A document with the version it was read at; 0 is "not there yet".
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned<T> {
    /// The document.
    pub doc: T,
    /// Its version.
    pub version: i64,
}

/// The input that a commit consumes. If it was consumed already, the commit is a conflict.
#[derive(Clone, Debug, PartialEq)]
pub enum Consume {
    /// An arrival, with its one outcome.
    Arrival {
        /// Which.
        seq: i64,
        /// Its outcome.
        outcome: Outcome,
    },
    /// A timer that fired.
    Timer {
        /// Which case.
        case: CaseId,
        /// Which timer.
        name: TimerName,
        /// The instant it was set to; a timer that was moved meanwhile has not fired.
        due: Timestamp,
    },
    /// An effect, held under this owner's lease.
    Effect {
        /// Which row.
        id: i64,
        /// The owner's name.
        owner: String,
        /// How it ended.
        end: EffectEnd,
    },
}

/// One journal line: what a case heard and what the time-line shows. Folding the events over a blank case gives the
/// stored case (I9).
#[derive(Clone, Debug, PartialEq)]
pub struct JournalLine {
    /// Which case.
    pub case: CaseId,
    /// The event, as the core decided it.
    pub event: Event,
    /// What it meant.
    pub facts: Vec<Fact>,
}

/// Everything one step changes: all of it, or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// When.
    pub at: Timestamp,
    /// The input.
    pub consume: Consume,
    /// Cases, each with the version it was read at (0 creates it).
    pub cases: Vec<Versioned<Case>>,
    /// Conversations, likewise. A conversation that was only read and must not have moved is listed too.
    pub conversations: Vec<Versioned<Conversation>>,
    /// Timers to set and clear.
    pub timers: Vec<(CaseId, TimerName, Option<Timestamp>)>,
    /// The journal.
    pub journal: Vec<JournalLine>,
    /// Effects to plan.
    pub outbox: Vec<NewEffect>,
    /// Names of effects that must not happen any more, if they have not begun.
    pub withdrawn: Vec<String>,
    /// Texts that say something else now, if they have not begun. Whoever has claimed one cannot begin it any more and
    /// must claim it again.
    pub rewritten: Vec<Rewritten>,
    /// Offers that were planned for later and never begun are due now.
    pub release: bool,
    /// Texts to this number that have not begun are cancelled.
    pub silenced: Option<Phone>,
    /// A delivery status to keep with its outbox row.
    pub delivery: Option<Delivery>,
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// Durable.
    Done,
    /// Something moved: a version, the input, or another open case has the shift. Nothing was written.
    Conflict,
}

/// The outbox row that a delivery status is about.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveredRow {
    /// Row.
    pub id: i64,
    /// Case.
    pub case: Option<CaseId>,
    /// Name of the effect within the case.
    pub key: Option<EffectKey>,
    /// The offers that this text makes, where they are several cases'.
    pub makes: Vec<(CaseId, EffectKey)>,
    /// What is known so far.
    pub status: Option<DeliveryStatus>,
}

// ---------------------------------------------------------------- the store

/// The database said something that the engine cannot act on. Carries no client data.
#[derive(Debug, thiserror::Error)]
#[error("store: {doing}")]
pub struct StoreError {
    /// What was being done.
    pub doing: String,
    /// Why it failed.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Result of the store.
pub type Stored<T> = Result<T, StoreError>;

/// The memory of one agency. Every method is one transaction.
///
/// Implementations: `gigi-store` over SQLite and PostgreSQL, `testing::MemStore`.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Stores an arrival durably, once per `dedupe`.
    async fn receive(&self, arrival: &Arrival) -> Stored<Received>;

    /// Unhandled arrivals, oldest first, at most one per thread, at most `limit`.
    async fn waiting(&self, limit: usize) -> Stored<Vec<Waiting>>;

    /// One case.
    async fn case(&self, id: CaseId) -> Stored<Option<Versioned<Case>>>;

    /// Every case that is open or waits for a human's acknowledgement, oldest first.
    async fn active_cases(&self) -> Stored<Vec<Versioned<Case>>>;

    /// Every case of one kind ([`Case::kind`]) opened since then, open or closed, oldest first. For what outlives the
    /// case that brought it: a caregiver who is not wanted any more, a complaint that counts for the next.
    async fn cases_of(&self, kind: &str, since: Timestamp) -> Stored<Vec<Case>>;

    /// Caregivers who are not offered this client's visits any more ([`Case::unwanted`]), by any case, open or closed.
    /// Asked at every ranking: a look-up, however many complaints there ever were.
    async fn unwanted(&self, client: &ClientId) -> Stored<BTreeSet<CaregiverId>>;

    /// One conversation; a clean one at version 0 when there is none.
    async fn conversation(&self, phone: &Phone) -> Stored<Versioned<Conversation>>;

    /// What a ranking needs to know of everybody who has a conversation, as of `now`.
    async fn reach(&self, now: Timestamp) -> Stored<BTreeMap<Phone, Reach>>;

    /// The next number for a case. Numbers may have gaps.
    async fn next_number(&self) -> Stored<u64>;

    /// Commits one step.
    async fn commit(&self, commit: &Commit) -> Stored<Committed>;

    /// Timers due at `now`, earliest first, at most `limit`.
    async fn due_timers(&self, now: Timestamp, limit: usize) -> Stored<Vec<(CaseId, TimerName, Timestamp)>>;

    /// Timers of one case.
    async fn timers_of(&self, case: CaseId) -> Stored<Vec<(TimerName, Timestamp)>>;

    /// The earliest instant at which something is due: a timer, an effect, the end of a lease.
    async fn next_due(&self) -> Stored<Option<Timestamp>>;

    /// Takes due effects under a lease, in order of priority and age. Rows whose lease ran out are taken again, with
    /// `begun` set if they were begun.
    async fn claim(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
    ) -> Stored<Vec<OutboxRow>>;

    /// Marks a claimed effect as begun, immediately before the vendor is called. `false`: the lease is not ours any
    /// more, the effect was withdrawn, or its receiver opted out meanwhile; then it must not be performed (I3, I4).
    async fn begin(&self, id: i64, owner: &str, now: Timestamp) -> Stored<bool>;

    /// The row that a delivery status is about, by our row id or the provider's id.
    async fn delivered_row(&self, delivery: &Delivery) -> Stored<Option<DeliveredRow>>;

    /// People and shifts as mirrored.
    async fn roster(&self) -> Stored<Roster>;

    /// A number that changes whenever the mirror changes, so that a roster can be kept in memory.
    async fn roster_revision(&self) -> Stored<i64>;

    /// When WellSky was read last.
    async fn mirror_as_of(&self) -> Stored<Option<Timestamp>>;

    /// Applies a read of WellSky to the mirror and says what that changed. The revision moves only if something did.
    async fn mirror(&self, update: &MirrorUpdate) -> Stored<Changes>;

    /// When which part of the mirror was read, by the names that updates gave.
    async fn marks(&self) -> Stored<BTreeMap<String, Timestamp>>;

    /// Keeps a hint until an update says that it was followed. One about the same person takes the place of the first.
    async fn hint(&self, hint: &Hint) -> Stored<()>;

    /// Hints that nobody has followed yet, oldest first.
    async fn hints(&self, limit: usize) -> Stored<Vec<Hint>>;

    /// What a hosted model was asked about a message, if it was.
    async fn consultation(&self, message: &str) -> Stored<Option<Consultation>>;

    /// Keeps that a hosted model is asked (no end yet) or what it answered. `false`: somebody else has begun to ask about
    /// this message, nothing was kept.
    async fn keep_consultation(&self, consultation: &Consultation) -> Stored<bool>;

    /// Takes or renews a named lease for work that only one replica does. `false`: somebody else has it.
    async fn lease(&self, name: &str, owner: &str, now: Timestamp, until: Timestamp) -> Stored<bool>;
}

// ---------------------------------------------------------------- a hosted model

/// One question to a hosted model about one message, as it is kept: enough to decide again without the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consultation {
    /// Provider's id of the message.
    pub message: String,
    /// When it was asked.
    pub begun: Timestamp,
    /// When it was over; `None`: under way, or the process died.
    pub ended: Option<Timestamp>,
    /// Vendor and model.
    pub model: String,
    /// What was asked; there are no people in it.
    pub asked: Consult,
    /// What came back, as it came, cut off where no good answer is as long.
    pub answer: Option<Redacted<String>>,
    /// `read`, `thrown away`, `slow`, `failed`.
    pub how: String,
}

/// The model gave no answer. Carries nothing of what was asked or answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct ChatError {
    /// What happened.
    pub why: String,
}

/// A hosted language model. Implementations: OpenAI's chat completions, Anthropic's messages, `testing`'s replay.
///
/// It is believed in nothing: its answer is checked by [`Consult::read`] and may only choose between questions.
#[async_trait]
pub trait ChatModel: Send + Sync + std::fmt::Debug {
    /// Vendor and model, for the record.
    fn name(&self) -> String;

    /// Asks once and returns the text of the answer.
    ///
    /// # Errors
    /// [`ChatError`] when there is none.
    async fn ask(&self, question: &Consult) -> Result<String, ChatError>;
}

// ---------------------------------------------------------------- vendors

/// Why a text was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Refused for good; carries the provider's code.
    #[error("refused: {code}")]
    Refused {
        /// Provider's code, such as 21610.
        code: String,
        /// The receiver opted out at the provider: our list must say so too.
        opted_out: bool,
    },
    /// Nothing left the house: safe to try again.
    #[error("not sent: {why}")]
    NotSent {
        /// Why.
        why: String,
        /// Provider's wish, seconds.
        retry_after: Option<i64>,
    },
    /// It may have been taken: ask before sending again.
    #[error("outcome unknown: {why}")]
    Unknown {
        /// Why.
        why: String,
    },
}

/// Sends texts. Implementations: Twilio, console, `testing`'s scripted phones.
#[async_trait]
pub trait Messenger: Send + Sync + std::fmt::Debug {
    /// Hands a text to the provider; returns the provider's id. `outbox` is our row, for the callback's URL.
    ///
    /// # Errors
    /// [`SendError`], which says whether it may have left.
    async fn send(&self, outbox: i64, text: &OutgoingText, now: Timestamp) -> Result<String, SendError>;

    /// Looks for a text of ours that may have been taken: the provider's id if it was, `None` if it certainly was not.
    ///
    /// # Errors
    /// [`SendError::NotSent`] when the provider cannot be asked now.
    async fn find(
        &self,
        outbox: i64,
        text: &OutgoingText,
        since: Timestamp,
    ) -> Result<Option<String>, SendError>;

    /// Whether texts really leave; `false` is shadow mode.
    fn is_live(&self) -> bool;
}

/// WellSky did not answer a question. Never an empty answer (P9: no client data in the text).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct RecordError {
    /// What happened.
    pub why: String,
    /// Trying again later may help.
    pub transient: bool,
}

/// Result of the record system.
pub type Recorded<T> = Result<T, RecordError>;

/// The agency's system of record. Implementations: `gigi-wellsky` through its adapter, `testing`'s fake.
#[async_trait]
pub trait RecordSystem: Send + Sync + std::fmt::Debug {
    /// One shift, fresh; `None` when it is not there at that time any more.
    async fn shift(&self, key: &ShiftKey, client: &ClientId) -> Recorded<Option<Shift>>;

    /// A caregiver's shifts that start in the interval, fresh and complete.
    async fn schedule_of(
        &self,
        caregiver: &CaregiverId,
        from: Timestamp,
        until: Timestamp,
    ) -> Recorded<Vec<Shift>>;

    /// A client's shifts that start in the interval, fresh and complete. For the regular read of everything: it may go
    /// slower than the other calls, so that it keeps none of them waiting.
    async fn visits_to(
        &self,
        client: &ClientId,
        from: Timestamp,
        until: Timestamp,
        lane: Lane,
    ) -> Recorded<Read<Shift>>;

    /// Clock-ins of visits to a client within the interval, fresh. Read only; nobody is ever clocked in or out.
    async fn clock_ins(&self, client: &ClientId, from: Timestamp, until: Timestamp)
    -> Recorded<Vec<ClockIn>>;

    /// Everybody, or only those whose file has changed since then.
    async fn people(&self, since: Option<Timestamp>, lane: Lane) -> Recorded<People>;

    /// One person, fresh; `None` when there is nobody with this id.
    async fn person(&self, kind: PersonKind, id: &str) -> Recorded<Option<Person>>;

    /// How many requests this took so far.
    fn requests(&self) -> Requests;

    /// Puts a caregiver on a shift and reads it back. Reads first: if it shows her already, that is success (an earlier
    /// try worked); if it shows anybody outside `expected`, that is a conflict and nothing is written (I1).
    /// `still_ours` is asked immediately before the write; `false` stops it (a stale lease).
    async fn assign(
        &self,
        key: &ShiftKey,
        client: &ClientId,
        caregiver: &CaregiverId,
        expected: &std::collections::BTreeSet<Option<CaregiverId>>,
        still_ours: &(dyn Fn() -> futures_util::future::BoxFuture<'static, bool> + Send + Sync),
    ) -> AssignOutcome;

    /// Notes something about a client where the office sees it; returns the channel used.
    async fn note(&self, client: &ClientId, title: &str, text: &str, now: Timestamp) -> Recorded<String>;

    /// Enters a prospect and reads her back. Looks for her number first, so that an earlier try whose answer was lost
    /// is found and nobody is entered twice. `still_ours` as for [`RecordSystem::assign`].
    async fn enter_prospect(
        &self,
        prospect: &Prospect,
        still_ours: &(dyn Fn() -> futures_util::future::BoxFuture<'static, bool> + Send + Sync),
    ) -> EnterOutcome;

    /// Gives a prospect's record what it does not have yet, or another stage, and reads it back. What stands there is
    /// never overwritten, but for the stage. The same change made twice is one.
    async fn change_prospect(
        &self,
        id: &ClientId,
        change: &Change,
        still_ours: &(dyn Fn() -> futures_util::future::BoxFuture<'static, bool> + Send + Sync),
    ) -> ChangeOutcome;

    /// Asks the office for something in WellSky itself (admin task); returns the channel used. About nobody: about the
    /// agency.
    async fn ask_office(&self, about: &About, text: &str, due: Timestamp, now: Timestamp)
    -> Recorded<String>;
}

/// The fate of a text in the words of an event.
pub fn text_failed(why: impl Into<String>) -> TextOutcome {
    TextOutcome::Failed { why: why.into() }
}
