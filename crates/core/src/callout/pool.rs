//! Yeses that are collected before one is chosen (`domain.md 3.31`), where the policy says so and the shift is far ahead.
//!
//! A yes in the pool claims nothing and promises nothing: she hears by when she will know. When the time is up, or
//! everybody who was asked has answered, the one who stood first in the ranking is claimed like any first yes; the others
//! hear at once, and stand behind her in the same order.
use super::case::Pooled;
use super::{OfferState, Phase, Step};
use crate::calendar::plus_minutes;
use crate::case::Personal;
use crate::effect::TimerName;
use crate::fact::Fact;
use crate::id::CaregiverId;
use crate::texts::{Say, When};

impl Step<'_> {
    /// Whether this yes is collected with others.
    pub(super) fn pools(&self) -> bool {
        self.case.pool.is_some() || self.policy.pool.is_for(self.lead())
    }

    /// A valid yes joins the pool, or opens it.
    pub(super) fn joins_pool(&mut self, no: u32) {
        let (Some(offer), Some(when)) = (self.case.offer(no).cloned(), self.when()) else { return };
        if self.case.pool.is_none() {
            let until = plus_minutes(self.now, self.policy.pool.minutes);
            self.case.pool = Some(Pooled { until, offers: Vec::new() });
            self.set(TimerName::Pool, until);
            self.clear(TimerName::Wave);
        }
        let Some(pool) = &mut self.case.pool else { return };
        let until = pool.until;
        if !pool.offers.contains(&no) {
            pool.offers.push(no);
        }
        self.fact(Fact::InTheRunning { caregiver: offer.caregiver.clone(), until });
        self.out.personal.push(Personal::SaidYes { caregiver: offer.caregiver.clone() });
        if self.everybody_has_answered() {
            return self.choose();
        }
        let code = offer.code.unwrap_or_default();
        self.answer(&offer.caregiver, Say::InTheRunning { code, when, until });
    }

    fn everybody_has_answered(&self) -> bool {
        !self.case.offers.iter().any(|o| o.state.is_open())
    }

    /// The time is up: the best by rank is claimed. Offers are numbered in the order of the rankings that they came from.
    pub(super) fn choose(&mut self) {
        let Some(pool) = self.case.pool.take().filter(|_| self.case.phase == Phase::Offering) else { return };
        self.clear(TimerName::Pool);
        let mut offers = pool.offers;
        offers.retain(|no| self.case.offer(*no).is_some_and(|o| o.state == OfferState::Accepted));
        offers.sort_unstable();
        if self.case.taken_over.is_some() {
            return self.case.standby.extend(offers);
        }
        let Some((best, others)) = offers.split_first() else { return self.rank() };
        let (best, others) = (*best, others.to_vec());
        if let (Some(offer), Some(when)) = (self.case.offer(best).cloned(), self.when()) {
            let code = offer.code.unwrap_or_default();
            self.claim_saying(best, Say::Chosen { code, when });
        }
        for no in others {
            let (Some(offer), Some(when)) = (self.case.offer(no).cloned(), self.when()) else { continue };
            self.case.standby.push(no);
            self.fact(Fact::Standby { caregiver: offer.caregiver.clone() });
            let code = offer.code.unwrap_or_default();
            self.answer(&offer.caregiver, Say::NotChosen { code, when });
        }
    }

    /// Somebody in the pool cannot after all; whether she was in it. With nobody left in it the search goes on.
    pub(super) fn leaves_pool(&mut self, who: &CaregiverId) -> bool {
        let hers: Vec<u32> = self.case.offers.iter().filter(|o| o.caregiver == *who).map(|o| o.no).collect();
        let Some(pool) = self.case.pool.as_mut() else { return false };
        let before = pool.offers.len();
        pool.offers.retain(|no| !hers.contains(no));
        let left = pool.offers.len();
        if left == 0 {
            self.case.pool = None;
            self.clear(TimerName::Pool);
            self.rank();
        }
        left < before
    }

    /// Her offer, if she said yes to it and waits for the choice.
    pub(super) fn in_pool(&self, who: &CaregiverId) -> Option<u32> {
        let pool = self.case.pool.as_ref()?;
        pool.offers.iter().copied().find(|no| self.case.offer(*no).is_some_and(|o| o.caregiver == *who))
    }

    /// What she knows already, once more.
    pub(super) fn still_in_the_running(&mut self, who: &CaregiverId, code: u8, when: When) {
        if let Some(until) = self.case.pool.as_ref().map(|p| p.until) {
            self.answer(who, Say::InTheRunning { code, when, until });
        }
    }

    /// A human has given the shift back: the yeses that came in the meantime join those that were collected before.
    pub(super) fn pool_goes_on(&mut self) {
        let meanwhile = std::mem::take(&mut self.case.standby);
        let Some(pool) = &mut self.case.pool else { return };
        for no in meanwhile {
            if !pool.offers.contains(&no) {
                pool.offers.push(no);
            }
        }
        self.pool_may_be_complete();
    }

    /// A no that may have been the last answer that the pool waited for.
    pub(super) fn pool_may_be_complete(&mut self) {
        if self.case.pool.is_some() && self.everybody_has_answered() {
            self.choose();
        }
    }

    /// There is nothing to choose any more: whoever waited for it hears so.
    pub(super) fn close_pool(&mut self) {
        let (Some(pool), Some(when)) = (self.case.pool.take(), self.when()) else { return };
        self.clear(TimerName::Pool);
        for no in pool.offers {
            let Some(offer) = self.case.offer_mut(no) else { continue };
            offer.state = OfferState::Closed;
            let (who, code) = (offer.caregiver.clone(), offer.code.unwrap_or_default());
            self.out.personal.push(Personal::CloseOffer { caregiver: who.clone(), no });
            self.answer(&who, Say::NoLongerOpen { code, when: when.clone() });
        }
    }
}
