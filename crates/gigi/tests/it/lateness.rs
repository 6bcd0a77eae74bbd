//! Late but coming: who hears, and that no shift is reopened for it.
use gigi_core::agency::Priority;
use gigi_core::id::ClientId;
use gigi_core::policy::{ClientRules, WriteRoute};

use crate::agency::{Agency, DANA, ROSA};

/// An agency whose heroine's client can be alone for a while.
pub(crate) async fn patient(rules: impl FnOnce(&mut gigi_core::policy::Policy)) -> Agency {
    let client = heroines_client().await;
    Agency::open_with(WriteRoute::Api, |p| {
        p.clients.insert(client, ClientRules { priority: Priority::P2, ..ClientRules::default() });
        rules(p);
    })
    .await
}

async fn heroines_client() -> ClientId {
    let usual = Agency::open(WriteRoute::Api).await;
    ClientId::new(usual.sim.heroine().client.to_string())
}

/// Twenty minutes before the heroine's start at seven.
const EARLY: &str = "2026-11-24T12:40:00Z";

#[tokio::test]
async fn b54_b55_s2_twenty_minutes_late_is_told_once_and_opens_nothing() {
    let agency = patient(|_| {}).await;
    agency.until(EARLY).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "be there 7:20 instead of 7:00").await;
    let heard = agency.last(&keisha.number);
    assert!(heard.contains("about 20 min late") && heard.contains("still on"), "{heard}");
    let told = agency.last(ROSA);
    assert!(told.contains("about 20 min late") && told.contains("7:20a"), "{told}");
    assert!(!told.contains("Keisha") && !told.contains("traffic"), "{told}");
    let notes = agency.told(DANA);
    assert!(notes.iter().any(|t| t.contains("20 min late")), "{notes:?}");
    assert!(!notes.iter().any(|t| t.contains("Reply OK")), "nobody is woken for twenty minutes: {notes:?}");

    agency.text(&keisha.number, "im still coming!!").await;
    agency.text(&keisha.number, "running 20 late").await;
    assert_eq!(agency.told(ROSA).len(), 1, "told once: {:?}", agency.told(ROSA));
    assert!(agency.offers().is_empty());
    let cases = agency.cases().await;
    assert!(cases.len() == 1 && cases[0]["kind"] == "visit", "{cases:?}");
    assert_eq!(agency.on_heroines(), Some(agency.id(&keisha.number)));

    // At 7:30 she is asked, and says that she is there.
    agency.until("2026-11-24T13:30:30Z").await;
    assert!(agency.last(&keisha.number).contains("Reply HERE"), "{}", agency.last(&keisha.number));
    agency.text(&keisha.number, "im here").await;
    assert_eq!(agency.cases().await[0]["open"], false);
    agency.minutes(60).await;
    assert_eq!(agency.told(ROSA).len(), 1, "nothing more to say: {:?}", agency.told(ROSA));
}

#[tokio::test]
async fn b54_ten_minutes_are_logged_and_the_client_hears_only_if_the_policy_says_so() {
    for always in [false, true] {
        let agency = patient(|p| p.visits.tell_client_always = always).await;
        agency.until(EARLY).await;
        agency.text(&agency.sim.heroine().number, "running 10 min late").await;
        assert_eq!(agency.told(ROSA).len(), usize::from(always), "{:?}", agency.told(ROSA));
        assert!(agency.history(1).await.contains("about 10 min late"));
    }
}

#[tokio::test]
async fn b54_s2_forty_minutes_wake_a_human_who_may_have_cover_searched() {
    let agency = patient(|_| {}).await;
    agency.until(EARLY).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "running 40 min late, flat tire").await;
    let page = agency.last(DANA);
    assert!(page.contains("Reply COVER") && page.contains("Reply OK 1"), "{page}");
    assert!(!page.contains("Keisha") && !page.contains("Rosa") && !page.contains("tire"), "{page}");
    assert!(agency.last(ROSA).contains("about 40 min late"));
    assert!(agency.offers().is_empty(), "no shift is reopened by machine");
    agency.text(DANA, "COVER 1").await;
    let offers = agency.offers();
    assert!(!offers.is_empty() && offers.iter().all(|(to, _)| *to != keisha.number), "{offers:?}");
}

