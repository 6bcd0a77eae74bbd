//! Every operation once as it is meant and once for something that is not there: 54 checks over HTTP, numbered through.
//! Operations that the vendor does not offer are checked to be refused as such.
use gigi_sim::Sim;
use gigi_sim::toggles::OFF;
use gigi_wellsky::wire::{
    ClockIn, ClockOut, Criteria, Id, NewAdminTask, NewDocument, NewEncounter, NewPerson, NewSubscription,
    NewTaskLog, ProspectStage, RelatedPerson, Requester, TaskStatus,
};
use gigi_wellsky::{Client, Config, Error, PatientFilter, Permission, PractitionerFilter, Window};
use jiff::Timestamp;
use serde_json::json;

use crate::NOON;
use crate::client::{client_with, days, world};

const NOBODY: &str = "999999999";

/// Counts the checks of one area and says which failed.
struct Checks {
    next: usize,
    last: usize,
}

impl Checks {
    fn from(first: usize, last: usize) -> Self {
        Self { next: first, last }
    }

    #[track_caller]
    fn that(&mut self, what: &str, holds: bool) {
        assert!(holds, "check {}: {what}", self.next);
        self.next += 1;
    }

    #[track_caller]
    fn all_done(self) {
        assert_eq!(self.next, self.last + 1, "every check of the area was made");
    }
}

fn id(number: u64) -> Id {
    Id::from(number)
}

fn nobody() -> Id {
    Id::from(NOBODY)
}

fn noon() -> Timestamp {
    NOON.parse().unwrap()
}

fn is_missing<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::NotFound(_)))
}

/// A client that may do everything.
async fn allowed() -> (Sim, Client) {
    let (sim, _) = world().await;
    sim.edit_toggles(|t| t.doc_ref_500 = OFF);
    let everything = |config: Config| {
        let all = [Permission::Evv, Permission::CareLogs, Permission::Deletes, Permission::Documents];
        all.into_iter().fold(config, Config::allow)
    };
    let client = client_with(&sim, everything);
    (sim, client)
}

fn grace() -> NewPerson {
    NewPerson {
        first_name: "Grace".into(),
        last_name: "Testcase".into(),
        mobile: Some("2025550199".into()),
        city: Some("Springfield".into()),
        ..NewPerson::default()
    }
}

#[tokio::test]
async fn d01_to_d09_clients() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(1, 9);
    let rosa = id(sim.heroine().client);
    let all = client.search_patients(&PatientFilter::default()).await.unwrap();
    check.that("everybody is found", all.complete && all.items.len() == sim.with_world(|w| w.patients.len()));
    let named = client.search_patients(&PatientFilter::default().first_name("Rosa")).await.unwrap();
    let are_rosa = named.items.iter().all(|p| p.first_name().as_deref() == Some("Rosa"));
    check.that("by name, only that name", !named.items.is_empty() && are_rosa);
    let phone = client.patient(&rosa).await.unwrap().phones()[0].digits.clone();
    let called = client.patients_by_phone(&phone).await.unwrap();
    check.that("by phone, her", called.items.iter().any(|p| p.id.get() == Some(&rosa)));
    check.that("read by id", client.patient(&rosa).await.unwrap().id.get() == Some(&rosa));
    check.that("read of nobody", is_missing(&client.patient(&nobody()).await));
    let made = client.create_prospect(&grace()).await.unwrap().id.unwrap();
    let read = client.patient(&made).await.unwrap();
    check.that("a created one is a prospect", read.is_client() == Some(false));
    let before = read.meta.clone();
    let moved = client.move_prospect(&made, ProspectStage::AssessmentScheduled).await.unwrap();
    let again = client.patient(&made).await.unwrap();
    let kept = again.is_client() == Some(false) && again.full_name() == read.full_name();
    check.that("a change is there and lost nothing", again.status_id() == moved.status_id() && kept);
    assert_ne!(before, again.meta);
    let gone =
        client.change_patient(&made, |p| p.active = gigi_wellsky::wire::Maybe::Present(false.into())).await;
    gone.unwrap();
    check.that("deactivated", client.patient(&made).await.unwrap().is_active() == Some(false));
    check
        .that("change of nobody", is_missing(&client.move_prospect(&nobody(), ProspectStage::NewLead).await));
    check.all_done();
}

