//! A part of a storm as a storm of its own: some caregivers, what they hold, what is open near them.
//!
//! Small storms are solved to the end in a millisecond, so improving a plan part by part needs no clever moves: it
//! asks for the best plan of a part, everything else staying as it is.
use super::dice::Dice;
use super::duals::{GRAIN, Prices, Walk};
use super::matcher::Matcher;
use super::plan::Plan;
use super::problem::{Lists, NONE, Problem, count};
use super::rounding;

/// A part, and where its shifts and caregivers are in the whole.
#[derive(Debug)]
pub(super) struct Region {
    problem: Problem,
    shifts: Vec<u32>,
    caregivers: Vec<u32>,
}

/// Places in the whole by which the part is cut out; kept between cuts.
#[derive(Clone, Debug)]
pub(super) struct Cutter {
    shift_in: Vec<u32>,
    caregiver_in: Vec<u32>,
}

impl Cutter {
    pub(super) fn new(problem: &Problem) -> Self {
        Self { shift_in: vec![NONE; problem.shifts()], caregiver_in: vec![NONE; problem.caregivers()] }
    }

    /// Grows a region of about `size` shifts around a shift, and around a caregiver if there is one, along useful pairs.
    pub(super) fn cut(
        &mut self,
        problem: &Problem,
        (by_shift, by_caregiver): (&Lists, &Lists),
        plan: &Plan,
        (seed, who): (u32, u32),
        size: usize,
        dice: &mut Dice,
    ) -> Region {
        let mut shifts = vec![seed];
        let mut caregivers = Vec::new();
        self.shift_in[seed as usize] = 0;
        let mut at = 0;
        while at < shifts.len() && shifts.len() < size {
            // The one to grow from is drawn near the front, so that regions are compact and still differ.
            let pick = at + dice.below((shifts.len() - at).min(4));
            shifts.swap(at, pick);
            let shift = shifts[at] as usize;
            at += 1;
            let holder = plan.of_shift[shift];
            let range = by_shift.range(shift);
            let near = &by_shift.to[range];
            let drawn = (0..near.len().min(6))
                .map(|n| if near.len() <= 6 { near[n] } else { near[dice.below(near.len())] });
            let first = if at == 1 { who } else { NONE };
            let around: Vec<u32> = [first, holder].into_iter().filter(|c| *c != NONE).chain(drawn).collect();
            for caregiver in around {
                if self.caregiver_in[caregiver as usize] == NONE {
                    self.caregiver_in[caregiver as usize] = count(caregivers.len());
                    caregivers.push(caregiver);
                    for held in &plan.bundles[caregiver as usize] {
                        if self.shift_in[*held as usize] == NONE {
                            self.shift_in[*held as usize] = 0;
                            shifts.push(*held);
                        }
                    }
                }
            }
        }
        // What nobody takes and somebody here could.
        for caregiver in &caregivers {
            for shift in &by_caregiver.to[by_caregiver.range(*caregiver as usize)] {
                if plan.of_shift[*shift as usize] == NONE && self.shift_in[*shift as usize] == NONE {
                    self.shift_in[*shift as usize] = 0;
                    shifts.push(*shift);
                }
            }
        }
        // A shift whose holder stays outside stays with her.
        shifts.retain(|s| {
            let holder = plan.of_shift[*s as usize];
            let inside = holder == NONE || self.caregiver_in[holder as usize] != NONE;
            if !inside {
                self.shift_in[*s as usize] = NONE;
            }
            inside
        });
        shifts.sort_unstable();
        for (place, shift) in shifts.iter().enumerate() {
            self.shift_in[*shift as usize] = count(place);
        }
        let lists: Vec<Vec<(u32, i32)>> = caregivers
            .iter()
            .map(|c| {
                by_caregiver
                    .list(*c as usize)
                    .filter(|(s, _)| self.shift_in[*s as usize] != NONE)
                    .map(|(s, cost)| (self.shift_in[s as usize], cost))
                    .collect()
            })
            .collect();
        let region = Region { problem: problem.part(&shifts, &caregivers, &lists), shifts, caregivers };
        for shift in &region.shifts {
            self.shift_in[*shift as usize] = NONE;
        }
        for caregiver in &region.caregivers {
            self.caregiver_in[*caregiver as usize] = NONE;
        }
        region
    }
}

impl Region {
    /// What the plan costs within.
    fn cost(&self, whole: &Problem, plan: &Plan) -> i64 {
        let open = |s: &&u32| plan.of_shift[**s as usize] == NONE;
        let left: i64 =
            self.shifts.iter().filter(open).map(|s| i64::from(whole.open_cost[*s as usize])).sum();
        left + self.caregivers.iter().map(|c| plan.cost_of(whole, *c)).sum::<i64>()
    }

    /// Looks for a cheaper plan of the part and puts it into the whole. Says whether it found one.
    pub(super) fn improve(
        &self,
        whole: &Problem,
        prices: &Prices,
        plan: &mut Plan,
        dice: &mut Dice,
        late: &dyn Fn() -> bool,
    ) -> bool {
        let now = self.cost(whole, plan);
        let start = self.shifts.iter().map(|s| prices.price[*s as usize]).collect();
        let mut walk = Walk::from(&self.problem, start, 0.5);
        let mut matcher = Matcher::new(&self.problem);
        let mut best: Option<Plan> = None;
        let mut upper = now;
        let goal = |upper: i64| (upper - 1) * i64::from(GRAIN);
        for step in 0..120 {
            walk.step(upper);
            if walk.best().bound > goal(upper) || walk.is_done() || late() {
                break;
            }
            if step >= 10 && step % 3 == 0 {
                let mut made =
                    rounding::grant(&self.problem, &self.problem.of_shift, walk.chosen(), &mut matcher, dice);
                for _ in 0..2 {
                    rounding::rematch(
                        &self.problem,
                        &self.problem.of_shift,
                        &mut made,
                        &mut matcher,
                        dice,
                        10,
                    );
                }
                if made.cost < upper || (made.cost == now && best.is_none()) {
                    upper = made.cost;
                    best = Some(made);
                }
            }
        }
        let Some(best) = best else { return false };
        self.put_into(whole, &best, plan);
        upper < now
    }

    fn put_into(&self, whole: &Problem, part: &Plan, plan: &mut Plan) {
        for shift in &self.shifts {
            plan.take(whole, *shift);
        }
        for (caregiver, bundle) in self.caregivers.iter().zip(&part.bundles) {
            for shift in bundle {
                let shift = self.shifts[*shift as usize];
                if let Some(cost) = whole.pair(shift, *caregiver) {
                    plan.put(whole, shift, *caregiver, cost);
                }
            }
        }
    }
}
