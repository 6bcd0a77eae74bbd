//! Danger, suspected abuse, a caregiver in danger: humans are woken until one answers, the words are kept as they came,
//! and what the law asks for has its clock (`domain.md` 4.26 to 4.30, 5.16, 5.17).
//!
//! Gigi investigates nothing, tells the accused nothing, promises nobody secrecy, and never closes one.
mod machine;
pub mod task;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use task::{Task, Todo};

use crate::case::{Case, Decision, Event, Head, TextOutcome, Words};
use crate::effect::TimerName;
use crate::escalation::{Escalation, PageWhy};
use crate::id::{CaregiverId, ClientId};
use crate::phone::Phone;
use crate::policy::Policy;
use crate::private::Redacted;

/// What kind of danger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody may be hurt or ill now.
    #[default]
    Medical,
    /// A caregiver is in danger where she works.
    Peril,
    /// Suspected abuse, neglect, exploitation.
    Abuse,
}

/// A first message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What kind.
    pub kind: Kind,
    /// The number that it came from.
    pub phone: Phone,
    /// Who wrote, as far as known.
    pub from: Redacted<String>,
    /// Whose home, if the number is on a client's file or a caregiver is there now.
    pub client: Option<ClientId>,
    /// The caregiver who wrote.
    pub caregiver: Option<CaregiverId>,
    /// The message.
    pub words: Words,
    /// Rungs of the ladder that it accuses.
    pub spared: Vec<usize>,
}

/// What the time-line shows of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "happened")]
pub enum Happened {
    /// It began, or got graver.
    Raised {
        /// What kind.
        kind: Kind,
    },
    /// A task has its clock.
    Set {
        /// Which.
        task: Task,
        /// Until when.
        due: Timestamp,
    },
    /// A human did it, or says why it is not needed.
    Recorded {
        /// Which.
        task: Task,
        /// Who.
        by: String,
        /// How, to whom, which number; or why not.
        note: Redacted<String>,
        /// It was done; otherwise it is not needed.
        done: bool,
        /// In time.
        kept: bool,
    },
    /// Somebody was reminded.
    Due {
        /// Of which.
        task: Task,
        /// It is late already.
        late: bool,
    },
    /// It cannot be closed: tasks are open.
    NotClosed {
        /// Who wanted to.
        by: String,
        /// How many.
        open: usize,
    },
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Common part.
    pub head: Head,
    /// What kind; only ever graver. A case's document has a `kind` of its own.
    #[serde(rename = "danger")]
    pub kind: Kind,
    /// The number that it came from; known from the first event on.
    pub phone: Option<Phone>,
    /// Who wrote, as far as known.
    pub from: Redacted<String>,
    /// Whose home.
    pub client: Option<ClientId>,
    /// The caregiver who wrote.
    pub caregiver: Option<CaregiverId>,
    /// Every message, word by word.
    pub words: Vec<Words>,
    /// What a human must do.
    pub todo: Vec<Todo>,
    /// Rungs that are never woken for it.
    pub spared: Vec<usize>,
    /// Why a human was woken last.
    pub why: Option<PageWhy>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// How a human closed it, and when.
    pub closed: Option<(Timestamp, String)>,
}

impl Incident {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self {
            head,
            kind: Kind::Medical,
            phone: None,
            from: Redacted::default(),
            client: None,
            caregiver: None,
            words: Vec::new(),
            todo: Vec::new(),
            spared: Vec::new(),
            why: None,
            escalation: None,
            closed: None,
        }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether its words stand nowhere but on its own page and in its own file.
    pub const fn is_restricted(&self) -> bool {
        matches!(self.kind, Kind::Abuse | Kind::Peril)
    }

    /// What is still open.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Todo> {
        self.todo.iter().filter(|t| t.recorded.is_none())
    }

    /// Whether whatever the same person writes at `now` belongs to it.
    pub fn joins(&self, policy: &Policy, now: Timestamp) -> bool {
        self.is_open() && now.duration_since(self.head.opened).as_hours() < policy.incidents.join_hours
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        match (&self.closed, self.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
            (Some(_), _) => "closed",
            (None, Some(_)) => "with_human",
            (None, None) => "needs_human",
        }
    }
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &Incident, event: &Event, now: Timestamp) -> Decision {
    let out = Decision::nothing(Case::Incident(Box::new(before.clone())));
    let mut step = machine::Working { policy, case: before.clone(), out, now };
    let open = before.is_open();
    match event {
        Event::Endangered { alarm } if open => step.raise(alarm),
        Event::MoreWords { why, words } if open => step.hear(why, words),
        Event::Heard { fact } => step.out.facts.push(fact.clone()),
        Event::Timer { name: TimerName::Ladder } if open => step.ladder(),
        Event::Timer { name: TimerName::Deadline } if open => step.remind(),
        Event::Texted { key, outcome: TextOutcome::Failed { why } } => step.text_failed(key, why),
        Event::Said { by, command } if open => step.said(by, command),
        _ => {}
    }
    let machine::Working { case, mut out, .. } = step;
    out.case = Case::Incident(Box::new(case));
    out
}

#[cfg(test)]
mod tests;
