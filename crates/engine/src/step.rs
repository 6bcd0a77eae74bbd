//! One step: load with versions, decide, commit. Everything here is done again when a version moved.
mod deciding;
mod offering;

use std::collections::BTreeMap;
use std::sync::Arc;

use gigi_core::agency::{Roster, Tongue};
use gigi_core::callout::{CallOut, Phase, Report};
use gigi_core::case::{Case, Command, Event, Head, Personal, TextOutcome, Words, decide};
use gigi_core::clock::ClockTrouble;
use gigi_core::complaint::{Complaint, Opening};
use gigi_core::conversation::Conversation;
use gigi_core::effect::{Effect, Planned, Purpose, TimerName, To};
use gigi_core::escalation::PageWhy;
use gigi_core::handoff::Handoff;
use gigi_core::id::{CaregiverId, CaseId, ShiftKey};
use gigi_core::inbound::{self, Form, Heard, InboundText, Outcome, OutcomeKind, Routed, Target};
use gigi_core::incident::Incident;
use gigi_core::lead::Lead;
use gigi_core::phone::Phone;
use gigi_core::policy::Policy;
use gigi_core::private::Redacted;
use gigi_core::request::Request;
use gigi_core::round::{Round, rows};
use gigi_core::texts::{Letterhead, Say};
use gigi_core::visit::{Doubt, Sign, Visit, expected};
use jiff::{SignedDuration, Timestamp};

use crate::consult::Waited;
use crate::engine::{Engine, EngineError};
use crate::ports::{
    Commit, Committed, Consume, Delivery, DeliveryStatus, Input, JournalLine, NewEffect, OutgoingText,
    Versioned, Waiting, Work,
};

/// What one step has in hand: documents with their versions, and everything the commit will carry.
pub(crate) struct Bench<'a> {
    engine: &'a Engine,
    pub(crate) now: Timestamp,
    pub(crate) roster: Arc<Roster>,
    cases: BTreeMap<CaseId, Versioned<Case>>,
    touched: Vec<CaseId>,
    conversations: BTreeMap<Phone, Versioned<Conversation>>,
    timers: Vec<(CaseId, TimerName, Option<Timestamp>)>,
    journal: Vec<JournalLine>,
    outbox: Vec<NewEffect>,
    withdrawn: Vec<String>,
    silenced: Option<Phone>,
    pub(crate) delivery: Option<Delivery>,
    /// Shifts that this step fills.
    filled: u64,
    /// Offers may join texts that have not left. Not after such a step met conflicts: the text may have left.
    pub(crate) joins: bool,
    /// Offer texts that say something else than when they were planned, by number; with the name that a text had before
    /// an offer joined it.
    reworded: BTreeMap<Phone, Option<String>>,
    /// The case that was ranked.
    ranked: Option<CaseId>,
    /// Whether people are about to be asked for other shifts, once that was looked up.
    others_ask: Option<bool>,
}

