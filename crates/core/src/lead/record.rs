//! The prospect's record in WellSky: entered once, filled in as more is told, moved on when a human says so.
use serde::{Deserialize, Serialize};

use super::{Step, Topic};
use crate::effect::{Effect, Planned};
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::{ClientId, EffectKey};
use crate::note::{About, Note};
use crate::phone::Phone;
use crate::policy::WriteRoute;
use crate::private::Redacted;

/// A prospect as a record needs her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prospect {
    /// First name.
    pub first: Redacted<String>,
    /// Family name.
    pub last: Redacted<String>,
    /// The number that makes her one and the same.
    pub phone: Phone,
    /// Town or ZIP code, as she said it.
    pub town: Option<Redacted<String>>,
    /// How she heard of the agency: the referral source, in her words.
    #[serde(default)]
    pub heard: Option<Redacted<String>>,
}

/// How entering a prospect ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnterOutcome {
    /// WellSky shows her.
    Shown {
        /// Her record.
        id: ClientId,
        /// It was there before.
        existed: bool,
    },
    /// The number is on a client's file: nothing was written.
    IsClient {
        /// Whose.
        id: ClientId,
    },
    /// WellSky refused; it will refuse again.
    Refused {
        /// Why, without client data.
        why: String,
    },
    /// Not settled; it is tried again, looking first.
    Waiting {
        /// Why.
        why: String,
    },
}

/// The record in WellSky.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Record {
    /// Nothing was asked of WellSky.
    #[default]
    Not,
    /// Being entered.
    Entering {
        /// The effect.
        key: EffectKey,
    },
    /// Read back.
    Shown {
        /// Her record.
        id: ClientId,
        /// It was there before.
        existed: bool,
    },
    /// Her number is on a client's file; nothing was written, nothing will be.
    Client {
        /// Whose.
        id: ClientId,
    },
    /// A human must.
    ByHand,
}

/// Where a prospect stands, as far as a human moves her on by Gigi. That she became a client is entered in WellSky itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Somebody phoned her.
    Called,
    /// A visit to assess the need has a date.
    AssessmentScheduled,
    /// It took place.
    AssessmentPerformed,
    /// The contract is to be written.
    NeedsContract,
    /// It is to be signed.
    Signature,
    /// Care can be scheduled.
    Ready,
    /// It came to nothing.
    Lost,
}

impl Stage {
    /// All, in the order they are passed.
    pub const ALL: [Self; 7] = [
        Self::Called,
        Self::AssessmentScheduled,
        Self::AssessmentPerformed,
        Self::NeedsContract,
        Self::Signature,
        Self::Ready,
        Self::Lost,
    ];

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Called => "phoned",
            Self::AssessmentScheduled => "assessment scheduled",
            Self::AssessmentPerformed => "assessment done",
            Self::NeedsContract => "needs a contract",
            Self::Signature => "waits for the signature",
            Self::Ready => "ready to schedule",
            Self::Lost => "came to nothing",
        }
    }
}

/// What a record is given after it was entered. What stands there already is never overwritten, but for the stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    /// Town or ZIP code.
    pub town: Option<Redacted<String>>,
    /// How she heard of the agency.
    pub heard: Option<Redacted<String>>,
    /// Where she stands.
    pub stage: Option<Stage>,
}

impl Change {
    const fn is_nothing(&self) -> bool {
        self.town.is_none() && self.heard.is_none() && self.stage.is_none()
    }
}

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeOutcome {
    /// Written and read back.
    Shown,
    /// It will not be taken.
    Refused {
        /// Why, without client data.
        why: String,
    },
    /// Not settled; it is tried again.
    Waiting {
        /// Why.
        why: String,
    },
}

