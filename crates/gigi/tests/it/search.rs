//! Who is asked, who never is, and what a human's hand in WellSky does.
use std::collections::BTreeSet;

use gigi_core::id::ClientId;
use gigi_core::policy::caregiver::Sex;
use gigi_core::policy::client::{SexReason, SexRequirement};
use gigi_core::policy::{CaregiverRecord, ClientRules, WriteRoute};
use gigi_engine::ports::Clock as _;
use gigi_sim::ShiftKey;
use serde_json::Value;

use crate::agency::{Agency, DANA, MIGUEL};

/// Why somebody was not asked, by the case's page.
async fn reasons(agency: &Agency, case: u64) -> Vec<(String, String)> {
    let case = agency.case(case).await;
    let lines = case["lines"].as_array().unwrap();
    let ranked: Vec<&Value> = lines.iter().filter_map(|l| l.get("ranked")).collect();
    let excluded = ranked.last().unwrap()["excluded"].as_array().unwrap();
    let pair = |e: &Value| (e[0].as_str().unwrap().to_owned(), e[1].as_str().unwrap().to_owned());
    excluded.iter().map(pair).collect()
}

#[tokio::test]
async fn s8_b45_silence_from_everybody_sends_the_next_wave_on_time() {
    let agency = Agency::open(WriteRoute::Api).await;
    let first = agency.call_out().await.len();
    agency.minutes(29).await;
    assert_eq!(agency.offers().len(), first, "not before its time");
    agency.minutes(2).await;
    assert!(agency.offers().len() > first, "half an hour of silence is enough at this lead");
}

#[tokio::test]
async fn s8_b45_silence_wakes_a_human_before_the_start_and_then_the_next() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    agency.until("2026-11-24T09:01:00Z").await;
    let page = agency.told(DANA);
    assert!(
        page.iter().any(|t| t.contains("Reply OK")),
        "four hours before the start at the latest: {page:?}"
    );
    agency.minutes(6).await;
    assert!(
        agency.told(MIGUEL).iter().any(|t| t.contains("Reply OK")),
        "she does not answer: the next is woken"
    );
    let woken = agency.told(MIGUEL).len();
    agency.text(MIGUEL, "OK 1").await;
    agency.minutes(30).await;
    let later: Vec<String> = agency.told(MIGUEL).split_off(woken + 1);
    assert!(!later.iter().any(|t| t.contains("Reply OK")), "whoever has it is left alone: {later:?}");
}

#[tokio::test]
async fn s24_b48_stop_in_the_middle_of_an_offer_is_for_good() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (stopped, _) = agency.call_out().await[0].clone();
    let before = agency.told(&stopped).len();
    agency.text(&stopped, "STOP").await;
    agency.minutes(120).await;
    assert_eq!(agency.told(&stopped).len(), before, "not one more text");
    agency.text("+12025550101", "my kid has a fever, cant work tomorrow 9am").await;
    agency.minutes(120).await;
    assert_eq!(agency.told(&stopped).len(), before, "nor for another shift");
}

#[tokio::test]
async fn s9_b40_a_yes_that_would_clash_is_refused_on_fresh_data_and_the_next_yes_wins() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let (first, code) = offers[0].clone();
    // Meanwhile the office gives her Priya's seven o'clock, which the mirror has not seen.
    let priyas = agency.next_shift("+12025550106", 0);
    agency.sim.office_assign(priyas, Some(agency.id(&first))).unwrap();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(agency.writes(), 0);
    let heard = agency.last(&first);
    assert!(heard.contains("can't give you"), "{heard}");
    let history = agency.history(1).await;
    assert!(history.contains("has another visit then"), "the reason is on record: {history}");
    let (second, code) = offers[1].clone();
    agency.text(&second, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&second)));
}