#[tokio::test]
async fn b54_a_client_who_cannot_be_left_alone_has_a_human_woken_from_a_quarter_of_an_hour_on() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(EARLY).await;
    agency.text(&agency.sim.heroine().number, "running 20 min late").await;
    assert!(
        agency.told(DANA).iter().any(|t| t.contains("P1") && t.contains("Reply OK")),
        "{:?}",
        agency.told(DANA)
    );
    assert!(agency.last(ROSA).contains("about 20 min late"));
}

#[tokio::test]
async fn b77_without_a_ladder_nobody_is_said_to_be_alerted() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.ladder.clear()).await;
    agency.until("2026-11-24T13:20:00Z").await;
    agency.text(ROSA, "nobody came this morning").await;
    let told = agency.last(ROSA);
    assert!(told.contains("We are asking your caregiver") && !told.contains("alert"), "{told}");
}

#[tokio::test]
async fn b54_the_human_who_is_woken_for_a_long_delay_sees_who_could_bridge_it() {
    let agency = patient(|_| {}).await;
    agency.until(EARLY).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "running 20 late").await;
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(!page.contains("Could bridge"), "twenty minutes need nobody: {page}");
    agency.text(&keisha.number, "make that 90 minutes late, sorry").await;
    assert!(agency.last(DANA).contains("Reply OK"), "{}", agency.last(DANA));
    let page = agency.get("/cases/1").await.text().await.unwrap();
    let list = page.split("Could bridge the time").nth(1).unwrap().split("</dd>").next().unwrap();
    assert!(list.contains("min away") && list.contains("202-555-01"), "{list}");
    assert!(!list.contains("Keisha"), "{list}");
    assert!(agency.offers().is_empty(), "nobody was asked");
}

#[tokio::test]
async fn late_for_a_visit_that_is_hours_away_wakes_nobody() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "ill be running 20 late tomorrow morning").await;
    let notes = agency.told(DANA);
    assert!(notes.iter().any(|t| t.contains("20 min late")), "noted: {notes:?}");
    assert!(!notes.iter().any(|t| t.contains("Reply OK")), "sixteen hours before: {notes:?}");
    assert!(agency.offers().is_empty());
}

/// Puts a visit before the heroine's, to the same client, with somebody else.
fn visit_before(agency: &Agency) -> String {
    let heroine = agency.sim.heroine();
    agency.sim.edit_world(|w| {
        let start = heroine.shift.start - jiff::SignedDuration::from_hours(4);
        let other = w
            .free_caregivers(start, heroine.shift.start, jiff::SignedDuration::from_hours(2))
            .into_iter()
            .find(|c| *c != heroine.caregiver && w.contacts.iter().any(|o| o.id == *c))
            .unwrap();
        let mut shift = w.shifts[&heroine.shift].clone();
        (shift.end, shift.caregiver) = (heroine.shift.start, Some(other));
        w.shifts.insert(gigi_sim::ShiftKey { appointment_id: 55_999_001, start }, shift);
        w.contacts.iter().find(|o| o.id == other).unwrap().number.clone()
    })
}

#[tokio::test]
async fn b54_whoever_is_there_before_is_asked_to_stay_and_may_say_that_nobody_relieves_her() {
    let agency = patient(|_| {}).await;
    let before = visit_before(&agency);
    agency.look_at_wellsky().await;
    agency.until(EARLY).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "running 25 min late").await;
    let asked = agency.last(&before);
    assert!(asked.contains("Please stay") && !asked.contains("Keisha"), "{asked}");

    let agency = patient(|_| {}).await;
    let before = visit_before(&agency);
    agency.look_at_wellsky().await;
    agency.until("2026-11-24T13:10:00Z").await;
    agency.text(&before, "its 7:10 and no one is here to relieve me").await;
    assert_eq!(agency.last(&before), "Please stay with the client until the office calls you.");
    assert!(agency.last(&keisha.number).contains("Reply HERE"), "{}", agency.last(&keisha.number));
    assert!(agency.last(DANA).contains("not relieved"), "{}", agency.last(DANA));
    assert_eq!(agency.cases().await.len(), 1, "one case: {:?}", agency.cases().await);
    // Nobody answers: at a quarter past it is a no-show.
    agency.minutes(6).await;
    assert!(!agency.offers().is_empty(), "{:?}", agency.history(1).await);
}
