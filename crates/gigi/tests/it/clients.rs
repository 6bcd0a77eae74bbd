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
