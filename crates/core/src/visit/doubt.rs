//! What is heard: lateness, "nobody came", no relief, no clock-in; and that she is there.
use super::{ClientQuestion, Doubt, Expected, Sign, Step, VisitNews};
use crate::agency::Priority;
use crate::calendar::plus_minutes;
use crate::case::Words;
use crate::effect::{Purpose, TimerName, To};
use crate::escalation::PageWhy;
use crate::note::Note;
use crate::phone::Phone;
use crate::texts::{Say, StaffNote, VisitLine};

/// A new time is news to the client from so many minutes on.
const NEWS_MINUTES: i64 = 10;

impl Step<'_> {
    pub(super) fn doubted(&mut self, expected: &Expected, doubt: &Doubt) {
        let new = self.case.expected.is_none();
        if new {
            self.case.expected = Some(expected.clone());
        }
        let words = match doubt {
            Doubt::Late { words, .. } | Doubt::NobodyCame { words, .. } | Doubt::NoRelief { words, .. } => {
                Some(words)
            }
            Doubt::NoClockIn => None,
        };
        if let Some(words) = words {
            if self.knows(words) {
                return;
            }
            self.case.words.push(words.clone());
        }
        match doubt {
            Doubt::Late { minutes, may_ask, .. } => self.late(*minutes, *may_ask),
            Doubt::NobodyCame { phone, relative, .. } => self.nobody_came(phone, *relative),
            Doubt::NoRelief { outgoing, .. } => {
                self.news(VisitNews::NoRelief { outgoing: outgoing.clone() });
                self.case.stays = Some(outgoing.clone());
                self.text(To::Caregiver(outgoing.clone()), Say::StayPlease, Purpose::Answer);
                self.is_missing(PageWhy::NoRelief);
            }
            Doubt::NoClockIn if self.case.no_clock.is_none() => {
                self.news(VisitNews::NoClockIn { caregiver: expected.caregiver.clone() });
                self.case.no_clock = Some(self.now);
            }
            Doubt::NoClockIn => {}
        }
        self.advance();
    }

    fn knows(&self, words: &Words) -> bool {
        self.case.words.iter().any(|w| w.message == words.message)
    }

    fn late(&mut self, minutes: Option<i64>, may_ask: bool) {
        let (Some(expected), Some(when)) = (self.case.expected.clone(), self.when()) else { return };
        let who = To::Caregiver(expected.caregiver.clone());
        let first = self.case.late.is_none();
        self.case.late.get_or_insert(self.now);
        // "10 min" from somebody who should have been there at seven, at ten past seven: from now.
        let minutes = minutes.map(|m| {
            let gone = self.now.duration_since(when.start).as_mins();
            if m > 0 && m <= gone { gone + m } else { m.max(0) }
        });
        let Some(minutes) = minutes else {
            let say = if may_ask { Say::LateHeard { when, minutes: None } } else { Say::LateKnown { when } };
            self.text(who, say, Purpose::Answer);
            if first {
                self.news(VisitNews::Late { caregiver: expected.caregiver, minutes: None });
                let caregiver = self.short_name();
                self.note_staff(StaffNote::Late { caregiver, minutes: None });
            }
            return;
        };
        let eta = plus_minutes(when.start, minutes);
        let known = self.case.eta.is_some_and(|e| (e.duration_since(eta).as_mins()).abs() < 5);
        if known {
            return self.text(who, Say::LateKnown { when }, Purpose::Answer);
        }
        self.case.eta = Some(eta);
        // What was asked before is answered; she is asked again when that time has passed.
        self.case.asked = None;
        self.case.called = false;
        self.news(VisitNews::Late { caregiver: expected.caregiver, minutes: Some(minutes) });
        self.text(who, Say::LateHeard { when, minutes: Some(minutes) }, Purpose::Answer);
        if minutes > self.policy.visits.log_minutes {
            self.record(|when| Note::Late { when, minutes });
        }
        self.tell_client_late(minutes);
        self.ask_to_stay(minutes);
        // Hours before the start nobody is woken for it; once it is near, silence and clock-ins still are.
        let near = self.policy.is_urgent(expected.shift.key.start, self.now);
        if near && minutes > self.policy.visits.page_late(expected.shift.priority) {
            self.escalate(PageWhy::LateLong);
        } else {
            let caregiver = self.short_name();
            self.note_staff(StaffNote::Late { caregiver, minutes: Some(minutes) });
        }
    }

    fn tell_client_late(&mut self, minutes: i64) {
        let visits = &self.policy.visits;
        let worth = minutes > visits.log_minutes || visits.tell_client_always || self.case.reporter.is_some();
        let old = self.case.told.is_some_and(|told| (told - minutes).abs() < NEWS_MINUTES);
        let Some(when) = self.when().filter(|_| worth && !old) else { return };
        match self.client() {
            Some(to) => {
                self.case.told = Some(minutes);
                let at = plus_minutes(when.start, minutes);
                self.line(to, VisitLine::ClientLate { when, minutes, at });
                self.news(VisitNews::ClientTold { minutes });
                // That was the news which was promised.
                self.case.promise = None;
                self.out.timer(TimerName::Promise, None);
            }
            None if minutes > visits.log_minutes => self.escalate(PageWhy::PhoneClient),
            None => {}
        }
    }

    /// Whoever is there until then stays a little, if she will.
    fn ask_to_stay(&mut self, minutes: i64) {
        let before = self.case.expected.as_ref().and_then(|e| e.before.clone());
        if minutes > self.policy.visits.log_minutes
            && let Some(before) = before.filter(|b| self.case.stays.as_ref() != Some(b))
        {
            self.case.stays = Some(before.clone());
            self.line(To::Caregiver(before.clone()), VisitLine::PleaseStay);
            self.news(VisitNews::StayAsked { caregiver: before });
        }
    }

    /// The client's word counts: nothing is asked back, everything begins at once (b60, S16).
    fn nobody_came(&mut self, phone: &Phone, relative: bool) {
        let Some(when) = self.when() else { return };
        self.news(VisitNews::NobodyCame { relative });
        let wakes = !self.policy.ladder.is_empty();
        let said_again = self.case.missing.is_some();
        if relative {
            if !said_again {
                self.is_missing(PageWhy::NobodyCame);
            }
            return self.line(To::Phone(phone.clone()), VisitLine::Relative { alert: wakes && !said_again });
        }
        self.case.reporter = Some(phone.clone());
        let to = To::Phone(phone.clone());
        let grace = self.policy.visits.arrival_minutes;
        if let Some(eta) = self.case.eta.filter(|eta| self.now < plus_minutes(*eta, grace)) {
            // She said herself when she will be there: that is the answer, and the clock runs from there.
            let minutes = eta.duration_since(when.start).as_mins();
            self.case.told = Some(minutes);
            self.news(VisitNews::ClientTold { minutes });
            return self.line(to, VisitLine::ClientLate { when, minutes, at: eta });
        }
        if said_again {
            let next = self.promise();
            return self.line(to, VisitLine::StillLooking { when, next });
        }
        self.is_missing(PageWhy::NobodyCame);
        let next = self.promise();
        let alone = self.priority() == Priority::P1;
        if alone {
            self.case.question = Some(ClientQuestion::Safe);
        }
        self.line(to, VisitLine::NobodyCame { when, alert: wakes, next, alone });
    }

    fn is_missing(&mut self, why: PageWhy) {
        if self.case.missing.is_none() {
            self.case.missing = Some(self.now);
            self.record(|when| Note::NobodyCame { when });
            self.escalate(why);
        }
    }

    /// Until when the client hears again: a time that is promised is kept by a timer.
    fn promise(&mut self) -> jiff::Timestamp {
        if let Some(promised) = self.case.promise.filter(|p| *p > self.now) {
            return promised;
        }
        let until = plus_minutes(self.now, self.policy.visits.update_minutes);
        self.case.promise = Some(until);
        self.out.timer(TimerName::Promise, Some(until));
        self.news(VisitNews::Promised { until });
        until
    }

    /// The promised time has come and nothing was settled.
    pub(super) fn keep_promise(&mut self) {
        let (Some(when), Some(to)) = (self.when(), self.client()) else { return };
        self.case.promise = None;
        let acked = self.case.escalation.as_ref().is_some_and(|e| e.acked.is_some());
        if acked || self.case.taken_over.is_some() {
            // A person has it and speaks to her; no further time is promised by machine.
            return self.line(to, VisitLine::PersonHasIt { when });
        }
        let next = self.promise();
        self.line(to, VisitLine::StillLooking { when, next });
    }

    /// She has come.
    pub(super) fn turned_up(&mut self, sign: Sign) {
        let (Some(expected), Some(when)) = (self.case.expected.clone(), self.when()) else { return };
        self.news(VisitNews::Here { sign });
        if sign == Sign::Says {
            self.line(To::Caregiver(expected.caregiver), VisitLine::HereThanks);
        }
        // A client who waited for news hears it; one who saw her come needs no text.
        if let Some(phone) = self.case.reporter.clone().filter(|_| sign != Sign::Client) {
            self.line(To::Phone(phone), VisitLine::ClientHere { when });
        }
        let woken = self.case.escalation.is_some();
        self.drop_page();
        if woken {
            let caregiver = self.short_name();
            self.note_staff(StaffNote::Here { caregiver, sign });
        }
        self.close(match sign {
            Sign::Says => "she says that she is there",
            Sign::ClockIn(_) => "WellSky shows that she clocked in",
            Sign::Client => "the client says that she has come",
        });
    }

    pub(super) fn client_answered(&mut self, yes: bool) {
        match (self.case.question.take(), yes) {
            (Some(ClientQuestion::Safe), true) => self.news(VisitNews::Safe),
            (Some(ClientQuestion::Safe), false) => self.escalate(PageWhy::Emergency),
            (Some(ClientQuestion::Come), true) => self.turned_up(Sign::Client),
            (Some(ClientQuestion::Come), false) => {
                self.news(VisitNews::NobodyCame { relative: false });
                self.is_missing(PageWhy::NobodyCame);
                if let (Some(to), Some(when)) = (self.client(), self.when()) {
                    let next = self.promise();
                    self.line(to, VisitLine::StillLooking { when, next });
                }
                self.advance();
            }
            (None, _) => {}
        }
    }
}
