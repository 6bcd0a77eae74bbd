//! Whatever comes back, the client answers in bounded time and memory, with the right kind of error, and without
//! losing the records around a bad one: generated documents for every wire type, and a simulator that misbehaves.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as the tests do")]

use std::sync::Arc;
use std::time::Duration;

use gigi_sim::toggles::{Canned, Damage, Spoiled};
use gigi_sim::{Sim, SimConfig, clock};
use gigi_wellsky::wire::{
    Activity, Admin, AdminTask, Allergy, Appointment, Bundle, CareActivity, ChargeItem, ClockIn, ClockedIn,
    Document, Encounter, Id, Location, Medication, NewPerson, Organization, Patient, Practitioner,
    ProfileTag, ReferralSource, RelatedPerson, Subscription, TaskLog,
};
use gigi_wellsky::{Client, Config, Error, Permission, PractitionerFilter, RetryPolicy, Window};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const NOON: &str = "2026-11-23T18:00:00Z";

#[expect(clippy::disallowed_methods, reason = "the one HTTP client of these tests")]
fn http() -> reqwest::Client {
    // A second installation fails harmlessly when tests share a process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().redirect(none).no_proxy().tls_certs_only([]).build().expect("an HTTP client")
}

async fn world() -> (Sim, Client) {
    let now: Timestamp = NOON.parse().unwrap();
    let sim = Sim::start(SimConfig::new(http(), clock::fixed(now))).await.unwrap();
    let (id, secret, agency) = sim.credentials();
    let retry = RetryPolicy {
        times: 1,
        min_delay: Duration::ZERO,
        max_delay: Duration::ZERO,
        ..RetryPolicy::default()
    };
    let config = Config::new(id, secret, agency)
        .host(sim.wellsky_url())
        .unthrottled()
        .retry(retry)
        .timeout(Duration::from_millis(400))
        .body_limit(1024 * 1024)
        .allow(Permission::Evv)
        .allow(Permission::Deletes);
    let client = Client::new(config, http(), Arc::new(move || now)).unwrap();
    client.authenticate().await.unwrap();
    (sim, client)
}

fn canned(path: &str, status: u16, body: Value, damage: Damage) -> Canned {
    Canned { path: path.into(), status, body, damage, ..Canned::default() }
}

fn runner(cases: u32) -> TestRunner {
    let config = Cases { cases, failure_persistence: None, ..Cases::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]))
}

// -- documents --

fn fixtures() -> Vec<Value> {
    let folder = std::fs::read_dir(format!("{}/fixtures", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut paths: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let json = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "json"));
    json.map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()).collect()
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = [
        "",
        "True",
        "None",
        "0",
        "-1",
        "8200001",
        "2026-03-02T16:00:00+00:00",
        "2026-03-02",
        "9999-12-31T23:59:59+23:59",
        "-009999-01-01T00:00:00Z",
        "2026-03-02T16:00:00+99:00",
        "Patient/",
        "/",
        "Patient/7100001/x",
        "+1 (202) 555-0142",
        "1",
        "é\u{1F600}\u{0}",
        "45,,67,é",
        "SCHEDULED",
        "184467440737095516160",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(words.to_vec()).prop_map(Value::from),
        ".{0,16}".prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "id",
        "start",
        "end",
        "status",
        "client",
        "caregiver",
        "name",
        "given",
        "family",
        "telecom",
        "value",
        "system",
        "meta",
        "tag",
        "code",
        "display",
        "entry",
        "resource",
        "total",
        "totalRecords",
        "resourceType",
        "period",
        "other",
    ]);
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(keys.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A fixture with parts anywhere in it exchanged.
fn mutated() -> impl Strategy<Value = Value> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any_json()), 0..4);
    (prop::sample::select(fixtures()), changes).prop_map(|(mut document, changes)| {
        for (which, with) in changes {
            let mut place = which.index(places(&document));
            replace(&mut document, &mut place, &with);
        }
        document
    })
}

fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(fields) => fields.values().map(places).sum::<usize>(),
        _ => 0,
    }
}

fn replace(value: &mut Value, place: &mut usize, with: &Value) -> bool {
    if *place == 0 {
        *value = with.clone();
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, place, with)),
        Value::Object(fields) => fields.values_mut().any(|field| replace(field, place, with)),
        _ => false,
    }
}

/// Reads a document and asks it everything that can be asked.
fn ask<T: DeserializeOwned>(document: &Value, questions: impl FnOnce(&T)) {
    if let Ok(read) = serde_json::from_value::<T>(document.clone()) {
        questions(&read);
    }
}

fn ask_everything(document: &Value) {
    ask::<Practitioner>(document, |p| {
        let _ = (
            p.is_hired(),
            p.is_active(),
            p.full_name(),
            p.first_name(),
            p.phones(),
            p.email(),
            p.status_id(),
        );
        let _ = (p.profile_tags(), p.location_id(), format!("{p:?}"));
    });
    ask::<Patient>(document, |p| {
        let _ = (
            p.is_client(),
            p.is_active(),
            p.full_name(),
            p.phones(),
            p.email(),
            p.status_id(),
            p.profile_tags(),
        );
    });
    ask::<Appointment>(document, |a| {
        let _ =
            (a.assigned(), a.client_id(), a.starts_at(), a.ends_at(), a.key(), a.status(), format!("{a:?}"));
        let mut changed = a.clone();
        changed.set_caregiver(Some(&Id::from("8200002")));
        assert_eq!(changed.assigned(), Some(&Id::from("8200002")));
    });
    ask::<Encounter>(document, |e| {
        let _ = (
            e.client_id(),
            e.appointment_id(),
            e.caregiver_ids(),
            e.clocked_in(),
            e.clocked_out(),
            e.is_complete(),
        );
    });
    ask::<ChargeItem>(document, |c| {
        let _ = (c.client_id(), c.caregiver_ids(), c.hours());
    });
    ask::<RelatedPerson>(document, |r| {
        let _ = (r.client_id(), r.full_name(), r.phones(), r.email(), r.relationship_codes());
    });
    ask::<Subscription>(document, |s| {
        let _ = (s.is_active(), s.endpoint());
    });
    ask::<Admin>(document, |a| drop(a.full_name()));
    ask::<Bundle>(document, |b| {
        let _ = (b.total(), b.is_bundle());
    });
    macro_rules! only_read { ($($kind:ty),+) => {$( ask::<$kind>(document, |read| drop(format!("{read:?}"))); )+} }
    only_read!(
        Activity,
        AdminTask,
        Allergy,
        CareActivity,
        ClockedIn,
        Document,
        Location,
        Medication,
        Organization,
        ProfileTag,
        ReferralSource,
        TaskLog
    );
}

#[test]
fn any_document_can_be_asked_anything() {
    let documents = prop_oneof![3 => mutated(), 1 => any_json()];
    let result = runner(4_000).run(&documents, |document| {
        ask_everything(&document);
        for entry in document["entry"].as_array().into_iter().flatten() {
            ask_everything(entry.get("resource").unwrap_or(entry));
        }
        Ok(())
    });
    result.unwrap();
}

// -- answers --

