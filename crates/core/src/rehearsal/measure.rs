//! What a rehearsal counts, and what the counts say.
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::Style;
use super::odds::{Bin, calibration};
use crate::agency::Priority;
use crate::calendar::hours_between;
use crate::fairness::gini;
use crate::id::{CaregiverId, ClientId, ShiftKey};
use crate::matching::Wording;

/// One call-out as it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The shift.
    pub shift: ShiftKey,
    /// Whose home.
    pub client: ClientId,
    /// How much is at stake.
    pub priority: Priority,
    /// When the caregiver called out.
    pub at: Timestamp,
    /// Confirmed: to whom and when.
    pub filled: Option<(CaregiverId, Timestamp)>,
    /// Offers made.
    pub offers: usize,
    /// Yeses that came when somebody else had the shift.
    pub in_vain: usize,
    /// Texts to caregivers, offers included.
    pub texts: usize,
}

impl Told {
    pub(super) fn new(call: &super::PastCallOut, client: &ClientId, priority: Priority) -> Self {
        Self {
            shift: call.shift.clone(),
            client: client.clone(),
            priority,
            at: call.at,
            filled: None,
            offers: 0,
            in_vain: 0,
            texts: 0,
        }
    }

    /// Whether somebody was confirmed by the start.
    pub fn in_time(&self) -> bool {
        self.filled.as_ref().is_some_and(|(_, when)| *when <= self.shift.start)
    }
}

/// One offer, for those who check the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// When.
    pub at: Timestamp,
    /// Whom.
    pub caregiver: CaregiverId,
    /// For what.
    pub shift: ShiftKey,
    /// Whether the agency declared it urgent.
    pub urgent: bool,
    /// In which words.
    pub wording: Wording,
}

/// What one caregiver saw of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Load {
    /// Offers she got.
    pub offers: usize,
    /// Shifts she won.
    pub wins: usize,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Mistake {
    /// Nobody was found, for a client who cannot be left alone.
    UnfilledP1,
    /// Nobody was found.
    Unfilled,
    /// Confirmed only after the start.
    Late {
        /// Minutes after it.
        minutes: f64,
    },
    /// Not one person could be asked.
    NobodyToAsk,
    /// With this shift her week is longer than the policy's.
    Overtime {
        /// Hours of that week.
        hours: f64,
    },
}

impl Mistake {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::UnfilledP1 => "P1 client left unfilled".into(),
            Self::Unfilled => "left unfilled".into(),
            Self::Late { minutes } => format!("filled {minutes:.0} min after the start"),
            Self::NobodyToAsk => "nobody could be asked".into(),
            Self::Overtime { hours } => format!("the week of the one who got it has {hours:.1} h"),
        }
    }
}

/// Everything one policy did.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Under which policy.
    pub style: Style,
    /// Each call-out, in the order they came.
    pub told: Vec<Told>,
    /// Everybody who can be asked at all: active, hired, with a number.
    pub load: BTreeMap<CaregiverId, Load>,
    /// What went wrong, with the place in `told`.
    pub mistakes: Vec<(usize, Mistake)>,
    /// Live odds at each wave, and whether the shift was filled by its start.
    pub said: Vec<(f64, bool)>,
    /// Every offer, if it was wanted.
    pub log: Vec<Asked>,
    /// Times a human was woken.
    pub pages: usize,
}

/// The figures of one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Under which policy.
    pub policy: &'static str,
    /// Times the schedule was played, each with other people and call-outs. Loads are of one play.
    pub plays: usize,
    /// Call-outs of all plays.
    pub callouts: usize,
    /// Confirmed by the start.
    pub filled: usize,
    /// `filled / callouts`.
    pub fill_rate: f64,
    /// 95 % interval of the rate (Wilson).
    pub interval: (f64, f64),
    /// Minutes from the call-out to the confirmation, of those filled: the middle one.
    pub minutes_median: f64,
    /// The same, nine of ten are faster.
    pub minutes_p90: f64,
    /// Offers.
    pub offers: usize,
    /// Offers for each filled shift.
    pub offers_per_filled: f64,
    /// All texts to caregivers for each filled shift: offers, answers, closings.
    pub texts_per_filled: f64,
    /// Yeses that came when somebody else had the shift.
    pub yes_in_vain: usize,
    /// Times a human was woken.
    pub pages: usize,
    /// Caregivers who got at least one offer, on average over the plays.
    pub people_asked: usize,
    /// Most offers that one caregiver got in one play.
    pub most_offers: usize,
    /// Gini coefficient of the offers over all who can be asked, on average over the plays: 0 all alike, 1 one gets all.
    pub gini_offers: f64,
    /// The same of the shifts won.
    pub gini_wins: f64,
    /// Mistakes by kind.
    pub mistakes: BTreeMap<&'static str, usize>,
    /// Live odds against what happened, ten bins; empty where no waves were sized.
    pub calibration: Vec<Bin>,
}

