use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::agency::{PersonName, Roster, ShiftStatus, Tongue};
use crate::calendar::{hours_between, plus_minutes};
use crate::id::{ClientId, TagId};
use crate::matching::{Need, Reach, Widened, Wording, rank};
use crate::phone::Phone;
use crate::place::Place;

/// Forty caregivers, fifteen clients with two visits a day for ten days; half of the clients need a skill that a third
/// of the caregivers have.
fn world(seed: u64) -> Agency {
    invented(seed, (40, 15, 10), 2, 0)
}

/// So many caregivers, clients and days. Each client at one of these places needs the skill, and every day each visit is
/// another caregiver's, so many places on.
fn invented(seed: u64, (people, homes, days): (usize, usize, i64), needing: usize, on: usize) -> Agency {
    let mut dice = Dice::new(seed);
    let mut place = || Place {
        latitude: 41.88 + 0.06 * people::share(&mut dice),
        longitude: -87.80 + 0.06 * people::share(&mut dice),
    };
    let caregivers = (0..people)
        .map(|n| Caregiver {
            id: CaregiverId::new(format!("82{n:03}")),
            name: PersonName::new("Ada", "Example"),
            text_to: (n % 40 != 7).then(|| Phone::parse(&format!("20255501{:02}", n % 100)).unwrap()),
            phones: Vec::new(),
            home: (n % 40 != 8).then(&mut place),
            city: None,
            tongue: Tongue::English,
            tags: if n % 3 == 0 { BTreeSet::from([TagId::new("45")]) } else { BTreeSet::new() },
            active: n % 40 != 9,
            hired: n % 40 != 10,
            hours_wanted: None,
        })
        .collect();
    let clients: Vec<Client> = (0..homes)
        .map(|n| Client {
            id: ClientId::new(format!("71{n:03}")),
            name: PersonName::new("Rosa", "Sample"),
            text_to: None,
            phones: Vec::new(),
            home: (n != 3).then(&mut place),
            city: None,
            tongue: Tongue::English,
            tags: if n % needing == 0 { BTreeSet::from([TagId::new("45")]) } else { BTreeSet::new() },
            active: true,
            is_client: true,
        })
        .collect();
    let midnight: Timestamp = "2026-11-16T06:00:00Z".parse().unwrap();
    let mut shifts = Vec::new();
    for day in 0..days {
        for (n, client) in clients.iter().enumerate() {
            for (at, hour) in [7, 18].into_iter().enumerate() {
                let start = plus_minutes(midnight, (day * 24 + hour) * 60);
                let whose = n * 3 + at * people * 3 / 8 + usize::try_from(day).unwrap() * on;
                shifts.push(Shift {
                    key: ShiftKey::new(format!("55{n:03}{at}").as_str(), start),
                    client: client.id.clone(),
                    caregiver: Some(CaregiverId::new(format!("82{:03}", whose % people))),
                    end: plus_minutes(start, 240),
                    position: None,
                    status: ShiftStatus::Scheduled,
                });
            }
        }
    }
    Agency { caregivers, clients, shifts }
}

fn play(policy: &Policy, agency: &Agency, seed: u64, style: Style) -> Outcome {
    let past = invent(agency, 0.2, seed);
    rehearse(policy, agency, &past, People::new(seed), style, true, &mut || {})
}

