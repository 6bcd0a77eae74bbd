//! How people are asked: several shifts in one text, a pool of yeses, people who cannot be texted, a moved start.
use std::collections::BTreeMap;

use gigi_core::id::ClientId;
use gigi_core::policy::{CaregiverRecord, ClientRules, Policy, Pool, WordingRule, WriteRoute};
use gigi_sim::ShiftKey;

use crate::agency::{Agency, DANA, ROSA};

/// Keisha's seven o'clock on Tuesday, Wednesday and Thursday.
fn her_days(agency: &Agency) -> Vec<ShiftKey> {
    let keisha = agency.sim.heroine().number;
    let next = (0..3).map(|n| agency.next_shift(&keisha, n));
    next.collect()
}

/// Keisha is out for three days: what those were told who may take more than one of them, by number.
async fn three_days(agency: &Agency) -> BTreeMap<String, Vec<String>> {
    let keisha = agency.sim.heroine().number;
    agency.text(&keisha, "I have covid, cant work tue wed or thu").await;
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let offers = agency.sim.carrier().sent().into_iter();
    for sent in offers.filter(|s| s.body.contains("open shift") || s.body.contains("libre")) {
        told.entry(sent.to).or_default().push(sent.body);
    }
    told
}

/// The first who was offered all three in English, with her one text.
fn all_three(told: &BTreeMap<String, Vec<String>>) -> (String, String) {
    let found = told.iter().find(|(_, texts)| texts.iter().any(|t| t.contains("3 open shifts:")));
    let (number, texts) = found.unwrap_or_else(|| panic!("{told:#?}"));
    (number.clone(), texts[0].clone())
}

#[tokio::test]
async fn s4_b52_b10_a_call_out_for_three_days_is_one_text_to_each_who_is_asked() {
    let agency = Agency::open(WriteRoute::Api).await;
    let told = three_days(&agency).await;
    assert_eq!(agency.cases().await.len(), 3, "each day its own case");
    let heard = agency.told(&agency.sim.heroine().number);
    assert_eq!(heard.iter().filter(|t| t.starts_with("Got it")).count(), 1, "read back once: {heard:#?}");
    assert!(["Tue 11/24", "Wed 11/25", "Thu 11/26"].iter().all(|day| heard[0].contains(day)), "{heard:#?}");
    assert!(told.values().all(|texts| texts.len() == 1), "nobody gets two: {told:#?}");
    let (_, text) = all_three(&told);
    assert!(text.contains("#1 Tue 11/24 7:00a-11:00a") && text.contains("#3 Thu 11/26"), "{text}");
    assert!(text.contains("Reply with the numbers you can take") && !text.contains("Rosa"), "{text}");
    let history = agency.history(2).await;
    assert!(history.contains("In one text to"), "{history}");
}

#[tokio::test]
async fn b52_one_and_three_are_accepted_each_through_its_own_case() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (who, _) = all_three(&three_days(&agency).await);
    let before = her_days(&agency);
    agency.text(&who, "1 and 3").await;
    let hers = Some(agency.id(&who));
    assert_eq!(agency.on(before[0]), hers);
    assert_ne!(agency.on(before[1]), hers, "not the second");
    assert_eq!(agency.on(before[2]), hers);
    let told = agency.told(&who);
    for number in ["#1", "#3"] {
        let confirmed = told.iter().filter(|t| t.contains(&format!("confirmed for {number}"))).count();
        assert_eq!(confirmed, 1, "{told:#?}");
    }
}

#[tokio::test]
async fn b52_all_none_only_one_day_and_the_second_bind_to_the_right_offers() {
    for (words, expected) in [
        ("all", [true; 3]),
        ("none", [false; 3]),
        ("only thursday", [false, false, true]),
        ("the 2nd", [false, true, false]),
    ] {
        let agency = Agency::open(WriteRoute::Api).await;
        let (who, _) = all_three(&three_days(&agency).await);
        let days = her_days(&agency);
        agency.text(&who, words).await;
        let hers = Some(agency.id(&who));
        let taken: Vec<bool> = days.iter().map(|day| agency.on(*day) == hers).collect();
        assert_eq!(taken, expected, "{words:?}: {:#?}", agency.told(&who));
    }
}

