//! Storms: no rule is ever broken, small ones are solved to the best, a seed is a seed, a mend leaves people alone.
use std::collections::BTreeMap;
use std::time::Duration;

use gigi_core::storm::file::{Caregiver, Shift};
use gigi_core::storm::repair::{CannotRepair, MOST_MOVED};
use gigi_core::storm::sample::{Kind, invent};
use gigi_core::storm::{Answer, Broken, Change, Invalid, Options, Problem, Storm, judge, repair, solve};
use proptest::prelude::*;

fn searched(storm: &Storm, seed: u64, steps: u64, threads: usize) -> Answer {
    let problem = Problem::new(storm).expect("an instance made here is sound");
    let options = Options { seed, until: None, steps: Some(steps), threads };
    let answer = solve(&problem, &options, &|| Duration::ZERO);
    assert_eq!(judge(storm, &answer.assignments), Ok((answer.cost, answer.unfilled.len())));
    assert!(answer.bound <= answer.cost);
    let mut all: Vec<i64> =
        answer.assignments.iter().map(|a| a.0).chain(answer.unfilled.iter().copied()).collect();
    all.sort_unstable();
    let mut shifts: Vec<i64> = storm.shifts.iter().map(|s| s.id).collect();
    shifts.sort_unstable();
    assert_eq!(all, shifts);
    answer
}

/// Tries everything. The judge says what each try costs.
fn cheapest(storm: &Storm) -> i64 {
    fn go(storm: &Storm, at: usize, given: &mut Vec<(i64, i64)>, best: &mut i64) {
        if at == storm.shifts.len() {
            if let Ok((cost, _)) = judge(storm, given) {
                *best = (*best).min(cost);
            }
            return;
        }
        go(storm, at + 1, given, best);
        let shift = storm.shifts[at].id;
        for (_, caregiver, _) in storm.pairs.iter().filter(|p| p.0 == shift) {
            given.push((shift, *caregiver));
            go(storm, at + 1, given, best);
            given.pop();
        }
    }
    let mut best = i64::MAX;
    go(storm, 0, &mut Vec::new(), &mut best);
    best
}