#[tokio::test]
async fn s9_b40_whoever_would_pass_the_weekly_hours_is_never_offered() {
    // The regulars of the small agency work every day; here only their hours are looked at.
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        p.matching.week_hours = 20.0;
        p.matching.most_days_in_a_row = 40;
    })
    .await;
    agency.call_out().await;
    agency.minutes(180).await;
    let reasons = reasons(&agency, 1).await;
    let (_, names) = reasons
        .iter()
        .find(|(why, _)| why.contains("would be overtime"))
        .unwrap_or_else(|| panic!("somebody works a lot: {reasons:?}"));
    let asked: Vec<String> = agency.offers().iter().map(|(to, _)| agency.name(to)).collect();
    assert!(asked.iter().all(|name| !names.contains(name)), "{asked:?} / {names}");
}

#[tokio::test]
async fn b40_whoever_lacks_what_the_client_needs_is_never_offered_and_the_reason_is_shown() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    let reasons = reasons(&agency, 1).await;
    let (_, names) = reasons.iter().find(|(why, _)| why.contains("lacks a skill")).unwrap();
    assert!(names.contains("Linh Tran"), "Rosa needs a Hoyer lift, Linh has not learnt it: {reasons:?}");
    let each_once: Vec<&str> = reasons.iter().flat_map(|(_, names)| names.split(", ")).collect();
    let mut unique = each_once.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(each_once.len(), unique.len(), "one reason each");
}

#[tokio::test]
async fn whoever_called_out_sick_is_not_asked_for_another_visit_of_that_day() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    agency.text("+12025550104", "cant do my 2pm tomorrow, my car died").await;
    agency.minutes(180).await;
    let keisha = agency.sim.heroine().number;
    assert!(agency.offers().iter().all(|(to, _)| *to != keisha), "{:?}", agency.told(&keisha));
    let reasons = reasons(&agency, 2).await;
    let (_, names) = reasons.iter().find(|(why, _)| why.contains("another visit around then")).unwrap();
    assert_eq!(*names, agency.name(&keisha));
}

#[tokio::test]
async fn s10_the_best_person_is_on_the_do_not_send_list() {
    let usual = Agency::open(WriteRoute::Api).await;
    let (best, _) = usual.call_out().await[0].clone();
    let client = ClientId::new(usual.sim.heroine().client.to_string());
    let barred = usual.caregiver(&best);
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        p.clients.insert(client, ClientRules { exclude: [barred].into(), ..ClientRules::default() });
    })
    .await;
    agency.call_out().await;
    agency.minutes(14 * 60).await;
    assert!(agency.offers().iter().all(|(to, _)| *to != best), "never, however long nobody answers");
    let reasons = reasons(&agency, 1).await;
    let (_, names) = reasons.iter().find(|(why, _)| why.contains("do-not-send")).unwrap();
    assert_eq!(*names, agency.name(&best));
}

#[tokio::test]
async fn b46_nobody_available_wakes_a_human_at_once_with_the_reason() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.matching.max_travel_minutes = 0.5).await;
    let offers = agency.call_out().await;
    assert!(offers.is_empty(), "{offers:?}");
    let page = agency.told(DANA);
    assert!(
        page.iter().any(|t| t.contains("nobody else may be asked") && t.contains("Reply OK")),
        "{page:?}"
    );
}

#[tokio::test]
async fn s12_somebody_else_assigned_by_a_human_while_offers_are_out_stands() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let shift = agency.sim.heroine().shift;
    let chosen = agency.id("+12025550124");
    agency.sim.office_assign(shift, Some(chosen)).unwrap();
    agency.look_at_wellsky().await;
    let (first, code) = offers[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(agency.on(shift), Some(chosen), "a human's entry is never overwritten");
    let heard = agency.last(&first);
    assert!(heard.contains("no longer open") || heard.contains("filled"), "{heard}");
    assert!(!agency.told(&first).iter().any(|t| t.contains("You're first")));
}

