//! A storm, checked and laid out for search: shifts in order of start, only people who can take something, pairs both
//! ways round, and a table of which shifts exclude each other.
use std::collections::BTreeMap;

use super::file::Storm;

/// Most shifts of one storm; the table of clashes has this many rows and columns of bits.
pub const MOST_SHIFTS: usize = 10_000;
/// Most caregivers.
pub const MOST_CAREGIVERS: usize = 200_000;
/// Most eligible pairs.
pub const MOST_PAIRS: usize = 8_000_000;
/// Most clients in the table of travel minutes.
pub const MOST_CLIENTS: usize = 20_000;
/// Largest cost, time and number of minutes. Sums of 10,000 of them stay far inside of 64 bits, and one of them times
/// `duals::GRAIN` inside of 32.
pub const LARGEST: i64 = 10_000_000;

/// Why a storm cannot be solved. Every variant names what to look at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Longer than anything that is meant.
    #[error("{what}: {found}, at most {most} are read")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A number outside of what it can mean.
    #[error("{what}: {found} is not between {least} and {LARGEST}")]
    Range {
        /// Of what, with the number of the shift or caregiver.
        what: String,
        /// The number.
        found: i64,
        /// The smallest that is allowed.
        least: i64,
    },
    /// Two with the same number.
    #[error("{what} is there twice")]
    Twice {
        /// Which.
        what: String,
    },
    /// A shift that is over before it began.
    #[error("shift {shift} ends at {end}, which is not after its start {start}")]
    Length {
        /// Which.
        shift: i64,
        /// First minute.
        start: i64,
        /// First minute after.
        end: i64,
    },
    /// A pair or a shift names something that is not in the file.
    #[error("{what} is not listed")]
    Unknown {
        /// What, and where it is named.
        what: String,
    },
    /// The table of travel minutes is not square.
    #[error("client_tt: row {row} has {found} entries, there are {clients} rows")]
    Ragged {
        /// First row of the wrong length.
        row: usize,
        /// Its length.
        found: usize,
        /// Number of rows.
        clients: usize,
    },
}

/// Stands for "nobody" and "nothing" in index arrays.
pub(super) const NONE: u32 = u32::MAX;

/// A checked storm. Shifts and caregivers are known by place; places of shifts follow their starts.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Numbers of the shifts in the file.
    pub(super) shift_ids: Vec<i64>,
    /// Starts.
    pub(super) starts: Vec<i32>,
    /// Ends.
    pub(super) ends: Vec<i32>,
    /// Cost of leaving the shift open.
    pub(super) open_cost: Vec<i32>,
    /// Numbers of the caregivers who can take something.
    pub(super) caregiver_ids: Vec<i64>,
    /// Minutes each may still work before overtime.
    pub(super) free_minutes: Vec<i32>,
    /// Minutes each may still work at all.
    pub(super) most_minutes: Vec<i32>,
    /// Cost of a minute of overtime.
    pub(super) overtime: i32,
    /// Pairs of every caregiver, in order of shift.
    pub(super) of_caregiver: Lists,
    /// Pairs of every shift, cheapest first.
    pub(super) of_shift: Lists,
    /// No way between two clients takes longer.
    pub(super) longest_travel: i32,
    clashes: Vec<u64>,
    words: usize,
}

/// Lists of `(index, cost)`, one after the other in two arrays: the search reads them end to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    first: Vec<u32>,
    pub(super) to: Vec<u32>,
    pub(super) cost: Vec<i32>,
}

impl Lists {
    /// From one list each.
    pub(super) fn new(lists: &[Vec<(u32, i32)>]) -> Self {
        let mut made = Self { first: vec![0], ..Self::default() };
        for list in lists {
            made.to.extend(list.iter().map(|(to, _)| *to));
            made.cost.extend(list.iter().map(|(_, cost)| *cost));
            made.first.push(count(made.to.len()));
        }
        made
    }

    /// How many lists.
    pub(super) fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// Where list `at` lies in the arrays.
    pub(super) fn range(&self, at: usize) -> std::ops::Range<usize> {
        self.first[at] as usize..self.first[at + 1] as usize
    }

    /// List `at`.
    pub(super) fn list(&self, at: usize) -> impl Iterator<Item = (u32, i32)> + '_ {
        let range = self.range(at);
        self.to[range.clone()].iter().copied().zip(self.cost[range].iter().copied())
    }

    /// Cost of `to` in list `at`, which is in order of index.
    pub(super) fn find(&self, at: usize, to: u32) -> Option<i32> {
        let range = self.range(at);
        let found = self.to[range.clone()].binary_search(&to).ok()?;
        Some(self.cost[range.start + found])
    }
}

/// Sizes are bounded by the limits above.
pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

