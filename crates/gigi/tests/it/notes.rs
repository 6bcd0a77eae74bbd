//! What is noted in WellSky besides the schedule, what is not, and how its state is shown.
use gigi_core::policy::WriteRoute;
use serde_json::Value;

use crate::agency::{Agency, DANA, ROSA};
use crate::lateness::patient;

/// Rosa's son.
const DANIEL: &str = "+12025550150";

/// Notes on the visits to the heroine's client: title and text.
fn notes(agency: &Agency) -> Vec<(String, String)> {
    let client = agency.sim.heroine().client;
    let text = |log: &Value, name: &str| log[name].as_str().unwrap_or_default().to_owned();
    agency.sim.with_world(|w| {
        let of_hers = w.encounters.values().filter(|e| e.client == client);
        let logs = of_hers.flat_map(|e| &e.tasklogs);
        logs.map(|log| (text(log, "title"), text(log, "description"))).collect()
    })
}

fn tasks(agency: &Agency) -> Vec<String> {
    let all = agency.sim.admin_tasks();
    all.iter().map(|t| t["description"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn lateness_and_clock_trouble_stand_on_the_clients_latest_visit() {
    let agency = patient(|_| {}).await;
    agency.until("2026-11-24T12:40:00Z").await;
    let keisha = agency.sim.heroine().number.clone();
    agency.text(&keisha, "be there 7:20 instead of 7:00").await;
    let late = notes(&agency);
    let words = "Visit Tue 11/24 7:00a-11:00a: the caregiver said she would be about 20 min late.";
    assert_eq!(late, [("Late".to_owned(), words.to_owned())]);
    agency.text(&keisha, "still coming").await;
    assert_eq!(notes(&agency).len(), 1, "once");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("Note: Late - in WellSky (task log)") && page.contains(words), "{page}");

    agency.until("2026-11-24T13:25:00Z").await;
    agency.text(&keisha, "app wont let me clock in, got here at 7:20").await;
    let all = notes(&agency);
    assert!(
        all.iter().any(|(t, w)| t == "Clock to be corrected" && w.contains("Nothing was clocked.")),
        "{all:?}"
    );
    assert!(tasks(&agency).is_empty(), "the office's queue is for what it must do: {:?}", tasks(&agency));
}

#[tokio::test]
async fn b60_nobody_came_is_noted_and_then_the_no_show() {
    let agency = patient(|_| {}).await;
    agency.until("2026-11-24T13:20:00Z").await;
    agency.text(ROSA, "nobody came this morning").await;
    agency.minutes(60).await;
    let titles: Vec<String> = notes(&agency).into_iter().map(|(title, _)| title).collect();
    assert!(titles.contains(&"Nobody came".to_owned()), "{titles:?}");
    assert!(titles.contains(&"No-show".to_owned()), "{titles:?}");
}

#[tokio::test]
async fn b13_a_note_waits_until_wellsky_is_back_and_its_state_is_shown() {
    let agency = patient(|_| {}).await;
    agency.until("2026-11-24T12:40:00Z").await;
    agency.sim.edit_toggles(|t| t.error_rate.unavailable = 1.0);
    let keisha = agency.sim.heroine().number.clone();
    agency.text(&keisha, "running 20 late").await;
    assert!(notes(&agency).is_empty());
    let page = agency.history(1).await;
    assert!(page.contains("Note: Late - not in WellSky yet, tried"), "{page}");
    agency.sim.edit_toggles(|t| t.error_rate.unavailable = 0.0);
    agency.minutes(16).await;
    assert_eq!(notes(&agency).len(), 1);
    let page = agency.history(1).await;
    assert!(page.contains("Note: Late - in WellSky"), "{page}");
}

#[tokio::test]
async fn b77_where_no_visit_takes_it_the_page_says_that_only_gigi_has_it() {
    let agency = patient(|_| {}).await;
    agency.sim.edit_toggles(|t| t.tasklog_reject_share = 1.0);
    agency.until("2026-11-24T12:40:00Z").await;
    let keisha = agency.sim.heroine().number.clone();
    agency.text(&keisha, "running 20 late").await;
    let page = agency.history(1).await;
    assert!(page.contains("Note: Late - only in Gigi: no visit of this client takes a note"), "{page}");
    assert!(!page.contains("Noted in WellSky"), "{page}");
}

#[tokio::test]
async fn b62_what_caregivers_read_there_holds_no_complaint_and_no_suspicion() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(DANIEL, "YOUR PEOPLE NEGLECTED MY MOTHER she sat in her own urine all day").await;
    agency
        .text(ROSA, "the girl you sent was rude to me, this is the third new one this week. i am leaving")
        .await;
    agency.minutes(30).await;
    assert!(notes(&agency).is_empty(), "{:?}", notes(&agency));
    for task in tasks(&agency) {
        assert!(!task.contains("urine") && !task.contains("rude") && !task.contains("Keisha"), "{task}");
    }
}

#[tokio::test]
async fn s19_words_of_a_medical_emergency_are_a_care_alert_without_the_words() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(ROSA, "I fell and I cant get up").await;
    let all = notes(&agency);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].0 == "Care alert" && all[0].1.contains("Ask the office"), "{all:?}");
    assert!(!all[0].1.contains("fell"), "{all:?}");
}

#[tokio::test]
async fn b67_what_a_person_must_change_in_wellsky_stands_in_the_offices_queue_there() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(ROSA, "We don't need anyone tomorrow, my daughter is here").await;
    assert!(tasks(&agency).is_empty(), "not before she has confirmed it");
    agency.text(ROSA, "OK").await;
    let queue = tasks(&agency);
    assert_eq!(queue.len(), 1, "{queue:?}");
    assert!(queue[0].starts_with("SCHEDULE CHANGE") && queue[0].contains("please take it off"), "{queue:?}");
    agency.text(DANA, "OK 1").await;
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.minutes(6).await;
    assert!(notes(&agency).iter().any(|(t, w)| t == "Schedule changed" && w.contains("taken off")));
    assert_eq!(tasks(&agency).len(), 1, "one task");
}

#[tokio::test]
async fn an_agency_that_wants_no_notes_gets_none() {
    let agency = patient(|p| {
        p.writing.notes = false;
        p.writing.tasks = false;
    })
    .await;
    agency.text(ROSA, "We don't need anyone tomorrow, my daughter is here").await;
    agency.text(ROSA, "OK").await;
    agency.text(ROSA, "I fell and I cant get up").await;
    agency.minutes(10).await;
    assert!(notes(&agency).is_empty() && tasks(&agency).is_empty());
}