#[test]
fn any_list_is_read_or_refused_with_few_requests() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (sim, client) = runtime.block_on(world());
    let status = prop_oneof![6 => Just(200_u16), 1 => 200..600_u16];
    let result =
        runner(600).run(&(status, prop_oneof![2 => mutated(), 1 => any_json()]), |(status, body)| {
            sim.edit_toggles(|t| t.answers = vec![canned("/v1/", status, body.clone(), Damage::Off)]);
            let before = client.requests_made();
            let filter = PractitionerFilter::default();
            let found = runtime.block_on(client.search_practitioners(&filter));
            // a page, what tells how pages are counted, and a repetition each; a refused token costs one more
            prop_assert!(
                client.requests_made() - before <= 8,
                "{} requests",
                client.requests_made() - before
            );
            match found {
                Ok(list) => {
                    prop_assert!((200..300).contains(&status));
                    let entries = match &body["entry"] {
                        Value::Array(entries) => entries.len(),
                        Value::Null => 0,
                        _ => 1,
                    };
                    // nothing is invented, and nothing that came is passed over
                    prop_assert_eq!(list.items.len() + list.quarantined.len(), entries);
                    prop_assert!(list.quarantined.iter().all(|q| q.path.starts_with("entry[")));
                    prop_assert!(!list.complete || list.total.is_none_or(|total| total <= entries as u64));
                }
                Err(error) => {
                    let wanted: &[&str] = match status {
                        200..300 => &["decode"],
                        300..400 => &["redirected"],
                        401 => &["auth_rejected"],
                        403 => &["forbidden", "route_not_matched"],
                        404 => &["not_found"],
                        405 => &["route_not_matched"],
                        408 => &["upstream"],
                        429 => &["throttled"],
                        400..500 => &["validation"],
                        _ => &["upstream"],
                    };
                    prop_assert!(wanted.contains(&error.name()), "{} for {}", error.name(), status);
                }
            }
            Ok(())
        });
    result.unwrap();
    runtime.block_on(sim.stop());
}

/// What a read and a create make of an answer like this.
async fn kinds(sim: &Sim, client: &Client, damage: Damage) -> [&'static str; 5] {
    let body = json!({"resourceType": "Bundle", "totalRecords": 0, "entry": []});
    sim.edit_toggles(|t| t.answers = vec![canned("/v1/", 200, body, damage)]);
    let lead = NewPerson { first_name: "Grace".into(), last_name: "Sample".into(), ..NewPerson::default() };
    let at = ClockIn { at: NOON.parse().unwrap(), position: None };
    let name = |error: Option<Error>| error.map_or("ok", |error| error.name());
    [
        name(client.practitioner(&Id::from("8200001")).await.err()),
        name(client.search_practitioners(&PractitionerFilter::default()).await.err()),
        name(client.create_prospect(&lead).await.err()),
        name(client.clock_in(&Id::from("55500001"), at).await.err()),
        name(client.delete_practitioner(&Id::from("8200001")).await.err()),
    ]
}

#[tokio::test]
async fn html_ten_megabytes_half_a_body_and_silence_have_their_kinds_and_end() {
    let (sim, client) = world().await;
    for (damage, read) in [
        (Damage::Html, "decode"),
        (Damage::Huge, "decode"),
        (Damage::Half, "transport"),
        (Damage::Hang, "transport"),
    ] {
        // an answer that is not one proves nothing about a write, not even the page of a captive portal
        let write = "unknown_outcome";
        assert_eq!(kinds(&sim, &client, damage).await, [read, read, write, write, write], "{damage:?}");
    }
}

#[tokio::test]
async fn one_bad_record_is_set_aside_with_its_place_and_the_rest_comes() {
    let (sim, client) = world().await;
    let keisha = Id::from(sim.heroine().caregiver);
    let week = Window::week_from(jiff::civil::date(2026, 11, 23));
    let whole = client.appointments_of_caregiver(&keisha, week).await.unwrap();
    assert!(whole.is_whole() && whole.items.len() > 5);
    for value in [json!("soon"), Value::Null, json!(20_261_123), json!({"at": "noon"})] {
        sim.edit_toggles(|t| {
            let (resource, field) = ("appointment".to_owned(), "start".to_owned());
            t.spoiled = Some(Spoiled { resource, index: 3, field, value: value.clone() });
        });
        let found = client.appointments_of_caregiver(&keisha, week).await.unwrap();
        assert_eq!(found.items.len(), whole.items.len() - 1, "{value}");
        let [bad] = found.quarantined.as_slice() else { panic!("one is set aside") };
        assert_eq!(bad.path, "entry[3].resource.start", "{value}");
        assert!(found.complete && !found.is_whole());
    }
}
