//! The best of two plans, part by part.
use super::plan::Plan;
use super::problem::{NONE, Problem, count};

/// Mixes two plans into one that is no dearer than either.
///
/// Where they differ they fall into groups of caregivers that share no shift with another group. Whatever each group
/// takes, the others are not touched, so every group takes the cheaper of its two ways.
pub(super) fn mix(problem: &Problem, a: &Plan, b: &Plan) -> Plan {
    let mut group: Vec<u32> = (0..count(problem.caregivers())).collect();
    for (from, to) in a.of_shift.iter().zip(&b.of_shift) {
        if *from != NONE && *to != NONE {
            let (x, y) = (root(&mut group, *from), root(&mut group, *to));
            group[x.max(y) as usize] = x.min(y);
        }
    }
    // How much dearer the second way is.
    let mut dearer = vec![0_i64; problem.caregivers()];
    for c in 0..count(problem.caregivers()) {
        let top = root(&mut group, c) as usize;
        dearer[top] += b.cost_of(problem, c) - a.cost_of(problem, c);
    }
    for (shift, (x, y)) in a.of_shift.iter().zip(&b.of_shift).enumerate() {
        let open = i64::from(problem.open_cost[shift]);
        if *x == NONE && *y != NONE {
            dearer[root(&mut group, *y) as usize] -= open;
        } else if *y == NONE && *x != NONE {
            dearer[root(&mut group, *x) as usize] += open;
        }
    }
    let mut made = a.clone();
    let better: Vec<u32> = (0..count(problem.caregivers()))
        .filter(|c| {
            dearer[root(&mut group, *c) as usize] < 0 && a.bundles[*c as usize] != b.bundles[*c as usize]
        })
        .collect();
    for c in &better {
        for shift in &a.bundles[*c as usize] {
            made.take(problem, *shift);
        }
    }
    for c in &better {
        for shift in &b.bundles[*c as usize] {
            if let Some(cost) = problem.pair(*shift, *c) {
                made.put(problem, *shift, *c, cost);
            }
        }
    }
    made
}

fn root(group: &mut [u32], mut at: u32) -> u32 {
    while group[at as usize] != at {
        let above = group[group[at as usize] as usize];
        group[at as usize] = above;
        at = above;
    }
    at
}
