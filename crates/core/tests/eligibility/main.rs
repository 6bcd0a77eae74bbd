//! Who may be asked, and in what order: the hard rules of `domain.md` 3.1–3.8 and the score of 3.19–3.29, in the words of
//! a policy file.
use gigi_core::agency::Shift;
use gigi_core::calendar::plus_minutes;
use gigi_core::id::{CaregiverId, ClientId, ShiftKey, TagId};
use gigi_core::matching::{Exclusion, FactorName, Gap, Need, Reach, why_not};
use gigi_core::policy::Policy;
use jiff::Timestamp;
use proptest::prelude::*;
use world::{World, at, caregiver, place, shift};

mod hard_rules;
mod whole_rules;
mod world;

#[test]
fn somebody_without_any_record_may_be_asked() {
    let world = World::new("");
    assert_eq!(world.broken(), []);
    assert_eq!(world.rank().candidates.len(), 2);
}

#[test]
fn b40_s09_s10_each_hard_rule_rules_out_by_its_own_name() {
    let caregiver = |record: &str| format!("[caregivers.1]\n{record}\n");
    let client = |rules: &str| format!("[clients.7100001]\n{rules}\n");
    let rows: Vec<(String, Exclusion, &str)> = vec![
        (caregiver("hold = {}"), Exclusion::OnHold, "H1"),
        (caregiver("hold = { through = \"2026-11-24\" }"), Exclusion::OnHold, "H1"),
        (client("exclude = [\"1\"]"), Exclusion::DoNotSend, "H2"),
        (caregiver("exclude_clients = [\"7100001\"]"), Exclusion::DoesNotGo, "H2"),
        (caregiver("excluded_by_law = true"), Exclusion::ExcludedByLaw, "L1"),
        ("[matching]\ncredentials = [\"cpr\"]".into(), Exclusion::Credential, "L1"),
        (client("credentials = [\"flu\"]"), Exclusion::Credential, "L1"),
        (
            format!(
                "[matching]\ncredentials = [\"tb\"]\n{}",
                caregiver("credentials = { tb = \"2026-11-23\" }")
            ),
            Exclusion::Credential,
            "L1",
        ),
        (caregiver("born = \"2009-01-01\""), Exclusion::TooYoung, "L2"),
        ("[matching]\nage_on_file = true".into(), Exclusion::TooYoung, "L2"),
        (client("lift_pounds = 60") + &caregiver("lift_pounds = 50"), Exclusion::Lift, "H4"),
        (
            client("home = [\"cats\", \"dogs\"]") + &caregiver("avoids = [\"dogs\"]"),
            Exclusion::Aversion,
            "H5",
        ),
        (client("no_smokers = true") + &caregiver("smokes = true"), Exclusion::Smokes, "H6"),
        (client("driver = true") + &caregiver("drives = false"), Exclusion::DoesNotDrive, "H7"),
        (
            client("language = \"polish\"") + &caregiver("languages = [\"spanish\"]"),
            Exclusion::Language,
            "H8",
        ),
        (
            client(
                "sex = { value = \"female\", reason = \"intimate_care\", documented_by = \"Dana\", date = \"2026-05-02\" }",
            ) + &caregiver("sex = \"male\""),
            Exclusion::IntimateCare,
            "H9",
        ),
        (client("familiar_only = true"), Exclusion::NotFamiliar, "H16"),
        (caregiver("max_travel_minutes = 4"), Exclusion::TooFar, "H15"),
        (caregiver("unavailable = [{ days = [\"tuesday\"] }]"), Exclusion::Unavailable, "H11"),
        (
            caregiver("unavailable = [{ hours = { from = \"11:00\", until = \"14:00\" } }]"),
            Exclusion::Unavailable,
            "H11",
        ),
    ];
    for (policy, why, code) in rows {
        let broken = World::new(&policy).broken();
        assert_eq!(broken, [why], "{policy}");
        assert_eq!(why.code(), code, "{policy}");
    }
}

