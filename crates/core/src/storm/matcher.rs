//! Many open shifts at once, at most one more for everybody: the one large move that can be made exactly.
//!
//! On top of what everybody keeps, giving out shifts at one each is an assignment problem, and the best of the
//! exponentially many answers is found by shortest augmenting paths in a moment.
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::plan::Plan;
use super::problem::{Lists, NONE, Problem, count};

/// Gives out open shifts. Owns its arrays, because it is asked thousands of times.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    /// Arcs of the rows: caregiver, cost on top of the plan, cost of the pair.
    arcs: Vec<(u32, i64, i32)>,
    first: Vec<usize>,
    /// By caregiver: price, row that holds her, shortest distance, row it was reached from.
    price: Vec<i64>,
    row_of: Vec<u32>,
    distance: Vec<i64>,
    reached_from: Vec<u32>,
    /// By row: the arc it holds, or [`NO_ARC`].
    arc_of: Vec<usize>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    touched: Vec<u32>,
    settled: Vec<u32>,
    seen: Vec<u32>,
}

const FAR: i64 = i64::MAX / 4;
const NO_ARC: usize = usize::MAX;

impl Matcher {
    pub(super) fn new(problem: &Problem) -> Self {
        let people = problem.caregivers();
        Self {
            arcs: Vec::new(),
            first: Vec::new(),
            price: vec![0; people],
            row_of: vec![NONE; people],
            distance: vec![FAR; people],
            reached_from: vec![NONE; people],
            arc_of: Vec::new(),
            heap: BinaryHeap::new(),
            touched: Vec::new(),
            settled: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Gives the shifts `rows`, all open, to people of `pairs` in the cheapest way that gives nobody more than one.
    pub(super) fn fill(&mut self, problem: &Problem, pairs: &Lists, plan: &mut Plan, rows: &[u32]) {
        for c in self.seen.drain(..) {
            self.price[c as usize] = 0;
            self.row_of[c as usize] = NONE;
        }
        self.arcs.clear();
        self.first.clear();
        self.first.push(0);
        for shift in rows {
            for (caregiver, cost) in pairs.list(*shift as usize) {
                if plan.fits(problem, *shift, caregiver) {
                    self.arcs.push((caregiver, plan.added(problem, *shift, caregiver, cost), cost));
                    self.seen.push(caregiver);
                }
            }
            self.first.push(self.arcs.len());
        }
        self.arc_of.clear();
        self.arc_of.resize(rows.len(), NO_ARC);
        for (row, shift) in rows.iter().enumerate() {
            self.augment(row, i64::from(problem.open_cost[*shift as usize]), |row| {
                i64::from(problem.open_cost[rows[row as usize] as usize])
            });
        }
        for (row, shift) in rows.iter().enumerate() {
            if let Some((caregiver, _, cost)) = self.arcs.get(self.arc_of[row]) {
                plan.put(problem, *shift, *caregiver, *cost);
            }
        }
    }

    /// Adds one row along the shortest path to somebody free, or to a row that had better stay open.
    fn augment(&mut self, row: usize, open: i64, open_cost: impl Fn(u32) -> i64) {
        self.relax(row, 0, open);
        let (mut length, mut end) = (open, NONE);
        let mut opened = count(row);
        while let Some(Reverse((distance, caregiver))) = self.heap.pop() {
            if distance >= length {
                break;
            }
            if distance > self.distance[caregiver as usize] {
                continue;
            }
            let holder = self.row_of[caregiver as usize];
            if holder == NONE {
                (length, end) = (distance, caregiver);
                break;
            }
            self.settled.push(caregiver);
            let held = self.arcs[self.arc_of[holder as usize]].1 - self.price[caregiver as usize];
            let stay_open = distance + open_cost(holder) - held;
            if stay_open < length {
                (length, end, opened) = (stay_open, NONE, holder);
            }
            self.relax(holder as usize, distance - held, length);
        }
        for caregiver in self.settled.drain(..) {
            let shorter = self.distance[caregiver as usize] - length;
            self.price[caregiver as usize] += shorter.min(0);
        }
        self.turn(row, end, opened);
        self.heap.clear();
        for caregiver in self.touched.drain(..) {
            self.distance[caregiver as usize] = FAR;
        }
    }

    /// Walks the path back, giving every row on it its new caregiver.
    fn turn(&mut self, start: usize, end: u32, opened: u32) {
        let mut caregiver = end;
        if end == NONE {
            if opened as usize == start {
                return;
            }
            caregiver = self.arcs[self.arc_of[opened as usize]].0;
            self.arc_of[opened as usize] = NO_ARC;
        }
        loop {
            let row = self.reached_from[caregiver as usize];
            let old = self.arc_of[row as usize];
            let range = self.first[row as usize]..self.first[row as usize + 1];
            let found = self.arcs[range.clone()].iter().position(|a| a.0 == caregiver);
            self.arc_of[row as usize] = range.start + found.unwrap_or(0);
            self.row_of[caregiver as usize] = row;
            if row as usize == start {
                return;
            }
            caregiver = self.arcs[old].0;
        }
    }

    fn relax(&mut self, row: usize, base: i64, limit: i64) {
        for (caregiver, cost, _) in &self.arcs[self.first[row]..self.first[row + 1]] {
            let c = *caregiver as usize;
            let distance = base + cost - self.price[c];
            if distance < self.distance[c] && distance < limit {
                if self.distance[c] == FAR {
                    self.touched.push(*caregiver);
                }
                self.distance[c] = distance;
                self.reached_from[c] = count(row);
                self.heap.push(Reverse((distance, *caregiver)));
            }
        }
    }
}
