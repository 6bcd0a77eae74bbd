//! "When do I work this week?", "when is she coming?": answered from the schedule, to people who may know (`domain.md
//! 5.12`; b58, b59).
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{OutcomeKind, Routing};
use crate::agency::{Caregiver, Identity, Shift};
use crate::calendar::plus_minutes;
use crate::callout::Phase;
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::id::ClientId;
use crate::language::{Action, AskedDays, Intent, IntentReading, KnownShift, Reading, asked_days};
use crate::policy::client::Family;
use crate::texts::{Coming, MOST_VISITS, Own, OwnState, Say, ScheduleSay, When};

/// Minutes after which an answer says how old the schedule is.
const OLD_MINUTES: i64 = 120;
/// Days ahead that an answer without a day looks.
const AHEAD_DAYS: i64 = 14;
/// Visits named to somebody who asked for no day.
const FEW: usize = 3;

impl Routing<'_> {
    /// A caregiver's question about her own shifts. Always answered: she may know all of them.
    pub(super) fn own_schedule(&mut self, caregiver: &Caregiver, shifts: &[Shift]) {
        let asked = asked_days(&self.message(self.out.sender, Vec::new(), Vec::new()));
        let zone = &self.heard.policy.agency.zone;
        let on = |s: &&Shift| {
            let (first, last) = (zone.at(s.start()).date(), zone.at(s.end).date());
            asked.days.is_empty()
                || asked.days.contains(&first)
                || asked.days.contains(&last) && s.start() <= self.now
        };
        let fit: Vec<&Shift> = shifts.iter().filter(on).collect();
        let most = if asked.next { 1 } else { MOST_VISITS };
        let visits: Vec<Own> = fit
            .iter()
            .take(most)
            .map(|s| Own {
                when: When { start: s.start(), end: s.end },
                client: self.client_name(&s.client),
                state: self.own_state(caregiver, s),
            })
            .collect();
        let more = if asked.next { 0 } else { fit.len() - visits.len() };
        let what = ScheduleSay::Own {
            visits,
            more,
            asked: span(&asked.days),
            place: asked.place,
            as_of: self.as_of(),
        };
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), Say::Schedule { what }));
        if !self.old_again() {
            self.done(OutcomeKind::Replied, "asked when she works");
        }
    }

    fn own_state(&self, caregiver: &Caregiver, shift: &Shift) -> OwnState {
        let Some(case) = self.case_about(&shift.key) else { return OwnState::On };
        if case.filling.as_ref().is_some_and(|f| f.caregiver == caregiver.id) {
            OwnState::Confirming
        } else if case.winner.as_ref() == Some(&caregiver.id) {
            OwnState::On
        } else {
            OwnState::CalledOut
        }
    }

    /// The visits of the client whose number, or whose relative's number, it is: from half a day ago to two weeks ahead.
    pub(super) fn visits_of(&self, identities: &[Identity]) -> Vec<Shift> {
        let [Identity::Client(client) | Identity::Contact(client)] = identities else { return Vec::new() };
        let (from, until) = (plus_minutes(self.now, -12 * 60), plus_minutes(self.now, AHEAD_DAYS * 24 * 60));
        let all = self.heard.roster.visits_to(client);
        all.filter(|s| s.is_on() && s.end > from && s.start() < until).cloned().collect()
    }

    /// The same in the reader's form: at a client's, the caregiver names the visit.
    pub(super) fn visits_for_reading(&self, visits: &[Shift]) -> Vec<KnownShift> {
        let who = |s: &Shift| {
            let caregiver = s.caregiver.as_ref().and_then(|id| self.heard.roster.caregiver(id));
            caregiver.map(|c| c.name.full()).unwrap_or_default()
        };
        visits
            .iter()
            .map(|s| KnownShift { id: s.key.to_string(), start: s.start(), end: s.end, client: who(s) })
            .collect()
    }

    /// A client's or relative's question about her visits, or wish about them. `false`: a person answers.
    pub(super) fn of_the_schedule(&mut self, identities: &[Identity], reading: &Reading) -> bool {
        // Somebody who is angry or waits for a caregiver wants a person, not the schedule.
        let person = |i: &IntentReading| matches!(i.intent, Intent::Complaint | Intent::ClientNoShowReport);
        if reading.intents.iter().any(person) || reading.action == Action::Ignore {
            return false;
        }
        let visits = self.out.shifts.clone();
        if self.client_asks(identities, reading, &visits) {
            return true;
        }
        let query = reading.intents.iter().find(|i| i.intent == Intent::ScheduleQuery).cloned();
        query.is_some_and(|query| self.visits(identities, &query))
    }

    /// A client's question, or a relative's who may hear the answer. `false`: a person answers.
    pub(super) fn visits(&mut self, identities: &[Identity], intent: &IntentReading) -> bool {
        let client = match identities {
            [Identity::Client(id)] => id.clone(),
            [Identity::Contact(id)] if self.heard.policy.client(id).family != Family::Nothing => id.clone(),
            _ => return false,
        };
        if intent.confidence < self.heard.policy.language.route {
            return false;
        }
        let asked = asked_days(&self.message(self.out.sender, Vec::new(), Vec::new()));
        let visits = self.coming(&client, &asked);
        let none = visits.is_empty();
        let what = ScheduleSay::Visits { visits, asked: span(&asked.days), as_of: self.as_of() };
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), Say::Schedule { what }));
        if none {
            // Somebody who waits for a visit that is not there.
            let name = self.name.clone();
            self.hand_over(PageWhy::Message, name, "asks for a visit that is not on the schedule");
        } else if !self.old_again() {
            self.done(OutcomeKind::Replied, "asked when somebody comes");
        }
        true
    }

    fn coming(&self, client: &ClientId, asked: &AskedDays) -> Vec<Coming> {
        let (zone, roster) = (&self.heard.policy.agency.zone, self.heard.roster);
        let until = plus_minutes(self.now, AHEAD_DAYS * 24 * 60);
        let most = match (asked.days.len(), asked.next) {
            (0, _) | (_, true) => 1,
            _ => FEW,
        };
        roster
            .visits_to(client)
            .filter(|s| s.is_on() && s.end > self.now && s.start() < until)
            .filter(|s| asked.days.is_empty() || asked.days.contains(&zone.at(s.start()).date()))
            .take(most)
            .map(|s| Coming { when: When { start: s.start(), end: s.end }, caregiver: self.who_comes(s) })
            .collect()
    }

    /// Who is on a visit, unless that is just being arranged.
    fn who_comes(&self, visit: &Shift) -> Option<String> {
        let who = match self.case_about(&visit.key) {
            Some(case) if case.phase == Phase::Filled => case.winner.as_ref(),
            Some(_) => None,
            None => visit.caregiver.as_ref(),
        };
        who.and_then(|id| self.heard.roster.caregiver(id)).map(|c| c.name.short())
    }

    pub(super) fn client_name(&self, client: &ClientId) -> String {
        self.heard.roster.client(client).map_or_else(|| "your client".into(), |c| c.name.short())
    }

    /// The second answer in a row from an old schedule goes to a person as well (b79).
    fn old_again(&mut self) -> bool {
        let old = self.as_of().is_some();
        let conversation = &mut self.out.conversation;
        conversation.old_answers = if old { conversation.old_answers.saturating_add(1) } else { 0 };
        let again = conversation.old_answers == 2;
        if again {
            let name = self.name.clone();
            self.hand_over(PageWhy::OldSchedule, name, "asks again while WellSky cannot be read");
        }
        again
    }

    /// How old the schedule is, if that matters.
    fn as_of(&self) -> Option<Timestamp> {
        self.heard.roster.as_of.filter(|at| plus_minutes(*at, OLD_MINUTES) < self.now)
    }
}

fn span(days: &BTreeSet<Date>) -> Option<(Date, Date)> {
    Some((*days.first()?, *days.last()?))
}
