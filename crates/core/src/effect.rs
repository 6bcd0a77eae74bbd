//! Everything a case can ask of the world, and how each asking is named.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency::Tongue;
use crate::id::{CaregiverId, ClientId, EffectKey, ShiftKey};
use crate::lead::{Change, Prospect};
use crate::matching::Wording;
use crate::note::{About, Note};
use crate::phone::Phone;
use crate::texts::Say;

/// Who a text goes to. Numbers are looked up when the decision is committed, so that the machine knows none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// A caregiver's text number.
    Caregiver(CaregiverId),
    /// A client's text number.
    Client(ClientId),
    /// A rung of the ladder, counted from 0.
    Rung(usize),
    /// The number that a message came from.
    Phone(Phone),
    /// Somebody who asks for care; no file says her language.
    Prospect {
        /// Her number.
        phone: Phone,
        /// Language she wrote in.
        tongue: Tongue,
    },
    /// Somebody who wrote to us, in the language of her words.
    Writer {
        /// Her number.
        phone: Phone,
        /// Language she wrote in.
        tongue: Tongue,
    },
}

/// What one text is for; decides whether quiet hours and opt-outs hold it (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// An answer to the person's own message, or news about what she accepted.
    Answer,
    /// Something she did not ask for; waits for the end of quiet hours.
    Notice,
    /// News that cannot wait (a visit in the next hours).
    UrgentNotice,
    /// An alert to staff; never held.
    Page,
}

/// The part of a shift that somebody may know who has not accepted it (P6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedShift {
    /// Which shift.
    pub key: ShiftKey,
    /// Its end.
    pub end: Timestamp,
    /// City, never finer.
    pub area: Option<String>,
}

/// One thing asked of the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Effect {
    /// Send a text.
    Text {
        /// To whom.
        to: To,
        /// What it says.
        say: Say,
        /// What it is for.
        purpose: Purpose,
    },
    /// Offer the shift to one caregiver. Numbered and sent only if her conversation admits it (caps, opt-out).
    Offer {
        /// Number of the offer within the case.
        no: u32,
        /// To whom.
        to: CaregiverId,
        /// What she may know.
        shift: OfferedShift,
        /// Until when a yes counts.
        expires: Timestamp,
        /// Estimated travel, minutes.
        minutes_away: Option<u32>,
        /// Whether the agency declares it urgent: breaks quiet hours, does not count against the daily cap.
        urgent: bool,
        /// Place in its wave, 1 for the first; 0 in effects from before it was kept.
        #[serde(default)]
        rank: u8,
        /// In which words.
        #[serde(default)]
        wording: Wording,
    },
    /// Wake a human.
    Page {
        /// Which rung.
        rung: usize,
        /// What it says.
        say: Say,
    },
    /// Read the shift and the likely candidates fresh from WellSky and rank.
    Rank,
    /// Read WellSky fresh and run every hard rule again for the one who said yes (`domain.md 3.30`).
    Recheck {
        /// Who said yes.
        caregiver: CaregiverId,
    },
    /// Read the shift.
    Look,
    /// Write the caregiver onto the shift and read it back.
    Assign {
        /// Who gets it.
        caregiver: CaregiverId,
    },
    /// Note the call-out where the office sees it (task log on the client's latest writable visit).
    NoteCallOut,
    /// Enter a prospect in WellSky unless her number is there already, and read her back.
    EnterProspect {
        /// Who.
        prospect: Prospect,
    },
    /// Fill in what is missing on a prospect's record, or move her to another stage, and read it back.
    ChangeProspect {
        /// Whose record.
        id: ClientId,
        /// What.
        change: Change,
    },
    /// Note something in WellSky.
    Note {
        /// About whom.
        about: About,
        /// What.
        note: Note,
        /// Until when a task should be done.
        due: Option<Timestamp>,
    },
    /// Ask the office, in WellSky, to enter the caregiver (office route).
    AskOffice {
        /// Who gets it.
        caregiver: CaregiverId,
    },
}

impl Effect {
    /// Short name for logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Offer { .. } => "offer",
            Self::Page { .. } => "page",
            Self::Rank => "rank",
            Self::Recheck { .. } => "recheck",
            Self::Look => "look",
            Self::Assign { .. } => "assign",
            Self::NoteCallOut => "note_call_out",
            Self::EnterProspect { .. } => "enter_prospect",
            Self::ChangeProspect { .. } => "change_prospect",
            Self::Note { .. } => "note",
            Self::AskOffice { .. } => "ask_office",
        }
    }

    /// Order among effects that are due together: people at risk first, records last.
    pub const fn priority(&self) -> i32 {
        match self {
            Self::Page { .. } => 0,
            Self::Assign { .. } | Self::Recheck { .. } => 1,
            Self::Rank | Self::Offer { .. } => 2,
            Self::Text { .. } | Self::Look | Self::EnterProspect { .. } => 3,
            Self::NoteCallOut | Self::AskOffice { .. } | Self::Note { .. } | Self::ChangeProspect { .. } => 4,
        }
    }
}

/// An effect with its name. The name is stable: the same decision made again names the same effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// Unique within the case, such as `offer/3` or `page/1`.
    pub key: EffectKey,
    /// What to do.
    pub effect: Effect,
}

/// Names of timers. Setting a name replaces what it was set to, so timers cannot leak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerName {
    /// The next wave.
    Wave,
    /// The latest moment at which a human hears of an unfilled shift.
    Human,
    /// The latest moment at which the client hears.
    Client,
    /// The next rung of the ladder.
    Ladder,
    /// The next look at WellSky (office route).
    Look,
    /// The client should have said whether the replacement may come.
    Consent,
    /// The office should have entered the winner by now.
    Entry,
    /// A question is still unanswered.
    Answer,
    /// The shift is so far past that searching makes no sense.
    End,
    /// Something that a human owes is due.
    Deadline,
    /// Whoever was asked if it is settled has said nothing.
    Settle,
    /// What silence leads to next, in a case whose deeds stand in one list.
    Step,
    /// A client was told that she hears again then.
    Promise,
    /// Yeses have been collected long enough: one of them is chosen.
    Pool,
}

impl TimerName {
    /// The name as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wave => "wave",
            Self::Human => "human",
            Self::Client => "client",
            Self::Ladder => "ladder",
            Self::Look => "look",
            Self::Consent => "consent",
            Self::Entry => "entry",
            Self::Answer => "answer",
            Self::End => "end",
            Self::Deadline => "deadline",
            Self::Settle => "settle",
            Self::Step => "step",
            Self::Promise => "promise",
            Self::Pool => "pool",
        }
    }

    /// Every name.
    pub const ALL: [Self; 14] = [
        Self::Wave,
        Self::Human,
        Self::Client,
        Self::Ladder,
        Self::Look,
        Self::Consent,
        Self::Entry,
        Self::Answer,
        Self::End,
        Self::Deadline,
        Self::Settle,
        Self::Step,
        Self::Promise,
        Self::Pool,
    ];

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == name)
    }
}

/// A timer to set (`Some`) or clear (`None`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Which.
    pub name: TimerName,
    /// When it fires.
    pub due: Option<Timestamp>,
}
