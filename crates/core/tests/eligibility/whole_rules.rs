//! Skills and levels of care, symptoms, long ways in the country, and the quiet hours of a number that moved
//! (`domain.md` 2.12, 3.3, 3.6).
use crate::world::{World, at, caregiver, place};
use gigi_core::calendar::plus_minutes;
use gigi_core::id::{CaregiverId, ShiftKey, TagId};
use gigi_core::matching::{Exclusion, Gap, Reach, thin_backups};
use gigi_core::phone::Phone;
use gigi_core::policy::Policy;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

/// She wrote at this moment that she is ill.
fn ill(mut world: World, since: Timestamp) -> World {
    world.reach.insert(CaregiverId::new("1"), Reach { symptoms: Some(since), ..Reach::default() });
    world
}

fn wrong(text: &str) -> String {
    let policy: Policy = toml::from_str(text).expect("it can be read");
    policy.checked().expect_err("and not be meant").to_string()
}

#[test]
fn s09_whoever_was_ill_two_days_ago_is_sent_to_nobody_and_then_she_is_again() {
    // The shift starts on Tuesday at eight.
    assert_eq!(ill(World::new(""), at("2026-11-22T08:30")).broken(), [Exclusion::Symptoms]);
    assert_eq!(Exclusion::Symptoms.code(), "H20");
    assert_eq!(ill(World::new(""), at("2026-11-22T08:00")).broken(), []);
    let longer = World::new("[matching]\nsymptom_days = 3");
    assert_eq!(ill(longer, at("2026-11-22T08:00")).broken(), [Exclusion::Symptoms]);
    // It says nothing of her: for a shift that is far enough ahead she stands where she stood.
    let score =
        |world: &World| world.rank().candidates.iter().find(|c| c.caregiver.as_str() == "1").map(|c| c.score);
    let well = World::new("");
    assert_eq!(score(&ill(World::new(""), at("2026-11-22T08:00"))), score(&well));
}

#[test]
fn a_client_whose_defences_are_weak_is_spared_for_longer() {
    let weak = "[clients.7100001]\nimmunocompromised = true\n";
    assert_eq!(ill(World::new(weak), at("2026-11-19T08:30")).broken(), [Exclusion::Symptoms]);
    assert_eq!(ill(World::new(weak), at("2026-11-19T08:00")).broken(), []);
    let six = format!("[matching]\nsymptom_days_immunocompromised = 6\n{weak}");
    assert_eq!(ill(World::new(&six), at("2026-11-19T08:00")).broken(), [Exclusion::Symptoms]);
}

#[test]
fn the_office_says_until_when_whatever_she_wrote_before() {
    let until = |day: &str| format!("[caregivers.1]\nsymptoms_until = \"{day}\"\n");
    // Without a word of hers the office's own note is enough, through its last day.
    assert_eq!(World::new(&until("2026-11-24")).broken(), [Exclusion::Symptoms]);
    assert_eq!(World::new(&until("2026-11-23")).broken(), []);
    // Cleared on Monday for what she wrote on Sunday; what she writes later counts again.
    let cleared = until("2026-11-22");
    assert_eq!(ill(World::new(&cleared), at("2026-11-22T20:00")).broken(), []);
    assert_eq!(ill(World::new(&cleared), at("2026-11-23T07:00")).broken(), [Exclusion::Symptoms]);
    // Longer than the two days.
    assert_eq!(ill(World::new(&until("2026-11-25")), at("2026-11-20T07:00")).broken(), [Exclusion::Symptoms]);
}

#[test]
fn nobody_reads_what_she_has() {
    assert_eq!(Exclusion::Symptoms.words(), "not sent to clients for now (infection control)");
    assert!(wrong("[matching]\nsymptom_days = 6").contains("symptom_days_immunocompromised"));
    assert!(wrong("[matching]\nsymptom_days_immunocompromised = 90").contains("at most 30"));
}

