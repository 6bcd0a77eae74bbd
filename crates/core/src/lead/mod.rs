//! Somebody asks for care: what she wants is asked one thing at a time, a human hears within minutes, and the prospect
//! is entered in WellSky once (`domain.md` 4.34, 4.35, 5.21).
//!
//! The machine promises nothing: no caregiver, no price beyond the published range, and no record before WellSky has
//! shown it. Only a human closes it, except for a wrong number.
mod intake;
mod record;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use intake::{Told, Topic, asks_price, in_area, is_professional, volunteered};
pub use record::{Change, ChangeOutcome, EnterOutcome, Prospect, Record, Stage};

use crate::agency::Tongue;
use crate::calendar::plus_minutes;
use crate::case::{Case, Command, Decision, Event, Head, TextOutcome, Words};
use crate::effect::{Effect, Planned, Purpose, TimerName, To};
use crate::escalation::{Ack, Escalation, PageWhy};
use crate::fact::Fact;
use crate::id::EffectKey;
use crate::phone::Phone;
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::{LeadLine, Say};

/// How she came to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// She texted.
    Text,
    /// The web form, with consent to be texted.
    Form,
}

/// A first message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// Where answers go.
    pub phone: Phone,
    /// Language she wrote in.
    pub tongue: Tongue,
    /// How she came.
    pub channel: Channel,
    /// What she said.
    pub news: News,
}

/// What one message of hers brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The message.
    pub words: Words,
    /// What it tells without being asked.
    pub told: Vec<(Topic, Redacted<String>)>,
    /// Whether it may be the answer to the question that waits (a text may, a form tells by its fields).
    pub answers: bool,
    /// She asks for the price.
    pub price: bool,
    /// A case manager, a hospital.
    pub professional: bool,
    /// It was never meant for us.
    pub wrong_number: bool,
}

/// Somebody who asks for care.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// Common part.
    pub head: Head,
    /// Her number; known from the first event on.
    pub phone: Option<Phone>,
    /// Language she is written to in.
    pub tongue: Tongue,
    /// How she came.
    pub channel: Channel,
    /// A case manager or a hospital: no family questions.
    pub professional: bool,
    /// Everything known.
    pub told: Told,
    /// What was asked, in order; nothing is asked twice (b76).
    pub asked: Vec<Topic>,
    /// The question that waits for an answer.
    pub waiting: Option<Topic>,
    /// The one reminder went out.
    pub reminded: bool,
    /// Everything was asked, or she fell silent.
    pub over: bool,
    /// Every message, word by word.
    pub words: Vec<Words>,
    /// The record in WellSky.
    pub record: Record,
    /// What that record was given besides name and number.
    #[serde(default)]
    pub given: Change,
    /// What is being written to it.
    #[serde(default)]
    pub changing: Option<Change>,
    /// Where a human says that she stands.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// The last stage, if WellSky would not take it.
    #[serde(default)]
    pub not_taken: Option<Stage>,
    /// Why a human was woken last, or will be when quiet hours end.
    pub why: Option<PageWhy>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// How it ended.
    pub closed: Option<String>,
}

impl Lead {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self {
            head,
            phone: None,
            tongue: Tongue::English,
            channel: Channel::Text,
            professional: false,
            told: Told::default(),
            asked: Vec::new(),
            waiting: None,
            reminded: false,
            over: false,
            words: Vec::new(),
            record: Record::Not,
            given: Change::default(),
            changing: None,
            stage: None,
            not_taken: None,
            why: None,
            escalation: None,
            closed: None,
        }
    }

    /// Whether anything is still to be done.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    pub(crate) fn phase_name(&self) -> &'static str {
        match (&self.closed, self.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
            (Some(_), _) => "closed",
            (None, Some(_)) => "with_human",
            (None, None) if self.over => "needs_human",
            (None, None) => "intake",
        }
    }
}

