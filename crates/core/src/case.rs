//! The envelope: kinds of case, what a case can hear, and the one function that decides.
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency::Priority;
use crate::callout::{CallOut, Reply, Report};
use crate::clock::{ClockClaim, ClockTrouble};
use crate::complaint::{Cause, Complaint, Opening, Saying, Step};
use crate::effect::{Effect, Planned, Timer, TimerName};
use crate::escalation::{Climb, Escalation, PageWhy};
use crate::fact::Fact;
use crate::handoff::Handoff;
use crate::id::{AgencyId, AppointmentId, CaregiverId, CaseId, ClientId, EffectKey, ShiftKey};
use crate::incident::{Alarm, Incident, Task};
use crate::language::Window;
use crate::lead::{ChangeOutcome, EnterOutcome, Inquiry, Lead, News, Stage};
use crate::matching::{Exclusion, Ranking};
use crate::policy::Policy;
use crate::private::Redacted;
use crate::request::{Asking, Request};
use crate::round::{Round, Row};
use crate::texts::{Say, When};
use crate::visit::{Doubt, Expected, Sign, Visit};

/// A case of any kind: one versioned JSON document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Case {
    /// Somebody cannot work a shift.
    CallOut(Box<CallOut>),
    /// A message that needs a person.
    Handoff(Box<Handoff>),
    /// Somebody asks for care.
    Lead(Box<Lead>),
    /// Somebody wants the schedule, or what the office knows, to be different.
    Request(Box<Request>),
    /// Somebody complains.
    Complaint(Box<Complaint>),
    /// Danger, or suspected abuse.
    Incident(Box<Incident>),
    /// Somebody's coming is in doubt.
    Visit(Box<Visit>),
    /// Clock times that need correcting.
    Clock(Box<ClockTrouble>),
    /// Who comes the next day.
    Day(Box<Round>),
}

/// What every kind has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the document's shape.
    pub schema: u32,
    /// Identity.
    pub id: CaseId,
    /// The number people use.
    pub number: u64,
    /// Whose.
    pub agency: AgencyId,
    /// When it was opened.
    pub opened: Timestamp,
    /// Facts of each kind counted, so that effects get stable names.
    pub counters: BTreeMap<String, u32>,
}

impl Head {
    /// A new case's head.
    pub fn new(id: CaseId, number: u64, agency: AgencyId, opened: Timestamp) -> Self {
        Self { schema: 1, id, number, agency, opened, counters: BTreeMap::new() }
    }

    /// The next name of a kind: `page/1`, `page/2`, …
    pub fn key(&mut self, kind: &str) -> EffectKey {
        let counter = self.counters.entry(kind.to_owned()).or_insert(0);
        *counter += 1;
        EffectKey(format!("{kind}/{counter}"))
    }
}

/// The shift of a case, as the case needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseShift {
    /// Which.
    pub key: ShiftKey,
    /// Whose home.
    pub client: ClientId,
    /// End.
    pub end: Timestamp,
    /// City: what an offer may say.
    pub area: Option<String>,
    /// Where.
    pub position: Option<crate::place::Place>,
    /// How much is at stake.
    pub priority: Priority,
    /// Who was on it when the case began.
    pub original: Option<CaregiverId>,
    /// How the client is named to her caregiver, such as `Rosa S.`
    pub client_short: Redacted<String>,
}

/// What WellSky shows about the shift now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// On the schedule, with this person or nobody.
    On {
        /// Assigned caregiver.
        caregiver: Option<CaregiverId>,
    },
    /// Cancelled.
    Cancelled,
    /// Not there any more, or at another time.
    Gone,
}

/// How an assignment ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignOutcome {
    /// Written and read back.
    Shown,
    /// WellSky shows something that a human must have put there; nothing was written.
    Conflict {
        /// What it shows.
        seen: Seen,
    },
    /// WellSky refused; it will refuse again.
    Refused {
        /// Status and reason, without client data.
        why: String,
    },
    /// Not reachable or not settled; it is tried again.
    Waiting {
        /// Why.
        why: String,
    },
}

