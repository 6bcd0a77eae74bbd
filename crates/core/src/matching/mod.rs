//! Who may be asked, and in what order.
//!
//! [`rank`] takes a snapshot and gives every caregiver either a score with its parts or one reason why not. It is pure:
//! the same roster, policy and instant give the same ranking, ties included.
pub mod eligible;
pub mod score;
pub mod waves;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use eligible::{Exclusion, Need};
pub use waves::{wave_size, waves_left};

use crate::agency::Roster;
use crate::calendar::hours_between;
use crate::id::CaregiverId;
use crate::policy::Policy;

/// What is known about reaching one caregiver, from her conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// No texts to her.
    pub opted_out: bool,
    /// Offers open now.
    pub open_offers: usize,
    /// Offer texts in the last 24 hours, urgent ones left out.
    pub offers_today: usize,
    /// Offers in the last 14 days.
    pub offers_fortnight: usize,
    /// Offers and accepts in the last 60 days, for the chance that she says yes.
    pub offers_recent: u32,
    /// See `offers_recent`.
    pub accepts_recent: u32,
    /// Intervals she has said yes to and which WellSky may not show yet.
    pub claims: Vec<(Timestamp, Timestamp)>,
}

impl Reach {
    /// Chance of a yes: `(1 + accepts) / (4 + offers)`, between .05 and .8 (`domain.md 3.28`).
    pub fn chance(&self) -> f64 {
        (f64::from(1 + self.accepts_recent) / f64::from(4 + self.offers_recent)).clamp(0.05, 0.8)
    }
}

/// One term of the score. `points` of all terms add up to the score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Which.
    pub name: FactorName,
    /// What it is computed from (visits, minutes, hours, offers, chance).
    pub raw: f64,
    /// 0 to 1.
    pub value: f64,
    /// `100 × weight × value`.
    pub points: f64,
}

/// Terms of the score (`domain.md` 3.19–3.28; the first version computes five of nine).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorName {
    /// Visits to this client.
    Continuity,
    /// Travel minutes, estimated.
    Travel,
    /// Hours wanted.
    Hours,
    /// Offers received lately.
    Fairness,
    /// Chance of a yes.
    Response,
}

impl Factor {
    /// In words, such as `7 visits with the client`.
    pub fn words(&self) -> String {
        match self.name {
            FactorName::Continuity if self.raw < 0.5 => "has not been there before".into(),
            FactorName::Continuity => format!("{:.0} visit(s) with the client", self.raw),
            FactorName::Travel if self.raw < 0.0 => "distance not known".into(),
            FactorName::Travel => format!("about {:.0} min away", self.raw),
            FactorName::Hours if self.raw < 0.0 => "hours wanted not known".into(),
            FactorName::Hours => format!("{:.1} h this week with this shift", self.raw),
            FactorName::Fairness => format!("{:.0} offer(s) in 14 days", self.raw),
            FactorName::Response => format!("says yes {:.0} % of the time", self.raw * 100.0),
        }
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
    pub factors: Vec<Factor>,
    /// Estimated travel, minutes.
    pub minutes_away: Option<u32>,
    /// Chance of a yes.
    pub chance: f64,
    /// How she is named to clients and staff.
    pub short_name: crate::private::Redacted<String>,
}

impl Candidate {
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
    let clean = Reach::default();
    let context = eligible::Context::new(policy, roster, need, now);
    let mut excluded: BTreeMap<Exclusion, Vec<CaregiverId>> = BTreeMap::new();
    let mut eligible = Vec::new();
    // All three lists are in the order of ids, so they are walked side by side: no look-ups.
    let (mut barred, mut reach) = (barred.iter().peekable(), reach.iter().peekable());
    for listed in roster.listed() {
        let (caregiver, id) = (listed.caregiver, &listed.caregiver.id);
        while barred.next_if(|(b, _)| *b < id).is_some() {}
        while reach.next_if(|(r, _)| *r < id).is_some() {}
        let reach = reach.peek().filter(|(r, _)| *r == id).map_or(&clean, |(_, reach)| *reach);
        let verdict = match barred.peek().filter(|(b, _)| *b == id) {
            Some((_, why)) => Err(**why),
            None => context.judge(listed, reach),
        };
        match verdict {
            Ok(fit) => eligible.push((caregiver, reach, fit)),
            Err(why) => excluded.entry(why).or_default().push(id.clone()),
        }
    }
    let most_offers = eligible.iter().map(|(_, r, _)| r.offers_fortnight).max().unwrap_or(0);
    let weights = policy.weights(hours_between(now, need.key.start));
    let visits = score::visits(roster, need, now);
    let mut candidates: Vec<Candidate> = eligible
        .into_iter()
        .map(|(caregiver, reach, fit)| {
            let been = visits.get(&caregiver.id).copied().unwrap_or_default();
            score::score(&weights, need, caregiver, reach, &fit, most_offers, been)
        })
        .collect();
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| tie(need, &a.caregiver).cmp(&tie(need, &b.caregiver)))
            .then_with(|| a.caregiver.cmp(&b.caregiver))
    });
    let data_age_seconds = roster.as_of.map(|t| now.duration_since(t).as_secs());
    Ranking { at: now, data_age_seconds, fresh: false, candidates, excluded }
}

/// Equal scores are ordered by a hash of shift and person: the same every time, different for every shift, and nobody
/// is always last (`domain.md 3.29`). FNV-1a, because `std`'s hasher promises no stability.
fn tie(need: &Need, caregiver: &CaregiverId) -> u64 {
    let start = need.key.start.as_second().to_le_bytes();
    need.key
        .appointment
        .as_str()
        .bytes()
        .chain(start)
        .chain(caregiver.as_str().bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
