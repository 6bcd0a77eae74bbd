//! The order of events: a first plan, good prices, plans made from them, then part after part made best.
use std::time::Duration;

use super::dice::Dice;
use super::duals::{self, Chooser, GRAIN, Prices, Walk};
use super::matcher::Matcher;
use super::mix::mix;
use super::plan::Plan;
use super::problem::{Lists, NONE, Problem, count, turned};
use super::region::Cutter;
use super::{rounding, start};

/// How long to look, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Two searches with the same seed and number of steps give the same plan.
    pub seed: u64,
    /// Stop when the clock shows this.
    pub until: Option<Duration>,
    /// Stop after so many rounds. With neither limit one second of steps is not known, so nothing is searched.
    pub steps: Option<u64>,
    /// One or two threads; the plan of a number of steps depends on it.
    pub threads: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Shift and caregiver by the numbers in the file, in order of shift.
    pub assignments: Vec<(i64, i64)>,
    /// What the plan costs.
    pub cost: i64,
    /// Shifts nobody takes, in order of number.
    pub unfilled: Vec<i64>,
    /// No plan costs less than this.
    pub bound: i64,
    /// When each better plan was found, and its cost.
    pub trace: Vec<(Duration, i64)>,
}

/// Passed time; the core has no clock of its own.
pub type Clock<'a> = &'a (dyn Fn() -> Duration + Sync);

/// Steps of the walk between two plans.
const WALK: usize = 40;
/// Steps of the walk before its prices are worth a plan.
const BLIND: usize = 100;
/// Regions a worker looks at between two meetings.
const REGIONS: usize = 24;
/// Most steps of a walk for better prices in the second act.
const REFINE: usize = 150;
/// Useful pairs kept for each shift where everybody works one. 8, 12, 15 and 20 were tried; with all of them the regions grow
/// at random.
const PAIRS: usize = 15;
/// The same for each shift that somebody works on average: in a week of storms one shift changes hands only together with
/// others of the same people. With 15 a shift the best plan of such a week was cut away.
const PAIRS_OF_BUNDLE: usize = 10;
/// Sizes of regions in shifts, from where a worker starts to where it gives a plan up.
const SIZES: [usize; 3] = [45, 90, 180];

/// Looks for the cheapest plan until a limit is reached or the plan is proven best.
pub fn solve(problem: &Problem, options: &Options, clock: Clock<'_>) -> Answer {
    let mut search = Search::new(problem, options, clock);
    search.walk_and_round();
    search.improve();
    search.answer()
}

struct Search<'a> {
    problem: &'a Problem,
    options: &'a Options,
    clock: Clock<'a>,
    steps_left: u64,
    best: Plan,
    prices: Prices,
    trace: Vec<(Duration, i64)>,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem, options: &'a Options, clock: Clock<'a>) -> Self {
        let best = start::greedy(problem);
        let steps_left = options.steps.unwrap_or(if options.until.is_some() { u64::MAX } else { 0 });
        let trace = vec![(clock(), best.cost)];
        let prices = Walk::new(problem).best().clone();
        Self { problem, options, clock, steps_left, best, prices, trace }
    }

    fn is_late(&self) -> bool {
        self.options.until.is_some_and(|until| (self.clock)() >= until)
    }

    /// Counts a step; says whether it may be made.
    fn goes_on(&mut self) -> bool {
        let more = self.steps_left > 0 && self.best.cost > self.prices.proven() && !self.is_late();
        self.steps_left -= u64::from(more);
        more
    }

    fn keep(&mut self, plan: &Plan) {
        let mixed = mix(self.problem, &self.best, plan);
        if mixed.cost < self.best.cost {
            self.trace.push(((self.clock)(), mixed.cost));
        }
        // Another plan at the same cost is taken too: where the search stands still, it walks about.
        self.best = mixed;
    }

    /// First act: one thread looks for prices while the other makes plans of the last ones.
    fn walk_and_round(&mut self) {
        let mut dice = Dice::new(self.options.seed);
        let mut matcher = Matcher::new(self.problem);
        let mut walk = Walk::new(self.problem);
        let mut walked = 0;
        while !walk.is_done() && self.goes_on() {
            let chosen = (walked >= BLIND).then(|| walk.chosen().to_vec());
            let upper = self.best.cost;
            let late = || self.is_late();
            let round = || chosen.map(|chosen| made(self.problem, &chosen, &mut matcher, &mut dice, &late));
            let mut go = || {
                for _ in 0..WALK {
                    if walk.is_done() || late() {
                        break;
                    }
                    walk.step(upper);
                }
            };
            let plan = if self.options.threads > 1 {
                std::thread::scope(|scope| {
                    let walking = scope.spawn(go);
                    let plan = round();
                    // A panic of the other thread is a panic here.
                    if let Err(panic) = walking.join() {
                        std::panic::resume_unwind(panic);
                    }
                    plan
                })
            } else {
                go();
                round()
            };
            walked += WALK;
            self.prices = walk.best().clone();
            if let Some(plan) = plan {
                self.keep(&plan);
            }
        }
        if walked > 0 && !self.is_late() {
            let plan = made(self.problem, walk.chosen(), &mut matcher, &mut dice, &|| self.is_late());
            self.keep(&plan);
        }
    }

    /// Second act: every worker makes part after part of its plan best; they meet and mix what they have.
    fn improve(&mut self) {
        let mut workers: Vec<Worker<'_>> = (0..self.options.threads.clamp(1, 2))
            .map(|n| Worker::new(self.problem, self.options.seed.wrapping_add(1 + n as u64), &self.best))
            .collect();
        if let Some(last) = workers.last_mut() {
            last.to_refine = true;
        }
        let mut near = Near::new(self.problem, &self.prices, &self.best);
        while self.goes_on() {
            if near.upper > self.best.cost || near.bound < self.prices.bound {
                near = Near::new(self.problem, &self.prices, &self.best);
            }
            let late = || self.is_late();
            let (prices, near) = (&self.prices, &near);
            if let [first, second] = workers.as_mut_slice() {
                std::thread::scope(|scope| {
                    let other = scope.spawn(|| second.work(near, prices, &late));
                    first.work(near, prices, &late);
                    if let Err(panic) = other.join() {
                        std::panic::resume_unwind(panic);
                    }
                });
            } else if let [only] = workers.as_mut_slice() {
                only.work(near, prices, &late);
            }
            for worker in &mut workers {
                self.keep(&worker.plan);
                if let Some(prices) = worker.prices.take().filter(|p| p.bound > self.prices.bound) {
                    self.prices = prices;
                }
            }
            for worker in &mut workers {
                worker.meet(&self.best);
            }
        }
    }

    fn answer(self) -> Answer {
        let (assignments, unfilled) = self.best.named(self.problem);
        let bound = self.prices.proven().clamp(0, self.best.cost);
        Answer { assignments, cost: self.best.cost, unfilled, bound, trace: self.trace }
    }
}

