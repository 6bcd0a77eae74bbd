//! The score: nine terms between 0 and 1, weighted by how much time is left (`domain.md` 3.19–3.28), and what is taken
//! off for every fact that nobody has written down.
//!
//! No ZIP code, no absence that the law protects and no reason of health is among them (`domain.md` 2.51–2.55).
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::eligible::{Context, Fit, Need};
use super::{Candidate, Gap, Reach};
use crate::agency::{Listed, Roster};
use crate::calendar::{DayPart, hours_between};
use crate::id::CaregiverId;
use crate::policy::client::Continuity;
use crate::policy::{Policy, WeightRow};

/// One term of the score. `points` of all terms add up to the score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Which.
    pub name: FactorName,
    /// What it is computed from (visits, minutes, hours, offers, chance).
    pub raw: f64,
    /// 0 to 1.
    pub value: f64,
    /// `100 × weight × value`; less than nothing for facts that are not on file.
    pub points: f64,
}

/// Terms of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorName {
    /// Visits to this client.
    Continuity,
    /// What the client said about her.
    Preference,
    /// Travel minutes, estimated, from where she will be.
    Travel,
    /// Hours wanted.
    Hours,
    /// Hours at a premium.
    Overtime,
    /// Visits kept.
    Reliability,
    /// Offers received lately.
    Fairness,
    /// Rare skills that this shift does not need.
    Skills,
    /// Chance of a yes.
    Response,
    /// Facts that nobody has written down.
    NotOnFile,
}

impl Factor {
    /// In words, such as `7 visits with the client`.
    pub fn words(&self) -> String {
        let raw = self.raw;
        match self.name {
            FactorName::Continuity if raw < 0.5 => "has not been there before".into(),
            FactorName::Continuity => format!("{raw:.0} visit(s) with the client"),
            FactorName::Preference if raw >= 5.5 => "the client likes to see her".into(),
            FactorName::Preference if raw < 0.5 => "the client has said nothing about her".into(),
            FactorName::Preference => format!("rated {raw:.0} of 5 by the client"),
            FactorName::Travel if raw < 0.0 => "distance not known".into(),
            FactorName::Travel => format!("about {raw:.0} min away"),
            FactorName::Hours if raw < 0.0 => "hours wanted not known".into(),
            FactorName::Hours => format!("{raw:.1} h this week with this shift"),
            FactorName::Overtime if raw <= 0.0 => "no overtime".into(),
            FactorName::Overtime => format!("{raw:.1} h at a premium"),
            FactorName::Reliability => format!("keeps {:.0} % of her visits", raw * 100.0),
            FactorName::Fairness => format!("{raw:.0} offer(s) in 14 days"),
            FactorName::Skills if raw < 0.5 => "no rare skill is tied up".into(),
            FactorName::Skills => format!("{raw:.0} rare skill(s) not needed here"),
            FactorName::Response => format!("says yes {:.0} % of the time", raw * 100.0),
            FactorName::NotOnFile => format!("{raw:.0} thing(s) not on file"),
        }
    }
}

/// The terms of one score, in their order. They lie in the candidate itself: thousands of them are made in a ranking,
/// and most are never looked at.
#[derive(Clone, Copy)]
pub struct Factors {
    rows: [Factor; Self::MOST],
    count: usize,
}

impl Factors {
    /// As many as there are kinds.
    const MOST: usize = FactorName::NotOnFile as usize + 1;
    const NONE: Factor = Factor { name: FactorName::Continuity, raw: 0.0, value: 0.0, points: 0.0 };

    /// Adds one; beyond as many as there are kinds nothing is added.
    fn add(&mut self, factor: Factor) {
        if let Some(row) = self.rows.get_mut(self.count) {
            *row = factor;
            self.count += 1;
        }
    }
}

impl Default for Factors {
    fn default() -> Self {
        Self { rows: [Self::NONE; Self::MOST], count: 0 }
    }
}

impl std::ops::Deref for Factors {
    type Target = [Factor];

    fn deref(&self) -> &[Factor] {
        self.rows.get(..self.count).unwrap_or_default()
    }
}

impl FromIterator<Factor> for Factors {
    fn from_iter<I: IntoIterator<Item = Factor>>(factors: I) -> Self {
        let mut all = Self::default();
        factors.into_iter().for_each(|f| all.add(f));
        all
    }
}

impl PartialEq for Factors {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl std::fmt::Debug for Factors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

// Stored as the list that it was before.
impl Serialize for Factors {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Factors {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Vec::<Factor>::deserialize(from)?.into_iter().collect())
    }
}

