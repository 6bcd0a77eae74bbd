//! The evening round: everybody who works the next day is asked once whether she comes, silence is a risk that is shown,
//! and whoever was silent is reminded before the start. One case per day, opened by the engine's clock.
//!
//! Nothing on the schedule changes here. Whoever says that she cannot work calls out, by the usual way.
use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::agency::{Priority, Roster};
use crate::case::{Case, CaseShift, Command, Decision, Event, Head, Personal, TextOutcome};
use crate::effect::{Effect, Planned, Purpose, TimerName, To};
use crate::escalation::{Ack, Escalation, PageWhy};
use crate::fact::Fact;
use crate::id::{CaregiverId, EffectKey, ShiftKey};
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::{Say, StaffNote, VisitLine, When};

/// Most shifts that fit into the evening's text.
const LISTED: usize = 3;

/// Where one shift stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Asked, nothing heard.
    Asked,
    /// She comes.
    Confirmed,
    /// She called out.
    Cannot,
    /// Silent at the cut-off, or never reached.
    AtRisk,
    /// Silent, and reminded before the start.
    Reminded,
}

/// One shift of the next day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Booked {
    /// The shift.
    pub shift: CaseShift,
    /// Where it stands.
    pub answer: Answer,
}

/// One caregiver and her shifts of the next day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Who.
    pub caregiver: CaregiverId,
    /// How she is named to staff.
    pub short_name: Redacted<String>,
    /// Her shifts, by start.
    pub shifts: Vec<Booked>,
    /// The evening's text did not arrive.
    pub unreached: bool,
}

/// One line of this case's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "news")]
pub enum RoundNews {
    /// The texts went out.
    Asked {
        /// How many people.
        people: usize,
        /// How many shifts.
        shifts: usize,
    },
    /// She comes.
    Confirmed {
        /// Who.
        caregiver: CaregiverId,
        /// To what.
        shifts: Vec<ShiftKey>,
    },
    /// She called out of one of them.
    Cannot {
        /// Who.
        caregiver: CaregiverId,
        /// Which.
        shift: ShiftKey,
    },
    /// No word at the cut-off.
    AtRisk {
        /// Who.
        caregivers: Vec<CaregiverId>,
        /// How many shifts.
        shifts: usize,
    },
    /// Reminded before the start.
    Reminded {
        /// Who.
        caregiver: CaregiverId,
        /// Which.
        shift: ShiftKey,
    },
    /// The evening's text did not arrive.
    Unreached {
        /// Who.
        caregiver: CaregiverId,
    },
}

/// The round for one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Common part.
    pub head: Head,
    /// The day whose shifts are confirmed; known from the first event on.
    pub day: Option<Date>,
    /// Everybody who works then.
    pub rows: Vec<Row>,
    /// When silence becomes a risk.
    pub cutoff: Option<Timestamp>,
    /// The cut-off has passed.
    pub cut: bool,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// How it ended.
    pub closed: Option<String>,
}

impl Round {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self { head, day: None, rows: Vec::new(), cutoff: None, cut: false, escalation: None, closed: None }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Shifts in one of these states.
    pub fn count(&self, answers: &[Answer]) -> usize {
        self.rows.iter().flat_map(|r| &r.shifts).filter(|b| answers.contains(&b.answer)).count()
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        match (&self.closed, self.cut) {
            (Some(_), _) => "closed",
            (None, true) if self.count(&[Answer::AtRisk, Answer::Reminded]) > 0 => "at_risk",
            (None, true) => "confirmed",
            (None, false) => "asking",
        }
    }

    fn silent(&self) -> impl Iterator<Item = (&Row, &Booked)> {
        let at_risk = |b: &&Booked| matches!(b.answer, Answer::AtRisk | Answer::Reminded);
        self.rows.iter().flat_map(move |r| r.shifts.iter().filter(at_risk).map(move |b| (r, b)))
    }
}

/// The day whose shifts are confirmed in the evening that `now` falls into: the next one, from the policy's hour until
/// its cut-off. Otherwise nothing is asked: a process that was down all evening does not text people at night.
pub fn evening(policy: &Policy, now: Timestamp) -> Option<Date> {
    let local = policy.agency.zone.at(now);
    let confirm = &policy.confirm;
    let inside = confirm.enabled && confirm.at <= local.time() && local.time() < confirm.cutoff;
    inside.then(|| local.date().tomorrow().ok()).flatten()
}

