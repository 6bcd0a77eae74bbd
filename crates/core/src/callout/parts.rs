//! Half a shift is better than none: people who can do a part of it, and two parts that make a whole.
//!
//! A part is never an acceptance (`domain.md 5.8`). It is kept, told to the office, and laid beside the other parts: two
//! that cover the shift are shown to the office as one plan. Only a human enters a split visit in WellSky, and the client
//! must have agreed to two people; both halves hear nothing that is not true meanwhile.
use jiff::Timestamp;

use super::case::{Hours, Part};
use super::{OfferState, Step};
use crate::escalation::PageWhy;
use crate::fact::{Answered, Fact};
use crate::texts::{Say, StaffNote};

impl Step<'_> {
    pub(super) fn offers_part(&mut self, no: u32, from: Option<Timestamp>, until: Option<Timestamp>) {
        let (Some(offer), Some(shift)) = (self.case.offer(no).cloned(), self.case.shift.clone()) else {
            return;
        };
        let (code, who) = (offer.code.unwrap_or_default(), offer.caregiver.clone());
        let (start, end) = (shift.key.start, shift.end);
        let part = Part { from: from.unwrap_or(start).max(start), until: until.unwrap_or(end).min(end) };
        let caregiver = offer.short_name.expose().clone();
        if let Some(offer) = self.case.offer_mut(no) {
            offer.hours = Some(Hours { from, until });
        }
        self.answer(&who, Say::CounterHeard { code });
        // Hours beside the shift are another time, the whole of it under a condition is no part.
        if part.from >= part.until || (part.from, part.until) == (start, end) {
            self.fact(Fact::Answered { caregiver: who, answer: Answered::Counter });
            self.hold_part(no, None);
            return self.note_staff(StaffNote::Counter { caregiver });
        }
        self.hold_part(no, Some(part));
        self.fact(Fact::OffersPart { caregiver: who, from: part.from, until: part.until });
        if !self.lay_together() {
            self.note_staff(StaffNote::Part { caregiver, from: part.from, until: part.until });
        }
    }

    fn hold_part(&mut self, no: u32, part: Option<Part>) {
        if let Some(offer) = self.case.offer_mut(no) {
            offer.state = OfferState::Talking;
            offer.part = part;
        }
    }

    /// Two parts that cover the shift: a plan for the office. `false`: there are none, or they were shown already.
    fn lay_together(&mut self) -> bool {
        let Some(shift) = self.case.shift.clone() else { return false };
        let parts: Vec<(u32, Part)> = self
            .case
            .offers
            .iter()
            .filter(|o| o.state == OfferState::Talking)
            .filter_map(|o| Some((o.no, o.part?)))
            .collect();
        let pairs = parts.iter().flat_map(|a| parts.iter().map(move |b| (a, b)));
        let whole = pairs.clone().find(|((_, early), (_, late))| {
            early.from <= shift.key.start && late.until >= shift.end && late.from <= early.until
        });
        let Some(((first, early), (second, late))) = whole else { return false };
        if self.case.halves == Some((*first, *second)) {
            return false;
        }
        let name = |no: u32| self.case.offer(no).map(|o| o.short_name.expose().clone()).unwrap_or_default();
        let (early_name, late_name) = (name(*first), name(*second));
        let who = |no: u32| self.case.offer(no).map(|o| o.caregiver.clone());
        let (Some(early_id), Some(late_id)) = (who(*first), who(*second)) else { return false };
        // Where they overlap the first one goes when the second one comes.
        let change = late.from.max(early.from);
        let agreed = self.policy.client(&shift.client).split_visits;
        self.case.halves = Some((*first, *second));
        debug_assert!(change <= early.until);
        self.fact(Fact::TwoHalves { first: early_id, second: late_id, change, agreed });
        self.note_staff(StaffNote::TwoHalves { first: early_name, second: late_name, change, agreed });
        self.escalate(PageWhy::TwoHalves);
        true
    }
}
