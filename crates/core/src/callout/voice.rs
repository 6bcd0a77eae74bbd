//! People who cannot be texted (`domain.md 3.32`: "plus phone calls by human"): no number that takes texts, or opted out of
//! them, and agreed to be phoned. Gigi phones nobody. They stand on the case as calls to make; whoever of the office makes
//! one marks what came of it, and only then they count as asked.
use super::case::{Call, CallOut, CallResult};
use super::{Offer, OfferState, Phase, Step};
use crate::calendar::plus_minutes;
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::CaregiverId;
use crate::matching::{Exclusion, Ranking};
use crate::private::Redacted;
use crate::texts::StaffNote;

/// Most calls that stand on a case at once.
const MOST: usize = 6;

impl CallOut {
    /// Whether what is said to her about this shift is said on the phone.
    pub fn is_by_voice(&self, who: &CaregiverId) -> bool {
        self.offers.iter().any(|o| o.by_voice && o.caregiver == *who)
    }

    /// Whoever has the shift, or whose yes is being checked and written.
    pub fn has_it(&self) -> Option<&CaregiverId> {
        self.winner.as_ref().or_else(|| self.filling.as_ref().map(|f| &f.caregiver))
    }

    /// Whether this caregiver's yes stands.
    pub fn has(&self, who: &CaregiverId) -> bool {
        self.winner.as_ref() == Some(who) || self.filling.as_ref().is_some_and(|f| f.caregiver == *who)
    }

    /// Calls that may still be made.
    pub fn calls_to_make(&self) -> impl Iterator<Item = &Call> {
        let asking = matches!(self.phase, Phase::Offering | Phase::Filling);
        self.calls.iter().filter(move |c| asking && c.is_open())
    }
}

impl Step<'_> {
    /// Whoever fits and cannot be texted becomes a call to make, and the coordinator hears of it once.
    pub(super) fn list_calls(&mut self, ranking: &Ranking) {
        let unreachable = [Exclusion::NoPhone, Exclusion::OptedOut];
        let fit = unreachable.iter().flat_map(|why| ranking.excluded.get(why).into_iter().flatten());
        let agreed = |who: &&CaregiverId| self.policy.caregivers.get(*who).is_some_and(|r| r.calls);
        let known = |who: &&CaregiverId| self.case.calls.iter().any(|c| c.caregiver == **who);
        let free = MOST.saturating_sub(self.case.calls.iter().filter(|c| c.is_open()).count());
        let new: Vec<CaregiverId> = fit.filter(|w| agreed(w) && !known(w)).take(free).cloned().collect();
        if new.is_empty() {
            return;
        }
        let calls = new.iter().map(|caregiver| Call { caregiver: caregiver.clone(), result: None });
        self.case.calls.extend(calls);
        self.fact(Fact::ToCall { caregivers: new });
        let people = self.case.calls_to_make().count();
        self.note_staff(StaffNote::PleaseCall { people });
    }

    /// Somebody of the office has phoned her.
    pub(super) fn called(
        &mut self,
        by: &str,
        who: &CaregiverId,
        name: &Redacted<String>,
        result: CallResult,
    ) {
        let Some(call) = self.case.calls.iter_mut().find(|c| c.caregiver == *who && c.is_open()) else {
            return;
        };
        call.result = Some(result);
        self.fact(Fact::Called { caregiver: who.clone(), by: by.to_owned(), result });
        match result {
            CallResult::NoAnswer => {}
            CallResult::Declines => {
                self.case.barred.insert(who.clone(), Exclusion::Declined);
            }
            CallResult::Accepts => self.accepted_by_voice(who, name),
        }
    }

    /// Her yes counts from now, like anybody's.
    fn accepted_by_voice(&mut self, who: &CaregiverId, name: &Redacted<String>) {
        let Some(shift) = self.case.shift.clone() else { return };
        let no = u32::try_from(self.case.offers.len()).unwrap_or(u32::MAX).saturating_add(1);
        let last = plus_minutes(shift.key.start.max(self.now), self.policy.clock.search_after_start_minutes);
        self.case.barred.remove(who);
        self.case.offers.push(Offer {
            no,
            caregiver: who.clone(),
            short_name: name.clone(),
            wave: self.case.wave,
            code: None,
            at: self.now,
            expires: last.min(shift.end),
            minutes_away: None,
            state: OfferState::Open,
            part: None,
            hours: None,
            unreliable: false,
            chance: None,
            by_voice: true,
        });
        self.accepted(no);
    }

    /// Whoever said yes told somebody of the office that she cannot come after all (b24): what a text of hers would do.
    pub(super) fn cannot_come(&mut self, by: &str, who: &CaregiverId) {
        let hers = self.case.offers.iter().any(|o| o.caregiver == *who && o.state == OfferState::Accepted);
        if hers && matches!(self.case.phase, Phase::Offering | Phase::Filling | Phase::Filled) {
            self.fact(Fact::SaysSheCannot { caregiver: who.clone(), by: by.to_owned() });
            self.withdrew(who);
        }
    }

    /// A winner who cannot be texted is told on the phone.
    pub(super) fn phone_winner(&mut self, who: &CaregiverId) {
        if self.case.is_by_voice(who) {
            self.escalate(PageWhy::PhoneWinner);
        }
    }
}