/// When the next evening begins that is not `done` yet.
pub fn next_evening(policy: &Policy, now: Timestamp, done: Option<Date>) -> Option<Timestamp> {
    if !policy.confirm.enabled {
        return None;
    }
    let mut date = policy.agency.zone.at(now).date();
    for _ in 0..3 {
        let at =
            date.to_datetime(policy.confirm.at).to_zoned_datetime(policy.agency.zone.tz().clone()).ok()?;
        let open = evening(policy, now.max(at.timestamp()));
        if open.is_some() && open != done && open == date.tomorrow().ok() {
            return Some(at.timestamp().max(now));
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// Everybody who works on this day, as the mirror has it now. Shifts whose call-out is open are left out, and so is
/// everybody whom no text can reach: the office sees those as silent.
pub fn rows(policy: &Policy, roster: &Roster, day: Date, cases: &[&Case]) -> Vec<Row> {
    let worked = |key: &ShiftKey| {
        let about = |c: &&&Case| c.as_call_out().is_some_and(|c| c.is_unfilled());
        cases.iter().filter(about).any(|c| c.shift().is_some_and(|s| s.key == *key))
    };
    let mut rows: BTreeMap<CaregiverId, Row> = BTreeMap::new();
    for shift in roster.shifts() {
        let on = shift.is_on() && policy.agency.zone.at(shift.start()).date() == day;
        let Some(caregiver) = shift.caregiver.as_ref().filter(|_| on && !worked(&shift.key)) else {
            continue;
        };
        let Some(person) = roster.caregiver(caregiver).filter(|c| c.active && c.hired) else { continue };
        let row = rows.entry(caregiver.clone()).or_insert_with(|| Row {
            caregiver: caregiver.clone(),
            short_name: Redacted::new(person.name.short()),
            shifts: Vec::new(),
            unreached: person.text_to.is_none(),
        });
        let shift = crate::inbound::case_shift(policy, roster, shift);
        row.shifts.push(Booked { shift, answer: Answer::Asked });
    }
    rows.into_values().collect()
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &Round, event: &Event, now: Timestamp) -> Decision {
    let mut step = Step {
        policy,
        case: before.clone(),
        out: Decision::nothing(Case::Day(Box::new(before.clone()))),
        now,
    };
    match event {
        Event::Heard { fact } => step.out.facts.push(fact.clone()),
        Event::Evening { day, rows } if before.day.is_none() => step.begin(*day, rows),
        Event::Confirmed { caregiver, shifts } if before.is_open() => step.confirmed(caregiver, shifts),
        Event::CannotWork { caregiver, shift } if before.is_open() => step.cannot(caregiver, shift),
        Event::Timer { name: TimerName::Step } if before.is_open() => step.advance(),
        Event::Timer { name: TimerName::Ladder } => step.climb(),
        Event::Texted { key, outcome: TextOutcome::Failed { why } } => step.text_failed(key, why),
        Event::Said { by, command } => step.said(by, command),
        _ => {}
    }
    let Step { case, mut out, .. } = step;
    out.case = Case::Day(Box::new(case));
    out
}

struct Step<'a> {
    policy: &'a Policy,
    case: Round,
    out: Decision,
    now: Timestamp,
}

impl Step<'_> {
    fn begin(&mut self, day: Date, rows: &[Row]) {
        self.case.day = Some(day);
        self.case.rows = rows.to_vec();
        let zone = &self.policy.agency.zone;
        let cutoff = zone.at(self.now).date().to_datetime(self.policy.confirm.cutoff);
        let cutoff = cutoff.to_zoned_datetime(zone.tz().clone()).map_or(self.now, |z| z.timestamp());
        self.case.cutoff = Some(cutoff);
        let mut people = 0;
        for (at, row) in rows.iter().enumerate() {
            let booked = |b: &Booked| {
                (When { start: b.shift.key.start, end: b.shift.end }, b.shift.client_short.expose().clone())
            };
            let shifts: Vec<_> = row.shifts.iter().take(LISTED).map(booked).collect();
            let line = VisitLine::Evening { shifts, more: row.shifts.len().saturating_sub(LISTED) };
            // Named after its row, so that a text that does not arrive is known to be hers.
            let key = EffectKey(format!("ask/{at}"));
            self.text(key, row.caregiver.clone(), line, Purpose::Notice);
            let options = row.shifts.iter().map(|b| b.shift.key.clone()).collect();
            self.out.personal.push(Personal::Confirm { caregiver: row.caregiver.clone(), options });
            people += 1;
        }
        let shifts = rows.iter().map(|r| r.shifts.len()).sum();
        self.news(RoundNews::Asked { people, shifts });
        self.advance();
    }

    fn row(&mut self, caregiver: &CaregiverId) -> Option<&mut Row> {
        self.case.rows.iter_mut().find(|r| r.caregiver == *caregiver)
    }

    fn confirmed(&mut self, caregiver: &CaregiverId, shifts: &[ShiftKey]) {
        let Some(row) = self.row(caregiver) else { return };
        let mut fresh = Vec::new();
        for booked in row.shifts.iter_mut().filter(|b| shifts.contains(&b.shift.key)) {
            if !matches!(booked.answer, Answer::Confirmed | Answer::Cannot) {
                booked.answer = Answer::Confirmed;
                fresh.push(booked.shift.key.clone());
            }
        }
        if fresh.is_empty() {
            return;
        }
        self.news(RoundNews::Confirmed { caregiver: caregiver.clone(), shifts: fresh });
        let key = self.case.head.key("thanks");
        self.text(key, caregiver.clone(), VisitLine::EveningThanks, Purpose::Answer);
        self.advance();
    }

    fn cannot(&mut self, caregiver: &CaregiverId, shift: &ShiftKey) {
        let Some(row) = self.row(caregiver) else { return };
        let Some(booked) = row.shifts.iter_mut().find(|b| b.shift.key == *shift) else { return };
        booked.answer = Answer::Cannot;
        self.news(RoundNews::Cannot { caregiver: caregiver.clone(), shift: shift.clone() });
        self.advance();
    }

    /// Does what is due and sets the timer for what comes next.
    fn advance(&mut self) {
        if let Some(cutoff) = self.case.cutoff.filter(|_| !self.case.cut) {
            if cutoff > self.now {
                return self.out.timer(TimerName::Step, Some(cutoff));
            }
            self.cut_off();
        }
        let ahead = SignedDuration::from_hours(self.policy.confirm.remind_hours);
        let due = |b: &Booked| b.shift.key.start.saturating_sub(ahead).unwrap_or(b.shift.key.start);
        let silent = |b: &&Booked| b.answer == Answer::AtRisk;
        let reminders: Vec<(CaregiverId, ShiftKey, Timestamp, When)> = self
            .case
            .rows
            .iter()
            .flat_map(|r| r.shifts.iter().filter(silent).map(|b| (r.caregiver.clone(), b)))
            .map(|(c, b)| {
                (c, b.shift.key.clone(), due(b), When { start: b.shift.key.start, end: b.shift.end })
            })
            .collect();
        let now = self.now;
        for (caregiver, key, _, when) in reminders.iter().filter(|(_, _, due, _)| *due <= now) {
            self.remind(caregiver, key, when);
        }
        let next = reminders.iter().map(|(_, _, due, _)| *due).filter(|due| *due > now).min();
        let last = self.case.rows.iter().flat_map(|r| &r.shifts).map(|b| b.shift.key.start).max();
        match (next, last) {
            (Some(next), _) => self.out.timer(TimerName::Step, Some(next)),
            (None, Some(last)) if last > self.now => self.out.timer(TimerName::Step, Some(last)),
            _ => self.close("every shift of the day has begun"),
        }
    }

    fn remind(&mut self, caregiver: &CaregiverId, key: &ShiftKey, when: &When) {
        if let Some(booked) =
            self.row(caregiver).and_then(|r| r.shifts.iter_mut().find(|b| b.shift.key == *key))
        {
            booked.answer = Answer::Reminded;
        }
        if when.start <= self.now {
            return;
        }
        let effect = self.case.head.key("remind");
        let line = VisitLine::Reminder { when: when.clone() };
        self.text(effect, caregiver.clone(), line, Purpose::UrgentNotice);
        let (caregiver, shift) = (caregiver.clone(), key.clone());
        self.out
            .personal
            .push(Personal::Confirm { caregiver: caregiver.clone(), options: vec![shift.clone()] });
        self.news(RoundNews::Reminded { caregiver, shift });
    }

    /// Silence is a risk from now on: shown on the board, said to the coordinator once. Only an early visit of a client
    /// who cannot be left alone wakes somebody for it.
    fn cut_off(&mut self) {
        self.case.cut = true;
        for booked in self.case.rows.iter_mut().flat_map(|r| &mut r.shifts) {
            if booked.answer == Answer::Asked {
                booked.answer = Answer::AtRisk;
            }
        }
        let zone = self.policy.agency.zone.clone();
        let early_until = self.policy.confirm.early_until;
        let early =
            |b: &Booked| b.shift.priority == Priority::P1 && zone.at(b.shift.key.start).time() < early_until;
        let shifts = self.case.silent().count();
        if shifts == 0 {
            return;
        }
        let wakes = self.case.silent().any(|(_, b)| early(b));
        let mut caregivers: Vec<CaregiverId> = self.case.silent().map(|(r, _)| r.caregiver.clone()).collect();
        caregivers.dedup();
        let people = caregivers.len();
        let first = self.case.silent().map(|(_, b)| b.shift.key.start).min();
        self.news(RoundNews::AtRisk { caregivers, shifts });
        if wakes {
            return self.escalate(PageWhy::Unconfirmed { people });
        }
        if !self.policy.ladder.is_empty() {
            let what = StaffNote::Unconfirmed { people, shifts };
            let say = Say::StaffNote { case: Some(self.case.head.number), start: first, what };
            let key = self.case.head.key("note");
            let effect = Effect::Text { to: To::Rung(0), say, purpose: Purpose::Notice };
            self.out.effects.push(Planned { key, effect });
        }
    }

    fn text_failed(&mut self, key: &EffectKey, why: &str) {
        let page = self.out.trouble(key, why);
        if page {
            return self.climb();
        }
        let at = key.0.strip_prefix("ask/").and_then(|at| at.parse::<usize>().ok());
        let Some(row) = at.and_then(|at| self.case.rows.get_mut(at)) else { return };
        row.unreached = true;
        let caregiver = row.caregiver.clone();
        self.news(RoundNews::Unreached { caregiver });
    }

    fn said(&mut self, by: &str, command: &Command) {
        match command {
            Command::Acknowledge | Command::TakeOver => {
                if let Some(e) = self.case.escalation.as_mut().filter(|e| e.is_waiting()) {
                    e.acked = Some(Ack { by: by.to_owned(), at: self.now });
                    self.out.facts.push(Fact::Acknowledged { by: by.to_owned() });
                    self.out.timer(TimerName::Ladder, None);
                }
            }
            Command::Close { how } if self.case.is_open() => {
                self.case.escalation = self.case.escalation.take().filter(|e| !e.is_waiting());
                self.out.timer(TimerName::Ladder, None);
                self.close(&format!("{by}: {how}"));
            }
            _ => {}
        }
    }

    fn escalate(&mut self, why: PageWhy) {
        let (escalation, climb) = Escalation::start(self.policy, why.clone(), self.now);
        self.case.escalation = Some(escalation);
        self.wake(climb, &why);
    }

    fn climb(&mut self) {
        if let Some(e) = &mut self.case.escalation
            && e.is_waiting()
        {
            let (climb, why) = (e.next(self.policy, self.now), e.why.clone());
            self.wake(climb, &why);
        }
    }

    fn wake(&mut self, climb: crate::escalation::Climb, why: &PageWhy) {
        let start = self.case.silent().map(|(_, b)| b.shift.key.start).min();
        let say = Say::Page { case: self.case.head.number, start, priority: None, why: why.clone() };
        self.out.wake(self.policy, &mut self.case.head, climb, why, say);
    }

    fn close(&mut self, how: &str) {
        self.out.facts.push(Fact::Closed { how: how.to_owned() });
        self.case.closed = Some(how.to_owned());
        self.out.timer(TimerName::Step, None);
    }

    fn news(&mut self, news: RoundNews) {
        self.out.facts.push(Fact::Round { news });
    }

    fn text(&mut self, key: EffectKey, to: CaregiverId, line: VisitLine, purpose: Purpose) {
        let effect = Effect::Text { to: To::Caregiver(to), say: Say::Visit { line }, purpose };
        self.out.effects.push(Planned { key, effect });
    }
}

#[cfg(test)]
mod tests;
