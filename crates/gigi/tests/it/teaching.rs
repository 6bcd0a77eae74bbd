//! Why a message was read as it was, on the pages; and what coordinators teach.
use gigi_core::policy::WriteRoute;
use reqwest::header;
use serde_json::Value;

use crate::agency::{Agency, ROSA};

/// Agnieszka works for Harold 8-10 and for Beatriz 14-18.
const AGNIESZKA: &str = "+12025550104";

/// Place in the inbox of the last text of a number, from the list of messages.
async fn place(agency: &Agency, words: &str) -> i64 {
    let list = agency.get("/messages").await.text().await.unwrap();
    let card = list
        .split("<a class=\"card text\"")
        .find(|card| card.contains(words))
        .unwrap_or_else(|| panic!("{list}"));
    card.split("/messages/").nth(1).unwrap().split('#').next().unwrap().parse().unwrap()
}

async fn conversation(agency: &Agency, seq: i64) -> Value {
    agency.get(&format!("/api/v1/messages/{seq}")).await.json().await.unwrap()
}

/// Reasons under the line that quotes these words.
fn reasons(page: &Value, words: &str) -> String {
    let lines = page["lines"].as_array().unwrap();
    let line =
        lines.iter().find(|l| l["quote"].as_str().is_some_and(|q| q.contains(words)) && l["tone"] == "in");
    let reasons = line.unwrap_or_else(|| panic!("{page}"))["reasons"].as_array().cloned().unwrap_or_default();
    reasons.iter().map(|r| r.as_str().unwrap().to_owned()).collect::<Vec<_>>().join("\n")
}

async fn correct(agency: &Agency, seq: i64, form: &[(&str, &str)]) -> u16 {
    let url = format!("{}/messages/{seq}/correct", agency.url);
    agency.http.post(url).form(form).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn p7_a_cases_page_says_what_was_bound_why_it_was_asked_and_what_the_answer_meant() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(AGNIESZKA, "i cant make it to my shift tomorrow").await;
    agency.text(AGNIESZKA, "2").await;
    let case = agency.case(1).await;
    let first = reasons(&case, "i cant make it to my shift tomorrow");
    assert!(
        first.contains("call out single") && first.contains("% sure") && first.contains("because of:"),
        "{first}"
    );
    assert!(first.contains("Asked because") && first.contains("2 shifts fit the words"), "{first}");
    let second = reasons(&case, "2");
    assert!(second.contains("Taken as the answer to “Which shift can't you work?"), "{second}");
    assert!(second.contains("number 2"), "{second}");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("/messages/1#m1"), "and leads to the conversation");
}

#[tokio::test]
async fn p7_a_call_out_is_shown_with_the_shift_in_words() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine().number;
    agency.call_out().await;
    let said = reasons(&agency.case(1).await, "cant make my 7a tmrw");
    assert!(said.contains("about Tue 11/24 7:00a-11:00a, Rosa Sample"), "{said}");
    assert!(said.contains("reason: illness"), "{said}");
    let (winner, code) = agency.offers()[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    let said = reasons(&agency.case(1).await, &format!("TAKE {code}"));
    assert!(said.contains(&format!("about offer #{code} Tue 11/24 7:00a-11:00a")), "{said}");
    assert!(!said.contains(&keisha[2..]), "no numbers in reasons");
}

#[tokio::test]
async fn p7_messages_without_a_case_are_explained_too() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.text(AGNIESZKA, "ok thanks").await;
    agency.text(AGNIESZKA, "??").await;
    assert!(agency.cases().await.is_empty());
    let list = agency.get("/messages").await.text().await.unwrap();
    assert!(list.contains("Agnieszka") && list.contains("no answer needed"), "{list}");
    let seq = place(&agency, "??").await;
    let page = conversation(&agency, seq).await;
    let thanks = reasons(&page, "ok thanks");
    assert!(thanks.contains("because of: acknowledgement"), "{thanks}");
    let unclear = reasons(&page, "??");
    assert!(unclear.contains("Asked because nothing in it could be made out"), "{unclear}");
    assert!(unclear.contains("Came of it: asked to say it again"), "{unclear}");
    let html = agency.get(&format!("/messages/{seq}")).await.text().await.unwrap();
    assert!(
        html.contains("I didn") && html.contains("understand that"),
        "what was answered stands there too"
    );
    assert_eq!(agency.get("/messages/4711").await.status(), 404);
}

