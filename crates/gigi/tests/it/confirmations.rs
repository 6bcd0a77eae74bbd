//! The evening's question who comes the next day.
use gigi_core::policy::{Policy, WriteRoute};
use serde_json::Value;

use crate::agency::{Agency, DANA};

/// Works twice on Tuesday.
const AGNIESZKA: &str = "+12025550104";

fn rules(policy: &mut Policy) {
    policy.confirm.enabled = true;
}

/// Monday, a minute after five in the evening.
const EVENING: &str = "2026-11-23T23:01:00Z";

async fn evening() -> Agency {
    let agency = Agency::open_with(WriteRoute::Api, rules).await;
    agency.until(EVENING).await;
    agency
}

async fn round(agency: &Agency) -> Value {
    let day = agency.cases().await.into_iter().find(|c| c["kind"] == "day").expect("there is a round");
    agency.case(day["number"].as_u64().unwrap()).await
}

fn asked(agency: &Agency, number: &str) -> Vec<String> {
    let all = agency.told(number).into_iter();
    all.filter(|t| t.contains("please confirm your shifts") || t.contains("confirme sus turnos")).collect()
}

#[tokio::test]
async fn it_is_off_unless_the_agency_wants_it() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(EVENING).await;
    assert!(asked(&agency, &agency.sim.heroine().number).is_empty());
    assert!(agency.cases().await.is_empty());
}

#[tokio::test]
async fn b39_one_text_lists_her_shifts_and_ok_confirms_them() {
    let agency = evening().await;
    let keisha = agency.sim.heroine();
    let text = asked(&agency, &keisha.number);
    assert_eq!(text.len(), 1, "{text:?}");
    assert!(text[0].contains("Tue 11/24 7:00a-11:00a Rosa S") && !text[0].contains("tomorrow"), "{text:?}");
    let both = asked(&agency, AGNIESZKA);
    assert!(both.len() == 1 && both[0].contains("1) Tue") && both[0].contains("2) Tue"), "{both:?}");
    agency.text(&keisha.number, "ok").await;
    assert_eq!(agency.last(&keisha.number), "Thank you, noted.");
    agency.text(AGNIESZKA, "👍").await;
    let round = round(&agency).await;
    let confirmed =
        round["rows"].as_array().unwrap().iter().filter(|r| r[1].as_str().unwrap().ends_with("confirmed"));
    assert_eq!(confirmed.count(), 3, "{round}");
    let told = agency.told(&keisha.number).len();
    agency.text(&keisha.number, "ok").await;
    assert_eq!(agency.told(&keisha.number).len(), told, "nothing waits any more");
}

/// Gives everybody who is asked first for the heroine's shift a visit of her own on Tuesday afternoon.
async fn busy(agency: &Agency) {
    let usual = Agency::open(WriteRoute::Api).await;
    let first = usual.call_out().await;
    let heroine = agency.sim.heroine();
    for (at, (number, _)) in (0_i8..).zip(first) {
        let id = agency.id(&number);
        agency.sim.edit_world(|w| {
            let start = format!("2026-11-24T{}:00:00Z", 19 + at).parse().unwrap();
            let mut shift = w.shifts[&heroine.shift].clone();
            (shift.end, shift.caregiver) = (start + jiff::SignedDuration::from_mins(45), Some(id));
            w.shifts.insert(gigi_sim::ShiftKey { appointment_id: 55_999_010, start }, shift);
        });
    }
    agency.look_at_wellsky().await;
}

/// Codes of somebody's offers.
fn codes(agency: &Agency, number: &str) -> Vec<String> {
    agency.offers().into_iter().filter(|(to, _)| to == number).map(|(_, code)| code).collect()
}

#[tokio::test]
async fn b39_a_yes_to_it_never_takes_an_open_offer() {
    let agency = Agency::open_with(WriteRoute::Api, rules).await;
    busy(&agency).await;
    agency.call_out().await;
    agency.until("2026-11-23T22:59:00Z").await;
    let offered = agency.offers();
    agency.until("2026-11-23T23:00:30Z").await;
    let both = offered.iter().find(|(to, _)| !asked(&agency, to).is_empty() && codes(&agency, to).len() == 1);
    let (who, code) = both.unwrap_or_else(|| panic!("{offered:?}")).clone();
    agency.text(&who, "yes").await;
    let told = agency.last(&who);
    assert!(told == "Thank you, noted." || told == "Gracias, anotado.", "{:?}", agency.told(&who));
    assert_eq!(agency.writes(), 0);
    agency.text(&who, &format!("PASS {code}")).await;
    let told = agency.last(&who);
    assert!(told.contains(&format!("#{code}")), "the offer was still open: {told}");
}

#[tokio::test]
async fn b39_a_bare_yes_after_a_later_offer_is_asked_about_and_mine_confirms() {
    let agency = Agency::open_with(WriteRoute::Api, rules).await;
    busy(&agency).await;
    agency.until(EVENING).await;
    agency.call_out().await;
    agency.minutes(65).await;
    let offers = agency.offers();
    let who = offers.iter().map(|(to, _)| to).find(|to| !asked(&agency, to).is_empty());
    let who = who.unwrap_or_else(|| panic!("somebody was asked both: {offers:?}")).clone();
    agency.text(&who, "yes").await;
    let question = agency.last(&who);
    assert!(question.contains("MINE") && question.contains("TAKE"), "{question}");
    agency.text(&who, "mine").await;
    let told = agency.last(&who);
    assert!(told == "Thank you, noted." || told == "Gracias, anotado.", "{:?}", agency.told(&who));
    assert_eq!(agency.writes(), 0);
}

