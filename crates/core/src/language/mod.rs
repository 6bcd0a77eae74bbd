//! Reading what people text: one [`Message`] with what is known about its sender in, one [`Reading`] out.
//!
//! [`understand`] is pure. It is a set of rules; a trained model may later stand behind the same function.
//! The shapes are those of the `gigi understand` command (design.md 1.4): names in snake case, optional fields
//! may be missing on input.
//!
//! ```
//! use gigi_core::language::{Intent, Message, understand};
//! let message: Message = serde_json::from_str(
//!     r#"{"id":"m1","at":"2026-11-23T18:00:00-06:00","zone":"America/Chicago","sender":"caregiver",
//!         "text":"cant make my 7a tmrw, been throwing up",
//!         "shifts":[{"id":"s1","start":"2026-11-24T07:00:00-06:00","end":"2026-11-24T11:00:00-06:00"}]}"#,
//! )?;
//! let reading = understand(&message);
//! assert_eq!(reading.intents[0].intent, Intent::CallOutSingle);
//! assert_eq!(reading.intents[0].shifts, ["s1"]);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod about;
mod answer;
mod asked;
mod bind;
mod bounds;
mod calendar_words;
mod callout;
mod clock;
mod context;
mod dates;
mod day;
mod each;
mod emergency;
#[cfg(feature = "encoder")]
mod encoder;
mod facts;
pub mod grievance;
mod health;
mod hear;
mod holidays;
mod keywords;
mod late;
mod listed;
pub mod model;
mod normalise;
mod number_lists;
mod order;
mod other;
mod phrases;
#[cfg(feature = "encoder")]
mod pieces;
pub mod pointing;
mod ranges;
mod reason;
mod reply;
mod say;
mod several;
mod thread;
mod told;
mod tongue;
mod translate;
mod vitals;
mod which;
mod window;

pub use asked::{AskedDays, asked_days};
pub use health::{Health, health};
use jiff::Timestamp;
pub(crate) use normalise::fold;
use serde::{Deserialize, Serialize};

use crate::policy::Thresholds;

/// One text as it arrived, with what the agency knows about its sender at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Whatever the caller calls this message; it comes back in the reading.
    #[serde(default)]
    pub id: String,
    /// When it was received. Words such as "tomorrow" are counted from here (domain.md 6.7).
    pub at: Timestamp,
    /// IANA zone of the sender's work sites, for example `America/Chicago`. An unknown zone is read as UTC.
    #[serde(default)]
    pub zone: String,
    /// Who wrote it.
    #[serde(default)]
    pub sender: Sender,
    /// The words as received, any length, any script.
    #[serde(default)]
    pub text: String,
    /// The sender's own shifts, about one day back to fourteen days ahead, in any order.
    #[serde(default)]
    pub shifts: Vec<KnownShift>,
    /// Offers to the sender that still wait for an answer.
    #[serde(default)]
    pub offers: Vec<OpenOffer>,
    /// What was said before, oldest first.
    #[serde(default)]
    pub thread: Vec<Turn>,
}

/// What the sender is to the agency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// Works for the agency.
    Caregiver,
    /// Receives care.
    Client,
    /// A relative or decision-maker of a client.
    Family,
    /// Has asked about care.
    Prospect,
    /// Has asked about work.
    Applicant,
    /// A number nobody knows, or a kind of sender this version does not know.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A shift of the sender's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownShift {
    /// Comes back in [`IntentReading::shifts`].
    pub id: String,
    /// First instant of work.
    pub start: Timestamp,
    /// Last instant of work.
    pub end: Timestamp,
    /// The client's display name as the caregiver knows it, may be empty.
    #[serde(default)]
    pub client: String,
}

/// An offer that waits for the sender's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOffer {
    /// What the sender may quote: "4" in "TAKE 4". Comes back in [`IntentReading::offers`].
    pub code: String,
    /// When the offer was sent.
    pub sent_at: Timestamp,
    /// What was offered.
    pub shift: OfferedShift,
}

/// The shift behind an offer: no client name, on purpose (domain.md 2.24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedShift {
    /// The shift's id.
    #[serde(default)]
    pub id: String,
    /// First instant of work.
    pub start: Timestamp,
    /// Last instant of work.
    pub end: Timestamp,
    /// Where, as coarse as the offer text said it.
    #[serde(default)]
    pub area: String,
}

/// One earlier text of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who wrote it.
    pub from: Speaker,
    /// The words.
    #[serde(default)]
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The agency's side: Gigi or a coordinator.
    Gigi,
    /// The other side.
    Sender,
}

/// What a message was understood to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The message's id.
    #[serde(default)]
    pub id: String,
    /// `en`, `es`, `vi`, `fr`, `ru`, `ko`, `tl` or `und`.
    pub language: String,
    /// Everything it says, most pressing first (domain.md 5).
    pub intents: Vec<IntentReading>,
    /// What the caller should do.
    pub action: Action,
    /// What to ask when the action is [`Action::Ask`], in the sender's language.
    #[serde(default)]
    pub question: Option<String>,
    /// A human must know at once: an emergency, abuse, a client nobody came to, or a call-out of a shift that
    /// starts in less than four hours or has started.
    #[serde(default)]
    pub urgent: bool,
    /// What it answers to Gigi's last question, if there was one and this is an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Answer>,
}

