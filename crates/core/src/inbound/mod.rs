//! From a text to events: who wrote, what is open between us, what it means for which case.
//!
//! Pure like everything here: the engine brings the sender's conversation and the cases that may be meant, [`route`]
//! says what each of them hears, and the engine commits all of it at once with the one outcome of the message (P4).
pub mod advice;
mod alarming;
mod answering;
mod awaiting;
mod calling;
mod caregiver;
mod client;
mod clocking;
mod coming;
mod complaining;
mod confirming;
mod correcting;
mod inquiring;
mod named;
mod pausing;
mod requesting;
mod schedule;
mod staff;
mod understanding;

pub use caregiver::concerns;
pub use inquiring::{Form, route_form};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
pub use understanding::{SeenOffer, SeenShift, Understanding, Why};

use crate::agency::{Identity, Roster, Shift};
use crate::case::{Case, CaseShift, Event, Words};
use crate::conversation::{Conversation, OpenOffer, Question, Voice};
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::CaseId;
use crate::language::{self, Intent, Message, Reading, Sender};
use crate::matching::Exclusion;
use crate::phone::Phone;
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::Say;

/// A text that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundText {
    /// Provider's id, unique; a message that comes twice has the same.
    pub id: String,
    /// Sender.
    pub from: Phone,
    /// Words, as typed.
    pub body: Redacted<String>,
    /// What the provider has already done about an opt-out word.
    pub opt: Option<OptWord>,
    /// When we received it: the instant that decides who was first (`domain.md 6.5`).
    pub received_at: Timestamp,
}

/// An opt-out word that the provider acted on before we saw the text (`domain.md 1.13`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptWord {
    /// No texts any more.
    Stop,
    /// Texts again.
    Start,
    /// Who are you?
    Help,
}

/// Who a case is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One that exists.
    Case(CaseId),
    /// A new call-out.
    NewCallOut,
    /// A new hand-over.
    NewHandoff,
    /// A new lead.
    NewLead,
    /// A new request.
    NewRequest,
    /// A new complaint.
    NewComplaint,
    /// A new incident.
    NewIncident,
    /// A new doubt about a visit.
    NewVisit,
    /// A new correction of clock times.
    NewClock,
}

/// The one outcome of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which kind.
    pub kind: OutcomeKind,
    /// Why, in a few words without client data.
    pub words: String,
    /// How it was read, for messages that were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub understood: Option<Box<Understanding>>,
}

impl Outcome {
    /// An outcome of something that is no text, or was not read.
    pub fn new(kind: OutcomeKind, words: impl Into<String>) -> Self {
        Self { kind, words: words.into(), understood: None }
    }
}

/// Kinds of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// A case moved.
    Acted,
    /// Only an answer was sent.
    Replied,
    /// Nothing was wanted.
    Ignored,
    /// A human has it.
    HandedOver,
}

/// What a message leads to.
#[derive(Clone, Debug)]
pub struct Routed {
    /// The conversation afterwards.
    pub conversation: Conversation,
    /// What each case hears, in order.
    pub events: Vec<(Target, Vec<Event>)>,
    /// Answers that belong to no case.
    pub replies: Vec<(To, Say)>,
    /// The number opted out: texts to it that have not begun must not.
    pub silence: bool,
    /// How the message was read; `None` for staff and provider keywords.
    pub reading: Option<Reading>,
    /// It was taken as the answer to the question that Gigi asked last.
    pub answers: bool,
    /// What the sender is to the agency.
    pub sender: Sender,
    /// A person of the agency's wrote, nobody is asked for, no machine seems to write: a better question may help.
    pub answerable: bool,
    /// The sender's shifts that may be meant.
    pub shifts: Vec<Shift>,
    /// The offers that may be meant.
    pub offers: Vec<OpenOffer>,
    /// Where it was written, in the words of the training texts.
    pub context: String,
    /// Why something was asked, or a person was.
    pub why: Vec<Why>,
    /// The one outcome.
    pub outcome: Outcome,
}

/// Everything that [`route`] looks at.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// The agency's rules.
    pub policy: &'a Policy,
    /// People and shifts.
    pub roster: &'a Roster,
    /// The text.
    pub text: &'a InboundText,
    /// Cases that may be meant: those of the sender's offers, claims, questions and reports; for staff every case
    /// that waits for a human.
    pub cases: &'a [Case],
}

struct Routing<'a> {
    heard: Heard<'a>,
    now: Timestamp,
    /// How the page and the board name the sender, if the number is on one file.
    name: Option<String>,
    out: Routed,
}