/// Somebody who breaks no rule.
pub(super) struct Eligible<'a> {
    /// Her place in the list of caregivers.
    pub(super) at: usize,
    pub(super) listed: Listed<'a>,
    pub(super) reach: &'a Reach,
    pub(super) fit: Fit,
}

/// Gives everybody who may be asked her score; the best first, no more than `most`.
///
/// The order is found among numbers, and each candidate is made only once, at her place.
pub(super) fn scored(
    policy: &Policy,
    roster: &Roster,
    context: &Context<'_>,
    weights: &WeightRow,
    eligible: &[Eligible<'_>],
    now: Timestamp,
    most: usize,
) -> Vec<Candidate> {
    let need = context.need;
    let terms = Terms {
        policy,
        context,
        weights: weights.parts(),
        turns: turns(eligible),
        visits: visits(roster, need, now),
        scarce: roster.scarce(),
        rare: roster.scarce() & !context.required_marks.unwrap_or(u128::MAX),
        shift_hours: hours_between(need.key.start, need.end),
        part: DayPart::of(need.key.start, &policy.agency.zone),
        now: now.as_second(),
    };
    let scored: Vec<Scored> = eligible.iter().map(|one| terms.of(one)).collect();
    let order = order(&scored, most, |at| {
        eligible.get(at).map_or(0, |one| super::tie(need, &one.listed.caregiver.id))
    });
    let mut candidates = Vec::with_capacity(order.len());
    for at in order {
        if let Some((one, scored)) = eligible.get(at).zip(scored.get(at)) {
            candidates.push(candidate(policy, roster, weights, one, scored));
        }
    }
    candidates
}

/// The places by score, the best first, no more than `most`; equals by `tie`, then by place.
fn order(scored: &[Scored], most: usize, tie: impl Fn(usize) -> u64) -> Vec<usize> {
    // The bits of numbers in the order of `f64::total_cmp`, turned round.
    let key = |score: f64| {
        let bits = score.to_bits().cast_signed();
        !(bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed())
    };
    let mut order: Vec<(i64, usize)> =
        scored.iter().enumerate().map(|(at, one)| (key(one.score), at)).collect();
    if most < order.len() {
        // All who are as good as the last of the best stay until their tie is decided.
        let (_, (last, _), _) = order.select_nth_unstable(most);
        let last = *last;
        order.retain(|(key, _)| *key <= last);
    }
    order.sort_unstable();
    for equals in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|equals| equals.len() > 1) {
        equals.sort_by_cached_key(|(_, at)| tie(*at));
    }
    order.into_iter().take(most).map(|(_, at)| at).collect()
}

fn candidate(
    policy: &Policy,
    roster: &Roster,
    weights: &WeightRow,
    one: &Eligible<'_>,
    scored: &Scored,
) -> Candidate {
    let fit = &one.fit;
    Candidate {
        caregiver: one.listed.caregiver.id.clone(),
        score: scored.score,
        factors: factors(policy, weights, fit.gaps, &scored.terms),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "minutes of travel, 0 to a few hundred"
        )]
        minutes_away: fit.minutes.map(|m| m.round().clamp(0.0, 100_000.0) as u32),
        chance: scored.chance,
        short_name: crate::private::Redacted::new(roster.short_name(one.at)),
        premium_hours: fit.premium,
        gaps: gaps(fit.gaps),
        wording: super::Wording::Plain,
    }
}

/// What somebody's score is made of, before it is known where she stands.
struct Scored {
    score: f64,
    chance: f64,
    /// What each term is computed from, and its value, in the order of [`TERMS`].
    terms: [(f64, f64); TERMS.len()],
}

/// The terms with a weight, in the order of [`WeightRow::parts`].
const TERMS: [FactorName; 9] = [
    FactorName::Continuity,
    FactorName::Preference,
    FactorName::Travel,
    FactorName::Hours,
    FactorName::Overtime,
    FactorName::Reliability,
    FactorName::Fairness,
    FactorName::Skills,
    FactorName::Response,
];

fn points(weight: f64, value: f64) -> f64 {
    100.0 * weight * value
}

/// Points for what is not on file, one off for each.
fn missing(policy: &Policy, gaps: u8) -> f64 {
    -f64::from(gaps.count_ones()) * policy.matching.unknown_points
}

