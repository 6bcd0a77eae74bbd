//! Reading and writing shifts.

use gigi_sim::toggles::{
    AppointmentOutage, AppointmentWrite, DayBoundary, LostAnswer, OpenStatus, UnassignedRepr,
};
use gigi_sim::world::Author;
use serde_json::{Value, json};

use crate::World;

async fn shift_of_rosa(world: &World) -> Value {
    let id = world.sim.heroine().shift.appointment_id;
    let (status, shift) = world.get(&format!("/v1/appointment/{id}/")).await;
    assert_eq!(status, 200);
    shift
}

#[tokio::test]
async fn tomorrow_is_found_by_client_by_caregiver_by_week_and_by_month() {
    let world = World::new().await;
    let heroine = world.sim.heroine();
    for (path, total) in [
        (format!("/v1/appointment/?caregiverId={}&startDate=20261124", heroine.caregiver), 1),
        (format!("/v1/appointment/?clientId={}&startDate=20261124&additionalDays=6", heroine.client), 7),
        (format!("/v1/appointment/?clientId={}&weekNo=202648", heroine.client), 7),
        (format!("/v1/appointment/?clientId={}&monthNo=202611", heroine.client), 22),
    ] {
        let (status, found) = world.get(&path).await;
        assert_eq!((status, &found["totalRecords"]), (200, &json!(total)), "{path}");
    }
    let (_, tomorrow) = world
        .post("/v1/appointment/_search/", json!({"clientId": heroine.client, "startDate": "20261124"}))
        .await;
    let shift = &tomorrow["entry"][0]["resource"];
    assert_eq!(shift["start"], "2026-11-24T13:00:00+00:00");
    assert_eq!(shift["caregiver"]["id"], heroine.caregiver.to_string());
    assert!(shift["position"]["latitude"].is_f64());
    for body in [
        json!({"startDate": "20261124"}),
        json!({"clientId": heroine.client}),
        json!({"clientId": heroine.client, "startDate": "20261124", "additionalDays": 7}),
    ] {
        assert_eq!(world.post("/v1/appointment/_search/", body).await.0, 422);
    }
}

#[tokio::test]
async fn a_night_belongs_to_one_day_or_the_other() {
    let world = World::new().await;
    let night = world.sim.with_world(|w| {
        w.shifts
            .iter()
            .find(|(k, _)| k.start.to_string() == "2026-11-24T04:00:00Z")
            .map(|(_, s)| s.client)
            .unwrap()
    });
    let starts = async |day: &str| {
        let (_, found) = world.get(&format!("/v1/appointment/?clientId={night}&startDate={day}")).await;
        found["entry"][0]["resource"]["start"].as_str().unwrap().to_owned()
    };
    assert_eq!(starts("20261124").await, "2026-11-24T04:00:00+00:00");
    world.sim.edit_toggles(|t| t.day_boundary = DayBoundary::Agency);
    assert_eq!(starts("20261123").await, "2026-11-24T04:00:00+00:00", "ten in the evening of the 23rd");
}

#[tokio::test]
async fn a_series_shares_one_id_and_a_read_shows_the_nearest_occurrence() {
    let mut world = World::new().await;
    let (id, count) = world.sim.with_world(|w| {
        let series =
            w.shifts.keys().find(|k| w.occurrences(k.appointment_id).len() > 20).unwrap().appointment_id;
        (series, w.occurrences(series).len())
    });
    assert!(count > 20);
    let path = format!("/v1/appointment/{id}/");
    let before = world.get(&path).await.1["start"].clone();
    world.sim.advance(5 * 86_400);
    world.token = world.new_token().await;
    let after = world.get(&path).await.1["start"].clone();
    assert!(before.is_string() && after.is_string());
    assert_ne!(after, before);
}

#[tokio::test]
async fn an_open_shift_shows_it_in_five_ways() {
    let world = World::new().await;
    let (client, start) = world.sim.with_world(|w| {
        let (key, shift) = w.shifts.iter().find(|(_, s)| s.caregiver.is_none()).unwrap();
        (shift.client, key.start)
    });
    let day = start.strftime("%Y%m%d").to_string();
    let open = async || {
        let (_, found) =
            world.get(&format!("/v1/appointment/?clientId={client}&startDate={day}&additionalDays=1")).await;
        let rows = found["entry"].as_array().unwrap().clone();
        rows.into_iter()
            .map(|e| e["resource"].clone())
            .find(|r| r["start"].as_str().unwrap().contains("T21:00"))
            .unwrap()
    };
    for (repr, seen) in [
        (UnassignedRepr::Absent, None),
        (UnassignedRepr::Null, Some(Value::Null)),
        (UnassignedRepr::EmptyObject, Some(json!({}))),
        (UnassignedRepr::EmptyId, Some(json!({"id": ""}))),
        (UnassignedRepr::Zero, Some(json!({"id": "0"}))),
    ] {
        world.sim.edit_toggles(|t| t.unassigned_repr = repr);
        assert_eq!(open().await.get("caregiver").cloned(), seen, "{repr:?}");
    }
    assert_eq!(open().await["status"], "SCHEDULED");
    world.sim.edit_toggles(|t| t.open_status = OpenStatus::Open);
    assert_eq!(open().await["status"], "OPEN");
}