fn storm(shifts: usize, people: usize, days: i64) -> impl Strategy<Value = Storm> {
    let shift = (0..days, 0..48_i64, 1..24_i64, 1..4_i64, 0..4_usize);
    let caregiver = (0..2_000_i64, 0..2_000_i64);
    (
        prop::collection::vec(shift, 0..=shifts),
        prop::collection::vec(caregiver, 0..=people),
        prop::collection::vec(prop::option::weighted(0.6, 0..200_i64), shifts * people),
        prop::collection::vec(0..90_i64, 16),
        0..3_i64,
        0..600_i64,
    )
        .prop_map(move |(shifts, caregivers, costs, travel, overtime, overtime_most)| {
            let mut pairs = Vec::new();
            for s in 0..shifts.len() {
                for c in 0..caregivers.len() {
                    if let Some(cost) = costs[s * people + c] {
                        // Numbers are names, not places.
                        pairs.push((70 - 3 * s as i64, 10 + 7 * c as i64, cost));
                    }
                }
            }
            Storm {
                caregivers: (0_i64..)
                    .zip(&caregivers)
                    .map(|(n, (cap, used))| Caregiver { id: 10 + 7 * n, cap: *cap, used: *used })
                    .collect(),
                shifts: (0_i64..)
                    .zip(&shifts)
                    .map(|(n, (day, start, length, prio, client))| Shift {
                        id: 70 - 3 * n,
                        start: day * 1440 + start * 30,
                        end: day * 1440 + (start + length) * 30,
                        prio: *prio,
                        client: *client,
                    })
                    .collect(),
                travel: travel.chunks(4).map(<[i64]>::to_vec).collect(),
                pairs,
                unfilled: 500,
                overtime,
                overtime_most,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_small_storm_is_solved_to_the_best(storm in storm(5, 4, 2), seed in 0..100_u64) {
        let answer = searched(&storm, seed, 30, 1);
        let best = cheapest(&storm);
        prop_assert!(answer.bound <= best);
        prop_assert_eq!(answer.cost, best);
    }

    #[test]
    fn no_rule_is_broken_however_little_is_searched(storm in storm(24, 12, 4), steps in 0..6_u64) {
        searched(&storm, 1, steps, 1);
    }

    #[test]
    fn a_mend_moves_three_others_at_most(
        storm in storm(24, 12, 4),
        which in prop::collection::vec(0..24_usize, 0..3),
        who in prop::option::of(0..12_usize),
        agreed in prop::collection::vec(0..24_usize, 0..3),
    ) {
        let problem = Problem::new(&storm).unwrap();
        let plan = searched(&storm, 1, 4, 1);
        let before: BTreeMap<i64, i64> = plan.assignments.iter().copied().collect();
        let nth = |n: &usize| plan.assignments.get(*n).copied();
        let mut called_out: Vec<i64> = which.iter().filter_map(nth).map(|a| a.0).collect();
        called_out.dedup();
        let dropped_out: Vec<i64> = who.iter().filter_map(|n| storm.caregivers.get(*n)).map(|c| c.id).collect();
        let fixed: Vec<(i64, i64)> = agreed
            .iter()
            .filter_map(nth)
            .filter(|(s, c)| !called_out.contains(s) && !dropped_out.contains(c))
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        let change = Change { called_out: called_out.clone(), dropped_out: dropped_out.clone(), fixed: fixed.clone() };
        let mended = repair(&problem, &plan.assignments, &change).unwrap();
        prop_assert_eq!(judge(&storm, &mended.assignments), Ok((mended.cost, mended.unfilled.len())));
        let after: BTreeMap<i64, i64> = mended.assignments.iter().copied().collect();
        let moved: Vec<i64> = before
            .iter()
            .filter(|(s, c)| !called_out.contains(s) && !dropped_out.contains(c) && after.get(s) != Some(c))
            .map(|(s, _)| *s)
            .collect();
        prop_assert!(moved.len() <= MOST_MOVED);
        let mut named = mended.moved.clone();
        named.sort_unstable();
        prop_assert_eq!(&moved, &named);
        prop_assert!(mended.assignments.iter().all(|(_, c)| !dropped_out.contains(c)));
        prop_assert!(called_out.iter().all(|s| !after.contains_key(s) || after.get(s) != before.get(s)));
        prop_assert!(fixed.iter().all(|(s, c)| after.get(s) == Some(c)));
    }
}

#[test]
fn the_same_seed_and_steps_give_the_same_plan_and_more_steps_no_dearer_one() {
    let storm = invent(&Kind { seed: 3, caregivers: 300, shifts: 120, days: 2, available: 25 });
    for threads in [1, 2] {
        let mut last = i64::MAX;
        for steps in [0, 1, 3, 6, 12, 20] {
            let answer = searched(&storm, 9, steps, threads);
            assert_eq!(answer, searched(&storm, 9, steps, threads));
            assert!(answer.cost <= last);
            last = answer.cost;
        }
    }
}

#[test]
fn searches_agree_on_an_invented_storm_and_none_beats_the_bound_of_another() {
    for (seed, days) in [(1, 1), (2, 1), (3, 7)] {
        let storm = invent(&Kind { seed, caregivers: 300, shifts: 80, days, available: 30 });
        let answers: Vec<Answer> = (1..3).map(|seed| searched(&storm, seed, 14, 2)).collect();
        let bound = answers.iter().map(|a| a.bound).max().unwrap();
        let (best, worst) =
            (answers.iter().map(|a| a.cost).min().unwrap(), answers.iter().map(|a| a.cost).max().unwrap());
        assert!(bound <= best, "{bound} is no bound, {best} was found");
        assert!(100 * (worst - best) <= worst, "{best} and {worst}");
    }
}

#[test]
fn what_nobody_can_take_stays_open_and_is_named() {
    let mut storm = invent(&Kind { seed: 4, caregivers: 200, shifts: 40, days: 1, available: 50 });
    storm.pairs.retain(|(shift, ..)| *shift != 7 && *shift != 21);
    let answer = searched(&storm, 1, 20, 1);
    assert!(answer.unfilled.contains(&7) && answer.unfilled.contains(&21));
    storm.pairs.clear();
    let answer = searched(&storm, 1, 20, 2);
    assert_eq!((answer.assignments.len(), answer.unfilled.len()), (0, 40));
    assert_eq!(answer.bound, answer.cost);
    let nothing = searched(&Storm::default(), 1, 20, 2);
    assert_eq!((nothing.cost, nothing.unfilled.len()), (0, 0));
}

#[test]
fn a_wrong_storm_is_named() {
    let good = invent(&Kind { seed: 4, caregivers: 60, shifts: 10, days: 1, available: 50 });
    let told = |change: fn(&mut Storm)| {
        let mut storm = good.clone();
        change(&mut storm);
        Problem::new(&storm).unwrap_err().to_string()
    };
    assert_eq!(told(|s| s.shifts[2].end = s.shifts[2].start), {
        let (id, start) = (good.shifts[2].id, good.shifts[2].start);
        Invalid::Length { shift: id, start, end: start }.to_string()
    });
    assert_eq!(told(|s| s.shifts[2].client = 1 << 40), "client 1099511627776 of shift 2 is not listed");
    assert_eq!(told(|s| s.pairs[0].1 = -5), "caregiver -5 of a pair is not listed");
    assert_eq!(told(|s| s.pairs[0].0 = 99), "shift 99 of a pair is not listed");
    assert_eq!(told(|s| s.shifts[2].id = 3), "shift 3 is there twice");
    assert_eq!(told(|s| s.caregivers[2].id = 3), "caregiver 3 is there twice");
    assert!(told(|s| s.pairs.push(s.pairs[0])).ends_with("is there twice"));
    assert!(told(|s| s.pairs[0].2 = i64::MAX).contains("is not between 0 and"));
    assert!(told(|s| s.pairs[0].2 = -1).starts_with("pair of shift"));
    assert!(told(|s| s.shifts[0].start = i64::MIN).starts_with("start of shift 0"));
    assert!(told(|s| s.shifts[0].prio = 9_000_000).starts_with("cost of leaving shift 0 open"));
    assert!(told(|s| s.caregivers[0].used = -1).starts_with("used of caregiver 0"));
    assert!(told(|s| s.travel[1].truncate(2)).starts_with("client_tt: row 1 has 2 entries"));
    assert!(told(|s| s.travel[1][1] = -2).starts_with("client_tt, row 1"));
}

#[test]
fn a_plan_that_breaks_a_rule_is_neither_judged_nor_mended() {
    let visit = |id, start, end, client| Shift { id, start, end, prio: 1, client };
    let storm = Storm {
        caregivers: vec![Caregiver { id: 1, cap: 300, used: 0 }, Caregiver { id: 2, cap: 900, used: 0 }],
        shifts: vec![visit(1, 0, 240, 0), visit(2, 250, 490, 1), visit(3, 1000, 1600, 0)],
        travel: vec![vec![0, 20], vec![20, 0]],
        pairs: vec![(1, 1, 5), (2, 1, 5), (3, 1, 5), (2, 2, 9)],
        unfilled: 2000,
        overtime: 1,
        overtime_most: 480,
    };
    let problem = Problem::new(&storm).unwrap();
    assert_eq!(judge(&storm, &[(1, 1), (2, 1)]), Err(Broken::Overlap { caregiver: 1, first: 1, second: 2 }));
    assert_eq!(judge(&storm, &[(1, 1), (3, 1)]), Err(Broken::Overtime { caregiver: 1, over: 540 }));
    assert_eq!(judge(&storm, &[(1, 2)]), Err(Broken::NotEligible { shift: 1, caregiver: 2 }));
    assert_eq!(judge(&storm, &[(2, 1), (2, 2)]), Err(Broken::Twice { shift: 2 }));
    let refused = repair(&problem, &[(1, 1), (2, 1)], &Change::default());
    assert_eq!(refused, Err(CannotRepair::Plan { shift: 2, caregiver: 1 }));
    let unknown = Change { called_out: vec![8], ..Change::default() };
    assert_eq!(repair(&problem, &[], &unknown), Err(CannotRepair::Unknown { what: "shift", id: 8 }));
    // A new agreement pushes aside what stood in its way, and that is mended.
    let agreed = Change { fixed: vec![(1, 1)], ..Change::default() };
    assert_eq!(repair(&problem, &[(2, 1)], &agreed).unwrap().assignments, [(1, 1), (2, 2)]);
}