#[test]
fn a_higher_level_does_a_lower_ones_work_and_not_the_other_way_round() {
    let levels = |has: &str, needs: &str| {
        World::new(&format!("[clients.7100001]\nlevel = \"{needs}\"\n[caregivers.1]\nlevel = \"{has}\"\n"))
            .broken()
    };
    assert_eq!(levels("nurse", "companion"), []);
    assert_eq!(levels("cna", "aide"), []);
    assert_eq!(levels("personal_care", "hha"), [Exclusion::Level]);
    assert_eq!(levels("companion", "personal_care"), [Exclusion::Level]);
    assert_eq!(Exclusion::Level.code(), "H3");
}

#[test]
fn tags_can_stand_for_levels_and_are_no_skills_of_their_own() {
    let policy = "[matching.tag_levels]\n51 = \"companion\"\n53 = \"aide\"\n55 = \"nurse\"\n";
    let world = |policy: &str, has: &[&str], needs: &str| {
        let mut world = World::new(policy);
        world.client.tags.insert(TagId::new(needs));
        // Somebody else has every tag, so that each is one of the vocabulary.
        world.caregivers[1].tags.extend(["51", "53", "55"].map(TagId::new));
        world.caregivers[0].tags.extend(has.iter().map(|tag| TagId::new(*tag)));
        world
    };
    assert_eq!(world(policy, &["55"], "51").broken(), [], "a nurse keeps company");
    assert_eq!(world(policy, &["51"], "53").broken(), [Exclusion::Level]);
    assert_eq!(world(policy, &["51", "53"], "53").broken(), [], "the highest of her tags counts");
    assert_eq!(world("", &["55"], "51").broken(), [Exclusion::MissingTag], "without levels a tag is a tag");
    // Nobody wrote down which level she gives.
    let unknown = world(policy, &[], "53");
    assert_eq!(unknown.broken(), []);
    let ranking = unknown.rank();
    let one = ranking.candidates.iter().find(|c| c.caregiver.as_str() == "1").expect("she may be asked");
    assert_eq!(one.gaps, [Gap::Level]);
    let strict =
        policy.replace("[matching.tag_levels]", "[matching]\nunknown = \"fail\"\n[matching.tag_levels]");
    assert_eq!(world(&strict, &[], "53").broken(), [Exclusion::NotOnFile]);
    assert!(wrong("[matching]\nrequired_tags = [\"51\"]\ntag_levels = { 51 = \"aide\" }").contains("tag 51"));
}

#[test]
fn a_verification_that_ran_out_before_the_shift_ends_takes_the_tag_away() {
    let skill = |tag: &str, until: &str| {
        format!(
            "[caregivers.1.skills]\n{tag} = {{ verified_by = \"Dana Office\", on = \"2026-02-01\", until = \"{until}\" }}\n"
        )
    };
    assert_eq!(World::new(&skill("45", "2026-11-24")).broken(), []);
    assert_eq!(World::new(&skill("45", "2026-11-23")).broken(), [Exclusion::MissingTag]);
    // Seen by somebody, and not on her profile: it counts as well, and makes a need of the client's tag.
    let mut world = World::new(&skill("hoyer", "2027-01-31"));
    world.client.tags.insert(TagId::new("hoyer"));
    assert_eq!(world.broken(), []);
    assert_eq!(world.rank().excluded[&Exclusion::MissingTag], [CaregiverId::new("2")]);
    // The same for a level, and for driving.
    let level = |until: &str| {
        let mut world = World::new(&format!("[matching.tag_levels]\n53 = \"aide\"\n{}", skill("53", until)));
        world.client.tags.insert(TagId::new("53"));
        world.caregivers[0].tags.insert(TagId::new("53"));
        world.rank().candidates.iter().find(|c| c.caregiver.as_str() == "1").map(|c| c.gaps.clone())
    };
    assert_eq!(level("2027-01-31"), Some(vec![]));
    assert_eq!(level("2026-11-23"), Some(vec![Gap::Level]));
    let drives = |until: &str| {
        let text = format!(
            "[matching.tag_meanings]\n47 = \"drives\"\n[clients.7100001]\ndriver = true\n{}[caregivers.1]\ndrives = false\n",
            skill("47", until)
        );
        let mut world = World::new(&text);
        world.caregivers[0].tags.insert(TagId::new("47"));
        world.broken()
    };
    assert_eq!(drives("2027-01-31"), []);
    assert_eq!(drives("2026-11-23"), [Exclusion::DoesNotDrive]);
    let said = wrong("[caregivers.1.skills]\nhoyer = { verified_by = \"\", on = \"2026-02-01\" }");
    assert!(said.contains("caregivers.1.skills.hoyer"), "{said}");
    let said = wrong(
        "[caregivers.1.skills]\nhoyer = { verified_by = \"Dana\", on = \"2026-02-01\", until = \"2026-01-01\" }",
    );
    assert!(said.contains("ends before"), "{said}");
}