fn within(what: impl Fn() -> String, found: i64, least: i64) -> Result<i32, Invalid> {
    match i32::try_from(found) {
        Ok(small) if (least..=LARGEST).contains(&found) => Ok(small),
        _ => Err(Invalid::Range { what: what(), found, least }),
    }
}

fn at_most(what: &'static str, found: usize, most: usize) -> Result<(), Invalid> {
    if found > most { Err(Invalid::TooMany { what, found, most }) } else { Ok(()) }
}

impl Problem {
    /// Checks a storm and lays it out.
    ///
    /// # Errors
    /// [`Invalid`] for the first thing that is wrong.
    pub fn new(storm: &Storm) -> Result<Self, Invalid> {
        at_most("shifts", storm.shifts.len(), MOST_SHIFTS)?;
        at_most("caregivers", storm.caregivers.len(), MOST_CAREGIVERS)?;
        at_most("pairs", storm.pairs.len(), MOST_PAIRS)?;
        at_most("clients in client_tt", storm.travel.len(), MOST_CLIENTS)?;
        let clients = storm.travel.len();
        let mut longest_travel = 0;
        for (row, list) in storm.travel.iter().enumerate() {
            if list.len() != clients {
                return Err(Invalid::Ragged { row, found: list.len(), clients });
            }
            for minutes in list {
                longest_travel = longest_travel.max(within(|| format!("client_tt, row {row}"), *minutes, 0)?);
            }
        }
        let unfilled = within(|| "unfilled".into(), storm.unfilled, 0)?;
        let overtime = within(|| "ot".into(), storm.overtime, 0)?;
        let overtime_most = within(|| "ot_max".into(), storm.overtime_most, 0)?;
        let mut shifts = Vec::with_capacity(storm.shifts.len());
        for shift in &storm.shifts {
            let start = within(|| format!("start of shift {}", shift.id), shift.start, -LARGEST)?;
            let end = within(|| format!("end of shift {}", shift.id), shift.end, -LARGEST)?;
            if end <= start {
                return Err(Invalid::Length { shift: shift.id, start: shift.start, end: shift.end });
            }
            let prio = within(|| format!("prio of shift {}", shift.id), shift.prio, 0)?;
            let open = i64::from(prio) * i64::from(unfilled);
            let open = within(|| format!("cost of leaving shift {} open", shift.id), open, 0)?;
            if shift.client >= clients {
                return Err(Invalid::Unknown {
                    what: format!("client {} of shift {}", shift.client, shift.id),
                });
            }
            shifts.push((start, end, shift.id, open, shift.client));
        }
        shifts.sort_unstable();
        let places: BTreeMap<i64, u32> = shifts.iter().enumerate().map(|(at, s)| (s.2, count(at))).collect();
        if places.len() < shifts.len() {
            return Err(Invalid::Twice { what: twice("shift", storm.shifts.iter().map(|s| s.id)) });
        }
        let mut people = BTreeMap::new();
        for caregiver in &storm.caregivers {
            let cap = within(|| format!("cap of caregiver {}", caregiver.id), caregiver.cap, 0)?;
            let used = within(|| format!("used of caregiver {}", caregiver.id), caregiver.used, 0)?;
            if people.insert(caregiver.id, (0.max(cap - used), Vec::new())).is_some() {
                return Err(Invalid::Twice { what: format!("caregiver {}", caregiver.id) });
            }
        }
        for (shift, caregiver, cost) in &storm.pairs {
            let named = || format!("pair of shift {shift} and caregiver {caregiver}");
            let cost = within(named, *cost, 0)?;
            let Some(place) = places.get(shift) else {
                return Err(Invalid::Unknown { what: format!("shift {shift} of a pair") });
            };
            let Some((_, pairs)) = people.get_mut(caregiver) else {
                return Err(Invalid::Unknown { what: format!("caregiver {caregiver} of a pair") });
            };
            pairs.push((*place, cost));
        }
        let mut made = Self {
            shift_ids: shifts.iter().map(|s| s.2).collect(),
            starts: shifts.iter().map(|s| s.0).collect(),
            ends: shifts.iter().map(|s| s.1).collect(),
            open_cost: shifts.iter().map(|s| s.3).collect(),
            caregiver_ids: Vec::new(),
            free_minutes: Vec::new(),
            most_minutes: Vec::new(),
            overtime,
            of_caregiver: Lists::default(),
            of_shift: Lists::default(),
            longest_travel,
            clashes: Vec::new(),
            words: shifts.len().div_ceil(64),
        };
        let mut lists = Vec::new();
        for (id, (free, mut pairs)) in people {
            pairs.sort_unstable();
            if let Some(pair) = pairs.windows(2).find(|w| w[0].0 == w[1].0) {
                let shift = made.shift_ids[pair[0].0 as usize];
                return Err(Invalid::Twice { what: format!("pair of shift {shift} and caregiver {id}") });
            }
            // A shift that is longer than all she may still work is not hers, whatever the list says.
            let most = free.saturating_add(overtime_most);
            pairs.retain(|(shift, _)| made.minutes(*shift) <= most);
            if !pairs.is_empty() {
                made.caregiver_ids.push(id);
                made.free_minutes.push(free);
                made.most_minutes.push(most);
                lists.push(pairs);
            }
        }
        made.of_caregiver = Lists::new(&lists);
        made.of_shift = turned(&made.of_caregiver, made.shifts());
        made.clashes = clashes(&shifts, &storm.travel, made.words);
        Ok(made)
    }

