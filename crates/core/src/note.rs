//! What goes into WellSky besides the schedule, so that the office and the next caregiver find it there.
//!
//! Two channels are proven: a task log on a client's latest visit that takes one, and an admin task. Caregivers read the
//! first, so nothing stands there about a complaint, a suspicion or anybody's reasons; the second cannot be changed or
//! listed afterwards, so only what a human must do in WellSky goes there (`docs/decisions/0021-notes.md`). Everything is in
//! Gigi's own record first: the effect and its fate stand on the case's page.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::{Decision, Head};
use crate::complaint::Class;
use crate::effect::{Effect, Planned};
use crate::id::{CaregiverId, ClientId};
use crate::lead::Prospect;
use crate::policy::Policy;
use crate::request::Kind;
use crate::texts::When;

/// One note. Its words are in [`crate::texts`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "note")]
pub enum Note {
    /// The caregiver said that she comes later.
    Late {
        /// The visit.
        when: When,
        /// Minutes.
        minutes: i64,
    },
    /// The home said that nobody has come.
    NobodyCame {
        /// The visit.
        when: When,
    },
    /// Nobody came: somebody else is searched for.
    NoShow {
        /// The visit.
        when: When,
    },
    /// A clock-in or clock-out is missing or wrong.
    Clock {
        /// The visit.
        when: When,
        /// The clock-out; otherwise the clock-in.
        out: bool,
        /// The time she gave.
        claimed: Option<Timestamp>,
    },
    /// Words of a medical emergency at the client's.
    CareAlert {
        /// When it was reported.
        at: Timestamp,
    },
    /// The schedule shows what was asked for.
    Changed {
        /// What.
        kind: Kind,
        /// The visit as it was.
        when: When,
    },
    /// To do: change the schedule.
    ToChange {
        /// What.
        kind: Kind,
        /// The visit.
        when: When,
    },
    /// To do: a grave complaint.
    Complaint {
        /// Its class.
        class: Class,
        /// When the complainant must have been called.
        by: Timestamp,
    },
    /// To do: enter a prospect.
    Prospect {
        /// Who.
        prospect: Prospect,
    },
}

/// Where a note goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Task log on the client's latest visit that takes one.
    TaskLog,
    /// Admin task in the office's queue.
    AdminTask,
}

impl Note {
    /// Where it goes.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Late { .. }
            | Self::NobodyCame { .. }
            | Self::NoShow { .. }
            | Self::Clock { .. }
            | Self::CareAlert { .. }
            | Self::Changed { .. } => Channel::TaskLog,
            Self::ToChange { .. } | Self::Complaint { .. } | Self::Prospect { .. } => Channel::AdminTask,
        }
    }
}

/// Whom a note is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Client.
    pub client: Option<ClientId>,
    /// Caregiver.
    pub caregiver: Option<CaregiverId>,
}

impl About {
    /// A client and nobody else.
    pub fn client(client: &ClientId) -> Self {
        Self { client: Some(client.clone()), caregiver: None }
    }
}

impl Decision {
    /// Plans a note, if the policy wants its kind. `due`: until when a task should be done.
    pub(crate) fn note(
        &mut self,
        policy: &Policy,
        head: &mut Head,
        about: About,
        note: Note,
        due: Option<Timestamp>,
    ) {
        let wanted = match note.channel() {
            Channel::TaskLog => policy.writing.notes && about.client.is_some(),
            Channel::AdminTask => policy.writing.tasks,
        };
        if wanted {
            let key = head.key("wellsky");
            self.effects.push(Planned { key, effect: Effect::Note { about, note, due } });
        }
    }
}
