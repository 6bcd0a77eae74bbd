//! Humans: acknowledge, take over, hand back, close; and the end of a case.
use super::{OfferState, Phase, Step};
use crate::case::{Command, Personal};
use crate::effect::{Effect, Purpose, TimerName, To};
use crate::escalation::{Ack, PageWhy};
use crate::fact::Fact;
use crate::texts::{Say, When};

impl Step<'_> {
    pub(super) fn said(&mut self, by: &str, command: &Command) {
        if !self.case.is_open() {
            // A closed case may still climb the ladder with its last page.
            return self.acknowledged(by);
        }
        match command {
            Command::Acknowledge => self.acknowledged(by),
            Command::TakeOver => {
                self.acknowledged(by);
                self.case.taken_over = Some(Ack { by: by.to_owned(), at: self.now });
                self.fact(Fact::TakenOver { by: by.to_owned() });
                self.clear(TimerName::Wave);
            }
            Command::Resume => self.resumed(by),
            Command::CannotCome { caregiver } => self.cannot_come(by, caregiver),
            Command::ClientAgrees => self.client_answered(true, Some(by)),
            Command::ClientRefuses => self.client_answered(false, Some(by)),
            Command::FindCover => self.acknowledged(by),
            Command::Called { caregiver, short_name, result } => {
                self.called(by, caregiver, short_name, *result);
            }
            Command::AllowOvertime => {
                self.acknowledged(by);
                self.overtime_allowed(by);
            }
            Command::Close { how } => self.settled(&format!("{by}: {how}"), None),
            // What is said about other kinds of case.
            _ => {}
        }
    }

    pub(super) fn acknowledged(&mut self, by: &str) {
        if let Some(e) = &mut self.case.escalation
            && e.is_waiting()
        {
            e.acked = Some(Ack { by: by.to_owned(), at: self.now });
            self.fact(Fact::Acknowledged { by: by.to_owned() });
            self.clear(TimerName::Ladder);
        }
    }

    /// Tells everybody whose offer is open that it is over.
    pub(super) fn close_offers(&mut self, say: impl Fn(u8, When) -> Say) {
        let Some(when) = self.when() else { return };
        let open: Vec<_> = self
            .case
            .offers
            .iter_mut()
            .filter(|o| o.state.is_open())
            .map(|o| {
                o.state = OfferState::Closed;
                (o.no, o.caregiver.clone(), o.code)
            })
            .collect();
        for (no, caregiver, code) in open {
            self.out.withdrawn.push(crate::id::EffectKey(format!("offer/{no}")));
            self.out.personal.push(Personal::CloseOffer { caregiver: caregiver.clone(), no });
            if let Some(code) = code {
                self.text(To::Caregiver(caregiver), say(code, when.clone()), Purpose::Notice);
            }
        }
    }

    /// Whoever is told that this one is not hers hears in the same text what still is open.
    pub(super) fn with_others(&mut self, open: &[(u8, When)]) {
        if open.is_empty() {
            return;
        }
        for planned in &mut self.out.effects {
            if let Effect::Text { say, purpose: Purpose::Answer, .. } = &mut planned.effect
                && say.is_over()
            {
                *say = Say::OthersOpen { about: Box::new(say.clone()), open: open.to_vec() };
            }
        }
    }

    /// The schedule, a human or the caregiver herself settled it: whoever said yes or was asked hears the truth.
    pub(super) fn settled(&mut self, how: &str, page: Option<PageWhy>) {
        let say = |code, when| Say::NoLongerOpen { code, when };
        if let (Some(filling), Some(when)) = (self.case.filling.take(), self.when()) {
            let code = self.case.offer(filling.no).and_then(|o| o.code).unwrap_or_default();
            self.answer(&filling.caregiver, say(code, when));
            self.out.withdrawn.push(filling.key);
            self.out.personal.push(Personal::Release { caregiver: filling.caregiver.clone() });
            self.out.personal.push(Personal::CloseOffer { caregiver: filling.caregiver, no: filling.no });
        }
        self.close_standby();
        self.close_offers(say);
        self.close_pool();
        let waiting = self.case.escalation.as_ref().is_some_and(|e| e.is_waiting());
        match page {
            // The page is the last thing this case does: the ladder is climbed although the case is closed.
            Some(why) => self.escalate(why),
            None if waiting => {
                self.case.escalation = None;
                self.clear(TimerName::Ladder);
            }
            None => {}
        }
        self.close(how);
    }

    pub(super) fn close(&mut self, how: &str) {
        self.case.phase = Phase::Closed { how: how.to_owned() };
        self.case.ranking = None;
        self.fact(Fact::Closed { how: how.to_owned() });
        for name in TimerName::ALL {
            // A last page may still climb.
            let climbing = self.case.escalation.as_ref().is_some_and(|e| e.is_waiting());
            if name != TimerName::Ladder || !climbing {
                self.clear(name);
            }
        }
    }
}
