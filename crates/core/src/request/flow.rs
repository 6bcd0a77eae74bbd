//! What a request does when something is said about it.
use jiff::Timestamp;

use super::{Asking, Kind, Party, Request, RequestStep, Stage};
use crate::calendar::{hours_between, plus_minutes};
use crate::case::{Case, CaseShift, Command, Decision, Event, Personal, Seen, TextOutcome};
use crate::effect::{Effect, Planned, Purpose, TimerName, To};
use crate::escalation::{Ack, Climb, Escalation, PageWhy};
use crate::fact::Fact;
use crate::note::{About, Note};
use crate::policy::Policy;
use crate::texts::{RequestSay, Say, When};

/// Counter of the questions that a request has put to its asker.
const QUESTION: &str = "question";

/// One decision in the making.
pub(super) struct Step<'a> {
    pub(super) policy: &'a Policy,
    pub(super) now: Timestamp,
    pub(super) case: Request,
    pub(super) out: Decision,
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &Request, event: &Event, now: Timestamp) -> Decision {
    let placeholder = Case::Request(Box::new(before.clone()));
    let mut step = Step { policy, now, case: before.clone(), out: Decision::nothing(placeholder) };
    step.hear(event);
    step.out.case = Case::Request(Box::new(step.case));
    step.out
}

