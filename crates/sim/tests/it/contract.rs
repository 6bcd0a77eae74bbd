//! The real client against the simulator: two readings of the same documents, which share no code, must agree. Each test
//! bears the number of the contract it acts out.
use std::collections::BTreeSet;
use std::sync::Arc;

use gigi_sim::toggles::{
    AppointmentWrite, CountField, EntryShape, ExpiresInType, PageBase, PageIndex, SchemeAccept,
    UnassignedRepr,
};
use gigi_sim::{Sim, SimConfig, clock};
use gigi_wellsky::wire::{Id, NewTaskLog};
use gigi_wellsky::{Client, Config, Error, PatientFilter, PractitionerFilter, RetryPolicy};
use jiff::Timestamp;

use crate::{NOON, http};

async fn world() -> (Sim, Client) {
    let mut config = SimConfig::new(http(), clock::fixed(NOON.parse().unwrap()));
    config.toggles.tasklog_reject_share = 0.0;
    let sim = Sim::start(config).await.unwrap();
    let client = client_of(&sim);
    (sim, client)
}

fn client_of(sim: &Sim) -> Client {
    let (id, secret, agency) = sim.credentials();
    let now = sim.clone();
    let once = RetryPolicy { times: 0, ..RetryPolicy::default() };
    let config = Config::new(id, secret, agency).host(sim.wellsky_url()).unthrottled().retry(once);
    Client::new(config, http(), Arc::new(move || now.now())).unwrap()
}

/// More people than one page holds.
fn crowd(sim: &Sim) {
    sim.edit_world(|world| {
        let copies: Vec<_> = world.practitioners.values().cloned().collect();
        for (n, mut copy) in copies.into_iter().cycle().take(250).enumerate() {
            let id = 9_000_000 + u64::try_from(n).unwrap();
            copy.body.insert("id".into(), id.to_string().into());
            world.practitioners.insert(id, copy);
        }
    });
}

fn days(from: i64, until: i64) -> (Timestamp, Timestamp) {
    let noon: Timestamp = NOON.parse().unwrap();
    let day = |n: i64| noon + jiff::SignedDuration::from_hours(24 * n);
    (day(from), day(until))
}

#[tokio::test]
async fn c04_a_token_is_taken_whatever_the_type_of_its_lifetime_and_the_scheme() {
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
async fn c05_an_expired_token_is_issued_again_once_and_the_call_succeeds() {
    let (sim, client) = world().await;
    client.organizations().await.unwrap();
    sim.revoke_tokens();
    client.organizations().await.unwrap();
    let tokens = sim.requests().iter().filter(|r| r.path.contains("accesstoken")).count();
    assert_eq!(tokens, 2, "one for each life");
}

#[tokio::test]
async fn c06_everybody_is_gathered_wherever_pages_begin_and_however_they_are_shaped() {
    let shapes = [
        (PageIndex::Zero, CountField::TotalRecords, EntryShape::default()),
        (PageIndex::One, CountField::TotalRecords, EntryShape::default()),
        (PageIndex::Zero, CountField::Total, EntryShape::default()),
    ];
    for (index, count, entries) in shapes {
        let (sim, client) = world().await;
        crowd(&sim);
        let all = sim.with_world(|w| w.practitioners.len());
        sim.edit_toggles(|t| {
            t.page_base = PageBase::all(index);
            t.count_field = count;
            t.entry_shape = entries;
        });
        let found = client.search_practitioners(&PractitionerFilter::default()).await.unwrap();
        let unique: BTreeSet<_> =
            found.items.iter().filter_map(|p| p.id.get()).map(|id| id.as_str().to_owned()).collect();
        assert!(found.complete, "{index:?} {count:?}");
        assert_eq!(
            (found.items.len(), unique.len()),
            (all, all),
            "{index:?} {count:?}: all of them, each once"
        );
    }
}

#[tokio::test]
async fn c06_a_server_that_repeats_its_first_page_is_noticed_and_the_list_is_not_called_whole() {
    let (sim, client) = world().await;
    crowd(&sim);
    sim.edit_toggles(|t| t.page_base = PageBase::all(PageIndex::Ignore));
    let found = client.search_practitioners(&PractitionerFilter::default()).await.unwrap();
    assert!(!found.complete, "what is missing is not passed over in silence");
    assert!(sim.requests().len() < 12, "and it does not ask for ever");
}

#[tokio::test]
async fn c07_occurrences_of_a_series_share_an_id_and_are_told_apart_by_their_start() {
    let (sim, client) = world().await;
    let (patient, series) = sim.with_world(|w| {
        let key = w.shifts.keys().find(|k| w.occurrences(k.appointment_id).len() > 20).unwrap();
        (w.shifts[key].client, key.appointment_id)
    });
    let (from, until) = days(0, 7);
    let id = Id::from(patient.to_string().as_str());
    let week = client.appointments_of_client_between(&id, from, until).await.unwrap();
    let of_series: Vec<_> = week.items.iter().filter(|a| a.id.as_str() == series.to_string()).collect();
    assert!(of_series.len() > 1, "several in a week");
    let starts: BTreeSet<_> = of_series.iter().map(|a| a.starts_at().unwrap()).collect();
    assert_eq!(starts.len(), of_series.len());
    let nearest = client.appointment(&Id::from(series.to_string().as_str())).await.unwrap();
    let nearest = nearest.starts_at().unwrap();
    let noon: Timestamp = NOON.parse().unwrap();
    let distance = |t: &Timestamp| t.duration_since(noon).abs();
    assert!(starts.iter().all(|s| distance(&nearest) <= distance(s)), "by id comes the one nearest to now");
}

#[tokio::test]
async fn c08_an_open_shift_is_open_in_every_way_it_may_be_shown() {
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
async fn c09_a_write_is_either_there_or_said_not_to_be_and_loses_no_field() {
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
async fn c10_a_note_on_a_visit_shows_in_its_list() {
    let (sim, client) = world().await;
    let patient = Id::from(sim.heroine().client.to_string().as_str());
    let today = jiff::civil::date(2026, 11, 23);
    let from = today.saturating_sub(jiff::ToSpan::days(7));
    let visits = client.encounters_of_client(&patient, from, today).await.unwrap();
    let visit = visits.items.iter().find_map(|v| v.id.get()).unwrap();
    let note = NewTaskLog::note("Call-out", "Cover is being arranged.", NOON.parse().unwrap());
    client.create_task_log(visit, &note).await.unwrap();
    let shown = client.task_logs(visit).await.unwrap();
    let titles: Vec<String> = shown.items.iter().filter_map(|l| l.title.get()?.text()).collect();
    assert!(titles.iter().any(|t| t.contains("Call-out")), "{titles:?}");
}

#[tokio::test]
async fn c11_what_does_not_exist_is_not_found_and_never_an_empty_success() {
    let (_sim, client) = world().await;
    let nobody = Id::from("1");
    assert!(matches!(client.practitioner(&nobody).await, Err(Error::NotFound(_))));
    assert!(matches!(client.patient(&nobody).await, Err(Error::NotFound(_))));
    assert!(matches!(client.appointment(&nobody).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn c13_the_same_seed_reads_the_same() {
    let read = async || {
        let (_sim, client) = world().await;
        let patients = client.search_patients(&PatientFilter::default()).await.unwrap();
        serde_json::to_string(&patients.items).unwrap()
    };
    assert_eq!(read().await, read().await);
}
