//! Making the ranking faster must not change it: whole rankings of twenty-four invented agencies, pinned.
//!
//! Pinned are the order, every term of the score, the travel, the reasons and the lists behind them, to six decimals (the
//! last digits of an exponential differ between machines). Whoever changes a rule or a term on purpose prints the new
//! numbers with `cargo test -p gigi-core --test ranking_pinned` and says in the commit why they moved.
use std::collections::BTreeMap;
use std::fmt::Write as _;

use gigi_core::agency::{Caregiver, Client, PersonName, Roster, Shift, ShiftStatus, Tongue};
use gigi_core::calendar::plus_minutes;
use gigi_core::fnv;
use gigi_core::id::{CaregiverId, ClientId, ShiftKey, TagId};
use gigi_core::matching::{Answers, Exclusion, Need, Ranking, Reach, Widened, rank};
use gigi_core::phone::Phone;
use gigi_core::place::Place;
use gigi_core::policy::Policy;
use jiff::Timestamp;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn minutes(&mut self, end: usize) -> i64 {
        i64::try_from(self.below(end)).expect("small")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn place(&mut self) -> Option<Place> {
        let part = |n: usize| f64::from(u32::try_from(n).expect("small")) / 1000.0;
        let place =
            Place { latitude: 41.6 + part(self.below(400)), longitude: -87.9 + part(self.below(400)) };
        (!self.one_in(25)).then_some(place)
    }
}

const CAREGIVERS: usize = 240;
const CLIENTS: usize = 40;

/// What the agencies' policies say beside the records.
const POLICIES: [&str; 6] = [
    "",
    "[matching]\nallow_overtime = true\nstate = \"CA\"\n",
    "[matching]\nallow_overtime = true\nstate = \"CO\"\nhard_week_hours = 50.0\n",
    "[matching]\nunknown = \"fail\"\n[clients.7100000]\nhome = [\"cats\"]\nno_smokers = true\n",
    "[clients.7100000]\npriority = \"P2\"\ncontinuity = \"rotate\"\nhome = [\"dogs\"]\nlift_pounds = 40\ndriver = true\n\
     language = \"spanish\"\nprefer = [\"8200003\", \"8200050\"]\nratings = { 8200004 = 5, 8200007 = 3, 8200009 = 1 }\n",
    "[matching]\ncredentials = [\"cpr\"]\nspare_people_on_shift = false\nallow_overtime = true\nstate = \"NY\"\n\
     [clients.7100000]\npriority = \"P3\"\nexclude = [\"8200001\", \"8200020\"]\n",
];

fn records(dice: &mut Dice) -> String {
    let mut text = String::new();
    for n in 0..CAREGIVERS {
        if !dice.one_in(3) {
            continue;
        }
        let _ = writeln!(text, "[caregivers.{}]", 8_200_000 + n);
        let mut say = |one_in: usize, line: String| {
            if dice.one_in(one_in) {
                text.push_str(&line);
                text.push('\n');
            }
        };
        say(2, "hours_wanted = 24".into());
        say(2, "credentials = { cpr = \"2027-03-31\" }".into());
        say(2, "lift_pounds = 30".into());
        say(2, "avoids = [\"cats\"]".into());
        say(3, "smokes = false".into());
        say(3, "drives = true".into());
        say(4, "languages = [\"spanish\"]".into());
        say(6, "max_travel_minutes = 18.0".into());
        say(9, "hold = {}".into());
        say(9, "excluded_by_law = true".into());
        say(6, "unavailable = [{ days = [\"tuesday\", \"wednesday\"] }]".into());
        say(9, "exclude_clients = [\"7100000\"]".into());
        say(6, "born = \"2010-01-01\"".into());
        say(5, format!("same_as = [\"{}\"]", 8_200_000 + (n + 7) % CAREGIVERS));
        say(7, "overnight = false".into());
        say(7, "zone = \"America/New_York\"".into());
    }
    text
}

