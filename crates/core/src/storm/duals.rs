//! What a shift is worth: prices that prove a bound and point at the caregivers who belong to a shift.
//!
//! If everybody may pick her best bundle of shifts at a price per shift, paid to her, without asking the others, nobody
//! is worse off than in any real plan: the prices' sum plus everybody's best bundle is a lower bound, whatever the
//! prices are. Good prices are those where the free choice is nearly a plan. They are found by raising the price of
//! shifts that nobody picks and lowering that of shifts that several pick (a subgradient walk with a remembered
//! direction).
//!
//! Prices also say how much a pair must cost beyond the bound: [`Prices::regrets`]. A pair whose regret is larger than the
//! gap between plan and bound is in no better plan, so search need not look at it.
use super::problem::{Lists, Problem, count};

/// Prices are counted in this part of a unit, so that all arithmetic is exact and the same on every machine.
pub(super) const GRAIN: i32 = 64;

/// Steps without a better bound after which the walk goes back and takes shorter steps, and how much shorter. With the
/// share of the newest direction these were the quickest of some twenty triples on the four storms of the benchmark:
/// 200 steps to 99.9 % of the bound that 800 steps reach.
const PATIENCE: u32 = 5;
const SHORTER: f64 = 0.8;
/// Share of the newest direction; the rest is remembered.
const FRESH: f64 = 0.45;

/// Prices of all shifts and what they prove.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// Price of every shift, in grains.
    pub(super) price: Vec<i32>,
    /// Proven lower bound, in grains.
    pub(super) bound: i64,
}

impl Prices {
    /// The bound in whole units: costs are whole, so it may be rounded up.
    pub(super) fn proven(&self) -> i64 {
        let grain = i64::from(GRAIN);
        self.bound.div_euclid(grain) + i64::from(self.bound.rem_euclid(grain) > 0)
    }
}

/// The walk to good prices. Holds its place so that it can be continued.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    problem: &'a Problem,
    chooser: Chooser<'a>,
    at: Vec<f64>,
    direction: Vec<f64>,
    best: Prices,
    stride: f64,
    without_gain: u32,
    chosen: Vec<Vec<u32>>,
    picked: Vec<i32>,
}

impl<'a> Walk<'a> {
    /// Starts at the cheapest pair of every shift.
    pub(super) fn new(problem: &'a Problem) -> Self {
        let price: Vec<i32> = (0..problem.shifts())
            .map(|s| {
                let open = problem.open_cost[s];
                problem.of_shift.list(s).next().map_or(open, |(_, cost)| cost.min(open)) * GRAIN
            })
            .collect();
        Self::from(problem, price, 0.7)
    }

    /// Starts at these prices, with steps of this length.
    pub(super) fn from(problem: &'a Problem, mut price: Vec<i32>, stride: f64) -> Self {
        // Above the cost of leaving the shift open a price proves nothing.
        for (price, open) in price.iter_mut().zip(&problem.open_cost) {
            *price = (*price).clamp(0, open * GRAIN);
        }
        Self {
            problem,
            chooser: Chooser::new(problem),
            at: price.iter().map(|p| f64::from(*p)).collect(),
            direction: vec![0.0; price.len()],
            // Nothing is paid, so nobody works and nothing is gained: 0 is a bound.
            best: Prices { price: vec![0; problem.shifts()], bound: 0 },
            stride,
            without_gain: 0,
            chosen: vec![Vec::new(); problem.caregivers()],
            picked: vec![0; problem.shifts()],
        }
    }

    /// The best prices so far.
    pub(super) fn best(&self) -> &Prices {
        &self.best
    }

    /// The bundles everybody chose at the last prices.
    pub(super) fn chosen(&self) -> &[Vec<u32>] {
        &self.chosen
    }

    /// Whether further steps would be too short to matter.
    pub(super) fn is_done(&self) -> bool {
        self.stride < 0.002
    }