#[tokio::test]
async fn b52_both_of_three_is_asked_about_and_two_people_never_have_one_shift() {
    let agency = Agency::open(WriteRoute::Api).await;
    let days = her_days(&agency);
    let told = three_days(&agency).await;
    let (who, _) = all_three(&told);
    agency.text(&who, "both").await;
    assert!(agency.last(&who).contains("Which one?"), "{:#?}", agency.told(&who));
    let (other, _) = told.iter().find(|(n, t)| **n != who && t[0].contains("open shifts:")).unwrap();
    tokio::join!(agency.send(&who, "all"), agency.send(other, "all"));
    agency.rest().await;
    for day in days {
        assert_eq!(agency.sim.history(day).len(), 2, "seeded, and written once");
    }
    let confirmed = |n: &str| agency.told(n).iter().filter(|t| t.contains("confirmed for")).count();
    assert_eq!(confirmed(&who) + confirmed(other), 3, "{:#?}", (agency.told(&who), agency.told(other)));
}

#[tokio::test]
async fn b52_one_text_counts_once_against_the_cap_of_the_day() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.caps.offer_texts_per_day = 1).await;
    let told = three_days(&agency).await;
    all_three(&told);
    agency.minutes(180).await;
    for number in told.keys() {
        let offers = agency.told(number).iter().filter(|t| t.contains("open shift")).count();
        assert!(offers <= 1, "{:#?}", agency.told(number));
    }
}

#[tokio::test]
async fn b52_what_is_settled_before_the_text_leaves_is_not_in_it() {
    let agency = Agency::open(WriteRoute::Api).await;
    // The provider takes nothing for now: the text waits in the outbox.
    agency.sim.carrier().edit_faults(|f| f.throttle_next = 1_000);
    let keisha = agency.sim.heroine().number;
    agency.text(&keisha, "I have covid, cant work tue wed or thu").await;
    agency.sim.office_assign(her_days(&agency)[1], Some(agency.id("+12025550124"))).unwrap();
    agency.look_at_wellsky().await;
    agency.sim.carrier().edit_faults(|f| f.throttle_next = 0);
    agency.minutes(10).await;
    let offers: Vec<String> = agency
        .sim
        .carrier()
        .sent()
        .into_iter()
        .map(|s| s.body)
        .filter(|b| b.contains("open shift"))
        .collect();
    assert!(offers.iter().any(|b| b.contains("2 open shifts:")), "{offers:#?}");
    assert!(!offers.iter().any(|b| b.contains("Wed 11/25")), "{offers:#?}");
}

#[tokio::test]
async fn b52_killed_between_planning_and_sending_nobody_gets_two_texts_or_none() {
    let mut agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine().number;
    agency.send(&keisha, "I have covid, cant work tue wed or thu").await;
    // One effect at a time, and the process dies after each.
    for _ in 0..12 {
        agency.engine().decide_until_idle().await.unwrap();
        agency.engine().perform_due(1).await.unwrap();
        agency.sim.settle().await;
        agency.crash().await;
    }
    agency.minutes(3).await;
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    let mut shifts = 0;
    for sent in agency
        .sim
        .carrier()
        .sent()
        .iter()
        .filter(|s| s.body.contains("open shift") || s.body.contains("libre"))
    {
        *told.entry(sent.to.clone()).or_default() += 1;
        shifts += sent.body.matches('#').count().max(1);
    }
    assert!(told.values().all(|texts| *texts == 1), "{told:#?}");
    let mut offered = 0;
    for case in 1..=3 {
        offered += agency.history(case).await.matches("Offered to").count();
    }
    assert_eq!(shifts, offered, "every offer is in a text");
}

#[tokio::test]
async fn an_agency_may_ask_in_warm_words_and_before_anything_is_learnt_the_plain_ones_are_used() {
    let warm = |p: &mut Policy| p.outreach.wording = WordingRule::Warm;
    let agency = Agency::open_with(WriteRoute::Api, warm).await;
    let offers = agency.call_out().await;
    for (number, code) in &offers {
        let text = agency.last(number);
        assert!(text.contains("would be without a caregiver") || text.contains("sin cuidadora"), "{text}");
        assert!(text.contains(&format!("TAKE {code}")) && !text.contains("Rosa"), "{text}");
    }
    let (first, code) = &offers[0];
    agency.text(first, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(first)), "{}", agency.history(1).await);

    let agency = Agency::open(WriteRoute::Api).await;
    for (number, _) in agency.call_out().await {
        let text = agency.last(&number);
        assert!(!text.contains("without a caregiver") && !text.contains("sin cuidadora"), "{text}");
    }
}