impl Outcome {
    /// Works the figures of one play out.
    pub fn summary(&self) -> Summary {
        Summary::of(std::slice::from_ref(self))
    }

    fn gini(&self, of: fn(&Load) -> usize) -> f64 {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        gini(self.load.values().map(of).map(count)).unwrap_or(0.0)
    }
}

impl Summary {
    /// Works the figures of several plays under one policy out.
    pub fn of(plays: &[Outcome]) -> Self {
        let told = || plays.iter().flat_map(|p| &p.told);
        let all = told().count();
        let filled = told().filter(|t| t.in_time()).count();
        let mut minutes: Vec<f64> = told()
            .filter(|t| t.in_time())
            .filter_map(|t| t.filled.as_ref().map(|(_, when)| hours_between(t.at, *when) * 60.0))
            .collect();
        minutes.sort_by(f64::total_cmp);
        let sum = |of: fn(&Told) -> usize| told().map(of).sum::<usize>();
        let (offers, texts) = (sum(|t| t.offers), sum(|t| t.texts));
        let each = |count: usize| count as f64 / filled.max(1) as f64;
        let mut mistakes = BTreeMap::new();
        for (_, mistake) in plays.iter().flat_map(|p| &p.mistakes) {
            let name = match mistake {
                Mistake::UnfilledP1 => "unfilled P1",
                Mistake::Unfilled => "unfilled",
                Mistake::Late { .. } => "late",
                Mistake::NobodyToAsk => "nobody to ask",
                Mistake::Overtime { .. } => "overtime",
            };
            *mistakes.entry(name).or_insert(0) += 1;
        }
        let mean =
            |of: &dyn Fn(&Outcome) -> f64| plays.iter().map(of).sum::<f64>() / plays.len().max(1) as f64;
        let said: Vec<(f64, bool)> = plays.iter().flat_map(|p| p.said.iter().copied()).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of people")]
        let whole = |number: f64| number.round() as usize;
        let asked = |p: &Outcome| p.load.values().filter(|l| l.offers > 0).count() as f64;
        Summary {
            policy: plays.first().map(|p| p.style.name()).unwrap_or_default(),
            plays: plays.len(),
            callouts: all,
            filled,
            fill_rate: filled as f64 / all.max(1) as f64,
            interval: wilson(filled, all),
            minutes_median: quantile(&minutes, 0.5),
            minutes_p90: quantile(&minutes, 0.9),
            offers,
            offers_per_filled: each(offers),
            texts_per_filled: each(texts),
            yes_in_vain: sum(|t| t.in_vain),
            pages: plays.iter().map(|p| p.pages).sum(),
            people_asked: whole(mean(&asked)),
            most_offers: plays.iter().flat_map(|p| p.load.values()).map(|l| l.offers).max().unwrap_or(0),
            gini_offers: mean(&|p| p.gini(|l| l.offers)),
            gini_wins: mean(&|p| p.gini(|l| l.wins)),
            mistakes,
            calibration: if said.is_empty() { Vec::new() } else { calibration(&said).to_vec() },
        }
    }
}

/// 95 % interval of a share (Wilson): never below 0 or above 1, and wide for few. (0, 1) where nothing was tried.
pub fn wilson(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    const Z: f64 = 1.96;
    let (p, n) = (hits as f64 / of as f64, of as f64);
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// The value that so large a share lies below; 0 of nothing.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    let at = (share * sorted.len() as f64) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_share_holds_it_and_stays_within_nought_and_one() {
        let (low, high) = wilson(90, 100);
        assert!((0.82..0.83).contains(&low) && (0.94..0.95).contains(&high), "{low} {high}");
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert!(wilson(5, 5).1 <= 1.0 && wilson(5, 5).0 > 0.5);
    }
}