#[tokio::test]
async fn d10_to_d18_caregivers() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(10, 18);
    let keisha = id(sim.heroine().caregiver);
    let all = client.search_practitioners(&PractitionerFilter::default()).await.unwrap();
    check.that("everybody", all.items.len() == sim.with_world(|w| w.practitioners.len()));
    let applicants =
        client.search_practitioners(&PractitionerFilter::default().is_hired(false)).await.unwrap();
    let none_hired = applicants.items.iter().all(|p| p.is_hired() == Some(false));
    check.that("applicants are not hired", !applicants.items.is_empty() && none_hired);
    let home = client.practitioners_by_phone("2025550117").await.unwrap();
    check.that("found by a home phone too", home.items.len() == 1);
    let read = client.practitioner(&keisha).await.unwrap();
    check.that("read by id", read.full_name().as_deref() == Some("Keisha Example"));
    check.that("read of nobody", is_missing(&client.practitioner(&nobody()).await));
    let made = client.create_applicant(&grace()).await.unwrap().id.unwrap();
    check.that("created as applicant", client.practitioner(&made).await.unwrap().is_hired() == Some(false));
    client.hire(&made).await.unwrap();
    let hired = client.practitioner(&made).await.unwrap();
    check.that("hired and in use", (hired.is_hired(), hired.is_active()) == (Some(true), Some(true)));
    client.delete_practitioner(&made).await.unwrap();
    check.that("deleted", client.practitioner(&made).await.is_ok_and(|p| p.is_active() == Some(false)));
    check.that("delete of nobody", is_missing(&client.delete_practitioner(&nobody()).await));
    check.all_done();
}

#[tokio::test]
async fn d19_to_d23_shifts() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(19, 23);
    let heroine = sim.heroine();
    let (from, until) = days(0, 2);
    let hers = client.appointments_of_caregiver_between(&id(heroine.caregiver), from, until).await.unwrap();
    check.that("by caregiver", hers.items.iter().any(|s| s.starts_at() == Some(heroine.shift.start)));
    let tomorrow = Window::day(jiff::civil::date(2026, 11, 24));
    let rosas = client.appointments_of_client(&id(heroine.client), tomorrow).await.unwrap();
    let only_hers = rosas.items.iter().all(|s| s.client_id() == Some(&id(heroine.client)));
    check.that("by client", !rosas.items.is_empty() && only_hers);
    let read = client.appointment(&id(heroine.shift.appointment_id)).await.unwrap();
    check.that("by id", read.starts_at() == Some(heroine.shift.start));
    check.that("of nobody", is_missing(&client.appointment(&nobody()).await));
    let written = client.put_appointment(&read).await;
    check.that("not writable, said so", matches!(written, Err(Error::WritesNotAvailable(_))));
    check.all_done();
}

#[tokio::test]
async fn d24_to_d30_visits_and_clocks() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(24, 30);
    let heroine = sim.heroine();
    let (rosa, keisha) = (id(heroine.client), id(heroine.caregiver));
    let log = NewEncounter {
        client: rosa.clone(),
        caregiver: keisha.clone(),
        start: "2026-11-22T13:00:00Z".parse().unwrap(),
        end: Some("2026-11-22T17:00:00Z".parse().unwrap()),
        bill: None,
        pay: None,
    };
    let made = client.create_encounter(&log).await.unwrap().id.unwrap();
    let read = client.encounter(&made).await.unwrap();
    check.that("entered", read.is_complete() && read.client_id() == Some(rosa.clone()));
    let day = jiff::civil::date(2026, 11, 22);
    let found = client.encounters_of_client(&rosa, day, day).await.unwrap();
    check.that("found on its day", found.items.iter().any(|v| v.id.get() == Some(&made)));
    let longer = NewEncounter { end: Some("2026-11-22T18:00:00Z".parse().unwrap()), ..log };
    client.update_encounter(&made, &longer).await.unwrap();
    let ends = client.encounter(&made).await.unwrap().clocked_out();
    check.that("corrected", ends == longer.end);
    client.delete_encounter(&made).await.unwrap();
    check.that("deleted", is_missing(&client.encounter(&made).await));
    check.that("delete of nobody", is_missing(&client.delete_encounter(&nobody()).await));

    let at: Timestamp = "2026-11-24T13:02:00Z".parse().unwrap();
    let appointment = id(heroine.shift.appointment_id);
    let visit = client.clock_in(&appointment, ClockIn { at, position: None }).await.unwrap();
    let visit = visit.id.get().unwrap().clone();
    check.that("clocked in", client.encounter(&visit).await.unwrap().clocked_in() == Some(at));
    let at: Timestamp = "2026-11-24T17:01:00Z".parse().unwrap();
    let out = ClockOut { at, position: None, comment: "Calm.".into(), mileage: None };
    let by_appointment = is_missing(&client.clock_out(&appointment, &out).await);
    client.clock_out(&visit, &out).await.unwrap();
    let ended = client.encounter(&visit).await.unwrap().clocked_out();
    check.that("clocked out by the visit's id only", by_appointment && ended == Some(at));
    check.all_done();
}