impl Engine {
    pub(crate) async fn bench(&self) -> Result<Bench<'_>, EngineError> {
        Ok(Bench {
            engine: self,
            now: self.now(),
            roster: self.roster().await?,
            cases: BTreeMap::new(),
            touched: Vec::new(),
            conversations: BTreeMap::new(),
            timers: Vec::new(),
            journal: Vec::new(),
            outbox: Vec::new(),
            withdrawn: Vec::new(),
            silenced: None,
            delivery: None,
            filled: 0,
            joins: false,
            reworded: BTreeMap::new(),
            ranked: None,
            others_ask: None,
        })
    }

    pub(crate) async fn timer(
        &self,
        case: CaseId,
        name: TimerName,
        due: Timestamp,
    ) -> Result<Committed, EngineError> {
        let mut bench = self.bench().await?;
        // The timer is consumed first in the commit; what the decision sets replaces it.
        bench.hear(case, Event::Timer { name }).await?;
        bench.commit(Consume::Timer { case, name, due }).await
    }

    /// A text whose commit conflicts again and again becomes a hand-over; anything else stays an error.
    pub(crate) async fn by_hand(&self, waiting: &Waiting, why: EngineError) -> Result<(), EngineError> {
        let Input::Text(text) = &waiting.arrival.what else { return Err(why) };
        tracing::error!(error = %why, "a text cannot be handled by machine, a human gets it");
        metrics::counter!("gigi_messages_total", "outcome" => "not_handled").increment(1);
        let mut bench = self.bench().await?;
        let id = bench.open(|head| Case::Handoff(Box::new(Handoff::blank(head)))).await?;
        let words = Words { message: text.id.clone(), text: text.body.clone() };
        let from = Redacted::new(format!("number ending {}", text.from.last_four()));
        bench.hear(id, Event::HandedOver { why: PageWhy::NotHandled, words, from }).await?;
        let outcome = Outcome::new(OutcomeKind::HandedOver, "could not be handled by machine");
        // A conflict here means that another process has handled it meanwhile; if not, it is tried again.
        bench.commit(Consume::Arrival { seq: waiting.seq, outcome }).await?;
        Ok(())
    }

    /// `None`: it must wait a moment longer, nothing was done.
    pub(crate) async fn arrival(&self, waiting: &Waiting) -> Result<Option<Committed>, EngineError> {
        let mut bench = self.bench().await?;
        let outcome = match &waiting.arrival.what {
            Input::Text(text) => match bench.text(text).await? {
                Some(outcome) => outcome,
                None => return Ok(None),
            },
            Input::Form { text, form } => bench.form(text, form).await?,
            Input::Command { case, by, command } => {
                bench.hear(*case, Event::Said { by: by.clone(), command: command.clone() }).await?;
                if matches!(command, Command::Approve | Command::Decline { .. }) {
                    bench.decided(*case, by).await?;
                }
                acted("command from the board")
            }
            Input::ShiftSeen { shift, seen } => {
                let active = self.parts().store.active_cases().await?;
                let about: Vec<CaseId> = active
                    .iter()
                    .filter(|c| c.doc.is_open() && c.doc.watches().is_some_and(|s| s.key == *shift))
                    .map(|c| c.doc.id())
                    .collect();
                for case in &about {
                    bench.hear(*case, Event::Looked { seen: Some(seen.clone()) }).await?;
                }
                if about.is_empty() {
                    ignored("no open case has this shift")
                } else {
                    acted("schedule changed")
                }
            }
            Input::Unassigned { shift } => {
                // Somebody may have called out of it, or been put on it, since it was seen.
                let active = self.parts().store.active_cases().await?;
                let worked = active
                    .iter()
                    .filter_map(|c| c.doc.as_call_out())
                    .any(|c| c.is_open() && c.shift.as_ref().is_some_and(|s| s.key == shift.key));
                let open = bench.roster.shift(&shift.key).is_some_and(|s| s.is_on() && s.caregiver.is_none());
                if worked || !open {
                    ignored("the shift is worked or has somebody")
                } else {
                    let case = bench.open(|head| Case::CallOut(Box::new(CallOut::blank(head)))).await?;
                    bench.hear(case, Event::Unassigned { shift: shift.clone() }).await?;
                    acted("a shift that has nobody is worked")
                }
            }
            Input::Clock { shift, at } => bench.clock(shift, *at).await?,
            Input::Failing => bench.failing().await?,
            Input::ClocksBlind => bench.clocks_blind().await?,
            Input::Evening { day } => bench.evening(*day).await?,
            Input::Delivery(delivery) => bench.delivered(delivery).await?,
        };
        bench.commit(Consume::Arrival { seq: waiting.seq, outcome }).await.map(Some)
    }

    /// Everything that a text is read against: people, the cases that may be meant, the sender's conversation.
    pub(crate) async fn surroundings(&self, text: &InboundText) -> Result<Surroundings, EngineError> {
        let store = &self.parts().store;
        let conversation = store.conversation(&text.from).await?;
        let mut active = store.active_cases().await?;
        // A late answer is about a case that may be closed already.
        for case in conversation.doc.open.iter().chain(&conversation.doc.closed).map(|o| o.case) {
            if active.iter().all(|c| c.doc.id() != case)
                && let Some(found) = store.case(case).await?
            {
                active.push(found);
            }
        }
        Ok((self.roster().await?, active, conversation))
    }
}

/// People, cases, conversation.
type Surroundings = (Arc<Roster>, Vec<Versioned<Case>>, Versioned<Conversation>);

fn acted(words: &str) -> Outcome {
    Outcome::new(OutcomeKind::Acted, words)
}

