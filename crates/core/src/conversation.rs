//! What is between Gigi and one phone number: consent, open offers with their numbers, the question asked last.
//!
//! One document per number. It carries what no single case can know: that she has three offers open already, that she
//! has said yes to another shift at that time, that she opted out a second ago. It is committed together with the case
//! that changes it, so two cases cannot both promise her evening.
mod loops;
mod questions;
mod together;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use loops::{Beat, Voice};
pub use questions::{Deciding, Posed, Question};
pub use together::Leaving;

use crate::agency::Tongue;
use crate::calendar::DayPart;
use crate::case::Personal;
use crate::effect::OfferedShift;
use crate::id::{CaseId, ShiftKey};
use crate::language::{Speaker, Turn};
use crate::matching::{Answers, Asking, Exclusion, Reach, Taught, Wording};
use crate::phone::Phone;
use crate::policy::Policy;
use crate::policy::matching::SYMPTOM_DAYS;
use crate::private::Redacted;

/// A wish for more work counts for so many hours.
const WISH_HOURS: i64 = 28 * 24;
/// Turns kept for context.
const THREAD: usize = 8;
/// Offers remembered for chance and fairness.
const HISTORY: usize = 200;

/// The state of one number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Version of this document's shape.
    pub schema: u32,
    /// The number.
    pub phone: Phone,
    /// Since when no text may go there.
    pub opted_out: Option<Timestamp>,
    /// No offers before this instant, by her own word.
    #[serde(default)]
    pub paused_until: Option<Timestamp>,
    /// The language she writes in, where it is another than her file says: she is answered in it (`domain.md 5.0`).
    #[serde(default)]
    pub tongue: Option<Tongue>,
    /// When she last asked for more work.
    #[serde(default)]
    pub wants_more: Option<Timestamp>,
    /// When she last reported symptoms of her own, unless she has said since that she is well again: for so many days she
    /// is sent to nobody (`domain.md 3.6`, H20). Nothing but the ranking asks for it.
    #[serde(default)]
    pub symptoms: Option<Timestamp>,
    /// Offers that can still be answered.
    pub open: Vec<OpenOffer>,
    /// Offers that were closed lately, so that a late answer finds its case.
    pub closed: Vec<OpenOffer>,
    /// The question that waits for an answer.
    pub asked: Option<Asked>,
    /// What she said yes to.
    pub claims: Vec<Claim>,
    /// Offers made: when, urgent, accepted.
    pub history: Vec<OfferMade>,
    /// Late cancellations that may count.
    #[serde(default)]
    pub late_cancels: Vec<LateCancel>,
    /// Last texts in both directions.
    pub thread: Vec<Exchange>,
    /// Questions asked lately, so that none is asked twice.
    #[serde(default)]
    pub posed: Vec<Posed>,
    /// When she last wrote: an answer may go out for an hour, quiet or not.
    pub heard_at: Option<Timestamp>,
    /// Texts answered lately, to notice two machines talking to each other.
    pub answered: Vec<Timestamp>,
    /// The rhythm of what came in within the last hour.
    #[serde(default)]
    pub beats: Vec<Beat>,
    /// Since when nothing is answered, because a machine seems to write.
    #[serde(default)]
    pub muted: Option<Timestamp>,
    /// An open hand-over to a human, further messages join it.
    pub handoff: Option<CaseId>,
    /// Answers about the schedule in a row that had to say how old it is.
    #[serde(default)]
    pub old_answers: u8,
    /// An open lead, further messages join it.
    #[serde(default)]
    pub lead: Option<CaseId>,
    /// An open complaint, further messages about it join it.
    #[serde(default)]
    pub complaint: Option<CaseId>,
    /// An open incident, further messages join it.
    #[serde(default)]
    pub incident: Option<CaseId>,
    /// Shifts that she was asked to confirm, until she has answered.
    #[serde(default)]
    pub confirming: Option<Confirming>,
    /// The newest offer text, which others may join until it leaves.
    #[serde(default)]
    pub leaving: Option<Leaving>,
}

/// Shifts that somebody was asked to confirm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirming {
    /// The round that asks.
    pub case: CaseId,
    /// The shifts, in the order they were listed.
    pub options: Vec<ShiftKey>,
    /// When.
    pub at: Timestamp,
}

