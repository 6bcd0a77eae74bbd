//! One more call-out while a plan stands: the least dear mend that leaves nearly everybody where she is.
//!
//! People have been told their shifts. So a mend may move three other shifts at the most, and among all chains of at most
//! that many moves the cheapest is looked for: she takes it, what she cannot keep goes to another, and so on. Few moves
//! are tried before many, and every chain is cut off as soon as the cheapest imaginable rest makes it too dear.
use std::collections::{BTreeMap, BTreeSet};

use super::plan::Plan;
use super::problem::{NONE, Problem, count};
use super::start;

/// Most other shifts that one repair moves.
pub const MOST_MOVED: usize = 3;
/// Pairs tried for one opened shift, about two milliseconds' worth. Chains of three moves in a storm of 800 shifts rarely
/// need half of it.
const TRIES: u32 = 40_000;

/// What happened since the plan was made. Everything is named by its number in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Shifts that lost their caregiver; she is not asked again for the same one.
    pub called_out: Vec<i64>,
    /// Caregivers who can work nothing at all any more.
    pub dropped_out: Vec<i64>,
    /// `(shift, caregiver)` that have been agreed and stay as they are.
    pub fixed: Vec<(i64, i64)>,
}

/// A mended plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// Shift and caregiver, in order of shift.
    pub assignments: Vec<(i64, i64)>,
    /// What the plan costs now.
    pub cost: i64,
    /// Shifts nobody takes, in order of number.
    pub unfilled: Vec<i64>,
    /// Shifts that had a caregiver, were not opened by the change, and have another one or none now.
    pub moved: Vec<i64>,
}

/// Why nothing was mended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotRepair {
    /// A number that is not in the problem.
    #[error("there is no {what} {id}")]
    Unknown {
        /// Shift or caregiver.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// The plan that was handed in breaks a rule itself.
    #[error("the plan cannot have caregiver {caregiver} on shift {shift}")]
    Plan {
        /// Which.
        shift: i64,
        /// Who.
        caregiver: i64,
    },
}

/// Mends a plan after a change, with at most [`MOST_MOVED`] other shifts moved.
///
/// # Errors
/// [`CannotRepair`] when the plan or the change does not fit the problem.
pub fn repair(
    problem: &Problem,
    assignments: &[(i64, i64)],
    change: &Change,
) -> Result<Repaired, CannotRepair> {
    let mut names = Names::new(problem);
    let mut plan = Plan::empty(problem);
    // What has been agreed comes first: it is there even where the plan does not know of it yet.
    let mut fixed = vec![false; problem.shifts()];
    for (shift, caregiver) in &change.fixed {
        let place = names.put(&mut plan, *shift, *caregiver)?;
        fixed[place as usize] = true;
    }
    let mut crowded_out = Vec::new();
    for (shift, caregiver) in assignments {
        let place = names.shift(*shift)?;
        if fixed[place as usize] {
            continue;
        }
        if names.put(&mut plan, *shift, *caregiver).is_err() {
            // Only an answer that was fixed may stand in the way of the plan.
            let person = names
                .person(*caregiver)
                .map_err(|_| CannotRepair::Plan { shift: *shift, caregiver: *caregiver })?;
            let free = plan.bundles[person as usize].iter().all(|s| !fixed[*s as usize]);
            if free || problem.pair(place, person).is_none() || plan.of_shift[place as usize] != NONE {
                return Err(CannotRepair::Plan { shift: *shift, caregiver: *caregiver });
            }
            crowded_out.push(place);
        }
    }
    let mut out = vec![false; problem.caregivers()];
    let mut barred = BTreeSet::new();
    let mut opened: BTreeSet<u32> = crowded_out.into_iter().collect();
    for id in &change.called_out {
        let shift = names.shift(*id)?;
        barred.insert((shift, plan.of_shift[shift as usize]));
        opened.insert(shift);
    }
    for id in &change.dropped_out {
        // Somebody who could take nothing is not in the problem, and nothing is lost with her.
        if let Ok(caregiver) = names.person(*id) {
            out[caregiver as usize] = true;
            opened.extend(&plan.bundles[caregiver as usize]);
        }
    }
    for shift in &opened {
        plan.take(problem, *shift);
    }
    let before = plan.of_shift.clone();
    let mut order: Vec<u32> = opened.iter().copied().collect();
    order.sort_by_key(|s| {
        (std::cmp::Reverse(problem.open_cost[*s as usize]), problem.of_shift.range(*s as usize).len(), *s)
    });
    let tries = TRIES / count(order.len()).max(1);
    let mut left = MOST_MOVED;
    let mut held = fixed;
    for shift in order {
        let mut chain = Chain::new(problem, &out, &barred, &mut held, &mut plan, tries);
        left -= chain.mend(shift, left);
        held[shift as usize] = true;
    }
    // Hours that came free may serve what was open all along.
    let mut open: Vec<u32> = super::rounding::open(&plan).collect();
    open.sort_by_key(|s| std::cmp::Reverse(problem.open_cost[*s as usize]));
    for shift in open {
        start::fill(problem, &mut plan, shift, |c| !out[c as usize] && !barred.contains(&(shift, c)));
    }
    let moved = (0..problem.shifts())
        .filter(|s| before[*s] != NONE && before[*s] != plan.of_shift[*s])
        .map(|s| problem.shift_ids[s])
        .collect();
    let (assignments, unfilled) = plan.named(problem);
    Ok(Repaired { assignments, cost: plan.cost, unfilled, moved })
}