impl Step<'_> {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Heard { fact } => self.out.facts.push(fact.clone()),
            Event::Texted { key, outcome: TextOutcome::Failed { why } } => self.text_failed(key, why),
            _ if !self.case.is_open() => {}
            Event::Requested { asking } => self.asked(asking),
            Event::MoreWords { words, .. } => self.case.words.push(words.clone()),
            Event::Picked { shift } => self.picked(shift),
            Event::Agreed { agrees } => self.agreed(*agrees, None),
            Event::Looked { seen } => self.looked(seen.as_ref()),
            Event::Timer { name } => self.timer(*name),
            Event::Said { by, command } => self.said(by, command),
            _ => {}
        }
    }

    // -- the asker --

    fn asked(&mut self, asking: &Asking) {
        self.case.words.push(asking.words.clone());
        let again = self.case.asking.is_some();
        self.case.asking = Some(asking.clone());
        if !again {
            let shift = asking.shift.as_ref().map(|s| s.key.clone());
            self.step(RequestStep::Asked { kind: asking.kind, shift });
        }
        let more = asking.kind == Kind::MoreHours;
        match asking.kind {
            Kind::Cancel | Kind::Move if matches!(asking.by, Party::Client(_)) => self.clarify(asking),
            Kind::Swap | Kind::TimeChange | Kind::Cancel | Kind::Move => {
                self.heard(asking);
                self.with_office(PageWhy::ChangeAsked);
            }
            Kind::MoreHours | Kind::Availability => {
                if let (Party::Caregiver(caregiver), true) = (&asking.by, more) {
                    self.out.personal.push(Personal::WantsMore { caregiver: caregiver.clone() });
                }
                self.reply(RequestSay::HoursHeard { more });
                if !more {
                    self.with_office(PageWhy::ChangeAsked);
                }
            }
            Kind::Status | Kind::Death => {
                let person = !self.policy.ladder.is_empty();
                self.reply(RequestSay::StatusHeard { death: asking.kind == Kind::Death, person });
                self.wake_now(PageWhy::StatusChange);
            }
            Kind::Pay => {
                let due = self.policy.requests.due(self.now, &self.policy.agency.zone);
                self.case.due = Some(due);
                self.reply(RequestSay::PayHeard { by: due });
                self.with_office(PageWhy::PayQuestion);
                self.out.timer(TimerName::Human, Some(due));
            }
        }
    }

    /// A client's wish: which visit, and is that right.
    fn clarify(&mut self, asking: &Asking) {
        match (&asking.shift, asking.options.as_slice()) {
            (Some(shift), _) if asking.kind == Kind::Cancel => {
                let when = when(shift);
                self.ask_back(Stage::ReadBack, RequestSay::ReadBack { when });
            }
            (Some(_), _) => {
                self.heard(asking);
                self.with_office(PageWhy::ChangeAsked);
            }
            (None, options) if options.len() > 1 => {
                let options = options.iter().map(when).collect();
                self.ask_back(Stage::Choosing, RequestSay::Which { options });
            }
            (None, _) => {
                self.heard(asking);
                self.with_office(PageWhy::ChangeAsked);
            }
        }
    }

    /// A question to the asker, unless the policy's number of them is spent: then a human.
    fn ask_back(&mut self, stage: Stage, what: RequestSay) {
        let spent = self.case.head.counters.get(QUESTION).copied().unwrap_or(0);
        if spent >= self.policy.language.questions {
            self.case.stage = Stage::Office;
            self.reply_say(Say::PersonWillAnswer);
            return self.with_office(PageWhy::ChangeAsked);
        }
        self.case.head.key(QUESTION);
        self.case.stage = stage;
        self.step(RequestStep::AskedBack { stage });
        self.reply(what);
        self.out.timer(TimerName::Answer, Some(plus_minutes(self.now, self.policy.requests.answer_minutes)));
    }

    fn picked(&mut self, shift: &CaseShift) {
        let Some(mut asking) = self.case.asking.clone().filter(|_| self.case.stage == Stage::Choosing) else {
            return;
        };
        asking.shift = Some(shift.clone());
        asking.options.clear();
        self.case.asking = Some(asking.clone());
        self.out.timer(TimerName::Answer, None);
        self.clarify(&asking);
    }

    /// What the asker hears while a human decides.
    fn heard(&mut self, asking: &Asking) {
        let client = !matches!(asking.by, Party::Caregiver(_));
        let known = !matches!(asking.by, Party::Contact(_));
        let when = asking.shift.as_ref().filter(|_| known).map(when);
        self.reply(RequestSay::ChangeHeard { when, client });
    }

    /// The asker said whether it is right; or the other caregiver, or the client, whether she agrees.
    pub(super) fn agreed(&mut self, agrees: bool, by: Option<&str>) {
        match self.case.stage {
            Stage::ReadBack => self.read_back(agrees),
            Stage::Other | Stage::Client => self.consulted(agrees, by),
            Stage::Choosing | Stage::Office | Stage::Watching => {}
        }
    }

    fn read_back(&mut self, right: bool) {
        let Some(when) = self.case.shift().map(when) else { return };
        self.out.timer(TimerName::Answer, None);
        self.step(RequestStep::Confirmed { yes: right });
        if right {
            self.reply(RequestSay::CancelHeard { when });
            self.enter_by_hand(PageWhy::CancelAsked);
        } else {
            self.reply(RequestSay::Kept { when });
            self.close("nothing is to be changed".into());
        }
    }

    // -- the office --

    /// A human decides; soon if the visit is, otherwise in the agency's hours.
    fn with_office(&mut self, why: PageWhy) {
        self.case.stage = Stage::Office;
        let soon = self.policy.requests.soon_hours;
        if self.case.shift().is_some_and(|s| hours_between(self.now, s.key.start) < soon) {
            return self.wake_now(why);
        }
        if let Some(shift) = self.case.shift() {
            // Undecided when the visit comes near: whoever is on the ladder then hears at any hour.
            #[expect(clippy::cast_possible_truncation, reason = "hours of notice")]
            let minutes = (soon * 60.0) as i64;
            let near = plus_minutes(shift.key.start, -minutes);
            self.out.timer(TimerName::Human, Some(near));
        }
        self.wake_in_hours(why);
    }

    fn wake_in_hours(&mut self, why: PageWhy) {
        let open = self.policy.quiet.hours.next_outside(self.now, &self.policy.agency.zone);
        if open <= self.now {
            return self.wake_now(why);
        }
        self.case.why = Some(why);
        self.out.facts.push(Fact::HeldUntil { until: open });
        self.out.timer(TimerName::Ladder, Some(open));
    }

    pub(super) fn wake_now(&mut self, why: PageWhy) {
        self.case.why = Some(why.clone());
        let (escalation, climb) = Escalation::start(self.policy, why.clone(), self.now);
        self.case.escalation = Some(escalation);
        self.wake(climb, &why);
    }

    fn wake(&mut self, climb: Climb, why: &PageWhy) {
        let shift = self.case.shift();
        let say = Say::Page {
            case: self.case.head.number,
            start: shift.map(|s| s.key.start),
            priority: shift.map(|s| s.priority),
            why: why.clone(),
        };
        self.out.wake(self.policy, &mut self.case.head, climb, why, say);
    }

    fn said(&mut self, by: &str, command: &Command) {
        match command {
            Command::Acknowledge | Command::TakeOver => self.acknowledged(by),
            Command::Approve if self.case.waits_for_office() => {
                self.acknowledged(by);
                self.case.approved = Some(by.to_owned());
                self.step(RequestStep::Approved { by: by.to_owned() });
                self.consult();
            }
            Command::Decline { why } if self.case.kind().is_some_and(Kind::of_a_visit) => {
                self.acknowledged(by);
                self.step(RequestStep::Declined { by: by.to_owned(), why: why.clone() });
                let when = self.known_when();
                self.tell_asker(RequestSay::Refused { when, client: self.asker_is_client() });
                self.close(format!("{by} declined it"));
            }
            Command::ClientAgrees if self.case.stage == Stage::Client => self.agreed(true, Some(by)),
            Command::ClientRefuses if self.case.stage == Stage::Client => self.agreed(false, Some(by)),
            Command::Close { how } => {
                self.acknowledged(by);
                self.close(format!("{by}: {how}"));
            }
            _ => {}
        }
    }

    pub(super) fn acknowledged(&mut self, by: &str) {
        if let Some(e) = &mut self.case.escalation
            && e.is_waiting()
        {
            e.acked = Some(Ack { by: by.to_owned(), at: self.now });
            self.out.facts.push(Fact::Acknowledged { by: by.to_owned() });
        }
        // Also a page that is only held: somebody has it now.
        self.out.timer(TimerName::Ladder, None);
    }

    // -- WellSky --

    /// A human is to change it in WellSky, and Gigi looks until it is there.
    pub(super) fn enter_by_hand(&mut self, why: PageWhy) {
        self.case.stage = Stage::Watching;
        self.step(RequestStep::ToBeEntered);
        let rules = &self.policy.requests;
        self.out.timer(TimerName::Look, Some(plus_minutes(self.now, rules.look_minutes)));
        let start = self.case.shift().map_or(self.now, |s| s.key.start);
        // Late enough for the office's hours, early enough for somebody who would set out.
        let open = self.policy.quiet.hours.next_outside(self.now, &self.policy.agency.zone);
        let due = plus_minutes(open, rules.entry_minutes).min(plus_minutes(start, -60)).max(self.now);
        self.out.timer(TimerName::Entry, Some(plus_minutes(due, 1)));
        if let Some((asking, shift)) = self.case.asking.as_ref().zip(self.case.shift()) {
            let with = asking.with.as_ref().map(|(id, _)| id.clone()).filter(|_| asking.kind == Kind::Swap);
            let about = About { client: Some(shift.client.clone()), caregiver: with };
            let note = Note::ToChange { kind: asking.kind, when: when(shift) };
            self.out.note(self.policy, &mut self.case.head, about, note, Some(due));
        }
        let soon = hours_between(self.now, start) < rules.soon_hours;
        let high = self.case.shift().is_some_and(|s| s.priority == crate::agency::Priority::P1);
        if self.case.escalation.as_ref().is_some_and(|e| e.acked.is_some()) {
            // Whoever approved it knows; the entry's own clock reminds her.
            return;
        }
        if soon || high { self.wake_now(why) } else { self.wake_in_hours(why) }
    }

    fn looked(&mut self, seen: Option<&Seen>) {
        let Some((asking, shift)) = self.case.asking.clone().zip(self.case.shift().cloned()) else { return };
        if !asking.kind.of_a_visit() {
            return;
        }
        let (Some(seen), watching) = (seen, self.case.stage == Stage::Watching) else {
            return self.look_again();
        };
        let is_so = match (asking.kind, seen) {
            (Kind::Cancel | Kind::Move | Kind::TimeChange, Seen::Cancelled | Seen::Gone) => true,
            (Kind::Swap, Seen::On { caregiver: Some(c) }) => match &asking.with {
                Some((with, _)) => c == with,
                None => shift.original.as_ref() != Some(c),
            },
            _ => false,
        };
        if is_so {
            // Also where a human changed it without a word to Gigi.
            return self.shown(&asking, &shift);
        }
        if watching {
            self.look_again();
        }
    }

    fn look_again(&mut self) {
        if self.case.stage == Stage::Watching {
            let due = plus_minutes(self.now, self.policy.requests.look_minutes);
            self.out.timer(TimerName::Look, Some(due));
        }
    }

    fn shown(&mut self, asking: &Asking, shift: &CaseShift) {
        self.step(RequestStep::Shown);
        let when = when(shift);
        let note = Note::Changed { kind: asking.kind, when: when.clone() };
        self.out.note(self.policy, &mut self.case.head, About::client(&shift.client), note, None);
        let client = self.asker_is_client();
        let soon = hours_between(self.now, shift.key.start) < self.policy.quiet.urgent_within_hours;
        let purpose = if soon { Purpose::UrgentNotice } else { Purpose::Notice };
        if asking.kind == Kind::Cancel {
            if client {
                self.tell_asker(RequestSay::CancelDone { when: when.clone() });
            }
            // A visit that is over needs no word.
            if let Some(caregiver) = shift.original.clone().filter(|_| shift.key.start > self.now) {
                let client = shift.client_short.expose().clone();
                let say = Say::Request { what: RequestSay::VisitOff { when, client } };
                self.text(To::Caregiver(caregiver), say, purpose);
            }
        } else {
            let known = !matches!(asking.by, Party::Contact(_));
            if known {
                self.tell_asker(RequestSay::Changed { when: when.clone() });
            }
            if let Some((with, _)) = asking.with.clone().filter(|_| asking.kind == Kind::Swap) {
                let client = shift.client_short.expose().clone();
                let say = Say::Request { what: RequestSay::YoursNow { when, client } };
                self.text(To::Caregiver(with), say, purpose);
            }
        }
        self.close("WellSky shows it".into());
    }

    // -- time --

    fn timer(&mut self, name: TimerName) {
        match name {
            TimerName::Answer if matches!(self.case.stage, Stage::Choosing | Stage::ReadBack) => {
                self.with_office(PageWhy::ChangeAsked);
            }
            TimerName::Consent if self.case.stage == Stage::Other => self.wake_now(PageWhy::ChangeAsked),
            TimerName::Consent if self.case.stage == Stage::Client => self.wake_now(PageWhy::AskClient),
            TimerName::Look if self.case.stage == Stage::Watching => {
                self.plan("look", Effect::Look);
                self.look_again();
            }
            TimerName::Entry if self.case.stage == Stage::Watching => self.wake_now(PageWhy::NotEntered),
            TimerName::Human if self.case.stage != Stage::Watching => {
                let why = match self.case.kind() {
                    Some(Kind::Pay) => PageWhy::PayQuestion,
                    _ => PageWhy::ChangeAsked,
                };
                self.wake_now(why);
            }
            TimerName::Ladder => match (&mut self.case.escalation, self.case.why.clone()) {
                (Some(e), Some(why)) if e.is_waiting() => {
                    let climb = e.next(self.policy, self.now);
                    self.wake(climb, &why);
                }
                // Held until the agency's hours: now it begins.
                (_, Some(why)) => self.wake_now(why),
                _ => {}
            },
            _ => {}
        }
    }

    fn text_failed(&mut self, key: &crate::id::EffectKey, why: &str) {
        let page = self.out.trouble(key, why);
        if !self.case.is_open() {
            return;
        }
        if page {
            if self.case.escalation.as_ref().is_some_and(Escalation::is_waiting) {
                self.timer(TimerName::Ladder);
            }
        } else {
            // Somebody did not get a question or an answer: a human phones her.
            self.wake_now(PageWhy::WantsCall);
        }
    }

    // -- collecting --

    pub(super) fn step(&mut self, step: RequestStep) {
        self.out.facts.push(Fact::Request { step });
    }

    fn plan(&mut self, kind: &str, effect: Effect) {
        let key = self.case.head.key(kind);
        self.out.effects.push(Planned { key, effect });
    }

    pub(super) fn text(&mut self, to: To, say: Say, purpose: Purpose) {
        self.plan("text", Effect::Text { to, say, purpose });
    }

    fn reply_say(&mut self, say: Say) {
        let Some(phone) = self.case.asking.as_ref().map(|a| a.phone.clone()) else { return };
        self.text(To::Phone(phone), say, Purpose::Answer);
    }

    /// Answers the asker's own message.
    fn reply(&mut self, what: RequestSay) {
        self.reply_say(Say::Request { what });
    }

    /// News for the asker, later.
    pub(super) fn tell_asker(&mut self, what: RequestSay) {
        let Some(phone) = self.case.asking.as_ref().map(|a| a.phone.clone()) else { return };
        self.text(To::Phone(phone), Say::Request { what }, Purpose::Notice);
    }

    pub(super) fn asker_is_client(&self) -> bool {
        self.case.asking.as_ref().is_some_and(|a| !matches!(a.by, Party::Caregiver(_)))
    }

    /// The visit, if the asker may hear about it.
    pub(super) fn known_when(&self) -> Option<When> {
        let asking = self.case.asking.as_ref()?;
        let known = !matches!(asking.by, Party::Contact(_));
        asking.shift.as_ref().filter(|_| known).map(when)
    }

    pub(super) fn close(&mut self, how: String) {
        self.out.facts.push(Fact::Closed { how: how.clone() });
        self.case.closed = Some(how);
        if let Some(e) = &mut self.case.escalation {
            // Nobody needs to take what is over.
            e.acked.get_or_insert(Ack { by: "Gigi".into(), at: self.now });
        }
        for name in TimerName::ALL {
            self.out.timer(name, None);
        }
    }
}

