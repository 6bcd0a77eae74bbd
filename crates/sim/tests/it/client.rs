//! The real client against the simulator: two readings of the same documents, which share no code, must agree.
use std::sync::Arc;

use gigi_sim::toggles::{AppointmentWrite, ExpiresInType, SchemeAccept, UnassignedRepr};
use gigi_sim::{Sim, SimConfig, clock};
use gigi_wellsky::wire::Id;
use gigi_wellsky::{Client, Config, Error, PatientFilter, RetryPolicy};
use jiff::Timestamp;

use crate::{NOON, http};

pub(crate) async fn world() -> (Sim, Client) {
    let mut config = SimConfig::new(http(), clock::fixed(NOON.parse().unwrap()));
    config.toggles.tasklog_reject_share = 0.0;
    let sim = Sim::start(config).await.unwrap();
    let client = client_of(&sim);
    (sim, client)
}

pub(crate) fn client_of(sim: &Sim) -> Client {
    client_with(sim, |config| config)
}

/// The client with other settings than the usual.
pub(crate) fn client_with(sim: &Sim, settings: impl FnOnce(Config) -> Config) -> Client {
    let (id, secret, agency) = sim.credentials();
    let now = sim.clone();
    let once = RetryPolicy { times: 0, ..RetryPolicy::default() };
    let config = settings(Config::new(id, secret, agency).host(sim.wellsky_url()).unthrottled().retry(once));
    Client::new(config, http(), Arc::new(move || now.now())).unwrap()
}

/// More people than one page holds.
pub(crate) fn crowd(sim: &Sim) {
    sim.edit_world(|world| {
        let copies: Vec<_> = world.practitioners.values().cloned().collect();
        for (n, mut copy) in copies.into_iter().cycle().take(250).enumerate() {
            let id = 9_000_000 + u64::try_from(n).unwrap();
            copy.body.insert("id".into(), id.to_string().into());
            world.practitioners.insert(id, copy);
        }
    });
}

pub(crate) fn days(from: i64, until: i64) -> (Timestamp, Timestamp) {
    let noon: Timestamp = NOON.parse().unwrap();
    let day = |n: i64| noon + jiff::SignedDuration::from_hours(24 * n);
    (day(from), day(until))
}

#[tokio::test]
async fn a_token_is_taken_whatever_the_type_of_its_lifetime_and_the_scheme() {
    for lifetime in [ExpiresInType::String, ExpiresInType::Number] {
        let (sim, client) = world().await;
        sim.edit_toggles(|t| {
            t.token_expires_in_type = lifetime;
            t.scheme_accept = SchemeAccept::default();
        });
        assert!(!client.organizations().await.unwrap().items.is_empty());
        let tokens = sim.requests().iter().filter(|r| r.path.contains("accesstoken")).count();
        assert_eq!(tokens, 1);
    }
}

#[tokio::test]
async fn an_open_shift_is_open_in_every_way_it_may_be_shown() {
    let ways = [
        UnassignedRepr::Absent,
        UnassignedRepr::Null,
        UnassignedRepr::EmptyObject,
        UnassignedRepr::EmptyId,
        UnassignedRepr::Zero,
    ];
    for way in ways {
        let (sim, client) = world().await;
        let (key, patient) = sim.with_world(|w| {
            let (key, shift) =
                w.shifts.iter().find(|(k, s)| s.caregiver.is_none() && k.start > w.started).unwrap();
            (*key, shift.client)
        });
        sim.edit_toggles(|t| t.unassigned_repr = way);
        let id = Id::from(patient.to_string().as_str());
        let (from, until) = days(0, 7);
        let week = client.appointments_of_client_between(&id, from, until).await.unwrap();
        let open = week.items.iter().find(|a| a.starts_at() == Some(key.start)).unwrap();
        assert_eq!(open.assigned(), None, "{way:?}");
    }
}

#[tokio::test]
async fn a_write_is_either_there_or_said_not_to_be_and_loses_no_field() {
    let (sim, client) = world().await;
    let heroine = sim.heroine();
    let id = Id::from(heroine.client.to_string().as_str());
    let (from, until) = days(0, 2);
    let read = async || {
        let found = client.appointments_of_client_between(&id, from, until).await.unwrap();
        found.items.into_iter().find(|a| a.starts_at() == Some(heroine.shift.start)).unwrap()
    };
    let mut shift = read().await;
    let somebody = Id::from("8200012");
    shift.set_caregiver(Some(&somebody));
    assert!(matches!(client.put_appointment(&shift).await, Err(Error::WritesNotAvailable(_))));
    sim.edit_toggles(|t| t.appointment_write = AppointmentWrite::OnSingle);
    let before =
        sim.with_world(|w| (w.shifts[&heroine.shift].items.clone(), w.shifts[&heroine.shift].tasks.clone()));
    client.put_appointment(&shift).await.unwrap();
    assert_eq!(read().await.assigned(), Some(&somebody));
    let after =
        sim.with_world(|w| (w.shifts[&heroine.shift].items.clone(), w.shifts[&heroine.shift].tasks.clone()));
    assert_eq!(before, after, "what we do not understand went back as it came");
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_and_never_an_empty_success() {
    let (_sim, client) = world().await;
    let nobody = Id::from("1");
    assert!(matches!(client.practitioner(&nobody).await, Err(Error::NotFound(_))));
    assert!(matches!(client.patient(&nobody).await, Err(Error::NotFound(_))));
    assert!(matches!(client.appointment(&nobody).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn the_same_seed_reads_the_same() {
    let read = async || {
        let (_sim, client) = world().await;
        let patients = client.search_patients(&PatientFilter::default()).await.unwrap();
        serde_json::to_string(&patients.items).unwrap()
    };
    assert_eq!(read().await, read().await);
}
