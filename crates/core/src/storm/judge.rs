//! The rules once more, read from the storm as it was written and sharing nothing with the search. A plan is judged before
//! anybody sees it.
use std::collections::{BTreeMap, BTreeSet};

use super::file::{Caregiver, Shift, Storm};

/// A rule that a plan breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The plan names a shift or a caregiver that is not in the storm, or a pair that is not listed.
    #[error("caregiver {caregiver} is not eligible for shift {shift}")]
    NotEligible {
        /// Which.
        shift: i64,
        /// Who.
        caregiver: i64,
    },
    /// One shift, two people.
    #[error("shift {shift} is given out twice")]
    Twice {
        /// Which.
        shift: i64,
    },
    /// One person, two places.
    #[error("caregiver {caregiver} cannot work both shift {first} and shift {second}")]
    Overlap {
        /// Who.
        caregiver: i64,
        /// The earlier shift.
        first: i64,
        /// The later one.
        second: i64,
    },
    /// More overtime than is allowed.
    #[error("caregiver {caregiver} would work {over} minutes of overtime")]
    Overtime {
        /// Who.
        caregiver: i64,
        /// How much.
        over: i64,
    },
}

/// What a plan costs, and how many shifts it leaves open.
///
/// # Errors
/// The first rule found broken.
pub fn judge(storm: &Storm, assignments: &[(i64, i64)]) -> Result<(i64, usize), Broken> {
    let shifts: BTreeMap<i64, &Shift> = storm.shifts.iter().map(|s| (s.id, s)).collect();
    let people: BTreeMap<i64, &Caregiver> = storm.caregivers.iter().map(|c| (c.id, c)).collect();
    let given: BTreeSet<(i64, i64)> = assignments.iter().copied().collect();
    let mut costs: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for (shift, caregiver, cost) in &storm.pairs {
        if given.contains(&(*shift, *caregiver)) {
            costs.insert((*shift, *caregiver), *cost);
        }
    }
    let mut open: BTreeMap<i64, i64> = shifts.iter().map(|(id, s)| (*id, s.prio * storm.unfilled)).collect();
    let mut total = 0;
    let mut days: BTreeMap<i64, Vec<&Shift>> = BTreeMap::new();
    for (shift, caregiver) in assignments {
        let refused = || Broken::NotEligible { shift: *shift, caregiver: *caregiver };
        total += costs.get(&(*shift, *caregiver)).ok_or_else(refused)?;
        let known = shifts.get(shift).ok_or_else(refused)?;
        if open.remove(shift).is_none() {
            return Err(Broken::Twice { shift: *shift });
        }
        days.entry(*caregiver).or_default().push(*known);
    }
    for (caregiver, mut work) in days {
        work.sort_by_key(|s| (s.start, s.end));
        for (at, second) in work.iter().enumerate() {
            for first in &work[..at] {
                let travel = storm.travel.get(first.client).and_then(|row| row.get(second.client)).copied();
                if first.end + travel.unwrap_or(0) > second.start {
                    return Err(Broken::Overlap { caregiver, first: first.id, second: second.id });
                }
            }
        }
        let Some(person) = people.get(&caregiver) else {
            return Err(Broken::NotEligible { shift: work[0].id, caregiver });
        };
        let minutes: i64 = work.iter().map(|s| s.end - s.start).sum();
        let over = (person.used + minutes - person.cap.max(person.used)).max(0);
        if over > storm.overtime_most {
            return Err(Broken::Overtime { caregiver, over });
        }
        total += over * storm.overtime;
    }
    Ok((total + open.values().sum::<i64>(), open.len()))
}
