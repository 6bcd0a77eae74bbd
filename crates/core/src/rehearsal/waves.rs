//! Waves measured: the machine's sizes against the best that any sizes can do, by an exact dynamic programme.
//!
//! A small case is up to six people in the order of the ranking, a row of the wave table, and so many waves until the
//! start. It costs one for each text, [`waiting_price`] for each gap that passes without a yes, and
//! [`UNFILLED_PRICE`] if the start comes without one. People answer on their own, after the delays of
//! [`answered_within`]; answers are seen at the end of a gap. The programme walks every division of the
//! people into waves (a state is who was asked in which wave, given that nobody has said yes), so its cost is the least
//! there is for this order.
use serde::Serialize;

use super::people::share;
use crate::matching::pace::{Waiting, answered_within};
use crate::matching::waves::{Slot, UNFILLED_PRICE, plan, size_by_share, waiting_price};
use crate::policy::{Policy, WaveRule};
use crate::storm::dice::Dice;

/// How many to ask, of the open offers, the chances of the rest and the waves left.
pub type Rule<'a> = &'a dyn Fn(&[Waiting], &[f64], usize) -> usize;

/// One small case.
#[derive(Clone, Debug, PartialEq)]
pub struct Small {
    /// Chances of a yes, in the order in which people are asked.
    pub chances: Vec<f64>,
    /// Most people in a wave.
    pub most: usize,
    /// Minutes between waves.
    pub gap_minutes: f64,
    /// Waves until the start.
    pub waves: usize,
}

/// How far a rule is from the best, over many small cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Gap {
    /// Cases.
    pub cases: usize,
    /// Cost of the rule over all cases, divided by the least, minus one.
    pub mean: f64,
    /// The share of cases that are within 5 %.
    pub within_5_percent: f64,
    /// The worst case.
    pub worst: f64,
}

/// One row of the wave table measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// From so many hours of lead.
    pub from_hours: f64,
    /// Most people in a wave.
    pub most: usize,
    /// Minutes between waves.
    pub gap_minutes: i64,
    /// Price of a gap, in texts.
    pub waiting_price: f64,
    /// The rule of the machine.
    pub ours: Gap,
    /// As many as together reach 80 % (`domain.md 3.31`).
    pub share: Gap,
    /// One at a time.
    pub one: Gap,
    /// As many as allowed.
    pub all: Gap,
}

impl Small {
    /// Cost of a case when `choose(open, rest, waves left)` says how many are asked; `None` lets the programme choose best.
    pub fn cost(&self, choose: Option<Rule<'_>>) -> f64 {
        self.from(0, &mut Vec::new(), choose)
    }

    fn from(&self, wave: usize, asked: &mut Vec<usize>, choose: Option<Rule<'_>>) -> f64 {
        if wave == self.waves {
            return UNFILLED_PRICE;
        }
        let rest = self.chances.get(asked.len()..).unwrap_or_default();
        let most = rest.len().min(self.most);
        let sizes = match choose {
            Some(choose) => {
                let open: Vec<Waiting> = asked
                    .iter()
                    .zip(&self.chances)
                    .map(|(at, p)| Waiting::unless_yes(*p, (wave - at) as f64 * self.gap_minutes))
                    .collect();
                let size = choose(&open, rest, self.waves - wave).min(most);
                size..=size
            }
            None => 0..=most,
        };
        let before = asked.len();
        let mut least = f64::INFINITY;
        for size in sizes {
            asked.resize(before + size, wave);
            let nobody: f64 = asked
                .iter()
                .zip(&self.chances)
                .map(|(at, chance)| 1.0 - self.now(*chance, wave - at))
                .product();
            let later = waiting_price(self.most) + self.from(wave + 1, asked, choose);
            least = least.min(size as f64 + nobody * later);
            asked.truncate(before);
        }
        least
    }

    /// What the machine asks.
    pub fn ours(&self) -> f64 {
        let price = waiting_price(self.most);
        let slot = Slot { most: self.most, minutes: self.gap_minutes, price };
        self.cost(Some(&|open, rest, left| plan(open, rest, &vec![slot; left]).first().copied().unwrap_or(0)))
    }