#[tokio::test]
async fn s12_a_human_is_quicker_than_the_write() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let shift = agency.sim.heroine().shift;
    let chosen = agency.id("+12025550124");
    // Nothing has looked at WellSky since; the write itself finds out.
    agency.sim.office_assign(shift, Some(chosen)).unwrap();
    let (first, code) = offers[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(agency.on(shift), Some(chosen));
    assert!(!agency.told(&first).iter().any(|t| t.contains("confirmed for")), "{:?}", agency.told(&first));
}

#[tokio::test]
async fn s12_a_visit_that_a_human_cancels_is_not_filled() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.look_at_wellsky().await;
    for (to, _) in &offers {
        let heard = agency.last(to);
        assert!(
            heard.contains("no longer open") || heard.contains("ya no esta"),
            "everybody asked hears: {heard}"
        );
    }
    let before = agency.offers().len();
    agency.minutes(240).await;
    assert_eq!(agency.offers().len(), before, "nobody else is asked");
}

#[tokio::test]
async fn s12_a_visit_that_a_human_moves_is_not_filled_at_the_old_time() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let old = agency.sim.heroine().shift;
    let moved = ShiftKey { start: old.start + jiff::SignedDuration::from_hours(3), ..old };
    agency.sim.edit_world(|world| {
        let mut shift = world.shifts.remove(&old).unwrap();
        shift.end += jiff::SignedDuration::from_hours(3);
        world.shifts.insert(moved, shift);
    });
    let (first, code) = offers[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert!(!agency.told(&first).iter().any(|t| t.contains("confirmed for")), "{:?}", agency.told(&first));
    assert_eq!(agency.on(moved), Some(agency.id(&agency.sim.heroine().number)), "untouched");
    assert!(agency.told(DANA).iter().any(|t| t.contains("changed in WellSky")), "{:?}", agency.told(DANA));
}

#[tokio::test]
async fn b41_a_client_of_familiar_faces_is_offered_to_nobody_who_has_not_been_there() {
    let usual = Agency::open(WriteRoute::Api).await;
    let client = ClientId::new(usual.sim.heroine().client.to_string());
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        p.clients.insert(client.clone(), ClientRules { familiar_only: true, ..ClientRules::default() });
    })
    .await;
    agency.call_out().await;
    agency.minutes(14 * 60).await;
    let roster = agency.engine().roster().await.unwrap();
    let now = agency.clock().now();
    let been: BTreeSet<_> =
        roster.visits_to(&client).filter(|s| s.start() < now).filter_map(|s| s.caregiver.clone()).collect();
    let asked: Vec<String> = agency.offers().into_iter().map(|(to, _)| to).collect();
    assert!(asked.iter().all(|to| been.contains(&agency.caregiver(to))), "{asked:?}");
    let reasons = reasons(&agency, 1).await;
    assert!(reasons.iter().any(|(why, _)| why.contains("familiar people")), "{reasons:?}");
}

#[tokio::test]
async fn b41_a_documented_need_in_intimate_care_is_respected_and_named() {
    let usual = Agency::open(WriteRoute::Api).await;
    let (best, _) = usual.call_out().await[0].clone();
    let client = ClientId::new(usual.sim.heroine().client.to_string());
    let (him, sex) = (usual.caregiver(&best), Some(Sex::Male));
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        let need = SexRequirement {
            value: Sex::Female,
            reason: SexReason::IntimateCare,
            documented_by: "Dana Office".into(),
            date: jiff::civil::date(2026, 5, 2),
        };
        p.clients.insert(client, ClientRules { sex: Some(need), ..ClientRules::default() });
        p.caregivers.insert(him, CaregiverRecord { sex, ..CaregiverRecord::default() });
    })
    .await;
    agency.call_out().await;
    agency.minutes(14 * 60).await;
    assert!(agency.offers().iter().all(|(to, _)| *to != best), "{:?}", agency.offers());
    let reasons = reasons(&agency, 1).await;
    let (_, names) = reasons.iter().find(|(why, _)| why.contains("intimate care")).unwrap();
    assert_eq!(*names, agency.name(&best));
}

