//! Clients who must agree before somebody else comes (`domain.md` 3.7, 4.18): the replacement is tentative until they do,
//! nothing is written and nobody is told "confirmed" before. A client who refuses is never argued with: that person is not
//! asked for this visit again, and the search goes on.
use jiff::Timestamp;

use super::case::CallOut;
use super::{FillingState, OfferState, Phase, Step};
use crate::calendar::plus_minutes;
use crate::case::Personal;
use crate::effect::{TimerName, To};
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::ClientId;
use crate::matching::Exclusion;
use crate::texts::Say;

impl CallOut {
    /// Whether this client was asked whether the replacement may come, and has not answered.
    pub fn waits_for_client(&self, client: &ClientId) -> bool {
        let texted = self.asks_move() && self.moved.is_some_and(|m| m.texted);
        self.shift.as_ref().is_some_and(|s| s.client == *client) && (self.is_with_client() || texted)
    }

    /// When the client was asked what she has not answered yet.
    pub fn client_asked_at(&self) -> Option<Timestamp> {
        match (&self.filling, &self.moved) {
            (Some(filling), _) => Some(filling.since),
            (None, Some(moved)) => Some(moved.at),
            (None, None) => None,
        }
    }

    /// Whether the replacement waits for the client's word.
    pub fn is_with_client(&self) -> bool {
        self.phase == Phase::Filling && self.filling.as_ref().is_some_and(|f| f.state == FillingState::Client)
    }
}

impl Step<'_> {
    /// Whether the client's file says that she is asked first. A person she likes to see needs no question.
    pub(super) fn must_ask_client(&self) -> bool {
        let Some((shift, filling)) = self.case.shift.as_ref().zip(self.case.filling.as_ref()) else {
            return false;
        };
        let rules = self.policy.client(&shift.client);
        rules.confirm_changes && !rules.prefer.contains(&filling.caregiver)
    }

    pub(super) fn ask_client(&mut self) {
        let when = self.when();
        let (Some(shift), Some(filling), Some(when)) =
            (self.case.shift.clone(), self.case.filling.as_mut(), when)
        else {
            return;
        };
        filling.state = FillingState::Client;
        let (who, caregiver) = (filling.caregiver.clone(), filling.short_name.expose().clone());
        self.fact(Fact::ClientAsked { caregiver: who });
        if self.policy.may_text_client(&shift.client) {
            self.text(
                To::Client(shift.client),
                Say::ClientMay { when, caregiver, choices: true },
                self.client_purpose(),
            );
            self.set(TimerName::Consent, plus_minutes(self.now, self.policy.clock.client_answer_minutes));
        } else {
            self.escalate(PageWhy::AskClient);
        }
    }

    /// The client is silent: somebody phones her. The claim stands.
    pub(super) fn client_is_silent(&mut self) {
        if self.case.is_with_client() {
            self.escalate(PageWhy::AskClient);
        }
        self.silent_about_move();
    }

    /// What the client said, herself or on the phone to somebody of the office.
    pub(super) fn client_answered(&mut self, agrees: bool, by: Option<&str>) {
        if !self.case.is_with_client() {
            return self.move_answered(agrees, by);
        }
        let Some(filling) = self.case.filling.clone() else { return };
        self.clear(TimerName::Consent);
        if let Some(by) = by {
            self.acknowledged(by);
        } else if self
            .case
            .escalation
            .as_ref()
            .is_some_and(|e| matches!(e.why, PageWhy::AskClient | PageWhy::ClientWantsMove))
        {
            // Nobody needs to phone her any more.
            self.case.escalation = None;
            self.clear(TimerName::Ladder);
        }
        let who = filling.caregiver;
        self.case.move_wanted = None;
        self.fact(Fact::ClientAnswered { caregiver: who.clone(), agrees, by: by.map(str::to_owned) });
        if agrees {
            if by.is_some() && self.case.unwanted {
                // Somebody of the office has spoken with her: she wants the visit.
                self.case.unwanted = false;
                self.case.taken_over = None;
            }
            return self.write(&who);
        }
        if let Some(offer) = self.case.offer_mut(filling.no) {
            offer.state = OfferState::Refused;
        }
        self.case.barred.insert(who.clone(), Exclusion::ClientRefused);
        if let (Some(code), Some(when)) = (self.case.offer(filling.no).and_then(|o| o.code), self.when()) {
            self.answer(&who, Say::CannotGive { code, when });
        }
        self.out.personal.push(Personal::CloseOffer { caregiver: who, no: filling.no });
        self.claim_fell();
    }
}
