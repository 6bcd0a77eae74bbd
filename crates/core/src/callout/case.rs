//! The state of one call-out.
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::hours_between;
use crate::case::{CaseShift, Head};
use crate::effect::OfferedShift;
use crate::escalation::{Ack, Escalation};
use crate::id::{CaregiverId, CaseId, EffectKey};
use crate::language::Reason;
use crate::matching::{Exclusion, Waiting, Widened};
use crate::private::Redacted;

/// Somebody cannot work a shift: one case per shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallOut {
    /// Common part.
    pub head: Head,
    /// Where it stands.
    pub phase: Phase,
    /// Who called out.
    pub reporter: Option<CaregiverId>,
    /// The kind of reason she gave.
    #[serde(default)]
    pub reason: Option<Reason>,
    /// While it is not known which shift is meant: the choices that were put to her.
    pub options: Vec<CaseShift>,
    /// The shift.
    pub shift: Option<CaseShift>,
    /// Waves sent.
    pub wave: u32,
    /// A ranking was asked for and has not come back.
    pub ranking: Option<EffectKey>,
    /// When the next wave is due, as its timer is set.
    #[serde(default)]
    pub next_wave: Option<Timestamp>,
    /// Every offer made, in order; the number of an offer is its place, from 1.
    pub offers: Vec<Offer>,
    /// Yeses that are being collected.
    #[serde(default)]
    pub pool: Option<Pooled>,
    /// Offers whose yes came second, third…, by number in order of arrival.
    pub standby: Vec<u32>,
    /// Whom the case itself rules out.
    pub barred: BTreeMap<CaregiverId, Exclusion>,
    /// The claim that is being written.
    pub filling: Option<Filling>,
    /// Who has it, once WellSky shows it.
    pub winner: Option<CaregiverId>,
    /// Caregivers whom Gigi itself may have put on the shift: WellSky showing one of them is no human's change.
    pub ours: BTreeSet<CaregiverId>,
    /// The ladder.
    pub escalation: Option<Escalation>,
    /// A human works it.
    pub taken_over: Option<Ack>,
    /// What the client was told last: `Some(None)` that we look, `Some(Some(_))` who comes.
    pub client_told: Option<Option<CaregiverId>>,
    /// The note about the call-out is being written or stands.
    pub noted: bool,
    /// What the search may do beside the usual rules by now.
    #[serde(default)]
    pub widened: Widened,
    /// The two halves that together would be the whole, once they were shown to the office.
    #[serde(default)]
    pub halves: Option<(u32, u32)>,
    /// The moved start that is being asked about, or was agreed to.
    #[serde(default)]
    pub moved: Option<Moved>,
    /// Offers whose other hours the client does not want.
    #[serde(default)]
    pub moves_refused: BTreeSet<u32>,
    /// People who can only be phoned, by somebody of the office.
    #[serde(default)]
    pub calls: Vec<Call>,
    /// Nobody called out: the caregiver did not come.
    #[serde(default)]
    pub no_show: bool,
    /// The yes that stays second in line until the start, because the winner may not make it.
    #[serde(default)]
    pub kept: Option<u32>,
    /// The client would rather have another time; the hours, if she named any.
    #[serde(default)]
    pub move_wanted: Option<Hours>,
    /// The client said that she needs no visit: nobody is asked and nothing is written.
    #[serde(default)]
    pub unwanted: bool,
}

/// Yeses to a shift that is far enough ahead, until one is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pooled {
    /// When one is chosen at the latest: everybody in it was told so.
    pub until: Timestamp,
    /// Offers, in order of the yeses.
    pub offers: Vec<u32>,
}

/// A stretch of the shift that somebody can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Where a call-out stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Which shift is meant is not known yet.
    Triage,
    /// People are being asked.
    Offering,
    /// Somebody said yes; it is checked and written.
    Filling,
    /// WellSky shows the replacement.
    Filled,
    /// Over.
    Closed {
        /// How, in words.
        how: String,
    },
}

impl Phase {
    /// One word.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::Offering => "offering",
            Self::Filling => "filling",
            Self::Filled => "filled",
            Self::Closed { .. } => "closed",
        }
    }
}

