//! Everybody whom a change concerns agrees before a human enters it: the other caregiver, then the client
//! (`domain.md 5.10`: "both caregivers and client must agree; nothing changes meanwhile").
use super::flow::{Step, when};
use super::{Kind, RequestStep, Stage};
use crate::calendar::plus_minutes;
use crate::effect::{Purpose, TimerName, To};
use crate::escalation::PageWhy;
use crate::texts::{RequestSay, Say};

impl Step<'_> {
    /// Asks whoever has not been asked yet; nobody left: a human enters it.
    pub(super) fn consult(&mut self) {
        let Some((asking, shift)) = self.case.asking.clone().zip(self.case.shift().cloned()) else {
            // The visit was never said: the human who approved it knows which one and enters it.
            self.close("approved, entered by hand".into());
            return;
        };
        let minutes = self.policy.requests.consent_minutes;
        if let (Some((with, _)), None) = (asking.with.clone(), self.case.other_agrees) {
            self.case.stage = Stage::Other;
            self.step(RequestStep::Consulted { stage: Stage::Other });
            let what = RequestSay::SwapAsk {
                when: when(&shift),
                asker: asking.short_name.expose().clone(),
                area: shift.area.clone(),
            };
            self.text(To::Caregiver(with), Say::Request { what }, Purpose::Notice);
            return self.out.timer(TimerName::Consent, Some(plus_minutes(self.now, minutes)));
        }
        let rules = self.policy.client(&shift.client);
        // Other hours are always the client's business; another face where her file says so. Her own wish needs no asking.
        let client_matters = match asking.kind {
            Kind::TimeChange => true,
            Kind::Swap => rules.confirm_changes,
            _ => false,
        };
        if client_matters && self.case.client_agrees.is_none() {
            self.case.stage = Stage::Client;
            self.step(RequestStep::Consulted { stage: Stage::Client });
            if !self.policy.may_text_client(&shift.client) {
                return self.wake_now(PageWhy::AskClient);
            }
            let what = match (&asking.with, asking.kind) {
                (Some((_, other)), Kind::Swap) => {
                    let caregiver = other.expose().clone();
                    self.text(
                        To::Client(shift.client.clone()),
                        Say::ClientMay { when: when(&shift), caregiver, choices: false },
                        Purpose::Notice,
                    );
                    None
                }
                _ => Some(RequestSay::TimeAsk {
                    when: when(&shift),
                    caregiver: asking.short_name.expose().clone(),
                    from: asking.window.and_then(|w| w.from),
                    until: asking.window.and_then(|w| w.until),
                }),
            };
            if let Some(what) = what {
                self.text(To::Client(shift.client), Say::Request { what }, Purpose::Notice);
            }
            return self.out.timer(TimerName::Consent, Some(plus_minutes(self.now, minutes)));
        }
        self.enter_by_hand(PageWhy::ChangeAgreed);
    }

    pub(super) fn consulted(&mut self, agrees: bool, by: Option<&str>) {
        let stage = self.case.stage;
        self.out.timer(TimerName::Consent, None);
        self.step(RequestStep::Answered { stage, agrees, by: by.map(str::to_owned) });
        if let Some(by) = by {
            self.acknowledged(by);
        }
        match stage {
            Stage::Other => self.case.other_agrees = Some(agrees),
            _ => self.case.client_agrees = Some(agrees),
        }
        if agrees {
            // Somebody must enter it now, whoever approved it may be home by then.
            if self.case.escalation.as_ref().is_some_and(|e| e.acked.is_some()) {
                self.case.escalation = None;
            }
            return self.consult();
        }
        let when = self.known_when();
        self.tell_asker(RequestSay::Refused { when, client: self.asker_is_client() });
        self.close(if stage == Stage::Other {
            "the other caregiver does not agree".into()
        } else {
            "the client does not agree".into()
        });
    }
}