#[tokio::test]
async fn d31_to_d34_tasks() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(31, 34);
    let heroine = sim.heroine();
    let at: Timestamp = "2026-11-24T13:02:00Z".parse().unwrap();
    let appointment = id(heroine.shift.appointment_id);
    let visit = client.clock_in(&appointment, ClockIn { at, position: None }).await.unwrap();
    let visit = visit.id.get().unwrap().clone();
    let note = NewTaskLog::note("Care alert", "Later start tomorrow.", noon());
    let log = client.create_task_log(&visit, &note).await.unwrap().id.unwrap();
    let listed = client.task_logs(&visit).await.unwrap();
    check.that("a note shows", listed.items.iter().any(|l| l.id.get() == Some(&log)));
    client.update_task_log(&visit, &log, TaskStatus::NotComplete, "She was asleep.").await.unwrap();
    let listed = client.task_logs(&visit).await.unwrap();
    let status = listed.items.iter().find(|l| l.id.get() == Some(&log)).unwrap().status.text();
    check.that("and is changed", status.as_deref() == Some("NOT_COMPLETE"));
    client.update_shift_task(&visit, &id(401), TaskStatus::Complete, "").await.unwrap();
    let missing = client.update_shift_task(&visit, &nobody(), TaskStatus::Complete, "").await;
    let ticked = sim.with_world(|w| w.shifts[&heroine.shift].tasks[0]["status"] == "COMPLETE");
    check.that("a planned task is ticked off, an unknown one is not", ticked && is_missing(&missing));
    let task = NewAdminTask {
        description: "COVERAGE NEEDED".into(),
        execution_date: jiff::civil::date(2026, 11, 24),
        due: jiff::civil::date(2026, 11, 24).at(6, 0, 0, 0),
        requester: vec![Requester::Patient(id(heroine.client))],
        owner: Vec::new(),
    };
    let made = client.create_admin_task(&task).await.unwrap().id.unwrap();
    let read = client.admin_task(&made).await.unwrap();
    check.that(
        "a to-do of the office is there",
        read.description.text().as_deref() == Some("COVERAGE NEEDED"),
    );
    check.all_done();
}

#[tokio::test]
async fn d35_to_d39_documents() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(35, 39);
    let of = format!("Patient/{}", sim.heroine().client);
    let file = NewDocument {
        of: of.clone(),
        kind: "General".into(),
        title: "note.txt".into(),
        content_type: "text/plain".into(),
        data: "aGVsbG8=".into(),
    };
    let made = client.create_document(&file).await.unwrap().id.unwrap();
    check.that("stored", !made.is_blank());
    let read = client.document(&made).await.unwrap();
    check.that("described", read.id.get() == Some(&made));
    let theirs = client.documents_of(&of).await.unwrap();
    check.that("found with their person", theirs.items.iter().any(|d| d.id.get() == Some(&made)));
    check.that("read of nobody", is_missing(&client.document(&nobody()).await));
    let plain = client_with(&sim, |config| config);
    let refused = plain.create_document(&file).await;
    check.that("off unless asked for", matches!(refused, Err(Error::Misuse(_))));
    check.all_done();
}