/// How much dearer than its cheapest person a shift of the plan is on average. A chain is not followed where every further
/// move would have to save more than that.
fn usual_saving(problem: &Problem, plan: &Plan) -> i64 {
    let (mut saving, mut shifts) = (0, 0);
    for (shift, caregiver) in plan.of_shift.iter().enumerate().filter(|(_, c)| **c != NONE) {
        let cheapest = problem.of_shift.list(shift).next().map_or(0, |(_, cost)| cost);
        saving += i64::from(problem.pair(count(shift), *caregiver).unwrap_or(cheapest) - cheapest);
        shifts += 1;
    }
    if shifts == 0 { 0 } else { saving / shifts }
}

/// Places by number.
struct Names<'a> {
    problem: &'a Problem,
    shifts: BTreeMap<i64, u32>,
}

impl<'a> Names<'a> {
    fn new(problem: &'a Problem) -> Self {
        let shifts = problem.shift_ids.iter().enumerate().map(|(at, id)| (*id, count(at))).collect();
        Self { problem, shifts }
    }

    fn shift(&self, id: i64) -> Result<u32, CannotRepair> {
        self.shifts.get(&id).copied().ok_or(CannotRepair::Unknown { what: "shift", id })
    }

    fn person(&self, id: i64) -> Result<u32, CannotRepair> {
        // Caregivers lie in order of number.
        let found = self.problem.caregiver_ids.binary_search(&id);
        found.map(count).map_err(|_| CannotRepair::Unknown { what: "caregiver", id })
    }

    fn put(&mut self, plan: &mut Plan, shift: i64, caregiver: i64) -> Result<u32, CannotRepair> {
        let place = self.shift(shift)?;
        let wrong = CannotRepair::Plan { shift, caregiver };
        let Ok(person) = self.person(caregiver) else { return Err(wrong) };
        match self.problem.pair(place, person) {
            Some(cost) if plan.of_shift[place as usize] == NONE && plan.fits(self.problem, place, person) => {
                plan.put(self.problem, place, person, cost);
                Ok(place)
            }
            _ => Err(wrong),
        }
    }
}

/// The search for the cheapest chain that begins with one open shift.
struct Chain<'a> {
    problem: &'a Problem,
    out: &'a [bool],
    barred: &'a BTreeSet<(u32, u32)>,
    /// Shifts that stay where they are: agreed ones, and those the chain has placed.
    held: &'a mut [bool],
    plan: &'a mut Plan,
    /// Cheapest plan so far, as what differs from the first one.
    best: Vec<(u32, u32)>,
    best_cost: i64,
    best_moves: usize,
    placed: Vec<(u32, u32)>,
    /// What moving one more shift is thought to save at the most.
    relief: i64,
    tries: u32,
}