#[tokio::test]
async fn b1_cant_do_the_second_is_a_call_out_of_that_one_and_the_first_stands() {
    let agency = evening().await;
    agency.text(AGNIESZKA, "can't do the 2nd").await;
    let told = agency.told(AGNIESZKA);
    assert!(told.iter().any(|t| t.starts_with("Got it: you can't work Tue 11/24 2:00p")), "{told:?}");
    let rows = round(&agency).await["rows"].to_string();
    assert!(rows.contains("called out") && rows.contains("confirmed"), "{rows}");
    assert!(!agency.offers().is_empty());
    assert!(agency.cases().await.iter().filter(|c| c["kind"] == "call_out").count() == 1);
}

#[tokio::test]
async fn b1_only_the_morning_calls_out_of_the_other() {
    let agency = evening().await;
    let first = asked(&agency, AGNIESZKA)[0]
        .split("1) Tue 11/24 ")
        .nth(1)
        .unwrap()
        .split('-')
        .next()
        .unwrap()
        .to_owned();
    agency.text(AGNIESZKA, &format!("only the {}m", first.replace(":00", ""))).await;
    let told = agency.told(AGNIESZKA);
    assert!(told.iter().any(|t| t.starts_with("Got it: you can't work Tue 11/24 2:00p")), "{told:?}");
}

#[tokio::test]
async fn b22_a_bare_no_asks_which_and_calls_nobody_out() {
    let agency = evening().await;
    agency.text(AGNIESZKA, "no").await;
    let asked = agency.last(AGNIESZKA);
    assert!(asked.contains("1)") && asked.contains("2)") && asked.contains("can't work"), "{asked}");
    assert!(agency.offers().is_empty());
    agency.text(AGNIESZKA, "2").await;
    assert!(
        agency.last(AGNIESZKA).starts_with("Got it: you can't work Tue 11/24 2:00p"),
        "{:?}",
        agency.told(AGNIESZKA)
    );
}

#[tokio::test]
async fn silence_is_a_risk_that_is_shown_said_once_and_reminded_before_the_start() {
    let agency = evening().await;
    agency.until("2026-11-24T02:01:00Z").await;
    let page = agency.last(DANA);
    assert!(
        page.contains("not confirmed") && page.contains("Reply OK"),
        "early clients who cannot be alone: {page}"
    );
    assert!(!page.contains("Keisha") && !page.contains("Rosa"), "{page}");
    let round = round(&agency).await;
    assert!(round["stands"].as_str().unwrap().contains("at risk"), "{round}");
    assert!(agency.get("/").await.text().await.unwrap().contains("at risk"));
    agency.text(DANA, "ok").await;
    let keisha = agency.sim.heroine();
    agency.until("2026-11-24T10:58:00Z").await;
    assert_eq!(asked(&agency, &keisha.number).len(), 1, "nobody is texted at night");
    agency.until("2026-11-24T11:01:00Z").await;
    let reminder = agency.last(&keisha.number);
    assert!(reminder.contains("please confirm that you come Tue 11/24 7:00a"), "{reminder}");
    agency.until("2026-11-24T12:30:00Z").await;
    let reminders = agency.told(&keisha.number).iter().filter(|t| t.contains("that you come")).count();
    assert_eq!(reminders, 1, "once: {:?}", agency.told(&keisha.number));
    agency.text(&keisha.number, "k").await;
    assert_eq!(agency.last(&keisha.number), "Thank you, noted.");
}

#[tokio::test]
async fn silence_about_later_visits_of_people_who_can_be_alone_wakes_nobody() {
    let agency = Agency::open_with(WriteRoute::Api, |p| {
        rules(p);
        p.confirm.early_until = jiff::civil::time(0, 0, 0, 0);
    })
    .await;
    agency.until("2026-11-24T02:01:00Z").await;
    let notes = agency.told(DANA);
    assert!(notes.len() == 1 && notes[0].contains("have not confirmed"), "{notes:?}");
    assert!(!notes[0].contains("Reply OK"), "{notes:?}");
}

#[tokio::test]
async fn b49_b50_a_restart_in_the_evening_asks_nobody_twice() {
    let mut agency = evening().await;
    agency.crash().await;
    agency.minutes(5).await;
    agency.crash().await;
    agency.minutes(30).await;
    assert_eq!(asked(&agency, &agency.sim.heroine().number).len(), 1);
    assert_eq!(agency.cases().await.iter().filter(|c| c["kind"] == "day").count(), 1);
}

#[tokio::test]
async fn clients_without_two_who_could_step_in_are_on_a_page() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.matching.max_travel_minutes = 0.1).await;
    let page = agency.get("/backups").await.text().await.unwrap();
    assert!(page.contains("Rosa Sample") && page.contains("nobody"), "{page}");
    let plenty = Agency::open(WriteRoute::Api).await;
    let page = plenty.get("/backups").await.text().await.unwrap();
    assert!(!page.contains("<th scope=\"row\">Rosa Sample"), "{page}");
}