/// An offer as its receiver sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOffer {
    /// Her number for it, 1 to 9.
    pub code: u8,
    /// The case.
    pub case: CaseId,
    /// The case's number for it.
    pub no: u32,
    /// What she may know.
    pub shift: OfferedShift,
    /// Estimated travel, minutes.
    pub minutes_away: Option<u32>,
    /// When.
    pub sent_at: Timestamp,
    /// Until when a yes counts.
    pub expires: Timestamp,
    /// In which words it was made, where it was made alone.
    #[serde(default)]
    pub wording: Wording,
}

/// A question of Gigi's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The case that needs the answer, if one does.
    pub case: Option<CaseId>,
    /// What the answer decides.
    #[serde(default)]
    pub deciding: Deciding,
    /// The choices, in the order they were numbered.
    pub options: Vec<ShiftKey>,
    /// When.
    pub at: Timestamp,
}

/// A yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The case.
    pub case: CaseId,
    /// The shift.
    pub shift: OfferedShift,
}

/// An offer in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferMade {
    /// When.
    pub at: Timestamp,
    /// Does not count against the day's cap.
    pub urgent: bool,
    /// She said yes.
    pub accepted: bool,
    /// Her yes came second.
    #[serde(default)]
    pub lost: bool,
    /// The case and the part of the day; documents from before they were kept do not say.
    #[serde(default)]
    pub about: Option<(CaseId, DayPart)>,
    /// How she was asked; documents from before it was kept do not say.
    #[serde(default)]
    pub asking: Option<Asking>,
    /// Made in the text of an earlier one (b52): no text of its own.
    #[serde(default)]
    pub joined: bool,
}

/// A late cancellation that may count: the law protects none of its kind (`domain.md` 2.53, 3.24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateCancel {
    /// The case.
    pub case: CaseId,
    /// When she said so.
    pub at: Timestamp,
}

/// A text in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// `true`: from Gigi.
    pub ours: bool,
    /// Words.
    pub text: Redacted<String>,
    /// When.
    pub at: Timestamp,
}

/// An offer that a case wants to make.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// The case.
    pub case: CaseId,
    /// The case's number for it.
    pub no: u32,
    /// What she may know.
    pub shift: &'a OfferedShift,
    /// Estimated travel, minutes.
    pub minutes_away: Option<u32>,
    /// Until when a yes counts.
    pub expires: Timestamp,
    /// Whether the agency declares the shift urgent.
    pub urgent: bool,
    /// Place in its wave, 1 for the first.
    pub rank: u8,
    /// The language it is written in, unless she wanted another.
    pub tongue: Tongue,
    /// In which words, unless she was offered this shift before.
    pub wording: Wording,
}

impl Conversation {
    /// A clean one.
    pub fn new(phone: Phone) -> Self {
        Self {
            schema: 1,
            phone,
            opted_out: None,
            paused_until: None,
            tongue: None,
            wants_more: None,
            symptoms: None,
            open: Vec::new(),
            closed: Vec::new(),
            asked: None,
            claims: Vec::new(),
            history: Vec::new(),
            late_cancels: Vec::new(),
            thread: Vec::new(),
            posed: Vec::new(),
            heard_at: None,
            answered: Vec::new(),
            beats: Vec::new(),
            muted: None,
            handoff: None,
            old_answers: 0,
            lead: None,
            complaint: None,
            incident: None,
            confirming: None,
            leaving: None,
        }
    }

    /// Gives an offer its number, or says why it cannot be made. The last gate before a text is written (P5).
    ///
    /// # Errors
    /// The reason; the case hears of it and asks the next person.
    pub fn admit(
        &mut self,
        policy: &Policy,
        proposal: &Proposal<'_>,
        now: Timestamp,
    ) -> Result<u8, Exclusion> {
        self.admit_into(policy, proposal, false, now)
    }