#[tokio::test]
async fn shifts_cannot_be_written_unless_the_route_is_there() {
    let world = World::new().await;
    let heroine = world.sim.heroine();
    let mut shift = shift_of_rosa(&world).await;
    let other = world.sim.with_world(|w| {
        w.free_caregivers(heroine.shift.start, w.shifts[&heroine.shift].end, jiff::SignedDuration::ZERO)
    })[0];
    shift["caregiver"] = json!({"id": other.to_string()});
    let path = format!("/v1/appointment/{}/", heroine.shift.appointment_id);
    assert_eq!(world.put(&path, shift.clone()).await.0, 403);
    assert_eq!(world.sim.assignee(heroine.shift), Some(Some(heroine.caregiver)));

    world.sim.edit_toggles(|t| t.appointment_write = AppointmentWrite::OnSingle);
    let (status, after) = world.put(&path, shift).await;
    assert_eq!((status, &after["caregiver"]["id"]), (200, &json!(other.to_string())));
    assert_eq!(world.sim.assignee(heroine.shift), Some(Some(other)));
    let history = world.sim.history(heroine.shift);
    assert_eq!(history.iter().map(|a| a.author).collect::<Vec<_>>(), [Author::Seed, Author::Api]);

    let (status, after) = world
        .put(&path, {
            let mut shift = shift_of_rosa(&world).await;
            shift["caregiver"] = Value::Null;
            shift
        })
        .await;
    assert_eq!((status, after.get("caregiver")), (200, None));
    assert_eq!(world.sim.assignee(heroine.shift), Some(None));
}

#[tokio::test]
async fn a_put_replaces_so_that_a_lossy_client_is_caught() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| t.appointment_write = AppointmentWrite::OnSingle);
    let mut shift = shift_of_rosa(&world).await;
    let path = format!("/v1/appointment/{}/", world.sim.heroine().shift.appointment_id);
    assert_eq!(world.put(&path, json!({"caregiver": {"id": "8200012"}})).await.0, 422);
    shift.as_object_mut().unwrap().remove("tasks");
    shift["note"] = json!("kept");
    let (_, after) = world.put(&path, shift).await;
    assert_eq!((&after["tasks"], &after["note"]), (&json!([]), &json!("kept")));
    let mut nobody = after;
    nobody["caregiver"] = json!({"id": "1"});
    assert_eq!(world.put(&path, nobody).await.0, 422);
}

#[tokio::test]
async fn a_series_is_refused_or_changed_as_a_whole() {
    let world = World::new().await;
    let id = world.sim.with_world(|w| {
        w.shifts.keys().find(|k| w.occurrences(k.appointment_id).len() > 20).unwrap().appointment_id
    });
    let path = format!("/v1/appointment/{id}/");
    let (_, mut shift) = world.get(&path).await;
    shift["caregiver"] = json!({"id": "8200012"});
    world.sim.edit_toggles(|t| t.appointment_write = AppointmentWrite::OnSingle);
    assert_eq!(world.put(&path, shift.clone()).await.0, 409);
    world.sim.edit_toggles(|t| t.appointment_write = AppointmentWrite::OnSeries);
    assert_eq!(world.put(&path, shift).await.0, 200);
    let all = world
        .sim
        .with_world(|w| w.occurrences(id).iter().all(|key| w.shifts[key].caregiver == Some(8_200_012)));
    assert!(all);
}

#[tokio::test]
async fn a_write_may_be_applied_although_its_answer_never_comes() {
    let world = World::new().await;
    let heroine = world.sim.heroine();
    let path = format!("/v1/appointment/{}/", heroine.shift.appointment_id);
    for (lost, who) in [(LostAnswer::Hang, 8_200_012_u64), (LostAnswer::Close, 8_200_013)] {
        let mut shift = shift_of_rosa(&world).await;
        shift["caregiver"] = json!({"id": who.to_string()});
        world.sim.edit_toggles(|t| {
            t.appointment_write = AppointmentWrite::OnSingle;
            t.write_timeout_after_success = lost;
        });
        let url = format!("{}{path}", world.sim.wellsky_url());
        let request = world.http.put(url).bearer_auth(&world.token).json(&shift);
        let seen = match request.timeout(std::time::Duration::from_millis(300)).send().await {
            Ok(answer) => answer.json::<Value>().await.is_ok(),
            Err(_) => false,
        };
        assert!(!seen, "{lost:?}");
        assert_eq!(world.sim.assignee(heroine.shift), Some(Some(who)));
    }
}

#[tokio::test]
async fn a_forced_status_changes_nothing_and_an_outage_hides_everything() {
    let world = World::new().await;
    let heroine = world.sim.heroine();
    let shift = shift_of_rosa(&world).await;
    let path = format!("/v1/appointment/{}/", heroine.shift.appointment_id);
    for status in [403, 422, 500] {
        world.sim.edit_toggles(|t| {
            t.appointment_write = AppointmentWrite::OnSingle;
            t.put_status = Some(status);
        });
        assert_eq!(world.put(&path, shift.clone()).await.0, status);
    }
    assert_eq!(world.sim.history(heroine.shift).len(), 1);
    world.sim.edit_toggles(|t| t.appointment_outage = AppointmentOutage::Empty);
    let search = format!("/v1/appointment/?clientId={}&startDate=20261124", heroine.client);
    assert_eq!(world.get(&search).await.1["totalRecords"], 0);
    world.sim.edit_toggles(|t| t.appointment_outage = AppointmentOutage::Gateway403);
    assert_eq!(world.get(&search).await.0, 403);
}

#[tokio::test]
async fn the_office_assigns_and_cancels_in_its_own_page() {
    let world = World::new().await;
    let heroine = world.sim.heroine();
    world.sim.office_assign(heroine.shift, Some(8_200_012)).unwrap();
    assert_eq!(shift_of_rosa(&world).await["caregiver"]["id"], "8200012");
    assert_eq!(world.sim.history(heroine.shift).last().unwrap().author, Author::Office);
    world.sim.office_cancel(heroine.shift).unwrap();
    assert_eq!(shift_of_rosa(&world).await["status"], "CANCELLED");
    assert!(world.sim.office_assign(heroine.shift, Some(1)).is_err());
}
