//! `cargo bench -p gigi-core`: ranking 5,000 caregivers for one shift with every hard rule on. Prints wall time, and
//! instructions when valgrind is there (the same number on every run and machine of a kind; times are not).
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use gigi_core::agency::{Caregiver, Client, PersonName, Roster, Shift, ShiftStatus, Tongue};
use gigi_core::calendar::plus_minutes;
use gigi_core::id::{CaregiverId, ClientId, ShiftKey, TagId};
use gigi_core::matching::{Need, Ranking, Reach, Widened, rank};
use gigi_core::phone::Phone;
use gigi_core::place::Place;
use gigi_core::policy::{ClientRules, Policy};
use jiff::Timestamp;

const CAREGIVERS: usize = 5_000;
const CLIENTS: usize = 1_500;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn place(&mut self) -> Option<Place> {
        let part = |n: usize| f64::from(u32::try_from(n).unwrap()) / 1000.0;
        Some(Place { latitude: 41.6 + part(self.below(500)), longitude: -87.9 + part(self.below(500)) })
    }
}

struct World {
    policy: Policy,
    roster: Roster,
    need: Need,
    reach: BTreeMap<CaregiverId, Reach>,
    now: Timestamp,
}

fn world() -> World {
    let mut dice = Dice(7);
    let now: Timestamp = "2026-11-23T21:30:00Z".parse().unwrap();
    let tags: Vec<TagId> = (45..53).map(|n| TagId::new(n.to_string())).collect();
    let phone = |n: usize| Phone::parse(&format!("20255501{:02}", n % 100)).unwrap();
    let caregivers: Vec<Caregiver> = (0..CAREGIVERS)
        .map(|n| Caregiver {
            id: CaregiverId::new(format!("{}", 8_200_000 + n)),
            name: PersonName::new("Invented", "Person"),
            text_to: Some(phone(n)),
            phones: vec![phone(n)],
            home: dice.place(),
            city: None,
            tongue: Tongue::English,
            tags: tags.iter().filter(|_| dice.below(3) > 0).cloned().collect(),
            active: dice.below(20) > 0,
            hired: dice.below(30) > 0,
            hours_wanted: (dice.below(2) == 0).then_some(32.0),
        })
        .collect();
    let clients: Vec<Client> = (0..CLIENTS)
        .map(|n| Client {
            id: ClientId::new(format!("{}", 7_100_000 + n)),
            name: PersonName::new("Invented", "Client"),
            text_to: None,
            phones: Vec::new(),
            home: dice.place(),
            city: Some("Oak Park".into()),
            tongue: Tongue::English,
            tags: tags.iter().filter(|_| dice.below(6) == 0).cloned().collect(),
            active: true,
            is_client: true,
        })
        .collect();
    // Four weeks of visits, four a week for everybody.
    let mut shifts = Vec::new();
    for (n, caregiver) in caregivers.iter().enumerate() {
        for visit in 0..16 {
            let day = i64::try_from(visit * 7 / 4).unwrap() - 21;
            let start = plus_minutes(now, day * 24 * 60 + 60 * i64::try_from(dice.below(14)).unwrap());
            shifts.push(Shift {
                key: ShiftKey::new(format!("{}", 55_000_000 + n * 100 + visit).as_str(), start),
                client: clients[dice.below(CLIENTS)].id.clone(),
                caregiver: Some(caregiver.id.clone()),
                end: plus_minutes(start, 240),
                position: None,
                status: ShiftStatus::Scheduled,
            });
        }
    }
    let client = clients[0].id.clone();
    let exclude: BTreeSet<CaregiverId> = caregivers.iter().step_by(97).map(|c| c.id.clone()).collect();
    let mut policy = Policy::default();
    policy.clients.insert(client.clone(), ClientRules { exclude, ..ClientRules::default() });
    let reach = caregivers
        .iter()
        .step_by(3)
        .map(|c| {
            (c.id.clone(), Reach { opted_out: dice.below(50) == 0, offers_fortnight: 2, ..Reach::default() })
        })
        .collect();
    let start = plus_minutes(now, 16 * 60);
    let position = clients[0].home;
    World {
        policy: policy.checked().unwrap(),
        roster: Roster::new(caregivers, clients, &[], shifts, Some(now)),
        need: Need {
            key: ShiftKey::new("1", start),
            client,
            end: plus_minutes(start, 240),
            position,
            widened: Widened::default(),
        },
        reach,
        now,
    }
}

fn rank_once(world: &World) -> Ranking {
    rank(&world.policy, &world.roster, &world.need, &BTreeMap::new(), &world.reach, world.now)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn main() {
    let world = world();
    if std::env::args().any(|a| a == "--once") {
        black_box(rank_once(&world));
        return;
    }
    // What building the world costs, to be taken away.
    if std::env::args().any(|a| a == "--none") {
        black_box(&world);
        return;
    }
    let ranking = rank_once(&world);
    let mut times: Vec<_> = (0..200)
        .map(|_| {
            let begun = Instant::now();
            let ranking = black_box(rank_once(&world));
            let took = begun.elapsed();
            drop(ranking);
            took
        })
        .collect();
    times.sort();
    println!(
        "rank {CAREGIVERS} caregivers: median {:?}, best {:?} ({} may be asked, {} may not, for {} reasons)",
        times[times.len() / 2],
        times[0],
        ranking.candidates.len(),
        ranking.excluded.values().map(Vec::len).sum::<usize>(),
        ranking.excluded.len(),
    );
    match (instructions("--once"), instructions("--none")) {
        (Some(with), Some(without)) => {
            println!("rank {CAREGIVERS} caregivers: {} instructions", with.saturating_sub(without));
        }
        _ => println!("rank {CAREGIVERS} caregivers: instructions not counted, valgrind is not installed"),
    }
}

/// Instructions of this program when it runs like this.
fn instructions(how: &str) -> Option<u64> {
    let me = std::env::current_exe().unwrap();
    let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let output = Command::new("valgrind").args(options).arg(me).arg(how).output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().find_map(|l| l.split("Collected :").nth(1)).and_then(|n| n.trim().parse().ok())
}