fn people(dice: &mut Dice) -> (Vec<Caregiver>, Vec<Client>) {
    let tags: Vec<TagId> = (45..51).map(|n| TagId::new(n.to_string())).collect();
    let names = [("Ada", "Example"), ("María José", "Muñoz"), ("Bea", ""), ("", "Sample"), ("Åsa", "Østby")];
    let caregivers = (0..CAREGIVERS).map(|n| {
        let phone = Phone::parse(&format!("20255501{:02}", n % 100)).expect("a test number");
        let (given, family) = names[dice.below(names.len())];
        Caregiver {
            id: CaregiverId::new(format!("{}", 8_200_000 + n)),
            name: PersonName::new(given, family),
            text_to: (!dice.one_in(30)).then(|| phone.clone()),
            phones: vec![phone],
            home: dice.place(),
            city: None,
            tongue: if dice.one_in(5) { Tongue::Spanish } else { Tongue::English },
            tags: tags.iter().filter(|_| !dice.one_in(5)).cloned().collect(),
            active: !dice.one_in(20),
            hired: !dice.one_in(30),
            hours_wanted: dice.one_in(2).then_some(32.0),
        }
    });
    let caregivers: Vec<Caregiver> = caregivers.collect();
    let clients = (0..CLIENTS).map(|n| Client {
        id: ClientId::new(format!("{}", 7_100_000 + n)),
        name: PersonName::new("Rosa", "Sample"),
        text_to: None,
        phones: Vec::new(),
        home: dice.place(),
        city: Some("Oak Park".into()),
        tongue: Tongue::English,
        tags: tags.iter().filter(|_| dice.one_in(6)).cloned().collect(),
        active: true,
        is_client: true,
    });
    (caregivers, clients.collect())
}

fn visits(dice: &mut Dice, caregivers: &[Caregiver], clients: &[Client], now: Timestamp) -> Vec<Shift> {
    let mut shifts = Vec::new();
    for (n, caregiver) in caregivers.iter().enumerate() {
        for visit in 0..dice.below(28) {
            let start = plus_minutes(now, (dice.minutes(32 * 96) - 24 * 96) * 15);
            let to = if dice.one_in(6) { 0 } else { dice.below(CLIENTS) };
            shifts.push(Shift {
                key: ShiftKey::new(format!("{}", 55_000_000 + n * 100 + visit).as_str(), start),
                client: clients[to].id.clone(),
                caregiver: Some(caregiver.id.clone()),
                end: plus_minutes(start, 30 + dice.minutes(10 * 60)),
                position: if dice.one_in(3) { dice.place() } else { None },
                status: if dice.one_in(15) { ShiftStatus::Cancelled } else { ShiftStatus::Scheduled },
            });
        }
    }
    shifts
}

fn reach(dice: &mut Dice, caregivers: &[Caregiver], start: Timestamp) -> BTreeMap<CaregiverId, Reach> {
    let mut reach = BTreeMap::new();
    for caregiver in caregivers {
        if dice.one_in(3) {
            continue;
        }
        let mut known = Reach {
            opted_out: dice.one_in(40),
            paused: dice.one_in(40),
            wants_more: dice.one_in(10),
            open_offers: dice.below(4) * usize::from(dice.one_in(4)),
            offers_today: dice.below(8) * usize::from(dice.one_in(4)),
            offers_fortnight: dice.below(9),
            lost_in_a_row: u32::try_from(dice.below(4)).expect("small"),
            late_cancels: f64::from(u8::try_from(dice.below(5)).expect("small")) / 2.0,
            ..Reach::default()
        };
        for part in &mut known.answers {
            let offers = u32::try_from(dice.below(20)).expect("small");
            *part = Answers { offers, accepts: offers / 3, lost: offers / 7 };
        }
        if dice.one_in(12) {
            known.claims.push((plus_minutes(start, 60), plus_minutes(start, 120)));
        }
        reach.insert(caregiver.id.clone(), known);
    }
    reach
}

fn ranking(seed: u64) -> Ranking {
    let mut dice = Dice(seed.wrapping_mul(7919) + 11);
    let pick = usize::try_from(seed).expect("small");
    let text = format!("{}{}", POLICIES[pick % POLICIES.len()], records(&mut dice));
    let policy: Policy = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let policy = policy.checked().expect("a policy that can be meant");
    let now: Timestamp = "2026-11-23T15:10:00Z".parse().expect("a time");
    let now = plus_minutes(now, dice.minutes(4) * 311);
    let (caregivers, clients) = people(&mut dice);
    let start = plus_minutes(now, [100, 400, 1_000, 2_300][pick % 4]);
    let end = plus_minutes(start, 120 + dice.minutes(9) * 60);
    let mut shifts = visits(&mut dice, &caregivers, &clients, now);
    // The shift itself is on somebody's schedule.
    let key = ShiftKey::new("55999999", start);
    shifts.push(Shift {
        key: key.clone(),
        client: clients[0].id.clone(),
        caregiver: Some(caregivers[5].id.clone()),
        end,
        position: None,
        status: ShiftStatus::Scheduled,
    });
    let reach = reach(&mut dice, &caregivers, start);
    let barred: BTreeMap<CaregiverId, Exclusion> = [
        (caregivers[5].id.clone(), Exclusion::CalledOut),
        (caregivers[30].id.clone(), Exclusion::Declined),
        (CaregiverId::new("nobody"), Exclusion::Declined),
    ]
    .into();
    let need = Need {
        key,
        client: clients[0].id.clone(),
        end,
        position: if dice.one_in(2) { dice.place() } else { None },
        widened: Widened { travel: dice.one_in(2), overtime: dice.one_in(3) },
    };
    let roster = Roster::new(caregivers, clients, &[], shifts, Some(now));
    rank(&policy, &roster, &need, &barred, &reach, now)
}

