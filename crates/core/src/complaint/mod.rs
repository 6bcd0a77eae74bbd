//! A complaint: graded at once, owned by one person, with deadlines that somebody else hears of when they pass, settled
//! with the complainant and kept for surveyors (`domain.md` 4.31 to 4.33, 5.18).
//!
//! The machine admits no fault, promises nothing that it does not do, and names nobody's discipline. What it settles by
//! itself: a caregiver who is not wanted is no longer offered this client's visits, until a human confirms or lifts it.
pub mod deadline;
mod grade;
mod humans;
mod intake;
mod machine;
mod waking;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use deadline::{Deadline, Step};
pub use grade::{Because, Class, class_of, grade};
pub use intake::{Told, Topic, volunteered};
pub(crate) use waking::first_name;

use crate::agency::Tongue;
use crate::case::{Case, Decision, Event, Head, TextOutcome, Words};
use crate::effect::TimerName;
use crate::escalation::{Ack, Escalation, PageWhy};
use crate::id::{CaregiverId, ClientId, EffectKey, ShiftKey};
use crate::language::grievance::{Grievance, Matter, Wish};
use crate::phone::Phone;
use crate::policy::Policy;
use crate::private::Redacted;

/// Who complains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The client herself.
    Client,
    /// Somebody on her file.
    Family,
    /// A caregiver.
    Caregiver,
    /// A number on no file, or on several.
    #[default]
    Unknown,
}

/// A visit, as it stood on the schedule when the complaint came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Which.
    pub key: ShiftKey,
    /// End.
    pub end: Timestamp,
    /// Who was on it.
    pub caregiver: Option<CaregiverId>,
}

/// What was looked up when the complaint came. Shown to the office, never texted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Visits of the day that the words name, or of the last three days.
    pub visits: Vec<Visit>,
    /// Visits of the next two weeks.
    pub ahead: Vec<Visit>,
    /// Who called out of the client's visits in the last two weeks: the case, the visit, who.
    pub call_outs: Vec<(u64, ShiftKey, CaregiverId)>,
    /// Different caregivers in the last 14 days.
    pub caregivers_fortnight: usize,
    /// Different caregivers in the last 7 days.
    pub caregivers_this_week: usize,
    /// Complaints about this client's care that count for a climb, by their numbers.
    pub earlier: Vec<u64>,
}

/// What one message brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// The message.
    pub words: Words,
    /// What it is about and what it wishes.
    pub said: Grievance,
    /// It says that it is the third new person or more.
    pub third_new: bool,
    /// What it tells without being asked.
    pub told: Vec<Topic>,
    /// Caregivers it points at, each as the complainant may hear her named; nothing where she may not.
    pub about: Vec<(CaregiverId, Option<Redacted<String>>)>,
    /// Whether it may be the answer to the question that waits.
    pub answers: bool,
    /// What it says to "is it settled?".
    pub settled: Option<bool>,
    /// A person or a call is asked for.
    pub wants_call: bool,
    /// Rungs of the ladder that it accuses.
    pub spared: Vec<usize>,
}

/// A first message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Where answers go.
    pub phone: Phone,
    /// Language she wrote in.
    pub tongue: Tongue,
    /// Who wrote, as far as known: "family of Rosa Sample".
    pub from: Redacted<String>,
    /// What she is to the agency.
    pub party: Party,
    /// Whose care it is about.
    pub client: Option<ClientId>,
    /// The caregiver who complains, if one does.
    pub caregiver: Option<CaregiverId>,
    /// What was looked up.
    pub found: Found,
    /// What she said.
    pub saying: Saying,
}

/// Why it happened, for the monthly trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Schedule: nobody, too late, too many faces.
    Scheduling,
    /// Conduct or skill of a caregiver.
    Caregiver,
    /// Training was missing.
    Training,
    /// The office did not call, tell, answer.
    Communication,
    /// The care plan did not fit.
    CarePlan,
    /// A bill.
    Billing,
    /// Software or phones.
    Systems,
    /// Nothing that the agency could have done otherwise.
    Unfounded,
    /// Something else, said in the notes.
    Other,
}

impl Cause {
    /// All of them, for forms.
    pub const ALL: [Self; 9] = [
        Self::Scheduling,
        Self::Caregiver,
        Self::Training,
        Self::Communication,
        Self::CarePlan,
        Self::Billing,
        Self::Systems,
        Self::Unfounded,
        Self::Other,
    ];
}

