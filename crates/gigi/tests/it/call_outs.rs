//! What a call-out does, and what is none.
use gigi_core::policy::WriteRoute;

use crate::agency::{Agency, DANA, ROSA};

#[tokio::test]
async fn s1_b1_b26_a_call_out_becomes_a_filled_shift() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let keisha = agency.sim.heroine();
    let heard = agency.told(&keisha.number);
    assert!(heard[0].starts_with("Got it: you can't work Tue 11/24 7:00a"), "{heard:?}");
    assert!(!offers.is_empty() && offers.len() <= 3, "a small wave: {offers:?}");
    assert!(offers.iter().all(|(to, _)| *to != keisha.number));

    let (winner, code) = offers[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    let told = agency.told(&winner);
    assert!(told[1].contains("You're first"), "{told:?}");
    assert!(told[2].contains("You're confirmed") && told[2].contains("Rosa S."), "{told:?}");
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)));
    assert_eq!(agency.writes(), 1);
    for (loser, _) in &offers[1..] {
        let last = agency.last(loser);
        assert!(last.contains("is filled") || last.contains("ya esta cubierto"), "the others hear: {last}");
    }
    assert!(agency.last(ROSA).contains("will come to you"), "the client hears who comes");
    assert!(agency.last(DANA).contains("filled by"), "the coordinator hears");
}

#[tokio::test]
async fn b26_on_the_office_route_nobody_is_confirmed_before_wellsky_shows_it() {
    let agency = Agency::open(WriteRoute::Office).await;
    let (winner, code) = agency.call_out().await[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    assert!(agency.last(&winner).contains("You're first"), "{}", agency.last(&winner));
    let asked = agency.last(DANA);
    assert!(asked.contains("Enter her on shift") && asked.contains("Reply OK"), "{asked}");
    assert_eq!(agency.sim.admin_tasks().len(), 1, "and a task in WellSky says so too");
    agency.minutes(4).await;
    assert_eq!(agency.writes(), 0, "Gigi writes nothing on this route");
    assert!(!agency.told(&winner).iter().any(|t| t.contains("confirmed")));

    agency.sim.office_assign(agency.sim.heroine().shift, Some(agency.id(&winner))).unwrap();
    agency.minutes(2).await;
    assert!(agency.last(&winner).contains("You're confirmed"), "{}", agency.last(&winner));
    assert!(agency.last(ROSA).contains("will come to you"));
}

#[tokio::test]
async fn s1_b4_a_frantic_call_out_45_minutes_before_the_start() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T12:15:00Z").await;
    let keisha = agency.sim.heroine();
    agency
        .text(
            &keisha.number,
            "OMG my car wont start im so sorry im supposed to be at Rosas at 7 please dont fire me",
        )
        .await;
    assert!(agency.told(&keisha.number)[0].contains("We are looking for cover"), "sought, not promised");
    let page = agency.told(DANA);
    assert!(page.iter().any(|t| t.contains("Reply OK")), "a human is really woken: {page:?}");
    assert!(!agency.offers().is_empty(), "and people are asked at the same time");
    let history = agency.history(1).await;
    assert!(history.contains("Woke Office 180"), "{history}");
}

#[tokio::test]
async fn b3_a_call_out_days_ahead_is_recorded_and_worked() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "I can't work Friday 7am, I have a doctor appointment").await;
    let heard = agency.last(&keisha.number);
    assert!(heard.starts_with("Got it: you can't work Fri 11/27 7:00a"), "{heard}");
    assert!(!agency.offers().is_empty());
    assert!(!agency.told(DANA).iter().any(|t| t.contains("Reply OK")), "nobody is woken four days ahead");
}

#[tokio::test]
async fn s2_b54_late_but_coming_opens_nothing() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T12:40:00Z").await;
    let keisha = agency.sim.heroine();
    for text in ["running 15 min late, not calling out, traffic is bad", "im still coming!!"] {
        agency.text(&keisha.number, text).await;
    }
    assert!(agency.told(&keisha.number)[0].contains("You are still on"), "{:?}", agency.told(&keisha.number));
    assert!(agency.told(DANA).iter().any(|t| t.contains("late")), "the coordinator hears");
    assert!(agency.offers().is_empty(), "nobody is asked");
    assert!(agency.cases().await.iter().all(|c| c["kind"] != "call_out"));
    assert_eq!(agency.on_heroines(), Some(agency.id(&keisha.number)));
}

#[tokio::test]
async fn b2_another_clients_name_is_flagged_and_the_call_out_is_worked() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "cant make it to Mrs Johnson tomorrow, im sick").await;
    assert_eq!(agency.told(&keisha.number).len(), 1, "no interrogation");
    assert!(!agency.offers().is_empty());
    assert!(agency.told(DANA).iter().any(|t| t.contains("named another client")), "{:?}", agency.told(DANA));
}

#[tokio::test]
async fn s3_b18_other_hours_that_she_could_work_reach_the_coordinator() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "cant work with rosa tomorrow at 7 but could do 8:30 to 11:30").await;
    let note = agency.told(DANA);
    assert!(note.iter().any(|t| t.contains("could work from 8:30a until 11:30a")), "{note:?}");
    assert!(!agency.offers().is_empty(), "and the shift is worked meanwhile");
}

