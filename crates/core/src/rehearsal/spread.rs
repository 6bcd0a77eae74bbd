//! How much people differ in how often they say yes, learned from the answers of all of them.
//!
//! `domain.md 3.28` takes somebody who has said no five times for somebody who says yes once in nine times, whatever the
//! others do. Where people are more alike than that it expects too little of those who have said no so far, and too much of
//! those who have said yes once. Live odds are a forecast and must be right: they take the share of yeses, and how far
//! people are spread around it, from all answers (a beta distribution by its first two moments).
use crate::calendar::DayPart;
use crate::matching::{Answers, Reach};

/// What is believed before anybody has answered: forty offers, ten yeses, as alike as 3.28 says.
const BEFORE: Spread = Spread { offers: 40.0, yeses: 10.0, pairs: 200.0, both: 20.0 };
/// Offers that a new person's own answers are weighed against: at least and at most.
const WEIGHT: (f64, f64) = (2.0, 20.0);

/// Sums over people and parts of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spread {
    offers: f64,
    yeses: f64,
    /// Ordered pairs of offers to the same person, and those of which she took both.
    pairs: f64,
    both: f64,
}

impl Spread {
    pub(super) fn add(&mut self, reach: &Reach) {
        self.count(reach, 1.0);
    }

    /// Takes away what was added before.
    pub(super) fn take(&mut self, reach: &Reach) {
        self.count(reach, -1.0);
    }

    fn count(&mut self, reach: &Reach, times: f64) {
        for Answers { offers, accepts, .. } in reach.answers {
            let (offers, accepts) = (f64::from(offers), f64::from(accepts));
            self.offers += times * offers;
            self.yeses += times * accepts;
            self.pairs += times * offers * (offers - 1.0);
            self.both += times * accepts * (accepts - 1.0);
        }
    }

    /// Share of yeses, and the weight of it in offers.
    fn prior(&self) -> (f64, f64) {
        let rate = (BEFORE.yeses + self.yeses) / (BEFORE.offers + self.offers);
        let both = (BEFORE.both + self.both) / (BEFORE.pairs + self.pairs);
        // Of a beta distribution with this mean and weight w, both of two are taken with rate * (rate * w + 1) / (w + 1).
        let weight = (rate - both) / (both - rate * rate).max(1e-9);
        (rate, weight.clamp(WEIGHT.0, WEIGHT.1))
    }

    /// Chance of a yes of somebody with these answers to a shift in this part of the day.
    pub(super) fn chance(&self, reach: &Reach, part: DayPart) -> f64 {
        let (rate, weight) = self.prior();
        let Answers { offers, accepts, .. } = reach.answers.get(part as usize).copied().unwrap_or_default();
        (rate * weight + f64::from(accepts)) / (weight + f64::from(offers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(offers: u32, accepts: u32) -> Reach {
        let mut reach = Reach::default();
        reach.answers[0] = Answers { offers, accepts, lost: 0 };
        reach
    }

    fn after(people: &[(u32, u32)]) -> Spread {
        let mut spread = Spread::default();
        people.iter().for_each(|(offers, accepts)| spread.add(&reach(*offers, *accepts)));
        spread
    }

    #[test]
    fn before_anybody_has_answered_it_is_as_the_domain_says() {
        let nothing = Spread::default();
        for (offers, accepts) in [(0, 0), (5, 0), (3, 2)] {
            let one = reach(offers, accepts);
            let (ours, domains) = (nothing.chance(&one, DayPart::Morning), one.chance(DayPart::Morning));
            assert!((ours - domains).abs() < 1e-9, "{offers} {accepts}: {ours} {domains}");
        }
    }

    #[test]
    fn people_who_are_alike_are_judged_by_all_and_people_who_differ_each_by_her_own() {
        let alike = after(&[(20, 5); 60]);
        let different: Vec<(u32, u32)> = (0..60).map(|n| (20, if n % 4 == 0 { 20 } else { 0 })).collect();
        let different = after(&different);
        let never = reach(6, 0);
        assert!(alike.chance(&never, DayPart::Morning) > 0.17);
        assert!(different.chance(&never, DayPart::Morning) < 0.08);
    }

    #[test]
    fn what_was_added_can_be_taken_away() {
        let mut spread = after(&[(7, 2), (3, 3)]);
        spread.take(&reach(3, 3));
        assert_eq!(spread, after(&[(7, 2)]));
    }
}