#[tokio::test]
async fn b15_while_a_coordinator_works_the_shift_nobody_is_promised_it_and_everybody_is_told() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (first, code) = agency.call_out().await[0].clone();
    assert_eq!(agency.click(1, "take_over", "").await, 303);
    agency.text(&first, &format!("TAKE {code}")).await;
    let heard = agency.last(&first);
    assert!(heard.contains("The office is handling Tue 11/24 7:00a-11:00a itself"), "{heard}");
    assert_eq!(agency.writes(), 0, "Gigi does not collide with her");
    let keisha = agency.sim.heroine().number;
    agency.text(&keisha, "cant make my 7a tmrw, still sick").await;
    assert!(agency.last(&keisha).contains("We have your call-out"), "{}", agency.last(&keisha));
    assert_eq!(agency.cases().await.len(), 1);
    // She closes it by hand: whoever said yes and was told to wait hears the end of it.
    assert_eq!(agency.click(1, "close", "Bea goes, entered by hand").await, 303);
    assert!(agency.last(&first).contains("no longer open"), "{:#?}", agency.told(&first));
}

#[tokio::test]
async fn b17_a_call_out_late_at_night_asks_nobody_before_the_morning_or_before_it_is_urgent() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine().number;
    agency.until("2026-11-24T05:30:00Z").await;
    // Half past eleven: Thursday can wait, and she herself is answered at once.
    agency.text(&keisha, "I cant work thursday 7a").await;
    assert!(agency.last(&keisha).contains("Got it"), "{}", agency.last(&keisha));
    agency.until("2026-11-24T13:55:00Z").await;
    assert!(agency.offers().is_empty(), "nobody is texted at night: {:?}", agency.offers());
    agency.until("2026-11-24T14:05:00Z").await;
    assert!(!agency.offers().is_empty(), "{}", agency.history(1).await);
    // The same night, seven hours before the start: asked as soon as the agency calls it urgent, and not before.
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T05:30:00Z").await;
    agency.call_out().await;
    assert!(agency.offers().is_empty(), "{:?}", agency.offers());
    let urgent = agency.sim.heroine().shift.start - jiff::SignedDuration::from_hours(6);
    agency.until(&(urgent - jiff::SignedDuration::from_mins(2)).to_string()).await;
    assert!(agency.offers().is_empty(), "{:?}", agency.offers());
    agency.until(&(urgent + jiff::SignedDuration::from_mins(3)).to_string()).await;
    assert!(!agency.offers().is_empty(), "{}", agency.history(1).await);
}

#[tokio::test]
async fn l9_news_that_can_wait_are_not_texted_in_the_night_of_whoever_they_are_for() {
    let usual = Agency::open(WriteRoute::Api).await;
    let keisha = usual.sim.heroine().number;
    usual.text(&keisha, "I cant work thursday 7a").await;
    let far = usual.offers()[0].0.clone();
    let id = usual.caregiver(&far);
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        let zone = gigi_core::calendar::Zone::named("America/Los_Angeles").ok();
        p.caregivers.insert(id, CaregiverRecord { zone, ..CaregiverRecord::default() });
    })
    .await;
    let shift = agency.next_shift(&keisha, 2);
    agency.text(&keisha, "I cant work thursday 7a").await;
    let near = agency.offers().into_iter().map(|(to, _)| to).find(|to| *to != far).unwrap();
    let told = (agency.told(&far).len(), agency.told(&near).len());
    assert!(told.0 > 0, "she was asked as well: {:?}", agency.offers());
    // Half past eight in Chicago, half past six where she is.
    agency.until("2026-11-24T14:30:00Z").await;
    agency.sim.office_cancel(shift).unwrap();
    agency.look_at_wellsky().await;
    assert!(agency.last(&near).contains("no longer open") || agency.last(&near).contains("ya no esta"));
    assert!(!agency.last(&far).contains("no longer open"), "{:#?}", agency.told(&far));
    agency.until("2026-11-24T16:05:00Z").await;
    assert!(agency.last(&far).contains("no longer open"), "{:#?}", agency.told(&far));
}