#[test]
fn in_the_country_seventy_five_minutes_are_not_too_far() {
    // About an hour away.
    let far = |policy: &str| {
        let mut world = World::new(policy);
        world.caregivers[0].home = place(17.0);
        world.broken()
    };
    assert_eq!(far(""), [Exclusion::TooFar]);
    assert_eq!(far("[clients.7100001]\nrural = true"), []);
    assert_eq!(far("[matching]\nrural_cities = [\"oak park \"]"), []);
    assert_eq!(
        far("[matching]\nrural_cities = [\"Oak Park\"]\n[clients.7100001]\nrural = false"),
        [Exclusion::TooFar]
    );
    let branch = "[matching]\nrural_branches = [\"North\"]\n[agency.branch_tags]\n";
    assert_eq!(far(&format!("{branch}45 = \"North\"")), []);
    assert_eq!(far(&format!("{branch}46 = \"North\"")), [Exclusion::TooFar]);
    assert_eq!(
        far("[matching]\nrural_travel_minutes = 50\n[clients.7100001]\nrural = true"),
        [Exclusion::TooFar]
    );
    // The agency's own limit is never made shorter by it.
    assert_eq!(far("[matching]\nmax_travel_minutes = 90\n[clients.7100001]\nrural = true"), []);
    assert!(wrong("[matching]\nrural_cities = [\"60302\"]").contains("ZIP"));
    assert!(wrong("[matching]\nrural_branches = [\"Nroth\"]").contains("Nroth"));
    assert!(wrong("[matching]\nrural_travel_minutes = 0").contains("rural_travel_minutes"));
}

#[test]
fn her_own_limit_replaces_the_agencys_be_it_longer_or_shorter() {
    let own = |minutes: u32, miles: f64, widened: bool| {
        let mut world = World::new(&format!("[caregivers.1]\nmax_travel_minutes = {minutes}\n"));
        world.caregivers[0].home = place(miles);
        world.need.widened.travel = widened;
        world.broken()
    };
    // About an hour, and about half an hour.
    assert_eq!(own(70, 17.0, false), []);
    assert_eq!(own(50, 17.0, false), [Exclusion::TooFar]);
    assert_eq!(own(20, 8.0, false), [Exclusion::TooFar]);
    // A widened search widens the agency's limit, not her word.
    assert_eq!(own(20, 8.0, true), [Exclusion::TooFar]);
    assert_eq!(own(50, 17.0, true), [Exclusion::TooFar]);
}

/// She moved to Illinois and kept her number.
fn with_number(policy: &str, number: &str, now: &str) -> World {
    let mut world = World::new(policy);
    world.caregivers[0].text_to = Phone::parse(number).ok();
    world.now = at(now);
    world
}

