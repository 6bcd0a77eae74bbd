//! Stories over the wire: a signed webhook in; texts, WellSky requests and assignments out.
#![expect(clippy::unwrap_used, reason = "a test")]
mod agency;

use agency::Agency;
use gigi_core::policy::WriteRoute;

#[tokio::test]
async fn s1_b1_b26_a_call_out_becomes_a_filled_shift() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "cant make my 7a tmrw, been sick all nite").await;
    let heard = agency.told(&keisha.number);
    assert!(heard[0].starts_with("Got it: you can't work Tue 11/24 7:00a"), "{heard:?}");
    let offers = agency.offers();
    assert!(!offers.is_empty() && offers.len() <= 3, "a small wave: {offers:?}");
    assert!(offers.iter().all(|(to, _)| *to != keisha.number));

    let (winner, code) = offers[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    let told = agency.told(&winner);
    assert!(told[1].contains("You're first"), "{told:?}");
    assert!(told[2].contains("You're confirmed"), "{told:?}");
    let directory = agency.sim.directory();
    let id = directory.iter().find(|p| p.number == winner).unwrap().person_id.clone();
    assert_eq!(agency.sim.assignee(keisha.shift).flatten().map(|n| n.to_string()), Some(id));
    for (loser, _) in &offers[1..] {
        let last = agency.told(loser).pop().unwrap();
        assert!(last.contains("is filled") || last.contains("ya esta cubierto"), "the others hear: {last}");
    }
    assert!(
        agency.told("+12025550132").iter().any(|t| t.contains("will come to you")),
        "the client hears who comes"
    );
    assert!(agency.told("+12025550180").iter().any(|t| t.contains("filled by")), "the coordinator hears");
}

#[tokio::test]
async fn s8_silence_from_everybody_sends_the_next_wave_on_time() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "I'm sick, can't make my 7am tomorrow").await;
    let first = agency.offers().len();
    agency.minutes(31).await;
    assert!(agency.offers().len() > first, "half an hour of silence is enough at this lead");
}

#[tokio::test]
async fn s24_b48_stop_in_the_middle_of_an_offer_is_for_good() {
    let agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "I'm sick, can't make my 7am tomorrow").await;
    let (stopped, _) = agency.offers()[0].clone();
    let before = agency.told(&stopped).len();
    agency.text(&stopped, "STOP").await;
    agency.minutes(120).await;
    assert_eq!(agency.told(&stopped).len(), before, "not one more text");
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
    assert_eq!(agency.store.recent_cases(9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn f47_unsigned_and_oversized_webhooks_store_nothing() {
    let agency = Agency::open(WriteRoute::Api).await;
    let http = gigi::http::client().unwrap();
    let url = format!("{}/webhooks/twilio/sms", agency.url);
    let form = [("From", "+12025550100"), ("Body", "I'm sick"), ("MessageSid", "SM1")];
    let unsigned = http.post(&url).form(&form).send().await.unwrap();
    assert_eq!(unsigned.status(), 403);
    let wrong = http.post(&url).header("x-twilio-signature", "AAAA").form(&form).send().await.unwrap();
    assert_eq!(wrong.status(), 403);
    let huge =
        http.post(&url).header("x-twilio-signature", "AAAA").body("x".repeat(40_000)).send().await.unwrap();
    assert_eq!(huge.status(), 413);
    assert!(agency.store.recent_arrivals(9).await.unwrap().is_empty());
}