/// How it was resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// By whom, when.
    pub by: Ack,
    /// What was found and done.
    pub notes: Redacted<String>,
    /// Root cause.
    pub cause: Cause,
}

/// Whether the complainant agrees that it is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Settling {
    /// Not asked.
    #[default]
    Not,
    /// Asked; silence counts after the policy's days.
    Asked {
        /// The text.
        key: EffectKey,
    },
    /// She cannot be asked by text: a human does.
    ByHand,
    /// She said so.
    Agreed,
    /// She said nothing.
    Silent,
}

/// A caregiver who is not offered this client's visits any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barred {
    /// Who.
    pub caregiver: CaregiverId,
    /// Since when.
    pub since: Timestamp,
    /// A human has looked at the reason.
    #[serde(default)]
    pub confirmed: Option<Ack>,
    /// It does not hold any more.
    #[serde(default)]
    pub lifted: Option<Ack>,
}

/// What the time-line shows of a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "happened")]
pub enum Happened {
    /// It came and got its class.
    Graded {
        /// Class.
        class: Class,
        /// Why.
        because: Vec<Because>,
    },
    /// Something said later makes it graver.
    Climbed {
        /// New class.
        class: Class,
        /// Why.
        because: Vec<Because>,
    },
    /// Something is known now; the words stay in the case.
    Told {
        /// About what.
        topics: Vec<Topic>,
    },
    /// A question stayed unanswered.
    Unanswered {
        /// About what.
        topic: Topic,
    },
    /// A caregiver is not offered this client's visits any more.
    Excluded {
        /// Who.
        caregiver: CaregiverId,
        /// Her visits there in the next two weeks: a human must look at them.
        ahead: Vec<ShiftKey>,
    },
    /// A human has confirmed that.
    ExclusionConfirmed {
        /// Who.
        caregiver: CaregiverId,
        /// By whom.
        by: String,
    },
    /// It does not hold any more.
    ExclusionLifted {
        /// Who.
        caregiver: CaregiverId,
        /// By whom; nobody: the reason given may not be a filter.
        by: Option<String>,
    },
    /// A wish about origin, faith, age or sex: nothing was stored, a manager answers.
    Protected,
    /// A wish was noted for the coordinator.
    Noted {
        /// Which.
        wish: Wish,
    },
    /// Somebody owns it.
    Claimed {
        /// Who.
        by: String,
    },
    /// Somebody wanted it and may not have it.
    ClaimRefused {
        /// Who.
        by: String,
        /// Whose it is; nobody: it is about her.
        owner: Option<String>,
    },
    /// The owner gave it back.
    Released {
        /// Who.
        by: String,
    },
    /// A human did a step.
    Did {
        /// Which.
        step: Step,
        /// Who.
        by: String,
        /// Her note.
        note: Redacted<String>,
        /// In time.
        kept: bool,
    },
    /// A deadline has passed.
    Missed {
        /// Which.
        step: Step,
        /// When it was due.
        due: Timestamp,
    },
    /// A human says it is resolved.
    Resolved {
        /// Who.
        by: String,
        /// What was found and done.
        notes: Redacted<String>,
        /// Root cause.
        cause: Cause,
    },
    /// The complainant was asked whether it is settled.
    AskedSettled,
    /// She could not be asked by text.
    NotAskedSettled,
    /// She says it is.
    Settled,
    /// She says it is not.
    NotSettled,
    /// She said nothing for so many days.
    Silence {
        /// Days.
        days: i64,
    },
}