fn ignored(words: &str) -> Outcome {
    Outcome::new(OutcomeKind::Ignored, words)
}

impl Bench<'_> {
    /// `None`: a hosted model is still being asked about it.
    async fn text(&mut self, text: &InboundText) -> Result<Option<Outcome>, EngineError> {
        let (cases, conversation) = self.gather(text).await?;
        let policy = &self.engine.parts().policy;
        let heard = Heard { policy, roster: &self.roster, text, cases: &cases };
        let version = conversation.version;
        let mut routed = inbound::route(heard, conversation.doc);
        if matches!(self.engine.advised(heard, &mut routed).await?, Waited::NotYet) {
            return Ok(None);
        }
        self.follow(text, version, routed).await.map(Some)
    }

    /// A web form: read without a hosted model, everything else like a text.
    async fn form(&mut self, text: &InboundText, form: &Form) -> Result<Outcome, EngineError> {
        let (cases, conversation) = self.gather(text).await?;
        let policy = &self.engine.parts().policy;
        let heard = Heard { policy, roster: &self.roster, text, cases: &cases };
        let version = conversation.version;
        let routed = inbound::route_form(heard, conversation.doc, form);
        self.follow(text, version, routed).await
    }

    /// What a message is read against; the cases that may be meant are kept for what follows.
    async fn gather(
        &mut self,
        text: &InboundText,
    ) -> Result<(Vec<Case>, Versioned<Conversation>), EngineError> {
        let (_, active, conversation) = self.engine.surroundings(text).await?;
        let cases = active.iter().map(|c| c.doc.clone()).collect();
        for case in active {
            self.cases.insert(case.doc.id(), case);
        }
        Ok((cases, conversation))
    }

    /// Carries out what a message leads to.
    async fn follow(
        &mut self,
        text: &InboundText,
        version: i64,
        routed: Routed,
    ) -> Result<Outcome, EngineError> {
        metrics::counter!("gigi_messages_total", "outcome" => outcome_name(routed.outcome.kind)).increment(1);
        self.conversations.insert(text.from.clone(), Versioned { doc: routed.conversation, version });
        if routed.silence {
            self.silenced = Some(text.from.clone());
        }
        for (at, (to, say)) in routed.replies.into_iter().enumerate() {
            let purpose = if matches!(to, To::Rung(_)) { Purpose::Page } else { Purpose::Answer };
            let effect = Effect::Text { to, say, purpose };
            self.plan_text(None, format!("message/{}/{at}", text.id), effect).await?;
        }
        for (target, events) in routed.events {
            let case = match target {
                Target::Case(id) => id,
                Target::NewCallOut => self.open(|head| Case::CallOut(Box::new(CallOut::blank(head)))).await?,
                Target::NewHandoff => {
                    let id = self.open(|head| Case::Handoff(Box::new(Handoff::blank(head)))).await?;
                    if let Some(c) = self.conversations.get_mut(&text.from) {
                        c.doc.handoff = Some(id);
                    }
                    id
                }
                Target::NewRequest => self.open(|head| Case::Request(Box::new(Request::blank(head)))).await?,
                Target::NewVisit => self.open(|head| Case::Visit(Box::new(Visit::blank(head)))).await?,
                Target::NewClock => {
                    self.open(|head| Case::Clock(Box::new(ClockTrouble::blank(head)))).await?
                }
                Target::NewLead => {
                    let id = self.open(|head| Case::Lead(Box::new(Lead::blank(head)))).await?;
                    if let Some(c) = self.conversations.get_mut(&text.from) {
                        c.doc.lead = Some(id);
                    }
                    id
                }
                Target::NewComplaint => {
                    let id = self.open(|head| Case::Complaint(Box::new(Complaint::blank(head)))).await?;
                    if let Some(c) = self.conversations.get_mut(&text.from) {
                        c.doc.complaint = Some(id);
                    }
                    id
                }
                Target::NewIncident => {
                    let id = self.open(|head| Case::Incident(Box::new(Incident::blank(head)))).await?;
                    if let Some(c) = self.conversations.get_mut(&text.from) {
                        c.doc.incident = Some(id);
                    }
                    id
                }
            };
            for mut event in events {
                if let Event::Complained { opening } = &mut event {
                    self.look_up(opening).await?;
                }
                self.hear(case, event).await?;
            }
        }
        Ok(routed.outcome)
    }

    /// Adds to a new complaint what only the store remembers: earlier ones about the same client's care, and who called
    /// out of her visits lately. It becomes a part of the event, so that a replay decides the same.
    async fn look_up(&self, opening: &mut Opening) -> Result<(), EngineError> {
        let Some(client) = opening.client.clone() else { return Ok(()) };
        let (store, now) = (&self.engine.parts().store, self.now);
        let back = |days: i64| now.saturating_sub(SignedDuration::from_hours(days * 24)).unwrap_or(now);
        let repeat = self.engine.parts().policy.complaints.repeat_days;
        for case in store.cases_of("complaint", back(repeat)).await? {
            let Case::Complaint(c) = &case else { continue };
            if c.client.as_ref() == Some(&client) && c.class <= gigi_core::complaint::Class::C3 {
                opening.found.earlier.push(c.head.number);
            }
        }
        for case in store.cases_of("call_out", back(14)).await? {
            let Some(c) = case.as_call_out() else { continue };
            if let (Some(shift), Some(who)) = (&c.shift, &c.reporter)
                && shift.client == client
                && opening.found.call_outs.iter().all(|(no, ..)| *no != c.head.number)
            {
                opening.found.call_outs.push((c.head.number, shift.key.clone(), who.clone()));
            }
        }
        Ok(())
    }

    async fn open(&mut self, make: impl FnOnce(Head) -> Case) -> Result<CaseId, EngineError> {
        let parts = self.engine.parts();
        let id = parts.ids.case_id(self.now);
        let number = parts.store.next_number().await?;
        let case = make(Head::new(id, number, parts.agency.clone(), self.now));
        self.cases.insert(id, Versioned { doc: case, version: 0 });
        self.touched.push(id);
        Ok(id)
    }

    async fn delivered(&mut self, delivery: &Delivery) -> Result<Outcome, EngineError> {
        let Some(row) = self.engine.parts().store.delivered_row(delivery).await? else {
            return Ok(ignored("a status of a text that is not ours"));
        };
        let news = row.status.is_none_or(|known| known < delivery.status);
        self.delivery = Some(Delivery { outbox: Some(row.id), ..delivery.clone() });
        let own = row.case.zip(row.key).filter(|_| row.makes.is_empty());
        if news && delivery.status == DeliveryStatus::Failed {
            let why = delivery.error.clone().unwrap_or_else(|| "undelivered".into());
            for (case, key) in own.into_iter().chain(row.makes) {
                let outcome = TextOutcome::Failed { why: why.clone() };
                self.hear(case, Event::Texted { key, outcome }).await?;
            }
        }
        Ok(acted("delivery status"))
    }

    /// One case hears one event, and everything that follows from it at once, call-outs that it opens included.
    pub(crate) async fn hear(&mut self, id: CaseId, event: Event) -> Result<(), EngineError> {
        for report in self.one_hears(id, event).await? {
            let (case, event) = self.absence(report).await?;
            // What a call-out decides opens nothing further.
            self.one_hears(case, event).await?;
        }
        Ok(())
    }

    /// Who hears that somebody did not come: the case that has the shift already, or a new call-out.
    async fn absence(&mut self, report: Report) -> Result<(CaseId, Event), EngineError> {
        if let Some(shift) = &report.shift {
            for case in self.engine.parts().store.active_cases().await? {
                self.cases.entry(case.doc.id()).or_insert(case);
            }
            let about = |c: &&Versioned<Case>| {
                c.doc.as_call_out().is_some_and(|c| {
                    c.is_open()
                        && c.phase != Phase::Triage
                        && c.shift.as_ref().is_some_and(|s| s.key == shift.key)
                })
            };
            if let Some(case) = self.cases.values().find(about) {
                return Ok((case.doc.id(), Event::DidNotCome { caregiver: report.caregiver }));
            }
        }
        let id = self.open(|head| Case::CallOut(Box::new(CallOut::blank(head)))).await?;
        Ok((id, Event::Reported(report)))
    }

    /// A clock-in was seen, or is still missing.
    async fn clock(&mut self, shift: &ShiftKey, at: Option<Timestamp>) -> Result<Outcome, EngineError> {
        for case in self.engine.parts().store.active_cases().await? {
            self.cases.insert(case.doc.id(), case);
        }
        let about = |c: &&Versioned<Case>| c.doc.is_open() && c.doc.shift().is_some_and(|s| s.key == *shift);
        let visit =
            self.cases.values().filter(about).find(|c| c.doc.as_visit().is_some()).map(|c| c.doc.id());
        let call_out = self.cases.values().filter(about).find_map(|c| c.doc.as_call_out()).cloned();
        if let Some(at) = at {
            // Once it is filled, whoever clocks in is the replacement.
            let no_show = call_out.filter(|c| c.no_show && c.is_unfilled()).map(|c| c.id());
            let Some(case) = visit.or(no_show) else { return Ok(ignored("nobody doubts it any more")) };
            self.hear(case, Event::TurnedUp { sign: Sign::ClockIn(at) }).await?;
            return Ok(acted("clocked in"));
        }
        if call_out.is_some_and(|c| c.is_unfilled()) {
            return Ok(ignored("somebody is searched for already"));
        }
        let policy = Arc::clone(&self.engine.parts().policy);
        let roster = Arc::clone(&self.roster);
        let planned = roster.shift(shift).filter(|s| s.is_on() && s.end > self.now);
        let Some(expected) = planned.and_then(|s| expected(&policy, &roster, s)) else {
            return Ok(ignored("nobody is expected there"));
        };
        let case = match visit {
            Some(case) => case,
            None => self.open(|head| Case::Visit(Box::new(Visit::blank(head)))).await?,
        };
        let event = Event::Doubted { expected: Box::new(expected), doubt: Doubt::NoClockIn };
        self.hear(case, event).await?;
        Ok(acted("no clock-in"))
    }

    async fn clocks_blind(&mut self) -> Result<Outcome, EngineError> {
        let id = self.open(|head| Case::Handoff(Box::new(Handoff::blank(head)))).await?;
        let text = "No clock-in of today can be seen in WellSky, so none is missed. Until one is seen again, only \
                    caregivers and clients say who has come.";
        let words = Words { message: format!("clocks-blind/{}", self.now), text: text.into() };
        let from = Redacted::new("Gigi's clock-in reader".to_owned());
        self.hear(id, Event::HandedOver { why: PageWhy::ClocksBlind, words, from }).await?;
        Ok(acted("clock-ins cannot be seen"))
    }

    /// The evening's round: everybody who works on this day is asked.
    async fn evening(&mut self, day: jiff::civil::Date) -> Result<Outcome, EngineError> {
        let active = self.engine.parts().store.active_cases().await?;
        let cases: Vec<&Case> = active.iter().map(|c| &c.doc).collect();
        let rows = rows(&self.engine.parts().policy, &self.roster, day, &cases);
        if rows.is_empty() {
            return Ok(ignored("nobody works that day"));
        }
        let id = self.open(|head| Case::Day(Box::new(Round::blank(head)))).await?;
        self.hear(id, Event::Evening { day, rows }).await?;
        Ok(acted("the evening's round"))
    }

    async fn one_hears(&mut self, id: CaseId, event: Event) -> Result<Vec<Report>, EngineError> {
        let mut opens = Vec::new();
        if !self.cases.contains_key(&id) {
            let Some(found) = self.engine.parts().store.case(id).await? else { return Ok(opens) };
            self.cases.insert(id, found);
        }
        if matches!(event, Event::Ranked { .. }) {
            self.ranked = Some(id);
        }
        let mut events = vec![event];
        while !events.is_empty() {
            let event = events.remove(0);
            let Some(case) = self.cases.get(&id) else { return Ok(opens) };
            let decision = decide(&self.engine.parts().policy, &case.doc, &event, self.now);
            let is_filled = |case: &Case| case.phase() == "filled";
            self.filled += u64::from(!is_filled(&case.doc) && is_filled(&decision.case));
            self.journal.push(JournalLine { case: id, event, facts: decision.facts });
            for timer in decision.timers {
                self.timers.retain(|(c, n, _)| *c != id || *n != timer.name);
                self.timers.push((id, timer.name, timer.due));
            }
            self.withdrawn.extend(decision.withdrawn.iter().map(|key| format!("{id}/{key}")));
            if let Some(held) = self.cases.get_mut(&id) {
                held.doc = decision.case;
            }
            if !self.touched.contains(&id) {
                self.touched.push(id);
            }
            opens.extend(decision.opens);
            for change in decision.personal {
                self.personal(id, change).await?;
            }
            for planned in decision.effects {
                self.plan(id, planned, &mut events).await?;
            }
        }
        Ok(opens)
    }

    async fn talk(&mut self, phone: &Phone) -> Result<&mut Conversation, EngineError> {
        if !self.conversations.contains_key(phone) {
            let found = self.engine.parts().store.conversation(phone).await?;
            self.conversations.insert(phone.clone(), found);
        }
        let fresh = || Versioned { doc: Conversation::new(phone.clone()), version: 0 };
        Ok(&mut self.conversations.entry(phone.clone()).or_insert_with(fresh).doc)
    }

    fn number_of(&self, caregiver: &CaregiverId) -> Option<Phone> {
        self.roster.caregiver(caregiver).and_then(|c| c.text_to.clone())
    }

    async fn personal(&mut self, case: CaseId, change: Personal) -> Result<(), EngineError> {
        let Some(phone) = self.number_of(change.who()) else { return Ok(()) };
        let shift = self.cases.get(&case).and_then(|c| c.doc.as_call_out()).and_then(CallOut::offered);
        let now = self.now;
        let conversation = self.talk(&phone).await?;
        let waiting = conversation.leaving.as_ref().map(|l| l.offers.len());
        conversation.change(case, change, shift.as_ref(), now);
        if conversation.leaving.as_ref().map(|l| l.offers.len()) != waiting {
            self.reworded.entry(phone).or_default();
        }
        Ok(())
    }

    async fn plan(
        &mut self,
        case: CaseId,
        planned: Planned,
        events: &mut Vec<Event>,
    ) -> Result<(), EngineError> {
        let key = format!("{case}/{}", planned.key);
        match planned.effect {
            Effect::Offer { .. } => self.plan_offer(case, key, planned.effect, events).await,
            effect @ (Effect::Text { .. } | Effect::Page { .. }) => {
                if let Some(why) = self.plan_text(Some(case), key, effect).await? {
                    let outcome = TextOutcome::Failed { why: why.into() };
                    events.push(Event::Texted { key: planned.key, outcome });
                }
                Ok(())
            }
            effect => {
                let (priority, due) = (effect.priority(), self.now);
                self.outbox.push(NewEffect {
                    key,
                    case: Some(case),
                    work: Work { effect, text: None, makes: Vec::new() },
                    due,
                    priority,
                });
                Ok(())
            }
        }
    }

    /// Writes a text into the outbox; otherwise why it cannot leave.
    async fn plan_text(
        &mut self,
        case: Option<CaseId>,
        key: String,
        effect: Effect,
    ) -> Result<Option<&'static str>, EngineError> {
        let policy = Arc::clone(&self.engine.parts().policy);
        let (to, say, purpose) = match &effect {
            Effect::Text { to, say, purpose } => (to.clone(), say, *purpose),
            Effect::Page { rung, say } => (To::Rung(*rung), say, Purpose::Page),
            _ => return Ok(None),
        };
        let (phone, tongue) = match &to {
            To::Caregiver(id) => {
                (self.number_of(id), self.roster.caregiver(id).map(|c| c.tongue).unwrap_or_default())
            }
            To::Client(id) => {
                let client = self.roster.client(id);
                (client.and_then(|c| c.text_to.clone()), client.map(|c| c.tongue).unwrap_or_default())
            }
            To::Rung(at) => (policy.ladder.get(*at).map(|r| r.phone.clone()), Tongue::English),
            To::Phone(phone) => (Some(phone.clone()), self.tongue_of(phone)),
            To::Prospect { phone, tongue } | To::Writer { phone, tongue } => (Some(phone.clone()), *tongue),
        };
        let Some(phone) = phone else { return Ok(Some("no number on file")) };
        let staff = matches!(to, To::Rung(_));
        let written = self.talk(&phone).await?.tongue.filter(|_| !staff);
        let body = say.render(written.unwrap_or(tongue), head(&policy));
        let despite_opt_out = purpose == Purpose::Page
            || matches!(say, Say::OptedOut | Say::Emergency | Say::EmergencyOnly | Say::LeaveNow { .. });
        let now = self.now;
        let conversation = self.talk(&phone).await?;
        if conversation.opted_out.is_some() && !despite_opt_out {
            // The case hears it, so that a human phones where the text mattered.
            return Ok(Some("opted out"));
        }
        conversation.remember(true, &body, now);
        let quiet = &policy.quiet;
        let just_heard = conversation
            .heard_at
            .is_some_and(|t| now <= gigi_core::calendar::plus_minutes(t, quiet.answer_within_minutes));
        let due = match purpose {
            Purpose::Notice if !just_heard => policy.may_text_from(&self.roster, &to, &phone, now),
            _ => now,
        };
        let priority = effect.priority();
        let text = OutgoingText { to: phone, body: Redacted::new(body), expires: None, despite_opt_out };
        let work = Work { effect, text: Some(text), makes: Vec::new() };
        self.outbox.push(NewEffect { key, case, work, due, priority });
        Ok(None)
    }

    /// The language on the one file that has this number.
    fn tongue_of(&self, phone: &Phone) -> Tongue {
        use gigi_core::agency::Identity;
        match self.roster.who_has(phone).as_slice() {
            [Identity::Caregiver(id)] => self.roster.caregiver(id).map(|c| c.tongue).unwrap_or_default(),
            [Identity::Client(id)] => self.roster.client(id).map(|c| c.tongue).unwrap_or_default(),
            _ => Tongue::English,
        }
    }

    /// A human is told that the brake holds; while somebody has an open hand-over about it, it hears that again.
    async fn failing(&mut self) -> Result<Outcome, EngineError> {
        let active = self.engine.parts().store.active_cases().await?;
        let known =
            |c: &Case| matches!(c, Case::Handoff(h) if h.is_open() && h.why == Some(PageWhy::Failing));
        let id = match active.iter().find(|c| known(&c.doc)) {
            Some(open) => open.doc.id(),
            None => self.open(|head| Case::Handoff(Box::new(Handoff::blank(head)))).await?,
        };
        let rule = self.engine.parts().policy.brake;
        let text = format!("{} failures within {} minutes", rule.failures, rule.minutes);
        let words = Words { message: format!("brake/{}", self.now), text: Redacted::new(text) };
        let from = Redacted::new("Gigi itself".to_owned());
        self.hear(id, Event::HandedOver { why: PageWhy::Failing, words, from }).await?;
        Ok(acted("the brake holds"))
    }

    /// The provider knows that this number opted out.
    pub(crate) async fn opted_out(&mut self, phone: &Phone) -> Result<(), EngineError> {
        let now = self.now;
        self.talk(phone).await?.opted_out.get_or_insert(now);
        Ok(())
    }

    /// The case as this step sees it.
    pub(crate) async fn commit(mut self, consume: Consume) -> Result<Committed, EngineError> {
        let rewritten = self.rewritten();
        let release = self.releases().await?;
        let touched: Vec<CaseId> = self.touched.clone();
        let commit = Commit {
            at: self.now,
            consume,
            cases: self.cases.into_iter().filter(|(id, _)| touched.contains(id)).map(|(_, c)| c).collect(),
            conversations: self.conversations.into_values().collect(),
            timers: self.timers,
            journal: self.journal,
            outbox: self.outbox,
            withdrawn: self.withdrawn,
            rewritten,
            release,
            silenced: self.silenced,
            delivery: self.delivery,
        };
        let committed = self.engine.parts().store.commit(&commit).await?;
        if committed == Committed::Done {
            if self.filled > 0 {
                metrics::counter!("gigi_shifts_filled_total").increment(self.filled);
                self.engine.inner.filled.fetch_add(self.filled, std::sync::atomic::Ordering::Relaxed);
            }
            self.engine.stirred();
            for case in touched {
                self.engine.changed(case);
            }
        }
        Ok(committed)
    }
}

fn head(policy: &Policy) -> Letterhead<'_> {
    Letterhead { agency: &policy.agency.name, zone: &policy.agency.zone }
}

const fn outcome_name(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Acted => "acted",
        OutcomeKind::Replied => "replied",
        OutcomeKind::Ignored => "ignored",
        OutcomeKind::HandedOver => "handed_over",
    }
}
