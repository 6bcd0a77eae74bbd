//! Rules at their edges (`domain.md` 2.36–2.46, 3.1–3.8), input that lacks what a ranking would like to know, and the caps
//! that hold whatever is proposed.
use crate::world::{World, at, caregiver, place, shift};
use gigi_core::agency::Tongue;
use gigi_core::calendar::plus_minutes;
use gigi_core::conversation::{Conversation, Proposal};
use gigi_core::effect::OfferedShift;
use gigi_core::id::{CaregiverId, CaseId, ClientId, ShiftKey};
use gigi_core::matching::{Exclusion, FactorName, Reach, thin_backups};
use gigi_core::phone::Phone;
use gigi_core::policy::Policy;
use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::Uuid;

/// She has said yes to this, and no schedule shows it yet.
fn claims(mut world: World, spans: &[(&str, &str)]) -> World {
    let claims = spans.iter().map(|(from, until)| (at(from), at(until))).collect();
    world.reach.insert(CaregiverId::new("1"), Reach { claims, ..Reach::default() });
    world
}

#[test]
fn b41_h16_a_visit_that_was_called_off_made_nobody_familiar() {
    let mut world = World::new("[clients.7100001]\nfamiliar_only = true\n");
    let mut visit = shift(90, "1", "7100001", at("2026-11-10T08:00"), at("2026-11-10T12:00"));
    visit.status = gigi_core::agency::ShiftStatus::Cancelled;
    world.shifts.push(visit);
    assert_eq!(world.broken(), [Exclusion::NotFamiliar]);
    world.shifts[0].status = gigi_core::agency::ShiftStatus::Scheduled;
    assert_eq!(world.broken(), []);
}

#[test]
fn whoever_drives_a_client_works_twelve_hours_in_a_day_at_most() {
    let works = |policy: &str| World::new(policy).works("1", "2026-11-24T12:30", "2026-11-24T21:00");
    assert_eq!(works("").broken(), [], "twelve and a half of sixteen");
    let driven = "[clients.7100001]\ndriver = true\n[caregivers.1]\ndrives = true\n";
    assert_eq!(works(driven).broken(), [Exclusion::TooLongDay]);
    let longer = format!("[matching]\nmost_hours_in_24_driving = 13\n{driven}");
    assert_eq!(works(&longer).broken(), []);
}

#[test]
fn s09_hours_she_has_said_yes_to_count_before_any_schedule_shows_them() {
    let four_days = |world: World| {
        world
            .works("1", "2026-11-22T12:00", "2026-11-22T21:00")
            .works("1", "2026-11-25T12:00", "2026-11-25T21:00")
            .works("1", "2026-11-26T12:00", "2026-11-26T21:00")
    };
    let world = four_days(World::new(""));
    assert_eq!(world.broken(), []);
    // Twenty-seven hours and four are thirty-one: ten more are too many, and so are two yeses of five.
    let world = claims(world, &[("2026-11-27T08:00", "2026-11-27T13:00")]);
    assert_eq!(world.broken(), []);
    let two = [("2026-11-27T08:00", "2026-11-27T13:00"), ("2026-11-28T08:00", "2026-11-28T13:00")];
    let world = claims(world, &two);
    assert_eq!(world.broken(), [Exclusion::WeekHours]);
    // What the schedule shows by now is not counted twice.
    let shown = world.works("1", "2026-11-27T08:00", "2026-11-27T13:00");
    assert_eq!(claims(shown, &two[..1]).broken(), []);
    let night = claims(World::new(""), &[("2026-11-23T22:00", "2026-11-24T02:00")]);
    assert_eq!(night.broken(), [Exclusion::TooLittleRest]);
    let long = claims(World::new(""), &[("2026-11-24T12:30", "2026-11-25T01:30")]);
    assert_eq!(long.broken(), [Exclusion::TooLongDay]);
    let state = "[matching]\nstate = \"CA\"";
    let day = claims(World::new(state), &[("2026-11-24T13:00", "2026-11-24T18:00")]);
    assert_eq!(day.broken(), [Exclusion::WeekHours], "nine hours of a day of eight");
}

