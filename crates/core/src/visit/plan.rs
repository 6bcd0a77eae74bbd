//! What is done when nothing is heard: one list of deeds with their instants, computed from the case alone.
use jiff::Timestamp;

use super::{ClientQuestion, Step, VisitNews};
use crate::calendar::plus_minutes;
use crate::effect::{TimerName, To};
use crate::escalation::PageWhy;
use crate::texts::VisitLine;

/// Something that silence leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// The caregiver is asked where she is.
    Ask,
    /// A human is asked to phone her.
    Call,
    /// The client is asked whether she has come.
    AskClient,
    /// Somebody else is searched for.
    NoShow,
    /// Nobody has said that anything is wrong.
    Forget,
}

impl Step<'_> {
    /// Does what is due and sets the timer for what comes next.
    pub(super) fn advance(&mut self) {
        // Each deed changes the list; none is done twice, so this ends.
        for _ in 0..8 {
            if !self.case.is_open() || self.case.taken_over.is_some() {
                return;
            }
            let Some((at, deed)) = self.next() else { return self.out.timer(TimerName::Step, None) };
            if at > self.now {
                return self.out.timer(TimerName::Step, Some(at));
            }
            self.carry_out(deed);
        }
    }

    fn next(&self) -> Option<(Timestamp, Deed)> {
        self.deeds().into_iter().min_by_key(|(at, _)| *at)
    }

    fn deeds(&self) -> Vec<(Timestamp, Deed)> {
        let Some(shift) = self.case.shift() else { return Vec::new() };
        let visits = &self.policy.visits;
        let (start, priority) = (shift.key.start, shift.priority);
        let soon = |minutes| visits.for_client(minutes, priority);
        let base = self.case.eta.unwrap_or(start);
        let mut deeds = vec![(shift.end, Deed::Forget)];
        let mut add = |wanted: bool, at: Timestamp, deed| {
            if wanted {
                deeds.push((at, deed));
            }
        };
        let (to_ask, to_call) = (self.case.asked.is_none(), !self.case.called);
        let to_ask_client = !self.case.client_asked;
        if let Some(since) = self.case.missing {
            // Somebody is woken from the beginning; what is left is to ask her, and to act on her silence.
            let eta = self.case.eta.map_or(since, |eta| plus_minutes(eta, visits.arrival_minutes));
            add(to_ask, since.max(eta), Deed::Ask);
            let counts = plus_minutes(start, soon(visits.reported_no_show_minutes));
            let asked = self.case.asked.unwrap_or(since.max(eta));
            add(true, plus_minutes(asked, visits.reply_minutes).max(counts).max(eta), Deed::NoShow);
        } else if self.case.no_clock.is_some() {
            add(to_ask, plus_minutes(base, soon(visits.ask_minutes)), Deed::Ask);
            add(to_call, plus_minutes(base, soon(visits.call_minutes)), Deed::Call);
            add(to_ask_client, plus_minutes(base, soon(visits.client_minutes)), Deed::AskClient);
            // Whoever was asked late, because clock-ins could not be read before, has the same time to answer.
            let asked = self.case.asked.unwrap_or(base);
            let patience = visits.no_show_minutes - visits.ask_minutes;
            add(
                true,
                plus_minutes(base, visits.no_show_minutes).max(plus_minutes(asked, patience)),
                Deed::NoShow,
            );
        } else if self.case.eta.is_some() {
            let step = visits.arrival_minutes;
            add(to_ask, plus_minutes(base, step), Deed::Ask);
            add(to_ask_client, plus_minutes(base, 2 * step), Deed::AskClient);
            let first = priority == crate::agency::Priority::P1;
            add(first && to_call, plus_minutes(base, 3 * step), Deed::Call);
            add(!first, plus_minutes(base, 6 * step), Deed::Forget);
        } else if let Some(late) = self.case.late {
            let answer = plus_minutes(late, self.policy.clock.answer_minutes);
            add(to_call, answer.max(plus_minutes(start, soon(visits.call_minutes))), Deed::Call);
        }
        deeds
    }

    fn carry_out(&mut self, deed: Deed) {
        let (Some(expected), Some(when)) = (self.case.expected.clone(), self.when()) else { return };
        match deed {
            Deed::Ask => {
                self.case.asked = Some(self.now);
                self.line(To::Caregiver(expected.caregiver.clone()), VisitLine::AreYouThere { when });
                self.news(VisitNews::Asked { caregiver: expected.caregiver });
            }
            Deed::Call => {
                self.case.called = true;
                let why = match (self.case.no_clock, self.case.eta) {
                    (Some(_), _) => PageWhy::NoClockIn,
                    (None, Some(_)) => PageWhy::NotArrived,
                    (None, None) => PageWhy::LateUnknown,
                };
                self.escalate(why);
            }
            Deed::AskClient => {
                self.case.client_asked = true;
                match self.client() {
                    Some(to) => {
                        self.case.question = Some(ClientQuestion::Come);
                        self.line(to, VisitLine::HasSheCome { when });
                        self.news(VisitNews::ClientAsked);
                    }
                    // Nobody is woken for a late caregiver of whom nobody says that she is missing.
                    None if self.case.no_clock.is_some() => self.escalate(PageWhy::PhoneClient),
                    None => {}
                }
            }
            Deed::NoShow => self.no_show(),
            Deed::Forget => self.close("nobody says that she did not come"),
        }
    }
}
