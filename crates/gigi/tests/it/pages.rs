//! What people see on the pages, and who sees them.
use gigi_core::policy::WriteRoute;

use crate::agency::{Agency, DANA, ROSA};

#[tokio::test]
async fn p7_the_page_of_a_case_shows_what_was_understood_who_was_asked_and_why() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let page = agency.get("/cases/1").await;
    assert_eq!(page.status(), 200);
    let csp = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(csp.contains("default-src 'self'"), "{csp}");
    let page = page.text().await.unwrap();
    assert!(page.contains("cant make my 7a tmrw"), "the words");
    assert!(page.contains("% sure"), "how sure");
    assert!(page.contains("min away") && page.contains("visit(s) with the client"), "the factors");
    assert!(page.contains("lacks a skill that the client needs"), "the reasons of the others");
    assert!(page.contains("re-read from WellSky just now"), "how old the data was");
    assert!(page.contains(&agency.name(&offers[0].0)));
    let board = agency.get("/").await.text().await.unwrap();
    assert!(board.contains("Rosa Sample, Tue 11/24 7:00a-11:00a"), "{board}");
    assert_eq!(agency.get("/cases/77").await.status(), 404);
}

#[tokio::test]
async fn b15_a_human_takes_over_on_the_page_and_gigi_stands_back_until_told_otherwise() {
    let agency = Agency::open(WriteRoute::Api).await;
    let asked = agency.call_out().await.len();
    assert_eq!(agency.click(1, "take_over", "").await, 303);
    agency.minutes(90).await;
    assert_eq!(agency.offers().len(), asked, "nobody else is asked");
    assert_eq!(agency.click(1, "resume", "").await, 303);
    agency.minutes(1).await;
    assert!(agency.offers().len() > asked, "and then it goes on");
    assert_eq!(agency.click(1, "close", "").await, 422, "how it was settled must be said");
    assert_eq!(agency.click(1, "close", "her daughter stays with her").await, 303);
    let history = agency.history(1).await;
    assert!(history.contains("her daughter stays with her"), "{history}");
}

#[tokio::test]
async fn danger_stands_above_everything_else_that_needs_a_person() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(ROSA, "I fell and I cant get up").await;
    agency.text("+12025550101", "my check is short 6 hrs").await;
    agency.text("+12025550133", "please cancel my visit tomorrow").await;
    agency.text("+12025550133", "OK").await;
    let board = agency.get("/").await.text().await.unwrap();
    let needs = board.split("Needs a person").nth(1).unwrap_or(&board);
    let first = needs.split("class=\"no\"").nth(1).unwrap_or_default();
    assert!(first.starts_with(">#1<"), "{needs}");
}

#[tokio::test]
async fn b45_a_click_on_the_page_stops_the_ladder() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text("+12025550132", "I fell and I cant get up").await;
    assert!(agency.last(DANA).contains("possible emergency"), "{}", agency.last(DANA));
    assert_eq!(agency.cases().await[0]["waits_for_human"], true);
    assert_eq!(agency.click(1, "acknowledge", "").await, 303);
    assert_eq!(agency.cases().await[0]["waits_for_human"], false);
}

#[tokio::test]
async fn another_sites_page_cannot_click_and_words_of_a_text_are_never_markup() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text("+12025550132", "<script>alert(1)</script> call me please").await;
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(!page.contains("<script>alert"), "escaped");
    let url = format!("{}/cases/1/acknowledge", agency.url);
    let forged =
        agency.http.post(url).header("sec-fetch-site", "cross-site").form(&[("how", "")]).send().await;
    assert_eq!(forged.unwrap().status(), 403);
    let rebound = agency.http.get(format!("{}/", agency.url)).header("host", "evil.example.org").send().await;
    assert_eq!(rebound.unwrap().status(), 403);
}

#[tokio::test]
async fn an_open_page_hears_at_once_that_something_changed() {
    let agency = Agency::open(WriteRoute::Api).await;
    let mut events = agency.get("/events").await;
    agency.call_out().await;
    let heard = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    let data = heard.lines().find_map(|l| l.strip_prefix("data:")).map(str::trim);
    assert!(heard.contains("event: change"), "{heard}");
    assert!(data.is_some_and(|d| !d.is_empty()), "browsers drop an event without data: {heard:?}");
}

#[tokio::test]
async fn machines_can_ask_how_it_is() {
    let agency = Agency::open(WriteRoute::Api).await;
    gigi::web::health::collect();
    agency.call_out().await;
    assert_eq!(agency.get("/healthz").await.status(), 200);
    assert_eq!(agency.get("/readyz").await.status(), 200);
    let numbers = agency.get("/metrics").await.text().await.unwrap();
    assert!(numbers.contains("gigi_effects_total"), "{numbers}");
    assert!(!numbers.contains("+1202") && !numbers.contains("Rosa"), "no people in there");
}