#[test]
fn what_fits_the_home_is_asked() {
    let world = World::new(
        r#"
        [matching]
        credentials = ["cpr"]
        [clients.7100001]
        lift_pounds = 50
        home = ["cats"]
        no_smokers = true
        driver = true
        language = "spanish"
        sex = { value = "female", reason = "intimate_care", documented_by = "Dana", date = "2026-05-02" }
        [caregivers.1]
        credentials = { cpr = "2026-11-24" }
        lift_pounds = 50
        avoids = []
        smokes = false
        drives = true
        languages = ["spanish"]
        sex = "female"
        "#,
    );
    assert_eq!(world.broken(), []);
    assert!(world.rank().candidates[0].gaps.is_empty());
}

#[test]
fn a_wish_for_one_sex_without_a_documented_reason_does_not_load() {
    assert!(toml::from_str::<Policy>("[clients.1]\nsex = { value = \"female\" }").is_err());
    assert!(toml::from_str::<Policy>("[clients.1]\nrace = \"any\"").is_err());
}

#[test]
fn what_nobody_wrote_down_lowers_the_rank_or_rules_out_as_the_policy_says() {
    let needs = "[clients.7100001]\nlift_pounds = 40\nhome = [\"cats\"]\n";
    let known = format!("{needs}[caregivers.2]\nlift_pounds = 40\navoids = []\n");
    let world = World::new(&known);
    let ranking = world.rank();
    assert_eq!(world.first(), "2");
    let other = &ranking.candidates[1];
    assert_eq!(other.gaps, [Gap::Lift, Gap::Home]);
    assert!((other.score - other.factors.iter().map(|f| f.points).sum::<f64>()).abs() < 1e-9);
    assert!((ranking.candidates[0].score - other.score - 8.0).abs() < 1e-6);
    let strict = World::new(&format!("[matching]\nunknown = \"fail\"\n{known}"));
    assert_eq!(strict.broken(), [Exclusion::NotOnFile]);
}

#[test]
fn profile_tags_can_say_what_a_record_could() {
    let mut world = World::new("[matching.tag_meanings]\n48 = \"avoids_cats\"\n60 = \"has_cats\"\n");
    world.client.tags.insert(TagId::new("60"));
    world.caregivers[0].tags.insert(TagId::new("48"));
    assert_eq!(world.broken(), [Exclusion::Aversion]);
}

#[test]
fn s09_overtime_counts_hours_of_all_branches_and_the_way_between_clients() {
    let week = |world: World, who: &str, until: &str| {
        world
            .works(who, "2026-11-22T12:00", "2026-11-22T21:00")
            .works(who, "2026-11-25T12:00", "2026-11-25T21:00")
            .works(who, "2026-11-26T12:00", until)
            .works(who, "2026-11-27T12:00", "2026-11-27T21:00")
    };
    // 27 hours on three days and nine on the fourth: four more are forty.
    assert_eq!(week(World::new(""), "1", "2026-11-26T21:00").broken(), []);
    assert_eq!(week(World::new(""), "1", "2026-11-26T21:30").broken(), [Exclusion::WeekHours]);
    // The same hours on another file of hers.
    let two = "[caregivers.1]\nsame_as = [\"2\"]\n";
    assert_eq!(week(World::new(two), "2", "2026-11-26T21:30").broken(), [Exclusion::WeekHours]);
    let allowed = week(World::new("[matching]\nallow_overtime = true"), "1", "2026-11-26T22:00");
    assert_eq!(allowed.broken(), []);
    let premium =
        allowed.rank().candidates.iter().find(|c| c.caregiver.as_str() == "1").map(|c| c.premium_hours);
    assert!(premium.is_some_and(|h| (h - 1.0).abs() < 1e-9), "{premium:?}");
    let mut widened = week(World::new(""), "1", "2026-11-26T22:00");
    widened.need.widened.overtime = true;
    assert_eq!(widened.broken(), []);
    let capped = "[matching]\nallow_overtime = true\nhard_week_hours = 40\n";
    assert_eq!(week(World::new(capped), "1", "2026-11-26T22:00").broken(), [Exclusion::LegalHours]);
}

