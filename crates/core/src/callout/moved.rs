//! Another start (`domain.md 4.19`: after everybody at the same time, before a shorter visit): nobody can take the shift as
//! it stands, but somebody who was asked has named other hours that hold the whole visit.
//!
//! The client is asked before anything else: by text where her file says that she may be, otherwise by a person. Only a
//! human moves a visit in WellSky, and tells the caregiver; nobody is promised anything before.
use jiff::Timestamp;

use super::case::{CallOut, Hours, Moved, OfferState, Phase};
use super::{Step, When};
use crate::calendar::plus_minutes;
use crate::case::Personal;
use crate::effect::{TimerName, To};
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::texts::{Say, StaffNote};

impl CallOut {
    /// Whether a client's word about another start is waited for.
    pub fn asks_move(&self) -> bool {
        self.phase == Phase::Offering && self.moved.is_some_and(|m| !m.agreed)
    }
}

/// The start nearest to the planned one at which a visit of the same length lies in these hours.
fn nearest((start, end): (Timestamp, Timestamp), hours: Hours) -> Option<(Timestamp, Timestamp)> {
    let length = end.duration_since(start);
    let later = hours.from.filter(|from| *from > start);
    let earlier = hours.until.filter(|until| *until < end).and_then(|until| until.checked_sub(length).ok());
    let moved = later.or(earlier)?;
    let ends = moved.checked_add(length).ok()?;
    let holds = hours.from.is_none_or(|from| from <= moved) && hours.until.is_none_or(|until| ends <= until);
    holds.then_some((moved, ends))
}

impl Step<'_> {
    /// Looks for another start; whether one is being asked about, or was agreed to.
    pub(super) fn moves_start(&mut self) -> bool {
        if self.case.moved.is_some() {
            return true;
        }
        let Some(shift) = self.case.shift.clone() else { return false };
        // Whoever can still take it as it stands goes first.
        if self.case.offers.iter().any(|o| o.state == OfferState::Open && self.now <= o.expires) {
            return false;
        }
        let agreed = self.policy.client(&shift.client).move_minutes;
        let most = agreed.unwrap_or(i64::MAX).min(self.policy.clock.move_minutes);
        let planned = (shift.key.start, shift.end);
        let minutes = |at: Timestamp| at.duration_since(shift.key.start).as_mins().abs();
        let named = self.case.offers.iter().filter(|o| o.state == OfferState::Talking);
        let fits = named
            .filter(|o| !self.case.moves_refused.contains(&o.no))
            .filter_map(|o| Some((o.no, nearest(planned, o.hours?)?)))
            .filter(|(_, (start, _))| minutes(*start) <= most && *start > self.now);
        let Some((no, (start, end))) = fits.min_by_key(|(no, (start, _))| (minutes(*start), *no)) else {
            return false;
        };
        let Some(offer) = self.case.offer(no).cloned() else { return false };
        let texted = agreed.is_some() && self.policy.may_text_client(&shift.client);
        self.case.moved = Some(Moved { no, start, end, at: self.now, texted, agreed: false });
        self.fact(Fact::MoveFound { caregiver: offer.caregiver.clone(), start, end, texted });
        if texted {
            let say = Say::ClientMayMove {
                when: super::when(&shift),
                instead: When { start, end },
                caregiver: offer.short_name.expose().clone(),
            };
            self.text(To::Client(shift.client), say, self.client_purpose());
            self.set(TimerName::Consent, plus_minutes(self.now, self.policy.clock.client_answer_minutes));
        } else {
            self.somebody_asks_about_move();
        }
        true
    }

    fn somebody_asks_about_move(&mut self) {
        self.note_move();
        self.escalate(PageWhy::AskMove);
    }

    fn note_move(&mut self) {
        let Some(moved) = self.case.moved else { return };
        let Some(caregiver) = self.case.offer(moved.no).map(|o| o.short_name.expose().clone()) else {
            return;
        };
        let Moved { start: from, end: until, agreed, .. } = moved;
        self.note_staff(StaffNote::MovedStart { caregiver, from, until, agreed });
    }

    /// The client has not answered: a person phones her.
    pub(super) fn silent_about_move(&mut self) {
        if self.case.asks_move() {
            self.somebody_asks_about_move();
        }
    }

    /// What the client said about another start, herself or on the phone.
    pub(super) fn move_answered(&mut self, agrees: bool, by: Option<&str>) {
        let Some(moved) = self.case.moved.filter(|_| self.case.asks_move()) else { return };
        let Some(who) = self.case.offer(moved.no).map(|o| o.caregiver.clone()) else { return };
        self.clear(TimerName::Consent);
        if let Some(by) = by {
            self.acknowledged(by);
        }
        self.fact(Fact::MoveAnswered { caregiver: who, agrees, by: by.map(str::to_owned) });
        if agrees {
            self.case.moved = Some(Moved { agreed: true, ..moved });
            self.note_move();
            return self.escalate(PageWhy::MoveAgreed);
        }
        self.case.moved = None;
        self.case.moves_refused.insert(moved.no);
        self.rank();
    }

    /// Somebody takes the visit as it stands: the other start is not needed.
    pub(super) fn forgets_move(&mut self) {
        if self.case.moved.take().is_some() {
            self.clear(TimerName::Consent);
        }
    }

    /// WellSky does not show the visit at its time any more; whether that is what was agreed. Whoever is to work it then
    /// hears nothing here: a human tells her.
    pub(super) fn moved_as_agreed(&mut self) -> bool {
        let Some(moved) = self.case.moved.filter(|m| m.agreed) else { return false };
        if let Some(offer) = self.case.offer_mut(moved.no) {
            offer.state = OfferState::Closed;
            let caregiver = offer.caregiver.clone();
            self.out.personal.push(Personal::CloseOffer { caregiver, no: moved.no });
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_whole_visit_must_fit_into_the_hours_that_she_named() {
        let at = |hour: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour);
        let hours =
            |from: Option<i64>, until: Option<i64>| Hours { from: from.map(at), until: until.map(at) };
        // Planned 7 to 11.
        let moved =
            |h: Hours| nearest((at(7), at(11)), h).map(|(start, _)| start.duration_since(at(0)).as_hours());
        assert_eq!(moved(hours(Some(9), None)), Some(9), "after nine");
        assert_eq!(moved(hours(Some(9), Some(13))), Some(9), "nine to one");
        assert_eq!(moved(hours(Some(9), Some(12))), None, "nine to noon is too short");
        assert_eq!(moved(hours(None, Some(10))), Some(6), "must leave at ten");
        assert_eq!(moved(hours(Some(7), Some(10))), None, "seven to ten is a part");
        assert_eq!(moved(hours(Some(6), None)), None, "nothing is to be moved");
    }
}