fn pooled(p: &mut Policy) {
    p.pool = Pool { from_hours: 12.0, minutes: 5 };
}

#[tokio::test]
async fn a_pool_takes_the_best_of_those_who_said_yes_and_tells_the_others_at_once() {
    let agency = Agency::open_with(WriteRoute::Api, pooled).await;
    let offers = agency.call_out().await;
    let [(best, best_code), (second, code)] = [0, 1].map(|n: usize| offers[n].clone());
    agency.text(&second, &format!("TAKE {code}")).await;
    let heard = agency.last(&second);
    assert!(heard.contains("in the running") && heard.contains("3:35p"), "{heard}");
    agency.minutes(2).await;
    agency.text(&best, &format!("TAKE {best_code}")).await;
    assert_eq!(agency.writes(), 0, "nobody has it yet");
    assert!(!agency.told(&best).iter().any(|t| t.contains("confirmed")), "{:#?}", agency.told(&best));
    agency.minutes(4).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&best)), "{}", agency.history(1).await);
    let told = agency.told(&best);
    let chosen =
        told.iter().position(|t| t.contains("is to go to you")).unwrap_or_else(|| panic!("{told:#?}"));
    assert!(told[chosen + 1].contains("You're confirmed"), "{told:#?}");
    assert!(
        agency.told(&second).iter().any(|t| t.contains("Somebody else was chosen")),
        "{:#?}",
        agency.told(&second)
    );
    assert_eq!(agency.writes(), 1);
}

#[tokio::test]
async fn s7_a_pool_that_everybody_left_asks_the_next_people() {
    let agency = Agency::open_with(WriteRoute::Api, pooled).await;
    let offers = agency.call_out().await;
    let (first, code) = offers[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(&first, "sorry, I can't do it after all").await;
    assert!(agency.history(1).await.contains("says no"), "{}", agency.history(1).await);
    agency.minutes(40).await;
    let again = agency.offers_after(offers.len());
    assert!(!again.is_empty() && again.iter().all(|(to, _)| *to != first), "{again:?}");
    assert_eq!(agency.writes(), 0);
}

#[tokio::test]
async fn s12_a_visit_that_is_cancelled_while_yeses_are_collected_is_told_to_all_of_them() {
    let agency = Agency::open_with(WriteRoute::Api, pooled).await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.look_at_wellsky().await;
    assert!(agency.last(&first).contains("no longer open"), "{:#?}", agency.told(&first));
    agency.minutes(10).await;
    assert_eq!(agency.writes(), 0);
}

#[tokio::test]
async fn b26_near_shifts_are_not_pooled_and_the_first_yes_has_them() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.pool = Pool { from_hours: 24.0, minutes: 5 }).await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)), "15 hours ahead is not far");
}

/// An agency in which the best for the heroine's shift has opted out of texts, and agreed to be phoned.
async fn by_phone(calls: bool) -> (Agency, String) {
    let usual = Agency::open(WriteRoute::Api).await;
    let (best, _) = usual.call_out().await[0].clone();
    let id = usual.caregiver(&best);
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        p.caregivers.insert(id, CaregiverRecord { calls, ..CaregiverRecord::default() });
    })
    .await;
    agency.text(&best, "STOP").await;
    (agency, best)
}

async fn mark(agency: &Agency, who: &str, result: &str) -> u16 {
    let url = format!("{}/cases/1/called_{result}", agency.url);
    let form = [("who", agency.id(who).to_string())];
    let status = agency.http.post(url).form(&form).send().await.unwrap().status().as_u16();
    agency.rest().await;
    status
}

#[tokio::test]
async fn b45_whoever_cannot_be_texted_is_a_call_to_make_and_her_yes_counts_like_any() {
    let (agency, best) = by_phone(true).await;
    let before = agency.told(&best).len();
    agency.call_out().await;
    let note = agency.told(DANA);
    assert!(note.iter().any(|t| t.contains("1 caregiver(s) who fit cannot be texted")), "{note:#?}");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    let spoken = gigi_core::phone::Phone::parse(&best).unwrap().spoken();
    assert!(
        page.contains("To be phoned") && page.contains(&agency.name(&best)) && page.contains(&spoken),
        "{page}"
    );
    assert!(!agency.history(1).await.contains(&format!("{} says", agency.name(&best))), "not asked yet");
    assert_eq!(mark(&agency, &best, "no_answer").await, 303);
    assert!(agency.history(1).await.contains("does not answer"), "{}", agency.history(1).await);
    assert_eq!(mark(&agency, &best, "accepts").await, 303);
    assert_eq!(agency.on_heroines(), Some(agency.id(&best)), "{}", agency.history(1).await);
    assert_eq!(agency.told(&best).len(), before, "and not one text");
    let told = agency.told(DANA);
    assert!(told.iter().any(|t| t.contains("Phone her that it is hers")), "somebody tells her: {told:#?}");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(!page.contains("To be phoned"), "nothing is left to do");
}