#[test]
fn californias_day_of_eight_hours_is_a_line() {
    let day = |state: &str| {
        let policy = format!("[matching]\nstate = \"{state}\"");
        World::new(&policy).works("1", "2026-11-24T13:00", "2026-11-24T18:00").broken()
    };
    assert_eq!(day("US"), []);
    assert_eq!(day("CA"), [Exclusion::WeekHours]);
    assert_eq!(day("CO"), []);
    assert!(toml::from_str::<Policy>("[matching]\nstate = \"XX\"").is_err());
}

#[test]
fn rest_long_days_and_days_in_a_row() {
    let night = World::new("").works("1", "2026-11-23T22:00", "2026-11-24T02:00");
    assert_eq!(night.broken(), [Exclusion::TooLittleRest]);
    let long = World::new("").works("1", "2026-11-24T12:30", "2026-11-25T01:30");
    assert_eq!(long.broken(), [Exclusion::TooLongDay]);
    let mut row = World::new("[matching]\nweek_hours = 80");
    for day in 18..24 {
        row = row.works("1", &format!("2026-11-{day}T09:00"), &format!("2026-11-{day}T11:00"));
    }
    assert_eq!(row.broken(), [Exclusion::TooManyDays]);
    row.shifts.remove(3);
    assert_eq!(row.broken(), []);
}

#[test]
fn whoever_is_with_a_client_now_is_left_in_peace_unless_it_is_urgent() {
    let mut world = World::new("").works("1", "2026-11-23T14:00", "2026-11-23T16:00");
    assert_eq!(world.broken(), [Exclusion::WithClient]);
    world.need.key.start = at("2026-11-23T19:00");
    world.need.end = at("2026-11-23T21:00");
    assert_eq!(world.broken(), []);
}

#[test]
fn a_way_that_is_too_long_fits_once_the_search_is_widened() {
    let mut world = World::new("");
    world.caregivers[0].home = place(14.0);
    assert_eq!(world.broken(), [Exclusion::TooFar]);
    world.need.widened.travel = true;
    assert_eq!(world.broken(), []);
    world.caregivers[0].home = place(22.0);
    assert_eq!(world.broken(), [Exclusion::TooFar]);
}

#[test]
fn relief_around_the_clock_is_never_late() {
    let mut world = World::new("");
    world.now = at("2026-11-24T07:38");
    assert_eq!(world.broken(), [], "fifteen minutes late is allowed");
    world.policy.clients.entry(ClientId::new("7100001")).or_default().around_the_clock = true;
    assert_eq!(world.broken(), [Exclusion::CannotArrive]);
}

#[test]
fn b42_known_faces_first_new_faces_where_the_client_wants_them() {
    let known = |policy: &str| {
        let mut world = World::new(policy);
        for day in 10..20 {
            let (from, until) = (format!("2026-11-{day}T08:00"), format!("2026-11-{day}T12:00"));
            world.shifts.push(shift(day, "2", "7100001", at(&from), at(&until)));
        }
        world
    };
    assert_eq!(known("").first(), "2");
    assert_eq!(known("[clients.7100001]\ncontinuity = \"rotate\"\n").first(), "1");
    assert_eq!(World::new("[clients.7100001]\nprefer = [\"2\"]\n").first(), "2");
    assert_eq!(World::new("[clients.7100001]\nratings = { 1 = 5, 2 = 1 }\n").first(), "1");
}

#[test]
fn somebody_who_lost_two_races_comes_first_in_the_turn() {
    let mut world = World::new("");
    let reach = |offers, lost| Reach { offers_fortnight: offers, lost_in_a_row: lost, ..Reach::default() };
    world.reach.insert(CaregiverId::new("1"), reach(5, 0));
    let behind = world.factor(FactorName::Fairness);
    world.reach.insert(CaregiverId::new("1"), reach(5, 2));
    assert!(behind < world.factor(FactorName::Fairness));
}