fn described(ranking: &Ranking) -> String {
    let mut text = String::new();
    // Nought is nought, whatever its sign.
    let plain = |n: f64| n + 0.0;
    for c in &ranking.candidates {
        let _ = write!(text, "{} {:.6} {:?}", c.caregiver, plain(c.score), c.minutes_away);
        let _ = write!(text, " {:.6} {} {:.6}", c.chance, &**c.short_name.expose(), plain(c.premium_hours));
        for f in c.factors.iter() {
            let _ = write!(text, " {:?}:{:.6}:{:.6}:{:.6}", f.name, plain(f.raw), f.value, plain(f.points));
        }
        let _ = writeln!(text, " {:?}", c.gaps);
    }
    for (why, who) in &ranking.excluded {
        let ids: Vec<&str> = who.iter().map(CaregiverId::as_str).collect();
        let _ = writeln!(text, "{why:?}: {}", ids.join(" "));
    }
    text
}

fn digest(text: &str) -> u64 {
    fnv::of(fnv::NOTHING, text.bytes())
}

/// How many may be asked, for how many reasons others may not, and the digest of everything.
const PINNED: [(usize, usize, u64); 24] = [
    (37, 17, 0x2618_c348_fd4c_6450),
    (66, 19, 0x6cbc_cf6e_b2ae_e640),
    (55, 21, 0x74cb_047a_c976_c9dc),
    (0, 11, 0xcedc_e396_d8d7_6a06),
    (53, 18, 0x3b9f_a93d_f847_9391),
    (7, 15, 0xf9ab_b61a_6a6f_328e),
    (54, 22, 0x9a78_21ee_0e1e_a32d),
    (37, 18, 0xe8d6_0224_ac6f_25d2),
    (37, 16, 0x1aa0_5aba_4132_11c3),
    (0, 11, 0xbf35_88f5_6336_e570),
    (42, 22, 0x39c9_2fe0_fcc6_d760),
    (6, 15, 0x5092_efc9_965f_e725),
    (47, 19, 0xd50f_36e3_8ea8_a104),
    (62, 20, 0x9af7_f4b9_5c9b_6e6d),
    (61, 21, 0xd735_7016_8359_39e2),
    (0, 10, 0x2d03_ba4d_be29_eb0e),
    (45, 18, 0xc91f_44d5_5f6f_fba7),
    (0, 16, 0xc547_84ba_02d4_69b8),
    (74, 22, 0x6b8c_f21b_fe6e_ebd0),
    (82, 20, 0x28ee_e923_57e6_308e),
    (78, 20, 0x783a_8244_df4a_43fe),
    (0, 11, 0x9585_b1ab_1e64_1e04),
    (35, 21, 0x84b0_1797_88f4_0eae),
    (1, 14, 0x05b5_524d_9647_a50f),
];

#[test]
fn a_faster_ranking_is_the_same_ranking() {
    let found: Vec<(usize, usize, u64)> = (0..24)
        .map(|seed| {
            let ranking = ranking(seed);
            (ranking.candidates.len(), ranking.excluded.len(), digest(&described(&ranking)))
        })
        .collect();
    let lines: Vec<String> =
        found.iter().map(|(may, why, all)| format!("    ({may}, {why}, {all:#018x}),")).collect();
    assert!(found == PINNED, "\n{}", lines.join("\n"));
}

#[test]
fn the_pinned_agencies_know_nearly_every_reason() {
    let mut reasons: Vec<Exclusion> = (0..24).flat_map(|seed| ranking(seed).excluded.into_keys()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    assert!(reasons.len() >= 30, "{} {reasons:?}", reasons.len());
}

#[test]
fn a_ranking_survives_its_journal() {
    let ranking = ranking(4);
    let text = serde_json::to_string(&ranking).expect("plain data");
    let read: Ranking = serde_json::from_str(&text).expect("what was written");
    assert_eq!(described(&read), described(&ranking));
    assert!(text.contains(r#""factors":[{"name":"continuity","raw":"#), "the stored shape stays");
}