/// One offer to one caregiver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Number within the case, from 1.
    pub no: u32,
    /// To whom.
    pub caregiver: CaregiverId,
    /// How she is named to clients and staff.
    pub short_name: Redacted<String>,
    /// Wave, from 1.
    pub wave: u32,
    /// Her number for it, once admitted.
    pub code: Option<u8>,
    /// When it was planned.
    pub at: Timestamp,
    /// Until when a yes counts.
    pub expires: Timestamp,
    /// Estimated travel, minutes.
    pub minutes_away: Option<u32>,
    /// Where it stands.
    pub state: OfferState,
    /// The part of it that she can do, if she said so.
    #[serde(default)]
    pub part: Option<Part>,
    /// The hours that she named, whether they lie within the shift or not.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// She kept fewer of her visits than most.
    #[serde(default)]
    pub unreliable: bool,
    /// Chance of a yes when it was made, where that was known: what is still to be expected of it sizes the next wave.
    #[serde(default)]
    pub chance: Option<f64>,
    /// Made on the phone by somebody of the office: she gets no texts about it.
    #[serde(default)]
    pub by_voice: bool,
}

/// Hours that somebody could work; open at either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// From when on.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// A visit at another time, with somebody who could work it then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Her offer.
    pub no: u32,
    /// The start.
    pub start: Timestamp,
    /// The end.
    pub end: Timestamp,
    /// When the client was asked, or somebody was told to ask her.
    pub at: Timestamp,
    /// The client was asked by text; otherwise somebody phones her.
    pub texted: bool,
    /// She agreed.
    pub agreed: bool,
}

/// Somebody who can only be phoned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who.
    pub caregiver: CaregiverId,
    /// What came of it; nothing yet: she is still to be called.
    pub result: Option<CallResult>,
}

/// What somebody of the office heard on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallResult {
    /// She takes the shift.
    Accepts,
    /// She does not.
    Declines,
    /// Nobody answered; she may be called again.
    NoAnswer,
}

impl CallResult {
    /// Reads the name in a page's address.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "accepts" => Self::Accepts,
            "declines" => Self::Declines,
            "no_answer" => Self::NoAnswer,
            _ => return None,
        })
    }
}

impl Call {
    /// Whether she may still be called.
    pub fn is_open(&self) -> bool {
        matches!(self.result, None | Some(CallResult::NoAnswer))
    }
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// Planned or sent, no answer yet.
    Open,
    /// She offered something else, asked, or wants to think; still open.
    Talking,
    /// Not made, or did not arrive.
    Unreached,
    /// No.
    Declined,
    /// Yes: claims the shift, or waits behind another.
    Accepted,
    /// Yes, and then not.
    Withdrawn,
    /// A rule forbade it at the moment of the yes.
    Refused,
    /// Over without her.
    Closed,
}

impl OfferState {
    /// Whether a yes can still come.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Talking)
    }
}

/// A claim on its way into WellSky.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filling {
    /// Offer.
    pub no: u32,
    /// Who.
    pub caregiver: CaregiverId,
    /// How she is named to clients and staff.
    pub short_name: Redacted<String>,
    /// Since when.
    pub since: Timestamp,
    /// How far.
    pub state: FillingState,
    /// The effect that works on it.
    pub key: EffectKey,
}

/// How far a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillingState {
    /// The hard rules run again on fresh data.
    Rechecking,
    /// The client is asked whether she may come.
    Client,
    /// Gigi writes.
    Writing,
    /// A human must enter it; Gigi watches.
    Office,
}

/// A caregiver says she cannot work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Who.
    pub caregiver: CaregiverId,
    /// Category, if she said.
    pub reason: Option<Reason>,
    /// The shift, if it is clear which.
    pub shift: Option<CaseShift>,
    /// Otherwise what it may be; empty when nothing fits.
    pub options: Vec<CaseShift>,
    /// She has not said so herself: she did not come.
    #[serde(default)]
    pub no_show: bool,
    /// One text has read back several shifts to her, this one among them (domain.md 5.2): the case says nothing more.
    #[serde(default)]
    pub read_back: bool,
}

impl Report {
    /// She cannot work this shift, and no more is known.
    pub const fn of(caregiver: CaregiverId, shift: CaseShift) -> Self {
        Self {
            caregiver,
            reason: None,
            shift: Some(shift),
            options: Vec::new(),
            no_show: false,
            read_back: false,
        }
    }
}

/// An answer to an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Yes, the whole shift.
    Accept,
    /// No.
    Decline,
    /// Something else: other hours, part of it, under a condition. Never an acceptance.
    Counter,
    /// These hours of it; open at either side.
    Part {
        /// From when on.
        from: Option<Timestamp>,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// A question; the offer stays open.
    Question,
    /// Wants to think; does not count.
    Hold,
}