#[tokio::test]
async fn d40_to_d44_subscriptions() {
    let (_sim, client) = allowed().await;
    let mut check = Checks::from(40, 44);
    let wanted = NewSubscription {
        criteria: Criteria::PatientDied,
        endpoint: "http://127.0.0.1:9/hooks".into(),
        header: "Authorization: Bearer made-up".into(),
    };
    let made = client.subscribe(&wanted).await.unwrap().id.unwrap();
    let read = client.subscription(&made).await.unwrap();
    check.that("subscribed and active", read.is_active());
    let all = client.subscriptions().await.unwrap();
    check.that("listed", all.items.len() == 1 && all.items[0].id.get() == Some(&made));
    let mut other = read.clone();
    other.status = gigi_wellsky::wire::Maybe::Present("off".into());
    client.put_subscription(&other).await.unwrap();
    check.that("switched off", !client.subscription(&made).await.unwrap().is_active());
    client.unsubscribe(&made).await.unwrap();
    check.that("ended", is_missing(&client.subscription(&made).await));
    check.that("end of nothing", is_missing(&client.unsubscribe(&nobody()).await));
    check.all_done();
}

#[tokio::test]
async fn d45_to_d49_profile_tags() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(45, 49);
    let made = client.create_profile_tag("Cat lover").await.unwrap().id.unwrap();
    let mut tag = client.profile_tag(&made).await.unwrap();
    check.that("created", tag.name.text().as_deref() == Some("Cat lover"));
    let hoyer = client.profile_tag(&id(45)).await.unwrap();
    check.that("read by id", hoyer.name.text().as_deref() == Some("Hoyer"));
    tag.name = gigi_wellsky::wire::Maybe::Present("Dog lover".into());
    client.put_profile_tag(&tag).await.unwrap();
    let name = client.profile_tag(&made).await.unwrap().name.text();
    check.that("renamed", name.as_deref() == Some("Dog lover"));
    check.that("read of nothing", is_missing(&client.profile_tag(&nobody()).await));
    let with = client.search_practitioners(&PractitionerFilter::default().tags(&[id(45)])).await.unwrap();
    let have = with.items.iter().all(|p| p.profile_tags().contains(&id(45)));
    check.that("people are found by it", !with.items.is_empty() && have);
    drop(sim);
    check.all_done();
}

#[tokio::test]
async fn d50_to_d54_contacts() {
    let (sim, client) = allowed().await;
    let mut check = Checks::from(50, 54);
    let rosa = id(sim.heroine().client);
    let before = client.related_persons_of(&rosa).await.unwrap();
    check.that("hers are hers", before.items.iter().all(|c| c.client_id() == Some(rosa.clone())));
    let contact: RelatedPerson = serde_json::from_value(json!({
        "patient": {"reference": format!("Patient/{rosa}")}, "name": [{"family": "Sample", "given": ["Ben"]}],
        "relationship": {"coding": [{"code": "SON"}]}, "telecom": [{"system": "phone", "value": "2025550198"}]}))
    .unwrap();
    let made = client.create_related_person(&contact).await.unwrap().id.unwrap();
    let after = client.related_persons_of(&rosa).await.unwrap();
    let mut ben = after.items.iter().find(|c| c.id.get() == Some(&made)).unwrap().clone();
    check.that("created with relation", ben.relationship_codes() == ["SON"]);
    ben.primary_contact = gigi_wellsky::wire::Maybe::Present(true.into());
    client.put_related_person(&ben).await.unwrap();
    let changed = client.related_persons(Some(noon())).await.unwrap();
    let found = changed.items.iter().find(|c| c.id.get() == Some(&made)).unwrap();
    check.that("changed, and found as changed", found.primary_contact.flag() == Some(true));
    client.remove_related_person(&rosa, &made).await.unwrap();
    let left = client.related_persons_of(&rosa).await.unwrap();
    check.that("removed, the others stay", left.items.len() == before.items.len());
    check.that("of nobody", is_missing(&client.related_persons_of(&nobody()).await));
    check.all_done();
}
