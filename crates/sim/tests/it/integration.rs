//! The ten checks an integrator runs against a new connection, over HTTP, asserting what comes back and not merely that
//! something does.
use gigi_sim::toggles::OFF;
use gigi_wellsky::wire::{Id, NewPerson, Practitioner, ProspectStage};
use gigi_wellsky::{Client, Config, Error, PatientFilter, PractitionerFilter, RetryPolicy, Window};
use jiff::{SignedDuration, Timestamp};

use crate::client::{client_with, days, world};
use crate::{NOON, http};

fn id(number: u64) -> Id {
    Id::from(number)
}

fn city(caregiver: &Practitioner) -> Option<String> {
    caregiver.address.items().first()?.city.text()
}

fn noon() -> Timestamp {
    NOON.parse().unwrap()
}

#[tokio::test]
async fn t01_the_configuration_gets_a_token_and_a_wrong_secret_is_refused_as_such() {
    let (sim, client) = world().await;
    client.authenticate().await.unwrap();
    let (client_id, _, agency) = sim.credentials();
    let wrong = Config::new(client_id, "typo", agency).host(sim.wellsky_url());
    let wrong = Client::new(wrong, http(), std::sync::Arc::new(noon)).unwrap();
    let error = wrong.authenticate().await.unwrap_err();
    assert!(matches!(error, Error::AuthRejected(_)), "{error}");
    assert!(!error.to_string().contains("typo"));
}

#[tokio::test]
async fn t02_caregivers_are_found_by_status_phone_name_city_and_tag() {
    let (sim, client) = world().await;
    let hired = PractitionerFilter::default().active(true).is_hired(true);
    let staff = client.search_practitioners(&hired.clone()).await.unwrap();
    let real = |p: &Practitioner| p.is_hired() == Some(true) && p.is_active() == Some(true);
    assert!(staff.complete && staff.items.len() >= 20 && staff.items.iter().all(real));
    assert!(staff.items.iter().all(|p| p.id.get().is_some() && p.full_name().is_some()));

    let keisha = sim.heroine();
    let caller = client.practitioners_by_phone(&keisha.number).await.unwrap();
    let ids: Vec<_> = caller.items.iter().filter_map(|p| p.id.get()).collect();
    assert_eq!(ids, [&id(keisha.caregiver)]);

    let named = client.search_practitioners(&hired.clone().first_name("Keisha")).await.unwrap();
    assert!(!named.items.is_empty());
    assert!(named.items.iter().all(|p| p.first_name().as_deref() == Some("Keisha")));

    let town = staff.items.iter().find_map(city).unwrap();
    let neighbours = client.search_practitioners(&PractitionerFilter::default().city(&town)).await.unwrap();
    assert!(!neighbours.items.is_empty());
    assert!(neighbours.items.iter().all(|p| city(p).as_deref() == Some(town.as_str())));
    assert!(neighbours.items.len() < staff.items.len(), "a city is not everybody");

    let tags = [id(45), id(46)];
    let tagged = client.search_practitioners(&PractitionerFilter::default().tags(&tags)).await.unwrap();
    assert!(!tagged.items.is_empty());
    assert!(tagged.items.iter().all(|p| p.profile_tags().iter().any(|t| tags.contains(t))));
}

#[tokio::test]
async fn t03_a_caregiver_is_read_by_id() {
    let (sim, client) = world().await;
    let caregiver = client.practitioner(&id(sim.heroine().caregiver)).await.unwrap();
    assert_eq!(caregiver.id.get(), Some(&id(sim.heroine().caregiver)));
    assert_eq!(caregiver.full_name().as_deref(), Some("Keisha Example"));
}

#[tokio::test]
async fn t04_a_caregivers_week_is_hers_and_today_is_part_of_it() {
    let (sim, client) = world().await;
    let today = jiff::civil::date(2026, 11, 23);
    let (busy, shifts) = sim.with_world(|w| {
        let day = w.started - SignedDuration::from_hours(6);
        let busy = w.shifts.iter().find(|(k, s)| s.caregiver.is_some() && k.start > day).unwrap();
        let who = busy.1.caregiver.unwrap();
        let in_week = |start: Timestamp| {
            let date = start.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
            date >= today && date <= today.saturating_add(jiff::ToSpan::days(6))
        };
        (who, w.shifts.iter().filter(|(k, s)| s.caregiver == Some(who) && in_week(k.start)).count())
    });
    let week = client.appointments_of_caregiver(&id(busy), Window::week_from(today)).await.unwrap();
    assert_eq!((week.items.len(), week.complete), (shifts, true));
    for shift in &week.items {
        assert!(!shift.id.is_blank() && shift.starts_at().is_some() && shift.ends_at() > shift.starts_at());
        assert_eq!(shift.assigned(), Some(&id(busy)));
    }
    let one_day = client.appointments_of_caregiver(&id(busy), Window::day(today)).await.unwrap();
    assert!(one_day.items.len() < week.items.len());
    assert!(one_day.items.iter().all(|s| week.items.iter().any(|w| w.key() == s.key())));
    let too_long = Window::Days { start: today, additional: 7 };
    let error = client.appointments_of_caregiver(&id(busy), too_long).await.unwrap_err();
    assert!(matches!(error, Error::Misuse(_)), "eight days are refused here and not clamped in silence");
}

#[tokio::test]
async fn t05_a_shift_is_read_by_id() {
    let (sim, client) = world().await;
    let heroine = sim.heroine();
    let shift = client.appointment(&id(heroine.shift.appointment_id)).await.unwrap();
    assert_eq!(shift.id, id(heroine.shift.appointment_id));
    assert_eq!(
        (shift.starts_at(), shift.client_id()),
        (Some(heroine.shift.start), Some(&id(heroine.client)))
    );
}