fn factors(policy: &Policy, weights: &WeightRow, gaps: u8, terms: &[(f64, f64); TERMS.len()]) -> Factors {
    let weights = weights.parts();
    let rows = std::array::from_fn(|n| match (TERMS.get(n), weights.get(n), terms.get(n)) {
        (Some(name), Some(weight), Some((raw, value))) => {
            Factor { name: *name, raw: *raw, value: *value, points: points(*weight, *value) }
        }
        _ => Factor {
            name: FactorName::NotOnFile,
            raw: f64::from(gaps.count_ones()),
            value: 1.0,
            points: missing(policy, gaps),
        },
    });
    Factors { rows, count: TERMS.len() + usize::from(gaps != 0) }
}

struct Terms<'a> {
    policy: &'a Policy,
    context: &'a Context<'a>,
    weights: [f64; TERMS.len()],
    /// Whose turn it is, by offers in 14 days.
    turns: Vec<(usize, f64)>,
    /// Visits to this client, by the place in the list of caregivers.
    visits: Vec<(usize, (f64, f64))>,
    /// Scarce skills, and those of them that the shift does not need.
    scarce: u128,
    rare: u128,
    shift_hours: f64,
    part: DayPart,
    now: i64,
}

impl Terms<'_> {
    fn of(&self, one: &Eligible<'_>) -> Scored {
        let (caregiver, fit) = (one.listed.caregiver, &one.fit);
        let chance = one.reach.chance(self.part);
        let (been, continuity) = self.continuity(one.at);
        let (rating, preference) = self.preference(&caregiver.id);
        let (hours, hours_fit) = self.hours(one);
        let reliability = self.reliability(one);
        let idle = (one.listed.card.marks & self.rare).count_ones();
        let held = (one.listed.card.marks & self.scarce).count_ones();
        let spare = if idle == 0 { 1.0 } else { 1.0 - f64::from(idle) / f64::from(held) };
        let terms = [
            (been, continuity),
            (rating, preference),
            (fit.minutes.unwrap_or(-1.0), travel(fit.minutes)),
            (hours, hours_fit),
            (fit.premium, self.cheap(fit.premium)),
            (reliability, reliability),
            (one.reach.offers_fortnight as f64, self.turn(one.reach)),
            (f64::from(idle), spare),
            (chance, chance),
        ];
        let mut score: f64 =
            self.weights.iter().zip(&terms).map(|(weight, (_, value))| points(*weight, *value)).sum();
        if fit.gaps != 0 {
            score += missing(self.policy, fit.gaps);
        }
        Scored { score, chance, terms }
    }

    /// `E / (E + 3)`, where E is the visits of 180 days, faded by half every 45; the other way round where new faces are
    /// better (`domain.md 3.19`).
    fn continuity(&self, at: usize) -> (f64, f64) {
        let found = self.visits.binary_search_by_key(&at, |(at, _)| *at);
        let (been, fresh) =
            found.ok().and_then(|n| self.visits.get(n)).map(|(_, been)| *been).unwrap_or_default();
        let known = fresh / (fresh + 3.0);
        let value = match self.context.rules.continuity {
            Continuity::PreferSame => known,
            Continuity::Neutral => 0.5,
            Continuity::Rotate => 1.0 - known,
        };
        (been, value)
    }

    /// What the client said: likes to see her, rated her, or nothing (`domain.md 3.20`).
    fn preference(&self, id: &CaregiverId) -> (f64, f64) {
        let rules = &self.context.rules;
        if !rules.prefer.is_empty() && rules.prefer.contains(id) {
            return (6.0, 1.0);
        }
        match rules.ratings.get(id).copied() {
            Some(rating @ 4..) => (f64::from(rating), 0.7),
            Some(3) => (3.0, 0.5),
            Some(rating) => (f64::from(rating), 0.2),
            None => (0.0, 0.5),
        }
    }

    /// The share of the hours she wants that is still open (`domain.md 3.22`); all of it for somebody who has lately asked
    /// for more.
    fn hours(&self, one: &Eligible<'_>) -> (f64, f64) {
        let recorded = self.context.record(one.at).and_then(|r| r.hours_wanted);
        if one.reach.wants_more {
            return (one.fit.week_hours, 1.0);
        }
        match recorded.or(one.listed.caregiver.hours_wanted) {
            Some(wanted) => {
                let scheduled = one.fit.week_hours - self.shift_hours;
                (one.fit.week_hours, ((wanted - scheduled) / wanted.max(1.0)).clamp(0.0, 1.0))
            }
            None => (-1.0, 0.5),
        }
    }

    fn cheap(&self, premium: f64) -> f64 {
        1.0 - (premium / self.shift_hours.max(0.25)).min(1.0)
    }

    /// `(18 + kept) / (20 + kept + late cancellations)` of 90 days, half of what is older than 45 (`domain.md 3.24`; visits
    /// that nobody came to are not recorded yet). Visits on the schedule that nobody took off it count as kept.
    fn reliability(&self, one: &Eligible<'_>) -> f64 {
        const DAY: i64 = 24 * 3600;
        let works = self.context.works(one.listed.card);
        let [past, older, too_old] = [0, 45, 90].map(|days| works.before(self.now - days * DAY));
        let kept = (past - older) as f64 + (older - too_old) as f64 / 2.0;
        (18.0 + kept) / (20.0 + kept + one.reach.late_cancels)
    }

    /// How many of the others were asked more often; whoever lost her last two races comes first the next time
    /// (`domain.md 3.25`).
    fn turn(&self, reach: &Reach) -> f64 {
        if reach.lost_in_a_row >= 2 {
            return 1.0;
        }
        let found = self.turns.binary_search_by_key(&reach.offers_fortnight, |(offers, _)| *offers);
        found.ok().and_then(|n| self.turns.get(n)).map_or(1.0, |(_, turn)| *turn)
    }
}

