//! How many are asked at once.
//!
//! The wave table of a policy says how many people a wave asks at most, and how long it waits (`domain.md` 3.31, 3.32).
//! How many it asks of *these* people is weighed, in texts:
//!
//! * a text costs 1: it annoys;
//! * a gap that passes without a yes costs [`waiting_price`]: the client waits. What that is follows from the table
//!   itself: it is the price at which the table's size is right for people about whom nothing is known;
//! * a start without a yes costs [`UNFILLED_PRICE`]: she is alone.
//!
//! A [`plan`] lays all waves until the start at the least expected cost. It counts the answers that come after the gap in
//! which they were asked for, those of earlier waves among them. The search is short: a first wave, a steady pace after
//! it, and people moved between the first few waves while that is cheaper. `rehearsal/waves.rs` holds it against the exact
//! least on small cases.
use super::Candidate;
use super::pace::{Waiting, answered_within};
use crate::calendar::{hours_between, plus_minutes};
use crate::policy::Policy;

/// Price of a shift that is left unfilled, in texts. A proposal: fifty times what an offer that is not needed annoys, and
/// twice as dear as the longest wait.
pub const UNFILLED_PRICE: f64 = 100.0;
/// Chance of a yes of somebody unknown (`domain.md 3.28`).
const UNKNOWN: f64 = 0.25;
/// Waves looked ahead at the most.
const AHEAD: usize = 96;
/// Waves, from the next one on, whose sizes are tried one by one; those after them keep a steady pace.
const TRIED: usize = 4;
/// Rounds of trying. Three were enough for every small case; the rest is caution.
const ROUNDS: usize = 6;
/// Gaps after which what somebody has not answered by then is no longer followed.
const FOLLOWED: usize = 8;
/// Nobody's yes is looked for beyond this.
const SURE: f64 = 1e-3;

/// A wave that can still go out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Most people that it asks.
    pub most: usize,
    /// Minutes until the next one, or until the start.
    pub minutes: f64,
    /// What it costs if these pass without a yes, in texts.
    pub price: f64,
}

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

/// The waves from now until the start by the policy's table and quiet hours, at least one.
pub fn slots(policy: &Policy, start: jiff::Timestamp, now: jiff::Timestamp) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut at = now;
    while slots.is_empty() || (at < start && slots.len() < AHEAD) {
        let rule = policy.wave(hours_between(at, start));
        let next = policy.may_ask_from(start, plus_minutes(at, rule.gap_minutes.max(1)));
        // A wave that is sent after the start (somebody is late) is followed for as long as its own gap.
        let end = if at < start { next.min(start) } else { next };
        slots.push(Slot {
            most: rule.size,
            minutes: hours_between(at, end) * 60.0,
            price: waiting_price(rule.size),
        });
        at = next;
    }
    slots
}

/// How many of the candidates the wave of now asks: at least one if there is one, at most as many as the table says.
pub fn wave_size<'a>(
    policy: &Policy,
    open: &[Waiting],
    candidates: impl IntoIterator<Item = &'a Candidate>,
    start: jiff::Timestamp,
    now: jiff::Timestamp,
) -> usize {
    let slots = slots(policy, start, now);
    let all: usize = slots.iter().map(|s| s.most).sum();
    let chances: Vec<f64> = candidates.into_iter().take(all).map(|c| c.chance).collect();
    plan(open, &chances, &slots).first().copied().unwrap_or(0)
}

/// The size of each wave, the first first: what costs least until a yes or the start, with the offers that are open now.
/// Ends with the people. Where no chance is known at all (every one is 0) each wave asks as many as it may.
pub fn plan(open: &[Waiting], chances: &[f64], slots: &[Slot]) -> Vec<usize> {
    let full: Vec<usize> = slots.iter().map(|s| s.most.max(1)).collect();
    let known = chances.iter().any(|chance| *chance > 0.0);
    let best = if known { Planning::new(open, chances, slots).best(&full) } else { full };
    let mut rest = chances.len();
    let clipped = best.into_iter().map(|size| {
        let size = size.min(rest);
        rest -= size;
        size
    });
    clipped.take_while(|size| *size > 0).collect()
}

/// Costs of ways to divide the same people into waves.
struct Planning<'a> {
    chances: &'a [f64],
    slots: &'a [Slot],
    open: &'a [Waiting],
    /// When each wave goes out, minutes from now, and when the last gap ends.
    at: Vec<f64>,
    /// For each wave looked at so far: chance that no open offer is taken by the end of its gap, and the share of answers
    /// that have come by then to offers of this wave, of the one before it, …
    heard: Vec<(f64, [f64; FOLLOWED])>,
}

impl<'a> Planning<'a> {
    fn new(open: &'a [Waiting], chances: &'a [f64], slots: &'a [Slot]) -> Self {
        let mut at = vec![0.0];
        let ends = slots.iter().scan(0.0, |end, slot| {
            *end += slot.minutes;
            Some(*end)
        });
        at.extend(ends);
        Self { chances, slots, open, at, heard: Vec::new() }
    }

    fn heard(&mut self, wave: usize) -> (f64, [f64; FOLLOWED]) {
        while self.heard.len() <= wave {
            let this = self.heard.len();
            let minute = |wave: usize| self.at.get(wave).copied().unwrap_or_default();
            let end = minute(this + 1);
            let nobody = self.open.iter().map(|offer| 1.0 - offer.says_yes(end)).product();
            let mut share = [0.0; FOLLOWED];
            for (age, share) in share.iter_mut().enumerate().take(this + 1) {
                *share = answered_within(end - minute(this - age));
            }
            self.heard.push((nobody, share));
        }
        self.heard.get(wave).copied().unwrap_or((1.0, [1.0; FOLLOWED]))
    }