fn api() -> Policy {
    let mut policy = Policy::default();
    policy.writing.route = crate::policy::WriteRoute::Api;
    policy
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_rehearsal_is_the_same_for_the_same_seed(seed in 0u64..1_000) {
        let agency = world(seed);
        for style in Style::ALL {
            prop_assert_eq!(play(&api(), &agency, seed, style), play(&api(), &agency, seed, style));
        }
    }

    /// The rules of a rehearsal are those of the machine, whatever the policy of the waves.
    #[test]
    fn nobody_ineligible_is_asked_nobody_in_quiet_hours_and_nobody_beyond_the_caps(seed in 0u64..1_000) {
        let (agency, policy) = (world(seed), Policy::default());
        let roster = Roster::new(agency.caregivers.clone(), agency.clients.clone(), &[], Vec::new(), None);
        for style in Style::ALL {
            let outcome = play(&policy, &agency, seed, style);
            let mut day: BTreeMap<&CaregiverId, Vec<Timestamp>> = BTreeMap::new();
            for asked in &outcome.log {
                let quiet = policy.quiet.hours.contains(asked.at, &policy.agency.zone);
                let near = hours_between(asked.at, asked.shift.start) < policy.quiet.urgent_within_hours;
                prop_assert!(!quiet || (asked.urgent && near), "{asked:?}");
                let shift = agency.shifts.iter().find(|s| s.key == asked.shift).unwrap();
                prop_assert!(shift.caregiver.as_ref() != Some(&asked.caregiver), "whoever called out is asked");
                let need = Need {
                    key: shift.key.clone(), client: shift.client.clone(), end: shift.end, position: None,
                    widened: Widened::default(),
                };
                // With an empty schedule: skill, distance, number, hired, arrival.
                let reach = BTreeMap::<CaregiverId, Reach>::new();
                let may = rank(&policy, &roster, &need, &BTreeMap::new(), &reach, asked.at);
                prop_assert!(may.candidates.iter().any(|c| c.caregiver == asked.caregiver), "{asked:?}");
                let others = agency.shifts.iter().filter(|s| s.caregiver.as_ref() == Some(&asked.caregiver));
                let called: Vec<&ShiftKey> = outcome.told.iter().map(|t| &t.shift).collect();
                prop_assert!(others.filter(|s| !called.contains(&&s.key))
                    .all(|s| s.end <= shift.start() || shift.end <= s.start()), "works elsewhere then");
                if !asked.urgent {
                    day.entry(&asked.caregiver).or_default().push(asked.at);
                }
            }
            if style != Style::Broadcast {
                let most = policy.caps.offer_texts_per_day;
                for times in day.values() {
                    prop_assert!(times.windows(most + 1).all(|w| hours_between(w[0], w[most]) >= 24.0));
                }
            }
            // Nobody is in two places.
            let mut won: BTreeMap<&CaregiverId, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
            for told in &outcome.told {
                if let Some((who, _)) = &told.filled {
                    let times = won.entry(who).or_default();
                    let end = plus_minutes(told.shift.start, 240);
                    prop_assert!(times.iter().all(|(from, to)| *to <= told.shift.start || end <= *from));
                    times.push((told.shift.start, end));
                }
            }
        }
    }
}

#[test]
fn ours_fills_as_many_as_broadcast_with_fewer_texts() {
    let (mut ours, mut broadcast, mut all) = ((0, 0), (0, 0), 0);
    for seed in 1..=6 {
        let agency = world(seed);
        for (style, sum) in [(Style::Ours, &mut ours), (Style::Broadcast, &mut broadcast)] {
            let summary = play(&api(), &agency, seed, style).summary();
            (sum.0, sum.1) = (sum.0 + summary.filled, sum.1 + summary.offers);
            all += usize::from(style == Style::Ours) * summary.callouts;
        }
    }
    let points = (broadcast.0 as f64 - ours.0 as f64) / f64::from(u32::try_from(all).unwrap()) * 100.0;
    assert!(points <= 2.0, "{points} points fewer: {ours:?} {broadcast:?} of {all}");
    assert!(ours.1 * 2 < broadcast.1, "{ours:?} {broadcast:?}");
}

/// Gini of the offers with rising weights of fairness. The same people answer the same way to the same shift in all.
fn ginis(agency: &Agency, seed: u64) -> [f64; 4] {
    [0.0, 0.1, 0.3, 0.6].map(|weight| {
        let mut policy = api();
        for row in &mut policy.matching.weights {
            let rest = (1.0 - weight) / (1.0 - row.fairness);
            for part in [&mut row.continuity, &mut row.travel, &mut row.hours, &mut row.response] {
                *part *= rest;
            }
            row.fairness = weight;
        }
        play(&policy, agency, seed, Style::Ours).summary().gini_offers
    })
}

