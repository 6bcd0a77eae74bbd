//! From wishes to a plan: what everybody would choose at good prices is nearly a plan, and this makes it one.
use super::dice::Dice;
use super::matcher::Matcher;
use super::plan::Plan;
use super::problem::{Lists, NONE, Problem, count};

/// Grants everybody's bundle in a random order as far as the shifts are still there, then matches what stays open.
pub(super) fn grant(
    problem: &Problem,
    pairs: &Lists,
    chosen: &[Vec<u32>],
    matcher: &mut Matcher,
    dice: &mut Dice,
) -> Plan {
    let mut plan = Plan::empty(problem);
    let mut order: Vec<u32> = (0..count(chosen.len())).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, dice.below(at + 1));
    }
    for caregiver in order {
        for shift in &chosen[caregiver as usize] {
            if plan.of_shift[*shift as usize] == NONE
                && plan.fits(problem, *shift, caregiver)
                && let Some(cost) = problem.pair(*shift, caregiver)
            {
                plan.put(problem, *shift, caregiver, cost);
            }
        }
    }
    let open: Vec<u32> = open(&plan).collect();
    matcher.fill(problem, pairs, &mut plan, &open);
    plan
}

/// Shifts that nobody takes.
pub(super) fn open(plan: &Plan) -> impl Iterator<Item = u32> + '_ {
    plan.of_shift.iter().enumerate().filter(|(_, c)| **c == NONE).map(|(s, _)| count(s))
}

/// Releases one shift of most people, and matches these and the open ones anew. `keep` of 100 people keep all.
///
/// The old plan is one of the answers, so this never makes it dearer.
pub(super) fn rematch(
    problem: &Problem,
    pairs: &Lists,
    plan: &mut Plan,
    matcher: &mut Matcher,
    dice: &mut Dice,
    keep: usize,
) {
    let mut rows: Vec<u32> = open(plan).collect();
    for bundle in &plan.bundles {
        if !bundle.is_empty() && dice.below(100) >= keep {
            rows.push(bundle[dice.below(bundle.len())]);
        }
    }
    for shift in &rows {
        plan.take(problem, *shift);
    }
    matcher.fill(problem, pairs, plan, &rows);
}