#[test]
fn a_caregiver_who_kept_a_los_angeles_number_is_not_asked_while_it_is_night_there() {
    // Half past nine in Chicago, half past seven in Los Angeles; the shift is a day ahead.
    let early = "2026-11-23T09:30";
    assert_eq!(with_number("", "310-555-0101", early).broken(), [Exclusion::QuietHours]);
    assert_eq!(with_number("", "312-555-0101", early).broken(), []);
    assert_eq!(with_number("", "310-555-0101", "2026-11-23T10:00").broken(), []);
    // Her record says where she lives now.
    let moved = "[caregivers.1]\nzone = \"America/Chicago\"\n";
    assert_eq!(with_number(moved, "310-555-0101", early).broken(), []);
    // Tallahassee's code is Pensacola's too: quiet in one of the two is quiet.
    assert_eq!(with_number("", "850-555-0101", "2026-11-23T20:30").broken(), [Exclusion::QuietHours]);
    // An urgent shift does not wait, unless she is never texted then.
    let mut urgent = with_number("", "310-555-0101", early);
    urgent.need.key = ShiftKey::new("1", at("2026-11-23T13:00"));
    urgent.need.end = at("2026-11-23T17:00");
    assert_eq!(urgent.broken(), []);
    urgent.policy.quiet.never.insert(CaregiverId::new("1"));
    assert_eq!(urgent.broken(), [Exclusion::QuietHours]);
    urgent.now = at("2026-11-23T10:15");
    assert_eq!(urgent.broken(), []);
}

#[test]
fn she_is_a_backup_all_the_same() {
    let mut world = with_number("", "310-555-0101", "2026-11-23T09:30");
    world.caregivers.push(caregiver("9"));
    world.shifts.push(crate::world::shift(
        91,
        "9",
        "7100001",
        at("2026-11-24T08:00"),
        at("2026-11-24T12:00"),
    ));
    assert_eq!(thin_backups(&world.policy, &world.roster(), &world.reach, world.now, 7), []);
}

proptest! {
    /// H20 at its line: she is sent again once so many days have passed between her word and the start.
    #[test]
    fn nobody_goes_to_a_client_within_the_days_of_her_report(
        days in 0_u32..6, more in 0_u32..6, weak: bool, minutes in 0_i64..15 * 24 * 60,
    ) {
        let text = format!(
            "[matching]\nsymptom_days = {days}\nsymptom_days_immunocompromised = {}\n\
             [clients.7100001]\nimmunocompromised = {weak}\n",
            days + more
        );
        let world = World::new(&text);
        let start = world.need.key.start;
        let world = ill(world, plus_minutes(start, -minutes));
        let line = SignedDuration::from_hours(24 * i64::from(if weak { days + more } else { days }));
        let kept = SignedDuration::from_mins(minutes) < line;
        prop_assert_eq!(world.broken().contains(&Exclusion::Symptoms), kept);
    }

    /// Whatever number she kept: nobody is a candidate in the night of her area code, while the agency's day lasts and no
    /// shift is urgent.
    #[test]
    fn nobody_is_a_candidate_in_the_night_of_her_number(
        code in prop::sample::select(vec![202_u16, 310, 312, 416, 602, 701, 808, 850, 907]),
        minutes in 0_i64..7 * 24 * 60, lead in 7_i64..90,
    ) {
        let mut world = with_number("", &format!("{code}5550101"), "2026-11-16T00:00");
        world.now = plus_minutes(world.now, minutes);
        let from = plus_minutes(world.now, lead * 60);
        world.need.key = ShiftKey::new("1", from);
        world.need.end = plus_minutes(from, 240);
        let (quiet, now) = (&world.policy.quiet.hours, world.now);
        prop_assume!(!quiet.contains(now, &world.policy.agency.zone));
        let number = Phone::parse(&format!("{code}5550101")).expect("a number");
        let night = number.zones().zones().any(|zone| quiet.contains(now, zone));
        let asked = world.rank().candidates.iter().any(|c| c.caregiver.as_str() == "1");
        prop_assert_eq!(asked, !night);
    }
}