    /// The same for an offer that may join a text which has not left: it counts as no further text (`domain.md 3.35`).
    ///
    /// # Errors
    /// As [`Conversation::admit`].
    pub fn admit_into(
        &mut self,
        policy: &Policy,
        proposal: &Proposal<'_>,
        joins: bool,
        now: Timestamp,
    ) -> Result<u8, Exclusion> {
        let Proposal { case, no, shift, minutes_away, expires, urgent, rank, tongue, wording } = *proposal;
        self.tidy(now);
        if self.opted_out.is_some() {
            return Err(Exclusion::OptedOut);
        }
        if self.paused_until.is_some_and(|until| now < until) {
            return Err(Exclusion::Paused);
        }
        if let Some(again) = self.open.iter().find(|o| o.case == case && o.no == no) {
            return Ok(again.code);
        }
        if self.open.len() >= policy.caps.open_offers {
            return Err(Exclusion::TooManyOpenOffers);
        }
        if !urgent && !joins && self.offers_today(now) >= policy.caps.offer_texts_per_day {
            return Err(Exclusion::TooManyOffersToday);
        }
        if self
            .claims
            .iter()
            .any(|c| c.case != case && c.shift.key.start < shift.end && shift.key.start < c.shift.end)
        {
            return Err(Exclusion::ClaimedOther);
        }
        // A number used a moment ago would make a late answer ambiguous: take the one that rested longest.
        let resting = |code: u8| self.closed.iter().rposition(|o| o.code == code).map_or(0, |at| at + 1);
        let code = (1..=9u8)
            .filter(|code| self.open.iter().all(|o| o.code != *code))
            .min_by_key(|code| (resting(*code), *code))
            .ok_or(Exclusion::TooManyOpenOffers)?;
        let wording = self.worded_before(case, &shift.key).unwrap_or(wording);
        self.open.push(OpenOffer {
            code,
            case,
            no,
            shift: shift.clone(),
            minutes_away,
            sent_at: now,
            expires,
            wording,
        });
        let part = DayPart::of(shift.key.start, &policy.agency.zone);
        let asking = Asking {
            rank,
            lead_minutes: shift.key.start.duration_since(now).as_mins(),
            hour: policy.agency.zone.at(now).hour().unsigned_abs(),
            tongue: self.tongue.unwrap_or(tongue),
            wording,
            listed: joins,
        };
        if joins {
            self.listed();
        }
        self.history.push(OfferMade {
            at: now,
            urgent,
            accepted: false,
            lost: false,
            about: Some((case, part)),
            asking: Some(asking),
            joined: joins,
        });
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
        Ok(code)
    }

    /// The wording in which she was offered this shift: nobody is told the same in two ways.
    fn worded_before(&self, case: CaseId, shift: &ShiftKey) -> Option<Wording> {
        let mut offers = self.open.iter().rev().chain(self.closed.iter().rev());
        let about = |h: &&OfferMade| h.about.is_some_and(|(about, _)| about == case);
        let made =
            || self.history.iter().rev().find(about).and_then(|h| h.asking).map(|asking| asking.wording);
        offers.find(|o| o.shift.key == *shift).map(|o| o.wording).or_else(made)
    }

    /// The offers of the text that is leaving are read in one list, which has no wording of theirs.
    fn listed(&mut self) {
        let cases = self.leaving.iter().flat_map(|l| &l.offers).map(|(case, _)| *case);
        for case in cases.collect::<Vec<_>>() {
            if let Some(asking) = self.last_offer(case).and_then(|offer| offer.asking.as_mut()) {
                asking.listed = true;
            }
        }
    }

    /// Closes an offer, whatever the reason; a late answer still finds it.
    pub fn close_offer(&mut self, case: CaseId, no: u32) {
        self.leaves_without(case, no);
        if let Some(at) = self.open.iter().position(|o| o.case == case && o.no == no) {
            let offer = self.open.remove(at);
            self.closed.push(offer);
            if self.closed.len() > 12 {
                self.closed.remove(0);
            }
        }
    }

    /// She said yes.
    pub fn claim(&mut self, case: CaseId, shift: &OfferedShift) {
        self.claims.retain(|c| c.case != case);
        self.claims.push(Claim { case, shift: shift.clone() });
        self.said_yes(case);
    }

    /// Her yes counts for how often she says yes, whatever became of it.
    pub fn said_yes(&mut self, case: CaseId) {
        if let Some(offer) = self.last_offer(case) {
            offer.accepted = true;
        }
    }

    /// Somebody else was first.
    pub fn lost(&mut self, case: CaseId) {
        if let Some(offer) = self.last_offer(case) {
            offer.lost = true;
        }
    }