/// Reads a text and says what follows.
pub fn route(heard: Heard<'_>, conversation: Conversation) -> Routed {
    let mut routing = Routing::new(heard, conversation);
    routing.run();
    if let Some(reading) = &routing.out.reading {
        routing.out.conversation.speaks(&reading.language, heard.text.body.expose());
    }
    let understood = understanding::understanding(heard, &routing.out);
    routing.out.outcome.understood = understood.map(Box::new);
    routing.out
}

impl<'a> Routing<'a> {
    fn new(heard: Heard<'a>, conversation: Conversation) -> Self {
        let now = heard.text.received_at;
        let out = Routed {
            conversation,
            events: Vec::new(),
            replies: Vec::new(),
            silence: false,
            reading: None,
            answers: false,
            sender: Sender::Unknown,
            answerable: false,
            shifts: Vec::new(),
            offers: Vec::new(),
            context: "none".into(),
            why: Vec::new(),
            outcome: Outcome::new(OutcomeKind::Ignored, "nothing wanted"),
        };
        Self { heard, now, name: None, out }
    }
}

impl Routing<'_> {
    fn run(&mut self) {
        let text = self.heard.text;
        self.out.conversation.tidy(self.now);
        let identities = self.heard.roster.who_has(&text.from);
        let client = matches!(identities.as_slice(), [Identity::Client(_)]);
        let voice = self.out.conversation.listen(text.body.expose(), client, self.now);
        self.out.conversation.remember(false, text.body.expose(), self.now);
        if let Some(rung) = self.heard.policy.ladder.iter().position(|r| r.phone == text.from) {
            return self.staff(rung);
        }
        if let Some(word) = text.opt {
            return self.opted(word, true);
        }
        let sender = match identities.as_slice() {
            [] => Sender::Unknown,
            [Identity::Caregiver(_)] => Sender::Caregiver,
            [Identity::Client(_)] => Sender::Client,
            [Identity::Contact(_)] => Sender::Family,
            many if many.iter().all(|i| matches!(i, Identity::Contact(_))) => Sender::Family,
            _ => Sender::Unknown,
        };
        if let [one] = identities.as_slice() {
            self.name = self.who(one);
        }
        self.out.sender = sender;
        if let Voice::Machine { noticed_now, said_before } = voice {
            let reading = self.read(&self.message(sender, Vec::new(), Vec::new()));
            let danger = reading.intents.iter().any(|i| i.intent.is_danger());
            // Danger that was not said before is heard whoever says it.
            if !danger || said_before {
                self.out.reading = Some(reading);
                return self.silent(noticed_now);
            }
        }
        if let (Sender::Caregiver, Some(Identity::Caregiver(id))) = (sender, identities.first())
            && let Some(caregiver) = self.heard.roster.caregiver(id).filter(|c| c.active && c.hired)
        {
            if !self.paused() {
                self.caregiver(caregiver);
            }
            return;
        }
        let visits = self.visits_of(&identities);
        let reading = self.read(&self.message(sender, self.visits_for_reading(&visits), Vec::new()));
        self.out.shifts = visits;
        if self.visit_runs(&identities) {
            self.out.context = "visit_now".into();
        }
        if self.client_answers(&identities, &reading)
            || self.client_settles(&identities, &reading)
            || (!self.settles(&reading) && self.awaited(&identities, &reading))
        {
            return;
        }
        self.others(sender, &identities, reading);
    }

    /// Whether a visit to one of these should be going on now.
    fn visit_runs(&self, identities: &[Identity]) -> bool {
        let runs = |s: &Shift| s.is_on() && s.start() <= self.now && s.end > self.now;
        identities.iter().any(|i| match i {
            Identity::Client(id) | Identity::Contact(id) => self.heard.roster.visits_to(id).any(runs),
            Identity::Caregiver(_) => false,
        })
    }

    /// Two machines must not answer each other: one human hears once, nobody is answered (b51, S22).
    fn silent(&mut self, noticed_now: bool) {
        if noticed_now {
            let name = self.name.clone();
            return self.hand_over(
                PageWhy::Loop,
                name,
                "a machine seems to answer our texts: it gets no more",
            );
        }
        self.done(OutcomeKind::Ignored, "a machine seems to write: not answered");
    }

    fn may_ask(&self, question: &Question, cases: &[CaseId]) -> bool {
        self.out.conversation.may_ask(question, cases, self.heard.policy.language.questions, self.now)
    }

    /// Whether a case hears of this message already.
    fn hears(&self, case: CaseId) -> bool {
        let told = self.out.events.iter().find(|(target, _)| *target == Target::Case(case));
        told.is_some_and(|(_, events)| events.iter().any(|e| matches!(e, Event::Heard { .. })))
    }

    /// How the page and the board name somebody whose number is on one file.
    fn who(&self, identity: &Identity) -> Option<String> {
        let roster = self.heard.roster;
        match identity {
            Identity::Caregiver(id) => roster.caregiver(id).map(|c| format!("caregiver {}", c.name.full())),
            Identity::Client(id) => roster.client(id).map(|c| format!("client {}", c.name.full())),
            Identity::Contact(id) => roster.client(id).map(|c| format!("family of {}", c.name.full())),
        }
    }

    fn message(
        &self,
        sender: Sender,
        shifts: Vec<language::KnownShift>,
        offers: Vec<language::OpenOffer>,
    ) -> Message {
        let text = self.heard.text;
        let mut thread = self.out.conversation.turns();
        thread.pop();
        Message {
            id: text.id.clone(),
            at: self.now,
            zone: self.heard.policy.agency.zone.name().to_owned(),
            sender,
            text: text.body.expose().clone(),
            shifts,
            offers,
            thread,
        }
    }

    /// By the thresholds of the agency's policy.
    fn read(&self, message: &Message) -> Reading {
        language::understand_by(message, &self.heard.policy.language)
    }

    /// Clients, relatives, strangers, numbers on two files: nobody is told anything, a human answers. Danger first.
    fn others(&mut self, sender: Sender, identities: &[Identity], reading: Reading) {
        let name = self.name.clone();
        let to = To::Phone(self.heard.text.from.clone());
        let has = |i: Intent| reading.intents.iter().any(|r| r.intent == i);
        let why = if has(Intent::MedicalEmergency) {
            Some(PageWhy::Emergency)
        } else if has(Intent::AbuseNeglectSafety) {
            Some(PageWhy::Safety)
        } else {
            None
        };
        if has(Intent::OptOutInHelp) && why.is_none() {
            let word = plain_opt_word(self.heard.text.body.expose());
            self.out.reading = Some(reading);
            return self.opted(word, false);
        }
        // "all fine" may be the answer that a lead waits for.
        let quiet =
            reading.action == language::Action::Ignore && why.is_none() && !self.answers_lead(&reading);
        let wrong_number = has(Intent::WrongNumberUnknown);
        let known = matches!(sender, Sender::Client | Sender::Family);
        self.out.reading = Some(reading.clone());
        if quiet {
            return self.done(OutcomeKind::Ignored, "thanks or the like");
        }
        let person = calling::asks_for_person(self.heard.text.body.expose());
        if why.is_none() {
            if !person && self.inquiring(&reading) {
                return;
            }
            // What is written soon after an alarm belongs to it: a person has it.
            if self.joined_incident().is_some() {
                self.because(Why::PersonsBusiness);
                return self.hand_over(PageWhy::Message, name, "more from somebody who raised an alarm");
            }
            if self.complaining(sender, &reading) || (!person && self.of_the_schedule(identities, &reading)) {
                return;
            }
        }
        // Strangers hear the same sentence once an hour, so that two machines do not talk.
        let first = self.out.conversation.answered.is_empty();
        self.because(if why.is_some() { Why::Danger } else { Why::PersonsBusiness });
        match why {
            Some(why) => self.alarm(why, name, "danger or abuse in the words"),
            None if person => self.ask_for_call("wants to talk to a person"),
            None if wrong_number => {
                if first {
                    self.out.replies.push((to, Say::WhoWeAre));
                }
                self.hand_over(PageWhy::Message, name, "wrong number, or asks who we are: check the file");
            }
            None => {
                if first {
                    self.out
                        .replies
                        .push((to, if known { Say::PersonWillAnswer } else { Say::UnknownSender }));
                }
                let what = if known { "from a client or relative" } else { "from a number nobody knows" };
                self.hand_over(PageWhy::Message, name, what);
            }
        }
    }

    fn opted(&mut self, word: OptWord, provider_answered: bool) {
        let from = self.heard.text.from.clone();
        match word {
            OptWord::Stop => {
                self.out.conversation.opted_out = Some(self.now);
                self.out.silence = true;
                let open: Vec<_> = self.out.conversation.open.iter().map(|o| (o.case, o.no)).collect();
                let had_offer = !open.is_empty();
                for (case, no) in open {
                    self.tell(case, Event::NotAdmitted { no, why: Exclusion::OptedOut });
                }
                if !provider_answered {
                    self.out.replies.push((To::Phone(from.clone()), Say::OptedOut));
                }
                // "Cancel" may have meant the shift: somebody must phone (`domain.md` part 0, 1).
                let soon = crate::calendar::plus_minutes(self.now, 48 * 60);
                let works_soon = self.heard.roster.who_has(&from).iter().any(|i| match i {
                    Identity::Caregiver(c) => self
                        .heard
                        .roster
                        .shifts_of(c)
                        .any(|s| s.is_on() && s.end > self.now && s.start() < soon),
                    _ => false,
                });
                if had_offer || works_soon || !self.out.conversation.claims.is_empty() {
                    self.hand_over(
                        PageWhy::Message,
                        None,
                        "opted out while work is open between us: phone her",
                    );
                } else {
                    self.done(OutcomeKind::Acted, "opted out");
                }
            }
            OptWord::Start => {
                self.out.conversation.opted_out = None;
                self.done(OutcomeKind::Acted, "opted in again");
            }
            OptWord::Help => {
                if !provider_answered {
                    let phone = self.heard.policy.agency.phone.as_ref().map(Phone::spoken);
                    self.out.replies.push((To::Phone(from), Say::Help { phone }));
                }
                self.done(OutcomeKind::Replied, "help");
            }
        }
    }

    /// Adds events for a case, after those it already hears.
    fn tell(&mut self, case: CaseId, event: Event) {
        match self.out.events.iter_mut().find(|(t, _)| *t == Target::Case(case)) {
            Some((_, events)) => events.push(event),
            None => self.out.events.push((Target::Case(case), vec![event])),
        }
    }

    fn done(&mut self, kind: OutcomeKind, words: &str) {
        self.out.outcome = Outcome::new(kind, words);
    }

    /// A human gets it: joins the sender's open hand-over or opens one.
    fn hand_over(&mut self, why: PageWhy, name: Option<String>, words: &str) {
        let text = self.heard.text;
        let said = Words { message: text.id.clone(), text: text.body.clone() };
        let from = name.unwrap_or_else(|| format!("number ending {}", text.from.last_four()));
        let open = self.joined_incident().or_else(|| {
            let open = |id: &CaseId| self.heard.cases.iter().any(|c| c.id() == *id && c.is_open());
            self.out.conversation.handoff.filter(open)
        });
        let fact = self.understood();
        match open {
            Some(id) => {
                self.tell(id, Event::MoreWords { why, words: said });
                if let Some(fact) = fact {
                    self.tell(id, Event::Heard { fact });
                }
            }
            None => {
                let opened = Event::HandedOver { why, words: said, from: Redacted::new(from) };
                let events = fact.map(|fact| Event::Heard { fact }).into_iter().chain([opened]).collect();
                self.out.events.push((Target::NewHandoff, events));
            }
        }
        self.done(OutcomeKind::HandedOver, words);
    }

    /// What was understood, for the time-line of every case it touches.
    fn understood(&self) -> Option<Fact> {
        let reading = self.out.reading.as_ref()?;
        Some(Fact::Understood {
            message: self.heard.text.id.clone(),
            from: self.heard.text.from.clone(),
            words: self.heard.text.body.clone(),
            intents: reading.intents.iter().map(|i| (i.intent, i.confidence, i.because.clone())).collect(),
        })
    }
}

/// Which of the three a text in plain words is; the reader has already said that it is one of them.
fn plain_opt_word(text: &str) -> OptWord {
    let word = text.trim().trim_end_matches(['.', '!']).to_ascii_lowercase();
    match word.as_str() {
        "start" | "unstop" => OptWord::Start,
        "help" | "info" | "ayuda" => OptWord::Help,
        _ => OptWord::Stop,
    }
}

/// A shift as a case needs it.
pub fn case_shift(policy: &Policy, roster: &Roster, shift: &crate::agency::Shift) -> CaseShift {
    let client = roster.client(&shift.client);
    CaseShift {
        key: shift.key.clone(),
        client: shift.client.clone(),
        end: shift.end,
        area: client.and_then(|c| c.city.clone()),
        position: shift.position,
        priority: policy.client(&shift.client).priority,
        original: shift.caregiver.clone(),
        client_short: Redacted::new(client.map(|c| c.name.short()).unwrap_or_else(|| "your client".into())),
    }
}
