//! Appointments: the schedule as the API shows it, and the write that nobody has proven (vendor reference, sections 8.4
//! and 9.3).

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::bundle::{day, envelope, filter, filters, instant, page, text, with_offset};
use super::{Answer, Call};
use crate::toggles::{
    AppointmentInvalid, AppointmentOutage, AppointmentWrite, DayBoundary, LostAnswer, OpenStatus, Toggles,
    UnassignedRepr,
};
use crate::world::{Author, Shift, ShiftKey, ShiftStatus};

/// The list and `_search/`.
pub(crate) fn search(call: &mut Call<'_>) -> Answer {
    let filters = filters(call);
    let id = |name: &str| filter(&filters, name).map(|id| id.parse::<u64>().unwrap_or(0));
    let (client, caregiver) = (id("clientId"), id("caregiverId"));
    if client.is_none() && caregiver.is_none() {
        return incomplete(call, "'clientId' or 'caregiverId' is required.");
    }
    let Some(window) = window(&filters) else {
        let text = "One of 'startDate' (with 'additionalDays' 1-6), 'weekNo' or 'monthNo' is required.";
        return incomplete(call, text);
    };
    let zone = match call.toggles.day_boundary {
        DayBoundary::Utc => TimeZone::UTC,
        DayBoundary::Agency => call.world.zone.clone(),
    };
    let mut rows: Vec<(ShiftKey, &Shift)> = Vec::new();
    if call.toggles.appointment_outage == AppointmentOutage::Off {
        rows.extend(
            call.world
                .shifts
                .iter()
                .filter(|(_, shift)| client.is_none_or(|id| shift.client == id))
                .filter(|(_, shift)| caregiver.is_none_or(|id| shift.caregiver == Some(id)))
                .filter(|(key, _)| window.contains(&key.start.to_zoned_datetime(zone.clone()).date()))
                .map(|(key, shift)| (*key, shift)),
        );
    }
    rows.sort_by_key(|(key, _)| (key.start, key.appointment_id));
    Answer::json(200, page(call, "appointment", 20, rows, |(key, shift)| render(*key, shift, call.toggles)))
}

/// Whether such a search is refused or finds nothing is not known.
fn incomplete(call: &Call<'_>, text: &str) -> Answer {
    match call.toggles.appointment_invalid {
        AppointmentInvalid::Refused => Answer::invalid(text),
        AppointmentInvalid::Empty => Answer::json(200, envelope(call, 0, Vec::new())),
    }
}

/// The days that were asked for; `None` when they cannot be read.
fn window(filters: &[(String, String)]) -> Option<std::ops::RangeInclusive<Date>> {
    if let Some(start) = filter(filters, "startDate") {
        let first = day(start)?;
        let more: i64 = match filter(filters, "additionalDays") {
            Some(text) => text.parse().ok().filter(|n| (1..=6).contains(n))?,
            None => 0,
        };
        return Some(first..=first.checked_add(more.days()).ok()?);
    }
    if let Some(week) = filter(filters, "weekNo") {
        let (year, number) = split(week)?;
        let monday = ISOWeekDate::new(year, number, Weekday::Monday).ok()?.date();
        return Some(monday..=monday.checked_add(6.days()).ok()?);
    }
    let (year, number) = split(filter(filters, "monthNo")?)?;
    let first = Date::new(year, number, 1).ok()?;
    Some(first..=first.last_of_month())
}

/// `YYYYWW` or `YYYYMM`.
fn split(text: &str) -> Option<(i16, i8)> {
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((text[..4].parse().ok()?, text[4..].parse().ok()?))
}

/// One occurrence as it goes over the wire.
pub(crate) fn render(key: ShiftKey, shift: &Shift, toggles: &Toggles) -> Value {
    let mut body = shift.extra.clone();
    body.insert("resourceType".into(), json!("Appointment"));
    body.insert("id".into(), json!(key.appointment_id.to_string()));
    let status = match (shift.status, shift.caregiver, toggles.open_status) {
        (ShiftStatus::Cancelled, _, _) => "CANCELLED",
        (_, None, OpenStatus::Open) => "OPEN",
        _ => "SCHEDULED",
    };
    body.insert("status".into(), json!(status));
    body.insert("start".into(), json!(with_offset(key.start)));
    body.insert("end".into(), json!(with_offset(shift.end)));
    body.insert("client".into(), json!({"id": shift.client.to_string()}));
    let caregiver = match (shift.caregiver, toggles.unassigned_repr) {
        (Some(id), _) => Some(json!({"id": id.to_string()})),
        (None, UnassignedRepr::Absent) => None,
        (None, UnassignedRepr::Null) => Some(Value::Null),
        (None, UnassignedRepr::EmptyObject) => Some(json!({})),
        (None, UnassignedRepr::EmptyId) => Some(json!({"id": ""})),
        (None, UnassignedRepr::Zero) => Some(json!({"id": "0"})),
    };
    if let Some(caregiver) = caregiver {
        body.insert("caregiver".into(), caregiver);
    }
    body.insert("position".into(), json!({"latitude": shift.position.0, "longitude": shift.position.1}));
    body.insert("scheduledItems".into(), shift.items.clone());
    body.insert("tasks".into(), shift.tasks.clone());
    Value::Object(body)
}