/// How a text ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOutcome {
    /// The provider took it.
    Sent,
    /// It arrived.
    Delivered,
    /// Shadow mode: shown, not sent.
    Shadowed,
    /// It will not arrive.
    Failed {
        /// Provider's code or our reason.
        why: String,
    },
}

/// A human's word, from the board or by text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// "I have it": the ladder stops.
    Acknowledge,
    /// Gigi stands back.
    TakeOver,
    /// Gigi goes on.
    Resume,
    /// People for whom it is overtime may be asked for this shift.
    AllowOvertime,
    /// Somebody who cannot be texted was phoned.
    Called {
        /// Who.
        caregiver: CaregiverId,
        /// How she is named to clients and staff.
        short_name: Redacted<String>,
        /// What came of it.
        result: crate::callout::CallResult,
    },
    /// The client agreed to the replacement, on the phone.
    ClientAgrees,
    /// The client does not want her.
    ClientRefuses,
    /// Whoever said yes told the office that she cannot come after all.
    CannotCome {
        /// Who.
        caregiver: CaregiverId,
    },
    /// What was asked may be so.
    Approve,
    /// It may not.
    Decline {
        /// Why, for the record; nobody is told.
        why: String,
    },
    /// She will not come: somebody else is searched for now.
    FindCover,
    /// A prospect stands there now.
    Stage {
        /// Where.
        stage: Stage,
    },
    /// Settled.
    Close {
        /// How, in the human's words.
        how: String,
    },
    /// A step of a complaint was done.
    Did {
        /// Which.
        step: Step,
        /// With what result.
        note: Redacted<String>,
    },
    /// A complaint is resolved; the complainant is asked once.
    Resolve {
        /// What was found and done.
        notes: Redacted<String>,
        /// Root cause.
        cause: Cause,
    },
    /// The reason why somebody is not sent any more was looked at, and holds.
    ConfirmExclusion,
    /// It does not.
    LiftExclusion,
    /// A task of an incident was done, or is not needed.
    Task {
        /// Which.
        task: Task,
        /// How; or why not.
        note: Redacted<String>,
        /// Done; otherwise it is not needed.
        done: bool,
    },
}

/// A message's part in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Provider's id.
    pub message: String,
    /// What was written.
    pub text: Redacted<String>,
}