#[test]
fn somebody_at_home_in_two_zones_is_left_in_peace_when_it_is_night_in_either() {
    let zones = |zone: &str, other: &str| {
        let policy = format!(
            "[caregivers.1]\nsame_as = [\"2\"]\nzone = \"{zone}\"\n[caregivers.2]\nzone = \"{other}\"\n"
        );
        let mut world = World::new(&policy);
        // Half past eight in Chicago, half past six in Los Angeles, half past nine in New York; far ahead.
        world.now = at("2026-11-23T08:30");
        world.broken()
    };
    assert_eq!(zones("America/New_York", "America/Chicago"), []);
    assert_eq!(zones("America/Los_Angeles", "America/Chicago"), [Exclusion::QuietHours]);
    assert_eq!(zones("America/Chicago", "America/Los_Angeles"), [Exclusion::QuietHours]);
    assert!(toml::from_str::<Policy>("[caregivers.1]\nzone = \"America/Chicgo\"").is_err());
}

#[test]
fn whoever_is_busy_only_this_minute_still_counts_as_a_backup() {
    let mut world = World::new("").works("1", "2026-11-23T14:00", "2026-11-23T16:00");
    world.reach.insert(CaregiverId::new("2"), Reach { paused: true, ..Reach::default() });
    world.shifts.push(shift(91, "9", "7100001", at("2026-11-24T08:00"), at("2026-11-24T12:00")));
    let thin = |world: &World| thin_backups(&world.policy, &world.roster(), &world.reach, world.now, 7);
    assert_eq!(thin(&world), [], "one is with a client now, the other pauses for today");
    // At night, with a zone of her own.
    world.policy.caregivers.entry(CaregiverId::new("1")).or_default().zone =
        gigi_core::calendar::Zone::named("America/New_York").ok();
    world.now = at("2026-11-23T21:30");
    assert_eq!(thin(&world), []);
    world.caregivers[1].active = false;
    assert_eq!(thin(&world).iter().map(|t| t.backups.len()).collect::<Vec<_>>(), [1]);
}

#[test]
fn without_coordinates_tags_or_history_everybody_is_still_ranked_and_the_page_says_what_is_not_known() {
    let mut world = World::new("");
    world.client.home = None;
    world.client.tags.clear();
    for one in &mut world.caregivers {
        one.home = None;
        one.tags.clear();
    }
    let ranking = world.rank();
    assert_eq!(ranking.candidates.len(), 2, "{:?}", ranking.excluded);
    for one in &ranking.candidates {
        assert_eq!(one.minutes_away, None);
        let words = |name| one.factors.iter().find(|f| f.name == name).map(|f| f.words()).unwrap_or_default();
        assert_eq!(words(FactorName::Travel), "distance not known");
        assert_eq!(words(FactorName::Hours), "hours wanted not known");
        assert_eq!(words(FactorName::Continuity), "has not been there before");
        assert!(one.score.is_finite() && (0.0..=100.0).contains(&one.score));
    }
    // Somebody known to be near goes before somebody of whom nothing is known, and she before somebody far.
    world.client.home = place(0.0);
    world.caregivers[0].home = place(1.0);
    world.caregivers.push(caregiver("3"));
    world.caregivers[2].home = place(12.0);
    let order: Vec<String> = world.rank().candidates.iter().map(|c| c.caregiver.to_string()).collect();
    assert_eq!(order, ["1", "2", "3"]);
}

#[test]
fn a_policy_that_cannot_be_meant_says_what_and_where() {
    let wrong = |text: &str| {
        let policy: Policy = toml::from_str(text).expect("it can be read");
        policy.checked().expect_err("and not be meant").to_string()
    };
    let row = "from_hours = 0\ncontinuity = 0.9\npreference = 0.9\ntravel = 0\nhours = 0\novertime = 0\n\
               reliability = 0\nfairness = 0\nskills = 0\nresponse = 0\n";
    let said = wrong(&format!("[[matching.weights]]\n{row}"));
    assert!(said.contains("matching.weights[0]") && said.contains("they sum to 1.80"), "{said}");
    let said = wrong("[matching]\nmost_hours_in_24_driving = 0");
    assert!(said.contains("matching.most_hours_in_24_driving"), "{said}");
}

