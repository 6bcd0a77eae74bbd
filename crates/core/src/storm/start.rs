//! The first plan: the most urgent shift takes the cheapest person left. It is there at once and rarely good.
use super::plan::Plan;
use super::problem::{Problem, count};

/// Fills what it can, most urgent first, and among these the shift with the fewest people first.
pub(super) fn greedy(problem: &Problem) -> Plan {
    let mut plan = Plan::empty(problem);
    let mut order: Vec<u32> = (0..count(problem.shifts())).collect();
    order.sort_by_key(|s| {
        let s = *s as usize;
        (std::cmp::Reverse(problem.open_cost[s]), problem.of_shift.range(s).len(), s)
    });
    for shift in order {
        fill(problem, &mut plan, shift, |_| true);
    }
    plan
}

/// Gives one open shift to the cheapest person who can take it now, if that is better than leaving it open.
pub(super) fn fill(problem: &Problem, plan: &mut Plan, shift: u32, may: impl Fn(u32) -> bool) -> bool {
    let found = problem
        .of_shift
        .list(shift as usize)
        .filter(|(c, _)| may(*c) && plan.fits(problem, shift, *c))
        .map(|(c, cost)| (plan.added(problem, shift, c, cost), c, cost))
        .min();
    match found {
        Some((added, caregiver, cost)) if added <= i64::from(problem.open_cost[shift as usize]) => {
            plan.put(problem, shift, caregiver, cost);
            true
        }
        _ => false,
    }
}