#[tokio::test]
async fn s09_whoever_has_the_flu_is_sent_to_nobody_until_she_writes_that_she_is_well() {
    let usual = Agency::open(WriteRoute::Api).await;
    let keisha = usual.sim.heroine().number;
    usual.text(&keisha, "I cant work thursday 7a").await;
    let first = usual.offers()[0].0.clone();
    let agency = Agency::open_with(WriteRoute::Api, |p| p.matching.symptom_days = 4).await;
    agency.text(&first, "I have the flu and cant work my next shift").await;
    let before = agency.offers().len();
    agency.text(&keisha, "I cant work thursday 7a").await;
    assert!(agency.offers_after(before).iter().all(|(to, _)| *to != first), "{:?}", agency.offers());
    let kept_back = async |case: &Value| -> String {
        let case = agency.case(case["number"].as_u64().unwrap()).await;
        let lines = case["lines"].as_array().unwrap();
        let ranked = lines.iter().rev().find(|l| l["ranked"].is_object()).unwrap();
        let excluded = ranked["ranked"]["excluded"].as_array().unwrap();
        let infection = excluded.iter().find(|row| row[0].as_str().unwrap().contains("infection control"));
        infection.map(|row| row[1].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    let newest = agency.cases().await[0].clone();
    let (name, back) = (agency.name(&first), kept_back(&newest).await);
    assert!(back.contains(&name), "the office sees that she is kept back, and not why: {back}");
    let phones = [first.as_str(), keisha.as_str(), crate::agency::DANA, crate::agency::ROSA];
    let texts: Vec<String> = phones.iter().flat_map(|phone| agency.told(phone)).collect();
    assert!(!texts.iter().any(|t| t.contains("infection") || t.contains("flu")), "{texts:#?}");
    // Well again, she is one of those who may be asked.
    agency.text(&first, "fever is gone, feeling much better now").await;
    agency.text(&keisha, "and I cant work friday 7a").await;
    let newest = agency.cases().await[0].clone();
    assert!(!kept_back(&newest).await.contains(&name), "{}", kept_back(&newest).await);
}

#[tokio::test]
async fn b42_a_face_that_the_client_likes_is_asked_first_and_the_page_says_why() {
    let usual = Agency::open(WriteRoute::Api).await;
    let offers = usual.call_out().await;
    let client = ClientId::new(usual.sim.heroine().client.to_string());
    let ranked = |case: &Value| -> Vec<(String, Vec<String>)> {
        let lines = case["lines"].as_array().unwrap();
        let ranked = lines.iter().find_map(|l| l.get("ranked").filter(|r| !r.is_null())).unwrap();
        let words = |c: &Value| {
            c["factors"].as_array().unwrap().iter().map(|f| f[0].as_str().unwrap().to_owned()).collect()
        };
        let one = |c: &Value| (c["name"].as_str().unwrap().to_owned(), words(c));
        ranked["candidates"].as_array().unwrap().iter().map(one).collect()
    };
    let order = ranked(&usual.case(1).await);
    let sum: Vec<&String> = order.iter().map(|(name, _)| name).collect();
    assert_eq!(*sum[0], usual.name(&offers[0].0), "the best of the ranking is asked first");
    // The last of the first wave becomes the first once the client is known to like her.
    let (liked, _) = offers.last().unwrap().clone();
    let prefer = usual.caregiver(&liked);
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        p.clients.insert(client, ClientRules { prefer: [prefer].into(), ..ClientRules::default() });
    })
    .await;
    let first = agency.call_out().await[0].0.clone();
    let order = ranked(&agency.case(1).await);
    let place = |name: &str| order.iter().position(|(n, _)| n == name).unwrap();
    let name = agency.name(&liked);
    assert!(place(&name) < offers.len() - 1, "{order:?}");
    let (_, words) = &order[place(&name)];
    assert!(words.iter().any(|w| w.contains("the client likes to see her")), "{words:?}");
    assert_eq!(order[0].0, agency.name(&first));
}