#[tokio::test]
async fn a_coordinator_corrects_a_reading_and_her_name_stands_there() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    let seq = place(&agency, "cant make my 7a tmrw").await;
    let page = agency.get(&format!("/messages/{seq}")).await.text().await.unwrap();
    assert!(page.contains("value=\"call_out_single\" checked"), "filled in with what was read");
    let shift = page.split("name=\"shift\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = [("intent", "running_late"), ("intent", "medical_emergency"), ("shift", shift.as_str())];
    assert_eq!(correct(&agency, seq, &form).await, 303);
    let line = "corrects the reading: medical emergency, running late";
    let history = agency.history(1).await;
    assert!(history.contains(line), "on the case's time-line: {history}");
    let page = agency.get(&format!("/messages/{seq}")).await.text().await.unwrap();
    assert!(page.contains(line) && page.contains("somebody at the board"), "and on the conversation");
    assert!(
        page.contains("value=\"running_late\" checked")
            && !page.contains("value=\"call_out_single\" checked")
    );
    assert_eq!(agency.writes(), 0, "nothing that happened changes");
    assert!(agency.cases().await[0]["open"] == true);
}

#[tokio::test]
async fn a_correction_that_cannot_be_meant_or_comes_from_elsewhere_is_refused() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    let seq = place(&agency, "cant make my 7a tmrw").await;
    assert_eq!(correct(&agency, seq, &[]).await, 422, "nothing picked");
    assert_eq!(correct(&agency, seq, &[("intent", "drop_table")]).await, 422);
    assert_eq!(
        correct(&agency, seq, &[("intent", "running_late"), ("offer", "9")]).await,
        422,
        "not on the form"
    );
    let url = format!("{}/messages/{seq}/correct", agency.url);
    let forged =
        agency.http.post(&url).header("sec-fetch-site", "cross-site").form(&[("intent", "complaint")]).send();
    assert_eq!(forged.await.unwrap().status(), 403);
    assert_eq!(correct(&agency, 4711, &[("intent", "running_late")]).await, 404);
    assert!(!agency.history(1).await.contains("corrects the reading"));
}

#[tokio::test]
async fn corrections_are_exported_as_training_lines_without_people_in_them() {
    let agency = Agency::open(WriteRoute::Api).await;
    let said = "hey its keisha, cant get to Rosa Sample's house (1600 Maple Ave, 202-555-0132) tomorrow 7am, im sick";
    agency.text(&agency.sim.heroine().number, said).await;
    agency.text(ROSA, "is Keisha coming? call my daughter at 2025550133").await;
    let first = place(&agency, "1600 Maple").await;
    let second = place(&agency, "is Keisha coming").await;
    assert_eq!(correct(&agency, first, &[("intent", "complaint")]).await, 303);
    assert_eq!(correct(&agency, first, &[("intent", "call_out_single")]).await, 303);
    assert_eq!(correct(&agency, second, &[("intent", "schedule_query")]).await, 303);
    let answer = agency.get("/corrections.tsv").await;
    assert!(
        answer.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/tab-separated-values")
    );
    let file = answer.text().await.unwrap();
    let lines: Vec<&str> = file.lines().collect();
    assert!(lines[0].starts_with("# Not reviewed."), "{file}");
    assert_eq!(lines[1], "sender\tlang\tcontext\tintents\ttext");
    assert_eq!(lines.len(), 4, "the last word about a message counts: {file}");
    let columns: Vec<&str> = lines[2].split('\t').collect();
    assert_eq!(columns[..4], ["caregiver", "en", "none", "call_out_single"], "{file}");
    assert!(lines[3].starts_with("client\ten\tnone\tschedule_query\t"), "{file}");
    for person in ["keisha", "rosa", "sample", "maple", "0132", "0133"] {
        assert!(!file.to_lowercase().contains(person), "{person}: {file}");
    }
    assert!(columns[4].contains("cant get to") && columns[4].contains("12 Example Street"), "{file}");
}
