//! The client in the field's words, against the simulator: who is in use, whose shift is it, what comes next.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as the tests do")]

use std::sync::Arc;

use gigi_sim::{Sim, SimConfig, clock};
use gigi_wellsky::wire::{Id, NewPerson};
use gigi_wellsky::{Client, Config, Error, Permission};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

#[expect(clippy::disallowed_methods, reason = "the one HTTP client of these tests")]
fn http() -> reqwest::Client {
    // A second installation fails harmlessly when tests share a process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().redirect(none).no_proxy().tls_certs_only([]).build().expect("an HTTP client")
}

async fn at(instant: &str, settings: impl FnOnce(Config) -> Config) -> (Sim, Client) {
    let start: Timestamp = instant.parse().unwrap();
    let sim = Sim::start(SimConfig::new(http(), clock::fixed(start))).await.unwrap();
    let (id, secret, agency) = sim.credentials();
    let config = settings(Config::new(id, secret, agency).host(sim.wellsky_url()).unthrottled());
    let now = sim.clone();
    let client = Client::new(config, http(), Arc::new(move || now.now())).unwrap();
    (sim, client)
}

fn chicago() -> TimeZone {
    TimeZone::get("America/Chicago").unwrap()
}

#[tokio::test]
async fn the_four_kinds_of_people_are_told_apart_whatever_the_casing_of_their_tags() {
    let (sim, client) = at("2026-11-23T18:00:00Z", |c| c).await;
    // one client who left, two caregivers who no longer work
    assert_eq!(client.active_caregivers().await.unwrap().items.len(), 24);
    assert_eq!(client.applicants().await.unwrap().items.len(), 6);
    assert_eq!(client.active_clients().await.unwrap().items.len(), 11);
    assert_eq!(client.prospects().await.unwrap().items.len(), 6);
    sim.edit_world(|w| {
        let rosa = w.heroine.client;
        w.patients.get_mut(&rosa).unwrap().body["meta"] =
            json!({"tag": [{"code": "isClient", "display": "None"}]});
    });
    assert_eq!(client.active_clients().await.unwrap().items.len(), 10, "nobody knows what she is");
}

#[tokio::test]
async fn her_shift_is_the_one_she_is_on_or_the_next_one() {
    // Keisha works from seven to eleven, which is 13:00 to 17:00 UTC
    for (now, ahead, wanted) in [
        ("2026-11-24T12:00:00Z", 4, Some("2026-11-24T13:00:00Z")),
        ("2026-11-24T14:00:00Z", 4, Some("2026-11-24T13:00:00Z")),
        ("2026-11-24T17:00:00Z", 4, None),
        ("2026-11-24T17:00:00Z", 21, Some("2026-11-25T13:00:00Z")),
    ] {
        let (sim, client) = at(now, |c| c).await;
        let keisha = Id::from(sim.heroine().caregiver);
        let shift =
            client.current_shift_of_caregiver(&keisha, SignedDuration::from_hours(ahead)).await.unwrap();
        let start = shift.and_then(|s| s.starts_at());
        assert_eq!(start, wanted.map(|w| w.parse().unwrap()), "at {now}");
    }
}

#[tokio::test]
async fn today_is_the_agencys_and_a_night_belongs_to_both_its_days() {
    // half past eleven in the evening in Chicago is already tomorrow in UTC
    let (sim, client) = at("2026-11-24T05:30:00Z", |c| c).await;
    let denise = sim.with_world(|w| *w.practitioners.keys().nth(3).unwrap());
    let nights = client.shifts_today_of_caregiver(&Id::from(denise), &chicago()).await.unwrap();
    let local: Vec<String> = nights
        .items
        .iter()
        .map(|s| s.starts_at().unwrap().to_zoned_datetime(chicago()).strftime("%d %H:%M").to_string())
        .collect();
    assert_eq!(local, ["22 22:00", "23 22:00"], "the one that ended this morning, and the one she is on");
}

#[tokio::test]
async fn what_comes_next_does_not_hold_what_is_over_or_cancelled() {
    let (sim, client) = at("2026-11-23T18:00:00Z", |c| c).await;
    let heroine = sim.heroine();
    let (keisha, rosa) = (Id::from(heroine.caregiver), Id::from(heroine.client));
    let week = client.upcoming_shifts_of_caregiver(&keisha, 7).await.unwrap();
    assert_eq!(week.items.len(), 7);
    assert_eq!(week.items[0].starts_at(), Some(heroine.shift.start));
    sim.office_cancel(heroine.shift).unwrap();
    assert_eq!(client.upcoming_shifts_of_caregiver(&keisha, 7).await.unwrap().items.len(), 6);
    assert_eq!(client.upcoming_shifts_of_client(&rosa, 7).await.unwrap().items.len(), 6);
    assert!(matches!(client.upcoming_shifts_of_client(&rosa, 0).await, Err(Error::Misuse(_))));
    assert!(
        client.shifts_today_of_client(&rosa, &chicago()).await.unwrap().items.len() == 1,
        "this morning's"
    );
}

#[tokio::test]
async fn a_client_that_only_reads_sends_no_write_whatever_else_it_may() {
    let (sim, client) = at("2026-11-23T18:00:00Z", |c| c.allow(Permission::Deletes).read_only()).await;
    client.organizations().await.unwrap();
    let before = sim.requests().len();
    let lead = NewPerson { first_name: "Grace".into(), last_name: "Sample".into(), ..NewPerson::default() };
    let refused = client.create_prospect(&lead).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "wrong use of the WellSky client: patient.create would write, and this client only reads"
    );
    assert!(client.delete_practitioner(&Id::from("8200001")).await.is_err());
    assert_eq!(sim.requests().len(), before);
    assert!(client.active_caregivers().await.is_ok());
}