/// Everything a case can hear.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// A caregiver says she cannot work; opens a call-out.
    Reported(Report),
    /// She said which shift.
    ShiftChosen {
        /// The shift.
        shift: CaseShift,
    },
    /// Her answer leaves fewer than before; asked once more, about these only.
    ChoiceNarrowed {
        /// What is left.
        options: Vec<CaseShift>,
    },
    /// She said something that does not tell which shift; a human must.
    ChoiceUnclear,
    /// The same call-out again (b9).
    Repeated,
    /// A message was read with this result; only for the time-line.
    Heard {
        /// The fact to keep.
        fact: Fact,
    },
    /// The ranking that the case asked for.
    Ranked {
        /// Who, and who not.
        ranking: Ranking,
        /// What WellSky shows; `None` when it could not be read.
        seen: Option<Seen>,
    },
    /// The conversation gave an offer its number.
    Admitted {
        /// Offer.
        no: u32,
        /// Her number for it.
        code: u8,
    },
    /// The conversation refused an offer.
    NotAdmitted {
        /// Offer.
        no: u32,
        /// Why.
        why: Exclusion,
    },
    /// A text's fate.
    Texted {
        /// Which effect.
        key: EffectKey,
        /// How it ended.
        outcome: TextOutcome,
    },
    /// An answer to an offer.
    Replied {
        /// Offer.
        no: u32,
        /// What.
        reply: Reply,
        /// What else is open for her: she hears of it when this is not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<(u8, When)>,
    },
    /// Somebody who said yes cannot.
    Withdrew {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The caregiver who called out can come after all.
    Retracted,
    /// The hard rules were run again for the one who said yes.
    Rechecked {
        /// Who.
        caregiver: CaregiverId,
        /// Why not, if not.
        failed: Option<Exclusion>,
        /// What WellSky shows; `None` when it could not be read.
        seen: Option<Seen>,
    },
    /// The write ended.
    Assigned {
        /// Who.
        caregiver: CaregiverId,
        /// How.
        outcome: AssignOutcome,
    },
    /// The client was asked whether the replacement may come, and said yes or no.
    ClientAnswered {
        /// She may.
        agrees: bool,
    },
    /// The client was asked about a replacement, and would rather have another time.
    ClientWantsMove {
        /// Which, if she said.
        window: Option<Window>,
    },
    /// The client needs no visit.
    ClientSkips {
        /// It was read back to her, and is so.
        sure: bool,
    },
    /// The visit that the client did not want takes place after all.
    ClientKeeps {
        /// Who says so.
        by: String,
    },
    /// WellSky was read.
    Looked {
        /// What it shows; `None` when it could not be read.
        seen: Option<Seen>,
    },
    /// A note or task in WellSky.
    Noted {
        /// Where it stands now, or why it does not.
        outcome: Result<String, String>,
    },
    /// A timer fired.
    Timer {
        /// Which.
        name: TimerName,
    },
    /// A human spoke.
    Said {
        /// Who.
        by: String,
        /// What.
        command: Command,
    },
    /// A message needs a person; opens a hand-over.
    HandedOver {
        /// Why.
        why: PageWhy,
        /// The message.
        words: Words,
        /// Who sent it, as far as known, for the page: "caregiver Ada E.", "unknown number ending 0123".
        from: Redacted<String>,
    },
    /// Somebody asks for care; opens a lead.
    Inquired {
        /// What she said.
        inquiry: Inquiry,
    },
    /// Somebody who asks for care wrote again.
    Told {
        /// What it brings.
        news: News,
    },
    /// Somebody complains; opens a complaint.
    Complained {
        /// Who, about what, and what was looked up.
        opening: Box<Opening>,
    },
    /// A complainant wrote again.
    ComplaintTold {
        /// What it brings.
        saying: Box<Saying>,
    },
    /// Words of danger or abuse; opens an incident, or makes one graver.
    Endangered {
        /// Who, where, what.
        alarm: Box<Alarm>,
    },
    /// A change of a prospect's record ended.
    Changed {
        /// How.
        outcome: ChangeOutcome,
    },
    /// Entering a prospect ended.
    Entered {
        /// How.
        outcome: EnterOutcome,
    },
    /// WellSky shows a shift that nobody works and nobody called out of; opens a search.
    Unassigned {
        /// The shift.
        shift: CaseShift,
    },
    /// Somebody wants a change; opens a request.
    Requested {
        /// What.
        asking: Box<Asking>,
    },
    /// The asker said which visit she means.
    Picked {
        /// The visit.
        shift: CaseShift,
    },
    /// Somebody said yes or no to a question of a request.
    Agreed {
        /// Which of the two.
        agrees: bool,
    },
    /// Somebody's coming is in doubt; opens a visit, or is one more reason.
    Doubted {
        /// Who is expected where.
        expected: Box<Expected>,
        /// Why.
        doubt: Doubt,
    },
    /// She is there after all.
    TurnedUp {
        /// How that is known.
        sign: Sign,
    },
    /// She called out: another case works the shift.
    CannotCome,
    /// The replacement did not come.
    DidNotCome {
        /// Who.
        caregiver: CaregiverId,
    },
    /// Trouble with clocking in or out; opens a correction, or is one more of it.
    ClockClaimed {
        /// What she says.
        claim: Box<ClockClaim>,
    },
    /// The evening has come; opens a round.
    Evening {
        /// Whose shifts are confirmed.
        day: jiff::civil::Date,
        /// Everybody who works then.
        rows: Vec<Row>,
    },
    /// She comes.
    Confirmed {
        /// Who.
        caregiver: CaregiverId,
        /// To which shifts.
        shifts: Vec<ShiftKey>,
    },
    /// She called out of a shift that she was asked to confirm.
    CannotWork {
        /// Who.
        caregiver: CaregiverId,
        /// Which.
        shift: ShiftKey,
    },
    /// Another message of the same person while a hand-over is open.
    MoreWords {
        /// Why this one needs a person.
        why: PageWhy,
        /// The message.
        words: Words,
    },
}

