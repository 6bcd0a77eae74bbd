//! The score: five terms between 0 and 1, weighted by how much time is left (`domain.md` 3.19–3.28).
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::eligible::{Fit, Need};
use super::{Candidate, Factor, FactorName, Reach};
use crate::agency::{Caregiver, Roster};
use crate::calendar::hours_between;
use crate::id::CaregiverId;
use crate::policy::WeightRow;

pub(super) fn score(
    weights: &WeightRow,
    need: &Need,
    caregiver: &Caregiver,
    reach: &Reach,
    fit: &Fit,
    most_offers: usize,
    (visits, fresh): (f64, f64),
) -> Candidate {
    let week_before = fit.week_hours - hours_between(need.key.start, need.end);
    let terms = [
        (FactorName::Continuity, visits, fresh / (fresh + 3.0), weights.continuity),
        (FactorName::Travel, fit.minutes.unwrap_or(-1.0), travel(fit.minutes), weights.travel),
        (
            FactorName::Hours,
            if caregiver.hours_wanted.is_some() { fit.week_hours } else { -1.0 },
            caregiver
                .hours_wanted
                .map_or(0.5, |wanted| ((wanted - week_before) / wanted.max(1.0)).clamp(0.0, 1.0)),
            weights.hours,
        ),
        (
            FactorName::Fairness,
            reach.offers_fortnight as f64,
            if most_offers == 0 { 1.0 } else { 1.0 - reach.offers_fortnight as f64 / most_offers as f64 },
            weights.fairness,
        ),
        (FactorName::Response, reach.chance(), reach.chance(), weights.response),
    ];
    let factors: Vec<Factor> = terms
        .into_iter()
        .map(|(name, raw, value, weight)| Factor { name, raw, value, points: 100.0 * weight * value })
        .collect();
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
        chance: reach.chance(),
        short_name: crate::private::Redacted::new(caregiver.name.short()),
    }
}

/// Everybody's past visits to this client within 180 days, and the same faded by half every 45 days.
pub(super) fn visits<'a>(
    roster: &'a Roster,
    need: &Need,
    now: Timestamp,
) -> BTreeMap<&'a CaregiverId, (f64, f64)> {
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

/// `exp(-max(0, t-5)/25)`; half where the distance is not known.
fn travel(minutes: Option<f64>) -> f64 {
    minutes.map_or(0.5, |t| (-(t - 5.0).max(0.0) / 25.0).exp())
}