/// A plan from what everybody chose.
fn made(
    problem: &Problem,
    chosen: &[Vec<u32>],
    matcher: &mut Matcher,
    dice: &mut Dice,
    late: &dyn Fn() -> bool,
) -> Plan {
    let mut plan = rounding::grant(problem, &problem.of_shift, chosen, matcher, dice);
    for _ in 0..5 {
        if !late() {
            rounding::rematch(problem, &problem.of_shift, &mut plan, matcher, dice, 10);
        }
    }
    plan
}

/// The pairs worth a look, both ways round.
struct Near {
    upper: i64,
    bound: i64,
    by_caregiver: Lists,
    by_shift: Lists,
}

impl Near {
    fn new(problem: &Problem, prices: &Prices, plan: &Plan) -> Self {
        let busy = plan.bundles.iter().filter(|b| !b.is_empty()).count().max(1);
        let taken: usize = plan.bundles.iter().map(Vec::len).sum();
        let most = (PAIRS * problem.shifts()).max(PAIRS_OF_BUNDLE * problem.shifts() * taken / busy);
        // The plan's own pairs must be among them, hence one more than its cost.
        let by_caregiver = duals::useful(problem, prices, plan.cost + 1, most);
        Self {
            upper: plan.cost,
            bound: prices.bound,
            by_shift: turned(&by_caregiver, problem.shifts()),
            by_caregiver,
        }
    }
}

/// Where a plan is dearer than the bound: the whole gap, by who and what it is lost on.
struct Waste {
    sums: Vec<i64>,
    on: Vec<Wasted>,
}

#[derive(Clone, Copy)]
enum Wasted {
    /// She could have a better bundle at these prices.
    Caregiver(u32),
    /// It is open and costs more than its price.
    Shift(u32),
}

impl Waste {
    fn new(problem: &Problem, prices: &Prices, plan: &Plan) -> Self {
        let mut made = Self { sums: Vec::new(), on: Vec::new() };
        let mut chooser = Chooser::new(problem);
        let mut bundle = Vec::new();
        let mut total = 0;
        let mut add = |much: i64, on: Wasted| {
            if much > 0 {
                total += much;
                made.sums.push(total);
                made.on.push(on);
            }
        };
        for c in 0..count(problem.caregivers()) {
            bundle.clear();
            let best = chooser.best(c as usize, &prices.price, &mut bundle);
            let paid: i64 =
                plan.bundles[c as usize].iter().map(|s| i64::from(prices.price[*s as usize])).sum();
            add(plan.cost_of(problem, c) * i64::from(GRAIN) - paid - best, Wasted::Caregiver(c));
        }
        for shift in rounding::open(plan) {
            let open = problem.open_cost[shift as usize] * GRAIN;
            add(i64::from(open - prices.price[shift as usize]), Wasted::Shift(shift));
        }
        made
    }