/// Hours around a shift in which somebody who cannot work it is asked for no other.
const AWAY_HOURS: f64 = 24.0;

impl CallOut {
    /// Before its first event.
    pub fn blank(head: Head) -> Self {
        Self {
            head,
            phase: Phase::Triage,
            reporter: None,
            reason: None,
            options: Vec::new(),
            shift: None,
            wave: 0,
            ranking: None,
            next_wave: None,
            offers: Vec::new(),
            pool: None,
            standby: Vec::new(),
            barred: BTreeMap::new(),
            filling: None,
            winner: None,
            ours: BTreeSet::new(),
            escalation: None,
            taken_over: None,
            client_told: None,
            noted: false,
            widened: Widened::default(),
            halves: None,
            moved: None,
            moves_refused: BTreeSet::new(),
            calls: Vec::new(),
            no_show: false,
            kept: None,
            move_wanted: None,
            unwanted: false,
        }
    }

    /// Identity.
    pub fn id(&self) -> CaseId {
        self.head.id
    }

    /// Whether anything is still to be done. A filled case stays open until its shift has begun: the winner may
    /// still withdraw.
    pub const fn is_open(&self) -> bool {
        !matches!(self.phase, Phase::Closed { .. })
    }

    /// Whether somebody is still searched for or written.
    pub const fn is_unfilled(&self) -> bool {
        matches!(self.phase, Phase::Triage | Phase::Offering | Phase::Filling)
    }

    /// One offer.
    pub fn offer(&self, no: u32) -> Option<&Offer> {
        self.offers.iter().find(|o| o.no == no)
    }

    pub(super) fn offer_mut(&mut self, no: u32) -> Option<&mut Offer> {
        self.offers.iter_mut().find(|o| o.no == no)
    }

    /// Offers whose answer may still come.
    pub fn waiting(&self, now: Timestamp) -> Vec<Waiting> {
        let open = self.offers.iter().filter(|o| o.state == OfferState::Open && now < o.expires);
        open.filter_map(|o| Some(Waiting::since(o.chance?, o.at, now))).collect()
    }

    /// What somebody may know who has not accepted.
    pub fn offered(&self) -> Option<OfferedShift> {
        self.shift.as_ref().map(super::offered)
    }

    /// Whom not to ask again, and why: the case's own list and everybody who has an offer.
    pub fn ruled_out(&self) -> BTreeMap<CaregiverId, Exclusion> {
        let asked = self
            .offers
            .iter()
            .filter(|o| o.state != OfferState::Unreached && o.state != OfferState::Closed)
            .map(|o| (o.caregiver.clone(), Exclusion::AlreadyAsked));
        asked.chain(self.barred.iter().map(|(c, why)| (c.clone(), *why))).collect()
    }

    /// Who has said here that she cannot work, if that keeps her from another shift that starts then: whoever is ill at
    /// seven is not asked whether she can come at two (`domain.md 3.6`, H19 and H20).
    pub fn keeps_away(&self, start: Timestamp) -> impl Iterator<Item = &CaregiverId> {
        let around = self.shift.as_ref().map_or(self.head.opened, |s| s.key.start);
        let near = self.is_open() && hours_between(around, start).abs() < AWAY_HOURS;
        let withdrew = self.barred.iter().filter(|(_, why)| **why == Exclusion::Withdrew).map(|(c, _)| c);
        self.reporter.iter().chain(withdrew).filter(move |_| near)
    }

    /// Whether people are about to be asked for this shift: it is being ranked, or its next wave is due within so many
    /// seconds. Offers of other shifts wait so long, to leave in one text (b52).
    pub fn asks_soon(&self, now: Timestamp, seconds: u32) -> bool {
        let until = now.saturating_add(SignedDuration::from_secs(seconds.into())).unwrap_or(now);
        let due = self.next_wave.is_some_and(|at| now <= at && at <= until);
        self.phase == Phase::Offering && self.taken_over.is_none() && (self.ranking.is_some() || due)
    }

    /// Whom WellSky may show without a human having changed anything.
    pub fn expected(&self) -> BTreeSet<Option<CaregiverId>> {
        let original = self.shift.as_ref().and_then(|s| s.original.clone());
        self.ours.iter().cloned().map(Some).chain([None, original]).collect()
    }
}