#[tokio::test]
async fn t06_clients_are_found_by_phone_name_and_city() {
    let (sim, client) = world().await;
    let rosa = client.patient(&id(sim.heroine().client)).await.unwrap();
    let phone = rosa.phones()[0].digits.clone();
    let by_phone = client.patients_by_phone(&phone).await.unwrap();
    assert!(by_phone.items.iter().any(|p| p.id.get() == rosa.id.get()));
    assert!(by_phone.items.iter().all(|p| p.phones().iter().any(|n| n.digits == phone)));
    let named = PatientFilter::default().first_name("Rosa").last_name("Sample");
    let by_name = client.search_patients(&named).await.unwrap();
    assert!(!by_name.items.is_empty());
    assert!(by_name.items.iter().all(|p| p.full_name().as_deref() == Some("Rosa Sample")));
    let town = rosa.address.items()[0].city.text().unwrap();
    let near = client.search_patients(&PatientFilter::default().city(&town)).await.unwrap();
    let here = |t: Option<String>| t.as_deref() == Some(town.as_str());
    assert!(!near.items.is_empty());
    assert!(near.items.iter().all(|p| here(p.address.items()[0].city.text())));
}

#[tokio::test]
async fn t07_a_client_is_read_by_id() {
    let (sim, client) = world().await;
    let rosa = client.patient(&id(sim.heroine().client)).await.unwrap();
    assert_eq!((rosa.id.get(), rosa.is_client()), (Some(&id(sim.heroine().client)), Some(true)));
    assert_eq!(rosa.full_name().as_deref(), Some("Rosa Sample"));
}

#[tokio::test]
async fn t08_a_lead_is_created_once_and_is_no_client() {
    let (_sim, client) = world().await;
    let grace = NewPerson {
        first_name: "Grace".into(),
        last_name: "Testcase".into(),
        mobile: Some("(202) 555-0199".into()),
        email: Some("grace@example.org".into()),
        street: Some("1 Example Street".into()),
        city: Some("Springfield".into()),
        state: Some("IL".into()),
        zip: Some("62701".into()),
        ..NewPerson::default()
    };
    let made = client.create_prospect(&grace).await.unwrap().id.unwrap();
    let read = client.patient(&made).await.unwrap();
    assert_eq!(read.full_name().as_deref(), Some("Grace Testcase"));
    assert_eq!((read.is_client(), read.status_id()), (Some(false), Some(ProspectStage::NewLead.id())));
    assert_eq!(read.phones()[0].digits, "2025550199");
    assert_eq!(read.email().as_deref(), Some("grace@example.org"));
    let found = client.search_patients(&PatientFilter::default().last_name("Testcase")).await.unwrap();
    assert_eq!(found.items.len(), 1);
}

#[tokio::test]
async fn t09_a_call_out_finds_the_shift_and_neighbours_who_are_free() {
    let (sim, client) = world().await;
    let heroine = sim.heroine();
    let caller = client.practitioners_by_phone(&heroine.number).await.unwrap().items.remove(0);
    let me = caller.id.get().unwrap().clone();
    let (from, until) = days(0, 2);
    let mine = client.appointments_of_caregiver_between(&me, from, until).await.unwrap();
    let shift = mine.items.iter().find(|s| s.starts_at() == Some(heroine.shift.start)).unwrap();
    assert_eq!(shift.client_id(), Some(&id(heroine.client)));

    let (starts, ends) = (shift.starts_at().unwrap(), shift.ends_at().unwrap());
    let town = city(&caller).unwrap();
    let near = PractitionerFilter::default().active(true).is_hired(true).city(&town);
    let near = client.search_practitioners(&near).await.unwrap();
    let mut free = Vec::new();
    for person in near.items.iter().filter_map(|p| p.id.get()).filter(|p| **p != me) {
        let busy = client.appointments_of_caregiver_between(person, starts, ends).await.unwrap();
        assert!(busy.complete);
        if busy.items.is_empty() {
            free.push(person.clone());
        }
    }
    assert!(!free.is_empty() && !free.contains(&me), "somebody else of the same town");
    let truth = sim.with_world(|w| w.free_caregivers(starts, ends, SignedDuration::ZERO));
    assert!(free.iter().all(|p| truth.contains(&p.as_str().parse().unwrap())), "and nobody who is booked");
}

#[tokio::test]
async fn t10_what_does_not_exist_is_a_distinct_error_and_never_an_empty_success() {
    let (sim, client) = world().await;
    let nobody = id(999_999_999);
    let kinds = [
        client.practitioner(&nobody).await.unwrap_err(),
        client.appointment(&nobody).await.unwrap_err(),
        client.patient(&nobody).await.unwrap_err(),
    ];
    for error in kinds {
        assert!(matches!(error, Error::NotFound(_)), "{error}");
        assert!(error.to_string().contains("404"), "{error}");
    }
    let stranger = client.practitioners_by_phone("202-555-0198").await.unwrap();
    assert!(stranger.items.is_empty() && stranger.is_whole());
    let nonsense = client.practitioners_by_phone("0000000000").await;
    assert!(nonsense.is_ok_and(|found| found.items.is_empty()));
    sim.edit_toggles(|t| (t.active_filter_bug, t.error_rate.unavailable) = (OFF, 1.0));
    let once = RetryPolicy { times: 0, ..RetryPolicy::default() };
    let down = client_with(&sim, |config| config.retry(once));
    assert!(down.search_patients(&PatientFilter::default()).await.is_err(), "down is not nobody");
}