pub(super) fn when(shift: &CaseShift) -> When {
    When { start: shift.key.start, end: shift.end }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::agency::Priority;
    use crate::case::{Head, Words};
    use crate::id::{CaregiverId, CaseId, ShiftKey};
    use crate::phone::Phone;
    use crate::policy::Rung;

    fn policy() -> Policy {
        let rung = Rung { name: "Dana".into(), phone: Phone::parse("2025550190").unwrap(), minutes: 5 };
        Policy { ladder: vec![rung], ..Policy::default() }
    }

    /// Monday noon in Chicago.
    fn noon() -> Timestamp {
        "2026-11-23T18:00:00Z".parse().unwrap()
    }

    fn shift(hours: i64) -> CaseShift {
        CaseShift {
            key: ShiftKey::new("55500016", plus_minutes(noon(), hours * 60)),
            client: "7100001".into(),
            end: plus_minutes(noon(), hours * 60 + 240),
            area: None,
            position: None,
            priority: Priority::P1,
            original: Some(CaregiverId::new("8200001")),
            client_short: "Rosa S.".into(),
        }
    }

    fn asking(kind: Kind, by: Party, hours: i64) -> Event {
        Event::Requested {
            asking: Box::new(Asking {
                kind,
                by,
                phone: Phone::parse("2025550132").unwrap(),
                from: "client Rosa Sample".into(),
                short_name: "Rosa S.".into(),
                words: Words { message: "SM1".into(), text: "words".into() },
                shift: Some(shift(hours)),
                options: Vec::new(),
                with: (kind == Kind::Swap).then(|| (CaregiverId::new("8200002"), "Linh T.".into())),
                window: None,
            }),
        }
    }

    fn step(case: &mut Request, event: &Event, now: Timestamp) -> Decision {
        let decision = decide(&policy(), case, event, now);
        let Case::Request(next) = decision.case.clone() else { unreachable!() };
        *case = *next;
        decision
    }

    fn blank() -> Request {
        Request::blank(Head::new(CaseId(Uuid::from_u128(1)), 7, "9001".into(), noon()))
    }

    fn said(command: Command) -> Event {
        Event::Said { by: "Dana".into(), command }
    }

    fn anything() -> impl Strategy<Value = Event> {
        let seen = prop_oneof![
            Just(None),
            Just(Some(Seen::Cancelled)),
            Just(Some(Seen::Gone)),
            Just(Some(Seen::On { caregiver: Some(CaregiverId::new("8200001")) })),
            Just(Some(Seen::On { caregiver: Some(CaregiverId::new("8200002")) })),
        ];
        prop_oneof![
            any::<bool>().prop_map(|agrees| Event::Agreed { agrees }),
            seen.prop_map(|seen| Event::Looked { seen }),
            prop::sample::select(TimerName::ALL.to_vec()).prop_map(|name| Event::Timer { name }),
            Just(said(Command::Acknowledge)),
            Just(said(Command::Approve)),
            Just(said(Command::Decline { why: "no".into() })),
            Just(said(Command::ClientAgrees)),
        ]
    }

    proptest! {
        /// Nobody hears that something has changed unless WellSky has shown it; an open request has a timer or a human;
        /// what is over stays over.
        #[test]
        fn b77_only_what_wellsky_shows_is_said_to_be_done(
            kind in prop::sample::select(vec![Kind::Swap, Kind::TimeChange, Kind::Cancel, Kind::Move]),
            client in any::<bool>(),
            hours in 1_i64..200,
            events in prop::collection::vec((anything(), 1_i64..300), 1..25),
        ) {
            let by = if client { Party::Client("7100001".into()) } else { Party::Caregiver(CaregiverId::new("8200001")) };
            let (mut case, mut now) = (blank(), noon());
            let mut timers = std::collections::BTreeMap::new();
            let first = step(&mut case, &asking(kind, by, hours), now);
            timers.extend(first.timers.iter().map(|t| (t.name, t.due)));
            for (event, minutes) in &events {
                now = plus_minutes(now, *minutes);
                let was_open = case.is_open();
                let decision = step(&mut case, event, now);
                timers.extend(decision.timers.iter().map(|t| (t.name, t.due)));
                let claims = decision.effects.iter().any(|p| matches!(&p.effect, Effect::Text { say: Say::Request { what }, .. }
                    if matches!(what, RequestSay::CancelDone { .. } | RequestSay::VisitOff { .. }
                        | RequestSay::Changed { .. } | RequestSay::YoursNow { .. })));
                let shown = matches!(event, Event::Looked { seen: Some(_) });
                prop_assert!(!claims || shown, "{event:?}");
                prop_assert!(was_open || decision.effects.is_empty());
                prop_assert!(was_open || !case.is_open());
                let waits = timers.values().any(Option::is_some);
                let human = case.escalation.is_some();
                prop_assert!(!case.is_open() || waits || human, "{case:?}");
                let stored = serde_json::to_string(&case).unwrap();
                prop_assert_eq!(serde_json::from_str::<Request>(&stored).unwrap(), case.clone());
            }
        }
    }

    #[test]
    fn b67_a_far_visit_waits_for_the_morning_and_a_near_one_does_not() {
        let night: Timestamp = "2026-11-24T05:00:00Z".parse().unwrap();
        let by = || Party::Caregiver(CaregiverId::new("8200001"));
        let mut case = blank();
        let far = step(&mut case, &asking(Kind::TimeChange, by(), 100), night);
        assert!(!far.effects.iter().any(|p| matches!(p.effect, Effect::Page { .. })));
        let mut case = blank();
        let near = step(&mut case, &asking(Kind::TimeChange, by(), 20), night);
        assert!(near.effects.iter().any(|p| matches!(p.effect, Effect::Page { .. })));
    }
}
