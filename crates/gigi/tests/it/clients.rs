//! Clients who are asked before somebody else comes.
use gigi_core::id::ClientId;
use gigi_core::policy::{ClientRules, WriteRoute};

use crate::agency::{Agency, DANA, ROSA};

/// An agency whose heroine's client wants to be asked first.
async fn asking() -> Agency {
    let usual = Agency::open(WriteRoute::Api).await;
    let client = ClientId::new(usual.sim.heroine().client.to_string());
    Agency::open_with(WriteRoute::Api, |p| {
        p.clients.insert(client, ClientRules { confirm_changes: true, ..ClientRules::default() });
    })
    .await
}

#[tokio::test]
async fn s11_a_client_refuses_the_stranger_and_the_next_one_is_tentative_until_she_agrees() {
    let agency = asking().await;
    let offers = agency.call_out().await;
    let ((first, code), (second, next)) = (offers[0].clone(), offers[1].clone());
    agency.text(&first, &format!("TAKE {code}")).await;
    let asked = agency.last(ROSA);
    assert!(asked.contains("Is that ok with you? Reply OK or NO"), "{asked}");
    assert_eq!(agency.writes(), 0, "nothing is written before she has agreed");
    assert!(!agency.told(&first).iter().any(|t| t.contains("confirmed")));
    agency.text(ROSA, "no, I don't know her").await;
    assert!(agency.last(ROSA).contains("she will not come"), "{}", agency.last(ROSA));
    let told = agency.last(&first);
    assert!(told.contains("can't give you") && !told.contains("know"), "never her words: {told}");
    agency.text(&second, &format!("TAKE {next}")).await;
    agency.text(ROSA, "yes thats fine").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&second)));
    assert!(agency.last(&second).contains("confirmed"), "{}", agency.last(&second));
    let history = agency.history(1).await;
    assert!(
        history.contains("The client does not want") && history.contains("The client agrees to"),
        "{history}"
    );
}

#[tokio::test]
async fn a_client_who_does_not_answer_is_phoned_and_what_she_said_is_entered_by_text() {
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.minutes(21).await;
    let told = agency.told(DANA);
    assert!(told.iter().any(|t| t.contains("the client must agree") && t.contains("AGREES")), "{told:?}");
    assert_eq!(agency.writes(), 0);
    agency.text(DANA, "AGREES 1").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)));
}

#[tokio::test]
async fn danger_in_the_answer_is_heard_first() {
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(ROSA, "no, i fell and cant get up").await;
    assert!(agency.last(ROSA).contains("911"), "{}", agency.last(ROSA));
    assert_eq!(agency.writes(), 0);
}

#[tokio::test]
async fn s11_a_client_who_wants_another_person_is_not_sent_this_one_and_the_search_goes_on() {
    for words in
        ["can you send someone else please", "I'd rather have a different person", "otra persona por favor"]
    {
        let agency = asking().await;
        let offers = agency.call_out().await;
        let ((first, code), (second, next)) = (offers[0].clone(), offers[1].clone());
        agency.text(&first, &format!("TAKE {code}")).await;
        agency.text(ROSA, words).await;
        let heard = agency.last(ROSA);
        assert!(heard.contains("she will not come") || heard.contains("ella no ira"), "{words:?}: {heard}");
        agency.text(&second, &format!("TAKE {next}")).await;
        agency.text(ROSA, "ok").await;
        assert_eq!(agency.on_heroines(), Some(agency.id(&second)), "{words:?}");
    }
}

#[tokio::test]
async fn b67_a_client_who_would_rather_skip_is_read_back_and_a_named_human_takes_it_off() {
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(ROSA, "we dont need anyone tomorrow, my daughter is here").await;
    assert_eq!(agency.writes(), 0, "nobody is sent over her head: {:?}", agency.told(ROSA));
    let asked = agency.last(ROSA);
    assert!(asked.contains("Tue 11/24 7:00a"), "{asked}");
    agency.text(ROSA, "ok").await;
    let pages = agency.told(DANA);
    assert!(pages.iter().any(|t| t.contains("Reply OK")), "P1 is skipped only by a human: {pages:?}");
    assert_eq!(agency.writes(), 0);
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.look_at_wellsky().await;
    assert!(agency.last(&first).contains("no longer open"), "{:?}", agency.told(&first));
}

#[tokio::test]
async fn b44_b46_a_p1_visit_never_ends_unfilled_without_a_named_human() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    // Nobody answers, nobody of the office either; the visit would have ended at eleven.
    agency.until("2026-11-24T19:00:00Z").await;
    let open = |cases: &[serde_json::Value]| cases[0]["open"].as_bool().unwrap();
    assert!(open(&agency.cases().await), "it stays open until somebody has it");
    assert!(agency.told(ROSA).iter().any(|t| t.contains("arranging cover")), "{:?}", agency.told(ROSA));
    agency.text(DANA, "OK 1").await;
    agency.minutes(90).await;
    assert!(!open(&agency.cases().await), "{}", agency.history(1).await);
    let history = agency.history(1).await;
    assert!(history.contains("unfilled, with a human") && history.contains("Office 180"), "{history}");
}