impl<'a> Chain<'a> {
    fn new(
        problem: &'a Problem,
        out: &'a [bool],
        barred: &'a BTreeSet<(u32, u32)>,
        held: &'a mut [bool],
        plan: &'a mut Plan,
        tries: u32,
    ) -> Self {
        let best_cost = plan.cost;
        let relief = usual_saving(problem, plan);
        Self {
            problem,
            out,
            barred,
            held,
            plan,
            best: Vec::new(),
            best_cost,
            best_moves: 0,
            placed: Vec::new(),
            relief,
            tries,
        }
    }

    /// Finds and makes the cheapest chain; says how many other shifts it moves.
    fn mend(&mut self, shift: u32, most: usize) -> usize {
        for moves in 0..=most {
            self.place(&mut vec![shift], moves, moves);
        }
        let (problem, best) = (self.problem, std::mem::take(&mut self.best));
        for (shift, _) in &best {
            self.plan.take(problem, *shift);
        }
        for (shift, caregiver) in &best {
            if *caregiver != NONE
                && let Some(cost) = problem.pair(*shift, *caregiver)
            {
                self.plan.put(problem, *shift, *caregiver, cost);
            }
        }
        self.best_moves
    }

    /// Places the last of the waiting shifts in every way that `left` more moves allow.
    fn place(&mut self, waiting: &mut Vec<u32>, left: usize, most: usize) {
        let problem = self.problem;
        let Some(shift) = waiting.pop() else {
            if self.plan.cost < self.best_cost {
                self.best_cost = self.plan.cost;
                self.best.clone_from(&self.placed);
                self.best_moves = most - left;
            }
            return;
        };
        self.held[shift as usize] = true;
        let enough = self.best_cost + self.relief * i64::try_from(left).unwrap_or(0);
        for (caregiver, cost) in problem.of_shift.list(shift as usize) {
            if self.tries == 0 || self.plan.cost - self.hope(waiting, shift, cost) >= enough {
                break;
            }
            self.tries -= 1;
            if self.out[caregiver as usize] || self.barred.contains(&(shift, caregiver)) {
                continue;
            }
            self.give(waiting, shift, caregiver, cost, left, most);
        }
        // Somebody may have to stay without, so that one who needs help more has it.
        if !self.placed.is_empty() && self.tries > 0 {
            self.placed.push((shift, NONE));
            self.place(waiting, left, most);
            self.placed.pop();
        }
        self.held[shift as usize] = false;
        waiting.push(shift);
    }

    /// What can still be saved if the shift is placed at this cost and all that wait find their cheapest person.
    fn hope(&self, waiting: &[u32], shift: u32, cost: i32) -> i64 {
        let saved = |s: u32, cost: i32| i64::from(self.problem.open_cost[s as usize] - cost);
        let cheapest =
            |s: u32| self.problem.of_shift.list(s as usize).next().map_or(0, |(_, cost)| saved(s, cost));
        saved(shift, cost) + waiting.iter().map(|s| cheapest(*s)).sum::<i64>()
    }

    /// Gives the shift to one person; what she cannot keep waits next.
    fn give(
        &mut self,
        waiting: &mut Vec<u32>,
        shift: u32,
        caregiver: u32,
        cost: i32,
        left: usize,
        most: usize,
    ) {
        let problem = self.problem;
        let mut displaced = [NONE; MOST_MOVED];
        let mut many = 0;
        for other in &self.plan.bundles[caregiver as usize] {
            if problem.clash(shift, *other) {
                if many == left || self.held[*other as usize] {
                    return;
                }
                displaced[many] = *other;
                many += 1;
            }
        }
        let displaced = &displaced[..many];
        for other in displaced {
            self.plan.take(problem, *other);
        }
        if self.plan.fits(problem, shift, caregiver) {
            self.plan.put(problem, shift, caregiver, cost);
            self.placed.push((shift, caregiver));
            let from = waiting.len();
            waiting.extend(displaced);
            self.place(waiting, left - many, most);
            waiting.truncate(from);
            self.placed.pop();
            self.plan.take(problem, shift);
        }
        for other in displaced {
            if let Some(cost) = problem.pair(*other, caregiver) {
                self.plan.put(problem, *other, caregiver, cost);
            }
        }
    }
}
