//! Storms: when many shifts are open together, one ranking after the other gives the first shift whom the last one needs.
//! Above a number of open shifts they are looked at as one assignment ([`crate::storm`]), and every shift asks first whom
//! the whole plan gives it.
//!
//! The plan only changes the order in which people are asked: who may be asked stays what the hard rules say, and a yes
//! is checked again like every other.
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use super::{Candidate, Ranking};
use crate::agency::Priority;
use crate::id::{CaregiverId, CaseId, ClientId};
use crate::place::Place;
use crate::policy::Policy;
use crate::storm::file::{Caregiver, Shift, Storm};
use crate::storm::{Options, Problem, solve};

/// Candidates of one shift that a plan looks at; the others hardly ever matter and make the storm slow.
const BEST: usize = 30;
/// What it costs to plan somebody who has an offer for another shift already, in points of the score.
const ENGAGED: f64 = 30.0;
/// What an open shift costs, in the same points times ten, before its urgency.
const OPEN: i64 = 3_000;
/// Most minutes that one person is planned for in one storm.
const MOST_MINUTES: i64 = 16 * 60;

/// A shift that is open, and who may be asked for it.
#[derive(Clone, Debug)]
pub struct OpenShift<'a> {
    /// Its case.
    pub case: CaseId,
    /// Whose home.
    pub client: &'a ClientId,
    /// Start.
    pub start: Timestamp,
    /// End.
    pub end: Timestamp,
    /// Where.
    pub place: Option<Place>,
    /// How much is at stake.
    pub priority: Priority,
    /// Best first.
    pub candidates: &'a [Candidate],
}

/// Whom each open shift should ask first so that as many as possible are filled, the most urgent surely. Shifts that
/// nobody is left for are not in the answer. The same for the same arguments.
///
/// `engaged` are people who have an open offer already.
pub fn jointly(
    policy: &Policy,
    open: &[OpenShift<'_>],
    engaged: &BTreeSet<CaregiverId>,
) -> BTreeMap<CaseId, CaregiverId> {
    let (storm, people) = storm(policy, open, engaged);
    // What cannot be laid out (far too many, times that run backwards) is asked for one by one, as without a plan.
    let Ok(problem) = Problem::new(&storm) else { return BTreeMap::new() };
    let options = Options { seed: 1, until: None, steps: Some(policy.storm.rounds), threads: 1 };
    let answer = solve(&problem, &options, &|| Duration::ZERO);
    let named = answer.assignments.iter().filter_map(|(shift, caregiver)| {
        let case = open.get(usize::try_from(*shift).ok()?)?.case;
        let caregiver = people.get(usize::try_from(*caregiver).ok()?)?;
        Some((case, CaregiverId::clone(caregiver)))
    });
    named.collect()
}

fn storm<'a>(
    policy: &Policy,
    open: &'a [OpenShift<'_>],
    engaged: &BTreeSet<CaregiverId>,
) -> (Storm, Vec<&'a CaregiverId>) {
    let first = open.iter().map(|o| o.start).min().unwrap_or(Timestamp::UNIX_EPOCH);
    let minute = |t: Timestamp| t.duration_since(first).as_secs().div_euclid(60);
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut people: Vec<&CaregiverId> = Vec::new();
    let mut numbers: BTreeMap<&CaregiverId, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (shift, one) in open.iter().enumerate() {
        for candidate in one.candidates.iter().take(BEST) {
            let at = *numbers.entry(&candidate.caregiver).or_insert_with(|| {
                people.push(&candidate.caregiver);
                people.len() - 1
            });
            let extra = if engaged.contains(&candidate.caregiver) { ENGAGED } else { 0.0 };
            #[expect(clippy::cast_possible_truncation, reason = "points of a score")]
            let cost = ((100.0 - candidate.score + extra).max(0.0) * 10.0) as i64;
            pairs.push((number(shift), number(at), cost));
        }
    }
    let travel = open.iter().map(|from| open.iter().map(|to| way(policy, from, to)).collect()).collect();
    let shifts = open.iter().enumerate().map(|(at, one)| Shift {
        id: number(at),
        start: minute(one.start),
        end: minute(one.end).max(minute(one.start) + 1),
        prio: match one.priority {
            Priority::P1 => 4,
            Priority::P2 => 2,
            Priority::P3 => 1,
        },
        client: at,
    });
    let storm = Storm {
        caregivers: (0..people.len())
            .map(|at| Caregiver { id: number(at), cap: MOST_MINUTES, used: 0 })
            .collect(),
        shifts: shifts.collect(),
        travel,
        pairs,
        unfilled: OPEN,
        overtime: 1,
        overtime_most: 0,
    };
    (storm, people)
}