#[test]
fn late_cancellations_weigh_and_old_ones_half() {
    let mut world = World::new("");
    let before = world.factor(FactorName::Reliability);
    world.reach.insert(CaregiverId::new("1"), Reach { late_cancels: 1.0, ..Reach::default() });
    assert!(world.factor(FactorName::Reliability) < before);
}

#[test]
fn the_only_one_with_a_rare_skill_is_kept_free() {
    let mut world = World::new("");
    world.caregivers.extend((3..12).map(|n| caregiver(&n.to_string())));
    world.caregivers[0].tags.insert(TagId::new("51"));
    assert!(world.factor(FactorName::Skills) < 0.01);
    world.client.tags.insert(TagId::new("51"));
    assert!(world.factor(FactorName::Skills) > 1.0, "here it is needed");
}

prop_compose! {
    fn visits()(starts in prop::collection::vec((0_i64..14 * 24 * 4, 1_i64..12, 0_usize..6, 0_usize..4), 0..40)) -> Vec<Shift> {
        let begin = at("2026-11-16T00:00");
        starts.into_iter().enumerate().map(|(no, (quarter, hours, who, client))| {
            let from = plus_minutes(begin, quarter * 15);
            shift(no + 10, &who.to_string(), &format!("710000{client}"), from, plus_minutes(from, hours * 60))
        }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Everybody is either asked or has one reason; nobody who is asked works then, rests too little, or passes forty
    /// hours (an independent count); every score is the sum of its points; the order is that of the scores.
    #[test]
    fn nobody_who_breaks_a_rule_is_among_the_candidates(
        shifts in visits(), hours in 1_i64..14, quarter in 0_i64..14 * 24 * 4, lead in 1_i64..72,
        homes in prop::collection::vec(prop::option::of(0.0..30.0_f64), 6), rotate in any::<bool>(),
    ) {
        let mut world = World::new(if rotate { "[clients.7100001]\ncontinuity = \"rotate\"\npriority = \"P2\"" } else { "" });
        let from = plus_minutes(at("2026-11-16T00:00"), quarter * 15);
        world.need = Need { key: ShiftKey::new("1", from), end: plus_minutes(from, hours * 60), ..world.need };
        world.now = plus_minutes(from, -lead * 60);
        world.caregivers = (0..6).map(|n| caregiver(&n.to_string())).collect();
        for (one, home) in world.caregivers.iter_mut().zip(homes) {
            one.home = home.and_then(place);
        }
        world.shifts = shifts;
        let (ranking, roster) = (world.rank(), world.roster());
        let everybody = ranking.candidates.len() + ranking.excluded.values().map(Vec::len).sum::<usize>();
        prop_assert_eq!(everybody, 6);
        prop_assert!(ranking.candidates.windows(2).all(|two| two[0].score >= two[1].score));
        for one in &ranking.candidates {
            prop_assert!((one.factors.iter().map(|f| f.points).sum::<f64>() - one.score).abs() < 1e-9);
            let (week_from, week_until) = gigi_core::matching::eligible::week_of(from, &world.policy);
            let mut week = (world.need.end.min(week_until).as_second() - from.as_second()).max(0);
            for visit in roster.shifts_of(&one.caregiver) {
                let (start, end) = (visit.start(), visit.end);
                prop_assert!(end <= from || world.need.end <= start, "{:?} works then", one.caregiver);
                let gap = (from.as_second() - end.as_second()).max(start.as_second() - world.need.end.as_second());
                let day = |t: Timestamp| world.policy.agency.zone.at(t).date();
                prop_assert!(day(start) == day(from) || gap >= 8 * 3600, "{:?} rests {gap} s", one.caregiver);
                week += (end.min(week_until).as_second() - start.max(week_from).as_second()).max(0);
            }
            prop_assert!(week <= 40 * 3600);
        }
        for (why, who) in &ranking.excluded {
            for one in who {
                let all = why_not(&world.policy, &roster, &world.need, one, &Reach::default(), world.now);
                prop_assert_eq!(all.first(), Some(why));
            }
        }
    }
}
