//! Offers on their way into the outbox: their numbers, and several shifts in one text (b52,
//! `docs/decisions/0020-several-shifts-in-one-text.md`).
use std::sync::Arc;

use gigi_core::calendar::plus_minutes;
use gigi_core::callout::CallOut;
use gigi_core::case::{Case, Event};
use gigi_core::conversation::{Leaving, Proposal};
use gigi_core::effect::Effect;
use gigi_core::fact::Fact;
use gigi_core::id::{CaseId, EffectKey};
use gigi_core::private::Redacted;
use jiff::{SignedDuration, Timestamp};

use super::{Bench, head};
use crate::engine::EngineError;
use crate::ports::{NewEffect, OutgoingText, Rewritten, Work};

impl Bench<'_> {
    /// An offer gets its number from the conversation, or the case hears why not. It joins a text to the same number
    /// that has not left yet; otherwise it has its own, which waits a moment if people are about to be asked for other
    /// shifts.
    pub(super) async fn plan_offer(
        &mut self,
        case: CaseId,
        key: String,
        effect: Effect,
        events: &mut Vec<Event>,
    ) -> Result<(), EngineError> {
        let Effect::Offer { no, to, shift, expires, minutes_away, urgent, rank, wording } = &effect else {
            return Ok(());
        };
        let (no, expires, now) = (*no, *expires, self.now);
        let Some(phone) = self.number_of(to) else {
            events.push(Event::NotAdmitted { no, why: gigi_core::matching::Exclusion::NoPhone });
            return Ok(());
        };
        let policy = Arc::clone(&self.engine.parts().policy);
        let seconds = policy.caps.together_seconds;
        let until = if seconds > 0 && self.others_ask_soon(case).await? { later(now, seconds) } else { now };
        let tongue = self.roster.caregiver(to).map(|c| c.tongue).unwrap_or_default();
        let may_join = self.joins && seconds > 0;
        let conversation = self.talk(&phone).await?;
        let tongue = conversation.tongue.unwrap_or(tongue);
        let joins = may_join && conversation.may_join(to, now).is_some();
        let before = conversation.leaving_words(tongue, head(&policy)).filter(|_| joins);
        let (minutes_away, urgent, rank, wording) = (*minutes_away, *urgent, *rank, *wording);
        let proposal = Proposal { case, no, shift, minutes_away, expires, urgent, rank, tongue, wording };
        let code = match conversation.admit_into(&policy, &proposal, joins, now) {
            Ok(code) => code,
            Err(why) => {
                events.push(Event::NotAdmitted { no, why });
                return Ok(());
            }
        };
        events.push(Event::Admitted { no, code });
        let mut known_as = None;
        match &mut conversation.leaving {
            Some(leaving) if joins => {
                leaving.offers.push((case, no));
                known_as = Some(leaving.becomes_joint());
            }
            leaving => {
                let caregiver = to.clone();
                *leaving = Some(Leaving { key: key.clone(), caregiver, until, offers: vec![(case, no)] });
            }
        }
        let Some(body) = conversation.leaving_words(tongue, head(&policy)) else { return Ok(()) };
        conversation.reword(before.as_deref(), &body, now);
        if joins {
            let codes = conversation.leaving_offers().iter().map(|o| o.code).collect();
            let fact = Fact::OfferedTogether { caregiver: to.clone(), codes };
            events.push(Event::Heard { fact });
            self.reworded.entry(phone).or_insert(known_as);
            return Ok(());
        }
        let text = OutgoingText {
            to: phone,
            body: Redacted::new(body),
            expires: Some(expires),
            despite_opt_out: false,
        };
        let priority = effect.priority();
        let work = Work { effect, text: Some(text), makes: Vec::new() };
        self.outbox.push(NewEffect { key, case: Some(case), work, due: until, priority });
        Ok(())
    }

    /// Whether people are about to be asked for other shifts than this case's.
    async fn others_ask_soon(&mut self, case: CaseId) -> Result<bool, EngineError> {
        if let Some(known) = self.others_ask {
            return Ok(known);
        }
        let parts = self.engine.parts();
        let (seconds, now) = (parts.policy.caps.together_seconds, self.now);
        let soon = |c: &CallOut| c.id() != case && c.asks_soon(now, seconds);
        let active = parts.store.active_cases().await?;
        let others = active.iter().filter_map(|c| Case::as_call_out(&c.doc)).any(soon);
        self.others_ask = Some(others);
        Ok(others)
    }

    /// Once nobody is about to be asked for another shift, no offer waits for company any more.
    pub(super) async fn releases(&mut self) -> Result<bool, EngineError> {
        match self.ranked {
            Some(case) if self.engine.parts().policy.caps.together_seconds > 0 => {
                Ok(!self.others_ask_soon(case).await?)
            }
            _ => Ok(false),
        }
    }

    /// Offer texts that say something else than when they were planned. Where nothing of one is left, it is withdrawn.
    pub(super) fn rewritten(&mut self) -> Vec<Rewritten> {
        let policy = Arc::clone(&self.engine.parts().policy);
        let mut all = Vec::new();
        for (phone, known_as) in std::mem::take(&mut self.reworded) {
            let Some(conversation) = self.conversations.get(&phone).map(|c| &c.doc) else { continue };
            let Some(leaving) = &conversation.leaving else { continue };
            let offers = conversation.leaving_offers();
            let tongue = self.roster.caregiver(&leaving.caregiver).map(|c| c.tongue).unwrap_or_default();
            let body = conversation.leaving_words(conversation.tongue.unwrap_or(tongue), head(&policy));
            let (Some(first), Some(body)) = (offers.first(), body) else {
                self.withdrawn.push(leaving.key.clone());
                continue;
            };
            let text = OutgoingText {
                to: phone.clone(),
                body: Redacted::new(body),
                expires: offers.iter().map(|o| o.expires).max(),
                despite_opt_out: false,
            };
            let effect = Effect::Offer {
                no: first.no,
                to: leaving.caregiver.clone(),
                shift: first.shift.clone(),
                expires: first.expires,
                minutes_away: first.minutes_away,
                urgent: false,
                // Told to the conversation when each was admitted.
                rank: 0,
                wording: first.wording,
            };
            let makes = offers.iter().map(|o| (o.case, EffectKey(format!("offer/{}", o.no)))).collect();
            let work = Work { effect, text: Some(text), makes };
            let (key, must) = match known_as {
                Some(key) => (key, true),
                None => (leaving.key.clone(), false),
            };
            all.push(Rewritten { key, becomes: leaving.key.clone(), work, must });
        }
        all
    }
}

fn later(now: Timestamp, seconds: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds.into())).unwrap_or_else(|_| plus_minutes(now, 1))
}
