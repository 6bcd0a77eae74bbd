//! Somebody's coming is in doubt: a caregiver who is late, a client to whom nobody came, a clock-in that is missing, a
//! caregiver whom nobody relieves (`domain.md` 4.22, 5.3, 5.5, 5.20). One open case per shift.
//!
//! ```text
//!  late, with minutes ──▶ client told, the one before asked to stay ──▶ "are you there?" ──▶ the client is asked
//!  nobody came        ──▶ believed: a human is woken, caregiver asked ──▶ no answer ──▶ no-show
//!  no clock-in        ──▶ "are you ok?" ──▶ a human phones ──▶ the client is asked ──▶ no-show
//!  "I'm here", a clock-in, the client's word ──▶ closed
//! ```
//!
//! A no-show becomes a call-out of the rest of the shift; this case ends with it. Being late never does (S2): without
//! anybody's word that she is missing, silence wakes a human and reopens nothing.
mod doubt;
mod plan;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency::{Priority, Roster, Shift};
use crate::calendar::plus_minutes;
use crate::callout::Report;
use crate::case::{Case, CaseShift, Command, Decision, Event, Head, Seen, TextOutcome, Words};
use crate::effect::{Effect, Planned, Purpose, TimerName, To};
use crate::escalation::{Ack, Climb, Escalation, PageWhy};
use crate::fact::Fact;
use crate::id::{AppointmentId, CaregiverId, EffectKey};
use crate::note::{About, Note};
use crate::phone::Phone;
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::{Say, StaffNote, VisitLine, When};

/// Who is expected where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// The shift.
    pub shift: CaseShift,
    /// Who should come.
    pub caregiver: CaregiverId,
    /// How she is named to staff: `Ada E.`
    pub short_name: Redacted<String>,
    /// Whose visit to the same client ends when this one begins.
    pub before: Option<CaregiverId>,
}

/// What raised the doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "doubt")]
pub enum Doubt {
    /// She says that she is late.
    Late {
        /// Minutes after the start, if she said.
        minutes: Option<i64>,
        /// She may be asked how many.
        may_ask: bool,
        /// The message.
        words: Words,
    },
    /// The client or a relative says that nobody is there.
    NobodyCame {
        /// Where answers go.
        phone: Phone,
        /// A relative: hears no more than that somebody looks into it.
        relative: bool,
        /// The message.
        words: Words,
    },
    /// The caregiver before says that nobody relieves her.
    NoRelief {
        /// Who is still there.
        outgoing: CaregiverId,
        /// The message.
        words: Words,
    },
    /// WellSky shows no clock-in.
    NoClockIn,
}

/// How it is known that she has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// She says so.
    Says,
    /// WellSky shows a clock-in at this instant.
    ClockIn(Timestamp),
    /// The client says so.
    Client,
}

/// A clock-in as WellSky shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockIn {
    /// The planned visit; care logs entered by hand may have none.
    pub appointment: Option<AppointmentId>,
    /// Who took part.
    pub caregivers: Vec<CaregiverId>,
    /// Clocked in.
    pub at: Timestamp,
    /// Clocked out.
    pub out: Option<Timestamp>,
}

impl ClockIn {
    /// Whether it is the beginning of this visit: the same appointment within its hours, or, on a record without an
    /// appointment, the same person around the start. Appointments of a series share an id, so the hours always count.
    pub fn begins(&self, shift: &Shift) -> bool {
        let early = plus_minutes(shift.start(), -120);
        if self.at < early || self.at >= shift.end {
            return false;
        }
        match &self.appointment {
            Some(id) => *id == shift.key.appointment,
            None => shift.caregiver.as_ref().is_some_and(|c| self.caregivers.contains(c)),
        }
    }
}

