//! Invented storms for tests and measurements: towns, skills, working hours and promised visits much like an agency's,
//! with nobody real in them. The same numbers give the same storm on every machine.
use super::dice::Dice;
use super::file::{Caregiver, Shift, Storm};

/// What kind of storm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Another seed is another storm of this kind.
    pub seed: u64,
    /// Caregivers of the agency.
    pub caregivers: usize,
    /// Open shifts.
    pub shifts: usize,
    /// Days they are spread over.
    pub days: usize,
    /// Of 100 caregivers, how many can work at all in the storm.
    pub available: usize,
}

const SKILLS: usize = 8;
const STARTS: [i64; 15] = [6, 7, 8, 8, 9, 9, 10, 12, 13, 14, 16, 17, 18, 20, 22];
const HOURS: [i64; 9] = [2, 3, 4, 4, 4, 6, 8, 8, 12];

struct Client {
    at: (i64, i64),
    needs: u32,
    known: Vec<usize>,
    banned: Vec<usize>,
}

struct Person {
    at: (i64, i64),
    skills: u32,
    available: bool,
    cap: i64,
    visits: Vec<(i64, i64, usize)>,
}

impl Dice {
    fn pick(&mut self, from: &[i64]) -> i64 {
        from[self.below(from.len())]
    }

    fn upto(&mut self, most: i64) -> i64 {
        usize::try_from(most).ok().and_then(|m| i64::try_from(self.below(m)).ok()).unwrap_or(0)
    }

    /// Metres from the middle of a town: the sum of six draws is near enough to a bell.
    fn near(&mut self, town: (i64, i64)) -> (i64, i64) {
        let mut off = || (0..6).map(|_| self.upto(7_000) - 3_500).sum::<i64>();
        (town.0 + off(), town.1 + off())
    }

    fn skills(&mut self, percent: usize) -> u32 {
        (1..SKILLS).filter(|_| self.below(100) < percent).fold(1, |all, skill| all | 1 << skill)
    }

    fn time(&mut self, days: usize) -> (i64, i64) {
        let day = i64::try_from(self.below(days)).unwrap_or(0);
        let start = day * 1440 + self.pick(&STARTS) * 60 + self.pick(&[0, 0, 15, 30]);
        (start, start + self.pick(&HOURS) * 60)
    }
}

/// Minutes by car: 40 km/h, roads 1.4 times as long as the crow flies, three minutes to park.
fn drive(a: (i64, i64), b: (i64, i64)) -> i64 {
    let (x, y) = (a.0 - b.0, a.1 - b.1);
    let metres = (x * x + y * y).isqrt();
    (metres * 14 * 60 / 10 + 20_000) / 40_000 + 3
}

/// Invents a storm.
pub fn invent(kind: &Kind) -> Storm {
    let mut dice = Dice::new(kind.seed);
    let towns: Vec<(i64, i64)> =
        (0..(kind.caregivers / 120).max(3)).map(|_| (dice.upto(40_000), dice.upto(40_000))).collect();
    let mut people: Vec<Person> = (0..kind.caregivers)
        .map(|_| {
            let town = towns[dice.below(towns.len())];
            Person {
                at: dice.near(town),
                skills: dice.skills(45),
                available: dice.below(100) < kind.available,
                cap: dice.pick(&[1200, 1800, 2400, 2400, 2400]),
                visits: Vec::new(),
            }
        })
        .collect();
    let some = |dice: &mut Dice, n: usize| -> Vec<usize> {
        if kind.caregivers == 0 { Vec::new() } else { (0..n).map(|_| dice.below(kind.caregivers)).collect() }
    };
    let clients: Vec<Client> = (0..(kind.shifts * 13 / 10).max(50))
        .map(|_| {
            let town = towns[dice.below(towns.len())];
            let (at, needs) = (dice.near(town), dice.skills(18));
            let (known, banned) = (2 + dice.below(7), dice.below(4));
            Client { at, needs, known: some(&mut dice, known), banned: some(&mut dice, banned) }
        })
        .collect();
    for person in &mut people {
        for _ in 0..[0, 1, 2, 2, 3, 4][dice.below(6)] {
            let (start, end) = dice.time(kind.days);
            if person.visits.iter().all(|v| end + 45 <= v.0 || v.1 + 45 <= start) {
                person.visits.push((start, end, dice.below(clients.len())));
            }
        }
    }
    let mut pairs = Vec::new();
    let mut shifts = Vec::new();
    for id in (0_i64..).take(kind.shifts) {
        let (start, end) = dice.time(kind.days);
        let client = dice.below(clients.len());
        let who = &clients[client];
        shifts.push(Shift { id, start, end, prio: dice.pick(&[1, 1, 1, 2, 2, 3]), client });
        for (number, (at, person)) in (0_i64..).zip(people.iter().enumerate()) {
            let away = drive(person.at, who.at);
            let free = || {
                person.visits.iter().all(|(from, until, there)| {
                    let between = drive(clients[*there].at, who.at);
                    end + between <= *from || until + between <= start
                })
            };
            let may = person.available && who.needs & !person.skills == 0 && !who.banned.contains(&at);
            if may && away <= 45 && free() {
                pairs.push((id, number, 2 * away + if who.known.contains(&at) { 0 } else { 25 }));
            }
        }
    }
    Storm {
        caregivers: (0_i64..)
            .zip(&people)
            .map(|(id, p)| Caregiver { id, cap: p.cap, used: p.visits.iter().map(|v| v.1 - v.0).sum() })
            .collect(),
        shifts,
        travel: clients.iter().map(|a| clients.iter().map(|b| drive(a.at, b.at)).collect()).collect(),
        pairs,
        unfilled: 2000,
        overtime: 1,
        overtime_most: 480,
    }
}