#[test]
fn b46_with_nobody_eligible_everybody_has_one_reason_and_the_nearest_miss_can_be_named() {
    let mut world = World::new("[clients.7100001]\nexclude = [\"1\"]\n");
    world.caregivers[1].home = place(60.0);
    let ranking = world.rank();
    assert!(ranking.candidates.is_empty());
    let reasons: Vec<(Exclusion, usize)> =
        ranking.excluded.iter().map(|(why, who)| (*why, who.len())).collect();
    assert_eq!(reasons, [(Exclusion::DoNotSend, 1), (Exclusion::TooFar, 1)]);
    // A client whom nobody knows has no place and asks for nothing: everybody is ranked, at an unknown distance.
    world.need.client = ClientId::new("7100009");
    let ranking = world.rank();
    assert_eq!(ranking.candidates.len(), 2);
    assert!(ranking.candidates.iter().all(|c| c.minutes_away.is_none()));
}

/// Offers that cases want to make: case, hours until the shift begins, hours that pass before, urgent, closed again.
fn proposals() -> impl Strategy<Value = Vec<(u128, i64, i64, bool, bool)>> {
    prop::collection::vec((0..40_u128, 1..60_i64, 0..8_i64, any::<bool>(), any::<bool>()), 1..60)
}

proptest! {
    /// P5: never more open offers than the cap, never more offer texts in 24 hours than the cap (urgent ones aside), one
    /// number for one open offer, nothing to whoever opted out.
    #[test]
    fn caps_hold_whatever_is_proposed(
        proposals in proposals(), open in 1_usize..5, texts in 1_usize..8, opts_out_after in 0_usize..80,
    ) {
        let mut policy = Policy::default();
        (policy.caps.open_offers, policy.caps.offer_texts_per_day) = (open, texts);
        let mut talk = Conversation::new(Phone::parse("2025550101").expect("a test number"));
        let mut now = at("2026-11-23T08:00");
        let mut left = Vec::new();
        for (n, (case, lead, pause, urgent, closes)) in proposals.into_iter().enumerate() {
            now = plus_minutes(now, pause * 60);
            if n == opts_out_after {
                talk.opted_out = Some(now);
            }
            let start = plus_minutes(now, lead * 60);
            let shift = OfferedShift { key: ShiftKey::new(n.to_string().as_str(), start), end: plus_minutes(start, 240), area: None };
            let case = CaseId(Uuid::from_u128(case));
            let no = u32::try_from(n).expect("few");
            let proposal = Proposal {
                case, no, shift: &shift, minutes_away: None, expires: shift.end, urgent, rank: 1, tongue: Tongue::English,
                wording: gigi_core::matching::Wording::Plain,
            };
            if let Ok(code) = talk.admit(&policy, &proposal, now) {
                prop_assert!(talk.opted_out.is_none());
                prop_assert_eq!(talk.open.iter().filter(|o| o.code == code).count(), 1);
                if !urgent {
                    left.push(now);
                }
                if closes {
                    talk.close_offer(case, no);
                }
            }
            prop_assert!(talk.open.len() <= open);
            let day = now.saturating_sub(SignedDuration::from_hours(24)).expect("a day before");
            prop_assert!(left.iter().filter(|t| **t > day).count() <= texts);
        }
    }

    /// Quiet hours are the recipient's: whoever has a zone of her own is no candidate at her night, unless it is urgent.
    #[test]
    fn nobody_is_a_candidate_at_her_own_night(
        zone in prop::sample::select(vec!["America/New_York", "America/Denver", "America/Phoenix", "Pacific/Honolulu"]),
        minutes in 0_i64..7 * 24 * 60, lead in 7_i64..90,
    ) {
        let mut world = World::new(&format!("[caregivers.1]\nzone = \"{zone}\"\n"));
        world.now = plus_minutes(at("2026-11-16T00:00"), minutes);
        let from = plus_minutes(world.now, lead * 60);
        world.need.key = ShiftKey::new("1", from);
        world.need.end = plus_minutes(from, 240);
        let named = gigi_core::calendar::Zone::named(zone).expect("a zone");
        let quiet = world.policy.quiet.hours.contains(world.now, &named);
        let asked = world.rank().candidates.iter().any(|c| c.caregiver.as_str() == "1");
        prop_assert_eq!(asked, !quiet);
    }
}