/// One line of this case's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "news")]
pub enum VisitNews {
    /// She is late.
    Late {
        /// Who.
        caregiver: CaregiverId,
        /// Minutes, if said.
        minutes: Option<i64>,
    },
    /// Nobody is there, says the client or a relative.
    NobodyCame {
        /// A relative said so.
        relative: bool,
    },
    /// The one before is not relieved.
    NoRelief {
        /// Who is still there.
        outgoing: CaregiverId,
    },
    /// No clock-in.
    NoClockIn {
        /// Who should have.
        caregiver: CaregiverId,
    },
    /// She was asked where she is.
    Asked {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The client was asked whether she has come.
    ClientAsked,
    /// The client was told how late she is.
    ClientTold {
        /// Minutes.
        minutes: i64,
    },
    /// The client hears again then.
    Promised {
        /// When.
        until: Timestamp,
    },
    /// The one before was asked to stay.
    StayAsked {
        /// Who.
        caregiver: CaregiverId,
    },
    /// She has come.
    Here {
        /// How that is known.
        sign: Sign,
    },
    /// She did not come: somebody else is searched for.
    NoShow {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The client says that she is safe.
    Safe,
}

/// What the client was asked last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientQuestion {
    /// Is she safe alone?
    Safe,
    /// Has the caregiver come?
    Come,
}

/// Somebody's coming is in doubt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Common part.
    pub head: Head,
    /// Who is expected where; known from the first event on.
    pub expected: Option<Expected>,
    /// Since when she says that she is late.
    pub late: Option<Timestamp>,
    /// When she will be there, by her own words.
    pub eta: Option<Timestamp>,
    /// Since when it is known that she is not there: the client's, a relative's or the one before's word.
    pub missing: Option<Timestamp>,
    /// Since when WellSky shows no clock-in.
    pub no_clock: Option<Timestamp>,
    /// She was asked where she is, after so much was known: the instant that the question belongs to.
    pub asked: Option<Timestamp>,
    /// A human was asked to phone her.
    pub called: bool,
    /// What the client was asked and has not answered.
    pub question: Option<ClientQuestion>,
    /// The client was asked once whether she has come.
    pub client_asked: bool,
    /// Where the client wrote from who said that nobody came; relatives are promised nothing.
    pub reporter: Option<Phone>,
    /// Minutes of lateness that the client was told last.
    pub told: Option<i64>,
    /// Who was asked to stay.
    pub stays: Option<CaregiverId>,
    /// When the client hears again.
    pub promise: Option<Timestamp>,
    /// Every message, word by word.
    pub words: Vec<Words>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// A human works it.
    pub taken_over: Option<Ack>,
    /// How it ended.
    pub closed: Option<String>,
}

impl Visit {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self {
            head,
            expected: None,
            late: None,
            eta: None,
            missing: None,
            no_clock: None,
            asked: None,
            called: false,
            question: None,
            client_asked: false,
            reporter: None,
            told: None,
            stays: None,
            promise: None,
            words: Vec::new(),
            escalation: None,
            taken_over: None,
            closed: None,
        }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The shift.
    pub fn shift(&self) -> Option<&CaseShift> {
        self.expected.as_ref().map(|e| &e.shift)
    }

    /// Whether this caregiver is the one whose coming is in doubt.
    pub fn expects(&self, caregiver: &CaregiverId) -> bool {
        self.expected.as_ref().is_some_and(|e| e.caregiver == *caregiver)
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        match (&self.closed, &self.missing, &self.no_clock) {
            (Some(_), ..) => "closed",
            (None, Some(_), _) => "missing",
            (None, None, Some(_)) => "no_clock_in",
            (None, None, None) => "late",
        }
    }
}

/// Who is expected at a shift; `None` for one that nobody is on.
pub fn expected(policy: &Policy, roster: &Roster, shift: &Shift) -> Option<Expected> {
    let caregiver = shift.caregiver.clone()?;
    // The one before may have stayed a little longer, or leave a little earlier.
    let around = plus_minutes(shift.start(), -30)..=plus_minutes(shift.start(), 30);
    let before = roster
        .visits_to(&shift.client)
        .filter(|s| s.is_on() && s.key != shift.key && s.start() < shift.start() && around.contains(&s.end))
        .filter_map(|s| s.caregiver.clone())
        .find(|c| *c != caregiver);
    let short_name = roster.caregiver(&caregiver).map(|c| c.name.short()).unwrap_or_default();
    Some(Expected {
        shift: crate::inbound::case_shift(policy, roster, shift),
        caregiver,
        short_name: Redacted::new(short_name),
        before,
    })
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &Visit, event: &Event, now: Timestamp) -> Decision {
    let mut step = Step {
        policy,
        case: before.clone(),
        out: Decision::nothing(Case::Visit(Box::new(before.clone()))),
        now,
    };
    step.hear(event);
    let Step { case, mut out, .. } = step;
    out.case = Case::Visit(Box::new(case));
    out
}