/// Minutes between two visits, the buffer included.
fn way(policy: &Policy, from: &OpenShift<'_>, to: &OpenShift<'_>) -> i64 {
    if from.client == to.client {
        return 0;
    }
    let minutes = from.place.zip(to.place).map(|(a, b)| a.minutes_to(b));
    policy.buffer(minutes).as_mins()
}

impl Ranking {
    /// Puts the person first whom a joint plan gives this shift, and people whom it gives to others last. Nobody is
    /// left out: a plan is a wish, a no to it is an answer.
    pub fn follow(&mut self, plan: &BTreeMap<CaseId, CaregiverId>, case: CaseId) {
        let mine = plan.get(&case);
        let elsewhere: BTreeSet<&CaregiverId> = plan.values().filter(|who| Some(*who) != mine).collect();
        self.candidates.sort_by_key(|c| match &c.caregiver {
            who if Some(who) == mine => 0,
            who if elsewhere.contains(who) => 2,
            _ => 1,
        });
        self.together = u32::try_from(plan.len()).ok();
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::private::Redacted;

    fn candidate(id: &str, score: f64) -> Candidate {
        Candidate {
            caregiver: CaregiverId::new(id),
            score,
            factors: crate::matching::Factors::default(),
            minutes_away: None,
            chance: 0.3,
            short_name: Redacted::new("Ada E.".into()),
            premium_hours: 0.0,
            gaps: Vec::new(),
            wording: crate::matching::Wording::Plain,
        }
    }

    /// Open shifts at eight, four hours each, one client each.
    fn plan(candidates: &[Vec<Candidate>], engaged: &[&str]) -> BTreeMap<CaseId, CaregiverId> {
        let clients: Vec<ClientId> = (0..candidates.len()).map(|n| ClientId::new(n.to_string())).collect();
        let start: Timestamp = "2026-11-24T14:00:00Z".parse().unwrap();
        let open: Vec<OpenShift<'_>> = candidates
            .iter()
            .zip(&clients)
            .enumerate()
            .map(|(n, (candidates, client))| OpenShift {
                case: CaseId(Uuid::from_u128(n as u128)),
                client,
                start,
                end: crate::calendar::plus_minutes(start, 240),
                place: None,
                priority: if n == 0 { Priority::P1 } else { Priority::P3 },
                candidates,
            })
            .collect();
        let engaged = engaged.iter().map(|id| CaregiverId::new(*id)).collect();
        jointly(&Policy::default(), &open, &engaged)
    }

    fn who(plan: &BTreeMap<CaseId, CaregiverId>, case: u128) -> Option<&str> {
        plan.get(&CaseId(Uuid::from_u128(case))).map(CaregiverId::as_str)
    }

    #[test]
    fn the_first_shift_does_not_take_whom_the_last_one_needs() {
        let found =
            plan(&[vec![candidate("ada", 90.0), candidate("bea", 80.0)], vec![candidate("ada", 60.0)]], &[]);
        assert_eq!((who(&found, 0), who(&found, 1)), (Some("bea"), Some("ada")));
    }

    #[test]
    fn with_one_person_for_two_shifts_the_client_who_cannot_be_left_alone_comes_first() {
        let found = plan(&[vec![candidate("ada", 50.0)], vec![candidate("ada", 90.0)]], &[]);
        assert_eq!((who(&found, 0), who(&found, 1)), (Some("ada"), None));
    }

    #[test]
    fn somebody_with_an_open_offer_is_spared_where_another_can_go() {
        let both = vec![candidate("ada", 90.0), candidate("bea", 80.0)];
        assert_eq!(who(&plan(std::slice::from_ref(&both), &[]), 0), Some("ada"));
        assert_eq!(who(&plan(&[both], &["ada"]), 0), Some("bea"));
    }

    #[test]
    fn nobody_at_all_is_an_empty_plan() {
        assert!(plan(&[vec![], vec![]], &[]).is_empty());
        assert!(plan(&[], &[]).is_empty());
    }
}
