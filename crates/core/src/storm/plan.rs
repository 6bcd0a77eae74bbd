//! A plan in the making: who works what, and what it costs. It can only be changed along the rules.
use super::problem::{NONE, Problem};

/// Who takes which shift. Keeps every rule at every moment; [`Plan::put`] is refused nowhere because callers ask
/// [`Plan::fits`] first, and debug builds check that they did.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Caregiver of every shift, or [`NONE`].
    pub(super) of_shift: Vec<u32>,
    /// Shifts of every caregiver.
    pub(super) bundles: Vec<Vec<u32>>,
    minutes: Vec<i32>,
    /// What it costs, unfilled shifts included.
    pub(super) cost: i64,
}

impl Plan {
    /// Nobody works.
    pub(super) fn empty(problem: &Problem) -> Self {
        Self {
            of_shift: vec![NONE; problem.shifts()],
            bundles: vec![Vec::new(); problem.caregivers()],
            minutes: vec![0; problem.caregivers()],
            cost: problem.all_open(),
        }
    }

    /// Whether she can take the shift beside what she has.
    pub(super) fn fits(&self, problem: &Problem, shift: u32, caregiver: u32) -> bool {
        let c = caregiver as usize;
        self.minutes[c] + problem.minutes(shift) <= problem.most_minutes[c]
            && !self.bundles[c].iter().any(|other| problem.clash(shift, *other))
    }

    /// What it costs more if she takes the shift at this pair cost.
    pub(super) fn added(&self, problem: &Problem, shift: u32, caregiver: u32, cost: i32) -> i64 {
        let before = self.minutes[caregiver as usize];
        let after = before + problem.minutes(shift);
        i64::from(cost) + problem.overtime_cost(caregiver, after) - problem.overtime_cost(caregiver, before)
    }

    /// Gives an open shift to somebody it [fits](Self::fits).
    pub(super) fn put(&mut self, problem: &Problem, shift: u32, caregiver: u32, cost: i32) {
        debug_assert!(self.of_shift[shift as usize] == NONE && self.fits(problem, shift, caregiver));
        self.cost +=
            self.added(problem, shift, caregiver, cost) - i64::from(problem.open_cost[shift as usize]);
        self.of_shift[shift as usize] = caregiver;
        self.bundles[caregiver as usize].push(shift);
        self.minutes[caregiver as usize] += problem.minutes(shift);
    }

    /// Opens a shift again. Nothing happens if it is open.
    pub(super) fn take(&mut self, problem: &Problem, shift: u32) {
        let caregiver = std::mem::replace(&mut self.of_shift[shift as usize], NONE);
        if caregiver == NONE {
            return;
        }
        self.bundles[caregiver as usize].retain(|s| *s != shift);
        self.minutes[caregiver as usize] -= problem.minutes(shift);
        let cost = problem.pair(shift, caregiver).unwrap_or(0);
        self.cost +=
            i64::from(problem.open_cost[shift as usize]) - self.added(problem, shift, caregiver, cost);
    }

    /// What one caregiver's shifts cost, overtime included.
    pub(super) fn cost_of(&self, problem: &Problem, caregiver: u32) -> i64 {
        let shifts = &self.bundles[caregiver as usize];
        let pairs: i64 = shifts.iter().filter_map(|s| problem.pair(*s, caregiver)).map(i64::from).sum();
        pairs + problem.overtime_cost(caregiver, self.minutes[caregiver as usize])
    }

    /// The plan by the numbers in the file: who takes what, in order of shift, and what stays open.
    pub(super) fn named(&self, problem: &Problem) -> (Vec<(i64, i64)>, Vec<i64>) {
        let (mut given, mut open) = (Vec::new(), Vec::new());
        for (shift, caregiver) in problem.shift_ids.iter().zip(&self.of_shift) {
            match problem.caregiver_ids.get(*caregiver as usize) {
                Some(caregiver) => given.push((*shift, *caregiver)),
                None => open.push(*shift),
            }
        }
        given.sort_unstable();
        open.sort_unstable();
        (given, open)
    }
}
