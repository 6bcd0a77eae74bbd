//! What else a client may say when she is asked whether a replacement may come (`domain.md 4.19`): another time, or no
//! visit at all.
//!
//! Another time is for a human to agree on with both of them; until then the yes stays tentative and nothing is written.
//! No visit is the client's to say and a named human's to enter: whoever said yes is free at once, nobody is asked any
//! more, and the clock that wakes a human runs on, so that a visit that was not taken off is never forgotten.
use super::case::Hours;
use super::{FillingState, OfferState, Phase, Step};
use crate::calendar::plus_minutes;
use crate::case::Personal;
use crate::effect::{Purpose, TimerName, To};
use crate::escalation::{Ack, PageWhy};
use crate::fact::Fact;
use crate::language::Window;
use crate::note::{About, Note};
use crate::request::Kind;
use crate::texts::{Say, StaffNote};

/// Who holds a search that the client does not want.
const CLIENT: &str = "the client, who does not want the visit";

impl Step<'_> {
    /// She would rather have another time. Only a human can agree on one with her and with whoever would come.
    pub(super) fn client_wants_move(&mut self, window: Option<Window>) {
        if !self.case.is_with_client() && !self.case.asks_move() {
            return;
        }
        let (Some(shift), Some(when)) = (self.case.shift.clone(), self.when()) else { return };
        let hours = window.map(|w| Hours { from: w.from, until: w.until });
        let again = self.case.move_wanted.replace(hours.unwrap_or(Hours { from: None, until: None }));
        self.fact(Fact::ClientWantsMove { hours });
        self.clear(TimerName::Consent);
        if let (Some(filling), None) = (self.case.filling.clone(), again) {
            let code = self.case.offer(filling.no).and_then(|o| o.code).unwrap_or_default();
            self.tell_waiting(&filling.caregiver, Say::ClientMoves { code, when: when.clone() });
        }
        if let Some(hours) = hours {
            self.note_staff(StaffNote::ClientHours { from: hours.from, until: hours.until });
        }
        if again.is_none() {
            let about = About::client(&shift.client);
            let note = Note::ToChange { kind: Kind::Move, when };
            let due = plus_minutes(self.now, self.policy.writing.entry_due_minutes);
            self.out.note(self.policy, &mut self.case.head, about, note, Some(due));
        }
        // Whoever has acknowledged the search has not yet been told to phone the client.
        if let Some(e) = &mut self.case.escalation {
            e.acked = None;
        }
        self.escalate(PageWhy::ClientWantsMove);
    }

    /// News for whoever waits for her claim; it does not wait for the morning.
    fn tell_waiting(&mut self, who: &crate::id::CaregiverId, say: Say) {
        if !self.case.is_by_voice(who) {
            self.text(To::Caregiver(who.clone()), say, Purpose::UrgentNotice);
        }
    }

    /// She needs no visit: at first by her words, then she has confirmed it.
    pub(super) fn client_skips(&mut self, sure: bool) {
        if !matches!(self.case.phase, Phase::Offering | Phase::Filling) {
            return;
        }
        if !self.case.unwanted {
            self.case.unwanted = true;
            // No human: whoever is being woken goes on being woken.
            if self.case.taken_over.is_none() {
                self.case.taken_over = Some(Ack { by: CLIENT.into(), at: self.now });
            }
            self.fact(Fact::TakenOver { by: CLIENT.into() });
            self.clear(TimerName::Wave);
        }
        if sure {
            self.release_all();
        }
    }

    /// Nobody is needed: whoever said yes or was asked hears so, and what is not written yet never is.
    fn release_all(&mut self) {
        self.fact(Fact::ClientSkips);
        self.case.phase = Phase::Offering;
        if let Some(filling) = self.case.filling.take() {
            self.out.withdrawn.push(filling.key);
            self.out.personal.push(Personal::Release { caregiver: filling.caregiver.clone() });
            self.tell_over(filling.no);
            let entering = filling.state == FillingState::Office;
            if entering {
                let caregiver = filling.short_name.expose().clone();
                self.note_staff(StaffNote::DontEnter { caregiver });
            }
        }
        self.close_standby();
        self.close_offers(|code, when| Say::NoLongerOpen { code, when });
        self.close_pool();
        self.forgets_move();
        self.case.move_wanted = None;
        for name in [TimerName::Look, TimerName::Entry, TimerName::Consent, TimerName::Client] {
            self.clear(name);
        }
        let about_her = |why: &PageWhy| {
            matches!(
                why,
                PageWhy::EnterAssignment
                    | PageWhy::WriteRefused
                    | PageWhy::WellskyDown
                    | PageWhy::AskClient
                    | PageWhy::ClientWantsMove
            )
        };
        if self.case.escalation.as_ref().is_some_and(|e| about_her(&e.why)) {
            // The request wakes a human to take the visit off.
            self.case.escalation = None;
            self.clear(TimerName::Ladder);
        }
    }

    /// Everybody whose yes came second hears that there is nothing to wait for.
    pub(super) fn close_standby(&mut self) {
        for no in std::mem::take(&mut self.case.standby) {
            self.tell_over(no);
        }
    }

    fn tell_over(&mut self, no: u32) {
        let Some(when) = self.when() else { return };
        let Some(offer) = self.case.offer_mut(no) else { return };
        offer.state = OfferState::Closed;
        let (caregiver, code) = (offer.caregiver.clone(), offer.code.unwrap_or_default());
        self.tell_waiting(&caregiver, Say::NoLongerOpen { code, when });
        self.out.personal.push(Personal::CloseOffer { caregiver, no });
    }

    /// She wants the visit after all, or the office says that it takes place.
    pub(super) fn client_keeps(&mut self, by: &str) {
        if self.case.unwanted {
            self.resumed(by);
        }
    }

    /// Gigi goes on.
    pub(super) fn resumed(&mut self, by: &str) {
        self.case.taken_over = None;
        self.case.unwanted = false;
        self.fact(Fact::Resumed { by: by.to_owned() });
        match self.case.phase {
            // Who said yes in the meantime is chosen from with those who did before: they claim nothing ahead of them.
            Phase::Offering if self.case.pool.is_some() => self.pool_goes_on(),
            Phase::Offering => {
                let first = (!self.case.standby.is_empty()).then(|| self.case.standby.remove(0));
                match first {
                    Some(no) => self.claim(no),
                    None => self.rank(),
                }
            }
            Phase::Filling if self.case.is_with_client() && self.case.move_wanted.is_none() => {
                // The claim was held: the client is asked again, or, where her file asks for no word of hers, it is written.
                self.clear(TimerName::Consent);
                if self.must_ask_client() {
                    self.ask_client();
                } else if let Some(who) = self.case.filling.as_ref().map(|f| f.caregiver.clone()) {
                    self.write(&who);
                }
            }
            _ => {}
        }
    }

    /// The client does not want the visit: a claim is held, not written.
    pub(super) fn holds_write(&mut self) -> bool {
        if !self.case.unwanted {
            return false;
        }
        if let Some(filling) = &mut self.case.filling {
            filling.state = FillingState::Client;
        }
        self.set(TimerName::Consent, plus_minutes(self.now, self.policy.clock.client_answer_minutes));
        true
    }
}
