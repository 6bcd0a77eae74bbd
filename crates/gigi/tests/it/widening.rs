//! What Gigi tries when the usual list is at its end, halves that make a whole, and many shifts open at once.
use gigi_core::policy::WriteRoute;

use crate::agency::{Agency, DANA};

#[tokio::test]
async fn b43_longer_ways_are_tried_before_a_human_is_woken() {
    // At ten minutes hardly anybody is left.
    let agency = Agency::open_with(WriteRoute::Api, |p| p.matching.max_travel_minutes = 10.0).await;
    agency.call_out().await;
    agency.minutes(13 * 60).await;
    let history = agency.history(1).await;
    assert!(history.contains("people who live farther away may be asked"), "{history}");
    let widened = history.find("people who live farther away").unwrap();
    assert!(history[widened..].contains("Wave"), "and they are asked: {history}");
}

#[tokio::test]
async fn s9_overtime_is_offered_only_after_a_human_has_allowed_it() {
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        p.matching.week_hours = 3.5;
        p.matching.most_days_in_a_row = 40;
    })
    .await;
    agency.call_out().await;
    agency.minutes(120).await;
    let asked = agency.offers().len();
    let told = agency.told(DANA);
    assert!(told.iter().any(|t| t.contains("Reply OT 1 to ask these")), "{told:?}");
    agency.text(DANA, "OT 1").await;
    assert!(agency.offers().len() > asked, "those for whom it is overtime are asked now");
    let history = agency.history(1).await;
    assert!(history.contains("people for whom it is overtime may be asked (Office 180"), "{history}");
    let (first, code) = agency.offers().last().unwrap().clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)), "the check at the yes knows it as well");
}

#[tokio::test]
async fn b19_b20_two_halves_are_laid_together_for_the_office_and_nobody_is_promised_anything() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let ((early, _), (late, code)) = (offers[0].clone(), offers[1].clone());
    agency.text(&early, "I can only do it til 9").await;
    let told = agency.told(DANA);
    assert!(told.iter().any(|t| t.contains("can do 7:00a-9:00a of it, not the whole")), "{told:?}");
    assert!(!told.iter().any(|t| t.contains("would cover it")));
    agency.text(&late, "could do after 8:30").await;
    let told = agency.told(DANA);
    let plan = told.iter().find(|t| t.contains("would cover it")).unwrap_or_else(|| panic!("{told:?}"));
    assert!(plan.contains("from 8:30a") && plan.contains("Ask the client first"), "{plan}");
    assert_eq!(agency.on_heroines(), Some(agency.id(&agency.sim.heroine().number)), "nothing is written");
    for who in [&early, &late] {
        assert!(!agency.told(who).iter().any(|t| t.contains("confirmed")), "{:?}", agency.told(who));
    }
    // The whole shift is still to be had.
    agency.text(&late, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&late)));
}

#[tokio::test]
async fn many_open_shifts_are_planned_together_and_no_two_ask_the_same_person_first() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.storm.from_shifts = 2).await;
    let numbers = ["+12025550101", "+12025550102", "+12025550104", "+12025550106"];
    for number in numbers {
        agency.text(number, "cant work tomorrow, the roads are all ice").await;
    }
    let cases = agency.cases().await.len();
    assert!(cases >= 4, "{cases} cases");
    let mut planned = 0;
    for case in 1..=cases as u64 {
        planned += usize::from(agency.history(case).await.contains("planned together with"));
    }
    assert!(planned >= 2, "{planned}");
    // The first name of every wave of the later cases is another one.
    let mut first = Vec::new();
    for case in 1..=cases as u64 {
        let history = agency.history(case).await;
        if let Some((_, wave)) = history.split_once("planned together with")
            && let Some((_, asked)) = wave.split_once("asks ")
        {
            first.push(asked.split([',', '.']).next().unwrap().to_owned());
        }
    }
    let mut unique = first.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), first.len(), "{first:?}");
}

#[tokio::test]
async fn whoever_wants_a_pause_gets_no_offers_until_it_is_over() {
    let usual = Agency::open(WriteRoute::Api).await;
    let (best, _) = usual.call_out().await[0].clone();
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(&best, "PAUSE 2H").await;
    assert!(agency.last(&best).contains("No shift offers until Mon 11/23"), "{}", agency.last(&best));
    agency.call_out().await;
    agency.minutes(90).await;
    assert!(agency.offers().iter().all(|(to, _)| *to != best));
    agency.minutes(60).await;
    assert!(agency.offers().iter().any(|(to, _)| *to == best), "then she is asked as before");
}