/// What should happen next.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The next state, whole.
    pub case: Case,
    /// Effects, each with its stable name.
    pub effects: Vec<Planned>,
    /// Effects that must not happen any more, if they have not begun.
    pub withdrawn: Vec<EffectKey>,
    /// Timers to set and clear.
    pub timers: Vec<Timer>,
    /// For the time-line.
    pub facts: Vec<Fact>,
    /// What changes between a caregiver and Gigi.
    pub personal: Vec<Personal>,
    /// Call-outs that follow from it, committed with it: somebody did not come.
    pub opens: Vec<Report>,
}

/// A change of a caregiver's conversation that belongs to a decision and is committed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Personal {
    /// An offer can no longer be answered with yes.
    CloseOffer {
        /// Whose.
        caregiver: CaregiverId,
        /// Which.
        no: u32,
    },
    /// She said yes: her time is taken.
    Claim {
        /// Who.
        caregiver: CaregiverId,
    },
    /// She was asked which of these she means; her next words are read as the answer.
    Ask {
        /// Who.
        caregiver: CaregiverId,
        /// The choices, in the order they were numbered.
        options: Vec<ShiftKey>,
    },
    /// She was asked to confirm these; her next yes is read as the answer.
    Confirm {
        /// Who.
        caregiver: CaregiverId,
        /// Her shifts, in the order they were listed.
        options: Vec<ShiftKey>,
    },
    /// Her yes is void.
    Release {
        /// Who.
        caregiver: CaregiverId,
    },
    /// She said yes, and somebody else was first.
    SaidYes {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The other one has it now.
    Lost {
        /// Who.
        caregiver: CaregiverId,
    },
    /// She called out late for a reason that no law protects.
    CancelledLate {
        /// Who.
        caregiver: CaregiverId,
    },
    /// She would like more work.
    WantsMore {
        /// Who.
        caregiver: CaregiverId,
    },
    /// She took it back.
    CameAfterAll {
        /// Who.
        caregiver: CaregiverId,
    },
}

impl Personal {
    /// Whose conversation it changes.
    pub const fn who(&self) -> &CaregiverId {
        match self {
            Self::CloseOffer { caregiver, .. }
            | Self::Claim { caregiver }
            | Self::Ask { caregiver, .. }
            | Self::Confirm { caregiver, .. }
            | Self::Release { caregiver }
            | Self::SaidYes { caregiver }
            | Self::Lost { caregiver }
            | Self::CancelledLate { caregiver }
            | Self::WantsMore { caregiver }
            | Self::CameAfterAll { caregiver } => caregiver,
        }
    }
}

impl Decision {
    /// Nothing happens.
    pub fn nothing(case: Case) -> Self {
        Self {
            case,
            effects: Vec::new(),
            withdrawn: Vec::new(),
            timers: Vec::new(),
            facts: Vec::new(),
            personal: Vec::new(),
            opens: Vec::new(),
        }
    }

    /// Sets or clears a timer; what this decision set it to before is void.
    pub(crate) fn timer(&mut self, name: TimerName, due: Option<Timestamp>) {
        self.timers.retain(|t| t.name != name);
        self.timers.push(Timer { name, due });
    }

    /// A text did not arrive, which goes on record; whether it was a page.
    pub(crate) fn trouble(&mut self, key: &EffectKey, why: &str) -> bool {
        let page = key.0.starts_with("page/");
        let what = if page { "page" } else { "text" };
        self.facts.push(Fact::Trouble { what: what.into(), why: why.to_owned() });
        page
    }

