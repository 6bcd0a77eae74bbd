//! From a yes to a confirmed shift, and every way it can fail in between (`domain.md 3.30`).
use super::{Filling, FillingState, OfferState, Phase, Reply, Step};
use crate::calendar::plus_minutes;
use crate::case::{AssignOutcome, Personal, Seen};
use crate::effect::{Effect, Purpose, TimerName, To};
use crate::escalation::PageWhy;
use crate::fact::{Answered, Fact};
use crate::id::{CaregiverId, EffectKey};
use crate::matching::Exclusion;
use crate::policy::WriteRoute;
use crate::texts::{Say, StaffNote, When};

impl Step<'_> {
    pub(super) fn replied(&mut self, no: u32, reply: &Reply) {
        let (Some(offer), Some(when)) = (self.case.offer(no).cloned(), self.when()) else { return };
        let code = offer.code.unwrap_or_default();
        let who = offer.caregiver.clone();
        let answered = |answer| Fact::Answered { caregiver: who.clone(), answer };
        match reply {
            Reply::Accept => self.accepted(no),
            Reply::Decline => {
                self.fact(answered(Answered::No));
                if self.case.has(&who) {
                    return self.withdrew(&who);
                }
                self.case.standby.retain(|n| *n != no);
                self.mark(no, OfferState::Declined);
                self.case.barred.insert(who.clone(), Exclusion::Declined);
                self.out.personal.push(Personal::CloseOffer { caregiver: who.clone(), no });
                self.answer(&who, Say::PassThanks { code });
                self.leaves_pool(&who);
                self.pool_may_be_complete();
                let waiting =
                    self.case.offers.iter().any(|o| o.state.is_open() || o.state == OfferState::Accepted);
                if self.case.phase == Phase::Offering && !waiting {
                    self.rank();
                }
            }
            Reply::Counter if offer.state.is_open() => {
                self.fact(answered(Answered::Counter));
                self.mark(no, OfferState::Talking);
                self.answer(&who, Say::CounterHeard { code });
                self.note_staff(StaffNote::Counter { caregiver: offer.short_name.expose().clone() });
            }
            Reply::Part { from, until } if offer.state.is_open() => self.offers_part(no, *from, *until),
            Reply::Question if offer.state.is_open() => {
                self.fact(answered(Answered::Question));
                self.mark(no, OfferState::Talking);
                let area = self.case.shift.as_ref().and_then(|s| s.area.clone());
                self.answer(&who, Say::OfferFacts { code, when, area, minutes_away: offer.minutes_away });
            }
            Reply::Hold if offer.state.is_open() => {
                self.fact(answered(Answered::Hold));
                self.mark(no, OfferState::Talking);
                self.answer(&who, Say::Held { code, until: offer.expires });
            }
            Reply::Question if self.case.has(&who) => {
                self.fact(answered(Answered::Question));
                let shift = self.case.shift.as_ref();
                let client = shift.map(|s| s.client_short.expose().clone()).unwrap_or_default();
                let won = Say::Confirmed { code, when: when.clone(), client };
                self.say_it_is_hers(&who, code, when, won);
            }
            Reply::Counter | Reply::Part { .. } | Reply::Hold if self.case.has(&who) => {
                let heard = if *reply == Reply::Hold { Answered::Hold } else { Answered::Counter };
                self.fact(answered(heard));
                self.answer(&who, Say::PersonWillAnswer);
                self.escalate(PageWhy::WinnerUnsure);
            }
            Reply::Counter | Reply::Part { .. } | Reply::Question | Reply::Hold
                if self.in_pool(&who).is_some() =>
            {
                self.still_in_the_running(&who, code, when);
            }
            Reply::Counter | Reply::Part { .. } | Reply::Question | Reply::Hold => {
                let say = self.state_of_affairs(code, when);
                self.answer(&who, say);
            }
        }
    }

    fn mark(&mut self, no: u32, state: OfferState) {
        if let Some(offer) = self.case.offer_mut(no) {
            offer.state = state;
        }
    }

    /// What she knows already, once more: whoever has the shift must never hear that it is filled. `won` is for a winner.
    fn say_it_is_hers(&mut self, who: &CaregiverId, code: u8, when: When, won: Say) {
        let say = if self.case.winner.as_ref() == Some(who) { won } else { Say::Confirming { code, when } };
        self.answer(who, say);
    }

    /// What is true about an offer that can no longer be taken.
    fn state_of_affairs(&self, code: u8, when: When) -> Say {
        match self.case.phase {
            Phase::Filled => Say::Filled { code, when },
            Phase::Filling => Say::SomebodyFirst { code, when },
            _ => Say::NoLongerOpen { code, when },
        }
    }

    pub(super) fn accepted(&mut self, no: u32) {
        let (Some(offer), Some(when)) = (self.case.offer(no).cloned(), self.when()) else { return };
        let (code, who) = (offer.code.unwrap_or_default(), offer.caregiver.clone());
        if self.case.has(&who) {
            // She says it again because she is not sure that it was heard: what is true, and nothing else happens.
            let won = Say::IsYours { code, when: when.clone() };
            return self.say_it_is_hers(&who, code, when, won);
        }
        if offer.state == OfferState::Refused {
            return self.answer(&who, Say::CannotGive { code, when });
        }
        if !matches!(self.case.phase, Phase::Offering | Phase::Filling) {
            let say = self.state_of_affairs(code, when);
            self.fact(Fact::Answered { caregiver: who.clone(), answer: Answered::TooLate });
            if self.case.phase == Phase::Filled {
                self.said_yes_second(&who);
            }
            return self.answer(&who, say);
        }
        if self.now > offer.expires || offer.state == OfferState::Closed {
            self.fact(Fact::Answered { caregiver: who.clone(), answer: Answered::TooLate });
            self.mark(no, OfferState::Closed);
            self.out.personal.push(Personal::CloseOffer { caregiver: who.clone(), no });
            let say = if self.case.phase == Phase::Filling {
                self.said_yes_second(&who);
                Say::SomebodyFirst { code, when }
            } else {
                Say::Expired { code, when }
            };
            return self.answer(&who, say);
        }
        self.fact(Fact::Answered { caregiver: who.clone(), answer: Answered::Yes });
        self.mark(no, OfferState::Accepted);
        // A yes may follow a no of a minute ago.
        self.case.barred.remove(&who);
        if self.case.taken_over.is_some() {
            self.case.standby.push(no);
            return self.answer(&who, Say::OfficeHasIt { when });
        }
        if self.case.phase == Phase::Filling {
            if !self.case.standby.contains(&no) {
                self.case.standby.push(no);
            }
            self.fact(Fact::Standby { caregiver: who.clone() });
            self.out.personal.push(Personal::SaidYes { caregiver: who.clone() });
            return self.answer(&who, Say::SomebodyFirst { code, when });
        }
        if self.pools() {
            return self.joins_pool(no);
        }
        self.claim(no);
    }

    /// A yes after somebody else's. It shows that she says yes (`domain.md 3.28`): whoever answers slowly would otherwise
    /// be taken for somebody who never does.
    fn said_yes_second(&mut self, who: &CaregiverId) {
        self.out.personal.push(Personal::SaidYes { caregiver: who.clone() });
        self.out.personal.push(Personal::Lost { caregiver: who.clone() });
    }

    /// The first valid yes.
    pub(super) fn claim(&mut self, no: u32) {
        let (Some(offer), Some(when)) = (self.case.offer(no), self.when()) else { return };
        let code = offer.code.unwrap_or_default();
        self.claim_saying(no, Say::Confirming { code, when });
    }

    pub(super) fn claim_saying(&mut self, no: u32, say: Say) {
        let Some(offer) = self.case.offer(no).cloned() else { return };
        let who = offer.caregiver.clone();
        self.fact(Fact::Claimed { caregiver: who.clone() });
        self.out.personal.push(Personal::Claim { caregiver: who.clone() });
        self.answer(&who, say);
        let key = self.plan("recheck", Effect::Recheck { caregiver: who.clone() });
        self.case.phase = Phase::Filling;
        self.clear(TimerName::Wave);
        self.forgets_move();
        self.case.filling = Some(Filling {
            no,
            caregiver: who,
            short_name: offer.short_name,
            since: self.now,
            state: FillingState::Rechecking,
            key,
        });
    }

    pub(super) fn rechecked(&mut self, who: &CaregiverId, failed: Option<Exclusion>, seen: Option<&Seen>) {
        let Some(filling) = self.case.filling.clone() else { return };
        if filling.caregiver != *who || filling.state != FillingState::Rechecking {
            return;
        }
        self.fact(Fact::Rechecked { caregiver: who.clone(), failed, fresh: seen.is_some() });
        if self.schedule_settled(seen) {
            return;
        }
        if failed.is_some() {
            self.mark(filling.no, OfferState::Refused);
            self.case.barred.insert(who.clone(), Exclusion::FailedRecheck);
            if let (Some(code), Some(when)) = (self.case.offer(filling.no).and_then(|o| o.code), self.when())
            {
                self.answer(who, Say::CannotGive { code, when });
            }
            self.out.personal.push(Personal::CloseOffer { caregiver: who.clone(), no: filling.no });
            return self.claim_fell();
        }
        if self.must_ask_client() && !self.case.unwanted {
            return self.ask_client();
        }
        self.write(who);
    }

    /// Nothing stands in the way any more: the assignment goes into WellSky, by the agency's route.
    pub(super) fn write(&mut self, who: &CaregiverId) {
        if self.holds_write() {
            return;
        }
        let route = self.policy.writing.route;
        self.fact(Fact::Writing { caregiver: who.clone(), route });
        match route {
            WriteRoute::Api => {
                self.case.ours.insert(who.clone());
                let key = self.plan("assign", Effect::Assign { caregiver: who.clone() });
                self.filling_is(FillingState::Writing, key);
            }
            WriteRoute::Office => self.office_must_enter(PageWhy::EnterAssignment),
        }
    }

    fn filling_is(&mut self, state: FillingState, key: EffectKey) {
        if let Some(f) = &mut self.case.filling {
            f.state = state;
            f.key = key;
        }
    }

    /// A named human enters it; Gigi watches WellSky until it shows (`docs/decisions/0005-two-write-routes.md`).
    fn office_must_enter(&mut self, why: PageWhy) {
        let Some(filling) = self.case.filling.clone() else { return };
        self.case.ours.insert(filling.caregiver.clone());
        let key = self.plan("ask_office", Effect::AskOffice { caregiver: filling.caregiver });
        self.filling_is(FillingState::Office, key);
        // An earlier acknowledgement was for the search; this is something to do.
        if let Some(e) = &mut self.case.escalation {
            e.acked = None;
        }
        self.escalate(why);
        self.set(TimerName::Look, plus_minutes(self.now, self.policy.writing.look_every_minutes));
        self.set(TimerName::Entry, plus_minutes(self.now, self.policy.writing.entry_due_minutes));
    }

    pub(super) fn assigned(&mut self, who: &CaregiverId, outcome: &AssignOutcome) {
        let current = self.case.filling.as_ref().is_some_and(|f| {
            f.caregiver == *who && f.state == FillingState::Writing && self.case.phase == Phase::Filling
        });
        if !current {
            return;
        }
        match outcome {
            AssignOutcome::Shown => self.filled(),
            AssignOutcome::Conflict { seen } => {
                if !self.schedule_settled(Some(seen)) {
                    // What it shows is what we expect: the conflict has passed, the office looks at it.
                    self.office_must_enter(PageWhy::WriteRefused);
                }
            }
            AssignOutcome::Refused { why } => {
                self.fact(Fact::Trouble { what: "assign".into(), why: why.clone() });
                self.office_must_enter(PageWhy::WriteRefused);
            }
            AssignOutcome::Waiting { why } => {
                self.fact(Fact::Trouble { what: "assign".into(), why: why.clone() });
                self.escalate(PageWhy::WellskyDown);
            }
        }
    }

    pub(super) fn looked(&mut self, seen: Option<&Seen>) {
        match self.case.phase {
            Phase::Offering => {
                self.schedule_settled(seen);
            }
            Phase::Filling => {
                let Some(filling) = self.case.filling.clone() else { return };
                let ours = matches!(seen, Some(Seen::On { caregiver: Some(c) }) if *c == filling.caregiver);
                if ours && filling.state != FillingState::Rechecking {
                    self.filled();
                } else if !self.schedule_settled(seen) && filling.state == FillingState::Office {
                    self.set(TimerName::Look, plus_minutes(self.now, self.policy.writing.look_every_minutes));
                }
            }
            Phase::Filled => {
                // A human changed what was confirmed: her choice stands, people are told by her.
                let winner = self.case.winner.clone();
                if let Some(seen) = seen
                    && !matches!(seen, Seen::On { caregiver } if *caregiver == winner)
                {
                    self.fact(Fact::ScheduleChanged { how: "changed in WellSky after it was filled".into() });
                    self.settled(
                        "changed by hand in WellSky after it was filled",
                        Some(PageWhy::ScheduleChanged),
                    );
                }
            }
            Phase::Triage | Phase::Closed { .. } => {}
        }
    }

    fn filled(&mut self) {
        let (Some(filling), Some(shift), Some(when)) =
            (self.case.filling.take(), self.case.shift.clone(), self.when())
        else {
            return;
        };
        let who = filling.caregiver;
        self.case.phase = Phase::Filled;
        self.case.winner = Some(who.clone());
        let second: Vec<_> = self.case.standby.iter().filter_map(|no| self.case.offer(*no)).collect();
        for offer in second {
            // They were told when they said yes. Their number is free, and no later yes of theirs can mean this one.
            let (caregiver, no) = (offer.caregiver.clone(), offer.no);
            self.out.personal.push(Personal::Lost { caregiver: caregiver.clone() });
            self.out.personal.push(Personal::CloseOffer { caregiver, no });
        }
        self.fact(Fact::Confirmed { caregiver: who.clone() });
        let code = self.case.offer(filling.no).and_then(|o| o.code).unwrap_or_default();
        let client = shift.client_short.expose().clone();
        let confirmed = Say::Confirmed { code, when: when.clone(), client };
        self.answer(&who, confirmed);
        self.out.personal.push(Personal::CloseOffer { caregiver: who.clone(), no: filling.no });
        self.close_offers(|code, when| Say::Filled { code, when });
        self.keep_standby();
        self.free_standby();
        let caregiver = filling.short_name.expose().clone();
        if self.policy.may_text_client(&shift.client) {
            let say = Say::ClientCover { when, caregiver: caregiver.clone() };
            self.text(To::Client(shift.client), say, self.client_purpose());
            self.fact(Fact::ClientTold { caregiver: Some(who.clone()) });
        } else {
            self.escalate(PageWhy::PhoneClient);
        }
        self.case.client_told = Some(Some(who));
        self.note_staff(StaffNote::Filled { caregiver });
        if let Some(who) = self.case.winner.clone() {
            self.phone_winner(&who);
        }
        for name in [
            TimerName::Wave,
            TimerName::Human,
            TimerName::Client,
            TimerName::Look,
            TimerName::Entry,
            TimerName::Consent,
        ] {
            self.clear(name);
        }
        let stays = |why: &PageWhy| matches!(why, PageWhy::PhoneClient | PageWhy::PhoneWinner);
        if self.case.escalation.as_ref().is_none_or(|e| !stays(&e.why)) {
            self.case.escalation = None;
            self.clear(TimerName::Ladder);
        }
    }

    /// The claim is void: the next yes in order of arrival moves up, or the search goes on.
    pub(super) fn claim_fell(&mut self) {
        if let Some(filling) = self.case.filling.take() {
            self.out.personal.push(Personal::Release { caregiver: filling.caregiver });
            self.out.withdrawn.push(filling.key);
        }
        for name in [TimerName::Look, TimerName::Entry, TimerName::Consent] {
            self.clear(name);
        }
        self.case.phase = Phase::Offering;
        while !self.case.standby.is_empty() {
            let no = self.case.standby.remove(0);
            let valid =
                self.case.offer(no).is_some_and(|o| o.state == OfferState::Accepted && self.now <= o.expires);
            if valid {
                return self.claim(no);
            }
        }
        self.rank();
    }

    /// Somebody who said yes cannot (b24, S7).
    pub(super) fn withdrew(&mut self, who: &CaregiverId) {
        let Some(when) = self.when() else { return };
        let standby =
            self.case.offers.iter().find(|o| o.caregiver == *who && self.case.standby.contains(&o.no));
        if let Some(no) = standby.map(|o| o.no) {
            self.case.standby.retain(|n| *n != no);
            self.mark(no, OfferState::Declined);
            self.case.barred.insert(who.clone(), Exclusion::Declined);
            let code = self.case.offer(no).and_then(|o| o.code).unwrap_or_default();
            return self.answer(who, Say::PassThanks { code });
        }
        if let Some(no) = self.in_pool(who) {
            return self.replied(no, &Reply::Decline);
        }
        if !self.case.has(who) || !self.case.is_open() {
            return;
        }
        let filled = self.case.phase == Phase::Filled;
        self.fact(Fact::Withdrew { caregiver: who.clone() });
        self.case.barred.insert(who.clone(), Exclusion::Withdrew);
        if let Some(no) = self.case.offers.iter().rev().find(|o| o.caregiver == *who).map(|o| o.no) {
            self.mark(no, OfferState::Withdrawn);
            self.out.personal.push(Personal::CloseOffer { caregiver: who.clone(), no });
        }
        self.answer(who, Say::WithdrawalHeard { when });
        if filled {
            self.case.winner = None;
            self.case.phase = Phase::Offering;
            self.out.personal.push(Personal::Release { caregiver: who.clone() });
            if let Some(shift) = self.case.shift.clone() {
                self.start_clock(&shift);
            }
            self.escalate(PageWhy::WinnerWithdrew);
            // The client was told a name that is no longer true.
            if matches!(self.case.client_told, Some(Some(_))) {
                self.tell_client_we_look();
            }
            self.reopen();
        } else {
            self.claim_fell();
        }
    }

    /// The caregiver who called out can come after all (`domain.md 5.9`).
    pub(super) fn retracted(&mut self) {
        let Some(reporter) = self.case.reporter.clone() else { return };
        self.fact(Fact::Retracted { caregiver: reporter.clone() });
        self.out.personal.push(Personal::CameAfterAll { caregiver: reporter.clone() });
        match (&self.case.phase, self.when()) {
            (Phase::Triage, _) => {
                self.answer(&reporter, Say::NothingChanged);
                self.note_staff(StaffNote::Retracted);
                self.close("the caregiver took the call-out back before it was clear which shift");
            }
            (Phase::Offering, Some(when)) => {
                let still_hers =
                    self.case.shift.as_ref().is_some_and(|s| s.original.as_ref() == Some(&reporter));
                if still_hers && self.case.ours.is_empty() {
                    self.answer(&reporter, Say::StillOn { when });
                    self.note_staff(StaffNote::Retracted);
                    self.tell_client_again(&reporter);
                    self.settled("the caregiver can come after all", None);
                } else {
                    self.answer(&reporter, Say::PersonWillAnswer);
                    self.escalate(PageWhy::RetractedTooLate);
                }
            }
            (Phase::Filling | Phase::Filled, Some(when)) => {
                self.answer(&reporter, Say::SomebodyElseHasIt { when });
                self.escalate(PageWhy::RetractedTooLate);
            }
            _ => self.answer(&reporter, Say::PersonWillAnswer),
        }
    }

    /// A client who was told that somebody is searched for hears who comes now.
    fn tell_client_again(&mut self, who: &CaregiverId) {
        if self.case.client_told.is_some()
            && let Some(shift) = self.case.shift.clone()
            && self.policy.may_text_client(&shift.client)
        {
            let say = Say::ClientCover { when: super::when(&shift), caregiver: "your caregiver".into() };
            self.text(To::Client(shift.client), say, Purpose::UrgentNotice);
            self.fact(Fact::ClientTold { caregiver: Some(who.clone()) });
        }
    }
}
