//! Who is asked, who wins, and who gets the hours she wants: the agency's own view of whether offers are fair.
//!
//! Counts what happened in the last 60 days, the time for which offers are remembered. The term that moves it is
//! `fairness` in the policy's weights ([`crate::matching::score`]).
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::agency::Roster;
use crate::id::CaregiverId;
use crate::matching::Reach;
use crate::matching::eligible::week_of;
use crate::policy::Policy;

/// One caregiver who could be asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Who.
    pub caregiver: CaregiverId,
    /// Her branch, where record or tags say one.
    pub branch: Option<String>,
    /// Offers in 60 days.
    pub offers: u32,
    /// Yeses among them.
    pub yeses: u32,
    /// Yeses that came second.
    pub lost: u32,
    /// Hours she wants a week, where somebody wrote it down.
    pub hours_wanted: Option<f64>,
    /// Hours on her schedule in the current workweek.
    pub hours_scheduled: f64,
}

/// Those of one branch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Branch {
    /// Its name; `None`: those of whom no branch is known.
    pub branch: Option<String>,
    /// How many could be asked.
    pub people: usize,
    /// Offers in 60 days.
    pub offers: u32,
    /// Yeses that won.
    pub wins: u32,
    /// Gini coefficient of the offers within the branch.
    pub gini_offers: Option<f64>,
    /// The same of yeses that won.
    pub gini_wins: Option<f64>,
    /// Hours that are wanted and not scheduled.
    pub hours_missing: f64,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fairness {
    /// Most offers first.
    pub shares: Vec<Share>,
    /// By branch, in the order of their names; those without one last.
    pub branches: Vec<Branch>,
    /// Gini coefficient of the offers: 0 when all have alike, near 1 when one has all. `None` before the first offer.
    pub gini_offers: Option<f64>,
    /// The same of yeses that won.
    pub gini_wins: Option<f64>,
    /// Hours that are wanted and not scheduled, over those who said how many they want.
    pub hours_missing: f64,
}

/// Looks at everybody who is active and hired.
pub fn fairness(
    policy: &Policy,
    roster: &Roster,
    reach: &BTreeMap<CaregiverId, Reach>,
    now: Timestamp,
) -> Fairness {
    let (from, until) = week_of(now, policy);
    let mut shares: Vec<Share> = roster
        .caregivers()
        .filter(|c| c.active && c.hired)
        .map(|c| {
            let answers = reach.get(&c.id).map(|r| r.answers).unwrap_or_default();
            let sum = |part: fn(&crate::matching::Answers) -> u32| answers.iter().map(part).sum();
            let recorded = policy.caregivers.get(&c.id).and_then(|r| r.hours_wanted);
            let this_week =
                roster.shifts_of(&c.id).filter(|s| s.is_on() && s.start() >= from && s.start() < until);
            Share {
                caregiver: c.id.clone(),
                branch: policy.branch(c).map(ToOwned::to_owned),
                offers: sum(|a| a.offers),
                yeses: sum(|a| a.accepts),
                lost: sum(|a| a.lost),
                hours_wanted: recorded.or(c.hours_wanted),
                hours_scheduled: this_week.map(crate::agency::Shift::hours).sum(),
            }
        })
        .collect();
    shares.sort_by(|a, b| b.offers.cmp(&a.offers).then_with(|| a.caregiver.cmp(&b.caregiver)));
    let everybody: Vec<&Share> = shares.iter().collect();
    let whole = branch(None, &everybody);
    Fairness {
        branches: branches(&shares),
        gini_offers: whole.gini_offers,
        gini_wins: whole.gini_wins,
        hours_missing: whole.hours_missing,
        shares,
    }
}

fn branches(shares: &[Share]) -> Vec<Branch> {
    let mut by: BTreeMap<(bool, Option<&str>), Vec<&Share>> = BTreeMap::new();
    for share in shares {
        let name = share.branch.as_deref();
        by.entry((name.is_none(), name)).or_default().push(share);
    }
    by.iter().map(|((_, name), shares)| branch(*name, shares)).collect()
}

fn branch(name: Option<&str>, shares: &[&Share]) -> Branch {
    let wins = |s: &Share| s.yeses.saturating_sub(s.lost);
    let missing = |s: &Share| s.hours_wanted.map(|wanted| (wanted - s.hours_scheduled).max(0.0));
    Branch {
        branch: name.map(ToOwned::to_owned),
        people: shares.len(),
        offers: shares.iter().map(|s| s.offers).sum(),
        wins: shares.iter().map(|s| wins(s)).sum(),
        gini_offers: gini(shares.iter().map(|s| s.offers)),
        gini_wins: gini(shares.iter().map(|s| wins(s))),
        hours_missing: shares.iter().filter_map(|s| missing(s)).sum(),
    }
}

/// `Σ (2i − n − 1) xᵢ / (n Σ xᵢ)` over the counts in rising order. `None` when there is nothing to share.
pub fn gini(counts: impl IntoIterator<Item = u32>) -> Option<f64> {
    let mut counts: Vec<u32> = counts.into_iter().collect();
    counts.sort_unstable();
    let n = counts.len() as f64;
    let total: f64 = counts.iter().map(|x| f64::from(*x)).sum();
    let weighed: f64 =
        counts.iter().enumerate().map(|(at, x)| (2.0 * (at as f64 + 1.0) - n - 1.0) * f64::from(*x)).sum();
    (total > 0.0).then(|| weighed / (n * total))
}

#[cfg(test)]
mod tests {
    use super::{Share, branches, gini};

    fn share(id: &str, branch: Option<&str>, offers: u32, yeses: u32) -> Share {
        Share {
            caregiver: id.into(),
            branch: branch.map(ToOwned::to_owned),
            offers,
            yeses,
            lost: u32::from(yeses > 1),
            hours_wanted: Some(20.0),
            hours_scheduled: 12.0,
        }
    }

    #[test]
    fn a_branch_that_is_fair_and_one_that_is_not_are_told_apart() {
        let shares = [
            share("1", Some("South"), 8, 2),
            share("2", Some("North"), 3, 1),
            share("3", None, 1, 0),
            share("4", Some("North"), 3, 1),
            share("5", Some("South"), 0, 0),
        ];
        let found = branches(&shares);
        let names: Vec<Option<&str>> = found.iter().map(|b| b.branch.as_deref()).collect();
        assert_eq!(names, [Some("North"), Some("South"), None], "those without a branch last");
        assert_eq!((found[0].gini_offers, found[1].gini_offers), (Some(0.0), Some(0.5)));
        assert_eq!(
            (found[1].people, found[1].offers, found[1].wins),
            (2, 8, 1),
            "a yes that came second is no win"
        );
        assert!((found[1].hours_missing - 16.0).abs() < 1e-9);
        assert_eq!(found[2].gini_wins, None);
    }

    #[test]
    fn alike_is_nought_and_one_for_all_is_nearly_one() {
        assert_eq!(gini([3, 3, 3, 3]), Some(0.0));
        assert_eq!(gini([0, 0, 0, 8]), Some(0.75));
        assert_eq!(gini([1, 2, 3, 4]), Some(0.25));
        assert_eq!((gini([0, 0]), gini([])), (None, None));
    }
}