    /// Carries out what the ladder says next: a page with the timer of the rung after it, or the fact that nobody is
    /// left to wake.
    pub(crate) fn wake(&mut self, policy: &Policy, head: &mut Head, climb: Climb, why: &PageWhy, say: Say) {
        let due = match climb {
            Climb::Page { rung, until } => {
                let name = policy.ladder.get(rung).map(|r| r.name.clone()).unwrap_or_default();
                self.effects.push(Planned { key: head.key("page"), effect: Effect::Page { rung, say } });
                self.facts.push(Fact::Paged { name, why: why.clone() });
                Some(until)
            }
            Climb::NobodyOnLadder | Climb::Exhausted => {
                self.facts.push(Fact::NobodyToPage { why: why.clone(), climbed: climb == Climb::Exhausted });
                None
            }
        };
        self.timers.push(Timer { name: TimerName::Ladder, due });
    }
}

/// What the agency's rules say should happen next. Pure: same arguments, same answer; events that no longer matter
/// leave the case as it is.
pub fn decide(policy: &Policy, case: &Case, event: &Event, now: Timestamp) -> Decision {
    if let Event::Noted { outcome } = event {
        let mut out = Decision::nothing(case.clone());
        out.facts.push(match outcome {
            Ok(channel) => Fact::Noted { channel: channel.clone() },
            Err(why) => Fact::Trouble { what: "note".into(), why: why.clone() },
        });
        return out;
    }
    match case {
        Case::CallOut(case) => crate::callout::decide(policy, case, event, now),
        Case::Handoff(case) => crate::handoff::decide(policy, case, event, now),
        Case::Lead(case) => crate::lead::decide(policy, case, event, now),
        Case::Request(case) => crate::request::decide(policy, case, event, now),
        Case::Complaint(case) => crate::complaint::decide(policy, case, event, now),
        Case::Incident(case) => crate::incident::decide(policy, case, event, now),
        Case::Visit(case) => crate::visit::decide(policy, case, event, now),
        Case::Clock(case) => crate::clock::decide(policy, case, event, now),
        Case::Day(case) => crate::round::decide(policy, case, event, now),
    }
}

impl Case {
    /// The common part.
    pub fn head(&self) -> &Head {
        match self {
            Self::CallOut(c) => &c.head,
            Self::Handoff(c) => &c.head,
            Self::Lead(c) => &c.head,
            Self::Request(c) => &c.head,
            Self::Complaint(c) => &c.head,
            Self::Incident(c) => &c.head,
            Self::Visit(c) => &c.head,
            Self::Clock(c) => &c.head,
            Self::Day(c) => &c.head,
        }
    }

    /// Identity.
    pub fn id(&self) -> CaseId {
        self.head().id
    }

    /// Whether anything is still to be done.
    pub fn is_open(&self) -> bool {
        match self {
            Self::CallOut(c) => c.is_open(),
            Self::Handoff(c) => c.is_open(),
            Self::Lead(c) => c.is_open(),
            Self::Request(c) => c.is_open(),
            Self::Complaint(c) => c.is_open(),
            Self::Incident(c) => c.is_open(),
            Self::Visit(c) => c.is_open(),
            Self::Clock(c) => c.is_open(),
            Self::Day(c) => c.is_open(),
        }
    }

    /// The shift that this case is about.
    pub fn shift(&self) -> Option<&CaseShift> {
        match self {
            Self::CallOut(c) => c.shift.as_ref(),
            Self::Visit(c) => c.shift(),
            Self::Clock(c) => c.shift(),
            Self::Handoff(_)
            | Self::Lead(_)
            | Self::Request(_)
            | Self::Complaint(_)
            | Self::Incident(_)
            | Self::Day(_) => None,
        }
    }

    /// The shift that it looks at in WellSky. A request looks at one without working on it.
    pub fn watches(&self) -> Option<&CaseShift> {
        match self {
            Self::Request(c) if c.kind().is_some_and(crate::request::Kind::of_a_visit) => c.shift(),
            _ => self.shift(),
        }
    }