    fn last_offer(&mut self, case: CaseId) -> Option<&mut OfferMade> {
        self.history.iter_mut().rev().find(|h| h.about.is_some_and(|(about, _)| about == case))
    }

    /// She called out late, for a reason that no law protects. Once a case.
    pub fn cancelled_late(&mut self, case: CaseId, at: Timestamp) {
        self.came_after_all(case);
        self.late_cancels.push(LateCancel { case, at });
    }

    /// She took it back.
    pub fn came_after_all(&mut self, case: CaseId) {
        self.late_cancels.retain(|c| c.case != case);
    }

    /// Her yes is settled or void.
    pub fn release(&mut self, case: CaseId) {
        self.claims.retain(|c| c.case != case);
    }

    /// What a case changes between us; `shift` is the case's, as somebody may know it who has not accepted.
    pub fn change(&mut self, case: CaseId, change: Personal, shift: Option<&OfferedShift>, now: Timestamp) {
        match change {
            Personal::CloseOffer { no, .. } => self.close_offer(case, no),
            Personal::Claim { .. } => {
                if let Some(shift) = shift {
                    self.claim(case, shift);
                }
            }
            Personal::Release { .. } => self.release(case),
            Personal::SaidYes { .. } => self.said_yes(case),
            Personal::Lost { .. } => self.lost(case),
            Personal::CancelledLate { .. } => self.cancelled_late(case, now),
            Personal::CameAfterAll { .. } => self.came_after_all(case),
            Personal::WantsMore { .. } => self.wants_more = Some(now),
            Personal::Confirm { options, .. } => {
                self.confirming = Some(Confirming { case, options, at: now });
            }
            Personal::Ask { options, .. } => {
                self.pose(Question::WhichShift { options: options.clone() }, &[case], now);
                let deciding = Deciding::CannotWork;
                self.asked = Some(Asked { case: Some(case), deciding, options, at: now });
            }
        }
    }

    /// Remembers a text in either direction.
    pub fn remember(&mut self, ours: bool, text: &str, at: Timestamp) {
        self.thread.push(Exchange { ours, text: text.into(), at });
        if self.thread.len() > THREAD {
            self.thread.remove(0);
        }
        if ours {
            self.answered.push(at);
        } else {
            self.heard_at = Some(at);
        }
    }

    /// Notices the language of a text that came in. A word or two say little.
    pub fn speaks(&mut self, language: &str, text: &str) {
        if text.split_whitespace().take(3).count() < 3 {
            return;
        }
        match language {
            "es" => self.tongue = Some(Tongue::Spanish),
            "en" => self.tongue = None,
            _ => {}
        }
    }

    /// Drops what time has settled.
    pub fn tidy(&mut self, now: Timestamp) {
        let hour_ago = ago(now, 1);
        self.answered.retain(|t| *t > hour_ago);
        self.history.retain(|h| h.at > ago(now, 60 * 24));
        self.late_cancels.retain(|c| c.at > ago(now, 90 * 24));
        self.symptoms = self.symptoms.filter(|at| *at > ago(now, 24 * i64::from(SYMPTOM_DAYS)));
        self.claims.retain(|c| c.shift.end > now);
        let over: Vec<_> = self.open.iter().filter(|o| o.shift.end <= now).map(|o| (o.case, o.no)).collect();
        for (case, no) in over {
            self.close_offer(case, no);
        }
        self.closed.retain(|o| o.shift.end > ago(now, 24));
        // Once the last of them has begun, there is nothing left to confirm.
        if self.confirming.as_ref().is_some_and(|c| c.options.iter().all(|o| o.start <= now)) {
            self.confirming = None;
        }
        if self.asked.as_ref().is_some_and(|a| a.at < ago(now, 24)) {
            self.asked = None;
        }
    }

    fn offers_today(&self, now: Timestamp) -> usize {
        self.history.iter().filter(|h| !h.urgent && !h.joined && h.at > ago(now, 24)).count()
    }