#[tokio::test]
async fn b48_nobody_is_phoned_who_has_not_agreed_to_it() {
    let (agency, best) = by_phone(false).await;
    agency.call_out().await;
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(!page.contains("To be phoned"), "{page}");
    assert_eq!(mark(&agency, &best, "accepts").await, 303);
    assert_ne!(
        agency.on_heroines(),
        Some(agency.id(&best)),
        "a click about somebody who is not on the list does nothing"
    );
}

#[tokio::test]
async fn b35_a_yes_on_the_phone_and_one_by_text_are_one_assignment() {
    let (agency, best) = by_phone(true).await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(mark(&agency, &best, "accepts").await, 303);
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)));
    assert_eq!(agency.writes(), 1);
}

/// An agency in which only those who are asked first may be asked, and what the heroine's client's file says.
async fn nobody_else(moves: Option<i64>) -> Agency {
    let usual = Agency::open(WriteRoute::Api).await;
    let client = ClientId::new(usual.sim.heroine().client.to_string());
    Agency::open_with(WriteRoute::Api, |p| {
        p.clients.insert(client, ClientRules { move_minutes: moves, ..ClientRules::default() });
        p.matching.max_travel_minutes = 12.0;
        p.matching.widened_travel = 1.0;
    })
    .await
}

/// Everybody says no, but the first of the list, who could come at nine.
async fn only_at_nine(agency: &Agency) -> String {
    let first = agency.call_out().await[0].0.clone();
    agency.text(&first, "I can only do it after 9").await;
    for _ in 0..6 {
        let open: Vec<(String, String)> =
            agency.offers().into_iter().filter(|(to, _)| *to != first).collect();
        for (to, code) in open {
            if !agency.told(&to).iter().any(|t| t.contains("is not yours") || t.contains("no es suyo")) {
                agency.text(&to, &format!("PASS {code}")).await;
            }
        }
        agency.minutes(31).await;
    }
    first
}

#[tokio::test]
async fn b20_b21_a_moved_start_is_put_to_the_client_first_and_then_to_the_office() {
    let agency = nobody_else(Some(120)).await;
    let first = only_at_nine(&agency).await;
    let asked = agency.told(ROSA);
    let asked = asked
        .iter()
        .find(|t| t.contains("could come"))
        .unwrap_or_else(|| panic!("{asked:#?} {:#?}", agency.told(DANA)));
    assert!(asked.contains("9:00a-1:00p") && asked.contains("Is that ok with you?"), "{asked}");
    assert!(!agency.told(&first).iter().any(|t| t.contains("confirmed")));
    agency.text(ROSA, "yes that is fine").await;
    let told = agency.told(DANA);
    assert!(
        told.iter().any(|t| t.contains("The client agrees. Phone her, then move it in WellSky")),
        "{told:#?}"
    );
    assert!(
        told.iter().any(|t| t.contains("agrees to the other start") && t.contains("Reply OK")),
        "{told:#?}"
    );
    assert_eq!(agency.on_heroines(), Some(agency.id(&agency.sim.heroine().number)), "only a human moves it");
    assert!(!agency.told(&first).iter().any(|t| t.contains("confirmed")));
    // The office moves it; the case ends without calling it a surprise.
    let old = agency.sim.heroine().shift;
    let later = ShiftKey { start: old.start + jiff::SignedDuration::from_hours(2), ..old };
    agency.sim.edit_world(|world| {
        let mut shift = world.shifts.remove(&old).unwrap();
        shift.end += jiff::SignedDuration::from_hours(2);
        world.shifts.insert(later, shift);
    });
    agency.minutes(60).await;
    let history = agency.history(1).await;
    assert!(history.contains("moved in WellSky, as agreed"), "{history}");
    assert!(!agency.told(&first).iter().any(|t| t.contains("no longer open")), "{:#?}", agency.told(&first));
}