    /// Some shifts (in order) and some caregivers as a problem of their own, with pairs by places in these.
    pub(super) fn part(&self, shifts: &[u32], caregivers: &[u32], lists: &[Vec<(u32, i32)>]) -> Self {
        let words = shifts.len().div_ceil(64);
        let mut clashes = vec![0; shifts.len() * words];
        for (a, first) in shifts.iter().enumerate() {
            for (b, second) in shifts.iter().enumerate() {
                clashes[a * words + b / 64] |= u64::from(self.clash(*first, *second)) << (b % 64);
            }
        }
        let of_caregiver = Lists::new(lists);
        Self {
            shift_ids: Vec::new(),
            starts: shifts.iter().map(|s| self.starts[*s as usize]).collect(),
            ends: shifts.iter().map(|s| self.ends[*s as usize]).collect(),
            open_cost: shifts.iter().map(|s| self.open_cost[*s as usize]).collect(),
            caregiver_ids: Vec::new(),
            free_minutes: caregivers.iter().map(|c| self.free_minutes[*c as usize]).collect(),
            most_minutes: caregivers.iter().map(|c| self.most_minutes[*c as usize]).collect(),
            overtime: self.overtime,
            longest_travel: self.longest_travel,
            of_shift: turned(&of_caregiver, shifts.len()),
            of_caregiver,
            clashes,
            words,
        }
    }

    /// Number of shifts.
    pub fn shifts(&self) -> usize {
        self.starts.len()
    }

    /// Number of caregivers who can take something.
    pub fn caregivers(&self) -> usize {
        self.free_minutes.len()
    }

    /// Length of a shift.
    pub(super) fn minutes(&self, shift: u32) -> i32 {
        self.ends[shift as usize] - self.starts[shift as usize]
    }

    /// Whether nobody can work both, travel between the clients included.
    pub(super) fn clash(&self, a: u32, b: u32) -> bool {
        self.clashes[a as usize * self.words + b as usize / 64] >> (b % 64) & 1 == 1
    }

    /// Cost of the overtime when a caregiver takes so many minutes.
    pub(super) fn overtime_cost(&self, caregiver: u32, minutes: i32) -> i64 {
        i64::from(0.max(minutes - self.free_minutes[caregiver as usize])) * i64::from(self.overtime)
    }

    /// The pair's cost, if she is eligible.
    pub(super) fn pair(&self, shift: u32, caregiver: u32) -> Option<i32> {
        self.of_caregiver.find(caregiver as usize, shift)
    }

    /// Cost of an empty plan.
    pub(super) fn all_open(&self) -> i64 {
        self.open_cost.iter().map(|c| i64::from(*c)).sum()
    }
}

/// The same pairs by the other side, cheapest first.
pub(super) fn turned(lists: &Lists, others: usize) -> Lists {
    let mut back = vec![Vec::new(); others];
    for at in 0..lists.len() {
        for (to, cost) in lists.list(at) {
            back[to as usize].push((count(at), cost));
        }
    }
    for list in &mut back {
        list.sort_unstable_by_key(|(to, cost)| (*cost, *to));
    }
    Lists::new(&back)
}

fn twice(what: &str, ids: impl Iterator<Item = i64>) -> String {
    let mut seen = std::collections::BTreeSet::new();
    ids.into_iter().find(|id| !seen.insert(*id)).map_or_else(String::new, |id| format!("{what} {id}"))
}

fn clashes(shifts: &[(i32, i32, i64, i32, usize)], travel: &[Vec<i64>], words: usize) -> Vec<u64> {
    let mut table = vec![0; shifts.len() * words];
    for (a, first) in shifts.iter().enumerate() {
        let mut mark = |a: usize, b: usize| table[a * words + b / 64] |= 1 << (b % 64);
        mark(a, a);
        let from = &travel[first.4];
        for (b, second) in shifts.iter().enumerate().skip(a + 1) {
            if i64::from(first.1) + from[second.4] > i64::from(second.0) {
                mark(a, b);
                mark(b, a);
            }
        }
    }
    table
}