    /// Expected cost of waves of these sizes, in texts; anything above `enough` once it is above it.
    fn cost(&mut self, sizes: &[usize], enough: f64) -> f64 {
        let (chances, slots) = (self.chances, self.slots);
        // Nobody has said yes before this wave; no offer that is not followed any more was taken.
        let (mut cost, mut nobody, mut settled) = (0.0, 1.0, 1.0);
        let mut followed: [&[f64]; FOLLOWED] = [&[]; FOLLOWED];
        let mut rest = chances;
        for (wave, (slot, size)) in slots.iter().zip(sizes).enumerate() {
            let (asked, later) = rest.split_at((*size).min(rest.len()));
            rest = later;
            let (open, heard) = self.heard(wave);
            followed.rotate_right(1);
            followed[0] = asked;
            cost += nobody * asked.len() as f64;
            nobody = open * settled;
            let mut last = 1.0;
            for (people, share) in followed.iter().zip(heard) {
                last = people.iter().map(|chance| 1.0 - chance * share).product();
                nobody *= last;
            }
            settled *= last;
            followed[FOLLOWED - 1] = &[];
            cost += nobody * slot.price;
            if nobody < SURE || cost > enough {
                break;
            }
        }
        cost + nobody * UNFILLED_PRICE
    }

    fn better(&mut self, sizes: &[usize], best: &mut (f64, Vec<usize>)) {
        let cost = self.cost(sizes, best.0);
        if cost < best.0 - 1e-9 {
            *best = (cost, sizes.to_vec());
        }
    }

    fn best(&mut self, full: &[usize]) -> Vec<usize> {
        let most = full.iter().copied().max().unwrap_or(1);
        let mut best = (f64::INFINITY, full.to_vec());
        let firsts = full.first().map_or(0, |first| (*first).min(self.chances.len()));
        for first in 1..=firsts {
            let mut here = (f64::INFINITY, Vec::new());
            for pace in 1..=most {
                let mut sizes: Vec<usize> = full.iter().map(|size| pace.min(*size)).collect();
                sizes[0] = first;
                self.better(&sizes, &mut here);
            }
            for _ in 0..ROUNDS {
                let before = here.0;
                self.moved(full, &mut here);
                if here.0 >= before {
                    break;
                }
            }
            if here.0 < best.0 - 1e-9 {
                best = here;
            }
        }
        best.1
    }

    /// One person more or fewer in a wave after the first, or one from one wave to another: the cheapest of these.
    fn moved(&mut self, full: &[usize], best: &mut (f64, Vec<usize>)) {
        let start = best.1.clone();
        let tried = 1..full.len().min(TRIED);
        let resized = |sizes: &[usize], wave: usize, more: bool| {
            let mut sizes = sizes.to_vec();
            let (size, most) = (sizes.get_mut(wave)?, full.get(wave)?);
            *size = if more { *size + 1 } else { *size - 1 };
            (1..=*most).contains(size).then_some(sizes)
        };
        for wave in tried.clone() {
            for more in [true, false] {
                let Some(one) = resized(&start, wave, more) else { continue };
                self.better(&one, best);
                for other in tried.clone().filter(|other| *other != wave) {
                    if let Some(both) = resized(&one, other, !more) {
                        self.better(&both, best);
                    }
                }
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn size(chances: &[f64], most: usize, left: usize) -> usize {
        let slot = Slot { most, minutes: 1e6, price: waiting_price(most) };
        plan(&[], chances, &vec![slot; left]).first().copied().unwrap_or(0)
    }

    #[test]
    fn of_people_unknown_the_table_asks_as_many_as_it_says() {
        for rule in Policy::default().waves {
            assert_eq!(size(&[UNKNOWN; 500], rule.size, 40), rule.size, "{rule:?}");
            let slot =
                Slot { most: rule.size, minutes: rule.gap_minutes as f64, price: waiting_price(rule.size) };
            assert_eq!(plan(&[], &[UNKNOWN; 500], &[slot; 40])[0], rule.size, "late answers too: {rule:?}");
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

    #[test]
    fn whoever_is_likely_to_answer_yet_saves_texts() {
        let slot = Slot { most: 3, minutes: 90.0, price: waiting_price(3) };
        let asks = |open: &[Waiting]| plan(open, &[0.25; 20], &[slot; 10])[0];
        assert_eq!(asks(&[]), 3);
        assert!(asks(&[Waiting::new(0.8, 1.0)]) < 3, "she was asked a minute ago");
        assert_eq!(asks(&[Waiting::new(0.8, 600.0)]), 3, "she will not answer any more");
    }

    #[test]
    fn the_waves_until_the_start_get_larger_and_closer_and_none_is_sent_at_night() {
        let policy = Policy::default();
        let (start, now) = ("2026-11-26T13:00:00Z".parse().unwrap(), "2026-11-25T00:30:00Z".parse().unwrap());
        let slots = slots(&policy, start, now);
        let minutes: f64 = slots.iter().map(|s| s.minutes).sum();
        assert!((minutes - hours_between(now, start) * 60.0).abs() < 1e-6, "{minutes}");
        assert!(slots.windows(2).all(|w| w[0].most <= w[1].most), "{slots:?}");
        assert!(slots.iter().any(|s| s.minutes > 300.0), "the night: {slots:?}");
        assert_eq!(super::slots(&policy, now, start).len(), 1, "somebody is asked after the start too");
    }
}