#[tokio::test]
async fn b20_without_consent_on_file_a_person_asks_the_client_and_a_no_is_a_no() {
    let agency = nobody_else(None).await;
    only_at_nine(&agency).await;
    assert!(!agency.told(ROSA).iter().any(|t| t.contains("could come")), "{:#?}", agency.told(ROSA));
    let told = agency.told(DANA);
    assert!(told.iter().any(|t| t.contains("Ask the client about the other start")), "{told:#?}");
    agency.text(DANA, "REFUSES 1").await;
    let history = agency.history(1).await;
    assert!(history.contains("The client does not want the other start"), "{history}");
    assert!(
        agency.told(DANA).iter().any(|t| t.contains("nobody else may be asked")),
        "{:#?}",
        agency.told(DANA)
    );
}

#[tokio::test]
async fn b20_a_visit_whose_time_is_fixed_is_never_moved() {
    let agency = nobody_else(Some(0)).await;
    only_at_nine(&agency).await;
    assert!(!agency.history(1).await.contains("could work the whole visit"), "{}", agency.history(1).await);
    assert!(!agency.told(ROSA).iter().any(|t| t.contains("could come")));
}

#[tokio::test]
async fn b24_a_winner_who_was_phoned_is_taken_back_by_a_click_and_the_search_goes_on() {
    let (agency, best) = by_phone(true).await;
    let before = agency.told(&best).len();
    agency.call_out().await;
    mark(&agency, &best, "accepts").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&best)));
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("She cannot come after all") && page.contains(&agency.name(&best)), "{page}");
    let offers = agency.offers().len();
    let url = format!("{}/cases/1/cannot_come", agency.url);
    // Somebody who does not have it: nothing.
    let other = [("who", agency.id("+12025550124").to_string())];
    assert_eq!(agency.http.post(&url).form(&other).send().await.unwrap().status(), 303);
    agency.rest().await;
    assert_eq!(agency.offers().len(), offers);
    agency.minutes(1).await;
    let form = [("who", agency.id(&best).to_string())];
    assert_eq!(agency.http.post(&url).form(&form).send().await.unwrap().status(), 303);
    agency.rest().await;
    let history = agency.history(1).await;
    assert!(history.contains(&format!("{} told", agency.name(&best))), "{history}");
    assert!(
        agency.told(DANA).iter().any(|t| t.contains("cannot come after all")),
        "{:#?}",
        agency.told(DANA)
    );
    let again = agency.offers_after(offers);
    assert!(!again.is_empty(), "{history}");
    assert_eq!(agency.told(&best).len(), before, "who cannot be texted is not texted");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(!page.contains("She cannot come after all"), "{page}");
    let (second, code) = again[0].clone();
    agency.text(&second, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&second)), "{}", agency.history(1).await);
}

#[tokio::test]
async fn s9_b40_yeses_that_only_together_pass_the_weekly_hours_are_not_all_hers() {
    // On the office route nothing is on the schedule before a human has entered it: her yeses must count by themselves.
    let usual = Agency::open(WriteRoute::Office).await;
    let (who, _) = all_three(&three_days(&usual).await);
    let roster = usual.engine().roster().await.unwrap();
    let week = "2026-11-22T06:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let until = week + jiff::SignedDuration::from_hours(7 * 24);
    let id = usual.caregiver(&who);
    let works: f64 = roster
        .shifts_of(&id)
        .filter(|s| s.is_on() && s.start() >= week && s.start() < until)
        .map(gigi_core::agency::Shift::hours)
        .sum();
    // Two more visits of four hours with their ways fit, three do not.
    let agency = Agency::open_with(WriteRoute::Office, |p| {
        p.matching.week_hours = works + 10.5;
        p.matching.most_days_in_a_row = 40;
    })
    .await;
    let told = three_days(&agency).await;
    assert!(told.get(&who).is_some_and(|t| t[0].contains("3 open shifts:")), "{told:#?}");
    agency.text(&who, "all").await;
    let heard = agency.told(&who);
    let first = heard.iter().filter(|t| t.contains("You're first for")).count();
    let refused = heard.iter().filter(|t| t.contains("can't give you")).count();
    assert_eq!((first, refused), (3, 1), "three yeses, and the check of the third: {heard:#?}");
}