    /// What only one open case may have: a call-out its shift (b9), a visit the same shift as long as somebody's coming
    /// is in doubt, a correction the clock of one visit, a round its day. The store refuses a second one.
    pub fn slot(&self) -> Option<String> {
        match self {
            Self::CallOut(c) => c.shift.as_ref().map(|s| s.key.to_string()),
            Self::Visit(c) => c.shift().map(|s| format!("visit/{}", s.key)),
            Self::Clock(c) => c.shift().map(|s| format!("clock/{}", s.key)),
            Self::Day(c) => c.day.map(|day| format!("day/{day}")),
            Self::Handoff(_) | Self::Lead(_) | Self::Request(_) | Self::Complaint(_) | Self::Incident(_) => {
                None
            }
        }
    }

    /// The case as a doubt about a visit.
    pub fn as_visit(&self) -> Option<&Visit> {
        match self {
            Self::Visit(c) => Some(c),
            _ => None,
        }
    }

    /// The case as a call-out.
    pub fn as_call_out(&self) -> Option<&CallOut> {
        match self {
            Self::CallOut(c) => Some(c),
            _ => None,
        }
    }

    /// The case as a request.
    pub fn as_request(&self) -> Option<&Request> {
        match self {
            Self::Request(c) => Some(c),
            _ => None,
        }
    }

    /// The case as a complaint.
    pub fn as_complaint(&self) -> Option<&Complaint> {
        if let Self::Complaint(c) = self { Some(c) } else { None }
    }

    /// Whom this case keeps from being offered a client's visits, as long as that stands; the case itself may be closed.
    pub fn unwanted(&self) -> impl Iterator<Item = (&ClientId, &CaregiverId)> {
        let complaint = self.as_complaint();
        let client = complaint.and_then(|c| c.client.as_ref());
        let both = complaint.zip(client).into_iter();
        both.flat_map(|(c, client)| c.bars(client).map(move |who| (client, who)))
    }

    /// The case as an incident.
    pub fn as_incident(&self) -> Option<&Incident> {
        if let Self::Incident(c) = self { Some(c) } else { None }
    }

    /// The ladder's state.
    pub fn escalation(&self) -> Option<&Escalation> {
        match self {
            Self::CallOut(c) => c.escalation.as_ref(),
            Self::Handoff(c) => c.escalation.as_ref(),
            Self::Lead(c) => c.escalation.as_ref(),
            Self::Request(c) => c.escalation.as_ref(),
            Self::Complaint(c) => c.escalation.as_ref(),
            Self::Incident(c) => c.escalation.as_ref(),
            Self::Visit(c) => c.escalation.as_ref(),
            Self::Clock(c) => c.escalation.as_ref(),
            Self::Day(c) => c.escalation.as_ref(),
        }
    }

    /// Whether somebody was paged and nobody has said that she has it.
    pub fn waits_for_human(&self) -> bool {
        self.escalation().is_some_and(Escalation::is_waiting)
    }

    /// One word for lists and metrics.
    pub fn phase(&self) -> &'static str {
        match self {
            Self::CallOut(c) => c.phase.name(),
            Self::Handoff(c) => c.phase_name(),
            Self::Lead(c) => c.phase_name(),
            Self::Request(c) => c.phase_name(),
            Self::Complaint(c) => c.phase_name(),
            Self::Incident(c) => c.phase_name(),
            Self::Visit(c) => c.phase_name(),
            Self::Clock(c) => c.phase_name(),
            Self::Day(c) => c.phase_name(),
        }
    }

    /// `call_out`, `handoff`, `lead`, `request`, `complaint`, `incident`, `visit`, `clock` or `day`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CallOut(_) => "call_out",
            Self::Handoff(_) => "handoff",
            Self::Lead(_) => "lead",
            Self::Request(_) => "request",
            Self::Complaint(_) => "complaint",
            Self::Incident(_) => "incident",
            Self::Visit(_) => "visit",
            Self::Clock(_) => "clock",
            Self::Day(_) => "day",
        }
    }

    /// The appointment, for looks and writes.
    pub fn appointment(&self) -> Option<&AppointmentId> {
        self.shift().map(|s| &s.key.appointment)
    }
}