struct Step<'a> {
    policy: &'a Policy,
    case: Visit,
    out: Decision,
    now: Timestamp,
}

impl Step<'_> {
    fn hear(&mut self, event: &Event) {
        if let Event::Heard { fact } = event {
            return self.out.facts.push(fact.clone());
        }
        match event {
            // A last page may still climb after the end.
            Event::Timer { name: TimerName::Ladder } => self.climb(),
            Event::Texted { key, outcome: TextOutcome::Failed { why } } => self.text_failed(key, why),
            Event::Said { by, .. } if !self.case.is_open() => self.acknowledged(by),
            _ if !self.case.is_open() => {}
            Event::Doubted { expected, doubt } => self.doubted(expected, doubt),
            Event::TurnedUp { sign } => self.turned_up(*sign),
            Event::ClientAnswered { agrees } => self.client_answered(*agrees),
            Event::CannotCome => {
                self.drop_page();
                self.close("the caregiver called out: the shift has a case of its own");
            }
            Event::Looked { seen: Some(seen) } => self.looked(seen),
            Event::Timer { name: TimerName::Step } => self.advance(),
            Event::Timer { name: TimerName::Promise } => self.keep_promise(),
            Event::Said { by, command } => self.said(by, command),
            _ => {}
        }
    }

    fn looked(&mut self, seen: &Seen) {
        let hers = self.case.expected.as_ref().map(|e| &e.caregiver);
        if matches!(seen, Seen::On { caregiver } if caregiver.as_ref() == hers) {
            return;
        }
        self.out.facts.push(Fact::ScheduleChanged { how: "changed in WellSky".into() });
        self.drop_page();
        self.close("WellSky shows another caregiver or no visit");
    }

    fn text_failed(&mut self, key: &EffectKey, why: &str) {
        let page = self.out.trouble(key, why);
        if page {
            self.climb();
        }
    }

    fn said(&mut self, by: &str, command: &Command) {
        match command {
            Command::Acknowledge => self.acknowledged(by),
            Command::TakeOver => {
                self.acknowledged(by);
                self.case.taken_over = Some(Ack { by: by.to_owned(), at: self.now });
                self.out.facts.push(Fact::TakenOver { by: by.to_owned() });
                self.out.timer(TimerName::Step, None);
            }
            Command::Resume => {
                self.case.taken_over = None;
                self.out.facts.push(Fact::Resumed { by: by.to_owned() });
                self.advance();
            }
            Command::FindCover => {
                self.acknowledged(by);
                self.no_show();
            }
            Command::Close { how } => {
                self.drop_page();
                self.close(&format!("{by}: {how}"));
            }
            // What is said about other kinds of case.
            _ => {}
        }
    }

    fn acknowledged(&mut self, by: &str) {
        let why = if self.case.missing.is_some() { PageWhy::NobodyCame } else { PageWhy::LateLong };
        let (policy, now) = (self.policy, self.now);
        let e = self.case.escalation.get_or_insert_with(|| Escalation::start(policy, why, now).0);
        if e.is_waiting() {
            e.acked = Some(Ack { by: by.to_owned(), at: now });
            self.out.facts.push(Fact::Acknowledged { by: by.to_owned() });
            self.out.timer(TimerName::Ladder, None);
        }
    }

    // -- collecting --

    fn news(&mut self, news: VisitNews) {
        self.out.facts.push(Fact::Visit { news });
    }

    fn text(&mut self, to: To, say: Say, purpose: Purpose) {
        let key = self.case.head.key("text");
        self.out.effects.push(Planned { key, effect: Effect::Text { to, say, purpose } });
    }

    fn line(&mut self, to: To, line: VisitLine) {
        let purpose = match &to {
            To::Phone(_) => Purpose::Answer,
            _ => Purpose::UrgentNotice,
        };
        self.text(to, Say::Visit { line }, purpose);
    }

    /// To the client: on the number she wrote from, else on the file's if the policy lets Gigi text her.
    fn client(&self) -> Option<To> {
        let shift = self.case.shift()?;
        match &self.case.reporter {
            Some(phone) => Some(To::Phone(phone.clone())),
            None if self.policy.may_text_client(&shift.client) => Some(To::Client(shift.client.clone())),
            None => None,
        }
    }

    fn note_staff(&mut self, what: StaffNote) {
        if self.policy.ladder.is_empty() {
            return;
        }
        let start = self.case.shift().map(|s| s.key.start);
        let say = Say::StaffNote { case: Some(self.case.head.number), start, what };
        self.text(To::Rung(0), say, Purpose::Page);
    }

    /// A note on the client's visit in WellSky.
    fn record(&mut self, note: impl Fn(When) -> Note) {
        let Some((client, when)) = self.case.shift().map(|s| s.client.clone()).zip(self.when()) else {
            return;
        };
        self.out.note(self.policy, &mut self.case.head, About::client(&client), note(when), None);
    }

    fn when(&self) -> Option<When> {
        self.case.shift().map(|s| When { start: s.key.start, end: s.end })
    }

    fn priority(&self) -> Priority {
        self.case.shift().map(|s| s.priority).unwrap_or_default()
    }

    fn short_name(&self) -> String {
        self.case.expected.as_ref().map(|e| e.short_name.expose().clone()).unwrap_or_default()
    }

    // -- humans --

    /// Wakes a human; a climb that is under way hears the new reason.
    fn escalate(&mut self, why: PageWhy) {
        let climb = match &mut self.case.escalation {
            Some(e) if e.is_waiting() && e.why == why => return,
            Some(e) if e.is_waiting() => e.renew(self.policy, why.clone(), self.now),
            _ => {
                let (escalation, climb) = Escalation::start(self.policy, why.clone(), self.now);
                self.case.escalation = Some(escalation);
                climb
            }
        };
        self.wake(climb, &why);
    }

    fn wake(&mut self, climb: Climb, why: &PageWhy) {
        let say = Say::Page {
            case: self.case.head.number,
            start: self.case.shift().map(|s| s.key.start),
            priority: self.case.shift().map(|s| s.priority),
            why: why.clone(),
        };
        self.out.wake(self.policy, &mut self.case.head, climb, why, say);
    }

    fn climb(&mut self) {
        if let Some(e) = &mut self.case.escalation
            && e.is_waiting()
        {
            let (climb, why) = (e.next(self.policy, self.now), e.why.clone());
            self.wake(climb, &why);
        }
    }

    /// What somebody was woken for has passed.
    fn drop_page(&mut self) {
        if self.case.escalation.as_ref().is_some_and(Escalation::is_waiting) {
            self.case.escalation = None;
            self.out.timer(TimerName::Ladder, None);
        }
    }

    fn close(&mut self, how: &str) {
        self.out.facts.push(Fact::Closed { how: how.to_owned() });
        self.case.closed = Some(how.to_owned());
        self.case.question = None;
        self.case.promise = None;
        self.out.timer(TimerName::Step, None);
        self.out.timer(TimerName::Promise, None);
    }

    /// She did not come: the rest of the shift is searched for, and this case has done its work.
    fn no_show(&mut self) {
        let Some(expected) = self.case.expected.clone() else { return };
        self.news(VisitNews::NoShow { caregiver: expected.caregiver.clone() });
        self.record(|when| Note::NoShow { when });
        self.out.opens.push(Report { no_show: true, ..Report::of(expected.caregiver, expected.shift) });
        self.drop_page();
        self.close("a no-show: somebody else is searched for");
    }
}

#[cfg(test)]
mod tests;
