//! How one message was read, with everything that a page shows of it and a coordinator may correct: kept with the
//! message's outcome, whether a case came of it or not (P7).
use serde::{Deserialize, Serialize};

use super::{Heard, Routed, Routing};
use crate::agency::Shift;
use crate::conversation::{Deciding, OpenOffer, Question};
use crate::effect::OfferedShift;
use crate::id::{ClientId, ShiftKey};
use crate::language::{Action, Intent, Reading, Sender};
use crate::phone::Phone;
use crate::private::Redacted;
use jiff::Timestamp;

/// One message, as it was read at the moment it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    /// Provider's id of the message.
    pub message: String,
    /// The number that it came from.
    pub from: Phone,
    /// Its words.
    pub words: Redacted<String>,
    /// What the sender is to the agency.
    pub sender: Sender,
    /// What it was taken for.
    pub reading: Reading,
    /// The sender's shifts at that moment, whether bound or not.
    pub shifts: Vec<SeenShift>,
    /// The offers that waited for an answer.
    pub offers: Vec<SeenOffer>,
    /// Gigi's question that it was taken to answer, word by word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Redacted<String>>,
    /// Where it was written, in the words of the training texts: `none`, `offer`, `question[which_shift]`, …
    pub context: String,
    /// Why Gigi asked, or a person was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Why>,
}

/// A shift that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenShift {
    /// Which.
    pub key: ShiftKey,
    /// End.
    pub end: Timestamp,
    /// Whose home.
    pub client: ClientId,
}

/// An offer that may be meant. Numbers are used again, so the shift stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenOffer {
    /// Her number for it.
    pub code: u8,
    /// What she was offered.
    pub shift: OfferedShift,
}

/// Why a question was asked, or a person was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Why {
    /// Less sure than the agency's policy demands for acting.
    Unsure {
        /// How sure.
        confidence: f64,
        /// How sure it must be.
        needed: f64,
    },
    /// Several shifts fit the words.
    SeveralShifts {
        /// How many.
        fit: usize,
    },
    /// Several offers wait for an answer and the words name none.
    SeveralOffers {
        /// How many.
        open: usize,
    },
    /// No shift of the sender's fits the words.
    NoShiftFits,
    /// The rules and the embedded model hear different things.
    Disagreement,
    /// She did not say how late.
    NoMinutes,
    /// Several call-outs of hers are open.
    SeveralCallOuts,
    /// She called out of the wrong shift.
    Corrected,
    /// What would have to be asked was asked before, or too much was.
    AskedEnough,
    /// A person is wanted.
    WantsPerson,
    /// This kind of message is a person's business.
    PersonsBusiness,
    /// Danger, abuse or a client alone.
    Danger,
    /// Nothing in it could be made out.
    Unclear,
    /// A hosted model heard something that the reading did not; it is asked back, never acted on.
    Proposed,
}

impl Routing<'_> {
    /// Notes why something is asked.
    pub(super) fn because(&mut self, why: Why) {
        if !self.out.why.contains(&why) {
            self.out.why.push(why);
        }
    }

    /// What the reading itself says about why it must be asked.
    pub(super) fn because_of_reading(&mut self, reading: &Reading) {
        let needed = self.heard.policy.language.act;
        let Some(first) = reading.intents.first() else { return self.because(Why::Unclear) };
        if reading.intents.iter().any(|i| i.because.iter().any(|b| b == "model disagrees")) {
            self.because(Why::Disagreement);
        }
        if first.intent == Intent::UnclearOrAdversarial && reading.action != Action::Ignore {
            self.because(Why::Unclear);
        } else if first.confidence < needed {
            self.because(Why::Unsure { confidence: first.confidence, needed });
        }
    }
}

/// Where a message was written, in the words of the training texts.
pub(super) fn context(routing: &Routing<'_>, shifts: &[Shift], offers: &[OpenOffer]) -> String {
    let c = &routing.out.conversation;
    if let Some(asked) = &c.asked {
        return match asked.deciding {
            Deciding::CannotWork | Deciding::Instead | Deciding::CanWork | Deciding::Proposed => {
                "question[which_shift]".into()
            }
        };
    }
    let last = c.posed.last().filter(|p| routing.now.duration_since(p.at).as_hours() < 1);
    if last.is_some_and(|p| matches!(p.question, Question::HowLate { .. })) {
        return "question[eta]".into();
    }
    match (offers.len(), shifts.iter().any(|s| s.start() <= routing.now && s.end > routing.now)) {
        (1, _) => "offer".into(),
        (2.., _) => "offers".into(),
        (0, true) => "on_shift".into(),
        (0, false) => "none".into(),
    }
}

/// Puts together what is kept of a message that was read.
pub(super) fn understanding(heard: Heard<'_>, routed: &Routed) -> Option<Understanding> {
    let reading = routed.reading.clone()?;
    let text = heard.text;
    Some(Understanding {
        message: text.id.clone(),
        from: text.from.clone(),
        words: text.body.clone(),
        sender: routed.sender,
        shifts: routed
            .shifts
            .iter()
            .map(|s| SeenShift { key: s.key.clone(), end: s.end, client: s.client.clone() })
            .collect(),
        offers: routed.offers.iter().map(|o| SeenOffer { code: o.code, shift: o.shift.clone() }).collect(),
        answers: routed
            .answers
            .then(|| routed.conversation.thread.iter().rev().find(|e| e.ours).map(|e| e.text.clone()))
            .flatten(),
        context: routed.context.clone(),
        why: routed.why.clone(),
        reading,
    })
}
