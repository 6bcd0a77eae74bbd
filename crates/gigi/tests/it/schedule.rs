//! Questions about the schedule: answered from it, to people who may know.
use gigi_core::policy::WriteRoute;
use gigi_core::policy::client::Family;

use crate::agency::{Agency, DANA, ROSA};

const KEISHA: &str = "+12025550100";
const TAMIKA: &str = "+12025550101";
/// Rosa's son.
const DANIEL: &str = "+12025550150";

#[tokio::test]
async fn b58_a_caregiver_hears_when_she_works_in_local_time() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(TAMIKA, "when do i work this week?").await;
    let told = agency.last(TAMIKA);
    assert!(told.starts_with("You work: Tue 11/24 9:00a-1:00p with Walter H; Wed 11/25"), "{told}");
    agency.text(TAMIKA, "what time do i work tmrw").await;
    assert_eq!(agency.last(TAMIKA), "You work: Tue 11/24 9:00a-1:00p with Walter H.");
    agency.text(TAMIKA, "am i on for sat?").await;
    assert_eq!(agency.last(TAMIKA), "You have no visit on Sat 11/28.");
    agency.minutes(3).await;
    agency.text(TAMIKA, "where do i go tomorrow").await;
    assert!(agency.last(TAMIKA).ends_with("Addresses are in the WellSky app."), "{}", agency.last(TAMIKA));
    agency.minutes(3).await;
    agency.text(TAMIKA, "cuando trabajo mañana por favor").await;
    assert_eq!(agency.last(TAMIKA), "Usted trabaja: mar 11/24 9:00a-1:00p con Walter H.");
    assert!(agency.cases().await.is_empty(), "a question needs no case");
    assert!(agency.told(DANA).is_empty());
}

#[tokio::test]
async fn b58_a_shift_she_called_out_of_is_not_called_hers() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    agency.text(KEISHA, "what time do i work tomorrow?").await;
    let told = agency.last(KEISHA);
    assert!(told.contains("Tue 11/24 7:00a-11:00a with Rosa S (you called out)"), "{told}");
}

#[tokio::test]
async fn b59_a_client_who_forgets_hears_the_same_simple_answer_each_time() {
    let agency = Agency::open(WriteRoute::Api).await;
    for _ in 0..8 {
        agency.text(ROSA, "When is she coming? I am waiting").await;
        agency.minutes(6).await;
    }
    let told = agency.told(ROSA);
    assert_eq!(told.len(), 8);
    assert!(told.iter().all(|t| t == "Your visit is Tue 11/24 7:00a-11:00a with Keisha E."), "{told:?}");
    assert!(agency.cases().await.is_empty() && agency.told(DANA).is_empty());
}

#[tokio::test]
async fn b59_while_somebody_is_searched_for_nobody_is_named() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    agency.text(ROSA, "who is coming tomorrow morning?").await;
    assert_eq!(agency.last(ROSA), "Your visit is Tue 11/24 7:00a-11:00a, we are arranging who comes.");
}

#[tokio::test]
async fn b64_a_relative_hears_about_visits_only_where_the_clients_file_says_so() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(DANIEL, "when is the aide coming to my mom tomorrow?").await;
    let told = agency.last(DANIEL);
    assert!(!told.contains("7:00a") && !told.contains("Keisha"), "{told}");
    assert!(agency.last(DANA).contains("needs a person"), "a human answers him: {}", agency.last(DANA));

    let agency = Agency::open_with(WriteRoute::Api, |p| {
        p.clients.entry("7100001".into()).or_default().family = Family::Hears;
    })
    .await;
    agency.text(DANIEL, "when is the aide coming to my mom tomorrow?").await;
    assert_eq!(agency.last(DANIEL), "Your visit is Tue 11/24 7:00a-11:00a with Keisha E.");
}

#[tokio::test]
async fn b73_a_stranger_hears_nothing_of_anybodys_schedule() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text("+12025550198", "what time does Keisha work tomorrow at Rosa Sample's house?").await;
    let told = agency.last("+12025550198");
    assert!(!told.contains("7:00") && !told.contains("Keisha") && !told.contains("Rosa"), "{told}");
}

#[tokio::test]
async fn b13_an_old_schedule_says_how_old_it_is() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.minutes(180).await;
    agency.text(TAMIKA, "what time do i work tmrw").await;
    assert_eq!(agency.last(TAMIKA), "As of Mon 11/23 3:30p. You work: Tue 11/24 9:00a-1:00p with Walter H.");
}
