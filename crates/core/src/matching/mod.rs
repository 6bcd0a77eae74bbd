//! Who may be asked, and in what order.
//!
//! [`rank`] takes a snapshot and gives every caregiver either a score with its parts or one reason why not. It is pure:
//! the same roster, policy and instant give the same ranking, ties included.
mod backups;
pub mod eligible;
pub mod exclusion;
pub mod jointly;
pub mod learned;
pub mod overtime;
pub mod pace;
mod person;
mod schedule;
pub mod score;
pub mod waves;
pub mod wording;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use backups::{Thin, thin_backups};
pub use eligible::{Need, why_not};
pub use exclusion::{Exclusion, Gap};
pub use jointly::{OpenShift, jointly};
pub use learned::{Asking, Taught};
pub use pace::Waiting;
pub use score::{Factor, FactorName, Factors};
pub use waves::wave_size;
pub use wording::Wording;

use crate::agency::{Beside, Listed, Roster, Tongue};
use crate::calendar::{DayPart, hours_between};
use crate::fnv;
use crate::id::CaregiverId;
use crate::policy::{Policy, WeightRow};

/// A broken rule ends the judgement, unless all of them are collected.
macro_rules! rule {
    ($every:expr, $broken:expr, $why:expr) => {
        if $broken {
            let why = $why;
            match $every {
                Some(all) => all.push(why),
                None => return Err(why),
            }
        }
    };
}
use rule;

/// What a search may do beside the usual rules, once a human has allowed it or the usual list is at its end
/// (`domain.md 3.33`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widened {
    /// Longer ways, by the policy's factor.
    pub travel: bool,
    /// Overtime.
    pub overtime: bool,
}

/// What is known about reaching one caregiver, from her conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// No texts to her.
    pub opted_out: bool,
    /// No offers just now, by her own word.
    #[serde(default)]
    pub paused: bool,
    /// When she last reported symptoms of her own. Only a hard rule asks for it; no score does (`domain.md 2.53`).
    #[serde(default)]
    pub symptoms: Option<Timestamp>,
    /// She has asked for more work in the last four weeks.
    #[serde(default)]
    pub wants_more: bool,
    /// Offers open now.
    pub open_offers: usize,
    /// Offer texts in the last 24 hours, urgent ones left out.
    pub offers_today: usize,
    /// Offers in the last 14 days.
    pub offers_fortnight: usize,
    /// Offers and yeses in the last 60 days by the part of the day in which the shift began.
    pub answers: [Answers; DayPart::COUNT],
    /// How she was asked and what came of it, for what all answers teach together.
    #[serde(default)]
    pub taught: Taught,
    /// Races lost since she last won one (a yes that came second); 0 once she has been asked again after the last of them.
    pub lost_in_a_row: u32,
    /// Late cancellations in the last 90 days, older ones half; protected absences are not among them
    /// (`domain.md` 2.53, 3.24).
    pub late_cancels: f64,
    /// The language she writes in, where it is another than her file says.
    #[serde(default)]
    pub tongue: Option<Tongue>,
    /// Intervals she has said yes to and which WellSky may not show yet.
    pub claims: Vec<(Timestamp, Timestamp)>,
}

/// How often somebody was asked, and how often she said yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Asked.
    pub offers: u32,
    /// Yes.
    pub accepts: u32,
    /// Yes, but second.
    #[serde(default)]
    pub lost: u32,
}

impl Reach {
    /// Chance of a yes to a shift in this part of the day: `(1 + accepts) / (4 + offers)`, between .05 and .8
    /// (`domain.md 3.28`).
    pub fn chance(&self, part: DayPart) -> f64 {
        let Answers { offers, accepts, .. } = self.answers[part as usize];
        (f64::from(1 + accepts) / f64::from(4 + offers)).clamp(0.05, 0.8)
    }
}

/// Somebody who may be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub caregiver: CaregiverId,
    /// Sum of the points, 0 to 100.
    pub score: f64,
    /// The parts.
    pub factors: Factors,
    /// Estimated travel, minutes.
    pub minutes_away: Option<u32>,
    /// Chance of a yes: her own, and what all answers have taught of the time left, the place and the wording
    /// ([`Ranking::learn`]).
    pub chance: f64,
    /// How she is named to clients and staff.
    pub short_name: crate::private::Redacted<Arc<str>>,
    /// Hours at a premium that this shift would add.
    #[serde(default)]
    pub premium_hours: f64,
    /// What the client needs and her file does not say.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// In which words she would be asked.
    #[serde(default)]
    pub wording: Wording,
}

/// Below this share of visits kept somebody counts as unreliable; a clean record is .9.
const UNRELIABLE: f64 = 0.85;

impl Candidate {
    /// Whether she keeps fewer of her visits than most.
    pub fn is_unreliable(&self) -> bool {
        self.factors.iter().any(|f| f.name == FactorName::Reliability && f.raw < UNRELIABLE)
    }

    /// Why, in one line: `7 visit(s) with the client, about 12 min away, …`.
    pub fn words(&self) -> String {
        self.factors.iter().map(Factor::words).collect::<Vec<_>>().join(", ")
    }
}