    /// One step; `upper` is the cost of the best plan known.
    pub(super) fn step(&mut self, upper: i64) {
        let price: Vec<i32> = self.at.iter().map(|p| whole(*p)).collect();
        let bound = self.choose(&price);
        if bound > self.best.bound {
            let much = bound - self.best.bound > bound / 100_000;
            self.best = Prices { price, bound };
            if much {
                self.without_gain = 0;
            }
        }
        self.without_gain += 1;
        if self.without_gain > PATIENCE {
            self.without_gain = 0;
            self.stride *= SHORTER;
            self.at = self.best.price.iter().map(|p| f64::from(*p)).collect();
        }
        let mut norm = 0.0;
        for (along, picked) in self.direction.iter_mut().zip(&self.picked) {
            *along = (1.0 - FRESH) * *along + FRESH * f64::from(1 - picked);
        }
        for (s, along) in self.direction.iter().enumerate() {
            let stuck = (self.at[s] <= 0.0 && *along < 0.0)
                || (self.at[s] >= f64::from(self.problem.open_cost[s] * GRAIN) && *along > 0.0);
            if !stuck {
                norm += along * along;
            }
        }
        if norm <= 0.0 {
            self.stride = 0.0;
            return;
        }
        // The first plan may be many times too dear, and a step is as long as the gap that is thought to be there.
        let upper = upper.min(self.best.proven() * 3 / 2 + 1000);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let gap = (upper * i64::from(GRAIN) - bound).max(i64::from(GRAIN)) as f64;
        let pace = self.stride * gap / norm;
        for (s, along) in self.direction.iter().enumerate() {
            let most = f64::from(self.problem.open_cost[s] * GRAIN);
            self.at[s] = (self.at[s] + pace * along).clamp(0.0, most);
        }
    }

    /// Lets everybody choose; returns the bound in grains.
    fn choose(&mut self, price: &[i32]) -> i64 {
        self.picked.fill(0);
        let mut bound: i64 = price.iter().map(|p| i64::from(*p)).sum();
        for c in 0..self.problem.caregivers() {
            let chosen = &mut self.chosen[c];
            chosen.clear();
            bound += self.chooser.best(c, price, chosen);
            for shift in chosen {
                self.picked[*shift as usize] += 1;
            }
        }
        bound
    }
}

/// The pairs by caregiver that a plan cheaper than `upper` may use; all others are proven to be in none. Where more than
/// `most` remain, only those with the smallest regrets are kept, which proves nothing and is where to look first.
pub(super) fn useful(problem: &Problem, prices: &Prices, upper: i64, most: usize) -> Lists {
    let mut chooser = Chooser::new(problem);
    let mut regrets = Vec::with_capacity(problem.of_caregiver.to.len());
    for c in 0..problem.caregivers() {
        chooser.regrets(c, &prices.price, &mut regrets);
    }
    let mut limit = upper * i64::from(GRAIN) - prices.bound;
    if most < regrets.len() {
        let mut sorted = regrets.clone();
        limit = limit.min(*sorted.select_nth_unstable(most).1);
    }
    let kept: Vec<Vec<(u32, i32)>> = (0..problem.caregivers())
        .map(|c| {
            let pairs = problem.of_caregiver.list(c).zip(&regrets[problem.of_caregiver.range(c)]);
            pairs.filter(|(_, regret)| **regret < limit).map(|(pair, _)| pair).collect()
        })
        .collect();
    Lists::new(&kept)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of prices, which fit")]
fn whole(price: f64) -> i32 {
    price.round() as i32
}

/// Finds a caregiver's best bundle at given prices. Owns what it needs to do so again and again.
#[derive(Clone, Debug)]
pub(super) struct Chooser<'a> {
    problem: &'a Problem,
    costs: Vec<i32>,
    wanted: Vec<(u32, i32)>,
    chain: Vec<(i64, u32, i32)>,
    labels: Vec<Label>,
    /// Where the labels of each wanted shift end.
    ends_at: Vec<usize>,
    early: Vec<u32>,
}