/// A complaint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Complaint {
    /// Common part.
    pub head: Head,
    /// The complainant's number; known from the first event on.
    pub phone: Option<Phone>,
    /// Language she is written to in.
    pub tongue: Tongue,
    /// Who she is, as far as known.
    pub from: Redacted<String>,
    /// What she is to the agency.
    pub party: Party,
    /// Whose care it is about.
    pub client: Option<ClientId>,
    /// The caregiver who complains.
    pub caregiver: Option<CaregiverId>,
    /// Every message, word by word.
    pub words: Vec<Words>,
    /// How grave.
    pub class: Class,
    /// Why.
    pub because: Vec<Because>,
    /// What it is about.
    pub matters: Vec<Matter>,
    /// What is wished.
    pub wishes: Vec<Wish>,
    /// Caregivers that the words point at.
    pub about: Vec<CaregiverId>,
    /// Answers.
    pub told: Told,
    /// What was asked; nothing is asked twice (b76).
    pub asked: Vec<Topic>,
    /// The question that waits.
    pub waiting: Option<Topic>,
    /// Nothing is asked any more.
    pub over: bool,
    /// What was looked up.
    pub found: Found,
    /// Who is not offered this client's visits any more.
    pub barred: Vec<Barred>,
    /// Rungs that are never woken for it.
    pub spared: Vec<usize>,
    /// Whose it is.
    pub owner: Option<Ack>,
    /// What is owed, and until when.
    pub deadlines: Vec<Deadline>,
    /// How it was resolved.
    pub resolution: Option<Resolution>,
    /// Whether she agrees.
    pub settling: Settling,
    /// How often she did not.
    pub reopened: u32,
    /// Why a human was woken last, or will be when the office opens.
    pub why: Option<PageWhy>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// How it ended.
    pub closed: Option<(Timestamp, String)>,
}

impl Complaint {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self {
            head,
            phone: None,
            tongue: Tongue::English,
            from: Redacted::default(),
            party: Party::Unknown,
            client: None,
            caregiver: None,
            words: Vec::new(),
            class: Class::C3,
            because: Vec::new(),
            matters: Vec::new(),
            wishes: Vec::new(),
            about: Vec::new(),
            told: Told::new(),
            asked: Vec::new(),
            waiting: None,
            over: false,
            found: Found::default(),
            barred: Vec::new(),
            spared: Vec::new(),
            owner: None,
            deadlines: Vec::new(),
            resolution: None,
            settling: Settling::Not,
            reopened: 0,
            why: None,
            escalation: None,
            closed: None,
        }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Who may not be offered visits to this client because of this complaint, open or closed.
    pub fn bars(&self, client: &ClientId) -> impl Iterator<Item = &CaregiverId> {
        let hers = self.client.as_ref() == Some(client);
        self.barred.iter().filter(move |b| hers && b.lifted.is_none()).map(|b| &b.caregiver)
    }

    /// Whether a message of the complainant's, whatever it says, may be meant for it: a question waits.
    pub const fn listens(&self) -> bool {
        self.is_open() && (self.waiting.is_some() || self.asks_settled())
    }

    /// Whether she was asked if it is settled.
    pub const fn asks_settled(&self) -> bool {
        matches!(self.settling, Settling::Asked { .. })
    }

    /// The next thing that somebody owes her.
    pub fn next_deadline(&self) -> Option<&Deadline> {
        self.deadlines.iter().filter(|d| d.done.is_none()).min_by_key(|d| d.due)
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        if self.closed.is_some() {
            "closed"
        } else if self.resolution.is_some() {
            "resolved"
        } else if self.owner.is_some() {
            "with_human"
        } else {
            "needs_human"
        }
    }
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &Complaint, event: &Event, now: Timestamp) -> Decision {
    let out = Decision::nothing(Case::Complaint(Box::new(before.clone())));
    let mut step = machine::Working { policy, case: before.clone(), out, now };
    let open = before.is_open();
    match event {
        Event::Complained { opening } if before.phone.is_none() => step.begin(opening),
        Event::ComplaintTold { saying } if open => step.hear(saying),
        Event::Heard { fact } => step.out.facts.push(fact.clone()),
        Event::Timer { name: TimerName::Deadline } if open => step.deadline(),
        Event::Timer { name: TimerName::Answer } if open => step.unanswered(),
        Event::Timer { name: TimerName::Settle } if open => step.silence(),
        Event::Timer { name: TimerName::Ladder } if open => step.ladder(),
        Event::Texted { key, outcome: TextOutcome::Failed { why } } => step.text_failed(key, why),
        Event::Texted { key, outcome: TextOutcome::Shadowed } => step.not_asked(key),
        Event::Said { by, command } => step.said(by, command),
        _ => {}
    }
    let machine::Working { case, mut out, .. } = step;
    out.case = Case::Complaint(Box::new(case));
    out
}

#[cfg(test)]
mod tests;
