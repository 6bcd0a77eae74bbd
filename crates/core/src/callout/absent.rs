//! Nobody called out: the caregiver did not come. The rest of the shift is searched for at once, a human is woken, and
//! whoever turns up before somebody else is being entered has her shift back.
use super::{FillingState, Phase, Step};
use crate::case::{CaseShift, Personal};
use crate::effect::{Purpose, To};
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::CaregiverId;
use crate::matching::Exclusion;
use crate::texts::{Say, StaffNote, VisitLine};
use crate::visit::Sign;

impl Step<'_> {
    /// Opens the search for somebody who did not come. Nothing counts against her here: whether it does, people decide.
    pub(super) fn begin_absent(&mut self, shift: &CaseShift, absent: &CaregiverId) {
        self.tell_absent(absent);
        self.start_clock(shift);
        self.rank();
        if self.policy.writing.note_call_outs {
            self.case.noted = true;
            self.plan("note", crate::effect::Effect::NoteCallOut);
        }
    }

    fn tell_absent(&mut self, absent: &CaregiverId) {
        if let Some(when) = self.when() {
            let say = Say::Visit { line: VisitLine::Absent { when } };
            self.text(To::Caregiver(absent.clone()), say, Purpose::UrgentNotice);
        }
    }

    /// The replacement did not come: who stands by moves up, or the search goes on.
    pub(super) fn did_not_come(&mut self, who: &CaregiverId) {
        if self.case.phase != Phase::Filled || self.case.winner.as_ref() != Some(who) {
            return;
        }
        self.fact(Fact::Withdrew { caregiver: who.clone() });
        self.case.no_show = true;
        self.case.reporter = Some(who.clone());
        self.case.barred.insert(who.clone(), Exclusion::Withdrew);
        self.tell_absent(who);
        self.case.winner = None;
        self.out.personal.push(Personal::Release { caregiver: who.clone() });
        self.case.client_told = None;
        if let Some(shift) = self.case.shift.clone() {
            self.start_clock(&shift);
        }
        self.reopen();
    }

    /// Back to searching after somebody had it: the one who was kept second in line first.
    pub(super) fn reopen(&mut self) {
        self.case.phase = Phase::Offering;
        let kept = self.case.kept.take();
        match kept.filter(|no| self.case.offer(*no).is_some_and(|o| o.state == super::OfferState::Accepted)) {
            Some(no) => {
                self.case.standby.retain(|n| *n != no);
                self.claim(no);
            }
            None => self.rank(),
        }
    }

    /// She is there after all.
    pub(super) fn turned_up(&mut self, sign: Sign) {
        let Some(absent) = self.case.reporter.clone().filter(|_| self.case.no_show && self.case.is_open())
        else {
            return;
        };
        self.fact(Fact::TurnedUp { caregiver: absent.clone() });
        let writing = self
            .case
            .filling
            .as_ref()
            .is_some_and(|f| matches!(f.state, FillingState::Writing | FillingState::Office));
        let when = self.when();
        match (&self.case.phase, when) {
            (Phase::Offering | Phase::Filling, Some(when)) if !writing => {
                if sign == Sign::Says {
                    self.answer(&absent, Say::Visit { line: VisitLine::HereThanks });
                }
                let caregiver = self.name_of_absent();
                self.note_staff(StaffNote::Here { caregiver, sign });
                if let Some(shift) = self.case.shift.clone()
                    && sign != Sign::Client
                    && self.policy.may_text_client(&shift.client)
                {
                    let say = Say::Visit { line: VisitLine::ClientHere { when } };
                    self.text(To::Client(shift.client), say, Purpose::UrgentNotice);
                }
                self.settled("the missing caregiver is there", None);
            }
            (Phase::Filling | Phase::Filled, Some(when)) => {
                if sign == Sign::Says {
                    self.answer(&absent, Say::SomebodyElseHasIt { when });
                }
                self.escalate(PageWhy::TurnedUpLate);
            }
            _ => {}
        }
    }

    fn name_of_absent(&self) -> String {
        let replaced = self.case.reporter.as_ref().and_then(|r| {
            self.case.offers.iter().find(|o| o.caregiver == *r).map(|o| o.short_name.expose().clone())
        });
        replaced.unwrap_or_else(|| "the caregiver".into())
    }

    /// They heard that they would be texted if it opened up again: then they are asked like anybody, not passed over as
    /// people who were asked already.
    pub(super) fn free_standby(&mut self) {
        let kept = self.case.kept;
        let (stays, free): (Vec<u32>, Vec<u32>) =
            std::mem::take(&mut self.case.standby).into_iter().partition(|no| Some(*no) == kept);
        self.case.standby = stays;
        for no in free {
            if let Some(offer) = self.case.offer_mut(no) {
                offer.state = super::OfferState::Closed;
            }
        }
    }

    /// A win that may not hold keeps the next yes second in line (`policy.visits.risky_hours`); everybody else who came
    /// second is free.
    pub(super) fn keep_standby(&mut self) {
        let winners = |o: &&super::Offer| Some(&o.caregiver) == self.case.winner.as_ref();
        let risky = self.lead() < self.policy.visits.risky_hours
            || self.case.offers.iter().filter(winners).any(|o| o.unreliable);
        let Some(no) = self.case.standby.first().copied().filter(|_| risky) else { return };
        let (Some(offer), Some(when)) = (self.case.offer(no).cloned(), self.when()) else { return };
        self.case.kept = Some(no);
        self.fact(Fact::KeptOnStandby { caregiver: offer.caregiver.clone() });
        let code = offer.code.unwrap_or_default();
        let say = Say::Visit { line: VisitLine::KeptOnStandby { code, when } };
        self.text(To::Caregiver(offer.caregiver), say, Purpose::UrgentNotice);
    }
}