/// A partial bundle that ends with `last`; `before` is the label it grew from.
#[derive(Clone, Copy, Debug)]
struct Label {
    value: i64,
    minutes: i32,
    last: u32,
    before: u32,
}

const START: u32 = u32::MAX;

impl<'a> Chooser<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        Self {
            problem,
            costs: problem.of_caregiver.cost.iter().map(|c| c * GRAIN).collect(),
            wanted: Vec::new(),
            chain: Vec::new(),
            labels: Vec::new(),
            ends_at: Vec::new(),
            early: Vec::new(),
        }
    }

    /// Value of the best bundle (0 or less) in grains, and the bundle.
    ///
    /// Only neighbours in time are asked whether they clash. Where a shift lies between, its own length makes that
    /// enough for tables of travel minutes that are anything like a map; where it is not, the choice is freer than the
    /// rules and the bound stays a bound.
    pub(super) fn best(&mut self, caregiver: usize, price: &[i32], bundle: &mut Vec<u32>) -> i64 {
        let range = self.problem.of_caregiver.range(caregiver);
        self.wanted.clear();
        // A shift that is paid less than it costs is in no best bundle: without it the rest is still allowed.
        for (shift, cost) in self.problem.of_caregiver.to[range.clone()].iter().zip(&self.costs[range]) {
            let gain = cost - price[*shift as usize];
            if gain < 0 {
                self.wanted.push((*shift, gain));
            }
        }
        match self.wanted.as_slice() {
            [] => return 0,
            [(shift, gain)] => {
                let over = self.problem.overtime_cost(count(caregiver), self.problem.minutes(*shift));
                let value = i64::from(*gain) + over * i64::from(GRAIN);
                if value < 0 {
                    bundle.push(*shift);
                }
                return value.min(0);
            }
            _ => {}
        }
        let value = self.longest_chain(bundle);
        let minutes: i32 = bundle.iter().map(|s| self.problem.minutes(*s)).sum();
        if minutes <= self.problem.free_minutes[caregiver] {
            return value;
        }
        bundle.clear();
        self.best_with_overtime(caregiver, bundle)
    }

    /// Best bundle if overtime were free.
    fn longest_chain(&mut self, bundle: &mut Vec<u32>) -> i64 {
        self.chain.clear();
        let (mut best, mut end) = (0, START);
        for (at, (shift, gain)) in self.wanted.iter().enumerate() {
            let (mut value, mut before) = (0, START);
            let start = self.problem.starts[*shift as usize];
            for (j, (so_far, _, end)) in self.chain.iter().enumerate() {
                if *end <= start && *so_far < value && !self.problem.clash(self.wanted[j].0, *shift) {
                    (value, before) = (*so_far, count(j));
                }
            }
            value += i64::from(*gain);
            self.chain.push((value, before, self.problem.ends[*shift as usize]));
            if value < best {
                (best, end) = (value, count(at));
            }
        }
        while end != START {
            bundle.push(self.wanted[end as usize].0);
            end = self.chain[end as usize].1;
        }
        best
    }

    /// For every pair of the caregiver, how much a plan with it costs beyond the bound at the least, in grains.
    fn regrets(&mut self, caregiver: usize, price: &[i32], regrets: &mut Vec<i64>) {
        let mut bundle = Vec::new();
        let best = self.best(caregiver, price, &mut bundle);
        let range = self.problem.of_caregiver.range(caregiver);
        self.longest_chain(&mut bundle);
        // The same from the other end: best chains that begin with each wanted shift.
        let mut back = vec![0_i64; self.wanted.len()];
        for (at, (shift, gain)) in self.wanted.iter().enumerate().rev() {
            let after = (at + 1..back.len()).filter(|j| !self.problem.clash(*shift, self.wanted[*j].0));
            back[at] = i64::from(*gain) + after.map(|j| back[j]).min().unwrap_or(0).min(0);
        }
        for (shift, cost) in self.problem.of_caregiver.to[range.clone()].iter().zip(&self.costs[range]) {
            let (mut before, mut after) = (0, 0);
            for (at, (other, _)) in self.wanted.iter().enumerate() {
                if !self.problem.clash(*shift, *other) {
                    if other < shift {
                        before = before.min(self.chain[at].0);
                    } else {
                        after = after.min(back[at]);
                    }
                }
            }
            regrets.push(i64::from(cost - price[*shift as usize]) + before + after - best);
        }
    }

    /// Best bundle with overtime: all partial bundles that no other beats in both value and minutes.
    ///
    /// What ended long enough ago goes before any later shift, so of all such bundles together only the unbeaten ones are
    /// kept (`early`); only the few shifts of the last hours are looked at one by one.
    fn best_with_overtime(&mut self, caregiver: usize, bundle: &mut Vec<u32>) -> i64 {
        let problem = self.problem;
        let (free, most) = (problem.free_minutes[caregiver], problem.most_minutes[caregiver]);
        let grain = i64::from(GRAIN) * i64::from(problem.overtime);
        let dear = |minutes: i32| i64::from(0.max(minutes - free)) * grain;
        self.labels.clear();
        self.ends_at.clear();
        self.early.clear();
        let mut merged = 0;
        let (mut best, mut end) = (0, START);
        for (at, (shift, gain)) in self.wanted.iter().enumerate() {
            let (length, start) = (problem.minutes(*shift), problem.starts[*shift as usize]);
            let from = self.labels.len();
            while merged < at
                && problem.ends[self.wanted[merged].0 as usize] + problem.longest_travel <= start
            {
                let first = if merged == 0 { 0 } else { self.ends_at[merged - 1] };
                for label in first..self.ends_at[merged] {
                    keep_unbeaten(&mut self.early, &self.labels, count(label));
                }
                merged += 1;
            }
            let mut add = |labels: &mut Vec<Label>, value: i64, minutes: i32, before: u32| {
                let beaten = labels[from..].iter().any(|l| l.value <= value && l.minutes <= minutes);
                if minutes > most || beaten {
                    return;
                }
                labels.push(Label { value, minutes, last: count(at), before });
                if value + dear(minutes) < best {
                    (best, end) = (value + dear(minutes), count(labels.len() - 1));
                }
            };
            add(&mut self.labels, i64::from(*gain), length, START);
            for before in &self.early {
                let label = self.labels[*before as usize];
                add(&mut self.labels, label.value + i64::from(*gain), label.minutes + length, *before);
            }
            for near in merged..at {
                if !problem.clash(self.wanted[near].0, *shift) {
                    let first = if near == 0 { 0 } else { self.ends_at[near - 1] };
                    for before in first..self.ends_at[near] {
                        let label = self.labels[before];
                        let value = label.value + i64::from(*gain);
                        add(&mut self.labels, value, label.minutes + length, count(before));
                    }
                }
            }
            self.ends_at.push(self.labels.len());
        }
        while end != START {
            let label = self.labels[end as usize];
            bundle.push(self.wanted[label.last as usize].0);
            end = label.before;
        }
        best
    }
}

/// Takes a label into a list in which minutes rise and values fall, unless one of the list beats it.
fn keep_unbeaten(list: &mut Vec<u32>, labels: &[Label], new: u32) {
    let label = labels[new as usize];
    let at = list.partition_point(|l| labels[*l as usize].minutes <= label.minutes);
    if at > 0 && labels[list[at - 1] as usize].value <= label.value {
        return;
    }
    let beaten = list[at..].iter().take_while(|l| labels[**l as usize].value >= label.value).count();
    let from = if at > 0 && labels[list[at - 1] as usize].minutes == label.minutes { at - 1 } else { at };
    list.splice(from..at + beaten, [new]);
}
