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

/// Somebody who breaks no rule.
pub(super) struct Eligible<'a> {
    /// Her place in the list of caregivers.
    pub(super) at: usize,
    pub(super) listed: Listed<'a>,
    pub(super) reach: &'a Reach,
    pub(super) fit: Fit,
}

/// Gives everybody who may be asked her score.
pub(super) fn scored(
    policy: &Policy,
    roster: &Roster,
    context: &Context<'_>,
    weights: &WeightRow,
    eligible: &[Eligible<'_>],
    now: Timestamp,
) -> Vec<Candidate> {
    let need = context.need;
    let mut offers: Vec<usize> = eligible.iter().map(|e| e.reach.offers_fortnight).collect();
    offers.sort_unstable();
    let terms = Terms {
        policy,
        context,
        weights,
        offers,
        visits: visits(roster, need, now),
        scarce: roster.scarce(),
        rare: roster.scarce() & !context.required_marks.unwrap_or(u128::MAX),
        shift_hours: hours_between(need.key.start, need.end),
        part: DayPart::of(need.key.start, &policy.agency.zone),
        now: now.as_second(),
    };
    eligible.iter().map(|one| terms.of(one)).collect()
}

struct Terms<'a> {
    policy: &'a Policy,
    context: &'a Context<'a>,
    weights: &'a WeightRow,
    /// Everybody's offers in 14 days, fewest first.
    offers: Vec<usize>,
    visits: BTreeMap<&'a CaregiverId, (f64, f64)>,
    /// Scarce skills, and those of them that the shift does not need.
    scarce: u128,
    rare: u128,
    shift_hours: f64,
    part: DayPart,
    now: i64,
}

impl Terms<'_> {
    fn of(&self, one: &Eligible<'_>) -> Candidate {
        let (caregiver, fit, weights) = (one.listed.caregiver, &one.fit, self.weights);
        let chance = one.reach.chance(self.part);
        let (been, continuity) = self.continuity(&caregiver.id);
        let (rating, preference) = self.preference(&caregiver.id);
        let (hours, hours_fit) = self.hours(one);
        let reliability = self.reliability(one);
        let idle = (one.listed.card.marks & self.rare).count_ones();
        let held = (one.listed.card.marks & self.scarce).count_ones();
        let spare = if idle == 0 { 1.0 } else { 1.0 - f64::from(idle) / f64::from(held) };
        let terms = [
            (FactorName::Continuity, been, continuity, weights.continuity),
            (FactorName::Preference, rating, preference, weights.preference),
            (FactorName::Travel, fit.minutes.unwrap_or(-1.0), travel(fit.minutes), weights.travel),
            (FactorName::Hours, hours, hours_fit, weights.hours),
            (FactorName::Overtime, fit.premium, self.cheap(fit.premium), weights.overtime),
            (FactorName::Reliability, reliability, reliability, weights.reliability),
            (FactorName::Fairness, one.reach.offers_fortnight as f64, self.turn(one.reach), weights.fairness),
            (FactorName::Skills, f64::from(idle), spare, weights.skills),
            (FactorName::Response, chance, chance, weights.response),
        ];
        let mut factors = Vec::with_capacity(terms.len() + 1);
        factors.extend(terms.map(|(name, raw, value, weight)| Factor {
            name,
            raw,
            value,
            points: 100.0 * weight * value,
        }));
        let gaps = gaps(fit.gaps);
        if !gaps.is_empty() {
            let raw = gaps.len() as f64;
            let points = -raw * self.policy.matching.unknown_points;
            factors.push(Factor { name: FactorName::NotOnFile, raw, value: 1.0, points });
        }
        Candidate {
            caregiver: caregiver.id.clone(),
            score: factors.iter().map(|f| f.points).sum(),
            factors,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "minutes of travel, 0 to a few hundred"
            )]
            minutes_away: fit.minutes.map(|m| m.round().clamp(0.0, 100_000.0) as u32),
            chance,
            short_name: crate::private::Redacted::new(caregiver.name.short()),
            premium_hours: fit.premium,
            gaps,
        }
    }

    /// `E / (E + 3)`, where E is the visits of 180 days, faded by half every 45; the other way round where new faces are
    /// better (`domain.md 3.19`).
    fn continuity(&self, id: &CaregiverId) -> (f64, f64) {
        let (been, fresh) = self.visits.get(id).copied().unwrap_or_default();
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
        let before = |days: i64| {
            let then = self.now - days * DAY;
            one.listed.works.partition_point(|b| b.start < then) as f64
        };
        let (quarter, half, today) = (before(90), before(45), before(0));
        let kept = (today - half) + (half - quarter) / 2.0;
        (18.0 + kept) / (20.0 + kept + one.reach.late_cancels)
    }

    /// How many of the others were asked more often; whoever lost her last two races comes first (`domain.md 3.25`).
    fn turn(&self, reach: &Reach) -> f64 {
        if reach.lost_in_a_row >= 2 {
            return 1.0;
        }
        let others = self.offers.len().saturating_sub(1);
        let fewer = self.offers.partition_point(|n| *n < reach.offers_fortnight);
        if others == 0 { 1.0 } else { 1.0 - fewer as f64 / others as f64 }
    }
}

fn gaps(bits: u8) -> Vec<Gap> {
    const ALL: [Gap; 6] =
        [Gap::Lift, Gap::Home, Gap::Smoking, Gap::Driving, Gap::Language, Gap::IntimateCare];
    if bits == 0 {
        return Vec::new();
    }
    ALL.into_iter().filter(|gap| bits & (1 << *gap as u8) != 0).collect()
}

/// Everybody's past visits to this client within 180 days, and the same faded by half every 45 days.
fn visits<'a>(roster: &'a Roster, need: &Need, now: Timestamp) -> BTreeMap<&'a CaregiverId, (f64, f64)> {
    let mut been: BTreeMap<&CaregiverId, (f64, f64)> = BTreeMap::new();
    for shift in roster.visits_to(&need.client).take_while(|s| s.start() < now).filter(|s| s.is_on()) {
        let age_days = hours_between(shift.start(), now) / 24.0;
        if let Some(caregiver) = shift.caregiver.as_ref().filter(|_| age_days <= 180.0) {
            let (count, faded) = been.entry(caregiver).or_default();
            *count += 1.0;
            *faded += (-age_days / 45.0).exp2();
        }
    }
    been
}

/// `exp(-max(0, t-5)/25)`; half where the distance is not known (`domain.md 3.21`).
fn travel(minutes: Option<f64>) -> f64 {
    minutes.map_or(0.5, |t| (-(t - 5.0).max(0.0) / 25.0).exp())
}