    /// What a ranking needs to know.
    pub fn reach(&self, now: Timestamp) -> Reach {
        let recent = |hours: i64| self.history.iter().filter(move |h| h.at > ago(now, hours));
        Reach {
            opted_out: self.opted_out.is_some(),
            paused: self.paused_until.is_some_and(|until| now < until),
            wants_more: self.wants_more.is_some_and(|at| at > ago(now, WISH_HOURS)),
            open_offers: self.open.iter().filter(|o| o.shift.end > now).count(),
            // What joins a text that has not left is no further text.
            offers_today: self.offers_today(now).saturating_sub(usize::from(self.has_room(now))),
            offers_fortnight: recent(14 * 24).count(),
            answers: self.answers(now),
            taught: self.taught(now),
            lost_in_a_row: self.lost_in_a_row(),
            symptoms: self.symptoms,
            late_cancels: self
                .late_cancels
                .iter()
                .map(|c| if c.at > ago(now, 45 * 24) { 1.0 } else { 0.5 })
                .sum(),
            tongue: self.tongue,
            claims: self.claims.iter().map(|c| (c.shift.key.start, c.shift.end)).collect(),
        }
    }

    /// Races lost one after the other, until she is asked again. The turn that makes up for them is one: whoever kept it until
    /// she won would be asked first for weeks, ahead of people who were asked for nothing.
    fn lost_in_a_row(&self) -> u32 {
        if !self.history.last().is_some_and(|newest| newest.lost) {
            return 0;
        }
        let lost = self.history.iter().rev().filter(|h| h.accepted).take_while(|h| h.lost).count();
        u32::try_from(lost).unwrap_or(u32::MAX)
    }

    fn answers(&self, now: Timestamp) -> [Answers; DayPart::COUNT] {
        let mut answers = [Answers::default(); DayPart::COUNT];
        for offer in self.that_teach(now) {
            if let Some(at) = offer.about.and_then(|(_, part)| answers.get_mut(part as usize)) {
                at.count(offer.accepted, offer.lost);
            }
        }
        answers
    }

    fn taught(&self, now: Timestamp) -> Taught {
        let mut taught = Taught::default();
        for offer in self.that_teach(now) {
            if let Some(asking) = &offer.asking {
                taught.count(asking, offer.accepted, offer.lost);
            }
        }
        taught
    }

    /// Offers of 60 days. One of the last hour that still waits for her answer is no no: it says nothing yet.
    fn that_teach(&self, now: Timestamp) -> impl Iterator<Item = &OfferMade> {
        let waits = move |h: &OfferMade| {
            let case = h.about.map(|(case, _)| case);
            !h.accepted && h.at > ago(now, 1) && self.open.iter().any(|o| Some(o.case) == case)
        };
        self.history.iter().filter(move |h| h.at > ago(now, 60 * 24) && !waits(h))
    }

    /// The last turns, for the reader.
    pub fn turns(&self) -> Vec<Turn> {
        self.thread
            .iter()
            .map(|e| Turn {
                from: if e.ours { Speaker::Gigi } else { Speaker::Sender },
                text: e.text.expose().clone(),
                at: e.at,
            })
            .collect()
    }
}