/// See [`crate::case::decide`].
pub(crate) fn decide(policy: &Policy, before: &Lead, event: &Event, now: Timestamp) -> Decision {
    let mut step = Step {
        policy,
        case: before.clone(),
        out: Decision::nothing(Case::Lead(Box::new(before.clone()))),
        now,
    };
    match event {
        Event::Inquired { inquiry } if before.phone.is_none() => step.begin(inquiry),
        Event::Told { news } if before.is_open() => step.hear(news),
        Event::Heard { fact } => step.out.facts.push(fact.clone()),
        Event::Entered { outcome } => step.entered(outcome),
        Event::Changed { outcome } => step.changed(outcome),
        Event::Timer { name: TimerName::Human } if before.is_open() => step.tell_human(PageWhy::Lead),
        Event::Timer { name: TimerName::Answer } if before.is_open() => step.silence(),
        Event::Timer { name: TimerName::Ladder } if before.is_open() => step.ladder(),
        Event::Texted { key, outcome: TextOutcome::Failed { why } } => step.text_failed(key, why),
        Event::Said { by, command } if before.is_open() => step.said(by, command),
        _ => {}
    }
    let Step { case, mut out, .. } = step;
    out.case = Case::Lead(Box::new(case));
    out
}

struct Step<'a> {
    policy: &'a Policy,
    case: Lead,
    out: Decision,
    now: Timestamp,
}

