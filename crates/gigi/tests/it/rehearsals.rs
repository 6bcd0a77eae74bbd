//! Rehearsals of an agency's own past, from the care logs that WellSky shows.
use gigi::rehearse::logs::{Past, read};
use gigi_core::policy::{Policy, WriteRoute};
use gigi_core::rehearsal::{self, People, Style, rehearse};
use gigi_engine::ports::Clock as _;
use gigi_sim::toggles::Canned;
use jiff::SignedDuration;

use crate::agency::Agency;

async fn known(agency: &Agency) -> rehearsal::Agency {
    let roster = agency.engine().roster().await.unwrap();
    rehearsal::Agency {
        caregivers: roster.caregivers().cloned().collect(),
        clients: roster.clients().cloned().collect(),
        shifts: roster.shifts().to_vec(),
    }
}

async fn past(agency: &Agency) -> Past {
    let now = agency.clock().now();
    read(agency.engine(), &known(agency).await, 7, now, 1).await.unwrap()
}

#[tokio::test]
async fn visits_that_somebody_else_clocked_in_for_are_rehearsed_and_what_is_not_known_is_said() {
    let agency = Agency::open(WriteRoute::Api).await;
    let usual = past(&agency).await;
    assert!(usual.past.is_empty(), "everybody came herself: {:?}", usual.past);
    // One visit of the last week was worked by somebody else, and one has lost its clock-in.
    let (mut shift, now) = (None, agency.clock().now());
    agency.sim.edit_world(|w| {
        // Both well over and of this week, at clients of their own.
        let (yesterday, week) = (now - SignedDuration::from_hours(24), now - SignedDuration::from_hours(150));
        let mut over: Vec<(u64, u64)> = w
            .encounters
            .iter()
            .filter(|(_, e)| e.start > week && e.end.is_some_and(|end| end < yesterday))
            .map(|(id, e)| (e.client, *id))
            .collect();
        over.sort_unstable();
        over.dedup_by_key(|(client, _)| *client);
        let over: Vec<u64> = over.into_iter().rev().map(|(_, id)| id).take(2).collect();
        let others: Vec<u64> = w.encounters.values().map(|e| e.caregiver).collect();
        let visit = w.encounters.get_mut(&over[0]).unwrap();
        let planned = visit.caregiver;
        visit.caregiver = others.into_iter().find(|c| *c != planned).unwrap();
        shift = Some((visit.shift, planned));
        w.encounters.remove(&over[1]);
    });
    let (shift, planned) = shift.unwrap();
    let found = past(&agency).await;
    let [call] = found.past.as_slice() else { panic!("{found:?} {shift:?}") };
    assert_eq!(call.shift.appointment.as_str(), shift.appointment_id.to_string());
    assert_eq!((call.shift.start, call.caregiver.as_str()), (shift.start, planned.to_string().as_str()));
    assert!(call.at < call.shift.start);
    let words = found.remarks.join("\n");
    assert!(words.contains("1 somebody else; 1 have no clock-in"), "{words}");
    assert!(words.contains("hours of notice are modelled"), "{words}");
    let outcome = rehearse(
        &Policy::default(),
        &known(&agency).await,
        &found.past,
        People::new(1),
        Style::Ours,
        false,
        &mut || {},
    );
    assert_eq!(outcome.told.len(), 1);
}

#[tokio::test]
async fn a_client_whose_care_logs_cannot_be_read_is_left_out_and_named() {
    let agency = Agency::open(WriteRoute::Api).await;
    let path = "/v1/encounter/_search".to_owned();
    let refused = Canned { path, status: 500, ..Canned::default() };
    agency.sim.edit_toggles(|t| t.answers.push(refused));
    let now = agency.clock().now();
    let nothing = read(agency.engine(), &known(&agency).await, 7, now, 1).await;
    assert!(nothing.unwrap_err().to_string().contains("no client's care logs"));
}