    /// One of them, the more is lost on it the likelier.
    fn draw(&self, dice: &mut Dice) -> Option<Wasted> {
        let total = usize::try_from(*self.sums.last()?).ok()?;
        let at = i64::try_from(dice.below(total)).ok()?;
        self.on.get(self.sums.partition_point(|sum| *sum <= at)).copied()
    }
}

/// One search of its own.
struct Worker<'a> {
    problem: &'a Problem,
    plan: Plan,
    dice: Dice,
    cutter: Cutter,
    matcher: Matcher,
    level: usize,
    without_gain: usize,
    /// Better prices that were found on the way.
    prices: Option<Prices>,
    given_up: bool,
    /// Whether better prices are to be looked for first.
    to_refine: bool,
}

impl<'a> Worker<'a> {
    fn new(problem: &'a Problem, seed: u64, plan: &Plan) -> Self {
        Self {
            problem,
            plan: plan.clone(),
            // Far from the row of the first act and of the other worker.
            dice: Dice::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d)),
            cutter: Cutter::new(problem),
            matcher: Matcher::new(problem),
            level: 0,
            without_gain: 0,
            prices: None,
            given_up: false,
            to_refine: false,
        }
    }

    fn work(&mut self, near: &Near, prices: &Prices, late: &dyn Fn() -> bool) {
        if self.problem.shifts() == 0 {
            return;
        }
        if std::mem::take(&mut self.to_refine) {
            self.refine(prices, late);
            return;
        }
        if self.given_up {
            self.begin_anew(prices, late);
        }
        let waste = Waste::new(self.problem, prices, &self.plan);
        for _ in 0..REGIONS {
            if late() {
                return;
            }
            let size = SIZES[self.level];
            let size = size / 2 + self.dice.below(size);
            let seed = self.seed(near, &waste);
            let region = self.cutter.cut(
                self.problem,
                (&near.by_shift, &near.by_caregiver),
                &self.plan,
                seed,
                size,
                &mut self.dice,
            );
            if region.improve(self.problem, prices, &mut self.plan, &mut self.dice, late) {
                self.without_gain = 0;
            } else {
                self.without_gain += 1;
            }
            // Three times over all of the storm without a gain is enough of one size.
            if self.without_gain * SIZES[self.level] > 3 * self.problem.shifts().max(SIZES[self.level]) {
                self.without_gain = 0;
                self.level += 1;
                if self.level == SIZES.len() {
                    self.level = 0;
                    self.given_up = true;
                    return;
                }
            }
        }
    }

    /// Where the next region begins: half of the time where the plan is dearer than the prices say it need be.
    fn seed(&mut self, near: &Near, waste: &Waste) -> (u32, u32) {
        let anywhere = (count(self.dice.below(self.problem.shifts())), NONE);
        if self.dice.below(2) == 0 {
            return anywhere;
        }
        match waste.draw(&mut self.dice) {
            Some(Wasted::Shift(shift)) => (shift, NONE),
            Some(Wasted::Caregiver(caregiver)) => {
                let range = near.by_caregiver.range(caregiver as usize);
                let (held, wanted) = (&self.plan.bundles[caregiver as usize], &near.by_caregiver.to[range]);
                let from = if wanted.is_empty() || (!held.is_empty() && self.dice.below(2) == 0) {
                    held
                } else {
                    wanted
                };
                from.get(self.dice.below(from.len())).map_or(anywhere, |shift| (*shift, caregiver))
            }
            None => anywhere,
        }
    }

    /// Walks on from the best prices: the gap to a good plan is small, and so are the steps.
    fn refine(&mut self, prices: &Prices, late: &dyn Fn() -> bool) {
        let mut walk = Walk::from(self.problem, prices.price.clone(), 0.7);
        let mut steps = 0;
        while steps < REFINE && !walk.is_done() && !late() {
            walk.step(self.plan.cost);
            steps += 1;
        }
        self.to_refine = steps > 0 && walk.best().bound - prices.bound > prices.bound / 10_000;
        self.prices = Some(walk.best().clone());
    }

    /// Another plan from prices that are a little off, so that not all of the time is spent around one plan.
    fn begin_anew(&mut self, prices: &Prices, late: &dyn Fn() -> bool) {
        self.given_up = false;
        let off = prices
            .price
            .iter()
            .map(|p| p - p / 32 + i32::try_from(self.dice.below(1 + *p as usize / 16)).unwrap_or(0));
        let mut walk = Walk::from(self.problem, off.collect(), 0.3);
        for _ in 0..WALK {
            if late() {
                return;
            }
            walk.step(self.plan.cost);
        }
        self.plan = made(self.problem, walk.chosen(), &mut self.matcher, &mut self.dice, late);
        self.prices = Some(walk.best().clone());
    }

    /// After a meeting: who has given up a plan that is not the best goes on from the best.
    fn meet(&mut self, best: &Plan) {
        if self.given_up && self.plan.cost > best.cost {
            self.plan = best.clone();
            self.given_up = false;
        }
    }
}