impl Step<'_> {
    fn begin(&mut self, inquiry: &Inquiry) {
        self.case.phone = Some(inquiry.phone.clone());
        self.case.tongue = inquiry.tongue;
        self.case.channel = inquiry.channel;
        self.out
            .facts
            .push(Fact::Inquired { channel: inquiry.channel, professional: inquiry.news.professional });
        // A human hears within minutes, however far the questions are by then (`domain.md 4.34`).
        self.out.timer(TimerName::Human, Some(plus_minutes(self.now, self.policy.leads.human_minutes)));
        self.news(&inquiry.news, vec![LeadLine::Hello]);
    }

    fn hear(&mut self, news: &News) {
        self.news(news, Vec::new());
    }

    fn news(&mut self, news: &News, mut lines: Vec<LeadLine>) {
        if self.case.words.iter().any(|w| w.message == news.words.message) {
            return;
        }
        self.case.words.push(news.words.clone());
        if news.wrong_number && self.case.record == Record::Not {
            return self.close("wrong number".into());
        }
        self.out.timer(TimerName::Answer, None);
        let was_hot = self.case.told.is_hot();
        let answered = self.case.waiting.take();
        let mut removed = false;
        for (topic, words) in &news.told {
            removed |= self.case.told.keep(*topic, words.expose());
        }
        // A question about the price is no answer; the topic stays open on the board and is not asked again.
        if let (Some(topic), true, false) = (answered, news.answers, news.price)
            && news.told.iter().all(|(t, _)| *t != topic)
        {
            removed |= self.case.told.keep(topic, news.words.text.expose());
        }
        if news.told.len() + usize::from(answered.is_some()) > 0 {
            self.out.facts.push(Fact::LeadTold { known: self.case.told.all().map(|(t, _)| t).collect() });
            self.keep_record();
        }
        if news.price {
            lines.push(match self.policy.leads.price {
                Some(p) => LeadLine::Price { from: p.from, to: p.to },
                None => LeadLine::NoPrice,
            });
        }
        if removed {
            lines.push(LeadLine::NoNumbers);
        }
        if news.professional && !self.case.professional {
            self.case.professional = true;
            self.case.over = true;
            lines.push(LeadLine::Referrer);
            self.tell_human(PageWhy::Referral);
            return self.text(lines, Purpose::Answer);
        }
        if self.case.told.is_hot() && !was_hot {
            lines.push(LeadLine::Today);
            self.tell_human(PageWhy::HotLead);
        }
        if self.case.over {
            // She goes on writing: a person reads it, nothing is asked any more.
            if !lines.is_empty() {
                self.text(lines, Purpose::Answer);
            }
            return;
        }
        let leads = &self.policy.leads;
        let outside = self
            .case
            .told
            .of(Topic::Town)
            .and_then(|place| in_area(place, &leads.towns, &leads.zips))
            .is_some_and(|inside| !inside);
        if outside {
            lines.push(LeadLine::OutOfArea);
        }
        let asked = &self.case.asked;
        let next = self.case.told.missing().find(|t| !asked.contains(t)).filter(|_| !outside);
        match next {
            Some(topic) => {
                lines.push(LeadLine::Ask { topic });
                self.case.asked.push(topic);
                self.case.waiting = Some(topic);
                self.out
                    .timer(TimerName::Answer, Some(plus_minutes(self.now, self.policy.leads.remind_minutes)));
            }
            None => {
                let open = self.policy.quiet.hours.next_outside(self.now, &self.policy.agency.zone);
                let told = self.case.told.is_hot();
                lines.push(LeadLine::Done { after: (open > self.now && !told).then_some(open) });
                self.over();
            }
        }
        self.text(lines, Purpose::Answer);
        if self.case.told.of(Topic::Town).is_some() {
            self.enter();
        }
    }

    /// Nothing is asked any more: what is known is entered, and a human goes on.
    fn over(&mut self) {
        self.case.over = true;
        self.case.waiting = None;
        self.enter();
        self.tell_human(PageWhy::Lead);
    }

    /// One reminder, then a human.
    fn silence(&mut self) {
        if self.case.waiting.is_none() {
            return;
        }
        if self.case.reminded {
            self.case.over = true;
            self.case.waiting = None;
            self.enter();
            return self.tell_human(PageWhy::LeadSilent);
        }
        self.case.reminded = true;
        self.text(vec![LeadLine::Still], Purpose::Notice);
        self.out.timer(TimerName::Answer, Some(plus_minutes(self.now, self.policy.leads.silent_minutes)));
    }

    /// Wakes a human: for care today, and for what a case manager or WellSky says, again; otherwise once.
    fn tell_human(&mut self, why: PageWhy) {
        if !self.case.is_open() {
            return;
        }
        self.out.timer(TimerName::Human, None);
        let hot = why == PageWhy::HotLead;
        let waits = self.case.escalation.as_ref().is_some_and(Escalation::is_waiting);
        let again = matches!(
            why,
            PageWhy::HotLead
                | PageWhy::LeadNotEntered
                | PageWhy::LeadIsClient
                | PageWhy::Referral
                | PageWhy::LeadSilent
        );
        if (self.case.escalation.is_some() && !again) || (waits && !hot) {
            return;
        }
        let open = self.policy.quiet.hours.next_outside(self.now, &self.policy.agency.zone);
        self.case.why = Some(why);
        if hot || open == self.now {
            return self.wake_from_start();
        }
        self.out.facts.push(Fact::HeldUntil { until: open });
        self.out.timer(TimerName::Ladder, Some(open));
    }

    fn wake_from_start(&mut self) {
        let Some(why) = self.case.why.clone() else { return };
        let (escalation, climb) = Escalation::start(self.policy, why.clone(), self.now);
        self.case.escalation = Some(escalation);
        self.wake(climb, &why);
    }

    fn wake(&mut self, climb: crate::escalation::Climb, why: &PageWhy) {
        let say = Say::Page { case: self.case.head.number, start: None, priority: None, why: why.clone() };
        self.out.wake(self.policy, &mut self.case.head, climb, why, say);
    }

    fn ladder(&mut self) {
        match (&mut self.case.escalation, self.case.why.clone()) {
            (Some(e), Some(why)) if e.is_waiting() => {
                let climb = e.next(self.policy, self.now);
                self.wake(climb, &why);
            }
            // Held until the end of quiet hours: now it begins.
            (_, Some(_)) => self.wake_from_start(),
            _ => {}
        }
    }

    fn text_failed(&mut self, key: &EffectKey, why: &str) {
        let page = self.out.trouble(key, why);
        if !self.case.is_open() {
            return;
        }
        if page {
            if self.case.escalation.as_ref().is_some_and(Escalation::is_waiting) {
                self.ladder();
            }
        } else if !self.case.over {
            // She cannot be reached by text: nothing is waited for.
            self.case.over = true;
            self.case.waiting = None;
            self.out.timer(TimerName::Answer, None);
            self.tell_human(PageWhy::LeadSilent);
        }
    }

    fn said(&mut self, by: &str, command: &Command) {
        match command {
            Command::Acknowledge | Command::TakeOver => {
                let why = self.case.why.clone().unwrap_or(PageWhy::Lead);
                let e = self
                    .case
                    .escalation
                    .get_or_insert_with(|| Escalation::start(self.policy, why, self.now).0);
                e.acked = Some(Ack { by: by.to_owned(), at: self.now });
                self.out.facts.push(Fact::Acknowledged { by: by.to_owned() });
                self.out.timer(TimerName::Ladder, None);
                self.out.timer(TimerName::Human, None);
                if *command == Command::TakeOver {
                    self.case.over = true;
                    self.case.waiting = None;
                    self.out.timer(TimerName::Answer, None);
                }
            }
            Command::Stage { stage } => self.stands(by, *stage),
            Command::Close { how } => self.close(format!("{by}: {how}")),
            // What is said about other kinds of case.
            _ => {}
        }
    }

    fn close(&mut self, how: String) {
        self.out.facts.push(Fact::Closed { how: how.clone() });
        self.case.closed = Some(how);
        self.case.waiting = None;
        for name in [TimerName::Ladder, TimerName::Human, TimerName::Answer] {
            self.out.timer(name, None);
        }
    }

    fn text(&mut self, lines: Vec<LeadLine>, purpose: Purpose) {
        let Some(phone) = self.case.phone.clone() else { return };
        let key = self.case.head.key("lead");
        let to = To::Prospect { phone, tongue: self.case.tongue };
        self.out
            .effects
            .push(Planned { key, effect: Effect::Text { to, say: Say::Lead { lines }, purpose } });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::id::CaseId;
    use crate::policy::{Price, Rung, WriteRoute};

    fn policy() -> Policy {
        let rung = Rung { name: "Dana".into(), phone: Phone::parse("2025550190").unwrap(), minutes: 5 };
        let mut policy = Policy { ladder: vec![rung], ..Policy::default() };
        policy.leads.route = WriteRoute::Api;
        policy.leads.price = Some(Price { from: 32, to: 38 });
        policy
    }

    fn noon() -> Timestamp {
        "2026-11-24T18:00:00Z".parse().unwrap()
    }

    fn news(no: usize, text: &str, told: Vec<(Topic, String)>) -> News {
        News {
            words: Words { message: format!("SM{no}"), text: text.into() },
            told: told.into_iter().map(|(t, w)| (t, Redacted::new(w))).collect(),
            answers: true,
            price: asks_price(text),
            professional: false,
            wrong_number: false,
        }
    }

    fn step(case: &mut Lead, event: &Event) -> Decision {
        let decision = decide(&policy(), case, event, noon());
        let Case::Lead(next) = decision.case.clone() else { unreachable!() };
        *case = *next;
        decision
    }

    fn blank() -> Lead {
        Lead::blank(Head::new(CaseId(Uuid::from_u128(1)), 7, "9001".into(), noon()))
    }

    fn inquired(news: News) -> Event {
        let phone = Phone::parse("2025550199").unwrap();
        Event::Inquired { inquiry: Inquiry { phone, tongue: Tongue::English, channel: Channel::Text, news } }
    }

    /// The questions in a decision's texts.
    fn questions(decision: &Decision) -> Vec<Topic> {
        let lines = decision.effects.iter().filter_map(|p| match &p.effect {
            Effect::Text { say: Say::Lead { lines }, .. } => Some(lines),
            _ => None,
        });
        let ask = |l: &LeadLine| if let LeadLine::Ask { topic } = l { Some(*topic) } else { None };
        lines.flatten().filter_map(ask).collect()
    }

    fn words() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("how much is it?".to_owned()),
            Just("for my mom, tonight".to_owned()),
            Just("Mary Sample".to_owned()),
            Just("Oak Park".to_owned()),
            Just("medicaid 123456789012".to_owned()),
            ".{0,30}",
        ]
    }

    proptest! {
        #[test]
        fn b63_at_most_one_question_at_a_time_and_none_twice(texts in prop::collection::vec(words(), 1..20)) {
            let (mut case, mut asked, mut entered) = (blank(), Vec::new(), 0);
            for (no, text) in texts.iter().enumerate() {
                let news = news(no, text, volunteered(text, &[], &[]));
                let event = if no == 0 { inquired(news) } else { Event::Told { news } };
                let known: Vec<Topic> = case.told.all().map(|(t, _)| t).collect();
                let decision = step(&mut case, &event);
                let now = questions(&decision);
                prop_assert!(now.len() <= 1, "{now:?}");
                prop_assert!(known.iter().all(|t| case.told.of(*t).is_some()), "nothing known is lost");
                asked.extend(now);
                entered += decision.effects.iter().filter(|p| matches!(p.effect, Effect::EnterProspect { .. })).count();
            }
            let mut once = asked.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), asked.len());
            prop_assert!(entered <= 1);
            prop_assert!(case.is_open(), "only a human closes it");
            let stored = serde_json::to_string(&case).unwrap();
            prop_assert_eq!(serde_json::from_str::<Lead>(&stored).unwrap(), case);
            prop_assert!(!stored.contains("\"pay\":\"medicaid 1"), "no insurance number is kept as a fact");
        }

        #[test]
        fn answers_in_any_order_give_the_same_facts(
            told in prop::collection::btree_map(0_usize..10, "[a-z]{1,12}", 1..10),
            seed in any::<prop::sample::Index>(),
        ) {
            let told: Vec<(Topic, String)> = told.into_iter().map(|(at, w)| (Topic::ALL[at], w)).collect();
            let mut turned = told.clone();
            turned.rotate_left(seed.index(told.len()));
            let facts = |told: &[(Topic, String)]| {
                let mut case = blank();
                for (no, one) in told.iter().enumerate() {
                    let news = News { answers: false, price: false, ..news(no, "form", vec![one.clone()]) };
                    let event = if no == 0 { inquired(news) } else { Event::Told { news } };
                    step(&mut case, &event);
                }
                case.told
            };
            prop_assert_eq!(facts(&told), facts(&turned));
        }
    }

    #[test]
    fn b50_a_message_that_comes_twice_counts_once() {
        let mut case = blank();
        step(&mut case, &inquired(news(1, "care for my mom", vec![])));
        let answer = Event::Told { news: news(2, "for my mom", vec![]) };
        step(&mut case, &answer);
        assert!(step(&mut case, &answer).effects.is_empty());
    }

    #[test]
    fn b77_a_record_counts_only_once_wellsky_shows_it() {
        let mut case = blank();
        let known = vec![(Topic::Name, "Mary Sample".to_owned()), (Topic::Town, "Oak Park".to_owned())];
        step(&mut case, &inquired(news(1, "care", known)));
        assert!(matches!(case.record, Record::Entering { .. }));
        let waiting = EnterOutcome::Waiting { why: "silence".into() };
        let decision = step(&mut case, &Event::Entered { outcome: waiting });
        assert!(decision.facts.iter().all(|f| !matches!(f, Fact::ProspectShown { .. })));
        let refused = EnterOutcome::Refused { why: "403".into() };
        let decision = step(&mut case, &Event::Entered { outcome: refused });
        assert!(decision.effects.iter().any(|p| matches!(p.effect, Effect::Page { .. })), "a human must");
        assert_eq!(case.record, Record::ByHand);
    }

    #[test]
    fn b24_a_wrong_number_ends_quietly() {
        let mut case = blank();
        step(&mut case, &inquired(news(1, "care for my mom", vec![])));
        let wrong = News { wrong_number: true, ..news(2, "wrong number", vec![]) };
        let decision = step(&mut case, &Event::Told { news: wrong });
        assert!(decision.effects.is_empty() && !case.is_open());
        assert!(decision.timers.iter().all(|t| t.due.is_none()));
    }
}
