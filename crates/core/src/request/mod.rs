//! Somebody wants the schedule, or what the office knows, to be different: a swap, another hour, a visit less, more
//! hours, news about a client, a question about pay (`domain.md` 5.10, 5.11, 5.14, 5.15, 5.19).
//!
//! ```text
//!            which visit?        is that right?
//!  Choosing ─────────────▶ ReadBack ────────────┐
//!                                               ▼ page
//!   Office ── approve ──▶ Other ──▶ Client ──▶ Watching ── WellSky shows it ──▶ closed, everybody told
//!      └───── decline ──▶ closed, the asker is told
//! ```
//!
//! Nothing changes on the schedule until a human has changed it in WellSky and WellSky shows it: no public source has an
//! API that cancels or moves a visit. Until then the asker hears that things are as they were (b77).
mod agree;
mod flow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use flow::decide;

use crate::case::{CaseShift, Head, Words};
use crate::escalation::{Escalation, PageWhy};
use crate::id::{CaregiverId, ClientId, ShiftKey};
use crate::language::Window;
use crate::phone::Phone;
use crate::private::Redacted;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// A caregiver.
    Caregiver(CaregiverId),
    /// The client herself, or a relative whose word the client's file says is hers.
    Client(ClientId),
    /// Somebody on the client's file who may not decide.
    Contact(ClientId),
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two caregivers want to trade, or one wants another to take hers.
    Swap,
    /// A caregiver wants other hours.
    TimeChange,
    /// A visit is not wanted.
    Cancel,
    /// A client wants another hour or day.
    Move,
    /// A caregiver wants more work.
    MoreHours,
    /// A caregiver says when she can or cannot work from now on.
    Availability,
    /// Hospital, a move, a change of condition.
    Status,
    /// The client has died.
    Death,
    /// Pay, papers, training.
    Pay,
}

impl Kind {
    /// Whether it is about one visit on the schedule.
    pub const fn of_a_visit(self) -> bool {
        matches!(self, Self::Swap | Self::TimeChange | Self::Cancel | Self::Move)
    }
}

/// Where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The asker was asked which visit she means.
    Choosing,
    /// The asker was asked whether that is right.
    ReadBack,
    /// A human decides.
    #[default]
    Office,
    /// The other caregiver was asked.
    Other,
    /// The client was asked.
    Client,
    /// A human changes it in WellSky; Gigi watches.
    Watching,
}

/// What somebody asks, as far as her words tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asking {
    /// What.
    pub kind: Kind,
    /// Who.
    pub by: Party,
    /// Her number.
    pub phone: Phone,
    /// How the page and the board name her.
    pub from: Redacted<String>,
    /// How she is named to others, such as `Keisha E.`
    pub short_name: Redacted<String>,
    /// Her words.
    pub words: Words,
    /// The visit, if her words bind exactly one.
    pub shift: Option<CaseShift>,
    /// Visits that may be meant, if they do not.
    pub options: Vec<CaseShift>,
    /// The other caregiver, if exactly one is named.
    pub with: Option<(CaregiverId, Redacted<String>)>,
    /// The hours she wants.
    pub window: Option<Window>,
}

/// A request: one case each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Common part.
    pub head: Head,
    /// What was asked; `None` before the first event.
    pub asking: Option<Asking>,
    /// Everything the asker wrote about it.
    pub words: Vec<Words>,
    /// Where it stands.
    pub stage: Stage,
    /// A human said that it may be so.
    pub approved: Option<String>,
    /// The other caregiver agreed.
    pub other_agrees: Option<bool>,
    /// The client agreed.
    pub client_agrees: Option<bool>,
    /// The office was asked to have answered by then.
    pub due: Option<Timestamp>,
    /// The newest reason to wake a human.
    pub why: Option<PageWhy>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// How it ended.
    pub closed: Option<String>,
}

/// A step of a request, for the time-line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum RequestStep {
    /// It began.
    Asked {
        /// What.
        kind: Kind,
        /// About which visit.
        shift: Option<ShiftKey>,
    },
    /// The asker was asked which visit, or whether it is right.
    AskedBack {
        /// Which of the two.
        stage: Stage,
    },
    /// The asker answered.
    Confirmed {
        /// That it is right.
        yes: bool,
    },
    /// A human said that it may be so.
    Approved {
        /// Who.
        by: String,
    },
    /// A human said no.
    Declined {
        /// Who.
        by: String,
        /// Why, in the human's words; not told to anybody.
        why: String,
    },
    /// The other caregiver or the client was asked.
    Consulted {
        /// Which of the two.
        stage: Stage,
    },
    /// She answered.
    Answered {
        /// Which of the two.
        stage: Stage,
        /// What.
        agrees: bool,
        /// Who of the office heard it; nobody: by text.
        by: Option<String>,
    },
    /// A human is to change it in WellSky.
    ToBeEntered,
    /// WellSky shows it.
    Shown,
}

impl Request {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self {
            head,
            asking: None,
            words: Vec::new(),
            stage: Stage::default(),
            approved: None,
            other_agrees: None,
            client_agrees: None,
            due: None,
            why: None,
            escalation: None,
            closed: None,
        }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The visit it is about.
    pub fn shift(&self) -> Option<&CaseShift> {
        self.asking.as_ref().and_then(|a| a.shift.as_ref())
    }

    /// What is asked.
    pub fn kind(&self) -> Option<Kind> {
        self.asking.as_ref().map(|a| a.kind)
    }

    /// Whether it is the same person with the same wish.
    pub fn is_of(&self, by: &Party, kind: Kind) -> bool {
        self.is_open() && self.asking.as_ref().is_some_and(|a| a.by == *by && a.kind == kind)
    }

    /// The client who is said to have died, as long as no human has settled it.
    pub fn mourns(&self) -> Option<&ClientId> {
        let asking = self.asking.as_ref().filter(|a| a.kind == Kind::Death && self.is_open())?;
        match &asking.by {
            Party::Client(id) | Party::Contact(id) => Some(id),
            Party::Caregiver(_) => asking.shift.as_ref().map(|s| &s.client),
        }
    }

    /// Whether the client's next yes or no may belong to it.
    pub fn waits_for_client(&self, client: &ClientId) -> bool {
        let Some(asking) = self.asking.as_ref().filter(|_| self.is_open()) else { return false };
        let asker = matches!(&asking.by, Party::Client(id) if id == client);
        match self.stage {
            Stage::Choosing | Stage::ReadBack => asker,
            Stage::Client => asking.shift.as_ref().is_some_and(|s| s.client == *client),
            _ => false,
        }
    }

    /// Whether this caregiver's next yes or no may belong to it.
    pub fn waits_for_caregiver(&self, caregiver: &CaregiverId) -> bool {
        let other = self.asking.as_ref().and_then(|a| a.with.as_ref()).map(|(id, _)| id);
        self.is_open() && self.stage == Stage::Other && other == Some(caregiver)
    }

    /// Whether a human may still say yes or no to it.
    pub fn waits_for_office(&self) -> bool {
        self.is_open() && self.stage == Stage::Office && self.kind().is_some_and(Kind::of_a_visit)
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        match (&self.closed, self.stage) {
            (Some(_), _) => "closed",
            (None, Stage::Choosing | Stage::ReadBack) => "with_asker",
            (None, Stage::Office) => "with_office",
            (None, Stage::Other | Stage::Client) => "being_agreed",
            (None, Stage::Watching) => "to_be_entered",
        }
    }
}