fn ago(now: Timestamp, hours: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn shift(start: &str, end: &str) -> OfferedShift {
        OfferedShift {
            key: ShiftKey::new("55", start.parse().unwrap()),
            end: end.parse().unwrap(),
            area: None,
        }
    }

    fn now() -> Timestamp {
        "2026-11-23T21:00:00Z".parse().unwrap()
    }

    fn offer(c: &mut Conversation, case: u128, policy: &Policy) -> Result<u8, Exclusion> {
        let s = shift("2026-11-24T13:00:00Z", "2026-11-24T17:00:00Z");
        let case = CaseId(Uuid::from_u128(case));
        let proposal = Proposal {
            case,
            no: 1,
            shift: &s,
            minutes_away: None,
            expires: s.end,
            urgent: false,
            rank: 1,
            tongue: Tongue::English,
            wording: Wording::Warm,
        };
        c.admit(policy, &proposal, now())
    }

    #[test]
    fn offers_are_numbered_and_capped() {
        let policy = Policy::default();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        assert_eq!(
            (1..=4).map(|n| offer(&mut c, n, &policy)).collect::<Vec<_>>(),
            [Ok(1), Ok(2), Ok(3), Err(Exclusion::TooManyOpenOffers)]
        );
        assert_eq!(offer(&mut c, 2, &policy), Ok(2), "the same offer again keeps its number");
        c.close_offer(CaseId(Uuid::from_u128(1)), 1);
        assert_eq!(offer(&mut c, 5, &policy), Ok(4), "a number that was just used rests");
    }

    #[test]
    fn an_offer_that_waits_for_an_answer_is_no_no_for_an_hour() {
        let policy = Policy::default();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        offer(&mut c, 1, &policy).unwrap();
        let offers = |c: &Conversation, minutes: i64| {
            let reach = c.reach(crate::calendar::plus_minutes(now(), minutes));
            let taught: u32 = reach.taught.leads.iter().map(|row| row.offers).sum();
            assert_eq!(reach.answers.iter().map(|row| row.offers).sum::<u32>(), taught);
            taught
        };
        assert_eq!((offers(&c, 10), offers(&c, 61)), (0, 1));
        c.said_yes(CaseId(Uuid::from_u128(1)));
        assert_eq!(offers(&c, 10), 1, "a yes counts at once");
        let mut passed = Conversation::new(Phone::parse("2025550101").unwrap());
        offer(&mut passed, 1, &policy).unwrap();
        passed.close_offer(CaseId(Uuid::from_u128(1)), 1);
        assert_eq!(offers(&passed, 10), 1, "and so does a no");
        let row = passed.history[0].asking.unwrap();
        assert_eq!(
            (row.rank, row.lead_minutes, row.hour),
            (1, 16 * 60, 15),
            "three in the afternoon in Chicago"
        );
    }

    #[test]
    fn whoever_lost_two_races_comes_first_once_and_not_until_she_wins() {
        let policy = Policy::default();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        for n in 1..=2 {
            let case = CaseId(Uuid::from_u128(n));
            offer(&mut c, n, &policy).unwrap();
            c.said_yes(case);
            c.lost(case);
            c.close_offer(case, 1);
        }
        assert_eq!(c.reach(now()).lost_in_a_row, 2);
        offer(&mut c, 3, &policy).unwrap();
        assert_eq!(c.reach(now()).lost_in_a_row, 0, "she was asked again: that was her turn");
        c.said_yes(CaseId(Uuid::from_u128(3)));
        c.lost(CaseId(Uuid::from_u128(3)));
        assert_eq!(c.reach(now()).lost_in_a_row, 3, "and lost again");
    }

    #[test]
    fn the_same_shift_offered_again_keeps_its_words() {
        let policy = Policy::default();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        let s = shift("2026-11-24T13:00:00Z", "2026-11-24T17:00:00Z");
        let mut offer = |case: u128, no: u32, wording: Wording| {
            let case = CaseId(Uuid::from_u128(case));
            let (rank, tongue) = (1, Tongue::English);
            let proposal = Proposal {
                case,
                no,
                shift: &s,
                minutes_away: None,
                expires: s.end,
                urgent: false,
                rank,
                tongue,
                wording,
            };
            c.admit(&policy, &proposal, now()).unwrap();
            let worded = (c.open.last().unwrap().wording, c.history.last().unwrap().asking.unwrap().wording);
            c.close_offer(case, no);
            worded
        };
        assert_eq!(offer(1, 1, Wording::Warm), (Wording::Warm, Wording::Warm));
        assert_eq!(offer(1, 2, Wording::Plain), (Wording::Warm, Wording::Warm), "the second time");
        assert_eq!(
            offer(9, 1, Wording::Plain),
            (Wording::Warm, Wording::Warm),
            "and in another search for it"
        );
    }

    #[test]
    fn f21_a_yes_blocks_other_offers_at_that_time() {
        let policy = Policy::default();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        c.claim(CaseId(Uuid::from_u128(9)), &shift("2026-11-24T15:00:00Z", "2026-11-24T19:00:00Z"));
        assert_eq!(offer(&mut c, 1, &policy), Err(Exclusion::ClaimedOther));
        c.release(CaseId(Uuid::from_u128(9)));
        assert_eq!(offer(&mut c, 1, &policy), Ok(1));
    }

    #[test]
    fn b48_nobody_who_opted_out_is_offered_anything() {
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        c.opted_out = Some(now());
        assert_eq!(offer(&mut c, 1, &Policy::default()), Err(Exclusion::OptedOut));
    }
}
