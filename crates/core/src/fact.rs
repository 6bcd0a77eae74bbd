//! What the time-line shows: facts, each with its reasons (P7).
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::Side;
use crate::escalation::PageWhy;
use crate::id::{CaregiverId, ClientId, ShiftKey};
use crate::language::{Intent, Reason};
use crate::lead::{Channel, Topic};
use crate::matching::{Exclusion, Ranking, Widened};
use crate::phone::Phone;
use crate::policy::WriteRoute;
use crate::private::Redacted;
use crate::request::RequestStep;
use crate::round::RoundNews;
use crate::visit::VisitNews;

/// One line of a case's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum Fact {
    /// Something about a complaint.
    Complaint {
        /// What.
        what: crate::complaint::Happened,
    },
    /// Something about an incident.
    Incident {
        /// What.
        what: crate::incident::Happened,
    },
    /// Somebody asks for care.
    Inquired {
        /// How she came.
        channel: Channel,
        /// A case manager or a hospital.
        professional: bool,
    },
    /// Somebody who asks for care told something.
    LeadTold {
        /// Everything known by now; the words stay in the case.
        known: Vec<Topic>,
    },
    /// WellSky shows the prospect.
    ProspectShown {
        /// Her record.
        id: ClientId,
        /// It was there before.
        existed: bool,
    },
    /// A message was read.
    Understood {
        /// Provider's id of the message.
        message: String,
        /// The number that it came from.
        from: Phone,
        /// Its words.
        words: Redacted<String>,
        /// What it was taken for, with how sure, and the words that decided.
        intents: Vec<(Intent, f64, Vec<String>)>,
    },
    /// A caregiver called out.
    CalledOut {
        /// Who.
        caregiver: CaregiverId,
        /// Category only; the words stay in the message.
        reason: Option<Reason>,
    },
    /// The shift is known.
    ShiftMatched {
        /// Which.
        shift: ShiftKey,
        /// Minutes of notice; negative after the start.
        notice_minutes: i64,
    },
    /// The caregiver was asked which one.
    AskedWhich {
        /// The choices.
        options: Vec<ShiftKey>,
    },
    /// Everybody was ranked.
    Ranked {
        /// With every factor and every exclusion.
        ranking: Ranking,
    },
    /// A wave went out.
    Wave {
        /// Number, from 1.
        no: u32,
        /// Who was asked.
        to: Vec<CaregiverId>,
        /// When the next one goes out.
        next: Timestamp,
    },
    /// Nobody is asked before this instant.
    HeldUntil {
        /// End of quiet hours, or the moment from which the shift counts as urgent.
        until: Timestamp,
    },
    /// An offer got its number.
    Offered {
        /// To whom.
        caregiver: CaregiverId,
        /// Number for her answer.
        code: u8,
    },
    /// Other shifts are offered to her in the same text (b52).
    OfferedTogether {
        /// To whom.
        caregiver: CaregiverId,
        /// The numbers in that text.
        codes: Vec<u8>,
    },
    /// An offer could not be made.
    NotOffered {
        /// To whom.
        caregiver: CaregiverId,
        /// Why.
        why: Exclusion,
    },
    /// A text did not arrive.
    Unreached {
        /// Who.
        caregiver: CaregiverId,
        /// Provider's word.
        why: String,
    },
    /// An answer to an offer.
    Answered {
        /// Who.
        caregiver: CaregiverId,
        /// What.
        answer: Answered,
    },
    /// First valid yes.
    Claimed {
        /// Who.
        caregiver: CaregiverId,
    },
    /// Her yes is collected with others.
    InTheRunning {
        /// Who.
        caregiver: CaregiverId,
        /// When one is chosen.
        until: Timestamp,
    },
    /// Somebody said yes after another.
    Standby {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The hard rules still hold, with fresh data.
    Rechecked {
        /// Who.
        caregiver: CaregiverId,
        /// `None`: she may have it.
        failed: Option<Exclusion>,
        /// Whether WellSky was read for it.
        fresh: bool,
    },
    /// The write began.
    Writing {
        /// Who.
        caregiver: CaregiverId,
        /// How.
        route: WriteRoute,
    },
    /// WellSky shows it.
    Confirmed {
        /// Who.
        caregiver: CaregiverId,
    },
    /// A write or read did not work.
    Trouble {
        /// Which.
        what: String,
        /// Why, without client data.
        why: String,
    },
    /// It is noted in WellSky.
    Noted {
        /// Where: task log, admin task.
        channel: String,
    },
    /// A human says where a prospect stands.
    StageAsked {
        /// Who says so.
        by: String,
        /// Where.
        stage: crate::lead::Stage,
    },
    /// WellSky shows a change of a prospect's record.
    ProspectChanged {
        /// What.
        change: crate::lead::Change,
    },
    /// The schedule differs from what the case expects.
    ScheduleChanged {
        /// How.
        how: String,
    },
    /// The caregiver who had it cannot.
    Withdrew {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The first caregiver can come after all.
    Retracted {
        /// Who.
        caregiver: CaregiverId,
    },
    /// A client was texted.
    ClientTold {
        /// Who comes; `None`: that we look.
        caregiver: Option<CaregiverId>,
    },
    /// A human was woken.
    Paged {
        /// Name from the ladder.
        name: String,
        /// Why.
        why: PageWhy,
    },
    /// Nobody can be woken.
    NobodyToPage {
        /// Why somebody should have been.
        why: PageWhy,
        /// The ladder was climbed to its end as often as the policy allows; otherwise it is empty.
        climbed: bool,
    },
    /// A human has it.
    Acknowledged {
        /// Who.
        by: String,
    },
    /// A human works it; Gigi stands back.
    TakenOver {
        /// Who.
        by: String,
    },
    /// Gigi goes on.
    Resumed {
        /// By whom.
        by: String,
    },
    /// The client was asked whether the replacement may come.
    ClientAsked {
        /// Who would come.
        caregiver: CaregiverId,
    },
    /// She said so.
    ClientAnswered {
        /// Who would come.
        caregiver: CaregiverId,
        /// She may.
        agrees: bool,
        /// Who of the office heard it; nobody: she texted.
        by: Option<String>,
    },
    /// The search may do more than the usual rules allow.
    Widened {
        /// What is allowed by now.
        widened: Widened,
        /// Who allowed it; nobody: the policy.
        by: Option<String>,
    },
    /// Somebody can do a part of the shift.
    OffersPart {
        /// Who.
        caregiver: CaregiverId,
        /// From when.
        from: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// Somebody could work the whole visit at another time.
    MoveFound {
        /// Who.
        caregiver: CaregiverId,
        /// The other start.
        start: Timestamp,
        /// The other end.
        end: Timestamp,
        /// The client was asked by text.
        texted: bool,
    },
    /// The client answered about another start.
    MoveAnswered {
        /// Who would come then.
        caregiver: CaregiverId,
        /// It may be so.
        agrees: bool,
        /// Who of the office heard it; nobody: she texted.
        by: Option<String>,
    },
    /// The client was asked about a replacement, and would rather have another time.
    ClientWantsMove {
        /// The hours, if she named any.
        hours: Option<crate::callout::Hours>,
    },
    /// The client needs no visit, and has confirmed it.
    ClientSkips,
    /// Whoever said yes told the office that she cannot come after all.
    SaysSheCannot {
        /// Who.
        caregiver: CaregiverId,
        /// Who of the office heard it.
        by: String,
    },
    /// These fit and cannot be texted.
    ToCall {
        /// Who.
        caregivers: Vec<CaregiverId>,
    },
    /// Somebody of the office phoned her.
    Called {
        /// Whom.
        caregiver: CaregiverId,
        /// Who did.
        by: String,
        /// What came of it.
        result: crate::callout::CallResult,
    },
    /// Two parts make a whole; the office decides.
    TwoHalves {
        /// Who would begin.
        first: CaregiverId,
        /// Who would end it.
        second: CaregiverId,
        /// When they would change.
        change: Timestamp,
        /// The client's file says that two people may share a visit.
        agreed: bool,
    },
    /// A step of a request.
    Request {
        /// Which.
        step: RequestStep,
    },
    /// WellSky shows the shift without a caregiver.
    Unassigned {
        /// Minutes until it starts.
        lead_minutes: i64,
    },
    /// Somebody's coming is in doubt, or no more.
    Visit {
        /// What is known.
        news: VisitNews,
    },
    /// Clocking in or out went wrong.
    ClockClaimed {
        /// Whose.
        caregiver: CaregiverId,
        /// Which end.
        side: Side,
        /// The time she says.
        claimed: Option<Timestamp>,
    },
    /// Who comes the next day.
    Round {
        /// What is known.
        news: RoundNews,
    },
    /// The runner-up stays second in line: the winner may not make it.
    KeptOnStandby {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The one who was missing is there.
    TurnedUp {
        /// Who.
        caregiver: CaregiverId,
    },
    /// The end.
    Closed {
        /// How.
        how: String,
    },
}

/// An answer to an offer, in the time-line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Something else than the whole shift.
    Counter,
    /// A question.
    Question,
    /// Wants to think.
    Hold,
    /// Yes after the offer's time.
    TooLate,
}