impl Step<'_> {
    fn said_of(&self, topic: Topic) -> Option<Redacted<String>> {
        self.case.told.of(topic).map(|t| Redacted::new(t.to_owned()))
    }

    /// Enters the prospect once, if her name is known and the agency's policy says that Gigi may.
    pub(super) fn enter(&mut self) {
        if self.case.record != Record::Not || self.case.professional {
            return;
        }
        let (Some((first, last)), Some(phone)) = (self.case.told.name(), self.case.phone.clone()) else {
            return;
        };
        let (town, heard) = (self.said_of(Topic::Town), self.said_of(Topic::Heard));
        let prospect =
            Prospect { first: Redacted::new(first), last: Redacted::new(last), phone, town, heard };
        if self.policy.leads.route == WriteRoute::Office {
            self.case.record = Record::ByHand;
            return self.out.note(
                self.policy,
                &mut self.case.head,
                About::default(),
                Note::Prospect { prospect },
                Some(self.now),
            );
        }
        self.case.given = Change { town: prospect.town.clone(), heard: prospect.heard.clone(), stage: None };
        let key = self.case.head.key("enter");
        self.case.record = Record::Entering { key: key.clone() };
        self.out.effects.push(Planned { key, effect: Effect::EnterProspect { prospect } });
    }

    pub(super) fn entered(&mut self, outcome: &EnterOutcome) {
        if !matches!(self.case.record, Record::Entering { .. }) {
            return;
        }
        match outcome {
            EnterOutcome::Shown { id, existed } => {
                self.case.record = Record::Shown { id: id.clone(), existed: *existed };
                self.out.facts.push(Fact::ProspectShown { id: id.clone(), existed: *existed });
                if *existed {
                    // She was there before with what she said then.
                    self.case.given = Change::default();
                }
                self.keep_record();
            }
            EnterOutcome::IsClient { id } => {
                self.case.record = Record::Client { id: id.clone() };
                self.out.facts.push(Fact::ProspectShown { id: id.clone(), existed: true });
                self.tell_human(PageWhy::LeadIsClient);
            }
            EnterOutcome::Refused { why } => {
                self.case.record = Record::ByHand;
                self.out.facts.push(Fact::Trouble { what: "prospect".into(), why: why.clone() });
                self.tell_human(PageWhy::LeadNotEntered);
            }
            EnterOutcome::Waiting { why } => {
                self.out.facts.push(Fact::Trouble { what: "prospect".into(), why: why.clone() });
            }
        }
    }

    /// Writes to the record what it was not given yet; one change at a time.
    pub(super) fn keep_record(&mut self) {
        let Record::Shown { id, .. } = self.case.record.clone() else { return };
        if self.case.changing.is_some() || self.policy.leads.route == WriteRoute::Office {
            return;
        }
        let given = self.case.given.clone();
        let change = Change {
            town: self.said_of(Topic::Town).filter(|_| given.town.is_none()),
            heard: self.said_of(Topic::Heard).filter(|_| given.heard.is_none()),
            stage: self.case.stage.filter(|s| given.stage != Some(*s)),
        };
        if change.is_nothing() {
            return;
        }
        let key = self.case.head.key("change");
        self.case.changing = Some(change.clone());
        self.out.effects.push(Planned { key, effect: Effect::ChangeProspect { id, change } });
    }

    pub(super) fn changed(&mut self, outcome: &ChangeOutcome) {
        let trouble = |why: &str| Fact::Trouble { what: "prospect".into(), why: why.to_owned() };
        if let ChangeOutcome::Waiting { why } = outcome {
            return self.out.facts.push(trouble(why));
        }
        let Some(change) = self.case.changing.take() else { return };
        let given = &mut self.case.given;
        // What was refused is not tried again for ever.
        given.town = change.town.clone().or(given.town.take());
        given.heard = change.heard.clone().or(given.heard.take());
        match outcome {
            ChangeOutcome::Refused { why } => {
                self.out.facts.push(trouble(why));
                if change.stage.is_some() {
                    // Whoever clicked sees that it is not so.
                    self.case.not_taken = change.stage;
                    self.case.stage = given.stage;
                }
            }
            _ => {
                given.stage = change.stage.or(given.stage);
                self.out.facts.push(Fact::ProspectChanged { change });
            }
        }
        self.keep_record();
    }

    /// A human says where she stands.
    pub(super) fn stands(&mut self, by: &str, stage: Stage) {
        self.case.stage = Some(stage);
        self.case.not_taken = None;
        self.out.facts.push(Fact::StageAsked { by: by.to_owned(), stage });
        self.keep_record();
    }
}
