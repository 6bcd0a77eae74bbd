//! How many are asked at once.
//!
//! The wave table of a policy says how many people a wave asks at most (`domain.md` 3.31, 3.32). How many it asks of
//! *these* people is weighed: a text too many annoys, a gap without a yes leaves the client waiting, a shift left
//! unfilled leaves her alone. The prices are counted in texts. What a gap costs follows from the table itself: it is the
//! price at which the table's size is right for people about whom nothing is known.
use super::Candidate;
use crate::calendar::{hours_between, plus_minutes};
use crate::policy::Policy;

/// Price of a shift that is left unfilled, in texts. A proposal: fifty times what an offer that is not needed annoys, and
/// twice as dear as the longest wait.
pub const UNFILLED_PRICE: f64 = 100.0;
/// Chance of a yes of somebody unknown (`domain.md 3.28`).
const UNKNOWN: f64 = 0.25;
/// Waves looked ahead at the most.
const AHEAD: usize = 96;

/// Price of a gap that passes without a yes, in texts: that at which asking `most` people is right when each says yes
/// with the chance of somebody unknown (the middle of the range in which it is).
pub fn waiting_price(most: usize) -> f64 {
    // Asking k costs (k + price) / P(k) until a yes, P(k) = 1 - q^k; k is no worse than k + 1 up to this price.
    let upper = |k: usize| {
        let q = (1.0 - UNKNOWN).powi(i32::try_from(k.min(40)).unwrap_or(40));
        (1.0 - q * (1.0 + k as f64 * UNKNOWN)) / (UNKNOWN * q)
    };
    f64::midpoint(upper(most.saturating_sub(1)), upper(most)).min(UNFILLED_PRICE)
}

/// How many of the first candidates a wave asks, at most `most`, when so many waves fit before the start (this one
/// included).
pub fn wave_size<'a>(candidates: impl IntoIterator<Item = &'a Candidate>, most: usize, left: usize) -> usize {
    let likely = candidates.into_iter().take(most.saturating_mul(AHEAD));
    let chances: Vec<f64> = likely.map(|c| c.chance).collect();
    size(&chances, most, left)
}

/// [`wave_size`] of chances: the steady pace down the list that costs least until a yes or the start. Where no chance is
/// known at all (every one is 0) as many as allowed.
pub fn size(chances: &[f64], most: usize, left: usize) -> usize {
    let price = waiting_price(most);
    let most = most.min(chances.len());
    let mut best = (f64::INFINITY, most);
    for pace in (1..=most).rev() {
        let (mut cost, mut nobody) = (0.0, 1.0);
        let mut rest = chances.chunks(pace);
        for _ in 0..left.clamp(1, AHEAD) {
            let wave = rest.next().unwrap_or_default();
            cost += nobody * wave.len() as f64;
            nobody *= wave.iter().map(|chance| 1.0 - chance).product::<f64>();
            cost += nobody * price;
            if nobody < 1e-3 {
                break;
            }
        }
        cost += nobody * UNFILLED_PRICE;
        if cost < best.0 - 1e-9 {
            best = (cost, pace);
        }
    }
    best.1
}

/// The fewest whose chances together reach 80 % (`domain.md 3.31` as it stands), for comparison.
pub fn size_by_share(chances: &[f64], most: usize) -> usize {
    let mut nobody = 1.0;
    for (at, chance) in chances.iter().enumerate() {
        nobody *= 1.0 - chance;
        if at + 1 == most || 1.0 - nobody >= 0.8 {
            return at + 1;
        }
    }
    chances.len().min(most)
}

/// Waves that fit from now until the start by the policy's table, at least one.
pub fn waves_left(policy: &Policy, start: jiff::Timestamp, now: jiff::Timestamp) -> usize {
    let (mut at, mut waves) = (now, 0);
    while at < start && waves < AHEAD {
        at = plus_minutes(at, policy.wave(hours_between(at, start)).gap_minutes.max(1));
        waves += 1;
    }
    waves.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_people_unknown_the_table_asks_as_many_as_it_says() {
        for rule in Policy::default().waves {
            assert_eq!(size(&[UNKNOWN; 500], rule.size, 40), rule.size, "{rule:?}");
        }
    }

    #[test]
    fn people_who_say_yes_often_are_asked_in_smaller_waves_and_the_last_wave_asks_more() {
        assert_eq!(size(&[0.8; 20], 3, 10), 1);
        assert!(size(&[0.8; 20], 8, 10) < 8);
        assert!(size(&[0.5; 20], 8, 1) >= size(&[0.5; 20], 8, 10), "the last chance asks no fewer");
        assert_eq!(size(&[], 3, 10), 0);
        assert_eq!(size(&[0.0; 9], 5, 10), 5, "nothing known: as many as allowed");
        assert_eq!(size(&[0.05], 8, 1), 1);
    }
}
