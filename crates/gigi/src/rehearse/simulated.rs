//! The simulator's agency as WellSky's wire would show it, without the wire.
use gigi_core::agency::{Shift, ShiftStatus};
use gigi_core::calendar::Zone;
use gigi_core::id::{CaregiverId, ClientId, ShiftKey};
use gigi_core::place::Place;
use gigi_core::rehearsal::Agency;
use gigi_sim::AgencySize;
use gigi_sim::world::{Document, World};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::adapters::wellsky::{caregiver, client};

/// When the invented schedule is looked at: the same in every run.
const STARTED: i64 = 1_795_456_800;

fn read<T: DeserializeOwned>(document: &Document) -> Option<T> {
    serde_json::from_value(Value::Object(document.body.clone())).ok()
}

/// The people of a size and seed, and two weeks (large: a week) of their schedule.
pub fn agency(size: AgencySize, seed: u64, zone: &Zone) -> Agency {
    let started = jiff::Timestamp::from_second(STARTED).unwrap_or_default();
    let world = World::generate(seed, size, zone.tz(), started);
    let shift = |(key, shift): (&gigi_sim::ShiftKey, &gigi_sim::world::Shift)| Shift {
        key: ShiftKey::new(key.appointment_id.to_string().as_str(), key.start),
        client: ClientId::new(shift.client.to_string()),
        caregiver: shift.caregiver.map(|id| CaregiverId::new(id.to_string())),
        end: shift.end,
        position: Some(Place { latitude: shift.position.0, longitude: shift.position.1 }),
        status: match shift.status {
            gigi_sim::world::ShiftStatus::Scheduled => ShiftStatus::Scheduled,
            gigi_sim::world::ShiftStatus::Cancelled => ShiftStatus::Cancelled,
        },
    };
    Agency {
        caregivers: world.practitioners.values().filter_map(|d| caregiver(&read(d)?)).collect(),
        clients: world.patients.values().filter_map(|d| client(&read(d)?)).collect(),
        shifts: world.shifts.iter().map(shift).collect(),
    }
}