#[test]
fn raising_the_weight_of_fairness_never_raises_the_gini_of_offers_in_any_world() {
    // 111 people who can be asked, and some thirteen offers to each: enough to tell whose turn it was. Nearly everybody may go
    // nearly everywhere; where half of the visits need what a third has, those must be asked whosever turn it is.
    for seed in 1..=8 {
        let ginis = ginis(&invented(seed, (120, 40, 14), 100, 7), seed);
        assert!(ginis.windows(2).all(|w| w[1] <= w[0]), "world {seed}: {ginis:?}");
    }
}

#[test]
fn where_few_may_go_raising_the_weight_of_fairness_does_not_raise_the_gini_on_average() {
    let worlds: Vec<[f64; 4]> = (1..=8).map(|seed| ginis(&world(seed), seed)).collect();
    let mean = |at: usize| worlds.iter().map(|ginis| ginis[at]).sum::<f64>() / 8.0;
    let means = [0, 1, 2, 3].map(mean);
    assert!(means.windows(2).all(|w| w[1] <= w[0]), "{means:?}");
}

/// People who say yes half as often again to warm words, and people who do the opposite: the wording that they like is chosen
/// more often as answers come in, and more of what is asked is taken than in the other words.
#[test]
fn the_wording_that_people_like_better_wins() {
    for (liking, better) in [(1.5, Wording::Warm), (0.5, Wording::Plain)] {
        for seed in 1..=3 {
            let agency = invented(seed, (120, 40, 14), 100, 7);
            let past = invent(&agency, 0.2, seed);
            let people = People::new(seed).moved_by_warm_words(liking);
            let outcome = rehearse(&api(), &agency, &past, people, Style::Ours, true, &mut || {});
            let asked: Vec<bool> = outcome.log.iter().map(|asked| asked.wording == better).collect();
            let share = |of: &[bool]| of.iter().filter(|liked| **liked).count() as f64 / of.len() as f64;
            let late = share(&asked[asked.len() * 2 / 3..]);
            assert!(late > 0.7, "world {seed}, {better:?}: {late:.2} of the last third of {}", asked.len());
            let first = outcome.log.iter().take(20);
            assert!(
                first.filter(|asked| asked.wording == Wording::Warm).count() == 0,
                "the plain words first"
            );
        }
    }
}

#[test]
fn a_rehearsal_of_people_who_do_not_care_for_words_uses_the_plain_ones_and_claims_nothing() {
    let outcome = play(&api(), &world(1), 1, Style::Ours);
    assert!(outcome.log.len() > 100 && outcome.log.iter().all(|asked| asked.wording == Wording::Plain));
}

#[test]
fn a_client_nobody_may_visit_is_a_mistake_that_says_so() {
    let mut agency = world(1);
    let client = agency.clients.first_mut().unwrap();
    client.tags.insert(TagId::new("45"));
    let id = client.id.clone();
    for c in &mut agency.caregivers {
        if c.tags.contains(&TagId::new("45")) {
            c.hired = false;
        }
    }
    let shift = agency.shifts.iter().find(|s| s.client == id).unwrap().clone();
    let past = [PastCallOut {
        at: plus_minutes(shift.start(), -300),
        shift: shift.key.clone(),
        caregiver: shift.caregiver.unwrap(),
    }];
    for style in Style::ALL {
        let outcome = rehearse(&api(), &agency, &past, People::new(1), style, true, &mut || {});
        assert_eq!(outcome.mistakes, [(0, Mistake::NobodyToAsk)], "{style:?}");
    }
}

#[test]
fn a_call_out_of_a_shift_that_does_not_exist_is_left_out() {
    let past = [PastCallOut {
        at: Timestamp::UNIX_EPOCH,
        shift: ShiftKey::new("none", Timestamp::UNIX_EPOCH),
        caregiver: CaregiverId::new("82001"),
    }];
    let outcome = rehearse(&api(), &world(1), &past, People::new(1), Style::Ours, false, &mut || {});
    assert_eq!(outcome.summary().callouts, 0);
}