#[tokio::test]
async fn b9_the_same_caregiver_calls_out_twice_and_there_is_one_case() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await.len();
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "hey did u get that? i cant come in at 7 tomorrow, still sick").await;
    assert_eq!(agency.cases().await.len(), 1);
    assert_eq!(agency.offers().len(), offers, "nobody is asked twice");
    assert!(agency.last(&keisha.number).contains("still looking"), "{}", agency.last(&keisha.number));
}

/// Agnieszka works for Harold 8-10 and for Beatriz 14-18.
const AGNIESZKA: &str = "+12025550104";

#[tokio::test]
async fn s28_of_two_shifts_on_one_day_only_the_named_one_is_opened() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(AGNIESZKA, "cant do my 2pm tomorrow, dentist. morning is fine").await;
    let cases = agency.cases().await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    assert!(cases[0]["title"].as_str().unwrap().contains("2:00p"), "{cases:?}");
}

#[tokio::test]
async fn s28_b1_which_of_two_is_asked_once_and_the_answer_counts() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(AGNIESZKA, "i cant make it to my shift tomorrow").await;
    let asked = agency.last(AGNIESZKA);
    assert!(asked.contains("Which shift can't you work?") && asked.contains("2:00p"), "{asked}");
    assert!(agency.offers().is_empty(), "nothing is guessed");
    let second = asked.split("2) ").nth(1).unwrap_or_else(|| panic!("numbered: {asked}"));
    agency.text(AGNIESZKA, "2").await;
    let heard = agency.last(AGNIESZKA);
    let named = second.split("-").next().unwrap();
    assert!(heard.starts_with("Got it") && heard.contains(named), "{heard} / {asked}");
    assert!(!agency.offers().is_empty());
}

#[tokio::test]
async fn s28_a_question_without_an_answer_reaches_a_human() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(AGNIESZKA, "i cant make it to my shift tomorrow").await;
    agency.minutes(11).await;
    let page = agency.last(DANA);
    assert!(page.contains("which shift is not known") && page.contains("Reply OK"), "{page}");
}

#[tokio::test]
async fn b9_b10_an_answer_that_names_a_shift_with_a_case_already_opens_only_the_others() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(AGNIESZKA, "cant do my 2pm tomorrow, dentist").await;
    agency.text(AGNIESZKA, "i cant make it to my shift").await;
    let asked = agency.last(AGNIESZKA);
    assert!(asked.contains("3) Tue 11/24 2:00p"), "{asked}");
    agency.text(AGNIESZKA, "2 and 3").await;
    let open: Vec<String> =
        agency.cases().await.iter().map(|c| c["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(open.iter().filter(|t| t.contains("2:00p")).count(), 1, "{open:?}");
    assert_eq!(open.iter().filter(|t| t.contains("8:00a")).count(), 1, "{open:?}");
}

#[tokio::test]
async fn s25_b50_the_same_webhook_twice_has_one_effect() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    let received = agency.sim.carrier().text(&keisha.number, "I'm sick, can't make my 7am tomorrow").await;
    agency.rest().await;
    let told = agency.told(&keisha.number).len();
    agency.sim.carrier().redeliver(&received.sid).await.unwrap();
    agency.rest().await;
    assert_eq!(agency.told(&keisha.number).len(), told);
    assert_eq!(agency.cases().await.len(), 1);
}

#[tokio::test]
async fn s14_b11_an_unknown_number_learns_nothing_and_reaches_a_human() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text("+12025550177", "hi its keishas sister she is sick and cant come tomorrow at 7").await;
    let told = agency.told("+12025550177");
    assert_eq!(told, ["We got your message; a coordinator will get back to you."]);
    assert!(agency.last(DANA).contains("Reply OK"), "{}", agency.last(DANA));
    assert!(agency.offers().is_empty(), "never on a guess");
}

#[tokio::test]
async fn b11_s29_a_known_name_from_a_new_number_is_checked_by_a_human_before_anything_happens() {
    let agency = Agency::open(WriteRoute::Api).await;
    let before = agency.on_heroines();
    agency.text("+12025550196", "this is Keisha Example, got a new phone. cant make my 7a tmrw").await;
    let told = agency.last("+12025550196");
    assert!(!told.contains("7:00a") && !told.contains("Rosa"), "a stranger learns nothing: {told}");
    assert!(!agency.told(DANA).is_empty(), "somebody checks who it is");
    assert!(agency.offers().is_empty() && agency.on_heroines() == before && agency.writes() == 0);
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("this is Keisha Example"), "the words are kept: {page}");
}

#[tokio::test]
async fn s23_what_is_said_about_a_training_opens_no_search() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine().number.clone();
    let before = agency.on_heroines();
    agency.text(&keisha, "cant make the dementia training class thursday").await;
    assert!(agency.offers().is_empty() && agency.on_heroines() == before && agency.writes() == 0);
    let cases = agency.cases().await;
    assert!(cases.iter().all(|c| c["kind"] != "call_out"), "{cases:?}");
}

#[tokio::test]
async fn s15_where_a_text_is_no_notice_she_is_asked_to_phone_and_the_shift_is_worked_all_the_same() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.text_counts_as_notice = false).await;
    let offers = agency.call_out().await;
    let heard = agency.last(&agency.sim.heroine().number);
    assert!(heard.contains("phone the office") && heard.contains("not notice"), "{heard}");
    assert!(!offers.is_empty(), "the client does not wait for it");
}