/// Whose turn it is by offers in 14 days: one for whom nobody was asked less often, less the share of the others who
/// were. As many rows as there are numbers of offers, fewest first.
fn turns(eligible: &[Eligible<'_>]) -> Vec<(usize, f64)> {
    let mut offers: Vec<usize> = eligible.iter().map(|e| e.reach.offers_fortnight).collect();
    offers.sort_unstable();
    let others = offers.len().saturating_sub(1);
    let mut fewer = 0;
    let mut turns = Vec::new();
    for alike in offers.chunk_by(|a, b| a == b) {
        let turn = if others == 0 { 1.0 } else { 1.0 - fewer as f64 / others as f64 };
        turns.extend(alike.first().map(|count| (*count, turn)));
        fewer += alike.len();
    }
    turns
}

fn gaps(bits: u8) -> Vec<Gap> {
    const ALL: [Gap; 7] =
        [Gap::Lift, Gap::Home, Gap::Smoking, Gap::Driving, Gap::Language, Gap::IntimateCare, Gap::Level];
    if bits == 0 {
        return Vec::new();
    }
    ALL.into_iter().filter(|gap| bits & (1 << *gap as u8) != 0).collect()
}

/// Everybody's past visits to this client within 180 days, and the same faded by half every 45 days; by the place in the
/// list of caregivers.
fn visits(roster: &Roster, need: &Need, now: Timestamp) -> Vec<(usize, (f64, f64))> {
    let mut been: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for shift in roster.visits_to(&need.client).take_while(|s| s.start() < now).filter(|s| s.is_on()) {
        let age_days = hours_between(shift.start(), now) / 24.0;
        let caregiver = shift.caregiver.as_ref().filter(|_| age_days <= 180.0);
        if let Some(at) = caregiver.and_then(|id| roster.position(id)) {
            let (count, faded) = been.entry(at).or_default();
            *count += 1.0;
            *faded += (-age_days / 45.0).exp2();
        }
    }
    been.into_iter().collect()
}

/// `exp(-max(0, t-5)/25)`; half where the distance is not known (`domain.md 3.21`).
fn travel(minutes: Option<f64>) -> f64 {
    minutes.map_or(0.5, |t| (-(t - 5.0).max(0.0) / 25.0).exp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Few different scores, so that many are equal, and few different ties.
        #[test]
        fn the_best_of_a_ranking_are_the_first_of_the_whole(
            scores in prop::collection::vec(-3_i32..4, 0..60), most in 0_usize..70,
        ) {
            let scored: Vec<Scored> = scores
                .iter()
                .map(|n| Scored { score: f64::from(*n) * 12.5, chance: 0.25, terms: [(0.0, 0.0); TERMS.len()] })
                .collect();
            let tie = |at: usize| (at as u64).wrapping_mul(7919) % 5;
            let whole = order(&scored, usize::MAX, tie);
            let mut plain: Vec<usize> = (0..scored.len()).collect();
            plain.sort_by(|a, b| {
                scored[*b].score.total_cmp(&scored[*a].score).then(tie(*a).cmp(&tie(*b))).then(a.cmp(b))
            });
            prop_assert_eq!(&whole, &plain);
            let best = order(&scored, most, tie);
            prop_assert_eq!(&best[..], &whole[..most.min(whole.len())]);
        }
    }
}