    /// Chance that somebody who has been silent for so many gaps says yes in the next one.
    fn now(&self, chance: f64, age: usize) -> f64 {
        let by = |gaps: usize| answered_within(gaps as f64 * self.gap_minutes);
        chance * (by(age + 1) - by(age)) / (1.0 - chance * by(age))
    }
}

/// Measures each row of the policy's wave table on `cases` seeded small cases.
pub fn measure(policy: &Policy, cases: usize, seed: u64) -> Vec<Measured> {
    policy.waves.iter().map(|rule| row(rule, cases, seed)).collect()
}

fn row(rule: &WaveRule, cases: usize, seed: u64) -> Measured {
    let mut dice = Dice::new(seed);
    let smalls: Vec<Small> = (0..cases)
        .map(|_| Small {
            chances: (0..2 + dice.below(5)).map(|_| 0.05 + 0.75 * share(&mut dice).powi(2)).collect(),
            most: rule.size,
            gap_minutes: rule.gap_minutes as f64,
            waves: 1 + dice.below(8),
        })
        .collect();
    let best: Vec<f64> = smalls.iter().map(|s| s.cost(None)).collect();
    let against = |cost: &dyn Fn(&Small) -> f64| {
        let costs: Vec<f64> = smalls.iter().map(cost).collect();
        let over: Vec<f64> = costs.iter().zip(&best).map(|(c, b)| c / b - 1.0).collect();
        Gap {
            cases,
            mean: costs.iter().sum::<f64>() / best.iter().sum::<f64>() - 1.0,
            within_5_percent: over.iter().filter(|o| **o <= 0.05).count() as f64 / cases.max(1) as f64,
            worst: over.iter().copied().fold(0.0, f64::max),
        }
    };
    Measured {
        from_hours: rule.from_hours.max(-1.0),
        most: rule.size,
        gap_minutes: rule.gap_minutes,
        waiting_price: waiting_price(rule.size),
        ours: against(&Small::ours),
        share: against(&|s| s.cost(Some(&|_, rest, _| size_by_share(rest, rule.size)))),
        one: against(&|s| s.cost(Some(&|_, _, _| 1))),
        all: against(&|s| s.cost(Some(&|_, _, _| rule.size))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_best_waves_cost_no_more_than_any_rule() {
        let small = Small { chances: vec![0.5, 0.25, 0.1, 0.4], most: 3, gap_minutes: 90.0, waves: 4 };
        let best = small.cost(None);
        for size in 0..=3 {
            assert!(best <= small.cost(Some(&|_, _, _| size)) + 1e-12);
        }
        let alone = Small { chances: vec![1.0], most: 3, gap_minutes: 1e9, waves: 1 };
        assert!((alone.cost(None) - 1.0).abs() < 1e-9, "one text, a sure yes");
    }

    #[test]
    fn the_waves_of_the_built_in_policy_are_within_5_percent_of_the_best() {
        for row in measure(&Policy::default(), 60, 3) {
            assert!(row.ours.mean <= 0.05, "{row:?}");
            assert!(row.ours.mean <= row.share.mean + 0.01, "the simple rule is no better: {row:?}");
            assert!(row.ours.worst <= 0.05 && row.ours.within_5_percent >= 1.0, "{row:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// Each case, whatever the table: not only on average.
        #[test]
        fn the_waves_of_any_small_case_are_within_5_percent_of_the_best(
            chances in proptest::collection::vec(0.05..0.8f64, 1..7),
            most in 1usize..9, gap_minutes in 3.0..120.0f64, waves in 1usize..9,
        ) {
            let small = Small { chances, most, gap_minutes, waves };
            let (ours, best) = (small.ours(), small.cost(None));
            prop_assert!(best <= ours + 1e-9, "cheaper than the least: {ours} {best}");
            prop_assert!(ours <= best * 1.05, "{ours} {best}");
        }

        /// Another person who may be asked never makes the least dearer.
        #[test]
        fn another_person_costs_nothing(
            chances in proptest::collection::vec(0.05..0.8f64, 1..5), most in 1usize..5, waves in 1usize..6,
        ) {
            let small = Small { chances, most, gap_minutes: 15.0, waves };
            let mut more = small.clone();
            more.chances.push(0.3);
            prop_assert!(more.cost(None) <= small.cost(None) + 1e-9);
        }
    }
}
