//! Asking a hosted language model about texts that the embedded reading is unsure of.
//!
//! The arrival stays unhandled until the model has answered or two seconds have passed since it was received, whichever
//! comes first; other people's texts go on meanwhile, and a text that is not unsure never waits. The question and what
//! came back are stored before anything is decided on them, so that a restart decides the same and a test can replay it.
//! What an answer may change is [`gigi_core::inbound::advice`]'s business: which question is asked, nothing else.
use futures_util::future::{join_all, select};
use gigi_core::conversation::Conversation;
use gigi_core::inbound::advice::{self, Consult};
use gigi_core::inbound::{self, Heard, InboundText, Routed};
use gigi_core::private::Redacted;
use gigi_core::pseudonym::{Pseudonyms, Style};
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, EngineError};
use crate::ports::{ChatModel, Consultation, Input, Stored};

/// After this long a text is handled without the model.
const PATIENCE: SignedDuration = SignedDuration::from_secs(2);
/// Questions that are under way at the same time.
const AT_ONCE: usize = 8;
/// What is kept of an answer, bytes; more is never a good answer.
const KEPT: usize = 4_096;

/// When a text is handled without the model.
pub(crate) fn deadline(text: &InboundText) -> Timestamp {
    text.received_at.saturating_add(PATIENCE).unwrap_or(text.received_at)
}

/// What the decision makes of the model.
pub(crate) enum Waited {
    /// The reading stands as it is.
    Decided,
    /// The model is still being asked: the text stays where it is.
    NotYet,
}

impl Engine {
    /// Lets a stored answer choose the question, or says that one is still awaited.
    pub(crate) async fn advised(&self, heard: Heard<'_>, routed: &mut Routed) -> Stored<Waited> {
        if self.parts().model.is_none() || !advice::is_unsure(heard, routed) {
            return Ok(Waited::Decided);
        }
        let found = self.parts().store.consultation(&heard.text.id).await?;
        let ended = found.filter(|c| c.ended.is_some());
        let Some(consultation) = ended else {
            let late = self.now() >= deadline(heard.text);
            return Ok(if late { Waited::Decided } else { Waited::NotYet });
        };
        if let Some(good) =
            consultation.answer.as_ref().and_then(|a| consultation.asked.read(a.expose()).ok())
        {
            let changed = advice::improve(heard, routed, &good);
            let result = if changed { "changed" } else { "unchanged" };
            metrics::counter!("gigi_model_advice_total", "result" => result).increment(1);
        }
        Ok(Waited::Decided)
    }

    /// Asks the model about texts that wait for it; returns how many it was asked about. Without a model, nothing.
    ///
    /// # Errors
    /// The store's. A model that is slow, down or lying is none.
    pub async fn consult_due(&self) -> Result<usize, EngineError> {
        let Some(model) = self.parts().model.clone() else { return Ok(0) };
        let mut due = Vec::new();
        for waiting in self.parts().store.waiting(32).await? {
            let Input::Text(text) = waiting.arrival.what else { continue };
            if self.now() < deadline(&text)
                && self.parts().store.consultation(&text.id).await?.is_none()
                && let Some(asked) = self.question(&text).await?
            {
                due.push((text, asked));
            }
            if due.len() == AT_ONCE {
                break;
            }
        }
        let asked = join_all(due.iter().map(|(text, asked)| self.consult(model.as_ref(), text, asked))).await;
        let mut count = 0;
        for one in asked {
            count += usize::from(one?);
        }
        if count > 0 {
            self.stirred();
        }
        Ok(count)
    }

    /// What the model would be asked about this text; `None` when it must not or need not be.
    async fn question(&self, text: &InboundText) -> Result<Option<Consult>, EngineError> {
        let (roster, cases, conversation) = self.surroundings(text).await?;
        let policy = &self.parts().policy;
        let cases: Vec<_> = cases.into_iter().map(|c| c.doc).collect();
        let heard = Heard { policy, roster: &roster, text, cases: &cases };
        let conversation: Conversation = conversation.doc;
        let routed = inbound::route(heard, conversation);
        if !advice::is_unsure(heard, &routed) {
            return Ok(None);
        }
        let mut people = Pseudonyms::new(Style::Placeholders, &roster, policy);
        Ok(Some(advice::consult(heard, &routed, &mut people)))
    }

    async fn consult(&self, model: &dyn ChatModel, text: &InboundText, asked: &Consult) -> Stored<bool> {
        let begun = self.now();
        let mut kept = Consultation {
            message: text.id.clone(),
            begun,
            ended: None,
            model: model.name(),
            asked: asked.clone(),
            answer: None,
            how: String::new(),
        };
        if !self.parts().store.keep_consultation(&kept).await? {
            return Ok(false);
        }
        let clock = &self.parts().clock;
        let late = clock.until(deadline(text));
        let answered = match select(model.ask(asked), late).await {
            futures_util::future::Either::Left((answered, _)) => Some(answered),
            futures_util::future::Either::Right(_) => None,
        };
        let now = self.now();
        let in_time = now < deadline(text);
        let (answer, how) = match answered {
            None => (None, "slow"),
            Some(Err(_)) => (None, "failed"),
            Some(Ok(_)) if !in_time => (None, "slow"),
            Some(Ok(answer)) => {
                let how = if asked.read(&answer).is_ok() { "read" } else { "thrown away" };
                (Some(answer), how)
            }
        };
        kept.ended = Some(now);
        how.clone_into(&mut kept.how);
        kept.answer = answer.map(|a| Redacted::new(a.chars().take(KEPT).collect()));
        metrics::counter!("gigi_model_calls_total", "result" => how.replace(' ', "_")).increment(1);
        if how != "read" {
            // Nothing of what was asked or answered: only that it was of no use.
            tracing::warn!(model = kept.model, how, "the hosted model was of no use for one text");
        }
        self.parts().store.keep_consultation(&kept).await?;
        Ok(true)
    }
}