/// Everybody, ordered or excluded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// When it was computed.
    pub at: Timestamp,
    /// Age of the oldest data used, seconds; `None` if nothing was ever read.
    pub data_age_seconds: Option<i64>,
    /// Whether the shift and the first candidates' schedules were re-read from WellSky for this ranking.
    pub fresh: bool,
    /// The weights that were used, by the time left and the client.
    #[serde(default)]
    pub weights: WeightRow,
    /// How many open shifts were planned together; the order of the candidates follows that plan.
    #[serde(default)]
    pub together: Option<u32>,
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// One reason each.
    pub excluded: BTreeMap<Exclusion, Vec<CaregiverId>>,
}

/// Ranks everybody for one shift.
///
/// `barred` are people whom the case itself rules out (called out, declined, withdrew) with the reason; `reach` holds
/// those who have a conversation, everybody else starts with a clean one.
pub fn rank(
    policy: &Policy,
    roster: &Roster,
    need: &Need,
    barred: &BTreeMap<CaregiverId, Exclusion>,
    reach: &BTreeMap<CaregiverId, Reach>,
    now: Timestamp,
) -> Ranking {
    rank_best(policy, roster, need, barred, reach, now, usize::MAX)
}

/// [`rank`] with no more candidates than so many, the best of them; nobody who is left out for that is listed anywhere.
pub(crate) fn rank_best(
    policy: &Policy,
    roster: &Roster,
    need: &Need,
    barred: &BTreeMap<CaregiverId, Exclusion>,
    reach: &BTreeMap<CaregiverId, Reach>,
    now: Timestamp,
    most: usize,
) -> Ranking {
    let clean = Reach::default();
    let context = eligible::Context::new(policy, roster, need, now);
    let everybody = roster.caregivers().len();
    let mut eligible = Vec::with_capacity(everybody / 8);
    let mut reasons = Vec::with_capacity(everybody);
    for (at, listed, reach, verdict) in judged(&context, roster, barred, reach, &clean) {
        match verdict {
            Ok(fit) => {
                reasons.push(None);
                eligible.push(score::Eligible { at, listed, reach, fit });
            }
            Err(why) => reasons.push(Some(why)),
        }
    }
    let weights = policy.weights(hours_between(now, need.key.start)).for_client(context.rules.priority);
    let candidates = score::scored(policy, roster, &context, &weights, &eligible, now, most);
    let excluded = listed_by_reason(roster, &reasons);
    let data_age_seconds = roster.as_of.map(|t| now.duration_since(t).as_secs());
    Ranking { at: now, data_age_seconds, fresh: false, weights, together: None, candidates, excluded }
}

/// Who may not be asked, by reason; `reasons` is in the order of the list. They are counted first, because a list that
/// grows by one of thousands is moved a dozen times.
fn listed_by_reason(roster: &Roster, reasons: &[Option<Exclusion>]) -> BTreeMap<Exclusion, Vec<CaregiverId>> {
    let mut counts = [0_u32; Exclusion::COUNT];
    reasons.iter().flatten().for_each(|why| counts[*why as usize] += 1);
    let mut lists = counts.map(|count| Vec::with_capacity(count as usize));
    let mut given = [None; Exclusion::COUNT];
    for (caregiver, why) in roster.caregivers().zip(reasons) {
        if let Some(why) = *why {
            given[why as usize] = Some(why);
            lists[why as usize].push(caregiver.id.clone());
        }
    }
    given.into_iter().zip(lists).filter_map(|(why, who)| Some((why?, who))).collect()
}

/// The places in the list of caregivers of all who may be asked, without score or order.
pub(crate) fn may_be_asked(
    policy: &Policy,
    roster: &Roster,
    need: &Need,
    barred: &BTreeMap<CaregiverId, Exclusion>,
    reach: &BTreeMap<CaregiverId, Reach>,
    now: Timestamp,
) -> Vec<usize> {
    let clean = Reach::default();
    let context = eligible::Context::new(policy, roster, need, now);
    let all = judged(&context, roster, barred, reach, &clean);
    all.filter(|(.., verdict)| verdict.is_ok()).map(|(at, ..)| at).collect()
}

/// Everybody in the order of the list, with whether she may be asked.
#[inline]
fn judged<'a>(
    context: &'a eligible::Context<'_>,
    roster: &'a Roster,
    barred: &'a BTreeMap<CaregiverId, Exclusion>,
    reach: &'a BTreeMap<CaregiverId, Reach>,
    clean: &'a Reach,
) -> impl Iterator<Item = (usize, Listed<'a>, &'a Reach, Result<eligible::Fit, Exclusion>)> {
    let (mut barred, mut reach) = (Beside::new(barred), Beside::new(reach));
    roster.listed().enumerate().map(move |(at, listed)| {
        let reach = reach.of(listed).unwrap_or(clean);
        let verdict = match barred.of(listed) {
            Some(why) => Err(*why),
            None => context.judge(at, listed, reach, None),
        };
        (at, listed, reach, verdict)
    })
}

/// Equal scores are ordered by a hash of shift and person: the same every time, different for every shift, and nobody
/// is always last (`domain.md 3.29`).
fn tie(need: &Need, caregiver: &CaregiverId) -> u64 {
    let start = need.key.start.as_second().to_le_bytes();
    let bytes = need.key.appointment.as_str().bytes().chain(start).chain(caregiver.as_str().bytes());
    fnv::of(fnv::NOTHING, bytes)
}