/// One thing a message says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntentReading {
    /// What kind of thing.
    pub intent: Intent,
    /// 0 to 1: from .85 act with a read-back, from .6 ask, below that a human (domain.md 5.0).
    pub confidence: f64,
    /// Ids of [`KnownShift`] it is about.
    #[serde(default)]
    pub shifts: Vec<String>,
    /// Codes of [`OpenOffer`] it is about.
    #[serde(default)]
    pub offers: Vec<String>,
    /// Minutes after the shift's start at which the sender will arrive; a negative number is early.
    #[serde(default)]
    pub eta_minutes: Option<i64>,
    /// The part of a shift, or the other time, that the sender can do.
    #[serde(default)]
    pub window: Option<Window>,
    /// Category only, never the words (domain.md 0.11).
    #[serde(default)]
    pub reason: Option<Reason>,
    /// The normalised words that decided, for the case's record. `hold` stands for "let me check", `question`
    /// for a question about the offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

impl IntentReading {
    /// Whether the rules found it as well, not the model alone.
    pub fn is_by_words(&self) -> bool {
        self.because.iter().any(|why| !why.starts_with("model"))
    }
}

/// A stretch of time, open at either side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From when on.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Until when.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// The twenty-five things people text an agency about (domain.md part 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// 5.1 Cannot work one shift.
    CallOutSingle,
    /// 5.2 Cannot work several shifts.
    CallOutMulti,
    /// 5.3 Comes, but late.
    RunningLate,
    /// 5.4 Wants to leave before the end.
    LeaveEarly,
    /// 5.5 Has not been relieved.
    ReliefMissing,
    /// 5.6 Takes an offered shift.
    OfferAccept,
    /// 5.7 Does not take it.
    OfferDecline,
    /// 5.8 Would take it, if; asks about it; or holds it.
    OfferConditional,
    /// 5.9 Takes back what was said before.
    Retraction,
    /// 5.10 Wants to swap or move a shift.
    SwapOrTimeChange,
    /// 5.11 More hours, fewer hours, other days.
    AvailabilityHours,
    /// 5.12 Asks when she works.
    ScheduleQuery,
    /// 5.13 Clocking in or out went wrong.
    EvvClockIssue,
    /// 5.14 Pay, papers, credentials.
    HrPayCredential,
    /// 5.15 The client is in hospital, moved, died.
    ClientStatusChange,
    /// 5.16 Somebody may be in danger.
    MedicalEmergency,
    /// 5.17 Abuse, neglect, theft, violence.
    AbuseNeglectSafety,
    /// 5.18 A complaint about the care.
    Complaint,
    /// 5.19 The client cancels or moves a visit.
    ClientCancelReschedule,
    /// 5.20 Nobody came.
    ClientNoShowReport,
    /// 5.21 Asks about care.
    LeadCareInquiry,
    /// 5.22 Asks about work.
    JobApplicant,
    /// 5.23 STOP, START, HELP and their plain words.
    OptOutInHelp,
    /// 5.24 Wrong number.
    WrongNumberUnknown,
    /// 5.25 Everything else.
    UnclearOrAdversarial,
}

impl Intent {
    /// Somebody may be hurt, now: a person is called whatever else the text says (domain.md 5.16, 5.17).
    #[must_use]
    pub const fn is_danger(self) -> bool {
        matches!(self, Self::MedicalEmergency | Self::AbuseNeglectSafety)
    }

    /// Never approved or settled by a machine, whatever is understood: a person is called (domain.md 5.4, 5.5, 5.16 to 5.18).
    #[must_use]
    pub const fn is_for_people(self) -> bool {
        self.is_danger() || matches!(self, Self::LeaveEarly | Self::ReliefMissing | Self::Complaint)
    }

    /// Yes, no or "if" to what was offered (domain.md 5.6 to 5.8).
    #[must_use]
    pub const fn answers_offer(self) -> bool {
        matches!(self, Self::OfferAccept | Self::OfferDecline | Self::OfferConditional)
    }

    /// She cannot work, one shift or several (domain.md 5.1, 5.2).
    #[must_use]
    pub const fn is_call_out(self) -> bool {
        matches!(self, Self::CallOutSingle | Self::CallOutMulti)
    }
}

/// Why somebody is out: a category, never the words (domain.md 0.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Own illness or injury.
    Illness,
    /// A child or another relative needs her.
    ChildOrFamily,
    /// Car, bus, ride.
    Transport,
    /// Snow, ice, flood.
    Weather,
    /// Doctor, court, school.
    Appointment,
    /// A death in the family.
    Bereavement,
    /// Something private.
    Personal,
    /// Said, but none of these.
    Other,
}

impl Reason {
    /// Whether the law of some state may protect such an absence: then it counts against nobody until HR has said
    /// otherwise (`domain.md 2.53`). Only a car or bus that did not come is surely of no such kind.
    pub const fn may_be_protected(self) -> bool {
        !matches!(self, Self::Transport)
    }
}

/// What the caller should do with a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Do it, with a read-back.
    Act,
    /// Send [`Reading::question`] and wait.
    Ask,
    /// Give it to a person.
    Human,
    /// Nothing is wanted.
    Ignore,
}

/// An answer to the question Gigi asked last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Numbers picked from the list Gigi sent, counted from 1, in the order said.
    Choice(Vec<usize>),
    /// Yes.
    Yes,
    /// No.
    No,
    /// Ids of [`KnownShift`], said by date, time or client.
    Shift(Vec<String>),
}

/// Reads one message with the thresholds of the default policy. Never fails and never panics; what cannot be read is
/// [`Intent::UnclearOrAdversarial`]. Only the first 4,000 characters are looked at.
#[must_use]
pub fn understand(message: &Message) -> Reading {
    understand_by(message, &Thresholds::default())
}

/// As [`understand`], with an agency's own thresholds.
#[must_use]
pub fn understand_by(message: &Message, thresholds: &Thresholds) -> Reading {
    order::read(message, thresholds)
}