/// The read by id: of a series, the occurrence nearest to now.
pub(crate) fn read(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    let found = call
        .world
        .nearest(id, call.now)
        .filter(|_| call.toggles.appointment_outage == AppointmentOutage::Off);
    match found.and_then(|key| Some((key, call.world.shifts.get(&key)?))) {
        Some((key, shift)) => Answer::json(200, render(key, shift, call.toggles)),
        None => Answer::not_found(),
    }
}

/// What a `PUT` says, read.
struct Change {
    start: Timestamp,
    shift: Shift,
}

/// `PUT /v1/appointment/{id}/`: the whole object replaces what was there; keys left out are gone.
pub(crate) fn update(call: &mut Call<'_>) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    if let Some(status) = call.toggles.put_status {
        return if status >= 500 {
            Answer::crash_with(status)
        } else {
            Answer::error(status, "The change was refused.")
        };
    }
    let occurrences = call.world.occurrences(id);
    let Some(key) = call.world.nearest(id, call.now) else {
        return Answer::not_found();
    };
    if occurrences.len() > 1 && call.toggles.appointment_write == AppointmentWrite::OnSingle {
        return Answer::error(409, "Recurring appointments can not be changed.");
    }
    let change = match read_change(call) {
        Ok(change) => change,
        Err(problem) => return problem,
    };
    let (now, caregiver) = (call.now, change.shift.caregiver);
    let shown = if occurrences.len() > 1 {
        for each in occurrences {
            call.world.assign(each, caregiver, Author::Api, now);
        }
        key
    } else {
        let moved = ShiftKey { appointment_id: id, start: change.start };
        call.world.shifts.remove(&key);
        call.world.shifts.insert(moved, change.shift);
        call.world.assign(moved, caregiver, Author::Api, now);
        moved
    };
    let body = call.world.shifts.get(&shown).map(|shift| render(shown, shift, call.toggles));
    let mut answer = Answer::json(200, body.unwrap_or_default());
    answer.lost = call.toggles.write_timeout_after_success;
    if answer.lost != LostAnswer::Off {
        tracing::debug!(appointment = id, "simulated lost answer after a write");
    }
    answer
}

fn read_change(call: &Call<'_>) -> Result<Change, Answer> {
    const KNOWN: [&str; 10] = [
        "resourceType",
        "id",
        "status",
        "start",
        "end",
        "client",
        "caregiver",
        "position",
        "scheduledItems",
        "tasks",
    ];
    let Value::Object(body) = call.body else {
        return Err(Answer::invalid("A JSON object is required."));
    };
    let time = |name: &str| {
        body.get(name).and_then(Value::as_str).and_then(instant).ok_or_else(|| Answer::required(name))
    };
    let (start, end) = (time("start")?, time("end")?);
    let client = reference(body.get("client")).ok_or_else(|| Answer::required("client"))?;
    if !call.world.patients.contains_key(&client) {
        return Err(Answer::invalid("'client' does not exist."));
    }
    let caregiver = reference(body.get("caregiver"));
    if caregiver.is_some_and(|id| !call.world.practitioners.contains_key(&id)) {
        return Err(Answer::invalid("'caregiver' does not exist."));
    }
    let status = match body.get("status").and_then(Value::as_str) {
        Some("SCHEDULED" | "OPEN") => ShiftStatus::Scheduled,
        Some("CANCELLED") => ShiftStatus::Cancelled,
        _ => return Err(Answer::required("status")),
    };
    let degrees = |name: &str| body.get("position").and_then(|p| p[name].as_f64()).unwrap_or_default();
    let extra: Map<String, Value> = body
        .iter()
        .filter(|(key, _)| !KNOWN.contains(&key.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    let shift = Shift {
        end,
        client,
        caregiver,
        status,
        position: (degrees("latitude"), degrees("longitude")),
        items: body.get("scheduledItems").cloned().unwrap_or_else(|| json!([])),
        tasks: body.get("tasks").cloned().unwrap_or_else(|| json!([])),
        extra,
    };
    Ok(Change { start, shift })
}

/// The id in `{"id": ...}`; every way of saying nobody is nobody.
fn reference(value: Option<&Value>) -> Option<u64> {
    text(&value?["id"])?.parse().ok().filter(|id| *id != 0)
}
